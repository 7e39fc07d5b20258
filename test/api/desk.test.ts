import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { checkDigit } from '../../server/applicants/rules.ts';
import { decide } from '../../server/decisions/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  agreedTo,
  COMMUNITY,
  DISTRICT,
  openTestDistrict,
  person,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let desk: Actor;
let family: Actor;
let officer: Actor;
const cookie = new Map<Actor, string>();
const near = person({ name: '欧阳·秀英', bornOn: '1941-03-09' });
const twin = person({ name: '欧阳秀英', bornOn: '1941-03-09', streetCode: '430602002' });
const far = person({ streetCode: '430602002' });

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w, {
    documents: [
      { type: 'id_card', when: { always: true } },
      { type: 'authorisation', when: { by_other: true } },
    ],
  });
  await importApplicants(w.system, vault, [near, twin, far]);
  desk = await w.someone('desk', { street: STREET });
  family = await w.someone('family');
  officer = await w.someone('officer');
  product = appOf(w);
  for (const who of [desk, family, officer]) cookie.set(who, await product.cookieOf(who));
});
afterAll(() => database.drop());

const ask = (who: Actor, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  product.ask(method, `/api/v1${path}`, { cookie: cookie.get(who) as string, body, headers });
const post = (who: Actor, path: string, body: unknown, headers?: Record<string, string>) =>
  ask(who, 'POST', path, body, headers);
const card = (born: string, order: string) => {
  const first = `430602${born.replaceAll('-', '')}${order}`;
  return first + checkDigit(first);
};
const namesOf = (body: Record<string, unknown>) => (body.people as { id: string }[]).map((p) => p.id);

describe('somebody at the counter', () => {
  test('is found by the whole ID number, masked, and the reading is written down', async () => {
    const found = await post(desk, '/applicants/find', { id_no: near.applicant.idNo.toLowerCase() });
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({ elsewhere: null, people: [{ id: near.applicant.id, community: '郭亮社区' }] });
    expect(found.text).not.toContain(near.applicant.idNo);
    const [read] = await database.ownerSql`select * from audit where action = 'applicants.find' order by at desc`;
    expect(read).toMatchObject({ subject_id: near.applicant.id, role: 'desk' });
  });

  test('is found by name and birth date within the own street only, however the middle dot is written', async () => {
    const by = { name: '欧阳•秀英', born_on: '1941-03-09' };
    expect(namesOf((await post(desk, '/applicants/find', by)).body)).toEqual([near.applicant.id]);
    expect(namesOf((await post(officer, '/applicants/find', by)).body)).toHaveLength(2);
    expect((await post(desk, '/applicants/find', { ...by, born_on: '1941-03-10' })).body.people).toEqual([]);
  });

  test('of another street is said to be registered elsewhere, not where', async () => {
    const found = await post(desk, '/applicants/find', { id_no: far.applicant.idNo });
    expect(found.body).toEqual({ people: [], elsewhere: 'street' });
    const unknown = await post(desk, '/applicants/find', { id_no: card('1940-01-01', '001') });
    expect(unknown.body).toEqual({ people: [], elsewhere: null });
  });

  test.each([
    [{ id_no: '430602194013010012' }, ['id_no_birth_date', 'id_no_check_digit']],
    [{ id_no: '4306021940' }, ['id_no_form']],
    [{ name: '张三' }, ['find_by']],
    [{}, ['find_by']],
    [{ name: ' ', born_on: '2030-01-01' }, ['name_invalid', 'date_in_future']],
  ])('is not looked for by %o', async (body, codes) => {
    const found = await post(desk, '/applicants/find', body);
    expect(found.status).toBe(422);
    expect((found.body.reasons as { code: string }[]).map((r) => r.code)).toEqual(codes);
  });

  test('cannot be looked for by a family', async () => {
    expect((await post(family, '/applicants/find', { id_no: near.applicant.idNo })).status).toBe(403);
    expect((await post(family, '/applicants/duplicates', { applicant_id: near.applicant.id })).status).toBe(403);
  });
});

describe('a person who may be registered already', () => {
  const twinCard = card('1941-03-09', '222');
  const input = { name: '欧阳秀英', id_no: twinCard, community: COMMUNITY };

  test('is shown to the desk as a possible duplicate and registered only once the desk has looked', async () => {
    const refused = await post(desk, '/applicants', input);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'possible_duplicate', reasons: [{ values: { count: 2 } }] },
    });
    const { body } = await post(desk, '/applicants/duplicates', { name: input.name, id_no: twinCard });
    const byPlace = (body.people as { street: string }[]).sort((a, b) => (a.street < b.street ? 1 : -1));
    expect(byPlace).toMatchObject([
      { id: near.applicant.id, own: true, street: '岳阳楼街道' },
      { id: twin.applicant.id, own: false, street: '三眼桥街道' },
    ]);
    const half = await post(desk, '/applicants', { ...input, distinct_from: [near.applicant.id] });
    expect(half).toMatchObject({ status: 409, body: { reasons: [{ values: { count: 1 } }] } });
    const done = await post(desk, '/applicants', { ...input, distinct_from: namesOf(body) });
    expect(done.status).toBe(201);
    const [row] =
      await database.ownerSql`select after from audit where action = 'applicants.register' order by at desc`;
    expect(JSON.parse(row!.after).distinct_from.sort()).toEqual(namesOf(body).sort());
    const again = await post(desk, '/applicants/duplicates', { applicant_id: done.body.applicant_id });
    expect(namesOf(again.body).sort()).toEqual(namesOf(body).sort());
  });

  test('a family registers without being told who else there is; the same number is refused to everybody', async () => {
    const own = { name: '欧阳秀英', id_no: card('1941-03-09', '444'), community: COMMUNITY, relation: 'child' };
    expect((await post(family, '/applicants', own)).status).toBe(201);
    for (const who of [family, desk])
      expect(await post(who, '/applicants', { ...own, distinct_from: [] })).toMatchObject({
        status: 409,
        body: { code: 'id_no_known' },
      });
  });
});

