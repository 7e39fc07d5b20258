import { afterAll, beforeAll, expect, test } from 'vitest';
import { divisionsOn } from '../../server/divisions/queries.ts';
import { view } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, DISTRICT, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let cookie: string;

const ring = (x: number, y: number, size = 0.01) => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];
const collection = (...list: [code: string, ring: number[][]][]) =>
  Buffer.from(
    JSON.stringify({
      type: 'FeatureCollection',
      features: list.map(([code, coordinates]) => ({
        type: 'Feature',
        properties: { code },
        geometry: { type: 'Polygon', coordinates: [coordinates] },
      })),
    }),
  );
type Answer = {
  sha256: string;
  errors: { no: number; code: string }[];
  outlines: { features: { properties: { code: string }; geometry: { coordinates: number[][][] } }[] };
};
const send = (path: string, file: Buffer, options: object) =>
  product.ask('POST', `/api/v1${path}`, {
    cookie,
    headers: {
      'content-type': 'application/octet-stream',
      'import-options': encodeURIComponent(
        JSON.stringify({ file_name: 'f', system: 'wgs84', from: '2026-11-01', ...options }),
      ),
    },
    raw: file.toString('utf8'),
  });
const take = async (path: string, file: Buffer, options: object = {}) => {
  const { sha256 } = (await send(`${path}/preview`, file, options)).body as Answer;
  return send(path, file, { ...options, sha256, source: '测绘院 2026' });
};
const drawn = async (query = '') => (await product.ask('GET', `/api/v1/outlines${query}`)).body as Answer['outlines'];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  cookie = await product.cookieOf(await w.someone('administrator'));
});
afterAll(() => database.drop());

test('outlines are looked at, taken over from a day on, and shown to everybody as they were on any day', async () => {
  const file = collection([COMMUNITY, ring(113.09, 29.38)]);
  const seen = (await send('/outlines/imports/preview', file, {})).body as Answer;
  expect([seen.errors, seen.outlines.features.map((f) => f.properties.code)]).toEqual([[], [COMMUNITY]]);
  expect((await drawn()).features).toEqual([]);
  expect((await take('/outlines/imports', file)).status).toBe(201);
  expect((await drawn('?level=community')).features.map((f) => f.properties.code)).toEqual([COMMUNITY]);
  expect((await drawn('?level=grid')).features).toEqual([]);
  const later = collection([COMMUNITY, ring(113.091, 29.38)]);
  expect((await take('/outlines/imports', later, { from: '2026-11-20' })).status).toBe(201);
  const first = async (on: string) => (await drawn(`?on=${on}`)).features[0]?.geometry.coordinates[0]?.[0]?.[0];
  expect(await Promise.all(['2026-10-31', '2026-11-19', '2026-11-20'].map(first))).toEqual([
    undefined,
    113.09,
    113.091,
  ]);
  expect((await take('/outlines/imports', file, { from: '2026-11-10' })).body).toMatchObject({ code: 'outline_later' });
  const again = collection([COMMUNITY, ring(113.092, 29.38)]);
  expect((await take('/outlines/imports', again, { from: '2026-11-20' })).status).toBe(201);
  expect(await first('2026-11-20')).toBe(113.092);
});

test('of a file with one mistake nothing is taken over, and the file looked at is the one that counts', async () => {
  const bad = collection([`${COMMUNITY}001`, ring(113.09, 29.38)], ['430602001099', ring(113.09, 29.38)]);
  expect((await send('/outlines/imports/preview', bad, {})).body).toMatchObject({
    errors: [{ no: 2, code: 'outline_unknown' }],
  });
  expect((await take('/outlines/imports', bad)).body).toMatchObject({ status: 422, code: 'outline_errors' });
  expect((await drawn('?level=grid')).features).toEqual([]);
  const good = collection([`${COMMUNITY}001`, ring(113.092, 29.38)]);
  const other = await send('/outlines/imports', good, { sha256: '0'.repeat(64), source: 'x' });
  expect(other.body).toMatchObject({ status: 409, code: 'outline_changed' });
  expect((await send('/outlines/imports/preview', Buffer.from('{'), {})).body).toMatchObject({
    code: 'outline_unreadable',
  });
});

test('a file in GCJ-02 lies some hundred metres elsewhere in WGS84', async () => {
  const file = collection([COMMUNITY, ring(113.09, 29.38)]);
  const { outlines } = (await send('/outlines/imports/preview', file, { system: 'gcj02' })).body as Answer;
  const [x, y] = outlines.features[0]?.geometry.coordinates[0]?.[0] as number[];
  expect(Math.abs((x as number) - 113.09)).toBeGreaterThan(0.003);
  expect(Math.abs((y as number) - 29.38)).toBeGreaterThan(0.001);
});

test('the public answer carries an ETag and is not sent twice', async () => {
  const one = await product.ask('GET', '/api/v1/outlines');
  const etag = one.headers.get('etag') as string;
  expect(etag).toMatch(/^"/);
  const two = await product.ask('GET', '/api/v1/outlines', { headers: { 'if-none-match': etag } });
  expect(two.status).toBe(304);
});

test('a list of grids changes those on record and begins new ones, from its day on, and says so in their history', async () => {
  const list = Buffer.from(
    `编码,名称,社区,老人,经度,纬度,误差\n${COMMUNITY}001,一网格,,170,,,\n${COMMUNITY}002,二网格,郭亮社区,90,113.1,29.39,60\n`,
  );
  const preview = (await send('/outlines/grids/imports/preview', list, {})).body;
  expect(preview).toMatchObject({
    errors: [],
    counts: { changed: 1, begun: 1, same: 0 },
    seniors_before: 163,
    seniors_after: 260,
  });
  expect((await take('/outlines/grids/imports', list)).body).toEqual({ changed: 1, begun: 1 });
  const grids = async (day: string) =>
    (await view(w.system, 'divisions.read', (tx) => divisionsOn(tx, DISTRICT, day)))
      .filter((d) => d.level === 'grid')
      .map((d) => [d.name, d.seniors, d.accuracyM]);
  expect(await grids('2026-10-31')).toEqual([['一网格', 163, 1200]]);
  expect(await grids('2026-11-01')).toEqual([
    ['一网格', 170, 1200],
    ['二网格', 90, 60],
  ]);
  const bad = Buffer.from(`编码,名称\n${COMMUNITY}002,二网格\n999,x\n`);
  expect((await take('/outlines/grids/imports', bad)).body).toMatchObject({ code: 'outline_errors' });
});
