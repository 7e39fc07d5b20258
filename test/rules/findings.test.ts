import { describe, expect, test } from 'vitest';
import {
  colourOf,
  mayAssign,
  mayCheck,
  mayClose,
  mayDismiss,
  mayRectify,
  mayReturn,
  nextStep,
  type Status,
  type Step,
  stateAfter,
  statuses,
  steps,
} from '../../server/findings/rules.ts';
import type { Verdict } from '../../server/kernel/errors.ts';
import { drawOf, mayDraw, mayRecordSpot } from '../../server/spotchecks/rules.ts';

const codes = (v: Verdict) => (v.ok ? [] : v.reasons.map((r) => r.code));
const allowed: [Status, Step, Status][] = [
  ['found', 'assign', 'assigned'],
  ['assigned', 'assign', 'assigned'],
  ['assigned', 'rectify', 'rectified'],
  ['rectified', 'return', 'assigned'],
  ['rectified', 'check', 'checked'],
  ['checked', 'close', 'closed'],
  ['found', 'dismiss', 'dismissed'],
  ['assigned', 'dismiss', 'dismissed'],
];

describe('the way of a finding', () => {
  test.each(allowed)('from %s it may %s, and is then %s', (from, step, to) => expect(stateAfter(step, from)).toBe(to));
  test('and in no other way', () => {
    const others = statuses.flatMap((from) =>
      steps.filter((step) => stateAfter(step, from) !== null).map((step) => `${from} ${step}`),
    );
    expect(others.sort()).toEqual(allowed.map(([from, step]) => `${from} ${step}`).sort());
  });
  test('the next step is always one that is allowed', () =>
    expect(statuses.filter((s) => nextStep[s] !== null && stateAfter(nextStep[s] as Step, s) === null)).toEqual([]));

  const now = new Date('2026-11-24T02:00:00Z');
  const hour = (h: number) => new Date(now.getTime() + h * 3_600_000);
  test.each([
    ['green before 80 % of the time', -79, 21, 'green'],
    ['amber from 80 %', -80, 20, 'amber'],
    ['red once it is over', -100, 0, 'red'],
  ] as const)('is %s', (_, assigned, due, colour) =>
    expect(colourOf({ status: 'assigned', assignedAt: hour(assigned), dueAt: hour(due) }, now)).toBe(colour));
  test('has no colour while it waits to be checked', () =>
    expect(colourOf({ status: 'rectified', assignedAt: hour(-100), dueAt: hour(-1) }, now)).toBe('none'));

  test.each([
    ['is given to the home', mayAssign({ status: 'found', facility: 'f' }, null), []],
    [
      'needs a person where it is about no home',
      mayAssign({ status: 'found', facility: null }, null),
      ['finding_whom'],
    ],
    ['is not assigned once it is closed', mayAssign({ status: 'closed', facility: 'f' }, null), ['finding_state']],
    ['is put right with words', mayRectify({ status: 'assigned' }, '已清理'), []],
    [
      'is not put right without words, or twice',
      mayRectify({ status: 'rectified' }, ' '),
      ['finding_state', 'reason_needed'],
    ],
    ['is sent back with a reason', mayReturn({ status: 'rectified' }, '照片不清'), []],
    ['is not sent back without one', mayReturn({ status: 'rectified' }, ''), ['reason_needed']],
    ['is closed once checked', mayClose({ status: 'checked' }), []],
    ['is not closed before', mayClose({ status: 'rectified' }), ['finding_state']],
    ['is dismissed with a reason', mayDismiss({ status: 'found' }, '系统停电'), []],
    ['is not dismissed without one', mayDismiss({ status: 'found' }, ''), ['reason_needed']],
  ] as [string, Verdict, string[]][])('%s', (_, v, reasons) => expect(codes(v)).toEqual(reasons));

  const visit = { visitedAt: hour(-1), people: ['甲', '乙'], lng: 113.1, lat: 29.4, photos: 1 };
  const f = { status: 'rectified' as Status, facility: 'f', rectifiedAt: hour(-5) };
  const hands = { rectifiedBy: ['nurse'], acceptedBy: 'desk', decidedBy: 'officer' };
  const me = { account: 'inspector', now };
  test.each([
    ['two people with a photo', f, visit, me, []],
    ['without a position', f, { ...visit, lng: null, lat: null }, me, []],
    ['about no place without a photo', { ...f, facility: null }, { ...visit, photos: 0 }, me, []],
    ['one name twice is one person', f, { ...visit, people: ['甲', ' 甲 '] }, me, ['check_people']],
    [
      'one name with a space, or a letter nobody sees, is one person',
      f,
      { ...visit, people: ['王督查', '王 督查', '王\u200b督查', '\u3164'] },
      me,
      ['check_people'],
    ],
    ['no photo of a place', f, { ...visit, photos: 0 }, me, ['visit_photo']],
    ['too many photos', f, { ...visit, photos: 7 }, me, ['photos_many']],
    ['a visit still to come', f, { ...visit, visitedAt: hour(1) }, me, ['visit_future']],
    ['a visit last week', { ...f, rectifiedAt: null }, { ...visit, visitedAt: hour(-24 * 5) }, me, ['visit_old']],
    ['a visit before it was put right', f, { ...visit, visitedAt: hour(-6) }, me, ['visit_before']],
    ['half a position', f, { ...visit, lat: null }, me, ['visit_place']],
    ['a position in the sea', f, { ...visit, lng: 10 }, me, ['visit_place']],
    ['whoever put it right', f, visit, { account: 'nurse', now }, ['finding_own_work']],
    ['whoever accepted the case', f, visit, { account: 'desk', now }, ['same_person_decides']],
    ['whoever decided the case', f, visit, { account: 'officer', now }, ['same_person_decides']],
    ['what is not put right yet', { ...f, status: 'assigned' as Status }, visit, me, ['finding_state']],
  ])('checking by %s', (_, finding, v, by, reasons) => expect(codes(mayCheck(finding, v, hands, by))).toEqual(reasons));
});

