import { and, eq, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { beds, claims, vacancies } from '../../db/schema/facilities.ts';
import { districts } from '../../db/schema/registry.ts';
import { bedsPerThousand } from '../divisions/rules.ts';
import { weekdaysIn } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf } from '../kernel/period.ts';
import { type Context, view } from '../platform/context.ts';
import { byMonth, byStreet, type ClaimSpan, dailyFigures, funnel, type Span } from './rules.ts';

/** `GET /api/v1/capacity`: the headline of the district, by kind and by street. */
export function readCapacity(ctx: Context) {
  return view(ctx, 'facilities.capacity', async (tx) => {
    const [[home], rows, streets] = await Promise.all([
      tx.select().from(districts).where(eq(districts.district, ctx.district)),
      tx.select().from(vacancies).where(eq(vacancies.district, ctx.district)),
      tx
        .select({
          code: divisions.code,
          name: divisions.name,
          districtRun: divisions.districtRun,
          seniors: sql<number>`(select coalesce(sum(g.seniors), 0)::int from divisions g where g.district = divisions.district and g.level = 'grid' and g.code like divisions.code || '%')`,
          communities: sql<number>`(select count(*)::int from divisions k where k.district = divisions.district and k.level = 'community' and k.parent_code = divisions.code)`,
          grids: sql<number>`(select count(*)::int from divisions g where g.district = divisions.district and g.level = 'grid' and g.code like divisions.code || '%')`,
        })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), eq(divisions.level, 'street')))
        .orderBy(divisions.code),
    ]);
    if (!home) throw new Refusal('not_found', 'district_unknown', { district: ctx.district });
    const total = funnel(rows);
    const seniors = streets.reduce((n, s) => n + s.seniors, 0);
    const oldest = rows.reduce<Date | null>(
      (min, r) => (r.confirmedAt && (!min || r.confirmedAt < min) ? r.confirmedAt : min),
      null,
    );
    return {
      district: { code: home.district, name: home.name, hotline: home.hotline },
      total,
      seniors,
      per_thousand: bedsPerThousand(total.filed, seniors),
      communities: streets.filter((s) => s.districtRun).reduce((n, s) => n + s.communities, 0),
      grids: streets.reduce((n, s) => n + s.grids, 0),
      by_kind: [...Map.groupBy(rows, (r) => r.kind)]
        .map(([kind, list]) => ({ kind, ...funnel(list) }))
        .sort((a, b) => b.filed - a.filed),
      by_street: byStreet(
        streets.filter((s) => s.seniors > 0).map(({ code, name, seniors: n }) => ({ code, name, seniors: n })),
        rows,
      ),
      oldest_confirmation: oldest?.toISOString() ?? null,
    };
  });
}

const MONTHS = 24;
const DAYS = 90;

/**
 * `GET /api/v1/capacity/history`: beds filed, closed, occupied, held and free over the last 24 months (means of their
 * days) or at the end of each of the last 90 days, worked out from beds and claims each time. Nothing is shown before
 * the first claim on record: a bed was not empty because nobody wrote yet.
 */
export function readHistory(
  ctx: Context,
  by: 'month' | 'day',
): Promise<{ by: 'month' | 'day'; from: Day; to: Day; points: Span[] }> {
  const to = dayOf(ctx.clock());
  const asked = by === 'day' ? addDays(to, 1 - DAYS) : addMonths(`${to.slice(0, 7)}-01`, 1 - MONTHS);
  return view(ctx, 'facilities.capacity', async (tx) => {
    const [[record], bedRows, claimRows] = await Promise.all([
      tx
        .select({ first: sql<Day | null>`min(lower(${claims.during}))::text` })
        .from(claims)
        .where(eq(claims.district, ctx.district)),
      tx
        .select({ id: beds.id, openedOn: beds.openedOn, retiredOn: beds.retiredOn })
        .from(beds)
        .where(eq(beds.district, ctx.district)),
      tx
        .select({
          bedId: claims.bedId,
          kind: claims.kind,
          start: sql<Day>`lower(${claims.during})::text`,
          end: sql<Day | null>`upper(${claims.during})::text`,
          releasedOn: sql<Day | null>`(${claims.releasedAt} at time zone 'Asia/Shanghai')::date::text`,
          weekdays: claims.weekdays,
        })
        .from(claims)
        .where(
          and(
            eq(claims.district, ctx.district),
            sql`${claims.during} && daterange(${asked}::date, ${to}::date, '[]')`,
            // A hold that was let go stood until then; a stay that was let go never was.
            sql`(${claims.releasedAt} is null or ${claims.kind} <> 'stay' and (${claims.releasedAt} at time zone 'Asia/Shanghai')::date > ${asked}::date)`,
          ),
        ),
    ]);
    const first = record?.first ?? to;
    const from = first > to ? to : first > asked ? first : asked;
    const spans = claimRows.map((c): ClaimSpan => ({ ...c, weekdays: weekdaysIn(c.weekdays) }));
    const daily = dailyFigures(bedRows, spans, from, to);
    const points =
      by === 'month' ? byMonth(daily, from) : daily.map((d, i) => ({ from: addDays(from, i), days: 1, ...d }));
    return { by, from, to, points };
  });
}
