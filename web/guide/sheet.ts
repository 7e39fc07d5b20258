import type { Row } from './compare-rows.tsx';

/** A4 landscape inside its margins of 8 mm, and what is not the table: heading, for whom, when printed. */
const [WIDE_MM, HIGH_MM, AROUND_MM] = [281, 194, 24];
const MM_PER_PT = 0.3528;
const LABEL_EM = 9;
const [LEADING, PADDING_MM, BORDER_MM] = [1.3, 1.2, 0.3];
/** Lines end before their edge, and fonts differ from machine to machine. */
const SLACK = 1.12;
const [LARGEST, SMALLEST, STEP] = [9, 5, 0.25];

/** Ems a text takes on one line: Chinese characters a whole one, letters and digits about 0.58. */
const ems = (text: string) => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 1 : 0.58), 0) * SLACK;
const lines = (text: string, width: number) =>
  text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(ems(line) / width)), 0);

/** The largest type, in points, in which the whole comparison stands on one sheet; paper cannot scroll. */
export function sheetPoints(names: readonly string[], differ: readonly Row[], same: readonly Row[]): number {
  const alike = same.map((row) => `${row.label}${row.cells[0] ?? ''}`).join('');
  for (let pt = LARGEST; pt > SMALLEST; pt -= STEP) {
    const em = pt * MM_PER_PT;
    const column = (WIDE_MM / em - LABEL_EM) / Math.max(1, names.length) - 2 / em;
    const high = (n: number) => n * em * LEADING + PADDING_MM + BORDER_MM;
    const table = differ.reduce(
      (sum, row) =>
        sum + high(Math.max(lines(row.label, LABEL_EM - 1), ...row.cells.map((cell) => lines(cell, column)))),
      high(1 + Math.max(...names.map((name) => lines(name, column)))),
    );
    if (AROUND_MM + table + lines(alike, WIDE_MM / em) * em * LEADING <= HIGH_MM) return pt;
  }
  return SMALLEST;
}
