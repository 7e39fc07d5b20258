import { addDays, addMonths, type Day, daysBetween } from '../server/kernel/period.ts';
import type { ImportedStay } from '../server/stays/actions.ts';
import type { Random } from './random.ts';
import type { NewBed } from './rooms.ts';

type BedKind = NewBed['kind'];
export type DischargeKind = NonNullable<ImportedStay['dischargeKind']>;

/** Admissions by month, January first: few around Spring Festival, most in spring and autumn. */
const ADMISSIONS = [0.7, 0.55, 1.5, 1.35, 1.1, 1, 0.8, 0.8, 1.2, 1.3, 1.1, 0.8];
/** People go home before Spring Festival; deaths peak in the cold months. */
const LEAVING = [1.5, 1.2, 0.9, 0.8, 0.8, 0.8, 0.9, 0.9, 0.8, 0.9, 1, 1.3];

const monthOf = (day: Day) => Number(day.slice(5, 7)) - 1;

/** Redraws until the month's weight lets the day through; the last draw stands. */
function seasonal(r: Random, weights: number[], draw: () => Day): Day {
  let day = draw();
  for (let i = 0; i < 12 && !r.chance(weights[monthOf(day)]! / 1.6); i += 1) day = draw();
  return day;
}

/** Mean length in days of the stays that run today, as seen today. */
const SO_FAR: Record<BedKind, number> = { residential: 520, nursing: 430, day: 260, home: 300 };

/** The day a person who is here today came; never before the facility opened. */
export function arrival(r: Random, kind: BedKind, openedOn: Day, today: Day): Day {
  const longest = Math.min(1700, daysBetween(openedOn, today) - 5);
  return seasonal(r, ADMISSIONS, () => addDays(today, -Math.min(longest, 1 + Math.round(r.wait(SO_FAR[kind])))));
}

/** A past stay that ended before `before` and within two years; null when there is no room for one. */
export function pastStay(r: Random, openedOn: Day, before: Day, today: Day): { from: Day; to: Day } | null {
  const horizon = addMonths(today, -24);
  const to = seasonal(r, LEAVING, () => addDays(before, -(2 + Math.round(r.wait(80)))));
  const days = r.chance(0.22) ? r.int(6, 30) : 31 + Math.round(r.wait(230));
  const from = addDays(to, -days);
  return to > horizon && from >= openedOn ? { from, to } : null;
}

/** How a stay ended: death is common in nursing beds, going home in day care. */
export function howItEnded(r: Random, kind: BedKind, level: number): DischargeKind {
  const heavy = 1 + level * 0.5;
  if (kind === 'day' || kind === 'home')
    return r.weighted({ home: 55, other_facility: 22, hospital: 9, death: 7 * heavy, breach: 1 });
  return r.weighted({ home: 34, hospital: 17, other_facility: 9, death: 15 * heavy, breach: 1 });
}

/** Weekdays of a day-care place: most come all week, some share a place on other days. */
export function weekdaysFor(r: Random): number[] {
  const sort = r.weighted({ week: 55, odd: 22, even: 13, six: 10 });
  return { week: [1, 2, 3, 4, 5], odd: [1, 3, 5], even: [2, 4], six: [1, 2, 3, 4, 5, 6] }[sort];
}
