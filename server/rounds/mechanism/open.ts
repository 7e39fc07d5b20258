// Decides what is still undecided: the sex of an empty room, a couple-room given whole or by bed, a day place shared by
// weekdays, a quota that several facilities share. Choosing over these directly is not a matroid and breaks
// substitutability (Kominers & Sönmez, Theor. Econ. 11 (2016), on slots whose use depends on who holds the others), so
// they are decided one at a time, each for one named claimant, logged, and acceptance runs again on the fixed cells
// (after Kamada & Kojima, Rev. Econ. Stud. 91 (2024), on fair matching under constraints that are not matroids).
import { Acceptance } from './accept.ts';
import type { Compiled, Opening } from './instance.ts';

export type Decided = Opening & { pass: number; claimant: number };

export type Run = {
  acceptance: Acceptance;
  /** what was decided, in order; taken back again where nobody used it */
  decided: Decided[];
  /** beds that turned out to be needed by nobody, so that their room stays undecided */
  reverted: Decided[];
  passes: number;
};

/**
 * Acceptance on the cells that are fixed; then pass by pass, at every facility, the first person in its order whom one
 * opening would let in has it opened (smallest first); unused openings are taken back; until nobody could gain.
 * Everyone only ever gains from a pass, so it ends.
 */
export function runRound(instance: Compiled): Run {
  const acceptance = new Acceptance(instance);
  acceptance.run();
  const decided: Decided[] = [];
  const reverted: Decided[] = [];
  const pools = instance.pools.map((p) => p.left);
  const opened = new Set<string>();
  const askers = askersOf(instance, acceptance);
  for (let pass = 1; ; pass += 1) {
    const claims = claimants(instance, acceptance, askers, pools, opened);
    for (const { claimant, bundle } of claims)
      for (const o of bundle) {
        decided.push({ ...o, pass, claimant });
        opened.add(keyOf(o));
      }
    if (claims.length > 0) {
      const from = instance.listPriority === null ? Math.min(...claims.map((c) => c.claimant)) : 0;
      acceptance.reset(from);
      acceptance.run(from);
      continue;
    }
    const unused = takeBack(acceptance, decided, pools);
    for (const o of unused) opened.delete(keyOf(o));
    reverted.push(...unused);
    if (unused.length === 0 || claimants(instance, acceptance, askers, pools, opened, true).length === 0)
      return { acceptance, decided, reverted, passes: pass };
  }
}

const once = (o: Opening) => o.what === 'room' || o.what === 'couple_room';
const keyOf = (o: Opening) => `${o.facility} ${o.id}`;

type Claim = { claimant: number; bundle: Opening[] };

/** For each facility with something undecided, everyone who lists it, in its own order: applicant and list position. */
type Askers = ReadonlyMap<number, { applicants: Int32Array; positions: Int32Array }>;

function askersOf(instance: Compiled, acceptance: Acceptance): Askers {
  const { listStart, listFacility, openings } = instance;
  const rows = new Map<number, [a: number, p: number][]>();
  openings.forEach((list, f) => {
    if (list.length > 0) rows.set(f, []);
  });
  for (let a = 0; a < instance.applicants; a += 1)
    for (let p = listStart[a] as number; p < (listStart[a + 1] as number); p += 1)
      rows.get(listFacility[p] as number)?.push([a, p]);
  const sorted = [...rows].map(([f, list]) => {
    if (instance.listPriority !== null)
      list.sort(([x, p], [y, q]) => acceptance.priority(x, p) - acceptance.priority(y, q));
    return [
      f,
      { applicants: Int32Array.from(list, (r) => r[0]), positions: Int32Array.from(list, (r) => r[1]) },
    ] as const;
  });
  return new Map(sorted.sort(([x], [y]) => x - y));
}

