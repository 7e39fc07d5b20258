import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { changePassword, describeSession, endOwnSession, ownSessions, signOut } from './accounts.ts';
import { body, contextOf, door, type Env, json, router } from './http.ts';
import { type Opened, setSessionCookie, visitorOf } from './session.ts';
import { At, Id, idParam } from './shapes.ts';
import { beginTotp, confirmTotp } from './totp.ts';

export const SessionView = z
  .object({
    account_id: Id.nullable(),
    name: z.string().nullable(),
    roles: z.array(
      z.object({
        role: z.enum([
          'system',
          'family',
          'institution',
          'desk',
          'grid_worker',
          'officer',
          'leader',
          'treasurer',
          'partner',
          'assessor',
          'inspector',
          'administrator',
        ]),
        street: z.string().nullable(),
        department: z.string().nullish(),
        facility: Id.nullable(),
        facility_name: z.string().nullable(),
      }),
    ),
    strength: z.number().int().openapi({ description: '0 signed out, 1 one factor, 2 two factors' }),
    totp: z.enum(['off', 'needed', 'done']).openapi({ description: 'Authenticator: not set up, still to give, given' }),
    password: z
      .enum(['none', 'own', 'temporary'])
      .openapi({ description: 'temporary: given by an administrator, to be changed before anything else' }),
    district: z.string(),
  })
  .openapi('Session');

/** Sets the cookie of a session just opened or rotated and says who it is. */
export async function show(c: HonoContext<Env>, opened: Opened, strength: 1 | 2) {
  setSessionCookie(c, opened);
  return describeSession(contextOf(c), { accountId: opened.accountId, strength });
}

const tags = ['account'];
const nothing = { 204: { description: 'Done' } };

/** What everybody does with their own account. */
export const accountRoutes = router()
  .openapi(
    door('platform.session', {
      method: 'post',
      path: '/signout',
      tags,
      summary: 'Sign out of this browser',
      responses: nothing,
    }),
    async (c) => {
      await signOut(visitorOf(c));
      setSessionCookie(c, null);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'put',
      path: '/account/password',
      tags,
      summary: 'Change the own password; other sessions end',
      request: {
        body: body(
          z
            .strictObject({ current: z.string().min(1).max(256), next: z.string().min(1).max(256) })
            .openapi('NewPassword'),
        ),
      },
      responses: nothing,
    }),
    async (c) => {
      const { current, next } = c.req.valid('json');
      await changePassword(visitorOf(c), current, next);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'get',
      path: '/account/sessions',
      tags,
      summary: 'Where this account is signed in',
      responses: {
        200: json(
          z.object({
            sessions: z.array(
              z.object({
                id: Id,
                agent: z.string(),
                strength: z.number().int(),
                created_at: At,
                seen_at: At,
                ends_at: At,
                current: z.boolean(),
              }),
            ),
          }),
          'Live sessions, last used first',
        ),
      },
    }),
    async (c) => {
      const rows = await ownSessions(contextOf(c));
      const sessions = rows.map((s) => ({
        id: s.id,
        agent: s.agent,
        strength: s.strength,
        created_at: s.createdAt.toISOString(),
        seen_at: s.seenAt.toISOString(),
        ends_at: (s.idleUntil < s.absoluteUntil ? s.idleUntil : s.absoluteUntil).toISOString(),
        current: s.id === c.get('sessionId'),
      }));
      c.header('cache-control', 'no-store');
      return c.json({ sessions }, 200);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'delete',
      path: '/account/sessions/{id}',
      tags,
      summary: 'End one of the own sessions, at once',
      request: { params: idParam },
      responses: nothing,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await endOwnSession(visitorOf(c).ctx, id);
      if (id === c.get('sessionId')) setSessionCookie(c, null);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'post',
      path: '/account/totp',
      tags,
      summary: 'A new authenticator seed, shown once; it counts when a first code confirms it',
      request: { body: body(z.strictObject({ password: z.string().min(1).max(256).optional() })) },
      responses: { 200: json(z.object({ secret: z.string(), uri: z.string() }), 'The seed') },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await beginTotp(visitorOf(c), c.req.valid('json').password), 200);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'post',
      path: '/account/totp/confirm',
      tags,
      summary: 'Turn the authenticator on; the recovery codes are shown once',
      request: { body: body(z.strictObject({ code: z.string().regex(/^\d{6}$/, 'six digits') })) },
      responses: {
        200: json(z.object({ recovery_codes: z.array(z.string()), session: SessionView }), 'On, and signed in with it'),
      },
    }),
    async (c) => {
      const { opened, codes } = await confirmTotp(visitorOf(c), c.req.valid('json').code);
      return c.json({ recovery_codes: codes, session: await show(c, opened, 2) }, 200);
    },
  );
