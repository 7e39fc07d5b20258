import { and, eq, inArray, sql } from 'drizzle-orm';
import Supercluster from 'supercluster';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities, vacancies } from '../../db/schema/facilities.ts';
import { fmtAt, freeOf, loadBeds } from '../facilities/queries.ts';
import { bedState } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
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

/** A facility's public page; vacancy with its age, beds by kind and level, what is not stated stays null. */
export function facilityPage(ctx: Context, id: string) {
  return view(ctx, 'facilities.read', async (tx) => {
    const [row] = await tx
      .select({ facility: facilities, vacancy: vacancies })
      .from(facilities)
      .innerJoin(vacancies, and(eq(vacancies.district, facilities.district), eq(vacancies.facilityId, facilities.id)))
      .where(and(eq(facilities.district, ctx.district), eq(facilities.id, id)));
    if (!row) throw new Refusal('not_found', 'not_found');
    const { facility: f, vacancy: v } = row;
    const on = dayOf(ctx.clock());
    const [loaded, names] = await Promise.all([
      loadBeds(tx, ctx.district, { facility: id }, on),
      tx
        .select({ code: divisions.code, name: divisions.name })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), inArray(divisions.code, [f.streetCode, f.communityCode]))),
    ]);
    const filed = loaded.beds.filter((b) => b.retiredOn === null);
    const groups = Map.groupBy(filed, (b) => `${b.kind}/${b.levelMin}/${b.levelMax}/${b.dementia}`);
    const fees = filed.flatMap((b) => (b.feeFen === null ? [] : [b.feeFen]));
    return {
      facility: {
        id: f.id,
        kind: f.kind,
        name: f.name,
        street_code: f.streetCode,
        community_code: f.communityCode,
        address: f.address,
        lng: f.lng,
        lat: f.lat,
        accuracy_m: f.accuracyM,
        phone: f.phone,
        nature: f.nature,
        stars: f.stars,
        stars_source: f.starsSource,
        medical_insurance: f.medicalInsurance,
        long_term_care_insurance: f.longTermCareInsurance,
        consumption_coupon: f.consumptionCoupon,
        dementia_unit: f.dementiaUnit,
        services: f.services,
        bed_fee_min_fen: fees.length ? Math.min(...fees) : null,
        bed_fee_max_fen: fees.length ? Math.max(...fees) : null,
        care_fee_min_fen: f.careFeeMinFen,
        care_fee_max_fen: f.careFeeMaxFen,
        meal_fee_fen: f.mealFeeFen,
        deposit_fen: f.depositFen,
        filed_on: f.filedOn,
        closed_on: f.closedOn,
        demonstration: f.demonstration,
      },
      street: names.find((n) => n.code === f.streetCode)?.name ?? null,
      community: names.find((n) => n.code === f.communityCode)?.name ?? null,
      vacancy: {
        as_on: v.asOn,
        filed: v.filed,
        closed: v.closed,
        occupied: v.occupied,
        held: v.held,
        free: v.free,
        free_male: freeOf(v.freeFor, 'male'),
        free_female: freeOf(v.freeFor, 'female'),
        confirmed_at: fmtAt(v.confirmedAt),
      },
      beds: [...groups.values()]
        .map((list) => {
          const first = list[0] as (typeof filed)[number];
          return {
            kind: first.kind,
            level_min: first.levelMin,
            level_max: first.levelMax,
            dementia: first.dementia,
            filed: list.length,
            free: list.filter((b) => bedState(b, loaded.claims, on) === 'free').length,
          };
        })
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.level_min - b.level_min || a.level_max - b.level_max),
      lot_left: v.lotLeft,
    };
  });
}
