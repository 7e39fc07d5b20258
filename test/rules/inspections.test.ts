import { describe, expect, test } from 'vitest';
import {
  type FactsOf,
  judge,
  type Params,
  type RunCode,
  runCodes,
  spotDifference,
} from '../../server/inspections/rules.ts';

const ON = '2026-11-24';
const MONTH = '2026-10-01';
const none = {
  month: MONTH,
  settled: [],
  granted: [],
  stays: [],
  seen: [],
  beds: [],
  prices: [],
  died: [],
  assessed: [],
};
const settled = {
  person: 'p1',
  name: 'p1',
  facility: 'f1',
  facilityName: 'f1',
  lot: 'l1',
  service: 'nursing',
  days: 31,
  minutes: null,
  governmentFen: 40_000,
  schemes: {},
} as const;
const month = (rest: object): FactsOf['deceased'] => ({ months: [{ ...none, ...rest } as never] });
const october = { start: MONTH, end: '2026-11-01' };
const grant = (scheme: string) => ({ person: 'p1', name: 'p1', scheme, stackGroup: scheme, during: october });
const stay = (over: object) => ({
  ...{ placement: 's1', person: 'p1', facility: 'f1', service: 'nursing', from: '2026-10-01', to: null },
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  ...over,
});
const offer = { offer: 'o1', application: 'a1', facility: 'f1', made_on: '2026-11-20', place: 3 };
const override = { offer: 'o1', application: 'a1', facility: 'f1', made_on: '2026-11-20' };
const line = {
  line: 'n1',
  facility: 'f1',
  person: 'p1',
  month: MONTH,
  closed_on: '2026-10-11',
  government_fen: 40_000,
};
const fee = { change: 'c1', facility: 'f1', field: 'care_fee_min_fen', before_fen: 100_000, on: '2026-11-03' };
const hands = { application: 'a1', accepted_by: 'u1', decided_by: 'u2', inspected_by: ['u3'] };
const pay = { payment: 'y1', facility: 'f1', due_on: '2026-11-20', amount_fen: 100 };
const price = { lot: 'l1', facility: 'f1', facilityName: 'f1', service: 'nursing', item: 'x', to: null };