describe('a sample on site', () => {
  test.each([
    [3, 10, []],
    [11, 10, ['sample_size']],
    [0, 10, ['sample_size']],
    [101, 1000, ['sample_size']],
    [1, 0, ['sample_empty']],
  ])('%i of %i', (size, of, reasons) => expect(codes(mayDraw(size, of))).toEqual(reasons));

  test('is drawn again from seed and list, and a larger one holds the smaller', () => {
    const ids = Array.from({ length: 40 }, (_, i) => `id${i}`);
    const number = (id: string) => String((Number(id.slice(2)) * 7919) % 1009).padStart(4, '0');
    expect(drawOf(ids, 5, number)).toEqual(drawOf([...ids].reverse(), 5, number));
    expect(drawOf(ids, 9, number).slice(0, 5)).toEqual(drawOf(ids, 5, number));
  });

  const now = new Date('2026-11-24T02:00:00Z');
  const check = {
    ...{ visitedAt: new Date('2026-11-24T01:00:00Z'), people: ['甲', '乙'], lng: null, lat: null, photos: 1 },
    ...{ countedFree: 2, countedPresent: 20, note: null },
  };
  const sample = { drawn: ['f'], drawnAt: new Date('2026-11-23T01:00:00Z') };
  const facts = { sample, facility: 'f', beds: 30, now };
  test.each([
    ['a visit to one that was drawn', check, facts, []],
    ['a visit outside any sample', check, { ...facts, sample: null }, []],
    ['one that was not drawn', check, { ...facts, facility: 'g' }, ['spot_not_drawn']],
    ['more free beds than there are', { ...check, countedFree: 31 }, facts, ['spot_beds']],
    ['before it was drawn', check, { ...facts, sample: { ...sample, drawnAt: now } }, ['visit_before']],
    ['one person without a photo', { ...check, people: ['甲'], photos: 0 }, facts, ['check_people', 'visit_photo']],
  ])('records %s', (_, c, f, reasons) => expect(codes(mayRecordSpot(c, f))).toEqual(reasons));
});
