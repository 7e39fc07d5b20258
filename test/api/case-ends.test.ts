import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { saveDraft } from '../../server/applications/actions.ts';
import { listOrders } from '../../server/assessments/queries.ts';
import { tellOverdue } from '../../server/cases/actions.ts';
import { setDocumentRules } from '../../server/documents/actions.ts';
import { newId } from '../../server/platform/ids.ts';
import { endNotices, publishNotices } from '../../server/publicity/actions.ts';
import { sweepUploads } from '../../server/uploads/actions.ts';
import { type Casework, openCasework, wish } from '../support/casework.ts';
import { DISTRICT, person, STREET, vault } from '../support/district.ts';
import { testStorage } from '../support/storage.ts';

let c: Casework;
beforeAll(async () => {
  c = await openCasework();
});
afterAll(() => c.database.drop());

type Clock = { step: string; department: string | null; due_on: string | null; amber_on: string | null };
const running = async (id: string) =>
  (await c.database.ownerSql`
    select step, department, due_on::text, amber_on::text from clocks
     where application_id = ${id} and stopped_at is null`) as unknown as Clock[];
const clock = async (id: string, step: string) => (await running(id)).find((k) => k.step === step);
const accepted = async (papers?: string[]) => {
  const id = await c.apply(await c.someone(papers));
  await c.step('desk', id, 'accept');
  return id;
};
const refused = async () => {
  const id = await accepted();
  await c.agree(id);
  await c.step('officer', id, 'decide', { outcome: 'ineligible', note: '材料不实' });
  return id;
};
const code = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body.code];

describe('a case the bureau has closed', () => {
  test('is told to the family, and whoever closed it does not answer the appeal against that', async () => {
    const id = await accepted();
    await c.step('officer', id, 'close', { reason: '联系不上' });
    const told = await c.database.ownerSql`
      select kind from messages where application_id = ${id} and account_id = ${c.actors.family.account}`;
    expect(told.map((m) => m.kind)).toContain('application_closed');
    await c.step('family', id, 'appeal', { grounds: '我们一直在家' });
    expect((await c.get('officer', `/cases/${id}`)).body.decided_by_me).toBe(true);
    const answer = { outcome: 'dismissed', answer: '维持' };
    expect(code(await c.step('officer', id, 'appeal/decide', answer))).toEqual([409, 'same_person_decides']);
    expect((await c.step('second', id, 'appeal/decide', answer)).status).toBe(200);
  });

  test('may be appealed against from the day it was closed, however long ago it was let into the queue', async () => {
    const id = await c.decided();
    await c.passDays(8);
    await endNotices(c.w.system);
    await c.passDays(61);
    await c.step('officer', id, 'close', { reason: '政策调整' });
    expect((await c.get('family', `/cases/${id}`)).body.next).toMatchObject({ step: 'may_appeal' });
    await c.passDays(61);
    expect(code(await c.step('family', id, 'appeal', { grounds: '不服' }))).toEqual([409, 'appeal_late']);
    await c.passDays(-1);
    expect((await c.step('family', id, 'appeal', { grounds: '不服' })).status).toBe(200);
  });

  test('before it was accepted is accepted by whoever allows the appeal, and can be completed like any other', async () => {
    const applicant = await c.someone(['id_card']);
    const id = await c.apply(applicant);
    await c.step('officer', id, 'close', { reason: '重复申请' });
    await c.step('family', id, 'appeal', { grounds: '不是重复申请' });
    await c.step('second', id, 'appeal/decide', { outcome: 'allowed', answer: '继续办理' });
    expect((await c.step('desk', id, 'ask-more')).status).toBe(200);
    await c.database.ownerSql`insert into documents (district, id, applicant_id, type, issued_on, source)
      values (${DISTRICT}, ${newId()}, ${applicant}, 'authorisation', '2026-11-20', 'data_share')`;
    expect((await c.step('family', id, 'supply')).status).toBe(200);
    await c.agree(id);
    const decision = { outcome: 'ineligible', note: '材料不实' };
    expect(code(await c.step('second', id, 'decide', decision))).toEqual([409, 'same_person_decides']);
    expect((await c.step('officer', id, 'decide', decision)).status).toBe(200);
  });
});

