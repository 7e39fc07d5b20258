import { and, eq, isNull } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { findOffer } from '../allocation/queries.ts';
import { dueSoon } from '../allocation/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { dayOf } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, view } from '../platform/context.ts';

/** Reminds everybody who may act for the person of an offer whose deadline is near, once per deadline. */
export async function remindFamilies(ctx: Context): Promise<{ reminded: number }> {
  const today = dayOf(ctx.clock());
  const { near, calendar } = await view(ctx, 'reminders.send', async (tx) => {
    const calendar = await loadCalendar(tx);
    const live = await tx
      .select()
      .from(offers)
      .where(and(eq(offers.district, ctx.district), isNull(offers.endedAt)));
    return { near: live.filter((o) => (dueSoon(o, calendar, today)?.by ?? o.remindedFor) !== o.remindedFor), calendar };
  });
  let reminded = 0;
  for (const { id } of near) {
    const done = await act(
      ctx,
      'reminders.send',
      (tx) => findOffer(tx, ctx.district, id),
      async (tx, { row }) => {
        // Answered, ended or told by another process meanwhile.
        const soon = dueSoon(row, calendar, today);
        if (!soon || soon.by === row.remindedFor) return { result: 0 };
        // The version stays: a reminder must not make the page stale on which the family is just answering.
        await tx
          .update(offers)
          .set({ remindedFor: soon.by })
          .where(and(eq(offers.district, ctx.district), eq(offers.id, id)));
        const later = await notify(tx, ctx, {
          applicantId: row.applicantId,
          applicationId: row.applicationId,
          kind: 'offer_due',
          values: { by: soon.by, step: soon.what },
        });
        return { result: 1, after: { reminded_for: soon.by, step: soon.what }, later };
      },
    );
    reminded += done;
  }
  return { reminded };
}
