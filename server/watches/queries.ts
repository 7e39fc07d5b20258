import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { facilities, vacancies } from '../../db/schema/facilities.ts';
import { watches } from '../../db/schema/families.ts';
import { takesPeople } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { fitCounts } from '../facilities/rules.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { type Figure, freeNow, needsOf, RENEW_DAYS, type Watch, watchState } from './rules.ts';

export type WatchRow = typeof watches.$inferSelect;
type Known = Figure & { name: string };

/** What is publicly known of the homes that take people in: of all, or of one. */
export async function loadFigures(tx: ReadTx, district: string, only?: string): Promise<Known[]> {
  const rows = await tx
    .select({
      id: facilities.id,
      name: facilities.name,
      kind: facilities.kind,
      lng: vacancies.lng,
      lat: vacancies.lat,
      searchText: vacancies.searchText,
      freeFor: vacancies.freeFor,
      monthlyMinFen: vacancies.monthlyMinFen,
      stars: vacancies.stars,
      medicalInsurance: vacancies.medicalInsurance,
      longTermCareInsurance: vacancies.longTermCareInsurance,
      consumptionCoupon: vacancies.consumptionCoupon,
      confirmedAt: vacancies.confirmedAt,
    })
    .from(facilities)
    .innerJoin(vacancies, and(eq(vacancies.district, facilities.district), eq(vacancies.facilityId, facilities.id)))
    .where(and(eq(facilities.district, district), takesPeople, only ? eq(facilities.id, only) : undefined));
  return rows.map((r) => ({ ...r, freeOnDays: null }));
}

/** The same for a watch that names weekdays: of each home near enough to matter, the day places free on all of them. */
export async function forDays<W extends Pick<Watch, 'facilityId' | 'query'>, F extends Known>(
  tx: ReadTx,
  district: string,
  { query }: W,
  figures: readonly F[],
  on: Day,
): Promise<F[]> {
  const days = query.weekdays ?? [];
  if (days.length === 0) return [...figures];
  return Promise.all(
    figures.map(async (f) => {
      const { rooms, beds, claims } = await loadBeds(tx, district, { facility: f.id }, on);
      return { ...f, freeOnDays: Math.max(...fitCounts(rooms, beds, claims, needsOf(query), on, days)) };
    }),
  );
}

/** Own watches: live ones, and those that ran out lately and may be begun again; each with what is free for it now. */
export function listWatches(ctx: Context) {
  return look(ctx, 'watches.list', async (tx) => {
    const account = ctx.actor?.account ?? '';
    const now = ctx.clock();
    const today = dayOf(now);
    const rows = await tx
      .select()
      .from(watches)
      .where(
        and(
          eq(watches.district, ctx.district),
          eq(watches.accountId, account),
          or(
            isNull(watches.endedAt),
            and(
              sql`${watches.untilOn} >= ${addDays(today, -RENEW_DAYS)}::date`,
              sql`(${watches.endedAt} at time zone 'Asia/Shanghai')::date > ${watches.untilOn}`,
            ),
          ),
        ),
      )
      .orderBy(desc(watches.createdAt), desc(watches.id));
    const figures = rows.length ? await loadFigures(tx, ctx.district) : [];
    const named = rows.flatMap((r) => r.facilityId ?? []);
    const names = new Map(
      (named.length
        ? await tx
            .select({ id: facilities.id, name: facilities.name })
            .from(facilities)
            .where(and(eq(facilities.district, ctx.district), inArray(facilities.id, named)))
        : []
      ).map((f) => [f.id, f.name]),
    );
    const row = await Promise.all(
      rows.map(async (w) => {
        const free = await freeFor(tx, ctx, w, figures);
        return {
          id: w.id,
          facility_id: w.facilityId,
          facility: w.facilityId ? (names.get(w.facilityId) ?? null) : null,
          lng: w.lng,
          lat: w.lat,
          place: w.place,
          query: w.query,
          created_at: w.createdAt.toISOString(),
          until_on: w.untilOn,
          told_at: w.toldAt?.toISOString() ?? null,
          state: watchState(w, today),
          free,
        };
      }),
    );
    return { district: ctx.district, type: 'watches', id: null, accounts: [account], row };
  });
}

/** What is free for a watch by fresh figures, the nearest names first. */
export async function freeFor(tx: ReadTx, ctx: Context, watch: Watch, figures: readonly Known[]) {
  const now = ctx.clock();
  // Only homes it is about are asked for their weekdays: that reads their beds.
  const meant = figures.filter(
    (f) => freeNow({ ...watch, query: { ...watch.query, level: undefined } }, [f], now).length,
  );
  const known = await forDays(tx, ctx.district, watch, meant, dayOf(now));
  return freeNow(watch, known, now).map(({ facility, free }) => {
    const f = known.find((k) => k.id === facility);
    return {
      facility_id: facility,
      facility: f?.name ?? '',
      free,
      confirmed_at: f?.confirmedAt?.toISOString() ?? null,
    };
  });
}
