import { createHash, createHmac, randomBytes } from 'node:crypto';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { proposals, roundRuns, roundServices, rounds } from '../../db/schema/rounds.ts';
import { offerBed } from '../allocation/actions.ts';
import { loadQueue } from '../allocation/queries.ts';
import { findApplication, rulesOn } from '../applications/actions.ts';
import type { BedKind } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type Later, type Tx, view } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { FORMAT } from './mechanism/market.ts';
import { type Outcome, runMarket } from './mechanism/outcome.ts';
import { readMarket } from './mechanism/read.ts';
import { buildSnapshot, kindsOf, type RoundParameters, type Snapshot } from './mechanism/snapshot.ts';
import {
  findRound,
  findUnit,
  type ProposalRow,
  type Published,
  pendingOf,
  publishable,
  publishedOf,
  type RoundRow,
  readFacts,
  runOf,
} from './queries.ts';
import {
  type Judged,
  judged,
  mayMove,
  mayPublish,
  proposalsOf,
  type Summary,
  summaryOf,
  worthRunning,
} from './rules.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export type RoundInput = { name: string; services: BedKind[] } & RoundParameters;

/**
 * Opens a round. The seed that will break ties is drawn now and sealed; its digest (SHA-256 of the 64 hex digits) is
 * public from this moment, so that nobody can choose it to suit a result.
 */
export function openRound(
  ctx: Context,
  vault: Vault,
  { name, services, ...parameters }: RoundInput,
): Promise<{ id: string; round_no: string; seed_digest: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'rounds.open',
    async () => ({ district, type: 'round', id: null, row: null }),
    async (tx) => {
      const on = dayOf(ctx.clock());
      const { version } = await rulesOn(tx, district, on);
      await tx.execute(sql`select 1 from districts where district = ${district} for no key update`);
      const year = `R${on.slice(0, 4)}-`;
      const [count] = await tx.execute<{ n: number }>(
        sql`select count(*)::int + 1 as n from ${rounds} where district = ${district} and round_no like ${`${year}%`}`,
      );
      const id = newId();
      const round_no = `${year}${String(count?.n ?? 1).padStart(3, '0')}`;
      const seed = randomBytes(32).toString('hex');
      const seed_digest = sha256(seed);
      await tx.insert(rounds).values({
        district,
        id,
        roundNo: round_no,
        name,
        services: [...new Set(services)].sort(),
        ruleVersion: version,
        parameters,
        seedSealed: vault.seal(seed),
        seedDigest: seed_digest,
        createdBy: ctx.actor?.account ?? null,
        createdAt: ctx.clock(),
      });
      await tx.insert(roundServices).values(kindsOf(services).map((service) => ({ district, roundId: id, service })));
      const result = { id, round_no, seed_digest };
      return { result, id, after: { ...result, services, parameters, rules: version }, changed: ['rounds'] };
    },
  );
}

export type Ran = { snapshot_digest: string; outcome_digest: string; verdict: Judged; summary: Summary };
/**
 * Runs a round: what is read is read as of one moment and stored as the bytes it was, the outcome is computed from those
 * bytes outside any transaction, and both with the proposals are written in one. A run that dies leaves nothing.
 */
export async function runRound(ctx: Context, vault: Vault, id: string): Promise<Ran> {
  const now = ctx.clock();
  const facts = await readFacts({ ...ctx, clock: () => now }, id);
  required(mayMove(facts.row, 'run'));
  const seed = vault.open(facts.row.seedSealed);
  const lottery = (who: string) => createHmac('sha256', seed).update(who).digest('hex');
  const snapshot = JSON.stringify(buildSnapshot({ ...facts, lottery }));
  const market = JSON.parse(snapshot) as Snapshot;
  required(worthRunning(market));
  required(readMarket(market));
  ctx.events.publish(ctx.district, ['rounds']);
  const result = runMarket(market);
  const outcome = JSON.stringify(result);
  const verdict = judged(market, JSON.parse(outcome) as Outcome);
  const summary = summaryOf(market, result);
  const digests = { snapshot_digest: sha256(snapshot), outcome_digest: sha256(outcome) };
  return act(
    ctx,
    'rounds.run',
    (tx) => findRound(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayMove(row, 'run'));
      await tx.insert(roundRuns).values({
        district: ctx.district,
        id: newId(),
        roundId: id,
        ranAt: now,
        seed,
        snapshot,
        snapshotDigest: digests.snapshot_digest,
        outcome,
        outcomeDigest: digests.outcome_digest,
        verdict,
        summary,
        engine: `${FORMAT} node ${process.version}`,
      });
      const rows = proposalsOf(market, result).map((p) => ({
        district: ctx.district,
        id: newId(),
        roundId: id,
        unit: p.unit,
        turn: p.turn,
        applicationId: p.application,
        applicantId: p.applicant,
        facilityId: p.facility,
        bedId: p.bed,
        choice: p.choice,
        freeOn: p.free_on,
      }));
      for (let i = 0; i < rows.length; i += 1000) await tx.insert(proposals).values(rows.slice(i, i + 1000));
      await saveRound(tx, row, { ranAt: now, clean: verdict.clean, ruleVersion: facts.round.rule_version });
      return {
        result: { ...digests, verdict, summary },
        after: { ...digests, clean: verdict.clean, proposals: rows.length },
        changed: ['rounds'],
      };
    },
  );
}

