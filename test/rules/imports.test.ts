import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import * as cells from '../../server/imports/mechanism/cells.ts';
import { type ListKind, type Mapping, mustLook, readRows, unknownWords } from '../../server/imports/rules.ts';
import { armed, columnLetters, disarmed, type RawCell, type RawTable } from '../../server/kernel/table.ts';

const TODAY = '2026-11-24';
const said = (read: cells.Read<unknown>) =>
  read.problem ? read.problem.code : read.warnings ? [read.value, ...read.warnings.map((w) => w.code)] : read.value;
const day = (cell: RawCell, more: Partial<cells.Dates> = {}) =>
  said(cells.readDate(cell, { date1904: false, ...more }));
const idOf = (first17: string) => first17 + checkDigit(first17);
const ID = idOf('99999919400506051');

describe('what one cell says', () => {
  test.each<[string, RawCell, unknown]>([
    ['spaces around, full-width and unbreakable ones too', ' 　张\u00a0三　', '张 三'],
    ['marks that nobody sees', '\ufeff张三\u200b', '张三'],
    ['full-width letters and digits', 'Ａ１０２', 'A102'],
    ['a line break within', '1号楼\n东侧', '1号楼 东侧'],
    ['spaces alone are an empty cell', ' 　\u00a0', null],
    ['markup', '<b>张三</b><br/>&nbsp;丰', ['张三 丰', 'import_html']],
    ['entities', '张&amp;李 &#24352;', ['张&李 张', 'import_html']],
    ['what only looks like markup stays', '3<5 & 7>6', '3<5 & 7>6'],
    ['an error of a formula', '#N/A', 'import_cell_error'],
    ['a formula that an export disarmed', "'=1+1", '=1+1'],
    ['a number is its digits', 101, '101'],
  ])('text: %s', (_, cell, expected) => expect(said(cells.readText(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    [12, 12],
    ['１２', 12],
    ['1,200', 1200],
    ['12人', 12],
    ['12.0', 12],
    [0, 0],
    ['0', 0],
    ['', null],
    [null, null],
    [12.5, 'import_whole'],
    ['3.5张', 'import_whole'],
    ['十二', 'import_number'],
    ['1,2', 'import_number'],
    [-1, 'import_range'],
  ])('people and beds come whole: %j', (cell, expected) => expect(said(cells.readWhole(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    ['3楼', 3],
    ['-1', -1],
    ['B1', -1],
    ['2.5', 'import_whole'],
    ['顶楼', 'import_number'],
  ])('floor: %j', (cell, expected) => expect(said(cells.readFloor(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    [1200.5, 120050],
    ['￥1,200.50', 120050],
    ['1200元/月', 120000],
    [0, 0],
    [null, null],
    [12.345, 'import_money'],
    ['面议', 'import_money'],
    [-5, 'import_money'],
  ])('yuan: %j', (cell, expected) => expect(said(cells.readFee(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    ['2024-05-09', '2024-05-09'],
    ['2024.5.9', '2024-05-09'],
    ['2024/5/9 00:00', '2024-05-09'],
    ['2024年5月9日', '2024-05-09'],
    ['2024年5月9号', '2024-05-09'],
    ['２０２４．５．９', '2024-05-09'],
    ['20240509', '2024-05-09'],
    [20240509, '2024-05-09'],
    ['113.5.9', ['2024-05-09', 'import_day_roc']],
    ['民国25年5月9日', '1936-05-09'],
    ['民國113.5.9', '2024-05-09'],
    [45421, ['2024-05-09', 'import_day_serial']],
    ['45421', ['2024-05-09', 'import_day_serial']],
    ['2023-02-29', 'import_day'],
    ['2024-13-01', 'import_day'],
    ['24.5.9', 'import_day_short'],
    ['去年', 'import_day'],
    [2024, 'import_day'],
    [2024.5, 'import_day'],
    ['', null],
  ])('day: %j', (cell, expected) => expect(day(cell)).toEqual(expected));

  test('where the file says so, short years are of the Republic or of our era, and days count from 1904', () => {
    expect(day('25.5.9', { years: 'roc' })).toEqual(['1936-05-09', 'import_day_roc']);
    expect(day('113.5.9', { years: 'gregorian' })).toBe('import_day_short');
    expect(day(45421 - 1462, { date1904: true })).toEqual(['2024-05-09', 'import_day_serial']);
  });

  test('every day written in any of the ways is the same day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1912-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
        const iso = at.toISOString().slice(0, 10);
        const [y, m, d] = iso.split('-').map(Number) as [number, number, number];
        const ways = [iso, `${y}.${m}.${d}`, `${y}年${m}月${d}日`, `${y}/${m}/${d}`, iso.replaceAll('-', '')];
        for (const way of ways) expect(cells.readDate(way, { date1904: false }).value).toBe(iso);
        expect(cells.readDate(`${y - 1911}.${m}.${d}`, { date1904: false, years: 'roc' }).value).toBe(iso);
      }),
    );
  });

  test.each<[RawCell, unknown]>([
    ['是', true],
    ['√', true],
    [true, true],
    ['有', true],
    ['否', false],
    ['无', false],
    [0, false],
    ['', null],
    ['大概', 'import_yes_no'],
  ])('yes or no: %j', (cell, expected) => expect(said(cells.readYesNo(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    [0, 0],
    ['4级', 4],
    ['能力等级2', 2],
    ['中度失能', 2],
    ['完全失能', 4],
    [null, null],
    ['半护理', 'import_level_words'],
    ['自理', 'import_level_words'],
    ['二级', 'import_level_words'],
    [5, 'import_level'],
    ['1.5', 'import_whole'],
  ])('level: %j', (cell, expected) => expect(said(cells.readLevel(cell))).toEqual(expected));

  test('care words are levels once somebody has said which', () =>
    expect(said(cells.readLevel('半护理', { 半护理: '2' }))).toBe(2));

  test.each<[RawCell, unknown]>([
    [ID, ID],
    [`'${ID}`, ID],
    [ID.toLowerCase(), ID],
    [430602194001011000, 'import_id_shortened'],
    ['4.30602E+17', 'import_id_shortened'],
    ['430602194001011000', 'import_id_shortened'],
    ['', null],
  ])('ID number: %j', (cell, expected) => expect(said(cells.readIdCell(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    ['周一、周三', [1, 3]],
    ['一三五', [1, 3, 5]],
    ['周一至周五', [1, 2, 3, 4, 5]],
    ['1,3,7', [1, 3, 7]],
    ['隔天', 'import_weekdays'],
    ['3天', 'import_weekdays'],
    ['1,3,5天', 'import_weekdays'],
    ['周六、周天', [6, 7]],
    ['每天', [1, 2, 3, 4, 5, 6, 7]],
    ['每日', [1, 2, 3, 4, 5, 6, 7]],
  ])('weekdays: %j', (cell, expected) => expect(said(cells.readWeekdays(cell))).toEqual(expected));

  test.each<[RawCell, unknown]>([
    ['0730-8612345', '0730-8612345'],
    [13800000000, '13800000000'],
    ['+86 138 0000 0000', '13800000000'],
    ['138****0000', '138****0000'],
    ['有', 'import_phone'],
  ])('telephone: %j', (cell, expected) => expect(said(cells.readPhone(cell))).toEqual(expected));

  test.each([
    ['comments that never end', '<!--'],
    ['tags that never end', '<a '],
  ])(
    '%s: a cell of a megabyte is read in one pass',
    (_title, part) => {
      // Searched from each of its beginnings, this takes minutes.
      expect(cells.readText(part.repeat(250_000)).problem?.code).toBe('import_cell_long');
      expect(cells.readText('一<!-- x -->号<!---->楼').value).toBe('一号楼');
    },
    20_000,
  );

  test('no text of an export starts a formula, and reading it back gives the text that was', () => {
    const risky = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＠', "'", "'=", ''), fc.string())
      .map(([a, b]) => a + b);
    fc.assert(
      fc.property(risky, (text) => {
        expect(disarmed(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(armed(disarmed(text))).toBe(text);
      }),
    );
  });

  test('columns are named as spreadsheets name them', () =>
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']));
});

const table = (...rows: RawCell[][]): RawTable => ({
  format: 'csv',
  rows: rows.map((c, i) => ({ row: i + 1, cells: c })),
  sheets: [],
  sheet: null,
  date1904: false,
  encoding: 'utf-8',
});
const read = (kind: ListKind, rows: RawCell[][], mapping: Mapping = {}) =>
  readRows(table(...rows), kind, mapping, TODAY);
const found = (list: ReturnType<typeof read>) => list.errors.map((e) => [e.ref ?? e.row, e.column, e.code]);

describe('a list as lines', () => {
  test('columns are known by what lists call them, titles above and sums below are no rows, units and stars no matter', () => {
    const list = read('beds', [
      ['延寿敬老院床位一览表'],
      ['制表：王'],
      ['楼号', '层', '房号*', '床位号', '床位类型', '等级下限', '等级上限', '床位费（元/月）', '负责护工'],
      ['1号楼', '3楼', '301', 1, '护理床', 1, '完全失能', '1,200.00', '李'],
      ['合计', null, null, 1],
    ]);
    expect(list.errors).toEqual([]);
    expect(list.lines).toEqual([
      {
        line: 4,
        building: '1号楼',
        floor: 3,
        room_no: '301',
        bed_no: '1',
        kind: 'nursing',
        level_min: 1,
        level_max: 4,
        fee_fen: 120000,
      },
    ]);
    expect(list.columns.filter((c) => c.field === null).map((c) => c.heading)).toEqual(['负责护工']);
    expect(list.warnings.map((w) => [w.row, w.code])).toEqual([[5, 'import_row_aside']]);
  });

  test('an empty cell is not filled in, a zero is zero, and a column that is not there says nothing', () => {
    const head = ['房间号', '床号', '床位费'];
    const { lines } = read('beds', [head, ['1', '1', null], ['1', '2', 0], ['1', '3', '—'], ['1', '4', ' ']]);
    expect(lines.map((l) => l.fee_fen)).toEqual([null, 0, null, null]);
    expect(read('beds', [head.slice(0, 2), ['1', '1']]).lines[0]).not.toHaveProperty('fee_fen');
  });

  test('every error names its row and column as the spreadsheet does', () => {
    const list = read('beds', [
      ['房间号', '床号', '楼层', '床位类别', '失智照护'],
      ['101', '1', 1.5, '双层床', '也许'],
      [null, '2', 1, '日托', '否'],
    ]);
    expect(found(list)).toEqual([
      ['C2', 'floor', 'import_whole'],
      ['D2', 'kind', 'import_word'],
      ['E2', 'dementia', 'import_yes_no'],
      ['A3', 'room_no', 'import_needed'],
    ]);
    expect([list.lines, list.total]).toEqual([[], 2]);
    expect(unknownWords(list.errors)).toEqual([{ column: 'kind', word: '双层床', times: 1 }]);
  });

  test('a column that is needed and not there, or there twice, is said of the heading', () => {
    expect(
      found(
        read('beds', [
          ['房间', '房号'],
          ['1', '2'],
        ]),
      ),
    ).toEqual([
      ['B1', 'room_no', 'import_column_twice'],
      [1, 'bed_no', 'import_column_missing'],
    ]);
  });

  test('a mapping says which column and which word is which', () => {
    const mapping: Mapping = { columns: { bed_no: '铺', kind: '样式' }, words: { kind: { 甲: 'nursing' } } };
    expect(
      read(
        'beds',
        [
          ['房间号', '铺', '样式'],
          ['1', '2', '甲'],
        ],
        mapping,
      ).lines,
    ).toEqual([{ line: 2, room_no: '1', bed_no: '2', kind: 'nursing' }]);
  });

  test('people of one name are two people where their numbers differ, and are pointed out', () => {
    const head = ['姓名', '身份证号', '房间号', '床号', '入住日期'];
    const list = read('residents', [
      head,
      ['李秀英', ID, '101', '1', '2024.5.9'],
      ['李秀英', idOf('99999919410506052'), '101', '2', '2024.5.9'],
      ['王一', '430602********1234', '101', '3', '2024.5.9'],
      ['王二', '999999194005060512', '101', '4', '2024.5.9'],
      ['王三', 430602194001011000, '101', '5', '2024.5.9'],
    ]);
    expect(list.lines.map((l) => l.line)).toEqual([2, 3, 4]);
    expect(list.warnings.map((w) => [w.ref, w.code])).toEqual([['A3', 'import_same_name']]);
    expect(mustLook(list.warnings)).toBe(true);
    expect(found(list)).toEqual([
      ['B5', 'id_no', 'id_no_check_digit'],
      ['B6', 'id_no', 'import_id_shortened'],
    ]);
  });
});
