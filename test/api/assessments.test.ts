import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersFor } from '../../seed/answers.ts';
import { importApplicants, loadPeople } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { emptyDraft, noFacts } from '../../server/assessments/rules.ts';
import type { ReadTx } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, person, STREET, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const cookies: Record<string, string> = {};
const accounts: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  const roles = ['officer', 'leader', 'inspector', 'assessor', 'assessor', 'assessor', 'desk', 'desk'] as const;
  const names = ['officer', 'leader', 'inspector', 'one', 'two', 'three', 'desk', 'elsewhere'];
  for (const [i, role] of roles.entries()) {
    const street = names[i] === 'desk' ? STREET : names[i] === 'elsewhere' ? '430602002' : undefined;
    const actor = await w.someone(role, street ? { street } : {});
    accounts[names[i]!] = actor.account!;
    cookies[names[i]!] = await product.cookieOf(actor);
  }
});
afterAll(() => database.drop());

const ask = (who: string, method: string, path: string, body?: unknown, version?: number) =>
  product.ask(method, `/api/v1/assessments${path}`, {
    ...(cookies[who] ? { cookie: cookies[who] } : {}),
    ...(body === undefined ? {} : { body }),
    headers: version === undefined ? {} : { 'if-match': `"${version}"` },
  });
const register = async (total = 50, assessed = true) => {
  const p = person({}, total);
  await importApplicants(w.system, vault, [assessed ? p : { ...p, assessments: [] }]);
  return p.applicant.id as string;
};
const order = (who: string, applicant: string, extra: object = {}) =>
  ask(who, 'POST', '', {
    applicant_id: applicant,
    reason: 'first',
    assessors: [accounts.one, accounts.two],
    ...extra,
  });
const filled = (total: number) => ({
  ...emptyDraft,
  answers: answersFor(total, 1),
  facts_asked: true,
  informant: '女儿',
  relation: '子女',
  place: '家中',
});
const personOf = (id: string) =>
  database.db.transaction(async (tx) => {
    await tx.execute(`select set_config('yiwei.district', '${DISTRICT}', true)`);
    return (await loadPeople(tx as unknown as ReadTx, DISTRICT, [id], '2026-11-24')).get(id)!;
  });

describe('scoring without signing in', () => {
  test('gives subtotals, total, reasons and both levels, and stores nothing', async () => {
    const count = async () => {
      const tables = await database.ownerSql`select tablename from pg_tables where schemaname = 'public'`;
      const counts = tables.map(
        (t) => database.ownerSql`select count(*)::int as n from ${database.ownerSql(t.tablename)}`,
      );
      return (await Promise.all(counts)).reduce((sum, [row]) => sum + (row?.n as number), 0);
    };
    const before = await count();
    const answer = await ask('', 'POST', '/score', {
      answers: answersFor(50, 2),
      facts: { dementia: true, risk_events: { fall: 1 } },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ total: 50, initial_level: 2, level_reasons: ['dementia'], level: 3 });
    expect(await count()).toBe(before);
  });
  test('25 answers are refused with the missing item named in both languages', async () => {
    const { 'B.2.3': _, ...answers } = answersFor(90, 0);
    const { status, body } = await ask('', 'POST', '/score', { answers });
    expect(status).toBe(422);
    expect(body.reasons).toEqual([
      expect.objectContaining({
        code: 'item_missing',
        pointer: '/answers/B.2.3',
        message_zh: 'B.2.3 平地行走：还没有评。',
        message_en: 'B.2.3 Walking on level ground: not answered yet.',
      }),
    ]);
  });
  test('the standard comes with every choice, and every total of its maxima is 90', async () => {
    const { body } = await ask('', 'GET', '/standard');
    const list = (body.sections as { items: { max: number; choices: { score: number }[] }[] }[]).flatMap(
      (s) => s.items,
    );
    expect(list).toHaveLength(26);
    expect(list.reduce((sum, i) => sum + i.max, 0)).toBe(90);
    expect(body.levels).toEqual([90, 66, 46, 30, 0].map((from, level) => ({ level, from })));
  });
});

