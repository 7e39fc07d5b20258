import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LotChange, lotOn } from '../../server/contracts/rules.ts';
import { addDays, contains, type Day, daysBetween } from '../../server/kernel/period.ts';
import {
  boughtOn,
  forecastOf,
  type LedgerDay,
  type LedgerLot,
  ledgerDays,
  type Movement,
  mayCarryOver,
  moneyOf,
  type Use,
  usesOf,
  warningsOf,
} from '../../server/ledger/rules.ts';

const lot: LedgerLot = {
  id: 'lot',
  contractId: 'c',
  facilityId: 'f',
  serviceClass: 'nursing',
  unit: 'bed_month',
  start: '2026-01-01',
  end: '2027-01-01',
  bought: 10,
  boughtFrom: [],
  quantity: 120,
  amountFen: 12_000_000,
  prices: [{ start: '2026-01-01', end: null, unitPriceFen: 100_000 }],
};
const stay = (start: Day, end: Day | null = null): Use => ({ kind: 'stay', lotId: 'lot', start, end });
const offer = (start: Day, end: Day | null = null): Use => ({ kind: 'offer', lotId: 'lot', start, end });
const many = (n: number, use: Use) => Array.from({ length: n }, () => use);
const codes = (reasons: readonly { code: string }[]) => reasons.map((r) => r.code);

describe('a lot day by day', () => {
  test('counts the day of admission and not the day of leaving; an offer until the person lies there', () => {
    const uses = [stay('2026-03-02', '2026-03-04'), offer('2026-03-01', '2026-03-02'), offer('2026-03-03')];
    const days = ledgerDays(lot, uses, [], '2026-03-01', '2026-03-04');
    expect(days.map((d) => [d.committed, d.in_use, d.unused])).toEqual([
      [1, 0, 9],
      [0, 1, 9],
      [1, 1, 8],
      [1, 0, 9],
    ]);
  });
  test('what was used before the days asked for is known on the first of them', () => {
    const money: Movement[] = [
      { lotId: 'lot', on: '2026-02-10', minutes: 5, acceptedFen: 300, paidFen: 0 },
      { lotId: 'lot', on: '2026-03-02', minutes: 0, acceptedFen: -100, paidFen: 200 },
      { lotId: 'other', on: '2026-03-02', minutes: 9, acceptedFen: 9, paidFen: 9 },
    ];
    const days = ledgerDays(lot, [stay('2025-06-01')], money, '2026-03-01', '2026-03-02');
    expect(days.map((d) => [d.in_use, d.minutes, d.accepted_fen, d.paid_fen])).toEqual([
      [1, 0, 300, 0],
      [1, 0, 200, 200],
    ]);
  });
  test('after the end nothing is bought or in use, and who still lies there is said', () => {
    const cut = { ...lot, end: '2026-03-02' };
    const days = ledgerDays(cut, [stay('2026-01-05'), offer('2026-02-01')], [], '2026-03-01', '2026-03-02');
    expect(days.map((d) => [d.bought, d.in_use, d.committed, d.unused, d.stays_after, d.offers_after])).toEqual([
      [10, 1, 1, 8, 0, 0],
      [0, 0, 0, 0, 1, 1],
    ]);
  });
  test.each([
    ['before the first change: what was signed first', '2026-02-28', 10],
    ['from the day of the amendment', '2026-03-01', 14],
    ['from the later of two', '2026-05-01', 12],
    ['before the period', '2025-12-31', 0],
    ['on the day it ends', '2027-01-01', 0],
  ])('bought, %s', (_t, on, bought) => {
    const boughtFrom = [
      { from: '2026-01-01', bought: 10 },
      { from: '2026-03-01', bought: 14 },
      { from: '2026-05-01', bought: 12 },
    ];
    expect(boughtOn({ ...lot, bought: 12, boughtFrom }, on)).toBe(bought);
  });
  test.each([
    [
      'amended before the period begins',
      [
        ['2026-01-01', 10],
        ['2025-12-20', 14],
      ],
      14,
    ],
    [
      'a price agreed ahead, then fewer places at once',
      [
        ['2026-01-01', 10],
        ['2026-04-01', 10],
        ['2026-02-01', 14],
      ],
      14,
    ],
  ] as [string, [string, number][], number][])('the version agreed last stands: %s', (_t, versions, bought) => {
    const boughtFrom = versions.map(([from, n]) => ({ from, bought: n }));
    expect(boughtOn({ ...lot, bought, boughtFrom }, '2026-05-01')).toBe(bought);
  });
  test('equals a count of every day by itself, and each stay counts on one lot a day, whatever was carried over', () => {
    const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-02-01', n));
    const changes = fc
      .uniqueArray(day, { maxLength: 3 })
      .map((days) =>
        days.sort().map((changedOn, i): LotChange => ({ fromLotId: `l${i}`, toLotId: `l${i + 1}`, changedOn })),
      );
    const whole = fc
      .tuple(changes, day, fc.option(fc.nat(40)), fc.constantFrom('stay' as const, 'offer' as const))
      .map(([list, start, length, kind]) => ({
        kind,
        list,
        present: `l${list.length}`,
        whole: { start, end: length === null ? null : addDays(start, length) },
      }));
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 8 }), (all) => {
        const uses = all.flatMap((s) => usesOf(s.kind, s.present, s.list, s.whole));
        for (const id of ['l0', 'l1', 'l2', 'l3']) {
          const mine = { ...lot, id, start: '2026-02-10', end: '2026-03-20' };
          for (const d of ledgerDays(mine, uses, [], '2026-02-01', '2026-04-10')) {
            const here = all.filter((s) => contains(s.whole, d.on) && lotOn(s.present, s.list, d.on) === id);
            const within = contains(mine, d.on);
            const n = (kind: Use['kind']) => here.filter((s) => s.kind === kind).length;
            expect([d.in_use, d.committed]).toEqual(within ? [n('stay'), n('offer')] : [0, 0]);
            expect([d.stays_after, d.offers_after]).toEqual(d.on >= mine.end ? [n('stay'), n('offer')] : [0, 0]);
            expect(d.bought).toBe(d.unused + d.committed + d.in_use);
          }
        }
      }),
    );
  });
});

