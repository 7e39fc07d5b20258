// Decides what is still undecided: the sex of an empty room, a couple-room given whole or by bed, a day place shared by
// weekdays, a quota that several facilities share. Choosing over these directly is not a matroid and breaks
// substitutability (Kominers & Sönmez, Theor. Econ. 11 (2016), on slots whose use depends on who holds the others), so
// they are decided one at a time, each for one named claimant, logged, and stay fixed while acceptance goes on
// (after Kamada & Kojima, Rev. Econ. Stud. 91 (2024), on fair matching under constraints that are not matroids).
import { Acceptance } from './accept.ts';
import type { Compiled, Opening } from './instance.ts';
import { canLeave, change } from './moves.ts';

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
/** So many pairs of openings are tried for one person at one facility. */
const MOST_PAIRS = 12;

/**
 * First pass: everyone in the common order; who would be turned away has opened whatever lets them in while everybody
 * who holds a place keeps one, the smallest first. Where the common order holds everywhere that is the end, and it is a
 * serial dictatorship: what anyone gets depends on those before them alone, so nobody gains by another list and nobody
 * waits for what somebody later has; but where those later made an earlier decision needless, it is taken back and more
 * passes follow for whoever has nothing better meanwhile. Where facilities have orders of their own (a transfer, a facility's term), more
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
  if (!instance.openings.some((list) => list.length > 0)) return { acceptance, decided, reverted, passes: 1 };
  // What was decided for somebody early may be needed by nobody once others were let in: a room left empty.
  if (instance.listPriority === null) {
    reverted.push(...opener.takeBack());
    if (reverted.length === 0 || !opener.openAll(2)) return { acceptance, decided, reverted, passes: 1 };
  }
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
  /** whom nothing could let in when it was tried in the first pass: with more people there, nothing will */
  private readonly hopeless = new Set<number>();

  constructor(instance: Compiled, acceptance: Acceptance) {
    this.instance = instance;
    this.acceptance = acceptance;
    this.pools = instance.pools.map((p) => p.left);
  }

  /** Opens at the facility what lets one more person of this type in, if anything does. */
  openFor(a: number, facility: number, type: number, pass: number): boolean {
    if (instanceHasNone(this.instance, facility)) return false;
    const slot = facility * this.instance.types + type;
    if (pass === 1 && this.hopeless.has(slot)) return false;
    const bundle = this.firstThatServes(facility, type, a);
    if (!bundle) {
      if (pass === 1) this.hopeless.add(slot);
      return false;
    }
    for (const { opening, instead } of bundle) {
      if (instead) this.decided.splice(this.decided.indexOf(instead), 1);
      const made = { ...opening, pass, claimant: a };
      this.decided.push(made);
      if (once(opening)) this.opened.set(opening.key, made);
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
    const order = this.orderOf(facility, a);
    // Units of quotas come first and are the most by far, so they are tried before anything else is looked at.
    acceptance.search(facility, type);
    const units = order.filter((o) => o.what === 'quota' && this.couldHelp(o));
    for (const opening of units) {
      if (!this.apply([opening])) continue;
      if (acceptance.search(facility, type) !== Acceptance.NONE) return [{ opening }];
      this.undo([opening]);
    }
    acceptance.search(facility, type, true);
    // Rooms of the same beds serve the same people; the first by id stands for all.
    const one = new Map<string, Step>();
    for (const o of order) {
      if (!this.couldHelp(o)) continue;
      const instead = once(o) ? this.opened.get(o.key) : undefined;
      if (instead?.as === o.as) continue;
      const step: Step = instead ? { opening: o, instead } : { opening: o };
      const shape = shapeOf(step);
      if (!one.has(shape)) one.set(shape, step);
    }
    if (one.size === 0) return null;
    const lotShort = instance.lotCapacity.length > 0 && this.reachedLots(facility);
    const serve = (...bundle: Step[]) => {
      if (!this.apply(bundle.map(changeOf))) return false;
      if (acceptance.search(facility, type) !== Acceptance.NONE) return true;
      this.undo(bundle.map(changeOf));
      return false;
    };
    // A person's own days first, so that what is left of the place stays whole.
    const days = instance.people[a]?.need?.days;
    const own = days && [...days].sort().join('');
    const steps = [...one.values()];
    if (own) steps.sort((x, y) => Number(y.opening.as === own) - Number(x.opening.as === own));
    const room = steps.some((s) => s.instead) ? roomAt(instance, acceptance, facility) : null;
    const alone = steps.filter((s) => !room || this.movable(s, room));
    for (const s of alone) if (serve(s)) return [s];

    const couple = instance.people[a]?.couple !== undefined;
    const quotas = (couple ? order.map((opening) => ({ opening })) : steps).filter((s) => s.opening.what === 'quota');
    const rest = steps.filter((s) => s.opening.what !== 'quota');
    for (const q of quotas) for (const s of alone) if (s.opening.what !== 'quota' && serve(q, s)) return [q, s];
    if (couple)
      for (const q of quotas) for (const r of quotas) for (const s of rest) if (serve(q, r, s)) return [q, r, s];
    return room || lotShort ? this.twoThatServe(order, rest, room, lotShort, serve) : null;
  }

  /**
   * Two openings at once help in two ways: somebody leaves their share of a lot for a bed that needs none; or who has to
   * leave a room that is decided otherwise gets another one.
   */
  private twoThatServe(
    order: readonly Opening[],
    steps: readonly Step[],
    room: Room | null,
    lotShort: boolean,
    serve: (...bundle: Step[]) => boolean,
  ): Step[] | null {
    const { acceptance, instance } = this;
    let left = MOST_PAIRS;
    const rooms = order.filter(once);
    const days = order.filter((o) => o.what === 'weekdays');
    const pairs = [rooms, days].flatMap((others) => steps.map((s) => ({ s, others })));
    for (const { s, others } of pairs) {
      if (!s.instead && !lotShort) continue;
      const tried = new Set<string>();
      for (const o of others) {
        if (once(o) && o.key === s.opening.key) continue;
        const instead = once(o) ? this.opened.get(o.key) : undefined;
        if (instead?.as === o.as || (instead && !s.instead)) continue;
        if (!s.instead && !o.cells.some(([c, by]) => by > 0 && acceptance.coveredAt(c))) continue;
        const t: Step = instead ? { opening: o, instead } : { opening: o };
        if (s.instead && room && !leavesRoom(instance, room, s.instead, s.opening, t)) continue;
        const shape = shapeOf(t);
        if (tried.has(shape)) continue;
        tried.add(shape);
        left -= 1;
        if (left < 0) return null;
        if (serve(t, s)) return [t, s];
      }
    }
    return null;
  }

  /** May whoever is in a room to be decided otherwise have somewhere else to go? */
  private movable({ opening, instead }: Step, room: Room): boolean {
    const { acceptance, instance } = this;
    if (!instead) return true;
    if (!leavesRoom(instance, room, instead, opening)) return false;
    const lost = new Map<number, number>();
    for (const [c, by] of instead.cells) lost.set(c, (lost.get(c) ?? 0) + by);
    return [...lost].every(
      ([c, by]) =>
        (acceptance.count[c] as number) <= (acceptance.capacity[c] as number) - by ||
        canLeave(acceptance, instead.facility, c, (cell) => opening.cells.some(([g]) => g === cell)),
    );
  }

  private couldHelp(o: Opening): boolean {
    for (const [c, by] of o.cells) if (by > 0 && this.acceptance.reachedCell(c)) return true;
    for (const [l, by] of o.lots) if (by > 0 && this.acceptance.reachedLot(l)) return true;
    return false;
  }

  private reachedLots(facility: number): boolean {
    const { cellStart, cellLot } = this.instance;
    for (let c = cellStart[facility] as number; c < (cellStart[facility + 1] as number); c += 1)
      if ((cellLot[c] as number) >= 0 && this.acceptance.reachedLot(cellLot[c] as number)) return true;
    return false;
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
    if (enough && change(this.acceptance, facility, cells, lots)) return true;
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
      if (once(o)) this.opened.delete(o.key);
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

/** Beds somebody of each sex could have at a facility, and how many of each sex are there: index 0 women, 1 men. */
type Room = { beds: [number, number]; people: [number, number] };
const SEXES = ['female', 'male'] as const;

function roomAt(instance: Compiled, acceptance: Acceptance, facility: number): Room {
  const { cellStart, cellSignature, signatureList, people } = instance;
  const room: Room = { beds: [0, 0], people: [0, 0] };
  for (let c = cellStart[facility] as number; c < (cellStart[facility + 1] as number); c += 1) {
    const takes = signatureList[cellSignature[c] as number]?.takes;
    const capacity = acceptance.capacity[c] as number;
    if (takes !== 'male') room.beds[0] += capacity;
    if (takes !== 'female') room.beds[1] += capacity;
    for (const who of acceptance.peopleIn(c)) {
      const sex = people[who]?.need?.sex;
      if (sex) room.people[sex === 'female' ? 0 : 1] += 1;
    }
  }
  return room;
}

/** Are there beds enough for those of the sex that loses a room? Seen by numbers alone, before anybody is moved. */
function leavesRoom(instance: Compiled, room: Room, was: Opening, is: Opening, more?: Step): boolean {
  const { cellSignature, signatureList } = instance;
  const gain = (o: Opening, sex: 'female' | 'male') =>
    o.cells.reduce((n, [c, by]) => {
      const takes = signatureList[cellSignature[c] as number]?.takes;
      return takes === sex || takes === 'either' ? n + by : n;
    }, 0);
  return SEXES.every((sex, i) => {
    const other = more ? gain(more.opening, sex) - (more.instead ? gain(more.instead, sex) : 0) : 0;
    return (room.beds[i] as number) - gain(was, sex) + gain(is, sex) + other >= (room.people[i] as number);
  });
}

const instanceHasNone = (instance: Compiled, facility: number) => instance.openings[facility]?.length === 0;
const once = (o: Opening) => o.what === 'room' || o.what === 'couple_room';

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
