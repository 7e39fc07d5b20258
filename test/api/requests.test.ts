import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { lapseRequests, tellLateRequests } from '../../server/feedback/actions.ts';
import { setRequestRules } from '../../server/requests/actions.ts';
import { COMMUNITY, person, vault } from '../support/district.ts';
import { kinds, openRequests, terms } from '../support/requests.ts';

let r: Awaited<ReturnType<typeof openRequests>>;
beforeAll(async () => {
  r = await openRequests();
});
afterAll(() => r.database.drop());

const GRID = `${COMMUNITY}001`;
type List = {
  requests: { id: string; colour: string | null }[];
  late: number;
  total: number;
  places: { code: string; n: number; late: number }[];
};
const told = async (kind: string) =>
  (await r.database.ownerSql`select count(*)::int as n from messages where kind = ${kind}`)[0]?.n as number;

test('a lift out of order is raised, handed up, answered, sent back, answered again, accepted and rated once', async () => {
  const id = await r.raise('family', { kind: 'lift', grid: GRID, name: '张建国', phone: '13812345678' });
  expect(await r.rowOf(id)).toMatchObject({ level: 'grid', status: 'open', due_at: new Date('2026-11-25T02:00:00Z') });
  expect((await r.rowOf(id)).request_no).toMatch(/^SQ20261124\d{4}$/);
  expect((await r.step('grid', id, 'note', { note: '到现场看过' })).body).toMatchObject({ level: 'grid' });
  expect((await r.step('grid', id, 'pass', { to: 'up', note: '要动维修资金' })).body).toMatchObject({
    level: 'community',
  });
  expect((await r.step('desk', id, 'pass', { to: 'up', note: '超出社区权限' })).body).toMatchObject({
    level: 'street',
  });
  const nobody = await r.step('desk', id, 'pass', { to: 'up', note: '请部门办' });
  expect(nobody.body).toMatchObject({ code: 'request_department', reasons: [{ pointer: '/department' }] });
  await r.step('desk', id, 'pass', { to: 'up', note: '请部门办', department: 'health' });
  expect((await r.ask('finance', 'GET', `/requests/${id}`)).status).toBe(403);
  expect((await r.ask('health', 'GET', `/requests/${id}`)).body).toMatchObject({
    name_masked: '张**',
    phone_masked: '138****5678',
    can: ['note', 'pass_back', 'escalate_12345', 'escalate_110', 'solve'],
  });
  expect((await r.step('desk', id, 'solve', { answer: '不归街道' })).body.code).toBe('request_elsewhere');
  await r.step('health', id, 'pass', { to: 'back', note: '不属本部门' });
  expect((await r.step('desk', id, 'solve', { answer: '物业已报修' })).body).toMatchObject({ status: 'answered' });
  expect((await r.step('family', id, 'reopen', { note: '还是坏的' })).body).toMatchObject({
    level: 'street',
    status: 'open',
  });
  await r.step('desk', id, 'solve', { answer: '已修好，请查看' });
  expect((await r.ask('family', 'POST', `/requests/${id}/rating`, { stars: 5 })).body.code).toBe('request_not_closed');
  expect((await r.step('family', id, 'accept')).body).toMatchObject({ status: 'closed' });
  expect((await r.ask('stranger', 'POST', `/requests/${id}/rating`, { stars: 1 })).status).toBe(403);
  expect((await r.ask('family', 'POST', `/requests/${id}/rating`, { stars: 4, note: '来得快' })).status).toBe(201);
  expect((await r.ask('family', 'POST', `/requests/${id}/rating`, { stars: 1 })).body.code).toBe('request_rated');
  const { events, rating, answer } = (await r.ask('family', 'GET', `/requests/${id}`)).body as {
    events: { kind: string; who: string | null }[];
    rating: object;
    answer: string;
  };
  expect(events.map((e) => e.kind)).toEqual([
    'raised',
    'noted',
    'passed',
    'passed',
    'passed',
    'passed',
    'solved',
    'reopened',
    'solved',
    'closed',
  ]);
  expect(events.every((e) => e.who === null)).toBe(true);
  expect({ rating, answer }).toMatchObject({ rating: { stars: 4 }, answer: '已修好，请查看' });
  expect(await told('request_answered')).toBe(2);
});

