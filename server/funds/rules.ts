// Decides what may be entered in the ledger of a budget line and when its months close (财政部令102号 art. 14; 专项资金三查: 台账).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, sum, toYuan } from '../kernel/money.ts';
import { addMonths, type Day } from '../kernel/period.ts';

export const entryKinds = ['opening', 'allocation', 'payment', 'return', 'other', 'reversal'] as const;
export type EntryKind = (typeof entryKinds)[number];
/** What people enter themselves; payments and returns come from the bank's answers, reversals name what they reverse. */
export const ownKinds = ['opening', 'allocation', 'other'] as const;

export type LineTerms = { year: number; code: string; name: string; amountFen: Fen };

const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
const named = (month: Day) => month.slice(0, 7);

/** A line of the year's budget; `taken` codes are those of other lines of that year. */
export function mayKeepLine(line: LineTerms, facts: { taken: ReadonlySet<string>; committedFen: Fen }): Verdict {
  return verdict(
    [
      (!line.code.trim() || !line.name.trim()) && { code: 'line_name', pointer: '/code' },
      (!Number.isInteger(line.year) || line.year < 2000 || line.year > 2100) && { code: 'line_year', pointer: '/year' },
      line.amountFen < 0 && { code: 'line_amount', pointer: '/amount_fen' },
      line.amountFen >= 0 &&
        line.amountFen < facts.committedFen && {
          code: 'line_below_committed',
          values: { committed: toYuan(facts.committedFen) },
          pointer: '/amount_fen',
        },
      facts.taken.has(line.code) && {
        code: 'line_code_taken',
        values: { year: line.year, code: line.code },
        pointer: '/code',
      },
    ],
    {},
  );
}

/** The first day that is still open: the day after the last closed month, or the first of the line's year. */
export const openFrom = (year: number, lastClosed: Day | null): Day =>
  lastClosed === null ? `${year}-01-01` : addMonths(lastClosed, 1);

export type Posting = { kind: EntryKind; amountFen: Fen; enteredOn: Day };
export type Books = {
  year: number;
  today: Day;
  lastClosed: Day | null;
  balanceFen: Fen;
  /** what of it the bank has been told to pay and has not answered yet */
  inBankFen: Fen;
  /** the day of the opening balance that stands */
  openedOn: Day | null;
};

/** What may still go out: money the bank has been told to pay is spoken for. */
const freeOf = (books: Books): Fen => books.balanceFen - books.inBankFen;

/** What holds for every entry, whoever makes it: a real amount on a day that is neither ahead, closed nor before the year. */
function dated({ amountFen, enteredOn }: Posting, books: Books): (Reason | false)[] {
  const open = openFrom(books.year, books.lastClosed);
  return [
    amountFen === 0 && { code: 'fund_zero', pointer: '/amount_fen' },
    enteredOn > books.today && { code: 'date_in_future', values: { date: enteredOn }, pointer: '/entered_on' },
    enteredOn < `${books.year}-01-01` && {
      code: 'fund_before_year',
      values: { year: books.year },
      pointer: '/entered_on',
    },
    books.lastClosed !== null &&
      enteredOn >= `${books.year}-01-01` &&
      enteredOn < open && {
        code: 'fund_month_closed',
        values: { month: named(monthOf(enteredOn)), day: enteredOn, open },
        pointer: '/entered_on',
      },
  ];
}

/** May this be entered? What the bank has paid is entered whatever the balance says; people cannot spend what is not there. */
export function mayPost(posting: Posting, books: Books): Verdict {
  const { kind, amountFen } = posting;
  return verdict(
    [
      ...dated(posting, books),
      (kind === 'opening' || kind === 'allocation') && amountFen < 0 && { code: 'fund_sign', pointer: '/amount_fen' },
      kind === 'opening' && books.openedOn !== null && { code: 'fund_opened', values: { day: books.openedOn } },
      kind === 'other' &&
        amountFen < 0 &&
        freeOf(books) + amountFen < 0 && {
          code: 'fund_overdrawn',
          values: { balance: toYuan(freeOf(books)), amount: toYuan(-amountFen) },
          pointer: '/amount_fen',
        },
    ],
    {},
  );
}

/** Only what people entered, once; the reversal carries its own day and voucher. */
export function mayReverse(
  entry: { kind: EntryKind; enteredOn: Day; amountFen: Fen; reversed: boolean },
  enteredOn: Day,
  books: Books,
): Verdict {
  return verdict(
    [
      ...dated({ kind: 'reversal', amountFen: -entry.amountFen, enteredOn }, books),
      entry.kind === 'reversal' && { code: 'fund_not_reversible' },
      (entry.kind === 'payment' || entry.kind === 'return') && { code: 'fund_bank_entry' },
      entry.reversed && { code: 'fund_reversed', values: { day: entry.enteredOn } },
      entry.amountFen > 0 &&
        freeOf(books) - entry.amountFen < 0 && {
          code: 'fund_overdrawn',
          values: { balance: toYuan(freeOf(books)), amount: toYuan(entry.amountFen) },
        },
    ],
    {},
  );
}

export type Entry = { enteredOn: Day; kind: EntryKind; amountFen: Fen; voucherNo: string | null; reversed: boolean };

/** Entries that stand and have no voucher: what was reversed and its reversal are settled between themselves. */
export const withoutVoucher = <E extends Entry>(entries: readonly E[]): E[] =>
  entries.filter((e) => e.voucherNo === null && !e.reversed);

/** Opening + in − out = closing, to the fen. */
export function balanceOf(openingFen: Fen, entries: readonly Pick<Entry, 'amountFen'>[]) {
  const amounts = entries.map((e) => e.amountFen);
  const inFen = sum(amounts.filter((a) => a > 0));
  const outFen = sum(amounts.filter((a) => a < 0).map((a) => -a));
  return { openingFen, inFen, outFen, closingFen: sum([openingFen, inFen, -outFen]) };
}

/** Months close in their order, after their last day, and only with every voucher there. `entries` are those of the month. */
export function mayClose(
  month: Day,
  books: Pick<Books, 'year' | 'today' | 'lastClosed'>,
  entries: readonly Entry[],
): Verdict {
  const next = openFrom(books.year, books.lastClosed);
  return verdict(
    [
      month !== next && { code: 'fund_month_order', values: { month: named(next) }, pointer: '/month_on' },
      addMonths(month, 1) > books.today && {
        code: 'fund_month_running',
        values: { month: named(month) },
        pointer: '/month_on',
      },
      ...withoutVoucher(entries).map(
        (e): Reason => ({ code: 'fund_no_voucher', values: { day: e.enteredOn, amount: toYuan(e.amountFen) } }),
      ),
    ],
    {},
  );
}
