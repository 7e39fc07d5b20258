import { call, client, type Result } from '../api.ts';
import { t } from './i18n.ts';
import { landmarkName } from './landmarks.ts';
import { useLoad } from './load.ts';
import type { Place } from './map/types.ts';
import type { Query } from './url.ts';

export type Division = {
  code: string;
  level: 'street' | 'community' | 'grid';
  name: string;
  short_name: string;
  pinyin: string;
  initials: string;
  parent_code: string | null;
  district_run: boolean;
  lng: number | null;
  lat: number | null;
  accuracy_m: number | null;
  seniors: number;
};

/** Streets and communities of the district, and from them what the pages ask: names, search, the middle of the district. */
export function usePlaces() {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.divisions.$get({}, o), { signal }) as Promise<Result<{ divisions: Division[] }>>,
    [],
  );
  const divisions = data?.divisions ?? [];
  return { divisions, ready: data !== undefined, failure, reload };
}

export const divisionOf = (divisions: Division[], code: string | undefined): Division | undefined =>
  code ? divisions.find((division) => division.code === code) : undefined;

/** Where the elders of the district live on average: the point to measure from while nobody has said where they live. */
export function centreOf(divisions: Division[]): Place | null {
  let weight = 0;
  let lng = 0;
  let lat = 0;
  for (const street of divisions) {
    if (street.level !== 'street' || !street.district_run || street.lng === null || street.lat === null) continue;
    const share = Math.max(1, street.seniors);
    weight += share;
    lng += street.lng * share;
    lat += street.lat * share;
  }
  // Four decimals are ten metres; more would only make addresses of the same question differ
  return weight ? { lng: round(lng / weight, 4), lat: round(lat / weight, 4) } : null;
}

/** The point the reader chose; null when none, or when the division's place is not known. */
export function chosenPlace(query: Query, divisions: Division[]): Place | null {
  const division = divisionOf(divisions, query.at);
  if (division) return division.lng === null || division.lat === null ? null : { lng: division.lng, lat: division.lat };
  if (!query.lng || !query.lat) return null;
  const [lng, lat] = [Number(query.lng), Number(query.lat)];
  return Number.isFinite(lng) && Number.isFinite(lat) ? { lng, lat } : null;
}

/** Where the reader is, in words, as the search line shows it. */
export function placeName(query: Query, divisions: Division[]): string {
  if (query.at) return divisionOf(divisions, query.at)?.name ?? (divisions.length ? query.at : '');
  if (query.lm) return landmarkName(query) ?? t('选定的地方');
  if (query.lng && query.lat) return query.area ? t('地图中心') : t('我的位置');
  return '';
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
