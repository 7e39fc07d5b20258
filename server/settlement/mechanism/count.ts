// Decides how many units of a lot a person used in a month, day by day, and at which price (购买服务合同的验收数量: days present,
// never days on paper; 财政部令102号 art. 23 settles by what was delivered).
import { type LotChange, lotOn } from '../../contracts/rules.ts';
import type { FactSpan, PersonFacts, Spell } from '../../entitlements/rules.ts';
import type { Fen } from '../../kernel/money.ts';
import { addDays, addMonths, contains, type Day, daysBetween, type Period, weekdayOf } from '../../kernel/period.ts';

export type Agreed = { during: Period; weekdays: readonly number[] };
/** One placement as it stands now. `dischargedOn` is the first day not stayed: leaving, death, or the end of an emergency. */
export type Stay = {
  lotId: string | null;
  changes: readonly LotChange[];
  admittedOn: Day;
  dischargedOn: Day | null;
  absences: readonly Period[];
  /** day care: the weekdays agreed, by the time they held */
  agreed: readonly Agreed[];
  /** day care: the days marked present */
  present: readonly Day[];
  /** home beds paid by the hour */
  visits: readonly { on: Day; minutes: number }[];
};
export type PricedLot = {
  id: string;
  contractId: string;
  facilityId: string;
  service: Spell['service'];
  unit: 'bed_month' | 'place_month' | 'hour';
  /** already cut where the contract ended early */
  during: Period;
  prices: readonly { effective: Period; unitPriceFen: Fen }[];
};
export type Counted = {
  spells: Spell[];
  /** days on which a lot has no price: nothing may be reckoned until it has one */
  unpriced: { lotId: string; day: Day }[];
};

export const daysOf = (month: Day): Day[] =>
  Array.from({ length: daysBetween(month, addMonths(month, 1)) }, (_, i) => addDays(month, i));

/**
 * How many days of the month were agreed. Before the first claim and after the last its weekdays stand for the rest of
 * the month: who comes on Mondays and starts on the 15th has a place month of every Monday.
 */
export function agreedDays(month: Day, agreed: readonly Agreed[]): number {
  const of = (day: Day): readonly Agreed[] => {
    const now = agreed.filter((a) => contains(a.during, day));
    if (now.length > 0) return now;
    const ends = agreed.flatMap((a) => (a.during.end !== null && a.during.end <= day ? a.during.end : []));
    const last = ends.reduce<Day | null>((m, e) => (m === null || e > m ? e : m), null);
    if (last !== null) return agreed.filter((a) => a.during.end === last);
    const first = agreed.reduce<Day | null>((m, a) => (m === null || a.during.start < m ? a.during.start : m), null);
    return agreed.filter((a) => a.during.start === first);
  };
  return daysOf(month).filter((day) => of(day).some((a) => a.weekdays.includes(weekdayOf(day)))).length;
}

const isPlace = (lot: PricedLot): boolean => lot.service === 'day' && lot.unit !== 'hour';

const onDay = (lot: PricedLot, stay: Stay, day: Day): number => {
  if (lot.unit === 'hour') return stay.visits.reduce((n, v) => (v.on === day ? n + v.minutes : n), 0);
  if (lot.service === 'day') return stay.present.includes(day) ? 1 : 0;
  return stay.absences.some((a) => contains(a, day)) ? 0 : 1;
};

/**
 * The month of one person over all lots (days of no fact span are not reckoned: the person has died): the day of admission counts, the day of leaving or death does not, nor a day
 * away, nor one outside the lot's period. A day counts once per lot however many stays it lies in, and of day care no
 * more days than were agreed: one place month at most.
 */
export function countMonth(
  month: Day,
  stays: readonly Stay[],
  lots: ReadonlyMap<string, PricedLot>,
  facts: readonly FactSpan[],
): Counted {
  const days = daysOf(month);
  const next = addMonths(month, 1);
  const unpriced: Counted['unpriced'] = [];
  const spells = new Map<string, Spell & { days: { day: Day; n: number; facts: PersonFacts }[] }>();
  const agreedOf = new Map<string, Agreed[]>();
  const used = new Map<string, Map<Day, number>>();
  for (const stay of stays) {
    if (stay.admittedOn >= next || (stay.dischargedOn !== null && stay.dischargedOn <= month)) continue;
    // Carried over to another lot within the month, a place is still one place.
    let places = agreedDays(month, stay.agreed);
    for (const day of days) {
      if (day < stay.admittedOn || (stay.dischargedOn !== null && day >= stay.dischargedOn)) continue;
      const lot = lots.get(lotOn(stay.lotId, stay.changes, day) ?? '');
      if (!lot || !contains(lot.during, day)) continue;
      const known = agreedOf.get(lot.id) ?? [];
      agreedOf.set(lot.id, known);
      for (const a of stay.agreed) if (!known.includes(a)) known.push(a);
      const mine = used.get(lot.id) ?? new Map<Day, number>();
      used.set(lot.id, mine);
      const n = onDay(lot, stay, day);
      if (n > 0 && isPlace(lot) && !mine.has(day)) {
        if (places === 0) continue;
        places -= 1;
      }
      if (n > 0) mine.set(day, lot.unit === 'hour' ? n + (mine.get(day) ?? 0) : n);
    }
  }
  for (const [lotId, mine] of [...used].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lot = lots.get(lotId) as PricedLot;
    const place = isPlace(lot);
    const den = lot.unit === 'hour' ? 60 : place ? agreedDays(month, agreedOf.get(lotId) ?? []) : days.length;
    let left = place ? den : Number.POSITIVE_INFINITY;
    for (const day of days) {
      const n = mine.get(day);
      const known = facts.find((f) => f.start <= day && day < f.end)?.facts;
      if (!n || !known || left === 0) continue;
      left -= place ? n : 0;
      const price = lot.prices.find((p) => contains(p.effective, day))?.unitPriceFen;
      if (price === undefined) {
        unpriced.push({ lotId, day });
        continue;
      }
      const key = `${lotId} ${price}`;
      const spell = spells.get(key) ?? { key: lotId, service: lot.service, unitPriceFen: price, den, days: [] };
      spells.set(key, spell);
      spell.days.push({ day, n, facts: known });
    }
  }
  return { spells: [...spells.values()], unpriced };
}
