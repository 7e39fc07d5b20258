import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decided, mayRelease, partsOf, release, releasedOf } from '../../server/holdbacks/rules.ts';
import { judgeAsked, judgeDay, judgeDue, judgeRating, judgeSpot, tally } from '../../server/measures/rules.ts';
import {
  cardText,
  countedDays,
  daysOf,
  figureOf,
  gradeOf,
  mayFix,
  mayPublish,
  mayWeigh,
  publicFigures,
  quarterOf,
  quartersBetween,
  scoreOf,
  type Weights,
} from '../../server/scorecards/rules.ts';

const codes = (v: { ok: true } | { ok: false; reasons: { code: string }[] }) =>
  v.ok ? [] : v.reasons.map((r) => r.code);
const weights: Weights = {
  weights: { freshness: 25, vacancy: 20, referrals: 15, on_time: 15, requests: 15, satisfaction: 10 },
  grades: [
    { grade: 'a', from: 90, release: 100 },
    { grade: 'b', from: 80, release: 90 },
    { grade: 'c', from: 60, release: 70 },
    { grade: 'd', from: 0, release: 0 },
  ],
  leastWeight: 50,
  leastOf: 3,
};

describe('a record counts for or against', () => {
  test.each([
    ['a day confirmed twice', judgeDay({ subject: 'h', on: '2026-07-01', times: 2 }), true, 'confirmed'],
    ['a day without', judgeDay({ subject: 'h', on: '2026-07-01', times: 0 }), false, 'not_confirmed'],
    ['asked for once', judgeAsked({ subject: 's', id: 'x', on: '2026-07-01', times: 1 }), true, 'once'],
    ['asked for twice', judgeAsked({ subject: 's', id: 'x', on: '2026-07-01', times: 2 }), false, 'again'],
    ['four stars', judgeRating({ subject: 'h', id: 'x', on: '2026-07-01', stars: 4 }), true, 'satisfied'],
    ['three stars', judgeRating({ subject: 'h', id: 'x', on: '2026-07-01', stars: 3 }), false, 'not_satisfied'],
  ])('%s', (_, row, counts, why) => expect(row).toMatchObject({ counts, why }));

  const due = (done: string | null) => judgeDue({ subject: 'h', id: 'x', kind: 'offer', due: '2026-07-03', done });
  test('what fell due is in time on its last day, late the day after, and against whoever never did it', () => {
    expect([due('2026-07-03'), due('2026-07-04'), due(null)].map((r) => r.why)).toEqual([
      'in_time',
      'late',
      'not_done',
    ]);
  });

  test('a spot check agrees only when both counts do', () => {
    const counted = { subject: 'h', id: 'x', on: '2026-07-03', record_free: 2, record_present: 8 };
    expect(judgeSpot({ ...counted, counted_free: 2, counted_present: 8 }).counts).toBe(true);
    expect(judgeSpot({ ...counted, counted_free: 3, counted_present: 8 }).counts).toBe(false);
    expect(judgeSpot({ ...counted, counted_free: 2, counted_present: 7 }).counts).toBe(false);
  });
});

