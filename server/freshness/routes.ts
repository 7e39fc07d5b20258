import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { limitsOf } from '../platform/limits.ts';
import { visitorOf } from '../platform/session.ts';
import { At, Id, kinds } from '../platform/shapes.ts';
import { confirmByLink } from './actions.ts';
import { listStale, readByLink } from './queries.ts';
import { stages } from './rules.ts';

const tags = ['facilities'];
const Token = z.string().max(200);
const count = z.number().int().nonnegative();

const StaleFacility = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(kinds),
    street_code: z.string(),
    phone: z.string().nullable(),
    free: count,
    stage: z.enum(stages),
    since: At,
    confirmed_at: At.nullable(),
    accounts: count,
    reminder: z.object({ stage: z.enum(stages), told_at: At, told: count }).nullable(),
  })
  .openapi('StaleFacility', {
    description:
      'since: the last confirmation, or the registration when there was none. accounts: sign-ins of the institution; without one nobody can be reminded',
  });

export const freshnessRoutes = router()
  .openapi(
    door('freshness.link', {
      method: 'get',
      path: '/confirm',
      tags,
      summary: 'The figures a link asks to confirm; looking confirms nothing',
      request: { headers: z.object({ 'x-link-token': Token }) },
      responses: {
        200: json(
          z.object({
            facility: z.object({ id: Id, name: z.string(), kind: z.enum(kinds) }),
            filed: count,
            free: count,
            held: count,
            occupied: count,
            kept: count,
            closed: count,
            cleaning: count,
            confirmed_at: At.nullable(),
          }),
          'Public figures as they stand; `kept` are among the occupied, `cleaning` among the closed',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      const token = c.req.valid('header')['x-link-token'];
      return c.json(await readByLink(contextOf(c), c.get('services').vault, token), 200);
    },
  )
  .openapi(
    door('freshness.confirm_by_link', {
      method: 'post',
      path: '/confirm',
      tags,
      summary: '无变化，一键确认 from the link of a message, without signing in',
      request: { body: body(z.strictObject({ token: Token })) },
      responses: { 200: json(z.object({ confirmed_at: At }), 'Confirmed now') },
    }),
    async (c) => {
      const { db, vault } = c.get('services');
      await limitsOf(db).spend('confirm_address', visitorOf(c).address);
      return c.json(await confirmByLink(contextOf(c), vault, c.req.valid('json').token), 200);
    },
  )
  .openapi(
    door('freshness.list', {
      method: 'get',
      path: '/freshness',
      tags,
      summary: 'Facilities whose figures are older than 24 hours, with the last reminder',
      responses: { 200: json(z.object({ facilities: z.array(StaleFacility) }), 'The oldest first') },
    }),
    async (c) => c.json({ facilities: await listStale(contextOf(c)) }, 200),
  );
