import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { beds, claims, facilities, rooms, vacancies } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { endForDeath, findOffer } from '../allocation/actions.ts';
import { moveApplication, rulesOn } from '../applications/actions.ts';
import { move } from '../applications/rules.ts';
import { moveLot } from '../contracts/actions.ts';
import {
  type BedRow,
  claimBed,
  endClaim,
  findBed,
  findFacility,
  recountFacility,
  stampConfirmation,
  vacancyTopics,
} from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { bedState, weekdaysIn } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, limitOf, look, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { mayAdmit, mayDischarge, trialUntil } from './rules.ts';

export type PlacementRow = typeof placements.$inferSelect;
const today = (ctx: Context) => dayOf(ctx.clock());

/** The accepted person moves in: the hold becomes a stay, the lot's place moves from committed to in use. */
export function admit(
  ctx: Context,
  offerId: string,
  input: { admitted_on: Day },
): Promise<{ placement_id: string; trial_until: Day }> {
  return act(
    ctx,
    'placements.admit',
    (tx) => findOffer(tx, ctx.district, offerId),
    async (tx, { row: offer }) => {
      const on = today(ctx);
      required(mayAdmit(offer, dayOf(offer.madeAt), input.admitted_on, on));
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
      const { rules, version } = await rulesOn(tx, ctx.district, on);
      await endClaim(tx, ctx.district, on, hold.id, { releasedAt: ctx.clock() });
      const claimId = await claimBed(tx, ctx.district, on, {
        bed,
        kind: 'stay',
        person: { id: offer.applicantId, sex: hold.sex },
        during: { start: input.admitted_on, end: null },
        days: weekdaysIn(hold.weekdays),
      });
      if (offer.lotId) await moveLot(tx, ctx.district, offer.lotId, { committed: -1, inUse: 1 });
      await tx
        .update(offers)
        .set({ endedAt: ctx.clock(), endReason: 'admitted', version: offer.version + 1 })
        .where(and(eq(offers.district, ctx.district), eq(offers.id, offer.id)));
      await moveApplication(tx, ctx, application, 'place', { ruleVersion: version });
      const id = newId();
      const trial = trialUntil(input.admitted_on, rules.trial_days);
      await tx.insert(placements).values({
        district: ctx.district,
        id,
        applicantId: offer.applicantId,
        facilityId: offer.facilityId,
        bedId: offer.bedId,
        claimId,
        offerId: offer.id,
        lotId: offer.lotId,
        funding: offer.lotId ? 'subsidised' : 'reserve',
        admittedOn: input.admitted_on,
        trialUntil: trial,
      });
      await stampConfirmation(tx, ctx, offer.facilityId, 'change');
      return {
        result: { placement_id: id, trial_until: trial },
        after: { placement: id, bed: offer.bedId, admitted_on: input.admitted_on },
        changed: ['offers', 'queue', 'applications', ...vacancyTopics(offer.facilityId)],
      };
    },
  );
}

