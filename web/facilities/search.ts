import { type Order, orders } from '../../server/facilities/rules.ts';
import { walkingKm } from '../../server/kernel/geo.ts';
import type { Place } from '../ui/map/types.ts';
import type { Query } from '../ui/url.ts';

/**
 * What a reader looks for, as it stands in the address: `at` a street or community code, or `lng`+`lat` (with `lm`, the
 * named place that lies there); `r` km; `area` when the map was the reader's own choice; `kind`, `needs` comma-separated;
 * `bed`, `dementia` '1'; `from` the first day; `days` weekdays of day care, 1–5; `level`, `sex`; `max` yuan a month, of
 * what the family pays once `level` says for whom; `stars` at least; `stay` 'short', which filters
 * nothing and goes along to an application; `walk` '15' minutes on foot; `q` text; `sort` one
 * of `orders`; `sel` the chosen facility; `map` '1' on a phone.
 */
export const FILTERS = [
  'kind',
  'bed',
  'from',
  'days',
  'sex',
  'dementia',
  'level',
  'max',
  'needs',
  'stars',
  'walk',
  'q',
  'r',
] as const;
export const NEEDS = ['medical_insurance', 'long_term_care_insurance', 'consumption_coupon'] as const;
export type Need = (typeof NEEDS)[number];

export type FilterQuery = {
  kinds?: string;
  level?: string;
  sex?: 'male' | 'female';
  dementia?: 'true';
  has_bed?: 'true';
  text?: string;
  price_max_fen?: string;
  stars_min?: string;
} & { [need in Need]?: 'true' };
export type NearbyQuery = FilterQuery & {
  lng?: string;
  lat?: string;
  community?: string;
  radius_km?: string;
  weekdays?: string;
  from?: string;
  limit?: string;
  cursor?: string;
};
/** The question and what the page itself judges: no family's share is told to the server. */
export type Asked = NearbyQuery & { familyMaxFen?: number };

export const list = (text: string | undefined): string[] => (text ? text.split(',').filter(Boolean) : []);

/** The filters as the API names them. What the address says wrongly is sent as it is: the server says what is wrong. */
export function filterQuery(query: Query): FilterQuery {
  const wanted: FilterQuery = {};
  if (query.kind) wanted.kinds = query.kind;
  if (query.level) wanted.level = query.level;
  if (query.sex) wanted.sex = query.sex as 'male' | 'female';
  if (query.dementia) wanted.dementia = 'true';
  if (query.bed) wanted.has_bed = 'true';
  if (query.q) wanted.text = query.q;
  // With a level the page knows what the family pays, and that is what is meant
  if (query.max && !query.level) wanted.price_max_fen = String(fenOf(query.max));
  if (query.stars) wanted.stars_min = query.stars;
  for (const need of list(query.needs)) if (isNeed(need)) wanted[need] = 'true';
  return wanted;
}

const isNeed = (text: string): text is Need => (NEEDS as readonly string[]).includes(text);

const fenOf = (yuan: string): number => Math.round(Number(yuan) * 100);

/** Minutes on foot that can be asked for. */
export const WALK = 15;
/** The circle somebody asked for: fifteen minutes around their place, or a radius on the map. */
export function circleOf(query: Query): number | null {
  const walk = query.walk && chosen(query) ? walkingKm(WALK) : null;
  const radius = query.r ? Number(query.r) : null;
  return walk !== null && radius !== null ? Math.min(walk, radius) : (walk ?? radius);
}
const chosen = (query: Query): boolean => !!query.at || (!!query.lng && !!query.lat);

/** The whole question, from the chosen place or else from `centre`; null while that is not known yet. */
export function nearbyQuery(query: Query, centre: Place | null): Asked | null {
  const km = circleOf(query);
  const asked = {
    ...(km === null ? {} : { radius_km: query.walk ? km.toFixed(4) : (query.r ?? '') }),
    ...filterQuery(query),
    ...(query.days ? { weekdays: query.days } : {}),
    ...(query.from ? { from: query.from } : {}),
    ...(query.max && query.level ? { familyMaxFen: fenOf(query.max) } : {}),
  };
  if (query.at) return { community: query.at, ...asked };
  if (query.lng && query.lat) return { lng: query.lng, lat: query.lat, ...asked };
  return centre && { lng: String(centre.lng), lat: String(centre.lat), ...asked };
}

/** Can the server's clusters be narrowed by all of this? They know no circle, no days and no family's share. */
export const clustersKnow = (query: Query): boolean =>
  !query.days && !query.from && circleOf(query) === null && !(query.max && query.level);

export const orderOf = (query: Query): Order => orders.find((one) => one === query.sort) ?? 'distance';

/** What goes along to a facility's page and comes back: the place and the filters, not the view. */
export function carried(query: Query): Query {
  const { sel: _, map: __, area: ___, ...rest } = query;
  return rest;
}
