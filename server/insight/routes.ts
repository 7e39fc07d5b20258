import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, Id, kinds } from '../platform/shapes.ts';
import { readCapacity } from './actions.ts';
import { clustersIn } from './queries.ts';

const count = z.number().int().nonnegative();
const Funnel = z
  .object({ facilities: count, filed: count, usable: count, occupied: count, held: count, free: count })
  .openapi('Funnel', { description: 'usable = occupied + held + free' });
const Capacity = z
  .object({
    district: z.object({ code: z.string(), name: z.string(), hotline: z.string().nullable() }),
    total: Funnel,
    seniors: count,
    per_thousand: z.number().nullable(),
    communities: count,
    grids: count,
    by_kind: z.array(Funnel.extend({ kind: z.enum(kinds) })),
    by_street: z.array(
      Funnel.extend({ code: z.string(), name: z.string(), seniors: count, per_thousand: z.number().nullable() }),
    ),
    oldest_confirmation: At.nullable(),
  })
  .openapi('Capacity');

const ClusterQuery = z.object({
  bbox: z
    .string()
    .max(100)
    .transform((s) => s.split(',').map(Number))
    .refine((b) => b.length === 4 && b.every(Number.isFinite), 'west,south,east,north'),
  zoom: z.coerce.number().int().min(0).max(20),
});
const ClusterItem = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cluster'),
    lng: z.number(),
    lat: z.number(),
    count,
    free: count,
    expansion_zoom: z.number().int(),
  }),
  z.object({
    type: z.literal('facility'),
    id: Id,
    kind: z.enum(kinds),
    name: z.string(),
    lng: z.number(),
    lat: z.number(),
    accuracy_m: z.number().int(),
    free: count,
    confirmed_at: At.nullable(),
  }),
]);

export const insightRoutes = router()
  .openapi(
    door('facilities.search', {
      method: 'get',
      path: '/facilities/clusters',
      tags: ['facilities'],
      summary: 'What a map shows: single facilities and clusters with their free beds',
      request: { query: ClusterQuery },
      responses: { 200: json(z.object({ items: z.array(ClusterItem) }), 'Inside the box') },
    }),
    async (c) => {
      const { bbox, zoom } = c.req.valid('query');
      return c.json({ items: await clustersIn(contextOf(c), bbox as [number, number, number, number], zoom) }, 200);
    },
  )
  .openapi(
    door('facilities.capacity', {
      method: 'get',
      path: '/capacity',
      tags: ['insight'],
      summary: 'Facilities by kind; beds filed, usable, occupied, held, free; seniors; beds per 1,000: each computed',
      responses: { 200: json(Capacity, 'The headline') },
    }),
    async (c) => c.json(await readCapacity(contextOf(c)), 200),
  );
