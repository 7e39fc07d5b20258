import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { admit, discharge, placeInEmergency } from './actions.ts';
import { bedBoard, listExceptions, listPlacements, readExceptions } from './queries.ts';
import { emergencyReasons } from './rules.ts';

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
    funding: z.enum(['reserve', 'subsidised', 'private', 'emergency']),
    until: Day.nullable(),
    admitted_on: Day,
    trial_until: Day.nullable(),
    version: z.number().int(),
  })
  .openapi('Placement');

const BoardBed = z.object({
  id: Id,
  bed_no: z.string(),
  kind: z.enum(bedKinds),
  level_min: z.number().int(),
  level_max: z.number().int(),
  dementia: z.boolean(),
  equipment: z.array(z.string()),
  pool: z.enum(['reserve', 'subsidised', 'market']),
  state: z.enum(['free', 'held', 'occupied', 'closed']),
  reason: z.string().nullable(),
  until: Day.nullable(),
  person: z.object({ applicant_id: Id, name: z.string() }).nullable(),
  version: z.number().int(),
});
const Board = z
  .object({
    facility: z.object({ id: Id, name: z.string() }),
    as_on: Day,
    confirmed_at: At.nullable(),
    rooms: z.array(
      z.object({
        id: Id,
        building: z.string(),
        floor: z.number().int(),
        room_no: z.string(),
        sex: z.enum(['male', 'female', 'single_sex', 'mixed']),
        beds: z.array(BoardBed),
      }),
    ),
  })
  .openapi('BedBoard');

const exception = { kind: z.enum(['override', 'emergency']), reason: z.string() };
const ExceptionMonth = z
  .object({ month: z.string(), ...exception, cases: z.number().int(), affected: z.number().int() })
  .openapi('ExceptionMonth', { description: 'affected: people passed over, or days in a bed' });
const ExceptionCase = z
  .object({
    id: Id,
    ...exception,
    at: At,
    by: z.string().nullable(),
    applicant_id: Id,
    name: z.string(),
    facility: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
    note: z.string().nullable(),
    passed_over: z.array(z.object({ receipt_no: z.string(), place: z.number().int() })),
    until: Day.nullable(),
    ended_on: Day.nullable(),
  })
  .openapi('ExceptionCase');

export const placementRoutes = router()
  .openapi(
    door('allocation.overrides', {
      method: 'get',
      path: '/allocation/overrides',
      tags: ['allocation'],
      summary: 'The monthly disclosure: offers out of turn and emergency placements by reason, without people',
      request: { query: z.object({ months: z.coerce.number().int().min(1).max(60).default(12) }) },
      responses: { 200: json(z.object({ months: z.array(ExceptionMonth) }), 'Latest month first') },
    }),
    async (c) => c.json({ months: await readExceptions(contextOf(c), c.req.valid('query').months) }, 200),
  )
  .openapi(
    door('allocation.override_cases', {
      method: 'get',
      path: '/allocation/overrides/cases',
      tags: ['allocation'],
      summary: 'Every offer out of turn and emergency placement: who decided, for whom, past whom',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }) },
      responses: { 200: json(z.object({ cases: z.array(ExceptionCase) }), 'Newest first') },
    }),
    async (c) => {
      const cases = await listExceptions(contextOf(c), c.req.valid('query').limit);
      return c.json({ cases: cases.map((x) => ({ ...x, at: new Date(x.at).toISOString() })) }, 200);
    },
  )
  .openapi(
    door('placements.emergency', {
      method: 'post',
      path: '/placements/emergency',
      tags: ['placements'],
      summary: 'A leader puts somebody into a bed at once, for some days; the place in the queue stays',
      request: {
        body: body(
          z.strictObject({
            applicant_id: Id,
            bed_id: Id,
            reason: z.enum(emergencyReasons),
            note: Text(500).nullable().default(null),
            days: z.number().int().min(1).max(366),
          }),
        ),
      },
      responses: { 201: json(z.object({ placement_id: Id, until: Day }), 'Placed; ends by itself on that day') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await placeInEmergency(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('placements.beds', {
      method: 'get',
      path: '/facilities/{id}/beds',
      tags: ['facilities'],
      summary: 'Every bed by room with what takes it today',
      request: { params: idParam },
      responses: { 200: json(Board, 'By building, floor and room') },
    }),
    async (c) => c.json(await bedBoard(contextOf(c), c.req.valid('param').id), 200),
  )
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
        until: p.until,
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
