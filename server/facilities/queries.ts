import { and, eq, getTableColumns, isNull, sql as raw } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Sql } from '../../db/client.ts';
import { beds, claims, facilityKinds, rooms } from '../../db/schema/facilities.ts';
import { pointOf } from '../divisions/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { greatCircleKm, mercatorAtLeastKm, mercatorKm, mercatorReachKm } from '../kernel/geo.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, type ReadTx, type Tx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import {
  type Bed,
  type Claim,
  cellOf,
  type FacilityKind,
  type Filters,
  FRESH_HOURS,
  fitCounts,
  needsAsked,
  publicBeds,
  type Room,
  type Sex,
} from './rules.ts';

export type NearbyQuery = Filters & {
  lng: number;
  lat: number;
  /** kilometres on the ground; without it the first of 50, 150 and 500 that fills the page */
  radiusKm?: number;
  now: Date;
  /** 1–100, 20 when left out */
  limit?: number;
  cursor?: string;
  /** this district alone, and only figures not older than 72 h, whether or not a bed is free today */
  district?: string;
  confirmed?: boolean;
};
export type NearbyRow = {
  district: string;
  facility_id: string;
  kind: FacilityKind;
  name: string;
  lng: number;
  lat: number;
  accuracy_m: number;
  street_code: string;
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
  /** by cellOf(sex, level, dementia) */
  free_for: number[];
  lot_left: number;
  monthly_min_fen: number | null;
  stars: number | null;
  stars_source: string | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  confirmed_at: Date | null;
  demonstration: boolean;
  closes_on: Day | null;
  /** great circle */
  distance_km: number;
};

const COLUMNS = `district, facility_id, kind, name, lng, lat, accuracy_m, street_code, filed, closed, occupied, held, free,
  free_for::text, lot_left, monthly_min_fen, stars, stars_source, medical_insurance, long_term_care_insurance,
  consumption_coupon, confirmed_at, demonstration, closes_on::text`;
const NOT_CLOSED = '(closes_on is null or filed > 0)'; // one that has closed has no bed on file
const TIERS_KM = [50, 150, 500] as const;
const WIDEST_KM = 500;
const tierOf = (km: number) => TIERS_KM.find((tier) => tier >= km) ?? WIDEST_KM;
const ROUNDING_KM = 1e-6; // a millimetre: more than floating point can be wrong at these lengths
const spare = (limit: number) => 2 + Math.floor(limit / 50); // nearly always proves the page complete at once

/** The cells of `free_for` (1-based, both ends) that such a person is counted in, one run a sex. */
function runs({ sex, level, dementia = false }: Filters): [number, number, number, number] {
  const run = (s: Sex) => [cellOf(s, level ?? 0, dementia) + 1, cellOf(s, level ?? 4, dementia) + 1] as const;
  return [...run(sex ?? 'male'), ...run(sex ?? 'female')];
}

export const cleanText = (text?: string) => text?.normalize('NFKC').replaceAll('\0', '').trim().toLowerCase();
type Search = { text: string; params: (string | number | boolean | Date | null)[]; prepare: boolean };

/**
 * One text per kind, has-a-bed and sort of filter, a few dozen in all, so that each connection plans each once. Kind and
 * has_vacancy are literal: a parameter would keep PostgreSQL from the partial index. Several kinds are several walks.
 */
