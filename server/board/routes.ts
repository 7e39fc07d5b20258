import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { actOnBeds, undoBatch } from './actions.ts';
import { readBedEvents, readBoard } from './queries.ts';
import { boardStates, closureReasons, expectedKinds } from './rules.ts';

const State = z.enum(boardStates);
const whole = z.number().int();
const taken = {
  name: z.string().optional(),
  level: whole.optional(),
  stay: Id.optional(),
  offer: Id.optional(),
  reason: z.string().optional(),
  since: Day.optional(),
  until: Day.optional(),
  keep_until: Day.optional(),
  overdue: z.literal(true).optional(),
};
const BoardBed = z.object({
  id: Id,
  no: z.string(),
  sort: whole,
  state: State,
  version: whole,
  ...taken,
  next: Day.optional(),
  week: z.array(z.object({ days: z.array(whole), state: State, ...taken })).optional(),
});
const Board = z
  .object({
    facility: z.object({ id: Id, name: z.string() }),
    on: Day,
    today: Day,
    confirmed_at: At.nullable(),
    counts: z.object({
      filed: whole,
      free: whole,
      locked: whole,
      reserved: whole,
      occupied: whole,
      away: whole,
      cleaning: whole,
      out_of_service: whole,
    }),
    sorts: z.array(
      z.object({
        kind: z.enum(bedKinds),
        level_min: whole,
        level_max: whole,
        dementia: z.boolean(),
        equipment: z.array(z.string()),
        pool: z.enum(['reserve', 'subsidised', 'market']),
      }),
    ),
    floors: z.array(
      z.object({
        building: z.string(),
        floor: whole,
        rooms: z.array(
          z.object({
            id: Id,
            no: z.string(),
            sex: z.enum(['male', 'female', 'single_sex', 'mixed']),
            beds: z.array(BoardBed),
          }),
        ),
      }),
    ),
    expected: z.array(z.object({ bed: Id, on: Day, kind: z.enum(expectedKinds), firm: z.boolean() })),
  })
  .openapi('BedBoard', {
    description:
      'sort: which of sorts the bed is. next: the first day from which something already takes a bed that is free. week: of a day-care bed, who takes which weekdays. expected: beds expected to be empty in the next 60 days; they are not free before it happens.',
  });
const BedEvent = z
  .object({
    id: Id,
    batch_id: Id,
    kind: z.string(),
    on: Day,
    at: At,
    by: z.string().nullable(),
    person: z.string().nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    until: Day.nullable(),
    beds: whole,
    undone: z.boolean(),
    last: z.boolean(),
  })
  .openapi('BedEvent', {
    description:
      'beds: how many beds the same tap changed. last: nothing later on this bed depends on it, and it is of one stay at most: it may be taken back.',
  });
const Batch = z.object({ batch_id: Id, beds: whole });

export const boardRoutes = router()
  .openapi(
    door('board.read', {
      method: 'get',
      path: '/facilities/{id}/beds',
      tags: ['facilities'],
      summary: 'Every bed by floor and room on a day, with who or what takes it',
      request: { params: idParam, query: z.object({ on: Day.optional() }) },
      responses: { 200: json(Board, 'By building, floor and room; today when no day is given') },
    }),
    async (c) => c.json(await readBoard(contextOf(c), c.req.valid('param').id, c.req.valid('query').on), 200),
  )
  .openapi(
    door('board.act', {
      method: 'post',
      path: '/facilities/{id}/beds/actions',
      tags: ['facilities'],
      summary: 'Take beds out of service or put them back: all of them or none, every reason at once',
      request: {
        params: idParam,
        body: body(
          z.discriminatedUnion('action', [
            z.strictObject({
              action: z.literal('close'),
              bed_ids: z.array(Id).min(1).max(1000),
              versions: z.record(Id, whole).default({}),
              reason: z.enum(closureReasons),
              until: Day.nullable().default(null),
              note: Text(200).nullable().default(null),
            }),
            z.strictObject({
              action: z.literal('reopen'),
              bed_ids: z.array(Id).min(1).max(1000),
              versions: z.record(Id, whole).default({}),
              note: Text(200).nullable().default(null),
            }),
          ]),
        ),
      },
      responses: { 200: json(Batch, 'Done; the batch can be taken back') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await actOnBeds(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('board.undo', {
      method: 'post',
      path: '/facilities/{id}/bed-batches/{batch}/undo',
      tags: ['facilities'],
      summary: 'Take one tap back, until something later on its beds depends on it',
      request: { params: idParam.extend({ batch: Id }) },
      responses: { 200: json(z.object({ beds: whole }), 'Taken back; both stay on record') },
    }),
    async (c) => {
      const { id, batch } = c.req.valid('param');
      return c.json(await undoBatch(contextOf(c), id, batch), 200);
    },
  )
  .openapi(
    door('board.history', {
      method: 'get',
      path: '/facilities/{id}/bed-events',
      tags: ['facilities'],
      summary: 'What happened to a bed: who did what, and when',
      request: { params: idParam, query: z.object({ bed: Id, before: Id.optional() }) },
      responses: { 200: json(z.object({ events: z.array(BedEvent), next: Id.nullable() }), 'Latest first') },
    }),
    async (c) => c.json(await readBedEvents(contextOf(c), c.req.valid('param').id, c.req.valid('query')), 200),
  );
