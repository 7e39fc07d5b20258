// Decides in what order facilities are listed, by what nobody can pay for, and what else to look for where nothing is free.

/** Figures older than this are amber, and grey and out of "has a bed" (domain §4: 24 h and 72 h; 7 days to the bureau). */
export const FRESH_HOURS = { amber: 24, grey: 72, bureau: 168 } as const;
/** How a list may be ordered, the first when nobody says. Nothing paid and nothing by chance is among them. */
export const orders = ['distance', 'price', 'free', 'stars'] as const;
export type Order = (typeof orders)[number];
export type Listed = {
  id: string;
  distance_km: number;
  /** what the family pays a month when the question says for whom, else the price as filed; null: 未填报 */
  monthly_min_fen: number | null;
  family_fen?: number | null;
  free: number;
  free_for_person: number | null;
  confirmed_at: string | null;
  stars: number | null;
};
const HOUR_MS = 3_600_000;
export const paidBy = (of: Pick<Listed, 'family_fen' | 'monthly_min_fen'>): number | null =>
  of.family_fen ?? of.monthly_min_fen;
const known = (n: number | null, ifNot: number) => n ?? ifNot;

/**
 * A list in the order asked for; ties by distance, then id. What is not filed comes last, and beds nobody has confirmed
 * for 72 hours count as none.
 * @param now milliseconds since 1970
 */
export function inOrder<L extends Listed>(rows: readonly L[], by: Order, now: number): L[] {
  const beds = (of: L) => {
    const age = of.confirmed_at ? now - Date.parse(of.confirmed_at) : Number.POSITIVE_INFINITY;
    return age > FRESH_HOURS.grey * HOUR_MS ? 0 : (of.free_for_person ?? of.free);
  };
  const worth: Record<Order, (of: L) => number> = {
    distance: () => 0,
    price: (of) => known(paidBy(of), Number.MAX_SAFE_INTEGER),
    free: (of) => -beds(of),
    stars: (of) => -known(of.stars, 0),
  };
  const n = worth[by];
  return [...rows].sort((a, b) => n(a) - n(b) || a.distance_km - b.distance_km || (a.id < b.id ? -1 : 1));
}

export type FacilityKind = 'nursing_home' | 'community_point' | 'day_care' | 'medical_point';
/** What a person or a family asks of a facility; everything left out does not matter. */
export type Filters = {
  kinds?: readonly FacilityKind[];
  /** a bed is free for such a person; any of the three narrows */
  sex?: 'male' | 'female';
  level?: number;
  dementia?: boolean;
  /** a bed is free, by a figure not older than 72 h */
  hasBed?: boolean;
  /** part of a name, of its pinyin or of its initials */
  text?: string;
  medicalInsurance?: boolean;
  longTermCareInsurance?: boolean;
  consumptionCoupon?: boolean;
  priceMaxFen?: number;
  starsMin?: number;
  /** a contract lot with something left */
  contract?: boolean;
};
/** Another way of being cared for; `day`: on which weekdays a place is free has to be asked day by day. */
export type Alternative = { id: 'stay' | 'day' | 'home'; kinds: FacilityKind[] };
const STAYS: FacilityKind[] = ['nursing_home', 'medical_point'];

/**
 * Where nothing is free, what else to look for, from the nearest to what was asked to the furthest from it: a bed in a home
 * of the other kind, a day place on some weekdays, a bed at home with the community point. What was asked itself is left out.
 */
export function alternativesTo(asked: { kinds: readonly FacilityKind[]; days: readonly number[] }): Alternative[] {
  const { kinds } = asked;
  const wanted = (kind: FacilityKind) => kinds.length === 0 || kinds.includes(kind);
  const forStay = asked.days.length === 0 && STAYS.some(wanted);
  const other = STAYS.filter((kind) => !wanted(kind));
  const list: Alternative[] = [];
  if (forStay && other.length) list.push({ id: 'stay', kinds: other });
  list.push({ id: 'day', kinds: ['day_care', 'community_point'] });
  if (!kinds.includes('community_point') || asked.days.length > 0)
    list.push({ id: 'home', kinds: ['community_point'] });
  if (!forStay) list.push({ id: 'stay', kinds: STAYS });
  return list;
}

/** Of answers by weekday, the nearest that has a place on any: where, and on which days. Null when none has. */
export function dayPlace<F extends { id: string; distance_km: number }>(
  byDay: ReadonlyMap<number, readonly F[]>,
): { at: F; days: number[] } | null {
  const all = new Map<string, { at: F; days: number[] }>();
  for (const [day, list] of [...byDay].sort(([a], [b]) => a - b))
    for (const at of list) {
      const one = all.get(at.id) ?? { at, days: [] };
      one.days.push(day);
      all.set(at.id, one);
    }
  const [best] = [...all.values()].sort((a, b) => a.at.distance_km - b.at.distance_km || (a.at.id < b.at.id ? -1 : 1));
  return best ?? null;
}
