// Decides how a market becomes an instance: people of equal need are one type, free beds of equal signature in one
// facility one cell, contract lots the limits behind cells, and what is still undecided becomes a list of openings.
import type { Sex } from '../../facilities/rules.ts';
import type { Instance } from './accept.ts';
import { coupleFits, listOf, standsInTheWay } from './fit.ts';
import { compareKeys, type Key, type Market, type MarketApplicant, type MarketBed, type MarketRoom } from './market.ts';

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
};

export type Compiled = Instance & {
  applicantIds: readonly string[];
  facilityIds: readonly string[];
  /** the market's applicant of each number */
  people: readonly MarketApplicant[];
  /** beds of each cell that are there from the start, by id; a couple-room's beds stand together, joined by '+' */
  cellBeds: readonly (readonly string[])[];
  /** the lot a cell's people are charged to; a couple's places are set aside when its room is opened, not by cellLot */
  cellCharge: Int32Array;
  /** the lots behind each lot number: one, or several of one facility for the same kinds */
  lotIds: readonly (readonly string[])[];
  openings: readonly (readonly Opening[])[];
  /** places left in quotas that span facilities */
  pools: readonly { id: string; left: number }[];
};

type Signature = { bed: MarketBed; takes: Sex | 'either'; whole: readonly MarketBed[] | null; owner: string | null };
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const daysOf = (days: readonly number[] | undefined) => (days ?? EVERY_DAY).reduce((bits, d) => bits | (1 << d), 0);
const daysIn = (bits: number) => EVERY_DAY.filter((d) => bits & (1 << d));

/** The attributes that decide who may use a bed, as one text; beds with the same text are one cell. */
function signatureText({ bed: b, takes, whole, owner }: Signature): string {
  const one = (x: MarketBed) =>
    [
      x.kind,
      x.level_min ?? 0,
      x.level_max ?? 4,
      +!!x.dementia,
      +!!x.isolation,
      x.pool,
      daysOf(x.days),
      [...(x.equipment ?? [])].sort(),
    ].join('|');
  return whole ? `couple ${whole.map(one).sort().join(' & ')}` : `${one(b)} ${takes} ${owner ?? ''}`;
}

/** The reserve first (only guaranteed persons may use it), then the closest fit: lighter care before heavier. */
function closeness(a: Signature, b: Signature): number {
  const of = (s: Signature) => [
    +(s.bed.pool !== 'reserve'),
    s.bed.level_max ?? 4,
    +!!s.bed.dementia,
    +!!s.bed.isolation,
    s.bed.equipment?.length ?? 0,
  ];
  return compareKeys(of(a), of(b)) || compareKeys([signatureText(a)], [signatureText(b)]);
}

function needText(a: MarketApplicant): string {
  const one = (n: MarketApplicant['need']) =>
    n
      ? JSON.stringify([
          n.sex,
          n.level,
          n.dementia,
          n.isolation,
          [...(n.equipment ?? [])].sort(),
          [...(n.kinds ?? [])].sort(),
          n.guaranteed,
          n.days && daysOf(n.days),
        ])
      : '';
  return a.couple ? `couple ${a.couple.map(one).sort().join(' & ')}` : `${one(a.need)} ${a.present?.bed ?? ''}`;
}

/**
 * @param market one that readMarket has accepted
 * @returns typed arrays whose numbering depends on keys and ids alone, never on the order of the input
 */