function searchText(q: NearbyQuery): Search {
  const params: Search['params'] = [null, null, 0, 0, 0];
  const p = (value: string | number | boolean | Date | null) => `$${params.push(value)}`;
  const person = q.sex !== undefined || q.level !== undefined || q.dementia === true;
  const vacant = q.hasBed || person;
  const kinds = facilityKinds.filter((k) => q.kinds?.includes(k));
  const some = kinds.length > 0 && kinds.length < facilityKinds.length;
  const where = ['spot <-> $1::point between $3 and $4', NOT_CLOSED];
  if (q.hasBed || q.confirmed)
    where.push(`confirmed_at > ${p(new Date(q.now.getTime() - FRESH_HOURS.grey * 3_600_000))}::timestamptz`);
  if (person) {
    const [from, to, orFrom, orTo] = runs(q);
    if (from === orTo) where.push(`free_for[${p(from)}::int] > 0`);
    else
      where.push(
        `(0 < any (free_for[${p(from)}::int:${p(to)}::int]) or 0 < any (free_for[${p(orFrom)}::int:${p(orTo)}::int]))`,
      );
  }
  const { medicalInsurance, longTermCareInsurance, consumptionCoupon, priceMaxFen, starsMin, contract } = q;
  if (
    medicalInsurance ||
    longTermCareInsurance ||
    consumptionCoupon ||
    contract ||
    priceMaxFen != null ||
    starsMin != null
  )
    where.push(
      `(not ${p(!!medicalInsurance)}::bool or medical_insurance)`,
      `(not ${p(!!longTermCareInsurance)}::bool or long_term_care_insurance)`,
      `(not ${p(!!consumptionCoupon)}::bool or consumption_coupon)`,
      `(not ${p(!!contract)}::bool or lot_left > 0)`,
      `(${p(priceMaxFen ?? null)}::int8 is null or monthly_min_fen <= $${params.length})`,
      `(${p(starsMin ?? null)}::int is null or stars >= $${params.length})`,
    );
  const words = cleanText(q.text);
  if (some && !vacant) where.push(`kind = any (${p(`{${kinds.join(',')}}`)}::text[])`);
  const like = words ? ` and search_text like ${p(`%${words.replace(/[\\%_]/g, '\\$&')}%`)}` : '';
  // PostgreSQL takes any box for a thousandth of the table, and each filter for a third of that: expecting fewer rows than
  // the limit it would see nothing to gain from stopping early, and read and sort all of the box. In coalesce() the
  // filters count as one coin toss, and a limit it cannot look into as a tenth.
  const limit = words ? '$5' : '(select $5::int)';
  // A district is a few hundred rows behind the primary key: "+ 0" keeps the walk from passing all its neighbours' rows.
  const own = q.district ? `district = ${p(q.district)} and ` : '';
  const by = q.district ? '(spot <-> $1) + 0' : 'spot <-> $1';
  const walk = (literal: string) =>
    `(select ${COLUMNS}, spot <-> $1 as distance_km from vacancies where ${own}${literal}spot <@ $2::box
      and coalesce(${where.join(' and ')}, false)${like} order by ${by} limit ${limit})`;
  const walks = !vacant
    ? [walk('')]
    : some
      ? kinds.map((k) => walk(`has_vacancy and kind = '${k}' and `))
      : [walk('has_vacancy and ')];
  const text = walks.length === 1 ? walks[0]! : `${walks.join(' union all ')} order by distance_km limit ${limit}`;
  // A plan made for any text cannot know whether the text or the distance is rarer.
  return { text, params, prepare: !words };
}

type Place = { distance_km: number; facility_id: string };
const readCursor = (cursor: string): Place => {
  const found = /^(\d{1,5}(?:\.\d{1,20})?(?:e-\d{1,2})?)~([0-9a-f-]{36})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (!found) throw new Refusal('invalid', [{ code: 'cursor_invalid', pointer: '/query/cursor' }]);
  return { distance_km: Number(found[1]), facility_id: found[2]! };
};
const makeCursor = (row: Place) => Buffer.from(`${row.distance_km}~${row.facility_id}`).toString('base64url');
const order = (a: Place, b: Place) =>
  a.distance_km - b.distance_km || (a.facility_id < b.facility_id ? -1 : a.facility_id > b.facility_id ? 1 : 0);

/**
 * The facilities nearest to a point by great circle, ties by id, over all districts.
 *
 * PostgreSQL walks outwards on the Mercator plane, whose order is a little wrong. A page is handed out only when it is
 * proved: everything not fetched lies further on the plane than the last row fetched, hence further on the ground than
 * the page's last facility (mercatorReachKm); otherwise more is fetched. One walk serves all three tiers, because it
 * ends where the page is full; `radius_km` tells which tier that took. Only a text, whose plan may read the whole box,
 * goes tier by tier.
 *
 * @param sql any login: vacancies are public facts
 * @returns at most `limit` rows, the radius they were found in, and the cursor of the next page (which may be empty)
 * @throws Refusal invalid/cursor_invalid
 */
