import { sql } from 'drizzle-orm';
import { dayQueues } from '../../db/schema/insight.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { countedFrom, queueLines, waitingOn } from './queries.ts';

/** A person without an assessment has no level: kept as one below the lowest, since a level is part of the key. */
const UNKNOWN = -1;

async function keepBeds(tx: Tx, ctx: Context, days: readonly Day[]): Promise<number> {
  const list = sql`${`{${days.join(',')}}`}::date[]`;
  const rows = await tx.execute<{ n: number }>(sql`
    with kept as (
      insert into day_figures (district, "on", facility_id, bed_kind, street_code, community_code, filed, closed, occupied, held, free, made_at)
      select ${ctx.district}, r.day, r.facility_id, r.bed_kind, f.street_code, f.community_code, r.filed, r.closed, r.occupied, r.held, r.free,
             case when ${days.length} > 1 then (r.day + 1)::timestamp at time zone 'Asia/Shanghai' else ${ctx.clock().toISOString()}::timestamptz end
        from (${countedFrom(ctx.district, list)}) r
        join facilities f on f.district = ${ctx.district} and f.id = r.facility_id
      on conflict do nothing returning 1)
    select count(*)::int as n from kept`);
  return rows[0]?.n ?? 0;
}

async function keepQueue(tx: Tx, ctx: Context, day: Day): Promise<void> {
  const lines = queueLines(await waitingOn(tx, ctx, day));
  if (lines.length === 0) return;
  await tx
    .insert(dayQueues)
    .values(
      lines.map((l) => ({
        district: ctx.district,
        on: day,
        track: l.track,
        level: l.level ?? UNKNOWN,
        waiting: l.waiting,
        medianDays: l.median,
        madeAt: ctx.clock(),
      })),
    )
    .onConflictDoNothing();
}

/**
 * Once the day is over, what was on record of it: beds by facility and kind, and the queue. What is there stays as it is,
 * so that it may run as often as it likes; a night on which nothing ran is never made up for.
 * @param nights how many nights up to yesterday; more than one only where a district is filled for a demonstration, which
 *   is as if it had run at the end of each
 */
export function keepFigures(ctx: Context, nights = 1): Promise<{ kept: number }> {
  const days = Array.from({ length: nights }, (_, i) => addDays(dayOf(ctx.clock()), i - nights));
  return act(
    ctx,
    'figures.keep',
    async () => ({ district: ctx.district, type: 'day_figures', id: null, row: null }),
    async (tx) => {
      const [there] = await tx.execute<{ day: Day }>(sql`
        select "on"::text as day from day_figures where district = ${ctx.district} and "on" = ${days.at(-1)}::date limit 1`);
      const kept = there ? 0 : await keepBeds(tx, ctx, days);
      if (kept > 0) for (const day of days) await keepQueue(tx, ctx, day);
      return { result: { kept }, after: { from: days[0], to: days.at(-1), rows: kept } };
    },
  );
}
