import type { Instance } from '../../server/rounds/mechanism/arrays.ts';
import {
  FORMAT,
  type Market,
  type MarketApplicant,
  type MarketBed,
  type MarketFacility,
  type MarketNeed,
  type MarketRoom,
  type Spot,
} from '../../server/rounds/mechanism/market.ts';
import { dice } from '../support/markets.ts';

/** A district: 61 facilities with 3,872 beds as its map has them (3 homes, 32 points, 14 day centres, 12 medical points). */
const KINDS = [
  { count: 3, beds: 320, day: false },
  { count: 32, beds: 42, day: false },
  { count: 14, beds: 48, day: true },
  { count: 12, beds: 74, day: false },
];
export const BEDS = 3872;
const LIST = 10;

type Places = { id: string; at: Spot; beds: number; day: boolean }[];

function placesOf(d: (n: number) => number): Places {
  const spot = () => ({ lng: 113.05 + d(3000) / 10_000, lat: 29.3 + d(2000) / 10_000 });
  const made = KINDS.flatMap(({ count, beds, day }) =>
    Array.from({ length: count }, () => ({ at: spot(), beds, day })),
  );
  const places = made.map((p, i) => ({ ...p, id: `F${String(i).padStart(2, '0')}` }));
  const missing = BEDS - places.reduce((sum, p) => sum + p.beds, 0);
  places[0]!.beds += missing;
  return places;
}

const squared = (a: Spot, b: Spot) => ((a.lng - b.lng) * 0.87) ** 2 + (a.lat - b.lat) ** 2;

/** Ten wishes, mostly near home, none alike. */
function wishes(home: Spot, places: Places, d: (n: number) => number): string[] {
  return places
    .map((p) => ({ id: p.id, by: Math.sqrt(squared(home, p.at)) + d(400) / 10_000 }))
    .sort((a, b) => a.by - b.by)
    .slice(0, LIST)
    .map((p) => p.id);
}

/** Places that are all alike: hospitals and residents. */
export function plainDistrict(people: number, seed = 1): Market {
  const d = dice(seed);
  const places = placesOf(d);
  return {
    format: FORMAT,
    applicants: Array.from({ length: people }, (_, i) => {
      const home = { lng: 113.05 + d(3000) / 10_000, lat: 29.3 + d(2000) / 10_000 };
      return { id: `p${i}`, key: [d(5), -d(5), i], choices: wishes(home, places, d), home };
    }),
    facilities: places.map(({ id, at, beds }) => ({ id, at, capacity: beds })),
  };
}

export type Options = { undecided: boolean; transfers: number };

/** The same district bed by bed: rooms, levels, dementia care, equipment, a reserve, day places, couples, lots. */
export function district(people: number, { undecided, transfers }: Options, seed = 1): Market {
  const d = dice(seed);
  const places = placesOf(d);
  const chance = (one: number) => d(one) === 0;
  const facilities = places.map((p) => facilityOf(p, undecided, d));
  const free = facilities.flatMap((f) =>
    f.rooms!.flatMap((r) =>
      r.sex === 'female' || r.sex === 'male'
        ? r.beds.map((b) => ({ f: f.id, sex: r.sex as 'female' | 'male', b }))
        : [],
    ),
  );
  const need = (): MarketNeed => ({
    sex: chance(2) ? 'male' : 'female',
    level: d(5),
    ...(chance(8) ? { dementia: true } : {}),
    ...(chance(60) ? { isolation: true } : {}),
    ...(chance(10) ? { equipment: ['oxygen'] } : {}),
    ...(chance(12) ? { guaranteed: true } : {}),
  });
  const applicants = Array.from({ length: people }, (_, i): MarketApplicant => {
    const home = { lng: 113.05 + d(3000) / 10_000, lat: 29.3 + d(2000) / 10_000 };
    const a = { id: `p${i}`, key: [d(5), -d(5), i], choices: wishes(home, places, d), home };
    if (undecided && chance(50))
      return {
        ...a,
        couple: [
          { ...need(), sex: 'male' },
          { ...need(), sex: 'female' },
        ],
      };
    if (chance(6))
      return {
        ...a,
        need: {
          ...need(),
          kinds: ['day'],
          days: undecided
            ? [
                [1, 3, 5],
                [2, 4],
                [1, 2, 3, 4, 5],
              ][d(3)]!
            : [1, 2, 3, 4, 5],
        },
      };
    const n = { ...need(), kinds: ['residential', 'nursing'] as const };
    const bed = transfers > 0 && chance(transfers) ? free.splice(d(free.length), 1)[0] : undefined;
    return bed
      ? { ...a, need: { ...n, sex: bed.sex }, present: { facility: bed.f, bed: bed.b.id } }
      : { ...a, need: n };
  });
  const lots = facilities.map((f) => ({
    id: `lot ${f.id}`,
    left: Math.round(f.rooms!.flatMap((r) => r.beds).length * 0.85),
    facilities: [f.id],
  }));
  // Four providers share what is left between the houses they run.
  const shared = undecided
    ? [0, 1, 2, 3].map((k) => ({
        id: `provider ${k}`,
        left: 40,
        facilities: places.filter((_, i) => i % 5 === k).map((p) => p.id),
      }))
    : [];
  const own = undecided ? lots.filter((_, i) => i % 5 === 4) : lots;
  const rest = undecided
    ? shared.map((l) => ({
        ...l,
        left: Math.round(
          l.facilities.reduce((sum, id) => sum + (lots.find((x) => x.id === `lot ${id}`)?.left ?? 0), 0),
        ),
      }))
    : [];
  return { format: FORMAT, key_names: ['track', 'level', 'place'], applicants, facilities, lots: [...own, ...rest] };
}

