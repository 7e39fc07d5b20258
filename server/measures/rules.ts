// Decides of each record whether it counts for or against whoever is assessed, and sums them up: measured facts only.
import type { Day } from '../kernel/period.ts';

export const subjects = ['facility', 'desk'] as const;
export type Subject = (typeof subjects)[number];
export const measures = {
  facility: ['freshness', 'vacancy', 'referrals', 'on_time', 'requests', 'satisfaction'],
  desk: ['acceptance', 'completeness', 'handovers', 'requests', 'satisfaction'],
} as const satisfies Record<Subject, readonly string[]>;
export type Measure = (typeof measures)[Subject][number];

/** So many stars of five say that somebody was satisfied. */
export const SATISFIED = 4;
/** Working days from a reply to its being handed over (行政许可法 art. 44). */
export const HANDOVER_DAYS = 10;

export const kinds = [
  'day',
  'spot_check',
  'offer',
  'settlement',
  'finding',
  'request',
  'rating',
  'clock',
  'application',
  'reply',
] as const;
export type Kind = (typeof kinds)[number];
export const whys = [
  'confirmed',
  'not_confirmed',
  'agrees',
  'differs',
  'in_time',
  'late',
  'not_done',
  'once',
  'again',
  'satisfied',
  'not_satisfied',
] as const;
export type Why = (typeof whys)[number];
/** One record behind a figure. `on` is the day it counts on; `counts`: for the figure, else against it. */
export type Row = {
  subject: string;
  id: string;
  kind: Kind;
  on: Day;
  counts: boolean;
  why: Why;
  values: Record<string, string | number | null>;
};

const row = (
  of: { subject: string; id: string },
  kind: Kind,
  on: Day,
  [counts, why]: [boolean, Why],
  values: Row['values'] = {},
): Row => ({ subject: of.subject, id: of.id, kind, on, counts, why, values });

/** Something that fell due: done by then, late, or never. `due` and `done` are days or moments, written alike. */
export type Due = { subject: string; id: string; kind: Kind; due: string; done: string | null };
export function judgeDue(d: Due): Row {
  const said: [boolean, Why] =
    d.done === null ? [false, 'not_done'] : d.done <= d.due ? [true, 'in_time'] : [false, 'late'];
  return row(d, d.kind, d.due.slice(0, 10), said, { due: d.due, done: d.done });
}

/** A day ends with figures under 24 hours exactly when they were confirmed on that day (as on the institution's own page). */
export const judgeDay = (d: { subject: string; on: Day; times: number }): Row =>
  row({ subject: d.subject, id: d.on }, 'day', d.on, d.times > 0 ? [true, 'confirmed'] : [false, 'not_confirmed'], {
    times: d.times,
  });

export type Counted = {
  subject: string;
  id: string;
  on: Day;
  record_free: number;
  counted_free: number;
  record_present: number;
  counted_present: number;
};
/** A spot check agrees when both counts were what was on record. */
export function judgeSpot({ subject, id, on, ...counted }: Counted): Row {
  const agrees = counted.record_free === counted.counted_free && counted.record_present === counted.counted_present;
  return row({ subject, id }, 'spot_check', on, agrees ? [true, 'agrees'] : [false, 'differs'], counted);
}

/** 一次性告知: what is missing is asked for once. */
export const judgeAsked = (d: { subject: string; id: string; on: Day; times: number }): Row =>
  row(d, 'application', d.on, d.times === 1 ? [true, 'once'] : [false, 'again'], { times: d.times });

export const judgeRating = (d: { subject: string; id: string; on: Day; stars: number }): Row =>
  row(d, 'rating', d.on, d.stars >= SATISFIED ? [true, 'satisfied'] : [false, 'not_satisfied'], { stars: d.stars });

export type Tally = { num: number; of: number };
/** Rows by subject: how many of how many. */
export function tally(rows: readonly Row[]): Map<string, Tally> {
  const sums = new Map<string, Tally>();
  for (const r of rows) {
    const sum = sums.get(r.subject) ?? { num: 0, of: 0 };
    sums.set(r.subject, { num: sum.num + (r.counts ? 1 : 0), of: sum.of + 1 });
  }
  return sums;
}
