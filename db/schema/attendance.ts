import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, district, id, on } from './columns.ts';
import { facilities } from './facilities.ts';
import { placements } from './placements.ts';
import { accounts } from './registry.ts';

/** Who came to the day centre. Append-only: a second mark for the same person and day corrects the first; the latest counts. */
export const attendanceMarks = pgTable(
  'attendance_marks',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    placementId: uuid('placement_id').notNull(),
    on: on('on').notNull(),
    mark: text('mark', { enum: ['present', 'absent', 'leave'] }).notNull(),
    note: text('note'),
    at: at('at').notNull(),
    by: uuid('by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'attendance_marks_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.placementId],
      foreignColumns: [placements.district, placements.id],
      name: 'attendance_marks_placement_fk',
    }),
    index('attendance_marks_day_idx').on(t.district, t.facilityId, t.on),
  ],
);

/**
 * A visit to somebody with a home bed. Append-only: a row that `corrects` another takes its place, and one without a
 * time says that the visit it corrects did not happen. A row is corrected once; a correction may be corrected in turn.
 */
export const careVisits = pgTable(
  'care_visits',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    placementId: uuid('placement_id').notNull(),
    visitedAt: at('visited_at'),
    minutes: smallint('minutes'),
    services: text('services').array().notNull(),
    carer: text('carer'),
    note: text('note'),
    corrects: uuid('corrects'),
    madeAt: at('made_at').notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'care_visits_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.placementId],
      foreignColumns: [placements.district, placements.id],
      name: 'care_visits_placement_fk',
    }),
    foreignKey({
      columns: [t.district, t.corrects],
      foreignColumns: [t.district, t.id],
      name: 'care_visits_corrects_fk',
    }),
    uniqueIndex('care_visits_corrects_key').on(t.district, t.corrects).where(sql`corrects is not null`),
    index('care_visits_time_idx').on(t.district, t.facilityId, t.visitedAt),
    check(
      'care_visits_whole_check',
      sql`num_nonnulls(${t.visitedAt}, ${t.minutes}, ${t.carer}) in (0, 3) and (${t.visitedAt} is not null or ${t.corrects} is not null)`,
    ),
    check('care_visits_minutes_check', sql`${t.minutes} between 1 and 1440`),
  ],
);
