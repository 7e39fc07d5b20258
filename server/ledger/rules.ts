// Decides what a lot has bought, committed, in use and left on each day, when that is worth a warning, and which stays go on
// under a following lot (102号令: 台账、绩效; 80 % and under-use as in the issue, the other thresholds our default).
import type { LotChange } from '../contracts/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, daysBetween } from '../kernel/period.ts';
import { type Approved, paidByLot } from '../payments/rules.ts';

/** A lot as the ledger needs it; `[start, end)` is its period, cut where the contract was terminated. */
export type LedgerLot = {
  id: string;
  contractId: string;
  facilityId: string;
  serviceClass: 'residential' | 'nursing' | 'day' | 'home';
  unit: 'bed_month' | 'place_month' | 'hour';
  start: Day;
  end: Day;
  /** places at one time, as bought now; `boughtFrom` says since when, where amendments changed it */
  bought: number;
  boughtFrom: readonly { from: Day; bought: number }[];
  quantity: number;
  amountFen: number;
  prices: readonly { start: Day; end: Day | null; unitPriceFen: number }[];
};
/** A stay or an offer on a lot, from a day until it counts there no more. */
export type Use = { kind: 'stay' | 'offer'; lotId: string; start: Day; end: Day | null };
/** What a day brought besides: minutes of visits, money accepted by an approved month, money the bank confirmed. */
export type Movement = { lotId: string; on: Day; minutes: number; acceptedFen: number; paidFen: number };
export type LedgerDay = {
  on: Day;
  bought: number;
  committed: number;
  in_use: number;
  /** bought − committed − in use; negative where days entered later overlap */
  unused: number;
  minutes: number;
  /** counted up to the end of this day */
  accepted_fen: number;
  paid_fen: number;
  /** stays and offers that count on the lot although its period is over */
  stays_after: number;
  offers_after: number;
};

export const NEARLY = 80;
export const LEAST = 50;
export const WINDOW = 30;

/** The parts of a stay (or offer) by the lot it counts on, from its present lot and its changes. */
export function usesOf(
  kind: Use['kind'],
  present: string,
  changes: readonly LotChange[],
  whole: { start: Day; end: Day | null },
): Use[] {
  const inOrder = [...changes].sort((a, b) => (a.changedOn < b.changedOn ? -1 : 1));
  const parts = inOrder.map((c, i) => ({
    lotId: c.fromLotId,
    start: inOrder[i - 1]?.changedOn ?? null,
    end: c.changedOn,
  }));
  const last = { lotId: present, start: inOrder.at(-1)?.changedOn ?? null, end: null };
  return [...parts, last]
    .map(({ lotId, start, end }) => ({
      kind,
      lotId,
      start: start !== null && start > whole.start ? start : whole.start,
      end: end === null ? whole.end : whole.end === null || end < whole.end ? end : whole.end,
    }))
    .filter((use) => use.end === null || use.start < use.end);
}

export function boughtOn(lot: Pick<LedgerLot, 'bought' | 'boughtFrom' | 'start' | 'end'>, day: Day): number {
  if (day < lot.start || day >= lot.end) return 0;
  // In the order they were agreed: what a later version says from a day on stands, whatever an earlier one said of later days.
  const inForce = lot.boughtFrom.findLast((b) => b.from <= day);
  return (inForce ?? lot.boughtFrom[0])?.bought ?? lot.bought;
}

/** The lot at the end of each day from `from` to `to`, both included. Uses and movements of other lots are left out. */
export function ledgerDays(
  lot: LedgerLot,
  uses: readonly Use[],
  movements: readonly Movement[],
  from: Day,
  to: Day,
): LedgerDay[] {
  const length = Math.max(0, daysBetween(from, to) + 1);
  const index = (day: Day | null) => (day === null ? length : Math.min(length, Math.max(0, daysBetween(from, day))));
  const stays = new Int32Array(length + 1);
  const offers = new Int32Array(length + 1);
  for (const use of uses) {
    if (use.lotId !== lot.id) continue;
    const count = use.kind === 'stay' ? stays : offers;
    count[index(use.start)]! += 1;
    count[index(use.end)]! -= 1;
  }
  const mine = movements.filter((m) => m.lotId === lot.id);
  const moved = Map.groupBy(mine, (m) => m.on);
  const before = mine.filter((m) => m.on < from);
  let [staying, offered] = [0, 0];
  let acceptedFen = before.reduce((n, m) => n + m.acceptedFen, 0);
  let paidFen = before.reduce((n, m) => n + m.paidFen, 0);
  return Array.from({ length }, (_, i) => {
    const on = addDays(from, i);
    staying += stays[i]!;
    offered += offers[i]!;
    const today = moved.get(on) ?? [];
    for (const m of today) {
      acceptedFen += m.acceptedFen;
      paidFen += m.paidFen;
    }
    const within = on >= lot.start && on < lot.end;
    const over = on >= lot.end;
    const bought = boughtOn(lot, on);
    const [in_use, committed] = [within ? staying : 0, within ? offered : 0];
    return {
      on,
      bought,
      committed,
      in_use,
      unused: bought - committed - in_use,
      minutes: today.reduce((n, m) => n + m.minutes, 0),
      accepted_fen: acceptedFen,
      paid_fen: paidFen,
      stays_after: over ? staying : 0,
      offers_after: over ? offered : 0,
    };
  });
}

