// Decides which checks there are, with which thresholds each may run, what a run says of its facts, and by when a finding is to be
// put right (稽查线, domain §8; 期限: 民法典 art. 200–203).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { addWorkingDays, type Calendar, isWorkingDay } from '../kernel/workdays.ts';
import { type CrossFacts, checkCodes as crossCodes } from '../scrutiny/rules.ts';
import { outOfTurn, overdueClock, overrideUnexplained, samePerson } from './mechanism/decisions.ts';
import type { Hit, Params } from './mechanism/hits.ts';
import { crossHits, overdueMoney, sampleDifference } from './mechanism/money.ts';
import { overlappingStays, subsidyAfterDeath, subsidyWhileAway } from './mechanism/people.ts';
import {
  ghostBeds,
  licenceExpired,
  overCapacity,
  paidAfterClosing,
  priceJump,
  staleVacancy,
} from './mechanism/places.ts';

export type { Hit, Params, Values } from './mechanism/hits.ts';
export { type Counts, spotDifference } from './mechanism/places.ts';

export const terms = ['24h', '3d', '7d', '15d'] as const;
export type Term = (typeof terms)[number];

type Cross = { months: readonly CrossFacts[] };
type First<F> = F extends (facts: infer Facts, params: Params) => Hit[] ? Facts : never;

const ownJudges = {
  overlapping_stays: overlappingStays,
  subsidy_after_death: subsidyAfterDeath,
  subsidy_while_away: subsidyWhileAway,
  ghost_beds: ghostBeds,
  stale_vacancy: staleVacancy,
  licence_expired: licenceExpired,
  over_capacity: overCapacity,
  paid_after_closing: paidAfterClosing,
  price_jump: priceJump,
  out_of_turn: outOfTurn,
  override_unexplained: overrideUnexplained,
  overdue_clock: overdueClock,
  same_person: samePerson,
  overdue_money: overdueMoney,
  sample_difference: sampleDifference,
};
type OwnCode = keyof typeof ownJudges;
export type CrossCode = (typeof crossCodes)[number];
/** Checks that run over facts; what two people count on site is judged when they write it down. */
export type RunCode = OwnCode | CrossCode;
const ownCodes = Object.keys(ownJudges) as OwnCode[];
export const runCodes: readonly RunCode[] = [...crossCodes, ...ownCodes];
export const checkCodes = [...crossCodes, ...ownCodes, 'spot_difference'] as const;
export type CheckCode = RunCode | 'spot_difference';
export type FactsOf = { [C in OwnCode]: First<(typeof ownJudges)[C]> } & { [C in CrossCode]: Cross };

const isCross = (code: RunCode): code is CrossCode => (crossCodes as readonly string[]).includes(code);

/** What the check says of these facts, each occurrence once. Nothing but facts and thresholds goes in: a run can be replayed. */
export function judge<C extends RunCode>(code: C, facts: FactsOf[C], params: Params): Hit[] {
  const hits = isCross(code)
    ? crossHits(code, facts as Cross)
    : (ownJudges[code as OwnCode] as (facts: unknown, params: Params) => Hit[])(facts, params);
  return [...new Map(hits.map((h) => [h.fact_key, h])).values()];
}

type Threshold = { least: number; most: number };
/** The numbers a check is run with, and what they may be. `working` 1: its term counts working days instead of calendar days. */
const working: Threshold = { least: 0, most: 1 };
const days: Threshold = { least: 0, most: 366 };
const months: Threshold = { least: 1, most: 12 };
const few: Threshold = { least: 0, most: 50 };
export const thresholds: Record<CheckCode, Readonly<Record<string, Threshold>>> = {
  exclusive_schemes: { months, working },
  days_beyond_presence: { months, working },
  bed_days_beyond_beds: { months, working },
  two_places: { months, working },
  price_rise: { months, working },
  deceased: { months, working },
  unassessed: { months, working },
  overlapping_stays: { both_days: days, window_days: days, working },
  subsidy_after_death: { grace_days: days, working },
  subsidy_while_away: { days, working },
  ghost_beds: { beds: few, working },
  stale_vacancy: { hours: { least: 1, most: 2400 }, working },
  licence_expired: { days, working },
  over_capacity: { people: few, working },
  paid_after_closing: { window_days: days, working },
  price_jump: { percent: { least: 1, most: 100 }, window_days: days, working },
  out_of_turn: { window_days: days, working },
  override_unexplained: { least: few, window_days: days, working },
  overdue_clock: { days, working },
  same_person: { window_days: days, working },
  overdue_money: { settle_days: days, working },
  sample_difference: { months, working },
  spot_difference: { tolerance: few, working },
};

/** What a person comes upon without any check. */
export const byHand = ['premises', 'safety', 'care', 'records', 'fees', 'other'] as const;
export type FindingCode = CheckCode | (typeof byHand)[number];
export const findingCodes: readonly FindingCode[] = [...checkCodes, ...byHand];

export type NewCheck = { code: CheckCode; from: Day; on: boolean; params: Params; term: Term; doc_no: string | null };

/** May this version of a check begin? From tomorrow at the earliest, with each of its thresholds and no other. */
export function mayAddCheck(check: NewCheck, facts: { today: Day; openFrom: Day | null }): Verdict {
  const wanted = thresholds[check.code];
  const wrong = Object.entries(wanted).filter(([name, { least, most }]) => {
    const n = check.params[name];
    return n === undefined || !Number.isInteger(n) || n < least || n > most;
  });
  const unknown = Object.keys(check.params).filter((name) => !(name in wanted));
  const value = (name: string): Reason => ({
    code: 'check_threshold',
    values: { name: `threshold_${name}`, least: wanted[name]?.least ?? 0, most: wanted[name]?.most ?? 0 },
    pointer: `/params/${name}`,
  });
  return verdict(
    [
      ...wrong.map(([name]) => value(name)),
      ...unknown.map(
        (name): Reason => ({ code: 'unknown_field', values: { field: name }, pointer: `/params/${name}` }),
      ),
      facts.openFrom !== null &&
        check.from <= facts.today && { code: 'check_past', values: { date: check.from }, pointer: '/from' },
      facts.openFrom !== null &&
        check.from <= facts.openFrom && { code: 'check_overlap', values: { date: facts.openFrom }, pointer: '/from' },
    ],
    {},
  );
}

/**
 * By when it is to be put right. 24 h are hours from the moment it is assigned. 限期 3/7/15 日 are calendar days unless the
 * check's row says working days: the day of assigning does not count, the last runs to its end, and one that falls on a day
 * off ends with the next working day (民法典 art. 201–203).
 */
export function dueAt(term: Term, from: Date, calendar: Calendar, inWorkingDays: boolean): Date {
  if (term === '24h') return new Date(from.getTime() + 24 * 3_600_000);
  const count = Number.parseInt(term, 10);
  const day = dayOf(from);
  let last = inWorkingDays ? addWorkingDays(calendar, day, count).day : addDays(day, count);
  while (!isWorkingDay(calendar, last)) last = addDays(last, 1);
  return startOfDay(addDays(last, 1));
}

/** 核查编号: the day and the number on that day, from 0. */
export const findingNo = (on: Day, before: number): string =>
  `HC${on.replaceAll('-', '')}${String(before + 1).padStart(3, '0')}`;
