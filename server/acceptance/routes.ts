import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, idParam, Text } from '../platform/shapes.ts';
import { acceptApplication, askMore, supply } from './actions.ts';
import { readPapers } from './queries.ts';
import { type Gap, statuses } from './rules.ts';

const GapShape = z
  .object({ type: z.string(), why: z.enum(['absent', 'expired']), since: Day.nullable() })
  .openapi('Gap', { description: 'A paper that is needed and not there, or has run out' });
const Moved = z.object({ status: z.enum(statuses) });

export const acceptanceRoutes = router()
  .openapi(
    door('acceptance.read', {
      method: 'get',
      path: '/applications/{id}/papers',
      tags: ['casework'],
      summary: 'What the case needs, what is missing, and what was asked for',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            needed: z.array(z.string()),
            gaps: z.array(GapShape),
            asked: z.array(
              z.object({
                asked_at: At,
                gaps: z.array(GapShape),
                note: z.string().nullable(),
                supplied_at: At.nullable(),
              }),
            ),
          }),
          'As of now; a valid paper is never asked for again',
        ),
      },
    }),
    async (c) => {
      const { needed, gaps, asked } = await readPapers(contextOf(c), c.req.valid('param').id);
      return c.json(
        {
          needed,
          gaps,
          asked: asked.map((a) => ({
            asked_at: a.askedAt.toISOString(),
            gaps: a.gaps as Gap[],
            note: a.note,
            supplied_at: a.suppliedAt?.toISOString() ?? null,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('acceptance.accept', {
      method: 'post',
      path: '/applications/{id}/accept',
      tags: ['casework'],
      summary: 'Accept a case that is whole; the departments it needs are asked at once',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: { 200: json(Moved.extend({ asked: z.array(z.string()) }), 'In review') },
    }),
    async (c) => c.json(await acceptApplication(contextOf(c, {}), c.req.valid('param').id), 200),
  )
  .openapi(
    door('acceptance.ask_more', {
      method: 'post',
      path: '/applications/{id}/ask-more',
      tags: ['casework'],
      summary: 'Ask, once, for everything that is missing',
      request: { params: idParam, body: body(z.strictObject({ note: Text(1000).nullable().default(null) })) },
      responses: { 200: json(Moved.extend({ due_on: Day }), 'Clocks stand still until it is in') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await askMore(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('acceptance.supply', {
      method: 'post',
      path: '/applications/{id}/supply',
      tags: ['casework'],
      summary: 'Say that the papers are complete now',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: { 200: json(Moved, 'In review') },
    }),
    async (c) => c.json(await supply(contextOf(c, {}), c.req.valid('param').id), 200),
  );
