import { sql } from 'drizzle-orm';
import {
  type BedEvent,
  findFacility,
  recordBedEvents,
  recountFacility,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { answerOf, type BedList, loadBedFacts, type RosterAnswer } from './queries.ts';
import { type BedFacts, type BedPlan, diffBeds, type RosterDiff, type RowRefusal, roomKey } from './rules.ts';

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
      const { diff, plan } = diffBeds(facts, lines, mode, on);
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
      await stampConfirmation(tx, ctx, facility, 'change');
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
  const named = beds.filter((b) => b.externalId !== null && before.get(b.id)?.externalId !== b.externalId);
  if (named.length)
    await tx.execute(sql`
      insert into external_ids (district, facility_id, kind, external_id, our_id)
      select ${district}, ${facility}, 'bed', "externalId", id
        from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as x(id uuid, "externalId" text)
      on conflict (district, facility_id, kind, our_id) do update set external_id = excluded.external_id`);
  return new Map(beds.filter((b) => b.fresh).map((b) => [b.line, b.id]));
}
