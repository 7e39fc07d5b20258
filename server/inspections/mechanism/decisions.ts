// Decides what of a decision has to be looked at again: somebody passed over without a reason, an override nobody explained, time
// that has run out, and one person where two are asked for (domain §2a, §8: 受理≠决定≠核查, 付款≠审批).
import { overrideReasons } from '../../allocation/rules.ts';
import { colourOf } from '../../clocks/rules.ts';
import { type Day, daysBetween } from '../../kernel/period.ts';
import { type Hit, hit, type Params } from './hits.ts';

export type OfferFact = {
  offer: string;
  application: string;
  facility: string;
  made_on: Day;
  place: number | null;
  /** everybody ahead in the queue then, by receipt, with the reason stored why the bed was not theirs */
  ahead: readonly { receipt_no: string; place: number; why: string | null }[];
  override: string | null;
};

/** An offer with somebody ahead who is passed over without a stored reason and without an override. */
export function outOfTurn({ offers }: { offers: readonly OfferFact[] }, _: Params): Hit[] {
  return offers.flatMap((o) => {
    const passed = o.ahead.filter((a) => !a.why?.trim());
    if (passed.length === 0 || o.override !== null) return [];
    return [
      hit([o.offer], 'offer', o.offer, o.facility, {
        application: o.application,
        made_on: o.made_on,
        place: o.place,
        passed: passed.map((a) => a.receipt_no),
      }),
    ];
  });
}

export type OverrideFact = {
  offer: string;
  application: string;
  facility: string;
  made_on: Day;
  reason: string | null;
  /** of the words that explain it: how many characters, and how many different ones */
  length: number;
  different: number;
};

/**
 * An override that is not explained: its reason is none of the coded ones, it is "other" in fewer than `least` characters,
 * or the words are one sign repeated.
 */
export function overrideUnexplained(
  { overrides }: { overrides: readonly OverrideFact[] },
  { least = 10 }: Params,
): Hit[] {
  const known: readonly (string | null)[] = overrideReasons;
  return overrides.flatMap((o) => {
    const how = !known.includes(o.reason)
      ? 'uncoded'
      : o.reason === 'other' && o.length < least
        ? 'too_short'
        : o.length > 2 && o.different < 3
          ? 'empty_words'
          : null;
    if (!how) return [];
    const values = { application: o.application, made_on: o.made_on, how, reason: o.reason, length: o.length };
    return [hit([o.offer], 'offer', o.offer, o.facility, values)];
  });
}

export type ClockFact = { clock: string; application: string; step: string; department: string | null; due_on: Day };

/** A case's time has run out by more than `days`, and the step is still not done. */
export function overdueClock(
  { as_on, clocks }: { as_on: Day; clocks: readonly ClockFact[] },
  { days = 0 }: Params,
): Hit[] {
  return clocks.flatMap((c) => {
    const over = daysBetween(c.due_on, as_on);
    if (colourOf({ amberOn: c.due_on, dueOn: c.due_on, stopped: false }, as_on) !== 'red' || over <= days) return [];
    return [
      hit([c.clock, c.due_on], 'application', c.application, null, {
        step: c.step,
        department: c.department,
        due_on: c.due_on,
        days: over,
      }),
    ];
  });
}

export type CaseHands = {
  application: string;
  accepted_by: string | null;
  decided_by: string | null;
  inspected_by: readonly string[];
};
export type PayHands = {
  payment: string;
  facility: string | null;
  approved_by: string | null;
  made_by: string | null;
  account_by: string | null;
};

/** One account where the law of the house asks for two. The database refuses most of it; it is looked at all the same. */
export function samePerson(
  { cases, payments }: { cases: readonly CaseHands[]; payments: readonly PayHands[] },
  _: Params,
): Hit[] {
  const both = (a: string | null, b: string | null) => a !== null && a === b;
  return [
    ...cases.flatMap((c) => {
      const hands: [string, string, string | null][] = [];
      if (both(c.accepted_by, c.decided_by)) hands.push(['accepted', 'decided', c.decided_by]);
      for (const by of c.inspected_by) {
        if (both(by, c.decided_by)) hands.push(['decided', 'inspected', by]);
        if (both(by, c.accepted_by)) hands.push(['accepted', 'inspected', by]);
      }
      return hands.map(([first, second, account]) =>
        hit([c.application, first, second, account], 'application', c.application, null, { first, second, account }),
      );
    }),
    ...payments
      .filter((p) => both(p.approved_by, p.made_by) || both(p.account_by, p.made_by))
      .map((p) =>
        hit([p.payment, p.made_by], 'payment', p.payment, p.facility, {
          first: both(p.approved_by, p.made_by) ? 'approved' : 'account',
          second: 'paid',
          account: p.made_by,
        }),
      ),
  ];
}
