import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Finding, finding, Id, idParam, kinds, Quote, Text, toldLine } from '../platform/shapes.ts';
import { type Match, matchApplicant, matchApplication, previewOffer, quoteOffer, whatIf } from './queries.ts';
import { categoryKinds } from './rules.ts';

const MatchShape = z
  .object({
    facility: z.object({
      id: Id,
      name: z.string(),
      kind: z.enum(kinds),
      lng: z.number(),
      lat: z.number(),
      accuracy_m: z.number().int(),
    }),
    free_for_person: z.number().int(),
    bed_ids: z.array(Id),
    best_bed: z.object({ id: Id, room_no: z.string(), bed_no: z.string(), kind: z.enum(bedKinds) }).nullable(),
    lot: z.object({ id: Id, left: z.number().int() }).nullable(),
    quote: Quote,
    distance_km: z.number().nullable(),
    walking_minutes: z.number().int().nullable(),
    confirmed_at: At.nullable(),
    possible: z.boolean(),
    reasons: z.array(Finding),
  })
  .openapi('Match');
const count = z.number().int().nonnegative();
const standpoint = {
  place: z.number().int().positive(),
  place_in_track: z.number().int().positive(),
  track: z.enum(['A', 'B', 'C', 'D']),
};
const Move = z.discriminatedUnion('code', [
  z.object({ code: z.literal('level'), level: count, ...standpoint }),
  z.object({ code: z.literal('dementia'), ...standpoint }),
  z.object({ code: z.literal('category'), kind: z.enum(categoryKinds), ...standpoint }),
  z.object({ code: z.enum(['living_alone', 'carer_absent']), known: z.boolean(), ...standpoint }),
  z.object({ code: z.literal('carer_hardships'), count, ...standpoint }),
  z.object({ code: z.literal('waited'), days: count, on: Day, ...standpoint }),
  z.object({ code: z.literal('birthday'), age: count, on: Day, ...standpoint }),
]);
const opened = { homes: count, ahead: count };
const WhatIf = z
  .object({
    rule_version: z.string(),
    doc_no: z.string(),
    waiting: count,
    now: z.object(standpoint),
    moves: z.array(Move).openapi({
      description:
        'One change of the own facts each, with the place it would give today among everybody else as they are; `on` a day to come when time alone does it. Changes that would move nothing are left out',
    }),
    wish: z
      .object({
        now: z.object(opened),
        wider: z.array(z.object({ radius_km: count, ...opened })),
        others: z.array(z.object({ facility_id: Id, facility: z.string(), km: z.number().nullable(), ahead: count })),
      })
      .openapi({
        description:
          'homes: with such beds that the wish opens; ahead: how many who come first would take a bed in one of them. The place in the queue does not depend on the wish',
      }),
  })
  .openapi('WhatIf');
const needsOne = (code: string) => ({ params: { reason: { code } } });
/** Either an application, which says all, or a person with what an application would ask. */
const MatchQuestion = z
  .strictObject({
    application_id: Id.optional(),
    applicant_id: Id.optional(),
    service: z.enum(bedKinds).optional(),
    choices: z.array(Id).max(20).optional(),
    accept_any: z.boolean().optional(),
    radius_km: z.number().int().min(1).max(100).optional(),
    weekdays: z.array(z.number().int().min(1).max(7)).max(7).optional(),
    needs: z.array(Text(40)).max(10).optional(),
  })
  .refine((q) => (q.application_id === undefined) !== (q.applicant_id === undefined), {
    path: ['applicant_id'],
    ...needsOne('match_one_of_two'),
  })
  .refine(
    ({ application_id, applicant_id, ...wish }) =>
      application_id === undefined || applicant_id !== undefined || Object.keys(wish).length === 0,
    {
      path: ['application_id'],
      ...needsOne('match_application_says'),
    },
  )
  .refine((q) => q.applicant_id === undefined || q.service !== undefined, {
    path: ['service'],
    ...needsOne('match_service_needed'),
  })
  .openapi('MatchQuestion', {
    description:
      'application_id alone, or applicant_id and service with choices (none), accept_any (true), radius_km (10), weekdays (all, day care only) and needs (none)',
  });

