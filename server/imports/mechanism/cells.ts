// Decides what one cell of somebody's list says: texts as people type them, numbers, days, yes and no, and what must not be
// guessed (GB 11643 ID numbers that a spreadsheet has shortened, care words that are no level of GB/T 42195).
import { checkDigit } from '../../applicants/rules.ts';
import type { ReasonValues } from '../../kernel/errors.ts';
import type { ReasonCode } from '../../kernel/messages.ts';
import { addDays, type Day, isDay } from '../../kernel/period.ts';
import { armed, type RawCell } from '../../kernel/table.ts';

export type Note = { code: ReasonCode; values?: ReasonValues };
/** `value` null: an empty cell. With a problem there is no value; a warning is for people to look at. */
export type Read<T> = { value: T | null; problem?: Note; warnings?: Note[] };

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  middot: '·',
  mdash: '—',
  ndash: '–',
  ldquo: '“',
  rdquo: '”',
  yen: '¥',
};
const MARKUP = /<\/?[a-z][^<>]{0,200}>|<!--|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});/i;

const codePoint = (n: number) =>
  n > 0x1f && n <= 0x10ffff && (n < 0xd800 || n > 0xdfff) ? String.fromCodePoint(n) : ' ';

/** In one pass: as a pattern, a cell with a thousand beginnings and no end would be searched a thousand times. */
function withoutComments(text: string): string {
  let kept = '';
  for (let at = 0; ; ) {
    const open = text.indexOf('<!--', at);
    const close = open < 0 ? -1 : text.indexOf('-->', open + 4);
    if (close < 0) return kept + text.slice(at);
    kept += text.slice(at, open);
    at = close + 3;
  }
}

/** Tags become nothing (breaks and blocks a space), entities what they stand for. */
function withoutMarkup(text: string): string {
  return withoutComments(text)
    .replace(/<(?:br|\/?p|\/?div|\/?li|\/?tr|\/?td)\b[^<>]{0,200}>/gi, ' ')
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, '')
    .replace(/&(?:([a-z]{2,8})|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (all, name, dec, hex) =>
      name ? (entities[name.toLowerCase()] ?? all) : codePoint(Number.parseInt(dec ?? hex, dec ? 10 : 16)),
    );
}

/** Letters and digits typed in full width; Chinese punctuation stays as it is. */
const narrow = (text: string) =>
  text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

/** Numbers as text, without exponents up to 21 digits; the words a spreadsheet shows for yes and no. */
const shown = (cell: RawCell) => (typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : String(cell ?? ''));

/** Most cells are that and need no cleaning: letters, digits, Chinese characters. */
const ORDINARY = /^[0-9A-Za-z\u4e00-\u9fff.:-]{1,200}$/;

/** The text of a cell without what nobody meant to type: spaces around it, line breaks, marks nobody sees, markup. */
export function readText(cell: RawCell): Read<string> {
  if (cell === null) return { value: null };
  const whole = shown(cell);
  if (ORDINARY.test(whole)) return { value: whole };
  const raw = armed(whole);
  const marked = MARKUP.test(raw);
  const text = narrow(marked ? withoutMarkup(raw) : raw)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u3000]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (/^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/i.test(text))
    return { value: null, problem: { code: 'import_cell_error', values: { text } } };
  if (text.length > 2000) return { value: null, problem: { code: 'import_cell_long', values: { max: 2000 } } };
  const value = text === '' ? null : text;
  return marked ? { value, warnings: [{ code: 'import_html', values: { text: text.slice(0, 40) } }] } : { value };
}

/** Where a field says so: the words people write into a cell that they leave empty. */
export const isDash = (text: string) => /^(?:无|没有|暂无|不详|未知|空|[-—–－/／\\]+|n\/?a|none)$/i.test(text);

const cut = (text: string) => text.slice(0, 30);
const fail = (code: ReasonCode, text: string): Read<never> => ({
  value: null,
  problem: { code, values: { text: cut(text) } },
});
const then = <T>(read: Read<string>, next: (text: string) => Read<T>): Read<T> => {
  if (read.value === null) return { ...read, value: null };
  const got = next(read.value);
  const warnings = [...(read.warnings ?? []), ...(got.warnings ?? [])];
  return warnings.length ? { ...got, warnings } : got;
};

/** 1,200.50 · ¥1200 · 1200元/月 · １２００ → 1200.5; null when it is no number. */
function numberOf(text: string, units: string): number | null {
  const bare = text
    .replace(/[，]/g, ',')
    .replace(/[．]/g, '.')
    .replace(/[－−]/g, '-')
    .replace(/^[¥￥]\s*/, '')
    .replace(new RegExp(`\\s*(?:${units})$`), '');
  if (!/^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(bare)) return null;
  return Number(bare.replaceAll(',', ''));
}

/** Where people, beds or floors are counted: half a bed is a mistake in the list, not something to be rounded. */
export function readWhole(cell: RawCell, { min = 0, max = 1_000_000 } = {}): Read<number> {
  return then(readText(cell), (text) => {
    const n = numberOf(text, '人|张|床|个|间|位|名|米|m|级');
    if (n === null) return fail('import_number', text);
    if (!Number.isInteger(n)) return fail('import_whole', text);
    if (n < min || n > max)
      return { value: null, problem: { code: 'import_range', values: { text: cut(text), min, max } } };
    return { value: n };
  });
}

