import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Fen, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { answerLines, approveSettlement, upholdLine } from './actions.ts';

const tags = ['settlement'];
const MAX = 2000;

const Answer = z
  .strictObject({
    facility_id: Id,
    answer: z.enum(['confirmed', 'disputed']),
    lines: z.array(Id).min(1).max(MAX).nullable().default(null).openapi({
      description: 'null: every line of this home that nothing has been said of',
    }),
    reason: Text(500).nullable().default(null),
  })
  .openapi('SettlementAnswer');

export const approvalRoutes = router()
  .openapi(
    door('approval.answer', {
      method: 'post',
      path: '/settlements/{id}/answers',
      tags,
      summary: 'The home confirms its lines, or disputes some with a reason',
      request: { params: idParam, body: body(Answer) },
      responses: { 200: json(z.object({ answered: z.number().int() }), 'How many lines were answered') },
    }),
    async (c) => {
      const { facility_id, ...input } = c.req.valid('json');
      const ctx = contextOf(c, c.req.valid('json'));
      return c.json(await answerLines(ctx, facility_id, c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('approval.uphold', {
      method: 'post',
      path: '/settlements/{id}/uphold',
      tags,
      summary: 'The bureau has looked into a dispute and lets the line stand',
      request: { params: idParam, body: body(z.strictObject({ line_id: Id, reason: Reason })) },
      responses: { 200: json(z.object({ line_id: Id }), 'Upheld') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await upholdLine(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('approval.approve', {
      method: 'post',
      path: '/settlements/{id}/approve',
      tags,
      summary: 'Approve and freeze a month; what is due becomes a payment for each budget line',
      request: {
        params: idParam,
        body: body(z.strictObject({ note: Text(500).nullable().default(null) })),
      },
      responses: {
        200: json(
          z.object({
            settlement_id: Id,
            payments: z.array(z.object({ payment_id: Id, amount_fen: Fen, held_fen: Fen })),
            carried_on_fen: Fen.openapi({ description: 'what was overpaid and could not be taken off yet' }),
          }),
          'Frozen',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await approveSettlement(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
