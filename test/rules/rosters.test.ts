import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoomSex, Sex } from '../../server/facilities/rules.ts';
import { roomKey } from '../../server/rosters/mechanism/lines.ts';
import { type BedFact, type BedFacts, type BedLine, type BedPlan, diffBeds } from '../../server/rosters/rules.ts';

const TODAY = '2026-11-24';
const room = (id: string, extra: Partial<BedFacts['rooms'][number]> = {}): BedFacts['rooms'][number] => ({
  id,
  building: 'A',
  floor: 1,
  roomNo: id,
  sex: 'female',
  ...extra,
});
const bed = (id: string, extra: Partial<BedFact> = {}): BedFact => ({
  id,
  roomId: '101',
  bedNo: id,
  externalId: null,
  kind: 'nursing',
  levelMin: 0,
  levelMax: 4,
  dementia: false,
  equipment: [],
  pool: 'market',
  feeFen: 200000,
  openedOn: '2020-01-01',
  retiredOn: null,
  ...extra,
});
const stay = (bedId: string, extra: { sex?: Sex; during?: string; kind?: 'stay' | 'hold' | 'closure' } = {}) => ({
  bedId,
  roomId: '101',
  kind: 'stay' as const,
  sex: 'female' as Sex | null,
  during: '[2026-01-01,)',
  weekdays: '{[1,8)}',
  ...extra,
});
const facts: BedFacts = {
  rooms: [room('101'), room('102', { sex: 'single_sex' }), room('102', { id: 'b102', building: 'B' })],
  beds: [
    bed('1', { externalId: 'H1' }),
    bed('2'),
    bed('3', { roomId: '102', externalId: 'H3' }),
    bed('4', { roomId: '102', retiredOn: '2026-01-01' }),
  ],
  claims: [stay('1')],
};
const line = (extra: Partial<BedLine> = {}): BedLine => ({
  line: 2,
  building: 'A',
  room_no: '101',
  bed_no: '2',
  ...extra,
});
const fresh = (extra: Partial<BedLine> = {}): BedLine => ({
  line: 2,
  building: 'A',
  floor: 1,
  room_no: '109',
  room_sex: 'male',
  bed_no: '1',
  kind: 'nursing',
  level_min: 0,
  level_max: 4,
  dementia: false,
  pool: 'market',
  ...extra,
});
const codes = (lines: BedLine[], mode: 'full' | 'partial' = 'partial') =>
  diffBeds(facts, lines, mode, TODAY).diff.refused.map((r) => `${r.line} ${r.column} ${r.code}`);

test.each<[string, BedLine[], string[]]>([
  ['a bed as it is', [line()], []],
  ['a new bed in a new room', [fresh()], []],
  ['a new bed needs its kind', [fresh({ kind: undefined })], ['2 kind roster_needed']],
  [
    'a new room needs its sex and floor',
    [fresh({ room_sex: undefined, floor: undefined })],
    ['2 floor roster_needed', '2 room_sex roster_needed'],
  ],
  ['a bed without a number', [fresh({ bed_no: ' ' })], ['2 bed_no roster_needed']],
  ['a room number as long as a sentence', [fresh({ room_no: 'x'.repeat(21) })], ['2 room_no roster_too_long']],
  ['the 200th floor', [fresh({ floor: 200 })], ['2 floor roster_floor']],
  ['level 5', [line({ level_max: 5 })], ['2 level_max roster_level']],
  ['levels the wrong way round', [line({ level_min: 3, level_max: 1 })], ['2 level_max roster_levels']],
  [
    'a lowest level above the highest that is known',
    [fresh({ level_min: 4, level_max: 3 })],
    ['2 level_max roster_levels'],
  ],
  ['a negative fee', [line({ fee_fen: -1 })], ['2 fee_fen roster_fee']],
  ['a fee not filled in', [line({ fee_fen: null })], []],
  ['equipment without a name', [line({ equipment: [''] })], ['2 equipment roster_equipment']],
  [
    'a room number of two buildings',
    [fresh({ building: undefined, room_no: '102', floor: undefined, room_sex: undefined })],
    ['2 building roster_building'],
  ],
  ['a room number of one building', [line({ building: undefined })], []],
  ['a bed twice by its place', [line(), line({ line: 3 })], ['3 bed_no roster_twice']],
  [
    'a bed twice by the id of the home',
    [line({ external_id: 'X' }), line({ line: 3, bed_no: '1', external_id: 'X' })],
    ['3 bed_no roster_twice', '3 external_id roster_two_ids'],
  ],
  ['two ids for one bed', [line({ bed_no: '1', external_id: 'H9' })], ['2 external_id roster_two_ids']],
  ['a bed given an id later', [line({ external_id: 'H2' })], []],
  ['a bed moved where another stands', [line({ external_id: 'H3', bed_no: '2' })], ['2 bed_no roster_place_taken']],
  [
    'a bed given the number of a retired one',
    [line({ external_id: 'H3', room_no: '102', bed_no: '4' })],
    ['2 bed_no roster_place_retired'],
  ],
  ['a free bed moved to a new number', [line({ external_id: 'H3', room_no: '102', bed_no: '9' })], []],
  [
    'a bed somebody lies in made another kind',
    [line({ bed_no: '1', kind: 'residential' })],
    ['2 kind roster_bed_taken'],
  ],
  [
    'a bed somebody lies in put into another pool',
    [line({ bed_no: '1', pool: 'reserve' })],
    ['2 pool roster_bed_taken'],
  ],
  [
    'a bed somebody lies in moved to another room',
    [line({ external_id: 'H1', room_no: '102', bed_no: '7' })],
    ['2 room_no roster_bed_taken'],
  ],
  [
    'a bed somebody lies in with another fee, level and number',
    [line({ external_id: 'H1', bed_no: '1A', fee_fen: 1, level_max: 3 })],
    [],
  ],
  [
    'one room, two floors',
    [line({ floor: 1 }), line({ line: 3, bed_no: '1', floor: 2 })],
    ['3 floor roster_room_differs'],
  ],
  ['a room of women made one for men', [line({ room_sex: 'male' })], ['2 room_sex roster_room_sex']],
  ['a room of women left to whoever comes first', [line({ room_sex: 'single_sex' })], []],
])('%s', (_title, lines, expected) => expect(codes(lines)).toEqual(expected));

