import { type SQL, sql } from 'drizzle-orm';
import { loadCalendar } from '../divisions/actions.ts';
import type { Day } from '../kernel/period.ts';
import { addWorkingDays } from '../kernel/workdays.ts';
import { elsewhere, type ReadTx } from '../platform/context.ts';
import { ANSWER_DAYS } from '../settlement/rules.ts';
import {
  type Due,
  HANDOVER_DAYS,
  judgeAsked,
  judgeDay,
  judgeDue,
  judgeRating,
  judgeSpot,
  type Measure,
  measures,
  type Row,
  type Subject,
  type Tally,
  tally,
} from './rules.ts';

/** Whose records are asked for: everybody's or one's, on the days from `start` on and before `end`. */
export type Asked = { district: string; subject: Subject; of: string | null; start: Day; end: Day };

const dayIn = (column: SQL) => sql`(${column} at time zone 'Asia/Shanghai')::date`;
const moment = (column: SQL) => sql`to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')`;
const within = (day: SQL, a: Asked) => sql`${day} >= ${a.start}::date and ${day} < ${a.end}::date`;
const mine = (column: SQL, a: Asked) => (a.of === null ? sql`${column} is not null` : sql`${column} = ${a.of}`);

/** The first day anybody in the district confirmed figures, whoever asks: one home's own first day would be another count. */
export async function firstConfirmed(tx: ReadTx, district: string): Promise<Day | null> {
  const [row] = await elsewhere(tx, () =>
    tx.execute<{ on: Day | null }>(sql`
      select min(${dayIn(sql`c.at`)})::text as on from facilities f cross join lateral (
        select min(at) as at from confirmations where district = f.district and facility_id = f.id) c
       where f.district = ${district}`),
  );
  return row?.on ?? null;
}

/** Days of a home with beds, from the first day anybody confirmed figures here, and how often it did. */
async function freshness(tx: ReadTx, a: Asked): Promise<Row[]> {
  const began = await firstConfirmed(tx, a.district);
  if (began === null) return [];
  const rows = await tx.execute<{ subject: string; on: Day; times: number }>(sql`
    with told as (select facility_id, ${dayIn(sql`at`)} as on_day, count(*)::int as times from confirmations
              where district = ${a.district} and ${mine(sql`facility_id`, a)}
                and at >= ${a.start}::date::timestamp at time zone 'Asia/Shanghai' and at < ${a.end}::date::timestamp at time zone 'Asia/Shanghai'
              group by 1, 2)
    select f.id as subject, d::date::text as on, coalesce(t.times, 0) as times
      from facilities f
      join lateral (select min(b.opened_on) as first from beds b
                     where b.district = f.district and b.facility_id = f.id and (b.retired_on is null or b.retired_on > ${a.start}::date)) b
        on b.first is not null
      cross join generate_series(greatest(${a.start}::date, ${began}::date, b.first),
                                 least(${a.end}::date, coalesce(f.closed_on, ${a.end}::date)) - 1, interval '1 day') d
      left join told t on t.facility_id = f.id and t.on_day = d::date
     where f.district = ${a.district} and ${mine(sql`f.id`, a)}
     order by d, f.id`);
  return rows.map(judgeDay);
}

async function vacancy(tx: ReadTx, a: Asked): Promise<Row[]> {
  const rows = await tx.execute<Parameters<typeof judgeSpot>[0]>(sql`
    select facility_id as subject, id, ${dayIn(sql`visited_at`)}::text as on, record_free, counted_free, record_present, counted_present
      from spot_checks
     where district = ${a.district} and ${mine(sql`facility_id`, a)} and ${within(dayIn(sql`visited_at`), a)}
     order by visited_at, id`);
  return rows.map(judgeSpot);
}

