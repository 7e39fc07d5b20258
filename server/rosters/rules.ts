// Decides what a list of beds changes of a facility (GB/T 42195 levels, rooms by sex, one bed one person): the difference
// from what is known, line by line, and every line that cannot be, before anything is written.
import type { Bed, BedKind, Claim, RoomSex, Sex } from '../facilities/rules.ts';
import type { ReasonValues } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';
import type { Day } from '../kernel/period.ts';
import {
  buildingOf,
  type FieldChange,
  type Mode,
  type Refuse,
  type RoomFact,
  type RosterDiff,
  type RosterRow,
  type RowRefusal,
  roomKey,
  same,
  takenValues,
  type Value,
  withoutRefused,
} from './mechanism/lines.ts';

export type Pool = Bed['pool'];

/**
 * One bed of a list. A field that is left out (undefined: the file has no such column) stays as it is; null is 未填报.
 * A new bed needs all but external id, equipment and fee. `line` is as people count in their file or list.
 */
export type BedLine = {
  line: number;
  /** the number the home's own system has for the bed */
  external_id?: string | null;
  building?: string;
  floor?: number;
  room_no: string;
  room_sex?: RoomSex;
  bed_no: string;
  kind?: BedKind;
  level_min?: number;
  level_max?: number;
  dementia?: boolean;
  equipment?: string[];
  pool?: Pool;
  /** a month */
  fee_fen?: number | null;
};

export type { Mode } from './mechanism/lines.ts';
export type { ResidentLine } from './mechanism/residents.ts';
export type BedFact = Bed & { bedNo: string; feeFen: number | null; externalId: string | null };
/** The facility as it is. `claims`: those that still matter today or later, as facilities' loadBeds gives them. */
export type BedFacts = {
  rooms: readonly RoomFact[];
  beds: readonly BedFact[];
  claims: readonly (Claim & { roomId: string })[];
};
/** What applying the list would write. New rooms and beds have no id yet; a bed names its room by `roomKey`. */
export type BedPlan = {
  rooms: (Omit<RoomFact, 'id'> & { id: string | null })[];
  beds: (Omit<BedFact, 'id' | 'roomId'> & { id: string | null; roomKey: string; line: number })[];
  /** beds out of service for good from today */
  retired: string[];
};

const LEVELS = [0, 1, 2, 3, 4];
const LONGEST = { building: 40, room_no: 20, bed_no: 20, external_id: 64, equipment: 20 };
const MAX_FEE_FEN = 100_000_00;

/** What of the line alone is wrong. */
function formOf(l: BedLine): RowRefusal[] {
  const found: RowRefusal[] = [];
  const refuse = (column: string, code: ReasonCode, values?: ReasonValues) =>
    found.push({ line: l.line, column, code, ...(values ? { values } : {}) });
  for (const column of ['room_no', 'bed_no'] as const) if (!l[column].trim()) refuse(column, 'roster_needed');
  for (const column of ['building', 'room_no', 'bed_no', 'external_id'] as const)
    if ((l[column] ?? '').length > LONGEST[column]) refuse(column, 'roster_too_long', { max: LONGEST[column] });
  if (l.floor !== undefined && !(Number.isInteger(l.floor) && l.floor >= -9 && l.floor <= 150))
    refuse('floor', 'roster_floor');
  for (const column of ['level_min', 'level_max'] as const)
    if (l[column] !== undefined && !LEVELS.includes(l[column])) refuse(column, 'roster_level');
  if (l.fee_fen != null && !(Number.isInteger(l.fee_fen) && l.fee_fen >= 0 && l.fee_fen <= MAX_FEE_FEN))
    refuse('fee_fen', 'roster_fee');
  if (l.equipment && (l.equipment.length > 20 || l.equipment.some((e) => !e || e.length > LONGEST.equipment)))
    refuse('equipment', 'roster_equipment', { max: 20 });
  return found;
}

type Matched = { l: BedLine; building: string; key: string; bed: BedFact | null };

