import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { listDivisions } from './actions.ts';

const Division = z
  .object({
    code: z.string(),
    parent_code: z.string().nullable(),
    level: z.enum(['street', 'community', 'grid']),
    kind: z.string(),
    name: z.string(),
    short_name: z.string(),
    pinyin: z.string(),
    initials: z.string(),
    district_run: z.boolean(),
    run_by: z.string(),
    lng: z.number().nullable(),
    lat: z.number().nullable(),
    accuracy_m: z.number().int().nullable(),
    seniors: z.number().int(),
  })
  .openapi('Division');

export const divisionRoutes = router().openapi(
  door('divisions.read', {
    method: 'get',
    path: '/divisions',
    tags: ['divisions'],
    summary: 'Streets and communities of the district, with the seniors counted on their grids',
    responses: { 200: json(z.object({ divisions: z.array(Division) }), 'All streets and communities') },
  }),
  async (c) => {
    const rows = await listDivisions(contextOf(c));
    const divisions = rows.map((d) => ({
      code: d.code,
      parent_code: d.parentCode,
      level: d.level,
      kind: d.kind,
      name: d.name,
      short_name: d.shortName,
      pinyin: d.pinyin,
      initials: d.initials,
      district_run: d.districtRun,
      run_by: d.runBy,
      lng: d.lng,
      lat: d.lat,
      accuracy_m: d.accuracyM,
      seniors: d.seniors,
    }));
    c.header('cache-control', 'public, max-age=300');
    return c.json({ divisions }, 200);
  },
);
