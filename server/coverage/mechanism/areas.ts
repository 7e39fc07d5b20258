// Decides whether a place lies in an area of a travel file, and how far from its edge.

export type Ring = readonly (readonly [lng: number, lat: number])[];
/** Rings of one or several polygons: a place in an odd number of them is inside (holes included). */
export type Rings = readonly Ring[];
export type Box = readonly [west: number, south: number, east: number, north: number];

export function boxOf(rings: Rings): Box {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (const [lng, lat] of ring) {
      w = Math.min(w, lng);
      s = Math.min(s, lat);
      e = Math.max(e, lng);
      n = Math.max(n, lat);
    }
  return [w, s, e, n];
}

export function isInside(rings: Rings, lng: number, lat: number): boolean {
  let odd = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i]!;
      const [xj, yj] = ring[j]!;
      if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) odd = !odd;
    }
  return odd;
}

const METRES = (6_371_008.8 * Math.PI) / 180;

/** Metres to the nearest edge, on the plane that touches the earth at the place: exact to a few centimetres within 5 km. */
export function metresToEdge(rings: Rings, lng: number, lat: number): number {
  const across = METRES * Math.cos((lat * Math.PI) / 180);
  let best = Infinity;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [ax, ay] = [(ring[j]![0] - lng) * across, (ring[j]![1] - lat) * METRES];
      const [bx, by] = [(ring[i]![0] - lng) * across, (ring[i]![1] - lat) * METRES];
      const [dx, dy] = [bx - ax, by - ay];
      const long = dx * dx + dy * dy;
      const at = long === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / long));
      best = Math.min(best, Math.hypot(ax + at * dx, ay + at * dy));
    }
  return best;
}
