import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { idParam, Reason, RequestStep, Text } from '../platform/shapes.ts';
import { acceptRequest, rateRequest, reopenRequest, withdrawRequest } from './actions.ts';

const tags = ['requests'];
const moved = { 200: json(RequestStep, 'Where it lies now, and its new version') };
const note = body(z.strictObject({ note: Reason }));

/** What the resident says to an answer, or to none. */
export const feedbackRoutes = router()
  .openapi(
    door('requests.accept', {
      method: 'post',
      path: '/requests/{id}/accept',
      tags,
      summary: 'The resident accepts the answer: closed',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: moved,
    }),
    async (c) => c.json(await acceptRequest(contextOf(c, {}), c.req.valid('param').id), 200),
  )
  .openapi(
    door('requests.withdraw', {
      method: 'post',
      path: '/requests/{id}/withdraw',
      tags,
      summary: 'The resident takes it back before it is answered',
      request: { params: idParam, body: body(z.strictObject({ note: Text(500).nullable().default(null) })) },
      responses: moved,
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await withdrawRequest(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('requests.reopen', {
      method: 'post',
      path: '/requests/{id}/reopen',
      tags,
      summary: 'Not solved: back to where it was answered, or to the street from 12345 and 110',
      request: { params: idParam, body: note },
      responses: moved,
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await reopenRequest(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('requests.rate', {
      method: 'post',
      path: '/requests/{id}/rating',
      tags,
      summary: 'How content the resident is, once, after closing',
      request: {
        params: idParam,
        body: body(
          z
            .strictObject({ stars: z.number().int().min(1).max(5), note: Text(500).nullable().default(null) })
            .openapi('RequestRating'),
        ),
      },
      responses: { 201: json(z.object({ stars: z.number().int() }), 'Kept, and never changed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await rateRequest(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  );
