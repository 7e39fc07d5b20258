import { and, eq, sql } from 'drizzle-orm';
import { beds, claims, confirmations, facilities, rooms, vacancies } from '../../db/schema/facilities.ts';
import { bedEvents } from '../../db/schema/stays.ts';
import { Refusal } from '../kernel/errors.ts';
import { mercatorKm } from '../kernel/geo.ts';
import { type Day, dayOf, type Period, toRange } from '../kernel/period.ts';
import { reaches } from '../kernel/reach.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { among, newId } from '../platform/ids.ts';
import { type LockedRoom, loadBeds, lockRoom } from './queries.ts';
import {
  addCounts,
  type Bed,
  type Claim,
  type Counts,
  closedToAll,
  facilityCounts,
  residential,
  roomCounts,
  roomTakes,
  type Sex,
  taken,
  weekdaysRange,
} from './rules.ts';

export type FacilityRow = typeof facilities.$inferSelect;
export type BedRow = typeof beds.$inferSelect;
type NewFacility = Omit<typeof facilities.$inferInsert, 'district' | 'version' | 'createdAt'>;
type NewRoom = Omit<typeof rooms.$inferInsert, 'district' | 'facilityId' | 'version'>;
type NewBed = Omit<typeof beds.$inferInsert, 'district' | 'facilityId' | 'version'>;
export type Registration = { facility: NewFacility; rooms: NewRoom[]; beds: NewBed[]; confirmedAt: Date | null };

export const vacancyTopics = (facility: string): Topic[] => ['vacancies', `facility:${facility}`];
const today = (ctx: Context) => dayOf(ctx.clock());
const chunks = <T>(rows: T[], size = 1000): T[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));

/** Registers facilities with their rooms and beds and opens their vacancy rows; all of them or none. */
export function registerFacilities(ctx: Context, list: Registration[]): Promise<{ registered: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'facilities.register',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const allRooms = list.flatMap((f) => f.rooms.map((r) => ({ ...r, district, facilityId: f.facility.id })));
      const allBeds = list.flatMap((f) => f.beds.map((b) => ({ ...b, district, facilityId: f.facility.id })));
      const stamps = list.flatMap((f) =>
        f.confirmedAt
          ? [{ district, id: newId(), facilityId: f.facility.id, at: f.confirmedAt, kind: 'no_change' as const }]
          : [],
      );
      for (const part of chunks(
        list.map((f) => ({ ...f.facility, district, createdAt: ctx.clock() })),
        500,
      ))
        await tx.insert(facilities).values(part);
      for (const part of chunks(allRooms)) await tx.insert(rooms).values(part);
      for (const part of chunks(allBeds)) await tx.insert(beds).values(part);
      for (const part of chunks(stamps)) await tx.insert(confirmations).values(part);
      for (const f of list) await recountFacility(tx, district, f.facility.id, today(ctx));
      return {
        result: { registered: list.length },
        after: { facilities: list.length, beds: allBeds.length },
        changed: ['vacancies'],
      };
    },
  );
}

/** Writes a facility's vacancy row from the facts: after registration, when a day begins, and in the recount test. */
export async function recountFacility(tx: Tx, district: string, facilityId: string, asked: Day): Promise<Counts> {
  // NO KEY: a writer that holds the vacancy row may still insert a confirmation, whose foreign key locks the facility.
  // Then the vacancy row, so that whoever is moving it has committed before the facts are read.
  await tx.execute(
    sql`select 1 from ${facilities} where district = ${district} and id = ${facilityId} for no key update`,
  );
  const [counted] = await tx.execute<{ as_on: Day }>(
    sql`select as_on::text from ${vacancies} where district = ${district} and facility_id = ${facilityId} for update`,
  );
  // Whoever began before midnight and arrives after the day has turned counts the new day, never back.
  const on = counted && counted.as_on > asked ? counted.as_on : asked;
  const [facility] = await tx
    .select()
    .from(facilities)
    .where(and(eq(facilities.district, district), eq(facilities.id, facilityId)));
  if (!facility) throw new Refusal('not_found', 'not_found');
  const loaded = await loadBeds(tx, district, { facility: facilityId }, on);
  const [extra] = await tx.execute<{ confirmed_at: Date | null; lot_left: number; closes_on: Day | null }>(sql`
    select coalesce(${facility.closedOn}::date, (select closes_on from facility_closings
             where district = ${district} and facility_id = ${facilityId} and cancelled_at is null))::text as closes_on,
           (select max(at) from confirmations where district = ${district} and facility_id = ${facilityId}) as confirmed_at,
           (select coalesce(sum(bought - committed - in_use), 0)::int from lots
             where district = ${district} and facility_id = ${facilityId} and during @> ${on}::date) as lot_left`);
  const all = facilityCounts(loaded.rooms, loaded.beds, loaded.claims, on);
  const counts = extra?.closes_on ? closedToAll(all) : all;
  const { x, y } = mercatorKm(facility.lng, facility.lat);
  const row = {
    kind: facility.kind,
    spot: `(${x},${y})`,
    lng: facility.lng,
    lat: facility.lat,
    accuracyM: facility.accuracyM,
    name: facility.name,
    searchText: `${facility.name} ${facility.pinyin} ${facility.initials}`.toLowerCase(),
    streetCode: facility.streetCode,
    asOn: on,
    ...counts,
    hasVacancy: counts.free > 0,
    lotLeft: extra?.lot_left ?? 0,
    monthlyMinFen: monthlyFrom(facility, loaded.beds),
    stars: facility.stars,
    starsSource: facility.starsSource,
    medicalInsurance: facility.medicalInsurance,
    longTermCareInsurance: facility.longTermCareInsurance,
    consumptionCoupon: facility.consumptionCoupon,
    demonstration: facility.demonstration,
    confirmedAt: extra?.confirmed_at ? new Date(extra.confirmed_at) : null,
    closesOn: extra?.closes_on ?? null,
  };
  await tx
    .insert(vacancies)
    .values({ district, facilityId, ...row })
    .onConflictDoUpdate({ target: [vacancies.district, vacancies.facilityId], set: row });
  return counts;
}

