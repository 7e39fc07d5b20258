import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { placements } from '../../db/schema/placements.ts';
import { queueRules, queueTellings } from '../../db/schema/queue.ts';
import { findApplicant, loadPeople, type Person } from '../applicants/actions.ts';
import { type CategoryKind, LEVEL_STANDARD, maskName } from '../applicants/rules.ts';
import { type ApplicationRow, rulesOn } from '../applications/actions.ts';
import { applicationOf } from '../applications/queries.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { ageOn, type Day, dayOf, daysBetween, fromRange, whenIs } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { estimateWeeks, explainMove } from './mechanism/moves.ts';
import {
  aheadOf,
  checkRules,
  decidedBy,
  inOrder,
  noneAhead,
  type Place,
  pointLines,
  type QueueKey,
  type QueueRules,
  type Standing,
  standingOf,
  type Track,
  trackOf,
} from './rules.ts';

/** The whole rule set in force on a day. */
export const queueRulesOn = (tx: ReadTx, district: string, on: Day) => rulesOn<QueueRules>(tx, district, on);

/** The track the person's facts of that day lead to. */
export const trackOfPerson = (person: Person, on: Day, rules: QueueRules): Track =>
  trackOf(
    {
      categories: person.categories.map((c) => c.kind),
      level: person.assessment?.level ?? 0,
      dementia: person.assessment?.dementia ?? false,
      age: ageOn(person.applicant.bornOn, on),
    },
    rules.tracks,
  );

export type Ordered = { application: ApplicationRow; person: Person; standing: Standing };
type InForce = { version: string; docNo: string; rules: QueueRules };
type Order = InForce & { queue: Place<Ordered>[] };

/** Somebody in the queue with no more than what orders them. */
type Standee = {
  id: string;
  applicantId: string;
  receiptNo: string;
  service: ApplicationRow['service'];
  standing: Standing;
  born: Day;
};

/**
 * The same order from the few facts that decide it, read in one statement: what a place, its neighbours and a preview
 * need, without everybody's papers. A test holds the two together.
 */
export async function loadStandings(tx: ReadTx, ctx: Context): Promise<InForce & { queue: Place<Standee>[] }> {
  const on = dayOf(ctx.clock());
  const inForce = await queueRulesOn(tx, ctx.district, on);
  const rows = await tx.execute<{
    id: string;
    applicant: string;
    receipt: string;
    service: ApplicationRow['service'];
    queued: number;
    born: Day;
    absent: boolean | null;
    hardships: number | null;
    alone: boolean | null;
    level: number | null;
    dementia: boolean | null;
    kinds: CategoryKind[] | null;
  }>(sql`
    select a.id, a.applicant_id as applicant, a.receipt_no as receipt, a.service,
           (extract(epoch from coalesce(a.queued_at, a.submitted_at)) * 1000)::float8 as queued,
           p.born_on::text as born, p.carer_absent as absent, p.carer_hardships as hardships, p.living_alone as alone,
           m.level, m.dementia, c.kinds
      from applications a
      join applicants p on p.district = a.district and p.id = a.applicant_id
      left join (select distinct on (applicant_id) applicant_id, level, dementia from assessments
                  where district = ${ctx.district} and standard_code = ${LEVEL_STANDARD} and lower(valid) <= ${on}::date
                  order by applicant_id, assessed_on desc) m on m.applicant_id = a.applicant_id
      left join (select applicant_id, array_agg(kind) as kinds from categories
                  where district = ${ctx.district} and during @> ${on}::date group by applicant_id) c
        on c.applicant_id = a.applicant_id
     where a.district = ${ctx.district} and a.status = 'queued'`);
  const waiting = rows.map(
    (r): Standee => ({
      id: r.id,
      applicantId: r.applicant,
      receiptNo: r.receipt,
      service: r.service,
      born: r.born,
      standing: {
        applicationId: r.id,
        receiptNo: r.receipt,
        queuedAt: new Date(r.queued).toISOString(),
        categories: r.kinds ?? [],
        level: r.level ?? 0,
        dementia: r.dementia ?? false,
        age: ageOn(r.born, on),
        carerAbsent: r.absent,
        carerHardships: r.hardships,
        livingAlone: r.alone,
      },
    }),
  );
  return { queue: inOrder(waiting, inForce.rules, ctx.clock().toISOString()), ...inForce };
}

/** The names of a few people. */
async function namesOf(tx: ReadTx, district: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: applicants.id, name: applicants.name })
    .from(applicants)
    .where(and(eq(applicants.district, district), among(applicants.id, ids)));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Everyone who waits in the one order, computed from facts as of now: of one service, or no more than these applications. */
