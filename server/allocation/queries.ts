import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { exits, offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, claims, facilities, rooms, vacancies } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { actsFor } from '../applicants/queries.ts';
import { applicationOf } from '../applications/queries.ts';
import { barOf } from '../applications/rules.ts';
import { deferredOn } from '../deferrals/actions.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { takesPeople } from '../facilities/actions.ts';
import { loadBeds, loadBedsOf } from '../facilities/queries.ts';
import { weekdaysIn, weekdaysRange } from '../facilities/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { Refusal } from '../kernel/errors.ts';
import { ageOn, type Day, dayOf } from '../kernel/period.ts';
import { workingDaysLeft } from '../kernel/workdays.ts';
import { type Context, limitOf, look, type ReadTx, type Subject } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { inWords, loadOrder, type Ordered, queueRulesOn } from '../queue/queries.ts';
import type { Place, QueueRules } from '../queue/rules.ts';
import { consequenceOf, dueSoon, offerState, wishOf } from './rules.ts';

/** `claims.reason` of a stay by a leader's emergency placement. */
export const EMERGENCY = 'emergency' as const;

export type Waiting = Ordered & {
  exited: string[];
  liveOffer: boolean;
  /** the bed the person lies in by an emergency placement, until its period ends */
  emergency: { id: string; bed: string; during: string } | null;
  /** lives in a bed paid for alone, and gives it up for the place that was asked for */
  paysAlone: boolean;
  /** what keeps the person from any bed at all just now */
  hindrance: Reason | null;
};

/** Who gave up which facility in which application, by an exit that counts. A new application asks anew. */
export const givenUp = (tx: ReadTx, district: string, only?: readonly string[]) =>
  tx
    .select({
      person: exits.applicantId,
      application: offers.applicationId,
      facility: offers.facilityId,
      on: exits.on,
      reason: exits.reason,
    })
    .from(exits)
    .innerJoin(offers, and(eq(offers.district, exits.district), eq(offers.id, exits.offerId)))
    .where(and(eq(exits.district, district), only ? among(exits.applicantId, only) : undefined));

/** The queue in its one order with what each may be offered just now: of one service, or no more than these applications. */
export async function loadQueue(
  tx: ReadTx,
  ctx: Context,
  only: { service?: string; applications?: readonly string[] } = {},
): Promise<{ queue: Place<Waiting>[]; version: string; rules: QueueRules }> {
  const on = dayOf(ctx.clock());
  const { queue: order, version, rules } = await loadOrder(tx, ctx, only);
  const ids = order.map((w) => w.application.applicantId);
  const [gone, live, waits, housed] = await Promise.all([
    givenUp(tx, ctx.district, only.applications && ids),
    tx
      .select({ person: offers.applicantId, until: offers.respondBy })
      .from(offers)
      .where(
        and(
          eq(offers.district, ctx.district),
          isNull(offers.endedAt),
          only.applications ? among(offers.applicantId, ids) : undefined,
        ),
      ),
    deferredOn(tx, ctx.district, on),
    ids.length === 0
      ? []
      : tx
          .select({
            id: claims.id,
            person: claims.applicantId,
            bed: claims.bedId,
            during: claims.during,
            reason: claims.reason,
            funding: placements.funding,
          })
          .from(claims)
          .leftJoin(placements, and(eq(placements.district, claims.district), eq(placements.claimId, claims.id)))
          .where(
            and(
              eq(claims.district, ctx.district),
              isNull(claims.releasedAt),
              eq(claims.kind, 'stay'),
              eq(claims.residential, true),
              among(claims.applicantId, ids),
              sql`${claims.during} @> ${on}::date`,
            ),
          ),
  ]);
  const exitedBy = Map.groupBy(gone, (g) => g.person);
  const offered = new Map(live.map((l) => [l.person, l.until]));
  // An emergency stay is for some days only, a private one until there is the place that was asked for: the person waits
  // on and may be offered any bed, that of the emergency too.
  const alone = new Set(housed.flatMap((h) => (h.reason !== EMERGENCY && h.funding === 'private' ? h.person : [])));
  const inBed = new Set(housed.flatMap((h) => (h.reason === EMERGENCY || h.funding === 'private' ? [] : h.person)));
  const emergency = new Map(housed.flatMap((h) => (h.reason === EMERGENCY ? [[h.person, h] as const] : [])));
  const queue = order.map((w) => {
    const { application, person } = w;
    const id = application.applicantId;
    const exits = exitedBy.get(id) ?? [];
    const exited = exits.flatMap((g) => (g.application === application.id ? g.facility : []));
    const deferred = waits.get(application.id);
    const residential = application.service === 'residential' || application.service === 'nursing';
    const hindrances: (Reason | false)[] = [
      person.applicant.diedOn !== null && { code: 'person_dead', values: { on: person.applicant.diedOn } },
      offered.has(id) && { code: 'offer_exists', values: { until: offered.get(id) ?? '' } },
      barOf(exits, rules.bar, on) ?? false,
      deferred !== undefined && { code: 'deferred', values: { until: deferred } },
      !person.assessed && { code: 'not_assessed' },
      residential && inBed.has(id) && !application.transfer && { code: 'person_in_bed' },
    ];
    const hindrance = hindrances.find((h) => h !== false) || null;
    return {
      ...w,
      exited,
      liveOffer: offered.has(id),
      emergency: emergency.get(id) ?? null,
      paysAlone: residential && alone.has(id),
      hindrance,
    };
  });
  return { queue, version, rules };
}

