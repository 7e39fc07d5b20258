import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Joint, mayJoin } from '../../server/applications/rules.ts';
import type { Bed, Claim } from '../../server/facilities/rules.ts';
import { compareKeys as inQueue, type QueueKey } from '../../server/queue/rules.ts';
import { compareKeys } from '../../server/rounds/mechanism/market.ts';
import {
  keyNamesOf,
  keysOf,
  kindsOf,
  openingOf,
  roundKey,
  roundRules,
  type Unit,
  unitsOf,
} from '../../server/rounds/mechanism/snapshot.ts';
import { mayMove, mayPublish, roundState, spoken } from '../../server/rounds/rules.ts';
import { rules } from '../support/district.ts';

const at = new Date('2026-11-24T02:00:00Z');
const draft = { ranAt: null, clean: null, publishedAt: null, cancelledAt: null };
const run = { ...draft, ranAt: at, clean: true };
const codes = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.ok ? [] : (v.reasons ?? []).map((r) => r.code));

describe('what a round may do', () => {
  test.each([
    [draft, 'draft', ['run', 'cancel']],
    [run, 'run', ['decide', 'publish', 'cancel']],
    [{ ...run, publishedAt: at }, 'published', []],
    [{ ...draft, cancelledAt: at }, 'cancelled', []],
    [{ ...run, cancelledAt: at }, 'cancelled', []],
  ] as const)('%#: its moments make it %s, and only these moves are left', (moments, state, allowed) => {
    expect(roundState(moments)).toBe(state);
    const events = ['run', 'decide', 'publish', 'cancel'] as const;
    expect(events.filter((e) => mayMove(moments, e).ok)).toEqual(allowed);
  });

  test.each([
    ['clean, all decided, one approved', run, { undecided: 0, approved: 1 }, []],
    ['not clean', { ...run, clean: false }, { undecided: 0, approved: 1 }, ['round_not_clean']],
    ['never checked', { ...run, clean: null }, { undecided: 0, approved: 1 }, ['round_not_clean']],
    ['undecided ones', run, { undecided: 2, approved: 1 }, ['round_undecided']],
    ['all struck', run, { undecided: 0, approved: 0 }, ['round_nothing_approved']],
    ['not run', draft, { undecided: 0, approved: 0 }, ['round_move']],
  ])('publishing: %s', (_what, moments, counts, expected) => {
    expect(codes(mayPublish(moments, counts))).toEqual(expected);
  });
});

