import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { caseRules, clockPauses, clocks } from '../../db/schema/clocks.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, whenIs } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { assessedBefore, type CaseRules, checkCaseRules, dueDays, type PauseReason, type Step } from './rules.ts';

export type ClockRow = typeof clocks.$inferSelect;
const today = (ctx: Context) => dayOf(ctx.clock());

export async function caseRulesOn(
  tx: ReadTx,
  district: string,
  on: Day,
): Promise<{ version: string; docNo: string; rules: CaseRules }> {
  const [row] = await tx
    .select()
    .from(caseRules)
    .where(and(eq(caseRules.district, district), sql`${caseRules.effective} @> ${on}::date`));
  if (!row) throw new Error(`no case rules in force on ${on}`);
  return { version: row.version, docNo: row.docNo, rules: row.rules as CaseRules };
}

/** Every version of the case rules with its days, newest first. */
export function listCaseRules(ctx: Context) {
  return view(ctx, 'clocks.rules', async (tx) => {
    const rows = await tx
      .select()
      .from(caseRules)
      .where(eq(caseRules.district, ctx.district))
      .orderBy(desc(caseRules.effective));
    return rows.map((r) => {
      const { start, end } = fromRange(r.effective);
      return {
        version: r.version,
        doc_no: r.docNo,
        from: start,
        until: end,
        state: whenIs({ start, end }, today(ctx)),
        rules: r.rules as CaseRules,
      };
    });
  });
}

/**
 * Adds a version of the case rules from a day on. The version open until then ends the day before; cases under way keep
 * the deadlines they were given.
 * @throws Refusal invalid rule_value, rule_past (a day that has begun); conflict rule_overlap
 */
export function setCaseRules(
  ctx: Context,
  row: { version: string; from: Day; until?: Day | null; rules: CaseRules; docNo: string },
): Promise<{ version: string }> {
  return act(
    ctx,
    'clocks.set_rules',
    async () => ({ district: ctx.district, type: 'case_rules', id: null, row: null }),
    async (tx) => {
      required(checkCaseRules(row.rules), 'invalid');
      const [open] = await tx
        .select()
        .from(caseRules)
        .where(and(eq(caseRules.district, ctx.district), sql`upper_inf(${caseRules.effective})`))
        .for('update');
      if (open && row.from <= today(ctx))
        throw new Refusal('invalid', [{ code: 'rule_past', values: { date: row.from }, pointer: '/from' }]);
      if (open && row.from <= fromRange(open.effective).start)
        throw new Refusal('conflict', [{ code: 'rule_overlap', pointer: '/from' }]);
      if (open)
        await tx
          .update(caseRules)
          .set({ effective: sql`daterange(lower(${caseRules.effective}), ${row.from}::date)` })
          .where(and(eq(caseRules.district, ctx.district), eq(caseRules.version, open.version)));
      await tx.insert(caseRules).values({
        district: ctx.district,
        version: row.version,
        effective: `[${row.from},${row.until ?? ''})`,
        rules: row.rules,
        docNo: row.docNo,
      });
      return { result: { version: row.version }, before: { open: open?.version ?? null }, after: row };
    },
  );
}

/** Starts the clock of a step today, by the rules in force. */
export const startClock = (tx: Tx, ctx: Context, c: { applicationId: string; step: Step }): Promise<{ dueOn: Day }> =>
  startClocks(tx, ctx, { ...c, departments: [null] });

/** Starts one clock of a step for each department, all at once; they carry its name and are due on the same day. */
export async function startClocks(
  tx: Tx,
  ctx: Context,
  c: { applicationId: string; step: Step; departments: readonly (string | null)[] },
): Promise<{ dueOn: Day }> {
  const on = today(ctx);
  const [{ version, rules }, calendar] = await Promise.all([caseRulesOn(tx, ctx.district, on), loadCalendar(tx)]);
  const { unit, days } = rules.deadlines[c.step];
  const { amberOn, dueOn } = dueDays(calendar, { startedOn: on, days, unit }, []);
  await tx.insert(clocks).values(
    c.departments.map((department) => ({
      district: ctx.district,
      id: newId(),
      applicationId: c.applicationId,
      step: c.step,
      department,
      streetCode: sql`(select a.street_code from applications p join applicants a on a.district = p.district and a.id = p.applicant_id where p.district = ${ctx.district} and p.id = ${c.applicationId})`,
      startedOn: on,
      days,
      unit,
      ruleVersion: version,
      amberOn,
      dueOn,
    })),
  );
  if (assessedBefore.includes(c.step) && (await beingAssessed(tx, ctx, c.applicationId)))
    await pauseClocks(tx, ctx, { applicationId: c.applicationId, steps: [c.step], reason: 'assessment' });
  return { dueOn: dueOn as Day };
}

