import { and, desc, eq, sql } from 'drizzle-orm';
import { applications } from '../../db/schema/applications.ts';
import { handovers, replies } from '../../db/schema/casework.ts';
import { clocks } from '../../db/schema/clocks.ts';
import { gapsOf } from '../acceptance/queries.ts';
import { findApplicant, loadPeople, type Person } from '../applicants/actions.ts';
import type { ApplicationRow } from '../applications/actions.ts';
import { applicationOf, barOn } from '../applications/queries.ts';
import { mayQueue } from '../applications/rules.ts';
import { caseRulesOn, runningClock } from '../clocks/actions.ts';
import type { Department } from '../kernel/departments.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { ageOn, type Day, dayOf, daysBetween } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, type Subject } from '../platform/context.ts';
import { queueRulesOn, trackOfPerson } from '../queue/queries.ts';
import { opinionsOf } from '../reviews/queries.ts';
import type { Said } from './rules.ts';

export type ReplyRow = typeof replies.$inferSelect;

/** Everything a decision looks at, as of today: the person's facts, the track they lead to, what keeps the person out. */
export async function grounds(tx: ReadTx, ctx: Context, row: ApplicationRow) {
  const on = dayOf(ctx.clock());
  const [{ version, rules }, people, opinions, running] = await Promise.all([
    queueRulesOn(tx, ctx.district, on),
    loadPeople(tx, ctx.district, [row.applicantId], on),
    opinionsOf(tx, ctx.district, row.id),
    tx
      .select({ department: clocks.department, dueOn: clocks.dueOn })
      .from(clocks)
      .where(runningClock(ctx.district, row.id, 'opinion')),
  ]);
  const person = people.get(row.applicantId);
  if (!person) throw new Refusal('not_found', 'not_found');
  const facts = factsOf(ctx, person, on);
  const { unverified } = await gapsOf(tx, ctx, row, person);
  const verdict = mayQueue(
    { ...facts, bar: await barOn(tx, ctx.district, row.applicantId, rules, on) },
    { minAge: rules.min_age, minResidenceMonths: rules.min_residence_months },
  );
  const overdue = (department: string) =>
    running.some((c) => c.department === department && c.dueOn !== null && c.dueOn < on);
  const said: Said[] = opinions
    .filter((o) => o.turn === row.turn)
    .map((o) => ({
      department: o.department as Department,
      outcome: o.outcome,
      reason: o.reason,
      note: o.note,
      overdue: o.givenAt === null && overdue(o.department),
    }));
  return {
    person,
    said,
    hindrances: verdict.ok ? [] : verdict.reasons,
    /** papers the case rests on that nobody has compared with the original: no reason to refuse, but none is found eligible on them */
    unseen: (unverified.length > 0
      ? [{ code: 'papers_unverified', values: { count: unverified.length, types: unverified } }]
      : []) satisfies Reason[],
    track: trackOfPerson(person, on, rules),
    queueRules: version,
  };
}

function factsOf(ctx: Context, { applicant: a, assessed }: Person, on: Day) {
  return {
    age: ageOn(a.bornOn, on),
    diedOn: a.diedOn,
    localHukou: a.hukouDistrict === ctx.district,
    monthsResident: a.residentSince ? Math.floor(daysBetween(a.residentSince, on) / 30.44) : null,
    infectiousDisease: a.infectiousDisease,
    endangersOthers: a.endangersOthers,
    assessed,
  };
}

/** A reply as a subject: it belongs to the person's street and to those who act for the person. */
export async function findReply(tx: ReadTx, district: string, id: string): Promise<Subject<ReplyRow>> {
  const [found] = await tx
    .select({ reply: replies, applicant: applications.applicantId })
    .from(replies)
    .innerJoin(
      applications,
      and(eq(applications.district, replies.district), eq(applications.id, replies.applicationId)),
    )
    .where(and(eq(replies.district, district), eq(replies.id, id)));
  if (!found) throw new Refusal('not_found', 'not_found');
  const person = await findApplicant(tx, district, found.applicant);
  return { ...person, type: 'reply', id, row: found.reply, version: undefined };
}

/** What a decision would rest on now, so that everything in its way is seen before it is made. */
export function readGrounds(ctx: Context, id: string) {
  return look(ctx, 'decisions.grounds', async (tx) => {
    const row = await applicationOf(tx, ctx.district, id);
    const [subject, g, { rules }] = await Promise.all([
      findApplicant(tx, ctx.district, row.applicantId),
      grounds(tx, ctx, row),
      caseRulesOn(tx, ctx.district, dayOf(ctx.clock())),
    ]);
    return { ...subject, type: 'application', id, row: { ...g, published: rules.notice_tracks.includes(g.track) } };
  });
}

/** Replies of a case, newest first. */
export const repliesOf = (tx: ReadTx, district: string, applicationId: string) =>
  tx
    .select()
    .from(replies)
    .where(and(eq(replies.district, district), eq(replies.applicationId, applicationId)))
    .orderBy(desc(replies.madeAt), desc(replies.id));

/**
 * Replies that wait at the counter, oldest first: of cases taken at a desk or on paper, the last one of each, handed to
 * nobody yet. Who applied online reads it online.
 */
export function listWaiting(ctx: Context, limit: number) {
  return look(ctx, 'decisions.waiting', async (tx, keys) => {
    const { street } = limitOf('decisions.waiting', keys, ctx.actor?.account ?? null);
    const rows = await tx.execute<WaitingReply>(sql`
      select r.id, r.application_id, r.reply_no, r.outcome, p.receipt_no, p.service, a.name,
             to_char(r.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as made_at
        from applicants a
        join applications p on p.district = a.district and p.applicant_id = a.id and p.channel <> 'online'
        join lateral (select * from replies where district = p.district and application_id = p.id
                       order by made_at desc, id desc limit 1) r on true
       where a.district = ${ctx.district} ${street ? sql`and a.street_code = ${street}` : sql``}
         and not exists (select 1 from handovers h where h.district = r.district and h.reply_id = r.id)
       order by r.made_at, r.id limit ${limit}`);
    return { district: ctx.district, type: 'replies', id: null, street, row: [...rows] };
  });
}
type WaitingReply = {
  id: string;
  application_id: string;
  reply_no: string;
  outcome: ReplyRow['outcome'];
  receipt_no: string;
  service: ApplicationRow['service'];
  name: string;
  made_at: string;
};

/** The reply of a case as it was given, with to whom it was handed. */
export function readReply(ctx: Context, applicationId: string) {
  return look(ctx, 'decisions.read', async (tx) => {
    const application = await applicationOf(tx, ctx.district, applicationId);
    const subject = await findApplicant(tx, ctx.district, application.applicantId);
    const all = await repliesOf(tx, ctx.district, applicationId);
    const handed = await tx
      .select({ replyId: handovers.replyId, at: handovers.handedAt, to: handovers.handedTo })
      .from(handovers)
      .where(
        and(
          eq(handovers.district, ctx.district),
          sql`${handovers.replyId} in (select id from replies where district = ${ctx.district} and application_id = ${applicationId})`,
        ),
      )
      .orderBy(handovers.handedAt);
    return {
      ...subject,
      type: 'application',
      id: applicationId,
      row: { application, applicant: subject.row, replies: all, handed },
    };
  });
}
