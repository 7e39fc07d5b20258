/** Integer fen (1/100 yuan). Sums stay exact up to 2^53 fen, about 90 trillion yuan; beyond that these throw. */
export type Fen = number;

export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen: ${value}`);
  return value;
}

export function sum(values: Iterable<Fen>): Fen {
  let total = 0;
  for (const v of values) total = fen(total + v);
  return total;
}

/** A share given in basis points (5000 = 50 %), rounded down to the fen as the coupon rule of domain §3b says. */
export function share(amount: Fen, basisPoints: number): Fen {
  return Number((BigInt(fen(amount)) * BigInt(basisPoints)) / 10_000n);
}

/** '1234.50' from 123450 fen; no currency sign, no grouping. */
export function toYuan(amount: Fen): string {
  const a = Math.abs(fen(amount));
  return `${amount < 0 ? '-' : ''}${Math.trunc(a / 100)}.${String(a % 100).padStart(2, '0')}`;
}

/** '1,234.5' (also with ¥ or 元) → 123450 fen, without a float; null when it is no amount. At most ten trillion yuan. */
export function fromYuan(text: string): Fen | null {
  const found = /^¥?\s*(-?)(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,2}))?\s*元?$/.exec(text.trim());
  if (!found) return null;
  const amount = Number(found[2]?.replaceAll(',', '')) * 100 + Number((found[3] ?? '').padEnd(2, '0'));
  return Number.isSafeInteger(amount) ? (found[1] ? -amount : amount) : null;
}
