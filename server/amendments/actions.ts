import { and, asc, eq, sql } from 'drizzle-orm';
import { contractVersions, lotPrices, lots } from '../../db/schema/contracts.ts';
import { amountsOf, pricesOf } from '../contracts/queries.ts';
import { required } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import {
  bearOf,
  by,
  type Changed,
  change,
  lockContract,
  lockLines,
  openLots,
  putBudgets,
  refreshAll,
  stateNow,
  type TermsInput,
  textOf,
  withIds,
} from '../procurement/actions.ts';
import { budgetsOf, factsOf } from '../procurement/queries.ts';
import { type Amendment, giveBack, keptAmount, type LotNow, mayAmend, mayEnd } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const topics = ['contracts' as const, 'vacancies' as const];

/** Lots in force, locked in the order of their ids: offers and stays wait while a contract is changed. */
async function lockLots(tx: Tx, ctx: Context, contractId: string) {
  // Whoever takes or leaves a bed has the home's count before the lot: the other way round both would wait.
  await tx.execute(sql`select 1 from vacancies where district = ${ctx.district} and facility_id in
    (select facility_id from lots where district = ${ctx.district} and contract_id = ${contractId}) order by facility_id for update`);
  const rows = await tx
    .select()
    .from(lots)
    .where(and(eq(lots.district, ctx.district), eq(lots.contractId, contractId)))
    .orderBy(asc(lots.id))
    .for('update');
  const prices = await pricesOf(
    tx,
    ctx.district,
    rows.map((l) => l.id),
  );
  const now = new Map(
    rows.map((l): [string, LotNow] => [
      l.id,
      {
        used: l.committed + l.inUse,
        acceptedFen: l.acceptedFen,
        amountFen: l.amountFen,
        priceFrom: prices.get(l.id)?.at(-1)?.from ?? fromRange(l.during).start,
      },
    ]),
  );
  return { rows, prices, now };
}

/** A supplementary agreement: another version, in force in the same transaction, prices from their day. */
export function amendContract(
  ctx: Context,
  id: string,
  asked: Omit<Amendment, 'terms'> & { terms: TermsInput; docNo: string | null },
): Promise<Changed & { no: number }> {
  return act(
    ctx,
    'amendments.amend',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      const { district } = ctx;
      const before = textOf(row);
      const terms = withIds(asked.terms, before);
      const { prices, now } = await lockLots(tx, ctx, id);
      const budgets = await budgetsOf(tx, district, id);
      await lockLines(tx, ctx, [...budgets.map((b) => b.lineId), ...terms.budgets.map((b) => b.line_id)]);
      const facts = await factsOf(tx, district, { ...row, terms, on: asked.signedOn });
      const amounts = amountsOf(terms, prices, asked.effectiveOn);
      const paid = new Map(budgets.filter((b) => b.paidFen > 0).map((b) => [b.lineId, b.paidFen]));
      const given = { terms: facts, now, amounts, endedOn: row.endedOn, paid };
      required(mayAmend(stateNow(ctx, row), before, { ...asked, terms }, given, today(ctx)));

      const known = terms.lots.filter((l) => now.has(l.id));
      for (const l of known) {
        await tx
          .update(lots)
          .set({
            bought: l.bought,
            quantity: l.quantity,
            amountFen: amounts.get(l.id) ?? 0,
            during: toRange(l),
            version: sql`${lots.version} + 1`,
          })
          .where(and(eq(lots.district, district), eq(lots.id, l.id)));
        const last = prices.get(l.id)?.at(-1);
        if (!last || last.unitPriceFen === l.unit_price_fen) continue;
        await tx
          .update(lotPrices)
          .set({ effective: toRange({ start: last.from, end: asked.effectiveOn }) })
          .where(
            and(eq(lotPrices.district, district), eq(lotPrices.lotId, l.id), sql`upper_inf(${lotPrices.effective})`),
          );
        await tx.insert(lotPrices).values({
          district,
          id: newId(),
          lotId: l.id,
          unitPriceFen: l.unit_price_fen,
          effective: toRange({ start: asked.effectiveOn, end: null }),
          docNo: asked.docNo,
        });
      }
      await openLots(
        tx,
        ctx,
        id,
        terms.lots.filter((l) => !now.has(l.id)),
        asked.docNo,
      );
      await putBudgets(tx, ctx, id, bearOf(terms));
      await refreshAll(
        tx,
        ctx,
        terms.lots.map((l) => l.facility_id),
      );
      const [last] = await tx
        .select({ no: sql<number>`coalesce(max(${contractVersions.no}), 0)::int` })
        .from(contractVersions)
        .where(and(eq(contractVersions.district, district), eq(contractVersions.contractId, id)));
      const no = (last?.no ?? 0) + 1;
      const { signedOn, effectiveOn, reason, docNo } = asked;
      await tx
        .insert(contractVersions)
        .values({ district, contractId: id, no, terms, signedOn, effectiveOn, reason, docNo, ...by(ctx) });
      const changed = await change(tx, ctx, row, {
        terms,
        title: terms.title,
        during: toRange(terms),
        holdbackPercent: terms.holdback_percent ?? null,
      });
      return {
        result: { ...changed, no },
        before: { terms: before },
        after: { no, terms, effectiveOn },
        reason,
        changed: topics,
      };
    },
  );
}