export async function nearby(
  sql: Sql,
  q: NearbyQuery,
): Promise<{ rows: NearbyRow[]; radius_km: number; next: string | null }> {
  const limit = Math.min(100, Math.max(1, q.limit ?? 20));
  const after = q.cursor ? readCursor(q.cursor) : null;
  const { text, params, prepare } = searchText(q);
  const { x, y } = mercatorKm(q.lng, q.lat);
  const widest = q.radiusKm ?? WIDEST_KM;
  let radius = prepare ? widest : Math.min(TIERS_KM[0], widest);
  params[0] = `(${x},${y})`;
  if (after) params[2] = mercatorAtLeastKm(q.lat, after.distance_km) - ROUNDING_KM;
  for (let ask = limit + spare(limit); ; ) {
    const reach = mercatorReachKm(q.lat, radius) + ROUNDING_KM;
    params[1] = `(${x - reach},${y - reach}),(${x + reach},${y + reach})`;
    params[3] = reach;
    params[4] = ask;
    const found = await sql.unsafe<NearbyRow[]>(text, params, { prepare });
    // until the next line distance_km is that of the plane
    const walked = found.length < ask ? Number.POSITIVE_INFINITY : (found[ask - 1]?.distance_km ?? 0);
    for (const row of found) row.distance_km = greatCircleKm(q.lng, q.lat, row.lng, row.lat);
    const rows = found.filter((row) => row.distance_km <= radius && (!after || order(row, after) > 0)).sort(order);
    const last = rows[limit - 1];
    const proved = last && mercatorReachKm(q.lat, last.distance_km) + ROUNDING_KM < walked;
    if (!proved && walked < Number.POSITIVE_INFINITY) {
      ask *= 2;
      continue;
    }
    if (!last && radius < widest) {
      radius = Math.min(TIERS_KM.find((km) => km > radius) ?? widest, widest);
      continue;
    }
    const page = rows.slice(0, limit);
    for (const row of page) row.free_for = JSON.parse(`[${String(row.free_for).slice(1, -1)}]`);
    return {
      rows: page,
      radius_km: q.radiusKm ?? (last ? tierOf(last.distance_km) : WIDEST_KM),
      next:
        last && (rows.length > limit || walked < Number.POSITIVE_INFINITY || radius < widest) ? makeCursor(last) : null,
    };
  }
}

// Named in full: drizzle leaves the table off the columns of a single one, and "id" would be the absence's own.
const away = raw<string[] | null>`(select array_agg(a.during::text) from absences a
  where a.district = claims.district and a.claim_id = claims.id and a.voided_at is null)`;
type BedsWhere = { facility: string } | { room: string } | { rooms: readonly string[] } | { besideBed: string };
/** Rooms, beds and the claims that still matter on `on` or later, of a facility, one room or a bed's room, as the rules want them. */
export async function loadBeds(tx: ReadTx, district: string, where: BedsWhere, on: Day) {
  const inside = (facility: AnyPgColumn, room: AnyPgColumn) => {
    if ('facility' in where) return eq(facility, where.facility);
    if ('room' in where) return eq(room, where.room);
    if ('rooms' in where) return among(room, where.rooms);
    return raw`${room} = (select b.room_id from beds b where b.district = ${district} and b.id = ${where.besideBed})`;
  };
  const [roomRows, bedRows, claimRows] = await Promise.all([
    tx
      .select()
      .from(rooms)
      .where(and(eq(rooms.district, district), inside(rooms.facilityId, rooms.id))),
    tx
      .select()
      .from(beds)
      .where(and(eq(beds.district, district), inside(beds.facilityId, beds.roomId))),
    tx
      .select({ ...getTableColumns(claims), away })
      .from(claims)
      .where(
        and(
          eq(claims.district, district),
          isNull(claims.releasedAt),
          raw`(upper_inf(${claims.during}) or upper(${claims.during}) > ${on}::date)`,
          inside(claims.facilityId, claims.roomId),
        ),
      ),
  ]);
  return { rooms: roomRows, beds: bedRows, claims: claimRows };
}

