import type { Door } from './permissions.ts';

/** Who may do what in supervision, requests, coverage, insight and open data; part of `permissions`. */
export const steeringPermissions = {
  // the audit chain
  // inspection: checks, findings, samples on site
  // assessment of facilities and desks
  // requests and the menu of services
  // divisions and grids
  // the 15-minute circle
  // the picture
  // open data
} as const satisfies Record<string, Door>;
