import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersFor } from '../../seed/answers.ts';
import {
  type Answers,
  emptyDraft,
  type Facts,
  items,
  levelReasonsOf,
  maxOf,
  mayOrder,
  maySign,
  noFacts,
  riskKinds,
  score,
  sectionMax,
  sections,
  selfCareOf,
  signs,
  validFrom,
} from '../../server/assessments/rules.ts';

const rules = { coma_level: 4, valid_months: 12, result_working_days: 3 };
const facts = (given: Partial<Omit<Facts, 'risk_events'>> & { events?: Partial<Facts['risk_events']> } = {}): Facts => {
  const { events, ...rest } = given;
  return { ...noFacts, ...rest, risk_events: { ...noFacts.risk_events, ...events } };
};
const best: Answers = Object.fromEntries(items.map((i) => [i.code, maxOf(i)]));
const codesOf = (v: { ok: boolean; reasons?: unknown }) =>
  v.ok ? [] : (v.reasons as { code: string }[]).map((r) => r.code);

describe('the standard', () => {
  test('has 26 items in four parts of 8, 4, 9 and 5, worth 32, 15, 28 and 15: 90 together', () => {
    expect(sections.map((s) => [s.code, s.items.length, sectionMax(s)])).toEqual([
      ['B.1', 8, 32],
      ['B.2', 4, 15],
      ['B.3', 9, 28],
      ['B.4', 5, 15],
    ]);
    expect(items).toHaveLength(26);
  });
  const maxima: Record<string, number> = {
    'B.2.4': 3,
    'B.3.7': 1,
    'B.3.8': 1,
    'B.3.9': 2,
    'B.4.1': 2,
    'B.4.2': 2,
    'B.4.4': 3,
  };
  test.each(
    items.map((i) => [i.code, i] as const),
  )('%s has a text in both languages for every score from its maximum to 0', (code, i) => {
    expect(maxOf(i)).toBe(maxima[code] ?? 4);
    expect(i.choices.map((c) => c.score)).toEqual(Array.from({ length: maxOf(i) + 1 }, (_, n) => maxOf(i) - n));
    for (const text of [i, i.ask, ...i.choices]) {
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en).toMatch(/^[\x20-\x7e–]+$/);
    }
    expect(new Set(i.choices.map((c) => c.zh)).size).toBe(i.choices.length);
  });
});

describe('a score', () => {
  test.each([
    [90, {}, 0, 0],
    [89, {}, 1, 1],
    [66, {}, 1, 1],
    [65, {}, 2, 2],
    [46, {}, 2, 2],
    [45, {}, 3, 3],
    [30, {}, 3, 3],
    [29, {}, 4, 4],
    [0, {}, 4, 4],
    [90, { dementia: true }, 0, 1],
    [29, { psychiatric: true }, 4, 4],
    [70, { events: { fall: 1, wandering: 1 } }, 1, 2],
    [70, { events: { fall: 1 } }, 1, 1],
    [70, { events: { choking: 2 } }, 1, 2],
    [70, { dementia: true, events: { fall: 2 } }, 1, 2],
    [70, { dementia: true, psychiatric: true, events: { fall: 3, other: 3 } }, 1, 2],
    [70, { coma: true }, 1, 4],
    [40, { coma: true, dementia: true }, 3, 4],
  ])('of %i with %j is level %i, then %i', (total, given, initial, level) => {
    expect(score(answersFor(total, 3), facts(given), rules)).toMatchObject({ ok: true, total, initial, level });
  });

  test('gives a coma the level the district says, never less than the answers and other reasons give', () => {
    const of = (total: number, given = {}) =>
      score(answersFor(total, 0), facts({ coma: true, ...given }), { coma_level: 3 });
    expect([of(70), of(20), of(40, { dementia: true })]).toMatchObject([{ level: 3 }, { level: 4 }, { level: 4 }]);
  });

  test('keeps subtotals, total, initial level, reasons and final level apart', () => {
    expect(score(best, facts({ psychiatric: true, events: { suicide: 1, self_harm: 1 } }), rules)).toEqual({
      ok: true,
      subtotals: { 'B.1': 32, 'B.2': 15, 'B.3': 28, 'B.4': 15 },
      total: 90,
      initial: 0,
      reasons: ['psychiatric', 'risk_events'],
      level: 1,
    });
  });

  test('is refused for 25 answers, naming the missing item', () => {
    const { 'B.3.4': _, ...rest } = best;
    expect(score(rest, noFacts, rules)).toEqual({
      ok: false,
      reasons: [
        {
          code: 'item_missing',
          values: { item: 'B.3.4', title: 'Memory', title_zh: '记忆' },
          pointer: '/answers/B.3.4',
        },
      ],
    });
  });

  test.each([
    ['an item the standard does not have', { ...best, 'B.5.1': 1 }, ['item_unknown']],
    ['more than the item gives', { ...best, 'B.3.7': 4 }, ['item_score']],
    ['less than nothing', { ...best, 'B.1.1': -1 }, ['item_score']],
    ['half a point', { ...best, 'B.1.1': 2.5 }, ['item_score']],
    ['words for a number', { ...best, 'B.1.1': '4' }, ['item_score']],
    ['nothing at all', {}, Array.from({ length: 26 }, () => 'item_missing')],
    ['all at once', { ...best, 'B.1.1': null, 'B.2.4': 4, 'b.1.2': 4 }, ['item_unknown', 'item_missing', 'item_score']],
  ])('is refused for %s', (_, answers, codes) => expect(codesOf(score(answers, noFacts, rules))).toEqual(codes));

  test('is refused for counts of events nobody can have ticked', () =>
    expect(codesOf(score(best, facts({ events: { fall: 4, other: -1 } }), rules))).toEqual([
      'risk_count',
      'risk_count',
    ]));

  const anyAnswers = fc.record(Object.fromEntries(items.map((i) => [i.code, fc.integer({ min: 0, max: maxOf(i) })])));
  const anyFacts = fc.record({
    coma: fc.boolean(),
    dementia: fc.boolean(),
    psychiatric: fc.boolean(),
    risk_events: fc.record(
      Object.fromEntries(riskKinds.map((k) => [k, fc.integer({ min: 0, max: 3 })])) as Record<
        (typeof riskKinds)[number],
        fc.Arbitrary<number>
      >,
    ),
  });
  test('never gives a higher level to somebody who can do one thing better', () =>
    fc.assert(
      fc.property(anyAnswers, anyFacts, fc.nat({ max: 25 }), (answers, given, at) => {
        const one = items[at]!;
        const better = { ...answers, [one.code]: Math.min(maxOf(one), answers[one.code]! + 1) };
        const [a, b] = [score(answers, given, rules), score(better, given, rules)];
        if (!a.ok || !b.ok) throw new Error('complete answers were refused');
        expect(b.level).toBeLessThanOrEqual(a.level);
        expect(a.total).toBe(Object.values(a.subtotals).reduce((x, y) => x + y, 0));
        expect(a.level - a.initial <= 1 || given.coma).toBe(true);
      }),
    ));
  test('can be any total from 0 to 90', () => {
    for (let total = 0; total <= 90; total += 1)
      expect(score(answersFor(total, total), noFacts, rules)).toMatchObject({ ok: true, total });
  });
});

