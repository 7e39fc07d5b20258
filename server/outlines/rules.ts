// Decides whether outlines and lists of grids may be taken over from a file, with everything that is wrong with each; our own checks, GeoJSON by RFC 7946.
import type { Facts, Version } from '../divisions/mechanism/timeline.ts';
import { holdsOn } from '../divisions/mechanism/timeline.ts';
import { codeProblem } from '../divisions/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { greatCircleKm, isInChina, pointProblem } from '../kernel/geo.ts';
import type { Day } from '../kernel/period.ts';
import type { RawCell, RawTable } from '../kernel/table.ts';
import {
  type Area,
  boxOf,
  crossesItself,
  isClosed,
  type Position,
  type Ring,
  shareWithin,
  within,
} from './mechanism/geometry.ts';

export const systems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;
export type System = (typeof systems)[number];
/** Of an outline more than this share beyond its parent's, or over a neighbour's, is a mistake and no rough border. */
const SHARE = 0.05;
/** An outline lies about the point on record: no further from it than the point's own accuracy and this. */
const NEAR_KM = 3;
const FEATURES = 3000;
const POINTS = 400_000;

export type Found = { no: number; name: string } & Reason;
export type Outline = { code: string; name: string; area: Area };
/** A division an outline may be of, on the day from which it is to hold. */
export type Known = {
  code: string;
  names: readonly string[];
  lng: number | null;
  lat: number | null;
  accuracyM: number | null;
};

const codeKeys = ['code', 'adcode', 'CODE', '编码', '代码', '区划代码', '网格编码'];
const nameKeys = ['name', 'NAME', '名称', '社区', '网格名称'];
const textAt = (of: unknown, keys: readonly string[]): string => {
  const properties = (of ?? {}) as Record<string, unknown>;
  const key = keys.find((k) => properties[k] !== undefined && properties[k] !== null);
  return key === undefined ? '' : String(properties[key]).trim();
};

type Turn = (lng: number, lat: number) => readonly [number, number];
const rounded = (n: number) => Math.round(n * 1e6) / 1e6;

/** The rings of a geometry in WGS84; null where it is none we can draw. */
function areaOf(geometry: unknown, turn: Turn): Area | null {
  const { type, coordinates } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown };
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : null;
  if (!Array.isArray(polygons)) return null;
  const area: Ring[][] = [];
  for (const polygon of polygons) {
    if (!Array.isArray(polygon) || polygon.length === 0) return null;
    const rings: Ring[] = [];
    for (const ring of polygon) {
      if (!Array.isArray(ring)) return null;
      const points: Position[] = [];
      for (const at of ring) {
        const [lng, lat] = Array.isArray(at) ? at : [];
        if (typeof lng !== 'number' || typeof lat !== 'number' || !Number.isFinite(lng) || !Number.isFinite(lat))
          return null;
        const [x, y] = turn(lng, lat);
        points.push([rounded(x), rounded(y)]);
      }
      rings.push(points);
    }
    area.push(rings);
  }
  return area.length > 0 ? area : null;
}

function shapeProblem(area: Area): Reason | null {
  const rings = area.flat();
  if (!rings.every(isClosed)) return { code: 'outline_open' };
  const outside = rings.flat().find(([x, y]) => !isInChina(x, y));
  if (outside)
    return {
      code: isInChina(outside[1], outside[0]) ? 'coordinates_swapped' : 'outside_china',
      values: { lng: outside[0], lat: outside[1] },
    };
  return rings.some(crossesItself) ? { code: 'outline_crosses' } : null;
}

/** Far from where the division is on record: the wrong code, or the wrong coordinate system by far. */
function isFar(area: Area, of: Known): boolean {
  if (of.lng === null || of.lat === null || within(area, of.lng, of.lat)) return false;
  const [w, s, e, n] = boxOf(area);
  const [x, y] = [Math.min(e, Math.max(w, of.lng)), Math.min(n, Math.max(s, of.lat))];
  return greatCircleKm(of.lng, of.lat, x, y) > NEAR_KM + (of.accuracyM ?? 0) / 1000;
}

/**
 * Reads a GeoJSON file and says what is wrong with each feature: all or nothing is taken over.
 * @param held outlines on record that day, by code; those of the file take their places
 */
