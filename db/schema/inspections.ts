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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, dayRange, district, id, on, version } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts, districts } from './registry.ts';

/** 整改时限: 24 hours for what endangers people, else 3, 7 or 15 days. */
export const rectifyTerms = ['24h', '3d', '7d', '15d'] as const;
export const findingStatuses = ['found', 'assigned', 'rectified', 'checked', 'closed', 'dismissed'] as const;

/** 稽查规则: which check runs with which thresholds, by effective date. The check itself is a pure rule named by `code`. */
export const checks = pgTable(
  'checks',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    code: text('code').notNull(),
    effective: dayRange('effective').notNull(),
    on: boolean('is_on').notNull(),
    params: jsonb('params').$type<Record<string, number>>().notNull(),
    term: text('term', { enum: rectifyTerms }).notNull(),
    docNo: text('doc_no'),
    example: boolean('example').notNull(),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/** One run of one check: what it looked at, byte for byte, and what it said. Append-only. */
export const checkRuns = pgTable(
  'check_runs',
  {
    district: district(),
    id: id().notNull(),
    checkId: uuid('check_id').notNull(),
    code: text('code').notNull(),
    asOn: on('as_on').notNull(),
    /** the facts the rule was given, as JSON text; ids, never names */
    inputs: text('inputs').notNull(),
    inputsDigest: text('inputs_digest').notNull(),
    hits: integer('hits').notNull(),
    fresh: integer('fresh').notNull(),
    /** what it said, occurrence by occurrence, in its order: a replay says the same */
    factKeys: jsonb('fact_keys').$type<string[]>().notNull().default([]),
    ranBy: uuid('ran_by').references(() => accounts.id),
    ranAt: at('ran_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.checkId],
      foreignColumns: [checks.district, checks.id],
      name: 'check_runs_check_fk',
    }),
    index('check_runs_code_idx').on(t.district, t.code, t.ranAt),
  ],
);

/**
 * 核查问题. What a check, a sample or a visit turned up. `fact_key` names the occurrence (which rule, whose, since when):
 * a re-run that meets it again adds nothing (unique).
 */
export const findings = pgTable(
  'findings',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    findingNo: text('finding_no').notNull(),
    /** a check's code, or how a person came upon it */
    code: text('code').notNull(),
    source: text('source', { enum: ['check', 'sample', 'visit', 'report'] }).notNull(),
    runId: uuid('run_id'),
    factKey: text('fact_key').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id'),
    facilityId: uuid('facility_id'),
    streetCode: text('street_code'),
    /** the values that explain it: ids, days, sums; never names */
    facts: jsonb('facts').$type<Record<string, unknown>>().notNull(),
    note: text('note'),
    term: text('term', { enum: rectifyTerms }).notNull(),
    status: text('status', { enum: findingStatuses }).notNull(),
    assignedTo: uuid('assigned_to').references(() => accounts.id),
    /** set when it is assigned; a rectification sent back keeps it */
    dueAt: at('due_at'),
    foundBy: uuid('found_by').references(() => accounts.id),
    foundAt: at('found_at').notNull(),
    closedAt: at('closed_at'),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.runId],
      foreignColumns: [checkRuns.district, checkRuns.id],
      name: 'findings_run_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'findings_facility_fk',
    }),
    uniqueIndex('findings_fact_key').on(t.district, t.code, t.factKey),
    uniqueIndex('findings_no_key').on(t.district, t.findingNo),
    index('findings_open_idx').on(t.district, t.dueAt, t.id).where(sql`closed_at is null`),
    index('findings_facility_idx').on(t.district, t.facilityId, t.foundAt),
    check('findings_closed_check', sql`(${t.status} in ('closed', 'dismissed')) = (${t.closedAt} is not null)`),
    check('findings_due_check', sql`${t.status} in ('found', 'dismissed') or ${t.dueAt} is not null`),
  ],
);

/** Every step of a finding, and the visits to it: two people, place and time. Append-only. */
export const findingEvents = pgTable(
  'finding_events',
  {
    district: district(),
    id: id().notNull(),
    findingId: uuid('finding_id').notNull(),
    at: at('at').notNull(),
    by: uuid('account_id').references(() => accounts.id),
    kind: text('kind', {
      enum: ['found', 'assigned', 'visited', 'rectified', 'returned', 'checked', 'closed', 'dismissed'],
    }).notNull(),
    note: text('note'),
    dueAt: at('due_at'),
    visitedAt: at('visited_at'),
    people: text('people').array(),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.findingId],
      foreignColumns: [findings.district, findings.id],
      name: 'finding_events_finding_fk',
    }),
    index('finding_events_finding_idx').on(t.district, t.findingId, t.at),
    check(
      'finding_events_two_check',
      sql`${t.kind} not in ('visited', 'checked') or (${t.visitedAt} is not null and cardinality(${t.people}) >= 2)`,
    ),
  ],
);

/** A picture that proves a step or a spot check, sealed in the store. Append-only. */
export const inspectionPhotos = pgTable(
  'inspection_photos',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id'),
    eventId: uuid('event_id'),
    spotCheckId: uuid('spot_check_id'),
    storageKey: text('storage_key').notNull(),
    sha256: text('sha256').notNull(),
    type: text('type').notNull(),
    bytes: integer('bytes').notNull(),
    takenAt: at('taken_at'),
    addedBy: uuid('added_by').references(() => accounts.id),
    addedAt: at('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('inspection_photos_event_idx').on(t.district, t.eventId),
    index('inspection_photos_spot_idx').on(t.district, t.spotCheckId),
  ],
);

/** Whom to visit, by chance that can be drawn again: seed, what it was drawn from, what was drawn. Append-only. */
export const spotSamples = pgTable(
  'spot_samples',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    asOn: on('as_on').notNull(),
    kind: text('kind', { enum: ['vacancy', 'facility'] }).notNull(),
    seed: text('seed').notNull(),
    size: integer('size').notNull(),
    population: jsonb('population').$type<string[]>().notNull(),
    populationDigest: text('population_digest').notNull(),
    drawn: jsonb('drawn').$type<string[]>().notNull(),
    drawnBy: uuid('drawn_by').references(() => accounts.id),
    drawnAt: at('drawn_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    check('spot_samples_size_check', sql`${t.size} > 0 and ${t.size} <= jsonb_array_length(${t.population})`),
  ],
);

/** 现场抽查: what two people counted at a facility against what was on record at that moment. Append-only. */
export const spotChecks = pgTable(
  'spot_checks',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    sampleId: uuid('sample_id'),
    visitedAt: at('visited_at').notNull(),
    people: text('people').array().notNull(),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    /** on record then: free beds and people there */
    recordFree: integer('record_free').notNull(),
    recordPresent: integer('record_present').notNull(),
    countedFree: integer('counted_free').notNull(),
    countedPresent: integer('counted_present').notNull(),
    note: text('note'),
    findingId: uuid('finding_id'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'spot_checks_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.sampleId],
      foreignColumns: [spotSamples.district, spotSamples.id],
      name: 'spot_checks_sample_fk',
    }),
    index('spot_checks_facility_idx').on(t.district, t.facilityId, t.visitedAt),
    check('spot_checks_people_check', sql`cardinality(${t.people}) >= 2`),
    check('spot_checks_count_check', sql`${t.countedFree} >= 0 and ${t.countedPresent} >= 0`),
  ],
);
