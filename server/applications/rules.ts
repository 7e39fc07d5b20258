// Decides which moves an application may make and what a valid one asks for (domain §2a choices, §8 order of steps; 行政许可法 art. 32, 行政复议法 art. 20).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addMonths, type Day } from '../kernel/period.ts';

export { weekdaysIn } from '../facilities/rules.ts';

export const statuses = [
  'draft',
  'submitted',
  'more_info',
  'in_review',
  'eligible',
  'ineligible',
  'public_notice',
  'queued',
  'placed',
  'withdrawn',
  'appealed',
  'closed',
] as const;
export type Status = (typeof statuses)[number];
export const events = [
  'submit',
  'accept',
  'ask_more',
  'supply',
  'find_eligible',
  'find_ineligible',
  'publish',
  'enqueue',
  'uphold_objection',
  'appeal',
  'allow_appeal',
  'dismiss_appeal',
  'place',
  'requeue',
  'resume',
  'withdraw',
  'close',
] as const;
export type Event = (typeof events)[number];

/** What nobody does in a case of somebody they act for themselves (回避). */
export const impartial: readonly Event[] = [
  'accept',
  'find_eligible',
  'find_ineligible',
  'uphold_objection',
  'allow_appeal',
  'dismiss_appeal',
  'close',
];

const leave = { withdraw: 'withdrawn', close: 'closed' } as const;
/** The one status table: `(status, event) → status`. What is not here cannot happen. */
const moves: Record<Status, Partial<Record<Event, Status>>> = {
  draft: { submit: 'submitted', ...leave },
  submitted: { accept: 'in_review', ask_more: 'more_info', ...leave },
  more_info: { supply: 'in_review', ...leave },
  in_review: { ask_more: 'more_info', find_eligible: 'eligible', find_ineligible: 'ineligible', ...leave },
  eligible: { publish: 'public_notice', enqueue: 'queued', ...leave },
  public_notice: { enqueue: 'queued', uphold_objection: 'in_review', ...leave },
  queued: { place: 'placed', ...leave },
  placed: { requeue: 'queued', close: 'closed' },
  ineligible: { appeal: 'appealed' },
  appealed: { allow_appeal: 'in_review', dismiss_appeal: 'ineligible', ...leave },
  withdrawn: {},
  closed: { appeal: 'appealed', resume: 'placed' },
};

/** Statuses in which the application no longer counts as in progress. */
export const ended = (status: Status) =>
  status === 'ineligible' || status === 'placed' || status === 'withdrawn' || status === 'closed';

export function move(status: Status, event: Event): Verdict<{ status: Status }> {
  const next = moves[status][event];
  return next
    ? { ok: true, status: next }
    : { ok: false, reasons: [{ code: 'move_not_allowed', values: { status, event } }] };
}

/** For good, or for thirty days at most (domain §3b: institution stays over 30 days, respite up to 30). */
export const stayLengths = ['long', 'short'] as const;
export type StayLength = (typeof stayLengths)[number];
/** How long is a question of whole-day places only; it is told to the bureau and the home and reckoned with by no rule. */
export const stayLengthOf = (service: string, said: StayLength | null | undefined): StayLength | null =>
  service === 'residential' || service === 'nursing' ? (said ?? null) : null;

export type Wishes = { choices: readonly string[]; acceptAny: boolean };

/** At most `maxChoices` named facilities, and either a name or the readiness to take any. */
export function checkWishes(wishes: Wishes, maxChoices: number): Reason[] {
  const found: Reason[] = [];
  if (new Set(wishes.choices).size > maxChoices)
    found.push({ code: 'too_many_choices', values: { max: maxChoices }, pointer: '/choices' });
  if (wishes.choices.length === 0 && !wishes.acceptAny) found.push({ code: 'no_choice', pointer: '/choices' });
  return found;
}

