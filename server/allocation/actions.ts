import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applications } from '../../db/schema/applications.ts';
import { findApplication, moveApplication } from '../applications/actions.ts';
import type { Exit } from '../applications/rules.ts';
import { shareWithHome } from '../consents/actions.ts';
import { lotsOf, moveLot } from '../contracts/actions.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { freeBed, recordExit } from '../exits/actions.ts';
import { claimBed, endClaim, findBed, findFacility, lockOneBed, vacancyTopics } from '../facilities/actions.ts';
import { fitFacility, weekdaysRange } from '../facilities/rules.ts';
import { type Reason, Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, startOfDay } from '../kernel/period.ts';
import { addWorkingDays } from '../kernel/workdays.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, type Later, type Tx, view } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';
import type { Place } from '../queue/rules.ts';
import {
  findOffer,
  loadPlace,
  loadQueue,
  type OfferRow,
  othersClaims,
  type PlaceWithBeds,
  type Waiting,
} from './queries.ts';
import {
  countsAsExit,
  type declineReasons,
  isUsable,
  lapseExit,
  mayAnswer,
  mayOffer,
  needOf,
  noteGiven,
  offerState,
  type overrideReasons,
  type PlaceFacts,
  type refuseReasons,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const topics = (facility: string): Topic[] => ['offers', 'queue', ...vacancyTopics(facility)];
/** The offer is looked at again when its last day has ended: nobody waits for a sweep to get a bed back. */
const lapseAfter = (offer: string, lastDay: Day): Later => ({
  job: 'lapse-offer',
  data: { offer },
  at: startOfDay(addDays(lastDay, 1)),
});

/** A bed by name, or any at a facility that fits: exactly one of the two. */
export type OfferInput = { application_id: string; bed_id?: string; facility_id?: string; override?: Override };
/** A leader's reason to skip the order; the hard requirements are never skipped. */
export type Override = { reason: (typeof overrideReasons)[number]; note: string | null };
export type OfferMade = {
  offer_id: string;
  bed: { id: string; room_no: string; bed_no: string };
  respond_by: Day;
  provisional: boolean;
};

/**
 * Offers a bed to the person whose turn it is. Everyone ahead in the queue must have a reason why this bed is not
 * theirs; those reasons and the person's key are stored with the offer, so that the decision can be replayed.
 * Takes the bed as a hold until the answer is due and a place of the lot, in one transaction.
 *
 * With `facility_id` the closest fit there is taken; rooms in which somebody else is writing are passed over, so that
 * two officers at one home neither wait for each other's room nor end up at the same bed.
 */
export async function makeOffer(ctx: Context, input: OfferInput): Promise<OfferMade> {
  if ((input.bed_id === undefined) === (input.facility_id === undefined))
    throw new Refusal('invalid', [{ code: 'bed_or_facility', pointer: '/bed_id' }]);
  const { override } = input;
  if (override?.reason === 'other' && !override.note?.trim())
    throw new Refusal('invalid', [{ code: 'reason_needed', pointer: '/override/note' }]);
  return act(
    ctx,
    override ? 'allocation.override' : 'allocation.offer',
    (tx) => findApplication(tx, ctx.district, input.application_id),
    async (tx, { row: application }) => {
      const facilityId = input.bed_id
        ? (await findBed(tx, ctx.district, input.bed_id)).row.facilityId
        : (await findFacility(tx, ctx.district, input.facility_id ?? '')).row.id;
      const { queue, version, rules } = await loadQueue(tx, ctx);
      const mine = queue.find((w) => w.application.id === application.id);
      if (!mine) throw new Refusal('conflict', 'not_queued');
      const turn = { mine, ahead: queue.slice(0, mine.place - 1), version, rules, override };
      return offerBed(tx, ctx, facilityId, input.bed_id, turn);
    },
  );
}

/** Whose turn it is: by today's queue with everyone ahead, or by a round, which has settled who comes before (`proof`). */
export type Turn = Pick<Awaited<ReturnType<typeof loadQueue>>, 'version' | 'rules'> & {
  mine: Place<Waiting>;
  ahead: readonly Place<Waiting>[];
  proof?: object;
  /** who of those ahead is not asked although the bed would fit, by application, and why */
  excused?: ReadonlyMap<string, string>;
  override?: Override;
  /** by a recorded decision the reserve is open to everybody */
  reserveOpen?: boolean;
};

/** Makes the offer, in the transaction of whoever decided that it is this person's turn. Everything is judged as of now. */
export async function offerBed(tx: Tx, ctx: Context, facilityId: string, bedId: string | undefined, turn: Turn) {
  const on = today(ctx);
  const { mine, ahead: before, version, rules, override } = turn;
  const { application, key, place: at, placeInTrack } = mine;
  if (application.status !== 'queued') throw new Refusal('conflict', 'not_queued');
  const [place, lots, calendar] = await Promise.all([
    loadPlace(tx, ctx.district, on, facilityId, bedId),
    lotsOf(tx, ctx.district, [facilityId]),
    loadCalendar(tx),
  ]);
  if (!place) throw new Refusal('conflict', 'facility_closed');
  if (turn.reserveOpen) place.beds = place.beds.map((b) => (b.pool === 'reserve' ? { ...b, pool: 'subsidised' } : b));
  const free = (claims: PlaceWithBeds['claims']) => othersClaims(claims, application.applicantId);
  const judge: Judge = (bed, facts) =>
    mayOffer(mine, before, { ...facts, claims: free(facts.claims) }, lots, bed, on, { outOfTurn: !!override, ...turn });
  const need = needOf(application, mine.person);
  const fit = bedId
    ? { beds: [bedId], reasons: [] }
    : fitFacility(place.rooms, place.beds, free(place.claims), need, on);
  if (fit.beds.length === 0) throw refusal(fit.reasons);
  const { bed, ahead, lotId } = await chooseBed(tx, ctx, place, fit.beds, judge);
  const passed = ahead.filter((w) => w.why === null).map(({ receipt_no, place }) => ({ receipt_no, place }));
  if (override && passed.length === 0) throw new Refusal('conflict', 'override_not_needed');
  const due = addWorkingDays(calendar, on, rules.response_working_days);
  // The bed the person lies in for some days already: the hold follows that stay.
  const start = mine.emergency?.bed === bed.id ? (fromRange(mine.emergency.during).end ?? on) : on;
  const end = addDays(due.day > start ? due.day : start, 1);
  const claimId = await claimBed(tx, ctx.district, on, {
    bed,
    kind: 'hold',
    person: { id: application.applicantId, sex: need.sex },
    during: { start, end },
    ...(need.days ? { days: need.days } : {}),
    besides: application.transfer || mine.emergency !== null || mine.paysAlone,
  });
  // After the room, as everywhere: the other way round an answer at the same home and this offer wait for each other.
  if (lotId) await moveLot(tx, ctx.district, lotId, { committed: 1 });
  const id = newId();
  const proof = { ...turn.proof, ...(override ? { override: { ...override, passed_over: passed } } : {}) };
  const snapshot = { key, place: at, place_in_track: placeInTrack, bed: bed.id, need, lot: lotId, ahead, ...proof };
  const who = { district: ctx.district, id, applicationId: application.id, applicantId: application.applicantId };
  const what = { bedId: bed.id, facilityId, claimId, lotId, respondBy: due.day, ruleVersion: version, snapshot };
  const why = { overrideReason: override?.reason, overrideNote: override?.note, weekdays: weekdaysRange(need.days) };
  await tx.insert(offers).values({ ...who, ...what, ...why, madeAt: ctx.clock(), madeBy: ctx.actor?.account ?? null });
  const told = await notify(tx, ctx, { ...who, kind: 'offer_made', values: { by: due.day } });
  const roomNo = place.rooms.find((r) => r.id === bed.roomId)?.roomNo ?? '';
  const result: OfferMade = {
    offer_id: id,
    bed: { id: bed.id, room_no: roomNo, bed_no: bed.bedNo },
    respond_by: due.day,
    provisional: due.provisional,
  };
  const after = {
    bed: bed.id,
    respond_by: due.day,
    place: at,
    rules: version,
    ...(override ? { override, passed } : {}),
  };
  return {
    result,
    id,
    after,
    reason: override?.note ?? override?.reason,
    changed: topics(facilityId),
    later: [lapseAfter(id, due.day), ...told],
  };
}

type Facts = Omit<PlaceFacts, 'claims'> & Pick<PlaceWithBeds, 'claims'>;
type Judge = (bed: PlaceWithBeds['beds'][number], facts: Facts) => ReturnType<typeof mayOffer>;

/** The first of these beds that may be offered; of several, by what stands there once its room is locked. */
async function chooseBed(tx: Tx, ctx: Context, place: PlaceWithBeds, ids: readonly string[], judge: Judge) {
  const { facility } = place;
  const judged = ids.flatMap((id) =>
    place.beds.filter((b) => b.id === id).map((bed) => ({ bed, ...judge(bed, place) })),
  );
  const open = judged.filter((j) => j.reasons.length === 0);
  if (!open[0]) throw refusal(judged[0]?.reasons ?? []);
  if (ids.length === 1) return open[0];
  const beds = open.map((j) => j.bed);
  const found = await lockOneBed(tx, ctx.district, today(ctx), beds, (bed, facts) => {
    const again = judge(bed, { facility, ...facts });
    return again.reasons.length === 0 ? { bed, ...again } : null;
  });
  if (!found) throw refusal([]);
  return found;
}

function refusal(reasons: Reason[]): Refusal {
  const [first, ...rest] = reasons;
  return new Refusal('conflict', first ? [first, ...rest] : 'no_free_bed');
}

const save = (tx: Tx, offer: OfferRow, set: Partial<OfferRow>) =>
  tx
    .update(offers)
    .set({ ...set, version: offer.version + 1 })
    .where(and(eq(offers.district, offer.district), eq(offers.id, offer.id)));

/** Ends a live offer, in the transaction of whatever ends it: lets the bed and the lot's place go, and writes the exit when it counts. */
export async function endOffer(
  tx: Tx,
  ctx: Context,
  offer: OfferRow,
  end: { reason: NonNullable<OfferRow['endReason']>; exit: Exit['reason'] | null; set?: Partial<OfferRow> },
): Promise<Later[]> {
  await endClaim(tx, ctx.district, today(ctx), offer.claimId, { releasedAt: ctx.clock() });
  if (offer.lotId) await moveLot(tx, ctx.district, offer.lotId, { committed: -1 });
  await save(tx, offer, { ...end.set, endedAt: ctx.clock(), endReason: end.reason });
  if (end.exit) await recordExit(tx, ctx, offer, end.exit);
  return isUsable(end.set?.facilityReason ?? null) ? freeBed(tx, ctx, offer) : [];
}

/** When both sides have accepted, the hold runs on to the check-in day. */
async function acceptedBy(
  tx: Tx,
  ctx: Context,
  offer: OfferRow,
  side: 'family' | 'facility',
): Promise<{ check_in_by: Day | null }> {
  const yes = 'accepted' as const;
  const now = ctx.clock();
  const mine =
    side === 'family' ? { familyAnswer: yes, familyAnsweredAt: now } : { facilityAnswer: yes, facilityAnsweredAt: now };
  const other = side === 'family' ? offer.facilityAnswer : offer.familyAnswer;
  if (other !== 'accepted') {
    await save(tx, offer, mine);
    return { check_in_by: null };
  }
  const { rules } = await queueRulesOn(tx, ctx.district, today(ctx));
  const { day } = addWorkingDays(await loadCalendar(tx), today(ctx), rules.check_in_working_days);
  await endClaim(tx, ctx.district, today(ctx), offer.claimId, { end: addDays(day, 1), at: ctx.clock() });
  await save(tx, offer, { ...mine, checkInBy: day });
  return { check_in_by: day };
}

function accepting(action: 'allocation.accept' | 'allocation.receive', side: 'family' | 'facility') {
  return (ctx: Context, id: string): Promise<{ check_in_by: Day | null }> =>
    act(
      ctx,
      action,
      (tx) => findOffer(tx, ctx.district, id),
      async (tx, { row }) => {
        required(mayAnswer(row, side, today(ctx)));
        if (side === 'family') await shareWithHome(tx, ctx, row.applicantId, row.facilityId);
        const result = await acceptedBy(tx, ctx, row, side);
        return {
          result,
          before: { state: offerState(row, today(ctx)) },
          after: { [side]: 'accepted', ...result },
          changed: ['offers', `facility:${row.facilityId}`],
          ...(result.check_in_by ? { later: lapseAfter(id, result.check_in_by) } : {}),
        };
      },
    );
}
/** The family accepts the bed. */
export const acceptOffer = accepting('allocation.accept', 'family');
/** The institution accepts the referral. */
export const receiveOffer = accepting('allocation.receive', 'facility');

/** The family says no. Coded; "does not meet the need" and a hospital stay do not count towards a bar. */
export function declineOffer(
  ctx: Context,
  id: string,
  input: { reason: (typeof declineReasons)[number]; note: string | null },
): Promise<{ counts: boolean }> {
  return act(
    ctx,
    'allocation.decline',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayAnswer(row, 'family', today(ctx)));
      required(noteGiven(input.reason, input.note), 'invalid');
      const counts = countsAsExit(input.reason);
      const set = { familyAnswer: 'declined' as const, familyAnsweredAt: ctx.clock(), familyReason: input.reason };
      const later = await endOffer(tx, ctx, row, { reason: 'family_declined', exit: counts ? 'declined' : null, set });
      return {
        result: { counts },
        after: { declined: input.reason },
        reason: input.note ?? input.reason,
        changed: topics(row.facilityId),
        later,
      };
    },
  );
}

