import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { applicationEvents, applications } from '../../db/schema/applications.ts';
import { publicNotices } from '../../db/schema/casework.ts';
import { queueRules } from '../../db/schema/queue.ts';
import { findApplicant } from '../applicants/actions.ts';
import { holdApplicant } from '../applicants/queries.ts';
import { startClock, stopClocks } from '../clocks/actions.ts';
import { type Given, takeConsents } from '../consents/actions.ts';
import { weekdaysRange } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify, notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Later, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import {
  inProgress,
  refuseNewerDraft,
  refuseOwnCase,
  refuseUnknownFacilities,
  refuseUnlessInBed,
  relationOf,
} from './queries.ts';
import {
  type ApplicationRules,
  checkWishes,
  type Event,
  ended,
  impartial,
  type Joint,
  mayJoin,
  move,
  type Status,
  type StayLength,
  stayLengthOf,
} from './rules.ts';

export type ApplicationRow = typeof applications.$inferSelect;
export type Submission = {
  applicant_id: string;
  service: ApplicationRow['service'];
  choices: string[];
  accept_any: boolean;
  radius_km: number;
  weekdays: number[];
  stay_length?: StayLength | null;
  needs: string[];
  note: string | null;
  joint_with?: string | null;
  transfer?: boolean;
  /** the draft it goes on with, whatever service that was begun for */
  draft?: string | null;
  /** the version of the draft that was read last, null for none; left out, what is sent last holds */
  seen?: number | null;
  /** by the desk: keyed in from paper, or taken down at the counter */
  channel?: 'desk' | 'paper';
  /** what was agreed to with it, each purpose by itself */
  consents?: Given | null;
};

const today = (ctx: Context) => dayOf(ctx.clock());

/** The rule set in force on a day: of `queue_rules`, by effective date. */
export async function rulesOn<R extends ApplicationRules = ApplicationRules>(
  tx: ReadTx,
  district: string,
  on: Day,
): Promise<{ version: string; docNo: string; rules: R }> {
  const [row] = await tx
    .select()
    .from(queueRules)
    .where(and(eq(queueRules.district, district), sql`${queueRules.effective} @> ${on}::date`));
  if (!row) throw new Error(`no queue rules in force on ${on}`);
  return { version: row.version, docNo: row.docNo, rules: row.rules as R };
}

/** The application as a subject, locked: its moves happen one after another. */
export async function findApplication(tx: Tx, district: string, id: string): Promise<Subject<ApplicationRow>> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.district, district), eq(applications.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  const { street, accounts } = await findApplicant(tx, district, row.applicantId);
  return { district, type: 'application', id, street, accounts, row, version: row.version };
}

/** The next number of the day, e.g. YW202611260001: one after another within the district, whoever asks at once. */
export async function nextNumber(tx: Tx, ctx: Context, prefix: string, column: AnyPgColumn): Promise<string> {
  await tx.execute(sql`select 1 from districts where district = ${ctx.district} for no key update`);
  const day = `${prefix}${today(ctx).replaceAll('-', '')}`;
  // The last one by its unique index; a pattern would look at every row there is.
  const [row] = await tx.execute<{ last: string | null }>(sql`
    select max(${column}) as last from ${column.table}
     where district = ${ctx.district} and ${column} > ${day} and ${column} < ${`${day}A`}`);
  return `${day}${String(Number(row?.last?.slice(day.length) ?? 0) + 1).padStart(4, '0')}`;
}

/** One request for care; a second for the same person and service is refused while the first is in progress. */
export function submitApplication(
  ctx: Context,
  input: Submission,
): Promise<{ application_id: string; receipt_no: string }> {
  return act(
    ctx,
    'applications.submit',
    (tx) => holdApplicant(tx, ctx.district, input.applicant_id),
    async (tx, person) => {
      const { rules } = await rulesOn(tx, ctx.district, today(ctx));
      const [first, ...rest] = checkWishes({ choices: input.choices, acceptAny: input.accept_any }, rules.max_choices);
      if (first) throw new Refusal('invalid', [first, ...rest]);
      if (person.row.diedOn) throw new Refusal('conflict', 'person_dead', { on: person.row.diedOn });
      await refuseUnknownFacilities(tx, ctx.district, input.choices);
      const earlier = await inProgress(tx, ctx.district, input);
      if (earlier && earlier.status !== 'draft')
        throw new Refusal('conflict', 'application_in_progress', { receipt: earlier.receiptNo });
      refuseNewerDraft(earlier, input);
      const wish = { ...input, acceptAny: input.accept_any, radiusKm: input.radius_km };
      const joint = input.joint_with ? await spouseApplication(tx, ctx.district, input.joint_with) : null;
      if (joint) required(mayJoin({ ...wish, spouseId: person.row.spouseId, running: true }, joint), 'invalid');
      if (input.transfer) await refuseUnlessInBed(tx, ctx.district, input.applicant_id, today(ctx));
      const id = earlier?.id ?? newId();
      const receipt = await nextNumber(tx, ctx, 'YW', applications.receiptNo);
      const relation = await relationOf(tx, ctx, input.applicant_id);
      const channel = relation ? ('online' as const) : (input.channel ?? 'desk');
      await takeConsents(tx, ctx, input.consents ?? null, { applicantId: input.applicant_id, channel });
      const values = {
        ...wishesOf(input),
        receiptNo: receipt,
        status: 'submitted' as const,
        channel,
        jointWith: joint?.id ?? null,
        byOther: relation !== 'self',
        submittedAt: ctx.clock(),
      };
      if (earlier)
        await tx
          .update(applications)
          .set({ ...values, version: earlier.version + 1 })
          .where(and(eq(applications.district, ctx.district), eq(applications.id, id)));
      else await tx.insert(applications).values({ district: ctx.district, id, ...values });
      await recordMove(tx, ctx, {
        id,
        event: 'submit',
        before: earlier ? 'draft' : null,
        after: 'submitted',
        applicantId: input.applicant_id,
      });
      await startClock(tx, ctx, { applicationId: id, step: 'acceptance' });
      const tell = { applicantId: input.applicant_id, applicationId: id };
      return {
        result: { application_id: id, receipt_no: receipt },
        id,
        after: { receipt, service: input.service },
        changed: ['applications'],
        later: [
          ...(await notify(tx, ctx, { ...tell, kind: 'application_submitted', values: {} })),
          ...(await notifyStaff(tx, ctx, {
            ...tell,
            to: { role: 'desk', street: person.street ?? undefined },
            kind: 'application_arrived',
            values: {},
          })),
        ],
      };
    },
  );
}

