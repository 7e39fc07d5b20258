import { deflateRawSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';

type Cell = string | number | boolean | Date | null;

/** A small workbook as people keep them. */
export async function xlsx(
  rows: Cell[][],
  options: { merges?: [number, number, number, number][]; date1904?: boolean; sheets?: Record<string, Cell[][]> } = {},
): Promise<Buffer> {
  const merges = (options.merges ?? []).map(([startRow, startCol, endRow, endCol]) => ({
    startRow,
    startCol,
    endRow,
    endCol,
  }));
  const others = Object.entries(options.sheets ?? {}).map(([name, own]) => ({ name, rows: own }));
  const bytes = await writeXlsx({
    sheets: [{ name: 'Sheet1', rows, merges }, ...others],
    dateSystem: options.date1904 ? '1904' : '1900',
  });
  return Buffer.from(bytes);
}

/** An archive of parts as they are given, with what each says it unpacks to: for files that lie. */
export function archive(parts: { name: string; text: string | Buffer; says?: number }[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, text, says } of parts) {
    const whole = Buffer.from(text);
    const packed = deflateRawSync(whole, { level: 9 });
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(says ?? whole.length, 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(says ?? whole.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    local.push(head, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    at += head.length + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** A workbook around one sheet's own XML: formulas, cached values, whatever no writer would write. */
export function workbookOf(
  sheet: string | Buffer,
  more: { name: string; text: string | Buffer; says?: number }[] = [],
  says?: number,
): Buffer {
  return archive([
    {
      name: '[Content_Types].xml',
      text: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    {
      name: '_rels/.rels',
      text: `<Relationships><Relationship Id="rId1" Type="${type}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns:r="${type}"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships><Relationship Id="rId1" Type="${type}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', text: sheet, ...(says === undefined ? {} : { says }) },
    ...more,
  ]);
}
