import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { Day } from '../platform/shapes.ts';
import { readStalls, readSteps } from './queries.ts';
import { deskKinds, legs, waitingStatuses } from './rules.ts';

const tags = ['insight'];
const count = z.number().int();
const days = z.number().nullable();
const spread = { n: count, median: days, p90: days };
const track = z.enum(['A', 'B', 'C', 'D']);
const on = Day.optional().openapi({ description: 'any day up to today; today when left out' });
const street = z
  .string()
  .regex(/^\d{9}$/)
  .optional();
const Streets = z.array(z.object({ code: z.string(), name: z.string() }));

export const paceRoutes = router()
  .openapi(
    door('pace.read', {
      method: 'get',
      path: '/insight/steps',
      tags,
      summary: 'Days from one step of a case to the next, middle and nine in ten, by month, track and street',
      request: { query: z.object({ on, from: Day.optional(), track: track.optional(), street }) },
      responses: {
        200: json(
          z
            .object({
              from: Day,
              on: Day,
              today: Day,
              streets: Streets,
              legs: z.array(
                z.object({
                  leg: z.enum(legs),
                  ...spread,
                  months: z.array(z.object({ month: Day, ...spread })),
                  by_street: z.array(z.object({ street: z.string(), ...spread })),
                  by_track: z.array(z.object({ track: track.nullable(), ...spread })),
                }),
              ),
            })
            .openapi('InsightSteps'),
          'Calendar days; the month is the one in which the later step was reached; null: none was',
        ),
      },
    }),
    async (c) => c.json(await readSteps(contextOf(c), c.req.valid('query')), 200),
  )
  .openapi(
    door('pace.read', {
      method: 'get',
      path: '/insight/stalls',
      tags,
      summary: 'Where cases lie at the end of a day: status, step, desk, how long, and how their deadlines stand',
      request: { query: z.object({ on, street }) },
      responses: {
        200: json(
          z
            .object({
              on: Day,
              today: Day,
              total: count,
              streets: Streets,
              stalls: z.array(
                z.object({
                  status: z.enum(waitingStatuses),
                  step: z.string(),
                  desk: z.enum(deskKinds),
                  of: z.string(),
                  n: count,
                  red: count,
                  amber: count,
                  paused: count,
                  median: days,
                  p90: days,
                  longest: days,
                }),
              ),
            })
            .openapi('InsightStalls'),
          'Overdue first; a case asked of several departments lies at each of them',
        ),
      },
    }),
    async (c) => c.json(await readStalls(contextOf(c), c.req.valid('query')), 200),
  );
