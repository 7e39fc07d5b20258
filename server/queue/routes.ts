import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Finding, Id, idParam, Text } from '../platform/shapes.ts';
import { addQueueRules, editQueueRules } from './actions.ts';
import { listRules, previewRules, readPlace, readWhy } from './queries.ts';
import { categoryKinds, keyParts, type QueueRules } from './rules.ts';

const int = z.number().int();
const count = int.nonnegative();
const track = z.enum(['A', 'B', 'C', 'D']);
const part = z.enum(keyParts);
const Key = z.object({ track, level: int, points: int, queued_at: At, receipt_no: z.string() });
const Condition = z.strictObject({
  categories_any: z.array(z.enum(categoryKinds)).max(20).optional(),
  categories_all: z.array(z.enum(categoryKinds)).max(20).optional(),
  level_from: int.optional(),
  dementia: z.literal(true).optional(),
  age_from: int.optional(),
});
const PointRule = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.enum(['carer_absent', 'living_alone']), points: int }),
  z.strictObject({ fact: z.literal('carer_hardships'), each: int, max: int }),
  z.strictObject({ fact: z.literal('waited'), days: int, points: int }),
]);
const given = { given: count.openapi({ description: 'Points this person has by this line' }) };
const PointLine = z.discriminatedUnion('fact', [
  z.object({ fact: z.enum(['carer_absent', 'living_alone']), points: int, ...given }),
  z.object({ fact: z.literal('carer_hardships'), each: int, max: int, ...given }),
  z.object({ fact: z.literal('waited'), days: int, points: int, ...given }),
]);
// What the numbers may be, and that everyone falls in exactly one track, is the rules' to say, all at once.
const Rules = z
  .strictObject({
    tracks: z
      .array(z.strictObject({ track, name_zh: Text(40), name_en: Text(60), any: z.array(Condition).max(20) }))
      .max(20)
      .openapi({
        description:
          'In order. Somebody is in the first track of which any condition holds (all that one condition names must hold); the last has none and takes everyone else',
      }),
    key: z
      .array(part)
      .max(10)
      .openapi({ description: 'What orders people inside a track, first things first; the receipt number ends it' }),
    points: z.array(PointRule).max(20).openapi({ description: 'Every line that holds adds its points' }),
    min_age: int,
    min_residence_months: int,
    max_choices: int,
    response_working_days: int,
    check_in_working_days: int,
    initial_check_working_days: int,
    bar: z.strictObject({ exits: int, same_home: int, window_months: int, months: int }),
    trial_days: int,
    facility_terms: z.strictObject({ own_street: int.optional(), family_there: int.optional() }).optional(),
    deferral: z.strictObject({ per_year: int, max_days: int }),
    emergency_days: int,
    refill: z.enum(['automatic', 'officer']),
  })
  .openapi('QueueRules');
const version = Text(60).refine((s) => s.trim().length > 0, 'must not be empty');
const draft = { doc_no: Text(200).refine((s) => s.trim().length > 0, 'must not be empty'), from: Day, rules: Rules };

const explained = {
  track,
  track_zh: z.string(),
  track_en: z.string(),
  place: int.positive(),
  place_in_track: int.positive(),
  waiting: count,
  rule_version: z.string(),
  doc_no: z.string(),
  key: Key,
  key_parts: z.array(part),
  points: z.array(PointLine),
};
const QueuePlace = z
  .object({
    ...explained,
    waiting_in_track: count,
    ahead: z
      .object({ track: count, level: count, points: count, queued_at: count, receipt_no: count })
      .openapi({ description: 'How many come first, by the part of the key that puts them there' }),
    estimate: z
      .object({
        weeks: z.object({ from: count, to: count, about: count }).nullable(),
        ahead: count,
        admissions: count,
        days: count,
      })
      .openapi({
        description:
          'From the admissions of the own track and service in the last days (a year at most); the interval holds four times in five. Null below ten admissions: too few to say',
      }),
    move: z
      .object({ told_at: At, from: int.positive(), to: int.positive(), reasons: z.array(Finding) })
      .nullable()
      .openapi({ description: 'The last move told, and why' }),
  })
  .openapi('QueuePlace');
