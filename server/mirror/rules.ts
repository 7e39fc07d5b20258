// Decides what an institution sees of itself and the bureau of it: beds over time, how often its figures were confirmed, how it
// answered those offered to it (上海等地"机构接收率"通报的做法; our default: no rate below five answers).
import { addDays, type Day, dayOf, daysBetween, startOfDay, weekdayOf } from '../kernel/period.ts';

/** A bed from the day it opened to the day it was retired (not on that day any more). */
export type BedSpan = { id: string; openedOn: Day; retiredOn: Day | null };
/** A claim as it was written and, when it was let go before its end, the day of that. */
export type ClaimSpan = {
  bedId: string;
  kind: 'hold' | 'stay' | 'closure';
  start: Day;
  end: Day | null;
  releasedOn: Day | null;
  weekdays: readonly number[];
};
export type Figures = { filed: number; closed: number; occupied: number; held: number; free: number };

const FILED = 1;
/** What a bed is counted as when two claims name it on one day: an admission written a day late outweighs the hold before it. */
const STRENGTH = { closure: 2, hold: 3, stay: 4 } as const;

/** The figures at the end of each day from `from` to `to`, both included; the last day's are those of now. */
export function dailyFigures(beds: readonly BedSpan[], claims: readonly ClaimSpan[], from: Day, to: Day): Figures[] {
  const length = daysBetween(from, to) + 1;
  const first = weekdayOf(from);
  const index = (day: Day | null) => (day === null ? length : Math.min(length, Math.max(0, daysBetween(from, day))));
  const claimsOn = Map.groupBy(claims, (c) => c.bedId);
  const days = Array.from({ length }, () => new Uint32Array(5));
  const states = new Uint8Array(length);
  for (const bed of beds) {
    states.fill(0).fill(FILED, index(bed.openedOn), index(bed.retiredOn));
    for (const claim of claimsOn.get(bed.id) ?? []) {
      const end = Math.min(index(claim.end), index(claim.releasedOn));
      for (let i = index(claim.start); i < end; i += 1) {
        if (states[i] === 0 || !claim.weekdays.includes(((first - 1 + i) % 7) + 1)) continue;
        states[i] = Math.max(states[i]!, STRENGTH[claim.kind]);
      }
    }
    for (let i = 0; i < length; i += 1) days[i]![states[i]!]! += 1;
  }
  return days.map(([, free, closed, held, occupied]) => ({
    filed: free! + closed! + held! + occupied!,
    closed: closed!,
    occupied: occupied!,
    held: held!,
    free: free!,
  }));
}

/** A month, or the part of it on record, as the mean of its days. `from` is its first day on record. */
export type Span = { from: Day; days: number } & Figures;

/** Beds × days over days, to a tenth; free is what is left, so that the parts always sum to the filed beds. */
export function byMonth(daily: readonly Figures[], from: Day): Span[] {
  const dated = daily.map((figures, i) => ({ on: addDays(from, i), ...figures }));
  return [...Map.groupBy(dated, (d) => d.on.slice(0, 7)).values()].map((list) => {
    const tenths = (name: keyof Figures) => Math.round((10 * list.reduce((n, d) => n + d[name], 0)) / list.length);
    const [filed, closed, occupied, held] = [tenths('filed'), tenths('closed'), tenths('occupied'), tenths('held')];
    return {
      from: list[0]!.on,
      days: list.length,
      filed: filed / 10,
      closed: closed / 10,
      occupied: occupied / 10,
      held: held / 10,
      free: (filed - closed - occupied - held) / 10,
    };
  });
}

export type Spread = { n: number; median: number | null; mean: number | null; longest: number | null };

/** Middle, mean and most of some figures, to a tenth; null where there are none. The middle of an even number is between. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { n, median: null, mean: null, longest: null };
  const at = (i: number) => sorted[i] as number;
  const half = Math.floor(n / 2);
  const median = n % 2 ? at(half) : (at(half - 1) + at(half)) / 2;
  return { n, median: tenth(median), mean: tenth(sorted.reduce((a, b) => a + b, 0) / n), longest: tenth(at(n - 1)) };
}
const tenth = (x: number) => Math.round(x * 10) / 10;

const HOUR = 3_600_000;

/** How a facility's figures were confirmed from `from` until now. Hours to a tenth. */
export type Confirming = {
  from: Day;
  times: number;
  days: number;
  /** days at whose end (today: now) the figures were not older than 24 hours */
  fresh_days: number;
  /** longest stretch without a confirmation, the one that runs now included; null when there never was one */
  longest_gap_hours: number | null;
  by_day: { on: Day; times: number }[];
};

