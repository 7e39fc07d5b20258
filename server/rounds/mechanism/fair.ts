// Decides whether anybody waits for a place that is free, or that somebody holds who comes after them there: the half of
// the checker about people. The other half, about beds and contracts, is check.ts.
import type { Sex } from '../../facilities/rules.ts';
import type { Finding } from './check.ts';
import { coupleFits, standsInTheWay } from './fit.ts';
import {
  compareKeys,
  type Market,
  type MarketApplicant,
  type MarketBed,
  type MarketLot,
  type MarketRoom,
} from './market.ts';
import type { Placement } from './outcome.ts';

export type Person = {
  a: MarketApplicant;
  list: string[];
  /** people of equal text need the same */
  needs: string;
  placement: Placement | null;
};
export type Place = {
  bed: MarketBed;
  room: MarketRoom | null;
  facility: string;
  /** null: nobody has decided yet, or it is a couple's */
  takes: Sex | 'either' | null;
  /** the sex of the room was this round's to decide */
  decided: boolean;
  /** somebody lies here and asks to transfer */
  kept: boolean;
  /** a couple-room: the whole room could be given to a couple */
  whole: boolean;
  people: Person[];
  /** the lots that cover it; null when it needs none */
  lots: readonly MarketLot[] | null;
};

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const daysOf = (p: Person) => p.a.need?.days ?? EVERY_DAY;
const lotsText = (p: Place) => (p.lots ?? []).map((l) => l.id).join('+');

/**
 * Do two people want one bed at the same time? Only a day place can be shared, on different weekdays, and not one that
 * somebody who asks to transfer may come back to.
 */
export const clash = ({ bed, kept }: Place, x: Person, y: Person) =>
  bed.kind !== 'day' || kept || daysOf(x).some((d) => daysOf(y).includes(d));

/** Are all days of `y` days of `x`? */
const within = (x: Person, y: Person) => daysOf(y).every((d) => daysOf(x).includes(d));

/** Could one more person of these needs come in; if not, instead of whom. */
type Way = { admitted: boolean; instead: Person[] };

/** Nobody waits for a place that is free, or that somebody holds who comes after them there. */
export function unfair(market: Market, people: Person[], places: Place[], used: Map<string, number>) {
  const at = Map.groupBy(places, (p) => p.facility);
  const left = new Map((market.lots ?? []).map((l) => [l.id, l.left - (used.get(l.id) ?? 0)]));
  const ways = new Map<string, Way>();
  const findings: Finding[] = [];
  let wishes = 0;
  let otherwise = 0;
  for (const x of people) {
    let gains = false;
    for (const facility of x.list.slice(0, (x.placement?.choice ?? x.list.length + 1) - 1)) {
      wishes += 1;
      const beds = at.get(facility) ?? [];
      const key = `${facility} ${x.needs}`;
      const way = ways.get(key) ?? (x.a.couple ? wayForCouple(x, beds, left) : wayOrRoom(x, beds, left));
      ways.set(key, way);
      const last = way.instead.reduce<Person | null>((l, p) => (l === null || order(facility, l, p) < 0 ? p : l), null);
      if (way.admitted) findings.push({ code: 'check_waste', person: x.a.id, facility });
      else if (last && order(facility, x, last) < 0)
        findings.push({ code: 'check_envy', person: x.a.id, facility, other: last.a.id });
      else gains ||= hadItBeenDecided(x, facility, beds, left);
    }
    otherwise += +gains;
  }
  return { findings, wishes, otherwise };
}

/** Negative when `x` comes before `y` at the facility: who lies there first, then the key that holds there. */
function order(facility: string, x: Person, y: Person): number {
  const own = (p: Person) => +(p.a.present?.facility !== facility);
  const key = (p: Person) => p.a.key_at?.[facility] ?? p.a.key;
  return own(x) - own(y) || compareKeys(key(x), key(y)) || compareKeys(x.a.key, y.a.key);
}

/** The way in as things are; or, since an empty room nobody has decided could be opened, with one of those opened. */
function wayOrRoom(x: Person, beds: Place[], left: Map<string, number>): Way {
  const asItIs = wayIn(x, beds, left);
  const open = Map.groupBy(
    beds.filter(
      (p) => p.takes === null && !p.room?.beds.some((b) => beds.some((o) => o.bed === b && o.people.length > 0)),
    ),
    (p) => p.room,
  );
  const tried = new Set<string>();
  for (const [room, empty] of open) {
    const alike = JSON.stringify(room && [room.sex, room.beds.map((b) => ({ ...b, id: '' }))]);
    const ways = room?.whole ? (['either'] as const) : (['female', 'male'] as const);
    for (const sex of tried.has(alike) || asItIs.admitted ? [] : ways) {
      for (const p of empty) p.takes = sex;
      asItIs.admitted ||= wayIn(x, beds, left).admitted;
      for (const p of empty) p.takes = null;
    }
    tried.add(alike);
  }
  return asItIs;
}

