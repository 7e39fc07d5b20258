import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  catalogueItems,
  contractBudgets,
  contracts,
  contractVersions,
  lotPrices,
  lots,
  providers,
} from '../../db/schema/contracts.ts';
import { budgetLines } from '../../db/schema/funds.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { type Day, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { checkProvider, mayList, mayUnlist, type Provider } from './rules.ts';

export type LotRow = typeof lots.$inferSelect;
export type ProviderRow = typeof providers.$inferSelect;
type New<T, Known extends keyof T = never> = Omit<T, 'district' | 'version' | 'createdAt' | Known>;
type NewLot = New<typeof lots.$inferInsert, 'committed' | 'inUse' | 'acceptedFen' | 'paidFen' | 'amountFen'> & {
  unitPriceFen: number;
};
type Import = {
  providers?: New<typeof providers.$inferInsert>[];
  catalogue?: New<typeof catalogueItems.$inferInsert>[];
  contracts: New<typeof contracts.$inferInsert>[];
  versions?: New<typeof contractVersions.$inferInsert, 'madeAt'>[];
  budgets?: New<typeof contractBudgets.$inferInsert>[];
  lots: NewLot[];
};

/**
 * Takes over contracts in force with their lots, and where given their text, providers, what budget lines bear of them, and the catalogue;
 * public vacancy shows what is left of them from that moment.
 */
export function importContracts(ctx: Context, input: Import): Promise<{ contracts: number; lots: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'contracts.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const here = <T>(rows: T[] = []) => rows.map((row) => ({ ...row, district }));
      if (input.providers?.length) await tx.insert(providers).values(here(input.providers));
      if (input.catalogue?.length) await tx.insert(catalogueItems).values(here(input.catalogue));
      if (input.contracts.length) await tx.insert(contracts).values(here(input.contracts));
      if (input.versions?.length)
        await tx.insert(contractVersions).values(here(input.versions).map((v) => ({ ...v, madeAt: ctx.clock() })));
      if (input.budgets?.length) await tx.insert(contractBudgets).values(here(input.budgets));
      for (const [line, list] of Map.groupBy(input.budgets ?? [], (b) => b.lineId))
        await tx
          .update(budgetLines)
          .set({ committedFen: sql`${budgetLines.committedFen} + ${sum(list.map((b) => b.amountFen))}` })
          .where(and(eq(budgetLines.district, district), eq(budgetLines.id, line)));
      if (input.lots.length) {
        const rows = here(input.lots);
        await tx
          .insert(lots)
          .values(rows.map(({ unitPriceFen, ...l }) => ({ ...l, amountFen: l.quantity * unitPriceFen })));
        await tx.insert(lotPrices).values(
          rows.map((l) => ({
            district,
            id: newId(),
            lotId: l.id,
            unitPriceFen: l.unitPriceFen,
            effective: toRange({ start: fromRange(l.during).start, end: null }),
          })),
        );
      }
      const places = [...new Set(input.lots.map((l) => l.facilityId))];
      for (const facility of places) await refreshLotLeft(tx, district, facility);
      return {
        result: { contracts: input.contracts.length, lots: input.lots.length },
        after: { contracts: input.contracts.map((c) => c.contractNo) },
        changed: ['vacancies', 'contracts'],
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

/** Writes what the contracts leave at a facility, on the day its vacancy row speaks of, after lots were added or cut. */
export const refreshLotLeft = (tx: Tx, district: string, facilityId: string) =>
  tx.execute(sql`
    update vacancies v set lot_left = (select coalesce(sum(bought - committed - in_use), 0)::int from lots l
      where l.district = v.district and l.facility_id = v.facility_id and l.during @> v.as_on)
    where v.district = ${district} and v.facility_id = ${facilityId}`);

const stored = (p: Provider) => ({
  name: p.name,
  kind: p.kind,
  creditCode: p.credit_code,
  accountName: p.account_name,
  accountNo: p.account_no,
  bankName: p.bank_name,
  bankCode: p.bank_code,
});

async function findProvider(tx: Tx, district: string, id: string): Promise<Subject<ProviderRow>> {
  const [row] = await tx
    .select()
    .from(providers)
    .where(and(eq(providers.district, district), eq(providers.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'provider', id, row, version: row.version };
}

/** Puts a provider on record, ineligible ones too: that they may not sign is said where a contract is drafted. */
export function addProvider(ctx: Context, p: Provider): Promise<{ provider_id: string }> {
  const id = newId();
  return act(
    ctx,
    'contracts.add_provider',
    async () => ({ district: ctx.district, type: 'provider', id: null, row: null }),
    async (tx) => {
      required(checkProvider(p), 'invalid');
      await tx.insert(providers).values({ district: ctx.district, id, ...stored(p), createdAt: ctx.clock() });
      return { result: { provider_id: id }, id, after: p, changed: ['contracts'] };
    },
  );
}

/** Changes what is on record of a provider. Contracts keep the name they were signed in; payments take the account of the day they are approved. */
export function editProvider(ctx: Context, id: string, p: Provider): Promise<{ version: number }> {
  return act(
    ctx,
    'contracts.edit_provider',
    (tx) => findProvider(tx, ctx.district, id),
    async (tx, { row }) => {
      required(checkProvider(p), 'invalid');
      const version = row.version + 1;
      await tx
        .update(providers)
        .set({ ...stored(p), version })
        .where(and(eq(providers.district, ctx.district), eq(providers.id, id)));
      const { district: _, id: _id, createdAt: _at, ...before } = row;
      return { result: { version }, before, after: p, changed: ['contracts'] };
    },
  );
}

type Listing = { code: string; name: string; doc_no: string; start: Day; end: Day | null };

/** Puts an item into the purchase catalogue from a day; `example`: not the district's own. */
export function listItem(ctx: Context, item: Listing): Promise<{ item_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'contracts.list_item',
    async () => ({ district, type: 'catalogue', id: null, row: null }),
    async (tx) => {
      const others = await tx
        .select()
        .from(catalogueItems)
        .where(and(eq(catalogueItems.district, district), eq(catalogueItems.code, item.code)));
      required(mayList({ ...item, docNo: item.doc_no }, others));
      const id = newId();
      const effective = toRange({ start: item.start, end: item.end });
      const { code, name, doc_no: docNo } = item;
      await tx.insert(catalogueItems).values({ district, id, code, name, docNo, effective, example: false });
      return { result: { item_id: id }, id, after: item, changed: ['contracts'] };
    },
  );
}

/** Ends an item of the catalogue: from that day on nothing more is signed for it. */
export function unlistItem(ctx: Context, id: string, end: Day): Promise<{ end: Day }> {
  const { district } = ctx;
  const own = and(eq(catalogueItems.district, district), eq(catalogueItems.id, id));
  return act(
    ctx,
    'contracts.unlist_item',
    async (tx) => {
      const [row] = await tx.select().from(catalogueItems).where(own).for('update');
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district, type: 'catalogue', id, row };
    },
    async (tx, { row }) => {
      required(mayUnlist(row, end));
      const { start } = fromRange(row.effective);
      await tx
        .update(catalogueItems)
        .set({ effective: toRange({ start, end }) })
        .where(own);
      return { result: { end }, before: { effective: row.effective }, after: { end }, changed: ['contracts'] };
    },
  );
}
