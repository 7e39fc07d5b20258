// Decides what of a facility is open data and how it reads as GeoJSON, CSV and Atom (政府信息公开条例). Only what the public
// pages show; nothing about a person; what a facility has not stated stays empty. HSDS is in mechanism/hsds.ts.

export type Place = {
  id: string;
  kind: 'nursing_home' | 'community_point' | 'day_care' | 'medical_point';
  name: string;
  street_code: string;
  street: string | null;
  community_code: string;
  community: string | null;
  address: string | null;
  lng: number;
  lat: number;
  accuracy_m: number;
  phone: string | null;
  nature: string | null;
  stars: number | null;
  stars_source: string | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  dementia_unit: boolean | null;
  services: string[] | null;
  monthly_min_fen: number | null;
  opening_hours: string | null;
  filed_on: string | null;
  closed_on: string | null;
  /** that day has come */
  ended: boolean;
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
  as_on: string;
  /** ISO instant; null: the facility has never confirmed its beds */
  confirmed_at: string | null;
  /** the grade published last, and the month it is of */
  grade: string | null;
  grade_from_on: string | null;
  demonstration: boolean;
};
/** What became public: never with a name. `at` is when. */
export type Notice = { id: string; kind: 'case' | 'contract' | 'funds'; at: string; about: string };

export const licence = {
  name: 'CC BY 4.0',
  url: 'https://creativecommons.org/licenses/by/4.0/',
} as const;

/** The sets offered, in the order of the page. `path` is below /api/v1/open-data. */
export const sets = [
  { code: 'hsds', path: '/hsds', type: 'application/json' },
  { code: 'facilities_geojson', path: '/facilities.geojson', type: 'application/geo+json' },
  { code: 'facilities_csv', path: '/facilities.csv', type: 'text/csv' },
  { code: 'capacity_csv', path: '/capacity.csv', type: 'text/csv' },
  { code: 'vacancies_atom', path: '/vacancies.atom', type: 'application/atom+xml' },
  { code: 'notices_atom', path: '/notices.atom', type: 'application/atom+xml' },
] as const;
export type SetCode = (typeof sets)[number]['code'];

export const kindWords: Record<Place['kind'], string> = {
  nursing_home: '养老院',
  community_point: '社区居家养老服务点',
  day_care: '日间照料中心',
  medical_point: '养老医疗护理点',
};

/** Yuan with two places, from fen; exact. */
export const yuan = (fen: number): number => Math.round(fen) / 100;

const properties = (p: Place) => ({
  id: p.id,
  kind: p.kind,
  name: p.name,
  street_code: p.street_code,
  street: p.street,
  community_code: p.community_code,
  community: p.community,
  address: p.address,
  accuracy_m: p.accuracy_m,
  phone: p.phone,
  nature: p.nature,
  stars: p.stars,
  stars_source: p.stars_source,
  grade: p.grade,
  grade_from_on: p.grade_from_on,
  medical_insurance: p.medical_insurance,
  long_term_care_insurance: p.long_term_care_insurance,
  consumption_coupon: p.consumption_coupon,
  dementia_unit: p.dementia_unit,
  services: p.services,
  monthly_min_yuan: p.monthly_min_fen === null ? null : yuan(p.monthly_min_fen),
  opening_hours: p.opening_hours,
  filed_on: p.filed_on,
  closed_on: p.closed_on,
  demonstration: p.demonstration,
});
const beds = (p: Place) => ({
  filed: p.filed,
  out_of_service: p.closed,
  occupied: p.occupied,
  reserved: p.held,
  free: p.free,
  as_on: p.as_on,
  confirmed_at: p.confirmed_at,
});

/** WGS84, as RFC 7946 has it; six decimals are a tenth of a metre. */
export const geojsonOf = (places: readonly Place[]) => ({
  type: 'FeatureCollection' as const,
  features: places.map((p) => ({
    type: 'Feature' as const,
    id: p.id,
    geometry: { type: 'Point' as const, coordinates: [rounded(p.lng), rounded(p.lat)] },
    properties: { ...properties(p), ...beds(p) },
  })),
});
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

type Cell = string | number | null;
const cell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.join(';');
  return typeof value === 'number' ? value : String(value);
};
const rowsOf = (facts: readonly Record<string, unknown>[], heading: readonly string[]) => ({
  heading: [...heading],
  rows: facts.map((fact) => heading.map((name) => cell(fact[name]))),
});

