import { describe, expect, test } from 'vitest';
import { compareOutcomes, contextOf, explainEmpty, explainPerson } from '../../server/rounds/mechanism/explain.ts';
import { FORMAT, type Market, type MarketApplicant, type MarketRoom } from '../../server/rounds/mechanism/market.ts';
import { runMarket } from '../../server/rounds/mechanism/outcome.ts';

const woman = (id: string, place: number, choices: string[], more: Partial<MarketApplicant> = {}): MarketApplicant => ({
  id,
  key: [place],
  choices,
  ...more,
  need: { sex: 'female', ...more.need },
});
const man = (id: string, place: number, choices: string[], more: Partial<MarketApplicant> = {}) =>
  woman(id, place, choices, { ...more, need: { ...more.need, sex: 'male' } });
const room = (id: string, sex: MarketRoom['sex'], beds = 1, more: Partial<MarketRoom> = {}): MarketRoom => ({
  id,
  sex,
  beds: Array.from({ length: beds }, (_, i) => ({ id: `${id}.${i + 1}` })),
  ...more,
});
const market = (
  applicants: MarketApplicant[],
  rooms: Record<string, MarketRoom[]>,
  more: Partial<Market> = {},
): Market => ({
  format: FORMAT,
  applicants,
  facilities: Object.entries(rooms).map(([id, list]) => ({ id, rooms: list })),
  ...more,
});
const beds = (m: Market) => Object.fromEntries(runMarket(m).placements.map((p) => [p.applicant, p.beds.join('+')]));

describe('a round', () => {
  test('gives each bed to the first in order who asked for it and can use it', () => {
    const m = market([woman('b', 2, ['H']), woman('a', 1, ['H']), woman('c', 3, ['H'])], {
      H: [room('r', 'female', 2)],
    });
    expect(beds(m)).toEqual({ a: 'r.1', b: 'r.2' });
  });

  test('moves somebody who can lie in either bed so that both are served', () => {
    const rooms = [
      room('r1', 'female', 1, { beds: [{ id: 'oxygen', equipment: ['oxygen'] }] }),
      room('r2', 'female', 1),
    ];
    const m = market([woman('easy', 1, ['H']), woman('needs', 2, ['H'], { need: { equipment: ['oxygen'] } })], {
      H: rooms,
    });
    expect(beds(m)).toEqual({ easy: 'r2.1', needs: 'oxygen' });
  });

  test('opens an undecided room for the first whom it lets in, and for nobody of the other sex', () => {
    const m = market([man('x', 1, ['H']), woman('y', 2, ['H'])], { H: [room('r', 'single_sex', 2)] });
    expect(beds(m)).toEqual({ x: 'r.1' });
    expect(runMarket(m).openings).toEqual([
      { facility: 'H', what: 'room', id: 'r', as: 'male', pass: 1, claimant: 'x' },
    ]);
  });

  test('leaves a room undecided when who it was opened for found a better wish', () => {
    const rooms = { G: [room('g', 'single_sex', 1)], H: [room('h', 'single_sex', 1)] };
    const m = market([woman('a', 1, ['G']), woman('b', 2, ['G', 'H']), man('c', 3, ['H'])], rooms);
    expect(beds(m)).toEqual({ a: 'g.1', b: 'h.1' });
  });

  test('gives a couple one whole room, at the place of the one who comes later', () => {
    const couple: MarketApplicant = {
      id: 'two',
      key: [2],
      choices: ['H'],
      couple: [{ sex: 'male' }, { sex: 'female' }],
    };
    const m = market([couple, woman('z', 3, ['H'])], { H: [room('r', 'mixed', 2, { whole: true })] });
    expect(beds(m)).toEqual({ two: 'r.1+r.2' });
  });

  test('lets two people share a day place on different weekdays', () => {
    const day = (id: string, place: number, days: number[]) =>
      woman(id, place, ['D'], { need: { kinds: ['day'], days } });
    const rooms = [room('r', 'mixed', 1, { beds: [{ id: 'd', kind: 'day', days: [1, 2, 3, 4, 5] }] })];
    expect(beds(market([day('a', 1, [1, 3, 5]), day('b', 2, [2, 4]), day('c', 3, [5])], { D: rooms }))).toEqual({
      a: 'd',
      b: 'd',
    });
  });

  test('stops at what the contract still covers; the reserve needs no contract', () => {
    const reserve = room('k', 'female', 1, { beds: [{ id: 'kept', pool: 'reserve' }] });
    const m = market(
      [woman('a', 1, ['H']), woman('b', 2, ['H']), woman('g', 3, ['H'], { need: { guaranteed: true } })],
      { H: [room('r', 'female', 2), reserve] },
      { lots: [{ id: 'lot', left: 1, facilities: ['H'] }] },
    );
    expect(beds(m)).toEqual({ a: 'r.1', g: 'kept' });
  });

  test('shares a quota of two homes by order of the queue', () => {
    const rooms = { G: [room('g', 'female', 2)], H: [room('h', 'female', 2)] };
    const m = market([woman('a', 1, ['G']), woman('b', 2, ['H']), woman('c', 3, ['G'])], rooms, {
      lots: [{ id: 'both', left: 2, facilities: ['G', 'H'] }],
    });
    expect(beds(m)).toEqual({ a: 'g.1', b: 'h.1' });
  });

  test('never leaves who asks to transfer without a bed, and passes the old bed on', () => {
    const rooms = { G: [room('g', 'female', 1)], H: [room('h', 'female', 1)] };
    const mover = (place: number) => woman('m', place, ['G'], { present: { facility: 'H', bed: 'h.1' } });
    expect(beds(market([mover(1), woman('n', 2, ['H', 'G'])], rooms))).toEqual({ m: 'g.1', n: 'h.1' });
    expect(beds(market([mover(2), woman('n', 1, ['G'])], rooms))).toEqual({ m: 'h.1', n: 'g.1' });
  });
});

