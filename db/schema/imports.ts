import { char, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, district, id } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts } from './registry.ts';

/** A list of a facility as it was taken over from a file: which file, by whom, what it changed. Append-only. */
export const imports = pgTable(
  'imports',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    kind: text('kind', { enum: ['beds', 'residents'] }).notNull(),
    mode: text('mode', { enum: ['full', 'partial'] }).notNull(),
    fileName: text('file_name').notNull(),
    sha256: char('sha256', { length: 64 }).notNull(),
    rows: integer('rows').notNull(),
    /** added, changed, unchanged, removed, warnings */
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'imports_facility_fk',
    }),
    index('imports_facility_idx').on(t.district, t.facilityId, t.madeAt),
  ],
);

/** How the lists of a facility are to be read, as somebody once said: columns, words, years. One for each kind of list. */
export const importMappings = pgTable(
  'import_mappings',
  {
    district: district(),
    facilityId: uuid('facility_id').notNull(),
    kind: text('kind', { enum: ['beds', 'residents'] }).notNull(),
    mapping: jsonb('mapping').$type<Record<string, unknown>>().notNull(),
    savedBy: uuid('saved_by').references(() => accounts.id),
    savedAt: at('saved_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.facilityId, t.kind] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'import_mappings_facility_fk',
    }),
  ],
);
