import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { sampleChecks, samples } from '../../db/schema/oversight.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { numberFor, populationOf } from './queries.ts';
import { drawSample, type Found, mayDraw, mayRecord } from './rules.ts';

/**
 * Draws the month's sample from all its settled lines, once: the seed is chance, made and recorded here, so that
 * nobody chooses whom to visit, and whoever has seed and list draws the same.
 */
export const drawMonth = (
  ctx: Context,
  input: { month_on: Day; basis_points: number },
): Promise<{ id: string; seed: string; population: number; drawn: number }> =>
  act(
    ctx,
    'scrutiny.draw',
    async (tx) => {
      // Of two who draw at one moment the second reads what the first has drawn.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`sample ${ctx.district} ${input.month_on}`}))`);
      return { district: ctx.district, type: 'sample', id: null, row: await drawnBefore(tx, ctx, input.month_on) };
    },
    async (tx, { row: before }) => {
      const { ids, open, digest } = await populationOf(tx, ctx.district, input.month_on);
      required(
        mayDraw(input.basis_points, {
          month: input.month_on,
          population: ids.length,
          open,
          drawnOn: before ? dayOf(before.drawnAt) : null,
        }),
      );
      const id = newId();
      const seed = randomBytes(32).toString('hex');
      const lineIds = drawSample(ids, input.basis_points, numberFor(seed));
      await tx.insert(samples).values({
        district: ctx.district,
        id,
        monthOn: input.month_on,
        seed,
        basisPoints: input.basis_points,
        populationCount: ids.length,
        populationDigest: digest,
        lineIds,
        drawnBy: ctx.actor?.account ?? null,
        drawnAt: ctx.clock(),
      });
      const drawn = { population: ids.length, drawn: lineIds.length };
      return {
        id,
        result: { id, seed, ...drawn },
        after: { month: input.month_on, seed, ...drawn, population_digest: digest },
        changed: ['funds'],
      };
    },
  );

async function drawnBefore(tx: Tx, ctx: Context, month: Day) {
  const [row] = await tx
    .select()
    .from(samples)
    .where(and(eq(samples.district, ctx.district), eq(samples.monthOn, month)));
  return row ?? null;
}

export type NewCheck = {
  line_id: string;
  checked_on: Day;
  people: string[];
  found: Found;
  note: string | null;
};

/** Records what two people found on site of a sampled person. A second record takes the first one's place. */
export const recordCheck = (ctx: Context, sampleId: string, input: NewCheck): Promise<{ id: string }> =>
  act(
    ctx,
    'scrutiny.check',
    async (tx) => {
      const [row] = await tx
        .select()
        .from(samples)
        .where(and(eq(samples.district, ctx.district), eq(samples.id, sampleId)));
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district: ctx.district, type: 'sample', id: sampleId, row };
    },
    async (tx, { row }) => {
      const people = input.people.map((p) => p.trim()).filter(Boolean);
      required(
        mayRecord(
          { lineId: input.line_id, on: input.checked_on, people, found: input.found, note: input.note },
          { today: dayOf(ctx.clock()), drawnOn: dayOf(row.drawnAt), sampled: row.lineIds },
        ),
        'invalid',
      );
      const id = newId();
      await tx.insert(sampleChecks).values({
        district: ctx.district,
        id,
        sampleId,
        lineId: input.line_id,
        checkedOn: input.checked_on,
        people,
        found: input.found,
        note: input.note?.trim() || null,
        madeBy: ctx.actor?.account ?? null,
        madeAt: ctx.clock(),
      });
      return {
        result: { id },
        after: { check: id, line: input.line_id, found: input.found },
        changed: ['funds'],
      };
    },
  );