/** Each line with the bed it means: by external id, else by building, room and number. */
function matchLines(lines: readonly BedLine[], facts: BedFacts): { matched: Matched[]; refused: RowRefusal[] } {
  const refused: RowRefusal[] = [];
  const roomOf = new Map(facts.rooms.map((r) => [r.id, r]));
  const byId = new Map(facts.beds.flatMap((b) => (b.externalId ? [[b.externalId, b] as const] : [])));
  const placeOf = (b: BedFact) => {
    const r = roomOf.get(b.roomId) as RoomFact;
    return `${roomKey(r.building, r.roomNo)}\u0000${b.bedNo}`;
  };
  const byPlace = new Map(facts.beds.map((b) => [placeOf(b), b]));
  const named = new Set(lines.flatMap((l) => (l.external_id ? (byId.get(l.external_id)?.id ?? []) : [])));
  const idAt = new Map<string, number>();
  const placeAt = new Map<string, number>();
  const matched = lines.flatMap((l): Matched[] => {
    const mine = l.external_id ? byId.get(l.external_id) : undefined;
    const building = buildingOf(l, facts.rooms, mine && roomOf.get(mine.roomId));
    if (building === null) {
      refused.push({ line: l.line, column: 'building', code: 'roster_building', values: { room: l.room_no } });
      return [];
    }
    const key = roomKey(building, l.room_no);
    const place = `${key}\u0000${l.bed_no}`;
    const twice = (l.external_id && idAt.get(l.external_id)) || placeAt.get(place);
    if (twice) refused.push({ line: l.line, column: 'bed_no', code: 'roster_twice', values: { other: twice } });
    if (l.external_id) idAt.set(l.external_id, idAt.get(l.external_id) ?? l.line);
    placeAt.set(place, placeAt.get(place) ?? l.line);
    const there = byPlace.get(place);
    // A bed that the list itself names elsewhere has moved away from here.
    const standing = there && !named.has(there.id) ? there : null;
    if (!mine && standing?.externalId && standing.retiredOn === null && l.external_id)
      refused.push({
        line: l.line,
        column: 'external_id',
        code: 'roster_two_ids',
        values: { known: standing.externalId, external_id: l.external_id },
      });
    if (mine && standing)
      refused.push({
        line: l.line,
        column: 'bed_no',
        code: standing.retiredOn === null ? 'roster_place_taken' : 'roster_place_retired',
        values: { room: l.room_no, bed: l.bed_no },
      });
    return [{ l, building, key, bed: mine ?? standing }];
  });
  return { matched, refused };
}

/**
 * What the list changes of the facility's beds. `full`: beds it does not name are retired, or refused while somebody
 * has them; `partial`: they stay. The plan is of use only when nothing is refused: all of a list is applied or none.
 */