/** Ended before its term: lots and budget are cut to that day. Who lies there and what is offered stays as it is and is counted. */
export function endContract(
  ctx: Context,
  id: string,
  asked: { on: Day; reason: string },
): Promise<Changed & { released_fen: number; stays: number; offers: number }> {
  return act(
    ctx,
    'amendments.end',
    (tx) => lockContract(tx, ctx, id),
    async (tx, { row }) => {
      const { district } = ctx;
      const { start, end } = fromRange(row.during);
      required(mayEnd(stateNow(ctx, row), { ...row, start, end: end ?? start }, asked));
      const { rows, prices } = await lockLots(tx, ctx, id);
      const budgets = await budgetsOf(tx, district, id);
      await lockLines(
        tx,
        ctx,
        budgets.map((b) => b.lineId),
      );
      let kept = 0;
      for (const l of rows) {
        const own = fromRange(l.during);
        const period = { start: own.start, end: own.end ?? own.start };
        const amountFen = keptAmount({ ...l, ...period }, prices.get(l.id) ?? [], asked.on);
        kept += amountFen;
        const until = asked.on < period.end ? asked.on : period.end;
        await tx
          .update(lots)
          .set({
            amountFen,
            during: until <= period.start ? 'empty' : toRange({ start: period.start, end: until }),
            version: sql`${lots.version} + 1`,
          })
          .where(and(eq(lots.district, district), eq(lots.id, l.id)));
      }
      const bear = giveBack(budgets, Math.max(0, sum(budgets.map((b) => b.amountFen)) - kept));
      await putBudgets(tx, ctx, id, bear);
      const released = sum(budgets.map((b) => b.amountFen - (bear.get(b.lineId) ?? 0)));
      await refreshAll(
        tx,
        ctx,
        rows.map((l) => l.facilityId),
      );
      const [left] = await tx.execute<{ stays: number; offers: number }>(sql`
        select (select count(*)::int from placements p where p.district = ${district} and p.discharged_on is null
                   and p.lot_id in (select id from lots where district = ${district} and contract_id = ${id})) as stays,
               (select count(*)::int from offers o where o.district = ${district} and o.ended_at is null
                   and o.lot_id in (select id from lots where district = ${district} and contract_id = ${id})) as offers`);
      const changed = await change(tx, ctx, row, { endedOn: asked.on, endReason: asked.reason.trim() });
      const done = { released_fen: released, stays: left?.stays ?? 0, offers: left?.offers ?? 0 };
      return {
        result: { ...changed, ...done },
        after: { ended_on: asked.on, ...done },
        reason: asked.reason,
        changed: topics,
      };
    },
  );
}
