import { describe, expect, test } from 'vitest';
import { Refusal } from '../../server/kernel/errors.ts';
import { readDelimited } from '../../server/platform/delimited.ts';
import { looksLikeWorkbook, readWorkbook } from '../../server/platform/workbook.ts';
import { readWorkbookAside } from '../../server/platform/workbook-aside.ts';
import { archive, workbookOf, xlsx } from '../support/sheets.ts';

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error) => (error instanceof Refusal ? error.code : `${error}`),
  );
const cells = async (bytes: Buffer) => (await readDelimited(bytes)).rows.map((r) => r.cells);
const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
/** 姓名,张三 in GB18030, which TextEncoder cannot write. */
const gbk = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xd5, 0xc5, 0xc8, 0xfd]);

describe('a CSV file is read whichever way it was saved', () => {
  test.each([
    [
      'plain UTF-8',
      Buffer.from('姓名,床号\n张三,1'),
      [
        ['姓名', '床号'],
        ['张三', '1'],
      ],
    ],
    [
      'a byte-order mark',
      Buffer.from('\ufeff姓名,床号\r\n张三,1\r\n'),
      [
        ['姓名', '床号'],
        ['张三', '1'],
      ],
    ],
    ['GB18030, as Excel in China saves it', gbk, [['姓名', '张三']]],
    [
      'UTF-16',
      utf16('姓名\t床号\n张三\t1'),
      [
        ['姓名', '床号'],
        ['张三', '1'],
      ],
    ],
    [
      'UTF-16, the other way round',
      utf16('姓名\t床号\n张三\t1', true),
      [
        ['姓名', '床号'],
        ['张三', '1'],
      ],
    ],
    [
      'UTF-16 without a mark',
      Buffer.from('name,bed\nZhang,1', 'utf16le'),
      [
        ['name', 'bed'],
        ['Zhang', '1'],
      ],
    ],
    [
      'semicolons',
      Buffer.from('a;b\n1,5;2'),
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'Excel’s own line that names the separator',
      Buffer.from('sep=;\r\na;b\r\n1;2'),
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'line breaks and separators in quotes',
      Buffer.from('a,b\n"1\n2","3,4"'),
      [
        ['a', 'b'],
        ['1\n2', '3,4'],
      ],
    ],
    ['rows of different length, and an empty one', Buffer.from('a,b\n\n1'), [['a', 'b'], [null], ['1']]],
  ])('%s', async (_, bytes, expected) => expect(await cells(bytes)).toEqual(expected));

  test.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3]), 'import_unreadable'],
    ['quotes that do not match', Buffer.from('a,b\n"1,2\n3,4'), 'import_broken'],
    ['more than 100,000 rows', Buffer.from('1,2\n'.repeat(100_001)), 'import_too_long'],
    ['more than 200 columns', Buffer.from(','.repeat(200)), 'import_too_wide'],
  ])('%s is refused', async (_, bytes, code) => expect(await refusal(readDelimited(bytes))).toBe(code));
});

