import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Id, idParam } from '../platform/shapes.ts';
import { admit, discharge, listPlacements } from './actions.ts';

const Placement = z
  .object({
    id: Id,
    applicant_id: Id,
    name: z.string(),
    sex: z.enum(['male', 'female']),
    born_on: Day,
    facility_id: Id,
    bed_id: Id,
    building: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
    funding: z.enum(['reserve', 'subsidised', 'private']),
    admitted_on: Day,
    trial_until: Day.nullable(),
    version: z.number().int(),
  })
  .openapi('Placement');

export const placementRoutes = router()
  .openapi(
    door('placements.list', {
      method: 'get',
      path: '/placements',
      tags: ['placements'],
      summary: 'Who lives in a facility now',
      request: {
        query: z.object({ facility: Id.optional(), limit: z.coerce.number().int().min(1).max(1000).default(600) }),
      },
      responses: { 200: json(z.object({ placements: z.array(Placement) }), 'Latest admission first') },
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
        building: r.building,
        room_no: r.roomNo,
        bed_no: r.bedNo,
        funding: p.funding,
        admitted_on: p.admittedOn,
        trial_until: p.trialUntil,
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
      request: { params: idParam, body: body(z.strictObject({ admitted_on: Day })) },
      responses: { 201: json(z.object({ placement_id: Id, trial_until: Day }), 'Admitted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await admit(contextOf(c, input), c.req.valid('param').id, input), 201);
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
            kind: z.enum(['home', 'hospital', 'other_facility', 'death', 'breach']),
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
