import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Id, idParam, kinds, Text } from '../platform/shapes.ts';
import { addWatch, endWatch, renewWatch } from './actions.ts';
import { listWatches } from './queries.ts';
import { DEFAULT_KM, MAX_WATCHES, WATCH_DAYS } from './rules.ts';

const tags = ['watches'];
const Query = z.strictObject({
  kinds: z.array(z.enum(kinds)).max(4).optional(),
  level: z.number().int().min(0).max(4).optional(),
  sex: z.enum(['male', 'female']).optional(),
  dementia: z.boolean().optional(),
  price_max_fen: Fen.min(0).max(100_000_000).optional(),
  radius_km: z
    .number()
    .min(0.1)
    .max(50)
    .optional()
    .openapi({ description: `${DEFAULT_KM} when left out` }),
  weekdays: z
    .array(z.number().int().min(1).max(7))
    .max(7)
    .optional()
    .openapi({ description: 'a day place free on all of these' }),
  needs: z
    .array(z.enum(['medical_insurance', 'long_term_care_insurance', 'consumption_coupon']))
    .max(3)
    .optional(),
  stars_min: z.number().int().min(1).max(5).optional(),
  text: Text(60).optional(),
});
const Where = z
  .strictObject({
    facility_id: Id.nullable().default(null),
    lng: z.number().min(-180).max(180).nullable().default(null),
    lat: z.number().min(-90).max(90).nullable().default(null),
    place: Text(60).nullable().default(null).openapi({ description: 'how its reader calls the place' }),
    query: Query.default({}),
  })
  .refine((w) => (w.facility_id !== null) !== (w.lng !== null && w.lat !== null), {
    path: ['facility_id'],
    params: { reason: { code: 'watch_where' } },
  })
  .openapi('WatchAsked', { description: 'Either one home, or any that fits around a point' });
const Free = z.object({
  facility_id: Id,
  facility: z.string(),
  free: z.number().int().positive(),
  confirmed_at: At.nullable(),
});
const Watch = z
  .object({
    id: Id,
    facility_id: Id.nullable(),
    facility: z.string().nullable(),
    lng: z.number().nullable(),
    lat: z.number().nullable(),
    place: z.string().nullable(),
    query: Query,
    created_at: At,
    until_on: Day,
    told_at: At.nullable(),
    state: z.enum(['live', 'over', 'ended']),
    free: z.array(Free).openapi({ description: 'Free for it now, by figures the homes confirmed within 72 hours' }),
  })
  .openapi('Watch');

export const watchRoutes = router()
  .openapi(
    door('watches.list', {
      method: 'get',
      path: '/watches',
      tags,
      summary: 'What one asked to be told of: live ones, and those that ran out in the last month',
      responses: { 200: json(z.object({ watches: z.array(Watch), max: z.number().int() }), 'Newest first') },
    }),
    async (c) => {
      const rows = await listWatches(contextOf(c));
      return c.json({ watches: rows as z.infer<typeof Watch>[], max: MAX_WATCHES }, 200);
    },
  )
  .openapi(
    door('watches.add', {
      method: 'post',
      path: '/watches',
      tags,
      summary: `Asks to be told when a bed that fits is free; ends by itself after ${WATCH_DAYS} days`,
      request: { body: body(Where) },
      responses: {
        201: json(
          z.object({
            watch_id: Id,
            until_on: Day,
            free: z.array(Free).openapi({ description: 'Free already; not told again' }),
          }),
          'Begun',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await addWatch(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('watches.end', {
      method: 'post',
      path: '/watches/{id}/end',
      tags,
      summary: 'No longer to be told',
      request: { params: idParam },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended') },
    }),
    async (c) => c.json(await endWatch(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('watches.renew', {
      method: 'post',
      path: '/watches/{id}/renew',
      tags,
      summary: `To be told for another ${WATCH_DAYS} days`,
      request: { params: idParam },
      responses: { 200: json(z.object({ until_on: Day }), 'Lives on') },
    }),
    async (c) => c.json(await renewWatch(contextOf(c), c.req.valid('param').id), 200),
  );
