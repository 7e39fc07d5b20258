import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourOf } from '../../server/clocks/rules.ts';
import {
  checkProvider,
  isCreditCode,
  lotAmount,
  mayList,
  mayUnlist,
  type Provider,
  stateOf,
  type Terms,
  termsAmount,
} from '../../server/contracts/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import {
  announceClock,
  checkTerms,
  type Facts,
  isContractNo,
  mayAnnounce,
  mayDraft,
  maySign,
} from '../../server/procurement/rules.ts';
import { facts, HOME, LINE, lot, terms } from '../support/contracts.ts';

const codes = (v: { ok: true } | { ok: false; reasons: { code: string }[] }) =>
  v.ok ? [] : v.reasons.map((r) => r.code);
const found = (t: Terms, f: Facts = facts()) => checkTerms(t, termsAmount(t), f).map((r) => r.code);
const all = { stable_content: true, continuous: true, stable_funds: true, stable_price: true };
const years = (n: number) => {
  const end = `${2027 + n}-01-01`;
  const lots = [lot({ end, quantity: 120 * n })];
  const ids = Array.from({ length: n }, (_, i) => `00000000-0000-7000-8000-00000000001${i}`);
  const lines = new Map(
    ids.map((id, i) => [
      id,
      { id, year: 2027 + i, code: '2081004', name: '养老服务', amountFen: 20_000_000, committedFen: 0, ownFen: 0 },
    ]),
  );
  const budgets = ids.map((line_id) => ({ line_id, amount_fen: 12_000_000 }));
  return { t: terms({ end, lots, budgets }), f: facts({ lines }) };
};

test('a contract that says all eight elements, within a year and its budget, lacks nothing', () => {
  expect(found(terms())).toEqual([]);
});

describe('the term', () => {
  test('of exactly a year needs no condition; a day more needs all four, and says which are not confirmed', () => {
    const longer = terms({ end: '2028-01-02' });
    expect(found(longer)).toContain('contract_over_year');
    expect(checkTerms(longer, 12_000_000, facts())[0]?.values?.lacking).toEqual(Object.keys(all));
    const three = checkTerms({ ...longer, long_term: { ...all, stable_price: false } }, 12_000_000, facts());
    expect(three[0]?.values?.lacking).toEqual(['stable_price']);
  });
  test('of two years is refused without the four conditions and stands with them', () => {
    const { t, f } = years(2);
    expect(found(t, f)).toEqual(['contract_over_year']);
    expect(found({ ...t, long_term: all }, f)).toEqual([]);
  });
  test('of three years stands; of three years and a day it is refused whatever is confirmed', () => {
    const { t, f } = years(3);
    expect(found({ ...t, long_term: all }, f)).toEqual([]);
    expect(found({ ...t, end: '2030-01-02', long_term: all }, f)).toContain('contract_over_three');
  });
});

test.each<[string, Partial<Terms>, Partial<Facts>]>([
  ['contract_title', { title: ' ' }, {}],
  ['dates_reversed', { start: '2028-01-01', end: '2028-01-01' }, {}],
  ['contract_holdback', { holdback_percent: 9 }, {}],
  ['contract_holdback', { holdback_percent: 21 }, {}],
  ['contract_element', { elements: { ...terms().elements, breach: '' } }, {}],
  ['contract_provider', {}, { provider: null }],
  ['contract_provider_kind', {}, { provider: { name: '区福利院', kind: 'public_institution_1' } }],
  ['contract_no_lots', { lots: [] }, {}],
  ['contract_lot_facility', {}, { facilities: new Map() }],
  ['contract_lot_closed', {}, { facilities: new Map([[HOME, { name: '测试敬老院', closedOn: '2027-06-01' }]]) }],
  ['contract_lot_catalogue', {}, { catalogue: [{ code: 'B0301', effective: '[2025-01-01,2026-12-10)' }] }],
  ['contract_lot_catalogue', { lots: [lot({ catalogue_code: 'X' })] }, {}],
  ['contract_lot_dates', { lots: [lot({ end: '2028-01-02' })] }, {}],
  ['contract_lot_dates', { lots: [lot({ start: '2027-05-01', end: '2027-05-01' })] }, {}],
  ['contract_lot_unit', { lots: [lot({ service_class: 'day' })] }, {}],
  ['contract_lot_unit', { lots: [lot({ service_class: 'home' })] }, {}],
  ['contract_lot_empty', { lots: [lot({ unit_price_fen: 0 })] }, {}],
  ['contract_lot_quantity', { lots: [lot({ quantity: 121 })] }, {}],
  ['contract_lot_twice', { lots: [lot(), lot({ id: LINE, start: '2027-06-01' })] }, {}],
  ['contract_budget_year', { budgets: [] }, {}],
  ['contract_lots_over_budget', { budgets: [{ line_id: LINE, amount_fen: 11_999_999 }] }, {}],
  ['contract_budget_unused', { budgets: [{ line_id: LINE, amount_fen: 12_000_001 }] }, {}],
  ['contract_line_unknown', { budgets: [{ line_id: HOME, amount_fen: 12_000_000 }] }, {}],
  [
    'contract_line_twice',
    {
      budgets: [
        { line_id: LINE, amount_fen: 6_000_000 },
        { line_id: LINE, amount_fen: 6_000_000 },
      ],
    },
    {},
  ],
  ['contract_line_year', { start: '2028-01-01', end: '2029-01-01' }, {}],
  [
    'contract_line_exceeded',
    {},
    { lines: new Map([[LINE, { ...facts().lines.get(LINE)!, committedFen: 8_000_001 }]]) },
  ],
])('%s keeps a contract from being signed', (code, t, f) => {
  expect(found(terms(t), facts(f))).toContain(code);
});

