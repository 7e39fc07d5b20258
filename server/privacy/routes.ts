import { z } from '@hono/zod-openapi';
import { confirmPassword } from '../platform/accounts.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { setSessionCookie, visitorOf } from '../platform/session.ts';
import { At, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { closeAccount, erasePerson, withdrawConsent } from './actions.ts';
import { copyPerson, listErasures, readAccount, readPrivacy, readReadings } from './queries.ts';
import { parts, sealOf } from './rules.ts';

const Consequence = z.object({
  does: z.enum([
    'offer_given_back',
    'application_withdrawn',
    'stay_goes_on',
    'notice_over',
    'card_removed',
    'texts_off',
    'nothing_open',
  ]),
  id: Id.nullable(),
  name: z.string().openapi({ description: 'the home, the receipt, or how many papers' }),
});
const Kept = z.object({
  kind: z.string(),
  rule: z.string(),
  until: Day.nullable().openapi({ description: 'null: as long as the rule says, without a day' }),
});
const Erasable = z.object({
  whole: z.boolean().openapi({ description: 'nothing readable of the person stays' }),
  removes: z.array(z.string()),
  kept: z.array(Kept),
});
const Office = { street: z.string().nullable(), department: z.string().nullable(), facility: z.string().nullable() };
const Reading = z
  .object({
    at: At,
    action: z.string(),
    role: z.string(),
    ...Office,
    subject_type: z.string(),
    relation: z.string().nullable().openapi({ description: 'of a helper to the person' }),
    self: z.boolean().openapi({ description: 'whoever is asking now' }),
    reason: z.string().nullable().openapi({ description: 'why full numbers were shown' }),
  })
  .openapi('Reading');
const Words = body(
  z.strictObject({ words: Text(40).openapi({ description: '确认删除 or DELETE: it cannot be taken back' }) }),
);
/** Nobody deletes for somebody else without having it in writing. */
const signed = {
  document_id: Id.nullable().default(null).openapi({ description: 'at the counter: the paper signed for this' }),
};
const EraseWords = body(z.strictObject({ words: Text(40), ...signed }));
const Row = z.record(z.string(), z.unknown());
const Copy = z
  .object({
    format: z.literal('yiwei-person/1'),
    made_at: At,
    id_no: z.string().nullable().openapi({ description: 'in full only after the password was given again' }),
    phone: z.string().nullable(),
    data: z
      .object(
        Object.fromEntries(
          parts.map((p) => [p.key, z.array(Row).openapi({ description: `${p.title[1]}: ${p.columns.join(', ')}` })]),
        ),
      )
      .openapi({ description: 'records by kind, oldest first; instants in UTC, days as YYYY-MM-DD, money in fen' }),
  })
  .openapi('PersonCopy');

export const privacyRoutes = router()
  .openapi(
    door('privacy.account', {
      method: 'get',
      path: '/privacy/account',
      tags: ['privacy'],
      summary: 'What is kept of the own account, whoever it acts for',
      responses: {
        200: json(
          z.object({
            name: z.string(),
            phone: z.boolean(),
            email: z.boolean(),
            since: At,
            sessions: z.number().int(),
            messages: z.number().int(),
            requests: z.number().int(),
            watches: z.number().int(),
            people: z.number().int(),
          }),
          'The account',
        ),
      },
    }),
    async (c) => c.json(await readAccount(contextOf(c)), 200),
  )
  .openapi(
    door('privacy.close_account', {
      method: 'post',
      path: '/privacy/account/close',
      tags: ['privacy'],
      summary: 'Close the own account for good; only one that acts for nobody',
      request: { body: Words },
      responses: { 200: json(z.object({ closed: z.literal(true) }), 'Closed, and signed out everywhere') },
    }),
    async (c) => {
      const done = await closeAccount(contextOf(c), c.req.valid('json').words);
      setSessionCookie(c, null);
      return c.json(done, 200);
    },
  )
  .openapi(
    door('privacy.erasures', {
      method: 'get',
      path: '/privacy/erasures',
      tags: ['privacy'],
      summary: 'What was deleted on request and what was kept by which rule; nobody is named',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(200) }) },
      responses: {
        200: json(
          z.object({
            erasures: z.array(
              z.object({
                id: Id,
                asked_at: At,
                done_at: At.nullable(),
                street: z.string().nullable(),
                whole: z.boolean(),
                removed: z.record(z.string(), z.number().int()),
                kept: z.array(Kept),
              }),
            ),
          }),
          'Newest first',
        ),
      },
    }),
    async (c) => c.json({ erasures: await listErasures(contextOf(c), c.req.valid('query').limit) }, 200),
  )
  .openapi(
    door('privacy.read', {
      method: 'get',
      path: '/applicants/{id}/privacy',
      tags: ['privacy'],
      summary: 'What is held of a person, what taking a consent back would do, and what could be deleted today',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            name: z.string(),
            id_no_masked: z.string(),
            phone_masked: z.string().nullable(),
            relation: z.string().nullable(),
            counts: z.record(z.string(), z.number().int()),
            live: z.array(
              z.object({
                id: Id,
                may: z.boolean().openapi({ description: 'the reader may take it back' }),
                consequences: z.array(Consequence),
                expect: z.string().openapi({ description: 'sent along with the withdrawal' }),
              }),
            ),
            decided: z.array(z.object({ id: Id, receipt_no: z.string() })).openapi({
              description: 'applications ranked or placed by rule; each has its explanation',
            }),
            may_erase: z.boolean(),
            erasable: Erasable,
          }),
          'The person',
        ),
      },
    }),
    async (c) => {
      const p = await readPrivacy(contextOf(c), c.req.valid('param').id);
      return c.json(
        {
          name: p.applicant.name,
          id_no_masked: p.applicant.idNoMasked,
          phone_masked: p.applicant.phoneMasked,
          relation: p.hand?.relation ?? null,
          counts: p.counts,
          live: p.live.map((l) => ({ ...l, expect: sealOf(l.consequences) })),
          decided: p.decided,
          may_erase: p.mayErase,
          erasable: p.erasable,
        },
        200,
      );
    },
  )
  .openapi(
    door('privacy.readings', {
      method: 'get',
      path: '/applicants/{id}/privacy/readings',
      tags: ['privacy'],
      summary: 'Who read or changed anything of a person in a month: role and office, never a name of staff',
      request: {
        params: idParam,
        query: z.object({
          month: z.string().regex(/^2\d{3}-(0[1-9]|1[0-2])$/, 'not a month YYYY-MM'),
          family: z
            .enum(['true', 'false'])
            .default('false')
            .openapi({ description: 'also what the family did itself' }),
          after_at: z.iso.datetime().optional(),
          after_id: Id.optional(),
        }),
      },
      responses: {
        200: json(
          z.object({
            since: Day,
            readings: z.array(Reading),
            lists: z.array(
              z.object({
                action: z.string(),
                role: z.string(),
                ...Office,
                subject_type: z.string(),
                n: z.number().int(),
              }),
            ),
            next: z.object({ at: At, id: Id }).nullable(),
          }),
          'Newest first, 50 at a time; lists that may have named the person, by how often they were read',
        ),
      },
    }),
    async (c) => {
      const { month, family, after_at, after_id } = c.req.valid('query');
      const after = after_at && after_id ? { at: after_at, id: after_id } : undefined;
      const { readings, ...rest } = await readReadings(contextOf(c), c.req.valid('param').id, {
        month,
        family: family === 'true',
        after,
      });
      return c.json({ ...rest, readings: readings.map(({ id: _id, ...r }) => r) }, 200);
    },
  )
  .openapi(
    door('privacy.export', {
      method: 'post',
      path: '/applicants/{id}/privacy/export',
      tags: ['privacy'],
      summary: 'A copy of everything kept about a person; ID number and phone in full after the own password',
      request: { params: idParam, body: body(z.strictObject({ password: z.string().min(1).max(256).optional() })) },
      responses: { 200: json(Copy, 'The copy; the reading is written down') },
    }),
    async (c) => {
      const { password } = c.req.valid('json');
      if (password !== undefined) await confirmPassword(visitorOf(c), password, '/password');
      c.header('cache-control', 'no-store');
      const { vault } = c.get('services');
      return c.json(await copyPerson(contextOf(c), vault, c.req.valid('param').id, password !== undefined), 200);
    },
  )
  .openapi(
    door('privacy.erase', {
      method: 'post',
      path: '/applicants/{id}/privacy/erase',
      tags: ['privacy'],
      summary: 'Delete what the law lets go; what stays is named with its rule and day',
      request: { params: idParam, body: EraseWords },
      responses: {
        200: json(
          z.object({
            erasure_id: Id,
            whole: z.boolean(),
            removed: z.record(z.string(), z.number().int()),
            kept: z.array(Kept),
          }),
          'Done; it cannot be taken back',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { vault } = c.get('services');
      return c.json(await erasePerson(contextOf(c, input), vault, c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('consents.withdraw', {
      method: 'post',
      path: '/consents/{id}/withdraw',
      tags: ['consents'],
      summary: 'Take a consent back, with what that brings; refused when that is no longer what was read',
      request: { params: idParam, body: body(z.strictObject({ expect: z.string().max(4000), ...signed })) },
      responses: { 200: json(z.object({ done: z.array(Consequence) }), 'Taken back') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await withdrawConsent(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  );
