import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { applicationEvents } from '../../db/schema/applications.ts';
import { appeals, handovers, replies } from '../../db/schema/casework.ts';
import { findApplicant } from '../applicants/actions.ts';
import { type ApplicationRow, findApplication, moveApplication, nextNumber } from '../applications/actions.ts';
import { inProgress } from '../applications/queries.ts';
import type { Status } from '../applications/rules.ts';
import { caseRulesOn, startClock, stopClocks } from '../clocks/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify, notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Later, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { askDepartments } from '../reviews/actions.ts';
import { findReply, grounds, repliesOf } from './queries.ts';
import { appealBy, appealUntil, mayAppeal, mayDecide, mayDecideAppeal, opinionItems, type ReplyItem } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
type Grounds = Awaited<ReturnType<typeof grounds>>;

/** Writes the one reply, with the facts it rests on. */
async function issueReply(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
  outcome: typeof replies.$inferInsert.outcome,
  items: ReplyItem[],
  g: Grounds,
): Promise<Later[]> {
  const { rules, version } = await caseRulesOn(tx, ctx.district, today(ctx));
  await tx.insert(replies).values({
    district: ctx.district,
    id: newId(),
    applicationId: row.id,
    replyNo: await nextNumber(tx, ctx, 'DF', replies.replyNo),
    outcome,
    items,
    madeAt: ctx.clock(),
    // The clock issues what an officer decided; whoever answers an appeal signs the answer.
    madeBy:
      outcome === 'appeal_dismissed' ? (ctx.actor?.account ?? null) : (row.decidedBy ?? ctx.actor?.account ?? null),
    appealBy: appealBy(today(ctx), rules.appeal_days),
    ruleVersion: `${version}; ${g.queueRules}`,
    snapshot: snapshotOf(g),
  });
  return notify(tx, ctx, { applicantId: row.applicantId, applicationId: row.id, kind: 'reply_ready', values: {} });
}

/** Who decided a case that an allowed appeal has taken up again: the reply promises that somebody else looks at it. */
async function decidersBefore(tx: Tx, ctx: Context, row: ApplicationRow): Promise<string[]> {
  if (row.turn === 1) return [];
  const rows = await tx.execute<{ account: string }>(sql`
    select distinct e.account_id as account from application_events e
     where e.district = ${ctx.district} and e.application_id = ${row.id} and e.account_id is not null
       and e.event in ('find_eligible', 'find_ineligible')
       and exists (select 1 from application_events a where a.district = e.district and a.application_id = e.application_id
                    and a.event = 'allow_appeal' and a.at >= e.at)`);
  return rows.map((r) => r.account);
}

/** What the decision saw: enough to make it again. */
const snapshotOf = (g: Grounds) => ({
  track: g.track,
  hindrances: g.hindrances,
  opinions: g.said,
  born_on: g.person.applicant.bornOn,
  hukou_district: g.person.applicant.hukouDistrict,
  resident_since: g.person.applicant.residentSince,
  categories: g.person.categories.map((c) => ({ kind: c.kind, during: c.during, source: c.source })),
  assessment: g.person.assessment && { id: g.person.assessment.id, level: g.person.assessment.level },
});

/**
 * Lets an eligible case join the queue: after its notice, or at once where none is needed. The reply goes out with it.
 * @param notice the days it was on public notice
 */
export async function enqueue(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
  notice: { from: Day; until: Day } | null,
): Promise<Later[]> {
  const g = await grounds(tx, ctx, row);
  await moveApplication(tx, ctx, row, 'enqueue', { ruleVersion: g.queueRules });
  await stopClocks(tx, ctx, { applicationId: row.id });
  const items: ReplyItem[] = [
    { item: 'place', outcome: 'granted', service: row.service, track: g.track, reasons: [], note: null },
    ...opinionItems(g.said),
    ...(notice ? [{ item: 'notice' as const, outcome: 'passed' as const, ...notice }] : []),
  ];
  return [
    ...(await notify(tx, ctx, { applicantId: row.applicantId, applicationId: row.id, kind: 'queued', values: {} })),
    ...(await issueReply(tx, ctx, row, 'queued', items, g)),
  ];
}

/**
 * The officer's decision. Eligible: the case goes on public notice, or, in a track that is not published, joins the queue
 * as of now. Not eligible: the reply goes out with every reason.
 * @throws Refusal conflict with everything that stands in the way (mayDecide)
 */
