import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayPlaces,
  dueOn,
  latestMarks,
  type Mark,
  markKey,
  mayMark,
  mayVisit,
  partOf,
  sheetCounts,
  stillOpen,
  visitsThatCount,
  weekOf,
  weekRow,
} from '../../server/attendance/rules.ts';
import { type Bed, type Claim, weekdaysIn, weekdaysRange } from '../../server/facilities/rules.ts';
import { addDays, contains, type Day, fromRange, toRange, weekdayOf } from '../../server/kernel/period.ts';

const TODAY = '2026-11-24';
const codes = (said: { ok: boolean; reasons?: { code: string }[] }) => said.reasons?.map((r) => r.code) ?? [];

test('a week runs from Monday to Sunday, wherever in it one asks', () => {
  const week = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
  for (const day of week) expect(weekOf(day)).toEqual(week);
});

describe('a mark', () => {
  const person = {
    kind: 'day',
    stay: { admittedOn: '2026-11-19', dischargedOn: '2026-11-26' },
    due: true,
    before: null,
  };
  test.each([
    ['today', {}, 'present', TODAY, []],
    [
      'a week ago, when the person had just begun',
      { stay: { admittedOn: '2026-11-17', dischargedOn: null } },
      'absent',
      '2026-11-17',
      [],
    ],
    ['tomorrow', {}, 'present', '2026-11-25', ['attendance_future']],
    [
      'eight days ago',
      { stay: { admittedOn: '2026-01-01', dischargedOn: null } },
      'present',
      '2026-11-16',
      ['attendance_too_old'],
    ],
    ['before the first day', {}, 'present', '2026-11-18', ['attendance_not_here']],
    [
      'on the day of leaving',
      { stay: { admittedOn: '2026-11-01', dischargedOn: TODAY } },
      'present',
      TODAY,
      ['attendance_not_here'],
    ],
    ['for somebody with a home bed', { kind: 'home' }, 'present', TODAY, ['attendance_not_day']],
    ['that somebody came who was not due', { due: false }, 'present', TODAY, []],
    ['of leave for somebody who was not due', { due: false }, 'leave', TODAY, ['attendance_not_due']],
    ['of absence for somebody who was not due', { due: false }, 'absent', TODAY, ['attendance_not_due']],
    ['that takes back a coming written by mistake', { due: false, before: 'present' }, 'absent', TODAY, []],
  ] as const)('%s', (_, extra, mark, on, expected) => {
    expect(codes(mayMark({ ...person, ...extra } as never, mark as Mark, on, TODAY))).toEqual(expected);
  });
});

test('the latest mark counts; of two at one moment the one written later', () => {
  const at = (ms: number) => new Date(1e12 + ms);
  const all = [
    { id: '2', placementId: 'a', on: TODAY, at: at(5), mark: 'present' },
    { id: '1', placementId: 'a', on: TODAY, at: at(0), mark: 'absent' },
    { id: '4', placementId: 'b', on: TODAY, at: at(9), mark: 'leave' },
    { id: '3', placementId: 'b', on: TODAY, at: at(9), mark: 'absent' },
    { id: '0', placementId: 'b', on: '2026-11-23', at: at(20), mark: 'present' },
  ];
  for (const order of [all, [...all].reverse()]) {
    const latest = latestMarks(order);
    expect(latest.get(markKey('a', TODAY))?.mark).toBe('present');
    expect(latest.get(markKey('b', TODAY))?.mark).toBe('leave');
    expect(latest.get(markKey('b', '2026-11-23'))?.mark).toBe('present');
  }
});

test('the numbers above the sheet add up, and whoever came unexpectedly stands apart', () => {
  const row = (due: boolean, mark: Mark | null, away = false) => ({ due, mark, away });
  const rows = [
    row(true, 'present'),
    row(true, 'absent'),
    row(true, 'leave'),
    row(true, null),
    row(true, null, true),
    row(false, 'present'),
    row(false, 'absent'),
    row(false, null),
  ];
  expect(sheetCounts(rows)).toEqual({ due: 5, present: 1, absent: 1, leave: 1, unmarked: 2, drop_in: 1 });
  expect(rows.map(partOf)).toEqual(['due', 'due', 'due', 'due', 'due', 'drop_in', 'other', 'other']);
  expect(rows.filter(stillOpen)).toEqual([rows[3]]);
});

test('on which days of a week somebody is due follows the claims: begun on Wednesday, moved on Friday, away on Saturday', () => {
  const claims = [
    { during: '[2026-11-25,2026-11-27)', weekdays: weekdaysRange([1, 2, 3, 4, 5, 6, 7]) },
    { during: '[2026-11-27,)', weekdays: weekdaysRange([5, 6]), away: ['[2026-11-28,2026-11-30)'] },
  ];
  expect(weekRow(claims, weekOf(TODAY), () => null).map((d) => [d.due, d.away])).toEqual([
    [false, false],
    [false, false],
    [true, false],
    [true, false],
    [true, false],
    [true, true],
    [false, false],
  ]);
});

