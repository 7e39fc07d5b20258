import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam } from '../platform/shapes.ts';
import { listAnswers, readMirror, readOwnHistory } from './queries.ts';

const tags = ['mirror'];
const count = z.number().int().nonnegative();
const beds = z.number().nonnegative();
const Answers = {
  asked: count,
  accepted: count,
  declined: count,
  lapsed: count,
  not_needed: count,
  waiting: count,
  reasons: z.array(z.object({ reason: z.string(), n: count })),
  decline_rate: z.number().nullable(),
  median_hours: z.number().nullable(),
};
const Middle = z
  .object({ facilities: count, decline_rate: z.number().nullable(), median_hours: z.number().nullable() })
  .openapi('MiddleOfDistrict', { description: 'Over facilities with a rate; null with fewer than three of them' });

export const mirrorRoutes = router()
  .openapi(
    door('mirror.read', {
      method: 'get',
      path: '/facilities/{id}/mirror',
      tags,
      summary: 'How a facility confirmed its figures and answered its referrals, beside the middle of the district',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            facility: z.object({ id: Id, name: z.string() }),
            confirming: z.object({
              from: Day,
              times: count,
              days: count,
              fresh_days: count,
              longest_gap_hours: z.number().nullable(),
              by_day: z.array(z.object({ on: Day, times: count })),
            }),
            since: Day,
            answers: z.object(Answers).openapi('ReferralAnswers', {
              description: 'Rates and hours are null below five answers',
            }),
            referrals: z.array(
              z.object({
                made_at: At,
                answered_at: At.nullable(),
                answer: z.enum(['accepted', 'declined']).nullable(),
                reason: z.string().nullable(),
                ended: z.enum(['lapsed', 'other']).nullable(),
              }),
            ),
            district: Middle,
          }),
          'Confirmations of 90 days, referrals of twelve months; no persons',
        ),
      },
    }),
    async (c) => c.json(await readMirror(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('mirror.read', {
      method: 'get',
      path: '/facilities/{id}/history',
      tags,
      summary: 'Beds of one facility over time: by month for two years, by day for 90 days',
      request: { params: idParam, query: z.object({ by: z.enum(['month', 'day']).default('month') }) },
      responses: {
        200: json(
          z.object({
            by: z.enum(['month', 'day']),
            from: Day,
            to: Day,
            points: z.array(
              z.object({ from: Day, days: count, filed: beds, closed: beds, occupied: beds, held: beds, free: beds }),
            ),
          }),
          'As /capacity/history, of this facility',
        ),
      },
    }),
    async (c) => c.json(await readOwnHistory(contextOf(c), c.req.valid('param').id, c.req.valid('query').by), 200),
  )
  .openapi(
    door('mirror.answers', {
      method: 'get',
      path: '/answers',
      tags,
      summary: 'How each facility answered its referrals of the last twelve months',
      responses: {
        200: json(
          z.object({
            since: Day,
            district: Middle,
            facilities: z.array(z.object({ facility_id: Id, facility: z.string(), ...Answers })),
          }),
          'Highest rate of declines first',
        ),
      },
    }),
    async (c) => c.json(await listAnswers(contextOf(c)), 200),
  );
