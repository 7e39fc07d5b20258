import { and, eq } from 'drizzle-orm';
import { beds } from '../../db/schema/facilities.ts';
import {
  type BedRow,
  claimBed,
  endClaim,
  findBed,
  recordBedEvents,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { bedState, mayClose } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

const bumpBed = (tx: Tx, bed: BedRow) =>
  tx
    .update(beds)
    .set({ version: bed.version + 1 })
    .where(and(eq(beds.district, bed.district), eq(beds.id, bed.id)));

/** Takes a free bed out of service from today, with a reason and perhaps an expected end. */
export function closeBed(
  ctx: Context,
  bedId: string,
  input: { reason: 'cleaning' | 'repair' | 'out_of_service'; until: Day | null },
): Promise<{ claim_id: string }> {
  const on = today(ctx);
  return act(
    ctx,
    'board.close',
    (tx) => findBed(tx, ctx.district, bedId),
    async (tx, { row: bed }) => {
      const { claims: live } = await loadBeds(tx, ctx.district, { room: bed.roomId }, on);
      required(mayClose(bedState(bed, live, on)));
      if (input.until !== null && input.until <= on)
        throw new Refusal('invalid', [
          { code: 'dates_reversed', values: { start: on, end: input.until }, pointer: '/until' },
        ]);
      const id = await claimBed(tx, ctx.district, on, {
        bed,
        kind: 'closure',
        person: null,
        reason: input.reason,
        during: { start: on, end: input.until },
      });
      await bumpBed(tx, bed);
      await recordBedEvents(tx, ctx, [
        {
          facilityId: bed.facilityId,
          bedId,
          kind: 'closed',
          day: on,
          claimId: id,
          reason: input.reason,
          details: { until: input.until },
        },
      ]);
      await stampConfirmation(tx, ctx, bed.facilityId, 'change');
      return {
        result: { claim_id: id },
        after: { closed: input },
        reason: input.reason,
        changed: vacancyTopics(bed.facilityId),
      };
    },
  );
}

/** Puts a closed bed back: cleaned, repaired, in service again. */
export function reopenBed(ctx: Context, bedId: string): Promise<{ bed_id: string }> {
  const on = today(ctx);
  return act(
    ctx,
    'board.reopen',
    (tx) => findBed(tx, ctx.district, bedId),
    async (tx, { row: bed }) => {
      const { claims: live } = await loadBeds(tx, ctx.district, { room: bed.roomId }, on);
      const closure = live.find(
        (c) => c.bedId === bedId && c.kind === 'closure' && bedState(bed, [c], on) === 'closed',
      );
      if (!closure) throw new Refusal('conflict', 'bed_not_closed');
      await endClaim(tx, ctx.district, on, closure.id, { end: on, at: ctx.clock() });
      await bumpBed(tx, bed);
      await recordBedEvents(tx, ctx, [
        {
          facilityId: bed.facilityId,
          bedId,
          kind: 'reopened',
          day: on,
          claimId: closure.id,
          reason: closure.reason,
          details: { until: fromRange(closure.during).end },
        },
      ]);
      await stampConfirmation(tx, ctx, bed.facilityId, 'change');
      return { result: { bed_id: bedId }, before: { closed: closure.reason }, changed: vacancyTopics(bed.facilityId) };
    },
  );
}
