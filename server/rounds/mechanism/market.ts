// Decides what a market is: who waits with which key and wishes, which beds there are, what contracts still cover.
// A round's stored snapshot and the file `npm run -s allocate -- market.json` reads are this one format.
import type { Bed, Need, RoomSex, Sex } from '../../facilities/rules.ts';
import type { Day } from '../../kernel/period.ts';

export const FORMAT = 'yiwei-market/1';

/** Components of a priority key, compared left to right, smaller first. Two people never have equal keys. */
export type Key = readonly (number | string)[];
export type Spot = { lng: number; lat: number };

/** What a person needs of a bed; everything left out does not matter, so that a plain market needs none of it. */
export type MarketNeed = Partial<Omit<Need, 'days'>> & {
  /** ISO weekdays of day care */
  days?: readonly number[];
  /** infection control: only a bed that isolates */
  isolation?: boolean;
};

export type MarketApplicant = {
  id: string;
  key: Key;
  need?: MarketNeed;
  /** Named facilities in order of wish, then, with `accept_any`, every other within `radius_km` by distance. */
  choices: readonly string[];
  accept_any?: boolean;
  radius_km?: number;
  home?: Spot;
  /** Facilities the person has given up and is not asked about again. */
  exited?: readonly string[];
  /** A term of the facility in the key, only where the queue's rules say so: the key that holds at that facility. */
  key_at?: Readonly<Record<string, Key>>;
  /** Asks to transfer: keeps this bed unless a better wish comes true. Last on the list, first in the order there. */
  present?: { facility: string; bed: string };
  /** A couple that wants one whole couple-room: the needs of both. */
  couple?: readonly [MarketNeed, MarketNeed];
};

export type MarketBed = {
  id: string;
  kind?: Bed['kind'];
  level_min?: number;
  level_max?: number;
  dementia?: boolean;
  isolation?: boolean;
  equipment?: readonly string[];
  pool?: Bed['pool'];
  /** weekdays free, for a day place; every day when left out */
  days?: readonly number[];
  /** an expected vacancy: free from this day on, within the round's horizon */
  free_on?: Day;
};

/** `taken`: the sex of whoever lies in an undesignated room already, which decides it. `whole`: a couple-room, all free. */
export type MarketRoom = { id: string; sex: RoomSex; taken?: Sex; whole?: boolean; beds: readonly MarketBed[] };

/** Either `capacity` interchangeable places, or rooms with beds. */
export type MarketFacility = { id: string; at?: Spot; capacity?: number; rooms?: readonly MarketRoom[] };

/** Places a contract still covers, at these facilities together, for these kinds of bed (all when left out). */
export type MarketLot = { id: string; left: number; facilities: readonly string[]; kinds?: readonly Bed['kind'][] };

export type Market = {
  format: typeof FORMAT;
  /** what the components of the keys are, for explanations */
  key_names?: readonly string[];
  /** Beds for guaranteed persons need no lot. Without `lots` contracts do not limit anything. */
  lots?: readonly MarketLot[];
  applicants: readonly MarketApplicant[];
  facilities: readonly MarketFacility[];
};

/** Negative when `a` comes first. A key that is a beginning of another comes first. */
export function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const x = a[i] as number | string;
    const y = b[i] as number | string;
    if (x === y) continue;
    // Numbers before texts, so that even keys of mixed shape have one order.
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
