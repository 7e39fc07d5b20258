import { and, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { claims, facilities } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { endForDeath } from '../allocation/actions.ts';
import { EMERGENCY, findOffer } from '../allocation/queries.ts';
import { needOf } from '../allocation/rules.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { type ApplicationRow, moveApplication } from '../applications/actions.ts';
import { lotsOf, moveLot } from '../contracts/actions.ts';
import { coveringLot } from '../contracts/rules.ts';
import { closeOthers, endCase } from '../exits/actions.ts';
import {
  claimBed,
  endClaim,
  findBed,
  recountFacility,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { roomTakes, weekdaysIn } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, startOfDay, toRange } from '../kernel/period.ts';
import { act, type Context, type Later, type Subject, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';
import { type EmergencyReason, mayAdmit, mayDischarge, mayPlaceInEmergency, trialUntil } from './rules.ts';

export type PlacementRow = typeof placements.$inferSelect;
type DischargeKind = Exclude<NonNullable<PlacementRow['dischargeKind']>, 'over' | 'regular' | 'transfer'>;
const today = (ctx: Context) => dayOf(ctx.clock());

/** The accepted person moves in: the hold becomes a stay, the lot's place moves from committed to in use. */
export function admit(
  ctx: Context,
  offerId: string,
  input: { admitted_on: Day },
): Promise<{ placement_id: string; trial_until: Day }> {
  return act(
    ctx,
    'placements.admit',
    (tx) => findOffer(tx, ctx.district, offerId),
    async (tx, { row: offer }) => {
      const on = today(ctx);
      required(mayAdmit(offer, dayOf(offer.madeAt), input.admitted_on, on));
      const bed = (await findBed(tx, ctx.district, offer.bedId)).row;
      const [hold] = await tx
        .select()
        .from(claims)
        .where(and(eq(claims.district, ctx.district), eq(claims.id, offer.claimId)));
      const [application] = await tx
        .select()
        .from(applications)
        .where(and(eq(applications.district, ctx.district), eq(applications.id, offer.applicationId)))
        .for('update');
      if (!hold?.sex || !application) throw new Refusal('not_found', 'not_found');
      const { rules, version } = await queueRulesOn(tx, ctx.district, on);
      await leavePresent(tx, ctx, application, input.admitted_on);
      await endClaim(tx, ctx.district, on, hold.id, { releasedAt: ctx.clock() });
      const claimId = await claimBed(tx, ctx.district, on, {
        bed,
        kind: 'stay',
        person: { id: offer.applicantId, sex: hold.sex },
        during: { start: input.admitted_on, end: null },
        days: weekdaysIn(hold.weekdays),
      });
      if (offer.lotId) await moveLot(tx, ctx.district, offer.lotId, { committed: -1, inUse: 1 });
      await tx
        .update(offers)
        .set({ endedAt: ctx.clock(), endReason: 'admitted', version: offer.version + 1 })
        .where(and(eq(offers.district, ctx.district), eq(offers.id, offer.id)));
      await moveApplication(tx, ctx, application, 'place', { ruleVersion: version });
      await closeOthers(tx, ctx, application);
      const id = newId();
      const trial = trialUntil(input.admitted_on, rules.trial_days);
      await tx.insert(placements).values({
        district: ctx.district,
        id,
        applicantId: offer.applicantId,
        facilityId: offer.facilityId,
        bedId: offer.bedId,
        claimId,
        offerId: offer.id,
        lotId: offer.lotId,
        funding: offer.lotId ? 'subsidised' : 'reserve',
        admittedOn: input.admitted_on,
        trialUntil: trial,
      });
      await stampConfirmation(tx, ctx, offer.facilityId, 'change');
      return {
        result: { placement_id: id, trial_until: trial },
        after: { placement: id, bed: offer.bedId, admitted_on: input.admitted_on },
        changed: ['offers', 'queue', 'applications', ...vacancyTopics(offer.facilityId)],
      };
    },
  );
}

/** Who moves in leaves where they were that day: an emergency stay, or the bed a transfer was asked from. */
async function leavePresent(tx: Tx, ctx: Context, application: ApplicationRow, admittedOn: Day) {
  const [row] = await tx
    .select()
    .from(placements)
    .where(
      and(
        eq(placements.district, ctx.district),
        eq(placements.applicantId, application.applicantId),
        isNull(placements.dischargedOn),
        application.transfer ? undefined : isNotNull(placements.emergencyReason),
      ),
    )
    .for('update');
  if (!row) return;
  const end = admittedOn < row.admittedOn ? row.admittedOn : admittedOn;
  const kind = row.emergencyReason ? 'regular' : 'transfer';
  await endClaim(tx, ctx.district, today(ctx), row.claimId, { end, at: ctx.clock() });
  await closePlacement(tx, ctx, row, { on: end, kind });
  await endCase(tx, ctx, { ...row, dischargedOn: end, kind });
}

async function closePlacement(
  tx: Tx,
  ctx: Context,
  row: PlacementRow,
  end: { on: Day; kind: NonNullable<PlacementRow['dischargeKind']> },
) {
  if (row.lotId) await moveLot(tx, ctx.district, row.lotId, { inUse: -1 });
  await tx
    .update(placements)
    .set({ dischargedOn: end.on, dischargeKind: end.kind, dischargedAt: ctx.clock(), version: row.version + 1 })
    .where(and(eq(placements.district, ctx.district), eq(placements.id, row.id)));
}

export type Emergency = {
  applicant_id: string;
  bed_id: string;
  reason: EmergencyReason;
  note: string | null;
  days: number;
};

/**
 * A leader puts somebody into a bed at once, past the queue, for some days. The hard requirements hold; a contract lot is
 * used where there is one. The person keeps the place in the queue and may be offered this bed or another meanwhile.
 */
export function placeInEmergency(ctx: Context, input: Emergency): Promise<{ placement_id: string; until: Day }> {
  return act(
    ctx,
    'placements.emergency',
    (tx) => findApplicant(tx, ctx.district, input.applicant_id),
    async (tx, { row: applicant }) => {
      const on = today(ctx);
      const bed = (await findBed(tx, ctx.district, input.bed_id)).row;
      const [{ rules, version }, people, here, lots] = await Promise.all([
        queueRulesOn(tx, ctx.district, on),
        loadPeople(tx, ctx.district, [applicant.id], on),
        loadBeds(tx, ctx.district, { room: bed.roomId }, on),
        lotsOf(tx, ctx.district, [bed.facilityId]),
      ]);
      const person = people.get(applicant.id);
      if (!person) throw new Refusal('not_found', 'not_found');
      const [asking] = await tx
        .select()
        .from(applications)
        .where(
          and(
            eq(applications.district, ctx.district),
            eq(applications.applicantId, applicant.id),
            eq(applications.status, 'queued'),
            inArray(applications.service, ['residential', 'nursing']),
          ),
        );
      const [live] = await tx
        .select({ until: offers.respondBy })
        .from(offers)
        .where(and(eq(offers.district, ctx.district), eq(offers.applicantId, applicant.id), isNull(offers.endedAt)));
      if (live) throw new Refusal('conflict', 'offer_exists', live);
      const wish = { choices: [], acceptAny: true, radiusKm: 0, weekdays: '', needs: asking?.needs ?? [] };
      const need = needOf({ service: 'residential', ...wish }, person);
      const until = addDays(on, input.days);
      const room = here.rooms.find((r) => r.id === bed.roomId);
      required(
        mayPlaceInEmergency(
          { ...applicant, assessed: person.assessed },
          need,
          { bed, takes: room ? roomTakes(room, here.claims, on) : 'either', claims: here.claims },
          { on, days: input.days, max: rules.emergency_days, reason: input.reason, note: input.note },
        ),
      );
      const cover = coveringLot(lots, bed.kind, on);
      const reserve = bed.pool === 'reserve' && need.guaranteed;
      const lotId = cover.ok && !reserve ? cover.lot.id : null;
      const claimId = await claimBed(tx, ctx.district, on, {
        bed,
        kind: 'stay',
        person: { id: applicant.id, sex: need.sex },
        reason: EMERGENCY,
        during: { start: on, end: until },
      });
      if (lotId) await moveLot(tx, ctx.district, lotId, { inUse: 1 });
      const id = newId();
      await tx.insert(placements).values({
        district: ctx.district,
        id,
        applicantId: applicant.id,
        facilityId: bed.facilityId,
        bedId: bed.id,
        claimId,
        lotId,
        funding: lotId ? 'subsidised' : reserve ? 'reserve' : 'emergency',
        admittedOn: on,
        emergencyReason: input.reason,
        emergencyNote: input.note,
        until,
        placedBy: ctx.actor?.account ?? null,
        createdAt: ctx.clock(),
      });
      return {
        result: { placement_id: id, until },
        id,
        after: { bed: bed.id, reason: input.reason, until, lot: lotId, rules: version },
        reason: input.note ?? input.reason,
        changed: ['queue', ...vacancyTopics(bed.facilityId)],
        later: { job: 'end-emergency', data: { placement: id }, at: startOfDay(until) },
      };
    },
  );
}

/** The clock ends emergency placements on their day: all of them, or the one named. Its bed is free again by its claim. */
export async function endEmergencies(
  ctx: Context,
  { placement }: Record<string, string> = {},
): Promise<{ ended: number }> {
  const due = await view(ctx, 'placements.end_emergency', (tx) =>
    tx
      .select({ id: placements.id })
      .from(placements)
      .where(
        and(
          eq(placements.district, ctx.district),
          isNull(placements.dischargedOn),
          lte(placements.until, today(ctx)),
          placement ? eq(placements.id, placement) : undefined,
        ),
      ),
  );
  for (const { id } of due)
    await act(
      ctx,
      'placements.end_emergency',
      (tx) => findPlacement(tx, ctx.district, id),
      async (tx, { row }) => {
        if (row.dischargedOn || !row.until) return { result: null, after: { ended: false } };
        await closePlacement(tx, ctx, row, { on: row.until, kind: 'over' });
        return { result: null, after: { ended: true }, changed: ['queue', ...vacancyTopics(row.facilityId)] };
      },
    );
  return { ended: due.length };
}

async function findPlacement(tx: Tx, district: string, id: string): Promise<Subject<PlacementRow>> {
  const [row] = await tx
    .select()
    .from(placements)
    .where(and(eq(placements.district, district), eq(placements.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'placement', id, facility: row.facilityId, row, version: row.version };
}

/** The person leaves: the stay ends that day, the bed goes to cleaning until tomorrow, the lot's place is free again. */
export function discharge(
  ctx: Context,
  id: string,
  input: { discharged_on: Day; kind: DischargeKind },
): Promise<{ discharged_on: Day }> {
  return act(
    ctx,
    'placements.discharge',
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const on = today(ctx);
      required(mayDischarge(row, input.discharged_on, on));
      const bed = (await findBed(tx, ctx.district, row.bedId)).row;
      const [stay] = await tx
        .select({ weekdays: claims.weekdays })
        .from(claims)
        .where(and(eq(claims.district, ctx.district), eq(claims.id, row.claimId)));
      await endClaim(tx, ctx.district, on, row.claimId, { end: input.discharged_on, at: ctx.clock() });
      if (bed.kind === 'residential' || bed.kind === 'nursing') {
        await claimBed(tx, ctx.district, on, {
          bed,
          kind: 'closure',
          person: null,
          reason: 'cleaning',
          during: { start: on, end: addDays(on, 1) },
          days: weekdaysIn(stay?.weekdays ?? ''),
        });
      }
      await closePlacement(tx, ctx, row, { on: input.discharged_on, kind: input.kind });
      let later: Later[] = [];
      if (input.kind === 'death') {
        await tx
          .update(applicants)
          .set({ diedOn: input.discharged_on, version: sql`${applicants.version} + 1` })
          .where(and(eq(applicants.district, ctx.district), eq(applicants.id, row.applicantId)));
        later = await endForDeath(tx, ctx, row.applicantId);
      }
      await endCase(tx, ctx, { ...row, dischargedOn: input.discharged_on, kind: input.kind });
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return {
        result: { discharged_on: input.discharged_on },
        before: { admitted_on: row.admittedOn },
        after: input,
        changed: ['applications', 'queue', ...vacancyTopics(row.facilityId)],
        later,
      };
    },
  );
}

export type ImportedStay = Omit<typeof placements.$inferInsert, 'district' | 'claimId' | 'version' | 'createdAt'> & {
  claim: Omit<
    typeof claims.$inferInsert,
    'district' | 'kind' | 'during' | 'createdAt' | 'releasedAt' | 'facilityId' | 'bedId' | 'applicantId'
  >;
};

/** Takes over past and present stays of a register; the same constraints hold, and every facility is counted afresh. */
export function importStays(
  ctx: Context,
  stays: ImportedStay[],
  closures: Omit<typeof claims.$inferInsert, 'district' | 'kind'>[],
): Promise<{ stays: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'placements.import',
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
