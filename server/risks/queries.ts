import { and, desc, eq } from 'drizzle-orm';
import { accounts } from '../../db/schema/registry.ts';
import { riskAssessments } from '../../db/schema/stays.ts';
import { type Context, look } from '../platform/context.ts';
import { findRiskStay } from './actions.ts';

/** What this home found about the person, the latest first. */
export function readRisks(ctx: Context, placementId: string) {
  return look(ctx, 'risks.read', async (tx) => {
    const subject = await findRiskStay(tx, ctx.district, placementId);
    const { facilityId, applicantId } = subject.row;
    const rows = await tx
      .select({ sheet: riskAssessments, by: accounts.displayName })
      .from(riskAssessments)
      .leftJoin(accounts, eq(accounts.id, riskAssessments.recordedBy))
      .where(
        and(
          eq(riskAssessments.district, ctx.district),
          eq(riskAssessments.facilityId, facilityId),
          eq(riskAssessments.applicantId, applicantId),
        ),
      )
      .orderBy(desc(riskAssessments.assessedOn), desc(riskAssessments.id));
    return { ...subject, row: rows };
  });
}
