// Decides what a public notice says and when it ends (公示, domain §2a, §6: masked name, community, scheme and amount; never health, level or ID number).
import { maskName } from '../applicants/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';

export { statuses } from '../applications/rules.ts';

export type NoticeLine = { nameMasked: string; community: string; scheme: string; amountFen: number | null };

/**
 * What is shown of a person. The amount is left out where it would tell the level: only one that is the same for all
 * levels is said.
 * @param caps the most a month by level, in fen, of the subsidy that goes with the place
 */
export function noticeLine(p: {
  name: string;
  community: string;
  service: string;
  caps: readonly (number | null)[];
}): NoticeLine {
  const [first, ...rest] = p.caps;
  const same = first !== undefined && first !== null && rest.every((c) => c === first);
  return { nameMasked: maskName(p.name), community: p.community, scheme: p.service, amountFen: same ? first : null };
}

/** A notice has passed once all its days are over and nothing said against it is unanswered. */
export const hasPassed = (n: { dueOn: string | null; openObjections: number }, today: string): boolean =>
  n.openObjections === 0 && n.dueOn !== null && today > n.dueOn;

/** An objection needs a sentence that can be looked into, while the notice is up. */
export const mayObject = (o: { text: string; withdrawn: boolean }): Verdict =>
  verdict(
    [
      o.withdrawn && { code: 'notice_over' },
      [...o.text.trim()].length < 10 && { code: 'objection_short', pointer: '/text' },
    ],
    {},
  );

/** An objection is answered in words, by somebody who did not take the decision it is against. */
export const mayAnswerObjection = (o: {
  answered: boolean;
  answer: string;
  actor: string | null;
  decidedBy: string | null;
}): Verdict =>
  verdict(
    [
      o.answered && { code: 'objection_answered' },
      o.actor !== null && o.actor === o.decidedBy && { code: 'same_person_decides' },
      !o.answer.trim() && { code: 'reason_needed', pointer: '/answer' },
    ],
    {},
  );
