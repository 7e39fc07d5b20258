import { UserRoundCheck } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { openStatuses } from '../../server/cases/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { type Query, useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { AssignDialog } from './assign.tsx';
import { ClockState } from './clock.tsx';
import { Filters } from './filters.tsx';
import { type CaseRow, usePages } from './pages.ts';
import { walk } from './walk.ts';
import { stepWord, turnWord } from './words.ts';
import './cases.css';

/** Every open case, soonest due first: what is late, whose turn it is, and who has it. */
export default function CasesPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Cases />
    </Guard>
  );
}

const statusOf = (query: Query) => openStatuses.find((one) => one === query.status);

function Cases() {
  useTitle(t('办件'));
  const { query, set } = useQuery();
  const { route, url } = useLocation();
  const status = statusOf(query);
  const pages = usePages({
    status,
    street: query.street,
    colour: query.colour === 'red' || query.colour === 'amber' ? query.colour : undefined,
    assigned: query.assigned === 'me' || query.assigned === 'nobody' ? query.assigned : undefined,
    awaits: query.awaits === 'consent' ? query.awaits : undefined,
  });
  const counts = useLoad((signal) => call((o) => client.api.v1.cases.counts.$get({}, o), { signal }), []);
  const places = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (places.data?.divisions ?? []).filter((one) => one.level === 'street');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [assigning, setAssigning] = useState(false);
  const reload = () => {
    pages.reload();
    counts.reload();
  };
  useEvents(['applications'], reload);
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  const rows = pages.rows ?? [];
  // Somebody else may have dealt with a ticked case meanwhile
  const chosen = rows.filter((row) => ticked.has(row.id));
  useEffect(() => {
    walk.value = { back: url, cases: rows.map((row) => row.id) };
  }, [url, pages.rows]);

  const of = counts.data?.counts ?? [];
  const sum = (which: 'open' | 'amber' | 'red') =>
    of.filter((one) => !status || one.status === status).reduce((all, one) => all + one[which], 0);
  const may = session.value?.role !== 'inspector';
  return (
    <StaffFrame
      title={t('办件')}
      tools={
        <Filters
          query={query}
          set={set}
          streets={streets}
          amber={counts.data && sum('amber')}
          red={counts.data && sum('red')}
          unagreed={counts.data?.awaiting_consent}
        />
      }
      list={
        <div ref={box}>
          <Tabs
            label={t('状态')}
            current={status ?? 'all'}
            onChange={(id) => set({ status: id === 'all' ? null : id })}
            tabs={[
              { id: 'all', label: t('全部在办'), count: counts.data && of.reduce((all, one) => all + one.open, 0) },
              ...openStatuses.map((one) => ({
                id: one,
                label: word('status', one),
                count: counts.data && (of.find((line) => line.status === one)?.open ?? 0),
              })),
            ]}
          >
            <div class="stack-tight">
              {pages.failure && <Problem of={pages.failure} onRetry={reload} focus={false} />}
              {!pages.rows && !pages.failure && <Loading />}
              {pages.rows && (
                <>
                  <div class="row-between case-tools">
                    <p class="muted small keys-hint">{t('最急的在前 · j/k 上下移动 · Enter 打开 · x 选中')}</p>
                    {may && (
                      <Button
                        icon={UserRoundCheck}
                        why={chosen.length === 0 ? t('先选中要指派的办件') : null}
                        onClick={() => setAssigning(true)}
                      >
                        {chosen.length ? t('指派 {n} 件…', { n: chosen.length }) : t('指派…')}
                      </Button>
                    )}
                  </div>
                  {query.colour === 'red' && !pages.more && rows.length > 0 && <WhoIsLate rows={rows} />}
                  <Table
                    caption={t('办件，最急的在前')}
                    hideCaption
                    columns={columns(new Map(streets.map((one) => [one.code, one.name])))}
                    rows={rows}
                    rowKey={(row) => row.id}
                    ticked={may ? ticked : undefined}
                    onTick={may ? setTicked : undefined}
                    onOpen={(row) => route(`/officer/cases/${row.id}`)}
                    empty={query.colour === 'red' ? t('没有逾期的办件') : t('没有符合条件的办件')}
                    maxHeight="var(--list-max)"
                  />
                  {pages.more && (
                    <div>
                      <Button busy={pages.loading} onClick={pages.more}>
                        {t('再看 {n} 件', { n: pages.size })}
                      </Button>
                    </div>
                  )}
                </>
              )}
            </div>
          </Tabs>
          {assigning && (
            <AssignDialog
              of={chosen}
              onClose={() => setAssigning(false)}
              onDone={() => {
                setTicked(new Set());
                reload();
              }}
            />
          )}
        </div>
      }
    />
  );
}

/** For whoever supervises: with whom the late cases lie, the most first. */
function WhoIsLate({ rows }: { rows: readonly CaseRow[] }) {
  const groups = [...Map.groupBy(rows, (row) => row.next.waits)].sort((a, b) => b[1].length - a[1].length);
  return (
    <Notice tone="red">
      <p>
        {t('{n} 件逾期：', { n: rows.length })}
        {groups
          .map(([waits, list]) => t('{who} {count} 件', { who: turnWord(waits), count: list.length }))
          .join(t('、'))}
      </p>
    </Notice>
  );
}

const columns = (streets: ReadonlyMap<string, string>): Column<CaseRow>[] => [
  { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
  { key: 'clock', head: t('时限'), nowrap: true, cell: (row) => <ClockState of={row} /> },
  { key: 'status', head: t('状态'), nowrap: true, cell: (row) => word('status', row.status) },
  {
    key: 'turn',
    head: t('轮到谁'),
    cell: (row) => (
      <span class="turn-cell">
        <strong>{turnWord(row.next.waits)}</strong> <span class="muted">{stepWord(row.next.step)}</span>
      </span>
    ),
  },
  {
    key: 'departments',
    head: t('未答复部门'),
    cell: (row) =>
      row.waiting_for.length ? (
        <span class="waiting-cell">
          {row.waiting_for.map((one) =>
            row.late.includes(one) ? (
              <StatusDot key={one} shape="triangle" tone="red">
                {t('{who}逾期', { who: word('department', one) })}
              </StatusDot>
            ) : (
              <span key={one}>{word('department', one)}</span>
            ),
          )}
        </span>
      ) : (
        <span class="muted">{t('无')}</span>
      ),
  },
  {
    key: 'who',
    head: t('经办人'),
    nowrap: true,
    cell: (row) => row.assignee ?? <span class="muted">{t('未指派')}</span>,
  },
  { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
  { key: 'street', head: t('街道'), nowrap: true, cell: (row) => streets.get(row.street_code) ?? row.street_code },
  { key: 'receipt', head: t('受理号'), nowrap: true, cell: (row) => <span class="num">{row.receipt_no}</span> },
];
