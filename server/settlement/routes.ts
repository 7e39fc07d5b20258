import { z } from '@hono/zod-openapi';
import type { Reason } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Fen, Finding, Id, idParam } from '../platform/shapes.ts';
import { draftMonth, draftSettlement } from './actions.ts';
import { listSettlements, readLine, readSettlement } from './queries.ts';
import { monthOf, schemeNames } from './rules.ts';

const tags = ['settlement'];
const n = z.number().int();
const Month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'not a month YYYY-MM')
  .openapi({ example: '2026-10' });
const Schemes = z
  .record(z.string(), Fen)
  .openapi({ description: 'the government’s part by scheme; a correction has differences' });
const answer = z.enum(['confirmed', 'disputed', 'upheld']).nullable();
const unit = z.enum(['bed_month', 'place_month', 'hour']);
const sums = { amount_fen: Fen, government_fen: Fen, family_fen: Fen };

const said = ({ code, values }: Reason) => ({
  code,
  message_zh: say('zh', code, values),
  message_en: say('en', code, values),
  ...(values ? { values } : {}),
});

const Summary = z
  .object({
    id: Id,
    contract_id: Id,
    contract_no: z.string(),
    title: z.string(),
    provider: z.string(),
    month: z.string(),
    lines: n,
    persons: n,
    corrections: n,
    ...sums,
    disputed: n,
    unanswered: n,
    approved_at: At.nullable(),
    due_on: Day.nullable(),
    due_fen: Fen,
    paid_fen: Fen,
  })
  .openapi('SettlementSummary', {
    description: 'One home sees the sums of its own lines; due_fen and paid_fen are of the whole contract’s month',
  });

const Line = z
  .object({
    id: Id,
    kind: z.enum(['regular', 'correction']),
    month: z.string(),
    facility_id: Id,
    facility: z.string(),
    applicant_id: Id,
    person: z.string(),
    service_class: z.enum(bedKinds),
    unit,
    days: n,
    units_num: n,
    units_den: n,
    ...sums,
    schemes: Schemes,
    drafted_at: At,
    answer,
    reason: z.string().nullable(),
    answered_at: At.nullable(),
    answered_by: z.string().nullable(),
  })
  .openapi('SettlementLine');

const Settlement = z
  .object({
    id: Id,
    version: n,
    contract_id: Id,
    contract_no: z.string(),
    title: z.string(),
    provider: z.string(),
    demonstration: z.boolean(),
    month: z.string(),
    drafted_at: At,
    approved_at: At.nullable(),
    approved_by: z.string().nullable(),
    approval_note: z.string().nullable(),
    ...sums,
    whole: z.boolean().openapi({ description: 'false: the lines of one home only' }),
    payments: z.array(
      z.object({
        id: Id,
        kind: z.enum(['regular', 'release']),
        amount_fen: Fen,
        carried_fen: Fen,
        held_fen: Fen.openapi({ description: 'held back until the grade is known; not in amount_fen' }),
        released_fen: Fen.nullable().openapi({
          description:
            'what the grade released of held_fen, the rest is forfeited; null: not decided yet, or nothing held',
        }),
        due_on: Day,
        budget: z.string(),
        paid: z.boolean(),
      }),
    ),
    lines: z.array(Line),
  })
  .openapi('Settlement');

