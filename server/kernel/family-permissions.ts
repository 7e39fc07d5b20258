import type { Door } from './permissions.ts';

/** Who may do what on the family's side: helpers, consents, watches, ratings, landmarks, privacy; part of `permissions`. */
export const familyPermissions = {
  // named places
  // helpers
  // consents
  // watches
  // ratings
  // privacy
} as const satisfies Record<string, Door>;
