import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { exits, offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, claims, facilities, rooms, vacancies } from '../../db/schema/facilities.ts';
import { findApplicant, loadPeople, type Person } from '../applicants/actions.ts';
import { type ApplicationRow, type QueueRules, refuseUnknownFacilities, rulesOn } from '../applications/actions.ts';
import { barOf, checkWishes } from '../applications/rules.ts';
import { lotsOf, ratesOf } from '../contracts/actions.ts';
import { coveringLot, lotLeft, type Quote, quote } from '../contracts/rules.ts';
import { loadBedsOf } from '../facilities/queries.ts';
import { type Bed, fitFacility, weekdaysRange } from '../facilities/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { Refusal } from '../kernel/errors.ts';
import { walkingMinutes } from '../kernel/geo.ts';
import { ageOn, type Day, dayOf } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx } from '../platform/context.ts';
import {
  type Asking,
  inOrder,
  kmBetween,
  needOf,
  offerState,
  type Place,
  type Standing,
  standingOf,
  wants,
  wishOf,
} from './rules.ts';

export type Waiting = {
  application: ApplicationRow;
  person: Person;
  standing: Standing;
  exited: string[];
  liveOffer: boolean;
  /** what keeps the person from any bed at all just now */
  hindrance: Reason | null;
};

/** Who gave up which facility, by an exit that counts. */
const givenUp = (tx: ReadTx, district: string, only?: readonly string[]) =>
  tx
    .select({ person: exits.applicantId, facility: offers.facilityId, on: exits.on })
    .from(exits)
    .innerJoin(offers, and(eq(offers.district, exits.district), eq(offers.id, exits.offerId)))
    .where(and(eq(exits.district, district), only ? inArray(exits.applicantId, [...only]) : undefined));

/** The queue in its one order, computed from facts as of now: of one service, or no more than these applications. */
export async function loadQueue(
  tx: ReadTx,
  ctx: Context,
  only: { service?: string; applications?: readonly string[] } = {},
): Promise<{ queue: Place<Waiting>[]; version: string; rules: QueueRules }> {
  const on = dayOf(ctx.clock());
  const { version, rules } = await rulesOn(tx, ctx.district, on);
  const rows = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, ctx.district),
        eq(applications.status, 'queued'),
        only.service ? sql`${applications.service} = ${only.service}` : undefined,
        only.applications ? inArray(applications.id, [...only.applications]) : undefined,
      ),
    );
  const ids = rows.map((r) => r.applicantId);
  const [people, gone, live, housed] = await Promise.all([
    loadPeople(tx, ctx.district, ids, on),
    givenUp(tx, ctx.district, only.applications && ids),
    tx
      .select({ person: offers.applicantId, until: offers.respondBy })
      .from(offers)
      .where(
        and(
          eq(offers.district, ctx.district),
          isNull(offers.endedAt),
          only.applications ? inArray(offers.applicantId, ids) : undefined,
        ),
      ),
    ids.length === 0
      ? []
      : tx
          .select({ person: claims.applicantId })
          .from(claims)
          .where(
            and(
              eq(claims.district, ctx.district),
              isNull(claims.releasedAt),
              eq(claims.kind, 'stay'),
              eq(claims.residential, true),
              inArray(claims.applicantId, ids),
              sql`${claims.during} @> ${on}::date`,
            ),
          ),
  ]);
  const exitedBy = Map.groupBy(gone, (g) => g.person);
  const offered = new Map(live.map((l) => [l.person, l.until]));
  const inBed = new Set(housed.map((h) => h.person));
  const waiting = rows.flatMap((application) => {
    const id = application.applicantId;
    const person = people.get(id);
    if (!person) return [];
    const exits = exitedBy.get(id) ?? [];
    const exited = exits.map((g) => g.facility);
    const bar = barOf(
      exits.map((g) => g.on),
      rules.bar,
      on,
    );
    const residential = application.service === 'residential' || application.service === 'nursing';
    const hindrances: (Reason | false)[] = [
      person.applicant.diedOn !== null && { code: 'person_dead', values: { on: person.applicant.diedOn } },
      offered.has(id) && { code: 'offer_exists', values: { until: offered.get(id) ?? '' } },
      bar !== null && { code: 'barred', values: bar },
      !person.assessed && { code: 'not_assessed' },
      residential && inBed.has(id) && !application.transfer && { code: 'person_in_bed' },
    ];
    const hindrance = hindrances.find((h) => h !== false) || null;
    return [
      {
        application,
        person,
        standing: standingOf(application, person, on),
        exited,
        liveOffer: offered.has(id),
        hindrance,
      },
    ];
  });
  return { queue: inOrder(waiting, rules.points, ctx.clock().toISOString()), version, rules };
}

export type FacilityBeds = Awaited<ReturnType<typeof loadFacilities>>[number];

