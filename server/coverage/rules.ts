// Decides how the 15-minute circle (一刻钟便民生活圈, 商务部等 2021) of elder care is judged, and what it may be judged by.
import { type Verdict, verdict } from '../kernel/errors.ts';
import { type Day, fromRange } from '../kernel/period.ts';
import type { Rule } from './mechanism/cover.ts';

export type { Found, Place, Rule, State, Way } from './mechanism/cover.ts';
export { cover, states } from './mechanism/cover.ts';
export type { Grid, Sum } from './mechanism/sums.ts';
export { coveredOf, isCovered, sumOver } from './mechanism/sums.ts';

/** What a facility is, and what it says it does (助餐 …); 日托 is a day-care centre or whoever offers it. */
export const kinds = ['nursing_home', 'community_point', 'day_care', 'medical_point'] as const;
export const saidServices = [
  'meals',
  'bathing',
  'cleaning',
  'outings',
  'visits',
  'medical',
  'nursing',
  'rehabilitation',
] as const;
export const services = [...kinds, ...saidServices] as const;
export type Service = (typeof services)[number];

/** 未填报 services are none: nothing is assumed of a facility that has not said it. */
export const servicesOf = (kind: string, said: readonly string[] | null): Service[] =>
  services.filter((s) => s === kind || said?.includes(s));

/** Less sure than this and a place is known only to its street or community: drawn hollow, distances say 约. */
export const EXACT_M = 100;

type Dated = { effective: string };
/** A rule follows the last one from a day on; the first may begin in the past. */
export function mayFollow(from: Day, today: Day, last: Dated | undefined): Verdict<{ began: Day | null }> {
  const began = last ? fromRange(last.effective).start : null;
  return verdict(
    [
      last && from <= today && { code: 'rule_past', values: { date: from }, pointer: '/from' },
      began !== null && from > today && from <= began && { code: 'rule_overlap', pointer: '/from' },
    ],
    { began },
  );
}

/** A file is taken over whole or not at all, and only the bytes that were previewed. */
export const mayTake = (f: { faults: number; sha256: string; seen: string; same: boolean }): Verdict =>
  verdict(
    [
      f.faults > 0 && { code: 'import_has_errors', values: { count: f.faults } },
      f.sha256 !== f.seen && { code: 'import_file_changed' },
      f.same && { code: 'travel_known' },
    ],
    {},
  );

export const asRule = (r: { minutes: number; metresPerMinute: number; detourHundredths: number }): Rule => ({
  minutes: r.minutes,
  metresPerMinute: r.metresPerMinute,
  detourHundredths: r.detourHundredths,
});
