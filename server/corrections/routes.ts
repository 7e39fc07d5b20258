import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Reason } from '../platform/shapes.ts';
import { correctStay, undo } from './actions.ts';
import { readTimeline } from './queries.ts';

const Item = z
  .object({
    batch_id: Id.nullable(),
    kind: z.string(),
    day: Day,
    at: At.nullable(),
    by: z.string().nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    bed: z.string().nullable(),
    from_bed: z.string().nullable(),
    until: Day.nullable(),
    before: Day.nullable(),
    undone: z.boolean(),
    undoable: z.boolean(),
  })
  .openapi('StayEvent');

export const correctionRoutes = router()
  .openapi(
    door('corrections.timeline', {
      method: 'get',
      path: '/placements/{id}/timeline',
      tags: ['placements'],
      summary: 'Everything that happened in a stay, and what may be taken back',
      request: { params: idParam },
      responses: { 200: json(z.object({ items: z.array(Item) }), 'Latest first') },
    }),
    async (c) => c.json({ items: await readTimeline(contextOf(c), c.req.valid('param').id) }, 200),
  )
  .openapi(
    door('corrections.correct', {
      method: 'post',
      path: '/placements/{id}/correct',
      tags: ['placements'],
      summary: 'Correct the day of admission or of discharge, within 31 days; both days stay on record',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            admitted_on: Day.nullable().default(null),
            discharged_on: Day.nullable().default(null),
            note: Reason,
          }),
        ),
      },
      responses: { 200: json(z.object({ admitted_on: Day, discharged_on: Day.nullable() }), 'Corrected') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await correctStay(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('corrections.undo', {
      method: 'post',
      path: '/placements/{id}/undo',
      tags: ['placements'],
      summary: 'Take back the latest thing entered for a stay, while nothing has come after it',
      request: { params: idParam, body: body(z.strictObject({ batch_id: Id })) },
      responses: { 200: json(z.object({ undone: z.literal(true) }), 'Taken back; both stay on record') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await undo(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
