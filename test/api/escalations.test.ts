import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { handOver, type Receivers, sendEscalations } from '../../server/escalations/actions.ts';
import { readConfig } from '../../server/platform/config.ts';
import { outsideOf } from '../../server/platform/hooks.ts';
import { vault } from '../support/district.ts';
import { openHotline, signed } from '../support/hotline.ts';
import { HOTLINE_SECRET, openRequests } from '../support/requests.ts';

let r: Awaited<ReturnType<typeof openRequests>>;
let hotline: Awaited<ReturnType<typeof openHotline>>;
let receivers: Receivers;
beforeAll(async () => {
  hotline = await openHotline();
  r = await openRequests({ HOTLINE_URL: hotline.url });
  const config = readConfig({ DATA_KEY: '07'.repeat(32), HOTLINE_URL: hotline.url, HOTLINE_SECRET });
  receivers = outsideOf(config, 200);
});
afterAll(async () => {
  await hotline.close();
  await r.database.drop();
});
beforeEach(() => {
  r.pass(0);
  hotline.got.length = 0;
  hotline.next.length = 0;
});

const sheetOf = async (id: string) =>
  (await r.database.ownerSql`select * from escalations where request_id = ${id} order by created_at desc limit 1`)[0]!;
const send = () => sendEscalations(r.w.system, vault, receivers);
/** At the street, handed to 12345. */
async function escalated(more: object = {}): Promise<string> {
  const id = await r.raise('family', more);
  await r.step('desk', id, 'pass', { to: 'up', note: '社区解决不了' });
  const done = await r.step('desk', id, 'escalate', { receiver: '12345', note: '请市里协调' });
  expect(done).toMatchObject({ status: 200, body: { sends: true } });
  return id;
}
const later = (minutes: number) => r.pass(minutes / 60);
const post = (body: string, headers: Record<string, string>, name = 'hotline') =>
  r.product.ask('POST', `/api/v1/hooks/${name}`, { raw: body, headers });
async function answer(id: string, words = '已派单修复', more: { external_no?: string } = {}) {
  const { request_no: number } = await r.rowOf(id);
  const body = JSON.stringify({ number, answer: words, ...more });
  return post(body, signed(HOTLINE_SECRET, r.w.time.now, body));
}

