import { and, eq, isNull, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { placements } from '../../db/schema/placements.ts';
import { absences, bedEvents } from '../../db/schema/stays.ts';
import { moveLot } from '../contracts/actions.ts';
import { cameBack, resumeCase } from '../exits/actions.ts';
import { endClaim, inRoom, recordBedEvents, stampConfirmation, vacancyTopics } from '../facilities/actions.ts';
import { roomTakes, taken } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, daysBetween, fromRange, toRange } from '../kernel/period.ts';
import { type CutAbsence, cutAbsences, findPlacement, type PlacementRow } from '../placements/actions.ts';
import { act, type Context, elsewhere, type ReadTx, type Tx } from '../platform/context.ts';
import { findClaim, setAway } from '../stays/actions.ts';
import { mayCorrectAdmission, mayCorrectDischarge, mayUndo } from './rules.ts';

export type BedEventRow = typeof bedEvents.$inferSelect;
type Details = {
  cleaning?: string | null;
  /** of a discharge: what it ended */
  absences?: CutAbsence[];
  /** of a move: the one that ended with it, and the one that goes on */
  absence?: string | null;
  absence_now?: string | null;
  from_claim?: string;
  from_bed?: string;
  before?: Day | null;
};
const today = (ctx: Context) => dayOf(ctx.clock());
const detailsOf = (e: BedEventRow) => (e.details ?? {}) as Details;

const save = (tx: Tx, row: PlacementRow, set: Partial<PlacementRow>) =>
  tx
    .update(placements)
    .set({ ...set, version: row.version + 1 })
    .where(and(eq(placements.district, row.district), eq(placements.id, row.id)));

/** Where the person was away of this stay, the earliest first. */
const awayOf = (tx: ReadTx, district: string, where: { placement: string } | { claim: string }) =>
  tx
    .select()
    .from(absences)
    .where(
      and(
        eq(absences.district, district),
        isNull(absences.voidedAt),
        'placement' in where ? eq(absences.placementId, where.placement) : eq(absences.claimId, where.claim),
      ),
    )
    .orderBy(sql`lower(${absences.during})`);

/**
 * Gives a stay another period, or back what was released, under its room's lock; the exclusion constraints know what was
 * there before today.
 */
async function setPeriod(tx: Tx, ctx: Context, claimId: string, during: string): Promise<void> {
  const claim = await findClaim(tx, ctx.district, claimId);
  const away = (await awayOf(tx, ctx.district, { claim: claimId })).map((a) => a.during);
  await inRoom(tx, ctx.district, claim.roomId, today(ctx), (room, bedRows, live) => {
    const others = live.filter((c) => c.id !== claim.id);
    const { end } = fromRange(during);
    const takes = roomTakes(room, others, today(ctx));
    // Who lies in the room today, and that the bed is given up, is nothing to a stay that is over.
    const lasting = end === null || end > today(ctx);
    if (lasting && takes !== 'either' && takes !== claim.sex)
      throw new Refusal('conflict', 'sex_of_room', { sex: takes });
    if (taken(claim.bedId, others, fromRange(during), claim.weekdays)) throw new Refusal('conflict', 'bed_taken');
    if (lasting && bedRows.find((b) => b.id === claim.bedId)?.retiredOn) throw new Refusal('conflict', 'bed_retired');
    tx.send`update claims set during = ${during}::daterange, released_at = null
      where district = ${ctx.district} and id = ${claim.id}`;
    return { live: [...others, { ...claim, during, away }], result: undefined };
  });
}

const free = (tx: Tx, ctx: Context, claimId: string | null | undefined) =>
  claimId ? endClaim(tx, ctx.district, today(ctx), claimId, { releasedAt: ctx.clock() }) : Promise.resolve();

/** An absence that had been ended goes on; its claim is not in force just now, or the caller moves the counts. */
const reopen = (tx: Tx, ctx: Context, absenceId: string) =>
  tx.execute(sql`update absences set during = daterange(lower(during), null), voided_at = null
    where district = ${ctx.district} and id = ${absenceId}`);