export type OfferRow = typeof offers.$inferSelect;

/** The offer as a subject, locked; belongs to its facility, to the person's street and to those who act for the person. */
export async function findOffer(tx: ReadTx, district: string, id: string, lock = true): Promise<Subject<OfferRow>> {
  const query = tx
    .select()
    .from(offers)
    .where(and(eq(offers.district, district), eq(offers.id, id)));
  const [row] = lock ? await query.for('update') : await query;
  if (!row) throw new Refusal('not_found', 'not_found');
  const person = await findApplicant(tx, district, row.applicantId);
  return {
    district,
    type: 'offer',
    id,
    facility: row.facilityId,
    street: person.street,
    accounts: person.accounts,
    row,
    version: row.version,
  };
}

export type FacilityBeds = Awaited<ReturnType<typeof loadFacilities>>[number];

/** What takes the beds from this person's point of view: the own emergency stay is no obstacle to staying for good. */
export const othersClaims = <C extends { kind: string; reason: string | null; applicantId: string | null }>(
  list: readonly C[],
  person: string,
): C[] => list.filter((c) => !(c.kind === 'stay' && c.reason === EMERGENCY && c.applicantId === person));

/** Every facility of the district (or some of them) that takes people in, with rooms, beds and the claims that still matter on `on`. */
export async function loadFacilities(tx: ReadTx, district: string, on: Day, only?: readonly string[]) {
  const [places, inside] = await Promise.all([
    tx
      .select({ facility: facilities, vacancy: vacancies })
      .from(facilities)
      .innerJoin(vacancies, and(eq(vacancies.district, facilities.district), eq(vacancies.facilityId, facilities.id)))
      .where(and(eq(facilities.district, district), takesPeople, only ? inArray(facilities.id, [...only]) : undefined)),
    loadBedsOf(tx, district, on, only),
  ]);
  return places.map((p) => ({ ...p, ...inside(p.facility.id) }));
}

/**
 * A facility that takes people in, as an offer there is judged: with the one room of the bed when it is named, because nothing outside
 * that room bears on the bed, else with everything. Undefined when it takes nobody; without a bed when that is not its own.
 */
export async function loadPlace(tx: ReadTx, district: string, on: Day, facilityId: string, bedId?: string) {
  const [[facility], inside] = await Promise.all([
    tx
      .select()
      .from(facilities)
      .where(and(eq(facilities.district, district), eq(facilities.id, facilityId), takesPeople)),
    loadBeds(tx, district, bedId ? { besideBed: bedId } : { facility: facilityId }, on),
  ]);
  const own = inside.beds.every((b) => b.facilityId === facilityId);
  return facility && { facility, ...(own ? inside : { rooms: [], beds: [], claims: [] }) };
}
export type PlaceWithBeds = NonNullable<Awaited<ReturnType<typeof loadPlace>>>;

/** The officer's queue, in order, with keys and places. */
export function readQueue(ctx: Context, service?: string) {
  return look(ctx, 'allocation.queue', async (tx) => ({
    district: ctx.district,
    type: 'queue',
    id: null,
    row: await loadQueue(tx, ctx, { service }),
  }));
}

type OfferFilter = { id?: string; live?: boolean; applicant?: string; limit: number };

/** Offers by reach: a family its own, an institution those to it (with what the home needs to know and no more). */
export function listOffers(ctx: Context, filter: OfferFilter) {
  return look(ctx, 'allocation.read', async (tx, keys) => {
    const part = limitOf('allocation.read', keys, ctx.actor?.account ?? null);
    return {
      district: ctx.district,
      type: 'offers',
      id: null,
      facility: part.facility,
      street: part.street,
      accounts: part.account !== undefined ? [part.account] : [],
      row: await offersOf(tx, ctx, part, filter),
    };
  });
}