/** The institution cannot take the person. The person keeps the place in the queue untouched. */
export function refuseOffer(
  ctx: Context,
  id: string,
  input: { reason: (typeof refuseReasons)[number]; note: string | null },
): Promise<{ ended: true }> {
  return act(
    ctx,
    'allocation.refuse',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayAnswer(row, 'facility', today(ctx)));
      required(noteGiven(input.reason, input.note), 'invalid');
      const set = {
        facilityAnswer: 'declined' as const,
        facilityAnsweredAt: ctx.clock(),
        facilityReason: input.reason,
      };
      const later = await endOffer(tx, ctx, row, { reason: 'facility_declined', exit: null, set });
      return {
        result: { ended: true },
        after: { refused: input.reason },
        reason: input.note ?? input.reason,
        changed: topics(row.facilityId),
        later,
      };
    },
  );
}

/** The bureau takes an offer back, with a reason; the person keeps the place in the queue. */
export function withdrawOffer(ctx: Context, id: string, reason: string): Promise<{ ended: true }> {
  return act(
    ctx,
    'allocation.withdraw',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx, { row }) => {
      if (row.endedAt) throw new Refusal('conflict', 'offer_ended', { how: offerState(row, today(ctx)) });
      const later = await endOffer(tx, ctx, row, { reason: 'withdrawn', exit: null });
      return {
        result: { ended: true },
        before: { state: offerState(row, today(ctx)) },
        reason,
        changed: topics(row.facilityId),
        later,
      };
    },
  );
}