/**
 * A day ends with figures under 24 hours exactly when they were confirmed on that day; today counts when they were within
 * the last 24 hours.
 * @param times all moments of confirmation there are, in order
 */
export function confirming(times: readonly Date[], from: Day, now: Date): Confirming {
  const start = startOfDay(from);
  const inside = times.filter((t) => t >= start && t <= now);
  const today = dayOf(now);
  const counts = new Map<Day, number>();
  for (const t of inside) counts.set(dayOf(t), (counts.get(dayOf(t)) ?? 0) + 1);
  const days = Math.max(0, daysBetween(from, today)) + 1;
  const by_day = Array.from({ length: days }, (_, i) => {
    const on = addDays(from, i);
    return { on, times: counts.get(on) ?? 0 };
  });
  const lately = times.some((t) => t <= now && now.getTime() - t.getTime() < 24 * HOUR);
  const before = times.filter((t) => t < start).at(-1);
  const marks = [before ? before.getTime() : start.getTime(), ...inside.map((t) => t.getTime()), now.getTime()];
  const gaps = marks.slice(1).map((t, i) => t - (marks[i] as number));
  const known = inside.length > 0 || before !== undefined;
  return {
    from,
    times: inside.length,
    days,
    fresh_days: by_day.filter(({ on, times: n }) => (on === today ? lately : n > 0)).length,
    longest_gap_hours: known ? tenth(Math.max(...gaps) / HOUR) : null,
    by_day,
  };
}

/** One person offered to a facility, as far as the facility's answer goes. */
export type Referral = {
  facility: string;
  madeAt: Date;
  answeredAt: Date | null;
  answer: 'accepted' | 'declined' | null;
  reason: string | null;
  /** ended without an answer: its time ran out, or it was not needed any more (the family declined first, taken back, …) */
  ended: 'lapsed' | 'other' | null;
};
export type Answers = {
  asked: number;
  accepted: number;
  declined: number;
  lapsed: number;
  not_needed: number;
  waiting: number;
  reasons: { reason: string; n: number }[];
  /** declined of those answered, 0–1; null below five answers */
  decline_rate: number | null;
  /** middle of the hours from offer to answer, to a tenth; null below five answers */
  median_hours: number | null;
};

/** Below so many answers a rate says more about chance than about the home. */
export const MIN_ANSWERS = 5;

export function answersOf(list: readonly Referral[]): Answers {
  const answered = list.filter((r) => r.answer !== null);
  const declined = answered.filter((r) => r.answer === 'declined');
  const silent = list.filter((r) => r.answer === null);
  const enough = answered.length >= MIN_ANSWERS;
  const hours = answered.flatMap((r) => (r.answeredAt ? [(r.answeredAt.getTime() - r.madeAt.getTime()) / HOUR] : []));
  return {
    asked: list.length,
    accepted: answered.length - declined.length,
    declined: declined.length,
    lapsed: silent.filter((r) => r.ended === 'lapsed').length,
    not_needed: silent.filter((r) => r.ended === 'other').length,
    waiting: silent.filter((r) => r.ended === null).length,
    reasons: [...Map.groupBy(declined, (r) => r.reason ?? 'other')]
      .map(([reason, rows]) => ({ reason, n: rows.length }))
      .sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1)),
    decline_rate: enough ? declined.length / answered.length : null,
    median_hours: enough ? spread(hours).median : null,
  };
}

/** With fewer facilities a middle would name one. */
export const MIN_FACILITIES = 3;
/** The middle of the district's facilities that have a rate; nulls where there are too few to hide each other. */
export function middleOf(all: readonly Answers[]): {
  facilities: number;
  decline_rate: number | null;
  median_hours: number | null;
} {
  const rated = all.filter((a) => a.decline_rate !== null);
  const middle = (values: number[]) => {
    if (rated.length < MIN_FACILITIES) return null;
    const sorted = [...values].sort((a, b) => a - b);
    const half = Math.floor(sorted.length / 2);
    const at = (i: number) => sorted[i] as number;
    return sorted.length % 2 ? at(half) : (at(half - 1) + at(half)) / 2;
  };
  return {
    facilities: rated.length,
    decline_rate: middle(rated.map((a) => a.decline_rate as number)),
    median_hours: middle(rated.flatMap((a) => (a.median_hours === null ? [] : [a.median_hours]))),
  };
}
