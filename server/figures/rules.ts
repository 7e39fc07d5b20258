// Decides how the beds of any day are told: by whom they are grouped, which days a history is made of, and by how much what is
// on record today differs from what was kept that night (our default; 月末数 as in the monthly returns of the ministry).
import { bedsPerThousand } from '../divisions/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, daysBetween } from '../kernel/period.ts';

export const groupings = ['street', 'community', 'kind', 'bed', 'facility'] as const;
export type Grouping = (typeof groupings)[number];

export type Figures = { filed: number; closed: number; occupied: number; held: number; free: number };
/** Beds of one kind at one facility at the end of a day. */
export type FigureRow = Figures & {
  facility: string;
  name: string;
  kind: string;
  bedKind: string;
  street: string;
  community: string;
};
export type Where = { street?: string; community?: string; kind?: string; bedKind?: string };
export type Steps = Figures & { facilities: number; usable: number };

export const noFigures: Figures = { filed: 0, closed: 0, occupied: 0, held: 0, free: 0 };
const names = ['filed', 'closed', 'occupied', 'held', 'free'] as const;

export const inside = (row: FigureRow, w: Where): boolean =>
  (!w.street || row.street === w.street) &&
  (!w.community || row.community === w.community) &&
  (!w.kind || row.kind === w.kind) &&
  (!w.bedKind || row.bedKind === w.bedKind);

/** filed → usable (filed − closed) → occupied, held, free; a facility counts once, whatever kinds of beds it has. */
export function stepsOf(rows: readonly FigureRow[]): Steps {
  const sum = { ...noFigures };
  for (const row of rows) for (const name of names) sum[name] += row[name];
  return { facilities: new Set(rows.map((r) => r.facility)).size, ...sum, usable: sum.filed - sum.closed };
}

/** now − then of each figure; null where nothing differs. */
export function differenceOf(then: Figures, now: Figures): Figures | null {
  const by = { ...noFigures };
  for (const name of names) by[name] = now[name] - then[name];
  return names.some((name) => by[name] !== 0) ? by : null;
}

const keyOf = (row: FigureRow, by: Grouping): string =>
  ({ street: row.street, community: row.community, kind: row.kind, bed: row.bedKind, facility: row.facility })[by];

export type Place = { key: string; name: string; seniors: number | null };
export type Line = Place & { steps: Steps; perThousand: number | null; differs: Figures | null };

/**
 * One line for each group, those of `places` without a bed included, in their order; groups that are not among them come
 * after, by key. Beds per 1,000 seniors only where the group has seniors of its own.
 * @param now the same day counted from today's facts, where `then` was kept that night
 */
export function linesOf(
  then: readonly FigureRow[],
  now: readonly FigureRow[] | null,
  by: Grouping,
  places: readonly Place[],
): Line[] {
  const thenBy = Map.groupBy(then, (r) => keyOf(r, by));
  const nowBy = Map.groupBy(now ?? [], (r) => keyOf(r, by));
  const known = new Set(places.map((p) => p.key));
  const others = [...new Set([...thenBy.keys(), ...nowBy.keys()])].filter((k) => !known.has(k)).sort();
  const all = [...places, ...others.map((key) => ({ key, name: key, seniors: null }))];
  return all.map((place) => {
    const steps = stepsOf(thenBy.get(place.key) ?? []);
    return {
      ...place,
      steps,
      perThousand: place.seniors === null ? null : bedsPerThousand(steps.filed, place.seniors),
      differs: now && differenceOf(steps, stepsOf(nowBy.get(place.key) ?? [])),
    };
  });
}

export const MOST_MONTHS = 60;
export const MOST_DAYS = 366;

/**
 * The days a history is read at, oldest first: each day, or the last day of each month and then `to` itself. Nothing
 * before the first day on record: a bed was not empty because nobody wrote yet.
 */
export function daysRead(by: 'day' | 'month', from: Day, to: Day, first: Day): Day[] {
  const start = first > from ? first : from;
  if (start >= to) return [to];
  if (by === 'day') return Array.from({ length: daysBetween(start, to) + 1 }, (_, i) => addDays(start, i));
  const days: Day[] = [];
  for (let month = `${start.slice(0, 7)}-01`; ; month = addMonths(month, 1)) {
    const last = addDays(addMonths(month, 1), -1);
    if (last >= to) break;
    days.push(last);
  }
  return [...days, to];
}

/** May this stretch be asked for? Up to today, in order, and no longer than can be read. */
export function mayRead(by: 'day' | 'month', from: Day, to: Day, today: Day): Verdict {
  const most = by === 'day' ? MOST_DAYS : MOST_MONTHS;
  const span = by === 'day' ? daysBetween(from, to) : monthsBetween(from, to);
  const reasons: (Reason | false)[] = [
    to > today && { code: 'insight_future', values: { today }, pointer: '/query/on' },
    from > to && { code: 'insight_order', pointer: '/query/from' },
    span > most && {
      code: by === 'day' ? 'insight_days' : 'insight_months',
      values: { most },
      pointer: '/query/from',
    },
  ];
  return verdict(reasons, {});
}

const monthsBetween = (from: Day, to: Day) =>
  12 * (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