describe('what goes out', () => {
  test('is signed over the very bytes, has a key of its own and no name; the phone only with consent', async () => {
    const id = await escalated({ name: '张建国', phone: '13812345678', text: '找 13812345678，电梯坏了' });
    expect(await send()).toEqual({ sent: 1, failed: 0, dead: 0 });
    const [{ headers, body }] = hotline.got as [(typeof hotline.got)[number]];
    const sheet = await sheetOf(id);
    expect(headers['idempotency-key']).toBe(sheet.id);
    const timestamp = String(headers['x-yiwei-timestamp']);
    const mac = createHmac('sha256', HOTLINE_SECRET).update(`${timestamp}.${body}`).digest('hex');
    expect(headers['x-yiwei-signature']).toBe(`v1=${mac}`);
    expect(Number(timestamp)).toBe(Math.floor(r.w.time.now.getTime() / 1000));
    expect(body).not.toMatch(/张建国|13812345678/);
    expect(JSON.parse(body)).toMatchObject({ kind: '养老服务', phone: null, place: { community: '郭亮社区' } });
    expect(sheet).toMatchObject({ external_no: 'HX-1', dead_at: null, next_at: null });
    expect(Buffer.from(sheet.body_sealed).toString('latin1')).not.toContain('SQ2026');
    await escalated({ phone: '13812345678', share_phone: true });
    await send();
    expect(JSON.parse(hotline.got.at(-1)!.body).phone).toBe('13812345678');
  });

  test('is tried again after a time that doubles, under the same key, until it is taken', async () => {
    const id = await escalated();
    hotline.next.push(503, 503);
    expect(await send()).toEqual({ sent: 0, failed: 1, dead: 0 });
    expect(await send()).toEqual({ sent: 0, failed: 0, dead: 0 });
    later(3);
    hotline.next.push('silent', 'silent');
    expect(await send()).toMatchObject({ failed: 1 });
    expect(await sheetOf(id)).toMatchObject({ tries: 2, last_error: 'no_answer' });
    later(5);
    expect(await send()).toMatchObject({ sent: 1 });
    expect(new Set(hotline.got.map((g) => g.headers['idempotency-key'])).size).toBe(1);
    expect(new Set(hotline.got.map((g) => g.body)).size).toBe(1);
  });

  test('counts as taken whatever a receiver says with a 200', async () => {
    const id = await escalated();
    hotline.next.push('garbage');
    expect(await send()).toMatchObject({ sent: 1 });
    expect(await sheetOf(id)).toMatchObject({ external_no: null, last_error: null });
  });

  test('counts as taken by a receiver that breaks off amid its answer, and holds up nothing sent beside it', async () => {
    const [id, beside] = [await escalated(), await escalated()];
    hotline.next.push('half');
    expect(await send()).toEqual({ sent: 2, failed: 0, dead: 0 });
    expect((await sheetOf(id)).sent_at).not.toBeNull();
    expect((await sheetOf(beside)).sent_at).not.toBeNull();
  });

  test('is read with the phone by whoever deals with it, and without by whoever looks on', async () => {
    const id = await escalated({ phone: '13812345678', share_phone: true });
    const phone = async (who: Parameters<typeof r.ask>[0]) => {
      const { body } = await r.ask(who, 'GET', `/requests/${id}/escalations`);
      return JSON.parse((body as { escalations: { body: string }[] }).escalations[0]!.body).phone;
    };
    expect([await phone('desk'), await phone('inspector'), await phone('leader')]).toEqual([
      '13812345678',
      '138****5678',
      '138****5678',
    ]);
    await send();
  });

  test('refused for good, or too often, it is a dead letter that officer and administrator see and send again', async () => {
    const id = await escalated();
    hotline.next.push(422);
    expect(await send()).toMatchObject({ dead: 1 });
    const [letter] = (
      (await r.ask('officer', 'GET', '/escalations/dead')).body as { letters: { id: string; error: string }[] }
    ).letters;
    expect(letter).toMatchObject({ request_id: id, error: 'http_422' });
    expect((await r.ask('desk', 'GET', '/escalations/dead')).status).toBe(403);
    const [told] = await r.database.ownerSql`select count(*)::int as n from messages where kind = 'request_unsent'`;
    expect(told?.n).toBe(2);
    expect((await r.ask('administrator', 'POST', '/escalations/resend', { ids: [letter!.id] })).body).toEqual({
      resent: 1,
    });
    expect(await send()).toMatchObject({ sent: 1 });
    const tired = await escalated();
    for (let i = 0; i < 8; i += 1) {
      hotline.next.push(500, 500);
      await send();
      later(300);
    }
    expect(await sheetOf(tired)).toMatchObject({ tries: 8, next_at: null });
    expect((await sheetOf(tired)).dead_at).not.toBeNull();
    hotline.next.length = 0;
  });

  test('is not sent any more once the resident has taken it back, nor as a dead letter', async () => {
    const [id, dead] = [await escalated({ phone: '13812345678', share_phone: true }), await escalated()];
    await r.step('family', id, 'withdraw', {});
    hotline.next.push(422);
    expect(await send()).toEqual({ sent: 0, failed: 0, dead: 1 });
    expect(hotline.got).toHaveLength(1);
    expect(await sheetOf(id)).toMatchObject({ next_at: null, sent_at: null, tries: 0 });
    const { escalations } = (await r.ask('desk', 'GET', `/requests/${id}/escalations`)).body as {
      escalations: object[];
    };
    expect(escalations).toMatchObject([{ state: 'withdrawn' }]);
    await r.step('family', dead, 'withdraw', {});
    const { letters } = (await r.ask('officer', 'GET', '/escalations/dead')).body as {
      letters: { request_id: string }[];
    };
    expect(letters.map((l) => l.request_id)).not.toContain(dead);
    const { id: letter } = await sheetOf(dead);
    expect((await r.ask('officer', 'POST', '/escalations/resend', { ids: [letter] })).body).toEqual({ resent: 0 });
  });

  test('without an address nothing leaves: people hand it over and record the number and the answer', async () => {
    r.pass(0);
    const id = await r.raise('family');
    const { version } = await r.rowOf(id);
    const none = outsideOf(readConfig({ DATA_KEY: '07'.repeat(32) }));
    const done = await handOver(r.w.as(r.actors.grid, { ifMatch: version }), vault, none, id, {
      receiver: '110',
      note: '走失',
    });
    expect(done.sends).toBe(false);
    expect(await send()).toEqual({ sent: 0, failed: 0, dead: 0 });
    expect(hotline.got).toEqual([]);
    const sheets = async () =>
      ((await r.ask('desk', 'GET', `/requests/${id}/escalations`)).body as { escalations: object[] }).escalations;
    expect(await sheets()).toMatchObject([{ state: 'by_hand', receiver: '110' }]);
    await r.step('desk', id, 'escalations/record', { external_no: 'J-77' });
    expect(await sheets()).toMatchObject([{ state: 'sent', external_no: 'J-77' }]);
    expect((await r.step('grid', id, 'escalations/record', { answer: '人找到了' })).status).toBe(403);
    await r.step('desk', id, 'escalations/record', { answer: '人已找到，安全到家' });
    expect(await r.rowOf(id)).toMatchObject({ status: 'answered', answer: '人已找到，安全到家' });
    expect((await r.step('desk', id, 'escalations/record', { external_no: 'J-78' })).body.code).toBe(
      'escalation_answered',
    );
    const other = await r.raise('family');
    expect((await r.step('desk', other, 'escalations/record', { external_no: 'J-1' })).body.code).toBe(
      'escalation_none',
    );
  });

  test('once at a time', async () => {
    const id = await escalated();
    expect((await r.step('desk', id, 'escalate', { receiver: '110', note: '再报警' })).body.code).toBe('request_step');
    const second = r.database.ownerSql`insert into escalations (district, id, request_id, receiver, body_sealed)
      select district, gen_random_uuid(), request_id, receiver, body_sealed from escalations where request_id = ${id}`;
    await expect(second).rejects.toMatchObject({ constraint_name: 'escalations_one_open_key' });
  });
});

