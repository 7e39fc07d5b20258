import { and, desc, eq, sql } from 'drizzle-orm';
import { facilityClosings } from '../../db/schema/prepaid.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findFacility } from '../facilities/actions.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { holdingsOn, limitsOn } from '../prepaid/queries.ts';
import { totals } from '../prepaid/rules.ts';
import { closingState, mayClose } from './rules.ts';

/** Where nobody has set rules: the least the law knows. */
const NOTICE_DAYS = 30;
export const noticeDays = async (tx: ReadTx, district: string, on: Day) =>
  (await limitsOn(tx, district, on))?.notice_days ?? NOTICE_DAYS;

/** What still has to be settled before a house can close, as of a day. */
export async function remainingOf(tx: ReadTx, district: string, facility: string, on: Day) {
  const owed = (await holdingsOn(tx, district, on, facility)).filter((h) => h.fen > 0);
  const [row] = await tx.execute<{ residents: number; held: number }>(sql`
    select count(*) filter (where kind = 'stay')::int as residents, count(*) filter (where kind = 'hold')::int as held
      from claims where district = ${district} and facility_id = ${facility} and kind in ('stay', 'hold')
       and released_at is null and not isempty(during) and (upper_inf(during) or upper(during) > ${on}::date)`);
  return {
    owed: { people: new Set(owed.map((h) => h.applicantId)).size, fen: totals(owed).all },
    residents: row?.residents ?? 0,
    held: row?.held ?? 0,
  };
}

/** The closings of a facility, the latest first, what still stands in the way, and which contracts run on beyond the day. */
export function readClosing(ctx: Context, facilityId: string) {
  return look(ctx, 'closings.read', async (tx) => {
    const { district } = ctx;
    const on = dayOf(ctx.clock());
    const subject = await findFacility(tx, district, facilityId);
    const rows = await tx
      .select({
        closing: facilityClosings,
        by: sql<
          string | null
        >`(select display_name from ${accounts} where ${accounts.id} = ${facilityClosings.announcedBy})`,
      })
      .from(facilityClosings)
      .where(and(eq(facilityClosings.district, district), eq(facilityClosings.facilityId, facilityId)))
      .orderBy(desc(facilityClosings.id));
    const [remaining, notice, contracts] = await Promise.all([
      remainingOf(tx, district, facilityId, on),
      noticeDays(tx, district, on),
      tx.execute<{ contract_no: string; until: Day }>(sql`
        select c.contract_no, max(upper(l.during))::text as until from lots l
          join contracts c on c.district = l.district and c.id = l.contract_id
         where l.district = ${district} and l.facility_id = ${facilityId} and upper(l.during) > ${on}::date
         group by c.contract_no order by c.contract_no`),
    ]);
    const live = rows.find(({ closing }) => closingState(closing) === 'announced')?.closing;
    const verdict = live && mayClose('announced', live.closesOn, on, remaining);
    return {
      ...subject,
      row: {
        notice_days: notice,
        closed_on: subject.row.closedOn,
        remaining,
        contracts: [...contracts],
        may_close: verdict?.ok ?? false,
        closings: rows.map(({ closing: c, by }) => ({
          id: c.id,
          announced_on: c.announcedOn,
          closes_on: c.closesOn,
          plan: c.plan,
          announced_by: by,
          state: closingState(c),
          ended_at: (c.doneAt ?? c.cancelledAt)?.toISOString() ?? null,
        })),
      },
    };
  });
}
