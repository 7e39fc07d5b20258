// Decides what the five questions of the guided start become: a likely level, filters, and an order with its reasons; and
// which rows of a comparison differ. Nothing of the answers is kept or sent but the filters (PIPL art. 6: no more than needed).
import type { BedKind } from '../facilities/rules.ts';
import type { Told } from './mechanism/cost.ts';
import { MOST_WISHES, NEAR_MINUTES, type Wish, wishes } from './mechanism/rank.ts';

export { type Ability, abilityOf, boundsOf, type Everyday, everyday, factsOf } from './mechanism/ability.ts';
export { type Cost, costOf, monthOf, type Told } from './mechanism/cost.ts';
export {
  type Candidate,
  MOST_WISHES,
  type Ranked,
  rank,
  type Tone,
  type Wanted,
  type Why,
  type Wish,
  wishes,
} from './mechanism/rank.ts';

export const whos = ['self', 'parent', 'spouse', 'other'] as const;
export type Who = (typeof whos)[number];
/** Bands of age by their lowest year; the subsidies turn at 60, 80 and 100 and nowhere in between. */
export const ageBands = [50, 60, 70, 80, 90, 100] as const;
export const stays = ['full', 'day', 'home', 'short', 'unsure'] as const;
export type Stay = (typeof stays)[number];
/** What helps with the money: asked for because two of the schemes turn on it. */
export const situations = ['none', 'tekun', 'dibao', 'dibao_margin'] as const;
export type Situation = (typeof situations)[number];

/** What has been answered; everything may still be missing, and what a browser kept is not trusted. */
export type GuideAnswers = {
  who: Who | null;
  age: number | null;
  sex: 'male' | 'female' | null;
  /** a street or community of the divisions, or a point, with the named place (its id) that it is of */
  place: { at: string } | { lng: number; lat: number; lm?: string } | null;
  everyday: Record<string, string>;
  /** a level that an assessment has given already */
  assessed: number | null;
  stay: Stay | null;
  /** weekdays of day care, 1–5 */
  days: number[];
  wishes: Wish[];
  /** yuan a month */
  max: number | null;
  situation: Situation | null;
};
export const noAnswers: GuideAnswers = {
  who: null,
  age: null,
  sex: null,
  place: null,
  everyday: {},
  assessed: null,
  stay: null,
  days: [],
  wishes: [],
  max: null,
  situation: null,
};

const kindsOf: Record<Stay, readonly string[]> = {
  full: ['nursing_home', 'medical_point'],
  day: ['day_care'],
  home: ['community_point'],
  short: ['nursing_home', 'medical_point'],
  unsure: [],
};
/** The beds somebody lies in who wants to live like that; whatever else a home has is not theirs. */
export const bedsOf: Record<Stay, readonly BedKind[]> = {
  full: ['residential', 'nursing'],
  day: ['day'],
  home: ['home'],
  short: ['residential', 'nursing'],
  unsure: [],
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type Level = { level: number; from: number; to: number } | null;

/** The answers that make sense, whatever was kept: unknown codes are dropped, never guessed at. */
export function readAnswers(kept: unknown): GuideAnswers {
  const k = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const one = <T>(list: readonly T[], value: unknown): T | null => (list.includes(value as T) ? (value as T) : null);
  const many = <T>(list: readonly T[], value: unknown): T[] =>
    Array.isArray(value) ? list.filter((v) => value.includes(v)) : [];
  const place = k.place as Record<string, unknown> | null | undefined;
  const number = (value: unknown, min: number, max: number) =>
    typeof value === 'number' && value >= min && value <= max ? value : null;
  const [lng, lat] = [number(place?.lng, -180, 180), number(place?.lat, -90, 90)];
  return {
    who: one(whos, k.who),
    age: one(ageBands, k.age),
    sex: one(['male', 'female'] as const, k.sex),
    place:
      typeof place?.at === 'string' && /^\d{9}(\d{3})?$/.test(place.at)
        ? { at: place.at }
        : lng !== null && lat !== null
          ? { lng, lat, ...(typeof place?.lm === 'string' && UUID.test(place.lm) ? { lm: place.lm } : {}) }
          : null,
    everyday: Object.fromEntries(
      Object.entries((k.everyday ?? {}) as object).filter(([, v]) => typeof v === 'string'),
    ) as Record<string, string>,
    assessed: one([0, 1, 2, 3, 4], k.assessed),
    stay: one(stays, k.stay),
    days: many([1, 2, 3, 4, 5], k.days),
    wishes: many(wishes, k.wishes).slice(0, MOST_WISHES),
    max: number(k.max, 1, 1_000_000),
    situation: one(situations, k.situation),
  };
}

/** Whether a bed in a unit for dementia is needed: it was diagnosed, or the family asked for it. */
export const needsDementia = (a: GuideAnswers): boolean =>
  a.everyday.diagnosis === 'dementia' || a.wishes.includes('dementia');

/** The person as the quote rules are told of it. */
export const toldOf = (a: GuideAnswers, level: Level): Told => ({
  age: a.age,
  level,
  categories: a.situation === null || a.situation === 'none' ? [] : [a.situation],
});

/** The answers as the address of the first page has them: the person and the stay; with the wishes when they are to filter. */
export function filtersOf(a: GuideAnswers, level: Level, withWishes: boolean): Record<string, string> {
  const has = (wish: Wish) => withWishes && a.wishes.includes(wish);
  const needs = (['medical_insurance', 'long_term_care_insurance', 'consumption_coupon'] as const).filter(has);
  const pairs: [string, string | number | false | null | undefined][] = [
    ['at', a.place && 'at' in a.place && a.place.at],
    ['lng', a.place && 'lng' in a.place && a.place.lng],
    ['lat', a.place && 'lat' in a.place && a.place.lat],
    ['lm', a.place && 'lng' in a.place && a.place.lm],
    ['kind', a.stay && kindsOf[a.stay].join(',')],
    ['level', level && String(level.level)],
    ['sex', a.sex],
    ['dementia', needsDementia(a) && '1'],
    ['days', a.stay === 'day' && a.days.join(',')],
    // No bed is filtered by it: an application takes it over.
    ['stay', a.stay === 'short' && 'short'],
    ['max', has('price') && a.max],
    ['needs', needs.join(',')],
    ['stars', has('stars') && '3'],
    ['walk', has('near') && a.place && NEAR_MINUTES],
  ];
  return Object.fromEntries(pairs.flatMap(([k, v]) => (v === false || v == null || v === '' ? [] : [[k, String(v)]])));
}

/** Rows of a comparison: those that differ first, those that are the same for all of them apart. */
export function partRows<R extends { cells: readonly string[] }>(rows: readonly R[]): { differ: R[]; same: R[] } {
  const alike = (row: R) => new Set(row.cells).size <= 1;
  return { differ: rows.filter((r) => !alike(r)), same: rows.filter(alike) };
}
