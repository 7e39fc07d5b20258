// Decides how far a contract has been used against the time that has passed, and whether it will run out or stay under
// (102号令: 绩效; 80 % as in the ledger, our default).
import { addDays, type Day, daysBetween } from '../kernel/period.ts';
import { type Forecast, type LedgerDay, type LedgerLot, NEARLY, unitsOf } from '../ledger/rules.ts';

export type LotFacts = { lot: LedgerLot; days: readonly LedgerDay[]; forecast: Forecast | null };
export const outlooks = ['runs_out', 'under', 'on_course'] as const;
export type Outlook = (typeof outlooks)[number];

/** Money at the full price at the end of a day: used up to `on`, from then on what those who are there come to. */
export type MoneyDay = {
  on: Day;
  even: number;
  used: number | null;
  staying: number | null;
  accepted: number | null;
  paid: number | null;
};
export type BurnDown = {
  start: Day;
  end: Day;
  /** of the time, of the money at full price, of the money accepted: 0–1, each of the amount */
  elapsed: number;
  amount_fen: number;
  used_fen: number;
  staying_fen: number;
  accepted_fen: number;
  paid_fen: number;
  runs_out_on: Day | null;
  outlook: Outlook;
};

const priceOn = (lot: LedgerLot, day: Day) =>
  lot.prices.find((p) => p.start <= day && (p.end === null || day < p.end))?.unitPriceFen ?? 0;

/** Used and to come of one lot day by day over its whole term, as money at the full price of each day. */
function moneyDays({ lot, days, forecast }: LotFacts): { on: Day; used: number | null; staying: number }[] {
  let fen = 0;
  const past = days.filter((d) => d.on < lot.end);
  const out = past.map((d) => {
    fen += unitsOf(lot.unit, d) * priceOn(lot, d.on);
    return { on: d.on, used: fen as number | null, staying: fen };
  });
  let units = forecast?.used ?? 0;
  for (const day of forecast?.days ?? []) {
    if (day.used !== null || day.staying === null) continue;
    fen += (day.staying - units) * priceOn(lot, day.on);
    units = day.staying;
    out.push({ on: day.on, used: null, staying: fen });
  }
  return out;
}

const daysIn = (lots: readonly LotFacts[]) => {
  const start = lots.reduce((d, l) => (l.lot.start < d ? l.lot.start : d), lots[0]!.lot.start);
  const end = lots.reduce((d, l) => (l.lot.end > d ? l.lot.end : d), lots[0]!.lot.end);
  return { start, end };
};

/** Lots of one contract, or of many, on a day; at least one. */
export function burnDownOf(lots: readonly LotFacts[], on: Day): BurnDown {
  const { start, end } = daysIn(lots);
  const sum = (value: (l: LotFacts) => number) => Math.round(lots.reduce((n, l) => n + value(l), 0));
  const amount = sum((l) => l.lot.amountFen);
  const line = lots.map((l) => moneyDays(l));
  const used = Math.round(line.reduce((n, days) => n + (days.findLast((d) => d.used !== null)?.used ?? 0), 0));
  const staying = Math.round(line.reduce((n, days) => n + (days.at(-1)?.staying ?? 0), 0));
  const runsOut = lots.flatMap((l) => l.forecast?.runs_out_on ?? []).sort()[0] ?? null;
  const passed = sum((l) => l.lot.amountFen * share(l.lot.start, l.lot.end, on));
  return {
    start,
    end,
    elapsed: amount > 0 ? passed / amount : share(start, end, on),
    amount_fen: amount,
    used_fen: used,
    staying_fen: staying,
    accepted_fen: sum((l) => l.days.at(-1)?.accepted_fen ?? 0),
    paid_fen: sum((l) => l.days.at(-1)?.paid_fen ?? 0),
    runs_out_on: runsOut,
    outlook: runsOut ? 'runs_out' : amount > 0 && staying < (amount * NEARLY) / 100 ? 'under' : 'on_course',
  };
}

/** The part of a period that has passed at the end of a day. */
const share = (start: Day, end: Day, on: Day) =>
  Math.min(1, Math.max(0, (daysBetween(start, on) + 1) / Math.max(1, daysBetween(start, end))));

/** The same lots over time, at the end of each week, on the day itself and on the last: what a plot shows. */
export function burnDays(lots: readonly LotFacts[], on: Day): MoneyDay[] {
  const { start, end } = daysIn(lots);
  const last = addDays(end, -1);
  const read: Day[] = [];
  for (let day = start; day < last; day = addDays(day, 7)) read.push(day);
  const days = [...new Set([...read, ...(on < last ? [on] : []), last])].sort();
  const lines = lots.map((l) => ({ ...l, money: moneyDays(l) }));
  return days.map((day) => {
    const at = (l: (typeof lines)[number]) => {
      const i = daysBetween(l.lot.start, day);
      return i < 0 ? undefined : (l.money[i] ?? l.money.at(-1));
    };
    const ledger = (l: LotFacts) =>
      l.days[daysBetween(l.lot.start, day)] ?? (day >= l.lot.start ? l.days.at(-1) : undefined);
    const sum = (value: (l: (typeof lines)[number]) => number) => Math.round(lines.reduce((n, l) => n + value(l), 0));
    const past = day <= on;
    return {
      on: day,
      even: sum((l) => l.lot.amountFen * share(l.lot.start, l.lot.end, day)),
      used: past ? sum((l) => at(l)?.used ?? at(l)?.staying ?? 0) : null,
      staying: day >= on ? sum((l) => at(l)?.staying ?? 0) : null,
      accepted: past ? sum((l) => ledger(l)?.accepted_fen ?? 0) : null,
      paid: past ? sum((l) => ledger(l)?.paid_fen ?? 0) : null,
    };
  });
}
