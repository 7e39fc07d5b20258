import { and, eq, isNull, sql } from 'drizzle-orm';
import { beds, facilities } from '../../db/schema/facilities.ts';
import { facilityClosings } from '../../db/schema/prepaid.ts';
import { recountFacility, vacancyTopics } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify, notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type Later, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { lockFacility } from '../prepaid/actions.ts';
import { closingOf, homeOf } from '../prepaid/queries.ts';
import { noticeDays, remainingOf } from './queries.ts';
import { closingState, mayAnnounce, mayCancel, mayClose } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
type ClosingRow = typeof facilityClosings.$inferSelect;

/** Who lives there, or is about to. */
async function livingIn(tx: Tx, district: string, facility: string, on: Day): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select distinct applicant_id as id from claims
     where district = ${district} and facility_id = ${facility} and kind in ('stay', 'hold') and released_at is null
       and (upper_inf(during) or upper(during) > ${on}::date) order by 1`);
  return [...rows].map((r) => r.id);
}

/**
 * A facility says that it will close: the bureau and everybody's family are told, nothing is taken ahead any more, and
 * from then on every balance has to be given back.
 */
export function announceClosing(
  ctx: Context,
  facilityId: string,
  asked: { closes_on: Day; plan: string },
): Promise<{ closing_id: string; told: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'closings.announce',
    (tx) => lockFacility(tx, district, facilityId),
    async (tx, { row: facility }) => {
      const on = today(ctx);
      const home = homeOf(facility, await closingOf(tx, district, facilityId));
      required(mayAnnounce(asked.closes_on, on, home, await noticeDays(tx, district, on)));
      const id = newId();
      await tx.insert(facilityClosings).values({
        district,
        id,
        facilityId,
        announcedOn: on,
        closesOn: asked.closes_on,
        plan: asked.plan.trim(),
        announcedBy: ctx.actor?.account ?? null,
        announcedAt: ctx.clock(),
      });
      await recountFacility(tx, district, facilityId, on);
      const people = await livingIn(tx, district, facilityId, on);
      const later: Later[] = [];
      for (const applicantId of people)
        later.push(
          ...(await notify(tx, ctx, { applicantId, kind: 'service_ending', values: { on: asked.closes_on } })),
        );
      later.push(...(await tell(tx, ctx, facilityId, 'closing_announced', asked.closes_on)));
      return {
        result: { closing_id: id, told: people.length },
        id,
        after: { closing: id, closes_on: asked.closes_on, people: people.length },
        changed: vacancyTopics(facilityId),
        later,
      };
    },
  );
}

/** Tells the bureau and the facility itself: either may have acted. */
async function tell(
  tx: Tx,
  ctx: Context,
  facilityId: string,
  kind: 'closing_announced' | 'closing_cancelled',
  on: Day,
) {
  const about = { facilityId, kind, values: { on } };
  const officers = await notifyOfFacility(tx, ctx, { ...about, to: { role: 'officer' } });
  const own = await notifyOfFacility(tx, ctx, { ...about, to: { role: 'institution', facility: facilityId } });
  return [...officers.later, ...own.later];
}

const one = (ctx: Context, id: string) => and(eq(facilityClosings.district, ctx.district), eq(facilityClosings.id, id));

/** A closing with its facility locked first, as everybody locks who writes about the facility's money. */
async function findClosing(tx: Tx, ctx: Context, id: string): Promise<Subject<ClosingRow>> {
  const [seen] = await tx.select().from(facilityClosings).where(one(ctx, id));
  if (!seen) throw new Refusal('not_found', 'not_found');
  await lockFacility(tx, ctx.district, seen.facilityId);
  const [row] = await tx.select().from(facilityClosings).where(one(ctx, id));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district: ctx.district, type: 'closing', id, facility: row.facilityId, row };
}

/** The announcement is taken back: another may be made, and money may be taken again. */
export function cancelClosing(ctx: Context, id: string, reason: string): Promise<{ state: 'cancelled' }> {
  return act(
    ctx,
    'closings.cancel',
    (tx) => findClosing(tx, ctx, id),
    async (tx, { row }) => {
      required(mayCancel(closingState(row)));
      await tx.update(facilityClosings).set({ cancelledAt: ctx.clock() }).where(one(ctx, id));
      await recountFacility(tx, ctx.district, row.facilityId, today(ctx));
      return {
        result: { state: 'cancelled' as const },
        before: { state: 'announced' },
        after: { state: 'cancelled' },
        reason,
        changed: vacancyTopics(row.facilityId),
        later: await tell(tx, ctx, row.facilityId, 'closing_cancelled', row.closesOn),
      };
    },
  );
}

/**
 * The bureau finds that nobody is left and nothing is owed, and closes the facility today: its beds are retired and
 * leave the search in the same transaction.
 */
export function closeFacility(ctx: Context, id: string): Promise<{ closed_on: Day }> {
  return act(
    ctx,
    'closings.close',
    (tx) => findClosing(tx, ctx, id),
    async (tx, { row }) => {
      const { district } = ctx;
      const on = today(ctx);
      // Every room, in order: nobody moves in between the count and the commit.
      await tx.execute(
        sql`select id from rooms where district = ${district} and facility_id = ${row.facilityId} order by id for update`,
      );
      const left = await remainingOf(tx, district, row.facilityId, on);
      required(mayClose(closingState(row), row.closesOn, on, left));
      await tx.update(facilityClosings).set({ doneAt: ctx.clock() }).where(one(ctx, id));
      await tx
        .update(facilities)
        .set({ closedOn: on, version: sql`${facilities.version} + 1` })
        .where(and(eq(facilities.district, district), eq(facilities.id, row.facilityId)));
      const mine = and(eq(beds.district, district), eq(beds.facilityId, row.facilityId), isNull(beds.retiredOn));
      await tx
        .update(beds)
        .set({ retiredOn: on, version: sql`${beds.version} + 1` })
        .where(mine);
      await recountFacility(tx, district, row.facilityId, on);
      return {
        result: { closed_on: on },
        before: { state: 'announced' },
        after: { state: 'done', closed_on: on },
        changed: vacancyTopics(row.facilityId),
      };
    },
  );
}