/** Every open facility of the district (or some of them) with rooms, beds and the claims that still matter on `on`. */
export async function loadFacilities(tx: ReadTx, district: string, on: Day, only?: readonly string[]) {
  const [places, inside] = await Promise.all([
    tx
      .select({ facility: facilities, vacancy: vacancies })
      .from(facilities)
      .innerJoin(vacancies, and(eq(vacancies.district, facilities.district), eq(vacancies.facilityId, facilities.id)))
      .where(
        and(
          eq(facilities.district, district),
          isNull(facilities.closedOn),
          only ? inArray(facilities.id, [...only]) : undefined,
        ),
      ),
    loadBedsOf(tx, district, on, only),
  ]);
  return places.map((p) => ({ ...p, ...inside(p.facility.id) }));
}

export type Match = {
  facility: FacilityBeds['facility'];
  vacancy: FacilityBeds['vacancy'];
  distance_km: number | null;
  walking_minutes: number | null;
  bed_ids: string[];
  best_bed: { id: string; room_no: string; bed_no: string; kind: Bed['kind'] } | null;
  lot: { id: string; left: number } | null;
  quote: Quote;
  reasons: Reason[];
};

/** Judges facilities for one application, or for what one would ask: beds that fit, contract, money and distance, and for each rejected one why. */
export async function matchFor(
  tx: ReadTx,
  ctx: Context,
  application: Asking,
  person: Person,
  exited: string[],
  only?: readonly string[],
): Promise<Match[]> {
  const on = dayOf(ctx.clock());
  const [places, rateRows] = await Promise.all([loadFacilities(tx, ctx.district, on, only), ratesOf(tx, ctx.district)]);
  const lotRows = Map.groupBy(
    await lotsOf(
      tx,
      ctx.district,
      places.map((p) => p.facility.id),
    ),
    (l) => l.facilityId,
  );
  const need = needOf(application, person);
  const home = person.applicant;
  const wish = wishOf(application, exited);
  const found = places.map((p): Match => {
    const km = kmBetween(home, p.facility);
    const fit = fitFacility(p.rooms, p.beds, p.claims, need, on);
    const best = p.beds.find((b) => b.id === fit.beds[0]);
    const cover = coveringLot(lotRows.get(p.facility.id) ?? [], best?.kind ?? application.service, on);
    const wanted = wants(wish, p.facility.id, km);
    const reserved = best?.pool === 'reserve' && need.guaranteed;
    const fee =
      best && best.feeFen !== null && p.facility.careFeeMinFen !== null && p.facility.mealFeeFen !== null
        ? best.feeFen + p.facility.careFeeMinFen + p.facility.mealFeeFen
        : null;
    const reasons = [
      ...fit.reasons,
      ...(wanted.ok ? [] : wanted.reasons),
      ...(cover.ok || reserved || !best ? [] : cover.reasons),
    ];
    return {
      facility: p.facility,
      vacancy: p.vacancy,
      distance_km: km === null ? null : Math.round(km * 100) / 100,
      walking_minutes: km === null ? null : walkingMinutes(km),
      bed_ids: fit.beds,
      best_bed: best
        ? {
            id: best.id,
            room_no: p.rooms.find((r) => r.id === best.roomId)?.roomNo ?? '',
            bed_no: best.bedNo,
            kind: best.kind,
          }
        : null,
      lot: cover.ok ? { id: cover.lot.id, left: lotLeft(cover.lot) } : null,
      quote: quote(
        fee,
        { level: need.level, tekun: need.guaranteed },
        best?.kind === 'home' || best?.kind === 'day' ? 'home' : 'institution',
        rateRows,
        on,
      ),
      reasons,
    };
  });
  // Possible ones first, named choices in their order, then by distance; the id breaks ties so that the order is always the same.
  const rank = (m: Match) =>
    application.choices.includes(m.facility.id) ? application.choices.indexOf(m.facility.id) : 99;
  return found.sort(
    (a, b) =>
      Number(a.reasons.length > 0) - Number(b.reasons.length > 0) ||
      rank(a) - rank(b) ||
      (a.distance_km ?? 1e9) - (b.distance_km ?? 1e9) ||
      (a.facility.id < b.facility.id ? -1 : 1),
  );
}

/** The facilities judged for a person in the register, and to whom that belongs. */
async function judged(tx: ReadTx, ctx: Context, applicantId: string, asking: Asking) {
  const [subject, people, gone] = await Promise.all([
    findApplicant(tx, ctx.district, applicantId),
    loadPeople(tx, ctx.district, [applicantId], dayOf(ctx.clock())),
    givenUp(tx, ctx.district),
  ]);
  const person = people.get(applicantId);
  if (!person) throw new Refusal('not_found', 'not_found');
  const exited = gone.flatMap((g) => (g.person === applicantId ? g.facility : []));
  return { subject, person, matches: await matchFor(tx, ctx, asking, person, exited) };
}

/** `POST /api/v1/match`: which beds for this person, with reasons for every facility that is none. */
export function matchApplication(ctx: Context, applicationId: string) {
  return look(ctx, 'allocation.match', async (tx) => {
    const [application] = await tx
      .select()
      .from(applications)
      .where(and(eq(applications.district, ctx.district), eq(applications.id, applicationId)));
    if (!application) throw new Refusal('not_found', 'not_found');
    const { subject, person, matches } = await judged(tx, ctx, application.applicantId, application);
    return { ...subject, type: 'application', id: applicationId, row: { application, person, matches } };
  });
}

