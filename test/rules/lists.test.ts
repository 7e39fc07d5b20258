import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alternativesTo,
  dayPlace,
  inOrder,
  type Listed,
  type Order,
  orders,
  paidBy,
} from '../../server/facilities/rules.ts';
import { walkingKm, walkingMinutes } from '../../server/kernel/geo.ts';

const NOW = Date.parse('2026-11-24T02:00:00Z');
const hoursAgo = (h: number) => new Date(NOW - h * 3_600_000).toISOString();
const home = (id: string, rest: Partial<Listed> = {}): Listed => ({
  id,
  distance_km: 1,
  monthly_min_fen: 200_000,
  free: 1,
  free_for_person: null,
  confirmed_at: hoursAgo(1),
  stars: null,
  ...rest,
});
const ids = (rows: readonly Listed[]) => rows.map((r) => r.id).join('');

describe('the order of a list', () => {
  const rows = [
    home('a', { distance_km: 3, family_fen: 90_000, free: 9, confirmed_at: hoursAgo(73), stars: 3 }),
    home('b', { distance_km: 2, monthly_min_fen: null, free: 0, stars: 5 }),
    home('c', { distance_km: 1, monthly_min_fen: 150_000, free: 4, free_for_person: 2 }),
    home('d', { distance_km: 2, monthly_min_fen: 90_000, free: 3, stars: 3 }),
  ];
  test.each<[Order, string, string]>([
    ['distance', 'cbda', 'the nearest first, at one distance by id'],
    ['price', 'dacb', 'what the family pays; 未填报 last'],
    ['free', 'dcba', 'beds for the person; figures over 72 hours count as none'],
    ['stars', 'bdac', 'the official grade; none last'],
  ])('by %s is %s: %s', (by, expected) => expect(ids(inOrder(rows, by, NOW))).toBe(expected));

  const any = fc.record({
    id: fc.uuid(),
    distance_km: fc.constantFrom(0, 0.5, 1, 2, 2.5),
    monthly_min_fen: fc.option(fc.constantFrom(100_000, 150_000, 300_000)),
    family_fen: fc.option(fc.constantFrom(0, 80_000, 120_000)),
    free: fc.nat(4),
    free_for_person: fc.option(fc.nat(3)),
    confirmed_at: fc.option(fc.constantFrom(hoursAgo(1), hoursAgo(71), hoursAgo(80))),
    stars: fc.option(fc.integer({ min: 1, max: 5 })),
  });
  const list = fc.uniqueArray(any, { selector: (one) => one.id, maxLength: 30 });
  const by = fc.constantFrom(...orders);
  test('does not depend on the order in which the rows came, and loses none', () => {
    fc.assert(
      fc.property(
        list.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        by,
        ([rows, shuffled], order) => {
          expect(inOrder(shuffled, order, NOW)).toEqual(inOrder(rows, order, NOW));
          expect(inOrder(rows, order, NOW)).toHaveLength(rows.length);
        },
      ),
    );
  });
  test('is total: of any two one comes first, whatever else is in the list', () => {
    fc.assert(
      fc.property(list, any, any, by, (rows, a, b, order) => {
        if (a.id === b.id || rows.some((r) => r.id === a.id || r.id === b.id)) return;
        const alone = inOrder([a, b], order, NOW)[0];
        const among = inOrder([...rows, b, a], order, NOW).filter((r) => r.id === a.id || r.id === b.id)[0];
        expect(among).toBe(alone);
      }),
    );
  });
  test('knows nothing but what it names: whatever else a row carries changes nothing', () => {
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat()), by, (rows, extra, order) => {
        const bought = rows.map((row) => ({ ...row, paid_fen: extra.next().value, name: String(extra.next().value) }));
        expect(ids(inOrder(bought, order, NOW))).toBe(ids(inOrder(rows, order, NOW)));
      }),
    );
  });
  test('by price never puts who pays more before who pays less', () => {
    fc.assert(
      fc.property(list, (rows) => {
        const paid = inOrder(rows, 'price', NOW).map((row) => paidBy(row) ?? Number.POSITIVE_INFINITY);
        expect(paid).toEqual([...paid].sort((x, y) => x - y));
      }),
    );
  });
});

describe('where nothing is free', () => {
  test.each([
    ['anything', [], [], ['day', 'home']],
    ['a nursing home', ['nursing_home'], [], ['stay', 'day', 'home']],
    ['either home', ['nursing_home', 'medical_point'], [], ['day', 'home']],
    ['a day place', ['day_care'], [], ['day', 'home', 'stay']],
    ['a day place on Mondays', [], [1], ['day', 'home', 'stay']],
    ['a bed at home', ['community_point'], [], ['day', 'stay']],
  ] as const)('of %s, what is next is offered in this order', (_, kinds, days, expected) => {
    expect(alternativesTo({ kinds, days }).map((a) => a.id)).toEqual(expected);
  });
  test('the nearest day place is offered with the days it has', () => {
    const [near, far] = [
      { id: 'n', distance_km: 1 },
      { id: 'f', distance_km: 2 },
    ];
    expect(
      dayPlace(
        new Map([
          [3, [far, near]],
          [1, [near]],
          [2, [far]],
        ]),
      ),
    ).toEqual({ at: near, days: [1, 3] });
    expect(dayPlace(new Map([[1, []]]))).toBeNull();
  });
});

test('fifteen minutes on foot are the same there and back', () => {
  for (const minutes of [5, 15, 30]) expect(walkingMinutes(walkingKm(minutes))).toBe(minutes);
  expect(walkingKm(15)).toBeCloseTo(0.692, 3);
});
