import { expect, test } from 'vitest';
import {
  type CheckCode,
  crossChecks,
  daysPresent,
  type Facts,
  type Settled,
} from '../../server/scrutiny/mechanism/cross.ts';

const month = '2026-10-01';
const whole = { start: '2026-01-01', end: null };
const person = { person: 'a', name: '王一' };
const settled = (s: Partial<Settled> = {}): Settled => ({
  ...person,
  facility: 'f',
  facilityName: '一院',
  lot: 'l',
  service: 'nursing',
  days: 31,
  minutes: null,
  governmentFen: 80_000,
  schemes: { consumption_coupon: 80_000 },
  ...s,
});
const coupon = { ...person, scheme: 'consumption_coupon', stackGroup: 'care_fee', during: whole };
const stay = { person: 'a', facility: 'f', service: 'nursing', during: whole, away: [] } as const;
const price = (from: string, fen: number, lot = 'l', to: string | null = null) =>
  ({ lot, facility: 'f', facilityName: '一院', service: 'nursing', item: 'B0301 bed_month', from, to, fen }) as const;
/** A month in which everything fits. */
const fits: Facts = {
  month,
  settled: [settled()],
  granted: [coupon],
  stays: [stay],
  seen: [],
  beds: [{ facility: 'f', service: 'nursing', during: whole }],
  prices: [price('2026-01-01', 200_000)],
  died: [],
  assessed: [{ person: 'a', valid: { start: '2026-03-01', end: '2027-03-01' } }],
};
const raised = (facts: Facts) => crossChecks(facts).flatMap((c) => (c.rows.length > 0 ? [c.code] : []));
const starts = { ...coupon, during: { start: '2026-10-05', end: null } };
const dayCare = {
  ...fits,
  settled: [settled({ service: 'day', days: 10 })],
  beds: [{ facility: 'f', service: 'day', during: whole } as const],
};
const byHour = { ...fits, settled: [settled({ service: 'home', days: 4, minutes: 240 })] };

test('a month in which everything fits raises nothing', () => expect(raised(fits)).toEqual([]));

test.each([
  [
    'two schemes granted that exclude each other',
    'exclusive_schemes',
    { ...fits, granted: [coupon, { ...coupon, scheme: 'tekun_support', stackGroup: 'other' }] },
  ],
  [
    'two schemes paid that exclude each other',
    'exclusive_schemes',
    { ...fits, settled: [settled({ schemes: { consumption_coupon: 1, concentrated_care: 1 } })] },
  ],
  [
    'a day more than somebody was there',
    'days_beyond_presence',
    { ...fits, stays: [{ ...stay, during: { start: '2026-10-02', end: null } }] },
  ],
  [
    'days on leave settled',
    'days_beyond_presence',
    { ...fits, stays: [{ ...stay, away: [{ start: '2026-10-10', end: '2026-10-11' }] }] },
  ],
  [
    'the day of leaving settled',
    'days_beyond_presence',
    { ...fits, stays: [{ ...stay, during: { start: '2026-01-01', end: '2026-10-31' } }] },
  ],
  [
    'days at the day centre that nobody marked',
    'days_beyond_presence',
    { ...dayCare, seen: [{ person: 'a', facility: 'f', days: 9, minutes: 0 }] },
  ],
  [
    'hours at home that nobody recorded',
    'days_beyond_presence',
    { ...byHour, seen: [{ person: 'a', facility: 'f', days: 0, minutes: 239 }] },
  ],
  [
    'more bed days than beds',
    'bed_days_beyond_beds',
    { ...fits, beds: [{ facility: 'f', service: 'nursing', during: { start: '2026-10-02', end: null } }] },
  ],
  [
    'two homes paid for one person',
    'two_places',
    {
      ...fits,
      settled: [settled(), settled({ facility: 'g', facilityName: '二院', days: 1 })],
      stays: [stay, { ...stay, facility: 'g' }],
      beds: [...fits.beds, { facility: 'g', service: 'nursing', during: whole }],
    },
  ],
  [
    'the price up by a tenth as a coupon starts',
    'price_rise',
    { ...fits, granted: [starts], prices: [price('2026-01-01', 200_000), price('2026-10-01', 220_000)] },
  ],
  [
    'the price up by a tenth in two steps',
    'price_rise',
    {
      ...fits,
      granted: [starts],
      prices: [price('2026-01-01', 200_000), price('2026-10-01', 210_000), price('2026-10-20', 220_000)],
    },
  ],
  [
    'the following contract dearer by a tenth as a coupon starts',
    'price_rise',
    {
      ...fits,
      granted: [starts],
      prices: [price('2026-01-01', 200_000, 'old', '2026-10-01'), price('2026-10-01', 220_000)],
    },
  ],
  [
    'came on the 15th, died on the 20th and is settled for ten days',
    'deceased',
    {
      ...fits,
      settled: [settled({ days: 10 })],
      died: [{ ...person, facility: '一院', month, days: 10, diedOn: '2026-10-20', present: 5, amountFen: 80_000 }],
    },
  ],
  [
    'settled after death',
    'deceased',
    {
      ...fits,
      died: [{ ...person, facility: '一院', month, days: 31, diedOn: '2026-10-31', present: null, amountFen: 80_000 }],
    },
  ],
  [
    'paid without an assessment',
    'unassessed',
    { ...fits, assessed: [{ person: 'a', valid: { start: '2025-03-01', end: '2026-10-01' } }] },
  ],
] as [string, CheckCode, Facts][])('%s raises %s, and nothing else', (_, code, facts) =>
  expect(raised(facts)).toEqual([code]));

