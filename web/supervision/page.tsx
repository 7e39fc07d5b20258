import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { moment, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { ExportLog } from './export.tsx';
import { Filters } from './filters.tsx';
import { RowCase } from './row-case.tsx';
import { ChainState } from './state.tsx';
import { actionWord, type Row, roles, subjectWord, whoWord } from './words.ts';
import './supervision.css';

/** The audit log: who did what to what, whether it is whole, and a file of it for others. */
export default function AuditPage() {
  useTitle(t('审计日志'));
  return (
    <Guard roles={roles}>
      <Log />
    </Guard>
  );
}

const columns = (open: boolean): Column<Row>[] => [
  { key: 'at', head: t('时间'), nowrap: true, cell: (row) => moment(row.at) },
  { key: 'who', head: t('操作人'), cell: whoWord },
  { key: 'what', head: t('做了什么'), cell: (row) => actionWord(row.action) },
  { key: 'subject', head: t('对象'), cell: subjectWord },
  ...(open
    ? []
    : [
        {
          key: 'seq',
          head: t('链上位置'),
          nowrap: true,
          cell: (row: Row) =>
            row.seq === null ? (
              <StatusDot shape="ring" tone="stale">
                {t('待封存')}
              </StatusDot>
            ) : (
              <span class="num">{t('第 {n} 号', { n: number(row.seq) })}</span>
            ),
        },
      ]),
];

function Log() {
  const { query, set } = useQuery();
  const [exporting, setExporting] = useState(false);
  const state = useLoad((signal) => call((o) => client.api.v1.audit.state.$get(undefined, o), { signal }), []);
  const { account, role, about, action, subject, from, to, after_at, after_id } = query;
  const asked = { account, role, about, action: action as never, subject, from, to, after_at, after_id };
  const rows = useLoad(
    (signal) => call((o) => client.api.v1.audit.rows.$get({ query: asked }, o), { signal, timeoutMs: 60_000 }),
    Object.values(asked),
  );
  const open = rows.data?.rows.find((row) => row.id === query.sel);
  const next = rows.data?.next;
  const mayExport = session.value?.role === 'inspector' || session.value?.role === 'administrator';
  return (
    <StaffFrame
      title={t('审计日志')}
      tools={
        mayExport && (
          <Button icon={Download} onClick={() => setExporting(true)}>
            {t('导出')}
          </Button>
        )
      }
      list={
        <div class="stack">
          {state.failure && <Problem of={state.failure} onRetry={state.reload} focus={false} />}
          {state.data && !open && <ChainState of={state.data} onDone={state.reload} />}
          <Filters query={query} set={set} />
          {rows.failure && <Problem of={rows.failure} onRetry={rows.reload} focus={false} />}
          {!rows.data && !rows.failure && <Loading />}
          {rows.data?.rows.length === 0 && (
            <Empty title={t('没有符合条件的记录')}>
              <p>{t('放宽日期、换一个人或清除条件再查。')}</p>
            </Empty>
          )}
          {rows.data && rows.data.rows.length > 0 && (
            <div class="chain-rows">
              <Table
                caption={t('审计日志')}
                hideCaption
                rows={rows.data.rows}
                columns={columns(!!open)}
                rowKey={(row) => row.id}
                current={open?.id}
                onOpen={(row) => set({ sel: row.id })}
              />
            </div>
          )}
          <div class="row-between">
            {after_id ? (
              <Button look="quiet" onClick={() => set({ after_at: null, after_id: null, sel: null })}>
                {t('回到最新')}
              </Button>
            ) : (
              <span />
            )}
            {next && (
              <Button onClick={() => set({ after_at: next.at, after_id: next.id, sel: null })}>
                {t('更早的记录')}
              </Button>
            )}
          </div>
          <ExportLog open={exporting} onClose={() => setExporting(false)} />
        </div>
      }
      case={open ? <RowCase key={open.id} of={open} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}
