import { area, inOrder, isConvex, type Point, type Quad, turn } from './geometry.ts';

/** Brightness of a small picture, 0–255, row by row. */
export type Luma = { width: number; height: number; values: Uint8Array | Uint8ClampedArray };

/** The sheet fills at least so much of the picture, and is not the picture itself. */
const SMALLEST = 0.1;
const LARGEST = 0.97;
/** What is found looks like four straight sides: its hull fills its corners, and it fills its hull. */
const STRAIGHT = 0.9;
const WHOLE = 0.6;

/**
 * Finds a sheet of paper that stands out against what it lies on, light on dark or dark on light. The picture is parted
 * by brightness at the threshold that parts it best and beside it; of the areas found the one most like four straight
 * sides is taken.
 * @returns its corners, or null when nothing looks like a sheet: then the whole picture is as good a beginning
 */
export function findSheet(luma: Luma): Quad | null {
  const soft = blurred(luma);
  const middle = threshold(soft);
  let best: { quad: Quad; score: number } | null = null;
  for (const level of [middle, middle - 24, middle + 24])
    for (const light of [true, false]) {
      const found = largest(soft, level, light);
      if (!found) continue;
      const hull = hullOf(found.edge);
      const rough = fourOf(hull);
      const quad = rough && sharpened(rough, found.edge);
      if (!quad || !isConvex(quad)) continue;
      const [share, straight, whole] = [
        area(quad) / (luma.width * luma.height),
        area(hull) / area(quad),
        found.size / Math.max(1, area(hull)),
      ];
      if (share < SMALLEST || share > LARGEST || straight < STRAIGHT || whole < WHOLE) continue;
      const score = Math.min(straight, 1 / straight) + Math.min(1, whole) + share / 2;
      if (!best || score > best.score) best = { quad, score };
    }
  return best?.quad ?? null;
}

/** Each dot as the mean of the 5 × 5 around it: print and noise go, edges of sheets stay. */
function blurred({ width, height, values }: Luma): Luma {
  const R = 2;
  const pass = (from: ArrayLike<number>, step: number, along: number, lines: number, next: number) => {
    const out = new Uint8Array(width * height);
    for (let line = 0; line < lines; line += 1)
      for (let i = 0; i < along; i += 1) {
        let [sum, n] = [0, 0];
        for (let k = Math.max(0, i - R); k <= Math.min(along - 1, i + R); k += 1) {
          sum += from[line * next + k * step]!;
          n += 1;
        }
        out[line * next + i * step] = sum / n;
      }
    return out;
  };
  const rows = pass(values, 1, width, height, width);
  return { width, height, values: pass(rows, width, height, width, 1) };
}

/** The brightness that parts the picture into two most unlike halves (Otsu 1979). */
function threshold({ values }: Luma): number {
  const counts = new Array<number>(256).fill(0);
  for (const v of values) counts[v]! += 1;
  const total = values.length;
  const sum = counts.reduce((s, n, v) => s + n * v, 0);
  let [below, sumBelow, best, at] = [0, 0, -1, 128];
  for (let v = 0; v < 256; v += 1) {
    below += counts[v]!;
    sumBelow += counts[v]! * v;
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const apart = below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2;
    if (apart > best) [best, at] = [apart, v];
  }
  return at;
}

