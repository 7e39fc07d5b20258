import { sql } from 'drizzle-orm';
import { char, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { applicants, categoryKinds } from './applicants.ts';
import { at, bytes, createdAt, dayRange, district, id, on } from './columns.ts';
import { accounts } from './registry.ts';

/** A list of another department as it was taken over: which file, from whom, what it changed. */
export const categoryImports = pgTable(
  'category_imports',
  {
    district: district(),
    id: id().notNull(),
    source: text('source', { enum: ['civil_affairs', 'disabled_federation', 'health', 'veterans'] }).notNull(),
    fileName: text('file_name').notNull(),
    sha256: char('sha256', { length: 64 }).notNull(),
    rows: integer('rows').notNull(),
    /** added, changed, unchanged, listed, young, errors */
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/**
 * Somebody on a list whom nobody has registered yet. Found by the blind index of the ID number; name and number are
 * sealed. Once the person is registered the entry becomes a category and says so.
 */
export const categoryListEntries = pgTable(
  'category_list_entries',
  {
    district: district(),
    id: id().notNull(),
    importId: uuid('import_id').notNull(),
    idDigest: bytes('id_digest').notNull(),
    idNoMasked: text('id_no_masked').notNull(),
    nameSealed: bytes('name_sealed').notNull(),
    bornOn: on('born_on').notNull(),
    streetCode: text('street_code'),
    communityCode: text('community_code'),
    kind: text('kind', { enum: categoryKinds }).notNull(),
    during: dayRange('during').notNull(),
    source: text('source').notNull(),
    docNo: text('doc_no').notNull(),
    adoptedAt: at('adopted_at'),
    applicantId: uuid('applicant_id'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.importId],
      foreignColumns: [categoryImports.district, categoryImports.id],
      name: 'category_list_entries_import_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'category_list_entries_applicant_fk',
    }),
    index('category_list_entries_open_idx').on(t.district, t.idDigest).where(sql`adopted_at is null`),
  ],
);

/** What came of going to somebody who is entitled and had not asked. */
export const entitledContacts = pgTable(
  'entitled_contacts',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id'),
    entryId: uuid('entry_id'),
    outcome: text('outcome', { enum: ['contacted', 'not_needed', 'applied_for'] }).notNull(),
    day: on('contacted_on').notNull(),
    note: text('note'),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'entitled_contacts_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.entryId],
      foreignColumns: [categoryListEntries.district, categoryListEntries.id],
      name: 'entitled_contacts_entry_fk',
    }),
    index('entitled_contacts_applicant_idx').on(t.district, t.applicantId),
    index('entitled_contacts_entry_idx').on(t.district, t.entryId),
  ],
);