/** Columns by their names in GeoJSON, so that both read alike; empty is not stated. */
export function facilitySheet(places: readonly Place[]) {
  const facts = places.map((p) => ({ ...properties(p), lng: rounded(p.lng), lat: rounded(p.lat) }));
  return rowsOf(facts, facilityColumns);
}
export function capacitySheet(places: readonly Place[]) {
  return rowsOf(
    places.map((p) => ({ id: p.id, kind: p.kind, name: p.name, ...beds(p) })),
    capacityColumns,
  );
}
const facilityColumns = [
  'id',
  'kind',
  'name',
  'street_code',
  'street',
  'community_code',
  'community',
  'address',
  'lng',
  'lat',
  'accuracy_m',
  'phone',
  'nature',
  'stars',
  'stars_source',
  'grade',
  'grade_from_on',
  'medical_insurance',
  'long_term_care_insurance',
  'consumption_coupon',
  'dementia_unit',
  'services',
  'monthly_min_yuan',
  'opening_hours',
  'filed_on',
  'closed_on',
  'demonstration',
] as const;
const capacityColumns = [
  'id',
  'kind',
  'name',
  'filed',
  'out_of_service',
  'occupied',
  'reserved',
  'free',
  'as_on',
  'confirmed_at',
] as const;

export type Entry = { id: string; title: string; href: string; at: string };
export type Feed = { id: string; title: string; author: string; self: string; at: string; entries: Entry[] };

const escaped = (text: string) =>
  text
    .replace(/[^\P{Cc}\t\n\r]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** RFC 4287. An entry keeps its id and takes a new date when its fact changes: a reader shows it again. */
export function atomOf(feed: Feed): string {
  const entries = feed.entries.map(
    (e) => `  <entry>
    <id>urn:uuid:${e.id}</id>
    <title>${escaped(e.title)}</title>
    <link href="${escaped(e.href)}"/>
    <updated>${e.at}</updated>
  </entry>
`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
  <id>urn:uuid:${feed.id}</id>
  <title>${escaped(feed.title)}</title>
  <author><name>${escaped(feed.author)}</name></author>
  <link rel="self" type="application/atom+xml" href="${escaped(feed.self)}"/>
  <rights>${licence.name} ${licence.url}</rights>
  <updated>${feed.at}</updated>
${entries.join('')}</feed>
`;
}

const MOST_ENTRIES = 200;
type Made = { derive: (kind: string, of: string) => string; link: (path: string) => string; district: string };

/** Facilities by their latest word on their beds; one that has never confirmed has not said anything yet. */
export function vacancyEntries(places: readonly Place[], { derive, link }: Made): Entry[] {
  return places
    .filter((p) => p.confirmed_at !== null && !p.ended)
    .sort((a, b) => (a.confirmed_at! < b.confirmed_at! ? 1 : -1))
    .slice(0, MOST_ENTRIES)
    .map((p) => ({
      id: derive('vacancy', p.id),
      title: `${p.name}：空 ${p.free} 床（共 ${p.filed} 床）`,
      href: link(`/facilities/${p.id}`),
      at: p.confirmed_at!,
    }));
}

const noticeWords = { case: '申请公示', contract: '合同公告', funds: '资金使用公开' } as const;
const services: Record<string, string> = {
  residential: '全托',
  nursing: '护理型床位',
  day: '日托',
  home: '家庭养老床位',
};

/** Titles and links only: what a notice says of a person stays on its page, for the days of the notice. */
export function noticeEntries(notices: readonly Notice[], { derive, link }: Made): Entry[] {
  const page = { case: '/notices', contract: '/contracts', funds: '/funds' } as const;
  return [...notices]
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, MOST_ENTRIES)
    .map((n) => ({
      id: derive(`notice-${n.kind}`, n.id),
      title: `${noticeWords[n.kind]}：${services[n.about] ?? n.about}`,
      href: link(n.kind === 'contract' ? `/contracts/${n.id}` : page[n.kind]),
      at: n.at,
    }));
}

/** When the newest of these facts is of; null when none has a date. */
export const newest = (dates: readonly (string | null)[]): string | null =>
  dates.reduce<string | null>((last, at) => (at !== null && (last === null || at > last) ? at : last), null);
