import { expect, test } from 'vitest';
import { FORMAT, type Market, type MarketApplicant } from '../../server/rounds/mechanism/market.ts';
import { runMarket } from '../../server/rounds/mechanism/outcome.ts';
import { readMarket } from '../../server/rounds/mechanism/read.ts';

const person = (id: string, place: number, more: Partial<MarketApplicant> = {}): MarketApplicant => ({
  id,
  key: [place],
  choices: ['H'],
  ...more,
});
const good: Market = {
  format: FORMAT,
  applicants: [person('a', 1), person('b', 2)],
  facilities: [
    { id: 'H', at: { lng: 113, lat: 29 }, rooms: [{ id: 'r', sex: 'mixed', beds: [{ id: 'r.1' }, { id: 'r.2' }] }] },
  ],
  lots: [{ id: 'L', left: 2, facilities: ['H'] }],
};
const rooms = (...ids: string[]) => [
  { id: 'H', rooms: ids.map((id) => ({ id, sex: 'mixed' as const, beds: [{ id: 'same' }] })) },
];
const found = (market: unknown) => {
  const read = readMarket(market);
  return read.ok ? [] : read.reasons.map((r) => [r.code, r.pointer]);
};

test('a market that is right is read', () => expect(found(good)).toEqual([]));

test.each<[string, unknown, [string, string][]]>([
  ['not a market at all', 'bed', [['market_shape', '/format']]],
  [
    'a field nobody knows',
    { ...good, applicants: [{ ...person('a', 1), hint: 1 }] },
    [['market_shape', '/applicants/0']],
  ],
  [
    'a key without components',
    { ...good, applicants: [{ ...person('a', 1), key: [] }] },
    [['market_shape', '/applicants/0']],
  ],
  [
    'a bed in two rooms',
    { ...good, facilities: rooms('r', 's') },
    [['market_bed_twice', '/facilities/0/rooms/1/beds/0']],
  ],
  [
    'a room twice',
    {
      ...good,
      facilities: [
        {
          id: 'H',
          rooms: [
            { id: 'r', sex: 'mixed', beds: [] },
            { id: 'r', sex: 'mixed', beds: [] },
          ],
        },
      ],
    },
    [['market_room_twice', '/facilities/0/rooms/1']],
  ],
  [
    'a person twice',
    { ...good, applicants: [person('a', 1), person('a', 2)] },
    [['market_person_twice', '/applicants/1']],
  ],
  [
    'a facility twice',
    { ...good, facilities: [good.facilities[0], { id: 'H' }] },
    [['market_facility_twice', '/facilities/1']],
  ],
  ['a lot twice', { ...good, lots: [...good.lots!, ...good.lots!] }, [['market_lot_twice', '/lots/1']]],
  [
    'a lot with less than nothing left',
    { ...good, lots: [{ id: 'L', left: -1, facilities: ['H'] }] },
    [['market_lot_negative', '/lots/0/left']],
  ],
  [
    'a lot of a facility that is not there',
    { ...good, lots: [{ id: 'L', left: 1, facilities: ['G'] }] },
    [['market_unknown_facility', '/lots/0']],
  ],
  [
    'a wish for a facility that is not there',
    { ...good, applicants: [person('a', 1, { choices: ['G'] })] },
    [['market_unknown_facility', '/applicants/0/choices']],
  ],
  [
    'a facility without coordinates, for somebody with a radius',
    {
      ...good,
      facilities: [{ id: 'H' }],
      applicants: [person('a', 1, { accept_any: true, radius_km: 3, home: { lng: 113, lat: 29 } })],
    },
    [['market_no_point', '/facilities/0/at']],
  ],
  [
    'levels the wrong way round',
    {
      ...good,
      facilities: [{ id: 'H', rooms: [{ id: 'r', sex: 'mixed', beds: [{ id: 'x', level_min: 3, level_max: 1 }] }] }],
    },
    [['market_levels_reversed', '/facilities/0/rooms/0/beds/0']],
  ],
  [
    'a present bed that is in no room of that house',
    { ...good, applicants: [person('a', 1, { present: { facility: 'H', bed: 'x' } })] },
    [['market_present_unknown', '/applicants/0/present']],
  ],
  [
    'two people in one present bed',
    { ...good, applicants: ['a', 'b'].map((id, i) => person(id, i, { present: { facility: 'H', bed: 'r.1' } })) },
    [['market_present_twice', '/applicants/1/present']],
  ],
  [
    'a couple with one present bed',
    { ...good, applicants: [person('a', 1, { couple: [{}, {}], present: { facility: 'H', bed: 'r.1' } })] },
    [['market_present_couple', '/applicants/0/present']],
  ],
])('refused, with a pointer: %s', (_, market, reasons) => expect(found(market)).toEqual(reasons));

test('ten thousand equal keys are refused at once, naming two of them', () => {
  const applicants = Array.from({ length: 10_000 }, (_, i) => person(`p${i}`, 7));
  const start = performance.now();
  const read = readMarket({ ...good, applicants });
  expect(performance.now() - start).toBeLessThan(2000);
  expect(read).toEqual({
    ok: false,
    reasons: [{ code: 'market_equal_keys', values: { first: 'p0', second: 'p1' }, pointer: '/applicants/1/key' }],
  });
});

test('everything wrong is said at once, and not more than twenty things', () => {
  const applicants = Array.from({ length: 50 }, (_, i) => person(`p${i}`, i, { choices: ['nowhere'] }));
  expect(found({ ...good, applicants })).toHaveLength(20);
});

test('an empty queue and no beds are answered, not refused', () => {
  expect(runMarket({ ...good, applicants: [] })).toMatchObject({ placements: [], unplaced: [], openings: [] });
  const none = runMarket({ ...good, facilities: [{ id: 'H', rooms: [] }] });
  expect(none).toMatchObject({ placements: [], unplaced: ['a', 'b'] });
  expect(none.cut_offs).toEqual([{ facility: 'H', like: 'a', last: null, open: false }]);
});
