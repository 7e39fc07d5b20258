// Decides what a person's month under a lot comes to, and what earlier months had wrong of it: a line keeps everything it was
// reckoned from, and a correction is the truth reckoned afresh less what was settled (已结算的月份不改，只在下期更正).
import {
  type FactSpan,
  type PersonFacts,
  quoteMonth,
  type Rate,
  type Scheme,
  type Spell,
  schemes as schemesInOrder,
} from '../../entitlements/rules.ts';
import { type Fen, fen } from '../../kernel/money.ts';
import { addDays, addMonths, type Day, fromRange, overlaps } from '../../kernel/period.ts';
import { countMonth, type PricedLot, type Stay } from './count.ts';

type Schemes = Partial<Record<Scheme, Fen>>;
/** What a month of a person under a lot comes to. `num / den` units; government + family = amount. */
export type Figures = {
  days: number;
  num: number;
  den: number;
  amount_fen: Fen;
  government_fen: Fen;
  family_fen: Fen;
  schemes: Schemes;
};
/** Days of one service at one price, shortened: from, to (not included), parts a day, and which of the facts held. */
export type ShortSpell = {
  lot: string;
  service: Spell['service'];
  price_fen: Fen;
  den: number;
  runs: [from: Day, to: Day, n: number, facts: number][];
};
/** The person's whole month, as it went into the reckoning. */
export type Reckoned = { month: Day; spells: ShortSpell[]; facts: PersonFacts[]; rates: Rate[] };
/** `settled`: of a correction, what all frozen months together had for that month. */
export type Basis = { reckoned: Reckoned; settled: Figures | null };
export type Line = Figures & {
  lot_id: string;
  applicant_id: string;
  kind: 'regular' | 'correction';
  month: Day;
  basis: Basis;
};

/** A person's stays and what is known of the person, over all months asked about. */
export type Person = { id: string; stays: readonly Stay[]; facts: readonly FactSpan[] };

export const nothing: Figures = {
  days: 0,
  num: 0,
  den: 1,
  amount_fen: 0,
  government_fen: 0,
  family_fen: 0,
  schemes: {},
};

function shorten(spells: readonly Spell[]): Pick<Reckoned, 'spells' | 'facts'> {
  const facts: PersonFacts[] = [];
  const texts: string[] = [];
  const seen = new Map<PersonFacts, number>();
  const at = (f: PersonFacts): number => {
    const known = seen.get(f);
    if (known !== undefined) return known;
    const text = JSON.stringify(f);
    let i = texts.indexOf(text);
    if (i < 0) {
      i = texts.push(text) - 1;
      facts.push(f);
    }
    seen.set(f, i);
    return i;
  };
  return {
    facts,
    spells: spells.map((s) => {
      const runs: ShortSpell['runs'] = [];
      for (const d of s.days) {
        const f = at(d.facts);
        const last = runs.at(-1);
        if (last && last[1] === d.day && last[2] === d.n && last[3] === f) last[1] = addDays(d.day, 1);
        else runs.push([d.day, addDays(d.day, 1), d.n, f]);
      }
      return { lot: s.key, service: s.service, price_fen: s.unitPriceFen, den: s.den, runs };
    }),
  };
}

/** Day by day again. */
export const lengthen = ({ spells, facts }: Reckoned): Spell[] =>
  spells.map((s) => ({
    key: s.lot,
    service: s.service,
    unitPriceFen: s.price_fen,
    den: s.den,
    days: s.runs.flatMap(([from, to, n, f]) => {
      const days: { day: Day; n: number; facts: PersonFacts }[] = [];
      for (let day = from; day < to; day = addDays(day, 1)) days.push({ day, n, facts: facts[f] as PersonFacts });
      return days;
    }),
  }));

const figuresOf = (month: Day, spells: readonly Spell[], rates: readonly Rate[]): Map<string, Figures> =>
  new Map(quoteMonth(month, spells, rates).parts.map(({ key, ...figures }) => [key, figures]));

/** The figures of a line from nothing but what it keeps: the proof, years later, that it was reckoned right. */
export function replay({ reckoned, settled }: Basis, lotId: string): Figures {
  const truth = figuresOf(reckoned.month, lengthen(reckoned), reckoned.rates).get(lotId) ?? nothing;
  return settled === null ? truth : less(truth, settled);
}

/** The rates that can have mattered in that month, in one order whatever order the database gave. */
export function ratesIn(month: Day, rates: readonly Rate[]): Rate[] {
  const period = { start: month, end: addMonths(month, 1) };
  return rates
    .filter((r) => overlaps(fromRange(r.effective), period))
    .map(({ scheme, level, amountFen, basisPoints, capFen, stackGroup, effective, docNo, example }) => ({
      ...{ scheme, level, amountFen, basisPoints, capFen, stackGroup, effective, docNo, example },
    }))
    .sort((a, b) =>
      a.scheme < b.scheme ? -1 : a.scheme > b.scheme ? 1 : a.level - b.level || (a.effective < b.effective ? -1 : 1),
    );
}

