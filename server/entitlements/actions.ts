import { rates } from '../../db/schema/entitlements.ts';
import { act, type Context } from '../platform/context.ts';

/** Adds effective-dated rates; a row that overlaps one of the same scheme and level is refused by the database. */
export function setRates(
  ctx: Context,
  rows: Omit<typeof rates.$inferInsert, 'district'>[],
): Promise<{ rates: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'entitlements.set_rates',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      await tx.insert(rates).values(rows.map((r) => ({ ...r, district })));
      return {
        result: { rates: rows.length },
        after: { rates: rows.map((r) => `${r.scheme} ${r.effective} ${r.docNo}`) },
      };
    },
  );
}
