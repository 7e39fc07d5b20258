import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { applicationEvents } from '../../db/schema/applications.ts';
import { appeals, objections, publicNotices } from '../../db/schema/casework.ts';
import { clockPauses, clocks } from '../../db/schema/clocks.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { LEVEL_STANDARD } from '../applicants/rules.ts';
import { applicationOf } from '../applications/queries.ts';
import { caseRulesOn } from '../clocks/actions.ts';
import { colourOf, daysLeft, type PauseReason, type Step, type Unit, usedDays } from '../clocks/rules.ts';
import { repliesOf } from '../decisions/queries.ts';
import { appealUntil } from '../decisions/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { dayOf } from '../kernel/period.ts';
import { reaches } from '../kernel/reach.ts';
import { type Context, limitOf, look, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { awaitingConsent } from '../publicity/queries.ts';
import { opinionsOf, visitsOf } from '../reviews/queries.ts';
import { type Cursor, mainStep, nextStep, type OpenStatus, openStatuses } from './rules.ts';

export type CaseFilter = {
  status?: OpenStatus;
  street?: string;
  colour?: 'amber' | 'red';
  assigned?: 'me' | 'nobody';
  /** only those that wait for somebody to agree to the public notice */
  awaits?: 'consent';
  after?: Cursor;
  limit: number;
};
export type CaseRow = {
  id: string;
  receipt_no: string;
  name: string;
  service: string;
  status: OpenStatus;
  channel: string;
  street_code: string;
  submitted_at: string;
  version: number;
  assigned_to: string | null;
  assignee: string | null;
  step: string;
  started_on: string;
  amber_on: string | null;
  due_on: string | null;
  unit: Unit;
  /** why the clock stands still; null while it runs */
  paused: PauseReason | null;
  /** departments whose opinion is still waited for */
  waiting_for: string[];
  /** those of them whose own time has run out */
  late: string[];
  assessed: boolean;
  objections: number;
};

/**
 * The rows after a cursor: first those with a day, found by the day itself, then those that stand still. A comparison of
 * both at once could not be looked up under row-level security and would read everything before it.
 */
async function pages(
  page: (more: SQL, limit: number) => Promise<readonly CaseRow[]>,
  f: CaseFilter,
): Promise<CaseRow[]> {
  const { after, limit } = f;
  if (!after) return [...(await page(sql`true`, limit))];
  const { due, id } = after;
  const dated = due
    ? await page(sql`c.due_on >= ${due}::date and (c.due_on > ${due}::date or c.application_id > ${id}::uuid)`, limit)
    : [];
  if (dated.length === limit || f.colour) return [...dated];
  const still = due ? sql`c.due_on is null` : sql`c.due_on is null and c.application_id > ${id}::uuid`;
  return [...dated, ...(await page(still, limit - dated.length))];
}

/**
 * The open cases, soonest due first and those that stand still last, a page at a time. It walks the clocks' index in that
 * order and looks at no more cases than it shows, however many there are.
 */
export function listCases(ctx: Context, f: CaseFilter) {
  return look(ctx, 'cases.list', async (tx, keys) => {
    const part = limitOf('cases.list', keys, ctx.actor?.account ?? null);
    const on = dayOf(ctx.clock());
    const street = part.street ?? f.street;
    const unagreed = await awaitingConsent(tx, ctx.district);
    const conditions: SQL[] = [
      sql`c.district = ${ctx.district}`,
      sql`c.stopped_at is null`,
      sql`c.step in ('acceptance','correction','decision','notice','appeal_decision')`,
      ...(f.status ? [sql`c.step = ${mainStep[f.status]}`] : []),
      // Other clocks of the case stand still beside its own.
      sql`c.step = case p.status when 'submitted' then 'acceptance' when 'more_info' then 'correction'
        when 'public_notice' then 'notice' when 'appealed' then 'appeal_decision' else 'decision' end`,
      ...(street ? [sql`c.street_code = ${street}`] : []),
      ...(f.status && mainStep[f.status] === 'decision' ? [sql`p.status = ${f.status}`] : []),
      ...(f.assigned === 'me'
        ? [
            sql`c.application_id = any(array(select id from applications where district = ${ctx.district}
              and assigned_to = ${ctx.actor?.account ?? null} and ended_at is null))`,
          ]
        : []),
      ...(f.awaits ? [among(sql`c.application_id`, unagreed)] : []),
      ...(f.assigned === 'nobody' ? [sql`p.assigned_to is null`] : []),
      ...(f.colour === 'red' ? [sql`c.due_on < ${on}::date`] : []),
      ...(f.colour === 'amber' ? [sql`c.due_on >= ${on}::date and c.amber_on <= ${on}::date`] : []),
    ];
    const page = (more: SQL, limit: number) =>
      tx.execute<CaseRow>(sql`
      select p.id, p.receipt_no, a.name, p.service, p.status, p.channel, a.street_code,
             to_char(p.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as submitted_at, p.version,
             p.assigned_to, w.display_name as assignee, c.step, c.started_on::text, c.amber_on::text, c.due_on::text,
             c.unit,
             (select u.reason from clock_pauses u where u.district = c.district and u.clock_id = c.id and u.until_on is null
               order by u.since_on limit 1) as paused,
             array(select o.department from opinions o where o.district = p.district and o.application_id = p.id
                and o.turn = p.turn and o.given_at is null order by o.department) as waiting_for,
             array(select k.department from clocks k where k.district = p.district and k.application_id = p.id
                and k.step = 'opinion' and k.stopped_at is null and k.due_on < ${on}::date order by k.department) as late,
             exists (select 1 from assessments s where s.district = p.district and s.applicant_id = p.applicant_id
                and s.standard_code = ${LEVEL_STANDARD} and s.valid @> ${on}::date) as assessed,
             (select count(*)::int from objections b join public_notices n on n.district = b.district and n.id = b.notice_id
               where n.district = p.district and n.application_id = p.id and n.withdrawn_at is null and b.answered_at is null) as objections
        from clocks c
        join applications p on p.district = c.district and p.id = c.application_id
        join applicants a on a.district = p.district and a.id = p.applicant_id
        left join accounts w on w.id = p.assigned_to
       where ${sql.join(conditions, sql` and `)} and ${more}
       order by c.due_on, c.application_id
       limit ${limit}`);
    const rows = await pages(page, f);
    const calendar = await loadCalendar(tx);
    return {
      district: ctx.district,
      type: 'cases',
      id: null,
      street: part.street,
      row: rows.map(({ assessed, objections: against, ...r }) => ({
        ...r,
        outstanding: r.waiting_for.length,
        left: daysLeft(calendar, { dueOn: r.due_on, unit: r.unit }, on),
        next: nextStep({
          status: r.status,
          opinionsOutstanding: r.waiting_for.length,
          assessed,
          openObjections: against,
          mayAppeal: false,
          consentAwaited: unagreed.includes(r.id),
        }),
        colour: colourOf({ amberOn: r.amber_on, dueOn: r.due_on, stopped: false }, on),
      })),
    };
  });
}

/**
 * How many open cases there are in each status, and how many of them are amber or overdue. Two counts, each over one index:
 * a clock belongs to its status, and one that stands still is neither amber nor red. Beside them, those that wait for a
 * consent to the public notice: no clock says so.
 */
export function countCases(ctx: Context) {
  return view(ctx, 'cases.counts', async (tx, keys) => {
    const { street } = limitOf('cases.counts', keys, ctx.actor?.account ?? null);
    const on = dayOf(ctx.clock());
    const unagreed = await awaitingConsent(tx, ctx.district);
    const [open, late, own] = await Promise.all([
      tx.execute<{ status: OpenStatus; n: number }>(sql`
        select p.status, count(*)::int as n from applications p
          ${street ? sql`join applicants a on a.district = p.district and a.id = p.applicant_id and a.street_code = ${street}` : sql``}
         where p.district = ${ctx.district} and p.status in ${[...openStatuses]} group by p.status`),
      tx.execute<{ step: Step; amber: number; red: number }>(sql`
        select c.step, count(*) filter (where c.due_on >= ${on}::date)::int as amber,
               count(*) filter (where c.due_on < ${on}::date)::int as red
          from clocks c
         where c.district = ${ctx.district} and c.stopped_at is null
           and c.step in ('acceptance','correction','decision','notice','appeal_decision')
           and c.amber_on <= ${on}::date
           ${street ? sql`and c.street_code = ${street}` : sql``}
         group by c.step`),
      tx.execute<{ n: number }>(sql`
        select count(*)::int as n from applications p
          join applicants a on a.district = p.district and a.id = p.applicant_id
         where p.district = ${ctx.district} and ${among(sql`p.id`, unagreed)}
           ${street ? sql`and a.street_code = ${street}` : sql``}`),
    ]);
    const lateIn = new Map(late.map((l) => [l.step, l]));
    const counts = open.map(({ status, n }) => {
      // A case found eligible is published within minutes: its clock is counted where it was decided.
      const colours = status === 'eligible' ? undefined : lateIn.get(mainStep[status] as Step);
      return { status, open: n, amber: colours?.amber ?? 0, red: colours?.red ?? 0 };
    });
    return { counts, awaiting_consent: own[0]?.n ?? 0 };
  });
}

/** Everything that has happened in a case, what it waits for, and how its clocks stand. */
export function readCase(ctx: Context, id: string) {
  return look(ctx, 'cases.read', async (tx, keys) => {
    const on = dayOf(ctx.clock());
    const application = await applicationOf(tx, ctx.district, id);
    const of = <T extends { district: typeof clocks.district; applicationId: typeof clocks.applicationId }>(t: T) =>
      and(eq(t.district, ctx.district), eq(t.applicationId, id));
    const [
      subject,
      events,
      running,
      pauses,
      said,
      visits,
      replies,
      notices,
      filed,
      against,
      people,
      calendar,
      { rules },
    ] = await Promise.all([
      findApplicant(tx, ctx.district, application.applicantId),
      tx
        .select({ event: applicationEvents, by: accounts.displayName })
        .from(applicationEvents)
        .leftJoin(accounts, eq(accounts.id, applicationEvents.accountId))
        .where(and(eq(applicationEvents.district, ctx.district), eq(applicationEvents.applicationId, id)))
        .orderBy(asc(applicationEvents.at), asc(applicationEvents.id)),
      tx.select().from(clocks).where(of(clocks)).orderBy(asc(clocks.startedOn), asc(clocks.id)),
      tx
        .select({ pause: clockPauses })
        .from(clockPauses)
        .innerJoin(clocks, and(eq(clocks.district, clockPauses.district), eq(clocks.id, clockPauses.clockId)))
        .where(of(clocks)),
      opinionsOf(tx, ctx.district, id),
      visitsOf(tx, ctx.district, id),
      repliesOf(tx, ctx.district, id),
      tx
        .select()
        .from(publicNotices)
        .where(and(eq(publicNotices.district, ctx.district), eq(publicNotices.applicationId, id)))
        .orderBy(asc(publicNotices.publishedAt)),
      tx
        .select()
        .from(appeals)
        .where(and(eq(appeals.district, ctx.district), eq(appeals.applicationId, id)))
        .orderBy(asc(appeals.filedAt)),
      tx
        .select({ objection: objections })
        .from(objections)
        .innerJoin(
          publicNotices,
          and(eq(publicNotices.district, objections.district), eq(publicNotices.id, objections.noticeId)),
        )
        .where(and(eq(publicNotices.district, ctx.district), eq(publicNotices.applicationId, id)))
        .orderBy(asc(objections.receivedAt)),
      loadPeople(tx, ctx.district, [application.applicantId], on),
      loadCalendar(tx),
      caseRulesOn(tx, ctx.district, on),
    ]);
    const assignee = application.assignedTo
      ? await tx.select({ name: accounts.displayName }).from(accounts).where(eq(accounts.id, application.assignedTo))
      : [];
    const [reply] = replies;
    const next = nextStep({
      status: application.status,
      opinionsOutstanding: said.filter((o) => o.turn === application.turn && o.givenAt === null).length,
      assessed: people.get(application.applicantId)?.assessed ?? false,
      openObjections: against.filter((o) => o.objection.answeredAt === null).length,
      mayAppeal:
        subject.row.diedOn === null &&
        !application.receiptNo.startsWith('D') &&
        on <= appealUntil(application, reply, rules.appeal_days, on) &&
        filed.at(-1)?.outcome !== 'dismissed',
      consentAwaited: application.status === 'eligible' && (await awaitingConsent(tx, ctx.district, id)).length > 0,
    });
    return {
      ...subject,
      type: 'application',
      id,
      row: {
        application,
        applicant: subject.row,
        assignee: assignee[0]?.name ?? null,
        events,
        clocks: running.map((c) => {
          const own = pauses.filter((p) => p.pause.clockId === c.id).map((p) => p.pause);
          return {
            clock: c,
            pauses: own,
            used: usedDays(calendar, c, own, on),
            left: c.stoppedAt === null ? daysLeft(calendar, c, on) : null,
            colour: colourOf({ amberOn: c.amberOn, dueOn: c.dueOn, stopped: c.stoppedAt !== null }, on),
          };
        }),
        opinions: said,
        visits,
        replies,
        notices,
        appeals: filed,
        objections: against.map((o) => o.objection),
        next,
        // By the key that opens this case, not by whatever else the account is elsewhere.
        staff: keys.some((k) => k.role !== 'family' && reaches('cases.read', k, ctx.actor?.account ?? '', subject)),
      },
    };
  });
}

/** Officers a case can be given to. */
export const listOfficers = (ctx: Context) =>
  view(ctx, 'cases.counts', (tx) =>
    tx.execute<{ id: string; name: string }>(sql`
      select distinct w.id, w.display_name as name from memberships m join accounts w on w.id = m.account_id
       where m.district = ${ctx.district} and m.role = 'officer' and m.ended_at is null and w.disabled_at is null
       order by w.display_name, w.id`),
  );
