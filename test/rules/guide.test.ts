import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { items, maxOf, noFacts, score } from '../../server/assessments/rules.ts';
import {
  abilityOf,
  boundsOf,
  type Candidate,
  everyday,
  factsOf,
  filtersOf,
  monthOf,
  noAnswers,
  partRows,
  rank,
  readAnswers,
  type Wanted,
  wishes,
} from '../../server/guide/rules.ts';

const coma = { coma_level: 4 };
const now = new Date('2026-11-26T04:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

const anAnswer = fc
  .tuple(...everyday.map((q) => fc.constantFrom(...q.options.map((o) => o.id))))
  .map((ids) => Object.fromEntries(ids.map((id, i) => [everyday[i]!.id, id])));

describe('eight everyday questions give a likely level by the rules of the assessment', () => {
  const able = Object.fromEntries(everyday.map((q) => [q.id, q.options[0]!.id]));
  test.each([
    ['somebody who does everything alone', {}, [0, 0, 1]],
    ['who needs help with stairs and bathing alone', { washing: 'bath', moving: 'stairs' }, [1, 1, 2]],
    [
      'who is helped with most things',
      { washing: 'some', toilet: 'some', moving: 'held', memory: 'slight', eating: 'some' },
      [1, 2, 3],
    ],
    [
      'who lies in bed and is fed',
      { eating: 'fed', washing: 'none', toilet: 'none', moving: 'bed', memory: 'lost' },
      [3, 4, 4],
    ],
    ['dementia raises it by one', { diagnosis: 'dementia' }, [1, 1, 2]],
    [
      'two falls raise it by one, and the two together by no more',
      { diagnosis: 'dementia', events: 'more' },
      [1, 1, 2],
    ],
    ['one fall does not', { events: 'once' }, [0, 0, 1]],
    ['a diagnosis nobody is sure of may raise it, but is not likely to', { diagnosis: 'unsure' }, [0, 0, 2]],
    ['a coma is the level the district says', { mood: 'coma' }, [4, 4, 4]],
  ])('%s', (_who, change, [from, level, to]) => {
    expect(abilityOf({ ...able, ...change }, coma)).toMatchObject({ from, level, to });
  });
  test('a question that is left out gives no level', () => {
    for (const { id } of everyday.slice(0, 6)) expect(abilityOf({ ...able, [id]: undefined }, coma)).toBeNull();
    expect(abilityOf({}, coma)).toBeNull();
    expect(abilityOf({ ...able, eating: 'no such answer' }, coma)).toBeNull();
  });
  test('every answer fills items that exist, from worst to best, with scores they have', () => {
    fc.assert(
      fc.property(anAnswer, (answers) => {
        const bounds = boundsOf(answers);
        expect(Object.keys(bounds).sort()).toEqual(items.map((i) => i.code).sort());
        for (const i of items) {
          const [low, likely, high] = bounds[i.code]!;
          expect(low >= 0 && low <= likely && likely <= high && high <= maxOf(i), i.code).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
  test('whatever the full assessment finds in what was not asked, its level lies in the range', () => {
    fc.assert(
      fc.property(
        anAnswer,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 26, maxLength: 26 }),
        fc.boolean(),
        (answers, at, ill) => {
          const bounds = boundsOf(answers);
          const full = Object.fromEntries(
            items.map((i, n) => {
              const [low, , high] = bounds[i.code]!;
              return [i.code, low + Math.round(at[n]! * (high - low))];
            }),
          );
          const facts = factsOf(answers)[ill ? 0 : 1];
          const found = score(full, facts, coma);
          const said = abilityOf(answers, coma)!;
          expect(found.ok && found.level >= said.from && found.level <= said.to).toBe(true);
          expect(said.from <= said.level && said.level <= said.to).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
  test('the full self-check of the likeliest reading says the same level', () => {
    fc.assert(
      fc.property(anAnswer, (answers) => {
        const likely = Object.fromEntries(Object.entries(boundsOf(answers)).map(([code, b]) => [code, b[1]]));
        const found = score(likely, factsOf(answers)[1], coma);
        expect(found.ok && found.level).toBe(abilityOf(answers, coma)!.level);
      }),
      { numRuns: 60 },
    );
    expect(noFacts.coma).toBe(false);
  });
});

const aCandidate: fc.Arbitrary<Candidate> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom('nursing_home', 'medical_point', 'day_care'),
  free: fc.integer({ min: 0, max: 3 }),
  confirmed_at: fc.constantFrom(null, hoursAgo(1), hoursAgo(71), hoursAgo(73), hoursAgo(900)),
  distance_km: fc.constantFrom(0.2, 0.6, 1.2, 5, 20),
  walking_minutes: fc.constantFrom(4, 13, 26, 108, 433),
  roughly: fc.boolean(),
  least_fen: fc.constantFrom(null, 80_000, 120_000),
  most_fen: fc.constantFrom(null, 120_000, 300_000),
  subsidised: fc.boolean(),
  stars: fc.constantFrom(null, 1, 3, 5),
  medical_insurance: fc.constantFrom(null, true, false),
  long_term_care_insurance: fc.constantFrom(null, true, false),
  consumption_coupon: fc.constantFrom(null, true, false),
  dementia_unit: fc.constantFrom(null, true, false),
  services: fc.constantFrom(null, [], ['medical'], ['meals']),
});
const aWish: fc.Arbitrary<Wanted> = fc.record({
  wishes: fc.subarray([...wishes], { maxLength: 3 }),
  max_fen: fc.constantFrom(null, 100_000, 200_000),
  dementia: fc.boolean(),
  now: fc.constant(now),
});
const some = fc.uniqueArray(aCandidate, { selector: (c) => c.id, minLength: 2, maxLength: 12 });
const order = (list: readonly Candidate[], wanted: Wanted) => rank(list, wanted).map((r) => r.id);

describe('the order of facilities is the same for everybody who answers the same', () => {
  test('in whatever order they come in, and always strict', () => {
    fc.assert(
      fc.property(some, aWish, fc.infiniteStream(fc.nat()), (list, wanted, keys) => {
        const shuffled = list.map((c) => [keys.next().value!, c] as const).sort(([a], [b]) => a - b);
        const once = order(list, wanted);
        expect(
          order(
            shuffled.map(([, c]) => c),
            wanted,
          ),
        ).toEqual(once);
        expect(new Set(once).size).toBe(list.length);
      }),
    );
  });
  test('one facility more or fewer never turns the others around', () => {
    fc.assert(
      fc.property(some, aWish, fc.nat(), (list, wanted, at) => {
        const gone = list[at % list.length]!.id;
        expect(
          order(
            list.filter((c) => c.id !== gone),
            wanted,
          ),
        ).toEqual(order(list, wanted).filter((id) => id !== gone));
      }),
    );
  });
  test('a facility as good in every respect and better in one never stands behind', () => {
    const better: ((c: Candidate) => Partial<Candidate>)[] = [
      (c) => ({ free: c.free + 1 }),
      () => ({ confirmed_at: hoursAgo(0) }),
      (c) => ({ distance_km: c.distance_km! / 2, walking_minutes: Math.floor(c.walking_minutes! / 2) }),
      () => ({ roughly: false }),
      (c) => ({ most_fen: (c.most_fen ?? 120_000) / 2, least_fen: (c.least_fen ?? 80_000) / 2 }),
      (c) => ({ stars: Math.min(5, (c.stars ?? 0) + 1) }),
      () => ({ medical_insurance: true }),
      () => ({ long_term_care_insurance: true }),
      () => ({ consumption_coupon: true }),
      () => ({ dementia_unit: true }),
      (c) => ({ services: [...(c.services ?? []), 'medical'] }),
    ];
    const free = (c: Candidate) => (c.confirmed_at !== null && c.confirmed_at >= hoursAgo(72) ? c.free : 0);
    // What counts for everybody, and the answers to what was asked; other facts leave the id to decide
    const respects = (c: Candidate, { wishes: asked }: Wanted) => [
      free(c),
      -c.distance_km!,
      -(c.most_fen ?? 1e9),
      c.stars ?? 0,
      ...asked.map((wish) =>
        wish === 'medical'
          ? Number(c.kind === 'medical_point' || !!c.services?.includes('medical'))
          : wish === 'dementia'
            ? Number(c.dementia_unit === true)
            : wish === 'near' || wish === 'price' || wish === 'stars'
              ? 0
              : Number(c[wish] === true),
      ),
    ];
    let met = 0;
    fc.assert(
      fc.property(aCandidate, aWish, fc.subarray(better, { minLength: 1 }), fc.uuid(), (worse, wanted, steps, id) => {
        const good: Candidate = { ...worse, id };
        for (const step of steps) Object.assign(good, step(good));
        const [was, is] = [respects(worse, wanted), respects(good, wanted)];
        expect(is.every((n, i) => n >= was[i]!)).toBe(true);
        if (!is.some((n, i) => n > was[i]!)) return;
        met += 1;
        expect(order([worse, good], wanted)).toEqual([id, worse.id]);
      }),
      { numRuns: 300 },
    );
    expect(met).toBeGreaterThan(100);
  });
  test('the last tie is broken by the id alone', () => {
    fc.assert(
      fc.property(aCandidate, aWish, fc.uuid(), fc.uuid(), (c, wanted, a, b) => {
        fc.pre(a !== b);
        expect(
          order(
            [
              { ...c, id: a },
              { ...c, id: b },
            ],
            wanted,
          ),
        ).toEqual([a, b].sort());
      }),
    );
  });
});

const one = (change: Partial<Candidate> = {}): Candidate => ({
  id: 'a',
  kind: 'nursing_home',
  free: 2,
  confirmed_at: hoursAgo(3),
  distance_km: 0.4,
  walking_minutes: 9,
  roughly: false,
  least_fen: 120_000,
  most_fen: 120_000,
  subsidised: true,
  stars: 3,
  medical_insurance: null,
  long_term_care_insurance: false,
  consumption_coupon: true,
  dementia_unit: null,
  services: null,
  ...change,
});
const want = (change: Partial<Wanted> = {}): Wanted => ({ wishes: [], max_fen: null, dementia: false, now, ...change });
const why = (c: Candidate, w: Wanted) => rank([c], w)[0]!.why.map((y) => [y.code, y.tone]);

describe('every place in the list has its reasons', () => {
  test.each([
    ['a free bed confirmed three hours ago counts', {}, {}, 'bed', 'good'],
    ['figures older than 72 hours are no free bed', { confirmed_at: hoursAgo(73) }, {}, 'bed_stale', 'unknown'],
    ['figures never confirmed are no free bed', { confirmed_at: null }, {}, 'bed_unconfirmed', 'unknown'],
    ['no bed is said', { free: 0 }, {}, 'bed_none', 'bad'],
    ['nine minutes on foot is near', {}, { wishes: ['near'] }, 'near', 'good'],
    ['a place known to its street is perhaps near', { roughly: true }, { wishes: ['near'] }, 'near_half', 'perhaps'],
    ['twenty minutes is half of it', { walking_minutes: 20 }, { wishes: ['near'] }, 'near_half', 'perhaps'],
    ['an hour is not near', { walking_minutes: 60 }, { wishes: ['near'] }, 'near_no', 'bad'],
    ['without a place nothing is near', { walking_minutes: null }, { wishes: ['near'] }, 'near_unknown', 'unknown'],
    ['within the budget', {}, { wishes: ['price'], max_fen: 150_000 }, 'price_within', 'good'],
    [
      'within it at any level',
      { least_fen: 90_000 },
      { wishes: ['price'], max_fen: 150_000 },
      'price_within_range',
      'good',
    ],
    [
      'within it as filed, where no subsidy is known',
      { subsidised: false },
      { wishes: ['price'], max_fen: 150_000 },
      'price_within_filed',
      'good',
    ],
    ['over the budget', {}, { wishes: ['price'], max_fen: 100_000 }, 'price_over', 'bad'],
    [
      'perhaps within, as the level is open',
      { most_fen: 200_000 },
      { wishes: ['price'], max_fen: 150_000 },
      'price_perhaps',
      'perhaps',
    ],
    [
      'a price not filed fulfils nothing',
      { least_fen: null, most_fen: null },
      { wishes: ['price'], max_fen: 150_000 },
      'price_unknown',
      'unknown',
    ],
    [
      'a scheme not stated fulfils nothing',
      {},
      { wishes: ['medical_insurance'] },
      'medical_insurance_unknown',
      'unknown',
    ],
    ['a scheme refused', {}, { wishes: ['long_term_care_insurance'] }, 'long_term_care_insurance_no', 'bad'],
    ['a scheme taken', {}, { wishes: ['consumption_coupon'] }, 'consumption_coupon', 'good'],
    ['a unit for dementia not stated', {}, { wishes: ['dementia'] }, 'dementia_unknown', 'unknown'],
    ['a medical point has medical care', { kind: 'medical_point' }, { wishes: ['medical'] }, 'medical', 'good'],
    ['services that were filed without it', { services: ['meals'] }, { wishes: ['medical'] }, 'medical_no', 'bad'],
    ['stars by the official grade', {}, { wishes: ['stars'] }, 'stars', 'good'],
    ['no stars known', { stars: null }, { wishes: ['stars'] }, 'stars_unknown', 'unknown'],
  ] as [string, Partial<Candidate>, Partial<Wanted>, string, string][])('%s', (_title, change, wish, code, tone) => {
    expect(why(one(change), want(wish))).toContainEqual([code, tone]);
  });
  test('what is asked for orders: the one in the budget before the nearer one whose price is not filed', () => {
    const near = one({ id: 'near', least_fen: null, most_fen: null, distance_km: 0.1 });
    const cheap = one({ id: 'cheap', distance_km: 3 });
    expect(order([near, cheap], want({ wishes: ['price'], max_fen: 150_000 }))).toEqual(['cheap', 'near']);
    expect(order([near, cheap], want())).toEqual(['near', 'cheap']);
  });
});

describe('answers become filters and nothing else', () => {
  const all = {
    ...noAnswers,
    who: 'parent' as const,
    sex: 'female' as const,
    place: { at: '430602001001' },
    stay: 'day' as const,
    days: [1, 3],
    wishes: ['near', 'price', 'stars', 'consumption_coupon'] as (typeof wishes)[number][],
    max: 2000,
    situation: 'dibao' as const,
    everyday: { diagnosis: 'dementia' },
  };
  test('the person and the stay, with the wishes where they are to filter', () => {
    const level = { level: 2, from: 1, to: 3 };
    const bare = { at: '430602001001', kind: 'day_care', level: '2', sex: 'female', dementia: '1', days: '1,3' };
    expect(filtersOf(all, level, false)).toEqual(bare);
    expect(filtersOf(all, level, true)).toEqual({
      ...bare,
      max: '2000',
      needs: 'consumption_coupon',
      stars: '3',
      walk: '15',
    });
    expect(filtersOf({ ...noAnswers, stay: 'short' }, null, false)).toMatchObject({ stay: 'short' });
    expect(filtersOf(noAnswers, null, true)).toEqual({});
  });
  test('what a browser kept is read again with the same eyes, and rubbish is nothing', () => {
    expect(readAnswers(JSON.parse(JSON.stringify({ ...all, wishes: all.wishes.slice(0, 3) })))).toEqual({
      ...all,
      wishes: ['near', 'price', 'stars'],
    });
    for (const bad of [
      null,
      7,
      'x',
      [],
      { who: 'me', age: 61, place: { at: "1' or 1" }, days: 'mon', wishes: {}, max: -1, everyday: 3 },
    ])
      expect(readAnswers(bad)).toEqual(noAnswers);
  });
});

describe('a comparison puts differences first', () => {
  test('a row is folded only when it says the same of all', () => {
    const rows = [
      { name: 'stars', cells: ['3', '3', '3'] },
      { name: 'price', cells: ['未填报', '1200', '未填报'] },
      { name: 'medical', cells: ['', '', ''] },
    ];
    expect(partRows(rows).differ.map((r) => r.name)).toEqual(['price']);
    expect(partRows(rows).same.map((r) => r.name)).toEqual(['stars', 'medical']);
  });
  test('a month is summed only when every part of it is filed', () => {
    expect([monthOf([100, 20, 3]), monthOf([100, null, 3]), monthOf([0, 0, 0])]).toEqual([123, null, 0]);
  });
});
