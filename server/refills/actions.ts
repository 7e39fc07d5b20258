import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { freedBeds } from '../../db/schema/allocation.ts';
import { beds } from '../../db/schema/facilities.ts';
import { offerBed } from '../allocation/actions.ts';
import { loadQueue } from '../allocation/queries.ts';
import { findApplication } from '../applications/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';
import { act, type Context, type Later, look, type ReadTx, type Tx, view } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { runMarket } from '../rounds/mechanism/outcome.ts';
import { buildSnapshot, roundRules } from '../rounds/mechanism/snapshot.ts';
import { readNow } from '../rounds/queries.ts';
import { type Asked, aheadAt, refillMarket } from './rules.ts';

/** What changed under a pass is tried again with the facts as they are then. */
const PASSES = 3;

/**
 * Gives every freed bed to the next person at once, all of them in one run of the mechanism, and makes the offers as the
 * clock. Whoever comes first keeps the bed: an officer's offer meanwhile settles it too. What nobody can use stays free.
 */
export async function refillBeds(ctx: Context): Promise<{ offered: number; left: number }> {
  let offered = 0;
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const plan = await planPass(ctx);
    if (!plan) break;
    let failed = 0;
    for (const bed of plan.beds) {
      const made = await settleBed(ctx, plan, bed, pass === PASSES);
      if (made === null) failed += 1;
      else offered += made;
    }
    if (failed === 0) break;
  }
  return { offered, left: (await view(ctx, 'refills.offer', (tx) => openBeds(tx, ctx))).length };
}

type FreedBed = { bed: string; facility: string };
const subject = <T>(ctx: Context, row: T) => ({ district: ctx.district, type: 'freed_beds', id: null, row });

const openBeds = (tx: ReadTx, ctx: Context): Promise<FreedBed[]> =>
  tx
    .selectDistinct({ bed: freedBeds.bedId, facility: beds.facilityId })
    .from(freedBeds)
    .innerJoin(beds, and(eq(beds.district, freedBeds.district), eq(beds.id, freedBeds.bedId)))
    .where(and(eq(freedBeds.district, ctx.district), isNull(freedBeds.settledAt)))
    .orderBy(freedBeds.bedId);

/** Who has answered for these beds, or was taken back from them, since somebody last lived there. */
async function askedBefore(tx: ReadTx, ctx: Context, ids: readonly string[]): Promise<Asked[]> {
  const rows = await tx.execute<Asked>(sql`
    select distinct o.applicant_id as applicant, o.bed_id as bed from offers o
     where o.district = ${ctx.district} and o.bed_id in ${[...ids]}
       and o.end_reason in ('family_declined', 'facility_declined', 'lapsed', 'withdrawn')
       and not exists (select 1 from claims c where c.district = o.district and c.bed_id = o.bed_id and c.kind = 'stay'
             and c.released_at is null and lower(c.during) >= (o.made_at at time zone 'Asia/Shanghai')::date)`);
  return [...rows];
}

/** One run over all freed beds, on facts as of one moment; null when no bed waits. */
async function planPass(ctx: Context) {
  // Most sweeps find nothing: those read nobody's file and leave no line in the audit log.
  if ((await view(ctx, 'refills.offer', (tx) => openBeds(tx, ctx))).length === 0) return null;
  const facts = await look(
    ctx,
    'refills.offer',
    async (tx) => {
      const freed = await openBeds(tx, ctx);
      if (freed.length === 0) return subject(ctx, null);
      const now = await readNow(tx, ctx, [...new Set(freed.map((f) => f.facility))]);
      const asked = await askedBefore(
        tx,
        ctx,
        freed.map((f) => f.bed),
      );
      return subject(ctx, { freed, now, asked });
    },
    { oneMoment: true },
  );
  if (!facts) return null;
  const { freed, now, asked } = facts;
  const { queue, rules, version } = now;
  const placeOf = new Map(queue.map((w) => [w.application.applicantId, w.place]));
  const snapshot = buildSnapshot({
    ...now,
    round: {
      round_no: '',
      district: ctx.district,
      taken_at: ctx.clock().toISOString(),
      on: now.on,
      services: ['residential', 'nursing', 'day', 'home'],
      parameters: { horizon_days: 0, radius_km: null, reserve: 'kept' },
      rule_version: version,
      rules: roundRules(rules),
    },
    // No draw: a last tie is decided as the queue decides it, by the receipt.
    lottery: (unit) => String(Math.max(...unit.split('+').map((id) => placeOf.get(id) ?? 0))).padStart(9, '0'),
  });
  const automatic = rules.refill === 'automatic';
  const market = refillMarket(snapshot, new Set(automatic ? freed.map((f) => f.bed) : []), asked);
  const { placements } = runMarket(market);
  const applicationOf = new Map(snapshot.units.flatMap((u) => u.people.map((p) => [p.applicant, p.application])));
  const couples = new Set(
    snapshot.units.filter((u) => u.people.length > 1).flatMap((u) => u.people.map((p) => p.applicant)),
  );
  return {
    automatic,
    market,
    asked,
    couples,
    placed: new Map(placements.map((p) => [p.applicant, p.beds[0]])),
    beds: freed.map((f) => ({
      ...f,
      people: placements.flatMap((p) => {
        const application = applicationOf.get(p.applicant);
        return p.beds[0] === f.bed && application ? [{ applicant: p.applicant, application }] : [];
      }),
    })),
  };
}
type Plan = NonNullable<Awaited<ReturnType<typeof planPass>>>;
type PlannedBed = Plan['beds'][number];

