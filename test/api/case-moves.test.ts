import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { submitApplication } from '../../server/applications/actions.ts';
import { type Event, events, move, statuses } from '../../server/applications/rules.ts';
import { decide } from '../../server/decisions/actions.ts';
import { newId } from '../../server/platform/ids.ts';
import { type Casework, openCasework, wish } from '../support/casework.ts';

let c: Casework;
beforeAll(async () => {
  c = await openCasework();
});
afterAll(() => c.database.drop());

describe('the work list', () => {
  beforeAll(async () => {
    for (let i = 0; i < 4; i += 1) await c.apply(await c.someone());
    await c.decided();
  });
  test('shows open cases soonest due first, in pages, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await c.get('officer', `/cases?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      const body = page.body as { cases: { id: string; due_on: string | null }[]; next: string | null };
      seen.push(...body.cases.map((c) => `${c.due_on ?? '9999-12-31'} ${c.id}`));
      cursor = body.next ?? '';
    } while (cursor);
    expect(seen).toEqual([...seen].sort());
    const counts = (await c.get('officer', '/cases/counts')).body.counts as { open: number }[];
    expect(seen.length).toBe(counts.reduce((n, c) => n + c.open, 0));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await c.get('officer', '/cases?cursor=nonsense')).body.code).toBe('cursor_unreadable');
  });
  test('is given out all or none, to officers only', async () => {
    const cases = (await c.get('officer', '/cases?limit=2')).body.cases as { id: string }[];
    const ids = cases.map((c) => c.id);
    const give = (officer: string | null, applications: string[]) =>
      c.post('leader', '/cases/assign', { applications, officer });
    expect((await give(c.actors.second.account, [...ids, newId()])).status).toBe(404);
    expect((await give(c.actors.desk.account, ids)).body.code).toBe('officer_unknown');
    expect((await give(c.actors.second.account, ids)).body).toEqual({ assigned: 2 });
    expect(((await c.get('second', '/cases?assigned=me')).body.cases as object[]).length).toBe(2);
  });
});

test('two officers decide one case at one moment: one decides, the other reads that it has changed', async () => {
  const id = await c.apply(await c.someone());
  await c.step('desk', id, 'accept');
  await c.agree(id);
  const { version } = await c.rowOf(id);
  const tries = await Promise.allSettled(
    (['officer', 'second'] as const).map((who) =>
      decide(c.w.as(c.actors[who], { ifMatch: version }), id, { outcome: 'eligible', note: null }),
    ),
  );
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  expect(tries.find((t) => t.status === 'rejected')).toMatchObject({ reason: { code: 'version_stale' } });
});

test('an application sent twice at one moment is one application', async () => {
  const applicant = await c.someone();
  const tries = await Promise.allSettled(
    Array.from({ length: 6 }, () => submitApplication(c.w.as(c.actors.family), { applicant_id: applicant, ...wish })),
  );
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  const made = await c.database.ownerSql`select count(*)::int as n from applications where applicant_id = ${applicant}`;
  expect(made[0]!.n).toBe(1);
});

describe('every move the status table does not have is refused, by its name, and changes nothing', () => {
  const asked: Partial<Record<Event, [who: string, path: string, body: object]>> = {
    accept: ['desk', 'accept', {}],
    ask_more: ['desk', 'ask-more', { note: '请来访' }],
    supply: ['desk', 'supply', {}],
    find_eligible: ['second', 'decide', { outcome: 'eligible' }],
    appeal: ['family', 'appeal', { grounds: '情况有误' }],
    allow_appeal: ['leader', 'appeal/decide', { outcome: 'allowed', answer: '重新审核' }],
    withdraw: ['family', 'withdraw', { reason: '不需要了' }],
    close: ['officer', 'close', { reason: '重复' }],
  };
  const forbidden = statuses.flatMap((status) =>
    events.filter((event) => asked[event] && !move(status, event).ok).map((event) => [status, event] as const),
  );
  let id = '';
  beforeAll(async () => {
    id = await c.apply(await c.someone());
  });
  test.each(forbidden)('%s: %s', async (status, event) => {
    const over = ['placed', 'ineligible', 'withdrawn', 'closed'].includes(status);
    await c.database
      .ownerSql`update applications set status = ${status}, ended_at = ${over ? c.w.time.now : null} where id = ${id}`;
    const before = await c.rowOf(id);
    const [who, path, body] = asked[event]!;
    const answer = await c.step(who, id, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(409);
    expect(['move_not_allowed', 'not_in_review']).toContain(answer.body.code);
    expect(answer.body.detail_zh).toMatch(/[一-龥]/);
    expect(await c.rowOf(id)).toEqual(before);
  });
});
