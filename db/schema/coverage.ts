import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, dayRange, district, id, version } from './columns.ts';
import { accounts, districts } from './registry.ts';

/** 15 分钟服务圈: minutes, walking speed and detour factor, by effective date. */
export const coverageRules = pgTable(
  'coverage_rules',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    effective: dayRange('effective').notNull(),
    minutes: integer('minutes').notNull(),
    metresPerMinute: integer('metres_per_minute').notNull(),
    /** the way on foot as a share of the straight line, in hundredths: 130 is 1.3 */
    detourHundredths: integer('detour_hundredths').notNull(),
    docNo: text('doc_no'),
    example: boolean('example').notNull(),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    check(
      'coverage_rules_check',
      sql`${t.minutes} between 1 and 120 and ${t.metresPerMinute} between 10 and 200 and ${t.detourHundredths} between 100 and 300`,
    ),
  ],
);

/** Ways on foot brought from elsewhere: a file of areas reached within minutes, or of minutes from place to place. The last of a kind counts. Append-only. */
export const travelFiles = pgTable(
  'travel_files',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    kind: text('kind', { enum: ['areas', 'times'] }).notNull(),
    source: text('source').notNull(),
    /** areas: [{ facility_id, minutes, rings }]; times: [{ from, facility_id, minutes }] */
    rows: jsonb('rows').$type<unknown[]>().notNull(),
    sha256: text('sha256').notNull(),
    addedBy: uuid('added_by').references(() => accounts.id),
    addedAt: at('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('travel_files_kind_idx').on(t.district, t.kind, t.addedAt),
  ],
);

/** Sites somebody considers, and a saved "what if": what is added and what is closed. */
export const scenarios = pgTable(
  'scenarios',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    name: text('name').notNull(),
    /** `close`: ids of facilities; `services`: what an added one would offer besides what its kind is */
    changes: jsonb('changes')
      .$type<{
        add: {
          name: string;
          kind: string;
          lng: number;
          lat: number;
          accuracy_m: number;
          places: number | null;
          services: string[];
        }[];
        close: string[];
      }>()
      .notNull(),
    note: text('note'),
    endedAt: at('ended_at'),
    version: version(),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/** A place that could be built on. */
export const candidateSites = pgTable(
  'candidate_sites',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    name: text('name').notNull(),
    lng: doublePrecision('lng').notNull(),
    lat: doublePrecision('lat').notNull(),
    accuracyM: integer('accuracy_m').notNull(),
    communityCode: text('community_code').notNull(),
    note: text('note'),
    endedAt: at('ended_at'),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);
