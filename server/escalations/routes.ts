import { z } from '@hono/zod-openapi';
import { hookNames, outsideOf } from '../platform/hooks.ts';
import { body, contextOf, door, json, Problem, router } from '../platform/http.ts';
import { At, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { handOver, recordOutside, resendEscalations, takeAnswer } from './actions.ts';
import { listLetters, readSheets } from './queries.ts';
import { states } from './rules.ts';

const tags = ['requests'];
const Receiver = z.enum(['12345', '110']);
const ExternalNo = Text(60).regex(/^[\w-]{1,60}$/);
const Versioned = z.object({ version: z.number().int() });

/** 12345 and 110: handed over, tried again, answered. */
export const escalationRoutes = router()
  .openapi(
    door('escalations.hand_over', {
      method: 'post',
      path: '/requests/{id}/escalate',
      tags,
      summary: 'Hand a request to 12345 or 110',
      request: {
        params: idParam,
        body: body(z.strictObject({ receiver: Receiver, note: Reason }).openapi('Escalation')),
      },
      responses: {
        200: json(
          Versioned.extend({ sends: z.boolean() }),
          '`sends` is false where no address is set: print the sheet and hand it over by phone',
        ),
      },
    }),
    async (c) => {
      const { vault, config } = c.get('services');
      const input = c.req.valid('json');
      return c.json(await handOver(contextOf(c, input), vault, outsideOf(config), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('escalations.sheet', {
      method: 'get',
      path: '/requests/{id}/escalations',
      tags,
      summary: 'What was told to 12345 or 110, as it was sent, and how far it came',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            escalations: z.array(
              z.object({
                id: Id,
                receiver: Receiver,
                state: z.enum(states),
                body: z.string().openapi({
                  description: 'The bytes that are signed and sent; the phone masked for whoever only looks on',
                }),
                tries: z.number().int(),
                next_at: At.nullable(),
                sent_at: At.nullable(),
                external_no: z.string().nullable(),
                error: z.string().nullable(),
                answered_at: At.nullable(),
                answer: z.string().nullable(),
                created_at: At,
              }),
            ),
          }),
          'The latest first',
        ),
      },
    }),
    async (c) => {
      const rows = await readSheets(contextOf(c), c.get('services').vault, c.req.valid('param').id);
      return c.json(
        {
          escalations: rows.map((e) => ({
            id: e.id,
            receiver: e.receiver,
            state: e.state,
            body: e.body,
            tries: e.tries,
            next_at: e.nextAt?.toISOString() ?? null,
            sent_at: e.sentAt?.toISOString() ?? null,
            external_no: e.externalNo,
            error: e.lastError,
            answered_at: e.answeredAt?.toISOString() ?? null,
            answer: e.answer,
            created_at: e.createdAt.toISOString(),
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('escalations.record', {
      method: 'post',
      path: '/requests/{id}/escalations/record',
      tags,
      summary: 'What was done by phone or in person: the number it got there, and the answer once there is one',
      request: {
        params: idParam,
        body: body(
          z
            .strictObject({ external_no: ExternalNo.nullable().default(null), answer: Reason.nullable().default(null) })
            .openapi('EscalationByHand'),
        ),
      },
      responses: { 200: json(Versioned, 'Recorded') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordOutside(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('escalations.letters', {
      method: 'get',
      path: '/escalations/dead',
      tags,
      summary: 'What did not reach 12345 or 110, and which of them have an address here',
      responses: {
        200: json(
          z.object({
            letters: z.array(
              z.object({
                id: Id,
                request_id: Id,
                request_no: z.string(),
                receiver: Receiver,
                tries: z.number().int(),
                dead_at: At,
                error: z.string().nullable(),
              }),
            ),
            connected: z.array(Receiver),
          }),
          'The oldest first',
        ),
      },
    }),
    async (c) => {
      const to = outsideOf(c.get('services').config);
      const letters = (await listLetters(contextOf(c))).map((l) => ({
        id: l.id,
        request_id: l.requestId,
        request_no: l.number,
        receiver: l.receiver,
        tries: l.tries,
        dead_at: l.deadAt?.toISOString() ?? '',
        error: l.error,
      }));
      return c.json({ letters, connected: Receiver.options.filter((r) => to[r] !== null) }, 200);
    },
  )
  .openapi(
    door('escalations.resend', {
      method: 'post',
      path: '/escalations/resend',
      tags,
      summary: 'Send dead letters again: those named, or all there are',
      request: { body: body(z.strictObject({ ids: z.array(Id).min(1).max(200).nullable().default(null) })) },
      responses: { 200: json(z.object({ resent: z.number().int() }), 'Tried from now on, under the same key') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await resendEscalations(contextOf(c, input), outsideOf(c.get('services').config), input.ids), 200);
    },
  )
  .openapi(
    door('escalations.hook', {
      method: 'post',
      path: '/hooks/{name}',
      tags,
      summary: 'The answer of 12345 (hotline) or 110 (police), signed by them; the same answer twice is one',
      description:
        'x-yiwei-timestamp: unix seconds, within 5 minutes. x-yiwei-signature: v1= and the hex of HMAC-SHA-256 with the shared secret over timestamp, a full stop and the body as it is sent.',
      request: {
        params: z.object({ name: z.enum(hookNames) }),
        body: body(
          z
            .strictObject({ number: Text(40).min(1), external_no: ExternalNo.nullable().default(null), answer: Reason })
            .openapi('OutsideAnswer'),
        ),
      },
      responses: {
        200: json(z.object({ taken: z.boolean() }), '`taken` is false when it was taken before'),
        401: {
          description: 'Not signed with the shared secret, or signed too long ago',
          content: { 'application/problem+json': { schema: Problem } },
        },
      },
    }),
    async (c) => {
      const receiver = c.req.valid('param').name === 'hotline' ? '12345' : '110';
      return c.json(await takeAnswer(contextOf(c), receiver, c.req.valid('json')), 200);
    },
  );
