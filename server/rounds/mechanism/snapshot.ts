// Decides who and what takes part in a round and in which order (queue-rules v1, domain §2a): the snapshot is the market
// the mechanism runs on, with the facts that let another rule set be tried on it years later. Ids only, no names.
import { seekerOf } from '../../allocation/rules.ts';
import { type Lot, lotLeft } from '../../contracts/rules.ts';
import {
  type Bed,
  type BedKind,
  type Claim,
  freeFrom,
  type Need,
  type Room,
  roomTakes,
} from '../../facilities/rules.ts';
import type { Reason } from '../../kernel/errors.ts';
import { addDays, contains, type Day, fromRange, toRange } from '../../kernel/period.ts';
import {
  compareKeys,
  type KeyPart,
  keyOf,
  keyParts,
  type Ordering,
  orderingOf,
  type QueueKey,
  type QueueRules,
  type Standing,
} from '../../queue/rules.ts';
import {
  FORMAT,
  type Key,
  type Market,
  type MarketApplicant,
  type MarketBed,
  type MarketFacility,
  type MarketNeed,
  type MarketRoom,
} from './market.ts';

export type RoundParameters = {
  /** how far ahead a bed with a known day may become free */
  horizon_days: number;
  /** nobody is placed farther away than this unless by name; null: as each person said */
  radius_km: number | null;
  /** beds kept for guaranteed persons stay theirs, or go to everybody (a recorded decision) */
  reserve: 'kept' | 'released';
};
/** The kinds of bed a round over these services gives out; whole-day applicants may lie in either kind of bed. */
export function kindsOf(services: readonly BedKind[]): BedKind[] {
  const kinds = new Set<BedKind>(services);
  if (kinds.has('residential') || kinds.has('nursing'))
    for (const k of ['residential', 'nursing'] as const) kinds.add(k);
  return (['residential', 'nursing', 'day', 'home'] as const).filter((k) => kinds.has(k));
}

/** What the rule set gives besides the common key: points at facilities of the own street, and where family lives. */
export type RoundRules = Parameters<typeof orderingOf>[0] & Pick<QueueRules, 'facility_terms'>;
/** Of a rule set what a round keeps, so that it can be run again years later. */
export const roundRules = ({ tracks, key, points, facility_terms }: Ordering & RoundRules): RoundRules => ({
  tracks,
  key,
  points,
  ...(facility_terms ? { facility_terms } : {}),
});
type Seeking = Parameters<typeof seekerOf>[0];

/** Someone in the queue as far as a round is concerned. */
export type Queued = Omit<Seeking, 'application' | 'person'> & {
  application: Seeking['application'] & {
    applicantId: string;
    jointWith: string | null;
    transfer: boolean;
  };
  person: Seeking['person'] & {
    applicant: { id: string; streetCode: string; spouseId: string | null; infectiousDisease: boolean | null };
  };
  standing: Standing;
  key: QueueKey;
  place: number;
  placeInTrack: number;
};
export type PersonInRound = {
  application: string;
  applicant: string;
  standing: Standing;
  place: number;
  place_in_track: number;
  street: string;
  family_at: string | null;
};
/** One applicant of the market: a person, or a couple that wants one room. `lottery` breaks the last tie. */
export type Unit = { id: string; lottery: string; people: PersonInRound[] };
export type Apart = { application: string; applicant: string; reason: Reason };
export type Snapshot = Market & {
  round: {
    round_no: string;
    district: string;
    taken_at: string;
    on: Day;
    services: BedKind[];
    parameters: RoundParameters;
    rule_version: string;
    rules: RoundRules;
  };
  /** the street of each facility */
  streets: Record<string, string>;
  units: Unit[];
  /** in the queue, but not in this round, and why */
  apart: Apart[];
};

export type SnapshotFacts = {
  round: Snapshot['round'];
  queue: readonly Queued[];
  places: readonly {
    facility: { id: string; lng: number; lat: number; streetCode: string };
    rooms: readonly Room[];
    beds: readonly Bed[];
    claims: readonly Claim[];
  }[];
  lots: readonly (Lot & { facilityId: string })[];
  /** the residential bed each person lies in today */
  stays: ReadonlyMap<string, { facility: string; bed: string }>;
  /** HMAC-SHA-256 of an id under the round's seed, hex */
  lottery: (id: string) => string;
};

export const keyNamesOf = (rules: RoundRules) => ['track', ...orderingOf(rules).key, 'lottery'];
const partOf: Record<KeyPart, (q: QueueKey) => number | string> = {
  level: (q) => 0 - q.level,
  points: (q) => 0 - q.points,
  queued_at: (q) => q.queued_at,
};
/** The queue's own key with its last tie broken by lot; a test holds this order and the queue's together. */
export const roundKey = (q: QueueKey, lottery: string, parts: readonly KeyPart[] = keyParts): Key => [
  q.track,
  ...parts.map((part) => partOf[part](q)),
  lottery,
];

