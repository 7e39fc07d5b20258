import { Landmark } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, month } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { Batches } from './batches.tsx';
import { MakeBatch } from './make-batch.tsx';
import { Payer } from './payer.tsx';
import { PaymentCase } from './payment-case.tsx';
import { type Payment, type Payments, PayState, roles } from './words.tsx';
import './payments.css';

const tabs = ['due', 'in_bank', 'paid', 'batches'] as const;

/** What is to be paid and by when, what the bank has, what is paid; and the batches it went in. */
export default function PaymentsPage() {
  useTitle(t('付款'));
  return (
    <Guard roles={roles}>
      <Paying />
    </Guard>
  );
}

function Paying() {
  const { query, set } = useQuery();
  const { route } = useLocation();
  const tab = tabs.find((id) => id === query.tab) ?? 'due';
  const [ticked, setTicked] = useState(new Set<string>());
  const [making, setMaking] = useState(false);
  const state = tab === 'batches' ? 'due' : tab;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.payments.$get({ query: { state, limit: '1000' } }, o), { signal }),
    [state],
  );
  useEvents(['funds'], reload);
  const pays = session.value?.role === 'treasurer';
  const rows = tab === 'batches' ? [] : (data?.payments ?? []).filter((p) => belongs(p, tab));
  const open = rows.find((p) => p.id === query.sel);
  const chosen = rows.filter((p) => ticked.has(p.id));
  const count = (...wanted: Payment['state'][]) =>
    data?.totals.filter((s) => wanted.includes(s.state)).reduce((n, s) => n + s.count, 0);
  const late = data?.totals.reduce((n, s) => n + s.late, 0) ?? 0;
  return (
    <StaffFrame
      title={t('付款')}
      counts={{ '/finance/payments': count('open', 'returned') ?? 0 }}
      tools={
        pays &&
        tab === 'due' && (
          <Button
            look="primary"
            icon={Landmark}
            why={chosen.length === 0 ? t('先勾选要付的款') : null}
            onClick={() => setMaking(true)}
          >
            {chosen.length ? t('生成批次（{n} 笔）', { n: chosen.length }) : t('生成批次')}
          </Button>
        )
      }
      list={
        <div class="stack">
          {data && <Payer of={data.payer} onDone={reload} />}
          {late > 0 && (
            <Notice tone="red">{t('{n} 笔已超过付款期限（审批后 30 天），请尽快付款或催问银行。', { n: late })}</Notice>
          )}
          <Tabs
            label={t('付款')}
            current={tab}
            onChange={(id) => {
              setTicked(new Set());
              set({ tab: id === 'due' ? null : id, sel: null });
            }}
            tabs={[
              { id: 'due', label: t('待付款'), count: count('open', 'returned') },
              { id: 'in_bank', label: t('已交银行'), count: count('in_bank') },
              { id: 'paid', label: t('已付'), count: count('paid') },
              { id: 'batches', label: t('批次') },
            ]}
          >
            <div class="stack">
              {failure && <Problem of={failure} onRetry={reload} focus={false} />}
              {!data && !failure && <Loading />}
              {tab === 'batches' && <Batches onOpen={(id) => route(`/finance/batches/${id}`)} />}
              {data && tab !== 'batches' && (
                <>
                  <Table
                    caption={t('付款')}
                    hideCaption
                    rows={rows}
                    columns={columns(tab, !!open)}
                    rowKey={(row) => row.id}
                    current={open?.id}
                    onOpen={(row) => set({ sel: row.id })}
                    empty={empty(tab)}
                    {...(pays && tab === 'due' ? { ticked, onTick: setTicked } : {})}
                  />
                  {tab === 'due' && !open && <Money of={data.lines} />}
                </>
              )}
            </div>
          </Tabs>
          {making && (
            <MakeBatch
              of={chosen}
              lines={data?.lines ?? []}
              onClose={() => setMaking(false)}
              onDone={(id) => route(`/finance/batches/${id}`)}
            />
          )}
        </div>
      }
      case={open ? <PaymentCase key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

const belongs = (p: Payment, tab: 'due' | 'in_bank' | 'paid') =>
  tab === 'due' ? p.state === 'open' || p.state === 'returned' : p.state === tab;

const empty = (tab: string) =>
  tab === 'due'
    ? t('没有待付的款。结算审批后会出现在这里。')
    : tab === 'in_bank'
      ? t('银行没有未答复的款')
      : t('还没有付过款');

function columns(tab: 'due' | 'in_bank' | 'paid', narrow: boolean): Column<Payment>[] {
  const all: (Column<Payment> | false)[] = [
    { key: 'payee', head: t('收款单位'), cell: (p) => <span class="wrap-name">{p.payee}</span> },
    { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (p) => <strong>{money(p.amount_fen)}</strong> },
    tab === 'due' && { key: 'state', head: t('状态'), nowrap: true, cell: (p) => <PayState of={p} /> },
    { key: 'month', head: t('结算月份'), nowrap: true, cell: (p) => month(p.month_on) },
    !narrow && {
      key: 'contract',
      head: t('合同'),
      nowrap: true,
      cell: (p) => <span class="num">{p.contract_no}</span>,
    },
    !narrow && { key: 'line', head: t('资金科目'), nowrap: true, cell: (p) => <span class="num">{p.line_code}</span> },
    tab !== 'paid' && { key: 'due', head: t('付款期限'), nowrap: true, cell: (p) => <Due of={p} /> },
    tab === 'paid' && { key: 'paid', head: t('到账日期'), nowrap: true, cell: (p) => date(p.bank_on) },
    tab !== 'due' && {
      key: 'batch',
      head: t('批次'),
      nowrap: true,
      cell: (p) => <span class="num">{p.batch_no}</span>,
    },
    tab === 'due' && !narrow && { key: 'by', head: t('审批人'), nowrap: true, cell: (p) => p.approver ?? t('系统') },
  ];
  return all.filter((c) => c !== false);
}

export function Due({ of }: { of: Payment }) {
  if (of.due === 'late')
    return (
      <StatusDot shape="triangle" tone="red">
        {t('{day} 已逾期', { day: date(of.due_on) })}
      </StatusDot>
    );
  if (of.due === 'soon')
    return (
      <StatusDot shape="half" tone="amber">
        {t('{day} 快到期', { day: date(of.due_on) })}
      </StatusDot>
    );
  return <>{date(of.due_on)}</>;
}

/** What the lines concerned have left to pay from. */
function Money({ of }: { of: Payments['lines'] }) {
  if (of.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t('资金科目的可付余额')}</h2>
      <Table
        caption={t('资金科目的可付余额')}
        hideCaption
        rows={of}
        rowKey={(l) => l.id}
        columns={[
          {
            key: 'line',
            head: t('资金科目'),
            cell: (l) => (
              <a class="pay-line" href={`/officer/funds/${l.id}`}>
                <span class="num">{l.code}</span> {l.name}
              </a>
            ),
          },
          { key: 'balance', head: t('账面余额'), end: true, nowrap: true, cell: (l) => money(l.balance_fen) },
          { key: 'bank', head: t('已交银行'), end: true, nowrap: true, cell: (l) => money(l.in_bank_fen) },
          {
            key: 'left',
            head: t('可付余额'),
            end: true,
            nowrap: true,
            cell: (l) => <strong>{money(l.left_fen)}</strong>,
          },
        ]}
      />
    </section>
  );
}
