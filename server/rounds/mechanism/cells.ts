// Decides how beds become cells: free beds of equal signature in one facility are one cell, contract lots the limits
// behind cells, and what is still undecided (the sex of a room, a couple-room, the weekdays of a day place, a lot that
// covers several groups of beds) becomes a list of openings.
import type { Sex } from '../../facilities/rules.ts';
import {
  compareKeys,
  type Market,
  type MarketApplicant,
  type MarketBed,
  type MarketFacility,
  type MarketLot,
  type MarketRoom,
} from './market.ts';

/** Places a cell gains (1) or loses (-1), and the bed they are; '' where the bed is whichever comes last. */
export type Change = readonly [cell: number, by: number, bed: string];

/** How one undecided thing could be decided: these cells and lots gain (or lose) so many places. */
export type Opening = {
  facility: number;
  what: 'room' | 'couple_room' | 'weekdays' | 'quota';
  /** the room, the bed or the lot */
  id: string;
  as: Sex | 'couple' | 'singles' | string;
  /** places it brings; the smallest that serves is opened first */
  size: number;
  cells: readonly Change[];
  lots: readonly (readonly [lot: number, by: number])[];
  /** units of the shared quota it takes */
  quota: { pool: number; units: number } | null;
  /** openings of one shape change the same cells, so that they serve the same people */
  shape: string;
  /** the room (or other thing) at its facility: openings with the same key decide it one way or another */
  key: string;
};

/** What decides who may use a bed. */
export type Signature = {
  bed: MarketBed;
  takes: Sex | 'either';
  /** both beds of a couple-room given whole */
  whole: readonly MarketBed[] | null;
  /** who lies in it and asks to transfer */
  owner: string | null;
  /** only where somebody lies who asks to transfer: they use no other bed there */
  facility: string | null;
  /** signatures with the same number differ in owner and facility alone */
  bare: number;
};

export type Cells = {
  cellStart: Int32Array;
  cellSignature: Int32Array;
  cellCapacity: Int32Array;
  cellLot: Int32Array;
  lotCapacity: Int32Array;
  signatureList: readonly Signature[];
  /** beds of each cell that are there from the start, by id */
  cellBeds: readonly (readonly string[])[];
  /** the lots that cover no other beds than those of a lot number, with what each has left; capacity is their sum */
  lotUnits: readonly (readonly { id: string; left: number }[])[];
  openings: readonly (readonly Opening[])[];
  /** lots that cover several groups of beds, of one facility or of more */
  pools: readonly { id: string; left: number }[];
};

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
export const daysOf = (days: readonly number[] | undefined) =>
  (days ?? EVERY_DAY).reduce((bits, d) => bits | (1 << d), 0);
const daysIn = (bits: number) => EVERY_DAY.filter((d) => bits & (1 << d));
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const bedText = (b: MarketBed) =>
  `${b.kind}|${b.level_min ?? 0}|${b.level_max ?? 4}|${+!!b.dementia}|${+!!b.isolation}|${b.pool}|${daysOf(b.days)}|${
    b.equipment?.length ? [...b.equipment].sort().join() : ''
  }`;

type Builder = { signature: Signature; text: string; beds: string[]; lot: number };

/** The reserve first (only guaranteed persons may use it), then the closest fit: lighter care before heavier. */
const closeness = ({ bed }: Signature) => [
  +(bed.pool !== 'reserve'),
  bed.level_max ?? 4,
  +!!bed.dementia,
  +!!bed.isolation,
  bed.equipment?.length ?? 0,
  bed.days?.length ?? 7,
];

/** Lots by the beds they cover: those behind one group of beds alone are its limit, the others are pools. */
function lotsOf(market: Market) {
  const lots = [...(market.lots ?? [])].sort(byId);
  const at = new Map<string, MarketLot[]>();
  for (const l of lots) for (const f of new Set(l.facilities)) at.set(f, [...(at.get(f) ?? []), l]);
  const covering = (facility: string, bed: MarketBed) =>
    (at.get(facility) ?? []).filter((l) => !l.kinds || (bed.kind !== undefined && l.kinds.includes(bed.kind)));
  const groups = new Map<string, Set<string>>();
  for (const f of lots.length > 0 ? market.facilities : []) {
    const beds = [...(f.capacity === undefined ? [] : [{ id: '' }]), ...(f.rooms ?? []).flatMap((r) => r.beds)];
    for (const bed of beds) {
      if (bed.pool === 'reserve') continue;
      const found = covering(f.id, bed);
      const group = `${f.id} ${found.map((l) => l.id).join('+')}`;
      for (const l of found) groups.set(l.id, (groups.get(l.id) ?? new Set()).add(group));
    }
  }
  return { covering, pools: lots.filter((l) => (groups.get(l.id)?.size ?? 0) > 1) };
}

