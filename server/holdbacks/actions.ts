import { sql } from 'drizzle-orm';
import { holdbackReleases } from '../../db/schema/scorecards.ts';
import { payments } from '../../db/schema/settlement.ts';
import { payeeOf } from '../approval/actions.ts';
import { PAY_DAYS } from '../approval/rules.ts';
import { required } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { addDays, dayOf } from '../kernel/period.ts';
import { act, type Context } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Quarter } from '../scorecards/rules.ts';
import { cardsOf, decidedBy, heldIn } from './queries.ts';
import { type Decision, mayRelease, release } from './rules.ts';

export type Released = { payments: number; held_fen: number; released_fen: number; forfeited_fen: number };

/**
 * Releases what was held back of a quarter's months, as the published grades say it: a payment for each that was held
 * back of, to the same budget line, due like any other; what is not released is forfeited. Homes without a grade for lack
 * of data are released what is decided here with a reason, or stay held. Once for each payment.
 */
export function releaseHoldback(ctx: Context, quarter: Quarter, decisions: readonly Decision[]): Promise<Released> {
  const { district } = ctx;
  return act(
    ctx,
    'holdbacks.release',
    async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`holdback ${district} ${quarter}`}))`);
      return { district, type: 'holdback', id: null, row: null };
    },
    async (tx) => {
      const cards = await cardsOf(tx, district, quarter);
      const decided = decidedBy(cards, decisions);
      const held = await heldIn(tx, district, quarter);
      const ready = held.flatMap((payment) => {
        const found = release(payment, decided);
        return found ? [{ payment, ...found }] : [];
      });
      const known = new Map(cards.map((c) => [c.facilityId, c]));
      required(mayRelease(quarter, { published: cards.length > 0, cards: known, open: ready.length }, decisions));
      const now = ctx.clock();
      const by = ctx.actor?.account ?? null;
      for (const { payment, parts, releasedFen } of ready) {
        const releasePaymentId = releasedFen > 0 ? newId() : null;
        if (releasePaymentId)
          await tx.insert(payments).values({
            district,
            id: releasePaymentId,
            settlementId: payment.settlementId,
            lineId: payment.lineId,
            ...(await payeeOf(tx, district, payment)),
            kind: 'release',
            amountFen: releasedFen,
            approvedBy: by,
            approvedAt: now,
            dueOn: addDays(dayOf(now), PAY_DAYS),
          });
        await tx.insert(holdbackReleases).values(
          parts.map((p) => ({
            district,
            id: newId(),
            contractId: payment.contractId,
            paymentId: payment.id,
            releasePaymentId,
            ...p,
            releasedBy: by,
            releasedAt: now,
          })),
        );
      }
      const [heldFen, releasedFen] = [sum(ready.map((r) => r.payment.heldFen)), sum(ready.map((r) => r.releasedFen))];
      const result = {
        payments: ready.filter((r) => r.releasedFen > 0).length,
        held_fen: heldFen,
        released_fen: releasedFen,
        forfeited_fen: heldFen - releasedFen,
      };
      return {
        result,
        after: { quarter, decisions, ...result, of: ready.map((r) => r.payment.id) },
        changed: ['settlements', 'funds', 'scorecards'],
      };
    },
  );
}