/** Offers whose time to answer ran out; one that ended before, unanswered, asked nothing of the home any more. */
async function referrals(tx: ReadTx, a: Asked): Promise<Row[]> {
  const rows = await tx.execute<Due>(sql`
    select facility_id as subject, id, 'offer' as kind, respond_by::text as due, ${dayIn(sql`facility_answered_at`)}::text as done
      from offers
     where district = ${a.district} and ${mine(sql`facility_id`, a)} and ${within(sql`respond_by`, a)}
       and (facility_answered_at is not null or ended_at is null or end_reason = 'lapsed' or ${dayIn(sql`ended_at`)} > respond_by)
     order by respond_by, id`);
  return rows.map(judgeDue);
}

/** Months to be answered and findings to be put right, each by its day. */
async function onTime(tx: ReadTx, a: Asked): Promise<Row[]> {
  const due = sql`${dayIn(sql`l.created_at`)} + ${ANSWER_DAYS}::int`;
  const months = await tx.execute<Due>(sql`
    select l.facility_id as subject, l.settlement_id as id, 'settlement' as kind, (${due})::text as due,
           case when bool_and(s.on_day is not null) then max(s.on_day)::text end as done
      from settlement_lines l
      left join lateral (select min(${dayIn(sql`s.at`)}) as on_day from settlement_answers s
                          where s.district = l.district and s.line_id = l.id and s.answer <> 'upheld') s on true
     where l.district = ${a.district} and ${mine(sql`l.facility_id`, a)} and ${within(sql`(${due})`, a)}
       and (l.replaced_at is null or ${dayIn(sql`l.replaced_at`)} > ${due})
     group by 1, 2, 4 order by 4, 2`);
  const findings = await tx.execute<Due>(sql`
    select f.facility_id as subject, f.id, 'finding' as kind, ${moment(sql`f.due_at`)} as due,
           (select ${moment(sql`max(e.at)`)} from finding_events e
             where e.district = f.district and e.finding_id = f.id and e.kind = 'rectified') as done
      from findings f
     where f.district = ${a.district} and ${mine(sql`f.facility_id`, a)} and f.status <> 'dismissed'
       and ${within(dayIn(sql`f.due_at`), a)}
     order by f.due_at, f.id`);
  return [...months, ...findings].map(judgeDue);
}

const subjectOf = (a: Asked) => (a.subject === 'facility' ? sql`r.facility_id` : sql`r.street_code`);

/** Requests whose term has run out: of a home those about it, of a desk those that lay with its street. */
async function requests(tx: ReadTx, a: Asked): Promise<Row[]> {
  const own = subjectOf(a);
  const rows = await tx.execute<Due>(sql`
    select ${own} as subject, r.id, 'request' as kind, ${moment(sql`d.due`)} as due, ${moment(sql`s.done`)} as done
      from requests r
      cross join lateral (select min(e.at) as done from request_events e
        where e.district = r.district and e.request_id = r.id and e.kind in ('solved', 'outside_answered', 'closed')
          and e.at > coalesce((select max(x.at) from request_events x
                where x.district = r.district and x.request_id = r.id and x.kind = 'reopened'), '-infinity')) s
      join lateral (select e.due_at as due from request_events e
        where e.district = r.district and e.request_id = r.id and e.due_at is not null
          and e.kind in ('raised', 'passed', 'escalated', 'reopened') and e.at <= coalesce(s.done, 'infinity')
        order by e.at desc, e.id desc limit 1) d on true
     where r.district = ${a.district} and ${mine(own, a)} and ${within(dayIn(sql`d.due`), a)}
       ${a.subject === 'desk' ? sql`and r.level in ('grid', 'community', 'street')` : sql``}
     order by d.due, r.id`);
  return rows.map(judgeDue);
}

