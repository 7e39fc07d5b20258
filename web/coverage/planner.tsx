import { Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { kinds, type Service } from '../../server/coverage/rules.ts';
import { measures } from '../../server/scenarios/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Checkbox, Select } from '../ui/field.tsx';
import { number, percent } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import type { MapMark } from '../ui/map/areas.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { href, type Query, type useQuery } from '../ui/url.ts';
import { CoverageMap, dotOf } from './map.tsx';
import { type Added, draftQuery, type Picture, type Planned, readDraft, serviceWord } from './words.ts';

type Part = { of: Picture; service: Service; query: Query; set: ReturnType<typeof useQuery>['set'] };
const sure: Record<(typeof measures)[number], string> = {
  likely: key('按现有坐标在圈内就算'),
  certain: key('确定在圈内才算'),
  possible: key('可能在圈内也算'),
};
const waitMs = 40_000;

/** The k best sites for a service, and how far from the best the answer may be. */
export function PlannerTab({ of, service, query, set }: Part) {
  const k = Math.max(1, Math.min(10, Number(query.k) || 3));
  const measure = measures.find((m) => m === query.measure) ?? 'likely';
  const communities = query.centres !== 'no';
  const draft = readDraft(query);
  const [found, setFound] = useState<{ sign: string; plan: Planned } | null>(null);
  const { run, busy, failure } = useAction((_, json: { k: number }) =>
    call(
      (o) =>
        client.api.v1.scenarios.plan.$post(
          { json: { ...json, ...draft, service, measure, communities, ...(query.on ? { on: query.on } : {}) } },
          o,
        ),
      { timeoutMs: waitMs },
    ),
  );
  const sign = JSON.stringify([k, measure, communities, service, query.on, query.add, query.close]);
  const search = async () => {
    const answer = await run({ k });
    if (answer.ok) setFound({ sign, plan: answer.data });
  };
  const plan = found?.sign === sign ? found.plan : null;
  return (
    <>
      <p class="muted">
        {t('在备选地点里找 {k} 处，使步行 {minutes} 分钟内新增{service}的老人最多。', {
          k,
          minutes: of.rule.minutes,
          service: serviceWord(service),
        })}
      </p>
      <div class="coverage-filters">
        <Select
          label={t('选几处')}
          value={String(k)}
          onInput={(value) => set({ k: value === '3' ? null : value })}
          options={Array.from({ length: 10 }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }))}
        />
        <Select
          label={t('怎样算覆盖')}
          value={measure}
          onInput={(value) => set({ measure: value === 'likely' ? null : value })}
          options={measures.map((value) => ({ value, label: t(sure[value]) }))}
        />
        <Checkbox
          label={t('社区中心也作备选')}
          checked={communities}
          onChange={(on) => set({ centres: on ? null : 'no' })}
        />
        <Button look="primary" busy={busy} onClick={search}>
          {t('开始选址')}
        </Button>
        {plan && (
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        )}
      </div>
      {draft.add.length + draft.close.length > 0 && (
        <Notice>
          {t('已把“如果”里的改动算作现状：加 {add} 处，停 {close} 家。', {
            add: draft.add.length,
            close: draft.close.length,
          })}
        </Notice>
      )}
      {failure && <Problem of={failure} />}
      {plan && <Answer of={of} plan={plan} service={service} k={k} query={query} />}
    </>
  );
}

