// Decides whether a contract in force may be amended or ended before its term, and what of the budget is given back then
// (财政部令102号 art. 24; 政府采购法 art. 49–50: no change that harms the public interest, by written agreement).
import type { LotTerms, State, Terms } from '../contracts/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { sum, toYuan } from '../kernel/money.ts';
import { addDays, addMonths, type Day, daysBetween } from '../kernel/period.ts';
import { checkTerms, type Facts, inState, type Maybe, notAhead } from '../procurement/rules.ts';

/** What has become of a lot in force: places taken by offers and stays, money accepted, first day of its latest price. */
export type LotNow = { used: number; acceptedFen: number; amountFen: number; priceFrom: Day };
export type Amendment = { terms: Terms; signedOn: Day; effectiveOn: Day; reason: string };

/** The order of fields says nothing: the database keeps its own. */
const inOrder = (_: string, v: unknown) =>
  v !== null && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
    : v;
const same = (a: unknown, b: unknown) => JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);

function checkAmendedLots(
  before: Terms,
  a: Amendment,
  now: ReadonlyMap<string, LotNow>,
  amounts: ReadonlyMap<string, number>,
): Maybe[] {
  const after = new Map(a.terms.lots.map((l, i) => [l.id, { l, i }]));
  return [
    ...before.lots.flatMap((old, k): Maybe[] => {
      const found = after.get(old.id);
      const was = now.get(old.id);
      if (!found) return [{ code: 'amend_lot_removed', values: { n: k + 1 }, pointer: '/terms/lots' }];
      const { l, i } = found;
      const n = i + 1;
      const at = (field: keyof LotTerms) => `/terms/lots/${i}/${field}`;
      const moved = (['facility_id', 'service_class', 'catalogue_code', 'unit', 'start'] as const).find(
        (k) => l[k] !== old[k],
      );
      const accepted = was?.acceptedFen ?? 0;
      return [
        moved !== undefined && { code: 'amend_lot_identity', values: { n }, pointer: at(moved) },
        l.end < old.end && { code: 'amend_shortened', pointer: at('end') },
        !!was &&
          l.bought < was.used && { code: 'amend_bought_below', values: { n, used: was.used }, pointer: at('bought') },
        (amounts.get(l.id) ?? 0) < accepted && {
          code: 'amend_below_accepted',
          values: { n, accepted: toYuan(accepted) },
          pointer: at('quantity'),
        },
        !!was &&
          l.unit_price_fen !== old.unit_price_fen &&
          a.effectiveOn <= was.priceFrom && {
            code: 'amend_price_order',
            values: { n, on: was.priceFrom },
            pointer: '/effective_on',
          },
      ];
    }),
    ...a.terms.lots.map((l, i): Maybe => {
      const fresh = !before.lots.some((old) => old.id === l.id);
      return (
        fresh &&
        l.start < a.effectiveOn && {
          code: 'amend_lot_start',
          values: { n: i + 1, on: a.effectiveOn },
          pointer: `/terms/lots/${i}/start`,
        }
      );
    }),
  ];
}

/** True when nothing but unit prices differs. */
const onlyPrices = (before: Terms, after: Terms): boolean => {
  const plain = (t: Terms) => ({ ...t, budgets: [], lots: t.lots.map((l) => ({ ...l, unit_price_fen: 0 })) });
  return same(plain(before), plain(after));
};

/**
 * May a contract in force be amended? A new price holds from a day, today's or a later one's; everything else holds at
 * once. It does not reach back before it was signed, takes nothing away that is in use or accepted, and does not shorten
 * the term: that is ending it early.
 */
