import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from '../kernel/errors.ts';
import { FILE_LIMITS, type RawRow, type RawTable } from '../kernel/table.ts';

const PIECE = 256 * 1024;
const MAX_RECORD = 1024 * 1024;
const unreadable = () => new Refusal('invalid', [{ code: 'import_unreadable', pointer: '/file' }]);

/** Without a mark: every other byte of Latin text in UTF-16 is zero. */
function utf16Order(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 2000);
  const zeros = [...head.keys()].filter((i) => head[i] === 0);
  const odd = zeros.filter((i) => i % 2 === 1).length;
  const even = zeros.length - odd;
  if (zeros.length < 4) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The bytes of a text file as text: by its mark, else UTF-8, else GB18030, as Chinese spreadsheets save CSV. */
function decode(bytes: Buffer): { text: string; encoding: NonNullable<RawTable['encoding']> } {
  const wide = utf16Order(bytes);
  for (const label of wide ? [wide] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what no text has is how other files are told
      if (/[\x00-\x08\x0e-\x1a]/.test(text.slice(0, 4000))) throw unreadable();
      return { text, encoding: wide ? 'utf-16' : (label as 'utf-8' | 'gb18030') };
    } catch (error) {
      if (error instanceof Refusal) throw error;
    }
  }
  throw unreadable();
}

/** The one that stands most often in the first lines, outside quotes. */
function separatorOf(text: string): string {
  const head = text.slice(0, 10_000).replace(/"[^"]*"/g, '');
  const lines = head
    .split(/\r\n?|\n/)
    .filter((line) => line.trim())
    .slice(0, 20);
  const times = (mark: string) => lines.reduce((n, line) => n + line.split(mark).length - 1, 0);
  return [',', '\t', ';', '|'].reduce((best, mark) => (times(mark) > times(best) ? mark : best));
}

function* pieces(text: string) {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

/**
 * Reads a CSV file piece by piece, whatever separates its columns and whichever way it is written.
 * @throws Refusal when it is no text, its quotes do not match, or it is longer than FILE_LIMITS
 */
export async function readDelimited(bytes: Buffer): Promise<RawTable> {
  const { text: whole, encoding } = decode(bytes);
  // Excel's own way of naming the separator; it shows no such row.
  const said = /^\ufeff?sep=(.)\r?\n/i.exec(whole);
  const text = whole.slice(said ? said[0].length : whole.startsWith('\ufeff') ? 1 : 0);
  const delimiter = said?.[1] ?? separatorOf(text);
  const parser = Readable.from(pieces(text)).pipe(
    parse({ delimiter, relax_column_count: true, max_record_size: MAX_RECORD }),
  );
  const rows: RawRow[] = [];
  let cells = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (record.length > FILE_LIMITS.columns)
        throw new Refusal('too_large', 'import_too_wide', { max: FILE_LIMITS.columns });
      cells += record.length;
      rows.push({ row: rows.length + 1, cells: record.map((cell) => (cell === '' ? null : cell)) });
      if (rows.length > FILE_LIMITS.rows || cells > FILE_LIMITS.cells)
        throw new Refusal('too_large', 'import_too_long', { max: FILE_LIMITS.rows });
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as CsvError & { lines?: number }).lines ?? 1);
    throw new Refusal('invalid', [{ code: 'import_broken', values: { line }, pointer: '/file' }]);
  }
  return { format: 'csv', rows, sheets: [], sheet: null, date1904: false, encoding };
}
