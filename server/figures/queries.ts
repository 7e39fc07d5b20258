import { type SQL, sql } from 'drizzle-orm';
import { loadPeople } from '../applicants/actions.ts';
import { divisionsOn } from '../divisions/queries.ts';
import { bedsPerThousand } from '../divisions/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf, daysBetween, startOfDay } from '../kernel/period.ts';
import { spread } from '../mirror/rules.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { queueRulesOn, trackOfPerson } from '../queue/queries.ts';
import type { Track } from '../queue/rules.ts';
import {
  daysRead,
  differenceOf,
  type FigureRow,
  type Figures,
  type Grouping,
  inside,
  linesOf,
  mayRead,
  noFigures,
  type Place,
  stepsOf,
  type Where,
} from './rules.ts';

const listOf = (days: readonly Day[]) => sql`${`{${days.join(',')}}`}::date[]`;

/**
 * The beds of each facility by kind at the end of each of these days, counted from beds and claims as they are on record
 * now; as `dailyFigures` counts them (a test holds the two together), but all in one statement. What is taken is added to
 * what is filed, not joined to it: no plan can make that slow, whatever it knows of the tables.
 */
export const countedFrom = (district: string, days: SQL): SQL => sql`
  with d as (select unnest(${days}) as day),
  taken as (
    select d.day, c.bed_id, max(case c.kind when 'stay' then 3 when 'hold' then 2 else 1 end) as by
      from d join claims c on c.district = ${district} and c.during @> d.day and c.weekdays @> extract(isodow from d.day)::int
       and (c.released_at is null or c.kind <> 'stay' and (c.released_at at time zone 'Asia/Shanghai')::date > d.day)
     group by 1, 2),
  inside as (
    select d.day, b.facility_id, b.kind, 1 as filed, 0 as closed, 0 as occupied, 0 as held
      from d join beds b on b.district = ${district} and b.opened_on <= d.day and (b.retired_on is null or d.day < b.retired_on)
    union all
    select t.day, b.facility_id, b.kind, 0, (t.by = 1)::int, (t.by = 3)::int, (t.by = 2)::int
      from taken t join beds b on b.district = ${district} and b.id = t.bed_id
       and b.opened_on <= t.day and (b.retired_on is null or t.day < b.retired_on))
  select day, facility_id, kind as bed_kind, sum(filed)::int as filed, sum(closed)::int as closed,
         sum(occupied)::int as occupied, sum(held)::int as held, sum(filed - closed - occupied - held)::int as free
    from inside group by 1, 2, 3`;

/** `placed`: where the home lay that night, instead of where it lies now. */
const streetOf = (placed: boolean) => (placed ? sql`coalesce(r.street_code, f.street_code)` : sql`f.street_code`);
const communityOf = (placed: boolean) =>
  placed ? sql`coalesce(r.community_code, f.community_code)` : sql`f.community_code`;
const named = (rows: SQL, district: string, placed: boolean) => sql`
  select r.facility_id as facility, f.name, f.kind, r.bed_kind as "bedKind", ${streetOf(placed)} as street, ${communityOf(placed)} as community,
         r.filed, r.closed, r.occupied, r.held, r.free
    from (${rows}) r join facilities f on f.district = ${district} and f.id = r.facility_id
   order by f.name, r.facility_id, r.bed_kind`;

/** Beds by facility and kind on a day from today's facts. */
export const countedOn = async (tx: ReadTx, district: string, day: Day): Promise<FigureRow[]> => [
  ...(await tx.execute<FigureRow>(named(countedFrom(district, listOf([day])), district, false))),
];

/** What was kept that night, and when it was written; null where nothing was. */
export async function keptOn(tx: ReadTx, district: string, day: Day): Promise<{ at: Date; rows: FigureRow[] } | null> {
  const [night] = await tx.execute<{ at: string }>(
    sql`select max(made_at) as at from day_figures where district = ${district} and "on" = ${day}::date having count(*) > 0`,
  );
  if (!night) return null;
  const rows = sql`select * from day_figures where district = ${district} and "on" = ${day}::date`;
  return { at: new Date(night.at), rows: [...(await tx.execute<FigureRow>(named(rows, district, true)))] };
}

type Division = { code: string; parent: string | null; level: string; name: string; seniors: number };

