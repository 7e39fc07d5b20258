import { and, eq, isNull, sql } from 'drizzle-orm';
import { claims, facilities } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { absences, riskAssessments } from '../../db/schema/stays.ts';
import { loadPeople } from '../applicants/actions.ts';
import { moveLot } from '../contracts/actions.ts';
import {
  claimBed,
  endClaim,
  findBed,
  inRoom,
  recordBedEvents,
  recountFacility,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { residential, weekdaysIn } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import type { Action } from '../kernel/permissions.ts';
import { findPlacement, type PlacementRow } from '../placements/actions.ts';
import { act, type Context, type ReadTx, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type AwayKind, type MoveReason, mayKeep, mayLeave, mayMove, mayPlanLeaving, mayReturn } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
export type AbsenceRow = typeof absences.$inferSelect;

/** The absence nobody has come back from yet. */
export async function openAbsence(tx: ReadTx, district: string, placementId: string): Promise<AbsenceRow | null> {
  const [row] = await tx
    .select()
    .from(absences)
    .where(
      and(
        eq(absences.district, district),
        eq(absences.placementId, placementId),
        isNull(absences.voidedAt),
        sql`upper_inf(${absences.during})`,
      ),
    );
  return row ?? null;
}
const asAway = (row: AbsenceRow | null) => row && { since: fromRange(row.during).start, keepUntil: row.keepUntil };

/** The claim by which somebody stays. */
export async function findClaim(tx: ReadTx, district: string, id: string) {
  const [row] = await tx
    .select()
    .from(claims)
    .where(and(eq(claims.district, district), eq(claims.id, id)));
  if (!row?.sex || !row.applicantId) throw new Refusal('not_found', 'not_found');
  return { ...row, sex: row.sex, applicantId: row.applicantId };
}
export type StayClaim = Awaited<ReturnType<typeof findClaim>>;

/** Changes an absence of a claim under its room's lock, so that what is kept moves with it. Null: nobody is away. */
export function setAway(tx: Tx, ctx: Context, claim: StayClaim, during: string | null, write: () => void) {
  return inRoom(tx, ctx.district, claim.roomId, today(ctx), (_room, _beds, live) => {
    write();
    return { live: live.map((c) => (c.id === claim.id ? { ...c, away: during ? [during] : [] } : c)), result: null };
  });
}

const about = (row: PlacementRow) => ({
  facilityId: row.facilityId,
  bedId: row.bedId,
  placementId: row.id,
  claimId: row.claimId,
});

/** One change of a stay by its home: the stay locked and its version checked, one tap on record, the figures vouched for. */
function change<R>(
  ctx: Context,
  action: Action,
  id: string,
  work: (tx: Tx, row: PlacementRow) => Promise<{ result: R; after: object; reason?: string | null }>,
): Promise<R> {
  return act(
    ctx,
    action,
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const { result, after, reason } = await work(tx, row);
      await tx
        .update(placements)
        .set({ version: row.version + 1 })
        .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return { result, after, ...(reason ? { reason } : {}), changed: vacancyTopics(row.facilityId) };
    },
  );
}

export type Leave = { kind: AwayKind; from: Day; keep_until: Day; note: string | null };

/** The person goes away, the bed is kept until the day agreed. */
export const leave = (ctx: Context, id: string, input: Leave) =>
  change(ctx, 'stays.leave', id, async (tx, row) => {
    const absenceId = await goAway(tx, ctx, row, input);
    const { note, ...after } = input;
    return { result: { absence_id: absenceId }, after, reason: note };
  });

/** The same in the transaction of whoever decided it; the caller raises the version and stamps the confirmation. */
export async function goAway(
  tx: Tx,
  ctx: Context,
  row: PlacementRow,
  input: Leave,
  batchId = newId(),
): Promise<string> {
  const { kind, from, keep_until: keepUntil, note } = input;
  const now = asAway(await openAbsence(tx, ctx.district, row.id));
  const claim = await findClaim(tx, ctx.district, row.claimId);
  const since = fromRange(claim.during).start;
  required(mayLeave({ ...row, since }, now, { from, keepUntil, kind, note }, today(ctx)));
  const absenceId = newId();
  await keepBed(tx, ctx, row, claim, {
    id: absenceId,
    kind,
    during: toRange({ start: from, end: null }),
    keepUntil,
    note,
  });
  await recordBedEvents(tx, ctx, [
    {
      ...about(row),
      batchId,
      kind: 'away',
      day: from,
      absenceId,
      reason: kind,
      note,
      details: { keep_until: keepUntil },
    },
  ]);
  return absenceId;
}

type Kept = Pick<AbsenceRow, 'id' | 'kind' | 'during' | 'keepUntil' | 'note'>;
const keepBed = (tx: Tx, ctx: Context, row: PlacementRow, claim: StayClaim, a: Kept) =>
  setAway(tx, ctx, claim, a.during, () => {
    tx.send`insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until, note, recorded_by, created_at)
      values (${ctx.district}, ${a.id}, ${row.facilityId}, ${row.id}, ${claim.id}, ${a.kind}, ${a.during}, ${a.keepUntil}, ${a.note},
        ${ctx.actor?.account ?? null}, ${ctx.clock()})`;
  });

