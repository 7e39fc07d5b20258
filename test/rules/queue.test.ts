import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aheadOf,
  type Condition,
  categoryKinds,
  checkRules,
  compareKeys,
  decidedBy,
  firstTracks,
  inOrder,
  type KeyPart,
  keyOf,
  keyParts,
  mayBegin,
  type Ordering,
  orderingOf,
  type QueueKey,
  type QueueRules,
  type Standing,
  trackOf,
  tracks,
} from '../../server/queue/rules.ts';
import { rules } from '../support/district.ts';
import { crowd, NOW, someone, standing } from '../support/queue.ts';

const first = { carer_absent: 30, hardship_each: 5, hardship_max: 25, living_alone: 10, waited_one_year: 10 };

const condition: fc.Arbitrary<Condition> = fc.record(
  {
    categories_any: fc.subarray([...categoryKinds], { minLength: 1 }),
    categories_all: fc.subarray([...categoryKinds], { minLength: 1, maxLength: 2 }),
    level_from: fc.integer({ min: 1, max: 4 }),
    dementia: fc.constant(true as const),
    age_from: fc.integer({ min: 60, max: 95 }),
  },
  { requiredKeys: ['level_from'] },
);
/** Any rule set an administrator could save. */
const ordering: fc.Arbitrary<Ordering> = fc
  .record({
    conditions: fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
    key: fc.shuffledSubarray([...keyParts]) as fc.Arbitrary<KeyPart[]>,
    days: fc.integer({ min: 1, max: 900 }),
    points: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ conditions, key, days, points: [a = 0, b = 0, c = 0, d = 0] }) => ({
    tracks: [...conditions, []].map((any, i) => ({ track: tracks[i]!, name_zh: '甲', name_en: 'x', any })),
    key,
    points: [
      { fact: 'carer_absent', points: a },
      { fact: 'carer_hardships', each: b, max: c },
      { fact: 'living_alone', points: c },
      { fact: 'waited', days, points: d },
    ],
  }));
const names = (list: readonly Standing[], o: Ordering) =>
  inOrder(
    list.map((s) => ({ standing: s })),
    o,
    NOW,
  ).map((w) => w.standing.receiptNo);

describe('tracks by queue-rules v1', () => {
  test.each([
    ['特困 whatever the level', standing({ categories: ['tekun'] }), 'A'],
    ['低保 and disabled', standing({ categories: ['dibao'], level: 2 }), 'B'],
    ['低保边缘 with dementia', standing({ categories: ['dibao_margin'], dementia: true }), 'B'],
    ['低保 but able: not B', standing({ categories: ['dibao'], level: 1 }), 'D'],
    ['低保, able and eighty', standing({ categories: ['dibao'], level: 1, age: 80 }), 'C'],
    ['优抚', standing({ categories: ['veteran'] }), 'B'],
    ['计生特殊', standing({ categories: ['lost_only_child'] }), 'B'],
    ['重度残疾', standing({ categories: ['severe_disability'] }), 'B'],
    ['孤寡', standing({ categories: ['no_family'] }), 'B'],
    ['特困 and 优抚: the first that holds', standing({ categories: ['veteran', 'tekun'] }), 'A'],
    ['disabled', standing({ level: 2 }), 'C'],
    ['dementia', standing({ dementia: true }), 'C'],
    ['eighty', standing({ age: 80 }), 'C'],
    ['everyone else', standing({ age: 79, level: 1 }), 'D'],
  ])('%s', (_t, s, track) => expect(trackOf(s, firstTracks)).toBe(track));

  test('all of one condition must hold; any condition is enough', () => {
    const both: Condition = { categories_all: ['dibao', 'veteran'], age_from: 85 };
    const list = [
      { track: 'A' as const, name_zh: '甲', name_en: 'x', any: [both, { level_from: 4 }] },
      { track: 'B' as const, name_zh: '乙', name_en: 'y', any: [] },
    ];
    expect(trackOf(standing({ categories: ['dibao', 'veteran'], age: 85 }), list)).toBe('A');
    expect(trackOf(standing({ categories: ['dibao', 'veteran'], age: 84 }), list)).toBe('B');
    expect(trackOf(standing({ categories: ['dibao'], age: 85 }), list)).toBe('B');
    expect(trackOf(standing({ level: 4 }), list)).toBe('A');
  });
});

test.each([
  ['a fact not filled in gives nothing', {}, 0],
  ['carer absent', { carerAbsent: true }, 30],
  ['hardships are capped', { carerHardships: 9 }, 25],
  ['a year of waiting', { queuedAt: '2025-11-24T02:00:00.000Z' }, 10],
  ['a moment less than a year', { queuedAt: '2025-11-24T02:00:00.001Z' }, 0],
  [
    'all together',
    { carerAbsent: true, carerHardships: 5, livingAlone: true, queuedAt: '2024-01-01T00:00:00.000Z' },
    75,
  ],
])('points: %s', (_t, extra, expected) => expect(keyOf(standing(extra), rules, NOW).points).toBe(expected));