const wish = (applicant: string, service = 'nursing') => ({
  applicant_id: applicant,
  service,
  choices: [],
  accept_any: true,
  radius_km: 10,
});

describe('a draft', () => {
  let elder: string;
  beforeAll(async () => {
    const made = await post(family, '/applicants', {
      name: '陶桂香',
      id_no: card('1942-05-05', '122'),
      community: COMMUNITY,
      relation: 'child',
    });
    elder = made.body.applicant_id as string;
  });
  const drafts = async () =>
    ((await ask(family, 'GET', `/applications?applicant=${elder}`)).body.applications as Record<string, unknown>[]).map(
      ({ id, status, service, receipt_no, by_other }) => ({ id, status, service, receipt_no, by_other }),
    );

  test('goes on on another device and with another service as the same draft, and needs the authorisation from a child', async () => {
    const kept = await ask(family, 'PUT', '/applications/drafts', wish(elder, 'residential'));
    const id = kept.body.application_id as string;
    const again = await ask(family, 'PUT', '/applications/drafts', {
      ...wish(elder, 'day'),
      weekdays: [1, 3],
      draft: id,
    });
    expect(again.body.application_id).toBe(id);
    expect(await drafts()).toEqual([{ id, status: 'draft', service: 'day', receipt_no: null, by_other: true }]);
    const papers = await ask(family, 'GET', `/applications/${id}/papers`);
    expect(papers.body.needed).toEqual(['id_card', 'authorisation']);
  });

  test('written to in another window is not written over: whoever says what they read is told, and both sides are there', async () => {
    const [draft] = await drafts();
    const put = (body: object) =>
      ask(family, 'PUT', '/applications/drafts', { ...wish(elder), draft: draft!.id, ...body });
    const mine = await put({ seen: 2, note: '朝南的房间' });
    expect(mine.body).toMatchObject({ application_id: draft!.id, version: 3 });
    for (const [method, path] of [
      ['PUT', '/applications/drafts'],
      ['POST', '/applications'],
    ] as const) {
      const late = await ask(family, method, path, { ...wish(elder), draft: draft!.id, seen: 2, note: '近一点' });
      expect([late.status, late.body.code]).toEqual([409, 'draft_newer']);
      expect(late.body.reasons).toMatchObject([{ values: { draft: draft!.id, version: 3 } }]);
    }
    // one who knows of no draft, and one who goes on with another, do not write over it either
    for (const other of [
      { seen: null, draft: null },
      { seen: 3, draft: null },
    ])
      expect((await put(other)).body.code).toBe('draft_newer');
    const kept = await ask(family, 'GET', `/applications/${draft!.id}`);
    expect(kept.body.application).toMatchObject({ note: '朝南的房间', version: 3 });
  });

  test('is thrown away for good, and is nobody’s application afterwards', async () => {
    const [draft] = await drafts();
    const { headers } = { headers: { 'if-match': '"3"' } };
    const gone = await post(family, `/applications/${draft!.id}/withdraw`, { reason: 'discarded' }, headers);
    expect(gone.body).toEqual({ status: 'withdrawn' });
    expect(await drafts()).toEqual([]);
  });

  test('handed in twice by a double click becomes one application', async () => {
    const { body } = await ask(family, 'PUT', '/applications/drafts', wish(elder));
    const json = { ...wish(elder), draft: body.application_id, consents: agreedTo('apply') };
    const key = { 'idempotency-key': 'one-click-0001' };
    const twice = await Promise.all([
      post(family, '/applications', json, key),
      post(family, '/applications', json, key),
    ]);
    expect(twice.map((a) => a.status)).toEqual([201, 201]);
    expect(twice[0]!.body).toEqual(twice[1]!.body);
    expect(twice[0]!.body.application_id).toBe(body.application_id);
    const other = await Promise.all([post(family, '/applications', json), post(family, '/applications', json)]);
    expect(other.map((a) => a.body.code)).toEqual(['application_in_progress', 'application_in_progress']);
    expect(await drafts()).toMatchObject([{ status: 'submitted' }]);
  });
});