export function diffBeds(
  facts: BedFacts,
  lines: readonly BedLine[],
  mode: Mode,
  today: Day,
  by: 'home' | 'bureau' = 'home',
): { diff: RosterDiff; plan: BedPlan } {
  const { matched, refused } = matchLines(lines, facts);
  const roomOf = new Map(facts.rooms.map((r) => [r.id, r]));
  const roomAt = new Map(facts.rooms.map((r) => [roomKey(r.building, r.roomNo), r]));
  const claimsOn = Map.groupBy(facts.claims, (c) => c.bedId);
  const diff: RosterDiff = { added: [], changed: [], unchanged: [], removed: [], refused };
  const plan: BedPlan = { rooms: [], beds: [], retired: [] };
  const refuse = (line: number, column: string, code: ReasonCode, values?: ReasonValues) => {
    refused.push({ line, column, code, ...(values ? { values } : {}) });
  };

  const targets = roomTargets(matched, roomAt, refuse);
  for (const { l, building, key, bed } of matched) {
    refused.push(...formOf(l));
    const room = targets.get(key);
    const was = bed && roomOf.get(bed.roomId);
    const kept = {
      kind: l.kind ?? bed?.kind,
      levelMin: l.level_min ?? bed?.levelMin,
      levelMax: l.level_max ?? bed?.levelMax,
      dementia: l.dementia ?? bed?.dementia,
      pool: l.pool ?? bed?.pool,
    };
    const columns = { kind: 'kind', levelMin: 'level_min', levelMax: 'level_max', dementia: 'dementia', pool: 'pool' };
    for (const [field, column] of Object.entries(columns))
      if (kept[field as keyof typeof kept] === undefined) refuse(l.line, column, 'roster_needed');
    const { kind, levelMin, levelMax, dementia, pool } = kept;
    if (levelMin !== undefined && levelMax !== undefined && levelMin > levelMax)
      refuse(l.line, 'level_max', 'roster_levels', { min: levelMin, max: levelMax });
    if (
      kind === undefined ||
      levelMin === undefined ||
      levelMax === undefined ||
      dementia === undefined ||
      pool === undefined
    )
      continue;
    const target = {
      id: bed?.id ?? null,
      externalId: l.external_id || (bed?.externalId ?? null),
      bedNo: l.bed_no,
      kind,
      levelMin,
      levelMax,
      dementia,
      equipment: l.equipment ? [...new Set(l.equipment)].sort() : (bed?.equipment ?? []),
      pool,
      feeFen: l.fee_fen === undefined ? (bed?.feeFen ?? null) : l.fee_fen,
      openedOn: bed?.openedOn ?? today,
      retiredOn: null,
    };
    const row: RosterRow = {
      line: l.line,
      id: target.id,
      external_id: target.externalId,
      building,
      room_no: l.room_no,
      bed_no: l.bed_no,
    };
    if (!bed || !was) {
      diff.added.push(row);
      plan.beds.push({ ...target, roomKey: key, line: l.line });
      continue;
    }
    const ofRoom = room?.changes.filter(() => was === roomAt.get(key)) ?? [];
    const changes = [
      { field: 'external_id', from: bed.externalId, to: target.externalId },
      { field: 'building', from: was.building, to: building },
      { field: 'room_no', from: was.roomNo, to: l.room_no },
      { field: 'bed_no', from: bed.bedNo, to: target.bedNo },
      { field: 'kind', from: bed.kind, to: kind },
      { field: 'level_min', from: bed.levelMin, to: levelMin },
      { field: 'level_max', from: bed.levelMax, to: levelMax },
      { field: 'dementia', from: bed.dementia, to: dementia },
      { field: 'equipment', from: [...bed.equipment].sort(), to: [...target.equipment].sort() },
      { field: 'pool', from: bed.pool, to: pool },
      { field: 'fee_fen', from: bed.feeFen, to: target.feeFen },
      { field: 'retired_on', from: bed.retiredOn, to: null },
    ].filter((c) => !same(c.from, c.to));
    const held = takenValues(claimsOn.get(bed.id) ?? []);
    const moved = changes.some((c) => c.field === 'building' || c.field === 'room_no');
    if (held && changes.some((c) => c.field === 'kind')) refuse(l.line, 'kind', 'roster_bed_taken', held);
    if (held && changes.some((c) => c.field === 'pool')) refuse(l.line, 'pool', 'roster_bed_taken', held);
    // What the contract bought and what is kept in reserve is not the home's to put to other use.
    if (by === 'home' && bed.pool !== 'market' && pool !== bed.pool)
      refuse(l.line, 'pool', 'roster_pool', { pool: bed.pool });
    if (held && moved) refuse(l.line, 'room_no', 'roster_bed_taken', held);
    if (changes.length) plan.beds.push({ ...target, roomKey: key, line: l.line });
    if (changes.length || ofRoom.length) diff.changed.push({ ...row, changes: [...changes, ...ofRoom] });
    else diff.unchanged.push(row);
  }

  judgeRooms(facts, matched, targets, refuse);
  for (const t of targets.values())
    if (t.room.floor !== undefined && t.room.sex !== undefined && (t.room.id === null || t.changes.length))
      plan.rooms.push({ ...t.room, floor: t.room.floor, sex: t.room.sex });
  if (mode === 'full' && lines.length === 0) {
    // A program that failed to read its own beds sends just that.
    if (facts.beds.some((b) => b.retiredOn === null)) refuse(0, 'bed_no', 'roster_empty');
  } else if (mode === 'full') {
    const named = new Set(matched.flatMap((m) => m.bed?.id ?? []));
    for (const bed of facts.beds.filter((b) => b.retiredOn === null && !named.has(b.id))) {
      const room = roomOf.get(bed.roomId) as RoomFact;
      const place = { building: room.building, room_no: room.roomNo, bed_no: bed.bedNo };
      const held = takenValues(claimsOn.get(bed.id) ?? []);
      if (held) refuse(0, 'bed_no', 'roster_still_taken', { ...held, room: room.roomNo, bed: bed.bedNo });
      else {
        diff.removed.push({ line: 0, id: bed.id, external_id: bed.externalId, ...place });
        plan.retired.push(bed.id);
      }
    }
  }
  return { diff: withoutRefused(diff), plan };
}

