import { and, eq, isNull, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, claims } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { endForDeath } from '../allocation/actions.ts';
import { findOffer } from '../allocation/queries.ts';
import { personByCard } from '../applicants/actions.ts';
import { type ApplicationRow, moveApplication } from '../applications/actions.ts';
import { lotsOf, moveLot } from '../contracts/actions.ts';
import { lotToStayOn } from '../contracts/rules.ts';
import { closeOthers, endCase } from '../exits/actions.ts';
import {
  type BedRow,
  claimBed,
  endClaim,
  findBed,
  findFacility,
  recordBedEvents,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { residential, weekdaysIn } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { act, type Context, elsewhere, type Later, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { queueRulesOn } from '../queue/queries.ts';
import { riskBeforeAdmission } from '../risks/actions.ts';
import type { RiskSheet } from '../risks/rules.ts';
import { takesIn } from './queries.ts';
import { type dischargeKinds, gives, mayAdmit, mayDischarge, mayTakeIn, trialUntil } from './rules.ts';

export type PlacementRow = typeof placements.$inferSelect;
type EndKind = NonNullable<PlacementRow['dischargeKind']>;
export type DischargeKind = (typeof dischargeKinds)[number];
const today = (ctx: Context) => dayOf(ctx.clock());

/** The accepted person moves in: the hold becomes a stay, the lot's place moves from committed to in use. */
export function admit(
  ctx: Context,
  offerId: string,
  input: { admitted_on: Day; risk: RiskSheet | null },
): Promise<{ placement_id: string; trial_until: Day }> {
  return act(
    ctx,
    'placements.admit',
    (tx) => findOffer(tx, ctx.district, offerId),
    async (tx, { row: offer }) => {
      const on = today(ctx);
      const { admitted_on: from } = input;
      required(mayAdmit(offer, dayOf(offer.madeAt), from, on));
      await riskBeforeAdmission(tx, ctx, offer, from, input.risk);
      const bed = (await findBed(tx, ctx.district, offer.bedId)).row;
      const [hold] = await tx
        .select()
        .from(claims)
        .where(and(eq(claims.district, ctx.district), eq(claims.id, offer.claimId)));
      const [application] = await tx
        .select()
        .from(applications)
        .where(and(eq(applications.district, ctx.district), eq(applications.id, offer.applicationId)))
        .for('update');
      if (!hold?.sex || !application) throw new Refusal('not_found', 'not_found');
      const { rules, version } = await queueRulesOn(tx, ctx.district, on);
      const batchId = newId();
      const left = await leavePresent(tx, ctx, application, { bed, weekdays: hold.weekdays, from, batchId });
      await endClaim(tx, ctx.district, on, hold.id, { releasedAt: ctx.clock() });
      const claimId = await claimBed(tx, ctx.district, on, {
        bed,
        kind: 'stay',
        person: { id: offer.applicantId, sex: hold.sex },
        during: { start: from, end: null },
        days: weekdaysIn(hold.weekdays),
      });
      const lots = offer.lotId ? await lotsOf(tx, ctx.district, [offer.facilityId]) : [];
      const lotId = offer.lotId && required(lotToStayOn(lots, offer.lotId, bed.kind, from)).lot.id;
      if (offer.lotId)
        await moveLot(tx, ctx.district, offer.lotId, { committed: -1, inUse: lotId === offer.lotId ? 1 : 0 });
      if (lotId && lotId !== offer.lotId) await moveLot(tx, ctx.district, lotId, { inUse: 1 });
      await tx
        .update(offers)
        .set({ endedAt: ctx.clock(), endReason: 'admitted', version: offer.version + 1 })
        .where(and(eq(offers.district, ctx.district), eq(offers.id, offer.id)));
      await moveApplication(tx, ctx, application, 'place', { ruleVersion: version });
      await closeOthers(tx, ctx, application);
      const trial = trialUntil(from, rules.trial_days);
      const { applicantId } = offer;
      const funding = lotId ? 'subsidised' : 'reserve';
      const stay = { applicantId, claimId, offerId, lotId, funding, admittedOn: from, trialUntil: trial } as const;
      const id = await openStay(tx, ctx, bed, stay, batchId);
      await stampConfirmation(tx, ctx, offer.facilityId, 'change');
      return {
        result: { placement_id: id, trial_until: trial },
        after: { placement: id, bed: offer.bedId, admitted_on: from },
        changed: [
          'offers',
          'queue',
          'applications',
          ...vacancyTopics(offer.facilityId),
          ...left.flatMap(vacancyTopics),
        ],
      };
    },
  );
}

type NewStay = Omit<typeof placements.$inferInsert, 'district' | 'id' | 'facilityId' | 'bedId' | 'createdAt'>;

/** Writes the placement over its claim, and that the bed was taken. */
async function openStay(tx: Tx, ctx: Context, bed: BedRow, stay: NewStay, batchId: string): Promise<string> {
  const id = newId();
  const { facilityId, id: bedId } = bed;
  await tx
    .insert(placements)
    .values({ ...stay, district: ctx.district, id, facilityId, bedId, createdAt: ctx.clock() });
  const { admittedOn: day, claimId, funding: reason } = stay;
  await recordBedEvents(tx, ctx, [
    { batchId, facilityId, bedId, kind: 'admitted', day, placementId: id, claimId, reason },
  ]);
  return id;
}

/**
 * Who moves in leaves where they were that day: an emergency stay, a private one, or the bed a transfer was asked from,
 * at whichever home of the district that is. @returns the homes that were left
 */
async function leavePresent(
  tx: Tx,
  ctx: Context,
  application: ApplicationRow,
  to: { bed: BedRow; weekdays: string; from: Day; batchId: string },
): Promise<string[]> {
  return elsewhere(tx, async () => {
    const rows = await tx
      .select({ stay: placements, lies: { kind: beds.kind, weekdays: claims.weekdays, during: claims.during } })
      .from(placements)
      .innerJoin(claims, and(eq(claims.district, placements.district), eq(claims.id, placements.claimId)))
      .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
      .where(
        and(
          eq(placements.district, ctx.district),
          eq(placements.applicantId, application.applicantId),
          isNull(placements.dischargedOn),
        ),
      )
      .orderBy(placements.facilityId, placements.id)
      .for('update', { of: placements });
    const leaving = rows.filter(({ stay, lies }) => gives(stay, lies, application.transfer, to));
    for (const { stay, lies } of leaving) {
      const { start: since } = fromRange(lies.during);
      const on = to.from < since ? since : to.from;
      const kind = stay.emergencyReason ? 'regular' : 'transfer';
      await letGo(tx, ctx, stay, { on, kind, clean: stay.bedId !== to.bed.id, batchId: to.batchId });
    }
    return leaving.map(({ stay }) => stay.facilityId);
  });
}

/** An absence a discharge ended, with the days it had. */
export type CutAbsence = { id: string; during: string };

/** Absences end with the stay, one that would begin later never was; with null they are again as they were. */
export async function cutAbsences(tx: Tx, ctx: Context, cut: readonly CutAbsence[], on: Day | null): Promise<void> {
  if (cut.length === 0) return;
  await tx.execute(sql`
    update absences a set
           during = case when lower(x.during) < ${on}::date then daterange(lower(x.during), least(upper(x.during), ${on}::date))
                         else x.during end,
           voided_at = case when lower(x.during) >= ${on}::date then ${ctx.clock().toISOString()}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(cut)}::jsonb) as x(id uuid, during daterange)
     where a.district = ${ctx.district} and a.id = x.id`);
}

/** Ends the placement itself, once its claim has an end: the lot's place is free again, nobody is away any more. */
export async function closePlacement(
  tx: Tx,
  ctx: Context,
  row: PlacementRow,
  end: { on: Day; kind: EndKind; batchId?: string; cleaning?: string | null },
) {
  const { on, kind, batchId, cleaning = null } = end;
  if (row.lotId) await moveLot(tx, ctx.district, row.lotId, { inUse: -1 });
  await tx
    .update(placements)
    .set({ dischargedOn: on, dischargeKind: kind, dischargedAt: ctx.clock(), version: row.version + 1 })
    .where(and(eq(placements.district, ctx.district), eq(placements.id, row.id)));
  const cut = await tx.execute<CutAbsence>(sql`select id, during::text as during from absences
     where district = ${ctx.district} and placement_id = ${row.id} and voided_at is null
       and (upper_inf(during) or upper(during) > ${on}::date)`);
  await cutAbsences(tx, ctx, [...cut], on);
  const { facilityId, bedId, id: placementId, claimId } = row;
  await recordBedEvents(tx, ctx, [
    {
      ...(batchId ? { batchId } : {}),
      facilityId,
      bedId,
      kind: 'discharged',
      day: on,
      placementId,
      claimId,
      reason: kind,
      details: { cleaning, absences: [...cut] },
    },
  ]);
}

/**
 * The heart of a discharge, in the transaction of whoever decided it: the stay ends that day, the bed goes to cleaning
 * until tomorrow, the lot's place is free again, the case is closed or comes back, a death ends what else was waiting.
 * The caller has judged `mayDischarge`, and stamps the confirmation once for all it does.
 * @param end `clean: false` where the bed stays in use by the same person
 */
export async function letGo(
  tx: Tx,
  ctx: Context,
  row: PlacementRow,
  end: { on: Day; kind: EndKind; clean?: boolean; batchId?: string },
): Promise<Later[]> {
  const on = today(ctx);
  const bed = (await findBed(tx, ctx.district, row.bedId)).row;
  await endClaim(tx, ctx.district, on, row.claimId, { end: end.on, at: ctx.clock() });
  let cleaning: string | null = null;
  if (residential(bed.kind) && bed.retiredOn === null && end.clean !== false)
    cleaning = await claimBed(tx, ctx.district, on, {
      bed,
      kind: 'closure',
      person: null,
      reason: 'cleaning',
      during: { start: on, end: addDays(on, 1) },
    });
  await closePlacement(tx, ctx, row, { ...end, cleaning });
  let later: Later[] = [];
  if (end.kind === 'death') {
    await tx
      .update(applicants)
      .set({ diedOn: sql`coalesce(${applicants.diedOn}, ${end.on}::date)`, version: sql`${applicants.version} + 1` })
      .where(and(eq(applicants.district, ctx.district), eq(applicants.id, row.applicantId)));
    // The bed that was held for the person may be another home's.
    later = await elsewhere(tx, () => endForDeath(tx, ctx, row.applicantId));
  }
  await endCase(tx, ctx, { ...row, dischargedOn: end.on, kind: end.kind });
  return later;
}

export async function findPlacement(tx: Tx, district: string, id: string): Promise<Subject<PlacementRow>> {
  const [row] = await tx
    .select()
    .from(placements)
    .where(and(eq(placements.district, district), eq(placements.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'placement', id, facility: row.facilityId, row, version: row.version };
}

/** The day from which the person has the present bed: that of admission, or of the last move. */
export async function bedSince(tx: ReadTx, district: string, row: PlacementRow): Promise<Day> {
  const [claim] = await tx
    .select({ during: claims.during })
    .from(claims)
    .where(and(eq(claims.district, district), eq(claims.id, row.claimId)));
  return claim ? fromRange(claim.during).start : row.admittedOn;
}

/** The person leaves for good. */
export function discharge(
  ctx: Context,
  id: string,
  input: { discharged_on: Day; kind: DischargeKind },
): Promise<{ discharged_on: Day }> {
  return act(
    ctx,
    'placements.discharge',
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const since = await bedSince(tx, ctx.district, row);
      required(mayDischarge({ ...row, since }, input.discharged_on, today(ctx)));
      const later = await letGo(tx, ctx, row, { on: input.discharged_on, kind: input.kind });
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return {
        result: { discharged_on: input.discharged_on },
        before: { admitted_on: row.admittedOn },
        after: input,
        changed: ['applications', 'queue', ...vacancyTopics(row.facilityId)],
        later,
      };
    },
  );
}

export type PrivateAdmission = {
  name: string;
  id_no: string;
  phone: string | null;
  bed_id: string;
  admitted_on: Day;
  /** what the home itself found, 0–4: nobody is admitted unassessed */
  care_level: number;
  dementia: boolean | null;
  /** of a day or home bed, 1–7; none means every day, for a day bed they have to be said */
  weekdays: readonly number[];
  risk: RiskSheet | null;
  /**
   * Lay there before this product knew of it (the first load of a home's own list): any past day and any bed but the
   * same facts; the safety risk assessment is then due, not required.
   */
  taken_over?: boolean;
};

/**
 * Takes in somebody who pays alone (自费) and need never have applied, in the transaction of whoever decided it. Who is
 * in the queue keeps the place there. The caller stamps the confirmation once for all it does.
 * @throws Refusal with every reason at once: the person, the bed, the day, the risk assessment
 */
export async function takeIn(
  tx: Tx,
  ctx: Context,
  vault: Vault,
  facilityId: string,
  input: PrivateAdmission,
  batchId = newId(),
): Promise<{ placement_id: string; applicant_id: string; trial_until: Day | null }> {
  const on = today(ctx);
  const { admitted_on: from } = input;
  const facility = (await findFacility(tx, ctx.district, facilityId)).row;
  const bed = (await findBed(tx, ctx.district, input.bed_id)).row;
  if (bed.facilityId !== facilityId) throw new Refusal('not_found', 'not_found');
  const person = await personByCard(tx, ctx, vault, input, facility);
  const [{ rules }, takes, here, lying] = await Promise.all([
    queueRulesOn(tx, ctx.district, on),
    takesIn(tx, ctx.district, facilityId),
    loadBeds(tx, ctx.district, { room: bed.roomId }, from < on ? from : on),
    tx
      .select({ kind: beds.kind, weekdays: claims.weekdays })
      .from(claims)
      .innerJoin(beds, and(eq(beds.district, claims.district), eq(beds.id, claims.bedId)))
      .where(
        and(
          eq(claims.district, ctx.district),
          eq(claims.applicantId, person.id),
          eq(claims.kind, 'stay'),
          isNull(claims.releasedAt),
          sql`${claims.during} && daterange(${from}::date, null)`,
        ),
      ),
  ]);
  const asked = { from, level: input.care_level, dementia: input.dementia === true, weekdays: input.weekdays };
  const room = here.rooms.find((r) => r.id === bed.roomId);
  if (!room) throw new Refusal('not_found', 'not_found');
  const place = { bed, room, claims: here.claims, takesPeople: takes };
  required(mayTakeIn({ ...person, lying }, place, { ...asked, takenOver: input.taken_over === true }, on));
  if (!input.taken_over || input.risk)
    await riskBeforeAdmission(tx, ctx, { facilityId, applicantId: person.id }, from, input.risk);
  const claimId = await claimBed(tx, ctx.district, on, {
    bed,
    kind: 'stay',
    person: { id: person.id, sex: person.sex },
    during: { start: from, end: null },
    days: input.weekdays,
  });
  const trial = residential(bed.kind) && !input.taken_over ? trialUntil(from, rules.trial_days) : null;
  const stay = {
    applicantId: person.id,
    claimId,
    funding: 'private' as const,
    admittedOn: from,
    trialUntil: trial,
    careLevel: input.care_level,
  };
  const id = await openStay(tx, ctx, bed, stay, batchId);
  return { placement_id: id, applicant_id: person.id, trial_until: trial };
}

/** 自费入住: the home takes in somebody who pays alone. */
export function admitPrivately(ctx: Context, vault: Vault, facilityId: string, input: PrivateAdmission) {
  return act(
    ctx,
    'placements.admit_private',
    (tx) => findFacility(tx, ctx.district, facilityId),
    async (tx) => {
      const result = await takeIn(tx, ctx, vault, facilityId, input);
      await stampConfirmation(tx, ctx, facilityId, 'change');
      return {
        result,
        after: { placement: result.placement_id, bed: input.bed_id, admitted_on: input.admitted_on },
        changed: ['queue', ...vacancyTopics(facilityId)],
      };
    },
  );
}
