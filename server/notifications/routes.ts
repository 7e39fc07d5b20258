import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Id } from '../platform/shapes.ts';
import { markRead, retryDeliveries, setChannels } from './actions.ts';
import { countUnread, listDeliveries, listMessages, readChannels } from './queries.ts';
import { channels } from './rules.ts';

const tags = ['messages'];
const Channel = z.enum(channels);
const Email = z
  .string()
  .trim()
  .max(254)
  .refine((s) => /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}$/.test(s), { params: { reason: { code: 'email_invalid' } } })
  .openapi({ type: 'string', format: 'email' });

export const notificationRoutes = router()
  .openapi(
    door('notifications.read', {
      method: 'get',
      path: '/messages',
      tags,
      summary: 'Own messages, newest first',
      request: {
        query: z.object({ before: Id.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
      },
      responses: {
        200: json(
          z.object({
            messages: z.array(
              z.object({
                id: Id,
                kind: z.string(),
                values: z.record(z.string(), z.union([z.string(), z.number()])),
                application_id: Id.nullable(),
                link: z.string().nullable(),
                made_at: At,
                read_at: At.nullable(),
              }),
            ),
            next: Id.nullable(),
          }),
          'A page of messages; the text belongs to the kind, `values` fill it. `link`: a page of the product on which this message is answered without signing in. `next` goes into `before`',
        ),
      },
    }),
    async (c) => c.json(await listMessages(contextOf(c), c.get('services').vault, c.req.valid('query')), 200),
  )
  .openapi(
    door('notifications.read', {
      method: 'get',
      path: '/messages/unread',
      tags,
      summary: 'How many own messages are unread',
      responses: { 200: json(z.object({ unread: z.number().int() }), 'The number beside the bell') },
    }),
    async (c) => c.json(await countUnread(contextOf(c)), 200),
  )
  .openapi(
    door('notifications.mark', {
      method: 'post',
      path: '/messages/read',
      tags,
      summary: 'Mark own messages as read: those named, or all',
      request: { body: body(z.strictObject({ ids: z.array(Id).max(200).nullable() })) },
      responses: { 200: json(z.object({ marked: z.number().int() }), 'How many were unread until now') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await markRead(contextOf(c, input), input.ids), 200);
    },
  )
  .openapi(
    door('notifications.channels', {
      method: 'get',
      path: '/account/channels',
      tags,
      summary: 'Where the own messages go besides the product itself',
      responses: {
        200: json(
          z.object({ email: z.string().nullable(), phone: z.boolean(), sms_on: z.boolean(), email_on: z.boolean() }),
          'The own e-mail address, whether a phone is known, and what is wanted',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await readChannels(contextOf(c), c.get('services').vault), 200);
    },
  )
  .openapi(
    door('notifications.channels', {
      method: 'put',
      path: '/account/channels',
      tags,
      summary: 'Say where the own messages go; null takes the e-mail address away',
      request: {
        body: body(z.strictObject({ email: Email.nullable(), sms_on: z.boolean(), email_on: z.boolean() })),
      },
      responses: { 200: json(z.object({ saved: z.literal(true) }), 'For messages from now on') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await setChannels(contextOf(c, input), c.get('services').vault, input), 200);
    },
  )
  .openapi(
    door('notifications.letters', {
      method: 'get',
      path: '/admin/deliveries',
      tags,
      summary: 'How messages travel, and those that did not arrive',
      responses: {
        200: json(
          z.object({
            counts: z.object({ waiting: z.number().int(), retrying: z.number().int(), dead: z.number().int() }),
            dead: z.array(
              z.object({
                message_id: Id,
                channel: Channel,
                kind: z.string(),
                tries: z.number().int(),
                last_error: z.string().nullable(),
                made_at: At,
                dead_at: At,
              }),
            ),
          }),
          'Dead letters, newest first; at most 500',
        ),
      },
    }),
    async (c) => c.json(await listDeliveries(contextOf(c), 500), 200),
  )
  .openapi(
    door('notifications.retry', {
      method: 'post',
      path: '/admin/deliveries/retry',
      tags,
      summary: 'Send dead letters again: those named, or all',
      request: {
        body: body(
          z.strictObject({
            deliveries: z
              .array(z.strictObject({ message_id: Id, channel: Channel }))
              .min(1)
              .max(500)
              .nullable(),
          }),
        ),
      },
      responses: { 200: json(z.object({ retried: z.number().int() }), 'On their way again') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await retryDeliveries(contextOf(c, input), input.deliveries), 200);
    },
  );
