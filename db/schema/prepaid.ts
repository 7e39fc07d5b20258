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
import { applicants } from './applicants.ts';
import { at, dayRange, district, fen, id, on } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts, districts } from './registry.ts';

/** service_fee 养老服务费 · deposit 押金 · membership 会员费. */
export const prepaidKinds = ['service_fee', 'deposit', 'membership'] as const;

/** How much may be taken ahead, by effective date; overlapping rows are excluded. Null: no figure is known. */
export const prepaidRules = pgTable(
  'prepaid_rules',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    /** service fees: months ahead; deposit: times the monthly bed fee; membership: fen a person */
    serviceMonths: integer('service_months').notNull(),
    depositTimes: integer('deposit_times').notNull(),
    membershipCapFen: fen('membership_cap_fen'),
    /** of the deposits and memberships held, kept back as risk reserve */
    reserveBasisPoints: integer('reserve_basis_points'),
    /** before closing */
    noticeDays: integer('notice_days').notNull(),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no').notNull(),
    /** True for 示例 rows: an example, not the district's own. */
    example: boolean('example').notNull(),
    setBy: uuid('set_by').references(() => accounts.id),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    check(
      'prepaid_rules_figures_check',
      sql`${t.serviceMonths} > 0 and ${t.depositTimes} >= 0 and coalesce(${t.membershipCapFen}, 0) >= 0
        and coalesce(${t.reserveBasisPoints}, 0) between 0 and 10000 and ${t.noticeDays} >= 30`,
    ),
  ],
);

/** What a facility filed with the bureau before taking money ahead (民发〔2024〕19号). Append-only; the last accepted one holds. */
export const prepaidFilings = pgTable(
  'prepaid_filings',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    kinds: text('kinds', { enum: prepaidKinds }).array().notNull(),
    netFixedAssetsFen: fen('net_fixed_assets_fen').notNull(),
    pledgedFen: fen('pledged_fen').notNull(),
    /** the account of the facility, and the bank that keeps deposits and memberships */
    accountName: text('account_name').notNull(),
    custodyBank: text('custody_bank'),
    custodyAccountNo: text('custody_account_no'),
    riskReserveFen: fen('risk_reserve_fen').notNull().default(0),
    filedOn: on('filed_on').notNull(),
    filedBy: uuid('filed_by').references(() => accounts.id),
    filedAt: at('filed_at').notNull(),
    answer: text('answer', { enum: ['accepted', 'refused'] }),
    answerReason: text('answer_reason'),
    answeredBy: uuid('answered_by').references(() => accounts.id),
    answeredAt: at('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'prepaid_filings_facility_fk',
    }),
    uniqueIndex('prepaid_filings_one_open_key').on(t.district, t.facilityId).where(sql`answer is null`),
    check(
      'prepaid_filings_amounts_check',
      sql`least(${t.netFixedAssetsFen}, ${t.pledgedFen}, ${t.riskReserveFen}) >= 0`,
    ),
    check('prepaid_filings_answer_check', sql`(${t.answer} is null) = (${t.answeredAt} is null)`),
  ],
);

/**
 * Money a family paid ahead, what of it was used up, what was given back. Append-only: a mistake is reversed by a row
 * that names it. `amount_fen` is positive for money received, negative for used and refunded.
 */
export const prepaidEntries = pgTable(
  'prepaid_entries',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    kind: text('kind', { enum: prepaidKinds }).notNull(),
    cause: text('cause', { enum: ['received', 'used', 'refunded', 'reversal'] }).notNull(),
    amountFen: fen('amount_fen').notNull(),
    enteredOn: on('entered_on').notNull(),
    /** months of service a fee received covers */
    months: integer('months'),
    /** of whom: the facility's own account, or the custody bank's; a personal account is refused */
    account: text('account', { enum: ['own', 'custody'] }).notNull(),
    voucherNo: text('voucher_no').notNull(),
    note: text('note'),
    reverses: uuid('reverses'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'prepaid_entries_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'prepaid_entries_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.reverses],
      foreignColumns: [t.district, t.id],
      name: 'prepaid_entries_reverses_fk',
    }),
    uniqueIndex('prepaid_entries_reversed_once_key').on(t.district, t.reverses).where(sql`reverses is not null`),
    index('prepaid_entries_person_idx').on(t.district, t.facilityId, t.applicantId),
    check(
      'prepaid_entries_cause_check',
      sql`(${t.cause} = 'reversal') = (${t.reverses} is not null) and ${t.amountFen} <> 0 and (${t.cause} = 'reversal' or (${t.cause} = 'received') = (${t.amountFen} > 0))`,
    ),
  ],
);

/** A facility that will close: told 30 days ahead, every balance given back by then. */
export const facilityClosings = pgTable(
  'facility_closings',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    announcedOn: on('announced_on').notNull(),
    closesOn: on('closes_on').notNull(),
    plan: text('plan').notNull(),
    announcedBy: uuid('announced_by').references(() => accounts.id),
    announcedAt: at('announced_at').notNull(),
    cancelledAt: at('cancelled_at'),
    doneAt: at('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'facility_closings_facility_fk',
    }),
    uniqueIndex('facility_closings_one_key').on(t.district, t.facilityId).where(sql`cancelled_at is null`),
    check('facility_closings_notice_check', sql`${t.closesOn} >= ${t.announcedOn} + 30`),
  ],
);
