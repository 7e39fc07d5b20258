import { z } from '@hono/zod-openapi';
import { departments } from '../kernel/departments.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Text } from '../platform/shapes.ts';
import { listCaseRules, setCaseRules } from './actions.ts';
import { type CaseRules, categoryKinds, documentTypes } from './rules.ts';

const int = z.number().int();
const When = z
  .strictObject({
    always: z.literal(true).optional(),
    categories: z.array(z.enum(categoryKinds)).max(20).optional(),
    services: z.array(z.enum(bedKinds)).max(4).optional(),
    by_other: z.literal(true).optional(),
  })
  .openapi('CaseCondition', { description: 'Meant for whom any of these holds' });
const Deadline = z.strictObject({ days: int, unit: z.enum(['working', 'calendar']), doc: Text(200) });
// What the numbers may be is the rules' to say, all at once.
const Rules = z
  .strictObject({
    deadlines: z.strictObject({
      acceptance: Deadline,
      correction: Deadline,
      assessment: Deadline,
      opinion: Deadline,
      decision: Deadline,
      notice: Deadline,
      objection: Deadline,
      appeal_decision: Deadline,
    }),
    appeal_days: int,
    departments: z.array(z.strictObject({ department: z.enum(departments), when: When })).max(20),
    documents: z.array(z.strictObject({ type: z.enum(documentTypes), when: When })).max(40),
    notice_tracks: z.array(z.enum(['A', 'B', 'C', 'D'])).max(4),
    assessment: z.strictObject({ valid_months: int, result_working_days: int, coma_level: int }),
  })
  .openapi('CaseRules');
const Version = Text(60).refine((s) => s.trim().length > 0, 'must not be empty');
const RuleSet = z
  .object({
    version: z.string(),
    doc_no: z.string(),
    from: Day,
    until: Day.nullable(),
    state: z.enum(['past', 'in_force', 'future']),
    rules: Rules,
  })
  .openapi('CaseRuleSet');

export const clockRoutes = router()
  .openapi(
    door('clocks.rules', {
      method: 'get',
      path: '/case-rules',
      tags: ['casework'],
      summary: 'By which deadlines, departments and papers cases are handled, and since when',
      responses: { 200: json(z.object({ rule_sets: z.array(RuleSet) }), 'Newest first') },
    }),
    async (c) => c.json({ rule_sets: (await listCaseRules(contextOf(c))) as z.infer<typeof RuleSet>[] }, 200),
  )
  .openapi(
    door('clocks.set_rules', {
      method: 'post',
      path: '/case-rules',
      tags: ['casework'],
      summary: 'A new version from a day to come; the last one ends the day before, cases under way keep their days',
      request: { body: body(z.strictObject({ version: Version, from: Day, doc_no: Version, rules: Rules })) },
      responses: { 201: json(z.object({ version: z.string() }), 'Kept') },
    }),
    async (c) => {
      const { doc_no, ...input } = c.req.valid('json');
      const row = { ...input, rules: input.rules as CaseRules, docNo: doc_no };
      return c.json(await setCaseRules(contextOf(c, input), row), 201);
    },
  );