describe('an assessment ordered, filled in and signed by two', () => {
  let applicant: string;
  let id: string;

  test('is ordered by the desk of the street, due in three working days, once at a time', async () => {
    applicant = await register(50);
    expect((await order('elsewhere', applicant)).status).toBe(403);
    const { status, body } = await order('desk', applicant, { reason: 'regular' });
    expect(status).toBe(201);
    // A Tuesday: Wednesday, Thursday, Friday.
    expect(body.due_on).toBe('2026-11-27');
    id = body.assessment_id as string;
    const told =
      await database.ownerSql`select account_id, kind, values from messages where applicant_id = ${applicant}`;
    expect(told.map((m) => m.account_id).sort()).toEqual([accounts.one, accounts.two].sort());
    expect(told.every((m) => m.kind === 'assessment_due' && m.values.by === '2026-11-27')).toBe(true);
    expect((await order('officer', applicant)).body).toMatchObject({ code: 'assessment_ordered' });
  });

  test('is seen by the two asked, with nobody else among the assessors reaching it', async () => {
    expect((await ask('one', 'GET', '')).body.assessments).toEqual([
      expect.objectContaining({ id, mine: true, answered: 0, state: 'open' }),
    ]);
    expect((await ask('three', 'GET', '')).body.assessments).toEqual([]);
    expect((await ask('three', 'GET', `/${id}`)).status).toBe(403);
    expect((await ask('three', 'PUT', `/${id}/draft`, filled(61), 1)).status).toBe(403);
    const other = await register();
    const { body } = await order('officer', other, { assessors: [accounts.three, accounts.officer] });
    expect((await ask('one', 'GET', `/${body.assessment_id}`)).status).toBe(403);
    expect((await product.ask('GET', `/api/v1/applicants/${applicant}`, { cookie: cookies.one! })).status).toBe(403);
  });

  test('is kept as it is filled in; the answers go to the two alone and never into the audit log', async () => {
    const half = { ...filled(61), answers: Object.fromEntries(Object.entries(answersFor(61, 1)).slice(0, 14)) };
    expect((await ask('one', 'PUT', `/${id}/draft`, half)).status).toBe(428);
    expect((await ask('one', 'PUT', `/${id}/draft`, half, 1)).body).toMatchObject({ version: 2 });
    expect(await ask('two', 'PUT', `/${id}/draft`, half, 1)).toMatchObject({ status: 412 });
    expect((await ask('two', 'GET', `/${id}`)).body).toMatchObject({ answered: 14, draft: { answers: half.answers } });
    expect((await ask('officer', 'GET', `/${id}`)).body).toMatchObject({ answered: 14, draft: null });
    const trail =
      await database.ownerSql`select coalesce(before, '{}')::text || coalesce(after, '{}')::text as text from audit`;
    expect(trail.filter((r) => r.text.includes('B.1.1') || r.text.includes('女儿'))).toEqual([]);
  });

  test('is not signed half filled in: every missing item is named', async () => {
    const { status, body } = await ask('one', 'POST', `/${id}/sign`, {}, 2);
    expect(status).toBe(409);
    expect((body.reasons as unknown[]).length).toBe(12);
  });

  test('with one signature counts for nothing and cannot be changed, unless it is returned', async () => {
    await ask('one', 'PUT', `/${id}/draft`, filled(61), 2);
    expect((await ask('one', 'POST', `/${id}/sign`, {}, 3)).body).toMatchObject({ state: 'signed_once', total: 61 });
    expect((await personOf(applicant)).assessment?.total).toBe(50);
    expect((await ask('two', 'PUT', `/${id}/draft`, filled(62), 4)).body.code).toBe('assessment_signed_once');
    expect((await ask('two', 'POST', `/${id}/return`, { reason: '第 3 项再看' }, 4)).body).toEqual({ version: 5 });
    await ask('two', 'PUT', `/${id}/draft`, filled(45), 5);
    expect((await ask('one', 'POST', `/${id}/sign`, {}, 6)).status).toBe(200);
  });

  test('is not signed twice by one person; the database refuses it too', async () => {
    expect((await ask('one', 'POST', `/${id}/sign`, {}, 7)).body).toMatchObject({ code: 'second_assessor_needed' });
    const forged = database.ownerSql`
      insert into assessments (district, id, applicant_id, standard_code, source, reason, total, initial_level, level, answers, facts, subtotals, dementia, assessed_on, assessor_a, assessor_b, signed_a_at, signed_b_at, rule_version, valid)
      values (${DISTRICT}, gen_random_uuid(), ${applicant}, 'GB/T 42195-2022', 'here', 'first', 90, 0, 0, '{}', '{}', '{}', false, '2026-11-24', ${accounts.one!}, ${accounts.one!}, now(), now(), 'v', '[2030-01-01,2031-01-01)')`;
    await expect(forged).rejects.toMatchObject({ code: '23514', constraint_name: 'assessments_two_signers_check' });
  });

  test('stands from the day the second signs, for twelve months; the one before ends that day', async () => {
    expect((await ask('two', 'POST', `/${id}/sign`, {}, 7)).body).toMatchObject({ state: 'done', total: 45, level: 3 });
    const rows = await database.ownerSql`
      select total, level, source, valid::text, self_care, rule_version, standard_code, assessor_a, assessor_b from assessments where applicant_id = ${applicant} order by assessed_on`;
    expect(rows.map((r) => ({ ...r }))).toMatchObject([
      { total: 50, source: 'import', valid: '[2026-10-01,2026-11-24)' },
      {
        total: 45,
        level: 3,
        source: 'here',
        valid: '[2026-11-24,2027-11-24)',
        standard_code: 'GB/T 42195-2022',
        assessor_a: accounts.one,
        assessor_b: accounts.two,
      },
    ]);
    expect((await personOf(applicant)).assessment?.level).toBe(3);
    expect((await database.ownerSql`select draft from assessment_orders where id = ${id}`)[0]?.draft).toBeNull();
  });

  test('ends the assessors’ reach; the desk hands over the page, an inspector may read it', async () => {
    expect((await ask('one', 'GET', `/${id}`)).status).toBe(403);
    expect((await ask('one', 'GET', `/${id}/result`)).status).toBe(403);
    expect((await ask('elsewhere', 'GET', `/${id}/result`)).status).toBe(403);
    const { body } = await ask('desk', 'GET', `/${id}/result`);
    expect(body).toMatchObject({
      total: 45,
      level: 3,
      subtotals: expect.any(Object),
      signatures: [{ name: expect.any(String) }, { name: expect.any(String) }],
      person: { id_no_masked: expect.stringMatching(/\*{8}/) },
    });
    expect((await ask('inspector', 'GET', `/${id}/result`)).status).toBe(200);
  });

  test('cannot be rewritten afterwards: of a result only its end may move', async () => {
    await expect(database.sql`update assessments set level = 0`).rejects.toMatchObject({ code: '42501' });
  });

  test('done again on the same day replaces it', async () => {
    const { body } = await order('officer', applicant, {
      reason: 'review',
      assessors: [accounts.three, accounts.officer],
    });
    const next = body.assessment_id as string;
    expect((await ask('three', 'PUT', `/${next}/draft`, filled(70), 1)).status).toBe(200);
    await ask('three', 'POST', `/${next}/sign`, {}, 2);
    expect((await ask('officer', 'POST', `/${next}/sign`, {}, 3)).body).toMatchObject({ state: 'done', level: 1 });
    expect((await personOf(applicant)).assessment?.total).toBe(70);
  });

  test('a review is not done by those who signed the result in doubt', async () => {
    const answer = await order('officer', applicant, {
      reason: 'review',
      assessors: [accounts.three, accounts.one],
    });
    expect(answer.body.reasons).toEqual([
      expect.objectContaining({ code: 'assessor_reviews_own', pointer: '/assessors/0' }),
    ]);
  });
});

