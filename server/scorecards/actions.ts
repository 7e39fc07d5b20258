import { and, eq, sql } from 'drizzle-orm';
import { scorecards, scoreWeights } from '../../db/schema/scorecards.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { act, type Context, type Subject as Found, type ReadTx, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import { newId } from '../platform/ids.ts';
import { assess, saidWeights, weightsOf } from './queries.ts';
import {
  type Band,
  cardText,
  daysOf,
  mayFix,
  mayPublish,
  mayWeigh,
  type Quarter,
  quarterOf,
  type Subject,
  type Weights,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

/** One quarter of one kind of subject is handled by one at a time. */
async function holdQuarter(tx: Tx, { district }: Context, subject: Subject, quarter: Quarter): Promise<Found<null>> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`scorecards ${district} ${subject} ${quarter}`}))`);
  return { district, type: 'scorecard', id: null, row: null };
}

const ofQuarter = (district: string, subject: Subject, quarter: Quarter) =>
  and(
    eq(scorecards.district, district),
    eq(scorecards.subject, subject),
    sql`${scorecards.fromOn} = ${daysOf(quarter).start}::date`,
  );

async function standing(tx: ReadTx, district: string, subject: Subject, quarter: Quarter) {
  const [n] = await tx
    .select({ fixed: sql<number>`count(*)::int`, published: sql<number>`count(${scorecards.publishedAt})::int` })
    .from(scorecards)
    .where(ofQuarter(district, subject, quarter));
  return n ?? { fixed: 0, published: 0 };
}

/**
 * Fixes a quarter that is over: everybody's figures as they are counted now, score and grade, each card with the digest
 * of its text. What is entered afterwards changes no fixed card.
 */
export function fixQuarter(
  ctx: Context,
  subject: Subject,
  quarter: Quarter,
): Promise<{ fixed: number; graded: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'scorecards.fix',
    (tx) => holdQuarter(tx, ctx, subject, quarter),
    async (tx) => {
      const before = await standing(tx, district, subject, quarter);
      const weights = await weightsOf(tx, district, subject, quarter);
      const open = today(ctx) < daysOf(quarter).end;
      const all = before.fixed > 0 || !weights || open ? [] : await assess(tx, ctx, { subject, quarter });
      const facts = { fixed: before.fixed > 0, weights: weights !== null, subjects: all.length };
      required(mayFix(quarter, facts, today(ctx)));
      const { start, end } = daysOf(quarter);
      const weightsId = weights?.id ?? '';
      const rows = all.map(({ id: of, figures, scoreTenths, grade }) => {
        const text = cardText({ district, subject, of, quarter, weightsId, figures, scoreTenths, grade });
        return {
          district,
          id: newId(),
          subject,
          facilityId: subject === 'facility' ? of : null,
          streetCode: subject === 'desk' ? of : null,
          during: `[${start},${end})`,
          fromOn: start,
          weightsId,
          figures,
          scoreTenths,
          grade,
          digest: sha256Of(text),
          fixedBy: ctx.actor?.account ?? null,
          fixedAt: ctx.clock(),
        };
      });
      await tx.insert(scorecards).values(rows);
      const result = { fixed: rows.length, graded: rows.filter((r) => r.grade !== null).length };
      const digests = Object.fromEntries(rows.map((r) => [r.facilityId ?? r.streetCode, r.digest]));
      return { result, after: { subject, quarter, ...result, digests }, changed: ['scorecards'] };
    },
  );
}

/** Makes a quarter's fixed cards public. */
export function publishQuarter(ctx: Context, subject: Subject, quarter: Quarter): Promise<{ published: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'scorecards.publish',
    (tx) => holdQuarter(tx, ctx, subject, quarter),
    async (tx) => {
      required(mayPublish(quarter, await standing(tx, district, subject, quarter)));
      const rows = await tx
        .update(scorecards)
        .set({ publishedAt: ctx.clock(), publishedBy: ctx.actor?.account ?? null })
        .where(ofQuarter(district, subject, quarter))
        .returning({ id: scorecards.id });
      const result = { published: rows.length };
      return { result, after: { subject, quarter, ...result }, changed: ['scorecards', 'profiles'] };
    },
  );
}

export type NewWeights = Weights & { subject: Subject };
async function openWeights(tx: ReadTx, district: string, subject: Subject) {
  const [open] = await tx
    .select()
    .from(scoreWeights)
    .where(
      and(
        eq(scoreWeights.district, district),
        eq(scoreWeights.subject, subject),
        sql`upper_inf(${scoreWeights.effective})`,
      ),
    );
  return open ? { ...open, from: fromRange(open.effective).start } : null;
}

/** Weights and grades from a day on; those before end with it and are never changed. The first may begin in the past. */
export function setWeights(
  ctx: Context,
  asked: NewWeights & { from: Day; docNo: string | null; example: boolean },
): Promise<{ weights_id: string }> {
  const { district } = ctx;
  const { subject, from } = asked;
  return act(
    ctx,
    'scorecards.set_weights',
    async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`score weights ${district} ${subject}`}))`);
      return { district, type: 'score_weights', id: null, row: await openWeights(tx, district, subject) };
    },
    async (tx, { row: open }) => {
      required(mayWeigh(subject, asked, { from, openFrom: open?.from ?? null, today: today(ctx) }), 'invalid');
      if (open)
        await tx
          .update(scoreWeights)
          .set({ effective: `[${open.from},${from})` })
          .where(and(eq(scoreWeights.district, district), eq(scoreWeights.id, open.id)));
      const id = newId();
      await tx.insert(scoreWeights).values({
        district,
        id,
        subject,
        effective: `[${from},)`,
        weights: asked.weights,
        grades: [...asked.grades],
        leastWeight: asked.leastWeight,
        leastOf: asked.leastOf,
        docNo: asked.docNo,
        example: asked.example,
      });
      const before = open ? saidWeights({ ...open, grades: open.grades as Band[] }) : undefined;
      return { result: { weights_id: id }, id, before, after: asked, changed: ['scorecards'] };
    },
  );
}

/** Whose grade or score of a quarter would be another by these weights. Nothing is written. @throws Refusal as setWeights, but for its dates */
export function previewWeights(ctx: Context, asked: NewWeights, quarter = quarterOf(today(ctx))) {
  const { subject } = asked;
  required(mayWeigh(subject, asked, { from: today(ctx), openFrom: null, today: today(ctx) }), 'invalid');
  return view(ctx, 'scorecards.set_weights', async (tx) => {
    const now = await weightsOf(tx, ctx.district, subject, quarter);
    if (!now) throw new Refusal('conflict', [{ code: 'score_no_weights', values: { quarter } }]);
    const [before, after] = [
      await assess(tx, ctx, { subject, quarter, weights: now }),
      await assess(tx, ctx, { subject, quarter, weights: asked }),
    ];
    const rows = before.map((b) => {
      const a = after.find((x) => x.id === b.id) ?? b;
      return {
        id: b.id,
        name: b.name,
        before: { score_tenths: b.scoreTenths, grade: b.grade },
        after: { score_tenths: a.scoreTenths, grade: a.grade },
      };
    });
    return { quarter, of: rows.length, changes: rows.filter((r) => r.before.grade !== r.after.grade) };
  });
}