/** Streets and communities as they were on a day, with the seniors of their grids. */
async function placesOn(tx: ReadTx, district: string, day: Day): Promise<Division[]> {
  const all = await divisionsOn(tx, district, day);
  const seniors = new Map<string, number>();
  for (const grid of all.filter((d) => d.level === 'grid'))
    for (const code of [grid.code.slice(0, 9), grid.code.slice(0, 12)])
      seniors.set(code, (seniors.get(code) ?? 0) + (grid.seniors ?? 0));
  return all
    .filter((d) => d.level !== 'grid')
    .map((d) => ({
      code: d.code,
      parent: d.parentCode,
      level: d.level,
      name: d.name,
      seniors: seniors.get(d.code) ?? 0,
    }));
}

/** The first day of which the register can say what the beds were: that of the first claim, or of the first night kept. */
async function firstDay(tx: ReadTx, district: string): Promise<{ first: Day | null; kept: Day | null }> {
  const [row] = await tx.execute<{ first: Day | null; kept: Day | null }>(sql`
    select (select min(lower(during))::text from claims where district = ${district}) as first,
           (select min("on")::text from day_figures where district = ${district}) as kept`);
  return row ?? { first: null, kept: null };
}

export type FunnelAsked = Where & { on?: Day; by: Grouping };

/**
 * `GET /insight/funnel`: filed → usable → occupied, held, free of a day and beds per 1,000 seniors, by one grouping. Of a
 * past day what was kept that night, and by how much today's facts about it differ; where nothing was kept, today's facts.
 */
export function readFunnel(ctx: Context, asked: FunnelAsked) {
  const today = dayOf(ctx.clock());
  const on = asked.on ?? today;
  required(mayRead('day', on, on, today), 'invalid');
  return view(ctx, 'figures.read', async (tx) => {
    const { district } = ctx;
    const [kept, all, divisions, since] = [
      on < today ? await keptOn(tx, district, on) : null,
      await countedOn(tx, district, on),
      await placesOn(tx, district, on),
      await firstDay(tx, district),
    ];
    // A home that a merger has since put elsewhere is counted where it lay: where it lies now is no other fact of that day.
    const lay = new Map(kept?.rows.map(({ facility, street, community }) => [facility, { street, community }]));
    const counted = all.map((r) => ({ ...r, ...lay.get(r.facility) })).filter((r) => inside(r, asked));
    const then = kept?.rows.filter((r) => inside(r, asked)) ?? counted;
    const seniorsOf = new Map(divisions.map((d) => [d.code, d.seniors]));
    const streets = divisions.filter((d) => d.level === 'street');
    const seniors = seniorsOf.get(asked.community ?? asked.street ?? '') ?? streets.reduce((n, s) => n + s.seniors, 0);
    const [total, now] = [stepsOf(then), stepsOf(counted)];
    return {
      on,
      today,
      source: on === today ? ('now' as const) : kept ? ('kept' as const) : ('counted' as const),
      kept_at: kept?.at.toISOString() ?? null,
      first_kept: since.kept,
      first_record: since.first,
      seniors,
      per_thousand: bedsPerThousand(total.filed, seniors),
      total,
      differs: kept && differenceOf(total, now),
      by: asked.by,
      lines: linesOf(then, kept && counted, asked.by, placesFor(asked, divisions, [...then, ...counted])).map(
        ({ steps, perThousand, ...line }) => ({ ...line, ...steps, per_thousand: perThousand }),
      ),
      streets: streets.filter((s) => s.seniors > 0).map(({ code, name }) => ({ code, name })),
      communities: divisions
        .filter((d) => d.level === 'community' && (!asked.street || d.parent === asked.street))
        .map(({ code, name }) => ({ code, name })),
    };
  });
}

/** The groups there are, whether or not they have a bed. */
function placesFor(asked: FunnelAsked, divisions: readonly Division[], rows: readonly FigureRow[]): Place[] {
  const place = (d: Division) => ({ key: d.code, name: d.name, seniors: d.seniors });
  switch (asked.by) {
    case 'street':
      return divisions
        .filter((d) => d.level === 'street' && d.seniors > 0 && (!asked.street || d.code === asked.street))
        .map(place);
    case 'community':
      return divisions
        .filter(
          (d) =>
            d.level === 'community' &&
            (!asked.street || d.parent === asked.street) &&
            (!asked.community || d.code === asked.community),
        )
        .map(place);
    case 'facility':
      return [...new Map(rows.map((r) => [r.facility, { key: r.facility, name: r.name, seniors: null }])).values()];
    default:
      return [];
  }
}