/**
 * The clock ends what nobody answered: every offer past its day, or the one named, each in its own transaction. An offer
 * answered or ended meanwhile is left alone.
 */
export async function lapseOffers(ctx: Context, { offer }: Record<string, string> = {}): Promise<{ lapsed: number }> {
  const due = await pastItsDay(ctx, offer ? eq(offers.id, offer) : isNull(offers.endedAt));
  for (const { id } of due) await lapseOne(ctx, id);
  return { lapsed: due.length };
}

/** Live offers whose last day has ended. `offerState` decides on the way, and again under the lock. */
async function pastItsDay(ctx: Context, which: SQL): Promise<OfferRow[]> {
  const live = await view(ctx, 'allocation.lapse', (tx) =>
    tx
      .select()
      .from(offers)
      .where(and(eq(offers.district, ctx.district), which)),
  );
  return live.filter((o) => !o.endedAt && offerState(o, today(ctx)) === 'lapsed');
}

const lapseOne = (ctx: Context, id: string): Promise<null> =>
  act(
    ctx,
    'allocation.lapse',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx, { row }) => {
      // Answered or ended while this waited for the lock: nothing to do, and the audit says so.
      if (row.endedAt || offerState(row, today(ctx)) !== 'lapsed') return { result: null, after: { lapsed: false } };
      const exit = lapseExit(row);
      const later = await endOffer(tx, ctx, row, { reason: 'lapsed', exit });
      return { result: null, after: { lapsed: true, exit }, changed: topics(row.facilityId), later };
    },
  );

/** A death ends what was waiting: the live offer gives the bed back, every request in progress is closed. */
export async function endForDeath(tx: Tx, ctx: Context, applicantId: string): Promise<Later[]> {
  const later: Later[] = [];
  const mine = and(eq(offers.district, ctx.district), eq(offers.applicantId, applicantId), isNull(offers.endedAt));
  for (const offer of await tx.select().from(offers).where(mine).for('update'))
    later.push(...(await endOffer(tx, ctx, offer, { reason: 'died', exit: null })));
  const open = and(
    eq(applications.district, ctx.district),
    eq(applications.applicantId, applicantId),
    isNull(applications.endedAt),
  );
  for (const application of await tx.select().from(applications).where(open).for('update'))
    await moveApplication(tx, ctx, application, 'close', { reason: 'died' });
  return later;
}