/** The lowest all-in month: bed + care + meals; null (未填报) as soon as one part is not filled in. */
function monthlyFrom(facility: FacilityRow, bedRows: BedRow[]): number | null {
  const fees = bedRows.flatMap((b) => (b.feeFen === null || b.retiredOn !== null ? [] : [b.feeFen]));
  if (fees.length === 0 || facility.careFeeMinFen === null || facility.mealFeeFen === null) return null;
  return Math.min(...fees) + facility.careFeeMinFen + facility.mealFeeFen;
}

/**
 * Locks the room, lets `work` change its claims, and moves the facility's vacancy by exactly what changed in that
 * room. Lock order is facility → room → bed → vacancy row; the hot vacancy row last, and its move is sent without
 * waiting for the answer, so that it is held for the commit alone. Should the day turn in between, the whole fails.
 */
export async function inRoom<R>(
  tx: Tx,
  district: string,
  roomId: string,
  on: Day,
  work: (room: LockedRoom['room'], bedRows: Bed[], live: LockedRoom['claims']) => { live: Claim[]; result: R },
): Promise<R> {
  const { room, countedOn, beds: bedRows, claims: claimRows } = await lockRoom(tx, district, roomId, on);
  const before = roomCounts(room, bedRows, claimRows, on);
  const { live, result } = work(room, bedRows, claimRows);
  if (countedOn !== on) {
    await recountFacility(tx, district, room.facilityId, on);
    return result;
  }
  moveVacancy(tx, district, room.facilityId, on, addCounts(roomCounts(room, bedRows, live, on), before, -1));
  return result;
}

function moveVacancy(tx: Tx, district: string, facilityId: string, on: Day, moved: Counts) {
  // Of a home that closes, what falls free stays closed.
  tx.send`update vacancies set occupied = occupied + ${moved.occupied}::int, held = held + ${moved.held}::int,
      closed = closed + ${moved.closed}::int + case when closes_on is null then 0 else ${moved.free}::int end,
      free = case when closes_on is null then free + ${moved.free}::int else 0 end,
      kept = kept + ${moved.kept}::int, cleaning = cleaning + ${moved.cleaning}::int,
      free_for = case when closes_on is null then add_counts(free_for, ${`{${moved.freeFor.join(',')}}`}::int[]) else free_for end,
      has_vacancy = closes_on is null and free + ${moved.free}::int > 0
    where district = ${district} and facility_id = ${facilityId} and counted_on(as_on, ${on})`;
}

type LoadedBeds = Awaited<ReturnType<typeof loadBeds>>;

/**
 * The same for several rooms of one facility: locked in the order of their ids, so that two such calls never wait for each
 * other, and the vacancy moved once. `work` writes, and gives the claims of these rooms that then matter.
 */
export async function inRooms<R>(
  tx: Tx,
  district: string,
  facilityId: string,
  roomIds: readonly string[],
  on: Day,
  work: (facts: LoadedBeds) => Promise<{ live: Claim[]; result: R }>,
): Promise<R> {
  await tx.execute(sql`select id from rooms where district = ${district} and facility_id = ${facilityId}
    and ${among(rooms.id, roomIds)} order by id for update`);
  const facts = await loadBeds(tx, district, { rooms: roomIds }, on);
  const { live, result } = await work(facts);
  const [counted] = await tx.execute<{ as_on: Day }>(
    sql`select as_on::text from ${vacancies} where district = ${district} and facility_id = ${facilityId}`,
  );
  if (counted?.as_on !== on) {
    await recountFacility(tx, district, facilityId, on);
    return result;
  }
  const count = (list: readonly Claim[]) => facilityCounts(facts.rooms, facts.beds, list, on);
  moveVacancy(tx, district, facilityId, on, addCounts(count(live), count(facts.claims), -1));
  return result;
}

