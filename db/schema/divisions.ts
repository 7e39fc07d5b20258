import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, dayRange, district, id, on, version } from './columns.ts';
import { accounts, districts } from './registry.ts';

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
    /** not there any more from that day; its code stays, so that what was recorded with it still means something */
    endedOn: on('ended_on'),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.district, t.code] }), index('divisions_parent_idx').on(t.district, t.parentCode)],
);

/**
 * What was true of a division from which day to which. `divisions` holds what is true today, written by the action that
 * writes here and by the roll of the day; the code stays the same through every change of name or count. One that is to
 * begin on a day to come is here and not there yet.
 */
export const divisionVersions = pgTable(
  'division_versions',
  {
    district: district(),
    id: id().notNull(),
    code: text('code').notNull(),
    during: dayRange('during').notNull(),
    /** of one that a later record replaced (its `during` is empty then): the days it was recorded for */
    was: dayRange('was'),
    parentCode: text('parent_code'),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    shortName: text('short_name').notNull(),
    districtRun: boolean('district_run').notNull(),
    runBy: text('run_by').notNull(),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    accuracyM: integer('accuracy_m'),
    seniors: integer('seniors'),
    /** of one that ends with this version: into which it went */
    successorCode: text('successor_code'),
    docNo: text('doc_no'),
    note: text('note'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('division_versions_code_idx').on(t.district, t.code),
    check('division_versions_seniors_check', sql`${t.seniors} >= 0`),
  ],
);

/** The outline of a division, by effective date, as GeoJSON in WGS84. */
export const divisionShapes = pgTable(
  'division_shapes',
  {
    district: district(),
    id: id().notNull(),
    code: text('code').notNull(),
    effective: dayRange('effective').notNull(),
    geometry: jsonb('geometry').$type<{ type: 'Polygon' | 'MultiPolygon'; coordinates: unknown }>().notNull(),
    source: text('source').notNull(),
    sha256: text('sha256').notNull(),
    addedBy: uuid('added_by').references(() => accounts.id),
    addedAt: at('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.code],
      foreignColumns: [divisions.district, divisions.code],
      name: 'division_shapes_division_fk',
    }),
  ],
);
