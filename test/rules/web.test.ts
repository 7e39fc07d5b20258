import { describe, expect, test } from 'vitest';
import { call, newIntent } from '../../web/api.ts';
import { carriedFrom } from '../../web/applications/carried.ts';
import { age, date, distance, left, moment, money } from '../../web/ui/format.ts';
import { freshness } from '../../web/ui/freshness.tsx';
import { speak, t } from '../../web/ui/i18n.ts';
import { gather } from '../../web/ui/map/gather.ts';
import { drawing, lookOf, vacancy } from '../../web/ui/map/marker.ts';
import type { MapFacility } from '../../web/ui/map/types.ts';
import { prefer } from '../../web/ui/prefs.ts';
import { href } from '../../web/ui/url.ts';

const today = new Date('2026-03-05T04:00:00Z');
const hoursAgo = (hours: number) => new Date(today.getTime() - hours * 3_600_000).toISOString();

describe('a vacancy says how old it is', () => {
  test.each([
    [0, 'fresh'],
    [24, 'fresh'],
    [24.1, 'ageing'],
    [72, 'ageing'],
    [72.1, 'stale'],
    [2000, 'stale'],
  ])('%f hours after it was confirmed it is %s', (hours, state) => {
    expect(freshness(hoursAgo(hours), today)).toBe(state);
  });
  test('a figure never confirmed is stale', () => expect(freshness(null, today)).toBe('stale'));
});

describe('numbers are written as people read them', () => {
  test.each([
    [123450, '¥1,234.50'],
    [5, '¥0.05'],
    [-120000, '−¥1,200.00'],
    [0, '¥0.00'],
    [null, '未填报'],
  ])('%s fen is %s', (fen, text) => expect(money(fen)).toBe(text));
  test('whole yuan may leave the fen out, but never hides them', () => {
    expect([money(158_000, true), money(158_050, true)]).toEqual(['¥1,580', '¥1,580.50']);
  });
  test('a day is the same day in every time zone, an instant is told in the district’s time', () => {
    expect(date('2026-12-31')).toBe('2026年12月31日');
    expect(moment('2026-03-04T16:30:00Z', today)).toBe('3月5日 00:30');
  });
  test('ages and deadlines step from minutes to hours to days', () => {
    expect([0.01, 0.5, 3, 47, 49].map((hours) => age(hoursAgo(hours), today))).toEqual([
      '刚刚',
      '30 分钟前',
      '3 小时前',
      '47 小时前',
      '2 天前',
    ]);
    expect([-1, -30, -72, 1].map((hours) => left(hoursAgo(hours), today))).toEqual([
      '还剩 1 小时',
      '还剩 30 小时',
      '还剩 3 天',
      '已到期',
    ]);
  });
  test('distances are metres, then kilometres', () => {
    expect([847, 1240, 23_400].map(distance)).toEqual(['850 米', '1.2 公里', '23 公里']);
  });
  test('English says one hour and three hours, and is English after switching', async () => {
    await speak('en');
    expect([age(hoursAgo(1), today), age(hoursAgo(3), today), money(null)]).toEqual([
      '1 hour ago',
      '3 hours ago',
      'not filed',
    ]);
    expect(date('2026-12-31')).toBe('31 Dec 2026');
    prefer({ lang: 'zh' });
    expect(t('空 {n} 床', { n: 2 })).toBe('空 2 床');
  });
});

describe('one view has one address', () => {
  test('empty values are left out and names are sorted', () => {
    expect(href('/', { kinds: 'day_care', level: '', bed: null, a: 1 })).toBe('/?a=1&kinds=day_care');
    expect(href('/', {})).toBe('/');
  });
});

