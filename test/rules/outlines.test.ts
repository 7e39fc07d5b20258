import { describe, expect, test } from 'vitest';
import type { RawRow } from '../../server/kernel/table.ts';
import {
  type Area,
  crossesItself,
  isClosed,
  shareWithin,
  simplified,
} from '../../server/outlines/mechanism/geometry.ts';
import { judgeGrids, judgeOutlines } from '../../server/outlines/rules.ts';

/** A square of so many degrees from its lower left corner. */
const square = (x: number, y: number, size = 0.01): [number, number][] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];
const feature = (code: string, ring: unknown, name = '') => ({
  type: 'Feature',
  properties: { ...(code ? { code } : {}), name },
  geometry: { type: 'Polygon', coordinates: [ring] },
});
const A = '430602001001';
const B = '430602001002';
const same = (lng: number, lat: number) => [lng, lat] as const;
const known = [
  { code: '430602001', names: ['岳阳楼街道'], lng: 113.09, lat: 29.38, accuracyM: 1200 },
  { code: A, names: ['郭亮社区', '郭亮'], lng: 113.09, lat: 29.38, accuracyM: 1200 },
  { code: B, names: ['汴河社区'], lng: 113.1, lat: 29.38, accuracyM: 1200 },
  { code: '430602002001', names: ['同名社区'], lng: 113.1, lat: 29.4, accuracyM: 1200 },
  { code: '430602002002', names: ['同名社区'], lng: 113.1, lat: 29.4, accuracyM: 1200 },
];
const judge = (features: unknown[], held: [string, Area][] = []) =>
  judgeOutlines({ type: 'FeatureCollection', features }, known, new Map(held), same);
const codes = (features: unknown[], held?: [string, Area][]) =>
  judge(features, held).errors.map((e) => `${e.no} ${e.code}`);
const good = square(113.085, 29.375);

describe('a file of outlines', () => {
  test.each([
    ['of a code', [feature(A, good)], []],
    ['of a name', [feature('', good, '郭亮')], []],
    ['of an unknown code', [feature('430602001099', good)], ['1 outline_unknown']],
    ['of a name two have', [feature('', good, '同名社区')], ['1 outline_ambiguous']],
    ['of one code twice', [feature(A, good), feature(A, good)], ['2 outline_twice']],
    [
      'of a point',
      [{ properties: { code: A }, geometry: { type: 'Point', coordinates: [113, 29] } }],
      ['1 outline_no_area'],
    ],
    ['of words for numbers', [feature(A, [['x', 'y']])], ['1 outline_no_area']],
    ['of a ring that is not closed', [feature(A, good.slice(0, 4))], ['1 outline_open']],
    [
      'of an eight',
      [
        feature(A, [
          [113.08, 29.37],
          [113.09, 29.38],
          [113.09, 29.37],
          [113.08, 29.38],
          [113.08, 29.37],
        ]),
      ],
      ['1 outline_crosses'],
    ],
    [
      'with latitude first',
      [
        feature(
          A,
          good.map(([x, y]) => [y, x]),
        ),
      ],
      ['1 coordinates_swapped'],
    ],
    ['beyond China', [feature(A, square(10, 50))], ['1 outside_china']],
    ['twenty kilometres off', [feature(A, square(113.3, 29.375))], ['1 outline_far']],
    ['of nothing', [], ['0 outline_no_features']],
    ['of neighbours that touch', [feature(A, good), feature(B, square(113.095, 29.375))], []],
    [
      'of neighbours that lie over one another',
      [feature(A, good), feature(B, square(113.09, 29.375))],
      ['1 outline_overlaps'],
    ],
    ['of two mistakes', [feature('9', good), feature(B, good.slice(0, 3))], ['1 outline_unknown', '2 outline_open']],
  ])('%s', (_, features, expected) => {
    expect(codes(features)).toEqual(expected);
  });
  test('that is no collection, too long or too fine is refused whole', () => {
    expect(judgeOutlines('x', known, new Map(), same).errors[0]?.code).toBe('outline_no_features');
    expect(codes(Array.from({ length: 3001 }, () => feature(A, good)))).toEqual(['0 outline_too_many']);
    const fine = Array.from({ length: 400_001 }, (_, i) => [113 + i / 1e7, 29]);
    expect(codes([feature(A, fine)])).toEqual(['1 outline_too_fine']);
  });
  test('lies within the outline of its parent, five per cent of rough border allowed, and beside those on record', () => {
    const street = (x: number): [string, Area] => ['430602001', [[square(x, 29.37, 0.03)]]];
    expect(codes([feature(A, good)], [street(113.085)])).toEqual([]);
    expect(codes([feature(A, good)], [street(113.09)])).toEqual(['1 outline_outside']);
    expect(codes([feature(A, good)], [[B, [[square(113.09, 29.375)]]]])).toEqual(['1 outline_overlaps']);
    expect(codes([feature(A, good)], [[A, [[square(113.09, 29.375)]]]])).toEqual([]);
  });
  test('is turned from its coordinate system point by point', () => {
    const { outlines } = judgeOutlines({ features: [feature(A, good)] }, known, new Map(), (x, y) => [x + 0.001, y]);
    expect(outlines[0]?.area[0]?.[0]?.[0]).toEqual([113.086, 29.375]);
  });
});