test('risk events are summed across kinds and count from the second', () => {
  expect(levelReasonsOf(facts({ events: { fall: 1 } }))).toEqual([]);
  for (const kind of riskKinds) expect(levelReasonsOf(facts({ events: { [kind]: 2 } }))).toEqual(['risk_events']);
});

test.each([
  [0, 'full'],
  [1, 'partial'],
  [3, 'partial'],
  [4, 'none'],
  [6, 'none'],
])('特困: %i of six signs not met is %s', (lost, result) =>
  expect(selfCareOf(Object.fromEntries(signs.map((s, i) => [s, i >= lost])))).toBe(result));
test('特困: five answers give no result', () =>
  expect(selfCareOf(Object.fromEntries(signs.slice(1).map((s) => [s, true])))).toBeNull());

describe('ordering', () => {
  const able = new Set(['a', 'b', 'c']);
  const asked = { reason: 'first' as const, note: null, assessors: ['a', 'b'] as [string, string] };
  test.each([
    ['two who may', asked, [], null, []],
    ['one person twice', { ...asked, assessors: ['a', 'a'] as [string, string] }, [], null, ['assessors_two']],
    ['somebody who may not', { ...asked, assessors: ['a', 'x'] as [string, string] }, [], null, ['assessor_unable']],
    ['another reason without saying which', { ...asked, reason: 'other' as const }, [], null, ['reason_needed']],
    [
      'a review by one who signed the doubted result',
      { ...asked, reason: 'review' as const },
      ['b', 'c'],
      null,
      ['assessor_reviews_own'],
    ],
    ['a regular one by the same two', { ...asked, reason: 'regular' as const }, ['a', 'b'], null, []],
    ['somebody who has died', asked, [], '2026-01-01', ['person_dead']],
  ])('%s', (_, order, signers, diedOn, codes) =>
    expect(codesOf(mayOrder(order, able, signers, { diedOn }))).toEqual(codes));
});

describe('signing', () => {
  const full = { ...emptyDraft, answers: best, facts_asked: true, informant: '女儿', relation: '子女', place: '家中' };
  test.each([
    ['a complete form', full, null, []],
    ['the second time by the other one', full, 'b', []],
    ['twice by one person', full, 'a', ['second_assessor_needed']],
    ['without asking what changes a level', { ...full, facts_asked: false }, null, ['facts_missing']],
    ['some of the six signs only', { ...full, signs: { eating: true } }, null, ['signs_missing']],
    [
      'nobody who told',
      { ...full, informant: ' ', relation: '', place: '' },
      null,
      ['informant_missing', 'relation_missing', 'place_missing'],
    ],
    ['an item left out', { ...full, answers: { ...best, 'B.1.1': undefined as never } }, null, ['item_missing']],
  ])('%s', (_, draft, first, codes) => expect(codesOf(maySign(draft, 'a', first, rules))).toEqual(codes));
  test('a result is in force from the day of the second signature for the months the rules give', () =>
    expect(validFrom('2026-02-28', rules)).toEqual({ start: '2026-02-28', end: '2027-02-28' }));
});
