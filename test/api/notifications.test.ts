import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findApplicant, importApplicants } from '../../server/applicants/actions.ts';
import { deliverMessages, notify, notifyStaff } from '../../server/notifications/actions.ts';
import { MAX_TRIES } from '../../server/notifications/rules.ts';
import { type Actor, act, type Later } from '../../server/platform/context.ts';
import { emailOf } from '../../server/platform/email.ts';
import { createLog } from '../../server/platform/log.ts';
import { smsOf } from '../../server/platform/sms.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, person, STREET, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let family: Actor;
let daughter: Actor;
let desk: Actor;
let applicant: string;
const cookies: Record<string, string> = {};
const enqueued: Later[] = [];

/** A gateway on a real port: says what it is told to, and remembers what it was asked. */
const asked: { path: string; key: string; token: string; body: Record<string, string> }[] = [];
let answer: (n: number) => number = () => 200;
const gateway = createServer((request, response) => {
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => {
    asked.push({
      path: request.url ?? '',
      key: String(request.headers['idempotency-key']),
      token: String(request.headers.authorization),
      body: JSON.parse(text),
    });
    response.writeHead(answer(asked.length)).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  family = await w.someone('family');
  daughter = await w.someone('family');
  desk = await w.someone('desk', { street: STREET });
  for (const [name, actor] of Object.entries({
    family,
    daughter,
    desk,
    administrator: await w.someone('administrator'),
  }))
    cookies[name] = await product.cookieOf(actor);
  await database.ownerSql`update accounts set phone_sealed = ${Buffer.from(vault.seal('13812345678'))} where id = ${family.account}`;
  const elder = {
    ...person({ name: '张建国' }),
    helpers: [family, daughter].map((a) => ({ accountId: a.account as string, relation: 'child' as const })),
  };
  applicant = elder.applicant.id;
  await importApplicants(w.system, vault, [elder]);
});
afterAll(async () => {
  gateway.close();
  await database.drop();
});
beforeEach(async () => {
  asked.length = 0;
  enqueued.length = 0;
  answer = () => 200;
  await database.ownerSql`update deliveries set next_at = null where next_at is not null`;
});

const url = (path: string) => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}${path}`;
const carriers = () => ({
  vault,
  sms: smsOf({ SMS_GATEWAY_URL: url('/sms'), SMS_GATEWAY_TOKEN: 'one' }),
  email: emailOf({ EMAIL_GATEWAY_URL: url('/email'), EMAIL_GATEWAY_TOKEN: 'two' }),
  log: createLog('silent'),
});
const deliver = () => deliverMessages(w.system, carriers());
const pass = (minutes: number) => {
  w.time.now = new Date(w.time.now.getTime() + minutes * 60_000);
};

/** Some action that tells the family, and may fail after that. */
const tell = (fails = false) =>
  act(
    w.as(desk, { enqueue: async (_, later) => void enqueued.push(later) }),
    'applicants.register',
    (tx) => findApplicant(tx, DISTRICT, applicant),
    async (tx) => {
      const later = await notify(tx, w.system, {
        applicantId: applicant,
        kind: 'application_accepted',
        values: { receipt: 'YW202611240001' },
      });
      if (fails) throw new Error('something else went wrong');
      return { result: null, later };
    },
  );
const list = async (who: string) =>
  (await product.ask('GET', '/api/v1/messages', { cookie: cookies[who] })).body.messages as Record<string, unknown>[];
const unread = async (who: string) =>
  (await product.ask('GET', '/api/v1/messages/unread', { cookie: cookies[who] })).body.unread;
const sms = () => database.ownerSql`select * from deliveries where channel = 'sms' order by message_id desc limit 1`;

test('what is told stands in the product with the commit, for everybody who may act, and wakes open pages', async () => {
  const heard: string[] = [];
  const stop = w.events.subscribe((c) => heard.push(...c.topics));
  await tell();
  stop();
  expect(heard).toContain('messages');
  expect(enqueued).toEqual([expect.objectContaining({ job: 'deliver-messages', data: {} })]);
  expect([await unread('family'), await unread('daughter'), await unread('desk')]).toEqual([1, 1, 0]);
  const [message] = await list('family');
  expect(message).toMatchObject({ kind: 'application_accepted', values: { who: '张**', receipt: 'YW202611240001' } });
  expect(await deliver()).toEqual({ delivered: 3, failed: 0, dead: 0 });
  expect(asked).toMatchObject([
    {
      path: '/sms',
      token: 'Bearer one',
      body: { to: '13812345678', text: expect.stringContaining('张**的申请已受理') },
    },
  ]);
  expect(await deliver()).toEqual({ delivered: 0, failed: 0, dead: 0 });
});

test('an action that is rolled back tells nobody', async () => {
  const before = await database.ownerSql`select count(*)::int as n from messages`;
  await expect(tell(true)).rejects.toThrow();
  expect([...(await database.ownerSql`select count(*)::int as n from messages`)]).toEqual([...before]);
  expect(enqueued).toEqual([]);
});

test('a message is read once, by its own account, and nobody else can see or mark it', async () => {
  await tell();
  const [message] = await list('daughter');
  const mark = (who: string, ids: unknown) =>
    product.ask('POST', '/api/v1/messages/read', { cookie: cookies[who], body: { ids } });
  expect((await mark('family', [message!.id])).body).toEqual({ marked: 0 });
  expect((await list('family')).map((m) => m.id)).not.toContain(message!.id);
  const seen = (await unread('daughter')) as number;
  expect((await mark('daughter', [message!.id])).body).toEqual({ marked: 1 });
  expect(await unread('daughter')).toBe(seen - 1);
  expect((await mark('daughter', null)).body).toEqual({ marked: seen - 1 });
  expect((await list('daughter'))[0]!.read_at).not.toBeNull();
});

test('a gateway in trouble is asked again later and later, with the same key', async () => {
  answer = (n) => (n <= 4 ? 503 : 200);
  await tell();
  expect(await deliver()).toMatchObject({ failed: 1 });
  expect((await sms())[0]).toMatchObject({ tries: 1, last_error: 'http_503', delivered_at: null });
  expect(await deliver()).toMatchObject({ failed: 0, delivered: 0 });
  pass(3);
  expect(await deliver()).toMatchObject({ failed: 1 });
  pass(3);
  expect(await deliver()).toMatchObject({ failed: 0, delivered: 0 });
  pass(3);
  expect(await deliver()).toMatchObject({ delivered: 1 });
  expect(asked).toHaveLength(5);
  expect(new Set(asked.map((a) => a.key)).size).toBe(1);
});

test('a crash between sending and marking repeats the message with the same key', async () => {
  await tell();
  const dying = { ...carriers(), log: createLog('silent') };
  const real = dying.sms!;
  dying.sms = {
    async send(...args) {
      await real.send(...args);
      throw new Error('the power went out');
    },
  };
  await expect(deliverMessages(w.system, dying)).rejects.toThrow('power');
  expect(asked).toHaveLength(1);
  pass(3);
  await deliver();
  expect(asked).toHaveLength(2);
  expect(asked[1]!.key).toBe(asked[0]!.key);
  expect((await sms())[0]!.delivered_at).not.toBeNull();
});

test('what cannot be delivered comes to the administrator, says nobody’s name, and goes out again from there', async () => {
  answer = () => 503;
  await tell();
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    await deliver();
    pass(300);
    // the texts wait for the morning
    if (w.time.now.getUTCHours() >= 12)
      w.time.now = new Date(`${new Date(w.time.now.getTime() + 864e5).toISOString().slice(0, 10)}T01:00:00Z`);
  }
  const letters = async () =>
    (await product.ask('GET', '/api/v1/admin/deliveries', { cookie: await fresh('administrator') })).body as {
      dead: Record<string, unknown>[];
      counts: Record<string, number>;
    };
  const { dead, counts } = await letters();
  expect(counts).toMatchObject({ dead: 1, waiting: 0 });
  expect(dead).toMatchObject([
    { channel: 'sms', kind: 'application_accepted', tries: MAX_TRIES, last_error: 'http_503' },
  ]);
  expect(JSON.stringify(dead)).not.toMatch(/张|138/);
  answer = () => 200;
  const retry = (deliveries: unknown) =>
    fresh('administrator').then((cookie) =>
      product.ask('POST', '/api/v1/admin/deliveries/retry', { cookie, body: { deliveries } }),
    );
  const one = [{ message_id: dead[0]!.message_id, channel: 'sms' }];
  expect((await retry(one)).body).toEqual({ retried: 1 });
  expect((await retry(one)).body).toEqual({ retried: 0 });
  expect(await deliver()).toMatchObject({ delivered: 1 });
  expect((await letters()).dead).toEqual([]);
  expect(new Set(asked.map((a) => a.key)).size).toBe(1);
});

const actorOf = async (who: string) => {
  const [row] = await database.ownerSql`select a.id from accounts a where display_name = ${who} limit 1`;
  return { account: row!.id as string, strength: 2 } as Actor;
};
const fresh = async (who: string) => product.cookieOf(await actorOf(who));

test('each account says where its messages go; the address is kept sealed and may be taken away', async () => {
  w.time.now = new Date('2026-12-01T02:00:00Z');
  const cookie = await product.cookieOf(family);
  const put = (body: unknown) => product.ask('PUT', '/api/v1/account/channels', { cookie, body });
  const wrong = await put({ email: 'zhang@nowhere', sms_on: true, email_on: true });
  expect({ status: wrong.status, code: wrong.body.code }).toEqual({ status: 422, code: 'email_invalid' });
  expect((await put({ email: 'zhang@example.cn', sms_on: false, email_on: true })).status).toBe(200);
  expect((await product.ask('GET', '/api/v1/account/channels', { cookie })).body).toEqual({
    email: 'zhang@example.cn',
    phone: true,
    sms_on: false,
    email_on: true,
  });
  await tell();
  await deliver();
  expect(asked).toMatchObject([
    { path: '/email', token: 'Bearer two', body: { to: 'zhang@example.cn', subject: '【颐位】申请已受理' } },
  ]);
  const [audit] =
    await database.ownerSql`select after from audit where action = 'notifications.channels' and after is not null`;
  expect(audit!.after).not.toContain('zhang');
  await put({ email: null, sms_on: true, email_on: true });
  expect((await product.ask('GET', '/api/v1/account/channels', { cookie })).body.email).toBeNull();
});

test('without gateways messages stay in the product and nothing waits for ever', async () => {
  await tell();
  expect(await deliverMessages(w.system, { ...carriers(), sms: null, email: null })).toMatchObject({
    delivered: 2,
    dead: 0,
  });
  expect((await sms())[0]).toMatchObject({
    next_at: null,
    dead_at: null,
    delivered_at: null,
    last_error: 'no_gateway',
  });
});

test('staff are told by role and street or by name; a message with an ID number in it is not made', async () => {
  const say = (to: { accounts: string[] } | { role: 'desk'; street: string }, department = 'health') =>
    act(
      w.as(desk),
      'applicants.register',
      (tx) => findApplicant(tx, DISTRICT, applicant),
      async (tx) => {
        const values = { department, by: '2026-12-04' };
        await notifyStaff(tx, w.system, { to, applicantId: applicant, kind: 'opinion_asked', values });
        return { result: null };
      },
    );
  await say({ role: 'desk', street: STREET });
  await say({ role: 'desk', street: '430602002' });
  await say({ accounts: [desk.account as string, desk.account as string] });
  expect(
    (await product.ask('GET', '/api/v1/messages', { cookie: await product.cookieOf(desk) })).body.messages,
  ).toHaveLength(2);
  await expect(say({ role: 'desk', street: STREET }, '999999194005060027')).rejects.toMatchObject({
    code: 'message_unsafe',
  });
});

test('an open page hears of messages when it is signed in, and not otherwise', async () => {
  const listen = async (cookie?: string) => {
    const stop = new AbortController();
    const answer = await product.app.request('http://localhost/api/v1/events?topics=messages', {
      headers: cookie ? { cookie } : {},
      signal: stop.signal,
    });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader.read()).value ?? '';
    expect(await next()).toContain('ready');
    return { next, stop: () => reader.cancel() };
  };
  const [inside, outside] = [await listen(await product.cookieOf(family)), await listen()];
  const silence = outside.next();
  await tell();
  const heard = await inside.next();
  expect(heard).toContain('data: {"topics":["messages"]}');
  w.events.publish(DISTRICT, ['messages']);
  expect(await Promise.race([silence, new Promise((done) => setTimeout(done, 150, 'nothing'))])).toBe('nothing');
  await Promise.all([inside.stop(), outside.stop()]);
});