describe('the forecast to the end of the term', () => {
  const until = (on: Day, uses: Use[], of = lot, moved: Movement[] = []) =>
    forecastOf(of, ledgerDays(of, uses, moved, of.start, on));
  test('whoever lies there stays: ten places of a year are 120 place-months and their price', () => {
    const found = until('2026-06-30', many(10, stay('2026-01-01')))!;
    expect(found.used).toBeCloseTo(60, 9);
    expect(found.staying.units).toBeCloseTo(120, 9);
    expect(found.staying.full_price_fen).toBe(12_000_000);
    expect(found).toMatchObject({ runs_out_on: null, quantity: 120 });
    expect(found.days).toHaveLength(365);
    expect(found.days[180]).toMatchObject({ on: '2026-06-30', used: found.used, staying: found.used });
    expect(found.days[181]).toMatchObject({ on: '2026-07-01', used: null });
    expect(found.days.at(-1)!.even).toBe(120);
  });
  test('those offered a bed are told apart from those who lie there', () => {
    const found = until('2026-06-30', [...many(4, stay('2026-06-01')), ...many(2, offer('2026-06-29'))])!;
    expect(found.used).toBeCloseTo(4, 9);
    expect(found.staying.units).toBeCloseTo(4 + 4 * 6, 9);
    expect(found.with_offers.units).toBeCloseTo(4 + 6 * 6, 9);
  });
  test('says the day on which the quantity runs out', () => {
    const short = { ...lot, quantity: 90 };
    expect(until('2026-06-30', many(10, stay('2026-01-01')), short)!.runs_out_on).toBe('2026-10-01');
  });
  test('a change of price holds from its day', () => {
    const prices = [
      { start: '2026-01-01', end: '2026-07-01', unitPriceFen: 100_000 },
      { start: '2026-07-01', end: null, unitPriceFen: 110_000 },
    ];
    expect(until('2026-03-31', [stay('2026-01-01')], { ...lot, prices })!.staying.full_price_fen).toBe(1_260_000);
  });
  test('hours go on as in the last thirty days', () => {
    const hourly: LedgerLot = { ...lot, unit: 'hour', serviceClass: 'home', quantity: 1000 };
    const moved = Array.from({ length: 30 }, (_, i) => ({
      lotId: 'lot',
      on: addDays('2026-06-01', i),
      minutes: 120,
      acceptedFen: 0,
      paidFen: 0,
    }));
    const found = until('2026-06-30', [stay('2026-06-01'), offer('2026-06-30')], hourly, moved)!;
    expect(found.used).toBe(60);
    expect(found.staying.units).toBe(60 + 184 * 2);
    expect(found.with_offers.units).toBe(60 + 184 * 4);
  });
  test.each([
    ['that has not begun', '2025-12-30'],
    ['that is over', '2027-01-05'],
  ])('is none for a lot %s', (_t, on) => {
    expect(forecastOf(lot, ledgerDays(lot, [], [], on, on))).toBeNull();
  });
});

