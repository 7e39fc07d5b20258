// Decides whether a contract may be signed and announced: what it has to say, for how long, with whom, from which budget
// (财政部令102号 art. 7–8, 14, 23–24; 政府采购法实施条例 art. 50: announced within two working days).
import { dueDays } from '../clocks/rules.ts';
import {
  conditions,
  elements,
  eligible,
  HOLDBACK,
  type LotTerms,
  type ProviderKind,
  type State,
  type Terms,
} from '../contracts/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { sum, toYuan } from '../kernel/money.ts';
import { addDays, addMonths, contains, type Day, fromRange, type Period } from '../kernel/period.ts';
import type { Calendar } from '../kernel/workdays.ts';

export { states, units } from '../contracts/rules.ts';

/** A number as it stands on the paper; nothing that could be taken for an ID card's or a phone's. */
export const isContractNo = (no: string): boolean =>
  /^\S.{2,39}$/u.test(no) && !/\d{17}|(?<!\d)1[3-9]\d{9}(?!\d)/.test(no);

export type Line = {
  id: string;
  year: number;
  code: string;
  name: string;
  amountFen: number;
  committedFen: number;
  /** of the committed, what this contract has put there already */
  ownFen: number;
};
/** What terms are judged by. `on` is the day of signing. */
export type Facts = {
  on: Day;
  provider: { name: string; kind: ProviderKind } | null;
  catalogue: readonly { code: string; effective: string }[];
  facilities: ReadonlyMap<string, { name: string; closedOn: Day | null }>;
  lines: ReadonlyMap<string, Line>;
};
export type Maybe = Reason | false;

const months = (p: Period & { end: Day }): number => {
  let n = 1;
  while (addMonths(p.start, n) < p.end) n += 1;
  return n;
};

function checkTerm(terms: Terms): Maybe[] {
  const lacking = conditions.filter((c) => !terms.long_term?.[c]);
  const kept = terms.holdback_percent ?? null;
  const long = terms.end > addMonths(terms.start, 12);
  return [
    !terms.title.trim() && { code: 'contract_title', pointer: '/terms/title' },
    terms.end <= terms.start && {
      code: 'dates_reversed',
      values: { start: terms.start, end: terms.end },
      pointer: '/terms/end',
    },
    long && lacking.length > 0 && { code: 'contract_over_year', values: { lacking }, pointer: '/terms/long_term' },
    terms.end > addMonths(terms.start, 36) && {
      code: 'contract_over_three',
      values: { last: addDays(addMonths(terms.start, 36), -1) },
      pointer: '/terms/end',
    },
    kept !== null &&
      (kept < HOLDBACK.least || kept > HOLDBACK.most) && {
        code: 'contract_holdback',
        values: { percent: kept, ...HOLDBACK },
        pointer: '/terms/holdback_percent',
      },
    ...elements.map((e): Maybe => {
      const at = `/terms/elements/${e}`;
      return (
        !terms.elements[e].trim() && { code: 'contract_element', values: { element: `element_${e}` }, pointer: at }
      );
    }),
  ];
}

const unitFits = (l: LotTerms) =>
  l.service_class === 'home'
    ? l.unit !== 'bed_month'
    : l.unit === (l.service_class === 'day' ? 'place_month' : 'bed_month');

/** `agreed` are lots of a version in force: that an item has left the catalogue or a home is closed does not undo them. */
function checkLot(terms: Terms, l: LotTerms, i: number, f: Facts, agreed: boolean): Maybe[] {
  const n = i + 1;
  const at = (field: keyof LotTerms) => `/terms/lots/${i}/${field}`;
  const place = f.facilities.get(l.facility_id);
  const whole = l.start < l.end;
  const most = whole && l.unit !== 'hour' ? l.bought * months(l) : null;
  const twin = terms.lots.findIndex(
    (o, j) =>
      j < i &&
      o.facility_id === l.facility_id &&
      o.service_class === l.service_class &&
      o.start < l.end &&
      l.start < o.end,
  );
  const listed = f.catalogue.some((c) => c.code === l.catalogue_code && contains(fromRange(c.effective), f.on));
  return [
    !place && { code: 'contract_lot_facility', values: { n }, pointer: at('facility_id') },
    !agreed &&
      !!place?.closedOn &&
      place.closedOn < l.end && {
        code: 'contract_lot_closed',
        values: { n, facility: place.name, on: place.closedOn },
        pointer: at('facility_id'),
      },
    !agreed &&
      !listed && {
        code: 'contract_lot_catalogue',
        values: { n, item: l.catalogue_code || '—', on: f.on },
        pointer: at('catalogue_code'),
      },
    (!whole || l.start < terms.start || l.end > terms.end) && {
      code: 'contract_lot_dates',
      values: { n, start: terms.start, end: addDays(terms.end, -1) },
      pointer: at('start'),
    },
    !unitFits(l) && {
      code: 'contract_lot_unit',
      values: { n, service: l.service_class, unit: `unit_${l.unit}` },
      pointer: at('unit'),
    },
    !agreed &&
      (l.bought < 1 || l.quantity < 1 || l.unit_price_fen < 1) && {
        code: 'contract_lot_empty',
        values: { n },
        pointer: at(l.bought < 1 ? 'bought' : l.quantity < 1 ? 'quantity' : 'unit_price_fen'),
      },
    most !== null &&
      l.quantity > most && {
        code: 'contract_lot_quantity',
        values: { n, bought: l.bought, most },
        pointer: at('quantity'),
      },
    twin >= 0 && { code: 'contract_lot_twice', values: { n, other: twin + 1 }, pointer: at('facility_id') },
  ];
}