function Answer({
  of,
  plan,
  service,
  k,
  query,
}: {
  of: Picture;
  plan: Planned;
  service: Service;
  k: number;
  query: Query;
}) {
  const site = new Map(plan.sites.map((s) => [s.id, s]));
  const grid = new Map(of.grids.map((g) => [g.code, g]));
  const picks = plan.picks.map((p, i) => ({
    ...p,
    at: site.get(p.site)!,
    no: i + 1,
    sum: plan.picks.slice(0, i + 1).reduce((n, one) => n + one.adds, 0),
  }));
  const marks = picks.map(
    ({ at, no }): MapMark => ({ id: at.id, lng: at.lng, lat: at.lat, title: at.name, look: 'pick', text: String(no) }),
  );
  const dots = picks.flatMap((p) =>
    p.grids.flatMap((code) => {
      const g = grid.get(code);
      return g && g.lng !== null && g.lat !== null
        ? [dotOf({ ...g, lng: g.lng, lat: g.lat }, 'certain', t('由第 {n} 处覆盖', { n: p.no }))]
        : [];
    }),
  );
  const kind = kinds.find((one) => one === service) ?? 'community_point';
  const draft = readDraft(query);
  const add = picks.map(
    ({ at }): Added => ({
      ...{ name: at.name, lng: at.lng, lat: at.lat, accuracy_m: at.accuracy_m, places: null },
      kind,
      services: kind === service ? [] : [service as Added['services'][number]],
    }),
  );
  const names = (codes: string[]) => {
    const by = Map.groupBy(codes, (code) => grid.get(code)?.community ?? '');
    const community = new Map(of.communities.map((c) => [c.code, c.name]));
    return [...by]
      .map(([code, list]) => t('{name} {n} 格', { name: community.get(code) ?? code, n: list.length }))
      .join(t('、'));
  };
  return (
    <section class="stack coverage-plan" aria-label={t('选址结果')}>
      <h2>{t('选址结果')}</h2>
      <p class="coverage-figure">
        <strong class="num">{t('+{n} 人', { n: number(plan.reached) })}</strong>{' '}
        {t('，未覆盖由 {before} 人降到 {after} 人', {
          before: number(plan.uncovered),
          after: number(plan.uncovered - plan.reached),
        })}
      </p>
      {plan.proven ? (
        <Notice tone="accent">{t('离最优：0%。求解器已证明，没有别的 {k} 处能覆盖更多人。', { k })}</Notice>
      ) : (
        <Notice tone="amber">
          {t('离最优：至多 {gap}。求解器在时限内没有证明最优；任何 {k} 处最多新增 {most} 人。', {
            gap: percent(plan.gap),
            k,
            most: number(plan.at_most),
          })}
        </Notice>
      )}
      {picks.length < k && (
        <p class="muted">{t('选到第 {n} 处以后，其余备选地点不再增加一位老人。', { n: picks.length })}</p>
      )}
      <CoverageMap of={of} service={service} grids={false} marks={marks} dots={dots} skipTo="coverage-picks" />
      <div id="coverage-picks">
        <Table
          maxHeight="var(--list-max)"
          caption={t('选出的地点')}
          rows={picks}
          rowKey={(p) => p.site}
          empty={t('没有一个备选地点能增加一位老人')}
          columns={[
            { key: 'no', head: t('次序'), cell: (p) => String(p.no) },
            {
              key: 'name',
              head: t('地点'),
              cell: (p) => (
                <>
                  {p.at.candidate ? p.at.name : t('{name}中心', { name: p.at.name })}
                  <br />
                  <span class="muted small">{t('覆盖：{list}', { list: names(p.grids) })}</span>
                </>
              ),
            },
            { key: 'adds', head: t('新增'), end: true, nowrap: true, cell: (p) => number(p.adds) },
            { key: 'sum', head: t('累计'), end: true, nowrap: true, cell: (p) => number(p.sum) },
          ]}
        />
      </div>
      <Facts
        of={[
          [t('逐个选（贪心）'), t('{n} 人', { n: number(plan.greedy.reached) })],
          [t('贪心的保证'), t('不低于最优的 {share}', { share: percent(plan.greedy.share) })],
          [t('任何选法的上限'), t('{n} 人', { n: number(plan.greedy.at_most) })],
          [t('备选地点'), t('{n} 处', { n: number(plan.sites.length) })],
        ]}
      />
      {picks.length > 0 && (
        <div class="row">
          <ButtonLink
            href={href('/officer/coverage', {
              tab: 'what-if',
              service,
              on: query.on,
              ...draftQuery({ add: [...draft.add, ...add], close: draft.close }),
            })}
          >
            {t('放进“如果”看全部影响')}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}
