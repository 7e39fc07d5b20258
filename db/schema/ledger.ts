import { foreignKey, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { offers } from './allocation.ts';
import { at, district, id, on } from './columns.ts';
import { lots } from './contracts.ts';
import { placements } from './placements.ts';
import { accounts } from './registry.ts';

/**
 * That a stay went on under another lot from a day, when one contract followed another. Append-only. The lot of a stay
 * on a day is `from_lot_id` of its first change after that day, or else the placement's present lot.
 */
export const lotChanges = pgTable(
  'lot_changes',
  {
    district: district(),
    id: id().notNull(),
    placementId: uuid('placement_id').notNull(),
    fromLotId: uuid('from_lot_id').notNull(),
    toLotId: uuid('to_lot_id').notNull(),
    /** the first day under the new lot */
    changedOn: on('changed_on').notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.placementId],
      foreignColumns: [placements.district, placements.id],
      name: 'lot_changes_placement_fk',
    }),
    foreignKey({
      columns: [t.district, t.fromLotId],
      foreignColumns: [lots.district, lots.id],
      name: 'lot_changes_from_fk',
    }),
    foreignKey({
      columns: [t.district, t.toLotId],
      foreignColumns: [lots.district, lots.id],
      name: 'lot_changes_to_fk',
    }),
    index('lot_changes_placement_idx').on(t.district, t.placementId, t.changedOn),
    index('lot_changes_from_idx').on(t.district, t.fromLotId),
  ],
);

/** The same of an offer somebody has not moved in on yet. Append-only. */
export const offerLotChanges = pgTable(
  'offer_lot_changes',
  {
    district: district(),
    id: id().notNull(),
    offerId: uuid('offer_id').notNull(),
    fromLotId: uuid('from_lot_id').notNull(),
    toLotId: uuid('to_lot_id').notNull(),
    changedOn: on('changed_on').notNull(),
    madeBy: uuid('made_by').references(() => accounts.id),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.offerId],
      foreignColumns: [offers.district, offers.id],
      name: 'offer_lot_changes_offer_fk',
    }),
    foreignKey({
      columns: [t.district, t.fromLotId],
      foreignColumns: [lots.district, lots.id],
      name: 'offer_lot_changes_from_fk',
    }),
    foreignKey({
      columns: [t.district, t.toLotId],
      foreignColumns: [lots.district, lots.id],
      name: 'offer_lot_changes_to_fk',
    }),
    index('offer_lot_changes_offer_idx').on(t.district, t.offerId, t.changedOn),
    index('offer_lot_changes_from_idx').on(t.district, t.fromLotId),
  ],
);
