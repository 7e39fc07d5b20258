// Decides what a round may do when, what its run proposes and what is told about it: to the public without people, to
// officers side by side with another rule set (domain §2a; 民政部令66号 art. 6 floor for the tracks).

import type { Bed, Sex } from '../facilities/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { greatCircleKm } from '../kernel/geo.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Track, tracks } from '../queue/rules.ts';
import { check, sameInAnyOrder } from './mechanism/check.ts';
import { compareOutcomes } from './mechanism/explain.ts';
import { listOf, standsInTheWay } from './mechanism/fit.ts';
import type { Key, Market, MarketApplicant, MarketBed, MarketFacility, MarketNeed } from './mechanism/market.ts';
import { type Outcome, runMarket } from './mechanism/outcome.ts';
import { keyNamesOf, keysOf, type RoundParameters, type RoundRules, type Snapshot } from './mechanism/snapshot.ts';

export const roundStates = ['draft', 'run', 'published', 'cancelled'] as const;
export type RoundState = (typeof roundStates)[number];
export type RoundEvent = 'run' | 'decide' | 'publish' | 'cancel';
export type RoundMoments = {
  ranAt: Date | null;
  clean: boolean | null;
  publishedAt: Date | null;
  cancelledAt: Date | null;
};

/** What a round is, by its moments. */
export function roundState(m: Omit<RoundMoments, 'clean'>): RoundState {
  if (m.cancelledAt) return 'cancelled';
  if (m.publishedAt) return 'published';
  return m.ranAt ? 'run' : 'draft';
}

/** The one table of moves: what is not here cannot happen. */
const moves: Record<RoundState, readonly RoundEvent[]> = {
  draft: ['run', 'cancel'],
  run: ['decide', 'publish', 'cancel'],
  published: [],
  cancelled: [],
};

export const mayMove = (m: RoundMoments, event: RoundEvent): Verdict =>
  verdict(
    [
      !moves[roundState(m)].includes(event) && {
        code: 'round_move',
        values: { state: `round_${roundState(m)}`, event: `round_do_${event}` },
      },
    ],
    {},
  );

/** Only a round whose run the checker found clean, with every proposal decided and one approved at least. */
export function mayPublish(m: RoundMoments, counts: { undecided: number; approved: number }): Verdict {
  const move = mayMove(m, 'publish');
  if (!move.ok) return move;
  return verdict(
    [
      m.clean !== true && { code: 'round_not_clean' },
      counts.undecided > 0 && { code: 'round_undecided', values: { count: counts.undecided } },
      counts.undecided === 0 && counts.approved === 0 && { code: 'round_nothing_approved' },
    ],
    {},
  );
}

/** Nobody to place or nothing to place them in is said before a run, not shown as an empty result. */
export const worthRunning = (s: Snapshot): Verdict =>
  verdict(
    [
      s.units.length === 0 && { code: 'round_nobody' },
      !s.facilities.some((f) => f.rooms?.some((r) => r.beds.length > 0)) && { code: 'round_no_beds' },
    ],
    {},
  );

/** The independent checker's word on a run. */
export type Judged = { clean: boolean; findings: Reason[]; counts: Record<string, number> };
const MOST_FINDINGS = 200;

/** Checked bed by bed by another program, and run again with everything written down in other orders. */
export function judged(s: Snapshot, outcome: Outcome): Judged {
  const { clean, findings, counts } = check(s, outcome);
  const steady = sameInAnyOrder(s, runMarket);
  const wrong: Reason[] = findings.map(({ code, ...values }) => ({ code, values }));
  if (!steady) wrong.unshift({ code: 'round_order' });
  return { clean: clean && steady, findings: wrong.slice(0, MOST_FINDINGS), counts };
}

export type Proposed = {
  unit: string;
  turn: number;
  application: string;
  applicant: string;
  facility: string;
  bed: string;
  choice: number;
  free_on: Day | null;
};

/** Who gets which bed by an outcome. Somebody who stays where they are is not a proposal. */
export function proposalsOf(s: Snapshot, outcome: Outcome): Proposed[] {
  const units = new Map(s.units.map((u) => [u.id, u]));
  const people = new Map(s.applicants.map((a) => [a.id, a]));
  const beds = new Map(
    s.facilities.flatMap((f) => (f.rooms ?? []).flatMap((r) => r.beds.map((b) => [b.id, b] as const))),
  );
  return outcome.placements.flatMap((p, i) => {
    const [unit, a] = [units.get(p.applicant), people.get(p.applicant)];
    if (!unit || !a || a.present?.bed === p.beds[0]) return [];
    const seats = a.couple
      ? seatCouple(
          a.couple,
          p.beds.map((b) => beds.get(b) as MarketBed),
        )
      : p.beds;
    const free_on = p.beds.reduce<Day | null>((last, b) => {
      const day = beds.get(b)?.free_on ?? null;
      return day !== null && (last === null || day > last) ? day : last;
    }, null);
    return unit.people.map((person, k) => ({
      unit: unit.id,
      turn: i + 1,
      application: person.application,
      applicant: person.applicant,
      facility: p.facility,
      bed: seats[k] as string,
      choice: p.choice,
      free_on,
    }));
  });
}