/** @param market with its facilities by id */
export function buildCells(market: Market, people: readonly MarketApplicant[]): Cells {
  const owners = new Map(people.flatMap((a) => (a.present ? [[a.present.bed, a] as const] : [])));
  const homes = new Set(people.flatMap((a) => (a.present ? [a.present.facility] : [])));
  const patterns = [...new Set(people.flatMap((a) => (a.need?.days ? [daysOf(a.need.days)] : [])))].sort(
    (a, b) => a - b,
  );
  const { covering, pools } = lotsOf(market);
  const signatureNo = new Map<string, number>();
  const bareNo = new Map<string, number>();
  const signatureList: Signature[] = [];
  const cellStart = new Int32Array(market.facilities.length + 1);
  const cellSignature: number[] = [];
  const cellCapacity: number[] = [];
  const cellLot: number[] = [];
  const lotCapacity: number[] = [];
  const cellBeds: string[][] = [];
  const lotUnits: { id: string; left: number }[][] = [];
  const openings: Opening[][] = [];

  for (const [number, facility] of market.facilities.entries()) {
    const home = homes.has(facility.id) ? facility.id : null;
    const opened: Opening[] = [];
    const lotNo = new Map<string, number>();
    const lotOf = (bed: MarketBed): number => {
      if (market.lots === undefined || bed.pool === 'reserve') return -1;
      const found = covering(facility.id, bed);
      const name = found.map((l) => l.id).join('+');
      const known = lotNo.get(name);
      if (known !== undefined) return known;
      const lot = lotCapacity.length;
      const own = found.filter((l) => !pools.includes(l)).map(({ id, left }) => ({ id, left }));
      lotNo.set(name, lot);
      lotUnits.push(own);
      lotCapacity.push(own.reduce((sum, l) => sum + l.left, 0));
      for (const l of found.filter((l) => pools.includes(l))) {
        const quota = { pool: pools.indexOf(l), units: 1 };
        const lots = [[lot, 1] as const];
        opened.push(
          opening({ facility: number, what: 'quota', id: l.id, as: facility.id, size: 1, cells: [], lots, quota }),
        );
      }
      return lot;
    };
    const built = new Map<string, Builder>();
    const cellOf: CellOf = (bed, takes, whole = null) => {
      const bare = whole ? `couple ${whole.beds.map(bedText).sort().join(' & ')}` : `${bedText(bed)} ${takes}`;
      const owner = whole ? null : (owners.get(bed.id)?.id ?? null);
      const text = home === null && owner === null ? bare : `${bare} ${owner ?? ''} @ ${home ?? ''}`;
      const found = built.get(text);
      if (found) return found;
      if (!bareNo.has(bare)) bareNo.set(bare, bareNo.size);
      const signature: Signature = {
        bed,
        takes,
        whole: whole?.beds ?? null,
        owner,
        facility: home,
        bare: bareNo.get(bare) as number,
      };
      // Who gives up a bed leaves the place they have in the contract with it.
      const made = { signature, text, beds: [], lot: whole || owner !== null ? -1 : lotOf(bed) };
      built.set(text, made);
      return made;
    };

    const undecided = fillCells(facility, owners, cellOf);
    // The day place of somebody who asks to transfer is kept or passed on whole, so that it is there to come back to.
    const dayPlaces = [...built.values()].filter((c) => c.signature.bed.kind === 'day' && c.signature.owner === null);
    const cuts = weekdayCuts(dayPlaces, patterns, cellOf);
    const ordered = [...built.values()].sort(
      (a, b) => compareKeys(closeness(a.signature), closeness(b.signature)) || (a.text < b.text ? -1 : 1),
    );
    const cellNo = new Map<Builder, number>();
    for (const cell of ordered) {
      cellNo.set(cell, cellSignature.length);
      const signature = signatureNo.get(cell.text) ?? signatureList.length;
      if (signature === signatureList.length) {
        signatureNo.set(cell.text, signature);
        signatureList.push(cell.signature);
      }
      cellSignature.push(signature);
      cellCapacity.push(cell.beds.length);
      cellLot.push(cell.lot);
      cellBeds.push(cell.beds.sort());
    }
    cellStart[number + 1] = cellSignature.length;
    const gain = (c: Builder, bed: string): Change => [cellNo.get(c) as number, 1, bed];
    for (const { room, couple } of undecided) {
      const base = { facility: number, id: room.id, size: room.beds.length, quota: null, lots: [] };
      const beds = (takes: Sex | 'either') => room.beds.map((b) => gain(cellOf(b, takes), b.id));
      if (!couple)
        for (const as of ['female', 'male'] as const)
          opened.push(opening({ ...base, what: 'room', as, cells: beds(as) }));
      else {
        const what = 'couple_room' as const;
        const whole = gain(cellOf(room.beds[0] as MarketBed, 'either', room), room.beds.map((b) => b.id).join('+'));
        // The room's two places in the contract are set aside with it: a couple's cell has no lot of its own.
        const lots = room.beds.map((b) => [lotOf(b), -1] as const).filter(([lot]) => lot >= 0);
        opened.push(opening({ ...base, what, as: 'couple', cells: [whole], lots }));
        opened.push(opening({ ...base, what, as: 'singles', cells: beds('either') }));
      }
    }
    for (const { whole, part, rest, days } of cuts) {
      const cells: Change[] = [
        [cellNo.get(whole) as number, -1, ''],
        [cellNo.get(part) as number, 1, ''],
        [cellNo.get(rest) as number, 1, ''],
      ];
      const base = { facility: number, what: 'weekdays' as const, id: '', size: 1, lots: [], quota: null };
      opened.push(opening({ ...base, as: daysIn(days).join(''), cells }));
    }
    openings.push(opened);
  }
  return {
    cellStart,
    cellSignature: Int32Array.from(cellSignature),
    cellCapacity: Int32Array.from(cellCapacity),
    cellLot: Int32Array.from(cellLot),
    lotCapacity: Int32Array.from(lotCapacity),
    signatureList,
    cellBeds,
    lotUnits,
    openings,
    pools: pools.map(({ id, left }) => ({ id, left })),
  };
}

