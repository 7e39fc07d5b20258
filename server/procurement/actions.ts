import { and, asc, eq, sql } from 'drizzle-orm';
import { contractBudgets, contracts, contractVersions, lotPrices, lots, providers } from '../../db/schema/contracts.ts';
import { budgetLines } from '../../db/schema/funds.ts';
import { colourOf } from '../clocks/rules.ts';
import { refreshLotLeft } from '../contracts/actions.ts';
import { amountsOf } from '../contracts/queries.ts';
import { stateOf, type Terms } from '../contracts/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { type Day, dayOf, toRange } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type Done, type Later, type Subject, type Tx } from '../platform/context.ts';
import { among, newId } from '../platform/ids.ts';
import { budgetsOf, type ContractRow, factsOf } from './queries.ts';
import { announceClock, mayAnnounce, mayDraft, maySign } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const one = (ctx: Context, id: string) => and(eq(contracts.district, ctx.district), eq(contracts.id, id));
export const stateNow = (ctx: Context, c: ContractRow) => stateOf(c, today(ctx));
const topics = ['contracts' as const, 'vacancies' as const];

/** Terms as they are handed in: a new lot has no id yet. */
export type TermsInput = Omit<Terms, 'lots'> & { lots: (Omit<Terms['lots'][number], 'id'> & { id: string | null })[] };
export type Draft = { contract_no: string; provider_id: string | null; terms: TermsInput };

export async function lockContract(tx: Tx, ctx: Context, id: string): Promise<Subject<ContractRow>> {
  const [row] = await tx.select().from(contracts).where(one(ctx, id)).for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district: ctx.district, type: 'contract', id, row, version: row.version };
}

/** Budget lines are locked in the order of their ids: of two contracts that want the last of one, the second is refused. */
export async function lockLines(tx: Tx, ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .select({ id: budgetLines.id })
    .from(budgetLines)
    .where(and(eq(budgetLines.district, ctx.district), among(budgetLines.id, [...new Set(ids)])))
    .orderBy(asc(budgetLines.id))
    .for('no key update');
}

/** Lots keep the id they have in this contract; every other gets one of the house, whatever was handed in. */
export const withIds = (terms: TermsInput, known: Terms | null): Terms => {
  const own = new Set(known?.lots.map((l) => l.id));
  const seen = new Set<string>();
  const lots = terms.lots.map((l) => {
    const id = l.id !== null && own.has(l.id) && !seen.has(l.id) ? l.id : newId();
    seen.add(id);
    return { ...l, id };
  });
  const { holdback_percent: kept, ...rest } = terms;
  return { ...rest, lots, ...(kept == null ? {} : { holdback_percent: kept }) };
};

/** Columns a draft shares with its text; a period that cannot be one is refused before the database sees it. */
async function drafted(tx: Tx, ctx: Context, d: Draft, known: Terms | null) {
  const terms = withIds(d.terms, known);
  if (terms.end <= terms.start)
    throw new Refusal('invalid', [
      { code: 'dates_reversed', values: { start: terms.start, end: terms.end }, pointer: '/terms/end' },
    ]);
  const [provider] = d.provider_id
    ? await tx
        .select({ name: providers.name })
        .from(providers)
        .where(and(eq(providers.district, ctx.district), eq(providers.id, d.provider_id)))
    : [];
  if (d.provider_id && !provider)
    throw new Refusal('invalid', [{ code: 'contract_provider', pointer: '/provider_id' }]);
  return {
    contractNo: d.contract_no,
    title: terms.title,
    provider: provider?.name ?? '',
    providerId: d.provider_id,
    during: toRange(terms),
    terms,
  };
}

