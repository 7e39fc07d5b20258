import { z } from '@hono/zod-openapi';
import { say } from '../kernel/messages.ts';
import { columnLetters } from '../kernel/table.ts';
import { fileOf, optionsOf } from '../platform/files.ts';
import { contextOf, door, json, router } from '../platform/http.ts';
import { At, Id, idParam } from '../platform/shapes.ts';
import { commitImport } from './actions.ts';
import { listImports, previewImport, templateOf } from './queries.ts';
import { type Finding, importKinds, templateName } from './rules.ts';

const n = z.number().int();
const tags = ['imports'];
const Kind = z.enum(importKinds);
const Word = z.string().max(100);
const Mapping = z.strictObject({
  columns: z.record(z.string().max(40), Word).optional(),
  words: z.record(z.string().max(40), z.record(Word, Word)).optional(),
  dates: z.enum(['gregorian', 'roc']).optional(),
  sheet: z.string().max(100).optional(),
});
const Asked = z.strictObject({
  mode: z.enum(['full', 'partial']),
  file_name: z.string().trim().min(1).max(120),
  /** without it the one remembered from the last import */
  mapping: Mapping.optional(),
});
const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const Confirmed = Asked.required({ mapping: true }).extend({ sha256: Digest, digest: Digest, looked: z.boolean() });

const header = z.object({
  'import-options': z.string().max(8000).openapi({
    description: 'JSON, percent-encoded: mode, file_name, mapping; to confirm also sha256, digest, looked',
  }),
});
const params = idParam.extend({ kind: Kind });

const Found = z.object({
  row: n,
  column: z.string().nullable(),
  heading: z.string().nullable(),
  ref: z.string().nullable(),
  code: z.string(),
  message_zh: z.string(),
  message_en: z.string(),
});
const saidOf = ({ values, ...f }: Finding) => ({
  ...f,
  code: f.code as string,
  message_zh: say('zh', f.code, values),
  message_en: say('en', f.code, values),
});

const Value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).readonly()])
  .nullable();
const Row = z.object({
  line: n,
  id: Id.nullable(),
  external_id: z.string().nullable(),
  building: z.string(),
  room_no: z.string(),
  bed_no: z.string(),
  name: z.string().optional(),
});
const Change = z.object({ field: z.string(), from: Value, to: Value });
const Counts = z.record(z.string(), n);

export const importRoutes = router()
  .openapi(
    door('imports.preview', {
      method: 'post',
      path: '/facilities/{id}/imports/{kind}/preview',
      tags,
      summary:
        'What a list of beds or residents (XLSX or CSV, up to 20 MB) would change, and what is wrong with it; nothing is written',
      request: { params, headers: header },
      responses: {
        200: json(
          z.object({
            sha256: z.string(),
            digest: z.string().nullable(),
            rows: n,
            format: z.enum(['xlsx', 'csv']),
            encoding: z.string().nullable(),
            sheet: z.string().nullable(),
            sheets: z.array(z.string()),
            heading_row: n,
            columns: z.array(z.object({ letter: z.string(), heading: z.string(), field: z.string().nullable() })),
            mapping: Mapping,
            words: z.array(z.object({ column: z.string(), word: z.string(), times: n })),
            counts: Counts,
            added: z.array(Row),
            changed: z.array(Row.extend({ changes: z.array(Change) })),
            removed: z.array(Row),
            errors: z.array(Found),
            warnings: z.array(Found),
            must_look: z.boolean(),
          }),
          'At most 500 of each sort of change and 2,000 errors; the counts are of all',
        ),
      },
    }),
    async (c) => {
      const { id, kind } = c.req.valid('param');
      const asked = optionsOf(Asked, c.req.valid('header')['import-options']);
      const bytes = await fileOf(c);
      const { table, columns, headingRow, mustLook, errors, warnings, mapping, ...seen } = await previewImport(
        contextOf(c),
        c.get('services').vault,
        id,
        {
          kind,
          mode: asked.mode,
          fileName: asked.file_name,
          bytes,
          mapping: asked.mapping,
        },
      );
      c.header('cache-control', 'no-store');
      return c.json(
        {
          ...seen,
          format: table.format,
          encoding: table.encoding,
          sheet: table.sheet,
          sheets: table.sheets,
          heading_row: headingRow,
          mapping: { columns: mapping.columns, words: mapping.words, dates: mapping.dates, sheet: mapping.sheet },
          columns: columns.map(({ index, heading, field }) => ({ letter: columnLetters(index), heading, field })),
          must_look: mustLook,
          errors: errors.map(saidOf),
          warnings: warnings.map(saidOf),
        },
        200,
      );
    },
  )
  .openapi(
    door('imports.commit', {
      method: 'post',
      path: '/facilities/{id}/imports/{kind}',
      tags,
      summary: 'Take a previewed file over: all of it or nothing, and only as it was previewed',
      request: { params, headers: header },
      responses: { 201: json(z.object({ import_id: Id, counts: Counts }), 'What it changed') },
    }),
    async (c) => {
      const { id, kind } = c.req.valid('param');
      const { file_name: fileName, mapping, ...seen } = optionsOf(Confirmed, c.req.valid('header')['import-options']);
      const bytes = await fileOf(c);
      const context = contextOf(c, { ...seen, fileName, mapping });
      return c.json(
        await commitImport(context, c.get('services').vault, id, { kind, fileName, bytes, mapping, ...seen }),
        201,
      );
    },
  )
  .openapi(
    door('imports.list', {
      method: 'get',
      path: '/facilities/{id}/imports',
      tags,
      summary: 'The lists taken over from files',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            imports: z.array(
              z.object({
                id: Id,
                kind: Kind,
                mode: z.enum(['full', 'partial']),
                file_name: z.string(),
                sha256: z.string(),
                rows: n,
                counts: Counts,
                made_at: At,
                made_by: z.string().nullable(),
              }),
            ),
          }),
          'Newest first, at most 100',
        ),
      },
    }),
    async (c) => {
      const rows = await listImports(contextOf(c), c.req.valid('param').id);
      return c.json({ imports: rows.map((r) => ({ ...r, made_at: r.made_at.toISOString() })) }, 200);
    },
  )
  .openapi(
    door('imports.list', {
      method: 'get',
      path: '/import-templates/{kind}',
      tags,
      summary: 'An empty workbook with the columns of such a list',
      request: { params: z.object({ kind: Kind }), query: z.object({ lang: z.enum(['zh', 'en']).optional() }) },
      responses: {
        200: {
          description: 'XLSX',
          content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string() } },
        },
      },
    }),
    async (c) => {
      const { kind } = c.req.valid('param');
      const { lang = c.get('language') } = c.req.valid('query');
      const bytes = await templateOf(kind, lang);
      const name = encodeURIComponent(templateName[kind][lang === 'zh' ? 0 : 1]);
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': `attachment; filename="${kind}.xlsx"; filename*=UTF-8''${name}.xlsx`,
      });
    },
  );
