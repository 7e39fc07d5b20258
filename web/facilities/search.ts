import type { Place } from '../ui/map/types.ts';
import type { Query } from '../ui/url.ts';

/**
 * What a reader looks for, as it stands in the address: `at` a street or community code, or `lng`+`lat`; `r` km; `area` when
 * the map was the reader's own choice; `kind`, `needs` comma-separated; `bed`, `dementia` '1'; `level`, `sex`; `max` yuan
 * a month; `q` text; `sel` the chosen facility; `map` '1' on a phone.
 */
export const FILTERS = ['kind', 'bed', 'sex', 'dementia', 'level', 'max', 'needs', 'q', 'r'] as const;
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
} & { [need in Need]?: 'true' };
export type NearbyQuery = FilterQuery & {
  lng?: string;
  lat?: string;
  community?: string;
  radius_km?: string;
  limit?: string;
  cursor?: string;
};

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
  if (query.max) wanted.price_max_fen = String(Math.round(Number(query.max) * 100));
  for (const need of list(query.needs)) if (isNeed(need)) wanted[need] = 'true';
  return wanted;
}

const isNeed = (text: string): text is Need => (NEEDS as readonly string[]).includes(text);

/** The whole question, from the chosen place or else from `centre`; null while that is not known yet. */
export function nearbyQuery(query: Query, centre: Place | null): NearbyQuery | null {
  const filters = filterQuery(query);
  const radius = query.r ? { radius_km: query.r } : {};
  if (query.at) return { community: query.at, ...radius, ...filters };
  if (query.lng && query.lat) return { lng: query.lng, lat: query.lat, ...radius, ...filters };
  return centre && { lng: String(centre.lng), lat: String(centre.lat), ...radius, ...filters };
}

/** What goes along to a facility's page and comes back: the place and the filters, not the view. */
export function carried(query: Query): Query {
  const { sel: _, map: __, area: ___, ...rest } = query;
  return rest;
}
