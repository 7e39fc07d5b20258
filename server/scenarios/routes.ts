import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Id, idParam, kinds, Text } from '../platform/shapes.ts';
import { addSite, endScenario, endSite, saveScenario } from './actions.ts';
import { listScenarios, listSites, planSites, readMoves, whatIf } from './queries.ts';
import { measures, saidServices, services, states } from './rules.ts';

const tags = ['scenarios'];
const n = z.number().int();
const count = n.nonnegative();
const Service = z.enum(services);
const Sum = z.object({ certain: count, likely: count, possible: count, no: count, unknown: count });
const Sums = z.record(z.string(), Sum);
const Said = (max: number) =>
  Text(max)
    .transform((s) => s.trim() || null)
    .nullable()
    .default(null)
    .openapi({ type: 'string' });
const Name = Text(60)
  .transform((s) => s.trim())
  .refine((s) => s.length > 0, 'must not be empty')
  .openapi({ type: 'string' });
const Pick = z
  .object({ site: z.string(), adds: count, grids: z.array(z.string()) })
  .openapi('PlanPick', { description: 'what the site adds to those before it' });
const Change = z.strictObject({
  add: z
    .array(
      z.strictObject({
        name: Name,
        kind: z.enum(kinds),
        lng: z.number(),
        lat: z.number(),
        accuracy_m: n.min(0).max(20_000),
        places: n.min(1).max(5000).nullable().default(null),
        services: z.array(z.enum(saidServices)).max(20).default([]),
      }),
    )
    .max(50)
    .default([]),
  close: z.array(Id).max(50).default([]),
});
const Asked = Change.extend({ on: Day.optional(), service: Service });
const byService = (list: readonly z.infer<typeof Sum>[]) => Object.fromEntries(services.map((s, i) => [s, list[i]!]));
const Version = z.object({ version: n });