describe('the answer that comes back', () => {
  test('is taken once, however often it comes, and waits for the resident', async () => {
    const id = await escalated();
    await send();
    later(60 * 24 * 3);
    expect(await answer(id)).toMatchObject({ status: 200, body: { taken: true } });
    expect(await answer(id)).toMatchObject({ status: 200, body: { taken: false } });
    expect(await r.rowOf(id)).toMatchObject({ status: 'answered', level: 'outside', answer: '已派单修复' });
    expect((await answer(id, '另一种说法')).body).toMatchObject({ status: 409, code: 'escalation_answered' });
    const [events] = await r.database
      .ownerSql`select count(*)::int as n from request_events where request_id = ${id} and kind = 'outside_answered'`;
    expect(events?.n).toBe(1);
    const [audit] = await r.database
      .ownerSql`select account_id, role from audit where action = 'escalations.hook' and subject_id = ${id} limit 1`;
    expect(audit).toEqual({ account_id: null, role: 'public' });
  });

  test('may come before the delivery is known to have arrived: nothing is sent again', async () => {
    const id = await escalated();
    expect((await answer(id, '已办', { external_no: 'HX-9' })).status).toBe(200);
    expect(await send()).toEqual({ sent: 0, failed: 0, dead: 0 });
    expect(await sheetOf(id)).toMatchObject({ external_no: 'HX-9' });
  });

  test.each<[string, (body: string, at: Date) => Record<string, string>, string]>([
    ['no signature', () => ({ 'content-type': 'application/json' }), 'hook_unsigned'],
    [
      'letters no signature has',
      (b, at) => ({ ...signed(HOTLINE_SECRET, at, b), 'x-yiwei-signature': 'é'.repeat(67) }),
      'hook_unsigned',
    ],
    ['another secret', (b, at) => signed('x'.repeat(40), at, b), 'hook_unsigned'],
    ['a signature of another body', (b, at) => signed(HOTLINE_SECRET, at, `${b} `), 'hook_unsigned'],
    [
      'another moment than was signed',
      (b, at) => ({ ...signed(HOTLINE_SECRET, at, b), 'x-yiwei-timestamp': '1764000000' }),
      'hook_unsigned',
    ],
    ['a copy six minutes old', (b, at) => signed(HOTLINE_SECRET, new Date(at.getTime() - 360_000), b), 'hook_stale'],
    ['a moment to come', (b, at) => signed(HOTLINE_SECRET, new Date(at.getTime() + 360_000), b), 'hook_stale'],
  ])('with %s it is refused with 401 and nothing has changed', async (_t, headers, code) => {
    const id = await escalated();
    const { request_no: number, version } = await r.rowOf(id);
    const body = JSON.stringify({ number, answer: '假的' });
    const refused = await post(body, headers(body, r.w.time.now));
    expect([refused.status, refused.body.code]).toEqual([401, code]);
    expect((await r.rowOf(id)).version).toBe(version);
  });

  test('an unknown number is 404, a wrong shape 422; the police’s door has its own key, or none', async () => {
    const ask = (body: object, name?: string) => {
      const text = JSON.stringify(body);
      return post(text, signed(HOTLINE_SECRET, r.w.time.now, text), name);
    };
    expect((await ask({ number: 'SQ202611249999', answer: '好' })).body).toMatchObject({
      status: 404,
      code: 'hook_unknown',
    });
    expect((await ask({ number: 'SQ1' })).status).toBe(422);
    expect((await ask({ number: 'SQ1', answer: '好' }, 'police')).status).toBe(401);
    expect((await ask({ number: 'SQ1', answer: '好' }, 'elsewhere')).status).toBe(401);
    const never = await r.raise('family');
    expect((await answer(never)).status).toBe(404);
  });

  test('is not kept out as coming from another site: it is the signature that counts', async () => {
    const id = await escalated();
    const { request_no: number } = await r.rowOf(id);
    const body = JSON.stringify({ number, answer: '已办' });
    const headers = { ...signed(HOTLINE_SECRET, r.w.time.now, body), origin: 'https://12345.example' };
    expect((await post(body, headers)).status).toBe(200);
  });

  test('while the resident withdraws: both end well, whoever is first', async () => {
    for (let i = 0; i < 4; i += 1) {
      const id = await escalated();
      r.pass(0);
      const { version } = await r.rowOf(id);
      const [back, taken] = await Promise.all([
        r.ask('family', 'POST', `/requests/${id}/withdraw`, {}, version),
        answer(id),
      ]);
      expect(taken).toMatchObject({ status: 200, body: { taken: true } });
      const { status } = await r.rowOf(id);
      expect([back.status, status]).toEqual(back.status === 200 ? [200, 'closed'] : [412, 'answered']);
      expect((await sheetOf(id)).answer).toBe('已派单修复');
    }
  });

  test('ten times at once is one answer', async () => {
    const id = await escalated();
    const all = await Promise.all(Array.from({ length: 10 }, () => answer(id)));
    expect(all.filter((a) => a.body.taken === true)).toHaveLength(1);
    expect(all.every((a) => a.status === 200)).toBe(true);
  });

  test('is sent back to the street when it solves nothing, and handed over once more', async () => {
    const id = await escalated();
    await answer(id);
    r.pass(0);
    expect((await r.step('family', id, 'reopen', { note: '没人来' })).body).toMatchObject({
      level: 'street',
      status: 'open',
    });
    expect((await r.step('desk', id, 'escalate', { receiver: '12345', note: '第二次' })).status).toBe(200);
    expect(await r.rowOf(id)).toMatchObject({ answer: null });
    // The first answer once more, told twice: it is not the answer to what has not even left.
    expect(await answer(id)).toMatchObject({ status: 200, body: { taken: false } });
    await send();
    expect(await answer(id, '第二次已办')).toMatchObject({ status: 200, body: { taken: true } });
  });
});

