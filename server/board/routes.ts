import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Id, idParam } from '../platform/shapes.ts';
import { closeBed, reopenBed } from './actions.ts';

export const boardRoutes = router()
  .openapi(
    door('board.close', {
      method: 'post',
      path: '/beds/{id}/close',
      tags: ['facilities'],
      summary: 'Take a free bed out of service',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            reason: z.enum(['cleaning', 'repair', 'out_of_service']),
            until: Day.nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(z.object({ claim_id: Id }), 'Closed from today') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await closeBed(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('board.reopen', {
      method: 'post',
      path: '/beds/{id}/reopen',
      tags: ['facilities'],
      summary: 'Put a closed bed back in service',
      request: { params: idParam },
      responses: { 200: json(z.object({ bed_id: Id }), 'In service') },
    }),
    async (c) => c.json(await reopenBed(contextOf(c), c.req.valid('param').id), 200),
  );
