import { wants } from '../server/allocation/rules.ts';
import type { importContracts } from '../server/contracts/actions.ts';
import { coveringLot, type Lot } from '../server/contracts/rules.ts';
import {
  type Bed,
  bedFits,
  fitFacility,
  type Need,
  roomTakes,
  weekdaysIn,
  weekdaysRange,
} from '../server/facilities/rules.ts';
import { greatCircleKm } from '../server/kernel/geo.ts';
import { ageOn, contains, type Day, dayOf, fromRange, toRange } from '../server/kernel/period.ts';
import { inOrder, type Place, type Standing } from '../server/queue/rules.ts';
import { levelOn } from './assessments.ts';
import type { PlannedFacility } from './facilities.ts';
import type { Ledger } from './ledger.ts';
import { queueRules } from './queue.ts';
import type { NewBed, NewRoom } from './rooms.ts';
import type { PlannedApplication } from './waiting.ts';

export type WorldClaim = {
  id: string;
  bedId: string;
  roomId: string;
  kind: 'hold' | 'stay' | 'closure';
  sex: 'male' | 'female' | null;
  during: string;
  weekdays: string;
};
export type Case = {
  application: PlannedApplication;
  receiptNo: string;
  state: 'submitted' | 'queued' | 'ended';
  exited: string[];
  exits: Day[];
  live: boolean;
};
export type Spot = {
  facility: PlannedFacility;
  rooms: NewRoom[];
  beds: (NewBed & Bed)[];
  claims: WorldClaim[];
  lots: Lot[];
};
type Queued = Place<{ case: Case; standing: Standing }>;

/**
 * The district as the server will see it at a moment of the past, so that the plan makes only offers the product's
 * own rules allow. It keeps beds, lots and the queue, and asks the same rules the server asks; the server checks again.
 */
