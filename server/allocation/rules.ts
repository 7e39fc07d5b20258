// Decides which bed may be offered to whom in the order of the queue (domain §2a), and what an offer is at a given moment.
import type { CategoryKind } from '../applicants/rules.ts';
import { type BarRule, barOf, type Exit } from '../applications/rules.ts';
import { coveringLot, type Lot } from '../contracts/rules.ts';
import {
  type Bed,
  bedFits,
  type Claim,
  type Fit,
  fitFacility,
  freeFrom,
  type Need,
  type Room,
  roomTakes,
  weekdaysIn,
} from '../facilities/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { greatCircleKm } from '../kernel/geo.ts';
import { addMonths, type Day } from '../kernel/period.ts';
import { type Calendar, workingDayBefore } from '../kernel/workdays.ts';

export { stayLengths } from '../applications/rules.ts';

export type OfferMoments = {
  respondBy: Day;
  checkInBy: Day | null;
  familyAnswer: 'accepted' | 'declined' | null;
  facilityAnswer: 'accepted' | 'declined' | null;
  endReason: 'admitted' | 'family_declined' | 'facility_declined' | 'withdrawn' | 'lapsed' | 'died' | null;
};
export type OfferState = 'waiting' | 'accepted' | NonNullable<OfferMoments['endReason']>;

/** What an offer is today, by its moments and the clock; nothing about it is stored as a status. */
export function offerState(o: OfferMoments, today: Day): OfferState {
  if (o.endReason) return o.endReason;
  const both = o.familyAnswer === 'accepted' && o.facilityAnswer === 'accepted';
  if (both) return o.checkInBy !== null && today > o.checkInBy ? 'lapsed' : 'accepted';
  return today > o.respondBy ? 'lapsed' : 'waiting';
}

/**
 * The day this offer waits for the family until, once it is near: from one working day before, for the answer and then
 * for the check-in. Null while there is time, and when it is not the family that is waited for.
 */
export function dueSoon(
  o: OfferMoments,
  calendar: Calendar,
  today: Day,
): { what: 'answer' | 'check_in'; by: Day } | null {
  const state = offerState(o, today);
  const waits =
    state === 'waiting' && o.familyAnswer === null
      ? { what: 'answer' as const, by: o.respondBy }
      : state === 'accepted' && o.checkInBy !== null
        ? { what: 'check_in' as const, by: o.checkInBy }
        : null;
  return waits && today >= workingDayBefore(calendar, waits.by) ? waits : null;
}

/** May this side answer now? */
export function mayAnswer(o: OfferMoments, side: 'family' | 'facility', today: Day): Verdict {
  const state = offerState(o, today);
  const answered = side === 'family' ? o.familyAnswer : o.facilityAnswer;
  return verdict(
    [
      state === 'lapsed' && { code: 'offer_lapsed', values: { until: o.respondBy } },
      state !== 'lapsed' && state !== 'waiting' && { code: 'offer_ended', values: { how: state } },
      state === 'waiting' && answered !== null && { code: 'offer_answered' },
    ],
    {},
  );
}

/** Reasons a family may give. "Does not meet the need" is not a refusal and never counts (queue-rules v1). */
export const declineReasons = [
  'does_not_meet_need',
  'hospital',
  'changed_mind',
  'too_far',
  'too_expensive',
  'other',
] as const;
/** Why a leader may pass over people ahead; 'other' needs a note. */
export const overrideReasons = [
  'couple_together',
  'family_nearby',
  'urgent_risk',
  'court_or_protection_order',
  'correction_of_error',
  'other',
] as const;
export const refuseReasons = ['cannot_meet_need', 'bed_not_ready', 'infection_control', 'other'] as const;
/** An answer of 'other' says nothing by itself: it comes with words. */
export const noteGiven = (reason: string, note: string | null): Verdict =>
  verdict([reason === 'other' && !note?.trim() && { code: 'reason_needed', pointer: '/note' }], {});
/** After a refusal by the home: is the bed itself fit to be offered to the next person at once? */
export const isUsable = (refusedFor: string | null) =>
  refusedFor !== 'bed_not_ready' && refusedFor !== 'infection_control';
export const countsAsExit = (reason: (typeof declineReasons)[number]) =>
  reason !== 'does_not_meet_need' && reason !== 'hospital';

/** What a lapse means for the person: who did not answer decides whether it counts. */
export function lapseExit(o: OfferMoments): 'no_reply' | 'no_show' | null {
  if (o.familyAnswer === null) return 'no_reply';
  return o.familyAnswer === 'accepted' && o.facilityAnswer === 'accepted' ? 'no_show' : null;
}

