import { z } from '@hono/zod-openapi';
import { partnerDepartments } from '../kernel/departments.ts';
import { passwordKind } from './accounts.ts';
import { body, contextOf, door, json, router } from './http.ts';
import { visitorOf } from './session.ts';
import { At, Id, idParam, PersonName, Reason, Text } from './shapes.ts';
import {
  endAllSessions,
  endRole,
  grantRole,
  inviteStaff,
  listStaff,
  removeTotp,
  resetPassword,
  type StaffMembership,
  staffRoles,
  type Temporary,
} from './staff.ts';

const Username = Text(40)
  .transform((s) => s.normalize('NFKC').trim())
  .refine((s) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{2,39}$/u.test(s) && !/^demo-/i.test(s), {
    params: { reason: { code: 'username_invalid' } },
  })
  .openapi({ type: 'string', example: 'chen.officer' });
const OwnPassword = z
  .string()
  .min(1)
  .max(256)
  .optional()
  .openapi({ description: "The administrator's own password again, where the account has one" });
const NewMembership = z
  .discriminatedUnion('role', [
    z.strictObject({ role: z.literal('institution'), facility: Id }),
    z.strictObject({ role: z.enum(['desk', 'grid_worker']), street: z.string().regex(/^\d{9}$/, 'nine digits') }),
    z.strictObject({ role: z.literal('partner'), department: z.enum(partnerDepartments) }),
    z.strictObject({ role: z.enum(['officer', 'leader', 'treasurer', 'assessor', 'inspector', 'administrator']) }),
  ])
  .openapi('StaffRole');
const TemporaryPassword = z
  .object({ password: z.string(), until: At })
  .openapi('TemporaryPassword', { description: 'Told this once; good until then, and to be changed at sign-in' });

const membershipOf = (given: z.infer<typeof NewMembership>): StaffMembership => ({
  role: given.role,
  facility: 'facility' in given ? given.facility : null,
  street: 'street' in given ? given.street : null,
  department: 'department' in given ? given.department : null,
});
const shown = (t: Temporary) => ({ password: t.password, until: t.until.toISOString() });
const tags = ['administration'];
const nothing = { 204: { description: 'Done' } };
const because = body(z.strictObject({ reason: Reason, password: OwnPassword }).openapi('AccountReset'));

