import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Column, Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import type { Listed } from './words.ts';

/** Divisions of one list with what is counted in them; names open their page. */
export function Children({
  caption,
  hideCaption,
  rows,
  on,
  ticked,
  onTick,
}: {
  caption: string;
  hideCaption?: boolean;
  rows: Listed[];
  /** the day shown, where it is not today: the page opened is of today */
  on?: string;
  ticked?: ReadonlySet<string>;
  onTick?: (ticked: Set<string>) => void;
}) {
  const larger = rows.some((row) => row.level !== 'grid');
  const columns: Column<Listed>[] = [
    {
      key: 'name',
      head: t('名称'),
      cell: (row) => (
        <span class={row.level === 'community' && rows.some((r) => r.code === row.parent_code) ? 'division-in' : ''}>
          <a href={href(`/admin/divisions/${row.code}`, { on })}>{row.name}</a>
        </span>
      ),
    },
    { key: 'code', head: t('编码'), nowrap: true, cell: (row) => <span class="num">{row.code}</span> },
    { key: 'kind', head: t('类别'), nowrap: true, cell: (row) => row.kind },
    { key: 'run', head: t('管理'), cell: (row) => row.run_by },
    ...(larger
      ? [{ key: 'grids', head: t('网格'), end: true, cell: (row: Listed) => number(row.grids) } as Column<Listed>]
      : []),
    {
      key: 'seniors',
      head: t('老人'),
      end: true,
      cell: (row) => (row.seniors === null ? unfiled() : number(row.seniors)),
    },
    {
      key: 'point',
      head: t('位置'),
      nowrap: true,
      cell: (row) =>
        row.accuracy_m === null
          ? unfiled()
          : roughlyPlaced(row.accuracy_m)
            ? t('只到街道')
            : t('误差 {m} 米', { m: number(row.accuracy_m) }),
    },
  ];
  return (
    <Table
      caption={caption}
      hideCaption={hideCaption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.code}
      ticked={ticked}
      onTick={onTick}
    />
  );
}
