// Decides whether somebody in the queue may be passed over for a while and keep the place (queue-rules v1, domain §2a).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day } from '../kernel/period.ts';

export const deferralReasons = ['hospital', 'family_matter', 'recovering', 'other'] as const;
export type DeferralReason = (typeof deferralReasons)[number];
export type Deferral = { since: Day; until: Day; reason: DeferralReason; proof: string | null; ended: boolean };
export type DeferralRule = { per_year: number; max_days: number };

/** A hospital stay with a certificate does not count towards the one a year. */
export const deferralCounts = (d: Pick<Deferral, 'reason' | 'proof'>) => !(d.reason === 'hospital' && d.proof);

/** The deferral in force on that day, if any. */
export const deferralOn = <D extends Deferral>(list: readonly D[], on: Day): D | null =>
  list.find((d) => !d.ended && d.since <= on && on < d.until) ?? null;

/** How many of the last twelve months count. */
export const deferralsUsed = (list: readonly Deferral[], on: Day): number =>
  list.filter((d) => deferralCounts(d) && d.since > addMonths(on, -12)).length;

/**
 * @param earlier of the same person, for whichever application
 * @param running of the application itself
 */
export function mayDefer(
  asked: { until: Day; reason: DeferralReason; proof: string | null; note: string | null },
  earlier: readonly Deferral[],
  running: Deferral | null,
  rule: DeferralRule,
  on: Day,
): Verdict {
  const used = deferralsUsed(earlier, on);
  return verdict(
    [
      asked.until <= on && { code: 'deferral_past', values: { date: asked.until }, pointer: '/until' },
      asked.until > addDays(on, rule.max_days) && {
        code: 'deferral_too_long',
        values: { max: rule.max_days, last: addDays(on, rule.max_days) },
        pointer: '/until',
      },
      asked.reason === 'other' && !asked.note?.trim() && { code: 'reason_needed', pointer: '/note' },
      running !== null && { code: 'deferral_running', values: { until: running.until } },
      deferralCounts(asked) && used >= rule.per_year && { code: 'deferral_used', values: { count: used } },
    ],
    {},
  );
}