test('what keeps a contract from being signed names the lot, the line, what is left of it and how much is too much', () => {
  const [reason] = checkTerms(
    terms(),
    12_000_000,
    facts({
      lines: new Map([[LINE, { ...facts().lines.get(LINE)!, committedFen: 9_000_000 }]]),
    }),
  );
  expect(reason).toEqual({
    code: 'contract_line_exceeded',
    values: { line: '2081004', year: 2027, left: '110000.00', asked: '120000.00', over: '10000.00' },
    pointer: '/terms/budgets/0/amount_fen',
  });
});

test('what a contract has on a line already does not count against itself', () => {
  const line = { ...facts().lines.get(LINE)!, committedFen: 20_000_000, ownFen: 12_000_000 };
  expect(found(terms(), facts({ lines: new Map([[LINE, line]]) }))).toEqual([]);
});

describe('where a contract stands', () => {
  const c = { signedOn: '2026-12-10', announcedOn: '2026-12-11', endedOn: null, during: '[2027-01-01,2028-01-01)' };
  test.each([
    ['draft', { signedOn: null, announcedOn: null }, '2027-03-01'],
    ['discarded', { signedOn: null, announcedOn: null, endedOn: '2026-12-01' }, '2027-03-01'],
    ['signed', { announcedOn: null }, '2027-03-01'],
    ['announced', {}, '2026-12-31'],
    ['active', {}, '2027-01-01'],
    ['active', {}, '2027-12-31'],
    ['ended', {}, '2028-01-01'],
    ['active', { endedOn: '2027-06-01' }, '2027-05-31'],
    ['terminated', { endedOn: '2027-06-01' }, '2027-06-01'],
  ])('is computed from its days: %s', (state, more, on) => {
    expect(stateOf({ ...c, ...more } as Parameters<typeof stateOf>[0], on)).toBe(state);
  });
});

describe('signing and announcing', () => {
  const today = '2026-12-14';
  test('only a draft is written on, thrown away or signed, on no day ahead', () => {
    expect(mayDraft('draft').ok).toBe(true);
    expect(codes(mayDraft('signed'))).toEqual(['contract_state']);
    expect(maySign('draft', terms(), 12_000_000, facts(), today).ok).toBe(true);
    expect(codes(maySign('signed', terms(), 12_000_000, facts(), today))).toEqual(['contract_state']);
    expect(codes(maySign('draft', terms(), 12_000_000, facts({ on: '2026-12-15' }), today))).toEqual([
      'date_in_future',
    ]);
  });
  const c = {
    signedOn: '2026-12-10',
    announcedOn: '2026-12-11',
    endedOn: null as string | null,
    place: '区政府网站',
    terms: terms(),
  };
  test.each<[string, Parameters<typeof mayAnnounce>[0], Partial<typeof c>, string | null]>([
    ['contract_state', 'draft', {}, null],
    ['date_in_future', 'signed', { announcedOn: '2026-12-15' }, null],
    ['contract_announced_early', 'signed', { announcedOn: '2026-12-09' }, null],
    ['contract_announced_place', 'signed', { place: '  ' }, null],
    ['contract_lot_closed', 'signed', {}, '2027-02-01'],
    ['contract_ending', 'signed', { endedOn: '2027-03-01' }, null],
  ])('%s keeps it from being announced', (code, state, more, closedOn) => {
    const places = { facilities: new Map([[HOME, { name: '测试敬老院', closedOn }]]) };
    expect(codes(mayAnnounce(state, { ...c, ...more }, places, today))).toEqual([code]);
    expect(mayAnnounce('signed', c, facts(), today).ok).toBe(true);
  });
  test('its clock runs two working days: amber on the second, red after it, over a weekend too', () => {
    const calendar = { off: new Set<string>(), on: new Set<string>(), published: new Set([2026]) };
    const clock = { ...announceClock(calendar, '2026-12-10'), stopped: false };
    expect(clock).toMatchObject({ dueOn: '2026-12-14' });
    expect(['2026-12-11', '2026-12-14', '2026-12-15'].map((d) => colourOf(clock, d))).toEqual([
      'green',
      'amber',
      'red',
    ]);
  });
  test.each([
    ['YLMZ-2026-01', true],
    ['430602202612001', true],
    ['A', false],
    ['43060219400101001X', false],
    ['合同13812345678', false],
  ])('%s as a number: %s', (no, ok) => expect(isContractNo(no)).toBe(ok));
});

