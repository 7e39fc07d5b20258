// Decides when somebody is cared for or paid for in a way that cannot be right: in two places at once, after death, or while
// long away (民办函〔2025〕49号 and the household checks of 社会救助审核; thresholds are data).
import { addDays, type Day, daysBetween } from '../../kernel/period.ts';
import { daysInCommon, type Hit, hit, type Params, type Span } from './hits.ts';

type Service = 'residential' | 'nursing' | 'day' | 'home';
export type StaySpan = Span & {
  placement: string;
  person: string;
  facility: string;
  service: Service;
  /** weekdays 1–7 on which the place is used */
  weekdays: readonly number[];
};
const livesIn = (s: StaySpan) => s.service === 'residential' || s.service === 'nursing';

/** A person in two beds at once, in a bed and at a day service for more than `both_days`, or at two day centres on one weekday. */
export function overlappingStays(
  { as_on, stays }: { as_on: Day; stays: readonly StaySpan[] },
  { both_days = 0 }: Params,
): Hit[] {
  const kindOf = (a: StaySpan, b: StaySpan, days: number) => {
    if (livesIn(a) && livesIn(b)) return 'two_beds';
    if (livesIn(a) || livesIn(b)) return days > both_days ? 'bed_and_day' : null;
    const sameDay = a.weekdays.some((d) => b.weekdays.includes(d));
    return a.service === 'day' && b.service === 'day' && sameDay ? 'two_day_centres' : null;
  };
  return [...Map.groupBy(stays, (s) => s.person).values()].flatMap((own) =>
    own.flatMap((a, i) =>
      own.slice(i + 1).flatMap((b) => {
        const days = daysInCommon(a, b, addDays(as_on, 1));
        const how = days > 0 ? kindOf(a, b, days) : null;
        if (!how) return [];
        const [first, second] = a.from <= b.from ? [a, b] : [b, a];
        return [
          hit([...[a.placement, b.placement].sort()], 'applicant', a.person, second.facility, {
            how,
            days,
            first_facility: first.facility,
            second_facility: second.facility,
            since: second.from,
          }),
        ];
      }),
    ),
  );
}

export type GrantSpan = { entitlement: string; person: string; scheme: string; died_on: Day; until: Day | null };

/** A subsidy that still runs more than `grace_days` after the death, when the month of it is long over. */
export function subsidyAfterDeath(
  { as_on, grants }: { as_on: Day; grants: readonly GrantSpan[] },
  { grace_days = 0 }: Params,
): Hit[] {
  return grants.flatMap((g) => {
    const last = addDays(g.died_on, grace_days);
    if (as_on <= last || (g.until !== null && g.until <= last)) return [];
    return [
      hit([g.entitlement, g.died_on], 'applicant', g.person, null, {
        scheme: g.scheme,
        died_on: g.died_on,
        until: g.until,
        days: daysBetween(g.died_on, g.until !== null && g.until < as_on ? g.until : as_on),
      }),
    ];
  });
}

export type AwaySpan = Span & {
  absence: string;
  person: string;
  facility: string;
  kind: string;
  schemes: readonly string[];
};

/** Somebody away from the bed for `days` or longer at a stretch while subsidies go on. */
export function subsidyWhileAway(
  { as_on, away }: { as_on: Day; away: readonly AwaySpan[] },
  { days = 30 }: Params,
): Hit[] {
  return away.flatMap((a) => {
    const long = daysBetween(a.from, a.to !== null && a.to < as_on ? a.to : as_on);
    if (long < days || a.schemes.length === 0) return [];
    const values = { from: a.from, to: a.to, days: long, kind: a.kind, schemes: [...a.schemes] };
    return [hit([a.absence], 'applicant', a.person, a.facility, values)];
  });
}
