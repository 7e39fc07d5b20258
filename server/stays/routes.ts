import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Id, idParam, Text } from '../platform/shapes.ts';
import { comeBack, keepLonger, leave, move, planLeaving } from './actions.ts';
import { awayKinds, moveReasons } from './rules.ts';

const Note = Text(500).nullable().default(null);

export const stayRoutes = router()
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
