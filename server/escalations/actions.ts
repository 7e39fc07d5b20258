import { randomInt } from 'node:crypto';
import { and, eq, inArray, isNotNull, isNull, lte, not, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { escalations, requests } from '../../db/schema/requests.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { notifyOfRequest } from '../notifications/actions.ts';
import { afterFailure, waitMs } from '../notifications/rules.ts';
import { act, type Context, type Later, type Subject, type Tx, view } from '../platform/context.ts';
import type { Outside } from '../platform/hooks.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { changed, lockRequest, moveRequest, rulesOf } from '../requests/actions.ts';
import { by, byNumber, kindWord, type RequestRow, subjectOf } from '../requests/queries.ts';
import { mayStep, type Receiver, type Status } from '../requests/rules.ts';
import { type EscalationRow, escalationsOf } from './queries.ts';
import { type Answer, answers, bodyOf, takes } from './rules.ts';

const JOB = 'send-escalations';
/** So many are taken at a time, and as many sent at once. */
const BATCH = 8;
export type Receivers = Record<Receiver, Outside | null>;

const at = (row: RequestRow) => ({ level: row.level, status: row.status as Status });

/**
 * Hands a request to 12345 or 110. With an address set it is sent by itself and tried again until it is taken; without one
 * the sheet is printed and handed over by people.
 * @throws Refusal conflict request_step, request_elsewhere, escalation_open
 */
export function handOver(
  ctx: Context,
  vault: Vault,
  receivers: Receivers,
  id: string,
  input: { receiver: Receiver; note: string },
): Promise<{ version: number; sends: boolean }> {
  return act(ctx, 'escalations.hand_over', lockRequest(ctx, id), async (tx, { row }) => {
    const event = input.receiver === '110' ? 'escalate_110' : 'escalate_12345';
    required(mayStep(at(row), event, by(ctx, row), row.gridCode !== null));
    const body = bodyOf(await sheetOf(tx, vault, row, input));
    const sends = receivers[input.receiver] !== null;
    const moved = await moveRequest(tx, ctx, row, event, { note: input.note });
    const now = ctx.clock();
    await tx.insert(escalations).values({
      district: ctx.district,
      id: newId(),
      requestId: id,
      receiver: input.receiver,
      bodySealed: vault.seal(body),
      nextAt: sends ? now : null,
      createdAt: now,
    });
    return {
      result: { version: moved.row.version, sends },
      before: at(row),
      after: { ...at(moved.row), receiver: input.receiver, sends, phone: row.sharePhone },
      changed,
      later: [...moved.later, ...(sends ? [{ job: JOB, data: {}, at: now }] : [])],
    };
  });
}

async function sheetOf(tx: Tx, vault: Vault, row: RequestRow, input: { receiver: Receiver; note: string }) {
  const codes = [row.streetCode, row.communityCode, ...(row.gridCode ? [row.gridCode] : [])];
  const places = await tx
    .select({ code: divisions.code, name: divisions.name })
    .from(divisions)
    .where(and(eq(divisions.district, row.district), inArray(divisions.code, codes)));
  const [home] = row.facilityId
    ? await tx
        .select({ name: facilities.name })
        .from(facilities)
        .where(and(eq(facilities.district, row.district), eq(facilities.id, row.facilityId)))
    : [];
  const name = (code: string) => places.find((p) => p.code === code)?.name ?? code;
  return {
    number: row.requestNo,
    ...input,
    kind: kindWord([await rulesOf(tx, row)], row).zh,
    text: row.text,
    street: name(row.streetCode),
    community: name(row.communityCode),
    grid: row.gridCode && name(row.gridCode),
    facility: home?.name ?? null,
    raisedAt: row.raisedAt,
    phone: row.sharePhone && row.phoneSealed ? vault.open(row.phoneSealed) : null,
  };
}

const everything = (ctx: Context) => async (): Promise<Subject<null>> => ({
  district: ctx.district,
  type: 'escalations',
  id: null,
  row: null,
});
const due = (ctx: Context) => and(eq(escalations.district, ctx.district), lte(escalations.nextAt, ctx.clock()));
const stillOutside = (ctx: Context) =>
  sql`${escalations.requestId} in (select id from ${requests} where district = ${ctx.district} and status = 'outside')`;
type Taken = EscalationRow & { body: string };

/**
 * Sends what is due, as the messages are sent: a batch is taken and its next try fixed, the transaction ends, and only then
 * is anything sent, always under the same Idempotency-Key; what came of it is marked in a second one.
 */
export async function sendEscalations(
  ctx: Context,
  vault: Vault,
  receivers: Receivers,
): Promise<{ sent: number; failed: number; dead: number }> {
  const sum = { sent: 0, failed: 0, dead: 0 };
  for (;;) {
    const waiting = await view(ctx, 'escalations.deliver', (tx) =>
      tx.select({ id: escalations.id }).from(escalations).where(due(ctx)).limit(1),
    );
    const taken = waiting.length > 0 ? await take(ctx, vault) : [];
    if (taken.length === 0) return sum;
    const outcomes = await Promise.all(
      taken.map(async (one) => ({ one, ...(await send(ctx, receivers[one.receiver], one)) })),
    );
    const marked = await mark(ctx, outcomes);
    sum.sent += marked.sent;
    sum.failed += marked.failed;
    sum.dead += marked.dead;
  }
}

const take = (ctx: Context, vault: Vault): Promise<Taken[]> =>
  act(ctx, 'escalations.deliver', everything(ctx), async (tx) => {
    const now = ctx.clock();
    // Taken back by the resident before it was sent: nobody is told any more.
    await tx
      .update(escalations)
      .set({ nextAt: null })
      .where(and(due(ctx), not(stillOutside(ctx))));
    const rows = await tx
      .select()
      .from(escalations)
      .where(due(ctx))
      .orderBy(escalations.nextAt)
      .limit(BATCH)
      .for('update', { skipLocked: true });
    const taken = rows.map((row) => ({
      ...row,
      tries: row.tries + 1,
      nextAt: new Date(now.getTime() + waitMs(row.tries + 1, randomInt(1_000_001) / 1_000_000)),
      body: vault.open(row.bodySealed),
    }));
    for (const { id, tries, nextAt } of taken)
      await tx
        .update(escalations)
        .set({ tries, nextAt })
        .where(and(eq(escalations.district, ctx.district), eq(escalations.id, id)));
    return { result: taken, after: { taken: taken.length } };
  });

type Sending = { number: string | null; error: string | null };
async function send(ctx: Context, to: Outside | null, one: Taken): Promise<Sending> {
  if (!to) return { number: null, error: 'no_receiver' };
  try {
    return { ...(await to.send(one.body, one.id, ctx.clock())), error: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { number: null, error: String(error.reasons[0]?.values?.error ?? error.code) };
  }
}

const mark = (ctx: Context, outcomes: ({ one: Taken } & Sending)[]) =>
  act(ctx, 'escalations.deliver', everything(ctx), async (tx) => {
    const now = ctx.clock();
    const later: Later[] = [];
    const sum = { sent: 0, failed: 0, dead: 0 };
    for (const { one, number, error } of outcomes) {
      const set = (values: Partial<EscalationRow>) =>
        tx
          .update(escalations)
          .set(values)
          // Recorded by hand or answered meanwhile: what was done by people stands.
          .where(
            and(
              eq(escalations.district, ctx.district),
              eq(escalations.id, one.id),
              isNull(escalations.sentAt),
              isNull(escalations.answeredAt),
            ),
          )
          .returning({ id: escalations.id });
      if (error === null) {
        sum.sent += 1;
        await set({ sentAt: now, nextAt: null, deadAt: null, lastError: null, externalNo: number });
      } else if (error === 'no_receiver') await set({ nextAt: null, lastError: error });
      else if (afterFailure(one.tries, error) === 'dead') {
        sum.dead += 1;
        const dead = await set({ deadAt: now, nextAt: null, lastError: error });
        if (dead.length > 0) later.push(...(await tellUnsent(tx, ctx, one.requestId)));
      } else {
        sum.failed += 1;
        await set({ lastError: error });
        if (one.nextAt) later.push({ job: JOB, data: {}, at: one.nextAt });
      }
    }
    return { result: sum, after: sum, later, changed };
  });

async function tellUnsent(tx: Tx, ctx: Context, requestId: string): Promise<Later[]> {
  const [row] = await tx
    .select({ no: requests.requestNo })
    .from(requests)
    .where(and(eq(requests.district, ctx.district), eq(requests.id, requestId)));
  const tell = { kind: 'request_unsent' as const, values: { receipt: row?.no ?? '' } };
  return [
    ...(await notifyOfRequest(tx, ctx, { to: { role: 'officer' }, ...tell })),
    ...(await notifyOfRequest(tx, ctx, { to: { role: 'administrator' }, ...tell })),
  ];
}

/** Puts dead letters back, those named or all there are: a full number of tries under the same key. */
export function resendEscalations(
  ctx: Context,
  receivers: Receivers,
  ids: readonly string[] | null,
): Promise<{ resent: number }> {
  return act(ctx, 'escalations.resend', everything(ctx), async (tx) => {
    const off = (['12345', '110'] as const).filter((r) => receivers[r] === null);
    const rows = await tx
      .update(escalations)
      .set({ deadAt: null, tries: 0, nextAt: ctx.clock() })
      .where(
        and(
          eq(escalations.district, ctx.district),
          isNotNull(escalations.deadAt),
          isNull(escalations.answeredAt),
          stillOutside(ctx),
          ids ? inArray(escalations.id, [...ids]) : undefined,
        ),
      )
      .returning({ id: escalations.id, receiver: escalations.receiver });
    const stuck = rows.find((r) => off.includes(r.receiver));
    if (stuck) throw new Refusal('conflict', 'escalation_by_hand', { receiver: stuck.receiver });
    const later = rows.length ? [{ job: JOB, data: {}, at: ctx.clock() }] : [];
    return { result: { resent: rows.length }, after: { resent: rows.length }, changed, later };
  });
}

/** The handing over an answer of this receiver belongs to. */
async function answered(tx: Tx, row: RequestRow, receiver: Receiver, given: Answer) {
  const all = await escalationsOf(tx, row.district, row.id);
  return answers(
    all.filter((e) => e.receiver === receiver),
    given,
  );
}

/** Takes an answer, once, from whoever brings it. An answer after the resident withdrew is kept and changes nothing. */
async function takeIt(tx: Tx, ctx: Context, row: RequestRow, sent: EscalationRow, given: Answer) {
  const how = takes(sent, given, row.requestNo);
  if (how === 'same') return { row, later: [], taken: false };
  if (how !== 'take') throw new Refusal('conflict', [how]);
  const now = ctx.clock();
  await tx
    .update(escalations)
    .set({
      answeredAt: now,
      answer: given.answer,
      // As it stands by now: the delivery may be noted at this very moment.
      externalNo: sql`coalesce(${given.externalNo}::text, ${escalations.externalNo})`,
      sentAt: sent.sentAt ?? now,
      nextAt: null,
      deadAt: null,
    })
    .where(and(eq(escalations.district, ctx.district), eq(escalations.id, sent.id)));
  const closed = row.status === 'closed';
  const moved = await moveRequest(tx, ctx, row, 'answer_outside', {
    note: given.answer,
    ...(closed ? {} : { answer: given.answer }),
  });
  return { ...moved, taken: true };
}

/**
 * The answer of 12345 or 110, brought by their program.
 * @throws Refusal not_found hook_unknown; conflict escalation_answered when it differs from the one taken before
 */
export function takeAnswer(
  ctx: Context,
  receiver: Receiver,
  input: { number: string; external_no: string | null; answer: string },
): Promise<{ taken: boolean }> {
  const given = { answer: input.answer, externalNo: input.external_no };
  // Nobody of ours does this, whatever cookie came along.
  return act(
    { ...ctx, actor: null },
    'escalations.hook',
    async (tx) => {
      const [row] = await tx.select().from(requests).where(byNumber(ctx.district, input.number)).for('update');
      const sent = row && (await answered(tx, row, receiver, given));
      if (!row || !sent) throw new Refusal('not_found', 'hook_unknown', { number: input.number });
      return { ...subjectOf(row), row: { row, sent } };
    },
    async (tx, { row: { row, sent } }) => {
      const { taken, later, row: moved } = await takeIt(tx, ctx, row, sent, given);
      return {
        result: { taken },
        before: at(row),
        after: { ...at(moved), receiver, taken },
        changed: taken ? changed : [],
        later,
      };
    },
  );
}

/**
 * What people did by phone or in person: the number it got there, and the answer once there is one.
 * @throws Refusal conflict escalation_none, escalation_answered
 */
export function recordOutside(
  ctx: Context,
  id: string,
  input: { external_no: string | null; answer: string | null },
): Promise<{ version: number }> {
  return act(ctx, 'escalations.record', lockRequest(ctx, id), async (tx, { row }) => {
    const [sent] = await escalationsOf(tx, ctx.district, id);
    if (!sent) throw new Refusal('conflict', 'escalation_none');
    if (input.answer !== null) {
      const given = { answer: input.answer, externalNo: input.external_no };
      required(mayStep(at(row), 'answer_outside', by(ctx, row)));
      const done = await takeIt(tx, ctx, row, sent, given);
      return {
        result: { version: done.row.version },
        before: at(row),
        after: { ...at(done.row), by_hand: true },
        changed,
        later: done.later,
      };
    }
    if (sent.answeredAt) throw new Refusal('conflict', 'escalation_answered', { number: row.requestNo });
    await tx
      .update(escalations)
      .set({
        externalNo: input.external_no ?? sent.externalNo,
        sentAt: sent.sentAt ?? ctx.clock(),
        nextAt: null,
        deadAt: null,
      })
      .where(and(eq(escalations.district, ctx.district), eq(escalations.id, sent.id)));
    await tx
      .update(requests)
      .set({ version: sql`${requests.version} + 1` })
      .where(and(eq(requests.district, ctx.district), eq(requests.id, id)));
    return { result: { version: row.version + 1 }, after: { external_no: input.external_no }, changed };
  });
}
