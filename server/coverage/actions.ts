import { and, eq, sql } from 'drizzle-orm';
import { coverageRules, travelFiles } from '../../db/schema/coverage.ts';
import { required } from '../kernel/errors.ts';
import { type Day, dayOf, toRange } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type FileGiven, readTravel } from './queries.ts';
import { mayFollow, mayTake, type Rule } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const nothingYet = (ctx: Context, type: string) => async () => ({ district: ctx.district, type, id: null, row: null });
/** Whoever adds a rule or a file waits for whoever does already. */
const inTurn = (tx: Tx, ctx: Context, what: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`${ctx.district} ${what}`}))`);

type NewRules = Rule & { from: Day; docNo: string | null; example: boolean };
/**
 * Minutes, speed and detour from a day on; those in force until then end the day before. The first may begin in the past.
 * @throws Refusal invalid rule_past, rule_overlap
 */
export function setCoverageRules(ctx: Context, { from, ...rules }: NewRules): Promise<{ rules_id: string }> {
  const { district } = ctx;
  return act(ctx, 'coverage.set_rules', nothingYet(ctx, 'coverage_rules'), async (tx) => {
    await inTurn(tx, ctx, 'coverage_rules');
    const [last] = await tx
      .select()
      .from(coverageRules)
      .where(and(eq(coverageRules.district, district), sql`upper_inf(${coverageRules.effective})`));
    const { began } = required(mayFollow(from, today(ctx), last), 'invalid');
    if (last && began !== null)
      await tx
        .update(coverageRules)
        .set({ effective: toRange({ start: began, end: from }) })
        .where(and(eq(coverageRules.district, district), eq(coverageRules.id, last.id)));
    const id = newId();
    await tx.insert(coverageRules).values({ district, id, ...rules, effective: toRange({ start: from, end: null }) });
    return { id, result: { rules_id: id }, after: { from, ...rules } };
  });
}

/**
 * Takes a file of ways on foot over as it was previewed: all of it or nothing. From now on it counts where it speaks.
 * @throws Refusal conflict import_has_errors, import_file_changed, travel_known
 */
export function takeTravel(ctx: Context, file: FileGiven & { source: string; sha256: string }) {
  const { district } = ctx;
  return act(ctx, 'coverage.import', nothingYet(ctx, 'travel_file'), async (tx) => {
    await inTurn(tx, ctx, 'travel_files');
    const read = await readTravel(tx, ctx, file);
    const { sha256, same } = read;
    required(mayTake({ faults: read.faults.length, sha256, seen: file.sha256, same }));
    const id = newId();
    const { kind, source } = file;
    const by = { addedBy: ctx.actor?.account ?? null, addedAt: ctx.clock() };
    await tx.insert(travelFiles).values({ district, id, kind, source, rows: read.rows, sha256, ...by });
    return {
      id,
      result: { file_id: id, rows: read.rows.length },
      after: { kind, source, sha256, rows: read.rows.length },
    };
  });
}
