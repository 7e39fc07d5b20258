import { describe, expect, test } from 'vitest';
import {
  checkCodes,
  dueAt,
  findingNo,
  mayAddCheck,
  type NewCheck,
  thresholds,
} from '../../server/inspections/rules.ts';
import type { Reason } from '../../server/kernel/errors.ts';

const ON = '2026-11-24';
describe('a version of a check', () => {
  const check: NewCheck = {
    ...{ code: 'price_jump', from: '2026-11-25', on: true, term: '7d', doc_no: null },
    params: { percent: 10, window_days: 90, working: 0 },
  };
  const facts = { today: ON, openFrom: '2026-01-01' };
  const said = (one: Partial<NewCheck>, given = facts) => {
    const v = mayAddCheck({ ...check, ...one }, given);
    return v.ok ? [] : v.reasons.map((r: Reason) => `${r.code} ${r.pointer}`);
  };
  test.each([
    ['begins tomorrow', {}, []],
    ['does not begin today', { from: ON }, ['check_past /from']],
    ['has every threshold', { params: { percent: 10, working: 0 } }, ['check_threshold /params/window_days']],
    [
      'keeps a threshold within its bounds',
      { params: { ...check.params, percent: 0 } },
      ['check_threshold /params/percent'],
    ],
    ['knows no other threshold', { params: { ...check.params, days: 1 } }, ['unknown_field /params/days']],
  ] as [string, Partial<NewCheck>, string[]][])('%s', (_, one, reasons) => expect(said(one)).toEqual(reasons));
  test('comes after the one that is still to begin, and the very first from any day', () => {
    expect(said({}, { today: ON, openFrom: '2026-12-01' })).toEqual(['check_overlap /from']);
    expect(mayAddCheck({ ...check, from: '2020-01-01' }, { today: ON, openFrom: null }).ok).toBe(true);
  });
  test('every check says which thresholds it takes', () =>
    expect(Object.keys(thresholds).sort()).toEqual([...checkCodes].sort()));
});

describe('by when it is put right', () => {
  const calendar = { off: new Set(['2026-11-28']), on: new Set<string>(), published: new Set([2026]) };
  const tuesday = new Date('2026-11-24T02:00:00Z');
  test.each([
    ['24 hours are hours', '24h', false, '2026-11-25T02:00:00.000Z'],
    ['three days end with the third calendar day', '3d', false, '2026-11-27T16:00:00.000Z'],
    ['a last day on a Sunday ends with the Monday', '15d', false, '2026-12-09T16:00:00.000Z'],
    ['seven working days leave the weekend out', '7d', true, '2026-12-03T16:00:00.000Z'],
  ] as const)('%s', (_, term, working, due) => expect(dueAt(term, tuesday, calendar, working).toISOString()).toBe(due));
  test('a last day off ends with the next working day', () => {
    const wednesday = new Date('2026-11-25T02:00:00Z');
    expect(dueAt('3d', wednesday, calendar, false).toISOString()).toBe('2026-11-30T16:00:00.000Z');
  });
  test('numbers count up through the day', () => expect(findingNo(ON, 11)).toBe('HC20261124012'));
});
