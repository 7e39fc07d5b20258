/**
 * Calendar days and half-open periods `[start, end)`, as ISO strings 'YYYY-MM-DD'. `end: null` means open-ended.
 * Days are the district's civil days (Asia/Shanghai, no daylight saving since 1991), so day arithmetic is exact.
 */
export type Day = string;
export type Period = { start: Day; end: Day | null };

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** True for a real calendar day written 'YYYY-MM-DD' (2026-02-30 is not one). */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** The civil day of an instant in China. */
export function dayOf(at: Date): Day {
  return new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** The instant at which a civil day begins in China. */
export function startOfDay(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS);
}

/** `day` moved by whole days, negative allowed. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `day` moved by calendar months; the last of a short month stands in for a day it lacks (31 Jan + 1 = 28 Feb). */
export function addMonths(day: Day, months: number): Day {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(y, m - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(d, last))).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to` (negative when `to` is earlier). */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** ISO weekday 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: Day): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

export function isEmpty(p: Period): boolean {
  return p.end !== null && p.end <= p.start;
}

export function contains(p: Period, day: Day): boolean {
  return p.start <= day && (p.end === null || day < p.end);
}

/** How something in force for a period stands on a day. */
export function whenIs(p: Period, on: Day): 'future' | 'in_force' | 'past' {
  if (p.start > on) return 'future';
  return contains(p, on) ? 'in_force' : 'past';
}

export function overlaps(a: Period, b: Period): boolean {
  if (isEmpty(a) || isEmpty(b)) return false;
  return (a.end === null || b.start < a.end) && (b.end === null || a.start < b.end);
}

/** Completed years of age on `on`. A person born on 29 February has the birthday on 28 February of common years. */
export function ageOn(born: Day, on: Day): number {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4));
  return on >= addMonths(born, years * 12) ? years : years - 1;
}

/** PostgreSQL daterange text of a period: '[2026-01-01,2026-02-01)' or '[2026-01-01,)'. */
export function toRange(p: Period): string {
  return `[${p.start},${p.end ?? ''})`;
}

/** Reads a canonical PostgreSQL daterange; an empty range becomes an empty period. Throws on anything else. */
export function fromRange(text: string): Period {
  if (text === 'empty') return { start: '0001-01-01', end: '0001-01-01' };
  const m = /^\[(\d{4}-\d{2}-\d{2}),(\d{4}-\d{2}-\d{2})?\)$/.exec(text);
  if (!m) throw new Error(`not a half-open day range: ${text}`);
  return { start: m[1]!, end: m[2] ?? null };
}
