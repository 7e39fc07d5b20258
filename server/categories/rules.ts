// Decides what a list of another department says (民政、残联、卫健、退役军人): which rows hold together, what each changes of
// what is known, and who is entitled and has not asked (政策找人; 民政部令66号 art. 6 for the groups).
import { type CategoryKind, readIdNo } from '../applicants/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { checkName } from '../kernel/names.ts';
import { addDays, ageOn, type Day, isDay, overlaps, type Period } from '../kernel/period.ts';

export const sources = ['civil_affairs', 'disabled_federation', 'health', 'veterans'] as const;
export type Source = (typeof sources)[number];
export const outcomes = ['contacted', 'not_needed', 'applied_for'] as const;
export type Outcome = (typeof outcomes)[number];
/** More than this is not one street's or one department's list but a mistake, or to be cut in parts. */
export const MAX_ROWS = 10_000;

const headings = {
  name: ['姓名'],
  id_no: ['身份证号', '身份证号码', '公民身份号码', '证件号码'],
  kind: ['类别', '人员类别', '保障类别', '对象类别'],
  start: ['起始日期', '开始日期', '生效日期'],
  end: ['截止日期', '结束日期', '终止日期', '到期日期'],
  doc_no: ['文号/来源', '文号', '来源', '依据文号', '证件编号'],
  community: ['社区', '社区/村', '所在社区', '村(社区)'],
} as const;
export type Column = keyof typeof headings;
/** Their names, in the order of the template. The end and the community may be missing. */
export const columnNames: Record<Column, readonly [zh: string, en: string]> = {
  name: ['姓名', 'name'],
  id_no: ['身份证号', 'ID number'],
  kind: ['类别', 'category'],
  start: ['起始日期', 'start'],
  end: ['截止日期', 'end'],
  doc_no: ['文号/来源', 'document'],
  community: ['社区', 'community'],
};
const needed: Column[] = ['name', 'id_no', 'kind', 'start', 'doc_no'];

const words: Record<CategoryKind, readonly string[]> = {
  tekun: ['特困', '特困人员', '特困供养', '特困供养人员', '分散供养特困人员', '集中供养特困人员'],
  dibao: ['低保', '低保对象', '最低生活保障', '城市低保', '农村低保', '城镇低保'],
  dibao_margin: ['低保边缘', '低保边缘家庭', '低保边缘人口', '低边'],
  lost_only_child: ['计生特殊', '计生特殊家庭', '计划生育特殊家庭', '失独', '失独家庭', '计生特扶'],
  veteran: ['优抚', '优抚对象', '重点优抚', '重点优抚对象'],
  severe_disability: ['重度残疾', '重度残疾人', '重残', '一级残疾', '二级残疾'],
  no_family: ['孤寡', '孤寡老人', '孤老'],
};
const kindOf = new Map(
  Object.entries(words).flatMap(([kind, list]) => [kind, ...list].map((word) => [word, kind as CategoryKind])),
);
/** The plain word of each, as an error names them. */
const known = Object.values(words)
  .map(([word]) => word)
  .join('、');