export const scenarioRoutes = router()
  .openapi(
    door('scenarios.read', {
      method: 'post',
      path: '/scenarios/what-if',
      tags,
      summary: 'What adding facilities and closing others would do to coverage; nothing is written',
      request: { body: body(Asked) },
      responses: {
        200: json(
          z.object({
            before: Sums,
            after: Sums,
            communities: z.array(
              z.object({
                code: z.string(),
                gained: count,
                lost: count,
                grids: z.array(z.object({ code: z.string(), gained: z.boolean() })),
              }),
            ),
            states: z
              .record(z.string(), z.enum(states))
              .openapi({ description: 'of each grid, of the service, after' }),
          }),
          'By service; communities: who gains and loses the one asked for',
        ),
      },
    }),
    async (c) => {
      const r = await whatIf(contextOf(c), c.req.valid('json'));
      const communities = r.shifts.map(({ community, ...s }) => ({ code: community, ...s }));
      const after = Object.fromEntries(r.states.map((s) => [s.code, s.state]));
      return c.json({ before: byService(r.before), after: byService(r.after), communities, states: after }, 200);
    },
  )
  .openapi(
    door('scenarios.residents', {
      method: 'post',
      path: '/scenarios/moves',
      tags,
      summary:
        'Where the residents of facilities that would close could go: nearest free beds that fit; nothing is written',
      request: { body: body(z.strictObject({ close: z.array(Id).min(1).max(20) })) },
      responses: {
        200: json(
          z.object({
            residents: z.array(
              z.object({
                applicant_id: Id,
                name: z.string(),
                bed_kind: z.enum(bedKinds),
                level: n.nullable(),
                assessed: z.boolean(),
                located: z.boolean(),
                homes: count,
                nearest: z.array(
                  z.object({ facility_id: Id, name: z.string(), km: z.number().nullable(), free: count }),
                ),
                place: z.string().nullable(),
              }),
            ),
          }),
          'place: where each could be when all move at once; null when no bed is left',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json({ residents: await readMoves(contextOf(c), c.req.valid('json').close) }, 200);
    },
  )
  .openapi(
    door('scenarios.plan', {
      method: 'post',
      path: '/scenarios/plan',
      tags,
      summary: 'The k sites that would bring the service to most seniors without it; nothing is written',
      request: {
        body: body(
          Asked.extend({
            k: n.min(1).max(20),
            measure: z.enum(measures).default('likely'),
            candidates: z.boolean().default(true),
            communities: z.boolean().default(false),
            seconds: n.min(1).max(20).default(10),
          }),
        ),
      },
      responses: {
        200: json(
          z.object({
            sites: z.array(
              z.object({
                id: z.string(),
                name: z.string(),
                lng: z.number(),
                lat: z.number(),
                accuracy_m: n,
                candidate: z.boolean(),
              }),
            ),
            picks: z.array(Pick),
            greedy: z.object({ picks: z.array(Pick), reached: count, at_most: count, share: z.number() }),
            total: Sum,
            uncovered: count,
            reached: count,
            at_most: count,
            gap: z.number(),
            proven: z.boolean(),
          }),
          'gap: how far from the best the answer may be, as a share of at_most; share: what greedy never falls below',
        ),
      },
    }),
    async (c) => {
      const r = await planSites(contextOf(c), c.req.valid('json'));
      const told = (picks: typeof r.best.picks) =>
        picks.map(({ site, adds, reaches }) => ({ site, adds, grids: reaches.map((i) => r.grids[i]!.code) }));
      return c.json(
        {
          sites: r.sites.map(({ accuracyM: accuracy_m, ...s }) => ({ ...s, accuracy_m })),
          picks: told(r.best.picks),
          greedy: {
            picks: told(r.greedy.picks),
            reached: r.greedy.reached,
            at_most: r.greedy.atMost,
            share: r.greedy.share,
          },
          total: r.total,
          uncovered: r.uncovered,
          reached: r.best.reached,
          at_most: r.atMost,
          gap: r.gap,
          proven: r.proven,
        },
        200,
      );
    },
  )
  .openapi(
    door('scenarios.read', {
      method: 'get',
      path: '/scenarios',
      tags,
      summary: 'Saved changes, each thought through with the facts of the day',
      request: { query: z.object({ on: Day.optional(), service: Service }) },
      responses: {
        200: json(
          z.object({
            scenarios: z.array(
              z.object({
                id: Id,
                name: z.string(),
                note: z.string().nullable(),
                changes: Change,
                gone: z.array(Id).openapi({ description: 'to be closed, and closed by now' }),
                before: Sum,
                after: Sum,
                made_by: z.string().nullable(),
                made_at: At,
                ended_at: At.nullable(),
                version: n,
              }),
            ),
          }),
          'Newest first',
        ),
      },
    }),
    async (c) => {
      const list = await listScenarios(contextOf(c), c.req.valid('query'));
      const scenarios = list.map(({ id, name, note, changes, gone, before, after, by, madeAt, endedAt, version }) => ({
        ...{ id, name, note, gone, before, after, version },
        changes: changes as z.infer<typeof Change>,
        made_by: by,
        made_at: madeAt.toISOString(),
        ended_at: endedAt?.toISOString() ?? null,
      }));
      return c.json({ scenarios }, 200);
    },
  )
  .openapi(
    door('scenarios.save', {
      method: 'post',
      path: '/scenarios',
      tags,
      summary: 'Keeps a change, to come back to it and to compare it; nothing of it changes a fact',
      request: { body: body(z.strictObject({ name: Name, note: Said(500), changes: Change })) },
      responses: { 201: json(z.object({ scenario_id: Id }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await saveScenario(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('scenarios.end', {
      method: 'post',
      path: '/scenarios/{id}/end',
      tags,
      summary: 'Sets a scenario aside',
      request: { params: idParam },
      responses: { 200: json(Version, 'Readable still, offered no more') },
    }),
    async (c) => c.json(await endScenario(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('scenarios.read', {
      method: 'get',
      path: '/candidate-sites',
      tags,
      summary: 'Sites somebody considers',
      responses: {
        200: json(
          z.object({
            sites: z.array(
              z.object({
                id: Id,
                name: z.string(),
                lng: z.number(),
                lat: z.number(),
                accuracy_m: n,
                community_code: z.string(),
                community: z.string().nullable(),
                note: z.string().nullable(),
                ended_at: At.nullable(),
                version: n,
              }),
            ),
          }),
          'In the order they were entered',
        ),
      },
    }),
    async (c) => {
      const sites = await listSites(contextOf(c));
      return c.json(
        {
          sites: sites.map(({ row: r, community }) => ({
            ...{ id: r.id, name: r.name, lng: r.lng, lat: r.lat, note: r.note, version: r.version, community },
            accuracy_m: r.accuracyM,
            community_code: r.communityCode,
            ended_at: r.endedAt?.toISOString() ?? null,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('scenarios.add_site', {
      method: 'post',
      path: '/candidate-sites',
      tags,
      summary: 'Enters a site that could be built on',
      request: {
        body: body(
          z.strictObject({
            name: Name,
            lng: z.number(),
            lat: z.number(),
            accuracy_m: n.min(0).max(20_000),
            community_code: z.string().regex(/^\d{12}$/, 'not a 12-digit community code'),
            note: Said(500),
          }),
        ),
      },
      responses: { 201: json(z.object({ site_id: Id }), 'Entered') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await addSite(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('scenarios.end_site', {
      method: 'post',
      path: '/candidate-sites/{id}/end',
      tags,
      summary: 'Sets a site aside',
      request: { params: idParam },
      responses: { 200: json(Version, 'Readable still, searched no more') },
    }),
    async (c) => c.json(await endSite(contextOf(c), c.req.valid('param').id), 200),
  );
