// Decides who is accepted where when all cells are fixed: applicant-proposing deferred acceptance in which a facility
// keeps the best set its beds can serve. A set can be served when its people can be given places in the facility's cells
// (beds of one signature pooled) within the contract lots behind them: a matroid, so greedy choice by priority is
// substitutable and the outcome is stable, best for applicants, and the same in whatever order they propose.
// Gale & Shapley, Amer. Math. Monthly 69 (1962); Roth, J. Polit. Econ. 92 (1984); Hatfield & Milgrom, AER 95 (2005);
// Fleiner, A fixed-point approach to stable matchings (matroids), Math. Oper. Res. 28 (2003, report 2001).

import type { Instance } from './arrays.ts';

/** The largest table of (facility, type) limits kept; beyond it a limit is found anew each time. */
const MOST_LIMITS = 8_000_000;
const NONE = -1;
const OPEN = 2 ** 31 - 1;

/**
 * Who holds what while proposals go on. Capacities are its own copies: the opening rule changes them.
 * Time: a proposal that fits at once is O(cells of the facility), one that needs others to move is O(people in reached
 * cells); memory is eight integers an applicant and five a cell.
 */
export class Acceptance {
  readonly of: Instance;
  readonly capacity: Int32Array;
  readonly lotLeft: Int32Array;
  /** position in the list where the applicant is held or will propose next; listStart[a + 1] when it is exhausted */
  readonly at: Int32Array;
  /** the cell in which the applicant is held, or -1 */
  readonly cell: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly head: Int32Array;
  readonly count: Int32Array;
  /** the held applicant of the cell that comes last there, or -1 when not known */
  private readonly last: Int32Array;
  /** a (facility, type) with this priority or a later one has been turned away before, and always will be */
  private limit: Int32Array | null;
  private readonly seen: Int32Array;
  /** the search in which people of this type have been asked where else they could be */
  private readonly expanded: Int32Array;
  /** cells from which a search found no way; see isDead */
  readonly dead: Uint8Array;
  readonly parent: Int32Array;
  readonly mover: Int32Array;
  readonly queue: Int32Array;
  stamp = 0;
  reached = 0;
  /** asked before anybody is turned away: may open what is undecided so that this applicant can be served */
  onRefusal: ((a: number, facility: number, type: number) => boolean) | null = null;

  constructor(of: Instance) {
    this.of = of;
    const { applicants: n, facilities, types, cellCapacity, lotCapacity, listStart } = of;
    const nodes = cellCapacity.length + lotCapacity.length;
    this.capacity = cellCapacity.slice();
    this.lotLeft = lotCapacity.slice();
    this.at = listStart.slice(0, n);
    this.cell = new Int32Array(n).fill(NONE);
    this.next = new Int32Array(n);
    this.previous = new Int32Array(n);
    this.head = new Int32Array(cellCapacity.length).fill(NONE);
    this.count = new Int32Array(cellCapacity.length);
    this.last = new Int32Array(cellCapacity.length).fill(NONE);
    this.limit = facilities * types <= MOST_LIMITS ? new Int32Array(facilities * types).fill(OPEN) : null;
    this.seen = new Int32Array(nodes);
    this.expanded = new Int32Array(types);
    this.dead = new Uint8Array(nodes);
    this.parent = new Int32Array(nodes);
    this.mover = new Int32Array(nodes);
    this.queue = new Int32Array(nodes);
  }

  /** The priority of `a` at the facility of list position `p`. */
  priority(a: number, p: number): number {
    return this.of.listPriority === null ? a : (this.of.listPriority[p] as number);
  }

  /** Where `a` is held, or -1. */
  facilityOf(a: number): number {
    return this.cell[a] === NONE ? NONE : (this.of.listFacility[this.at[a] as number] as number);
  }

  /** Lets everyone who is held nowhere propose, in the common order, until nobody is turned away any more. */
  run(): void {
    for (let a = 0; a < this.of.applicants; a += 1) {
      let proposer = this.cell[a] === NONE ? a : NONE;
      while (proposer !== NONE) proposer = this.propose(proposer);
    }
  }

