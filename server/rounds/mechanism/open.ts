// Decides what is still undecided: the sex of an empty room, a couple-room given whole or by bed, a day place shared by
// weekdays, a quota that several facilities share. Choosing over these directly is not a matroid and breaks
// substitutability (Kominers & Sönmez, Theor. Econ. 11 (2016), on slots whose use depends on who holds the others), so
// they are decided one at a time, each for one named claimant, logged, and stay fixed while acceptance goes on
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

/** After so many passes nothing is taken back any more, so that a run ends whatever the market. */
const MOST_PASSES = 100;

/**
 * First pass: everyone in the common order; who would be turned away has opened whatever lets them in while everybody
 * who holds a place keeps one, the smallest first. Where the common order holds everywhere that is the end, and it is a
 * serial dictatorship: what anyone gets depends on those before them alone, so nobody gains by another list and nobody
 * waits for what somebody later has. Where facilities have orders of their own (a transfer, a facility's term), more
 * passes follow: all propose anew on what is open; what nobody needs is taken back; then, at every facility, the first
 * in its order whom one opening would let in has it opened; until nobody could gain.
 */
export function runRound(instance: Compiled): Run {
  const acceptance = new Acceptance(instance);
  const opener = new Opener(instance, acceptance);
  if (instance.openings.some((list) => list.length > 0))
    acceptance.onRefusal = (a, facility, type) => opener.openFor(a, facility, type, 1);
  acceptance.run();
  acceptance.onRefusal = null;
  const { decided } = opener;
  const reverted: Decided[] = [];
  if (instance.listPriority === null || !instance.openings.some((list) => list.length > 0))
    return { acceptance, decided, reverted, passes: 1 };
  const again = () => {
    acceptance.reset();
    acceptance.run();
  };
  for (let pass = 2; ; pass += 1) {
    again();
    const unused = pass > MOST_PASSES ? [] : opener.takeBack();
    reverted.push(...unused);
    if (unused.length > 0) again();
    if (!opener.openAll(pass)) return { acceptance, decided, reverted, passes: pass };
  }
}

/** For each facility with something undecided, everyone who lists it, in its own order: applicant and list position. */
type Askers = ReadonlyMap<number, { applicants: Int32Array; positions: Int32Array }>;

/** What is undecided and what has been decided, beside who holds what. */
class Opener {
  readonly decided: Decided[] = [];
  private readonly instance: Compiled;
  private readonly acceptance: Acceptance;
  private readonly pools: number[];
  /** rooms that are decided */
  private readonly opened = new Map<string, Decided>();
  private readonly orders = new Map<string, readonly Opening[]>();
  private askers: Askers | null = null;

  constructor(instance: Compiled, acceptance: Acceptance) {
    this.instance = instance;
    this.acceptance = acceptance;
    this.pools = instance.pools.map((p) => p.left);
  }

  /** Opens at the facility what lets one more person of this type in, if anything does. */
  openFor(a: number, facility: number, type: number, pass: number): boolean {
    if (instanceHasNone(this.instance, facility)) return false;
    const bundle = this.firstThatServes(facility, type, a);
    if (!bundle) return false;
    for (const { opening, instead } of bundle) {
      if (instead) this.decided.splice(this.decided.indexOf(instead), 1);
      const made = { ...opening, pass, claimant: a };
      this.decided.push(made);
      if (once(opening)) this.opened.set(keyOf(opening), made);
    }
    return true;
  }

  /** At every facility, for the first in its order, among those it turned away, whom an opening would let in. */
  openAll(pass: number): boolean {
    const { acceptance, instance } = this;
    this.askers ??= askersOf(instance, acceptance);
    const claimedAt = new Map<number, number>();
    const hopeless = new Uint8Array(instance.types);
    for (const [facility, { applicants, positions }] of this.askers) {
      hopeless.fill(0);
      for (let i = 0; i < applicants.length; i += 1) {
        const a = applicants[i] as number;
        const p = positions[i] as number;
        const type = instance.typeOf[a] as number;
        if (p >= (acceptance.at[a] as number) || hopeless[type] === 1) continue;
        // Who is let in at a better wish in this pass does not need this one.
        if ((claimedAt.get(a) ?? p) < p) continue;
        if (this.openFor(a, facility, type, pass)) {
          claimedAt.set(a, p);
          break;
        }
        hopeless[type] = 1;
      }
    }
    return claimedAt.size > 0;
  }

