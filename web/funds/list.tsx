import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { money, month, percent } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { LineForm } from './line-form.tsx';
import { type Line, roles } from './words.ts';
import './funds.css';

/** The budget lines of a year: what was approved, what contracts bear, what came in, went out and is left. */
export default function FundsPage() {
  useTitle(t('资金台账'));
  return (
    <Guard roles={roles}>
      <Funds />
    </Guard>
  );
}

function Funds() {
  const { query, set } = useQuery();
  const { route } = useLocation();
  const [adding, setAdding] = useState(false);
  const asked = /^\d{4}$/.test(query.year ?? '') ? query.year : undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['budget-lines'].$get({ query: asked ? { year: asked } : {} }, o), { signal }),
    [asked],
  );
  useEvents(['funds'], reload);
  const years = data ? [...new Set([...data.years, data.year])].sort((a, b) => b - a) : [];
  return (
    <StaffFrame
      title={t('资金台账')}
      tools={
        session.value?.role === 'officer' && (
          <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>
            {t('新增资金科目')}
          </Button>
        )
      }
      list={
        <div class="stack">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <div class="funds-year">
                <Select
                  label={t('年度')}
                  value={String(data.year)}
                  onInput={(year) => set({ year })}
                  options={years.map((y) => ({ value: String(y), label: String(y) }))}
                />
              </div>
              <Table
                caption={t('{year} 年资金科目', { year: data.year })}
                columns={columns()}
                rows={data.lines}
                rowKey={(row) => row.id}
                onOpen={(row) => route(`/officer/funds/${row.id}`)}
                empty={t('这一年还没有资金科目')}
              />
            </>
          )}
          {adding && data && <LineForm year={data.year} onClose={() => setAdding(false)} onDone={reload} />}
        </div>
      }
    />
  );
}

const columns = (): Column<Line>[] => [
  {
    key: 'line',
    head: t('资金科目'),
    cell: (row) => (
      <span class="funds-line">
        <span class="num">{row.code}</span> {row.name}
      </span>
    ),
  },
  { key: 'amount', head: t('预算'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
  {
    key: 'committed',
    head: t('合同占用'),
    end: true,
    nowrap: true,
    cell: (row) => (
      <>
        {money(row.committed_fen)}
        <small class="funds-share muted">{row.amount_fen > 0 && percent(row.committed_fen / row.amount_fen, 0)}</small>
      </>
    ),
  },
  { key: 'in', head: t('收入'), end: true, nowrap: true, cell: (row) => money(row.in_fen) },
  { key: 'out', head: t('支出'), end: true, nowrap: true, cell: (row) => money(row.out_fen) },
  {
    key: 'balance',
    head: t('账面余额'),
    end: true,
    nowrap: true,
    cell: (row) => <strong>{money(row.balance_fen)}</strong>,
  },
  {
    key: 'closed',
    head: t('已结账到'),
    nowrap: true,
    cell: (row) => (row.closed_through ? month(row.closed_through) : t('未结账')),
  },
  {
    key: 'vouchers',
    head: t('凭证'),
    nowrap: true,
    cell: (row) =>
      row.without_voucher > 0 ? (
        <StatusDot shape="triangle" tone="red">
          {t('缺 {n} 份', { n: row.without_voucher })}
        </StatusDot>
      ) : (
        <StatusDot shape="check" tone="accent">
          {t('齐全')}
        </StatusDot>
      ),
  },
];
