import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { eq } from 'drizzle-orm';
import { streamSSE } from 'hono/streaming';
import { districts } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { keysFor } from '../kernel/reach.ts';
import { view } from './context.ts';
import type { Topic } from './events.ts';
import { contextOf, door, json, router } from './http.ts';
import type { Metrics } from './metrics.ts';

const HEARTBEAT_MS = 20_000;
/** These say only that casework moved, not whose; they wake pages of people who have cases of their own to follow. */
const caseTopics = new Set<Topic>(['queue', 'offers', 'applications']);

/** Health, readiness, metrics, the page's configuration and live updates. `draining` turns readiness off before a stop. */
export function operationRoutes(metrics: Metrics, state: { draining: boolean }) {
  const open = new Set<() => void>();
  const routes = router()
    .openapi(
      door('platform.config', {
        method: 'get',
        path: '/config',
        tags: ['platform'],
        summary: 'What the pages need to know of this installation',
        responses: {
          200: json(
            z.object({
              district: z.string(),
              district_name: z.string().nullable(),
              hotline: z.string().nullable(),
              demo: z.boolean(),
              oidc: z.boolean(),
              origin: z
                .string()
                .nullable()
                .openapi({ description: 'the public address, for what is printed; null: that of the request' }),
              map: z.object({
                provider: z.enum(['builtin', 'xyz', 'pmtiles']),
                url: z.string().nullable(),
                attribution: z.string(),
              }),
            }),
            'Configuration',
          ),
        },
      }),
      async (c) => {
        const { config } = c.get('services');
        const [home] = await view(contextOf(c), 'platform.config', (tx) =>
          tx.select().from(districts).where(eq(districts.district, config.DISTRICT)),
        );
        return c.json(
          {
            district: config.DISTRICT,
            district_name: home?.name ?? null,
            hotline: home?.hotline ?? null,
            demo: config.demo,
            oidc: config.OIDC_ISSUER !== undefined,
            origin: config.ORIGIN ? new URL(config.ORIGIN).origin : null,
            map: { provider: config.MAP_PROVIDER, url: config.MAP_URL ?? null, attribution: config.MAP_ATTRIBUTION },
          },
          200,
        );
      },
    )
    .openapi(
      door('platform.events', {
        method: 'get',
        path: '/events',
        tags: ['platform'],
        summary: 'Server-sent events: which topics changed. Carries no data, so that a page reloads what it may see',
        request: {
          query: z.object({
            topics: z
              .string()
              .max(2000)
              .regex(/^[a-z0-9:,-]*$/)
              .default('vacancies'),
          }),
        },
        responses: {
          200: { description: 'An event stream', content: { 'text/event-stream': { schema: z.string() } } },
        },
      }),
      (c) => {
        const { events, config } = c.get('services');
        const actor = c.get('actor');
        const here = actor?.memberships.filter((m) => m.district === config.DISTRICT) ?? [];
        const follows = keysFor('allocation.read', here).length > 0;
        const wanted = new Set(
          c.req
            .valid('query')
            .topics.split(',')
            .filter((t) => follows || !caseTopics.has(t as Topic))
            .filter((t) => here.length > 0 || t !== 'messages'),
        );
        metrics.streams.inc();
        return streamSSE(c, async (stream) => {
          let close = () => {};
          const ended = new Promise<void>((done) => {
            close = done;
          });
          open.add(close);
          const stop = events.subscribe((change) => {
            const topics = change.topics.filter((t) => wanted.has(t));
            if (change.district === config.DISTRICT && topics.length)
              void stream.writeSSE({ event: 'change', data: JSON.stringify({ topics }) }).catch(close);
          });
          stream.onAbort(close);
          const beat = setInterval(() => void stream.writeSSE({ event: 'beat', data: '' }).catch(close), HEARTBEAT_MS);
          await stream.writeSSE({ event: 'ready', data: '', retry: 2000 });
          await ended;
          clearInterval(beat);
          stop();
          open.delete(close);
          metrics.streams.dec();
        });
      },
    );
  const health = router()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      if (state.draining) return c.json({ ready: false, why: 'stopping' }, 503);
      const ready = await c.get('services').db.$client`select 1`.then(
        () => true,
        () => false,
      );
      return ready ? c.json({ ready: true }) : c.json({ ready: false, why: 'database' }, 503);
    })
    .get('/metrics', async (c) => {
      const { METRICS_TOKEN: token, demo } = c.get('services').config;
      // Without a token they are for the demonstration only.
      if (!token && !demo) throw new Refusal('not_found', 'no_such_page');
      const given = createHash('sha256')
        .update(c.req.header('authorization') ?? '')
        .digest();
      const wanted = createHash('sha256').update(`Bearer ${token}`).digest();
      if (token && !timingSafeEqual(given, wanted)) throw new Refusal('signed_out', 'signed_out');
      return c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
    });
  return {
    routes,
    health,
    closeStreams: () => {
      for (const close of [...open]) close();
    },
  };
}
