import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { factText, inLanguage, type KeyName, partText, partWord, reasonsText } from '../ui/queue-words.ts';
import { session } from '../ui/session.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';

type Why = InferResponseType<(typeof client.api.v1.applications)[':id']['why']['$get'], 200>;
type Neighbour = NonNullable<Why['ahead']>;

/** Why somebody is at this place: the key beside the neighbours', the part that decides, the rules, the places before. */
export function WhyCase({ application }: { application: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].why.$get({ param: { id: application } }, o), { signal }),
    [application],
  );
  useEvents(['queue'], reload);
  return (
    <CaseView>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && <Explained of={data} />}
    </CaseView>
  );
}

function Explained({ of }: { of: Why }) {
  const parts: KeyName[] = ['track', ...of.key_parts, 'receipt_no'];
  return (
    <>
      <div class="row-between">
        <h2>{t('{name} 为什么排第 {n} 位', { name: of.name, n: of.place })}</h2>
        <span class="muted">
          {t('共 {all} 人 · {track} 通道第 {own} 位', {
            all: number(of.waiting),
            track: of.track,
            own: number(of.place_in_track),
          })}
        </span>
      </div>
      <ul class="plain-list why-sentences">
        <li>{of.ahead ? sentence(of, of.ahead, parts, true) : t('排在第一位：没有人在前面。')}</li>
        <li>{of.behind ? sentence(of, of.behind, parts, false) : t('排在最后一位：没有人在后面。')}</li>
      </ul>
      <Ladder of={of} parts={parts} />
      <h3>{t('分值怎么来的')}</h3>
      <Facts of={of.points.map((line) => [factText(line), t('{n} 分', { n: line.given })])} />
      <h3>{t('依据')}</h3>
      <Facts
        of={[
          [t('规则'), of.rule_version],
          [t('文号'), of.doc_no],
          [partWord('track'), `${of.track} ${inLanguage(of.track_zh, of.track_en)}`],
        ]}
      />
      <div class="row">
        <ButtonLink href={href('/admin/queue-rules', { sel: of.rule_version })}>{t('查看规则')}</ButtonLink>
        {session.value?.role !== 'inspector' && (
          <ButtonLink href={`/officer/applicants/${of.application_id}`}>{t('打开申请')}</ButtonLink>
        )}
      </div>
      <History of={of} />
    </>
  );
}

/** "排在 12 位之后，因为：通道相同、能力等级相同、分值 20 < 30": equal parts up to the one that decides. */
function sentence(of: Why, other: Neighbour, parts: readonly KeyName[], ahead: boolean): string {
  const same = parts.slice(0, parts.indexOf(other.decided_by));
  const decides = compared(of.key, other.key, other.decided_by);
  const why = [...same.map((part) => t('{part}相同', { part: partWord(part) })), decides].join(t('、'));
  return ahead
    ? t('排在第 {n} 位 {name} 之后，因为：{why}。', { n: other.place, name: other.name, why })
    : t('排在第 {n} 位 {name} 之前，因为：{why}。', { n: other.place, name: other.name, why });
}

function compared(mine: Why['key'], theirs: Why['key'], part: KeyName): string {
  if (part === 'level' || part === 'points')
    return t('{part} {mine} {sign} {theirs}', {
      part: partWord(part),
      mine: mine[part],
      sign: mine[part] < theirs[part] ? '<' : '>',
      theirs: theirs[part],
    });
  const when = (at: string) => (part === 'queued_at' ? moment(at) : at);
  return t('{part}：{mine} 在 {theirs} 之{side}', {
    part: partWord(part),
    mine: when(mine[part]),
    theirs: when(theirs[part]),
    side: mine[part] < theirs[part] ? t('前') : t('后'),
  });
}

/** The three keys beside one another; the part that decides is marked by a word, not by colour alone. */
function Ladder({ of, parts }: { of: Why; parts: readonly KeyName[] }) {
  const cell = (other: Neighbour | null, part: KeyName) =>
    other &&
    (other.decided_by === part ? (
      <strong>
        {partText(other.key, part)} <span class="small">{t('（决定）')}</span>
      </strong>
    ) : (
      partText(other.key, part)
    ));
  const head = (other: Neighbour | null) => (other ? t('第 {n} 位', { n: other.place }) : '—');
  return (
    <Table
      caption={t('与前后一位比较')}
      columns={[
        { key: 'part', head: t('比较项'), nowrap: true, cell: (part) => partWord(part) },
        { key: 'ahead', head: t('前一位 {place}', { place: head(of.ahead) }), cell: (part) => cell(of.ahead, part) },
        { key: 'own', head: t('本人 第 {n} 位', { n: of.place }), cell: (part) => partText(of.key, part) },
        { key: 'behind', head: t('后一位 {place}', { place: head(of.behind) }), cell: (part) => cell(of.behind, part) },
      ]}
      rows={[...parts]}
      rowKey={(part) => part}
    />
  );
}

function History({ of }: { of: Why }) {
  return (
    <>
      <h3>{t('位次变化')}</h3>
      {of.history.length === 0 ? (
        <p class="muted">{t('还没有告知过位次；每天早上告知一次变化。')}</p>
      ) : (
        <ol class="plain-list stack-tight">
          {of.history.map((one) => (
            <li key={one.told_at}>
              <span class="muted">{date(one.told_at)}</span>{' '}
              {one.place !== null && <strong>{t('第 {n} 位', { n: one.place })}</strong>} {reasonsText(one.reasons)}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
