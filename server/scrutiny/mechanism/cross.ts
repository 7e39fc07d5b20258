// Decides what does not fit between what a month settled and everything else that is known (cross checks, domain §3d; the
// frauds named with the consumption subsidy: 虚假服务, 先涨价后抵扣, 以次充好).
import type { Fen } from '../../kernel/money.ts';
import { sum } from '../../kernel/money.ts';
import { addDays, addMonths, type Day, daysBetween, overlaps, type Period } from '../../kernel/period.ts';
import { afterDeath, type Died, type Flag, type FlagRow } from './flags.ts';

export const checkCodes = [
  'exclusive_schemes',
  'days_beyond_presence',
  'bed_days_beyond_beds',
  'two_places',
  'price_rise',
  'deceased',
  'unassessed',
] as const;
export type CheckCode = (typeof checkCodes)[number];
export type ServiceClass = 'residential' | 'nursing' | 'day' | 'home';

/** A person's month under one lot, corrections included. `minutes` where it is settled by the hour, else null. */
export type Settled = {
  person: string;
  name: string;
  facility: string;
  facilityName: string;
  lot: string;
  service: ServiceClass;
  days: number;
  minutes: number | null;
  governmentFen: Fen;
  schemes: Readonly<Record<string, Fen>>;
};
export type Granted = { person: string; name: string; scheme: string; stackGroup: string; during: Period };
/** A stay under a contract with its days away; both half-open. */
export type Stay = { person: string; facility: string; service: ServiceClass; during: Period; away: readonly Period[] };
/** What was marked at the day centre or recorded of visits at home, of a person's month at a facility. */
export type Seen = { person: string; facility: string; days: number; minutes: number };
export type Beds = { facility: string; service: ServiceClass; during: Period };
/** `item`: what was bought, by catalogue and unit; `to`: until the next price or the end of the lot. */
export type Price = {
  lot: string;
  facility: string;
  facilityName: string;
  service: ServiceClass;
  item: string;
  from: Day;
  to: Day | null;
  fen: Fen;
};
export type Assessed = { person: string; valid: Period };

export type Facts = {
  month: Day;
  settled: readonly Settled[];
  granted: readonly Granted[];
  stays: readonly Stay[];
  seen: readonly Seen[];
  beds: readonly Beds[];
  /** of the homes and services with somebody settled: every price of every lot, by lot in the order of their days */
  prices: readonly Price[];
  died: readonly Died[];
  assessed: readonly Assessed[];
};

/** No two of these pay for one person at one time (民办函〔2025〕49号). */
const EXCLUSIVE = ['tekun_support', 'concentrated_care', 'consumption_coupon'];
/** A price raised by this much or more in basis points. */
const RISE = 1_000;

const monthOf = (month: Day): Period & { end: Day } => ({ start: month, end: addMonths(month, 1) });
const person = (of: { person: string; name: string }, rest: Partial<FlagRow> = {}): FlagRow => ({
  about: 'person',
  id: of.person,
  name: of.name,
  on: null,
  amount_fen: null,
  values: {},
  ...rest,
});
const grouped = <T>(list: readonly T[], keyOf: (one: T) => string) => [...Map.groupBy(list, keyOf).values()];

function exclusiveSchemes({ month, settled, granted }: Facts): FlagRow[] {
  const during = monthOf(month);
  const clash = (a: Granted, b: Granted) =>
    a.scheme !== b.scheme &&
    overlaps(a.during, b.during) &&
    (a.stackGroup === b.stackGroup || (EXCLUSIVE.includes(a.scheme) && EXCLUSIVE.includes(b.scheme)));
  const byGrant = grouped(
    granted.filter((g) => overlaps(g.during, during)),
    (g) => g.person,
  ).flatMap((mine) => {
    const two = mine.filter((a) => mine.some((b) => clash(a, b)));
    return two[0] ? [{ of: two[0], schemes: two.map((g) => g.scheme) }] : [];
  });
  const byMoney = grouped(settled, (s) => s.person).flatMap((mine) => {
    const paid = EXCLUSIVE.filter((scheme) => sum(mine.map((s) => s.schemes[scheme] ?? 0)) > 0);
    // One after the other in one month is no clash, and what was granted says whether it was one after the other.
    const held = paid.every((scheme) =>
      granted.some((g) => g.person === mine[0]?.person && g.scheme === scheme && overlaps(g.during, during)),
    );
    return paid.length > 1 && !held && mine[0] ? [{ of: mine[0], schemes: paid }] : [];
  });
  return grouped([...byGrant, ...byMoney], (g) => g.of.person).map((same) => {
    const [first] = same as [(typeof same)[number]];
    const schemes = [...new Set(same.flatMap((s) => s.schemes))].sort();
    return person(first.of, { values: { schemes: schemes.join(' ') } });
  });
}

/** The days of the month on which somebody was there: from the day of admission, not the day of leaving, not when away. */
export function daysPresent(month: Day, stays: readonly Pick<Stay, 'during' | 'away'>[]): number {
  const { start, end } = monthOf(month);
  let days = 0;
  for (let day = start; day < end; day = addDays(day, 1)) {
    const one = { start: day, end: addDays(day, 1) };
    if (stays.some((s) => overlaps(s.during, one) && !s.away.some((a) => overlaps(a, one)))) days += 1;
  }
  return days;
}

