import type { calendarDays } from '../db/schema/registry.ts';
import { addDays, type Day } from '../server/kernel/period.ts';
import type { Calendar } from '../server/kernel/workdays.ts';

export type CalendarDay = typeof calendarDays.$inferInsert;
/** Holiday, first and last day off, make-up working days. */
type Holiday = [name: string, first: Day, last: Day, makeUp?: Day[]];

/** State Council General Office notices on holidays of 2025 and 2026. */
const published: Holiday[] = [
  ['元旦', '2025-01-01', '2025-01-01'],
  ['春节', '2025-01-28', '2025-02-04', ['2025-01-26', '2025-02-08']],
  ['清明节', '2025-04-04', '2025-04-06'],
  ['劳动节', '2025-05-01', '2025-05-05', ['2025-04-27']],
  ['端午节', '2025-05-31', '2025-06-02'],
  ['国庆节、中秋节', '2025-10-01', '2025-10-08', ['2025-09-28', '2025-10-11']],
  ['元旦', '2026-01-01', '2026-01-03', ['2026-01-04']],
  ['春节', '2026-02-15', '2026-02-23', ['2026-02-14', '2026-02-28']],
  ['清明节', '2026-04-04', '2026-04-06'],
  ['劳动节', '2026-05-01', '2026-05-05', ['2026-05-09']],
  ['端午节', '2026-06-19', '2026-06-21'],
  ['中秋节', '2026-09-25', '2026-09-27'],
  ['国庆节', '2026-10-01', '2026-10-07', ['2026-09-20', '2026-10-10']],
];
/** 2027: statutory days only (全国年节及纪念日放假办法, 2024 text); the year's notice is not in the table. */
const statutory: Holiday[] = [
  ['元旦', '2027-01-01', '2027-01-01'],
  ['春节', '2027-02-05', '2027-02-08'],
  ['清明节', '2027-04-05', '2027-04-05'],
  ['劳动节', '2027-05-01', '2027-05-02'],
  ['端午节', '2027-06-09', '2027-06-09'],
  ['中秋节', '2027-09-15', '2027-09-15'],
  ['国庆节', '2027-10-01', '2027-10-03'],
];

const daysOf =
  (isPublished: boolean) =>
  ([name, first, last, makeUp = []]: Holiday): CalendarDay[] => {
    const off: CalendarDay[] = [];
    for (let day = first; day <= last; day = addDays(day, 1))
      off.push({ day, working: false, name, published: isPublished });
    return [...off, ...makeUp.map((day) => ({ day, working: true, name: `${name}调休`, published: isPublished }))];
  };

export const calendarRows: CalendarDay[] = [...published.flatMap(daysOf(true)), ...statutory.flatMap(daysOf(false))];

/** The same table as the working-day rules want it. */
export const calendar: Calendar = {
  off: new Set(calendarRows.filter((d) => !d.working).map((d) => d.day)),
  on: new Set(calendarRows.filter((d) => d.working).map((d) => d.day)),
  published: new Set(calendarRows.filter((d) => d.published).map((d) => Number(d.day.slice(0, 4)))),
};
