import { and, desc, eq } from 'drizzle-orm';
import { facilities } from '../../db/schema/facilities.ts';
import { consents } from '../../db/schema/families.ts';
import { findApplicant } from '../applicants/actions.ts';
import { handOf } from '../applicants/queries.ts';
import { mayDo } from '../applicants/rules.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import type { ConsentRow } from './actions.ts';
import { neededToApply, purposes } from './rules.ts';

export type ListedConsent = { row: ConsentRow; facility: string | null };

/** Everything a person ever agreed to, newest first, with what was taken back. */
export async function consentsOf(tx: ReadTx, district: string, applicantId: string): Promise<ListedConsent[]> {
  const rows = await tx
    .select({ row: consents, facility: facilities.name })
    .from(consents)
    .leftJoin(facilities, and(eq(facilities.district, consents.district), eq(facilities.id, consents.facilityId)))
    .where(and(eq(consents.district, district), eq(consents.applicantId, applicantId)))
    .orderBy(desc(consents.givenAt), desc(consents.id));
  return rows;
}

/**
 * What a person agreed to, for the family, the counter and the officer; with what the reader may agree to for them, and
 * what of it an application would still need.
 */
export function listConsents(ctx: Context, applicantId: string) {
  return look(ctx, 'consents.list', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, applicantId);
    const rows = await consentsOf(tx, ctx.district, applicantId);
    const hand = await handOf(tx, ctx, applicantId);
    const held = rows.filter((c) => c.row.withdrawnAt === null).map((c) => c.row.purpose);
    return {
      ...subject,
      row: {
        rows,
        may: purposes.filter((purpose) => hand === null || mayDo(hand, purpose).ok),
        needed: hand ? neededToApply(hand).filter((purpose) => !held.includes(purpose)) : [],
      },
    };
  });
}
