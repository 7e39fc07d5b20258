import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { streamXlsxRows } from 'hucre/xlsx';
import { Refusal } from '../kernel/errors.ts';
import { FILE_LIMITS, type RawCell, type RawRow, type RawTable } from '../kernel/table.ts';

const MB = 1024 * 1024;
const MAX_PARTS = 2000;
/** Texts of a workbook are held in memory while its cells are read. */
const MAX_TEXTS = 64 * MB;
const MAX_TAIL = 8 * MB;

type Part = { name: string; method: number; packed: number; size: number; at: number };
const damaged = () => new Refusal('invalid', [{ code: 'import_damaged', pointer: '/file' }]);

/** What lies in the archive and how large each part says it is when unpacked; before anything is unpacked. */
function partsOf(bytes: Buffer): Map<string, Part> {
  const end = bytes.lastIndexOf('PK\x05\x06', bytes.length, 'latin1');
  if (end < 0 || end + 22 > bytes.length) throw damaged();
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const parts = new Map<string, Part>();
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    const part = {
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    };
    total += part.size;
    // Nothing that says it is empty may have something in it: its true size would go unasked.
    if (part.size === 0 && part.packed > 2) throw damaged();
    if (count > MAX_PARTS || total > FILE_LIMITS.unpackedMegabytes * MB)
      throw new Refusal('too_large', 'import_bomb', { limit: FILE_LIMITS.unpackedMegabytes });
    parts.set(name, part);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

function packedOf(bytes: Buffer, part: Part): Buffer {
  if (part.at + 30 > bytes.length || bytes.readUInt32LE(part.at) !== 0x04034b50) throw damaged();
  const start = part.at + 30 + bytes.readUInt16LE(part.at + 26) + bytes.readUInt16LE(part.at + 28);
  if (start + part.packed > bytes.length) throw damaged();
  return bytes.subarray(start, start + part.packed);
}

/** A small part as text; never more of it than it said it has. */
function textOf(bytes: Buffer, part: Part | undefined): string {
  if (!part || part.size > 4 * MB) throw damaged();
  const packed = packedOf(bytes, part);
  try {
    const whole = part.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(part.size, 1) });
    return whole.toString('utf8');
  } catch {
    throw damaged();
  }
}

const attribute = (tag: string, name: string) => new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(tag)?.[1];
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const character = (n: number) => (n <= 0x10ffff ? String.fromCodePoint(n) : '');
const plain = (xml: string) =>
  xml.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([\da-f]+));/gi, (_, name, dec, hex) =>
    name ? named[name.toLowerCase()]! : character(Number.parseInt(dec ?? hex, dec ? 10 : 16)),
  );

/** The sheets with the part each is in, in the order of the tabs, and which day numbers count from. */
function sheetsOf(bytes: Buffer, parts: ReadonlyMap<string, Part>) {
  const workbook = textOf(bytes, parts.get('xl/workbook.xml'));
  const links = new Map(
    [...textOf(bytes, parts.get('xl/_rels/workbook.xml.rels')).matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'Id'), attribute(tag, 'Target') ?? ''],
    ),
  );
  const sheets = [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => {
    const target = links.get(/\s(?!sheetId)\w*:?id="([^"]*)"/.exec(tag)?.[1]) ?? '';
    return {
      name: plain(attribute(tag, 'name') ?? ''),
      part: target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
    };
  });
  const date1904 = /<(?:\w+:)?workbookPr\s[^>]*date1904="(?:1|true)"/.test(workbook);
  return { sheets, date1904 };
}

