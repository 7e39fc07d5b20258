import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { beds, rooms, vacancies } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { type BedRow, findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { bedState } from '../facilities/rules.ts';
import { dayOf, fromRange } from '../kernel/period.ts';
import { type Context, limitOf, look, view } from '../platform/context.ts';

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

type Counted = { month: string; kind: 'override' | 'emergency'; reason: string; cases: number; affected: number };

/**
 * The monthly disclosure of everything that went past the order: offers out of turn and emergency placements, by month
 * and reason, without people. `affected`: people passed over, or days in a bed.
 */
export function readExceptions(ctx: Context, months: number) {
  return view(ctx, 'allocation.overrides', async (tx) => {
    const since = `${dayOf(ctx.clock()).slice(0, 7)}-01`;
    const rows = await tx.execute<Counted>(sql`
      select to_char(o.made_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, 'override' as kind, o.override_reason as reason,
             count(*)::int as cases, sum(jsonb_array_length(o.snapshot -> 'override' -> 'passed_over'))::int as affected
        from offers o
       where o.district = ${ctx.district} and o.override_reason is not null
         and o.made_at at time zone 'Asia/Shanghai' >= ${since}::date - make_interval(months => ${months - 1})
       group by 1, 3
      union all
      select to_char(p.admitted_on, 'YYYY-MM'), 'emergency', p.emergency_reason, count(*)::int,
             sum(least(coalesce(p.discharged_on, p.until_on), p.until_on) - p.admitted_on)::int
        from placements p
       where p.district = ${ctx.district} and p.emergency_reason is not null
         and p.admitted_on >= ${since}::date - make_interval(months => ${months - 1})
       group by 1, 3
       order by 1 desc, 2, 3`);
    return [...rows];
  });
}

type Case = {
  id: string;
  kind: 'override' | 'emergency';
  at: Date;
  by: string | null;
  applicant_id: string;
  name: string;
  facility: string;
  room_no: string;
  bed_no: string;
  reason: string;
  note: string | null;
  passed_over: { receipt_no: string; place: number }[];
  until: string | null;
  ended_on: string | null;
};

/** The same case by case, for those who answer for it: who decided, for whom, past whom. */
export function listExceptions(ctx: Context, limit: number) {
  return look(ctx, 'allocation.override_cases', async (tx) => {
    const where = sql`join beds b on b.district = x.district and b.id = x.bed_id
      join rooms r on r.district = b.district and r.id = b.room_id
      join facilities f on f.district = x.district and f.id = x.facility_id
      join applicants a on a.district = x.district and a.id = x.applicant_id`;
    const rows = await tx.execute<Case>(sql`
      select x.id, 'override' as kind, x.made_at as at, (select display_name from accounts where id = x.made_by) as by,
             x.applicant_id, a.name, f.name as facility, r.room_no, b.bed_no, x.override_reason as reason,
             x.override_note as note, x.snapshot -> 'override' -> 'passed_over' as passed_over,
             null::text as until, (x.ended_at at time zone 'Asia/Shanghai')::date::text as ended_on
        from offers x ${where} where x.district = ${ctx.district} and x.override_reason is not null
      union all
      select x.id, 'emergency', x.created_at, (select display_name from accounts where id = x.placed_by),
             x.applicant_id, a.name, f.name, r.room_no, b.bed_no, x.emergency_reason, x.emergency_note, '[]'::jsonb,
             x.until_on::text, x.discharged_on::text
        from placements x ${where} where x.district = ${ctx.district} and x.emergency_reason is not null
       order by 3 desc, 1 limit ${limit}`);
    return { district: ctx.district, type: 'exceptions', id: null, row: [...rows] };
  });
}