/** The money of a contract's approved months, in their order, by the day it was accepted or paid. */
export function moneyOf(months: readonly Approved[]): Movement[] {
  const accepted = months.flatMap((m) =>
    [...m.lots].map(([lotId, fen]) => ({ lotId, on: m.approvedOn, minutes: 0, acceptedFen: fen, paidFen: 0 })),
  );
  const payings = [...new Set(months.flatMap((m) => m.payments.flatMap((p) => p.paidOn ?? [])))].sort();
  let before = new Map<string, number>();
  const paid = payings.flatMap((on) => {
    const known = months.filter((m) => m.approvedOn <= on);
    const now = paidByLot(
      known.map((m) => ({
        lots: m.lots,
        payments: m.payments.map((p) => ({ ...p, paid: p.paidOn !== null && p.paidOn <= on })),
      })),
    );
    const moved = [...now].map(([lotId, fen]) => ({
      lotId,
      on,
      minutes: 0,
      acceptedFen: 0,
      paidFen: fen - (before.get(lotId) ?? 0),
    }));
    before = now;
    return moved.filter((m) => m.paidFen !== 0);
  });
  return [...accepted, ...paid];
}

export const daysOfMonth = (day: Day): number => {
  const first = `${day.slice(0, 7)}-01`;
  return daysBetween(first, addMonths(first, 1));
};

/** Units of a day: a place is one part of its month, or the hours of the visits. What is accepted may be less: days away are not paid. */
export const unitsOf = (unit: LedgerLot['unit'], day: Pick<LedgerDay, 'on' | 'in_use' | 'minutes'>): number =>
  unit === 'hour' ? day.minutes / 60 : day.in_use / daysOfMonth(day.on);

const share = (part: number, whole: number) => Math.floor((100 * part) / whole);

type Ahead = { used: number; runs_out_on: Day | null } | null;
/**
 * What deserves a look, as of the last of these days, which begin with the lot's period.
 * @param counters the lot's own counters where they can be compared, that is, today
 */
export function warningsOf(
  lot: LedgerLot,
  days: readonly LedgerDay[],
  ahead: Ahead,
  counters: { committed: number; inUse: number } | null,
): Reason[] {
  const now = days.at(-1);
  if (!now) return [];
  const used = now.committed + now.in_use;
  const last = days.filter((d) => d.on >= lot.start && d.on < lot.end).slice(-WINDOW);
  const places = last.reduce((n, d) => n + d.bought, 0);
  const mean =
    places > 0
      ? share(
          last.reduce((n, d) => n + d.in_use, 0),
          places,
        )
      : null;
  const over = days.findLast((d) => d.in_use > d.bought);
  const recount = { in_use: now.in_use + now.stays_after, committed: now.committed + now.offers_after };
  const within = now.on >= lot.start && now.on < lot.end;
  const quantityUsed = ahead && lot.quantity > 0 ? share(ahead.used, lot.quantity) : 0;
  const found: (Reason | false)[] = [
    now.stays_after + now.offers_after > 0 && {
      code: 'ledger_left_behind',
      values: { ended: lot.end, stays: now.stays_after, offers: now.offers_after },
    },
    !!counters &&
      (counters.inUse !== recount.in_use || counters.committed !== recount.committed) && {
        code: 'ledger_counter_off',
        values: {
          in_use: counters.inUse,
          in_use_now: recount.in_use,
          committed: counters.committed,
          committed_now: recount.committed,
        },
      },
    over !== undefined && {
      code: 'ledger_over_bought',
      values: { on: over.on, used: over.in_use, bought: over.bought },
    },
    within && now.bought > 0 && used >= now.bought && { code: 'ledger_full', values: { bought: now.bought } },
    within &&
      used < now.bought &&
      share(used, now.bought) >= NEARLY && {
        code: 'ledger_nearly_full',
        values: { used, bought: now.bought, percent: share(used, now.bought) },
      },
    within &&
      quantityUsed >= NEARLY && {
        code: 'ledger_quantity_nearly',
        values: { percent: quantityUsed, quantity: lot.quantity, unit: lot.unit, end: lot.end },
      },
    lot.amountFen > 0 &&
      share(now.accepted_fen, lot.amountFen) >= NEARLY && {
        code: 'ledger_money_nearly',
        values: { percent: share(now.accepted_fen, lot.amountFen) },
      },
    within && !!ahead?.runs_out_on && { code: 'ledger_will_run_out', values: { on: ahead.runs_out_on, end: lot.end } },
    within &&
      last.length >= WINDOW &&
      mean !== null &&
      mean < LEAST && { code: 'ledger_under_used', values: { days: last.length, percent: mean, least: LEAST } },
  ];
  return found.filter((r) => r !== false);
}