/** The money: each year of the term has a line, the split is the amount of the contract, no line gives more than it has. */
function checkBudgets(terms: Terms, amountFen: number, f: Facts): Maybe[] {
  const split = sum(terms.budgets.map((b) => b.amount_fen));
  const [first, last] = [Number(terms.start.slice(0, 4)), Number(addDays(terms.end, -1).slice(0, 4))];
  const years = terms.start < terms.end ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : [];
  const yearOf = (id: string) => f.lines.get(id)?.year;
  return [
    ...years
      .filter((y) => !terms.budgets.some((b) => yearOf(b.line_id) === y && b.amount_fen > 0))
      .map((year): Maybe => ({ code: 'contract_budget_year', values: { year }, pointer: '/terms/budgets' })),
    amountFen !== split && {
      code: amountFen > split ? 'contract_lots_over_budget' : 'contract_budget_unused',
      values: { lots: toYuan(amountFen), budget: toYuan(split), differ: toYuan(Math.abs(amountFen - split)) },
      pointer: '/terms/budgets',
    },
    ...terms.budgets.flatMap((b, i): Maybe[] => {
      const pointer = `/terms/budgets/${i}/amount_fen`;
      const line = f.lines.get(b.line_id);
      if (!line)
        return [{ code: 'contract_line_unknown', values: { n: i + 1 }, pointer: `/terms/budgets/${i}/line_id` }];
      const { code, year } = line;
      const left = line.amountFen - line.committedFen + line.ownFen;
      return [
        terms.budgets.findIndex((o) => o.line_id === b.line_id) < i && {
          code: 'contract_line_twice',
          values: { line: code, year },
          pointer: `/terms/budgets/${i}/line_id`,
        },
        !years.includes(year) &&
          b.amount_fen > 0 && { code: 'contract_line_year', values: { line: code, year }, pointer },
        b.amount_fen > left && {
          code: 'contract_line_exceeded',
          values: {
            line: code,
            year,
            left: toYuan(left),
            asked: toYuan(b.amount_fen),
            over: toYuan(b.amount_fen - left),
          },
          pointer,
        },
      ];
    }),
  ];
}

/**
 * Everything that keeps terms from being signed. `amountFen` is what the lots come to; `agreed` are the ids of lots of
 * the version in force.
 */
export function checkTerms(
  terms: Terms,
  amountFen: number,
  f: Facts,
  agreed: ReadonlySet<string> = new Set(),
): Reason[] {
  const { provider } = f;
  return [
    !provider && ({ code: 'contract_provider', pointer: '/provider_id' } satisfies Reason),
    !!provider &&
      !eligible(provider.kind) && {
        code: 'contract_provider_kind' as const,
        values: { name: provider.name, kind: `provider_${provider.kind}` },
        pointer: '/provider_id',
      },
    ...checkTerm(terms),
    terms.lots.length === 0 && { code: 'contract_no_lots' as const, pointer: '/terms/lots' },
    ...terms.lots.flatMap((l, i) => checkLot(terms, l, i, f, agreed.has(l.id))),
    ...checkBudgets(terms, amountFen, f),
  ].filter((r): r is Reason => !!r);
}

export const inState = (state: State, wanted: readonly State[]): Maybe =>
  !wanted.includes(state) && { code: 'contract_state', values: { state: `contract_is_${state}` } };
export const notAhead = (day: Day, today: Day, pointer: string): Maybe =>
  day > today && { code: 'date_in_future', values: { date: day }, pointer };

/** Only a draft is written on, and only a draft is thrown away. */
export const mayDraft = (state: State): Verdict => verdict([inState(state, ['draft'])], {});

export const maySign = (state: State, terms: Terms, amountFen: number, f: Facts, today: Day): Verdict =>
  verdict([inState(state, ['draft']), notAhead(f.on, today, '/signed_on'), ...checkTerms(terms, amountFen, f)], {});

/** Announced once, on a day from its signing to today; from then on its lots take people. */
export function mayAnnounce(
  state: State,
  c: { signedOn: Day | null; announcedOn: Day; endedOn: Day | null; place: string; terms: Terms },
  f: Pick<Facts, 'facilities'>,
  today: Day,
): Verdict {
  return verdict(
    [
      inState(state, ['signed']),
      // Its budget is given back already: no place is given on it any more.
      c.endedOn !== null && { code: 'contract_ending', values: { on: c.endedOn } },
      notAhead(c.announcedOn, today, '/announced_on'),
      c.signedOn !== null &&
        c.announcedOn < c.signedOn && {
          code: 'contract_announced_early',
          values: { on: c.signedOn },
          pointer: '/announced_on',
        },
      !c.place.trim() && { code: 'contract_announced_place', pointer: '/announced_place' },
      ...c.terms.lots.map((l, i): Maybe => {
        const place = f.facilities.get(l.facility_id);
        const on = place?.closedOn;
        return !!on && on < l.end && { code: 'contract_lot_closed', values: { n: i + 1, facility: place.name, on } };
      }),
    ],
    {},
  );
}

export const ANNOUNCE_WORKING_DAYS = 2;
/** By when a signed contract is to be announced: amber on the last of the working days, red after it. */
export const announceClock = (calendar: Calendar, signedOn: Day) =>
  dueDays(calendar, { startedOn: signedOn, days: ANNOUNCE_WORKING_DAYS, unit: 'working' }, []);
