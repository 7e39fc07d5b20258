import { sql } from 'drizzle-orm';
import { findFacility } from '../facilities/actions.ts';
import { expectedVacancies, weekdaysIn } from '../facilities/rules.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { type BoardClaim, bedOn, countStates, type Done, nextTaken, type Step, stateOf, stoodOn } from './rules.ts';

type RoomRow = {
  id: string;
  building: string;
  floor: number;
  room_no: string;
  sex: 'male' | 'female' | 'single_sex' | 'mixed';
};
type BedRow = {
  id: string;
  room_id: string;
  bed_no: string;
  kind: 'residential' | 'nursing' | 'day' | 'home';
  level_min: number;
  level_max: number;
  dementia: boolean;
  equipment: string[];
  pool: 'reserve' | 'subsidised' | 'market';
  opened_on: Day;
  retired_on: Day | null;
  version: number;
};
type ClaimRow = {
  id: string;
  bed_id: string;
  kind: 'hold' | 'stay' | 'closure';
  reason: string | null;
  during: string;
  weekdays: string;
  released_on: Day | null;
  accepted_on: Day | null;
  offer: string | null;
  stay: string | null;
  leaving_on: Day | null;
  trial_until: Day | null;
  name: string | null;
  level: number | null;
  away: { during: string; keep_until: Day; kind: string }[] | null;
};
type Taking = BoardClaim & { row: ClaimRow; leavingOn: Day | null; trialUntil: Day | null };

const taking = (row: ClaimRow): Taking => ({
  row,
  id: row.id,
  bedId: row.bed_id,
  kind: row.kind,
  sex: null,
  reason: row.reason,
  during: row.during,
  weekdays: row.weekdays,
  releasedOn: row.released_on,
  acceptedOn: row.accepted_on,
  leavingOn: row.leaving_on,
  trialUntil: row.trial_until,
  away: row.away?.map((a) => a.during) ?? null,
});

const day = (column: string) => sql.raw(`(${column} at time zone 'Asia/Shanghai')::date::text`);

/** Every claim that takes a bed of the facility on that day or later, those let go since included, with what a nurse asks of it. */
async function claimsOf(tx: ReadTx, district: string, facility: string, on: Day): Promise<Taking[]> {
  const rows = await tx.execute<ClaimRow>(sql`
    select c.id, c.bed_id, c.kind, c.reason, c.during::text as during, c.weekdays::text as weekdays,
           ${day('c.released_at')} as released_on, o.id as offer,
           case when o.family_answer = 'accepted' and o.facility_answer = 'accepted'
             then ${day('greatest(o.family_answered_at, o.facility_answered_at)')} end as accepted_on,
           p.id as stay, p.leaving_on::text as leaving_on, p.trial_until::text as trial_until, a.name,
           case when a.id is not null then coalesce(
             (select s.level from assessments s where s.district = c.district and s.applicant_id = c.applicant_id and s.valid @> ${on}::date limit 1),
             p.care_level) end as level,
           case when c.kind = 'stay' then (
             select json_agg(json_build_object('during', x.during, 'keep_until', x.keep_until, 'kind', x.kind))
               from absences x where x.district = c.district and x.claim_id = c.id and x.voided_at is null) end as away
      from claims c
      left join offers o on c.kind = 'hold' and o.district = c.district and o.claim_id = c.id
      left join placements p on c.kind = 'stay' and p.district = c.district and p.claim_id = c.id
      left join applicants a on a.district = c.district and a.id = c.applicant_id
     where c.district = ${district} and c.facility_id = ${facility}
       and (c.released_at is null or (c.released_at at time zone 'Asia/Shanghai')::date > ${on}::date)
       and (upper_inf(c.during) or upper(c.during) > ${on}::date)`);
  return rows.map(taking);
}

const byRoom = (a: RoomRow, b: RoomRow) =>
  a.building.localeCompare(b.building, 'zh-u-kn-true') ||
  a.floor - b.floor ||
  a.room_no.localeCompare(b.room_no, 'zh-u-kn-true');

/** Leaves out what is null, so that a free bed costs few bytes. */
function filled<T extends object>(of: T) {
  return Object.fromEntries(Object.entries(of).filter(([, v]) => v !== null && v !== undefined && v !== false)) as {
    [K in keyof T]?: Exclude<T[K], null | undefined | false>;
  };
}

function whoTakes(claim: Taking, on: Day) {
  const { row } = claim;
  const away = row.away?.find((a) => stateOf({ ...claim, away: [a.during] }, on) === 'away');
  const { start, end } = fromRange(row.during);
  return filled({
    name: row.name,
    level: row.level,
    stay: row.stay,
    offer: row.offer,
    reason: row.kind === 'closure' && row.reason !== 'cleaning' ? row.reason : null,
    since: away ? fromRange(away.during).start : start,
    until: end,
    keep_until: away?.keep_until,
    overdue: away !== undefined && away.keep_until < on,
  });
}

