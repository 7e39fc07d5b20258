import { describe, expect, test } from 'vitest';
import {
  factSpans,
  type PersonFacts,
  type QuoteLine,
  quoteMonth,
  quoteWhole,
  type Scheme,
  type Spell,
} from '../../server/entitlements/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import { elder, MONTH, rate, rates } from '../support/schemes.ts';

const on = '2026-11-24';
const none = { dibao_fen: 0, disability_fen: 0, other_fen: 0 };
const line = (lines: readonly QuoteLine[], scheme: Scheme) => lines.find((l) => l.scheme === scheme) as QuoteLine;
const whole = (fee: number | null, facts: PersonFacts, service: Spell['service'] = 'nursing', r = rates) =>
  quoteWhole(fee, service, facts, r, on);

describe('worked examples', () => {
  test.each([
    ['1800 yuan in an institution: 720', 180_000, 'nursing', elder(), 72_000],
    ['2500 yuan: 800, not 1000', 250_000, 'residential', elder({ level: 2 }), 80_000],
    ['1800 yuan at home: 800, not 900', 180_000, 'home', elder({ level: 4 }), 80_000],
    ['day care counts as at home', 100_000, 'day', elder(), 50_000],
    ['a fee of 0: 0', 0, 'nursing', elder(), 0],
    ['3 fen: 40 % is 1.2, rounded down to 1', 3, 'nursing', elder(), 1],
    ['level 1: none', 180_000, 'nursing', elder({ level: 1 }), 0],
    ['59 years old: none', 180_000, 'nursing', elder({ bornOn: '1966-12-01' }), 0],
  ] as const)('the coupon, %s', (_t, fee, service, facts, government) => {
    const q = whole(fee, facts, service);
    expect(q).toMatchObject({ fee_fen: fee, government_fen: government, family_fen: fee - government });
    expect(line(q.lines, 'consumption_coupon').amount_fen).toBe(government);
  });

  test('特困: the whole fee, and no coupon, with the reason', () => {
    const q = whole(246_000, elder({ categories: ['tekun'], level: 4 }));
    expect(q).toMatchObject({ government_fen: 246_000, family_fen: 0 });
    expect(line(q.lines, 'tekun_support')).toMatchObject({ applies: 'yes', doc_no: 'tekun_support 1号' });
    expect(line(q.lines, 'consumption_coupon')).toMatchObject({
      applies: 'no',
      amount_fen: 0,
      reasons: [{ code: 'ent_excluded', values: { by: 'tekun_support' } }],
    });
  });

  const dibao = (offsets: PersonFacts['offsets'], rest: Partial<PersonFacts> = {}) =>
    elder({ level: 4, categories: ['dibao'], offsets, granted: ['concentrated_care'], ...rest });
  test.each([
    [
      'charge 2600, cap 2400, 低保 650, 残补 200: 1550',
      260_000,
      { ...none, dibao_fen: 65_000, disability_fen: 20_000 },
      155_000,
    ],
    ['the charge below the cap counts', 200_000, { ...none, dibao_fen: 65_000 }, 135_000],
    ['what is received otherwise is more: never negative', 60_000, { ...none, other_fen: 90_000 }, 0],
  ])('集中照护, %s', (_t, fee, offsets, aid) => {
    const q = whole(fee, dibao(offsets));
    expect(line(q.lines, 'concentrated_care')).toMatchObject({ applies: 'yes', amount_fen: aid, example: true });
    expect(q).toMatchObject({ government_fen: aid, family_fen: fee - aid });
  });
  test('the allowances a person gets besides are taken off 集中照护', () => {
    const q = whole(260_000, dibao(none, { granted: ['concentrated_care', 'service_allowance', 'nursing_allowance'] }));
    expect(line(q.lines, 'concentrated_care').amount_fen).toBe(240_000 - 10_000 - 20_000);
    expect(q.cash_fen).toBe(30_000);
  });
  test('half a month of 集中照护 has half the standard and half of what is taken off', () => {
    const facts = dibao({ ...none, dibao_fen: 65_000, disability_fen: 20_000 });
    const days = Array.from({ length: 15 }, (_, i) => ({ day: addDays(MONTH, i), n: 1, facts }));
    const { quote } = quoteMonth(
      MONTH,
      [{ key: 'a', service: 'nursing', unitPriceFen: 260_000, den: 30, days }],
      rates,
    );
    expect(quote).toMatchObject({ fee_fen: 130_000, government_fen: 77_500 });
  });
  test('who only asks is shown the better of 集中照护 and the coupon', () => {
    const q = whole(260_000, dibao({ ...none, other_fen: 200_000 }, { granted: null }));
    expect(line(q.lines, 'consumption_coupon')).toMatchObject({ applies: 'yes', amount_fen: 80_000 });
    expect(line(q.lines, 'concentrated_care')).toMatchObject({ applies: 'no', reasons: [{ code: 'ent_pays_less' }] });
    const granted = whole(260_000, dibao({ ...none, other_fen: 200_000 }));
    expect(line(granted.lines, 'concentrated_care').amount_fen).toBe(40_000);
  });

  test('allowances are cash to the person and not part of the price', () => {
    const q = whole(100_000, elder({ bornOn: '1940-01-01', categories: ['dibao_margin'], level: 3 }));
    expect(q).toMatchObject({ government_fen: 40_000, family_fen: 60_000, cash_fen: 10_000 + 15_000 + 5_000 });
    expect(line(q.lines, 'advanced_age_allowance')).toMatchObject({ pays: 'person', amount_fen: 5_000 });
  });
  test('from 100 years on the higher advanced-age allowance, where there is one', () => {
    const days = [9, 10].map((d) => ({ day: addDays(MONTH, d - 1), n: 1, facts: elder({ bornOn: '1926-11-10' }) }));
    const at = (i: number) =>
      quoteMonth(MONTH, [{ key: '', service: 'nursing', unitPriceFen: 1, den: 30, days: [days[i]!] }], rates).quote
        .cash_fen;
    expect([at(0), at(1)]).toEqual([5_000, 50_000]);
  });

  test('特困 by the scale of self-care, where the district pays by it', () => {
    const scaled = [
      rate('tekun_support_none', -1, 'care_fee', { basisPoints: 10_000, capFen: 200_000 }),
      rate('tekun_support_full', -1, 'care_fee', { basisPoints: 10_000, capFen: 120_000 }),
    ];
    const facts = elder({ categories: ['tekun'] });
    expect(whole(246_000, { ...facts, selfCare: 'none' }, 'nursing', scaled).government_fen).toBe(200_000);
    expect(whole(246_000, { ...facts, selfCare: 'full' }, 'nursing', scaled).government_fen).toBe(120_000);
    expect(line(whole(246_000, facts, 'nursing', scaled).lines, 'tekun_support')).toMatchObject({
      applies: 'unknown',
      amount_fen: 0,
      reasons: [{ code: 'ent_unknown', values: { fact: 'fact_self_care' } }],
    });
  });
});

