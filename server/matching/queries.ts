import { and, eq, inArray, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { lotPrices } from '../../db/schema/contracts.ts';
import { beds, facilities } from '../../db/schema/facilities.ts';
import {
  type FacilityBeds,
  findOffer,
  givenUp,
  loadFacilities,
  loadQueue,
  othersClaims,
} from '../allocation/queries.ts';
import { type Asking, judgePlace, mayOffer, needOf, wishOf } from '../allocation/rules.ts';
import { findApplicant, loadPeople, type Person } from '../applicants/actions.ts';
import { type ApplicationRow, rulesOn } from '../applications/actions.ts';
import { applicationOf, refuseUnknownFacilities } from '../applications/queries.ts';
import { checkWishes } from '../applications/rules.ts';
import { type LotRow, lotsOf } from '../contracts/actions.ts';
import { lotLeft } from '../contracts/rules.ts';
import { loadFacts, ratesOf } from '../entitlements/queries.ts';
import { nothingKnown, type PersonFacts, type Quote, quoteWhole } from '../entitlements/rules.ts';
import { takesPeople } from '../facilities/actions.ts';
import { type Bed, fitFacility, weekdaysRange } from '../facilities/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { Refusal } from '../kernel/errors.ts';
import { walkingMinutes } from '../kernel/geo.ts';
import type { Fen } from '../kernel/money.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { loadStandings, together } from '../queue/queries.ts';
import { otherWishes, whatMoves } from './rules.ts';

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

/** What the home itself asks for a month: bed, care and meals; null when any of them is 未填报. */
const feeOf = (bed: { feeFen: Fen | null }, of: FacilityBeds['facility']): Fen | null =>
  bed.feeFen === null || of.careFeeMinFen === null || of.mealFeeFen === null
    ? null
    : bed.feeFen + of.careFeeMinFen + of.mealFeeFen;

/** What a place of each lot costs for a whole month on a day; a lot paid by the hour has no such price. */
async function pricesOn(tx: ReadTx, district: string, lots: readonly LotRow[], on: Day): Promise<Map<string, Fen>> {
  const monthly = lots.filter((l) => l.unit !== 'hour').map((l) => l.id);
  if (monthly.length === 0) return new Map();
  const rows = await tx
    .select({ lot: lotPrices.lotId, price: lotPrices.unitPriceFen })
    .from(lotPrices)
    .where(
      and(
        eq(lotPrices.district, district),
        among(lotPrices.lotId, monthly),
        sql`${lotPrices.effective} @> ${on}::date`,
      ),
    );
  return new Map(rows.map((r) => [r.lot, r.price]));
}

/** Judges facilities for one application, or for what one would ask: beds that fit, contract, money and distance, and for each rejected one why. */
async function matchFor(
  tx: ReadTx,
  ctx: Context,
  application: Asking,
  person: Person,
  exited: string[],
  only?: readonly string[],
): Promise<Match[]> {
  const on = dayOf(ctx.clock());
  const id = person.applicant.id;
  const [places, rateRows, known] = await Promise.all([
    loadFacilities(tx, ctx.district, on, only),
    ratesOf(tx, ctx.district),
    loadFacts(tx, ctx.district, [id], { start: on, end: addDays(on, 1) }),
  ]);
  const lots = await lotsOf(
    tx,
    ctx.district,
    places.map((p) => p.facility.id),
  );
  const lotRows = Map.groupBy(lots, (l) => l.facilityId);
  const prices = await pricesOn(tx, ctx.district, lots, on);
  // What would be, once everything the person is entitled to has been applied for.
  const facts: PersonFacts = { ...(known.get(id)?.[0]?.facts ?? nothingKnown), granted: null };
  const need = needOf(application, person);
  const home = person.applicant;
  const wish = wishOf(application, exited);
  const found = places.map(({ claims: all, ...p }): Match => {
    const claims = othersClaims(all, person.applicant.id);
    const lotsHere = lotRows.get(p.facility.id) ?? [];
    const seeker = { wish, need, home };
    const { fit, best, cover, km, hindered } = judgePlace(seeker, application.service, { ...p, claims }, lotsHere, on);
    // A bed of the contract costs what the contract says, whole; any other what the home asks.
    const fee =
      best?.pool === 'subsidised' && cover.ok
        ? (prices.get(cover.lot.id) ?? null)
        : best
          ? feeOf(best, p.facility)
          : null;
    const reasons = [...hindered.bed, ...hindered.wish, ...hindered.contract];
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
      quote: quoteWhole(fee, best?.kind ?? application.service, facts, rateRows, on),
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
async function judged(tx: ReadTx, ctx: Context, applicantId: string, asking: Asking, application?: string) {
  const [subject, people, gone] = await Promise.all([
    findApplicant(tx, ctx.district, applicantId),
    loadPeople(tx, ctx.district, [applicantId], dayOf(ctx.clock())),
    givenUp(tx, ctx.district),
  ]);
  const person = people.get(applicantId);
  if (!person) throw new Refusal('not_found', 'not_found');
  const exited = gone.flatMap((g) => (g.application === application ? g.facility : []));
  return { subject, person, matches: await matchFor(tx, ctx, asking, person, exited) };
}

/**
 * The offer letter's money: what the offered place costs and who would pay what of it, as if all that the person is
 * entitled to had been applied for; `granted` says what has been granted already.
 */
export function quoteOffer(ctx: Context, id: string) {
  return look(ctx, 'allocation.quote', async (tx) => {
    const { row: offer, ...subject } = await findOffer(tx, ctx.district, id, false);
    const on = dayOf(ctx.clock());
    const [place] = await loadFacilities(tx, ctx.district, on, [offer.facilityId]);
    const bed = place?.beds.find((b) => b.id === offer.bedId);
    if (!place || !bed) throw new Refusal('conflict', 'facility_closed');
    const lots = offer.lotId
      ? (await lotsOf(tx, ctx.district, [offer.facilityId])).filter((l) => l.id === offer.lotId)
      : [];
    const prices = await pricesOn(tx, ctx.district, lots, on);
    const spans = await loadFacts(tx, ctx.district, [offer.applicantId], { start: on, end: addDays(on, 1) });
    const facts = spans.get(offer.applicantId)?.[0]?.facts ?? nothingKnown;
    const fee = offer.lotId ? (prices.get(offer.lotId) ?? null) : feeOf(bed, place.facility);
    const quote = quoteWhole(fee, bed.kind, { ...facts, granted: null }, await ratesOf(tx, ctx.district), on);
    return { ...subject, version: undefined, row: { quote, granted: facts.granted ?? [], month: on.slice(0, 7) } };
  });
}

/** `POST /api/v1/match`: which beds for this person, with reasons for every facility that is none. */
export function matchApplication(ctx: Context, applicationId: string) {
  return look(ctx, 'allocation.match', async (tx) => {
    const application = await applicationOf(tx, ctx.district, applicationId);
    const { subject, person, matches } = await judged(tx, ctx, application.applicantId, application, application.id);
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

/** Everybody who waits for such a bed: what each wishes for, and what each has given up. */
async function wishesOf(tx: ReadTx, district: string, services: readonly Bed['kind'][]) {
  const [rows, gone] = await Promise.all([
    tx
      .select({
        id: applications.id,
        choices: applications.choices,
        acceptAny: applications.acceptAny,
        radiusKm: applications.radiusKm,
        lng: applicants.lng,
        lat: applicants.lat,
      })
      .from(applications)
      .innerJoin(
        applicants,
        and(eq(applicants.district, applications.district), eq(applicants.id, applications.applicantId)),
      )
      .where(
        and(
          eq(applications.district, district),
          eq(applications.status, 'queued'),
          inArray(applications.service, [...services]),
        ),
      ),
    givenUp(tx, district),
  ]);
  const left = Map.groupBy(gone, (g) => g.application);
  return new Map(
    rows.map(({ id, lng, lat, ...asked }) => {
      const exited = (left.get(id) ?? []).map((g) => g.facility);
      return [id, { wish: wishOf(asked, exited), home: { lng, lat } }];
    }),
  );
}

/**
 * Where somebody who waits stands: the queue with the own place in it, the own wish, the wishes of everybody ahead who asks
 * for the same kind of bed, and every home that has such beds and takes people in. Null when the application does not wait.
 */
export async function standpointOf(tx: ReadTx, ctx: Context, application: ApplicationRow) {
  const { district } = ctx;
  const { queue, ...inForce } = await loadStandings(tx, ctx);
  const mine = queue.find((w) => w.id === application.id);
  const services = together(application.service);
  const wishes = await wishesOf(tx, district, services);
  const own = wishes.get(application.id);
  if (!mine || !own) return null;
  const homes = await tx
    .select({ id: facilities.id, name: facilities.name, lng: facilities.lng, lat: facilities.lat })
    .from(facilities)
    .where(
      and(
        eq(facilities.district, district),
        takesPeople,
        sql`exists (select 1 from beds b where b.district = ${district} and b.facility_id = ${facilities.id}
               and b.retired_on is null and b.kind in ${services})`,
      ),
    );
  const ahead = queue.flatMap((w) => (w.place < mine.place ? (wishes.get(w.id) ?? []) : []));
  return { queue, ...inForce, mine, own, ahead, homes };
}

/**
 * What would give this person another place: each change of the own facts tried by the rules in force among everybody
 * else's facts as they are, and what another wish would open. Counts only, nothing of anybody else's.
 */
export function whatIf(ctx: Context, applicationId: string) {
  return look(ctx, 'queue.what_if', async (tx) => {
    const { district } = ctx;
    const application = await applicationOf(tx, district, applicationId);
    const subject = await findApplicant(tx, district, application.applicantId);
    const at = await standpointOf(tx, ctx, application);
    if (!at) throw new Refusal('not_found', 'not_queued');
    const { queue, rules, version, docNo, mine, own, ahead, homes } = at;
    const names = new Map(homes.map((h) => [h.id, h.name]));
    const { others, ...wish } = otherWishes(own, ahead, homes);
    const row = {
      rule_version: version,
      doc_no: docNo,
      waiting: queue.length,
      ...whatMoves(
        mine,
        queue.filter((w) => w !== mine),
        rules,
        ctx.clock().toISOString(),
      ),
      wish: { ...wish, others: others.map((o) => ({ ...o, facility: names.get(o.facility_id) ?? '' })) },
    };
    return { ...subject, type: 'application', id: applicationId, row };
  });
}

export type Previewed = { application_id: string; bed_id?: string; facility_id?: string };

/**
 * What an offer of this bed (or of the closest fit at this facility) to this person would be judged by: what stands in
 * the way, and everyone ahead who could have the bed and would be passed over, by name. Nothing is written.
 */
export function previewOffer(ctx: Context, input: Previewed) {
  return look(ctx, 'allocation.preview', async (tx) => {
    const on = dayOf(ctx.clock());
    const { queue } = await loadQueue(tx, ctx);
    const mine = queue.find((w) => w.application.id === input.application_id);
    if (!mine) throw new Refusal('conflict', 'not_queued');
    const [bedRow] = input.bed_id
      ? await tx
          .select({ facility: beds.facilityId })
          .from(beds)
          .where(and(eq(beds.district, ctx.district), eq(beds.id, input.bed_id)))
      : [{ facility: input.facility_id ?? '' }];
    if (!bedRow) throw new Refusal('not_found', 'not_found');
    const [found] = await loadFacilities(tx, ctx.district, on, [bedRow.facility]);
    if (!found) throw new Refusal('conflict', 'facility_closed');
    const place = { ...found, claims: othersClaims(found.claims, mine.application.applicantId) };
    const need = needOf(mine.application, mine.person);
    const fit = fitFacility(place.rooms, place.beds, place.claims, need, on);
    const id = input.bed_id ?? fit.beds[0];
    const bed = place.beds.find((b) => b.id === id);
    const lots = await lotsOf(tx, ctx.district, [bedRow.facility]);
    const before = queue.slice(0, mine.place - 1);
    const judged = bed ? mayOffer(mine, before, place, lots, bed, on, { outOfTurn: true }) : null;
    const passed = before.filter((_, i) => judged?.ahead[i]?.why === null);
    const row = {
      application_id: mine.application.id,
      place: mine.place,
      bed: bed
        ? { id: bed.id, room_no: place.rooms.find((r) => r.id === bed.roomId)?.roomNo ?? '', bed_no: bed.bedNo }
        : null,
      reasons: judged ? judged.reasons : fit.reasons,
      passed_over: passed.map((w) => ({
        application_id: w.application.id,
        receipt_no: w.application.receiptNo,
        name: w.person.applicant.name,
        place: w.place,
        track: w.key.track,
        level: w.key.level,
      })),
    };
    return { district: ctx.district, type: 'application', id: mine.application.id, row };
  });
}
