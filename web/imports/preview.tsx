import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import type { ImportKind, Mapping } from '../../server/imports/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Checkbox } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { Columns } from './columns.tsx';
import { type Asked, PATIENCE_MS, type Seen, sendFile } from './page.tsx';
import { fieldWord, valueWord } from './words.ts';

type Found = Seen['errors'][number];

/** Where a finding is, as the spreadsheet names it. */
function placeOf(kind: ImportKind, { row, column, heading, ref }: Found): string {
  const name = heading ?? (column ? fieldWord(kind, column) : '');
  if (row === 0) return name ? t('整份名单「{name}」', { name }) : t('整份名单');
  if (!name) return t('第 {row} 行', { row });
  return ref ? t('第 {row} 行「{name}」({ref})', { row, name, ref }) : t('第 {row} 行「{name}」', { row, name });
}
const sentence = (f: Found) => (lang.value === 'en' ? f.message_en : f.message_zh);

/** What a file would change, what stands in the way, and the one way to take it over: all of it. */
export function Preview({
  facility,
  kind,
  file,
  asked,
  seen,
  onAgain,
  onDone,
}: {
  facility: string;
  kind: ImportKind;
  file: File;
  asked: Asked;
  seen: Seen;
  onAgain: (mapping: Mapping) => void;
  onDone: () => void;
}) {
  const counts = { added: 0, changed: 0, unchanged: 0, removed: 0, errors: 0, warnings: 0, ...seen.counts };
  const [looked, setLooked] = useState(false);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, options: object) =>
    sendFile(
      (headers, init) =>
        call(
          (o) =>
            client.api.v1.facilities[':id'].imports[':kind'].$post(
              { param: { id: facility, kind }, header: { 'import-options': headers['Import-Options'] ?? '' } },
              { headers: { ...o.headers, ...headers }, init: { ...o.init, ...init } },
            ),
          { intent, timeoutMs: PATIENCE_MS },
        ),
      file,
      options,
    ),
  );
  const changes = counts.added + counts.changed + counts.removed;
  const why = counts.errors > 0 ? t('先改正错误') : changes === 0 ? t('没有要导入的变化') : null;
  const take = async () => {
    setTried(true);
    if (seen.must_look && !looked) return;
    const { sha256, digest, mapping } = seen;
    const done = await run({ mode: asked.mode, mapping, sha256, digest, looked });
    if (!done.ok) return;
    say(
      t('已导入：新增 {added}，改动 {changed}，移除 {removed}', {
        added: counts.added,
        changed: counts.changed,
        removed: counts.removed,
      }),
    );
    onDone();
  };
  return (
    <section class="stack" aria-label={t('试运行的结果')}>
      <h3>{t('试运行的结果')}</h3>
      <Facts
        of={[
          [t('读到'), t('{n} 行，表头在第 {row} 行', { n: number(seen.rows), row: seen.heading_row })],
          [t('新增'), number(counts.added)],
          [t('改动'), number(counts.changed)],
          [t('没有变化'), number(counts.unchanged)],
          ...(asked.mode === 'full' ? [[t('移除'), number(counts.removed)] as [string, string]] : []),
          ...(seen.sheets.length > 1 ? [[t('工作表'), seen.sheet ?? ''] as [string, string]] : []),
        ]}
      />
      {counts.errors > 0 && (
        <Notice tone="red">
          <strong>{t('有 {n} 处错误，一行也不会导入', { n: number(counts.errors) })}</strong>
          <p>{t('在下面指明列和词语，或改正文件后重新选择。')}</p>
        </Notice>
      )}
      <Columns kind={kind} seen={seen} onAgain={onAgain} />
      <Findings kind={kind} caption={t('错误')} of={seen.errors} total={counts.errors} file={file} />
      <Findings kind={kind} caption={t('提示')} of={seen.warnings} total={counts.warnings} file={file} />
      {counts.errors === 0 && <Changes kind={kind} seen={seen} />}
      {failure && <Problem of={failure} />}
      {seen.must_look && counts.errors === 0 && (
        <div class="stack-tight">
          <Checkbox label={t('提示里的读法我已核对，没有问题')} checked={looked} onChange={setLooked} />
          {tried && !looked && <p class="field-error">{t('请先核对提示')}</p>}
        </div>
      )}
      <div class="row">
        <Button look="primary" busy={busy} why={why} onClick={take}>
          {changes > 0 && counts.errors === 0 ? t('全部导入（{n} 处变化）', { n: number(changes) }) : t('全部导入')}
        </Button>
      </div>
    </section>
  );
}

