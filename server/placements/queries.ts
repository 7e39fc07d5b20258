import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { beds, rooms, vacancies } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { type BedRow, findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { bedState } from '../facilities/rules.ts';
import { dayOf, fromRange } from '../kernel/period.ts';
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

/** Every bed of a facility by room with what takes it today; names only for those the facility or bureau may see. */
export function bedBoard(ctx: Context, id: string) {
  return look(ctx, 'placements.beds', async (tx) => {
    const subject = await findFacility(tx, ctx.district, id);
    const on = dayOf(ctx.clock());
    const [loaded, [vacancy]] = await Promise.all([
      loadBeds(tx, ctx.district, { facility: id }, on),
      tx
        .select({ confirmedAt: vacancies.confirmedAt })
        .from(vacancies)
        .where(and(eq(vacancies.district, ctx.district), eq(vacancies.facilityId, id))),
    ]);
    const ids = [...new Set(loaded.claims.flatMap((c) => c.applicantId ?? []))];
    const people = ids.length
      ? await tx
          .select({ id: applicants.id, name: applicants.name })
          .from(applicants)
          .where(and(eq(applicants.district, ctx.district), inArray(applicants.id, ids)))
      : [];
    const nameOf = new Map(people.map((p) => [p.id, p.name]));
    const claimsOf = Map.groupBy(loaded.claims, (c) => c.bedId);
    const bedsIn = Map.groupBy(
      loaded.beds.filter((b) => b.retiredOn === null),
      (b) => b.roomId,
    );
    const showBed = (b: BedRow) => {
      const mine = claimsOf.get(b.id) ?? [];
      const state = bedState(b, mine, on);
      const taking = state === 'free' ? undefined : mine.find((c) => bedState(b, [c], on) !== 'free');
      const name = taking?.applicantId ? nameOf.get(taking.applicantId) : undefined;
      return {
        id: b.id,
        bed_no: b.bedNo,
        kind: b.kind,
        level_min: b.levelMin,
        level_max: b.levelMax,
        dementia: b.dementia,
        equipment: b.equipment,
        pool: b.pool,
        state: state === 'not_filed' ? ('closed' as const) : state,
        reason: taking?.reason ?? null,
        until: taking ? fromRange(taking.during).end : null,
        person: taking?.applicantId && name ? { applicant_id: taking.applicantId, name } : null,
        version: b.version,
      };
    };
    const list = loaded.rooms
      .sort(
        (a, b) =>
          a.building.localeCompare(b.building) || a.floor - b.floor || a.roomNo.localeCompare(b.roomNo, 'zh-u-kn-true'),
      )
      .map((r) => ({
        id: r.id,
        building: r.building,
        floor: r.floor,
        room_no: r.roomNo,
        sex: r.sex,
        beds: (bedsIn.get(r.id) ?? []).sort((a, b) => a.bedNo.localeCompare(b.bedNo, 'zh-u-kn-true')).map(showBed),
      }));
    return {
      ...subject,
      row: {
        facility: { id, name: subject.row.name },
        as_on: on,
        confirmed_at: vacancy?.confirmedAt?.toISOString() ?? null,
        rooms: list,
      },
    };
  });
}
