import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInside, metresToEdge } from '../../server/coverage/mechanism/areas.ts';
import { cover, type Origin, type Place, reachMetres, stateOf } from '../../server/coverage/mechanism/cover.ts';
import { type Known, readAreas, readTimes } from '../../server/coverage/mechanism/files.ts';
import { Places } from '../../server/coverage/mechanism/near.ts';
import { placesOf, sumOver } from '../../server/coverage/mechanism/sums.ts';
import { coveredOf, mayFollow, mayTake, servicesOf } from '../../server/coverage/rules.ts';
import { greatCircleKm } from '../../server/kernel/geo.ts';
import { cellsIn } from '../../web/ui/map/cells.ts';

const rule = { minutes: 15, metresPerMinute: 65, detourHundredths: 130 };
const HERE = { lng: 113.1, lat: 29.37 };
/** So many metres east of the middle. */
const east = (metres: number) => ({
  lng: HERE.lng + metres / (111_195 * Math.cos((HERE.lat * Math.PI) / 180)),
  lat: HERE.lat,
});
const grid = (accuracyM = 0, code = '430602001001001'): Origin => ({ code, ...HERE, accuracyM });
const centre = (metres: number, id = 'a', accuracyM = 0): Place => ({
  id,
  ...east(metres),
  accuracyM,
  services: ['day_care'],
});
const judged = (from: Origin, places: Place[], files: Parameters<typeof cover>[4] = []) =>
  cover([from], places, ['day_care'], rule, files).get(from.code)![0]!;

