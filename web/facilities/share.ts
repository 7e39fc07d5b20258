import { nothingKnown, quoteWhole, serviceOf } from '../../server/entitlements/rules.ts';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { ratesOnce } from '../ui/rates.ts';
import type { Nearby } from './nearby.ts';

/** What the government and the family would pay of a price a month, for a person of 60 or more of this level. */
export async function shareOf(monthlyFen: number | null, kind: Nearby['kind'], level: number) {
  const rates = await ratesOnce();
  const today = dayOf(new Date());
  const facts = { ...nothingKnown, bornOn: addMonths(today, -60 * 12), level };
  return quoteWhole(monthlyFen, serviceOf(kind), facts, rates, today);
}

/** Adds what the government and the family would pay for a person of 60 or more of this level, by the rule of the offer letter. */
export async function withShare(rows: Nearby[], level: number): Promise<Nearby[]> {
  const rates = await ratesOnce();
  const today = dayOf(new Date());
  const facts = { ...nothingKnown, bornOn: addMonths(today, -60 * 12), level };
  return rows.map((row) => {
    const share = quoteWhole(row.monthly_min_fen, serviceOf(row.kind), facts, rates, today);
    return share.government_fen ? { ...row, family_fen: share.family_fen, government_fen: share.government_fen } : row;
  });
}
