import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, Text } from '../platform/shapes.ts';
import { placeInEmergency } from './actions.ts';
import { listExceptions, readExceptions } from './queries.ts';
import { emergencyReasons } from './rules.ts';

const exception = { kind: z.enum(['override', 'emergency']), reason: z.string() };
const ExceptionMonth = z
  .object({ month: z.string(), ...exception, cases: z.number().int(), affected: z.number().int() })
  .openapi('ExceptionMonth', { description: 'affected: people passed over, or days in a bed' });
const ExceptionCase = z
  .object({
    id: Id,
    ...exception,
    at: At,
    by: z.string().nullable(),
    applicant_id: Id,
    name: z.string(),
    facility: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
    note: z.string().nullable(),
    passed_over: z.array(z.object({ receipt_no: z.string(), place: z.number().int() })),
    until: Day.nullable(),
    ended_on: Day.nullable(),
  })
  .openapi('ExceptionCase');

export const emergencyRoutes = router()
  .openapi(
    door('allocation.overrides', {
      method: 'get',
      path: '/allocation/overrides',
      tags: ['allocation'],
      summary: 'The monthly disclosure: offers out of turn and emergency placements by reason, without people',
      request: { query: z.object({ months: z.coerce.number().int().min(1).max(60).default(12) }) },
      responses: { 200: json(z.object({ months: z.array(ExceptionMonth) }), 'Latest month first') },
    }),
    async (c) => c.json({ months: await readExceptions(contextOf(c), c.req.valid('query').months) }, 200),
  )
  .openapi(
    door('allocation.override_cases', {
      method: 'get',
      path: '/allocation/overrides/cases',
      tags: ['allocation'],
      summary: 'Every offer out of turn and emergency placement: who decided, for whom, past whom',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }) },
      responses: { 200: json(z.object({ cases: z.array(ExceptionCase) }), 'Newest first') },
    }),
    async (c) => {
      const cases = await listExceptions(contextOf(c), c.req.valid('query').limit);
      return c.json({ cases: cases.map((x) => ({ ...x, at: new Date(x.at).toISOString() })) }, 200);
    },
  )
  .openapi(
    door('emergencies.place', {
      method: 'post',
      path: '/placements/emergency',
      tags: ['placements'],
      summary: 'A leader puts somebody into a bed at once, for some days; the place in the queue stays',
      request: {
        body: body(
          z.strictObject({
            applicant_id: Id,
            bed_id: Id,
            reason: z.enum(emergencyReasons),
            note: Text(500).nullable().default(null),
            days: z.number().int().min(1).max(366),
          }),
        ),
      },
      responses: { 201: json(z.object({ placement_id: Id, until: Day }), 'Placed; ends by itself on that day') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await placeInEmergency(contextOf(c, input), input), 201);
    },
  );
