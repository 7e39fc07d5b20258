import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { giveBack, keptAmount, type LotNow, mayAmend, mayEnd } from '../../server/amendments/rules.ts';
import { lotAmount, type Terms } from '../../server/contracts/rules.ts';
import { sum } from '../../server/kernel/money.ts';
import { addDays } from '../../server/kernel/period.ts';
import { checkTerms } from '../../server/procurement/rules.ts';
import { facts, HOME, LINE, lot, terms } from '../support/contracts.ts';

const codes = (v: { ok: true } | { ok: false; reasons: { code: string }[] }) =>
  v.ok ? [] : v.reasons.map((r) => r.code);

describe('amending', () => {
  const today = '2027-06-15';
  const before = terms();
  const now = new Map<string, LotNow>([
    [lot().id, { used: 8, acceptedFen: 5_000_000, amountFen: 12_000_000, priceFrom: '2027-01-01' }],
  ]);
  type More = { state?: Parameters<typeof mayAmend>[0]; endedOn?: string; paid?: number };
  const amend = (t: Partial<Terms>, a: object = {}, m: More = {}) => {
    const after = terms(t);
    const asked = { terms: after, signedOn: '2027-06-10', effectiveOn: '2027-06-15', reason: '扩大规模', ...a };
    const amounts = new Map(
      after.lots.map((l) => [
        l.id,
        lotAmount(l, [
          { from: '2027-01-01', unitPriceFen: 100_000 },
          ...(l.unit_price_fen === 100_000 ? [] : [{ from: asked.effectiveOn, unitPriceFen: l.unit_price_fen }]),
        ]),
      ]),
    );
    const given = {
      terms: facts({
        on: asked.signedOn,
        lines: new Map([[LINE, { ...facts().lines.get(LINE)!, ownFen: 12_000_000, committedFen: 12_000_000 }]]),
      }),
      now,
      amounts,
      endedOn: m.endedOn ?? null,
      paid: new Map(m.paid ? [[LINE, m.paid]] : []),
    };
    return codes(mayAmend(m.state ?? 'active', before, asked, given, today));
  };
  const budget = (amount_fen: number) => ({ budgets: [{ line_id: LINE, amount_fen }] });
  const more = { lots: [lot({ bought: 12, quantity: 132 })], ...budget(13_200_000) };
  test('more places with the money for them, a price from a day ahead, a later end: they stand', () => {
    expect(amend(more)).toEqual([]);
    const units = lotAmount(lot(), [
      { from: '2027-01-01', unitPriceFen: 100_000 },
      { from: '2027-07-01', unitPriceFen: 105_000 },
    ]);
    expect(
      amend({ lots: [lot({ unit_price_fen: 105_000 })], ...budget(units) }, { effectiveOn: '2027-07-01' }),
    ).toEqual([]);
  });
  test.each<[string, Partial<Terms>, object, More]>([
    ['contract_state', more, {}, { state: 'ended' }],
    ['contract_ending', more, {}, { endedOn: '2027-09-01' }],
    ['reason_needed', more, { reason: ' ' }, {}],
    ['date_in_future', more, { signedOn: '2027-06-16', effectiveOn: '2027-06-16' }, {}],
    ['amend_retroactive', more, { effectiveOn: '2027-06-09' }, {}],
    ['amend_after_end', { lots: [lot({ unit_price_fen: 90_000 })] }, { effectiveOn: '2028-01-01' }, {}],
    ['amend_nothing', {}, {}, {}],
    ['amend_ahead', more, { effectiveOn: '2027-07-01' }, {}],
    ['amend_start', { start: '2027-02-01', lots: [lot({ start: '2027-02-01' })] }, {}, {}],
    ['amend_shortened', { end: '2027-12-01', lots: [lot({ end: '2027-12-01', quantity: 110 })] }, {}, {}],
    ['amend_lot_removed', { lots: [lot({ id: HOME, start: '2027-06-15' })] }, {}, {}],
    ['amend_lot_identity', { lots: [lot({ facility_id: LINE })] }, {}, {}],
    ['amend_lot_start', { lots: [lot(), lot({ id: HOME, service_class: 'residential' })] }, {}, {}],
    ['amend_bought_below', { lots: [lot({ bought: 7, quantity: 84 })] }, {}, {}],
    ['amend_below_accepted', { lots: [lot({ quantity: 49 })] }, {}, {}],
    [
      'amend_price_order',
      { lots: [lot({ unit_price_fen: 90_000 })] },
      { effectiveOn: '2027-01-01', signedOn: '2026-12-31' },
      {},
    ],
    ['contract_line_paid', { lots: [lot({ quantity: 100 })], ...budget(10_000_000) }, {}, { paid: 10_000_001 }],
    ['contract_lots_over_budget', { lots: [lot({ bought: 12, quantity: 132 })] }, {}, {}],
    ['contract_line_exceeded', { lots: [lot({ bought: 20, quantity: 220 })], ...budget(22_000_000) }, {}, {}],
    ['contract_over_three', { end: '2030-01-02' }, {}, {}],
  ])('%s is refused', (code, t, a, m) => expect(amend(t, a, m)).toContain(code));
  test('a home that closed and an item that left the catalogue meanwhile do not keep the rest from being amended', () => {
    const gone = facts({
      catalogue: [],
      facilities: new Map([[HOME, { name: '测试敬老院', closedOn: '2027-05-01' }]]),
    });
    expect(checkTerms(terms(), 12_000_000, gone, new Set([lot().id]))).toEqual([]);
  });
});

