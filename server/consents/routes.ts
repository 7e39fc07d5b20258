import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Given, Id, idParam } from '../platform/shapes.ts';
import { giveConsents } from './actions.ts';
import { type ListedConsent, listConsents } from './queries.ts';
import { purposes } from './rules.ts';

const Consent = z
  .object({
    id: Id,
    purpose: z.enum(purposes),
    facility_id: Id.nullable(),
    facility: z.string().nullable(),
    fields: z.array(z.string()),
    wording: z.string().openapi({ description: 'the version of the words that were read' }),
    channel: z.enum(['online', 'desk', 'paper']),
    relation: z.string().nullable().openapi({ description: 'of whoever agreed to the person; self: the person' }),
    on_paper: z.boolean().openapi({ description: 'the signed paper is among the papers of the person' }),
    given_at: At,
    withdrawn_at: At.nullable(),
  })
  .openapi('Consent');

const show = ({ row: c, facility }: ListedConsent): z.infer<typeof Consent> => ({
  id: c.id,
  purpose: c.purpose,
  facility_id: c.facilityId,
  facility,
  fields: c.fields,
  wording: c.wordingVersion,
  channel: c.channel,
  relation: c.relation,
  on_paper: c.documentId !== null,
  given_at: c.givenAt.toISOString(),
  withdrawn_at: c.withdrawnAt?.toISOString() ?? null,
});

export const consentRoutes = router()
  .openapi(
    door('consents.list', {
      method: 'get',
      path: '/applicants/{id}/consents',
      tags: ['consents'],
      summary: 'What a person agreed to, in which words, and what was taken back',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            consents: z.array(Consent),
            may: z.array(z.enum(purposes)).openapi({ description: 'what the reader may agree to for this person' }),
            needed: z.array(z.enum(purposes)).openapi({
              description: 'of these, what an application by the reader would still need',
            }),
          }),
          'Newest first',
        ),
      },
    }),
    async (c) => {
      const { rows, may, needed } = await listConsents(contextOf(c), c.req.valid('param').id);
      return c.json({ consents: rows.map(show), may, needed }, 200);
    },
  )
  .openapi(
    door('consents.agree', {
      method: 'post',
      path: '/applicants/{id}/consents',
      tags: ['consents'],
      summary: 'Agree to one or more purposes; the counter says who agreed and how',
      request: {
        params: idParam,
        body: body(Given),
      },
      responses: {
        201: json(z.object({ recorded: z.number().int() }), 'Written down; what held already is not counted'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await giveConsents(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  );
