import { z } from '@hono/zod-openapi';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { endCategory, importList, recordCategory, recordContact } from './actions.ts';
import { categoriesOf, listEntitled, listImports, previewList } from './queries.ts';
import { outcomes, sources } from './rules.ts';

const tags = ['categories'];
const kinds = [
  'tekun',
  'dibao',
  'dibao_margin',
  'lost_only_child',
  'veteran',
  'severe_disability',
  'no_family',
] as const;
const Kind = z.enum(kinds);
const Source = z.enum(sources);
const Street = z.string().regex(/^\d{9}$/, 'nine digits');
const Paper = Text(80).refine((s) => s.trim().length > 0, 'must not be empty');
const FILE_LIMIT = 1_000_000;
const File = z
  .string()
  .max(FILE_LIMIT)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)
  .transform((s) => new Uint8Array(Buffer.from(s, 'base64')))
  .openapi({ type: 'string', format: 'byte', description: 'The CSV file in base64; UTF-8 or GB18030' });
const list = { source: Source, file_name: Text(120), file: File };
const Counts = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  listed: z.number().int().openapi({ description: 'Not registered: kept sealed, to be gone to' }),
  young: z.number().int().openapi({ description: 'Under the age of elder care: not kept' }),
  errors: z.number().int(),
});
const n = z.number().int();

export const categoryRoutes = router()
  .openapi(
    door('categories.read', {
      method: 'get',
      path: '/applicants/{id}/categories',
      tags,
      summary: 'Every category of one person, those that have ended too',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            categories: z.array(
              z.object({
                id: Id,
                kind: Kind,
                start: Day,
                last_day: Day.nullable(),
                source: z.string(),
                doc_no: z.string().nullable(),
              }),
            ),
          }),
          'Newest first',
        ),
      },
    }),
    async (c) => c.json({ categories: await categoriesOf(contextOf(c), c.req.valid('param').id) }, 200),
  )
  .openapi(
    door('categories.record', {
      method: 'post',
      path: '/applicants/{id}/categories',
      tags,
      summary: 'Record a category from a paper that was seen',
      request: {
        params: idParam,
        body: body(z.strictObject({ kind: Kind, start: Day, last_day: Day.nullable(), source: Paper, doc_no: Paper })),
      },
      responses: { 201: json(z.object({ category_id: Id }), 'In force from its start') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordCategory(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('categories.end', {
      method: 'post',
      path: '/categories/{id}/end',
      tags,
      summary: 'End a category on a day; what was true until then stays',
      request: { params: idParam, body: body(z.strictObject({ last_day: Day, reason: Reason })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await endCategory(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('categories.preview', {
      method: 'post',
      path: '/category-lists/preview',
      tags,
      summary: 'What a list of another department would change; nothing is kept',
      request: { body: body(z.strictObject(list)) },
      responses: {
        200: json(
          z.object({
            sha256: z.string(),
            rows: n,
            counts: Counts,
            errors: z
              .array(
                z.object({
                  row: n,
                  column: z.string().nullable(),
                  code: z.string(),
                  message_zh: z.string(),
                  message_en: z.string(),
                }),
              )
              .openapi({ description: 'At most 500' }),
            changes: z
              .array(
                z.object({
                  row: n,
                  how: z.enum(['added', 'listed', 'changed', 'young']),
                  name: z.string(),
                  id_no_masked: z.string(),
                  kind: Kind,
                  start: Day,
                  last_day: Day.nullable(),
                  last_day_before: Day.nullable(),
                }),
              )
              .openapi({ description: 'At most 300' }),
            missing: z
              .array(z.object({ applicant_id: Id, name: z.string(), id_no_masked: z.string(), kind: Kind }))
              .openapi({
                description: 'In force by an earlier list of the same department, not on this one; at most 100',
              }),
          }),
          'Row by row',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      const seen = await previewList(contextOf(c), c.get('services').vault, c.req.valid('json'));
      const errors = seen.errors.map(({ row, column, code, values }) => ({
        row,
        column,
        code,
        message_zh: say('zh', code, values),
        message_en: say('en', code, values),
      }));
      return c.json({ ...seen, errors }, 200);
    },
  )
  .openapi(
    door('categories.import', {
      method: 'post',
      path: '/category-lists',
      tags,
      summary: 'Take a previewed list over: whole, or by explicit choice its good rows only',
      request: {
        body: body(
          z.strictObject({ ...list, sha256: z.string().regex(/^[0-9a-f]{64}$/), rows: z.enum(['all', 'good_only']) }),
        ),
      },
      responses: { 201: json(z.object({ import_id: Id, counts: Counts }), 'What it changed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const said = { ...input, file: input.sha256 };
      return c.json(await importList(contextOf(c, said), c.get('services').vault, input), 201);
    },
  )
  .openapi(
    door('categories.imports', {
      method: 'get',
      path: '/category-lists',
      tags,
      summary: 'The lists taken over',
      responses: {
        200: json(
          z.object({
            imports: z.array(
              z.object({
                id: Id,
                source: Source,
                file_name: z.string(),
                sha256: z.string(),
                rows: n,
                counts: z.record(z.string(), n),
                made_at: At,
                made_by: z.string().nullable(),
              }),
            ),
          }),
          'Newest first, at most 100',
        ),
      },
    }),
    async (c) => c.json({ imports: await listImports(contextOf(c)) }, 200),
  )
  .openapi(
    door('categories.entitled', {
      method: 'get',
      path: '/entitled',
      tags,
      summary: 'People with a category in force who have not asked: no application in progress, no stay',
      request: {
        query: z.object({
          kind: z.enum([...kinds, 'very_old']).optional(),
          street: Street.optional(),
          outcome: z.enum(['open', ...outcomes, 'all']).default('open'),
          limit: z.coerce.number().int().min(1).max(500).default(200),
        }),
      },
      responses: {
        200: json(
          z.object({
            total: n,
            very_old_from: n.nullable(),
            people: z.array(
              z.object({
                applicant_id: Id.nullable(),
                entry_id: Id.nullable(),
                name: z.string(),
                id_no_masked: z.string(),
                phone_masked: z.string().nullable(),
                born_on: Day,
                street: z.string().nullable(),
                community: z.string().nullable(),
                kinds: z.array(Kind),
                outcome: z.enum(outcomes).nullable(),
                contacted_on: Day.nullable(),
                note: z.string().nullable(),
              }),
            ),
          }),
          'Those longest without a visit first',
        ),
      },
    }),
    async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await listEntitled(contextOf(c), c.get('services').vault, c.req.valid('query')), 200);
    },
  )
  .openapi(
    door('categories.contact', {
      method: 'post',
      path: '/entitled/contacts',
      tags,
      summary: 'Write down what came of going to somebody on the worklist',
      request: {
        body: body(
          z
            .strictObject({
              applicant_id: Id.nullable().default(null),
              entry_id: Id.nullable().default(null),
              outcome: z.enum(outcomes),
              day: Day,
              note: Text(300).nullable().default(null),
            })
            .refine((b) => (b.applicant_id === null) !== (b.entry_id === null), {
              params: { reason: { code: 'contact_whom' } },
              path: ['applicant_id'],
            }),
        ),
      },
      responses: { 201: json(z.object({ contact_id: Id }), 'Kept; earlier ones stay') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordContact(contextOf(c, input), input), 201);
    },
  );