/** Begins a contract. A draft may lack anything; reading it says what. */
export function draftContract(ctx: Context, draft: Draft): Promise<{ contract_id: string }> {
  const id = newId();
  return act(
    ctx,
    'procurement.draft',
    async () => ({ district: ctx.district, type: 'contract', id: null, row: null }),
    async (tx) => {
      const columns = await drafted(tx, ctx, draft, null);
      const drafter = { draftedBy: ctx.actor?.account ?? null, createdAt: ctx.clock() };
      await tx.insert(contracts).values({ district: ctx.district, id, ...columns, ...drafter });
      return { result: { contract_id: id }, id, after: draft, changed: ['contracts'] };
    },
  );
}

export type Changed = { version: number };
/** Moves the version on with whatever else changes of the contract. */
export async function change(tx: Tx, ctx: Context, row: ContractRow, columns: Partial<ContractRow>): Promise<Changed> {
  const version = row.version + 1;
  await tx
    .update(contracts)
    .set({ ...columns, version })
    .where(one(ctx, row.id));
  return { version };
}

export function editDraft(ctx: Context, id: string, draft: Draft): Promise<Changed> {
  return act(
    ctx,
    'procurement.edit',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      required(mayDraft(stateNow(ctx, row)));
      const result = await change(tx, ctx, row, await drafted(tx, ctx, draft, row.terms));
      return { result, before: { no: row.contractNo, terms: row.terms }, after: draft, changed: ['contracts'] };
    },
  );
}

/** Throws a draft away: it stays on record and is listed no more. */
export function discardDraft(ctx: Context, id: string, reason: string): Promise<Changed> {
  return act(
    ctx,
    'procurement.discard',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      required(mayDraft(stateNow(ctx, row)));
      const result = await change(tx, ctx, row, { endedOn: today(ctx), endReason: reason });
      return { result, reason, changed: ['contracts'] };
    },
  );
}

/** What lines bear of a contract from now on, and with it what is committed on them. */
export async function putBudgets(tx: Tx, ctx: Context, id: string, bear: ReadonlyMap<string, number>): Promise<void> {
  const { district } = ctx;
  const before = new Map((await budgetsOf(tx, district, id)).map((b) => [b.lineId, b.amountFen]));
  for (const lineId of [...new Set([...before.keys(), ...bear.keys()])].sort()) {
    const amountFen = bear.get(lineId) ?? 0;
    const more = amountFen - (before.get(lineId) ?? 0);
    if (more === 0 && before.has(lineId)) continue;
    await tx
      .insert(contractBudgets)
      .values({ district, contractId: id, lineId, amountFen })
      .onConflictDoUpdate({
        target: [contractBudgets.district, contractBudgets.contractId, contractBudgets.lineId],
        set: { amountFen },
      });
    await tx
      .update(budgetLines)
      .set({ committedFen: sql`${budgetLines.committedFen} + ${more}` })
      .where(and(eq(budgetLines.district, district), eq(budgetLines.id, lineId)));
  }
}
export const bearOf = (terms: Terms) => new Map(terms.budgets.map((b) => [b.line_id, b.amount_fen]));

export const textOf = (row: ContractRow): Terms => {
  if (!row.terms) throw new Refusal('conflict', 'contract_no_text');
  return row.terms;
};

/** A draft was signed on a day: its first version stands, and the budget lines bear it from this moment. */
export function signContract(ctx: Context, id: string, signedOn: Day): Promise<Changed> {
  return act(
    ctx,
    'procurement.sign',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      const terms = textOf(row);
      await lockLines(
        tx,
        ctx,
        terms.budgets.map((b) => b.line_id),
      );
      const facts = await factsOf(tx, ctx.district, { ...row, terms, on: signedOn });
      required(maySign(stateNow(ctx, row), terms, sum(amountsOf(terms, new Map()).values()), facts, today(ctx)));
      await tx.insert(contractVersions).values({
        district: ctx.district,
        contractId: id,
        no: 1,
        terms,
        signedOn,
        effectiveOn: terms.start,
        ...by(ctx),
      });
      await putBudgets(tx, ctx, id, bearOf(terms));
      const result = await change(tx, ctx, row, {
        signedOn,
        holdbackPercent: terms.holdback_percent ?? null,
      });
      return { result, after: { signed_on: signedOn, terms }, changed: ['contracts'] };
    },
  );
}
export const by = (ctx: Context) => ({ madeBy: ctx.actor?.account ?? null, madeAt: ctx.clock() });