/**
 * The same for many facilities (or for all of the district) in one round trip.
 * @returns what is in a facility, by its id; empty lists for one that has nothing
 */
export async function loadBedsOf(tx: ReadTx, district: string, on: Day, only?: readonly string[]) {
  const mine = (t: { district: AnyPgColumn; facilityId: AnyPgColumn }) =>
    and(eq(t.district, district), only ? raw`${t.facilityId} = any (${`{${only.join(',')}}`}::uuid[])` : undefined);
  const [roomRows, bedRows, claimRows] = await Promise.all([
    tx.select().from(rooms).where(mine(rooms)),
    tx.select().from(beds).where(mine(beds)),
    tx
      .select()
      .from(claims)
      .where(
        and(
          mine(claims),
          isNull(claims.releasedAt),
          raw`(upper_inf(${claims.during}) or upper(${claims.during}) > ${on}::date)`,
        ),
      ),
  ]);
  const inFacility = <T extends { facilityId: string }>(list: T[]) => Map.groupBy(list, (row) => row.facilityId);
  const [byRoom, byBed, byClaim] = [inFacility(roomRows), inFacility(bedRows), inFacility(claimRows)];
  return (id: string) => ({ rooms: byRoom.get(id) ?? [], beds: byBed.get(id) ?? [], claims: byClaim.get(id) ?? [] });
}

/** The same as everybody may reckon with it on a day to come, and which beds are said to become free. */
export async function loadPublicBeds(tx: ReadTx, district: string, today: Day, ids: readonly string[]) {
  const [loaded, leaving] = await Promise.all([
    loadBedsOf(tx, district, today, ids),
    tx.execute<{ claim_id: string; on: Day }>(raw`select claim_id, leaving_on::text as on from placements
      where district = ${district} and facility_id = any (${`{${ids.join(',')}}`}::uuid[]) and leaving_on > ${today}::date`),
  ]);
  const leavingOn = new Map(leaving.map((p) => [p.claim_id, p.on]));
  return (id: string) => {
    const { rooms, beds, claims } = loaded(id);
    const known = claims.map((c) => ({ ...c, leavingOn: leavingOn.get(c.id) ?? null }));
    return { rooms, beds, ...publicBeds(beds, known, today) };
  };
}

export type LockedRoom = {
  room: Room & { facilityId: string };
  /** the day of the facility's vacancy row */
  countedOn: Day | null;
  beds: Bed[];
  claims: (Claim & { id: string })[];
};
/**
 * Locks a room and reads it as `loadBeds` does, in one round trip: two statements, because one alone would read from
 * before its wait for the lock. Claims by room, so not by way of the exclusion constraint's index, which is slower here.
 */
export async function lockRoom(tx: Tx, district: string, room: string, on: Day): Promise<LockedRoom> {
  tx.send`select 1 from rooms where district = ${district} and id = ${room} for update`;
  const [row] = await tx.send<{ found: string }>`select json_build_object(
    'room', json_build_object('id', r.id, 'sex', r.sex, 'facilityId', r.facility_id),
    'countedOn', (select as_on from vacancies v where v.district = ${district} and v.facility_id = r.facility_id),
    'beds', coalesce((select json_agg(b) from (
        select id, room_id as "roomId", kind, level_min as "levelMin", level_max as "levelMax", dementia, equipment, pool,
          opened_on as "openedOn", retired_on as "retiredOn"
        from beds where district = ${district} and room_id = ${room}) b), '[]'),
    'claims', coalesce((select json_agg(c) from (
        select id, bed_id as "bedId", kind, sex, reason, during, weekdays, (
            select json_agg(a.during) from absences a
            where a.district = ${district} and a.claim_id = claims.id and a.voided_at is null) as away
        from claims where district = ${district} and room_id = ${room} and released_at is null
          and (upper_inf(during) or upper(during) > ${on}::date)) c), '[]'))::text as found
    from rooms r where district = ${district} and id = ${room}`;
  if (!row) throw new Refusal('not_found', 'not_found');
  return JSON.parse(row.found) as LockedRoom;
}

