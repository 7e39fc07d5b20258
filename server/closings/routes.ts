import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Id, idParam, Reason } from '../platform/shapes.ts';
import { announceClosing, cancelClosing, closeFacility } from './actions.ts';
import { readClosing } from './queries.ts';

const tags = ['closings'];
const count = z.number().int().nonnegative();
const Closing = z
  .object({
    id: Id,
    announced_on: Day,
    closes_on: Day,
    plan: z.string(),
    announced_by: z.string().nullable(),
    state: z.enum(['announced', 'cancelled', 'done']),
    ended_at: At.nullable(),
  })
  .openapi('FacilityClosing');
const Closings = z
  .object({
    notice_days: count,
    closed_on: Day.nullable(),
    remaining: z.object({
      owed: z.object({ people: count, fen: Fen }),
      residents: count,
      held: count,
    }),
    contracts: z.array(z.object({ contract_no: z.string(), until: Day })),
    may_close: z.boolean(),
    closings: z.array(Closing),
  })
  .openapi('FacilityClosings', { description: 'remaining: what has to be settled before the facility can be closed' });

export const closingRoutes = router()
  .openapi(
    door('closings.read', {
      method: 'get',
      path: '/facilities/{id}/closings',
      tags,
      summary: 'The closings of a facility, what still stands in the way, and contracts that run on',
      request: { params: idParam },
      responses: { 200: json(Closings, 'The latest first') },
    }),
    async (c) => c.json(await readClosing(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('closings.announce', {
      method: 'post',
      path: '/facilities/{id}/closings',
      tags,
      summary: 'Announce that a facility closes, at least 30 days ahead; families and the bureau are told',
      request: { params: idParam, body: body(z.strictObject({ closes_on: Day, plan: Reason })) },
      responses: { 201: json(z.object({ closing_id: Id, told: count }), 'told: people whose families are told') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await announceClosing(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('closings.cancel', {
      method: 'post',
      path: '/facility-closings/{id}/cancel',
      tags,
      summary: 'Take an announced closing back',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ state: z.literal('cancelled') }), 'Cancelled') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await cancelClosing(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('closings.close', {
      method: 'post',
      path: '/facility-closings/{id}/close',
      tags,
      summary: 'Close the facility for good, once nobody is left and every balance is given back',
      request: { params: idParam },
      responses: { 200: json(z.object({ closed_on: Day }), 'Closed today') },
    }),
    async (c) => c.json(await closeFacility(contextOf(c), c.req.valid('param').id), 200),
  );
