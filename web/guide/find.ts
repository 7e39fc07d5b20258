import { roughlyPlaced } from '../../server/divisions/rules.ts';
import type { Rate } from '../../server/entitlements/rules.ts';
import {
  type Ability,
  bedsOf,
  type Candidate,
  type Cost,
  costOf,
  filtersOf,
  type GuideAnswers,
  needsDementia,
  type Ranked,
  rank,
  toldOf,
} from '../../server/guide/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client, type Result } from '../api.ts';
import { config } from '../ui/config.ts';
import type { Place } from '../ui/map/types.ts';
import { ratesOnce } from '../ui/rates.ts';
import type { FacilityKind } from '../ui/words.ts';

type Row = {
  id: string;
  district: string;
  kind: FacilityKind;
  name: string;
  street_code: string;
  accuracy_m: number;
  free: number;
  free_for_person: number | null;
  monthly_min_fen: number | null;
  stars: number | null;
  stars_source: string | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  confirmed_at: string | null;
  demonstration: boolean;
  distance_km: number;
  walking_minutes: number;
};
export type Shown = Ranked & { row: Row; cost: Cost };
/**
 * `all`: whether some facility fulfils every wish, so that the map may be filtered by them; `farther`: whether there are
 * others, farther away than all that were put in order.
 */
export type Answer = { shown: Shown[]; all: boolean; farther: boolean };
type Features = {
  features: { id: string; properties: { dementia_unit: boolean | null; services: string[] | null } }[];
};

/** So many are put in order, on the reader's own device; a district of ten thousand answers as fast as one of sixty. */
export const NEAREST = 100;

/**
 * The nearest hundred facilities in the order of the rule, and said so where there are more. What is sent is the place, the
 * kinds of facility and bed, the level, the sex, dementia and the weekdays; the wishes, the budget and the rest of the
 * answers are judged here.
 */
export async function find(
  answers: GuideAnswers,
  ability: Ability | null,
  centre: Place,
  signal: AbortSignal,
): Promise<Result<Answer>> {
  const { at, lng, lat, kind, level, sex, dementia, days } = filtersOf(answers, ability, false);
  const beds = answers.stay ? bedsOf[answers.stay] : [];
  const where = at ? { community: at } : { lng: lng ?? String(centre.lng), lat: lat ?? String(centre.lat) };
  const common = { ...where, limit: String(NEAREST), ...(kind ? { kinds: kind } : {}) };
  const person = {
    ...(level ? { level } : {}),
    ...(sex ? { sex: sex as 'male' | 'female' } : {}),
    ...(dementia ? { dementia: 'true' as const } : {}),
  };
  const living = {
    ...(days ? { weekdays: days } : {}),
    ...(beds.length ? { bed_kinds: beds.join(',') } : {}),
  };
  const asked = (query: object) =>
    call((o) => client.api.v1.facilities.nearby.$get({ query: { ...common, ...query } }, o), { signal }) as Promise<
      Result<{ facilities: Row[]; next: string | null }>
    >;
  const known = answers.wishes.some((wish) => wish === 'medical' || wish === 'dementia');
  const some = (query: object) => Object.keys(query).length > 0;
  const [everyone, fitting, counted, more, rates] = await Promise.all([
    asked({}),
    some(person) ? asked(person) : null,
    some(living) ? asked({ ...person, ...living }) : null,
    known
      ? (call((o) => client.api.v1['open-data']['facilities.geojson'].$get(undefined, o) as never, {
          signal,
        }) as Promise<Result<Features>>)
      : null,
    ratesOnce(),
  ]);
  if (!everyone.ok) return everyone;
  if (fitting && !fitting.ok) return fitting;
  if (counted && !counted.ok) return counted;
  const freeIn = (list: Row[]) => new Map(list.map((row) => [row.id, row.free_for_person ?? row.free]));
  const forPerson = fitting && freeIn(fitting.data.facilities);
  const ofKind = counted && freeIn(counted.data.facilities);
  // The beds themselves are looked at in the own district only; of a neighbour's the sum over all kinds is known.
  const own = config.value?.district;
  const freeOf = (row: Row): number => {
    if (ofKind && row.district === own) return ofKind.get(row.id) ?? 0;
    return forPerson ? (forPerson.get(row.id) ?? 0) : row.free;
  };
  const stated = new Map(more?.ok ? more.data.features.map((f) => [f.id, f.properties]) : []);
  const found = [everyone, fitting, counted].flatMap((list) => list?.data.facilities ?? []);
  const rows = new Map(found.map((row) => [row.id, row]));
  const told = toldOf(answers, ability);
  const costs = new Map([...rows.values()].map((row) => [row.id, costNow(row, told, rates)]));
  const candidates = [...rows.values()].map((row): Candidate => {
    const { least_fen, most_fen, quote } = costs.get(row.id)!;
    const facts = stated.get(row.id);
    return {
      ...row,
      free: freeOf(row),
      distance_km: answers.place ? row.distance_km : null,
      walking_minutes: answers.place ? row.walking_minutes : null,
      roughly: roughlyPlaced(row.accuracy_m),
      least_fen,
      most_fen,
      subsidised: !!quote.government_fen,
      dementia_unit: facts?.dementia_unit ?? null,
      services: facts?.services ?? null,
    };
  });
  const max_fen = answers.max === null ? null : answers.max * 100;
  const ranked = rank(candidates, {
    wishes: answers.wishes,
    max_fen,
    dementia: needsDementia(answers),
    now: new Date(),
  });
  const shown = ranked.map((r) => ({ ...r, row: rows.get(r.id)!, cost: costs.get(r.id)! }));
  return {
    ...everyone,
    data: { shown, all: ranked.some((r) => r.bed && r.points === r.most), farther: everyone.data.next !== null },
  };
}

const costNow = (row: Row, told: ReturnType<typeof toldOf>, rates: readonly Rate[]) =>
  costOf(row.kind, row.monthly_min_fen, told, rates, dayOf(new Date()));