function Findings({
  kind,
  caption,
  of,
  total,
  file,
}: {
  kind: ImportKind;
  caption: string;
  of: Found[];
  total: number;
  file: File;
}) {
  if (of.length === 0) return null;
  const columns: Column<Found>[] = [
    { key: 'where', head: t('位置'), cell: (f) => placeOf(kind, f) },
    { key: 'what', head: t('问题'), cell: sentence },
  ];
  const save = () =>
    download(
      `${file.name.replace(/\.\w+$/, '')}-${caption}.csv`,
      csv([
        [t('行'), t('列'), t('单元格'), t('问题')],
        ...of.map((f) => [f.row, f.heading ?? (f.column ? fieldWord(kind, f.column) : ''), f.ref ?? '', sentence(f)]),
      ]),
    );
  return (
    <div class="stack-tight">
      <div class="row-between">
        <h4>
          {total > of.length
            ? t('{what}（{n} 处，列出前 {shown} 处）', { what: caption, n: number(total), shown: of.length })
            : t('{what}（{n} 处）', { what: caption, n: total })}
        </h4>
        <Button look="quiet" icon={Download} onClick={save}>
          {t('下载为 CSV')}
        </Button>
      </div>
      <Table
        caption={caption}
        hideCaption
        columns={columns}
        rows={of.slice(0, 200)}
        rowKey={(f) => `${f.row} ${f.column} ${f.code}`}
        maxHeight="20rem"
      />
    </div>
  );
}

type Row = Seen['added'][number] & { changes?: Seen['changed'][number]['changes'] };

function Changes({ kind, seen }: { kind: ImportKind; seen: Seen }) {
  const what = (row: Row) => [row.building, row.room_no, row.bed_no].filter(Boolean).join(' · ');
  const columns = (changed: boolean): Column<Row>[] => [
    { key: 'what', head: kind === 'beds' ? t('床位') : t('老人'), nowrap: true, cell: (row) => row.name ?? what(row) },
    ...(kind === 'residents' ? [{ key: 'bed', head: t('床位'), nowrap: true, cell: what }] : []),
    {
      key: 'row',
      head: t('行'),
      nowrap: true,
      cell: (row: Row) => (row.line ? t('第 {row} 行', { row: row.line }) : t('文件里没有')),
    },
    ...(changed
      ? [
          {
            key: 'changes',
            head: t('从 → 到'),
            cell: (row: Row) => (
              <ul class="from-to">
                {(row.changes ?? []).map((c) => (
                  <li key={c.field}>
                    {t('{field}：{from} → {to}', {
                      field: fieldWord(kind, c.field),
                      from: valueWord(kind, c.field, c.from),
                      to: valueWord(kind, c.field, c.to),
                    })}
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
  ];
  const parts: [string, Row[], number, boolean][] = [
    [t('改动'), seen.changed, seen.counts.changed ?? 0, true],
    [t('新增'), seen.added, seen.counts.added ?? 0, false],
    [t('移除'), seen.removed, seen.counts.removed ?? 0, false],
  ];
  return (
    <>
      {parts.map(
        ([caption, rows, total, changed]) =>
          rows.length > 0 && (
            <details key={caption} open={rows.length <= 20}>
              <summary>
                {total > rows.length
                  ? t('{what}（{n} 处，列出前 {shown} 处）', { what: caption, n: number(total), shown: rows.length })
                  : t('{what}（{n} 处）', { what: caption, n: total })}
              </summary>
              <Table
                caption={caption}
                hideCaption
                columns={columns(changed)}
                rows={rows}
                rowKey={(row) => `${row.line} ${row.id}`}
                maxHeight="24rem"
              />
            </details>
          ),
      )}
    </>
  );
}
