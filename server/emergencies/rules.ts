// Decides whether somebody may be put into a bed at once, past the queue, for some days (queue-rules v1: by a leader, with
// a reason from the list, disclosed monthly).
import { type Bed, bedFits, type Claim, type Need, residential, type Sex } from '../facilities/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, fromRange, overlaps } from '../kernel/period.ts';

export const emergencyReasons = [
  'carer_lost',
  'abuse_or_neglect',
  'home_unsafe',
  'discharged_without_care',
  'disaster',
  'other',
] as const;
export type EmergencyReason = (typeof emergencyReasons)[number];

/**
 * May this person be put into this bed at once, past the queue, for some days? Every hard requirement holds as for an
 * offer: sex, level, dementia, equipment, the reserve, an assessment (no one lives in a home unassessed), infection.
 */
export function mayPlaceInEmergency(
  person: {
    diedOn: Day | null;
    assessed: boolean;
    infectiousDisease: boolean | null;
    endangersOthers: boolean | null;
  },
  need: Need,
  place: { bed: Bed; takes: Sex | 'either'; claims: readonly Claim[] },
  asked: { on: Day; days: number; max: number; reason: EmergencyReason; note: string | null },
): Verdict {
  const { bed, takes, claims } = place;
  const during = { start: asked.on, end: addDays(asked.on, asked.days) };
  const taken = claims.some((c) => c.bedId === bed.id && overlaps(fromRange(c.during), during));
  const fits = bedFits(bed, takes, need);
  return verdict(
    [
      (asked.days < 1 || asked.days > asked.max) && {
        code: 'emergency_days',
        values: { max: asked.max },
        pointer: '/days',
      },
      asked.reason === 'other' && !asked.note?.trim() && { code: 'reason_needed', pointer: '/note' },
      person.diedOn !== null && { code: 'person_dead', values: { on: person.diedOn } },
      !person.assessed && { code: 'not_assessed' },
      person.endangersOthers === true && { code: 'endangers' },
      person.infectiousDisease === true && !bed.equipment.includes('isolation') && { code: 'isolation_needed' },
      !residential(bed.kind) && { code: 'emergency_kind' },
      bed.retiredOn !== null && { code: 'bed_retired' },
      ...(fits.ok || !residential(bed.kind) ? [] : fits.reasons),
      taken && { code: 'emergency_taken' },
    ],
    {},
  );
}