const opening = (o: Omit<Opening, 'shape' | 'key'>): Opening => ({
  ...o,
  key: `${o.facility} ${o.id}`,
  shape: o.quota
    ? `quota ${o.id} ${o.lots[0]?.[0]}`
    : o.cells
        .map(([c, by]) => `${c}${by < 0 ? '-' : '+'}`)
        .sort()
        .join(),
});

type CellOf = (bed: MarketBed, takes: Sex | 'either', whole?: MarketRoom | null) => Builder;

/** Puts the beds that are decided into their cells, makes the cells of the others, and returns the undecided rooms. */
function fillCells(facility: MarketFacility, owners: ReadonlyMap<string, MarketApplicant>, cellOf: CellOf) {
  const undecided: { room: MarketRoom; couple: boolean }[] = [];
  if (facility.capacity !== undefined) {
    const cell = cellOf({ id: '' }, 'either');
    for (let i = 1; i <= facility.capacity; i += 1) cell.beds.push(`${facility.id}#${i}`);
  }
  for (const unsorted of [...(facility.rooms ?? [])].sort(byId)) {
    const room = { ...unsorted, beds: [...unsorted.beds].sort(byId) };
    // Who lies there and asks to transfer may stay, so the room is not open to decide.
    const inside = room.beds.map((b) => owners.get(b.id)).find((a) => a !== undefined);
    const taken = room.taken ?? (inside ? (inside.need?.sex ?? 'either') : undefined);
    const takes = room.sex === 'single_sex' ? taken : room.sex === 'mixed' ? 'either' : room.sex;
    if (room.sex === 'mixed' && room.whole && room.beds.length === 2 && !inside) {
      undecided.push({ room, couple: true });
      cellOf(room.beds[0] as MarketBed, 'either', room);
      for (const bed of room.beds) cellOf(bed, 'either');
    } else if (takes === undefined) {
      undecided.push({ room, couple: false });
      for (const bed of room.beds) for (const as of ['female', 'male'] as const) cellOf(bed, as);
    } else for (const bed of room.beds) cellOf(bed, takes).beds.push(bed.id);
  }
  return undecided;
}

type Cut = { whole: Builder; part: Builder; rest: Builder; days: number };

/**
 * A place taken on some weekdays only can serve somebody else on the others: one bed becomes two parts, by the patterns
 * asked for. Makes the cells of all parts, and of what is cut from those again.
 */
function weekdayCuts(places: readonly Builder[], patterns: readonly number[], cellOf: CellOf): Cut[] {
  const cuts: Cut[] = [];
  const todo = [...places];
  const seen = new Set(todo);
  for (let whole = todo.pop(); whole !== undefined; whole = todo.pop()) {
    const { bed, takes } = whole.signature;
    const days = daysOf(bed.days);
    for (const pattern of patterns) {
      if ((days & pattern) !== pattern || days === pattern || pattern === 0) continue;
      const cut = (bits: number) => {
        const part = cellOf({ ...bed, days: daysIn(bits) }, takes);
        if (!seen.has(part)) todo.push(part);
        seen.add(part);
        return part;
      };
      cuts.push({ whole, part: cut(pattern), rest: cut(days & ~pattern), days: pattern });
    }
  }
  return cuts;
}