/** Could this person lie in this bed if whoever is in it were not? */
function couldLie(x: Person, place: Place): boolean {
  if (place.takes === null) return false;
  if (x.a.couple || place.people.some((p) => p.a.couple)) return false;
  if (x.a.present?.facility === place.facility) return x.a.present.bed === place.bed.id;
  return standsInTheWay(x.a.need ?? {}, place.bed, place.takes).length === 0;
}

/**
 * The augmenting search: the newcomer takes a bed; whoever lies there takes another; and so on, until a bed is free and
 * a lot covers it. Where it ends without one, everybody reached could have gone for the newcomer to come in.
 */
function wayIn(x: Person, beds: Place[], left: Map<string, number>): Way {
  const instead = new Set<Person>();
  const moving = [x];
  const kinds = new Set([x.needs]);
  const seen = new Set<Place>();
  const short = new Set<string>();
  const out = (p: Person) => {
    if (p.a.couple) return;
    instead.add(p);
    if (!kinds.has(p.needs)) moving.push(p);
    kinds.add(p.needs);
  };
  for (const who of moving)
    for (const place of beds) {
      if (seen.has(place) || place.people.includes(who) || !couldLie(who, place)) continue;
      const inside = place.people.filter((p) => clash(place, p, who));
      if (inside.length > 1) continue;
      // How a day place is shared is decided with the first who share it: a share is worth the days of who has it.
      if (inside[0] && place.people.length > 1 && !within(inside[0], who)) continue;
      seen.add(place);
      if (inside[0]) {
        out(inside[0]);
        continue;
      }
      if (place.lots === null || place.lots.some((l) => (left.get(l.id) ?? 0) > 0))
        return { admitted: true, instead: [] };
      const text = lotsText(place);
      if (short.has(text)) continue;
      short.add(text);
      // A free bed without a lot: whoever uses one of its lots could leave theirs to the newcomer.
      for (const b of beds) if (b.lots !== null && lotsText(b) === text) b.people.forEach(out);
    }
  return { admitted: false, instead: [...instead] };
}

/** A couple needs one whole room, and a lot for each of its beds. */
function wayForCouple(x: Person, beds: Place[], left: Map<string, number>): Way {
  const instead = new Set<Person>();
  for (const [room, pair] of Map.groupBy(beds, (p) => p.room)) {
    const [one, two] = pair;
    if (!room || !one?.whole || !two || !x.a.couple || coupleFits(x.a.couple, room.beds).length > 0) continue;
    const inside = [...new Set(pair.flatMap((p) => p.people))];
    if (inside.length === 1 && inside[0]?.a.couple) instead.add(inside[0]);
    if (inside.length === 0 && coveredTogether(one, two, left)) return { admitted: true, instead: [] };
  }
  return { admitted: false, instead: [...instead] };
}

function coveredTogether(one: Place, two: Place, left: Map<string, number>): boolean {
  const of = (p: Place) => p.lots?.map((l) => l.id) ?? [null];
  const has = (lot: string | null, units: number) => lot === null || (left.get(lot) ?? 0) >= units;
  return of(one).some((l) => of(two).some((m) => (l === m ? has(l, 2) : has(l, 1) && has(m, 1))));
}

/** Is there a room this round decided, with one party in it that comes later, that could have been this person's? */
function hadItBeenDecided(x: Person, facility: string, beds: Place[], left: Map<string, number>): boolean {
  return beds.some((place) => {
    const sharing = place.people.filter((p) => clash(place, p, x));
    if (place.people.length > 1 && sharing.length === 1 && sharing[0] && order(facility, x, sharing[0]) < 0)
      return !x.a.couple && couldLie(x, place);
    if (!place.decided) return false;
    const room = beds.filter((p) => p.room === place.room);
    const inside = [...new Set(room.flatMap((p) => p.people))];
    const [only] = inside;
    if (inside.length !== 1 || !only || order(facility, x, only) > 0) return false;
    const [one, two] = room;
    if (x.a.couple)
      return (
        place.whole &&
        coupleFits(x.a.couple, place.room?.beds ?? []).length === 0 &&
        (only.a.couple !== undefined || (one !== undefined && two !== undefined && coveredTogether(one, two, left)))
      );
    const takes = place.whole ? 'either' : (x.a.need?.sex ?? 'either');
    const covered =
      place.lots === null ||
      place.lots.some((l) => (left.get(l.id) ?? 0) > 0) ||
      room.some((p) => p.people.includes(only) && p.lots !== null && lotsText(p) === lotsText(place));
    return covered && standsInTheWay(x.a.need ?? {}, place.bed, takes).length === 0;
  });
}
