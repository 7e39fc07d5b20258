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
import { at, createdAt, district, id, version } from './columns.ts';
import { bedKinds } from './facilities.ts';
import { accounts } from './registry.ts';

export const applicationStatuses = [
  'draft',
  'submitted',
  'more_info',
  'in_review',
  'eligible',
  'ineligible',
  'public_notice',
  'queued',
  'placed',
  'withdrawn',
  'appealed',
  'closed',
] as const;

/** For good, or for thirty days at most. */
export const stayLengths = ['long', 'short'] as const;

/** One request for care. `status` moves only through the table in applications/rules. */
export const applications = pgTable(
  'applications',
  {
    district: district(),
    id: id().notNull(),
    /** a draft has a number of its own, which the receipt replaces */
    receiptNo: text('receipt_no').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    service: text('service', { enum: bedKinds }).notNull(),
    status: text('status', { enum: applicationStatuses }).notNull(),
    channel: text('channel', { enum: ['online', 'desk', 'paper'] }).notNull(),
    choices: uuid('choices').array().notNull().default(sql`'{}'::uuid[]`),
    acceptAny: boolean('accept_any').notNull(),
    radiusKm: integer('radius_km').notNull(),
    weekdays: text('weekdays').notNull().default('{[1,8)}'),
    /** for how long, as the family says; null: not said. Told to the bureau and the home, never reckoned with */
    stayLength: text('stay_length', { enum: stayLengths }),
    needs: text('needs').array().notNull().default(sql`'{}'::text[]`),
    note: text('note'),
    /** A couple that wants one room: the spouse's application. It counts once both name each other; each keeps its own queue day. */
    jointWith: uuid('joint_with'),
    /** Asks to leave the present bed for another: the stay is no hindrance, and that bed goes on to whoever comes next. */
    transfer: boolean('transfer').notNull().default(false),
    /** somebody else acts for the person, who has to authorise it in writing */
    byOther: boolean('by_other').notNull().default(false),
    /** for a draft, when it was begun */
    submittedAt: at('submitted_at').notNull(),
    acceptedAt: at('accepted_at'),
    acceptedBy: uuid('accepted_by').references(() => accounts.id),
    decidedAt: at('decided_at'),
    decidedBy: uuid('decided_by').references(() => accounts.id),
    /** the officer who sees to it */
    assignedTo: uuid('assigned_to').references(() => accounts.id),
    /** counts how often the case has been taken up: an allowed appeal or an upheld objection begins a new turn */
    turn: integer('turn').notNull().default(1),
    queuedAt: at('queued_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'applications_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.jointWith],
      foreignColumns: [t.district, t.id],
      name: 'applications_joint_fk',
    }),
    uniqueIndex('applications_receipt_key').on(t.district, t.receiptNo),
    uniqueIndex('applications_one_in_progress_key')
      .on(t.district, t.applicantId, t.service)
      .where(sql`ended_at is null`),
    index('applications_status_idx').on(t.district, t.status, t.submittedAt, t.id),
    index('applications_assigned_idx').on(t.district, t.assignedTo).where(sql`ended_at is null`),
    check('applications_two_people_check', sql`${t.acceptedBy} <> ${t.decidedBy}`),
  ],
);

/** Every move of an application, append-only. */
export const applicationEvents = pgTable(
  'application_events',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    at: at('at').notNull(),
    event: text('event').notNull(),
    before: text('before'),
    after: text('after').notNull(),
    accountId: uuid('account_id').references(() => accounts.id),
    onBehalfOf: uuid('on_behalf_of'),
    reason: text('reason'),
    ruleVersion: text('rule_version'),
    snapshot: jsonb('snapshot'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'application_events_application_fk',
    }),
    index('application_events_application_idx').on(t.district, t.applicationId, t.at),
  ],
);

/** Each time somebody who waits chose other homes: what was wished for before and after, append-only. */
export const wishChanges = pgTable(
  'wish_changes',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    at: at('at').notNull(),
    wasChoices: uuid('was_choices').array().notNull(),
    wasAcceptAny: boolean('was_accept_any').notNull(),
    wasRadiusKm: integer('was_radius_km').notNull(),
    choices: uuid('choices').array().notNull(),
    acceptAny: boolean('accept_any').notNull(),
    radiusKm: integer('radius_km').notNull(),
    /** the queue's rules that said how many homes may be named */
    ruleVersion: text('rule_version').notNull(),
    accountId: uuid('account_id').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'wish_changes_application_fk',
    }),
    index('wish_changes_application_idx').on(t.district, t.applicationId, t.at),
  ],
);