  /** Goes down the list of `a` until held; returns who is turned away for it, or -1. */
  private propose(a: number): number {
    const { listStart, listFacility, typeOf, types } = this.of;
    const type = typeOf[a] as number;
    const end = listStart[a + 1] as number;
    for (let p = this.at[a] as number; p < end; p += 1) {
      const facility = listFacility[p] as number;
      const priority = this.priority(a, p);
      const slot = facility * types + type;
      if (this.limit !== null && priority >= (this.limit[slot] as number)) continue;
      this.at[a] = p;
      if (this.enterFree(a, facility, type)) return NONE;
      const dead = this.isDead(facility, type);
      let node = dead ? NONE : this.search(facility, type);
      if (node === NONE && !dead) this.bury();
      if (node === NONE && this.onRefusal !== null) {
        const opened = this.onRefusal(a, facility, type);
        if (opened) this.forget(facility);
        // In the common order everyone held comes before, so that without an opening nothing is left to find.
        if (opened || this.of.listPriority !== null) node = this.search(facility, type);
      }
      if (node !== NONE) {
        this.enterAlong(node, a);
        return NONE;
      }
      const victim = this.latest();
      if (victim !== NONE && this.priority(victim, this.at[victim] as number) > priority) {
        const cell = this.cell[victim] as number;
        this.leave(victim);
        this.enterAlong(cell, a);
        this.at[victim] = (this.at[victim] as number) + 1;
        return victim;
      }
      if (this.limit !== null) this.limit[slot] = priority;
    }
    this.at[a] = end;
    return NONE;
  }

  enterFree(a: number, facility: number, type: number): boolean {
    const { cellStart, cellLot, cellSignature, fits, signatures } = this.of;
    const row = type * signatures;
    for (let c = cellStart[facility] as number; c < (cellStart[facility + 1] as number); c += 1) {
      if ((this.count[c] as number) >= (this.capacity[c] as number)) continue;
      if (fits[row + (cellSignature[c] as number)] === 0) continue;
      const lot = cellLot[c] as number;
      if (lot !== NONE && (this.lotLeft[lot] as number) <= 0) continue;
      this.enter(a, c);
      return true;
    }
    return false;
  }

  /**
   * Looks for a way to serve one more person of this type: cells they could enter, cells the people there could move to,
   * and so on, through the lots. Returns the node where a place is free, or -1; then the cells reached hold exactly
   * those people one of whom must go for the newcomer to stay (the circuit).
   *
   * @param closed goes on as if any cell could have one place more, to see which openings could help
   */
  search(facility: number, type: number, closed = false): number {
    const { cellStart } = this.of;
    this.stamp += 1;
    this.reached = 0;
    this.reachFrom(type, cellStart[facility] as number, cellStart[facility + 1] as number, NONE, NONE, closed);
    return this.spread(facility, type, closed);
  }

  /** The last search found no way: nor will any other that comes to these cells, until something is opened. */
  bury(): void {
    for (let i = 0; i < this.reached; i += 1) this.dead[this.queue[i] as number] = 1;
  }

  /**
   * In the common order: has a search from all cells of this type found no way before? Whoever is in them can only be in
   * them, and nobody leaves, so there is none now.
   */
  private isDead(facility: number, type: number): boolean {
    const { cellStart, cellSignature, fits, signatures, listPriority } = this.of;
    if (listPriority !== null) return false;
    const row = type * signatures;
    for (let c = cellStart[facility] as number; c < (cellStart[facility + 1] as number); c += 1)
      if (this.dead[c] === 0 && fits[row + (cellSignature[c] as number)] === 1 && (this.capacity[c] as number) > 0)
        return false;
    return true;
  }

  /** Goes on from the nodes reached; people of this type reach nothing new. */
  spread(facility: number, type: number, closed: boolean): number {
    const { cellStart, cellLot, typeOf } = this.of;
    const [from, to] = [cellStart[facility] as number, cellStart[facility + 1] as number];
    const { seen, queue, capacity, count, lotLeft, head, next, stamp, expanded } = this;
    if (type !== NONE) this.expanded[type] = stamp;
    const cells = capacity.length;
    for (let i = 0; i < this.reached; i += 1) {
      const node = queue[i] as number;
      if (node >= cells) {
        // One more through this lot: somebody who uses it could move to a cell without it.
        for (let c = from; c < to; c += 1)
          if (cellLot[c] === node - cells && seen[c] !== stamp && (count[c] as number) > 0) this.visit(c, node, NONE);
        continue;
      }
      if (closed || (count[node] as number) < (capacity[node] as number)) {
        const lot = cellLot[node] as number;
        if (lot === NONE) {
          if (!closed) return node;
        } else if (seen[cells + lot] !== stamp) {
          this.visit(cells + lot, node, NONE);
          if (!closed && (lotLeft[lot] as number) > 0) return cells + lot;
        }
      }
      for (let o = head[node] as number; o !== NONE; o = next[o] as number) {
        const kind = typeOf[o] as number;
        if (expanded[kind] === stamp) continue;
        expanded[kind] = stamp;
        this.reachFrom(kind, from, to, node, o, closed);
      }
    }
    return NONE;
  }

  /** Visits every cell a person of this type could enter and nobody has reached yet. */
  private reachFrom(type: number, from: number, to: number, by: number, who: number, closed: boolean): void {
    const { cellSignature, fits, signatures } = this.of;
    const row = type * signatures;
    for (let c = from; c < to; c += 1)
      if (
        this.seen[c] !== this.stamp &&
        fits[row + (cellSignature[c] as number)] === 1 &&
        // A cell without a place is none: nobody can enter it by making somebody else leave.
        (closed || (this.capacity[c] as number) > 0)
      )
        this.visit(c, by, who);
  }