describe('who sees what', () => {
  let id: string;
  beforeAll(async () => {
    id = await r.raise('desk', {
      name: '李**秀英'.slice(0, 1),
      phone: '13900001111',
      text: '电话 13900001111，想办助餐',
    });
  });
  test.each([
    'deskElsewhere',
    'gridElsewhere',
    'health',
    'family',
    'stranger',
  ] as const)('%s: nothing of it', async (who) => {
    expect((await r.ask(who, 'GET', `/requests/${id}`)).status).toBe(403);
    if (who === 'family' || who === 'stranger') return;
    const list = (await r.ask(who, 'GET', '/requests?state=all')).body as { requests: { id: string }[]; total: number };
    expect(list.requests.map((one) => one.id)).not.toContain(id);
  });
  test.each([
    'desk',
    'grid',
    'officer',
    'leader',
    'inspector',
  ] as const)('%s: reads it with numbers hidden', async (who) => {
    const { body } = await r.ask(who, 'GET', `/requests/${id}`);
    expect(body).toMatchObject({ text: '电话 ＊＊＊，想办助餐', hidden: true, phone_masked: '139****1111' });
    expect(
      ((await r.ask(who, 'GET', '/requests?state=all')).body as { requests: { id: string }[] }).requests.map(
        (one) => one.id,
      ),
    ).toContain(id);
  });
  test('the full number is shown for a reason, which stays in the log', async () => {
    const path = `/requests/${id}/unmask`;
    expect((await r.ask('inspector', 'POST', path, { reason: '看看' })).status).toBe(403);
    expect((await r.ask('desk', 'POST', path, { reason: ' ' })).status).toBe(422);
    expect((await r.ask('desk', 'POST', path, { reason: '回电约时间' })).body).toMatchObject({
      phone: '13900001111',
      text: '电话 13900001111，想办助餐',
    });
    const [row] = await r.database
      .ownerSql`select reason from audit where action = 'requests.unmask' order by id desc limit 1`;
    expect(row?.reason).toBe('回电约时间');
  });
  test('in the database neither name nor phone stands in the clear', async () => {
    const [row] = await r.database.ownerSql`select name_sealed, phone_sealed from requests where id = ${id}`;
    expect(Buffer.from(row!.phone_sealed).toString('latin1')).not.toContain('13900001111');
  });
  test('a caller’s request is reopened by the counter, and rated by nobody', async () => {
    await r.step('desk', id, 'solve', { answer: '已登记助餐' });
    expect((await r.step('desk', id, 'accept')).status).toBe(403);
    expect((await r.step('desk', id, 'reopen', { note: '来电说还没送' })).body).toMatchObject({ status: 'open' });
    expect((await r.ask('desk', 'POST', `/requests/${id}/rating`, { stars: 5 })).status).toBe(403);
  });
});

test('it is placed by its grid, its community, the nearest of them or where the elder lives', async () => {
  const p = person();
  p.helpers = [{ accountId: r.actors.family.account!, relation: 'child' }];
  await importApplicants(r.w.system, vault, [p]);
  const placed = async (more: object) => {
    const id = await r.raise('family', { community: null, ...more });
    const [row] = await r.database.ownerSql`select grid_code, community_code from requests where id = ${id}`;
    return [row?.community_code, row?.grid_code];
  };
  expect(await placed({ community: COMMUNITY })).toEqual([COMMUNITY, null]);
  expect(await placed({ grid: GRID })).toEqual([COMMUNITY, GRID]);
  expect(await placed({ lng: 113.09, lat: 29.38 })).toEqual([COMMUNITY, GRID]);
  expect(await placed({ applicant_id: p.applicant.id })).toEqual([COMMUNITY, null]);
  const wrong = async (who: 'family' | 'stranger', more: object) =>
    (await r.ask(who, 'POST', '/requests', { kind: 'care', text: '想问助餐', ...more })).body.code;
  expect(await wrong('family', {})).toBe('request_place');
  expect(await wrong('family', { grid: '430602001001999' })).toBe('request_grid_unknown');
  expect(await wrong('family', { community: '430602001999' })).toBe('community_unknown');
  expect(await wrong('stranger', { applicant_id: p.applicant.id })).toBe('out_of_reach');
  expect(
    (await r.ask('deskElsewhere', 'POST', '/requests', { kind: 'care', text: '想问助餐', community: COMMUNITY }))
      .status,
  ).toBe(403);
});

test('one that lies with the resident too long closes by itself; one sent back in time does not', async () => {
  const [quiet, back] = [await r.raise('family'), await r.raise('family')];
  for (const id of [quiet, back]) await r.step('desk', id, 'solve', { answer: '已安排' });
  await r.step('family', back, 'reopen', { note: '没来人' });
  r.pass(24 * 8);
  expect((await lapseRequests(r.w.system)).closed).toBeGreaterThan(0);
  expect([(await r.rowOf(quiet)).status, (await r.rowOf(back)).status]).toEqual(['closed', 'open']);
  expect(await told('request_closed')).toBeGreaterThan(0);
});

