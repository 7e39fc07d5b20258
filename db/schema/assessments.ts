import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { applications } from './applications.ts';
import { at, createdAt, dayRange, district, id, on, version } from './columns.ts';
import { accounts } from './registry.ts';

const orderReasons = ['first', 'regular', 'immediate', 'review', 'other'] as const;

/** 评估派单: who is to be assessed, why, by which two, by when. The form lives here until both have signed. */
export const assessmentOrders = pgTable(
  'assessment_orders',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    applicationId: uuid('application_id'),
    reason: text('reason', { enum: orderReasons }).notNull(),
    note: text('note'),
    orderedBy: uuid('ordered_by').references(() => accounts.id),
    orderedAt: at('ordered_at').notNull(),
    dueOn: on('due_on').notNull(),
    assessorA: uuid('assessor_a')
      .notNull()
      .references(() => accounts.id),
    assessorB: uuid('assessor_b')
      .notNull()
      .references(() => accounts.id),
    /** answers as they are filled in; emptied when the result stands */
    draft: jsonb('draft'),
    savedAt: at('saved_at'),
    firstSignedBy: uuid('first_signed_by').references(() => accounts.id),
    firstSignedAt: at('first_signed_at'),
    doneAt: at('done_at'),
    cancelledAt: at('cancelled_at'),
    cancelReason: text('cancel_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'assessment_orders_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'assessment_orders_application_fk',
    }),
    uniqueIndex('assessment_orders_one_open_key')
      .on(t.district, t.applicantId)
      .where(sql`done_at is null and cancelled_at is null`),
    index('assessment_orders_a_idx').on(t.district, t.assessorA).where(sql`done_at is null and cancelled_at is null`),
    index('assessment_orders_b_idx').on(t.district, t.assessorB).where(sql`done_at is null and cancelled_at is null`),
    check('assessment_orders_two_check', sql`${t.assessorA} <> ${t.assessorB}`),
    check(
      'assessment_orders_first_check',
      sql`(${t.firstSignedBy} is null) = (${t.firstSignedAt} is null) and (${t.firstSignedBy} is null or ${t.firstSignedBy} in (${t.assessorA}, ${t.assessorB}))`,
    ),
  ],
);

/**
 * A result of GB/T 42195-2022 (or, by `standard_code`, an older scale). At most one valid at a time: exclusion constraint.
 * One made here has its 26 answers and two signatures of two people; one taken over from another system has its total.
 */
export const assessments = pgTable(
  'assessments',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    standardCode: text('standard_code').notNull(),
    source: text('source', { enum: ['here', 'import'] })
      .notNull()
      .default('import'),
    reason: text('reason', { enum: orderReasons }),
    total: smallint('total').notNull(),
    initialLevel: smallint('initial_level').notNull(),
    level: smallint('level').notNull(),
    levelReasons: text('level_reasons').array().notNull().default(sql`'{}'::text[]`),
    /** item code → score */
    answers: jsonb('answers').$type<Record<string, number>>(),
    facts: jsonb('facts'),
    subtotals: jsonb('subtotals').$type<Record<string, number>>(),
    dementia: boolean('dementia').notNull(),
    needs: text('needs').array().notNull().default(sql`'{}'::text[]`),
    /** the six signs of 特困供养 and what they come to, beside the level */
    signs: jsonb('signs').$type<Record<string, boolean>>(),
    selfCare: text('self_care', { enum: ['full', 'partial', 'none'] }),
    informant: text('informant'),
    relation: text('relation'),
    place: text('place'),
    notes: text('notes'),
    assessedOn: on('assessed_on').notNull(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    assessorA: uuid('assessor_a').references(() => accounts.id),
    assessorAName: text('assessor_a_name'),
    signedAAt: at('signed_a_at'),
    assessorB: uuid('assessor_b').references(() => accounts.id),
    assessorBName: text('assessor_b_name'),
    signedBAt: at('signed_b_at'),
    ruleVersion: text('rule_version'),
    valid: dayRange('valid').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'assessments_applicant_fk',
    }),
    index('assessments_applicant_idx').on(t.district, t.applicantId),
    check('assessments_two_signers_check', sql`${t.assessorA} is null or ${t.assessorA} <> ${t.assessorB}`),
    check(
      'assessments_here_check',
      sql`${t.source} = 'import' or num_nulls(${t.answers}, ${t.facts}, ${t.subtotals}, ${t.reason}, ${t.assessorA}, ${t.assessorB}, ${t.signedAAt}, ${t.signedBAt}, ${t.ruleVersion}) = 0`,
    ),
  ],
);
