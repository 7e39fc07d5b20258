// Decides who moves to which bed of a facility when what there is changes, so that everyone who has a place keeps one.
import { Acceptance } from './accept.ts';

const { NONE } = Acceptance;

/**
 * Changes what there is at one facility while everyone held stays held, moving people where a cell shrinks. Returns
 * false, with nothing changed, when somebody would lose the place.
 */
export function change(
  acceptance: Acceptance,
  facility: number,
  cells: readonly (readonly [cell: number, by: number, ...unknown[]])[],
  lots: readonly (readonly [lot: number, by: number])[],
): boolean {
  for (const [lot, by] of lots) acceptance.lotLeft[lot] = (acceptance.lotLeft[lot] as number) + by;
  for (const [cell, by] of cells) acceptance.capacity[cell] = (acceptance.capacity[cell] as number) + by;
  const fits =
    lots.every(([lot]) => relieveLot(acceptance, facility, lot)) &&
    cells.every(([cell]) => relieveCell(acceptance, facility, cell));
  if (fits) return true;
  // What moved stays served where it is: giving the places back always finds room for everyone.
  for (const [lot, by] of lots) acceptance.lotLeft[lot] = (acceptance.lotLeft[lot] as number) - by;
  for (const [cell, by] of cells) acceptance.capacity[cell] = (acceptance.capacity[cell] as number) - by;
  const back =
    cells.every(([cell]) => relieveCell(acceptance, facility, cell)) &&
    lots.every(([lot]) => relieveLot(acceptance, facility, lot));
  if (!back) throw new Error('a place that was there is gone');
  return false;
}

function relieveCell(acceptance: Acceptance, facility: number, cell: number): boolean {
  while ((acceptance.count[cell] as number) > (acceptance.capacity[cell] as number))
    if (!moveOut(acceptance, facility, cell)) return false;
  return true;
}

function relieveLot(acceptance: Acceptance, facility: number, lot: number): boolean {
  while ((acceptance.lotLeft[lot] as number) < 0)
    if (!moveOut(acceptance, facility, acceptance.capacity.length + lot)) return false;
  return true;
}

/** Could one person of this cell lie elsewhere in the facility, others moving if need be, with those cells larger? */
export function canLeave(
  acceptance: Acceptance,
  facility: number,
  cell: number,
  larger: (cell: number) => boolean,
): boolean {
  if (acceptance.dead[cell] === 0) {
    if (wayOut(acceptance, facility, cell) !== NONE) return true;
    acceptance.bury();
  }
  wayOut(acceptance, facility, cell, true);
  for (let i = 0; i < acceptance.reached; i += 1) if (larger(acceptance.queue[i] as number)) return true;
  return false;
}

function wayOut(acceptance: Acceptance, facility: number, root: number, closed = false): number {
  const lot = root < acceptance.capacity.length ? (acceptance.of.cellLot[root] as number) : NONE;
  acceptance.stamp += 1;
  acceptance.reached = 0;
  acceptance.visit(root, NONE, NONE);
  // Whoever goes takes their share of the lot along.
  if (lot !== NONE) acceptance.lotLeft[lot] = (acceptance.lotLeft[lot] as number) + 1;
  const node = acceptance.spread(facility, NONE, closed);
  if (lot !== NONE) acceptance.lotLeft[lot] = (acceptance.lotLeft[lot] as number) - 1;
  return node;
}

/** Finds one person of this cell (or lot) another place of the facility. */
function moveOut(acceptance: Acceptance, facility: number, root: number): boolean {
  const cells = acceptance.capacity.length;
  const node = wayOut(acceptance, facility, root);
  if (node === NONE) return false;
  for (let c = node >= cells ? (acceptance.parent[node] as number) : node; c !== root; ) {
    const by = acceptance.parent[c] as number;
    if (by < cells) {
      const who = acceptance.mover[c] as number;
      acceptance.leave(who);
      acceptance.enter(who, c);
    } else if (by === root) return true;
    c = by < cells ? by : (acceptance.parent[by] as number);
  }
  return true;
}

/** Seats the people of a facility anew in its own order, so that who lies where does not depend on how it came about. */
export function settle(acceptance: Acceptance, facility: number): void {
  const { cellStart } = acceptance.of;
  const people: number[] = [];
  for (let c = cellStart[facility] as number; c < (cellStart[facility + 1] as number); c += 1)
    people.push(...acceptance.peopleIn(c));
  for (const a of people) acceptance.leave(a);
  people.sort(
    (x, y) => acceptance.priority(x, acceptance.at[x] as number) - acceptance.priority(y, acceptance.at[y] as number),
  );
  for (const a of people) {
    const type = acceptance.of.typeOf[a] as number;
    if (acceptance.enterFree(a, facility, type)) continue;
    const node = acceptance.search(facility, type);
    if (node === NONE) throw new Error('a set that was served cannot be served');
    acceptance.enterAlong(node, a);
  }
}
