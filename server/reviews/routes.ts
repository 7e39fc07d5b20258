import { z } from '@hono/zod-openapi';
import { departments } from '../kernel/departments.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { giveOpinion, recordVisit, requestOpinions } from './actions.ts';
import { listOpinions, type OpinionRow, readOpinion } from './queries.ts';
import { outcomes, type visitKinds } from './rules.ts';

const Opinion = z
  .object({
    id: Id,
    application_id: Id,
    department: z.enum(departments),
    asked_at: At,
    outcome: z.enum(outcomes).nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    given_at: At.nullable(),
  })
  .openapi('Opinion');
const Colour = z.enum(['stopped', 'paused', 'green', 'amber', 'red']);

const showOpinion = (o: OpinionRow): z.infer<typeof Opinion> => ({
  id: o.id,
  application_id: o.applicationId,
  department: o.department as (typeof departments)[number],
  asked_at: o.askedAt.toISOString(),
  outcome: o.outcome,
  reason: o.reason,
  note: o.note,
  given_at: o.givenAt?.toISOString() ?? null,
});

export const reviewRoutes = router()
  .openapi(
    door('reviews.inbox', {
      method: 'get',
      path: '/opinions',
      tags: ['casework'],
      summary: 'What waits for the own department or street, soonest due first',
      request: {
        query: z.object({
          given: z.enum(['true', 'false']).default('false'),
          limit: z.coerce.number().int().min(1).max(500).default(200),
        }),
      },
      responses: {
        200: json(
          z.object({
            opinions: z.array(
              Opinion.extend({
                receipt_no: z.string(),
                service: z.enum(bedKinds),
                name: z.string(),
                due_on: Day.nullable(),
                colour: Colour,
              }),
            ),
          }),
          'Each names its case; the part to be judged is read one by one',
        ),
      },
    }),
    async (c) => {
      const { given, limit } = c.req.valid('query');
      const rows = await listOpinions(contextOf(c), { given: given === 'true', limit });
      return c.json(
        {
          opinions: rows.map((r) => ({
            ...showOpinion(r.opinion),
            receipt_no: r.receipt,
            service: r.service,
            name: r.name,
            due_on: r.dueOn,
            colour: r.colour,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('reviews.read', {
      method: 'get',
      path: '/opinions/{id}',
      tags: ['casework'],
      summary: 'One request for an opinion, with the part of the case its department may see',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({ opinion: Opinion, receipt_no: z.string(), part: z.record(z.string(), z.unknown()) }),
          'Nothing of the case beyond this part',
        ),
      },
    }),
    async (c) => {
      const r = await readOpinion(contextOf(c), c.req.valid('param').id);
      return c.json({ opinion: showOpinion(r.opinion), receipt_no: r.application.receiptNo, part: r.part }, 200);
    },
  )
  .openapi(
    door('reviews.give', {
      method: 'post',
      path: '/opinions/{id}',
      tags: ['casework'],
      summary: "Give the own department's one opinion",
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            outcome: z.enum(outcomes),
            reason: Text(60),
            note: Text(1000).nullable().default(null),
          }),
        ),
      },
      responses: {
        200: json(z.object({ outcome: z.enum(outcomes), outstanding: z.number().int() }), 'How many still wait'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await giveOpinion(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('reviews.ask', {
      method: 'post',
      path: '/applications/{id}/opinions',
      tags: ['casework'],
      summary: 'Ask whoever the case needs by its facts of today and has not been asked in this turn',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: { 200: json(z.object({ asked: z.array(z.enum(departments)) }), 'Asked in parallel') },
    }),
    async (c) => c.json(await requestOpinions(contextOf(c, {}), c.req.valid('param').id), 200),
  )
  .openapi(
    door('reviews.record', {
      method: 'post',
      path: '/applications/{id}/visits',
      tags: ['casework'],
      summary: 'Record a home visit or a democratic review as it was held',
      request: { params: idParam, body: body(visit(['home_visit', 'democratic_review'])) },
      responses: { 201: json(z.object({ visit_id: Id }), 'Recorded for good') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordVisit(contextOf(c, input), c.req.valid('param').id, plain(input)), 201);
    },
  )
  .openapi(
    door('reviews.inspect', {
      method: 'post',
      path: '/applications/{id}/inspections',
      tags: ['casework'],
      summary: 'Record an inspection of a decided case, by somebody who neither accepted nor decided it',
      request: { params: idParam, body: body(visit(['inspection'])) },
      responses: { 201: json(z.object({ visit_id: Id }), 'Recorded for good') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordVisit(contextOf(c, input), c.req.valid('param').id, plain(input)), 201);
    },
  );

function visit<const K extends readonly [(typeof visitKinds)[number], ...(typeof visitKinds)[number][]]>(kinds: K) {
  return z.strictObject({
    kind: z.enum(kinds),
    held_at: z.iso.datetime({ offset: true }),
    place: Text(200),
    present: z.array(z.strictObject({ name: Text(80), office: Text(80) })).max(40),
    finding: Text(40),
    notes: Text(4000),
    photos: z.array(Id).max(20).default([]),
  });
}

const plain = <T extends { held_at: string }>({ held_at, ...rest }: T) => ({
  ...rest,
  heldAt: new Date(held_at).toISOString(),
});
