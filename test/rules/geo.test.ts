import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  greatCircleKm,
  isInChina,
  mercatorAtLeastKm,
  mercatorKm,
  mercatorReachKm,
  pointProblem,
  walkingMinutes,
  zoomWithin,
} from '../../server/kernel/geo.ts';

const lng = fc.double({ min: 73, max: 135, noNaN: true });
const lat = fc.double({ min: 3.5, max: 53.5, noNaN: true });

describe('distances', () => {
  test('a degree of latitude is 111.2 km', () => {
    expect(greatCircleKm(113, 29, 113, 30)).toBeCloseTo(111.195, 2);
  });
  test('Yueyang to Changsha is about 130 km', () => {
    expect(greatCircleKm(113.13, 29.36, 112.94, 28.23)).toBeGreaterThan(125);
    expect(greatCircleKm(113.13, 29.36, 112.94, 28.23)).toBeLessThan(130);
  });
  test('an elder walks a kilometre as the crow flies in 22 minutes', () => {
    expect(walkingMinutes(1)).toBe(22);
    expect(walkingMinutes(1, 1, 100)).toBe(10);
  });
});

describe('the plane brackets the ground', () => {
  const plane = (a: number, b: number, c: number, d: number) => {
    const [p, q] = [mercatorKm(a, b), mercatorKm(c, d)];
    return Math.hypot(p.x - q.x, p.y - q.y);
  };
  test('for any two places in China', () => {
    fc.assert(
      fc.property(lng, lat, lng, lat, (a, b, c, d) => {
        const km = greatCircleKm(a, b, c, d);
        const onPlane = plane(a, b, c, d);
        expect(onPlane).toBeLessThanOrEqual(mercatorReachKm(b, km) + 1e-6);
        expect(onPlane).toBeGreaterThanOrEqual(mercatorAtLeastKm(b, km) - 1e-6);
      }),
      { numRuns: 2000 },
    );
  });
  test('for neighbours, where the bracket is narrow', () => {
    const near = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(lng, lat, near, near, (a, b, dx, dy) => {
        const km = greatCircleKm(a, b, a + dx, b + dy);
        const onPlane = plane(a, b, a + dx, b + dy);
        expect(onPlane).toBeLessThanOrEqual(mercatorReachKm(b, km) + 1e-6);
        expect(onPlane).toBeGreaterThanOrEqual(mercatorAtLeastKm(b, km) - 1e-6);
        expect(mercatorReachKm(b, km)).toBeLessThanOrEqual(mercatorAtLeastKm(b, km) * 1.02 + 1e-6);
      }),
    );
  });
});

describe('a place in China', () => {
  test.each([
    ['Yueyang', 113.13, 29.36, null],
    ['Mohe', 122.5, 53.0, null],
    ['Sansha', 112.3, 16.8, null],
    ['Yueyang, swapped', 29.36, 113.13, 'coordinates_swapped'],
    ['London', -0.1, 51.5, 'outside_china'],
    ['nowhere', 0, 0, 'outside_china'],
    ['beyond the globe', 400, 29, 'outside_china'],
  ])('%s', (_name, x, y, problem) => {
    expect(pointProblem(x, y)).toBe(problem);
    expect(isInChina(x, y)).toBe(problem === null);
  });
});

describe('the zoom of a box', () => {
  test('the whole world is never drawn at street zoom', () => {
    expect(zoomWithin([-180, -85, 180, 85], 18)).toBe(4);
    expect(zoomWithin([113, 29, 113.2, 29.2], 12)).toBe(12);
    expect(zoomWithin([113, 29, 113, 29], 20)).toBe(20);
  });
});
