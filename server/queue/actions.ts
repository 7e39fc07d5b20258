import { and, eq, sql } from 'drizzle-orm';
import { helpers } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { queueRules, queueTellings } from '../../db/schema/queue.ts';
import { acting } from '../applicants/queries.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, type Later, type Tx } from '../platform/context.ts';
import { among, newId } from '../platform/ids.ts';
import { movesOf, whyMoved } from './mechanism/moves.ts';
import { loadStandings } from './queries.ts';
import { aheadOf, checkRules, mayBegin, type QueueKey, type QueueRules } from './rules.ts';

type RuleSet = { version: string; effective: string; rules: QueueRules; docNo: string };
type Draft = { doc_no: string; from: Day; rules: QueueRules };

function refuseWrong(rules: QueueRules) {
  const [first, ...rest] = checkRules(rules);
  if (first) throw new Refusal('invalid', [first, ...rest]);
}

/** Takes over a rule set with its days as they were; two in force at once are refused by the database. */
export function importQueueRules(ctx: Context, row: RuleSet): Promise<{ version: string }> {
  return act(
    ctx,
    'queue.import_rules',
    async () => ({ district: ctx.district, type: 'queue_rules', id: null, row: null }),
    async (tx) => {
      refuseWrong(row.rules);
      await tx.insert(queueRules).values({ ...row, district: ctx.district });
      return { result: { version: row.version }, after: row };
    },
  );
}

/** Every rule set of the district, locked: two administrators change them one after another. */
const lockRules = (tx: Tx, district: string) =>
  tx.select().from(queueRules).where(eq(queueRules.district, district)).orderBy(queueRules.effective).for('update');

const setDays = (tx: Tx, district: string, version: string, effective: string) =>
  tx
    .update(queueRules)
    .set({ effective })
    .where(and(eq(queueRules.district, district), eq(queueRules.version, version)));

/** A new rule set from a day to come; the last one ends the day before. */
export function addQueueRules(ctx: Context, input: Draft & { version: string }): Promise<{ version: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'queue.add_rules',
    async (tx) => ({ district, type: 'queue_rules', id: null, row: await lockRules(tx, district) }),
    async (tx, { row: versions }) => {
      refuseWrong(input.rules);
      const last = versions.at(-1);
      const days = last && fromRange(last.effective);
      required(mayBegin(input.from, dayOf(ctx.clock()), days ? { after: days.start, before: null } : {}), 'invalid');
      if (versions.some((v) => v.version === input.version))
        throw new Refusal('invalid', [
          { code: 'rules_version_taken', values: { version: input.version }, pointer: '/version' },
        ]);
      if (last && days) await setDays(tx, district, last.version, toRange({ start: days.start, end: input.from }));
      await tx.insert(queueRules).values({
        district,
        version: input.version,
        effective: toRange({ start: input.from, end: null }),
        rules: input.rules,
        docNo: input.doc_no,
      });
      return {
        result: { version: input.version },
        before: last ? { version: last.version, effective: last.effective } : undefined,
        after: input,
        changed: ['queue'],
      };
    },
  );
}

/** Changes a rule set that is not in force yet; the one before it ends when it begins. */
export function editQueueRules(ctx: Context, version: string, input: Draft): Promise<{ revision: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'queue.edit_rules',
    async (tx) => {
      const versions = await lockRules(tx, district);
      const at = versions.findIndex((v) => v.version === version);
      const row = versions[at];
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district, type: 'queue_rules', id: null, row: { row, before: versions[at - 1] }, version: row.revision };
    },
    async (tx, { row: { row, before } }) => {
      const today = dayOf(ctx.clock());
      const { start, end } = fromRange(row.effective);
      if (start <= today) throw new Refusal('conflict', 'rules_in_force', { version, since: start });
      refuseWrong(input.rules);
      const earlier = before && fromRange(before.effective).start;
      required(mayBegin(input.from, today, { after: earlier ?? null, before: end }), 'invalid');
      const own = () => setDays(tx, district, version, toRange({ start: input.from, end }));
      // The constraint looks at every statement: whichever of the two gives room goes first.
      if (input.from > start) await own();
      if (before && earlier) await setDays(tx, district, before.version, toRange({ start: earlier, end: input.from }));
      if (input.from <= start) await own();
      const revision = row.revision + 1;
      await tx
        .update(queueRules)
        .set({ rules: input.rules, docNo: input.doc_no, revision })
        .where(and(eq(queueRules.district, district), eq(queueRules.version, version)));
      return {
        result: { revision },
        before: { effective: row.effective, rules: row.rules, doc_no: row.docNo },
        after: { version, ...input },
        changed: ['queue'],
      };
    },
  );
}