test('the case of somebody in a bed is closed by the end of the stay and by nobody before', async () => {
  const id = await accepted();
  await c.database.ownerSql`update applications set status = 'placed', ended_at = now() where id = ${id}`;
  expect(code(await c.step('officer', id, 'close', { reason: '结案' }))).toEqual([409, 'move_not_allowed']);
});

test('an application taken back, by the bureau too, is told to everybody who acts for the person', async () => {
  const id = await accepted();
  await c.step('officer', id, 'withdraw', { reason: '来电要求撤回' });
  const told = await c.database.ownerSql`
    select kind from messages where application_id = ${id} and account_id = ${c.actors.family.account}`;
  expect(told.map((m) => m.kind)).toContain('application_withdrawn');
});

describe('an appeal', () => {
  test('is not offered for somebody who has died, nor for a draft the bureau has closed', async () => {
    const applicant = await c.someone();
    const id = await c.apply(applicant);
    await c.step('officer', id, 'close', { reason: '已去世' });
    await c.database.ownerSql`update applicants set died_on = '2026-11-20' where id = ${applicant}`;
    expect((await c.get('family', `/cases/${id}`)).body.next).toMatchObject({ step: 'none' });

    const wishes = { applicant_id: await c.someone(), ...wish };
    const draft = (await saveDraft(c.w.as(c.actors.family), wishes)).application_id;
    await c.step('officer', draft, 'close', { reason: '久未提交' });
    expect((await c.get('family', `/cases/${draft}`)).body.next).toMatchObject({ step: 'none' });
    expect(code(await c.step('family', draft, 'appeal', { grounds: '不服' }))).toEqual([409, 'move_not_allowed']);
  });

  test('goes before a draft begun meanwhile, but not before an application handed in', async () => {
    const id = await refused();
    const [row] = await c.database.ownerSql`select applicant_id from applications where id = ${id}`;
    const applicant = row!.applicant_id as string;
    const draft = await saveDraft(c.w.as(c.actors.family), { applicant_id: applicant, ...wish });
    expect((await c.step('family', id, 'appeal', { grounds: '不服' })).status).toBe(200);
    expect((await c.rowOf(draft.application_id)).status).toBe('withdrawn');

    const other = await refused();
    const [b] = await c.database.ownerSql`select applicant_id from applications where id = ${other}`;
    await c.apply(b!.applicant_id as string);
    expect(code(await c.step('family', other, 'appeal', { grounds: '不服' }))).toEqual([
      409,
      'application_in_progress',
    ]);
  });

  test('that is dismissed is answered in the name of whoever dismissed it', async () => {
    const id = await refused();
    await c.step('family', id, 'appeal', { grounds: '不服' });
    await c.step('leader', id, 'appeal/decide', { outcome: 'dismissed', answer: '维持' });
    const made = await c.database.ownerSql`
      select outcome, made_by from replies where application_id = ${id} order by made_at, id`;
    expect(made.map((r) => r.made_by)).toEqual([c.actors.officer.account, c.actors.leader.account]);
  });
});

describe('a department that stayed silent', () => {
  const asked = async (id: string, turn: number) =>
    (
      await c.database.ownerSql`
      select id from opinions where application_id = ${id} and department = 'health' and turn = ${turn}`
    )[0]!.id as string;

  test('is shown nothing any more of a case that is not under way', async () => {
    const id = await accepted();
    const path = `/opinions/${await asked(id, 1)}`;
    expect((await c.get('health', path)).body.part).toHaveProperty('level');
    await c.step('family', id, 'withdraw', { reason: '不去了' });
    expect((await c.get('health', path)).body.part).toEqual({});
  });

  test('has each case in its inbox once when that is taken up again', async () => {
    const id = await accepted();
    await c.passDays(9);
    await c.step('officer', id, 'decide', { outcome: 'ineligible', note: '联系不上' });
    await c.step('family', id, 'appeal', { grounds: '一直在家' });
    await c.step('leader', id, 'appeal/decide', { outcome: 'allowed', answer: '重新办理' });
    const inbox = (await c.get('health', '/opinions')).body.opinions as { id: string; application_id: string }[];
    expect(inbox.filter((o) => o.application_id === id).map((o) => o.id)).toEqual([await asked(id, 2)]);
  });
});

