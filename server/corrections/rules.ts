// Decides which dates of a stay its home may still correct, and which of its latest acts it may take back: within 31 days,
// while nothing has come after it, and never a death or what another decision brought about.
import { comesBack } from '../exits/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day } from '../kernel/period.ts';
import { BACK_DAYS, dischargeKinds, recentDay } from '../placements/rules.ts';

const own: readonly string[] = dischargeKinds;

type Stay = { admittedOn: Day; trialUntil: Day | null; dischargedOn: Day | null; dischargeKind: string | null };

/**
 * Another day of admission. The bed and the person must have been free (the database says so); whoever has moved since, or
 * was away before the new day, is not corrected without that.
 */
export function mayCorrectAdmission(
  stay: Stay,
  facts: { emergency: boolean; moved: boolean; firstAway: Day | null; offeredOn: Day | null },
  to: Day,
  today: Day,
): Verdict {
  const pointer = '/admitted_on';
  const { firstAway, offeredOn } = facts;
  const { dischargedOn } = stay;
  return verdict(
    [
      facts.emergency && { code: 'correct_emergency' },
      stay.dischargeKind === 'error' && { code: 'entered_in_error' },
      facts.moved && { code: 'moved_since' },
      stay.admittedOn < addDays(today, -BACK_DAYS) && { code: 'too_long_ago', values: { max: BACK_DAYS } },
      ...recentDay(to, today, pointer),
      offeredOn !== null &&
        to < offeredOn && { code: 'dates_reversed', values: { start: offeredOn, end: to }, pointer },
      firstAway !== null &&
        to > firstAway && { code: 'dates_reversed', values: { start: to, end: firstAway }, pointer },
      firstAway === null &&
        dischargedOn !== null &&
        to >= dischargedOn && { code: 'dates_reversed', values: { start: to, end: dischargedOn }, pointer },
    ],
    {},
  );
}

/** Another day of discharge. Where it would change whether the person comes back into the queue, the bureau is asked. */
export function mayCorrectDischarge(
  stay: Stay,
  facts: { emergency: boolean; since: Day; lastAway: Day | null; cameBackBefore: boolean; hasCase: boolean },
  to: Day,
  today: Day,
): Verdict {
  const pointer = '/discharged_on';
  const { dischargedOn: on, dischargeKind: kind } = stay;
  const first = facts.lastAway !== null && facts.lastAway > facts.since ? facts.lastAway : facts.since;
  const back = (day: Day) =>
    kind !== null && comesBack({ trialUntil: stay.trialUntil, dischargedOn: day, kind }, facts.cameBackBefore);
  return verdict(
    [
      (on === null || kind === null || !own.includes(kind)) && { code: 'not_discharged' },
      facts.emergency && { code: 'correct_emergency' },
      on !== null && on < addDays(today, -BACK_DAYS) && { code: 'too_long_ago', values: { max: BACK_DAYS } },
      ...recentDay(to, today, pointer),
      to < first && { code: 'discharge_before_admission', values: { admitted: first }, pointer },
      facts.hasCase && on !== null && back(on) !== back(to) && { code: 'correct_case' },
    ],
    {},
  );
}

export type Undoable = {
  kind: string;
  reason: string | null;
  day: Day;
  /** taken back already */
  undone: boolean;
  /** what of this stay came after it and stands */
  later: boolean;
  /** of an admission: by an offer, or an emergency */
  decided: boolean;
};

/** May the home take this back itself? The words of the refusal say who can. */
export function mayUndo(e: Undoable, today: Day): Verdict {
  const takesBack = ['away', 'returned', 'moved_in', 'leaving', 'admitted', 'discharged'].includes(e.kind);
  const left = e.kind === 'discharged';
  return verdict(
    [
      !takesBack && { code: 'undo_not_this' },
      e.undone && { code: 'undone_already' },
      e.later && { code: 'undo_later_first' },
      e.kind === 'admitted' && e.decided && { code: 'undo_decided' },
      left && e.reason === 'death' && { code: 'undo_death' },
      left && e.reason !== 'death' && !own.includes(e.reason ?? '') && { code: 'undo_decided' },
      takesBack &&
        e.kind !== 'leaving' &&
        e.day < addDays(today, -BACK_DAYS) && { code: 'too_long_ago', values: { max: BACK_DAYS } },
    ],
    {},
  );
}
