import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id } from '../platform/shapes.ts';
import { readBurnDown } from './queries.ts';
import { outlooks } from './rules.ts';

const burn = {
  start: Day,
  end: Day,
  elapsed: z.number(),
  amount_fen: Fen,
  used_fen: Fen,
  staying_fen: Fen,
  accepted_fen: Fen,
  paid_fen: Fen,
  runs_out_on: Day.nullable(),
  outlook: z.enum(outlooks),
};
const fen = Fen.nullable();

export const burndownRoutes = router().openapi(
  door('burndown.read', {
    method: 'get',
    path: '/insight/contracts',
    tags: ['insight'],
    summary: 'Contracts that ran on a day: money and quantity used against the time passed, and how they will end',
    request: {
      query: z.object({
        on: Day.optional().openapi({ description: 'any day up to today; today when left out' }),
        contract: Id.optional(),
      }),
    },
    responses: {
      200: json(
        z
          .object({
            on: Day,
            today: Day,
            contracts: z.array(
              z.object({
                id: Id,
                contract_no: z.string(),
                title: z.string(),
                provider: z.string(),
                demonstration: z.boolean(),
                lots: z.number().int(),
                ...burn,
              }),
            ),
            total: z.object({ lots: z.number().int(), ...burn }).nullable(),
            days: z.array(z.object({ on: Day, even: Fen, used: fen, staying: fen, accepted: fen, paid: fen })),
            lots: z.array(z.object({ id: Id, facility: z.string(), service_class: z.enum(bedKinds), ...burn })),
          })
          .openapi('InsightContracts', {
            description:
              'used and staying: units at the full price of their day, families’ parts not taken off; elapsed weighs each lot by its amount',
          }),
        'Total and days of all of them, or of the one asked for with its lots',
      ),
    },
  }),
  async (c) => c.json(await readBurnDown(contextOf(c), c.req.valid('query')), 200),
);
