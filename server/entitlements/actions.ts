import { and, eq } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { entitlements, rates } from '../../db/schema/entitlements.ts';
import { findApplicant } from '../applicants/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { loadFacts, ratesOf } from './queries.ts';
import { checkRates, mayEndGrant, mayEndRate, mayGrant, type NewGrant, type NewRate } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

/** Adds effective-dated rates, all or none: what is wrong with a row names it, and what it overlaps. */
export function setRates(ctx: Context, rows: readonly NewRate[]): Promise<{ rates: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'entitlements.set_rates',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const known = await ratesOf(tx, district);
      const { rows: made } = required(
        checkRates(
          rows,
          known.map((r) => ({ ...r, during: fromRange(r.effective) })),
        ),
        'invalid',
      );
      await tx
        .insert(rates)
        .values(made.map(({ during, ...r }) => ({ ...r, district, id: newId(), effective: toRange(during) })));
      return {
        result: { rates: made.length },
        after: { rates: made.map((r) => `${r.scheme} ${r.level} ${toRange(r.during)} ${r.docNo}`) },
      };
    },
  );
}

/** Gives a rate its last day; what was paid by it until then stays as it is. */
export function endRate(ctx: Context, id: string, input: { last_day: Day; reason: string }): Promise<{ ended: true }> {
  return act(
    ctx,
    'entitlements.end_rate',
    async (tx): Promise<Subject<typeof rates.$inferSelect>> => {
      const [row] = await tx
        .select()
        .from(rates)
        .where(and(eq(rates.district, ctx.district), eq(rates.id, id)))
        .for('update');
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district: ctx.district, type: 'rate', id, row };
    },
    async (tx, { row }) => {
      const wrong = mayEndRate(row.effective, input.last_day);
      if (wrong) throw new Refusal('conflict', [wrong]);
      const effective = toRange({ start: fromRange(row.effective).start, end: addDays(input.last_day, 1) });
      await tx
        .update(rates)
        .set({ effective })
        .where(and(eq(rates.district, ctx.district), eq(rates.id, id)));
      return {
        result: { ended: true },
        before: { effective: row.effective },
        after: { effective },
        reason: input.reason,
      };
    },
  );
}

/** Grants a scheme to a person: judged by the person's facts on its first day, under the person's lock. */
export function grantEntitlement(
  ctx: Context,
  applicantId: string,
  input: NewGrant,
): Promise<{ entitlement_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'entitlements.grant',
    (tx) => findApplicant(tx, district, applicantId),
    async (tx) => {
      await tx
        .select({ id: applicants.id })
        .from(applicants)
        .where(and(eq(applicants.district, district), eq(applicants.id, applicantId)))
        .for('update');
      const held = await tx
        .select()
        .from(entitlements)
        .where(and(eq(entitlements.district, district), eq(entitlements.applicantId, applicantId)));
      const spans = await loadFacts(tx, district, [applicantId], { start: input.start, end: addDays(input.start, 1) });
      const facts = spans.get(applicantId)?.[0]?.facts ?? null;
      const { during, stackGroup } = required(
        mayGrant(input, facts, await ratesOf(tx, district), held, today(ctx)),
        'invalid',
      );
      const id = newId();
      await tx.insert(entitlements).values({
        district,
        id,
        applicantId,
        scheme: input.scheme,
        stackGroup,
        during: toRange(during),
        offsets: input.scheme === 'concentrated_care' ? input.offsets : null,
        docNo: input.doc_no,
        grantedBy: ctx.actor?.account ?? null,
        grantedAt: ctx.clock(),
      });
      const { scheme, doc_no } = input;
      return { result: { entitlement_id: id }, after: { entitlement: id, scheme, during: toRange(during), doc_no } };
    },
  );
}

type Row = typeof entitlements.$inferSelect;

async function findEntitlement(tx: Tx, ctx: Context, id: string): Promise<Subject<Row>> {
  const [row] = await tx
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.district, ctx.district), eq(entitlements.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  const person = await findApplicant(tx, ctx.district, row.applicantId);
  return { ...person, type: 'entitlement', id, row, version: undefined };
}

/** Ends a grant on a day; the days until then stay granted. Days that were settled already are corrected by the next run. */
export function endEntitlement(
  ctx: Context,
  id: string,
  input: { last_day: Day; reason: string },
): Promise<{ ended: true }> {
  return act(
    ctx,
    'entitlements.end',
    (tx) => findEntitlement(tx, ctx, id),
    async (tx, { row }) => {
      const wrong = mayEndGrant(row.during, input.last_day, today(ctx));
      if (wrong) throw new Refusal('conflict', [wrong]);
      const during = toRange({ start: fromRange(row.during).start, end: addDays(input.last_day, 1) });
      await tx
        .update(entitlements)
        .set({ during, endedBy: ctx.actor?.account ?? null, endedAt: ctx.clock(), endReason: input.reason })
        .where(and(eq(entitlements.district, ctx.district), eq(entitlements.id, id)));
      return {
        result: { ended: true },
        before: { during: row.during },
        after: { scheme: row.scheme, during },
        reason: input.reason,
      };
    },
  );
}

export type ImportedGrant = Pick<NewGrant, 'scheme' | 'offsets' | 'doc_no'> & {
  applicant_id: string;
  stack_group: string;
  during: string;
};

/** Takes over what had been granted before; the database refuses two of one group at one time. */
export function importEntitlements(ctx: Context, rows: readonly ImportedGrant[]): Promise<{ imported: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'entitlements.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const values = rows.map((r) => ({
        district,
        id: newId(),
        applicantId: r.applicant_id,
        scheme: r.scheme,
        stackGroup: r.stack_group,
        during: r.during,
        offsets: r.offsets,
        docNo: r.doc_no,
        grantedAt: ctx.clock(),
      }));
      for (let i = 0; i < values.length; i += 500) await tx.insert(entitlements).values(values.slice(i, i + 500));
      return { result: { imported: rows.length }, after: { imported: rows.length } };
    },
  );
}
