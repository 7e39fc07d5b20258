import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { inMonth, type Summary, SummaryState } from './words.tsx';
import './settlement.css';

/** The months of a home: what it still has to confirm, and what is paid. */
export default function OwnSettlementsPage() {
  useTitle(t('月度结算'));
  return <OwnFacility title={t('月度结算')}>{(facility) => <Own key={facility} facility={facility} />}</OwnFacility>;
}

function Own({ facility }: { facility: string }) {
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.settlements.$get({ query: { facility } }, o), { signal }),
    [facility],
  );
  useEvents(['settlements'], reload);
  const open = data?.settlements.filter((s) => s.approved_at === null && s.unanswered > 0).length ?? 0;
  return (
    <StaffFrame
      title={t('月度结算')}
      counts={{ '/institution/settlements': open }}
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('本机构各月结算')}
              hideCaption
              columns={columns()}
              rows={data.settlements}
              rowKey={(row) => row.id}
              onOpen={(row) => route(`/institution/settlements/${row.id}`)}
              empty={t('还没有结算。每月初起草上月的结算单，届时会通知您确认。')}
              maxHeight="var(--list-max)"
            />
          )}
        </div>
      }
    />
  );
}

const columns = (): Column<Summary>[] => [
  { key: 'month', head: t('月份'), nowrap: true, cell: (row) => inMonth(row.month) },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <SummaryState of={row} /> },
  { key: 'persons', head: t('人数'), end: true, cell: (row) => number(row.persons) },
  { key: 'amount', head: t('服务费'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
  { key: 'government', head: t('政府承担'), end: true, nowrap: true, cell: (row) => money(row.government_fen) },
  { key: 'family', head: t('家庭承担'), end: true, nowrap: true, cell: (row) => money(row.family_fen) },
  { key: 'on', head: t('支付期限'), nowrap: true, cell: (row) => (row.due_on ? date(row.due_on) : '—') },
  { key: 'title', head: t('合同'), cell: (row) => <span class="settlement-title">{row.title}</span> },
];
