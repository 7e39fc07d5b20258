import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { key } from '../ui/i18n.ts';

export type Case = InferResponseType<(typeof client.api.v1.cases)[':id']['$get'], 200>;
type Facts = Pick<Case, 'status' | 'events' | 'accepted_at'>;

export const stages = ['submit', 'accept', 'review', 'notice', 'queue', 'move_in'] as const;
export type Stage = (typeof stages)[number];
/** `passed_by`: a step this case did not need. `ended`: where a case stopped that goes no further. */
export type StageState = 'done' | 'now' | 'to_come' | 'passed_by' | 'ended';

export const stageWords: Record<Stage, string> = {
  submit: key('提交申请'),
  accept: key('受理'),
  review: key('部门联审'),
  notice: key('公示'),
  queue: key('轮候'),
  move_in: key('入住'),
};

const ends: Record<Stage, readonly string[]> = {
  submit: ['submit'],
  accept: ['accept', 'supply'],
  review: ['find_eligible', 'find_ineligible'],
  notice: ['enqueue'],
  queue: ['place'],
  move_in: ['place'],
};

/** How far the case is, and since when each step behind it is done; a case taken up anew goes through its later steps again. */
export function timeline({
  status,
  events,
  accepted_at,
}: Facts): { stage: Stage; state: StageState; on: string | null }[] {
  const again = events.findLastIndex((e) => e.event === 'allow_appeal' || e.event === 'uphold_objection');
  const turn = events.slice(again + 1);
  const did = (event: string) => turn.some((e) => e.event === event);
  const last = (names: readonly string[], of: Facts['events']) =>
    of.findLast((e) => names.includes(e.event))?.at ?? null;
  const ended = status === 'ineligible' || status === 'withdrawn' || status === 'closed';
  const reached = ended ? furthest(events.at(-1)?.before ?? 'draft', accepted_at) : furthest(status, accepted_at);
  const here = stages.indexOf(reached);
  return stages.map((stage, index) => {
    const done = status === 'placed' || index < here;
    const on = !done
      ? null
      : stage === 'accept'
        ? accepted_at
        : last(ends[stage], index < stages.indexOf('review') ? events : turn);
    const skipped = stage === 'notice' && done && !did('publish');
    const state = skipped ? 'passed_by' : done ? 'done' : index > here ? 'to_come' : ended ? 'ended' : 'now';
    return { stage, state, on: skipped ? null : on };
  });
}

/** The step a case is at in a status. */
function furthest(status: string, acceptedAt: string | null): Stage {
  switch (status) {
    case 'draft':
      return 'submit';
    case 'submitted':
      return 'accept';
    case 'more_info':
      return acceptedAt ? 'review' : 'accept';
    case 'eligible':
    case 'public_notice':
      return 'notice';
    case 'queued':
      return 'queue';
    case 'placed':
      return 'move_in';
    default:
      return 'review';
  }
}
