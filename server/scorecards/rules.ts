// Decides how measured facts become a score and a grade, when a quarter's are fixed and made public, and by which weights
// (考核线: 结果与等级、合同价款挂钩; weights and bands are effective-dated rows, those we made up are marked as examples).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { addMonths, type Day } from '../kernel/period.ts';
import { measures, type Subject, type Tally } from '../measures/rules.ts';

export { kinds, type Measure, measures, type Subject, subjects, whys } from '../measures/rules.ts';

/** From the best: 优秀, 良好, 合格, 不合格. */
export const grades = ['a', 'b', 'c', 'd'] as const;
export type Grade = (typeof grades)[number];
export type Band = { grade: Grade; from: number; release: number };
/** How a subject is weighed: see score_weights. */
export type Weights = {
  weights: Readonly<Record<string, number>>;
  grades: readonly Band[];
  leastWeight: number;
  leastOf: number;
};

/** `2026-Q3`. */
export type Quarter = string;
export const quarterOf = (day: Day): Quarter => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
export function daysOf(quarter: Quarter): { start: Day; end: Day } {
  const start = `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3 - 2).padStart(2, '0')}-01`;
  return { start, end: addMonths(start, 3) };
}
/** The quarters from the one of a day to the one of another, the latest first. */
export function quartersBetween(from: Day, to: Day): Quarter[] {
  const all: Quarter[] = [];
  for (let day = daysOf(quarterOf(from)).start; day <= to; day = addMonths(day, 3)) all.push(quarterOf(day));
  return all.reverse();
}
/** What is counted of a quarter: its days that are over. */
export function countedDays(quarter: Quarter, today: Day): { start: Day; end: Day } {
  const { start, end } = daysOf(quarter);
  const until = end < today ? end : today;
  return { start, end: until < start ? start : until };
}

export type Figure = { num: number | null; of: number | null; points: number | null };
const halfUp = (num: number, den: number): number => Math.floor((2 * num + den) / (2 * den));

/** Tenths of a point of 100; null where nothing was counted, or too little for a rate. */
export function figureOf(counted: Tally | undefined, leastOf: number): Figure {
  if (!counted || counted.of === 0) return { num: null, of: null, points: null };
  return { ...counted, points: counted.of < leastOf ? null : halfUp(1000 * counted.num, counted.of) };
}

export type Score = {
  figures: Record<string, Figure>;
  /** weight, of 100, of the measures that have points */
  weighed: number;
  scoreTenths: number | null;
  grade: Grade | null;
};

/** Fewer ratings than this earn no points and are not told to the public: they would say what a few people said. */
export const LEAST_RATINGS = 5;

/** The mean of the points there are, by weight, and its grade; neither while too little weight has points. */
export function scoreOf(subject: Subject, counted: ReadonlyMap<string, Tally>, w: Weights): Score {
  const figures = Object.fromEntries(
    measures[subject].map((m): [string, Figure] => [
      m,
      // With everything else public, a score would give away what a few people said.
      figureOf(counted.get(m), m === 'satisfaction' ? Math.max(w.leastOf, LEAST_RATINGS) : w.leastOf),
    ]),
  );
  const known = Object.entries(figures).flatMap(([m, f]) =>
    f.points === null ? [] : [{ weight: w.weights[m] ?? 0, points: f.points }],
  );
  const weighed = sum(known.map((k) => k.weight));
  if (weighed === 0 || weighed < w.leastWeight) return { figures, weighed, scoreTenths: null, grade: null };
  const scoreTenths = halfUp(sum(known.map((k) => k.weight * k.points)), weighed);
  return { figures, weighed, scoreTenths, grade: gradeOf(scoreTenths, w.grades) };
}
export const gradeOf = (scoreTenths: number, bands: readonly Band[]): Grade | null =>
  bands.find((b) => scoreTenths >= b.from * 10)?.grade ?? null;

/** May it be weighed like this from a day on? Weights sum to 100, bands fall to 0, a better grade never releases less. */
export function mayWeigh(
  subject: Subject,
  w: Weights,
  dates: { from: Day; openFrom: Day | null; today: Day },
): Verdict {
  const total = sum(Object.values(w.weights));
  const names = measures[subject] as readonly string[];
  const strange = Object.keys(w.weights).filter((m) => !names.includes(m));
  const missing = names.filter((m) => w.weights[m] === undefined);
  const falls = (pick: (b: Band) => number, strictly: boolean) =>
    w.grades.every((b, i) => {
      const above = w.grades[i - 1];
      return !above || (strictly ? pick(b) < pick(above) : pick(b) <= pick(above));
    });
  const whole = w.grades.length === grades.length && grades.every((g, i) => w.grades[i]?.grade === g);
  return verdict(
    [
      (strange.length > 0 || missing.length > 0) && { code: 'score_measures', pointer: '/weights' },
      total !== 100 && { code: 'score_weights_sum', values: { sum: total }, pointer: '/weights' },
      (!whole || !falls((b) => b.from, true) || w.grades.at(-1)?.from !== 0) && {
        code: 'score_bands',
        pointer: '/grades',
      },
      !falls((b) => b.release, false) && { code: 'score_release_order', pointer: '/grades' },
      dates.openFrom !== null &&
        dates.from <= dates.today && { code: 'rule_past', values: { date: dates.from }, pointer: '/from' },
      dates.openFrom !== null && dates.from <= dates.openFrom && { code: 'rule_overlap', pointer: '/from' },
    ],
    {},
  );
}

/** May a quarter's figures be fixed? Once, when it is over. */
export function mayFix(
  quarter: Quarter,
  facts: { fixed: boolean; weights: boolean; subjects: number },
  today: Day,
): Verdict {
  const { end } = daysOf(quarter);
  return verdict(
    [
      today < end && { code: 'score_quarter_open', values: { quarter, from: end } },
      facts.fixed && { code: 'score_fixed', values: { quarter } },
      !facts.weights && { code: 'score_no_weights', values: { quarter } },
      today >= end &&
        !facts.fixed &&
        facts.weights &&
        facts.subjects === 0 && { code: 'score_nobody', values: { quarter } },
    ],
    {},
  );
}
export const mayPublish = (quarter: Quarter, facts: { fixed: number; published: number }): Verdict =>
  verdict(
    [
      facts.fixed === 0 && { code: 'score_not_fixed', values: { quarter } },
      facts.fixed > 0 && facts.published > 0 && { code: 'score_published', values: { quarter } },
    ],
    {},
  );

/** The figures of a fixed card as anybody may see them; of a rate over too few records only that there are some. */
export const publicFigures = (figures: Readonly<Record<string, Figure>>): Record<string, Figure | null> =>
  Object.fromEntries(
    Object.entries(figures).map(([m, f]) => [
      m,
      m === 'satisfaction' && f.of !== null && f.of < LEAST_RATINGS
        ? null
        : f.points === null
          ? { ...f, num: null }
          : f,
    ]),
  );

/** The text whose digest a fixed card keeps: everything it says, in one order. */
export const cardText = (c: {
  district: string;
  subject: Subject;
  of: string;
  quarter: Quarter;
  weightsId: string;
  figures: Readonly<Record<string, Figure>>;
  scoreTenths: number | null;
  grade: string | null;
}): string =>
  JSON.stringify([
    c.district,
    c.subject,
    c.of,
    c.quarter,
    c.weightsId,
    ...measures[c.subject].map((m) => [m, c.figures[m]?.num, c.figures[m]?.of, c.figures[m]?.points]),
    c.scoreTenths,
    c.grade,
  ]);
