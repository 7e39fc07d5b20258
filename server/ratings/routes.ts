import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Finding, finding, Id, idParam, Text } from '../platform/shapes.ts';
import { giveRating, hideRating, replyToRating, withdrawRating } from './actions.ts';
import { listRatings, publicRatings, readOwnRating } from './queries.ts';
import { hideReasons, TEXT_MAX } from './rules.ts';

const tags = ['ratings'];
const Stars = z.number().int().min(1).max(5);
const five = { care: Stars, respect: Stars, food: Stars, room: Stars, honesty: Stars };
const mean = z.number().min(1).max(5);
const Hidden = z.enum(hideReasons).nullable();
const Shown = z
  .object({
    moved_in: z.object({ year: z.number().int(), season: z.enum(['spring', 'summer', 'autumn', 'winter']) }),
    text: z.string().nullable(),
    hidden: Hidden.openapi({ description: 'why an officer hid the words' }),
    reply: z.string().nullable().openapi({ description: 'the one answer of the home' }),
  })
  .openapi('RatingShown');
const Ratings = z
  .object({
    ratings: z.number().int().nonnegative(),
    overall: mean.nullable(),
    by: z.object({ care: mean, respect: mean, food: mean, room: mean, honesty: mean }).nullable(),
    texts: z.array(Shown),
  })
  .openapi('Ratings', {
    description: 'By families of those who stayed; means of 1–5 to a tenth, null below three. Neither stars nor grade.',
  });
const Own = z
  .object({
    facility: z.object({ id: Id, name: z.string() }),
    person: z.string(),
    admitted_on: Day,
    discharged_on: Day.nullable(),
    reasons: z.array(Finding).openapi({ description: 'why it cannot be rated now; empty when it can' }),
    rating: z
      .object({
        ...five,
        id: Id,
        text: z.string().nullable(),
        given_at: At,
        hidden: Hidden,
        reply: z.string().nullable(),
        version: z.number().int(),
      })
      .nullable(),
  })
  .openapi('OwnRating');
const Listed = Shown.extend({
  id: Id,
  version: z.number().int(),
  facility: z.object({ id: Id, name: z.string() }),
}).openapi('RatingListed');
const Given = z
  .strictObject({
    ...five,
    text: Text(2 * TEXT_MAX)
      .nullable()
      .default(null),
  })
  .openapi('RatingGiven', { description: 'text: at most 500 characters, without ID and phone numbers' });
const versioned = z.object({ version: z.number().int() });

export const ratingRoutes = router()
  .openapi(
    door('ratings.read', {
      method: 'get',
      path: '/facilities/{id}/ratings',
      tags,
      summary: 'What those who stayed say of a facility: means from three ratings on, and the newest texts',
      request: { params: idParam },
      responses: { 200: json(Ratings, 'Newest first') },
    }),
    async (c) => c.json(await publicRatings(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('ratings.mine', {
      method: 'get',
      path: '/stays/{id}/rating',
      tags,
      summary: 'The stay of a claim, whether it may be rated, and what the family said of it',
      request: { params: idParam },
      responses: { 200: json(Own, 'The stay') },
    }),
    async (c) => {
      const { reasons, rating: r, ...rest } = await readOwnRating(contextOf(c), c.req.valid('param').id);
      const rating = r && {
        ...{ id: r.id, care: r.care, respect: r.respect, food: r.food, room: r.room, honesty: r.honesty, text: r.text },
        given_at: r.givenAt.toISOString(),
        hidden: r.hiddenReason,
        reply: r.reply,
        version: r.version,
      };
      return c.json({ ...rest, reasons: reasons.map(finding), rating }, 200);
    },
  )
  .openapi(
    door('ratings.rate', {
      method: 'post',
      path: '/stays/{id}/rating',
      tags,
      summary: 'Rate a stay, once; to change it, withdraw it and give it anew',
      request: { params: idParam, body: body(Given) },
      responses: { 201: json(z.object({ rating_id: Id }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await giveRating(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('ratings.withdraw', {
      method: 'post',
      path: '/ratings/{id}/withdraw',
      tags,
      summary: 'The family takes it back: shown and counted no more',
      request: { params: idParam },
      responses: { 200: json(z.object({ withdrawn: z.literal(true) }), 'Taken back') },
    }),
    async (c) => c.json(await withdrawRating(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('ratings.list', {
      method: 'get',
      path: '/ratings',
      tags,
      summary: 'Ratings with words: of the own home, or of the district',
      request: { query: z.object({ facility: Id.optional() }) },
      responses: { 200: json(z.object({ ratings: z.array(Listed) }), 'Newest first') },
    }),
    async (c) => c.json({ ratings: await listRatings(contextOf(c), c.req.valid('query')) }, 200),
  )
  .openapi(
    door('ratings.reply', {
      method: 'post',
      path: '/ratings/{id}/reply',
      tags,
      summary: 'The home answers, once',
      request: { params: idParam, body: body(z.strictObject({ text: Text(2 * TEXT_MAX) })) },
      responses: { 200: json(versioned, 'Shown under the text') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await replyToRating(contextOf(c, input), c.req.valid('param').id, input.text), 200);
    },
  )
  .openapi(
    door('ratings.hide', {
      method: 'post',
      path: '/ratings/{id}/hide',
      tags,
      summary: 'Hide the words for a reason everybody reads; nothing is deleted',
      request: { params: idParam, body: body(z.strictObject({ reason: z.enum(hideReasons) })) },
      responses: { 200: json(versioned, 'Hidden') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await hideRating(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  );
