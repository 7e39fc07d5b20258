import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueNow,
  heldBack,
  type LineState,
  mayAnswer,
  mayApprove,
  mayUphold,
  payingLines,
  splitOver,
} from '../../server/approval/rules.ts';
import { nothingKnown, type PersonFacts, type Rate } from '../../server/entitlements/rules.ts';
import { addDays, type Day } from '../../server/kernel/period.ts';
import { agreedDays, countMonth, type PricedLot, type Stay } from '../../server/settlement/mechanism/count.ts';
import {
  corrections,
  type Figures,
  keyOf,
  less,
  monthLines,
  nothing,
  plus,
  ratesIn,
  replay,
} from '../../server/settlement/mechanism/lines.ts';

const MONTH = '2026-11-01';
const codes = (v: { ok: true } | { ok: false; reasons: { code: string }[] }) =>
  v.ok ? [] : v.reasons.map((r) => r.code);

const line = (extra: Partial<LineState> = {}): LineState => ({
  id: '1',
  person: '刘㴩',
  facility: '一院',
  draftedAt: new Date('2026-12-01T01:00:00Z'),
  answer: null,
  replaced: false,
  ...extra,
});
const draft = { month: MONTH, frozen: false };
test.each([
  ['confirming', line(), draft, 'confirmed', null, []],
  ['disputing with a reason', line(), draft, 'disputed', '少算两天', []],
  ['disputing what was confirmed', line({ answer: 'confirmed' }), draft, 'disputed', '少算两天', []],
  ['disputing without a reason', line(), draft, 'disputed', ' ', ['reason_needed']],
  ['a frozen month', line(), { ...draft, frozen: true }, 'confirmed', null, ['settlement_frozen']],
  ['a line reckoned again since', line({ replaced: true }), draft, 'confirmed', null, ['settlement_line_replaced']],
  ['disputing what was upheld', line({ answer: 'upheld' }), draft, 'disputed', '不服', ['settlement_line_upheld']],
  ['confirming what was upheld', line({ answer: 'upheld' }), draft, 'confirmed', null, []],
] as const)('answering: %s', (_, l, s, answer, reason, expected) => {
  expect(codes(mayAnswer(l, s, answer, reason))).toEqual(expected);
});

test.each([
  ['a disputed line', line({ answer: 'disputed' }), draft, '已核实', []],
  ['no reason', line({ answer: 'disputed' }), draft, '', ['reason_needed']],
  ['nothing disputed', line(), draft, '已核实', ['settlement_not_disputed']],
  ['a frozen month', line({ answer: 'disputed' }), { ...draft, frozen: true }, '已核实', ['settlement_frozen']],
  [
    'a line reckoned again',
    line({ answer: 'disputed', replaced: true }),
    draft,
    '已核实',
    ['settlement_line_replaced'],
  ],
])('upholding: %s', (_, l, s, reason, expected) => {
  expect(codes(mayUphold(l, s, reason))).toEqual(expected);
});

const ready = {
  month: MONTH,
  frozen: false,
  outdated: false,
  earlier: [],
  lots: [],
  budget: true,
  lines: [line({ answer: 'confirmed' })],
};
const lot = { id: 'l', facility: '一院', amountFen: 1000, acceptedFen: 600, nowFen: 400 };
test.each([
  ['everything confirmed', ready, []],
  ['a line upheld', { ...ready, lines: [line({ answer: 'upheld' })] }, []],
  ['a lot used to the last fen', { ...ready, lots: [lot] }, []],
  ['a correction that takes back from a lot', { ...ready, lots: [{ ...lot, acceptedFen: 2000, nowFen: -400 }] }, []],
  ['a fen more than was bought', { ...ready, lots: [{ ...lot, nowFen: 401 }] }, ['settlement_over_lot']],
  ['a line nobody has answered', { ...ready, lines: [line()] }, ['settlement_unanswered']],
  ['a dispute', { ...ready, lines: [line({ answer: 'disputed' })] }, ['settlement_disputed']],
  ['records changed since', { ...ready, outdated: true }, ['settlement_outdated']],
  ['an earlier draft', { ...ready, earlier: ['2026-10-01'] }, ['settlement_earlier_open']],
  ['no budget', { ...ready, budget: false }, ['settlement_no_budget']],
  ['approved already', { ...ready, frozen: true, outdated: true }, ['settlement_frozen']],
])('approving: %s', (_, s, expected) => {
  expect(codes(mayApprove(s, '2026-12-03'))).toEqual(expected);
});
test('silence holds up a line until its fifth day, and no longer', () => {
  expect(codes(mayApprove({ ...ready, lines: [line()] }, '2026-12-06'))).toEqual(['settlement_unanswered']);
  expect(codes(mayApprove({ ...ready, lines: [line()] }, '2026-12-07'))).toEqual([]);
});

