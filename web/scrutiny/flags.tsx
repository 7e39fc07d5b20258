import { Badge } from '../ui/badge.tsx';
import { date, money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Column, Table } from '../ui/table.tsx';
import type { FlagRow } from './shapes.ts';
import { flagName, flagNext, particular, said, subjectOf } from './words.ts';

/** Red flags, each with what to do and the records that cause it. */
export function Flags({
  of,
  heading: Heading,
}: {
  of: readonly { code: string; rows: FlagRow[] }[];
  heading: 'h2' | 'h4';
}) {
  return (
    <>
      {of.map((flag) => (
        <section key={flag.code} class="flag stack-tight">
          <Heading class="flag-name">
            {flagName(flag.code)} <Badge tone="red">{flag.rows.length}</Badge>
          </Heading>
          <p class="small">{flagNext(flag.code)}</p>
          <Table
            caption={flagName(flag.code)}
            hideCaption
            rows={flag.rows.map((row, index) => ({ ...row, key: `${row.id} ${index}` }))}
            rowKey={(row) => row.key}
            columns={columnsOf(flag.rows)}
            maxHeight="24rem"
          />
        </section>
      ))}
    </>
  );
}

function columnsOf(rows: readonly FlagRow[]): Column<FlagRow & { key: string }>[] {
  const about = rows[0]?.about ?? 'person';
  const columns: Column<FlagRow>[] = [{ key: 'name', head: subjectOf(about), cell: nameOf }];
  if (rows.some((row) => row.on))
    columns.push({ key: 'on', head: t('日期'), nowrap: true, cell: (row) => (row.on ? date(row.on) : '—') });
  if (rows.some((row) => row.amount_fen !== null))
    columns.push({
      key: 'amount',
      head: t('金额'),
      end: true,
      nowrap: true,
      cell: (row) => (row.amount_fen === null ? '—' : money(row.amount_fen)),
    });
  for (const key of new Set(rows.flatMap((row) => Object.keys(row.values))))
    columns.push({ key: `v-${key}`, ...particular(key), cell: (row) => said(key, row.values[key] ?? null) });
  return columns;
}

/** The name leads to where the record is kept, if a page shows it. */
function nameOf(row: FlagRow) {
  const name = row.name || t('无编号');
  if (row.about === 'facility') return <a href={`/facilities/${row.id}`}>{name}</a>;
  if (row.about === 'disclosure') return <a href="/funds">{name}</a>;
  return name;
}
