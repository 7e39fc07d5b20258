import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, facilities, rooms } from '../../db/schema/facilities.ts';
import { queueRules } from '../../db/schema/queue.ts';
import { rounds } from '../../db/schema/rounds.ts';
import { loadFacilities, loadQueue } from '../allocation/queries.ts';
import { mayOffer } from '../allocation/rules.ts';
import { findApplicant } from '../applicants/actions.ts';
import { applicationOf } from '../applications/queries.ts';
import { lotsOf } from '../contracts/actions.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import type { QueueRules } from '../queue/rules.ts';
import { explainEmpty, explainPerson } from '../rounds/mechanism/explain.ts';
import { runMarket } from '../rounds/mechanism/outcome.ts';
import { roundRules } from '../rounds/mechanism/snapshot.ts';
import { findRound, type Kept, loadRounds, runOf, showRound } from '../rounds/queries.ts';
import { kmTo, movesBetween, sideOf, spoken, variantOf, wantedBeds, withOneMore } from '../rounds/rules.ts';

/** A reason in words, as every answer gives it. */
function told(reason: Reason) {
  const { code, values } = spoken(reason);
  const message = { message_zh: say('zh', code, values), message_en: say('en', code, values) };
  return { code, ...message, ...(values ? { values } : {}) };
}

