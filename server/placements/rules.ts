// Decides when a person may be admitted, from an offer or privately, and discharged (queue-rules v1: check-in within the
// deadline, trial stay; GB 38600: nobody unassessed; contract places are for the queue).
import { type OfferMoments, offerState } from '../allocation/rules.ts';
import {
  type Bed,
  type BedKind,
  bedFits,
  type Claim,
  type Room,
  residential,
  type Sex,
  taken,
  weekdaysIn,
  weekdaysRange,
} from '../facilities/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, fromRange, overlaps } from '../kernel/period.ts';

export { degrees, riskKinds } from '../risks/rules.ts';

export const dischargeKinds = ['home', 'hospital', 'other_facility', 'death', 'breach'] as const;
/** How far back a home may still record or correct what happened. */
export const BACK_DAYS = 31;

/** Not in the future, and not longer ago than a home may still enter it. */
export const recentDay = (day: Day, today: Day, pointer: string): (Reason | false)[] => [
  day > today && { code: 'date_in_future', values: { date: day }, pointer },
  day < addDays(today, -BACK_DAYS) && { code: 'too_long_ago', values: { max: BACK_DAYS }, pointer },
];

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

type Lies = { kind: BedKind; weekdays: string };
type Taker = {
  sex: Sex;
  diedOn: Day | null;
  /** the stays the person has at some time of the period, as far as they may be seen */
  lying: readonly Lies[];
};
type Place = {
  bed: Bed;
  room: Room;
  /** of the room, from the day of admission on */
  claims: readonly Claim[];
  /** the home is neither closed nor has it announced that it closes */
  takesPeople: boolean;
};
type Asked = { from: Day; level: number; dementia: boolean; weekdays: readonly number[]; takenOver: boolean };

/** Two places of one sort at one time: whole-day beds always, day and home places on a weekday they share. */
const meet = (a: Lies, b: Lies) =>
  residential(a.kind)
    ? residential(b.kind)
    : a.kind === b.kind && weekdaysIn(a.weekdays).some((d) => weekdaysIn(b.weekdays).includes(d));

/** Whoever lies in an undesignated room at some time of the stay gives it its sex. */
function takesFrom(room: Room, claims: readonly Claim[], from: Day, sex: Sex): Sex | 'either' {
  if (room.sex === 'male' || room.sex === 'female') return room.sex;
  if (room.sex === 'mixed') return 'either';
  const others = claims.some(
    (c) => c.sex !== null && c.sex !== sex && overlaps(fromRange(c.during), { start: from, end: null }),
  );
  return others ? (sex === 'male' ? 'female' : 'male') : 'either';
}

/**
 * May this home take somebody in who pays alone? A market bed only: what the contract bought and what is kept in reserve
 * is for the queue. What the bureau knows of the person's health is not asked and so not given away. With `takenOver`
 * (the person lay there before) the pool and how long ago do not matter.
 */
export function mayTakeIn(person: Taker, { bed, room, claims, takesPeople }: Place, asked: Asked, today: Day): Verdict {
  const { from, weekdays, takenOver } = asked;
  const need = {
    sex: person.sex,
    level: asked.level,
    dementia: asked.dementia,
    kinds: [bed.kind],
    equipment: [],
    guaranteed: takenOver,
  };
  const fits = bedFits(bed, takesFrom(room, claims, from, person.sex), need);
  const whole = residential(bed.kind);
  const days = weekdaysRange(weekdays);
  const twice = person.lying.some((l) => meet(l, { kind: bed.kind, weekdays: days }));
  return verdict(
    [
      from > today && { code: 'admission_future', pointer: '/admitted_on' },
      !takenOver &&
        from < addDays(today, -BACK_DAYS) && {
          code: 'too_long_ago',
          values: { max: BACK_DAYS },
          pointer: '/admitted_on',
        },
      person.diedOn !== null && { code: 'person_dead', values: { on: person.diedOn } },
      twice && { code: 'person_in_bed' },
      !takesPeople && !takenOver && { code: 'facility_closed' },
      whole && weekdays.length > 0 && { code: 'weekdays_whole', pointer: '/weekdays' },
      bed.kind === 'day' && weekdays.length === 0 && { code: 'weekdays_needed', pointer: '/weekdays' },
      bed.retiredOn !== null && { code: 'bed_retired', pointer: '/bed_id' },
      !takenOver &&
        from < bed.openedOn && { code: 'bed_not_open', values: { on: bed.openedOn }, pointer: '/admitted_on' },
      bed.pool === 'subsidised' && !takenOver && { code: 'bed_for_contract', pointer: '/bed_id' },
      ...(fits.ok ? [] : fits.reasons.map((r) => ({ ...r, pointer: '/bed_id' }))),
      taken(bed.id, claims, { start: from, end: null }, days) && { code: 'bed_taken', pointer: '/bed_id' },
    ],
    {},
  );
}

/**
 * Does moving in by this application end that stay? An emergency stay and a private one give way to a place of their own
 * sort (a private day place only where the weekdays meet), and with a transfer the bed it was asked from.
 */
export function gives(
  stay: { emergencyReason: string | null; funding: string },
  lies: Lies,
  transfer: boolean,
  to: { weekdays: string; bed: { kind: BedKind } },
): boolean {
  return (
    (transfer || stay.emergencyReason !== null || stay.funding === 'private') &&
    meet(lies, { kind: to.bed.kind, weekdays: to.weekdays })
  );
}

/** @param stay `since`: the day from which the person has the present bed */
export function mayDischarge(
  stay: { admittedOn: Day; since: Day; dischargedOn: Day | null; until: Day | null },
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
      on >= stay.admittedOn &&
        on < stay.since && { code: 'before_stay', values: { since: stay.since }, pointer: '/discharged_on' },
      on > today && { code: 'date_in_future', values: { date: on }, pointer: '/discharged_on' },
    ],
    {},
  );
}
