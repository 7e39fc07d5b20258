import { and, eq, inArray } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities, vacancies } from '../../db/schema/facilities.ts';
import { fmtAt, loadBeds } from '../facilities/queries.ts';
import { bedState, freeOf } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Clusters, createClusters, type MapItem } from '../platform/clusters.ts';
import { type Context, view } from '../platform/context.ts';

const kept = new WeakMap<Context['db'], Clusters>();

/** Clusters and single facilities inside a box (west, south, east, north), from one index in memory that follows the change events. */
export function clustersIn(ctx: Context, box: [number, number, number, number], zoom: number): Promise<MapItem[]> {
  const clusters = kept.get(ctx.db) ?? createClusters({ sql: ctx.db.$client, events: ctx.events });
  kept.set(ctx.db, clusters);
  return clusters.items(box, zoom);
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