async function namesOf(tx: ReadTx, district: string, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select({ id: facilities.id, name: facilities.name })
    .from(facilities)
    .where(and(eq(facilities.district, district), inArray(facilities.id, wanted)));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** What anybody may know of the rounds: their digests from the first moment, what a published one gave, nobody's name. */
export function publicRounds(ctx: Context) {
  return view({ ...ctx, actor: null }, 'rounds.public', async (tx) => {
    const all = (await loadRounds(tx, ctx.district)).map(showRound);
    const names = await namesOf(
      tx,
      ctx.district,
      all.flatMap((r) => (r.state === 'published' ? (r.summary?.facilities ?? []) : []).map((f) => f.id)),
    );
    return all.map(({ summary, id: _id, version: _version, cancel_reason: _reason, ...round }) => {
      if (round.state !== 'published' || !summary) return { ...round, result: null };
      const { facilities: list, ...result } = summary;
      const places = list
        .filter((f) => f.placed > 0)
        .map(({ id, placed, last }) => ({ facility_id: id, facility: names.get(id) ?? '', placed, last }));
      return { ...round, result: { ...result, facilities: places } };
    });
  });
}

/** What one person is told of a run: every wish with what became of it, from the data that decided. */
async function explained(tx: ReadTx, ctx: Context, run: Kept, application: string) {
  const apart = run.snapshot.apart.find((a) => a.application === application);
  const person = run.personOf(application);
  if (!person && !apart) throw new Refusal('not_found', 'round_not_yours');
  const answers = person ? explainPerson(run.explaining, person.unit) : [];
  const names = await namesOf(
    tx,
    ctx.district,
    answers.map((a) => a.facility),
  );
  const { facilities: places, people } = run.explaining;
  return {
    round_no: run.snapshot.round.round_no,
    taken_at: run.snapshot.round.taken_at,
    rule_version: run.snapshot.round.rule_version,
    snapshot_digest: run.snapshotDigest,
    seed: run.seed,
    apart: apart ? told(apart.reason) : null,
    key: person?.key ?? null,
    lottery: person?.lottery ?? null,
    place: person?.place ?? null,
    place_in_track: person?.place_in_track ?? null,
    taking_part: run.snapshot.units.length,
    wishes: answers.map((a) => ({
      facility_id: a.facility,
      facility: names.get(a.facility) ?? '',
      wish: a.wish,
      result: a.result,
      distance_km: kmTo(people.get(person?.unit ?? ''), places.get(a.facility)),
      reasons: a.reasons.map(told),
    })),
  };
}

/** For an officer: why one person was placed where, or nowhere. */
export function roundReasons(ctx: Context, id: string, application: string) {
  return look(ctx, 'rounds.read', async (tx) => {
    await findRound(tx, ctx.district, id, false);
    const row = await explained(tx, ctx, await runOf(tx, ctx.district, id), application);
    return { district: ctx.district, type: 'round', id, row };
  });
}

/** Who waits but took no part in a run, each with the reason, in the order of their receipts. */
export function apartFrom(ctx: Context, id: string) {
  return look(ctx, 'rounds.read', async (tx) => {
    await findRound(tx, ctx.district, id, false);
    const { apart } = (await runOf(tx, ctx.district, id)).snapshot;
    const reasons = new Map(apart.map((a) => [a.application, told(a.reason)]));
    const rows = apart.length
      ? await tx
          .select({
            application_id: applications.id,
            receipt_no: applications.receiptNo,
            service: applications.service,
            name: applicants.name,
          })
          .from(applications)
          .innerJoin(
            applicants,
            and(eq(applicants.district, applications.district), eq(applicants.id, applications.applicantId)),
          )
          .where(and(eq(applications.district, ctx.district), inArray(applications.id, [...reasons.keys()])))
          .orderBy(applications.receiptNo)
      : [];
    const row = rows.flatMap((r) => {
      const reason = reasons.get(r.application_id);
      return reason ? [{ ...r, reason }] : [];
    });
    return { district: ctx.district, type: 'round', id, row };
  });
}

const LOOK_BACK = 5;

/** For the person: the last published round in which this application took part, or was left out of and why. */
export function ownReasons(ctx: Context, application: string) {
  return look(ctx, 'rounds.own', async (tx) => {
    const mine = await applicationOf(tx, ctx.district, application);
    const subject = await findApplicant(tx, ctx.district, mine.applicantId);
    const last = await tx
      .select({ id: rounds.id })
      .from(rounds)
      .where(
        and(
          eq(rounds.district, ctx.district),
          isNotNull(rounds.publishedAt),
          sql`${rounds.ranAt} >= ${mine.queuedAt?.toISOString() ?? 'infinity'}`,
        ),
      )
      .orderBy(desc(rounds.publishedAt))
      .limit(LOOK_BACK);
    for (const { id } of last) {
      const run = await runOf(tx, ctx.district, id);
      if (!run.personOf(application) && !run.snapshot.apart.some((a) => a.application === application)) continue;
      const row = await explained(tx, ctx, run, application);
      return { ...subject, type: 'application', id: application, row };
    }
    throw new Refusal('not_found', 'round_not_yours');
  });
}

/** How many kinds of one more bed are tried. */
const TRIES = 6;

/** Every bed a run left empty with the reason, and what one more bed of the kinds most missed would change: by running it. */
export function emptyBeds(ctx: Context, id: string) {
  return look(ctx, 'rounds.read', async (tx) => {
    await findRound(tx, ctx.district, id, false);
    const run = await runOf(tx, ctx.district, id);
    const empty = explainEmpty(run.explaining);
    const wanted = wantedBeds(run.snapshot, run.outcome, TRIES);
    const names = await namesOf(
      tx,
      ctx.district,
      [...empty, ...wanted].map((e) => e.facility),
    );
    const numbers = empty.length
      ? await tx
          .select({ id: beds.id, bedNo: beds.bedNo, roomNo: rooms.roomNo })
          .from(beds)
          .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
          .where(
            and(
              eq(beds.district, ctx.district),
              inArray(
                beds.id,
                empty.map((e) => e.bed),
              ),
            ),
          )
      : [];
    const numberOf = new Map(numbers.map((n) => [n.id, n]));
    const before = sideOf(run.snapshot, run.outcome);
    const row = {
      empty: empty.map((e) => ({
        facility_id: e.facility,
        facility: names.get(e.facility) ?? '',
        bed_id: e.bed,
        room_no: numberOf.get(e.bed)?.roomNo ?? '',
        bed_no: numberOf.get(e.bed)?.bedNo ?? '',
        reason: e.reason,
        asked: e.asked,
        housed_better: e.housed_better,
        hindered: Object.entries(e.hindered).map(([code, count]) => ({ code, count })),
      })),
      one_more: wanted.map((bed) => {
        const after = runMarket(withOneMore(run.snapshot, bed));
        const { facility, ...kind } = bed;
        return {
          facility_id: facility,
          facility: names.get(facility) ?? '',
          ...kind,
          equipment: [...kind.equipment],
          placed_more: sideOf(run.snapshot, after).placed - before.placed,
          moved: movesBetween(run.snapshot, run.outcome, after).length,
        };
      }),
    };
    return { district: ctx.district, type: 'round', id, row };
  });
}

const MOST_MOVES = 500;
export type Other = { rule_version?: string; radius_km?: number; reserve?: 'kept' | 'released' };

/** The same snapshot under another rule version, radius or reserve, side by side. Nothing is stored and nothing sent. */
export function compareRound(ctx: Context, id: string, other: Other) {
  return look(ctx, 'rounds.compare', async (tx) => {
    await findRound(tx, ctx.district, id, false);
    const run = await runOf(tx, ctx.district, id);
    const rules = other.rule_version ? await rulesOf(tx, ctx.district, other.rule_version) : undefined;
    const variant = variantOf(run.snapshot, { rules, radius_km: other.radius_km, reserve: other.reserve });
    const after = runMarket(variant);
    const moves = movesBetween(run.snapshot, run.outcome, after);
    const units = new Map(run.snapshot.units.map((u) => [u.id, u]));
    const shown = moves.slice(0, MOST_MOVES);
    const who = shown.flatMap((m) => units.get(m.unit)?.people.map((p) => p.applicant) ?? []);
    const people = who.length
      ? await tx
          .select({ id: applicants.id, name: applicants.name })
          .from(applicants)
          .where(and(eq(applicants.district, ctx.district), inArray(applicants.id, who)))
      : [];
    const nameOf = new Map(people.map((p) => [p.id, p.name]));
    const names = await namesOf(
      tx,
      ctx.district,
      shown.flatMap((m) => [m.from?.facility ?? [], m.to?.facility ?? []].flat()),
    );
    const end = (e: (typeof moves)[number]['from']) =>
      e && { facility_id: e.facility, facility: names.get(e.facility) ?? '', choice: e.choice, distance_km: e.km };
    const row = {
      before: sideOf(run.snapshot, run.outcome),
      after: sideOf(variant, after),
      moved: moves.length,
      gained: moves.filter((m) => !m.from).length,
      lost: moves.filter((m) => !m.to).length,
      moves: shown.map((m) => ({
        people: (units.get(m.unit)?.people ?? []).map((p) => ({
          application_id: p.application,
          name: nameOf.get(p.applicant) ?? '',
          track: run.personOf(p.application)?.key.track ?? ('D' as const),
        })),
        from: end(m.from),
        to: end(m.to),
      })),
    };
    return { district: ctx.district, type: 'round', id, row };
  });
}

async function rulesOf(tx: ReadTx, district: string, version: string) {
  const [row] = await tx
    .select({ rules: queueRules.rules })
    .from(queueRules)
    .where(and(eq(queueRules.district, district), eq(queueRules.version, version)));
  if (!row) throw new Refusal('invalid', [{ code: 'rules_unknown', values: { version }, pointer: '/rule_version' }]);
  return roundRules(row.rules as QueueRules);
}

/** Who is next for this bed today, everyone ahead with the reason why it is not theirs: the judgement an offer uses. */
export function nextForBed(ctx: Context, bedId: string) {
  return look(ctx, 'allocation.next', async (tx) => {
    const on = dayOf(ctx.clock());
    const [bed] = await tx
      .select()
      .from(beds)
      .where(and(eq(beds.district, ctx.district), eq(beds.id, bedId)));
    if (!bed) throw new Refusal('not_found', 'not_found');
    const [place] = await loadFacilities(tx, ctx.district, on, [bed.facilityId]);
    if (!place) throw new Refusal('conflict', 'facility_closed');
    const [{ queue }, lots] = await Promise.all([loadQueue(tx, ctx), lotsOf(tx, ctx.district, [bed.facilityId])]);
    const ahead = [];
    let next = null;
    for (const w of queue) {
      const { reasons } = mayOffer(w, [], place, lots, bed, on);
      const who = {
        application_id: w.application.id,
        receipt_no: w.application.receiptNo,
        name: w.person.applicant.name,
      };
      const entry = { ...who, place: w.place, track: w.key.track, level: w.key.level, reasons: reasons.map(told) };
      if (reasons.length === 0) {
        next = entry;
        break;
      }
      ahead.push(entry);
    }
    const row = {
      bed_id: bedId,
      facility_id: bed.facilityId,
      facility: place.facility.name,
      bed_no: bed.bedNo,
      next,
      ahead,
    };
    return { district: ctx.district, type: 'bed', id: bedId, facility: bed.facilityId, row };
  });
}
