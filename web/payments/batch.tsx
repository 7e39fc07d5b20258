import { ChevronLeft, Download, FileUp, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, money, now, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Answers } from './answers.tsx';
import { BatchState } from './batches.tsx';
import { AccountLine, type BatchView, PayState, roles } from './words.tsx';
import './payments.css';

/** One batch as it went to the bank: its files, and what the bank said of each row. */
export default function BatchPage() {
  return (
    <Guard roles={roles}>
      <Batch />
    </Guard>
  );
}

function Batch() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const [importing, setImporting] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['payment-batches'][':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['funds'], reload);
  const title = data ? t('付款批次 {no}', { no: data.batch.batch_no }) : t('付款批次');
  useTitle(title);
  const pays = session.value?.role === 'treasurer';
  const file = (format: string) => `/api/v1/payment-batches/${id}/file?format=${format}`;
  return (
    <StaffFrame
      title={title}
      tools={
        data && (
          <>
            {pays && (
              <>
                <Button look="primary" icon={FileUp} onClick={() => setImporting(true)}>
                  {t('导入银行回单')}
                </Button>
                <ButtonLink icon={Download} href={file('csv')} download={`${data.batch.batch_no}.csv`}>
                  CSV
                </ButtonLink>
                <ButtonLink icon={Download} href={file('xml')} download={`${data.batch.batch_no}.xml`}>
                  pain.001
                </ButtonLink>
              </>
            )}
            <Button look="quiet" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          </>
        )
      }
      list={
        <div class="stack">
          <ButtonLink class="screen-only pay-back" look="quiet" icon={ChevronLeft} href="/finance/payments?tab=batches">
            {t('全部批次')}
          </ButtonLink>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <PrintOnly>{t('打印时间 {at}', { at: stamp(now.value) })}</PrintOnly>
              <Facts
                of={[
                  [t('金额'), <strong key="total">{money(data.batch.total_fen)}</strong>],
                  [t('笔数'), String(data.batch.count)],
                  [t('状态'), <BatchState key="state" of={data.batch} />],
                  [t('付款账户'), <AccountLine key="payer" of={data.payer} />],
                  [t('付款人'), `${data.batch.made_by} · ${moment(data.batch.made_at)}`],
                ]}
              />
              <Table
                caption={t('批次明细')}
                rows={data.rows}
                rowKey={(r) => r.id}
                maxHeight="none"
                columns={columns()}
              />
              <Files of={data.files} />
            </>
          )}
          {importing && <Answers batch={id} onClose={() => setImporting(false)} onDone={reload} />}
        </div>
      }
    />
  );
}

const columns = (): Column<BatchView['rows'][number]>[] => [
  { key: 'no', head: t('序号'), nowrap: true, cell: (r) => <span class="num">{r.row_no}</span> },
  { key: 'state', head: t('状态'), nowrap: true, cell: (r) => <PayState of={r} /> },
  { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (r) => money(r.amount_fen) },
  {
    key: 'payee',
    head: t('收款账户'),
    cell: (r) => (
      <span class="pay-line">
        <AccountLine of={r} />
      </span>
    ),
  },
  { key: 'day', head: t('银行日期'), nowrap: true, cell: (r) => (r.bank_on ? date(r.bank_on) : '—') },
  { key: 'why', head: t('原因'), cell: (r) => <span class="wrap-name">{r.answer_reason ?? ''}</span> },
  { key: 'contract', head: t('合同'), nowrap: true, cell: (r) => <span class="num">{r.contract_no}</span> },
  { key: 'id', head: t('付款编号'), nowrap: true, cell: (r) => <span class="num">{r.end_to_end_id}</span> },
];

function Files({ of }: { of: BatchView['files'] }) {
  if (of.length === 0) return null;
  return (
    <Table
      caption={t('已导入的银行回单')}
      rows={of}
      rowKey={(f) => f.id}
      maxHeight="none"
      columns={[
        { key: 'name', head: t('文件'), cell: (f) => <span class="pay-line">{f.file_name}</span> },
        {
          key: 'counts',
          head: t('结果'),
          nowrap: true,
          cell: (f) =>
            t('{paid} 笔已付，{returned} 笔被退回', { paid: f.counts.paid ?? 0, returned: f.counts.returned ?? 0 }),
        },
        { key: 'by', head: t('导入人'), nowrap: true, cell: (f) => f.taken_by ?? t('系统') },
        { key: 'at', head: t('导入时间'), nowrap: true, cell: (f) => moment(f.taken_at) },
        { key: 'sha', head: 'SHA-256', nowrap: true, cell: (f) => <code>{f.sha256.slice(0, 12)}</code> },
      ]}
    />
  );
}
