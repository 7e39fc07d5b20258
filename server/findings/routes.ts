import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { bytesOf, Files, form, visitForm } from '../platform/forms.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Flag, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import {
  assignFinding,
  checkFinding,
  closeFinding,
  dismissFinding,
  raiseByHand,
  rectifyFinding,
  returnFinding,
} from './actions.ts';
import { findPhoto, listFindings, listStaff, readFinding } from './queries.ts';
import { byHand, type FindingCode, findingCodes, statuses, steps, terms } from './rules.ts';

const tags = ['findings'];
const n = z.number().int();
const Status = z.enum(statuses);
const Term = z.enum(terms);
const Code = z.enum(findingCodes as [FindingCode, ...FindingCode[]]);
const Finding = z
  .object({
    id: Id,
    finding_no: z.string(),
    code: z.string(),
    source: z.enum(['check', 'sample', 'visit', 'report']),
    status: Status,
    term: Term,
    facility_id: Id.nullable(),
    facility: z.string().nullable(),
    street: z.string().nullable(),
    note: z.string().nullable(),
    assigned_to: Id.nullable(),
    assignee: z.string().nullable().openapi({ description: 'null once assigned: the home itself' }),
    due_at: At.nullable(),
    found_at: At,
    closed_at: At.nullable(),
    colour: z
      .enum(['none', 'green', 'amber', 'red'])
      .openapi({ description: 'amber at 80 % of the time, red at its end' }),
    next: z.enum(steps).nullable(),
    version: n,
  })
  .openapi('FindingOnList');
const Moved = z.object({ status: Status, version: n });

export const findingRoutes = router()
  .openapi(
    door('findings.list', {
      method: 'get',
      path: '/findings',
      tags,
      summary: 'Findings within reach: a home sees its own',
      request: {
        query: z.object({
          status: Status.optional(),
          open: Flag.optional(),
          code: Code.optional(),
          facility: Id.optional(),
          overdue: Flag.optional(),
          mine: Flag.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(200),
        }),
      },
      responses: {
        200: json(
          z.object({
            findings: z.array(Finding),
            counts: z.object({
              found: n,
              assigned: n,
              rectified: n,
              checked: n,
              closed: n,
              dismissed: n,
              overdue: n,
            }),
          }),
          'Open ones first, those to be put right by what is due; counts over everything within reach, of one facility when asked for',
        ),
      },
    }),
    async (c) => c.json(await listFindings(contextOf(c), c.req.valid('query')), 200),
  )
  .openapi(
    door('findings.raise', {
      method: 'post',
      path: '/findings',
      tags,
      summary: 'Write down what a visit or a report turned up',
      request: {
        body: body(
          z.strictObject({
            facility_id: Id,
            code: z.enum(byHand),
            source: z.enum(['visit', 'report']),
            term: Term,
            note: Reason,
          }),
        ),
      },
      responses: { 201: json(z.object({ id: Id }), 'Found') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await raiseByHand(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('findings.staff', {
      method: 'get',
      path: '/findings/staff',
      tags,
      summary: 'Whom of the bureau a finding can be given to',
      responses: {
        200: json(z.object({ staff: z.array(z.object({ id: Id, name: z.string(), role: z.string() })) }), 'By name'),
      },
    }),
    async (c) => c.json({ staff: [...(await listStaff(contextOf(c)))] }, 200),
  )
  .openapi(
    door('findings.read', {
      method: 'get',
      path: '/findings/{id}',
      tags,
      summary: 'One finding with its facts, steps and photos',
      request: { params: idParam },
      responses: {
        200: json(
          Finding.extend({
            facts: z.record(z.string(), z.unknown()),
            subject: z.object({ type: z.string(), id: Id.nullable() }),
            run_id: Id.nullable(),
            names: z.array(
              z.object({ id: Id, kind: z.enum(['facility', 'applicant', 'application', 'account']), name: z.string() }),
            ),
            spot_photos: z.array(Id),
            events: z.array(
              z.object({
                id: Id,
                at: At,
                by: z.string().nullable(),
                kind: z.string(),
                note: z.string().nullable(),
                due_at: At.nullable(),
                visited_at: At.nullable(),
                people: z.array(z.string()).nullable(),
                lng: z.number().nullable(),
                lat: z.number().nullable(),
                photos: z.array(Id),
              }),
            ),
          }).openapi('Finding'),
          'The reading is written down',
        ),
      },
    }),
    async (c) => c.json(await readFinding(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('findings.assign', {
      method: 'post',
      path: '/findings/{id}/assign',
      tags,
      summary: 'Give it to the home itself (null) or to somebody of the bureau; its time begins to run, once',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            assigned_to: Id.nullable().default(null),
            term: Term.nullable().default(null),
            note: Text(1000).nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(Moved.extend({ due_at: At }), 'Assigned') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await assignFinding(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('findings.rectify', {
      method: 'post',
      path: '/findings/{id}/rectify',
      tags,
      summary: 'Say what was done about it, with photos',
      request: { params: idParam, body: form(z.object({ note: Text(1000), photos: Files })) },
      responses: { 200: json(Moved, 'Waits to be checked') },
    }),
    async (c) => {
      const { note, photos } = c.req.valid('form');
      const ctx = contextOf(c, { note, photos: photos.map((p) => p.size) });
      const input = { note, photos: await bytesOf(photos) };
      return c.json(await rectifyFinding(ctx, c.get('services').storage, c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('findings.check', {
      method: 'post',
      path: '/findings/{id}/check',
      tags,
      summary: 'Two people have been there and it is as was said',
      request: { params: idParam, body: form(z.object(visitForm)) },
      responses: { 200: json(Moved, 'Waits to be closed') },
    }),
    async (c) => {
      const { photos, lng = null, lat = null, note = null, ...rest } = c.req.valid('form');
      const ctx = contextOf(c, { ...rest, note, photos: photos.map((p) => p.size) });
      const input = { ...rest, lng, lat, note, photos: await bytesOf(photos) };
      return c.json(await checkFinding(ctx, c.get('services').storage, c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('findings.return', {
      method: 'post',
      path: '/findings/{id}/return',
      tags,
      summary: 'What was done does not do: back, with the time it had',
      request: { params: idParam, body: body(z.strictObject({ note: Reason })) },
      responses: { 200: json(Moved, 'Assigned again') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await returnFinding(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('findings.close', {
      method: 'post',
      path: '/findings/{id}/close',
      tags,
      summary: 'Close it: put right and checked',
      request: { params: idParam, body: body(z.strictObject({ note: Text(1000).nullable().default(null) })) },
      responses: { 200: json(Moved, 'Closed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await closeFinding(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('findings.dismiss', {
      method: 'post',
      path: '/findings/{id}/dismiss',
      tags,
      summary: 'It is none, and why',
      request: { params: idParam, body: body(z.strictObject({ note: Reason })) },
      responses: { 200: json(Moved, 'Dismissed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await dismissFinding(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('findings.photo', {
      method: 'get',
      path: '/inspection-photos/{id}',
      tags,
      summary: 'A photo of a finding or a spot check; small with edge=480',
      request: { params: idParam, query: z.object({ edge: z.enum(['1600', '480']).default('1600') }) },
      responses: {
        200: { description: 'JPEG', content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } } },
      },
    }),
    async (c) => {
      const key = await findPhoto(contextOf(c), c.req.valid('param').id);
      const bytes = await c.get('services').storage.get(`${key}-${c.req.valid('query').edge}`);
      if (!bytes) throw new Refusal('not_found', 'not_found');
      return c.body(Readable.toWeb(Readable.from(bytes)) as ReadableStream, 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=3600',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      });
    },
  );
