import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type PersonFacts,
  type QuoteLine,
  quoteMonth,
  type Scheme,
  type Spell,
  schemes,
} from '../../server/entitlements/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import { elder, MONTH, rates } from '../support/schemes.ts';

const line = (lines: readonly QuoteLine[], scheme: Scheme) => lines.find((l) => l.scheme === scheme) as QuoteLine;
const spell = (
  key: string,
  days: readonly { day: string; n: number; facts: PersonFacts }[],
  price = 246_000,
): Spell => ({
  key,
  service: 'nursing',
  unitPriceFen: price,
  den: 30,
  days,
});
const between = (from: number, to: number, facts: PersonFacts) =>
  Array.from({ length: to - from }, (_, i) => ({ day: addDays(MONTH, from - 1 + i), n: 1, facts }));

describe('a month of several parts', () => {
  test('the cap of the coupon is one for the person’s month, over all lots', () => {
    const { quote, parts } = quoteMonth(
      MONTH,
      [spell('a', between(1, 16, elder())), spell('b', between(16, 31, elder()), 300_000)],
      rates,
    );
    expect(quote).toMatchObject({ fee_fen: 123_000 + 150_000, government_fen: 80_000 });
    expect(parts).toEqual([
      expect.objectContaining({ key: 'a', days: 15, num: 15, den: 30, amount_fen: 123_000, government_fen: 36_043 }),
      expect.objectContaining({ key: 'b', days: 15, num: 15, den: 30, amount_fen: 150_000, government_fen: 43_957 }),
    ]);
  });
  test('a birthday, a rate and a grant in the middle of the month count from their day', () => {
    const sixty = elder({ bornOn: '1966-11-11' });
    const { quote } = quoteMonth(MONTH, [spell('a', between(1, 31, sixty), 90_000)], rates);
    expect(quote.lines.find((l) => l.scheme === 'consumption_coupon')).toMatchObject({ days: 20, amount_fen: 24_000 });
    const raised = rates.flatMap((r) =>
      r.scheme === 'consumption_coupon_institution'
        ? [
            { ...r, effective: '[2026-01-01,2026-11-16)' },
            { ...r, effective: '[2026-11-16,)', basisPoints: 6000, docNo: '2号' },
          ]
        : [r],
    );
    expect(quoteMonth(MONTH, [spell('a', between(1, 31, elder()), 90_000)], raised).quote.lines[2]).toMatchObject({
      amount_fen: 18_000 + 27_000,
      doc_no: 'consumption_coupon_institution 1号、2号',
    });
    const granted = [
      ...between(1, 16, elder({ granted: [] })),
      ...between(16, 31, elder({ granted: ['consumption_coupon'] })),
    ];
    expect(quoteMonth(MONTH, [spell('a', granted, 90_000)], rates).quote.lines[2]).toMatchObject({
      applies: 'yes',
      days: 15,
      amount_fen: 18_000,
      reasons: [{ code: 'ent_not_granted' }],
    });
  });
  test('nobody is paid for twice: a change from the coupon to 特困 parts the month by its day', () => {
    const days = [...between(1, 16, elder()), ...between(16, 31, elder({ categories: ['tekun'] }))];
    const { quote } = quoteMonth(MONTH, [spell('a', days, 90_000)], rates);
    expect(quote.government_fen).toBe(18_000 + 45_000);
  });
  test('half a fen is rounded up in the price, and down in what the government pays', () => {
    const { quote } = quoteMonth(MONTH, [spell('a', between(1, 16, elder()), 5)], rates);
    expect(quote).toMatchObject({ fee_fen: 3, government_fen: 1, family_fen: 2 });
  });
  test('quantities of different fractions meet in their common one', () => {
    const day = between(1, 3, elder());
    const { parts } = quoteMonth(
      MONTH,
      [
        { ...spell('a', day), den: 4 },
        { ...spell('a', between(3, 6, elder())), den: 6 },
      ],
      rates,
    );
    expect(parts).toMatchObject([{ num: 12, den: 12, days: 5 }]);
  });
  test.each([
    ['a day outside the month', spell('a', [{ day: '2026-12-01', n: 1, facts: elder() }])],
    ['a negative number of days', spell('a', [{ day: MONTH, n: -1, facts: elder() }])],
    ['no parts at all', { ...spell('a', []), den: 0 }],
  ])('%s is refused', (_t, wrong) => expect(() => quoteMonth(MONTH, [wrong], rates)).toThrow(RangeError));
  test('a month of nothing has no lines', () =>
    expect(quoteMonth(MONTH, [], rates)).toMatchObject({ quote: { fee_fen: 0, lines: [] }, parts: [] }));
});

