import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { acceptInvitation, inviteHelper, openInvitation, revokeInvitation } from './actions.ts';
import { invitedAs } from './rules.ts';

const tags = ['helpers'];
const Code = Text(40).min(1);
const Version = z.string().max(20);
const Typed = Text(200);

export const invitationRoutes = router()
  .openapi(
    door('invitations.authorise', {
      method: 'post',
      path: '/applicants/{id}/helpers/invitations',
      tags,
      summary: 'Authorise a helper in writing; the code is told by word of mouth and shown this once',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            relation: z.enum(invitedAs),
            until_on: Day.nullable().default(null),
            wording: Version,
            agreed_name: Typed,
          }),
        ),
      },
      responses: {
        201: json(z.object({ invitation_id: Id, code: z.string(), expires_at: At }), 'Good once, for seven days'),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      const { id } = c.req.valid('param');
      return c.json(await inviteHelper(contextOf(c), c.get('services').vault, id, c.req.valid('json')), 201);
    },
  )
  .openapi(
    door('invitations.revoke', {
      method: 'post',
      path: '/helpers/invitations/{id}/revoke',
      tags,
      summary: 'Take an invitation back',
      request: { params: idParam, body: body(z.strictObject({})) },
      responses: { 200: json(z.object({ revoked: z.literal(true) }), 'Its code opens nothing any more') },
    }),
    async (c) => c.json(await revokeInvitation(contextOf(c, {}), c.req.valid('param').id), 200),
  )
  .openapi(
    door('invitations.open', {
      method: 'post',
      path: '/helpers/invitations/open',
      tags,
      summary: 'What stands behind a code: whom for (masked), as what, until when',
      request: { body: body(z.strictObject({ code: Code })) },
      responses: {
        200: json(
          z.object({
            name: z.string(),
            relation: z.enum(invitedAs),
            until_on: Day.nullable(),
            wording: z.string(),
            expires_at: At,
          }),
          'Nothing has been taken up yet',
        ),
      },
    }),
    async (c) => c.json(await openInvitation(contextOf(c), c.get('services').vault, c.req.valid('json').code), 200),
  )
  .openapi(
    door('invitations.accept', {
      method: 'post',
      path: '/helpers/invitations/accept',
      tags,
      summary: 'Take the invitation up: from now on you may act for the person',
      request: { body: body(z.strictObject({ code: Code })) },
      responses: { 200: json(z.object({ applicant_id: Id }), 'The person is among those you act for') },
    }),
    async (c) => c.json(await acceptInvitation(contextOf(c), c.get('services').vault, c.req.valid('json').code), 200),
  );
