import { and, desc, eq, isNull } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { beds, rooms } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { type Context, limitOf, look } from '../platform/context.ts';

/** Who lives here now: an institution sees its own residents. */
export function listPlacements(ctx: Context, filter: { facility?: string; limit: number }) {
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
        roomNo: rooms.roomNo,
        building: rooms.building,
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
          isNull(placements.dischargedOn),
          facility ? eq(placements.facilityId, facility) : undefined,
        ),
      )
      .orderBy(desc(placements.admittedOn), placements.id)
      .limit(filter.limit);
    return { district: ctx.district, type: 'placements', id: null, facility, row: rows };
  });
}