export type Waiting = { track: Track; level: number | null; days: number };

/** Who waited at the end of a day, by the moves on record now, with the track and level their facts of that day lead to. */
export async function waitingOn(tx: ReadTx, ctx: Context, day: Day): Promise<Waiting[]> {
  const end = startOfDay(addDays(day, 1)).toISOString();
  const rows = await tx.execute<{ applicant: string; since: Day }>(sql`
    select a.applicant_id as applicant, q.since::text as since
      from (select application_id, (array_agg(after order by at desc, id desc))[1] as status,
                   (min(at) filter (where event = 'enqueue') at time zone 'Asia/Shanghai')::date as since
              from application_events where district = ${ctx.district} and at < ${end}::timestamptz group by 1) q
      join applications a on a.district = ${ctx.district} and a.id = q.application_id
     where q.status = 'queued' and q.since is not null`);
  const [people, { rules }] = [
    await loadPeople(
      tx,
      ctx.district,
      [...rows].map((r) => r.applicant),
      day,
    ),
    await queueRulesOn(tx, ctx.district, day),
  ];
  return [...rows].flatMap((r) => {
    const person = people.get(r.applicant);
    if (!person) return [];
    const days = daysBetween(r.since, day);
    return [{ track: trackOfPerson(person, day, rules), level: person.assessment?.level ?? null, days }];
  });
}

export type QueueLine = { track: Track; level: number | null; waiting: number; median: number | null };
export const queueLines = (list: readonly Waiting[]): QueueLine[] =>
  [...Map.groupBy(list, (w) => `${w.track}${w.level ?? '-'}`).values()]
    .map((group) => {
      const { median } = spread(group.map((w) => w.days));
      const { track, level } = group[0]!;
      return { track, level, waiting: group.length, median: median === null ? null : Math.round(median) };
    })
    .sort((a, b) => a.track.localeCompare(b.track) || (a.level ?? -1) - (b.level ?? -1));

export type TrendAsked = Where & { on?: Day; from?: Day; by: 'day' | 'month' };
type TrendRow = Figures & { day: Day };

/**
 * `GET /insight/trend`: beds and queue over time, each day or at the end of each month. Of each day what was kept that
 * night where something was, else counted from today's facts; `kept` says which.
 */
export function readTrend(ctx: Context, asked: TrendAsked) {
  const today = dayOf(ctx.clock());
  const to = asked.on ?? today;
  const from = asked.from ?? (asked.by === 'day' ? addDays(to, -89) : addMonths(`${to.slice(0, 7)}-01`, -24));
  required(mayRead(asked.by, from, to, today), 'invalid');
  return view(ctx, 'figures.read', async (tx) => {
    const { district } = ctx;
    const since = await firstDay(tx, district);
    const first = [since.first, since.kept].filter((d) => d !== null).sort()[0] ?? to;
    const days = daysRead(asked.by, from, to, first);
    const where = (placed: boolean) =>
      sql.join(
        [
          sql`true`,
          ...(asked.street ? [sql`${streetOf(placed)} = ${asked.street}`] : []),
          ...(asked.community ? [sql`${communityOf(placed)} = ${asked.community}`] : []),
          ...(asked.kind ? [sql`f.kind = ${asked.kind}`] : []),
          ...(asked.bedKind ? [sql`r.bed_kind = ${asked.bedKind}`] : []),
        ],
        sql` and `,
      );
    const facilityToo = asked.street || asked.community || asked.kind;
    const sums = sql`sum(r.filed)::int as filed, sum(r.closed)::int as closed, sum(r.occupied)::int as occupied,
             sum(r.held)::int as held, sum(r.free)::int as free`;
    const homes = facilityToo ? sql`join facilities f on f.district = ${district} and f.id = r.facility_id` : sql``;
    const nights = await tx.execute<{ day: Day }>(sql`
      select d.day::text as day from unnest(${listOf(days)}) d(day)
       where d.day < ${today}::date and exists (select 1 from day_figures k where k.district = ${district} and k."on" = d.day)`);
    const keptDays = new Set([...nights].map((n) => n.day));
    const others = days.filter((d) => !keptDays.has(d));
    // Night by night, each one stretch of the key: asked for all at once every night ever kept would be gone through.
    const kept = keptDays.size
      ? await tx.execute<TrendRow>(sql`
          select d.day::text as day, s.* from unnest(${listOf([...keptDays])}) d(day) cross join lateral (
            select ${sums} from day_figures r ${homes} where r.district = ${district} and r."on" = d.day and ${where(true)} having count(*) > 0) s`)
      : [];
    const counted = others.length
      ? await tx.execute<TrendRow>(sql`
          select r.day::text as day, ${sums} from (${countedFrom(district, listOf(others))}) r ${homes} where ${where(false)} group by 1`)
      : [];
    const figures = new Map([...kept, ...counted].map(({ day, ...f }) => [day, f]));
    const waiting = await queueOver(tx, district, days, asked);
    return {
      by: asked.by,
      from: days[0] ?? to,
      to,
      today,
      first_record: since.first,
      first_kept: since.kept,
      points: days.map((on) => ({
        on,
        kept: keptDays.has(on),
        ...(figures.get(on) ?? noFigures),
        ...(waiting.get(on) ?? { waiting: null, waiting_kept: false }),
      })),
    };
  });
}

