import { and, eq, inArray, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { endForDeath } from '../allocation/actions.ts';
import { findApplicant } from '../applicants/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Later } from '../platform/context.ts';
import { mayRecordDeath } from './rules.ts';

/**
 * Gives open cases to an officer, or to nobody; all of them or none.
 * @throws Refusal not_found when one is not there or has ended; invalid officer_unknown
 */
export function assignCases(
  ctx: Context,
  input: { applications: string[]; officer: string | null },
): Promise<{ assigned: number }> {
  return act(
    ctx,
    'cases.assign',
    async () => ({ district: ctx.district, type: 'cases', id: null, row: null }),
    async (tx) => {
      const ids = [...new Set(input.applications)].sort();
      if (input.officer) {
        const [found] = await tx.execute(sql`
          select 1 from memberships where district = ${ctx.district} and account_id = ${input.officer}
            and role = 'officer' and ended_at is null`);
        if (!found) throw new Refusal('invalid', [{ code: 'officer_unknown', pointer: '/officer' }]);
      }
      const rows = await tx
        .select({ id: applications.id, before: applications.assignedTo, ended: applications.endedAt })
        .from(applications)
        .where(and(eq(applications.district, ctx.district), inArray(applications.id, ids)))
        .orderBy(applications.id)
        .for('update');
      if (rows.length < ids.length || rows.some((r) => r.ended)) throw new Refusal('not_found', 'not_found');
      await tx
        .update(applications)
        .set({ assignedTo: input.officer, version: sql`${applications.version} + 1` })
        .where(and(eq(applications.district, ctx.district), inArray(applications.id, ids)));
      return {
        result: { assigned: rows.length },
        before: { assigned: rows.map((r) => [r.id, r.before]) },
        after: { officer: input.officer, cases: rows.length },
        changed: ['applications'],
      };
    },
  );
}

/**
 * Records that somebody has died who lies in no bed: a live offer gives its bed back, every case in progress is closed, and
 * husband or wife keep their own place. The paper it is known from stands in the audit log.
 * @throws Refusal conflict person_dead, death_in_bed, date_in_future, death_before_birth, reason_needed
 */
export function recordDeath(
  ctx: Context,
  applicantId: string,
  input: { died_on: Day; source: string },
): Promise<{ died_on: Day }> {
  return act(
    ctx,
    'cases.record_death',
    (tx) => findApplicant(tx, ctx.district, applicantId),
    async (tx, { row }) => {
      const today = dayOf(ctx.clock());
      const [stay] = await tx.execute(sql`
        select 1 from claims where district = ${ctx.district} and applicant_id = ${applicantId} and kind = 'stay'
          and released_at is null and during @> ${today}::date limit 1`);
      required(
        mayRecordDeath({
          diedOn: input.died_on,
          source: input.source,
          bornOn: row.bornOn,
          already: row.diedOn,
          inBed: stay !== undefined,
          today,
        }),
      );
      await tx
        .update(applicants)
        .set({ diedOn: input.died_on, version: row.version + 1 })
        .where(and(eq(applicants.district, ctx.district), eq(applicants.id, applicantId)));
      const later = await endForDeath(tx, ctx, applicantId);
      return {
        result: { died_on: input.died_on },
        after: { died_on: input.died_on },
        reason: input.source.trim(),
        changed: ['applications', 'queue', 'offers', 'vacancies'],
        later,
      };
    },
  );
}

const TOLD_WITHIN_DAYS = 30;

/**
 * Tells the leader of every case whose time has run out, or which waits for an assessment that is late, and the officers
 * of every opinion that is: each once, and also what a day without a run, or a pause that ended late, has left behind.
 */
export function tellOverdue(ctx: Context): Promise<{ told: number }> {
  return act(
    ctx,
    'cases.tell_overdue',
    async () => ({ district: ctx.district, type: 'clocks', id: null, row: null }),
    async (tx) => {
      const today = dayOf(ctx.clock());
      const due = await tx.execute<{
        application: string;
        applicant: string;
        department: string | null;
        due: string;
      }>(sql`
        select c.application_id as application, p.applicant_id as applicant, c.department, c.due_on::text as due
          from (select district, application_id, department, due_on from clocks
                 where stopped_at is null and step <> 'correction'
                union all
                select district, application_id, null, due_on from assessment_orders
                 where done_at is null and cancelled_at is null) c
          join applications p on p.district = c.district and p.id = c.application_id and p.ended_at is null
         where c.district = ${ctx.district}
           and not exists (select 1 from messages m where m.district = c.district and m.application_id = c.application_id
             and m.kind in ('opinion_overdue', 'case_overdue') and m.values ->> 'by' = c.due_on::text)
           and c.due_on < ${today}::date and c.due_on >= ${addDays(today, -TOLD_WITHIN_DAYS)}::date`);
      const later: Later[] = [];
      for (const c of due) {
        const tell = { applicantId: c.applicant, applicationId: c.application };
        if (c.department)
          later.push(
            ...(await notifyStaff(tx, ctx, {
              ...tell,
              to: { role: 'officer' },
              kind: 'opinion_overdue',
              values: { department: c.department, by: c.due },
            })),
          );
        else
          later.push(
            ...(await notifyStaff(tx, ctx, {
              ...tell,
              to: { role: 'leader' },
              kind: 'case_overdue',
              values: { by: c.due },
            })),
          );
      }
      return { result: { told: due.length }, after: { overdue: due.length }, later };
    },
  );
}
