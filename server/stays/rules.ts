// Decides when a resident may go away with the bed kept, come back, move to another bed of the home and say when they will
// leave (queue-rules v1: what the contract bought stays with the person and the pool it was bought for).
import {
  type Bed,
  bedFits,
  type Claim,
  type Room,
  residential,
  roomTakes,
  type Sex,
  taken,
} from '../facilities/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';
import { recentDay } from '../placements/rules.ts';

/** 请假回家 · 住院 · 其他 */
export const awayKinds = ['home', 'hospital', 'other'] as const;
export type AwayKind = (typeof awayKinds)[number];
export const moveReasons = ['care_need', 'room_mate', 'repair', 'room_change', 'request', 'other'] as const;
export type MoveReason = (typeof moveReasons)[number];

export type Staying = { admittedOn: Day; dischargedOn: Day | null; until: Day | null };
export type Away = { since: Day; keepUntil: Day };

const over = (stay: Staying, today: Day): Reason | false =>
  stay.dischargedOn !== null
    ? { code: 'already_discharged', values: { on: stay.dischargedOn } }
    : stay.until !== null && stay.until <= today && { code: 'already_discharged', values: { on: stay.until } };

/** Away from a day on, with the last day until which the bed is kept: without it nobody would know when to ask. */
export function mayLeave(
  stay: Staying & { since: Day },
  now: Away | null,
  asked: { from: Day; keepUntil: Day; kind: AwayKind; note: string | null },
  today: Day,
): Verdict {
  return verdict(
    [
      over(stay, today),
      now !== null && { code: 'away_already', values: { since: now.since } },
      ...recentDay(asked.from, today, '/from'),
      asked.from < stay.admittedOn && {
        code: 'before_admission',
        values: { admitted: stay.admittedOn },
        pointer: '/from',
      },
      asked.from >= stay.admittedOn &&
        asked.from < stay.since && { code: 'before_stay', values: { since: stay.since }, pointer: '/from' },
      asked.keepUntil < asked.from && {
        code: 'dates_reversed',
        values: { start: asked.from, end: asked.keepUntil },
        pointer: '/keep_until',
      },
      asked.kind === 'other' && !asked.note?.trim() && { code: 'reason_needed', pointer: '/note' },
    ],
    {},
  );
}

export function mayReturn(stay: Staying, now: Away | null, on: Day, today: Day): Verdict {
  return verdict(
    [
      over(stay, today),
      now === null && { code: 'not_away' },
      ...recentDay(on, today, '/on'),
      now !== null &&
        on < now.since && { code: 'dates_reversed', values: { start: now.since, end: on }, pointer: '/on' },
    ],
    {},
  );
}

export function mayKeep(stay: Staying, now: Away | null, keepUntil: Day, today: Day): Verdict {
  return verdict(
    [
      over(stay, today),
      now === null && { code: 'not_away' },
      keepUntil < today && { code: 'day_past', values: { date: keepUntil }, pointer: '/keep_until' },
    ],
    {},
  );
}

export function mayPlanLeaving(stay: Staying, on: Day | null, today: Day): Verdict {
  return verdict(
    [
      over(stay, today),
      on !== null && on < today && { code: 'day_past', values: { date: on }, pointer: '/leaving_on' },
    ],
    {},
  );
}

/** The day on which the bed should have been given back: kept until, and no return recorded. */
export const overdue = (away: Away | null, today: Day) => away !== null && away.keepUntil < today;

type Mover = Staying & { funding: string; sex: Sex; level: number | null; dementia: boolean; since: Day };
type Moving = { from: Pick<Bed, 'id' | 'kind' | 'pool' | 'dementia'>; bed: Bed; room: Room; claims: readonly Claim[] };

/**
 * May the resident move to that bed of the home? What the contract or the reserve pays for stays in beds of its kind and
 * pool, who pays alone takes a market bed; sex, level and dementia care as at admission.
 * @param claims of the room moved into, without the mover's own
 */
export function mayMove(
  stay: Mover,
  { from, bed, room, claims }: Moving,
  asked: { on: Day; reason: MoveReason; note: string | null; weekdays: string },
  today: Day,
): Verdict {
  const paid = stay.funding === 'private' || stay.funding === 'emergency' ? null : from;
  const need = {
    sex: stay.sex,
    level: stay.level ?? bed.levelMin,
    dementia: stay.dementia && from.dementia,
    kinds: [bed.kind],
    equipment: [],
    guaranteed: from.pool === 'reserve',
  };
  const fits = bedFits(bed, roomTakes(room, claims, today), need);
  return verdict(
    [
      over(stay, today),
      ...recentDay(asked.on, today, '/on'),
      asked.on < stay.since && { code: 'before_stay', values: { since: stay.since }, pointer: '/on' },
      asked.reason === 'other' && !asked.note?.trim() && { code: 'reason_needed', pointer: '/note' },
      bed.id === from.id && { code: 'same_bed', pointer: '/bed_id' },
      bed.retiredOn !== null && { code: 'bed_retired', pointer: '/bed_id' },
      asked.on < bed.openedOn && { code: 'bed_not_open', values: { on: bed.openedOn }, pointer: '/on' },
      paid !== null && (paid.kind !== bed.kind || paid.pool !== bed.pool) && { code: 'move_pool', pointer: '/bed_id' },
      paid === null &&
        bed.pool === 'subsidised' &&
        from.pool !== 'subsidised' && {
          code: 'bed_for_contract',
          pointer: '/bed_id',
        },
      residential(bed.kind) !== residential(from.kind) && {
        code: 'no_bed_of_kind',
        values: { kind: from.kind },
        pointer: '/bed_id',
      },
      ...(fits.ok ? [] : fits.reasons.map((r) => ({ ...r, pointer: '/bed_id' }))),
      taken(bed.id, claims, { start: asked.on, end: stay.until }, asked.weekdays) && {
        code: 'bed_taken',
        pointer: '/bed_id',
      },
    ],
    {},
  );
}
