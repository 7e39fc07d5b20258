import { z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam } from '../platform/shapes.ts';
import { anchorFile, checkChain, type Found, takeAudit } from './actions.ts';
import { listActors, listAnchors, openAudit, readAnchorOf, readState, type Search, searchAudit } from './queries.ts';
import { actions } from './rules.ts';

const Digest = z.string().openapi({ description: 'SHA-256, 64 hexadecimal characters' });
const Anchor = z.object({ on: Day, seq: z.number().int(), digest: Digest, made_at: At }).openapi('AuditAnchor');
const Outline = z
  .object({
    id: Id,
    at: At,
    account_id: Id.nullable(),
    name: z.string().nullable().openapi({ description: 'of a family: masked' }),
    role: z.string(),
    action: z.string(),
    subject_type: z.string(),
    subject_id: Id.nullable(),
    seq: z.number().int().nullable().openapi({ description: 'its place in the chain; null: not sealed yet' }),
    told: z.boolean().openapi({ description: 'has contents' }),
  })
  .openapi('AuditRow');
const FoundShape = z
  .object({
    rows: z.number().int(),
    last_seq: z.number().int(),
    digest: Digest,
    outside: z.number().int().openapi({ description: 'rows not sealed when the check ended' }),
    anchors: z.number().int(),
    broken: z.object({ what: z.string(), seq: z.number().int(), id: z.string().nullable() }).nullable(),
  })
  .openapi('AuditCheck');
const Asked = z.object({
  account: Id.optional(),
  role: z.string().max(30).optional(),
  about: z.string().max(30).optional().openapi({ description: 'the part of an action before its dot' }),
  action: z.enum(actions).optional(),
  subject_type: z.string().max(60).optional(),
  subject: Id.optional(),
  from: Day.optional(),
  to: Day.optional(),
  after_at: z.iso.datetime().optional(),
  after_id: Id.optional(),
});

