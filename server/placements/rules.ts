// Decides when a person may be admitted, placed in an emergency and discharged (queue-rules v1: check-in within the
// deadline, trial stay, emergency by a leader for some days only).
import { type OfferMoments, offerState } from '../allocation/rules.ts';
import { type Bed, bedFits, type Claim, type Need, residential, type Sex } from '../facilities/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, fromRange, overlaps } from '../kernel/period.ts';

/** An offer both sides accepted, on or before its check-in day; admission on a past day needs the offer to have been there. */
export function mayAdmit(offer: OfferMoments, madeOn: Day, admittedOn: Day, today: Day): Verdict {
  const state = offerState(offer, today);
  return verdict(
    [
      state === 'waiting' && { code: 'not_accepted' },
      state === 'lapsed' && { code: 'check_in_passed', values: { until: offer.checkInBy ?? offer.respondBy } },
      state !== 'waiting' &&
        state !== 'lapsed' &&
        state !== 'accepted' && { code: 'offer_ended', values: { how: state } },
      admittedOn > today && { code: 'admission_future', pointer: '/admitted_on' },
      admittedOn < madeOn && {
        code: 'dates_reversed',
        values: { start: madeOn, end: admittedOn },
        pointer: '/admitted_on',
      },
    ],
    {},
  );
}

export const trialUntil = (admittedOn: Day, days: number): Day => addDays(admittedOn, days);

export function mayDischarge(
  stay: { admittedOn: Day; dischargedOn: Day | null; until: Day | null },
  on: Day,
  today: Day,
): Verdict {
  return verdict(
    [
      stay.dischargedOn !== null && { code: 'already_discharged', values: { on: stay.dischargedOn } },
      stay.dischargedOn === null &&
        stay.until !== null &&
        on > stay.until && { code: 'already_discharged', values: { on: stay.until } },
      on < stay.admittedOn && {
        code: 'discharge_before_admission',
        values: { admitted: stay.admittedOn },
        pointer: '/discharged_on',
      },
      on > today && { code: 'date_in_future', values: { date: on }, pointer: '/discharged_on' },
    ],
    {},
  );
}

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
