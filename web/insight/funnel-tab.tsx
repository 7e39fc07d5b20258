import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Notice } from '../ui/card.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { BarPlot, FunnelPlot } from '../ui/plot.tsx';
import { type Column, type Sort, Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Pick, SaveCsv, Shown, streetOptions, type TabProps, wordOptions } from './shared.tsx';

type Funnel = InferResponseType<typeof client.api.v1.insight.funnel.$get, 200>;
type Line = Funnel['lines'][number];
type By = Funnel['by'];

const groupings: Record<By, string> = {
  street: key('街道'),
  community: key('社区'),
  kind: key('机构类型'),
  bed: key('床位类型'),
  facility: key('机构'),
};
const isBy = (by: string | undefined): by is By => !!by && by in groupings;

/** From filed to free, and beds per 1,000 seniors, by one grouping; each line leads one step further down. */
export function FunnelTab({ query, set }: TabProps) {
  const by: By = isBy(query.by) ? query.by : query.community ? 'facility' : query.street ? 'community' : 'street';
  const loaded = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.insight.funnel.$get(
            {
              query: {
                by,
                ...(query.on ? { on: query.on } : {}),
                ...(query.street ? { street: query.street } : {}),
                ...(query.community ? { community: query.community } : {}),
                ...(query.kind ? { kind: query.kind as 'day_care' } : {}),
                ...(query.bed ? { bed_kind: query.bed as 'day' } : {}),
              },
            },
            o,
          ),
        { signal },
      ),
    [by, query.on, query.street, query.community, query.kind, query.bed],
  );
  useEvents(['vacancies'], () => !query.on && loaded.reload());
  return (
    <Shown of={loaded}>
      {(data) => (
        <>
          <div class="insight-filters">
            <Pick
              {...{ query, set }}
              name="street"
              label={t('街道')}
              options={streetOptions(data.streets)}
              clears={['community', 'by']}
            />
            <Pick
              {...{ query, set }}
              name="community"
              label={t('社区')}
              options={streetOptions(data.communities)}
              clears={['by']}
            />
            <Pick {...{ query, set }} name="kind" label={t('机构类型')} options={wordOptions('facility')} />
            <Pick {...{ query, set }} name="bed" label={t('床位类型')} options={wordOptions('bed')} />
            <Pick
              query={{ by }}
              set={set}
              name="by"
              label={t('按什么分')}
              options={Object.entries(groupings).map(([value, label]) => ({ value, label: t(label) }))}
            />
          </div>
          <Figures of={data} />
          <Provenance of={data} />
          <FunnelPlot
            title={t('从备案到空床')}
            head={[t('环节'), t('床位')]}
            steps={[
              { id: 'filed', label: t('备案'), value: data.total.filed, tone: 'plain' },
              { id: 'usable', label: t('可用'), value: data.total.usable, tone: 'plain' },
              { id: 'occupied', label: t('在住'), value: data.total.occupied, tone: 'stale' },
              { id: 'held', label: t('保留'), value: data.total.held, tone: 'amber' },
              { id: 'free', label: t('空床'), value: data.total.free },
            ]}
          />
          <p class="small muted">{t('可用 = 备案 − 停用；可用 = 在住 + 保留 + 空床。百分比是占备案床位的比例。')}</p>
          {(by === 'street' || by === 'community') && <PerThousand of={data} />}
          <Lines of={data} by={by} query={query} />
        </>
      )}
    </Shown>
  );
}

const Figures = ({ of }: { of: Funnel }) => (
  <dl class="insight-sums">
    {(
      [
        [t('备案床位'), number(of.total.filed)],
        [t('每千名老人床位'), of.per_thousand === null ? t('无数据') : number(of.per_thousand, 1)],
        [t('空床'), number(of.total.free)],
        [t('机构和服务点'), number(of.total.facilities)],
        [t('登记老人'), number(of.seniors)],
      ] as const
    ).map(([head, n]) => (
      <div key={head}>
        <dt>{head}</dt>
        <dd class="num">{n}</dd>
      </div>
    ))}
  </dl>
);

const signed = (n: number) => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0');

/** Where the figures of this day come from, and by how much what is on record now says otherwise. */
function Provenance({ of }: { of: Funnel }) {
  if (of.source === 'now') return <p class="small muted">{t('今天的数字，按现在的记录。')}</p>;
  if (of.source === 'counted')
    return (
      <Notice tone="amber">
        {t('{day}没有留存日终数据，以下按现在的记录推算，后来补记和更正的都算在内。', { day: date(of.on) })}{' '}
        {of.first_kept ? t('日终数据自{day}起留存。', { day: date(of.first_kept) }) : t('还没有留存过日终数据。')}
        {of.first_record &&
          of.on < of.first_record &&
          ` ${t('入住记录自{day}起，更早只有床位数可信。', { day: date(of.first_record) })}`}
      </Notice>
    );
  const parts = (
    [
      ['filed', t('备案')],
      ['closed', t('停用')],
      ['occupied', t('在住')],
      ['held', t('保留')],
      ['free', t('空床')],
    ] as const
  ).flatMap(([name, head]) => (of.differs?.[name] ? [`${head} ${signed(of.differs[name])}`] : []));
  return of.differs ? (
    <Notice tone="amber">
      {t('{day}当晚留存的数字。现在的记录对那一天的说法不同：{parts}，是后来补记或更正的。', {
        day: date(of.on),
        parts: parts.join(t('，')),
      })}
    </Notice>
  ) : (
    <p class="small muted">
      {t('{day}当晚留存的数字（{at}记下），与现在的记录一致。', { day: date(of.on), at: moment(of.kept_at) })}
    </p>
  );
}

