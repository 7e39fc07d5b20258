import { and, desc, eq, isNull, like, not, sql } from 'drizzle-orm';
import { applicationEvents, applications } from '../../db/schema/applications.ts';
import { findApplicant } from '../applicants/actions.ts';
import { actsFor, handOf } from '../applicants/queries.ts';
import { takesPeople } from '../facilities/actions.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, type Tx } from '../platform/context.ts';
import type { ApplicationRow, Submission } from './actions.ts';
import { type ApplicationRules, barOf, type Exit, type Status } from './rules.ts';

/** Applications the actor may see, newest first, with the person's name; `status` narrows. */
export function listApplications(ctx: Context, filter: { status?: Status; applicant?: string; limit: number }) {
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
          filter.applicant ? eq(applications.applicantId, filter.applicant) : undefined,
          // What was begun and thrown away before it was handed in is nobody's application.
          not(and(eq(applications.status, 'withdrawn'), like(applications.receiptNo, 'D%'))!),
          part.street ? sql`a.street_code = ${part.street}` : undefined,
          part.account !== undefined ? actsFor(part.account, applications.applicantId) : undefined,
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

/** @throws Refusal not_found */
export async function applicationOf(tx: ReadTx, district: string, id: string): Promise<ApplicationRow> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.district, district), eq(applications.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
}

/** One case with its events, oldest first. */
export function readApplication(ctx: Context, id: string) {
  return look(ctx, 'applications.read', async (tx) => {
    const row = await applicationOf(tx, ctx.district, id);
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

/** Nobody's words are written over unread: by whoever says which draft they know, and which version of it. */
export function refuseNewerDraft(draft: ApplicationRow | undefined, known: Pick<Submission, 'draft' | 'seen'>): void {
  if (!draft || known.seen === undefined) return;
  if (draft.id !== known.draft || draft.version !== known.seen)
    throw new Refusal('conflict', 'draft_newer', { draft: draft.id, version: draft.version });
}

/** The person's application for that service that has not ended, or else the draft that is named; locked. */
export async function inProgress(
  tx: Tx,
  district: string,
  input: Pick<Submission, 'applicant_id' | 'service' | 'draft'>,
) {
  const rows = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, district),
        eq(applications.applicantId, input.applicant_id),
        isNull(applications.endedAt),
      ),
    )
    .for('update');
  return (
    rows.find((row) => row.service === input.service) ??
    rows.find((row) => row.id === input.draft && row.status === 'draft')
  );
}

/** What the actor is to the person; null for staff. */
export async function relationOf(tx: Tx, ctx: Context, applicantId: string) {
  return (await handOf(tx, ctx, applicantId))?.relation ?? null;
}

/** @throws Refusal conflict/own_case when whoever handles the case also acts for the person as family */
export async function refuseOwnCase(tx: Tx, ctx: Context, applicantId: string) {
  if (ctx.actor?.account && (await relationOf(tx, ctx, applicantId))) throw new Refusal('conflict', 'own_case');
}

/** @throws Refusal invalid/transfer_no_stay when the person lies in no bed that could be left */
export async function refuseUnlessInBed(tx: ReadTx, district: string, applicantId: string, on: Day) {
  const [stay] = await tx.execute(sql`
    select 1 from claims where district = ${district} and applicant_id = ${applicantId} and kind = 'stay' and residential
      and released_at is null and during @> ${on}::date limit 1`);
  if (!stay) throw new Refusal('invalid', [{ code: 'transfer_no_stay', pointer: '/transfer' }]);
}

/** @throws Refusal invalid/facility_closed when one of them is no facility of the district that takes people in */
export async function refuseUnknownFacilities(tx: ReadTx, district: string, ids: readonly string[]) {
  if (ids.length === 0) return;
  const found = await tx.execute<{ id: string }>(
    sql`select id from facilities where district = ${district} and ${takesPeople} and id in ${ids}`,
  );
  if (found.length < new Set(ids).size)
    throw new Refusal('invalid', [{ code: 'facility_closed', pointer: '/choices' }]);
}

/** What bars a person on that day (three missed offers, or two of one home given up, in twelve months by rule), or null. */
export async function barOn(
  tx: ReadTx,
  district: string,
  applicantId: string,
  rules: Pick<ApplicationRules, 'bar'>,
  on: Day,
): Promise<Reason | null> {
  const rows = await tx.execute<Exit>(sql`
    select e.on::text as "on", e.reason, o.facility_id as facility from exits e
      join offers o on o.district = e.district and o.id = e.offer_id
     where e.district = ${district} and e.applicant_id = ${applicantId}`);
  return barOf([...rows], rules.bar, on);
}
