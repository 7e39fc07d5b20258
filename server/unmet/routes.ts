import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Id } from '../platform/shapes.ts';
import { judgeUnmet } from './actions.ts';
import { listUnmet, readUnmet } from './queries.ts';
import { spans, unmetReasons } from './rules.ts';

const tags = ['insight'];
const count = z.number().int();
const days = z.number().nullable();
const Asked = z.object({
  on: Day.optional().openapi({ description: 'any day up to today; today when left out' }),
  reason: z.enum(unmetReasons).optional(),
  level: z.coerce.number().int().min(0).max(4).optional(),
  street: z
    .string()
    .regex(/^\d{9}$/)
    .optional(),
  service: z.enum(bedKinds).optional(),
});

export const unmetRoutes = router()
  .openapi(
    door('unmet.read', {
      method: 'get',
      path: '/insight/unmet',
      tags,
      summary: 'How many who wait could be given nothing on a day, by reason, level, street and how long',
      request: { query: Asked },
      responses: {
        200: json(
          z
            .object({
              on: Day,
              today: Day,
              first: Day.nullable().openapi({ description: 'the first day of the register' }),
              total: count,
              reasons: z.array(z.object({ reason: z.string(), n: count, median_waited: days, longest_waited: days })),
              levels: z.array(z.object({ key: count.nullable(), n: count })),
              services: z.array(z.object({ key: z.string(), n: count })),
              streets: z.array(z.object({ code: z.string(), name: z.string(), n: count })),
              spans: z.array(z.object({ span: z.enum(spans), n: count })),
            })
            .openapi('InsightUnmet'),
          'Numbers of people',
        ),
      },
    }),
    async (c) => c.json(await readUnmet(contextOf(c), c.req.valid('query')), 200),
  )
  .openapi(
    door('unmet.cases', {
      method: 'get',
      path: '/insight/unmet/cases',
      tags,
      summary: 'The same people by name, longest waiting first',
      request: { query: Asked },
      responses: {
        200: json(
          z.object({
            on: Day,
            total: count,
            cases: z.array(
              z.object({
                application: Id,
                receipt_no: z.string(),
                name: z.string(),
                service: z.enum(bedKinds),
                street: z.string(),
                level: count.nullable(),
                reason: z.string(),
                since: Day,
                days: count,
                waited: count,
              }),
            ),
          }),
          'At most 500 of `total`',
        ),
      },
    }),
    async (c) => c.json(await listUnmet(contextOf(c), c.req.valid('query')), 200),
  )
  .openapi(
    door('unmet.judge', {
      method: 'post',
      path: '/insight/unmet/judge',
      tags,
      summary: 'Judges everybody who waits again, as the clock does every night',
      request: { body: body(z.strictObject({})) },
      responses: { 200: json(z.object({ unmet: count, begun: count, ended: count }), 'How the register changed') },
    }),
    async (c) => c.json(await judgeUnmet(contextOf(c, c.req.valid('json'))), 200),
  );
