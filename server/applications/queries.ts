import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { helpers } from '../../db/schema/applicants.ts';
import { applicationEvents, applications } from '../../db/schema/applications.ts';
import { findApplicant } from '../applicants/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Context, limitOf, look } from '../platform/context.ts';
import type { Status } from './rules.ts';

/** Applications the actor may see, newest first, with the person's name; `status` narrows. */
export function listApplications(ctx: Context, filter: { status?: Status; limit: number }) {
  return look(ctx, 'applications.list', async (tx, keys) => {
    const part = limitOf('applications.list', keys, ctx.actor?.account ?? null);
    const rows = await tx
      .select({ application: applications, name: sql<string>`a.name`, street: sql<string>`a.street_code` })
      .from(applications)
      .innerJoin(sql`applicants a`, sql`a.district = ${applications.district} and a.id = ${applications.applicantId}`)
      .where(
        and(
          eq(applications.district, ctx.district),
          filter.status ? eq(applications.status, filter.status) : undefined,
          part.street ? sql`a.street_code = ${part.street}` : undefined,
          part.account !== undefined
            ? inArray(
                applications.applicantId,
                tx
                  .select({ id: helpers.applicantId })
                  .from(helpers)
                  .where(
                    and(
                      eq(helpers.district, ctx.district),
                      eq(helpers.accountId, part.account),
                      isNull(helpers.endedAt),
                    ),
                  ),
              )
            : undefined,
        ),
      )
      .orderBy(desc(applications.submittedAt), applications.id)
      .limit(filter.limit);
    return {
      district: ctx.district,
      type: 'applications',
      id: null,
      street: part.street,
      accounts: part.account !== undefined ? [part.account] : [],
      row: rows,
    };
  });
}

/** One case with its events, oldest first. */
export function readApplication(ctx: Context, id: string) {
  return look(ctx, 'applications.read', async (tx) => {
    const [row] = await tx
      .select()
      .from(applications)
      .where(and(eq(applications.district, ctx.district), eq(applications.id, id)));
    if (!row) throw new Refusal('not_found', 'not_found');
    const person = await findApplicant(tx, ctx.district, row.applicantId);
    const events = await tx
      .select()
      .from(applicationEvents)
      .where(and(eq(applicationEvents.district, ctx.district), eq(applicationEvents.applicationId, id)))
      .orderBy(applicationEvents.at, applicationEvents.id);
    return {
      district: ctx.district,
      type: 'application',
      id,
      street: person.street,
      accounts: person.accounts,
      row: { application: row, applicant: person.row, events },
    };
  });
}
