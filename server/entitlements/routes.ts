import { z } from '@hono/zod-openapi';
import { dayOf, fromRange, whenIs } from '../kernel/period.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Fen, Id, idParam, Quote, Reason, Text, toldLine } from '../platform/shapes.ts';
import { endEntitlement, endRate, grantEntitlement, setRates } from './actions.ts';
import { readEntitlements, readQuote, readRates } from './queries.ts';
import { bornFor, type PersonFacts, rateKinds, schemes } from './rules.ts';

const tags = ['entitlements'];
const DocNo = Text(120).refine((s) => s.trim().length > 0, 'must not be empty');
const RateShape = z
  .object({
    id: Id,
    scheme: z.string(),
    level: z.number().int(),
    amount_fen: Fen.nullable(),
    basis_points: z.number().int().nullable(),
    cap_fen: Fen.nullable(),
    stack_group: z.string(),
    effective: z.string(),
    state: z.enum(['future', 'in_force', 'past']),
    doc_no: z.string(),
    example: z.boolean(),
  })
  .openapi('Rate', {
    description: 'level -1: does not depend on the ability level; example: 示例, not the district’s own',
  });
const NewRateShape = z
  .strictObject({
    scheme: z.enum(Object.keys(rateKinds) as [string, ...string[]]),
    level: z.number().int().min(-1).max(4),
    start: Day.nullable().default(null),
    amount_fen: Fen.nullable().default(null),
    basis_points: z.number().int().nullable().default(null),
    cap_fen: Fen.nullable().default(null),
    last_day: Day.nullable().default(null),
    doc_no: Text(120).default(''),
    example: z.boolean(),
  })
  .openapi('NewRate');

const Offsets = z
  .strictObject({
    dibao_fen: Fen.min(0).max(10_000_000),
    disability_fen: Fen.min(0).max(10_000_000),
    other_fen: Fen.min(0).max(10_000_000),
  })
  .openapi('Offsets', {
    description: 'A month: 低保金, 残疾人两项补贴, other government payments but the allowances reckoned here',
  });
const Asking = z
  .strictObject({
    age: z.number().int().min(0).max(130).nullable().default(null),
    level: z.number().int().min(0).max(4).nullable().default(null),
    self_care: z.enum(['full', 'partial', 'none']).nullable().default(null),
    categories: z.array(Text(40)).max(10).default([]),
    long_term_care_insurance: z.boolean().nullable().default(null),
    offsets: Offsets.nullable().default(null),
    granted: z.array(z.enum(schemes)).max(10).nullable().default(null).openapi({
      description: 'null: as if everything had been applied for',
    }),
    since: Day.nullable().default(null).openapi({ description: 'from which day of the month this is so' }),
  })
  .openapi('QuotedPerson', { description: 'Nothing that names anybody; null: not known, and then not reckoned from' });
const Question = z
  .strictObject({
    month: z
      .string()
      .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
      .optional()
      .openapi({ example: '2026-11' }),
    service: z.enum(bedKinds),
    price_fen: Fen.min(0).max(100_000_000).nullable(),
    first: Day.nullable().default(null),
    last: Day.nullable().default(null),
    person: z.union([Asking, z.array(Asking).min(1).max(31)]),
  })
  .openapi('QuoteQuestion', {
    description: 'A month (this one), a service, the whole price a month, the days used (all), and the dated facts',
  });
const MonthQuote = Quote.extend({ month: z.string(), days: z.number().int(), days_in_month: z.number().int() });