test('nobody handles the case of somebody they act for: not at the counter, not in a department, not at the bureau', async () => {
  const applicant = await c.someone();
  const related = async (who: 'desk' | 'officer' | 'health') =>
    c.database.ownerSql`insert into helpers (district, applicant_id, account_id, relation)
      values (${DISTRICT}, ${applicant}, ${c.actors[who].account}, 'child')`;
  await related('desk');
  await related('officer');
  await related('health');
  const id = await c.apply(applicant);
  expect(code(await c.step('desk', id, 'accept'))).toEqual([409, 'own_case']);
  expect((await c.step('second', id, 'accept')).status).toBe(200);
  const [opinion] = await c.database.ownerSql`
    select id from opinions where application_id = ${id} and department = 'health'`;
  const agrees = { outcome: 'agree', reason: 'fit_for_group_living', note: null };
  expect(code(await c.post('health', `/opinions/${opinion!.id}`, agrees))).toEqual([409, 'own_case']);
  await c.passDays(9);
  expect(code(await c.step('officer', id, 'decide', { outcome: 'eligible' }))).toEqual([409, 'own_case']);
  expect(code(await c.step('officer', id, 'close', { reason: '结案' }))).toEqual([409, 'own_case']);
});

test('a family reads no names of staff or of those who were there, whatever else its account is in the district', async () => {
  const id = await accepted();
  const [asked] = await c.database.ownerSql`
    select id from opinions where application_id = ${id} and department = 'health'`;
  const agrees = { outcome: 'agree', reason: 'fit_for_group_living', note: '内部备注' };
  await c.post('health', `/opinions/${asked!.id}`, agrees);
  await c.post('officer', `/applications/${id}/visits`, {
    kind: 'home_visit',
    held_at: c.w.time.now.toISOString(),
    place: '家中',
    present: [
      { name: '张三丰', office: '社区' },
      { name: '李四光', office: '邻居' },
    ],
    finding: 'differs',
    notes: '与申报不一致',
  });
  await c.database.ownerSql`insert into memberships (district, id, account_id, role, department)
    values (${DISTRICT}, ${newId()}, ${c.actors.family.account}, 'partner', 'finance')`;
  const read = await c.get('family', `/cases/${id}`);
  await c.database.ownerSql`delete from memberships where account_id = ${c.actors.family.account} and role = 'partner'`;
  expect((read.body.events as { by: string | null }[]).map((e) => e.by)).toEqual([null, null]);
  for (const word of ['内部备注', '张三丰', '李四光', '不一致']) expect(read.text).not.toContain(word);
  expect((await c.get('officer', `/cases/${id}`)).text).toContain('李四光');
});

