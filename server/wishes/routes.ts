import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Finding, finding, Id, idParam } from '../platform/shapes.ts';
import { changeWishes } from './actions.ts';
import { previewWishes, readWishes } from './queries.ts';
import type { WishSet } from './rules.ts';

const count = z.number().int().nonnegative();
const Home = z.object({ id: Id, name: z.string() });
const Told = z.object({ choices: z.array(Home), accept_any: z.boolean(), radius_km: count });
const Wish = z.strictObject({
  choices: z.array(Id).max(20).openapi({ description: 'first choice first' }),
  accept_any: z.boolean(),
  radius_km: z.number().int().min(1).max(100),
});
const Opened = z.object({ homes: count, ahead: count });
const Wishes = z
  .object({
    version: count,
    now: Told,
    max_choices: count,
    couple: z.boolean().openapi({ description: 'one wish with the spouse: a change is made for both' }),
    waits_for: z.array(Finding).openapi({ description: 'why it cannot be changed now; empty: it can' }),
    changes: z.array(
      z.object({
        at: At,
        by: z
          .string()
          .nullable()
          .openapi({ description: 'what whoever changed it is to the person; null: the office' }),
        before: Told,
        after: Told,
        rule_version: z.string(),
      }),
    ),
  })
  .openapi('Wishes');
const Preview = z
  .object({
    place: z.number().int().positive(),
    place_in_track: z.number().int().positive(),
    reasons: z.array(Finding).openapi({ description: 'what stands against the change; empty: it can be made' }),
    now: Opened,
    would: Opened,
    named: z.array(
      Home.extend({ beds: z.boolean().openapi({ description: 'has beds of the kind asked for' }), ahead: count }),
    ),
  })
  .openapi('WishesPreview', {
    description: 'homes: whose beds are asked about; ahead: how many who come first would take a bed there',
  });

const wishOf = (w: z.infer<typeof Wish>): WishSet => ({
  choices: w.choices,
  acceptAny: w.accept_any,
  radiusKm: w.radius_km,
});

export const wishRoutes = router()
  .openapi(
    door('wishes.read', {
      method: 'get',
      path: '/applications/{id}/wishes',
      tags: ['applications'],
      summary: 'Which homes are wished for, whether that can be changed now, and every change there was',
      request: { params: idParam },
      responses: { 200: json(Wishes, 'As of now; changes newest first') },
    }),
    async (c) => {
      const { waits_for, ...row } = await readWishes(contextOf(c), c.req.valid('param').id);
      return c.json({ ...row, waits_for: waits_for.map(finding) }, 200);
    },
  )
  .openapi(
    door('wishes.preview', {
      method: 'post',
      path: '/applications/{id}/wishes/preview',
      tags: ['applications'],
      summary: 'What another choice of homes would bring while waiting; the place does not depend on it',
      request: { params: idParam, body: body(Wish) },
      responses: { 200: json(Preview, 'As of now; nothing is written') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { reasons, ...row } = await previewWishes(contextOf(c), id, wishOf(c.req.valid('json')));
      return c.json({ ...row, reasons: reasons.map(finding) }, 200);
    },
  )
  .openapi(
    door('wishes.change', {
      method: 'put',
      path: '/applications/{id}/wishes',
      tags: ['applications'],
      summary: 'Choose other homes while waiting; the place in the queue and its day stay as they are',
      request: { params: idParam, body: body(Wish) },
      responses: { 200: json(z.object({ version: count }), 'Changed; the new version of the application') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await changeWishes(contextOf(c, input), c.req.valid('param').id, wishOf(input)), 200);
    },
  );
