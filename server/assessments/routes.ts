import { z } from '@hono/zod-openapi';
import { required } from '../kernel/errors.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { cancelAssessment, orderAssessment, returnAssessment, saveDraft, signAssessment } from './actions.ts';
import { listAssessors, listOrders, readOrder, readResult, scoreAnswers, standardRules } from './queries.ts';
import {
  items,
  LEVEL_FLOORS,
  LEVEL_STANDARD,
  maxOf,
  noFacts,
  orderReasons,
  riskKinds,
  sections,
  signs,
} from './rules.ts';

const Count = z.number().int().min(0).max(3).default(0);
const Facts = z
  .strictObject({
    coma: z.boolean().default(false),
    dementia: z.boolean().default(false),
    psychiatric: z.boolean().default(false),
    risk_events: z
      .strictObject({
        fall: Count,
        choking: Count,
        suicide: Count,
        self_harm: Count,
        wandering: Count,
        other: Count,
      })
      .default(noFacts.risk_events),
  })
  .openapi('AssessmentFacts', {
    description:
      'What changes a level: coma; dementia (F00–F03); other disorders diagnosed by a psychiatrist (F04–F99); care-risk events of the last 30 days by kind, 3 meaning three or more',
  });
const Answers = z
  .record(z.string().max(20), z.number())
  .refine((given) => Object.keys(given).length <= 60, 'too many items')
  .openapi({ example: { 'B.1.1': 4, 'B.1.2': 3 }, description: 'Item code → score' });
const Level = z.number().int().min(0).max(4);
const Result = z.object({
  standard_code: z.string(),
  subtotals: z.record(z.string(), z.number().int()),
  total: z.number().int(),
  initial_level: Level,
  level_reasons: z.array(z.string()),
  level: Level,
  rule_version: z.string(),
});
const SelfCare = z.enum(['full', 'partial', 'none']);

const Draft = z.strictObject({
  answers: Answers,
  facts: Facts,
  facts_asked: z.boolean(),
  signs: z.partialRecord(z.enum(signs), z.boolean()),
  dementia_care: z.boolean(),
  informant: Text(40),
  relation: Text(40),
  place: Text(100),
  notes: Text(1000),
  started_at: z.iso.datetime().nullable(),
});
const reason = z.enum(orderReasons);
const Order = z.object({
  id: Id,
  state: z.enum(['open', 'signed_once', 'done', 'cancelled']),
  applicant: z.object({
    id: Id,
    name: z.string(),
    sex: z.enum(['male', 'female']),
    born_on: Day,
    community: z.string().nullable(),
  }),
  application_id: Id.nullable(),
  reason,
  note: z.string().nullable(),
  ordered_at: At,
  due_on: Day,
  assessors: z.array(z.string()),
  mine: z.boolean(),
  first_signed: z.string().nullable(),
  first_signed_by_me: z.boolean(),
  answered: z.number().int(),
  version: z.number().int(),
});
const Both = z.object({ zh: z.string(), en: z.string() });

