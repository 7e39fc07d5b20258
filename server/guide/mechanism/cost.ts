// Decides what a month would cost a family by what it has told: the rule of the calculator, the offer letter and the
// settlement, for every level that is possible. A price that is not filed stays unknown; nothing is summed over a missing part.
import {
  bornFor,
  nothingKnown,
  type PersonFacts,
  type Quote,
  quoteWhole,
  type Rate,
  serviceOf,
} from '../../entitlements/rules.ts';
import type { Fen } from '../../kernel/money.ts';
import type { Day } from '../../kernel/period.ts';

export type Told = {
  /** years; null: not said */
  age: number | null;
  /** the likely level and the range it lies in; null: not known */
  level: { level: number; from: number; to: number } | null;
  /** 'tekun', 'dibao', 'dibao_margin'; empty: none of them, or not said */
  categories: readonly string[];
};
export type Cost = {
  /** by the likely level */
  quote: Quote;
  /** what the family pays at least and at most, as far as the level is open; null: the price is not filed */
  least_fen: Fen | null;
  most_fen: Fen | null;
};

/** The person as the quote rules want it; the day is any of the month asked about. */
export const personOf = (told: Told, level: number | null, on: Day): PersonFacts => ({
  ...nothingKnown,
  bornOn: told.age === null ? null : bornFor(told.age, `${on.slice(0, 7)}-01`),
  level,
  categories: told.categories,
});

/** @param price the whole month in fen as filed; null is 未填报 */
export function costOf(kind: string, price: Fen | null, told: Told, rates: readonly Rate[], on: Day): Cost {
  const at = (level: number | null) => quoteWhole(price, serviceOf(kind), personOf(told, level, on), rates, on);
  const quote = at(told.level?.level ?? null);
  const open = told.level
    ? Array.from({ length: told.level.to - told.level.from + 1 }, (_, i) => told.level!.from + i)
    : [];
  const sums = [quote, ...open.filter((l) => l !== told.level?.level).map(at)].map((q) => q.family_fen);
  const known = sums.filter((s): s is Fen => s !== null);
  return {
    quote,
    least_fen: known.length ? Math.min(...known) : null,
    most_fen: known.length ? Math.max(...known) : null,
  };
}

/** The month as filed, all in: bed, care and meals at their lowest; null as soon as one of them is not filed. */
export function monthOf(parts: readonly (Fen | null)[]): Fen | null {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}
