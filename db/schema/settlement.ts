import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { at, bytes, createdAt, district, fen, id, on, version } from './columns.ts';
import { contracts, lots } from './contracts.ts';
import { budgetLines } from './funds.ts';
import { accounts } from './registry.ts';

/**
 * A month of a contract. From `approved_at` on it is frozen: the application can change neither this row nor its lines
 * (row-level security); what turns out later is a correction line of a later month.
 */
export const settlements = pgTable(
  'settlements',
  {
    district: district(),
    id: id().notNull(),
    contractId: uuid('contract_id').notNull(),
    /** first day of the month */
    monthOn: on('month_on').notNull(),
    /** SHA-256 over the lines in their order, so that the same run is the same draft */
    digest: text('digest').notNull(),
    draftedAt: at('drafted_at').notNull(),
    draftedBy: uuid('drafted_by').references(() => accounts.id),
    /** sums over the lines in force */
    amountFen: fen('amount_fen').notNull(),
    governmentFen: fen('government_fen').notNull(),
    familyFen: fen('family_fen').notNull(),
    approvedAt: at('approved_at'),
    approvedBy: uuid('approved_by').references(() => accounts.id),
    approvalNote: text('approval_note'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'settlements_contract_fk',
    }),
    uniqueIndex('settlements_month_key').on(t.district, t.contractId, t.monthOn),
    index('settlements_month_idx').on(t.district, t.monthOn),
    check('settlements_approved_check', sql`(${t.approvedAt} is null) = (${t.approvedBy} is null)`),
    check('settlements_sum_check', sql`${t.governmentFen} + ${t.familyFen} = ${t.amountFen}`),
  ],
);

/**
 * What one person's month under one lot comes to. Never changed: a draft run again replaces a line that came out
 * differently (`replaced_at`) and leaves the others. `units_num / units_den` is the quantity accepted; `basis` holds
 * the days, prices, facts and rates it was reckoned from, so that it can be replayed. A correction line has the
 * difference to what earlier months had, and may be negative.
 */
export const settlementLines = pgTable(
  'settlement_lines',
  {
    district: district(),
    id: id().notNull(),
    settlementId: uuid('settlement_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    lotId: uuid('lot_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    kind: text('kind', { enum: ['regular', 'correction'] }).notNull(),
    /** the month it is about: the settlement's own, or for a correction an earlier one */
    monthOn: on('month_on').notNull(),
    days: integer('days').notNull(),
    unitsNum: integer('units_num').notNull(),
    unitsDen: integer('units_den').notNull(),
    amountFen: fen('amount_fen').notNull(),
    governmentFen: fen('government_fen').notNull(),
    familyFen: fen('family_fen').notNull(),
    /** scheme → fen of the government's part */
    schemes: jsonb('schemes').$type<Record<string, number>>().notNull(),
    basis: jsonb('basis').notNull(),
    digest: text('digest').notNull(),
    replacedAt: at('replaced_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.settlementId],
      foreignColumns: [settlements.district, settlements.id],
      name: 'settlement_lines_settlement_fk',
    }),
    foreignKey({
      columns: [t.district, t.lotId],
      foreignColumns: [lots.district, lots.id],
      name: 'settlement_lines_lot_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'settlement_lines_applicant_fk',
    }),
    uniqueIndex('settlement_lines_one_key')
      .on(t.district, t.settlementId, t.lotId, t.applicantId, t.monthOn)
      .where(sql`replaced_at is null`),
    index('settlement_lines_person_idx').on(t.district, t.applicantId, t.monthOn),
    index('settlement_lines_lot_idx').on(t.district, t.lotId, t.monthOn),
    check('settlement_lines_sum_check', sql`${t.governmentFen} + ${t.familyFen} = ${t.amountFen}`),
    check(
      'settlement_lines_sign_check',
      sql`${t.kind} = 'correction' or (${t.days} >= 0 and ${t.unitsNum} >= 0 and ${t.governmentFen} >= 0 and ${t.familyFen} >= 0)`,
    ),
    check('settlement_lines_units_check', sql`${t.unitsDen} > 0`),
  ],
);

