import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, claims, facilities, rooms } from '../../db/schema/facilities.ts';
import { queueRules } from '../../db/schema/queue.ts';
import { proposals, roundRuns, rounds } from '../../db/schema/rounds.ts';
import { loadFacilities, loadQueue } from '../allocation/queries.ts';
import { lotsOf } from '../contracts/actions.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, type Subject, view } from '../platform/context.ts';
import { keyOf, orderingOf, type QueueKey } from '../queue/rules.ts';
import { contextOf } from './mechanism/explain.ts';
import type { Outcome } from './mechanism/outcome.ts';
import {
  type PersonInRound,
  type RoundParameters,
  roundRules,
  type Snapshot,
  type SnapshotFacts,
} from './mechanism/snapshot.ts';
import { kmTo, roundState, type Summary } from './rules.ts';

export type RoundRow = typeof rounds.$inferSelect;
export type ProposalRow = typeof proposals.$inferSelect;

/** The round as a subject, locked when it will change. */
export async function findRound(tx: ReadTx, district: string, id: string, lock = true): Promise<Subject<RoundRow>> {
  const query = tx
    .select()
    .from(rounds)
    .where(and(eq(rounds.district, district), eq(rounds.id, id)));
  const [row] = lock ? await query.for('update') : await query;
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'round', id, row, version: row.version };
}

/** Approved proposals whose offer can go out today and has not. */
export const pendingOf = (tx: ReadTx, ctx: Context, roundId: string) =>
  tx
    .select()
    .from(proposals)
    .where(
      and(
        eq(proposals.district, ctx.district),
        eq(proposals.roundId, roundId),
        eq(proposals.decision, 'approved'),
        sql`${proposals.offerId} is null and ${proposals.problem} is null`,
        sql`coalesce(${proposals.freeOn}, '-infinity') <= ${dayOf(ctx.clock())}::date`,
      ),
    )
    .orderBy(proposals.turn, proposals.id);

/** One person's proposal or a couple's two, locked. */
export async function findUnit(
  tx: ReadTx,
  district: string,
  unit: readonly ProposalRow[],
): Promise<Subject<ProposalRow[]>> {
  const ids = unit.map((p) => p.id);
  const row = await tx
    .select()
    .from(proposals)
    .where(and(eq(proposals.district, district), inArray(proposals.id, ids)))
    .orderBy(proposals.id)
    .for('update');
  return { district, type: 'proposal', id: ids[0] ?? null, row };
}

export type Published = {
  offers: number;
  /** approved, but the bed becomes free only later: offered on that day */
  later: number;
  problems: { proposal_id: string; reasons: Reason[] }[];
};

/** What has become of a round's approved proposals. */
export async function publishedOf(tx: ReadTx, ctx: Context, id: string): Promise<Published> {
  const list = await tx
    .select()
    .from(proposals)
    .where(and(eq(proposals.district, ctx.district), eq(proposals.roundId, id)))
    .orderBy(proposals.turn, proposals.id);
  return {
    offers: list.filter((p) => p.offerId).length,
    later: list.filter((p) => p.decision === 'approved' && !p.offerId && !p.problem).length,
    problems: list.flatMap((p) => (p.problem ? [{ proposal_id: p.id, reasons: p.problem as Reason[] }] : [])),
  };
}

/** Published rounds with something left to do. */
export const publishable = (tx: ReadTx, ctx: Context) =>
  tx.execute<{ id: string }>(sql`
    select r.id from rounds r where r.district = ${ctx.district} and r.published_at is not null
      and (exists (select 1 from proposals p where p.district = r.district and p.round_id = r.id and p.decision = 'approved'
             and p.offer_id is null and p.problem is null
             and coalesce(p.free_on, '-infinity') <= ${dayOf(ctx.clock())}::date)
        or exists (select 1 from round_services s where s.district = r.district and s.round_id = r.id and s.ended_at is null))`);

