import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayAccept, mayAsk, maySupply, requiredDocuments } from '../../server/acceptance/rules.ts';
import { nextStep, readCursor, writeCursor } from '../../server/cases/rules.ts';
import { checkCaseRules, colourOf, dueDays, type Pause, usedDays } from '../../server/clocks/rules.ts';
import { mayAppeal, mayDecide, mayDecideAppeal, type Said } from '../../server/decisions/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import type { Calendar } from '../../server/kernel/workdays.ts';
import { hasPassed, mayObject, noticeLine } from '../../server/publicity/rules.ts';
import { departmentsFor, mayGive, mayRecord, type Visit } from '../../server/reviews/rules.ts';
import { caseRules } from '../support/district.ts';

/** National Day 2026 from Thursday 1 to Wednesday 7 October, with a working Saturday on the 10th. */
const calendar: Calendar = {
  off: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  on: new Set(['2026-10-10']),
  published: new Set([2026]),
};
const five = { startedOn: '2026-09-28', days: 5, unit: 'working' as const };
const codes = (v: { ok: boolean; reasons?: { code: string }[] }) => v.reasons?.map((r) => r.code) ?? [];

describe('a clock', () => {
  test('of five working days begun on a Monday is due after the holidays and amber on its last day', () =>
    expect(dueDays(calendar, five, [])).toEqual({ amberOn: '2026-10-10', dueOn: '2026-10-10' }));
  test('of a few days warns on its last', () =>
    expect(dueDays(calendar, { startedOn: '2026-11-02', days: 3, unit: 'calendar' }, [])).toEqual({
      amberOn: '2026-11-05',
      dueOn: '2026-11-05',
    }));
  test('of seven calendar days counts every day', () =>
    expect(dueDays(calendar, { startedOn: '2026-10-01', days: 7, unit: 'calendar' }, []).dueOn).toBe('2026-10-08'));
  test('has no day while it stands still, and gets it back later by the days of the pause', () => {
    expect(dueDays(calendar, five, [{ since: '2026-09-29', until: null }])).toEqual({ amberOn: null, dueOn: null });
    expect(dueDays(calendar, five, [{ since: '2026-09-29', until: '2026-10-01' }]).dueOn).toBe('2026-10-13');
  });
  test.each([
    ['2026-10-09', 'green'],
    ['2026-10-10', 'amber'],
    ['2026-10-11', 'red'],
  ])('on %s it is %s', (day, colour) => {
    const days = dueDays(calendar, five, []);
    expect(colourOf({ ...days, stopped: false }, day)).toBe(colour);
  });
  test('that was stopped or stands still says so', () => {
    expect(colourOf({ amberOn: null, dueOn: null, stopped: false }, '2026-10-08')).toBe('paused');
    expect(colourOf({ amberOn: null, dueOn: null, stopped: true }, '2026-10-08')).toBe('stopped');
  });
  const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-09-20', n));
  const pauses = fc.array(
    fc.tuple(day, fc.integer({ min: 0, max: 9 })).map(([since, n]): Pause => ({ since, until: addDays(since, n) })),
    { maxLength: 4 },
  );
  test('never ends earlier for a pause more, and its days are used up just when it is overdue', () =>
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('working', 'calendar'),
        pauses,
        (d, n, u, p) => {
          const clock = { startedOn: d, days: n, unit: u as 'working' | 'calendar' };
          const due = dueDays(calendar, clock, p).dueOn as string;
          expect(due >= (dueDays(calendar, clock, p.slice(1)).dueOn as string)).toBe(true);
          expect(usedDays(calendar, clock, p, due)).toBe(n - 1);
          expect(usedDays(calendar, clock, p, addDays(due, 1))).toBe(n);
        },
      ),
    ));
});

describe('the rules of a case', () => {
  test('that hold together are taken', () => expect(checkCaseRules(caseRules).ok).toBe(true));
  test('name every value that is wrong at once', () =>
    expect(
      codes(
        checkCaseRules({
          ...caseRules,
          appeal_days: 0,
          deadlines: { ...caseRules.deadlines, notice: { days: 7.5, unit: 'calendar', doc: ' ' } },
          departments: [{ department: 'police' as never, when: { always: true } }],
        }),
      ),
    ).toEqual(['rule_value', 'rule_value', 'rule_value', 'rule_value']));
});