const saveRound = (tx: Tx, round: RoundRow, set: Partial<RoundRow>) =>
  tx
    .update(rounds)
    .set({ ...set, version: round.version + 1 })
    .where(and(eq(rounds.district, round.district), eq(rounds.id, round.id)));

const endServices = (tx: Tx, ctx: Context, roundId: string) =>
  tx
    .update(roundServices)
    .set({ endedAt: ctx.clock() })
    .where(
      and(eq(roundServices.district, ctx.district), eq(roundServices.roundId, roundId), isNull(roundServices.endedAt)),
    );

/** Ends a round without an offer; its beds are free for another one at once. */
export function cancelRound(ctx: Context, id: string, reason: string): Promise<{ cancelled: true }> {
  return act(
    ctx,
    'rounds.cancel',
    (tx) => findRound(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayMove(row, 'cancel'));
      await saveRound(tx, row, { cancelledAt: ctx.clock(), cancelReason: reason });
      await endServices(tx, ctx, id);
      return { result: { cancelled: true }, reason, changed: ['rounds'] };
    },
  );
}

export type Decision = { proposals: string[]; decision: 'approved' | 'struck' | 'undecided'; reason: string | null };

/**
 * Approves or strikes proposals, many at once; a couple's two together. Striking needs a reason and names in the audit
 * log whom it passes over.
 */
export function decideProposals(
  ctx: Context,
  id: string,
  input: Decision,
): Promise<{ decided: number; version: number }> {
  return act(
    ctx,
    'rounds.decide',
    (tx) => findRound(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayMove(row, 'decide'));
      if (input.decision === 'struck' && !input.reason?.trim())
        throw new Refusal('invalid', [{ code: 'reason_needed', pointer: '/reason' }]);
      const all = await tx
        .select()
        .from(proposals)
        .where(and(eq(proposals.district, ctx.district), eq(proposals.roundId, id)));
      const named = new Set(input.proposals);
      const found = all.filter((p) => named.has(p.id));
      const known = new Set(found.map((p) => p.id));
      const unknown = input.proposals.find((p) => !known.has(p));
      if (unknown)
        throw new Refusal('invalid', [
          { code: 'round_proposal_unknown', values: { id: unknown }, pointer: '/proposals' },
        ]);
      const units = new Set(found.map((p) => p.unit));
      const rows = all.filter((p) => units.has(p.unit));
      const decision = input.decision === 'undecided' ? null : input.decision;
      await tx
        .update(proposals)
        .set({
          decision,
          decidedAt: decision && ctx.clock(),
          decidedBy: decision && (ctx.actor?.account ?? null),
          strikeReason: decision === 'struck' ? input.reason : null,
          version: sql`${proposals.version} + 1`,
        })
        .where(
          and(
            eq(proposals.district, ctx.district),
            inArray(
              proposals.id,
              rows.map((p) => p.id),
            ),
          ),
        );
      await saveRound(tx, row, {});
      const passed_over = rows.map((p) => ({ application: p.applicationId, turn: p.turn, bed: p.bedId }));
      return {
        result: { decided: rows.length, version: row.version + 1 },
        after: {
          decision: input.decision,
          ...(decision === 'struck' ? { passed_over } : { proposals: rows.map((p) => p.id) }),
        },
        ...(input.reason ? { reason: input.reason } : {}),
        changed: ['rounds'],
      };
    },
  );
}

/**
 * Publishes a clean round: one offer a transaction, each judged again as of now. What changed since the run is written
 * to the proposal as its problem and reported; nothing is forced. A process that dies here is followed up by the clock.
 */
export async function publishRound(ctx: Context, id: string): Promise<Published> {
  const mine = and(eq(proposals.district, ctx.district), eq(proposals.roundId, id));
  await act(
    ctx,
    'rounds.publish',
    (tx) => findRound(tx, ctx.district, id),
    async (tx, { row }) => {
      const list = await tx.select({ decision: proposals.decision }).from(proposals).where(mine);
      const counts = {
        undecided: list.filter((p) => p.decision === null).length,
        approved: list.filter((p) => p.decision === 'approved').length,
      };
      required(mayPublish(row, counts));
      await saveRound(tx, row, { publishedAt: ctx.clock() });
      return { result: null, after: counts, changed: ['rounds'] };
    },
  );
  await publishPending({ ...ctx, idempotency: undefined, ifMatch: undefined }, id);
  return view(ctx, 'rounds.publish', (tx) => publishedOf(tx, ctx, id));
}