test('a reply of a case taken at the counter waits there until it is handed over', async () => {
  const made = await post(desk, '/applications', { ...wish(near.applicant.id), channel: 'paper' });
  const id = made.body.application_id as string;
  const papers = await ask(desk, 'GET', `/applications/${id}/papers`);
  expect(papers.body.gaps).toMatchObject([{ type: 'id_card' }, { type: 'authorisation' }]);
  const day = { issuedOn: '2026-11-01', source: 'desk' };
  for (const type of ['id_card', 'authorisation'])
    await database.ownerSql`insert into documents (district, id, applicant_id, type, issued_on, source)
      values (${DISTRICT}, gen_random_uuid(), ${near.applicant.id}, ${type}, ${day.issuedOn}, ${day.source})`;
  const version = async () =>
    (await database.ownerSql`select version from applications where id = ${id}`)[0]!.version as number;
  const accepted = await post(desk, `/applications/${id}/accept`, {}, { 'if-match': `"${await version()}"` });
  expect(accepted.status).toBe(200);
  expect((await ask(desk, 'GET', '/replies')).body.replies).toEqual([]);
  // Copies made at the counter are compared with the originals before anybody decides on them.
  await database.ownerSql`update documents set verified_at = now() where applicant_id = ${near.applicant.id}`;
  await decide(w.as(officer, { ifMatch: await version() }), id, { outcome: 'eligible', note: null });
  const waiting = (await ask(desk, 'GET', '/replies')).body.replies as { id: string }[];
  expect(waiting).toMatchObject([{ application_id: id, outcome: 'queued', receipt_no: made.body.receipt_no }]);
  const elsewhere = await w.someone('desk', { street: '430602002' });
  cookie.set(elsewhere, await product.cookieOf(elsewhere));
  expect((await ask(elsewhere, 'GET', '/replies')).body.replies).toEqual([]);
  expect((await post(elsewhere, `/replies/${waiting[0]!.id}/handover`, { to: '本人' })).status).toBe(403);
  await post(desk, `/replies/${waiting[0]!.id}/handover`, { to: '女儿 刘敏' });
  expect((await ask(desk, 'GET', '/replies')).body.replies).toEqual([]);
  const reply = await ask(desk, 'GET', `/applications/${id}/reply`);
  expect(reply.body.replies).toMatchObject([{ handed: [{ to: '女儿 刘敏' }] }]);
});
