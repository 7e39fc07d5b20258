import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { age, moment } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import type { Loaded } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { Choices } from './queue-table.tsx';

type Answer = InferResponseType<typeof client.api.v1.applications.$get, 200>;
type Row = Answer['applications'][number];

const channels = { online: key('网上'), desk: key('社区前台'), paper: key('纸质') };

/** Applications nobody has looked at yet, the longest waiting first. */
export function ReviewTable({
  load,
  onOpen,
}: {
  load: Loaded<Answer>;
  onOpen: ((application: string) => void) | undefined;
}) {
  const { data, failure, reload } = load;
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading />;
  const rows = [...data.applications].sort((a, b) => (a.submitted_at < b.submitted_at ? -1 : 1));
  return (
    <div class="stack-tight">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      <p class="muted small">{t('最早提交的在前 · 打开后核对材料，再决定是否列入轮候')}</p>
      <Table
        caption={t('待审核')}
        hideCaption
        columns={columns()}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={onOpen && ((row) => onOpen(row.id))}
        empty={t('没有待审核的申请')}
        maxHeight="var(--list-max)"
      />
    </div>
  );
}

const columns = (): Column<Row>[] => [
  { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
  { key: 'receipt', head: t('受理号'), nowrap: true, cell: (row) => <span class="num">{row.receipt_no}</span> },
  {
    key: 'submitted',
    head: t('提交'),
    nowrap: true,
    cell: (row) => (
      <>
        {moment(row.submitted_at)} <span class="muted">{age(row.submitted_at)}</span>
      </>
    ),
  },
  { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
  { key: 'channel', head: t('来源'), nowrap: true, cell: (row) => t(channels[row.channel]) },
  { key: 'choices', head: t('意愿'), cell: (row) => <Choices of={row} /> },
];
