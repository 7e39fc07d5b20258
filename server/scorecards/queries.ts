import { and, eq, type SQL, sql } from 'drizzle-orm';
import { scorecards, scoreWeights } from '../../db/schema/scorecards.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, dayOf, fromRange } from '../kernel/period.ts';
import { countAll, firstConfirmed, rowsOf } from '../measures/queries.ts';
import { type Measure, measures, type Subject, type Tally, tally } from '../measures/rules.ts';
import { type Context, limitOf, type ReadTx, view } from '../platform/context.ts';
import {
  type Band,
  countedDays,
  daysOf,
  type Grade,
  publicFigures,
  type Quarter,
  quarterOf,
  quartersBetween,
  type Score,
  scoreOf,
  type Weights,
} from './rules.ts';

type WeightsRow = typeof scoreWeights.$inferSelect;
const weighing = (w: WeightsRow): Weights => ({ ...w, grades: w.grades as Band[] });

/** The weights that hold for a quarter: those in force on its last day. */
export async function weightsOf(tx: ReadTx, district: string, subject: Subject, quarter: Quarter) {
  const last = addDays(daysOf(quarter).end, -1);
  const [row] = await tx
    .select()
    .from(scoreWeights)
    .where(
      and(
        eq(scoreWeights.district, district),
        eq(scoreWeights.subject, subject),
        sql`${scoreWeights.effective} @> ${last}::date`,
      ),
    );
  return row ? { id: row.id, ...weighing(row) } : null;
}

type Named = { id: string; name: string; demonstration: boolean };
/** Who is assessed in a quarter: homes not closed before it, streets that are there. */
export function subjectsIn(tx: ReadTx, district: string, subject: Subject, quarter: Quarter, of: string | null = null) {
  const { start } = daysOf(quarter);
  return subject === 'facility'
    ? tx.execute<Named>(sql`
        select id, name, demonstration from facilities
         where district = ${district} and (closed_on is null or closed_on > ${start}::date) and ${of === null ? sql`true` : sql`id = ${of}`}
         order by name, id`)
    : tx.execute<Named>(sql`
        select code as id, name, false as demonstration from divisions
         where district = ${district} and length(code) = 9 and ended_on is null and ${of === null ? sql`true` : sql`code = ${of}`}
         order by code`);
}

export type Assessed = Named & Score & { card: CardRow | null };
type CardRow = typeof scorecards.$inferSelect;
const cardsOf = (tx: ReadTx, district: string, subject: Subject, where: SQL) =>
  tx
    .select()
    .from(scorecards)
    .where(and(eq(scorecards.district, district), eq(scorecards.subject, subject), where))
    .orderBy(scorecards.fromOn);
const whose = (c: CardRow) => c.facilityId ?? c.streetCode ?? '';
const asFixed = (c: CardRow, w: Weights): Score => ({
  figures: c.figures,
  weighed: Object.entries(c.figures).reduce((n, [m, f]) => n + (f.points === null ? 0 : (w.weights[m] ?? 0)), 0),
  scoreTenths: c.scoreTenths,
  grade: c.grade as Grade | null,
});

/** Everybody's figures of a quarter: as fixed, or while they are not, as they are today. */
export async function assess(
  tx: ReadTx,
  ctx: Context,
  asked: { subject: Subject; quarter: Quarter; of?: string | null; weights?: Weights },
): Promise<Assessed[]> {
  const { district } = ctx;
  const { subject, quarter, of = null } = asked;
  const named = await subjectsIn(tx, district, subject, quarter, of);
  const fixed = asked.weights
    ? []
    : await cardsOf(tx, district, subject, sql`${scorecards.fromOn} = ${daysOf(quarter).start}::date`);
  const weights = asked.weights ?? (await weightsOf(tx, district, subject, quarter));
  const counted =
    fixed.length > 0
      ? new Map<string, Map<string, Tally>>()
      : await countAll(tx, { district, subject, of, ...countedDays(quarter, dayOf(ctx.clock())) });
  const nothing = { weights: {}, grades: [], leastWeight: 1, leastOf: 1 };
  return named.flatMap((n): Assessed[] => {
    const card = fixed.find((c) => whose(c) === n.id) ?? null;
    if (fixed.length > 0 && !card) return [];
    const score = card
      ? asFixed(card, weights ?? nothing)
      : scoreOf(subject, counted.get(n.id) ?? new Map(), weights ?? nothing);
    return [{ ...n, ...score, card }];
  });
}

