import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { applications } from '../../db/schema/applications.ts';
import { deferrals } from '../../db/schema/deferrals.ts';
import { findApplicant } from '../applicants/actions.ts';
import { findApplication } from '../applications/actions.ts';
import { applicationOf } from '../applications/queries.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, look, type ReadTx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';
import { type Deferral, type DeferralReason, deferralCounts, deferralOn, deferralsUsed, mayDefer } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

/** Who is passed over on that day, and until when: application id → the first day they are asked again. */
export async function deferredOn(tx: ReadTx, district: string, on: Day): Promise<ReadonlyMap<string, Day>> {
  const rows = await tx
    .select({ application: deferrals.applicationId, until: deferrals.until })
    .from(deferrals)
    .where(
      and(
        eq(deferrals.district, district),
        isNull(deferrals.endedAt),
        sql`${deferrals.since} <= ${on}::date and ${deferrals.until} > ${on}::date`,
      ),
    );
  return new Map(rows.map((r) => [r.application, r.until]));
}

type Kept = Deferral & { id: string; application: string };

/** Every deferral of a person, newest first, for whichever application. */
async function deferralsOf(tx: ReadTx, district: string, applicantId: string): Promise<Kept[]> {
  const rows = await tx
    .select({ deferral: deferrals })
    .from(deferrals)
    .innerJoin(
      applications,
      and(eq(applications.district, deferrals.district), eq(applications.id, deferrals.applicationId)),
    )
    .where(and(eq(deferrals.district, district), eq(applications.applicantId, applicantId)))
    .orderBy(desc(deferrals.since), deferrals.id);
  return rows.map(({ deferral: d }) => ({
    id: d.id,
    application: d.applicationId,
    since: d.since,
    until: d.until,
    reason: d.reason,
    proof: d.proof,
    ended: d.endedAt !== null,
  }));
}

export type DeferralInput = { until: Day; reason: DeferralReason; proof: string | null; note: string | null };

/**
 * Passes a person in the queue over until a day. The place stays; nothing is offered before that day.
 * @throws Refusal conflict offer_exists while an offer waits: it is answered first
 */
export function deferApplication(
  ctx: Context,
  id: string,
  input: DeferralInput,
): Promise<{ until: Day; counts: boolean }> {
  return act(
    ctx,
    'deferrals.ask',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const on = today(ctx);
      if (row.status !== 'queued') throw new Refusal('conflict', 'not_queued');
      const [live] = await tx.execute<{ until: string }>(
        sql`select respond_by::text as until from offers where district = ${ctx.district} and applicant_id = ${row.applicantId} and ended_at is null`,
      );
      if (live) throw new Refusal('conflict', 'offer_exists', live);
      const { rules, version } = await queueRulesOn(tx, ctx.district, on);
      const earlier = await deferralsOf(tx, ctx.district, row.applicantId);
      const running = deferralOn(
        earlier.filter((d) => d.application === id),
        on,
      );
      required(mayDefer(input, earlier, running, rules.deferral, on));
      const counts = deferralCounts(input);
      await tx.insert(deferrals).values({
        district: ctx.district,
        id: newId(),
        applicationId: id,
        since: on,
        ...input,
        askedBy: ctx.actor?.account ?? null,
      });
      return {
        result: { until: input.until, counts },
        after: { until: input.until, reason: input.reason, counts, rules: version },
        reason: input.note ?? input.reason,
        changed: ['queue', 'applications'],
      };
    },
  );
}

/** Takes the deferral back: from now on the person is asked again. It goes on counting. */
export function resumeApplication(ctx: Context, id: string): Promise<{ resumed: true }> {
  return act(
    ctx,
    'deferrals.end',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const all = await deferralsOf(tx, ctx.district, row.applicantId);
      const running = deferralOn(
        all.filter((d) => d.application === id),
        today(ctx),
      );
      if (!running) throw new Refusal('conflict', 'deferral_none');
      await tx
        .update(deferrals)
        .set({ endedAt: ctx.clock(), version: sql`${deferrals.version} + 1` })
        .where(and(eq(deferrals.district, ctx.district), eq(deferrals.id, running.id)));
      return { result: { resumed: true }, before: { until: running.until }, changed: ['queue', 'applications'] };
    },
  );
}

/** Whether the person is passed over now, and what the rule still allows. */
export function readDeferral(ctx: Context, id: string) {
  return look(ctx, 'deferrals.read', async (tx) => {
    const application = await applicationOf(tx, ctx.district, id);
    const on = today(ctx);
    const [subject, all, { rules }] = await Promise.all([
      findApplicant(tx, ctx.district, application.applicantId),
      deferralsOf(tx, ctx.district, application.applicantId),
      queueRulesOn(tx, ctx.district, on),
    ]);
    const mine = all.filter((d) => d.application === id);
    const running = deferralOn(mine, on);
    return {
      ...subject,
      type: 'application',
      id,
      row: {
        running: running ? { since: running.since, until: running.until, reason: running.reason } : null,
        used: deferralsUsed(all, on),
        per_year: rules.deferral.per_year,
        max_days: rules.deferral.max_days,
      },
    };
  });
}