/** An assessment ordered in an earlier step of the case holds the steps that begin meanwhile as well. */
async function beingAssessed(tx: Tx, ctx: Context, applicationId: string): Promise<boolean> {
  const [open] = await tx.execute(sql`
    select 1 from assessment_orders where district = ${ctx.district} and application_id = ${applicationId}
      and done_at is null and cancelled_at is null limit 1`);
  return open !== undefined;
}

type Which = { applicationId: string; steps?: readonly Step[]; department?: string };
const chosen = (ctx: Context, c: Which) =>
  and(
    eq(clocks.district, ctx.district),
    eq(clocks.applicationId, c.applicationId),
    isNull(clocks.stoppedAt),
    c.steps ? inArray(clocks.step, [...c.steps]) : undefined,
    c.department === undefined ? undefined : eq(clocks.department, c.department),
  );

/** For a query or a join: the clock of this step that runs for this case. */
export const runningClock = (district: string | AnyPgColumn, applicationId: string | AnyPgColumn, step: Step) =>
  and(
    eq(clocks.district, district),
    eq(clocks.applicationId, applicationId),
    eq(clocks.step, step),
    isNull(clocks.stoppedAt),
  );

/** The day the running clock of a step is due; null when it stands still or none runs. */
export async function dueOf(tx: ReadTx, ctx: Context, applicationId: string, step: Step): Promise<Day | null> {
  const [clock] = await tx
    .select({ dueOn: clocks.dueOn })
    .from(clocks)
    .where(runningClock(ctx.district, applicationId, step));
  return clock?.dueOn ?? null;
}

/** Stops running clocks of a case: those of the steps named, or all. Their pauses end with them. */
export async function stopClocks(tx: Tx, ctx: Context, c: Which): Promise<void> {
  const stopped = await tx
    .update(clocks)
    .set({ stoppedAt: ctx.clock() })
    .where(chosen(ctx, c))
    .returning({ id: clocks.id });
  if (stopped.length > 0)
    await tx
      .update(clockPauses)
      .set({ until: sql`greatest(${clockPauses.since}, ${today(ctx)}::date)` })
      .where(
        and(
          eq(clockPauses.district, ctx.district),
          isNull(clockPauses.until),
          inArray(
            clockPauses.clockId,
            stopped.map((s) => s.id),
          ),
        ),
      );
}

/** Lets the clocks of a case stand still from tomorrow on; a pause of the same reason that is already open stays. */
export async function pauseClocks(tx: Tx, ctx: Context, c: Which & { reason: PauseReason }): Promise<void> {
  const running = await tx.select().from(clocks).where(chosen(ctx, c)).for('update');
  for (const clock of running)
    await tx
      .insert(clockPauses)
      .values({
        district: ctx.district,
        id: newId(),
        clockId: clock.id,
        reason: c.reason,
        since: addDays(today(ctx), 1),
      })
      .onConflictDoNothing();
  await reckon(tx, ctx, running);
}

/** Lets them run on from tomorrow, unless another reason still holds them. */
export async function resumeClocks(tx: Tx, ctx: Context, c: Which & { reason: PauseReason }): Promise<void> {
  const running = await tx.select().from(clocks).where(chosen(ctx, c)).for('update');
  if (running.length === 0) return;
  await tx
    .update(clockPauses)
    .set({ until: addDays(today(ctx), 1) })
    .where(
      and(
        eq(clockPauses.district, ctx.district),
        eq(clockPauses.reason, c.reason),
        isNull(clockPauses.until),
        inArray(
          clockPauses.clockId,
          running.map((r) => r.id),
        ),
      ),
    );
  await reckon(tx, ctx, running);
}

/** Writes the days that follow from the facts, for these clocks. */
async function reckon(tx: Tx, ctx: Context, rows: readonly ClockRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const ids = rows.map((r) => r.id);
  const [pauses, calendar] = await Promise.all([
    tx
      .select()
      .from(clockPauses)
      .where(and(eq(clockPauses.district, ctx.district), inArray(clockPauses.clockId, ids))),
    loadCalendar(tx),
  ]);
  let changed = 0;
  for (const row of rows) {
    const days = dueDays(
      calendar,
      row,
      pauses.filter((p) => p.clockId === row.id),
    );
    if (days.dueOn === row.dueOn && days.amberOn === row.amberOn) continue;
    changed += 1;
    await tx
      .update(clocks)
      .set(days)
      .where(and(eq(clocks.district, ctx.district), eq(clocks.id, row.id)));
  }
  return changed;
}

/** Reckons every running clock again: after the State Council's notice for a year has come into the calendar. */
export function recountClocks(ctx: Context): Promise<{ changed: number }> {
  return act(
    ctx,
    'clocks.recount',
    async () => ({ district: ctx.district, type: 'clocks', id: null, row: null }),
    async (tx) => {
      const running = await tx
        .select()
        .from(clocks)
        .where(and(eq(clocks.district, ctx.district), isNull(clocks.stoppedAt)))
        .for('update');
      const changed = await reckon(tx, ctx, running);
      return { result: { changed }, after: { changed }, changed: changed > 0 ? ['applications'] : [] };
    },
  );
}
