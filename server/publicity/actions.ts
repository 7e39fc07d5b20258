import { and, eq, isNull, sql } from 'drizzle-orm';
import { objections, publicNotices } from '../../db/schema/casework.ts';
import { clocks } from '../../db/schema/clocks.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { findApplicant } from '../applicants/actions.ts';
import { findApplication, moveApplication } from '../applications/actions.ts';
import { refuseOwnCase } from '../applications/queries.ts';
import type { Status } from '../applications/rules.ts';
import { dueOf, pauseClocks, resumeClocks, runningClock, startClock, stopClocks } from '../clocks/actions.ts';
import { mayPublish } from '../consents/rules.ts';
import { enqueue } from '../decisions/actions.ts';
import { ratesOf } from '../entitlements/queries.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { contains, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { notify, notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Later, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { askDepartments } from '../reviews/actions.ts';
import { findNotice, waitingForNotice } from './queries.ts';
import { hasPassed, mayAnswerObjection, mayObject, noticeLine } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
/** Which subsidy goes with which service; its cap is what a notice may name. */
const SCHEMES: Record<string, string> = {
  residential: 'consumption_coupon_institution',
  nursing: 'consumption_coupon_institution',
  home: 'consumption_coupon_home',
  day: 'consumption_coupon_home',
};

/**
 * Puts every case found eligible that waits for its notice on the public page. Once each, whoever runs it how often. One
 * that nobody has agreed to being shown waits; family and counter are told of it once.
 */
export async function publishNotices(ctx: Context): Promise<{ published: number }> {
  const waiting = await view(ctx, 'publicity.publish', async (tx) =>
    (await waitingForNotice(tx, ctx.district)).map((w) => ({ ...w, may: mayPublish(w) })),
  );
  await oneByOne(
    waiting.filter((w) => !w.may && !w.told),
    (id) => tellAwaited(ctx, id),
  );
  return {
    published: await oneByOne(
      waiting.filter((w) => w.may),
      (id) => publish(ctx, id),
    ),
  };
}

const tellAwaited = (ctx: Context, id: string): Promise<boolean> =>
  act(
    ctx,
    'publicity.publish',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row, street }) => {
      const tell = { applicantId: row.applicantId, applicationId: id, values: {} };
      const to = { role: 'desk' as const, street: street ?? undefined };
      return {
        result: true,
        after: { published: false, consent: 'awaited' },
        later: [
          ...(await notify(tx, ctx, { ...tell, kind: 'consent_awaited' })),
          ...(await notifyStaff(tx, ctx, { ...tell, to, kind: 'consent_to_take' })),
        ],
      };
    },
  );

/** Each on its own: a case that cannot go on holds up nobody behind it, and the job still fails where it is seen. */
async function oneByOne(list: readonly { id: string }[], step: (id: string) => Promise<boolean>): Promise<number> {
  let done = 0;
  const failed: unknown[] = [];
  for (const { id } of list) {
    try {
      done += (await step(id)) ? 1 : 0;
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  return done;
}

const publish = (ctx: Context, id: string): Promise<boolean> =>
  act(
    ctx,
    'publicity.publish',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      // Withdrawn or published while this waited for the lock.
      const [own] = await waitingForNotice(tx, ctx.district, id);
      if (!own || !mayPublish(own)) return { result: false, after: { published: false } };
      const person = await findApplicant(tx, ctx.district, row.applicantId);
      const [community] = await tx
        .select({ name: divisions.name })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), eq(divisions.code, person.row.communityCode)));
      const rates = await ratesOf(tx, ctx.district);
      const caps = rates
        .filter((r) => r.scheme === SCHEMES[row.service] && contains(fromRange(r.effective), today(ctx)))
        .map((r) => r.capFen);
      await moveApplication(tx, ctx, row, 'publish');
      await tx.insert(publicNotices).values({
        district: ctx.district,
        id: newId(),
        applicationId: id,
        publishedAt: ctx.clock(),
        ...noticeLine({ name: person.row.name, community: community?.name ?? '', service: row.service, caps }),
      });
      await pauseClocks(tx, ctx, { applicationId: id, steps: ['decision'], reason: 'notice' });
      const { dueOn } = await startClock(tx, ctx, { applicationId: id, step: 'notice' });
      return {
        result: true,
        after: { published: true, until: dueOn },
        changed: ['applications'],
        later: await notify(tx, ctx, {
          applicantId: row.applicantId,
          applicationId: id,
          kind: 'notice_published',
          values: { until: dueOn },
        }),
      };
    },
  );