/** Where labels are merged, as A1 ranges; they stand behind the cells in the part. */
async function mergesOf(bytes: Buffer, part: Part): Promise<string[]> {
  const packed = packedOf(bytes, part);
  let tail = '';
  let behind = false;
  const take = (chunk: Buffer) => {
    tail += chunk.toString('latin1');
    const at = behind ? 0 : tail.indexOf('</sheetData>');
    if (!behind) tail = at < 0 ? tail.slice(-12) : tail.slice(at);
    behind ||= at >= 0;
    if (tail.length > MAX_TAIL) throw new Refusal('too_large', 'import_bomb', { limit: FILE_LIMITS.unpackedMegabytes });
  };
  if (part.method === 0) take(packed);
  else {
    let seen = 0;
    const inflate = createInflateRaw();
    inflate.end(packed);
    for await (const chunk of inflate) {
      seen += chunk.length;
      if (seen > part.size) throw damaged();
      take(chunk);
    }
  }
  return [...tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"/g)].map((m) => m[1]!);
}

const columnOf = (letters: string) => [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;

/** A merged label stands in every cell it covers: a building written once beside its forty beds is meant for all of them. */
function spread(rows: RawRow[], merges: readonly string[]): void {
  const at = new Map(rows.map((r) => [r.row, r]));
  const last = rows.at(-1)?.row ?? 0;
  let walked = 0;
  for (const merge of merges) {
    const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(merge) ?? [];
    const [from, to] = [columnOf(left!), Math.min(columnOf(right!), FILE_LIMITS.columns - 1)];
    const label = at.get(Number(top))?.cells[from];
    if (label === undefined || label === null || label === '') continue;
    for (let row = Number(top); row <= Math.min(Number(bottom), last); row += 1) {
      walked += to - from + 1;
      if (walked > FILE_LIMITS.cells) return;
      const cells = at.get(row)?.cells;
      if (!cells) continue;
      for (let c = from; c <= to; c += 1) {
        while (cells.length <= c) cells.push(null);
        cells[c] ??= label;
      }
    }
  }
}

const dayText = (d: Date) => {
  const text = d.toISOString();
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
};
const rawOf = (value: unknown): RawCell => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : dayText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined || value === '' ? null : String(value);
};

/** What the first bytes are, when they are no workbook of today. */
function mayBeWorkbook(bytes: Buffer): void {
  if (bytes.readUInt32BE(0) === 0xd0cf11e0) {
    const sealed = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    throw new Refusal('invalid', [{ code: sealed ? 'import_encrypted' : 'import_xls', pointer: '/file' }]);
  }
}

/** True where the bytes begin as an archive, which a CSV file never does, or as a workbook of the years before 2007. */
export const looksLikeWorkbook = (bytes: Buffer): boolean =>
  bytes.length > 4 && (bytes.readUInt32BE(0) === 0x504b0304 || bytes.readUInt32BE(0) === 0xd0cf11e0);

/**
 * Reads one sheet of an XLSX workbook row by row: formulas by their last value, merged labels in every cell they cover.
 * @param sheet its name; without, the one called `usual` if there is one, else the first
 * @throws Refusal when it is none, is locked, or is larger than FILE_LIMITS once unpacked
 */
export async function readWorkbook(
  bytes: Buffer,
  { sheet, usual }: { sheet?: string | undefined; usual?: string | undefined } = {},
): Promise<RawTable> {
  mayBeWorkbook(bytes);
  const parts = partsOf(bytes);
  if (parts.has('xl/workbook.bin')) throw new Refusal('invalid', [{ code: 'import_xls', pointer: '/file' }]);
  if (!parts.has('xl/workbook.xml')) throw new Refusal('invalid', [{ code: 'import_no_workbook', pointer: '/file' }]);
  const texts = parts.get('xl/sharedStrings.xml');
  if (texts && texts.size > MAX_TEXTS)
    throw new Refusal('too_large', 'import_bomb', { limit: FILE_LIMITS.unpackedMegabytes });
  const { sheets, date1904 } = sheetsOf(bytes, parts);
  const names = sheets.map((s) => s.name);
  const index = sheet === undefined ? Math.max(0, names.indexOf(usual ?? '')) : names.indexOf(sheet);
  const part = parts.get(sheets[index]?.part ?? '');
  if (!part)
    throw new Refusal('invalid', [
      { code: 'import_no_sheet', values: { sheets: names.join('、').slice(0, 200) }, pointer: '/sheet' },
    ]);
  const rows: RawRow[] = [];
  let cells = 0;
  try {
    for await (const { index: at, values } of streamXlsxRows(bytes, { sheet: index })) {
      const own = values.map(rawOf);
      while (own.length > 0 && own.at(-1) === null) own.pop();
      // Rows that were only ever coloured go on for thousands.
      if (own.length === 0) continue;
      if (own.length > FILE_LIMITS.columns)
        throw new Refusal('too_large', 'import_too_wide', { max: FILE_LIMITS.columns });
      cells += own.length;
      rows.push({ row: at + 1, cells: own });
      if (rows.length > FILE_LIMITS.rows || cells > FILE_LIMITS.cells)
        throw new Refusal('too_large', 'import_too_long', { max: FILE_LIMITS.rows });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw damaged();
  }
  spread(rows, await mergesOf(bytes, part));
  return { format: 'xlsx', rows, sheets: names, sheet: names[index] ?? null, date1904, encoding: null };
}