describe('an explanation', () => {
  const m = market(
    [woman('a', 1, ['G', 'H']), woman('b', 2, ['G', 'H'], { need: { level: 3 } }), man('c', 3, ['H'])],
    {
      G: [room('g', 'female', 1)],
      H: [room('h', 'female', 2, { beds: [{ id: 'low', level_max: 2 }, { id: 'any' }] })],
    },
    { key_names: ['queued_at'] },
  );
  const x = contextOf(m, runMarket(m));

  test('says of each wish: placed, not needed, or who was the last placed there and why before you', () => {
    expect(explainPerson(x, 'a').map((r) => r.result)).toEqual(['placed', 'not_needed']);
    expect(explainPerson(x, 'b')).toEqual([
      {
        facility: 'G',
        wish: 1,
        result: 'not_placed',
        reasons: [{ code: 'round_cut_off', values: { component: 'queued_at', theirs: '1', mine: '2' } }],
      },
      { facility: 'H', wish: 2, result: 'placed', reasons: [] },
    ]);
    expect(explainPerson(x, 'c')[0]?.reasons[0]?.code).toBe('sex_of_room');
  });

  test('says of an empty bed what keeps everyone who asked from it', () => {
    expect(explainEmpty(x)).toEqual([
      {
        facility: 'H',
        room: 'h',
        bed: 'low',
        asked: 3,
        housed_better: 1,
        hindered: { level_not_taken: 1, sex_of_room: 1 },
        reason: 'all_placed_better',
      },
    ]);
  });

  test('says who would end elsewhere with one bed more', () => {
    const more: Market = { ...m, facilities: [{ id: 'G', rooms: [room('g', 'female', 2)] }, ...m.facilities.slice(1)] };
    expect(compareOutcomes(m, runMarket(m), runMarket(more))).toEqual([
      { applicant: 'b', from: { facility: 'H', choice: 2 }, to: { facility: 'G', choice: 1 } },
    ]);
  });
});