export function judgeOutlines(
  file: unknown,
  known: readonly Known[],
  held: ReadonlyMap<string, Area>,
  turn: Turn,
): { outlines: Outline[]; errors: Found[] } {
  const features = (file as { features?: unknown } | null)?.features;
  if (!Array.isArray(features) || features.length === 0)
    return { outlines: [], errors: [{ no: 0, name: '', code: 'outline_no_features' }] };
  if (features.length > FEATURES)
    return { outlines: [], errors: [{ no: 0, name: '', code: 'outline_too_many', values: { max: FEATURES } }] };
  const byCode = new Map(known.map((k) => [k.code, k]));
  const byName = Map.groupBy(
    known.flatMap((k) => [...new Set(k.names)].map((name) => ({ name, of: k }))),
    (k) => k.name,
  );
  const errors: Found[] = [];
  const outlines: (Outline & { no: number })[] = [];
  let points = 0;
  const read = (feature: unknown, wrong: (reason: Reason) => void): Outline | Reason => {
    const { properties, geometry } = (feature ?? {}) as { properties?: unknown; geometry?: unknown };
    const [code, name] = [textAt(properties, codeKeys), textAt(properties, nameKeys)];
    const named = code ? [] : (byName.get(name) ?? []);
    if (named.length > 1) return { code: 'outline_ambiguous', values: { name } };
    const of = byCode.get(code) ?? named[0]?.of;
    if (!of) return { code: 'outline_unknown', values: { name: code || name } };
    if (outlines.some((o) => o.code === of.code)) return { code: 'outline_twice', values: { code: of.code } };
    const area = areaOf(geometry, turn);
    if (!area) return { code: 'outline_no_area' };
    points += area.flat(2).length;
    if (points > POINTS) return { code: 'outline_too_fine', values: { max: POINTS } };
    const shape = shapeProblem(area);
    if (shape) return shape;
    if (isFar(area, of)) wrong({ code: 'outline_far', values: { km: NEAR_KM } });
    return { code: of.code, name: of.names[0] ?? of.code, area };
  };
  for (const [i, feature] of features.entries()) {
    const { properties } = (feature ?? {}) as { properties?: unknown };
    const name = textAt(properties, nameKeys) || textAt(properties, codeKeys);
    const wrong = (reason: Reason) => {
      errors.push({ no: i + 1, name, ...reason });
    };
    const found = read(feature, wrong);
    if ('area' in found) outlines.push({ no: i + 1, ...found });
    else wrong(found);
  }
  const drawn = new Map([...held, ...outlines.map((o): [string, Area] => [o.code, o.area])]);
  for (const one of outlines) {
    const parent = drawn.get(one.code.slice(0, -3));
    const out = parent ? 1 - shareWithin(one.area, parent) : 0;
    const say = (reason: Reason) => errors.push({ no: one.no, name: one.name, ...reason });
    if (out > SHARE) say({ code: 'outline_outside', values: { percent: Math.round(out * 100) } });
    for (const [code, area] of drawn) {
      if (code === one.code || code.slice(0, -3) !== one.code.slice(0, -3) || code.length !== one.code.length) continue;
      const over = Math.max(shareWithin(one.area, area), shareWithin(area, one.area));
      if (over > SHARE && !(outlines.some((o) => o.code === code) && code < one.code))
        say({
          code: 'outline_overlaps',
          values: { name: byCode.get(code)?.names[0] ?? code, percent: Math.round(over * 100) },
        });
    }
  }
  return { outlines: outlines.map(({ no, ...o }) => o), errors: errors.sort((a, b) => a.no - b.no) };
}

export type GridRow = { row: number; code: string; patch: Partial<Facts> };
const headings: Record<'code' | 'name' | 'community' | 'seniors' | 'lng' | 'lat' | 'accuracy', string[]> = {
  code: ['编码', '网格编码', '代码', 'code'],
  name: ['名称', '网格名称', '网格', 'name'],
  community: ['社区', '社区名称', '所属社区', 'community'],
  seniors: ['老人', '老年人数', '60岁以上', 'seniors'],
  lng: ['经度', 'lng', 'longitude'],
  lat: ['纬度', 'lat', 'latitude'],
  accuracy: ['误差', '误差(米)', 'accuracy'],
};
export const gridHeadings = Object.values(headings).map(([first]) => first as string);
type GridColumn = keyof typeof headings;

