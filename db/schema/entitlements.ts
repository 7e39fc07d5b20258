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
  uuid,
} from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { at, createdAt, dayRange, district, fen, id } from './columns.ts';
import { accounts, districts } from './registry.ts';

/** Effective-dated rates with their document number; overlapping rows of one scheme and level are excluded. */
export const rates = pgTable(
  'rates',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    scheme: text('scheme').notNull(),
    /** Ability level 0–4, or -1 where the rate does not depend on it. */
    level: integer('level').notNull(),
    /** `basis_points` of the fee, up to `cap_fen` a month, or a flat `amount_fen` a month. */
    amountFen: fen('amount_fen'),
    basisPoints: integer('basis_points'),
    capFen: fen('cap_fen'),
    stackGroup: text('stack_group').notNull(),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no').notNull(),
    /** True for 示例 rows: an example figure, not the district's own. */
    example: boolean('example').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/** What the person gets otherwise each month and 集中照护 takes off; null in any of them: not known, so nothing is reckoned. */
export type Offsets = { dibao_fen: number; disability_fen: number; other_fen: number };

/**
 * 补贴资格: that a person has been granted a scheme, from and to which day. Two of one stack group at one time are
 * excluded by the database.
 */
export const entitlements = pgTable(
  'entitlements',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    scheme: text('scheme').notNull(),
    stackGroup: text('stack_group').notNull(),
    during: dayRange('during').notNull(),
    offsets: jsonb('offsets').$type<Offsets>(),
    docNo: text('doc_no').notNull(),
    grantedBy: uuid('granted_by').references(() => accounts.id),
    grantedAt: at('granted_at').notNull(),
    endedBy: uuid('ended_by').references(() => accounts.id),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'entitlements_applicant_fk',
    }),
    index('entitlements_applicant_idx').on(t.district, t.applicantId),
    check('entitlements_ended_check', sql`(${t.endedAt} is null) = (${t.endReason} is null)`),
  ],
);
