import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { at, dayRange, district, id, on } from './columns.ts';
import { bedKinds, facilities } from './facilities.ts';

/**
 * 日终数据: the beds of a facility by kind at the end of a day, as they were on record that night. Append-only; a stay
 * recorded late does not change it, and shows as the difference to a count from the facts of today.
 */
export const dayFigures = pgTable(
  'day_figures',
  {
    district: district(),
    on: on('on').notNull(),
    facilityId: uuid('facility_id').notNull(),
    bedKind: text('bed_kind', { enum: bedKinds }).notNull(),
    /** where the home lay that night, before a later merger; null: of a night kept before this was */
    streetCode: text('street_code'),
    communityCode: text('community_code'),
    filed: integer('filed').notNull(),
    closed: integer('closed').notNull(),
    occupied: integer('occupied').notNull(),
    held: integer('held').notNull(),
    free: integer('free').notNull(),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.on, t.facilityId, t.bedKind] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'day_figures_facility_fk',
    }),
    check('day_figures_sum_check', sql`${t.filed} = ${t.closed} + ${t.occupied} + ${t.held} + ${t.free}`),
  ],
);

/** The queue at the end of a day. Append-only. */
export const dayQueues = pgTable(
  'day_queues',
  {
    district: district(),
    on: on('on').notNull(),
    track: text('track').notNull(),
    level: integer('level').notNull(),
    waiting: integer('waiting').notNull(),
    medianDays: integer('median_days'),
    madeAt: at('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.on, t.track, t.level] })],
);

/** 未能安置登记: from which day to which somebody waiting could be given nothing, and why. */
export const unmetNeeds = pgTable(
  'unmet_needs',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    reason: text('reason').notNull(),
    during: dayRange('during').notNull(),
    foundAt: at('found_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'unmet_needs_application_fk',
    }),
    uniqueIndex('unmet_needs_open_key').on(t.district, t.applicationId).where(sql`upper_inf(during)`),
    index('unmet_needs_reason_idx').on(t.district, t.reason),
  ],
);