export type Unpriced = { lotId: string; day: Day };

/** The truth of a person's month: a line for each of these lots that was used, reckoned over all the person's lots. */
export function monthLines(
  month: Day,
  person: Person,
  lots: ReadonlyMap<string, PricedLot>,
  mine: (lot: PricedLot) => boolean,
  rates: readonly Rate[],
): { lines: Line[]; unpriced: Unpriced[]; reckoned: Reckoned } {
  const { spells, unpriced } = countMonth(month, person.stays, lots, person.facts);
  const reckoned: Reckoned = { month, ...shorten(spells), rates: [...rates] };
  const lines: Line[] = [];
  if (spells.some((s) => mine(lots.get(s.key) as PricedLot)))
    for (const [lotId, figures] of figuresOf(month, spells, rates)) {
      const lot = lots.get(lotId);
      if (lot && mine(lot))
        lines.push({
          ...figures,
          lot_id: lotId,
          applicant_id: person.id,
          kind: 'regular',
          month,
          basis: { reckoned, settled: null },
        });
    }
  return { lines, unpriced, reckoned };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** a + sign × b, exactly; over one denominator where they have one. */
function combine(a: Figures, b: Figures, sign: 1 | -1): Figures {
  const den = a.num === 0 ? b.den : b.num === 0 ? a.den : (a.den / gcd(a.den, b.den)) * b.den;
  const scaled = (f: Figures) => (f.num === 0 ? 0 : f.num * (den / f.den));
  const schemes: Schemes = {};
  for (const s of schemesInOrder) {
    const value = fen((a.schemes[s] ?? 0) + sign * (b.schemes[s] ?? 0));
    if (value !== 0) schemes[s] = value;
  }
  return {
    days: a.days + sign * b.days,
    num: scaled(a) + sign * scaled(b),
    den,
    amount_fen: fen(a.amount_fen + sign * b.amount_fen),
    government_fen: fen(a.government_fen + sign * b.government_fen),
    family_fen: fen(a.family_fen + sign * b.family_fen),
    schemes,
  };
}
export const plus = (a: Figures, b: Figures): Figures => combine(a, b, 1);
export const less = (a: Figures, b: Figures): Figures => combine(a, b, -1);

const isNothing = (f: Figures) =>
  f.days === 0 &&
  f.num === 0 &&
  f.amount_fen === 0 &&
  f.government_fen === 0 &&
  f.family_fen === 0 &&
  Object.keys(f.schemes).length === 0;

/**
 * What is still to be put right of a frozen month: for each person and lot the truth less what was settled, where they
 * differ. Whoever was settled and is not in the truth any more gets everything taken back.
 * @param settled sums over all frozen lines about that month, by `lot applicant`
 * @param emptyOf what was reckoned of a person with no line left
 */
export function corrections(
  month: Day,
  truth: readonly Line[],
  settled: ReadonlyMap<string, Figures>,
  emptyOf: (applicantId: string) => Reckoned,
): Line[] {
  const found = new Map(truth.map((line) => [keyOf(line), line]));
  const keys = [...new Set([...found.keys(), ...settled.keys()])].sort();
  return keys.flatMap((key): Line[] => {
    const line = found.get(key);
    const before = settled.get(key) ?? nothing;
    const difference = less(line ?? nothing, before);
    if (isNothing(difference)) return [];
    const [lot_id, applicant_id] = key.split(' ') as [string, string];
    const reckoned = line?.basis.reckoned ?? emptyOf(applicant_id);
    return [{ ...difference, lot_id, applicant_id, kind: 'correction', month, basis: { reckoned, settled: before } }];
  });
}

export const keyOf = (line: Pick<Line, 'lot_id' | 'applicant_id'>): string => `${line.lot_id} ${line.applicant_id}`;
/** One order for the lines of a draft: by lot, person, month. */
export const inOrder = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => {
    const [x, y] = [`${keyOf(a)} ${a.month}`, `${keyOf(b)} ${b.month}`];
    return x < y ? -1 : x > y ? 1 : 0;
  });

/** What makes a line another line: who, when, how much, on which days and at which prices; not which rows of rates were read. */
export const essence = ({ basis, lot_id, applicant_id, kind, month, ...f }: Line): string =>
  JSON.stringify([
    lot_id,
    applicant_id,
    kind,
    month,
    [f.days, f.num, f.den, f.amount_fen, f.government_fen, f.family_fen],
    schemesInOrder.map((s) => f.schemes[s] ?? 0),
    basis.reckoned.spells.map((s) => [s.lot, s.service, s.price_fen, s.den, s.runs.map((r) => r.slice(0, 3))]),
  ]);
