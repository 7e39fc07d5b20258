// Decides what would give somebody who waits another place (queue-rules v1): each change of the own facts is tried on a copy
// among everybody else's as they are, by the ranking rules themselves; and what another wish would open, which moves nobody.
import { kmBetween, type Seeker, type Wish, wants } from '../allocation/rules.ts';
import { type CategoryKind, categoryKinds } from '../applicants/rules.ts';
import { addDays, ageOn, type Day, dayOf } from '../kernel/period.ts';
import { compareKeys, keysBy, type Ordering, type QueueKey, type Standing, type Track } from '../queue/rules.ts';

export { categoryKinds };
/** Somebody who waits: what orders them, and when they were born, for days to come. */
export type Waiting = { standing: Standing; born: Day };
/** One change, as it is told: of the assessment, of a proof, of what is on record about the home, or by waiting on. */
export type Change =
  | { code: 'level'; level: number }
  | { code: 'dementia' }
  | { code: 'category'; kind: CategoryKind }
  | { code: 'living_alone' | 'carer_absent'; known: boolean }
  | { code: 'carer_hardships'; count: number }
  | { code: 'waited'; days: number; on: Day }
  | { code: 'birthday'; age: number; on: Day };
export type Moved = Change & Standpoint;

const DAY = 86_400_000;
/** Nobody is told of a day further off than this. */
const FAR_DAYS = 1096;
const LEVELS = [0, 1, 2, 3, 4];

type Tried = { change: Change; standing: Standing; at: string };

/** Every change the rules take notice of, with the facts as they would be then. */
export function changesOf({ standing: s, born }: Waiting, rules: Ordering, now: string): Tried[] {
  const today = dayOf(new Date(now));
  const conditions = rules.tracks.flatMap((track) => track.any);
  const named = new Set(conditions.flatMap((c) => [...(c.categories_any ?? []), ...(c.categories_all ?? [])]));
  const tried: Tried[] = [];
  const add = (change: Change, facts: Partial<Standing>, at = now) =>
    tried.push({ change, standing: { ...s, ...facts }, at });
  for (const level of LEVELS) if (level !== s.level) add({ code: 'level', level }, { level });
  if (!s.dementia && conditions.some((c) => c.dementia)) add({ code: 'dementia' }, { dementia: true });
  for (const kind of categoryKinds)
    if (named.has(kind) && !s.categories.includes(kind))
      add({ code: 'category', kind }, { categories: [...s.categories, kind] });
  for (const line of rules.points) {
    if (line.fact === 'living_alone' && s.livingAlone !== true)
      add({ code: 'living_alone', known: s.livingAlone !== null }, { livingAlone: true });
    if (line.fact === 'carer_absent' && s.carerAbsent !== true)
      add({ code: 'carer_absent', known: s.carerAbsent !== null }, { carerAbsent: true });
    const hardships = (s.carerHardships ?? 0) + 1;
    if (line.fact === 'carer_hardships' && hardships * line.each <= line.max)
      add({ code: 'carer_hardships', count: hardships }, { carerHardships: hardships });
    if (line.fact === 'waited') {
      const at = new Date(Date.parse(s.queuedAt) + line.days * DAY);
      const on = dayOf(at);
      if (at.toISOString() > now && on < addDays(today, FAR_DAYS))
        add({ code: 'waited', days: line.days, on }, { age: ageOn(born, on) }, at.toISOString());
    }
  }
  for (const age of new Set(conditions.flatMap((c) => c.age_from ?? []))) {
    const on = birthday(born, age);
    if (s.age < age && on < addDays(today, FAR_DAYS)) {
      // from the first moment of that day in China, or a little later: the order knows days only by the age
      const at = new Date(`${on}T00:00:00+08:00`).toISOString();
      add({ code: 'birthday', age, on }, { age: ageOn(born, on) }, at > now ? at : now);
    }
  }
  return tried;
}

/** The day somebody turns an age; born on 29 February, on 1 March of other years. */
function birthday(born: Day, age: number): Day {
  const day = `${String(Number(born.slice(0, 4)) + age).padStart(4, '0')}${born.slice(4)}`;
  const real = new Date(`${day}T00:00:00Z`);
  return real.toISOString().slice(0, 10);
}