/** How many waited at the end of each day: as kept, or by the moves on record now where nothing was or a part is asked for. */
async function queueOver(tx: ReadTx, district: string, days: readonly Day[], asked: TrendAsked) {
  const out = new Map<Day, { waiting: number | null; waiting_kept: boolean }>();
  // The queue is for a service, of people at their homes: it has no share in a kind of facility.
  if (asked.kind) return out;
  const part = asked.street || asked.community || asked.bedKind;
  const kept = part
    ? []
    : await tx.execute<{ day: Day; n: number }>(sql`
        select "on"::text as day, sum(waiting)::int as n from day_queues
         where district = ${district} and "on" = any(${listOf(days)}) group by 1`);
  for (const { day, n } of kept) out.set(day, { waiting: n, waiting_kept: true });
  const others = days.filter((d) => !out.has(d));
  if (others.length === 0) return out;
  const counted = await tx.execute<{ day: Day; n: number }>(sql`
    with moves as (
      select e.application_id, e.after, (e.at at time zone 'Asia/Shanghai')::date as since,
             (lead(e.at) over (partition by e.application_id order by e.at, e.id) at time zone 'Asia/Shanghai')::date as until
        from application_events e where e.district = ${district}),
    spans as (
      select m.since, m.until from moves m
        join applications a on a.district = ${district} and a.id = m.application_id
        join applicants p on p.district = a.district and p.id = a.applicant_id
       where m.after = 'queued' and (m.until is null or m.since < m.until)
         ${asked.bedKind ? sql`and a.service = ${asked.bedKind}` : sql``}
         ${asked.street ? sql`and p.street_code = ${asked.street}` : sql``}
         ${asked.community ? sql`and p.community_code = ${asked.community}` : sql``})
    select d.day::text as day, count(s.since)::int as n from unnest(${listOf(others)}) d(day)
      left join spans s on s.since <= d.day and (s.until is null or d.day < s.until) group by 1`);
  for (const { day, n } of counted) out.set(day, { waiting: n, waiting_kept: false });
  return out;
}

/** `GET /insight/queue`: the queue at the end of a day by track and level, as kept, and by the moves on record now. */
export function readQueueOn(ctx: Context, wanted: Day | undefined) {
  const today = dayOf(ctx.clock());
  const on = wanted ?? today;
  if (on > today) throw new Refusal('invalid', [{ code: 'insight_future', values: { today }, pointer: '/query/on' }]);
  return view(ctx, 'figures.read', async (tx) => {
    const kept =
      on < today
        ? await tx.execute<{ track: Track; level: number; waiting: number; median: number | null }>(sql`
            select track, nullif(level, -1) as level, waiting, median_days as median from day_queues
             where district = ${ctx.district} and "on" = ${on}::date order by track, day_queues.level`)
        : [];
    const night = await tx.execute(
      sql`select 1 from day_figures where district = ${ctx.district} and "on" = ${on}::date limit 1`,
    );
    const counted = queueLines(await waitingOn(tx, ctx, on));
    return { on, today, kept: on < today && night.length > 0 ? [...kept] : null, counted };
  });
}
