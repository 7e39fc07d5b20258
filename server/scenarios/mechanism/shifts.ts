// Decides who gains and who loses by a change, and what the search for sites is given.
import { type Found, type Grid, isCovered, type Place, type State, states } from '../../coverage/rules.ts';

export type Shift = { community: string; gained: number; lost: number; grids: { code: string; gained: boolean }[] };

/** Seniors who become covered by one service, or are no more, by community; communities without either are left out. */
export function shifts(
  grids: readonly Grid[],
  before: ReadonlyMap<string, readonly Found[]>,
  after: ReadonlyMap<string, readonly Found[]>,
  service: number,
): Shift[] {
  const by = new Map<string, Shift>();
  for (const g of grids) {
    const was = isCovered(before.get(g.code)![service]!.state);
    const is = isCovered(after.get(g.code)![service]!.state);
    if (was === is) continue;
    const shift = by.get(g.community) ?? { community: g.community, gained: 0, lost: 0, grids: [] };
    shift[is ? 'gained' : 'lost'] += g.seniors ?? 0;
    shift.grids.push({ code: g.code, gained: is });
    by.set(g.community, shift);
  }
  return [...by.values()].sort(
    (a, b) => b.gained + b.lost - (a.gained + a.lost) || (a.community < b.community ? -1 : 1),
  );
}

/** How sure an answer has to be for a grid to count as reached. */
export const measures = ['likely', 'certain', 'possible'] as const;
export type Measure = (typeof measures)[number];
export const counts = (state: State, by: Measure): boolean =>
  state !== 'unknown' && states.indexOf(state) <= states.indexOf(by);

/** The open grids of a service and which of them each site would reach: what the search for sites is given. */
export function problemOf(
  grids: readonly Grid[],
  service: number,
  by: Measure,
  before: ReadonlyMap<string, readonly Found[]>,
  sites: readonly Pick<Place, 'id'>[],
  reached: (site: number) => ReadonlyMap<string, readonly Found[]>,
) {
  const open = grids.filter((g) => (g.seniors ?? 0) > 0 && !counts(before.get(g.code)![service]!.state, by));
  return {
    open,
    problem: {
      weights: open.map((g) => g.seniors ?? 0),
      sites: sites.map(({ id }, x) => {
        const found = reached(x);
        return { id, reaches: open.flatMap((g, i) => (counts(found.get(g.code)![0]!.state, by) ? [i] : [])) };
      }),
    },
  };
}