test('two who sign at one moment leave one signature each or one refusal, never a result by one', async () => {
  const applicant = await register(80, false);
  const { body } = await order('officer', applicant);
  const id = body.assessment_id as string;
  await ask('one', 'PUT', `/${id}/draft`, filled(30), 1);
  const answers = await Promise.all(['one', 'two'].map((who) => ask(who, 'POST', `/${id}/sign`, {}, 2)));
  expect(answers.map((a) => a.status).sort()).toEqual([200, 412]);
  expect(await database.ownerSql`select 1 from assessments where applicant_id = ${applicant}`).toHaveLength(0);
});

test('an order called off wipes what was filled in, and another can be given', async () => {
  const applicant = await register(80, false);
  const { body } = await order('officer', applicant);
  const id = body.assessment_id as string;
  await ask('one', 'PUT', `/${id}/draft`, filled(30), 1);
  expect((await ask('one', 'POST', `/${id}/cancel`, { reason: '住院' }, 2)).status).toBe(403);
  expect((await ask('desk', 'POST', `/${id}/cancel`, { reason: '住院' }, 2)).body).toEqual({ cancelled: true });
  expect((await database.ownerSql`select draft from assessment_orders where id = ${id}`)[0]?.draft).toBeNull();
  expect((await ask('one', 'POST', `/${id}/sign`, {}, 3)).status).toBe(403);
  expect((await order('officer', applicant)).status).toBe(201);
});