describe('the map', () => {
  const home = (id: string, lng: number, free: number | null, hours = 1): MapFacility => ({
    id,
    kind: 'nursing_home',
    name: id,
    lng,
    lat: 29.37,
    free,
    confirmed_at: hoursAgo(hours),
  });
  const spot = (item: { lng: number }) => ({ x: item.lng * 1000, y: 0 });

  test.each([
    [null, 'unknown'],
    [0, 'hollow'],
    [1, 'half'],
    [2, 'half'],
    [3, 'solid'],
  ])('%s free beds are drawn %s', (free, fill) => expect(vacancy(free)).toBe(fill));

  test('draws as one what would cover each other, and counts only figures that can be trusted', () => {
    const found = gather(
      [home('a', 1, 4), home('b', 1.01, 2, 80), home('c', 1.02, null), home('d', 2, 1)],
      spot,
      44,
      [],
      today,
    );
    expect(found.map(({ item, members }) => [members.length, 'free' in item ? item.free : null])).toEqual([
      [3, 4],
      [1, 1],
    ]);
  });
  test('adds up the numbers of grids that would cover each other, and what is late of them', () => {
    const grid = (id: string, lng: number, n: number, late: number) =>
      ({ id, name: id, lng, lat: 29, n, late, vague: true, spot: true }) as const;
    const found = gather([grid('a', 1, 4, 1), grid('b', 1.01, 2, 0), grid('c', 2, 1, 0)], spot, 44, [], today);
    expect(found.map(({ item }) => item)).toMatchObject([
      { id: 'a', n: 6, late: 1 },
      { id: 'c', n: 1, late: 0 },
    ]);
  });
  test('leaves the chosen one alone', () => {
    const found = gather([home('a', 1, 4), home('b', 1.01, 2)], spot, 44, ['b', null], today);
    expect(found.map(({ key }) => key).sort()).toEqual(['a', 'b']);
  });
  test('loses nothing, whatever the number of places', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => home(`f${i}`, (i * 7919) % 997, i % 5));
    const found = gather(many, spot, 44, [], today);
    expect(found.reduce((sum, { members }) => sum + members.length, 0)).toBe(10_000);
  });
  test('a marker carries no style attribute and no name, so neither policy nor people can break it', () => {
    const face = drawing(lookOf({ ...home('<b>x</b>', 1, 120), street_only: true }, today));
    expect(face).not.toMatch(/style=|<b>/);
    expect(face).toContain('99+');
  });
});

describe('a call never throws and names how it failed', () => {
  const answer = (status: number, body: unknown) =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { ETag: '"3"' } });

  test('success gives the data and the version', async () => {
    expect(await call(async () => answer(200, { n: 1 }))).toEqual({
      ok: true,
      data: { n: 1 },
      status: 200,
      etag: '"3"',
    });
    expect(await call(async () => new Response(null, { status: 204 }))).toMatchObject({ ok: true, data: undefined });
  });
  test('a problem keeps every reason, its field and the number to read out on the phone', async () => {
    const reasons = [{ code: 'bed_taken', message: '这张床已被占用', pointer: '/bed_id' }];
    const result = await call(async () =>
      answer(409, { title: 'bed_taken', code: 'bed_taken', detail: '这张床已被占用', request_id: 'r1', reasons }),
    );
    expect(result).toMatchObject({
      ok: false,
      failure: {
        kind: 'problem',
        status: 409,
        code: 'bed_taken',
        title: '这张床已被占用',
        reasons,
        id: 'r1',
        retry: false,
      },
    });
  });
  test.each([
    ['no network', async () => Promise.reject(new TypeError('failed')), 'offline'],
    ['an answer that is not JSON', async () => answer(200, '<html>'), 'unreadable'],
  ])('%s is %s', async (_, send, kind) => {
    expect(await call(send as () => Promise<Response>)).toMatchObject({ ok: false, failure: { kind, retry: true } });
  });
  test('too slow is a timeout, given up is cancelled', async () => {
    const never = (o: { init: RequestInit }) =>
      new Promise<Response>((_, reject) =>
        o.init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    expect(await call(never, { timeoutMs: 10 })).toMatchObject({ failure: { kind: 'timeout', retry: true } });
    const gone = new AbortController();
    const waiting = call(never, { signal: gone.signal });
    gone.abort();
    expect(await waiting).toMatchObject({ failure: { kind: 'cancelled', retry: false } });
  });
  test('a gateway’s 502 without a problem body is still said and may be retried', async () => {
    expect(await call(async () => answer(502, 'Bad gateway'))).toMatchObject({
      failure: { kind: 'problem', status: 502, reasons: [], retry: true },
    });
  });
  test('intent and version go out as the server wants them', async () => {
    let seen: Record<string, string> = {};
    await call(
      async (o) => {
        seen = o.headers;
        return answer(200, {});
      },
      { intent: newIntent(), ifMatch: 7 },
    );
    expect(seen['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/);
    expect(seen['If-Match']).toBe('"7"');
  });
});

test.each([
  ['a short stay asked for in the guide', { stay: 'short', level: '3', kind: 'nursing_home,medical_point' }, 'short'],
  ['a short stay, but the home chosen has day places only', { stay: 'short', level: '3' }, undefined, ['day']],
  ['nothing said of how long', { level: '3' }, undefined],
  ['a word nobody knows', { stay: 'for_ever', level: '3' }, undefined],
] as [
  string,
  Record<string, string>,
  string | undefined,
  string[]?,
][])('an application takes over: %s', (_what, query, stay, offered) =>
  expect(carriedFrom(query, offered ?? null).stay).toBe(stay));
