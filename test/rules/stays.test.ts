import { describe, expect, test } from 'vitest';
import { mayCorrectAdmission, mayCorrectDischarge, mayUndo } from '../../server/corrections/rules.ts';
import type { Bed, Claim } from '../../server/facilities/rules.ts';
import type { Verdict } from '../../server/kernel/errors.ts';
import { gives, mayTakeIn } from '../../server/placements/rules.ts';
import { checkSheet, measuresNeeded, riskHolds, riskKinds } from '../../server/risks/rules.ts';
import { mayKeep, mayLeave, mayMove, mayPlanLeaving, mayReturn, overdue } from '../../server/stays/rules.ts';

const TODAY = '2026-11-24';
const codes = (v: Verdict) => (v.ok ? [] : v.reasons.map((r) => r.code));
const bed = (extra: Partial<Bed> = {}): Bed => ({
  id: 'b1',
  roomId: 'r1',
  kind: 'nursing',
  levelMin: 0,
  levelMax: 3,
  dementia: false,
  equipment: [],
  pool: 'market',
  openedOn: '2020-01-01',
  retiredOn: null,
  ...extra,
});
const claim = (extra: Partial<Claim> = {}): Claim => ({
  bedId: 'b2',
  kind: 'stay',
  sex: 'male',
  during: '[2026-01-01,)',
  weekdays: '{[1,8)}',
  ...extra,
});
const room = { id: 'r1', sex: 'single_sex' } as const;

describe('the nine risks', () => {
  const sheet = riskKinds.map((risk) => ({ risk, degree: 'low' as const, measures: null }));
  test.each([
    ['all nine, who, and nothing to do', { assessor: '周', items: sheet }, []],
    ['nobody named', { assessor: ' ', items: sheet }, ['risk_assessor']],
    ['one left out', { assessor: '周', items: sheet.slice(1) }, ['risk_incomplete']],
    ['one said twice', { assessor: '周', items: [...sheet, sheet[0]!] }, ['risk_incomplete']],
    [
      'high without measures',
      { assessor: '周', items: [{ ...sheet[0]!, degree: 'high' as const }, ...sheet.slice(1)] },
      ['risk_measures'],
    ],
  ])('%s', (_t, given, expected) => expect(codes(checkSheet(given))).toEqual(expected));
  test('ask for measures from medium up', () =>
    expect((['none', 'low', 'medium', 'high'] as const).filter(measuresNeeded)).toEqual(['medium', 'high']));
  test.each([
    [null, ['risk_needed']],
    ['2025-11-24', ['risk_old']],
    ['2025-11-25', []],
  ])('assessed %s hold for an admission today: %j', (latest, expected) =>
    expect(codes(riskHolds(latest, TODAY))).toEqual(expected));
});

describe('who pays alone is taken in', () => {
  const person = { sex: 'female' as const, diedOn: null, lying: [] };
  const place = { bed: bed(), room, claims: [], takesPeople: true };
  const asked = { from: TODAY, level: 2, dementia: false, weekdays: [], takenOver: false };
  test.each<[string, object, object, object, string[]]>([
    ['today', {}, {}, {}, []],
    ['31 days back', {}, {}, { from: '2026-10-24' }, []],
    ['32 days back', {}, {}, { from: '2026-10-23' }, ['too_long_ago']],
    ['years back, taken over', {}, {}, { from: '2022-01-01', takenOver: true }, []],
    ['tomorrow', {}, {}, { from: '2026-11-25' }, ['admission_future']],
    ['after death', { diedOn: '2026-11-01' }, {}, {}, ['person_dead']],
    ['with a bed already', { lying: [{ kind: 'residential', weekdays: '{[1,8)}' }] }, {}, {}, ['person_in_bed']],
    ['besides day care', { lying: [{ kind: 'day', weekdays: '{[1,8)}' }] }, {}, {}, []],
    ['where it is closed, or soon will be', {}, { takesPeople: false }, {}, ['facility_closed']],
    ['where it soon will be, taken over', {}, { takesPeople: false }, { takenOver: true }, []],
    ['into a retired bed', {}, { bed: bed({ retiredOn: '2026-01-01' }) }, {}, ['bed_retired']],
    ['before the bed was there', {}, { bed: bed({ openedOn: '2026-11-25' }) }, {}, ['bed_not_open']],
    ['into a bought bed', {}, { bed: bed({ pool: 'subsidised' }) }, {}, ['bed_for_contract']],
    ['into a bought bed, taken over', {}, { bed: bed({ pool: 'subsidised' }) }, { takenOver: true }, []],
    ['into the reserve', {}, { bed: bed({ pool: 'reserve' }) }, {}, ['reserved_for_guaranteed']],
    ['beside the other sex', {}, { claims: [claim()] }, {}, ['sex_of_room']],
    ['after the other sex has left', {}, { claims: [claim({ during: '[2026-01-01,2026-11-24)' })] }, {}, []],
    ['heavier than the bed takes', {}, {}, { level: 4 }, ['level_not_taken']],
    ['with dementia', {}, {}, { dementia: true }, ['dementia_unit_needed']],
    ['into a taken bed', {}, { claims: [claim({ bedId: 'b1', sex: 'female' })] }, {}, ['bed_taken']],
    ['by weekdays in a whole-day bed', {}, {}, { weekdays: [1] }, ['weekdays_whole']],
    ['by no weekday in a day bed', {}, { bed: bed({ kind: 'day' }) }, {}, ['weekdays_needed']],
    ['on Mondays in a day bed', {}, { bed: bed({ kind: 'day' }) }, { weekdays: [1] }, []],
  ])('%s', (_t, p, at, how, expected) =>
    expect(codes(mayTakeIn({ ...person, ...p }, { ...place, ...at }, { ...asked, ...how }, TODAY))).toEqual(expected));

  test.each([
    ['private gives way to the bed asked for', 'private', null, 'residential', 'nursing', false, true],
    ['an emergency too', 'subsidised', 'carer_lost', 'nursing', 'nursing', false, true],
    ['what the contract pays stays', 'subsidised', null, 'nursing', 'nursing', false, false],
    ['unless a transfer was asked for', 'subsidised', null, 'nursing', 'nursing', true, true],
    ['private day care is no bed', 'private', null, 'day', 'nursing', false, false],
    ['and gives way to day care', 'private', null, 'day', 'day', false, true],
  ] as const)('%s', (_t, funding, emergencyReason, from, to, transfer, expected) =>
    expect(
      gives({ funding, emergencyReason }, { kind: from, weekdays: '{[1,8)}' }, transfer, {
        weekdays: '{[1,8)}',
        bed: { kind: to },
      }),
    ).toBe(expected));
});