/**
 * Every bed of a facility on a day, by floor and room, with who or what takes it: past days as they were, later ones by what is
 * known today, and then the days on which beds are expected to be empty.
 */
export function readBoard(ctx: Context, id: string, asked: Day | undefined) {
  return look(ctx, 'board.read', async (tx) => {
    const today = dayOf(ctx.clock());
    const on = asked ?? today;
    const subject = await findFacility(tx, ctx.district, id);
    const [rooms, beds, claims, [vacancy]] = await Promise.all([
      tx.execute<RoomRow>(sql`select id, building, floor, room_no, sex from rooms
        where district = ${ctx.district} and facility_id = ${id}`),
      tx.execute<BedRow>(sql`select id, room_id, bed_no, kind, level_min, level_max, dementia, equipment, pool,
          opened_on::text as opened_on, retired_on::text as retired_on, version
        from beds where district = ${ctx.district} and facility_id = ${id}`),
      claimsOf(tx, ctx.district, id, on < today ? on : today),
      tx.execute<{ confirmed_at: Date | null }>(sql`select confirmed_at from vacancies
        where district = ${ctx.district} and facility_id = ${id}`),
    ]);
    const spans = beds.map((b) => ({ id: b.id, openedOn: b.opened_on, retiredOn: b.retired_on }));
    const own = Map.groupBy(claims, (c) => c.bedId);
    const found = new Map(spans.map((span) => [span.id, bedOn(span, own.get(span.id) ?? [], on)]));
    const sorts = new Map<string, { at: number; of: object }>();
    const sortOf = ({ kind, level_min, level_max, dementia, equipment, pool }: BedRow) => {
      const of = { kind, level_min, level_max, dementia, equipment, pool };
      const key = JSON.stringify(of);
      const known = sorts.get(key) ?? { at: sorts.size, of };
      sorts.set(key, known);
      return known.at;
    };
    const showBed = (b: BedRow) => {
      const { state, taking: takes } = found.get(b.id)!;
      if (state === 'not_filed') return [];
      const all = own.get(b.id) ?? [];
      const week = b.kind !== 'day' ? [] : all.filter((c) => stoodOn(c, on));
      const shown = {
        id: b.id,
        no: b.bed_no,
        sort: sortOf(b),
        state,
        version: b.version,
        ...(takes ? whoTakes(takes, on) : filled({ next: nextTaken(all, on) })),
        ...(week.length
          ? { week: week.map((c) => ({ days: weekdaysIn(c.weekdays), state: stateOf(c, on), ...whoTakes(c, on) })) }
          : {}),
      };
      return [shown];
    };
    const bedsIn = Map.groupBy(beds, (b) => b.room_id);
    const shown = [...rooms].sort(byRoom).map((r) => ({
      floor: { building: r.building, floor: r.floor },
      room: {
        id: r.id,
        no: r.room_no,
        sex: r.sex,
        beds: (bedsIn.get(r.id) ?? [])
          .sort((a, b) => a.bed_no.localeCompare(b.bed_no, 'zh-u-kn-true'))
          .flatMap(showBed),
      },
    }));
    const floors = Map.groupBy(
      shown.filter((r) => r.room.beds.length > 0),
      (r) => `${r.floor.floor} ${r.floor.building}`,
    );
    const confirmed = vacancy?.confirmed_at ? new Date(vacancy.confirmed_at).toISOString() : null;
    return {
      ...subject,
      row: {
        facility: { id, name: subject.row.name },
        on,
        today,
        confirmed_at: confirmed,
        counts: countStates([...found.values()].map((f) => f.state)),
        sorts: [...sorts.values()].map((s) => s.of as SortView),
        floors: [...floors.values()].map((list) => ({ ...list[0]!.floor, rooms: list.map((r) => r.room) })),
        expected:
          on < today ? [] : expectedVacancies(spans, claims, today).map(({ bedId, ...e }) => ({ bed: bedId, ...e })),
      },
    };
  });
}

type SortView = Pick<BedRow, 'kind' | 'level_min' | 'level_max' | 'dementia' | 'equipment' | 'pool'>;

/** What people call beds of this facility: 302-2, with the building where there are several. Beds of others are left out. */
export async function namesOf(tx: ReadTx, district: string, facility: string, ids: readonly string[]) {
  const rows = await tx.execute<{
    id: string;
    room_id: string;
    building: string;
    room_no: string;
    bed_no: string;
    many: boolean;
  }>(sql`
    select b.id, b.room_id, r.building, r.room_no, b.bed_no,
           (select count(distinct building) > 1 from rooms where district = ${district} and facility_id = ${facility}) as many
      from beds b join rooms r on r.district = b.district and r.id = b.room_id
     where b.district = ${district} and b.facility_id = ${facility} and b.id = any(${sql.param([...ids])}::uuid[])`);
  return new Map(
    rows.map((r) => [r.id, { roomId: r.room_id, name: `${r.many ? `${r.building} ` : ''}${r.room_no}-${r.bed_no}` }]),
  );
}

