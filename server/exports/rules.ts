// Decides what a file for others has in it: which columns, in words that an import reads back, nothing that a spreadsheet
// would run (OWASP, CSV injection), and who took it out when.
import { fieldsOf, type ImportKind, wordOf } from '../imports/rules.ts';
import { toYuan } from '../kernel/money.ts';
import { disarmed, type RawCell } from '../kernel/table.ts';

export const exportKinds = ['beds', 'residents', 'bed_events', 'attendance', 'visits'] as const;
export type ExportKind = (typeof exportKinds)[number];
export const formats = ['xlsx', 'csv'] as const;
export type Language = 'zh' | 'en';
export type Fact = Record<string, unknown>;
/** A file or a sheet of one: texts are disarmed, numbers are numbers. */
export type Sheet = { name: string; heading: string[]; rows: RawCell[][] };

/** More than this is asked for by the day, not all at once. */
export const MOST_ROWS = 100_000;
/** How far back people and what happened are told. */
export const MONTHS = 12;

export const names: Record<ExportKind, readonly [zh: string, en: string]> = {
  beds: ['床位', 'beds'],
  residents: ['在住老人', 'residents'],
  bed_events: ['床位变动', 'bed changes'],
  attendance: ['日托考勤', 'attendance'],
  visits: ['上门服务', 'home visits'],
};

type Word = readonly [zh: string, en: string];
type Plain = { key: string; zh: string; en: string; words?: Record<string, Word> };
const states: Record<string, Word> = {
  free: ['空闲', 'free'],
  held: ['预留', 'held'],
  present: ['在住', 'present'],
  kept: ['请假/住院', 'kept'],
  cleaning: ['待清洁', 'to clean'],
  closed: ['停用', 'out of service'],
  not_filed: ['未启用', 'not open yet'],
};
const events: Record<string, Word> = {
  filed: ['新增床位', 'added'],
  changed: ['改动', 'changed'],
  retired: ['停用（不再使用）', 'retired'],
  closed: ['暂停', 'closed'],
  reopened: ['恢复', 'reopened'],
  admitted: ['入住', 'admitted'],
  away: ['离开（床位保留）', 'away'],
  returned: ['回来', 'returned'],
  moved_out: ['转出', 'moved out'],
  moved_in: ['转入', 'moved in'],
  leaving: ['预计离开', 'leaving'],
  discharged: ['离院', 'discharged'],
  corrected: ['更正', 'corrected'],
  undone: ['撤销', 'undone'],
};
const marks: Record<string, Word> = {
  present: ['到', 'present'],
  absent: ['未到', 'absent'],
  leave: ['请假', 'on leave'],
};
const place: Plain[] = [
  { key: 'building', zh: '楼栋', en: 'building' },
  { key: 'room_no', zh: '房间号', en: 'room' },
  { key: 'bed_no', zh: '床号', en: 'bed' },
];
const name: Plain = { key: 'name', zh: '姓名', en: 'name' };

/** Columns beyond those that an import knows. */
const more: Record<ExportKind, readonly Plain[]> = {
  beds: [{ key: 'state', zh: '今日状态', en: 'today', words: states }],
  residents: [],
  bed_events: [
    { key: 'on', zh: '日期', en: 'day' },
    ...place,
    { key: 'kind', zh: '变动', en: 'change', words: events },
    name,
    { key: 'reason', zh: '原因', en: 'reason' },
    { key: 'note', zh: '说明', en: 'note' },
    { key: 'at', zh: '记录时间', en: 'recorded at' },
    { key: 'by', zh: '记录人', en: 'recorded by' },
  ],
  attendance: [
    { key: 'on', zh: '日期', en: 'day' },
    name,
    { key: 'mark', zh: '到否', en: 'mark', words: marks },
    { key: 'note', zh: '说明', en: 'note' },
  ],
  visits: [
    { key: 'at', zh: '上门时间', en: 'visited at' },
    name,
    { key: 'minutes', zh: '分钟', en: 'minutes' },
    { key: 'services', zh: '服务', en: 'services' },
    { key: 'carer', zh: '服务人员', en: 'carer' },
    { key: 'note', zh: '说明', en: 'note' },
  ],
};

const isImport = (kind: ExportKind): kind is ImportKind => kind === 'beds' || kind === 'residents';
const text = (value: unknown): RawCell => {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return value;
  return disarmed(Array.isArray(value) ? value.join('、') : String(value));
};

/** Facts as rows: known columns in the words that an import reads back, what is not filled in as an empty cell. */
export function sheetOf(kind: ExportKind, facts: readonly Fact[], language: Language): Sheet {
  const zh = language === 'zh';
  const fields = isImport(kind) ? fieldsOf[kind] : [];
  const known = fields.map((f) => (value: unknown): RawCell => {
    if (value === null || value === undefined) return null;
    if (f.shape === 'fee') return Number(toYuan(Number(value)));
    if (f.shape === 'yes_no') return value ? (zh ? '是' : 'yes') : zh ? '否' : 'no';
    if (typeof f.shape !== 'object') return text(value);
    if (!Array.isArray(value)) return zh ? wordOf(f.shape, String(value)) : text(value);
    // An empty list is known to be empty, which an empty cell would not say.
    if (value.length === 0) return zh ? '无' : 'none';
    return text(value.map((code) => (zh ? wordOf(f.shape, String(code)) : String(code))));
  });
  const plain = more[kind];
  return {
    name: names[kind][zh ? 0 : 1],
    heading: [...fields, ...plain].map((f) => (zh ? f.zh : f.en)),
    rows: facts.map((fact) => [
      ...fields.map((f, i) => known[i]!(fact[f.key])),
      ...plain.map(({ key, words }) => text(words?.[String(fact[key])]?.[zh ? 0 : 1] ?? fact[key])),
    ]),
  };
}

/** The last row of every sheet: whose file it is, who took it out and when. An import passes it over. */
export const watermark = (who: string, facility: string, at: string, language: Language): string =>
  language === 'zh'
    ? `导出：${facility} · ${who} · ${at} · 含个人信息，仅限本机构工作使用`
    : `Export: ${facility} · ${who} · ${at} · holds personal data, for the work of this facility only`;

/** RFC 4180 with a byte-order mark, without which spreadsheet programs in China read Chinese as another encoding. `mark` says at its foot whose file it is. */
export function csvOf(sheet: Sheet, mark: string | null): string {
  const cell = (value: RawCell) => {
    const shown = value === null ? '' : String(value);
    return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  };
  const foot = mark === null ? [] : [[mark]];
  return `\ufeff${[sheet.heading, ...sheet.rows, ...foot].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
