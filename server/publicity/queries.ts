import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { objections, publicNotices } from '../../db/schema/casework.ts';
import { clocks } from '../../db/schema/clocks.ts';
import { runningClock } from '../clocks/actions.ts';
import { type Channel, mayPublish } from '../consents/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, type Subject, view } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';

export type NoticeRow = typeof publicNotices.$inferSelect;

/** The notice, locked, as a subject of the district: what it says is public. */
export async function findNotice(tx: ReadTx, district: string, id: string): Promise<Subject<NoticeRow>> {
  const [row] = await tx
    .select()
    .from(publicNotices)
    .where(and(eq(publicNotices.district, district), eq(publicNotices.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'public_notice', id, row };
}

/** The notices that are up, newest first, with the day until which anybody may object. No person can be found from it. */
export const listNotices = (ctx: Context, limit: number) =>
  view(ctx, 'publicity.list', (tx) =>
    tx
      .select({
        id: publicNotices.id,
        nameMasked: publicNotices.nameMasked,
        community: publicNotices.community,
        scheme: publicNotices.scheme,
        amountFen: publicNotices.amountFen,
        publishedAt: publicNotices.publishedAt,
        until: clocks.dueOn,
      })
      .from(publicNotices)
      .leftJoin(clocks, runningClock(publicNotices.district, publicNotices.applicationId, 'notice'))
      .where(and(eq(publicNotices.district, ctx.district), isNull(publicNotices.withdrawnAt)))
      .orderBy(desc(publicNotices.publishedAt), publicNotices.id)
      .limit(limit),
  );

/** Objections with what was said and by whom; the contact is opened for those who have to answer. */
export function listObjections(ctx: Context, vault: Vault, filter: { open: boolean; limit: number }) {
  return look(ctx, 'publicity.objections', async (tx) => {
    const rows = await tx
      .select({
        objection: objections,
        notice: publicNotices,
        receipt: applications.receiptNo,
        decidedBy: applications.decidedBy,
        name: applicants.name,
        dueOn: clocks.dueOn,
      })
      .from(objections)
      .innerJoin(
        publicNotices,
        and(eq(publicNotices.district, objections.district), eq(publicNotices.id, objections.noticeId)),
      )
      .innerJoin(
        applications,
        and(eq(applications.district, publicNotices.district), eq(applications.id, publicNotices.applicationId)),
      )
      .innerJoin(
        applicants,
        and(eq(applicants.district, applications.district), eq(applicants.id, applications.applicantId)),
      )
      .leftJoin(clocks, runningClock(publicNotices.district, publicNotices.applicationId, 'objection'))
      .where(
        and(
          eq(objections.district, ctx.district),
          filter.open ? isNull(objections.answeredAt) : sql`${objections.answeredAt} is not null`,
        ),
      )
      .orderBy(filter.open ? asc(objections.receivedAt) : desc(objections.answeredAt), objections.id)
      .limit(filter.limit);
    return {
      district: ctx.district,
      type: 'objections',
      id: null,
      row: rows.map((r) => ({
        ...r,
        contact: r.objection.contactSealed ? vault.open(r.objection.contactSealed) : null,
      })),
    };
  });
}

type Awaiting = { id: string; channel: Channel; agreed: boolean; takenBack: boolean; told: boolean };
const told = sql`exists (select 1 from messages m where m.district = a.district and m.application_id = a.id
  and m.kind = 'consent_awaited')`;

/** Cases found eligible whose notice is not up, with what was agreed to about it, and whether that was asked for already. */
export async function waitingForNotice(tx: ReadTx, district: string, id?: string, asked: SQL = told) {
  const consent = (which: SQL) => sql`exists (select 1 from consents c where c.district = a.district
    and c.applicant_id = a.applicant_id and c.purpose = 'publicity' and ${which})`;
  const rows = await tx.execute<Awaiting & { at: Date }>(sql`
    select a.id, a.channel, a.submitted_at as at, ${consent(sql`c.withdrawn_at is null`)} as agreed,
           ${consent(sql`c.withdrawn_at is not null`)} as "takenBack", ${asked} as told
      from applications a where a.district = ${district} and a.status = 'eligible'
       ${id === undefined ? sql`` : sql`and a.id = ${id}`}`);
  return rows.map(({ at, ...row }) => ({ ...row, on: dayOf(new Date(at)) }));
}

/** The cases that stand still because nobody has agreed to the notice: found eligible, and not to be shown without. */
export const awaitingConsent = async (tx: ReadTx, district: string, id?: string): Promise<string[]> =>
  (await waitingForNotice(tx, district, id, sql`false`)).flatMap((w) => (mayPublish(w) ? [] : w.id));
