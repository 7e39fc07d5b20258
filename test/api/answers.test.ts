import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answers, createAnswers } from '../../server/platform/cache.ts';
import { createEvents, type Events } from '../../server/platform/events.ts';
import type { Env } from '../../server/platform/http.ts';

let events: Events;
let answers: Answers;
let app: Hono<Env>;
let time: number;
let made: number;
/** Held open to let something happen while an answer is being made. */
let gate: Promise<void> | null;

beforeEach(() => {
  events = createEvents();
  time = 0;
  made = 0;
  gate = null;
  answers = createAnswers(events, { max: 3, now: () => time });
  app = new Hono<Env>();
  app.use('/*', answers.middleware);
  app.get('/beds', async (c) => {
    made += 1;
    const mine = made;
    await gate;
    c.header('x-made', String(mine));
    return c.json({ made: mine, name: '颐位' });
  });
  app.get('/bad', (c) => c.json({ made: ++made }, 422));
});
afterEach(() => answers.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const res = await app.request(path, { headers });
  return { status: res.status, etag: res.headers.get('etag'), headers: res.headers, text: await res.text() };
};

describe('the answer to a public question', () => {
  test('is made once, for the same question in any order of its parameters', async () => {
    const first = await get('/beds?a=1&b=2');
    const second = await get('/beds?b=2&a=1');
    expect(second.text).toBe(first.text);
    expect(JSON.parse(second.text)).toEqual({ made: 1, name: '颐位' });
    expect(first.headers.get('x-made')).toBe('1');
    expect(first.headers.get('content-type')).toBe(second.headers.get('content-type'));
    await get('/beds?a=1&b=3');
    expect(made).toBe(2);
  });

  test('is forgotten the moment beds change, and only then', async () => {
    await get('/beds');
    events.publish('430602', ['queue']);
    await get('/beds');
    expect(made).toBe(1);
    events.publish('430602', ['facility:1']);
    expect(JSON.parse((await get('/beds')).text).made).toBe(2);
    events.publish('430602', ['vacancies']);
    expect(JSON.parse((await get('/beds')).text).made).toBe(3);
  });

  test('is forgotten after two seconds', async () => {
    await get('/beds');
    time = 2000;
    await get('/beds');
    expect(made).toBe(1);
    time = 2001;
    await get('/beds');
    expect(made).toBe(2);
  });

  test('is not kept when beds change while it is made, nor given to those who wait for it', async () => {
    const opened = Promise.withResolvers<void>();
    gate = opened.promise;
    const early = get('/beds');
    const waiting = get('/beds');
    await new Promise((r) => setTimeout(r, 5));
    expect(made).toBe(1);
    events.publish('430602', ['vacancies']);
    const late = get('/beds');
    opened.resolve();
    gate = null;
    expect(JSON.parse((await early).text).made).toBe(1);
    expect(JSON.parse((await waiting).text).made).toBeGreaterThan(1);
    expect(JSON.parse((await late).text).made).toBeGreaterThan(1);
    expect(JSON.parse((await get('/beds')).text).made).toBeGreaterThan(1);
  });

  test('is made once for many who ask at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => get('/beds')));
    expect(made).toBe(1);
    expect(new Set(all.map((a) => a.text)).size).toBe(1);
  });

  test('is not sent again to whoever has it', async () => {
    const { etag } = await get('/beds');
    const again = await get('/beds', { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.text, again.etag]).toEqual([304, '', etag]);
    events.publish('430602', ['vacancies']);
    expect((await get('/beds', { 'if-none-match': etag as string })).status).toBe(200);
  });

  test('is never kept when it is a refusal, and no more than so many are kept', async () => {
    await get('/bad');
    await get('/bad');
    expect(made).toBe(2);
    for (let i = 0; i < 10; i += 1) await get(`/beds?i=${i}`);
    expect(answers.size()).toBe(3);
  });
});

describe('an answer of some kilobytes', () => {
  const long = 'x'.repeat(4_000);
  beforeEach(() => {
    app.get('/long', (c) => c.json({ made: ++made, long }));
  });
  const raw = (headers: Record<string, string>) => app.request('/long', { headers });

  test('is packed once for whoever can unpack it, and given as it is to others', async () => {
    const packed = await raw({ 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')).toBe('accept-encoding');
    const bytes = new Uint8Array(await packed.arrayBuffer());
    expect(bytes.length).toBeLessThan(200);
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual({ made: 1, long });
    const plain = await raw({});
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.json()).toEqual({ made: 1, long });
    const known = await raw({ 'accept-encoding': 'gzip', 'if-none-match': packed.headers.get('etag') as string });
    expect(known.status).toBe(304);
  });
});