export function decide(
  ctx: Context,
  id: string,
  input: { outcome: 'eligible' | 'ineligible'; note: string | null },
): Promise<{ status: Status; track: string }> {
  return act(
    ctx,
    'decisions.decide',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      if (row.status !== 'in_review') throw new Refusal('conflict', 'not_in_review', { status: row.status });
      const [g, { rules, version }] = await Promise.all([
        grounds(tx, ctx, row),
        caseRulesOn(tx, ctx.district, today(ctx)),
      ]);
      required(
        mayDecide({
          ...input,
          hindrances: input.outcome === 'eligible' ? [...g.hindrances, ...g.unseen] : g.hindrances,
          opinions: g.said,
          actor: ctx.actor?.account ?? null,
          acceptedBy: row.acceptedBy,
          before: await decidersBefore(tx, ctx, row),
        }),
      );
      const later: Later[] = [];
      const eligible = input.outcome === 'eligible';
      let status = await moveApplication(tx, ctx, row, eligible ? 'find_eligible' : 'find_ineligible', {
        reason: input.note ?? (eligible ? null : g.hindrances.map((r) => r.code).join(', ')),
        ruleVersion: `${version}; ${g.queueRules}`,
        snapshot: snapshotOf(g),
      });
      await stopClocks(tx, ctx, { applicationId: id, steps: ['opinion'] });
      const decided = { ...row, status, version: row.version + 1, decidedBy: ctx.actor?.account ?? null };
      const tell = { applicantId: row.applicantId, applicationId: id };
      if (!eligible) {
        const items: ReplyItem[] = [
          {
            item: 'place',
            outcome: 'refused',
            service: row.service,
            track: null,
            reasons: g.hindrances,
            note: input.note,
          },
          ...opinionItems(g.said),
        ];
        later.push(
          ...(await notify(tx, ctx, { ...tell, kind: 'decided_ineligible', values: {} })),
          ...(await issueReply(tx, ctx, decided, 'ineligible', items, g)),
        );
      } else if (rules.notice_tracks.includes(g.track)) {
        later.push(
          { job: 'publish-notices', data: {}, at: ctx.clock() },
          ...(await notify(tx, ctx, { ...tell, kind: 'decided_eligible', values: {} })),
        );
      } else {
        later.push(...(await enqueue(tx, ctx, decided, null)));
        status = 'queued';
      }
      return {
        result: { status, track: g.track },
        before: { status: row.status },
        after: { status, track: g.track, rules: [version, g.queueRules] },
        reason: input.note ?? undefined,
        changed: ['applications', 'queue'],
        later,
      };
    },
  );
}

/** The desk hands a reply over, and notes to whom. */
export function handOver(ctx: Context, replyId: string, to: string): Promise<{ handed: true }> {
  return act(
    ctx,
    'decisions.hand_over',
    (tx) => findReply(tx, ctx.district, replyId),
    async (tx) => {
      await tx.insert(handovers).values({
        district: ctx.district,
        id: newId(),
        replyId,
        handedAt: ctx.clock(),
        handedTo: to.trim(),
        handedBy: ctx.actor?.account ?? null,
      });
      return { result: { handed: true }, after: { handed: true }, changed: ['applications'] };
    },
  );
}

/**
 * An appeal against a case found ineligible or closed by the bureau.
 * @throws Refusal conflict appeal_late, appeal_spent, person_dead; application_in_progress when a new one runs already
 */
