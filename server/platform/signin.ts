import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { accountRoutes, SessionView, show } from './account.ts';
import { describeSession } from './accounts.ts';
import { demoSignIns } from './demo.ts';
import { body, contextOf, door, json, Problem, router } from './http.ts';
import { beginOidc, finishOidc } from './oidc.ts';
import { visitorOf } from './session.ts';
import { PersonName, Text } from './shapes.ts';
import { elevate } from './totp.ts';
import { sendPhoneCode, signInByPassword, signInByPhone } from './ways.ts';

const Phone = z
  .string()
  .max(30)
  .transform((s) => s.replace(/[\s-]/g, '').replace(/^(\+|00)86/, ''))
  .refine((s) => /^1\d{10}$/.test(s), { params: { reason: { code: 'phone_invalid' } } })
  .openapi({ type: 'string', example: '13800000000' });
const Digits = z.string().regex(/^\d{6}$/, 'six digits');
const refused = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});
const tags = ['sign-in'];
const elsewhere = { description: 'On to the next address', headers: z.object({ location: z.string() }) };

/** Ways in, the own account, and the way out. Every answer that opens a session is the session, and sets its cookie. */
export const signinRoutes = router()
  .openapi(
    door('platform.sign_in', {
      method: 'get',
      path: '/session',
      tags,
      summary: 'Who is signed in; account_id is null when nobody is',
      responses: { 200: json(SessionView, 'The session') },
    }),
    async (c) => {
      const actor = c.get('actor');
      const who = actor?.account ? { accountId: actor.account, strength: actor.strength } : null;
      c.header('cache-control', 'no-store');
      return c.json(await describeSession(contextOf(c), who), 200);
    },
  )
  .openapi(
    door('platform.sign_in', {
      method: 'post',
      path: '/signin/password',
      tags,
      summary: 'Sign in with user name and password; staff then give their authenticator code',
      request: { body: body(z.strictObject({ username: Text(64).min(1), password: z.string().min(1).max(256) })) },
      responses: { 200: json(SessionView, 'Signed in'), 401: refused('Wrong user name or password') },
    }),
    async (c) => {
      const { username, password } = c.req.valid('json');
      return c.json(await show(c, await signInByPassword(visitorOf(c), username, password), 1), 200);
    },
  )
  .openapi(
    door('platform.session', {
      method: 'post',
      path: '/signin/totp',
      tags,
      summary: 'The second factor: an authenticator code or a recovery code, each good once',
      request: {
        body: body(z.union([z.strictObject({ code: Digits }), z.strictObject({ recovery_code: Text(20).min(8) })])),
      },
      responses: { 200: json(SessionView, 'Signed in with two factors, under a new cookie') },
    }),
    async (c) => c.json(await show(c, await elevate(visitorOf(c), c.req.valid('json')), 2), 200),
  )
  .openapi(
    door('platform.sign_in', {
      method: 'post',
      path: '/signin/phone/code',
      tags,
      summary: 'Send a six-digit code to a phone; the answer never tells whether the number is known',
      request: { body: body(z.strictObject({ phone: Phone })) },
      responses: {
        200: json(
          z.object({ demo_code: z.string().optional().openapi({ description: 'Only in a demo without SMS' }) }),
          'Sent',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await sendPhoneCode(visitorOf(c), c.req.valid('json').phone), 200);
    },
  )
  .openapi(
    door('platform.sign_in', {
      method: 'post',
      path: '/signin/phone',
      tags,
      summary: 'Sign in with the code; the first time this opens a family account',
      request: { body: body(z.strictObject({ phone: Phone, code: Digits, name: PersonName.optional() })) },
      responses: { 200: json(SessionView, 'Signed in') },
    }),
    async (c) => c.json(await show(c, await signInByPhone(visitorOf(c), c.req.valid('json')), 1), 200),
  )
  .openapi(
    door('platform.sign_in', {
      method: 'get',
      path: '/signin/demo',
      tags,
      summary: 'Demo sign-ins for every role; only in demo mode',
      responses: {
        200: json(
          z.object({
            accounts: z.array(
              z.object({
                username: z.string(),
                name: z.string(),
                role: z.string().nullable(),
                password: z.string(),
                totp: z.boolean(),
                totp_code: z.string().nullable(),
              }),
            ),
          }),
          'Demo accounts',
        ),
      },
    }),
    async (c) => {
      const { config, vault } = c.get('services');
      if (!config.demo) throw new Refusal('not_found', 'no_such_page');
      c.header('cache-control', 'no-store');
      return c.json({ accounts: await demoSignIns(contextOf(c), vault) }, 200);
    },
  )
  .openapi(
    door('platform.sign_in', {
      method: 'get',
      path: '/signin/oidc',
      tags,
      summary: "Go to the bureau's own single sign-on",
      responses: { 302: elsewhere },
    }),
    async (c) => c.redirect(await beginOidc(c), 302),
  )
  .openapi(
    door('platform.sign_in', {
      method: 'get',
      path: '/signin/oidc/callback',
      tags,
      summary: 'The answer of the single sign-on',
      responses: { 302: elsewhere, 403: refused('Not accepted') },
    }),
    async (c) => {
      await show(c, await finishOidc(c), 1);
      return c.redirect('/', 302);
    },
  )
  .route('/', accountRoutes);