const Neighbour = z
  .object({
    application_id: Id,
    receipt_no: z.string(),
    name: z.string(),
    place: int.positive(),
    key: Key,
    points: z.array(PointLine),
    decided_by: z.enum(['track', 'level', 'points', 'queued_at', 'receipt_no']),
  })
  .nullable();
const QueueWhy = z
  .object({
    application_id: Id,
    receipt_no: z.string(),
    name: z.string(),
    ...explained,
    ahead: Neighbour,
    behind: Neighbour,
    history: z.array(
      z.object({
        told_at: At,
        place: int.nullable(),
        place_in_track: int.nullable(),
        waiting: count,
        rule_version: z.string(),
        reasons: z.array(Finding),
      }),
    ),
  })
  .openapi('QueueWhy');
const RuleSet = z
  .object({
    version: z.string(),
    doc_no: z.string(),
    from: Day,
    until: Day.nullable(),
    state: z.enum(['past', 'in_force', 'future']),
    revision: int,
    rules: Rules,
  })
  .openapi('QueueRuleSet');
const step = <T extends z.ZodType>(of: T) => z.object({ from: of, to: of });
const PreviewMove = z.object({
  receipt_no: z.string(),
  name: z.string(),
  track: step(track),
  place: step(int.positive()),
  reasons: z.array(Finding),
});
const Preview = z
  .object({
    waiting: count,
    against: z.string(),
    changed_track: count,
    changed_place: count,
    up: z.array(PreviewMove),
    down: z.array(PreviewMove),
  })
  .openapi('QueueRulesPreview');

export const queueRoutes = router()
  .openapi(
    door('queue.place', {
      method: 'get',
      path: '/applications/{id}/place',
      tags: ['queue'],
      summary: 'The own place in the queue, its key explained, how many are ahead and why, and how long it may take',
      request: { params: idParam },
      responses: { 200: json(QueuePlace, 'The place as of now') },
    }),
    async (c) => {
      const place = await readPlace(contextOf(c), c.req.valid('param').id);
      if (!place) throw new Refusal('not_found', 'not_queued');
      return c.json(place, 200);
    },
  )
  .openapi(
    door('queue.why', {
      method: 'get',
      path: '/applications/{id}/why',
      tags: ['queue'],
      summary:
        'Why somebody stands where they stand: beside the neighbours ahead and behind, with the history of places',
      request: { params: idParam },
      responses: { 200: json(QueueWhy, 'As of now') },
    }),
    async (c) => c.json(await readWhy(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('queue.rules', {
      method: 'get',
      path: '/queue-rules',
      tags: ['queue'],
      summary: 'Every rule set of the queue with its days and its document',
      responses: { 200: json(z.object({ rule_sets: z.array(RuleSet) }), 'Newest first') },
    }),
    async (c) => c.json({ rule_sets: (await listRules(contextOf(c))) as z.infer<typeof RuleSet>[] }, 200),
  )
  .openapi(
    door('queue.preview', {
      method: 'post',
      path: '/queue-rules/preview',
      tags: ['queue'],
      summary: 'Who would move under another rule set, at this moment; nothing is kept',
      request: { body: body(z.strictObject({ rules: Rules })) },
      responses: { 200: json(Preview, 'The biggest moves, names masked') },
    }),
    async (c) => c.json(await previewRules(contextOf(c), c.req.valid('json').rules as QueueRules), 200),
  )
  .openapi(
    door('queue.add_rules', {
      method: 'post',
      path: '/queue-rules',
      tags: ['queue'],
      summary: 'A new rule set from a day to come; the last one ends the day before',
      request: { body: body(z.strictObject({ version, ...draft })) },
      responses: { 201: json(z.object({ version: z.string() }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await addQueueRules(contextOf(c, input), input as typeof input & { rules: QueueRules }), 201);
    },
  )
  .openapi(
    door('queue.edit_rules', {
      method: 'put',
      path: '/queue-rules/{version}',
      tags: ['queue'],
      summary: 'Change a rule set before its first day',
      request: { params: z.object({ version }), body: body(z.strictObject(draft)) },
      responses: { 200: json(z.object({ revision: int }), 'Changed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { version } = c.req.valid('param');
      return c.json(
        await editQueueRules(contextOf(c, input), version, input as typeof input & { rules: QueueRules }),
        200,
      );
    },
  );
