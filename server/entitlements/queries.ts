import { and, desc, eq } from 'drizzle-orm';
import { applicants, categories } from '../../db/schema/applicants.ts';
import { assessments } from '../../db/schema/assessments.ts';
import { entitlements, rates } from '../../db/schema/entitlements.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { LEVEL_STANDARD } from '../applicants/rules.ts';
import { required } from '../kernel/errors.ts';
import { addDays, dayOf, fromRange, type Period, whenIs } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { type Asked, type FactSpan, factSpans, quoteAsked, type Scheme } from './rules.ts';

export const ratesOf = (tx: ReadTx, district: string) => tx.select().from(rates).where(eq(rates.district, district));

/** The rates with their documents: anyone may reckon what a family pays with the rule the offer letter uses. */
export const readRates = (ctx: Context) => view(ctx, 'entitlements.rates', (tx) => ratesOf(tx, ctx.district));

/** Who pays what of the month that is asked about, by the rates in force. Nobody is named, nothing is kept. */
export const readQuote = (ctx: Context, asked: Asked) =>
  view(ctx, 'entitlements.quote', async (tx) =>
    required(quoteAsked(asked, await ratesOf(tx, ctx.district)), 'invalid'),
  );

/** Everything granted to a person, what has ended too; newest first. */
export function readEntitlements(ctx: Context, applicantId: string) {
  return look(ctx, 'entitlements.read', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, applicantId);
    const rows = await tx
      .select({ e: entitlements, by: accounts.displayName })
      .from(entitlements)
      .leftJoin(accounts, eq(accounts.id, entitlements.grantedBy))
      .where(and(eq(entitlements.district, ctx.district), eq(entitlements.applicantId, applicantId)))
      .orderBy(desc(entitlements.grantedAt), desc(entitlements.id));
    const list = rows.map(({ e, by }) => {
      const whole = e.during === 'empty';
      const during = fromRange(e.during);
      return {
        id: e.id,
        scheme: e.scheme as Scheme,
        // Taken back whole: no day is left of it.
        start: whole ? null : during.start,
        last_day: whole || during.end === null ? null : addDays(during.end, -1),
        state: whole ? ('withdrawn' as const) : whenIs(during, dayOf(ctx.clock())),
        offsets: e.offsets,
        doc_no: e.docNo,
        granted_by: by,
        granted_at: e.grantedAt.toISOString(),
        end_reason: e.endReason,
      };
    });
    return { ...subject, row: list };
  });
}

/**
 * What is known of each person on every day of a period, as stretches without a gap; none from the day of death on.
 * Unknown ids are absent. Read it in chunks of some thousand people.
 */
export async function loadFacts(
  tx: ReadTx,
  district: string,
  ids: readonly string[],
  period: Period & { end: string },
): Promise<Map<string, FactSpan[]>> {
  if (ids.length === 0) return new Map();
  const wanted = [...new Set(ids)];
  const [people, marks, kinds, granted] = await Promise.all([
    tx
      .select({ id: applicants.id, bornOn: applicants.bornOn, diedOn: applicants.diedOn })
      .from(applicants)
      .where(and(eq(applicants.district, district), among(applicants.id, wanted))),
    tx
      .select({
        of: assessments.applicantId,
        during: assessments.valid,
        level: assessments.level,
        selfCare: assessments.selfCare,
      })
      .from(assessments)
      .where(
        and(
          eq(assessments.district, district),
          among(assessments.applicantId, wanted),
          eq(assessments.standardCode, LEVEL_STANDARD),
        ),
      ),
    tx
      .select({ of: categories.applicantId, during: categories.during, kind: categories.kind })
      .from(categories)
      .where(and(eq(categories.district, district), among(categories.applicantId, wanted))),
    tx
      .select({
        of: entitlements.applicantId,
        during: entitlements.during,
        scheme: entitlements.scheme,
        offsets: entitlements.offsets,
      })
      .from(entitlements)
      .where(and(eq(entitlements.district, district), among(entitlements.applicantId, wanted))),
  ]);
  const [levels, cats, grants] = [
    Map.groupBy(marks, (m) => m.of),
    Map.groupBy(kinds, (c) => c.of),
    Map.groupBy(granted, (g) => g.of),
  ];
  return new Map(
    people.map((p) => [
      p.id,
      factSpans(period, {
        bornOn: p.bornOn,
        diedOn: p.diedOn,
        assessments: levels.get(p.id) ?? [],
        categories: cats.get(p.id) ?? [],
        entitlements: (grants.get(p.id) ?? []).map((g) => ({ ...g, scheme: g.scheme as Scheme })),
      }),
    ]),
  );
}
