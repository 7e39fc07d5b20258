// Decides what a list of facilities changes: where each lies, which one it is, and what of it is new; nothing is made up for
// what the list leaves out.
import { isInChina } from '../../kernel/geo.ts';
import type { Note } from './cells.ts';

export type FacilityLine = {
  line: number;
  name: string;
  kind: 'nursing_home' | 'community_point' | 'day_care' | 'medical_point';
  community: string;
  street?: string;
  address?: string | null;
  lng: number;
  lat: number;
  phone?: string | null;
  nature?: 'public' | 'private' | 'public_private' | null;
  stars?: number | null;
  stars_source?: string | null;
  medical_insurance?: boolean | null;
  long_term_care_insurance?: boolean | null;
  consumption_coupon?: boolean | null;
  dementia_unit?: boolean | null;
  services?: string[] | null;
  care_fee_min_fen?: number | null;
  care_fee_max_fen?: number | null;
  meal_fee_fen?: number | null;
  deposit_fen?: number | null;
  filed_on?: string | null;
  beds?: number | null;
  residents?: number | null;
  credit_code?: string | null;
  external_id?: string | null;
};

export type Community = { code: string; names: readonly string[]; street: string; streetNames: readonly string[] };
export type Box = { west: number; south: number; east: number; north: number };
/** Of a facility on record; `external` is the credit code or number it was brought with. */
export type KnownFacility = {
  id: string;
  name: string;
  kind: FacilityLine['kind'];
  streetCode: string;
  external: string | null;
  row: Readonly<Record<FacilityColumn, unknown>>;
};
/** What a list may change, by the name of the column of the facility. */
export const facilityColumns = [
  'name',
  'streetCode',
  'communityCode',
  'address',
  'lng',
  'lat',
  'accuracyM',
  'phone',
  'nature',
  'stars',
  'starsSource',
  'medicalInsurance',
  'longTermCareInsurance',
  'consumptionCoupon',
  'dementiaUnit',
  'services',
  'careFeeMinFen',
  'careFeeMaxFen',
  'mealFeeFen',
  'depositFen',
  'filedOn',
] as const;
export type FacilityColumn = (typeof facilityColumns)[number];

export type PlaceRefusal = { line: number; column: string } & Note;
export type FacilityTarget = {
  line: number;
  /** null: a new one */
  id: string | null;
  name: string;
  kind: FacilityLine['kind'];
  external: string | null;
  set: Partial<Record<FacilityColumn, unknown>>;
  changes: { field: string; from: unknown; to: unknown }[];
};
export type Surroundings = {
  communities: readonly Community[];
  /** where the district's communities lie, with some room around; null: nobody has told */
  box: Box | null;
  known: readonly KnownFacility[];
  accuracyM: number;
  swapped: boolean;
  toWgs84: (lng: number, lat: number) => readonly [number, number];
};

const inside = (box: Box, lng: number, lat: number) =>
  lng >= box.west && lng <= box.east && lat >= box.south && lat <= box.north;
/** About a metre: what turning a point into another system and back leaves. */
const SAME_DEGREES = 1e-5;
const sorted = (v: unknown) => JSON.stringify(Array.isArray(v) ? [...v].sort() : (v ?? null));
const same = (field: string, a: unknown, b: unknown) =>
  field === 'lng' || field === 'lat' ? Math.abs(Number(a) - Number(b)) < SAME_DEGREES : sorted(a) === sorted(b);

