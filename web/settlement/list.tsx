import { FilePlus2 } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { lastMonth } from '../../server/settlement/rules.ts';
import { call, client, type FailureReason } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select, TextInput } from '../ui/field.tsx';
import { date, money, now, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { inMonth, type Summary, SummaryState } from './words.tsx';
import './settlement.css';

const states = ['open', 'approved'] as const;

/** Months of all contracts: what homes still have to say, what may be approved, what is due. */
export default function SettlementsPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Settlements />
    </Guard>
  );
}

function Settlements() {
  useTitle(t('月度结算'));
  const { route } = useLocation();
  const { query, set } = useQuery();
  const [drafting, setDrafting] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.settlements.$get({ query: {} }, o), { signal }),
    [],
  );
  useEvents(['settlements'], reload);
  const all = data?.settlements ?? [];
  const state = states.find((s) => s === query.state);
  const rows = all
    .filter((s) => !query.month || s.month === query.month)
    .filter((s) => !state || (s.approved_at !== null) === (state === 'approved'));
  const months = [...new Set(all.map((s) => s.month))];
  const bureau = session.value?.role === 'officer' || session.value?.role === 'leader';
  const total = (pick: (s: Summary) => number) => rows.reduce((sum, s) => sum + pick(s), 0);
  return (
    <StaffFrame
      title={t('月度结算')}
      tools={
        bureau && (
          <Button look="primary" icon={FilePlus2} onClick={() => setDrafting(true)}>
            {t('起草结算')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <div class="row settlement-filters">
                <Select
                  label={t('月份')}
                  value={query.month ?? ''}
                  empty={t('全部月份')}
                  options={months.map((m) => ({ value: m, label: inMonth(m) }))}
                  onInput={(month) => set({ month: month || null })}
                />
                <Select
                  label={t('状态')}
                  value={state ?? ''}
                  empty={t('全部状态')}
                  options={[
                    { value: 'open', label: t('未审定') },
                    { value: 'approved', label: t('已审定') },
                  ]}
                  onInput={(s) => set({ state: s || null })}
                />
                <p class="muted small settlement-sum">
                  {t('{n} 个合同月：服务费 {amount}，政府承担 {government}，家庭承担 {family}', {
                    n: rows.length,
                    amount: money(total((s) => s.amount_fen)),
                    government: money(total((s) => s.government_fen)),
                    family: money(total((s) => s.family_fen)),
                  })}
                </p>
              </div>
              <Table
                caption={t('月度结算')}
                hideCaption
                columns={columns()}
                rows={rows}
                rowKey={(row) => row.id}
                onOpen={(row) => route(`/officer/settlements/${row.id}`)}
                empty={t('没有符合条件的结算。每月 1 日至 3 日自动起草上月。')}
                maxHeight="var(--list-max)"
              />
            </>
          )}
          {drafting && <Draft onClose={() => setDrafting(false)} onDone={reload} />}
        </div>
      }
    />
  );
}

const columns = (): Column<Summary>[] => [
  { key: 'title', head: t('合同'), cell: (row) => <span class="settlement-title">{row.title}</span> },
  { key: 'month', head: t('月份'), nowrap: true, cell: (row) => inMonth(row.month) },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <SummaryState of={row} /> },
  { key: 'persons', head: t('人数'), end: true, cell: (row) => number(row.persons) },
  { key: 'amount', head: t('服务费'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
  { key: 'government', head: t('政府承担'), end: true, nowrap: true, cell: (row) => money(row.government_fen) },
  { key: 'family', head: t('家庭承担'), end: true, nowrap: true, cell: (row) => money(row.family_fen) },
  {
    key: 'corrections',
    head: t('更正行'),
    end: true,
    cell: (row) => (row.corrections ? number(row.corrections) : '—'),
  },
  { key: 'due', head: t('应付'), end: true, nowrap: true, cell: (row) => (row.approved_at ? money(row.due_fen) : '—') },
  { key: 'on', head: t('支付期限'), nowrap: true, cell: (row) => (row.due_on ? date(row.due_on) : '—') },
];

function Draft({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [month, setMonth] = useState(lastMonth(now.value.toISOString().slice(0, 10)).slice(0, 7));
  const [problems, setProblems] = useState<{ contract_no: string; reasons: FailureReason[] }[]>([]);
  const { run, busy, failure } = useAction((intent, m: string) =>
    call((o) => client.api.v1.settlements.$post({ json: { month: m } }, o), { intent, timeoutMs: 120_000 }),
  );
  const send = async () => {
    const done = await run(month);
    if (!done.ok) return;
    say(t('{month}：{n} 个合同已起草', { month: inMonth(month), n: done.data.drafted }));
    onDone();
    if (done.data.problems.length === 0) return onClose();
    setProblems(
      done.data.problems.map((p) => ({
        contract_no: p.contract_no,
        reasons: p.reasons.map((r) => ({ ...r, message: lang.value === 'en' ? r.message_en : r.message_zh })),
      })),
    );
  };
  return (
    <Dialog
      open
      title={t('起草结算')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('关闭')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('起草全部合同')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t(
            '按入住、请假、日托到场和上门记录逐人计算这个月。已审定的合同不动；再起草一次，没有变化的行和机构的答复都保留。',
          )}
        </p>
        <TextInput
          label={t('月份')}
          type="month"
          value={month}
          onInput={setMonth}
          pointer="/month"
          error={errorAt(failure, '/month')}
        />
        {problems.map((p) => (
          <Notice key={p.contract_no} tone="amber">
            <strong class="num">{p.contract_no}</strong>
            {p.reasons.map((r) => (
              <p key={r.message}>{r.message}</p>
            ))}
          </Notice>
        ))}
      </div>
    </Dialog>
  );
}