/** Quarters there is anything to count in, from the first confirmation of figures to today's. */
async function quarters(tx: ReadTx, ctx: Context): Promise<Quarter[]> {
  const today = dayOf(ctx.clock());
  const first = await firstConfirmed(tx, ctx.district);
  return quartersBetween(first !== null && first < today ? first : today, today).slice(0, 12);
}

export function shown(a: Assessed) {
  const { card } = a;
  return {
    id: a.id,
    name: a.name,
    demonstration: a.demonstration,
    figures: a.figures,
    weighed: a.weighed,
    score_tenths: a.scoreTenths,
    grade: a.grade,
    fixed_at: card?.fixedAt.toISOString() ?? null,
    published_at: card?.publishedAt?.toISOString() ?? null,
    digest: card?.digest ?? null,
  };
}
export const saidWeights = (w: WeightsRow | (Weights & { id: string })) => ({
  id: w.id,
  weights: w.weights,
  grades: w.grades as Band[],
  least_weight: w.leastWeight,
  least_of: w.leastOf,
});

/** Everybody's figures of a quarter, today's where it is not named; an institution sees its own. */
export function listCards(ctx: Context, subject: Subject, asked: Quarter | undefined) {
  return view(ctx, 'scorecards.list', async (tx, keys) => {
    const quarter = asked ?? quarterOf(dayOf(ctx.clock()));
    const { facility = null } = limitOf('scorecards.list', keys, ctx.actor?.account ?? null);
    if (facility && subject !== 'facility') throw new Refusal('forbidden', 'out_of_reach');
    const [known, weights, rows] = [
      await quarters(tx, ctx),
      await weightsOf(tx, ctx.district, subject, quarter),
      await assess(tx, ctx, { subject, quarter, of: facility }),
    ];
    const { start, end } = daysOf(quarter);
    return {
      subject,
      quarter,
      start,
      end,
      counted_until: countedDays(quarter, dayOf(ctx.clock())).end,
      quarters: known,
      weights: weights && saidWeights(weights),
      cards: rows.map(shown),
    };
  });
}

const kindOf = (id: string): Subject => (/^\d{9}$/.test(id) ? 'desk' : 'facility');
async function reached(ctx: Context, keys: Parameters<typeof limitOf>[1], of: string) {
  const { facility } = limitOf('scorecards.read', keys, ctx.actor?.account ?? null);
  if (facility && facility !== of) throw new Refusal('forbidden', 'out_of_reach');
}

/** One card: its figures, and what was fixed in other quarters. */
export function readCard(ctx: Context, of: string, quarter: Quarter) {
  return view(ctx, 'scorecards.read', async (tx, keys) => {
    await reached(ctx, keys, of);
    const subject = kindOf(of);
    const [card] = await assess(tx, ctx, { subject, quarter, of });
    if (!card) throw new Refusal('not_found', 'not_found');
    const column = subject === 'facility' ? scorecards.facilityId : scorecards.streetCode;
    const past = await cardsOf(tx, ctx.district, subject, eq(column, of));
    const weights = await weightsOf(tx, ctx.district, subject, quarter);
    const { start, end } = daysOf(quarter);
    return {
      subject,
      quarter,
      start,
      end,
      counted_until: countedDays(quarter, dayOf(ctx.clock())).end,
      quarters: await quarters(tx, ctx),
      weights: weights && saidWeights(weights),
      card: shown(card),
      past: past.map((c) => ({
        quarter: quarterOf(c.fromOn),
        score_tenths: c.scoreTenths,
        grade: c.grade,
        published: c.publishedAt !== null,
      })),
    };
  });
}

