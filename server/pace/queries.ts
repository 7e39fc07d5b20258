import { sql } from 'drizzle-orm';
import { LEVEL_STANDARD } from '../applicants/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { mayRead } from '../figures/rules.ts';
import { required } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import type { Track } from '../queue/rules.ts';
import { type CaseOn, type Leg, legs, lyingOn, monthsOf, stallsOf, waitingStatuses } from './rules.ts';

export type PaceAsked = { on?: Day; from?: Day; track?: Track; street?: string };
type Spread = { n: number; median: number | null; p90: number | null };
type Grouped = Spread & { leg: Leg; month: Day | null; street: string | null; track: Track | null; set: number };

const streetsOf = async (tx: ReadTx, district: string) => [
  ...(await tx.execute<{ code: string; name: string }>(
    sql`select code, name from divisions where district = ${district} and level = 'street' order by code`,
  )),
];

/**
 * `GET /insight/steps`: days from one step to the next, middle and nine in ten, by the month in which the later one was
 * reached, by track and by street. The track is the one decided with the case. The first time each step was reached counts.
 */
export function readSteps(ctx: Context, asked: PaceAsked) {
  const today = dayOf(ctx.clock());
  const on = asked.on ?? today;
  const from = asked.from ?? addMonths(`${on.slice(0, 7)}-01`, -11);
  required(mayRead('month', from, on, today), 'invalid');
  return view(ctx, 'pace.read', async (tx) => {
    const { district } = ctx;
    const end = startOfDay(addDays(on, 1)).toISOString();
    const day = sql.raw(`at time zone 'Asia/Shanghai'`);
    const rows = await tx.execute<Grouped>(sql`
      with moves as (
        select application_id, min(at) filter (where after = 'submitted') as submitted,
               min(at) filter (where after = 'in_review') as accepted,
               min(at) filter (where event in ('find_eligible', 'find_ineligible')) as decided,
               min(at) filter (where event = 'enqueue') as queued,
               (array_agg(snapshot->>'track' order by at desc) filter (where snapshot ? 'track'))[1] as track
          from application_events where district = ${district} and at < ${end}::timestamptz group by 1),
      offered as (select application_id, min(made_at) as at from offers
                   where district = ${district} and made_at < ${end}::timestamptz group by 1),
      admitted as (select o.application_id, min(p.admitted_on) as day from placements p
                     join offers o on o.district = p.district and o.id = p.offer_id
                    where p.district = ${district} and p.discharge_kind is distinct from 'error' group by 1),
      reached as (
        select m.track, p.street_code as street, (m.submitted ${day})::date as submitted, (m.accepted ${day})::date as accepted,
               (m.decided ${day})::date as decided, (m.queued ${day})::date as queued, (o.at ${day})::date as offered, d.day as admitted
          from moves m
          join applications a on a.district = ${district} and a.id = m.application_id
          join applicants p on p.district = a.district and p.id = a.applicant_id
          left join offered o on o.application_id = m.application_id
          left join admitted d on d.application_id = m.application_id),
      took as (
        select x.leg, date_trunc('month', x.ended)::date as month, r.street, r.track, x.ended - x.began as days
          from reached r cross join lateral (values ('accept', r.submitted, r.accepted), ('decide', r.accepted, r.decided),
            ('enqueue', r.decided, r.queued), ('offer', r.queued, r.offered), ('admit', r.offered, r.admitted),
            ('whole', r.submitted, r.admitted)) x(leg, began, ended)
         where x.began <= x.ended and x.ended between ${from}::date and ${on}::date
           ${asked.track ? sql`and r.track = ${asked.track}` : sql``}
           ${asked.street ? sql`and r.street = ${asked.street}` : sql``})
      select leg, month::text as month, street, track, grouping(month, street, track)::int as set, count(*)::int as n,
             percentile_disc(0.5) within group (order by days) as median, percentile_disc(0.9) within group (order by days) as p90
        from took group by grouping sets ((leg), (leg, month), (leg, street), (leg, track))`);
    const of = (set: number, leg: Leg) => [...rows].filter((r) => r.set === set && r.leg === leg);
    const spread = (r: Spread | undefined): Spread => ({
      n: r?.n ?? 0,
      median: r?.median ?? null,
      p90: r?.p90 ?? null,
    });
    return {
      from,
      on,
      today,
      streets: await streetsOf(tx, district),
      legs: legs.map((leg) => ({
        leg,
        ...spread(of(7, leg)[0]),
        months: monthsOf(from, on).map((month) => ({ month, ...spread(of(3, leg).find((r) => r.month === month)) })),
        by_street: of(5, leg).map((r) => ({ street: r.street ?? '', ...spread(r) })),
        by_track: of(6, leg).map((r) => ({ track: r.track, ...spread(r) })),
      })),
    };
  });
}