/** A floor: 3, 3楼, 3F, -1, B1. */
export function readFloor(cell: RawCell): Read<number> {
  return then(readText(cell), (text) => {
    const below = /^(?:B|地下)\s*(\d{1,2})(?:楼|层|F)?$/i.exec(text);
    if (below) return { value: -Number(below[1]) };
    const n = numberOf(text.replace(/(?:楼|层|F)$/i, ''), '层');
    if (n === null) return fail('import_number', text);
    return Number.isInteger(n) ? { value: n } : fail('import_whole', text);
  });
}

/** Yuan in the list, fen here. */
export function readFee(cell: RawCell): Read<number> {
  return then(readText(cell), (text) => {
    const yuan = numberOf(text, '元(?:/月|每月|/天|/日)?|元整');
    if (yuan === null) return fail('import_money', text);
    const fen = Math.round(yuan * 100);
    if (yuan < 0 || Math.abs(fen / 100 - yuan) > 1e-9) return fail('import_money', text);
    return { value: fen };
  });
}

export function readDecimal(cell: RawCell): Read<number> {
  return then(readText(cell), (text) => {
    const n = numberOf(text, '°|度');
    return n === null ? fail('import_number', text) : { value: n };
  });
}

export type Dates = {
  /** 1904 in workbooks from old Macs */
  date1904: boolean;
  /** what years of one to three digits are: of the Republic, of our era; unsaid, nobody guesses */
  years?: 'roc' | 'gregorian' | undefined;
};