describe('each scheme says why it does not apply', () => {
  const care = { level: 4, categories: ['dibao'], offsets: none } as const;
  test.each([
    ['tekun_support', elder({ categories: ['tekun'] }), elder(), 'ent_category'],
    ['concentrated_care', elder(care), elder({ ...care, categories: [] }), 'ent_category'],
    ['concentrated_care', elder(care), elder({ ...care, level: 3 }), 'ent_level'],
    ['concentrated_care', elder(care), elder({ ...care, longTermCareInsurance: true }), 'ent_insured'],
    ['concentrated_care', elder(care), elder({ ...care, categories: ['dibao', 'tekun'] }), 'ent_excluded'],
    ['concentrated_care', elder(care), elder({ ...care, offsets: null }), 'ent_unknown'],
    ['concentrated_care', elder(care), elder({ ...care, longTermCareInsurance: null }), 'ent_unknown'],
    ['consumption_coupon', elder(), elder({ level: 0 }), 'ent_level'],
    ['consumption_coupon', elder(), elder({ bornOn: '1970-01-01' }), 'ent_age'],
    ['consumption_coupon', elder(), elder({ level: null }), 'ent_unknown'],
    ['consumption_coupon', elder(), elder({ bornOn: null }), 'ent_unknown'],
    ['consumption_coupon', elder({ granted: ['consumption_coupon'] }), elder({ granted: [] }), 'ent_not_granted'],
    ['service_allowance', elder({ categories: ['dibao'] }), elder(), 'ent_category'],
    ['nursing_allowance', elder({ categories: ['dibao'] }), elder({ categories: ['dibao'], level: 1 }), 'ent_level'],
    ['advanced_age_allowance', elder({ bornOn: '1946-11-24' }), elder({ bornOn: '1946-12-01' }), 'ent_age'],
  ] as const)('%s', (scheme, yes, no, code) => {
    expect(line(whole(100_000, yes).lines, scheme).applies).toBe('yes');
    const refused = line(whole(100_000, no).lines, scheme);
    expect(refused.applies).toBe(code === 'ent_unknown' ? 'unknown' : 'no');
    expect(refused.reasons.map((r) => r.code)).toContain(code);
    expect(refused.amount_fen).toBe(0);
  });
  test('集中照护 is for those who live in an institution', () =>
    expect(line(whole(100_000, elder(care), 'home').lines, 'concentrated_care').reasons).toEqual([
      { code: 'ent_institution_only' },
    ]));
  test('without a rate in force nothing is paid', () =>
    expect(line(whole(100_000, elder(), 'nursing', []).lines, 'consumption_coupon').reasons).toEqual([
      { code: 'ent_no_rate', values: { on: MONTH } },
    ]));
  test('of two of one stack group one pays', () => {
    const one = rates.map((r) => (r.scheme === 'nursing_allowance' ? { ...r, stackGroup: 'service' } : r));
    const q = whole(100_000, elder({ categories: ['dibao'] }), 'nursing', one);
    expect(line(q.lines, 'nursing_allowance').reasons).toEqual([
      { code: 'ent_excluded', values: { by: 'service_allowance' } },
    ]);
    expect(q.cash_fen).toBe(10_000);
  });
  test('an unknown fee leaves the sums unknown, not the cash', () => {
    const q = whole(null, elder({ bornOn: '1940-01-01' }));
    expect(q).toMatchObject({ fee_fen: null, government_fen: null, family_fen: null, cash_fen: 5_000 });
    expect(line(q.lines, 'consumption_coupon')).toMatchObject({ applies: 'yes', amount_fen: null });
  });
});

