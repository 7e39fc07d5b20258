// Decides what is wrong with a ring of points and how far two outlines lie over one another; RFC 7946 for GeoJSON.
export type Position = readonly [lng: number, lat: number];
export type Ring = readonly Position[];
/** One or more polygons, each an outer ring with holes. */
export type Area = readonly (readonly Ring[])[];
export type Box = [west: number, south: number, east: number, north: number];

export function boxOf(area: Area): Box {
  let [w, s, e, n] = [180, 90, -180, -90];
  for (const [outer] of area)
    for (const [x, y] of outer ?? []) {
      w = Math.min(w, x);
      s = Math.min(s, y);
      e = Math.max(e, x);
      n = Math.max(n, y);
    }
  return [w, s, e, n];
}

export const isClosed = (ring: Ring): boolean => {
  const [a, z] = [ring[0], ring.at(-1)];
  return ring.length >= 4 && !!a && !!z && a[0] === z[0] && a[1] === z[1];
};

const side = (a: Position, b: Position, c: Position) =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
const cross = (a: Position, b: Position, c: Position, d: Position) =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** Whether a ring crosses itself. Edges sorted from west to east, so that only those above one another are compared. */
export function crossesItself(ring: Ring): boolean {
  const edges = ring
    .slice(1)
    .map((b, i) => ({ a: ring[i] as Position, b, i }))
    .sort((p, q) => Math.min(p.a[0], p.b[0]) - Math.min(q.a[0], q.b[0]));
  for (const [k, p] of edges.entries()) {
    const east = Math.max(p.a[0], p.b[0]);
    for (let m = k + 1; m < edges.length; m += 1) {
      const q = edges[m] as (typeof edges)[number];
      if (Math.min(q.a[0], q.b[0]) > east) break;
      if (Math.abs(p.i - q.i) > 1 && cross(p.a, p.b, q.a, q.b)) return true;
    }
  }
  return false;
}

function inRing(ring: Ring, x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i] as Position;
    const [xj, yj] = ring[j] as Position;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}
export const within = (area: Area, x: number, y: number): boolean =>
  area.some(([outer, ...holes]) => !!outer && inRing(outer, x, y) && !holes.some((hole) => inRing(hole, x, y)));

const meets = (a: Box, b: Box) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
const SIDE = 24;

/**
 * About which share of `a` lies in `b`, from 0 to 1: by a lattice of points over `a`, which is exact enough to tell a
 * common border from a real overlap and needs no library.
 */
export function shareWithin(a: Area, b: Area): number {
  const box = boxOf(a);
  if (!meets(box, boxOf(b))) return 0;
  const [w, s, e, n] = box;
  let all = 0;
  let both = 0;
  for (let i = 0; i < SIDE; i += 1)
    for (let j = 0; j < SIDE; j += 1) {
      const [x, y] = [w + ((i + 0.5) * (e - w)) / SIDE, s + ((j + 0.5) * (n - s)) / SIDE];
      if (!within(a, x, y)) continue;
      all += 1;
      if (within(b, x, y)) both += 1;
    }
  return all === 0 ? 0 : both / all;
}

/** A ring with fewer points, none further than `tolerance` degrees from the old line (Douglas and Peucker 1973). */
export function simplified(ring: Ring, tolerance: number): Ring {
  const keep = new Set([0, ring.length - 1]);
  // A closed ring begins where it ends: its furthest point cuts it into two lines.
  const far = (from: number, to: number): void => {
    const [a, b] = [ring[from] as Position, ring[to] as Position];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = Math.hypot(dx, dy);
    let [most, at] = [tolerance, -1];
    for (let i = from + 1; i < to; i += 1) {
      const [x, y] = ring[i] as Position;
      const off = length === 0 ? Math.hypot(x - a[0], y - a[1]) : Math.abs(dy * (x - a[0]) - dx * (y - a[1])) / length;
      if (off > most) [most, at] = [off, i];
    }
    if (at < 0) return;
    keep.add(at);
    far(from, at);
    far(at, to);
  };
  far(0, ring.length - 1);
  const kept = ring.filter((_, i) => keep.has(i));
  return kept.length >= 4 ? kept : ring;
}