export function mayAmend(
  state: State,
  before: Terms,
  a: Amendment,
  facts: {
    terms: Facts;
    now: ReadonlyMap<string, LotNow>;
    amounts: ReadonlyMap<string, number>;
    endedOn: Day | null;
    paid: ReadonlyMap<string, number>;
  },
  today: Day,
): Verdict {
  const { terms } = a;
  const amount = sum(terms.lots.map((l) => facts.amounts.get(l.id) ?? 0));
  return verdict(
    [
      inState(state, ['announced', 'active']),
      facts.endedOn !== null && { code: 'contract_ending', values: { on: facts.endedOn } },
      !a.reason.trim() && { code: 'reason_needed', pointer: '/reason' },
      notAhead(a.signedOn, today, '/signed_on'),
      a.effectiveOn < a.signedOn && {
        code: 'amend_retroactive',
        values: { on: a.signedOn },
        pointer: '/effective_on',
      },
      a.effectiveOn >= terms.end && {
        code: 'amend_after_end',
        values: { last: addDays(terms.end, -1) },
        pointer: '/effective_on',
      },
      same(before, terms) && { code: 'amend_nothing' },
      a.effectiveOn > today && !onlyPrices(before, terms) && { code: 'amend_ahead', pointer: '/effective_on' },
      terms.start !== before.start && { code: 'amend_start', pointer: '/terms/start' },
      terms.end < before.end && { code: 'amend_shortened', pointer: '/terms/end' },
      ...checkAmendedLots(before, a, facts.now, facts.amounts),
      ...[...facts.paid].map(([line, paid]): Maybe => {
        const i = terms.budgets.findIndex((b) => b.line_id === line);
        const { code, year } = facts.terms.lines.get(line) ?? { code: line, year: 0 };
        const short = (terms.budgets[i]?.amount_fen ?? 0) < paid;
        const pointer = i < 0 ? '/terms/budgets' : `/terms/budgets/${i}/amount_fen`;
        return short && { code: 'contract_line_paid', values: { line: code, year, paid: toYuan(paid) }, pointer };
      }),
      ...checkTerms(terms, amount, facts.terms, new Set(before.lots.map((l) => l.id))),
    ],
    {},
  );
}

/** May it be ended before its term? From a day within it, in the past or ahead, once, with a reason. */
export function mayEnd(
  state: State,
  c: { signedOn: Day | null; endedOn: Day | null; start: Day; end: Day },
  asked: { on: Day; reason: string },
): Verdict {
  const first = c.signedOn !== null && (state !== 'active' || c.signedOn > c.start) ? c.signedOn : c.start;
  return verdict(
    [
      inState(state, ['signed', 'announced', 'active']),
      c.endedOn !== null && { code: 'contract_ending', values: { on: c.endedOn } },
      (asked.on < first || asked.on >= c.end) && {
        code: 'contract_end_day',
        values: { first, last: addDays(c.end, -1) },
        pointer: '/ended_on',
      },
      !asked.reason.trim() && { code: 'reason_needed', pointer: '/reason' },
    ],
    {},
  );
}

/**
 * What may still be accepted for a lot that ends on `on`: what is accepted already, or every place for every day until
 * then if that is more, never more than before. Hours are no days: nothing of them is given back before the last month
 * is settled.
 */
export function keptAmount(
  lot: { unit: LotTerms['unit']; bought: number; amountFen: number; acceptedFen: number; start: Day; end: Day },
  prices: readonly { from: Day; unitPriceFen: number }[],
  on: Day,
): number {
  if (lot.unit === 'hour') return lot.amountFen;
  const end = on < lot.end ? on : lot.end;
  let most = 0;
  for (let day = lot.start; day < end; ) {
    const month = `${day.slice(0, 7)}-01`;
    const next = addMonths(month, 1);
    const until = next < end ? next : end;
    const price = Math.max(0, ...prices.filter((p) => p.from < until).map((p) => p.unitPriceFen));
    most += Math.ceil((lot.bought * daysBetween(day, until) * price) / daysBetween(month, next));
    day = until;
  }
  return Math.min(lot.amountFen, Math.max(lot.acceptedFen, most));
}

/**
 * From which lines a sum is given back: the latest year first, never below what is paid from a line already.
 * @returns what each line bears afterwards
 */
export function giveBack(
  budgets: readonly { lineId: string; year: number; amountFen: number; paidFen: number }[],
  releasedFen: number,
): Map<string, number> {
  let left = releasedFen;
  const latest = [...budgets].sort((a, b) => b.year - a.year || (a.lineId < b.lineId ? 1 : -1));
  return new Map(
    latest.map((b) => {
      const back = Math.min(left, Math.max(0, b.amountFen - b.paidFen));
      left -= back;
      return [b.lineId, b.amountFen - back];
    }),
  );
}
