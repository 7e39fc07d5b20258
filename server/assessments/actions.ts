import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { assessmentOrders, assessments } from '../../db/schema/assessments.ts';
import { accounts, memberships } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { caseRulesOn, pauseClocks, resumeClocks } from '../clocks/actions.ts';
import { assessedBefore } from '../clocks/rules.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, toRange } from '../kernel/period.ts';
import { addWorkingDays } from '../kernel/workdays.ts';
import { notify, notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Done, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import {
  type Answers,
  type AssessmentRules,
  type Draft,
  emptyDraft,
  type Facts,
  LEVEL_STANDARD,
  mayOrder,
  maySign,
  type OrderReason,
  score,
  validFrom,
} from './rules.ts';

export type OrderRow = typeof assessmentOrders.$inferSelect;
const today = (ctx: Context) => dayOf(ctx.clock());
export const draftOf = (row: OrderRow) => ({ ...emptyDraft, ...(row.draft as Partial<Draft> | null) });

/** What the district's case rules say on a day about assessing, with the version to store beside a decision. */
export async function assessmentRulesOn(
  tx: ReadTx,
  district: string,
  on: Day,
): Promise<{ version: string; rules: AssessmentRules }> {
  const { version, rules } = await caseRulesOn(tx, district, on);
  return { version, rules: rules.assessment };
}

/** Whoever may assess here: assessors and officers who still hold that role. */
export async function ableToAssess(tx: ReadTx, district: string) {
  return tx
    .selectDistinct({ id: accounts.id, name: accounts.displayName, role: memberships.role })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        eq(memberships.district, district),
        inArray(memberships.role, ['assessor', 'officer']),
        isNull(memberships.endedAt),
        isNull(accounts.disabledAt),
      ),
    )
    .orderBy(memberships.role, accounts.displayName, accounts.id);
}

/** Who signed the person's latest result of the standard in force; empty when it came from elsewhere or there is none. */
async function latestSigners(tx: ReadTx, district: string, applicantId: string): Promise<string[]> {
  const [row] = await tx
    .select({ a: assessments.assessorA, b: assessments.assessorB })
    .from(assessments)
    .where(
      and(
        eq(assessments.district, district),
        eq(assessments.applicantId, applicantId),
        eq(assessments.standardCode, LEVEL_STANDARD),
      ),
    )
    .orderBy(desc(assessments.assessedOn), desc(assessments.id))
    .limit(1);
  return [row?.a, row?.b].filter((x) => x !== null && x !== undefined);
}

export type NewOrder = {
  applicant_id: string;
  application_id: string | null;
  reason: OrderReason;
  note: string | null;
  assessors: [string, string];
};

/** 评估派单: asks two assessors for a result, due in the working days the rules give. One open order per person. */
export function orderAssessment(ctx: Context, input: NewOrder): Promise<{ assessment_id: string; due_on: string }> {
  return act(
    ctx,
    'assessments.order',
    (tx) => findApplicant(tx, ctx.district, input.applicant_id),
    async (tx, { row: person }) => {
      const { district } = ctx;
      const on = today(ctx);
      const able = new Set((await ableToAssess(tx, district)).map((a) => a.id));
      const signers = await latestSigners(tx, district, person.id);
      required(mayOrder(input, able, signers, person), 'invalid');
      if (input.application_id) await ownApplication(tx, district, input.application_id, person.id);
      const { rules } = await assessmentRulesOn(tx, district, on);
      const due = addWorkingDays(await loadCalendar(tx), on, rules.result_working_days).day;
      const id = newId();
      await tx.insert(assessmentOrders).values({
        district,
        id,
        applicantId: person.id,
        applicationId: input.application_id,
        reason: input.reason,
        note: input.note,
        orderedBy: ctx.actor?.account ?? null,
        orderedAt: ctx.clock(),
        dueOn: due,
        assessorA: input.assessors[0],
        assessorB: input.assessors[1],
      });
      // The case waits for its result: only 补正, 评估 and 公示 stop a clock.
      if (input.application_id)
        await pauseClocks(tx, ctx, {
          applicationId: input.application_id,
          steps: assessedBefore,
          reason: 'assessment',
        });
      const about = {
        applicantId: person.id,
        ...(input.application_id ? { applicationId: input.application_id } : {}),
      };
      const values = { by: due };
      return {
        result: { assessment_id: id, due_on: due },
        later: [
          ...(await notify(tx, ctx, { ...about, kind: 'assessment_ordered', values })),
          ...(await notifyStaff(tx, ctx, {
            ...about,
            kind: 'assessment_due',
            values,
            to: { accounts: input.assessors },
          })),
        ],
        after: { assessment: id, reason: input.reason, assessors: input.assessors, due },
        changed: ['assessments', 'applications'],
      };
    },
  );
}

