import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { lotChanges, offerLotChanges } from '../../db/schema/ledger.ts';
import { placements } from '../../db/schema/placements.ts';
import { moveLot } from '../contracts/actions.ts';
import { vacancyTopics } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, daysBetween } from '../kernel/period.ts';
import { act, type Context } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { daysSince, loadBehind, loadLots } from './queries.ts';
import { mayCarryOver } from './rules.ts';

export type CarriedOver = { stays: number; left_since: number; offers: number; uncovered_days: number };

/**
 * Stays and live offers go on under a following lot from a day on: their rows name the new lot, the counters move, and
 * the change is kept, so that each earlier day still knows its lot. Whoever has left since that day is taken along,
 * because those days are the following lot's to pay. The version of a stay stays as it is: nobody's page of it is
 * outdated by who pays.
 */
export function carryOver(
  ctx: Context,
  fromId: string,
  input: { to_lot: string; changed_on: Day; only: readonly string[] | null },
): Promise<CarriedOver> {
  const { district } = ctx;
  const today = dayOf(ctx.clock());
  return act(
    ctx,
    'ledger.carry_over',
    async (tx) => {
      const lots = await loadLots(tx, district, { lots: [fromId, input.to_lot] }, '9999-12-31');
      const [from, to] = [lots.find((l) => l.id === fromId), lots.find((l) => l.id === input.to_lot)];
      if (!from || !to) throw new Refusal('not_found', 'not_found');
      return { district, type: 'lot', id: fromId, row: { from, to } };
    },
    async (tx, { row: { from, to } }) => {
      const { changed_on: on, only } = input;
      const behind = await loadBehind(tx, district, from.id, on, { lock: true });
      const chosen = behind.filter((b) => only === null || only.includes(b.id));
      const unknown = only === null ? 0 : new Set(only).size - chosen.length;
      if (unknown > 0) throw new Refusal('conflict', 'carry_unknown', { n: unknown });
      const length = Math.max(0, daysBetween(on, today) + 1);
      const moving = Array.from({ length }, (_, i) => {
        const day = addDays(on, i);
        return chosen.filter((b) => b.since <= day && (b.until === null || day < b.until)).length;
      });
      required(mayCarryOver(from, to, on, today, await daysSince(tx, district, to, on, today), moving));
      if (chosen.length === 0) throw new Refusal('conflict', 'carry_nothing', { on });
      const stays = chosen.filter((b) => b.kind === 'stay').map((b) => b.id);
      const held = chosen.filter((b) => b.kind === 'offer').map((b) => b.id);
      const open = chosen.filter((b) => b.kind === 'stay' && b.until === null).length;
      const made = { district, fromLotId: from.id, toLotId: to.id, changedOn: on, madeBy: ctx.actor?.account ?? null };
      if (stays.length > 0) {
        const mine = and(eq(placements.district, district), inArray(placements.id, stays));
        await tx.update(placements).set({ lotId: to.id }).where(mine);
        await tx
          .insert(lotChanges)
          .values(stays.map((placementId) => ({ ...made, id: newId(), placementId, madeAt: ctx.clock() })));
      }
      if (held.length > 0) {
        const mine = and(eq(offers.district, district), inArray(offers.id, held), isNull(offers.endedAt));
        await tx.update(offers).set({ lotId: to.id }).where(mine);
        await tx
          .insert(offerLotChanges)
          .values(held.map((offerId) => ({ ...made, id: newId(), offerId, madeAt: ctx.clock() })));
      }
      // Whoever takes or leaves a bed has the home's count before the lot: the other way round both would wait.
      await tx.execute(
        sql`select 1 from vacancies where district = ${district} and facility_id = ${from.facilityId} for update`,
      );
      for (const { id, sign } of [
        { id: from.id, sign: -1 },
        { id: to.id, sign: 1 },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)))
        await moveLot(tx, district, id, { inUse: sign * open, committed: sign * held.length });
      const result = {
        stays: open,
        left_since: stays.length - open,
        offers: held.length,
        uncovered_days: Math.max(0, daysBetween(from.end, on)),
      };
      return {
        result,
        after: { to: to.id, changed_on: on, stays, offers: held },
        changed: ['offers', ...vacancyTopics(from.facilityId)],
      };
    },
  );
}