describe('rings', () => {
  test('are closed, cross themselves or not, and are made light within the tolerance', () => {
    expect([isClosed(good), isClosed(good.slice(0, 4)), crossesItself(good)]).toEqual([true, false, false]);
    const wavy: [number, number][] = [
      ...Array.from({ length: 50 }, (_, i): [number, number] => [113 + i / 1000, 29 + (i % 2) * 1e-6]),
      [113.05, 29.05],
      [113, 29.05],
      [113, 29],
    ];
    expect(simplified(wavy, 0.00005).length).toBeLessThan(8);
    expect(simplified(wavy, 0.00005).at(0)).toEqual(simplified(wavy, 0.00005).at(-1));
  });
  test('with a hole do not count what lies in it', () => {
    const holed: Area = [[square(113, 29, 0.1), square(113.025, 29.025, 0.05)]];
    expect(shareWithin([[square(113.03, 29.03, 0.02)]], holed)).toBe(0);
    expect(shareWithin([[square(113, 29, 0.02)]], holed)).toBe(1);
  });
});

describe('a list of grids', () => {
  const facts = {
    kind: '网格',
    name: '一网格',
    shortName: '一',
    districtRun: true,
    runBy: '区',
    lng: null,
    lat: null,
    accuracyM: null,
    seniors: 10,
  };
  const on = {
    communities: new Map([
      [A, A],
      ['郭亮社区', A],
    ]),
    grids: new Map([[`${A}001`, [{ id: 'v', start: null, end: null, facts, successor: null }]]]),
    used: new Set([`${A}001`, `${A}005`]),
  };
  const head = ['网格编码', '网格名称', '社区', '老人', '经度', '纬度', '误差（米）'];
  const rows = (...cells: (string | number | null)[][]): { rows: RawRow[] } => ({
    rows: cells.map((c, i) => ({ row: i + 1, cells: c })),
  });
  const judged = (...cells: (string | number | null)[][]) => judgeGrids(rows(head, ...cells), on, '2026-11-24', same);
  test.each([
    ['a known code', [`${A}001`, '东网格', '', 12], []],
    ['a new code', [`${A}002`, '西网格', '郭亮社区', 8, 113.1, 29.3, 50], []],
    ['a code that has ended', [`${A}005`, '旧网格', '', 1], ['division_code_taken']],
    ['an unknown community', ['430602009009001', '东', '', 1], ['grids_community']],
    ['another community than its code says', [`430602001002001`, '东', '郭亮社区', 1], ['division_code_prefix']],
    ['a short code', [`${A}2`, '东', '郭亮社区', 1], ['division_code_shape']],
    ['no name', [`${A}001`, '', '', 1], ['division_field_empty']],
    ['half a senior', [`${A}001`, '东', '', 1.5], ['grids_seniors']],
    ['a point without accuracy', [`${A}001`, '东', '', 1, 113.1, 29.3], ['division_point_whole']],
    ['a point swapped', [`${A}001`, '东', '', 1, 29.3, 113.1, 50], ['coordinates_swapped']],
  ])('with %s', (_, cells, expected) => {
    expect(judged(cells as (string | number)[]).errors.map((e) => e.code)).toEqual(expected);
  });
  test('changes what it names and leaves what it does not', () => {
    const { changed, begun } = judged([`${A}001`, '东网格', '', ''], [`${A}002`, '西网格', '', 8]);
    expect(changed).toEqual([{ row: 2, code: `${A}001`, patch: { name: '东网格' } }]);
    expect(begun.map((b) => [b.code, b.patch])).toEqual([[`${A}002`, { name: '西网格', seniors: 8 }]]);
  });
  test('names each code once, has headings and has grids', () => {
    expect(judged([`${A}001`, '东'], [`${A}001`, '西']).errors.map((e) => `${e.no} ${e.code}`)).toEqual([
      '3 outline_twice',
    ]);
    expect(judged().errors.map((e) => e.code)).toEqual(['grids_no_rows']);
    expect(judgeGrids(rows(['a', 'b']), on, '2026-11-24', same).errors.map((e) => e.code)).toEqual([
      'grids_no_heading',
    ]);
  });
});
