import { z } from '@hono/zod-openapi';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Finding, Flag, Id, idParam, Text } from '../platform/shapes.ts';
import { comeBack, keepLonger, leave, move, planLeaving } from './actions.ts';
import { bedsForComer, bedsForResident, type FitBed, ownStay, ownStays } from './queries.ts';
import { awayKinds, moveReasons } from './rules.ts';

const FitShape = z
  .object({
    id: Id,
    building: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
    room_sex: z.enum(['male', 'female', 'single_sex', 'mixed']),
    kind: z.enum(bedKinds),
    pool: z.enum(['reserve', 'subsidised', 'market']),
    level_min: z.number().int(),
    level_max: z.number().int(),
    reasons: z.array(Finding),
  })
  .openapi('FitBed', {
    description: 'a bed that is not taken; reasons: why this person may not have it, none when it fits',
  });

const show = ({ bed, room, reasons }: FitBed): z.infer<typeof FitShape> => ({
  id: bed.id,
  building: room.building,
  room_no: room.roomNo,
  bed_no: bed.bedNo,
  room_sex: room.sex,
  kind: bed.kind,
  pool: bed.pool,
  level_min: bed.levelMin,
  level_max: bed.levelMax,
  reasons: reasons.map((r) => ({
    code: r.code,
    message_zh: say('zh', r.code, r.values),
    message_en: say('en', r.code, r.values),
    ...(r.values ? { values: r.values } : {}),
  })),
});
const OwnStay = z
  .object({
    id: Id,
    claim_id: Id.openapi({ description: 'of the present bed' }),
    applicant_id: Id,
    name: z.string(),
    facility_id: Id,
    facility: z.string(),
    bed_kind: z.enum(bedKinds),
    building: z.string(),
    floor: z.number().int(),
    room_no: z.string(),
    bed_no: z.string(),
    admitted_on: Day,
    discharged_on: Day.nullable(),
    discharge_kind: z.string().nullable(),
  })
  .openapi('OwnStay');
const WholeStay = OwnStay.extend({
  phone: z.string().nullable(),
  address: z.string().nullable(),
  level: z.number().int().nullable(),
  funding: z.enum(['reserve', 'subsidised', 'private', 'emergency']),
  trial_until: Day.nullable(),
  leaving_on: Day.nullable(),
  until: Day.nullable(),
  offer_id: Id.nullable(),
  aways: z.array(z.object({ kind: z.enum(awayKinds), from: Day, back_on: Day.nullable(), keep_until: Day })),
  moves: z.array(z.object({ on: Day, room_no: z.string(), bed_no: z.string() })),
}).openapi('OwnStayWhole');
const Note = Text(500).nullable().default(null);

export const stayRoutes = router()
  .openapi(
    door('stays.own', {
      method: 'get',
      path: '/stays',
      tags: ['placements'],
      summary: 'The stays of everybody one acts for',
      responses: { 200: json(z.object({ stays: z.array(OwnStay) }), 'Those that go on first') },
    }),
    async (c) => c.json({ stays: await ownStays(contextOf(c)) }, 200),
  )
  .openapi(
    door('stays.own', {
      method: 'get',
      path: '/stays/{id}',
      tags: ['placements'],
      summary: 'One stay with its leave and its moves; by its id or that of a bed it took',
      request: { params: idParam },
      responses: { 200: json(WholeStay, 'The stay') },
    }),
    async (c) => c.json(await ownStay(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('stays.beds', {
      method: 'get',
      path: '/facilities/{id}/fitting-beds',
      tags: ['placements'],
      summary: 'The beds not taken, for somebody who comes and pays alone: fitting ones first, others with why not',
      request: {
        params: idParam,
        query: z.object({
          sex: z.enum(['male', 'female']),
          level: z.coerce.number().int().min(0).max(4),
          dementia: Flag.default(false),
          from: Day,
        }),
      },
      responses: { 200: json(z.object({ beds: z.array(FitShape) }), 'Fitting first, then by building and room') },
    }),
    async (c) => {
      const list = await bedsForComer(contextOf(c), c.req.valid('param').id, c.req.valid('query'));
      return c.json({ beds: list.map(show) }, 200);
    },
  )
  .openapi(
    door('stays.beds', {
      method: 'get',
      path: '/placements/{id}/beds',
      tags: ['placements'],
      summary: 'The beds not taken, for a resident who moves: fitting ones first, others with why not',
      request: { params: idParam },
      responses: { 200: json(z.object({ beds: z.array(FitShape) }), 'Fitting first, then by building and room') },
    }),
    async (c) => {
      const list = await bedsForResident(contextOf(c), c.req.valid('param').id);
      return c.json({ beds: list.map(show) }, 200);
    },
  )
  .openapi(
    door('stays.leave', {
      method: 'post',
      path: '/placements/{id}/leave',
      tags: ['placements'],
      summary: 'A resident goes away (home, hospital); the bed is kept until the day agreed',
      request: {
        params: idParam,
        body: body(z.strictObject({ kind: z.enum(awayKinds), from: Day, keep_until: Day, note: Note })),
      },
      responses: { 200: json(z.object({ absence_id: Id }), 'Away') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await leave(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('stays.return', {
      method: 'post',
      path: '/placements/{id}/return',
      tags: ['placements'],
      summary: 'The resident is back',
      request: { params: idParam, body: body(z.strictObject({ on: Day })) },
      responses: { 200: json(z.object({ on: Day }), 'Back') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await comeBack(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('stays.keep', {
      method: 'post',
      path: '/placements/{id}/keep',
      tags: ['placements'],
      summary: 'The bed of somebody away is kept until another day',
      request: { params: idParam, body: body(z.strictObject({ keep_until: Day })) },
      responses: { 200: json(z.object({ keep_until: Day }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await keepLonger(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('stays.move', {
      method: 'post',
      path: '/placements/{id}/move',
      tags: ['placements'],
      summary: 'The resident moves to another bed of the home; the old one goes to cleaning',
      request: {
        params: idParam,
        body: body(z.strictObject({ bed_id: Id, on: Day, reason: z.enum(moveReasons), note: Note })),
      },
      responses: { 200: json(z.object({ bed_id: Id }), 'Moved') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await move(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('stays.plan_leaving', {
      method: 'post',
      path: '/placements/{id}/leaving',
      tags: ['placements'],
      summary: 'The day on which the resident is said to leave; it frees nothing',
      request: { params: idParam, body: body(z.strictObject({ leaving_on: Day.nullable() })) },
      responses: { 200: json(z.object({ leaving_on: Day.nullable() }), 'Noted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await planLeaving(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
