// Decides which month of a contract may be drafted, and by when its homes answer (财政部令102号 art. 23–27: paid is what was
// accepted, as the records of the stays say it).
import { type Quote, quoteMonth, schemes } from '../entitlements/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf } from '../kernel/period.ts';
import { lengthen, type Reckoned } from './mechanism/lines.ts';

/** So many days a home has to answer a line; after them silence holds up nothing. */
export const ANSWER_DAYS = 5;
/** On these days of a month last month is drafted by itself. */
export const DRAFT_DAYS = 3;

/** '2026-10' or a day of it → its first day. */
export const monthOf = (day: string): Day => `${day.slice(0, 7)}-01`;
export const lastMonth = (today: Day): Day => addMonths(monthOf(today), -1);

export type ContractState = {
  announcedOn: Day | null;
  start: Day;
  /** the first day on which it is not in force any more */
  end: Day;
};

/**
 * May this month be drafted? Only a month that is over, of a contract that was announced by then. `passed`: it had nothing
 * to settle when a later one was frozen; whatever has turned up since is in the corrections of the next.
 */
export function mayDraft(
  contract: ContractState,
  month: Day,
  state: { frozen: boolean; passed: boolean },
  today: Day,
): Verdict {
  const next = addMonths(month, 1);
  return verdict(
    [
      next > today && { code: 'settlement_month_open', values: { month: month.slice(0, 7), from: next } },
      (contract.announcedOn === null || contract.announcedOn > today) && { code: 'settlement_not_announced' },
      next <= contract.start && {
        code: 'settlement_before_contract',
        values: { month: month.slice(0, 7), start: contract.start },
      },
      state.frozen && { code: 'settlement_frozen', values: { month: month.slice(0, 7) } },
      state.passed && { code: 'settlement_passed', values: { month: month.slice(0, 7) } },
    ],
    {},
  );
}

/** Frozen months and those passed over between and after them, up to `month`: each may have something to put right. */
export function settledMonths(own: readonly { month: Day; frozen: boolean }[], month: Day): Day[] {
  const first = own
    .filter((s) => s.frozen)
    .reduce<Day | null>((d, s) => (d === null || s.month < d ? s.month : d), null);
  const drafts = new Set(own.filter((s) => !s.frozen).map((s) => s.month));
  const months: Day[] = [];
  for (let m = first; m !== null && m < month; m = addMonths(m, 1)) if (!drafts.has(m)) months.push(m);
  return months;
}

/** Lies a month without a settlement between two that are frozen? */
export const isPassed = (own: readonly { month: Day; frozen: boolean }[], month: Day): boolean =>
  own.every((s) => s.month !== month) &&
  own.some((s) => s.frozen && s.month < month) &&
  own.some((s) => s.frozen && s.month > month);

export type Named = { lot: string; facility: string; day: Day };
/** A lot without a price on a day that was used: named with its first day, so that the price can be entered. */
export function allPriced(unpriced: readonly Named[]): Verdict {
  const first = new Map<string, Named>();
  for (const u of unpriced) if (!first.has(u.lot) || u.day < (first.get(u.lot) as Named).day) first.set(u.lot, u);
  return verdict(
    [...first.values()].map(
      (u): Reason => ({ code: 'settlement_no_price', values: { facility: u.facility, lot: u.lot, day: u.day } }),
    ),
    {},
  );
}

export const answerBy = (draftedAt: Date): Day => addDays(dayOf(draftedAt), ANSWER_DAYS);

export const schemeNames = schemes;

/** Who paid what of a person's whole month and why, from what a line keeps: the page explains it with the rule that reckoned it. */
export const explain = (reckoned: Reckoned): Quote =>
  quoteMonth(reckoned.month, lengthen(reckoned), reckoned.rates).quote;