/** Everything a run needs, from facts read in one moment. Every list in the order of ids. */
export function buildSnapshot(f: SnapshotFacts): Snapshot {
  const { parameters, on, services, rules, taken_at } = f.round;
  const kinds = kindsOf(services);
  const open = new Set(f.places.map((p) => p.facility.id));
  const { groups, apart } = unitsOf(f.queue, services);
  const streets = Object.fromEntries(
    f.places.map((p) => [p.facility.id, p.facility.streetCode] as const).sort(byFirst),
  );
  const units = groups.map(
    (group): Unit => ({
      id: group.map((w) => w.application.applicantId).join('+'),
      lottery: f.lottery(group.map((w) => w.application.applicantId).join('+')),
      people: group.map((w) => ({
        application: w.application.id,
        applicant: w.application.applicantId,
        standing: w.standing,
        place: w.place,
        place_in_track: w.placeInTrack,
        street: w.person.applicant.streetCode,
        family_at: f.stays.get(w.person.applicant.spouseId ?? '')?.facility ?? null,
      })),
    }),
  );
  const given = new Map<string, string>();
  const applicants = groups.map((group, i): MarketApplicant => {
    const stay =
      group.length === 1 && group[0]?.application.transfer ? f.stays.get(units[i]!.people[0]!.applicant) : null;
    const present = stay && open.has(stay.facility) ? stay : null;
    if (present) given.set(present.bed, units[i]!.id);
    return applicantOf(group, units[i]!, {
      open,
      present,
      parameters,
      keys: keysOf(units[i]!, streets, rules, taken_at),
    });
  });
  const until = addDays(on, parameters.horizon_days);
  const facilities = f.places.map((p): MarketFacility => {
    const bedsIn = Map.groupBy(p.beds, (b) => b.roomId);
    const claimsOn = Map.groupBy(p.claims, (c) => c.bedId);
    const rooms = p.rooms.flatMap((room) => {
      const inRoom = (bedsIn.get(room.id) ?? []).map((bed) => ({ bed, claims: claimsOn.get(bed.id) ?? [] }));
      return roomOf(room, inRoom, { on, until, kinds, given, reserve: parameters.reserve });
    });
    return { id: p.facility.id, at: { lng: p.facility.lng, lat: p.facility.lat }, rooms: rooms.sort(byId) };
  });
  const lots = f.lots
    .filter(
      (l) => open.has(l.facilityId) && contains(fromRange(l.during), on) && kinds.includes(l.serviceClass as BedKind),
    )
    .map((l) => ({ id: l.id, left: lotLeft(l), facilities: [l.facilityId], kinds: [l.serviceClass as BedKind] }));
  return {
    format: FORMAT,
    round: f.round,
    key_names: keyNamesOf(rules),
    lots: lots.sort(byId),
    applicants: applicants.sort(byId),
    facilities: facilities.sort(byId),
    streets,
    units: units.sort(byId),
    apart: [...apart].sort((a, b) => (a.application < b.application ? -1 : 1)),
  };
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byFirst = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1);

/** Who takes part: with one application each, the one that comes first; a couple when both name each other and both may. */
export function unitsOf<W extends Queued>(
  queue: readonly W[],
  services: readonly BedKind[],
): { groups: W[][]; apart: Apart[] } {
  const apart: Apart[] = [];
  const pool = new Map<string, W>();
  const taken = new Set<string>();
  const kinds = kindsOf(services);
  for (const w of [...queue].sort((a, b) => a.place - b.place)) {
    if (!kinds.includes(w.application.service)) continue;
    const reason: Reason | null =
      w.hindrance ?? (taken.has(w.application.applicantId) ? { code: 'round_other_application' } : null);
    if (reason) {
      apart.push({ application: w.application.id, applicant: w.application.applicantId, reason });
      continue;
    }
    taken.add(w.application.applicantId);
    pool.set(w.application.id, w);
  }
  const groups: W[][] = [];
  for (const w of pool.values()) {
    const other = pool.get(w.application.jointWith ?? '');
    const couple = other !== undefined && other.application.jointWith === w.application.id && other !== w;
    if (!couple) groups.push([w]);
    else if (w.place < other.place) groups.push([w, other]);
  }
  return { groups, apart };
}

function marketNeed(w: Queued): MarketNeed {
  const need: Need = seekerOf(w).need;
  return {
    sex: need.sex,
    level: need.level,
    dementia: need.dementia,
    kinds: need.kinds,
    equipment: [...need.equipment].sort(),
    guaranteed: need.guaranteed,
    ...(need.days ? { days: need.days } : {}),
    ...(w.person.applicant.infectiousDisease === true ? { isolation: true } : {}),
  };
}