describe('a figure', () => {
  test.each([
    ['nothing counted is no figure', undefined, { num: null, of: null, points: null }],
    ['too few are shown without points', { num: 2, of: 2 }, { num: 2, of: 2, points: null }],
    ['none of three is 0', { num: 0, of: 3 }, { num: 0, of: 3, points: 0 }],
    ['two of three, half up', { num: 2, of: 3 }, { num: 2, of: 3, points: 667 }],
    ['one of eight, half up', { num: 1, of: 16 }, { num: 1, of: 16, points: 63 }],
    ['all is 100', { num: 92, of: 92 }, { num: 92, of: 92, points: 1000 }],
  ])('%s', (_, counted, expected) => expect(figureOf(counted, 3)).toEqual(expected));

  test('of any records is how many count of how many there are', () => {
    const row = fc.record({ subject: fc.constantFrom('a', 'b'), times: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(fc.array(row), (list) => {
        const sums = tally(list.map((r) => judgeDay({ ...r, on: '2026-07-01' })));
        for (const subject of ['a', 'b']) {
          const own = list.filter((r) => r.subject === subject);
          expect(sums.get(subject)).toEqual(
            own.length ? { num: own.filter((r) => r.times > 0).length, of: own.length } : undefined,
          );
        }
      }),
    );
  });
});

describe('a score', () => {
  const of = (counted: Record<string, [number, number]>) =>
    scoreOf('facility', new Map(Object.entries(counted).map(([m, [num, n]]) => [m, { num, of: n }])), weights);

  test.each<[string, Record<string, [number, number]>, number, number | null, string | null]>([
    [
      'of everything there is',
      {
        freshness: [90, 100],
        vacancy: [4, 5],
        referrals: [3, 4],
        on_time: [9, 10],
        requests: [3, 3],
        satisfaction: [4, 5],
      },
      100,
      863,
      'b',
    ],
    ['leaves out what has no data', { freshness: [95, 100], vacancy: [3, 3], on_time: [8, 10] }, 60, 929, 'a'],
    ['needs half the weight to have data', { freshness: [95, 100], vacancy: [3, 3] }, 45, null, null],
    [
      'does not count what four people said, which a public score would give away',
      { freshness: [95, 100], vacancy: [3, 3], on_time: [8, 10], satisfaction: [0, 4] },
      60,
      929,
      'a',
    ],
    ['does not count a rate of two', { freshness: [95, 100], vacancy: [2, 2], on_time: [3, 3] }, 40, null, null],
    ['of nobody is none', {}, 0, null, null],
    ['of nothing right is the last grade', { freshness: [0, 92], vacancy: [0, 4], on_time: [0, 3] }, 60, 0, 'd'],
  ])('%s', (_, counted, weighed, scoreTenths, grade) =>
    expect(of(counted)).toMatchObject({ weighed, scoreTenths, grade }));

  test.each([
    [1000, 'a'],
    [900, 'a'],
    [899, 'b'],
    [800, 'b'],
    [600, 'c'],
    [599, 'd'],
    [0, 'd'],
  ])('%i tenths are grade %s', (tenths, grade) => expect(gradeOf(tenths, weights.grades)).toBe(grade));

  test('lies between its worst and its best figure', () => {
    const part = fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]): [number, number] => [a, a + b + 5]);
    const all = fc.record(Object.fromEntries(Object.keys(weights.weights).map((m) => [m, part])));
    fc.assert(
      fc.property(all, (counted) => {
        const { figures, scoreTenths } = of(counted as Record<string, [number, number]>);
        const points = Object.values(figures).map((f) => f.points as number);
        expect(scoreTenths).toBeGreaterThanOrEqual(Math.min(...points));
        expect(scoreTenths).toBeLessThanOrEqual(Math.max(...points));
      }),
    );
  });

  test('is told to the public without the satisfaction of fewer than five', () => {
    const told = (n: number) => publicFigures({ satisfaction: { num: 3, of: n, points: 900 } }).satisfaction;
    expect(told(4)).toBeNull();
    expect(told(5)).toEqual({ num: 3, of: 5, points: 900 });
    expect(publicFigures({ requests: { num: 0, of: 1, points: null } }).requests?.num).toBeNull();
  });
});

describe('a quarter', () => {
  test('is named by its days', () => {
    expect(quarterOf('2026-11-24')).toBe('2026-Q4');
    expect(daysOf('2026-Q4')).toEqual({ start: '2026-10-01', end: '2027-01-01' });
    expect(quartersBetween('2026-05-09', '2026-11-24')).toEqual(['2026-Q4', '2026-Q3', '2026-Q2']);
    expect(countedDays('2026-Q4', '2026-11-24')).toEqual({ start: '2026-10-01', end: '2026-11-24' });
    expect(countedDays('2026-Q3', '2026-11-24').end).toBe('2026-10-01');
    expect(countedDays('2027-Q1', '2026-11-24')).toEqual({ start: '2027-01-01', end: '2027-01-01' });
  });
  const ready = { fixed: false, weights: true, subjects: 3 };
  test.each([
    [[], ready, '2026-10-01'],
    [['score_quarter_open'], ready, '2026-09-30'],
    [['score_fixed'], { ...ready, fixed: true }, '2026-10-01'],
    [['score_no_weights'], { ...ready, weights: false }, '2026-10-01'],
    [['score_nobody'], { ...ready, subjects: 0 }, '2026-10-01'],
  ])('is fixed once it is over: %j', (expected, facts, today) =>
    expect(codes(mayFix('2026-Q3', facts, today))).toEqual(expected));
  test.each([
    [[], { fixed: 3, published: 0 }],
    [['score_not_fixed'], { fixed: 0, published: 0 }],
    [['score_published'], { fixed: 3, published: 3 }],
  ])('is made public once: %j', (expected, facts) => expect(codes(mayPublish('2026-Q3', facts))).toEqual(expected));
  test('has cards whose text does not hang on the order of what was stored', () => {
    const f = (num: number) => ({ num, of: 9, points: 100 });
    const card = {
      district: '1',
      subject: 'desk' as const,
      of: 's',
      quarter: '2026-Q3',
      weightsId: 'w',
      scoreTenths: 1,
      grade: 'd',
    };
    expect(cardText({ ...card, figures: { acceptance: f(1), requests: f(2) } })).toBe(
      cardText({ ...card, figures: { requests: f(2), acceptance: f(1) } }),
    );
  });
});

