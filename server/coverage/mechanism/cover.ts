// Decides which services are within the time on foot of each place where people live, and how sure that is.
import { greatCircleKm } from '../../kernel/geo.ts';
import { boxOf, isInside, metresToEdge, type Rings } from './areas.ts';
import { Places } from './near.ts';

export type Rule = { minutes: number; metresPerMinute: number; detourHundredths: number };
/** Where people live; without a point nothing can be said except by a table of minutes. */
export type Origin = { code: string; lng: number | null; lat: number | null; accuracyM: number };
export type Place = { id: string; lng: number; lat: number; accuracyM: number; services: readonly string[] };
/** Straight line with detour and speed, an area of a file, or a table of minutes. */
export type By = 'line' | 'areas' | 'times';
/** `least` and `most`: as the inexact points allow; all minutes are exact, to be rounded up where they are shown. */
export type Way = { place: string; metres: number | null; minutes: number; least: number; most: number; by: By };
/** `likely`: as the points stand; `possible`: not as they stand, but within what they may be off. */
export const states = ['certain', 'likely', 'possible', 'no', 'unknown'] as const;
export type State = (typeof states)[number];
export type Found = { state: State; nearest: Way | null };

export type Area = { facility_id: string; minutes: number; rings: Rings };
export type Time = { from: string; facility_id: string; minutes: number };
export type TravelFile = { kind: 'areas'; rows: readonly Area[] } | { kind: 'times'; rows: readonly Time[] };

const minutesOf = (metres: number, r: Rule) => (metres * r.detourHundredths) / 100 / r.metresPerMinute;
/** The straight line that takes just the time. */
export const reachMetres = (r: Rule): number => (r.minutes * r.metresPerMinute * 100) / r.detourHundredths;

export function byLine(place: Place, metres: number, off: number, rule: Rule): Way {
  const least = minutesOf(Math.max(0, metres - off), rule);
  const most = minutesOf(metres + off, rule);
  return { place: place.id, metres, minutes: minutesOf(metres, rule), least, most, by: 'line' };
}

export function stateOf(way: Pick<Way, 'least' | 'minutes' | 'most'>, limit: number): State {
  if (way.most <= limit) return 'certain';
  if (way.minutes <= limit) return 'likely';
  return way.least <= limit ? 'possible' : 'no';
}
const better = (a: State, b: State) => (states.indexOf(a) <= states.indexOf(b) ? a : b);

type Said = Map<string, { minutes: number; rings: Rings; box: ReturnType<typeof boxOf> }[]>;
type Reader = (from: Origin, line: (place: Place) => Way | null) => Map<string, Way>;

/** What one file says of the ways from a place, by facility; nothing where it is silent. */
function readerOf(file: TravelFile, places: ReadonlyMap<string, Place>, limit: number): Reader {
  if (file.kind === 'times') {
    const from = new Map<string, Map<string, number>>();
    for (const row of file.rows) {
      const known = from.get(row.from) ?? new Map<string, number>();
      from.set(row.from, known.set(row.facility_id, row.minutes));
    }
    // A row of a community holds for its grids that have no row of their own.
    return ({ code }) => {
      const own = new Map([...(from.get(code.slice(0, 12)) ?? []), ...(from.get(code) ?? [])]);
      const ways = new Map<string, Way>();
      for (const [place, m] of own)
        if (places.has(place)) ways.set(place, { place, metres: null, minutes: m, least: m, most: m, by: 'times' });
      return ways;
    };
  }
  const said: Said = new Map();
  for (const row of file.rows) {
    if (!places.has(row.facility_id)) continue;
    const list = said.get(row.facility_id) ?? [];
    list.push({ minutes: row.minutes, rings: row.rings, box: boxOf(row.rings) });
    said.set(
      row.facility_id,
      list.sort((a, b) => a.minutes - b.minutes),
    );
  }
  return (from, line) => {
    const ways = new Map<string, Way>();
    const { lng, lat, accuracyM } = from;
    if (lng === null || lat === null) return ways;
    const hit = (a: { rings: Rings; box: ReturnType<typeof boxOf> }) =>
      lng >= a.box[0] && lng <= a.box[2] && lat >= a.box[1] && lat <= a.box[3] && isInside(a.rings, lng, lat);
    for (const [id, areas] of said) {
      const inner = areas.findIndex(hit);
      const area = areas[inner];
      const straight = line(places.get(id)!)!;
      const beyond = (n: number) => Math.max(n, limit + 1);
      const base = { place: id, metres: straight.metres, by: 'areas' as const };
      if (area && area.minutes <= limit) {
        const sure = metresToEdge(area.rings, lng, lat) >= accuracyM;
        const most = sure ? area.minutes : beyond(straight.most);
        ways.set(id, { ...base, minutes: area.minutes, least: Math.min(area.minutes, straight.least), most });
        continue;
      }
      // Outside the widest that the time allows, or outside everything the file has.
      const outside = areas[inner < 0 ? areas.length - 1 : inner - 1];
      if (!outside || outside.minutes < limit) continue;
      const sure = accuracyM === 0 || metresToEdge(outside.rings, lng, lat) > accuracyM;
      const least = sure ? beyond(straight.least) : Math.min(limit, straight.least);
      ways.set(id, { ...base, minutes: beyond(straight.minutes), least, most: beyond(straight.most) });
    }
    return ways;
  };
}