describe('ending early', () => {
  const c = { signedOn: '2026-12-10', endedOn: null, start: '2027-01-01', end: '2028-01-01' };
  test.each<[string | null, Parameters<typeof mayEnd>[0], object, { on: string; reason: string }]>([
    [null, 'active', {}, { on: '2027-06-01', reason: '机构歇业' }],
    [null, 'signed', {}, { on: '2026-12-10', reason: '双方解除' }],
    ['contract_state', 'ended', {}, { on: '2027-06-01', reason: '机构歇业' }],
    ['contract_ending', 'active', { endedOn: '2027-09-01' }, { on: '2027-06-01', reason: '机构歇业' }],
    ['contract_end_day', 'active', {}, { on: '2026-12-31', reason: '机构歇业' }],
    ['contract_end_day', 'active', {}, { on: '2028-01-01', reason: '机构歇业' }],
    ['reason_needed', 'active', {}, { on: '2027-06-01', reason: ' ' }],
  ])('%s', (code, state, more, asked) => {
    expect(codes(mayEnd(state, { ...c, ...more }, asked))).toEqual(code ? [code] : []);
  });
  const own = {
    unit: 'bed_month' as const,
    bought: 10,
    amountFen: 12_000_000,
    acceptedFen: 1_000_000,
    start: '2027-01-01',
    end: '2028-01-01',
  };
  const price = [{ from: '2027-01-01', unitPriceFen: 100_000 }];
  test('keeps the money of every place until the last day, what is accepted if that is more, and of hours everything', () => {
    expect(keptAmount(own, price, '2027-04-01')).toBe(3_000_000);
    expect(keptAmount({ ...own, acceptedFen: 4_000_000 }, price, '2027-04-01')).toBe(4_000_000);
    expect(keptAmount(own, price, '2027-04-16')).toBe(3_500_000);
    expect(keptAmount(own, price, '2026-12-20')).toBe(1_000_000);
    expect(keptAmount({ ...own, unit: 'hour' }, price, '2027-04-01')).toBe(12_000_000);
    expect(keptAmount(own, [...price, { from: '2027-03-20', unitPriceFen: 120_000 }], '2027-04-01')).toBe(3_200_000);
  });
  test('gives back from the latest year first, never below what is paid, and no fen is lost', () => {
    const budgets = [
      { lineId: 'a', year: 2027, amountFen: 500, paidFen: 450 },
      { lineId: 'b', year: 2028, amountFen: 700, paidFen: 0 },
    ];
    expect([...giveBack(budgets, 720)].sort()).toEqual([
      ['a', 480],
      ['b', 0],
    ]);
    expect([...giveBack(budgets, 5000)].sort()).toEqual([
      ['a', 450],
      ['b', 0],
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), (release) => {
        expect(1200 - sum(giveBack(budgets, release).values())).toBe(Math.min(release, 750));
      }),
    );
  });
  test('never keeps more than there was, nor less than is accepted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 12_000_000 }), (d, acceptedFen) => {
        const on = addDays('2027-01-01', d);
        const kept = keptAmount({ ...own, acceptedFen }, price, on);
        expect(kept).toBeLessThanOrEqual(own.amountFen);
        expect(kept).toBeGreaterThanOrEqual(acceptedFen);
      }),
    );
  });
});