describe('what is worth a look', () => {
  const seen = (
    uses: Use[],
    on: Day,
    more: { of?: LedgerLot; moved?: Movement[]; counters?: [number, number] } = {},
  ) => {
    const of = more.of ?? lot;
    const days = ledgerDays(of, uses, more.moved ?? [], of.start, on);
    const counters = more.counters ? { committed: more.counters[0], inUse: more.counters[1] } : null;
    return warningsOf(of, days, forecastOf(of, days), counters);
  };
  const paid = (acceptedFen: number): Movement[] => [
    { lotId: 'lot', on: '2026-02-03', minutes: 0, acceptedFen, paidFen: 0 },
  ];
  const six = many(6, stay('2026-01-01'));
  test.each<[string, string[], Use[], Day, Parameters<typeof seen>[2]?]>([
    ['six of ten in use since January', [], six, '2026-06-01'],
    ['79 %', [], many(79, stay('2026-01-01')), '2026-02-15', { of: { ...lot, bought: 100, quantity: 1200 } }],
    [
      'eight of ten, two of them offers',
      ['ledger_nearly_full'],
      [...six, ...many(2, offer('2026-05-30'))],
      '2026-06-01',
    ],
    ['all of them', ['ledger_full'], [...six, ...many(4, offer('2026-05-30'))], '2026-06-01'],
    ['four of ten for thirty days', ['ledger_under_used'], many(4, stay('2026-01-01')), '2026-01-30'],
    ['four of ten, but not yet for thirty days', [], many(4, stay('2026-01-01')), '2026-01-29'],
    ['half of them', [], many(5, stay('2026-01-01')), '2026-02-15'],
    [
      '80 % of the quantity',
      ['ledger_quantity_nearly', 'ledger_will_run_out'],
      six,
      '2026-06-01',
      { of: { ...lot, quantity: 37 } },
    ],
    ['a quantity that lasts', [], six, '2026-06-01', { of: { ...lot, quantity: 72 } }],
    ['80 % of the money', ['ledger_money_nearly'], six, '2026-06-01', { moved: paid(9_600_000) }],
    ['79 % of the money', [], six, '2026-06-01', { moved: paid(9_599_999) }],
    ['a day with eleven', ['ledger_over_bought'], [...six, ...many(5, stay('2026-02-01', '2026-02-02'))], '2026-06-01'],
    [
      'somebody on a lot that is over',
      ['ledger_left_behind'],
      [stay('2026-01-01')],
      '2026-06-01',
      { of: { ...lot, end: '2026-02-01' } },
    ],
    ['counters that agree', [], six, '2026-06-01', { counters: [0, 6] }],
    ['a counter of stays that is off', ['ledger_counter_off'], six, '2026-06-01', { counters: [0, 7] }],
    ['a counter of offers that is off', ['ledger_counter_off'], six, '2026-06-01', { counters: [1, 6] }],
  ])('%s: %s', (_t, expected, uses, on, more) => {
    expect(codes(seen(uses, on, more))).toEqual(expected);
  });
  test('names the day on which more were in use than bought', () => {
    const [found] = seen([...six, ...many(5, stay('2026-02-01', '2026-02-03'))], '2026-06-01');
    expect(found).toMatchObject({ values: { on: '2026-02-02', used: 11, bought: 10 } });
  });
});

