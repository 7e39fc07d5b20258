// Decides where a resident's matter lies, by when each level must have dealt with it and who may take which step: solved in the grid, else community, street, department, and 12345 or 110 beyond (国办发〔2020〕53号; the terms are the district's own).
import { dueDays } from '../clocks/rules.ts';
import { partnerDepartments } from '../kernel/departments.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import type { Role } from '../kernel/permissions.ts';
import type { Calendar } from '../kernel/workdays.ts';

export const levels = ['grid', 'community', 'street', 'department', 'outside'] as const;
export type Level = (typeof levels)[number];
export const statuses = ['open', 'outside', 'answered', 'closed'] as const;
export type Status = (typeof statuses)[number];
export const receivers = ['12345', '110'] as const;
export type Receiver = (typeof receivers)[number];
export const events = [
  'note',
  'pass_up',
  'pass_back',
  'escalate_12345',
  'escalate_110',
  'solve',
  'answer_outside',
  'accept',
  'lapse',
  'withdraw',
  'reopen',
] as const;
export type Event = (typeof events)[number];
export type At = { level: Level; status: Status };

const stay = (level: Level) => ({
  note: level,
  accept: level,
  lapse: level,
  withdraw: level,
  answer_outside: level,
});
/** (level, event) → level. What is not here cannot be done there. */
const levelAfter: Record<Level, Partial<Record<Event, Level>>> = {
  grid: { ...stay('grid'), pass_up: 'community', escalate_110: 'outside', solve: 'grid', reopen: 'grid' },
  community: {
    ...stay('community'),
    pass_up: 'street',
    pass_back: 'grid',
    escalate_12345: 'outside',
    escalate_110: 'outside',
    solve: 'community',
    reopen: 'community',
  },
  street: {
    ...stay('street'),
    pass_up: 'department',
    pass_back: 'community',
    escalate_12345: 'outside',
    escalate_110: 'outside',
    solve: 'street',
    reopen: 'street',
  },
  department: {
    ...stay('department'),
    pass_back: 'street',
    escalate_12345: 'outside',
    escalate_110: 'outside',
    solve: 'department',
    reopen: 'department',
  },
  // What comes back from outside unsolved is the street's to take up.
  outside: { ...stay('outside'), reopen: 'street' },
};
/** (status, event) → status. An answer that comes late, after the resident withdrew, is kept and changes nothing. */
const statusAfter: Record<Status, Partial<Record<Event, Status>>> = {
  open: {
    note: 'open',
    pass_up: 'open',
    pass_back: 'open',
    escalate_12345: 'outside',
    escalate_110: 'outside',
    solve: 'answered',
    withdraw: 'closed',
  },
  outside: { note: 'outside', answer_outside: 'answered', withdraw: 'closed' },
  answered: { accept: 'closed', lapse: 'closed', reopen: 'open' },
  closed: { answer_outside: 'closed' },
};

const stepValues = (at: At, event: Event) => ({
  step: `step_${event}`,
  level: `level_${at.level}`,
  status: `request_${at.status}`,
});

/** Where a step leads, or why it cannot be taken. `hasGrid`: a matter whose grid is not known cannot go back to it. */
export function move(at: At, event: Event, hasGrid = true): Verdict<At> {
  const level = levelAfter[at.level][event];
  const status = statusAfter[at.status][event];
  if (!level || !status) return verdict<At>([{ code: 'request_step', values: stepValues(at, event) }], at);
  return verdict<At>([level === 'grid' && !hasGrid && { code: 'request_no_grid' }], { level, status });
}

/** Whose work it is at each level; the bureau's officer may act for any of them. */
const hands: Record<Level, readonly Role[]> = {
  grid: ['grid_worker', 'officer'],
  community: ['grid_worker', 'desk', 'officer'],
  street: ['desk', 'officer'],
  department: ['partner', 'officer'],
  outside: ['desk', 'officer'],
};
export const handles = (level: Level, roles: readonly Role[]): boolean =>
  roles.some((role) => hands[level].includes(role));

/** The steps of whoever it lies with, then those of the resident. */
const ofStaff: readonly Event[] = ['note', 'pass_up', 'pass_back', 'escalate_12345', 'escalate_110', 'solve'];
const ofResident: readonly Event[] = ['accept', 'reopen', 'withdraw'];
/** Who called can only say by phone that it is not solved: whoever took it down reopens it. */
const reopeners: readonly Role[] = ['grid_worker', 'desk', 'officer'];

export function mayStep(
  at: At,
  event: Event,
  by: { roles: readonly Role[]; own: boolean },
  hasGrid = true,
): Verdict<At> {
  const moved = move(at, event, hasGrid);
  const theirs = ofResident.includes(event)
    ? by.own || (event === 'reopen' && by.roles.some((r) => reopeners.includes(r)))
    : handles(at.level, by.roles);
  const wrong: Reason | false = !theirs && { code: 'request_elsewhere', values: { level: `level_${at.level}` } };
  return verdict<At>([wrong, ...(moved.ok ? [] : moved.reasons)], moved.ok ? moved : at);
}