const voided = (tx: Tx, ctx: Context, absenceId: string) =>
  tx
    .update(absences)
    .set({ voidedAt: ctx.clock() })
    .where(and(eq(absences.district, ctx.district), eq(absences.id, absenceId)));

/** Another day of admission or of discharge, with what was wrong. The earlier day stays on record. */
export function correctStay(
  ctx: Context,
  id: string,
  input: { admitted_on: Day | null; discharged_on: Day | null; note: string },
): Promise<{ admitted_on: Day; discharged_on: Day | null }> {
  return act(
    ctx,
    'corrections.correct',
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const { admitted_on, discharged_on, note } = input;
      if ((admitted_on === null) === (discharged_on === null))
        throw new Refusal('invalid', [{ code: 'one_day', pointer: '/admitted_on' }]);
      if (admitted_on !== null) await correctAdmission(tx, ctx, row, admitted_on, note);
      else if (discharged_on !== null) await correctDischarge(tx, ctx, row, discharged_on, note);
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return {
        result: { admitted_on: admitted_on ?? row.admittedOn, discharged_on: discharged_on ?? row.dischargedOn },
        before: { admitted_on: row.admittedOn, discharged_on: row.dischargedOn },
        after: { admitted_on, discharged_on },
        reason: note,
        changed: vacancyTopics(row.facilityId),
      };
    },
  );
}

async function correctAdmission(tx: Tx, ctx: Context, row: PlacementRow, to: Day, note: string) {
  const { district } = ctx;
  const claim = await findClaim(tx, district, row.claimId);
  const [away] = await awayOf(tx, district, { placement: row.id });
  const [offer] = row.offerId
    ? await tx
        .select({ madeAt: offers.madeAt })
        .from(offers)
        .where(and(eq(offers.district, district), eq(offers.id, row.offerId)))
    : [];
  const { start, end } = fromRange(claim.during);
  const facts = {
    emergency: row.emergencyReason !== null,
    moved: start !== row.admittedOn,
    firstAway: away ? fromRange(away.during).start : null,
    offeredOn: offer ? dayOf(offer.madeAt) : null,
  };
  required(mayCorrectAdmission(row, facts, to, today(ctx)));
  // Who came and left on one day has a claim that was let go, without an end of its own.
  await setPeriod(tx, ctx, row.claimId, toRange({ start: to, end: row.dischargedOn ?? end }));
  const trialUntil = row.trialUntil && addDays(row.trialUntil, daysBetween(row.admittedOn, to));
  await save(tx, row, { admittedOn: to, trialUntil });
  await told(tx, ctx, row, { day: to, note, details: { field: 'admitted_on', before: row.admittedOn } });
}

const told = (tx: Tx, ctx: Context, row: PlacementRow, what: Pick<BedEventRow, 'day' | 'note' | 'details'>) =>
  recordBedEvents(tx, ctx, [
    {
      ...what,
      facilityId: row.facilityId,
      bedId: row.bedId,
      placementId: row.id,
      claimId: row.claimId,
      kind: 'corrected',
    },
  ]);

