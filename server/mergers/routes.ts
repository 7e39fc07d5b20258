import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Text } from '../platform/shapes.ts';
import { mergeDivisions, splitGrid } from './actions.ts';
import { previewMerge, whats } from './queries.ts';

const tags = ['divisions'];
const n = z.number().int();
const Code = z.string().regex(/^(\d{12}|\d{15})$/, '12 or 15 digits');
const grounds = { doc_no: Text(80).nullable(), note: Text(500).nullable() };
const Merge = z.strictObject({
  codes: z.array(Code).min(1).max(50),
  into: z.string().max(20),
  name: Text(60).nullable(),
  from: Day,
  ...grounds,
});
const Moved = z
  .partialRecord(z.enum(whats), n)
  .openapi({ description: 'What moves along to the successor, by kind: people, homes, open matters' });

export const mergerRoutes = router()
  .openapi(
    door('mergers.preview', {
      method: 'post',
      path: '/divisions/mergers/preview',
      tags,
      summary: 'What a merger would do: what ends, what begins, who moves along; nothing is kept',
      request: { body: body(Merge) },
      responses: {
        200: json(
          z.object({
            into: z.string(),
            seniors: n.nullable(),
            ended: z.array(z.object({ code: z.string(), successor: z.string() })),
            begun: z.array(z.object({ code: z.string(), name: z.string(), seniors: n.nullable() })),
            moved: Moved,
          }),
          'By what is on record now',
        ),
      },
    }),
    async (c) => c.json(await previewMerge(contextOf(c), c.req.valid('json')), 200),
  )
  .openapi(
    door('mergers.merge', {
      method: 'post',
      path: '/divisions/mergers',
      tags,
      summary: 'Merge communities, or grids of one community, into one from a day on',
      request: { body: body(Merge) },
      responses: { 201: json(z.object({ into: z.string(), moved: Moved }), 'On record; who moved along') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await mergeDivisions(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('mergers.split', {
      method: 'post',
      path: '/divisions/{code}/split',
      tags,
      summary: 'Make a part of a grid a grid of its own, with its seniors',
      request: {
        params: z.object({ code: Code }),
        body: body(
          z.strictObject({
            part: z.strictObject({ code: z.string().max(20), name: Text(60), seniors: n.min(0).max(1_000_000) }),
            from: Day,
            ...grounds,
          }),
        ),
      },
      responses: { 201: json(z.object({ code: z.string() }), 'The new grid') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await splitGrid(contextOf(c, input), c.req.valid('param').code, input), 201);
    },
  );
