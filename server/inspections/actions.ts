import { and, eq, inArray, sql } from 'drizzle-orm';
import { checkRuns, checks, findingEvents, findings } from '../../db/schema/inspections.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange, whenIs } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import { newId } from '../platform/ids.ts';
import { loaders, type Shared } from './queries.ts';
import {
  type CheckCode,
  type FindingCode,
  findingNo,
  type Hit,
  judge,
  mayAddCheck,
  type NewCheck,
  type Params,
  type RunCode,
  runCodes,
  type Term,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

type Raised = {
  code: FindingCode;
  source: (typeof findings.$inferInsert)['source'];
  term: Term;
  runId?: string;
  note?: string | null;
  hits: readonly Hit[];
};

/**
 * Makes a finding of every hit that is not one yet, in the caller's transaction. Whoever raises at the same moment waits; and
 * what one of them has raised the other only meets again.
 * @returns the ids of the new ones, by fact key
 */
export async function raiseFindings(tx: Tx, ctx: Context, of: Raised): Promise<Map<string, string>> {
  const { district } = ctx;
  const now = ctx.clock();
  const by = ctx.actor?.account ?? null;
  const fresh = await freshOf(tx, ctx, of.code, of.hits);
  if (fresh.length === 0) return new Map();
  const { places, people } = await streetsOf(tx, district, fresh);
  const first = findingNo(today(ctx), 0).slice(0, -3);
  const [before] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from findings where district = ${district} and finding_no like ${`${first}%`}`,
  );
  const rows = fresh.map((h, i) => ({
    district,
    id: newId(),
    findingNo: findingNo(today(ctx), (before?.n ?? 0) + i),
    code: of.code,
    source: of.source,
    runId: of.runId ?? null,
    factKey: h.fact_key,
    subjectType: h.subject.type,
    subjectId: h.subject.id,
    facilityId: h.facility,
    streetCode: people.get(h.subject.id) ?? places.get(h.facility ?? '') ?? null,
    facts: h.values,
    note: of.note ?? null,
    term: of.term,
    status: 'found' as const,
    foundBy: by,
    foundAt: now,
  }));
  await tx.insert(findings).values(rows);
  await tx
    .insert(findingEvents)
    .values(rows.map((r) => ({ district, id: newId(), findingId: r.id, at: now, by, kind: 'found' as const })));
  return new Map(rows.map((r) => [r.factKey, r.id]));
}

/** The hits nobody has met before. Holds the lock until the transaction ends, so that no occurrence becomes two findings. */
async function freshOf(tx: Tx, ctx: Context, code: FindingCode, hits: readonly Hit[]): Promise<Hit[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`findings ${ctx.district}`}))`);
  const keys = hits.map((h) => h.fact_key);
  const known = keys.length
    ? await tx
        .select({ key: findings.factKey })
        .from(findings)
        .where(and(eq(findings.district, ctx.district), eq(findings.code, code), inArray(findings.factKey, keys)))
    : [];
  const seen = new Set(known.map((k) => k.key));
  return hits.filter((h) => !seen.has(h.fact_key));
}

async function streetsOf(tx: ReadTx, district: string, hits: readonly Hit[]) {
  const ids = (list: readonly (string | null)[]) =>
    sql`${sql.param([...new Set(list.filter((id) => id !== null))])}::uuid[]`;
  const places = await tx.execute<{ id: string; street: string }>(sql`
    select id, street_code as street from facilities where district = ${district} and id = any(${ids(hits.map((h) => h.facility))})`);
  const whose = ids(hits.map((h) => h.subject.id));
  const people = await tx.execute<{ id: string; street: string }>(sql`
    select id, street_code as street from applicants where district = ${district} and id = any(${whose})
    union all
    select p.id, a.street_code from applications p join applicants a on a.district = p.district and a.id = p.applicant_id
     where p.district = ${district} and p.id = any(${whose})`);
  return {
    places: new Map(places.map((p) => [p.id, p.street])),
    people: new Map(people.map((p) => [p.id, p.street])),
  };
}