/** What was said of a line: by the institution confirmed or disputed, by the bureau upheld. Append-only; the last counts. */
export const settlementAnswers = pgTable(
  'settlement_answers',
  {
    district: district(),
    id: id().notNull(),
    settlementId: uuid('settlement_id').notNull(),
    lineId: uuid('line_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    answer: text('answer', { enum: ['confirmed', 'disputed', 'upheld'] }).notNull(),
    reason: text('reason'),
    by: uuid('answered_by').references(() => accounts.id),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [settlementLines.district, settlementLines.id],
      name: 'settlement_answers_line_fk',
    }),
    index('settlement_answers_line_idx').on(t.district, t.lineId),
    index('settlement_answers_settlement_idx').on(t.district, t.settlementId),
    check(
      'settlement_answers_reason_check',
      sql`${t.answer} = 'confirmed' or coalesce(trim(${t.reason}) <> '', false)`,
    ),
  ],
);

/**
 * What an approved settlement is to be paid, once: the payee as approved. Append-only. A settlement whose sum is not
 * positive has none; what is left over is taken off the next.
 */
export const payments = pgTable(
  'payments',
  {
    district: district(),
    id: id().notNull(),
    settlementId: uuid('settlement_id').notNull(),
    lineId: uuid('budget_line_id').notNull(),
    payeeName: text('payee_name').notNull(),
    accountName: text('account_name'),
    accountNo: text('account_no'),
    bankName: text('bank_name'),
    bankCode: text('bank_code'),
    amountFen: fen('amount_fen').notNull(),
    /** what earlier settlements were overpaid, already taken off the amount */
    carriedFen: fen('carried_fen').notNull().default(0),
    /** a release pays what was held back of the regular one, as far as the grade lets it */
    kind: text('kind', { enum: ['regular', 'release'] })
      .notNull()
      .default('regular'),
    /** held back of the regular one until the grade is known, already taken off the amount */
    heldFen: fen('held_fen').notNull().default(0),
    approvedBy: uuid('approved_by').references(() => accounts.id),
    approvedAt: at('approved_at').notNull(),
    dueOn: on('due_on').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.settlementId],
      foreignColumns: [settlements.district, settlements.id],
      name: 'payments_settlement_fk',
    }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [budgetLines.district, budgetLines.id],
      name: 'payments_line_fk',
    }),
    uniqueIndex('payments_once_key').on(t.district, t.settlementId, t.lineId, t.kind),
    check('payments_amount_check', sql`${t.amountFen} > 0`),
    check('payments_held_check', sql`${t.heldFen} >= 0 and (${t.kind} = 'regular' or ${t.heldFen} = 0)`),
  ],
);

/** The bureau's own account, from which payments are made. Append-only: the latest holds. */
export const payerAccounts = pgTable(
  'payer_accounts',
  {
    district: district(),
    id: id().notNull(),
    accountName: text('account_name').notNull(),
    accountNo: text('account_no').notNull(),
    bankName: text('bank_name').notNull(),
    /** 联行号, 12 digits */
    bankCode: text('bank_code').notNull(),
    demonstration: boolean('demonstration').notNull().default(false),
    setBy: uuid('set_by').references(() => accounts.id),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/**
 * Another account of the same payee, approved for one payment that came back or had none. Append-only: the latest
 * holds instead of the one that was approved with the payment.
 */
export const paymentAccounts = pgTable(
  'payment_accounts',
  {
    district: district(),
    id: id().notNull(),
    paymentId: uuid('payment_id').notNull(),
    accountName: text('account_name').notNull(),
    accountNo: text('account_no').notNull(),
    bankName: text('bank_name').notNull(),
    bankCode: text('bank_code').notNull(),
    reason: text('reason').notNull(),
    approvedBy: uuid('approved_by').references(() => accounts.id),
    approvedAt: at('approved_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.paymentId],
      foreignColumns: [payments.district, payments.id],
      name: 'payment_accounts_payment_fk',
    }),
    index('payment_accounts_payment_idx').on(t.district, t.paymentId),
  ],
);

/** A file for the bank. Append-only. */
export const paymentBatches = pgTable(
  'payment_batches',
  {
    district: district(),
    id: id().notNull(),
    batchNo: text('batch_no').notNull(),
    count: integer('count').notNull(),
    totalFen: fen('total_fen').notNull(),
    /** the bureau's account as it stood then */
    payerId: uuid('payer_id'),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.payerId],
      foreignColumns: [payerAccounts.district, payerAccounts.id],
      name: 'payment_batches_payer_fk',
    }),
    uniqueIndex('payment_batches_no_key').on(t.district, t.batchNo),
    check('payment_batches_count_check', sql`${t.count} > 0 and ${t.totalFen} > 0`),
  ],
);

