import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { contextOf, door, type Env, json, router } from '../platform/http.ts';
import { At, idParam } from '../platform/shapes.ts';
import {
  capacityCsv,
  facilitiesCsv,
  geojson,
  hsdsOne,
  hsdsPage,
  hsdsRoot,
  noticesAtom,
  type Open,
  readNotices,
  readOpen,
  sizesOf,
  vacanciesAtom,
} from './queries.ts';
import { licence, sets } from './rules.ts';

/** Absolute where the product knows its address; never from what the request says of itself, as answers are shared. */
const linkOf = (c: HonoContext<Env>) => {
  const origin = c.get('services').config.ORIGIN?.replace(/\/+$/, '') ?? '';
  return (path: string) => `${origin}${path}`;
};
const open = (c: HonoContext<Env>): Promise<Open> => readOpen(contextOf(c), linkOf(c));

const Paging = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  per_page: z.coerce.number().int().min(1).max(500).default(50),
  full: z
    .enum(['true', 'false'])
    .default('false')
    .transform((v) => v === 'true')
    .openapi({ description: 'with everything nested' }),
});
const Hsds = z.record(z.string(), z.unknown());
const Page = z
  .object({
    total_items: z.number().int(),
    total_pages: z.number().int(),
    page_number: z.number().int(),
    size: z.number().int(),
    first_page: z.boolean(),
    last_page: z.boolean(),
    empty: z.boolean(),
    contents: z.array(Hsds),
  })
  .openapi('HsdsPage', {
    description: 'A page of the Human Services Data Specification’s API; fields not stated are left out',
  });
const Services = Paging.extend({
  organization_id: z.uuid().optional(),
  modified_after: z.iso.datetime({ offset: true }).optional(),
});

const file = (c: HonoContext<Env>, type: string, name: string, text: string) =>
  c.body(text, 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
  });
const text = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.string() } } },
});
const get = <P extends string>(path: P, summary: string) => ({
  method: 'get' as const,
  path,
  tags: ['open data'],
  summary,
});

export const openDataRoutes = router()
  .openapi(
    door('opendata.read', {
      ...get('/open-data', 'The sets of open data: where, what kind, how large, how new, under which licence'),
      responses: {
        200: json(
          z.object({
            area: z.object({ name: z.string(), city: z.string(), province: z.string() }),
            licence: z.object({ name: z.string(), url: z.string() }),
            sets: z.array(
              z.object({
                code: z.string(),
                href: z.string(),
                type: z.string(),
                rows: z.number().int(),
                bytes: z.number().int().nullable(),
                updated: At.nullable(),
              }),
            ),
          }),
          'Ids stay the same for good',
        ),
      },
    }),
    async (c) => {
      const { area, sizes } = await sizesOf(contextOf(c), linkOf(c));
      const of = new Map(sizes.map((one) => [one.code, one]));
      return c.json(
        {
          area,
          licence,
          sets: sets.map((set) => ({
            code: set.code,
            href: `/api/v1/open-data${set.path}`,
            type: set.type,
            rows: of.get(set.code)?.rows ?? 0,
            bytes: of.get(set.code)?.bytes ?? null,
            updated: of.get(set.code)?.updated ?? null,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds', 'Human Services Data Specification: version, where its description is, who publishes'),
      responses: { 200: json(Hsds, 'As the specification’s root') },
    }),
    async (c) => c.json(hsdsRoot(await open(c)), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds/organizations', 'HSDS organizations: every facility is one'),
      request: { query: Paging },
      responses: { 200: json(Page, 'By id') },
    }),
    async (c) => c.json(hsdsPage(await open(c), 'organizations', c.req.valid('query')), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds/organizations/{id}', 'One HSDS organization with its location and phones'),
      request: { params: idParam },
      responses: { 200: json(Hsds, 'Fully nested') },
    }),
    async (c) => c.json(hsdsOne(await open(c), 'organizations', c.req.valid('param').id), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get(
        '/open-data/hsds/services',
        'HSDS services: one for each facility; with `full` its capacity and price too',
      ),
      request: { query: Services },
      responses: { 200: json(Page, 'By id of the organization') },
    }),
    async (c) => c.json(hsdsPage(await open(c), 'services', c.req.valid('query')), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds/services/{id}', 'One HSDS service with capacity, price and place'),
      request: { params: idParam },
      responses: { 200: json(Hsds, 'Fully nested') },
    }),
    async (c) => c.json(hsdsOne(await open(c), 'services', c.req.valid('param').id), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds/locations', 'HSDS locations, WGS84'),
      request: { query: Paging },
      responses: { 200: json(Page, 'By id of the organization') },
    }),
    async (c) => c.json(hsdsPage(await open(c), 'locations', c.req.valid('query')), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/hsds/service_at_locations', 'HSDS services at locations'),
      request: { query: Paging },
      responses: { 200: json(Page, 'By id of the organization') },
    }),
    async (c) => c.json(hsdsPage(await open(c), 'service_at_locations', c.req.valid('query')), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get(
        '/open-data/hsds/service_capacities',
        'HSDS capacity of every service whose facility has confirmed its beds',
      ),
      request: { query: Paging },
      responses: { 200: json(Page, '`updated` is when the facility last said so') },
    }),
    async (c) => c.json(hsdsPage(await open(c), 'service_capacities', c.req.valid('query')), 200),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/facilities.geojson', 'Facilities with their beds as GeoJSON (RFC 7946, WGS84)'),
      responses: text('application/geo+json', 'A FeatureCollection'),
    }),
    async (c) => file(c, 'application/geo+json', 'facilities.geojson', geojson(await open(c))),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/facilities.csv', 'Facilities as CSV in UTF-8 with a mark; empty is not stated'),
      responses: text('text/csv', 'CSV'),
    }),
    async (c) => file(c, 'text/csv', 'facilities.csv', facilitiesCsv(await open(c))),
  )
  .openapi(
    door('opendata.read', {
      ...get(
        '/open-data/capacity.csv',
        'Beds of every facility as CSV: filed = out of service + occupied + reserved + free',
      ),
      responses: text('text/csv', 'CSV'),
    }),
    async (c) => file(c, 'text/csv', 'capacity.csv', capacityCsv(await open(c))),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/vacancies.atom', 'Atom feed: facilities by their latest word on free beds'),
      responses: text('application/atom+xml', 'RFC 4287'),
    }),
    async (c) => file(c, 'application/atom+xml', 'vacancies.atom', vacanciesAtom(await open(c))),
  )
  .openapi(
    door('opendata.read', {
      ...get('/open-data/notices.atom', 'Atom feed: public notices of cases, contracts and funds, by title and link'),
      responses: text('application/atom+xml', 'RFC 4287'),
    }),
    async (c) =>
      file(c, 'application/atom+xml', 'notices.atom', noticesAtom(await open(c), await readNotices(contextOf(c)))),
  );
