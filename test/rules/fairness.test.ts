import { describe, expect, test } from 'vitest';
import { fairnessOf, type OfferFact } from '../../server/insight/rules.ts';
import { spread } from '../../server/mirror/rules.ts';

describe('middle, mean and longest', () => {
  test.each([
    ['nothing is no data, not zero', [], { n: 0, median: null, mean: null, longest: null }],
    ['one is all three', [7], { n: 1, median: 7, mean: 7, longest: 7 }],
    ['of an even number the middle is between', [1, 2, 4, 100], { n: 4, median: 3, mean: 26.8, longest: 100 }],
    ['the order they come in does not matter', [30, 10, 20], { n: 3, median: 20, mean: 20, longest: 30 }],
  ])('%s', (_, values, told) => expect(spread(values)).toEqual(told));
});

test('waiting and offers are counted by track and level; what nobody has is left out of the cells and null in the tracks', () => {
  const offer = (o: Partial<OfferFact>): OfferFact => ({
    month: '2026-11',
    track: 'C',
    level: 3,
    days: 10,
    km: 2,
    wish: 'first',
    passedOver: null,
    ...o,
  });
  const told = fairnessOf(
    [
      { track: 'C', level: 3, days: 40 },
      { track: 'C', level: 3, days: 60 },
      { track: 'D', level: 0, days: 5 },
    ],
    [offer({}), offer({ days: 20, km: null, wish: 'other' }), offer({ track: 'A', level: 2, wish: 'named', km: 8 })],
    ['A', 'B', 'C', 'D'],
  );
  expect(told.cells.map((c) => [c.track, c.level, c.waiting.median, c.offered.median])).toEqual([
    ['A', 2, null, 10],
    ['C', 3, 50, 15],
    ['D', 0, 5, null],
  ]);
  expect(told.tracks.map((t) => [t.track, t.km.n, t.km.median, t.wishes])).toEqual([
    ['A', 1, 8, { first: 0, named: 1, other: 0 }],
    ['B', 0, null, { first: 0, named: 0, other: 0 }],
    ['C', 1, 2, { first: 1, named: 0, other: 1 }],
    ['D', 0, null, { first: 0, named: 0, other: 0 }],
  ]);
  expect(told.total).toMatchObject({ waiting: { n: 3, longest: 60 }, offered: { n: 3 }, km: { n: 2, mean: 5 } });
});