/** The administrator's desk: who works in this district, and the way back in for who lost theirs. */
export const adminRoutes = router()
  .openapi(
    door('platform.accounts', {
      method: 'get',
      path: '/admin/accounts',
      tags,
      summary: 'Staff accounts of the district with their roles; never their secrets',
      responses: {
        200: json(
          z.object({
            accounts: z.array(
              z.object({
                id: Id,
                username: z.string().nullable(),
                name: z.string(),
                password: z.enum(['own', 'temporary', 'none']),
                password_until: At.nullable(),
                single_sign_on: z.boolean(),
                totp: z.boolean(),
                seen_at: At.nullable(),
                sessions: z.number().int(),
                elsewhere: z.boolean().openapi({ description: 'Also serves another district' }),
                memberships: z.array(
                  z.object({
                    id: Id,
                    role: z.enum(staffRoles),
                    street: z.string().nullable(),
                    street_name: z.string().nullable(),
                    facility: Id.nullable(),
                    facility_name: z.string().nullable(),
                    department: z.enum(partnerDepartments).nullable(),
                    ended_at: At.nullable(),
                  }),
                ),
              }),
            ),
          }),
          'By name; those who left stay in the list with their ended roles',
        ),
      },
    }),
    async (c) => {
      const rows = await listStaff(contextOf(c));
      const accounts = rows.map((a) => ({
        id: a.id,
        username: a.username,
        name: a.name,
        password: passwordKind(a),
        password_until: a.passwordUntil?.toISOString() ?? null,
        single_sign_on: a.singleSignOn,
        totp: a.totp,
        seen_at: a.seenAt?.toISOString() ?? null,
        sessions: a.sessions,
        elsewhere: a.elsewhere,
        memberships: a.memberships.map((m) => ({
          id: m.id,
          role: m.role,
          street: m.street,
          street_name: m.streetName,
          facility: m.facility,
          facility_name: m.facilityName,
          department: (m.department ?? null) as (typeof partnerDepartments)[number] | null,
          ended_at: m.endedAt?.toISOString() ?? null,
        })),
      }));
      c.header('cache-control', 'no-store');
      return c.json({ accounts }, 200);
    },
  )
  .openapi(
    door('platform.invite', {
      method: 'post',
      path: '/admin/accounts',
      tags,
      summary: 'Open a staff account with its first role; its temporary password is told this once',
      request: {
        body: body(
          z
            .strictObject({
              username: Username,
              name: PersonName,
              membership: NewMembership,
              oidc_subject: Text(200).min(1).optional(),
              password: OwnPassword,
            })
            .openapi('NewStaff'),
        ),
      },
      responses: {
        200: json(z.object({ account_id: Id, temporary_password: TemporaryPassword.nullable() }), 'The account'),
      },
    }),
    async (c) => {
      const { username, name, membership, oidc_subject, password } = c.req.valid('json');
      const input = {
        username,
        name,
        membership: membershipOf(membership),
        ...(oidc_subject === undefined ? {} : { oidcSubject: oidc_subject }),
      };
      const made = await inviteStaff(visitorOf(c), input, password);
      c.header('cache-control', 'no-store');
      const temporary_password = made.temporary && shown(made.temporary);
      return c.json({ account_id: made.accountId, temporary_password }, 200);
    },
  )
  .openapi(
    door('platform.grant', {
      method: 'post',
      path: '/admin/accounts/{id}/memberships',
      tags,
      summary: 'Give a staff account one more role',
      request: {
        params: idParam,
        body: body(z.strictObject({ membership: NewMembership, password: OwnPassword }).openapi('NewStaffRole')),
      },
      responses: nothing,
    }),
    async (c) => {
      const { membership, password } = c.req.valid('json');
      await grantRole(visitorOf(c), c.req.valid('param').id, membershipOf(membership), password);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.end_membership', {
      method: 'post',
      path: '/admin/accounts/{id}/memberships/{membership}/end',
      tags,
      summary: 'End a role, from the next request on; the last administrator of a district stays',
      request: {
        params: z.object({ id: Id, membership: Id }),
        body: body(z.strictObject({ reason: Reason }).openapi('Because')),
      },
      responses: nothing,
    }),
    async (c) => {
      const { id, membership } = c.req.valid('param');
      await endRole(contextOf(c, c.req.valid('json')), id, membership, c.req.valid('json').reason);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.reset_password', {
      method: 'post',
      path: '/admin/accounts/{id}/password',
      tags,
      summary: 'A temporary password in place of a forgotten one, told this once; all sessions end',
      request: { params: idParam, body: because },
      responses: { 200: json(TemporaryPassword, 'The temporary password') },
    }),
    async (c) => {
      const { reason, password } = c.req.valid('json');
      const temporary = await resetPassword(visitorOf(c), c.req.valid('param').id, reason, password);
      c.header('cache-control', 'no-store');
      return c.json(shown(temporary), 200);
    },
  )
  .openapi(
    door('platform.remove_totp', {
      method: 'post',
      path: '/admin/accounts/{id}/totp/remove',
      tags,
      summary: 'Take a lost authenticator off an account; all sessions end, the next sign-in sets up a new one',
      request: { params: idParam, body: because },
      responses: nothing,
    }),
    async (c) => {
      const { reason, password } = c.req.valid('json');
      await removeTotp(visitorOf(c), c.req.valid('param').id, reason, password);
      return c.body(null, 204);
    },
  )
  .openapi(
    door('platform.end_sessions', {
      method: 'post',
      path: '/admin/accounts/{id}/sessions/end',
      tags,
      summary: 'Sign an account out everywhere',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason }).openapi('Because')) },
      responses: { 200: json(z.object({ ended: z.number().int() }), 'How many sessions ended') },
    }),
    async (c) => {
      const { reason } = c.req.valid('json');
      return c.json({ ended: await endAllSessions(contextOf(c, { reason }), c.req.valid('param').id, reason) }, 200);
    },
  );