async function findPlacement(tx: Tx, district: string, id: string): Promise<Subject<PlacementRow>> {
  const [row] = await tx
    .select()
    .from(placements)
    .where(and(eq(placements.district, district), eq(placements.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'placement', id, facility: row.facilityId, row, version: row.version };
}

/** The person leaves: the stay ends that day, the bed goes to cleaning until tomorrow, the lot's place is free again. */
export function discharge(
  ctx: Context,
  id: string,
  input: { discharged_on: Day; kind: NonNullable<PlacementRow['dischargeKind']> },
): Promise<{ discharged_on: Day }> {
  return act(
    ctx,
    'placements.discharge',
    (tx) => findPlacement(tx, ctx.district, id),
    async (tx, { row }) => {
      const on = today(ctx);
      required(mayDischarge(row, input.discharged_on, on));
      const bed = (await findBed(tx, ctx.district, row.bedId)).row;
      const [stay] = await tx
        .select({ weekdays: claims.weekdays })
        .from(claims)
        .where(and(eq(claims.district, ctx.district), eq(claims.id, row.claimId)));
      await endClaim(tx, ctx.district, on, row.claimId, { end: input.discharged_on, at: ctx.clock() });
      if (bed.kind === 'residential' || bed.kind === 'nursing') {
        await claimBed(tx, ctx.district, on, {
          bed,
          kind: 'closure',
          person: null,
          reason: 'cleaning',
          during: { start: on, end: addDays(on, 1) },
          days: weekdaysIn(stay?.weekdays ?? ''),
        });
      }
      if (row.lotId) await moveLot(tx, ctx.district, row.lotId, { inUse: -1 });
      await tx
        .update(placements)
        .set({
          dischargedOn: input.discharged_on,
          dischargeKind: input.kind,
          dischargedAt: ctx.clock(),
          version: row.version + 1,
        })
        .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
      if (input.kind === 'death') {
        await tx
          .update(applicants)
          .set({ diedOn: input.discharged_on, version: sql`${applicants.version} + 1` })
          .where(and(eq(applicants.district, ctx.district), eq(applicants.id, row.applicantId)));
        await endForDeath(tx, ctx, row.applicantId);
      }
      await closeCase(tx, ctx, row, input.kind);
      await stampConfirmation(tx, ctx, row.facilityId, 'change');
      return {
        result: { discharged_on: input.discharged_on },
        before: { admitted_on: row.admittedOn },
        after: input,
        changed: ['applications', ...vacancyTopics(row.facilityId)],
      };
    },
  );
}

async function closeCase(tx: Tx, ctx: Context, row: PlacementRow, kind: string) {
  if (!row.offerId) return;
  const [application] = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.district, ctx.district),
        sql`${applications.id} = (select application_id from offers where district = ${ctx.district} and id = ${row.offerId})`,
      ),
    )
    .for('update');
  if (application && move(application.status, 'close').ok)
    await moveApplication(tx, ctx, application, 'close', { reason: `discharged: ${kind}` });
}

export type ImportedStay = Omit<typeof placements.$inferInsert, 'district' | 'claimId' | 'version' | 'createdAt'> & {
  claim: Omit<
    typeof claims.$inferInsert,
    'district' | 'kind' | 'during' | 'createdAt' | 'releasedAt' | 'facilityId' | 'bedId' | 'applicantId'
  >;
};

/** Takes over past and present stays of a register; the same constraints hold, and every facility is counted afresh. */
export function importStays(
  ctx: Context,
  stays: ImportedStay[],
  closures: Omit<typeof claims.$inferInsert, 'district' | 'kind'>[],
): Promise<{ stays: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'placements.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const rows = stays.map(({ claim, ...p }) => ({
        claim: {
          ...claim,
          district,
          kind: 'stay' as const,
          facilityId: p.facilityId,
          bedId: p.bedId,
          applicantId: p.applicantId,
          during: toRange({ start: p.admittedOn, end: p.dischargedOn ?? null }),
        },
        placement: { ...p, district, claimId: claim.id },
      }));
      for (let i = 0; i < rows.length; i += 500) {
        const part = rows.slice(i, i + 500);
        await tx.insert(claims).values(part.map((r) => r.claim));
        await tx.insert(placements).values(part.map((r) => r.placement));
      }
      if (closures.length)
        await tx.insert(claims).values(closures.map((c) => ({ ...c, district, kind: 'closure' as const })));
      const used = Map.groupBy(
        stays.filter((s) => s.lotId && !s.dischargedOn),
        (s) => s.lotId as string,
      );
      for (const [lot, list] of used) await moveLot(tx, district, lot, { inUse: list.length });
      const places = await tx
        .select({ id: facilities.id })
        .from(facilities)
        .where(eq(facilities.district, district))
        .orderBy(facilities.id);
      for (const { id } of places) await recountFacility(tx, district, id, today(ctx));
      return {
        result: { stays: stays.length },
        after: { stays: stays.length, closures: closures.length },
        changed: ['vacancies'],
      };
    },
  );
}

