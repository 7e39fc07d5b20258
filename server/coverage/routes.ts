import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { addDays, fromRange } from '../kernel/period.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Finding, finding, Id, kinds, Text } from '../platform/shapes.ts';
import { setCoverageRules, takeTravel } from './actions.ts';
import { previewTravel, readCoverage, readData } from './queries.ts';
import { services } from './rules.ts';

const tags = ['coverage'];
const n = z.number().int();
const count = n.nonnegative();
const Service = z.enum(services);
const Sum = z
  .object({ certain: count, likely: count, possible: count, no: count, unknown: count })
  .openapi('CoverageSum', { description: 'Seniors by how sure the service is within the time on foot' });
const Way = z
  .object({
    facility_id: z.string(),
    metres: z.number().nullable(),
    minutes: z.number(),
    least: z.number(),
    most: z.number(),
    by: z.enum(['line', 'areas', 'times']),
  })
  .openapi('CoverageWay', { description: 'least, most: as the inexact points allow' });
const Rule = z.object({
  id: Id,
  from: z.string(),
  last_day: z.string().nullable(),
  minutes: n,
  metres_per_minute: n,
  detour_hundredths: n,
  doc_no: z.string().nullable(),
  example: z.boolean(),
});
const File = z.object({
  id: Id,
  kind: z.enum(['areas', 'times']),
  source: z.string(),
  rows: count,
  sha256: z.string(),
  added_at: At,
  added_by: z.string().nullable(),
});
const Spot = {
  code: z.string(),
  name: z.string(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  accuracy_m: n,
};
const byService = (list: readonly z.infer<typeof Sum>[]) => Object.fromEntries(services.map((s, i) => [s, list[i]!]));
const Sums = z.record(z.string(), Sum);
const kindParam = z.object({ kind: z.enum(['areas', 'times']) });

type Given = { req: { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> } };
async function fileOf(c: Given): Promise<Buffer> {
  if (c.req.header('content-type') !== 'application/octet-stream')
    throw new Refusal('wrong_type', 'upload_content_type');
  return Buffer.from(await c.req.arrayBuffer());
}
const ruleOf = (r: Awaited<ReturnType<typeof readCoverage>>['ground']['rule']) => ({
  id: r.id,
  ...spanOf(r.effective),
  minutes: r.minutes,
  metres_per_minute: r.metresPerMinute,
  detour_hundredths: r.detourHundredths,
  doc_no: r.docNo,
  example: r.example,
});
const wayOf = ({
  place,
  ...way
}: NonNullable<Awaited<ReturnType<typeof readCoverage>>['communities'][number]['found'][number]['nearest']>) => ({
  facility_id: place,
  ...way,
});
const spanOf = (range: string) => {
  const { start, end } = fromRange(range);
  return { from: start, last_day: end && addDays(end, -1) };
};

export const coverageRoutes = router()
  .openapi(
    door('coverage.read', {
      method: 'get',
      path: '/coverage',
      tags,
      summary: 'Which services lie within the time on foot of every community and grid, as of a day',
      request: { query: z.object({ on: Day.optional() }) },
      responses: {
        200: json(
          z.object({
            on: z.string(),
            services: z.array(Service),
            rule: Rule,
            files: z.array(z.object({ kind: z.enum(['areas', 'times']), source: z.string(), added_at: At })),
            /** facilities whose services are 未填报, and those whose day of filing is */
            unsaid: count,
            undated: count,
            facilities: z.array(
              z.object({
                id: Id,
                name: z.string(),
                kind: z.enum(kinds),
                lng: z.number(),
                lat: z.number(),
                accuracy_m: n,
                services: z.array(Service),
              }),
            ),
            total: Sums,
            communities: z.array(
              z.object({
                ...Spot,
                street: z.string(),
                street_name: z.string(),
                seniors: count,
                uncounted: count,
                sums: Sums,
                nearest: z.record(z.string(), Way.nullable()),
                shape: z.unknown(),
              }),
            ),
            grids: z.array(
              z.object({
                ...Spot,
                community: z.string(),
                own: z.boolean(),
                seniors: count.nullable(),
                states: z.string().openapi({ description: 'of each of `services` in order, by first letter' }),
              }),
            ),
          }),
          'services: kinds of facility, and what facilities say they offer; minutes are exact, round them up',
        ),
      },
    }),
    async (c) => {
      const { ground, shapes, found, total, communities } = await readCoverage(contextOf(c), c.req.valid('query').on);
      const shapeOf = new Map(shapes.map((s) => [s.code, s.geometry]));
      const spot = (s: { code: string; name: string; lng: number | null; lat: number | null; accuracyM: number }) => ({
        code: s.code,
        name: s.name,
        lng: s.lng,
        lat: s.lat,
        accuracy_m: s.accuracyM,
      });
      c.header('cache-control', 'no-store');
      return c.json(
        {
          on: ground.on,
          services: [...services],
          rule: ruleOf(ground.rule),
          files: ground.files.map((f) => ({ kind: f.kind, source: f.source, added_at: f.addedAt.toISOString() })),
          unsaid: ground.homes.filter((f) => f.services === null).length,
          undated: ground.homes.filter((f) => f.filedOn === null).length,
          facilities: ground.homes.map((f, i) => ({
            id: f.id,
            name: f.name,
            kind: f.kind,
            lng: f.lng,
            lat: f.lat,
            accuracy_m: f.accuracyM,
            services: ground.places[i]!.services as z.infer<typeof Service>[],
          })),
          total: byService(total),
          communities: communities.map((k) => ({
            ...spot(k),
            street: k.street,
            street_name: k.streetName,
            seniors: k.grids.reduce((sum, g) => sum + (g.seniors ?? 0), 0),
            uncounted: k.grids.filter((g) => g.seniors === null).length,
            sums: byService(k.sums),
            nearest: Object.fromEntries(
              services.map((s, i) => {
                const way = k.found[i]!.nearest;
                return [s, way && wayOf(way)];
              }),
            ),
            shape: shapeOf.get(k.code) ?? null,
          })),
          grids: ground.grids.map((g) => ({
            ...spot(g),
            community: g.community,
            own: g.own,
            seniors: g.seniors,
            states: found
              .get(g.code)!
              .map((f) => f.state[0])
              .join(''),
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('coverage.read', {
      method: 'get',
      path: '/coverage/data',
      tags,
      summary: 'The rules of the circle by date, and the files of ways on foot that were brought',
      responses: {
        200: json(
          z.object({
            rules: z.array(Rule.extend({ when: z.enum(['future', 'in_force', 'past']) })),
            files: z.array(File),
          }),
          'The last file of each kind counts',
        ),
      },
    }),
    async (c) => {
      const { rules, files } = await readData(contextOf(c));
      return c.json(
        {
          rules: rules.map((r) => ({ ...ruleOf(r), when: r.when })),
          files: files.map(({ addedAt, by, count: rows, ...f }) => ({
            ...f,
            rows,
            added_at: addedAt.toISOString(),
            added_by: by,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('coverage.set_rules', {
      method: 'post',
      path: '/coverage/rules',
      tags,
      summary: 'Minutes, speed and detour from a day on; those in force until then end the day before',
      request: {
        body: body(
          z.strictObject({
            from: Day,
            minutes: n.min(1).max(120),
            metres_per_minute: n.min(10).max(200),
            detour_hundredths: n.min(100).max(300),
            doc_no: Text(120)
              .transform((s) => s.trim() || null)
              .nullable()
              .default(null)
              .openapi({ type: 'string' }),
          }),
        ),
      },
      responses: { 201: json(z.object({ rules_id: Id }), 'In force from that day on') },
    }),
    async (c) => {
      const {
        metres_per_minute: metresPerMinute,
        detour_hundredths: detourHundredths,
        doc_no: docNo,
        ...r
      } = c.req.valid('json');
      const rules = { ...r, metresPerMinute, detourHundredths, docNo, example: false };
      return c.json(await setCoverageRules(contextOf(c, rules), rules), 201);
    },
  )
  .openapi(
    door('coverage.import', {
      method: 'post',
      path: '/coverage/imports/{kind}/preview',
      tags,
      summary:
        'Reads a file of ways on foot: areas as GeoJSON (facility, minutes), times as CSV (from, facility, minutes); nothing is written',
      request: { params: kindParam },
      responses: {
        200: json(
          z.object({
            sha256: z.string(),
            rows: count,
            same: z.boolean(),
            faults: count,
            first: z.array(Finding.extend({ row: n })),
          }),
          'first: at most 200 faults',
        ),
      },
    }),
    async (c) => {
      const { kind } = c.req.valid('param');
      const { rows, faults, sha256, same } = await previewTravel(contextOf(c), { kind, bytes: await fileOf(c) });
      const first = faults.slice(0, 200).map((f) => ({ ...finding(f), row: f.row }));
      return c.json({ sha256, rows: rows.length, same, faults: faults.length, first }, 200);
    },
  )
  .openapi(
    door('coverage.import', {
      method: 'post',
      path: '/coverage/imports/{kind}',
      tags,
      summary: 'Takes a previewed file over: all of it or nothing, and only as it was previewed',
      request: {
        params: kindParam,
        query: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), source: Text(120).min(1) }),
      },
      responses: { 201: json(z.object({ file_id: Id, rows: count }), 'It counts from now on') },
    }),
    async (c) => {
      const file = { ...c.req.valid('param'), ...c.req.valid('query') };
      const bytes = await fileOf(c);
      return c.json(await takeTravel(contextOf(c, file), { ...file, bytes }), 201);
    },
  );
