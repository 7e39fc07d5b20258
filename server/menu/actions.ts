import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { menuItems } from '../../db/schema/requests.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { act, type Context, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { spell } from '../platform/pinyin.ts';
import { mayFollow } from './rules.ts';

export type MenuRow = typeof menuItems.$inferSelect;
export type NewItem = {
  code: string;
  name: string;
  group: string;
  what: string;
  who: string;
  papers: string[];
  workingDays: number | null;
  feeFen: number | null;
  feeUnit: string | null;
  href: string | null;
  from: Day;
  docNo: string | null;
  example: boolean;
};

/** What can be had today, in its groups. */
export function readMenu(ctx: Context): Promise<MenuRow[]> {
  const today = dayOf(ctx.clock());
  return view(ctx, 'menu.read', (tx) =>
    tx
      .select()
      .from(menuItems)
      .where(and(eq(menuItems.district, ctx.district), sql`${menuItems.effective} @> ${today}::date`))
      .orderBy(asc(menuItems.code)),
  );
}

/** Every version there is or was, the latest of each first. */
export function allItems(ctx: Context): Promise<MenuRow[]> {
  return view(ctx, 'menu.items', (tx) =>
    tx
      .select()
      .from(menuItems)
      .where(eq(menuItems.district, ctx.district))
      .orderBy(asc(menuItems.code), sql`lower(${menuItems.effective}) desc`),
  );
}

async function latestOf(tx: Tx, ctx: Context, code: string): Promise<MenuRow | undefined> {
  // Two who change one line come one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`menu ${ctx.district} ${code}`}))`);
  const [row] = await tx
    .select()
    .from(menuItems)
    .where(and(eq(menuItems.district, ctx.district), eq(menuItems.code, code)))
    .orderBy(desc(sql`lower(${menuItems.effective})`))
    .limit(1);
  return row;
}

/**
 * A line of the menu from a day on; the one of its code that holds until then ends the day before.
 * @throws Refusal invalid menu_past, menu_overlap, menu_fee_unit, menu_href
 */
export function setItem(ctx: Context, item: NewItem): Promise<{ item_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'menu.set',
    async () => ({ district, type: 'menu_item', id: null, row: null }),
    async (tx) => {
      const last = await latestOf(tx, ctx, item.code);
      const held = last && fromRange(last.effective);
      required(mayFollow(item, held?.start ?? null, dayOf(ctx.clock())), 'invalid');
      if (last && held && (held.end === null || held.end > item.from))
        await tx
          .update(menuItems)
          .set({ effective: `[${held.start},${item.from})` })
          .where(and(eq(menuItems.district, district), eq(menuItems.id, last.id)));
      const id = newId();
      const { group, from, ...rest } = item;
      await tx
        .insert(menuItems)
        .values({ district, id, ...rest, ...spell(item.name), groupName: group, effective: `[${from},)` });
      return { result: { item_id: id }, id, after: { code: item.code, from }, changed: ['requests'] };
    },
  );
}

/**
 * Not offered any more after its last day.
 * @throws Refusal not_found; conflict menu_ended; invalid menu_past for a day that is over
 */
export function endItem(ctx: Context, code: string, input: { end: Day; reason: string }): Promise<{ ended: true }> {
  const { district } = ctx;
  return act(
    ctx,
    'menu.end',
    async (tx) => {
      const row = await latestOf(tx, ctx, code);
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district, type: 'menu_item', id: row.id, row };
    },
    async (tx, { row }) => {
      const { start, end } = fromRange(row.effective);
      if (end !== null) throw new Refusal('conflict', 'menu_ended', { name: row.name });
      if (input.end <= dayOf(ctx.clock()) || input.end <= start)
        throw new Refusal('invalid', [{ code: 'menu_past', values: { date: input.end }, pointer: '/end' }]);
      await tx
        .update(menuItems)
        .set({ effective: `[${start},${input.end})` })
        .where(and(eq(menuItems.district, district), eq(menuItems.id, row.id)));
      return { result: { ended: true }, after: { code, end: input.end }, reason: input.reason, changed: ['requests'] };
    },
  );
}
