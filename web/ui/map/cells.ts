export type Cell = { id: string; lng: number; lat: number };
type Spot = readonly [x: number, y: number];

/** What of a polygon lies nearer to `a` than to `b`. Corners where a hollow outline is cut twice stay joined along the cut. */
function nearer(polygon: Spot[], a: Spot, b: Spot): Spot[] {
  const [mx, my] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [nx, ny] = [b[0] - a[0], b[1] - a[1]];
  const side = (p: Spot) => (p[0] - mx) * nx + (p[1] - my) * ny;
  const kept: Spot[] = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length]!;
    const [sp, sq] = [side(p), side(q)];
    if (sp <= 0) kept.push(p);
    if (sp * sq < 0) {
      const at = sp / (sp - sq);
      kept.push([p[0] + (q[0] - p[0]) * at, p[1] + (q[1] - p[1]) * at]);
    }
  });
  return kept;
}

/**
 * The outline shared out among places, to each what is nearest to it (Voronoi), for places whose own outline nobody has
 * brought. Of several at one point only the first has a cell.
 */
export function cellsIn(outline: readonly (readonly [lng: number, lat: number])[], places: readonly Cell[]) {
  const [, lat0] = outline[0] ?? [0, 0];
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  const plane = (lng: number, lat: number): Spot => [lng * shrink, lat];
  const whole = outline.map(([lng, lat]) => plane(lng, lat));
  const spots = places.map((p) => plane(p.lng, p.lat));
  const away = (a: Spot, b: Spot) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
  const cells = new Map<string, [lng: number, lat: number][]>();
  places.forEach((place, i) => {
    const here = spots[i]!;
    const others = spots.map((at, j) => ({ at, j, far: away(here, at) })).filter((o) => o.j !== i);
    if (others.some((o) => o.far === 0 && o.j < i)) return;
    let cell: Spot[] = whole;
    for (const { at, far } of others.sort((a, b) => a.far - b.far)) {
      if (far === 0) continue;
      // who lies twice as far as the furthest corner cuts nothing off, nor does anybody after
      if (far > 4 * Math.max(0, ...cell.map((corner) => away(here, corner)))) break;
      cell = nearer(cell, here, at);
    }
    if (cell.length > 2)
      cells.set(
        place.id,
        cell.map(([x, y]) => [x / shrink, y]),
      );
  });
  return cells;
}
