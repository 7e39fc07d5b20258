import { and, eq, gte, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { beds, claims, confirmations, facilities } from '../../db/schema/facilities.ts';
import { offerState } from '../allocation/rules.ts';
import { findFacility } from '../facilities/actions.ts';
import { weekdaysIn } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { type Context, clockActor, limitOf, type ReadTx, view } from '../platform/context.ts';
import {
  answersOf,
  byMonth,
  type ClaimSpan,
  confirming,
  dailyFigures,
  middleOf,
  type Referral,
  type Span,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const MONTHS = 24;
const DAYS = 90;

export type BedHistory = { by: 'month' | 'day'; from: Day; to: Day; points: Span[] };

/** Beds over time, of the district or one facility, from beds and claims. Begins with the first claim on record. */
export async function figuresOver(
  tx: ReadTx,
  ctx: Context,
  facility: string | null,
  by: 'month' | 'day',
): Promise<BedHistory> {
  const to = today(ctx);
  const asked = by === 'day' ? addDays(to, 1 - DAYS) : addMonths(`${to.slice(0, 7)}-01`, 1 - MONTHS);
  const ownBeds = facility ? eq(beds.facilityId, facility) : undefined;
  const ownClaims = facility ? eq(claims.facilityId, facility) : undefined;
  const [[record], bedRows, claimRows] = await Promise.all([
    tx
      .select({ first: sql<Day | null>`min(lower(${claims.during}))::text` })
      .from(claims)
      .where(and(eq(claims.district, ctx.district), ownClaims)),
    tx
      .select({ id: beds.id, openedOn: beds.openedOn, retiredOn: beds.retiredOn })
      .from(beds)
      .where(and(eq(beds.district, ctx.district), ownBeds)),
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
          ownClaims,
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
}

/** The facility, for its own institution or the bureau; nobody else's. */
async function reached(tx: ReadTx, ctx: Context, keys: Parameters<typeof limitOf>[1], id: string) {
  const { row } = await findFacility(tx, ctx.district, id);
  const { facility } = limitOf('mirror.read', keys, ctx.actor?.account ?? null);
  if (facility && facility !== id) throw new Refusal('forbidden', 'out_of_reach');
  return row;
}

/** The last twelve months, this one included. */
const since = (ctx: Context): Day => addMonths(`${today(ctx).slice(0, 7)}-01`, -11);

/** Everybody offered to the facilities in the last twelve months, and what they answered. No persons. */
async function referralsOf(tx: ReadTx, ctx: Context, facility: string | null): Promise<Referral[]> {
  const rows = await tx
    .select()
    .from(offers)
    .where(
      and(
        eq(offers.district, ctx.district),
        gte(offers.madeAt, startOfDay(since(ctx))),
        facility ? eq(offers.facilityId, facility) : undefined,
      ),
    );
  return rows.map((o) => {
    const state = offerState(o, today(ctx));
    const open = state === 'waiting' || state === 'accepted';
    return {
      facility: o.facilityId,
      madeAt: o.madeAt,
      answeredAt: o.facilityAnsweredAt,
      answer: o.facilityAnswer,
      reason: o.facilityReason,
      ended: open ? null : state === 'lapsed' ? 'lapsed' : 'other',
    };
  });
}

/** The middle of all facilities. Counted as the system: a nurse's own home must not narrow it, and only the middle leaves here. */
const middle = (ctx: Context) =>
  view({ ...ctx, actor: clockActor(ctx.district) }, 'mirror.middle', async (tx) => {
    const all = Map.groupBy(await referralsOf(tx, ctx, null), (r) => r.facility);
    return middleOf([...all.values()].map(answersOf));
  });

/** `GET /facilities/{id}/mirror`: how the figures were confirmed and how referrals were answered, beside the district's middle. */
export function readMirror(ctx: Context, id: string) {
  return view(ctx, 'mirror.read', async (tx, keys) => {
    const { name } = await reached(tx, ctx, keys, id);
    const [own, rows, district] = await Promise.all([
      referralsOf(tx, ctx, id),
      tx
        .select({ at: confirmations.at })
        .from(confirmations)
        .where(and(eq(confirmations.district, ctx.district), eq(confirmations.facilityId, id)))
        .orderBy(confirmations.at),
      middle(ctx),
    ]);
    const times = rows.map((r) => r.at);
    const window = addDays(today(ctx), 1 - DAYS);
    const first = times[0] ? dayOf(times[0]) : today(ctx);
    return {
      facility: { id, name },
      confirming: confirming(times, first > window ? first : window, ctx.clock()),
      since: since(ctx),
      answers: answersOf(own),
      referrals: own
        .sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())
        .map((r) => ({
          made_at: r.madeAt.toISOString(),
          answered_at: r.answeredAt?.toISOString() ?? null,
          answer: r.answer,
          reason: r.reason,
          ended: r.ended,
        })),
      district,
    };
  });
}

/** `GET /facilities/{id}/history`: beds of one facility over time. */
export function readOwnHistory(ctx: Context, id: string, by: 'month' | 'day'): Promise<BedHistory> {
  return view(ctx, 'mirror.read', async (tx, keys) => {
    await reached(tx, ctx, keys, id);
    return figuresOver(tx, ctx, id, by);
  });
}

/** `GET /answers`: how each facility of the district answered. */
export function listAnswers(ctx: Context) {
  return view(ctx, 'mirror.answers', async (tx) => {
    const [all, places] = await Promise.all([
      referralsOf(tx, ctx, null),
      tx
        .select({ id: facilities.id, name: facilities.name })
        .from(facilities)
        .where(eq(facilities.district, ctx.district)),
    ]);
    const byFacility = Map.groupBy(all, (r) => r.facility);
    const rows = places
      .map((p) => ({ facility_id: p.id, facility: p.name, ...answersOf(byFacility.get(p.id) ?? []) }))
      .filter((r) => r.asked > 0)
      .sort(
        (a, b) =>
          (b.decline_rate ?? -1) - (a.decline_rate ?? -1) || b.asked - a.asked || (a.facility < b.facility ? -1 : 1),
      );
    return { since: since(ctx), district: middleOf(rows), facilities: rows };
  });
}