async function correctDischarge(tx: Tx, ctx: Context, row: PlacementRow, to: Day, note: string) {
  const { district } = ctx;
  const claim = await findClaim(tx, district, row.claimId);
  const left = await lastOf(tx, district, row.id, 'discharged');
  const details = left ? detailsOf(left) : {};
  // An absence the discharge itself ended goes with it; any other had ended before.
  const cut = details.absences ?? [];
  const away = (await awayOf(tx, district, { placement: row.id })).filter((a) => !cut.some((c) => c.id === a.id));
  const last = away.at(-1);
  const [offer] = row.offerId
    ? await tx
        .select({ applicationId: offers.applicationId })
        .from(offers)
        .where(and(eq(offers.district, district), eq(offers.id, row.offerId)))
    : [];
  const facts = {
    emergency: row.emergencyReason !== null,
    since: addDays(fromRange(claim.during).start, 1),
    lastAway: last ? fromRange(last.during).end : null,
    cameBackBefore: offer ? await cameBack(tx, district, offer.applicationId, row.dischargedAt) : false,
    hasCase: row.offerId !== null,
  };
  required(mayCorrectDischarge(row, facts, to, today(ctx)));
  // The cleaning that began when the discharge was recorded gives way to the stay where the two meet.
  if (row.dischargedOn !== null && to > row.dischargedOn && left && to > dayOf(left.at))
    await free(tx, ctx, details.cleaning);
  await cutAbsences(tx, ctx, cut, to);
  const { start } = fromRange(claim.during);
  await setPeriod(tx, ctx, row.claimId, toRange({ start, end: to }));
  await save(tx, row, { dischargedOn: to });
  if (row.dischargeKind === 'death')
    // Another home may have told the death first: its day is not this one's to correct.
    await tx
      .update(applicants)
      .set({ diedOn: to, version: sql`${applicants.version} + 1` })
      .where(
        and(
          eq(applicants.district, district),
          eq(applicants.id, row.applicantId),
          eq(applicants.diedOn, row.dischargedOn ?? to),
        ),
      );
  await told(tx, ctx, row, { day: to, note, details: { field: 'discharged_on', before: row.dischargedOn } });
}

/** The latest event of that kind of a stay that stands. */
async function lastOf(tx: ReadTx, district: string, placement: string, kind: BedEventRow['kind']) {
  const [row] = await tx
    .select()
    .from(bedEvents)
    .where(
      and(
        eq(bedEvents.district, district),
        eq(bedEvents.placementId, placement),
        eq(bedEvents.kind, kind),
        sql`not exists (select 1 from bed_events u where u.district = ${district} and u.undoes = ${bedEvents.id})`,
      ),
    )
    .orderBy(sql`${bedEvents.id} desc`)
    .limit(1);
  return row;
}

/**
 * Takes one tap of a stay back, in the transaction of whoever decided it, while nothing has come after it: away, return,
 * move, planned leaving, private admission, discharge. What is undone and that it was both stay on record. The caller
 * stamps the confirmation.
 * @param events the rows of one batch, all of one stay
 * @throws Refusal with what stands in the way and who can help
 */
export async function undoStay(tx: Tx, ctx: Context, events: readonly BedEventRow[]): Promise<PlacementRow> {
  const { district } = ctx;
  const main = events.find((e) => e.kind === 'moved_in') ?? events[0];
  if (!main?.placementId || events.some((e) => e.placementId !== main.placementId))
    throw new Refusal('conflict', 'undo_not_this');
  const { row } = await findPlacement(tx, district, main.placementId);
  const [found] = await tx.execute<{ undone: boolean; later: boolean }>(sql`
    select exists (select 1 from bed_events where district = ${district} and undoes = ${main.id}) as undone,
           exists (select 1 from bed_events e where e.district = ${district} and e.placement_id = ${row.id} and e.id > ${main.id}
             and e.batch_id <> ${main.batchId} and e.kind <> 'undone'
             and not exists (select 1 from bed_events u where u.district = ${district} and u.undoes = e.id)) as later`);
  const decided = row.offerId !== null || row.emergencyReason !== null;
  required(mayUndo({ ...main, undone: found?.undone ?? false, later: found?.later ?? false, decided }, today(ctx)));
  await takeBack(tx, ctx, row, main);
  const { facilityId, placementId } = main;
  await recordBedEvents(
    tx,
    ctx,
    events.map((e) => ({
      facilityId,
      placementId,
      bedId: e.bedId,
      claimId: e.claimId,
      kind: 'undone' as const,
      day: today(ctx),
      reason: e.kind,
      undoes: e.id,
    })),
  );
  return row;
}

