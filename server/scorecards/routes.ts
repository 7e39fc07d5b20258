import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Figure, GradeCode, Id, PublicGrade, Quarter, Text } from '../platform/shapes.ts';
import { fixQuarter, previewWeights, publishQuarter, setWeights } from './actions.ts';
import { listCards, listWeights, readCard, readGrades, readRows } from './queries.ts';
import { kinds, type Measure, measures, subjects, whys } from './rules.ts';

const tags = ['scorecards'];
const n = z.number().int();
const Subject = z.enum(subjects);
const names = [...new Set(Object.values(measures).flat())] as [Measure, ...Measure[]];
const Of = z
  .string()
  .regex(/^(\d{9}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
  .openapi({ description: 'a facility’s id, or a street’s code of 9 digits' });
const Band = z.strictObject({ grade: GradeCode, from: n.min(0).max(100), release: n.min(0).max(100) });
const weighed = {
  weights: z.record(z.string().max(30), n.min(0).max(100)),
  grades: z.array(Band).max(4),
  least_weight: n.min(1).max(100),
  least_of: n.min(1).max(1000),
};
const Weights = z.object({ id: Id, ...weighed }).openapi('ScoreWeights', {
  description: 'grades from the best: the least points of 100, and per cent of a holdback that is released',
});
const Card = z
  .object({
    id: Of,
    name: z.string(),
    demonstration: z.boolean(),
    figures: z.record(z.string(), Figure),
    weighed: n.openapi({ description: 'weight of 100 that has points' }),
    score_tenths: n.nullable(),
    grade: GradeCode.nullable(),
    fixed_at: At.nullable(),
    published_at: At.nullable(),
    digest: z.string().nullable(),
  })
  .openapi('Scorecard');
const dates = { quarter: Quarter, start: Day, end: Day, counted_until: Day, quarters: z.array(Quarter) };
const quarterAsked = z.strictObject({ subject: Subject, quarter: Quarter });
const cardParam = z.object({ of: Of, quarter: Quarter });
const NewWeights = z.strictObject({
  subject: Subject,
  ...weighed,
  from: Day,
  doc_no: Text(80).nullable(),
  example: z.boolean().default(false),
});
const camel = (
  w: Pick<z.infer<typeof NewWeights>, 'subject' | 'weights' | 'grades' | 'least_weight' | 'least_of'>,
) => ({
  subject: w.subject,
  weights: w.weights,
  grades: w.grades,
  leastWeight: w.least_weight,
  leastOf: w.least_of,
});
const Scored = z.object({ score_tenths: n.nullable(), grade: GradeCode.nullable() });

export const scorecardRoutes = router()
  .openapi(
    door('scorecards.grades', {
      method: 'get',
      path: '/grades',
      tags,
      summary: 'Grades of facilities as made public, of one quarter; no login',
      request: { query: z.object({ quarter: Quarter.optional() }) },
      responses: {
        200: json(
          z.object({
            quarter: Quarter.nullable(),
            quarters: z.array(Quarter),
            weights: Weights.nullable(),
            grades: z.array(PublicGrade.extend({ name: z.string() })),
          }),
          'Grades',
        ),
      },
    }),
    async (c) => c.json(await readGrades(contextOf(c), c.req.valid('query').quarter), 200),
  )
  .openapi(
    door('scorecards.list', {
      method: 'get',
      path: '/scorecards',
      tags,
      summary: 'Everybody’s figures of a quarter, as fixed or as they stand today; an institution sees its own',
      request: { query: z.object({ subject: Subject.default('facility'), quarter: Quarter.optional() }) },
      responses: {
        200: json(
          z.object({ subject: Subject, ...dates, weights: Weights.nullable(), cards: z.array(Card) }),
          'Scorecards',
        ),
      },
    }),
    async (c) => {
      const { subject, quarter } = c.req.valid('query');
      return c.json(await listCards(contextOf(c), subject, quarter), 200);
    },
  )
  .openapi(
    door('scorecards.read', {
      method: 'get',
      path: '/scorecards/{of}/{quarter}',
      tags,
      summary: 'One scorecard, and what was fixed in other quarters',
      request: { params: cardParam },
      responses: {
        200: json(
          z.object({
            subject: Subject,
            ...dates,
            weights: Weights.nullable(),
            card: Card,
            past: z.array(
              z.object({
                quarter: Quarter,
                score_tenths: n.nullable(),
                grade: z.string().nullable(),
                published: z.boolean(),
              }),
            ),
          }),
          'The scorecard',
        ),
      },
    }),
    async (c) => {
      const { of, quarter } = c.req.valid('param');
      return c.json(await readCard(contextOf(c), of, quarter), 200);
    },
  )
  .openapi(
    door('scorecards.rows', {
      method: 'get',
      path: '/scorecards/{of}/{quarter}/{measure}/rows',
      tags,
      summary: 'The records behind one figure: each with its day, whether it counts for it, and why; ids, no names',
      request: { params: cardParam.extend({ measure: z.enum(names) }) },
      responses: {
        200: json(
          z.object({
            measure: z.enum(names),
            now: z.object({ num: n, of: n }).openapi({ description: 'the sum of the rows' }),
            fixed: Figure.nullable(),
            rows: z.array(
              z.object({
                id: z.string(),
                kind: z.enum(kinds),
                on: Day,
                counts: z.boolean(),
                why: z.enum(whys),
                values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
              }),
            ),
          }),
          'Rows',
        ),
      },
    }),
    async (c) => {
      const { of, quarter, measure } = c.req.valid('param');
      return c.json(await readRows(contextOf(c), of, quarter, measure), 200);
    },
  )
  .openapi(
    door('scorecards.fix', {
      method: 'post',
      path: '/scorecards/fix',
      tags,
      summary: 'Fix the figures, scores and grades of a quarter that is over',
      request: { body: body(quarterAsked) },
      responses: { 200: json(z.object({ fixed: n, graded: n }), 'Fixed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await fixQuarter(contextOf(c, input), input.subject, input.quarter), 200);
    },
  )
  .openapi(
    door('scorecards.publish', {
      method: 'post',
      path: '/scorecards/publish',
      tags,
      summary: 'Make the fixed grades of a quarter public',
      request: { body: body(quarterAsked) },
      responses: { 200: json(z.object({ published: n }), 'Public') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await publishQuarter(contextOf(c, input), input.subject, input.quarter), 200);
    },
  )
  .openapi(
    door('scorecards.weights', {
      method: 'get',
      path: '/score-weights',
      tags,
      summary: 'Weights and grades by effective date',
      responses: {
        200: json(
          z.object({
            weights: z.array(
              Weights.extend({
                subject: Subject,
                start: Day,
                end: Day.nullable(),
                doc_no: z.string().nullable(),
                example: z.boolean(),
              }),
            ),
          }),
          'Latest first',
        ),
      },
    }),
    async (c) => c.json({ weights: await listWeights(contextOf(c)) }, 200),
  )
  .openapi(
    door('scorecards.set_weights', {
      method: 'post',
      path: '/score-weights',
      tags,
      summary: 'Weights and grades from a day on; those before end with it',
      request: { body: body(NewWeights) },
      responses: { 201: json(z.object({ weights_id: Id }), 'In force from that day') },
    }),
    async (c) => {
      const { from, doc_no, example, ...rest } = c.req.valid('json');
      const asked = { ...camel(rest), from, docNo: doc_no?.trim() || null, example };
      return c.json(await setWeights(contextOf(c, c.req.valid('json')), asked), 201);
    },
  )
  .openapi(
    door('scorecards.set_weights', {
      method: 'post',
      path: '/score-weights/preview',
      tags,
      summary: 'Whose grade of a quarter would be another by these weights; nothing is written',
      request: {
        body: body(
          NewWeights.omit({ from: true, doc_no: true, example: true }).extend({ quarter: Quarter.optional() }),
        ),
      },
      responses: {
        200: json(
          z.object({
            quarter: Quarter,
            of: n,
            changes: z.array(z.object({ id: Of, name: z.string(), before: Scored, after: Scored })),
          }),
          'What would change',
        ),
      },
    }),
    async (c) => {
      const { quarter, ...rest } = c.req.valid('json');
      return c.json(await previewWeights(contextOf(c), camel(rest), quarter), 200);
    },
  );
