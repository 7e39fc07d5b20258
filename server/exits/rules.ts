// Decides whether somebody who leaves a home comes back to the old place in the queue (queue-rules v1: a trial stay that
// does not work out restores the old waiting time, once).
import type { Day } from '../kernel/period.ts';

/** Leaving for home or for hospital inside the trial. Death, breach and another home end the case. */
export const comesBack = (
  stay: { trialUntil: Day | null; dischargedOn: Day; kind: string },
  cameBackBefore: boolean,
): boolean =>
  !cameBackBefore &&
  stay.trialUntil !== null &&
  stay.dischargedOn < stay.trialUntil &&
  (stay.kind === 'home' || stay.kind === 'hospital');
