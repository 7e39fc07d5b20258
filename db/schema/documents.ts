import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { applications } from './applications.ts';
import { at, createdAt, dayRange, district, id, on, version } from './columns.ts';
import { accounts } from './registry.ts';

const types = [
  'id_card',
  'household_register',
  'residence_permit',
  'photo',
  'hardship_proof',
  'income_proof',
  'disability_card',
  'veteran_card',
  'lost_only_child_proof',
  'medical_report',
  'health_check',
  'care_assessment',
  'social_security_card',
  'bank_card',
  'marriage_certificate',
  'kinship_proof',
  'guardianship',
  'authorisation',
  'consent',
  'other',
] as const;

/**
 * A paper collected once: what it is, until which day it holds, the digest of the file when there is one, and who has
 * looked at the paper itself. Which of several issues counts is computed, never stored.
 */
export const documents = pgTable(
  'documents',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    type: text('type', { enum: types }).notNull(),
    /** what it is, where the type does not say */
    title: text('title'),
    issuedOn: on('issued_on').notNull(),
    /** the last day it holds; null for good */
    expiresOn: on('expires_on'),
    sha256: text('sha256'),
    size: integer('size'),
    contentType: text('content_type', { enum: ['application/pdf', 'image/jpeg', 'image/png'] }),
    source: text('source', { enum: ['family', 'desk', 'data_share'] }).notNull(),
    uploadedBy: uuid('uploaded_by').references(() => accounts.id),
    verifiedAt: at('verified_at'),
    verifiedBy: uuid('verified_by').references(() => accounts.id),
    /** the paper could not be taken: unreadable, somebody else's, not what it says */
    refusedAt: at('refused_at'),
    refusedBy: uuid('refused_by').references(() => accounts.id),
    refusedReason: text('refused_reason'),
    /** the image is no longer kept; the record of the paper is */
    fileRemovedAt: at('file_removed_at'),
    /** and the store has it no more: after the commit of its removal, never before */
    fileGoneAt: at('file_gone_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'documents_applicant_fk',
    }),
    index('documents_applicant_idx').on(t.district, t.applicantId),
    index('documents_file_idx').on(t.district, t.sha256),
    index('documents_removed_idx')
      .on(t.district, t.sha256)
      .where(sql`sha256 is not null and file_removed_at is not null and file_gone_at is null`),
    uniqueIndex('documents_same_file_key').on(t.district, t.applicantId, t.type, t.sha256),
    uniqueIndex('documents_shared_key').on(t.district, t.applicantId, t.type, t.issuedOn).where(sql`sha256 is null`),
  ],
);

/** A file on its way in, piece by piece; the pieces and the file are known from here before they are written. */
export const documentUploads = pgTable(
  'document_uploads',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    type: text('type', { enum: types }).notNull(),
    title: text('title'),
    issuedOn: on('issued_on').notNull(),
    expiresOn: on('expires_on'),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    source: text('source', { enum: ['family', 'desk'] }).notNull(),
    startedBy: uuid('started_by').references(() => accounts.id),
    received: integer('received').notNull().default(0),
    /** where each piece begins */
    offsets: integer('offsets').array().notNull().default(sql`'{}'::integer[]`),
    documentId: uuid('document_id'),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
    /** its pieces are gone from the store */
    sweptAt: at('swept_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'document_uploads_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.documentId],
      foreignColumns: [documents.district, documents.id],
      name: 'document_uploads_document_fk',
    }),
    index('document_uploads_applicant_idx').on(t.district, t.applicantId),
    index('document_uploads_open_idx').on(t.district, t.expiresAt).where(sql`swept_at is null`),
  ],
);

/** A paper that was used again instead of being asked for again. */
export const documentUses = pgTable(
  'document_uses',
  {
    district: district(),
    id: id().notNull(),
    documentId: uuid('document_id').notNull(),
    applicationId: uuid('application_id').notNull(),
    purpose: text('purpose').notNull(),
    usedAt: at('used_at').notNull(),
    usedBy: uuid('used_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.documentId],
      foreignColumns: [documents.district, documents.id],
      name: 'document_uses_document_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'document_uses_application_fk',
    }),
    uniqueIndex('document_uses_once_key').on(t.district, t.documentId, t.applicationId, t.purpose),
  ],
);

export type DocumentRules = {
  /** days before the last one from which a paper is said to run out */
  expiring_days: number;
  /** hours an unfinished upload is kept */
  upload_hours: number;
  /** months an image is kept after the paper ran out, was replaced or was refused (PIPL art. 19: no longer than needed) */
  keep_months: number;
};

/** How long things are kept; the version in force on a day decides. */
export const documentRules = pgTable(
  'document_rules',
  {
    district: district(),
    version: text('version').notNull(),
    effective: dayRange('effective').notNull(),
    rules: jsonb('rules').$type<DocumentRules>().notNull(),
    docNo: text('doc_no').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.district, t.version] })],
);
