import { freshness } from '../freshness.tsx';
import { isCluster, isSpot, keyOf, type MapBeds, type MapItem } from './types.ts';

type Spot = { x: number; y: number };
export type Gathered = { key: string; item: MapItem; members: MapItem[] };

/**
 * Draws as one what would cover each other: the first in the list's order takes in all later ones within `reach` pixels.
 * One pass over a grid, so ten thousand points take milliseconds; deterministic, so the same view looks the same.
 * `apart` (chosen, hovered) always stand alone. Free beds of stale figures are not counted, as in the "has a bed" filter.
 */
export function gather(
  items: MapItem[],
  spotOf: (item: MapItem) => Spot,
  reach: number,
  apart: (string | null)[],
  today: Date,
): Gathered[] {
  const cells = new Map<string, { spot: Spot; members: MapItem[] }[]>();
  const groups: { spot: Spot; members: MapItem[] }[] = [];
  const alone: Gathered[] = [];
  for (const item of items) {
    if (isCluster(item) || reach === 0 || apart.includes(item.id)) {
      alone.push({ key: keyOf(item), item, members: [item] });
      continue;
    }
    const spot = spotOf(item);
    const cx = Math.floor(spot.x / reach);
    const cy = Math.floor(spot.y / reach);
    let home: (typeof groups)[number] | undefined;
    for (let dx = -1; dx <= 1 && !home; dx++) {
      for (let dy = -1; dy <= 1 && !home; dy++) {
        home = cells
          .get(`${cx + dx},${cy + dy}`)
          ?.find((group) => Math.hypot(group.spot.x - spot.x, group.spot.y - spot.y) < reach);
      }
    }
    if (home) {
      home.members.push(item);
      continue;
    }
    const made = { spot, members: [item] };
    groups.push(made);
    const cell = cells.get(`${cx},${cy}`);
    if (cell) cell.push(made);
    else cells.set(`${cx},${cy}`, [made]);
  }
  return [
    ...groups.map(({ members }): Gathered => {
      const first = members[0] as MapItem;
      if (members.length === 1) return { key: keyOf(first), item: first, members };
      const spots = members.filter(isSpot);
      if (spots.length === members.length && isSpot(first)) {
        const sum = (of: (one: (typeof spots)[number]) => number) => spots.reduce((all, one) => all + of(one), 0);
        const item = { ...first, n: sum((one) => one.n), late: sum((one) => one.late) };
        return { key: `${keyOf(first)}+${members.length}`, item, members };
      }
      const free = members.reduce((sum, one) => {
        const counts = !isCluster(one) && !isSpot(one) && freshness(one.confirmed_at, today) !== 'stale';
        return sum + (counts ? (one.free ?? 0) : 0);
      }, 0);
      // Where the first one stands: a mean would drift towards the neighbours and cover them.
      const item = { lng: first.lng, lat: first.lat, count: members.length, free, beds: bedsOf(members) };
      return { key: `${keyOf(first)}+${members.length}`, item, members };
    }),
    ...alone,
  ];
}

/** The members' bars as one; none when any has none. */
function bedsOf(members: MapItem[]): MapBeds | undefined {
  const sum: MapBeds = { occupied: 0, held: 0, draft: 0, free: 0 };
  for (const one of members) {
    const beds = isSpot(one) ? undefined : one.beds;
    if (!beds) return undefined;
    sum.occupied += beds.occupied;
    sum.held += beds.held;
    sum.draft += beds.draft;
    sum.free += beds.free;
  }
  return sum;
}
