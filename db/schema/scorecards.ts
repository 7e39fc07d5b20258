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
import { at, dayRange, district, fen, id, on, version } from './columns.ts';
import { contracts } from './contracts.ts';
import { facilities } from './facilities.ts';
import { accounts, districts } from './registry.ts';
import { payments } from './settlement.ts';

/** One measure as it was counted: `of` is what it was counted over; nothing to count leaves both null (无数据). */
export type Figure = { num: number | null; of: number | null; points: number | null };

/** 考核权重, by effective date: a weight for each measure, the lowest score of each grade, and what share of a holdback each grade releases. */
export const scoreWeights = pgTable(
  'score_weights',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    subject: text('subject', { enum: ['facility', 'desk'] }).notNull(),
    effective: dayRange('effective').notNull(),
    /** measure → weight; they sum to 100 */
    weights: jsonb('weights').$type<Record<string, number>>().notNull(),
    /** from the best: [{ grade, from, release }], `from` of 100 points, `release` in per cent of what was held back */
    grades: jsonb('grades').$type<{ grade: string; from: number; release: number }[]>().notNull(),
    /** the least weight (of 100) that must have data before there is a score at all */
    leastWeight: integer('least_weight').notNull(),
    /** a rate counted over fewer than this is shown and earns no points */
    leastOf: integer('least_of').notNull().default(1),
    docNo: text('doc_no'),
    example: boolean('example').notNull(),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    check('score_weights_least_check', sql`${t.leastWeight} between 1 and 100`),
    check('score_weights_least_of_check', sql`${t.leastOf} >= 1`),
  ],
);

/** 考核结果 of one period, as it was fixed: measures with what they were counted from, score and grade. Append-only but for its publication. */
export const scorecards = pgTable(
  'scorecards',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    subject: text('subject', { enum: ['facility', 'desk'] }).notNull(),
    facilityId: uuid('facility_id'),
    streetCode: text('street_code'),
    during: dayRange('during').notNull(),
    fromOn: on('from_on').notNull(),
    weightsId: uuid('weights_id').notNull(),
    figures: jsonb('figures').$type<Record<string, Figure>>().notNull(),
    /** tenths of a point of 100; null: too little data for a score */
    scoreTenths: integer('score_tenths'),
    grade: text('grade'),
    digest: text('digest').notNull(),
    fixedBy: uuid('fixed_by').references(() => accounts.id),
    fixedAt: at('fixed_at').notNull(),
    publishedAt: at('published_at'),
    publishedBy: uuid('published_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.weightsId],
      foreignColumns: [scoreWeights.district, scoreWeights.id],
      name: 'scorecards_weights_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'scorecards_facility_fk',
    }),
    uniqueIndex('scorecards_facility_key').on(t.district, t.facilityId, t.fromOn).where(sql`facility_id is not null`),
    uniqueIndex('scorecards_desk_key').on(t.district, t.streetCode, t.fromOn).where(sql`facility_id is null`),
    index('scorecards_published_idx').on(t.district, t.publishedAt),
    check('scorecards_subject_check', sql`(${t.subject} = 'facility') = (${t.facilityId} is not null)`),
    check('scorecards_score_check', sql`(${t.scoreTenths} is null) = (${t.grade} is null)`),
  ],
);

/**
 * What was held back of a payment, each home's part of it, and what that home's grade released, once. Without a grade for
 * lack of data somebody decides and says why. Append-only.
 */
export const holdbackReleases = pgTable(
  'holdback_releases',
  {
    district: district(),
    id: id().notNull(),
    contractId: uuid('contract_id').notNull(),
    scorecardId: uuid('scorecard_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    /** the payment it was held back from, and the one that releases it (none when the grades release nothing) */
    paymentId: uuid('payment_id').notNull(),
    releasePaymentId: uuid('release_payment_id'),
    heldFen: fen('held_fen').notNull(),
    releasedFen: fen('released_fen').notNull(),
    grade: text('grade'),
    /** per cent of the part that is released */
    percent: integer('percent').notNull(),
    reason: text('reason'),
    releasedBy: uuid('released_by').references(() => accounts.id),
    releasedAt: at('released_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'holdback_releases_contract_fk',
    }),
    foreignKey({
      columns: [t.district, t.scorecardId],
      foreignColumns: [scorecards.district, scorecards.id],
      name: 'holdback_releases_scorecard_fk',
    }),
    foreignKey({
      columns: [t.district, t.paymentId],
      foreignColumns: [payments.district, payments.id],
      name: 'holdback_releases_payment_fk',
    }),
    uniqueIndex('holdback_releases_once_key').on(t.district, t.paymentId, t.facilityId),
    check('holdback_releases_reason_check', sql`(${t.grade} is null) = (${t.reason} is not null)`),
    check('holdback_releases_percent_check', sql`${t.percent} between 0 and 100`),
    check('holdback_releases_sum_check', sql`${t.releasedFen} between 0 and ${t.heldFen}`),
  ],
);
