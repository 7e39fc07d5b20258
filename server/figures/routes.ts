import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, kinds } from '../platform/shapes.ts';
import { readFunnel, readQueueOn, readTrend } from './queries.ts';
import { groupings } from './rules.ts';

const tags = ['insight'];
const count = z.number().int();
const figures = { filed: count, closed: count, occupied: count, held: count, free: count };
const Division = z.string().regex(/^\d{9}(\d{3})?$/);
const where = {
  street: Division.optional(),
  community: Division.optional(),
  kind: z.enum(kinds).optional(),
  bed_kind: z.enum(bedKinds).optional(),
};
const on = Day.optional().openapi({ description: 'any day up to today; today when left out' });
const Differs = z.object(figures).nullable().openapi('FiguresDiffer', {
  description: 'today’s facts about that day minus what was kept that night; null: nothing',
});
const steps = { facilities: count, ...figures, usable: count };
const Funnel = z
  .object({
    on: Day,
    today: Day,
    source: z.enum(['now', 'kept', 'counted']).openapi({
      description: 'kept: as on record that night; counted: nothing was kept that night, from today’s facts',
    }),
    kept_at: At.nullable(),
    first_kept: Day.nullable(),
    first_record: Day.nullable(),
    seniors: count,
    per_thousand: z.number().nullable(),
    total: z.object(steps),
    differs: Differs,
    by: z.enum(groupings),
    lines: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        seniors: count.nullable(),
        ...steps,
        per_thousand: z.number().nullable(),
        differs: Differs,
      }),
    ),
    streets: z.array(z.object({ code: z.string(), name: z.string() })),
    communities: z.array(z.object({ code: z.string(), name: z.string() })),
  })
  .openapi('InsightFunnel', { description: 'usable = filed − closed = occupied + held + free' });
const Trend = z
  .object({
    by: z.enum(['day', 'month']),
    from: Day,
    to: Day,
    today: Day,
    first_record: Day.nullable(),
    first_kept: Day.nullable(),
    points: z.array(
      z.object({ on: Day, kept: z.boolean(), ...figures, waiting: count.nullable(), waiting_kept: z.boolean() }),
    ),
  })
  .openapi('InsightTrend', {
    description:
      'Each day, or the last day of each month and the day asked for. kept: as on record that night; else counted from today’s facts',
  });
const Line = z.object({
  track: z.enum(['A', 'B', 'C', 'D']),
  level: count.nullable(),
  waiting: count,
  median: z.number().nullable(),
});

export const figureRoutes = router()
  .openapi(
    door('figures.read', {
      method: 'get',
      path: '/insight/funnel',
      tags,
      summary:
        'Beds filed, usable, occupied, held and free at the end of a day, and per 1,000 seniors, by one grouping',
      request: { query: z.object({ on, by: z.enum(groupings).default('street'), ...where }) },
      responses: { 200: json(Funnel, 'The day as it was kept, and how today’s facts differ') },
    }),
    async (c) => {
      const { bed_kind, ...q } = c.req.valid('query');
      return c.json(await readFunnel(contextOf(c), { ...q, bedKind: bed_kind }), 200);
    },
  )
  .openapi(
    door('figures.read', {
      method: 'get',
      path: '/insight/trend',
      tags,
      summary: 'Beds and queue over time: up to 366 days, or 60 months by their last day',
      request: {
        query: z.object({ on, from: Day.optional(), by: z.enum(['day', 'month']).default('month'), ...where }),
      },
      responses: { 200: json(Trend, 'Oldest first') },
    }),
    async (c) => {
      const { bed_kind, ...q } = c.req.valid('query');
      return c.json(await readTrend(contextOf(c), { ...q, bedKind: bed_kind }), 200);
    },
  )
  .openapi(
    door('figures.read', {
      method: 'get',
      path: '/insight/queue',
      tags,
      summary: 'Who waited at the end of a day, by track and level; as kept and as counted now',
      request: { query: z.object({ on }) },
      responses: {
        200: json(
          z.object({ on: Day, today: Day, kept: z.array(Line).nullable(), counted: z.array(Line) }),
          'Numbers of people; level null: not assessed',
        ),
      },
    }),
    async (c) => c.json(await readQueueOn(contextOf(c), c.req.valid('query').on), 200),
  );
