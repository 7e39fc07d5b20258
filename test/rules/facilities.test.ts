import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addCounts,
  type Bed,
  bedFits,
  bedState,
  type Claim,
  cellOf,
  facilityCounts,
  fitFacility,
  freeFrom,
  type Need,
  type Room,
  roomCounts,
  roomTakes,
  taken,
  weekdaysIn,
  weekdaysRange,
} from '../../server/facilities/rules.ts';

const ON = '2026-11-24'; // a Tuesday
const bed = (id: string, extra: Partial<Bed> = {}): Bed => ({
  id,
  roomId: 'r',
  kind: 'residential',
  levelMin: 0,
  levelMax: 4,
  dementia: false,
  equipment: [],
  pool: 'subsidised',
  openedOn: '2020-01-01',
  retiredOn: null,
  ...extra,
});
const claim = (bedId: string, extra: Partial<Claim> = {}): Claim => ({
  bedId,
  kind: 'stay',
  sex: 'male',
  during: '[2026-01-01,)',
  weekdays: '{[1,8)}',
  ...extra,
});
const need = (extra: Partial<Need> = {}): Need => ({
  sex: 'female',
  level: 2,
  dementia: false,
  kinds: ['residential', 'nursing'],
  equipment: [],
  guaranteed: false,
  ...extra,
});

describe('a bed that somebody else may take first', () => {
  const period = { start: ON, end: '2026-12-01' };
  test.each([
    ['is not taken without claims', [], false],
    ['is not taken by a claim on another bed', [claim('other')], false],
    ['is taken by an open stay', [claim('b')], true],
    ['is not taken by a stay that ends the day the next begins', [claim('b', { during: `[2026-01-01,${ON})` })], false],
    ['is taken by a stay that begins before the other ends', [claim('b', { during: '[2026-11-30,)' })], true],
    ['is not taken by a stay that begins the day the other ends', [claim('b', { during: '[2026-12-01,)' })], false],
    ['is not taken by somebody who comes on other weekdays', [claim('b', { weekdays: '{[6,8)}' })], false],
    ['is taken by somebody who comes on one same weekday', [claim('b', { weekdays: '{[5,7)}' })], true],
  ])('%s', (_title, claims, expected) => {
    expect(taken('b', claims, period, '{[1,6)}')).toBe(expected);
  });
});

describe('what a bed is on a day', () => {
  test.each([
    ['free without claims', [], 'free'],
    ['occupied during a stay', [claim('b')], 'occupied'],
    ['free again on the day a stay ends', [claim('b', { during: '[2026-01-01,2026-11-24)' })], 'free'],
    ['held for an offer', [claim('b', { kind: 'hold', during: '[2026-11-24,2026-11-28)' })], 'held'],
    [
      'free by the clock when the hold has run out',
      [claim('b', { kind: 'hold', during: '[2026-11-20,2026-11-24)' })],
      'free',
    ],
    ['closed for repair', [claim('b', { kind: 'closure', sex: null })], 'closed'],
    ['free on a weekday nobody comes', [claim('b', { weekdays: '{[1,2),[3,4)}' })], 'free'],
    ['taken on the weekday somebody comes', [claim('b', { weekdays: '{[2,3)}' })], 'occupied'],
  ] as const)('%s', (_t, claims, state) => expect(bedState(bed('b'), [...claims], ON)).toBe(state));
  test('a retired bed is no longer filed', () =>
    expect(bedState(bed('b', { retiredOn: ON }), [], ON)).toBe('not_filed'));
});

describe('a room not yet designated', () => {
  const room: Room = { id: 'r', sex: 'single_sex' };
  test('takes either sex while empty', () => expect(roomTakes(room, [], ON)).toBe('either'));
  test('takes the sex of whoever lies in it', () => expect(roomTakes(room, [claim('b')], ON)).toBe('male'));
  test('is open again when the last has left', () =>
    expect(roomTakes(room, [claim('b', { during: '[2026-01-01,2026-11-01)' })], ON)).toBe('either'));
  test('counts its free bed only for that sex', () => {
    const counts = roomCounts(room, [bed('a'), bed('b')], [claim('a')], ON);
    expect(counts.freeFor[cellOf('male', 2, false)]).toBe(1);
    expect(counts.freeFor[cellOf('female', 2, false)]).toBe(0);
  });
});

