import { sql } from 'drizzle-orm';
import { dayOf } from '../kernel/period.ts';
import { type Context, look, view } from '../platform/context.ts';

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
