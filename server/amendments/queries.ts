import { and, eq, isNull, sql } from 'drizzle-orm';
import { lots } from '../../db/schema/contracts.ts';
import { beds, facilities, rooms } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { type Context, look } from '../platform/context.ts';
import { contractOf } from '../procurement/queries.ts';

/** Who lies there on the lots of a contract today: whoever ends it has to find them another. */
export function readStays(ctx: Context, id: string) {
  return look(ctx, 'amendments.stays', async (tx) => {
    const subject = await contractOf(tx, ctx.district, id);
    const rows = await tx
      .select({
        id: placements.id,
        name: sql<string>`(select a.name from applicants a where a.district = ${ctx.district} and a.id = ${placements.applicantId})`,
        facility: facilities.name,
        service_class: lots.serviceClass,
        room: rooms.roomNo,
        bed: beds.bedNo,
        admitted_on: placements.admittedOn,
      })
      .from(placements)
      .innerJoin(lots, and(eq(lots.district, placements.district), eq(lots.id, placements.lotId)))
      .innerJoin(
        facilities,
        and(eq(facilities.district, placements.district), eq(facilities.id, placements.facilityId)),
      )
      .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(and(eq(placements.district, ctx.district), eq(lots.contractId, id), isNull(placements.dischargedOn)))
      .orderBy(facilities.name, rooms.roomNo, beds.bedNo);
    return { ...subject, version: undefined, row: { stays: rows } };
  });
}