describe('properties', () => {
  const offsets = fc.option(
    fc.record({
      dibao_fen: fc.integer({ min: 0, max: 90_000 }),
      disability_fen: fc.integer({ min: 0, max: 30_000 }),
      other_fen: fc.integer({ min: 0, max: 200_000 }),
    }),
  );
  const facts: fc.Arbitrary<PersonFacts> = fc.record({
    bornOn: fc.option(fc.constantFrom('1926-11-10', '1940-01-01', '1946-11-20', '1966-11-11', '1970-01-01')),
    level: fc.option(fc.integer({ min: 0, max: 4 })),
    selfCare: fc.option(fc.constantFrom('full' as const, 'partial' as const, 'none' as const)),
    categories: fc.subarray(['tekun', 'dibao', 'dibao_margin']),
    longTermCareInsurance: fc.option(fc.boolean()),
    offsets,
    granted: fc.option(fc.subarray([...schemes])),
  });
  /** A month of stretches, each with its own facts, lot and price. */
  const stretch = fc.record({
    key: fc.constantFrom('a', 'b'),
    service: fc.constantFrom('nursing' as const, 'home' as const),
    price: fc.integer({ min: 0, max: 500_000 }),
    length: fc.integer({ min: 0, max: 12 }),
    facts,
  });
  const month = fc.array(stretch, { maxLength: 5 }).map((list) => {
    let at = 1;
    return list.flatMap(({ key, service, price, length, facts: f }): Spell[] => {
      const end = Math.min(31, at + length);
      const days = between(at, end, f);
      at = end;
      return [{ key, service, unitPriceFen: price, den: 30, days }];
    });
  });

  test('government and family make the fee, parts make the whole, lines make the government’s, nothing is negative', () => {
    fc.assert(
      fc.property(month, (spells) => {
        const { quote, parts } = quoteMonth(MONTH, spells, rates);
        const total = (values: (number | null)[]) => values.reduce<number>((a, v) => a + (v ?? 0), 0);
        expect((quote.government_fen ?? 0) + (quote.family_fen ?? 0)).toBe(quote.fee_fen);
        expect(total(parts.map((p) => p.amount_fen))).toBe(quote.fee_fen);
        expect(total(parts.map((p) => p.government_fen))).toBe(quote.government_fen);
        expect(total(quote.lines.filter((l) => l.pays === 'provider').map((l) => l.amount_fen))).toBe(
          quote.government_fen,
        );
        for (const p of parts) {
          expect(total(Object.values(p.schemes))).toBe(p.government_fen);
          expect(p.government_fen).toBeGreaterThanOrEqual(0);
          expect(p.family_fen).toBeGreaterThanOrEqual(0);
        }
        expect(line(quote.lines, 'consumption_coupon')?.amount_fen ?? 0).toBeLessThanOrEqual(80_000);
      }),
    );
  });
  test('splitting a stay at any day, and the order of the spells, change nothing', () => {
    fc.assert(
      fc.property(month, fc.integer({ min: 0, max: 12 }), fc.boolean(), (spells, cut, backwards) => {
        const split = spells.flatMap((s) => {
          const copy = (d: Spell['days'][number]) => ({ ...d, facts: { ...d.facts } });
          return [
            { ...s, days: s.days.slice(0, cut).map(copy) },
            { ...s, days: s.days.slice(cut).map(copy) },
          ];
        });
        const again = quoteMonth(MONTH, backwards ? split.reverse() : split, rates);
        const first = quoteMonth(MONTH, spells, rates);
        expect(again.parts).toEqual(first.parts);
        expect({ ...again.quote, lines: [] }).toEqual({ ...first.quote, lines: [] });
        expect(again.quote.lines.map((l) => [l.scheme, l.applies, l.amount_fen, l.days])).toEqual(
          first.quote.lines.map((l) => [l.scheme, l.applies, l.amount_fen, l.days]),
        );
      }),
    );
  });
  test('a whole month at one price costs that price, whatever changes in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_007 }), fc.array(facts, { minLength: 1 }), (price, list) => {
        const days = between(1, 31, elder()).map((d, i) => ({ ...d, facts: list[i % list.length] as PersonFacts }));
        expect(quoteMonth(MONTH, [spell('a', days, price)], rates).quote.fee_fen).toBe(price);
      }),
    );
  });
});
