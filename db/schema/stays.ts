import { sql } from 'drizzle-orm';
import { check, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { at, createdAt, dayRange, district, id, on } from './columns.ts';
import { beds, claims, facilities } from './facilities.ts';
import { placements } from './placements.ts';
import { accounts } from './registry.ts';

/**
 * Somebody away from the bed that is kept (请假, 住院). `during` is open until the return is recorded: that the day
 * agreed has come does not mean that the person is back. One that was recorded by mistake keeps its row with `voided_at`.
 */
export const absences = pgTable(
  'absences',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    placementId: uuid('placement_id').notNull(),
    /** the stay whose bed is kept */
    claimId: uuid('claim_id').notNull(),
    kind: text('kind', { enum: ['home', 'hospital', 'other'] }).notNull(),
    during: dayRange('during').notNull(),
    /** the day until which the bed is kept, as agreed */
    keepUntil: on('keep_until').notNull(),
    note: text('note'),
    recordedBy: uuid('recorded_by').references(() => accounts.id),
    voidedAt: at('voided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.placementId],
      foreignColumns: [placements.district, placements.id],
      name: 'absences_placement_fk',
    }),
    foreignKey({
      columns: [t.district, t.claimId],
      foreignColumns: [claims.district, claims.id],
      name: 'absences_claim_fk',
    }),
    index('absences_claim_idx').on(t.district, t.claimId).where(sql`voided_at is null`),
    index('absences_facility_idx').on(t.district, t.facilityId).where(sql`voided_at is null`),
    index('absences_placement_idx').on(t.district, t.placementId),
  ],
);

export const bedEventKinds = [
  'filed',
  'changed',
  'retired',
  'closed',
  'reopened',
  'admitted',
  'away',
  'returned',
  'moved_out',
  'moved_in',
  'leaving',
  'discharged',
  'corrected',
  'undone',
] as const;

/**
 * What happened to a bed and to the stay in it, in the order it was recorded. Append-only: a mistake is undone or
 * corrected by another row that names it. Rows of one tap share `batch_id`.
 */
export const bedEvents = pgTable(
  'bed_events',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    bedId: uuid('bed_id').notNull(),
    batchId: uuid('batch_id').notNull(),
    kind: text('kind', { enum: bedEventKinds }).notNull(),
    /** the day from which it holds */
    day: on('effective_on').notNull(),
    at: at('at').notNull(),
    by: uuid('recorded_by').references(() => accounts.id),
    placementId: uuid('placement_id'),
    claimId: uuid('claim_id'),
    absenceId: uuid('absence_id'),
    reason: text('reason'),
    note: text('note'),
    /** what an undoing or a reader needs besides: the end that was, from and to */
    details: jsonb('details').$type<Record<string, unknown>>(),
    undoes: uuid('undoes'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'bed_events_bed_fk' }),
    foreignKey({
      columns: [t.district, t.placementId],
      foreignColumns: [placements.district, placements.id],
      name: 'bed_events_placement_fk',
    }),
    uniqueIndex('bed_events_undone_once_key').on(t.district, t.undoes).where(sql`undoes is not null`),
    index('bed_events_bed_idx').on(t.district, t.bedId, t.id),
    index('bed_events_placement_idx').on(t.district, t.placementId, t.id).where(sql`placement_id is not null`),
    index('bed_events_facility_idx').on(t.district, t.facilityId, t.at),
    index('bed_events_batch_idx').on(t.district, t.batchId),
  ],
);

/** The safety risk assessment before admission (GB 38600-2019): nine risks, each with its degree and what is done about it. Append-only. */
export const riskAssessments = pgTable(
  'risk_assessments',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    assessedOn: on('assessed_on').notNull(),
    assessor: text('assessor').notNull(),
    /** [{ risk, degree, measures }], one of each of the nine */
    items: jsonb('items').$type<{ risk: string; degree: string; measures: string | null }[]>().notNull(),
    recordedBy: uuid('recorded_by').references(() => accounts.id),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'risk_assessments_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'risk_assessments_facility_fk',
    }),
    index('risk_assessments_person_idx').on(t.district, t.applicantId, t.facilityId, t.assessedOn),
  ],
);

/** How another system calls a bed, a room or a resident of this facility; one name each way. */
export const externalIds = pgTable(
  'external_ids',
  {
    district: district(),
    facilityId: uuid('facility_id').notNull(),
    kind: text('kind', { enum: ['facility', 'room', 'bed', 'resident'] }).notNull(),
    externalId: text('external_id').notNull(),
    /** of the facility, room, bed or placement */
    ourId: uuid('our_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.facilityId, t.kind, t.externalId] }),
    uniqueIndex('external_ids_one_name_key').on(t.district, t.facilityId, t.kind, t.ourId),
    check('external_ids_length_check', sql`length(${t.externalId}) between 1 and 100`),
  ],
);