test('a bed of the contract is put to other use by the bureau, not by the home', () => {
  const bought = { ...facts, beds: facts.beds.map((b) => ({ ...b, pool: 'subsidised' as const })) };
  const asked = [line({ external_id: 'H3', room_no: '102', bed_no: '9', pool: 'market' })];
  const refused = (by: 'home' | 'bureau') =>
    diffBeds(bought, asked, 'partial', TODAY, by).diff.refused.map((r) => `${r.column} ${r.code}`);
  expect(refused('home')).toEqual(['pool roster_pool']);
  expect(refused('bureau')).toEqual([]);
});

describe('beds a full list leaves out', () => {
  test('go out of service when nobody has them; one that is taken is named with its dates and no person', () => {
    const { diff, plan } = diffBeds(facts, [line()], 'full', TODAY);
    expect(plan.retired).toEqual(['3']);
    expect(diff.removed.map((r) => r.bed_no)).toEqual(['3']);
    expect(diff.refused).toEqual([
      {
        line: 0,
        column: 'bed_no',
        code: 'roster_still_taken',
        values: { from: '2026-01-01', until: 'open_end', room: '101', bed: '1' },
      },
    ]);
  });
  test('stay as they are in a partial list', () => {
    expect(diffBeds(facts, [line()], 'partial', TODAY).plan).toEqual({ rooms: [], beds: [], retired: [] });
  });
  test('are not all the beds of the home: an empty list is refused, as long as there are any', () => {
    const { diff, plan } = diffBeds(facts, [], 'full', TODAY);
    expect(diff.refused.map((r) => [r.line, r.code])).toEqual([[0, 'roster_empty']]);
    expect([diff.removed, plan.retired]).toEqual([[], []]);
    expect(diffBeds(facts, [], 'partial', TODAY).diff.refused).toEqual([]);
    expect(diffBeds({ rooms: [], beds: [], claims: [] }, [], 'full', TODAY).diff.refused).toEqual([]);
  });
  test('a line that is refused does not make its bed one that is left out', () => {
    expect(diffBeds(facts, [line({ level_max: 9 })], 'full', TODAY).plan.retired).not.toContain('2');
  });
});

test('a retired bed named again is back in service, and the change says since when it was not', () => {
  const { diff } = diffBeds(facts, [line({ room_no: '102', bed_no: '4' })], 'partial', TODAY);
  expect(diff.changed[0]?.changes).toEqual([{ field: 'retired_on', from: '2026-01-01', to: null }]);
});

/** The facility after the plan, new rooms and beds under made-up ids. */
function applied(now: BedFacts, plan: BedPlan): BedFacts {
  const rooms = new Map(now.rooms.map((r) => [r.id, r]));
  plan.rooms.forEach((r, i) => {
    const id = r.id ?? `room-${rooms.size}-${i}`;
    rooms.set(id, { ...r, id });
  });
  const idOf = new Map([...rooms.values()].map((r) => [roomKey(r.building, r.roomNo), r.id]));
  const beds = new Map(now.beds.map((b) => [b.id, b]));
  plan.beds.forEach(({ roomKey: key, line: _, ...b }, i) => {
    const id = b.id ?? `bed-${beds.size}-${i}`;
    beds.set(id, { ...b, id, roomId: idOf.get(key) as string });
  });
  for (const id of plan.retired) beds.set(id, { ...(beds.get(id) as BedFact), retiredOn: TODAY });
  return { rooms: [...rooms.values()], beds: [...beds.values()], claims: now.claims };
}