const iso = (y: number, m: string, d: string) =>
  `${String(y).padStart(4, '0')}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;

/** The day a spreadsheet means by a plain number. 1900-02-29, which never was, is none. */
function serialDay(serial: number, date1904: boolean): Day | null {
  const n = Math.floor(serial);
  if (date1904) return addDays('1904-01-01', n);
  if (n === 60) return null;
  return addDays(n < 60 ? '1899-12-31' : '1899-12-30', n);
}

/**
 * A day as lists write it: 2024-05-09, 2024.5.9, 2024年5月9日, 20240509, 113.5.9 of the Republic, or the number behind a
 * spreadsheet's date. What could be read in two ways is refused, or shown as it was read.
 */
export function readDate(cell: RawCell, { date1904, years }: Dates): Read<Day> {
  return then(readText(cell), (text) => {
    const good = (day: string, warnings: Note[] = []): Read<Day> =>
      isDay(day) && day >= '1850-01-01' && day < '2200-01-01'
        ? { value: day, ...(warnings.length ? { warnings } : {}) }
        : fail('import_day', text);
    const whole = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
    if (whole) return good(`${whole[1]}-${whole[2]}-${whole[3]}`);
    if (/^\d{1,5}(?:\.0+)?$/.test(text)) {
      const serial = Number(text);
      // As a number of days that is 1927 to 2100; fewer digits are a year or a mistake.
      if (serial < 10_000 || serial > 73_050) return fail('import_day', text);
      const day = serialDay(serial, date1904);
      return good(day ?? '', [{ code: 'import_day_serial', values: { text, day } }]);
    }
    const m =
      /^(民国|民國)?\s*(\d{1,4})\s*(?:[-/.．／－]|年)\s*(\d{1,2})\s*(?:[-/.．／－]|月)\s*(\d{1,2})\s*[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(
        text,
      );
    if (!m) return fail('import_day', text);
    const [, era, y, month, day] = m as unknown as [string, string | undefined, string, string, string];
    const year = Number(y);
    if (era || (year < 200 && years === 'roc')) {
      const read = iso(year + 1911, month, day);
      return good(read, era || y.length === 4 ? [] : [{ code: 'import_day_roc', values: { text, day: read } }]);
    }
    if (y.length === 4) return good(iso(year, month, day));
    // Three digits are a year of the Republic or a slip of the hand; two could be 1924, 2024 or 1935.
    if (y.length === 3 && year < 200 && years !== 'gregorian') {
      const read = iso(year + 1911, month, day);
      return good(read, [{ code: 'import_day_roc', values: { text, day: read } }]);
    }
    return fail('import_day_short', text);
  });
}

const YES = new Set(['是', '有', '√', '✓', '✔', '☑', '对', 'y', 'yes', 'true', '1', '1.0']);
const NO = new Set(['否', '无', '没有', '×', '✗', '✘', '☐', 'x', 'n', 'no', 'false', '0', '不是', '非']);
export function readYesNo(cell: RawCell): Read<boolean> {
  return then(readText(cell), (text) => {
    const word = text.toLowerCase();
    return YES.has(word) ? { value: true } : NO.has(word) ? { value: false } : fail('import_yes_no', text);
  });
}

/** Words that say how much care somebody pays for, which is not the level that the standard measures. */
const CARE =
  /^(?:完?全自理|自理|半自理|不能自理|失能|半失能|半护理?|全护理?|特护|专护|介助|介护|一级护理|二级护理|三级护理|特级护理|[一二三四]级)$/;
const LEVELS: Record<string, number> = { 能力完好: 0, 轻度失能: 1, 中度失能: 2, 重度失能: 3, 完全失能: 4 };

/** 0–4 by GB/T 42195, as a number or by its official word. 自理 or 半护理 are not mapped in silence. */
export function readLevel(cell: RawCell, own: Record<string, string> = {}): Read<number> {
  return then(readText(cell), (text) => {
    const said = own[text] ?? text;
    const word = said.replace(/^(?:能力)?等级\s*|\s*级$/g, '').replace(/\(.*\)|（.*）/g, '');
    if (word in LEVELS) return { value: LEVELS[word] as number };
    if (/^[0-4](?:\.0+)?$/.test(word)) return { value: Number(word) };
    if (/^\d+\.\d+$/.test(word)) return fail('import_whole', text);
    return fail(CARE.test(text) ? 'import_level_words' : 'import_level', text);
  });
}

/** One of a few words, by ours, by what lists call it, or by what the mapping says this list calls it. */
export function readWord(
  cell: RawCell,
  words: Record<string, readonly string[]>,
  own: Record<string, string> = {},
): Read<string> {
  return then(readText(cell), (text) => {
    const said = own[text];
    if (said !== undefined && said in words) return { value: said };
    const key = text.toLowerCase().replace(/\s/g, '');
    const found = Object.entries(words).find(([code, list]) => code === key || list.includes(key));
    if (found) return { value: found[0] };
    const known = Object.values(words)
      .map(([first]) => first)
      .join('、');
    return { value: null, problem: { code: 'import_word', values: { text: cut(text), known } } };
  });
}

/** Several of them in one cell: 呼叫铃、供氧. Words nobody knows stay as they are written where `free`. */
export function readList(
  cell: RawCell,
  words: Record<string, readonly string[]>,
  own: Record<string, string> = {},
  free = false,
): Read<string[]> {
  return then(readText(cell), (text) => {
    if (isDash(text)) return { value: [] };
    const found: string[] = [];
    for (const part of text.split(/[、,，;；/|\s]+/).filter(Boolean)) {
      const one = readWord(part, words, own);
      if (one.problem && !free) return { value: null, problem: one.problem };
      found.push(one.value ?? part);
    }
    return { value: [...new Set(found)] };
  });
}

const WEEKDAYS = '一二三四五六日';
/** 周一、周三 · 一三五 · 1,3,5 · 周一至周五 → 1 Monday … 7 Sunday. */
export function readWeekdays(cell: RawCell): Read<number[]> {
  return then(readText(cell), (text) => {
    // 周天 is a Sunday, 3天 is so many days and says not which.
    const bare = text
      .replace(/(周|星期|礼拜)天/g, '$1日')
      .replace(/周|星期|礼拜/g, '')
      .replace(/[一二三四五六日]/g, (c) => String(WEEKDAYS.indexOf(c) + 1));
    const range = /^([1-7])\s*(?:至|到|[-~—])\s*([1-7])$/.exec(bare);
    if (range && range[1]! <= range[2]!)
      return { value: Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, i) => Number(range[1]) + i) };
    if (/^(?:每[7天]|全部)$/.test(bare)) return { value: [1, 2, 3, 4, 5, 6, 7] };
    if (!/^[1-7](?:[、,，/\s]*[1-7])*$/.test(bare)) return fail('import_weekdays', text);
    return { value: [...new Set([...bare.matchAll(/[1-7]/g)].map(([d]) => Number(d)))].sort() };
  });
}

/** What of an ID number a spreadsheet leaves: 15 digits and an exponent, or 15 digits and three zeros. */
const SHORTENED = /^\d(?:\.\d+)?E\+?\d{2}$/i;

/**
 * An ID number as text. One that a spreadsheet has taken for a number has lost its last digits for good: nobody can put
 * them back, so it is refused with what to do. Whether the number holds together is asked later.
 */
export function readIdCell(cell: RawCell): Read<string> {
  if (typeof cell === 'number' && cell >= 1e15) return fail('import_id_shortened', String(cell));
  return then(readText(cell), (text) => {
    const id = text.replace(/^['’`]|[\s-]/g, '').toUpperCase();
    if (SHORTENED.test(text)) return fail('import_id_shortened', text);
    if (/^\d{15}000$/.test(id) && checkDigit(id.slice(0, 17)) !== '0') return fail('import_id_shortened', text);
    return { value: id };
  });
}

/** Digits of a telephone number with what people put between them. */
export function readPhone(cell: RawCell): Read<string> {
  return then(readText(cell), (text) => {
    if (typeof cell === 'string' && SHORTENED.test(text)) return fail('import_phone', text);
    const bare = text
      .replace(/[\s()（）]/g, '')
      .replace(/[－—–]/g, '-')
      .replace(/\.0$/, '');
    return /^(?:\+86-?)?[\d*][\d*-]{5,18}$/.test(bare)
      ? { value: bare.replace(/^\+86-?/, '') }
      : fail('import_phone', text);
  });
}