describe('a clock', () => {
  const order = async (applicant: string, application: string | null) => {
    const [one, two] = [await c.w.someone('assessor'), await c.w.someone('assessor')];
    const made = await c.post('officer', '/assessments', {
      applicant_id: applicant,
      application_id: application,
      reason: 'regular',
      assessors: [one.account, two.account],
    });
    return { id: made.body.assessment_id as string, one };
  };
  const personOf = async (id: string) =>
    (await c.database.ownerSql`select applicant_id from applications where id = ${id}`)[0]!.applicant_id as string;

  test('that begins while the person is being assessed stands still like those that ran already', async () => {
    const id = await c.apply(await c.someone());
    await order(await personOf(id), id);
    expect((await clock(id, 'acceptance'))!.due_on).toBeNull();
    await c.step('desk', id, 'accept');
    expect((await running(id)).map((k) => k.due_on)).toEqual([null, null, null]);
  });

  test('of a notice runs on while the person is assessed anew', async () => {
    const id = await c.decided();
    const before = await clock(id, 'notice');
    await order(await personOf(id), id);
    expect(await clock(id, 'notice')).toEqual(before);
  });

  test('of an objection is stopped by the answer to that notice, not by a late answer about an earlier one', async () => {
    const id = await c.decided();
    const object = async (text: string) => {
      const [notice] = await c.database.ownerSql`
        select id from public_notices where application_id = ${id} and withdrawn_at is null`;
      await c.post('', `/notices/${notice!.id}/objections`, { text });
    };
    const answer = async (text: string, outcome: string) => {
      const [found] = await c.database.ownerSql`select id from objections where text = ${text}`;
      await c.post('second', `/objections/${found!.id}/answer`, { outcome, answer: '已核实' });
    };
    await object('此人已在外地定居，请核实');
    await object('此人名下另有房产，请核实');
    await answer('此人已在外地定居，请核实', 'upheld');
    await c.agree(id);
    await c.step('officer', id, 'decide', { outcome: 'eligible' });
    await publishNotices(c.w.system);
    await object('新的公示也不属实，请再核实');
    await answer('此人名下另有房产，请核实', 'dismissed');
    expect((await clock(id, 'objection'))!.due_on).not.toBeNull();
    expect((await clock(id, 'notice'))!.due_on).toBeNull();
  });

  test('that ran out on a day without a run is told the day after, and once', async () => {
    const id = await c.apply(await c.someone());
    const due = (await clock(id, 'acceptance'))!.due_on!;
    c.w.time.now = new Date(new Date(`${due}T02:00:00Z`).getTime() + 2 * 86_400_000);
    await c.passDays(0);
    await tellOverdue(c.w.system);
    await tellOverdue(c.w.system);
    const told = await c.database.ownerSql`
      select 1 from messages where application_id = ${id} and kind = 'case_overdue'`;
    expect(told).toHaveLength(1);
  });

  test('that waits for an assessment nobody makes is told as overdue, for it stands still itself', async () => {
    const id = await accepted();
    await order(await personOf(id), id);
    await c.passDays(20);
    await tellOverdue(c.w.system);
    const told = await c.database.ownerSql`
      select 1 from messages where application_id = ${id} and kind = 'case_overdue'`;
    expect(told).toHaveLength(1);
  });

  test('of a case handed in before there were clocks is made up, so that the work list shows it', async () => {
    const id = await c.apply(await c.someone());
    const asNow = await clock(id, 'acceptance');
    await c.database.ownerSql`delete from clocks where application_id = ${id}`;
    const shown = async () =>
      ((await c.get('officer', '/cases?status=submitted&limit=200')).body.cases as { id: string }[]).map((x) => x.id);
    expect(await shown()).not.toContain(id);
    await c.database.ownerSql.unsafe(readFileSync('db/migrations/0016_acceptance_clocks_of_earlier_cases.sql', 'utf8'));
    expect(await shown()).toContain(id);
    expect(await clock(id, 'acceptance')).toEqual(asNow);
  });

  test('of somebody to be assessed by an assessor who also works at a desk of another street is on the list', async () => {
    const far = person({ streetCode: '430602002' });
    await importApplicants(c.w.system, vault, [far]);
    const { id, one } = await order(far.applicant.id!, null);
    const desk = { district: DISTRICT, role: 'desk' as const, street: STREET, facility: null };
    const both = { ...one, memberships: [...one.memberships, desk] };
    expect((await listOrders(c.w.as(both), { state: 'open', limit: 500 })).map((o) => o.id)).toContain(id);
    expect(
      (await listOrders(c.w.as({ ...both, memberships: [desk] }), { state: 'open', limit: 500 })).map((o) => o.id),
    ).not.toContain(id);
  });
});

test('a case that cannot be published holds up nobody behind it, and the job says so', async () => {
  const ids = [await accepted(), await accepted()];
  for (const id of ids) {
    await c.agree(id);
    await c.step('officer', id, 'decide', { outcome: 'eligible' });
  }
  await c.database.ownerSql`
    insert into clocks (district, id, application_id, step, street_code, started_on, days, unit, rule_version)
    values (${DISTRICT}, ${newId()}, ${ids[0]!}, 'notice', ${STREET}, '2026-11-24', 7, 'calendar', 'x')`;
  await expect(publishNotices(c.w.system)).rejects.toThrow();
  expect((await c.rowOf(ids[1]!)).status).toBe('public_notice');
  await c.step('officer', ids[0]!, 'close', { reason: '无法公示' });
});

