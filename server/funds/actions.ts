import { and, eq, ne, sql } from 'drizzle-orm';
import { budgetLines, fundEntries, fundMonths } from '../../db/schema/funds.ts';
import { Refusal, required } from '../kernel/errors.ts';
import type { Fen } from '../kernel/money.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { asEntry, booksOf, entriesOf, findLine, type LineRow } from './queries.ts';
import {
  balanceOf,
  type EntryKind,
  mayClose,
  mayKeepLine,
  mayPost,
  mayReverse,
  openFrom,
  type ownKinds,
} from './rules.ts';

export type NewLine = {
  id?: string;
  year: number;
  code: string;
  name: string;
  amountFen: Fen;
  budgetDoc: string | null;
  allocationDoc: string | null;
  demonstration?: boolean;
};

const today = (ctx: Context) => dayOf(ctx.clock());

/** A line whose money or budget is about to move: whoever else moves it waits. */
export async function lockLine(tx: Tx, district: string, id: string): Promise<Subject<LineRow>> {
  await tx.execute(sql`select 1 from ${budgetLines} where district = ${district} and id = ${id} for update`);
  const row = await findLine(tx, district, id);
  return { district, type: 'budget_line', id, row, version: row.version };
}

async function codesOf(tx: Tx, district: string, year: number, but: string | null): Promise<Set<string>> {
  const rows = await tx
    .select({ code: budgetLines.code })
    .from(budgetLines)
    .where(
      and(
        eq(budgetLines.district, district),
        eq(budgetLines.year, year),
        but === null ? undefined : ne(budgetLines.id, but),
      ),
    );
  return new Set(rows.map((r) => r.code));
}

