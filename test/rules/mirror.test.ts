import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersOf, confirming, MIN_ANSWERS, middleOf, type Referral } from '../../server/mirror/rules.ts';

const at = (text: string) => new Date(`${text}+08:00`);
const NOW = at('2026-11-24T10:00');

describe('how the figures were confirmed', () => {
  test.each([
    ['never', [], { times: 0, fresh_days: 0, longest_gap_hours: null }],
    [
      'every day',
      ['2026-11-22T09:00', '2026-11-23T09:00', '2026-11-24T09:00'],
      { times: 3, fresh_days: 3, longest_gap_hours: 24 },
    ],
    ['yesterday at noon: today still counts', ['2026-11-23T12:00'], { times: 1, fresh_days: 2, longest_gap_hours: 36 }],
    ['the day before yesterday', ['2026-11-22T09:00'], { times: 1, fresh_days: 1, longest_gap_hours: 49 }],
    [
      'long before: the gap that runs since counts whole',
      ['2026-11-20T10:00'],
      { times: 0, fresh_days: 0, longest_gap_hours: 96 },
    ],
    ['twice on one day', ['2026-11-22T09:00', '2026-11-22T19:00'], { times: 2, fresh_days: 1, longest_gap_hours: 39 }],
  ] as const)('%s', (_t, times, expected) => {
    const found = confirming(times.map(at), '2026-11-22', NOW);
    expect(found).toMatchObject({ days: 3, ...expected });
    expect(found.by_day.reduce((n, d) => n + d.times, 0)).toBe(found.times);
  });
  test('equals a count by hand, whatever the moments', () => {
    const hour = 3_600_000;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 24 * 9 }), { maxLength: 30 }), (ago) => {
        const times = ago.map((h) => new Date(NOW.getTime() - h * hour)).sort((a, b) => a.getTime() - b.getTime());
        const found = confirming(times, '2026-11-18', NOW);
        const fresh = found.by_day.filter(({ on }) => {
          if (on === '2026-11-24') return times.some((t) => NOW.getTime() - t.getTime() < 24 * hour);
          const end = at(`${on}T00:00`).getTime() + 24 * hour;
          return times.some((t) => t.getTime() >= end - 24 * hour && t.getTime() < end);
        });
        expect(found.fresh_days).toBe(fresh.length);
        expect(found.by_day.reduce((n, d) => n + d.times, 0)).toBe(found.times);
      }),
      { numRuns: 200 },
    );
  });
});

const asked = (n: number, extra: Partial<Referral> = {}): Referral[] =>
  Array.from({ length: n }, (_, i) => ({
    facility: 'a',
    madeAt: NOW,
    answeredAt: new Date(NOW.getTime() + (i + 1) * 3_600_000),
    answer: 'accepted',
    reason: null,
    ended: null,
    ...extra,
  }));
const no = (n: number, reason: string) => asked(n, { answer: 'declined', reason });
const silent = (n: number, ended: Referral['ended']) => asked(n, { answer: null, answeredAt: null, ended });

describe('how a home answers', () => {
  test('declines are a rate of what was answered, by reason, with the middle of the hours', () => {
    expect(
      answersOf([
        ...asked(6),
        ...no(2, 'bed_not_ready'),
        ...no(1, 'other'),
        ...silent(2, 'lapsed'),
        ...silent(1, 'other'),
        ...silent(3, null),
      ]),
    ).toEqual({
      asked: 15,
      accepted: 6,
      declined: 3,
      lapsed: 2,
      not_needed: 1,
      waiting: 3,
      reasons: [
        { reason: 'bed_not_ready', n: 2 },
        { reason: 'other', n: 1 },
      ],
      decline_rate: 3 / 9,
      median_hours: 2,
    });
  });
  test.each([
    [MIN_ANSWERS - 1, null],
    [MIN_ANSWERS, 0],
  ])('%i answers give the rate %s', (n, rate) => expect(answersOf(asked(n)).decline_rate).toBe(rate));
  test('what is not answered is no answer', () => expect(answersOf(silent(9, 'lapsed')).decline_rate).toBeNull());
});

test('the middle of the district names nobody: with fewer than three homes there is none', () => {
  const home = (declines: number) => answersOf([...asked(10 - declines), ...no(declines, 'other')]);
  expect(middleOf([home(1), home(5)])).toEqual({ facilities: 2, decline_rate: null, median_hours: null });
  expect(middleOf([home(1), home(5), home(2), answersOf(no(2, 'other'))])).toMatchObject({
    facilities: 3,
    decline_rate: 0.2,
  });
  expect(middleOf([home(1), home(5), home(2), home(3)]).decline_rate).toBe(0.25);
});