const wishesOf = (input: Submission) => ({
  applicantId: input.applicant_id,
  service: input.service,
  choices: input.choices,
  acceptAny: input.accept_any,
  radiusKm: input.radius_km,
  weekdays: weekdaysRange(input.service === 'day' ? input.weekdays : undefined),
  stayLength: stayLengthOf(input.service, input.stay_length),
  needs: input.needs,
  note: input.note,
  transfer: input.transfer ?? false,
});

/**
 * Keeps an unfinished application, so that it can be gone on with on another day or device; one a person and service.
 * @throws Refusal conflict application_in_progress when it has been handed in already, draft_newer when it has been
 * written to elsewhere since it was read
 */
export function saveDraft(
  ctx: Context,
  input: Submission,
): Promise<{ application_id: string; saved_at: string; version: number }> {
  return act(
    ctx,
    'applications.draft',
    (tx) => holdApplicant(tx, ctx.district, input.applicant_id),
    async (tx, person) => {
      if (person.row.diedOn) throw new Refusal('conflict', 'person_dead', { on: person.row.diedOn });
      const earlier = await inProgress(tx, ctx.district, input);
      if (earlier && earlier.status !== 'draft')
        throw new Refusal('conflict', 'application_in_progress', { receipt: earlier.receiptNo });
      refuseNewerDraft(earlier, input);
      const id = earlier?.id ?? newId();
      const version = (earlier?.version ?? 0) + 1;
      const relation = await relationOf(tx, ctx, input.applicant_id);
      const values = { ...wishesOf(input), byOther: relation !== 'self', submittedAt: ctx.clock(), version };
      if (earlier)
        await tx
          .update(applications)
          .set(values)
          .where(and(eq(applications.district, ctx.district), eq(applications.id, id)));
      else
        await tx.insert(applications).values({
          ...values,
          district: ctx.district,
          id,
          receiptNo: `D${id}`,
          status: 'draft',
          channel: relation ? 'online' : 'desk',
        });
      return {
        result: { application_id: id, saved_at: ctx.clock().toISOString(), version },
        id,
        after: { draft: true, service: input.service },
        changed: ['applications'],
      };
    },
  );
}

/** The application another one names for one room. Locked like every application that is about to matter. */
async function spouseApplication(tx: Tx, district: string, id: string): Promise<Joint & { id: string }> {
  const { row } = await findApplication(tx, district, id);
  return { ...row, running: !ended(row.status) };
}

/**
 * Names (or no longer names) the spouse's application with which one room is wanted. The two count as a couple once both
 * name each other; parting leaves each its own place in the queue.
 */
export function joinApplication(
  ctx: Context,
  id: string,
  input: { joint_with: string | null },
): Promise<{ joint_with: string | null; both: boolean }> {
  return act(
    ctx,
    'applications.join',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const { row: person } = await findApplicant(tx, ctx.district, row.applicantId);
      const other = input.joint_with ? await spouseApplication(tx, ctx.district, input.joint_with) : null;
      const mine = { ...row, spouseId: person.spouseId, running: !ended(row.status) };
      if (other) required(mayJoin(mine, other), 'invalid');
      await tx
        .update(applications)
        .set({ jointWith: other?.id ?? null, version: row.version + 1 })
        .where(and(eq(applications.district, ctx.district), eq(applications.id, id)));
      return {
        result: { joint_with: other?.id ?? null, both: other?.jointWith === id },
        before: { joint_with: row.jointWith },
        after: { joint_with: other?.id ?? null },
        changed: ['applications', 'queue'],
      };
    },
  );
}