describe('the amount of a lot', () => {
  const half = { start: '2027-01-01', end: '2028-01-01', quantity: 120 };
  test('is its units at their price, cut at the day a price changes', () => {
    expect(lotAmount(half, [{ from: '2027-01-01', unitPriceFen: 100_000 }])).toBe(12_000_000);
    const raised = [
      { from: '2027-07-01', unitPriceFen: 110_000 },
      { from: '2027-01-01', unitPriceFen: 100_000 },
    ];
    // 181 of 365 days: 59.5 → 60 units at the old price, 60 at the new
    expect(lotAmount(half, raised)).toBe(60 * 100_000 + 60 * 110_000);
  });
  test('stays between its units at the lowest and at the highest price, wherever the price changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1095 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1200 }), fc.integer({ min: 0, max: 1_000_000 })), { maxLength: 6 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (days, quantity, later, first) => {
          const own = { start: '2027-01-01', end: addDays('2027-01-01', days), quantity };
          const changes = new Map(later.map(([d, p]) => [addDays('2027-01-01', d), p]));
          const prices = [
            { from: own.start, unitPriceFen: first },
            ...[...changes].map(([from, unitPriceFen]) => ({ from, unitPriceFen })),
          ];
          const held = prices.filter((p) => p.from < own.end).map((p) => p.unitPriceFen);
          const amount = lotAmount(own, prices);
          expect(amount).toBeGreaterThanOrEqual(quantity * Math.min(...held));
          expect(amount).toBeLessThanOrEqual(quantity * Math.max(...held));
        },
      ),
    );
  });
});

describe('providers and the catalogue', () => {
  const p: Provider = {
    name: '测试养老服务社',
    kind: 'social_organisation',
    credit_code: '91350100M000100Y43',
    account_name: '测试养老服务社',
    account_no: '6222000000001234',
    bank_name: '示例银行岳阳支行',
    bank_code: '102557000001',
  };
  test.each<[string | null, Partial<Provider>]>([
    [null, {}],
    [null, { credit_code: null, account_name: null, account_no: null, bank_name: null, bank_code: null }],
    ['provider_name', { name: '张三', account_name: null, account_no: null, bank_name: null }],
    ['provider_credit_code', { credit_code: '91350100M000100Y44' }],
    ['provider_account_parts', { bank_name: null }],
    ['provider_account_name', { account_name: '张三' }],
    ['provider_account_no', { account_no: '6222-0000' }],
    ['provider_bank_code', { bank_code: '1025' }],
  ])('%s', (code, more) => expect(codes(checkProvider({ ...p, ...more }))).toEqual(code ? [code] : []));
  test('a credit code with one character changed is none', () => {
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
    expect(isCreditCode('91350100M000100Z43')).toBe(false);
    expect(isCreditCode('91350100M000100I43')).toBe(false);
  });
  const item = { code: 'B0301', name: '机构养老', docNo: '示例〔2026〕1号', start: '2027-01-01', end: null };
  const other = { id: LINE, code: 'B0301', name: '机构养老服务', docNo: 'x', effective: '[2025-01-01,2027-01-01)' };
  test.each<[string | null, object, string]>([
    [null, {}, other.effective],
    ['catalogue_document', { docNo: ' ' }, other.effective],
    ['dates_reversed', { end: '2027-01-01' }, '[2025-01-01,)'],
    ['catalogue_overlap', {}, '[2025-01-01,)'],
  ])('an item of the catalogue: %s', (code, more, effective) => {
    expect(codes(mayList({ ...item, ...more }, [{ ...other, effective }]))).toEqual(code ? [code] : []);
  });
  test('an item ends after it began, and is not prolonged', () => {
    expect(mayUnlist({ effective: '[2025-01-01,)' }, '2026-01-01').ok).toBe(true);
    expect(codes(mayUnlist({ effective: '[2025-01-01,)' }, '2025-01-01'))).toEqual(['dates_reversed']);
    expect(codes(mayUnlist(other, '2027-06-01'))).toEqual(['catalogue_ends']);
  });
});
