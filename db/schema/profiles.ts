import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, district, id, on } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts } from './registry.ts';

/**
 * What an institution asked to have said of itself, group of fields by group (profiles/rules). Asked once and never
 * changed; the application may only fill in the answer and when it came into force.
 */
export const profileChanges = pgTable(
  'profile_changes',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    /** a group of profiles/rules; 'licence' has its kind in `licence` */
    field: text('field').notNull(),
    licence: text('licence'),
    before: jsonb('before').$type<Record<string, unknown>>().notNull(),
    after: jsonb('after').$type<Record<string, unknown>>().notNull(),
    note: text('note'),
    askedBy: uuid('asked_by').references(() => accounts.id),
    askedAt: at('asked_at').notNull(),
    /** decided by the bureau, or in force without */
    needsApproval: boolean('needs_approval').notNull(),
    /** the first day on which it holds; an answer may only move it later */
    holdsFromOn: on('holds_from_on').notNull(),
    answer: text('answer', { enum: ['not_needed', 'approved', 'refused', 'withdrawn'] }),
    answeredBy: uuid('answered_by').references(() => accounts.id),
    answeredAt: at('answered_at'),
    answerReason: text('answer_reason'),
    /** when it was written into the profile */
    appliedAt: at('applied_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'profile_changes_facility_fk',
    }),
    uniqueIndex('profile_changes_one_open_key')
      .on(t.district, t.facilityId, t.field, sql`coalesce(licence, '')`)
      .where(sql`applied_at is null and (answer is null or answer in ('not_needed', 'approved'))`),
    index('profile_changes_facility_idx').on(t.district, t.facilityId, t.askedAt),
    index('profile_changes_waiting_idx').on(t.district, t.askedAt).where(sql`answer is null`),
    index('profile_changes_due_idx')
      .on(t.district, t.holdsFromOn)
      .where(sql`applied_at is null and answer in ('not_needed', 'approved')`),
    check('profile_changes_answer_check', sql`(${t.answer} is null) = (${t.answeredAt} is null)`),
    check(
      'profile_changes_refusal_check',
      sql`${t.answer} is distinct from 'refused' or coalesce(trim(${t.answerReason}) <> '', false)`,
    ),
    check('profile_changes_applied_check', sql`${t.appliedAt} is null or ${t.answer} in ('not_needed', 'approved')`),
    check('profile_changes_approval_check', sql`not (${t.needsApproval} and ${t.answer} = 'not_needed')`),
  ],
);

/**
 * A licence as the bureau has seen it. Append-only: the latest row of a kind is the one that holds, and a renewal is a
 * row. A null number says the institution no longer has it. `expires_on` is its last day; null: it has no end.
 */
export const licences = pgTable(
  'licences',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    kind: text('kind').notNull(),
    number: text('number'),
    issuedOn: on('issued_on'),
    expiresOn: on('expires_on'),
    changeId: uuid('change_id').notNull(),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'licences_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.changeId],
      foreignColumns: [profileChanges.district, profileChanges.id],
      name: 'licences_change_fk',
    }),
    uniqueIndex('licences_change_key').on(t.district, t.changeId),
    index('licences_facility_idx').on(t.district, t.facilityId, t.kind, t.id),
    check('licences_days_check', sql`${t.expiresOn} >= ${t.issuedOn}`),
  ],
);

/** That the institution was told of a licence so many days before its end (60, 30, 0). Append-only; once each. */
export const licenceTellings = pgTable(
  'licence_tellings',
  {
    district: district(),
    licenceId: uuid('licence_id').notNull(),
    days: smallint('days').notNull(),
    facilityId: uuid('facility_id').notNull(),
    toldAt: at('told_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.licenceId, t.days] }),
    foreignKey({
      columns: [t.district, t.licenceId],
      foreignColumns: [licences.district, licences.id],
      name: 'licence_tellings_licence_fk',
    }),
  ],
);

/** A photo as it was given in: two JPEG files in the store, named by the digest of the larger. Append-only. */
export const facilityPhotos = pgTable(
  'facility_photos',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    sha256: text('sha256').notNull(),
    /** of the larger file */
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    addedBy: uuid('added_by').references(() => accounts.id),
    addedAt: at('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'facility_photos_facility_fk',
    }),
    index('facility_photos_digest_idx').on(t.district, t.sha256),
  ],
);

/** Which photos are shown, in which order, with which words: the latest row of a facility. Append-only. */
export const photoLists = pgTable(
  'photo_lists',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    photos: jsonb('photos').$type<{ id: string; caption: string }[]>().notNull(),
    listedBy: uuid('listed_by').references(() => accounts.id),
    listedAt: at('listed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'photo_lists_facility_fk',
    }),
    index('photo_lists_facility_idx').on(t.district, t.facilityId, t.id),
  ],
);
