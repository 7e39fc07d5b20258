// Decides what may be changed in the tree of divisions from which day, and how many beds there are per 1,000 seniors (60+), as the ministry reports it; codes by GB/T 2260 and the statistics bureau's 12 digits, three more for a grid.
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';
import type { Day } from '../kernel/period.ts';
import { type Facts, holdsOn, type Version } from './mechanism/timeline.ts';

/** Beds per 1,000 seniors to one decimal, or null when nobody has been counted. */
export const bedsPerThousand = (beds: number, seniors: number): number | null =>
  seniors > 0 ? Math.round((beds / seniors) * 10_000) / 10 : null;

export type Level = 'street' | 'community' | 'grid';
/** What a code is, by its length: 9 digits a street, 12 a community or village, 15 a grid. */
export const levelOf = (code: string): Level =>
  code.length === 9 ? 'street' : code.length === 12 ? 'community' : 'grid';
export const parentOf = (code: string): string | null => (code.length === 9 ? null : code.slice(0, -3));

/** A point from here on is known to the street or community only: drawn hollow, its distances said with 约. */
export const STREET_M = 1_000;
export const roughlyPlaced = (accuracyM: number): boolean => accuracyM >= STREET_M;

/** A division with everything on record of it. `other` are the names its siblings have on the day in question. */
export type OnRecord = { code: string; versions: readonly Version[] };
export type Grounds = { doc_no: string | null; note: string | null };

export const groundsMissing = (of: Grounds): Reason | false =>
  !of.doc_no?.trim() && !of.note?.trim() && { code: 'division_grounds_needed', pointer: '/doc_no' };

export const nameOf = ({ code, versions }: OnRecord): string => versions.at(-1)?.facts.name ?? code;

/** Why a code cannot be given to a new division of this parent. */
export function codeProblem(code: string, parent: string, used: ReadonlySet<string>, pointer: string): Reason | null {
  if (!/^\d+$/.test(code) || code.length !== parent.length + 3)
    return { code: 'division_code_shape', values: { digits: parent.length + 3 }, pointer };
  if (!code.startsWith(parent)) return { code: 'division_code_prefix', values: { parent }, pointer };
  return used.has(code) ? { code: 'division_code_taken', values: { code }, pointer } : null;
}

/** Why a division cannot be touched from a day on. */
export function absent(of: OnRecord, from: Day): Reason | null {
  if (of.versions.some((v) => holdsOn(v, from))) return null;
  const end = of.versions.filter((v) => v.end !== null && v.end <= from).at(-1);
  return end
    ? {
        code: 'division_ended',
        values: { name: end.facts.name, day: end.end, successor: end.successor },
        pointer: '/from',
      }
    : { code: 'division_not_begun', values: { name: nameOf(of) }, pointer: '/from' };
}

function factsProblems(patch: Partial<Facts>, level: Level): (Reason | null)[] {
  const blank = (['name', 'shortName', 'kind', 'runBy'] as const).filter(
    (k) => patch[k] !== undefined && !patch[k]?.trim(),
  );
  const pointers = { name: '/name', shortName: '/short_name', kind: '/kind', runBy: '/run_by' };
  const { lng, lat, accuracyM } = patch;
  const placed = [lng, lat, accuracyM].filter((x) => x !== undefined && x !== null).length;
  const wrong = lng != null && lat != null ? pointProblem(lng, lat) : null;
  return [
    ...blank.map((k): Reason => ({ code: 'division_field_empty', pointer: pointers[k] })),
    placed === 1 || placed === 2 ? { code: 'division_point_whole', pointer: '/lng' } : null,
    wrong && lng != null && lat != null ? { code: wrong, values: { lng, lat }, pointer: '/lng' } : null,
    patch.seniors !== undefined && level !== 'grid' ? { code: 'division_seniors_summed', pointer: '/seniors' } : null,
  ];
}

/** What is really different from what is on record of that day. */
export const differences = (versions: readonly Version[], from: Day, patch: Partial<Facts>): Partial<Facts> => {
  const now = versions.find((v) => holdsOn(v, from))?.facts;
  return Object.fromEntries(
    Object.entries(patch).filter(([key, value]) => value !== undefined && value !== now?.[key as keyof Facts]),
  );
};

/** May this be changed from that day on? All reasons against it at once. */
export function judgeChange(
  of: OnRecord,
  change: { from: Day; patch: Partial<Facts> } & Grounds,
  siblings: ReadonlySet<string>,
): Verdict<{ patch: Partial<Facts> }> {
  const missing = absent(of, change.from);
  if (missing) return { ok: false, reasons: [missing] };
  const patch = differences(of.versions, change.from, change.patch);
  return verdict(
    [
      ...factsProblems(change.patch, levelOf(of.code)),
      Object.keys(patch).length === 0 && { code: 'division_unchanged' },
      patch.name !== undefined &&
        siblings.has(patch.name.trim()) && {
          code: 'division_name_taken',
          values: { name: patch.name },
          pointer: '/name',
        },
      groundsMissing(change),
    ],
    { patch },
  );
}
