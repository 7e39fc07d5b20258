import { and, eq, inArray, isNull } from 'drizzle-orm';
import { opinions, visits } from '../../db/schema/casework.ts';
import { documents } from '../../db/schema/documents.ts';
import { loadPeople } from '../applicants/actions.ts';
import { type ApplicationRow, findApplication } from '../applications/actions.ts';
import { refuseOwnCase } from '../applications/queries.ts';
import { caseRulesOn, startClocks, stopClocks } from '../clocks/actions.ts';
import type { Department } from '../kernel/departments.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Later, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { findOpinion, shownTo } from './queries.ts';
import { departmentsFor, mayGive, mayRecord, type Outcome, type Visit } from './rules.ts';

/** Asks, in parallel, every department the case needs by the rules of today; each gets its own clock. */
export async function askDepartments(
  tx: Tx,
  ctx: Context,
  row: ApplicationRow,
): Promise<{ departments: Department[]; later: Later[] }> {
  const on = dayOf(ctx.clock());
  const [{ rules }, people, asked] = await Promise.all([
    caseRulesOn(tx, ctx.district, on),
    loadPeople(tx, ctx.district, [row.applicantId], on),
    tx
      .select({ department: opinions.department })
      .from(opinions)
      .where(and(eq(opinions.district, ctx.district), eq(opinions.applicationId, row.id), eq(opinions.turn, row.turn))),
  ]);
  const person = people.get(row.applicantId);
  if (!person) throw new Refusal('not_found', 'not_found');
  const facts = { categories: person.categories.map((c) => c.kind), service: row.service, byOther: row.byOther };
  const fresh = departmentsFor(rules, facts).filter((d) => !asked.some((a) => a.department === d));
  const later: Later[] = [];
  if (fresh.length === 0) return { departments: [], later };
  await tx.insert(opinions).values(
    fresh.map((department) => ({
      district: ctx.district,
      id: newId(),
      applicationId: row.id,
      turn: row.turn,
      department,
      streetCode: department === 'street' ? person.applicant.streetCode : null,
      askedAt: ctx.clock(),
      askedBy: ctx.actor?.account ?? null,
    })),
  );
  const { dueOn } = await startClocks(tx, ctx, { applicationId: row.id, step: 'opinion', departments: fresh });
  for (const department of fresh)
    later.push(
      ...(await notifyStaff(tx, ctx, {
        to:
          department === 'street'
            ? { role: 'desk', street: person.applicant.streetCode }
            : { role: 'partner', department },
        applicantId: row.applicantId,
        applicationId: row.id,
        kind: 'opinion_asked',
        values: { department, by: dueOn },
      })),
    );
  return { departments: fresh, later };
}

/**
 * One department's answer, with a coded reason and what it saw.
 * @throws Refusal conflict opinion_given, opinion_too_late, opinion_reason, opinion_contradicts, reason_needed
 */
export function giveOpinion(
  ctx: Context,
  id: string,
  said: { outcome: Outcome; reason: string; note: string | null },
): Promise<{ outcome: Outcome; outstanding: number }> {
  return act(
    ctx,
    'reviews.give',
    (tx) => findOpinion(tx, ctx.district, id),
    async (tx, { row: { opinion, application } }) => {
      const department = opinion.department as Department;
      await refuseOwnCase(tx, ctx, application.applicantId);
      required(
        mayGive(
          {
            department,
            given: opinion.givenAt !== null,
            inReview: application.status === 'in_review' && application.turn === opinion.turn,
          },
          said,
        ),
      );
      await tx
        .update(opinions)
        .set({
          ...said,
          givenAt: ctx.clock(),
          givenBy: ctx.actor?.account ?? null,
          seen: await shownTo(tx, ctx, department, application),
        })
        .where(and(eq(opinions.district, ctx.district), eq(opinions.id, id)));
      await stopClocks(tx, ctx, { applicationId: application.id, steps: ['opinion'], department });
      const waiting = await tx
        .select({ id: opinions.id })
        .from(opinions)
        .where(
          and(
            eq(opinions.district, ctx.district),
            eq(opinions.applicationId, application.id),
            eq(opinions.turn, opinion.turn),
            isNull(opinions.givenAt),
          ),
        );
      return {
        result: { outcome: said.outcome, outstanding: waiting.length },
        after: { application: application.id, department, outcome: said.outcome, reason: said.reason },
        reason: said.note ?? said.reason,
        changed: ['applications'],
      };
    },
  );
}

/** The officer asks (again) whoever the case needs now and has not been asked in this turn. */
export function requestOpinions(ctx: Context, applicationId: string): Promise<{ asked: Department[] }> {
  return act(
    ctx,
    'reviews.ask',
    (tx) => findApplication(tx, ctx.district, applicationId),
    async (tx, { row }) => {
      if (row.status !== 'in_review') throw new Refusal('conflict', 'not_in_review', { status: row.status });
      const asked = await askDepartments(tx, ctx, row);
      return {
        result: { asked: asked.departments },
        after: { asked: asked.departments },
        changed: ['applications'],
        later: asked.later,
      };
    },
  );
}

/**
 * Records a home visit, a democratic review or an inspection as it was held; records are added, never changed.
 * @param photos documents of the person, of the type photo
 */
export function recordVisit(
  ctx: Context,
  applicationId: string,
  input: Visit & { photos: string[] },
): Promise<{ visit_id: string }> {
  return act(
    ctx,
    input.kind === 'inspection' ? 'reviews.inspect' : 'reviews.record',
    (tx) => findApplication(tx, ctx.district, applicationId),
    async (tx, { row }) => {
      const actor = ctx.actor?.account ?? null;
      required(
        mayRecord(input, { acceptedBy: row.acceptedBy, decidedBy: row.decidedBy, actor }, ctx.clock().toISOString()),
        'invalid',
      );
      if (row.status === 'draft') throw new Refusal('conflict', 'not_in_review', { status: row.status });
      if (input.photos.length > 0) {
        const own = await tx
          .select({ id: documents.id })
          .from(documents)
          .where(
            and(
              eq(documents.district, ctx.district),
              eq(documents.applicantId, row.applicantId),
              inArray(documents.id, input.photos),
            ),
          );
        if (own.length < new Set(input.photos).size)
          throw new Refusal('invalid', [{ code: 'photo_unknown', pointer: '/photos' }]);
      }
      const id = newId();
      await tx.insert(visits).values({
        district: ctx.district,
        id,
        applicationId,
        kind: input.kind,
        heldAt: new Date(input.heldAt),
        place: input.place.trim(),
        present: input.present,
        finding: input.finding,
        notes: input.notes.trim(),
        photos: input.photos,
        recordedBy: actor,
        createdAt: ctx.clock(),
      });
      return {
        result: { visit_id: id },
        id,
        after: { application: applicationId, kind: input.kind, finding: input.finding },
        changed: ['applications'],
      };
    },
  );
}
