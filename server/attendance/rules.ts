// Decides who is due at the day centre on a day and which places are free by weekday, which marks and visits may be
// recorded and what they come to in a month (家庭养老床位: services at home by the codes of the national record, domain §7).
import { awayOn, type Bed, type BedState, bedState, type Claim, weekdaysIn } from '../facilities/rules.ts';
import type { Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import { addDays, contains, type Day, dayOf, fromRange, type Period, weekdayOf } from '../kernel/period.ts';

export const marks = ['present', 'absent', 'leave'] as const;
export type Mark = (typeof marks)[number];
/** A sheet may be filled in or corrected so many days back. */
export const SHEET_DAYS = 7;

/** Monday to Sunday of the week in which the day lies. */
export function weekOf(day: Day): Day[] {
  const monday = addDays(day, 1 - weekdayOf(day));
  return Array.from({ length: 7 }, (_, i) => addDays(monday, i));
}

/** Does this claim bring the person on that day? */
export const dueOn = (claim: Pick<Claim, 'during' | 'weekdays'>, day: Day): boolean =>
  contains(fromRange(claim.during), day) && weekdaysIn(claim.weekdays).includes(weekdayOf(day));

export type Places = { on: Day } & Record<'filed' | 'free' | 'held' | 'occupied' | 'closed', number>;
/** The day places on each of these days: filed = free + held + occupied + closed. A place is judged on the weekday of the day. */
export function dayPlaces(beds: readonly Bed[], claims: readonly Claim[], days: readonly Day[]): Places[] {
  const places = beds.filter((b) => b.kind === 'day');
  const claimsOf = Map.groupBy(claims, (c) => c.bedId);
  return days.map((on) => {
    const counts: Places = { on, filed: 0, free: 0, held: 0, occupied: 0, closed: 0 };
    for (const bed of places) {
      const state: BedState = bedState(bed, claimsOf.get(bed.id) ?? [], on);
      if (state === 'not_filed') continue;
      counts.filed += 1;
      counts[state] += 1;
    }
    return counts;
  });
}

type Marked = { id: string; placementId: string; on: Day; at: Date };
/** The mark that counts for a person and day: the latest; of two at one moment the one written later. */
export function latestMarks<M extends Marked>(all: readonly M[]): Map<string, M> {
  const latest = new Map<string, M>();
  for (const mark of all) {
    const key = markKey(mark.placementId, mark.on);
    const before = latest.get(key);
    const later = !before || mark.at > before.at || (mark.at.getTime() === before.at.getTime() && mark.id > before.id);
    if (later) latest.set(key, mark);
  }
  return latest;
}
export const markKey = (placement: string, on: Day): string => `${placement} ${on}`;

export type SheetRow = { due: boolean; away: boolean; mark: Mark | null };
/** Where a person stands on the sheet: expected, came without being expected, or not of this day at all. */
export const partOf = (row: SheetRow): 'due' | 'drop_in' | 'other' =>
  row.due ? 'due' : row.mark === 'present' ? 'drop_in' : 'other';
/** Whom 「全部到」 marks: who is due, has no mark yet and is not known to be away. */
export const stillOpen = (row: SheetRow): boolean => row.due && row.mark === null && !row.away;

/** The numbers above the sheet; due = present + absent + leave + unmarked, and who came besides. */
export function sheetCounts(rows: readonly SheetRow[]) {
  const due = rows.filter((r) => r.due);
  const marked = (mark: Mark | null) => due.filter((r) => r.mark === mark).length;
  return {
    due: due.length,
    present: marked('present'),
    absent: marked('absent'),
    leave: marked('leave'),
    unmarked: marked(null),
    drop_in: rows.filter((r) => partOf(r) === 'drop_in').length,
  };
}

/** One line of the week: on which days somebody is due, and the mark that counts. */
export function weekRow(
  claims: readonly Pick<Claim, 'during' | 'weekdays' | 'away'>[],
  days: readonly Day[],
  markOn: (on: Day) => Mark | null,
): { on: Day; due: boolean; away: boolean; mark: Mark | null }[] {
  return days.map((on) => {
    const due = claims.filter((c) => dueOn(c, on));
    return { on, due: due.length > 0, away: due.some((c) => awayOn(c, on)), mark: markOn(on) };
  });
}

type Stay = { admittedOn: Day; dischargedOn: Day | null };
const during = (stay: Stay): Period => ({ start: stay.admittedOn, end: stay.dischargedOn });

/** May this mark be written for that day? Whoever is not due that day can only have come. */
export function mayMark(
  person: { kind: Bed['kind']; stay: Stay; due: boolean; before: Mark | null },
  mark: Mark,
  on: Day,
  today: Day,
): Verdict {
  return verdict(
    [
      person.kind !== 'day' && { code: 'attendance_not_day' },
      on > today && { code: 'attendance_future', values: { date: on } },
      on < addDays(today, -SHEET_DAYS) && { code: 'attendance_too_old', values: { date: on, days: SHEET_DAYS } },
      !contains(during(person.stay), on) && { code: 'attendance_not_here', values: { date: on } },
      mark === 'leave' && !person.due && { code: 'attendance_not_due' },
      mark === 'absent' && !person.due && person.before === null && { code: 'attendance_not_due' },
    ],
    {},
  );
}

/** 助餐 助洁 助行 助浴 康复 助医 巡访. */
export const careServices = ['meals', 'cleaning', 'outings', 'bathing', 'rehabilitation', 'medical', 'visits'] as const;
export type CareService = (typeof careServices)[number];
export const VISIT_MINUTES = { least: 5, most: 720 } as const;

export type Visit = { id: string; visitedAt: Date; minutes: number };
const endOf = (visit: Omit<Visit, 'id'>) => visit.visitedAt.getTime() + visit.minutes * 60_000;

/**
 * May this visit be recorded? Not before the person had the bed nor after, not before it began, and not while another
 * visit to the same person was going on: one of the two would be paid for and never happened.
 */
export function mayVisit(
  person: { kind: Bed['kind']; stay: Stay },
  visit: Omit<Visit, 'id'>,
  others: readonly Visit[],
  now: Date,
): Verdict {
  const on = dayOf(visit.visitedAt);
  const { admittedOn, dischargedOn } = person.stay;
  const other = others.find((o) => o.visitedAt.getTime() < endOf(visit) && visit.visitedAt.getTime() < endOf(o));
  return verdict(
    [
      person.kind !== 'home' && { code: 'visit_not_home' },
      visit.visitedAt > now && { code: 'visit_future', pointer: '/visited_at' },
      on < admittedOn && { code: 'visit_too_early', values: { date: admittedOn }, pointer: '/visited_at' },
      dischargedOn !== null &&
        on >= dischargedOn && { code: 'visit_too_late', values: { date: dischargedOn }, pointer: '/visited_at' },
      other && {
        code: 'visit_overlaps',
        values: { from: clock(other.visitedAt), to: clock(new Date(endOf(other))) },
        pointer: '/visited_at',
      },
    ],
    {},
  );
}

const clock = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);

/** Of rows that correct one another, those that count: not corrected, and a visit that took place. */
export function visitsThatCount<V extends { id: string; corrects: string | null; visitedAt: Date | null }>(
  rows: readonly V[],
): (V & { visitedAt: Date })[] {
  const corrected = new Set(rows.flatMap((r) => r.corrects ?? []));
  return rows.filter((r): r is V & { visitedAt: Date } => !corrected.has(r.id) && r.visitedAt !== null);
}
