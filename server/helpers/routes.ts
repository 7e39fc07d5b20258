import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { visitorOf } from '../platform/session.ts';
import { At, Day, Id, idParam, PersonName, Reason, Text } from '../platform/shapes.ts';
import { confirmHelper, endHelper, linkHelper, restoreHelper, sendConfirmation } from './actions.ts';
import { ownHelps, readHelpers } from './queries.ts';
import { helperRelations, writingPapers } from './rules.ts';

const tags = ['helpers'];
const relations = ['self', ...helperRelations] as const;
const State = z.enum(['acts', 'unwritten', 'ends_soon', 'expired', 'ended']);
const Version = z.string().max(20);
const Typed = Text(200);
const Phone = z
  .string()
  .regex(/^1\d{10}$/, { error: 'not an 11-digit phone number' })
  .openapi({ example: '13800000000' });
const pair = z.object({ id: Id, account: Id });

const Helper = z
  .object({
    account_id: Id,
    name: z.string(),
    phone_masked: z.string().nullable(),
    relation: z.enum(relations),
    state: State,
    since: At,
    authorised_by: z.enum(['screen', 'paper']).nullable(),
    authorised_at: At.nullable(),
    wording: z.string().nullable(),
    document: z.object({ id: Id, type: z.enum(writingPapers) }).nullable(),
    until_on: Day.nullable(),
    ended_at: At.nullable(),
    own: z.boolean(),
    whole: z.boolean(),
    deeds: z.array(z.object({ at: At, action: z.string() })),
  })
  .openapi('Helper', {
    description: 'Somebody who may act for a person; `unwritten`: nobody has put it in writing yet',
  });

export const helperRoutes = router()
  .openapi(
    door('helpers.read', {
      method: 'get',
      path: '/applicants/{id}/helpers',
      tags,
      summary: 'Who may act for a person, by which authorisation and until when, and what they did lately',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            person: z.object({
              id: Id,
              name: z.string(),
              died_on: Day.nullable(),
              phone_masked: z.string().nullable(),
            }),
            manages: z.boolean().openapi({ description: 'the reader may invite and end helpers' }),
            helpers: z.array(Helper),
            invitations: z.array(
              z.object({
                id: Id,
                relation: z.enum(helperRelations),
                until_on: Day.nullable(),
                made_at: At,
                expires_at: At,
              }),
            ),
          }),
          'Those who act first, then those who did',
        ),
      },
    }),
    async (c) => c.json(await readHelpers(contextOf(c), c.get('services').vault, c.req.valid('param').id), 200),
  )
  .openapi(
    door('helpers.own', {
      method: 'get',
      path: '/helpers/own',
      tags,
      summary: 'What you are to each person you act for',
      responses: {
        200: json(
          z.object({
            own: z.array(
              z.object({ applicant_id: Id, relation: z.enum(relations), state: State, until_on: Day.nullable() }),
            ),
          }),
          'Only those you act for today',
        ),
      },
    }),
    async (c) => c.json({ own: await ownHelps(contextOf(c)) }, 200),
  )
  .openapi(
    door('helpers.end', {
      method: 'post',
      path: '/applicants/{id}/helpers/{account}/end',
      tags,
      summary: 'End what somebody may do for the person, at once',
      request: { params: pair, body: body(z.strictObject({ reason: Reason.nullable().default(null) })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Their next request is refused') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { id, account } = c.req.valid('param');
      return c.json(await endHelper(contextOf(c, input), id, account, input.reason), 200);
    },
  )
  .openapi(
    door('helpers.restore', {
      method: 'post',
      path: '/applicants/{id}/helpers/{account}/restore',
      tags,
      summary: 'Change one’s mind within 30 days: the same authorisation as before',
      request: { params: pair, body: body(z.strictObject({})) },
      responses: { 200: json(z.object({ restored: z.literal(true) }), 'Acts again') },
    }),
    async (c) => {
      const { id, account } = c.req.valid('param');
      return c.json(await restoreHelper(contextOf(c, {}), id, account), 200);
    },
  )
  .openapi(
    door('helpers.link', {
      method: 'post',
      path: '/applicants/{id}/helpers',
      tags,
      summary: 'At the counter: let an account act for a registered person, on a paper seen and verified',
      request: {
        params: idParam,
        body: body(
          z.union([
            z.strictObject({
              phone: Phone,
              name: PersonName.nullable().default(null),
              relation: z.enum(relations),
              document_id: Id,
              until_on: Day.nullable().default(null),
            }),
            z.strictObject({
              account_id: Id,
              relation: z.enum(relations),
              document_id: Id,
              until_on: Day.nullable().default(null),
            }),
          ]),
        ),
      },
      responses: {
        200: json(z.object({ account_id: Id }), 'They sign in by the code to that phone'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { id } = c.req.valid('param');
      return c.json(await linkHelper(contextOf(c, input), c.get('services').vault, id, input), 200);
    },
  )
  .openapi(
    door('helpers.send', {
      method: 'post',
      path: '/applicants/{id}/helpers/confirmation/code',
      tags,
      summary: 'Send a code to the person’s own telephone, by which they agree to you as a helper',
      request: {
        params: idParam,
        body: body(z.strictObject({ wording: Version, agreed_name: Typed, until_on: Day.nullable().default(null) })),
      },
      responses: {
        200: json(
          z.object({ demo_code: z.string().optional().openapi({ description: 'Only in a demo without SMS' }) }),
          'Sent',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await sendConfirmation(visitorOf(c), c.req.valid('param').id, c.req.valid('json')), 200);
    },
  )
  .openapi(
    door('helpers.confirm', {
      method: 'post',
      path: '/applicants/{id}/helpers/confirmation',
      tags,
      summary: 'The person agrees by the code: the helper is authorised in writing',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            code: z.string().regex(/^\d{6}$/, 'six digits'),
            wording: Version,
            agreed_name: Typed,
            until_on: Day.nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(z.object({ confirmed: z.literal(true) }), 'In writing from now on') },
    }),
    async (c) => c.json(await confirmHelper(visitorOf(c), c.req.valid('param').id, c.req.valid('json')), 200),
  );
