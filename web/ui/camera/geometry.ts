/** Four corners of a sheet in a picture, and the perspective that straightens them. Pixels, y downwards. */
export type Point = { x: number; y: number };
/** From the top left corner of the sheet clockwise. */
export type Quad = readonly [Point, Point, Point, Point];
/** 3 × 3, row by row. */
export type Matrix = readonly number[];

/** The projective map that takes each corner of `from` to that of `to`; null when three corners lie on one line. */
export function homography(from: Quad, to: Quad): Matrix | null {
  // Eight unknowns, two equations for each corner: h·p × p' = 0 with the last element 1.
  const rows = from.flatMap(({ x, y }, i) => {
    const { x: u, y: v } = to[i] as Point;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  const solved = solve(rows);
  return solved && [...solved, 1];
}

/** Gauss with the largest pivot; each row ends with its right-hand side. */
function solve(rows: number[][]): number[] | null {
  const n = rows.length;
  const size = Math.max(...rows.flat().map(Math.abs), 1);
  for (let i = 0; i < n; i += 1) {
    let best = i;
    for (let r = i + 1; r < n; r += 1) if (Math.abs(rows[r]![i]!) > Math.abs(rows[best]![i]!)) best = r;
    [rows[i], rows[best]] = [rows[best]!, rows[i]!];
    const pivot = rows[i]!;
    if (Math.abs(pivot[i]!) < 1e-12 * size) return null;
    for (let r = 0; r < n; r += 1) {
      if (r === i) continue;
      const factor = rows[r]![i]! / pivot[i]!;
      if (factor !== 0) for (let c = i; c <= n; c += 1) rows[r]![c]! -= factor * pivot[c]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** Where a point goes. */
export function apply(m: Matrix, { x, y }: Point): Point {
  const w = m[6]! * x + m[7]! * y + m[8]!;
  return { x: (m[0]! * x + m[1]! * y + m[2]!) / w, y: (m[3]! * x + m[4]! * y + m[5]!) / w };
}

/** Twice the signed area of a triangle: positive when it turns clockwise on the screen. */
export const turn = (a: Point, b: Point, c: Point) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** Is this a sheet one could straighten: four corners that turn one way, none of them flat? */
export const isConvex = (q: Quad): boolean => q.every((_, i) => turn(q[i]!, q[(i + 1) % 4]!, q[(i + 2) % 4]!) > 0);

export const area = (points: readonly Point[]): number =>
  Math.abs(
    points.reduce((sum, p, i) => {
      const next = points[(i + 1) % points.length] as Point;
      return sum + p.x * next.y - next.x * p.y;
    }, 0) / 2,
  );

/** Any four corners in order: clockwise, the one nearest to the top left first. */
export function inOrder(points: readonly Point[]): Quad {
  const middle = {
    x: points.reduce((sum, p) => sum + p.x, 0) / 4,
    y: points.reduce((sum, p) => sum + p.y, 0) / 4,
  };
  const around = [...points].sort(
    (a, b) => Math.atan2(a.y - middle.y, a.x - middle.x) - Math.atan2(b.y - middle.y, b.x - middle.x),
  );
  const first = around.reduce((best, p, i) => (p.x + p.y < around[best]!.x + around[best]!.y ? i : best), 0);
  return [0, 1, 2, 3].map((i) => around[(first + i) % 4]) as unknown as Quad;
}

/** The sheet as a rectangle: as wide and high as its longer sides, made to fit `longest`, both whole and at least 1. */
export function flatSize(q: Quad, longest: number): { width: number; height: number } {
  const length = (a: number, b: number) => Math.hypot(q[a]!.x - q[b]!.x, q[a]!.y - q[b]!.y);
  const [width, height] = [Math.max(length(0, 1), length(3, 2)), Math.max(length(0, 3), length(1, 2))];
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export const cornersOf = (width: number, height: number): Quad => [
  { x: 0, y: 0 },
  { x: width, y: 0 },
  { x: width, y: height },
  { x: 0, y: height },
];

/** A quarter turn clockwise: the corner that was bottom left becomes top left. */
export const turned = ([a, b, c, d]: Quad): Quad => [d, a, b, c];

/** Stays inside the picture. */
export const within = ({ x, y }: Point, width: number, height: number): Point => ({
  x: Math.min(width, Math.max(0, x)),
  y: Math.min(height, Math.max(0, y)),
});