/** At every facility the first in its order, among those it turned away, whom an opening would let in. */
function claimants(
  instance: Compiled,
  acceptance: Acceptance,
  askers: Askers,
  pools: number[],
  opened: ReadonlySet<string>,
  only = false,
): Claim[] {
  const claims: Claim[] = [];
  const claimedAt = new Map<number, number>();
  const hopeless = new Uint8Array(instance.types);
  for (const [facility, { applicants, positions }] of askers) {
    const open = (instance.openings[facility] as readonly Opening[]).filter((o) => !once(o) || !opened.has(keyOf(o)));
    if (open.length === 0) continue;
    hopeless.fill(0);
    for (let i = 0; i < applicants.length; i += 1) {
      const a = applicants[i] as number;
      const p = positions[i] as number;
      const type = instance.typeOf[a] as number;
      if (p >= (acceptance.at[a] as number) || hopeless[type] === 1) continue;
      // Who is let in at a better wish in this pass does not need this one.
      if ((claimedAt.get(a) ?? p) < p) continue;
      const bundle = firstThatServes(instance, acceptance, pools, open, facility, type, a);
      if (!bundle) {
        hopeless[type] = 1;
        continue;
      }
      if (only) {
        undo(acceptance, pools, bundle);
        return [{ claimant: a, bundle }];
      }
      claims.push({ claimant: a, bundle });
      claimedAt.set(a, p);
      break;
    }
  }
  return claims;
}

function firstThatServes(
  instance: Compiled,
  acceptance: Acceptance,
  pools: number[],
  open: readonly Opening[],
  facility: number,
  type: number,
  a: number,
): Opening[] | null {
  const sex = instance.people[a]?.need?.sex;
  const quota = open.filter((o) => o.what === 'quota');
  const order = [...open].sort(
    (x, y) =>
      rank(x) - rank(y) ||
      x.size - y.size ||
      +(y.as === sex) - +(x.as === sex) ||
      (x.id < y.id ? -1 : x.id > y.id ? 1 : 0),
  );
  for (const more of [[], ...quota.map((q) => [q]), ...quota.map((q) => [q, q])]) {
    const tried = new Set<string>();
    for (const o of order) {
      if (more.length > 0 && o.what === 'quota') continue;
      // Rooms of the same beds serve the same people; the first by id stands for all.
      const shape =
        o.what === 'quota'
          ? o.id
          : o.cells
              .map(([c, by]) => `${c}${by < 0 ? '-' : '+'}`)
              .sort()
              .join();
      if (tried.has(shape)) continue;
      tried.add(shape);
      const bundle = [...more, o];
      if (!apply(acceptance, pools, bundle)) continue;
      if (acceptance.search(facility, type) !== Acceptance.NONE) return bundle;
      undo(acceptance, pools, bundle);
    }
  }
  return null;
}

/** What decides least comes first: a unit of a quota, a share of a day place, a room, a couple-room. */
const rank = (o: Opening) => ['quota', 'weekdays', 'room', 'couple_room'].indexOf(o.what);

const inverse = (o: Opening): Opening => ({
  ...o,
  cells: o.cells.map(([c, by, bed]) => [c, -by, bed] as const),
  lots: o.lots.map(([l, by]) => [l, -by] as const),
  quota: o.quota && { ...o.quota, units: -o.quota.units },
});

/** All or nothing: the changes are made only when everyone who holds a place still has one. */
function apply(acceptance: Acceptance, pools: number[], bundle: readonly Opening[]): boolean {
  const done: Opening[] = [];
  for (const o of bundle) {
    const pool = o.quota?.pool ?? -1;
    const units = o.quota?.units ?? 0;
    const enough = o.quota === null || (pools[pool] as number) >= units;
    if (enough && acceptance.change(o.cells, o.lots)) {
      if (o.quota) pools[pool] = (pools[pool] as number) - units;
      done.push(o);
      continue;
    }
    undo(acceptance, pools, done);
    return false;
  }
  return true;
}

function undo(acceptance: Acceptance, pools: number[], bundle: readonly Opening[]): void {
  for (const o of [...bundle].reverse())
    if (!apply(acceptance, pools, [inverse(o)])) throw new Error('an opening that was tried could not be taken back');
}

/** Takes back, latest first, every opening without which everyone placed still has a place. */
function takeBack(acceptance: Acceptance, decided: Decided[], pools: number[]): Decided[] {
  const unused: Decided[] = [];
  for (let i = decided.length - 1; i >= 0; i -= 1) {
    const o = decided[i] as Decided;
    if (!apply(acceptance, pools, [inverse(o)])) continue;
    unused.push(o);
    decided.splice(i, 1);
  }
  return unused;
}
