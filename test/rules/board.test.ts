import { describe, expect, test } from 'vitest';
import {
  type BedFact,
  type BoardClaim,
  bedOn,
  boardStates,
  closeFor,
  countStates,
  type Done,
  mayAct,
  mayUndo,
  nextTaken,
  type StepFacts,
  whoDid,
} from '../../server/board/rules.ts';
import { expectedVacancies } from '../../server/facilities/rules.ts';

const ON = '2026-11-24'; // a Tuesday
const bed = { id: 'b', openedOn: '2020-01-01', retiredOn: null as string | null };
const claim = (extra: Partial<BoardClaim> = {}): BoardClaim => ({
  id: 'c',
  bedId: 'b',
  kind: 'stay',
  sex: 'female',
  reason: null,
  during: '[2026-11-01,)',
  weekdays: '{[1,8)}',
  away: null,
  releasedOn: null,
  acceptedOn: null,
  ...extra,
});
const codes = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.ok ? [] : v.reasons!.map((r) => r.code));

describe('what a bed is on a day', () => {
  test.each<[string, BoardClaim[], string, string]>([
    ['without a claim it is free', [], ON, 'free'],
    [
      'an offer not accepted by both locks it',
      [claim({ kind: 'hold', during: '[2026-11-20,2026-11-27)' })],
      ON,
      'locked',
    ],
    ['accepted, it is reserved', [claim({ kind: 'hold', acceptedOn: ON })], ON, 'reserved'],
    [
      'the day before the second acceptance it was locked',
      [claim({ kind: 'hold', acceptedOn: ON })],
      '2026-11-23',
      'locked',
    ],
    [
      'a hold that has lapsed takes it no more',
      [claim({ kind: 'hold', during: '[2026-11-01,2026-11-24)' })],
      ON,
      'free',
    ],
    ['somebody lives in it', [claim()], ON, 'occupied'],
    ['somebody is away and it is kept', [claim({ away: ['[2026-11-20,)'] })], ON, 'away'],
    ['back again', [claim({ away: ['[2026-11-20,2026-11-24)'] })], ON, 'occupied'],
    ['it waits to be cleaned', [claim({ kind: 'closure', reason: 'cleaning' })], ON, 'cleaning'],
    ['it is under repair', [claim({ kind: 'closure', reason: 'repair' })], ON, 'out_of_service'],
    ['let go that day, it was free at its end', [claim({ kind: 'hold', releasedOn: ON })], ON, 'free'],
    ['let go since, it was held then', [claim({ kind: 'hold', releasedOn: ON })], '2026-11-23', 'locked'],
    ['a day guest of other weekdays leaves it free today', [claim({ weekdays: '{[1,2),[3,4)}' })], ON, 'free'],
    [
      'an admission written late outweighs the hold',
      [claim({ kind: 'hold', releasedOn: '2026-11-26' }), claim()],
      ON,
      'occupied',
    ],
    ['before it was opened it was not there', [], '2019-12-31', 'not_filed'],
  ])('%s', (_t, claims, on, state) => expect(bedOn(bed, claims, on).state).toBe(state));

  test('from the day it is retired it is not there', () =>
    expect(bedOn({ ...bed, retiredOn: ON }, [], ON).state).toBe('not_filed'));

  test('the seven states sum to the beds filed', () => {
    const counts = countStates([...boardStates, 'free', 'not_filed']);
    expect(counts).toMatchObject({ filed: 8, free: 2, away: 1 });
    expect(boardStates.reduce((n, s) => n + counts[s], 0)).toBe(counts.filed);
  });
});

describe('when a bed is expected to be empty', () => {
  const about = (extra: Partial<BoardClaim & { leavingOn: string; trialUntil: string }>) => ({
    leavingOn: null,
    trialUntil: null,
    ...claim(extra),
    ...extra,
  });
  test.each<[string, Parameters<typeof about>[0], [string, string, boolean] | null]>([
    [
      'a closure with an end',
      { kind: 'closure', during: '[2026-11-20,2026-11-30)' },
      ['2026-11-30', 'closure_ends', true],
    ],
    ['a closure without one', { kind: 'closure' }, null],
    [
      'an offer nobody answers',
      { kind: 'hold', during: '[2026-11-20,2026-11-28)' },
      ['2026-11-28', 'hold_lapses', true],
    ],
    [
      'somebody who accepted and may not come',
      { kind: 'hold', during: '[2026-11-20,2026-11-28)', acceptedOn: ON },
      ['2026-11-28', 'move_in_due', false],
    ],
    ['a stay with an end', { during: '[2026-11-20,2026-12-02)' }, ['2026-12-02', 'stay_ends', true]],
    [
      'a departure that is planned',
      { leavingOn: '2026-12-12', trialUntil: '2026-12-01' },
      ['2026-12-12', 'leaving', true],
    ],
    ['a trial that may end', { trialUntil: '2026-12-01' }, ['2026-12-01', 'trial_ends', false]],
    ['a departure that was planned for yesterday', { leavingOn: '2026-11-23' }, null],
    ['one further than sixty days', { leavingOn: '2027-01-24' }, null],
    ['one on the sixtieth day', { leavingOn: '2027-01-23' }, ['2027-01-23', 'leaving', true]],
    ['a hold that was let go', { kind: 'hold', during: '[2026-11-20,2026-11-28)', releasedOn: ON }, null],
  ])('%s', (_t, extra, expected) =>
    expect(expectedVacancies([bed], [about(extra)], ON)).toEqual(
      expected ? [{ bedId: 'b', on: expected[0], kind: expected[1], firm: expected[2] }] : [],
    ));

  test('not when somebody else takes it that day, nor when it is retired by then', () => {
    const ends = about({ kind: 'closure', during: '[2026-11-20,2026-11-30)' });
    const next = about({ id: 'd', during: '[2026-11-30,)' });
    expect(expectedVacancies([bed], [ends, next], ON)).toEqual([]);
    expect(expectedVacancies([{ ...bed, retiredOn: '2026-11-30' }], [ends], ON)).toEqual([]);
  });

  test('a day place that two people leave on one day is one bed expected to be empty', () => {
    const monday = about({ leavingOn: '2026-12-02', weekdays: '{[1,2)}' });
    const tuesday = about({ id: 'd', leavingOn: '2026-12-02', weekdays: '{[2,3)}' });
    expect(expectedVacancies([bed], [monday, tuesday], ON)).toHaveLength(1);
  });
});