  /**
   * What to open, the least first: one thing; one thing and a unit of a quota (for a couple, two); two things. A room
   * that is decided already may be decided otherwise where whoever has it can be moved.
   */
  private firstThatServes(facility: number, type: number, a: number): Step[] | null {
    const { acceptance, instance } = this;
    acceptance.search(facility, type, true);
    const every = this.orderOf(facility, a)
      .map((o) => this.stepTo(o))
      .filter((step) => step !== null);
    const steps = every.filter(
      ({ opening: o }) =>
        o.cells.some(([c, by]) => by > 0 && acceptance.reachedCell(c)) ||
        o.lots.some(([l, by]) => by > 0 && acceptance.reachedLot(l)),
    );
    if (steps.length === 0) return null;
    // A person's own days first, so that what is left of the place stays whole.
    const days = instance.people[a]?.need?.days;
    const own = days
      ? steps.filter((s) => s.opening.what === 'weekdays' && s.opening.as === [...days].sort().join(''))
      : [];
    // Rooms of the same beds serve the same people; the first by id stands for all.
    const one = [...new Map([...own, ...steps].reverse().map((s) => [shapeOf(s), s])).values()].reverse();
    const couple = instance.people[a]?.couple !== undefined;
    const quotas = couple
      ? this.orderOf(facility, a).flatMap((o) => (o.what === 'quota' ? [{ opening: o }] : []))
      : one.filter((s) => s.opening.what === 'quota');
    const rest = one.filter((s) => s.opening.what !== 'quota');
    const serve = (bundle: Step[]) => {
      if (!this.apply(bundle.map(changeOf))) return false;
      if (acceptance.search(facility, type) !== Acceptance.NONE) return true;
      this.undo(bundle.map(changeOf));
      return false;
    };
    for (const s of one) if (serve([s])) return [s];
    for (const q of quotas) for (const s of rest) if (serve([q, s])) return [q, s];
    if (couple)
      for (const q of quotas) for (const r of quotas) for (const s of rest) if (serve([q, r, s])) return [q, r, s];
    // Who has to leave a room that is decided otherwise may need another one opened first.
    for (const s of rest)
      for (const t of s.instead ? every : steps) if (different(s, t) && serve([t, s])) return [t, s];
    return null;
  }

  /** An opening to be made now: null when it is made already. */
  private stepTo(opening: Opening): Step | null {
    const instead = this.opened.get(keyOf(opening));
    if (!once(opening) || !instead) return { opening };
    return instead.as === opening.as ? null : { opening, instead };
  }

  /** The openings of a facility in the order in which they are tried for somebody of this sex: what decides least first. */
  private orderOf(facility: number, a: number): readonly Opening[] {
    const sex = this.instance.people[a]?.need?.sex;
    const key = `${facility} ${sex}`;
    const known = this.orders.get(key);
    if (known) return known;
    const made = [...(this.instance.openings[facility] as readonly Opening[])].sort(
      (x, y) =>
        rank(x) - rank(y) ||
        x.size - y.size ||
        +(y.as === sex) - +(x.as === sex) ||
        (x.id < y.id ? -1 : x.id > y.id ? 1 : 0),
    );
    this.orders.set(key, made);
    return made;
  }

  /** All at once or nothing: the changes are made only when everyone who holds a place still has one. */
  private apply(bundle: readonly Opening[]): boolean {
    const { pools } = this;
    const quotas = bundle.flatMap((o) => (o.quota ? [o.quota] : []));
    const take = (sign: 1 | -1) => {
      for (const { pool, units } of quotas) pools[pool] = (pools[pool] as number) - sign * units;
    };
    take(1);
    const enough = quotas.every(({ pool }) => (pools[pool] as number) >= 0);
    const [facility, cells, lots] = [
      bundle[0]?.facility ?? 0,
      bundle.flatMap((o) => o.cells),
      bundle.flatMap((o) => o.lots),
    ];
    if (enough && this.acceptance.change(facility, cells, lots)) return true;
    take(-1);
    return false;
  }

  private undo(bundle: readonly Opening[]): void {
    if (!this.apply(bundle.map(inverse))) throw new Error('an opening that was tried could not be taken back');
  }

  /** Takes back, latest first, every opening without which everyone placed still has a place. */
  takeBack(): Decided[] {
    const unused: Decided[] = [];
    for (let i = this.decided.length - 1; i >= 0; i -= 1) {
      const o = this.decided[i] as Decided;
      if (!this.apply([inverse(o)])) continue;
      unused.push(o);
      this.decided.splice(i, 1);
      if (once(o)) this.opened.delete(keyOf(o));
    }
    return unused;
  }
}

/** To open, where it says so instead of what was opened before. */
type Step = { opening: Opening; instead?: Decided };

/** Everything a step changes at once. */
const changeOf = ({ opening, instead }: Step): Opening =>
  instead === undefined
    ? opening
    : {
        ...opening,
        cells: [...opening.cells, ...inverse(instead).cells],
        lots: [...opening.lots, ...inverse(instead).lots],
      };
const shapeOf = ({ opening, instead }: Step) => `${opening.shape} ${instead?.shape ?? ''}`;
const different = (s: Step, t: Step) => s !== t && (!once(s.opening) || keyOf(s.opening) !== keyOf(t.opening));
const instanceHasNone = (instance: Compiled, facility: number) => instance.openings[facility]?.length === 0;
const once = (o: Opening) => o.what === 'room' || o.what === 'couple_room';
const keyOf = (o: Opening) => `${o.facility} ${o.id}`;

/** A unit of a quota, a share of a day place, a room, a couple-room. */
const rank = (o: Opening) => ['quota', 'weekdays', 'room', 'couple_room'].indexOf(o.what);

const inverse = (o: Opening): Opening => ({
  ...o,
  cells: o.cells.map(([c, by, bed]) => [c, -by, bed] as const),
  lots: o.lots.map(([l, by]) => [l, -by] as const),
  quota: o.quota && { ...o.quota, units: -o.quota.units },
});

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
    list.sort(([x, p], [y, q]) => acceptance.priority(x, p) - acceptance.priority(y, q));
    return [
      f,
      { applicants: Int32Array.from(list, (r) => r[0]), positions: Int32Array.from(list, (r) => r[1]) },
    ] as const;
  });
  return new Map(sorted.sort(([x], [y]) => x - y));
}
