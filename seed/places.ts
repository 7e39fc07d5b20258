import type { divisions } from '../db/schema/divisions.ts';
import { spell } from '../server/platform/pinyin.ts';
import source from './data/divisions.json' with { type: 'json' };
import shapes from './data/shapes.json' with { type: 'json' };
import { type Random, shares } from './random.ts';

export type Division = Omit<typeof divisions.$inferInsert, 'district'>;
export type Spot = { lng: number; lat: number; accuracyM: number };
/** A community or village with the weight that seniors, facilities and people are spread by. */
export type Community = { code: string; name: string; street: string; streetName: string; spot: Spot; weight: number };
export type Places = { divisions: Division[]; communities: Community[]; grids: Map<string, string[]> };

export const DISTRICT = '430602';
const OWN = '岳阳楼区直管';
/** The brief's figures: 652 grids whose seniors (60+) sum to 106,082. */
const GRIDS = 652;
const SENIORS = 106_082;
const METRES_PER_DEGREE = 111_320;

type Ring = readonly (readonly number[])[];

function inside(ring: Ring, lng: number, lat: number): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i] as [number, number];
    const [xj, yj] = ring[j] as [number, number];
    if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

/** On land inside the district's outline. */
export const onLand = (lng: number, lat: number): boolean =>
  inside(shapes.outline, lng, lat) && !shapes.lakes.some((lake) => inside(lake.ring, lng, lat));

/** A point within `radius` metres of a centre, on land where that is possible; the centre itself when it is not. */
export function near(r: Random, lng: number, lat: number, radius: number): { lng: number; lat: number } {
  const round = (x: number) => Math.round(x * 1e5) / 1e5;
  for (let i = 0; i < 60; i += 1) {
    const angle = 2 * Math.PI * r.next();
    const metres = radius * Math.sqrt(r.next());
    const x = round(lng + (metres * Math.cos(angle)) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)));
    const y = round(lat + (metres * Math.sin(angle)) / METRES_PER_DEGREE);
    if (onLand(x, y)) return { lng: x, lat: y };
  }
  return { lng, lat };
}

function division(code: string, name: string, kind: string, rest: Partial<Division>): Division {
  const level = code.length === 9 ? 'street' : code.length === 12 ? 'community' : 'grid';
  const parentCode = level === 'street' ? null : code.slice(0, code.length - 3);
  const base = { code, parentCode, level, kind, name, shortName: name, ...spell(name) } as const;
  return { ...base, districtRun: true, runBy: OWN, lng: null, lat: null, accuracyM: null, seniors: null, ...rest };
}

/**
 * Streets, communities and grids. Codes, names and street centres are from `data/`; a community is put within 600 m of
 * its street's centre and keeps the street's accuracy, so the map draws it hollow. A grid is put within 400 m of its community's point, made up as that is and no more
 * exact. Seniors are counted on grids only.
 */
export function makePlaces(r: Random): Places {
  const rows: Division[] = [];
  const communities: Community[] = [];
  for (const street of source.streets) {
    const [lng, lat] = street.centre as [number, number];
    const run = { districtRun: street.run_by === OWN, runBy: street.run_by, accuracyM: street.accuracy_m };
    rows.push(division(street.code, street.name, street.kind, { ...run, lng, lat }));
    for (const [code, name, kind] of street.children as [string, string, string][]) {
      const spot = { ...near(r, lng, lat, 600), accuracyM: street.accuracy_m };
      rows.push(division(code, name, kind, { ...run, ...spot }));
      const weight = (kind === '村' ? 0.5 : 0.75) + 0.6 * r.next();
      if (run.districtRun) communities.push({ code, name, street: street.code, streetName: street.name, spot, weight });
    }
  }
  const grids = makeGrids(r, communities);
  return {
    divisions: [...rows, ...grids],
    communities,
    grids: Map.groupBy(codesOf(grids), (code) => code.slice(0, 12)),
  };
}

const codesOf = (rows: Division[]) => rows.map((g) => g.code);

function makeGrids(r: Random, communities: Community[]): Division[] {
  const counts = shares(
    GRIDS,
    communities.map((c) => c.weight),
    3,
  );
  const codes = communities.flatMap((c, i) =>
    Array.from({ length: counts[i]! }, (_, n) => ({ of: c, n: n + 1, code: c.code + String(n + 1).padStart(3, '0') })),
  );
  const seniors = shares(
    SENIORS,
    codes.map(() => 0.5 + r.next()),
    60,
  );
  const spots = r.fork('grid spots');
  return codes.map(({ of, n, code }, i) =>
    division(code, `${of.name}第${n}网格`, '网格', {
      shortName: `第${n}网格`,
      seniors: seniors[i]!,
      ...near(spots, of.spot.lng, of.spot.lat, 400),
      accuracyM: of.spot.accuracyM,
    }),
  );
}
