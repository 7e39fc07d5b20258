import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup } from '../ui/field.tsx';
import { age, moment, now, number, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { key, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { type Query, useQuery } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import './freshness.css';

type Stale = InferResponseType<typeof client.api.v1.freshness.$get, 200>['facilities'][number];
type Stage = Stale['stage'];

const stages: Record<Stage, { word: string; shape: Shape; tone: Tone }> = {
  bureau: { word: key('超过 7 天'), shape: 'triangle', tone: 'red' },
  grey: { word: key('超过 72 小时'), shape: 'ring', tone: 'stale' },
  amber: { word: key('超过 24 小时'), shape: 'half', tone: 'amber' },
};
const inOrder = Object.keys(stages) as Stage[];

/** Whose figures are old, the oldest first: where to call, and whether anybody was told. */
export default function FreshnessPage() {
  return (
    <Guard roles={['officer', 'leader']}>
      <Worklist />
    </Guard>
  );
}

function Worklist() {
  useTitle(t('数据时效'));
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.freshness.$get({}, o), { signal }),
    [],
  );
  useEvents(['vacancies'], reload);
  const places = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (places.data?.divisions ?? []).filter((d) => d.level === 'street');
  const nameOf = (code: string) => streets.find((s) => s.code === code)?.name ?? '…';
  const here = (data?.facilities ?? []).filter(
    (f) => (!query.kind || f.kind === query.kind) && (!query.street || f.street_code === query.street),
  );
  const rows = here.filter((f) => !query.stage || f.stage === query.stage);
  return (
    <StaffFrame
      title={t('数据时效')}
      tools={<Filters query={query} set={set} streets={streets} />}
      list={
        <div class="stack-tight stale-list">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && data.facilities.length === 0 && (
            <Empty title={t('各机构的数据都在 24 小时以内')}>
              <p>{t('超过 24 小时没有确认的机构会列在这里。')}</p>
            </Empty>
          )}
          {data && data.facilities.length > 0 && (
            <>
              {/* biome-ignore lint/a11y/useSemanticElements: a row of chips, not a form */}
              <div class="chips" role="group" aria-label={t('按时效查看')}>
                {inOrder.map((stage) => (
                  <ToggleChip
                    key={stage}
                    on={query.stage === stage}
                    onChange={(on) => set({ stage: on ? stage : null }, { replace: true })}
                  >
                    <StageDot of={stage} />{' '}
                    <strong class="num">{number(here.filter((f) => f.stage === stage).length)}</strong>
                  </ToggleChip>
                ))}
              </div>
              <p class="muted small">
                {t('超过 24 小时提醒机构，超过 72 小时公众按“有空床”查不到，超过 7 天由民政电话核实。')}
              </p>
              <Table
                caption={t('数据时效')}
                hideCaption
                columns={columns(nameOf)}
                rows={rows}
                rowKey={(row) => row.id}
                empty={t('没有这样的机构')}
                maxHeight="var(--list-max)"
              />
            </>
          )}
        </div>
      }
    />
  );
}

function StageDot({ of }: { of: Stage }) {
  const { word: says, shape, tone } = stages[of];
  return (
    <StatusDot shape={shape} tone={tone}>
      {t(says)}
    </StatusDot>
  );
}

const columns = (street: (code: string) => string): Column<Stale>[] => [
  { key: 'name', head: t('机构'), cell: (row) => <a href={`/facilities/${row.id}`}>{row.name}</a> },
  { key: 'stage', head: t('时效'), nowrap: true, cell: (row) => <StageDot of={row.stage} /> },
  {
    key: 'confirmed',
    head: t('上次确认'),
    nowrap: true,
    cell: (row) =>
      row.confirmed_at ? (
        <span title={moment(row.confirmed_at)}>{age(row.confirmed_at, now.value)}</span>
      ) : (
        <span class="muted">{t('从未确认，{when}登记', { when: age(row.since, now.value) })}</span>
      ),
  },
  {
    key: 'phone',
    head: t('电话'),
    nowrap: true,
    cell: (row) =>
      row.phone ? (
        <a class="num" href={`tel:${row.phone}`}>
          {row.phone}
        </a>
      ) : (
        <span class="unfiled">{unfiled()}</span>
      ),
  },
  { key: 'told', head: t('最近提醒'), cell: (row) => <Told of={row} /> },
  { key: 'free', head: t('上次填报空床'), end: true, cell: (row) => number(row.free) },
  { key: 'kind', head: t('类型'), nowrap: true, cell: (row) => word('facility', row.kind) },
  { key: 'street', head: t('街道'), nowrap: true, cell: (row) => street(row.street_code) },
];

function Told({ of }: { of: Stale }) {
  if (of.accounts === 0)
    return (
      <StatusDot shape="cross" tone="amber">
        {t('机构没有账号，提醒送不到')}
      </StatusDot>
    );
  if (!of.reminder || of.reminder.told === 0) return <span class="muted">{t('还没有提醒')}</span>;
  const when = age(of.reminder.told_at, now.value);
  return (
    <span title={moment(of.reminder.told_at)}>
      {of.reminder.stage === 'bureau' ? t('{when}提醒民政', { when }) : t('{when}提醒机构', { when })}
    </span>
  );
}

function Filters({
  query,
  set,
  streets,
}: {
  query: Query;
  set: (change: Record<string, string | null>) => void;
  streets: { code: string; name: string }[];
}) {
  return (
    <Chips label={t('筛选')}>
      <FilterChip
        label={t('类型')}
        summary={query.kind ? word('facility', query.kind) : null}
        onClear={() => set({ kind: null })}
      >
        <RadioGroup
          label={t('类型')}
          value={query.kind ?? ''}
          onChange={(kind) => set({ kind: kind || null })}
          options={[
            { value: '', label: t('任何类型') },
            ...codes('facility').map((value) => ({ value, label: word('facility', value) })),
          ]}
        />
      </FilterChip>
      <FilterChip
        label={t('街道')}
        summary={query.street ? (streets.find((s) => s.code === query.street)?.name ?? query.street) : null}
        onClear={() => set({ street: null })}
      >
        <RadioGroup
          label={t('街道')}
          value={query.street ?? ''}
          onChange={(street) => set({ street: street || null })}
          options={[{ value: '', label: t('全区') }, ...streets.map((s) => ({ value: s.code, label: s.name }))]}
        />
      </FilterChip>
    </Chips>
  );
}
