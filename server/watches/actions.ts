import { and, eq, isNull, sql } from 'drizzle-orm';
import { watches } from '../../db/schema/families.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findFacility } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notifyOfRequest } from '../notifications/actions.ts';
import { act, type Context, type Subject, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { forDays, freeFor, loadFigures, type WatchRow } from './queries.ts';
import { isMeant, lastDay, mayRenew, mayWatch, type WatchQuery, watchState, whatToTell } from './rules.ts';

export type WatchInput = {
  facility_id: string | null;
  lng: number | null;
  lat: number | null;
  place: string | null;
  query: WatchQuery;
};
const today = (ctx: Context) => dayOf(ctx.clock());
const accountOf = (ctx: Context) => ctx.actor?.account ?? '';

/** The account's live watches, behind a lock on the account: two windows do not begin an eleventh. */
async function liveOf(tx: Tx, ctx: Context): Promise<WatchRow[]> {
  await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.id, accountOf(ctx)))
    .for('no key update');
  const rows = await tx
    .select()
    .from(watches)
    .where(and(eq(watches.district, ctx.district), eq(watches.accountId, accountOf(ctx)), isNull(watches.endedAt)));
  return rows.filter((w) => watchState(w, today(ctx)) === 'live');
}

/** The same question has the same text, whatever order it was put in. */
const said = (w: { facilityId: string | null; lng: number | null; lat: number | null; query: WatchQuery }) =>
  JSON.stringify([w.facilityId, w.lng, w.lat, Object.entries(w.query).sort(([a], [b]) => (a < b ? -1 : 1))]);

/**
 * 有床时告诉我: begins a watch. What is free already is answered at once and not told again.
 * @throws Refusal conflict watch_too_many, watch_exists; not_found for an unknown home
 */
export function addWatch(ctx: Context, input: WatchInput) {
  return act(
    ctx,
    'watches.add',
    async (tx): Promise<Subject<null>> => {
      if (input.facility_id) await findFacility(tx, ctx.district, input.facility_id);
      return { district: ctx.district, type: 'watch', id: null, accounts: [accountOf(ctx)], row: null };
    },
    async (tx) => {
      const live = await liveOf(tx, ctx);
      const wanted = {
        facilityId: input.facility_id,
        lng: input.lng,
        lat: input.lat,
        query: input.query,
        told: {},
        toldAt: null,
      };
      required(
        mayWatch(
          live.length,
          live.some((w) => said(w) === said(wanted)),
        ),
      );
      const figures = await loadFigures(tx, ctx.district, input.facility_id ?? undefined);
      if (input.facility_id && figures.length === 0) throw new Refusal('conflict', 'facility_closed');
      const free = await freeFor(tx, ctx, wanted, figures);
      const [id, untilOn] = [newId(), lastDay(today(ctx))];
      await tx.insert(watches).values({
        ...wanted,
        district: ctx.district,
        id,
        accountId: accountOf(ctx),
        place: input.place,
        createdAt: ctx.clock(),
        untilOn,
        told: Object.fromEntries(free.map((f) => [f.facility_id, f.free])),
      });
      return { result: { watch_id: id, until_on: untilOn, free }, id, after: { until: untilOn, free: free.length } };
    },
  );
}

