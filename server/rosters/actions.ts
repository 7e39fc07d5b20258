import { sql } from 'drizzle-orm';
import {
  type BedEvent,
  findFacility,
  ownHome,
  recordBedEvents,
  recountFacility,
  stampConfirmation,
  vacancyTopics,
  vouch,
} from '../facilities/actions.ts';
import { residential } from '../facilities/rules.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { findPlacement, letGo, takeIn } from '../placements/actions.ts';
import { act, type Context, type Later, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { moveTo } from '../stays/actions.ts';
import { type RosterDiff, type RowRefusal, roomKey } from './mechanism/lines.ts';
import { diffResidents, type ResidentLine, type ResidentPlan } from './mechanism/residents.ts';
import {
  answerOf,
  type BedList,
  digestOf,
  homeOf,
  loadBedFacts,
  loadResidentFacts,
  type ResidentList,
  type RosterAnswer,
} from './queries.ts';
import { type BedFacts, type BedPlan, diffBeds } from './rules.ts';

/** Every refused line at once, each pointing to its field in the list. */
export function refusalOf(refused: readonly RowRefusal[], list: 'beds' | 'residents'): Refusal {
  const [first, ...rest] = refused.map(
    ({ line, column, code, values }): Reason => ({
      code,
      values: { ...values, line, column },
      pointer: line === 0 ? `/${list}` : `/${list}/${line - 1}/${column}`,
    }),
  );
  if (!first) throw new Error('nothing was refused');
  return new Refusal('invalid', [first, ...rest]);
}

/** Nobody takes, leaves or changes a bed of the facility while its list is compared and applied: facility → rooms. */
async function lockWhole(tx: Tx, district: string, facility: string): Promise<void> {
  await tx.execute(sql`select 1 from facilities where district = ${district} and id = ${facility} for no key update`);
  await tx.execute(
    sql`select 1 from rooms where district = ${district} and facility_id = ${facility} order by id for update`,
  );
}

/**
 * Applies a list of beds: all of it or nothing. The difference is taken again under the facility's lock.
 * @param digest of the preview that was shown; what would be done now may not be something else
 * @throws Refusal invalid with every refused line, conflict roster_moved
 */
export function applyBeds(
  ctx: Context,
  facility: string,
  { mode, lines, digest }: BedList & { digest?: string },
): Promise<RosterAnswer> {
  const on = dayOf(ctx.clock());
  return act(
    ctx,
    'rosters.sync_beds',
    (tx) => findFacility(tx, ctx.district, facility),
    async (tx) => {
      await lockWhole(tx, ctx.district, facility);
      const facts = await loadBedFacts(tx, ctx.district, facility, on);
      const { diff, plan } = diffBeds(facts, lines, mode, on, ownHome(ctx, facility) ? 'home' : 'bureau');
      const answer = answerOf(diff);
      if (diff.refused.length) throw refusalOf(diff.refused, 'beds');
      if (digest && digest !== answer.digest) throw new Refusal('conflict', 'roster_moved');
      const { added, changed, removed } = answer.counts;
      const any = added + changed + removed > 0;
      const after = { mode, ...answer.counts };
      if (!any) return { result: answer, after };
      const idOf = await writeBeds(tx, ctx.district, facility, on, facts, plan);
      answer.added = answer.added.map((row) => ({ ...row, id: idOf.get(row.line) ?? null }));
      await recordBedEvents(tx, ctx, eventsOf(facility, on, { ...diff, added: answer.added }));
      await recountFacility(tx, ctx.district, facility, on);
      await vouch(tx, ctx, facility);
      return { result: answer, after, changed: vacancyTopics(facility) };
    },
  );
}

function eventsOf(facilityId: string, day: Day, diff: RosterDiff): BedEvent[] {
  const of = (
    kind: 'filed' | 'changed' | 'retired',
    row: { id: string | null },
    details?: Record<string, unknown>,
  ) => ({
    facilityId,
    bedId: row.id as string,
    kind,
    day,
    details: details ?? null,
  });
  return [
    ...diff.added.map((row) => of('filed', row)),
    ...diff.changed.map((row) => of('changed', row, { changes: row.changes })),
    ...diff.removed.map((row) => of('retired', row)),
  ];
}

/** Sets of rows, one statement each: a list of thousands is a matter of seconds. @returns ids of new beds by line */
async function writeBeds(tx: Tx, district: string, facility: string, on: Day, facts: BedFacts, plan: BedPlan) {
  const roomIds = new Map(facts.rooms.map((r) => [roomKey(r.building, r.roomNo), r.id]));
  const rooms = plan.rooms.map((r) => ({ ...r, id: r.id ?? newId(), fresh: r.id === null }));
  for (const r of rooms) roomIds.set(roomKey(r.building, r.roomNo), r.id);
  const before = new Map(facts.beds.map((b) => [b.id, b]));
  const beds = plan.beds.map(({ roomKey: key, ...b }) => ({
    ...b,
    id: b.id ?? newId(),
    roomId: roomIds.get(key) as string,
    fresh: b.id === null,
  }));
  const old = beds.filter((b) => !b.fresh);
  // Numbers change hands inside a room: first all of them are let go of, then taken.
  const renumbered = old.filter((b) => before.get(b.id)?.bedNo !== b.bedNo || before.get(b.id)?.roomId !== b.roomId);
  if (plan.retired.length)
    await tx.execute(sql`update beds set retired_on = ${on}, version = version + 1
      where district = ${district} and id = any(${sql.param(plan.retired)}::uuid[])`);
  if (rooms.length)
    await tx.execute(sql`
      insert into rooms (district, id, facility_id, building, floor, room_no, sex)
      select ${district}, id, ${facility}, building, floor, "roomNo", sex
        from jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) as x(id uuid, building text, floor smallint, "roomNo" text, sex text)
      on conflict (district, id) do update set floor = excluded.floor, sex = excluded.sex, version = rooms.version + 1`);
  if (renumbered.length)
    await tx.execute(sql`update beds set bed_no = '~' || id where district = ${district}
      and id = any(${sql.param(renumbered.map((b) => b.id))}::uuid[])`);
  if (beds.length)
    await tx.execute(sql`
      insert into beds (district, id, facility_id, room_id, bed_no, kind, level_min, level_max, dementia, equipment, pool,
        fee_fen, opened_on, retired_on)
      select ${district}, id, ${facility}, "roomId", "bedNo", kind, "levelMin", "levelMax", dementia, equipment, pool,
        "feeFen", "openedOn", null
        from jsonb_to_recordset(${JSON.stringify(beds)}::jsonb) as x(id uuid, "roomId" uuid, "bedNo" text, kind text,
          "levelMin" smallint, "levelMax" smallint, dementia boolean, equipment text[], pool text, "feeFen" bigint, "openedOn" date)
      on conflict (district, id) do update set room_id = excluded.room_id, bed_no = excluded.bed_no, kind = excluded.kind,
        level_min = excluded.level_min, level_max = excluded.level_max, dementia = excluded.dementia,
        equipment = excluded.equipment, pool = excluded.pool, fee_fen = excluded.fee_fen, retired_on = null,
        version = beds.version + 1`);
  // What is being cleaned or repaired is so in its new room too: a room's beds are judged by the claims of the room.
  if (renumbered.length)
    await tx.execute(sql`update claims c set room_id = b.room_id from beds b
      where b.district = c.district and b.id = c.bed_id and c.district = ${district}
        and b.id = any(${sql.param(renumbered.map((b) => b.id))}::uuid[]) and c.room_id <> b.room_id
        and c.released_at is null and (upper_inf(c.during) or upper(c.during) > ${on}::date)`);
  const named = beds.filter((b) => b.externalId !== null && before.get(b.id)?.externalId !== b.externalId);
  if (named.length)
    await tx.execute(sql`
      insert into external_ids (district, facility_id, kind, external_id, our_id)
      select ${district}, ${facility}, 'bed', "externalId", id
        from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as x(id uuid, "externalId" text)
      on conflict (district, facility_id, kind, our_id) do update set external_id = excluded.external_id`);
  return new Map(beds.filter((b) => b.fresh).map((b) => [b.line, b.id]));
}

/**
 * Applies a list of residents: all of it or nothing. First those who leave, then those who move, then those who come, as
 * by hand one by one; a full list in which nothing has changed vouches for the figures as 「无变化」 does.
 * @throws Refusal invalid with every refused line, conflict roster_moved, or what stands in the way of one line
 */
export function applyResidents(
  ctx: Context,
  vault: Vault,
  facility: string,
  { mode, lines, digest }: ResidentList & { digest?: string },
): Promise<RosterAnswer> {
  const on = dayOf(ctx.clock());
  const at: At = { line: null };
  return act(
    ctx,
    'rosters.sync_residents',
    (tx) => findFacility(tx, ctx.district, facility),
    async (tx, { row }) => {
      await lockWhole(tx, ctx.district, facility);
      const facts = await loadResidentFacts(tx, vault, homeOf(row), lines, on);
      const { diff, plan } = diffResidents(facts, lines, mode, on, digestOf(vault));
      const answer = answerOf(diff);
      if (diff.refused.length) throw refusalOf(diff.refused, 'residents');
      if (digest && digest !== answer.digest) throw new Refusal('conflict', 'roster_moved');
      const { added, changed, removed } = answer.counts;
      const any = added + changed + removed > 0;
      const after = { mode, ...answer.counts };
      if (any || mode === 'full') await stampConfirmation(tx, ctx, facility, any ? 'change' : 'no_change');
      if (!any) return { result: answer, after, changed: mode === 'full' ? vacancyTopics(facility) : [] };
      const kindOf = new Map(facts.beds.map((b) => [b.id, b.kind]));
      const lineAt = new Map(lines.map((l) => [l.line, l]));
      const { later, idOf } = await writeResidents(tx, ctx, vault, facility, plan, at, (line, bedId) => {
        const l = lineAt.get(line) as ResidentLine;
        return { l, weekdays: residential(kindOf.get(bedId) ?? 'nursing') ? [] : (l.weekdays ?? []) };
      });
      answer.added = answer.added.map((row) => ({ ...row, id: idOf.get(row.line) ?? null }));
      const assessed = plan.coming.flatMap(({ line }) => {
        const risk_assessed_on = lineAt.get(line)?.risk_assessed_on;
        return risk_assessed_on ? [{ placement: idOf.get(line), risk_assessed_on }] : [];
      });
      return {
        result: answer,
        after: { ...after, ...(assessed.length ? { assessed } : {}) },
        changed: ['applications', 'queue', ...vacancyTopics(facility)],
        later,
      };
    },
  ).catch((error: unknown) => {
    throw saidOf(error, at);
  });
}

/** Which line is being written, for what then stands in the way to be said of it. */
type At = { line: number | null };

async function atLine<R>(tx: Tx, at: At, line: number, work: () => Promise<R>): Promise<R> {
  at.line = line;
  const result = await work();
  // What was sent and not awaited is answered before the next line is.
  await tx.execute(sql`select 1`);
  at.line = null;
  return result;
}

function saidOf(error: unknown, { line }: At): unknown {
  if (!(error instanceof Refusal) || error.kind === 'unavailable' || line === null) return error;
  const [first, ...rest] = error.reasons.map((r) => ({
    ...r,
    values: { ...r.values, line },
    pointer: `/residents/${line - 1}`,
  }));
  return first ? new Refusal(error.kind, [first, ...rest]) : error;
}

async function writeResidents(
  tx: Tx,
  ctx: Context,
  vault: Vault,
  facility: string,
  plan: ResidentPlan,
  at: At,
  of: (line: number, bedId: string) => { l: ResidentLine; weekdays: number[] },
): Promise<{ later: Later[]; idOf: Map<number, string> }> {
  const { district } = ctx;
  const batchId = newId();
  const later: Later[] = [];
  const idOf = new Map<number, string>();
  // A bed that the same list gives to somebody else was cleaned before that.
  const given = new Set([...plan.moving, ...plan.coming].map((p) => p.bedId));
  for (const { line, placementId, on, kind } of plan.leaving)
    await atLine(tx, at, line, async () => {
      const { row } = await findPlacement(tx, district, placementId);
      later.push(...(await letGo(tx, ctx, row, { on, kind, batchId, clean: !given.has(row.bedId) })));
    });
  for (const { line, placementId, bedId, reason } of plan.moving)
    await atLine(tx, at, line, async () => {
      const { row } = await findPlacement(tx, district, placementId);
      await moveTo(tx, ctx, row, { bed_id: bedId, on: dayOf(ctx.clock()), reason, note: null }, batchId);
      await tx.execute(
        sql`update placements set version = version + 1 where district = ${district} and id = ${placementId}`,
      );
    });
  for (const { line, bedId } of plan.coming)
    await atLine(tx, at, line, async () => {
      const { l, weekdays } = of(line, bedId);
      const input = {
        name: l.name,
        id_no: l.id_no,
        phone: l.phone ?? null,
        bed_id: bedId,
        admitted_on: l.admitted_on,
        care_level: l.level as number,
        dementia: null,
        weekdays,
        risk: null,
        // The list says what already is; what a new admission needs was asked of the line.
        taken_over: true,
      };
      idOf.set(line, (await takeIn(tx, ctx, vault, facility, input, batchId)).placement_id);
    });
  if (plan.levels.length) {
    await tx.execute(sql`update placements p set care_level = x."to", version = p.version + 1
      from jsonb_to_recordset(${JSON.stringify(plan.levels)}::jsonb) as x("placementId" uuid, "to" smallint)
      where p.district = ${district} and p.id = x."placementId"`);
    await recordBedEvents(
      tx,
      ctx,
      plan.levels.map(({ placementId, bedId, from, to }) => ({
        ...{ batchId, facilityId: facility, bedId, placementId, day: dayOf(ctx.clock()), kind: 'changed' as const },
        details: { changes: [{ field: 'level', from, to }] },
      })),
    );
  }
  const names = plan.names.map((n) => ({ id: n.placementId ?? idOf.get(n.line), name: n.externalId }));
  if (names.length) {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as x(id uuid, name text)`;
    // Back after an earlier stay: the home's number for the person now means this one.
    await tx.execute(sql`update external_ids e set our_id = x.id from ${rows} where e.district = ${district}
      and e.facility_id = ${facility} and e.kind = 'resident' and e.external_id = x.name`);
    await tx.execute(sql`insert into external_ids (district, facility_id, kind, external_id, our_id)
      select ${district}, ${facility}, 'resident', name, id from ${rows}
      on conflict (district, facility_id, kind, our_id) do update set external_id = excluded.external_id`);
  }
  return { later, idOf };
}
