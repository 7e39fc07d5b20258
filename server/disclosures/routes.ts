import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Id, Text } from '../platform/shapes.ts';
import { publishUse } from './actions.ts';
import { csvOfUse, listNotices, readDraft, readUse } from './queries.ts';

const Month = Day.refine((day) => day.endsWith('-01'), 'not the first day of a month');
const Hidden = {
  people: z.number().int().nullable(),
  amount_fen: Fen.nullable(),
};
const hidden =
  'Null: fewer than five people, or hidden so that nobody’s share follows by subtraction; the total of a month that is not wholly approved yet';
const Use = z
  .object({
    months: z.array(Day),
    month_on: Day.nullable(),
    total: z.object(Hidden),
    schemes: z.array(z.object({ scheme: z.string(), ...Hidden })),
    contracts: z.array(
      z.object({
        contract_no: z.string(),
        title: z.string(),
        ...Hidden,
        facilities: z.array(z.object({ id: Id, name: z.string(), ...Hidden })),
      }),
    ),
  })
  .openapi('UseOfFunds', { description: hidden });

const Row = z.object({
  name_masked: z.string(),
  community: z.string(),
  facility: z.string(),
  scheme: z.string(),
  amount_fen: Fen,
});
const Rows = z.array(Row).openapi({ description: 'facility or scheme empty: fewer than five people, not told apart' });
const month = z.object({ month: Month.optional() });
const asked = z.object({ line_id: Id, month_on: Month });

export const disclosureRoutes = router()
  .openapi(
    door('disclosures.use', {
      method: 'get',
      path: '/disclosures/use',
      tags: ['public'],
      summary: 'What public money was used for in a month: by scheme, contract and facility; small numbers hidden',
      request: { query: month },
      responses: { 200: json(Use, 'The month asked for, or the latest') },
    }),
    async (c) => {
      const use = await readUse(contextOf(c), c.req.valid('query').month ?? null);
      c.header('cache-control', 'public, max-age=60');
      const figures = (s: { people: number | null; amountFen: number | null }) => ({
        people: s.people,
        amount_fen: s.amountFen,
      });
      return c.json(
        {
          months: use.months,
          month_on: use.month,
          total: figures(use.total),
          schemes: use.schemes.map((s) => ({ scheme: s.key, ...figures(s) })),
          contracts: use.contracts.map((one) => ({
            contract_no: one.no,
            title: one.name,
            ...figures(one),
            facilities: one.facilities.map((f) => ({ id: f.key, name: f.name, ...figures(f) })),
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('disclosures.use', {
      method: 'get',
      path: '/disclosures/use.csv',
      tags: ['public'],
      summary: 'The same as CSV in UTF-8 with a mark; hidden figures are empty cells',
      request: { query: month },
      responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } } },
    }),
    async (c) => {
      const { month: of, text } = await csvOfUse(contextOf(c), c.req.valid('query').month ?? null);
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="use-of-funds-${of ?? 'none'}.csv"`,
        'cache-control': 'public, max-age=60',
      });
    },
  )
  .openapi(
    door('disclosures.list', {
      method: 'get',
      path: '/disclosures',
      tags: ['public'],
      summary: 'Notices of use by budget line and month; the masked list only for the days of its notice',
      responses: {
        200: json(
          z.object({
            notices: z.array(
              z.object({
                id: Id,
                line: z.object({ id: Id, code: z.string(), name: z.string() }),
                month_on: Day,
                place: z.string(),
                url: z.string().nullable(),
                from_on: Day,
                to_on: Day,
                sha256: z.string().openapi({ description: 'of the list as it went up' }),
                published_at: At,
                list: z
                  .object({ total_fen: Fen, rows: Rows })
                  .nullable()
                  .openapi({ description: 'Null once the notice is over' }),
              }),
            ),
          }),
          'Newest month first',
        ),
      },
    }),
    async (c) => {
      const notices = await listNotices(contextOf(c));
      c.header('cache-control', 'no-store');
      return c.json(
        {
          notices: notices.map((n) => ({
            id: n.id,
            line: { id: n.line_id, code: n.line_code, name: n.line_name },
            month_on: n.month_on,
            place: n.place,
            url: n.url,
            from_on: n.from_on,
            to_on: n.to_on,
            sha256: n.sha256,
            published_at: new Date(n.published_at).toISOString(),
            list: n.open ? { total_fen: n.total_fen, rows: n.rows } : null,
          })),
        },
        200,
      );
    },
  )
  .openapi(
    door('disclosures.draft', {
      method: 'get',
      path: '/disclosures/draft',
      tags: ['scrutiny'],
      summary: 'What would be published of a line’s month now',
      request: { query: asked },
      responses: {
        200: json(
          z.object({
            line: z.object({ id: Id, code: z.string(), name: z.string() }),
            total_fen: Fen,
            rows: Rows,
            waiting: z.array(z.string()).openapi({ description: 'contracts whose month is not approved yet' }),
          }),
          'Masked as it would go up',
        ),
      },
    }),
    async (c) => {
      const { line_id, month_on } = c.req.valid('query');
      const { line, rows, totalFen, waiting } = await readDraft(contextOf(c), line_id, month_on);
      return c.json(
        { line: { id: line.id, code: line.code, name: line.name }, total_fen: totalFen, rows, waiting },
        200,
      );
    },
  )
  .openapi(
    door('disclosures.publish', {
      method: 'post',
      path: '/disclosures',
      tags: ['scrutiny'],
      summary: 'Publish the use of a line in a month with its masked list, for seven days at least',
      request: {
        body: body(
          z.strictObject({
            ...asked.shape,
            place: Text(200),
            url: Text(500).nullable().default(null),
            from_on: Day,
            to_on: Day,
          }),
        ),
      },
      responses: {
        201: json(
          z.object({ id: Id, people: z.number().int(), total_fen: Fen, sha256: z.string() }),
          'Up from its first day',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await publishUse(contextOf(c, input), input), 201);
    },
  );