describe('the facts of a period', () => {
  const known = {
    bornOn: '1940-01-01',
    diedOn: null,
    assessments: [
      { during: '[2025-11-10,2026-11-10)', level: 2, selfCare: null },
      { during: '[2026-11-20,2027-11-20)', level: 4, selfCare: 'none' as const },
    ],
    categories: [{ during: '[2026-01-01,)', kind: 'dibao' }],
    entitlements: [{ during: '[2026-11-25,)', scheme: 'concentrated_care' as const, offsets: none }],
  };
  const period = { start: MONTH, end: '2026-12-01' };
  test('are stretches without a gap; a level counts while its assessment is valid', () => {
    expect(
      factSpans(period, known).map((s) => [
        s.start,
        s.end,
        s.facts.level,
        s.facts.granted,
        s.facts.longTermCareInsurance,
      ]),
    ).toEqual([
      ['2026-11-01', '2026-11-10', 2, [], null],
      ['2026-11-10', '2026-11-20', null, [], null],
      ['2026-11-20', '2026-11-25', 4, [], null],
      ['2026-11-25', '2026-12-01', 4, ['concentrated_care'], false],
    ]);
  });
  test('end at the day of death', () => {
    expect(factSpans(period, { ...known, diedOn: '2026-11-05' }).map((s) => [s.start, s.end])).toEqual([
      ['2026-11-01', '2026-11-05'],
    ]);
    expect(factSpans(period, { ...known, diedOn: '2026-10-05' })).toEqual([]);
  });
  test('a new row that says the same begins no new stretch', () => {
    const twice = {
      ...known,
      assessments: [],
      entitlements: [],
      categories: [
        { during: '[2026-01-01,2026-11-15)', kind: 'dibao' },
        { during: '[2026-11-15,)', kind: 'dibao' },
      ],
    };
    expect(factSpans(period, twice)).toHaveLength(1);
  });
});
