// Decides when somebody who asked to be told of a free bed is told: only of figures the home has vouched for within 72 hours
// (domain §4), of one bed once, and at most once a day.
import { cellOf, FRESH_HOURS, type Sex } from '../facilities/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { greatCircleKm } from '../kernel/geo.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';

/** What a home or a bed must be like; left out does not matter. `radius_km` around the place, `price_max_fen` a month. */
export type WatchQuery = {
  kinds?: readonly string[];
  level?: number;
  sex?: Sex;
  dementia?: boolean;
  price_max_fen?: number;
  radius_km?: number;
  weekdays?: readonly number[];
  needs?: readonly string[];
  stars_min?: number;
  text?: string;
};
/** Watches one account has at a time, and for how long each lives. */
export const MAX_WATCHES = 10;
export const WATCH_DAYS = 90;
/** One that ended by itself can be begun again so long. */
export const RENEW_DAYS = 30;
/** Around a place, where the reader said no distance. */
export const DEFAULT_KM = 5;

export type Watch = {
  facilityId: string | null;
  lng: number | null;
  lat: number | null;
  query: WatchQuery;
  told: Readonly<Record<string, number>>;
  toldAt: Date | null;
};
/** What is publicly known of a home that takes people in. */
export type Figure = {
  id: string;
  kind: string;
  lng: number;
  lat: number;
  searchText: string;
  /** by cellOf(sex, level, dementia) */
  freeFor: readonly number[];
  monthlyMinFen: number | null;
  stars: number | null;
  medicalInsurance: boolean | null;
  longTermCareInsurance: boolean | null;
  consumptionCoupon: boolean | null;
  confirmedAt: Date | null;
  /** day places such a person could take on all the weekdays of this watch; null when it names none */
  freeOnDays: number | null;
};

export const isFresh = (confirmedAt: Date | null, now: Date) =>
  confirmedAt !== null && now.getTime() - confirmedAt.getTime() <= FRESH_HOURS.grey * 3_600_000;

/** Is it a home this watch is about? What a home has not filed fits no wish for it. */
export function isMeant(watch: Pick<Watch, 'facilityId' | 'lng' | 'lat' | 'query'>, f: Figure): boolean {
  const { query: q } = watch;
  if (watch.facilityId !== null) return watch.facilityId === f.id;
  if (watch.lng === null || watch.lat === null) return false;
  const needs = q.needs ?? [];
  return (
    greatCircleKm(watch.lng, watch.lat, f.lng, f.lat) <= (q.radius_km ?? DEFAULT_KM) &&
    (!q.kinds?.length || q.kinds.includes(f.kind)) &&
    (q.price_max_fen === undefined || (f.monthlyMinFen !== null && f.monthlyMinFen <= q.price_max_fen)) &&
    (q.stars_min === undefined || (f.stars !== null && f.stars >= q.stars_min)) &&
    (!needs.includes('medical_insurance') || f.medicalInsurance === true) &&
    (!needs.includes('long_term_care_insurance') || f.longTermCareInsurance === true) &&
    (!needs.includes('consumption_coupon') || f.consumptionCoupon === true) &&
    (!q.text || f.searchText.includes(q.text.normalize('NFKC').trim().toLowerCase()))
  );
}

/** Free beds there that such a person could take; what was not said does not matter. */
export function freeThere(
  { sex, level, dementia = false }: WatchQuery,
  f: Pick<Figure, 'freeFor' | 'freeOnDays'>,
): number {
  if (f.freeOnDays !== null) return f.freeOnDays;
  const sexes: Sex[] = sex ? [sex] : ['male', 'female'];
  const levels = level === undefined ? [0, 1, 2, 3, 4] : [level];
  return Math.max(...sexes.flatMap((s) => levels.map((l) => f.freeFor[cellOf(s, l, dementia)] ?? 0)));
}

/** Everybody a watch for a day place may be for: what was not said does not matter. */
export function needsOf({ sex, level, dementia = false }: WatchQuery) {
  const sexes: Sex[] = sex ? [sex] : ['male', 'female'];
  const levels = level === undefined ? [0, 1, 2, 3, 4] : [level];
  const asked = { dementia, kinds: ['day' as const], equipment: [], guaranteed: false };
  return sexes.flatMap((one) => levels.map((l) => ({ ...asked, sex: one, level: l })));
}

export type Free = { facility: string; free: number };

/** What is free now for this watch, by fresh figures. */
export const freeNow = (watch: Watch, figures: readonly Figure[], now: Date): Free[] =>
  figures.flatMap((f) => {
    if (!isMeant(watch, f) || !isFresh(f.confirmedAt, now)) return [];
    const free = freeThere(watch.query, f);
    return free > 0 ? [{ facility: f.id, free }] : [];
  });

/**
 * Which homes to tell of now, and what counts as told from then on. A bed that goes is forgotten, so that the next one is
 * told; a figure that has grown old says nothing and forgets nothing; on a day on which something was told, what more
 * comes waits for the next.
 */
export function whatToTell(
  watch: Watch,
  figures: readonly Figure[],
  now: Date,
): { tell: Free[]; told: Record<string, number> } {
  const quiet = watch.toldAt !== null && dayOf(watch.toldAt) === dayOf(now);
  const told: Record<string, number> = {};
  const tell: Free[] = [];
  for (const f of figures) {
    if (!isMeant(watch, f)) continue;
    const before = watch.told[f.id] ?? 0;
    const free = freeThere(watch.query, f);
    const fresh = isFresh(f.confirmedAt, now);
    const known = !fresh ? before : free > before && quiet ? before : free;
    if (fresh && free > before && !quiet) tell.push({ facility: f.id, free });
    if (known > 0) told[f.id] = known;
  }
  return { tell, told };
}

/** May it be begun, or begun again? */
export const mayWatch = (live: number, same: boolean): Verdict =>
  verdict(
    [live >= MAX_WATCHES && { code: 'watch_too_many', values: { max: MAX_WATCHES } }, same && { code: 'watch_exists' }],
    {},
  );

export const lastDay = (today: Day): Day => addDays(today, WATCH_DAYS);
/** How one stands: live, ended by its reader, or run out. */
export const watchState = (w: { untilOn: Day; endedAt: Date | null }, today: Day): 'live' | 'ended' | 'over' =>
  w.endedAt !== null ? (dayOf(w.endedAt) > w.untilOn ? 'over' : 'ended') : today > w.untilOn ? 'over' : 'live';

/** May it live on? One that was ended stays ended; one that ran out may be begun again for a while. */
export const mayRenew = (w: { untilOn: Day; endedAt: Date | null }, today: Day): Verdict =>
  verdict(
    [(watchState(w, today) === 'ended' || addDays(w.untilOn, RENEW_DAYS) < today) && { code: 'watch_ended' }],
    {},
  );