/** Facts with which a check fires, and the nearest with which it has nothing to say. */
const rows: [RunCode, what: string, fires: unknown, silent: unknown, params?: Params][] = [
  [
    'exclusive_schemes',
    'one person in two schemes that exclude each other',
    month({ granted: [grant('tekun_support'), grant('consumption_coupon')] }),
    month({ granted: [grant('consumption_coupon'), grant('advanced_age_allowance')] }),
  ],
  [
    'days_beyond_presence',
    'more days paid for than the person was there',
    month({
      settled: [settled],
      stays: [
        { person: 'p1', facility: 'f1', service: 'nursing', during: { start: '2026-10-03', end: null }, away: [] },
      ],
    }),
    month({
      settled: [settled],
      stays: [{ person: 'p1', facility: 'f1', service: 'nursing', during: { start: MONTH, end: null }, away: [] }],
    }),
  ],
  [
    'bed_days_beyond_beds',
    'more days than the beds have',
    month({ settled: [settled] }),
    month({ settled: [settled], beds: [{ facility: 'f1', service: 'nursing', during: { start: MONTH, end: null } }] }),
  ],
  [
    'two_places',
    'a month paid for in two homes',
    month({ settled: [settled, { ...settled, facility: 'f2', facilityName: 'f2', days: 1 }] }),
    month({
      settled: [
        { ...settled, days: 20 },
        { ...settled, facility: 'f2', facilityName: 'f2', days: 11 },
      ],
    }),
  ],
  [
    'price_rise',
    'a price up by a tenth in the month in which a coupon begins',
    month({
      settled: [settled],
      granted: [grant('consumption_coupon')],
      prices: [
        { ...price, from: '2026-01-01', to: MONTH, fen: 1000 },
        { ...price, from: MONTH, fen: 1100 },
      ],
    }),
    month({
      settled: [settled],
      granted: [grant('consumption_coupon')],
      prices: [
        { ...price, from: '2026-01-01', to: MONTH, fen: 1000 },
        { ...price, from: MONTH, fen: 1099 },
      ],
    }),
  ],
  [
    'deceased',
    'days settled after a death',
    month({
      died: [
        {
          person: 'p1',
          name: 'p1',
          facility: 'f1',
          month: MONTH,
          days: 31,
          diedOn: '2026-10-20',
          present: 19,
          amountFen: 1,
        },
      ],
    }),
    month({
      died: [
        {
          person: 'p1',
          name: 'p1',
          facility: 'f1',
          month: MONTH,
          days: 19,
          diedOn: '2026-10-20',
          present: 19,
          amountFen: 1,
        },
      ],
    }),
  ],
  [
    'unassessed',
    'paid for by ability without a valid assessment',
    month({ settled: [settled] }),
    month({ settled: [settled], assessed: [{ person: 'p1', valid: october }] }),
  ],
  [
    'overlapping_stays',
    'two beds at once',
    { as_on: ON, stays: [stay({}), stay({ placement: 's2', facility: 'f2', from: '2026-11-20' })] },
    { as_on: ON, stays: [stay({ to: '2026-11-20' }), stay({ placement: 's2', facility: 'f2', from: '2026-11-20' })] },
  ],
  [
    'overlapping_stays',
    'a bed and a day centre for longer than allowed',
    { as_on: ON, stays: [stay({}), stay({ placement: 's2', service: 'day', from: '2026-11-20' })] },
    { as_on: ON, stays: [stay({}), stay({ placement: 's2', service: 'day', from: '2026-11-22' })] },
    { both_days: 3 },
  ],
  [
    'overlapping_stays',
    'two day centres on one weekday',
    {
      as_on: ON,
      stays: [stay({ service: 'day', weekdays: [1, 2] }), stay({ placement: 's2', service: 'day', weekdays: [2, 3] })],
    },
    {
      as_on: ON,
      stays: [stay({ service: 'day', weekdays: [1] }), stay({ placement: 's2', service: 'day', weekdays: [2, 3] })],
    },
  ],
  [
    'subsidy_after_death',
    'a subsidy that still runs a month after the death',
    { as_on: ON, grants: [{ entitlement: 'e1', person: 'p1', scheme: 's', died_on: '2026-10-20', until: null }] },
    {
      as_on: ON,
      grants: [{ entitlement: 'e1', person: 'p1', scheme: 's', died_on: '2026-10-20', until: '2026-11-01' }],
    },
    { grace_days: 31 },
  ],
  [
    'subsidy_while_away',
    'away for thirty days while a subsidy goes on',
    {
      as_on: ON,
      away: [
        { absence: 'b1', person: 'p1', facility: 'f1', kind: 'home', from: '2026-10-25', to: null, schemes: ['s'] },
      ],
    },
    {
      as_on: ON,
      away: [
        { absence: 'b1', person: 'p1', facility: 'f1', kind: 'home', from: '2026-10-26', to: null, schemes: ['s'] },
      ],
    },
    { days: 30 },
  ],
  [
    'ghost_beds',
    'a bed shown as taken in which nobody lies',
    { as_on: ON, places: [{ facility: 'f1', reported: 11, stays: 10, month: null, paid: 0, lived: 0 }] },
    { as_on: ON, places: [{ facility: 'f1', reported: 10, stays: 10, month: null, paid: 0, lived: 0 }] },
  ],
  [
    'ghost_beds',
    'somebody paid for who never stayed there',
    { as_on: ON, places: [{ facility: 'f1', reported: 10, stays: 10, month: MONTH, paid: 11, lived: 10 }] },
    { as_on: ON, places: [{ facility: 'f1', reported: 10, stays: 10, month: MONTH, paid: 10, lived: 10 }] },
  ],
  [
    'stale_vacancy',
    'figures older than 72 hours',
    { now: '2026-11-24T02:00:00Z', places: [{ facility: 'f1', since: '2026-11-21T01:00:00Z' }] },
    { now: '2026-11-24T02:00:00Z', places: [{ facility: 'f1', since: '2026-11-21T02:00:00Z' }] },
    { hours: 72 },
  ],
  [
    'licence_expired',
    'a fire approval whose last day was yesterday',
    { as_on: ON, licences: [{ licence: 'c1', facility: 'f1', kind: 'fire', expires_on: '2026-11-23' }] },
    { as_on: ON, licences: [{ licence: 'c1', facility: 'f1', kind: 'fire', expires_on: ON }] },
  ],
  [
    'over_capacity',
    'more people than beds',
    { as_on: ON, places: [{ facility: 'f1', beds: 10, people: 11 }] },
    { as_on: ON, places: [{ facility: 'f1', beds: 10, people: 10 }] },
  ],
  [
    'paid_after_closing',
    'days paid after closing',
    { lines: [{ ...line, days: 11 }] },
    { lines: [{ ...line, days: 10 }] },
  ],
  [
    'price_jump',
    'a rise of a tenth nobody approved',
    { changes: [{ ...fee, after_fen: 110_000, approved: false }], coupons: [] },
    { changes: [{ ...fee, after_fen: 109_999, approved: false }], coupons: [] },
    { percent: 10 },
  ],
  [
    'price_jump',
    'an approved rise in the month in which a coupon begins there',
    { changes: [{ ...fee, after_fen: 110_000, approved: true }], coupons: [{ facility: 'f1', month: '2026-11-01' }] },
    { changes: [{ ...fee, after_fen: 110_000, approved: true }], coupons: [{ facility: 'f2', month: '2026-11-01' }] },
    { percent: 10 },
  ],
  [
    'out_of_turn',
    'somebody ahead without a reason why the bed is not theirs',
    { offers: [{ ...offer, ahead: [{ receipt_no: 'R1', place: 1, why: null }], override: null }] },
    {
      offers: [
        { ...offer, ahead: [{ receipt_no: 'R1', place: 1, why: 'given_up' }], override: null },
        { ...offer, offer: 'o2', ahead: [{ receipt_no: 'R1', place: 1, why: null }], override: 'urgent_risk' },
      ],
    },
  ],
  [
    'override_unexplained',
    'an override by no reason of the list',
    { overrides: [{ ...override, reason: null, length: 40, different: 20 }] },
    { overrides: [{ ...override, reason: 'urgent_risk', length: 0, different: 0 }] },
  ],
  [
    'override_unexplained',
    '“other” in too few words',
    { overrides: [{ ...override, reason: 'other', length: 9, different: 8 }] },
    { overrides: [{ ...override, reason: 'other', length: 10, different: 8 }] },
    { least: 10 },
  ],
  [
    'override_unexplained',
    'words that are one sign repeated',
    { overrides: [{ ...override, reason: 'urgent_risk', length: 20, different: 1 }] },
    { overrides: [{ ...override, reason: 'urgent_risk', length: 20, different: 12 }] },
  ],
  [
    'overdue_clock',
    'a step whose last day was yesterday',
    {
      as_on: ON,
      clocks: [{ clock: 'k1', application: 'a1', step: 'decision', department: null, due_on: '2026-11-23' }],
    },
    { as_on: ON, clocks: [{ clock: 'k1', application: 'a1', step: 'decision', department: null, due_on: ON }] },
  ],
  [
    'same_person',
    'whoever accepted has decided',
    { cases: [{ ...hands, decided_by: 'u1' }], payments: [] },
    { cases: [hands], payments: [] },
  ],
  [
    'same_person',
    'whoever decided has inspected',
    { cases: [{ ...hands, inspected_by: ['u2'] }], payments: [] },
    { cases: [{ ...hands, inspected_by: [] }], payments: [] },
  ],
  [
    'same_person',
    'whoever approved has paid',
    { cases: [], payments: [{ payment: 'y1', facility: null, approved_by: 'u1', made_by: 'u1', account_by: null }] },
    { cases: [], payments: [{ payment: 'y1', facility: null, approved_by: 'u1', made_by: 'u2', account_by: null }] },
  ],
  [
    'overdue_money',
    'a payment past its day',
    { as_on: ON, payments: [{ ...pay, state: 'returned' }], drafts: [] },
    {
      as_on: ON,
      payments: [
        { ...pay, state: 'paid' },
        { ...pay, payment: 'y2', due_on: ON, state: 'open' },
      ],
      drafts: [],
    },
  ],
  [
    'overdue_money',
    'a settlement nobody approves',
    { as_on: ON, payments: [], drafts: [{ settlement: 't1', facility: 'f1', month: MONTH, drafted_on: '2026-10-24' }] },
    { as_on: ON, payments: [], drafts: [{ settlement: 't1', facility: 'f1', month: MONTH, drafted_on: '2026-10-25' }] },
    { settle_days: 30 },
  ],
  [
    'sample_difference',
    'somebody who was not there when two people came',
    { visits: [{ line: 'n1', person: 'p1', facility: 'f1', month: MONTH, checked_on: ON, found: 'absent' }] },
    { visits: [{ line: 'n1', person: 'p1', facility: 'f1', month: MONTH, checked_on: ON, found: 'true' }] },
  ],
];