export function appeal(ctx: Context, id: string, grounds: string): Promise<{ status: Status; answer_by: Day }> {
  return act(
    ctx,
    'decisions.appeal',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const [[reply], [last], { rules }, person] = await Promise.all([
        repliesOf(tx, ctx.district, id),
        tx
          .select()
          .from(appeals)
          .where(and(eq(appeals.district, ctx.district), eq(appeals.applicationId, id)))
          .orderBy(desc(appeals.filedAt))
          .limit(1),
        caseRulesOn(tx, ctx.district, today(ctx)),
        findApplicant(tx, ctx.district, row.applicantId),
      ]);
      required(
        mayAppeal({
          on: today(ctx),
          appealBy: appealUntil(row, reply, rules.appeal_days, today(ctx)),
          diedOn: person.row.diedOn,
          dismissedSince: last?.outcome === 'dismissed',
          grounds,
        }),
      );
      // What was never handed in has not been decided on.
      if (row.receiptNo.startsWith('D'))
        throw new Refusal('conflict', 'move_not_allowed', { status: row.status, event: 'appeal' });
      // The case is open again: a new one begun meanwhile and not handed in gives way, one handed in does not.
      const begun = await inProgress(tx, ctx.district, { applicant_id: row.applicantId, service: row.service });
      if (begun && begun.id !== id) {
        if (begun.status !== 'draft')
          throw new Refusal('conflict', 'application_in_progress', { receipt: begun.receiptNo });
        await moveApplication(tx, ctx, begun, 'withdraw', { reason: 'appeal' });
      }
      const status = await moveApplication(tx, ctx, row, 'appeal', { reason: grounds });
      await tx.insert(appeals).values({
        district: ctx.district,
        id: newId(),
        applicationId: id,
        filedAt: ctx.clock(),
        filedBy: ctx.actor?.account ?? null,
        grounds: grounds.trim(),
      });
      const { dueOn } = await startClock(tx, ctx, { applicationId: id, step: 'appeal_decision' });
      const tell = { applicantId: row.applicantId, applicationId: id };
      return {
        result: { status, answer_by: dueOn },
        before: { status: row.status },
        after: { status, answer_by: dueOn },
        changed: ['applications'],
        later: [
          ...(await notify(tx, ctx, { ...tell, kind: 'appeal_received', values: { by: dueOn } })),
          ...(await notifyStaff(tx, ctx, {
            ...tell,
            to: { role: 'leader' },
            kind: 'appeal_arrived',
            values: { by: dueOn },
          })),
        ],
      };
    },
  );
}

/** Who ended the case last, when it was the bureau that closed it: against that, too, somebody else hears the appeal. */
async function closedBy(tx: Tx, ctx: Context, applicationId: string): Promise<string | null> {
  const [last] = await tx
    .select({ event: applicationEvents.event, account: applicationEvents.accountId })
    .from(applicationEvents)
    .where(
      and(
        eq(applicationEvents.district, ctx.district),
        eq(applicationEvents.applicationId, applicationId),
        inArray(applicationEvents.event, ['close', 'find_ineligible']),
      ),
    )
    .orderBy(desc(applicationEvents.at), desc(applicationEvents.id))
    .limit(1);
  return last?.event === 'close' ? last.account : null;
}

/**
 * Answers an appeal. Allowed: the case is taken up again, its departments are asked anew. Dismissed: a reply says why.
 * @throws Refusal conflict same_person_decides, move_not_allowed
 */
export function decideAppeal(
  ctx: Context,
  id: string,
  input: { outcome: 'allowed' | 'dismissed'; answer: string },
): Promise<{ status: Status }> {
  return act(
    ctx,
    'decisions.decide_appeal',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const account = ctx.actor?.account ?? null;
      required(
        mayDecideAppeal({
          answer: input.answer,
          actor: account,
          decidedBy: row.decidedBy,
          acceptedBy: row.acceptedBy,
          closedBy: await closedBy(tx, ctx, id),
        }),
      );
      const allowed = input.outcome === 'allowed';
      const status = await moveApplication(tx, ctx, row, allowed ? 'allow_appeal' : 'dismiss_appeal', {
        reason: input.answer,
      });
      await tx
        .update(appeals)
        .set({ ...input, decidedAt: ctx.clock(), decidedBy: account })
        .where(and(eq(appeals.district, ctx.district), eq(appeals.applicationId, id), isNull(appeals.decidedAt)));
      await stopClocks(tx, ctx, { applicationId: id });
      const later = await notify(tx, ctx, {
        applicantId: row.applicantId,
        applicationId: id,
        kind: 'appeal_decided',
        values: {},
      });
      if (allowed) {
        await startClock(tx, ctx, { applicationId: id, step: 'decision' });
        later.push(...(await askDepartments(tx, ctx, { ...row, turn: row.turn + 1 })).later);
      } else {
        const items: ReplyItem[] = [{ item: 'appeal', outcome: 'dismissed', note: input.answer }];
        later.push(...(await issueReply(tx, ctx, row, 'appeal_dismissed', items, await grounds(tx, ctx, row))));
      }
      return {
        result: { status },
        before: { status: row.status },
        after: { status, appeal: input.outcome },
        reason: input.answer,
        changed: ['applications'],
        later,
      };
    },
  );
}