describe('what is paid', () => {
  test.each([
    ['the first month', 0, 0, 500, { payFen: 500, takenOffFen: 0, carriedOnFen: 0 }],
    ['after months paid in full', 900, 900, 500, { payFen: 500, takenOffFen: 0, carriedOnFen: 0 }],
    ['after an overpayment', 700, 900, 500, { payFen: 300, takenOffFen: 200, carriedOnFen: 0 }],
    ['less than was overpaid', 100, 900, 500, { payFen: 0, takenOffFen: 0, carriedOnFen: 300 }],
    ['exactly what was overpaid', 400, 900, 500, { payFen: 0, takenOffFen: 0, carriedOnFen: 0 }],
    ['a month of corrections', 900, 900, -300, { payFen: 0, takenOffFen: 0, carriedOnFen: 300 }],
  ])('%s', (_, accepted, paid, now, expected) => {
    expect(dueNow(accepted, paid, now)).toEqual(expected);
  });

  test.each([
    [100_000, 15, 15_000],
    [3, 20, 1],
    [1, 20, 0],
    [333, 10, 33],
    [335, 10, 34],
    [9_007_199_254_740, 20, 1_801_439_850_948],
    [100_000, 0, 0],
  ])('%i fen at %i per cent keep back %i, half a fen upwards', (amount, percent, held) => {
    expect(heldBack(amount, percent)).toBe(held);
  });

  test('comes from the budget of its year, or of the last year that has one', () => {
    const shares = [
      { lineId: 'b', year: 2026, amountFen: 10 },
      { lineId: 'a', year: 2026, amountFen: 90 },
      { lineId: 'c', year: 2025, amountFen: 100 },
      { lineId: 'd', year: 2026, amountFen: 0 },
    ];
    const ids = (month: Day) => payingLines(month, shares).map((s) => s.lineId);
    expect(ids('2026-11-01')).toEqual(['a', 'b']);
    expect(ids('2027-01-01')).toEqual(['a', 'b']);
    expect(ids('2025-12-01')).toEqual(['c']);
    expect(ids('2024-12-01')).toEqual([]);
  });

  test('gives the odd fen to the budget line with the larger part of it, whichever line comes first', () => {
    const [most, least] = [
      { lineId: 'a', year: 2026, amountFen: 90_000_000 },
      { lineId: 'b', year: 2026, amountFen: 10_000_000 },
    ];
    for (const shares of [
      [most!, least!],
      [least!, most!],
    ])
      expect(Object.fromEntries(splitOver(53_333, shares).map((p) => [p.lineId, p.fen]))).toEqual({
        a: 48_000,
        b: 5_333,
      });
  });

  test('is split over budget lines to the fen, exactly beyond a thousand million', () => {
    const share = fc.record({
      lineId: fc.uuid(),
      year: fc.constant(2026),
      amountFen: fc.integer({ min: 1, max: 9e12 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9e12 }),
        fc.array(share, { minLength: 1, maxLength: 5 }),
        (total, shares) => {
          const parts = splitOver(total, shares);
          expect(parts.reduce((n, p) => n + p.fen, 0)).toBe(total);
          const whole = shares.reduce((n, s) => n + s.amountFen, 0);
          for (const [i, p] of parts.entries())
            expect(Math.abs(p.fen - total * (shares[i]!.amountFen / whole))).toBeLessThan(1 + total * 1e-9);
        },
      ),
    );
  });
});

describe('days agreed', () => {
  const always = (weekdays: number[], start: Day, end: Day | null = null) => ({ during: { start, end }, weekdays });
  test.each([
    ['Mondays and Wednesdays of November 2026', [always([1, 3], '2026-01-01')], 9],
    ['of the whole month though the stay begins on the 16th', [always([1], '2026-11-16')], 5],
    ['other weekdays from the 16th', [always([1], '2026-01-01', '2026-11-16'), always([2, 3], '2026-11-16')], 2 + 4],
    ['two places at once', [always([1], '2026-01-01'), always([2], '2026-01-01')], 9],
    ['after the last the last ones', [always([1], '2026-01-01', '2026-11-10')], 5],
  ])('%s', (_, agreed, n) => expect(agreedDays(MONTH, agreed)).toBe(n));
});

