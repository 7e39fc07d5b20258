import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { at, createdAt, district, id, on, version } from './columns.ts';
import { accounts } from './registry.ts';

const deferralReasons = ['hospital', 'family_matter', 'recovering', 'other'] as const;

/** Somebody in the queue asks to be passed over until a day (half-open) and keeps the place. */
export const deferrals = pgTable(
  'deferrals',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    since: on('since_on').notNull(),
    until: on('until_on').notNull(),
    reason: text('reason', { enum: deferralReasons }).notNull(),
    /** the number of the hospital's certificate; with it a hospital stay does not count */
    proof: text('proof'),
    note: text('note'),
    askedBy: uuid('asked_by').references(() => accounts.id),
    /** taken back before its day */
    endedAt: at('ended_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'deferrals_application_fk',
    }),
    index('deferrals_application_idx').on(t.district, t.applicationId, t.since),
  ],
);
