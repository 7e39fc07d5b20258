// Decides when the figures of a facility are old and whom that is told (our default after the NHS Capacity Tracker: amber
// after 24 h, grey and out of the "has a bed" filter after 72 h, the bureau after 7 days).
import { FRESH_HOURS } from '../facilities/rules.ts';
import type { Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

const HOUR = 3_600_000;
export const stages = ['amber', 'grey', 'bureau'] as const;
export type Stage = (typeof stages)[number];

/** How old figures are that date from `since`: the last confirmation, or the registration when there was none. */
export function stageOf(since: Date, now: Date): Stage | null {
  const hours = (now.getTime() - since.getTime()) / HOUR;
  return [...stages].reverse().find((stage) => hours > FRESH_HOURS[stage]) ?? null;
}

/**
 * May somebody be told now? From 7 to 21 o'clock in China. Beds do not change at night; a phone that rings then wakes
 * whoever is on night duty, and teaches them to silence it. What is due at night is told at seven.
 */
export function byDay(now: Date): boolean {
  const hour = new Date(now.getTime() + 8 * HOUR).getUTCHours();
  return hour >= 7 && hour < 21;
}

/** May the figures of this facility be confirmed by a link that is good until then? */
export function mayConfirm(facility: { closedOn: Day | null }, until: Date, now: Date, today: Day): Verdict {
  return verdict(
    [
      now > until && { code: 'link_expired' },
      facility.closedOn !== null && facility.closedOn <= today && { code: 'facility_closed' },
    ],
    {},
  );
}
