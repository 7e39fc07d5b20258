// Decides what of a division holds on which day, and what has to be written when a day's facts change; the bureau's notices of changes name the day from which they hold.
import type { Day } from '../../kernel/period.ts';

/** What is said of a division besides its code. */
export type Facts = {
  kind: string;
  name: string;
  shortName: string;
  districtRun: boolean;
  runBy: string;
  lng: number | null;
  lat: number | null;
  accuracyM: number | null;
  seniors: number | null;
};
/** What held from a day to a day; null where no day is the first or the last. */
export type Span = { start: Day | null; end: Day | null; facts: Facts; successor: string | null };
export type Version = Span & { id: string };
/**
 * What has to be written so that the record says something else: versions that end sooner, versions that are replaced
 * (they stay on record as what was believed), and new ones.
 */
export type Turn = {
  cut: { id: string; end: Day; successor: string | null }[];
  replaced: string[];
  added: Span[];
};

/** A point is one fact: its accuracy and its two numbers change together. */
const together: (keyof Facts)[][] = [
  ['kind'],
  ['name'],
  ['shortName'],
  ['districtRun'],
  ['runBy'],
  ['lng', 'lat', 'accuracyM'],
  ['seniors'],
];

export const holdsOn = (v: Pick<Span, 'start' | 'end'>, day: Day): boolean =>
  (v.start === null || v.start <= day) && (v.end === null || day < v.end);

const inOrder = <V extends Span>(versions: readonly V[]): V[] =>
  [...versions].sort((a, b) => (a.start ?? '').localeCompare(b.start ?? ''));

const only = (patch: Partial<Facts>, groups: (keyof Facts)[][]): Partial<Facts> =>
  Object.fromEntries(groups.flat().flatMap((key) => (key in patch ? [[key, patch[key]]] : [])));

/**
 * `patch` holds from a day on, and of each fact until the next day on which that same fact was changed by itself.
 * Null when no version holds on that day.
 */
export function changedFrom(versions: readonly Version[], from: Day, patch: Partial<Facts>): Turn | null {
  const list = inOrder(versions);
  const at = list.findIndex((v) => holdsOn(v, from));
  const base = list[at];
  if (!base) return null;
  const turn: Turn = { cut: [], replaced: [], added: [] };
  let open = together.filter((group) => group.some((key) => key in patch));
  for (const v of list.slice(at)) {
    if (v !== base) open = open.filter((group) => group.every((key) => v.facts[key] === base.facts[key]));
    if (open.length === 0) break;
    const begins = v === base ? from : v.start;
    if (v.start === begins) turn.replaced.push(v.id);
    else turn.cut.push({ id: v.id, end: from, successor: null });
    turn.added.push({ ...v, start: begins, facts: { ...v.facts, ...only(patch, open) } });
  }
  return turn;
}

/** Ends with the day before `day`, and goes on in another. Only for one that held the day before and has no later version. */
export function endedOn(versions: readonly Version[], day: Day, successor: string): Turn {
  const list = inOrder(versions);
  const before = list.filter((v) => v.start === null || v.start < day).at(-1);
  if (!before) throw new Error('ends before it begins');
  return {
    cut: [{ id: before.id, end: day, successor }],
    replaced: list.filter((v) => v.start !== null && v.start >= day).map((v) => v.id),
    added: [],
  };
}

export type Truth = { facts: Facts; endedOn: Day | null; successor: string | null };
/** What `divisions` must say on a day; null for one that has not begun. */
export function truthOn(versions: readonly Span[], day: Day): Truth | null {
  const list = inOrder(versions);
  const holds = list.find((v) => holdsOn(v, day));
  if (holds) return { facts: holds.facts, endedOn: null, successor: null };
  const last = list.filter((v) => v.end !== null && v.end <= day).at(-1);
  return last ? { facts: last.facts, endedOn: last.end, successor: last.successor } : null;
}
