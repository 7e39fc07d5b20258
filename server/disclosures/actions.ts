import { desc, sql } from 'drizzle-orm';
import { disclosures } from '../../db/schema/oversight.ts';
import { findLine } from '../funds/queries.ts';
import { required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { draftOf } from './queries.ts';
import { mayDisclose } from './rules.ts';

export type NewNotice = {
  line_id: string;
  month_on: Day;
  place: string;
  url: string | null;
  from_on: Day;
  to_on: Day;
};

/** Makes public what was used of a line in a month: the masked list goes up on this site for the days named. */
export const publishUse = (
  ctx: Context,
  input: NewNotice,
): Promise<{ id: string; people: number; total_fen: number; sha256: string }> =>
  act(
    ctx,
    'disclosures.publish',
    async (tx) => {
      // Of two who publish at one moment the second sees the first one's notice.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`disclosure ${ctx.district} ${input.line_id}`}))`);
      const row = await findLine(tx, ctx.district, input.line_id);
      return { district: ctx.district, type: 'budget_line', id: input.line_id, row };
    },
    async (tx) => {
      const { rows, totalFen, digest } = await draftOf(tx, ctx.district, input.line_id, input.month_on);
      const [last] = await tx
        .select({ digest: disclosures.sha256, from: disclosures.fromOn, to: disclosures.toOn })
        .from(disclosures)
        .where(
          sql`${disclosures.district} = ${ctx.district} and ${disclosures.lineId} = ${input.line_id} and ${disclosures.monthOn} = ${input.month_on}::date`,
        )
        .orderBy(desc(disclosures.publishedAt), desc(disclosures.id))
        .limit(1);
      const notice = { from: input.from_on, to: input.to_on, place: input.place, url: input.url };
      required(mayDisclose(notice, { today: dayOf(ctx.clock()), rows, digest, last: last ?? null }), 'invalid');
      const id = newId();
      await tx.insert(disclosures).values({
        district: ctx.district,
        id,
        lineId: input.line_id,
        monthOn: input.month_on,
        place: input.place.trim(),
        url: input.url,
        fromOn: input.from_on,
        toOn: input.to_on,
        rows,
        totalFen,
        sha256: digest,
        publishedBy: ctx.actor?.account ?? null,
        publishedAt: ctx.clock(),
      });
      return {
        result: { id, people: rows.length, total_fen: totalFen, sha256: digest },
        after: { notice: id, month: input.month_on, sha256: digest, from: input.from_on, to: input.to_on },
        changed: ['funds'],
      };
    },
  );