const showMatch = (m: Match): z.infer<typeof MatchShape> => ({
  facility: {
    id: m.facility.id,
    name: m.facility.name,
    kind: m.facility.kind,
    lng: m.facility.lng,
    lat: m.facility.lat,
    accuracy_m: m.facility.accuracyM,
  },
  free_for_person: m.bed_ids.length,
  bed_ids: m.bed_ids,
  best_bed: m.best_bed,
  lot: m.lot,
  quote: { ...m.quote, lines: m.quote.lines.map(toldLine) },
  distance_km: m.distance_km,
  walking_minutes: m.walking_minutes,
  confirmed_at: m.vacancy.confirmedAt?.toISOString() ?? null,
  possible: m.reasons.length === 0,
  reasons: m.reasons.map(finding),
});

const Preview = z
  .object({
    application_id: Id,
    place: z.number().int(),
    bed: z.object({ id: Id, room_no: z.string(), bed_no: z.string() }).nullable(),
    reasons: z.array(Finding),
    passed_over: z.array(
      z.object({
        application_id: Id,
        receipt_no: z.string(),
        name: z.string(),
        place: z.number().int(),
        track: z.enum(['A', 'B', 'C', 'D']),
        level: z.number().int(),
      }),
    ),
  })
  .openapi('OfferPreview');

export const matchingRoutes = router()
  .openapi(
    door('queue.what_if', {
      method: 'get',
      path: '/applications/{id}/what-if',
      tags: ['queue'],
      summary: 'What would give the person another place: tried by the rules on the own facts, as of now',
      request: { params: idParam },
      responses: { 200: json(WhatIf, 'The changes that move, and what another wish opens') },
    }),
    async (c) => c.json(await whatIf(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('allocation.match', {
      method: 'post',
      path: '/match',
      tags: ['allocation'],
      summary: 'Which beds for this person, and for every other facility why not',
      request: { body: body(MatchQuestion) },
      responses: {
        200: json(
          z.object({ application_id: Id.nullable(), applicant_id: Id, matches: z.array(MatchShape) }),
          'Possible ones first; named choices, then distance, then id',
        ),
      },
    }),
    async (c) => {
      const q = c.req.valid('json');
      const { person, matches } =
        q.applicant_id && q.service
          ? await matchApplicant(contextOf(c), q.applicant_id, {
              service: q.service,
              choices: q.choices ?? [],
              acceptAny: q.accept_any ?? true,
              radiusKm: q.radius_km ?? 10,
              days: q.weekdays ?? [],
              needs: q.needs ?? [],
            })
          : await matchApplication(contextOf(c), q.application_id ?? '');
      const application_id = q.application_id ?? null;
      return c.json({ application_id, applicant_id: person.applicant.id, matches: matches.map(showMatch) }, 200);
    },
  )
  .openapi(
    door('allocation.quote', {
      method: 'get',
      path: '/offers/{id}/quote',
      tags: ['allocation'],
      summary: 'Who would pay what of the offered place, line by line with the rule and its document',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({ quote: Quote, granted: z.array(z.string()), month: z.string() }),
          'As if everything had been applied for; granted: the schemes in force today',
        ),
      },
    }),
    async (c) => {
      const { quote, granted, month } = await quoteOffer(contextOf(c), c.req.valid('param').id);
      c.header('cache-control', 'no-store');
      return c.json({ quote: { ...quote, lines: quote.lines.map(toldLine) }, granted: [...granted], month }, 200);
    },
  )
  .openapi(
    door('allocation.preview', {
      method: 'post',
      path: '/offers/preview',
      tags: ['allocation'],
      summary: 'What stands in the way of an offer, and whom it would pass over; nothing is written',
      request: {
        body: body(
          z
            .strictObject({ application_id: Id, bed_id: Id.optional(), facility_id: Id.optional() })
            .refine((q) => (q.bed_id === undefined) !== (q.facility_id === undefined), {
              path: ['bed_id'],
              ...needsOne('bed_or_facility'),
            }),
        ),
      },
      responses: { 200: json(Preview, 'As of now; passed_over in the order of the queue') },
    }),
    async (c) => {
      const { reasons, ...row } = await previewOffer(contextOf(c), c.req.valid('json'));
      return c.json({ ...row, reasons: reasons.map(finding) }, 200);
    },
  );
