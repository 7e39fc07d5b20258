import { sql } from 'drizzle-orm';
import Supercluster from 'supercluster';
import { vacancies } from '../../db/schema/facilities.ts';
import { type Context, view } from '../platform/context.ts';

type Point = {
  id: string;
  kind: (typeof vacancies.$inferSelect)['kind'];
  name: string;
  free: number;
  accuracyM: number;
  confirmedAt: number | null;
};
type Sum = { free: number };
export type ClusterItem =
  | { type: 'cluster'; lng: number; lat: number; count: number; free: number; expansion_zoom: number }
  | {
      type: 'facility';
      id: string;
      kind: Point['kind'];
      name: string;
      lng: number;
      lat: number;
      accuracy_m: number;
      free: number;
      confirmed_at: string | null;
    };

const MAX_ZOOM = 16;
/** Markers gather within this many pixels, so that two targets of 44 px never cover each other by half. */
const RADIUS_PX = 56;

/** An index over points on the plane; free beds of a cluster are summed, the hierarchy is built once. */
export function buildIndex(points: GeoJSON.Feature<GeoJSON.Point, Point>[]): Supercluster<Point, Sum> {
  const index = new Supercluster<Point, Sum>({
    radius: RADIUS_PX,
    extent: 256,
    maxZoom: MAX_ZOOM,
    map: (p) => ({ free: p.free }),
    reduce: (sum, p) => {
      sum.free += p.free;
    },
  });
  return index.load(points);
}

/** What a map of a box shows at a zoom. */
export function clustersOf(
  index: Supercluster<Point, Sum>,
  bbox: [number, number, number, number],
  zoom: number,
): ClusterItem[] {
  return index.getClusters(bbox, zoom).map((f) => {
    const [lng, lat] = f.geometry.coordinates as [number, number];
    const p = f.properties;
    if ('cluster_id' in p)
      return {
        type: 'cluster',
        lng,
        lat,
        count: p.point_count,
        free: p.free,
        expansion_zoom: index.getClusterExpansionZoom(p.cluster_id),
      };
    return {
      type: 'facility',
      id: p.id,
      kind: p.kind,
      name: p.name,
      lng,
      lat,
      accuracy_m: p.accuracyM,
      free: p.free,
      confirmed_at: p.confirmedAt === null ? null : new Date(p.confirmedAt).toISOString(),
    };
  });
}

type Built = { index: Supercluster<Point, Sum>; size: number };
type Kept = { built: Promise<Built>; builtAt: number; dirty: boolean };
const kept = new WeakMap<Context['db'], Kept>();
/** A province changes all the time; its map may be this old, a district's (small) index is rebuilt at once. */
const SMALL = 5000;
const PATIENCE_MS = 2000;

/** Clusters and single facilities inside a box, from an index in memory that follows the change events. */
export async function clustersIn(
  ctx: Context,
  bbox: [number, number, number, number],
  zoom: number,
): Promise<ClusterItem[]> {
  let mine = kept.get(ctx.db);
  if (!mine) {
    mine = { built: load(ctx), builtAt: performance.now(), dirty: false };
    kept.set(ctx.db, mine);
    const made = mine;
    ctx.events.subscribe((change) => {
      if (change.topics.includes('vacancies')) made.dirty = true;
    });
  } else if (mine.dirty) {
    const { size } = await mine.built;
    if (size <= SMALL || performance.now() - mine.builtAt > PATIENCE_MS) {
      mine.dirty = false;
      mine.builtAt = performance.now();
      mine.built = load(ctx);
    }
  }
  return clustersOf((await mine.built).index, bbox, zoom);
}

async function load(ctx: Context): Promise<Built> {
  const rows = await view(ctx, 'facilities.search', (tx) =>
    tx
      .select({
        id: vacancies.facilityId,
        kind: vacancies.kind,
        name: vacancies.name,
        free: vacancies.free,
        lng: vacancies.lng,
        lat: vacancies.lat,
        accuracyM: vacancies.accuracyM,
        confirmedAt: vacancies.confirmedAt,
      })
      .from(vacancies)
      .orderBy(sql`${vacancies.facilityId}`),
  );
  const index = buildIndex(
    rows.map(({ lng, lat, confirmedAt, ...p }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lng, lat] },
      properties: { ...p, confirmedAt: confirmedAt?.getTime() ?? null },
    })),
  );
  return { index, size: rows.length };
}
