import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../db/client.ts';
import { type NearbyQuery, nearby } from '../../server/facilities/queries.ts';
import { cellOf, type FacilityKind as Kind } from '../../server/facilities/rules.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { greatCircleKm, mercatorKm } from '../../server/kernel/geo.ts';
import { newId } from '../../server/platform/ids.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const NOW = new Date('2026-11-24T02:00:00Z');
const HOUR = 3_600_000;
const kinds = ['nursing_home', 'community_point', 'day_care', 'medical_point'] as const;

type Place = {
  facility_id: string;
  kind: Kind;
  lng: number;
  lat: number;
  name: string;
  free_for: number[];
  confirmed_at: Date | null;
  stars: number | null;
  monthly_min_fen: number | null;
  lot_left: number;
  medical_insurance: boolean | null;
};

let database: TestDatabase;
let places: Place[];

/** Dense around one town, thin over the whole country from 4° to 53° north, and sixty at one and the same spot. */
function scatter(): Place[] {
  let seed = 42;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: 3000 }, (_, i): Place => {
    const [lng, lat] =
      i < 60 ? [113.5, 29.5] : i < 1500 ? [113 + random(), 29 + random()] : [74 + random() * 60, 4 + random() * 49];
    const free = random() < 0.5 ? Math.ceil(random() * 4) : 0;
    const lowest = Math.floor(random() * 3);
    const free_for = Array.from({ length: 20 }, (_c, c) =>
      c % 5 >= lowest && (c % 10 < 5 || i % 3 === 0) && (c < 10 || i % 4 > 0) ? free : 0,
    );
    return {
      facility_id: newId(),
      kind: kinds[i % 4]!,
      lng: lng!,
      lat: lat!,
      name: i === 100 ? '百分之100%_院\\' : `第${i}院`,
      free_for,
      confirmed_at: i % 10 === 0 ? null : new Date(NOW.getTime() - random() * 100 * HOUR),
      stars: i % 3 ? null : 1 + (i % 5),
      monthly_min_fen: i % 2 ? null : 100_000 + i * 100,
      lot_left: i % 3,
      medical_insurance: i % 7 === 0 ? null : i % 2 === 0,
    };
  });
}

beforeAll(async () => {
  database = await freshDatabase();
  places = scatter();
  const sql = database.ownerSql;
  await sql`insert into districts (district, name, city, province) values ('430602', '岳阳楼区', '岳阳市', '湖南省')`;
  const base = (p: Place) => ({
    district: '430602',
    kind: p.kind,
    lng: p.lng,
    lat: p.lat,
    accuracy_m: 50,
    name: p.name,
    street_code: '430602001',
    demonstration: true,
  });
  await sql`insert into facilities ${sql(places.map((p) => ({ ...base(p), id: p.facility_id, pinyin: 'x', initials: 'x', community_code: '430602001001' })))}`;
  for (let i = 0; i < places.length; i += 1000) {
    const rows = places.slice(i, i + 1000).map((p) => {
      const { x, y } = mercatorKm(p.lng, p.lat);
      const free = Math.max(...p.free_for);
      return {
        ...base(p),
        facility_id: p.facility_id,
        spot: `(${x},${y})`,
        search_text: `${p.name} di`,
        as_on: '2026-11-24',
        filed: free,
        closed: 0,
        occupied: 0,
        held: 0,
        free,
        free_for: `{${p.free_for.join(',')}}`,
        has_vacancy: free > 0,
        lot_left: p.lot_left,
        monthly_min_fen: p.monthly_min_fen,
        stars: p.stars,
        stars_source: p.stars && '省',
        medical_insurance: p.medical_insurance,
        confirmed_at: p.confirmed_at,
      };
    });
    await sql`insert into vacancies ${sql(rows)}`;
  }
  await sql`analyze vacancies`;
});
afterAll(() => database.drop());

/** The answer as anyone would work it out by hand: look at every facility, keep what fits, sort by the great circle. */
function byHand(q: Omit<NearbyQuery, 'now'>): { id: string; km: number }[] {
  const sexes = q.sex ? [q.sex] : (['male', 'female'] as const);
  const levels = q.level === undefined ? [0, 1, 2, 3, 4] : [q.level];
  const person = q.sex !== undefined || q.level !== undefined || q.dementia === true;
  return places
    .filter(
      (p) =>
        (!q.kinds?.length || q.kinds.includes(p.kind)) &&
        (!q.hasBed ||
          (p.confirmed_at !== null &&
            p.confirmed_at.getTime() > NOW.getTime() - 72 * HOUR &&
            Math.max(...p.free_for) > 0)) &&
        (!person || sexes.some((s) => levels.some((l) => p.free_for[cellOf(s, l, q.dementia ?? false)]! > 0))) &&
        (!q.medicalInsurance || p.medical_insurance === true) &&
        (!q.contract || p.lot_left > 0) &&
        (q.starsMin === undefined || (p.stars !== null && p.stars >= q.starsMin)) &&
        (q.priceMaxFen === undefined || (p.monthly_min_fen !== null && p.monthly_min_fen <= q.priceMaxFen)),
    )
    .map((p) => ({ id: p.facility_id, km: greatCircleKm(q.lng, q.lat, p.lng, p.lat) }))
    .filter(({ km }) => km <= (q.radiusKm ?? 500))
    .sort((a, b) => a.km - b.km || (a.id < b.id ? -1 : 1));
}

