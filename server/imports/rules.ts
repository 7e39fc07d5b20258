// Decides how a list becomes lines: which row is its heading, which column is which, what each row says, and what is wrong with it.
import { readIdNo } from '../applicants/rules.ts';
import type { ReasonValues } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';
import type { Day } from '../kernel/period.ts';
import { columnLetters, type RawTable } from '../kernel/table.ts';
import { type Dates, type Note, readText } from './mechanism/cells.ts';
import { type Field, fieldsOf, type ImportKind, type ListKind, type OwnWords, readCell } from './mechanism/fields.ts';

export { type Field, fieldsOf, type ImportKind, importKinds, type ListKind, wordOf } from './mechanism/fields.ts';
export {
  type Box,
  type Community,
  diffFacilities,
  type FacilityLine,
  type FacilityTarget,
  type KnownFacility,
} from './mechanism/places.ts';

export const systems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;
/** How a file is to be read. What it does not say is recognised, or asked; nothing is made up. */
export type Mapping = {
  /** our field → the heading it has in the file; an empty text: the file has it not */
  columns?: Record<string, string>;
  words?: OwnWords;
  dates?: 'gregorian' | 'roc';
  sheet?: string;
  coordinates?: { system: (typeof systems)[number]; accuracy_m: number; swapped?: boolean };
};

/** Something about one cell: `ref` as spreadsheets name it; `column` our field. Row 0 is about the list as a whole. */
export type Finding = {
  row: number;
  column: string | null;
  heading: string | null;
  ref: string | null;
  code: ReasonCode;
  values?: ReasonValues;
};
export type Column = { index: number; heading: string; field: string | null };
export type Line = { line: number } & Record<string, unknown>;
export type ReadList = {
  lines: Line[];
  /** rows that say something, read or refused */
  total: number;
  errors: Finding[];
  warnings: Finding[];
  columns: Column[];
  headingRow: number;
};

/** Titles may stand above the heading; it is not looked for further down. */
const HEADING_WITHIN = 15;

/** 床位费（元/月）* → 床位费. */
const plainHeading = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\(.*?\)|\[.*?\]|【.*?】/g, '')
    .replace(/[\s*:：_]/g, '')
    .toLowerCase();

const headings = (table: RawTable, at: number) =>
  (table.rows[at]?.cells ?? []).map((cell) => readText(cell).value ?? '');

/** Which field each heading means, by the mapping first, then by the words lists use. */
function fieldsFor(cells: readonly string[], fields: readonly Field[], mapping: Mapping): (string | null)[] {
  // What was said of another file: a heading that is not in this one says nothing about it.
  const said = Object.fromEntries(
    Object.entries(mapping.columns ?? {}).filter(([, heading]) => heading === '' || cells.includes(heading)),
  );
  const byHeading = new Map(
    Object.entries(said).flatMap(([key, heading]) => (heading ? [[heading, key] as const] : [])),
  );
  const spoken = new Set(Object.keys(said));
  const known = new Map(
    fields.flatMap((f) => [f.zh, f.en, f.key, ...f.also].map((word) => [plainHeading(word), f.key])),
  );
  const own = new Map(
    fields.flatMap((f) => [
      [plainHeading(f.zh), f.key],
      [plainHeading(f.key), f.key],
    ]),
  );
  const exact = new Set(cells.map((cell) => own.get(plainHeading(cell))).filter((k) => k !== undefined));
  return cells.map((cell) => {
    if (!cell) return null;
    const mapped = byHeading.get(cell);
    if (mapped && fields.some((f) => f.key === mapped)) return mapped;
    const key = known.get(plainHeading(cell)) ?? null;
    if (key === null || spoken.has(key)) return null;
    // 性别 is the room's where nothing else is; beside 房间性别 it is something else.
    return exact.has(key) && own.get(plainHeading(cell)) !== key ? null : key;
  });
}

/** The heading is the row with the most known columns near the top; the first of them when nothing is known. */
export function findColumns(table: RawTable, kind: ListKind, mapping: Mapping): { at: number; columns: Column[] } {
  const fields = fieldsOf[kind];
  let best = { at: 0, known: 0 };
  for (let at = 0; at < Math.min(HEADING_WITHIN, table.rows.length); at += 1) {
    const known = new Set(fieldsFor(headings(table, at), fields, mapping).filter(Boolean)).size;
    if (known > best.known) best = { at, known };
  }
  const cells = headings(table, best.at);
  const found = fieldsFor(cells, fields, mapping);
  return {
    at: best.at,
    columns: cells.flatMap((heading, index) => (heading ? [{ index, heading, field: found[index] ?? null }] : [])),
  };
}