function daysBeyondPresence({ month, settled, stays, seen }: Facts): FlagRow[] {
  const key = (s: { person: string; facility: string }) => `${s.person} ${s.facility}`;
  const staysOf = Map.groupBy(stays, (s) => `${key(s)} ${s.service}`);
  const seenOf = new Map(seen.map((s) => [key(s), s]));
  return grouped(settled, (s) => `${key(s)} ${s.service} ${s.minutes === null}`).flatMap((mine) => {
    const [of] = mine as [Settled];
    const there = seenOf.get(key(of));
    if (of.minutes !== null) {
      const minutes = sum(mine.map((s) => s.minutes ?? 0));
      const visited = there?.minutes ?? 0;
      return minutes > visited
        ? [person(of, { values: { facility: of.facilityName, minutes, visited_minutes: visited } })]
        : [];
    }
    const days = sum(mine.map((s) => s.days));
    const present =
      of.service === 'day' ? (there?.days ?? 0) : daysPresent(month, staysOf.get(`${key(of)} ${of.service}`) ?? []);
    return days > present ? [person(of, { values: { facility: of.facilityName, days, present } })] : [];
  });
}

function bedDaysBeyondBeds({ month, settled, beds }: Facts): FlagRow[] {
  const { start, end } = monthOf(month);
  const open = (b: Beds) => {
    const from = b.during.start > start ? b.during.start : start;
    const to = b.during.end !== null && b.during.end < end ? b.during.end : end;
    return Math.max(0, daysBetween(from, to));
  };
  const key = (s: { facility: string; service: string }) => `${s.facility} ${s.service}`;
  const bedsOf = Map.groupBy(beds, key);
  return grouped(
    settled.filter((s) => s.minutes === null),
    key,
  ).flatMap((mine) => {
    const [of] = mine as [Settled];
    const days = sum(mine.map((s) => s.days));
    const most = sum((bedsOf.get(key(of)) ?? []).map(open));
    return days > most
      ? [
          {
            about: 'facility' as const,
            id: of.facility,
            name: of.facilityName,
            on: null,
            amount_fen: null,
            values: { service: of.service, days, bed_days: most },
          },
        ]
      : [];
  });
}

/** More days lived in than the month has: somebody paid for in two places at once. */
function twoPlaces({ month, settled }: Facts): FlagRow[] {
  const length = daysBetween(month, monthOf(month).end);
  const lived = settled.filter((s) => s.service === 'residential' || s.service === 'nursing');
  return grouped(lived, (s) => s.person).flatMap((mine) => {
    const days = sum(mine.map((s) => s.days));
    const places = [...new Set(mine.map((s) => s.facilityName))];
    return days > length && mine[0] ? [person(mine[0], { values: { days, facility: places.join(' ') } })] : [];
  });
}

/**
 * 先涨价后抵扣: a price up by a tenth or more in the month in which somebody there begins to have the coupon. It is held
 * against the lot's own price before the month, so that two small steps are one; a lot that begins with the month, against
 * what the same was bought for there until then.
 */
function priceRise({ month, settled, granted, prices }: Facts): FlagRow[] {
  const { end } = monthOf(month);
  const starting = new Set(
    granted
      .filter((g) => g.scheme === 'consumption_coupon' && g.during.start >= month && g.during.start < end)
      .map((g) => g.person),
  );
  const like = (p: Price) => `${p.facility} ${p.service} ${p.item}`;
  const alike = Map.groupBy(prices, like);
  const before = (now: Price): Fen => {
    const earlier = (alike.get(like(now)) ?? []).filter((p) => p.from < month && p.from < now.from);
    const own = earlier.findLast((p) => p.lot === now.lot);
    if (own) return own.fen;
    return Math.max(0, ...earlier.filter((p) => p.to === null || p.to >= month).map((p) => p.fen));
  };
  return prices.flatMap((now) => {
    const people = new Set(settled.filter((s) => s.lot === now.lot && starting.has(s.person)).map((s) => s.person));
    const fen = before(now);
    if (people.size === 0 || fen <= 0 || now.from < month || now.from >= end) return [];
    if ((now.fen - fen) * 10_000 < fen * RISE) return [];
    return [
      {
        about: 'lot' as const,
        id: now.lot,
        name: now.facilityName,
        on: now.from,
        amount_fen: now.fen,
        values: { service: now.service, before_fen: fen, people: people.size },
      },
    ];
  });
}

/** Paid for by a scheme that goes by the ability level, without an assessment that was valid on a day of the month. */
function unassessed({ month, settled, assessed }: Facts): FlagRow[] {
  const during = monthOf(month);
  const known = new Set(assessed.filter((a) => overlaps(a.valid, during)).map((a) => a.person));
  return grouped(settled, (s) => s.person).flatMap((mine) => {
    const paid = sum(mine.map((s) => s.governmentFen));
    return paid > 0 && mine[0] && !known.has(mine[0].person)
      ? [person(mine[0], { amount_fen: paid, values: { facility: mine[0].facilityName } })]
      : [];
  });
}

/** Every check, with the rows that do not fit; a check without rows is silent. */
export function crossChecks(facts: Facts): Flag<CheckCode>[] {
  const found: Record<CheckCode, FlagRow[]> = {
    exclusive_schemes: exclusiveSchemes(facts),
    days_beyond_presence: daysBeyondPresence(facts),
    bed_days_beyond_beds: bedDaysBeyondBeds(facts),
    two_places: twoPlaces(facts),
    price_rise: priceRise(facts),
    deceased: afterDeath(facts.died),
    unassessed: unassessed(facts),
  };
  return checkCodes.map((code) => ({
    code,
    rows: found[code].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  }));
}