describe('a workbook is read', () => {
  test('row by row: numbers, texts, yes and no, days; what is empty stays empty', async () => {
    const bytes = await xlsx([
      ['房号', '费用', '失智', '日期'],
      ['0101', 1200.5, true, new Date('2024-05-09T00:00:00Z')],
      [],
      [null, 0, null, null],
    ]);
    const read = await readWorkbook(bytes);
    expect(read.rows).toEqual([
      { row: 1, cells: ['房号', '费用', '失智', '日期'] },
      { row: 2, cells: ['0101', 1200.5, true, '2024-05-09'] },
      { row: 4, cells: [null, 0] },
    ]);
  });

  test('days of an old Mac count from 1904', async () => {
    const bytes = await xlsx([['日期'], [new Date('2024-05-09T00:00:00Z')]], { date1904: true });
    const read = await readWorkbook(bytes);
    expect([read.date1904, read.rows[1]!.cells]).toEqual([true, ['2024-05-09']]);
  });

  test('a merged label stands in every cell it covers, a formula counts by its last value', async () => {
    const merged = await xlsx(
      [
        ['楼栋', '床号'],
        ['1号楼', '1'],
        [null, '2'],
        [null, '3'],
        ['2号楼', '1'],
      ],
      { merges: [[1, 0, 3, 0]] },
    );
    expect((await readWorkbook(merged)).rows.map((r) => r.cells[0])).toEqual([
      '楼栋',
      '1号楼',
      '1号楼',
      '1号楼',
      '2号楼',
    ]);
    const formula = workbookOf(
      '<worksheet><sheetData><row r="1"><c r="A1"><f>1+2</f><v>3</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>3x</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>',
    );
    expect((await readWorkbook(formula)).rows[0]!.cells).toEqual([3, '3x', '#DIV/0!']);
  });

  test('the first sheet, or the one that is named', async () => {
    const bytes = await xlsx([['first']], { sheets: { 在住: [['second']] } });
    expect((await readWorkbook(bytes)).rows[0]!.cells).toEqual(['first']);
    const named = await readWorkbook(bytes, { sheet: '在住' });
    expect([named.rows[0]!.cells, named.sheets]).toEqual([['second'], ['Sheet1', '在住']]);
    expect(await refusal(readWorkbook(bytes, { sheet: '没有' }))).toBe('import_no_sheet');
  });

  test('labels that are merged over a million rows a thousand times do not keep anybody waiting', async () => {
    const tall = workbookOf(
      `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData>
        <mergeCells>${'<mergeCell ref="A1:A1048576"/>'.repeat(2000)}</mergeCells></worksheet>`,
    );
    expect((await readWorkbook(tall)).rows).toHaveLength(2);
  }, 20_000);

  test('a sheet whose name is no character is a sheet all the same', async () => {
    const bytes = archive([
      {
        name: 'xl/workbook.xml',
        text: '<workbook><sheets><sheet name="a&#x110000;" r:id="rId1"/></sheets></workbook>',
      },
      { name: 'xl/_rels/workbook.xml.rels', text: '<Relationships/>' },
    ]);
    expect(await refusal(readWorkbook(bytes))).toBe('import_no_sheet');
  });

  const MB = 1024 * 1024;
  /** One row of so many cells that hold nothing: a few kilobytes in the archive. */
  const wide = workbookOf(`<worksheet><sheetData><row r="1">${'<c/>'.repeat(4_000_000)}</row></sheetData></worksheet>`);
  test('in a thread of its own: the same rows, the same refusals, and an end to memory and time', async () => {
    const bytes = await xlsx([['楼栋'], ['1号楼']], { sheets: { 在住: [['姓名']] } });
    expect(await readWorkbookAside(bytes, { sheet: '在住' })).toEqual(await readWorkbook(bytes, { sheet: '在住' }));
    await expect(readWorkbookAside(bytes, { sheet: '没有' })).rejects.toMatchObject({
      code: 'import_no_sheet',
      reasons: [{ values: { sheets: 'Sheet1、在住' }, pointer: '/sheet' }],
    });
    expect(await refusal(readWorkbookAside(wide, {}, { heapMb: 64, ms: 60_000 }))).toBe('import_too_long');
    expect(await refusal(readWorkbookAside(wide, {}, { heapMb: 1024, ms: 1 }))).toBe('import_too_long');
  }, 60_000);

  const old = (text = '') =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(512),
      Buffer.from(text, 'utf16le'),
    ]);
  const rows = (n: number) =>
    `<worksheet><sheetData>${Array.from({ length: n }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>1</v></c></row>`).join('')}</sheetData></worksheet>`;
  const lying = workbookOf(
    Buffer.concat([
      Buffer.from('<worksheet><sheetData>'),
      Buffer.alloc(30 * MB, ' '),
      Buffer.from('</sheetData></worksheet>'),
    ]),
    [],
    1000,
  );
  test.each([
    ['the format of before 2007', old(), 'import_xls'],
    ['one with a password', old('EncryptedPackage'), 'import_encrypted'],
    ['a binary workbook', archive([{ name: 'xl/workbook.bin', text: 'x' }]), 'import_xls'],
    ['another archive', archive([{ name: 'readme.txt', text: 'x' }]), 'import_no_workbook'],
    ['half a file', workbookOf('<worksheet/>').subarray(0, 400), 'import_damaged'],
    [
      'no sheet behind the tab',
      archive([
        { name: 'xl/workbook.xml', text: '<workbook/>' },
        { name: 'xl/_rels/workbook.xml.rels', text: '<Relationships/>' },
      ]),
      'import_no_sheet',
    ],
    [
      'a sheet that says it unpacks to more than 256 MB',
      workbookOf('<worksheet/>', [{ name: 'xl/media/a', text: 'x', says: 257 * MB }]),
      'import_bomb',
    ],
    [
      'texts that say they unpack to more than 64 MB',
      workbookOf('<worksheet/>', [{ name: 'xl/sharedStrings.xml', text: 'x', says: 65 * MB }]),
      'import_bomb',
    ],
    ['a part that unpacks to more than it says', lying, 'import_damaged'],
    [
      'a part that says it is empty and is not',
      workbookOf('<worksheet/>', [{ name: 'xl/sharedStrings.xml', text: 'x'.repeat(1000), says: 0 }]),
      'import_damaged',
    ],
    ['more than 100,000 rows', workbookOf(rows(100_001)), 'import_too_long'],
    [
      'a cell far to the right',
      workbookOf('<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'),
      'import_too_wide',
    ],
  ])('%s is refused', async (_, bytes, code) => {
    expect(looksLikeWorkbook(bytes)).toBe(true);
    expect(await refusal(readWorkbook(bytes))).toBe(code);
  });
});
