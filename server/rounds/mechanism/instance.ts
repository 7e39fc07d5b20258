// Decides how a market becomes an instance: people in their common order with lists of facility numbers, people of equal
// need as one type, and which type can use which signature of bed. The beds themselves become cells in cells.ts.
import type { Instance } from './arrays.ts';
import { buildCells, type Cells, daysOf, type Signature } from './cells.ts';
import { coupleFits, lister, standsInTheWay } from './fit.ts';
import { compareKeys, type Key, type Market, type MarketApplicant, type MarketRoom } from './market.ts';

export type { Opening } from './cells.ts';

type People = {
  people: readonly MarketApplicant[];
  applicantIds: readonly string[];
  typeOf: Int32Array;
  /** one person of each type */
  examples: readonly MarketApplicant[];
  /** which types need the same of a bed, apart from the one they lie in */
  bareOf: Int32Array;
  listStart: Int32Array;
  listFacility: Int32Array;
  listPriority: Int32Array | null;
};

export type Compiled = Instance & Cells & People & { market: Market; facilityIds: readonly string[] };

/**
 * @param market one that readMarket has accepted
 * @returns typed arrays whose numbering depends on keys and ids alone, never on the order of the input
 */
export function compile(market: Market): Compiled {
  const facilities = [...market.facilities].sort((a, b) => (a.id < b.id ? -1 : 1));
  return assemble({ ...market, facilities }, peopleOf(market, facilities));
}

/** The same market with one room more at a facility it has; the people and their lists are not read again. */
export function withOneMore(instance: Compiled, facility: string, room: MarketRoom): Compiled {
  const { market } = instance;
  const facilities = market.facilities.map((f) =>
    f.id === facility ? { ...f, rooms: [...(f.rooms ?? []), room] } : f,
  );
  return assemble({ ...market, facilities }, instance);
}

function assemble(market: Market, people: People): Compiled {
  const cells = buildCells(market, people.people);
  return {
    applicants: people.people.length,
    facilities: market.facilities.length,
    types: Math.max(1, people.examples.length),
    signatures: Math.max(1, cells.signatureList.length),
    fits: fitsOf(people, cells.signatureList),
    facilityIds: market.facilities.map((f) => f.id),
    market,
    people: people.people,
    applicantIds: people.applicantIds,
    typeOf: people.typeOf,
    examples: people.examples,
    bareOf: people.bareOf,
    listStart: people.listStart,
    listFacility: people.listFacility,
    listPriority: people.listPriority,
    ...cells,
  };
}

function peopleOf(market: Market, facilities: Market['facilities']): People {
  const people = [...market.applicants].sort((a, b) => compareKeys(a.key, b.key));
  const facilityNo = new Map(facilities.map((f, i) => [f.id, i]));
  const numbers = () => {
    const known = new Map<string, number>();
    return (text: string) => {
      const number = known.get(text) ?? known.size;
      known.set(text, number);
      return number;
    };
  };
  const [typeNo, bareNo] = [numbers(), numbers()];
  const examples: MarketApplicant[] = [];
  const bare: number[] = [];
  const typeOf = Int32Array.from(people, (a) => {
    const text = needText(a);
    const type = typeNo(a.present ? `${text} ${a.present.bed}` : text);
    if (examples[type] === undefined) {
      examples[type] = a;
      bare[type] = bareNo(text);
    }
    return type;
  });

  const wishes = lister(facilities);
  const lists = people.map(wishes);
  const listStart = new Int32Array(people.length + 1);
  for (const [i, list] of lists.entries()) listStart[i + 1] = (listStart[i] as number) + list.length;
  const listFacility = new Int32Array(listStart[people.length] as number);
  let p = 0;
  for (const list of lists)
    for (const id of list) {
      listFacility[p] = facilityNo.get(id) as number;
      p += 1;
    }
  return {
    people,
    applicantIds: people.map((a) => a.id),
    typeOf,
    examples,
    bareOf: Int32Array.from(bare),
    listStart,
    listFacility,
    listPriority: priorities(people, lists),
  };
}

function needText(a: MarketApplicant): string {
  const one = (n: MarketApplicant['need']) =>
    n
      ? JSON.stringify([
          n.sex,
          n.level,
          n.dementia,
          n.isolation,
          n.equipment && [...n.equipment].sort(),
          n.kinds && [...n.kinds].sort(),
          n.guaranteed,
          n.days && daysOf(n.days),
        ])
      : '';
  return a.couple ? `couple ${a.couple.map(one).sort().join(' & ')}` : one(a.need);
}

/** Which type can use which signature: judged once for each pair of a need and the attributes of a bed. */
function fitsOf({ examples, bareOf }: People, signatures: readonly Signature[]): Uint8Array {
  const fits = new Uint8Array(Math.max(1, examples.length) * Math.max(1, signatures.length));
  const bares = signatures.reduce((most, s) => Math.max(most, s.bare), -1) + 1;
  const judged = new Uint8Array(bares * (bareOf.reduce((most, b) => Math.max(most, b), -1) + 1));
  for (const [t, a] of examples.entries())
    for (const [i, s] of signatures.entries()) {
      // Who asks to transfer keeps the very bed they lie in, whatever has changed since, and is not moved to another
      // bed of the same house.
      if (a.present && s.facility === a.present.facility) {
        fits[t * signatures.length + i] = +(s.owner === a.id);
        continue;
      }
      const slot = (bareOf[t] as number) * bares + s.bare;
      if (judged[slot] === 0) judged[slot] = 1 + +usable(a, s);
      fits[t * signatures.length + i] = (judged[slot] as number) - 1;
    }
  return fits;
}

function usable(a: MarketApplicant, s: Signature): boolean {
  if (a.couple) return s.whole !== null && coupleFits(a.couple, s.whole).length === 0;
  return s.whole === null && standsInTheWay(a.need ?? {}, s.bed, s.takes).length === 0;
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
