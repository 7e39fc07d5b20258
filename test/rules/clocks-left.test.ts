import { expect, test } from 'vitest';
import { daysLeft } from '../../server/clocks/rules.ts';

// 1–3 October are holidays, Saturday 10 October is worked for them.
const calendar = {
  off: new Set(['2026-10-01', '2026-10-02', '2026-10-03']),
  on: new Set(['2026-10-10']),
  published: new Set([2026]),
};

test.each([
  ['2026-09-30', '2026-10-09', 'working', 5, 'holidays and Sundays are not counted'],
  ['2026-10-09', '2026-10-12', 'working', 2, 'a Saturday worked instead is'],
  ['2026-10-09', '2026-10-12', 'calendar', 3, 'calendar days all are'],
  ['2026-10-12', '2026-10-12', 'working', 0, 'on the last day none is left'],
  ['2026-10-13', '2026-10-12', 'working', -1, 'the day after it is one day late'],
  ['2026-10-04', '2026-09-30', 'working', 0, 'late by a holiday only is late by no working day'],
] as const)('on %s, due %s in %s days: %i left, %5$s', (today, dueOn, unit, left, _why) => {
  expect(daysLeft(calendar, { dueOn, unit }, today) || 0).toBe(left);
});

test('a clock that stands still has no days left to tell', () => {
  expect(daysLeft(calendar, { dueOn: null, unit: 'working' }, '2026-10-12')).toBe(null);
});