async function findWatch(tx: Tx, ctx: Context, id: string): Promise<Subject<WatchRow>> {
  const [row] = await tx
    .select()
    .from(watches)
    .where(and(eq(watches.district, ctx.district), eq(watches.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district: ctx.district, type: 'watch', id, accounts: [row.accountId], row };
}
const own = (ctx: Context, id: string) => and(eq(watches.district, ctx.district), eq(watches.id, id));

/** Ends it. One that has ended stays ended. */
export function endWatch(ctx: Context, id: string): Promise<{ ended: true }> {
  return act(
    ctx,
    'watches.end',
    (tx) => findWatch(tx, ctx, id),
    async (tx, { row }) => {
      if (row.endedAt === null) await tx.update(watches).set({ endedAt: ctx.clock() }).where(own(ctx, id));
      return { result: { ended: true } };
    },
  );
}

/**
 * Lets it live for another ninety days from today, also when it has run out lately.
 * @throws Refusal conflict watch_ended for one that was ended, by its reader or with their data
 */
export function renewWatch(ctx: Context, id: string): Promise<{ until_on: Day }> {
  return act(
    ctx,
    'watches.renew',
    (tx) => findWatch(tx, ctx, id),
    async (tx, { row }) => {
      const others = (await liveOf(tx, ctx)).filter((w) => w.id !== id);
      required(mayRenew(row, today(ctx)));
      required(
        mayWatch(
          others.length,
          others.some((w) => said(w) === said(row)),
        ),
      );
      const untilOn = lastDay(today(ctx));
      await tx.update(watches).set({ untilOn, endedAt: null }).where(own(ctx, id));
      return { result: { until_on: untilOn }, before: { until: row.untilOn }, after: { until: untilOn } };
    },
  );
}

/**
 * Tells whoever asked of beds that are free for them now, and ends what has run out. First everybody is judged by what is
 * on record, without a lock; whoever has something to be told is judged again under one, so that two sweeps tell once.
 */
export async function tellWatches(ctx: Context): Promise<{ told: number; ended: number }> {
  const due = await view(ctx, 'watches.tell', async (tx) => {
    const rows = await tx
      .select()
      .from(watches)
      .where(and(eq(watches.district, ctx.district), isNull(watches.endedAt)));
    if (rows.length === 0) return [];
    const figures = await loadFigures(tx, ctx.district);
    const found: string[] = [];
    for (const watch of rows) {
      const known = await figuresOf(tx, ctx, watch, figures);
      const { tell, told } = whatToTell(watch, known, ctx.clock());
      if (tell.length > 0 || !sameTold(told, watch.told) || watchState(watch, today(ctx)) === 'over')
        found.push(watch.id);
    }
    return found;
  });
  const sum = { told: 0, ended: 0 };
  for (const id of due) {
    const one = await tellOne(ctx, id);
    sum.told += one.told ? 1 : 0;
    sum.ended += one.ended ? 1 : 0;
  }
  return sum;
}

const sameTold = (a: Record<string, number>, b: Readonly<Record<string, number>>) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([id, n]) => b[id] === n);

/** Of the homes it is about, the figures as it asks for them. */
const figuresOf = (
  tx: Parameters<typeof forDays>[0],
  ctx: Context,
  watch: WatchRow,
  figures: Awaited<ReturnType<typeof loadFigures>>,
) =>
  forDays(
    tx,
    ctx.district,
    watch,
    figures.filter((f) => isMeant(watch, f)),
    today(ctx),
  );

function tellOne(ctx: Context, id: string): Promise<{ told: boolean; ended: boolean }> {
  return act(
    ctx,
    'watches.tell',
    (tx) => findWatch(tx, ctx, id),
    async (tx, { row }) => {
      const nothing = { result: { told: false, ended: false } };
      if (row.endedAt !== null) return nothing;
      const to = { accounts: [row.accountId] };
      if (watchState(row, today(ctx)) === 'over') {
        await tx.update(watches).set({ endedAt: ctx.clock() }).where(own(ctx, id));
        const later = await notifyOfRequest(tx, ctx, { to, kind: 'watch_over', values: {} });
        return { result: { told: false, ended: true }, after: { ended: true }, later };
      }
      const known = await figuresOf(tx, ctx, row, await loadFigures(tx, ctx.district, row.facilityId ?? undefined));
      const { tell, told } = whatToTell(row, known, ctx.clock());
      if (tell.length === 0 && sameTold(told, row.told)) return nothing;
      await tx
        .update(watches)
        .set({ told, ...(tell.length ? { toldAt: ctx.clock() } : {}) })
        .where(own(ctx, id));
      if (tell.length === 0) return { result: { told: false, ended: false }, after: { forgotten: true } };
      const later = await notifyOfRequest(tx, ctx, { to, kind: 'watch_free', values: { count: tell.length } });
      return { result: { told: true, ended: false }, after: { homes: tell.map((f) => f.facility) }, later };
    },
  );
}

/** Also an alert that has ended says where somebody lives. */
const saysWhere = sql`(${watches.endedAt} is null or ${watches.place} is not null
  or ${watches.lng} <> round(${watches.lng}) or ${watches.lat} <> round(${watches.lat}))`;
const overAndNowhere = (ctx: Context) => ({
  endedAt: sql`coalesce(${watches.endedAt}, ${ctx.clock().toISOString()}::timestamptz)`,
  // One that only ran out could be begun again; this one was ended.
  untilOn: sql`greatest(${watches.untilOn}, ${today(ctx)}::date)`,
  place: null,
  lng: sql`round(${watches.lng})`,
  lat: sql`round(${watches.lat})`,
});

/** Alerts belong to an account: those of whoever asks, or of everybody who acted for this person, if for nobody else. */
export async function endWatches(tx: Tx, ctx: Context, person: string | null): Promise<number> {
  const rows = await tx
    .update(watches)
    .set(overAndNowhere(ctx))
    .where(
      and(
        eq(watches.district, ctx.district),
        saysWhere,
        person
          ? sql`${watches.accountId} in (select h.account_id from helpers h where h.district = ${ctx.district}
              and h.applicant_id = ${person} and h.ended_at is null and not exists (select 1 from helpers o
                where o.account_id = h.account_id and o.ended_at is null and o.applicant_id <> h.applicant_id))`
          : sql`${watches.accountId} = ${ctx.actor?.account ?? null}::uuid and (select count(*) from helpers o
              where o.account_id = ${watches.accountId} and o.ended_at is null) <= 1`,
      ),
    )
    .returning({ id: watches.id });
  return rows.length;
}

/** The account is closed: none of its alerts says where somebody lives. */
export const endAllWatches = (tx: Tx, ctx: Context, account: string) =>
  tx
    .update(watches)
    .set(overAndNowhere(ctx))
    .where(and(eq(watches.accountId, account), saysWhere))
    .returning({ id: watches.id });
