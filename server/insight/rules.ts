// Decides what the capacity headline says: each figure computed from beds, claims and counted seniors, none typed in.

import { bedsPerThousand } from '../divisions/rules.ts';
import { addDays, type Day, daysBetween, weekdayOf } from '../kernel/period.ts';
import type { Track } from '../queue/rules.ts';

export type FacilityFigures = {
  kind: string;
  streetCode: string;
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
};
export type Funnel = {
  facilities: number;
  filed: number;
  usable: number;
  occupied: number;
  held: number;
  free: number;
};

const none: Funnel = { facilities: 0, filed: 0, usable: 0, occupied: 0, held: 0, free: 0 };

/** filed → usable (filed − closed) → occupied, held, free; usable = occupied + held + free always. */
export function funnel(rows: readonly FacilityFigures[]): Funnel {
  return rows.reduce(
    (sum, r) => ({
      facilities: sum.facilities + 1,
      filed: sum.filed + r.filed,
      usable: sum.usable + r.filed - r.closed,
      occupied: sum.occupied + r.occupied,
      held: sum.held + r.held,
      free: sum.free + r.free,
    }),
    none,
  );
}

export type StreetFigures = { code: string; name: string; seniors: number } & Funnel & { per_thousand: number | null };

/** The same by street, streets without a facility included; order as given. */
export function byStreet(
  streets: readonly { code: string; name: string; seniors: number }[],
  rows: readonly FacilityFigures[],
): StreetFigures[] {
  const grouped = Map.groupBy(rows, (r) => r.streetCode);
  return streets.map((s) => {
    const f = funnel(grouped.get(s.code) ?? []);
    return { ...s, ...f, per_thousand: bedsPerThousand(f.filed, s.seniors) };
  });
}

/** A bed from the day it opened to the day it was retired (not on that day any more). */
export type BedSpan = { id: string; openedOn: Day; retiredOn: Day | null };
/** A claim as it was written and, when it was let go before its end, the day of that. */
export type ClaimSpan = {
  bedId: string;
  kind: 'hold' | 'stay' | 'closure';
  start: Day;
  end: Day | null;
  releasedOn: Day | null;
  weekdays: readonly number[];
};
export type Figures = { filed: number; closed: number; occupied: number; held: number; free: number };

const FILED = 1;
/** What a bed is counted as when two claims name it on one day: an admission written a day late outweighs the hold before it. */
const STRENGTH = { closure: 2, hold: 3, stay: 4 } as const;

/** The figures at the end of each day from `from` to `to`, both included; the last day's are those of now. */
export function dailyFigures(beds: readonly BedSpan[], claims: readonly ClaimSpan[], from: Day, to: Day): Figures[] {
  const length = daysBetween(from, to) + 1;
  const first = weekdayOf(from);
  const index = (day: Day | null) => (day === null ? length : Math.min(length, Math.max(0, daysBetween(from, day))));
  const claimsOn = Map.groupBy(claims, (c) => c.bedId);
  const days = Array.from({ length }, () => new Uint32Array(5));
  const states = new Uint8Array(length);
  for (const bed of beds) {
    states.fill(0).fill(FILED, index(bed.openedOn), index(bed.retiredOn));
    for (const claim of claimsOn.get(bed.id) ?? []) {
      const end = Math.min(index(claim.end), index(claim.releasedOn));
      for (let i = index(claim.start); i < end; i += 1) {
        if (states[i] === 0 || !claim.weekdays.includes(((first - 1 + i) % 7) + 1)) continue;
        states[i] = Math.max(states[i]!, STRENGTH[claim.kind]);
      }
    }
    for (let i = 0; i < length; i += 1) days[i]![states[i]!]! += 1;
  }
  return days.map(([, free, closed, held, occupied]) => ({
    filed: free! + closed! + held! + occupied!,
    closed: closed!,
    occupied: occupied!,
    held: held!,
    free: free!,
  }));
}

/** A month, or the part of it on record, as the mean of its days. `from` is its first day on record. */
export type Span = { from: Day; days: number } & Figures;

/** Beds × days over days, to a tenth; free is what is left, so that the parts always sum to the filed beds. */
export function byMonth(daily: readonly Figures[], from: Day): Span[] {
  const dated = daily.map((figures, i) => ({ on: addDays(from, i), ...figures }));
  return [...Map.groupBy(dated, (d) => d.on.slice(0, 7)).values()].map((list) => {
    const tenths = (name: keyof Figures) => Math.round((10 * list.reduce((n, d) => n + d[name], 0)) / list.length);
    const [filed, closed, occupied, held] = [tenths('filed'), tenths('closed'), tenths('occupied'), tenths('held')];
    return {
      from: list[0]!.on,
      days: list.length,
      filed: filed / 10,
      closed: closed / 10,
      occupied: occupied / 10,
      held: held / 10,
      free: (filed - closed - occupied - held) / 10,
    };
  });
}

export type WaitingFact = { track: Track; level: number; days: number };
export type OfferFact = {
  month: string;
  track: Track;
  level: number;
  /** from queued to the offer, in days */
  days: number;
  /** from home to the facility; null when either is not on the map */
  km: number | null;
  wish: 'first' | 'named' | 'other';
  /** people an override went past; null when the offer went by the order */
  passedOver: number | null;
};
export type Spread = { n: number; median: number | null; mean: number | null; longest: number | null };

/** Middle, mean and most of some figures, to a tenth; null where there are none. The middle of an even number is between. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { n, median: null, mean: null, longest: null };
  const at = (i: number) => sorted[i] as number;
  const half = Math.floor(n / 2);
  const median = n % 2 ? at(half) : (at(half - 1) + at(half)) / 2;
  return { n, median: tenth(median), mean: tenth(sorted.reduce((a, b) => a + b, 0) / n), longest: tenth(at(n - 1)) };
}
const tenth = (x: number) => Math.round(x * 10) / 10;

const present = (values: readonly (number | null)[]) => values.filter((v) => v !== null);

/** How evenly places were given: every figure counted from the queue and the offers made, nothing estimated. */
export function fairnessOf(waiting: readonly WaitingFact[], offers: readonly OfferFact[], tracks: readonly Track[]) {
  const levels = [0, 1, 2, 3, 4];
  const cells = tracks.flatMap((track) => levels.map((level) => ({ track, level })));
  const inCell = (c: { track: Track; level: number }) => (f: { track: Track; level: number }) =>
    f.track === c.track && f.level === c.level;
  const wishes = (list: readonly OfferFact[]) => ({
    first: list.filter((o) => o.wish === 'first').length,
    named: list.filter((o) => o.wish === 'named').length,
    other: list.filter((o) => o.wish === 'other').length,
  });
  return {
    cells: cells
      .map((cell) => ({
        ...cell,
        waiting: spread(waiting.filter(inCell(cell)).map((w) => w.days)),
        offered: spread(offers.filter(inCell(cell)).map((o) => o.days)),
      }))
      .filter((c) => c.waiting.n + c.offered.n > 0),
    tracks: tracks.map((track) => {
      const own = offers.filter((o) => o.track === track);
      return {
        track,
        waiting: spread(waiting.filter((w) => w.track === track).map((w) => w.days)),
        offered: spread(own.map((o) => o.days)),
        km: spread(present(own.map((o) => o.km))),
        wishes: wishes(own),
      };
    }),
    total: {
      waiting: spread(waiting.map((w) => w.days)),
      offered: spread(offers.map((o) => o.days)),
      km: spread(present(offers.map((o) => o.km))),
      wishes: wishes(offers),
    },
  };
}
