import { and, desc, eq } from 'drizzle-orm';
import { placements } from '../../db/schema/placements.ts';
import { riskAssessments } from '../../db/schema/stays.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { checkSheet, type RiskSheet, riskHolds } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
type Whose = { facilityId: string; applicantId: string };

/** Writes a complete sheet. @throws Refusal invalid with everything that is missing */
export async function writeRisk(
  tx: Tx,
  ctx: Context,
  whose: Whose,
  on: Day,
  sheet: RiskSheet,
  at = '',
): Promise<string> {
  required(checkSheet(sheet, at), 'invalid');
  const id = newId();
  await tx.insert(riskAssessments).values({
    ...whose,
    district: ctx.district,
    id,
    assessedOn: on,
    assessor: sheet.assessor.trim(),
    items: sheet.items.map((i) => ({ ...i, measures: i.measures?.trim() || null })),
    recordedBy: ctx.actor?.account ?? null,
    createdAt: ctx.clock(),
  });
  return id;
}

/**
 * Nobody moves in unassessed (GB 38600): the sheet that comes with the admission is written as of that day, or one of
 * this home is on record and not older than a year.
 * @throws Refusal invalid/risk_incomplete, risk_measures …; conflict/risk_needed, risk_old
 */
export async function riskBeforeAdmission(
  tx: Tx,
  ctx: Context,
  whose: Whose,
  admittedOn: Day,
  sheet: RiskSheet | null,
) {
  if (sheet) return void (await writeRisk(tx, ctx, whose, admittedOn, sheet, '/risk'));
  const [latest] = await tx
    .select({ on: riskAssessments.assessedOn })
    .from(riskAssessments)
    .where(
      and(
        eq(riskAssessments.district, ctx.district),
        eq(riskAssessments.facilityId, whose.facilityId),
        eq(riskAssessments.applicantId, whose.applicantId),
      ),
    )
    .orderBy(desc(riskAssessments.assessedOn))
    .limit(1);
  required(riskHolds(latest?.on ?? null, admittedOn));
}

export type RiskStay = Pick<typeof placements.$inferSelect, 'id' | 'facilityId' | 'applicantId' | 'dischargedOn'>;

/** The stay whose person is assessed; belongs to its home. */
export async function findRiskStay(tx: ReadTx, district: string, id: string): Promise<Subject<RiskStay>> {
  const [row] = await tx
    .select({
      id: placements.id,
      facilityId: placements.facilityId,
      applicantId: placements.applicantId,
      dischargedOn: placements.dischargedOn,
    })
    .from(placements)
    .where(and(eq(placements.district, district), eq(placements.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'placement', id, facility: row.facilityId, row };
}

/** A resident is assessed anew: at least once a year, and whenever something has changed. Adds, never alters. */
export function recordRisk(
  ctx: Context,
  placementId: string,
  input: RiskSheet & { assessed_on: Day },
): Promise<{ id: string }> {
  return act(
    ctx,
    'risks.record',
    (tx) => findRiskStay(tx, ctx.district, placementId),
    async (tx, { row }) => {
      const { assessed_on, ...sheet } = input;
      if (row.dischargedOn) throw new Refusal('conflict', 'already_discharged', { on: row.dischargedOn });
      if (assessed_on > today(ctx))
        throw new Refusal('invalid', [
          { code: 'date_in_future', values: { date: assessed_on }, pointer: '/assessed_on' },
        ]);
      const { facilityId, applicantId } = row;
      const id = await writeRisk(tx, ctx, { facilityId, applicantId }, assessed_on, sheet);
      return { result: { id }, after: { assessed_on }, changed: [`facility:${facilityId}`] };
    },
  );
}