/** The queue, the beds with what takes them, the contracts, who lies where; in a transaction that sees one moment. */
export async function readNow(tx: ReadTx, ctx: Context, only?: readonly string[]) {
  const on = dayOf(ctx.clock());
  const { queue, version, rules } = await loadQueue(tx, ctx);
  const places = await loadFacilities(tx, ctx.district, on, only);
  const ids = places.map((p) => p.facility.id);
  const lots = await lotsOf(tx, ctx.district, ids);
  const lying = await tx
    .select({ person: claims.applicantId, facility: claims.facilityId, bed: claims.bedId })
    .from(claims)
    .where(
      and(
        eq(claims.district, ctx.district),
        eq(claims.kind, 'stay'),
        eq(claims.residential, true),
        sql`${claims.releasedAt} is null and ${claims.during} @> ${on}::date`,
      ),
    );
  const stays = new Map(lying.map(({ person, ...where }) => [person ?? '', where]));
  return { on, queue, version, rules, places, lots, stays };
}

/** Everything a run looks at, as of one moment: the queue, the beds with what takes them, the contracts, who lies where. */
export function readFacts(ctx: Context, id: string) {
  return look(
    ctx,
    'rounds.run',
    async (tx) => {
      const [row] = await tx
        .select()
        .from(rounds)
        .where(and(eq(rounds.district, ctx.district), eq(rounds.id, id)));
      if (!row) throw new Refusal('not_found', 'not_found');
      const { on, queue, version, rules, places, lots, stays } = await readNow(tx, ctx);
      const round: SnapshotFacts['round'] = {
        round_no: row.roundNo,
        district: ctx.district,
        taken_at: ctx.clock().toISOString(),
        on,
        services: row.services,
        parameters: row.parameters as RoundParameters,
        rule_version: version,
        rules: roundRules(rules),
      };
      return { district: ctx.district, type: 'round', id, row: { row, round, queue, places, lots, stays } };
    },
    { oneMoment: true },
  );
}

/** A run as it was, with what is looked up in it often. */
export type Kept = {
  id: string;
  seed: string;
  snapshotText: string;
  outcomeText: string;
  snapshotDigest: string;
  outcomeDigest: string;
  snapshot: Snapshot;
  outcome: Outcome;
  explaining: ReturnType<typeof contextOf>;
  personOf(application: string): (PersonInRound & { unit: string; lottery: string; key: QueueKey }) | undefined;
};
/** Runs never change, so a few may be kept ready: a person's explanation must not wait for megabytes to be read again. */
const kept = new Map<string, Kept>();
const KEEP = 3;

export async function runOf(tx: ReadTx, district: string, roundId: string): Promise<Kept> {
  const ready = kept.get(`${district} ${roundId}`);
  if (ready) return ready;
  const [row] = await tx
    .select()
    .from(roundRuns)
    .where(and(eq(roundRuns.district, district), eq(roundRuns.roundId, roundId)));
  if (!row) throw new Refusal('conflict', 'round_not_run');
  const snapshot = JSON.parse(row.snapshot) as Snapshot;
  const outcome = JSON.parse(row.outcome) as Outcome;
  const { rules, taken_at } = snapshot.round;
  const ordering = orderingOf(rules);
  const people = new Map(
    snapshot.units.flatMap((u) =>
      u.people.map((p) => [
        p.application,
        { ...p, unit: u.id, lottery: u.lottery, key: keyOf(p.standing, ordering, taken_at) },
      ]),
    ),
  );
  const run: Kept = {
    id: row.id,
    seed: row.seed,
    snapshotText: row.snapshot,
    outcomeText: row.outcome,
    snapshotDigest: row.snapshotDigest,
    outcomeDigest: row.outcomeDigest,
    snapshot,
    outcome,
    explaining: contextOf(snapshot, outcome),
    personOf: (application) => people.get(application),
  };
  kept.set(`${district} ${roundId}`, run);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEEP) break;
    kept.delete(oldest);
  }
  return run;
}

const runColumns = {
  seed: roundRuns.seed,
  snapshotDigest: roundRuns.snapshotDigest,
  outcomeDigest: roundRuns.outcomeDigest,
  verdict: roundRuns.verdict,
  summary: roundRuns.summary,
};

/** Rounds with their figures, newest first. Nothing of any person. */
export async function loadRounds(tx: ReadTx, district: string, id?: string) {
  return tx
    .select({ round: rounds, run: runColumns })
    .from(rounds)
    .leftJoin(roundRuns, and(eq(roundRuns.district, rounds.district), eq(roundRuns.roundId, rounds.id)))
    .where(and(eq(rounds.district, district), id ? eq(rounds.id, id) : undefined))
    .orderBy(desc(rounds.createdAt), desc(rounds.id))
    .limit(100);
}
type Listed = Awaited<ReturnType<typeof loadRounds>>[number];

