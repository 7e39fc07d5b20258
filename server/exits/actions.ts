import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { exits, freedBeds, offers } from '../../db/schema/allocation.ts';
import { applications } from '../../db/schema/applications.ts';
import { type ApplicationRow, moveApplication } from '../applications/actions.ts';
import { barOn } from '../applications/queries.ts';
import { move } from '../applications/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import type { Context, Later, ReadTx, Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';
import { comesBack } from './rules.ts';

type Ended = { id: string; applicationId: string; applicantId: string; facilityId: string };

/** Writes an exit that counts; closes the application when it bars the person or leaves nothing to choose. */
export async function recordExit(tx: Tx, ctx: Context, offer: Ended, reason: 'declined' | 'no_reply' | 'no_show') {
  const { district } = ctx;
  const on = dayOf(ctx.clock());
  await tx
    .insert(exits)
    .values({ district, id: newId(), applicantId: offer.applicantId, offerId: offer.id, on, reason });
  const { rules, version } = await queueRulesOn(tx, district, on);
  const bar = await barOn(tx, district, offer.applicantId, rules, on);
  const [application] = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.district, district), eq(applications.id, offer.applicationId)))
    .for('update');
  if (!application || !move(application.status, 'close').ok) return;
  const given = await tx
    .select({ facility: offers.facilityId })
    .from(exits)
    .innerJoin(offers, and(eq(offers.district, exits.district), eq(offers.id, exits.offerId)))
    .where(and(eq(exits.district, district), eq(offers.applicationId, application.id)));
  const gone = new Set(given.map((g) => g.facility));
  const nothingLeft = !application.acceptAny && application.choices.every((c) => gone.has(c));
  // Closed by the rules and by nobody: a family that declines its only home has not handled its own case.
  if (bar || nothingLeft)
    await moveApplication(tx, { ...ctx, actor: null }, application, 'close', {
      reason: bar ? `barred until ${bar.values?.until}` : 'no choice left',
      ruleVersion: version,
    });
}

/** A freed bed goes to the next person at once, where the rules say so: noted here, settled by the refills' job. */
export async function freeBed(tx: Tx, ctx: Context, offer: { id: string; bedId: string }): Promise<Later[]> {
  const { rules } = await queueRulesOn(tx, ctx.district, dayOf(ctx.clock()));
  if (rules.refill !== 'automatic') return [];
  const freed = { district: ctx.district, id: newId(), bedId: offer.bedId, offerId: offer.id, freedAt: ctx.clock() };
  await tx.insert(freedBeds).values(freed);
  return [{ job: 'refill-beds', data: {}, at: ctx.clock() }];
}

/** A whole-day place taken: what else the person asked for in whole-day care is settled with it; a transfer goes on. */
export async function closeOthers(tx: Tx, ctx: Context, taken: ApplicationRow) {
  if (!wholeDay.includes(taken.service)) return;
  const others = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, ctx.district),
        eq(applications.applicantId, taken.applicantId),
        ne(applications.id, taken.id),
        inArray(applications.service, [...wholeDay]),
        eq(applications.transfer, false),
        isNull(applications.endedAt),
      ),
    )
    .for('update');
  for (const other of others)
    if (move(other.status, 'close').ok)
      await moveApplication(tx, ctx, other, 'close', { reason: `admitted by ${taken.receiptNo}` });
}
const wholeDay: readonly ApplicationRow['service'][] = ['residential', 'nursing'];

type EndedStay = Parameters<typeof comesBack>[0] & { offerId: string | null };

const TAKEN_BACK = 'the discharge was taken back';

/** Has the person come back into the queue by this case already (before then)? Not by a discharge that was taken back. */
export async function cameBack(tx: ReadTx, district: string, applicationId: string, before: Date | null = null) {
  const [found] = await tx.execute<{ back: boolean }>(sql`
    select count(*) filter (where event = 'requeue') > count(*) filter (where event = 'place' and reason = ${TAKEN_BACK}) as back
      from application_events where district = ${district} and application_id = ${applicationId}
       and (${before?.toISOString() ?? null}::timestamptz is null or at < ${before?.toISOString() ?? null}::timestamptz)`);
  return found?.back ?? false;
}

/** The case a place was offered for, locked. */
async function caseOf(tx: Tx, district: string, offer: string): Promise<ApplicationRow | undefined> {
  const [application] = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, district),
        sql`${applications.id} = (select application_id from offers where district = ${district} and id = ${offer})`,
      ),
    )
    .for('update');
  return application;
}

/** The case behind a stay that has ended: closed, or once back in the queue with the old waiting time. */
export async function endCase(tx: Tx, ctx: Context, stay: EndedStay) {
  const { district } = ctx;
  if (!stay.offerId) return;
  const application = await caseOf(tx, district, stay.offerId);
  if (!application) return;
  const [other] = await tx.execute<{ running: boolean }>(sql`
    select exists (select 1 from applications where district = ${district} and applicant_id = ${application.applicantId}
             and service = ${application.service} and id <> ${application.id} and ended_at is null) as running`);
  const before = await cameBack(tx, district, application.id);
  const back = comesBack(stay, before) && !other?.running && move(application.status, 'requeue').ok;
  const event = back ? 'requeue' : 'close';
  if (!move(application.status, event).ok) return;
  await moveApplication(tx, ctx, application, event, {
    reason: back ? `left in the trial stay: ${stay.kind}` : `discharged: ${stay.kind}`,
  });
}

/**
 * A discharge is taken back: the case it closed, or brought back into the queue, is placed again.
 * @throws Refusal conflict/undo_case when the case has gone on since then
 */
export async function resumeCase(tx: Tx, ctx: Context, stay: { offerId: string | null; kind: string }) {
  const { district } = ctx;
  if (!stay.offerId) return;
  const application = await caseOf(tx, district, stay.offerId);
  if (!application || application.status === 'placed') return;
  const [last] = await tx.execute<{ event: string; reason: string | null; offered: boolean }>(sql`
    select event, reason, exists (select 1 from offers o where o.district = ${district} and o.application_id = ${application.id}
             and o.ended_at is null) as offered
      from application_events where district = ${district} and application_id = ${application.id} order by at desc, id desc limit 1`);
  const closed = last?.event === 'close' && last.reason === `discharged: ${stay.kind}`;
  const back = last?.event === 'requeue' && !last.offered;
  const event = closed ? 'resume' : 'place';
  if ((!closed && !back) || !move(application.status, event).ok) throw new Refusal('conflict', 'undo_case');
  await moveApplication(tx, ctx, application, event, { reason: TAKEN_BACK });
}
