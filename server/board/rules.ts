// Decides what a bed is on any day, and what may be done to it and taken back (domain §4: filed = free + held + present +
// kept + to be cleaned + out of service).
import { awayOn, type Claim, weekdaysIn } from '../facilities/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { contains, type Day, dayOf, fromRange, type Period, weekdayOf } from '../kernel/period.ts';

export { expectedKinds } from '../facilities/rules.ts';

export const boardStates = ['free', 'locked', 'reserved', 'occupied', 'away', 'cleaning', 'out_of_service'] as const;
/**
 * free 空闲 · locked 锁定: an offer both have not accepted yet · reserved 预留: accepted · occupied 在住 · away 请假/住院:
 * the bed is kept · cleaning 待清洁 · out_of_service 维修/停用.
 */
export type BoardState = (typeof boardStates)[number];
export const closureReasons = ['cleaning', 'repair', 'out_of_service'] as const;
export type ClosureReason = (typeof closureReasons)[number];

type Span = { id: string; openedOn: Day; retiredOn: Day | null };
export type BoardClaim = Claim & {
  id: string;
  /** the day it was let go before its end */
  releasedOn: Day | null;
  /** of a hold: the day on which the second of both sides accepted */
  acceptedOn: Day | null;
};

/** What a bed is shown as when two claims name it on one past day: an admission written late outweighs the hold before it. */
const STRENGTH = { closure: 1, hold: 2, stay: 3 } as const;

/**
 * Did the claim stand at the end of that day? A hold that was let go stood until then; a stay is only let go when it never
 * was (entered in error, moved back, left on the day of coming).
 */
export const stoodOn = (claim: BoardClaim, on: Day) =>
  contains(fromRange(claim.during), on) &&
  (claim.releasedOn === null || (claim.kind !== 'stay' && claim.releasedOn > on));

const takes = (claim: BoardClaim, on: Day) => stoodOn(claim, on) && weekdaysIn(claim.weekdays).includes(weekdayOf(on));

/** What a claim makes of its bed at the end of a day on which it takes it. */
export function stateOf(claim: BoardClaim, on: Day): BoardState {
  if (claim.kind === 'stay') return awayOn(claim, on) ? 'away' : 'occupied';
  if (claim.kind === 'hold') return claim.acceptedOn !== null && claim.acceptedOn <= on ? 'reserved' : 'locked';
  return claim.reason === 'cleaning' ? 'cleaning' : 'out_of_service';
}

/**
 * What a bed is at the end of a day: past days as they were then, today as it is, a later day by what is known today.
 * @param claims of this bed, let go ones included
 */
export function bedOn<C extends BoardClaim>(
  bed: Span,
  claims: readonly C[],
  on: Day,
): { state: BoardState | 'not_filed'; taking: C | null } {
  if (on < bed.openedOn || (bed.retiredOn !== null && on >= bed.retiredOn)) return { state: 'not_filed', taking: null };
  let taking: C | null = null;
  for (const claim of claims)
    if (takes(claim, on) && (!taking || STRENGTH[claim.kind] > STRENGTH[taking.kind])) taking = claim;
  return { state: taking ? stateOf(taking, on) : 'free', taking };
}

export type BoardCounts = Record<BoardState, number> & { filed: number };

/** How many beds are in each state; a bed is counted once, so the seven always sum to those filed. */
export function countStates(states: Iterable<BoardState | 'not_filed'>): BoardCounts {
  const counts: BoardCounts = {
    filed: 0,
    free: 0,
    locked: 0,
    reserved: 0,
    occupied: 0,
    away: 0,
    cleaning: 0,
    out_of_service: 0,
  };
  for (const state of states) {
    if (state === 'not_filed') continue;
    counts[state] += 1;
    counts.filed += 1;
  }
  return counts;
}

/** The first day from `on` for which something already stands in the way of a closure of every weekday. */
export function nextTaken(claims: readonly BoardClaim[], on: Day): Day | null {
  let first: Day | null = null;
  for (const claim of claims) {
    if (claim.releasedOn !== null) continue;
    const { start, end } = fromRange(claim.during);
    if (end !== null && end <= on) continue;
    const from = start > on ? start : on;
    if (first === null || from < first) first = from;
  }
  return first;
}