async function satisfaction(tx: ReadTx, a: Asked): Promise<Row[]> {
  const own = subjectOf(a);
  const rows = await tx.execute<Parameters<typeof judgeRating>[0]>(sql`
    select ${own} as subject, r.id, ${dayIn(sql`x.at`)}::text as on, x.stars
      from request_ratings x join requests r on r.district = x.district and r.id = x.request_id
     where x.district = ${a.district} and ${mine(own, a)} and ${within(dayIn(sql`x.at`), a)}
       ${a.subject === 'desk' ? sql`and r.level in ('grid', 'community', 'street')` : sql``}
     order by x.at, r.id`);
  return rows.map(judgeRating);
}

/** The street's clocks of acceptance and correction that ran out. */
async function acceptance(tx: ReadTx, a: Asked): Promise<Row[]> {
  const rows = await tx.execute<Due>(sql`
    select street_code as subject, id, 'clock' as kind, due_on::text as due, ${dayIn(sql`stopped_at`)}::text as done
      from clocks
     where district = ${a.district} and ${mine(sql`street_code`, a)} and step in ('acceptance', 'correction')
       and ${within(sql`due_on`, a)}
     order by due_on, id`);
  return rows.map(judgeDue);
}

/** Cases in which something was missing, by the day it was first asked for. */
async function completeness(tx: ReadTx, a: Asked): Promise<Row[]> {
  const rows = await tx.execute<Parameters<typeof judgeAsked>[0]>(sql`
    select w.street_code as subject, p.id, c.first::text as on, c.times
      from (select district, application_id, min(${dayIn(sql`asked_at`)}) as first, count(*)::int as times from corrections
             where district = ${a.district} group by 1, 2) c
      join applications p on p.district = c.district and p.id = c.application_id
      join applicants w on w.district = p.district and w.id = p.applicant_id
     where ${mine(sql`w.street_code`, a)} and ${within(sql`c.first`, a)}
     order by c.first, p.id`);
  return rows.map(judgeAsked);
}

/** Replies of cases taken at a desk or on paper, the last one of each. Who applied online reads it online. */
async function handovers(tx: ReadTx, a: Asked): Promise<Row[]> {
  const calendar = await loadCalendar(tx);
  const rows = await tx.execute<{ subject: string; id: string; made: Day; done: Day | null }>(sql`
    select w.street_code as subject, r.id, ${dayIn(sql`r.made_at`)}::text as made,
           (select min(${dayIn(sql`h.handed_at`)})::text from handovers h where h.district = r.district and h.reply_id = r.id) as done
      from applications p
      join applicants w on w.district = p.district and w.id = p.applicant_id
      join lateral (select * from replies x where x.district = p.district and x.application_id = p.id
                     order by x.made_at desc, x.id desc limit 1) r on true
     where p.district = ${a.district} and ${mine(sql`w.street_code`, a)} and p.channel <> 'online'
       and ${dayIn(sql`r.made_at`)} >= ${a.start}::date - 60 and ${dayIn(sql`r.made_at`)} < ${a.end}::date
     order by r.made_at, r.id`);
  return rows
    .map(({ made, ...r }) => ({ ...r, kind: 'reply' as const, due: addWorkingDays(calendar, made, HANDOVER_DAYS).day }))
    .filter((r) => r.due >= a.start && r.due < a.end)
    .map(judgeDue);
}

const counts: Record<Measure, (tx: ReadTx, a: Asked) => Promise<Row[]>> = {
  freshness,
  vacancy,
  referrals,
  on_time: onTime,
  requests,
  satisfaction,
  acceptance,
  completeness,
  handovers,
};

/** The records behind a measure: each figure is their sum. */
export const rowsOf = (tx: ReadTx, measure: Measure, a: Asked): Promise<Row[]> => counts[measure](tx, a);

/** What was counted of everybody asked for, by subject and measure. */
export async function countAll(tx: ReadTx, a: Asked): Promise<Map<string, Map<string, Tally>>> {
  const all = new Map<string, Map<string, Tally>>();
  for (const measure of measures[a.subject])
    for (const [subject, sum] of tally(await counts[measure](tx, a)))
      all.set(subject, (all.get(subject) ?? new Map()).set(measure, sum));
  return all;
}
