// Decides what a bed is today, which beds a person could take and how many are free, from beds and claims alone.
import type { Reason, Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import { contains, type Day, fromRange, weekdayOf } from '../kernel/period.ts';
import { type BedKind, type Claim, type Sex, weekdaysIn } from './mechanism/claims.ts';
import type { Filters } from './mechanism/list.ts';

export type RoomSex = Sex | 'single_sex' | 'mixed';
export type Room = { id: string; sex: RoomSex };
export type Bed = {
  id: string;
  roomId: string;
  kind: BedKind;
  levelMin: number;
  levelMax: number;
  dementia: boolean;
  equipment: readonly string[];
  pool: 'reserve' | 'subsidised' | 'market';
  openedOn: Day;
  retiredOn: Day | null;
};
/** What the person needs of a bed. `days` only for day care. */
export type Need = {
  sex: Sex;
  level: number;
  dementia: boolean;
  kinds: readonly BedKind[];
  equipment: readonly string[];
  guaranteed: boolean;
  days?: readonly number[];
};

export type BedState = 'free' | 'held' | 'occupied' | 'closed' | 'not_filed';
/** filed = closed + occupied + held + free; `kept` is a part of occupied, `cleaning` a part of closed. */
export type Counts = {
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
  kept: number;
  cleaning: number;
  freeFor: number[];
};
const noCounts = (): Counts => ({
  filed: 0,
  closed: 0,
  occupied: 0,
  held: 0,
  free: 0,
  kept: 0,
  cleaning: 0,
  freeFor: new Array<number>(CELLS).fill(0),
});

export const CELLS = 20;

/** Where a sort of person is counted in `free_for`: 0-based; SQL arrays add one. */
export const cellOf = (sex: Sex, level: number, dementia: boolean) =>
  (sex === 'female' ? 10 : 0) + (dementia ? 5 : 0) + level;

/** Beds a person of that sex could find free, at the level that fits most of them. */
export const freeOf = (freeFor: readonly number[], sex: Sex) =>
  Math.max(...freeFor.slice(sex === 'female' ? 10 : 0, sex === 'female' ? 15 : 5));

/** Weekdays as the multirange the database stores; all seven without a list. */
export function weekdaysRange(days?: readonly number[]): string {
  if (!days?.length) return '{[1,8)}';
  return `{${[...new Set(days)]
    .sort()
    .map((d) => `[${d},${d + 1})`)
    .join(',')}}`;
}

export const residential = (kind: BedKind) => kind === 'residential' || kind === 'nursing';

/** The claim that takes the bed on that day; a day-care place is judged on the weekday of the day. */
export function takingOn<C extends Claim>(bed: Pick<Bed, 'id'>, claims: readonly C[], on: Day): C | undefined {
  const weekday = weekdayOf(on);
  return claims.find(
    (c) => c.bedId === bed.id && contains(fromRange(c.during), on) && weekdaysIn(c.weekdays).includes(weekday),
  );
}

const filedOn = (bed: Pick<Bed, 'openedOn' | 'retiredOn'>, on: Day) =>
  on >= bed.openedOn && (bed.retiredOn === null || on < bed.retiredOn);

const stateBy = (taking: Claim | undefined) =>
  !taking ? 'free' : taking.kind === 'stay' ? 'occupied' : taking.kind === 'hold' ? 'held' : 'closed';

/** What the bed is on that day. */
export function bedState(bed: Bed, claims: readonly Claim[], on: Day): BedState {
  return filedOn(bed, on) ? stateBy(takingOn(bed, claims, on)) : 'not_filed';
}

/** Is the person of this stay away on that day, the bed being kept? */
export const awayOn = (claim: Pick<Claim, 'away'>, on: Day) =>
  claim.away?.some((range) => contains(fromRange(range), on)) ?? false;

/**
 * The sex a room takes on a day: its own, or for an undesignated room that of whoever lies in it or holds a bed there. Of
 * claims of both, which there are only where a stay is reckoned with longer than it lasts, whoever came last.
 */
export function roomTakes(room: Room, claims: readonly Claim[], on: Day): Sex | 'either' {
  if (room.sex === 'male' || room.sex === 'female') return room.sex;
  if (room.sex === 'mixed') return 'either';
  let last: { start: Day; sex: Sex } | null = null;
  for (const { sex, during } of claims) {
    const period = fromRange(during);
    if (sex !== null && contains(period, on) && (!last || period.start > last.start))
      last = { start: period.start, sex };
  }
  return last?.sex ?? 'either';
}

/** Counts of one room. Summing them over a facility gives its vacancy; nothing else is ever stored. */
export function roomCounts(room: Room, beds: readonly Bed[], claims: readonly Claim[], on: Day): Counts {
  const counts = noCounts();
  const takes = roomTakes(room, claims, on);
  for (const bed of beds) {
    if (!filedOn(bed, on)) continue;
    const taking = takingOn(bed, claims, on);
    counts.filed += 1;
    counts[stateBy(taking)] += 1;
    if (taking) {
      if (taking.kind === 'stay' && awayOn(taking, on)) counts.kept += 1;
      if (taking.kind === 'closure' && taking.reason === 'cleaning') counts.cleaning += 1;
      continue;
    }
    for (const sex of ['male', 'female'] as const) {
      if (takes !== 'either' && takes !== sex) continue;
      for (let level = bed.levelMin; level <= bed.levelMax; level += 1) {
        counts.freeFor[cellOf(sex, level, false)]! += 1;
        if (bed.dementia) counts.freeFor[cellOf(sex, level, true)]! += 1;
      }
    }
  }
  return counts;
}

export function addCounts(a: Counts, b: Counts, sign: 1 | -1 = 1): Counts {
  return {
    filed: a.filed + sign * b.filed,
    closed: a.closed + sign * b.closed,
    occupied: a.occupied + sign * b.occupied,
    held: a.held + sign * b.held,
    free: a.free + sign * b.free,
    kept: a.kept + sign * b.kept,
    cleaning: a.cleaning + sign * b.cleaning,
    freeFor: a.freeFor.map((n, i) => n + sign * (b.freeFor[i] ?? 0)),
  };
}

/** The same of a home that takes nobody in any more: what would be free is closed. */
export const closedToAll = (counts: Counts): Counts => ({
  ...counts,
  closed: counts.closed + counts.free,
  free: 0,
  freeFor: noCounts().freeFor,
});

/** The vacancy of a whole facility on a day, from scratch. */
export function facilityCounts(
  rooms: readonly Room[],
  beds: readonly Bed[],
  claims: readonly Claim[],
  on: Day,
): Counts {
  const roomOf = new Map(beds.map((b) => [b.id, b.roomId]));
  const bedsIn = Map.groupBy(beds, (b) => b.roomId);
  const claimsIn = Map.groupBy(claims, (c) => roomOf.get(c.bedId) ?? '');
  return rooms.reduce(
    (sum, r) => addCounts(sum, roomCounts(r, bedsIn.get(r.id) ?? [], claimsIn.get(r.id) ?? [], on)),
    noCounts(),
  );
}

/** Is the bed free for the whole of an open-ended stay from `from` on the weekdays needed? */
export function freeFrom(bed: Bed, claims: readonly Claim[], from: Day, days?: readonly number[]): boolean {
  if (bed.retiredOn !== null || from < bed.openedOn) return false;
  const wanted = days?.length ? days : [1, 2, 3, 4, 5, 6, 7];
  return !claims.some((c) => {
    const end = fromRange(c.during).end;
    return c.bedId === bed.id && (end === null || end > from) && weekdaysIn(c.weekdays).some((d) => wanted.includes(d));
  });
}

/**
 * May this person lie in this bed, apart from whether it is free? Hard requirements, each with its own reason:
 * sex of the room, ability level, dementia care, equipment, and the reserve kept for guaranteed persons (66号令 art. 6).
 */
export function bedFits(
  bed: Pick<Bed, 'kind' | 'levelMin' | 'levelMax' | 'dementia' | 'equipment' | 'pool'>,
  takes: Sex | 'either',
  need: Need,
): Verdict {
  const missing = need.equipment.filter((e) => !bed.equipment.includes(e));
  const reasons: (Reason | false)[] = [
    !need.kinds.includes(bed.kind) && { code: 'no_bed_of_kind', values: { kind: need.kinds.join('/') } },
    takes !== 'either' && takes !== need.sex && { code: 'sex_of_room', values: { sex: takes } },
    (need.level < bed.levelMin || need.level > bed.levelMax) && {
      code: 'level_not_taken',
      values: { min: bed.levelMin, max: bed.levelMax, level: need.level },
    },
    need.dementia && !bed.dementia && { code: 'dementia_unit_needed' },
    missing.length > 0 && { code: 'equipment_missing', values: { missing } },
    bed.pool === 'reserve' && !need.guaranteed && { code: 'reserved_for_guaranteed' },
  ];
  return verdict(reasons, {});
}

export type Fit = { beds: string[]; reasons: Reason[] };

/**
 * Which free beds of a facility this person could take from `from`, the closest fit first (lowest ceiling of level, so
 * that beds for heavier care stay free), and when there is none every reason that stood in the way, each once.
 */
export function fitFacility(
  rooms: readonly Room[],
  beds: readonly Bed[],
  claims: readonly Claim[],
  need: Need,
  from: Day,
): Fit {
  const claimsIn = Map.groupBy(claims, (c) => c.bedId);
  const roomBeds = Map.groupBy(beds, (b) => b.roomId);
  const good: Bed[] = [];
  const reasons = new Map<string, Reason>();
  let ofKind = 0;
  let free = 0;
  for (const room of rooms) {
    const inRoom = roomBeds.get(room.id) ?? [];
    const takes = roomTakes(
      room,
      inRoom.flatMap((b) => claimsIn.get(b.id) ?? []),
      from,
    );
    for (const bed of inRoom) {
      if (!need.kinds.includes(bed.kind)) continue;
      ofKind += 1;
      if (!freeFrom(bed, claimsIn.get(bed.id) ?? [], from, need.days)) continue;
      free += 1;
      const fits = bedFits(bed, takes, need);
      if (fits.ok) good.push(bed);
      else for (const r of fits.reasons) if (!reasons.has(r.code)) reasons.set(r.code, r);
    }
  }
  if (good.length > 0) {
    good.sort(
      (a, b) =>
        a.levelMax - b.levelMax ||
        Number(a.dementia) - Number(b.dementia) ||
        a.equipment.length - b.equipment.length ||
        (a.id < b.id ? -1 : 1),
    );
    return { beds: good.map((b) => b.id), reasons: [] };
  }
  if (ofKind === 0) return { beds: [], reasons: [{ code: 'no_bed_of_kind', values: { kind: need.kinds.join('/') } }] };
  if (free === 0)
    return {
      beds: [],
      reasons: [
        need.days?.length ? { code: 'weekday_taken', values: { days: need.days.join('、') } } : { code: 'no_free_bed' },
      ],
    };
  return { beds: [], reasons: [...reasons.values()] };
}

/**
 * How many beds each of several people could take from `from` on those weekdays: fitFacility's judgement, with what is
 * free looked up once for all of them.
 */
export function fitCounts(
  rooms: readonly Room[],
  beds: readonly Bed[],
  claims: readonly Claim[],
  needs: readonly Omit<Need, 'days'>[],
  from: Day,
  days?: readonly number[],
): number[] {
  const kinds = new Set(needs.flatMap((n) => n.kinds));
  const claimsOn = Map.groupBy(claims, (c) => c.bedId);
  const inRoom = Map.groupBy(beds, (b) => b.roomId);
  const counts = needs.map(() => 0);
  for (const room of rooms) {
    const all = inRoom.get(room.id) ?? [];
    const free = all.filter((b) => kinds.has(b.kind) && freeFrom(b, claimsOn.get(b.id) ?? [], from, days));
    if (free.length === 0) continue;
    const takes = roomTakes(
      room,
      all.flatMap((b) => claimsOn.get(b.id) ?? []),
      from,
    );
    needs.forEach((need, i) => {
      counts[i]! += free.filter((bed) => bedFits(bed, takes, need).ok).length;
    });
  }
  return counts;
}

type Asking = Pick<Filters, 'sex' | 'level' | 'dementia'> & {
  needs?: readonly string[];
  weekdays?: readonly number[];
  bedKinds?: readonly BedKind[];
};
/** Everybody a question may be about: what was not said does not matter, and whoever names weekdays asks for a day place. */
export function needsAsked(q: Asking): Omit<Need, 'days'>[] {
  const said: readonly BedKind[] = q.bedKinds?.length ? q.bedKinds : ['residential', 'nursing', 'day', 'home'];
  const kinds: BedKind[] = q.weekdays?.length ? ['day'] : [...said];
  const sexes = q.sex ? [q.sex] : (['male', 'female'] as const);
  const levels = q.level === undefined ? [0, 1, 2, 3, 4] : [q.level];
  const asked = { dementia: q.dementia ?? false, kinds, equipment: q.needs ?? [], guaranteed: false };
  return sexes.flatMap((sex) => levels.map((level) => ({ ...asked, sex, level })));
}

export { type BedKind, type Claim, type Sex, taken, weekdaysIn } from './mechanism/claims.ts';
export {
  type Expected,
  expectedKinds,
  expectedVacancies,
  type PublicExpected,
  publicBeds,
  publicExpected,
} from './mechanism/expected.ts';
export {
  type Alternative,
  alternativesTo,
  dayPlace,
  type FacilityKind,
  type Filters,
  FRESH_HOURS,
  inOrder,
  type Listed,
  type Order,
  orders,
  paidBy,
} from './mechanism/list.ts';
