import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveDraft } from '../../server/applications/actions.ts';
import { tellOverdue } from '../../server/cases/actions.ts';
import { recountClocks } from '../../server/clocks/actions.ts';
import { newId } from '../../server/platform/ids.ts';
import { endNotices, publishNotices } from '../../server/publicity/actions.ts';
import { type Casework, openCasework, wish } from '../support/casework.ts';

let c: Casework;
beforeAll(async () => {
  c = await openCasework();
});
afterAll(() => c.database.drop());

test('from the draft to the queue: each step by whoever has to do it, each written down', async () => {
  const applicant = await c.someone(['id_card']);
  const draft = await saveDraft(c.w.as(c.actors.family), { applicant_id: applicant, ...wish });
  expect((await c.get('family', `/applications/${draft.application_id}`)).body.application).toMatchObject({
    status: 'draft',
    receipt_no: null,
  });
  const id = await c.apply(applicant);
  expect(id).toBe(draft.application_id);
  const papers = await c.get('family', `/applications/${id}/papers`);
  expect(papers.body).toMatchObject({
    needed: ['id_card', 'authorisation'],
    gaps: [{ type: 'authorisation', why: 'absent' }],
  });

  const refused = await c.step('desk', id, 'accept');
  expect([refused.status, refused.body.code]).toEqual([409, 'papers_missing']);
  expect((await c.step('desk', id, 'ask-more', { note: null })).body).toMatchObject({ status: 'more_info' });
  const early = await c.step('family', id, 'supply');
  expect(early.body.code).toBe('papers_missing');
  await c.database
    .ownerSql`insert into documents (district, id, applicant_id, type, issued_on, source) values ('430602', ${newId()}, ${applicant}, 'authorisation', '2026-11-20', 'data_share')`;
  expect((await c.step('family', id, 'supply')).body).toMatchObject({ status: 'in_review' });
  expect(
    await c.database.ownerSql`select distinct purpose from document_uses where application_id = ${id}`,
  ).toHaveLength(1);

  const waiting = await c.step('officer', id, 'decide', { outcome: 'eligible' });
  expect([waiting.status, waiting.body.code]).toEqual([409, 'opinions_outstanding']);
  await c.agree(id);
  const own = await c.step('desk', id, 'decide', { outcome: 'eligible' });
  expect(own.status).toBe(403);
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).body).toEqual({
    status: 'eligible',
    track: 'C',
  });
  await publishNotices(c.w.system);
  expect((await c.rowOf(id)).status).toBe('public_notice');

  await c.passDays(8);
  expect(await endNotices(c.w.system)).toEqual({ ended: 1 });
  expect(await endNotices(c.w.system)).toEqual({ ended: 0 });
  const row = await c.rowOf(id);
  expect(row.status).toBe('queued');
  expect(row.queued_at).toEqual(c.w.time.now);
  const moves = await c.database
    .ownerSql`select event from application_events where application_id = ${id} order by at, id`;
  expect(moves.map((m) => m.event)).toEqual(['submit', 'ask_more', 'supply', 'find_eligible', 'publish', 'enqueue']);

  const { body } = await c.get('family', `/applications/${id}/reply`);
  const [reply] = body.replies as { outcome: string; items: { item: string; outcome: string }[]; appeal_by: string }[];
  expect(reply?.outcome).toBe('queued');
  expect(reply?.items.map((i) => [i.item, i.outcome])).toEqual([
    ['place', 'granted'],
    ['opinion', 'agree'],
    ['opinion', 'agree'],
    ['notice', 'passed'],
  ]);
  const told = await c.database
    .ownerSql`select kind from messages where application_id = ${id} and account_id = ${c.actors.family.account} order by made_at, id`;
  expect(new Set(told.map((m) => m.kind))).toEqual(
    new Set([
      'application_submitted',
      'more_info_asked',
      'application_accepted',
      'decided_eligible',
      'notice_published',
      'queued',
      'reply_ready',
    ]),
  );
});

