import { and, asc, eq, isNull } from 'drizzle-orm';
import { corrections } from '../../db/schema/casework.ts';
import { loadPeople, type Person } from '../applicants/actions.ts';
import { type ApplicationRow, findApplication, moveApplication } from '../applications/actions.ts';
import type { Status } from '../applications/rules.ts';
import { pauseClocks, resumeClocks, startClock, stopClocks } from '../clocks/actions.ts';
import { reuseDocuments } from '../documents/actions.ts';
import type { DocumentType } from '../documents/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, type ReadTx, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { askDepartments } from '../reviews/actions.ts';
import { gapsOf } from './queries.ts';
import { mayAccept, mayAsk, maySupply } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

async function personOf(tx: ReadTx, ctx: Context, row: ApplicationRow): Promise<Person> {
  const person = (await loadPeople(tx, ctx.district, [row.applicantId], today(ctx))).get(row.applicantId);
  if (!person) throw new Refusal('not_found', 'not_found');
  return person;
}

/** The papers the case rests on are the library's: each use is noted where the person sees it. */
const takePapers = (tx: Tx, ctx: Context, row: ApplicationRow, types: readonly DocumentType[]) =>
  reuseDocuments(tx, ctx, {
    applicantId: row.applicantId,
    applicationId: row.id,
    purpose: 'application',
    types,
    on: today(ctx),
  });

/** From here on the whole decision's clock runs, and every department that is needed is asked. */
async function beginReview(tx: Tx, ctx: Context, row: ApplicationRow) {
  await stopClocks(tx, ctx, { applicationId: row.id, steps: ['acceptance'] });
  await startClock(tx, ctx, { applicationId: row.id, step: 'decision' });
  return askDepartments(tx, ctx, row);
}

/**
 * Accepts a case that is whole (受理): its papers are taken from the person's library, the receipt may be printed, and the
 * departments it needs are asked at the same moment.
 * @throws Refusal conflict papers_missing (with every gap), same_person_decides, move_not_allowed
 */
export function acceptApplication(ctx: Context, id: string): Promise<{ status: Status; asked: string[] }> {
  return act(
    ctx,
    'acceptance.accept',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const person = await personOf(tx, ctx, row);
      const { version, gaps, needed } = await gapsOf(tx, ctx, row, person);
      required(mayAccept({ gaps, actor: ctx.actor?.account ?? null, decidedBy: row.decidedBy }));
      const status = await moveApplication(tx, ctx, row, 'accept', { ruleVersion: version });
      await takePapers(tx, ctx, row, needed);
      const asked = await beginReview(tx, ctx, row);
      const tell = { applicantId: row.applicantId, applicationId: id };
      return {
        result: { status, asked: asked.departments },
        before: { status: row.status },
        after: { status, asked: asked.departments, papers: needed },
        changed: ['applications'],
        later: [
          ...asked.later,
          ...(await notify(tx, ctx, { ...tell, kind: 'application_accepted', values: { receipt: row.receiptNo } })),
        ],
      };
    },
  );
}

/**
 * Asks the applicant to complete the papers (补正): every gap in one notice, once. Clocks stand still until they are in.
 * @throws Refusal conflict nothing_missing, asked_already
 */
export function askMore(ctx: Context, id: string, note: string | null): Promise<{ status: Status; due_on: Day }> {
  return act(
    ctx,
    'acceptance.ask_more',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const { gaps, version } = await gapsOf(tx, ctx, row, await personOf(tx, ctx, row));
      const earlier = await tx
        .select()
        .from(corrections)
        .where(and(eq(corrections.district, ctx.district), eq(corrections.applicationId, id)))
        .orderBy(asc(corrections.askedAt));
      required(mayAsk({ gaps, note, earlier: earlier.map((e) => ({ askedOn: dayOf(e.askedAt) })) }));
      const status = await moveApplication(tx, ctx, row, 'ask_more', { reason: note, ruleVersion: version });
      await tx.insert(corrections).values({
        district: ctx.district,
        id: newId(),
        applicationId: id,
        askedAt: ctx.clock(),
        askedBy: ctx.actor?.account ?? null,
        gaps,
        note: note?.trim() || null,
      });
      await pauseClocks(tx, ctx, { applicationId: id, reason: 'correction' });
      const { dueOn } = await startClock(tx, ctx, { applicationId: id, step: 'correction' });
      return {
        result: { status, due_on: dueOn },
        before: { status: row.status },
        after: { status, gaps: gaps.map((g) => g.type), due: dueOn },
        reason: note ?? undefined,
        changed: ['applications'],
        later: await notify(tx, ctx, {
          applicantId: row.applicantId,
          applicationId: id,
          kind: 'more_info_asked',
          values: { by: dueOn },
        }),
      };
    },
  );
}

/**
 * The papers are complete: the case goes on where it stood. With that it is accepted, by whoever looked at it first.
 * @throws Refusal conflict papers_missing, with what is still missing
 */
export function supply(ctx: Context, id: string): Promise<{ status: Status }> {
  return act(
    ctx,
    'acceptance.supply',
    (tx) => findApplication(tx, ctx.district, id),
    async (tx, { row }) => {
      const { gaps, version, needed } = await gapsOf(tx, ctx, row, await personOf(tx, ctx, row));
      required(maySupply(gaps));
      const [open] = await tx
        .update(corrections)
        .set({ suppliedAt: ctx.clock(), suppliedBy: ctx.actor?.account ?? null })
        .where(
          and(
            eq(corrections.district, ctx.district),
            eq(corrections.applicationId, id),
            isNull(corrections.suppliedAt),
          ),
        )
        .returning({ askedBy: corrections.askedBy });
      const status = await moveApplication(tx, ctx, row, 'supply', {
        ruleVersion: version,
        acceptedBy: open?.askedBy ?? null,
      });
      await takePapers(tx, ctx, row, needed);
      await stopClocks(tx, ctx, { applicationId: id, steps: ['correction'] });
      await resumeClocks(tx, ctx, { applicationId: id, reason: 'correction' });
      const asked = row.acceptedAt ? await askDepartments(tx, ctx, row) : await beginReview(tx, ctx, row);
      return {
        result: { status },
        before: { status: row.status },
        after: { status, asked: asked.departments, papers: needed },
        changed: ['applications'],
        later: row.acceptedAt
          ? asked.later
          : [
              ...asked.later,
              ...(await notify(tx, ctx, {
                applicantId: row.applicantId,
                applicationId: id,
                kind: 'application_accepted',
                values: { receipt: row.receiptNo },
              })),
            ],
      };
    },
  );
}
