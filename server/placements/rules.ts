// Decides when a person may be admitted and discharged (queue-rules v1: check-in within the deadline, trial stay).
import { type OfferMoments, offerState } from '../allocation/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day } from '../kernel/period.ts';

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

export function mayDischarge(stay: { admittedOn: Day; dischargedOn: Day | null }, on: Day, today: Day): Verdict {
  return verdict(
    [
      stay.dischargedOn !== null && { code: 'already_discharged', values: { on: stay.dischargedOn } },
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