describe('the checks', () => {
  test.each(rows)('%s finds %s, and is silent when it just fits', (code, _what, fires, silent, params = {}) => {
    const hits = judge(code, fires as never, params);
    expect(hits).toHaveLength(1);
    expect(hits[0]?.fact_key).not.toBe('');
    expect(judge(code, silent as never, params)).toEqual([]);
  });

  test('every check that runs has facts that fire it', () => {
    expect(runCodes.filter((code) => !rows.some(([one]) => one === code))).toEqual([]);
  });

  test('one occurrence is one hit, by a key that does not move from day to day', () => {
    const facts = (on: string) => ({
      as_on: on,
      licences: [{ licence: 'c1', facility: 'f1', kind: 'fire', expires_on: '2026-11-01' }],
    });
    const key = (on: string) => judge('licence_expired', facts(on), {}).map((h) => h.fact_key);
    expect(key('2026-11-24')).toEqual(key('2026-11-25'));
    const twice = {
      visits: [1, 2].map(() => ({
        line: 'n1',
        person: 'p1',
        facility: 'f1',
        month: MONTH,
        checked_on: ON,
        found: 'absent',
      })),
    };
    expect(judge('sample_difference', twice, {})).toHaveLength(1);
  });

  test('what two people count is held against the record, up to what is allowed', () => {
    const visit = { spot_check: 'k1', facility: 'f1', visited_at: 't', record: { free: 3, present: 20 } };
    const off = { ...visit, counted: { free: 2, present: 21 } };
    expect(spotDifference(off, { tolerance: 0 })[0]?.values).toMatchObject({ record_free: 3, counted_free: 2 });
    expect(spotDifference(off, { tolerance: 1 })).toEqual([]);
    expect(spotDifference({ ...visit, counted: { free: 3, present: 20 } }, { tolerance: 0 })).toEqual([]);
  });
});
