import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  catalogueItems,
  contractBudgets,
  contracts,
  contractVersions,
  lots,
  providers,
} from '../../db/schema/contracts.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { budgetLines } from '../../db/schema/funds.ts';
import { accounts } from '../../db/schema/registry.ts';
import { colourOf } from '../clocks/rules.ts';
import { amountsOf, pricesOf } from '../contracts/queries.ts';
import { lotAmount, stateOf, type Terms } from '../contracts/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { type Context, type ReadTx, type Subject, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { announceClock, checkTerms, type Facts, type Line } from './rules.ts';

export type ContractRow = typeof contracts.$inferSelect;

export async function contractOf(tx: ReadTx, district: string, id: string): Promise<Subject<ContractRow>> {
  const [row] = await tx
    .select()
    .from(contracts)
    .where(and(eq(contracts.district, district), eq(contracts.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'contract', id, row, version: row.version };
}

export async function budgetsOf(tx: ReadTx, district: string, contractId: string) {
  const rows = await tx
    .select({ lineId: contractBudgets.lineId, amountFen: contractBudgets.amountFen, line: budgetLines })
    .from(contractBudgets)
    .innerJoin(
      budgetLines,
      and(eq(budgetLines.district, contractBudgets.district), eq(budgetLines.id, contractBudgets.lineId)),
    )
    .where(and(eq(contractBudgets.district, district), eq(contractBudgets.contractId, contractId)))
    .orderBy(budgetLines.year, budgetLines.code);
  const paid = await paidOf(tx, district, contractId);
  return rows.map((r) => ({ ...r, year: r.line.year, paidFen: paid.get(r.lineId) ?? 0 }));
}

/** What settlements of a contract have put on each budget line to be paid, now or once the grade of what is held back is known. */
export async function paidOf(tx: ReadTx, district: string, contractId: string): Promise<Map<string, number>> {
  const rows = await tx.execute<{ line: string; fen: string }>(sql`
    select p.budget_line_id as line, sum(p.amount_fen + case when exists (select from holdback_releases h
             where h.district = p.district and h.payment_id = p.id) then 0 else p.held_fen end)::text as fen
      from payments p join settlements s on s.district = p.district and s.id = p.settlement_id
     where p.district = ${district} and s.contract_id = ${contractId} group by 1`);
  return new Map([...rows].map((r) => [r.line, Number(r.fen)]));
}

/** What terms are judged by on a day; `contractId` is left out of what is committed on the lines. */
export async function factsOf(
  tx: ReadTx,
  district: string,
  c: { id: string; providerId: string | null; terms: Terms; on: Day },
): Promise<Facts> {
  const { terms } = c;
  const codes = [...new Set(terms.lots.map((l) => l.catalogue_code))];
  const places = [...new Set(terms.lots.map((l) => l.facility_id))];
  const lineIds = [...new Set(terms.budgets.map((b) => b.line_id))];
  const own = new Map((await budgetsOf(tx, district, c.id)).map((b) => [b.lineId, b.amountFen]));
  const [provider] = c.providerId
    ? await tx
        .select()
        .from(providers)
        .where(and(eq(providers.district, district), eq(providers.id, c.providerId)))
    : [];
  const catalogue = codes.length
    ? await tx
        .select({ code: catalogueItems.code, effective: catalogueItems.effective })
        .from(catalogueItems)
        .where(and(eq(catalogueItems.district, district), inArray(catalogueItems.code, codes)))
    : [];
  const homes = places.length
    ? await tx
        .select({ id: facilities.id, name: facilities.name, closedOn: facilities.closedOn })
        .from(facilities)
        .where(and(eq(facilities.district, district), among(facilities.id, places)))
    : [];
  const lines = lineIds.length
    ? await tx
        .select()
        .from(budgetLines)
        .where(and(eq(budgetLines.district, district), among(budgetLines.id, lineIds)))
    : [];
  return {
    on: c.on,
    provider: provider ? { name: provider.name, kind: provider.kind } : null,
    catalogue,
    facilities: new Map(homes.map((f) => [f.id, f])),
    lines: new Map(
      lines.map((l): [string, Line] => [
        l.id,
        {
          id: l.id,
          year: l.year,
          code: l.code,
          name: l.name,
          amountFen: l.amountFen,
          committedFen: l.committedFen,
          ownFen: own.get(l.id) ?? 0,
        },
      ]),
    ),
  };
}

const today = (ctx: Context) => dayOf(ctx.clock());

/** Sums over the lots in force, by contract. */
async function sumsOf(tx: ReadTx, district: string, contractId?: string) {
  const rows = await tx
    .select({
      contractId: lots.contractId,
      lots: sql<number>`count(*)::int`,
      facilities: sql<number>`count(distinct ${lots.facilityId})::int`,
      bought: sql<number>`sum(${lots.bought})::int`,
      used: sql<number>`sum(${lots.committed} + ${lots.inUse})::int`,
      amountFen: sql<string>`sum(${lots.amountFen})::text`,
      acceptedFen: sql<string>`sum(${lots.acceptedFen})::text`,
      paidFen: sql<string>`sum(${lots.paidFen})::text`,
    })
    .from(lots)
    .where(and(eq(lots.district, district), contractId ? eq(lots.contractId, contractId) : undefined))
    .groupBy(lots.contractId);
  return new Map(rows.map((r) => [r.contractId, r]));
}
type Sums = Awaited<ReturnType<typeof sumsOf>> extends Map<string, infer S> ? S : never;

/** A contract in one row: before the announcement its figures are those of its text. */
function summary(c: ContractRow, s: Sums | undefined, calendar: Awaited<ReturnType<typeof loadCalendar>>, on: Day) {
  const { start, end } = fromRange(c.during);
  const state = stateOf(c, on);
  const waits = state === 'signed' && c.signedOn !== null;
  const clock = waits ? announceClock(calendar, c.signedOn as Day) : null;
  const planned = c.terms ? amountsOf(c.terms, new Map()) : null;
  return {
    id: c.id,
    version: c.version,
    contract_no: c.contractNo,
    title: c.title,
    provider: c.provider,
    provider_id: c.providerId,
    state,
    start,
    end: end ?? start,
    signed_on: c.signedOn,
    announced_on: c.announcedOn,
    announced_place: c.announcedPlace,
    announce_by: clock?.dueOn ?? null,
    announce_colour: clock ? colourOf({ ...clock, stopped: false }, on) : null,
    ended_on: state === 'discarded' ? null : c.endedOn,
    end_reason: c.endReason,
    facilities: s?.facilities ?? new Set(c.terms?.lots.map((l) => l.facility_id)).size,
    bought: s?.bought ?? sum((c.terms?.lots ?? []).map((l) => l.bought)),
    used: s?.used ?? 0,
    amount_fen: s ? Number(s.amountFen) : planned ? sum(planned.values()) : null,
    accepted_fen: Number(s?.acceptedFen ?? 0),
    paid_fen: Number(s?.paidFen ?? 0),
    holdback_percent: c.holdbackPercent,
    demonstration: c.demonstration,
  };
}
export type Summary = ReturnType<typeof summary>;

/** Every contract, the latest term first; drafts and what waits to be announced are among them. */
export function listContracts(ctx: Context): Promise<Summary[]> {
  return view(ctx, 'procurement.list', async (tx) => {
    const [rows, sums, calendar] = [
      await tx
        .select()
        .from(contracts)
        .where(eq(contracts.district, ctx.district))
        .orderBy(sql`lower(${contracts.during}) desc`, contracts.contractNo),
      await sumsOf(tx, ctx.district),
      await loadCalendar(tx),
    ];
    return rows.map((c) => summary(c, sums.get(c.id), calendar, today(ctx)));
  });
}

async function lotsIn(tx: ReadTx, district: string, contractId: string) {
  const rows = await tx
    .select({ lot: lots, facility: facilities.name })
    .from(lots)
    .innerJoin(facilities, and(eq(facilities.district, lots.district), eq(facilities.id, lots.facilityId)))
    .where(and(eq(lots.district, district), eq(lots.contractId, contractId)))
    .orderBy(facilities.name, lots.serviceClass, lots.id);
  const prices = await pricesOf(
    tx,
    district,
    rows.map((r) => r.lot.id),
  );
  return rows.map(({ lot, facility }) => {
    const { start, end } = fromRange(lot.during);
    return {
      id: lot.id,
      facility_id: lot.facilityId,
      facility,
      service_class: lot.serviceClass,
      catalogue_code: lot.catalogueCode,
      unit: lot.unit,
      bought: lot.bought,
      quantity: lot.quantity,
      start,
      end: end ?? start,
      amount_fen: lot.amountFen,
      committed: lot.committed,
      in_use: lot.inUse,
      accepted_fen: lot.acceptedFen,
      prices: (prices.get(lot.id) ?? []).map((p) => ({ from: p.from, unit_price_fen: p.unitPriceFen })),
    };
  });
}

/** A draft's or signed contract's lots, from its text: there are none in force yet. */
async function lotsSaid(tx: ReadTx, district: string, terms: Terms | null) {
  if (!terms || terms.lots.length === 0) return [];
  const names = await tx
    .select({ id: facilities.id, name: facilities.name })
    .from(facilities)
    .where(
      and(
        eq(facilities.district, district),
        among(
          facilities.id,
          terms.lots.map((l) => l.facility_id),
        ),
      ),
    );
  const nameOf = new Map(names.map((f) => [f.id, f.name]));
  return terms.lots.map(({ unit_price_fen, ...l }) => ({
    ...l,
    facility: nameOf.get(l.facility_id) ?? null,
    amount_fen: lotAmount(l, [{ from: l.start, unitPriceFen: unit_price_fen }]),
    committed: 0,
    in_use: 0,
    accepted_fen: 0,
    prices: [{ from: l.start, unit_price_fen }],
  }));
}

const versionsOf = (tx: ReadTx, district: string, contractId: string) =>
  tx
    .select({ version: contractVersions, by: accounts.displayName })
    .from(contractVersions)
    .leftJoin(accounts, eq(accounts.id, contractVersions.madeBy))
    .where(and(eq(contractVersions.district, district), eq(contractVersions.contractId, contractId)))
    .orderBy(contractVersions.no);

async function whole(tx: ReadTx, ctx: Context, id: string) {
  const { row } = await contractOf(tx, ctx.district, id);
  const sums = await sumsOf(tx, ctx.district, id);
  const calendar = await loadCalendar(tx);
  const inForce = await lotsIn(tx, ctx.district, id);
  const shown = inForce.length > 0 ? inForce : await lotsSaid(tx, ctx.district, row.terms);
  return { row, summary: summary(row, sums.get(id), calendar, today(ctx)), lots: shown };
}

/** A contract with its text, lots, budget and versions; of a draft also everything that keeps it from being signed today. */
export function readContract(ctx: Context, id: string) {
  return view(ctx, 'procurement.read', async (tx) => {
    const { row, summary: head, lots: shown } = await whole(tx, ctx, id);
    const { terms } = row;
    const facts = terms && (await factsOf(tx, ctx.district, { ...row, terms, on: today(ctx) }));
    const lines = new Map(facts?.lines);
    const budgets = row.signedOn
      ? await budgetsOf(tx, ctx.district, id)
      : (terms?.budgets ?? []).map((b) => ({
          lineId: b.line_id,
          amountFen: b.amount_fen,
          paidFen: 0,
          line: lines.get(b.line_id),
        }));
    const versions = await versionsOf(tx, ctx.district, id);
    const held = await tx.execute<{ held_fen: number; forfeited_fen: number }>(sql`
      select coalesce(sum(p.held_fen) filter (where r.held is null), 0)::bigint as held_fen,
             coalesce(sum(r.held - r.released), 0)::bigint as forfeited_fen
        from payments p join settlements s on s.district = p.district and s.id = p.settlement_id
        left join lateral (select sum(h.held_fen) as held, sum(h.released_fen) as released from holdback_releases h
                            where h.district = p.district and h.payment_id = p.id) r on true
       where p.district = ${ctx.district} and s.contract_id = ${id}`);
    return {
      ...head,
      held_fen: held[0]?.held_fen ?? 0,
      forfeited_fen: held[0]?.forfeited_fen ?? 0,
      terms,
      lots: shown,
      budgets: budgets.map((b) => ({
        line_id: b.lineId,
        year: b.line?.year ?? null,
        code: b.line?.code ?? null,
        name: b.line?.name ?? null,
        amount_fen: b.amountFen,
        payable_fen: b.paidFen,
        left_fen: b.line ? b.line.amountFen - b.line.committedFen : null,
      })),
      versions: versions.map(({ version: v, by }) => ({
        no: v.no,
        terms: v.terms,
        signed_on: v.signedOn,
        effective_on: v.effectiveOn,
        reason: v.reason,
        doc_no: v.docNo,
        made_by: by,
        made_at: v.madeAt.toISOString(),
      })),
      missing:
        head.state === 'draft' && terms && facts
          ? checkTerms(terms, sum(amountsOf(terms, new Map()).values()), facts)
          : [],
    };
  });
}

/** What is announced to everybody: no account, no name of whoever drafted it, nobody who lies there. */
export function listAnnouncements(ctx: Context) {
  return view(ctx, 'procurement.announcements', async (tx) => {
    const rows = await tx
      .select()
      .from(contracts)
      .where(and(eq(contracts.district, ctx.district), sql`${contracts.announcedOn} is not null`))
      .orderBy(sql`${contracts.announcedOn} desc`, contracts.contractNo);
    const [sums, calendar] = [await sumsOf(tx, ctx.district), await loadCalendar(tx)];
    return rows.map((c) => summary(c, sums.get(c.id), calendar, today(ctx)));
  });
}

export function readAnnouncement(ctx: Context, id: string) {
  return view(ctx, 'procurement.announcements', async (tx) => {
    const { row, summary: head, lots: shown } = await whole(tx, ctx, id);
    if (row.announcedOn === null) throw new Refusal('not_found', 'not_found');
    const versions = await versionsOf(tx, ctx.district, id);
    return {
      ...head,
      elements: row.terms?.elements ?? null,
      lots: shown,
      amendments: versions
        .filter(({ version: v }) => v.no > 1)
        .map(({ version: v }) => ({ no: v.no, signed_on: v.signedOn, effective_on: v.effectiveOn, reason: v.reason })),
    };
  });
}