/** Takes down every notice whose days are over with nothing left to answer; the case joins the queue. */
export async function endNotices(ctx: Context): Promise<{ ended: number }> {
  const over = await view(ctx, 'publicity.end', (tx) =>
    tx
      .select({ id: publicNotices.id })
      .from(publicNotices)
      .innerJoin(clocks, runningClock(publicNotices.district, publicNotices.applicationId, 'notice'))
      .where(
        and(
          eq(publicNotices.district, ctx.district),
          isNull(publicNotices.withdrawnAt),
          sql`${clocks.dueOn} < ${today(ctx)}::date`,
        ),
      ),
  );
  return { ended: await oneByOne(over, (id) => endNotice(ctx, id)) };
}

const endNotice = (ctx: Context, id: string): Promise<boolean> =>
  act(
    ctx,
    'publicity.end',
    (tx) => noticeAndCase(tx, ctx, id),
    async (tx, { row: { notice, application } }) => {
      const dueOn = await dueOf(tx, ctx, application.id, 'notice');
      const passed = hasPassed({ dueOn, openObjections: await openObjections(tx, ctx, id) }, today(ctx));
      if (!passed || notice.withdrawnAt || application.status !== 'public_notice')
        return { result: false, after: { ended: false } };
      await takeDown(tx, ctx, id, 'passed');
      const later = await enqueue(tx, ctx, application, {
        from: dayOf(notice.publishedAt),
        until: dueOn as Day,
      });
      return { result: true, after: { ended: true }, changed: ['applications', 'queue'], later };
    },
  );

const takeDown = (tx: Tx, ctx: Context, id: string, result: 'passed' | 'upheld') =>
  tx
    .update(publicNotices)
    .set({ withdrawnAt: ctx.clock(), result })
    .where(and(eq(publicNotices.district, ctx.district), eq(publicNotices.id, id)));

async function openObjections(tx: Tx, ctx: Context, noticeId: string): Promise<number> {
  const rows = await tx
    .select({ id: objections.id })
    .from(objections)
    .where(
      and(eq(objections.district, ctx.district), eq(objections.noticeId, noticeId), isNull(objections.answeredAt)),
    );
  return rows.length;
}

/** The notice with its case; the case is locked first, as everywhere. */
async function noticeAndCase(tx: Tx, ctx: Context, noticeId: string) {
  const [link] = await tx
    .select({ application: publicNotices.applicationId })
    .from(publicNotices)
    .where(and(eq(publicNotices.district, ctx.district), eq(publicNotices.id, noticeId)));
  if (!link) throw new Refusal('not_found', 'not_found');
  const application = await findApplication(tx, ctx.district, link.application);
  const notice = await findNotice(tx, ctx.district, noticeId);
  return { ...notice, row: { notice: notice.row, application: application.row } };
}

/**
 * Anybody objects to a notice, signed in or not; a contact is welcome and sealed. From now on this one case waits.
 * @returns a number to ask by
 */