type Move = {
  id: string;
  event: Event;
  before: Status | null;
  after: Status;
  applicantId: string;
  reason?: string | null;
  ruleVersion?: string;
  snapshot?: object;
};

async function recordMove(tx: Tx, ctx: Context, m: Move) {
  await tx.insert(applicationEvents).values({
    district: ctx.district,
    id: newId(),
    applicationId: m.id,
    at: ctx.clock(),
    event: m.event,
    before: m.before,
    after: m.after,
    accountId: ctx.actor?.account ?? null,
    onBehalfOf: m.applicantId,
    reason: m.reason ?? null,
    ruleVersion: m.ruleVersion ?? null,
    snapshot: m.snapshot ?? null,
  });
}

/**
 * Moves an application by the status table, in the transaction of whatever causes it, and writes the event. Who accepts
 * and who decides is kept on the row, where the database sees that it is not the same person.
 */
export async function moveApplication(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
  event: Event,
  extra: { reason?: string | null; ruleVersion?: string; snapshot?: object; acceptedBy?: string | null } = {},
): Promise<Status> {
  const { status } = required(move(row.status, event));
  if (impartial.includes(event)) await refuseOwnCase(tx, ctx, row.applicantId);
  const now = ctx.clock();
  const account = ctx.actor?.account ?? null;
  // A case closed before it was accepted and taken up again on appeal is accepted by whoever allowed the appeal.
  const accepted = event === 'accept' || ((event === 'supply' || event === 'allow_appeal') && !row.acceptedAt);
  const again = event === 'allow_appeal' || event === 'uphold_objection';
  const decided = event === 'find_eligible' || event === 'find_ineligible';
  await tx
    .update(applications)
    .set({
      status,
      version: row.version + 1,
      queuedAt: event === 'enqueue' ? (row.queuedAt ?? now) : row.queuedAt,
      ...(accepted ? { acceptedAt: now, acceptedBy: extra.acceptedBy === undefined ? account : extra.acceptedBy } : {}),
      ...(decided ? { decidedAt: now, decidedBy: account } : {}),
      ...(again ? { turn: row.turn + 1, decidedAt: null, decidedBy: null } : {}),
      endedAt: ended(status) ? now : null,
      endReason: ended(status) ? (extra.reason ?? event) : null,
    })
    .where(and(eq(applications.district, ctx.district), eq(applications.id, row.id)));
  if (ended(status)) await endSteps(tx, ctx, row.id);
  await recordMove(tx, ctx, {
    id: row.id,
    event,
    before: row.status,
    after: status,
    applicantId: row.applicantId,
    ...extra,
  });
  return status;
}

/** What goes with a case that ends, however it ends: its clocks stop, its notice comes down. */
async function endSteps(tx: Tx, ctx: Context, applicationId: string): Promise<void> {
  await stopClocks(tx, ctx, { applicationId });
  await tx
    .update(publicNotices)
    .set({ withdrawnAt: ctx.clock(), result: 'ended' })
    .where(
      and(
        eq(publicNotices.district, ctx.district),
        eq(publicNotices.applicationId, applicationId),
        isNull(publicNotices.withdrawnAt),
      ),
    );
}

/**
 * Ends a case before anybody lies in a bed by it, in the transaction of whatever causes it. Others than who did it act for
 * the person too, and have to know while something can be done about it.
 */
export async function endCase(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
  event: 'withdraw' | 'close',
  reason: string,
): Promise<{ status: Status; later: Later[] }> {
  // Whoever lies in a bed has a case until the stay ends; that closes it, or brings it back into the queue.
  if (row.status === 'placed') throw new Refusal('conflict', 'move_not_allowed', { status: row.status, event });
  const [live] = await tx.execute<{ until: string }>(
    sql`select respond_by::text as until from offers where district = ${ctx.district} and application_id = ${row.id} and ended_at is null`,
  );
  if (live) throw new Refusal('conflict', 'offer_exists', live);
  const status = await moveApplication(tx, ctx, row, event, { reason });
  const kind = event === 'close' ? 'application_closed' : 'application_withdrawn';
  const tell = { applicantId: row.applicantId, applicationId: row.id };
  return { status, later: row.status === 'draft' ? [] : await notify(tx, ctx, { ...tell, kind, values: {} }) };
}

const simpleMove =
  (action: 'applications.withdraw' | 'applications.close', event: 'withdraw' | 'close') =>
  (ctx: Context, id: string, reason: string): Promise<{ status: Status }> =>
    act(
      ctx,
      action,
      (tx) => findApplication(tx, ctx.district, id),
      async (tx, { row }) => {
        const { status, later } = await endCase(tx, ctx, row, event, reason);
        const before = { status: row.status };
        return { result: { status }, before, after: { status }, reason, changed: ['applications', 'queue'], later };
      },
    );
export const withdrawApplication = simpleMove('applications.withdraw', 'withdraw');
/** The bureau ends a case that cannot go on, with the reason the family reads; it may be appealed against. */
export const closeApplication = simpleMove('applications.close', 'close');