describe('weights', () => {
  const dates = { from: '2027-01-01', openFrom: '2026-01-01', today: '2026-11-24' };
  const bands = (...list: [number, number][]) =>
    list.map(([from, release], i) => ({ grade: (['a', 'b', 'c', 'd'] as const)[i]!, from, release }));
  test.each<[string[], Partial<Weights>, Partial<typeof dates>]>([
    [[], {}, {}],
    [[], {}, { openFrom: null as unknown as string, from: '2026-01-01' }],
    [['score_measures'], { weights: { ...weights.weights, luck: 0 } }, {}],
    [['score_measures'], { weights: { freshness: 100 } }, {}],
    [['score_weights_sum'], { weights: { ...weights.weights, vacancy: 21 } }, {}],
    [['score_bands'], { grades: bands([90, 100], [90, 90], [60, 70], [0, 0]) }, {}],
    [['score_bands'], { grades: bands([90, 100], [80, 90], [60, 70], [10, 0]) }, {}],
    [['score_bands'], { grades: weights.grades.slice(1) }, {}],
    [['score_release_order'], { grades: bands([90, 80], [80, 90], [60, 70], [0, 0]) }, {}],
    [['rule_past'], {}, { from: '2026-11-24' }],
    [['rule_overlap'], {}, { from: '2026-12-01', openFrom: '2026-12-01' }],
  ])('%j', (expected, w, d) =>
    expect(codes(mayWeigh('facility', { ...weights, ...w }, { ...dates, ...d }))).toEqual(expected));
});

describe('what was held back', () => {
  const of = (percent: number, grade: string | null = 'b'): Decided => ({
    scorecardId: 'c',
    percent,
    grade,
    reason: grade === null ? '只有一家' : null,
  });
  const homes = [
    { facilityId: 'a', governmentFen: 200 },
    { facilityId: 'b', governmentFen: 100 },
  ];
  test('is split by what each home had of the month, and waits until every home is decided of', () => {
    const payment = { id: 'p', heldFen: 100, homes };
    expect(partsOf(payment)).toEqual([
      { facilityId: 'a', heldFen: 67 },
      { facilityId: 'b', heldFen: 33 },
    ]);
    expect(release(payment, new Map([['a', of(90)]]))).toBeNull();
    const both = release(
      payment,
      new Map([
        ['a', of(90)],
        ['b', of(0, 'd')],
      ]),
    );
    expect(both).toMatchObject({ releasedFen: 60, forfeitedFen: 40 });
  });
  test('of a home that only had money taken back there is no part', () => {
    const parts = partsOf({ id: 'p', heldFen: 100, homes: [...homes, { facilityId: 'c', governmentFen: -50 }] });
    expect(parts.map((p) => p.facilityId)).toEqual(['a', 'b']);
  });
  test.each([
    [15_000, 90, 13_500],
    [5, 50, 3],
    [1, 49, 0],
    [777, 100, 777],
    [777, 0, 0],
    [9_007_199_254_740_991, 100, 9_007_199_254_740_991],
  ])('%i fen at %i per cent release %i', (held, percent, expected) => expect(releasedOf(held, percent)).toBe(expected));
  test('is released or forfeited to the fen, whatever the homes, grades and sums', () => {
    const home = fc.record({ governmentFen: fc.integer({ min: 1, max: 3_000_000_000 }), percent: fc.nat(100) });
    fc.assert(
      fc.property(fc.nat(2_000_000_000), fc.array(home, { minLength: 1, maxLength: 8 }), (heldFen, list) => {
        const given = list.map((h, i) => ({ facilityId: String(i), governmentFen: h.governmentFen }));
        const said = new Map(list.map((h, i) => [String(i), of(h.percent)]));
        const found = release({ id: 'p', heldFen, homes: given }, said)!;
        expect(found.parts.reduce((n, p) => n + p.heldFen, 0)).toBe(heldFen);
        expect(found.releasedFen + found.forfeitedFen).toBe(heldFen);
        expect(found.parts.every((p) => p.releasedFen >= 0 && p.releasedFen <= p.heldFen)).toBe(true);
      }),
    );
  });
  const facts = {
    published: true,
    open: 1,
    cards: new Map([
      ['a', { grade: 'b' }],
      ['n', { grade: null }],
    ]),
  };
  const decision = { facility_id: 'n', percent: 100, reason: '评价期只有两个月' };
  test.each([
    [[], facts, []],
    [[], facts, [decision]],
    [['score_not_published'], { ...facts, published: false, cards: new Map() }, []],
    [['release_nothing'], { ...facts, open: 0 }, []],
    [['release_not_to_decide'], facts, [{ ...decision, facility_id: 'a' }]],
    [['release_not_to_decide'], facts, [{ ...decision, facility_id: 'unknown' }]],
    [['release_not_to_decide'], facts, [decision, decision]],
    [['reason_needed'], facts, [{ ...decision, reason: ' ' }]],
  ])('may be released: %j', (expected, given, decisions) =>
    expect(codes(mayRelease('2026-Q3', given as typeof facts, decisions))).toEqual(expected));
});