/** Which of the two beds is whose: the first way round in which both fit. */
function seatCouple(pair: readonly [MarketNeed, MarketNeed], beds: readonly MarketBed[]): string[] {
  const [x, y] = beds as [MarketBed, MarketBed];
  const fits = standsInTheWay(pair[0], x, 'either').length === 0 && standsInTheWay(pair[1], y, 'either').length === 0;
  return fits ? [x.id, y.id] : [y.id, x.id];
}

/** Straight line from home to a facility of the market, km to two decimals; null when either is not on the map. */
export function kmTo(a: MarketApplicant | undefined, f: MarketFacility | undefined): number | null {
  if (!a?.home || !f?.at) return null;
  return Math.round(greatCircleKm(a.home.lng, a.home.lat, f.at.lng, f.at.lat) * 100) / 100;
}

export type Counts = { people: number; placed: number; first_choice: number; mean_km: number | null };
export type Side = Counts & { by_track: Record<Track, { people: number; placed: number }> };

/** The figures of one outcome. People are counted, not units: a couple is two. */
export function sideOf(s: Snapshot, outcome: Outcome): Side {
  const placed = new Map(outcome.placements.map((p) => [p.applicant, p]));
  const facilities = new Map(s.facilities.map((f) => [f.id, f]));
  const units = new Map(s.units.map((u) => [u.id, u]));
  const side: Side = {
    people: 0,
    placed: 0,
    first_choice: 0,
    mean_km: null,
    by_track: { A: none(), B: none(), C: none(), D: none() },
  };
  let [km, measured] = [0, 0];
  for (const a of s.applicants) {
    const many = units.get(a.id)?.people.length ?? 1;
    const track = side.by_track[a.key[0] as Track];
    const p = placed.get(a.id);
    side.people += many;
    if (track) track.people += many;
    if (!p) continue;
    side.placed += many;
    if (track) track.placed += many;
    if (p.choice === 1) side.first_choice += many;
    const away = kmTo(a, facilities.get(p.facility));
    if (away !== null) [km, measured] = [km + away * many, measured + many];
  }
  return { ...side, mean_km: measured === 0 ? null : Math.round((km / measured) * 100) / 100 };
}
const none = () => ({ people: 0, placed: 0 });

/** What anybody may know of a run: figures, and at each facility the track, level and points of the last person placed. */
export type Summary = Side & {
  units: number;
  apart: number;
  beds: number;
  used: number;
  openings: number;
  passes: number;
  facilities: {
    id: string;
    placed: number;
    last: { track: Track; level: number | null; points: number | null } | null;
  }[];
};

export function summaryOf(s: Snapshot, outcome: Outcome): Summary {
  const beds = s.facilities.reduce((n, f) => n + (f.rooms ?? []).reduce((m, r) => m + r.beds.length, 0), 0);
  const keys = new Map(s.applicants.map((a) => [a.id, a.key]));
  const at = Map.groupBy(outcome.placements, (p) => p.facility);
  const part = (key: Key, name: string) => {
    const i = s.key_names?.indexOf(name) ?? -1;
    return i < 0 ? null : 0 - Number(key[i]);
  };
  return {
    ...sideOf(s, outcome),
    units: s.units.length,
    apart: s.apart.length,
    beds,
    used: new Set(outcome.placements.flatMap((p) => p.beds)).size,
    openings: outcome.openings.length,
    passes: outcome.passes,
    facilities: s.facilities.map(({ id }) => {
      const here = at.get(id) ?? [];
      const last = keys.get(here.at(-1)?.applicant ?? '');
      return {
        id,
        placed: here.reduce((n, p) => n + p.beds.length, 0),
        last: last ? { track: trackIn(last), level: part(last, 'level'), points: part(last, 'points') } : null,
      };
    }),
  };
}

const trackIn = (key: Key): Track => (tracks.includes(key[0] as Track) ? (key[0] as Track) : 'D');

export type Variant = {
  rules?: RoundRules;
  /** in place of everyone's own */
  radius_km?: number;
  reserve?: RoundParameters['reserve'];
};