/** The person is back. On the day of leaving it comes to never having been away. */
export const comeBack = (ctx: Context, id: string, input: { on: Day }) =>
  change(ctx, 'stays.return', id, async (tx, row) => {
    await backAgain(tx, ctx, row, input.on);
    return { result: { on: input.on }, after: input };
  });

/** The same in the transaction of whoever decided it; the caller raises the version and stamps the confirmation. */
export async function backAgain(tx: Tx, ctx: Context, row: PlacementRow, on: Day, batchId = newId()): Promise<void> {
  const absence = await openAbsence(tx, ctx.district, row.id);
  required(mayReturn(row, asAway(absence), on, today(ctx)));
  if (!absence) throw new Refusal('conflict', 'not_away');
  await endAbsence(tx, ctx, await findClaim(tx, ctx.district, row.claimId), absence, on);
  const { id: absenceId, kind: reason } = absence;
  await recordBedEvents(tx, ctx, [{ ...about(row), batchId, kind: 'returned', day: on, absenceId, reason }]);
}

/** An absence that ends where it began never was. */
function endAbsence(tx: Tx, ctx: Context, claim: StayClaim, absence: AbsenceRow, on: Day) {
  const { start } = fromRange(absence.during);
  const during = on > start ? toRange({ start, end: on }) : null;
  return setAway(tx, ctx, claim, during, () => {
    tx.send`update absences set during = coalesce(${during}::daterange, during), voided_at = ${during ? null : ctx.clock()}
      where district = ${ctx.district} and id = ${absence.id}`;
  });
}

/** The bed is kept until another day. */
export const keepLonger = (ctx: Context, id: string, input: { keep_until: Day }) =>
  change(ctx, 'stays.keep', id, async (tx, row) => {
    const absence = await openAbsence(tx, ctx.district, id);
    required(mayKeep(row, asAway(absence), input.keep_until, today(ctx)));
    if (!absence) throw new Refusal('conflict', 'not_away');
    await tx
      .update(absences)
      .set({ keepUntil: input.keep_until })
      .where(and(eq(absences.district, ctx.district), eq(absences.id, absence.id)));
    const details = { keep_until: input.keep_until, before: absence.keepUntil };
    await recordBedEvents(tx, ctx, [
      { ...about(row), kind: 'away', day: today(ctx), absenceId: absence.id, reason: 'kept_longer', details },
    ]);
    return { result: input, after: details };
  });

/** Said to leave on a day: an expectation that frees nothing. Null takes it back. */
export const planLeaving = (ctx: Context, id: string, input: { leaving_on: Day | null }) =>
  change(ctx, 'stays.plan_leaving', id, async (tx, row) => {
    required(mayPlanLeaving(row, input.leaving_on, today(ctx)));
    await tx
      .update(placements)
      .set({ leavingOn: input.leaving_on })
      .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
    const details = { leaving_on: input.leaving_on, before: row.leavingOn };
    await recordBedEvents(tx, ctx, [{ ...about(row), kind: 'leaving', day: input.leaving_on ?? today(ctx), details }]);
    return { result: input, after: details };
  });

export type Move = { bed_id: string; on: Day; reason: MoveReason; note: string | null };

/** To another bed of the home: the old one goes to cleaning, an absence in force goes along. */
export const move = (ctx: Context, id: string, input: Move) =>
  change(ctx, 'stays.move', id, async (tx, row) => {
    await moveTo(tx, ctx, row, input);
    const { note, ...after } = input;
    return { result: { bed_id: input.bed_id }, after, reason: note ?? input.reason };
  });