/** Offers as they are shown to whoever reaches this part. */
export async function offersOf(tx: ReadTx, ctx: Context, part: ReturnType<typeof limitOf>, filter: OfferFilter) {
  const on = dayOf(ctx.clock());
  const rows = await tx
    .select({
      offer: offers,
      applicant: applicants,
      facility: facilities,
      bed: beds,
      room: rooms,
      stayLength: applications.stayLength,
    })
    .from(offers)
    .innerJoin(applications, and(eq(applications.district, offers.district), eq(applications.id, offers.applicationId)))
    .innerJoin(applicants, and(eq(applicants.district, offers.district), eq(applicants.id, offers.applicantId)))
    .innerJoin(facilities, and(eq(facilities.district, offers.district), eq(facilities.id, offers.facilityId)))
    .innerJoin(beds, and(eq(beds.district, offers.district), eq(beds.id, offers.bedId)))
    .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
    .where(
      and(
        eq(offers.district, ctx.district),
        filter.id ? eq(offers.id, filter.id) : undefined,
        filter.live === undefined ? undefined : filter.live ? isNull(offers.endedAt) : isNotNull(offers.endedAt),
        filter.applicant ? eq(offers.applicantId, filter.applicant) : undefined,
        // A home keeps no list of people who never came.
        part.facility
          ? and(eq(offers.facilityId, part.facility), or(isNull(offers.endedAt), eq(offers.endReason, 'admitted')))
          : undefined,
        part.street ? eq(applicants.streetCode, part.street) : undefined,
        part.account !== undefined ? actsFor(part.account, offers.applicantId) : undefined,
      ),
    )
    .orderBy(desc(offers.madeAt), offers.id)
    .limit(filter.limit);
  const calendar = await loadCalendar(tx);
  const people = await loadPeople(
    tx,
    ctx.district,
    rows.map((r) => r.offer.applicantId),
    on,
  );
  return rows.map(({ offer: o, applicant: a, facility: f, bed: b, room, stayLength }) => {
    const mark = people.get(o.applicantId)?.assessment;
    const fee =
      b.feeFen !== null && f.careFeeMinFen !== null && f.mealFeeFen !== null
        ? b.feeFen + f.careFeeMinFen + f.mealFeeFen
        : null;
    return {
      id: o.id,
      application_id: o.applicationId,
      applicant_id: o.applicantId,
      name: a.name,
      sex: a.sex,
      age: ageOn(a.bornOn, on),
      level: mark?.level ?? null,
      dementia: mark?.dementia ?? null,
      facility_id: o.facilityId,
      facility: f.name,
      bed_id: b.id,
      room_no: room.roomNo,
      bed_no: b.bedNo,
      state: offerState(o, on),
      made_at: o.madeAt.toISOString(),
      respond_by: o.respondBy,
      family_answer: o.familyAnswer,
      facility_answer: o.facilityAnswer,
      check_in_by: o.checkInBy,
      due_soon: dueSoon(o, calendar, on)?.by ?? null,
      // Where the person stood in the queue, and whom that passed over, is no matter of the home's.
      override_reason: part.facility ? null : o.overrideReason,
      place: part.facility ? null : (o.snapshot as { place: number }).place,
      equipment: [...(o.snapshot as { need: { equipment: string[] } }).need.equipment],
      stay_length: stayLength,
      weekdays: o.weekdays === weekdaysRange() ? [] : weekdaysIn(o.weekdays),
      fee_fen: fee,
      version: o.version,
    };
  });
}

/**
 * One offer as the family reads it: until when, and by the queue rules what follows from declining it or from silence.
 * What has ended says how, and whether it counts.
 */
export function readOffer(ctx: Context, id: string) {
  return look(ctx, 'allocation.quote', async (tx) => {
    const { district } = ctx;
    const on = dayOf(ctx.clock());
    const { row: offer, ...subject } = await findOffer(tx, district, id, false);
    const [shown] = await offersOf(tx, ctx, {}, { id, limit: 1 });
    if (!shown) throw new Refusal('not_found', 'not_found');
    const application = await applicationOf(tx, district, offer.applicationId);
    const [{ rules, version }, calendar, gone] = await Promise.all([
      queueRulesOn(tx, district, on),
      loadCalendar(tx),
      givenUp(tx, district, [offer.applicantId]),
    ]);
    const before = gone.map(({ on: day, reason, facility }) => ({ on: day, reason, facility }));
    const exited = gone.flatMap((g) => (g.application === application.id ? g.facility : []));
    const wish = wishOf(application, exited);
    const after = (reason: 'declined' | 'no_reply') =>
      consequenceOf(reason, offer.facilityId, wish, before, rules.bar, on);
    const due = shown.check_in_by ?? shown.respond_by;
    const [counted] = await tx
      .select({ on: exits.on })
      .from(exits)
      .where(and(eq(exits.district, district), eq(exits.offerId, id)));
    const open = shown.state === 'waiting' || shown.state === 'accepted';
    const row = {
      offer: shown,
      rule_version: version,
      working_days_left: open ? workingDaysLeft(calendar, on, due) : null,
      trial_days: rules.trial_days,
      check_in_working_days: rules.check_in_working_days,
      limits: { exits: rules.bar.exits, same_home: rules.bar.same_home, window_months: rules.bar.window_months },
      if_declined: open ? inFull(after('declined')) : null,
      if_silent: open && shown.family_answer === null ? inFull(after('no_reply')) : null,
      radius_km: application.radiusKm,
      ended_at: offer.endedAt?.toISOString() ?? null,
      family_reason: offer.familyReason,
      counted: counted !== undefined,
      case_status: application.status,
    };
    return { ...subject, version: undefined, row };
  });
}
const inFull = ({ bar, ...rest }: ReturnType<typeof consequenceOf>) => ({ ...rest, bar: bar && inWords(bar) });
