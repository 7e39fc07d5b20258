// Decides which bed a person could use (hard requirements, each with its reason) and in which order a person's wishes
// stand. Wishes order the list and never block; requirements block and never order.
import { bedFits, type Sex } from '../../facilities/rules.ts';
import type { Reason } from '../../kernel/errors.ts';
import { greatCircleKm } from '../../kernel/geo.ts';
import type { Market, MarketApplicant, MarketBed, MarketFacility, MarketNeed } from './market.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Infection control: who must be isolated gets a bed that isolates. */
const infection = (need: MarketNeed, bed: MarketBed): Reason | null =>
  need.isolation && !bed.isolation ? { code: 'isolation_needed' } : null;

/** Schedule: every weekday the person comes must be free. */
const schedule = (need: MarketNeed, bed: MarketBed): Reason | null => {
  const free = bed.days ?? EVERY_DAY;
  const taken = (need.days ?? EVERY_DAY).filter((d) => !free.includes(d));
  return taken.length ? { code: 'weekday_taken', values: { days: taken.join('、') } } : null;
};

/**
 * Everything that keeps this person from this bed, by the same rule as a single offer. What the market leaves out
 * stands in nobody's way.
 *
 * @param takes the sex its room takes, 'either' when it does not matter
 */
export function standsInTheWay(need: MarketNeed, bed: MarketBed, takes: Sex | 'either'): Reason[] {
  const kind = bed.kind ?? need.kinds?.[0] ?? 'residential';
  const fits = bedFits(
    {
      kind,
      levelMin: bed.level_min ?? 0,
      levelMax: bed.level_max ?? 4,
      dementia: bed.dementia ?? false,
      equipment: bed.equipment ?? [],
      pool: bed.pool ?? 'subsidised',
    },
    need.sex === undefined ? 'either' : takes,
    {
      sex: need.sex ?? 'male',
      level: need.level ?? bed.level_min ?? 0,
      dementia: need.dementia ?? false,
      kinds: need.kinds ?? [kind],
      equipment: need.equipment ?? [],
      guaranteed: need.guaranteed ?? false,
    },
  );
  return [...(fits.ok ? [] : fits.reasons), infection(need, bed), schedule(need, bed)].filter((r) => r !== null);
}

/** Two people in one whole room: each fits one of its two beds; the room need not be of one sex. */
export function coupleFits(pair: readonly [MarketNeed, MarketNeed], beds: readonly MarketBed[]): Reason[] {
  const [a, b] = [beds[0], beds[1]];
  if (beds.length !== 2 || !a || !b) return [{ code: 'couple_room_needed' }];
  const one = [...standsInTheWay(pair[0], a, 'either'), ...standsInTheWay(pair[1], b, 'either')];
  if (one.length === 0) return [];
  const other = [...standsInTheWay(pair[0], b, 'either'), ...standsInTheWay(pair[1], a, 'either')];
  return other.length === 0 ? [] : one;
}

/**
 * The list of a person: named choices, then the others within the radius by distance, then the present bed's facility
 * for who asks to transfer. Ties in distance by id, so that the list is the same every time.
 */
export const listOf = (a: MarketApplicant, facilities: Market['facilities']): string[] => lister(facilities)(a);

/** listOf for many people over the same facilities. */
export function lister(facilities: Market['facilities']): (a: MarketApplicant) => string[] {
  const known = new Set(facilities.map((f) => f.id));
  return (a) => {
    const exited = new Set(a.exited);
    const named = new Set<string>();
    for (const f of a.choices) if (known.has(f) && !exited.has(f) && f !== a.present?.facility) named.add(f);
    const near = a.accept_any
      ? within(a, facilities, (f) => named.has(f) || exited.has(f) || f === a.present?.facility)
      : [];
    const last = a.present && known.has(a.present.facility) ? [a.present.facility] : [];
    return [...named, ...near, ...last];
  };
}

function within(a: MarketApplicant, facilities: readonly MarketFacility[], not: (id: string) => boolean): string[] {
  const home = a.home;
  if (!home)
    return facilities
      .map((f) => f.id)
      .filter((id) => !not(id))
      .sort();
  const near: { id: string; km: number }[] = [];
  for (const f of facilities) {
    if (f.at === undefined || not(f.id)) continue;
    const km = greatCircleKm(home.lng, home.lat, f.at.lng, f.at.lat);
    if (a.radius_km === undefined || km <= a.radius_km) near.push({ id: f.id, km });
  }
  return near.sort((x, y) => x.km - y.km || (x.id < y.id ? -1 : 1)).map(({ id }) => id);
}
