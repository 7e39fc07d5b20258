import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from '../../server/coverage/mechanism/cover.ts';
import { solveAside } from '../../server/platform/solver.ts';
import { place } from '../../server/scenarios/mechanism/moves.ts';
import { explain, gapOf, greedy, greedyShare, modelOf, type Problem } from '../../server/scenarios/mechanism/plan.ts';
import { counts, shifts } from '../../server/scenarios/mechanism/shifts.ts';
import { changed, checkChanges, mayEnd, mayPlan, maySite } from '../../server/scenarios/rules.ts';

/** The most that any k sites reach, by trying all of them. */
function best(p: Problem, k: number): number {
  const of = (chosen: readonly number[]) =>
    [...new Set(chosen.flatMap((s) => p.sites[s]!.reaches))].reduce((n, i) => n + p.weights[i]!, 0);
  const tries = (from: number, left: number, chosen: number[]): number =>
    left === 0 || from === p.sites.length
      ? of(chosen)
      : Math.max(tries(from + 1, left - 1, [...chosen, from]), tries(from + 1, left, chosen));
  return tries(0, k, []);
}
const problems = fc
  .record({
    weights: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 }),
    sites: fc.integer({ min: 1, max: 8 }),
  })
  .chain(({ weights, sites }) =>
    fc
      .array(fc.uniqueArray(fc.nat({ max: weights.length - 1 })), { minLength: sites, maxLength: sites })
      .map((list): Problem => ({ weights, sites: list.map((reaches, i) => ({ id: `s${i}`, reaches })) })),
  );

describe('the search for sites', () => {
  test('greedy stays within its proven share of the best, and the best within the bound, on every small case', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 4 }), (p, k) => {
        const found = greedy(p, k);
        const most = best(p, k);
        expect(found.reached).toBeLessThanOrEqual(most);
        expect(found.reached).toBeGreaterThanOrEqual(greedyShare(k) * most - 1e-9);
        expect(found.atMost).toBeGreaterThanOrEqual(most);
        expect(found.picks.reduce((n, x) => n + x.adds, 0)).toBe(found.reached);
        const seen = found.picks.flatMap((x) => x.reaches);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 300 },
    );
  });

  test('the solver finds what trying all of them finds', async () => {
    for (const [p, k] of fc.sample(fc.tuple(problems, fc.integer({ min: 1, max: 4 })), { numRuns: 6, seed: 7 })) {
      const model = modelOf(p, k);
      if (!model) {
        expect(best(p, k)).toBe(0);
        continue;
      }
      const { proven, ones } = await solveAside(model, 5);
      const picks = explain(
        p,
        ones.map((x) => p.sites[Number(x.slice(1))]!.id),
      );
      expect([proven, picks.reduce((n, x) => n + x.adds, 0)]).toEqual([true, best(p, k)]);
    }
  });

  test('greedy may miss the best, and then the bound says by how much at most', () => {
    // The large site in the middle spoils the two beside it.
    const p: Problem = {
      weights: [50, 51, 51, 50],
      sites: [
        { id: 'middle', reaches: [1, 2] },
        { id: 'left', reaches: [0, 1] },
        { id: 'right', reaches: [2, 3] },
      ],
    };
    const { reached, atMost } = greedy(p, 2);
    expect([reached, best(p, 2), atMost]).toEqual([152, 202, 202]);
    expect(gapOf(reached, atMost)).toBeCloseTo(50 / 202);
    expect(gapOf(202, 202)).toBe(0);
  });

  test('nobody in reach of any site is no search', () => {
    const p: Problem = { weights: [10], sites: [{ id: 'a', reaches: [] }] };
    expect([modelOf(p, 1), greedy(p, 1)]).toEqual([null, { picks: [], reached: 0, atMost: 0 }]);
  });

  test('an end to the time is no answer but no error either', async () => {
    const cases = fc.sample(problems, { numRuns: 1, seed: 1 })[0]!;
    const { proven, value } = await solveAside(modelOf(cases, 1) ?? 'Maximize\n obj: x0\nBinary\n x0\nEnd', 1e-9);
    expect(proven || value === null || value >= 0).toBe(true);
  });

  test.each([
    ['sites enough', 3, 2, null],
    ['none', 0, 2, 'plan_no_sites'],
    ['fewer than asked for', 2, 3, 'plan_too_many'],
  ] as const)('%s', (_, sites, k, code) => {
    const answer = mayPlan(sites, k);
    expect(answer.ok ? null : answer.reasons[0]!.code).toBe(code);
  });
});

