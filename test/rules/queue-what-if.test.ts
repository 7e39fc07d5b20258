import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { changesOf, otherWishes, type Waiting, type Wishing, whatMoves } from '../../server/matching/rules.ts';
import { firstTracks, inOrder, keyParts, type Ordering } from '../../server/queue/rules.ts';
import { crowd, NOW, someone, standing } from '../support/queue.ts';

const ordering: Ordering = {
  tracks: firstTracks,
  key: keyParts,
  points: [
    { fact: 'carer_absent', points: 30 },
    { fact: 'carer_hardships', each: 5, max: 25 },
    { fact: 'living_alone', points: 10 },
    { fact: 'waited', days: 365, points: 10 },
  ],
};
const today = dayOf(new Date(NOW));
/** Born so that the age of the facts is the age of that day. */
const bornAt = (age: number, day = '03-02') => `${Number(today.slice(0, 4)) - age}-${day}`;
const waiting = (extra: Partial<Parameters<typeof standing>[0]> = {}): Waiting => {
  const s = standing(extra);
  return { standing: s, born: bornAt(s.age) };
};
/** The queue as it is once the facts are really these. */
const placeReally = (mine: Waiting['standing'], others: readonly Waiting[], at: string) => {
  const on = dayOf(new Date(at));
  const queue = [
    { standing: mine, me: true },
    ...others.map((o) => ({ standing: { ...o.standing, age: ageOn(o.born, on) }, me: false })),
  ];
  const found = inOrder(queue, ordering, at).find((w) => w.me);
  return { place: found?.place, place_in_track: found?.placeInTrack, track: found?.key.track };
};

describe('what would move somebody', () => {
  test('the place said of a change is the place the queue gives once the facts have really changed', () => {
    fc.assert(
      fc.property(crowd, someone, (list, me) => {
        const others = list.map((s) => ({ standing: s, born: bornAt(s.age) }));
        const mine = { standing: { ...me, receiptNo: 'YW0' }, born: bornAt(me.age) };
        const { now, moves } = whatMoves(mine, others, ordering, NOW);
        expect(now).toEqual(placeReally(mine.standing, others, NOW));
        const told = new Map(
          moves.map(({ place, place_in_track, track, ...m }) => [JSON.stringify(m), { place, place_in_track, track }]),
        );
        for (const { change, standing: then, at } of changesOf(mine, ordering, NOW)) {
          const real = placeReally(then, others, at);
          const said = told.get(JSON.stringify(change));
          if (said) expect(said).toEqual(real);
          else expect([real.place, real.track]).toEqual([now.place, now.track]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a higher level and a proof lead forward, a lower level back; what changes nothing is not said', () => {
    const mine = waiting({ receiptNo: 'YW5', level: 2, age: 70 });
    const others = [
      waiting({ receiptNo: 'YW1', level: 3 }),
      waiting({ receiptNo: 'YW2', level: 2, queuedAt: '2026-09-01T00:00:00.000Z' }),
      waiting({ receiptNo: 'YW6', level: 1 }),
    ];
    const { now, moves } = whatMoves(mine, others, ordering, NOW);
    expect(now).toEqual({ place: 3, place_in_track: 3, track: 'C' });
    const at = (code: string, more: object = {}) =>
      moves.find((m) => m.code === code && Object.entries(more).every(([k, v]) => (m as never)[k] === v));
    expect(at('level', { level: 4 })).toMatchObject({ place: 1, track: 'C' });
    expect(at('level', { level: 0 })).toMatchObject({ place: 4, track: 'D' });
    expect(at('category', { kind: 'dibao' })).toMatchObject({ place: 1, track: 'B' });
    expect(at('carer_absent', { known: false })).toMatchObject({ place: 2 });
    expect(at('dementia')).toBeUndefined();
  });

  test('a year of waiting and a birthday are told with their day; what has been is not told again', () => {
    const mine = waiting({ receiptNo: 'YW5', age: 79, queuedAt: '2026-01-10T00:00:00.000Z' });
    mine.born = '1947-01-15';
    const others = [
      waiting({ receiptNo: 'YW1', level: 0, livingAlone: true }),
      waiting({ receiptNo: 'YW2', level: 2 }),
    ];
    const { moves } = whatMoves(mine, others, ordering, NOW);
    expect(moves).toContainEqual({
      code: 'birthday',
      age: 80,
      on: '2027-01-15',
      place: 2,
      place_in_track: 2,
      track: 'C',
    });
    const changes = changesOf(mine, ordering, NOW).map((c) => c.change);
    expect(changes).toContainEqual({ code: 'waited', days: 365, on: '2027-01-10' });
    const long = waiting({ queuedAt: '2025-01-10T00:00:00.000Z', age: 85 });
    expect(
      changesOf(long, ordering, NOW).some(({ change }) => change.code === 'waited' || change.code === 'birthday'),
    ).toBe(false);
  });
});

describe('another wish', () => {
  const home = (id: string, lng: number) => ({ id, lng, lat: 29.37 });
  const [near, mid, far] = [home('near', 113.11), home('mid', 113.17), home('far', 113.4)];
  const who = (extra: Partial<Wishing['wish']> = {}): Wishing => ({
    wish: { choices: [], acceptAny: true, radiusKm: 50, exited: [], ...extra },
    home: { lng: 113.1, lat: 29.37 },
  });

  test('opens more homes by a wider circle and says how many ahead want them too; what was given up stays given up', () => {
    const mine = who({ choices: ['near'], acceptAny: false });
    const ahead = [who({ choices: ['near'], acceptAny: false }), who({ choices: ['far'], acceptAny: false }), who()];
    const found = otherWishes(mine, ahead, [near, mid, far]);
    expect(found.now).toEqual({ homes: 1, ahead: 2 });
    expect(found.wider).toEqual([{ radius_km: 10, homes: 2, ahead: 2 }]);
    expect(found.others.map((o) => [o.facility_id, o.ahead])).toEqual([
      ['mid', 1],
      ['far', 2],
    ]);
    const without = otherWishes(who({ choices: ['near'], acceptAny: false, exited: ['mid'] }), ahead, [near, mid, far]);
    expect(without.wider).toEqual([]);
    expect(without.others.map((o) => o.facility_id)).toEqual(['far']);
  });
});