export function createWorld(
  facilities: PlannedFacility[],
  ledger: Ledger,
  signing: Parameters<typeof importContracts>[1],
) {
  const claimsAt = Map.groupBy(
    [
      ...ledger.stays.map((s) => ({
        id: s.claim.id,
        bedId: s.bedId,
        roomId: s.claim.roomId,
        facilityId: s.facilityId,
        kind: 'stay' as const,
        sex: s.claim.sex ?? null,
        during: toRange({ start: s.admittedOn, end: s.dischargedOn ?? null }),
        weekdays: s.claim.weekdays ?? '{[1,8)}',
      })),
      ...ledger.closures.map((c) => ({ ...c, kind: 'closure' as const, sex: null, weekdays: '{[1,8)}' })),
    ],
    (c) => c.facilityId,
  );
  const inUse = Map.groupBy(
    ledger.stays.filter((s) => s.lotId && !s.dischargedOn),
    (s) => s.lotId,
  );
  const lotsAt = Map.groupBy(signing.lots, (l) => l.facilityId);
  const spots = new Map(
    facilities.map((f): [string, Spot] => [
      f.facility.id,
      {
        facility: f,
        rooms: f.rooms,
        beds: f.beds.map((b) => ({ ...b, equipment: b.equipment ?? [], retiredOn: null })),
        claims: claimsAt.get(f.facility.id) ?? [],
        lots: (lotsAt.get(f.facility.id) ?? []).map((l) => ({
          ...l,
          committed: 0,
          inUse: inUse.get(l.id)?.length ?? 0,
        })),
      },
    ]),
  );
  const cases: Case[] = [];

  const personAt = (c: Case, on: Day) => levelOn(c.application.person, on);

  function standing(c: Case, at: Date): Standing {
    const on = dayOf(at);
    const { applicant, categories } = c.application.person;
    const found = personAt(c, on);
    return {
      applicationId: c.application.id,
      receiptNo: c.receiptNo,
      queuedAt: c.application.approvedAt!.toISOString(),
      categories: categories.filter((k) => contains(fromRange(k.during), on)).map((k) => k.kind),
      level: found?.level ?? 0,
      dementia: found?.dementia ?? false,
      age: ageOn(applicant.bornOn, on),
      carerAbsent: applicant.carerAbsent ?? null,
      carerHardships: applicant.carerHardships ?? null,
      livingAlone: applicant.livingAlone ?? null,
    };
  }

  function need(c: Case, s: Standing): Need {
    const { service, weekdays, needs, person } = c.application;
    return {
      sex: person.applicant.sex,
      level: s.level,
      dementia: s.dementia,
      kinds: service === 'residential' || service === 'nursing' ? ['residential', 'nursing'] : [service],
      equipment: needs,
      guaranteed: s.categories.includes('tekun'),
      ...(service === 'day' ? { days: weekdaysIn(weekdaysRange(weekdays)) } : {}),
    };
  }

  const km = (c: Case, spot: Spot) => {
    const { lng, lat } = c.application.person.applicant;
    return greatCircleKm(lng ?? 0, lat ?? 0, spot.facility.facility.lng, spot.facility.facility.lat);
  };
  const wish = (c: Case) => ({
    choices: c.application.choices,
    acceptAny: c.application.accept_any,
    radiusKm: c.application.radius_km,
    exited: c.exited,
  });
  const stillThere = (spot: Spot, on: Day) =>
    spot.claims.filter((k) => {
      const { end } = fromRange(k.during);
      return end === null || end > on;
    });

  return {
    spots,
    cases,
    need,
    queueAt(at: Date): Queued[] {
      const waiting = cases.filter((c) => c.state === 'queued').map((c) => ({ case: c, standing: standing(c, at) }));
      return inOrder(waiting, queueRules.rules, at.toISOString());
    },
    /** Beds this person could be offered at this moment, best first: the server's own match. */
    matches(q: Queued, at: Date): { spot: Spot; bed: Spot['beds'][number]; lot: Lot | null }[] {
      const on = dayOf(at);
      const n = need(q.case, q.standing);
      const found: { spot: Spot; bed: Spot['beds'][number]; lot: Lot | null; rank: number; km: number }[] = [];
      for (const spot of spots.values()) {
        if (!n.guaranteed && !spot.lots.some((l) => l.bought > l.committed + l.inUse)) continue;
        const distance = km(q.case, spot);
        if (!wants(wish(q.case), spot.facility.facility.id, distance).ok) continue;
        const fit = fitFacility(spot.rooms, spot.beds, stillThere(spot, on), n, on);
        const bed = spot.beds.find((b) => b.id === fit.beds[0]);
        if (!bed) continue;
        const cover = coveringLot(spot.lots, bed.kind, on);
        const reserved = bed.pool === 'reserve' && n.guaranteed;
        if (!cover.ok && !reserved) continue;
        const choice = q.case.application.choices.indexOf(spot.facility.facility.id);
        const lot = reserved || !cover.ok ? null : cover.lot;
        found.push({ spot, bed, lot, rank: choice < 0 ? 99 : choice, km: distance });
      }
      return found.sort(
        (a, b) =>
          a.rank - b.rank || a.km - b.km || (a.spot.facility.facility.id < b.spot.facility.facility.id ? -1 : 1),
      );
    },
    /** Would somebody further up the queue have to come first for this bed? */
    someoneAhead(queue: Queued[], q: Queued, spot: Spot, bed: Bed, on: Day): boolean {
      const room = spot.rooms.find((x) => x.id === bed.roomId)!;
      const takes = roomTakes(
        room,
        stillThere(spot, on).filter((k) => k.roomId === room.id),
        on,
      );
      return queue
        .slice(0, q.place - 1)
        .some(
          (other) =>
            !other.case.live &&
            wants(wish(other.case), spot.facility.facility.id, km(other.case, spot)).ok &&
            bedFits(bed, takes, need(other.case, other.standing)).ok,
        );
    },
  };
}
export type World = ReturnType<typeof createWorld>;
