// Decides what the capacity headline says: each figure computed from beds, claims and counted seniors, none typed in.

import { bedsPerThousand } from '../divisions/rules.ts';
import {
  type Bed,
  type BedKind,
  type Claim,
  fitCounts,
  fitFacility,
  needsAsked,
  type Room,
  type Sex,
} from '../facilities/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';
import { spread } from '../mirror/rules.ts';
import type { Track } from '../queue/rules.ts';

export { publicCodes } from '../findings/rules.ts';

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

/** For whom a facility's page is read; everything left out does not matter. */
export type Whom = { sex?: Sex; level?: number; dementia?: boolean; weekdays?: readonly number[]; from?: Day };
/** Beds free for somebody, how many of each kind, and why none. */
export type ForPerson = { beds: number; kinds: { kind: BedKind; beds: number }[]; reasons: Reason[] };
type Loaded = { rooms: readonly Room[]; beds: readonly Bed[]; claims: readonly Claim[] };

/**
 * How many beds the likeliest of the persons asked about could take from that day on those weekdays, and why none, where it
 * is known for whom: a bed nobody may say yes to is not promised.
 */
export function bedsFor(q: Whom, { rooms, beds, claims }: Loaded, today: Day): ForPerson {
  const from = q.from && q.from > today ? q.from : today;
  const needs = needsAsked(q);
  const counts = fitCounts(rooms, beds, claims, needs, from, q.weekdays);
  const most = Math.max(...counts);
  const likeliest = needs[counts.indexOf(most)];
  if (!likeliest || (most === 0 && needs.length > 1)) return { beds: most, kinds: [], reasons: [] };
  const fit = fitFacility(rooms, beds, claims, { ...likeliest, days: q.weekdays }, from);
  const good = new Set(fit.beds);
  const kinds = [
    ...Map.groupBy(
      beds.filter((b) => good.has(b.id)),
      (b) => b.kind,
    ),
  ];
  return { beds: most, kinds: kinds.map(([kind, list]) => ({ kind, beds: list.length })), reasons: fit.reasons };
}