/** What can be done with it now by whoever looks. */
export const stepsFor = (at: At, by: { roles: readonly Role[]; own: boolean }, hasGrid = true): Event[] =>
  [...ofStaff, ...ofResident].filter((event) => mayStep(at, event, by, hasGrid).ok);

/** A term: hours round the clock, or working days by the calendar. */
export type Term = { amount: number; unit: 'hours' | 'working_days' };
/** What has a term: each level, and the resident once there is an answer. */
export const clocked = [...levels, 'answered'] as const;
export type Terms = Record<(typeof clocked)[number], Term>;
export type Kind = { code: string; zh: string; en: string; level: string };
const HOUR = 3_600_000;

/** When a term that begins at `from` turns amber (80 % of it is used) and when it is over. */
export function clockOf(calendar: Calendar, term: Term, from: Date): { amberAt: Date; dueAt: Date } {
  if (term.unit === 'hours') {
    const ms = term.amount * HOUR;
    return { amberAt: new Date(from.getTime() + ms * 0.8), dueAt: new Date(from.getTime() + ms) };
  }
  const { amberOn, dueOn } = dueDays(calendar, { startedOn: dayOf(from), days: term.amount, unit: 'working' }, []);
  return { amberAt: startOfDay(amberOn as string), dueAt: startOfDay(addDays(dueOn as string, 1)) };
}

/** The last day of a term: one that ends at midnight is over with the day before. */
export const lastDay = (dueAt: Date): Day => dayOf(new Date(dueAt.getTime() - 1));

export const colours = ['green', 'amber', 'red'] as const;
export type Colour = (typeof colours)[number];
/** How the clock of a matter stands; null once it is answered or closed. */
export function colourOf(of: { status: Status; amberAt: Date | null; dueAt: Date | null }, now: Date): Colour | null {
  if ((of.status !== 'open' && of.status !== 'outside') || !of.dueAt || !of.amberAt) return null;
  return now >= of.dueAt ? 'red' : now >= of.amberAt ? 'amber' : 'green';
}

/** Do the rules hold together? */
export function checkRules(rules: { terms: Terms; kinds: readonly Kind[] }): Verdict {
  const twice = rules.kinds.filter((k, i) => rules.kinds.findIndex((o) => o.code === k.code) !== i);
  return verdict(
    [
      ...clocked
        .filter((name) => !Number.isInteger(rules.terms[name].amount) || rules.terms[name].amount < 1)
        .map(
          (name): Reason => ({
            code: 'request_term',
            values: { level: `level_${name}` },
            pointer: `/terms/${name}/amount`,
          }),
        ),
      rules.kinds.length === 0 && { code: 'request_no_kinds', pointer: '/kinds' },
      ...twice.map((k): Reason => ({ code: 'request_kind_twice', values: { kind: k.code }, pointer: '/kinds' })),
    ],
    {},
  );
}

/** Where a matter of a kind begins: a grid nobody named cannot have it. */
export function beginsAt(kind: Kind, hasGrid: boolean): Level {
  const level = levels.find((one) => one === kind.level) ?? 'community';
  return level === 'grid' && !hasGrid ? 'community' : level;
}

const SHORTEST = 4;
/** May it be taken down like this? */
export function mayRaise(
  asked: { kind: string; text: string; phone: string | null; sharePhone: boolean },
  kinds: readonly Kind[],
): Verdict<{ kind: Kind }> {
  const kind = kinds.find((one) => one.code === asked.kind);
  return verdict<{ kind: Kind }>(
    [
      !kind && { code: 'request_kind_unknown', values: { kind: asked.kind }, pointer: '/kind' },
      [...asked.text.trim()].length < SHORTEST && {
        code: 'request_text_short',
        values: { n: SHORTEST },
        pointer: '/text',
      },
      asked.sharePhone && !asked.phone && { code: 'request_phone_needed', pointer: '/phone' },
    ],
    { kind: kind as Kind },
  );
}

/** Up from the street a department must be named, of those that have sign-ins. */
export function mayPass(event: Event, level: Level, department: string | null): Verdict {
  const needed = event === 'pass_up' && level === 'street';
  const known = partnerDepartments.some((one) => one === department);
  return verdict([needed && !known && { code: 'request_department', pointer: '/department' }], {});
}

/** Only what was answered is rated, once it is closed. */
export function mayRate(of: { status: Status; answer: string | null }): Verdict {
  return verdict(
    [
      of.status !== 'closed' && { code: 'request_not_closed' },
      of.status === 'closed' && of.answer === null && { code: 'request_unanswered' },
    ],
    {},
  );
}

const NUMBERS = /(?<!\d)\d(?:[\s-]?\d){16}[\s-]?[\dXx](?!\d)|(?<!\d)1[\s-]?[3-9](?:[\s-]?\d){9}(?!\d)/g;
/** ID numbers and mobile phones that somebody wrote into a text, hidden. */
export const hideNumbers = (text: string): string => text.replaceAll(NUMBERS, '＊＊＊');
