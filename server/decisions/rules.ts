// Decides whether a case may be decided, what its one reply lists, and whether an appeal is still in time (domain §8; 行政许可法 art. 38; 行政复议法 art. 20; acceptor ≠ decider).
import type { Department } from '../kernel/departments.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';

export { statuses } from '../applications/rules.ts';

export type Said = {
  department: Department;
  outcome: 'agree' | 'disagree' | 'not_ours' | null;
  reason: string | null;
  note: string | null;
  /** its clock has run out: the case need not wait for it any longer */
  overdue: boolean;
};

/**
 * May the case be decided so? Nobody decides what they accepted; every department has answered or let its time pass; a
 * person whom a rule keeps out is not found eligible, and against a department's no the reason is given.
 */
export function mayDecide(c: {
  outcome: 'eligible' | 'ineligible';
  note: string | null;
  hindrances: readonly Reason[];
  opinions: readonly Said[];
  actor: string | null;
  acceptedBy: string | null;
  /** who decided it before an appeal was allowed */
  before?: readonly string[];
}): Verdict {
  const waiting = c.opinions.filter((o) => o.outcome === null && !o.overdue).map((o) => o.department);
  const against = c.opinions.some((o) => o.outcome === 'disagree');
  const said = !!c.note?.trim();
  const eligible = c.outcome === 'eligible';
  return verdict(
    [
      c.actor !== null && (c.actor === c.acceptedBy || c.before?.includes(c.actor)) && { code: 'same_person_decides' },
      waiting.length > 0 && { code: 'opinions_outstanding', values: { departments: waiting } },
      ...(eligible ? c.hindrances : []),
      eligible && against && !said && { code: 'against_opinion', pointer: '/note' },
      !eligible && c.hindrances.length === 0 && !said && { code: 'reason_needed', pointer: '/note' },
    ],
    {},
  );
}

/** One line of the reply: what was asked, what came of it, why. Codes; the page has the words. */
export type ReplyItem =
  | {
      item: 'place';
      outcome: 'granted' | 'refused';
      service: string;
      track: string | null;
      reasons: Reason[];
      note: string | null;
    }
  | { item: 'opinion'; department: Department; outcome: string; reason: string | null }
  | { item: 'notice'; outcome: 'passed'; from: Day; until: Day }
  | { item: 'appeal'; outcome: 'dismissed'; note: string };

/** What the departments said, as the reply lists it; silence is named as silence. */
export const opinionItems = (opinions: readonly Said[]): ReplyItem[] =>
  opinions.map((o) => ({
    item: 'opinion',
    department: o.department,
    outcome: o.outcome ?? 'no_answer',
    reason: o.reason,
  }));

export const appealBy = (madeOn: Day, days: number): Day => addDays(madeOn, days);

/** Until when an appeal is taken: as the reply says, but against a closing from the day of the closing, whatever reply came before. */
export const appealUntil = (
  c: { status: string; endedAt: Date | null },
  reply: { appealBy: Day } | undefined,
  days: number,
  today: Day,
): Day => (reply && c.status !== 'closed' ? reply.appealBy : appealBy(c.endedAt ? dayOf(c.endedAt) : today, days));

/** May an appeal be filed? In time, once a decision, and not for somebody who has died. */
export function mayAppeal(a: {
  on: Day;
  appealBy: Day;
  diedOn: Day | null;
  dismissedSince: boolean;
  grounds: string;
}): Verdict {
  return verdict(
    [
      a.diedOn !== null && { code: 'person_dead', values: { on: a.diedOn } },
      a.on > a.appealBy && { code: 'appeal_late', values: { until: a.appealBy } },
      a.dismissedSince && { code: 'appeal_spent' },
      !a.grounds.trim() && { code: 'reason_needed', pointer: '/grounds' },
    ],
    {},
  );
}

/** An appeal is answered in words, by somebody who took no part in the decision. */
export const mayDecideAppeal = (a: {
  answer: string;
  actor: string | null;
  decidedBy: string | null;
  acceptedBy: string | null;
  /** by whom the bureau closed it, where the appeal is against that */
  closedBy?: string | null;
}): Verdict =>
  verdict(
    [
      a.actor !== null && [a.decidedBy, a.acceptedBy, a.closedBy].includes(a.actor) && { code: 'same_person_decides' },
      !a.answer.trim() && { code: 'reason_needed', pointer: '/answer' },
    ],
    {},
  );