describe('the order of the queue, under any rule set', () => {
  const keys = fc.record<QueueKey>({
    track: fc.constantFrom('A', 'B', 'C', 'D'),
    level: fc.integer({ min: 0, max: 4 }),
    points: fc.integer({ min: 0, max: 75 }),
    queued_at: fc.constantFrom('2025-01-01', '2026-01-01', '2026-06-01'),
    receipt_no: fc.integer({ min: 1, max: 40 }).map((n) => `YW${n}`),
  });
  const parts = fc.shuffledSubarray([...keyParts]) as fc.Arbitrary<KeyPart[]>;
  test('is total and strict: two receipts never tie', () => {
    fc.assert(
      fc.property(keys, keys, parts, (a, b, by) => {
        expect(Math.sign(compareKeys(a, b, by)) + Math.sign(compareKeys(b, a, by))).toBe(0);
        if (a.receipt_no !== b.receipt_no) expect(compareKeys(a, b, by)).not.toBe(0);
      }),
    );
  });
  test('is transitive', () => {
    fc.assert(
      fc.property(keys, keys, keys, parts, (a, b, c, by) => {
        if (compareKeys(a, b, by) <= 0 && compareKeys(b, c, by) <= 0)
          expect(compareKeys(a, c, by)).toBeLessThanOrEqual(0);
      }),
    );
  });
  test('a rule set in the first form orders as it does today: as written out by hand', () => {
    const byHand = (a: Standing, b: Standing) => {
      const letter = (s: Standing) => {
        const in_ = (...kinds: string[]) => s.categories.some((k) => kinds.includes(k));
        const disabled = s.level >= 2 || s.dementia;
        if (in_('tekun')) return 0;
        if (in_('lost_only_child', 'veteran', 'severe_disability', 'no_family')) return 1;
        if (disabled && in_('dibao', 'dibao_margin')) return 1;
        return disabled || s.age >= 80 ? 2 : 3;
      };
      const points = (s: Standing) =>
        (s.carerAbsent ? 30 : 0) +
        Math.min(25, 5 * (s.carerHardships ?? 0)) +
        (s.livingAlone ? 10 : 0) +
        (Date.parse(NOW) - Date.parse(s.queuedAt) >= 365 * 86_400_000 ? 10 : 0);
      return (
        letter(a) - letter(b) ||
        b.level - a.level ||
        points(b) - points(a) ||
        (a.queuedAt < b.queuedAt ? -1 : a.queuedAt > b.queuedAt ? 1 : a.receiptNo < b.receiptNo ? -1 : 1)
      );
    };
    fc.assert(
      fc.property(crowd, (list) => {
        const order = [...list].sort(byHand).map((s) => s.receiptNo);
        expect(names(list, orderingOf({ points: first }))).toEqual(order);
        expect(names(list, rules)).toEqual(order);
      }),
    );
  });
  test('does not depend on the order of input, and places count from one', () => {
    fc.assert(
      fc.property(crowd, ordering, fc.infiniteStream(fc.nat()), (list, o, noise) => {
        const shuffled = list
          .map((s) => [noise.next().value as number, s] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, s]) => s);
        expect(names(shuffled, o)).toEqual(names(list, o));
        const order = inOrder(
          list.map((s) => ({ standing: s })),
          o,
          NOW,
        );
        expect(order.map((w) => w.place)).toEqual(list.map((_, i) => i + 1));
        for (const letter of tracks) {
          const own = order.filter((w) => w.key.track === letter).map((w) => w.placeInTrack);
          expect(own).toEqual(own.map((_, i) => i + 1));
        }
      }),
    );
  });
  test('a better key never lowers a place', () => {
    const better: ((k: QueueKey) => QueueKey)[] = [
      (k) => ({ ...k, track: tracks[Math.max(0, tracks.indexOf(k.track) - 1)]! }),
      (k) => ({ ...k, level: k.level + 1 }),
      (k) => ({ ...k, points: k.points + 5 }),
      (k) => ({ ...k, queued_at: '2024-01-01' }),
    ];
    fc.assert(
      fc.property(fc.array(keys), keys, parts, fc.constantFrom(...better), (others, mine, by, improve) => {
        const placeOf = (k: QueueKey) => others.filter((o) => compareKeys(o, k, by) < 0).length;
        expect(placeOf(improve(mine))).toBeLessThanOrEqual(placeOf(mine));
      }),
    );
  });
  test('one person’s facts never change the order of two others', () => {
    fc.assert(
      fc.property(crowd, someone, ordering, fc.nat(), (list, other, o, at) => {
        fc.pre(list.length > 0);
        const changed = list[at % list.length]!;
        const after = list.map((s) => (s === changed ? { ...other, receiptNo: s.receiptNo } : s));
        const rest = (order: string[]) => order.filter((n) => n !== changed.receiptNo);
        expect(rest(names(after, o))).toEqual(rest(names(list, o)));
      }),
    );
  });
  test('a place counted without sorting is the place in the order, and every one ahead is counted once', () => {
    fc.assert(
      fc.property(crowd, ordering, (list, o) => {
        const order = inOrder(
          list.map((s) => ({ standing: s })),
          o,
          NOW,
        );
        const all = list.map((s) => keyOf(s, o, NOW));
        for (const w of order) {
          const ahead = aheadOf(w.key, all, o.key);
          expect(Object.values(ahead).reduce((a, b) => a + b, 0)).toBe(w.place - 1);
        }
      }),
    );
  });
  test.each([
    [{ track: 'B' }, 'track'],
    [{ level: 4 }, 'level'],
    [{ points: 40 }, 'points'],
    [{ queued_at: '2020-01-01' }, 'queued_at'],
    [{ receipt_no: 'YW0' }, 'receipt_no'],
  ] as const)('%j is decided by %s', (change, part) => {
    const key: QueueKey = { track: 'C', level: 2, points: 20, queued_at: '2026-01-01', receipt_no: 'YW5' };
    expect(decidedBy({ ...key, ...change }, key)).toBe(part);
  });
});

