import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { offers } from './allocation.ts';
import { applicants } from './applicants.ts';
import { at, createdAt, district, id, on, version } from './columns.ts';
import { lots } from './contracts.ts';
import { beds, claims } from './facilities.ts';
import { accounts } from './registry.ts';

/** A stay from admission to discharge; the bed it takes is its claim. */
export const placements = pgTable(
  'placements',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    bedId: uuid('bed_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    offerId: uuid('offer_id'),
    lotId: uuid('lot_id'),
    funding: text('funding', { enum: ['reserve', 'subsidised', 'private', 'emergency'] }).notNull(),
    admittedOn: on('admitted_on').notNull(),
    trialUntil: on('trial_until'),
    /** the level the home itself found before a private admission; null where an assessment of the district stands behind it */
    careLevel: smallint('care_level'),
    /** said to leave on that day: an expectation that frees nothing */
    leavingOn: on('leaving_on'),
    /** an emergency placement: why, and the day it ends by itself (half-open) */
    emergencyReason: text('emergency_reason'),
    emergencyNote: text('emergency_note'),
    until: on('until_on'),
    placedBy: uuid('placed_by').references(() => accounts.id),
    dischargedOn: on('discharged_on'),
    /** `over`: an emergency ended by the clock · `regular`: it became an ordinary stay · `transfer`: moved to another bed · `error`: never was */
    dischargeKind: text('discharge_kind', {
      enum: ['home', 'hospital', 'other_facility', 'death', 'breach', 'over', 'regular', 'transfer', 'error'],
    }),
    dischargedAt: at('discharged_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'placements_applicant_fk',
    }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'placements_bed_fk' }),
    foreignKey({
      columns: [t.district, t.claimId],
      foreignColumns: [claims.district, claims.id],
      name: 'placements_claim_fk',
    }),
    foreignKey({
      columns: [t.district, t.offerId],
      foreignColumns: [offers.district, offers.id],
      name: 'placements_offer_fk',
    }),
    foreignKey({ columns: [t.district, t.lotId], foreignColumns: [lots.district, lots.id], name: 'placements_lot_fk' }),
    uniqueIndex('placements_claim_key').on(t.district, t.claimId),
    uniqueIndex('placements_offer_key').on(t.district, t.offerId).where(sql`offer_id is not null`),
    check('placements_emergency_check', sql`(${t.emergencyReason} is null) = (${t.until} is null)`),
    index('placements_facility_idx').on(t.district, t.facilityId),
    index('placements_applicant_idx').on(t.district, t.applicantId),
  ],
);
