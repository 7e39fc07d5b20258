import { and, eq, sql } from 'drizzle-orm';
import { vacancies } from '../../db/schema/facilities.ts';
import { FRESH_HOURS } from '../facilities/rules.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, view } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { facilityOf } from './actions.ts';
import { type Stage, stageOf } from './rules.ts';

/** What whoever holds the link is asked to vouch for: the facility's public figures. Changes nothing. */
export function readByLink(ctx: Context, vault: Vault, token: string) {
  return view(ctx, 'freshness.link', async (tx) => {
    const { row } = await facilityOf(tx, ctx, vault, token);
    const [v] = await tx
      .select()
      .from(vacancies)
      .where(and(eq(vacancies.district, ctx.district), eq(vacancies.facilityId, row.id)));
    return {
      facility: { id: row.id, name: row.name, kind: row.kind },
      filed: v?.filed ?? 0,
      free: v?.free ?? 0,
      held: v?.held ?? 0,
      occupied: v?.occupied ?? 0,
      kept: v?.kept ?? 0,
      closed: v?.closed ?? 0,
      cleaning: v?.cleaning ?? 0,
      confirmed_at: v?.confirmedAt?.toISOString() ?? null,
    };
  });
}

type Old = {
  id: string;
  name: string;
  kind: 'nursing_home' | 'community_point' | 'day_care' | 'medical_point';
  street_code: string;
  phone: string | null;
  free: number;
  confirmed_at: Date | null;
  since: Date;
  accounts: number;
  reminder: { stage: Stage; told_at: string; told: number } | null;
};

/** Facilities in service whose figures are older than 24 hours, the oldest first, with the last reminder of that age. */
export function listStale(ctx: Context) {
  const now = ctx.clock();
  return view(ctx, 'freshness.list', async (tx) => {
    const rows = await tx.execute<Old>(sql`
      select f.id, f.name, f.kind, f.street_code, f.phone, v.free, v.confirmed_at, s.since,
             (select count(*)::int from memberships m join accounts a on a.id = m.account_id and a.disabled_at is null
               where m.district = f.district and m.facility_id = f.id and m.role = 'institution' and m.ended_at is null) as accounts,
             (select json_build_object('stage', r.stage, 'told_at', r.told_at, 'told', r.told) from freshness_reminders r
               where r.district = f.district and r.facility_id = f.id and r.since_at = s.since
               order by r.told_at desc limit 1) as reminder
        from facilities f join vacancies v on v.district = f.district and v.facility_id = f.id
       cross join lateral (select coalesce(v.confirmed_at, f.created_at) as since) s
       where f.district = ${ctx.district} and (f.closed_on is null or f.closed_on > ${dayOf(now)})
         and s.since < ${now.toISOString()}::timestamptz - make_interval(hours => ${FRESH_HOURS.amber})
       order by s.since, f.id`);
    return [...rows].flatMap(({ since, reminder, confirmed_at, ...row }) => {
      const stage = stageOf(new Date(since), now);
      if (!stage) return [];
      const last = reminder && { ...reminder, told_at: new Date(reminder.told_at).toISOString() };
      return [
        {
          ...row,
          stage,
          since: new Date(since).toISOString(),
          confirmed_at: confirmed_at && new Date(confirmed_at).toISOString(),
          reminder: last,
        },
      ];
    });
  });
}