/** The records behind one figure as they are on record now, and the figure as it was fixed, if it was. */
export function readRows(ctx: Context, of: string, quarter: Quarter, measure: Measure) {
  return view(ctx, 'scorecards.rows', async (tx, keys) => {
    await reached(ctx, keys, of);
    const { district } = ctx;
    const subject = kindOf(of);
    if (!(measures[subject] as readonly string[]).includes(measure)) throw new Refusal('not_found', 'not_found');
    const rows = await rowsOf(tx, measure, {
      district,
      subject,
      of,
      ...countedDays(quarter, dayOf(ctx.clock())),
    });
    const column = subject === 'facility' ? scorecards.facilityId : scorecards.streetCode;
    const [card] = await cardsOf(
      tx,
      district,
      subject,
      sql`${eq(column, of)} and ${scorecards.fromOn} = ${daysOf(quarter).start}::date`,
    );
    const now = tally(rows).get(of);
    return {
      measure,
      now: now ?? { num: 0, of: 0 },
      fixed: card?.figures[measure] ?? null,
      rows: rows.map(({ subject: _, ...r }) => r),
    };
  });
}

/** Grades made public, of the quarter asked for or the latest there is; only what anybody may see. */
export function readGrades(ctx: Context, asked: Quarter | undefined) {
  return view(ctx, 'scorecards.grades', async (tx) => {
    const starts = await tx
      .selectDistinct({ on: scorecards.fromOn })
      .from(scorecards)
      .where(
        and(
          eq(scorecards.district, ctx.district),
          eq(scorecards.subject, 'facility'),
          sql`${scorecards.publishedAt} is not null`,
        ),
      );
    const known = starts
      .map((s) => quarterOf(s.on))
      .sort()
      .reverse();
    const quarter = asked ?? known[0] ?? null;
    const of = quarter && daysOf(quarter).start;
    const out = of
      ? await cardsOf(
          tx,
          ctx.district,
          'facility',
          sql`${scorecards.fromOn} = ${of}::date and ${scorecards.publishedAt} is not null`,
        )
      : [];
    const names = new Map(
      [
        ...(await tx.execute<{ id: string; name: string }>(
          sql`select id, name from facilities where district = ${ctx.district}`,
        )),
      ].map((f) => [f.id, f.name]),
    );
    const weights = quarter && (await weightsOf(tx, ctx.district, 'facility', quarter));
    return {
      quarter,
      quarters: known,
      weights: weights ? saidWeights(weights) : null,
      grades: out
        .map((c) => ({ ...gradeShown(c), name: names.get(c.facilityId ?? '') ?? '' }))
        .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN')),
    };
  });
}
const gradeShown = (c: CardRow) => ({
  facility_id: c.facilityId ?? '',
  quarter: quarterOf(c.fromOn),
  grade: c.grade as Grade | null,
  score_tenths: c.scoreTenths,
  figures: publicFigures(c.figures),
  published_at: c.publishedAt?.toISOString() ?? '',
});

/** A home's grade made public last. */
export async function publicGrade(tx: ReadTx, district: string, facility: string) {
  const out = await cardsOf(
    tx,
    district,
    'facility',
    sql`${scorecards.facilityId} = ${facility} and ${scorecards.publishedAt} is not null`,
  );
  const last = out.at(-1);
  return last ? gradeShown(last) : null;
}

/** Weights on record, the latest first. */
export function listWeights(ctx: Context) {
  return view(ctx, 'scorecards.weights', async (tx) => {
    const rows = await tx
      .select()
      .from(scoreWeights)
      .where(eq(scoreWeights.district, ctx.district))
      .orderBy(scoreWeights.subject, sql`lower(${scoreWeights.effective}) desc`);
    return rows.map((w) => {
      const { start, end } = fromRange(w.effective);
      return { ...saidWeights(w), subject: w.subject, start, end, doc_no: w.docNo, example: w.example };
    });
  });
}
