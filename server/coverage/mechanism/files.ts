// Decides whether a file of ways on foot can be taken over: every row is read, and every fault is named with its row.
import type { Reason } from '../../kernel/errors.ts';
import { pointProblem } from '../../kernel/geo.ts';
import type { RawRow } from '../../kernel/table.ts';
import type { Ring, Rings } from './areas.ts';
import type { Area, Time } from './cover.ts';

/** `row` as a spreadsheet counts, from 1; of an area the place of the feature in the file, from 1. */
export type RowFault = Reason & { row: number };
export type Known = {
  /** facilities by id and by name; a name of two is none */
  facility: ReadonlyMap<string, string>;
  divisions: ReadonlySet<string>;
};
export type ReadFile<Row> = { rows: Row[]; faults: RowFault[] };

const MOST_MINUTES = 240;
const headings: Record<'from' | 'facility' | 'minutes', readonly string[]> = {
  from: ['from', 'code', '起点', '区划代码', '社区或网格代码'],
  facility: ['facility', 'facility_id', '机构', '机构编号', '机构名称', '设施'],
  minutes: ['minutes', '分钟', '步行分钟'],
};
const text = (cell: unknown) => (cell === null || cell === undefined ? '' : String(cell).trim());

function minutesIn(value: unknown, row: number, faults: RowFault[]): number | null {
  const said = text(value);
  const n = Number(said);
  if (said !== '' && n > 0 && n <= MOST_MINUTES) return n;
  faults.push({ row, code: 'travel_minutes', values: { value: said, max: MOST_MINUTES } });
  return null;
}

function facilityIn(value: unknown, row: number, known: Known, faults: RowFault[]): string | null {
  const said = text(value);
  const id = known.facility.get(said);
  if (!id) faults.push({ row, code: 'travel_facility', values: { value: said } });
  return id ?? null;
}

/** A table from, facility, minutes: headings in either language, in any order. */
export function readTimes(table: readonly RawRow[], known: Known): ReadFile<Time> {
  const faults: RowFault[] = [];
  const [head, ...body] = table.filter((r) => r.cells.some((c) => text(c) !== ''));
  const column = (what: keyof typeof headings) =>
    head?.cells.findIndex((c) => headings[what].includes(text(c).toLowerCase())) ?? -1;
  const at = { from: column('from'), facility: column('facility'), minutes: column('minutes') };
  const missing = (['from', 'facility', 'minutes'] as const).filter((c) => at[c] < 0).map((c) => headings[c].at(1)!);
  if (missing.length)
    return { rows: [], faults: [{ row: head?.row ?? 1, code: 'travel_columns', values: { columns: missing } }] };
  const rows: Time[] = [];
  const seen = new Map<string, number>();
  for (const { row, cells } of body) {
    const from = text(cells[at.from]);
    if (!known.divisions.has(from)) faults.push({ row, code: 'travel_from', values: { value: from } });
    const facility_id = facilityIn(cells[at.facility], row, known, faults);
    const minutes = minutesIn(cells[at.minutes], row, faults);
    const key = `${from} ${facility_id}`;
    const before = seen.get(key);
    if (before !== undefined) faults.push({ row, code: 'travel_twice', values: { row: before } });
    if (facility_id) seen.set(key, row);
    if (facility_id && minutes !== null) rows.push({ from, facility_id, minutes });
  }
  if (body.length === 0) faults.push({ row: 1, code: 'travel_empty' });
  return { rows, faults };
}

type Json = { [name: string]: unknown } | null | undefined;
const isRing = (ring: unknown): ring is [number, number][] =>
  Array.isArray(ring) &&
  ring.length >= 4 &&
  ring.every((p) => Array.isArray(p) && p.length >= 2 && p.slice(0, 2).every((n) => Number.isFinite(n)));

function ringsIn(geometry: Json, row: number, faults: RowFault[]): Rings | null {
  const given = geometry?.coordinates;
  const polygons = geometry?.type === 'Polygon' ? [given] : geometry?.type === 'MultiPolygon' ? given : null;
  const rings = Array.isArray(polygons) ? polygons.flat() : [];
  const closed = (r: [number, number][]) => r[0]![0] === r.at(-1)![0] && r[0]![1] === r.at(-1)![1];
  if (rings.length === 0 || !rings.every((r) => isRing(r) && closed(r))) {
    faults.push({ row, code: 'travel_polygon' });
    return null;
  }
  const all = rings as [number, number][][];
  for (const [lng, lat] of all.flat()) {
    const wrong = pointProblem(lng, lat);
    if (wrong) {
      faults.push({ row, code: wrong, values: { lng, lat } });
      return null;
    }
  }
  return all.map((ring): Ring => ring.map(([lng, lat]) => [lng, lat]));
}

/** A FeatureCollection: polygons in WGS84 with the properties facility (or facility_id) and minutes. */
export function readAreas(collection: unknown, known: Known): ReadFile<Area> {
  const faults: RowFault[] = [];
  const features = (collection as Json)?.type === 'FeatureCollection' ? (collection as Json)?.features : null;
  if (!Array.isArray(features)) return { rows: [], faults: [{ row: 1, code: 'travel_geojson' }] };
  const rows: Area[] = [];
  const seen = new Map<string, number>();
  features.forEach((feature: Json, i) => {
    const row = i + 1;
    const properties = feature?.properties as Json;
    const facility_id = facilityIn(properties?.facility_id ?? properties?.facility, row, known, faults);
    const minutes = minutesIn(properties?.minutes, row, faults);
    const rings = ringsIn(feature?.geometry as Json, row, faults);
    const key = `${facility_id} ${minutes}`;
    const before = seen.get(key);
    if (facility_id && before !== undefined) faults.push({ row, code: 'travel_twice', values: { row: before } });
    seen.set(key, row);
    if (facility_id && minutes !== null && rings) rows.push({ facility_id, minutes, rings });
  });
  if (features.length === 0) faults.push({ row: 1, code: 'travel_empty' });
  return { rows, faults };
}