/** The same facts under another rule set, radius or reserve. A reserve already released cannot be known again: it stays. */
export function variantOf(s: Snapshot, v: Variant): Snapshot {
  const units = new Map(s.units.map((u) => [u.id, u]));
  const rules = v.rules ?? s.round.rules;
  const applicants = s.applicants.map((a): MarketApplicant => {
    const unit = units.get(a.id);
    if (!unit) return a;
    const { key: _key, key_at: _terms, ...rest } = a;
    const keys = keysOf(unit, s.streets, rules, s.round.taken_at);
    return { ...rest, ...keys, ...(v.radius_km === undefined ? {} : { radius_km: v.radius_km }) };
  });
  const facilities =
    v.reserve === 'released'
      ? s.facilities.map((f) => ({
          ...f,
          rooms: (f.rooms ?? []).map((r) => ({
            ...r,
            beds: r.beds.map((b) => (b.pool === 'reserve' ? { ...b, pool: 'subsidised' as const } : b)),
          })),
        }))
      : s.facilities;
  return { ...s, key_names: keyNamesOf(rules), applicants, facilities };
}

export type Moved = {
  unit: string;
  from: { facility: string; choice: number; km: number | null } | null;
  to: { facility: string; choice: number; km: number | null } | null;
};

/** Who ends elsewhere, with how far from home each would be; in the order of the round. */
export function movesBetween(s: Snapshot, before: Outcome, after: Outcome): Moved[] {
  const people = new Map(s.applicants.map((a) => [a.id, a]));
  const facilities = new Map(s.facilities.map((f) => [f.id, f]));
  return compareOutcomes(s, before, after).map(({ applicant, from, to }) => {
    const far = (end: typeof from) => end && { ...end, km: kmTo(people.get(applicant), facilities.get(end.facility)) };
    return { unit: applicant, from: far(from), to: far(to) };
  });
}

export type OneMore = {
  facility: string;
  kind: Bed['kind'];
  sex: Sex;
  dementia: boolean;
  equipment: readonly string[];
};

/** Beds worth trying one more of: what the people without a place would use where they asked, most asked for first. */
export function wantedBeds(s: Snapshot, outcome: Outcome, most: number): OneMore[] {
  const without = new Set(outcome.unplaced);
  const asked = new Map<string, { bed: OneMore; count: number }>();
  for (const a of s.applicants) {
    const need = a.need;
    if (!without.has(a.id) || !need?.sex) continue;
    for (const facility of listOf(a, s.facilities)) {
      const bed: OneMore = {
        facility,
        kind: need.kinds?.at(-1) ?? 'nursing',
        sex: need.sex,
        dementia: need.dementia ?? false,
        equipment: need.equipment ?? [],
      };
      const seen = asked.get(JSON.stringify(bed));
      if (seen) seen.count += 1;
      else asked.set(JSON.stringify(bed), { bed, count: 1 });
    }
  }
  return [...asked]
    .sort(([x, a], [y, b]) => b.count - a.count || (x < y ? -1 : 1))
    .slice(0, most)
    .map(([, { bed }]) => bed);
}

/** The market with one bed more, and a place in the contract for it where contracts count. */
export function withOneMore(s: Snapshot, { facility, kind, sex, dementia, equipment }: OneMore): Market {
  const bed: MarketBed = { id: '+1', kind, level_min: 0, level_max: 4, dementia, equipment, pool: 'subsidised' };
  const room = { id: '+1', sex, beds: [bed] };
  return {
    ...s,
    facilities: s.facilities.map((f) => (f.id === facility ? { ...f, rooms: [...(f.rooms ?? []), room] } : f)),
    ...(s.lots ? { lots: [...s.lots, { id: '+1', left: 1, facilities: [facility], kinds: [kind] }] } : {}),
  };
}

/** A cut-off in words people use: levels and points as they are counted, moments as days, the lot's beginning. */
export function spoken(reason: Reason): Reason {
  const { component, theirs, mine } = reason.values ?? {};
  if (reason.code !== 'round_cut_off' || typeof component !== 'string') return reason;
  const say = (value: unknown): string => {
    const text = String(value ?? '');
    if (component === 'level' || component === 'points') return text.replace(/^-/, '');
    if (component === 'lottery') return text.slice(0, 8);
    return component === 'queued_at' ? dayOf(new Date(text)) : text;
  };
  // On one day the hour decides: then both moments are given in full.
  const sameDay = component === 'queued_at' && say(theirs) === say(mine);
  const values = sameDay ? { theirs: minute(theirs), mine: minute(mine) } : { theirs: say(theirs), mine: say(mine) };
  return { ...reason, values: { ...reason.values, ...values } };
}
const minute = (value: unknown) => {
  const at = new Date(String(value));
  return `${dayOf(at)} ${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 19)}`;
};