export const fmtAt = (at: Date | null) => at?.toISOString() ?? null;

export type Asked = Omit<NearbyQuery, 'now' | 'lng' | 'lat' | 'district' | 'confirmed'> & {
  lng?: number;
  lat?: number;
  community?: string;
  /** the four that need the beds themselves: equipment, kinds of bed, weekdays of day care, first day of the stay */
  needs?: readonly string[];
  bedKinds?: readonly Bed['kind'][];
  weekdays?: readonly number[];
  from?: Day;
};

/** Facilities whose beds are looked at together, and how many such lots one request may look at. */
const LOT = 100;
const LOTS = 20;

/**
 * Facilities near a place for a person, as `nearby` finds them. Equipment, kind, weekdays and a first day are judged on the
 * beds of the own district, since the projection counts only today: a day-care centre full on this weekday, and a bed
 * said to be free by `from`, are found; `hasBed` then asks only that the figures are not older than 72 h. A page is
 * full or the last, unless 2,000 facilities were looked at for it.
 */
export async function findNearby(ctx: Context, q: Asked) {
  const at = await pointOf(ctx, q);
  const now = ctx.clock();
  const person = q.sex !== undefined || q.level !== undefined || q.dementia === true;
  if (!q.needs?.length && !q.bedKinds?.length && !q.weekdays?.length && !q.from) {
    const found = await nearby(ctx.db.$client, { ...q, ...at, now });
    const rows = found.rows.map((row) => ({ ...row, free_for_person: person ? freeForPerson(row.free_for, q) : null }));
    return { ...found, rows };
  }
  const limit = Math.min(100, Math.max(1, q.limit ?? 20));
  const judgedOnBeds = { sex: undefined, level: undefined, dementia: undefined, hasBed: undefined };
  const candidates = { ...q, ...judgedOnBeds, ...at, now, district: ctx.district, confirmed: q.hasBed };
  const rows: (NearbyRow & { free_for_person: number })[] = [];
  let next: string | null = q.cursor ?? null;
  for (let lot = 0; lot < LOTS && rows.length <= limit; lot += 1) {
    const most = lot === 0 ? Math.min(LOT, 2 * limit) : LOT;
    const found = await nearby(ctx.db.$client, { ...candidates, limit: most, cursor: next ?? undefined });
    const ids = found.rows.filter((row) => row.closes_on === null).map((row) => row.facility_id);
    const free = ids.length ? await freeByBeds(ctx, q, ids) : new Map<string, number>();
    for (const row of found.rows) {
      const count = free.get(row.facility_id) ?? 0;
      if (count > 0) rows.push({ ...row, free_for_person: count });
    }
    next = found.next;
    if (next === null) break;
  }
  const last = rows[limit - 1];
  return {
    radius_km: q.radiusKm ?? (last ? tierOf(last.distance_km) : WIDEST_KM),
    next: last && rows.length > limit ? makeCursor(last) : next,
    rows: rows.slice(0, limit),
  };
}

export const freeForPerson = (freeFor: readonly number[], q: Pick<Filters, 'sex' | 'level' | 'dementia'>) => {
  const [a, b, c, d] = runs(q);
  return Math.max(...freeFor.slice(a - 1, b), ...freeFor.slice(c - 1, d));
};

/** Beds free for the likeliest of the persons asked about, by facility. Asks as nobody: the answer is everybody's. */
function freeByBeds(ctx: Context, q: Asked, ids: readonly string[]): Promise<Map<string, number>> {
  const today = dayOf(ctx.clock());
  const from = q.from && q.from > today ? q.from : today;
  return view({ ...ctx, actor: null }, 'facilities.search', async (tx) => {
    const known = await loadPublicBeds(tx, ctx.district, today, ids);
    const needs = needsAsked(q);
    const count = ({ rooms, beds, claims }: ReturnType<typeof known>) =>
      Math.max(...fitCounts(rooms, beds, claims, needs, from, q.weekdays));
    return new Map(ids.map((id) => [id, count(known(id))]));
  });
}