export const supervisionRoutes = router()
  .openapi(
    door('supervision.anchors', {
      method: 'get',
      path: '/audit/anchors',
      tags: ['public'],
      summary: 'Anchors of the audit chain, newest day first: the digest at which the log stood when a day was over',
      request: {
        query: z.object({ before: Day.optional(), limit: z.coerce.number().int().min(1).max(1000).default(400) }),
      },
      responses: { 200: json(z.object({ district: z.string(), anchors: z.array(Anchor) }), 'Never changed once made') },
    }),
    async (c) => {
      const { before, limit } = c.req.valid('query');
      const ctx = contextOf(c);
      const anchors = await listAnchors(ctx, before ?? null, limit);
      c.header('cache-control', 'public, max-age=60');
      return c.json({ district: ctx.district, anchors }, 200);
    },
  )
  .openapi(
    door('supervision.anchors', {
      method: 'get',
      path: '/audit/anchors/{on}',
      tags: ['public'],
      summary: 'One anchor as a file, byte for byte as it lies in the store',
      request: { params: z.object({ on: Day }) },
      responses: { 200: json(Anchor.extend({ format: z.string(), district: z.string() }), 'A file to keep') },
    }),
    async (c) => {
      const { on } = c.req.valid('param');
      const ctx = contextOf(c);
      return c.body(anchorFile(ctx.district, await readAnchorOf(ctx, on)), 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="audit-anchor-${ctx.district}-${on}.json"`,
        'cache-control': 'public, max-age=3600',
      }) as never;
    },
  )
  .openapi(
    door('supervision.state', {
      method: 'get',
      path: '/audit/state',
      tags: ['supervision'],
      summary: 'How the chain stands: sealed up to where, what waits, last anchor, last check',
      responses: {
        200: json(
          z.object({
            seq: z.number().int(),
            digest: Digest,
            sealed_at: At.nullable(),
            waiting: z.number().int(),
            anchor: Anchor.nullable(),
            check: z.object({ at: At, by: z.string().nullable(), found: FoundShape }).nullable(),
          }),
          'As of now',
        ),
      },
    }),
    async (c) => {
      const state = await readState(contextOf(c));
      const check = state.check && { ...state.check, found: state.check.found as Found };
      return c.json({ ...state, check }, 200);
    },
  )
  .openapi(
    door('supervision.state', {
      method: 'get',
      path: '/audit/actors',
      tags: ['supervision'],
      summary: 'Staff whose acts can be searched for',
      responses: {
        200: json(
          z.object({ actors: z.array(z.object({ id: Id, name: z.string(), roles: z.array(z.string()) })) }),
          'By name',
        ),
      },
    }),
    async (c) => c.json({ actors: await listActors(contextOf(c)) }, 200),
  )
  .openapi(
    door('supervision.search', {
      method: 'get',
      path: '/audit/rows',
      tags: ['supervision'],
      summary: 'The audit log, newest first, without contents; noted in the log itself',
      request: { query: Asked },
      responses: {
        200: json(
          z.object({ rows: z.array(Outline), next: z.object({ at: At, id: Id }).nullable() }),
          'Fifty at a time; `next` goes into after_at and after_id',
        ),
      },
    }),
    async (c) => {
      const { after_at, after_id, role, ...rest } = c.req.valid('query');
      const after = after_at && after_id ? { at: after_at, id: after_id } : undefined;
      return c.json(await searchAudit(contextOf(c), { ...rest, role: role as Search['role'], after }), 200);
    },
  )
  .openapi(
    door('supervision.open', {
      method: 'get',
      path: '/audit/rows/{id}',
      tags: ['supervision'],
      summary: 'The contents of one row: before, after, why; noted in the log',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            id: Id,
            before: z.string().nullable(),
            after: z.string().nullable(),
            reason: z.string().nullable(),
            request_id: z.string(),
          }),
          'Texts as they were written',
        ),
      },
    }),
    async (c) => {
      const { id, before, after, reason, request_id } = await openAudit(contextOf(c), c.req.valid('param').id);
      return c.json({ id, before, after, reason, request_id }, 200);
    },
  )
  .openapi(
    door('supervision.export', {
      method: 'get',
      path: '/audit/export',
      tags: ['supervision'],
      summary: 'The log as NDJSON to be verified elsewhere (npm run -s audit:verify); noted in the log',
      description:
        'A header, then a row a line with its digest. Without contents it can be given to others and verified all the same; with contents it is for inspectors. Days are taken as one unbroken stretch of the chain.',
      request: {
        query: z.object({ from: Day.optional(), to: Day.optional(), contents: z.enum(['0', '1']).default('0') }),
      },
      responses: {
        200: { description: 'NDJSON', content: { 'application/x-ndjson': { schema: z.string() } } },
      },
    }),
    async (c) => {
      const { from, to, contents } = c.req.valid('query');
      const asked = { from: from ?? null, to: to ?? null, contents: contents === '1' };
      const { header, lines } = await takeAudit(contextOf(c), asked);
      const name = `audit-${header.district}-${header.first_seq}-${header.last_seq}${header.contents ? '-full' : ''}.ndjson`;
      c.header('content-type', 'application/x-ndjson; charset=utf-8');
      c.header('content-disposition', `attachment; filename="${name}"`);
      c.header('cache-control', 'no-store');
      return stream(c, async (out) => {
        for await (const part of lines) await out.write(part);
      }) as never;
    },
  )
  .openapi(
    door('supervision.check', {
      method: 'post',
      path: '/audit/check',
      tags: ['supervision'],
      summary: 'Walk the whole chain now; lines of NDJSON tell how far it is, the last one what was found',
      responses: {
        200: { description: 'NDJSON', content: { 'application/x-ndjson': { schema: z.string() } } },
      },
    }),
    async (c) => {
      const steps = checkChain(contextOf(c), c.get('services').storage);
      c.header('content-type', 'application/x-ndjson; charset=utf-8');
      c.header('cache-control', 'no-store');
      return stream(c, async (out) => {
        for await (const step of steps) await out.write(`${JSON.stringify(step)}\n`);
      }) as never;
    },
  );