const facts: PersonFacts = {
  ...nothingKnown,
  bornOn: '1940-01-01',
  level: 3,
  categories: [],
  longTermCareInsurance: false,
  granted: ['consumption_coupon'],
};
const rates: Rate[] = (['institution', 'home'] as const).flatMap((where) =>
  [2, 3, 4].map((level) => ({
    scheme: `consumption_coupon_${where}`,
    level,
    amountFen: null,
    basisPoints: where === 'home' ? 5000 : 4000,
    capFen: 80_000,
    stackGroup: 'care_fee',
    effective: '[2026-01-01,)',
    docNo: '民办函〔2025〕49号',
    example: false,
  })),
);
const lotOf = (id: string, extra: Partial<PricedLot> = {}): PricedLot => ({
  id,
  contractId: 'c',
  facilityId: 'f',
  service: 'nursing',
  unit: 'bed_month',
  during: { start: '2026-01-01', end: '2027-01-01' },
  prices: [{ effective: { start: '2026-01-01', end: null }, unitPriceFen: 200_000 }],
  ...extra,
});
const stayOf = (extra: Partial<Stay> = {}): Stay => ({
  lotId: 'a',
  changes: [],
  admittedOn: '2026-05-01',
  dischargedOn: null,
  absences: [],
  agreed: [],
  present: [],
  visits: [],
  ...extra,
});
const known = [{ start: '2026-01-01', end: '2027-01-01', facts }];
const figuresAt = (stays: Stay[], lots: PricedLot[], of = known) =>
  monthLines(
    MONTH,
    { id: 'p', stays, facts: of },
    new Map(lots.map((l) => [l.id, l])),
    () => true,
    ratesIn(MONTH, rates),
  ).lines;

describe('counting', () => {
  const count = (stays: Stay[], lots = [lotOf('a')], of = known) =>
    countMonth(MONTH, stays, new Map(lots.map((l) => [l.id, l])), of).spells.flatMap((s) => s.days.map((d) => d.day));
  test.each([
    ['a whole month', stayOf(), 30],
    ['the day of admission counts', stayOf({ admittedOn: '2026-11-30' }), 1],
    ['the day of leaving does not', stayOf({ dischargedOn: '2026-11-02' }), 1],
    ['who left on the first day was not there', stayOf({ dischargedOn: MONTH }), 0],
    ['a stay that never was', stayOf({ admittedOn: '2026-11-05', dischargedOn: '2026-11-05' }), 0],
    ['days away', stayOf({ absences: [{ start: '2026-11-10', end: '2026-11-13' }] }), 27],
    ['away and not back', stayOf({ absences: [{ start: '2026-11-10', end: null }] }), 9],
    ['under no lot', stayOf({ lotId: null }), 0],
    [
      'under the lot before until it changed',
      stayOf({ lotId: 'x', changes: [{ fromLotId: 'a', toLotId: 'x', changedOn: '2026-11-11' }] }),
      10,
    ],
  ])('%s', (_, stay, n) => expect(count([stay])).toHaveLength(n));

  test('nothing counts outside the lot’s period, after death, or twice', () => {
    expect(count([stayOf()], [lotOf('a', { during: { start: '2026-11-29', end: null } })])).toHaveLength(2);
    expect(count([stayOf()], [lotOf('a')], [{ start: '2026-01-01', end: '2026-11-03', facts }])).toHaveLength(2);
    expect(count([stayOf(), stayOf({ admittedOn: '2026-11-15' })])).toHaveLength(30);
  });

  test('of day care never more than was agreed', () => {
    const lots = [lotOf('a', { service: 'day', unit: 'place_month' })];
    const agreed = [{ during: { start: '2026-01-01', end: null }, weekdays: [1] }];
    const present = Array.from({ length: 8 }, (_, i) => addDays(MONTH, i));
    expect(figuresAt([stayOf({ agreed, present })], lots)[0]).toMatchObject({
      days: 5,
      num: 5,
      den: 5,
      amount_fen: 200_000,
    });
  });

  test('of day care carried over within a month both lots together have no more than was agreed', () => {
    const lots = [
      lotOf('a', { service: 'day', unit: 'place_month' }),
      lotOf('b', { service: 'day', unit: 'place_month' }),
    ];
    const agreed = [{ during: { start: '2026-01-01', end: null }, weekdays: [1] }];
    const present = ['02', '03', '04', '05', '16', '23', '30'].map((d) => `2026-11-${d}`);
    const changes = [{ fromLotId: 'a', toLotId: 'b', changedOn: '2026-11-10' }];
    const found = figuresAt([stayOf({ lotId: 'b', agreed, present, changes })], lots);
    expect(found.map((l) => [l.lot_id, l.num, l.den])).toEqual([
      ['a', 4, 5],
      ['b', 1, 5],
    ]);
  });

  test('a day without a price is named', () => {
    const lots = new Map([
      ['a', lotOf('a', { prices: [{ effective: { start: '2026-11-02', end: null }, unitPriceFen: 1 }] })],
    ]);
    expect(countMonth(MONTH, [stayOf()], lots, known).unpriced).toEqual([{ lotId: 'a', day: MONTH }]);
  });
});

