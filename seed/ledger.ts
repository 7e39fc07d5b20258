import type { ImportedPerson } from '../server/applicants/actions.ts';
import { residential, weekdaysIn, weekdaysRange } from '../server/facilities/rules.ts';
import { addDays, type Day, overlaps, type Period, startOfDay } from '../server/kernel/period.ts';
import type { ImportedStay } from '../server/stays/actions.ts';
import type { PlannedFacility } from './facilities.ts';
import type { Random } from './random.ts';
import type { DischargeKind } from './rhythm.ts';
import type { NewBed, NewRoom } from './rooms.ts';

export type Place = { facility: PlannedFacility; room: NewRoom; bed: NewBed };
export type Closure = Parameters<typeof import('../server/stays/actions.ts').importStays>[2][number];
type Taken = Period & { days: readonly number[] };

const HOUR = 3_600_000;

/** Everything that takes beds, kept so that nothing overlaps on a bed before the database is ever asked. */
export function createLedger(r: Random) {
  const stays: ImportedStay[] = [];
  const closures: Closure[] = [];
  const taken = new Map<string, Taken[]>();
  const isFree = (bed: string, period: Period, days: readonly number[]) =>
    !(taken.get(bed) ?? []).some((t) => overlaps(t, period) && t.days.some((d) => days.includes(d)));
  const take = (bed: string, t: Taken) => taken.set(bed, [...(taken.get(bed) ?? []), t]);

  return {
    stays,
    closures,
    isFree,
    /** Writes a stay; `left` is null while it lasts. */
    stay(
      at: Place,
      person: ImportedPerson,
      from: Day,
      left: { on: Day; kind: DischargeKind } | null,
      funding: ImportedStay['funding'],
      weekdays?: number[],
    ): ImportedStay {
      const range = weekdaysRange(weekdays);
      take(at.bed.id, { start: from, end: left?.on ?? null, days: weekdaysIn(range) });
      const moment = startOfDay(from);
      const stay: ImportedStay = {
        id: r.id(moment),
        applicantId: person.applicant.id,
        facilityId: at.facility.facility.id,
        bedId: at.bed.id,
        offerId: null,
        lotId: null,
        funding,
        admittedOn: from,
        trialUntil: addDays(from, 30),
        dischargedOn: left?.on ?? null,
        dischargeKind: left?.kind ?? null,
        dischargedAt: left ? new Date(startOfDay(left.on).getTime() + r.int(8, 17) * HOUR) : null,
        claim: {
          id: r.id(moment),
          roomId: at.room.id,
          sex: person.applicant.sex,
          residential: residential(at.bed.kind),
          reason: null,
          weekdays: range,
        },
      };
      stays.push(stay);
      if (left?.kind === 'death') person.applicant.diedOn = left.on;
      return stay;
    },
    close(at: Place, reason: 'cleaning' | 'repair' | 'out_of_service', period: Period) {
      take(at.bed.id, { ...period, days: [1, 2, 3, 4, 5, 6, 7] });
      closures.push({
        id: r.id(startOfDay(period.start)),
        bedId: at.bed.id,
        roomId: at.room.id,
        facilityId: at.facility.facility.id,
        applicantId: null,
        sex: null,
        residential: false,
        reason,
        during: `[${period.start},${period.end ?? ''})`,
        weekdays: '{[1,8)}',
      });
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;
