import { z } from '@hono/zod-openapi';
import { walkingMinutes } from '../kernel/geo.ts';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Fen, facilityFilters, filtersOf, Id, idParam, kinds, listOf } from '../platform/shapes.ts';
import { confirmVacancy } from './actions.ts';
import { findNearby, fmtAt } from './queries.ts';
import { freeOf } from './rules.ts';

const optional = {
  medical_insurance: z.boolean().nullable(),
  long_term_care_insurance: z.boolean().nullable(),
  consumption_coupon: z.boolean().nullable(),
};
const count = z.number().int().nonnegative();
const NearbyFacility = z
  .object({
    id: Id,
    district: z.string(),
    kind: z.enum(kinds),
    name: z.string(),
    lng: z.number(),
    lat: z.number(),
    accuracy_m: z.number().int(),
    street_code: z.string(),
    filed: count,
    closed: count,
    occupied: count,
    held: count,
    free: count,
    free_male: count,
    free_female: count,
    free_for_person: count.nullable(),
    lot_left: z.number().int(),
    monthly_min_fen: Fen.nullable(),
    stars: z.number().int().nullable(),
    stars_source: z.string().nullable(),
    ...optional,
    confirmed_at: At.nullable(),
    demonstration: z.boolean(),
    closes_on: Day.nullable().openapi({ description: 'announced: it takes nobody in any more' }),
    distance_km: z.number(),
    walking_minutes: z.number().int(),
  })
  .openapi('NearbyFacility');

const coordinate = z.coerce.number().refine(Number.isFinite, 'not a number');
const NearbyQuery = z.object({
  lng: coordinate.optional(),
  lat: coordinate.optional(),
  community: z
    .string()
    .regex(/^\d{9}(\d{3})?$/, 'not a street or community code')
    .optional(),
  radius_km: z.coerce.number().positive().max(500).optional(),
  ...facilityFilters,
  needs: z.string().max(200).optional(),
  bed_kinds: listOf(bedKinds).optional().openapi({
    description:
      'only beds of these kinds count as free; a home may have beds at home beside those it houses people in',
  }),
  weekdays: z
    .string()
    .regex(/^[1-7](,[1-7])*$/, 'weekdays 1–7, comma-separated')
    .optional(),
  from: Day.optional().openapi({
    description: 'first day: a bed counts from the end of the week or ten days in which it is said to become free',
  }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});
export const facilityRoutes = router()
  .openapi(
    door('facilities.search', {
      method: 'get',
      path: '/facilities/nearby',
      tags: ['facilities'],
      summary: 'Facilities near a point or community, nearest first by great circle; unpaid and deterministic',
      request: { query: NearbyQuery },
      responses: {
        200: json(
          z.object({
            facilities: z.array(NearbyFacility),
            next: z.string().nullable(),
            sort: z.literal('distance'),
            radius_km: z.number(),
            as_of: At,
          }),
          'Nearest first; ties by id',
        ),
      },
    }),
    async (c) => {
      const ctx = contextOf(c);
      const q = c.req.valid('query');
      const found = await findNearby(ctx, {
        lng: q.lng,
        lat: q.lat,
        community: q.community,
        radiusKm: q.radius_km,
        ...filtersOf(q),
        needs: q.needs?.split(',').filter(Boolean),
        bedKinds: q.bed_kinds,
        weekdays: q.weekdays?.split(',').map(Number),
        from: q.from,
        limit: q.limit,
        cursor: q.cursor,
      });
      const facilities = found.rows.map(({ facility_id, free_for, confirmed_at, distance_km, ...row }) => ({
        ...row,
        id: facility_id,
        free_male: freeOf(free_for, 'male'),
        free_female: freeOf(free_for, 'female'),
        confirmed_at: fmtAt(confirmed_at),
        distance_km: Math.round(distance_km * 1000) / 1000,
        walking_minutes: walkingMinutes(distance_km),
      }));
      return c.json(
        {
          facilities,
          next: found.next,
          sort: 'distance' as const,
          radius_km: found.radius_km,
          as_of: ctx.clock().toISOString(),
        },
        200,
      );
    },
  )
  .openapi(
    door('facilities.confirm', {
      method: 'post',
      path: '/facilities/{id}/confirm',
      tags: ['facilities'],
      summary: '无变化，一键确认: the figures still hold',
      request: { params: idParam },
      responses: { 200: json(z.object({ confirmed_at: At }), 'Confirmed now') },
    }),
    async (c) => c.json(await confirmVacancy(contextOf(c), c.req.valid('param').id), 200),
  );
