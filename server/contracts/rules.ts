// Decides what a contract may say, when it is in force and what its lots still cover (政府购买服务管理办法, 财政部令102号).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { contains, type Day, fromRange } from '../kernel/period.ts';

export type Lot = {
  id: string;
  serviceClass: string;
  bought: number;
  committed: number;
  inUse: number;
  during: string;
};
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

/** The lot of an offer, or once that is over by the day of admission the one that covers that day. */
export function lotToStayOn(
  lots: readonly Lot[],
  offered: string,
  serviceClass: string,
  on: Day,
): Verdict<{ lot: Lot }> {
  const own = lots.find((l) => l.id === offered);
  return own && contains(fromRange(own.during), on) ? { ok: true, lot: own } : coveringLot(lots, serviceClass, on);
}

/** A stay went on under another lot from that day on. */
export type LotChange = { fromLotId: string; toLotId: string; changedOn: Day };

/** The lot of a stay on a day, from its present one and its changes (in any order). */
export function lotOn(present: string | null, changes: readonly LotChange[], day: Day): string | null {
  const next = changes
    .filter((c) => c.changedOn > day)
    .reduce<LotChange | null>((first, c) => (first === null || c.changedOn < first.changedOn ? c : first), null);
  return next ? next.fromLotId : present;
}