describe('going on under another lot', () => {
  const today = '2026-06-10';
  const from = { ...lot, id: 'a', end: '2026-06-01' };
  const to = { ...lot, id: 'b', start: '2026-06-01', facility: '另一家' };
  const spare = (unused: number): LedgerDay[] => ledgerDays({ ...to, bought: unused }, [], [], '2026-06-01', today);
  const asked = (change: { from?: object; to?: object; on?: Day; unused?: number; moving?: number } = {}): string[] => {
    const on = change.on ?? '2026-06-01';
    const days = spare(change.unused ?? 5);
    const moving = Array.from({ length: Math.max(0, daysBetween(on, today) + 1) }, () => change.moving ?? 5);
    const found = mayCarryOver({ ...from, ...change.from }, { ...to, ...change.to }, on, today, days, moving);
    return found.ok ? [] : codes(found.reasons);
  };
  test.each<[string, string[], Parameters<typeof asked>[0]]>([
    ['the same service at the same home, from the day the first lot ends', [], {}],
    ['later', [], { on: '2026-06-05' }],
    ['the same lot', ['carry_same_lot'], { to: { id: 'a' } }],
    ['another home', ['carry_other_place'], { to: { facilityId: 'g' } }],
    ['another service', ['carry_other_service'], { to: { serviceClass: 'day' } }],
    ['while the first lot still pays', ['carry_lot_runs'], { from: { end: '2026-06-05' } }],
    ['ahead of the day', ['carry_future'], { on: '2026-06-11' }],
    [
      'before the following lot begins',
      ['carry_not_covered'],
      { from: { end: '2026-05-01' }, on: '2026-05-15', moving: 0 },
    ],
    ['after it has ended', ['carry_not_covered'], { to: { end: '2026-06-01' } }],
    ['more people than places', ['carry_full'], { moving: 6 }],
    [
      'everything at once',
      ['carry_other_place', 'carry_lot_runs', 'carry_full'],
      { to: { facilityId: 'g' }, from: { end: '2026-06-05' }, moving: 9 },
    ],
  ])('%s: %s', (_t, expected, change) => expect(asked(change)).toEqual(expected));
});

describe('money by the day it moved', () => {
  const month = (approvedOn: Day, lots: [string, number][], payments: [number, Day | null][]) => ({
    approvedOn,
    lots: new Map(lots),
    payments: payments.map(([amountFen, paidOn]) => ({ amountFen, ofFen: amountFen, paidOn })),
  });
  const sums = (months: Parameters<typeof moneyOf>[0], id: string, on: Day) => {
    const day = ledgerDays({ ...lot, id }, [], moneyOf(months), on, on)[0]!;
    return [day.accepted_fen, day.paid_fen];
  };
  const two = [
    month(
      '2026-02-05',
      [
        ['a', 300],
        ['b', 101],
      ],
      [[401, '2026-03-02']],
    ),
    month(
      '2026-03-06',
      [['a', 200]],
      [
        [150, '2026-03-20'],
        [50, null],
      ],
    ),
  ];
  test.each<[string, string, Day, [number, number]]>([
    ['before anything is approved', 'a', '2026-02-04', [0, 0]],
    ['on the day of approval', 'a', '2026-02-05', [300, 0]],
    ['on the day the bank paid', 'a', '2026-03-02', [300, 300]],
    ['of another lot of the same payment', 'b', '2026-03-02', [101, 101]],
    ['with part of the next month paid', 'a', '2026-03-20', [500, 450]],
    ['later', 'b', '2026-06-01', [101, 101]],
  ])('%s', (_t, id, on, expected) => expect(sums(two, id, on)).toEqual(expected));
  test('a month without a payment is paid with the next', () => {
    const months = [month('2026-02-05', [['a', -100]], []), month('2026-03-06', [['a', 300]], [[200, '2026-03-20']])];
    expect(sums(months, 'a', '2026-03-19')).toEqual([200, 0]);
    expect(sums(months, 'a', '2026-03-20')).toEqual([200, 200]);
  });
});
