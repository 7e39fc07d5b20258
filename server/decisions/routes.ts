import { z } from '@hono/zod-openapi';
import { departments } from '../kernel/departments.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Finding, finding, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { appeal, decide, decideAppeal, handOver } from './actions.ts';
import { listWaiting, readGrounds, readReply } from './queries.ts';
import { type ReplyItem, statuses } from './rules.ts';

const Moved = z.object({ status: z.enum(statuses) });
const Reasons = z.array(
  z.object({ code: z.string(), values: z.record(z.string(), z.unknown()).optional(), pointer: z.string().optional() }),
);
const Item = z
  .discriminatedUnion('item', [
    z.object({
      item: z.literal('place'),
      outcome: z.enum(['granted', 'refused']),
      service: z.string(),
      track: z.string().nullable(),
      reasons: z.array(Finding),
      note: z.string().nullable(),
    }),
    z.object({
      item: z.literal('opinion'),
      department: z.string(),
      outcome: z.string(),
      reason: z.string().nullable(),
    }),
    z.object({ item: z.literal('notice'), outcome: z.literal('passed'), from: Day, until: Day }),
    z.object({ item: z.literal('appeal'), outcome: z.literal('dismissed'), note: z.string() }),
  ])
  .openapi('ReplyItem');
const Reply = z
  .object({
    id: Id,
    reply_no: z.string(),
    outcome: z.enum(['queued', 'ineligible', 'appeal_dismissed']),
    items: z.array(Item),
    made_at: At,
    appeal_by: Day,
    rule_version: z.string(),
    handed: z.array(z.object({ at: At, to: z.string() })),
  })
  .openapi('Reply', { description: 'The one reply: every item, its outcome, reason and way to appeal' });

export const decisionRoutes = router()
  .openapi(
    door('decisions.decide', {
      method: 'post',
      path: '/applications/{id}/decide',
      tags: ['casework'],
      summary: 'Find the person eligible or not, by the rules in force',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            outcome: z.enum(['eligible', 'ineligible']),
            note: Text(1000).nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(Moved.extend({ track: z.string() }), 'Decided') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await decide(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('decisions.grounds', {
      method: 'get',
      path: '/applications/{id}/grounds',
      tags: ['casework'],
      summary: 'What a decision would rest on now: the track, what keeps the person out, what the departments said',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            track: z.string(),
            published: z.boolean().openapi({ description: 'Whether this track goes on public notice first' }),
            hindrances: Reasons,
            opinions: z.array(
              z.object({
                department: z.enum(departments),
                outcome: z.enum(['agree', 'disagree', 'not_ours']).nullable(),
                reason: z.string().nullable(),
                note: z.string().nullable(),
                overdue: z.boolean(),
              }),
            ),
          }),
          'As of now',
        ),
      },
    }),
    async (c) => {
      const g = await readGrounds(contextOf(c), c.req.valid('param').id);
      return c.json(
        { track: g.track, published: g.published, hindrances: [...g.hindrances, ...g.unseen], opinions: g.said },
        200,
      );
    },
  )
  .openapi(
    door('decisions.read', {
      method: 'get',
      path: '/applications/{id}/reply',
      tags: ['casework'],
      summary: 'The replies of a case as they were given, newest first',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            receipt_no: z.string(),
            name: z.string(),
            id_no_masked: z.string(),
            service: z.enum(bedKinds),
            replies: z.array(Reply),
          }),
          'Empty before the case is decided',
        ),
      },
    }),
    async (c) => {
      const r = await readReply(contextOf(c), c.req.valid('param').id);
      return c.json(
        {
          receipt_no: r.application.receiptNo,
          name: r.applicant.name,
          id_no_masked: r.applicant.idNoMasked,
          service: r.application.service,
          replies: r.replies.map((p) => ({
            id: p.id,
            reply_no: p.replyNo,
            outcome: p.outcome,
            items: (p.items as ReplyItem[]).map((one) =>
              one.item === 'place' ? { ...one, reasons: one.reasons.map(finding) } : one,
            ),
            made_at: p.madeAt.toISOString(),
            appeal_by: p.appealBy,
            rule_version: p.ruleVersion,
            handed: r.handed.filter((h) => h.replyId === p.id).map((h) => ({ at: h.at.toISOString(), to: h.to })),
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('decisions.waiting', {
      method: 'get',
      path: '/replies',
      tags: ['casework'],
      summary: 'Replies to be collected at the counter, oldest first',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(200) }) },
      responses: {
        200: json(
          z.object({
            replies: z.array(
              z.object({
                id: Id,
                application_id: Id,
                reply_no: z.string(),
                receipt_no: z.string(),
                name: z.string(),
                service: z.enum(bedKinds),
                outcome: z.enum(['queued', 'ineligible', 'appeal_dismissed']),
                made_at: At,
              }),
            ),
          }),
          'Of cases taken at a desk or on paper',
        ),
      },
    }),
    async (c) => c.json({ replies: await listWaiting(contextOf(c), c.req.valid('query').limit) }, 200),
  )
  .openapi(
    door('decisions.hand_over', {
      method: 'post',
      path: '/replies/{id}/handover',
      tags: ['casework'],
      summary: 'Note to whom the reply was handed',
      request: { params: idParam, body: body(z.strictObject({ to: Reason })) },
      responses: { 200: json(z.object({ handed: z.literal(true) }), 'Noted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await handOver(contextOf(c, input), c.req.valid('param').id, input.to), 200);
    },
  )
  .openapi(
    door('decisions.appeal', {
      method: 'post',
      path: '/applications/{id}/appeal',
      tags: ['casework'],
      summary: 'Appeal against a refusal or a closed case',
      request: { params: idParam, body: body(z.strictObject({ grounds: Text(2000) })) },
      responses: { 200: json(Moved.extend({ answer_by: Day }), 'Taken up; answered by that day') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await appeal(contextOf(c, input), c.req.valid('param').id, input.grounds), 200);
    },
  )
  .openapi(
    door('decisions.decide_appeal', {
      method: 'post',
      path: '/applications/{id}/appeal/decide',
      tags: ['casework'],
      summary: 'Answer an appeal, by somebody who neither accepted nor decided the case',
      request: {
        params: idParam,
        body: body(z.strictObject({ outcome: z.enum(['allowed', 'dismissed']), answer: Text(2000) })),
      },
      responses: { 200: json(Moved, 'Answered') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await decideAppeal(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