describe('papers', () => {
  const rules = {
    documents: [
      { type: 'id_card' as const, when: { always: true as const } },
      { type: 'disability_card' as const, when: { categories: ['severe_disability' as const] } },
      { type: 'authorisation' as const, when: { by_other: true as const } },
    ],
  };
  test('are asked of whom the rules ask them', () => {
    const facts = { categories: ['severe_disability'], service: 'nursing', byOther: false };
    expect(requiredDocuments(rules, facts)).toEqual(['id_card', 'disability_card']);
    expect(requiredDocuments(rules, { ...facts, categories: [], byOther: true })).toEqual(['id_card', 'authorisation']);
  });
  const absent = { type: 'id_card', why: 'absent' as const, since: null };
  const expired = { type: 'hardship_proof', why: 'expired' as const, since: '2026-10-12' };
  test('keep a case from being accepted while any is missing', () => {
    expect(codes(mayAccept({ gaps: [absent], actor: 'a', decidedBy: null }))).toEqual(['papers_missing']);
    expect(mayAccept({ gaps: [], actor: 'a', decidedBy: 'b' }).ok).toBe(true);
    expect(codes(mayAccept({ gaps: [], actor: 'a', decidedBy: 'a' }))).toEqual(['same_person_decides']);
    expect(codes(maySupply([absent]))).toEqual(['papers_missing']);
  });
  test.each([
    ['nothing to ask for', { gaps: [], note: null, earlier: [] }, ['nothing_missing']],
    ['the first time', { gaps: [absent], note: null, earlier: [] }, []],
    ['something that is no paper', { gaps: [], note: '请来访', earlier: [] }, []],
    ['a second time', { gaps: [absent], note: null, earlier: [{ askedOn: '2026-10-01' }] }, ['asked_already']],
    ['for what ran out since', { gaps: [expired], note: null, earlier: [{ askedOn: '2026-10-01' }] }, []],
    [
      'for what ran out before',
      { gaps: [expired], note: null, earlier: [{ askedOn: '2026-10-20' }] },
      ['asked_already'],
    ],
  ])('may be asked for once: %s', (_why, asked, found) => expect(codes(mayAsk(asked))).toEqual(found));
});

describe('an opinion', () => {
  const open = { department: 'health' as const, given: false, inReview: true };
  test.each([
    [open, { outcome: 'agree' as const, reason: 'fit_for_group_living', note: null }, []],
    [open, { outcome: 'agree' as const, reason: 'infectious_active', note: null }, ['opinion_contradicts']],
    [open, { outcome: 'disagree' as const, reason: 'infectious_active', note: null }, ['reason_needed']],
    [open, { outcome: 'disagree' as const, reason: 'infectious_active', note: '痰检阳性' }, []],
    [
      open,
      { outcome: 'agree' as const, reason: 'card_confirmed', note: null },
      ['opinion_reason', 'opinion_contradicts'],
    ],
    [
      { ...open, given: true },
      { outcome: 'agree' as const, reason: 'fit_for_group_living', note: null },
      ['opinion_given'],
    ],
    [
      { ...open, inReview: false },
      { outcome: 'agree' as const, reason: 'fit_for_group_living', note: null },
      ['opinion_too_late'],
    ],
  ])('%j saying %j', (o, said, found) => expect(codes(mayGive(o, said))).toEqual(found));
  test('is asked of each department once, in the order of the rules', () => {
    const rules = {
      departments: [
        { department: 'street' as const, when: { always: true as const } },
        { department: 'health' as const, when: { services: ['nursing'] } },
        { department: 'health' as const, when: { categories: ['veteran' as const] } },
        { department: 'finance' as const, when: { categories: ['dibao' as const] } },
      ],
    };
    expect(departmentsFor(rules, { categories: ['veteran'], service: 'nursing', byOther: false })).toEqual([
      'street',
      'health',
    ]);
  });
});

describe('a visit', () => {
  const visit: Visit = {
    kind: 'home_visit',
    heldAt: '2026-10-09T02:00:00.000Z',
    place: '郭亮社区 3 栋',
    present: [
      { name: '李一', office: '社区' },
      { name: '王二', office: '街道' },
    ],
    finding: 'as_stated',
    notes: '情况属实',
  };
  const free = { acceptedBy: 'a', decidedBy: 'b', actor: 'c' };
  const now = '2026-10-10T00:00:00.000Z';
  test.each([
    [visit, free, []],
    [{ ...visit, heldAt: '2026-10-11T00:00:00.000Z' }, free, ['date_in_future']],
    [{ ...visit, present: [visit.present[0]!, visit.present[0]!] }, free, ['present_too_few']],
    [{ ...visit, kind: 'democratic_review' as const, finding: 'supported' }, free, ['present_too_few']],
    [{ ...visit, place: ' ', finding: 'good', notes: '' }, free, ['place_needed', 'finding_unknown', 'reason_needed']],
    [{ ...visit, kind: 'inspection' as const, finding: 'in_order' }, free, []],
    [{ ...visit, kind: 'inspection' as const, finding: 'in_order' }, { ...free, actor: 'b' }, ['same_person_decides']],
    [{ ...visit, kind: 'inspection' as const, finding: 'in_order' }, { ...free, decidedBy: null }, ['nothing_decided']],
  ])('%#: says everything that is wrong with it', (v, c, found) => expect(codes(mayRecord(v, c, now))).toEqual(found));
});