export type NewClaim = {
  bed: { id: string; roomId: string; facilityId: string; kind: Bed['kind'] };
  kind: 'hold' | 'stay' | 'closure';
  person: { id: string; sex: Sex } | null;
  reason?: 'cleaning' | 'repair' | 'out_of_service' | 'emergency';
  during: Period;
  days?: readonly number[];
  /** a hold for somebody who keeps the present bed until moving: the two may overlap */
  besides?: boolean;
};

/**
 * Takes a bed for a period; a lost race is a conflict with nothing written. Judged under the room's lock, and once
 * more by the exclusion constraints, which also know past claims and the person's other beds.
 */
export function claimBed(tx: Tx, district: string, on: Day, claim: NewClaim): Promise<string> {
  return inRoom(tx, district, claim.bed.roomId, on, (room, bedRows, live) => {
    const bed = bedRows.find((b) => b.id === claim.bed.id);
    if (!bed) throw new Refusal('not_found', 'not_found');
    if (bed.retiredOn !== null) throw new Refusal('conflict', 'bed_retired');
    // Judged again under the room's lock: whoever came a moment earlier may have decided the sex of the room.
    const takes = roomTakes(room, live, on);
    if (claim.person && takes !== 'either' && takes !== claim.person.sex)
      throw new Refusal('conflict', 'sex_of_room', { sex: takes });
    const row = {
      id: newId(),
      bedId: bed.id,
      kind: claim.kind,
      sex: claim.person?.sex ?? null,
      reason: claim.reason ?? null,
      during: toRange(claim.during),
      weekdays: weekdaysRange(claim.days),
    };
    if (taken(bed.id, live, claim.during, row.weekdays)) throw new Refusal('conflict', 'bed_just_taken');
    const lies = claim.kind !== 'closure' && !claim.besides && residential(bed.kind);
    tx.send`insert into claims
        (district, id, bed_id, room_id, facility_id, applicant_id, sex, residential, kind, reason, during, weekdays)
      values (${district}, ${row.id}, ${bed.id}, ${room.id}, ${room.facilityId}, ${claim.person?.id ?? null}, ${row.sex},
        ${lies}, ${row.kind}, ${row.reason}, ${row.during}, ${row.weekdays})`;
    return { live: [...live, row], result: row.id };
  });
}

/**
 * The first of these beds that `judge` takes by what stands in its room once that is locked. Rooms in which somebody
 * else is writing are passed over; only when all that are left are held does this wait. Null when none is left.
 */
export async function lockOneBed<B extends { roomId: string }, T>(
  tx: Tx,
  district: string,
  on: Day,
  candidates: readonly B[],
  judge: (bed: B, facts: Awaited<ReturnType<typeof loadBeds>>) => T | null,
): Promise<T | null> {
  const ids = `{${[...new Set(candidates.map((b) => b.roomId))].join(',')}}`;
  const first = sql`select id from rooms where district = ${district} and id = any(${ids}::uuid[])
    order by array_position(${ids}::uuid[], id) limit 1 for update`;
  const [free] = await tx.execute<{ id: string }>(sql`${first} skip locked`);
  const [room] = free ? [free] : await tx.execute<{ id: string }>(first);
  if (!room) return null;
  const facts = await loadBeds(tx, district, { room: room.id }, on);
  for (const bed of candidates.filter((b) => b.roomId === room.id)) {
    const taken = judge(bed, facts);
    if (taken) return taken;
  }
  const rest = candidates.filter((b) => b.roomId !== room.id);
  return lockOneBed(tx, district, on, rest, judge);
}

/** Lets a claim go (a hold answered no or lapsed), or sets the day it ends (a stay, a closure, a hold that runs on to check-in). Idempotent on released ones. */
export async function endClaim(
  tx: Tx,
  district: string,
  on: Day,
  claimId: string,
  how: { releasedAt: Date } | { end: Day; at: Date },
): Promise<void> {
  const [claim] = await tx
    .select()
    .from(claims)
    .where(and(eq(claims.district, district), eq(claims.id, claimId)));
  if (!claim) throw new Refusal('not_found', 'not_found');
  await inRoom(tx, district, claim.roomId, on, (_room, _beds, live) => {
    const start = claim.during.slice(1, 11);
    const during = 'end' in how && how.end > start ? toRange({ start, end: how.end }) : null;
    const releasedAt = during ? null : 'end' in how ? how.at : how.releasedAt;
    tx.send`update claims set during = coalesce(${during}::daterange, during), released_at = ${releasedAt}
      where district = ${district} and id = ${claimId} and released_at is null`;
    const rest = live.filter((c) => c.id !== claimId);
    return { live: during ? [...rest, { ...claim, during }] : rest, result: undefined };
  });
}

