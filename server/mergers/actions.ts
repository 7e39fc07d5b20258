import { sql } from 'drizzle-orm';
import { type Grounding, groundingOf, keep, lockDivision, lockTree, project } from '../divisions/actions.ts';
import { changedFrom, endedOn, type Turn } from '../divisions/mechanism/timeline.ts';
import { namesBeside, recordsOf, usedUnder } from '../divisions/queries.ts';
import { type OnRecord, parentOf } from '../divisions/rules.ts';
import { required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx, view } from '../platform/context.ts';
import { dueOn, type Moved, type Pair, pairsSql, places, planOf, someStrayed, successorsOf } from './queries.ts';
import { type Merge, type Plan, planSplit, type Split } from './rules.ts';

const today = (ctx: Context): Day => dayOf(ctx.clock());

/** Takes along what lies in something that has ended, to its successor: how many of each kind. */
async function moveOn(tx: Tx, district: string, pairs: readonly Pair[]): Promise<Moved> {
  const moved: Moved = {};
  for (const place of places) {
    const rows = await tx.execute<{ n: number }>(sql`
      with moved as (update ${place.table} x set ${place.set} from ${pairsSql(pairs)}
        where x.district = ${district} and ${place.where} returning 1)
      select count(*)::int as n from moved`);
    const n = rows[0]?.n ?? 0;
    if (n > 0) moved[place.what] = (moved[place.what] ?? 0) + n;
  }
  return moved;
}

/** Writes a merger or a split into the records, then what of it is true today, and takes along whoever lay there. */
async function carryOut(tx: Tx, ctx: Context, plan: Plan, from: Day, grounds: Grounding): Promise<Moved> {
  const { district } = ctx;
  const codes = [...plan.ended, ...plan.begun, ...plan.changed].map((p) => p.code);
  await tx.execute(sql`select 1 from divisions where district = ${district}
    and code = any(${sql.param(codes)}::text[]) order by code for update`);
  const onRecord = new Map((await recordsOf(tx, district, codes)).map((r) => [r.code, r.versions]));
  for (const { code, successor } of plan.ended)
    await keep(tx, ctx, code, endedOn(onRecord.get(code) ?? [], from, successor), grounds);
  for (const { code, facts } of plan.begun) {
    const added = [{ start: from, end: null, facts, successor: null }];
    await keep(tx, ctx, code, { cut: [], replaced: [], added }, grounds);
  }
  for (const { code, patch } of plan.changed)
    await keep(tx, ctx, code, changedFrom(onRecord.get(code) ?? [], from, patch) as Turn, grounds);
  if (from > today(ctx)) return {};
  await project(tx, ctx, codes);
  return plan.ended.length > 0 ? moveOn(tx, district, plan.ended) : {};
}

/** What is merged into what, from which day; a preview of the same says who would move with it. */
export function mergeDivisions(ctx: Context, merge: Merge): Promise<{ into: string; moved: Moved }> {
  const { district } = ctx;
  return act(
    ctx,
    'mergers.merge',
    (tx) => lockTree(tx, district),
    async (tx) => {
      const plan = await planOf(tx, district, merge);
      const moved = await carryOut(tx, ctx, plan, merge.from, groundingOf(merge));
      return {
        result: { into: merge.into, moved },
        after: {
          codes: merge.codes,
          into: merge.into,
          from: merge.from,
          seniors: plan.seniors,
          ended: plan.ended,
          moved,
          ...groundingOf(merge),
        },
        changed: Object.keys(moved).length > 0 ? ['vacancies'] : [],
      };
    },
  );
}

/** Makes a part of a grid a grid of its own. Whoever lives there stays with the old one until staff say otherwise. */
export function splitGrid(ctx: Context, code: string, split: Split): Promise<{ code: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'mergers.split',
    async (tx) => {
      await lockTree(tx, district);
      return lockDivision(tx, district, code);
    },
    async (tx) => {
      const [of] = await recordsOf(tx, district, [code]);
      const used = await usedUnder(tx, district, parentOf(code) ?? '');
      const beside = await namesBeside(tx, district, code, split.from, []);
      const plan = required(planSplit(of as OnRecord, split, used, beside), 'invalid');
      await carryOut(tx, ctx, plan, split.from, groundingOf(split));
      return {
        result: { code: split.part.code },
        after: { code, from: split.from, part: split.part, ...groundingOf(split) },
      };
    },
  );
}

/**
 * A day begins on which something recorded before takes effect: `divisions` is brought to what holds today, and whoever
 * lies where something has ended goes on to its successor. Leaves no trace when there is nothing to do.
 */
export async function rollDivisions(ctx: Context): Promise<{ divisions: number }> {
  const { district } = ctx;
  const due = await view(
    ctx,
    'mergers.roll',
    async (tx) => (await dueOn(tx, district, today(ctx))).length > 0 || (await someStrayed(tx, district)),
  );
  if (!due) return { divisions: 0 };
  return act(
    ctx,
    'mergers.roll',
    (tx) => lockTree(tx, district),
    async (tx) => {
      const codes = await dueOn(tx, district, today(ctx));
      const written = await project(tx, ctx, codes);
      const moved = await moveOn(tx, district, await successorsOf(tx, district));
      return {
        result: { divisions: written },
        after: { as_on: today(ctx), divisions: written, moved },
        changed: ['vacancies'],
      };
    },
  );
}
