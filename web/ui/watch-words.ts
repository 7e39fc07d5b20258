import type { InferResponseType } from 'hono/client';
import { walkingMinutes } from '../../server/kernel/geo.ts';
import { DEFAULT_KM } from '../../server/watches/rules.ts';
import type { client } from '../api.ts';
import { weekdayWord } from './bed-words.ts';
import { money, number } from './format.ts';
import { key, t } from './i18n.ts';
import { centreOf, chosenPlace, type Division, placeName } from './places.ts';
import type { Query } from './url.ts';
import { codes, word } from './words.ts';

export type Watch = InferResponseType<typeof client.api.v1.watches.$get, 200>['watches'][number];
export type WatchQuery = Watch['query'];
export type WatchAsked = {
  facility_id: string | null;
  lng: number | null;
  lat: number | null;
  place: string | null;
  query: WatchQuery;
};

const needs: Record<string, string> = {
  medical_insurance: key('医保定点'),
  long_term_care_insurance: key('长护险定点'),
  consumption_coupon: key('能用消费券'),
};
const WHOLE_DISTRICT_KM = 50;
const list = (text: string | undefined) => text?.split(',').filter(Boolean) ?? [];
const between = (text: string | undefined, min: number, max: number) => {
  const n = Number(text);
  return text && n >= min && n <= max ? n : undefined;
};

/** As far as one walks in so many minutes. */
function walked(minutes: number): number {
  let km = 0.1;
  while (walkingMinutes(km + 0.05) <= minutes) km += 0.05;
  return Math.round(km * 100) / 100;
}

/** What to watch, from the address of a search: one home, or whatever fits around the place. Null while places load. */
export function watchOf(query: Query, divisions: Division[]): WatchAsked | null {
  const kinds = list(query.kind).filter((kind) => codes('facility').includes(kind)) as WatchQuery['kinds'];
  const wanted = list(query.needs).filter((need) => need in needs) as WatchQuery['needs'];
  const days = list(query.days)
    .map(Number)
    .filter((d) => d >= 1 && d <= 7);
  const level = between(query.level, 0, 4);
  const max = between(query.max, 1, 1_000_000);
  const stars = between(query.stars, 1, 5);
  const person: WatchQuery = {
    ...(level === undefined ? {} : { level }),
    ...(query.sex === 'male' || query.sex === 'female' ? { sex: query.sex } : {}),
    ...(query.dementia === '1' ? { dementia: true } : {}),
    ...(days.length ? { weekdays: days } : {}),
  };
  if (query.facility) return { facility_id: query.facility, lng: null, lat: null, place: null, query: person };
  const chosen = chosenPlace(query, divisions);
  const spot = chosen ?? centreOf(divisions);
  if (!spot) return null;
  const said = between(query.r, 0.1, 50) ?? (query.walk ? walked(Number(query.walk) || 15) : undefined);
  return {
    facility_id: null,
    lng: spot.lng,
    lat: spot.lat,
    place: chosen ? placeName(query, divisions) : null,
    query: {
      ...person,
      radius_km: said ?? (chosen ? DEFAULT_KM : WHOLE_DISTRICT_KM),
      ...(kinds?.length ? { kinds } : {}),
      ...(max === undefined ? {} : { price_max_fen: Math.round(max * 100) }),
      ...(wanted?.length ? { needs: wanted } : {}),
      ...(stars === undefined ? {} : { stars_min: stars }),
      ...(query.q ? { text: query.q } : {}),
    },
  };
}

const kilometres = (km: number) => number(km, Number.isInteger(km) ? 0 : 1);
/** What is watched, in words: where, then what for. */
export function watchTitle(of: { facility: string | null; place: string | null; query: WatchQuery }): string {
  if (of.facility) return of.facility;
  if (!of.place) return t('全区的机构');
  return t('{place}周围 {km} 公里内', { place: of.place, km: kilometres(of.query.radius_km ?? DEFAULT_KM) });
}

export function watchLines({ query: q }: { query: WatchQuery }): string[] {
  return [
    q.kinds?.map((kind) => word('facility', kind)).join(t('、')),
    q.level === undefined ? '' : t('收 {n} 级（{word}）', { n: q.level, word: word('level', q.level) }),
    q.sex ? word('sex', q.sex) : '',
    q.dementia ? t('失智照护') : '',
    q.weekdays?.map(weekdayWord).join(t('、')),
    q.price_max_fen === undefined ? '' : t('每月 {fen} 以内', { fen: money(q.price_max_fen, true) }),
    q.stars_min === undefined ? '' : t('{n} 星以上', { n: q.stars_min }),
    ...(q.needs ?? []).map((need) => t(needs[need] ?? need)),
    q.text ? t('名称有“{text}”', { text: q.text }) : '',
  ].filter((line): line is string => !!line);
}
