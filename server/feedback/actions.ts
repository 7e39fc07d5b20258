import { sql } from 'drizzle-orm';
import { requestRatings, requests } from '../../db/schema/requests.ts';
import { required } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';
import { notifyOfRequest } from '../notifications/actions.ts';
import { act, type Context, type Later, view } from '../platform/context.ts';
import { changed, lockRequest, moveRequest, stepRequest } from '../requests/actions.ts';
import { lapsed } from '../requests/queries.ts';
import { mayRate, type Status } from '../requests/rules.ts';

/** The answer solves it: closed. */
export const acceptRequest = (ctx: Context, id: string) =>
  stepRequest(ctx, id, 'requests.accept', 'accept', { note: null });
export const withdrawRequest = (ctx: Context, id: string, note: string | null) =>
  stepRequest(ctx, id, 'requests.withdraw', 'withdraw', { note });
/** Not solved after all; by the resident, or by whoever took the call. */
export const reopenRequest = (ctx: Context, id: string, note: string) =>
  stepRequest(ctx, id, 'requests.reopen', 'reopen', { note });

/**
 * How content the resident is, once, after closing.
 * @throws Refusal conflict request_not_closed, request_unanswered, request_rated
 */
export function rateRequest(
  ctx: Context,
  id: string,
  input: { stars: number; note: string | null },
): Promise<{ stars: number }> {
  return act(ctx, 'requests.rate', lockRequest(ctx, id), async (tx, { row }) => {
    required(mayRate({ status: row.status as Status, answer: row.answer }));
    await tx.insert(requestRatings).values({
      district: ctx.district,
      requestId: id,
      stars: input.stars,
      note: input.note,
      by: ctx.actor?.account ?? null,
      at: ctx.clock(),
    });
    return { result: { stars: input.stars }, after: { stars: input.stars }, changed };
  });
}

/** Closes what was answered and nobody sent back in time. Each on its own: one in use holds up nobody. */
export async function lapseRequests(ctx: Context): Promise<{ closed: number }> {
  const due = await view(ctx, 'requests.lapse', (tx) =>
    tx.select({ id: requests.id }).from(requests).where(lapsed(ctx.district, ctx.clock())).limit(500),
  );
  let closed = 0;
  for (const { id } of due)
    closed += await act(ctx, 'requests.lapse', lockRequest(ctx, id), async (tx, { row }) => {
      // Sent back or accepted while this waited for the lock.
      if (row.status !== 'answered' || !row.dueAt || row.dueAt > ctx.clock())
        return { result: 0, after: { closed: false } };
      const { later } = await moveRequest(tx, ctx, row, 'lapse', { note: null });
      return { result: 1, after: { closed: true }, changed, later };
    });
  return { closed };
}

const TOLD_WITHIN_DAYS = 30;

/** Tells the leader of every request that is late where it lies: each stay once, also what a day without a run has left. */
export function tellLateRequests(ctx: Context): Promise<{ told: number }> {
  return act(
    ctx,
    'requests.tell_overdue',
    async () => ({ district: ctx.district, type: 'requests', id: null, row: null }),
    async (tx) => {
      const now = ctx.clock();
      const late = await tx.execute<{ no: string; due: Day }>(sql`
        select r.request_no as no, ((r.due_at - interval '1 millisecond') at time zone 'Asia/Shanghai')::date::text as due from requests r
         where r.district = ${ctx.district} and r.status in ('open', 'outside') and r.due_at <= ${now.toISOString()}
           and r.due_at > ${new Date(now.getTime() - TOLD_WITHIN_DAYS * 86_400_000).toISOString()}
           and not exists (select 1 from messages m where m.district = r.district and m.kind = 'request_overdue'
             and m.values ->> 'receipt' = r.request_no
             and m.values ->> 'by' = ((r.due_at - interval '1 millisecond') at time zone 'Asia/Shanghai')::date::text)
         order by r.due_at, r.id`);
      const later: Later[] = [];
      for (const { no, due } of late)
        later.push(
          ...(await notifyOfRequest(tx, ctx, {
            to: { role: 'leader' },
            kind: 'request_overdue',
            values: { receipt: no, by: due },
          })),
        );
      return { result: { told: late.length }, after: { overdue: late.length }, later };
    },
  );
}
