import { describe, expect, test } from 'vitest';
import { dueSoon, isUsable, type OfferMoments } from '../../server/allocation/rules.ts';
import { barOf, type Exit } from '../../server/applications/rules.ts';
import { type Deferral, mayDefer } from '../../server/deferrals/rules.ts';
import { mayPlaceInEmergency } from '../../server/emergencies/rules.ts';
import type { Bed, Claim, Need } from '../../server/facilities/rules.ts';
import { aheadAt, refillMarket } from '../../server/refills/rules.ts';
import { runMarket } from '../../server/rounds/mechanism/outcome.ts';
import type { Snapshot } from '../../server/rounds/mechanism/snapshot.ts';

const ON = '2026-11-24';
const codes = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.ok ? [] : (v.reasons ?? []).map((r) => r.code));

describe('a deferral', () => {
  const rule = { per_year: 1, max_days: 30 };
  const asked = { until: '2026-12-10', reason: 'family_matter' as const, proof: null, note: null };
  const past = (since: string, extra: Partial<Deferral> = {}): Deferral => ({
    since,
    until: since,
    reason: 'family_matter',
    proof: null,
    ended: true,
    ...extra,
  });
  test.each([
    ['of sixteen days', asked, [], null, []],
    ['of the thirtieth day', { ...asked, until: '2026-12-24' }, [], null, []],
    ['of a day more', { ...asked, until: '2026-12-25' }, [], null, ['deferral_too_long']],
    ['until today', { ...asked, until: ON }, [], null, ['deferral_past']],
    ['for an unnamed reason', { ...asked, reason: 'other' as const }, [], null, ['reason_needed']],
    ['twice in a year', asked, [past('2025-11-25')], null, ['deferral_used']],
    ['a year later', asked, [past('2025-11-24')], null, []],
    [
      'after a hospital stay with a certificate',
      asked,
      [past('2026-10-01', { reason: 'hospital', proof: 'A1' })],
      null,
      [],
    ],
    ['after one without', asked, [past('2026-10-01', { reason: 'hospital' })], null, ['deferral_used']],
    [
      'in hospital, certified, the year used up',
      { ...asked, reason: 'hospital' as const, proof: 'A2' },
      [past('2026-10-01')],
      null,
      [],
    ],
    ['while one runs', asked, [], past(ON, { ended: false }), ['deferral_running']],
  ])('%s', (_, input, earlier, running, expected) => {
    expect(codes(mayDefer(input, earlier, running, rule, ON))).toEqual(expected);
  });
});

describe('exits bar', () => {
  const bar = { exits: 3, same_home: 2, window_months: 12, months: 12 };
  const exit = (on: string, reason: Exit['reason'], facility: string): Exit => ({ on, reason, facility });
  test.each([
    ['two homes given up', [exit('2026-03-01', 'declined', 'a'), exit('2026-06-01', 'declined', 'b')], null],
    [
      'one home given up twice',
      [exit('2026-03-01', 'declined', 'a'), exit('2026-06-01', 'declined', 'a')],
      'barred_home',
    ],
    [
      'one home missed twice without a word',
      [exit('2026-03-01', 'no_reply', 'a'), exit('2026-06-01', 'no_show', 'a')],
      null,
    ],
    [
      'one home twice, thirteen months apart',
      [exit('2025-04-30', 'declined', 'a'), exit('2026-06-01', 'declined', 'a')],
      null,
    ],
    [
      'three of any kind',
      [exit('2026-03-01', 'no_reply', 'a'), exit('2026-05-01', 'declined', 'b'), exit('2026-06-01', 'no_show', 'c')],
      'barred',
    ],
    ['both over after a year', [exit('2025-03-01', 'declined', 'a'), exit('2025-06-01', 'declined', 'a')], null],
  ])('%s', (_, exits, expected) => {
    expect(barOf(exits, bar, ON)?.code ?? null).toBe(expected);
  });
  test('until the later of the two days', () => {
    const exits = [
      exit('2026-01-01', 'declined', 'a'),
      exit('2026-02-01', 'declined', 'a'),
      exit('2026-06-01', 'no_reply', 'b'),
    ];
    expect(barOf(exits, bar, ON)).toEqual({ code: 'barred', values: { until: '2027-06-01', count: 3 } });
  });
});