const Figures = z.object({ days: n, num: n, den: n, ...sums, schemes: Schemes });
const Facts = z.object({
  bornOn: Day.nullable(),
  level: n.nullable(),
  selfCare: z.enum(['full', 'partial', 'none']).nullable(),
  categories: z.array(z.string()).readonly(),
  longTermCareInsurance: z.boolean().nullable(),
  offsets: z.object({ dibao_fen: Fen, disability_fen: Fen, other_fen: Fen }).nullable(),
  granted: z.array(z.enum(schemeNames)).readonly().nullable(),
});
const Rate = z.object({
  scheme: z.string(),
  level: n,
  amountFen: Fen.nullable(),
  basisPoints: n.nullable(),
  capFen: Fen.nullable(),
  stackGroup: z.string(),
  effective: z.string(),
  docNo: z.string(),
  example: z.boolean(),
});
const Basis = z
  .object({
    reckoned: z.object({
      month: Day,
      spells: z.array(
        z.object({
          lot: Id,
          service: z.enum(bedKinds),
          price_fen: Fen,
          den: n,
          runs: z.array(z.tuple([Day, Day, n, n])),
        }),
      ),
      facts: z.array(Facts),
      rates: z.array(Rate),
    }),
    settled: Figures.nullable(),
  })
  .openapi('SettlementBasis', {
    description:
      'All that a line was reckoned from; runs are [from, to (not included), parts a day, number of the facts]',
  });

export const settlementRoutes = router()
  .openapi(
    door('settlement.list', {
      method: 'get',
      path: '/settlements',
      tags,
      summary: 'Months of contracts with their sums, what homes have answered and what is paid',
      request: {
        query: z.object({ month: Month.optional(), contract: Id.optional(), facility: Id.optional() }),
      },
      responses: { 200: json(z.object({ settlements: z.array(Summary) }), 'Latest first, at most 500') },
    }),
    async (c) => {
      const { month, ...rest } = c.req.valid('query');
      const settlements = await listSettlements(contextOf(c), { ...rest, month: month && monthOf(month) });
      return c.json({ settlements }, 200);
    },
  )
  .openapi(
    door('settlement.draft', {
      method: 'post',
      path: '/settlements',
      tags,
      summary:
        'Draft a month of one contract, or of every contract that has something to settle; again gives the same draft',
      request: { body: body(z.strictObject({ month: Month, contract_id: Id.nullable().default(null) })) },
      responses: {
        200: json(
          z.object({
            settlement_id: Id.nullable(),
            drafted: n,
            problems: z.array(z.object({ contract_no: z.string(), reasons: z.array(Finding) })),
          }),
          'settlement_id when one contract was asked for and has lines; problems are contracts left out, and why',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const ctx = contextOf(c, input);
      if (input.contract_id !== null) {
        const one = await draftSettlement(ctx, { month: input.month, contract_id: input.contract_id });
        const drafted = one.settlement_id === null ? 0 : 1;
        return c.json({ settlement_id: one.settlement_id, drafted, problems: [] }, 200);
      }
      // Contract by contract, each with its own answer: one key cannot stand for all of them.
      const all = await draftMonth({ ...ctx, idempotency: undefined }, input);
      const problems = all.problems.map((p) => ({ contract_no: p.contract, reasons: p.reasons.map(said) }));
      return c.json({ settlement_id: null, drafted: all.drafted, problems }, 200);
    },
  )
  .openapi(
    door('settlement.read', {
      method: 'get',
      path: '/settlements/{id}',
      tags,
      summary: 'One month of a contract, line by line; a home reads its own lines',
      request: { params: idParam },
      responses: { 200: json(Settlement, 'By facility and person') },
    }),
    async (c) => c.json(await readSettlement(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('settlement.read', {
      method: 'get',
      path: '/settlements/{id}/lines/{line}',
      tags,
      summary: 'How one line was reckoned, and what was said of it',
      request: { params: z.object({ id: Id, line: Id }) },
      responses: {
        200: json(
          z.object({
            lot_id: Id,
            basis: Basis,
            answers: z.array(
              z.object({
                answer: z.enum(['confirmed', 'disputed', 'upheld']),
                reason: z.string().nullable(),
                at: At,
                by: z.string().nullable(),
              }),
            ),
          }),
          'The days, prices, facts and rates it keeps',
        ),
      },
    }),
    async (c) => {
      const { id, line } = c.req.valid('param');
      return c.json(await readLine(contextOf(c), id, line), 200);
    },
  );
