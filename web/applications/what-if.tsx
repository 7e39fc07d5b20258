import type { InferResponseType } from 'hono/client';
import { ChevronDown, ChevronUp } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { word } from '../ui/words.ts';

type WhatIf = InferResponseType<(typeof client.api.v1.applications)[':id']['what-if']['$get'], 200>;
type Move = WhatIf['moves'][number];
type Line = { text: string; moves: Move[] };

/** What would give another place, by the rules themselves: asked when somebody wants to know, because it tries them all. */
export function WhatMoves({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Card as="section" class="stack">
      <div class="row-between">
        <h2>{t('什么会改变位次')}</h2>
        <Button icon={open ? ChevronUp : ChevronDown} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('收起') : t('逐项试算')}
        </Button>
      </div>
      {open && <Tried id={id} />}
    </Card>
  );
}

function Tried({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id']['what-if'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['queue'], reload);
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading cards={1} />;
  const groups = linesOf(data.moves);
  return (
    <div class="stack">
      <p>
        {t(
          '用现行规则和您自己的情况逐项试算，其他人的情况都不变。只有事实真的变了，位次才会变：证明由民政部门核对，评估由评估员上门做。',
        )}
      </p>
      {groups.length === 0 && <p>{t('按现行规则，没有哪一项变化会改变现在的位次；前面有人入住，位次就会往前。')}</p>}
      {groups.map(([title, lines]) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul class="moves">
            {lines.map((line) => (
              <li key={line.text}>
                <span>{line.text}</span>
                <strong>{place(line.moves[0] as Move, data.now)}</strong>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <Wish of={data.wish} />
      <p class="small">{t('按“{version}”（{doc}）试算。', { version: data.rule_version, doc: data.doc_no })}</p>
    </div>
  );
}

function place(to: Move, from: WhatIf['now']): string {
  const track = to.track === from.track ? '' : t('，进入 {track} 通道', { track: to.track });
  const by = from.place - to.place;
  const way = by > 0 ? t('前进 {n} 位', { n: number(by) }) : by < 0 ? t('后退 {n} 位', { n: number(-by) }) : t('不变');
  return `${t('第 {n} 位（{way}）', { n: number(to.place), way })}${track}`;
}

/** The moves in groups, those of a group that lead to one place as one line. */
function linesOf(moves: readonly Move[]): [title: string, lines: Line[]][] {
  const of = (codes: string[]) => moves.filter((m) => codes.includes(m.code));
  const groups: [string, Move[]][] = [
    [t('如果重新评估'), of(['level', 'dementia']).reverse()],
    [t('如果本来就有这样的身份，交上证明'), of(['category'])],
    [t('如果家里的情况是这样'), of(['living_alone', 'carer_absent', 'carer_hardships'])],
    [t('时间到了，会自己变'), of(['waited', 'birthday'])],
  ];
  return groups.flatMap(([title, list]) => (list.length ? [[title, merged(list)] as [string, Line[]]] : []));
}

function merged(moves: readonly Move[]): Line[] {
  const kinds = Map.groupBy(
    moves.filter((m) => m.code === 'category'),
    (m) => `${m.track} ${m.place}`,
  );
  const proofs = [...kinds.values()].map((same) => ({
    moves: same,
    text: same.map((m) => (m.code === 'category' ? word('category', m.kind) : '')).join(t('、')),
  }));
  return [...proofs, ...moves.flatMap((m) => (m.code === 'category' ? [] : [{ moves: [m], text: sentence(m) }]))];
}

function sentence(m: Exclude<Move, { code: 'category' }>): string {
  switch (m.code) {
    case 'level':
      return t('评为 {n} 级（{word}）', { n: m.level, word: word('level', m.level) });
    case 'dementia':
      return t('评估中记有确诊的失智');
    case 'living_alone':
      return m.known ? t('改为独居或空巢') : t('独居或空巢，而现在还没有登记');
    case 'carer_absent':
      return m.known ? t('家里不再有人照护') : t('家里无人照护，而现在还没有登记');
    case 'carer_hardships':
      return t('登记的照护人困难有 {n} 项', { n: m.count });
    case 'waited':
      return t('{date}轮候满 {n} 天', { date: date(m.on), n: number(m.days) });
    case 'birthday':
      return t('{date}满 {n} 岁', { date: date(m.on), n: m.age });
  }
}

/** Another wish changes no place; it changes for how many homes one may be asked, and with how many one shares them. */
function Wish({ of: { now, wider, others } }: { of: WhatIf['wish'] }) {
  if (wider.length === 0 && others.length === 0) return null;
  const shared = (n: number) => t('排在前面、也愿意去的有 {n} 人', { n: number(n) });
  return (
    <div>
      <h3>{t('如果改选机构：位次不变，能给您的床会变')}</h3>
      <ul class="moves">
        <li>
          <span>{t('现在的选择：{n} 家', { n: number(now.homes) })}</span>
          <strong>{shared(now.ahead)}</strong>
        </li>
        {wider.map((w) => (
          <li key={w.radius_km}>
            <span>{t('{km} 公里内的机构都可以：{n} 家', { km: number(w.radius_km), n: number(w.homes) })}</span>
            <strong>{shared(w.ahead)}</strong>
          </li>
        ))}
        {others.map((o) => (
          <li key={o.facility_id}>
            <span>
              {t('加上')} <a href={`/facilities/${o.facility_id}`}>{o.facility}</a>
              {o.km !== null && t('（直线 {km} 公里）', { km: number(o.km, 1) })}
            </span>
            <strong>{shared(o.ahead)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