type DoneRow = {
  bed_id: string;
  kind: string;
  reason: string | null;
  until: Day | null;
  at: Date | string;
  by: string | null;
};
const done = (row: DoneRow): Done => ({ ...row, at: new Date(row.at) });

/** The last thing that was recorded of each of these beds, and by whom. */
export async function lastDone(tx: ReadTx, district: string, ids: readonly string[]): Promise<Map<string, Done>> {
  const rows = await tx.execute<DoneRow>(sql`
    select distinct on (e.bed_id) e.bed_id, e.kind, e.reason, e.details ->> 'until' as until, e.at, a.display_name as by
      from bed_events e left join accounts a on a.id = e.recorded_by
     where e.district = ${district} and e.bed_id = any(${sql.param([...ids])}::uuid[])
     order by e.bed_id, e.id desc`);
  return new Map(rows.map((r) => [r.bed_id, done(r)]));
}

/** l is a later event of another tap on the bed of e that still counts: neither taken back, nor the taking back itself. */
const LATER = sql`l.district = e.district and l.bed_id = e.bed_id and l.id > e.id and l.batch_id <> e.batch_id
  and l.kind <> 'undone' and not exists (select 1 from bed_events u where u.district = l.district and u.undoes = l.id)`;

export type BatchStep = Step & {
  id: string;
  bedId: string;
  claimId: string | null;
  undone: Done | null;
  later: Done | null;
};

/**
 * The events of one tap, each with whoever took it back and the last thing on its bed since that still counts: what was
 * taken back itself, and the taking back, do not.
 */
export async function batchOf(tx: ReadTx, district: string, facility: string, batch: string): Promise<BatchStep[]> {
  const rows = await tx.execute<{
    id: string;
    bed_id: string;
    claim_id: string | null;
    kind: string;
    reason: string | null;
    until: Day | null;
    undone: DoneRow | null;
    later: DoneRow | null;
  }>(sql`
    select e.id, e.bed_id, e.claim_id, e.kind, e.reason, e.details ->> 'until' as until,
           (select json_build_object('kind', u.kind, 'reason', u.reason, 'until', null, 'at', u.at, 'by', a.display_name)
              from bed_events u left join accounts a on a.id = u.recorded_by
             where u.district = e.district and u.undoes = e.id) as undone,
           (select json_build_object('kind', l.kind, 'reason', l.reason, 'until', l.details ->> 'until', 'at', l.at, 'by', a.display_name)
              from bed_events l left join accounts a on a.id = l.recorded_by
             where ${LATER}
             order by l.id desc limit 1) as later
      from bed_events e
     where e.district = ${district} and e.facility_id = ${facility} and e.batch_id = ${batch}
     order by e.id`);
  return rows.map((r) => ({
    id: r.id,
    bedId: r.bed_id,
    claimId: r.claim_id,
    kind: r.kind,
    reason: r.reason,
    until: r.until,
    undone: r.undone && done(r.undone),
    later: r.later && done(r.later),
  }));
}

type HistoryRow = {
  id: string;
  batch_id: string;
  kind: string;
  on: Day;
  at: Date | string;
  by: string | null;
  person: string | null;
  reason: string | null;
  note: string | null;
  until: Day | null;
  beds: number;
  undone: boolean;
  last: boolean;
};
const PAGE = 30;

/** What happened to a bed, latest first: who did what, when, with how many beds in one tap, and whether anything came after it. */
export function readBedEvents(ctx: Context, facility: string, q: { bed: string; before?: string }) {
  return look(ctx, 'board.history', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facility);
    const rows = await tx.execute<HistoryRow>(sql`
      select e.id, e.batch_id, e.kind, e.effective_on::text as on, e.at, a.display_name as by, x.name as person, e.reason, e.note,
             coalesce(e.details ->> 'until', e.details ->> 'keep_until') as until,
             (select count(distinct n.bed_id)::int from bed_events n where n.district = e.district and n.batch_id = e.batch_id) as beds,
             exists (select 1 from bed_events u where u.district = e.district and u.undoes = e.id) as undone,
             not exists (select 1 from bed_events l where ${LATER})
               and (select count(distinct s.placement_id) < 2 from bed_events s
                     where s.district = e.district and s.batch_id = e.batch_id) as last
        from bed_events e
        left join accounts a on a.id = e.recorded_by
        left join placements p on p.district = e.district and p.id = e.placement_id
        left join applicants x on x.district = p.district and x.id = p.applicant_id
       where e.district = ${ctx.district} and e.facility_id = ${facility} and e.bed_id = ${q.bed}
         ${q.before ? sql`and e.id < ${q.before}` : sql``}
       order by e.id desc limit ${PAGE + 1}`);
    const events = rows.slice(0, PAGE).map((r) => ({ ...r, at: new Date(r.at).toISOString() }));
    const next = rows.length > PAGE ? (events.at(-1)?.id ?? null) : null;
    return { ...subject, row: { events, next } };
  });
}
