import { call, client } from '../api.ts';
import { Confirm } from '../ui/dialog.tsx';
import { money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import type { Payment, Payments } from './words.tsx';

/** What the batch will take from each line, before it is made. */
export function MakeBatch({
  of,
  lines,
  onClose,
  onDone,
}: {
  of: Payment[];
  lines: Payments['lines'];
  onClose: () => void;
  onDone: (id: string) => void;
}) {
  const { run, busy, failure } = useAction((intent, ids: string[]) =>
    call((o) => client.api.v1['payment-batches'].$post({ json: { payment_ids: ids } }, o), { intent }),
  );
  const total = of.reduce((n, p) => n + p.amount_fen, 0);
  const taken = [...Map.groupBy(of, (p) => p.line_id)].map(([id, list]) => ({
    id,
    line: lines.find((l) => l.id === id),
    count: list.length,
    sum: list.reduce((n, p) => n + p.amount_fen, 0),
  }));
  const make = async () => {
    const done = await run(of.map((p) => p.id));
    if (!done.ok) return;
    say(t('批次 {no} 已生成，请下载文件交银行', { no: done.data.batch_no }));
    onDone(done.data.batch_id);
  };
  return (
    <Confirm open title={t('生成付款批次')} verb={t('生成批次')} busy={busy} onConfirm={make} onClose={onClose}>
      {failure && <Problem of={failure} />}
      <p>
        {t('{n} 笔，共 {amount}。生成后这些款等银行答复，退回的会重新出现在待付款里。', {
          n: of.length,
          amount: money(total),
        })}
      </p>
      <Table
        caption={t('从哪些科目付')}
        rows={taken}
        rowKey={(row) => row.id}
        maxHeight="none"
        columns={[
          { key: 'line', head: t('资金科目'), cell: (row) => row.line?.code ?? '' },
          { key: 'count', head: t('笔数'), end: true, cell: (row) => row.count },
          { key: 'sum', head: t('本批'), end: true, nowrap: true, cell: (row) => money(row.sum) },
          { key: 'left', head: t('可付余额'), end: true, nowrap: true, cell: (row) => money(row.line?.left_fen) },
        ]}
      />
    </Confirm>
  );
}
