// Decides what a contract lot still covers and who pays what of a month's fee (中度以上失能老年人养老服务消费补贴, 民办函〔2025〕49号).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, share, sum } from '../kernel/money.ts';
import { contains, type Day, fromRange } from '../kernel/period.ts';

export type Lot = {
  id: string;
  serviceClass: string;
  bought: number;
  committed: number;
  inUse: number;
  during: string;
  unitPriceFen: Fen;
};
export type Rate = {
  scheme: string;
  level: number;
  amountFen: Fen | null;
  basisPoints: number | null;
  capFen: Fen | null;
  effective: string;
  docNo: string;
  example: boolean;
};
export type QuoteLine = { scheme: string; amount_fen: Fen; doc_no: string; example: boolean };
export type Quote = { fee_fen: Fen | null; government_fen: Fen | null; family_fen: Fen | null; lines: QuoteLine[] };

/** Places a lot still has: bought − committed by offers − in use by stays. */
export const lotLeft = (lot: Pick<Lot, 'bought' | 'committed' | 'inUse'>) => lot.bought - lot.committed - lot.inUse;

/** The lot that covers this service on this day with most left, or why there is none. */
export function coveringLot(lots: readonly Lot[], serviceClass: string, on: Day): Verdict<{ lot: Lot }> {
  const inForce = lots
    .filter((l) => l.serviceClass === serviceClass && contains(fromRange(l.during), on))
    .sort((a, b) => lotLeft(b) - lotLeft(a) || (a.id < b.id ? -1 : 1));
  const best = inForce[0];
  if (!best) return { ok: false, reasons: [{ code: 'no_lot' }] };
  return verdict([lotLeft(best) <= 0 && { code: 'lot_exhausted', values: { bought: best.bought } }], { lot: best });
}

/**
 * A month's fee between government and family. The consumption coupon is min(cap, floor(rate × fee)) for levels 2–4
 * (domain §3b); 特困 persons are paid for by 特困供养 in full and never get a coupon on top. An unknown fee stays
 * unknown (未填报): nothing is invented.
 */
export function quote(
  fee: Fen | null,
  person: { level: number; tekun: boolean },
  setting: 'institution' | 'home',
  rates: readonly Rate[],
  on: Day,
): Quote {
  if (fee === null) return { fee_fen: null, government_fen: null, family_fen: null, lines: [] };
  const inForce = rates.filter((r) => contains(fromRange(r.effective), on));
  const line = (r: Rate, amount: Fen): QuoteLine => ({
    scheme: r.scheme,
    amount_fen: Math.min(amount, fee),
    doc_no: r.docNo,
    example: r.example,
  });
  const lines: QuoteLine[] = [];
  if (person.tekun) {
    const full = inForce.find((r) => r.scheme === 'tekun_support');
    if (full) lines.push(line(full, fee));
  } else {
    const coupon = inForce.find((r) => r.scheme === `consumption_coupon_${setting}` && r.level === person.level);
    if (coupon?.basisPoints) lines.push(line(coupon, Math.min(coupon.capFen ?? fee, share(fee, coupon.basisPoints))));
  }
  const government = sum(lines.map((l) => l.amount_fen));
  return { fee_fen: fee, government_fen: government, family_fen: fee - government, lines };
}