test.each([
  [
    'one scheme ends before the other begins',
    {
      ...fits,
      granted: [
        { ...coupon, during: { start: '2026-01-01', end: '2026-10-10' } },
        { ...coupon, scheme: 'tekun_support', during: { start: '2026-10-10', end: null } },
      ],
    },
  ],
  [
    'two schemes paid one after the other in one month',
    {
      ...fits,
      settled: [settled({ schemes: { consumption_coupon: 20_000, tekun_support: 60_000 } })],
      granted: [
        { ...coupon, during: { start: '2026-01-01', end: '2026-10-10' } },
        { ...coupon, scheme: 'tekun_support', during: { start: '2026-10-10', end: null } },
      ],
    },
  ],
  [
    'a following contract dearer by less than a tenth, and another item that costs more',
    {
      ...fits,
      granted: [starts],
      prices: [
        price('2026-01-01', 200_000, 'old', '2026-10-01'),
        { ...price('2026-01-01', 100_000, 'day', '2026-10-01'), item: 'B0302 bed_month' },
        price('2025-01-01', 100_000, 'older', '2026-01-01'),
        price('2026-10-01', 219_999),
      ],
    },
  ],
  [
    'an allowance besides the coupon',
    { ...fits, granted: [coupon, { ...coupon, scheme: 'advanced_age_allowance', stackGroup: 'advanced_age' }] },
  ],
  [
    'moved to another bed of the home within the month',
    {
      ...fits,
      stays: [
        { ...stay, during: { start: '2026-01-01', end: '2026-10-15' } },
        { ...stay, during: { start: '2026-10-15', end: null } },
      ],
    },
  ],
  ['every day at the centre marked', { ...dayCare, seen: [{ person: 'a', facility: 'f', days: 10, minutes: 0 }] }],
  ['every hour at home recorded', { ...byHour, seen: [{ person: 'a', facility: 'f', days: 0, minutes: 240 }] }],
  [
    'moved between two homes within the month',
    {
      ...fits,
      settled: [settled({ days: 14 }), settled({ facility: 'g', facilityName: '二院', days: 17 })],
      stays: [
        { ...stay, during: { start: '2026-01-01', end: '2026-10-15' } },
        { ...stay, facility: 'g', during: { start: '2026-10-15', end: null } },
      ],
      beds: [...fits.beds, { facility: 'g', service: 'nursing', during: whole }],
    },
  ],
  [
    'the price up by less than a tenth',
    { ...fits, granted: [starts], prices: [price('2026-01-01', 200_000), price('2026-10-01', 219_999)] },
  ],
  [
    'the price up with no coupon starting',
    { ...fits, prices: [price('2026-01-01', 200_000), price('2026-10-01', 300_000)] },
  ],
  [
    'the price up in another month',
    { ...fits, granted: [starts], prices: [price('2026-01-01', 200_000), price('2026-09-01', 300_000)] },
  ],
  [
    'died after the days that were settled',
    {
      ...fits,
      died: [{ ...person, facility: '一院', month, days: 30, diedOn: '2026-10-31', present: null, amountFen: 80_000 }],
    },
  ],
  [
    'nothing paid, so no assessment needed',
    { ...fits, settled: [settled({ governmentFen: 0, schemes: {} })], granted: [], assessed: [] },
  ],
] as [string, Facts][])('%s raises nothing', (_, facts) => expect(raised(facts)).toEqual([]));

test.each([
  [[{ during: { start: '2026-10-31', end: null }, away: [] }], 1],
  [[{ during: { start: '2026-09-01', end: '2026-10-01' }, away: [] }], 0],
  [
    [
      {
        during: whole,
        away: [
          { start: '2026-09-20', end: '2026-10-06' },
          { start: '2026-10-30', end: null },
        ],
      },
    ],
    24,
  ],
  [
    [
      { during: { start: '2026-10-01', end: '2026-10-11' }, away: [] },
      { during: { start: '2026-10-10', end: '2026-10-12' }, away: [] },
    ],
    11,
  ],
] as const)('days present are counted once each, whatever overlaps', (stays, days) =>
  expect(daysPresent(month, stays)).toBe(days));
