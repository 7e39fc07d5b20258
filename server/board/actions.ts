import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { beds, claims } from '../../db/schema/facilities.ts';
import { bedEvents } from '../../db/schema/stays.ts';
import { undoStay } from '../corrections/actions.ts';
import { findFacility, inRooms, ownHome, recordBedEvents, vacancyTopics, vouch } from '../facilities/actions.ts';
import type { loadBeds } from '../facilities/queries.ts';
import { type Reason, Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { among, newId } from '../platform/ids.ts';
import { batchOf, lastDone, namesOf } from './queries.ts';
import { type BedFact, bedOn, type ClosureReason, closeFor, mayAct, mayUndo, nextTaken, whoDid } from './rules.ts';

type Loaded = Awaited<ReturnType<typeof loadBeds>>;
type LoadedClaim = Loaded['claims'][number];
type On = { bed_ids: readonly string[]; versions?: Record<string, number>; note?: string | null };
type Asked = On & ({ action: 'close'; reason: ClosureReason; until?: Day | null } | { action: 'reopen' });
const today = (ctx: Context) => dayOf(ctx.clock());

/** What stands on a bed, as the rules look at it; the claims must be read under the lock of its room. */
function factOf(facts: Loaded, id: string, name: string, on: Day) {
  const bed = facts.beds.find((b) => b.id === id);
  if (!bed) throw new Refusal('not_found', 'not_found');
  const own = facts.claims.filter((c) => c.bedId === id).map((c) => ({ ...c, releasedOn: null, acceptedOn: null }));
  const { state, taking } = bedOn(bed, own, on);
  const fact: BedFact = { name, state, reason: taking?.reason ?? null, next: nextTaken(own, on) };
  return { bed, fact, taking };
}

/** Refuses with everything that stands in the way, in the order given; each kind of refusal is a conflict. */
function refuseAll(reasons: Reason[]) {
  const [first, ...rest] = reasons;
  if (first) throw new Refusal('conflict', [first, ...rest]);
}

async function close(tx: Tx, ctx: Context, list: Loaded['beds'], reason: string, untilOf: (id: string) => Day | null) {
  const start = today(ctx);
  const rows = list.map((bed) => ({
    district: ctx.district,
    id: newId(),
    bedId: bed.id,
    roomId: bed.roomId,
    facilityId: bed.facilityId,
    residential: false,
    kind: 'closure' as const,
    reason,
    during: toRange({ start, end: untilOf(bed.id) }),
  }));
  if (rows.length) await tx.insert(claims).values(rows);
  return rows.map(
    (row): LoadedClaim => ({
      ...row,
      applicantId: null,
      sex: null,
      weekdays: '{[1,8)}',
      releasedAt: null,
      createdAt: ctx.clock(),
      away: null,
    }),
  );
}

/** Ends closures today; one that began today was never there. */
async function reopen(tx: Tx, ctx: Context, list: readonly LoadedClaim[]): Promise<void> {
  if (list.length === 0) return;
  const on = today(ctx);
  const ids = list.map((c) => c.id);
  const here = and(eq(claims.district, ctx.district), among(claims.id, ids));
  await tx
    .update(claims)
    .set({ during: sql`daterange(lower(${claims.during}), ${on}::date)` })
    .where(and(here, sql`lower(${claims.during}) < ${on}::date`));
  await tx
    .update(claims)
    .set({ releasedAt: ctx.clock() })
    .where(and(here, sql`lower(${claims.during}) >= ${on}::date`));
}

const bump = (tx: Tx, ctx: Context, ids: readonly string[]) =>
  tx
    .update(beds)
    .set({ version: sql`${beds.version} + 1` })
    .where(and(eq(beds.district, ctx.district), among(beds.id, ids)));

const without = (live: readonly LoadedClaim[], gone: readonly LoadedClaim[], on: Day) => {
  const ids = new Set(gone.map((c) => c.id));
  return live.filter((c) => !ids.has(c.id) || fromRange(c.during).start > on);
};

/**
 * Takes beds out of service from today, or puts them back: all of them or none, each refusal naming its bed and the
 * colleague who was there first. A version that is given must still be the bed's.
 */
export function actOnBeds(ctx: Context, facilityId: string, asked: Asked): Promise<{ batch_id: string; beds: number }> {
  const on = today(ctx);
  const ids = [...new Set(asked.bed_ids)];
  const until = asked.action === 'close' ? (asked.until ?? null) : null;
  return act(
    ctx,
    'board.act',
    (tx) => findFacility(tx, ctx.district, facilityId),
    async (tx) => {
      required(closeFor(until, on), 'invalid');
      const names = await namesOf(tx, ctx.district, facilityId, ids);
      if (names.size < ids.length)
        throw new Refusal('invalid', [
          { code: 'beds_elsewhere', values: { count: ids.length - names.size }, pointer: '/bed_ids' },
        ]);
      const roomIds = [...new Set([...names.values()].map((n) => n.roomId))];
      const events = await inRooms(tx, ctx.district, facilityId, roomIds, on, async (facts) => {
        const found = ids.map((id) => factOf(facts, id, names.get(id)!.name, on));
        const stuck = found.flatMap(({ bed, fact }) => {
          const may = mayAct(asked.action, fact, { start: on, end: until });
          const seen = asked.versions?.[bed.id];
          if (!may.ok) return [{ id: bed.id, name: fact.name, reasons: may.reasons }];
          if (seen === undefined || seen === bed.version) return [];
          return [
            { id: bed.id, name: fact.name, reasons: [{ code: 'bed_changed' as const, values: { bed: fact.name } }] },
          ];
        });
        const last = stuck.length
          ? await lastDone(
              tx,
              ctx.district,
              stuck.map((s) => s.id),
            )
          : new Map();
        refuseAll(
          stuck.flatMap((s) => {
            const done = last.get(s.id);
            const who = done ? whoDid(s.name, done, on) : null;
            return who ? [...s.reasons, who] : s.reasons;
          }),
        );
        await bump(tx, ctx, ids);
        if (asked.action === 'close') {
          const made = await close(
            tx,
            ctx,
            found.map((f) => f.bed),
            asked.reason,
            () => until,
          );
          const list = made.map((claim) => eventOf('closed', claim, until));
          return { live: [...facts.claims, ...made], result: list };
        }
        const gone = found.flatMap((f) => facts.claims.filter((c) => c.id === f.taking?.id));
        await reopen(tx, ctx, gone);
        const list = gone.map((claim) => eventOf('reopened', claim, fromRange(claim.during).end));
        return { live: without(facts.claims, gone, on), result: list };
      });
      const day = { day: on, note: asked.note ?? null };
      const batch = await recordBedEvents(
        tx,
        ctx,
        events.map((e) => ({ ...e, ...day })),
      );
      await vouch(tx, ctx, facilityId);
      return {
        result: { batch_id: batch, beds: ids.length },
        after: { action: asked.action, beds: ids, until, batch },
        reason: asked.action === 'close' ? asked.reason : undefined,
        changed: vacancyTopics(facilityId),
      };
    },
  );
}

const eventOf = (kind: 'closed' | 'reopened' | 'undone', claim: LoadedClaim, until: Day | null) => ({
  facilityId: claim.facilityId,
  bedId: claim.bedId,
  kind,
  claimId: claim.id,
  reason: claim.reason,
  details: { until },
});

/** The rows of a tap that changed stays. */
const stayEventsOf = (tx: Tx, ctx: Context, facilityId: string, batchId: string) =>
  tx
    .select()
    .from(bedEvents)
    .where(
      and(
        eq(bedEvents.district, ctx.district),
        eq(bedEvents.facilityId, facilityId),
        eq(bedEvents.batchId, batchId),
        isNotNull(bedEvents.placementId),
      ),
    );

/** What happened to people is taken back by their home alone. */
function ownStays(ctx: Context, facilityId: string) {
  if (!ownHome(ctx, facilityId)) throw new Refusal('forbidden', 'role_forbidden', { action: 'corrections.undo' });
}

/**
 * Takes one tap back, whole: closures end, reopened beds are closed again for what was left. Refused as soon as
 * something later on one of its beds depends on it. A tap that changed a stay is taken back as the stays' own slice does.
 */
export function undoBatch(ctx: Context, facilityId: string, batchId: string): Promise<{ beds: number }> {
  const on = today(ctx);
  return act(
    ctx,
    'board.undo',
    (tx) => findFacility(tx, ctx.district, facilityId),
    async (tx) => {
      const stays = await stayEventsOf(tx, ctx, facilityId, batchId);
      if (stays.length > 0) {
        ownStays(ctx, facilityId);
        await undoStay(tx, ctx, stays);
        await vouch(tx, ctx, facilityId);
        return {
          result: { beds: new Set(stays.map((e) => e.bedId)).size },
          after: { undone: batchId },
          changed: ['queue', 'applications', ...vacancyTopics(facilityId)],
        };
      }
      const known = await batchOf(tx, ctx.district, facilityId, batchId);
      if (known.length === 0) throw new Refusal('not_found', 'not_found');
      const ids = [...new Set(known.map((e) => e.bedId))];
      const names = await namesOf(tx, ctx.district, facilityId, ids);
      const roomIds = [...new Set([...names.values()].map((n) => n.roomId))];
      const events = await inRooms(tx, ctx.district, facilityId, roomIds, on, async (facts) => {
        // Read again: whoever held the rooms may have taken it back, or done something since.
        const steps = await batchOf(tx, ctx.district, facilityId, batchId);
        const found = steps.map((step) => ({ step, ...factOf(facts, step.bedId, names.get(step.bedId)!.name, on) }));
        refuseAll(
          found.flatMap(({ step, fact, taking }) => {
            const may = mayUndo(step, { ...step, bed: fact, standing: taking?.id === step.claimId }, on);
            return may.ok ? [] : may.reasons;
          }),
        );
        await bump(tx, ctx, ids);
        const gone = found.flatMap((f) =>
          f.step.kind === 'closed' ? facts.claims.filter((c) => c.id === f.step.claimId) : [],
        );
        await reopen(tx, ctx, gone);
        const again = found.filter((f) => f.step.kind === 'reopened');
        const made: LoadedClaim[] = [];
        for (const [reason, list] of Map.groupBy(again, (f) => f.step.reason ?? 'out_of_service'))
          made.push(
            ...(await close(
              tx,
              ctx,
              list.map((f) => f.bed),
              reason,
              (id) => list.find((f) => f.bed.id === id)?.step.until ?? null,
            )),
          );
        const undone = [...gone, ...made].map((claim) => ({
          ...eventOf('undone', claim, fromRange(claim.during).end),
          undoes: found.find((f) => f.bed.id === claim.bedId)?.step.id,
        }));
        return { live: [...without(facts.claims, gone, on), ...made], result: undone };
      });
      const batch = await recordBedEvents(
        tx,
        ctx,
        events.map((e) => ({ ...e, day: on })),
      );
      await vouch(tx, ctx, facilityId);
      return {
        result: { beds: ids.length },
        after: { undone: batchId, beds: ids, batch },
        changed: vacancyTopics(facilityId),
      };
    },
  );
}
