import { and, eq, sql } from 'drizzle-orm';
import { attendanceMarks } from '../../db/schema/attendance.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import type { BedKind, Claim } from '../facilities/rules.ts';
import { addMonths, contains, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { type CareService, dayPlaces, dueOn, latestMarks, markKey, visitsThatCount, weekOf, weekRow } from './rules.ts';

type Person = {
  id: string;
  applicantId: string;
  name: string;
  roomNo: string;
  bedNo: string;
  kind: BedKind;
  admittedOn: Day;
  dischargedOn: Day | null;
};
type OwnClaim = Pick<Claim, 'during' | 'weekdays' | 'away'>;
export type DayPerson = Person & { claims: OwnClaim[] };

const personOf = sql`p.id, p.applicant_id as "applicantId", a.name, r.room_no as "roomNo", b.bed_no as "bedNo", b.kind,
  p.admitted_on::text as "admittedOn", p.discharged_on::text as "dischargedOn"`;
const whole = sql`from placements p
  join applicants a on a.district = p.district and a.id = p.applicant_id
  join beds b on b.district = p.district and b.id = p.bed_id
  join rooms r on r.district = b.district and r.id = b.room_id`;

/**
 * Who was with the day centre at some time of these days, with the claims that bring them. A claim that a transfer has
 * ended still belongs to the person's stay.
 */
export async function dayPeople(
  tx: ReadTx,
  district: string,
  facility: string,
  from: Day,
  to: Day,
): Promise<DayPerson[]> {
  const rows = await tx.execute<DayPerson>(sql`
    select ${personOf}, (
        select coalesce(json_agg(json_build_object('during', c.during, 'weekdays', c.weekdays, 'away', (
            select json_agg(x.during) from absences x
             where x.district = c.district and x.claim_id = c.id and x.voided_at is null))), '[]')
          from claims c
         where c.district = p.district and c.facility_id = p.facility_id and c.applicant_id = p.applicant_id
           and c.kind = 'stay' and c.released_at is null and not c.residential
           and c.during && daterange(p.admitted_on, p.discharged_on)
           and (c.id = p.claim_id
                or not exists (select 1 from placements o where o.district = c.district and o.claim_id = c.id))) as claims
    ${whole}
     where p.district = ${district} and p.facility_id = ${facility} and b.kind = 'day'
       and p.admitted_on <= ${to}::date and (p.discharged_on is null or p.discharged_on > ${from}::date)
     order by a.name, p.id`);
  return [...rows];
}

const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
const sooner = (a: Day, b: Day) => (a < b ? a : b);

/** The sheet of a day, the week in which it lies and its places. `attended`: days of that month the person came. */
export function readSheet(ctx: Context, facility: string, asked?: Day) {
  return look(ctx, 'attendance.read', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facility);
    const today = dayOf(ctx.clock());
    const on = asked ?? today;
    const week = weekOf(on);
    const [monday, sunday] = [week[0]!, week[6]!];
    const since = sooner(monday, monthOf(on));
    const next = addMonths(monthOf(on), 1);
    const [people, loaded, rows] = await Promise.all([
      dayPeople(tx, ctx.district, facility, monday, sunday),
      loadBeds(tx, ctx.district, { facility }, monday),
      tx
        .select({
          id: attendanceMarks.id,
          placementId: attendanceMarks.placementId,
          on: attendanceMarks.on,
          mark: attendanceMarks.mark,
          note: attendanceMarks.note,
          at: attendanceMarks.at,
          by: accounts.displayName,
        })
        .from(attendanceMarks)
        .leftJoin(accounts, eq(accounts.id, attendanceMarks.by))
        .where(
          and(
            eq(attendanceMarks.district, ctx.district),
            eq(attendanceMarks.facilityId, facility),
            sql`${attendanceMarks.on} between ${since} and ${sunday > next ? sunday : next}`,
          ),
        ),
    ]);
    const latest = latestMarks(rows);
    const came = Map.groupBy(
      [...latest.values()].filter((m) => m.mark === 'present' && monthOf(m.on) === monthOf(on)),
      (m) => m.placementId,
    );
    const show = (p: DayPerson) => {
      const days = weekRow(p.claims, week, (day) => latest.get(markKey(p.id, day))?.mark ?? null);
      const mine = latest.get(markKey(p.id, on));
      const own = days.find((d) => d.on === on);
      return {
        placement_id: p.id,
        applicant_id: p.applicantId,
        name: p.name,
        room_no: p.roomNo,
        bed_no: p.bedNo,
        here: contains({ start: p.admittedOn, end: p.dischargedOn }, on),
        due: own?.due ?? false,
        away: own?.away ?? false,
        mark: mine?.mark ?? null,
        note: mine?.note ?? null,
        marked_at: mine?.at.toISOString() ?? null,
        marked_by: mine?.by ?? null,
        attended: came.get(p.id)?.length ?? 0,
        week: days,
      };
    };
    return {
      ...subject,
      row: {
        facility: { id: facility, name: subject.row.name },
        on,
        today,
        people: people.map(show),
        places: dayPlaces(loaded.beds, loaded.claims, week),
      },
    };
  });
}