/**
 * For each place where people live and each service: how sure it is within the time, and the nearest by minutes. A file
 * counts where it says something, the first of `files` before the next; the straight line everywhere else.
 */
export function cover(
  origins: readonly Origin[],
  places: readonly Place[],
  services: readonly string[],
  rule: Rule,
  files: readonly TravelFile[] = [],
): Map<string, Found[]> {
  const known = new Map(places.map((p) => [p.id, p]));
  const index = new Places(places);
  const order = new Map(services.map((s, i) => [s, i]));
  const offered = places.map((p) => p.services.flatMap((s) => order.get(s) ?? []));
  const readers = files.map((f) => readerOf(f, known, rule.minutes));
  const furthest = places.reduce((n, p) => Math.max(n, p.accuracyM), 0);
  const slot = new Map(places.map((p, i) => [p.id, i]));
  const result = new Map<string, Found[]>();
  for (const from of origins) {
    const { lng, lat } = from;
    const located = lng !== null && lat !== null;
    const found = services.map((): Found => ({ state: located ? 'no' : 'unknown', nearest: null }));
    const take = (i: number, way: Way) => {
      const state = stateOf(way, rule.minutes);
      for (const s of offered[i]!) {
        const f = found[s]!;
        f.state = better(state, f.state);
        if (!f.nearest || way.minutes < f.nearest.minutes) f.nearest = way;
      }
    };
    const line = (place: Place): Way | null => {
      if (!located) return null;
      const metres = greatCircleKm(lng, lat, place.lng, place.lat) * 1000;
      return byLine(place, metres, from.accuracyM + place.accuracyM, rule);
    };
    const spoken = new Set<number>();
    for (const read of readers)
      for (const [id, way] of read(from, line)) {
        const i = slot.get(id)!;
        if (spoken.has(i)) continue;
        spoken.add(i);
        take(i, way);
      }
    if (located) {
      const off = (i: number) => from.accuracyM + places[i]!.accuracyM;
      const widest = (reachMetres(rule) + from.accuracyM + furthest) / 1000 + 1e-6;
      const seen = new Set<number>();
      for (const { index: i, km } of index.within(lng, lat, widest)) {
        if (spoken.has(i)) continue;
        take(i, byLine(places[i]!, km * 1000, off(i), rule));
        for (const s of offered[i]!) seen.add(s);
      }
      for (let s = 0; s < services.length; s += 1) {
        if (seen.has(s)) continue;
        const at = index.nearest(lng, lat, (i) => !spoken.has(i) && offered[i]!.includes(s));
        if (at) take(at.index, byLine(places[at.index]!, at.km * 1000, off(at.index), rule));
      }
    }
    result.set(from.code, found);
  }
  return result;
}
