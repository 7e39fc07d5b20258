// Decides how a finding is put right, by whom and by when, and what a visit on site must show (核查: 两人、照片、位置、时间, domain §8;
// 受理≠决定≠核查; who mends does not check).

import type { Reason, Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';
import { addMonths, type Day, dayOf, daysBetween } from '../kernel/period.ts';
import { PRESENT_AT_LEAST } from '../reviews/rules.ts';

export { byHand, type FindingCode, findingCodes, type Term, terms } from '../inspections/rules.ts';
export const statuses = ['found', 'assigned', 'rectified', 'checked', 'closed', 'dismissed'] as const;
export type Status = (typeof statuses)[number];
export const steps = ['assign', 'rectify', 'return', 'check', 'close', 'dismiss'] as const;
export type Step = (typeof steps)[number];

/** Where each step leads from where. A rectification sent back is assigned again and keeps its due time. */
const moves: Record<Step, Partial<Record<Status, Status>>> = {
  assign: { found: 'assigned', assigned: 'assigned' },
  rectify: { assigned: 'rectified' },
  return: { rectified: 'assigned' },
  check: { rectified: 'checked' },
  close: { checked: 'closed' },
  dismiss: { found: 'dismissed', assigned: 'dismissed' },
};
export const stateAfter = (step: Step, from: Status): Status | null => moves[step][from] ?? null;
const notFrom = (step: Step, from: Status) =>
  stateAfter(step, from) === null &&
  ({ code: 'finding_state', values: { status: `finding_${from}` } } satisfies Reason);

export type Colour = 'none' | 'green' | 'amber' | 'red';
/** Amber once 80 % of the time has passed, red once all of it has. While it is looked at on site its time stands still. */
export function colourOf(f: { status: Status; assignedAt: Date | null; dueAt: Date | null }, now: Date): Colour {
  if (f.status !== 'assigned' || !f.dueAt || !f.assignedAt) return 'none';
  const whole = f.dueAt.getTime() - f.assignedAt.getTime();
  const used = now.getTime() - f.assignedAt.getTime();
  return used >= whole ? 'red' : used * 5 >= whole * 4 ? 'amber' : 'green';
}

/** What a step is to be done by when nobody has said so: nothing to do any more, or whose turn it is. */
export const nextStep: Record<Status, Step | null> = {
  found: 'assign',
  assigned: 'rectify',
  rectified: 'check',
  checked: 'close',
  closed: null,
  dismissed: null,
};

/** Does the home see it, and answer it? Once it is given to the home, not while others look into it or put it right. */
export const toHome = (f: { dueAt: Date | string | null; assignedTo: string | null }): boolean =>
  f.dueAt !== null && f.assignedTo === null;

/** To the home itself, or to somebody of the bureau: what is about no home needs a person. */
export function mayAssign(f: { status: Status; facility: string | null }, to: string | null): Verdict {
  return verdict(
    [
      notFrom('assign', f.status),
      f.facility === null && to === null && { code: 'finding_whom', pointer: '/assigned_to' },
    ],
    {},
  );
}

/**
 * What of a home everybody may read of the checks of it, by what was found. Facts about the house and how it is run; none
 * of those that look at single people (who is paid for, who was admitted, who died), at the bureau's own work, or at what a
 * report alone says.
 */
export const publicCodes = [
  'licence_expired',
  'stale_vacancy',
  'over_capacity',
  'price_jump',
  'spot_difference',
  'premises',
  'safety',
  'care',
  'records',
  'fees',
] as const;
export type PublicCode = (typeof publicCodes)[number];
/** So long a finding that was put right is told of. */
export const PUBLIC_MONTHS = 24;

export type PublicFinding =
  | { code: PublicCode; found: string; state: 'put_right'; on: Day }
  | { code: PublicCode; found: string; state: 'overdue'; due: Day };

/**
 * A finding as everybody may read it, or null. Only about the home itself; only when it is closed after two people have seen
 * that it was put right, or when the home has let its time go by. Never the note, never a person, never what is still
 * being looked into; when it was found to the month.
 */
export function publicFinding(
  f: {
    code: string;
    source: string;
    status: Status;
    subjectType: string;
    assignedTo: string | null;
    foundAt: Date;
    dueAt: Date | null;
    closedAt: Date | null;
  },
  now: Date,
): PublicFinding | null {
  const code = publicCodes.find((c) => c === f.code);
  if (!code || f.subjectType !== 'facility' || f.source === 'report') return null;
  const found = dayOf(f.foundAt).slice(0, 7);
  if (f.status === 'closed' && f.closedAt) {
    const on = dayOf(f.closedAt);
    return addMonths(on, PUBLIC_MONTHS) < dayOf(now) ? null : { code, found, state: 'put_right', on };
  }
  if (f.status === 'assigned' && f.assignedTo === null && f.dueAt && f.dueAt <= now)
    // the last day on which it could still have been done
    return { code, found, state: 'overdue', due: dayOf(new Date(f.dueAt.getTime() - 1)) };
  return null;
}

const words = (text: string | null): Reason | false => !text?.trim() && { code: 'reason_needed', pointer: '/note' };

export const mayRectify = (f: { status: Status }, note: string): Verdict =>
  verdict([notFrom('rectify', f.status), words(note)], {});
export const mayReturn = (f: { status: Status }, note: string): Verdict =>
  verdict([notFrom('return', f.status), words(note)], {});
export const mayClose = (f: { status: Status }): Verdict => verdict([notFrom('close', f.status)], {});
export const mayDismiss = (f: { status: Status }, note: string): Verdict =>
  verdict([notFrom('dismiss', f.status), words(note)], {});

export type Visit = {
  visitedAt: Date;
  people: readonly string[];
  lng: number | null;
  lat: number | null;
  photos: number;
};
export const MAX_PHOTOS = 6;
/** Half a week is enough to write down what was counted; later it is memory. */
export const VISIT_DAYS = 3;

/** A name as it tells two people apart: neither by a space, nor by a letter nobody sees, nor by its width. */
const sign = (name: string) =>
  name
    .normalize('NFKC')
    .replaceAll(/[\s\p{DI}\p{Cf}\u2800]/gu, '')
    .toLowerCase();

/** Is this record of having been there whole? Two people, a time to the minute that has come, a photo where it is about a place. */
export function visitReasons(
  v: Visit,
  needs: { photo: boolean; notBefore: Date | null },
  now: Date,
): (Reason | false)[] {
  const people = new Set(v.people.map(sign).filter(Boolean));
  const point = v.lng !== null && v.lat !== null ? pointProblem(v.lng, v.lat) : null;
  return [
    people.size < PRESENT_AT_LEAST.inspection && { code: 'check_people', pointer: '/people' },
    v.visitedAt > now && { code: 'visit_future', pointer: '/visited_at' },
    daysBetween(dayOf(v.visitedAt), dayOf(now)) > VISIT_DAYS && {
      code: 'visit_old',
      values: { days: VISIT_DAYS },
      pointer: '/visited_at',
    },
    needs.notBefore !== null &&
      v.visitedAt.getTime() < Math.floor(needs.notBefore.getTime() / 60_000) * 60_000 && {
        code: 'visit_before',
        pointer: '/visited_at',
      },
    (v.lng === null) !== (v.lat === null) && { code: 'visit_place', pointer: '/lng' },
    point !== null && { code: 'visit_place', pointer: '/lng' },
    needs.photo && v.photos === 0 && { code: 'visit_photo', pointer: '/photos' },
    v.photos > MAX_PHOTOS && { code: 'photos_many', values: { limit: MAX_PHOTOS }, pointer: '/photos' },
  ];
}

/** Who had a hand in it: whoever mended it, and whoever accepted or decided the case it is about, looks at it no more. */
export type Hands = { rectifiedBy: readonly (string | null)[]; acceptedBy: string | null; decidedBy: string | null };

export function mayCheck(
  f: { status: Status; facility: string | null; rectifiedAt: Date | null },
  visit: Visit,
  hands: Hands,
  by: { account: string | null; now: Date },
): Verdict {
  const mine = (account: string | null) => account !== null && account === by.account;
  return verdict(
    [
      notFrom('check', f.status),
      hands.rectifiedBy.some(mine) && { code: 'finding_own_work' },
      (mine(hands.acceptedBy) || mine(hands.decidedBy)) && { code: 'same_person_decides' },
      ...visitReasons(visit, { photo: f.facility !== null, notBefore: f.rectifiedAt }, by.now),
    ],
    {},
  );
}
