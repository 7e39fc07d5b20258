// Decides in which order facilities are shown to a family and why, from public facts and its wishes alone: unpaid,
// deterministic, the same for everybody who answers the same. What is not known fulfils no wish, and a figure older than
// 72 hours is no free bed (domain §4).
import { FRESH_HOURS } from '../../facilities/rules.ts';
import type { Fen } from '../../kernel/money.ts';

export const wishes = [
  'near',
  'price',
  'dementia',
  'medical',
  'medical_insurance',
  'long_term_care_insurance',
  'consumption_coupon',
  'stars',
] as const;
export type Wish = (typeof wishes)[number];
export const MOST_WISHES = 3;

export type Candidate = {
  id: string;
  kind: string;
  /** beds free today for such a person, or of all when nothing is known of the person */
  free: number;
  confirmed_at: string | null;
  /** of the place asked from; null: none was named */
  distance_km: number | null;
  walking_minutes: number | null;
  /** the facility's point is known to its street only */
  roughly: boolean;
  /** what the family pays a month at least and at most; null: the price is not filed */
  least_fen: Fen | null;
  most_fen: Fen | null;
  /** something was taken off the filed price */
  subsidised: boolean;
  stars: number | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  dementia_unit: boolean | null;
  services: readonly string[] | null;
};
export type Wanted = { wishes: readonly Wish[]; max_fen: Fen | null; dementia: boolean; now: Date };

/** 2 fulfilled, 1 perhaps or half, 0 not, or not known. */
type Grade = 0 | 1 | 2;
export type Tone = 'good' | 'perhaps' | 'bad' | 'unknown';
export type Why = { code: string; tone: Tone; values: Record<string, string | number> };
export type Ranked = { id: string; bed: boolean; points: number; most: number; why: Why[] };

/** On foot, as an elder walks: the 15-minute circle, and twice as far. */
export const NEAR_MINUTES = 15;
const HALF_NEAR_MINUTES = 30;
const GOOD_STARS = 3;

const tones = ['bad', 'perhaps', 'good'] as const;
const told = (code: string, grade: Grade, values: Why['values'] = {}): [Grade, Why] => [
  grade,
  { code, tone: tones[grade], values },
];
const unknown = (code: string): [Grade, Why] => [0, { code, tone: 'unknown', values: {} }];
const said = (value: boolean | null, code: string) =>
  value === null ? unknown(`${code}_unknown`) : told(value ? code : `${code}_no`, value ? 2 : 0);

function grade(wish: Wish, of: Candidate, wanted: Wanted): [Grade, Why] {
  if (wish === 'near') {
    const { walking_minutes: minutes } = of;
    if (minutes === null) return unknown('near_unknown');
    if (minutes > HALF_NEAR_MINUTES) return told('near_no', 0, { minutes });
    // A place known to its street only may be on either side of the circle.
    return minutes <= NEAR_MINUTES && !of.roughly ? told('near', 2, { minutes }) : told('near_half', 1, { minutes });
  }
  if (wish === 'price') {
    const { least_fen: least, most_fen: most } = of;
    if (least === null || most === null) return unknown('price_unknown');
    const max = wanted.max_fen;
    if (max === null) return told('price', 2, { sum: most });
    if (most <= max) {
      const how = !of.subsidised ? 'price_within_filed' : least === most ? 'price_within' : 'price_within_range';
      return told(how, 2, { least, sum: most, max });
    }
    if (least <= max) return told('price_perhaps', 1, { least, sum: most, max });
    return told(of.subsidised ? 'price_over' : 'price_over_filed', 0, { sum: least, max });
  }
  if (wish === 'dementia') return said(of.dementia_unit, 'dementia');
  if (wish === 'medical') {
    if (of.kind === 'medical_point') return told('medical', 2);
    return said(of.services === null ? null : of.services.includes('medical'), 'medical');
  }
  if (wish === 'stars') {
    if (of.stars === null) return unknown('stars_unknown');
    return told('stars', of.stars >= GOOD_STARS ? 2 : 1, { n: of.stars });
  }
  return said(of[wish], wish);
}

function bedOf(of: Candidate, { now, dementia }: Wanted): [boolean, Why] {
  const old = of.confirmed_at === null || now.getTime() - Date.parse(of.confirmed_at) > FRESH_HOURS.grey * 3_600_000;
  const values = { n: of.free, ...(of.confirmed_at === null ? {} : { at: of.confirmed_at }) };
  if (old)
    return [false, { code: of.confirmed_at === null ? 'bed_unconfirmed' : 'bed_stale', tone: 'unknown', values }];
  if (of.free <= 0) return [false, { code: 'bed_none', tone: 'bad', values }];
  return [true, { code: dementia ? 'bed_dementia' : 'bed', tone: 'good', values }];
}

const least = (a: number | null, b: number | null) =>
  (a ?? Number.POSITIVE_INFINITY) === (b ?? Number.POSITIVE_INFINITY)
    ? 0
    : (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY);

/**
 * First those with a bed free for this person; then by how many of the wishes they fulfil (2 points each, 1 for perhaps or
 * half); then the nearer, the cheaper, the one with more beds free, the one with more stars; at last by id.
 * Two facilities are compared by themselves alone, so one more or fewer never turns the others around.
 */
export function rank(candidates: readonly Candidate[], wanted: Wanted): Ranked[] {
  const chosen = wishes.filter((w) => wanted.wishes.includes(w));
  const judged = candidates.map((of) => {
    const [bed, why] = bedOf(of, wanted);
    const graded = chosen.map((wish) => grade(wish, of, wanted));
    const points = graded.reduce((sum, [g]) => sum + g, 0);
    return { of, bed, points, why: [why, ...graded.map(([, w]) => w)] };
  });
  judged.sort(
    (a, b) =>
      Number(b.bed) - Number(a.bed) ||
      b.points - a.points ||
      least(a.of.distance_km, b.of.distance_km) ||
      least(a.of.most_fen, b.of.most_fen) ||
      (a.bed ? b.of.free - a.of.free : 0) ||
      (b.of.stars ?? 0) - (a.of.stars ?? 0) ||
      (a.of.id < b.of.id ? -1 : a.of.id > b.of.id ? 1 : 0),
  );
  return judged.map(({ of, bed, points, why }) => ({ id: of.id, bed, points, most: 2 * chosen.length, why }));
}
