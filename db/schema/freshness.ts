import { foreignKey, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, district } from './columns.ts';
import { facilities } from './facilities.ts';

/**
 * That a facility's figures had become old and whom that was told: each stage once for one age. `since_at` is the
 * confirmation they date from, or the registration of a facility that never confirmed. Append-only.
 */
export const freshnessReminders = pgTable(
  'freshness_reminders',
  {
    district: district(),
    facilityId: uuid('facility_id').notNull(),
    stage: text('stage', { enum: ['amber', 'grey', 'bureau'] }).notNull(),
    sinceAt: at('since_at').notNull(),
    toldAt: at('told_at').notNull(),
    /** accounts reached; 0: nobody here has one */
    told: integer('told').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.facilityId, t.stage, t.sinceAt] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'freshness_reminders_facility_fk',
    }),
  ],
);
