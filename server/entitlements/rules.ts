// Decides who pays what of a month's care: which schemes apply and why, what the government and what the family pays
// (中度以上失能老年人养老服务消费补贴, 民办函〔2025〕49号; 集中照护, 民发〔2023〕53号; 特困供养; local allowances).
import type { Verdict } from '../kernel/errors.ts';
import { type Fen, sum } from '../kernel/money.ts';
import { addDays, addMonths, contains, type Day, daysBetween, fromRange } from '../kernel/period.ts';
import { lineOf, type Reckoned, type Seg } from './mechanism/amounts.ts';
import {
  nothingKnown,
  type Part,
  type PersonFacts,
  type Quote,
  type QuoteLine,
  type Rate,
  type Scheme,
  type Spell,
} from './mechanism/facts.ts';
import { type Judged, judge } from './mechanism/judge.ts';

export {
  nothingKnown,
  type Part,
  type PersonFacts,
  type Quote,
  type QuoteLine,
  type Rate,
  type Scheme,
  type Spell,
  schemes,
} from './mechanism/facts.ts';
export { mayEndGrant, mayGrant, type NewGrant } from './mechanism/grants.ts';
export { checkRates, mayEndRate, type NewRate, rateKinds } from './mechanism/rates.ts';

/** What a month in such a facility is for the subsidies: living in an institution, or care at home and by day. */
export const serviceOf = (kind: string): Spell['service'] =>
  kind === 'nursing_home' || kind === 'medical_point' ? 'nursing' : kind === 'day_care' ? 'day' : 'home';

/** A day of birth that makes somebody that old all month: an age says as much as a birthday long past. */
export const bornFor = (age: number, month: Day): Day => addMonths(month, -age * 12);

type Priced = {
  spell: Spell;
  n: number;
  segs: Map<string, { n: number; days: Set<Day>; judged: Judged[]; facts: PersonFacts }>;
};

/**
 * A person's month, whole: over all lots at once, because the coupon's cap is one per person and natural month.
 * Rounding: the price of what was used is rounded half up to the fen, once per lot and price, and parted between
 * stretches of different facts without loss; what the government pays is rounded down, once per scheme and month; the
 * family pays the rest. So splitting a stay at any day, or the order of the spells, changes nothing.
 * Whoever gets a scheme for part of a month gets its standard by days; the coupon's cap is not parted.
 * @param month first day of the natural month; days outside it are refused by a RangeError
 */
export function quoteMonth(
  month: Day,
  spells: readonly Spell[],
  rates: readonly Rate[],
): { quote: Quote; parts: Part[] } {
  const found = reckon(month, spells, rates, false);
  const asked = spells.some((s) => s.days.some((d) => d.facts.granted === null));
  if (!asked || !found.quote.lines.some((l) => l.scheme === 'concentrated_care' && l.applies === 'yes')) return found;
  // Of two that exclude each other, whoever only asks is shown the one that comes to more.
  const other = reckon(month, spells, rates, true);
  return (other.quote.government_fen ?? 0) > (found.quote.government_fen ?? 0) ? other : found;
}

/** The same for one service over a whole month of unchanged facts; an unknown price (未填报) leaves the sums unknown. */
export function quoteWhole(
  price: Fen | null,
  service: Spell['service'],
  facts: PersonFacts,
  rates: readonly Rate[],
  on: Day,
): Quote {
  const month = `${on.slice(0, 7)}-01`;
  const den = daysBetween(month, addMonths(month, 1));
  const days = Array.from({ length: den }, (_, i) => ({ day: addDays(month, i), n: 1, facts }));
  const { quote } = quoteMonth(month, [{ key: '', service, unitPriceFen: price ?? 0, den, days }], rates);
  return price === null ? withoutPrice(quote) : quote;
}

function withoutPrice(quote: Quote): Quote {
  const lines = quote.lines.map((l): QuoteLine => {
    const open = l.pays === 'provider' && l.applies === 'yes';
    return open ? { ...l, amount_fen: null, how: null } : l;
  });
  return { ...quote, fee_fen: null, government_fen: null, family_fen: null, lines };
}

