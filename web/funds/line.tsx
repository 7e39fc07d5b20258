import { ChevronLeft, Download, PenLine, Plus, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, month, now, stamp, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { EntryForm, ReverseForm } from './entry-form.tsx';
import { LineForm } from './line-form.tsx';
import { type Entry, kindWord, type Ledger, roles, typed } from './words.ts';
import './funds.css';

/** The ledger of one budget line: every entry with its voucher, every closed month. */
export default function LinePage() {
  return (
    <Guard roles={roles}>
      <LineLedger />
    </Guard>
  );
}

type Doing = 'enter' | 'edit' | 'close' | null;

function LineLedger() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['budget-lines'][':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['funds'], reload);
  const [doing, setDoing] = useState<Doing>(null);
  const [reversing, setReversing] = useState<Entry | null>(null);
  const line = data?.line;
  const title = line ? `${line.code} ${line.name}` : t('资金台账');
  useTitle(title);
  const role = session.value?.role;
  const keeps = role === 'officer' || role === 'treasurer';
  const over = line ? addMonths(line.open_from, 1) <= dayOf(now.value) : false;
  return (
    <StaffFrame
      title={title}
      tools={
        line && (
          <>
            {keeps && (
              <Button look="primary" icon={Plus} onClick={() => setDoing('enter')}>
                {t('记账')}
              </Button>
            )}
            {role === 'treasurer' && (
              <Button
                why={over ? null : t('{month} 还没有结束', { month: month(line.open_from) })}
                onClick={() => setDoing('close')}
              >
                {t('结账 {month}', { month: month(line.open_from) })}
              </Button>
            )}
            {role === 'officer' && (
              <Button icon={PenLine} onClick={() => setDoing('edit')}>
                {t('修改')}
              </Button>
            )}
            <Button look="quiet" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          </>
        )
      }
      list={
        <div class="stack funds-ledger">
          <ButtonLink
            class="screen-only funds-back"
            look="quiet"
            icon={ChevronLeft}
            href={href('/officer/funds', { year: line?.year })}
          >
            {t('全部资金科目')}
          </ButtonLink>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && line && (
            <>
              <PrintOnly>{t('打印时间 {at}', { at: stamp(now.value) })}</PrintOnly>
              <Head of={data} />
              <Entries of={data} onReverse={keeps ? setReversing : null} />
              <Months of={data} />
              {doing === 'enter' && <EntryForm line={line} onClose={() => setDoing(null)} onDone={reload} />}
              {doing === 'edit' && (
                <LineForm year={line.year} of={line} onClose={() => setDoing(null)} onDone={reload} />
              )}
              {doing === 'close' && <CloseMonth of={data} onClose={() => setDoing(null)} onDone={reload} />}
              {reversing && (
                <ReverseForm entry={reversing} line={line} onClose={() => setReversing(null)} onDone={reload} />
              )}
            </>
          )}
        </div>
      }
    />
  );
}

function Head({ of: { line } }: { of: Ledger }) {
  const given = (text: string | null) => text ?? <span class="unfiled">{unfiled()}</span>;
  return (
    <div class="funds-head">
      <ul class="funds-sums">
        {(
          [
            [t('预算'), line.amount_fen],
            [t('合同占用'), line.committed_fen],
            [t('收入'), line.in_fen],
            [t('支出'), line.out_fen],
            [t('账面余额'), line.balance_fen],
          ] as const
        ).map(([name, fen]) => (
          <li key={name}>
            <span>{name}</span>
            <strong class="num">{money(fen)}</strong>
          </li>
        ))}
      </ul>
      <Facts
        of={[
          [t('年度'), String(line.year)],
          [t('预算批复文号'), given(line.budget_doc)],
          [t('资金下达文号'), given(line.allocation_doc)],
          [t('已结账到'), line.closed_through ? month(line.closed_through) : t('未结账')],
        ]}
      />
      {line.demonstration && (
        <div>
          <Badge>{t('示例')}</Badge>
        </div>
      )}
    </div>
  );
}

/** The balance after each entry, in the order they stand. */
function running(entries: Entry[]): (Entry & { balance: number })[] {
  let balance = 0;
  return entries.map((e) => {
    balance += e.amount_fen;
    return { ...e, balance };
  });
}

