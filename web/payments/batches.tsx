import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { moment, money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import type { BatchView } from './words.tsx';

type Batch = BatchView['batch'];

/** Whether the bank has answered everything, and whether something came back. */
export function BatchState({ of }: { of: Batch }) {
  if (of.waiting > 0)
    return (
      <StatusDot shape="half" tone="amber">
        {t('{n} 笔等银行答复', { n: of.waiting })}
      </StatusDot>
    );
  if (of.returned > 0)
    return (
      <StatusDot shape="cross" tone="red">
        {t('{n} 笔被退回', { n: of.returned })}
      </StatusDot>
    );
  return (
    <StatusDot shape="check" tone="accent">
      {t('全部已付')}
    </StatusDot>
  );
}

export function Batches({ onOpen }: { onOpen: (id: string) => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['payment-batches'].$get({ query: { limit: '500' } }, o), { signal }),
    [],
  );
  useEvents(['funds'], reload);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading />;
  return (
    <Table
      caption={t('批次')}
      hideCaption
      rows={data.batches}
      rowKey={(b) => b.id}
      onOpen={(b) => onOpen(b.id)}
      empty={t('还没有生成过批次')}
      columns={[
        { key: 'no', head: t('批次'), nowrap: true, cell: (b) => <span class="num">{b.batch_no}</span> },
        { key: 'count', head: t('笔数'), end: true, cell: (b) => b.count },
        { key: 'total', head: t('金额'), end: true, nowrap: true, cell: (b) => money(b.total_fen) },
        { key: 'state', head: t('状态'), nowrap: true, cell: (b) => <BatchState of={b} /> },
        { key: 'by', head: t('付款人'), nowrap: true, cell: (b) => b.made_by },
        { key: 'at', head: t('生成时间'), nowrap: true, cell: (b) => moment(b.made_at) },
      ]}
    />
  );
}