export function compile(market: Market): Compiled {
  const people = [...market.applicants].sort((a, b) => compareKeys(a.key, b.key));
  const facilities = [...market.facilities].sort((a, b) => (a.id < b.id ? -1 : 1));
  const facilityNo = new Map(facilities.map((f, i) => [f.id, i]));

  const typeNo = new Map<string, number>();
  const typeOf = Int32Array.from(people, (a) => {
    const text = needText(a);
    const known = typeNo.get(text) ?? typeNo.size;
    typeNo.set(text, known);
    return known;
  });
  const examples: MarketApplicant[] = [];
  people.forEach((a, i) => {
    examples[typeOf[i] as number] ??= a;
  });

  const lists = people.map((a) => listOf(a, facilities));
  const listStart = new Int32Array(people.length + 1);
  lists.forEach((list, i) => {
    listStart[i + 1] = (listStart[i] as number) + list.length;
  });
  const listFacility = Int32Array.from(lists.flat(), (id) => facilityNo.get(id) as number);

  const cells = buildCells(market, facilities, patternsOf(people));
  const signatures = cells.signatures;
  const fits = new Uint8Array(examples.length * Math.max(1, signatures.length));
  examples.forEach((a, t) => {
    signatures.forEach((s, i) => {
      fits[t * signatures.length + i] = +usable(a, s);
    });
  });
  return {
    applicants: people.length,
    facilities: facilities.length,
    types: Math.max(1, examples.length),
    signatures: Math.max(1, signatures.length),
    listStart,
    listFacility,
    listPriority: priorities(people, lists),
    typeOf,
    fits,
    ...cells.arrays,
    applicantIds: people.map((a) => a.id),
    facilityIds: facilities.map((f) => f.id),
    people,
  };
}

/** The sets of weekdays asked for, without those that ask for any. */
const patternsOf = (people: readonly MarketApplicant[]) => [
  ...new Set(people.flatMap((a) => (a.need?.days ? [daysOf(a.need.days)] : []))),
];

function usable(a: MarketApplicant, s: Signature): boolean {
  if (a.couple) return s.whole !== null && coupleFits(a.couple, s.whole).length === 0;
  if (s.whole !== null) return false;
  // The bed one lies in already is kept whatever has changed since; others may use it once it is given up.
  if (s.owner !== null && s.owner === a.id) return true;
  return standsInTheWay(a.need ?? {}, s.bed, s.takes).length === 0;
}

/** Null when everybody's own key holds everywhere: then the number of an applicant is the priority. */
function priorities(people: readonly MarketApplicant[], lists: readonly string[][]): Int32Array | null {
  const apart = people.some((a) => a.present !== undefined || (a.key_at && Object.keys(a.key_at).length > 0));
  if (!apart) return null;
  const asked = new Map<string, { key: Key; own: boolean; a: number; p: number }[]>();
  let p = 0;
  lists.forEach((list, a) => {
    const person = people[a] as MarketApplicant;
    for (const facility of list) {
      const rows = asked.get(facility) ?? [];
      rows.push({ key: person.key_at?.[facility] ?? person.key, own: person.present?.facility === facility, a, p });
      asked.set(facility, rows);
      p += 1;
    }
  });
  const order = new Int32Array(p);
  for (const rows of asked.values())
    rows
      // Equal keys with a facility's term are told apart by the common order.
      .sort((x, y) => Number(y.own) - Number(x.own) || compareKeys(x.key, y.key) || x.a - y.a)
      .forEach((row, i) => {
        order[row.p] = i;
      });
  return order;
}

type Builder = { signature: Signature; beds: string[]; lot: number };