describe('a resident', () => {
  const stay = { admittedOn: '2026-11-10', since: '2026-11-10', dischargedOn: null, until: null };
  const gone = { ...stay, dischargedOn: '2026-11-20' };
  const away = { since: '2026-11-20', keepUntil: '2026-11-23' };
  const leaving = { from: TODAY, keepUntil: '2026-11-30', kind: 'home' as const, note: null };
  test.each([
    ['from today', stay, null, {}, []],
    ['after discharge', gone, null, {}, ['already_discharged']],
    ['after an emergency is over', { ...stay, until: TODAY }, null, {}, ['already_discharged']],
    ['twice', stay, away, {}, ['away_already']],
    ['from tomorrow', stay, null, { from: '2026-11-25' }, ['date_in_future']],
    ['from before the admission', stay, null, { from: '2026-11-09' }, ['before_admission']],
    ['from before the last move', { ...stay, since: TODAY }, null, { from: '2026-11-23' }, ['before_stay']],
    ['kept until before', stay, null, { keepUntil: '2026-11-23' }, ['dates_reversed']],
    ['for a reason nobody gives', stay, null, { kind: 'other' as const }, ['reason_needed']],
  ])('goes away %s', (_t, s, now, extra, expected) =>
    expect(codes(mayLeave(s, now, { ...leaving, ...extra }, TODAY))).toEqual(expected));
  test.each([
    ['today', away, TODAY, []],
    ['who was not away', null, TODAY, ['not_away']],
    ['before leaving', away, '2026-11-19', ['dates_reversed']],
    ['tomorrow', away, '2026-11-25', ['date_in_future']],
  ])('comes back %s', (_t, now, on, expected) => expect(codes(mayReturn(stay, now, on, TODAY))).toEqual(expected));
  test('has the bed kept longer from today on, while away', () => {
    expect(codes(mayKeep(stay, away, TODAY, TODAY))).toEqual([]);
    expect(codes(mayKeep(stay, away, '2026-11-23', TODAY))).toEqual(['day_past']);
    expect(codes(mayKeep(stay, null, TODAY, TODAY))).toEqual(['not_away']);
    expect([overdue(away, TODAY), overdue(away, '2026-11-23'), overdue(null, TODAY)]).toEqual([true, false, false]);
  });
  test('is said to leave on a day to come, or no more', () => {
    expect(codes(mayPlanLeaving(stay, '2026-12-01', TODAY))).toEqual([]);
    expect(codes(mayPlanLeaving(stay, null, TODAY))).toEqual([]);
    expect(codes(mayPlanLeaving(stay, '2026-11-23', TODAY))).toEqual(['day_past']);
  });

  const mover = { ...stay, funding: 'private', sex: 'female' as const, level: 2, dementia: false, since: '2026-11-10' };
  const from = bed({ id: 'b0' });
  const move = { on: TODAY, reason: 'request' as const, note: null, weekdays: '{[1,8)}' };
  test.each<[string, object, object, object, string[]]>([
    ['to a free bed', {}, {}, {}, []],
    ['to the same bed', {}, { bed: from }, {}, ['same_bed']],
    ['before the present bed', {}, {}, { on: '2026-11-09' }, ['before_stay']],
    ['for another reason', {}, {}, { reason: 'other' }, ['reason_needed']],
    ['to a bought bed', {}, { bed: bed({ pool: 'subsidised' }) }, {}, ['bed_for_contract']],
    [
      'to another pool, paid by the contract',
      { funding: 'subsidised' },
      { from: bed({ id: 'b0', pool: 'subsidised' }) },
      {},
      ['move_pool'],
    ],
    ['to the reserve', {}, { bed: bed({ pool: 'reserve' }) }, {}, ['reserved_for_guaranteed']],
    ['to day care', {}, { bed: bed({ kind: 'day' }) }, {}, ['no_bed_of_kind']],
    ['beside the other sex', {}, { claims: [claim()] }, {}, ['sex_of_room']],
    ['into a taken bed', {}, { claims: [claim({ bedId: 'b1', sex: 'female' })] }, {}, ['bed_taken']],
    ['into a retired bed', {}, { bed: bed({ retiredOn: TODAY }) }, {}, ['bed_retired']],
    ['into a bed not there yet', {}, { bed: bed({ openedOn: '2026-11-25' }) }, {}, ['bed_not_open']],
  ])('moves %s', (_t, who, at, how, expected) =>
    expect(
      codes(mayMove({ ...mover, ...who }, { from, bed: bed(), room, claims: [], ...at }, { ...move, ...how }, TODAY)),
    ).toEqual(expected));
});