export const assessmentRoutes = router()
  .openapi(
    door('assessments.standard', {
      method: 'get',
      path: '/assessments/standard',
      tags: ['assessments'],
      summary: 'The 26 items of GB/T 42195-2022 with every choice, in two languages',
      responses: {
        200: json(
          z.object({
            standard_code: z.string(),
            max: z.number().int(),
            sections: z.array(
              z.object({
                code: z.string(),
                ...Both.shape,
                items: z.array(
                  z.object({
                    code: z.string(),
                    ...Both.shape,
                    ask: Both,
                    max: z.number().int(),
                    choices: z.array(z.object({ score: z.number().int(), ...Both.shape })),
                  }),
                ),
              }),
            ),
            levels: z.array(z.object({ level: Level, from: z.number().int() })),
            coma_level: Level,
            risk_kinds: z.array(z.string()),
            rule_version: z.string(),
          }),
          'Items, choices, the lowest total of each level',
        ),
      },
    }),
    async (c) => {
      const { version, rules } = await standardRules(contextOf(c));
      return c.json(
        {
          standard_code: LEVEL_STANDARD,
          max: items.reduce((sum, i) => sum + maxOf(i), 0),
          sections: sections.map((s) => ({
            ...{ code: s.code, zh: s.zh, en: s.en },
            items: s.items.map((i) => ({ ...i, max: maxOf(i), choices: [...i.choices] })),
          })),
          levels: LEVEL_FLOORS.map((from, level) => ({ level, from })),
          coma_level: rules.coma_level,
          risk_kinds: [...riskKinds],
          rule_version: version,
        },
        200,
      );
    },
  )
  .openapi(
    door('assessments.score', {
      method: 'post',
      path: '/assessments/score',
      tags: ['assessments'],
      summary: 'The level 26 answers give; nothing is stored',
      request: { body: body(z.strictObject({ answers: Answers, facts: Facts.default(noFacts) })) },
      responses: { 200: json(Result, 'Subtotals, total, initial level, what changes it, final level') },
    }),
    async (c) => {
      const { answers, facts } = c.req.valid('json');
      const { result, rules } = await scoreAnswers(contextOf(c), answers, facts);
      const got = required(result, 'invalid');
      c.header('cache-control', 'no-store');
      return c.json(
        {
          standard_code: LEVEL_STANDARD,
          subtotals: got.subtotals,
          total: got.total,
          initial_level: got.initial,
          level_reasons: got.reasons,
          level: got.level,
          rule_version: rules,
        },
        200,
      );
    },
  )
  .openapi(
    door('assessments.assessors', {
      method: 'get',
      path: '/assessments/assessors',
      tags: ['assessments'],
      summary: 'Who may be asked to assess, with their open orders',
      responses: {
        200: json(
          z.object({
            assessors: z.array(z.object({ id: Id, name: z.string(), role: z.string(), open: z.number().int() })),
          }),
          'Assessors first, then officers',
        ),
      },
    }),
    async (c) => c.json({ assessors: await listAssessors(contextOf(c)) }, 200),
  )
  .openapi(
    door('assessments.list', {
      method: 'get',
      path: '/assessments',
      tags: ['assessments'],
      summary: 'Orders by due day: the own open ones of an assessor, those of the street or district of whoever orders',
      request: {
        query: z.object({
          state: z.enum(['open', 'done']).default('open'),
          applicant: Id.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(200),
        }),
      },
      responses: { 200: json(z.object({ assessments: z.array(Order) }), 'The most urgent first') },
    }),
    async (c) => c.json({ assessments: await listOrders(contextOf(c), c.req.valid('query')) }, 200),
  )
  .openapi(
    door('assessments.order', {
      method: 'post',
      path: '/assessments',
      tags: ['assessments'],
      summary: 'Ask two assessors to assess a person',
      request: {
        body: body(
          z.strictObject({
            applicant_id: Id,
            application_id: Id.nullable().default(null),
            reason,
            note: Text(500).nullable().default(null),
            assessors: z.tuple([Id, Id]),
          }),
        ),
      },
      responses: { 201: json(z.object({ assessment_id: Id, due_on: Day }), 'Ordered; due in working days') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await orderAssessment(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('assessments.read', {
      method: 'get',
      path: '/assessments/{id}',
      tags: ['assessments'],
      summary: 'One order; its two assessors get the form as far as it is filled in',
      request: { params: idParam },
      responses: {
        200: json(
          Order.extend({
            phone_masked: z.string().nullable(),
            draft: Draft.nullable(),
            saved_at: At.nullable(),
            coma_level: Level,
            valid_months: z.number().int(),
            rule_version: z.string(),
          }),
          'The order',
        ),
      },
    }),
    async (c) => {
      const o = await readOrder(contextOf(c), c.req.valid('param').id);
      c.header('etag', `"${o.version}"`);
      return c.json(o, 200);
    },
  )
  .openapi(
    door('assessments.draft', {
      method: 'put',
      path: '/assessments/{id}/draft',
      tags: ['assessments'],
      summary: 'Keep the form as far as it is filled in',
      request: { params: idParam, body: body(Draft) },
      responses: { 200: json(z.object({ version: z.number().int(), saved_at: At }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await saveDraft(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('assessments.sign', {
      method: 'post',
      path: '/assessments/{id}/sign',
      tags: ['assessments'],
      summary: 'Sign the form; with the second signature, by the other assessor, the result stands',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: {
        200: json(
          z.object({
            state: z.enum(['signed_once', 'done']),
            total: z.number().int(),
            initial: Level,
            level: Level,
            version: z.number().int(),
          }),
          'Signed',
        ),
      },
    }),
    async (c) => c.json(await signAssessment(contextOf(c, {}), c.req.valid('param').id), 200),
  )
  .openapi(
    door('assessments.return', {
      method: 'post',
      path: '/assessments/{id}/return',
      tags: ['assessments'],
      summary: 'Take the first signature back so that the form can be mended',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ version: z.number().int() }), 'Open again') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await returnAssessment(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('assessments.cancel', {
      method: 'post',
      path: '/assessments/{id}/cancel',
      tags: ['assessments'],
      summary: 'Call an order off; what was filled in is wiped',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ cancelled: z.literal(true) }), 'Called off') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await cancelAssessment(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('assessments.result', {
      method: 'get',
      path: '/assessments/{id}/result',
      tags: ['assessments'],
      summary: 'A result as it is handed over, on one page',
      request: { params: idParam },
      responses: {
        200: json(
          Result.extend({
            id: Id,
            source: z.enum(['here', 'import']),
            person: z.object({
              id: Id,
              name: z.string(),
              sex: z.enum(['male', 'female']),
              born_on: Day,
              id_no_masked: z.string(),
              community: z.string().nullable(),
            }),
            reason: reason.nullable(),
            answers: z.record(z.string(), z.number().int()).nullable(),
            self_care: SelfCare.nullable(),
            dementia: z.boolean(),
            informant: z.string().nullable(),
            relation: z.string().nullable(),
            place: z.string().nullable(),
            notes: z.string().nullable(),
            assessed_on: Day,
            finished_at: At.nullable(),
            signatures: z.array(z.object({ name: z.string(), at: At })),
            valid: z.string(),
          }),
          'The result',
        ),
      },
    }),
    async (c) => c.json(await readResult(contextOf(c), c.req.valid('param').id), 200),
  );