/** What an exit of this offer would come to, by the queue rules: which wishes are left, and whether it bars. */
export type Consequence = {
  /** exits that would count within the window, this one among them */
  exits: number;
  bar: Reason | null;
  /** named homes that stay open, and whether any other does */
  left: string[];
  any: boolean;
  /** the application ends with it: barred, or nothing left to choose */
  closes: boolean;
};
export function consequenceOf(
  reason: 'declined' | 'no_reply' | 'no_show',
  facility: string,
  wish: Pick<Wish, 'choices' | 'acceptAny' | 'exited'>,
  before: readonly Exit[],
  rule: BarRule,
  on: Day,
): Consequence {
  const all = [...before, { on, reason, facility }];
  const bar = barOf(all, rule, on);
  const left = wish.choices.filter((choice) => choice !== facility && !wish.exited.includes(choice));
  const since = addMonths(on, -rule.window_months);
  return {
    exits: all.filter((e) => e.on > since).length,
    bar,
    left,
    any: wish.acceptAny,
    closes: bar !== null || (!wish.acceptAny && left.length === 0),
  };
}

export type Wish = { choices: readonly string[]; acceptAny: boolean; radiusKm: number; exited: readonly string[] };

/** Does the person want this facility? Named, or any within the radius; not one already given up. */
export function wants(w: Wish, facility: string, distanceKm: number | null): Verdict {
  const named = w.choices.includes(facility);
  const reasons: (Reason | false)[] = [
    w.exited.includes(facility) && { code: 'given_up' },
    !named && !w.acceptAny && { code: 'not_wished' },
    !named &&
      w.acceptAny &&
      distanceKm !== null &&
      distanceKm > w.radiusKm && {
        code: 'too_far',
        values: { km: Math.round(distanceKm * 10) / 10, radius: w.radiusKm },
      },
  ];
  return verdict(reasons, {});
}

export type PlaceFacts = {
  facility: { id: string; lng: number; lat: number };
  rooms: readonly Room[];
  beds: readonly Bed[];
  claims: readonly Claim[];
};
export type Seeker = {
  hindrance: Reason | null;
  wish: Wish;
  need: Need;
  home: { lng: number | null; lat: number | null };
};

/** Straight line from home, or null when the home has no place on the map. */
export const kmBetween = (home: Seeker['home'], to: { lng: number; lat: number }): number | null =>
  home.lng === null || home.lat === null ? null : greatCircleKm(home.lng, home.lat, to.lng, to.lat);

/**
 * Everything that keeps this person from this bed: something about the person (dead, housed, barred, an offer waiting,
 * no assessment in force), the wish, the fit, or that it is not free on the days needed. Empty: the bed could be theirs,
 * and nobody behind them may have it.
 */
export function whyNot(s: Seeker, place: PlaceFacts, bedId: string, on: Day): Reason[] {
  const bed = place.beds.find((b) => b.id === bedId);
  const room = place.rooms.find((r) => r.id === bed?.roomId);
  if (!bed || !room) return [{ code: 'not_found' }];
  const inRoom = new Set(place.beds.filter((b) => b.roomId === room.id).map((b) => b.id));
  const claims = place.claims.filter((c) => inRoom.has(c.bedId));
  const wanted = wants(s.wish, place.facility.id, kmBetween(s.home, place.facility));
  const fits = bedFits(bed, roomTakes(room, claims, on), s.need);
  const free = freeFrom(bed, claims, on, s.need.days);
  const taken: Reason = s.need.days
    ? { code: 'weekday_taken', values: { days: s.need.days.join('、') } }
    : { code: 'bed_just_taken' };
  return [
    ...(s.hindrance ? [s.hindrance] : []),
    ...(wanted.ok ? [] : wanted.reasons),
    ...(fits.ok ? [] : fits.reasons),
    ...(free ? [] : [taken]),
  ];
}

/** What a facility has for a person: the closest fitting bed and the lot that covers it, or everything in the way there. */
export type Judged<B extends Bed = Bed> = {
  fit: Fit;
  best: B | undefined;
  cover: ReturnType<typeof coveringLot>;
  km: number | null;
  /** of the beds, of the person's own wish, of the contract */
  hindered: { bed: Reason[]; wish: Reason[]; contract: Reason[] };
};

/**
 * Judges one facility for one person from a day on: beds that fit, the wish, the contract. A bed of the reserve needs no
 * contract for a guaranteed person, and where no bed fits the contract is not asked.
 * @param fit what fitFacility says of the facility, where it is known already
 */