export async function loadOrder(
  tx: ReadTx,
  ctx: Context,
  only: { service?: string; applications?: readonly string[] } = {},
): Promise<Order> {
  const on = dayOf(ctx.clock());
  const inForce = await queueRulesOn(tx, ctx.district, on);
  const rows = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, ctx.district),
        eq(applications.status, 'queued'),
        only.service ? sql`${applications.service} = ${only.service}` : undefined,
        only.applications ? among(applications.id, only.applications) : undefined,
      ),
    );
  const people = await loadPeople(
    tx,
    ctx.district,
    rows.map((r) => r.applicantId),
    on,
  );
  const waiting = rows.flatMap((application) => {
    const person = people.get(application.applicantId);
    return person ? [{ application, person, standing: standingOf(application, person, on) }] : [];
  });
  return { queue: inOrder(waiting, inForce.rules, ctx.clock().toISOString()), ...inForce };
}

/** A reason in words, as every answer of the queue gives it. */
export const inWords = ({ code, values }: Reason) => ({
  code,
  message_zh: say('zh', code, values),
  message_en: say('en', code, values),
  ...(values ? { values } : {}),
});

/** Whole-day places are given out together: who asks for either may be offered either. */
export const together = (service: ApplicationRow['service']): ApplicationRow['service'][] =>
  service === 'residential' || service === 'nursing' ? ['residential', 'nursing'] : [service];
const YEAR = 365;

/** How many of a track and service moved in from the queue in the last year, or since the first of all, and in how many days. */
async function admissionsOf(tx: ReadTx, district: string, track: Track, service: ApplicationRow['service'], on: Day) {
  const [row] = await tx
    .select({
      first: sql<Day | null>`min(${placements.admittedOn})::text`,
      n: sql<number>`count(*) filter (where ${placements.admittedOn} > ${on}::date - ${YEAR}::int
        and ${inArray(applications.service, together(service))} and ${offers.snapshot} #>> '{key,track}' = ${track})::int`,
    })
    .from(placements)
    .innerJoin(offers, and(eq(offers.district, placements.district), eq(offers.id, placements.offerId)))
    .innerJoin(applications, and(eq(applications.district, offers.district), eq(applications.id, offers.applicationId)))
    .where(eq(placements.district, district));
  return { admissions: row?.n ?? 0, days: row?.first ? Math.min(YEAR, daysBetween(row.first, on)) : 0 };
}

const tellingsOf = (tx: ReadTx, district: string, application: string, limit: number) =>
  tx
    .select()
    .from(queueTellings)
    .where(and(eq(queueTellings.district, district), eq(queueTellings.applicationId, application)))
    .orderBy(desc(queueTellings.toldAt), desc(queueTellings.id))
    .limit(limit);

/** The key of somebody with every part explained, under the rule set in force. */
function keyExplained(mine: Place<Standee>, { rules, version, docNo }: InForce, now: string) {
  const track = rules.tracks.find((r) => r.track === mine.key.track);
  return {
    track: mine.key.track,
    track_zh: track?.name_zh ?? '',
    track_en: track?.name_en ?? '',
    place: mine.place,
    place_in_track: mine.placeInTrack,
    rule_version: version,
    doc_no: docNo,
    key: mine.key,
    key_parts: [...rules.key],
    points: pointLines(mine.standing, rules.points, now),
  };
}

/**
 * One's own place in the queue: 总排位, 通道排位, the key part by part, how many are ahead and why, how long it may take by
 * the district's own history, and why the place moved when it last did. Nothing of anybody else's.
 */
export function readPlace(ctx: Context, applicationId: string) {
  return look(ctx, 'queue.place', async (tx) => {
    const application = await applicationOf(tx, ctx.district, applicationId);
    const subject = await findApplicant(tx, ctx.district, application.applicantId);
    const order = await loadStandings(tx, ctx);
    const { queue, rules } = order;
    const mine = queue.find((w) => w.id === applicationId);
    if (!mine) return { ...subject, type: 'application', id: applicationId, row: null };
    const on = dayOf(ctx.clock());
    const services = together(application.service);
    const ahead = queue.filter(
      (w) => w.place < mine.place && w.key.track === mine.key.track && services.includes(w.service),
    ).length;
    const [history, [last, before]] = await Promise.all([
      admissionsOf(tx, ctx.district, mine.key.track, application.service, on),
      tellingsOf(tx, ctx.district, applicationId, 2),
    ]);
    const row = {
      ...keyExplained(mine, order, ctx.clock().toISOString()),
      waiting: queue.length,
      waiting_in_track: queue.filter((w) => w.key.track === mine.key.track).length,
      ahead: aheadOf(
        mine.key,
        queue.map((w) => w.key),
        rules.key,
      ),
      estimate: { weeks: estimateWeeks(ahead, history), ahead, ...history },
      move:
        last?.place && before?.place && last.place !== before.place
          ? {
              told_at: last.toldAt.toISOString(),
              from: before.place,
              to: last.place,
              reasons: (last.reasons as Reason[]).map(inWords),
            }
          : null,
    };
    return { ...subject, type: 'application', id: applicationId, row };
  });
}

