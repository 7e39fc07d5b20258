// Decides what a list and the answer to it look like, and which room a line means that does not name its building.
import type { Claim, Room } from '../../facilities/rules.ts';
import type { ReasonValues } from '../../kernel/errors.ts';
import type { ReasonCode } from '../../kernel/messages.ts';
import { type Day, fromRange } from '../../kernel/period.ts';

/** `full`: what the list does not name is no longer there; `partial`: it stays as it is. */
export type Mode = 'full' | 'partial';
/** One wrong cell: which line (0: not in the list), which field of it, and why. */
export type RowRefusal = { line: number; column: string; code: ReasonCode; values?: ReasonValues };
export type Refuse = (line: number, column: string, code: ReasonCode, values?: ReasonValues) => void;
export type Value = string | number | boolean | null | readonly (string | number)[];
export type FieldChange = { field: string; from: Value; to: Value };
/** Something of the list or of the facility, by what people call it. `line` 0: the list does not name it. */
export type RosterRow = {
  line: number;
  id: string | null;
  external_id: string | null;
  building: string;
  room_no: string;
  bed_no: string;
};
export type RosterDiff = {
  added: RosterRow[];
  changed: (RosterRow & { changes: FieldChange[] })[];
  unchanged: RosterRow[];
  removed: RosterRow[];
  refused: RowRefusal[];
};
export type RoomFact = Room & { building: string; floor: number; roomNo: string };

export const roomKey = (building: string, roomNo: string) => `${building}\u0000${roomNo}`;
export const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The building of a line that may leave it out: the one that has the room, or the only one there is; null when it has to
 * be said.
 * @param own the room the bed is known to be in
 */
export function buildingOf(
  l: { building?: string; room_no: string },
  rooms: readonly RoomFact[],
  own?: RoomFact,
): string | null {
  if (l.building !== undefined) return l.building;
  if (own?.roomNo === l.room_no) return own.building;
  const having = [...new Set(rooms.filter((r) => r.roomNo === l.room_no).map((r) => r.building))];
  if (having.length === 1) return having[0] as string;
  const all = new Set(rooms.map((r) => r.building));
  return having.length === 0 && all.size <= 1 ? ([...all][0] ?? '') : null;
}

/** From when to when somebody has the bed, as dates alone: whose it is, is not the list's to tell. Null: nobody. */
export function takenValues(claims: readonly Pick<Claim, 'kind' | 'during'>[]): ReasonValues | null {
  const mine = claims.filter((c) => c.kind !== 'closure').map((c) => fromRange(c.during));
  if (mine.length === 0) return null;
  const ends = mine.map((p) => p.end);
  const from = mine.map((p) => p.start).sort()[0] as Day;
  return { from, until: ends.includes(null) ? 'open_end' : ((ends as Day[]).sort().at(-1) as Day) };
}

/** Leaves out of a difference whatever stands in a line that was refused, and puts the refusals in order. */
export function withoutRefused({ refused, ...d }: RosterDiff): RosterDiff {
  const wrong = new Set(refused.map((r) => r.line));
  const good = <T extends { line: number }>(rows: T[]) => rows.filter((r) => r.line === 0 || !wrong.has(r.line));
  return {
    added: good(d.added),
    changed: good(d.changed),
    unchanged: good(d.unchanged),
    removed: good(d.removed),
    refused: [...refused].sort((a, b) => a.line - b.line),
  };
}
