import { and, eq, isNull, sql } from 'drizzle-orm';
import { catalogueItems, contracts, lotPrices, lots, providers } from '../../db/schema/contracts.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { budgetLines } from '../../db/schema/funds.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { type Context, limitOf, type ReadTx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { eligible, lotAmount, lotLeft, type PriceFrom, type Terms } from './rules.ts';

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

/** Everybody who is on record as a provider, with the account that is paid into. */
export function listProviders(ctx: Context) {
  return view(ctx, 'contracts.providers', async (tx) => {
    const rows = await tx
      .select()
      .from(providers)
      .where(eq(providers.district, ctx.district))
      .orderBy(providers.name, providers.id);
    return rows.map((p) => ({
      id: p.id,
      version: p.version,
      name: p.name,
      kind: p.kind,
      eligible: eligible(p.kind),
      credit_code: p.creditCode,
      account_name: p.accountName,
      account_no: p.accountNo,
      bank_name: p.bankName,
      bank_code: p.bankCode,
      demonstration: p.demonstration,
    }));
  });
}

/** The purchase catalogue with every item there has been, by code and day. */
export function listCatalogue(ctx: Context) {
  return view(ctx, 'contracts.catalogue', async (tx) => {
    const rows = await tx
      .select()
      .from(catalogueItems)
      .where(eq(catalogueItems.district, ctx.district))
      .orderBy(catalogueItems.code, sql`lower(${catalogueItems.effective})`);
    return rows.map((i) => {
      const { start, end } = fromRange(i.effective);
      return { id: i.id, code: i.code, name: i.name, doc_no: i.docNo, start, end, example: i.example };
    });
  });
}

/** What a draft chooses from: providers, the catalogue, budget lines with what they have left, homes that are open. */
export function readChoices(ctx: Context) {
  const { district } = ctx;
  return view(ctx, 'contracts.choices', async (tx) => {
    const on = dayOf(ctx.clock());
    const people = await tx.select().from(providers).where(eq(providers.district, district)).orderBy(providers.name);
    const items = await tx
      .select()
      .from(catalogueItems)
      .where(and(eq(catalogueItems.district, district), sql`${catalogueItems.effective} @> ${on}::date`))
      .orderBy(catalogueItems.code);
    const lines = await tx
      .select()
      .from(budgetLines)
      .where(and(eq(budgetLines.district, district), sql`${budgetLines.year} >= ${Number(on.slice(0, 4)) - 1}`))
      .orderBy(sql`${budgetLines.year} desc`, budgetLines.code);
    const homes = await tx
      .select({ id: facilities.id, name: facilities.name, kind: facilities.kind })
      .from(facilities)
      .where(and(eq(facilities.district, district), isNull(facilities.closedOn)))
      .orderBy(facilities.kind, facilities.name);
    return {
      providers: people.map((p) => ({ id: p.id, name: p.name, kind: p.kind, eligible: eligible(p.kind) })),
      catalogue: items.map((i) => ({ code: i.code, name: i.name })),
      lines: lines.map((l) => ({
        id: l.id,
        year: l.year,
        code: l.code,
        name: l.name,
        left_fen: l.amountFen - l.committedFen,
      })),
      facilities: homes,
    };
  });
}

/** Each lot's unit prices with the day each holds from. */
export async function pricesOf(
  tx: ReadTx,
  district: string,
  lotIds: readonly string[],
): Promise<Map<string, PriceFrom[]>> {
  if (lotIds.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(lotPrices)
    .where(and(eq(lotPrices.district, district), among(lotPrices.lotId, lotIds)));
  const of = Map.groupBy(rows, (r) => r.lotId);
  return new Map(
    [...of].map(([lot, list]) => [
      lot,
      list
        .map((p) => ({ from: fromRange(p.effective).start, unitPriceFen: p.unitPriceFen }))
        .sort((a, b) => (a.from < b.from ? -1 : 1)),
    ]),
  );
}

/** What each lot of terms comes to, at the prices there were and those the terms bring from a day. */
export const amountsOf = (
  terms: Pick<Terms, 'lots'>,
  prices: ReadonlyMap<string, readonly PriceFrom[]>,
  from?: Day,
): Map<string, number> =>
  new Map(
    terms.lots.map((l) => {
      const known = prices.get(l.id) ?? [];
      const last = known.at(-1);
      const added = !last
        ? [{ from: l.start, unitPriceFen: l.unit_price_fen }]
        : from !== undefined && last.unitPriceFen !== l.unit_price_fen
          ? [{ from, unitPriceFen: l.unit_price_fen }]
          : [];
      return [l.id, lotAmount(l, [...known, ...added])];
    }),
  );
