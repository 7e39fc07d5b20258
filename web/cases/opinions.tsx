import type { InferResponseType } from 'hono/client';
import { useRef } from 'preact/hooks';
import { call, client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { OpinionCase } from './opinion-case.tsx';
import './cases.css';

export type OpinionRow = InferResponseType<typeof client.api.v1.opinions.$get, 200>['opinions'][number];

/** What waits for the own department, or for the street's desk: soonest due first. */
export default function OpinionsPage() {
  return (
    <Guard roles={['partner', 'desk']}>
      <Opinions />
    </Guard>
  );
}

function Opinions() {
  useTitle(t('部门意见'));
  const { query, set } = useQuery();
  const tab = query.tab === 'given' ? 'given' : 'waiting';
  const given = tab === 'given';
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.opinions.$get({ query: { given: given ? 'true' : 'false' } }, o), { signal }),
    [tab],
  );
  useEvents(['applications'], reload);
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  // The answer to the other tab may still be on the screen while the new one is on its way
  const rows = (data?.opinions ?? []).filter((row) => (row.outcome !== null) === given);
  const open = rows.find((row) => row.id === query.sel);
  const next = rows[rows.findIndex((row) => row.id === query.sel) + 1] ?? rows.find((row) => row.id !== query.sel);
  return (
    <StaffFrame
      title={t('部门意见')}
      counts={given ? undefined : { '/department/opinions': rows.length }}
      list={
        <div ref={box}>
          <Tabs
            label={t('部门意见')}
            current={tab}
            onChange={(id) => set({ tab: id === 'waiting' ? null : id, sel: null })}
            tabs={[
              { id: 'waiting', label: t('待答复'), count: given ? undefined : rows.length },
              { id: 'given', label: t('已答复') },
            ]}
          >
            <div class="stack-tight">
              {failure && <Problem of={failure} onRetry={reload} focus={false} />}
              {!data && !failure && <Loading />}
              {data && (
                <Table
                  caption={given ? t('已答复') : t('待答复，最急的在前')}
                  hideCaption
                  columns={columns(given)}
                  rows={rows}
                  rowKey={(row) => row.id}
                  current={open?.id}
                  onOpen={(row) => set({ sel: row.id })}
                  empty={given ? t('还没有答复过。') : t('没有待答复的意见。')}
                  maxHeight="var(--list-max)"
                />
              )}
            </div>
          </Tabs>
        </div>
      }
      case={
        open ? (
          <OpinionCase
            key={open.id}
            of={open}
            onDone={() => {
              set({ sel: next?.id ?? null }, { replace: true });
              reload();
            }}
          />
        ) : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

const looks: Record<OpinionRow['colour'], [shape: Shape, tone: Tone]> = {
  green: ['ring', 'accent'],
  amber: ['half', 'amber'],
  red: ['triangle', 'red'],
  paused: ['dash', 'stale'],
  stopped: ['check', 'stale'],
};

/** By when the opinion is due, with a shape for late and soon. */
function Due({ of }: { of: OpinionRow }) {
  const [shape, tone] = looks[of.colour];
  return (
    <StatusDot shape={shape} tone={tone}>
      {of.due_on === null
        ? t('暂停')
        : of.colour === 'red'
          ? t('{date}，已逾期', { date: date(of.due_on) })
          : of.colour === 'amber'
            ? t('{date}，将到期', { date: date(of.due_on) })
            : date(of.due_on)}
    </StatusDot>
  );
}

const columns = (given: boolean): Column<OpinionRow>[] => [
  { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
  given
    ? { key: 'outcome', head: t('意见'), nowrap: true, cell: (row) => word('opinion', row.outcome ?? '') }
    : { key: 'due', head: t('最迟'), nowrap: true, cell: (row) => <Due of={row} /> },
  { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
  given
    ? { key: 'given', head: t('答复时间'), nowrap: true, cell: (row) => moment(row.given_at) }
    : { key: 'asked', head: t('征求时间'), nowrap: true, cell: (row) => moment(row.asked_at) },
  { key: 'receipt', head: t('受理号'), nowrap: true, cell: (row) => <span class="num">{row.receipt_no}</span> },
];
