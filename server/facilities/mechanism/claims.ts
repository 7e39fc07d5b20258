// Decides when a claim takes a bed: on which days, and on which days of the week.
import { fromRange, overlaps, type Period } from '../../kernel/period.ts';

export type Sex = 'male' | 'female';
export type BedKind = 'residential' | 'nursing' | 'day' | 'home';
/** A live claim (not released). `during` is a PostgreSQL day range, `weekdays` an int4multirange, as stored. */
export type Claim = {
  bedId: string;
  kind: 'hold' | 'stay' | 'closure';
  sex: Sex | null;
  during: string;
  weekdays: string;
  /** of a closure: cleaning, repair or out_of_service */
  reason?: string | null;
  /** of a stay: the day ranges in which the person is away and the bed is kept */
  away?: readonly string[] | null;
};

/** The weekdays (1–7) in an int4multirange such as '{[1,3),[5,6)}'. */
export function weekdaysIn(multirange: string): number[] {
  const days: number[] = [];
  for (const m of multirange.matchAll(/\[(\d+),(\d+)\)/g))
    for (let d = Number(m[1]); d < Number(m[2]); d += 1) days.push(d);
  return days;
}

/** Does one of these claims take the bed at some time of the period, on one of the weekdays ('{[1,8)}')? */
export function taken(bedId: string, claims: readonly Claim[], period: Period, weekdays: string): boolean {
  const days = weekdaysIn(weekdays);
  return claims.some(
    (c) =>
      c.bedId === bedId &&
      overlaps(fromRange(c.during), period) &&
      weekdaysIn(c.weekdays).some((d) => days.includes(d)),
  );
}