describe('what a rule set may say', () => {
  const wrong = (change: Partial<QueueRules>) =>
    checkRules({ ...rules, ...change }).map((r) => `${r.code} ${r.pointer ?? ''}`);
  const [a, b, c, d] = firstTracks as [
    (typeof firstTracks)[0],
    (typeof firstTracks)[0],
    (typeof firstTracks)[0],
    (typeof firstTracks)[0],
  ];
  test('queue-rules v1 holds together', () => expect(checkRules(rules)).toEqual([]));
  test.each([
    ['no track at all', { tracks: [] }, ['rules_tracks /rules/tracks']],
    [
      'letters out of order',
      { tracks: [a, c, b, d] },
      ['rules_track_letter /rules/tracks/1', 'rules_track_letter /rules/tracks/2'],
    ],
    ['a last track that does not take everyone', { tracks: [a, b, c] }, ['rules_last_track /rules/tracks/2']],
    ['a track nobody gets past', { tracks: [a, { ...b, any: [] }, c, d] }, ['rules_track_takes_all /rules/tracks/1']],
    ['an empty condition', { tracks: [a, { ...b, any: [{}] }, c, d] }, ['rules_condition_empty /rules/tracks/1/any/0']],
    ['no name', { tracks: [a, { ...b, name_zh: ' ' }, c, d] }, ['rules_track_name /rules/tracks/1/name_zh']],
    [
      'an unknown category',
      { tracks: [{ ...a, any: [{ categories_any: ['rich' as never] }] }, b, c, d] },
      ['rules_category /rules/tracks/0/any/0'],
    ],
    [
      'a level there is not',
      { tracks: [{ ...a, any: [{ level_from: 5 }] }, b, c, d] },
      ['rules_number /rules/tracks/0/any/0/level_from'],
    ],
    ['a part of the order twice', { key: ['level', 'level'] }, ['rules_key /rules/key']],
    ['an unknown part', { key: ['beauty' as never] }, ['rules_key /rules/key']],
    [
      'points twice for one fact',
      {
        points: [
          { fact: 'living_alone', points: 1 },
          { fact: 'living_alone', points: 2 },
        ],
      },
      ['rules_points_twice /rules/points/1/fact'],
    ],
    ['an unknown fact', { points: [{ fact: 'tall' as never, points: 1 }] }, ['rules_fact /rules/points/0/fact']],
    ['a negative number', { points: [{ fact: 'living_alone', points: -1 }] }, ['rules_number /rules/points/0/points']],
    ['half a day', { trial_days: 1.5 }, ['rules_number /rules/trial_days']],
    ['a bar after no exit', { bar: { ...rules.bar, exits: 0 } }, ['rules_number /rules/bar/exits']],
  ] as [string, Partial<QueueRules>, string[]][])('%s is refused', (_t, change, codes) =>
    expect(wrong(change)).toEqual(codes));
  test('two waiting times may both give points', () =>
    expect(
      wrong({
        points: [
          { fact: 'waited', days: 365, points: 10 },
          { fact: 'waited', days: 730, points: 10 },
        ],
      }),
    ).toEqual([]));
  test('everything wrong is said at once', () =>
    expect(wrong({ tracks: [a, b, c], key: ['level', 'level'], min_age: 3 })).toHaveLength(3));
  test('whatever it accepts puts everyone in exactly one of its tracks', () => {
    fc.assert(
      fc.property(ordering, someone, (o, s) => {
        expect(checkRules({ ...rules, ...o })).toEqual([]);
        expect(o.tracks.map((t) => t.track)).toContain(trackOf(s, o.tracks));
      }),
    );
  });
  test.each([
    ['tomorrow', '2026-11-25', {}, []],
    ['today', '2026-11-24', {}, ['rules_from_past']],
    ['before the one it follows', '2026-12-01', { after: '2026-12-01' }, ['rules_from_before']],
    ['after the one that follows', '2027-01-01', { before: '2027-01-01' }, ['rules_from_after']],
    ['between two', '2026-12-15', { after: '2026-12-01', before: '2027-01-01' }, []],
  ] as const)('one that begins %s', (_t, from, others, codes) => {
    const v = mayBegin(from, '2026-11-24', others);
    expect(v.ok ? [] : v.reasons.map((r) => r.code)).toEqual(codes);
  });
});