describe('who leaves a closing home', () => {
  test('as many as possible find a bed, and nobody the bed of another', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')), { maxLength: 6 }), (wanted) => {
        const given = place(wanted);
        const taken = given.filter((b) => b !== null);
        expect(new Set(taken).size).toBe(taken.length);
        given.forEach((bed, i) => {
          if (bed) expect(wanted[i]).toContain(bed);
        });
        const most = (i: number, used: string[]): number =>
          i === wanted.length
            ? used.length
            : Math.max(
                most(i + 1, used),
                ...wanted[i]!.filter((b) => !used.includes(b)).map((b) => most(i + 1, [...used, b])),
              );
        expect(taken.length).toBe(most(0, []));
      }),
      { numRuns: 100 },
    );
  });
  test('one moves over so that the next has a bed as well', () =>
    expect(place([['a', 'b'], ['a']])).toEqual(['b', 'a']));
});

describe('a change in thought', () => {
  const open = new Set(['h1', 'h2']);
  const added = {
    name: '新站',
    kind: 'day_care',
    lng: 113.1,
    lat: 29.4,
    accuracy_m: 0,
    places: 30,
    services: ['meals'],
  };
  const codes = (add: (typeof added)[], close: string[]) =>
    checkChanges({ add, close }, open).map((r) => `${r.code} ${r.pointer}`);
  test.each([
    ['one more and one less', [added], ['h1'], []],
    ['nothing', [], [], ['change_nothing /add']],
    [
      'swapped and outside, both said',
      [
        { ...added, lng: 29.4, lat: 113.1 },
        { ...added, lng: 0 },
      ],
      [],
      ['coordinates_swapped /add/0/lng', 'outside_china /add/1/lng'],
    ],
    ['a home that is closed', [], ['h9'], ['change_not_open /close/0']],
    ['the same home twice', [], ['h1', 'h1'], ['change_twice /close/1']],
    ['too much at once', Array.from({ length: 21 }, () => added), [], ['change_too_many /add']],
  ])('%s', (_, add, close, expected) => expect(codes(add, close)).toEqual(expected));
  test('the closed one is gone, the new one offers what it is and what is said of it', () => {
    const places: Place[] = [{ id: 'h1', lng: 113, lat: 29, accuracyM: 0, services: ['day_care'] }];
    expect(changed(places, { add: [added], close: ['h1'] })).toEqual([
      { id: 'added-0', lng: 113.1, lat: 29.4, accuracyM: 0, services: ['day_care', 'meals'] },
    ]);
  });
  test('gains and losses are counted by community, what stays as it is not at all', () => {
    const g = (code: string, community: string, seniors: number | null) =>
      ({
        code,
        community,
        seniors,
        name: '',
        street: '',
        streetName: '',
        lng: 1,
        lat: 1,
        accuracyM: 0,
        own: true,
      }) as const;
    const as = (...states: ('certain' | 'likely' | 'no')[]) =>
      new Map(states.map((state, i) => [`g${i}`, [{ state, nearest: null }]]));
    const grids = [g('g0', 'k1', 10), g('g1', 'k1', 20), g('g2', 'k2', 5), g('g3', 'k2', 7)];
    expect(shifts(grids, as('no', 'certain', 'likely', 'no'), as('likely', 'certain', 'no', 'no'), 0)).toEqual([
      { community: 'k1', gained: 10, lost: 0, grids: [{ code: 'g0', gained: true }] },
      { community: 'k2', gained: 0, lost: 5, grids: [{ code: 'g2', gained: false }] },
    ]);
  });
  test('how sure it has to be decides what counts', () =>
    expect((['certain', 'likely', 'possible', 'no', 'unknown'] as const).map((s) => counts(s, 'likely'))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]));
  const site = { lng: 113.1, lat: 29.4, community_code: '430602001001' };
  test.each([
    ['a site in a community of today', site, { ended: false }, []],
    ['one at sea', { ...site, lng: 0 }, { ended: false }, ['outside_china']],
    ['in no community', site, undefined, ['community_unknown']],
    ['in one that has ended', site, { ended: true }, ['site_community_ended']],
  ] as const)('%s', (_, at, community, expected) => {
    const answer = maySite(at, community);
    expect(answer.ok ? [] : answer.reasons.map((r) => r.code)).toEqual(expected);
  });
  test('what is set aside is not set aside again', () => {
    expect([mayEnd(null).ok, mayEnd(new Date(0)).ok]).toEqual([true, false]);
    const again = mayEnd(new Date(0));
    expect(again.ok ? null : again.reasons[0]!.code).toBe('set_aside_already');
  });
});
