// Decides when somebody who waits may choose other homes, and what a new choice must be: as at applying, with one home left that still counts; place and dates are never touched (domain §2a choices, joint application; §6).
import { checkWishes, type Status } from '../applications/rules.ts';
import type { Reason } from '../kernel/errors.ts';

export type WishSet = { choices: readonly string[]; acceptAny: boolean; radiusKm: number };

/** What a change has to wait for. */
export type Standing = {
  status: Status;
  /** the last day to answer an offer that is out */
  offerUntil: string | null;
  /** a round that reckons with the wish as it is: it has run and is not published, or has promised a bed that is free later */
  round: { no: string; promised: boolean } | null;
};

/** Everything that stands against changing the wish now. */
export function mayChange(s: Standing): Reason[] {
  const found: (Reason | false | null)[] = [
    s.status !== 'queued' && { code: 'not_queued' },
    s.offerUntil !== null && { code: 'offer_exists', values: { until: s.offerUntil } },
    s.round && { code: s.round.promised ? 'wishes_promised' : 'wishes_in_round', values: { round: s.round.no } },
  ];
  return found.filter((r) => !!r);
}

/**
 * Everything that stands against the new choice itself.
 * @param exited homes whose offer was given up: naming one anew would bring nothing
 */
export function checkChange(
  was: WishSet,
  now: WishSet,
  { max, exited }: { max: number; exited: readonly string[] },
): Reason[] {
  const found = checkWishes(now, max);
  const anew = now.choices.filter((c) => exited.includes(c) && !was.choices.includes(c));
  const left = now.acceptAny || now.choices.some((c) => !exited.includes(c));
  if (anew.length > 0) found.push({ code: 'wishes_given_up', pointer: '/choices' });
  else if (now.choices.length > 0 && !left) found.push({ code: 'wishes_none_left', pointer: '/choices' });
  if (sameWish(was, now)) found.push({ code: 'wishes_same' });
  return found;
}

/** The radius says something only where other homes will do. */
const sameWish = (a: WishSet, b: WishSet): boolean =>
  a.choices.join() === b.choices.join() && a.acceptAny === b.acceptAny && (!b.acceptAny || a.radiusKm === b.radiusKm);
