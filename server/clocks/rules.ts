// Decides how far a case's deadline has run: working days by the State Council's calendar, standing still for 补正, 评估 and 公示 (domain §8; 行政许可法 art. 32, 42, 45).
import type { CategoryKind } from '../applicants/rules.ts';
import { type DocumentType, documentTypes } from '../documents/rules.ts';
import { type Department, departments } from '../kernel/departments.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day } from '../kernel/period.ts';
import { type Calendar, isWorkingDay } from '../kernel/workdays.ts';

export { categoryKinds } from '../applicants/rules.ts';
export { documentTypes };
export const steps = [
  'acceptance',
  'correction',
  'assessment',
  'opinion',
  'decision',
  'notice',
  'objection',
  'appeal_decision',
] as const;
export type Step = (typeof steps)[number];
/** The steps that need the result of an assessment, and stand still until it is there. */
export const assessedBefore: readonly Step[] = ['acceptance', 'opinion', 'decision'];
export const pauseReasons = ['correction', 'assessment', 'notice'] as const;
export type PauseReason = (typeof pauseReasons)[number];
export type Unit = 'working' | 'calendar';
export type Deadline = { days: number; unit: Unit; doc: string };

/** Who it is for: any of the categories or services named; `always` and nothing else means everybody. */
export type When = { always?: true; categories?: CategoryKind[]; services?: string[]; by_other?: true };

/** The rules a case is handled by, one effective-dated row (`case_rules`). Day counts name the document they come from. */
export type CaseRules = {
  deadlines: Record<Step, Deadline>;
  /** days after the reply in which an appeal is taken (行政复议法 art. 20: 60 days) */
  appeal_days: number;
  /** which department is asked about whom */
  departments: { department: Department; when: When }[];
  /** which paper is needed from whom; `by_other`: when somebody else acts for the person */
  documents: { type: DocumentType; when: When }[];
  /** tracks that are published before they join the queue */
  notice_tracks: string[];
  assessment: { valid_months: number; result_working_days: number; coma_level: number };
};

/** Does a rule's condition meet this case? */
export const meets = (when: When, c: { categories: readonly string[]; service: string; byOther: boolean }): boolean =>
  when.always === true ||
  (when.by_other === true && c.byOther) ||
  (when.categories?.some((k) => c.categories.includes(k)) ?? false) ||
  (when.services?.includes(c.service) ?? false);

export type Pause = { since: Day; until: Day | null };
export type Running = { startedOn: Day; days: number; unit: Unit };

const counts = (calendar: Calendar, unit: Unit, pauses: readonly Pause[], day: Day): boolean =>
  (unit === 'calendar' || isWorkingDay(calendar, day)) &&
  !pauses.some((p) => p.since <= day && (p.until === null || day < p.until));

/** The day on which the `count`th day that counts falls; the day of the event itself does not count (民法典 art. 201). */
function nthDay(calendar: Calendar, c: Running, pauses: readonly Pause[], count: number): Day {
  let day = c.startedOn;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (counts(calendar, c.unit, pauses, day)) left -= 1;
  }
  return day;
}

/**
 * When a clock turns amber (from the day after 80 % of its days) and by when it is due (the last of its days, inclusive).
 * Both null while a pause is open: nobody knows how long it will last.
 */
export function dueDays(
  calendar: Calendar,
  c: Running,
  pauses: readonly Pause[],
): { amberOn: Day | null; dueOn: Day | null } {
  if (pauses.some((p) => p.until === null)) return { amberOn: null, dueOn: null };
  const used = Math.ceil(c.days * 0.8);
  const dueOn = nthDay(calendar, c, pauses, c.days);
  const after = addDays(nthDay(calendar, c, pauses, used), 1);
  // Of a few days 80 % is passed within the last one: that day warns.
  return { amberOn: after < dueOn ? after : dueOn, dueOn };
}

export type Colour = 'stopped' | 'paused' | 'green' | 'amber' | 'red';

/** How a clock stands today. Red once all its days have passed. */
export function colourOf(c: { amberOn: Day | null; dueOn: Day | null; stopped: boolean }, today: Day): Colour {
  if (c.stopped) return 'stopped';
  if (c.dueOn === null || c.amberOn === null) return 'paused';
  return today > c.dueOn ? 'red' : today >= c.amberOn ? 'amber' : 'green';
}

/** Days that have counted before today, and of how many. */
export function usedDays(calendar: Calendar, c: Running, pauses: readonly Pause[], today: Day): number {
  let used = 0;
  for (let day = addDays(c.startedOn, 1); day < today && used < c.days; day = addDays(day, 1))
    if (counts(calendar, c.unit, pauses, day)) used += 1;
  return used;
}

/**
 * How many days that count are left until a clock is due, 0 on its last day, negative once it is over; null while it
 * stands still.
 */
export function daysLeft(calendar: Calendar, c: { dueOn: Day | null; unit: Unit }, today: Day): number | null {
  if (c.dueOn === null) return null;
  const [from, to, sign] = today <= c.dueOn ? [today, c.dueOn, 1] : [c.dueOn, today, -1];
  let left = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (counts(calendar, c.unit, [], day)) left += 1;
  return sign * left;
}

const whole = (n: unknown, min: number, max: number) =>
  typeof n === 'number' && Number.isInteger(n) && n >= min && n <= max;

/** Do the rules hold together? Every finding at once; `pointer` names the value. */
export function checkCaseRules(r: CaseRules): Verdict {
  const bad = (pointer: string): Reason => ({ code: 'rule_value', values: { at: pointer.slice(1) }, pointer });
  return verdict(
    [
      ...steps.flatMap((s) => {
        const d = r.deadlines[s];
        return [
          !whole(d?.days, 1, 365) && bad(`/deadlines/${s}/days`),
          d?.unit !== 'working' && d?.unit !== 'calendar' && bad(`/deadlines/${s}/unit`),
          !d?.doc?.trim() && bad(`/deadlines/${s}/doc`),
        ];
      }),
      !whole(r.appeal_days, 1, 365) && bad('/appeal_days'),
      ...r.departments.map((d, i) => !departments.includes(d.department) && bad(`/departments/${i}/department`)),
      ...r.documents.map((d, i) => !documentTypes.includes(d.type) && bad(`/documents/${i}/type`)),
      !whole(r.assessment?.valid_months, 1, 60) && bad('/assessment/valid_months'),
      !whole(r.assessment?.result_working_days, 1, 60) && bad('/assessment/result_working_days'),
      !whole(r.assessment?.coma_level, 0, 4) && bad('/assessment/coma_level'),
    ],
    {},
  );
}