/** Sums, signatures and examples that stand among the rows of a list and are none. */
const ASIDE =
  /^(?:合计|总计|小计|共计|制表|填表|审核|负责人|备注[:：]|注[:：]|说明[:：]|导出[:：]|export:|示例|例[:：]|total\b|example\b)/i;
/** Of what is wrong, this much is told; the counts say how much more there is. */
export const MOST_FINDINGS = 2000;

/** Reads every row of a list as lines of its kind. Lines with an error are left out; the errors say where. */
export function readRows(table: RawTable, kind: ListKind, mapping: Mapping, today: Day): ReadList {
  const fields = fieldsOf[kind];
  const { at, columns } = findColumns(table, kind, mapping);
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const headingRow = table.rows[at]?.row ?? 1;
  const list: ReadList = { lines: [], total: 0, errors, warnings, columns, headingRow };
  const columnOf = new Map<string, Column>();
  for (const c of columns) {
    if (c.field === null) continue;
    const other = columnOf.get(c.field);
    if (other) errors.push({ ...place(headingRow, c), code: 'import_column_twice', values: { other: other.heading } });
    else columnOf.set(c.field, c);
  }
  for (const f of fields)
    if (f.needed && !columnOf.has(f.key))
      errors.push({ row: headingRow, column: f.key, heading: f.zh, ref: null, code: 'import_column_missing' });
  if (errors.length) return list;

  const dates: Dates = { date1904: table.date1904, years: mapping.dates };
  const used = fields.flatMap((field) => {
    const column = columnOf.get(field.key);
    return column ? [{ field, column }] : [];
  });
  for (const { row, cells } of table.rows.slice(at + 1)) {
    const first = cells.find((cell) => readText(cell).value !== null);
    if (first === undefined) continue;
    if (ASIDE.test(readText(first).value ?? '')) {
      warnings.push({
        row,
        column: null,
        heading: null,
        ref: null,
        code: 'import_row_aside',
        values: { text: String(first).slice(0, 30) },
      });
      continue;
    }
    list.total += 1;
    const line: Line = { line: row };
    const before = errors.length;
    for (const { field, column } of used) {
      const read = readCell(field, cells[column.index] ?? null, mapping.words ?? {}, dates);
      const tell = (into: Finding[], note: Note) => into.push({ ...place(row, column), ...note });
      if (read === undefined) {
        if (field.needed) tell(errors, { code: 'import_needed' });
        continue;
      }
      for (const warning of read.warnings ?? []) tell(warnings, warning);
      if (read.problem) tell(errors, read.problem);
      else line[field.key] = read.value;
    }
    if (errors.length === before) list.lines.push(line);
  }
  if (kind === 'residents') checkPeople(list, columnOf, today);
  return list;
}

const place = (row: number, column: Column): Pick<Finding, 'row' | 'column' | 'heading' | 'ref'> => ({
  row,
  column: column.field,
  heading: column.heading,
  ref: `${columnLetters(column.index)}${row}`,
});

/** What an export shows of an ID number or a telephone number. */
const isMasked = (text: unknown): text is string => typeof text === 'string' && text.includes('*');

/** What is on record of a stay of this home, by its number in our exports. */
export type OwnNumbers = { idNo: string; idNoMasked: string; phoneMasked: string | null };

/** The stays whose numbers the list shows only in part. */
export const maskedRecords = (lines: readonly Line[]): string[] =>
  lines.flatMap((l) =>
    (isMasked(l.id_no) || isMasked(l.phone)) && /^[0-9a-f-]{36}$/.test(String(l.record)) ? [String(l.record)] : [],
  );

/** Rows of our own exports get the numbers they show in part; a masked number that is not ours is refused. */
export function withOwnNumbers(list: ReadList, own: ReadonlyMap<string, OwnNumbers>): void {
  const wrong = new Set<number>();
  for (const line of list.lines) {
    const { record, ...said } = line;
    const known = own.get(String(record));
    delete line.record;
    const refuse = (column: 'id_no' | 'phone', code: 'import_id_masked' | 'import_phone') => {
      wrong.add(line.line);
      const at = list.columns.find((c) => c.field === column) as Column;
      list.errors.push({ ...place(line.line, at), code, values: { text: String(line[column]) } });
    };
    if (isMasked(said.id_no)) {
      if (known?.idNoMasked === said.id_no) line.id_no = known.idNo;
      else refuse('id_no', 'import_id_masked');
    }
    if (isMasked(said.phone)) {
      if (known?.phoneMasked === said.phone) delete line.phone;
      else refuse('phone', 'import_phone');
    }
  }
  list.lines = list.lines.filter((line) => !wrong.has(line.line));
}

