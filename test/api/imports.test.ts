import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readWorkbook } from '../../server/platform/workbook.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { workbookOf, xlsx } from '../support/sheets.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: string;
let cookie: string;
let other: string;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  other = (await openHome(w, { name: '另一家' })).facility;
});
beforeEach(async () => {
  home = (await openHome(w)).facility;
  cookie = await product.cookieOf(await w.someone('institution', { facility: home }));
});
afterAll(() => database.drop());

type Found = { row: number; column: string; ref: string; code: string; message_zh: string };
type Seen = {
  sha256: string;
  digest: string | null;
  counts: Record<string, number>;
  errors: Found[];
  warnings: Found[];
  columns: { heading: string; field: string | null }[];
  changed: { room_no: string; changes: { field: string; from: unknown; to: unknown }[] }[];
  words: object[];
  must_look: boolean;
  mapping: object;
};
type Options = { mode?: 'full' | 'partial'; file_name?: string; mapping?: object } & Record<string, unknown>;
const send = async (path: string, file: Buffer, options: Options, facility = home) => {
  const headers = {
    cookie,
    'content-type': 'application/octet-stream',
    'import-options': encodeURIComponent(JSON.stringify({ mode: 'partial', file_name: '床位.csv', ...options })),
  };
  const answer = await product.app.request(`http://localhost/api/v1/facilities/${facility}/imports/beds${path}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(file),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & { code: string } };
};
const preview = async (file: Buffer, options: Options = {}) =>
  (await send('/preview', file, options)).body as unknown as Seen;
const commit = async (file: Buffer, options: Options = {}, seen?: Seen) => {
  const { sha256, digest, mapping } = seen ?? (await preview(file, options));
  return send('', file, { mapping, sha256, digest: digest ?? '0'.repeat(64), looked: false, ...options });
};
const csv = (...rows: string[]) => Buffer.from(rows.join('\r\n'));
const count = async (table: string, facility = home) =>
  (await database.ownerSql.unsafe(`select count(*)::int as n from ${table} where facility_id = '${facility}'`))[0]!
    .n as number;

const HEAD = '楼栋,楼层,房间号,房间性别,床号,床位类别,最低接收等级,最高接收等级,失智照护,床位用途,床位费';
const bed = (room: string, no: string, fee = '1500') => `一号楼,1,${room},女室,${no},护理型,0,4,否,政府购买,${fee}`;

test('a list is previewed without writing anything, taken over once, and taken over again it is nothing new', async () => {
  const file = csv(HEAD, bed('201', '1'), bed('201', '2'), bed('101', '1').replace('女室', '同性别'));
  const seen = await preview(file);
  expect(seen.counts).toMatchObject({ added: 2, changed: 1, unchanged: 0, errors: 0 });
  expect(seen.changed[0]).toMatchObject({
    room_no: '101',
    changes: [{ field: 'fee_fen', from: 120_000, to: 150_000 }],
  });
  expect([await count('beds'), await count('imports'), await count('import_mappings')]).toEqual([4, 0, 0]);
  expect((await commit(file, {}, seen)).status).toBe(201);
  expect(await count('beds')).toBe(6);
  expect((await preview(file)).counts).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
  expect(await commit(file)).toMatchObject({ status: 409, body: { code: 'import_nothing' } });
  const list = await product.ask('GET', `/api/v1/facilities/${home}/imports`, { cookie });
  expect(list.body).toMatchObject({
    imports: [{ kind: 'beds', file_name: '床位.csv', rows: 3, counts: { added: 2, changed: 1 } }],
  });
});

test('one bad row of many changes nothing; each error names its row, its column and its cell', async () => {
  const file = csv(
    HEAD,
    bed('201', '1'),
    bed('202', '1').replace('护理型', '双层'),
    bed('203', '1.5', '面议'),
    bed('204', '1').replace(',0,4,', ',3,1,'),
  );
  const seen = await preview(file);
  expect(seen.errors.map((e) => [e.row, e.ref, e.column, e.code])).toEqual([
    [3, 'F3', 'kind', 'import_word'],
    [4, 'K4', 'fee_fen', 'import_money'],
    [5, 'H5', 'level_max', 'roster_levels'],
  ]);
  expect(seen).toMatchObject({ digest: null, words: [{ column: 'kind', word: '双层', times: 1 }] });
  expect(await commit(file, {}, seen)).toMatchObject({ status: 422, body: { code: 'import_has_errors' } });
  expect([await count('beds'), await count('imports')]).toEqual([4, 0]);
});

test('a file that is not the one previewed is refused, and so is one whose outcome would be another now', async () => {
  const file = csv(HEAD, bed('201', '1'));
  const seen = await preview(file);
  expect(await commit(csv(HEAD, bed('201', '2')), {}, seen)).toMatchObject({ body: { code: 'import_file_changed' } });
  expect((await commit(csv(HEAD, bed('201', '1')))).status).toBe(201);
  expect(await commit(file, {}, seen)).toMatchObject({ status: 409, body: { code: 'roster_moved' } });
});

test('how the columns and words of a list were read is remembered for the next one', async () => {
  const file = csv(
    '楼栋,楼层,屋,房间性别,铺,样式,最低接收等级,最高接收等级,失智照护,床位用途',
    '一号楼,1,301,女室,1,甲,0,4,否,自费',
  );
  expect((await preview(file)).errors.map((e) => [e.column, e.code])).toEqual([
    ['room_no', 'import_column_missing'],
    ['bed_no', 'import_column_missing'],
  ]);
  const mapping = { columns: { room_no: '屋', bed_no: '铺', kind: '样式' }, words: { kind: { 甲: 'nursing' } } };
  expect((await commit(file, { mapping })).status).toBe(201);
  const again = await preview(csv('屋,铺,样式,楼栋', '301,1,甲,一号楼'));
  expect(again.counts).toMatchObject({ unchanged: 1, errors: 0 });
  // A list with the usual headings is still read by them.
  expect((await preview(csv(HEAD, bed('301', '1')))).counts).toMatchObject({ errors: 0, changed: 1 });
});

test('a full list retires what it leaves out; a part of one does not', async () => {
  const file = csv('房间号,床号', '101,1', '101,2', '102,1');
  expect((await preview(file, { mode: 'partial' })).counts).toMatchObject({ unchanged: 3, removed: 0 });
  expect((await commit(file, { mode: 'full' })).body).toMatchObject({ counts: { removed: 1, unchanged: 3 } });
});

test('what was read in one of two ways has to be looked at before it is taken over', async () => {
  const file = csv(HEAD, bed('<b>201</b>', '1'));
  const seen = await preview(file);
  expect(seen).toMatchObject({ must_look: true, warnings: [{ code: 'import_html', ref: 'C2' }] });
  expect(await commit(file, {}, seen)).toMatchObject({ status: 409, body: { code: 'import_not_looked' } });
  expect((await commit(file, { looked: true }, seen)).status).toBe(201);
});

test('the template is read back as an empty list with every column known', async () => {
  const answer = await product.app.request('http://localhost/api/v1/import-templates/beds', { headers: { cookie } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''");
  const { rows, sheets } = await readWorkbook(bytes);
  expect([rows.length, sheets]).toEqual([2, ['床位', '填写说明']]);
  const filled = await xlsx([
    rows[0]!.cells,
    ['一号楼', 1, '205', '女室', '1', '护理型', 0, 4, '否', '呼叫铃', '自费', 1500],
  ]);
  const seen = await preview(filled, { file_name: '床位.xlsx' });
  expect([seen.counts.added, seen.errors, seen.columns.filter((c) => c.field === null)]).toEqual([1, [], []]);
  expect(await send('/preview', bytes, {})).toMatchObject({ status: 422, body: { code: 'import_empty' } });
});

test('too much, too long, unpacking to too much: refused before anything is made of it', async () => {
  const bomb = workbookOf('<worksheet/>', [{ name: 'xl/media/a', text: 'x', says: 300 * 1024 * 1024 }]);
  expect(await send('/preview', Buffer.alloc(20 * 1024 * 1024 + 1, 'a'), {})).toMatchObject({ status: 413 });
  expect(await send('/preview', Buffer.from('1,2\n'.repeat(1_000_000)), {})).toMatchObject({
    status: 413,
    body: { code: 'import_too_long' },
  });
  expect(await send('/preview', bomb, {})).toMatchObject({ status: 413, body: { code: 'import_bomb' } });
  expect(await send('/preview', Buffer.alloc(0), {})).toMatchObject({ status: 422, body: { code: 'import_empty' } });
  expect(await send('/preview', csv(HEAD), { file_name: '' })).toMatchObject({
    status: 422,
    body: { code: 'import_file_name' },
  });
  expect(await send('/preview', csv(HEAD), { mode: 'all' as 'full' })).toMatchObject({ status: 422 });
});

test('a home imports into itself alone', async () => {
  expect((await send('/preview', csv(HEAD, bed('201', '1')), {}, other)).status).toBe(403);
  const asked = { mapping: {}, sha256: '0'.repeat(64), digest: '0'.repeat(64), looked: false };
  expect((await send('', csv(HEAD, bed('201', '1')), asked, other)).status).toBe(403);
  expect(await count('beds', other)).toBe(4);
});