/** Is the person due on that day by one of the claims? */
export const personDue = (person: DayPerson, on: Day): boolean => person.claims.some((c) => dueOn(c, on));

type VisitRow = {
  id: string;
  placementId: string;
  visitedAt: Date | null;
  minutes: number | null;
  services: CareService[];
  carer: string | null;
  note: string | null;
  corrects: string | null;
  madeAt: Date;
  by: string | null;
};

/** Home beds of a facility in a month 'YYYY-MM': the people, every record with what it corrects, and what counts. */
export function readVisits(ctx: Context, facility: string, asked?: string) {
  return look(ctx, 'attendance.visits', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facility);
    const first = `${asked ?? dayOf(ctx.clock()).slice(0, 7)}-01`;
    const next = addMonths(first, 1);
    const [begin, end] = [startOfDay(first), startOfDay(next)];
    const [people, rows] = await Promise.all([
      tx.execute<Person>(sql`
        select ${personOf} ${whole}
         where p.district = ${ctx.district} and p.facility_id = ${facility} and b.kind = 'home'
           and p.admitted_on < ${next}::date and (p.discharged_on is null or p.discharged_on > ${first}::date)
         order by a.name, p.id`),
      // A correction may move a visit out of the month: whatever corrects a record of the month is read with it.
      tx.execute<VisitRow>(sql`
        with recursive found as (
          select v.* from care_visits v where v.district = ${ctx.district} and v.facility_id = ${facility}
             and v.visited_at >= ${begin.toISOString()} and v.visited_at < ${end.toISOString()}
          union
          select v.* from care_visits v join found f on v.district = f.district and v.corrects = f.id)
        select f.id, f.placement_id as "placementId", f.visited_at as "visitedAt", f.minutes, f.services, f.carer, f.note,
               f.corrects, f.made_at as "madeAt", a.display_name as by
          from found f left join accounts a on a.id = f.made_by order by f.made_at desc, f.id desc`),
    ]);
    const all = [...rows].map((r) => ({
      ...r,
      visitedAt: r.visitedAt && new Date(r.visitedAt),
      madeAt: new Date(r.madeAt),
    }));
    const counting = visitsThatCount(all).filter((v) => v.visitedAt >= begin && v.visitedAt < end);
    const count = new Set(counting.map((v) => v.id));
    const of = Map.groupBy(counting, (v) => v.placementId);
    return {
      ...subject,
      row: {
        facility: { id: facility, name: subject.row.name },
        month: first.slice(0, 7),
        people: [...people].map((p) => ({
          placement_id: p.id,
          applicant_id: p.applicantId,
          name: p.name,
          bed_no: p.bedNo,
          admitted_on: p.admittedOn,
          discharged_on: p.dischargedOn,
          visits: of.get(p.id)?.length ?? 0,
          minutes: (of.get(p.id) ?? []).reduce((sum, v) => sum + (v.minutes ?? 0), 0),
        })),
        visits: all.map((v) => ({
          id: v.id,
          placement_id: v.placementId,
          visited_at: v.visitedAt?.toISOString() ?? null,
          minutes: v.minutes,
          services: v.services,
          carer: v.carer,
          note: v.note,
          corrects: v.corrects,
          counts: count.has(v.id),
          made_at: v.madeAt.toISOString(),
          made_by: v.by,
        })),
      },
    };
  });
}
