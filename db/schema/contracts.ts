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
import { at, createdAt, dayRange, district, fen, id, on, version } from './columns.ts';
import { bedKinds, facilities } from './facilities.ts';
import { budgetLines } from './funds.ts';
import { accounts, districts } from './registry.ts';

/** Who may be bought from (102号令 §6–8); the first five may be a provider, the others never. */
export const providerKinds = [
  'enterprise',
  'social_organisation',
  'public_institution_2',
  'village_collective',
  'other_eligible',
  'public_institution_1',
  'state_paid_group',
  'government',
] as const;

/** The other party of a contract, and the account it is paid into. */
export const providers = pgTable(
  'providers',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: providerKinds }).notNull(),
    /** 统一社会信用代码 */
    creditCode: text('credit_code'),
    /** the account of the organisation, never a person's; null: 未填报 and nothing can be paid */
    accountName: text('account_name'),
    accountNo: text('account_no'),
    bankName: text('bank_name'),
    /** 联行号, 12 digits */
    bankCode: text('bank_code'),
    demonstration: boolean('demonstration').notNull().default(false),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    uniqueIndex('providers_credit_code_key').on(t.district, t.creditCode).where(sql`credit_code is not null`),
  ],
);

/** 指导性目录: what may be bought at all, by effective date. */
export const catalogueItems = pgTable(
  'catalogue_items',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no').notNull(),
    example: boolean('example').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

export const lotUnits = ['bed_month', 'place_month', 'hour'] as const;

/** The eight elements of a contract (102号令 art. 23), as written. */
export type Elements = {
  content: string;
  term: string;
  quantity: string;
  quality: string;
  price: string;
  settlement: string;
  rights: string;
  breach: string;
};
/** What must hold for more than a year (art. 24), each said to be so by the officer. */
export type LongTerm = { stable_content: boolean; continuous: boolean; stable_funds: boolean; stable_price: boolean };
export type LotTerms = {
  id: string;
  facility_id: string;
  service_class: (typeof bedKinds)[number];
  catalogue_code: string;
  unit: (typeof lotUnits)[number];
  /** places at one time */
  bought: number;
  /** units over the whole term */
  quantity: number;
  unit_price_fen: number;
  start: string;
  end: string;
};
/** What a version of a contract says. */
export type Terms = {
  title: string;
  start: string;
  end: string;
  elements: Elements;
  long_term: LongTerm | null;
  budgets: { line_id: string; amount_fen: number }[];
  lots: LotTerms[];
  /** per cent of the price that follows the grade, 10–20; absent or null: none */
  holdback_percent?: number | null;
};

/**
 * What the bureau bought (财政部令102号). Draft until `signed_on`; its lots exist, and beds are given on them, from the
 * announcement. Whether it is active or over follows from the days (contracts/rules), it is not stored.
 */
export const contracts = pgTable(
  'contracts',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    contractNo: text('contract_no').notNull(),
    title: text('title').notNull(),
    /** the provider's name as it stands in the contract */
    provider: text('provider').notNull(),
    providerId: uuid('provider_id'),
    signedOn: on('signed_on'),
    during: dayRange('during').notNull(),
    announcedOn: on('announced_on'),
    /** where it was announced: a title or an address on the web */
    announcedPlace: text('announced_place'),
    /** ended before its term, from that day (not on it any more) */
    endedOn: on('ended_on'),
    endReason: text('end_reason'),
    /** what is being drafted, or the terms in force; null for contracts taken over without their text */
    terms: jsonb('terms').$type<Terms>(),
    /** per cent of the price that follows the grade; null: the contract says nothing of the kind */
    holdbackPercent: integer('holdback_percent'),
    demonstration: boolean('demonstration').notNull().default(false),
    draftedBy: uuid('drafted_by').references(() => accounts.id),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.providerId],
      foreignColumns: [providers.district, providers.id],
      name: 'contracts_provider_fk',
    }),
    uniqueIndex('contracts_no_key').on(t.district, t.contractNo),
    check('contracts_announced_check', sql`${t.announcedOn} is null or ${t.signedOn} is not null`),
    check('contracts_holdback_check', sql`${t.holdbackPercent} between 10 and 20`),
    check('contracts_ended_check', sql`(${t.endedOn} is null) = (${t.endReason} is null)`),
  ],
);

/** Each version of a contract as it was signed: the first, and every amendment. Append-only. */
export const contractVersions = pgTable(
  'contract_versions',
  {
    district: district(),
    contractId: uuid('contract_id').notNull(),
    no: integer('no').notNull(),
    terms: jsonb('terms').$type<Terms>().notNull(),
    signedOn: on('signed_on').notNull(),
    /** prices and quantities of this version hold from that day */
    effectiveOn: on('effective_on').notNull(),
    reason: text('reason'),
    docNo: text('doc_no'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.contractId, t.no] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'contract_versions_contract_fk',
    }),
  ],
);

/** How much of a contract each budget line (of each year) bears; the lines' counters are their sums. */
export const contractBudgets = pgTable(
  'contract_budgets',
  {
    district: district(),
    contractId: uuid('contract_id').notNull(),
    lineId: uuid('line_id').notNull(),
    amountFen: fen('amount_fen').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.contractId, t.lineId] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'contract_budgets_contract_fk',
    }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [budgetLines.district, budgetLines.id],
      name: 'contract_budgets_line_fk',
    }),
    check('contract_budgets_amount_check', sql`${t.amountFen} >= 0`),
  ],
);

/**
 * One service class at one facility: places bought and the counters that follow offers and stays in the same
 * transaction, and the money accepted by settlements and confirmed by the bank. The CHECKs are what makes "more than
 * was bought" impossible; the counter row is locked while it moves.
 */
export const lots = pgTable(
  'lots',
  {
    district: district(),
    id: id().notNull(),
    contractId: uuid('contract_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    serviceClass: text('service_class', { enum: bedKinds }).notNull(),
    catalogueCode: text('catalogue_code'),
    unit: text('unit', { enum: lotUnits }).notNull(),
    /** places at one time */
    bought: integer('bought').notNull(),
    /** units over the whole term, and the most that may be accepted for them (quantity × unit price, as signed) */
    quantity: integer('quantity').notNull(),
    amountFen: fen('amount_fen').notNull(),
    during: dayRange('during').notNull(),
    committed: integer('committed').notNull().default(0),
    inUse: integer('in_use').notNull().default(0),
    acceptedFen: fen('accepted_fen').notNull().default(0),
    paidFen: fen('paid_fen').notNull().default(0),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'lots_contract_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'lots_facility_fk',
    }),
    index('lots_facility_idx').on(t.district, t.facilityId),
    index('lots_contract_idx').on(t.district, t.contractId),
    check(
      'lots_bought_check',
      sql`${t.committed} >= 0 and ${t.inUse} >= 0 and ${t.committed} + ${t.inUse} <= ${t.bought}`,
    ),
    check('lots_amount_check', sql`${t.bought} >= 0 and ${t.quantity} >= 0 and ${t.acceptedFen} <= ${t.amountFen}`),
  ],
);

/** The unit price of a lot by effective date; overlapping rows of one lot are excluded. Append-only but for the end of the row before. */
export const lotPrices = pgTable(
  'lot_prices',
  {
    district: district(),
    id: id().notNull(),
    lotId: uuid('lot_id').notNull(),
    unitPriceFen: fen('unit_price_fen').notNull(),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({ columns: [t.district, t.lotId], foreignColumns: [lots.district, lots.id], name: 'lot_prices_lot_fk' }),
    check('lot_prices_price_check', sql`${t.unitPriceFen} >= 0`),
  ],
);
