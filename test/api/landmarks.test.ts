import { afterAll, beforeAll, expect, test } from 'vitest';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let cookie: string;

beforeAll(async () => {
  database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  await openHome(w);
  product = appOf(w);
  cookie = await product.cookieOf(await w.someone('administrator'));
});
afterAll(() => database.drop());

type Listed = { id: string; name: string }[];
const listed = async () => (await product.ask('GET', '/api/v1/landmarks')).body.landmarks as Listed;
const square = {
  kind: 'landmark',
  name: '南湖广场',
  aliases: ['㴩湖广场'],
  lng: 113.1165,
  lat: 29.3555,
  accuracy_m: 600,
  source: '示意底图',
};
const set = (body: object) => product.ask('POST', '/api/v1/landmarks', { cookie, body });

test('a named place is found by everybody under each of its names, until it is taken out with a reason', async () => {
  expect((await set(square)).status).toBe(201);
  const [first] = await listed();
  expect(first).toMatchObject({
    name: '南湖广场',
    accuracy_m: 600,
    names: [{ initials: 'nhgc' }, { initials: 'yhgc' }],
  });
  expect((await set({ ...square, accuracy_m: 100 })).status).toBe(201);
  const again = await listed();
  expect(again).toMatchObject([{ name: '南湖广场', accuracy_m: 100 }]);
  expect(again[0]?.id).not.toBe(first?.id);
  expect((await set({ ...square, name: '广场', aliases: ['南湖广场'] })).body.code).toBe('landmark_alias_taken');
  expect((await set({ ...square, lng: 29.3555, lat: 113 })).status).toBe(422);
  const end = (id: string) =>
    product.ask('POST', `/api/v1/landmarks/${id}/end`, { cookie, body: { reason: '已改名' } });
  expect((await end(again[0]!.id)).status).toBe(200);
  expect((await end(again[0]!.id)).status).toBe(404);
  expect(await listed()).toEqual([]);
  const rows =
    await database.ownerSql`select action, reason from audit where action like 'landmarks.%' order by at, id`;
  expect(rows.map((r) => [r.action, r.reason])).toEqual([
    ['landmarks.set', null],
    ['landmarks.set', null],
    ['landmarks.end', '已改名'],
  ]);
});

test('the names of homes come with their spelling, for a search line that sends nothing of what is typed', async () => {
  const { body } = await product.ask('GET', '/api/v1/facilities/names');
  const facilities = body.facilities as object[];
  expect(facilities).toHaveLength(1);
  expect(Object.keys(facilities[0] ?? {}).sort()).toEqual(['id', 'initials', 'kind', 'name', 'pinyin', 'street_code']);
});
