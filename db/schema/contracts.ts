import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { createdAt, dayRange, district, fen, id, on, version } from './columns.ts';
import { bedKinds, facilities } from './facilities.ts';
import { districts } from './registry.ts';

/** What the bureau bought (财政部令102号). */
export const contracts = pgTable(
  'contracts',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    contractNo: text('contract_no').notNull(),
    title: text('title').notNull(),
    provider: text('provider').notNull(),
    signedOn: on('signed_on').notNull(),
    during: dayRange('during').notNull(),
    announcedOn: on('announced_on'),
    endedOn: on('ended_on'),
    demonstration: boolean('demonstration').notNull().default(false),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), uniqueIndex('contracts_no_key').on(t.district, t.contractNo)],
);

/**
 * One service class at one facility: places bought and the counters that follow offers and stays in the same
 * transaction. The CHECK is what makes "more than was bought" impossible; the counter row is locked while it moves.
 */
export const lots = pgTable(
  'lots',
  {
    district: district(),
    id: id().notNull(),
    contractId: uuid('contract_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    serviceClass: text('service_class', { enum: bedKinds }).notNull(),
    bought: integer('bought').notNull(),
    unitPriceFen: fen('unit_price_fen').notNull(),
    during: dayRange('during').notNull(),
    committed: integer('committed').notNull().default(0),
    inUse: integer('in_use').notNull().default(0),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.contractId],
      foreignColumns: [contracts.district, contracts.id],
      name: 'lots_contract_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'lots_facility_fk',
    }),
    index('lots_facility_idx').on(t.district, t.facilityId),
    check(
      'lots_bought_check',
      sql`${t.committed} >= 0 and ${t.inUse} >= 0 and ${t.committed} + ${t.inUse} <= ${t.bought}`,
    ),
    check('lots_price_check', sql`${t.unitPriceFen} >= 0 and ${t.bought} >= 0`),
  ],
);

/** Effective-dated rates with their document number; overlapping rows of one scheme and level are excluded. */
export const rates = pgTable(
  'rates',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    scheme: text('scheme').notNull(),
    /** Ability level 0–4, or -1 where the rate does not depend on it. */
    level: integer('level').notNull(),
    /** `basis_points` of the fee, up to `cap_fen` a month, or a flat `amount_fen` a month. */
    amountFen: fen('amount_fen'),
    basisPoints: integer('basis_points'),
    capFen: fen('cap_fen'),
    stackGroup: text('stack_group').notNull(),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no').notNull(),
    /** True for 示例 rows: an example figure, not the district's own. */
    example: boolean('example').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);