const plain = (cell: RawCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());
const heads = (cell: RawCell) =>
  plain(cell)
    .toLowerCase()
    .replaceAll(/\s|（米）/g, '');

export type OnDay = {
  /** communities that hold on the day, by code and by each of their names */
  communities: ReadonlyMap<string, string>;
  grids: ReadonlyMap<string, readonly Version[]>;
  used: ReadonlySet<string>;
};

/**
 * Reads a list of grids: known codes are changed, unknown ones of a community begin. Empty cells leave what is on record.
 * @param turn of its coordinates into WGS84
 */
export function judgeGrids(
  table: Pick<RawTable, 'rows'>,
  on: OnDay,
  from: Day,
  turn: Turn,
): { changed: GridRow[]; begun: (GridRow & { facts: Partial<Facts> })[]; errors: Found[] } {
  const head = table.rows.findIndex((r) => r.cells.some((c) => headings.code.includes(heads(c))));
  const columns = new Map<GridColumn, number>();
  for (const [i, cell] of (table.rows[head]?.cells ?? []).entries())
    for (const column of Object.keys(headings) as GridColumn[])
      if (!columns.has(column) && headings[column].includes(heads(cell))) columns.set(column, i);
  if (head < 0 || !columns.has('name'))
    return { changed: [], begun: [], errors: [{ no: 0, name: '', code: 'grids_no_heading' }] };
  const changed: GridRow[] = [];
  const begun: (GridRow & { facts: Partial<Facts> })[] = [];
  const errors: Found[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of table.rows.slice(head + 1)) {
    const at = (column: GridColumn) => plain(cells[columns.get(column) ?? -1]);
    const [code, name] = [at('code'), at('name')];
    if (!code && !name) continue;
    const wrong = (reason: Reason) => errors.push({ no: row, name: name || code, ...reason });
    const reasons: (Reason | null)[] = [];
    const named = at('community');
    const community = on.communities.get(named || code.slice(0, 12));
    const versions = on.grids.get(code);
    const present = versions?.some((v) => holdsOn(v, from));
    reasons.push(community ? null : { code: 'grids_community', values: { name: named || code.slice(0, 12) } });
    if (community && !present) reasons.push(codeProblem(code, community, on.used, '/code'));
    if (community && present && !code.startsWith(community))
      reasons.push({ code: 'division_code_prefix', values: { parent: community } });
    if (seen.has(code)) reasons.push({ code: 'outline_twice', values: { code } });
    seen.add(code);
    if (!name) reasons.push({ code: 'division_field_empty' });
    const seniors = at('seniors');
    if (seniors && !/^\d{1,6}$/.test(seniors)) reasons.push({ code: 'grids_seniors', values: { text: seniors } });
    const [lng, lat, accuracy] = [at('lng'), at('lat'), at('accuracy')];
    const point = lng || lat || accuracy ? [lng, lat, accuracy].map(Number) : null;
    const [x, y, m] = point ?? [];
    if (point && (!lng || !lat || !accuracy || point.some((v) => !Number.isFinite(v)) || (m ?? 0) < 1))
      reasons.push({ code: 'division_point_whole' });
    else if (point) {
      const outside = pointProblem(x as number, y as number);
      reasons.push(outside && { code: outside, values: { lng: x as number, lat: y as number } });
    }
    const against = reasons.filter((r) => r !== null);
    if (against.length > 0) {
      against.forEach(wrong);
      continue;
    }
    const turned = point ? turn(x as number, y as number) : null;
    const patch: Partial<Facts> = {
      name,
      ...(seniors ? { seniors: Number(seniors) } : {}),
      ...(turned ? { lng: rounded(turned[0]), lat: rounded(turned[1]), accuracyM: Math.round(m as number) } : {}),
    };
    if (present) changed.push({ row, code, patch });
    else begun.push({ row, code, patch, facts: patch });
  }
  if (changed.length + begun.length === 0 && errors.length === 0)
    errors.push({ no: 0, name: '', code: 'grids_no_rows' });
  return { changed, begun, errors };
}
