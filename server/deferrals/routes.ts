import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, idParam, Text } from '../platform/shapes.ts';
import { deferApplication, readDeferral, resumeApplication } from './actions.ts';
import { deferralReasons } from './rules.ts';

const reason = z.enum(deferralReasons);
const Deferral = z
  .object({
    running: z.object({ since: Day, until: Day, reason }).nullable(),
    used: z.number().int(),
    per_year: z.number().int(),
    max_days: z.number().int(),
  })
  .openapi('Deferral');

export const deferralRoutes = router()
  .openapi(
    door('deferrals.read', {
      method: 'get',
      path: '/applications/{id}/deferral',
      tags: ['allocation'],
      summary: 'Whether the person is passed over now, and what the rule still allows',
      request: { params: idParam },
      responses: { 200: json(Deferral, 'As of now; used counts the last twelve months') },
    }),
    async (c) => c.json(await readDeferral(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('deferrals.ask', {
      method: 'post',
      path: '/applications/{id}/deferral',
      tags: ['allocation'],
      summary: 'Pass the person over until a day; the place in the queue stays',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            until: Day,
            reason,
            proof: Text(60).nullable().default(null),
            note: Text(500).nullable().default(null),
          }),
        ),
      },
      responses: {
        201: json(z.object({ until: Day, counts: z.boolean() }), 'Passed over; offered nothing before that day'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await deferApplication(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('deferrals.end', {
      method: 'post',
      path: '/applications/{id}/deferral/end',
      tags: ['allocation'],
      summary: 'Take the deferral back',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: { 200: json(z.object({ resumed: z.literal(true) }), 'Asked again from now on') },
    }),
    async (c) => c.json(await resumeApplication(contextOf(c, {}), c.req.valid('param').id), 200),
  );