/** A facility's beds in service as a list of its own would give them. */
function listed(f: BedFacts): Omit<BedLine, 'line'>[] {
  const roomOf = new Map(f.rooms.map((r) => [r.id, r]));
  return f.beds
    .filter((b) => b.retiredOn === null)
    .map((b) => {
      const r = roomOf.get(b.roomId)!;
      return {
        external_id: b.externalId,
        building: r.building,
        floor: r.floor,
        room_no: r.roomNo,
        room_sex: r.sex,
        bed_no: b.bedNo,
        kind: b.kind,
        level_min: b.levelMin,
        level_max: b.levelMax,
        dementia: b.dementia,
        equipment: [...b.equipment].sort(),
        pool: b.pool,
        fee_fen: b.feeFen,
      };
    })
    .sort((a, b) =>
      JSON.stringify([a.building, a.room_no, a.bed_no]).localeCompare(
        JSON.stringify([b.building, b.room_no, b.bed_no]),
      ),
    );
}

const place = fc.record({
  building: fc.constantFrom('A', 'B'),
  room_no: fc.constantFrom('1', '2'),
  bed_no: fc.constantFrom('1', '2', '3'),
});
const wholeList = fc
  .uniqueArray(
    fc.record({
      place,
      external_id: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
      kind: fc.constantFrom('nursing' as const, 'residential' as const),
      level_max: fc.integer({ min: 0, max: 4 }),
      equipment: fc.subarray(['oxygen', 'care_bed']),
      fee_fen: fc.option(fc.integer({ min: 0, max: 100000 })),
      room_sex: fc.constantFrom<RoomSex>('male', 'mixed'),
    }),
    { selector: (b) => JSON.stringify(b.place), maxLength: 12 },
  )
  .map((list) => {
    const sexOf = new Map(list.map((b) => [b.place.building + b.place.room_no, b.room_sex]));
    const seen = new Set<string>();
    return list.map(({ place: p, ...b }, i): BedLine => {
      const external_id = b.external_id && !seen.has(b.external_id) ? b.external_id : null;
      if (external_id) seen.add(external_id);
      const room_sex = sexOf.get(p.building + p.room_no) as RoomSex;
      return {
        ...b,
        ...p,
        external_id,
        room_sex,
        line: i + 1,
        floor: 1,
        level_min: 0,
        dementia: false,
        pool: 'market',
      };
    });
  });

describe('any list after any other', () => {
  const empty: BedFacts = { rooms: [], beds: [], claims: [] };
  test('applied, the facility is as the list says, and the same list again changes nothing', () => {
    fc.assert(
      fc.property(wholeList, wholeList, (first, then) => {
        const a = applied(empty, diffBeds(empty, first, 'full', TODAY).plan);
        const step = diffBeds(a, then, 'full', TODAY);
        if (step.diff.refused.length) return;
        const b = applied(a, step.plan);
        const idKept = new Map(a.beds.map((x) => [x.id, x.externalId]));
        const expected = applied(empty, diffBeds(empty, then, 'full', TODAY).plan);
        const idAside = (f: BedFacts) => listed(f).map(({ external_id: _, ...rest }) => rest);
        expect(idAside(b)).toEqual(idAside(expected));
        // Who once had an id keeps it when a later list leaves the id out.
        for (const bed of b.beds)
          if (idKept.get(bed.id) && bed.retiredOn === null) expect(bed.externalId).not.toBeNull();
        const again = diffBeds(b, then, 'full', TODAY);
        expect(again.plan).toEqual({ rooms: [], beds: [], retired: [] });
        expect([again.diff.refused, again.diff.changed, again.diff.added, again.diff.removed].flat()).toEqual([]);
        const ids = b.beds.flatMap((x) => x.externalId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 300 },
    );
  });
  test('every line is in exactly one part of the answer', () => {
    fc.assert(
      fc.property(wholeList, wholeList, (first, then) => {
        const a = applied(empty, diffBeds(empty, first, 'full', TODAY).plan);
        const { diff } = diffBeds(a, then, 'partial', TODAY);
        const lines = [...diff.added, ...diff.changed, ...diff.unchanged].map((r) => r.line);
        const refused = new Set(diff.refused.map((r) => r.line));
        expect([...lines, ...refused].sort((x, y) => x - y)).toEqual(then.map((l) => l.line));
      }),
      { numRuns: 100 },
    );
  });
});
