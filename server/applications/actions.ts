import { and, eq, isNull, sql } from 'drizzle-orm';
import { applicationEvents, applications } from '../../db/schema/applications.ts';
import { queueRules } from '../../db/schema/queue.ts';
import { findApplicant, loadPeople } from '../applicants/actions.ts';
import { weekdaysRange } from '../facilities/rules.ts';
import { type Reason, Refusal, required } from '../kernel/errors.ts';
import { ageOn, type Day, dayOf, daysBetween } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import {
  type BarRule,
  barOf,
  checkWishes,
  type Event,
  type Exit,
  ended,
  type Joint,
  mayJoin,
  mayQueue,
  move,
  type Status,
} from './rules.ts';

export type ApplicationRow = typeof applications.$inferSelect;
/** What this slice asks of the rule set in force; its whole shape and what it may say is the queue's. */
export type ApplicationRules = {
  min_age: number;
  min_residence_months: number;
  max_choices: number;
  initial_check_working_days: number;
  bar: BarRule;
};
export type Submission = {
  applicant_id: string;
  service: ApplicationRow['service'];
  choices: string[];
  accept_any: boolean;
  radius_km: number;
  weekdays: number[];
  needs: string[];
  note: string | null;
  joint_with?: string | null;
  transfer?: boolean;
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
  const person = await findApplicant(tx, district, row.applicantId);
  return {
    district,
    type: 'application',
    id,
    street: person.street,
    accounts: person.accounts,
    row,
    version: row.version,
  };
}

async function receiptNo(tx: Tx, district: string, on: Day): Promise<string> {
  await tx.execute(sql`select 1 from districts where district = ${district} for no key update`);
  const [row] = await tx.execute<{ n: number }>(sql`
    select count(*)::int + 1 as n from applications where district = ${district} and receipt_no like ${`YW${on.replaceAll('-', '')}%`}`);
  return `YW${on.replaceAll('-', '')}${String(row?.n ?? 1).padStart(4, '0')}`;
}

