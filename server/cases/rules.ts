// Decides what happens next in a case and who has to do it, in the order of domain §8, so that the family, the desk and the officer read the same next step.
import type { Status } from '../applications/rules.ts';
import type { Step } from '../clocks/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

export { statuses } from '../applications/rules.ts';
export { pauseReasons, steps } from '../clocks/rules.ts';

/** Which clock is the case's own in each status; the others run beside it. */
export const mainStep: Partial<Record<Status, Step>> = {
  submitted: 'acceptance',
  more_info: 'correction',
  in_review: 'decision',
  eligible: 'decision',
  public_notice: 'notice',
  appealed: 'appeal_decision',
};
/** Statuses in which somebody at the bureau or the desk has something to do. */
export const openStatuses = ['submitted', 'more_info', 'in_review', 'eligible', 'public_notice', 'appealed'] as const;
export type OpenStatus = (typeof openStatuses)[number];

export const waits = ['family', 'desk', 'departments', 'officer', 'public', 'bureau', 'nobody'] as const;
export type Waits = (typeof waits)[number];
export const nextSteps = [
  'finish_draft',
  'accept',
  'complete_papers',
  'give_opinions',
  'assess',
  'decide',
  'agree_notice',
  'publish',
  'wait_notice',
  'answer_objection',
  'wait_turn',
  'decide_appeal',
  'may_appeal',
  'none',
] as const;
export type NextStep = (typeof nextSteps)[number];

/** What is waited for now, and whose turn it is. */
export function nextStep(c: {
  status: Status;
  opinionsOutstanding: number;
  assessed: boolean;
  openObjections: number;
  mayAppeal: boolean;
  /** nobody has agreed to the public notice yet, or it was taken back: only the family can go on */
  consentAwaited?: boolean;
}): { step: NextStep; waits: Waits } {
  switch (c.status) {
    case 'draft':
      return { step: 'finish_draft', waits: 'family' };
    case 'submitted':
      return { step: 'accept', waits: 'desk' };
    case 'more_info':
      return { step: 'complete_papers', waits: 'family' };
    case 'in_review':
      if (!c.assessed) return { step: 'assess', waits: 'bureau' };
      return c.opinionsOutstanding > 0
        ? { step: 'give_opinions', waits: 'departments' }
        : { step: 'decide', waits: 'officer' };
    case 'eligible':
      return c.consentAwaited ? { step: 'agree_notice', waits: 'family' } : { step: 'publish', waits: 'bureau' };
    case 'public_notice':
      return c.openObjections > 0
        ? { step: 'answer_objection', waits: 'officer' }
        : { step: 'wait_notice', waits: 'public' };
    case 'queued':
      return { step: 'wait_turn', waits: 'nobody' };
    case 'appealed':
      return { step: 'decide_appeal', waits: 'bureau' };
    case 'ineligible':
    case 'closed':
      return c.mayAppeal ? { step: 'may_appeal', waits: 'family' } : { step: 'none', waits: 'nobody' };
    case 'placed':
    case 'withdrawn':
      return { step: 'none', waits: 'nobody' };
  }
}

/** Where a page of the work list ends: the last row's due day (empty: none) and id. */
export type Cursor = { due: string; id: string };
export const writeCursor = (c: Cursor) => `${c.due}_${c.id}`;
export function readCursor(text: string): Cursor | null {
  const m = /^(\d{4}-\d{2}-\d{2})?_([0-9a-f-]{36})$/.exec(text);
  return m ? { due: m[1] ?? '', id: m[2] as string } : null;
}

/** May a death be recorded? On a real day, once, from a paper; of somebody in a bed it is recorded with the end of the stay. */
export const mayRecordDeath = (d: {
  diedOn: Day;
  source: string;
  bornOn: Day;
  already: Day | null;
  inBed: boolean;
  today: Day;
}): Verdict =>
  verdict(
    [
      d.already !== null && { code: 'person_dead', values: { on: d.already } },
      d.inBed && { code: 'death_in_bed' },
      d.diedOn > d.today && { code: 'date_in_future', values: { date: d.diedOn }, pointer: '/died_on' },
      d.diedOn <= d.bornOn && { code: 'death_before_birth', pointer: '/died_on' },
      !d.source.trim() && { code: 'reason_needed', pointer: '/source' },
    ],
    {},
  );
