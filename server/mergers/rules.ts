// Decides how several communities or grids become one and how one grid becomes two, conserving seniors (60+); by the notices on changes of divisions (民政部门区划变更), codes of which are never given twice.
import type { Facts } from '../divisions/mechanism/timeline.ts';
import { holdsOn } from '../divisions/mechanism/timeline.ts';
import {
  absent,
  codeProblem,
  differences,
  type Grounds,
  groundsMissing,
  levelOf,
  nameOf,
  type OnRecord,
  parentOf,
} from '../divisions/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

export type Merge = { codes: readonly string[]; into: string; name: string | null; from: Day } & Grounds;
/** The new spans of one code, or the day another ends and in what it goes on. */
export type Plan = {
  /** in the order in which they are written */
  ended: { code: string; successor: string }[];
  begun: { code: string; facts: Facts }[];
  changed: { code: string; patch: Partial<Facts> }[];
  seniors: number | null;
};

const factsAt = (of: OnRecord, day: Day): Facts => {
  const holds = of.versions.find((v) => holdsOn(v, day));
  if (!holds) throw new Error(`${of.code} does not hold on ${day}`);
  return holds.facts;
};

/** The next codes under a parent that nobody has had. Null when its three digits are used up. */
export function nextCodes(parent: string, used: ReadonlySet<string>, count: number): string[] | null {
  const free: string[] = [];
  for (let n = 1; n <= 999 && free.length < count; n += 1) {
    const code = `${parent}${String(n).padStart(3, '0')}`;
    if (!used.has(code)) free.push(code);
  }
  return free.length < count ? null : free;
}

/** Why one of those to be merged cannot end, or be enlarged, on that day. */
function unfit(of: OnRecord, from: Day): Reason | null {
  const missing = absent(of, from);
  if (missing) return missing;
  const later = of.versions.flatMap((v) => [v.start, v.end]).find((day) => day !== null && day > from);
  if (later) return { code: 'merge_later_change', values: { name: nameOf(of), day: later }, pointer: '/from' };
  const begun = of.versions.every((v) => v.start !== null && v.start >= from);
  return begun ? { code: 'merge_begins_that_day', values: { name: nameOf(of) }, pointer: '/from' } : null;
}

/**
 * How several communities, or several grids of one community, become one from a day on: into one of them or a new code.
 * Seniors are conserved: grids bring theirs along; the grids of a community that ends get codes under its successor.
 * @param parts those named in `codes`, in that order @param grids of communities: their grids that hold on that day
 * @param used every code ever given @param siblings names of the others under the same parent on that day
 */
