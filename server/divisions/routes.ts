import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Text } from '../platform/shapes.ts';
import { changeDivision } from './actions.ts';
import { type DivisionRow, type Entry, listDivisions, readChanges, readHistory, readRegister } from './queries.ts';

const tags = ['divisions'];
const n = z.number().int();
const Level = z.enum(['street', 'community', 'grid']);
const Code = z.string().regex(/^(\d{9}|\d{12}|\d{15})$/, '9, 12 or 15 digits');
const facts = {
  kind: z.string(),
  name: z.string(),
  short_name: z.string(),
  district_run: z.boolean(),
  run_by: z.string(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  accuracy_m: n.nullable(),
  seniors: n.nullable(),
};
const Division = z
  .object({
    code: z.string(),
    parent_code: z.string().nullable(),
    level: Level,
    pinyin: z.string(),
    initials: z.string(),
    ...facts,
    seniors: n,
  })
  .openapi('Division');
const Listed = z
  .object({ code: z.string(), parent_code: z.string().nullable(), level: Level, ...facts, communities: n, grids: n })
  .openapi('DivisionOnDay');
const Version = z
  .object({
    code: z.string(),
    ...facts,
    from: Day.nullable().openapi({ description: 'null: as far back as the record goes' }),
    until: Day.nullable().openapi({ description: 'the first day it does not hold any more' }),
    replaced: z.boolean().openapi({ description: 'A later record took its place; the days are those it was made for' }),
    successor: z.string().nullable(),
    doc_no: z.string().nullable(),
    note: z.string().nullable(),
    made_by: z.string().nullable(),
    made_at: z.string(),
  })
  .openapi('DivisionVersion');

const point = {
  lng: z.number().min(-180).max(180).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  accuracy_m: n.min(1).max(20_000).nullable(),
};
const Change = z.strictObject({
  from: Day,
  name: Text(60).optional(),
  short_name: Text(40).optional(),
  kind: Text(20).optional(),
  run_by: Text(40).optional(),
  district_run: z.boolean().optional(),
  point: z.strictObject(point).optional(),
  seniors: n.min(0).max(1_000_000).nullable().optional(),
  doc_no: Text(80).nullable(),
  note: Text(500).nullable(),
});

const placed = (d: DivisionRow | Omit<DivisionRow, 'pinyin' | 'initials' | 'endedOn'>) => ({
  code: d.code,
  parent_code: d.parentCode,
  level: d.level,
  kind: d.kind,
  name: d.name,
  short_name: d.shortName,
  district_run: d.districtRun,
  run_by: d.runBy,
  lng: d.lng,
  lat: d.lat,
  accuracy_m: d.accuracyM,
});
const version = (e: Entry): z.infer<typeof Version> => ({
  code: e.code,
  kind: e.kind,
  name: e.name,
  short_name: e.short_name,
  district_run: e.district_run,
  run_by: e.run_by,
  lng: e.lng,
  lat: e.lat,
  accuracy_m: e.accuracy_m,
  seniors: e.seniors,
  from: e.replaced ? e.was_start : e.start,
  until: e.replaced ? e.was_end : e.end,
  replaced: e.replaced,
  successor: e.successor_code,
  doc_no: e.doc_no,
  note: e.note,
  made_by: e.made_by,
  made_at: new Date(e.made_at).toISOString(),
});

export const divisionRoutes = router()
  .openapi(
    door('divisions.read', {
      method: 'get',
      path: '/divisions',
      tags,
      summary: 'Streets and communities of the district, with the seniors counted on their grids',
      responses: { 200: json(z.object({ divisions: z.array(Division) }), 'All streets and communities') },
    }),
    async (c) => {
      const rows = await listDivisions(contextOf(c));
      const divisions = rows.map((d) => ({
        ...placed(d),
        pinyin: d.pinyin,
        initials: d.initials,
        seniors: d.seniors,
      }));
      c.header('cache-control', 'public, max-age=300');
      return c.json({ divisions }, 200);
    },
  )
  .openapi(
    door('divisions.history', {
      method: 'get',
      path: '/divisions/register',
      tags,
      summary: 'The tree as it is on a day: streets and communities, or what lies under one of them',
      request: { query: z.object({ on: Day.optional(), under: Code.optional() }) },
      responses: {
        200: json(
          z.object({ on: Day, communities: n, grids: n, seniors: n.nullable(), divisions: z.array(Listed) }),
          'In the order of their codes; seniors of the larger ones are summed from their grids',
        ),
      },
    }),
    async (c) => {
      const { on, under } = c.req.valid('query');
      const read = await readRegister(contextOf(c), { on: on ?? null, under: under ?? null });
      const divisions = read.divisions.map((d) => ({
        ...placed(d),
        seniors: d.seniors,
        communities: d.communities,
        grids: d.grids,
      }));
      return c.json({ ...read, divisions }, 200);
    },
  )
  .openapi(
    door('divisions.history', {
      method: 'get',
      path: '/divisions/changes',
      tags,
      summary: 'What was changed last, newest first',
      responses: { 200: json(z.object({ changes: z.array(Version) }), 'At most sixty') },
    }),
    async (c) => c.json({ changes: (await readChanges(contextOf(c))).map(version) }, 200),
  )
  .openapi(
    door('divisions.history', {
      method: 'get',
      path: '/divisions/{code}',
      tags,
      summary: 'One division with everything on record of it, and what went into it',
      request: { params: z.object({ code: Code }) },
      responses: {
        200: json(
          z.object({
            code: z.string(),
            level: Level,
            version: n,
            ended_on: Day.nullable(),
            parent: z.object({ code: z.string(), name: z.string() }).nullable(),
            seniors: n.nullable(),
            grids: n,
            versions: z.array(Version),
            from: z.array(z.object({ code: z.string(), name: z.string(), day: Day })),
          }),
          'Oldest first',
        ),
      },
    }),
    async (c) => {
      const { entries, ...of } = await readHistory(contextOf(c), c.req.valid('param').code);
      return c.json({ ...of, from: [...of.from], versions: entries.map(version) }, 200);
    },
  )
  .openapi(
    door('divisions.change', {
      method: 'post',
      path: '/divisions/{code}/changes',
      tags,
      summary:
        'Change a division from a day on; a day in the past corrects the record, one to come takes effect by itself',
      request: { params: z.object({ code: Code }), body: body(Change) },
      responses: { 200: json(z.object({ version: n }), 'On record') },
    }),
    async (c) => {
      const { from, doc_no, note, short_name, run_by, district_run, point: at, ...rest } = c.req.valid('json');
      const patch = {
        ...rest,
        ...(short_name === undefined ? {} : { shortName: short_name }),
        ...(run_by === undefined ? {} : { runBy: run_by }),
        ...(district_run === undefined ? {} : { districtRun: district_run }),
        ...(at ? { lng: at.lng, lat: at.lat, accuracyM: at.accuracy_m } : {}),
      };
      const { code } = c.req.valid('param');
      return c.json(await changeDivision(contextOf(c), code, { from, patch, doc_no, note }), 200);
    },
  );