const START = '2026-11-16';
const dayNo = fc.integer({ min: 0, max: 20 }).map((n) => addDays(START, n));
const weekdays = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
const bed = (i: number, kind: Bed['kind'], openedOn: Day, retiredOn: Day | null): Bed => ({
  id: `b${i}`,
  roomId: 'r',
  kind,
  levelMin: 0,
  levelMax: 4,
  dementia: false,
  equipment: [],
  pool: 'market',
  openedOn,
  retiredOn,
});

test('the places of every weekday equal a recount, whatever beds and claims there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('day', 'day', 'home', 'nursing'), dayNo, fc.option(dayNo)), { maxLength: 8 }),
      fc.array(
        fc.tuple(
          fc.nat(7),
          fc.constantFrom('stay', 'hold', 'closure'),
          dayNo,
          fc.option(fc.integer({ min: 1, max: 14 })),
          weekdays,
        ),
        { maxLength: 20 },
      ),
      (some, taken) => {
        const beds = some.map(([kind, opened, retired], i) => bed(i, kind as Bed['kind'], opened, retired));
        // Like the exclusion constraint: a claim that would stand in another's way is not there.
        const claims: Claim[] = [];
        for (const [n, kind, start, length, days] of taken) {
          const one = {
            bedId: `b${n}`,
            kind: kind as Claim['kind'],
            sex: null,
            during: toRange({ start, end: length === null ? null : addDays(start, length) }),
            weekdays: weekdaysRange(days),
          };
          const on = (c: Claim, day: Day) =>
            contains(fromRange(c.during), day) && weekdaysIn(c.weekdays).includes(weekdayOf(day));
          const clash = claims.some(
            (c) =>
              c.bedId === one.bedId &&
              Array.from({ length: 60 }, (_, i) => addDays(START, i)).some((d) => on(c, d) && on(one, d)),
          );
          if (!clash) claims.push(one);
        }
        for (const places of dayPlaces(beds, claims, weekOf('2026-11-25'))) {
          const there = beds.filter(
            (b) => b.kind === 'day' && b.openedOn <= places.on && (b.retiredOn === null || places.on < b.retiredOn),
          );
          const by = (kind: Claim['kind']) =>
            claims.filter((c) => c.kind === kind && dueOn(c, places.on) && there.some((b) => b.id === c.bedId)).length;
          expect(places).toEqual({
            on: places.on,
            filed: there.length,
            occupied: by('stay'),
            held: by('hold'),
            closed: by('closure'),
            free: there.length - by('stay') - by('hold') - by('closure'),
          });
        }
      },
    ),
  );
});

describe('a visit', () => {
  const now = new Date('2026-11-24T10:00:00+08:00');
  const at = (text: string) => new Date(`${text}:00+08:00`);
  const person = { kind: 'home', stay: { admittedOn: '2026-11-01', dischargedOn: '2026-11-24' } } as const;
  const other = { id: 'v', visitedAt: at('2026-11-20T09:00'), minutes: 60 };
  test.each([
    ['last week', {}, '2026-11-18T09:00', 60, []],
    ['on the first day', {}, '2026-11-01T00:00', 60, []],
    ['the day before', {}, '2026-10-31T23:59', 60, ['visit_too_early']],
    ['on the day the service had ended', {}, '2026-11-24T09:00', 30, ['visit_too_late']],
    ['that has just begun', { stay: { admittedOn: '2026-11-01', dischargedOn: null } }, '2026-11-24T10:00', 60, []],
    [
      'that begins in a minute',
      { stay: { admittedOn: '2026-11-01', dischargedOn: null } },
      '2026-11-24T10:01',
      60,
      ['visit_future'],
    ],
    ['to somebody at the day centre', { kind: 'day' }, '2026-11-18T09:00', 60, ['visit_not_home']],
    ['that begins when another ends', {}, '2026-11-20T10:00', 30, []],
    ['that ends when another begins', {}, '2026-11-20T08:30', 30, []],
    ['that begins while another goes on', {}, '2026-11-20T09:59', 30, ['visit_overlaps']],
    ['that lasts over another', {}, '2026-11-20T08:00', 300, ['visit_overlaps']],
  ] as const)('%s', (_, extra, when, minutes, expected) => {
    expect(codes(mayVisit({ ...person, ...extra }, { visitedAt: at(when), minutes }, [other], now))).toEqual(expected);
  });

  test('counts when no record takes its place; one that did not happen counts for nothing', () => {
    const row = (id: string, corrects: string | null, visitedAt: Date | null = now) => ({ id, corrects, visitedAt });
    const rows = [row('a', null), row('b', 'a'), row('c', 'b'), row('d', null), row('e', 'd', null), row('f', null)];
    expect(visitsThatCount(rows).map((r) => r.id)).toEqual(['c', 'f']);
  });
});