function applicantOf(
  group: readonly Queued[],
  unit: Unit,
  x: {
    open: ReadonlySet<string>;
    present: { facility: string; bed: string } | null;
    parameters: RoundParameters;
    keys: Pick<MarketApplicant, 'key' | 'key_at'>;
  },
): MarketApplicant {
  const [first] = group as [Queued, ...Queued[]];
  const { lng, lat } = first.person.applicant;
  const radius = Math.min(
    ...group.map((w) => w.application.radiusKm),
    x.parameters.radius_km ?? Number.POSITIVE_INFINITY,
  );
  const exited = [...new Set(group.flatMap((w) => w.exited))].sort();
  return {
    id: unit.id,
    ...x.keys,
    ...(group.length === 2
      ? { couple: [marketNeed(group[0] as Queued), marketNeed(group[1] as Queued)] as const }
      : { need: marketNeed(first) }),
    choices: first.application.choices.filter((c) => x.open.has(c)),
    accept_any: group.every((w) => w.application.acceptAny),
    radius_km: radius,
    ...(lng !== null && lat !== null ? { home: { lng, lat } } : {}),
    ...(exited.length > 0 ? { exited } : {}),
    ...(x.present ? { present: x.present } : {}),
  };
}

/** The key of a unit under a rule set: of two people the later one's; with the facility's terms where there are any. */
export function keysOf(
  unit: Unit,
  streets: Readonly<Record<string, string>>,
  rules: RoundRules,
  now: string,
): Pick<MarketApplicant, 'key' | 'key_at'> {
  const ordering = orderingOf(rules);
  const last = unit.people
    .map((p) => keyOf(p.standing, ordering, now))
    .sort((a, b) => compareKeys(a, b, ordering.key))
    .at(-1) as QueueKey;
  const full = (q: QueueKey) => roundKey(q, unit.lottery, ordering.key);
  const { own_street = 0, family_there = 0 } = rules.facility_terms ?? {};
  const terms = Object.entries(streets).flatMap(([facility, street]) => {
    const term =
      (unit.people.some((p) => p.street === street) ? own_street : 0) +
      (unit.people.some((p) => p.family_at === facility) ? family_there : 0);
    return term === 0 ? [] : [[facility, full({ ...last, points: last.points + term })] as const];
  });
  return {
    key: full(last),
    ...(terms.length > 0 ? { key_at: Object.fromEntries(terms) } : {}),
  };
}

/**
 * From when a bed may be given out: today, or within the horizon the day the last known stay or closure on it ends. A bed
 * promised to somebody is expected to be taken, so a hold never counts as ending. A day place may be free on some weekdays.
 */
export function openingOf(
  bed: Bed,
  claims: readonly Claim[],
  on: Day,
  until: Day,
): { from: Day; days: number[] } | null {
  const lasting = claims.map((c) =>
    c.kind === 'hold' ? { ...c, during: toRange({ start: fromRange(c.during).start, end: null }) } : c,
  );
  const ends = claims.flatMap((c) => fromRange(c.during).end ?? []);
  const dates = [on, bed.openedOn, ...ends].filter((d) => d >= on && d <= until).sort();
  for (const from of dates) {
    const days = [1, 2, 3, 4, 5, 6, 7].filter((d) => freeFrom(bed, lasting, from, [d]));
    if (days.length === 7 || (bed.kind === 'day' && days.length > 0)) return { from, days };
  }
  return null;
}

function roomOf(
  room: Room,
  inRoom: readonly { bed: Bed; claims: readonly Claim[] }[],
  x: {
    on: Day;
    until: Day;
    kinds: readonly BedKind[];
    given: ReadonlyMap<string, string>;
    reserve: RoundParameters['reserve'];
  },
): MarketRoom[] {
  const list = inRoom.flatMap(({ bed, claims }): MarketBed[] => {
    if (!x.kinds.includes(bed.kind)) return [];
    const open = x.given.has(bed.id)
      ? { from: x.on, days: [1, 2, 3, 4, 5, 6, 7] }
      : openingOf(bed, claims, x.on, x.until);
    if (!open) return [];
    return [
      {
        id: bed.id,
        kind: bed.kind,
        level_min: bed.levelMin,
        level_max: bed.levelMax,
        dementia: bed.dementia,
        ...(bed.equipment.includes('isolation') ? { isolation: true } : {}),
        equipment: [...bed.equipment].sort(),
        pool: x.reserve === 'released' && bed.pool === 'reserve' ? 'subsidised' : bed.pool,
        ...(open.days.length < 7 ? { days: open.days } : {}),
        ...(open.from > x.on ? { free_on: open.from } : {}),
      },
    ];
  });
  if (list.length === 0) return [];
  const takes = roomTakes(
    room,
    inRoom.flatMap((b) => b.claims),
    x.on,
  );
  const whole =
    room.sex === 'mixed' &&
    inRoom.filter((b) => b.bed.retiredOn === null).length === 2 &&
    list.length === 2 &&
    list.every((b) => (b.kind === 'residential' || b.kind === 'nursing') && !x.given.has(b.id));
  return [
    {
      id: room.id,
      sex: room.sex,
      ...(room.sex === 'single_sex' && takes !== 'either' ? { taken: takes } : {}),
      ...(whole ? { whole } : {}),
      beds: list.sort(byId),
    },
  ];
}