export function planMerge(
  merge: Merge,
  parts: readonly OnRecord[],
  grids: readonly OnRecord[],
  used: ReadonlySet<string>,
  siblings: ReadonlySet<string>,
): Verdict<Plan> {
  const { from, into } = merge;
  const levels = new Set(parts.map((p) => levelOf(p.code)));
  const level = levelOf(parts[0]?.code ?? '');
  const parents = new Set(parts.map((p) => parentOf(p.code)));
  const survivor = parts.find((p) => p.code === into);
  const shape: (Reason | null | false)[] = [
    new Set(merge.codes).size < 2 && { code: 'merge_two_needed', pointer: '/codes' },
    (levels.size > 1 || level === 'street') && { code: 'merge_levels', pointer: '/codes' },
    levels.size === 1 && level === 'grid' && parents.size > 1 && { code: 'merge_one_community', pointer: '/codes' },
    groundsMissing(merge),
    ...[...parts, ...grids].map((p) => unfit(p, from)),
  ];
  if (!survivor && levels.size === 1) {
    const near = [...parents].find((p) => p && into.startsWith(p)) ?? [...parents][0] ?? '';
    shape.push(codeProblem(into, near, used, '/into'));
    shape.push(!merge.name?.trim() && { code: 'merge_name_needed', pointer: '/name' });
  }
  const name = merge.name?.trim() || (survivor && nameOf(survivor)) || '';
  shape.push(siblings.has(name) && { code: 'division_name_taken', values: { name }, pointer: '/name' });
  const checked = verdict(shape, {});
  if (!checked.ok) return checked;

  const counted = (level === 'grid' ? parts : grids).map((p) => ({ of: p, seniors: factsAt(p, from).seniors }));
  const ends = parts.filter((p) => p.code !== into);
  const recoded = grids.filter((g) => parentOf(g.code) !== into);
  const codes = nextCodes(into, new Set([...used, into]), recoded.length);
  const blank = level === 'grid' ? counted.filter((c) => c.seniors === null) : [];
  const second = verdict(
    [
      ...blank.map(
        ({ of }): Reason => ({ code: 'merge_seniors_unknown', values: { name: nameOf(of) }, pointer: '/codes' }),
      ),
      !codes && { code: 'merge_codes_used_up', values: { code: into }, pointer: '/into' },
    ],
    { codes: codes ?? [] },
  );
  if (!second.ok) return second;
  const seniors = counted.some((c) => c.seniors !== null) ? counted.reduce((n, c) => n + (c.seniors ?? 0), 0) : null;
  const own = level === 'grid' ? { seniors } : {};
  const model = factsAt(survivor ?? (parts[0] as OnRecord), from);
  const renamed = merge.name?.trim() ? { name: merge.name.trim(), shortName: merge.name.trim() } : {};
  return {
    ok: true,
    ended: [
      ...recoded.map((g, i) => ({ code: g.code, successor: second.codes[i] as string })),
      ...ends.map((p) => ({ code: p.code, successor: into })),
    ],
    begun: [
      ...(survivor ? [] : [{ code: into, facts: { ...model, ...renamed, ...own } }]),
      // 「第3网格」 of two communities would be two of one name: a grid that moves is called by its whole name.
      ...recoded.map((g, i) => {
        const facts = factsAt(g, from);
        return { code: second.codes[i] as string, facts: { ...facts, shortName: facts.name } };
      }),
    ],
    changed: survivor
      ? [{ code: into, patch: differences(survivor.versions, from, { ...renamed, ...own }) }].filter(
          (c) => Object.keys(c.patch).length > 0,
        )
      : [],
    seniors,
  };
}

export type Split = { part: { code: string; name: string; seniors: number }; from: Day } & Grounds;

/** How a part of a grid becomes a grid of its own: it takes its seniors along and leaves the rest. */
export function planSplit(
  of: OnRecord,
  split: Split,
  used: ReadonlySet<string>,
  siblings: ReadonlySet<string>,
): Verdict<Plan> {
  const { part, from } = split;
  const parent = parentOf(of.code) ?? '';
  const gone = unfit(of, from);
  const facts = gone ? null : factsAt(of, from);
  const name = part.name.trim();
  return verdict<Plan>(
    [
      levelOf(of.code) !== 'grid' && { code: 'split_grids_only' },
      gone,
      codeProblem(part.code, parent, used, '/part/code'),
      !name && { code: 'merge_name_needed', pointer: '/part/name' },
      siblings.has(name) && { code: 'division_name_taken', values: { name }, pointer: '/part/name' },
      facts?.seniors === null && {
        code: 'merge_seniors_unknown',
        values: { name: facts.name },
        pointer: '/part/seniors',
      },
      facts?.seniors != null &&
        part.seniors > facts.seniors && {
          code: 'split_seniors',
          values: { seniors: facts.seniors },
          pointer: '/part/seniors',
        },
      groundsMissing(split),
    ],
    {
      ended: [],
      begun: facts ? [{ code: part.code, facts: { ...facts, name, shortName: name, seniors: part.seniors } }] : [],
      changed: facts ? [{ code: of.code, patch: { seniors: (facts.seniors ?? 0) - part.seniors } }] : [],
      seniors: facts?.seniors ?? null,
    },
  );
}
