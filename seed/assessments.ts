import type { ImportedPerson } from '../server/applicants/actions.ts';
import { type LevelReason, levelOf } from '../server/applicants/rules.ts';
import { addDays, addMonths, type Day, fromRange, toRange } from '../server/kernel/period.ts';
import type { Random } from './random.ts';

type Assessment = ImportedPerson['assessments'][number];
/** Highest total of each level of GB/T 42195-2022; the lowest are the rule's own. */
const CEILINGS = [90, 89, 65, 45, 29];
const FLOORS = [90, 66, 46, 30, 0];

/** A total and the reasons for a change of level that give exactly this final level. */
export function scoreFor(r: Random, level: number, dementia: boolean): { total: number; levelReasons: LevelReason[] } {
  const levelReasons: LevelReason[] = [];
  if (dementia) levelReasons.push('dementia');
  else if (level >= 1 && r.chance(0.07)) levelReasons.push(r.chance(0.7) ? 'risk_events' : 'psychiatric');
  // One step up at most, capped at 4: a final 4 may come from an initial 4 as well.
  const initial = levelReasons.length > 0 && (level < 4 || r.chance(0.6)) ? level - 1 : level;
  const total = r.int(FLOORS[initial]!, CEILINGS[initial]!);
  const got = levelOf(total, levelReasons);
  if (!got.ok || got.level !== level) throw new Error(`level ${level} does not follow from ${total}`);
  return { total, levelReasons };
}

/**
 * Assessments from `first` on, each valid for twelve months or until the next. `until` is the last day the person's
 * records run (today, or the day of leaving); a person `lapsed` has missed the last yearly one.
 */
export function assessments(
  r: Random,
  course: { first: Day; until: Day; level: number; levelMin: number; dementia: boolean; lapsed?: boolean },
): Assessment[] {
  const days: Day[] = [course.first];
  for (;;) {
    const next = addDays(addMonths(days[days.length - 1]!, 12), -r.int(2, 25));
    if (next >= course.until) break;
    days.push(next);
  }
  if (course.lapsed && days.length > 1) days.pop();
  return days.map((assessedOn, i): Assessment => {
    const last = i === days.length - 1;
    // People grow frailer: an earlier result may have been one level better, if that still suited the place.
    const milder = !last && course.level > Math.max(course.levelMin, course.dementia ? 1 : 0) && r.chance(0.4);
    const level = milder ? course.level - 1 : course.level;
    const end = days[i + 1] ?? addMonths(assessedOn, 12);
    return {
      standardCode: 'GB/T 42195-2022',
      ...scoreFor(r, level, course.dementia),
      dementia: course.dementia,
      needs: [],
      assessedOn,
      valid: toRange({ start: assessedOn, end }),
    };
  });
}

/** The level in force on a day, or null: what the server will find then. */
export function levelOn(person: ImportedPerson, on: Day): { level: number; dementia: boolean } | null {
  const found = person.assessments.find((a) => {
    const { start, end } = fromRange(a.valid);
    return start <= on && (end === null || on < end);
  });
  if (!found) return null;
  const got = levelOf(found.total, (found.levelReasons ?? []) as LevelReason[]);
  return got.ok ? { level: got.level, dementia: found.dementia } : null;
}