/** The institution vouches for its figures as of now. Every change it makes itself counts as one. */
export async function stampConfirmation(
  tx: Tx,
  ctx: Context,
  facilityId: string,
  kind: 'no_change' | 'change',
): Promise<Date> {
  const at = ctx.clock();
  await tx
    .insert(confirmations)
    .values({ district: ctx.district, id: newId(), facilityId, at, accountId: ctx.actor?.account ?? null, kind });
  await tx
    .update(vacancies)
    .set({ confirmedAt: sql`greatest(${vacancies.confirmedAt}, ${at.toISOString()}::timestamptz)` })
    .where(and(eq(vacancies.district, ctx.district), eq(vacancies.facilityId, facilityId)));
  return at;
}

/** Is it the home itself that acts? The bureau may change its beds, but vouches for no figure. */
export const ownHome = ({ actor, district }: Context, facility: string) =>
  actor?.memberships.some((m) => reaches('facilities.confirm', m, actor.account ?? '', { district, facility })) ??
  false;
export const vouch = async (tx: Tx, ctx: Context, facility: string) => {
  if (ownHome(ctx, facility)) await stampConfirmation(tx, ctx, facility, 'change');
};

export async function findFacility(tx: ReadTx, district: string, id: string): Promise<Subject<FacilityRow>> {
  const [row] = await tx
    .select()
    .from(facilities)
    .where(and(eq(facilities.district, district), eq(facilities.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'facility', id, facility: id, street: row.streetCode, row, version: row.version };
}

/** A bed as a subject, locked when it will change. */
export async function findBed(tx: Tx, district: string, id: string): Promise<Subject<BedRow>> {
  const [row] = await tx
    .select()
    .from(beds)
    .where(and(eq(beds.district, district), eq(beds.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'bed', id, facility: row.facilityId, row, version: row.version };
}

/** 「无变化，一键确认」: stamps every vacancy of the facility as confirmed now. */
export function confirmVacancy(ctx: Context, facilityId: string): Promise<{ confirmed_at: string }> {
  return act(
    ctx,
    'facilities.confirm',
    (tx) => findFacility(tx, ctx.district, facilityId),
    async (tx) => {
      const at = await stampConfirmation(tx, ctx, facilityId, 'no_change');
      return {
        result: { confirmed_at: at.toISOString() },
        after: { confirmed_at: at },
        changed: vacancyTopics(facilityId),
      };
    },
  );
}

export type BedEvent = Pick<typeof bedEvents.$inferInsert, 'facilityId' | 'bedId' | 'kind' | 'day'> &
  Partial<typeof bedEvents.$inferInsert>;

/** Notes what happened to beds and to the stays in them, as one tap. */
export async function recordBedEvents(tx: Tx, ctx: Context, events: readonly BedEvent[]): Promise<string> {
  const batchId = newId();
  const rows = events.map((e) => ({
    batchId,
    at: ctx.clock(),
    by: ctx.actor?.account ?? null,
    ...e,
    district: ctx.district,
    id: newId(),
  }));
  for (const part of chunks(rows)) await tx.insert(bedEvents).values(part);
  return batchId;
}

/** A new day begins: claims start and end without anybody writing, so every facility is counted again. */
export function rollDay(ctx: Context): Promise<{ facilities: number }> {
  const on = today(ctx);
  return act(
    ctx,
    'facilities.recount',
    async () => ({ district: ctx.district, type: 'district', id: null, row: null }),
    async (tx) => {
      const stale = await tx
        .select({ id: vacancies.facilityId })
        .from(vacancies)
        .where(and(eq(vacancies.district, ctx.district), sql`${vacancies.asOn} <> ${on}`))
        .orderBy(vacancies.facilityId);
      for (const { id } of stale) await recountFacility(tx, ctx.district, id, on);
      return {
        result: { facilities: stale.length },
        after: { as_on: on, facilities: stale.length },
        changed: stale.length ? ['vacancies'] : [],
      };
    },
  );
}

/** In a query of `facilities`: those that take people in. One that has announced its closing does not. */
export const takesPeople = sql`facilities.closed_on is null and not exists (select 1 from facility_closings c
  where c.district = facilities.district and c.facility_id = facilities.id and c.cancelled_at is null)`;
