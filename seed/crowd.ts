import type { CategoryKind } from '../server/applicants/rules.ts';
import { addDays, type Day } from '../server/kernel/period.ts';
import { addWorkingDays } from '../server/kernel/workdays.ts';
import { calendar } from './calendar.ts';
import type { Random } from './random.ts';
import type { WaitingList, Wish } from './waiting.ts';

/** About four hundred in the queue, by track, beside those still to be reviewed and those that ended. */
const IN_QUEUE = { A: 14, B: 104, C: 206, D: 80 } as const;
const TO_REVIEW = 34;
const OVERDUE = 19;
const NOTICED = 14;
const INELIGIBLE = ['户籍与居住年限均不符合', '材料与本人情况不符', '评估后不需要机构照护'];
const WITHDRAWN = ['子女接回同住', '改为自费入住', '暂不需要'];

const groupB: CategoryKind[] = ['lost_only_child', 'veteran', 'severe_disability', 'no_family'];

/** The last day from which the initial check (5 working days) is overdue today. */
export function overdueSince(today: Day): Day {
  let day = addDays(today, -1);
  while (addWorkingDays(calendar, day, 5).day >= today) day = addDays(day, -1);
  return day;
}

function serviceFor(r: Random, level: number): Wish['service'] {
  if (level >= 3) return r.weighted({ nursing: 76, residential: 10, home: 14 });
  if (level === 2) return r.weighted({ nursing: 36, residential: 42, day: 11, home: 11 });
  return r.weighted({ residential: 66, day: 26, home: level === 1 ? 8 : 0 });
}

/** A person of the track, by what makes the rule put them there. */
function wishOf(r: Random, track: keyof typeof IN_QUEUE, submittedOn: Day): Wish {
  const disabled = () => Number(r.weighted({ 2: 45, 3: 34, 4: 21 }));
  const able = () => r.int(0, 1);
  if (track === 'A') {
    const level = Number(r.weighted({ 0: 15, 1: 25, 2: 30, 3: 20, 4: 10 }));
    return { level, categories: ['tekun'], service: level >= 3 ? 'nursing' : 'residential', submittedOn };
  }
  if (track === 'B') {
    const byHardship = r.chance(0.6);
    const level = byHardship ? disabled() : r.chance(0.6) ? disabled() : able();
    const category = byHardship ? r.pick(['dibao', 'dibao_margin'] as const) : r.pick(groupB);
    return {
      level,
      dementia: level >= 1 && r.chance(0.1),
      categories: [category],
      service: serviceFor(r, level),
      submittedOn,
    };
  }
  if (track === 'C') {
    const old = r.chance(0.3);
    const level = old ? able() : disabled();
    const dementia = !old && r.chance(0.16);
    return { level, dementia, ...(old ? { ages: [82, 97] } : {}), service: serviceFor(r, level), submittedOn };
  }
  const level = able();
  return { level, ages: [63, 78], service: serviceFor(r, level), submittedOn };
}

/** Fills the waiting list beside the named cases: the queue in four tracks, reviews due and overdue, ended ones. */
export function makeCrowd(r: Random, waiting: WaitingList, today: Day) {
  const late = overdueSince(today);
  for (const track of ['A', 'B', 'C', 'D'] as const) {
    for (let i = 0; i < IN_QUEUE[track]; i += 1) {
      // 特困 applicants are placed from the reserve within weeks; the others wait about four months, some over a year.
      const waited = track === 'A' ? r.int(12, 40) : 12 + Math.min(560, Math.round(r.wait(125)));
      waiting.apply(wishOf(r, track, addDays(today, -waited)));
    }
  }
  const anyTrack = () => r.weighted({ B: 25, C: 50, D: 25 });
  const daysTo = Math.max(1, Math.round((Date.parse(today) - Date.parse(late)) / 86_400_000) - 1);
  for (let i = 0; i < TO_REVIEW; i += 1)
    waiting.apply({ ...wishOf(r, anyTrack(), addDays(today, -r.int(1, daysTo))), reviewedAfter: null });
  for (let i = 0; i < OVERDUE; i += 1)
    waiting.apply({ ...wishOf(r, anyTrack(), addDays(late, -r.int(0, 14))), reviewedAfter: null });
  // Decided by the departments together and on public notice now, or through it since.
  for (let i = 0; i < NOTICED; i += 1) {
    const track = r.pick(['B', 'C'] as const);
    waiting.apply({ ...wishOf(r, track, addDays(today, -r.int(9, 14))), reviewedAfter: r.int(3, 5) });
  }
  for (let i = 0; i < 22; i += 1) {
    const a = waiting.apply(wishOf(r, anyTrack(), addDays(today, -r.int(25, 400))));
    if (i < 9) waiting.end(a, 'reject', r.pick(INELIGIBLE));
    else waiting.end(a, 'withdraw', r.pick(WITHDRAWN));
  }
}