test('a department sees its part and nothing else, answers once, and no other department can', async () => {
  const id = await c.apply(await c.someone());
  await c.step('desk', id, 'accept');
  const inbox = await c.get('health', '/opinions');
  const mine = (inbox.body.opinions as { id: string; application_id: string }[]).find((o) => o.application_id === id);
  const { body } = await c.get('health', `/opinions/${mine!.id}`);
  expect(Object.keys(body.part as object).sort()).toEqual(
    ['age', 'dementia', 'endangers_others', 'infectious_disease', 'level', 'name', 'service', 'sex'].sort(),
  );
  expect((await c.get('disabled', `/opinions/${mine!.id}`)).status).toBe(403);
  expect((await c.get('desk', `/opinions/${mine!.id}`)).status).toBe(403);
  expect((await c.get('health', `/applications/${id}`)).status).toBe(403);
  const no = { outcome: 'disagree', reason: 'infectious_active', note: null };
  expect((await c.post('health', `/opinions/${mine!.id}`, no)).body.code).toBe('reason_needed');
  expect((await c.post('health', `/opinions/${mine!.id}`, { ...no, note: '痰检阳性' })).status).toBe(200);
  expect((await c.post('health', `/opinions/${mine!.id}`, { ...no, note: '再说一次' })).body.code).toBe(
    'opinion_given',
  );
  await c.agree(id);
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).body.code).toBe('against_opinion');
  expect((await c.step('officer', id, 'decide', { outcome: 'ineligible', note: '传染病活动期' })).body).toMatchObject({
    status: 'ineligible',
  });
});

test('a department that lets its time pass holds nothing up, and the reply says that it was silent', async () => {
  const id = await c.apply(await c.someone());
  await c.step('desk', id, 'accept');
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).body.code).toBe('opinions_outstanding');
  await c.passDays(9);
  expect((await tellOverdue(c.w.system)).told).toBeGreaterThanOrEqual(0);
  const red = await c.get('leader', '/cases?status=in_review');
  expect((red.body.cases as { id: string }[]).map((c) => c.id)).toContain(id);
  expect((await c.step('officer', id, 'decide', { outcome: 'ineligible', note: '联系不上' })).status).toBe(200);
  const { body } = await c.get('desk', `/applications/${id}/reply`);
  const [reply] = body.replies as { id: string; items: { item: string; outcome: string }[] }[];
  expect(reply!.items.filter((i) => i.item === 'opinion').map((i) => i.outcome)).toEqual(['no_answer', 'no_answer']);
  expect((await c.post('desk', `/replies/${reply!.id}/handover`, { to: '女儿' })).status).toBe(200);
});

test('who accepted a case can neither decide nor inspect it, not even around the rules', async () => {
  const id = await c.apply(await c.someone());
  await c.step('officer', id, 'accept');
  await c.agree(id);
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).body.code).toBe('same_person_decides');
  await expect(
    c.database.ownerSql`update applications set decided_by = accepted_by where id = ${id}`,
  ).rejects.toMatchObject({ constraint_name: 'applications_two_people_check' });
  const visit = {
    kind: 'inspection',
    held_at: c.w.time.now.toISOString(),
    place: '郭亮社区',
    present: [
      { name: '甲', office: '督查' },
      { name: '乙', office: '社区' },
    ],
    finding: 'in_order',
    notes: '程序齐全',
  };
  expect((await c.post('inspector', `/applications/${id}/inspections`, visit)).body.code).toBe('nothing_decided');
  await c.step('second', id, 'decide', { outcome: 'eligible' });
  expect((await c.post('inspector', `/applications/${id}/inspections`, visit)).status).toBe(201);
  expect((await c.post('inspector', `/applications/${id}/visits`, visit)).status).toBe(403);
});

test('nobody is found eligible on a paper that was never compared with the original', async () => {
  const id = await c.apply(await c.someone());
  await c.step('desk', id, 'accept');
  await c.agree(id);
  await c.database
    .ownerSql`update documents set source = 'family' where applicant_id = (select applicant_id from applications where id = ${id}) and type = 'authorisation'`;
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).body.code).toBe('papers_unverified');
  await c.database.ownerSql`update documents set verified_at = now() where type = 'authorisation'`;
  expect((await c.step('officer', id, 'decide', { outcome: 'eligible' })).status).toBe(200);
});

