import { z } from '@hono/zod-openapi';
import { addDays, fromRange } from '../kernel/period.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Fen, Id, Reason, Text } from '../platform/shapes.ts';
import { allItems, endItem, type MenuRow, readMenu, setItem } from './actions.ts';
import { found } from './rules.ts';

const tags = ['menu'];
const code = z.string().regex(/^[a-z0-9-]{2,30}$/);
const line = {
  name: Text(30).min(1),
  group: Text(20).min(1),
  what: Text(500).min(1),
  who: Text(300).min(1),
  papers: z.array(Text(60).min(1)).max(20),
  working_days: z.number().int().min(0).max(365).nullable(),
  fee_fen: Fen.min(0).max(100_000_000).nullable().openapi({ description: 'null: 未填报; 0: free of charge' }),
  fee_unit: Text(20).nullable(),
  href: Text(200).nullable(),
  doc_no: Text(80).nullable(),
  example: z.boolean(),
};
const Item = z
  .object({ id: Id, code, pinyin: z.string(), initials: z.string(), ...line, from: Day, end: Day.nullable() })
  .openapi('MenuItem');

function shown(r: MenuRow): z.infer<typeof Item> {
  const { start, end } = fromRange(r.effective);
  return {
    id: r.id,
    code: r.code,
    pinyin: r.pinyin,
    initials: r.initials,
    name: r.name,
    group: r.groupName,
    what: r.what,
    who: r.who,
    papers: r.papers,
    working_days: r.workingDays,
    fee_fen: r.feeFen,
    fee_unit: r.feeUnit,
    href: r.href,
    doc_no: r.docNo,
    example: r.example,
    from: start,
    end,
  };
}

/** The menu of services (点单牌) offered in the community. */
export const menuRoutes = router()
  .openapi(
    door('menu.read', {
      method: 'get',
      path: '/menu',
      tags,
      summary: 'What can be had in the community: what, for whom, which papers, in how many days, for how much',
      request: {
        query: z.object({ q: Text(40).optional().openapi({ description: 'Chinese, pinyin or initials' }) }),
      },
      responses: { 200: json(z.object({ items: z.array(Item) }), 'In force today') },
    }),
    async (c) => {
      const q = c.req.valid('query').q ?? '';
      const rows = await readMenu(contextOf(c));
      c.header('cache-control', 'public, max-age=60');
      return c.json({ items: rows.filter((r) => found(r, q)).map(shown) }, 200);
    },
  )
  .openapi(
    door('menu.items', {
      method: 'get',
      path: '/menu/items',
      tags,
      summary: 'Every line of the menu there is, was or will be',
      responses: { 200: json(z.object({ items: z.array(Item) }), 'By code, the latest of each first') },
    }),
    async (c) => c.json({ items: (await allItems(contextOf(c))).map(shown) }, 200),
  )
  .openapi(
    door('menu.set', {
      method: 'post',
      path: '/menu/items',
      tags,
      summary: 'A line of the menu from a day on; what its code said until then ends the day before',
      request: { body: body(z.strictObject({ code, ...line, from: Day }).openapi('NewMenuItem')) },
      responses: { 201: json(z.object({ item_id: Id }), 'Added') },
    }),
    async (c) => {
      const { working_days, fee_fen, fee_unit, doc_no, ...rest } = c.req.valid('json');
      const item = { ...rest, workingDays: working_days, feeFen: fee_fen, feeUnit: fee_unit, docNo: doc_no };
      return c.json(await setItem(contextOf(c, item), item), 201);
    },
  )
  .openapi(
    door('menu.end', {
      method: 'post',
      path: '/menu/items/{code}/end',
      tags,
      summary: 'Not offered any more after its last day',
      request: {
        params: z.object({ code }),
        body: body(z.strictObject({ last_day: Day, reason: Reason }).openapi('MenuEnd')),
      },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended') },
    }),
    async (c) => {
      const { last_day, reason } = c.req.valid('json');
      const input = { end: addDays(last_day, 1), reason };
      return c.json(await endItem(contextOf(c, input), c.req.valid('param').code, input), 200);
    },
  );
