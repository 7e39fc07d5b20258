// Decides what of a facility cannot be right: beds said to be taken that nobody lies in, old figures, licences that have ended,
// more people than beds, money after closing, prices that jump (GB 38600-2019; 养老机构管理办法 art. 10–11; domain §4).
import { stageOf } from '../../freshness/rules.ts';
import { type Day, daysBetween } from '../../kernel/period.ts';
import { licenceState } from '../../profiles/rules.ts';
import { type Hit, hit, monthOf, type Params } from './hits.ts';

export type BedFacts = {
  facility: string;
  /** beds shown to the public as taken today */
  reported: number;
  /** beds for which a stay is on record today */
  stays: number;
  /** people paid for in `month` and, of these, those with a stay in it; null: no month is settled */
  month: Day | null;
  paid: number;
  lived: number;
};

/** 虚报床位: taken beds without a stay, or people paid for who never stayed, more than `beds` of them. */
export function ghostBeds({ as_on, places }: { as_on: Day; places: readonly BedFacts[] }, { beds = 0 }: Params): Hit[] {
  return places.flatMap((p) => [
    ...(p.reported - p.stays > beds
      ? [
          hit([p.facility, 'reported', monthOf(as_on)], 'facility', p.facility, p.facility, {
            how: 'reported',
            reported: p.reported,
            stays: p.stays,
            on: as_on,
          }),
        ]
      : []),
    ...(p.month !== null && p.paid - p.lived > beds
      ? [
          hit([p.facility, 'paid', p.month], 'facility', p.facility, p.facility, {
            how: 'paid',
            month: p.month,
            paid: p.paid,
            lived: p.lived,
          }),
        ]
      : []),
  ]);
}

/** Figures nobody vouched for, for longer than `hours`. `since` is the last confirmation. */
export function staleVacancy(
  { now, places }: { now: string; places: readonly { facility: string; since: string }[] },
  { hours = 72 }: Params,
): Hit[] {
  const at = new Date(now);
  return places.flatMap(({ facility, since }) => {
    const age = Math.floor((at.getTime() - new Date(since).getTime()) / 3_600_000);
    if (age <= hours) return [];
    return [
      hit([facility, since], 'facility', facility, facility, {
        since,
        hours: age,
        stage: stageOf(new Date(since), at),
      }),
    ];
  });
}

export type LicenceFact = { licence: string; facility: string; kind: string; expires_on: Day };

/** A licence or approval (消防 fire among them) whose last day was more than `days` ago. */
export function licenceExpired(
  { as_on, licences }: { as_on: Day; licences: readonly LicenceFact[] },
  { days = 0 }: Params,
): Hit[] {
  return licences.flatMap((l) => {
    const over = daysBetween(l.expires_on, as_on);
    if (licenceState(l.expires_on, as_on) !== 'expired' || over <= days) return [];
    const values = { kind: l.kind, expires_on: l.expires_on, days: over };
    return [hit([l.licence], 'facility', l.facility, l.facility, values)];
  });
}

/** More people living in than beds filed for them, by more than `people`. */
export function overCapacity(
  { as_on, places }: { as_on: Day; places: readonly { facility: string; beds: number; people: number }[] },
  { people = 0 }: Params,
): Hit[] {
  return places
    .filter((p) => p.people - p.beds > people)
    .map((p) =>
      hit([p.facility, monthOf(as_on)], 'facility', p.facility, p.facility, {
        beds: p.beds,
        people: p.people,
        on: as_on,
      }),
    );
}

export type ClosedLine = {
  facility: string;
  person: string;
  month: Day;
  closed_on: Day;
  days: number;
  government_fen: number;
};

/** Days settled from the day of closing on; that day itself is the first on which nobody can be cared for. */
export function paidAfterClosing({ lines }: { lines: readonly ClosedLine[] }, _: Params): Hit[] {
  const late = lines.filter((l) => l.days > Math.max(0, daysBetween(l.month, l.closed_on)));
  return [...Map.groupBy(late, (l) => `${l.facility} ${l.month}`).values()].map((own) => {
    const [one] = own as [ClosedLine];
    return hit([one.facility, one.month], 'facility', one.facility, one.facility, {
      month: one.month,
      closed_on: one.closed_on,
      people: new Set(own.map((l) => l.person)).size,
      amount_fen: own.reduce((sum, l) => sum + l.government_fen, 0),
    });
  });
}

export type FeeChange = {
  change: string;
  facility: string;
  field: string;
  before_fen: number;
  after_fen: number;
  on: Day;
  approved: boolean;
};

/**
 * A posted price up by `percent` or more that nobody approved, or in a month in which somebody there begins to have the
 * coupon (先涨价后抵扣).
 */
export function priceJump(
  { changes, coupons }: { changes: readonly FeeChange[]; coupons: readonly { facility: string; month: Day }[] },
  { percent = 10 }: Params,
): Hit[] {
  return changes.flatMap((c) => {
    if (c.before_fen <= 0 || (c.after_fen - c.before_fen) * 100 < c.before_fen * percent) return [];
    const coupon = coupons.some((k) => k.facility === c.facility && k.month === monthOf(c.on));
    if (c.approved && !coupon) return [];
    return [
      hit([c.change, c.field], 'facility', c.facility, c.facility, {
        how: c.approved ? 'coupon_month' : 'unapproved',
        field: c.field,
        before_fen: c.before_fen,
        after_fen: c.after_fen,
        on: c.on,
      }),
    ];
  });
}

export type Counts = { free: number; present: number };

/** What two people counted on site is more than `tolerance` away from what was on record at that moment. */
export function spotDifference(
  of: { spot_check: string; facility: string; visited_at: string; record: Counts; counted: Counts },
  { tolerance = 0 }: Params,
): Hit[] {
  const off = Math.max(Math.abs(of.counted.free - of.record.free), Math.abs(of.counted.present - of.record.present));
  if (off <= tolerance) return [];
  return [
    hit([of.spot_check], 'facility', of.facility, of.facility, {
      visited_at: of.visited_at,
      record_free: of.record.free,
      counted_free: of.counted.free,
      record_present: of.record.present,
      counted_present: of.counted.present,
    }),
  ];
}
