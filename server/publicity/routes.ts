import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { limitsOf } from '../platform/limits.ts';
import { visitorOf } from '../platform/session.ts';
import { At, bedKinds, Day, Fen, Flag, Id, idParam, Text } from '../platform/shapes.ts';
import { answerObjection, objectTo } from './actions.ts';
import { listNotices, listObjections } from './queries.ts';
import { statuses } from './rules.ts';

const Notice = z
  .object({
    id: Id,
    name_masked: z.string(),
    community: z.string(),
    scheme: z.enum(bedKinds),
    amount_fen: Fen.nullable().openapi({ description: 'The most a month, in fen; null: settled at admission' }),
    published_on: At,
    until: Day.nullable().openapi({ description: 'Null while an objection is looked into' }),
  })
  .openapi('PublicNotice');

export const publicityRoutes = router()
  .openapi(
    door('publicity.list', {
      method: 'get',
      path: '/notices',
      tags: ['public'],
      summary: 'Who is about to join the queue: masked, for everybody to object',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(200) }) },
      responses: { 200: json(z.object({ notices: z.array(Notice) }), 'Newest first') },
    }),
    async (c) => {
      const rows = await listNotices(contextOf(c), c.req.valid('query').limit);
      return c.json(
        {
          notices: rows.map((n) => ({
            id: n.id,
            name_masked: n.nameMasked,
            community: n.community,
            scheme: n.scheme as (typeof bedKinds)[number],
            amount_fen: n.amountFen,
            published_on: n.publishedAt.toISOString(),
            until: n.until,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('publicity.object', {
      method: 'post',
      path: '/notices/{id}/objections',
      tags: ['public'],
      summary: 'Object to a notice, signed in or not',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            text: Text(2000),
            contact: Text(100).nullable().default(null).openapi({ description: 'kept sealed, for the answer only' }),
          }),
        ),
      },
      responses: {
        201: json(
          z.object({ objection_no: z.string(), answer_by: Day }),
          'Taken up; this one case waits for the answer',
        ),
      },
    }),
    async (c) => {
      const services = c.get('services');
      await limitsOf(services.db).spend('objection_address', visitorOf(c).address);
      const input = c.req.valid('json');
      return c.json(await objectTo(contextOf(c), services.vault, c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('publicity.objections', {
      method: 'get',
      path: '/objections',
      tags: ['casework'],
      summary: 'Objections to answer, oldest first, or those answered',
      request: {
        query: z.object({ open: Flag.default(true), limit: z.coerce.number().int().min(1).max(500).default(100) }),
      },
      responses: {
        200: json(
          z.object({
            objections: z.array(
              z.object({
                id: Id,
                objection_no: z.string(),
                application_id: Id,
                receipt_no: z.string(),
                decided_by_me: z.boolean().openapi({ description: 'Then somebody else has to answer' }),
                name: z.string(),
                received_at: At,
                text: z.string(),
                contact: z.string().nullable(),
                due_on: Day.nullable(),
                outcome: z.enum(['upheld', 'dismissed']).nullable(),
                answer: z.string().nullable(),
              }),
            ),
          }),
          'With what was said',
        ),
      },
    }),
    async (c) => {
      const rows = await listObjections(contextOf(c), c.get('services').vault, c.req.valid('query'));
      return c.json(
        {
          objections: rows.map((r) => ({
            id: r.objection.id,
            objection_no: r.objection.objectionNo,
            application_id: r.notice.applicationId,
            receipt_no: r.receipt,
            decided_by_me: r.decidedBy !== null && r.decidedBy === c.get('actor')?.account,
            name: r.name,
            received_at: r.objection.receivedAt.toISOString(),
            text: r.objection.text,
            contact: r.contact,
            due_on: r.dueOn,
            outcome: r.objection.outcome,
            answer: r.objection.answer,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('publicity.answer', {
      method: 'post',
      path: '/objections/{id}/answer',
      tags: ['casework'],
      summary: 'Answer an objection; upheld takes the case up again',
      request: {
        params: idParam,
        body: body(z.strictObject({ outcome: z.enum(['upheld', 'dismissed']), answer: Text(2000) })),
      },
      responses: { 200: json(z.object({ status: z.enum(statuses) }), 'How the case stands now') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await answerObjection(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