const HISTORY = 30;

/** Why somebody stands where they stand: the key beside the neighbour's ahead and behind, and every place they were told. */
export function readWhy(ctx: Context, applicationId: string) {
  return look(ctx, 'queue.why', async (tx) => {
    const order = await loadStandings(tx, ctx);
    const { queue, rules } = order;
    const at = queue.findIndex((w) => w.id === applicationId);
    const mine = queue[at];
    if (!mine) throw new Refusal('not_found', 'not_queued');
    const now = ctx.clock().toISOString();
    const [ahead, behind] = [queue[at - 1], queue[at + 1]];
    const names = await namesOf(
      tx,
      ctx.district,
      [ahead, mine, behind].flatMap((w) => w?.applicantId ?? []),
    );
    const beside = (other: Place<Standee> | undefined) =>
      other
        ? {
            application_id: other.id,
            receipt_no: other.receiptNo,
            name: names.get(other.applicantId) ?? '',
            place: other.place,
            key: other.key,
            points: pointLines(other.standing, rules.points, now),
            decided_by: decidedBy(other.key, mine.key, rules.key),
          }
        : null;
    const told = await tellingsOf(tx, ctx.district, applicationId, HISTORY);
    const row = {
      application_id: applicationId,
      receipt_no: mine.receiptNo,
      name: names.get(mine.applicantId) ?? '',
      ...keyExplained(mine, order, now),
      waiting: queue.length,
      ahead: beside(ahead),
      behind: beside(behind),
      history: told.map((x) => ({
        told_at: x.toldAt.toISOString(),
        place: x.place,
        place_in_track: x.placeInTrack,
        waiting: x.waiting,
        rule_version: x.ruleVersion,
        reasons: (x.reasons as Reason[]).map(inWords),
      })),
    };
    const { street, accounts } = await findApplicant(tx, ctx.district, mine.applicantId);
    return { district: ctx.district, type: 'application', id: applicationId, street, accounts, row };
  });
}

/** Every rule set, the newest first, with its days. */
export function listRules(ctx: Context) {
  return view(ctx, 'queue.rules', async (tx) => {
    const today = dayOf(ctx.clock());
    const rows = await tx
      .select()
      .from(queueRules)
      .where(eq(queueRules.district, ctx.district))
      .orderBy(desc(queueRules.effective));
    return rows.map((r) => {
      const { start, end } = fromRange(r.effective);
      return {
        version: r.version,
        doc_no: r.docNo,
        from: start,
        until: end,
        state: whenIs({ start, end }, today),
        revision: r.revision,
        rules: r.rules as QueueRules,
      };
    });
  });
}

/** The biggest moves shown of a preview, up and down each. */
const SHOWN = 20;

/** Who would stand where under another rule set, at this moment and with nobody else's facts changed. Nothing is kept. */
export function previewRules(ctx: Context, rules: QueueRules) {
  return look(ctx, 'queue.preview', async (tx) => {
    const [first, ...rest] = checkRules(rules);
    if (first) throw new Refusal('invalid', [first, ...rest]);
    const now = await loadStandings(tx, ctx);
    const then = new Map(inOrder(now.queue, rules, ctx.clock().toISOString()).map((w) => [w.id, w]));
    const unmoved = { housed: 0, left: 0, joined: noneAhead() };
    const moves = now.queue.flatMap((w) => {
      const after = then.get(w.id);
      if (!after) return [];
      const told = (p: { place: number; key: QueueKey }, ruleVersion: string) => ({ ...p, ruleVersion });
      const reasons = explainMove(told(w, now.version), told(after, ''), unmoved);
      return [
        {
          receipt_no: w.receiptNo,
          applicant: w.applicantId,
          track: { from: w.key.track, to: after.key.track },
          place: { from: w.place, to: after.place },
          by: w.place - after.place,
          reasons: reasons.filter((r) => r.code !== 'move_rules').map(inWords),
        },
      ];
    });
    const biggest = (sign: 1 | -1) =>
      moves
        .filter((m) => m.by * sign > 0)
        .sort((a, b) => (b.by - a.by) * sign || a.place.to - b.place.to)
        .slice(0, SHOWN);
    const [up, down] = [biggest(1), biggest(-1)];
    const names = await namesOf(
      tx,
      ctx.district,
      [...up, ...down].map((m) => m.applicant),
    );
    const shown = ({ by: _, applicant, ...move }: (typeof moves)[number]) => ({
      ...move,
      name: maskName(names.get(applicant) ?? ''),
    });
    const row = {
      waiting: moves.length,
      against: now.version,
      changed_track: moves.filter((m) => m.track.from !== m.track.to).length,
      changed_place: moves.filter((m) => m.by !== 0).length,
      up: up.map(shown),
      down: down.map(shown),
    };
    return { district: ctx.district, type: 'queue', id: null, row };
  });
}
