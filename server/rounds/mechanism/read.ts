// Decides whether something read from a file or a database is a market a round can run on, and says everything that is
// wrong with it at once (at most MOST findings), each with a pointer to where.

import { type Reason, type Verdict, verdict } from '../../kernel/errors.ts';
import { isDay } from '../../kernel/period.ts';
import { compareKeys, FORMAT, type Market } from './market.ts';

const MOST = 20;
type Dict = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isText: Check = (v) => typeof v === 'string' && v.length > 0 && v.length <= 200;
const isNumber: Check = (v) => typeof v === 'number' && Number.isFinite(v);
const isCount: Check = (v) => typeof v === 'number' && Number.isInteger(v) && v >= 0;
const isBool: Check = (v) => typeof v === 'boolean';
const isLevel: Check = (v) => isCount(v) && (v as number) <= 4;
const isDict = (v: unknown): v is Dict => typeof v === 'object' && v !== null && !Array.isArray(v);
const oneOf =
  (...names: string[]): Check =>
  (v) =>
    names.includes(v as string);
const listOf =
  (check: Check): Check =>
  (v) =>
    Array.isArray(v) && v.every(check);
const shape =
  (needed: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  (v) =>
    isDict(v) &&
    Object.entries(needed).every(([k, check]) => check(v[k])) &&
    Object.entries(v).every(([k, value]) => k in needed || value === undefined || (optional[k]?.(value) ?? false));

const kinds = oneOf('residential', 'nursing', 'day', 'home');
const weekdays = listOf((d) => isCount(d) && (d as number) >= 1 && (d as number) <= 7);
const key: Check = (v) =>
  Array.isArray(v) && v.length > 0 && v.length <= 20 && v.every((c) => isNumber(c) || typeof c === 'string');
const spot = shape({ lng: isNumber, lat: isNumber });
const need = shape(
  {},
  {
    sex: oneOf('male', 'female'),
    level: isLevel,
    dementia: isBool,
    isolation: isBool,
    equipment: listOf(isText),
    kinds: listOf(kinds),
    guaranteed: isBool,
    days: weekdays,
  },
);
const applicant = shape(
  { id: isText, key, choices: listOf(isText) },
  {
    need,
    accept_any: isBool,
    radius_km: (v) => isNumber(v) && (v as number) >= 0,
    home: spot,
    exited: listOf(isText),
    key_at: (v) => isDict(v) && Object.values(v).every(key),
    present: shape({ facility: isText, bed: isText }),
    couple: (v) => Array.isArray(v) && v.length === 2 && v.every(need),
  },
);
const bed = shape(
  { id: isText },
  {
    kind: kinds,
    level_min: isLevel,
    level_max: isLevel,
    dementia: isBool,
    isolation: isBool,
    equipment: listOf(isText),
    pool: oneOf('reserve', 'subsidised', 'market'),
    days: weekdays,
    free_on: (v) => typeof v === 'string' && isDay(v),
  },
);
const room = shape(
  { id: isText, sex: oneOf('male', 'female', 'single_sex', 'mixed'), beds: listOf(bed) },
  { taken: oneOf('male', 'female'), whole: isBool },
);
const facility = shape({ id: isText }, { at: spot, capacity: isCount, rooms: listOf(room) });
const lot = shape({ id: isText, left: isNumber, facilities: listOf(isText) }, { kinds: listOf(kinds) });

/** @returns the market, or every finding: wrong shapes first, then (when all shapes are right) wrong facts */
export function readMarket(input: unknown): Verdict<{ market: Market }> {
  const shapes = wrongShapes(input);
  if (shapes.length > 0) return verdict(shapes.slice(0, MOST), {} as { market: Market });
  const market = input as Market;
  return verdict(wrongFacts(market).slice(0, MOST), { market });
}

function wrongShapes(input: unknown): Reason[] {
  const bad = (pointer: string, what: string): Reason => ({ code: 'market_shape', values: { what }, pointer });
  if (!isDict(input) || input.format !== FORMAT) return [bad('/format', `format: "${FORMAT}"`)];
  const found: Reason[] = [];
  if (input.key_names !== undefined && !listOf(isText)(input.key_names)) found.push(bad('/key_names', 'key_names'));
  const lists = { applicants: applicant, facilities: facility, lots: lot };
  for (const [name, check] of Object.entries(lists)) {
    const list = input[name];
    if (list === undefined && name === 'lots') continue;
    if (!Array.isArray(list)) found.push(bad(`/${name}`, name));
    else list.forEach((v, i) => void (check(v) || found.push(bad(`/${name}/${i}`, `${name}[${i}]`))));
  }
  return found;
}

function wrongFacts(m: Market): Reason[] {
  const found: Reason[] = [];
  const twice = (
    code: 'market_person_twice' | 'market_facility_twice' | 'market_lot_twice',
    list: readonly { id: string }[],
    pointer: string,
  ) => {
    const seen = new Set<string>();
    list.forEach(({ id }, i) => {
      if (seen.has(id)) found.push({ code, values: { id }, pointer: `${pointer}/${i}` });
      seen.add(id);
    });
    return seen;
  };
  twice('market_person_twice', m.applicants, '/applicants');
  const known = twice('market_facility_twice', m.facilities, '/facilities');
  twice('market_lot_twice', m.lots ?? [], '/lots');

  const roomOf = new Map<string, string>();
  const facilityOf = new Map<string, string>();
  for (const [i, f] of m.facilities.entries()) {
    const rooms = new Set<string>();
    for (const [j, r] of (f.rooms ?? []).entries()) {
      if (rooms.has(r.id))
        found.push({
          code: 'market_room_twice',
          values: { facility: f.id, id: r.id },
          pointer: `/facilities/${i}/rooms/${j}`,
        });
      rooms.add(r.id);
      for (const [k, b] of r.beds.entries()) {
        const pointer = `/facilities/${i}/rooms/${j}/beds/${k}`;
        const before = roomOf.get(b.id);
        if (before !== undefined)
          found.push({ code: 'market_bed_twice', values: { bed: b.id, first: before, second: r.id }, pointer });
        roomOf.set(b.id, r.id);
        facilityOf.set(b.id, f.id);
        if ((b.level_min ?? 0) > (b.level_max ?? 4))
          found.push({ code: 'market_levels_reversed', values: { bed: b.id }, pointer });
      }
    }
  }
  m.lots?.forEach((l, i) => {
    if (!Number.isInteger(l.left) || l.left < 0)
      found.push({ code: 'market_lot_negative', values: { lot: l.id, left: l.left }, pointer: `/lots/${i}/left` });
    for (const f of l.facilities)
      if (!known.has(f))
        found.push({ code: 'market_unknown_facility', values: { facility: f }, pointer: `/lots/${i}` });
  });
  const measured = m.applicants.find((a) => a.accept_any && a.home && a.radius_km !== undefined);
  if (measured)
    m.facilities.forEach((f, i) => {
      if (!f.at)
        found.push({
          code: 'market_no_point',
          values: { facility: f.id, person: measured.id },
          pointer: `/facilities/${i}/at`,
        });
    });
  const ownerOf = new Map<string, string>();
  m.applicants.forEach((a, i) => {
    for (const c of a.choices)
      if (!known.has(c))
        found.push({ code: 'market_unknown_facility', values: { facility: c }, pointer: `/applicants/${i}/choices` });
    if (!a.present) return;
    const pointer = `/applicants/${i}/present`;
    const { facility, bed } = a.present;
    const before = ownerOf.get(bed);
    ownerOf.set(bed, a.id);
    if (facilityOf.get(bed) !== facility)
      found.push({ code: 'market_present_unknown', values: { person: a.id, bed }, pointer });
    if (before !== undefined)
      found.push({ code: 'market_present_twice', values: { first: before, second: a.id, bed }, pointer });
    if (a.couple) found.push({ code: 'market_present_couple', values: { person: a.id }, pointer });
  });
  const ordered = m.applicants.map((a, i) => ({ a, i })).sort((x, y) => compareKeys(x.a.key, y.a.key));
  for (let i = 1; i < ordered.length; i += 1) {
    const [x, y] = [ordered[i - 1]!, ordered[i]!];
    if (compareKeys(x.a.key, y.a.key) !== 0) continue;
    found.push({
      code: 'market_equal_keys',
      values: { first: x.a.id, second: y.a.id },
      pointer: `/applicants/${y.i}/key`,
    });
    break;
  }
  return found;
}
