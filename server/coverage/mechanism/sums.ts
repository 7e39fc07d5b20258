// Decides what the ways of each grid come to for communities and for the district.
import type { Found, State } from './cover.ts';
import { states } from './cover.ts';

export type Community = {
  code: string;
  name: string;
  street: string;
  streetName: string;
  lng: number | null;
  lat: number | null;
  accuracyM: number;
};
/** `own`: it has a point of its own; otherwise it stands where its community does. `seniors` null: 未填报. */
export type Grid = Community & { community: string; own: boolean; seniors: number | null };
export type DivisionFacts = {
  code: string;
  parentCode: string | null;
  name: string;
  lng: number | null;
  lat: number | null;
  accuracyM: number | null;
  seniors: number | null;
};
/** A point whose accuracy nobody has said is as rough as a street's. */
const ROUGH_M = 1200;

/** Communities and grids; a grid without a point of its own stands where its community does. */
export function placesOf(rows: readonly DivisionFacts[]): { communities: Community[]; grids: Grid[] } {
  const byCode = new Map(rows.map((r) => [r.code, r]));
  const communityOf = (r: DivisionFacts): Community => ({
    code: r.code,
    name: r.name,
    street: r.code.slice(0, 9),
    streetName: byCode.get(r.code.slice(0, 9))?.name ?? '',
    lng: r.lng,
    lat: r.lat,
    accuracyM: r.accuracyM ?? ROUGH_M,
  });
  const grids = rows
    .filter((r) => r.code.length === 15)
    .map((r): Grid => {
      const community = r.parentCode ?? r.code.slice(0, 12);
      const own = r.lng !== null && r.lat !== null;
      const { lng, lat, accuracyM } = own ? r : (byCode.get(community) ?? r);
      return { ...communityOf({ ...r, lng, lat, accuracyM }), community, own, seniors: r.seniors };
    });
  return { communities: rows.filter((r) => r.code.length === 12).map(communityOf), grids };
}

export type Sum = Record<State, number>;

export const noSum = (): Sum => ({ certain: 0, likely: 0, possible: 0, no: 0, unknown: 0 });
export const isCovered = (state: State): boolean => state === 'certain' || state === 'likely';
/** Covered as the points stand, and the least and the most it can be. */
export const coveredOf = (s: Sum) => ({
  covered: s.certain + s.likely,
  least: s.certain,
  most: s.certain + s.likely + s.possible + s.unknown,
  seniors: states.reduce((n, state) => n + s[state], 0),
});

/** Seniors by how sure each service is near them, over some grids. */
export function sumOver(
  grids: readonly Pick<Grid, 'code' | 'seniors'>[],
  found: ReadonlyMap<string, readonly Found[]>,
  services: number,
): Sum[] {
  const sums = Array.from({ length: services }, noSum);
  for (const g of grids)
    found.get(g.code)?.forEach((f, s) => {
      sums[s]![f.state] += g.seniors ?? 0;
    });
  return sums;
}
