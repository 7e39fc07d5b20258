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
