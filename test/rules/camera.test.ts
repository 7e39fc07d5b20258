import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFile } from '../../server/uploads/rules.ts';
import {
  apply,
  area,
  cornersOf,
  flatSize,
  homography,
  inOrder,
  isConvex,
  type Point,
  type Quad,
  turned,
} from '../../web/ui/camera/geometry.ts';
import { pdfOf } from '../../web/ui/camera/pdf.ts';
import { enhance, lumaOf, type Pixels, straighten } from '../../web/ui/camera/pixels.ts';
import { findSheet } from '../../web/ui/camera/sheet.ts';
import { jpg } from '../support/files.ts';

/** A convex sheet somewhere in a picture of 1000 × 800: each corner in its own quarter. */
const sheet = fc
  .tuple(...[0, 1, 2, 3].map(() => fc.tuple(fc.integer({ min: 0, max: 350 }), fc.integer({ min: 0, max: 280 }))))
  .map(
    ([a, b, c, d]) =>
      [
        { x: a![0], y: a![1] },
        { x: 1000 - b![0], y: b![1] },
        { x: 1000 - c![0], y: 800 - c![1] },
        { x: d![0], y: 800 - d![1] },
      ] as Quad,
  )
  .filter(isConvex);
const near = (a: Point, b: Point, by = 1e-6) => Math.hypot(a.x - b.x, a.y - b.y) < by;

describe('the perspective that straightens a sheet', () => {
  test('takes each corner to its corner, and back', () => {
    fc.assert(
      fc.property(sheet, sheet, (from, to) => {
        const [there, back] = [homography(from, to)!, homography(to, from)!];
        return from.every((p, i) => near(apply(there, p), to[i]!, 1e-4) && near(apply(back, apply(there, p)), p, 1e-3));
      }),
    );
  });
  test('of a sheet that is straight already changes nothing', () => {
    fc.assert(
      fc.property(sheet, fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 800 }), (q, x, y) =>
        near(apply(homography(q, q)!, { x, y }), { x, y }, 1e-4),
      ),
    );
  });
  test('keeps straight lines straight', () => {
    fc.assert(
      fc.property(sheet, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (q, t) => {
        const m = homography(cornersOf(100, 100), q)!;
        const [a, b, c] = [0, t * 100, 100].map((x) => apply(m, { x, y: 50 })) as [Point, Point, Point];
        return Math.abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) < 1e-3;
      }),
    );
  });
  test('is none when three corners lie on a line', () => {
    const flat: Quad = [
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 10, y: 0 },
      { x: 0, y: 10 },
    ];
    expect(homography(flat, cornersOf(1, 1))).toBeNull();
    expect(isConvex(flat)).toBe(false);
  });
  test('corners come in order whichever way they were found, and four quarter turns are none', () => {
    fc.assert(
      fc.property(sheet, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (q, order) => {
        const found = inOrder(order.map((i) => q[i]!));
        return isConvex(found) && area(found) === area(q) && found.every((p) => q.includes(p));
      }),
    );
    const q = cornersOf(4, 3);
    expect(turned(turned(turned(turned(q))))).toEqual(q);
  });
  test('the flat sheet has the longer sides and fits what is asked', () => {
    expect(
      flatSize(
        [
          { x: 0, y: 0 },
          { x: 90, y: 0 },
          { x: 100, y: 50 },
          { x: 0, y: 50 },
        ],
        2200,
      ).width,
    ).toBe(100);
    expect(flatSize(cornersOf(4000, 3000), 2200)).toEqual({ width: 2200, height: 1650 });
  });
});

/** A picture of a sheet on a table, with print on it. */
function photo(width: number, height: number, q: Quad, [paper, table]: [number, number]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const m = homography(q, cornersOf(100, 140))!;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = apply(m, { x: x + 0.5, y: y + 0.5 });
      const on = at.x >= 0 && at.x <= 100 && at.y >= 0 && at.y <= 140;
      const print = on && at.x > 12 && at.x < 88 && at.y > 15 && at.y < 120 && Math.floor(at.y) % 8 < 2;
      const noise = ((x * 31 + y * 17) % 13) - 6;
      data.fill((print ? paper - 150 : on ? paper : table) + noise, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return { width, height, data };
}

describe('finding the sheet', () => {
  const skewed: Quad = [
    { x: 62, y: 30 },
    { x: 245, y: 52 },
    { x: 268, y: 214 },
    { x: 35, y: 200 },
  ];
  test.each([
    ['white paper on a dark table', [230, 70]],
    ['white paper on a light wooden table', [235, 165]],
    ['a dark card on a white table', [150, 240]],
  ] as const)('%s', (_t, [paper, table]) => {
    const p = photo(320, 240, skewed, [paper, table]);
    const found = findSheet({ width: 320, height: 240, values: lumaOf(p) });
    expect(found).not.toBeNull();
    for (const [i, corner] of skewed.entries()) expect(near(found![i]!, corner, 4), JSON.stringify(found)).toBe(true);
  });
  test('where there is none, nothing is made up', () => {
    const even = { width: 64, height: 48, values: new Uint8Array(64 * 48).fill(120) };
    expect(findSheet(even)).toBeNull();
  });
  test('straightened, the print stands where it stood; enhanced, paper is white and print dark', () => {
    const p = photo(320, 240, skewed, [200, 70]);
    const flat = straighten(p, skewed, 200, 280)!;
    const shade = (x: number, y: number) => flat.data[(y * 200 + x) * 4]!;
    expect(shade(8, 8)).toBeGreaterThan(180);
    expect(shade(100, 2 * 33)).toBeLessThan(120);
    expect(shade(100, 2 * 37)).toBeGreaterThan(180);
    enhance(flat);
    expect(shade(8, 8)).toBeGreaterThan(235);
    expect(shade(100, 2 * 33)).toBeLessThan(110);
  });
});

test('several pages are one PDF that is whole', () => {
  const pages = ['one', 'two', 'three'].map((mark) => ({ jpeg: new Uint8Array(jpg(mark)), width: 8, height: 8 }));
  const pdf = pdfOf(pages);
  expect(readFile(pdf, 'household_register')).toEqual({ ok: true, kind: 'pdf' });
  const text = Buffer.from(pdf).toString('latin1');
  const at = Number(text.match(/startxref\n(\d+)/)?.[1]);
  expect(text.slice(at, at + 4)).toBe('xref');
  for (const [i, row] of [...text.matchAll(/^(\d{10}) 00000 n/gm)].entries())
    expect(text.slice(Number(row[1])).startsWith(`${i + 1} 0 obj`)).toBe(true);
});

test('a PDF that asks for a password is refused, by the page and by the server alike', () => {
  const plain = '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Note (about /Encryption) >>\nendobj\n';
  const file = (trailer: string) => new TextEncoder().encode(`${plain}trailer\n<< ${trailer} >>\n%%EOF\n`);
  expect(readFile(file('/Size 2'), 'id_card')).toEqual({ ok: true, kind: 'pdf' });
  for (const locked of ['/Size 2 /Encrypt 5 0 R', '/Encrypt << /Filter /Standard >>'])
    expect(readFile(file(locked), 'id_card')).toEqual({ ok: false, reasons: [{ code: 'file_locked' }] });
});
