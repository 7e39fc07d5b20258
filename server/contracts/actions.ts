import { and, eq, inArray, sql } from 'drizzle-orm';
import { contracts, lotPrices, lots } from '../../db/schema/contracts.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, limitOf, type ReadTx, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { lotLeft } from './rules.ts';

export type LotRow = typeof lots.$inferSelect;
type NewContract = Omit<typeof contracts.$inferInsert, 'district' | 'version' | 'createdAt'>;
type NewLot = Omit<
  typeof lots.$inferInsert,
  'district' | 'committed' | 'inUse' | 'acceptedFen' | 'paidFen' | 'version' | 'amountFen'
> & { unitPriceFen: number };

/** Takes over contracts in force with their lots; public vacancy shows what is left of them from that moment. */
export function importContracts(
  ctx: Context,
  input: { contracts: NewContract[]; lots: NewLot[] },
): Promise<{ contracts: number; lots: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'contracts.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      await tx.insert(contracts).values(input.contracts.map((c) => ({ ...c, district })));
      await tx
        .insert(lots)
        .values(input.lots.map(({ unitPriceFen, ...l }) => ({ ...l, amountFen: l.quantity * unitPriceFen, district })));
      await tx.insert(lotPrices).values(
        input.lots.map((l) => ({
          district,
          id: newId(),
          lotId: l.id,
          unitPriceFen: l.unitPriceFen,
          effective: toRange({ start: fromRange(l.during).start, end: null }),
        })),
      );
      const places = [...new Set(input.lots.map((l) => l.facilityId))];
      for (const facility of places) await refreshLotLeft(tx, district, facility, dayOf(ctx.clock()));
      return {
        result: { contracts: input.contracts.length, lots: input.lots.length },
        after: { contracts: input.contracts.map((c) => c.contractNo) },
        changed: ['vacancies'],
      };
    },
  );
}

export async function lotsOf(tx: ReadTx, district: string, facilityIds: readonly string[]): Promise<LotRow[]> {
  if (facilityIds.length === 0) return [];
  return tx
    .select()
    .from(lots)
    .where(and(eq(lots.district, district), inArray(lots.facilityId, [...new Set(facilityIds)])));
}

/**
 * Moves a lot's counters by whole places in the transaction of the offer or stay that causes it. The row is locked by
 * the UPDATE, and its CHECK refuses anything beyond what was bought.
 */
export async function moveLot(
  tx: Tx,
  district: string,
  lotId: string,
  by: { committed?: number; inUse?: number },
): Promise<void> {
  const committed = by.committed ?? 0;
  const inUse = by.inUse ?? 0;
  const [row] = await tx
    .update(lots)
    .set({ committed: sql`${lots.committed} + ${committed}`, inUse: sql`${lots.inUse} + ${inUse}` })
    .where(and(eq(lots.district, district), eq(lots.id, lotId)))
    .returning({ facilityId: lots.facilityId, during: lots.during });
  if (!row) throw new Refusal('not_found', 'not_found');
  const change = committed + inUse;
  // What a lot that is over, or has not begun, still holds is not among what the home has left today.
  if (change !== 0) {
    await tx.execute(
      sql`update vacancies set lot_left = lot_left - ${change}::int
        where district = ${district} and facility_id = ${row.facilityId} and ${row.during}::daterange @> as_on`,
    );
  }
}

const refreshLotLeft = (tx: Tx, district: string, facilityId: string, on: string) =>
  tx.execute(sql`
    update vacancies set lot_left = (select coalesce(sum(bought - committed - in_use), 0)::int from lots
      where district = ${district} and facility_id = ${facilityId} and during @> ${on}::date)
    where district = ${district} and facility_id = ${facilityId}`);

/** Contracts with their lots and what is left of each; an institution sees its own lots. */
export function listLots(ctx: Context) {
  const on = dayOf(ctx.clock());
  return view(ctx, 'contracts.read', async (tx, keys) => {
    const { facility } = limitOf('contracts.read', keys, ctx.actor?.account ?? null);
    const rows = await tx
      .select({ lot: lots, contract: contracts, facility: facilities.name, unitPriceFen: lotPrices.unitPriceFen })
      .from(lots)
      .innerJoin(contracts, and(eq(contracts.district, lots.district), eq(contracts.id, lots.contractId)))
      .innerJoin(facilities, and(eq(facilities.district, lots.district), eq(facilities.id, lots.facilityId)))
      .leftJoin(
        lotPrices,
        and(
          eq(lotPrices.district, lots.district),
          eq(lotPrices.lotId, lots.id),
          sql`${lotPrices.effective} @> least(upper(${lots.during}) - 1, greatest(lower(${lots.during}), ${on}::date))`,
        ),
      )
      .where(and(eq(lots.district, ctx.district), facility ? eq(lots.facilityId, facility) : undefined))
      .orderBy(contracts.contractNo, facilities.name, lots.serviceClass);
    return rows.map((r) => ({ ...r, left: lotLeft(r.lot) }));
  });
}
