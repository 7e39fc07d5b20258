import { and, eq, isNull, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { vacancies } from '../../db/schema/facilities.ts';
import { districts } from '../../db/schema/registry.ts';
import { bedsPerThousand } from '../divisions/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { type BedHistory, figuresOver } from '../mirror/queries.ts';
import { type Context, view } from '../platform/context.ts';
import { byStreet, funnel } from './rules.ts';

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
          seniors: sql<number>`(select coalesce(sum(g.seniors), 0)::int from divisions g where g.district = divisions.district and g.level = 'grid' and g.ended_on is null and g.code like divisions.code || '%')`,
          communities: sql<number>`(select count(*)::int from divisions k where k.district = divisions.district and k.level = 'community' and k.ended_on is null and k.parent_code = divisions.code)`,
          grids: sql<number>`(select count(*)::int from divisions g where g.district = divisions.district and g.level = 'grid' and g.ended_on is null and g.code like divisions.code || '%')`,
        })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), eq(divisions.level, 'street'), isNull(divisions.endedOn)))
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

/**
 * `GET /api/v1/capacity/history`: beds filed, closed, occupied, held and free over the last 24 months (means of their
 * days) or at the end of each of the last 90 days, worked out from beds and claims each time. Nothing is shown before
 * the first claim on record: a bed was not empty because nobody wrote yet.
 */
export function readHistory(ctx: Context, by: 'month' | 'day'): Promise<BedHistory> {
  return view(ctx, 'facilities.capacity', (tx) => figuresOver(tx, ctx, null, by));
}
