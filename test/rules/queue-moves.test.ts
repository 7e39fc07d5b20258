import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateWeeks, explainMove, movesOf } from '../../server/queue/mechanism/moves.ts';
import { aheadOf, inOrder, noneAhead, type Standing } from '../../server/queue/rules.ts';
import { rules } from '../support/district.ts';
import { crowd, NOW } from '../support/queue.ts';

describe('why a place moved', () => {
  const key = { track: 'C', level: 2, points: 10, queued_at: '2026-01-01' };
  const told = (place: number, extra: object = {}) => ({ place, key: { ...key, ...extra }, ruleVersion: 'v1' });
  const quiet = { housed: 0, left: 0, joined: noneAhead() };
  test.each([
    ['never told before', null, told(7), quiet, ['move_first']],
    ['three ahead moved in', told(7), told(4), { ...quiet, housed: 3 }, ['move_housed']],
    [
      'one moved in, one left, one joined with a higher level',
      told(7),
      told(6),
      { housed: 1, left: 1, joined: { ...noneAhead(), level: 1 } },
      ['move_housed', 'move_left', 'move_joined_level'],
    ],
    ['the own level rose', told(7), told(3, { level: 3 }), quiet, ['move_own_level', 'move_overtook']],
    ['somebody waited a year', told(7), told(8), quiet, ['move_overtaken']],
    ['the rules changed', told(7), { ...told(9), ruleVersion: 'v2' }, quiet, ['move_rules', 'move_rules_overtaken']],
    [
      'the old waiting time is restored',
      told(7),
      told(2, { queued_at: '2025-01-01' }),
      quiet,
      ['move_own_queued', 'move_overtook'],
    ],
  ] as const)('%s', (_t, before, after, around, codes) =>
    expect(explainMove(before, after, around).map((r) => r.code)).toEqual(codes));

  test('every step of the move is accounted for, whoever joins, leaves or changes', () => {
    fc.assert(
      fc.property(crowd, crowd, fc.nat(2), (then, later, salt) => {
        const waiting = (list: readonly Standing[]) =>
          inOrder(
            list.map((s) => ({ standing: s })),
            rules,
            NOW,
          ).map((w) => ({ id: w.standing.receiptNo, place: w.place, inTrack: w.placeInTrack, key: w.key }));
        const before = new Map(waiting(then).map((w) => [w.id, { ...w, ruleVersion: 'v1' }]));
        const now = waiting(later);
        const moves = movesOf(
          before,
          now,
          (id) => id.length % 3 === salt,
          'v1',
          (m, o) => aheadOf(m, o),
        );
        for (const m of moves) {
          const was = before.get(m.id);
          if (!was) continue;
          const n = (code: string) => Number(m.reasons.find((r) => r.code === code)?.values?.count ?? 0);
          const joined = m.reasons
            .filter((r) => r.code.startsWith('move_joined'))
            .reduce((sum, r) => sum + Number(r.values?.count), 0);
          const steps = joined - n('move_housed') - n('move_left') + n('move_overtaken') - n('move_overtook');
          expect(was.place + steps).toBe(m.place);
          expect(m.moved).toBe(m.place - was.place);
        }
        const same = now.filter((w) => !moves.some((m) => m.id === w.id));
        expect(same.every((w) => before.get(w.id)?.place === w.place)).toBe(true);
      }),
    );
  });
});

describe('how long it may take', () => {
  test.each([
    ['nine admissions say nothing', 5, { admissions: 9, days: 365 }, null],
    ['no history at all', 5, { admissions: 0, days: 0 }, null],
  ] as const)('%s', (_t, ahead, history, weeks) => expect(estimateWeeks(ahead, history)).toBe(weeks));
  test('fifty-two a year is one a week', () => {
    const weeks = estimateWeeks(9, { admissions: 52, days: 364 });
    expect(weeks).toMatchObject({ about: 10 });
    expect(weeks!.from).toBeGreaterThan(4);
    expect(weeks!.to).toBeLessThan(18);
  });
  test('the interval holds the middle, more people ahead never wait less, more history says it closer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 10, max: 900 }), (ahead, admissions) => {
        const w = estimateWeeks(ahead, { admissions, days: 365 })!;
        expect(w.from).toBeLessThanOrEqual(w.about);
        expect(w.to).toBeGreaterThanOrEqual(w.about);
        expect(w.from).toBeGreaterThanOrEqual(0);
        expect(estimateWeeks(ahead + 1, { admissions, days: 365 })!.about).toBeGreaterThanOrEqual(w.about);
      }),
    );
    const width = (n: number) => {
      const w = estimateWeeks(n, { admissions: n, days: 365 })!;
      return (w.to - w.from) / w.about;
    };
    expect(width(400)).toBeLessThan(width(20));
  });
  test('four times in five the turn comes inside the interval, when admissions come as they did', () => {
    // Exponential waits from a fixed sequence: a year of history, then the turn.
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const wait = () => -Math.log(1 - random()) / (30 / 365);
    let [inside, tried] = [0, 0];
    for (let i = 0; i < 3000; i += 1) {
      let n = 0;
      for (let t = wait(); t < 365; t += wait()) n += 1;
      const w = estimateWeeks(14, { admissions: n, days: 365 });
      if (!w) continue;
      let t = 0;
      for (let k = 0; k < 15; k += 1) t += wait();
      tried += 1;
      if (t / 7 >= w.from && t / 7 <= w.to) inside += 1;
    }
    // Rounding to whole weeks outwards makes it hold a little more often.
    expect(inside / tried).toBeGreaterThan(0.78);
    expect(inside / tried).toBeLessThan(0.88);
  });
});