test('the leader is told once of what is late; the list has it first, and the map counts it where it lies', async () => {
  const id = await r.raise('grid', { kind: 'lift', grid: GRID });
  r.pass(25);
  const first = await tellLateRequests(r.w.system);
  expect(first.told).toBeGreaterThan(0);
  expect((await tellLateRequests(r.w.system)).told).toBe(0);
  expect(await told('request_overdue')).toBe(first.told);
  const { requests, late, total, places } = (await r.ask('leader', 'GET', '/requests')).body as List;
  expect(requests[0]?.colour).toBe('red');
  expect(requests.find((one) => one.id === id)).toMatchObject({ colour: 'red', level: 'grid' });
  expect(places.reduce((n, p) => n + p.n, 0)).toBe(total);
  expect(places.find((p) => p.code === GRID)).toMatchObject({ vague: true, late: 3, lng: 113.093 });
  expect(late).toBe(places.reduce((n, p) => n + p.late, 0));
  const only = (await r.ask('desk', 'GET', `/requests?grid=${GRID}&colour=red&kind=lift`)).body as List;
  expect(only.requests.map((one) => one.id)).toEqual([id]);
});

test('two who answer and hand it up at one moment do not both: the second is told that it has changed', async () => {
  const id = await r.raise('family');
  const { version } = await r.rowOf(id);
  const both = await Promise.all([
    r.ask('desk', 'POST', `/requests/${id}/solve`, { answer: '已办' }, version),
    r.ask('grid', 'POST', `/requests/${id}/pass`, { to: 'up', note: '请街道办' }, version),
  ]);
  expect(both.map((a) => a.status).sort()).toEqual([200, 412]);
});

test('rules follow each other by date; a request keeps those of its day', async () => {
  const id = await r.raise('family');
  const next = { from: '2027-06-01', terms, kinds: [kinds[0]!], docNo: null, example: true };
  await setRequestRules(r.w.system, next);
  const again = await r.ask('administrator', 'POST', '/request-rules', {
    from: '2027-05-01',
    terms,
    kinds,
    doc_no: null,
    example: true,
  });
  expect(again.body.code).toBe('rule_overlap');
  const past = await r.ask('administrator', 'POST', '/request-rules', {
    from: '2026-01-02',
    terms,
    kinds,
    doc_no: null,
    example: true,
  });
  expect(past.body.code).toBe('rule_past');
  r.w.time.now = new Date('2027-06-02T02:00:00Z');
  r.pass(0);
  expect((await r.ask('family', 'GET', '/request-kinds')).body).toMatchObject({
    from: '2027-06-01',
    kinds: [{ code: 'lift' }],
  });
  expect((await r.ask('family', 'GET', `/requests/${id}`)).body).toMatchObject({ kind: { zh: '养老服务' } });
});

test('the menu shows what holds today, is searched by spelling, and one line follows another', async () => {
  const line = {
    code: 'bath',
    name: '上门助浴',
    group: '生活照料',
    what: '两人一组上门',
    who: '失能老人',
    papers: ['身份证'],
    working_days: 3,
    fee_fen: null,
    fee_unit: null,
    href: '/apply',
    doc_no: null,
    example: true,
    from: '2027-06-02',
  };
  const set = (change: object) => r.ask('administrator', 'POST', '/menu/items', { ...line, ...change });
  expect((await set({})).status).toBe(201);
  expect((await set({})).body.code).toBe('menu_past');
  expect((await set({ from: '2027-07-01', fee_fen: 6000, fee_unit: '次' })).status).toBe(201);
  const menu = async (q = '') =>
    ((await r.product.ask('GET', `/api/v1/menu?q=${q}`)).body as { items: Record<string, unknown>[] }).items;
  expect(await menu('smzy')).toMatchObject([{ name: '上门助浴', fee_fen: null, end: '2027-07-01' }]);
  expect(await menu('zc')).toEqual([]);
  const end = (last_day: string) =>
    r.ask('administrator', 'POST', '/menu/items/bath/end', { last_day, reason: '不再提供' });
  expect((await end('2027-06-01')).body.code).toBe('menu_past');
  expect((await end('2027-12-31')).status).toBe(200);
  expect((await end('2027-12-31')).body.code).toBe('menu_ended');
  expect((await r.ask('desk', 'POST', '/menu/items', line)).status).toBe(403);
});
