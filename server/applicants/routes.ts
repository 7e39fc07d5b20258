import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { type ApplicantRow, listApplicants, readApplicant, registerApplicant, unmaskApplicant } from './actions.ts';
import { findPeople, listDuplicates } from './queries.ts';

const Applicant = z
  .object({
    id: Id,
    name: z.string(),
    sex: z.enum(['male', 'female']),
    born_on: Day,
    id_no_masked: z.string(),
    phone_masked: z.string().nullable(),
    street_code: z.string(),
    community_code: z.string(),
    lng: z.number().nullable(),
    lat: z.number().nullable(),
    living_alone: z.boolean().nullable(),
    died_on: Day.nullable(),
    demonstration: z.boolean(),
    version: z.number().int(),
  })
  .openapi('Applicant', { description: 'ID number and phone are masked; the full ones need a stated reason' });

export const showApplicant = (a: ApplicantRow): z.infer<typeof Applicant> => ({
  id: a.id,
  name: a.name,
  sex: a.sex,
  born_on: a.bornOn,
  id_no_masked: a.idNoMasked,
  phone_masked: a.phoneMasked,
  street_code: a.streetCode,
  community_code: a.communityCode,
  lng: a.lng,
  lat: a.lat,
  living_alone: a.livingAlone,
  died_on: a.diedOn,
  demonstration: a.demonstration,
  version: a.version,
});

const Assessment = z.object({
  id: Id,
  standard_code: z.string(),
  source: z.enum(['here', 'import']),
  reason: z.string().nullable(),
  signed_by: z.array(z.string()),
  signed_at: At.nullable(),
  self_care: z.enum(['full', 'partial', 'none']).nullable(),
  total: z.number().int(),
  initial_level: z.number().int(),
  level: z.number().int(),
  level_reasons: z.array(z.string()),
  dementia: z.boolean(),
  needs: z.array(z.string()),
  assessed_on: Day,
  valid: z.string(),
});
const Category = z.object({ kind: z.string(), during: z.string(), source: z.string() });

export const applicantRoutes = router()
  .openapi(
    door('applicants.list', {
      method: 'get',
      path: '/applicants',
      tags: ['applicants'],
      summary: 'The people you may act for, or those of your street or district',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }) },
      responses: { 200: json(z.object({ applicants: z.array(Applicant) }), 'By name') },
    }),
    async (c) =>
      c.json({ applicants: (await listApplicants(contextOf(c), c.req.valid('query').limit)).map(showApplicant) }, 200),
  )
  .openapi(
    door('applicants.register', {
      method: 'post',
      path: '/applicants',
      tags: ['applicants'],
      summary: 'Register a person from the ID card',
      request: {
        body: body(
          z.strictObject({
            name: Text(200),
            id_no: z.string().max(40),
            phone: z
              .string()
              .regex(/^1\d{10}$/, { error: 'not an 11-digit phone number' })
              .nullable()
              .default(null),
            community: z.string().regex(/^\d{12}$/, { error: 'not a 12-digit community code' }),
            relation: z.enum(['self', 'spouse', 'child', 'relative', 'neighbour', 'guardian']).nullable().default(null),
            living_alone: z.boolean().nullable().default(null),
            distinct_from: z.array(Id).max(50).default([]).openapi({
              description: 'of the possible duplicates, those the staff have found to be somebody else',
            }),
          }),
        ),
      },
      responses: { 201: json(z.object({ applicant_id: Id }), 'Registered') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await registerApplicant(contextOf(c, input), c.get('services').vault, input), 201);
    },
  )
  .openapi(
    door('applicants.read', {
      method: 'get',
      path: '/applicants/{id}',
      tags: ['applicants'],
      summary: 'One person with assessments and categories',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            applicant: Applicant,
            community: z.string().nullable(),
            assessments: z.array(Assessment),
            categories: z.array(Category),
          }),
          'The person',
        ),
      },
    }),
    async (c) => {
      const p = await readApplicant(contextOf(c), c.req.valid('param').id);
      return c.json(
        {
          applicant: showApplicant(p.applicant),
          community: p.community,
          assessments: p.assessments.map((a) => ({
            id: a.id,
            standard_code: a.standardCode,
            source: a.source,
            reason: a.reason,
            signed_by: [a.assessorAName, a.assessorBName].filter((n) => n !== null),
            signed_at: a.signedBAt?.toISOString() ?? null,
            self_care: a.selfCare,
            total: a.total,
            initial_level: a.initialLevel,
            level: a.level,
            level_reasons: a.levelReasons,
            dementia: a.dementia,
            needs: a.needs,
            assessed_on: a.assessedOn,
            valid: a.valid,
          })),
          categories: p.categories.map((k) => ({ kind: k.kind, during: k.during, source: k.source })),
        },
        200,
      );
    },
  )
  .openapi(
    door('applicants.find', {
      method: 'post',
      path: '/applicants/find',
      tags: ['applicants'],
      summary: 'Find a person at the counter by ID number, or by name and birth date; within the own street',
      request: {
        body: body(
          z.strictObject({
            id_no: z.string().max(40).nullable().default(null),
            name: Text(200).nullable().default(null),
            born_on: Day.nullable().default(null),
          }),
        ),
      },
      responses: {
        200: json(
          z.object({
            people: z.array(Applicant.extend({ community: z.string().nullable() })),
            elsewhere: z.enum(['street', 'district']).nullable().openapi({
              description: 'the number is registered, but in another street or district: where is not said',
            }),
          }),
          'Numbers masked; the reading is written down',
        ),
      },
    }),
    async (c) => {
      const { id_no, name, born_on } = c.req.valid('json');
      const wanted = { idNo: id_no?.trim().toUpperCase() ?? null, name, bornOn: born_on };
      const found = await findPeople(contextOf(c), c.get('services').vault, wanted);
      const people = found.people.map((p) => ({ ...showApplicant(p.applicant), community: p.community }));
      return c.json({ people, elsewhere: found.elsewhere }, 200);
    },
  )
  .openapi(
    door('applicants.duplicates', {
      method: 'post',
      path: '/applicants/duplicates',
      tags: ['applicants'],
      summary: 'Who in the district has the name and birth date of this ID card, or of this registered person',
      request: {
        body: body(
          z.union([
            z.strictObject({ name: Text(200), id_no: z.string().max(40) }),
            z.strictObject({ applicant_id: Id }),
          ]),
        ),
      },
      responses: {
        200: json(
          z.object({
            people: z.array(
              z.object({
                id: Id,
                name: z.string(),
                born_on: Day,
                id_no_end: z.string().openapi({ description: 'The last two characters' }),
                street: z.string(),
                community: z.string(),
                own: z.boolean().openapi({ description: 'within reach of whoever asks' }),
              }),
            ),
          }),
          'For people to look at; nobody is merged by rule',
        ),
      },
    }),
    async (c) => {
      const people = await listDuplicates(contextOf(c), c.req.valid('json'));
      return c.json({ people }, 200);
    },
  )
  .openapi(
    door('applicants.unmask', {
      method: 'post',
      path: '/applicants/{id}/unmask',
      tags: ['applicants'],
      summary: 'Full ID number and phone, for a stated reason that stays in the audit log',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ id_no: z.string(), phone: z.string().nullable() }), 'The full numbers') },
    }),
    async (c) =>
      c.json(
        await unmaskApplicant(
          contextOf(c),
          c.get('services').vault,
          c.req.valid('param').id,
          c.req.valid('json').reason,
        ),
        200,
      ),
  );
