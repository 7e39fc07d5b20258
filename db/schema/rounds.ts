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
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { offers } from './allocation.ts';
import { applicants } from './applicants.ts';
import { applications } from './applications.ts';
import { at, bytes, createdAt, district, id, on, version } from './columns.ts';
import { bedKinds, beds, facilities } from './facilities.ts';
import { accounts, districts } from './registry.ts';

/**
 * One allocation round. What it is now (draft, run, published, cancelled) is read from its moments by rounds/rules
 * `roundState`. The seed that breaks ties is sealed from the beginning and its digest public; the run reveals it.
 */
export const rounds = pgTable(
  'rounds',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    roundNo: text('round_no').notNull(),
    name: text('name').notNull(),
    services: text('services', { enum: bedKinds }).array().notNull(),
    ruleVersion: text('rule_version').notNull(),
    /** { horizon_days, radius_km, reserve }: rounds/rules `Parameters` */
    parameters: jsonb('parameters').notNull(),
    seedSealed: bytes('seed_sealed').notNull(),
    seedDigest: text('seed_digest').notNull(),
    createdBy: uuid('created_by').references(() => accounts.id),
    ranAt: at('ran_at'),
    /** the checker's verdict on the run */
    clean: boolean('clean'),
    publishedAt: at('published_at'),
    cancelledAt: at('cancelled_at'),
    cancelReason: text('cancel_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    uniqueIndex('rounds_no_key').on(t.district, t.roundNo),
    check('rounds_published_clean_check', sql`${t.publishedAt} is null or ${t.clean} is true`),
    check('rounds_end_check', sql`${t.publishedAt} is null or ${t.cancelledAt} is null`),
  ],
);

/** The services whose beds a round gives out. One row without an end per service: two rounds cannot run over one. */
export const roundServices = pgTable(
  'round_services',
  {
    district: district(),
    roundId: uuid('round_id').notNull(),
    service: text('service', { enum: bedKinds }).notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.roundId, t.service] }),
    foreignKey({
      columns: [t.district, t.roundId],
      foreignColumns: [rounds.district, rounds.id],
      name: 'round_services_round_fk',
    }),
    uniqueIndex('round_services_one_open_key').on(t.district, t.service).where(sql`ended_at is null`),
  ],
);

/** What a run read and found, as the bytes whose digests are public. Append-only. */
export const roundRuns = pgTable(
  'round_runs',
  {
    district: district(),
    id: id().notNull(),
    roundId: uuid('round_id').notNull(),
    ranAt: at('ran_at').notNull(),
    /** hex, revealed */
    seed: text('seed').notNull(),
    snapshot: text('snapshot').notNull(),
    snapshotDigest: text('snapshot_digest').notNull(),
    outcome: text('outcome').notNull(),
    outcomeDigest: text('outcome_digest').notNull(),
    verdict: jsonb('verdict').notNull(),
    /** counts and cut-offs without people: rounds/rules `Summary` */
    summary: jsonb('summary').notNull(),
    /** the version of the product that ran */
    engine: text('engine').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.roundId],
      foreignColumns: [rounds.district, rounds.id],
      name: 'round_runs_round_fk',
    }),
    uniqueIndex('round_runs_round_key').on(t.district, t.roundId),
  ],
);

/** One match of a run, for one person; two with the same `unit` are a couple and share every fate. */
export const proposals = pgTable(
  'proposals',
  {
    district: district(),
    id: id().notNull(),
    roundId: uuid('round_id').notNull(),
    /** the applicant of the market */
    unit: text('unit').notNull(),
    /** the common order of the round, from 1 */
    turn: integer('turn').notNull(),
    applicationId: uuid('application_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    bedId: uuid('bed_id').notNull(),
    choice: integer('choice').notNull(),
    /** an expected vacancy: the offer goes out on this day */
    freeOn: on('free_on'),
    decision: text('decision', { enum: ['approved', 'struck'] }),
    decidedAt: at('decided_at'),
    decidedBy: uuid('decided_by').references(() => accounts.id),
    strikeReason: text('strike_reason'),
    offerId: uuid('offer_id'),
    /** why publishing could not make the offer: a list of reasons */
    problem: jsonb('problem'),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.roundId],
      foreignColumns: [rounds.district, rounds.id],
      name: 'proposals_round_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicationId],
      foreignColumns: [applications.district, applications.id],
      name: 'proposals_application_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'proposals_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'proposals_facility_fk',
    }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'proposals_bed_fk' }),
    foreignKey({
      columns: [t.district, t.offerId],
      foreignColumns: [offers.district, offers.id],
      name: 'proposals_offer_fk',
    }),
    uniqueIndex('proposals_person_key').on(t.district, t.roundId, t.applicantId),
    index('proposals_pending_idx')
      .on(t.district, t.freeOn)
      .where(sql`decision = 'approved' and offer_id is null and problem is null`),
    check('proposals_strike_check', sql`${t.decision} is distinct from 'struck' or ${t.strikeReason} is not null`),
    check('proposals_offer_check', sql`${t.offerId} is null or ${t.decision} = 'approved'`),
  ],
);
