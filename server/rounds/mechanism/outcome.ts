// Decides what a run says: who gets which bed, which openings were decided and for whom, and the cut-off at every
// facility for every type of person. Everything is named by the market's own ids and in the common order, so that the
// same market gives the same bytes.
import { Acceptance } from './accept.ts';
import { type Compiled, compile, type Opening } from './instance.ts';
import type { Market } from './market.ts';
import { settle } from './moves.ts';
import { type Decided, type Run, runRound } from './open.ts';

export type Placement = {
  applicant: string;
  facility: string;
  /** one bed, or the two of a couple-room */
  beds: string[];
  /** which of the person's wishes came true, from 1 */
  choice: number;
  /**
   * the contract lot each bed is charged to; none for a bed of the reserve, a bed that somebody who asked to transfer has
   * (their place in the contract stays with it), or in a market without lots
   */
  lots: string[];
};
export type OpeningMade = Pick<Opening, 'what' | 'id' | 'as'> & { facility: string; pass: number; claimant: string };
/** From a facility's point of view, per group of people with the same needs (named by its first in order). */
export type CutOff = { facility: string; like: string; last: string | null; open: boolean };
export type Outcome = {
  placements: Placement[];
  unplaced: string[];
  openings: OpeningMade[];
  reverted: OpeningMade[];
  cut_offs: CutOff[];
  passes: number;
};

/** One whole run: fixed cells, openings, seats, cut-offs. Pure: the same market gives the same outcome anywhere. */
export function runMarket(market: Market): Outcome {
  const instance = compile(market);
  return outcomeOf(instance, runRound(instance));
}

export function outcomeOf(instance: Compiled, run: Run): Outcome {
  const { acceptance, decided, reverted, passes } = run;
  for (let f = 0; f < instance.facilities; f += 1) settle(acceptance, f);
  const bedOf = nameBeds(instance, acceptance, decided);
  const charge = charges(instance, decided);
  const placements: Placement[] = [];
  const unplaced: string[] = [];
  for (let a = 0; a < instance.applicants; a += 1) {
    const cell = acceptance.cell[a] as number;
    const applicant = instance.applicantIds[a] as string;
    if (cell === Acceptance.NONE) {
      unplaced.push(applicant);
      continue;
    }
    const beds = bedOf.get(a) ?? '';
    placements.push({
      applicant,
      facility: instance.facilityIds[acceptance.facilityOf(a)] as string,
      beds: instance.people[a]?.couple ? beds.split('+') : [beds],
      choice: (acceptance.at[a] as number) - (instance.listStart[a] as number) + 1,
      lots: charge(cell, beds),
    });
  }
  const made = (o: Decided): OpeningMade => ({
    facility: instance.facilityIds[o.facility] as string,
    what: o.what,
    id: o.id,
    as: o.as,
    pass: o.pass,
    claimant: instance.applicantIds[o.claimant] as string,
  });
  return {
    placements,
    unplaced,
    openings: decided.map(made),
    reverted: reverted.map(made),
    cut_offs: cutOffs(instance, acceptance),
    passes,
  };
}

/** Within a cell the first in order gets the first bed; beds of opened rooms come after those that were there. */
function nameBeds(instance: Compiled, acceptance: Acceptance, decided: readonly Decided[]): Map<number, string> {
  const beds = instance.cellBeds.map((list) => [...list]);
  const waiting = [...decided];
  for (let o = waiting.shift(), later = 0; o !== undefined; o = waiting.shift()) {
    // A day place cut by weekdays: the whole's last bed goes on as two parts under the same number. A part may be cut
    // again, by an opening that stands before the one it came from when an older cut was taken back.
    const cut = o.cells.find(([, by]) => by < 0);
    const bed = cut ? beds[cut[0]]?.pop() : undefined;
    if (cut && bed === undefined && later <= waiting.length) {
      waiting.push(o);
      later += 1;
      continue;
    }
    later = 0;
    for (const [cell, by, id] of o.cells) if (by > 0) beds[cell]?.push(bed ?? id);
  }
  const bedOf = new Map<number, string>();
  for (const [cell, list] of beds.entries()) {
    const people = [...acceptance.peopleIn(cell)].sort((x, y) => x - y);
    people.forEach((a, i) => {
      bedOf.set(a, list[i] as string);
    });
  }
  return bedOf;
}

/** Hands out the units of each lot number in the common order: those of its own lots, then those of shared ones. */
function charges(instance: Compiled, decided: readonly Decided[]): (cell: number, beds: string) => string[] {
  const own = instance.lotUnits.map((lots) => lots.map((l) => ({ ...l })));
  const shared = Map.groupBy(
    decided.filter((o) => o.what === 'quota'),
    (o) => o.lots[0]?.[0] ?? Acceptance.NONE,
  );
  const couples = new Map(
    decided.filter((o) => o.as === 'couple').map((o) => [o.cells[0]?.[2] ?? '', o.lots.map(([lot]) => lot)]),
  );
  const unit = (lot: number): string => {
    const mine = own[lot]?.find((l) => l.left > 0);
    if (!mine) return shared.get(lot)?.pop()?.id ?? '';
    mine.left -= 1;
    return mine.id;
  };
  return (cell, beds) => {
    const lot = instance.cellLot[cell] as number;
    const whole = instance.signatureList[instance.cellSignature[cell] as number]?.whole;
    if (whole) return (couples.get(beds) ?? []).map(unit);
    return lot === Acceptance.NONE ? [] : [unit(lot)];
  };
}

/** For each facility and each type that asks for it: who is the last that would still be taken. */
function cutOffs(instance: Compiled, acceptance: Acceptance): CutOff[] {
  const asked = new Map<number, number>();
  for (let a = instance.applicants - 1; a >= 0; a -= 1)
    for (let p = instance.listStart[a] as number; p < (instance.listStart[a + 1] as number); p += 1)
      asked.set((instance.listFacility[p] as number) * instance.types + (instance.typeOf[a] as number), a);
  return [...asked]
    .sort(([x], [y]) => x - y)
    .map(([slot, first]) => {
      const facility = Math.floor(slot / instance.types);
      const open = acceptance.search(facility, slot % instance.types) !== Acceptance.NONE;
      const last = open ? Acceptance.NONE : acceptance.latest();
      return {
        facility: instance.facilityIds[facility] as string,
        like: instance.applicantIds[first] as string,
        last: last === Acceptance.NONE ? null : (instance.applicantIds[last] as string),
        open,
      };
    });
}