function buildCells(market: Market, facilities: Market['facilities'], patterns: readonly number[]) {
  const owners = new Map(market.applicants.flatMap((a) => (a.present ? [[a.present.bed, a.id] as const] : [])));
  const signatureNo = new Map<string, number>();
  const signatures: Signature[] = [];
  const sign = (s: Signature) => {
    const text = signatureText(s);
    const known = signatureNo.get(text);
    if (known !== undefined) return known;
    signatureNo.set(text, signatures.length);
    signatures.push(s);
    return signatures.length - 1;
  };
  const cellStart = new Int32Array(facilities.length + 1);
  const [cellSignature, cellCapacity, cellLot, lotCapacity]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  const cellBeds: string[][] = [];
  const lotIds: string[][] = [];
  const openings: Opening[][] = [];
  const spanning = (market.lots ?? []).filter((l) => l.facilities.length > 1).sort((a, b) => (a.id < b.id ? -1 : 1));
  const pools = spanning.map((l) => ({ id: l.id, left: l.left }));

  for (const [number, facility] of facilities.entries()) {
    const own = (market.lots ?? []).filter((l) => l.facilities.length === 1 && l.facilities[0] === facility.id);
    const shared = spanning.filter((l) => l.facilities.includes(facility.id));
    const lotNo = new Map<string, number>();
    const opened: Opening[] = [];
    /** The lot behind a bed: all own lots of its kind as one, else the first quota shared with others, else none. */
    const lotOf = (bed: MarketBed): number => {
      if (market.lots === undefined || bed.pool === 'reserve') return -1;
      const covers = (l: { kinds?: readonly string[] }) =>
        !l.kinds || (bed.kind !== undefined && l.kinds.includes(bed.kind));
      const mine = own.filter(covers).sort((a, b) => (a.id < b.id ? -1 : 1));
      const common = mine.length ? undefined : shared.find(covers);
      const name = mine.map((l) => l.id).join('+') || (common?.id ?? '');
      const known = lotNo.get(name);
      if (known !== undefined) return known;
      const lot = lotCapacity.length;
      lotNo.set(name, lot);
      lotCapacity.push(mine.reduce((sum, l) => sum + l.left, 0));
      lotIds.push(common ? [common.id] : mine.map((l) => l.id));
      if (common)
        opened.push({
          facility: number,
          what: 'quota',
          id: common.id,
          as: facility.id,
          size: 1,
          cells: [],
          lots: [[lot, 1]],
          quota: { pool: spanning.indexOf(common), units: 1 },
        });
      return lot;
    };

    const built = new Map<string, Builder>();
    const cellOf = (s: Signature): Builder => {
      const key = signatureText(s);
      const found = built.get(key);
      if (found) return found;
      const made = { signature: s, beds: [], lot: lotOf(s.bed) };
      built.set(key, made);
      return made;
    };
    const single = (bed: MarketBed, takes: Sex | 'either') =>
      cellOf({ bed, takes, whole: null, owner: owners.get(bed.id) ?? null });
    const undecided: { room: MarketRoom; couple: boolean }[] = [];
    const plain: MarketBed = { id: '' };
    if (facility.capacity !== undefined) {
      const cell = single(plain, 'either');
      for (let i = 1; i <= facility.capacity; i += 1) cell.beds.push(`${facility.id}#${i}`);
    }
    for (const room of [...(facility.rooms ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const takes = room.sex === 'single_sex' ? room.taken : room.sex === 'mixed' ? 'either' : room.sex;
      if (room.sex === 'mixed' && room.whole && room.beds.length === 2) undecided.push({ room, couple: true });
      else if (takes === undefined) undecided.push({ room, couple: false });
      else for (const bed of room.beds) single(bed, takes).beds.push(bed.id);
    }
    for (const { room, couple } of undecided) {
      if (couple) cellOf({ bed: room.beds[0] as MarketBed, takes: 'either', whole: room.beds, owner: null });
      for (const bed of room.beds)
        for (const takes of couple ? (['either'] as const) : (['female', 'male'] as const)) single(bed, takes);
    }
    for (const cell of [...built.values()].filter((c) => c.signature.bed.kind === 'day'))
      weekdayCells(cell, patterns, cellOf);

    const ordered = [...built.values()].sort((a, b) => closeness(a.signature, b.signature));
    const first = cellSignature.length;
    const indexOf = new Map(ordered.map((c, i) => [c, first + i]));
    for (const cell of ordered) {
      cellSignature.push(sign(cell.signature));
      cellCapacity.push(cell.beds.length);
      cellLot.push(cell.lot);
      cellBeds.push(cell.beds.sort());
    }
    cellStart[number + 1] = cellSignature.length;
    const at = (s: Builder) => indexOf.get(s) as number;
    for (const { room, couple } of undecided) {
      const base = { facility: number, id: room.id, quota: null };
      if (couple) {
        const whole = cellOf({ bed: room.beds[0] as MarketBed, takes: 'either', whole: room.beds, owner: null });
        // The room's two places in the contract are set aside with it: a couple's cell has no lot of its own.
        const lots = room.beds.flatMap((b) => {
          const lot = lotOf(b);
          return lot < 0 ? [] : [[lot, -1] as const];
        });
        opened.push({
          ...base,
          what: 'couple_room',
          as: 'couple',
          size: 2,
          cells: [[at(whole), 1, room.beds.map((b) => b.id).join('+')]],
          lots,
        });
        opened.push({
          ...base,
          what: 'couple_room',
          as: 'singles',
          size: 2,
          cells: room.beds.map((b) => [at(single(b, 'either')), 1, b.id] as const),
          lots: [],
        });
      } else
        for (const takes of ['female', 'male'] as const)
          opened.push({
            ...base,
            what: 'room',
            as: takes,
            size: room.beds.length,
            cells: room.beds.map((b) => [at(single(b, takes)), 1, b.id] as const),
            lots: [],
          });
    }
    opened.push(...weekdaySplits(number, ordered, at, patterns));
    openings.push(opened);
  }
  const cellCharge = Int32Array.from(cellLot);
  for (const [c, lot] of cellLot.entries())
    if (signatures[cellSignature[c] as number]?.whole && lot >= 0) cellLot[c] = -1;
  return {
    signatures,
    arrays: {
      cellStart,
      cellSignature: Int32Array.from(cellSignature),
      cellCapacity: Int32Array.from(cellCapacity),
      cellLot: Int32Array.from(cellLot),
      lotCapacity: Int32Array.from(lotCapacity),
      cellBeds,
      cellCharge,
      lotIds,
      openings,
      pools,
    },
  };
}

/** Makes the cells a day place could be cut into by the patterns asked for, and by what each cut leaves. */
function weekdayCells(cell: Builder, patterns: readonly number[], cellOf: (s: Signature) => Builder): void {
  const todo = [daysOf(cell.signature.bed.days)];
  const seen = new Set(todo);
  for (let days = todo.pop(); days !== undefined; days = todo.pop()) {
    for (const pattern of patterns) {
      if ((days & pattern) !== pattern || days === pattern) continue;
      for (const part of [pattern, days & ~pattern]) {
        if (seen.has(part)) continue;
        seen.add(part);
        todo.push(part);
        cellOf({ ...cell.signature, bed: { ...cell.signature.bed, days: daysIn(part) } });
      }
    }
  }
}

/** A place taken on some weekdays only can serve somebody else on the others: one bed becomes two parts. */
function weekdaySplits(
  facility: number,
  cells: readonly Builder[],
  at: (c: Builder) => number,
  patterns: readonly number[],
): Opening[] {
  const named = new Map(cells.map((c) => [signatureText(c.signature), c]));
  return cells.flatMap((whole) => {
    const days = daysOf(whole.signature.bed.days);
    if (whole.signature.bed.kind !== 'day') return [];
    return patterns.flatMap((pattern) => {
      if ((days & pattern) !== pattern || days === pattern) return [];
      const cut = (bits: number) =>
        named.get(signatureText({ ...whole.signature, bed: { ...whole.signature.bed, days: daysIn(bits) } }));
      const [part, rest] = [cut(pattern), cut(days & ~pattern)];
      if (!part || !rest) return [];
      const cells: Change[] = [
        [at(whole), -1, ''],
        [at(part), 1, ''],
        [at(rest), 1, ''],
      ];
      return {
        facility,
        what: 'weekdays',
        id: '',
        as: daysIn(pattern).join(''),
        size: 1,
        cells,
        lots: [],
        quota: null,
      };
    });
  });
}
