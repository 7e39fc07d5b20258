import { addDays, dayOf } from '../../server/kernel/period.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { date, moment, now, number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Column, Table } from '../ui/table.tsx';
import { fromWord, type Version } from './words.ts';

/** Since when it holds, and whether it was written down later than that. */
export function VersionState({ of }: { of: Version }) {
  const today = dayOf(now.value);
  if (of.replaced)
    return (
      <StatusDot shape="dash" tone="stale">
        {t('已被更正')}
      </StatusDot>
    );
  if (of.from !== null && of.from > today)
    return (
      <StatusDot shape="ring" tone="amber">
        {t('将生效')}
      </StatusDot>
    );
  return of.until !== null && of.until <= today ? (
    <StatusDot shape="dash" tone="stale">
      {of.successor ? t('已撤销') : t('已变更')}
    </StatusDot>
  ) : (
    <StatusDot shape="check" tone="accent">
      {t('现行')}
    </StatusDot>
  );
}

/** The versions of one division, or the latest changes of all: what held, when, by which document. */
export function Versions({ rows, caption, linked }: { rows: Version[]; caption: string; linked?: boolean }) {
  const grids = rows.some((row) => row.code.length === 15);
  const columns: Column<Version>[] = [
    {
      key: 'name',
      head: t('名称'),
      cell: (row) => (
        <>
          {linked ? <a href={`/admin/divisions/${row.code}`}>{row.name}</a> : row.name}
          {linked && <span class="muted small num"> {row.code}</span>}
        </>
      ),
    },
    { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <VersionState of={row} /> },
    { key: 'from', head: t('自'), nowrap: true, cell: (row) => fromWord(row.from) },
    {
      key: 'until',
      head: t('至'),
      nowrap: true,
      cell: (row) => (row.until ? date(addDays(row.until, -1)) : t('未定')),
    },
    { key: 'run', head: t('管理'), cell: (row) => row.run_by },
    ...(grids
      ? [
          {
            key: 'seniors',
            head: t('老人'),
            end: true,
            cell: (row: Version) =>
              row.code.length < 15 ? '—' : row.seniors === null ? unfiled() : number(row.seniors),
          },
        ]
      : []),
    {
      key: 'successor',
      head: t('并入'),
      nowrap: true,
      cell: (row) =>
        row.successor ? (
          <a class="num" href={`/admin/divisions/${row.successor}`}>
            {row.successor}
          </a>
        ) : (
          '—'
        ),
    },
    { key: 'doc', head: t('依据'), cell: (row) => [row.doc_no, row.note].filter(Boolean).join(t('；')) || '—' },
    {
      key: 'made',
      head: t('登记'),
      cell: (row) => (
        <>
          {moment(row.made_at)} {row.made_by}{' '}
          {row.from !== null && row.from < dayOf(new Date(row.made_at)) && <Badge tone="amber">{t('补记')}</Badge>}
        </>
      ),
    },
  ];
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.code} ${row.from} ${row.made_at} ${row.replaced} ${row.name}`}
      empty={t('还没有变更')}
      maxHeight="40rem"
    />
  );
}
