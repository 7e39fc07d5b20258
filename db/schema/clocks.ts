import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { at, createdAt, dayRange, district, id, on } from './columns.ts';
import { districts } from './registry.ts';

/** How a case is handled, by effective date: deadlines, departments, documents, notices. A step stores the version it ran under. */
export const caseRules = pgTable(
  'case_rules',
  {
    district: district().references(() => districts.district),
    version: text('version').notNull(),
    effective: dayRange('effective').notNull(),
    rules: jsonb('rules').notNull(),
    docNo: text('doc_no').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.version] })],
);

export const clockSteps = [
  'acceptance',
  'correction',
  'assessment',
  'opinion',
  'decision',
  'notice',
  'objection',
  'appeal_decision',
] as const;

/** Running, and a case's own clock rather than one beside it. */
const own = sql`stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision')`;

/**
 * One deadline of a case. `amber_on` and `due_on` follow from the start, the days, the calendar and the pauses; they are
 * written by the same action that moves any of these, and a test reckons them again.
 */
export const clocks = pgTable(
  'clocks',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    step: text('step', { enum: clockSteps }).notNull(),
    /** whose clock: the department asked; null where the step alone says it */
    department: text('department'),
    /** the street whose case it was when the clock started */
    streetCode: text('street_code').notNull(),
    startedOn: on('started_on').notNull(),
    days: smallint('days').notNull(),
    unit: text('unit', { enum: ['working', 'calendar'] }).notNull(),
    ruleVersion: text('rule_version').notNull(),
    /** from this day 80 % of the time is used; null while paused, like the day it is due */
    amberOn: on('amber_on'),
    dueOn: on('due_on'),
    stoppedAt: at('stopped_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'clocks_application_fk',
    }),
    uniqueIndex('clocks_one_running_key')
      .on(t.district, t.applicationId, t.step, sql`coalesce(department, '')`)
      .where(sql`stopped_at is null`),
    // The work list in its order: soonest due first, those that stand still last; of all cases, of a status, of a street.
    index('clocks_due_order_idx').on(t.district, t.dueOn, t.applicationId).where(own),
    index('clocks_step_due_idx').on(t.district, t.step, t.dueOn, t.applicationId).where(own),
    index('clocks_street_order_idx').on(t.district, t.streetCode, t.dueOn, t.applicationId).where(own),
    index('clocks_application_idx').on(t.district, t.applicationId),
  ],
);

/** A clock that stands still: only for 补正, 评估 and 公示 (domain §8). */
export const clockPauses = pgTable(
  'clock_pauses',
  {
    district: district(),
    id: id().notNull(),
    clockId: uuid('clock_id').notNull(),
    reason: text('reason', { enum: ['correction', 'assessment', 'notice'] }).notNull(),
    since: on('since_on').notNull(),
    until: on('until_on'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.clockId],
      foreignColumns: [clocks.district, clocks.id],
      name: 'clock_pauses_clock_fk',
    }),
    uniqueIndex('clock_pauses_one_open_key').on(t.district, t.clockId, t.reason).where(sql`until_on is null`),
    index('clock_pauses_clock_idx').on(t.district, t.clockId),
  ],
);