export type Standpoint = { place: number; place_in_track: number; track: Track };
type Others = (at: string) => readonly QueueKey[];

/** The keys of everybody else at a moment: a day older by then, nobody come or gone. Reckoned once for each moment. */
function othersOf(others: readonly Waiting[], rules: Ordering): Others {
  const known = new Map<string, QueueKey[]>();
  return (at) => {
    const found = known.get(at);
    if (found) return found;
    const on = dayOf(new Date(at));
    const key = keysBy(rules, at);
    const keys = others.map(({ standing, born }) => key({ ...standing, age: ageOn(born, on) }));
    known.set(at, keys);
    return keys;
  };
}

/** Where these facts would stand among the others at that moment. */
function placeAmong(mine: Standing, others: Others, rules: Ordering, at: string): Standpoint {
  const own = keysBy(rules, at)(mine);
  const ahead = others(at).filter((other) => compareKeys(other, own, rules.key) < 0);
  const inTrack = ahead.filter((other) => other.track === own.track).length;
  return { place: ahead.length + 1, place_in_track: inTrack + 1, track: own.track };
}

/** The place now, and every change that gives another place or another track, in the order of `changesOf`. */
export function whatMoves(
  mine: Waiting,
  others: readonly Waiting[],
  rules: Ordering,
  now: string,
): { now: Standpoint; moves: Moved[] } {
  const keys = othersOf(others, rules);
  const is = placeAmong(mine.standing, keys, rules, now);
  const moves = changesOf(mine, rules, now).flatMap(({ change, standing, at }) => {
    const then = placeAmong(standing, keys, rules, at);
    return then.place === is.place && then.track === is.track ? [] : [{ ...change, ...then }];
  });
  return { now: is, moves };
}

export type Wishing = { wish: Wish; home: Seeker['home'] };
export type Home = { id: string; lng: number; lat: number };

/** Wider circles that are tried, in kilometres; further than the last nobody is asked to think of. */
const CIRCLES = [5, 10, 20] as const;
/** Other homes shown, of the nearest ones. */
const NEAREST = 30;
const SHOWN = 3;

const takes = (who: Wishing, home: Home) => wants(who.wish, home.id, kmBetween(who.home, home)).ok;
/** How many of these would take a bed in one of these homes. */
const rivals = (ahead: readonly Wishing[], homes: readonly Home[]) =>
  homes.length === 0 ? 0 : ahead.filter((who) => homes.some((home) => takes(who, home))).length;

/** How many homes a wish opens, and how many of those ahead would take a bed in one of them. */
export function opens(mine: Wishing, ahead: readonly Wishing[], homes: readonly Home[]) {
  const open = homes.filter((home) => takes(mine, home));
  return { homes: open.length, ahead: rivals(ahead, open) };
}

/**
 * What the wish opens now, what wider circles would, and the homes near by that the fewest ahead want.
 * @param ahead whoever comes first and asks for the same kind of bed
 * @param homes every home with such beds that takes people in
 */
export function otherWishes(mine: Wishing, ahead: readonly Wishing[], homes: readonly Home[]) {
  const opened = (wish: Wish) => homes.filter((home) => takes({ ...mine, wish }, home));
  const open = opened(mine.wish);
  const shown = (list: readonly Home[]) => ({ homes: list.length, ahead: rivals(ahead, list) });
  let most = open.length;
  const wider = CIRCLES.flatMap((radius) => {
    if (mine.wish.acceptAny && radius <= mine.wish.radiusKm) return [];
    const list = opened({ ...mine.wish, acceptAny: true, radiusKm: radius });
    if (list.length <= most) return [];
    most = list.length;
    return [{ radius_km: radius, ...shown(list) }];
  });
  const others = homes
    .filter((home) => !open.includes(home) && !mine.wish.exited.includes(home.id))
    .map((home) => ({ home, km: kmBetween(mine.home, home) }))
    .sort((a, b) => (a.km ?? 0) - (b.km ?? 0) || (a.home.id < b.home.id ? -1 : 1))
    .slice(0, NEAREST)
    .map(({ home, km }) => ({ facility_id: home.id, km, ahead: rivals(ahead, [home]) }))
    .sort((a, b) => a.ahead - b.ahead)
    .slice(0, SHOWN);
  return { now: shown(open), wider, others };
}
