import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, dayRange, district, id, on, version } from './columns.ts';
import { accounts, districts } from './registry.ts';

/** The person who needs care. ID number and phone are sealed (AES-256-GCM); lists show them masked. */
export const applicants = pgTable(
  'applicants',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    name: text('name').notNull(),
    sex: text('sex', { enum: ['male', 'female'] }).notNull(),
    bornOn: on('born_on').notNull(),
    idNoSealed: bytes('id_no_sealed').notNull(),
    idNoMasked: text('id_no_masked').notNull(),
    phoneSealed: bytes('phone_sealed'),
    phoneMasked: text('phone_masked'),
    streetCode: text('street_code').notNull(),
    communityCode: text('community_code').notNull(),
    gridCode: text('grid_code'),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    hukouDistrict: text('hukou_district').notNull(),
    residentSince: on('resident_since'),
    livingAlone: boolean('living_alone'),
    carerAbsent: boolean('carer_absent'),
    carerHardships: smallint('carer_hardships'),
    infectiousDisease: boolean('infectious_disease'),
    endangersOthers: boolean('endangers_others'),
    spouseId: uuid('spouse_id'),
    diedOn: on('died_on'),
    demonstration: boolean('demonstration').notNull().default(false),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('applicants_street_idx').on(t.district, t.streetCode),
    index('applicants_born_idx').on(t.district, t.bornOn),
  ],
);

/** The elder's own account, or a child's or neighbour's who may act for them. */
export const helpers = pgTable(
  'helpers',
  {
    district: district(),
    applicantId: uuid('applicant_id').notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    relation: text('relation', { enum: ['self', 'spouse', 'child', 'relative', 'neighbour', 'guardian'] }).notNull(),
    /** how it was put in writing: agreed to on the screen by the person, or on a paper in the library; null: not yet */
    authorisedBy: text('authorised_by', { enum: ['screen', 'paper'] }),
    authorisedAt: at('authorised_at'),
    wordingVersion: text('wording_version'),
    documentId: uuid('document_id'),
    /** the last day of the authorisation; null until it is taken back */
    untilOn: on('until_on'),
    createdAt: createdAt(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.applicantId, t.accountId] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'helpers_applicant_fk',
    }),
    index('helpers_account_idx').on(t.accountId),
    check('helpers_authorised_check', sql`(${t.authorisedBy} is null) = (${t.authorisedAt} is null)`),
  ],
);

/** Dated, sourced facts: tekun 特困 · dibao 低保 · dibao_margin 低保边缘 · lost_only_child 计生特殊 · veteran 优抚 · severe_disability 重度残疾 · no_family 孤寡. */
export const categoryKinds = [
  'tekun',
  'dibao',
  'dibao_margin',
  'lost_only_child',
  'veteran',
  'severe_disability',
  'no_family',
] as const;

export const categories = pgTable(
  'categories',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    kind: text('kind', { enum: categoryKinds }).notNull(),
    during: dayRange('during').notNull(),
    source: text('source').notNull(),
    /** number of the paper or list that says so; missing for what was taken over with the register */
    docNo: text('doc_no'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'categories_applicant_fk',
    }),
    index('categories_applicant_idx').on(t.district, t.applicantId),
    index('categories_kind_idx').on(t.district, t.kind),
  ],
);