/** ID numbers that do not hold together, and people of one name, who are told apart by their numbers. */
function checkPeople(list: ReadList, columnOf: ReadonlyMap<string, Column>, today: Day): void {
  const [name, idNo] = [columnOf.get('name')!, columnOf.get('id_no')!];
  const wrong = new Set<number>();
  const named = new Map<string, Line>();
  for (const line of list.lines) {
    const id = String(line.id_no);
    if (!isMasked(id)) {
      const read = readIdNo(id, today);
      if (!read.ok) {
        wrong.add(line.line);
        for (const { code, values } of read.reasons)
          list.errors.push({ ...place(line.line, idNo), code, ...(values ? { values } : {}) });
      }
    }
    const other = named.get(String(line.name));
    if (other && other.id_no !== line.id_no)
      list.warnings.push({
        ...place(line.line, name),
        code: 'import_same_name',
        values: { name: String(line.name), other: other.line },
      });
    named.set(String(line.name), other ?? line);
  }
  list.lines = list.lines.filter((line) => !wrong.has(line.line));
  list.errors.sort((a, b) => a.row - b.row);
}

/** What the lines' own judge found, put beside the cells it is about. */
export function placeRefusals(
  refused: readonly { line: number; column: string; code: ReasonCode; values?: ReasonValues }[],
  columns: readonly Column[],
  kind: ListKind,
): Finding[] {
  return refused.map(({ line, column, code, values }) => {
    const found = columns.find((c) => c.field === column);
    const where =
      found && line > 0
        ? place(line, found)
        : { row: line, column, heading: fieldsOf[kind].find((f) => f.key === column)?.zh ?? null, ref: null };
    return { ...where, code, ...(values ? { values } : {}) };
  });
}

/** The words that nobody knows, by field, for the person who knows them to say what they mean. */
export function unknownWords(errors: readonly Finding[]): { column: string; word: string; times: number }[] {
  const times = new Map<string, number>();
  for (const e of errors)
    if (e.column && (e.code === 'import_word' || e.code === 'import_level_words'))
      times.set(`${e.column}\u0000${e.values?.text}`, (times.get(`${e.column}\u0000${e.values?.text}`) ?? 0) + 1);
  return [...times].map(([key, n]) => {
    const [column, word] = key.split('\u0000') as [string, string];
    return { column, word, times: n };
  });
}

/** The mapping to be remembered: every column as it was taken, and what the file cannot tell by itself. */
export function remembered(columns: readonly Column[], mapping: Mapping): Mapping {
  const taken = Object.fromEntries(columns.flatMap((c) => (c.field ? [[c.field, c.heading] as const] : [])));
  return {
    columns: { ...mapping.columns, ...taken },
    ...(mapping.words ? { words: mapping.words } : {}),
    ...(mapping.dates ? { dates: mapping.dates } : {}),
  };
}

/** Were the people asked whether what was read is what was meant? */
export const mustLook = (warnings: readonly Finding[]) =>
  warnings.some((w) => ['import_day_roc', 'import_day_serial', 'import_html', 'import_same_name'].includes(w.code));

/** A row to go by, in the order of the fields; the reader passes it over should it be left in. */
const examples: Record<ImportKind, readonly string[]> = {
  beds: ['示例：1号楼', '3', '301', '女室', '1', '护理型', '1', '4', '否', '呼叫铃、护理床', '自费', '1200', 'A-301-1'],
  residents: ['示例：张三', '（18 位）', '', '1号楼', '301', '1', '2026-01-31', '', '', '', '2', '2026-01-28', ''],
};
export const exampleOf = (kind: ImportKind): string[] => [...examples[kind]];

/** How the template is called as a file. */
export const templateName: Record<ImportKind, readonly [zh: string, en: string]> = {
  beds: ['床位导入模板', 'beds template'],
  residents: ['在住老人导入模板', 'residents template'],
};