async function ownApplication(tx: Tx, district: string, id: string, applicantId: string) {
  const [row] = await tx.execute<{ applicant_id: string }>(
    sql`select applicant_id from applications where district = ${district} and id = ${id}`,
  );
  if (row?.applicant_id !== applicantId)
    throw new Refusal('invalid', [{ code: 'application_of_other', pointer: '/application_id' }]);
}

/** The order as a subject, locked: the two assessors reach it while it is open, desk and officer by the person's place. */
async function findOrder(tx: Tx, district: string, id: string): Promise<Subject<OrderRow>> {
  const [found] = await tx
    .select({ order: assessmentOrders, street: applicants.streetCode })
    .from(assessmentOrders)
    .innerJoin(
      applicants,
      and(eq(applicants.district, assessmentOrders.district), eq(applicants.id, assessmentOrders.applicantId)),
    )
    .where(and(eq(assessmentOrders.district, district), eq(assessmentOrders.id, id)))
    .for('update', { of: assessmentOrders });
  if (!found) throw new Refusal('not_found', 'not_found');
  const { order, street } = found;
  return { district, type: 'assessment', id, street, accounts: reachedBy(order), row: order, version: order.version };
}
export const isOpen = (o: OrderRow) => o.doneAt === null && o.cancelledAt === null;
export const reachedBy = (o: OrderRow) => (isOpen(o) ? [o.assessorA, o.assessorB] : []);

const refuseClosed = (row: OrderRow) => {
  if (!isOpen(row)) throw new Refusal('conflict', 'assessment_closed');
};

function change(tx: Tx, row: OrderRow, set: Partial<OrderRow>) {
  return tx
    .update(assessmentOrders)
    .set({ ...set, version: row.version + 1 })
    .where(and(eq(assessmentOrders.district, row.district), eq(assessmentOrders.id, row.id)));
}

/** Keeps the form as far as it is filled in, so that a lost tablet loses nothing. What was answered stays out of the audit log. */
export function saveDraft(ctx: Context, id: string, draft: Draft): Promise<{ version: number; saved_at: string }> {
  return act(
    ctx,
    'assessments.draft',
    (tx) => findOrder(tx, ctx.district, id),
    async (tx, { row }) => {
      refuseClosed(row);
      if (row.firstSignedBy) throw new Refusal('conflict', 'assessment_signed_once');
      const now = ctx.clock();
      await change(tx, row, { draft: { ...draft, started_at: draft.started_at ?? now.toISOString() }, savedAt: now });
      return { result: { version: row.version + 1, saved_at: now.toISOString() } };
    },
  );
}

export type Signed = {
  state: 'signed_once' | 'done';
  total: number;
  initial: number;
  level: number;
  version: number;
};

/**
 * Signs the form. The first signature freezes it; the second, by the other assessor, makes it the person's result, in
 * force from that day. The result before it ends the same day.
 */
export function signAssessment(ctx: Context, id: string): Promise<Signed> {
  return act(
    ctx,
    'assessments.sign',
    (tx) => findOrder(tx, ctx.district, id),
    async (tx, { row }): Promise<Done<Signed>> => {
      refuseClosed(row);
      const signer = ctx.actor?.account ?? '';
      const on = today(ctx);
      const { version, rules } = await assessmentRulesOn(tx, ctx.district, on);
      const draft = draftOf(row);
      const verdict = required(maySign(draft, signer, row.firstSignedBy, rules), 'conflict');
      const now = ctx.clock();
      const { total, initial, level } = verdict;
      const result = { total, initial, level, version: row.version + 1 };
      if (row.firstSignedBy === null) {
        await change(tx, row, { firstSignedBy: signer, firstSignedAt: now });
        const other = row.assessorA === signer ? row.assessorB : row.assessorA;
        const later = await notifyStaff(tx, ctx, {
          applicantId: row.applicantId,
          kind: 'assessment_due',
          values: { by: row.dueOn },
          to: { accounts: [other] },
        });
        return { result: { ...result, state: 'signed_once' }, later, changed: ['assessments'] };
      }
      await endEarlier(tx, row, on);
      const names = await namesOf(tx, [row.firstSignedBy, signer]);
      await tx.insert(assessments).values({
        district: row.district,
        id: row.id,
        applicantId: row.applicantId,
        standardCode: LEVEL_STANDARD,
        source: 'here',
        reason: row.reason,
        total,
        initialLevel: initial,
        level,
        levelReasons: verdict.reasons,
        answers: draft.answers,
        facts: draft.facts,
        subtotals: verdict.subtotals,
        dementia: draft.facts.dementia || draft.dementia_care,
        signs: verdict.selfCare ? (draft.signs as Record<string, boolean>) : null,
        selfCare: verdict.selfCare,
        informant: draft.informant.trim(),
        relation: draft.relation.trim(),
        place: draft.place.trim(),
        notes: draft.notes.trim() || null,
        assessedOn: on,
        startedAt: draft.started_at ? new Date(draft.started_at) : null,
        finishedAt: row.firstSignedAt,
        assessorA: row.firstSignedBy,
        assessorAName: names.get(row.firstSignedBy) ?? '',
        signedAAt: row.firstSignedAt,
        assessorB: signer,
        assessorBName: names.get(signer) ?? '',
        signedBAt: now,
        ruleVersion: version,
        valid: toRange(validFrom(on, rules)),
      });
      await change(tx, row, { doneAt: now, draft: null });
      await runOn(tx, ctx, row);
      return {
        result: { ...result, state: 'done' },
        after: { applicant: row.applicantId, level, rules: version },
        changed: ['assessments', 'queue', 'applications'],
      };
    },
  );
}

