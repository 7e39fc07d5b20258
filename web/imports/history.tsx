import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { moment, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { kindWord } from './words.ts';

type Import = InferResponseType<(typeof client.api.v1.facilities)[':id']['imports']['$get'], 200>['imports'][number];

/** The files taken over, by whom and with what outcome. */
export function History({ facility, turn }: { facility: string; turn: number }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].imports.$get({ param: { id: facility } }, o), { signal }),
    [facility, turn],
  );
  return (
    <section class="stack-tight">
      <h2>{t('导入过的文件')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data && (
        <Table
          caption={t('导入过的文件')}
          hideCaption
          columns={columns()}
          rows={data.imports}
          rowKey={(row) => row.id}
          empty={t('还没有导入过')}
          maxHeight="24rem"
        />
      )}
    </section>
  );
}

const columns = (): Column<Import>[] => [
  { key: 'file', head: t('文件'), cell: (row) => row.file_name },
  { key: 'kind', head: t('内容'), nowrap: true, cell: (row) => kindWord(row.kind) },
  { key: 'rows', head: t('行数'), end: true, cell: (row) => number(row.rows) },
  {
    key: 'counts',
    head: t('结果'),
    cell: ({ counts }) =>
      t('新增 {added}，改动 {changed}，移除 {removed}', {
        added: counts.added ?? 0,
        changed: counts.changed ?? 0,
        removed: counts.removed ?? 0,
      }),
  },
  { key: 'by', head: t('谁'), nowrap: true, cell: (row) => row.made_by ?? '' },
  { key: 'at', head: t('何时'), nowrap: true, cell: (row) => moment(row.made_at) },
];
