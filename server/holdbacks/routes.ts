import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Fen, Id, Quarter, Text } from '../platform/shapes.ts';
import { releaseHoldback } from './actions.ts';
import { listHoldbacks } from './queries.ts';

const tags = ['scorecards'];
const n = z.number().int();
const quarterParam = z.object({ quarter: Quarter });

export const holdbackRoutes = router()
  .openapi(
    door('holdbacks.list', {
      method: 'get',
      path: '/holdbacks/{quarter}',
      tags,
      summary:
        'What is held back of a quarter’s payments, what the published grades release of it, and what was released',
      request: { params: quarterParam },
      responses: {
        200: json(
          z.object({
            quarter: Quarter,
            published: z.boolean(),
            held: z.array(
              z.object({
                payment_id: Id,
                contract_no: z.string(),
                provider: z.string(),
                month_on: Day,
                held_fen: Fen,
                released_fen: Fen.nullable().openapi({
                  description: 'null: a home in it has no grade, or none that is public',
                }),
                homes: z.array(
                  z.object({
                    facility_id: Id,
                    facility: z.string(),
                    held_fen: Fen,
                    grade: z.string().nullable(),
                    percent: n.nullable(),
                  }),
                ),
              }),
            ),
            done: z.array(
              z.object({
                payment_id: Id,
                contract_no: z.string(),
                provider: z.string(),
                month_on: Day,
                facility: z.string(),
                held_fen: Fen,
                released_fen: Fen,
                grade: z.string().nullable(),
                percent: n,
                reason: z.string().nullable(),
              }),
            ),
          }),
          'By payment',
        ),
      },
    }),
    async (c) => c.json(await listHoldbacks(contextOf(c), c.req.valid('param').quarter), 200),
  )
  .openapi(
    door('holdbacks.release', {
      method: 'post',
      path: '/holdbacks/{quarter}/release',
      tags,
      summary: 'Release what the published grades release; of a home without a grade as decided here, with a reason',
      request: {
        params: quarterParam,
        body: body(
          z.strictObject({
            decisions: z
              .array(z.strictObject({ facility_id: Id, percent: n.min(0).max(100), reason: Text(500) }))
              .max(500)
              .default([]),
          }),
        ),
      },
      responses: {
        200: json(
          z.object({ payments: n, held_fen: Fen, released_fen: Fen, forfeited_fen: Fen }),
          'Payments made; they go to the bank like any other',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await releaseHoldback(contextOf(c, input), c.req.valid('param').quarter, input.decisions), 200);
    },
  );