describe('a decision', () => {
  const said = (outcome: Said['outcome'], overdue = false): Said => ({
    department: 'health',
    outcome,
    reason: null,
    note: null,
    overdue,
  });
  const plain = {
    outcome: 'eligible' as const,
    note: null,
    hindrances: [],
    opinions: [said('agree')],
    actor: 'officer',
    acceptedBy: 'desk',
  };
  test.each([
    ['all agree', plain, []],
    ['who accepted may not decide', { ...plain, acceptedBy: 'officer' }, ['same_person_decides']],
    ['one has not answered', { ...plain, opinions: [said(null)] }, ['opinions_outstanding']],
    ['one has let its time pass', { ...plain, opinions: [said(null, true)] }, []],
    ['against a no without a reason', { ...plain, opinions: [said('disagree')] }, ['against_opinion']],
    ['against a no with one', { ...plain, opinions: [said('disagree')], note: '复查阴性' }, []],
    ['kept out by a rule', { ...plain, hindrances: [{ code: 'infectious' as const }] }, ['infectious']],
    [
      'refused for that rule',
      { ...plain, outcome: 'ineligible' as const, hindrances: [{ code: 'infectious' as const }] },
      [],
    ],
    ['refused without any reason', { ...plain, outcome: 'ineligible' as const }, ['reason_needed']],
  ])('%s', (_why, c, found) => expect(codes(mayDecide(c))).toEqual(found));
  const appeal = { on: '2026-10-10', appealBy: '2026-10-10', diedOn: null, dismissedSince: false, grounds: '有误' };
  test.each([
    ['in time', appeal, []],
    ['a day late', { ...appeal, on: '2026-10-11' }, ['appeal_late']],
    ['twice', { ...appeal, dismissedSince: true }, ['appeal_spent']],
    ['for somebody who died', { ...appeal, diedOn: '2026-10-01' }, ['person_dead']],
    ['without a word', { ...appeal, grounds: ' ' }, ['reason_needed']],
  ])('is appealed against %s', (_why, a, found) => expect(codes(mayAppeal(a))).toEqual(found));
  test('is looked at again by somebody else', () => {
    const a = { answer: '维持', actor: 'x', decidedBy: 'y', acceptedBy: 'z' };
    expect(mayDecideAppeal(a).ok).toBe(true);
    expect(codes(mayDecideAppeal({ ...a, actor: 'y' }))).toEqual(['same_person_decides']);
    expect(codes(mayDecideAppeal({ ...a, closedBy: 'x' }))).toEqual(['same_person_decides']);
    expect(codes(mayDecideAppeal({ ...a, actor: 'z', answer: '' }))).toEqual(['same_person_decides', 'reason_needed']);
  });
});

describe('a public notice', () => {
  const line = { name: '张建国', community: '郭亮社区', service: 'nursing' };
  test('masks the name and names an amount only where it tells no level', () => {
    expect(noticeLine({ ...line, caps: [80_000, 80_000] })).toEqual({
      nameMasked: '张*',
      community: '郭亮社区',
      scheme: 'nursing',
      amountFen: 80_000,
    });
    for (const caps of [[], [60_000, 80_000], [null]]) expect(noticeLine({ ...line, caps }).amountFen).toBeNull();
  });
  test('passes once its days are over and nothing is unanswered', () => {
    expect(hasPassed({ dueOn: '2026-10-08', openObjections: 0 }, '2026-10-08')).toBe(false);
    expect(hasPassed({ dueOn: '2026-10-08', openObjections: 0 }, '2026-10-09')).toBe(true);
    expect(hasPassed({ dueOn: '2026-10-08', openObjections: 1 }, '2026-10-09')).toBe(false);
    expect(hasPassed({ dueOn: null, openObjections: 0 }, '2026-10-09')).toBe(false);
  });
  test('is objected to in a sentence, while it is up', () => {
    expect(codes(mayObject({ text: '不对', withdrawn: true }))).toEqual(['notice_over', 'objection_short']);
    expect(mayObject({ text: '此人长期不在本社区居住', withdrawn: false }).ok).toBe(true);
  });
});

test('the next step and whose turn it is follow from the facts', () => {
  const c = { opinionsOutstanding: 0, assessed: true, openObjections: 0, mayAppeal: true };
  expect(nextStep({ ...c, status: 'submitted' })).toEqual({ step: 'accept', waits: 'desk' });
  expect(nextStep({ ...c, status: 'in_review', assessed: false })).toEqual({ step: 'assess', waits: 'bureau' });
  expect(nextStep({ ...c, status: 'in_review', opinionsOutstanding: 2 }).waits).toBe('departments');
  expect(nextStep({ ...c, status: 'in_review' }).step).toBe('decide');
  expect(nextStep({ ...c, status: 'public_notice', openObjections: 1 }).step).toBe('answer_objection');
  expect(nextStep({ ...c, status: 'eligible' }).step).toBe('publish');
  expect(nextStep({ ...c, status: 'eligible', consentAwaited: true })).toEqual({
    step: 'agree_notice',
    waits: 'family',
  });
  expect(nextStep({ ...c, status: 'ineligible' }).step).toBe('may_appeal');
  expect(nextStep({ ...c, status: 'ineligible', mayAppeal: false }).step).toBe('none');
});

test('where a page of the work list ends can be written and read back', () => {
  const id = '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b';
  for (const due of ['', '2026-10-09']) expect(readCursor(writeCursor({ due, id }))).toEqual({ due, id });
  for (const bad of ['', 'x', '2026-1-1_1', `${id}`]) expect(readCursor(bad)).toBeNull();
});
