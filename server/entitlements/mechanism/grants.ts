// Decides whether a scheme may be granted to a person for a time, and when a grant may end.
import type { Reason, Verdict } from '../../kernel/errors.ts';
import { verdict } from '../../kernel/errors.ts';
import { addDays, contains, type Day, fromRange, overlaps, type Period } from '../../kernel/period.ts';
import type { PersonFacts, Rate, Scheme } from './facts.ts';
import { judge } from './judge.ts';
import { lastOf } from './rates.ts';

export type NewGrant = {
  scheme: Scheme;
  start: Day;
  /** null: until it is ended */
  last_day: Day | null;
  offsets: PersonFacts['offsets'];
  long_term_care_insurance: boolean | null;
  doc_no: string;
};
export type Held = { scheme: string; stackGroup: string; during: string };

const BACK = 366;
const AHEAD = 92;
const pays = (scheme: string) => ['tekun_support', 'concentrated_care', 'consumption_coupon'].includes(scheme);

/**
 * All that stands in the way of a grant: the person's own facts on its first day (null: died before, or not
 * registered), rates, days, and what is held already. Two that pay the provider, or two of one group, never overlap.
 */
export function mayGrant(
  grant: NewGrant,
  facts: PersonFacts | null,
  rates: readonly Rate[],
  held: readonly Held[],
  today: Day,
): Verdict<{ during: Period; stackGroup: string }> {
  const { scheme, start, last_day: last } = grant;
  const during = { start, end: last && addDays(last, 1) };
  const inForce = rates.filter((r) => contains(fromRange(r.effective), start));
  const asked = facts && {
    ...facts,
    longTermCareInsurance: grant.long_term_care_insurance,
    offsets: grant.offsets,
    granted: [scheme],
  };
  const own = asked ? (['nursing', 'home'] as const).map((s) => judge(asked, s, start, inForce, false)) : [];
  const mine = own.flatMap((list) => list.filter((j) => j.scheme === scheme));
  const fits = mine.find((j) => j.applies === 'yes');
  const group = fits?.rate?.stackGroup ?? '';
  const others = held.filter(
    (h) => overlaps(fromRange(h.during), during) && (h.stackGroup === group || (pays(h.scheme) && pays(scheme))),
  );
  const days: (Reason | false)[] = [
    (start < addDays(today, -BACK) || start > addDays(today, AHEAD)) && {
      code: 'ent_start',
      values: { first: addDays(today, -BACK), last: addDays(today, AHEAD) },
      pointer: '/start',
    },
    last !== null && last < start && { code: 'ent_ends_first', values: { start, last }, pointer: '/last_day' },
    facts === null && { code: 'ent_no_facts', values: { start }, pointer: '/start' },
  ];
  return verdict<{ during: Period; stackGroup: string }>(
    [
      ...days,
      ...(fits ? [] : (mine[0]?.reasons ?? [])),
      ...others.map((o): Reason => {
        const p = fromRange(o.during);
        return {
          code: 'ent_overlaps',
          values: { scheme: o.scheme, start: p.start, last: lastOf(p) },
          pointer: '/start',
        };
      }),
    ],
    { during, stackGroup: group },
  );
}

/** May a grant end on that day? The day before its first takes it back whole; an end that has passed stays. */
export function mayEndGrant(held: string, last: Day, today: Day): Reason | null {
  const during = fromRange(held);
  if (during.end !== null && during.end <= today) return { code: 'ent_ended', values: { last: lastOf(during) } };
  const first = addDays(during.start, -1);
  if (last < first || (during.end !== null && last >= during.end) || last > addDays(today, BACK))
    return {
      code: 'ent_end_day',
      values: { first, last: during.end === null ? addDays(today, BACK) : addDays(during.end, -1) },
      pointer: '/last_day',
    };
  return null;
}
