// Decides what may be thought through: facilities added or closed on paper, candidate sites, the search for the best of them.
import { type Place, servicesOf } from '../coverage/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';

export { saidServices, services, states } from '../coverage/rules.ts';
export type { Measure } from './mechanism/shifts.ts';
export { measures } from './mechanism/shifts.ts';

export type Added = {
  name: string;
  kind: string;
  lng: number;
  lat: number;
  accuracy_m: number;
  places: number | null;
  services: string[];
};
export type Changes = { add: Added[]; close: string[] };
const MOST_CHANGES = 20;

/** Is this a change that can be thought through? Every fault at once, with the field it is in. */
export function checkChanges(c: Changes, open: ReadonlySet<string>): Reason[] {
  const reasons: Reason[] = [];
  if (c.add.length + c.close.length === 0) reasons.push({ code: 'change_nothing', pointer: '/add' });
  if (c.add.length + c.close.length > MOST_CHANGES)
    reasons.push({ code: 'change_too_many', values: { max: MOST_CHANGES }, pointer: '/add' });
  c.add.forEach((a, i) => {
    const wrong = pointProblem(a.lng, a.lat);
    if (wrong) reasons.push({ code: wrong, values: { lng: a.lng, lat: a.lat }, pointer: `/add/${i}/lng` });
  });
  c.close.forEach((id, i) => {
    if (!open.has(id)) reasons.push({ code: 'change_not_open', pointer: `/close/${i}` });
    if (c.close.indexOf(id) < i) reasons.push({ code: 'change_twice', pointer: `/close/${i}` });
  });
  return reasons;
}

/** The places as they would be: what is added counts from its point on, what is closed does not. */
export const changed = (places: readonly Place[], c: Changes): Place[] => [
  ...places.filter((p) => !c.close.includes(p.id)),
  ...c.add.map((a, i) => ({
    id: `added-${i}`,
    lng: a.lng,
    lat: a.lat,
    accuracyM: a.accuracy_m,
    services: servicesOf(a.kind, a.services),
  })),
];

/** May a candidate site be entered there? */
export function maySite(
  site: { lng: number; lat: number; community_code: string },
  community: { ended: boolean } | undefined,
): Verdict {
  const wrong = pointProblem(site.lng, site.lat);
  return verdict(
    [
      wrong && { code: wrong, values: { lng: site.lng, lat: site.lat }, pointer: '/lng' },
      !community && {
        code: 'community_unknown',
        values: { community: site.community_code },
        pointer: '/community_code',
      },
      community?.ended && { code: 'site_community_ended', pointer: '/community_code' },
    ],
    {},
  );
}

/** What was set aside stays readable; it is not set aside twice. */
export const mayEnd = (endedAt: Date | null): Verdict =>
  verdict([endedAt !== null && { code: 'set_aside_already' }], {});

/** Rules that can be searched: at least one site, and not more than there are. */
export const mayPlan = (sites: number, k: number): Verdict =>
  verdict(
    [
      sites === 0 && { code: 'plan_no_sites', pointer: '/candidates' },
      sites > 0 && k > sites && { code: 'plan_too_many', values: { k, sites }, pointer: '/k' },
    ],
    {},
  );