const dayIn = fc.integer({ min: -40, max: 70 }).map((n) => addDays(MONTH, n));
const anyStay = fc
  .record({
    from: dayIn,
    nights: fc.integer({ min: 0, max: 80 }),
    open: fc.boolean(),
    away: fc.array(fc.tuple(dayIn, fc.integer({ min: 0, max: 9 })), { maxLength: 2 }),
    moved: fc.option(dayIn, { nil: null }),
  })
  .map(
    ({ from, nights, open, away, moved }): Stay => ({
      ...stayOf(),
      lotId: moved ? 'b' : 'a',
      changes: moved ? [{ fromLotId: 'a', toLotId: 'b', changedOn: moved }] : [],
      admittedOn: from,
      dischargedOn: open ? null : addDays(from, nights),
      absences: away.map(([start, n]) => ({ start, end: addDays(start, n) })),
    }),
  );
const anyLots = fc
  .tuple(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 0, max: 400_000 }), dayIn)
  .map(([first, second, from]) =>
    ['a', 'b'].map((id) =>
      lotOf(id, {
        prices: [
          { effective: { start: '2020-01-01', end: from }, unitPriceFen: first },
          { effective: { start: from, end: null }, unitPriceFen: id === 'a' ? second : first },
        ],
      }),
    ),
  );
const plain = (lines: ReturnType<typeof figuresAt>) => lines.map(({ basis, ...rest }) => rest);

describe('whatever the stays', () => {
  test('government and family make the price, nothing is negative, and a line is replayed from what it keeps', () => {
    fc.assert(
      fc.property(fc.array(anyStay, { maxLength: 3 }), anyLots, (stays, lots) => {
        for (const l of figuresAt(stays, lots)) {
          expect(l.government_fen + l.family_fen).toBe(l.amount_fen);
          expect(Object.values(l.schemes).reduce((n, f) => n + f, 0)).toBe(l.government_fen);
          expect(Math.min(l.government_fen, l.family_fen, l.days, l.num)).toBeGreaterThanOrEqual(0);
          expect(l.num).toBeLessThanOrEqual(l.den);
          const { basis, lot_id, applicant_id, kind, month, ...figures } = l;
          expect(replay(basis, lot_id)).toEqual(figures);
        }
      }),
    );
  });

  test('splitting a stay at any day changes nothing', () => {
    fc.assert(
      fc.property(anyStay, anyLots, dayIn, (stay, lots, day) => {
        const inside = day > stay.admittedOn && (stay.dischargedOn === null || day < stay.dischargedOn);
        fc.pre(inside);
        const halves = [
          { ...stay, dischargedOn: day },
          { ...stay, admittedOn: day },
        ];
        expect(plain(figuresAt(halves, lots))).toEqual(plain(figuresAt([stay], lots)));
      }),
    );
  });

  test('correcting and correcting again ends at the truth reckoned from scratch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyStay, { maxLength: 2 }), { minLength: 2, maxLength: 4 }),
        anyLots,
        (versions, lots) => {
          const settled = new Map<string, Figures>();
          for (const stays of versions) {
            const reckoned = { month: MONTH, spells: [], facts: [], rates: [] };
            for (const c of corrections(MONTH, figuresAt(stays, lots), settled, () => reckoned)) {
              expect(c.government_fen + c.family_fen).toBe(c.amount_fen);
              const { basis, lot_id, applicant_id, kind, month, ...figures } = c;
              settled.set(keyOf(c), plus(settled.get(keyOf(c)) ?? nothing, figures));
            }
          }
          const truth = new Map(figuresAt(versions.at(-1)!, lots).map((l) => [keyOf(l), l]));
          for (const key of new Set([...truth.keys(), ...settled.keys()])) {
            const difference = less(truth.get(key) ?? nothing, settled.get(key) ?? nothing);
            expect({ ...difference, den: 1 }).toEqual(nothing);
          }
        },
      ),
    );
  });
});