export function objectTo(
  ctx: Context,
  vault: Vault,
  noticeId: string,
  input: { text: string; contact: string | null },
): Promise<{ objection_no: string; answer_by: Day }> {
  return act(
    { ...ctx, idempotency: undefined },
    'publicity.object',
    (tx) => noticeAndCase(tx, ctx, noticeId),
    async (tx, { row: { notice, application } }) => {
      required(mayObject({ text: input.text, withdrawn: notice.withdrawnAt !== null }));
      const first = (await openObjections(tx, ctx, noticeId)) === 0;
      const id = newId();
      const number = `YY${today(ctx).replaceAll('-', '')}${id.slice(-6).toUpperCase()}`;
      await tx.insert(objections).values({
        district: ctx.district,
        id,
        noticeId,
        objectionNo: number,
        receivedAt: ctx.clock(),
        accountId: ctx.actor?.account ?? null,
        text: input.text.trim(),
        contactSealed: input.contact?.trim() ? vault.seal(input.contact.trim()) : null,
      });
      await pauseClocks(tx, ctx, { applicationId: application.id, steps: ['notice'], reason: 'notice' });
      const answerBy = first
        ? (await startClock(tx, ctx, { applicationId: application.id, step: 'objection' })).dueOn
        : ((await dueOf(tx, ctx, application.id, 'objection')) ?? today(ctx));
      const tell = { applicantId: application.applicantId, applicationId: application.id };
      return {
        result: { objection_no: number, answer_by: answerBy },
        after: { objection: number, answer_by: answerBy },
        changed: ['applications'],
        later: [
          ...(await notify(tx, ctx, { ...tell, kind: 'objection_received', values: {} })),
          ...(await notifyStaff(tx, ctx, {
            ...tell,
            to: { role: 'officer' },
            kind: 'objection_arrived',
            values: { by: answerBy },
          })),
        ],
      };
    },
  );
}

/**
 * Answers an objection. Upheld: the notice comes down and the case is taken up again. Dismissed: once nothing else is
 * open, the notice runs on for the days it still has.
 */
export function answerObjection(
  ctx: Context,
  objectionId: string,
  input: { outcome: 'upheld' | 'dismissed'; answer: string },
): Promise<{ status: Status }> {
  return act(
    ctx,
    'publicity.answer',
    async (tx) => {
      const [found] = await tx
        .select()
        .from(objections)
        .where(and(eq(objections.district, ctx.district), eq(objections.id, objectionId)));
      if (!found) throw new Refusal('not_found', 'not_found');
      const { row } = await noticeAndCase(tx, ctx, found.noticeId);
      const [objection] = await tx
        .select()
        .from(objections)
        .where(and(eq(objections.district, ctx.district), eq(objections.id, objectionId)))
        .for('update');
      return {
        district: ctx.district,
        type: 'objection',
        id: objectionId,
        row: { ...row, objection: objection ?? found },
      };
    },
    async (tx, { row: { notice, application, objection } }) => {
      await refuseOwnCase(tx, ctx, application.applicantId);
      required(
        mayAnswerObjection({
          answered: objection.answeredAt !== null,
          answer: input.answer,
          actor: ctx.actor?.account ?? null,
          decidedBy: application.decidedBy,
        }),
      );
      await tx
        .update(objections)
        .set({ ...input, answeredAt: ctx.clock(), answeredBy: ctx.actor?.account ?? null })
        .where(and(eq(objections.district, ctx.district), eq(objections.id, objectionId)));
      const applicationId = application.id;
      let status: Status = application.status;
      const later: Later[] = [];
      if (input.outcome === 'upheld' && application.status === 'public_notice') {
        await takeDown(tx, ctx, notice.id, 'upheld');
        status = await moveApplication(tx, ctx, application, 'uphold_objection', { reason: input.answer });
        await stopClocks(tx, ctx, { applicationId, steps: ['notice', 'objection'] });
        await resumeClocks(tx, ctx, { applicationId, reason: 'notice' });
        later.push(...(await askDepartments(tx, ctx, { ...application, turn: application.turn + 1 })).later);
      } else if (notice.withdrawnAt === null && (await openObjections(tx, ctx, notice.id)) === 0) {
        await stopClocks(tx, ctx, { applicationId, steps: ['objection'] });
        await resumeClocks(tx, ctx, { applicationId, steps: ['notice'], reason: 'notice' });
      }
      later.push(
        ...(await notify(tx, ctx, {
          applicantId: application.applicantId,
          applicationId,
          kind: 'objection_answered',
          values: {},
        })),
      );
      return {
        result: { status },
        after: { outcome: input.outcome, status },
        reason: input.answer,
        changed: ['applications'],
        later,
      };
    },
  );
}
