import { cornersOf, homography, type Quad } from './geometry.ts';

/** A picture as four bytes a dot: red, green, blue, opaque. */
export type Pixels = { width: number; height: number; data: Uint8ClampedArray };

/** The sheet in `quad` as a rectangle of this size, each dot mixed of the four it falls between. Null for no sheet. */
export function straighten(from: Pixels, quad: Quad, width: number, height: number): Pixels | null {
  const m = homography(cornersOf(width, height), quad);
  if (!m) return null;
  const data = new Uint8ClampedArray(width * height * 4);
  const [w, h] = [from.width, from.height];
  const source = from.data;
  const step = m[6]!;
  for (let y = 0; y < height; y += 1) {
    // Along a row all three sums grow by a constant: no product for each dot.
    let u = m[0]! * 0.5 + m[1]! * (y + 0.5) + m[2]!;
    let v = m[3]! * 0.5 + m[4]! * (y + 0.5) + m[5]!;
    let d = step * 0.5 + m[7]! * (y + 0.5) + m[8]!;
    for (let x = 0; x < width; x += 1) {
      const px = Math.min(w - 1, Math.max(0, u / d - 0.5));
      const py = Math.min(h - 1, Math.max(0, v / d - 0.5));
      const [x0, y0] = [px | 0, py | 0];
      const [fx, fy] = [px - x0, py - y0];
      const right = x0 + 1 < w ? 4 : 0;
      const down = y0 + 1 < h ? w * 4 : 0;
      const at = (y0 * w + x0) * 4;
      const to = (y * width + x) * 4;
      for (let c = 0; c < 3; c += 1) {
        const top = source[at + c]! * (1 - fx) + source[at + right + c]! * fx;
        const low = source[at + down + c]! * (1 - fx) + source[at + down + right + c]! * fx;
        data[to + c] = top * (1 - fy) + low * fy;
      }
      data[to + 3] = 255;
      u += m[0]!;
      v += m[3]!;
      d += step;
    }
  }
  return { width, height, data };
}

const CELLS = 24;
/** Paper comes out this bright; what lies in shadow is lifted at most so many times. */
const PAPER = 244;
const MOST = 2.6;

/** Evens the light out and makes print darker: each dot against how bright the paper around it is. Changes `p`. */
export function enhance(p: Pixels): void {
  const { width, height, data } = p;
  const grid = new Float32Array(CELLS * CELLS);
  for (let gy = 0; gy < CELLS; gy += 1)
    for (let gx = 0; gx < CELLS; gx += 1) {
      const counts = new Uint32Array(256);
      let n = 0;
      const [x0, x1] = [Math.floor((gx * width) / CELLS), Math.ceil(((gx + 1) * width) / CELLS)];
      const [y0, y1] = [Math.floor((gy * height) / CELLS), Math.ceil(((gy + 1) * height) / CELLS)];
      for (let y = y0; y < y1; y += 3)
        for (let x = x0; x < x1; x += 3) {
          const i = (y * width + x) * 4;
          counts[((data[i]! * 77 + data[i + 1]! * 150 + data[i + 2]! * 29) >> 8) & 255]! += 1;
          n += 1;
        }
      let [sum, v] = [0, 255];
      while (v > 0 && sum < n * 0.15) sum += counts[v--]!;
      grid[gy * CELLS + gx] = Math.max(40, v);
    }
  // Where a photo or a seal fills a cell, its neighbours say how bright the paper is.
  const paper = grid.map((own, i) => {
    const [x, y] = [i % CELLS, (i / CELLS) | 0];
    let most = own;
    for (let dy = -1; dy <= 1; dy += 1)
      for (let dx = -1; dx <= 1; dx += 1) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx >= 0 && ny >= 0 && nx < CELLS && ny < CELLS) most = Math.max(most, grid[ny * CELLS + nx]!);
      }
    return (own + most) / 2;
  });
  const cell = (x: number, y: number) => paper[y * CELLS + x]!;
  for (let y = 0; y < height; y += 1) {
    const gy = Math.min(CELLS - 1.001, Math.max(0, ((y + 0.5) * CELLS) / height - 0.5));
    const y0 = gy | 0;
    for (let x = 0; x < width; x += 1) {
      const gx = Math.min(CELLS - 1.001, Math.max(0, ((x + 0.5) * CELLS) / width - 0.5));
      const x0 = gx | 0;
      const [fx, fy] = [gx - x0, gy - y0];
      const bright =
        (cell(x0, y0) * (1 - fx) + cell(x0 + 1, y0) * fx) * (1 - fy) +
        (cell(x0, y0 + 1) * (1 - fx) + cell(x0 + 1, y0 + 1) * fx) * fy;
      const gain = Math.min(MOST, Math.max(1, PAPER / bright));
      const i = (y * width + x) * 4;
      for (let c = 0; c < 3; c += 1) {
        const lit = Math.min(255, data[i + c]! * gain);
        data[i + c] = lit + (lit - 200) * 0.25 * (lit < 200 ? 1 : 0.6);
      }
    }
  }
}

/** Brightness of a picture, for finding the sheet. */
export function lumaOf({ width, height, data }: Pixels): Uint8Array {
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i += 1)
    values[i] = (data[i * 4]! * 77 + data[i * 4 + 1]! * 150 + data[i * 4 + 2]! * 29) >> 8;
  return values;
}