function PerThousand({ of }: { of: Funnel }) {
  const rows = of.lines
    .filter((l) => (l.seniors ?? 0) > 0)
    .sort((a, b) => (b.per_thousand ?? -1) - (a.per_thousand ?? -1));
  const mean = of.per_thousand;
  return (
    <>
      <BarPlot
        title={of.by === 'street' ? t('各街道每千名老人床位数') : t('各社区每千名老人床位数')}
        head={[t(groupings[of.by]), t('每千名老人床位')]}
        value={(n) => number(n, 1)}
        none={t('无数据')}
        mark={mean === null ? undefined : { value: mean, label: t('所选范围') }}
        bars={rows.map((l) => ({
          id: l.key,
          label: l.name,
          value: l.per_thousand,
          tone: (l.per_thousand ?? 0) < (mean ?? 0) ? ('stale' as const) : undefined,
        }))}
      />
      <p class="small muted">{t('灰色的低于所选范围的水平（竖线）。')}</p>
    </>
  );
}

const nameOf = (by: By, line: Line) =>
  by === 'kind' ? word('facility', line.key) : by === 'bed' ? word('bed', line.key) : line.name;

/** One step further down: a street's communities, a community's facilities, a kind's streets, a facility's own page. */
function downTo(by: By, line: Line, query: TabProps['query']): string {
  const { by: _by, ...rest } = query;
  if (by === 'street') return href('/officer/insight', { ...rest, street: line.key });
  if (by === 'community') return href('/officer/insight', { ...rest, community: line.key });
  if (by === 'kind') return href('/officer/insight', { ...rest, kind: line.key });
  if (by === 'bed') return href('/officer/insight', { ...rest, bed: line.key });
  return `/facilities/${line.key}`;
}

function Lines({ of, by, query }: { of: Funnel; by: By; query: TabProps['query'] }) {
  const [sort, setSort] = useState<Sort>({ key: 'none', down: true });
  const column = (
    name: 'facilities' | 'filed' | 'usable' | 'occupied' | 'held' | 'free',
    head: string,
  ): Column<Line> => ({
    key: name,
    head,
    end: true,
    sortable: true,
    cell: (l) => number(l[name]),
  });
  const byPlace = by === 'street' || by === 'community';
  const columns: Column<Line>[] = [
    { key: 'name', head: t(groupings[by]), cell: (l) => <a href={downTo(by, l, query)}>{nameOf(by, l)}</a> },
    ...(byPlace
      ? [
          { key: 'seniors', head: t('老人'), end: true, sortable: true, cell: (l: Line) => number(l.seniors) },
          {
            key: 'per_thousand',
            head: t('每千名老人'),
            end: true,
            sortable: true,
            cell: (l: Line) => (l.per_thousand === null ? t('无数据') : number(l.per_thousand, 1)),
          },
        ]
      : []),
    ...(by === 'facility' ? [] : [column('facilities', t('机构数'))]),
    column('filed', t('备案')),
    column('usable', t('可用')),
    column('occupied', t('在住')),
    column('held', t('保留')),
    column('free', t('空床')),
    ...(of.differs
      ? [
          {
            key: 'differs',
            head: t('现在的记录相差（在住）'),
            end: true,
            cell: (l: Line) => (l.differs ? signed(l.differs.occupied) : '0'),
          },
        ]
      : []),
  ];
  const value = (l: Line) => Number(l[sort.key as 'filed'] ?? -1);
  const rows =
    sort.key === 'none'
      ? of.lines
      : of.lines.toSorted((a, b) => (sort.down ? value(b) - value(a) : value(a) - value(b)));
  const names = [
    'key',
    'name',
    'seniors',
    'per_thousand',
    'facilities',
    'filed',
    'usable',
    'occupied',
    'held',
    'free',
  ] as const;
  return (
    <>
      <Table
        caption={t('按{by}的床位', { by: t(groupings[by]) })}
        {...{ rows, columns, sort }}
        onSort={setSort}
        rowKey={(l) => l.key}
        empty={t('没有这样的床位')}
      />
      <SaveCsv
        file={`beds-by-${by}-${of.on}`}
        rows={() => [
          ['on', 'source', ...names, 'differs_occupied', 'differs_free'],
          ...rows.map((l) => [
            of.on,
            of.source,
            ...names.map((name) => l[name]),
            l.differs?.occupied ?? null,
            l.differs?.free ?? null,
          ]),
        ]}
      />
    </>
  );
}