describe('closing and reopening', () => {
  const fact = (extra: Partial<BedFact> = {}): BedFact => ({ name: '302-2', state: 'free', next: null, ...extra });
  const open = { start: ON, end: null };
  test.each<[string, 'close' | 'reopen', Partial<BedFact>, string | null, string[]]>([
    ['a free bed is closed', 'close', {}, null, []],
    ['a bed that is gone is not', 'close', { state: 'not_filed' }, null, ['bed_gone']],
    ['nor one lived in', 'close', { state: 'occupied' }, null, ['bed_lived_in']],
    ['nor one kept for somebody away', 'close', { state: 'away' }, null, ['bed_lived_in']],
    ['nor one promised', 'close', { state: 'reserved' }, null, ['bed_promised']],
    ['nor one closed already', 'close', { state: 'cleaning', reason: 'cleaning' }, null, ['bed_closed_already']],
    ['nor over a day on which it is taken', 'close', { next: '2026-12-01' }, '2026-12-02', ['bed_taken_from']],
    ['until that day it is', 'close', { next: '2026-12-01' }, '2026-12-01', []],
    ['a cleaned bed is put back', 'reopen', { state: 'cleaning' }, null, []],
    ['a free bed cannot be', 'reopen', {}, null, ['bed_open_already']],
    ['a bed that is gone cannot be', 'reopen', { state: 'not_filed' }, null, ['bed_gone']],
  ])('%s', (_t, act, extra, end, expected) =>
    expect(codes(mayAct(act, fact(extra), { ...open, end }))).toEqual(expected));

  test.each([
    ['2026-11-25', []],
    ['2026-11-24', ['dates_reversed']],
    [null, []],
  ])('until %s', (until, expected) => expect(codes(closeFor(until, ON))).toEqual(expected));

  test('the first day somebody else is there: later, today for another weekday, never for what was let go', () => {
    expect(nextTaken([claim({ during: '[2026-12-05,)' }), claim({ during: '[2026-12-01,2026-12-02)' })], ON)).toBe(
      '2026-12-01',
    );
    expect(nextTaken([claim({ weekdays: '{[3,4)}' })], ON)).toBe(ON);
    expect(
      nextTaken([claim({ during: '[2026-12-01,)', releasedOn: ON }), claim({ during: '[2026-01-01,2026-11-24)' })], ON),
    ).toBeNull();
  });

  const done: Done = {
    kind: 'closed',
    reason: 'repair',
    until: null,
    at: new Date('2026-11-24T02:32:00Z'),
    by: '张护士',
  };
  test('who was there first is named with what and when, and the clock is not', () => {
    expect(whoDid('302-2', done, ON)).toEqual({
      code: 'bed_done_by',
      values: { bed: '302-2', who: '张护士', at: '10:32', what: 'did_repair' },
    });
    expect(whoDid('302-2', { ...done, kind: 'reopened', until: '2026-12-01' }, '2027-01-02')).toEqual({
      code: 'bed_done_by_until',
      values: { bed: '302-2', who: '张护士', at: '2026-11-24 10:32', what: 'did_reopened', until: '2026-12-01' },
    });
    expect(whoDid('302-2', { ...done, by: null }, ON)).toBeNull();
  });

  const around = (extra: Partial<StepFacts> = {}): StepFacts => ({
    bed: fact({ state: 'out_of_service', reason: 'repair' }),
    undone: null,
    later: null,
    standing: true,
    ...extra,
  });
  const closed = { kind: 'closed', reason: 'repair', until: null };
  const reopened = { kind: 'reopened', reason: 'repair', until: null };
  test.each<[string, Parameters<typeof mayUndo>[0], Partial<StepFacts>, string[]]>([
    ['a closure that stands', closed, {}, []],
    ['one that is over', closed, { standing: false }, ['undo_over']],
    ['one taken back already', closed, { undone: done, standing: false }, ['undone_already']],
    ['one that something followed', closed, { later: done }, ['undo_later', 'bed_done_by']],
    ['one that the clock followed', closed, { later: { ...done, by: null } }, ['undo_later', 'bed_changed']],
    ['a reopening of a bed still free', reopened, { bed: fact() }, []],
    ['of one promised since', reopened, { bed: fact({ state: 'locked' }) }, ['bed_promised']],
    ['of one that would be open by now', { ...reopened, until: ON }, { bed: fact() }, ['undo_over']],
    [
      'of one taken before the end',
      { ...reopened, until: '2026-12-09' },
      { bed: fact({ next: '2026-12-01' }) },
      ['bed_taken_from'],
    ],
    ['an admission', { kind: 'admitted', reason: null, until: null }, {}, ['undo_not_this']],
  ])('taking back %s', (_t, step, extra, expected) =>
    expect(codes(mayUndo(step, around(extra), ON))).toEqual(expected));
});
