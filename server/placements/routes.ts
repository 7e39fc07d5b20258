import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Flag, Id, idParam, PersonName, Text } from '../platform/shapes.ts';
import { admit, admitPrivately, discharge } from './actions.ts';
import { listPlacements } from './queries.ts';
import { degrees, dischargeKinds, riskKinds } from './rules.ts';

const Placement = z
  .object({
    id: Id,
    applicant_id: Id,
    name: z.string(),
    sex: z.enum(['male', 'female']),
    born_on: Day,
    facility_id: Id,
    bed_id: Id,
    bed_kind: z.enum(bedKinds),
    building: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
    funding: z.enum(['reserve', 'subsidised', 'private', 'emergency']),
    until: Day.nullable(),
    admitted_on: Day,
    trial_until: Day.nullable(),
    leaving_on: Day.nullable(),
    discharged_on: Day.nullable(),
    discharge_kind: z.string().nullable(),
    away: z
      .object({ kind: z.enum(['home', 'hospital', 'other']), since: Day, keep_until: Day })
      .nullable()
      .openapi({ description: 'the absence nobody has come back from yet' }),
    assessed_on: Day.nullable().openapi({ description: 'the last safety risk assessment by this home' }),
    version: z.number().int(),
  })
  .openapi('Placement');

const Risk = z
  .strictObject({
    assessor: PersonName,
    items: z
      .array(
        z.strictObject({
          risk: z.enum(riskKinds),
          degree: z.enum(degrees),
          measures: Text(500).nullable().default(null),
        }),
      )
      .max(9),
  })
  .openapi('RiskSheet', { description: 'the nine risks of GB 38600; measures from medium up' });

export const placementRoutes = router()
  .openapi(
    door('placements.list', {
      method: 'get',
      path: '/placements',
      tags: ['placements'],
      summary: 'Who lives in a facility now',
      request: {
        query: z.object({
          facility: Id.optional(),
          left: Flag.optional().openapi({ description: 'those who have left instead, the latest first' }),
          limit: z.coerce.number().int().min(1).max(1000).default(600),
        }),
      },
      responses: { 200: json(z.object({ placements: z.array(Placement) }), 'Latest first') },
    }),
    async (c) => {
      const rows = await listPlacements(contextOf(c), c.req.valid('query'));
      const placements = rows.map(({ placement: p, ...r }) => ({
        id: p.id,
        applicant_id: p.applicantId,
        name: r.name,
        sex: r.sex,
        born_on: r.bornOn,
        facility_id: p.facilityId,
        bed_id: p.bedId,
        bed_kind: r.kind,
        building: r.building,
        room_no: r.roomNo,
        bed_no: r.bedNo,
        funding: p.funding,
        admitted_on: p.admittedOn,
        until: p.until,
        trial_until: p.trialUntil,
        leaving_on: p.leavingOn,
        discharged_on: p.dischargedOn,
        discharge_kind: p.dischargeKind,
        away: r.away,
        assessed_on: r.assessedOn,
        version: p.version,
      }));
      return c.json({ placements }, 200);
    },
  )
  .openapi(
    door('placements.admit', {
      method: 'post',
      path: '/offers/{id}/admit',
      tags: ['placements'],
      summary: 'The accepted person moves in',
      request: {
        params: idParam,
        body: body(z.strictObject({ admitted_on: Day, risk: Risk.nullable().default(null) })),
      },
      responses: { 201: json(z.object({ placement_id: Id, trial_until: Day }), 'Admitted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await admit(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('placements.admit_private', {
      method: 'post',
      path: '/facilities/{id}/placements',
      tags: ['placements'],
      summary: 'Take in somebody who pays alone and need never have applied; a place in the queue is kept',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            name: PersonName,
            id_no: z.string().max(40),
            phone: z
              .string()
              .regex(/^1\d{10}$/, { error: 'not an 11-digit phone number' })
              .nullable()
              .default(null),
            bed_id: Id,
            admitted_on: Day,
            care_level: z.number().int().min(0).max(4),
            dementia: z.boolean().nullable().default(null),
            weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
            risk: Risk.nullable().default(null),
          }),
        ),
      },
      responses: {
        201: json(z.object({ placement_id: Id, applicant_id: Id, trial_until: Day.nullable() }), 'Admitted'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { vault } = c.get('services');
      return c.json(await admitPrivately(contextOf(c, input), vault, c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('placements.discharge', {
      method: 'post',
      path: '/placements/{id}/discharge',
      tags: ['placements'],
      summary: 'The person leaves; the bed goes to cleaning',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            discharged_on: Day,
            kind: z.enum(dischargeKinds),
          }),
        ),
      },
      responses: { 200: json(z.object({ discharged_on: Day }), 'Discharged') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await discharge(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
