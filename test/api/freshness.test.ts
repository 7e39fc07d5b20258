import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { remindStale } from '../../server/freshness/actions.ts';
import { deliverMessages } from '../../server/notifications/actions.ts';
import { CONFIRM_LINK } from '../../server/notifications/rules.ts';
import type { Actor } from '../../server/platform/context.ts';
import { linkToken } from '../../server/platform/links.ts';
import { createLog } from '../../server/platform/log.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, NOW, openHome, openTestDistrict, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let nurse: Actor;
let officer: Actor;
const sent: { to: string; text: string }[] = [];
const HOUR = 3_600_000;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  officer = await w.someone('officer');
});
afterAll(() => database.drop());

/** Every test has a home of its own, confirmed at ten on a Tuesday; earlier ones are closed. */
beforeEach(async () => {
  w.time.now = NOW;
  await database.ownerSql`update facilities set closed_on = '2020-01-01'`;
  home = await openHome(w, { name: '测试敬老院' });
  nurse = await w.someone('institution', { facility: home.facility });
  await database.ownerSql`update accounts set phone_sealed = ${Buffer.from(vault.seal('13812345678'))} where id = ${nurse.account}`;
  await database.ownerSql`update deliveries set next_at = null`;
  sent.splice(0);
});

const later = (hours: number) => {
  w.time.now = new Date(NOW.getTime() + hours * HOUR);
};
const token = (facility = home.facility, hours = 1, purpose = CONFIRM_LINK) =>
  linkToken(vault, { purpose, district: DISTRICT, id: facility, until: new Date(w.time.now.getTime() + hours * HOUR) });
const open = (t: string) => product.ask('GET', '/api/v1/confirm', { headers: { 'x-link-token': t } });
const tap = (t: string, cookie?: string) => product.ask('POST', '/api/v1/confirm', { body: { token: t }, cookie });
const stamps = async (facility = home.facility) =>
  (
    await database.ownerSql`select at, kind, account_id from confirmations where facility_id = ${facility} order by at`
  ).map((r) => ({ at: (r.at as Date).toISOString(), kind: r.kind, by: r.account_id }));
const remind = () => remindStale(w.system);
const deliver = () =>
  deliverMessages(w.system, {
    vault,
    sms: { send: async (to, text) => void sent.push({ to, text }) },
    email: null,
    log: createLog('silent'),
    origin: 'https://yiwei.example',
  });
const messagesOf = async (actor: Actor) =>
  (await product.ask('GET', '/api/v1/messages', { cookie: await product.cookieOf(actor) })).body.messages as {
    kind: string;
    values: Record<string, string>;
    link: string | null;
  }[];

test('looking at the link shows public figures and confirms nothing; the one tap does', async () => {
  later(30);
  const link = token();
  const seen = await open(link);
  expect(seen.status).toBe(200);
  expect(seen.headers.get('cache-control')).toBe('no-store');
  expect(seen.body).toEqual({
    facility: { id: home.facility, name: '测试敬老院', kind: 'nursing_home' },
    filed: 4,
    free: 4,
    held: 0,
    occupied: 0,
    kept: 0,
    closed: 0,
    cleaning: 0,
    confirmed_at: NOW.toISOString(),
  });
  expect(await stamps()).toHaveLength(1);
  const done = await tap(link);
  expect({ status: done.status, body: done.body }).toEqual({
    status: 200,
    body: { confirmed_at: w.time.now.toISOString() },
  });
  expect((await stamps())[1]).toEqual({ at: w.time.now.toISOString(), kind: 'no_change', by: null });
  expect((await open(link)).body.confirmed_at).toBe(w.time.now.toISOString());
  const [audit] = await database.ownerSql`
    select role, account_id, subject_id from audit where action = 'freshness.confirm_by_link' order by at desc limit 1`;
  expect(audit).toEqual({ role: 'public', account_id: null, subject_id: home.facility });
});

test('a second tap on the same link does no harm, and whoever else is signed in on the phone is not named', async () => {
  later(30);
  const other = await openHome(w, { name: '别家敬老院' });
  const elsewhere = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
  expect((await tap(token(), elsewhere)).status).toBe(200);
  expect((await tap(token(), elsewhere)).status).toBe(200);
  expect((await stamps()).map((s) => s.by)).toEqual([null, null, null]);
  expect(await stamps(other.facility)).toHaveLength(1);
});

test.each([
  ['forged', () => token().replace(/^./, (c) => (c === 'A' ? 'B' : 'A')), 404, 'link_unknown'],
  ['for another purpose', () => token(home.facility, 1, 'answer an offer'), 404, 'link_unknown'],
  ['for a facility that does not exist', () => token('019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b'), 404, 'not_found'],
  ['expired', () => token(home.facility, -1), 409, 'link_expired'],
  ['nothing at all', () => 'x', 404, 'link_unknown'],
])('a link that is %s opens nothing and confirms nothing', async (_, make, status, code) => {
  const link = make();
  expect(await open(link)).toMatchObject({ status, body: { code } });
  expect(await tap(link)).toMatchObject({ status, body: { code } });
  expect(await stamps()).toHaveLength(1);
});