test('an answer under a number is that of the handing over with this number', async () => {
  const id = await escalated();
  await send();
  const { external_no } = (await sheetOf(id)) as unknown as { external_no: string };
  await answer(id, '已办', { external_no });
  r.pass(0);
  await r.step('family', id, 'reopen', { note: '没人来' });
  later(1);
  await r.step('desk', id, 'escalate', { receiver: '12345', note: '第二次' });
  await send();
  expect(await answer(id, '已办', { external_no })).toMatchObject({ status: 200, body: { taken: false } });
  expect((await answer(id, '改口', { external_no })).body.code).toBe('escalation_answered');
  expect(await r.rowOf(id)).toMatchObject({ status: 'outside', answer: null });
  const second = (await sheetOf(id)) as unknown as { external_no: string };
  expect(await answer(id, '已办', { external_no: second.external_no })).toMatchObject({ body: { taken: true } });
});

test('an address without a secret, or a short one, does not start', () => {
  const config = (env: Record<string, string>) => () => readConfig({ DATA_KEY: '07'.repeat(32), ...env });
  expect(config({ HOTLINE_URL: 'https://12345.example/orders' })).toThrow(/HOTLINE_SECRET/);
  expect(config({ POLICE_URL: 'https://110.example/orders' })).toThrow(/POLICE_SECRET/);
  expect(config({ HOTLINE_SECRET: 'short' })).toThrow(/HOTLINE_SECRET/);
});