function reckon(month: Day, spells: readonly Spell[], rates: readonly Rate[], instead: boolean) {
  const end = addMonths(month, 1);
  const length = daysBetween(month, end);
  const judgedOn = judging(month, end, rates, instead);
  const priced = new Map<string, Priced>();
  for (const spell of spells) {
    if (!Number.isSafeInteger(spell.den) || spell.den <= 0) throw new RangeError(`not a number of parts: ${spell.den}`);
    const id = JSON.stringify([spell.key, spell.service, spell.unitPriceFen, spell.den]);
    const at = priced.get(id) ?? { spell, n: 0, segs: new Map() };
    for (const { day, n, facts } of spell.days) {
      if (day < month || day >= end) throw new RangeError(`${day} is not in the month of ${month}`);
      if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not a number of parts: ${n}`);
      if (n === 0) continue;
      const { judged, sign } = judgedOn(facts, spell.service, day);
      const seg = at.segs.get(sign) ?? { n: 0, days: new Set(), judged, facts };
      seg.n += n;
      seg.days.add(day);
      at.n += n;
      at.segs.set(sign, seg);
    }
    if (at.n > 0) priced.set(id, at);
  }
  const groups = [...priced].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, g]) => g);
  const segs = groups.flatMap(pricedSegs);
  const found = segs[0]?.judged ?? [];
  const lines = found.map(({ scheme, pays }) => lineOf(scheme, pays, segs, length));
  const parts = partsOf(groups, segs, lines);
  const fee_fen = sum(segs.map((s) => s.price));
  const government_fen = sum(parts.map((p) => p.government_fen));
  const cash_fen = sum(lines.map((l) => (l.line.pays === 'person' ? (l.line.amount_fen ?? 0) : 0)));
  const quote: Quote = {
    fee_fen,
    government_fen,
    family_fen: fee_fen - government_fen,
    cash_fen,
    lines: lines.map((l) => l.line),
  };
  return { quote, parts };
}

/** Facts are judged once for each stretch of the month in which neither the rates nor the person's age changes. */
function judging(month: Day, end: Day, rates: readonly Rate[], instead: boolean) {
  const periods = rates.map((rate, i) => ({ rate, i, during: fromRange(rate.effective) }));
  const turns = periods.flatMap(({ during }) => [during.start, during.end ?? end]).filter((d) => d > month && d < end);
  const place = new Map(rates.map((r, i) => [r, i]));
  type Stretch = { from: Day; inForce: Rate[]; judged: Map<string, { judged: Judged[]; sign: string }> };
  const known = new Map<PersonFacts, Stretch[]>();
  const stretches = (facts: PersonFacts) => {
    const years = facts.bornOn === null ? 0 : Number(end.slice(0, 4)) - Number(facts.bornOn.slice(0, 4));
    const birthdays =
      facts.bornOn === null ? [] : [years - 1, years].map((y) => addMonths(facts.bornOn as Day, y * 12));
    const starts = [month, ...turns, ...birthdays.filter((d) => d > month && d < end)];
    return [...new Set(starts)]
      .sort()
      .reverse()
      .map(
        (from): Stretch => ({
          from,
          inForce: periods.filter((p) => contains(p.during, from)).map((p) => p.rate),
          judged: new Map(),
        }),
      );
  };
  return (facts: PersonFacts, service: Spell['service'], day: Day) => {
    let list = known.get(facts);
    if (!list) {
      list = stretches(facts);
      known.set(facts, list);
    }
    const stretch = list.find((s) => s.from <= day) as Stretch;
    let answer = stretch.judged.get(service);
    if (!answer) {
      const judged = judge(facts, service, stretch.from, stretch.inForce, instead);
      const sign = JSON.stringify([
        judged.map((j) => (j.rate ? place.get(j.rate) : j.reasons)),
        judged.some((j) => j.rate && j.scheme === 'concentrated_care') ? facts.offsets : null,
      ]);
      answer = { judged, sign };
      stretch.judged.set(service, answer);
    }
    return answer;
  };
}

const half = (price: Fen, n: number, den: number): Fen =>
  Number((2n * BigInt(price) * BigInt(n) + BigInt(den)) / (2n * BigInt(den)));

/** The rounded price of all that was used at one price, parted in the order of days. */
function pricedSegs({ spell, segs }: Priced): Seg[] {
  const first = (days: Set<Day>) => [...days].reduce((a, b) => (a < b ? a : b));
  const order = [...segs]
    .map(([sign, s]) => ({ ...s, sort: first(s.days) + sign }))
    .sort((a, b) => (a.sort < b.sort ? -1 : 1));
  let n = 0;
  return order.map((s) => {
    const before = half(spell.unitPriceFen, n, spell.den);
    n += s.n;
    const price = half(spell.unitPriceFen, n, spell.den) - before;
    return { key: spell.key, price, days: [...s.days], judged: s.judged, facts: s.facts };
  });
}

/** What each key used and who pays for it; quantities of different fractions meet in their common one. */
function partsOf(groups: readonly Priced[], segs: readonly Seg[], lines: readonly Reckoned[]): Part[] {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const bySeg = Map.groupBy(segs, (s) => s.key);
  return [...Map.groupBy(groups, (g) => g.spell.key)].map(([key, of]) => {
    const mine = bySeg.get(key) ?? [];
    const den = of.reduce((d, g) => (d / gcd(d, g.spell.den)) * g.spell.den, 1);
    const schemes: Part['schemes'] = {};
    for (const { line, shares } of lines) {
      const paid = sum(mine.map((s) => shares.get(s) ?? 0));
      if (paid > 0) schemes[line.scheme] = paid;
    }
    const amount_fen = sum(mine.map((s) => s.price));
    const government_fen = sum(Object.values(schemes));
    return {
      key,
      days: new Set(mine.flatMap((s) => s.days)).size,
      num: of.reduce((n, g) => n + g.n * (den / g.spell.den), 0),
      den,
      amount_fen,
      government_fen,
      family_fen: amount_fen - government_fen,
      schemes,
    };
  });
}

export type FactSpan = { start: Day; end: Day; facts: PersonFacts };
type Dated = { during: string };
/** What the register has of a person, each with the days it holds for (PostgreSQL dateranges). */
export type Known = {
  bornOn: Day;
  diedOn: Day | null;
  assessments: readonly (Dated & Pick<PersonFacts, 'level' | 'selfCare'>)[];
  categories: readonly (Dated & { kind: string })[];
  entitlements: readonly (Dated & { scheme: Scheme; offsets: PersonFacts['offsets'] })[];
};

/** The facts of every day of a period in stretches; a level counts while its assessment is valid. Ends at the day of death. */
export function factSpans(period: { start: Day; end: Day }, known: Known): FactSpan[] {
  const end = known.diedOn !== null && known.diedOn < period.end ? known.diedOn : period.end;
  if (end <= period.start) return [];
  const dated = <T extends Dated>(rows: readonly T[]) => rows.map((row) => ({ row, p: fromRange(row.during) }));
  const [marks, kinds, grants] = [dated(known.assessments), dated(known.categories), dated(known.entitlements)];
  const turns = [...marks, ...kinds, ...grants].flatMap(({ p }) => [p.start, p.end ?? end]);
  const starts = [...new Set([period.start, ...turns.filter((d) => d > period.start && d < end)])].sort();
  const spans: (FactSpan & { sign: string })[] = [];
  for (const [i, start] of starts.entries()) {
    const on = <T>(rows: { row: T; p: { start: Day; end: Day | null } }[]) =>
      rows.filter((r) => contains(r.p, start)).map((r) => r.row);
    const mark = on(marks)[0];
    const held = on(grants);
    const care = held.find((e) => e.scheme === 'concentrated_care');
    const facts: PersonFacts = {
      bornOn: known.bornOn,
      level: mark?.level ?? null,
      selfCare: mark?.selfCare ?? null,
      categories: [...new Set(on(kinds).map((c) => c.kind))].sort(),
      // Whoever grants 集中照护 has made sure that the insurance does not pay; otherwise nobody has asked.
      longTermCareInsurance: care ? false : null,
      offsets: care?.offsets ?? null,
      granted: [...new Set(held.map((e) => e.scheme))].sort(),
    };
    const sign = JSON.stringify(facts);
    const next = starts[i + 1] ?? end;
    const last = spans.at(-1);
    if (last?.sign === sign) last.end = next;
    else spans.push({ start, end: next, facts, sign });
  }
  return spans.map(({ sign: _, ...span }) => span);
}

/** A question about one month: one person, one service, one price, and which days of it were used. */
export type Asked = {
  month: Day;
  service: Spell['service'];
  price_fen: Fen | null;
  /** first day used and last, when not the whole month */
  first: Day | null;
  last: Day | null;
  /** what is known of the person, each from its day on; the first holds from the start of the month */
  facts: readonly { since: Day | null; facts: PersonFacts }[];
};

/** The answer to it, by the rule of the settlement; an unknown price leaves the sums unknown. */
export function quoteAsked(asked: Asked, rates: readonly Rate[]): Verdict<{ quote: Quote; days: number; of: number }> {
  const { month, service, price_fen, facts } = asked;
  const end = addMonths(month, 1);
  const of = daysBetween(month, end);
  const first = asked.first ?? month;
  const last = asked.last ?? addDays(end, -1);
  if (first < month || last >= end || last < first)
    return {
      ok: false,
      reasons: [{ code: 'ent_day_outside', values: { month: month.slice(0, 7) }, pointer: '/first' }],
    };
  const known = facts.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1));
  const days = Array.from({ length: daysBetween(first, last) + 1 }, (_, i) => {
    const day = addDays(first, i);
    return { day, n: 1, facts: known.findLast((k) => k.since === null || k.since <= day)?.facts ?? nothingKnown };
  });
  const { quote } = quoteMonth(month, [{ key: '', service, unitPriceFen: price_fen ?? 0, den: of, days }], rates);
  return { ok: true, quote: price_fen === null ? withoutPrice(quote) : quote, days: days.length, of };
}