export async function openLots(
  tx: Tx,
  ctx: Context,
  contractId: string,
  list: Terms['lots'],
  docNo: string | null,
): Promise<void> {
  if (list.length === 0) return;
  const { district } = ctx;
  const amounts = amountsOf({ lots: list } as Terms, new Map());
  await tx.insert(lots).values(
    list.map((l) => ({
      district,
      id: l.id,
      contractId,
      facilityId: l.facility_id,
      serviceClass: l.service_class,
      catalogueCode: l.catalogue_code,
      unit: l.unit,
      bought: l.bought,
      quantity: l.quantity,
      amountFen: amounts.get(l.id) ?? 0,
      during: toRange(l),
    })),
  );
  await tx.insert(lotPrices).values(
    list.map((l) => ({
      district,
      id: newId(),
      lotId: l.id,
      unitPriceFen: l.unit_price_fen,
      effective: toRange({ start: l.start, end: null }),
      docNo,
    })),
  );
}

export async function refreshAll(tx: Tx, ctx: Context, facilities: readonly string[]): Promise<void> {
  for (const facility of [...new Set(facilities)].sort()) await refreshLotLeft(tx, ctx.district, facility);
}

/** The contract was announced: its lots are there from now on, and people are given places on them. */
export function announceContract(
  ctx: Context,
  id: string,
  asked: { announcedOn: Day; place: string },
): Promise<Changed> {
  return act(
    ctx,
    'procurement.announce',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      const terms = textOf(row);
      const facts = await factsOf(tx, ctx.district, { ...row, terms, on: row.signedOn ?? today(ctx) });
      required(
        mayAnnounce(
          stateNow(ctx, row),
          { ...asked, signedOn: row.signedOn, endedOn: row.endedOn, terms },
          facts,
          today(ctx),
        ),
      );
      await openLots(tx, ctx, id, terms.lots, row.contractNo);
      await refreshAll(
        tx,
        ctx,
        terms.lots.map((l) => l.facility_id),
      );
      const announced = { announcedOn: asked.announcedOn, announcedPlace: asked.place.trim() };
      return { result: await change(tx, ctx, row, announced), after: announced, changed: topics };
    },
  );
}

/** Tells officers of contracts that are to be announced today or should have been, each once. */
export function tellUnannounced(ctx: Context): Promise<{ told: number }> {
  return act(
    ctx,
    'procurement.tell',
    async () => ({ district: ctx.district, type: 'contract', id: null, row: null }),
    async (tx): Promise<Done<{ told: number }>> => {
      const calendar = await loadCalendar(tx);
      const waiting = await tx
        .select()
        .from(contracts)
        .where(
          and(
            eq(contracts.district, ctx.district),
            sql`signed_on is not null and announced_on is null and ended_on is null`,
          ),
        );
      const later: Later[] = [];
      const told: string[] = [];
      for (const c of waiting) {
        const clock = announceClock(calendar, c.signedOn as Day);
        const colour = colourOf({ ...clock, stopped: false }, today(ctx));
        const facilityId = c.terms?.lots[0]?.facility_id;
        if ((colour !== 'amber' && colour !== 'red') || !facilityId || clock.dueOn === null) continue;
        const kind = colour === 'red' ? 'contract_overdue' : 'contract_due';
        const [before] = await tx.execute(sql`
          select 1 from messages where district = ${ctx.district} and kind = ${kind} and values ->> 'what' = ${c.contractNo}`);
        if (before) continue;
        const message = await notifyOfFacility(tx, ctx, {
          to: { role: 'officer' },
          facilityId,
          kind,
          values: { what: c.contractNo, by: clock.dueOn },
        });
        later.push(...message.later);
        told.push(c.id);
      }
      return { result: { told: told.length }, after: { told }, later };
    },
  );
}
