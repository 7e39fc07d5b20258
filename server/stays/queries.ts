import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { beds, facilities, rooms } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { absences, bedEvents } from '../../db/schema/stays.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { actsFor } from '../applicants/queries.ts';
import { LEVEL_STANDARD } from '../applicants/rules.ts';
import { findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import type { Sex } from '../facilities/rules.ts';
import { type Reason, Refusal, type Verdict } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { takesIn } from '../placements/queries.ts';
import { mayTakeIn } from '../placements/rules.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { findClaim } from './actions.ts';
import { mayMove } from './rules.ts';

type Loaded = Awaited<ReturnType<typeof loadBeds>>;
type Place = { bed: Loaded['beds'][number]; room: Loaded['rooms'][number]; claims: Loaded['claims'] };
export type FitBed = Pick<Place, 'bed' | 'room'> & { reasons: Reason[] };

/** Nobody asks why a bed is not offered that somebody has, or that is of another sort altogether. */
const notMeant: readonly string[] = ['bed_taken', 'same_bed', 'no_bed_of_kind'];

/** Every bed that is not taken, with all that stands in the way: fitting ones first, then as one walks through the house. */
function judged(facts: Loaded, judge: (place: Place) => Verdict): FitBed[] {
  const roomOf = new Map(facts.rooms.map((r) => [r.id, r]));
  const claimsIn = Map.groupBy(facts.claims, (c) => c.roomId);
  const by = new Intl.Collator('zh-u-kn-true');
  return facts.beds
    .flatMap((bed): FitBed[] => {
      const room = roomOf.get(bed.roomId);
      if (!room || bed.retiredOn !== null) return [];
      const verdict = judge({ bed, room, claims: claimsIn.get(room.id) ?? [] });
      return [{ bed, room, reasons: verdict.ok ? [] : verdict.reasons }];
    })
    .filter(({ reasons }) => !reasons.some((r) => notMeant.includes(r.code)))
    .sort(
      (a, b) =>
        a.reasons.length - b.reasons.length ||
        by.compare(a.room.building, b.room.building) ||
        by.compare(a.room.roomNo, b.room.roomNo) ||
        by.compare(a.bed.bedNo, b.bed.bedNo),
    );
}

/** For somebody who comes and pays alone: the judgement of the admission itself; weekdays are the form's. */
export function bedsForComer(ctx: Context, id: string, who: { sex: Sex; level: number; dementia: boolean; from: Day }) {
  return look(ctx, 'stays.beds', async (tx) => {
    const subject = await findFacility(tx, ctx.district, id);
    const today = dayOf(ctx.clock());
    const from = who.from < today ? who.from : today;
    const person = { sex: who.sex, diedOn: null, lying: [] };
    const facts = await loadBeds(tx, ctx.district, { facility: id }, from);
    const takesPeople = await takesIn(tx, ctx.district, id);
    const row = judged(facts, ({ bed, room, claims }) => {
      // A day bed is taken by the weekday, which the form asks for once the bed is chosen.
      const day = bed.kind === 'day';
      const inRoom = day ? claims.filter((c) => c.bedId !== bed.id) : claims;
      const asked = { ...who, from, weekdays: day ? [1] : [], takenOver: false };
      return mayTakeIn(person, { bed, room, claims: inRoom, takesPeople }, asked, today);
    });
    return { ...subject, row };
  });
}

/** For a resident who moves: the judgement of the move itself, as of today. */
export function bedsForResident(ctx: Context, id: string) {
  return look(ctx, 'stays.beds', async (tx) => {
    const [found] = await tx
      .select({ stay: placements, sex: applicants.sex })
      .from(placements)
      .innerJoin(
        applicants,
        and(eq(applicants.district, placements.district), eq(applicants.id, placements.applicantId)),
      )
      .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
    if (!found) throw new Refusal('not_found', 'not_found');
    const { stay, sex } = found;
    const on = dayOf(ctx.clock());
    const [claim, people, facts] = [
      await findClaim(tx, ctx.district, stay.claimId),
      await loadPeople(tx, ctx.district, [stay.applicantId], on),
      await loadBeds(tx, ctx.district, { facility: stay.facilityId }, on),
    ];
    const from = facts.beds.find((b) => b.id === stay.bedId);
    if (!from) throw new Refusal('not_found', 'not_found');
    const mark = people.get(stay.applicantId)?.assessment;
    const level = stay.careLevel ?? mark?.level ?? null;
    const mover = { ...stay, sex, level, dementia: mark?.dementia ?? false, since: fromRange(claim.during).start };
    const asked = { on, reason: 'request' as const, note: null, weekdays: claim.weekdays };
    const row = judged(facts, ({ bed, room, claims }) =>
      mayMove(mover, { from, bed, room, claims: claims.filter((c) => c.id !== claim.id) }, asked, on),
    );
    return { district: ctx.district, type: 'placement', id, facility: stay.facilityId, row };
  });
}

/** A stay as its family reads it: the person, the home, the bed; not the ones that never were. */
const familySees = (tx: ReadTx, district: string, which: SQL) =>
  tx
    .select({
      stay: placements,
      name: applicants.name,
      facility: facilities.name,
      phone: facilities.phone,
      address: facilities.address,
      kind: beds.kind,
      bedNo: beds.bedNo,
      roomNo: rooms.roomNo,
      building: rooms.building,
      floor: rooms.floor,
      level: sql<number | null>`(select level from assessments m where m.district = ${placements.district}
        and m.applicant_id = ${placements.applicantId} and m.standard_code = ${LEVEL_STANDARD}
        order by m.assessed_on desc limit 1)`,
    })
    .from(placements)
    .innerJoin(applicants, and(eq(applicants.district, placements.district), eq(applicants.id, placements.applicantId)))
    .innerJoin(facilities, and(eq(facilities.district, placements.district), eq(facilities.id, placements.facilityId)))
    .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
    .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
    .where(and(eq(placements.district, district), sql`${placements.dischargeKind} is distinct from 'error'`, which));

const shownToFamily = ({ stay: s, ...of }: Awaited<ReturnType<typeof familySees>>[number]) => ({
  id: s.id,
  claim_id: s.claimId,
  applicant_id: s.applicantId,
  name: of.name,
  facility_id: s.facilityId,
  facility: of.facility,
  bed_kind: of.kind,
  building: of.building,
  floor: of.floor,
  room_no: of.roomNo,
  bed_no: of.bedNo,
  admitted_on: s.admittedOn,
  discharged_on: s.dischargedOn,
  discharge_kind: s.dischargeKind,
});

/** The stays of everybody the account acts for, those that go on first. */
export function ownStays(ctx: Context) {
  return look(ctx, 'stays.own', async (tx) => {
    const account = ctx.actor?.account ?? '';
    const rows = await familySees(tx, ctx.district, actsFor(account, placements.applicantId)).orderBy(
      sql`${placements.dischargedOn} desc nulls first`,
      desc(placements.admittedOn),
      placements.id,
    );
    return {
      district: ctx.district,
      type: 'placements',
      id: null,
      accounts: [account],
      row: rows.map(shownToFamily),
    };
  });
}

/**
 * The stay and whom it belongs to, for every page of its family.
 * @param id of the stay, or of a bed it took
 * @throws Refusal not_found, also for one that never was
 */
export async function stayOfFamily(tx: ReadTx, district: string, id: string) {
  const which = sql`${placements.id} in (select ${id}::uuid
    union select p.id from placements p where p.district = ${district} and p.claim_id = ${id}
    union select e.placement_id from bed_events e where e.district = ${district} and e.claim_id = ${id})`;
  const [found] = await familySees(tx, district, which);
  if (!found) throw new Refusal('not_found', 'not_found');
  const { accounts, street } = await findApplicant(tx, district, found.stay.applicantId);
  return { found, subject: { district, type: 'placement', id: found.stay.id, accounts, street } };
}

/** One stay with its leave and its moves within the home. */
export function ownStay(ctx: Context, id: string) {
  return look(ctx, 'stays.own', async (tx) => {
    const { found, subject } = await stayOfFamily(tx, ctx.district, id);
    const { stay } = found;
    const [aways, moves] = await Promise.all([
      tx
        .select()
        .from(absences)
        .where(and(eq(absences.district, ctx.district), eq(absences.placementId, stay.id), isNull(absences.voidedAt)))
        .orderBy(sql`lower(${absences.during}) desc`),
      tx
        .select({ on: bedEvents.day, roomNo: rooms.roomNo, bedNo: beds.bedNo })
        .from(bedEvents)
        .innerJoin(beds, and(eq(beds.district, bedEvents.district), eq(beds.id, bedEvents.bedId)))
        .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
        .where(
          and(
            eq(bedEvents.district, ctx.district),
            eq(bedEvents.placementId, stay.id),
            eq(bedEvents.kind, 'moved_in'),
            sql`not exists (select 1 from bed_events u where u.district = ${bedEvents.district} and u.undoes = ${bedEvents.id})`,
          ),
        )
        .orderBy(bedEvents.id),
    ]);
    const row = {
      ...shownToFamily(found),
      phone: found.phone,
      address: found.address,
      level: stay.careLevel ?? found.level,
      funding: stay.funding,
      trial_until: stay.trialUntil,
      leaving_on: stay.leavingOn,
      until: stay.until,
      offer_id: stay.offerId,
      aways: aways.map((a) => {
        const { start, end } = fromRange(a.during);
        return { kind: a.kind, from: start, back_on: end, keep_until: a.keepUntil };
      }),
      moves: moves.map((m) => ({ on: m.on, room_no: m.roomNo, bed_no: m.bedNo })),
    };
    return { ...subject, row };
  });
}
