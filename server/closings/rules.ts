// Decides when a facility may announce that it closes, and when it may be closed (养老机构管理办法: notice, resettlement; 民发〔2024〕19号: refunds).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, toYuan } from '../kernel/money.ts';
import { addDays, type Day } from '../kernel/period.ts';
import type { Home } from '../prepaid/rules.ts';

/** May a closing be announced for this day? `noticeDays` ahead, at least. */
export function mayAnnounce(closesOn: Day, today: Day, home: Home, noticeDays: number): Verdict {
  const first = addDays(today, noticeDays);
  return verdict(
    [
      home.closedOn !== null && { code: 'facility_closed' },
      home.closesOn !== null && { code: 'closing_announced', values: { on: home.closesOn } },
      closesOn < first && { code: 'closing_notice', values: { first }, pointer: '/closes_on' },
    ],
    {},
  );
}

export type ClosingState = 'announced' | 'cancelled' | 'done';
export const closingState = (c: { cancelledAt: Date | null; doneAt: Date | null }): ClosingState =>
  c.doneAt ? 'done' : c.cancelledAt ? 'cancelled' : 'announced';

export const mayCancel = (state: ClosingState): Verdict =>
  verdict([state !== 'announced' && { code: 'closing_over', values: { how: `closing_${state}` } }], {});

/** What still stands in the way of closing for good. Amounts and counts; the page lists them by name. */
export type Remaining = { owed: { people: number; fen: Fen }; residents: number; held: number };

/** May the home be closed now? Its day has come, everybody has moved out, every balance is given back. */
export function mayClose(state: ClosingState, closesOn: Day, today: Day, left: Remaining): Verdict {
  return verdict(
    [
      state !== 'announced' && { code: 'closing_over', values: { how: `closing_${state}` } },
      today < closesOn && { code: 'closing_too_early', values: { on: closesOn } },
      left.owed.people > 0 && {
        code: 'closing_balances',
        values: { people: left.owed.people, yuan: toYuan(left.owed.fen) },
      },
      left.residents > 0 && { code: 'closing_residents', values: { people: left.residents } },
      left.held > 0 && { code: 'closing_held', values: { people: left.held } },
    ],
    {},
  );
}
