import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applications } from '../../db/schema/applications.ts';
import { placements } from '../../db/schema/placements.ts';
import { EMERGENCY } from '../allocation/queries.ts';
import { needOf } from '../allocation/rules.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { lotsOf, moveLot } from '../contracts/actions.ts';
import { coveringLot } from '../contracts/rules.ts';
import { claimBed, findBed, recordBedEvents, vacancyTopics } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { roomTakes } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { closePlacement, findPlacement } from '../placements/actions.ts';
import { act, type Context, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';
import { type EmergencyReason, mayPlaceInEmergency } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

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
    'emergencies.place',
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
      await recordBedEvents(tx, ctx, [
        {
          facilityId: bed.facilityId,
          bedId: bed.id,
          kind: 'admitted',
          day: on,
          placementId: id,
          claimId,
          reason: EMERGENCY,
          details: { until },
        },
      ]);
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
  const due = await view(ctx, 'emergencies.end', (tx) =>
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
      'emergencies.end',
      (tx) => findPlacement(tx, ctx.district, id),
      async (tx, { row }) => {
        if (row.dischargedOn || !row.until) return { result: null, after: { ended: false } };
        await closePlacement(tx, ctx, row, { on: row.until, kind: 'over' });
        return { result: null, after: { ended: true }, changed: ['queue', ...vacancyTopics(row.facilityId)] };
      },
    );
  return { ended: due.length };
}
