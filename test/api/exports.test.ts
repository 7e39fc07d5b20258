import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import { newId } from '../../server/platform/ids.ts';
import { readWorkbook } from '../../server/platform/workbook.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: string;
let cookie: string;

const idOf = (first17: string) => first17 + checkDigit(first17);
const HEAD = '楼栋,楼层,房间号,房间性别,床号,床位类别,最低接收等级,最高接收等级,失智照护,设备,床位用途,床位费,本院编号';
const PEOPLE = '姓名,身份证号,电话,楼栋,房间号,床号,入住日期,照护等级,风险评估日期,本院编号';
const people = [
  `李秀英,${idOf('99999919400506042')},13800000001,一号楼,201,1,2026-11-20,2,2026-11-19,R-1`,
  `李秀英,${idOf('99999919410506046')},,一号楼,201,2,2026-11-21,3,2026-11-19,R-2`,
];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  home = (await openHome(w, { name: '延寿敬老院' })).facility;
  cookie = await product.cookieOf(await w.someone('institution', { facility: home }));
  const beds = [
    "一号楼,2,201,女室,1,护理型,0,4,是,呼叫铃、'=自带设备,自费,1500.5,B-1",
    '一号楼,2,201,女室,2,护理型,0,4,否,无,自费,,',
    "'-1号楼,-1,001,不限性别,3,日托,0,2,否,,市场,0,",
  ];
  await take('beds', Buffer.from([HEAD, ...beds].join('\n')));
  await take('residents', Buffer.from([PEOPLE, ...people].join('\n')));
});
afterAll(() => database.drop());

const send = async (path: string, file: Uint8Array, options: object) => {
  const answer = await product.app.request(`http://localhost/api/v1/facilities/${home}/imports/${path}`, {
    method: 'POST',
    headers: {
      cookie,
      'content-type': 'application/octet-stream',
      'import-options': encodeURIComponent(JSON.stringify({ mode: 'partial', file_name: 'x', ...options })),
    },
    body: new Uint8Array(file),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
async function take(kind: string, file: Uint8Array) {
  const seen = (await send(`${kind}/preview`, file, {})).body;
  expect(seen).toMatchObject({ errors: [], digest: expect.any(String) });
  const { sha256, digest, mapping } = seen;
  expect(await send(kind, file, { sha256, digest, mapping, looked: true })).toMatchObject({ status: 201 });
}
const exported = async (what: string, format = 'xlsx', who = cookie) => {
  const path = `/api/v1/facilities/${home}/exports/${what}?format=${format}`;
  const answer = await product.app.request(`http://localhost${path}`, {
    headers: { cookie: who, 'accept-language': 'zh' },
  });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};

test.each([
  ['beds', 'xlsx', 7],
  ['beds', 'csv', 7],
  ['residents', 'xlsx', 2],
  ['residents', 'csv', 2],
])('an export of %s as %s is imported again unchanged, and changes nothing', async (what, format, rows) => {
  const { bytes } = await exported(what, format);
  const { body } = await send(`${what}/preview`, bytes, { mode: 'full' });
  expect(body).toMatchObject({ errors: [], counts: { added: 0, changed: 0, removed: 0, unchanged: rows } });
});

test('what a spreadsheet would run is disarmed, numbers of people are masked, and the file says whose it is', async () => {
  const { answer, bytes } = await exported('residents', 'csv');
  const text = bytes.toString();
  expect(text.charCodeAt(0)).toBe(0xfeff);
  expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain(
    '延寿敬老院-在住老人-2026-11-24.csv',
  );
  expect(text).toContain('999999********');
  expect(text).not.toMatch(/19400506|13800000001/);
  expect(text.trimEnd().split('\r\n').at(-1)).toMatch(/^导出：延寿敬老院 · institution · 2026-11-24 10:00/);
  const beds = (await exported('beds', 'csv')).bytes.toString();
  expect(beds).toContain("\r\n'-1号楼,");
  expect(beds).not.toMatch(/(?:^|,|\n)[=@+]/);
  const { rows } = await readWorkbook((await exported('beds')).bytes);
  expect(rows.flatMap((r) => r.cells).filter((c) => typeof c === 'string' && /^[=+@-]/.test(c))).toEqual([]);
  expect(rows.find((r) => r.cells[2] === '201')!.cells).toContain('在住');
});

test('a masked number that is not the record’s own is refused', async () => {
  const { bytes } = await exported('residents', 'csv');
  const moved = Buffer.from(bytes.toString().replace(/(999999\*{8})\d{4}/, '$10000'));
  const { body } = await send('residents/preview', moved, {});
  expect(body).toMatchObject({ digest: null, errors: [{ column: 'id_no', code: 'import_id_masked' }] });
});

test('everything is one workbook, each taking out is noted, and another home’s is not to be had', async () => {
  const { sheets } = await readWorkbook((await exported('all')).bytes);
  expect(sheets).toEqual(['床位', '在住老人', '床位变动', '日托考勤', '上门服务']);
  const events = await readWorkbook((await exported('all')).bytes, { sheet: '床位变动' });
  expect(events.rows.length).toBeGreaterThan(4);
  const noted =
    await database.ownerSql`select count(*)::int as n from audit where action = 'exports.take' and subject_id = ${home}`;
  expect(noted[0]!.n).toBeGreaterThan(6);
  const other = await w.someone('institution', { facility: newId() });
  expect((await exported('beds', 'csv', await product.cookieOf(other))).answer.status).toBe(403);
  expect((await exported('beds', 'csv', await product.cookieOf(await w.someone('officer')))).answer.status).toBe(200);
});

test('what only comes out in writing names its row: somebody on the list lies in another home', async () => {
  const [line] = people;
  home = (await openHome(w, { name: '另一家', sex: 'mixed', pool: 'market' })).facility;
  cookie = await product.cookieOf(await w.someone('institution', { facility: home }));
  const file = Buffer.from([PEOPLE, line!.replace('一号楼,201,1', '一号楼,101,1')].join('\n'));
  const seen = (await send('residents/preview', file, {})).body;
  const { sha256, digest, mapping } = seen;
  const { status, body } = await send('residents', file, { sha256, digest, mapping, looked: true });
  expect([seen.errors, status, body.reasons]).toMatchObject([
    [],
    409,
    [
      {
        code: 'import_at_row',
        message_zh: '第 2 行：此人同一时间已占用另一张床位，请先办理退住或转床。没有导入任何一行。',
      },
    ],
  ]);
});