/** The clock's part: offers whose bed is free since today, and whatever a publishing that was cut off left undone. */
export async function publishDue(ctx: Context): Promise<{ rounds: number }> {
  const open = await view(ctx, 'rounds.publish', (tx) => publishable(tx, ctx));
  for (const { id } of open) await publishPending(ctx, id);
  return { rounds: open.length };
}

const WORKERS = 4;

/** Facility by facility, a few at a time: offers at one home queue for its vacancy row anyway. */
async function publishPending(ctx: Context, roundId: string): Promise<void> {
  const { pending, run } = await view(ctx, 'rounds.publish', async (tx) => ({
    pending: await pendingOf(tx, ctx, roundId),
    run: await runOf(tx, ctx.district, roundId),
  }));
  const homes = [...Map.groupBy(pending, (p) => p.facilityId).values()];
  const work = async () => {
    for (let home = homes.shift(); home; home = homes.shift())
      for (const unit of Map.groupBy(home, (p) => p.unit).values()) await publishUnit(ctx, unit, run);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  await act(
    ctx,
    'rounds.publish',
    async (tx) => ({ ...(await findRound(tx, ctx.district, roundId)), version: undefined }),
    async (tx) => {
      await endServices(tx, ctx, roundId);
      return { result: null, after: { tried: pending.length }, changed: ['rounds'] };
    },
  );
}

type Run = Awaited<ReturnType<typeof runOf>>;

/** One person's offer, or a couple's two, in one transaction; or the reason why not, in another. */
async function publishUnit(ctx: Context, unit: readonly ProposalRow[], run: Run): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await onUnit(ctx, unit, (tx, list) => offerUnit(tx, ctx, list, run));
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A deadlock or a lock that took too long says nothing about the bed; after a few tries the clock comes back to it.
      if (error.kind === 'unavailable' && tries < 4) continue;
      if (error.kind === 'unavailable') return;
      const problem = error.reasons;
      await onUnit(ctx, unit, async (tx, list) => {
        await saveProposals(tx, list, { problem });
        return { after: { problem: problem.map((r) => r.code) }, changed: ['rounds'] };
      });
      return;
    }
  }
}

type UnitDone = { after?: object; changed?: Topic[]; later?: Later[] };

const onUnit = (
  ctx: Context,
  unit: readonly ProposalRow[],
  work: (tx: Tx, list: ProposalRow[]) => Promise<UnitDone>,
): Promise<null> =>
  act(
    ctx,
    'rounds.publish',
    (tx) => findUnit(tx, ctx.district, unit),
    async (tx, { row }) => {
      // Somebody else was faster: the clock and an officer may both be at it.
      if (row.some((p) => p.offerId !== null || p.problem !== null)) return { result: null };
      return { result: null, ...(await work(tx, row)) };
    },
  );

async function offerUnit(tx: Tx, ctx: Context, list: ProposalRow[], run: Run): Promise<UnitDone> {
  const ids = list.map((p) => p.applicationId).sort();
  for (const id of ids) await findApplication(tx, ctx.district, id);
  const { queue, ...inForce } = await loadQueue(tx, ctx, { applications: ids });
  const made = [];
  for (const p of list) {
    const now = queue.find((w) => w.application.id === p.applicationId);
    const then = run.personOf(p.applicationId);
    if (!now || !then) throw new Refusal('conflict', 'not_queued');
    const done = await offerBed(tx, ctx, p.facilityId, p.bedId, {
      ...inForce,
      mine: { ...now, key: then.key, place: then.place, placeInTrack: then.place_in_track },
      ahead: [],
      proof: {
        round: { id: p.roundId, proposal: p.id, turn: p.turn, lottery: then.lottery, snapshot: run.snapshotDigest },
      },
      reserveOpen: run.snapshot.round.parameters.reserve === 'released',
    });
    await saveProposals(tx, [p], { offerId: done.id });
    made.push(done);
  }
  return {
    after: { offers: made.map((d) => ({ offer: d.id, ...d.after })) },
    changed: ['rounds', ...made.flatMap((d) => d.changed)],
    later: made.flatMap((d) => d.later),
  };
}

const saveProposals = (tx: Tx, list: readonly ProposalRow[], set: Partial<ProposalRow>) =>
  tx
    .update(proposals)
    .set({ ...set, version: sql`${proposals.version} + 1` as never })
    .where(
      and(
        eq(proposals.district, list[0]?.district ?? ''),
        inArray(
          proposals.id,
          list.map((p) => p.id),
        ),
      ),
    );