const plain = (cell: string | undefined) => (cell ?? '').normalize('NFKC').replace(/\s+/g, ' ').trim();
/** Spreadsheets keep long numbers as text with an apostrophe, and people type spaces and a small x. */
const plainId = (cell: string) => cell.replace(/^['’`]|\s/g, '').toUpperCase();

/** 2026-01-05, 2026/1/5, 2026.1.5, 20260105 or 2026年1月5日; null when it is no day of the calendar. */
export function readDay(cell: string): Day | null {
  const m =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?$/.exec(cell) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(cell);
  if (!m) return null;
  const day = `${m[1]}-${m[2]?.padStart(2, '0')}-${m[3]?.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

/** One wrong cell: the row as the spreadsheet counts it (the heading is row 1), the column, and what is wrong. */
export type RowError = Reason & { row: number; column: Column | null };
export type ListRow = {
  row: number;
  name: string;
  idNo: string;
  bornOn: Day;
  kind: CategoryKind;
  during: Period;
  docNo: string;
  community: string | null;
};

function error(row: number, column: Column, reason: Pick<Reason, 'code' | 'values'>): RowError {
  const [zh, en] = columnNames[column];
  return { row, column, code: reason.code, values: { ...reason.values, row, column: en, column_zh: zh } };
}

/** Which place each column has, by its heading; the reasons say which are missing or twice there. */
export function readHeadings(cells: readonly string[]): { at: Partial<Record<Column, number>>; errors: RowError[] } {
  const at: Partial<Record<Column, number>> = {};
  const twice: Column[] = [];
  cells.forEach((cell, i) => {
    const text = plain(cell).replaceAll('（', '(').replaceAll('）', ')');
    const column = (Object.keys(headings) as Column[]).find((c) => (headings[c] as readonly string[]).includes(text));
    if (!column) return;
    if (at[column] !== undefined) twice.push(column);
    at[column] ??= i;
  });
  const missing = needed.filter((c) => at[c] === undefined);
  return {
    at,
    errors: [
      ...missing.map((c) => error(1, c, { code: 'list_column_missing' })),
      ...twice.map((c) => error(1, c, { code: 'list_column_twice' })),
    ],
  };
}

/**
 * Reads a whole list: the first row is the heading, empty rows are passed over. The end on paper is the last day, in
 * the product the day after.
 * @param communities the district's, name or code → code
 */
export function readList(
  table: readonly (readonly string[])[],
  communities: ReadonlyMap<string, string>,
  today: Day,
): { rows: ListRow[]; errors: RowError[]; total: number } {
  const [first, ...rest] = table;
  const { at, errors } = readHeadings(first ?? []);
  if (errors.length) return { rows: [], errors, total: 0 };
  const rows: ListRow[] = [];
  let total = 0;
  rest.forEach((cells, i) => {
    if (cells.every((cell) => plain(cell) === '')) return;
    total += 1;
    const read = readRow(cells, i + 2, at, communities, today);
    if (Array.isArray(read)) errors.push(...read);
    else rows.push(read);
  });
  return { rows, errors: [...errors, ...repeated(rows)].sort((a, b) => a.row - b.row), total };
}

function readRow(
  cells: readonly string[],
  row: number,
  at: Partial<Record<Column, number>>,
  communities: ReadonlyMap<string, string>,
  today: Day,
): ListRow | RowError[] {
  const cell = (c: Column) => (at[c] === undefined ? '' : plain(cells[at[c]]));
  const found: RowError[] = [];
  const wrong = (column: Column, reason: Pick<Reason, 'code' | 'values'>) => {
    found.push(error(row, column, reason));
  };
  const idNo = plainId(cell('id_no'));
  const id = readIdNo(idNo, today);
  const [name, docNo] = [cell('name'), cell('doc_no')];
  const unnamed = checkName(name);
  if (unnamed) wrong('name', { code: unnamed.code });
  if (!id.ok) for (const reason of id.reasons) wrong('id_no', reason);
  const kind = kindOf.get(cell('kind'));
  if (!kind) wrong('kind', { code: 'list_kind_unknown', values: { word: cell('kind').slice(0, 20), known } });
  const start = readDay(cell('start'));
  if (!start) wrong('start', { code: 'list_day', values: { text: cell('start').slice(0, 20) } });
  const last = cell('end') === '' ? null : readDay(cell('end'));
  if (cell('end') !== '' && !last) wrong('end', { code: 'list_day', values: { text: cell('end').slice(0, 20) } });
  if (start && last && last < start) wrong('end', { code: 'list_end_first', values: { start, end: last } });
  if (start && start > today) wrong('start', { code: 'list_in_future', values: { date: start } });
  if (docNo === '' || docNo.length > 80) wrong('doc_no', { code: 'list_doc_no' });
  const place = cell('community');
  const community = communities.get(place) ?? null;
  if (place !== '' && !community) wrong('community', { code: 'list_community', values: { name: place.slice(0, 20) } });
  if (found.length || !id.ok || !kind || !start) return found;
  const during = { start, end: last && addDays(last, 1) };
  return { row, name, idNo, bornOn: id.bornOn, kind, during, docNo, community };
}

/** The same person and category twice in one list: which of the two holds is not ours to guess. */
function repeated(rows: readonly ListRow[]): RowError[] {
  return [...Map.groupBy(rows, (r) => `${r.idNo} ${r.kind}`).values()].flatMap((same) =>
    same.flatMap((r, i) => {
      const before = same.slice(0, i).find((b) => overlaps(b.during, r.during));
      if (!before) return [];
      const exact = before.during.start === r.during.start && before.during.end === r.during.end;
      return [
        error(r.row, 'id_no', { code: exact ? 'list_row_twice' : 'list_row_overlaps', values: { other: before.row } }),
      ];
    }),
  );
}

/** What is known of the person behind a row, before the list. */
export type Known = {
  /** registered here; null when only on a list, or new */
  applicant: { id: string; name: string } | null;
  periods: readonly { id: string; kind: CategoryKind; during: Period }[];
};

export type Change =
  | { how: 'added'; row: ListRow; applicant: string }
  | { how: 'listed'; row: ListRow }
  | { how: 'changed'; row: ListRow; applicant: string | null; period: string; before: Period }
  | { how: 'unchanged'; row: ListRow }
  /** under the age at which the district cares; not kept */
  | { how: 'young'; row: ListRow };

/** What one row changes. A period that began the same day is the same one, whose end may have moved; any other overlap is an error. */
export function judgeRow(row: ListRow, known: Known | undefined, minAge: number, today: Day): Change | RowError {
  const { applicant } = known ?? { applicant: null };
  if (applicant && plain(applicant.name) !== row.name) return error(row.row, 'name', { code: 'list_other_name' });
  const same = (known?.periods ?? []).filter((p) => p.kind === row.kind);
  const own = same.find((p) => p.during.start === row.during.start);
  const other = same.find((p) => p !== own && overlaps(p.during, row.during));
  if (other)
    return error(row.row, 'start', {
      code: 'list_overlaps_known',
      values: { start: other.during.start, end: other.during.end && addDays(other.during.end, -1) },
    });
  if (own?.during.end === row.during.end) return { how: 'unchanged', row };
  if (own) return { how: 'changed', row, applicant: applicant?.id ?? null, period: own.id, before: own.during };
  if (applicant) return { how: 'added', row, applicant: applicant.id };
  return { how: ageOn(row.bornOn, today) < minAge ? 'young' : 'listed', row };
}

/** May a category be ended on that day? It stays as a fact of the time before. */
export function mayEnd(during: Period, on: Day, today: Day): Reason | null {
  if (during.end !== null && during.end <= today) return { code: 'category_ended', values: { on: during.end } };
  if (on < during.start || on > addDays(today, 366)) return { code: 'category_end_day', pointer: '/last_day' };
  return null;
}

/** 高龄: by the age from which the queue's rules in force give priority; nobody stores it. Null when they give none. */
export function veryOldFrom(tracks: readonly { any: readonly { age_from?: number }[] }[] | undefined): number | null {
  const ages = (tracks ?? []).flatMap((t) => t.any.flatMap((c) => (c.age_from === undefined ? [] : [c.age_from])));
  return ages.length ? Math.min(...ages) : null;
}
