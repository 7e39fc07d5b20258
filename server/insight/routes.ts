import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, kinds } from '../platform/shapes.ts';
import { readCapacity } from './actions.ts';

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

export const insightRoutes = router().openapi(
  door('facilities.capacity', {
    method: 'get',
    path: '/capacity',
    tags: ['insight'],
    summary: 'Facilities by kind; beds filed, usable, occupied, held, free; seniors; beds per 1,000: each computed',
    responses: { 200: json(Capacity, 'The headline') },
  }),
  async (c) => c.json(await readCapacity(contextOf(c)), 200),
);
