import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { divisionsOn, recordsOf } from '../divisions/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import type { RawTable } from '../kernel/table.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { toWgs84 } from '../platform/coordinates.ts';
import { readDelimited } from '../platform/delimited.ts';
import { looksLikeWorkbook, readWorkbook } from '../platform/workbook.ts';
import { type Area, type Ring, simplified } from './mechanism/geometry.ts';
import { type Found, type GridRow, judgeGrids, judgeOutlines, type Outline, type System } from './rules.ts';

export type FileAsked = { bytes: Buffer; system: System; from: Day };
type Geometry = { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown };

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const areaOf = (g: Geometry): Area => (g.type === 'Polygon' ? [g.coordinates as Ring[]] : (g.coordinates as Ring[][]));
export const geometryOf = (area: Area): Geometry =>
  area.length === 1 ? { type: 'Polygon', coordinates: area[0] } : { type: 'MultiPolygon', coordinates: area };

type Held = { code: string; geometry: Geometry; source: string; from: Day | null };
const heldOn = (tx: ReadTx, district: string, day: Day) =>
  tx.execute<Held & Record<string, unknown>>(sql`
    select code, geometry, source, lower(effective)::text as from from division_shapes
     where district = ${district} and effective @> ${day}::date order by code`);

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('invalid', [{ code: 'outline_unreadable', pointer: '/file' }]);
  }
}

/** What a file of outlines says, and what is wrong with each, by what is on record of the day. */
export async function judgeFile(
  tx: ReadTx,
  district: string,
  { bytes, system, from }: FileAsked,
): Promise<{ outlines: Outline[]; errors: Found[] }> {
  const [divisions, held] = await Promise.all([divisionsOn(tx, district, from), heldOn(tx, district, from)]);
  const known = divisions.map((d) => ({
    code: d.code,
    names: [...new Set([d.name, d.shortName])],
    lng: d.lng,
    lat: d.lat,
    accuracyM: d.accuracyM,
  }));
  const drawn = new Map(held.map((h) => [h.code, areaOf(h.geometry)]));
  return judgeOutlines(parsed(bytes), known, drawn, (lng, lat) => toWgs84(system, lng, lat));
}

const features = (outlines: readonly Outline[]) => ({
  type: 'FeatureCollection' as const,
  features: outlines.map(({ code, name, area }) => ({
    type: 'Feature' as const,
    properties: { code, name },
    geometry: geometryOf(light(area)),
  })),
});
/** About five metres: finer than any screen shows of a district. */
const light = (area: Area): Area => area.map((rings) => rings.map((ring) => simplified(ring, 0.00005)));

/** What a file of outlines would bring, to be looked at on the map; nothing is kept. */
export function previewOutlines(ctx: Context, asked: FileAsked) {
  return view(ctx, 'outlines.preview', async (tx) => {
    const { outlines, errors } = await judgeFile(tx, ctx.district, asked);
    return { sha256: digestOf(asked.bytes), outlines: features(outlines), errors };
  });
}

/** Outlines that hold on a day, made light for a map: of a level, within a street or community, or all. */
export function readOutlines(
  ctx: Context,
  asked: { on: Day | null; level: 'street' | 'community' | 'grid' | null; under: string | null },
) {
  const day = asked.on ?? dayOf(ctx.clock());
  return view(ctx, 'outlines.read', async (tx) => {
    const rows = await tx.execute<Held & { name: string } & Record<string, unknown>>(sql`
      select s.code, s.geometry, s.source, lower(s.effective)::text as from, v.name from division_shapes s
        join division_versions v on v.district = s.district and v.code = s.code and v.during @> ${day}::date
       where s.district = ${ctx.district} and s.effective @> ${day}::date
         and (${asked.level}::text is null or length(s.code) = case ${asked.level} when 'street' then 9 when 'community' then 12 else 15 end)
         and s.code like ${`${asked.under ?? ''}%`} order by s.code`);
    return features(rows.map((r) => ({ code: r.code, name: r.name, area: areaOf(r.geometry) })));
  });
}

export const readTable = (bytes: Buffer): Promise<RawTable> =>
  looksLikeWorkbook(bytes) ? readWorkbook(bytes, { usual: '网格' }) : readDelimited(bytes);

/** What a list of grids would change, and what is wrong with its rows. */
export async function judgeList(tx: ReadTx, district: string, { bytes, system, from }: FileAsked) {
  const table = await readTable(bytes);
  const divisions = await divisionsOn(tx, district, from);
  const communities = divisions.filter((d) => d.level === 'community');
  const codes = await tx.execute<{ code: string }>(sql`
    select distinct code from division_versions where district = ${district} and length(code) = 15`);
  const records = await recordsOf(
    tx,
    district,
    codes.map((c) => c.code),
  );
  const judged = judgeGrids(
    table,
    {
      communities: new Map(communities.flatMap((d) => [d.code, d.name, d.shortName].map((n) => [n, d.code] as const))),
      grids: new Map(records.map((r) => [r.code, r.versions])),
      used: new Set(codes.map((c) => c.code)),
    },
    from,
    (lng, lat) => toWgs84(system, lng, lat),
  );
  return { ...judged, divisions, records: new Map(records.map((r) => [r.code, r])) };
}

/** What a list of grids would change, with the seniors before and after; nothing is kept. */
export function previewGrids(ctx: Context, asked: FileAsked) {
  return view(ctx, 'outlines.preview_grids', async (tx) => {
    const { changed, begun, errors, divisions } = await judgeList(tx, ctx.district, asked);
    const held = new Map(divisions.filter((d) => d.level === 'grid').map((d) => [d.code, d]));
    const sum = [...held.values()].reduce((n, d) => n + (d.seniors ?? 0), 0);
    const moved = (r: GridRow) =>
      (r.patch.seniors ?? held.get(r.code)?.seniors ?? 0) - (held.get(r.code)?.seniors ?? 0);
    const differs = changed.filter((r) =>
      Object.entries(r.patch).some(([key, value]) => held.get(r.code)?.[key as keyof GridRow['patch']] !== value),
    );
    return {
      sha256: digestOf(asked.bytes),
      errors,
      counts: { changed: differs.length, begun: begun.length, same: changed.length - differs.length },
      seniors_before: sum,
      seniors_after: sum + [...changed, ...begun].reduce((n, r) => n + moved(r), 0),
      rows: [...begun, ...differs].slice(0, 500).map((r) => ({
        code: r.code,
        fresh: !held.has(r.code),
        name: r.patch.name ?? '',
        seniors: r.patch.seniors ?? held.get(r.code)?.seniors ?? null,
        seniors_before: held.get(r.code)?.seniors ?? null,
      })),
    };
  });
}
