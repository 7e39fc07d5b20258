import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { district, version } from './columns.ts';
import { districts } from './registry.ts';

/**
 * The tree of divisions by code: street or township (9 digits), community or village (12), grid (15). A code's
 * parent is its prefix. Seniors (60+) are counted on grids and summed upwards, never typed twice.
 */
export const divisions = pgTable(
  'divisions',
  {
    district: district().references(() => districts.district),
    code: text('code').notNull(),
    parentCode: text('parent_code'),
    level: text('level', { enum: ['street', 'community', 'grid'] }).notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    shortName: text('short_name').notNull(),
    pinyin: text('pinyin').notNull(),
    initials: text('initials').notNull(),
    /** Who administers it; false for units run by a development zone inside the district's outline. */
    districtRun: boolean('district_run').notNull(),
    runBy: text('run_by').notNull(),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    accuracyM: integer('accuracy_m'),
    seniors: integer('seniors'),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.district, t.code] }), index('divisions_parent_idx').on(t.district, t.parentCode)],
);
