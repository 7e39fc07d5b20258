import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { applications } from './applications.ts';
import { at, district, id } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts } from './registry.ts';

/**
 * What one account is told about a case or a facility, written in the transaction that made it true. `values` fill the text of the
 * kind (server/notifications/rules.ts): no health, no full name, no ID number.
 */
export const messages = pgTable(
  'messages',
  {
    district: district(),
    id: id().notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    applicantId: uuid('applicant_id'),
    applicationId: uuid('application_id'),
    facilityId: uuid('facility_id'),
    kind: text('kind').notNull(),
    values: jsonb('values').$type<Record<string, string | number>>().notNull(),
    madeAt: at('made_at').notNull(),
    readAt: at('read_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'messages_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'messages_application_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'messages_facility_fk',
    }),
    index('messages_account_idx').on(t.district, t.accountId, t.id),
    index('messages_unread_idx').on(t.district, t.accountId).where(sql`read_at is null`),
  ],
);

/**
 * The way of one message by one channel. To be tried while `next_at` is set; then delivered, dead (a person looks), or
 * neither: this installation has no gateway for the channel.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    district: district(),
    messageId: uuid('message_id').notNull(),
    channel: text('channel', { enum: ['in_app', 'sms', 'email'] }).notNull(),
    tries: smallint('tries').notNull().default(0),
    triedAt: at('tried_at'),
    nextAt: at('next_at'),
    deliveredAt: at('delivered_at'),
    deadAt: at('dead_at'),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.messageId, t.channel] }),
    foreignKey({
      columns: [t.district, t.messageId],
      foreignColumns: [messages.district, messages.id],
      name: 'deliveries_message_fk',
    }),
    index('deliveries_due_idx').on(t.district, t.nextAt).where(sql`next_at is not null`),
    index('deliveries_dead_idx').on(t.district, t.deadAt).where(sql`dead_at is not null`),
  ],
);
