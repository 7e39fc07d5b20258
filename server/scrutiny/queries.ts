import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { bearing, borne } from '../disclosures/queries.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { findLine } from '../funds/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Fen } from '../kernel/money.ts';
import { addMonths, type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import {
  type Assessed,
  type Beds,
  crossChecks,
  type Facts,
  type Granted,
  type Price,
  type Seen,
  type Settled,
  type Stay,
} from './mechanism/cross.ts';
import type { Died } from './mechanism/flags.ts';
import {
  type Approved,
  type Attempt,
  disclosureAnswer,
  drawSample,
  type Found,
  type FundEntry,
  type FundLine,
  type FundMonth,
  ledgerAnswer,
  type Notice,
  type Payment,
  paymentAnswer,
} from './rules.ts';

const firstOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
type OfMonth<T> = T & { line: string; month: Day };
type OnLine = { line: string; month: Day };

/** Instants as texts that compare as they follow each other. */
const instant = (at: SQL) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`;

/** Everything the three questions are asked of, for the lines of a year. */
async function loadYear(tx: ReadTx, district: string, year: number) {
  const lines = await tx.execute<FundLine & { amountFen: Fen; demonstration: boolean }>(sql`
    select id, code, name, amount_fen as "amountFen", budget_doc as "budgetDoc", allocation_doc as "allocationDoc",
      demonstration
    from budget_lines where district = ${district} and year = ${year} order by code`);
  const ofYear = sql`in (select id from budget_lines where district = ${district} and year = ${year})`;
  const [entries, closed, notices, approved, payments, attempts, died, calendar] = await Promise.all([
    tx.execute<FundEntry & { line: string }>(sql`
      select line_id as line, id, entered_on::text as "on", kind, amount_fen as "amountFen", attempt_id as "attemptId",
        voucher_no as "voucherNo", voucher, reverses, (made_at at time zone 'Asia/Shanghai')::date::text as "madeOn",
        ${instant(sql`made_at`)} as "madeAt"
      from fund_entries where district = ${district} and line_id ${ofYear} order by entered_on, id`),
    tx.execute<OfMonth<FundMonth>>(sql`
      select line_id as line, month_on::text as month, opening_fen as "openingFen", in_fen as "inFen",
        out_fen as "outFen", closing_fen as "closingFen",
        ${instant(sql`closed_at`)} as "closedAt"
      from fund_months where district = ${district} and line_id ${ofYear}`),
    tx.execute<OfMonth<Notice>>(sql`
      select line_id as line, month_on::text as month, id, place, from_on::text as "from", to_on::text as "to",
        total_fen as "totalFen", rows
      from disclosures where district = ${district} and line_id ${ofYear} order by published_at, id`),
    tx.execute<OfMonth<NonNullable<Approved>>>(sql`
      select w.line_id as line, s.month_on::text as month, sum(${borne(sql`e.value::bigint`)})::bigint as "totalFen",
        (min(s.approved_at) at time zone 'Asia/Shanghai')::date::text as "firstOn",
        (max(s.approved_at) at time zone 'Asia/Shanghai')::date::text as "lastOn"
      from settlements s join ${bearing} w on w.line_id ${ofYear}
      join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
      cross join lateral jsonb_each_text(l.schemes) e
      where s.district = ${district} and s.approved_at is not null
      group by 1, 2 having sum(${borne(sql`e.value::bigint`)}) <> 0`),
    tx.execute<OfMonth<Omit<Payment, 'attempts'>>>(sql`
      select p.budget_line_id as line, s.month_on::text as month, p.id, p.payee_name as payee,
        p.amount_fen as "amountFen", p.due_on::text as "dueOn",
        (select jsonb_agg(to_jsonb(c) order by c.since) from (
          select p.account_name as name, p.account_no as no, ${instant(sql`p.approved_at`)} as since
          union all select n.account_name, n.account_no, ${instant(sql`n.approved_at`)} from payment_accounts n
          where n.district = p.district and n.payment_id = p.id) c) as accounts
      from payments p join settlements s on s.district = p.district and s.id = p.settlement_id
      where p.district = ${district} and p.budget_line_id ${ofYear} order by p.due_on, p.id`),
    tx.execute<Attempt & { line: string }>(sql`
      select p.budget_line_id as line, t.id, t.payment_id as "paymentId", t.account_name as "accountName",
        t.account_no as "accountNo", t.amount_fen as "amountFen", t.answer, t.answer_reason as "answerReason",
        t.bank_on::text as "bankOn", ${instant(sql`b.made_at`)} as "sentAt"
      from payment_attempts t join payments p on p.district = t.district and p.id = t.payment_id
      join payment_batches b on b.district = t.district and b.id = t.batch_id
      where t.district = ${district} and p.budget_line_id ${ofYear} order by b.made_at, t.id`),
    tx.execute<Died & OnLine>(sql`
      select w.line_id as line, l.month_on::text as month, ${deathsSelected}
      from ${deathsFrom} join ${bearing} w on w.line_id ${ofYear}
      where s.district = ${district} and s.approved_at is not null and ${deadInMonth}
      group by 1, l.district, l.month_on, a.id, a.name, a.died_on, f.id, f.name`),
    loadCalendar(tx),
  ]);
  return { lines, entries, closed, notices, approved, payments, attempts, died, calendar };
}

/** Days that were settled for somebody who had died before the month was over. */
const deathsSelected = sql`a.id as person, a.name, f.name as facility, sum(l.days)::int as days,
  a.died_on::text as "diedOn", sum(l.government_fen)::bigint as "amountFen",
  (select nullif(count(*), 0)::int from generate_series(l.month_on::timestamp, least(l.month_on + interval '1 month',
      a.died_on::timestamp) - interval '1 day', interval '1 day') d
    where exists (select from placements p where p.district = l.district and p.applicant_id = a.id and p.facility_id = f.id
      and p.discharge_kind is distinct from 'error' and p.admitted_on <= d and (p.discharged_on is null or p.discharged_on > d)
      and not exists (select from absences x where x.district = p.district and x.placement_id = p.id
        and x.voided_at is null and x.during @> d::date))) as present`;
const deathsFrom = sql`settlements s
  join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
  join applicants a on a.district = l.district and a.id = l.applicant_id
  join facilities f on f.district = l.district and f.id = l.facility_id`;
const deadInMonth = sql`a.died_on < l.month_on + interval '1 month'`;

type Loaded = Awaited<ReturnType<typeof loadYear>>;

/** The three answers of a line's month. */
function answersOf(from: Loaded, line: FundLine, month: Day, today: Day) {
  const mine = <T extends { line: string }>(list: readonly T[]) => list.filter((one) => one.line === line.id);
  const here = <T extends OnLine>(list: readonly T[]) => mine(list).filter((one) => one.month === month);
  const attempts = mine(from.attempts);
  const approved = here(from.approved)[0] ?? null;
  return {
    ledger: ledgerAnswer(month, { line, entries: mine(from.entries), closed: here(from.closed)[0] ?? null, attempts }),
    disclosure: disclosureAnswer(line, { approved, notices: here(from.notices) }, { today, calendar: from.calendar }),
    payment: paymentAnswer(
      {
        payments: here(from.payments).map((p) => ({ ...p, attempts: attempts.filter((a) => a.paymentId === p.id) })),
        died: here(from.died),
      },
      today,
    ),
  };
}

/** The months of a year's lines so far; after the year only those in which something still moved. */
function monthsOf(from: Loaded, year: number, today: Day): Day[] {
  const all = Array.from({ length: 12 }, (_, i) => addMonths(`${year}-01-01`, i));
  const later = [
    ...from.entries.map((e) => firstOf(e.on)),
    ...from.attempts.map((a) => firstOf(a.bankOn ?? '')),
    ...[...from.approved, ...from.payments].map((one) => one.month),
  ];
  return [...new Set([...all, ...later.filter((m) => m > `${year}-12-01`)])].filter((m) => m <= today).sort();
}

/** The three questions for each line and month of a year: states and how many flags, nobody's name. */
export function readQuestions(ctx: Context, asked: number | null) {
  const today = dayOf(ctx.clock());
  return view(ctx, 'scrutiny.questions', async (tx) => {
    const years = await tx.execute<{ year: number }>(sql`
      select distinct year from budget_lines where district = ${ctx.district} order by 1 desc`);
    const year = asked ?? years.find((y) => y.year <= Number(today.slice(0, 4)))?.year ?? Number(today.slice(0, 4));
    const from = await loadYear(tx, ctx.district, year);
    const months = monthsOf(from, year, today);
    const counted = (a: ReturnType<typeof ledgerAnswer>) => ({
      state: a.state,
      due_on: a.due_on,
      flags: a.flags.reduce((n, f) => n + f.rows.length, 0),
    });
    return {
      year,
      years: years.map((y) => y.year),
      months,
      lines: from.lines.map((line) => ({
        id: line.id,
        code: line.code,
        name: line.name,
        demonstration: line.demonstration,
        months: months.map((month) => {
          const { ledger, disclosure, payment } = answersOf(from, line, month, today);
          return {
            month_on: month,
            ledger: counted(ledger),
            disclosure: counted(disclosure),
            payment: counted(payment),
          };
        }),
      })),
    };
  });
}

/** One line's month with every flag and the records that cause it. */
export function readFlags(ctx: Context, lineId: string, month: Day) {
  const today = dayOf(ctx.clock());
  return look(ctx, 'scrutiny.flags', async (tx) => {
    const line = await findLine(tx, ctx.district, lineId);
    const from = await loadYear(tx, ctx.district, line.year);
    return {
      district: ctx.district,
      type: 'budget_line',
      id: lineId,
      row: { line, ...answersOf(from, line, month, today) },
    };
  });
}

/** Which months have settlements, and what of one of them does not fit with everything else that is known. */
export function readChecks(ctx: Context, asked: Day | null) {
  return look(ctx, 'scrutiny.checks', async (tx) => {
    const months = await tx.execute<{ month: Day }>(sql`
      select distinct month_on::text as month from settlements where district = ${ctx.district} order by 1 desc`);
    const month = asked ?? months[0]?.month ?? null;
    const checks = month ? crossChecks(await loadMonth(tx, ctx.district, month)) : [];
    return {
      district: ctx.district,
      type: 'cross_checks',
      id: null,
      row: { months: months.map((m) => m.month), month, checks },
    };
  });
}

/** A month's lines, approved or still a draft, and what they are held against. */
export async function loadMonth(tx: ReadTx, district: string, month: Day): Promise<Facts> {
  const during = sql`daterange(${month}::date, (${month}::date + interval '1 month')::date)`;
  const lines = sql`settlements s
    join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null`;
  const mine = sql`s.district = ${district} and l.month_on = ${month}::date`;
  const people = sql`in (select l.applicant_id from ${lines} where ${mine})`;
  const period = (range: ReturnType<typeof sql>) =>
    sql`jsonb_build_object('start', lower(${range}), 'end', upper(${range}))`;
  const [settled, granted, stays, marks, visits, beds, prices, died, assessed] = await Promise.all([
    tx.execute<Settled>(sql`
      select l.applicant_id as person, a.name, l.facility_id as facility, f.name as "facilityName", l.lot_id as lot,
        t.service_class as service, sum(l.days)::int as days, sum(l.government_fen)::bigint as "governmentFen",
        case when t.unit = 'hour' then sum(l.units_num * 60.0 / l.units_den)::int end as minutes,
        (select coalesce(jsonb_object_agg(z.scheme, z.paid), '{}') from (
          select e.key as scheme, sum(e.value::bigint) as paid
          from unnest(array_agg(l.schemes)) as y(schemes), jsonb_each_text(y.schemes) as e group by 1) z) as schemes
      from ${lines}
      join applicants a on a.district = l.district and a.id = l.applicant_id
      join facilities f on f.district = l.district and f.id = l.facility_id
      join lots t on t.district = l.district and t.id = l.lot_id
      where ${mine}
      group by 1, 2, 3, 4, 5, 6, t.unit
      having sum(l.days) > 0 or sum(l.units_num) > 0 or sum(l.government_fen) <> 0`),
    tx.execute<Granted>(sql`
      select e.applicant_id as person, a.name, e.scheme, e.stack_group as "stackGroup", ${period(sql`e.during`)} as during
      from entitlements e join applicants a on a.district = e.district and a.id = e.applicant_id
      where e.district = ${district} and e.during && ${during}`),
    tx.execute<Stay>(sql`
      select p.applicant_id as person, p.facility_id as facility, b.kind as service,
        jsonb_build_object('start', p.admitted_on, 'end', coalesce(p.discharged_on, p.until_on)) as during,
        (select coalesce(jsonb_agg(${period(sql`x.during`)}), '[]') from absences x
          where x.district = p.district and x.placement_id = p.id and x.voided_at is null) as away
      from placements p join beds b on b.district = p.district and b.id = p.bed_id
      where p.district = ${district} and p.applicant_id ${people} and p.discharge_kind is distinct from 'error'
        and p.admitted_on < upper(${during}) and coalesce(p.discharged_on, p.until_on, 'infinity') > lower(${during})`),
    tx.execute<Omit<Seen, 'minutes'>>(sql`
      select p.applicant_id as person, p.facility_id as facility, count(distinct m."on")::int as days
      from (select distinct on (placement_id, "on") * from attendance_marks
        where district = ${district} and "on" <@ ${during} order by placement_id, "on", at desc, id desc) m
      join placements p on p.district = m.district and p.id = m.placement_id
      where m.mark = 'present' group by 1, 2`),
    tx.execute<Omit<Seen, 'days'>>(sql`
      select p.applicant_id as person, p.facility_id as facility, sum(v.minutes)::int as minutes
      from care_visits v join placements p on p.district = v.district and p.id = v.placement_id
      where v.district = ${district} and (v.visited_at at time zone 'Asia/Shanghai')::date <@ ${during}
        and not exists (select from care_visits c where c.district = v.district and c.corrects = v.id)
      group by 1, 2`),
    tx.execute<Beds>(sql`
      select facility_id as facility, kind as service,
        jsonb_build_object('start', opened_on, 'end', retired_on) as during
      from beds where district = ${district} and daterange(opened_on, retired_on) && ${during}`),
    tx.execute<Price>(sql`
      select p.lot_id as lot, t.facility_id as facility, f.name as "facilityName", t.service_class as service,
        coalesce(t.catalogue_code, '') || ' ' || t.unit as item, lower(p.effective)::text as "from",
        least(upper(p.effective), upper(t.during))::text as "to", p.unit_price_fen as fen
      from lot_prices p join lots t on t.district = p.district and t.id = p.lot_id
      join facilities f on f.district = t.district and f.id = t.facility_id
      where p.district = ${district} and (t.facility_id, t.service_class) in (
        select o.facility_id, o.service_class from ${lines}
        join lots o on o.district = l.district and o.id = l.lot_id where ${mine})
      order by p.lot_id, lower(p.effective)`),
    tx.execute<Died>(sql`
      select l.month_on::text as month, ${deathsSelected} from ${deathsFrom}
      where ${mine} and ${deadInMonth} group by l.district, l.month_on, a.id, f.id, f.name, a.name, a.died_on`),
    tx.execute<Assessed>(sql`
      select applicant_id as person, ${period(sql`valid`)} as valid from assessments
      where district = ${district} and valid && ${during} and applicant_id ${people}`),
  ]);
  const seen = [...marks.map((m) => ({ ...m, minutes: 0 })), ...visits.map((v) => ({ ...v, days: 0 }))];
  return { month, settled, granted, stays, seen, beds, prices, died, assessed };
}

/** A line's number in the draw. */
export const numberFor = (seed: string) => (id: string) => createHash('sha256').update(`${seed}:${id}`).digest('hex');

/** Every line of the month that government paid something of, approved until then, in the order of their ids. */
export async function populationOf(tx: ReadTx, district: string, month: Day, asOf: string | null = null) {
  const [lines, open] = await Promise.all([
    tx.execute<{ id: string }>(sql`
      select l.id from settlements s
      join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
      where s.district = ${district} and s.month_on = ${month}::date and s.approved_at is not null
        and s.approved_at <= coalesce(${asOf}::timestamptz, 'infinity') and l.kind = 'regular' and l.government_fen > 0 order by l.id`),
    tx.execute<{ no: string }>(sql`
      select c.contract_no as no from settlements s
      join contracts c on c.district = s.district and c.id = s.contract_id
      where s.district = ${district} and s.month_on = ${month}::date and s.approved_at is null order by 1`),
  ]);
  const ids = lines.map((l) => l.id);
  return { ids, open: open.map((o) => o.no), digest: createHash('sha256').update(ids.join('\n')).digest('hex') };
}

type SampleRow = {
  id: string;
  seed: string;
  basisPoints: number;
  populationCount: number;
  populationDigest: string;
  lineIds: string[];
  drawnOn: Day;
  drawnAt: string;
  drawnBy: string | null;
};
type SampledLine = {
  line_id: string;
  person: string;
  facility: string;
  community: string;
  service: 'residential' | 'nursing' | 'day' | 'home';
  days: number;
  government_fen: Fen;
  family_fen: Fen;
  checked_on: Day | null;
  people: string[] | null;
  found: Found | null;
  note: string | null;
};

/** The months that can be drawn from, and the sample of one with what was found on site. */
export function readSample(ctx: Context, asked: Day | null) {
  return look(ctx, 'scrutiny.sample', async (tx) => {
    const months = await tx.execute<{ month: Day; drawn: boolean }>(sql`
      select s.month_on::text as month,
        exists (select from samples p where p.district = s.district and p.month_on = s.month_on) as drawn
      from settlements s where s.district = ${ctx.district} and s.approved_at is not null
      group by s.district, s.month_on order by s.month_on desc`);
    const month = asked ?? months[0]?.month ?? null;
    const row = month ? await sampleOf(tx, ctx.district, month) : { population: 0, open: [], sample: null };
    return { district: ctx.district, type: 'sample', id: row.sample?.id ?? null, row: { months, month, ...row } };
  });
}

/** The list a sample was drawn from, one id a line, as its digest was made: whoever has it and the seed draws again. */
export function readPopulation(ctx: Context, id: string) {
  return view(ctx, 'scrutiny.population', async (tx) => {
    const [sample] = await tx.execute<{ month: Day; drawnAt: string }>(sql`
      select month_on::text as month, drawn_at::text as "drawnAt" from samples
      where district = ${ctx.district} and id = ${id}`);
    if (!sample) throw new Refusal('not_found', 'not_found');
    const { ids } = await populationOf(tx, ctx.district, sample.month, sample.drawnAt);
    return { month: sample.month, text: ids.join('\n') };
  });
}

async function sampleOf(tx: ReadTx, district: string, month: Day) {
  const [sample] = await tx.execute<SampleRow>(sql`
    select p.id, p.seed, p.basis_points as "basisPoints", p.population_count as "populationCount",
      p.population_digest as "populationDigest", p.line_ids as "lineIds", a.display_name as "drawnBy",
      (p.drawn_at at time zone 'Asia/Shanghai')::date::text as "drawnOn",
      p.drawn_at::text as "drawnAt"
    from samples p left join accounts a on a.id = p.drawn_by
    where p.district = ${district} and p.month_on = ${month}::date`);
  const { ids, open, digest } = await populationOf(tx, district, month, sample?.drawnAt ?? null);
  if (!sample) return { population: ids.length, open, sample: null };
  const lines = await tx.execute<SampledLine>(sql`
    select l.id as line_id, a.name as person, f.name as facility, coalesce(d.name, '') as community,
      t.service_class as service, l.days, l.government_fen, l.family_fen, k.checked_on::text, k.people, k.found, k.note
    from settlement_lines l
    join applicants a on a.district = l.district and a.id = l.applicant_id
    join facilities f on f.district = l.district and f.id = l.facility_id
    join lots t on t.district = l.district and t.id = l.lot_id
    left join divisions d on d.district = a.district and d.code = a.community_code
    left join lateral (
      select * from sample_checks k where k.district = l.district and k.sample_id = ${sample.id} and k.line_id = l.id
      order by k.made_at desc, k.id desc limit 1) k on true
    where l.district = ${district} and l.id = any(${`{${sample.lineIds.join(',')}}`}::uuid[])
    order by f.name, a.name`);
  // A line once approved never changes: drawn again it is the same sample, or somebody went around the rules.
  const again = drawSample(ids, sample.basisPoints, numberFor(sample.seed));
  const same = digest === sample.populationDigest && again.join() === sample.lineIds.join();
  return { population: ids.length, open, sample: { ...sample, lines, same } };
}