/** What an application says that matters for wanting one room with the spouse. */
export type Joint = {
  applicantId: string;
  service: string;
  choices: readonly string[];
  acceptAny: boolean;
  radiusKm: number;
  jointWith: string | null;
  running: boolean;
};

/** May this application name the other for one room? Husband and wife, both waiting for a whole-day place, one wish. */
export function mayJoin(
  mine: Omit<Joint, 'applicantId' | 'jointWith'> & { spouseId: string | null },
  other: Joint,
): Verdict {
  const wholeDay = (a: Pick<Joint, 'service' | 'running'>) =>
    a.running && (a.service === 'residential' || a.service === 'nursing');
  const same =
    mine.choices.join() === other.choices.join() &&
    mine.acceptAny === other.acceptAny &&
    mine.radiusKm === other.radiusKm;
  const pointer = '/joint_with';
  return verdict(
    [
      mine.spouseId !== other.applicantId && { code: 'joint_spouse', pointer },
      (!wholeDay(mine) || !wholeDay(other)) && { code: 'joint_service', pointer },
      !same && { code: 'joint_wishes', pointer },
    ],
    {},
  );
}

export type EligibilityFacts = {
  age: number;
  diedOn: string | null;
  localHukou: boolean;
  monthsResident: number | null;
  infectiousDisease: boolean | null;
  endangersOthers: boolean | null;
  assessed: boolean;
  /** by missed or declined offers: barOf */
  bar: Reason | null;
};

/** May the person join the queue? Every hindrance at once (queue-rules v1, eligibility row). */
export function mayQueue(f: EligibilityFacts, rules: { minAge: number; minResidenceMonths: number }): Verdict {
  return verdict(
    [
      f.diedOn !== null && { code: 'person_dead', values: { on: f.diedOn } },
      f.age < rules.minAge && { code: 'too_young', values: { age: f.age } },
      !f.localHukou && (f.monthsResident ?? 0) < rules.minResidenceMonths && { code: 'not_resident' },
      f.infectiousDisease === true && { code: 'infectious' },
      f.endangersOthers === true && { code: 'endangers' },
      !f.assessed && { code: 'not_assessed' },
      f.bar,
    ],
    {},
  );
}

/** An exit that counts, and the home it was from. */
export type Exit = { on: Day; reason: 'declined' | 'no_reply' | 'no_show'; facility: string };
export type BarRule = { exits: number; same_home: number; window_months: number; months: number };
/** What this slice asks of the rule set in force; its whole shape and what it may say is the queue's. */
export type ApplicationRules = {
  min_age: number;
  min_residence_months: number;
  max_choices: number;
  initial_check_working_days: number;
  bar: BarRule;
};

/**
 * Is a person barred on that day? For `months` after the exit that made `exits` of any kind, or `same_home` offers of one
 * home given up by choice, within `window_months` (queue-rules v1: 3 or 2 in 12, 12).
 */
export function barOf(exits: readonly Exit[], bar: BarRule, on: Day): Reason | null {
  const given = exits.filter((e) => e.reason === 'declined');
  const found: { code: 'barred' | 'barred_home'; until: Day; count: number }[] = [];
  const judge = (code: 'barred' | 'barred_home', list: readonly Exit[], limit: number) => {
    const latest = list.reduce((last, e) => (e.on > last ? e.on : last), '');
    if (!latest) return;
    const since = addMonths(latest, -bar.window_months);
    const count = list.filter((e) => e.on > since).length;
    const until = addMonths(latest, bar.months);
    if (count >= limit && on < until) found.push({ code, until, count });
  };
  judge('barred', exits, bar.exits);
  for (const list of Map.groupBy(given, (e) => e.facility).values()) judge('barred_home', list, bar.same_home);
  const [longest] = found.sort((a, b) => (a.until > b.until ? -1 : a.until < b.until ? 1 : 0));
  return longest ? { code: longest.code, values: { until: longest.until, count: longest.count } } : null;
}
