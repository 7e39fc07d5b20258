import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { at, dayRange, district, id } from './columns.ts';
import { districts } from './registry.ts';

/** The queue's rules by effective date: tracks, points, day counts (domain §2a). A decision stores the version it used. */
export const queueRules = pgTable(
  'queue_rules',
  {
    district: district().references(() => districts.district),
    version: text('version').notNull(),
    effective: dayRange('effective').notNull(),
    rules: jsonb('rules').notNull(),
    docNo: text('doc_no').notNull(),
    /** edits before its first day; from that day on it never changes */
    revision: integer('revision').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.district, t.version] })],
);

/**
 * The place a person was told, and why it was another one than before. Written when it moves, and once more, without a
 * place, when the person has left the queue. Append-only: it is also the history of the place.
 */
export const queueTellings = pgTable(
  'queue_tellings',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    toldAt: at('told_at').notNull(),
    place: integer('place'),
    placeInTrack: integer('place_in_track'),
    waiting: integer('waiting').notNull(),
    key: jsonb('key'),
    ruleVersion: text('rule_version').notNull(),
    reasons: jsonb('reasons').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'queue_tellings_application_fk',
    }),
    index('queue_tellings_application_idx').on(t.district, t.applicationId, t.toldAt),
  ],
);
