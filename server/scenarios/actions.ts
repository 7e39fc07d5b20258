import { and, eq } from 'drizzle-orm';
import { candidateSites, scenarios } from '../../db/schema/coverage.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { loadOpen } from '../coverage/queries.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type Changes, checkChanges, mayEnd, maySite } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const nothingYet = (ctx: Context, type: string) => async () => ({ district: ctx.district, type, id: null, row: null });

/** Keeps a change thought through, to come back to it and to compare it; nothing of it changes a fact. */
export function saveScenario(ctx: Context, input: { name: string; note: string | null; changes: Changes }) {
  const { district } = ctx;
  return act(ctx, 'scenarios.save', nothingYet(ctx, 'scenario'), async (tx) => {
    const [first, ...rest] = checkChanges(input.changes, await loadOpen(tx, district, today(ctx)));
    if (first) throw new Refusal('invalid', [first, ...rest]);
    const id = newId();
    const by = { madeBy: ctx.actor?.account ?? null, madeAt: ctx.clock() };
    await tx.insert(scenarios).values({ district, id, ...input, ...by });
    return { id, result: { scenario_id: id }, after: input };
  });
}

type Site = { name: string; lng: number; lat: number; accuracy_m: number; community_code: string; note: string | null };
/** @throws Refusal invalid for a point outside China or a community that is not one of today */
export function addSite(ctx: Context, input: Site): Promise<{ site_id: string }> {
  const { district } = ctx;
  return act(ctx, 'scenarios.add_site', nothingYet(ctx, 'candidate_site'), async (tx) => {
    const [community] = await tx
      .select({ endedOn: divisions.endedOn })
      .from(divisions)
      .where(
        and(
          eq(divisions.district, district),
          eq(divisions.code, input.community_code),
          eq(divisions.level, 'community'),
        ),
      );
    const ended = !!community?.endedOn && community.endedOn <= today(ctx);
    required(maySite(input, community && { ended }), 'invalid');
    const id = newId();
    const { accuracy_m: accuracyM, community_code: communityCode, ...rest } = input;
    await tx.insert(candidateSites).values({ district, id, ...rest, accuracyM, communityCode });
    return { id, result: { site_id: id }, after: input };
  });
}

type Kept = typeof scenarios | typeof candidateSites;
async function kept(tx: Tx, district: string, table: Kept, type: string, id: string) {
  const [row] = await tx
    .select({ id: table.id, endedAt: table.endedAt, version: table.version })
    .from(table)
    .where(and(eq(table.district, district), eq(table.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type, id, row, version: row.version };
}

async function setAside(
  tx: Tx,
  ctx: Context,
  table: Kept,
  { row }: Subject<{ id: string; endedAt: Date | null; version: number }>,
) {
  required(mayEnd(row.endedAt));
  const endedAt = ctx.clock();
  const version = row.version + 1;
  await tx
    .update(table)
    .set({ endedAt, version })
    .where(and(eq(table.district, ctx.district), eq(table.id, row.id)));
  return { result: { version }, before: { ended_at: null }, after: { ended_at: endedAt } };
}

/** A scenario or a site is set aside: it stays readable and is offered no more. */
export const endScenario = (ctx: Context, id: string) =>
  act(
    ctx,
    'scenarios.end',
    (tx) => kept(tx, ctx.district, scenarios, 'scenario', id),
    (tx, subject) => setAside(tx, ctx, scenarios, subject),
  );
export const endSite = (ctx: Context, id: string) =>
  act(
    ctx,
    'scenarios.end_site',
    (tx) => kept(tx, ctx.district, candidateSites, 'candidate_site', id),
    (tx, subject) => setAside(tx, ctx, candidateSites, subject),
  );
