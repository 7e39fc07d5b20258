// Decides when days were settled for somebody who had died, and what a red flag of the money is: a code and the records that cause it.
import type { Fen } from '../../kernel/money.ts';
import { type Day, daysBetween } from '../../kernel/period.ts';

/** A record that causes a flag. `about` says what kind it is, so that a page knows where to open it. */
export type FlagRow = {
  about: 'line' | 'entry' | 'month' | 'payment' | 'disclosure' | 'person' | 'facility' | 'lot';
  id: string;
  /** what it is called: a voucher, a payee, a name, a facility */
  name: string;
  on: Day | null;
  amount_fen: Fen | null;
  values: Record<string, string | number | null>;
};
export type Flag<Code> = { code: Code; rows: FlagRow[] };

export const flagRow = (
  about: FlagRow['about'],
  id: string,
  name: string,
  rest: Partial<Pick<FlagRow, 'on' | 'amount_fen' | 'values'>> = {},
): FlagRow => ({ about, id, name, on: null, amount_fen: null, values: {}, ...rest });

/** Somebody's days of a month, corrections included, against the day they died. */
export type Died = {
  person: string;
  name: string;
  facility: string;
  month: Day;
  days: number;
  diedOn: Day;
  /** days of the month the person was there before; null where no stay is known */
  present: number | null;
  amountFen: Fen;
};

/**
 * Days that were settled from the day of death on; that day itself does not count as a day of care. Whoever came in the
 * middle of the month had fewer days before it than the month.
 */
export function daysAfterDeath(d: Pick<Died, 'month' | 'days' | 'diedOn' | 'present'>): number {
  const alive = d.present ?? Math.max(0, daysBetween(d.month, d.diedOn));
  return Math.max(0, d.days - alive);
}

/** Whoever days are settled for from their death on. */
export const afterDeath = (died: readonly Died[]): FlagRow[] =>
  died
    .filter((d) => daysAfterDeath(d) > 0)
    .map((d) =>
      flagRow('person', d.person, d.name, {
        on: d.diedOn,
        amount_fen: d.amountFen,
        values: { days: daysAfterDeath(d), facility: d.facility, month: d.month },
      }),
    );