const spots = fc.array(
  fc.record({
    lng: fc.double({ min: 112.9, max: 113.3, noNaN: true }),
    lat: fc.double({ min: 29.2, max: 29.6, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('what lies near', () => {
  test('is found like by looking at everything', () => {
    fc.assert(
      fc.property(spots, spots, fc.double({ min: 0, max: 20, noNaN: true }), (all, from, km) => {
        const index = new Places(all);
        const { lng, lat } = from[0]!;
        const away = all.map((p) => greatCircleKm(lng, lat, p.lng, p.lat));
        const found = index.within(lng, lat, km).map((n) => n.index);
        expect(found.sort((a, b) => a - b)).toEqual([...all.keys()].filter((i) => away[i]! <= km));
        const odd = (i: number) => i % 2 === 1;
        const best = away.reduce((b, d, i) => (odd(i) && (b < 0 || d < away[b]!) ? i : b), -1);
        expect(index.nearest(lng, lat, odd)?.index ?? -1).toBe(best);
      }),
      { numRuns: 300 },
    );
  });

  test('a place far outside of everything still finds its nearest', () =>
    expect(new Places([centre(0), centre(500)]).nearest(80, 40, () => true)?.index).toBe(0));
});

describe('within 15 minutes on foot', () => {
  test('750 metres as the crow flies, by 65 m a minute and a detour of 1.3', () => expect(reachMetres(rule)).toBe(750));
  test.each([
    ['a centre 740 m away is near', 740, 0, 'certain'],
    ['one 760 m away is not', 760, 0, 'no'],
    ['740 m, but known only to 100 m: likely', 740, 100, 'likely'],
    ['820 m, but known only to 100 m: possible', 820, 100, 'possible'],
    ['600 m, known to 100 m: certain all the same', 600, 100, 'certain'],
    ['900 m, known to 100 m: no', 900, 100, 'no'],
  ] as const)('%s', (_, metres, accuracy, state) => expect(judged(grid(accuracy), [centre(metres)]).state).toBe(state));
  test('how inexact both points are adds up', () =>
    expect(judged(grid(60), [centre(640, 'a', 60)])).toMatchObject({ state: 'likely', nearest: { by: 'line' } }));
  test('without a point nothing is said', () =>
    expect(judged({ ...grid(), lng: null, lat: null }, [centre(0)])).toEqual({ state: 'unknown', nearest: null }));
  test('the nearest is named even when it is far', () => {
    const { state, nearest } = judged(grid(), [centre(9000, 'far'), centre(4000, 'nearer')]);
    expect([state, nearest?.place, Math.round(nearest!.minutes)]).toEqual(['no', 'nearer', 80]);
  });
  test('every service and grid is judged like by looking at every facility', () => {
    const kind = fc.constantFrom('day_care', 'meals', 'nursing_home');
    const at = {
      lng: fc.double({ min: 113, max: 113.1, noNaN: true }),
      lat: fc.double({ min: 29.3, max: 29.4, noNaN: true }),
    };
    const accuracyM = fc.integer({ min: 0, max: 1500 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ ...at, accuracyM, services: fc.uniqueArray(kind) }), { maxLength: 30 }),
        fc.record({ ...at, accuracyM }),
        (list, from) => {
          const places = list.map((p, i) => ({ ...p, id: String(i) }));
          const services = ['day_care', 'meals', 'nursing_home'];
          const found = cover([{ ...from, code: 'g' }], places, services, rule).get('g')!;
          services.forEach((s, i) => {
            const ways = places
              .filter((p) => (p.services as string[]).includes(s))
              .map((p) => {
                const m = greatCircleKm(from.lng, from.lat, p.lng, p.lat) * 1000;
                const off = from.accuracyM + p.accuracyM;
                return {
                  minutes: (m * 1.3) / 65,
                  least: (Math.max(0, m - off) * 1.3) / 65,
                  most: ((m + off) * 1.3) / 65,
                };
              });
            const best = (['certain', 'likely', 'possible', 'no'] as const).find((x) =>
              ways.some((w) => stateOf(w, 15) === x),
            );
            expect(found[i]!.state).toBe(best ?? 'no');
            const least = Math.min(...ways.map((w) => w.minutes));
            expect(Math.abs((found[i]!.nearest?.minutes ?? 0) - (ways.length ? least : 0))).toBeLessThan(1e-6);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

const square = (half: number, middle = HERE): [number, number][] => {
  const dy = half / 111_195;
  const dx = dy / Math.cos((HERE.lat * Math.PI) / 180);
  const { lng, lat } = middle;
  return [
    [lng - dx, lat - dy],
    [lng + dx, lat - dy],
    [lng + dx, lat + dy],
    [lng - dx, lat + dy],
    [lng - dx, lat - dy],
  ];
};

describe('a file of ways on foot', () => {
  const times = (minutes: number, from = '430602001001001') =>
    ({ kind: 'times', rows: [{ from, facility_id: 'a', minutes }] }) as const;
  const areas = (...list: [number, number][]) =>
    ({
      kind: 'areas',
      rows: list.map(([minutes, half]) => ({ facility_id: 'a', minutes, rings: [square(half)] })),
    }) as const;
  test('says it is near although the straight line says no', () =>
    expect(judged(grid(), [centre(900)], [times(14)])).toMatchObject({
      state: 'certain',
      nearest: { by: 'times', minutes: 14 },
    }));
  test('says it is far although the straight line says near: a railway lies between', () =>
    expect(judged(grid(), [centre(300)], [times(25)]).state).toBe('no'));
  test('a row of the community holds for its grids, a row of the grid before it', () => {
    expect(judged(grid(), [centre(900)], [times(14, '430602001001')]).state).toBe('certain');
    const both = { kind: 'times' as const, rows: [...times(14, '430602001001').rows, ...times(20).rows] };
    expect(judged(grid(), [centre(100)], [both]).state).toBe('no');
  });
  test('says nothing of another facility, which keeps its straight line', () =>
    expect(judged(grid(), [centre(900), centre(500, 'b')], [times(20)])).toMatchObject({
      state: 'certain',
      nearest: { place: 'b', by: 'line' },
    }));
  test('even a place without a point is known by a table', () =>
    expect(judged({ ...grid(), lng: null, lat: null }, [centre(0)], [times(3)]).state).toBe('certain'));
  test.each([
    ['inside the area of 15 minutes', [[15, 500]], 0, 'certain'],
    ['outside of it', [[15, 500]], 0, 'no', 700],
    ['inside, but the edge is nearer than the point is exact', [[15, 500]], 600, 'likely'],
    ['outside, but less than the point is exact', [[15, 500]], 300, 'possible', 700],
    [
      'within 30 minutes but not 15',
      [
        [15, 300],
        [30, 900],
      ],
      0,
      'no',
      500,
    ],
    [
      'between 10 and 30 the file is silent: the straight line counts',
      [
        [10, 300],
        [30, 900],
      ],
      0,
      'certain',
      500,
    ],
  ] as [string, [number, number][], number, string, number?][])('%s', (_, list, accuracy, state, off = 0) => {
    const from = { ...grid(accuracy), ...east(off) };
    expect(judged(from, [centre(0)], [areas(...list)]).state).toBe(state);
  });
  test('the newer file counts where both speak', () =>
    expect(judged(grid(), [centre(100)], [times(20), areas([15, 500])]).state).toBe('no'));
  test('holes in an area are outside', () => {
    const rings = [square(500), square(100)];
    expect([isInside(rings, HERE.lng, HERE.lat), isInside(rings, east(300).lng, HERE.lat)]).toEqual([false, true]);
    expect(metresToEdge(rings, east(300).lng, HERE.lat)).toBeCloseTo(200, 0);
  });
});

describe('what is wrong with a file is said with its row', () => {
  const known: Known = {
    facility: new Map([
      ['f1', 'f1'],
      ['湖滨站', 'f1'],
    ]),
    divisions: new Set(['430602001001']),
  };
  const table = (...rows: (string | number | null)[][]) => rows.map((cells, i) => ({ row: i + 1, cells }));
  const head = ['from', 'facility', 'minutes'];
  const codes = (r: { faults: { row: number; code: string }[] }) => r.faults.map((f) => `${f.row} ${f.code}`);
  test.each([
    ['a good row, the facility by its name', [head, ['430602001001', '湖滨站', '12.5']], []],
    [
      'headings in Chinese, in another order',
      [
        ['分钟', '起点', '机构'],
        ['9', '430602001001', 'f1'],
      ],
      [],
    ],
    ['a column is missing', [['from', 'minutes']], ['1 travel_columns']],
    ['no rows', [head], ['1 travel_empty']],
    ['an unknown start', [head, ['430602001999', 'f1', 5]], ['2 travel_from']],
    [
      'an unknown facility and no minutes, both said',
      [head, ['430602001001', 'x', '']],
      ['2 travel_facility', '2 travel_minutes'],
    ],
    [
      'minutes below and above what is possible',
      [head, ['430602001001', 'f1', '0'], ['430602001001', 'f1', '241']],
      ['2 travel_minutes', '3 travel_minutes', '3 travel_twice'],
    ],
    ['the same way twice', [head, ['430602001001', 'f1', 5], ['430602001001', '湖滨站', 6]], ['3 travel_twice']],
  ] as [string, (string | number)[][], string[]][])('%s', (_, rows, faults) =>
    expect(codes(readTimes(table(...rows), known))).toEqual(faults));
  const feature = (
    coordinates: unknown,
    properties: object = { facility: '湖滨站', minutes: 15 },
    type = 'Polygon',
  ) => ({
    type: 'Feature',
    properties,
    geometry: { type, coordinates },
  });
  const of = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
  test.each([
    ['a good area', of(feature([square(300)])), []],
    ['several polygons', of(feature([[square(300)]], { facility_id: 'f1', minutes: 15 }, 'MultiPolygon')), []],
    ['not GeoJSON', { hello: 1 }, ['1 travel_geojson']],
    ['no features', of(), ['1 travel_empty']],
    ['a point', of(feature([113, 29], undefined, 'Point')), ['1 travel_polygon']],
    ['a ring that is not closed', of(feature([square(300).slice(0, 4)])), ['1 travel_polygon']],
    ['longitude and latitude swapped', of(feature([square(300).map(([x, y]) => [y, x])])), ['1 coordinates_swapped']],
    ['somewhere else', of(feature([square(300).map(([x, y]) => [x - 100, y])])), ['1 outside_china']],
    ['the same area twice', of(feature([square(300)]), feature([square(400)])), ['2 travel_twice']],
    ['nobody knows the facility', of(feature([square(300)], { facility: '?', minutes: 15 })), ['1 travel_facility']],
  ] as [string, unknown, string[]][])('%s', (_, file, faults) => expect(codes(readAreas(file, known))).toEqual(faults));
  test.each([
    ['a file as it was previewed is taken', { faults: 0, sha256: 'a', seen: 'a', same: false }, []],
    ['one with faults is not', { faults: 2, sha256: 'a', seen: 'a', same: false }, ['import_has_errors']],
    ['nor other bytes than were seen', { faults: 0, sha256: 'a', seen: 'b', same: false }, ['import_file_changed']],
    ['nor the one in use', { faults: 0, sha256: 'a', seen: 'a', same: true }, ['travel_known']],
  ] as const)('%s', (_, file, faults) => {
    const answer = mayTake(file);
    expect(answer.ok ? [] : answer.reasons.map((r) => r.code)).toEqual(faults);
  });
});

describe('rules follow each other', () => {
  const last = { effective: '[2026-01-01,)' };
  test.each([
    ['the first may begin in the past', '2020-01-01', undefined, null],
    ['the next from tomorrow', '2026-11-25', last, null],
    ['not from today', '2026-11-24', last, 'rule_past'],
    ['not before one that is still to come', '2026-12-01', { effective: '[2027-01-01,)' }, 'rule_overlap'],
  ] as const)('%s', (_, from, before, code) => {
    const answer = mayFollow(from, '2026-11-24', before);
    expect(answer.ok ? null : answer.reasons[0]!.code).toBe(code);
  });
});

describe('sums', () => {
  const row = (code: string, seniors: number | null, at: { lng: number; lat: number } | null = null) => ({
    code,
    parentCode: code.slice(0, -3),
    name: code,
    lng: at?.lng ?? null,
    lat: at?.lat ?? null,
    accuracyM: at ? 500 : null,
    seniors,
  });
  test('a grid without a point stands where its community does; a community without grids is there too, without people', () => {
    const { communities, grids } = placesOf([
      row('430602001001', null, HERE),
      row('430602001002', null, HERE),
      row('430602001001001', 40),
      row('430602001001002', null, east(100)),
    ]);
    expect(communities.map((c) => c.code)).toEqual(['430602001001', '430602001002']);
    expect(grids.map((g) => [g.own, g.lng === HERE.lng, g.accuracyM])).toEqual([
      [false, true, 500],
      [true, false, 500],
    ]);
    const [sum] = sumOver(grids, cover(grids, [centre(0)], ['day_care'], rule), 1);
    expect(coveredOf(sum!)).toEqual({ covered: 40, least: 40, most: 40, seniors: 40 });
  });
  test('what is 未填报 is no service', () => {
    expect(servicesOf('day_care', null)).toEqual(['day_care']);
    expect(servicesOf('community_point', ['meals', 'own words', 'day_care'])).toEqual([
      'community_point',
      'day_care',
      'meals',
    ]);
  });
});

test('the outline is shared out so that every point of it lies in the cell of its nearest place', () => {
  const outline = square(6000);
  const spot = fc.record({
    lng: fc.double({ min: HERE.lng - 0.05, max: HERE.lng + 0.05, noNaN: true }),
    lat: fc.double({ min: HERE.lat - 0.05, max: HERE.lat + 0.05, noNaN: true }),
  });
  const flat = Math.cos((outline[0]![1] * Math.PI) / 180);
  fc.assert(
    fc.property(fc.array(spot, { minLength: 1, maxLength: 25 }), spot, (places, at) => {
      const cells = cellsIn(
        outline,
        places.map((p, i) => ({ id: String(i), ...p })),
      );
      const away = places.map((p) => Math.hypot((p.lng - at.lng) * flat, p.lat - at.lat));
      const [near, next] = away.toSorted((a, b) => a - b);
      fc.pre(next === undefined || next - near! > 1e-7);
      const mine = cells.get(String(away.indexOf(near!)));
      const others = [...cells].filter(([id]) => id !== String(away.indexOf(near!)));
      expect(mine && isInside([mine], at.lng, at.lat)).toBe(true);
      expect(others.filter(([, cell]) => isInside([cell], at.lng, at.lat))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
