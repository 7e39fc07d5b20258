// Decides on whose desk a case lies on a day, for how long and how its deadline stands, and what is told of many cases
// (domain §8: clocks, amber at 80 %; whose turn it is as cases/rules says it).
import type { Status } from '../applications/rules.ts';
import { mainStep, type NextStep, nextStep } from '../cases/rules.ts';
import { type Colour, colourOf, dueDays, type Pause, type Running, type Step } from '../clocks/rules.ts';
import { addMonths, type Day, daysBetween } from '../kernel/period.ts';
import type { Calendar } from '../kernel/workdays.ts';

/** From one step to the next, and the whole way. */
export const legs = ['accept', 'decide', 'enqueue', 'offer', 'admit', 'whole'] as const;
export type Leg = (typeof legs)[number];

/** Statuses in which a case waits for somebody: open at the bureau, or in the queue. */
export const waitingStatuses = [
  'submitted',
  'more_info',
  'in_review',
  'eligible',
  'public_notice',
  'appealed',
  'queued',
] as const satisfies readonly Status[];

export const deskKinds = [
  'street',
  'department',
  'officer',
  'nobody',
  'assessor',
  'clock',
  'leader',
  'family',
  'facility',
  'public',
  'queue',
] as const;
export type DeskKind = (typeof deskKinds)[number];
/** `of`: the street's code, the department, the officer's name; empty where the kind says it all. */
export type Desk = { desk: DeskKind; of: string };

export type RunningClock = Running & { step: Step; department: string | null; pauses: Pause[] };
export type CaseOn = {
  status: (typeof waitingStatuses)[number];
  since: Day;
  street: string;
  officer: string | null;
  assessed: boolean;
  /** departments whose opinion was outstanding */
  outstanding: string[];
  objections: number;
  offer: { family: boolean; facility: boolean } | null;
  clocks: RunningClock[];
};
export type Lying = Desk & {
  status: CaseOn['status'];
  step: NextStep | 'answer_offer' | 'check_in';
  days: number;
  colour: Colour | 'none';
};

/** The pauses as they were known on a day: one that ended later was still open. */
const asOf = (pauses: readonly Pause[], on: Day): Pause[] =>
  pauses.flatMap((p) =>
    p.since > on ? [] : [{ since: p.since, until: p.until !== null && p.until <= on ? p.until : null }],
  );

function colourOn(calendar: Calendar, clock: RunningClock | undefined, on: Day): Colour | 'none' {
  if (!clock) return 'none';
  return colourOf({ ...dueDays(calendar, clock, asOf(clock.pauses, on)), stopped: false }, on);
}

/** Where a case lies at the end of a day; at several desks at once while several are asked. */
export function lyingOn(c: CaseOn, calendar: Calendar, on: Day): Lying[] {
  const days = daysBetween(c.since, on);
  const own = c.clocks.find((k) => k.step === mainStep[c.status] && k.department === null);
  const base = { status: c.status, days, colour: colourOn(calendar, own, on) };
  if (c.status === 'queued') {
    if (!c.offer) return [{ ...base, desk: 'queue', of: '', step: 'wait_turn' }];
    const waited = [...(c.offer.family ? [] : ['family' as const]), ...(c.offer.facility ? [] : ['facility' as const])];
    return waited.length > 0
      ? waited.map((desk) => ({ ...base, desk, of: '', step: 'answer_offer' }))
      : [{ ...base, desk: 'family', of: '', step: 'check_in' }];
  }
  const next = nextStep({
    status: c.status,
    opinionsOutstanding: c.outstanding.length,
    assessed: c.assessed,
    openObjections: c.objections,
    mayAppeal: false,
  });
  const one = (desk: DeskKind, of = ''): Lying[] => [{ ...base, desk, of, step: next.step }];
  switch (next.step) {
    case 'accept':
      return one('street', c.street);
    case 'complete_papers':
    case 'agree_notice':
      return one('family');
    case 'assess':
      return one('assessor');
    case 'give_opinions':
      return c.outstanding.map((department) => ({
        ...base,
        desk: 'department',
        of: department,
        step: next.step,
        colour: colourOn(
          calendar,
          c.clocks.find((k) => k.step === 'opinion' && k.department === department),
          on,
        ),
      }));
    case 'publish':
      return one('clock');
    case 'wait_notice':
      return one('public');
    case 'decide_appeal':
      return one('leader');
    default:
      return c.officer ? one('officer', c.officer) : one('nobody');
  }
}

/** The value below which a share of them lies, as statistics offices read it: the smallest that covers the share. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export type Stall = Desk & {
  status: Lying['status'];
  step: Lying['step'];
  n: number;
  red: number;
  amber: number;
  paused: number;
  median: number | null;
  p90: number | null;
  longest: number | null;
};

/** Cases by status, step and desk; those over their time first, then where they lie longest. */
export function stallsOf(list: readonly Lying[]): Stall[] {
  const groups = Map.groupBy(list, (l) => `${l.status}/${l.step}/${l.desk}/${l.of}`);
  return [...groups.values()]
    .map((group) => {
      const { status, step, desk, of } = group[0]!;
      const days = group.map((l) => l.days).sort((a, b) => a - b);
      const count = (colour: Lying['colour']) => group.filter((l) => l.colour === colour).length;
      return {
        status,
        step,
        desk,
        of,
        n: group.length,
        red: count('red'),
        amber: count('amber'),
        paused: count('paused'),
        median: quantile(days, 0.5),
        p90: quantile(days, 0.9),
        longest: days.at(-1) ?? null,
      };
    })
    .sort((a, b) => b.red - a.red || b.amber - a.amber || (b.median ?? 0) - (a.median ?? 0) || b.n - a.n);
}

/** The months from `from` to `to`, both included, each by its first day. */
export function monthsOf(from: Day, to: Day): Day[] {
  const out: Day[] = [];
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = addMonths(month, 1)) out.push(month);
  return out;
}