export function judgePlace<B extends Bed>(
  s: Pick<Seeker, 'wish' | 'need' | 'home'>,
  service: Bed['kind'],
  place: Omit<PlaceFacts, 'beds'> & { beds: readonly B[] },
  lots: readonly Lot[],
  on: Day,
  fit = fitFacility(place.rooms, place.beds, place.claims, s.need, on),
): Judged<B> {
  const best = place.beds.find((b) => b.id === fit.beds[0]);
  const cover = coveringLot(lots, best?.kind ?? service, on);
  const km = kmBetween(s.home, place.facility);
  const wanted = wants(s.wish, place.facility.id, km);
  const reserved = best?.pool === 'reserve' && s.need.guaranteed;
  return {
    fit,
    best,
    cover,
    km,
    hindered: {
      bed: fit.reasons,
      wish: wanted.ok ? [] : wanted.reasons,
      contract: cover.ok || reserved || !best ? [] : cover.reasons,
    },
  };
}

/** Someone in the queue, as far as the beds they could have are concerned. */
type Queued = Parameters<typeof seekerOf>[0] & { place: number };
/** One person passed over: the first reason why the bed is not theirs, null when there is none. */
export type PassedOver = { receipt_no: string; place: number; why: string | null };

/**
 * May this bed be offered to this person now? No while something stands between the two, while no lot covers the bed
 * (a reserve bed of a guaranteed person needs none), or while someone ahead could have it. `lotId` is the lot it takes.
 * Out of turn only that last question is not asked; those it passes over are the ones whose `why` is null.
 */
export function mayOffer(
  who: Queued,
  ahead: readonly Queued[],
  place: PlaceFacts,
  lots: readonly Lot[],
  bed: Bed,
  on: Day,
  how: { outOfTurn?: boolean; excused?: ReadonlyMap<string, string> } = {},
): { reasons: Reason[]; ahead: PassedOver[]; lotId: string | null } {
  const seeker = seekerOf(who);
  const cover = coveringLot(lots, bed.kind, on);
  const reserve = bed.pool === 'reserve' && seeker.need.guaranteed;
  // Only its room matters: everyone ahead is judged on these few rows, not on the whole home.
  const beds = place.beds.filter((b) => b.roomId === bed.roomId);
  const here: PlaceFacts = {
    facility: place.facility,
    rooms: place.rooms.filter((r) => r.id === bed.roomId),
    beds,
    claims: place.claims.filter((c) => beds.some((b) => b.id === c.bedId)),
  };
  const passed = ahead.map((w) => ({
    receipt_no: w.application.receiptNo,
    place: w.place,
    why: whyNot(seekerOf(w), here, bed.id, on)[0]?.code ?? how.excused?.get(w.application.id) ?? null,
  }));
  const first = passed.filter((w) => w.why === null);
  return {
    reasons: [
      ...whyNot(seeker, here, bed.id, on),
      ...(cover.ok || reserve ? [] : cover.reasons),
      ...(first[0] && !how.outOfTurn
        ? [{ code: 'out_of_order' as const, values: { count: first.length, first: first[0].place } }]
        : []),
    ],
    ahead: passed,
    lotId: cover.ok && !reserve ? cover.lot.id : null,
  };
}

/** What an application asks for, which can also be asked before there is one. */
export type Asking = {
  service: Bed['kind'];
  choices: readonly string[];
  acceptAny: boolean;
  radiusKm: number;
  /** int4multirange, as stored */
  weekdays: string;
  needs: readonly string[];
};
/** An application and a person as the register has them. */
type ApplicationFacts = Asking & { id: string; receiptNo: string };
type PersonFacts = {
  applicant: { sex: Need['sex']; lng: number | null; lat: number | null };
  assessment: { level: number; dementia: boolean } | null;
  categories: readonly { kind: CategoryKind }[];
};

/** What a rule must know of someone in the queue. */
export const seekerOf = (w: {
  application: ApplicationFacts;
  person: PersonFacts;
  exited: readonly string[];
  hindrance: Reason | null;
}): Seeker => ({
  hindrance: w.hindrance,
  wish: wishOf(w.application, w.exited),
  need: needOf(w.application, w.person),
  home: w.person.applicant,
});

/** What this application needs of a bed. */
export function needOf(application: Asking, person: PersonFacts): Need {
  return {
    sex: person.applicant.sex,
    level: person.assessment?.level ?? 0,
    dementia: person.assessment?.dementia ?? false,
    // A person assessed for round-the-clock care may lie in either; the finer bed is chosen by the closest fit.
    kinds:
      application.service === 'residential' || application.service === 'nursing'
        ? ['residential', 'nursing']
        : [application.service],
    equipment: application.needs,
    guaranteed: person.categories.some((c) => c.kind === 'tekun'),
    ...(application.service === 'day' ? { days: weekdaysIn(application.weekdays) } : {}),
  };
}

export const wishOf = (a: Pick<Asking, 'choices' | 'acceptAny' | 'radiusKm'>, exited: readonly string[]) => ({
  choices: a.choices,
  acceptAny: a.acceptAny,
  radiusKm: a.radiusKm,
  exited,
});