type Ran = { code: RunCode; run_id: string; hits: number; fresh: number };

/**
 * Runs one check over the facts of this moment and keeps what it looked at, byte for byte, beside what it said.
 * @throws Refusal conflict check_off when no version of it is in force and switched on
 */
export function runCheck(ctx: Context, code: RunCode, shared: Shared = new Map()): Promise<Ran> {
  return act(
    ctx,
    'inspections.run',
    async () => ({ district: ctx.district, type: 'check', id: null, row: null }),
    async (tx) => {
      const on = today(ctx);
      const check = await checkOn(tx, ctx.district, code, on);
      if (!check?.on) throw new Refusal('conflict', 'check_off');
      const given = { tx, district: ctx.district, on, now: ctx.clock(), params: check.params, shared };
      const facts = await loaders[code](given);
      const inputs = JSON.stringify(facts);
      const hits = judge(code, JSON.parse(inputs), check.params);
      const fresh = await freshOf(tx, ctx, code, hits);
      const id = newId();
      await tx.insert(checkRuns).values({
        district: ctx.district,
        id,
        checkId: check.id,
        code,
        asOn: on,
        inputs,
        inputsDigest: sha256Of(inputs),
        hits: hits.length,
        fresh: fresh.length,
        factKeys: hits.map((h) => h.fact_key),
        ranBy: ctx.actor?.account ?? null,
        ranAt: ctx.clock(),
      });
      await raiseFindings(tx, ctx, { code, source: 'check', term: check.term, runId: id, hits: fresh });
      const said = { code, run_id: id, hits: hits.length, fresh: fresh.length };
      return { result: said, id, after: said, changed: ['findings'] };
    },
  );
}

/**
 * Every check in force and switched on, one after another, each by itself: what one found stays when the next one fails, and
 * those after it run all the same.
 * @throws what the first that failed threw, once all have run
 */
export async function runChecks(ctx: Context): Promise<{ runs: Ran[] }> {
  const on = today(ctx);
  const due = await view(ctx, 'inspections.run', (tx) => checksOf(tx, ctx.district));
  const codes = runCodes.filter((code) =>
    due.some((c) => c.code === code && c.on && c.from <= on && (c.to === null || on < c.to)),
  );
  const runs: Ran[] = [];
  // The key of the request is for one answer; here several are given.
  const shared: Shared = new Map();
  const failed: unknown[] = [];
  for (const code of codes)
    await runCheck({ ...ctx, idempotency: undefined }, code, shared).then(
      (ran) => runs.push(ran),
      (error: unknown) => failed.push(error),
    );
  if (failed.length > 0) throw failed[0];
  return { runs };
}

/**
 * A version of a check from a day on; the one open until then ends the day before. Findings keep the term they were raised with.
 * @throws Refusal invalid check_threshold, check_past; conflict check_overlap
 */
export function addCheck(ctx: Context, input: NewCheck & { example?: boolean }): Promise<{ id: string }> {
  return act(
    ctx,
    'inspections.add_check',
    async () => ({ district: ctx.district, type: 'check', id: null, row: null }),
    async (tx) => {
      const [open] = await tx
        .select()
        .from(checks)
        .where(and(eq(checks.district, ctx.district), eq(checks.code, input.code), sql`upper_inf(${checks.effective})`))
        .for('update');
      const openFrom = open ? fromRange(open.effective).start : null;
      required(mayAddCheck(input, { today: today(ctx), openFrom }), 'invalid');
      if (open)
        await tx
          .update(checks)
          .set({ effective: sql`daterange(lower(${checks.effective}), ${input.from}::date)` })
          .where(and(eq(checks.district, ctx.district), eq(checks.id, open.id)));
      const id = newId();
      await tx.insert(checks).values({
        district: ctx.district,
        id,
        code: input.code,
        effective: `[${input.from},)`,
        on: input.on,
        params: { ...input.params },
        term: input.term,
        docNo: input.doc_no,
        example: input.example ?? false,
      });
      return { result: { id }, id, before: { open: open?.id ?? null }, after: input, changed: ['findings'] };
    },
  );
}