describe('an emergency placement', () => {
  const bed: Bed = {
    id: 'b',
    roomId: 'r',
    kind: 'nursing',
    levelMin: 0,
    levelMax: 3,
    dementia: false,
    equipment: [],
    pool: 'subsidised',
    openedOn: '2020-01-01',
    retiredOn: null,
  };
  const need: Need = {
    sex: 'female',
    level: 2,
    dementia: false,
    kinds: ['residential', 'nursing'],
    equipment: [],
    guaranteed: false,
  };
  const person = { diedOn: null, assessed: true, infectiousDisease: null, endangersOthers: null };
  const asked = { on: ON, days: 14, max: 14, reason: 'carer_lost' as const, note: null };
  const claim = (during: string): Claim => ({ bedId: 'b', kind: 'hold', sex: 'female', during, weekdays: '{[1,8)}' });
  const place = { bed, takes: 'either' as const, claims: [] as Claim[] };
  test.each([
    ['for the whole limit', person, need, place, asked, []],
    ['for a day more', person, need, place, { ...asked, days: 15 }, ['emergency_days']],
    ['for no day', person, need, place, { ...asked, days: 0 }, ['emergency_days']],
    ['before somebody else comes', person, need, { ...place, claims: [claim('[2026-12-08,)')] }, asked, []],
    [
      'into the time of somebody else',
      person,
      need,
      { ...place, claims: [claim('[2026-12-07,)')] },
      asked,
      ['emergency_taken'],
    ],
    ['into a room of men', person, need, { ...place, takes: 'male' as const }, asked, ['sex_of_room']],
    ['into a bed for less care', person, { ...need, level: 4 }, place, asked, ['level_not_taken']],
    ['into a day place', person, need, { ...place, bed: { ...bed, kind: 'day' as const } }, asked, ['emergency_kind']],
    [
      'into a bed of the reserve',
      person,
      need,
      { ...place, bed: { ...bed, pool: 'reserve' as const } },
      asked,
      ['reserved_for_guaranteed'],
    ],
    ['of somebody nobody has assessed', { ...person, assessed: false }, need, place, asked, ['not_assessed']],
    ['with an infection', { ...person, infectiousDisease: true }, need, place, asked, ['isolation_needed']],
    [
      'with an infection, where a bed isolates',
      { ...person, infectiousDisease: true },
      need,
      { ...place, bed: { ...bed, equipment: ['isolation'] } },
      asked,
      [],
    ],
    ['of a danger to others', { ...person, endangersOthers: true }, need, place, asked, ['endangers']],
    ['for an unnamed reason', person, need, place, { ...asked, reason: 'other' as const }, ['reason_needed']],
  ])('%s', (_, who, wants, where, how, expected) => {
    expect(codes(mayPlaceInEmergency(who, wants, where, how))).toEqual(expected);
  });
});

describe('a deadline is near', () => {
  const calendar = { off: new Set(['2026-11-26']), on: new Set<string>(), published: new Set([2026]) };
  const offer: OfferMoments = {
    respondBy: '2026-11-27',
    checkInBy: null,
    familyAnswer: null,
    facilityAnswer: null,
    endReason: null,
  };
  const both = {
    ...offer,
    familyAnswer: 'accepted' as const,
    facilityAnswer: 'accepted' as const,
    checkInBy: '2026-11-30',
  };
  test.each([
    ['one working day before, past a holiday', offer, '2026-11-25', { what: 'answer', by: '2026-11-27' }],
    ['not two', offer, '2026-11-24', null],
    ['on the day itself', offer, '2026-11-27', { what: 'answer', by: '2026-11-27' }],
    ['no more once it has passed', offer, '2026-11-28', null],
    ['not when the home is waited for', { ...offer, familyAnswer: 'accepted' as const }, '2026-11-27', null],
    ['again before the check-in, past a weekend', both, '2026-11-27', { what: 'check_in', by: '2026-11-30' }],
  ])('%s', (_, o, today, expected) => {
    expect(dueSoon(o, calendar, today)).toEqual(expected);
  });
});

describe('freed beds', () => {
  test.each([
    [null, true],
    ['cannot_meet_need', true],
    ['bed_not_ready', false],
    ['infection_control', false],
  ])('after a refusal for %s go on: %s', (reason, expected) => expect(isUsable(reason)).toBe(expected));

  const bed = (id: string, level_max = 4) => ({ id, kind: 'nursing' as const, level_max });
  const applicant = (id: string, rank: number, level = 2) => ({
    id,
    key: [rank],
    need: { sex: 'female' as const, level, kinds: ['nursing' as const], equipment: [] },
    choices: [],
    accept_any: true,
  });
  const snapshot = {
    format: 'yiwei-market/1',
    key_names: ['rank'],
    lots: [{ id: 'l', left: 9, facilities: ['f'] }],
    applicants: [applicant('a', 1), applicant('b', 2, 4), { ...applicant('c', 3), choices: ['gone'] }],
    facilities: [
      {
        id: 'f',
        rooms: [
          { id: 'r1', sex: 'female', beds: [bed('x', 2), bed('kept')] },
          { id: 'r2', sex: 'female', beds: [bed('y')] },
        ],
      },
      { id: 'other', rooms: [{ id: 'r3', sex: 'female', beds: [bed('z')] }] },
    ],
  } as unknown as Snapshot;
  const run = (freed: string[], asked: { applicant: string; bed: string }[] = []) =>
    Object.fromEntries(
      runMarket(refillMarket(snapshot, new Set(freed), asked)).placements.map((p) => [p.beds[0], p.applicant]),
    );

  test('only they are given out, each to who can use it', () => {
    expect(run(['x', 'y'])).toEqual({ x: 'a', y: 'b' });
    expect(run(['y'])).toEqual({ y: 'a' });
    expect(run([])).toEqual({});
  });
  test('who has answered for one is asked for the other, and for nothing when that was all', () => {
    expect(run(['x', 'y'], [{ applicant: 'a', bed: 'x' }])).toEqual({ y: 'a', x: 'c' });
    expect(
      run(
        ['y'],
        [
          { applicant: 'a', bed: 'y' },
          { applicant: 'b', bed: 'y' },
        ],
      ),
    ).toEqual({ y: 'c' });
    expect(
      run(
        ['y'],
        ['a', 'b', 'c'].map((who) => ({ applicant: who, bed: 'y' })),
      ),
    ).toEqual({});
  });
  test('who is ahead is said by the key that holds at the home', () => {
    const market = { applicants: [applicant('a', 2), { ...applicant('b', 3), key_at: { f: [1] } }, applicant('c', 4)] };
    expect([...aheadAt(market, 'a', 'f')]).toEqual(['b']);
    expect([...aheadAt(market, 'a', 'other')]).toEqual([]);
    expect([...aheadAt(market, 'c', 'f')]).toEqual(['a', 'b']);
  });
});