export const entitlementRoutes = router()
  .openapi(
    door('entitlements.rates', {
      method: 'get',
      path: '/rates',
      tags,
      summary: 'Subsidy rates by effective date, each with its document',
      responses: { 200: json(z.object({ rates: z.array(RateShape) }), 'All rates') },
    }),
    async (c) => {
      const ctx = contextOf(c);
      const rows = await readRates(ctx);
      const rates = rows.map((r) => ({
        id: r.id,
        scheme: r.scheme,
        level: r.level,
        amount_fen: r.amountFen,
        basis_points: r.basisPoints,
        cap_fen: r.capFen,
        stack_group: r.stackGroup,
        effective: r.effective,
        state: whenIs(fromRange(r.effective), dayOf(ctx.clock())),
        doc_no: r.docNo,
        example: r.example,
      }));
      c.header('cache-control', 'no-cache');
      return c.json({ rates }, 200);
    },
  )
  .openapi(
    door('entitlements.set_rates', {
      method: 'post',
      path: '/rates',
      tags,
      summary: 'Add rates from a day on, all or none; a row that overlaps another is refused with both named',
      request: { body: body(z.strictObject({ rates: z.array(NewRateShape).min(1).max(50) })) },
      responses: { 201: json(z.object({ rates: z.number().int() }), 'How many') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await setRates(contextOf(c, input), input.rates), 201);
    },
  )
  .openapi(
    door('entitlements.end_rate', {
      method: 'post',
      path: '/rates/{id}/end',
      tags,
      summary: 'Give a rate its last day',
      request: { params: idParam, body: body(z.strictObject({ last_day: Day, reason: Reason })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await endRate(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('entitlements.quote', {
      method: 'post',
      path: '/quotes',
      tags,
      summary:
        'Who pays what of a month: every scheme with whether it applies, why, and by which document; nothing is kept',
      request: { body: body(Question) },
      responses: { 200: json(MonthQuote.openapi('MonthQuote'), 'By the rule of the offer letter and the settlement') },
    }),
    async (c) => {
      const { month: asked, person, ...input } = c.req.valid('json');
      const ctx = contextOf(c);
      const month = `${asked ?? dayOf(ctx.clock()).slice(0, 7)}-01`;
      const facts = [person].flat().map(({ since, ...p }) => ({ since, facts: factsOf(p, month) }));
      const { quote, days, of } = await readQuote(ctx, { ...input, month, facts });
      c.header('cache-control', 'no-store');
      const lines = quote.lines.map(toldLine);
      return c.json({ ...quote, lines, month: month.slice(0, 7), days, days_in_month: of }, 200);
    },
  )
  .openapi(
    door('entitlements.read', {
      method: 'get',
      path: '/applicants/{id}/entitlements',
      tags,
      summary: 'Every scheme granted to a person, those that have ended too',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            entitlements: z.array(
              z.object({
                id: Id,
                scheme: z.enum(schemes),
                start: Day.nullable(),
                last_day: Day.nullable(),
                state: z.enum(['future', 'in_force', 'past', 'withdrawn']),
                offsets: Offsets.nullable(),
                doc_no: z.string(),
                granted_by: z.string().nullable(),
                granted_at: At,
                end_reason: z.string().nullable(),
              }),
            ),
          }),
          'Newest first',
        ),
      },
    }),
    async (c) => {
      const entitlements = await readEntitlements(contextOf(c), c.req.valid('param').id);
      c.header('cache-control', 'no-store');
      return c.json({ entitlements }, 200);
    },
  )
  .openapi(
    door('entitlements.grant', {
      method: 'post',
      path: '/applicants/{id}/entitlements',
      tags,
      summary: 'Grant a scheme; all that stands in the way at once',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            scheme: z.enum(schemes),
            start: Day,
            last_day: Day.nullable().default(null),
            offsets: Offsets.nullable().default(null),
            long_term_care_insurance: z.boolean().nullable().default(null),
            doc_no: DocNo,
          }),
        ),
      },
      responses: { 201: json(z.object({ entitlement_id: Id }), 'Granted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await grantEntitlement(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('entitlements.end', {
      method: 'post',
      path: '/entitlements/{id}/end',
      tags,
      summary: 'End a grant on a day; what was granted until then stays',
      request: { params: idParam, body: body(z.strictObject({ last_day: Day, reason: Reason })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await endEntitlement(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );

function factsOf(p: Omit<z.infer<typeof Asking>, 'since'>, month: string): PersonFacts {
  return {
    bornOn: p.age === null ? null : bornFor(p.age, month),
    level: p.level,
    selfCare: p.self_care,
    categories: p.categories,
    longTermCareInsurance: p.long_term_care_insurance,
    offsets: p.offsets,
    granted: p.granted,
  };
}