test('a link to a facility that has closed meanwhile says so', async () => {
  const link = token();
  await database.ownerSql`update facilities set closed_on = '2026-11-24' where id = ${home.facility}`;
  expect(await tap(link)).toMatchObject({ status: 409, body: { code: 'facility_closed' } });
});

test('the institution is told after 24 and 72 hours, the bureau after 7 days, each once; a confirmation begins anew', async () => {
  later(23);
  expect(await remind()).toEqual({ reminded: 0 });
  later(25);
  const both = await Promise.all([remind(), remind()]);
  expect(both.reduce((n, r) => n + r.reminded, 0)).toBe(1);
  expect(await remind()).toEqual({ reminded: 0 });
  await deliver();
  expect(sent).toHaveLength(1);
  expect(sent[0]!.text).toMatch(
    /^【颐位】测试敬老院的床位数据已超过 24 小时没有确认。.* https:\/\/yiwei\.example\/confirm#[\w-]{48}$/,
  );
  later(73);
  expect(await remind()).toEqual({ reminded: 1 });
  expect((await messagesOf(nurse)).map((m) => m.kind)).toEqual(['figures_stale', 'figures_ageing']);
  expect(await messagesOf(officer)).toEqual([]);
  later(169);
  expect(await remind()).toEqual({ reminded: 1 });
  expect(await remind()).toEqual({ reminded: 0 });
  expect(await messagesOf(officer)).toMatchObject([
    { kind: 'figures_overdue', values: { place: '测试敬老院' }, link: null },
  ]);
  expect(await messagesOf(nurse)).toHaveLength(2);

  const answered = await tap(sent[0]!.text.split('#')[1]!);
  expect(answered.body.code).toBe('link_expired');
  const bell = (
    await product.ask('POST', `/api/v1/facilities/${home.facility}/confirm`, {
      cookie: await product.cookieOf(nurse),
    })
  ).status;
  expect(bell).toBe(200);
  later(169 + 20);
  expect(await remind()).toEqual({ reminded: 0 });
  later(169 + 25);
  expect(await remind()).toEqual({ reminded: 1 });
});

test('the link in the message of the product is the same and confirms', async () => {
  later(25);
  await remind();
  const [message] = await messagesOf(nurse);
  const [page, link] = message!.link!.split('#') as [string, string];
  expect(page).toBe('/confirm');
  expect((await tap(link)).status).toBe(200);
  expect(await remind()).toEqual({ reminded: 0 });
});

test('at night nobody is told; at seven it is said', async () => {
  w.time.now = new Date('2026-11-25T21:30:00+08:00');
  expect(await remind()).toEqual({ reminded: 0 });
  w.time.now = new Date('2026-11-26T06:59:00+08:00');
  expect(await remind()).toEqual({ reminded: 0 });
  w.time.now = new Date('2026-11-26T07:05:00+08:00');
  expect(await remind()).toEqual({ reminded: 1 });
});

test('one that never confirmed counts from its registration, one that closed is left in peace', async () => {
  await database.ownerSql`delete from confirmations where facility_id = ${home.facility}`;
  await database.ownerSql`update vacancies set confirmed_at = null where facility_id = ${home.facility}`;
  later(25);
  expect(await remind()).toEqual({ reminded: 1 });
  await database.ownerSql`update facilities set closed_on = '2026-11-26' where id = ${home.facility}`;
  later(73);
  expect(await remind()).toEqual({ reminded: 0 });
});

test('officer and leader see how old figures are, where to call and what was said; a facility without a sign-in cannot be told', async () => {
  const mute = await openHome(w, { name: '无人值守点' });
  later(73);
  expect(await remind()).toEqual({ reminded: 2 });
  later(90);
  const list = await product.ask('GET', '/api/v1/freshness', { cookie: await product.cookieOf(officer) });
  expect(list.body.facilities).toHaveLength(2);
  expect(list.body.facilities).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        id: home.facility,
        stage: 'grey',
        phone: null,
        accounts: 1,
        reminder: { stage: 'grey', told: 1, told_at: new Date(NOW.getTime() + 73 * HOUR).toISOString() },
      }),
      expect.objectContaining({ id: mute.facility, accounts: 0, reminder: expect.objectContaining({ told: 0 }) }),
    ]),
  );
});

test('an account that was disabled is nobody who could be reminded', async () => {
  await database.ownerSql`update accounts set disabled_at = now() where id = ${nurse.account}`;
  later(30);
  await remind();
  const list = await product.ask('GET', '/api/v1/freshness', { cookie: await product.cookieOf(officer) });
  expect(list.body.facilities).toMatchObject([{ id: home.facility, accounts: 0, reminder: { told: 0 } }]);
});

test('of two processes that remind at one moment, one does', async () => {
  later(30);
  const done = await Promise.all([remind(), remind(), remind()]);
  expect(done.map((d) => d.reminded).sort()).toEqual([0, 0, 1]);
  expect((await messagesOf(nurse)).filter((m) => m.kind === 'figures_ageing')).toHaveLength(1);
});

test('one address cannot confirm without end', async () => {
  const answers = [];
  for (let i = 0; i < 61; i += 1) answers.push((await tap('x')).status);
  expect(answers.at(-1)).toBe(429);
});