/** Who lives here now: an institution sees its own residents. */
export function listPlacements(ctx: Context, filter: { facility?: string; limit: number }) {
  return look(ctx, 'placements.list', async (tx, keys) => {
    const part = limitOf('placements.list', keys, ctx.actor?.account ?? null);
    const facility = part.facility ?? filter.facility;
    const rows = await tx
      .select({
        placement: placements,
        name: applicants.name,
        sex: applicants.sex,
        bornOn: applicants.bornOn,
        bedNo: beds.bedNo,
        roomNo: rooms.roomNo,
        building: rooms.building,
      })
      .from(placements)
      .innerJoin(
        applicants,
        and(eq(applicants.district, placements.district), eq(applicants.id, placements.applicantId)),
      )
      .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(
        and(
          eq(placements.district, ctx.district),
          isNull(placements.dischargedOn),
          facility ? eq(placements.facilityId, facility) : undefined,
        ),
      )
      .orderBy(desc(placements.admittedOn), placements.id)
      .limit(filter.limit);
    return { district: ctx.district, type: 'placements', id: null, facility, row: rows };
  });
}

/** Every bed of a facility by room with what takes it today; names only for those the facility or bureau may see. */
export function bedBoard(ctx: Context, id: string) {
  return look(ctx, 'placements.beds', async (tx) => {
    const subject = await findFacility(tx, ctx.district, id);
    const on = dayOf(ctx.clock());
    const [loaded, [vacancy]] = await Promise.all([
      loadBeds(tx, ctx.district, { facility: id }, on),
      tx
        .select({ confirmedAt: vacancies.confirmedAt })
        .from(vacancies)
        .where(and(eq(vacancies.district, ctx.district), eq(vacancies.facilityId, id))),
    ]);
    const ids = [...new Set(loaded.claims.flatMap((c) => c.applicantId ?? []))];
    const people = ids.length
      ? await tx
          .select({ id: applicants.id, name: applicants.name })
          .from(applicants)
          .where(and(eq(applicants.district, ctx.district), inArray(applicants.id, ids)))
      : [];
    const nameOf = new Map(people.map((p) => [p.id, p.name]));
    const claimsOf = Map.groupBy(loaded.claims, (c) => c.bedId);
    const bedsIn = Map.groupBy(
      loaded.beds.filter((b) => b.retiredOn === null),
      (b) => b.roomId,
    );
    const showBed = (b: BedRow) => {
      const mine = claimsOf.get(b.id) ?? [];
      const state = bedState(b, mine, on);
      const taking = state === 'free' ? undefined : mine.find((c) => bedState(b, [c], on) !== 'free');
      const name = taking?.applicantId ? nameOf.get(taking.applicantId) : undefined;
      return {
        id: b.id,
        bed_no: b.bedNo,
        kind: b.kind,
        level_min: b.levelMin,
        level_max: b.levelMax,
        dementia: b.dementia,
        equipment: b.equipment,
        pool: b.pool,
        state: state === 'not_filed' ? ('closed' as const) : state,
        reason: taking?.reason ?? null,
        until: taking ? fromRange(taking.during).end : null,
        person: taking?.applicantId && name ? { applicant_id: taking.applicantId, name } : null,
        version: b.version,
      };
    };
    const list = loaded.rooms
      .sort(
        (a, b) =>
          a.building.localeCompare(b.building) || a.floor - b.floor || a.roomNo.localeCompare(b.roomNo, 'zh-u-kn-true'),
      )
      .map((r) => ({
        id: r.id,
        building: r.building,
        floor: r.floor,
        room_no: r.roomNo,
        sex: r.sex,
        beds: (bedsIn.get(r.id) ?? []).sort((a, b) => a.bedNo.localeCompare(b.bedNo, 'zh-u-kn-true')).map(showBed),
      }));
    return {
      ...subject,
      row: {
        facility: { id, name: subject.row.name },
        as_on: on,
        confirmed_at: vacancy?.confirmedAt?.toISOString() ?? null,
        rooms: list,
      },
    };
  });
}
