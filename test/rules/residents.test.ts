import { expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import {
  diffResidents,
  type ResidentFacts,
  type ResidentLine,
  type StayFact,
} from '../../server/rosters/mechanism/residents.ts';

const TODAY = '2026-11-24';
const idNo = (n: number, sex: 'm' | 'f' = 'f') => {
  const first = `99999919410506${String(n * 2 + (sex === 'm' ? 1 : 0)).padStart(3, '0')}`;
  return first + checkDigit(first);
};
const room = (id: string, sex: 'female' | 'single_sex' | 'mixed' = 'mixed') => ({
  id,
  building: 'A',
  floor: 1,
  roomNo: id,
  sex,
});
const bed = (id: string, roomId: string, extra: object = {}) => ({
  id,
  roomId,
  bedNo: id,
  kind: 'nursing' as const,
  levelMin: 1,
  levelMax: 4,
  pool: 'market' as const,
  retiredOn: null,
  ...extra,
});
const stay = (n: number, bedId: string, extra: Partial<StayFact> = {}): StayFact => ({
  placementId: `p${n}`,
  claimId: `c${n}`,
  digest: idNo(n),
  name: '刘',
  externalId: null,
  bedId,
  admittedOn: '2026-01-01',
  since: '2026-01-01',
  dischargedOn: null,
  careLevel: 2,
  weekdays: '{[1,8)}',
  ...extra,
});
const claim = (n: number, bedId: string, roomId: string, extra: object = {}) => ({
  id: `c${n}`,
  bedId,
  roomId,
  kind: 'stay' as const,
  sex: 'female' as const,
  during: '[2026-01-01,)',
  weekdays: '{[1,8)}',
  ...extra,
});
/** Somebody lives in 1 and 2, somebody not of this home's list is promised 4, 5 is closed, 7 is a day place on Mondays. */
const facts: ResidentFacts = {
  registeredOn: '2026-10-01',
  rooms: [room('R'), room('S', 'single_sex'), room('F', 'female')],
  beds: [
    bed('1', 'R'),
    bed('2', 'S'),
    bed('3', 'S'),
    bed('4', 'R'),
    bed('5', 'R'),
    bed('6', 'R', { retiredOn: '2026-01-01' }),
    bed('7', 'R', { kind: 'day' }),
    bed('8', 'R', { pool: 'subsidised' }),
    bed('9', 'F'),
  ],
  claims: [
    claim(1, '1', 'R'),
    claim(2, '2', 'S'),
    claim(90, '4', 'R', { kind: 'hold', during: '[2026-11-20,2026-12-01)' }),
    claim(91, '5', 'R', { kind: 'closure', sex: null }),
    claim(7, '7', 'R', { weekdays: '{[1,2)}' }),
  ],
  stays: [
    stay(1, '1', { externalId: 'P1' }),
    stay(2, '2', { since: '2026-11-10' }),
    stay(7, '7', { weekdays: '{[1,2)}' }),
    stay(3, '3', { admittedOn: '2025-01-01', dischargedOn: '2025-06-01', externalId: 'P3' }),
  ],
};
/** The new one: person 10 for room R. */
const fresh = (extra: Partial<ResidentLine> = {}): ResidentLine => ({
  line: 2,
  name: '王',
  id_no: idNo(10),
  building: 'A',
  room_no: 'F',
  bed_no: '9',
  admitted_on: '2026-06-01',
  level: 3,
  ...extra,
});
const known = (extra: Partial<ResidentLine> = {}): ResidentLine => ({
  line: 2,
  name: '刘',
  id_no: idNo(1),
  room_no: 'R',
  bed_no: '1',
  admitted_on: '2026-01-01',
  ...extra,
});
const codes = (lines: ResidentLine[], mode: 'full' | 'partial' = 'partial') =>
  diffResidents(facts, lines, mode, TODAY, (id) => id).diff.refused.map((r) => `${r.line} ${r.column} ${r.code}`);
const gone = { discharged_on: '2026-11-01', discharge_kind: 'home' as const };

test.each<[string, ResidentLine[], string[]]>([
  ['somebody as known', [known()], []],
  ['somebody new', [fresh()], []],
  ['an ID number that is none', [fresh({ id_no: '12' })], ['2 id_no id_no_form']],
  [
    'an ID number with a typing error',
    [fresh({ id_no: `${idNo(10).slice(0, 17)}${idNo(10)[17] === '1' ? '2' : '1'}` })],
    ['2 id_no id_no_check_digit'],
  ],
  ['no name', [fresh({ name: ' ' })], ['2 name name_invalid']],
  [
    'an admission tomorrow',
    [fresh({ admitted_on: '2026-11-25' })],
    ['2 admitted_on date_in_future', '2 risk_assessed_on roster_risk_needed'],
  ],
  ['a day that is none', [fresh({ admitted_on: '2026-02-30' })], ['2 admitted_on roster_day']],
  ['a person twice', [fresh(), fresh({ line: 3, bed_no: '3', room_no: 'S' })], ['3 id_no roster_twice']],
  [
    'one number of the home for two people',
    [fresh({ external_id: 'X' }), known({ line: 3, external_id: 'X' })],
    ['3 external_id roster_twice'],
  ],
  ['the number of somebody else', [fresh({ external_id: 'P1' })], ['2 external_id roster_id_of_other']],
  ['a bed that is not there', [fresh({ bed_no: '99' })], ['2 bed_no roster_no_bed']],
  ['a retired bed', [fresh({ room_no: 'R', bed_no: '6' })], ['2 bed_no roster_no_bed']],
  ['a bed that somebody else is promised', [fresh({ room_no: 'R', bed_no: '4' })], ['2 bed_no roster_bed_held']],
  ['a bed that is closed', [fresh({ room_no: 'R', bed_no: '5' })], ['2 bed_no roster_bed_closed']],
  ['two people in one bed', [fresh(), fresh({ line: 3, id_no: idNo(11) })], ['3 bed_no roster_bed_twice']],
  ['the bed of somebody who stays', [fresh({ room_no: 'R', bed_no: '1' })], ['2 bed_no roster_bed_held']],
  [
    'the bed of somebody who leaves in the same list',
    [fresh({ room_no: 'R', bed_no: '1' }), known({ line: 3, ...gone, discharged_on: '2026-06-01' })],
    [],
  ],
  [
    'the bed of somebody who leaves in the same list, from a day before that',
    [fresh({ room_no: 'R', bed_no: '1' }), known({ line: 3, ...gone })],
    ['2 admitted_on roster_left_later'],
  ],
  ['a man in a room for women', [fresh({ id_no: idNo(10, 'm') })], ['2 room_no roster_sex_of_room']],
  [
    'a man beside a woman where neither is designated',
    [fresh({ id_no: idNo(10, 'm'), room_no: 'S', bed_no: '3' })],
    ['2 room_no roster_sex_of_room'],
  ],
  ['a level the bed does not take', [fresh({ level: 0 })], ['2 level level_not_taken']],
  ['level 7', [fresh({ level: 7 })], ['2 level roster_level', '2 level level_not_taken']],
  ['somebody new without a level', [fresh({ level: null })], ['2 level roster_level_needed']],
  [
    'somebody new of last week without a risk assessment',
    [fresh({ admitted_on: '2026-11-20' })],
    ['2 risk_assessed_on roster_risk_needed'],
  ],
  [
    'somebody who came after the home was registered, longer ago than a month, without a risk assessment',
    [fresh({ admitted_on: '2026-10-05' })],
    ['2 risk_assessed_on roster_risk_needed'],
  ],
  ['somebody new of last week with one', [fresh({ admitted_on: '2026-11-20', risk_assessed_on: '2026-11-19' })], []],
  [
    'somebody new of last week in a bed of the contract',
    [fresh({ room_no: 'R', bed_no: '8', admitted_on: '2026-11-20', risk_assessed_on: '2026-11-19' })],
    ['2 bed_no roster_for_contract'],
  ],
  [
    'a day place without weekdays',
    [fresh({ room_no: 'R', bed_no: '7' })],
    ['2 weekdays weekdays_needed', '2 bed_no roster_bed_held'],
  ],
  ['a day place on the days that are free', [fresh({ room_no: 'R', bed_no: '7', weekdays: [2, 4] })], []],
  ['an eighth day of the week', [fresh({ room_no: 'R', bed_no: '7', weekdays: [8] })], ['2 weekdays roster_weekdays']],
  ['weekdays of a bed one sleeps in', [fresh({ weekdays: [1] })], ['2 weekdays weekdays_whole']],
  [
    'other weekdays than are known',
    [known({ id_no: idNo(7), bed_no: '7', weekdays: [3] })],
    ['2 weekdays roster_weekdays_known'],
  ],
  [
    'another day of admission than is known',
    [known({ admitted_on: '2026-01-02' })],
    ['2 admitted_on roster_admitted_on'],
  ],
  ['another name than is known', [known({ name: '李' })], ['2 name roster_name']],
  ['a move to another bed', [known({ room_no: 'F', bed_no: '9', move_reason: 'care_need' })], []],
  ['a move without its reason', [known({ room_no: 'F', bed_no: '9' })], ['2 move_reason roster_move']],
  [
    'the bed that somebody moves out of in the same list',
    [known({ room_no: 'F', bed_no: '9', move_reason: 'care_need' }), fresh({ line: 3, room_no: 'R', bed_no: '1' })],
    ['3 bed_no roster_bed_held'],
  ],
  ['a discharge', [known(gone)], []],
  [
    'a discharge without saying how',
    [known({ discharged_on: '2026-11-01' })],
    ['2 discharge_kind roster_discharge_kind'],
  ],
  [
    'a discharge before the admission',
    [known({ ...gone, admitted_on: '2025-01-01', discharged_on: '2025-12-01' })],
    ['2 discharged_on discharge_before_admission'],
  ],
  [
    'a discharge before the admission of its own line',
    [known({ ...gone, discharged_on: '2025-12-31' })],
    ['2 discharged_on dates_reversed', '2 discharged_on discharge_before_admission'],
  ],
  [
    'a discharge before the move into the present bed',
    [known({ ...gone, id_no: idNo(2), room_no: 'S', bed_no: '2' })],
    ['2 discharged_on before_stay'],
  ],
  [
    'somebody who left as is known',
    [known({ ...gone, id_no: idNo(3), admitted_on: '2025-01-01', discharged_on: '2025-06-01' })],
    [],
  ],
  [
    'somebody who left on another day',
    [known({ ...gone, id_no: idNo(3), admitted_on: '2025-01-01', discharged_on: '2025-06-02' })],
    ['2 discharged_on roster_left_on'],
  ],
  ['somebody who had left before we knew', [fresh(gone)], ['2 discharged_on roster_left_before']],
])('%s', (_title, lines, expected) => expect(codes(lines)).toEqual(expected));

test('a full list that leaves somebody out names the bed, not the person, and lets nobody go', () => {
  const { diff, plan } = diffResidents(facts, [known()], 'full', TODAY, (id) => id);
  expect(diff.refused.map((r) => r.values)).toEqual([
    { room: 'S', bed: '2', from: '2026-01-01' },
    { room: 'R', bed: '7', from: '2026-01-01' },
  ]);
  expect(plan.leaving).toEqual([]);
});

test('a level that has changed is a change; one left out stays', () => {
  const { diff } = diffResidents(facts, [known({ level: 3 })], 'partial', TODAY, (id) => id);
  expect(diff.changed[0]?.changes).toEqual([{ field: 'level', from: 2, to: 3 }]);
});
