import { z } from '@hono/zod-openapi';
import type { Reason } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Finding, Id, idParam } from '../platform/shapes.ts';
import { carryOver } from './actions.ts';
import { type NamedLot, readBehind, readLedger, readLot } from './queries.ts';

const tags = ['ledger'];
const count = z.number().int();
const At = z.object({ on: Day.optional().openapi({ description: 'any day up to today; today when left out' }) });
const LedgerDay = z
  .object({
    on: Day,
    bought: count,
    committed: count,
    in_use: count,
    unused: count,
    minutes: count,
    accepted_fen: Fen,
    paid_fen: Fen,
    stays_after: count,
    offers_after: count,
  })
  .openapi('LedgerDay', {
    description:
      'Places at the end of a day, as the facts stand on record now; money up to its end. `…_after`: still counted on a lot that is over',
  });
const LedgerLot = z
  .object({
    id: Id,
    contract_id: Id,
    contract_no: z.string(),
    contract: z.string(),
    provider: z.string(),
    facility_id: Id,
    facility: z.string(),
    service_class: z.enum(bedKinds),
    unit: z.enum(['bed_month', 'place_month', 'hour']),
    start: Day,
    end: Day,
    ended_on: Day.nullable(),
    quantity: count,
    amount_fen: Fen,
    demonstration: z.boolean(),
  })
  .openapi('LedgerLot');
const Outcome = z.object({ units: z.number(), full_price_fen: Fen });
const Forecast = z
  .object({
    from: Day,
    quantity: count,
    amount_fen: Fen,
    used: z.number(),
    staying: Outcome,
    with_offers: Outcome,
    runs_out_on: Day.nullable(),
    days: z.array(
      z.object({
        on: Day,
        used: z.number().nullable(),
        staying: z.number().nullable(),
        with_offers: z.number().nullable(),
        even: z.number(),
      }),
    ),
  })
  .openapi('LedgerForecast', {
    description:
      'Whoever lies there stays to the end of the term and nobody else comes; with offers, everybody offered moves in the next day. Money at the full unit price, families’ parts not taken off',
  });

const show = (l: NamedLot) => ({
  id: l.id,
  contract_id: l.contractId,
  contract_no: l.contractNo,
  contract: l.contract,
  provider: l.provider,
  facility_id: l.facilityId,
  facility: l.facility,
  service_class: l.serviceClass,
  unit: l.unit,
  start: l.start,
  end: l.end,
  ended_on: l.endedOn,
  quantity: l.quantity,
  amount_fen: l.amountFen,
  demonstration: l.demonstration,
});
const finding = (r: Reason) => ({
  code: r.code,
  message_zh: say('zh', r.code, r.values),
  message_en: say('en', r.code, r.values),
  values: r.values ?? {},
});

export const ledgerRoutes = router()
  .openapi(
    door('ledger.read', {
      method: 'get',
      path: '/ledger',
      tags,
      summary: 'What was bought, committed, in use, accepted, paid and unused of every lot at the end of a day',
      request: { query: At },
      responses: {
        200: json(
          z.object({
            on: Day,
            today: Day,
            lots: z.array(
              LedgerLot.extend({ day: LedgerDay, used: z.number().nullable(), warnings: z.array(Finding) }),
            ),
          }),
          'Lots in force on that day, and those over that people still count on; no persons',
        ),
      },
    }),
    async (c) => {
      const { on, today, lots } = await readLedger(contextOf(c), c.req.valid('query').on);
      const rows = lots.map(({ lot, day, used, warnings }) => ({
        ...show(lot),
        day,
        used,
        warnings: warnings.map(finding),
      }));
      return c.json({ on, today, lots: rows }, 200);
    },
  )
  .openapi(
    door('ledger.read', {
      method: 'get',
      path: '/ledger/lots/{id}',
      tags,
      summary: 'A lot day by day, with the forecast to the end of its term and the lots that could follow it',
      request: { params: idParam, query: At },
      responses: {
        200: json(
          z.object({
            on: Day,
            today: Day,
            lot: LedgerLot,
            days: z.array(LedgerDay),
            forecast: Forecast.nullable(),
            warnings: z.array(Finding),
            following: z.array(LedgerLot.extend({ bought: count, left: count })),
          }),
          'From the first day of the lot’s period; no persons',
        ),
      },
    }),
    async (c) => {
      const found = await readLot(contextOf(c), c.req.valid('param').id, c.req.valid('query').on);
      const { on, today, lot, days, forecast, warnings, following } = found;
      const after = following.map((l) => ({
        ...show(l),
        bought: l.bought,
        left: l.bought - l.counters.committed - l.counters.inUse,
      }));
      return c.json(
        { on, today, lot: show(lot), days, forecast, warnings: warnings.map(finding), following: after },
        200,
      );
    },
  )
  .openapi(
    door('ledger.behind', {
      method: 'get',
      path: '/ledger/lots/{id}/behind',
      tags,
      summary: 'Who still lies, or is offered a bed, under a lot that is over',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            from: Day,
            people: z.array(
              z.object({
                id: Id.openapi({ description: 'of the stay or the offer' }),
                kind: z.enum(['stay', 'offer']),
                name: z.string(),
                bed: z.string(),
                since: Day,
                until: Day.nullable(),
              }),
            ),
          }),
          'Whoever has left since the end included, with the day',
        ),
      },
    }),
    async (c) => c.json(await readBehind(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('ledger.carry_over', {
      method: 'post',
      path: '/ledger/lots/{id}/carry-over',
      tags,
      summary: 'Stays and offers go on under a following lot from a day on',
      request: {
        params: idParam,
        body: body(
          z
            .object({
              to_lot: Id,
              changed_on: Day,
              only: z.array(Id).min(1).max(2000).nullable().default(null).openapi({
                description: 'stays and offers by their ids; all of them when left out',
              }),
            })
            .strict(),
        ),
      },
      responses: {
        200: json(
          z.object({ stays: count, left_since: count, offers: count, uncovered_days: count }),
          'How many were carried over; `uncovered_days` lie between the end of the one lot and that day',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await carryOver(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
