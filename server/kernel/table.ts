/**
 * A spreadsheet or a CSV file as it was read: numbers stay numbers, days that a workbook marks as such are texts
 * 'YYYY-MM-DD' (with ' HH:MM' where there is a time), everything else is the text of the cell. Null is an empty cell.
 */
export type RawCell = string | number | boolean | null;
/** `row` as the spreadsheet counts, from 1. Rows without any cell may be missing. */
export type RawRow = { row: number; cells: RawCell[] };
export type RawTable = {
  format: 'xlsx' | 'csv';
  rows: RawRow[];
  /** names of the sheets, and the one that was read; none for CSV */
  sheets: string[];
  sheet: string | null;
  /** the day a plain number counts from: 1904 in workbooks from old Macs */
  date1904: boolean;
  /** what the text was written in; null for workbooks */
  encoding: 'utf-8' | 'utf-16' | 'gb18030' | null;
};

/** What is read at most. A file beyond is refused while it is being read. */
export const FILE_LIMITS = {
  megabytes: 20,
  rows: 100_000,
  columns: 200,
  cells: 3_000_000,
  /** of everything in a workbook once it is unpacked */
  unpackedMegabytes: 256,
} as const;

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

/** How a formula begins; Chinese and Japanese spreadsheets take the wide signs for the narrow ones. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection), and so does one
 * that already has one there, so that armed() gives back exactly what was disarmed.
 */
export const disarmed = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const armed = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);