test('a case waits for its assessment: its clocks stand still from the order to the second signature', async () => {
  const applicant = await register(80);
  const { application_id } = await submitApplication(w.as(await w.someone('officer')), {
    applicant_id: applicant,
    service: 'nursing',
    choices: [],
    accept_any: true,
    radius_km: 20,
    weekdays: [],
    needs: [],
    note: null,
  });
  const other = await register(80);
  expect((await order('officer', other, { application_id })).body).toMatchObject({ code: 'application_of_other' });
  const id = (await order('officer', applicant, { application_id, reason: 'regular' })).body.assessment_id as string;
  const pauses = () =>
    database.ownerSql`select p.reason, p.until_on is not null as ended from clock_pauses p join clocks c on c.id = p.clock_id
      where c.application_id = ${application_id}`;
  expect((await pauses()).map((p) => ({ ...p }))).toEqual([{ reason: 'assessment', ended: false }]);
  await ask('one', 'PUT', `/${id}/draft`, filled(30), 1);
  await ask('one', 'POST', `/${id}/sign`, {}, 2);
  expect((await pauses()).map((p) => p.ended)).toEqual([false]);
  await ask('two', 'POST', `/${id}/sign`, {}, 3);
  expect((await pauses()).map((p) => p.ended)).toEqual([true]);
});

test('a result by MZ/T 039-2013 stays readable and gives nobody a level', async () => {
  const p = person();
  const old = { ...p.assessments[0]!, standardCode: 'MZ/T 039-2013', total: 40 };
  await expect(importApplicants(w.system, vault, [{ ...p, assessments: [old] }])).rejects.toMatchObject({
    code: 'level_not_stated',
  });
  await importApplicants(w.system, vault, [{ ...p, assessments: [{ ...old, statedLevel: 2 }] }]);
  expect(await personOf(p.applicant.id as string)).toMatchObject({ assessment: null, assessed: false });
  const { body } = await product.ask('GET', `/api/v1/applicants/${p.applicant.id}`, { cookie: cookies.officer! });
  expect(body.assessments).toMatchObject([
    { standard_code: 'MZ/T 039-2013', level: 2, source: 'import', signed_by: [] },
  ]);
});

test('a score with a coma is level 4 whatever the total', async () => {
  const { body } = await ask('', 'POST', '/score', { answers: answersFor(70, 0), facts: { ...noFacts, coma: true } });
  expect(body).toMatchObject({ total: 70, initial_level: 1, level: 4 });
});