const ask = (q: Omit<NearbyQuery, 'now'>) => nearby(database.sql, { ...q, now: NOW });
const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
const filters = {
  kinds: maybe(fc.subarray([...kinds])),
  sex: maybe(fc.constantFrom('male', 'female')),
  level: maybe(fc.integer({ min: 0, max: 4 })),
  dementia: maybe(fc.boolean()),
  hasBed: maybe(fc.boolean()),
  medicalInsurance: maybe(fc.constant(true)),
  contract: maybe(fc.constant(true)),
  starsMin: maybe(fc.integer({ min: 1, max: 5 })),
  priceMaxFen: maybe(fc.integer({ min: 100_000, max: 400_000 })),
  radiusKm: maybe(fc.double({ min: 0.5, max: 500, noNaN: true })),
  limit: fc.constantFrom(1, 5, 20, 20, 60, 100),
};

describe('the nearest facilities', () => {
  const anywhere = {
    lng: fc.double({ min: 74, max: 134, noNaN: true }),
    lat: fc.double({ min: 4, max: 53, noNaN: true }),
  };
  const inTown = {
    lng: fc.double({ min: 113, max: 114, noNaN: true }),
    lat: fc.double({ min: 29, max: 30, noNaN: true }),
  };

  test.each([
    ['across the country, far north to far south', anywhere],
    ['in a town', inTown],
  ])('are the first by great circle, %s', async (_name, point) => {
    await fc.assert(
      fc.asyncProperty(fc.record({ ...point, ...filters }), async (q) => {
        const { rows } = await ask(q as Omit<NearbyQuery, 'now'>);
        expect(rows.map((r) => r.facility_id)).toEqual(
          byHand(q as NearbyQuery)
            .slice(0, q.limit)
            .map((p) => p.id),
        );
        for (const row of rows) expect(row.distance_km).toBe(greatCircleKm(q.lng, q.lat, row.lng, row.lat));
      }),
      { numRuns: 150 },
    );
  });

  test('page by page give every facility within the radius once, ties at one spot included', async () => {
    for (const [lng, lat, limit] of [
      [113.5, 29.5, 7],
      [113.2, 29.7, 50],
      [122, 52.9, 3],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask({ lng, lat, limit, radiusKm: 60, cursor });
        seen.push(...page.rows.map((r) => r.facility_id));
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(seen).toEqual(byHand({ lng, lat, radiusKm: 60 }).map((p) => p.id));
    }
  });

  test('a page that is full within 50 km says so; a thin one looked as far as 500 km', async () => {
    expect((await ask({ lng: 113.5, lat: 29.5 })).radius_km).toBe(50);
    expect((await ask({ lng: 75, lat: 5, limit: 100 })).radius_km).toBe(500);
    expect((await ask({ lng: 113.5, lat: 29.5, radiusKm: 80 })).radius_km).toBe(80);
  });

  test('a row carries the figures as they are, and unknown as null', async () => {
    const { rows } = await ask({ lng: 113.5, lat: 29.5, limit: 1 });
    const place = places.find((p) => p.facility_id === rows[0]?.facility_id)!;
    expect(rows[0]).toMatchObject({
      ...place,
      filed: Math.max(...place.free_for),
      long_term_care_insurance: null,
      demonstration: true,
    });
  });
});

describe('text', () => {
  test.each([
    ['100%_院\\', 1],
    ['%', 1],
    ['_', 1],
    ['\\', 1],
    ["'; drop table vacancies; --", 0],
    ['nul\0', 0],
    ['第2院', 1],
  ])('%j is taken literally', async (text, count) => {
    const at = text.startsWith('第') ? places[2]! : places[100]!;
    expect((await ask({ lng: at.lng, lat: at.lat, text })).rows).toHaveLength(count);
  });
  test('is found without regard to case or width, however far the tiers must go', async () => {
    const at = places[2000]!;
    const found = await ask({ lng: at.lng, lat: at.lat + (at.lat > 28 ? -2 : 2), text: ' 第２０００院 DI' });
    expect(found.rows.map((r) => r.facility_id)).toEqual([at.facility_id]);
  });
});

test('a cursor that is not ours is refused, not obeyed', async () => {
  for (const cursor of [
    'x',
    Buffer.from("1~' or true").toString('base64url'),
    Buffer.from('NaN~').toString('base64url'),
  ]) {
    const refusal = await ask({ lng: 113, lat: 29, cursor }).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).code).toBe('cursor_invalid');
  }
});

test('kind and vacancy are literal, so that each connection keeps a few dozen plans over the partial indexes', async () => {
  const texts = new Set<string>();
  const spy = {
    unsafe: (text: string, ...rest: [never, never]) => {
      texts.add(text);
      return database.sql.unsafe(text, ...rest);
    },
  } as unknown as Sql;
  for (const level of [0, 1, 2, 3, 4])
    for (const sex of ['male', 'female'] as const)
      for (const lng of [100, 110, 120])
        await nearby(spy, { lng, lat: 30, level, sex, hasBed: true, kinds: ['nursing_home'], now: NOW });
  expect(texts.size).toBe(1);
  expect([...texts][0]).toContain("has_vacancy and kind = 'nursing_home' and");
});