/** The point in WGS84, or why it cannot be one of the district. */
function pointOf(l: FacilityLine, s: Surroundings): { lng: number; lat: number } | PlaceRefusal {
  const [x, y] = s.swapped ? [l.lat, l.lng] : [l.lng, l.lat];
  const fits = (lng: number, lat: number) => (s.box ? inside(s.box, lng, lat) : isInChina(lng, lat));
  const [lng, lat] = s.toWgs84(x, y);
  if (fits(lng, lat)) return { lng: Math.round(lng * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 };
  const [otherLng, otherLat] = s.toWgs84(y, x);
  const code = fits(otherLng, otherLat) ? 'import_swapped' : 'import_outside';
  return { line: l.line, column: 'lng', code, values: { lng: x, lat: y } };
}

const plain = (name: string) => name.normalize('NFKC').replace(/\s/g, '');

/**
 * What the list changes, facility by facility: found by credit code or number, else by name within its street. A list
 * takes nothing away, and a field it does not have stays as it is.
 */
export function diffFacilities(
  lines: readonly FacilityLine[],
  s: Surroundings,
): { targets: FacilityTarget[]; refused: PlaceRefusal[] } {
  const refused: PlaceRefusal[] = [];
  const byName = Map.groupBy(
    s.communities.flatMap((c) => [c.code, ...c.names].map((name) => [name, c] as const)),
    ([name]) => name,
  );
  const byExternal = new Map(s.known.flatMap((k) => (k.external ? [[k.external, k] as const] : [])));
  const byPlace = new Map(s.known.map((k) => [`${plain(k.name)} ${k.streetCode}`, k]));
  const seen = new Map<string, number>();
  const targets = lines.flatMap((l): FacilityTarget[] => {
    const found: PlaceRefusal[] = [];
    const refuse = (column: string, note: Note) => found.push({ line: l.line, column, ...note });
    const named = byName.get(l.community) ?? [];
    const within = l.street ? named.filter(([, c]) => [c.street, ...c.streetNames].includes(l.street!)) : named;
    const community = (within.length === 1 ? within : named.length === 1 ? named : [])[0]?.[1];
    if (!community) refuse('community', { code: 'import_community', values: { text: l.community.slice(0, 30) } });
    else if (l.street && within.length === 0)
      refuse('street', {
        code: 'import_street',
        values: { text: l.street.slice(0, 30), street: community.streetNames[0] ?? community.street },
      });
    const point = pointOf(l, s);
    if ('code' in point) found.push(point);
    if (l.beds != null && l.residents != null && l.residents > l.beds)
      refuse('residents', { code: 'import_over_capacity', values: { residents: l.residents, beds: l.beds } });
    if (l.stars != null && (l.stars < 1 || l.stars > 5 || !l.stars_source)) refuse('stars', { code: 'import_stars' });
    if (l.credit_code != null && !/^[0-9A-Z]{18}$/.test(l.credit_code))
      refuse('credit_code', { code: 'import_credit_code' });

    const place = `${plain(l.name)} ${community?.street}`;
    const numbers = [l.credit_code, l.external_id].filter((n): n is string => !!n);
    const known = numbers.map((n) => byExternal.get(n)).find(Boolean) ?? byPlace.get(place);
    const key = known?.id ?? numbers[0] ?? place;
    const twice = seen.get(key) ?? seen.get(place);
    if (twice !== undefined) refuse('name', { code: 'import_facility_twice', values: { other: twice } });
    seen.set(key, l.line);
    seen.set(place, l.line);
    if (known && known.kind !== l.kind) refuse('kind', { code: 'import_kind_fixed', values: { known: known.kind } });
    refused.push(...found);
    if (found.length || !community || 'code' in point) return [];
    const set = columnsOf(l, community, point, s.accuracyM);
    const changes = Object.entries(set)
      .filter(([field, to]) => known && !same(field, known.row[field as FacilityColumn], to))
      .map(([field, to]) => ({ field, from: known?.row[field as FacilityColumn] ?? null, to: to ?? null }));
    const external = numbers[0] ?? null;
    return [
      {
        line: l.line,
        id: known?.id ?? null,
        name: l.name,
        kind: l.kind,
        external: known?.external ?? external,
        set,
        changes,
      },
    ];
  });
  return { targets, refused };
}

function columnsOf(
  l: FacilityLine,
  community: Community,
  point: { lng: number; lat: number },
  accuracyM: number,
): FacilityTarget['set'] {
  const said: FacilityTarget['set'] = {
    name: l.name,
    streetCode: community.street,
    communityCode: community.code,
    address: l.address,
    ...point,
    accuracyM,
    phone: l.phone,
    nature: l.nature,
    stars: l.stars,
    starsSource: l.stars === undefined ? undefined : l.stars === null ? null : l.stars_source,
    medicalInsurance: l.medical_insurance,
    longTermCareInsurance: l.long_term_care_insurance,
    consumptionCoupon: l.consumption_coupon,
    dementiaUnit: l.dementia_unit,
    services: l.services,
    careFeeMinFen: l.care_fee_min_fen,
    careFeeMaxFen: l.care_fee_max_fen,
    mealFeeFen: l.meal_fee_fen,
    depositFen: l.deposit_fen,
    filedOn: l.filed_on,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