type RoomTarget = {
  line: number;
  room: Omit<RoomFact, 'id' | 'floor' | 'sex'> & { id: string | null; floor?: number; sex?: RoomSex };
  changes: FieldChange[];
};

/** What the lines say of their rooms; two lines of one room may not say two things. */
function roomTargets(
  matched: readonly Matched[],
  roomAt: ReadonlyMap<string, RoomFact>,
  refuse: Refuse,
): Map<string, RoomTarget> {
  const targets = new Map<string, RoomTarget>();
  for (const [key, list] of Map.groupBy(matched, (m) => m.key)) {
    const known = roomAt.get(key);
    const said = <K extends 'floor' | 'room_sex'>(field: K) => {
      const first = list.find((m) => m.l[field] !== undefined)?.l;
      for (const { l } of list)
        if (first && l[field] !== undefined && l[field] !== first[field])
          refuse(l.line, field, 'roster_room_differs', { other: first.line });
      return first?.[field];
    };
    const first = list[0] as Matched;
    const floor = said('floor') ?? known?.floor;
    const sex = said('room_sex') ?? known?.sex;
    if (floor === undefined) refuse(first.l.line, 'floor', 'roster_needed');
    if (sex === undefined) refuse(first.l.line, 'room_sex', 'roster_needed');
    const changes = known
      ? [
          { field: 'floor', from: known.floor as Value, to: (floor ?? null) as Value },
          { field: 'room_sex', from: known.sex as Value, to: (sex ?? null) as Value },
        ].filter((c) => !same(c.from, c.to))
      : [];
    targets.set(key, {
      line: list.find((m) => m.l.room_sex !== undefined)?.l.line ?? first.l.line,
      room: { id: known?.id ?? null, building: first.building, roomNo: first.l.room_no, floor, sex },
      changes,
    });
  }
  return targets;
}

/** A room may not become one for men while a woman lies in it or is promised a bed there, and the other way round. */
function judgeRooms(
  facts: BedFacts,
  matched: readonly Matched[],
  targets: ReadonlyMap<string, RoomTarget>,
  refuse: Refuse,
) {
  const changed = [...targets.values()].filter(
    (t) => t.room.id !== null && t.changes.some((c) => c.field === 'room_sex'),
  );
  if (changed.length === 0 || matched.length === 0) return;
  const claimsIn = Map.groupBy(facts.claims, (c) => c.roomId);
  for (const t of changed) {
    const lying = new Set((claimsIn.get(t.room.id as string) ?? []).flatMap((c): Sex[] => (c.sex ? [c.sex] : [])));
    const { sex } = t.room;
    const against =
      sex === 'male' || sex === 'female' ? [...lying].find((s) => s !== sex) : sex === 'single_sex' && lying.size > 1;
    if (against) refuse(t.line, 'room_sex', 'roster_room_sex', { room: t.room.roomNo });
  }
}
