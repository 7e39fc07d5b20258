import { afterAll, beforeAll, expect, test } from 'vitest';
import { mercatorKm } from '../../server/kernel/geo.ts';
import { type Clusters, createClusters, type MapFilter, type MapItem } from '../../server/platform/clusters.ts';
import { createEvents } from '../../server/platform/events.ts';
import { newId } from '../../server/platform/ids.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const NOW = Date.now();
const CHINA = [73, 3, 136, 54] as const;
const events = createEvents();
let database: TestDatabase;
let clusters: Clusters;
const places: { id: string; kind: string; lng: number; lat: number; free: number; hours: number }[] = [];

async function add(list: typeof places) {
  const sql = database.ownerSql;
  const base = (p: (typeof places)[number]) => ({
    district: '430602',
    kind: p.kind,
    lng: p.lng,
    lat: p.lat,
    accuracy_m: 50,
    name: `院 ${p.id.slice(-4)}`,
    street_code: '430602001',
    demonstration: true,
  });
  await sql`insert into facilities ${sql(list.map((p) => ({ ...base(p), id: p.id, pinyin: 'x', initials: 'x', community_code: '430602001001' })))}`;
  await sql`insert into vacancies ${sql(
    list.map((p) => {
      const { x, y } = mercatorKm(p.lng, p.lat);
      return {
        ...base(p),
        facility_id: p.id,
        spot: `(${x},${y})`,
        search_text: p.kind === 'day_care' ? '日间照料 rjzl' : '敬老院 jly_100%',
        stars: (p.hours % 5) + 1,
        monthly_min_fen: p.hours % 2 ? p.hours * 1000 : null,
        long_term_care_insurance: p.hours % 3 === 0 || null,
        as_on: '2026-11-24',
        filed: p.free,
        closed: 0,
        occupied: 0,
        held: 0,
        free: p.free,
        free_for: `{${Array.from({ length: 20 }, (_, c) => (c < 5 ? p.free : 0)).join(',')}}`,
        has_vacancy: p.free > 0,
        lot_left: 0,
        confirmed_at: new Date(NOW - p.hours * 3_600_000),
      };
    }),
  )}`;
  places.push(...list);
}

beforeAll(async () => {
  database = await freshDatabase();
  await database.ownerSql`insert into districts (district, name, city, province) values ('430602', '岳阳楼区', '岳阳市', '湖南省')`;
  await add(
    Array.from({ length: 900 }, (_, i) => ({
      id: newId(),
      kind: i % 9 === 0 ? 'nursing_home' : 'day_care',
      lng: 112.9 + ((i * 7919) % 1000) / 2000 + (i % 3),
      lat: 29.1 + ((i * 104_729) % 1000) / 2000,
      free: i % 4,
      hours: i % 100,
    })),
  );
  clusters = createClusters({ sql: database.sql, events });
});
afterAll(async () => {
  clusters.close();
  await database.drop();
});

const total = (items: MapItem[]) =>
  items.reduce(
    (sum, item) => ({ count: sum.count + (item.type === 'cluster' ? item.count : 1), free: sum.free + item.free }),
    { count: 0, free: 0 },
  );
const byHand = (fits: (p: (typeof places)[number]) => boolean) => {
  const list = places.filter(fits);
  return { count: list.length, free: list.reduce((n, p) => n + p.free, 0) };
};
const filters: [string, MapFilter, (p: (typeof places)[number]) => boolean][] = [
  ['none', {}, () => true],
  ['a kind', { kinds: ['nursing_home'] }, (p) => p.kind === 'nursing_home'],
  ['men of level 2', { cells: [2] }, (p) => p.free > 0],
  ['women', { cells: [10, 11, 12, 13, 14] }, () => false],
  ['part of a name', { text: '敬老' }, (p) => p.kind === 'nursing_home'],
  ['signs that mean something to the database', { text: '_100%' }, (p) => p.kind === 'nursing_home'],
  ['stars', { starsMin: 3 }, (p) => p.hours % 5 >= 2],
  ['a price, not filed left out', { priceMaxFen: 41_000 }, (p) => p.hours % 2 === 1 && p.hours <= 41],
  ['insurance, unknown left out', { longTermCareInsurance: true }, (p) => p.hours % 3 === 0],
  [
    'several at once',
    { kinds: ['day_care'], starsMin: 2, cells: [0], longTermCareInsurance: true },
    (p) => p.kind === 'day_care' && p.free > 0 && p.hours % 5 >= 1 && p.hours % 3 === 0,
  ],
  ['a bed, by a fresh figure', { hasBedSince: new Date(NOW - 72 * 3_600_000) }, (p) => p.free > 0 && p.hours < 72],
];

test.each(filters)('at every zoom the map shows each facility and free bed once: %s', async (_name, filter, fits) => {
  for (const zoom of [0, 4, 7, 9, 11, 13, 15]) {
    const items = await clusters.items([112, 28, 116, 31], zoom, filter);
    expect(total(items)).toEqual(byHand(fits));
    for (const item of items) if (item.type === 'cluster') expect(item.count).toBeGreaterThan(1);
  }
});

test('a cluster opens into more than one at the zoom it names', async () => {
  const [cluster] = (await clusters.items(CHINA, 5)).filter((i) => i.type === 'cluster');
  if (!cluster) throw new Error('nothing gathers at zoom 5');
  expect((await clusters.items([112, 28, 116, 31], cluster.expansion_zoom)).length).toBeGreaterThan(1);
});

test('a bed taken is gone from every cluster and filter at the next question', async () => {
  for (const [, filter] of filters) await clusters.items(CHINA, 6, filter);
  for (const place of places.filter((p) => p.free > 0).slice(0, 40)) {
    place.free -= 1;
    await database.ownerSql`update vacancies set occupied = occupied + 1, free = ${place.free}, has_vacancy = ${place.free > 0},
      free_for = ${`{${Array.from({ length: 20 }, (_, c) => (c < 5 ? place.free : 0)).join(',')}}`} where facility_id = ${place.id}`;
    events.publish('430602', ['vacancies', `facility:${place.id}`]);
  }
  for (const [, filter, fits] of filters)
    for (const zoom of [3, 8, 12])
      expect(total(await clusters.items([112, 28, 116, 31], zoom, filter))).toEqual(byHand(fits));
});

test('a facility that opens appears without a restart', async () => {
  await add([{ id: newId(), kind: 'nursing_home', lng: 87.6, lat: 43.8, free: 3, hours: 0 }]);
  events.publish('430602', ['vacancies']);
  await expect
    .poll(async () => (await clusters.items([87, 43, 88, 44], 12)).map((i) => i.type), { timeout: 10_000 })
    .toEqual(['facility']);
});

test('the whole country at street zoom is still gathered', async () => {
  expect((await clusters.items([-180, -85, 180, 85], 20)).length).toBeLessThan(50);
});
