import { and, asc, eq, sql } from 'drizzle-orm';
import { budgetLines, fundMonths } from '../../db/schema/funds.ts';
import { Refusal } from '../kernel/errors.ts';
import { addMonths, type Day, dayOf } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { type Books, type Entry, type EntryKind, openFrom } from './rules.ts';

export type LineRow = typeof budgetLines.$inferSelect;

export async function findLine(tx: ReadTx, district: string, id: string): Promise<LineRow> {
  const [row] = await tx
    .select()
    .from(budgetLines)
    .where(and(eq(budgetLines.district, district), eq(budgetLines.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
}

/** What the rules ask of a line's books, as of now. */
export async function booksOf(tx: ReadTx, line: LineRow, today: Day): Promise<Books> {
  const [row] = await tx.execute<{ balance: number; in_bank: number; last: Day | null; opened: Day | null }>(sql`
    select (select coalesce(sum(amount_fen), 0)::bigint from fund_entries where district = ${line.district} and line_id = ${line.id}) as balance,
           (select coalesce(sum(t.amount_fen), 0)::bigint from payment_attempts t
              join payments p on p.district = t.district and p.id = t.payment_id
             where t.district = ${line.district} and p.budget_line_id = ${line.id} and t.answer is null) as in_bank,
           (select max(month_on)::text from fund_months where district = ${line.district} and line_id = ${line.id}) as last,
           (select max(e.entered_on)::text from fund_entries e where e.district = ${line.district} and e.line_id = ${line.id}
              and e.kind = 'opening' and not exists (select from fund_entries r where r.district = e.district and r.reverses = e.id)) as opened`);
  return {
    year: line.year,
    today,
    lastClosed: row?.last ?? null,
    balanceFen: row?.balance ?? 0,
    inBankFen: row?.in_bank ?? 0,
    openedOn: row?.opened ?? null,
  };
}

type EntryRow = {
  id: string;
  line_id: string;
  entered_on: Day;
  kind: EntryKind;
  amount_fen: number;
  attempt_id: string | null;
  voucher_no: string | null;
  voucher: string | null;
  note: string | null;
  reverses: string | null;
  reversed_by: string | null;
  made_by: string | null;
  made_at: Date;
};

/** The entries of a line in their order, of one month or of all; a list of the year is a few hundred at most. */
export async function entriesOf(tx: ReadTx, district: string, line: string, month: Day | null): Promise<EntryRow[]> {
  return tx.execute<EntryRow>(sql`
    select e.id, e.line_id, e.entered_on::text, e.kind, e.amount_fen, e.attempt_id, e.voucher_no, e.voucher, e.note, e.reverses,
           r.id as reversed_by, a.display_name as made_by, e.made_at
      from fund_entries e
      left join fund_entries r on r.district = e.district and r.reverses = e.id
      left join accounts a on a.id = e.made_by
     where e.district = ${district} and e.line_id = ${line}
       ${month ? sql`and e.entered_on >= ${month}::date and e.entered_on < ${addMonths(month, 1)}::date` : sql``}
     order by e.entered_on, e.id`);
}

export const asEntry = (e: EntryRow): Entry & EntryRow => ({
  ...e,
  enteredOn: e.entered_on,
  amountFen: e.amount_fen,
  voucherNo: e.voucher_no,
  reversed: e.reversed_by !== null,
});

type Standing = {
  id: string;
  in_fen: number;
  out_fen: number;
  balance_fen: number;
  without_voucher: number;
  closed_through: Day | null;
};

/** Lines of a year (or one) with their money: what came in, what went out, what is left, what lacks its voucher. */
async function standings(tx: ReadTx, district: string, which: { year: number } | { id: string }) {
  const asked = 'id' in which ? eq(budgetLines.id, which.id) : eq(budgetLines.year, which.year);
  const lines = await tx
    .select()
    .from(budgetLines)
    .where(and(eq(budgetLines.district, district), asked))
    .orderBy(asc(budgetLines.code));
  const rows = await tx.execute<Standing>(sql`
    select l.id, coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0)::bigint as in_fen,
           coalesce(-sum(e.amount_fen) filter (where e.amount_fen < 0), 0)::bigint as out_fen,
           coalesce(sum(e.amount_fen), 0)::bigint as balance_fen,
           count(*) filter (where e.id is not null and e.voucher_no is null and r.id is null)::int as without_voucher,
           (select max(m.month_on)::text from fund_months m where m.district = l.district and m.line_id = l.id) as closed_through
      from budget_lines l
      left join fund_entries e on e.district = l.district and e.line_id = l.id
      left join fund_entries r on r.district = e.district and r.reverses = e.id
     where l.district = ${district} and ${'id' in which ? sql`l.id = ${which.id}` : sql`l.year = ${which.year}`}
     group by l.district, l.id`);
  const of = new Map(rows.map((r) => [r.id, r]));
  return lines.map((l) => {
    const money = of.get(l.id);
    const last = money?.closed_through ?? null;
    return {
      id: l.id,
      year: l.year,
      code: l.code,
      name: l.name,
      amount_fen: l.amountFen,
      committed_fen: l.committedFen,
      budget_doc: l.budgetDoc,
      allocation_doc: l.allocationDoc,
      demonstration: l.demonstration,
      version: l.version,
      in_fen: money?.in_fen ?? 0,
      out_fen: money?.out_fen ?? 0,
      balance_fen: money?.balance_fen ?? 0,
      without_voucher: money?.without_voucher ?? 0,
      closed_through: last,
      open_from: openFrom(l.year, last),
    };
  });
}

/** The budget lines of a year, and the years there are lines of. */
export function listLines(ctx: Context, year: number | null) {
  return view(ctx, 'funds.read', async (tx) => {
    const { district } = ctx;
    const years = await tx
      .selectDistinct({ year: budgetLines.year })
      .from(budgetLines)
      .where(eq(budgetLines.district, district))
      .orderBy(budgetLines.year);
    const asked = year ?? Number(dayOf(ctx.clock()).slice(0, 4));
    return { year: asked, years: years.map((y) => y.year), lines: await standings(tx, district, { year: asked }) };
  });
}

/** One line with its entries and the months that are closed. */
export function readLine(ctx: Context, id: string) {
  return view(ctx, 'funds.read', async (tx) => {
    const { district } = ctx;
    const [line] = await standings(tx, district, { id });
    if (!line) throw new Refusal('not_found', 'not_found');
    const entries = await entriesOf(tx, district, id, null);
    const months = await tx
      .select()
      .from(fundMonths)
      .where(and(eq(fundMonths.district, district), eq(fundMonths.lineId, id)))
      .orderBy(fundMonths.monthOn);
    return {
      line,
      entries: entries.map((e) => ({ ...e, made_at: new Date(e.made_at).toISOString() })),
      months: months.map((m) => ({
        month_on: m.monthOn,
        opening_fen: m.openingFen,
        in_fen: m.inFen,
        out_fen: m.outFen,
        closing_fen: m.closingFen,
        closed_at: m.closedAt.toISOString(),
      })),
    };
  });
}