describe('a day is corrected', () => {
  const stay = { admittedOn: '2026-11-10', trialUntil: '2026-12-10', dischargedOn: null, dischargeKind: null };
  const facts = { emergency: false, moved: false, firstAway: null, offeredOn: null };
  test.each<[string, object, object, string, string[]]>([
    ['to an earlier one', {}, {}, '2026-11-08', []],
    ['beyond 31 days', {}, {}, '2026-10-23', ['too_long_ago']],
    ['of long ago', { admittedOn: '2026-10-01' }, {}, '2026-11-08', ['too_long_ago']],
    ['to tomorrow', {}, {}, '2026-11-25', ['date_in_future']],
    ['past the first leave', {}, { firstAway: '2026-11-12' }, '2026-11-13', ['dates_reversed']],
    ['before the offer', {}, { offeredOn: '2026-11-09' }, '2026-11-08', ['dates_reversed']],
    ['after a move', {}, { moved: true }, '2026-11-08', ['moved_since']],
    ['of an emergency', {}, { emergency: true }, '2026-11-08', ['correct_emergency']],
    ['of what never was', { dischargeKind: 'error' }, {}, '2026-11-08', ['entered_in_error']],
  ])('of admission %s', (_t, s, f, to, expected) =>
    expect(codes(mayCorrectAdmission({ ...stay, ...s }, { ...facts, ...f }, to, TODAY))).toEqual(expected));
  const left = { ...stay, dischargedOn: '2026-11-20', dischargeKind: 'home' };
  const leaving = { emergency: false, since: '2026-11-11', lastAway: null, cameBackBefore: false, hasCase: true };
  test.each<[string, object, object, string, string[]]>([
    ['to a later one', {}, {}, '2026-11-22', []],
    ['before the admission', {}, {}, '2026-11-10', ['discharge_before_admission']],
    ['before the last return', {}, { lastAway: '2026-11-19' }, '2026-11-18', ['discharge_before_admission']],
    ['of somebody here', { dischargedOn: null, dischargeKind: null }, {}, '2026-11-22', ['not_discharged']],
    ['that moving in elsewhere brought', { dischargeKind: 'transfer' }, {}, '2026-11-22', ['not_discharged']],
    ['across the end of the trial', { trialUntil: '2026-11-21' }, {}, '2026-11-22', ['correct_case']],
    ['across the trial without a case', { trialUntil: '2026-11-21' }, { hasCase: false }, '2026-11-22', []],
    ['to tomorrow', {}, {}, '2026-11-25', ['date_in_future']],
  ])('of discharge %s', (_t, s, f, to, expected) =>
    expect(codes(mayCorrectDischarge({ ...left, ...s }, { ...leaving, ...f }, to, TODAY))).toEqual(expected));
});

describe('the latest step is taken back', () => {
  const step = { kind: 'away', reason: 'home', day: TODAY, undone: false, later: false, decided: false };
  test.each<[string, object, string[]]>([
    ['a leave', {}, []],
    ['a move', { kind: 'moved_in' }, []],
    ['a private admission', { kind: 'admitted' }, []],
    ['an admission from an offer', { kind: 'admitted', decided: true }, ['undo_decided']],
    ['a discharge home', { kind: 'discharged', reason: 'home' }, []],
    ['a death', { kind: 'discharged', reason: 'death' }, ['undo_death']],
    ['a stay left by moving in elsewhere', { kind: 'discharged', reason: 'transfer' }, ['undo_decided']],
    ['a correction', { kind: 'corrected' }, ['undo_not_this']],
    ['what is taken back', { undone: true }, ['undone_already']],
    ['what something followed', { later: true }, ['undo_later_first']],
    ['what is long ago', { day: '2026-10-01' }, ['too_long_ago']],
  ])('%s', (_t, extra, expected) => expect(codes(mayUndo({ ...step, ...extra }, TODAY))).toEqual(expected));
});
