import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { facilities } from '../../db/schema/facilities.ts';
import { ratings } from '../../db/schema/families.ts';
import { placements } from '../../db/schema/placements.ts';
import { findApplicant } from '../applicants/actions.ts';
import { findFacility } from '../facilities/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import { mayRate, seasonOf, sumUp } from './rules.ts';

/** The claims a stay has had: the present one, and those of the beds before a move. */
const claimsOf = (district: string, stay: string) => sql`
  select claim_id from placements where district = ${district} and id = ${stay}
  union select claim_id from bed_events where district = ${district} and placement_id = ${stay} and claim_id is not null`;

/** The stay a claim is or was of. */
export async function stayOf(tx: ReadTx, district: string, claimId: string): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    select id from placements where district = ${district} and claim_id = ${claimId}
    union select placement_id from bed_events
     where district = ${district} and claim_id = ${claimId} and placement_id is not null limit 1`);
  if (!row) throw new Refusal('not_found', 'not_found');
  return row.id;
}

/** The rating of a stay that has not been withdrawn. */
export async function liveOf(tx: ReadTx, district: string, stay: string) {
  const [row] = await tx
    .select()
    .from(ratings)
    .where(
      and(
        eq(ratings.district, district),
        isNull(ratings.withdrawnAt),
        sql`${ratings.claimId} in (${claimsOf(district, stay)})`,
      ),
    );
  return row ?? null;
}

const joined = { rating: ratings, admittedOn: placements.admittedOn };
const ofStay = sql`${placements.district} = ${ratings.district} and (${placements.claimId} = ${ratings.claimId}
  or exists (select 1 from bed_events e where e.district = ${ratings.district} and e.claim_id = ${ratings.claimId}
    and e.placement_id = ${placements.id}))`;
type Joined = { rating: typeof ratings.$inferSelect; admittedOn: string };

/** As everybody reads it: no person, no day, no number of its own, and of what is hidden only why. */
const shown = ({ rating: r, admittedOn }: Joined) => ({
  moved_in: seasonOf(admittedOn),
  text: r.hiddenReason ? null : r.text,
  hidden: r.hiddenReason,
  reply: r.hiddenReason ? null : r.reply,
});

const SHOWN = 20;

/** What those who stayed say of a home: means from three on, and the newest texts. */
export function publicRatings(ctx: Context, facilityId: string) {
  return view(ctx, 'ratings.read', async (tx) => {
    const rows = await tx
      .select(joined)
      .from(ratings)
      .innerJoin(placements, ofStay)
      .where(and(eq(ratings.district, ctx.district), eq(ratings.facilityId, facilityId), isNull(ratings.withdrawnAt)))
      .orderBy(desc(ratings.givenAt), desc(ratings.id));
    return {
      ...sumUp(rows.map(({ rating: r }) => ({ ...r, hidden: r.hiddenReason }))),
      texts: rows
        .filter(({ rating: r }) => r.text !== null || r.hiddenReason !== null)
        .slice(0, SHOWN)
        .map(shown),
    };
  });
}

/** For the family: which stay, whether it may be rated now and why not, and what was said. */
export function readOwnRating(ctx: Context, claimId: string) {
  return look(ctx, 'ratings.mine', async (tx) => {
    const { district } = ctx;
    const id = await stayOf(tx, district, claimId);
    const [found] = await tx
      .select({ stay: placements, name: facilities.name })
      .from(placements)
      .innerJoin(
        facilities,
        and(eq(facilities.district, placements.district), eq(facilities.id, placements.facilityId)),
      )
      .where(and(eq(placements.district, district), eq(placements.id, id)));
    if (!found) throw new Refusal('not_found', 'not_found');
    const { stay, name } = found;
    const [{ accounts, row: person }, live] = await Promise.all([
      findApplicant(tx, district, stay.applicantId),
      liveOf(tx, district, id),
    ]);
    const may = mayRate(stay, { today: dayOf(ctx.clock()), given: live !== null });
    return {
      district,
      type: 'placement',
      id,
      accounts,
      row: {
        facility: { id: stay.facilityId, name },
        person: person.name,
        admitted_on: stay.admittedOn,
        discharged_on: stay.dischargedOn,
        reasons: may.ok ? [] : may.reasons,
        rating: live,
      },
    };
  });
}

const LISTED = 200;

/** The ratings of a home for itself, or of the district for the bureau: as everybody reads them, those without words left out. */
export function listRatings(ctx: Context, filter: { facility?: string }) {
  return look(ctx, 'ratings.list', async (tx, keys) => {
    const { district } = ctx;
    const part = limitOf('ratings.list', keys, ctx.actor?.account ?? null);
    const facility = part.facility ?? filter.facility;
    if (facility) await findFacility(tx, district, facility);
    const rows = await tx
      .select({ ...joined, name: facilities.name })
      .from(ratings)
      .innerJoin(placements, ofStay)
      .innerJoin(facilities, and(eq(facilities.district, ratings.district), eq(facilities.id, ratings.facilityId)))
      .where(
        and(
          eq(ratings.district, district),
          isNull(ratings.withdrawnAt),
          facility ? eq(ratings.facilityId, facility) : undefined,
          sql`(${ratings.text} is not null or ${ratings.hiddenReason} is not null)`,
        ),
      )
      .orderBy(desc(ratings.givenAt), desc(ratings.id))
      .limit(LISTED);
    return {
      district,
      type: 'ratings',
      id: null,
      facility,
      row: rows.map(({ name, ...r }) => ({
        id: r.rating.id,
        version: r.rating.version,
        facility: { id: r.rating.facilityId, name },
        ...shown(r),
      })),
    };
  });
}