type CarryLot = Pick<LedgerLot, 'id' | 'facilityId' | 'serviceClass' | 'start' | 'end'>;
/**
 * May these stays and offers count on `to` from a day on? It takes the same service at the same home, once the lot they
 * are on pays no more, and a place for each of them on every day up to today.
 * @param days of `to`, from that day to today · @param moving on each of these days
 */
export function mayCarryOver(
  from: CarryLot,
  to: CarryLot & { facility: string },
  on: Day,
  today: Day,
  days: readonly LedgerDay[],
  moving: readonly number[],
): Verdict {
  const tight = days.findIndex((d, i) => (moving[i] ?? 0) > d.unused && d.on >= to.start && d.on < to.end);
  const full = tight < 0 ? null : days[tight]!;
  return verdict(
    [
      from.id === to.id && { code: 'carry_same_lot', pointer: '/to_lot' },
      from.facilityId !== to.facilityId && {
        code: 'carry_other_place',
        values: { facility: to.facility },
        pointer: '/to_lot',
      },
      from.serviceClass !== to.serviceClass && {
        code: 'carry_other_service',
        values: { from: from.serviceClass, to: to.serviceClass },
        pointer: '/to_lot',
      },
      on < from.end && { code: 'carry_lot_runs', values: { end: from.end, on }, pointer: '/changed_on' },
      on > today && { code: 'carry_future', values: { today }, pointer: '/changed_on' },
      from.id !== to.id &&
        (on < to.start || on >= to.end) && {
          code: 'carry_not_covered',
          values: { start: to.start, end: to.end, on },
          pointer: '/changed_on',
        },
      full !== null && {
        code: 'carry_full',
        values: {
          on: full.on,
          used: full.in_use + full.committed,
          bought: full.bought,
          moving: moving[tight] ?? 0,
        },
        pointer: '/to_lot',
      },
    ],
    {},
  );
}

/** Units at the end of a day: those of the past, those of the future under each assumption, and an even use of the quantity. */
export type ForecastDay = {
  on: Day;
  used: number | null;
  staying: number | null;
  with_offers: number | null;
  even: number;
};
type Outcome = { units: number; full_price_fen: number };
export type Forecast = {
  from: Day;
  quantity: number;
  amount_fen: number;
  used: number;
  staying: Outcome;
  with_offers: Outcome;
  runs_out_on: Day | null;
  days: ForecastDay[];
};

const priceOn = (lot: LedgerLot, day: Day) =>
  lot.prices.find((p) => p.start <= day && (p.end === null || day < p.end))?.unitPriceFen ?? 0;

/**
 * What the term comes to. Whoever lies there at the end of the last of these days stays to the end of the term, nobody
 * else comes, nobody is away; with offers, everybody offered moves in the next day. Hours of visits go on as in the
 * last 30 days. Money is at the full unit price, of which what families pay is yet to be taken: the most it can come to.
 * @param days from the first day of the lot's period; null where the last of them is not in the period
 */
export function forecastOf(lot: LedgerLot, days: readonly LedgerDay[]): Forecast | null {
  const now = days.at(-1);
  if (!now || now.on < lot.start || now.on >= lot.end) return null;
  const term = daysBetween(lot.start, lot.end);
  const window = days.slice(-WINDOW);
  const pace = window.reduce((n, d) => n + d.minutes, 0) / window.length;
  const places = now.in_use + now.committed;
  const grown = now.in_use > 0 ? (pace * places) / now.in_use : pace;
  let [used, staying, offered] = [0, 0, 0];
  let [usedFen, stayingFen, offeredFen] = [0, 0, 0];
  let runsOut: Day | null = null;
  const out: ForecastDay[] = [];
  const even = (i: number) => (lot.quantity * (i + 1)) / term;
  for (const [i, day] of days.entries()) {
    const units = unitsOf(lot.unit, day);
    used += units;
    usedFen += units * priceOn(lot, day.on);
    const last = i === days.length - 1;
    out.push({ on: day.on, used, staying: last ? used : null, with_offers: last ? used : null, even: even(i) });
  }
  [staying, offered, stayingFen, offeredFen] = [used, used, usedFen, usedFen];
  for (let i = days.length; i < term; i += 1) {
    const on = addDays(lot.start, i);
    const price = priceOn(lot, on);
    const stay = unitsOf(lot.unit, { on, in_use: now.in_use, minutes: pace });
    const all = unitsOf(lot.unit, { on, in_use: places, minutes: grown });
    staying += stay;
    offered += all;
    stayingFen += stay * price;
    offeredFen += all * price;
    // A day's part of a unit is no exact number: less than a thousandth over is not over.
    if (runsOut === null && staying > lot.quantity + 0.001) runsOut = on;
    out.push({ on, used: null, staying, with_offers: offered, even: even(i) });
  }
  return {
    from: now.on,
    quantity: lot.quantity,
    amount_fen: lot.amountFen,
    used,
    staying: { units: staying, full_price_fen: Math.round(stayingFen) },
    with_offers: { units: offered, full_price_fen: Math.round(offeredFen) },
    runs_out_on: runsOut,
    days: out,
  };
}
