import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { escalations, requests } from '../../db/schema/requests.ts';
import { maskPhone } from '../applicants/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { by, byId, subjectOf } from '../requests/queries.ts';
import type { Receiver } from '../requests/rules.ts';
import { stateOf } from './rules.ts';

export type EscalationRow = typeof escalations.$inferSelect;

/** Every time a request was handed over, the latest first. */
export const escalationsOf = (tx: ReadTx, district: string, requestId: string): Promise<EscalationRow[]> =>
  tx
    .select()
    .from(escalations)
    .where(and(eq(escalations.district, district), eq(escalations.requestId, requestId)))
    .orderBy(sql`${escalations.answeredAt} is null desc`, desc(escalations.createdAt), desc(escalations.id));

/** Whoever only looks on needs to call nobody. */
function withoutPhone(body: string): string {
  const sheet = JSON.parse(body) as { phone: string | null };
  return JSON.stringify({ ...sheet, phone: sheet.phone && maskPhone(sheet.phone) });
}

/** What was told to 12345 or 110, as it was sent, and how far it came; to whoever does not deal with it without the phone. */
export function readSheets(ctx: Context, vault: Vault, requestId: string) {
  return look(ctx, 'escalations.sheet', async (tx) => {
    const [row] = await tx.select().from(requests).where(byId(ctx.district, requestId));
    if (!row) throw new Refusal('not_found', 'not_found');
    const rows = await escalationsOf(tx, ctx.district, requestId);
    const handles = by(ctx, row).roles.length > 0;
    const open = (sealed: Uint8Array) => (handles ? vault.open(sealed) : withoutPhone(vault.open(sealed)));
    return {
      ...subjectOf(row),
      row: rows.map((e) => ({ ...e, state: stateOf(e, { status: row.status }), body: open(e.bodySealed) })),
    };
  });
}

/** What did not reach its receiver, the oldest first; by number, of no person. */
export function listLetters(ctx: Context) {
  return view(ctx, 'escalations.letters', async (tx) => {
    const rows = await tx
      .select({
        id: escalations.id,
        requestId: escalations.requestId,
        number: requests.requestNo,
        receiver: escalations.receiver,
        tries: escalations.tries,
        deadAt: escalations.deadAt,
        error: escalations.lastError,
      })
      .from(escalations)
      .innerJoin(requests, and(eq(requests.district, escalations.district), eq(requests.id, escalations.requestId)))
      .where(
        and(
          eq(escalations.district, ctx.district),
          isNotNull(escalations.deadAt),
          isNull(escalations.answeredAt),
          eq(requests.status, 'outside'),
        ),
      )
      .orderBy(asc(escalations.deadAt), asc(escalations.id))
      .limit(200);
    return rows.map((r) => ({ ...r, receiver: r.receiver as Receiver }));
  });
}