function Entries({ of, onReverse }: { of: Ledger; onReverse: ((entry: Entry) => void) | null }) {
  const rows = running(of.entries);
  const columns: Column<(typeof rows)[number]>[] = [
    { key: 'day', head: t('日期'), nowrap: true, cell: (e) => date(e.entered_on) },
    {
      key: 'kind',
      head: t('种类'),
      nowrap: true,
      cell: (e) => (
        <>
          {kindWord(e.kind)} {e.reversed_by && <Badge tone="stale">{t('已冲正')}</Badge>}
        </>
      ),
    },
    {
      key: 'voucher',
      head: t('凭证'),
      cell: (e) =>
        e.voucher_no ? (
          <span class="funds-voucher">
            <span class="num">{e.voucher_no}</span> <span class="muted">{e.voucher}</span>
          </span>
        ) : (
          <StatusDot shape="triangle" tone={e.reversed_by ? 'stale' : 'red'}>
            {unfiled()}
          </StatusDot>
        ),
    },
    { key: 'in', head: t('收入'), end: true, nowrap: true, cell: (e) => (e.amount_fen > 0 ? money(e.amount_fen) : '') },
    {
      key: 'out',
      head: t('支出'),
      end: true,
      nowrap: true,
      cell: (e) => (e.amount_fen < 0 ? money(-e.amount_fen) : ''),
    },
    { key: 'balance', head: t('余额'), end: true, nowrap: true, cell: (e) => money(e.balance) },
    { key: 'note', head: t('说明'), cell: (e) => <span class="funds-note">{e.note ?? ''}</span> },
    { key: 'by', head: t('记账人'), nowrap: true, cell: (e) => e.made_by ?? t('系统') },
    {
      key: 'do',
      head: t('操作'),
      cell: (e) =>
        onReverse &&
        !e.reversed_by &&
        (e.kind === 'opening' || e.kind === 'allocation' || e.kind === 'other') && (
          <Button look="quiet" class="screen-only" onClick={() => onReverse(e)}>
            {t('冲正')}
          </Button>
        ),
    },
  ];
  const save = () =>
    download(
      `ledger-${of.line.year}-${of.line.code}.csv`,
      csv([
        [t('日期'), t('种类'), t('凭证号'), t('凭证名称'), t('金额（元）'), t('余额'), t('说明'), t('记账人')],
        ...rows.map((e) => [
          e.entered_on,
          kindWord(e.kind),
          e.voucher_no,
          e.voucher,
          typed(e.amount_fen),
          typed(e.balance),
          e.note,
          e.made_by,
        ]),
      ]),
    );
  return (
    <section class="stack-tight">
      <div class="row-between">
        <h2>{t('明细账')}</h2>
        <Button class="screen-only" look="quiet" icon={Download} onClick={save}>
          {t('下载 CSV')}
        </Button>
      </div>
      <Table
        caption={t('明细账')}
        hideCaption
        rows={rows}
        columns={onReverse ? columns : columns.slice(0, -1)}
        rowKey={(e) => e.id}
        maxHeight="none"
        empty={t('还没有记过账')}
      />
    </section>
  );
}

function Months({ of }: { of: Ledger }) {
  if (of.months.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t('月结')}</h2>
      <Table
        caption={t('月结')}
        hideCaption
        rows={of.months}
        rowKey={(m) => m.month_on}
        maxHeight="none"
        columns={[
          { key: 'month', head: t('月份'), nowrap: true, cell: (m) => month(m.month_on) },
          { key: 'opening', head: t('期初余额'), end: true, nowrap: true, cell: (m) => money(m.opening_fen) },
          { key: 'in', head: t('收入'), end: true, nowrap: true, cell: (m) => money(m.in_fen) },
          { key: 'out', head: t('支出'), end: true, nowrap: true, cell: (m) => money(m.out_fen) },
          { key: 'closing', head: t('期末余额'), end: true, nowrap: true, cell: (m) => money(m.closing_fen) },
          { key: 'at', head: t('结账时间'), nowrap: true, cell: (m) => date(m.closed_at) },
        ]}
      />
    </section>
  );
}

function CloseMonth({ of, onClose, onDone }: { of: Ledger; onClose: () => void; onDone: () => void }) {
  const first = of.line.open_from;
  const own = of.entries.filter((e) => e.entered_on >= first && e.entered_on < addMonths(first, 1));
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1['budget-lines'][':id'].close.$post({ param: { id: of.line.id }, json: { month_on: first } }, o),
      { intent },
    ),
  );
  const close = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('{month} 已结账，期末余额 {amount}', { month: month(first), amount: money(done.data.closing_fen) }));
    onClose();
    onDone();
  };
  return (
    <Confirm
      open
      title={t('结账 {month}', { month: month(first) })}
      verb={t('结账')}
      busy={busy}
      onConfirm={close}
      onClose={onClose}
    >
      {failure && <Problem of={failure} />}
      <p>{t('这个月有 {n} 笔账。结账后不能再记这个月的账，更正只能在以后的月份冲正。', { n: own.length })}</p>
    </Confirm>
  );
}
