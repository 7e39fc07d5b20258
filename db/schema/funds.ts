import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, createdAt, district, fen, id, on, version } from './columns.ts';
import { accounts, districts } from './registry.ts';

/**
 * A line of a year's budget from which services are bought. `committed_fen` follows what signed contracts put on the
 * line in the transaction that signs, amends or ends them; the CHECK makes "more than the budget" impossible.
 */
export const budgetLines = pgTable(
  'budget_lines',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    year: integer('year').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    amountFen: fen('amount_fen').notNull(),
    committedFen: fen('committed_fen').notNull().default(0),
    /** the paper that approved the budget, and the one that allocated the money; null: 未填报 */
    budgetDoc: text('budget_doc'),
    allocationDoc: text('allocation_doc'),
    demonstration: boolean('demonstration').notNull().default(false),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    uniqueIndex('budget_lines_code_key').on(t.district, t.year, t.code),
    check('budget_lines_amount_check', sql`${t.committedFen} between 0 and ${t.amountFen}`),
    check('budget_lines_year_check', sql`${t.year} between 2000 and 2100`),
  ],
);

/**
 * The money of a budget line, to the fen. Append-only: a mistake is reversed by a row that names it. `amount_fen` is
 * positive for money coming in (opening, allocation, returned by the bank), negative for money going out.
 */
export const fundEntries = pgTable(
  'fund_entries',
  {
    district: district(),
    id: id().notNull(),
    lineId: uuid('line_id').notNull(),
    enteredOn: on('entered_on').notNull(),
    kind: text('kind', { enum: ['opening', 'allocation', 'payment', 'return', 'other', 'reversal'] }).notNull(),
    amountFen: fen('amount_fen').notNull(),
    /** the attempt at a payment that the bank confirmed or returned */
    attemptId: uuid('attempt_id'),
    /** number and name of the voucher; null is a red flag of the first question, never invented */
    voucherNo: text('voucher_no'),
    voucher: text('voucher'),
    note: text('note'),
    reverses: uuid('reverses'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [budgetLines.district, budgetLines.id],
      name: 'fund_entries_line_fk',
    }),
    foreignKey({
      columns: [t.district, t.reverses],
      foreignColumns: [t.district, t.id],
      name: 'fund_entries_reverses_fk',
    }),
    uniqueIndex('fund_entries_reversed_once_key').on(t.district, t.reverses).where(sql`reverses is not null`),
    uniqueIndex('fund_entries_attempt_key').on(t.district, t.attemptId, t.kind).where(sql`attempt_id is not null`),
    index('fund_entries_day_idx').on(t.district, t.lineId, t.enteredOn),
    check(
      'fund_entries_kind_check',
      sql`(${t.kind} = 'reversal') = (${t.reverses} is not null) and (${t.kind} in ('payment', 'return')) = (${t.attemptId} is not null) and ${t.amountFen} <> 0`,
    ),
  ],
);

/** A month of a line as it was closed. Append-only: no entry may be made with a day of a closed month. */
export const fundMonths = pgTable(
  'fund_months',
  {
    district: district(),
    lineId: uuid('line_id').notNull(),
    monthOn: on('month_on').notNull(),
    openingFen: fen('opening_fen').notNull(),
    inFen: fen('in_fen').notNull(),
    outFen: fen('out_fen').notNull(),
    closingFen: fen('closing_fen').notNull(),
    closedBy: uuid('closed_by').references(() => accounts.id),
    closedAt: at('closed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.lineId, t.monthOn] }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [budgetLines.district, budgetLines.id],
      name: 'fund_months_line_fk',
    }),
    check('fund_months_balance_check', sql`${t.openingFen} + ${t.inFen} - ${t.outFen} = ${t.closingFen}`),
  ],
);