async function takeBack(tx: Tx, ctx: Context, row: PlacementRow, main: BedEventRow): Promise<unknown> {
  const { district } = ctx;
  const details = detailsOf(main);
  if (main.kind === 'leaving') return save(tx, row, { leavingOn: details.before ?? null });
  if (main.kind === 'moved_in') return moveBack(tx, ctx, row, details);
  if (main.kind === 'admitted') {
    await free(tx, ctx, row.claimId);
    return save(tx, row, { dischargedOn: row.admittedOn, dischargeKind: 'error', dischargedAt: ctx.clock() });
  }
  if (main.kind === 'discharged') {
    await free(tx, ctx, details.cleaning);
    await cutAbsences(tx, ctx, details.absences ?? [], null);
    const { start } = fromRange((await findClaim(tx, district, row.claimId)).during);
    await setPeriod(tx, ctx, row.claimId, toRange({ start, end: row.until }));
    if (row.lotId) await moveLot(tx, district, row.lotId, { inUse: 1 });
    await save(tx, row, { dischargedOn: null, dischargeKind: null, dischargedAt: null });
    return elsewhere(tx, () => resumeCase(tx, ctx, { offerId: row.offerId, kind: row.dischargeKind ?? '' }));
  }
  const id = main.absenceId;
  if (!id) throw new Refusal('conflict', 'undo_not_this');
  if (main.reason === 'kept_longer') {
    const mine = and(eq(absences.district, district), eq(absences.id, id));
    if (details.before) await tx.update(absences).set({ keepUntil: details.before }).where(mine);
    return save(tx, row, {});
  }
  const [absence] = await tx
    .select()
    .from(absences)
    .where(and(eq(absences.district, district), eq(absences.id, id)));
  if (!absence) throw new Refusal('not_found', 'not_found');
  const claim = await findClaim(tx, district, row.claimId);
  const { start } = fromRange(absence.during);
  const again = main.kind === 'returned' ? toRange({ start, end: null }) : null;
  await setAway(tx, ctx, claim, again, () => {
    tx.send`update absences set during = coalesce(${again}::daterange, during), voided_at = ${again ? null : ctx.clock()}
      where district = ${district} and id = ${id}`;
  });
  return save(tx, row, {});
}

/** Back to the bed the person was moved from, if that is still free. */
async function moveBack(tx: Tx, ctx: Context, row: PlacementRow, details: Details): Promise<unknown> {
  const { from_claim: fromClaim, from_bed: fromBed } = details;
  if (!fromClaim || !fromBed) throw new Refusal('conflict', 'undo_not_this');
  const [now, old] = [await findClaim(tx, ctx.district, row.claimId), await findClaim(tx, ctx.district, fromClaim)];
  await tx.execute(sql`select 1 from rooms where district = ${ctx.district} and id in (${now.roomId}, ${old.roomId})
    order by id for update`);
  await free(tx, ctx, row.claimId);
  await free(tx, ctx, details.cleaning);
  if (details.absence_now) await voided(tx, ctx, details.absence_now);
  if (details.absence) await reopen(tx, ctx, details.absence);
  const { start } = fromRange(old.during);
  await setPeriod(tx, ctx, fromClaim, toRange({ start, end: row.until }));
  return save(tx, row, { claimId: fromClaim, bedId: fromBed });
}

/** The latest tap of a stay is taken back by its home. */
export function undo(ctx: Context, id: string, input: { batch_id: string }): Promise<{ undone: true }> {
  return act(
    ctx,
    'corrections.undo',
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const events = await tx
        .select()
        .from(bedEvents)
        .where(and(eq(bedEvents.district, ctx.district), eq(bedEvents.batchId, input.batch_id)));
      const mine = events.filter((e) => e.placementId === id);
      if (mine.length === 0) throw new Refusal('not_found', 'not_found');
      // An admission that ended another stay is one tap of two stays.
      await undoStay(tx, ctx, events);
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return {
        result: { undone: true },
        before: { kinds: events.map((e) => e.kind) },
        changed: ['queue', 'applications', ...vacancyTopics(row.facilityId)],
      };
    },
  );
}
