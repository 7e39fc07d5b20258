import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFacilities } from '../../server/imports/actions.ts';
import type { Mapping } from '../../server/imports/rules.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { xlsx } from '../support/sheets.ts';

const root = resolve(import.meta.dirname, '../..');
let database: TestDatabase;
let folder: string;
let w: World;
beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  folder = mkdtempSync(join(tmpdir(), 'yiwei-import-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

type Report = {
  applied: boolean;
  counts: Record<string, number>;
  stated: { beds: number };
  refused: { row: number; column: string; ref: string; code: string; message_zh: string }[];
  changed: { name: string; changes: object[] }[];
  reasons?: { code: string }[];
};
const put = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const run = (...args: string[]) =>
  new Promise<{ code: number; report: Report; stderr: string }>((done) => {
    const env = {
      ...process.env,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      DATA_DIR: folder,
      DATA_KEY: '07'.repeat(32),
    };
    execFile(
      process.execPath,
      [join(root, 'server/import.ts'), ...args],
      { env, timeout: 120_000 },
      (error, stdout, stderr) =>
        done({ code: error ? Number(error.code ?? -1) : 0, report: stdout ? JSON.parse(stdout) : {}, stderr }),
    );
  });
const count = async () => (await database.ownerSql`select count(*)::int as n from facilities`)[0]!.n;

const mapping: Mapping = {
  columns: {
    name: '全称',
    kind: '种类',
    community: '社区',
    lng: '百度经度',
    lat: '百度纬度',
    beds: '床位',
    credit_code: '代码',
  },
  words: { kind: { 民办养老院: 'nursing_home' } },
  coordinates: { system: 'bd09', accuracy_m: 30 },
};
const HEAD = ['全称', '种类', '社区', '百度经度', '百度纬度', '床位', '代码', '电话', '经办'];
const rows = [
  ['延寿敬老院', '民办养老院', '郭亮社区', '113.1065', '29.3861', '120', '91430602MA4L000X1A', '0730-8000001', '王'],
  ['郭亮日间照料中心', '日间照料中心', '郭亮', '113.1042', '29.3840', '30', '无', '/', '王'],
];
const csv = (list: string[][]) => [HEAD, ...list].map((r) => r.join(',')).join('\r\n');

test('the bureau tries a list, takes it over, takes it over again, and changes one facility', async () => {
  const map = put('map.json', JSON.stringify(mapping));
  const list = put('list.csv', csv(rows));
  const tried = await run('facilities', list, '--mapping', map, '--dry-run');
  expect(tried).toMatchObject({
    code: 0,
    report: { applied: false, counts: { added: 2, refused: 0 }, stated: { beds: 150 } },
  });
  expect(await count()).toBe(0);
  expect(await run('facilities', list, '--mapping', map)).toMatchObject({
    code: 0,
    report: { applied: true, counts: { added: 2 } },
  });
  const [first] =
    await database.ownerSql`select name, kind, phone, street_code, initials, lng, accuracy_m from facilities where name = '延寿敬老院'`;
  expect(first).toMatchObject({
    kind: 'nursing_home',
    phone: '0730-8000001',
    street_code: '430602001',
    initials: 'ysjly',
    accuracy_m: 30,
  });
  expect(Math.abs(first!.lng - 113.1065)).toBeGreaterThan(0.005);
  expect((await run('facilities', list, '--mapping', map)).report.counts).toEqual({
    added: 0,
    changed: 0,
    unchanged: 2,
    refused: 0,
  });
  const renamed = await xlsx([HEAD, ['延寿颐养院', ...rows[0]!.slice(1)], rows[1]!]);
  expect((await importFacilities(w.system, { bytes: renamed, mapping })).changed).toEqual([
    { row: 2, name: '延寿颐养院', changes: [{ field: 'name', from: '延寿敬老院', to: '延寿颐养院' }] },
  ]);
  expect(await database.ownerSql`select initials from facilities where name = '延寿颐养院'`).toEqual([
    { initials: 'ysyyy' },
  ]);
  expect(await count()).toBe(2);
}, 240_000);

test('one refused row writes nothing and says which; a mapping without coordinates is no mapping', async () => {
  const before = await count();
  const bad = [
    ['新院', '民办养老院', '郭亮社区', '29.3861', '113.1065', '12.5', '', '', ''],
    ['好院', '民办养老院', '郭亮社区', '113.1066', '29.3861', '12', '', '', ''],
  ];
  const list = put('bad.csv', csv(bad));
  const refused = await run('facilities', list, '--mapping', put('map.json', JSON.stringify(mapping)));
  expect(refused).toMatchObject({ code: 1, report: { applied: false } });
  expect(refused.report.refused.map((r) => [r.row, r.ref, r.column, r.code])).toEqual([
    [2, 'F2', 'beds', 'import_whole'],
  ]);
  const swapped = await importFacilities(w.system, {
    bytes: Buffer.from(csv([[...bad[0]!.slice(0, 5), '12', '', '', '']])),
    mapping,
  });
  expect(swapped.refused.map((r) => [r.ref, r.code])).toEqual([['D2', 'import_swapped']]);
  expect(await count()).toBe(before);
  const none = await run('facilities', list, '--mapping', put('none.json', '{"columns":{"nmae":"全称"}}'));
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/coordinates[\s\S]*|nmae/)]);
  const half = importFacilities(w.system, { bytes: Buffer.from('PK\x03\x04 no'), mapping });
  await expect(half).rejects.toThrow(Refusal);
}, 240_000);