/** The case the assessment was for is under way again. */
async function runOn(tx: Tx, ctx: Context, { applicationId }: OrderRow) {
  if (applicationId) await resumeClocks(tx, ctx, { applicationId, reason: 'assessment' });
}

/** The result in force ends the day the new one begins; one of the very same day is replaced and counts on no day. */
function endEarlier(tx: Tx, row: OrderRow, on: string) {
  return tx
    .update(assessments)
    .set({ valid: sql`daterange(lower(${assessments.valid}), ${on}::date)` })
    .where(
      and(
        eq(assessments.district, row.district),
        eq(assessments.applicantId, row.applicantId),
        eq(assessments.standardCode, LEVEL_STANDARD),
        sql`${assessments.valid} @> ${on}::date`,
      ),
    );
}

async function namesOf(tx: Tx, ids: string[]) {
  const rows = await tx
    .select({ id: accounts.id, name: accounts.displayName })
    .from(accounts)
    .where(inArray(accounts.id, ids));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Takes the first signature back, so that the form can be mended: by either assessor, with a word why. */
export function returnAssessment(ctx: Context, id: string, reason: string): Promise<{ version: number }> {
  return act(
    ctx,
    'assessments.return',
    (tx) => findOrder(tx, ctx.district, id),
    async (tx, { row }) => {
      refuseClosed(row);
      if (!row.firstSignedBy) throw new Refusal('conflict', 'assessment_unsigned');
      await change(tx, row, { firstSignedBy: null, firstSignedAt: null });
      return { result: { version: row.version + 1 }, reason, changed: ['assessments'] };
    },
  );
}

/** Calls an order off before both have signed; what was filled in is wiped. */
export function cancelAssessment(ctx: Context, id: string, reason: string): Promise<{ cancelled: true }> {
  return act(
    ctx,
    'assessments.cancel',
    (tx) => findOrder(tx, ctx.district, id),
    async (tx, { row }) => {
      refuseClosed(row);
      await change(tx, row, { cancelledAt: ctx.clock(), cancelReason: reason, draft: null });
      await runOn(tx, ctx, row);
      return { result: { cancelled: true as const }, reason, changed: ['assessments', 'applications'] };
    },
  );
}

export type CompleteResult = {
  applicant_id: string;
  reason: OrderReason;
  answers: Answers;
  facts: Facts;
  informant: string;
  relation: string;
  place: string;
  assessors: readonly [string, string];
  finished_at: Date;
  valid: string;
};

/** Takes over results with all their answers, e.g. from another installation; each level is computed anew. */
export function importResults(ctx: Context, results: CompleteResult[]): Promise<{ imported: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'assessments.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const { version, rules } = await assessmentRulesOn(tx, district, today(ctx));
      const names = await namesOf(tx, [...new Set(results.flatMap((r) => [...r.assessors]))]);
      const rows = results.map((r): typeof assessments.$inferInsert => {
        const got = required(score(r.answers, r.facts, rules), 'invalid');
        const [a, b] = r.assessors;
        return {
          district,
          id: newId(),
          applicantId: r.applicant_id,
          standardCode: LEVEL_STANDARD,
          source: 'here',
          reason: r.reason,
          total: got.total,
          initialLevel: got.initial,
          level: got.level,
          levelReasons: got.reasons,
          answers: r.answers,
          facts: r.facts,
          subtotals: got.subtotals,
          dementia: r.facts.dementia,
          informant: r.informant,
          relation: r.relation,
          place: r.place,
          assessedOn: dayOf(r.finished_at),
          finishedAt: r.finished_at,
          assessorA: a,
          assessorAName: names.get(a) ?? '',
          signedAAt: r.finished_at,
          assessorB: b,
          assessorBName: names.get(b) ?? '',
          signedBAt: r.finished_at,
          ruleVersion: version,
          valid: r.valid,
        };
      });
      for (let i = 0; i < rows.length; i += 500) await tx.insert(assessments).values(rows.slice(i, i + 500));
      return { result: { imported: rows.length }, after: { results: rows.length } };
    },
  );
}
