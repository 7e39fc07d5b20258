import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { beds, rooms } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { takesPeople } from '../facilities/actions.ts';
import { type Context, limitOf, look, type ReadTx } from '../platform/context.ts';

const awayNow = sql<{ kind: 'home' | 'hospital' | 'other'; since: string; keep_until: string } | null>`(
  select json_build_object('kind', a.kind, 'since', lower(a.during), 'keep_until', a.keep_until) from absences a
   where a.district = ${placements.district} and a.placement_id = ${placements.id} and a.voided_at is null and upper_inf(a.during))`;
const assessedOn = sql<string | null>`(select max(r.assessed_on)::text from risk_assessments r
  where r.district = ${placements.district} and r.facility_id = ${placements.facilityId} and r.applicant_id = ${placements.applicantId})`;

/** Who lives here now, or who has left: an institution sees its own residents. */
export function listPlacements(ctx: Context, filter: { facility?: string; left?: boolean; limit: number }) {
  return look(ctx, 'placements.list', async (tx, keys) => {
    const part = limitOf('placements.list', keys, ctx.actor?.account ?? null);
    const facility = part.facility ?? filter.facility;
    const rows = await tx
      .select({
        placement: placements,
        name: applicants.name,
        sex: applicants.sex,
        bornOn: applicants.bornOn,
        bedNo: beds.bedNo,
        kind: beds.kind,
        roomNo: rooms.roomNo,
        building: rooms.building,
        away: awayNow,
        assessedOn,
      })
      .from(placements)
      .innerJoin(
        applicants,
        and(eq(applicants.district, placements.district), eq(applicants.id, placements.applicantId)),
      )
      .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(
        and(
          eq(placements.district, ctx.district),
          filter.left ? isNotNull(placements.dischargedOn) : isNull(placements.dischargedOn),
          facility ? eq(placements.facilityId, facility) : undefined,
        ),
      )
      .orderBy(desc(filter.left ? placements.dischargedOn : placements.admittedOn), placements.id)
      .limit(filter.limit);
    return { district: ctx.district, type: 'placements', id: null, facility, row: rows };
  });
}

/** Does this home take people in? */
export async function takesIn(tx: ReadTx, district: string, facilityId: string): Promise<boolean> {
  const found = await tx.execute(
    sql`select 1 from facilities where district = ${district} and id = ${facilityId} and ${takesPeople}`,
  );
  return found.length > 0;
}
