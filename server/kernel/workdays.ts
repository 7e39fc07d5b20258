import { addDays, type Day, weekdayOf } from './period.ts';

/**
 * Working days by table, never Monday-to-Friday arithmetic: the State Council names holidays (放假) and make-up
 * working days (调休上班) each year. `published` are the years whose notice is in the table.
 */
export type Calendar = { off: ReadonlySet<Day>; on: ReadonlySet<Day>; published: ReadonlySet<number> };

export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  if (calendar.off.has(day)) return false;
  if (calendar.on.has(day)) return true;
  return weekdayOf(day) <= 5;
}

/** Working days from a day on up to and with another; 0 when that one is past. */
export function workingDaysLeft(calendar: Calendar, from: Day, until: Day): number {
  let count = 0;
  for (let day = from; day <= until; day = addDays(day, 1)) if (isWorkingDay(calendar, day)) count += 1;
  return count;
}

/** The last working day before `day`. */
export function workingDayBefore(calendar: Calendar, day: Day): Day {
  let before = addDays(day, -1);
  while (!isWorkingDay(calendar, before)) before = addDays(before, -1);
  return before;
}

/**
 * The day that is `count` working days after `from`; the day of the event itself does not count (民法典 art. 201).
 * `provisional` is true when it runs into a year whose holiday notice is not in the table.
 */
export function addWorkingDays(calendar: Calendar, from: Day, count: number): { day: Day; provisional: boolean } {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count of working days: ${count}`);
  let day = from;
  let left = count;
  let provisional = !calendar.published.has(Number(from.slice(0, 4)));
  while (left > 0) {
    day = addDays(day, 1);
    if (!calendar.published.has(Number(day.slice(0, 4)))) provisional = true;
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return { day, provisional };
}