/** The largest connected part on one side of a brightness: how many dots, and the ends of its rows and columns. */
function largest({ width, height, values }: Luma, level: number, light: boolean) {
  const seen = new Uint8Array(width * height);
  const inside = (i: number) => values[i]! > level === light;
  const queue = new Int32Array(width * height);
  let tail = 0;
  const reach = (j: number) => {
    if (seen[j] || !inside(j)) return;
    seen[j] = 1;
    queue[tail++] = j;
  };
  let best: { size: number; edge: Point[] } | null = null;
  for (let start = 0; start < values.length; start += 1) {
    if (seen[start] || !inside(start)) continue;
    const [left, right] = [new Int32Array(height).fill(width), new Int32Array(height).fill(-1)];
    const [top, bottom] = [new Int32Array(width).fill(height), new Int32Array(width).fill(-1)];
    let head = 0;
    tail = 0;
    reach(start);
    while (head < tail) {
      const i = queue[head++]!;
      const [x, y] = [i % width, (i / width) | 0];
      if (x < left[y]!) left[y] = x;
      if (x > right[y]!) right[y] = x;
      if (y < top[x]!) top[x] = y;
      if (y > bottom[x]!) bottom[x] = y;
      if (x > 0) reach(i - 1);
      if (x < width - 1) reach(i + 1);
      if (y > 0) reach(i - width);
      if (y < height - 1) reach(i + width);
    }
    if (tail <= (best?.size ?? 0)) continue;
    const edge: Point[] = [];
    for (let y = 0; y < height; y += 1)
      if (right[y]! >= 0) edge.push({ x: left[y]!, y: y + 0.5 }, { x: right[y]! + 1, y: y + 0.5 });
    for (let x = 0; x < width; x += 1)
      if (bottom[x]! >= 0) edge.push({ x: x + 0.5, y: top[x]! }, { x: x + 0.5, y: bottom[x]! + 1 });
    best = { size: tail, edge };
  }
  return best;
}

/** The rubber band around points, clockwise on the screen. */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (list: readonly Point[]) => {
    const out: Point[] = [];
    for (const p of list) {
      while (out.length > 1 && turn(out.at(-2)!, out.at(-1)!, p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** The four corners that keep most of a hull: the one whose loss costs least goes first. */
function fourOf(hull: readonly Point[]): Quad | null {
  const left = [...hull];
  while (left.length > 4) {
    let [least, at] = [Number.POSITIVE_INFINITY, 0];
    left.forEach((p, i) => {
      const cost = Math.abs(turn(left.at(i - 1)!, p, left[(i + 1) % left.length]!));
      if (cost < least) [least, at] = [cost, i];
    });
    left.splice(at, 1);
  }
  return left.length === 4 ? inOrder(left) : null;
}

/** Of a side the middle part is looked at, and only what lies near it: rounded and folded corners say nothing of a line. */
const MIDDLE = 0.12;
const NEAR = 0.04;

/** Corners where the sides meet: through the dots along each side goes the line that fits them best. */
function sharpened(rough: Quad, edge: readonly Point[]): Quad {
  const lines = rough.map((a, i) => {
    const b = rough[(i + 1) % 4]!;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const along = edge.filter((p) => {
      const t = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length ** 2;
      return t > MIDDLE && t < 1 - MIDDLE && Math.abs(turn(a, b, p)) / length < NEAR * length;
    });
    return along.length < 8 ? lineOf([a, b]) : lineOf(along);
  });
  return rough.map((p, i) => meeting(lines[(i + 3) % 4]!, lines[i]!) ?? p) as unknown as Quad;
}

type Line = { at: Point; dx: number; dy: number };
/** The line with the least squared distances from points. */
function lineOf(points: readonly Point[]): Line {
  const at = {
    x: points.reduce((s, p) => s + p.x, 0) / points.length,
    y: points.reduce((s, p) => s + p.y, 0) / points.length,
  };
  let [xx, xy, yy] = [0, 0, 0];
  for (const p of points) {
    xx += (p.x - at.x) ** 2;
    xy += (p.x - at.x) * (p.y - at.y);
    yy += (p.y - at.y) ** 2;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return { at, dx: Math.cos(angle), dy: Math.sin(angle) };
}

function meeting(a: Line, b: Line): Point | null {
  const cross = a.dx * b.dy - a.dy * b.dx;
  if (Math.abs(cross) < 0.05) return null;
  const t = ((b.at.x - a.at.x) * b.dy - (b.at.y - a.at.y) * b.dx) / cross;
  return { x: a.at.x + t * a.dx, y: a.at.y + t * a.dy };
}
