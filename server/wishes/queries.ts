import { and, desc, eq, sql } from 'drizzle-orm';
import { helpers } from '../../db/schema/applicants.ts';
import { wishChanges } from '../../db/schema/applications.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { givenUp } from '../allocation/queries.ts';
import { wishOf } from '../allocation/rules.ts';
import { findApplicant } from '../applicants/actions.ts';
import { type ApplicationRow, rulesOn } from '../applications/actions.ts';
import { applicationOf, refuseUnknownFacilities } from '../applications/queries.ts';
import { ended } from '../applications/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { standpointOf } from '../matching/queries.ts';
import { opens } from '../matching/rules.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { checkChange, mayChange, type Standing, type WishSet } from './rules.ts';

/** What a change of this wish would have to wait for, as of now. */
async function standingOf(tx: ReadTx, district: string, row: ApplicationRow): Promise<Standing> {
  const [found] = await tx.execute<{ until: string | null; round: string | null; promised: string | null }>(sql`
    select (select respond_by::text from offers where district = ${district} and applicant_id = ${row.applicantId}
             and ended_at is null limit 1) as until,
           (select r.round_no from rounds r join round_services s on s.district = r.district and s.round_id = r.id
             where r.district = ${district} and r.ran_at >= ${row.queuedAt?.toISOString() ?? null}::timestamptz
               and r.published_at is null and r.cancelled_at is null and s.service = ${row.service} limit 1) as round,
           (select r.round_no from proposals p join rounds r on r.district = p.district and r.id = p.round_id
             where p.district = ${district} and p.application_id = ${row.id} and r.published_at is not null
               and p.decision = 'approved' and p.offer_id is null and p.problem is null limit 1) as promised`);
  const no = found?.promised ?? found?.round ?? null;
  return {
    status: row.status,
    offerUntil: found?.until ?? null,
    round: no ? { no, promised: !!found?.promised } : null,
  };
}

/** The spouse's application when the two are one wish: both name each other and neither has ended. */
export async function spouseOf(tx: ReadTx, district: string, row: ApplicationRow): Promise<ApplicationRow | null> {
  if (!row.jointWith) return null;
  const other = await applicationOf(tx, district, row.jointWith);
  return other.jointWith === row.id && !ended(other.status) ? other : null;
}

/** Everything a change has to wait for; of a couple also what the spouse waits for, who need not be in the queue yet. */
export async function waitsFor(tx: ReadTx, district: string, row: ApplicationRow, spouse: ApplicationRow | null) {
  const own = mayChange(await standingOf(tx, district, row));
  if (!spouse) return own;
  const theirs = mayChange({ ...(await standingOf(tx, district, spouse)), status: 'queued' });
  return [...own, ...theirs.filter((r) => own.every((o) => o.code !== r.code))];
}

/** The homes whose offer these applications have given up; of a couple those of both, as a round reckons with them. */
export async function exitedOf(tx: ReadTx, district: string, rows: readonly ApplicationRow[]): Promise<string[]> {
  const gone = await givenUp(
    tx,
    district,
    rows.map((r) => r.applicantId),
  );
  return gone.flatMap((g) => (rows.some((r) => r.id === g.application) ? g.facility : []));
}

async function namesOf(tx: ReadTx, district: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: facilities.id, name: facilities.name })
    .from(facilities)
    .where(and(eq(facilities.district, district), among(facilities.id, [...new Set(ids)])));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Which homes are wished for, whether that can be changed now, and every change there was, newest first. */
export function readWishes(ctx: Context, id: string) {
  return look(ctx, 'wishes.read', async (tx) => {
    const { district } = ctx;
    const row = await applicationOf(tx, district, id);
    const subject = await findApplicant(tx, district, row.applicantId);
    const { rules } = await rulesOn(tx, district, dayOf(ctx.clock()));
    const changes = await tx
      .select({ change: wishChanges, relation: helpers.relation })
      .from(wishChanges)
      .leftJoin(
        helpers,
        and(
          eq(helpers.district, wishChanges.district),
          eq(helpers.applicantId, row.applicantId),
          eq(helpers.accountId, wishChanges.accountId),
        ),
      )
      .where(and(eq(wishChanges.district, district), eq(wishChanges.applicationId, id)))
      .orderBy(desc(wishChanges.at), desc(wishChanges.id));
    const spouse = await spouseOf(tx, district, row);
    const named = changes.flatMap(({ change: c }) => [...c.wasChoices, ...c.choices]);
    const names = await namesOf(tx, district, [...row.choices, ...named]);
    const told = (wish: WishSet) => ({
      choices: wish.choices.map((c) => ({ id: c, name: names.get(c) ?? '' })),
      accept_any: wish.acceptAny,
      radius_km: wish.radiusKm,
    });
    const result = {
      version: row.version,
      now: told(row),
      max_choices: rules.max_choices,
      couple: spouse !== null,
      waits_for: await waitsFor(tx, district, row, spouse),
      changes: changes.map(({ change: c, relation }) => ({
        at: c.at.toISOString(),
        by: relation,
        before: told({ choices: c.wasChoices, acceptAny: c.wasAcceptAny, radiusKm: c.wasRadiusKm }),
        after: told(c),
        rule_version: c.ruleVersion,
      })),
    };
    return { ...subject, type: 'application', id, row: result };
  });
}

/**
 * What another choice would bring, before it is made: the place stays, the homes whose beds are asked about become more or
 * fewer, and so do those ahead who would take a bed there. Counts only, nothing of anybody else's. Nothing is written.
 */
export function previewWishes(ctx: Context, id: string, wish: WishSet) {
  return look(ctx, 'wishes.preview', async (tx) => {
    const { district } = ctx;
    const row = await applicationOf(tx, district, id);
    const subject = await findApplicant(tx, district, row.applicantId);
    const { rules } = await rulesOn(tx, district, dayOf(ctx.clock()));
    await refuseUnknownFacilities(tx, district, wish.choices);
    const at = await standpointOf(tx, ctx, row);
    if (!at) throw new Refusal('not_found', 'not_queued');
    const spouse = await spouseOf(tx, district, row);
    const exited = await exitedOf(tx, district, [row, ...(spouse ? [spouse] : [])]);
    const then = { ...at.own, wish: wishOf(wish, exited) };
    const names = await namesOf(tx, district, wish.choices);
    const result = {
      place: at.mine.place,
      place_in_track: at.mine.placeInTrack,
      reasons: [
        ...(await waitsFor(tx, district, row, spouse)),
        ...checkChange(row, wish, { max: rules.max_choices, exited }),
      ],
      now: opens(at.own, at.ahead, at.homes),
      would: opens(then, at.ahead, at.homes),
      named: wish.choices.map((c) => {
        const home = at.homes.filter((h) => h.id === c);
        return { id: c, name: names.get(c) ?? '', beds: home.length > 0, ahead: opens(then, at.ahead, home).ahead };
      }),
    };
    return { ...subject, type: 'application', id, row: result };
  });
}