/** The bank's answers as they were taken over. Append-only. */
export const bankFiles = pgTable(
  'bank_files',
  {
    district: district(),
    id: id().notNull(),
    batchId: uuid('batch_id').notNull(),
    fileName: text('file_name').notNull(),
    sha256: text('sha256').notNull(),
    contents: bytes('contents').notNull(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    takenBy: uuid('taken_by').references(() => accounts.id),
    takenAt: at('taken_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.batchId],
      foreignColumns: [paymentBatches.district, paymentBatches.id],
      name: 'bank_files_batch_fk',
    }),
  ],
);

/**
 * A payment as it stood in a batch. One of a payment is in the bank's hands or paid at a time; a returned one leaves
 * room for another. Whoever approved it does not pay it (CHECK). Only the bank's answer is ever filled in, and of a paid
 * one that it came back after all.
 */
export const paymentAttempts = pgTable(
  'payment_attempts',
  {
    district: district(),
    id: id().notNull(),
    batchId: uuid('batch_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    /** number of the row in its batch, from 1 */
    rowNo: integer('row_no').notNull(),
    /** what the bank gives back, at most 35 characters */
    endToEndId: text('end_to_end_id').notNull(),
    accountName: text('account_name').notNull(),
    accountNo: text('account_no').notNull(),
    bankName: text('bank_name').notNull(),
    bankCode: text('bank_code').notNull(),
    amountFen: fen('amount_fen').notNull(),
    approvedBy: uuid('approved_by').references(() => accounts.id),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => accounts.id),
    /** who approved another account than the one approved with the payment */
    accountBy: uuid('account_by').references(() => accounts.id),
    answer: text('answer', { enum: ['paid', 'returned'] }),
    answerReason: text('answer_reason'),
    bankOn: on('bank_on'),
    bankFileId: uuid('bank_file_id'),
    answeredAt: at('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.batchId],
      foreignColumns: [paymentBatches.district, paymentBatches.id],
      name: 'payment_attempts_batch_fk',
    }),
    foreignKey({
      columns: [t.district, t.paymentId],
      foreignColumns: [payments.district, payments.id],
      name: 'payment_attempts_payment_fk',
    }),
    foreignKey({
      columns: [t.district, t.bankFileId],
      foreignColumns: [bankFiles.district, bankFiles.id],
      name: 'payment_attempts_file_fk',
    }),
    uniqueIndex('payment_attempts_once_key').on(t.district, t.paymentId).where(sql`answer is distinct from 'returned'`),
    uniqueIndex('payment_attempts_end_to_end_key').on(t.district, t.endToEndId),
    check(
      'payment_attempts_two_check',
      sql`(${t.approvedBy} is null or ${t.approvedBy} <> ${t.madeBy}) and (${t.accountBy} is null or ${t.accountBy} <> ${t.madeBy})`,
    ),
    check('payment_attempts_amount_check', sql`${t.amountFen} > 0`),
    check(
      'payment_attempts_answer_check',
      sql`(${t.answer} is null) = (${t.answeredAt} is null) and (${t.answer} is null) = (${t.bankOn} is null) and (${t.answer} is distinct from 'returned' or ${t.answerReason} is not null)`,
    ),
  ],
);