/** One request for care; a second for the same person and service is refused while the first is in progress. */
export function submitApplication(
  ctx: Context,
  input: Submission,
): Promise<{ application_id: string; receipt_no: string }> {
  return act(
    ctx,
    'applications.submit',
    (tx) => findApplicant(tx, ctx.district, input.applicant_id),
    async (tx, person) => {
      const { rules } = await rulesOn(tx, ctx.district, today(ctx));
      const [first, ...rest] = checkWishes({ choices: input.choices, acceptAny: input.accept_any }, rules.max_choices);
      if (first) throw new Refusal('invalid', [first, ...rest]);
      if (person.row.diedOn) throw new Refusal('conflict', 'person_dead', { on: person.row.diedOn });
      await refuseUnknownFacilities(tx, ctx.district, input.choices);
      const [running] = await tx
        .select({ receipt: applications.receiptNo })
        .from(applications)
        .where(
          and(
            eq(applications.district, ctx.district),
            eq(applications.applicantId, input.applicant_id),
            eq(applications.service, input.service),
            isNull(applications.endedAt),
          ),
        );
      if (running) throw new Refusal('conflict', 'application_in_progress', running);
      const wish = { ...input, acceptAny: input.accept_any, radiusKm: input.radius_km };
      const joint = input.joint_with ? await spouseApplication(tx, ctx.district, input.joint_with) : null;
      if (joint) required(mayJoin({ ...wish, spouseId: person.row.spouseId, running: true }, joint), 'invalid');
      if (input.transfer) await refuseUnlessInBed(tx, ctx.district, input.applicant_id, today(ctx));
      const id = newId();
      const receipt = await receiptNo(tx, ctx.district, today(ctx));
      const own = person.accounts?.includes(ctx.actor?.account ?? '');
      await tx.insert(applications).values({
        district: ctx.district,
        id,
        receiptNo: receipt,
        applicantId: input.applicant_id,
        service: input.service,
        status: 'submitted',
        channel: own ? 'online' : 'desk',
        choices: input.choices,
        acceptAny: input.accept_any,
        radiusKm: input.radius_km,
        weekdays: weekdaysRange(input.service === 'day' ? input.weekdays : undefined),
        needs: input.needs,
        note: input.note,
        jointWith: joint?.id ?? null,
        transfer: input.transfer ?? false,
        submittedAt: ctx.clock(),
      });
      await recordMove(tx, ctx, {
        id,
        event: 'submit',
        before: null,
        after: 'submitted',
        applicantId: input.applicant_id,
      });
      return {
        result: { application_id: id, receipt_no: receipt },
        id,
        after: { receipt, service: input.service },
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

/** @throws Refusal invalid/transfer_no_stay when the person lies in no bed that could be left */
async function refuseUnlessInBed(tx: ReadTx, district: string, applicantId: string, on: Day) {
  const [stay] = await tx.execute(sql`
    select 1 from claims where district = ${district} and applicant_id = ${applicantId} and kind = 'stay' and residential
      and released_at is null and during @> ${on}::date limit 1`);
  if (!stay) throw new Refusal('invalid', [{ code: 'transfer_no_stay', pointer: '/transfer' }]);
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

/** @throws Refusal invalid/facility_closed when one of them is not a facility in service of the district */
export async function refuseUnknownFacilities(tx: ReadTx, district: string, ids: readonly string[]) {
  if (ids.length === 0) return;
  const found = await tx.execute<{ id: string }>(
    sql`select id from facilities where district = ${district} and closed_on is null and id in ${ids}`,
  );
  if (found.length < new Set(ids).size)
    throw new Refusal('invalid', [{ code: 'facility_closed', pointer: '/choices' }]);
}

type Move = {
  id: string;
  event: Event | 'submit';
  before: Status | null;
  after: Status;
  applicantId: string;
  reason?: string | null;
  ruleVersion?: string;
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
  });
}

/** Moves an application by the status table, in the transaction of whatever causes it, and writes the event. */
export async function moveApplication(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
  event: Event,
  extra: { reason?: string | null; ruleVersion?: string } = {},
): Promise<Status> {
  const { status } = required(move(row.status, event));
  await tx
    .update(applications)
    .set({
      status,
      version: row.version + 1,
      queuedAt: event === 'approve' ? ctx.clock() : row.queuedAt,
      endedAt: ended(status) ? ctx.clock() : null,
      endReason: ended(status) ? (extra.reason ?? event) : null,
    })
    .where(and(eq(applications.district, ctx.district), eq(applications.id, row.id)));
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

/** The officer finds the person eligible: the application joins the queue as of now, under the rules in force. */
export function approveApplication(ctx: Context, id: string): Promise<{ status: Status }> {
  return act(
    ctx,
    'applications.approve',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const on = today(ctx);
      const { version, rules } = await rulesOn(tx, ctx.district, on);
      const person = (await loadPeople(tx, ctx.district, [row.applicantId], on)).get(row.applicantId);
      if (!person) throw new Refusal('not_found', 'not_found');
      const a = person.applicant;
      required(
        mayQueue(
          {
            age: ageOn(a.bornOn, on),
            diedOn: a.diedOn,
            localHukou: a.hukouDistrict === ctx.district,
            monthsResident: a.residentSince ? Math.floor(daysBetween(a.residentSince, on) / 30.44) : null,
            infectiousDisease: a.infectiousDisease,
            endangersOthers: a.endangersOthers,
            assessed: person.assessed,
            bar: await barOn(tx, ctx.district, row.applicantId, rules, on),
          },
          { minAge: rules.min_age, minResidenceMonths: rules.min_residence_months },
        ),
      );
      const status = await moveApplication(tx, ctx, row, 'approve', { ruleVersion: version });
      return {
        result: { status },
        before: { status: row.status },
        after: { status, rules: version },
        changed: ['applications', 'queue'],
      };
    },
  );
}

function simpleMove(action: 'applications.reject' | 'applications.withdraw', event: 'reject' | 'withdraw') {
  return (ctx: Context, id: string, reason: string): Promise<{ status: Status }> =>
    act(
      ctx,
      action,
      (tx) => findApplication(tx, ctx.district, id),
      async (tx, { row }) => {
        const [live] = await tx.execute<{ until: string }>(
          sql`select respond_by::text as until from offers where district = ${ctx.district} and application_id = ${id} and ended_at is null`,
        );
        if (live) throw new Refusal('conflict', 'offer_exists', live);
        const status = await moveApplication(tx, ctx, row, event, { reason });
        return {
          result: { status },
          before: { status: row.status },
          after: { status },
          reason,
          changed: ['applications', 'queue'],
        };
      },
    );
}
export const rejectApplication = simpleMove('applications.reject', 'reject');
export const withdrawApplication = simpleMove('applications.withdraw', 'withdraw');
