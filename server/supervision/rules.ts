// Decides when the audit log is sealed and when a day is anchored (网络安全法: logs protected against change).
import { type Action, permissions } from '../kernel/permissions.ts';

/** The sealing's own action: a log in which nothing else is new is left alone, or it would never come to rest. */
export const SEAL = 'supervision.seal';

/** Rows nobody has sealed, oldest id first: worth a seal unless all of them are the sealing's own. */
export const worthSealing = (waiting: readonly { action: string }[]): boolean =>
  waiting.some((row) => row.action !== SEAL);

/** A day is anchored once it is over; a day on which nobody did it is covered by the next one's. */
export const anchorDue = (yesterday: string, last: string | null): boolean => last === null || last < yesterday;

/** What a row of the log can be about. */
export const actions = Object.keys(permissions) as [Action, ...Action[]];