/** Budget lines of a year as they were approved; `id` is given where somebody else has to name them. */
export function addBudgetLines(ctx: Context, rows: readonly NewLine[]): Promise<{ ids: string[] }> {
  const { district } = ctx;
  return act(
    ctx,
    'funds.add_lines',
    async () => ({ district, type: 'budget_lines', id: null, row: null }),
    async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`budget lines ${district}`}))`);
      const ids: string[] = [];
      for (const row of rows) {
        const code = row.code.trim();
        const name = row.name.trim();
        const taken = await codesOf(tx, district, row.year, null);
        required(mayKeepLine({ ...row, code, name }, { taken, committedFen: 0 }));
        const id = row.id ?? newId();
        await tx.insert(budgetLines).values({ ...row, code, name, id, district, createdAt: ctx.clock() });
        ids.push(id);
      }
      return {
        result: { ids },
        after: { lines: rows.map((r) => ({ year: r.year, code: r.code, amount_fen: r.amountFen })) },
        changed: ['funds'],
      };
    },
  );
}

/** The budget was changed, or its papers came: never below what contracts bear. */
export function editLine(
  ctx: Context,
  id: string,
  to: { name: string; amountFen: Fen; budgetDoc: string | null; allocationDoc: string | null },
): Promise<{ version: number }> {
  return act(
    ctx,
    'funds.edit_line',
    (tx) => lockLine(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayKeepLine({ ...row, ...to }, { taken: new Set(), committedFen: row.committedFen }));
      const version = row.version + 1;
      await tx
        .update(budgetLines)
        .set({ ...to, name: to.name.trim(), version })
        .where(and(eq(budgetLines.district, ctx.district), eq(budgetLines.id, id)));
      const { name, amountFen, budgetDoc, allocationDoc } = row;
      return {
        result: { version },
        before: { name, amountFen, budgetDoc, allocationDoc },
        after: to,
        changed: ['funds'],
      };
    },
  );
}

export type Voucher = { no: string | null; name: string | null; note: string | null };

async function write(
  tx: Tx,
  ctx: Context,
  lineId: string,
  entry: { kind: EntryKind; amountFen: Fen; enteredOn: Day; attemptId?: string; reverses?: string; voucher: Voucher },
): Promise<string> {
  const id = newId();
  await tx.insert(fundEntries).values({
    district: ctx.district,
    id,
    lineId,
    enteredOn: entry.enteredOn,
    kind: entry.kind,
    amountFen: entry.amountFen,
    attemptId: entry.attemptId ?? null,
    reverses: entry.reverses ?? null,
    voucherNo: entry.voucher.no,
    voucher: entry.voucher.name,
    note: entry.voucher.note,
    madeBy: ctx.actor?.account ?? null,
    madeAt: ctx.clock(),
  });
  return id;
}

/**
 * Enters money of a line inside the transaction of what causes it: the bank paid (`payment`, negative) or gave it back
 * (`return`, positive). Locks the line. @throws Refusal when the day lies in a closed month, ahead, or before the year
 */
export async function postEntry(
  tx: Tx,
  ctx: Context,
  lineId: string,
  entry: { kind: 'payment' | 'return'; amountFen: Fen; enteredOn: Day; attemptId: string; voucher: Voucher },
): Promise<{ entry_id: string }> {
  const { row } = await lockLine(tx, ctx.district, lineId);
  required(mayPost(entry, await booksOf(tx, row, today(ctx))));
  return { entry_id: await write(tx, ctx, lineId, entry) };
}

/** The first day of a line that is still open. */
export async function openFromOf(tx: Tx, district: string, lineId: string): Promise<Day> {
  const { row } = await lockLine(tx, district, lineId);
  const [last] = await tx.execute<{ month: Day | null }>(
    sql`select max(month_on)::text as month from fund_months where district = ${district} and line_id = ${lineId}`,
  );
  return openFrom(row.year, last?.month ?? null);
}

/** Opening balance, money allocated to the line, or another movement, with its voucher. */
export function enterMoney(
  ctx: Context,
  lineId: string,
  entry: { kind: (typeof ownKinds)[number]; amountFen: Fen; enteredOn: Day; voucher: Voucher },
): Promise<{ entry_id: string }> {
  return act(
    ctx,
    'funds.enter',
    (tx) => lockLine(tx, ctx.district, lineId),
    async (tx, { row }) => {
      required(mayPost(entry, await booksOf(tx, row, today(ctx))));
      const id = await write(tx, ctx, lineId, entry);
      return { result: { entry_id: id }, after: { entry: id, ...entry }, changed: ['funds'] };
    },
  );
}

/** Takes an entry back by another of the opposite amount that names it. */
export function reverseEntry(
  ctx: Context,
  entryId: string,
  how: { enteredOn: Day; voucher: Voucher & { note: string } },
): Promise<{ entry_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'funds.reverse',
    async (tx) => {
      const [found] = await tx
        .select({ lineId: fundEntries.lineId })
        .from(fundEntries)
        .where(and(eq(fundEntries.district, district), eq(fundEntries.id, entryId)));
      if (!found) throw new Refusal('not_found', 'not_found');
      return lockLine(tx, district, found.lineId);
    },
    async (tx, { row }) => {
      const entries = (await entriesOf(tx, district, row.id, null)).map(asEntry);
      const entry = entries.find((e) => e.id === entryId);
      if (!entry) throw new Refusal('not_found', 'not_found');
      required(mayReverse(entry, how.enteredOn, await booksOf(tx, row, today(ctx))));
      const id = await write(tx, ctx, row.id, {
        kind: 'reversal',
        amountFen: -entry.amountFen,
        enteredOn: how.enteredOn,
        reverses: entryId,
        voucher: how.voucher,
      });
      return { result: { entry_id: id }, after: { entry: id, reverses: entryId, ...how }, changed: ['funds'] };
    },
  );
}

/** Closes a month of a line: opening + in − out = closing is written down, and no entry can be dated into it any more. */
export function closeMonth(
  ctx: Context,
  lineId: string,
  month: Day,
): Promise<{ month_on: Day; opening_fen: Fen; in_fen: Fen; out_fen: Fen; closing_fen: Fen }> {
  const { district } = ctx;
  return act(
    ctx,
    'funds.close_month',
    (tx) => lockLine(tx, district, lineId),
    async (tx, { row }) => {
      const books = await booksOf(tx, row, today(ctx));
      const entries = (await entriesOf(tx, district, lineId, month)).map(asEntry);
      required(mayClose(month, books, entries));
      const [before] = await tx
        .select({ closing: fundMonths.closingFen })
        .from(fundMonths)
        .where(
          and(
            eq(fundMonths.district, district),
            eq(fundMonths.lineId, lineId),
            eq(fundMonths.monthOn, books.lastClosed ?? month),
          ),
        );
      const sums = balanceOf(before?.closing ?? 0, entries);
      await tx.insert(fundMonths).values({
        district,
        lineId,
        monthOn: month,
        ...sums,
        closedBy: ctx.actor?.account ?? null,
        closedAt: ctx.clock(),
      });
      const result = {
        month_on: month,
        opening_fen: sums.openingFen,
        in_fen: sums.inFen,
        out_fen: sums.outFen,
        closing_fen: sums.closingFen,
      };
      return { result, after: result, changed: ['funds'] };
    },
  );
}
