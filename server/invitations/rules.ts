// Decides who may invite somebody to act for a person, what a code looks like, and when it may be taken up.
import { type Hand, mayDo } from '../applicants/rules.ts';
import { type Agreed, agreedTo, helperRelations, lastDay } from '../helpers/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

/** What may be said over the telephone and written down by hand: no 0 and O, no 1, I and L, no U beside V. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
/** The first characters only find the invitation, so that a wrong code counts against the one it was meant for. */
export const PLACE_LENGTH = 3;
export const CODE_DAYS = 7;
/** As what somebody may be invited. */
export const invitedAs = helperRelations;
/** So many invitations of one person wait at a time. */
export const OPEN_INVITATIONS = 5;

/** @param at gives a whole number from 0 to below its argument, evenly */
export const codeFrom = (at: (below: number) => number): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[at(ALPHABET.length)]).join('');
/** As it is told: 4 and 4. */
export const spokenCode = (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`;
/** A code as somebody typed it, or null when it can be none. */
export function readCode(typed: string): string | null {
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  return code.length === LENGTH && [...code].every((c) => ALPHABET.includes(c)) ? code : null;
}

export const codeGoodUntil = (now: Date): Date => new Date(now.getTime() + CODE_DAYS * 86_400_000);

/** May this be an invitation? Only the person, or a guardian with a paper, makes one. */
export function mayInvite(
  ask: Agreed & { hand: Hand; untilOn: Day | null; diedOn: Day | null; open: number },
  today: Day,
): Verdict {
  const own = mayDo(ask.hand, 'helpers');
  return verdict(
    [
      ...(own.ok ? [] : own.reasons),
      ask.diedOn !== null && { code: 'person_dead', values: { on: ask.diedOn } },
      ask.open >= OPEN_INVITATIONS && { code: 'helper_invitations_open', values: { count: ask.open } },
      ...agreedTo(ask),
      ...lastDay(ask.untilOn, today),
    ],
    {},
  );
}

/** May whoever holds a right code take it up? The one who invited must still be able to, and the person be alive. */
export function mayTakeUp(ask: {
  maker: Hand | null;
  madeByActor: boolean;
  actsAlready: boolean;
  diedOn: Day | null;
  untilOn: Day | null;
  today: Day;
}): Verdict {
  return verdict(
    [
      ask.madeByActor && { code: 'helper_own_code' },
      !ask.madeByActor && ask.actsAlready && { code: 'helper_already' },
      ask.diedOn !== null && { code: 'person_dead', values: { on: ask.diedOn } },
      !(ask.maker && mayDo(ask.maker, 'helpers').ok) && { code: 'helper_code_wrong', pointer: '/code' },
      ask.untilOn !== null && ask.untilOn < ask.today && { code: 'helper_code_wrong', pointer: '/code' },
    ],
    {},
  );
}