export const showRound = ({ round: r, run }: Listed) => ({
  id: r.id,
  round_no: r.roundNo,
  name: r.name,
  state: roundState(r),
  services: r.services,
  rule_version: r.ruleVersion,
  parameters: r.parameters as RoundParameters,
  opened_at: r.createdAt.toISOString(),
  ran_at: r.ranAt?.toISOString() ?? null,
  published_at: r.publishedAt?.toISOString() ?? null,
  cancelled_at: r.cancelledAt?.toISOString() ?? null,
  cancel_reason: r.cancelReason,
  clean: r.clean,
  seed_digest: r.seedDigest,
  seed: run?.seed ?? null,
  snapshot_digest: run?.snapshotDigest ?? null,
  outcome_digest: run?.outcomeDigest ?? null,
  summary: (run?.summary as Summary | undefined) ?? null,
  version: r.version,
});

export const listRounds = (ctx: Context) =>
  view(ctx, 'rounds.list', async (tx) => (await loadRounds(tx, ctx.district)).map(showRound));

/** One round with every proposal, as officers see it. */
export function readRound(ctx: Context, id: string) {
  return look(ctx, 'rounds.read', async (tx) => {
    const [found] = await loadRounds(tx, ctx.district, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    const run = found.run ? await runOf(tx, ctx.district, id) : null;
    const rows = await tx
      .select({ p: proposals, a: applicants, f: facilities, b: beds, room: rooms, receipt: applications.receiptNo })
      .from(proposals)
      .innerJoin(applicants, and(eq(applicants.district, proposals.district), eq(applicants.id, proposals.applicantId)))
      .innerJoin(
        applications,
        and(eq(applications.district, proposals.district), eq(applications.id, proposals.applicationId)),
      )
      .innerJoin(facilities, and(eq(facilities.district, proposals.district), eq(facilities.id, proposals.facilityId)))
      .innerJoin(beds, and(eq(beds.district, proposals.district), eq(beds.id, proposals.bedId)))
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(and(eq(proposals.district, ctx.district), eq(proposals.roundId, id)))
      .orderBy(proposals.turn, proposals.id);
    const list = rows.map(({ p, a, f, b, room, receipt }) => ({
      id: p.id,
      turn: p.turn,
      application_id: p.applicationId,
      applicant_id: p.applicantId,
      receipt_no: receipt,
      name: a.name,
      sex: a.sex,
      key: run?.personOf(p.applicationId)?.key ?? null,
      lottery: run?.personOf(p.applicationId)?.lottery ?? null,
      couple: p.unit.includes('+'),
      facility_id: f.id,
      facility: f.name,
      room_no: room.roomNo,
      bed_id: b.id,
      bed_no: b.bedNo,
      pool: b.pool,
      choice: p.choice,
      distance_km: run ? kmTo(run.explaining.people.get(p.unit), run.explaining.facilities.get(f.id)) : null,
      free_on: p.freeOn,
      decision: p.decision,
      strike_reason: p.strikeReason,
      offer_id: p.offerId,
      problem: p.problem,
    }));
    const versions = await tx
      .select({ version: queueRules.version })
      .from(queueRules)
      .where(eq(queueRules.district, ctx.district))
      .orderBy(queueRules.effective);
    const row = {
      round: showRound(found),
      verdict: found.run?.verdict ?? null,
      proposals: list,
      rule_versions: versions.map((v) => v.version),
    };
    return { district: ctx.district, type: 'round', id, row };
  });
}

/** The bytes of a run, for whoever checks it: nothing is parsed or written anew. */
export function storedRun(ctx: Context, id: string, part: 'snapshot' | 'outcome') {
  return look(ctx, 'rounds.audit', async (tx) => {
    const { row: round } = await findRound(tx, ctx.district, id, false);
    const [run] = await tx
      .select({ snapshot: roundRuns.snapshot, outcome: roundRuns.outcome })
      .from(roundRuns)
      .where(and(eq(roundRuns.district, ctx.district), eq(roundRuns.roundId, round.id)));
    if (!run) throw new Refusal('conflict', 'round_not_run');
    return { district: ctx.district, type: 'round', id, row: run[part] };
  });
}