describe('the order of a round', () => {
  const key: fc.Arbitrary<QueueKey> = fc.record({
    track: fc.constantFrom('A', 'B', 'C', 'D'),
    level: fc.integer({ min: 0, max: 4 }),
    points: fc.integer({ min: 0, max: 75 }),
    queued_at: fc.integer({ min: 0, max: 3 }).map((d) => new Date(1.7e12 + d * 86_400_000).toISOString()),
    receipt_no: fc.constant('same'),
  });
  const lot = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16).padStart(4, '0'));
  test('is the queue’s own, but for the last tie, which the lot breaks', () => {
    fc.assert(
      fc.property(key, key, lot, lot, (a, b, x, y) => {
        const queue = Math.sign(inQueue(a, b));
        const round = Math.sign(compareKeys(roundKey(a, x), roundKey(b, y)));
        expect(round).toBe(queue !== 0 ? queue : x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });

  const standing = (receiptNo: string, queuedAt: string) => ({
    applicationId: receiptNo,
    receiptNo,
    queuedAt,
    categories: [],
    level: 2,
    dementia: false,
    age: 82,
    carerAbsent: null,
    carerHardships: null,
    livingAlone: null,
  });
  const points = { carer_absent: 30, hardship_each: 5, hardship_max: 25, living_alone: 10, waited_one_year: 10 };
  const who = (receipt: string, queuedAt: string) => ({
    application: receipt,
    applicant: receipt,
    standing: standing(receipt, queuedAt),
    place: 1,
    place_in_track: 1,
    street: 'S1',
    family_at: 'F2',
  });
  const couple: Unit = {
    id: 'a+b',
    lottery: 'ff',
    people: [who('a', '2026-01-01T00:00:00.000Z'), who('b', '2026-05-01T00:00:00.000Z')],
  };
  test('has a couple at the later of the two places', () => {
    expect(keysOf(couple, { F1: 'S1' }, { points }, at.toISOString())).toEqual({
      key: ['C', -2, 0, '2026-05-01T00:00:00.000Z', 'ff'],
    });
  });
  test('is the same for a round kept with the first form of the rules and for the rules of today', () => {
    const now = at.toISOString();
    expect(keysOf(couple, { F1: 'S1' }, roundRules(rules), now)).toEqual(keysOf(couple, { F1: 'S1' }, { points }, now));
    expect(keyNamesOf({ points })).toEqual(keyNamesOf(roundRules(rules)));
  });
  test('follows the order of the parts a rule set gives', () => {
    const byTime = { ...roundRules(rules), key: ['queued_at', 'level'] as const };
    expect(keysOf(couple, {}, byTime, at.toISOString()).key).toEqual(['C', '2026-05-01T00:00:00.000Z', -2, 'ff']);
    expect(keyNamesOf(byTime)).toEqual(['track', 'queued_at', 'level', 'lottery']);
  });
  test('adds a facility’s terms only where the rules say so: own street, family there', () => {
    const terms = { points, facility_terms: { own_street: 5, family_there: 8 } };
    const { key_at } = keysOf(couple, { F1: 'S1', F2: 'S2', F3: 'S2' }, terms, at.toISOString());
    expect(key_at).toEqual({
      F1: ['C', -2, -5, '2026-05-01T00:00:00.000Z', 'ff'],
      F2: ['C', -2, -8, '2026-05-01T00:00:00.000Z', 'ff'],
    });
  });
});

describe('who takes part', () => {
  const waiting = (id: string, place: number, more: object = {}, hindrance: { code: 'barred' } | null = null) =>
    ({
      application: { id, applicantId: `p-${id}`, service: 'nursing', jointWith: null, transfer: false, ...more },
      hindrance,
      place,
    }) as never;
  const groups = (list: never[]) =>
    unitsOf(list, ['nursing']).groups.map((g) => (g as { application: { id: string } }[]).map((w) => w.application.id));
  test.each([
    ['two who name each other are one', { jointWith: 'b' }, { jointWith: 'a' }, [['a', 'b']]],
    ['one who names and is not named is alone', { jointWith: 'b' }, {}, [['a'], ['b']]],
    ['nobody is a couple with oneself', { jointWith: 'a' }, {}, [['a'], ['b']]],
  ])('%s', (_what, a, b, expected) => {
    expect(groups([waiting('a', 1, a), waiting('b', 2, b)])).toEqual(expected);
  });
  test('husband and wife of whom one cannot take part: the other does, alone', () => {
    const list = [waiting('a', 1, { jointWith: 'b' }), waiting('b', 2, { jointWith: 'a' }, { code: 'barred' })];
    expect(groups(list)).toEqual([['a']]);
    expect(unitsOf(list, ['nursing']).apart).toEqual([
      { application: 'b', applicant: 'p-b', reason: { code: 'barred' } },
    ]);
  });
  test('a person takes part once, by the application that comes first; other services are left out', () => {
    const list = [
      waiting('x', 3, { service: 'day' }),
      waiting('late', 2, { applicantId: 'p', service: 'residential' }),
      waiting('early', 1, { applicantId: 'p' }),
    ];
    expect(groups(list)).toEqual([['early']]);
    expect(unitsOf(list, ['nursing']).apart).toMatchObject([{ application: 'late' }]);
  });
  test.each([
    [['nursing'], ['residential', 'nursing']],
    [['day'], ['day']],
    [
      ['home', 'residential'],
      ['residential', 'nursing', 'home'],
    ],
  ] as const)('a round over %j gives out %j', (services, kinds) => expect(kindsOf(services)).toEqual(kinds));
});

describe('from when a bed may be given out', () => {
  const bed = { id: 'b', roomId: 'r', kind: 'nursing', openedOn: '2020-01-01', retiredOn: null } as unknown as Bed;
  const claim = (kind: Claim['kind'], during: string, weekdays = '{[1,8)}'): Claim => ({
    bedId: 'b',
    kind,
    sex: kind === 'closure' ? null : 'female',
    during,
    weekdays,
  });
  const every = [1, 2, 3, 4, 5, 6, 7];
  test.each([
    ['free', bed, [], { from: '2026-11-24', days: every }],
    ['a stay without an end', bed, [claim('stay', '[2026-01-01,)')], null],
    ['a stay that ends', bed, [claim('stay', '[2026-01-01,2026-11-28)')], { from: '2026-11-28', days: every }],
    [
      'a repair within the horizon',
      bed,
      [claim('closure', '[2026-11-20,2026-12-01)')],
      { from: '2026-12-01', days: every },
    ],
    ['a repair beyond it', bed, [claim('closure', '[2026-11-20,2026-12-20)')], null],
    ['promised to somebody', bed, [claim('hold', '[2026-11-20,2026-11-28)')], null],
    ['opens soon', { ...bed, openedOn: '2026-11-30' }, [], { from: '2026-11-30', days: every }],
    ['retired', { ...bed, retiredOn: '2026-11-01' }, [], null],
    [
      'a day place taken on Monday and Tuesday',
      { ...bed, kind: 'day' as const },
      [claim('stay', '[2026-01-01,)', '{[1,3)}')],
      { from: '2026-11-24', days: [3, 4, 5, 6, 7] },
    ],
  ])('%s', (_what, b, claims, expected) => {
    expect(openingOf(b as Bed, claims as Claim[], '2026-11-24', '2026-12-08')).toEqual(expected);
  });
});

describe('one room for two', () => {
  const wife: Joint = {
    applicantId: 'wife',
    service: 'nursing',
    choices: ['f'],
    acceptAny: false,
    radiusKm: 5,
    jointWith: null,
    running: true,
  };
  const husband = { ...wife, spouseId: 'wife' };
  test.each([
    ['husband and wife', husband, wife, []],
    ['somebody else', { ...husband, spouseId: 'other' }, wife, ['joint_spouse']],
    ['day care', husband, { ...wife, service: 'day' }, ['joint_service']],
    ['ended', husband, { ...wife, running: false }, ['joint_service']],
    ['another wish', husband, { ...wife, choices: ['g'] }, ['joint_wishes']],
  ])('%s', (_what, mine, other, expected) => expect(codes(mayJoin(mine, other))).toEqual(expected));
});

test.each([
  ['level', '-4', '-2', '4', '2'],
  ['points', '-30', '0', '30', '0'],
  ['track', 'A', 'C', 'A', 'C'],
  ['lottery', '0123456789abcdef', 'f123456789abcdef', '01234567', 'f1234567'],
  ['queued_at', '2026-01-01T00:00:00.000Z', '2026-03-01T16:30:00.000Z', '2026-01-01', '2026-03-02'],
  ['queued_at', '2026-01-01T00:00:00.000Z', '2026-01-01T01:00:05.000Z', '2026-01-01 08:00:00', '2026-01-01 09:00:05'],
])('a cut-off by %s is told as people count it', (component, theirs, mine, said, own) => {
  expect(spoken({ code: 'round_cut_off', values: { component, theirs, mine } }).values).toEqual({
    component,
    theirs: said,
    mine: own,
  });
});