  visit(node: number, by: number, who: number): void {
    this.seen[node] = this.stamp;
    this.parent[node] = by;
    this.mover[node] = who;
    this.queue[this.reached] = node;
    this.reached += 1;
  }

  /** Did the last search come by this cell, or by this lot? */
  reachedCell = (cell: number): boolean => this.seen[cell] === this.stamp;
  reachedLot = (lot: number): boolean => this.seen[this.capacity.length + lot] === this.stamp;

  /** Does nothing but the bed itself keep anybody from one place more in this cell? */
  coveredAt(cell: number): boolean {
    const lot = this.of.cellLot[cell] as number;
    return lot === NONE || (this.lotLeft[lot] as number) > 0;
  }

  /** Among the people of the reached cells, the one who comes last there; -1 when there is nobody. */
  latest(): number {
    const cells = this.capacity.length;
    let worst = NONE;
    let worstPriority = NONE;
    for (let i = 0; i < this.reached; i += 1) {
      const node = this.queue[i] as number;
      if (node >= cells || this.count[node] === 0) continue;
      const who = this.lastOf(node);
      const priority = this.priority(who, this.at[who] as number);
      if (priority > worstPriority) {
        worst = who;
        worstPriority = priority;
      }
    }
    return worst;
  }

  private lastOf(cell: number): number {
    if (this.last[cell] !== NONE) return this.last[cell] as number;
    let last = this.head[cell] as number;
    for (let o = this.next[last] as number; o !== NONE; o = this.next[o] as number)
      if (this.priority(o, this.at[o] as number) > this.priority(last, this.at[last] as number)) last = o;
    this.last[cell] = last;
    return last;
  }

  /** Fills the place at `node`: by whoever was to move into it, then the place that one leaves, until `a` is in. */
  enterAlong(node: number, a: number): void {
    const cells = this.capacity.length;
    for (let c = node >= cells ? (this.parent[node] as number) : node; ; ) {
      const by = this.parent[c] as number;
      if (by === NONE) {
        this.enter(a, c);
        return;
      }
      if (by >= cells) {
        // This cell gave up its share of a lot; the share goes to the cell that asked for it.
        c = this.parent[by] as number;
        continue;
      }
      const who = this.mover[c] as number;
      this.leave(who);
      this.enter(who, c);
      c = by;
    }
  }

  enter(a: number, cell: number): void {
    const first = this.head[cell] as number;
    this.cell[a] = cell;
    this.next[a] = first;
    this.previous[a] = NONE;
    if (first !== NONE) this.previous[first] = a;
    this.head[cell] = a;
    const last = this.last[cell] as number;
    if (first === NONE) this.last[cell] = a;
    else if (last !== NONE && this.priority(a, this.at[a] as number) > this.priority(last, this.at[last] as number))
      this.last[cell] = a;
    this.count[cell] = (this.count[cell] as number) + 1;
    const lot = this.of.cellLot[cell] as number;
    if (lot !== NONE) this.lotLeft[lot] = (this.lotLeft[lot] as number) - 1;
  }

  leave(a: number): void {
    const cell = this.cell[a] as number;
    const before = this.previous[a] as number;
    const after = this.next[a] as number;
    if (before === NONE) this.head[cell] = after;
    else this.next[before] = after;
    if (after !== NONE) this.previous[after] = before;
    this.cell[a] = NONE;
    if (this.last[cell] === a) this.last[cell] = NONE;
    this.count[cell] = (this.count[cell] as number) - 1;
    const lot = this.of.cellLot[cell] as number;
    if (lot !== NONE) this.lotLeft[lot] = (this.lotLeft[lot] as number) + 1;
  }

  /** Everyone proposes anew, on the cells as they are now. */
  reset(): void {
    const { applicants, listStart } = this.of;
    for (let a = 0; a < applicants; a += 1) {
      if (this.cell[a] !== NONE) this.leave(a);
      this.at[a] = listStart[a] as number;
    }
    this.limit?.fill(OPEN);
    this.dead.fill(0);
  }

  /** Something has been opened at this facility: whoever was turned away there before need not be again. */
  private forget(facility: number): void {
    const { types } = this.of;
    this.limit?.fill(OPEN, facility * types, (facility + 1) * types);
    this.dead.fill(0, this.of.cellStart[facility], this.of.cellStart[facility + 1]);
  }

  *peopleIn(cell: number): Generator<number> {
    for (let o = this.head[cell] as number; o !== NONE; o = this.next[o] as number) yield o;
  }

  static readonly NONE = NONE;
}