/** Every case that waited at the end of a day, as the moves, clocks, opinions and offers of that day say. */
async function casesOn(tx: ReadTx, district: string, on: Day, street: string | undefined): Promise<CaseOn[]> {
  const end = startOfDay(addDays(on, 1)).toISOString();
  const open = (from: string, until: string) =>
    sql.raw(`${from} < '${end}'::timestamptz and (${until} is null or ${until} >= '${end}'::timestamptz)`);
  const rows = await tx.execute<CaseOn>(sql`
    with last as (
      select distinct on (application_id) application_id, after as status, (at at time zone 'Asia/Shanghai')::date as since
        from application_events where district = ${district} and at < ${end}::timestamptz
       order by application_id, at desc, id desc)
    select l.status, l.since::text as since, p.street_code as street, w.display_name as officer,
           exists (select 1 from assessments s where s.district = a.district and s.applicant_id = a.applicant_id
              and s.standard_code = ${LEVEL_STANDARD} and s.valid @> ${on}::date) as assessed,
           array(select o.department from opinions o where o.district = a.district and o.application_id = a.id
              and ${open('o.asked_at', 'o.given_at')} order by o.department) as outstanding,
           (select count(*)::int from objections b join public_notices n on n.district = b.district and n.id = b.notice_id
             where n.district = a.district and n.application_id = a.id and ${open('b.received_at', 'b.answered_at')}) as objections,
           (select json_build_object('family', coalesce(f.family_answered_at < ${end}::timestamptz, false),
                                     'facility', coalesce(f.facility_answered_at < ${end}::timestamptz, false))
              from offers f where f.district = a.district and f.application_id = a.id and ${open('f.made_at', 'f.ended_at')}
             order by f.made_at desc limit 1) as offer,
           coalesce((select json_agg(json_build_object('step', c.step, 'department', c.department, 'startedOn', c.started_on,
                       'days', c.days, 'unit', c.unit, 'pauses', (select coalesce(json_agg(json_build_object('since', u.since_on,
                       'until', u.until_on)), '[]') from clock_pauses u where u.district = c.district and u.clock_id = c.id)))
              from clocks c where c.district = a.district and c.application_id = a.id and c.started_on <= ${on}::date
               and (c.stopped_at is null or c.stopped_at >= ${end}::timestamptz)), '[]') as clocks
      from last l
      join applications a on a.district = ${district} and a.id = l.application_id
      join applicants p on p.district = a.district and p.id = a.applicant_id
      left join accounts w on w.id = a.assigned_to
     where l.status in ${[...waitingStatuses]} ${street ? sql`and p.street_code = ${street}` : sql``}`);
  return [...rows];
}

/** `GET /insight/stalls`: where cases lay at the end of a day: in which status, by which clock, on whose desk and how long. */
export function readStalls(ctx: Context, asked: { on?: Day; street?: string }) {
  const today = dayOf(ctx.clock());
  const on = asked.on ?? today;
  required(mayRead('day', on, on, today), 'invalid');
  return view(ctx, 'pace.read', async (tx) => {
    const [cases, calendar] = [await casesOn(tx, ctx.district, on, asked.street), await loadCalendar(tx)];
    const lying = cases.flatMap((c) => lyingOn(c, calendar, on));
    return { on, today, total: cases.length, streets: await streetsOf(tx, ctx.district), stalls: stallsOf(lying) };
  });
}