function facilityOf(p: Places[number], undecided: boolean, d: (n: number) => number): MarketFacility {
  const chance = (one: number) => d(one) === 0;
  const rooms: MarketRoom[] = [];
  for (let made = 0; made < p.beds; ) {
    const id = `${p.id}-${rooms.length + 100}`;
    const care = d(4);
    const size = Math.min(p.day ? 8 : 1 + d(4), p.beds - made);
    const bed = (i: number): MarketBed => ({
      id: `${id}-${i + 1}`,
      kind: p.day ? 'day' : care === 3 ? 'nursing' : 'residential',
      level_max: p.day ? 4 : care + 1,
      ...(care === 2 && !p.day ? { dementia: true } : {}),
      ...(chance(40) ? { isolation: true } : {}),
      ...(chance(6) ? { equipment: ['oxygen'] } : {}),
      ...(chance(12) ? { pool: 'reserve' as const } : {}),
      ...(p.day ? { days: [1, 2, 3, 4, 5] } : {}),
    });
    const beds = Array.from({ length: size }, (_, i) => bed(i));
    const sex = p.day
      ? 'mixed'
      : undecided && chance(3)
        ? 'single_sex'
        : (['female', 'male', 'female', 'male', 'mixed'] as const)[d(5)]!;
    rooms.push({ id, sex, beds, ...(undecided && sex === 'mixed' && !p.day && size === 2 ? { whole: true } : {}) });
    made += size;
  }
  return { id: p.id, at: p.at, rooms };
}

/**
 * A market far beyond a district straight as typed arrays: twelve types of need, up to four cells a facility.
 *
 * @param apart every facility has an order of its own
 */
export function largeInstance(people: number, facilities: number, beds: number, apart: boolean): Instance {
  const d = dice(people);
  const [types, signatures, list] = [12, 8, LIST];
  const listFacility = new Int32Array(people * list);
  for (let a = 0; a < people; a += 1) {
    // Wishes lie near one home, so that facilities are full in some places and empty in others.
    const home = d(facilities);
    const near = Math.min(facilities, 120);
    for (let i = 0; i < list; i += 1)
      listFacility[a * list + i] =
        (home + i * Math.max(1, Math.floor(near / list)) + d(Math.max(1, Math.floor(near / list)))) % facilities;
  }
  const cells = Math.min(4, Math.max(1, Math.floor(beds / facilities)));
  const cellStart = Int32Array.from({ length: facilities + 1 }, (_, f) => f * cells);
  const cellSignature = new Int32Array(facilities * cells);
  const cellCapacity = new Int32Array(facilities * cells);
  for (let f = 0; f < facilities; f += 1) {
    const of = Math.floor(((f + 1) * beds) / facilities) - Math.floor((f * beds) / facilities);
    for (let c = 0; c < cells; c += 1) {
      cellSignature[f * cells + c] = (f + c * 3) % signatures;
      cellCapacity[f * cells + c] = Math.floor(((c + 1) * of) / cells) - Math.floor((c * of) / cells);
    }
  }
  const listPriority = apart ? new Int32Array(people * list) : null;
  if (listPriority) for (let p = 0; p < listPriority.length; p += 1) listPriority[p] = Math.imul(p, 0x9e3779b1) >>> 1;
  return {
    applicants: people,
    facilities,
    types,
    signatures,
    listStart: Int32Array.from({ length: people + 1 }, (_, a) => a * list),
    listFacility,
    listPriority,
    typeOf: Int32Array.from({ length: people }, () => d(types)),
    fits: Uint8Array.from(
      { length: types * signatures },
      (_, i) => +((i % signatures) % 2 === Math.floor(i / signatures) % 2 || (i * 7) % 5 === 0),
    ),
    cellStart,
    cellSignature,
    cellCapacity,
    cellLot: new Int32Array(facilities * cells).fill(-1),
    lotCapacity: new Int32Array(0),
  };
}