export type Wished = Omit<Asking, 'weekdays'> & { days: readonly number[] };

/**
 * The same before there is an application: what one that asks for this would be told today. Nothing is promised.
 * @throws Refusal invalid for a wish that submitting would refuse
 */
export function matchApplicant(ctx: Context, applicantId: string, { days, ...wish }: Wished) {
  return look(ctx, 'allocation.match', async (tx) => {
    const { rules } = await rulesOn(tx, ctx.district, dayOf(ctx.clock()));
    const [first, ...rest] = checkWishes(wish, rules.max_choices);
    if (first) throw new Refusal('invalid', [first, ...rest]);
    await refuseUnknownFacilities(tx, ctx.district, wish.choices);
    const weekdays = weekdaysRange(wish.service === 'day' ? days : undefined);
    const { subject, person, matches } = await judged(tx, ctx, applicantId, { ...wish, weekdays });
    return { ...subject, row: { person, matches } };
  });
}

/** The officer's queue, in order, with keys and places. */
export function readQueue(ctx: Context, service?: string) {
  return look(ctx, 'allocation.queue', async (tx) => ({
    district: ctx.district,
    type: 'queue',
    id: null,
    row: await loadQueue(tx, ctx, { service }),
  }));
}

/** Offers by reach: a family its own, an institution those to it (with what the home needs to know and no more). */
export function listOffers(ctx: Context, filter: { live?: boolean; applicant?: string; limit: number }) {
  return look(ctx, 'allocation.read', async (tx, keys) => {
    const part = limitOf('allocation.read', keys, ctx.actor?.account ?? null);
    const on = dayOf(ctx.clock());
    const rows = await tx
      .select({ offer: offers, applicant: applicants, facility: facilities, bed: beds, room: rooms })
      .from(offers)
      .innerJoin(applicants, and(eq(applicants.district, offers.district), eq(applicants.id, offers.applicantId)))
      .innerJoin(facilities, and(eq(facilities.district, offers.district), eq(facilities.id, offers.facilityId)))
      .innerJoin(beds, and(eq(beds.district, offers.district), eq(beds.id, offers.bedId)))
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(
        and(
          eq(offers.district, ctx.district),
          filter.live === undefined ? undefined : filter.live ? isNull(offers.endedAt) : isNotNull(offers.endedAt),
          filter.applicant ? eq(offers.applicantId, filter.applicant) : undefined,
          // A home keeps no list of people who never came.
          part.facility
            ? and(eq(offers.facilityId, part.facility), or(isNull(offers.endedAt), eq(offers.endReason, 'admitted')))
            : undefined,
          part.street ? eq(applicants.streetCode, part.street) : undefined,
          part.account !== undefined
            ? sql`exists (select 1 from helpers h where h.district = ${offers.district} and h.applicant_id = ${offers.applicantId} and h.account_id = ${part.account} and h.ended_at is null)`
            : undefined,
        ),
      )
      .orderBy(desc(offers.madeAt), offers.id)
      .limit(filter.limit);
    const people = await loadPeople(
      tx,
      ctx.district,
      rows.map((r) => r.offer.applicantId),
      on,
    );
    const list = rows.map(({ offer: o, applicant: a, facility: f, bed: b, room }) => {
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
        room_no: room.roomNo,
        bed_no: b.bedNo,
        state: offerState(o, on),
        made_at: o.madeAt.toISOString(),
        respond_by: o.respondBy,
        family_answer: o.familyAnswer,
        facility_answer: o.facilityAnswer,
        check_in_by: o.checkInBy,
        place: (o.snapshot as { place: number }).place,
        fee_fen: fee,
        version: o.version,
      };
    });
    return {
      district: ctx.district,
      type: 'offers',
      id: null,
      facility: part.facility,
      street: part.street,
      accounts: part.account !== undefined ? [part.account] : [],
      row: list,
    };
  });
}

/** One's own place in the queue: 总排位, 通道排位, and how many wait in all. Nothing of anybody else's. */
export function readPlace(ctx: Context, applicationId: string) {
  return look(ctx, 'allocation.place', async (tx) => {
    const [application] = await tx
      .select()
      .from(applications)
      .where(and(eq(applications.district, ctx.district), eq(applications.id, applicationId)));
    if (!application) throw new Refusal('not_found', 'not_found');
    const subject = await findApplicant(tx, ctx.district, application.applicantId);
    const { queue, version } = await loadQueue(tx, ctx);
    const mine = queue.find((w) => w.application.id === applicationId);
    const row = mine
      ? {
          track: mine.key.track,
          place: mine.place,
          place_in_track: mine.placeInTrack,
          waiting: queue.length,
          rule_version: version,
        }
      : null;
    return { ...subject, type: 'application', id: applicationId, row };
  });
}
