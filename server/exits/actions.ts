import { and, eq } from 'drizzle-orm';
import { exits, freedBeds } from '../../db/schema/allocation.ts';
import { applications } from '../../db/schema/applications.ts';
import { barOn, moveApplication } from '../applications/actions.ts';
import { move } from '../applications/rules.ts';
import { dayOf } from '../kernel/period.ts';
import type { Context, Later, Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { queueRulesOn } from '../queue/queries.ts';

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
  const nothingLeft = !application.acceptAny && application.choices.every((c) => c === offer.facilityId);
  if (bar || nothingLeft)
    await moveApplication(tx, ctx, application, 'close', {
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