/** Offers one bed to whom the run gives it, and settles it; null when the facts have changed and another run is due. */
async function settleBed(ctx: Context, plan: Plan, bed: PlannedBed, last: boolean): Promise<number | null> {
  try {
    return await onBed(ctx, bed, async (tx) => {
      if (!plan.automatic) return { result: { reason: 'officer' }, later: [], changed: [] };
      if (bed.people.length === 0) return { result: { reason: 'nobody' }, later: [], changed: [] };
      const made = [];
      for (const who of bed.people) made.push(await offerNext(tx, ctx, plan, bed, who));
      return {
        result: { offers: made.map((m) => m.id) },
        later: made.flatMap((m) => m.later),
        changed: made.flatMap((m) => m.changed),
      };
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Too busy says nothing about the bed: the clock comes back to it.
    if (error.kind === 'unavailable' || !last) return null;
    await onBed(ctx, bed, async () => ({
      result: { reasons: error.reasons.map((r) => r.code) },
      later: [],
      changed: [],
    }));
    return null;
  }
}

async function offerNext(tx: Tx, ctx: Context, plan: Plan, bed: PlannedBed, who: PlannedBed['people'][number]) {
  await findApplication(tx, ctx.district, who.application);
  const { queue, ...inForce } = await loadQueue(tx, ctx);
  const mine = queue.find((w) => w.application.id === who.application);
  if (!mine) throw new Refusal('conflict', 'not_queued');
  const before = aheadAt(plan.market, who.applicant, bed.facility);
  const known = new Set(plan.market.applicants.map((a) => a.id));
  const ahead = queue.filter((w) => {
    const id = w.application.applicantId;
    return before.has(id) || (!known.has(id) && w.place < mine.place);
  });
  const excuse = (id: string): ReasonCode | null => {
    if (plan.couples.has(id)) return 'couple_room_needed';
    if (plan.asked.some((a) => a.applicant === id && a.bed === bed.bed)) return 'asked_before';
    return plan.placed.has(id) ? 'offered_other_bed' : null;
  };
  const excused = new Map(
    ahead.flatMap((w) => {
      const why = excuse(w.application.applicantId);
      return why ? [[w.application.id, why] as const] : [];
    }),
  );
  return offerBed(tx, ctx, bed.facility, bed.bed, { ...inForce, mine, ahead, excused, proof: { refill: bed.bed } });
}

type Settled = { result: object; later: Later[]; changed: Topic[] };

/** Does the work and settles what was freed of this bed, in one transaction. Settled by somebody else: nothing to do. */
const onBed = (ctx: Context, { bed, facility }: FreedBed, work: (tx: Tx) => Promise<Settled>): Promise<number> =>
  act(
    ctx,
    'refills.offer',
    async (tx) => {
      const row = await tx
        .select()
        .from(freedBeds)
        .where(and(eq(freedBeds.district, ctx.district), eq(freedBeds.bedId, bed), isNull(freedBeds.settledAt)))
        .orderBy(freedBeds.id)
        .for('update');
      return { district: ctx.district, type: 'bed', id: bed, facility, row };
    },
    async (tx, { row }) => {
      if (row.length === 0) return { result: 0 };
      const { result, later, changed } = await work(tx);
      await tx
        .update(freedBeds)
        .set({ settledAt: ctx.clock(), result })
        .where(
          and(
            eq(freedBeds.district, ctx.district),
            inArray(
              freedBeds.id,
              row.map((r) => r.id),
            ),
          ),
        );
      return { result: later.length, after: result, later, changed };
    },
  );
