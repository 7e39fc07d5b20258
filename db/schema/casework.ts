import { sql } from 'drizzle-orm';
import {
  bigint,
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
import { applications } from './applications.ts';
import { at, bytes, createdAt, district, id, on } from './columns.ts';
import { accounts } from './registry.ts';

/** The one request to complete the papers (补正): every gap at once (行政许可法 art. 32). */
export const corrections = pgTable(
  'corrections',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    askedAt: at('asked_at').notNull(),
    askedBy: uuid('asked_by').references(() => accounts.id),
    /** [{ type, why }] as the rule found them, and what the desk adds in words */
    gaps: jsonb('gaps').notNull(),
    note: text('note'),
    suppliedAt: at('supplied_at'),
    suppliedBy: uuid('supplied_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'corrections_application_fk',
    }),
    uniqueIndex('corrections_one_open_key').on(t.district, t.applicationId).where(sql`supplied_at is null`),
  ],
);

/** What one department says of one case (联审): asked in parallel, answered once. */
export const opinions = pgTable(
  'opinions',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    turn: integer('turn').notNull(),
    department: text('department').notNull(),
    /** the street whose desk is asked; null for departments of the district */
    streetCode: text('street_code'),
    askedAt: at('asked_at').notNull(),
    askedBy: uuid('asked_by').references(() => accounts.id),
    outcome: text('outcome', { enum: ['agree', 'disagree', 'not_ours'] }),
    reason: text('reason'),
    note: text('note'),
    givenAt: at('given_at'),
    givenBy: uuid('given_by').references(() => accounts.id),
    /** what the department saw when it answered */
    seen: jsonb('seen'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'opinions_application_fk',
    }),
    uniqueIndex('opinions_one_each_key').on(t.district, t.applicationId, t.turn, t.department),
    index('opinions_waiting_idx').on(t.district, t.department, t.askedAt).where(sql`given_at is null`),
    check('opinions_whole_check', sql`(${t.outcome} is null) = (${t.givenAt} is null)`),
  ],
);

/** Home visit 入户调查, democratic review 民主评议, and the inspector's look at a case 核查: recorded steps, never changed. */
export const visits = pgTable(
  'visits',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    kind: text('kind', { enum: ['home_visit', 'democratic_review', 'inspection'] }).notNull(),
    heldAt: at('held_at').notNull(),
    place: text('place').notNull(),
    /** [{ name, office }] */
    present: jsonb('present').notNull(),
    finding: text('finding').notNull(),
    notes: text('notes').notNull(),
    photos: uuid('photos').array().notNull().default(sql`'{}'::uuid[]`),
    recordedBy: uuid('recorded_by').references(() => accounts.id),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'visits_application_fk',
    }),
    index('visits_application_idx').on(t.district, t.applicationId),
  ],
);

/** The one reply (统一答复): every item's outcome, reason and way to appeal, as given. Append-only. */
export const replies = pgTable(
  'replies',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    replyNo: text('reply_no').notNull(),
    outcome: text('outcome', { enum: ['queued', 'ineligible', 'appeal_dismissed'] }).notNull(),
    items: jsonb('items').notNull(),
    madeAt: at('made_at').notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    appealBy: on('appeal_by').notNull(),
    ruleVersion: text('rule_version').notNull(),
    snapshot: jsonb('snapshot').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'replies_application_fk',
    }),
    uniqueIndex('replies_no_key').on(t.district, t.replyNo),
    index('replies_application_idx').on(t.district, t.applicationId),
  ],
);

/** To whom the desk handed a reply, and when. Append-only. */
export const handovers = pgTable(
  'handovers',
  {
    district: district(),
    id: id().notNull(),
    replyId: uuid('reply_id').notNull(),
    handedAt: at('handed_at').notNull(),
    handedTo: text('handed_to').notNull(),
    handedBy: uuid('handed_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.replyId],
      foreignColumns: [replies.district, replies.id],
      name: 'handovers_reply_fk',
    }),
    index('handovers_reply_idx').on(t.district, t.replyId),
  ],
);

/** What is shown in public for some days before a place in the queue (公示): masked, never health, level or ID number. */
export const publicNotices = pgTable(
  'public_notices',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    publishedAt: at('published_at').notNull(),
    nameMasked: text('name_masked').notNull(),
    community: text('community').notNull(),
    scheme: text('scheme').notNull(),
    /** the most a month; null where it is only known at admission */
    amountFen: bigint('amount_fen', { mode: 'number' }),
    withdrawnAt: at('withdrawn_at'),
    result: text('result', { enum: ['passed', 'upheld', 'ended'] }),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'public_notices_application_fk',
    }),
    uniqueIndex('public_notices_one_open_key').on(t.district, t.applicationId).where(sql`withdrawn_at is null`),
    index('public_notices_open_idx').on(t.district, t.publishedAt).where(sql`withdrawn_at is null`),
  ],
);

/** What somebody says against a notice, signed in or not. The contact is sealed; the text is for the staff only. */
export const objections = pgTable(
  'objections',
  {
    district: district(),
    id: id().notNull(),
    noticeId: uuid('notice_id').notNull(),
    objectionNo: text('objection_no').notNull(),
    receivedAt: at('received_at').notNull(),
    accountId: uuid('account_id').references(() => accounts.id),
    text: text('text').notNull(),
    contactSealed: bytes('contact_sealed'),
    outcome: text('outcome', { enum: ['dismissed', 'upheld'] }),
    answer: text('answer'),
    answeredAt: at('answered_at'),
    answeredBy: uuid('answered_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.noticeId],
      foreignColumns: [publicNotices.district, publicNotices.id],
      name: 'objections_notice_fk',
    }),
    uniqueIndex('objections_no_key').on(t.district, t.objectionNo),
    index('objections_open_idx').on(t.district, t.noticeId).where(sql`answered_at is null`),
  ],
);

/** What the person says against a decision (申诉), and the answer by somebody who had not decided before. */
export const appeals = pgTable(
  'appeals',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    filedAt: at('filed_at').notNull(),
    filedBy: uuid('filed_by').references(() => accounts.id),
    grounds: text('grounds').notNull(),
    outcome: text('outcome', { enum: ['allowed', 'dismissed'] }),
    answer: text('answer'),
    decidedAt: at('decided_at'),
    decidedBy: uuid('decided_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'appeals_application_fk',
    }),
    uniqueIndex('appeals_one_open_key').on(t.district, t.applicationId).where(sql`decided_at is null`),
    index('appeals_application_idx').on(t.district, t.applicationId),
  ],
);
