import { sql } from 'drizzle-orm';
import {
  check,
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
import { at, district, fen, id, on } from './columns.ts';
import { budgetLines } from './funds.ts';
import { accounts, districts } from './registry.ts';
import { settlementLines } from './settlement.ts';

export type DisclosedRow = {
  name_masked: string;
  community: string;
  facility: string;
  scheme: string;
  amount_fen: number;
};

/** 使用公示: the use of a line in a month as it was made public, with its masked list. Append-only; the last one of a line and month is shown. */
export const disclosures = pgTable(
  'disclosures',
  {
    district: district(),
    id: id().notNull(),
    lineId: uuid('line_id').notNull(),
    monthOn: on('month_on').notNull(),
    /** where: this site, a notice board, an address on the web */
    place: text('place').notNull(),
    url: text('url'),
    fromOn: on('from_on').notNull(),
    /** the last day of the notice */
    toOn: on('to_on').notNull(),
    rows: jsonb('rows').$type<DisclosedRow[]>().notNull(),
    totalFen: fen('total_fen').notNull(),
    sha256: text('sha256').notNull(),
    publishedBy: uuid('published_by').references(() => accounts.id),
    publishedAt: at('published_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [budgetLines.district, budgetLines.id],
      name: 'disclosures_line_fk',
    }),
    index('disclosures_line_idx').on(t.district, t.lineId, t.monthOn),
    check('disclosures_days_check', sql`${t.toOn} >= ${t.fromOn}`),
  ],
);

/** The sample of a month's settled lines to be checked on site: seed, what it was drawn from, what was drawn. Append-only. */
export const samples = pgTable(
  'samples',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    monthOn: on('month_on').notNull(),
    seed: text('seed').notNull(),
    /** of 10,000: 100 is one in a hundred */
    basisPoints: integer('basis_points').notNull(),
    populationCount: integer('population_count').notNull(),
    populationDigest: text('population_digest').notNull(),
    lineIds: jsonb('line_ids').$type<string[]>().notNull(),
    drawnBy: uuid('drawn_by').references(() => accounts.id),
    drawnAt: at('drawn_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    uniqueIndex('samples_month_key').on(t.district, t.monthOn),
    check('samples_share_check', sql`${t.basisPoints} between 1 and 10000`),
  ],
);

/** What the visit to a sampled person found. Append-only; the last counts. */
export const sampleChecks = pgTable(
  'sample_checks',
  {
    district: district(),
    id: id().notNull(),
    sampleId: uuid('sample_id').notNull(),
    lineId: uuid('line_id').notNull(),
    checkedOn: on('checked_on').notNull(),
    /** two people on site */
    people: text('people').array().notNull(),
    found: text('found', { enum: ['true', 'absent', 'other_person', 'less_service', 'other'] }).notNull(),
    note: text('note'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.sampleId],
      foreignColumns: [samples.district, samples.id],
      name: 'sample_checks_sample_fk',
    }),
    foreignKey({
      columns: [t.district, t.lineId],
      foreignColumns: [settlementLines.district, settlementLines.id],
      name: 'sample_checks_line_fk',
    }),
    check('sample_checks_people_check', sql`cardinality(${t.people}) >= 2`),
    check('sample_checks_note_check', sql`${t.found} = 'true' or coalesce(trim(${t.note}) <> '', false)`),
  ],
);