test('images whose time is over go, however many people before them have papers that hold', async () => {
  const rules = { expiring_days: 30, upload_hours: 48, keep_months: 6 };
  await setDocumentRules(c.w.system, { version: 'v1', effective: '[2024-01-01,)', rules, docNo: 'test' });
  const people = Array.from({ length: 260 }, () => person());
  await importApplicants(c.w.system, vault, people);
  const ids = people.map((p) => p.applicant.id!);
  await c.database.ownerSql`
    insert into documents (district, id, applicant_id, type, issued_on, source, sha256, created_at)
    select ${DISTRICT}, gen_random_uuid(), id, 'id_card', '2020-01-01', 'desk', md5(id::text) || md5(id::text), '2024-01-01'
      from applicants where id in ${c.database.ownerSql(ids)}`;
  const over = ids.filter((_, i) => i % 4 === 0);
  await c.database
    .ownerSql`update documents set expires_on = '2024-06-01' where applicant_id in ${c.database.ownerSql(over)}`;
  expect((await sweepUploads(c.w.system, testStorage())).images).toBe(over.length);
  expect((await sweepUploads(c.w.system, testStorage())).images).toBe(0);
});

describe('the death of somebody who lies in no bed', () => {
  const record = async (who: string, applicant: string, body: object) => {
    const [row] = await c.database.ownerSql`select version from applicants where id = ${applicant}`;
    return c.product.ask('POST', `/api/v1/applicants/${applicant}/death`, {
      cookie: c.cookieOf(who),
      body,
      headers: { 'if-match': `"${row!.version}"` },
    });
  };
  test('closes what is in progress, takes the notice down and stops the clocks; it is recorded once, from a paper', async () => {
    const id = await c.decided();
    const [{ applicant_id }] = (await c.database.ownerSql`
      select applicant_id from applications where id = ${id}`) as unknown as [{ applicant_id: string }];
    const on = c.w.time.now.toISOString().slice(0, 10);
    expect((await record('desk', applicant_id, { died_on: '2099-01-01', source: '' })).body.reasons).toMatchObject([
      { code: 'date_in_future' },
      { code: 'reason_needed' },
    ]);
    expect((await record('family', applicant_id, { died_on: on, source: '证明' })).status).toBe(403);
    expect((await record('desk', applicant_id, { died_on: on, source: '死亡证明 A-12' })).status).toBe(200);
    expect((await c.rowOf(id)).status).toBe('closed');
    expect(await running(id)).toEqual([]);
    expect(
      await c.database.ownerSql`select 1 from public_notices where application_id = ${id} and withdrawn_at is null`,
    ).toHaveLength(0);
    expect((await record('desk', applicant_id, { died_on: on, source: '死亡证明 A-12' })).body.code).toBe(
      'person_dead',
    );
  });
});

test('an objection is not answered by who took the decision, and after an allowed appeal somebody else decides', async () => {
  const id = await c.decided();
  const [notice] = await c.database.ownerSql`select id from public_notices where application_id = ${id}`;
  await c.post('', `/notices/${notice!.id}/objections`, { text: '此人已不在本社区居住' });
  const [objection] = await c.database.ownerSql`select id from objections where notice_id = ${notice!.id}`;
  const answer = { outcome: 'dismissed', answer: '已核实' };
  expect((await c.post('officer', `/objections/${objection!.id}/answer`, answer)).body.code).toBe(
    'same_person_decides',
  );
  expect((await c.post('second', `/objections/${objection!.id}/answer`, answer)).status).toBe(200);

  const refused = await accepted();
  await c.agree(refused);
  await c.step('officer', refused, 'decide', { outcome: 'ineligible', note: '材料不实' });
  await c.step('family', refused, 'appeal', { grounds: '材料属实' });
  await c.step('leader', refused, 'appeal/decide', { outcome: 'allowed', answer: '重新审核' });
  await c.agree(refused);
  const again = { outcome: 'ineligible', note: '仍不符合' };
  expect((await c.step('officer', refused, 'decide', again)).body.code).toBe('same_person_decides');
  expect((await c.step('second', refused, 'decide', again)).status).toBe(200);
});
