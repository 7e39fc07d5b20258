import type { InferResponseType } from 'hono/client';
import { type Act, type BedFact, type BoardState, type ClosureReason, mayAct } from '../../server/board/rules.ts';
import type { Reason } from '../../server/kernel/errors.ts';
import { addDays, type Day } from '../../server/kernel/period.ts';
import type { client } from '../api.ts';
import type { Queued } from '../ui/outbox.tsx';

export type Board = InferResponseType<(typeof client.api.v1.facilities)[':id']['beds']['$get'], 200>;
export type Floor = Board['floors'][number];
export type Room = Floor['rooms'][number];
export type Bed = Room['beds'][number];
export type Expected = Board['expected'][number];
/** A bed with where it stands and what people call it. */
export type Place = { bed: Bed; room: Room; floor: Floor; name: string };

/** Every bed by its id, in the order of the page. */
export function placesOf(board: Board): Map<string, Place> {
  const many = new Set(board.floors.map((f) => f.building)).size > 1;
  const places = new Map<string, Place>();
  for (const floor of board.floors)
    for (const room of floor.rooms)
      for (const bed of room.beds)
        places.set(bed.id, {
          bed,
          room,
          floor,
          name: `${many ? `${floor.building} ` : ''}${room.no}-${bed.no}`,
        });
  return places;
}

/** The newer board, with every bed that has not changed as the object it was, so that its tile is not drawn again. */
export function keepSame(was: Board | undefined, next: Board): Board {
  if (!was || was.facility.id !== next.facility.id) return next;
  const old = new Map(was.floors.flatMap((f) => f.rooms.flatMap((r) => r.beds.map((b) => [b.id, b] as const))));
  const same = (bed: Bed): Bed => {
    const before = old.get(bed.id);
    return before && JSON.stringify(before) === JSON.stringify(bed) ? before : bed;
  };
  const floors = next.floors.map((f) => ({ ...f, rooms: f.rooms.map((r) => ({ ...r, beds: r.beds.map(same) })) }));
  return { ...next, floors };
}

export type Verb = 'reopen' | ClosureReason;
export const verbs: readonly Verb[] = ['reopen', 'cleaning', 'repair', 'out_of_service'];
const actOf = (verb: Verb): Act => (verb === 'reopen' ? 'reopen' : 'close');

export type Preview = { verb: Verb; can: Place[]; cannot: { place: Place; reasons: Reason[] }[] };

/** What a verb would do to the chosen beds, by the rule the server will judge by. */
export function previewOf(verb: Verb, chosen: readonly Place[], today: Day, until: Day | null): Preview {
  const preview: Preview = { verb, can: [], cannot: [] };
  const asked = { start: today, end: verb === 'reopen' ? null : until };
  for (const place of chosen) {
    const { bed, name } = place;
    const fact: BedFact = { name, state: bed.state, reason: bed.reason ?? null, next: bed.next ?? null };
    const may = mayAct(actOf(verb), fact, asked);
    if (may.ok) preview.can.push(place);
    else preview.cannot.push({ place, reasons: may.reasons });
  }
  return preview;
}

export type ActBody = {
  action: Act;
  bed_ids: string[];
  versions?: Record<string, number>;
  reason?: ClosureReason;
  until?: Day | null;
  note?: string | null;
};

/** Beds as they will be once what waits has been sent: shown at once, and marked so. */
export function withWaiting(waiting: readonly Queued[]): Map<string, BoardState> {
  const states = new Map<string, BoardState>();
  for (const { body } of waiting) {
    const { action, bed_ids: ids, reason } = (body ?? {}) as Partial<ActBody>;
    if (!action || !ids) continue;
    const state = action === 'reopen' ? 'free' : reason === 'cleaning' ? 'cleaning' : 'out_of_service';
    for (const id of ids) states.set(id, state);
  }
  return states;
}

/** What is expected of each bed by that day: the first thing, a certain one before a possible one. */
export function expectedBy(expected: readonly Expected[], on: Day): Map<string, Expected> {
  const by = new Map<string, Expected>();
  for (const one of expected) {
    const known = by.get(one.bed);
    if (one.on <= on && (!known || (one.firm && !known.firm))) by.set(one.bed, one);
  }
  return by;
}

/** The expected empty beds by day: 10月12日起空 3 床. */
export const byDay = (expected: readonly Expected[], firm: boolean): [Day, Expected[]][] => [
  ...Map.groupBy(
    expected.filter((e) => e.firm === firm),
    (e) => e.on,
  ),
];

export const DAYS_BACK = 30;
export const DAYS_AHEAD = 60;
export const within = (day: Day, today: Day): Day =>
  day < addDays(today, -DAYS_BACK)
    ? addDays(today, -DAYS_BACK)
    : day > addDays(today, DAYS_AHEAD)
      ? addDays(today, DAYS_AHEAD)
      : day;
