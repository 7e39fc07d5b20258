import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { keptWord, kindWord } from './words.ts';

/** What was deleted on request: when, in which street, what went and what stays until when. Nobody is named. */
export default function ErasuresPage() {
  useTitle(t('删除记录'));
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Erasures />
    </Guard>
  );
}

function Erasures() {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.privacy.erasures.$get({ query: {} }, o), { signal }),
    [],
  );
  const rows = data?.erasures ?? [];
  return (
    <StaffFrame
      title={t('删除记录')}
      list={
        <div class="stack">
          <p>{t('按当事人要求删除的个人信息。这里只有数量和依据，没有姓名；删除不能恢复。')}</p>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && rows.length === 0 && (
            <Empty title={t('还没有人要求删除')}>
              <p>{t('家属在「我的隐私」里、老人在社区前台都可以提出。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('删除记录')}
              rows={rows}
              rowKey={(row) => row.id}
              columns={[
                { key: 'at', head: t('时间'), nowrap: true, cell: (row) => moment(row.asked_at) },
                { key: 'street', head: t('街道'), cell: (row) => row.street ?? '' },
                {
                  key: 'how',
                  head: t('范围'),
                  cell: (row) => (row.whole ? <Badge tone="accent">{t('全部')}</Badge> : <Badge>{t('部分')}</Badge>),
                },
                {
                  key: 'removed',
                  head: t('已删'),
                  wide: true,
                  cell: (row) =>
                    Object.entries(row.removed)
                      .map(([kind, n]) => t('{what} {n} 条', { what: kindWord(kind), n }))
                      .join(t('、')) || t('没有'),
                },
                {
                  key: 'kept',
                  head: t('依法保留'),
                  wide: true,
                  cell: (row) => row.kept.map((k) => <div key={`${k.kind} ${k.rule}`}>{keptWord(k)}</div>),
                },
              ]}
            />
          )}
        </div>
      }
    />
  );
}
