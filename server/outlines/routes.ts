import { z } from '@hono/zod-openapi';
import { say } from '../kernel/messages.ts';
import { fileOf, optionsOf } from '../platform/files.ts';
import { contextOf, door, json, router } from '../platform/http.ts';
import { Day } from '../platform/shapes.ts';
import { importGrids, importOutlines } from './actions.ts';
import { previewGrids, previewOutlines, readOutlines } from './queries.ts';
import { type Found, systems } from './rules.ts';

const tags = ['divisions'];
const n = z.number().int();
const Asked = z.strictObject({ file_name: z.string().trim().min(1).max(120), system: z.enum(systems), from: Day });
const Taken = Asked.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/), source: z.string().trim().min(1).max(200) });
const headers = z.object({
  'import-options': z.string().max(4000).openapi({
    description:
      'JSON, percent-encoded: file_name, system (of its coordinates), from (day); to take it over also sha256, source',
  }),
});
const Errors = z.array(
  z.object({ no: n, name: z.string(), code: z.string(), message_zh: z.string(), message_en: z.string() }),
);
const told = (list: readonly Found[]) =>
  list.slice(0, 500).map((f) => ({
    no: f.no,
    name: f.name,
    code: f.code as string,
    message_zh: say('zh', f.code, f.values),
    message_en: say('en', f.code, f.values),
  }));
const Outlines = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        properties: z.object({ code: z.string(), name: z.string() }),
        geometry: z.object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.any()) }),
      }),
    ),
  })
  .openapi('Outlines', { description: 'GeoJSON in WGS84' });
type Drawn = z.infer<typeof Outlines>;

export const outlineRoutes = router()
  .openapi(
    door('outlines.read', {
      method: 'get',
      path: '/outlines',
      tags,
      summary: 'Outlines of streets, communities or grids as GeoJSON, with an ETag; of a day, of a part',
      request: {
        query: z.object({
          on: Day.optional(),
          level: z.enum(['street', 'community', 'grid']).optional(),
          under: z
            .string()
            .regex(/^\d{9}(\d{3})?$/)
            .optional(),
        }),
      },
      responses: { 200: json(Outlines, 'Simplified to about five metres') },
    }),
    async (c) => {
      const { on, level, under } = c.req.valid('query');
      const read = await readOutlines(contextOf(c), { on: on ?? null, level: level ?? null, under: under ?? null });
      return c.json(read as Drawn, 200);
    },
  )
  .openapi(
    door('outlines.preview', {
      method: 'post',
      path: '/outlines/imports/preview',
      tags,
      summary:
        'What a GeoJSON file of outlines (up to 20 MB) would bring, and what is wrong with each; nothing is kept',
      request: { headers },
      responses: {
        200: json(z.object({ sha256: z.string(), outlines: Outlines, errors: Errors }), 'At most 500 errors'),
      },
    }),
    async (c) => {
      const asked = optionsOf(Asked, c.req.valid('header')['import-options']);
      const read = await previewOutlines(contextOf(c), { ...asked, bytes: await fileOf(c) });
      return c.json({ ...read, outlines: read.outlines as Drawn, errors: told(read.errors) }, 200);
    },
  )
  .openapi(
    door('outlines.import', {
      method: 'post',
      path: '/outlines/imports',
      tags,
      summary: 'Take over a file of outlines from a day on, all of it or nothing',
      request: { headers },
      responses: { 201: json(z.object({ outlines: n }), 'On record') },
    }),
    async (c) => {
      const { file_name, ...taken } = optionsOf(Taken, c.req.valid('header')['import-options']);
      const bytes = await fileOf(c);
      return c.json(await importOutlines(contextOf(c, taken), { ...taken, bytes, fileName: file_name }), 201);
    },
  )
  .openapi(
    door('outlines.preview_grids', {
      method: 'post',
      path: '/outlines/grids/imports/preview',
      tags,
      summary: 'What a list of grids (XLSX or CSV) would change, and what is wrong with its rows; nothing is kept',
      request: { headers },
      responses: {
        200: json(
          z.object({
            sha256: z.string(),
            errors: Errors,
            counts: z.object({ changed: n, begun: n, same: n }),
            seniors_before: n,
            seniors_after: n,
            rows: z.array(
              z.object({
                code: z.string(),
                fresh: z.boolean(),
                name: z.string(),
                seniors: n.nullable(),
                seniors_before: n.nullable(),
              }),
            ),
          }),
          'At most 500 rows and errors; the counts are of all',
        ),
      },
    }),
    async (c) => {
      const asked = optionsOf(Asked, c.req.valid('header')['import-options']);
      const read = await previewGrids(contextOf(c), { ...asked, bytes: await fileOf(c) });
      return c.json({ ...read, errors: told(read.errors) }, 200);
    },
  )
  .openapi(
    door('outlines.import_grids', {
      method: 'post',
      path: '/outlines/grids/imports',
      tags,
      summary: 'Take over a list of grids from a day on, all of it or nothing',
      request: { headers },
      responses: { 201: json(z.object({ changed: n, begun: n }), 'On record') },
    }),
    async (c) => {
      const { file_name, ...taken } = optionsOf(Taken, c.req.valid('header')['import-options']);
      const bytes = await fileOf(c);
      return c.json(await importGrids(contextOf(c, taken), { ...taken, bytes, fileName: file_name }), 201);
    },
  );
