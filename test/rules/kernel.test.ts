import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messages, say } from '../../server/kernel/messages.ts';
import { share, sum, toYuan } from '../../server/kernel/money.ts';
import {
  addDays,
  addMonths,
  ageOn,
  contains,
  dayOf,
  daysBetween,
  fromRange,
  isDay,
  overlaps,
  startOfDay,
  toRange,
  weekdayOf,
} from '../../server/kernel/period.ts';
import { reaches } from '../../server/kernel/reach.ts';
import { addWorkingDays } from '../../server/kernel/workdays.ts';

const aDay = fc.integer({ min: -20_000, max: 40_000 }).map((n) => addDays('1990-01-01', n));

describe('days and periods', () => {
  test.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['', false],
  ])('%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

  test('the civil day turns at midnight in China, not in London', () => {
    expect(dayOf(new Date('2026-10-01T15:59:59Z'))).toBe('2026-10-01');
    expect(dayOf(new Date('2026-10-01T16:00:00Z'))).toBe('2026-10-02');
    expect(startOfDay('2026-10-02').toISOString()).toBe('2026-10-01T16:00:00.000Z');
  });

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-15', 2, '2027-02-15'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('%s and %i months is %s', (day, n, expected) => expect(addMonths(day, n)).toBe(expected));

  test.each([
    ['1966-11-24', '2026-11-24', 60],
    ['1966-11-25', '2026-11-24', 59],
    ['1964-02-29', '2026-02-28', 62],
  ])('born %s is on %s %i years old', (born, on, age) => expect(ageOn(born, on)).toBe(age));

  test('a period holds its start and not its end', () => {
    const p = { start: '2026-01-01', end: '2026-02-01' };
    expect(contains(p, '2026-01-01')).toBe(true);
    expect(contains(p, '2026-02-01')).toBe(false);
    expect(contains({ ...p, end: null }, '2099-01-01')).toBe(true);
  });

  test('two periods overlap exactly when some day is in both', () => {
    fc.assert(
      fc.property(
        aDay,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 0, max: 40 }),
        (start, n, shift, m) => {
          const a = { start, end: addDays(start, n) };
          const b = { start: addDays(start, shift), end: addDays(start, shift + m) };
          const some = Array.from({ length: n }, (_, i) => addDays(start, i)).some((d) => contains(b, d));
          expect(overlaps(a, b)).toBe(some);
        },
      ),
    );
  });

  test('a range survives the way to the database and back', () => {
    fc.assert(
      fc.property(aDay, fc.option(fc.integer({ min: 1, max: 999 })), (start, n) => {
        const p = { start, end: n === null ? null : addDays(start, n) };
        expect(fromRange(toRange(p))).toEqual(p);
        expect(n === null ? 0 : daysBetween(start, p.end as string)).toBe(n ?? 0);
      }),
    );
  });
});

describe('working days', () => {
  const calendar = {
    off: new Set(['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07']),
    on: new Set(['2026-09-20', '2026-10-10']),
    published: new Set([2026]),
  };
  test.each([
    ['three days from the eve of 国庆 skip the holiday', '2026-09-30', 3, '2026-10-10', false],
    ['a make-up Saturday counts', '2026-10-09', 1, '2026-10-10', false],
    ['an ordinary weekend does not', '2026-11-20', 1, '2026-11-23', false],
    ['none is the day itself', '2026-10-03', 0, '2026-10-03', false],
    ['a year without a notice is provisional', '2026-12-30', 3, '2027-01-04', true],
  ])('%s', (_title, from, count, day, provisional) => {
    expect(addWorkingDays(calendar, from, count)).toEqual({ day, provisional });
  });
  test('a count below zero is refused', () =>
    expect(() => addWorkingDays(calendar, '2026-01-05', -1)).toThrow(RangeError));
  test('1 January 2027 is a Friday', () => expect(weekdayOf('2027-01-01')).toBe(5));
});

describe('money', () => {
  test.each([
    ['1800 元 at 40 % is 720', 180_000, 4000, 72_000],
    ['a third of a fen is dropped', 333, 5000, 166],
    ['a share of nothing is nothing', 0, 5000, 0],
  ])('%s', (_t, amount, bp, expected) => expect(share(amount, bp)).toBe(expected));
  test('sums stay exact beyond ten to the ninth fen and refuse what cannot be exact', () => {
    expect(sum([10 ** 15, 1, -(10 ** 15)])).toBe(1);
    expect(() => sum([2 ** 53 - 1, 1])).toThrow(RangeError);
    expect(() => sum([0.5])).toThrow(RangeError);
  });
  test.each([
    [123_450, '1234.50'],
    [-5, '-0.05'],
    [0, '0.00'],
  ])('%i fen is %s yuan', (amount, text) => expect(toYuan(amount)).toBe(text));
});

describe('reasons', () => {
  test('every reason speaks Chinese and English with the same values', () => {
    for (const [code, [zh, en]] of Object.entries(messages)) {
      const names = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
      expect(names(zh), code).toEqual(names(en));
      expect(zh, code).toMatch(/[\u4e00-\u9fff]/);
      expect(en, code).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
  test('values are filled in, a missing one stays visible', () => {
    expect(say('en', 'too_young', { age: 59 })).toBe('Applicants must be 60 or older (now 59).');
    expect(say('en', 'too_young', {})).toContain('{age}');
  });
});

describe('reach of a key', () => {
  const record = { district: '430602', street: '430602001', facility: 'f1', accounts: ['me'] };
  test.each([
    ['an officer reaches the own district', { role: 'officer', street: null, facility: null }, 'applicants.read', true],
    ['a desk reaches the own street', { role: 'desk', street: '430602001', facility: null }, 'applicants.read', true],
    [
      'a desk does not reach another street',
      { role: 'desk', street: '430602002', facility: null },
      'applicants.read',
      false,
    ],
    [
      'an institution reaches its own facility',
      { role: 'institution', street: null, facility: 'f1' },
      'placements.admit',
      true,
    ],
    [
      'an institution does not reach another',
      { role: 'institution', street: null, facility: 'f2' },
      'placements.admit',
      false,
    ],
    ['a family reaches its own', { role: 'family', street: null, facility: null }, 'applicants.read', true],
    ['a partner has no key to a person', { role: 'partner', street: null, facility: null }, 'applicants.read', false],
  ] as const)('%s', (_t, key, action, expected) => {
    expect(reaches(action, { district: '430602', ...key }, 'me', record)).toBe(expected);
    expect(reaches(action, { district: '430603', ...key }, 'me', record)).toBe(false);
  });
});
