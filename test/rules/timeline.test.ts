import { expect, test } from 'vitest';
import { type Case, timeline } from '../../web/applications/timeline.ts';

const event = (name: string, day: number, before: string, after: string) => ({
  at: `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`,
  event: name,
  before,
  after,
  reason: null,
  by: null,
});
const submit = event('submit', 1, 'draft', 'submitted');
const accept = event('accept', 3, 'submitted', 'in_review');
const asked = event('ask_more', 2, 'submitted', 'more_info');
const eligible = event('find_eligible', 9, 'in_review', 'eligible');
const publish = event('publish', 9, 'eligible', 'public_notice');
const upheld = event('uphold_objection', 12, 'public_notice', 'in_review');
const enqueue = event('enqueue', 17, 'public_notice', 'queued');
const said = (status: Case['status'], events: ReturnType<typeof event>[], accepted: string | null = accept.at) =>
  timeline({ status, events, accepted_at: accepted })
    .map((s) => `${s.state}${s.on ? ` ${s.on.slice(8, 10)}` : ''}`)
    .join(', ');

test.each([
  ['a draft', 'draft', [], null, 'now, to_come, to_come, to_come, to_come, to_come'],
  [
    'what is to be completed before acceptance',
    'more_info',
    [submit, asked],
    null,
    'done 01, now, to_come, to_come, to_come, to_come',
  ],
  ['a case in review', 'in_review', [submit, accept], accept.at, 'done 01, done 03, now, to_come, to_come, to_come'],
  [
    'a case on public notice',
    'public_notice',
    [submit, accept, eligible, publish],
    accept.at,
    'done 01, done 03, done 09, now, to_come, to_come',
  ],
  [
    'a case in the queue after its notice',
    'queued',
    [submit, accept, eligible, publish, enqueue],
    accept.at,
    'done 01, done 03, done 09, done 17, now, to_come',
  ],
  [
    'a case that needed no notice',
    'queued',
    [submit, accept, eligible, enqueue],
    accept.at,
    'done 01, done 03, done 09, passed_by, now, to_come',
  ],
  [
    'a case taken up again after an objection',
    'in_review',
    [submit, accept, eligible, publish, upheld],
    accept.at,
    'done 01, done 03, now, to_come, to_come, to_come',
  ],
  [
    'a case found ineligible',
    'ineligible',
    [submit, accept, event('find_ineligible', 9, 'in_review', 'ineligible')],
    accept.at,
    'done 01, done 03, ended, to_come, to_come, to_come',
  ],
  [
    'a case taken back before acceptance',
    'withdrawn',
    [submit, event('withdraw', 2, 'submitted', 'withdrawn')],
    null,
    'done 01, ended, to_come, to_come, to_come, to_come',
  ],
] as const)('%s shows how far it is', (_, status, events, accepted, shown) => {
  expect(said(status, [...events], accepted)).toBe(shown);
});