const PART = 1000;

/** Once a day: everybody whose place is another one than they were told is told the new one and why; who has left, too. */
export function tellPlaces(ctx: Context): Promise<{ told: number; moved: number; left: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'queue.tell',
    async (tx) => {
      await lockRules(tx, district);
      return { district, type: 'queue', id: null, row: null };
    },
    async (tx) => {
      const { queue, version, rules } = await loadStandings(tx, ctx);
      const before = await lastTold(tx, district);
      const waiting = queue.map((w) => ({
        id: w.id,
        place: w.place,
        inTrack: w.placeInTrack,
        key: w.key,
        applicantId: w.applicantId,
      }));
      const here = new Set(waiting.map((w) => w.id));
      const gone = [...before.keys()].filter((id) => !here.has(id));
      const placed = await placedOf(tx, district, gone);
      const told = movesOf(
        before,
        waiting,
        (id) => placed.has(id),
        version,
        (mine, others) => aheadOf(mine, others, rules.key),
      );
      const rows: (typeof queueTellings.$inferInsert)[] = [
        ...told.map((m) => ({
          applicationId: m.id,
          place: m.place,
          placeInTrack: m.inTrack,
          key: m.key,
          reasons: m.reasons,
        })),
        ...gone.map((id) => ({
          applicationId: id,
          reasons: [{ code: placed.has(id) ? 'move_own_housed' : 'move_own_left' }],
        })),
      ].map((row) => ({
        ...row,
        district,
        id: newId(),
        toldAt: ctx.clock(),
        waiting: queue.length,
        ruleVersion: version,
      }));
      for (let i = 0; i < rows.length; i += PART) await tx.insert(queueTellings).values(rows.slice(i, i + PART));
      const moved = told.filter((m) => m.moved !== 0);
      const later: Later[] = [];
      for (const m of await withHelpers(tx, district, moved))
        later.push(
          ...(await notify(tx, ctx, {
            applicantId: m.applicantId,
            applicationId: m.id,
            kind: 'place_moved',
            values: { from: m.place - m.moved, to: m.place, why: whyMoved(m.reasons, m.moved) },
          })),
        );
      const result = { told: told.length, moved: moved.length, left: gone.length };
      // A thousand messages made at one moment need one job.
      const once = [...new Map(later.map((l) => [`${l.job} ${l.at.getTime()}`, l])).values()];
      return { result, after: result, changed: rows.length > 0 ? ['queue'] : [], later: once };
    },
  );
}

/** Those for whom somebody signs in: the others ask at the desk. */
async function withHelpers<T extends { applicantId: string }>(tx: Tx, district: string, list: readonly T[]) {
  if (list.length === 0) return [];
  const rows = await tx
    .selectDistinct({ id: helpers.applicantId })
    .from(helpers)
    .where(and(eq(helpers.district, district), acting));
  const reached = new Set(rows.map((r) => r.id));
  return list.filter((one) => reached.has(one.applicantId));
}

/** What everybody still in the queue was told last. */
async function lastTold(tx: Tx, district: string) {
  const rows = await tx.execute<{
    id: string;
    place: number | null;
    in_track: number | null;
    key: QueueKey;
    version: string;
  }>(sql`
    select distinct on (application_id) application_id as id, place, place_in_track as in_track, key, rule_version as version
      from queue_tellings where district = ${district} order by application_id, told_at desc, id desc`);
  return new Map(
    rows.flatMap((r) =>
      r.place === null
        ? []
        : [[r.id, { place: r.place, inTrack: r.in_track ?? 0, key: r.key, ruleVersion: r.version }] as const],
    ),
  );
}

async function placedOf(tx: Tx, district: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.district, district), eq(applications.status, 'placed'), among(applications.id, ids)));
  return new Set(rows.map((r) => r.id));
}