export type Act = 'close' | 'reopen';
/** A bed as far as closing and reopening look at it; `name` is what people call it, 302-2. */
export type BedFact = {
  name: string;
  state: BoardState | 'not_filed';
  /** of a closure */
  reason?: string | null;
  next: Day | null;
};

/** May this bed be taken out of service from today, or put back? Whoever lies in it or was promised it stands in the way. */
export function mayAct(act: Act, bed: BedFact, asked: Period): Verdict {
  const { name, state } = bed;
  const values = { bed: name };
  const closed = state === 'cleaning' || state === 'out_of_service';
  const what = bed.reason ?? state;
  const late = state === 'free' && bed.next !== null && (asked.end === null || bed.next < asked.end);
  return verdict(
    [
      state === 'not_filed' && { code: 'bed_gone', values },
      act === 'close' && (state === 'occupied' || state === 'away') && { code: 'bed_lived_in', values },
      act === 'close' && (state === 'locked' || state === 'reserved') && { code: 'bed_promised', values },
      act === 'close' && closed && { code: 'bed_closed_already', values: { ...values, what } },
      act === 'close' && late && { code: 'bed_taken_from', values: { ...values, from: bed.next } },
      act === 'reopen' && !closed && state !== 'not_filed' && { code: 'bed_open_already', values },
    ],
    {},
  );
}

/** The form of a request to close: an end must lie ahead. */
export function closeFor(until: Day | null, today: Day): Verdict {
  const values = { start: today, end: until };
  return verdict(
    [until !== null && until <= today && { code: 'dates_reversed' as const, values, pointer: '/until' }],
    {},
  );
}

export type Done = {
  kind: string;
  reason: string | null;
  until: Day | null;
  at: Date;
  /** the colleague's name; null where the clock or an import did it */
  by: string | null;
};

/** Who did what to the bed, and when: 「张护士 10:32 把 302-2 设为维修」. Null when no colleague did. */
export function whoDid(name: string, done: Done, today: Day): Reason | null {
  if (done.by === null) return null;
  const local = new Date(done.at.getTime() + 8 * 3_600_000).toISOString();
  const day = dayOf(done.at);
  const time = local.slice(11, 16);
  const at = day === today ? time : `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${time}`;
  const what = done.kind === 'closed' ? `did_${done.reason}` : `did_${done.kind}`;
  const values = { bed: name, who: done.by, at, what };
  return done.until === null
    ? { code: 'bed_done_by', values }
    : { code: 'bed_done_by_until', values: { ...values, until: done.until } };
}

export type Step = { kind: string; reason: string | null; until: Day | null };
/** What stands around one step of a tap that is to be taken back. */
export type StepFacts = {
  bed: BedFact;
  /** who took it back already; who did something to the bed since */
  undone: Done | null;
  later: Done | null;
  /** of a closure: is it the one that is still in force? */
  standing: boolean;
};

/**
 * May closing or reopening be taken back? Until something later on the bed depends on it, and while the other way is
 * still possible: a closure that still stands, or a bed that could be closed again until the day it was closed for.
 */
export function mayUndo(step: Step, facts: StepFacts, today: Day): Verdict {
  const { bed, undone, later, standing } = facts;
  const values = { bed: bed.name };
  const after = later && !undone ? (whoDid(bed.name, later, today) ?? { code: 'bed_changed' as const, values }) : null;
  const over = step.until !== null && step.until <= today;
  const blocked = undone !== null || after !== null;
  const again =
    step.kind === 'reopened' && !blocked && !over
      ? mayAct('close', bed, { start: today, end: step.until })
      : ({ ok: true } as const);
  return verdict(
    [
      undone !== null && { code: 'undone_already', values },
      after && { code: 'undo_later', values },
      after,
      step.kind !== 'closed' && step.kind !== 'reopened' && { code: 'undo_not_this', values },
      step.kind === 'closed' && !blocked && !standing && { code: 'undo_over', values },
      step.kind === 'reopened' && !blocked && over && { code: 'undo_over', values },
      ...(again.ok ? [] : again.reasons),
    ],
    {},
  );
}
