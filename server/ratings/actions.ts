import { and, eq, sql } from 'drizzle-orm';
import { ratings } from '../../db/schema/families.ts';
import { findApplicant } from '../applicants/actions.ts';
import { ERASED } from '../applicants/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { notify, notifyOfFacility } from '../notifications/actions.ts';
import { findPlacement, type PlacementRow } from '../placements/actions.ts';
import { act, type Context, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { liveOf, stayOf } from './queries.ts';
import { type HideReason, mayHide, mayRate, mayReply, mayWithdraw, type Scores, textReasons } from './rules.ts';

type RatingRow = typeof ratings.$inferSelect;
const topics = (facility: string) => ['ratings' as const, `facility:${facility}` as const];

/** The stay a claim is of, locked: two who rate it at once wait for each other, also when the person has moved beds since. */
async function lockStay(tx: Tx, ctx: Context, claimId: string): Promise<Subject<PlacementRow>> {
  const id = await stayOf(tx, ctx.district, claimId);
  const { row } = await findPlacement(tx, ctx.district, id);
  const { accounts } = await findApplicant(tx, ctx.district, row.applicantId);
  return { district: ctx.district, type: 'placement', id: row.id, accounts, row };
}

/**
 * What a family says of a stay, once; the home is told that there is something to read.
 * @throws Refusal conflict rating_early, rating_late, rating_no_stay, rating_given; invalid rating_id_no, rating_phone
 */
export function giveRating(
  ctx: Context,
  claimId: string,
  input: Scores & { text: string | null },
): Promise<{ rating_id: string }> {
  return act(
    ctx,
    'ratings.rate',
    (tx) => lockStay(tx, ctx, claimId),
    async (tx, { row: stay }) => {
      const { district } = ctx;
      const said = input.text?.trim() || null;
      const wrong = textReasons(said);
      if (wrong[0]) throw new Refusal('invalid', [wrong[0], ...wrong.slice(1)]);
      const given = (await liveOf(tx, district, stay.id)) !== null;
      required(mayRate(stay, { today: dayOf(ctx.clock()), given }));
      const id = newId();
      const { care, respect, food, room, honesty } = input;
      await tx.insert(ratings).values({
        ...{ district, id, care, respect, food, room, honesty, text: said },
        facilityId: stay.facilityId,
        claimId: stay.claimId,
        applicantId: stay.applicantId,
        accountId: ctx.actor?.account ?? '',
        givenAt: ctx.clock(),
      });
      const { later } = await notifyOfFacility(tx, ctx, {
        to: { role: 'institution', facility: stay.facilityId },
        facilityId: stay.facilityId,
        kind: 'rating_given',
        values: {},
      });
      return {
        result: { rating_id: id },
        after: { rating: id, facility: stay.facilityId, care, respect, food, room, honesty },
        changed: topics(stay.facilityId),
        later,
      };
    },
  );
}

const one = (ctx: Context, id: string) => and(eq(ratings.district, ctx.district), eq(ratings.id, id));

/** A rating as whoever may act for the person, the home, or the bureau reaches it. */
async function lockRating(tx: Tx, ctx: Context, id: string): Promise<Subject<RatingRow>> {
  const [row] = await tx.select().from(ratings).where(one(ctx, id)).for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  const { accounts } = await findApplicant(tx, ctx.district, row.applicantId);
  const { district, facilityId: facility, version } = row;
  return { district, type: 'rating', id, facility, accounts, row, version };
}
const standing = (row: RatingRow) => ({
  withdrawn: row.withdrawnAt !== null,
  hidden: row.hiddenReason,
  replied: row.repliedAt !== null,
});
const bumped = { version: sql`${ratings.version} + 1` };

/** The family takes it back: it is shown and counted no more, and another may be given. */
export function withdrawRating(ctx: Context, id: string): Promise<{ withdrawn: true }> {
  return act(
    ctx,
    'ratings.withdraw',
    (tx) => lockRating(tx, ctx, id),
    async (tx, { row }) => {
      required(mayWithdraw(standing(row)));
      await tx
        .update(ratings)
        .set({ withdrawnAt: ctx.clock(), ...bumped })
        .where(one(ctx, id));
      return { result: { withdrawn: true as const }, after: { withdrawn: true }, changed: topics(row.facilityId) };
    },
  );
}

/** The home's one answer, under the text. */
export function replyToRating(ctx: Context, id: string, text: string): Promise<{ version: number }> {
  return act(
    ctx,
    'ratings.reply',
    (tx) => lockRating(tx, ctx, id),
    async (tx, { row }) => {
      required(mayReply(standing(row), text));
      const by = { repliedAt: ctx.clock(), repliedBy: ctx.actor?.account ?? null };
      await tx
        .update(ratings)
        .set({ reply: text.trim(), ...by, ...bumped })
        .where(one(ctx, id));
      const later = await notify(tx, ctx, { applicantId: row.applicantId, kind: 'rating_answered', values: {} });
      return {
        result: { version: row.version + 1 },
        after: { replied: true },
        changed: topics(row.facilityId),
        later,
      };
    },
  );
}

/** An officer hides the words, for a reason everybody reads; the family is told and may write it anew. */
export function hideRating(ctx: Context, id: string, reason: HideReason): Promise<{ version: number }> {
  return act(
    ctx,
    'ratings.hide',
    (tx) => lockRating(tx, ctx, id),
    async (tx, { row }) => {
      required(mayHide(standing(row)));
      const by = { hiddenAt: ctx.clock(), hiddenBy: ctx.actor?.account ?? null };
      await tx
        .update(ratings)
        .set({ hiddenReason: reason, ...by, ...bumped })
        .where(one(ctx, id));
      const later = await notify(tx, ctx, { applicantId: row.applicantId, kind: 'rating_hidden', values: {} });
      return {
        result: { version: row.version + 1 },
        after: { hidden: reason },
        reason,
        changed: topics(row.facilityId),
        later,
      };
    },
  );
}

/** The person's data is deleted: what was said of their stays goes, the stars are nobody's. */
export async function clearRatings(tx: Tx, ctx: Context, applicantId: string): Promise<number> {
  const rows = await tx
    .update(ratings)
    .set({ text: null, reply: sql`case when ${ratings.reply} is null then null else ${ERASED}::text end`, ...bumped })
    .where(
      and(
        eq(ratings.district, ctx.district),
        eq(ratings.applicantId, applicantId),
        sql`(${ratings.text} is not null or ${ratings.reply} <> ${ERASED})`,
      ),
    )
    .returning({ id: ratings.id });
  return rows.length;
}