describe('a public notice', () => {
  test('shows a masked name and no more, also to nobody in particular', async () => {
    const id = await c.decided();
    const { body, text } = await c.product.ask('GET', '/api/v1/notices');
    const [first] = body.notices as object[];
    expect(Object.keys(first!).sort()).toEqual(
      ['amount_fen', 'community', 'id', 'name_masked', 'published_on', 'scheme', 'until'].sort(),
    );
    expect(text).toContain('刘*');
    expect(text).not.toContain('刘㴩');
    expect(text).not.toContain(id);
  });

  test('waits for an answer to an objection, of this case alone, and runs on for the days it still had', async () => {
    const [id, other] = [await c.decided(), await c.decided()];
    const [notice] = await c.database.ownerSql`select id from public_notices where application_id = ${id}`;
    await c.passDays(5);
    const path = `/notices/${notice!.id}/objections`;
    expect((await c.post('', path, { text: '不对' })).body.code).toBe('objection_short');
    const objected = await c.post('', path, { text: '此人长期不在本社区居住，请核实', contact: '13800001111' });
    expect(objected.status).toBe(201);
    await c.passDays(4);
    await endNotices(c.w.system);
    expect((await c.rowOf(id)).status).toBe('public_notice');
    expect((await c.rowOf(other)).status).toBe('queued');
    const list = await c.get('officer', '/objections');
    const mine = (list.body.objections as { id: string; application_id: string; contact: string }[]).find(
      (o) => o.application_id === id,
    );
    expect(mine!.contact).toBe('13800001111');
    expect((await c.database.ownerSql`select contact_sealed::text as c from objections`)[0]!.c).not.toContain(
      '1380000',
    );
    await c.post('second', `/objections/${mine!.id}/answer`, { outcome: 'dismissed', answer: '已入户核实，居住属实' });
    expect(
      (await c.post('second', `/objections/${mine!.id}/answer`, { outcome: 'upheld', answer: '再答' })).body.code,
    ).toBe('objection_answered');
    await c.passDays(1);
    expect(await endNotices(c.w.system)).toEqual({ ended: 0 });
    await c.passDays(2);
    expect(await endNotices(c.w.system)).toEqual({ ended: 1 });
    expect((await c.rowOf(id)).status).toBe('queued');
  });

  test('against which an objection is upheld comes down, and the case is taken up again by everybody', async () => {
    const id = await c.decided();
    const [notice] = await c.database.ownerSql`select id from public_notices where application_id = ${id}`;
    await c.post('', `/notices/${notice!.id}/objections`, { text: '此人已在外地定居，房屋出租' });
    const list = await c.get('officer', '/objections');
    const mine = (list.body.objections as { id: string; application_id: string }[]).find(
      (o) => o.application_id === id,
    );
    const answer = { outcome: 'upheld', answer: '情况属实' };
    expect((await c.post('second', `/objections/${mine!.id}/answer`, answer)).body).toEqual({ status: 'in_review' });
    expect((await c.rowOf(id)).turn).toBe(2);
    const asked = await c.database
      .ownerSql`select count(*)::int as n from opinions where application_id = ${id} and turn = 2`;
    expect(asked[0]!.n).toBe(2);
    const up = (await c.product.ask('GET', '/api/v1/notices')).body.notices as { id: string }[];
    expect(up.map((n) => n.id)).not.toContain(notice!.id);
  });
});

test('an appeal is answered by somebody else; allowed it begins a new turn, dismissed it is spent', async () => {
  const refuse = async () => {
    const id = await c.apply(await c.someone());
    await c.step('desk', id, 'accept');
    await c.agree(id);
    await c.step('officer', id, 'decide', { outcome: 'ineligible', note: '材料不实' });
    return id;
  };
  const [first, second] = [await refuse(), await refuse()];
  expect((await c.step('family', first, 'appeal', { grounds: '材料是真的' })).body).toMatchObject({
    status: 'appealed',
  });
  const own = await c.step('officer', first, 'appeal/decide', { outcome: 'allowed', answer: '重审' });
  expect(own.body.code).toBe('same_person_decides');
  expect((await c.step('leader', first, 'appeal/decide', { outcome: 'allowed', answer: '重审' })).body.status).toBe(
    'in_review',
  );
  await c.agree(first);
  expect((await c.step('second', first, 'decide', { outcome: 'eligible' })).body.status).toBe('eligible');

  await c.step('family', second, 'appeal', { grounds: '材料是真的' });
  await c.step('leader', second, 'appeal/decide', { outcome: 'dismissed', answer: '经核实不属实' });
  expect((await c.step('family', second, 'appeal', { grounds: '再申诉' })).body.code).toBe('appeal_spent');
  const third = await refuse();
  await c.passDays(61);
  expect((await c.step('family', third, 'appeal', { grounds: '晚了' })).body.code).toBe('appeal_late');
});

test('the clocks of all these cases are what their facts say when reckoned again', async () => {
  const [open] = await c.database.ownerSql`select count(*)::int as n from clocks where stopped_at is null`;
  expect(open!.n).toBeGreaterThan(3);
  expect(await recountClocks(c.w.system)).toEqual({ changed: 0 });
});

test('no log row of any of this names a person', async () => {
  const rows = await c.database
    .ownerSql`select after, before from audit where action like 'publicity.%' or action like 'reviews.%'`;
  expect(rows.length).toBeGreaterThan(5);
  expect(JSON.stringify([...rows])).not.toMatch(/刘㴩|13800001111/);
});