/** The same in the transaction of whoever decided it; the caller raises the version and stamps the confirmation. */
export async function moveTo(tx: Tx, ctx: Context, row: PlacementRow, input: Move, batchId = newId()): Promise<void> {
  const { district } = ctx;
  const on = today(ctx);
  const [from, to] = [(await findBed(tx, district, row.bedId)).row, (await findBed(tx, district, input.bed_id)).row];
  if (to.facilityId !== row.facilityId) throw new Refusal('not_found', 'not_found');
  // Two who change places lock their rooms in one order.
  await tx.execute(sql`select 1 from rooms where district = ${district} and id in (${from.roomId}, ${to.roomId})
    order by id for update`);
  const claim = await findClaim(tx, district, row.claimId);
  const [here, people, absence] = await Promise.all([
    loadBeds(tx, district, { room: to.roomId }, input.on < on ? input.on : on),
    loadPeople(tx, district, [row.applicantId], on),
    openAbsence(tx, district, row.id),
  ]);
  const room = here.rooms.find((r) => r.id === to.roomId);
  if (!room) throw new Refusal('not_found', 'not_found');
  const found = people.get(row.applicantId)?.assessment;
  const mover = {
    ...row,
    sex: claim.sex,
    level: row.careLevel ?? found?.level ?? null,
    dementia: found?.dementia ?? false,
    since: fromRange(claim.during).start,
  };
  const others = here.claims.filter((c) => c.id !== claim.id);
  const asked = { on: input.on, reason: input.reason, note: input.note, weekdays: claim.weekdays };
  required(mayMove(mover, { from, bed: to, room, claims: others }, asked, on));
  await endClaim(tx, district, on, claim.id, { end: input.on, at: ctx.clock() });
  const cleaning =
    residential(from.kind) && from.retiredOn === null
      ? await claimBed(tx, district, on, {
          bed: from,
          kind: 'closure',
          person: null,
          reason: 'cleaning',
          during: { start: on, end: addDays(on, 1) },
        })
      : null;
  const claimId = await claimBed(tx, district, on, {
    bed: to,
    kind: 'stay',
    person: { id: row.applicantId, sex: claim.sex },
    ...(claim.reason === 'emergency' ? { reason: 'emergency' as const } : {}),
    during: { start: input.on, end: row.until },
    days: weekdaysIn(claim.weekdays),
  });
  await tx
    .update(placements)
    .set({ bedId: to.id, claimId })
    .where(and(eq(placements.district, district), eq(placements.id, row.id)));
  const details = {
    from_bed: from.id,
    to_bed: to.id,
    from_claim: claim.id,
    cleaning,
    ...(await carry(tx, ctx, row, absence, { claimId, on: input.on })),
  };
  const told = { batchId, facilityId: row.facilityId, placementId: row.id, day: input.on, reason: input.reason };
  await recordBedEvents(tx, ctx, [
    { ...told, kind: 'moved_out', bedId: from.id, claimId: claim.id, note: input.note, details },
    { ...told, kind: 'moved_in', bedId: to.id, claimId, note: input.note, details },
  ]);
}

/** Whoever is away while moved is away from the new bed from then on. */
async function carry(
  tx: Tx,
  ctx: Context,
  row: PlacementRow,
  absence: AbsenceRow | null,
  to: { claimId: string; on: Day },
) {
  if (!absence) return {};
  const { start } = fromRange(absence.during);
  // The old claim has ended: what is written to its absence moves no count.
  const before = to.on > start ? toRange({ start, end: to.on }) : null;
  tx.send`update absences set during = coalesce(${before}::daterange, during), voided_at = ${before ? null : ctx.clock()}
    where district = ${ctx.district} and id = ${absence.id}`;
  const id = newId();
  const during = toRange({ start: start > to.on ? start : to.on, end: null });
  await keepBed(tx, ctx, row, await findClaim(tx, ctx.district, to.claimId), { ...absence, id, during });
  return { absence: absence.id, absence_now: id };
}

export type ImportedStay = Omit<typeof placements.$inferInsert, 'district' | 'claimId' | 'version' | 'createdAt'> & {
  claim: Omit<
    typeof claims.$inferInsert,
    'district' | 'kind' | 'during' | 'createdAt' | 'releasedAt' | 'facilityId' | 'bedId' | 'applicantId'
  >;
};

export type ImportedRisk = Omit<typeof riskAssessments.$inferInsert, 'district'>;

/** Takes over past and present stays of a register; with their safety risk assessments; the same constraints hold, and every facility is counted afresh. */
export function importStays(
  ctx: Context,
  stays: ImportedStay[],
  closures: Omit<typeof claims.$inferInsert, 'district' | 'kind'>[],
  risks: readonly ImportedRisk[] = [],
): Promise<{ stays: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'stays.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const rows = stays.map(({ claim, ...p }) => ({
        claim: {
          ...claim,
          district,
          kind: 'stay' as const,
          facilityId: p.facilityId,
          bedId: p.bedId,
          applicantId: p.applicantId,
          during: toRange({ start: p.admittedOn, end: p.dischargedOn ?? null }),
        },
        placement: { ...p, district, claimId: claim.id },
      }));
      for (let i = 0; i < rows.length; i += 500) {
        const part = rows.slice(i, i + 500);
        await tx.insert(claims).values(part.map((r) => r.claim));
        await tx.insert(placements).values(part.map((r) => r.placement));
      }
      if (closures.length)
        await tx.insert(claims).values(closures.map((c) => ({ ...c, district, kind: 'closure' as const })));
      for (let i = 0; i < risks.length; i += 500)
        await tx.insert(riskAssessments).values(risks.slice(i, i + 500).map((r) => ({ ...r, district })));
      const used = Map.groupBy(
        stays.filter((s) => s.lotId && !s.dischargedOn),
        (s) => s.lotId as string,
      );
      for (const [lot, list] of used) await moveLot(tx, district, lot, { inUse: list.length });
      const places = await tx
        .select({ id: facilities.id })
        .from(facilities)
        .where(eq(facilities.district, district))
        .orderBy(facilities.id);
      for (const { id } of places) await recountFacility(tx, district, id, today(ctx));
      return {
        result: { stays: stays.length },
        after: { stays: stays.length, closures: closures.length },
        changed: ['vacancies'],
      };
    },
  );
}
