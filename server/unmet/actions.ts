import { sql } from 'drizzle-orm';
import { unmetNeeds } from '../../db/schema/insight.ts';
import { loadFacilities, loadQueue } from '../allocation/queries.ts';
import { seekerOf } from '../allocation/rules.ts';
import { lotsOf } from '../contracts/actions.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type Asker, changesOf, judgeQueue, type OpenRow, type UnmetReason } from './rules.ts';

/** Why each of those who wait can be given nothing today, by the same judgement as a match and an offer. */
async function judge(tx: Tx, ctx: Context): Promise<Map<string, UnmetReason>> {
  const on = dayOf(ctx.clock());
  const [{ queue }, places] = [await loadQueue(tx, ctx), await loadFacilities(tx, ctx.district, on)];
  const ids = places.map((p) => p.facility.id);
  const lots = Map.groupBy(await lotsOf(tx, ctx.district, ids), (l) => l.facilityId);
  const askers = queue.map(
    (w): Asker => ({
      application: w.application.id,
      service: w.application.service,
      seeker: seekerOf(w),
      ownClaims: new Set(w.emergency ? [w.emergency.id] : []),
    }),
  );
  return judgeQueue(
    askers,
    places.map((p) => ({ ...p, lots: lots.get(p.facility.id) ?? [] })),
    on,
  );
}

/**
 * Brings the register of those who cannot be placed up to today. One open row each: a reason that changes ends the row
 * and begins another on that day, whoever gets a bed or leaves the queue has none. Of two at once the first one stands.
 */
export function judgeUnmet(ctx: Context): Promise<{ unmet: number; begun: number; ended: number }> {
  const today = dayOf(ctx.clock());
  return act(
    ctx,
    'unmet.judge',
    async () => ({ district: ctx.district, type: 'unmet_needs', id: null, row: null }),
    async (tx) => {
      const found = await judge(tx, ctx);
      const open = await tx.execute<OpenRow>(sql`
        select id, application_id as application, reason from unmet_needs
         where district = ${ctx.district} and upper_inf(during) for update`);
      const { ended, begun } = changesOf([...open], found);
      if (ended.length > 0)
        await tx.execute(sql`
          update unmet_needs set during = daterange(lower(during), ${today}::date)
           where district = ${ctx.district} and id = any(${`{${ended.join(',')}}`}::uuid[])`);
      for (let i = 0; i < begun.length; i += 500)
        await tx
          .insert(unmetNeeds)
          .values(
            begun.slice(i, i + 500).map(({ application, reason }) => ({
              district: ctx.district,
              id: newId(),
              applicationId: application,
              reason,
              during: `[${today},)`,
              foundAt: ctx.clock(),
            })),
          )
          .onConflictDoNothing();
      const result = { unmet: found.size, begun: begun.length, ended: ended.length };
      return { result, after: result };
    },
  );
}
