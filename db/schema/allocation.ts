import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { applicants } from './applicants.ts';
import { applications } from './applications.ts';
import { at, createdAt, district, id, on, version } from './columns.ts';
import { lots } from './contracts.ts';
import { beds, claims } from './facilities.ts';
import { accounts } from './registry.ts';

/**
 * A bed held for a person until a deadline. What it is now (waiting, accepted, lapsed …) is read from these moments
 * and the clock by allocation/rules `offerState`; `ended_at` only marks that it no longer counts as the live one.
 */
export const offers = pgTable(
  'offers',
  {
    district: district(),
    id: id().notNull(),
    applicationId: uuid('application_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    bedId: uuid('bed_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    lotId: uuid('lot_id'),
    /** the days of the week it is for, as its claim has them */
    weekdays: text('weekdays').notNull().default('{[1,8)}'),
    madeAt: at('made_at').notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    respondBy: on('respond_by').notNull(),
    familyAnsweredAt: at('family_answered_at'),
    familyAnswer: text('family_answer', { enum: ['accepted', 'declined'] }),
    familyReason: text('family_reason'),
    facilityAnsweredAt: at('facility_answered_at'),
    facilityAnswer: text('facility_answer', { enum: ['accepted', 'declined'] }),
    facilityReason: text('facility_reason'),
    checkInBy: on('check_in_by'),
    endedAt: at('ended_at'),
    endReason: text('end_reason', {
      enum: ['admitted', 'family_declined', 'facility_declined', 'withdrawn', 'lapsed', 'died'],
    }),
    /** made out of turn: whom it passed over stands in the snapshot */
    overrideReason: text('override_reason'),
    overrideNote: text('override_note'),
    /** the deadline the family has been reminded of */
    remindedFor: on('reminded_for_on'),
    ruleVersion: text('rule_version').notNull(),
    /** The person's place and key at that instant, and everyone passed over: enough to replay the decision. */
    snapshot: jsonb('snapshot').notNull(),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'offers_application_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'offers_applicant_fk',
    }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'offers_bed_fk' }),
    foreignKey({
      columns: [t.district, t.claimId],
      foreignColumns: [claims.district, claims.id],
      name: 'offers_claim_fk',
    }),
    foreignKey({ columns: [t.district, t.lotId], foreignColumns: [lots.district, lots.id], name: 'offers_lot_fk' }),
    uniqueIndex('offers_one_live_per_person_key').on(t.district, t.applicantId).where(sql`ended_at is null`),
    // A day-care bed may be offered to one person for Mondays and to another for Tuesdays; days that overlap are the claims' to refuse.
    uniqueIndex('offers_one_live_per_bed_key').on(t.district, t.bedId, t.weekdays).where(sql`ended_at is null`),
    index('offers_facility_idx').on(t.district, t.facilityId, t.madeAt),
    index('offers_application_idx').on(t.district, t.applicationId),
  ],
);

/** An exit that counts towards a bar (domain §2a: three in twelve months). Append-only. */
export const exits = pgTable(
  'exits',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    offerId: uuid('offer_id'),
    on: on('on').notNull(),
    reason: text('reason', { enum: ['declined', 'no_reply', 'no_show'] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'exits_applicant_fk',
    }),
    uniqueIndex('exits_offer_key').on(t.district, t.offerId),
    index('exits_applicant_idx').on(t.district, t.applicantId, t.on),
  ],
);

/** A bed an offer gave back, until the refills' job has offered it on or found that nobody ahead wants it (`result`). */
export const freedBeds = pgTable(
  'freed_beds',
  {
    district: district(),
    id: id().notNull(),
    bedId: uuid('bed_id').notNull(),
    /** the offer that ended */
    offerId: uuid('offer_id').notNull(),
    freedAt: at('freed_at').notNull(),
    settledAt: at('settled_at'),
    /** { offer } or { reason } */
    result: jsonb('result'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.offerId],
      foreignColumns: [offers.district, offers.id],
      name: 'freed_beds_offer_fk',
    }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'freed_beds_bed_fk' }),
    index('freed_beds_open_idx').on(t.district, t.bedId).where(sql`settled_at is null`),
  ],
);