export type CheckRow = {
  id: string;
  code: CheckCode;
  from: Day;
  to: Day | null;
  on: boolean;
  params: Record<string, number>;
  term: Term;
  doc_no: string | null;
  example: boolean;
};

/** Every version of every check, the latest first. */
export const checksOf = (tx: ReadTx, district: string, code: CheckCode | null = null) =>
  tx.execute<CheckRow>(sql`
    select id, code, lower(effective)::text as "from", upper(effective)::text as "to", is_on as "on", params, term, doc_no, example
      from checks where district = ${district} and ${code ? sql`code = ${code}` : sql`true`} order by code, effective desc`);

/** The version of a check in force on a day; null: it is not run on that day. */
export async function checkOn(tx: ReadTx, district: string, code: string, on: Day): Promise<CheckRow | null> {
  const all = await checksOf(tx, district, code as CheckCode);
  return all.find((c) => c.from <= on && (c.to === null || on < c.to)) ?? null;
}

const RUNS = 5;
/** Checks with their thresholds, the versions before and after, and the last runs of each. */
export function listChecks(ctx: Context) {
  const on = today(ctx);
  return view(ctx, 'inspections.checks', async (tx) => {
    const [versions, runs] = await Promise.all([
      checksOf(tx, ctx.district),
      tx.execute<{
        id: string;
        code: string;
        as_on: Day;
        hits: number;
        fresh: number;
        ran_at: string;
        ran_by: string | null;
      }>(sql`
        select r.id, r.code, r.as_on::text, r.hits, r.fresh, r.ran_at, a.display_name as ran_by
          from (select *, row_number() over (partition by code order by ran_at desc, id desc) as n from check_runs
                 where district = ${ctx.district}) r
          left join accounts a on a.id = r.ran_by where r.n <= ${RUNS} order by r.ran_at desc, r.id desc`),
    ]);
    return [...Map.groupBy(versions, (v) => v.code)].map(([code, own]) => ({
      code,
      versions: own.map((v) => ({
        ...v,
        state: whenIs({ start: v.from, end: v.to }, on),
      })),
      runs: runs
        .filter((r) => r.code === code)
        .map(({ code: _, ...r }) => ({ ...r, ran_at: new Date(r.ran_at).toISOString() })),
    }));
  });
}

/** The run again over what it was given then: is it still the same, byte for byte and hit for hit? */
export function replayRun(ctx: Context, id: string) {
  return view(ctx, 'inspections.replay', async (tx) => {
    const [run] = await tx.execute<{
      code: RunCode;
      inputs: string;
      digest: string;
      keys: string[];
      as_on: Day;
      params: Params;
      from: Day;
    }>(sql`
      select r.code, r.inputs, r.inputs_digest as digest, r.fact_keys as keys, r.as_on::text, c.params,
        lower(c.effective)::text as "from"
        from check_runs r join checks c on c.district = r.district and c.id = r.check_id
       where r.district = ${ctx.district} and r.id = ${id}`);
    if (!run) throw new Refusal('not_found', 'not_found');
    const hits = judge(run.code, JSON.parse(run.inputs), run.params);
    const keys = hits.map((h) => h.fact_key);
    return {
      code: run.code,
      as_on: run.as_on,
      version_from: run.from,
      bytes: Buffer.byteLength(run.inputs),
      inputs_digest: run.digest,
      unchanged: sha256Of(run.inputs) === run.digest,
      recorded: run.keys.length,
      hits: keys.length,
      same: keys.length === run.keys.length && keys.every((k, i) => k === run.keys[i]),
    };
  });
}
