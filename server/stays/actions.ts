import { eq } from 'drizzle-orm';
import { claims, facilities } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { riskAssessments } from '../../db/schema/stays.ts';
import { moveLot } from '../contracts/actions.ts';
import { recountFacility } from '../facilities/actions.ts';
import { dayOf, toRange } from '../kernel/period.ts';
import { act, type Context } from '../platform/context.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

export type ImportedStay = Omit<typeof placements.$inferInsert, 'district' | 'claimId' | 'version' | 'createdAt'> & {
  claim: Omit<
    typeof claims.$inferInsert,
    'district' | 'kind' | 'during' | 'createdAt' | 'releasedAt' | 'facilityId' | 'bedId' | 'applicantId'
  >;
};

export type ImportedRisk = Omit<typeof riskAssessments.$inferInsert, 'district'>;

/** Takes over past and present stays of a register; with their safety risk assessments; the same constraints hold, and every facility is counted afresh. */
export function importStays(
  ctx: Context,
  stays: ImportedStay[],
  closures: Omit<typeof claims.$inferInsert, 'district' | 'kind'>[],
  risks: readonly ImportedRisk[] = [],
): Promise<{ stays: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'stays.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const rows = stays.map(({ claim, ...p }) => ({
        claim: {
          ...claim,
          district,
          kind: 'stay' as const,
          facilityId: p.facilityId,
          bedId: p.bedId,
          applicantId: p.applicantId,
          during: toRange({ start: p.admittedOn, end: p.dischargedOn ?? null }),
        },
        placement: { ...p, district, claimId: claim.id },
      }));
      for (let i = 0; i < rows.length; i += 500) {
        const part = rows.slice(i, i + 500);
        await tx.insert(claims).values(part.map((r) => r.claim));
        await tx.insert(placements).values(part.map((r) => r.placement));
      }
      if (closures.length)
        await tx.insert(claims).values(closures.map((c) => ({ ...c, district, kind: 'closure' as const })));
      for (let i = 0; i < risks.length; i += 500)
        await tx.insert(riskAssessments).values(risks.slice(i, i + 500).map((r) => ({ ...r, district })));
      const used = Map.groupBy(
        stays.filter((s) => s.lotId && !s.dischargedOn),
        (s) => s.lotId as string,
      );
      for (const [lot, list] of used) await moveLot(tx, district, lot, { inUse: list.length });
      const places = await tx
        .select({ id: facilities.id })
        .from(facilities)
        .where(eq(facilities.district, district))
        .orderBy(facilities.id);
      for (const { id } of places) await recountFacility(tx, district, id, today(ctx));
      return {
        result: { stays: stays.length },
        after: { stays: stays.length, closures: closures.length },
        changed: ['vacancies'],
      };
    },
  );
}