describe('does the bed fit the person', () => {
  test.each([
    ['fits', bed('b'), 'either', need(), null],
    ['sex of the room', bed('b'), 'male', need(), 'sex_of_room'],
    ['level too high for the bed', bed('b', { levelMax: 1 }), 'either', need(), 'level_not_taken'],
    ['equipment lacking', bed('b'), 'either', need({ equipment: ['oxygen'] }), 'equipment_missing'],
    [
      'equipment there',
      bed('b', { equipment: ['oxygen', 'call_bell'] }),
      'either',
      need({ equipment: ['oxygen'] }),
      null,
    ],
    ['dementia care needed', bed('b'), 'either', need({ dementia: true }), 'dementia_unit_needed'],
    ['reserve is for guaranteed persons', bed('b', { pool: 'reserve' }), 'either', need(), 'reserved_for_guaranteed'],
    [
      'a guaranteed person may take the reserve',
      bed('b', { pool: 'reserve' }),
      'either',
      need({ guaranteed: true }),
      null,
    ],
    ['another kind of bed', bed('b', { kind: 'day' }), 'either', need(), 'no_bed_of_kind'],
  ] as const)('%s', (_t, b, takes, n, code) => {
    const found = bedFits(b, takes, n);
    expect(found.ok ? null : found.reasons[0]?.code).toBe(code);
  });
  test('all reasons at once', () => {
    const found = bedFits(bed('b', { levelMax: 1 }), 'male', need({ equipment: ['oxygen'] }));
    expect(found.ok ? [] : found.reasons.map((r) => r.code)).toEqual([
      'sex_of_room',
      'level_not_taken',
      'equipment_missing',
    ]);
  });
});

describe('which beds of a facility for a person', () => {
  const rooms: Room[] = [{ id: 'r', sex: 'female' }];
  test('the closest fit first, so that beds for heavier care stay free', () => {
    const fit = fitFacility(rooms, [bed('heavy'), bed('light', { levelMax: 2 })], [], need(), ON);
    expect(fit.beds).toEqual(['light', 'heavy']);
  });
  test('a later claim stands in the way of an open-ended stay', () => {
    expect(freeFrom(bed('b'), [claim('b', { during: '[2027-01-01,2027-02-01)' })], ON)).toBe(false);
    expect(freeFrom(bed('b'), [claim('b', { during: '[2026-01-01,2026-11-01)' })], ON)).toBe(true);
  });
  test('a day-care place is free on other weekdays', () => {
    const taken = [claim('b', { weekdays: weekdaysRange([1, 3]) })];
    expect(freeFrom(bed('b', { kind: 'day' }), taken, ON, [2, 4])).toBe(true);
    expect(freeFrom(bed('b', { kind: 'day' }), taken, ON, [3])).toBe(false);
  });
  test.each([
    ['no bed of the kind', [], [], 'no_bed_of_kind'],
    ['none free', [bed('b')], [claim('b')], 'no_free_bed'],
    ['free but not fitting', [bed('b', { levelMax: 0 })], [], 'level_not_taken'],
  ] as const)('says why none: %s', (_t, beds, claims, code) => {
    expect(fitFacility(rooms, [...beds], [...claims], need(), ON).reasons.map((r) => r.code)).toEqual([code]);
  });
});

test('weekdays survive the way to the database and back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (days) => {
      expect(weekdaysIn(weekdaysRange(days))).toEqual([...days].sort((a, b) => a - b));
    }),
  );
});

test('the counts of a facility always add up and equal the sum of its rooms, whatever the claims', () => {
  const anyClaim = fc.record({
    bed: fc.integer({ min: 0, max: 5 }),
    kind: fc.constantFrom('hold' as const, 'stay' as const, 'closure' as const),
    sex: fc.constantFrom('male' as const, 'female' as const),
    start: fc.constantFrom('2026-01-01', '2026-11-24', '2026-12-01'),
    open: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(anyClaim, { maxLength: 12 }),
      fc.constantFrom('male' as const, 'female' as const, 'single_sex' as const, 'mixed' as const),
      (list, sex) => {
        const rooms: Room[] = [
          { id: 'r0', sex },
          { id: 'r1', sex: 'mixed' },
        ];
        const beds = Array.from({ length: 6 }, (_, i) => bed(`b${i}`, { roomId: `r${i % 2}` }));
        const claims = list.map((c) =>
          claim(`b${c.bed}`, {
            kind: c.kind,
            sex: c.kind === 'closure' ? null : c.sex,
            during: c.open ? `[${c.start},)` : `[${c.start},2026-12-24)`,
          }),
        );
        const total = facilityCounts(rooms, beds, claims, ON);
        expect(total.filed).toBe(total.free + total.held + total.occupied + total.closed);
        const parts = rooms.map((r) =>
          roomCounts(
            r,
            beds.filter((b) => b.roomId === r.id),
            claims.filter((c) => beds.find((b) => b.id === c.bedId)?.roomId === r.id),
            ON,
          ),
        );
        expect(addCounts(parts[0]!, parts[1]!)).toEqual(total);
        expect(Math.max(...total.freeFor)).toBeLessThanOrEqual(total.free);
      },
    ),
  );
});
