// Decides what a check says when something does not fit: which occurrence it is, whose, where, and the values that explain it.
import { type Day, daysBetween } from '../../kernel/period.ts';

const subjects = ['applicant', 'application', 'facility', 'lot', 'offer', 'payment', 'settlement'] as const;
export type SubjectType = (typeof subjects)[number];
/** Ids, days, sums and codes; never a name. */
export type Values = Record<string, string | number | boolean | null | string[]>;
/** `fact_key` names the occurrence: meeting the same one again gives the same key. */
export type Hit = {
  fact_key: string;
  subject: { type: SubjectType; id: string };
  facility: string | null;
  values: Values;
};
export type Params = Readonly<Record<string, number>>;

export const hit = (
  key: readonly (string | number | null)[],
  type: SubjectType,
  id: string,
  facility: string | null,
  values: Values,
): Hit => ({ fact_key: key.filter((k) => k !== null).join(' '), subject: { type, id }, facility, values });

export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
/** Days two periods have in common until `until`; an open end goes on until then. */
export function daysInCommon(a: Span, b: Span, until: Day): number {
  const from = a.from > b.from ? a.from : b.from;
  const ends = [a.to, b.to, until].filter((d) => d !== null);
  const to = ends.reduce((least, d) => (d < least ? d : least), until);
  return Math.max(0, daysBetween(from, to));
}
export type Span = { from: Day; to: Day | null };
