import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearby } from '../../server/facilities/queries.ts';
import { startOfDay } from '../../server/kernel/period.ts';
import type { Context } from '../../server/platform/context.ts';
import { applyDue, tellLicences } from '../../server/profiles/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, NOW, openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { png } from '../support/files.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: string;
const cookie: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = (await openHome(w)).facility;
  const other = (await openHome(w, { name: '另一家' })).facility;
  product = appOf(w);
  cookie.nurse = await product.cookieOf(await w.someone('institution', { facility: home }));
  cookie.stranger = await product.cookieOf(await w.someone('institution', { facility: other }));
  cookie.officer = await product.cookieOf(await w.someone('officer'));
  cookie.colleague = await product.cookieOf(await w.someone('officer'));
  cookie.inspector = await product.cookieOf(await w.someone('inspector'));
});
afterAll(() => database.drop());

type Any = Record<string, ReturnType<typeof JSON.parse>>;
const get = async (who: string, path: string) =>
  (await product.ask('GET', `/api/v1${path}`, { cookie: cookie[who] as string })).body as Any;
const profile = () => get('nurse', `/facilities/${home}/profile`) as Promise<Any>;
const shown = async () => (await product.ask('GET', `/api/v1/facilities/${home}`)).body.facility as Any;
const send = (who: string, method: string, path: string, body: unknown, version?: number) =>
  product.ask(method, `/api/v1${path}`, {
    cookie: cookie[who] as string,
    body,
    headers: version === undefined ? {} : { 'if-match': `"${version}"` },
  });
const change = async (group: string, values: object, more: object = {}) =>
  send('nurse', 'POST', `/facilities/${home}/profile`, { group, values, ...more }, (await profile()).version as never);
const fees = {
  care_fee_min_fen: 60_000,
  care_fee_max_fen: null,
  meal_fee_fen: 60_000,
  meal_fee_max_fen: null,
  deposit_fen: null,
  deposit_max_fen: null,
  other_fees: null,
};
const projection = async () => {
  const { rows } = await nearby(database.sql, { lng: 113.1, lat: 29.38, now: w.time.now });
  return rows.find((r) => r.facility_id === home)!;
};

describe('what needs no approval', () => {
  test('is in force at once and public: phone, hours, staff, services; the version moves on', async () => {
    const contact = { phone: '0730-8881234', opening_hours: '全天', visiting_hours: '8:00–17:00', directions: null };
    const done = await change('contact', contact);
    expect(done).toMatchObject({ status: 201, body: { state: 'in_force', version: 2 } });
    await change('staff', {
      carers: 20,
      certified_carers: 12,
      nurses: 3,
      doctors: 1,
      social_workers: null,
      other_staff: 0,
    });
    expect(await shown()).toMatchObject({
      ...contact,
      staff: { carers: 20, certified_carers: 12, social_workers: null },
    });
  });
  test('is refused to whoever has not seen the latest, and to another home', async () => {
    const body = { group: 'introduction', values: { introduction: '背山面湖' } };
    expect((await send('nurse', 'POST', `/facilities/${home}/profile`, body, 1)).body.code).toBe('version_stale');
    expect((await send('stranger', 'POST', `/facilities/${home}/profile`, body, 3)).status).toBe(403);
    expect((await send('stranger', 'GET', `/facilities/${home}/profile`, undefined)).status).toBe(403);
  });
  test('says at the field what is wrong', async () => {
    const wrong = await change('contact', { phone: '12', opening_hours: null, visiting_hours: null, directions: null });
    expect(wrong.body).toMatchObject({ code: 'profile_phone', reasons: [{ pointer: '/values/phone' }] });
  });
});

describe('what the bureau approves', () => {
  let id = '';
  test('waits beside the profile and never overwrites it; the public sees nothing of it', async () => {
    const before = await shown();
    const asked = await change('name', { name: '湖畔颐养院' });
    expect(asked.body).toMatchObject({ state: 'waiting' });
    id = asked.body.change_id as string;
    expect(await shown()).toEqual(before);
    expect(JSON.stringify((await product.ask('GET', `/api/v1/facilities/${home}`)).body)).not.toContain('湖畔');
    const { changes } = await profile();
    expect(changes[0]).toMatchObject({
      id,
      state: 'waiting',
      before: { name: '测试敬老院' },
      after: { name: '湖畔颐养院' },
    });
    const { changes: list } = await get('officer', '/profile-changes');
    expect(list).toMatchObject([{ id, facility: '测试敬老院' }]);
  });
  test('is one change at a time of the same fields', async () => {
    expect((await change('name', { name: '湖滨颐养院' })).body.code).toBe('profile_open');
  });
  test('is answered by the bureau alone, and once: of two officers one wins, the other hears what happened', async () => {
    expect((await send('nurse', 'POST', `/profile-changes/${id}/approve`, {})).status).toBe(403);
    expect((await send('inspector', 'POST', `/profile-changes/${id}/approve`, {})).status).toBe(403);
    const both = await Promise.all(
      ['officer', 'colleague'].map((who) => send(who, 'POST', `/profile-changes/${id}/approve`, {})),
    );
    expect(both.map((b) => b.status).sort()).toEqual([200, 409]);
    expect(both.find((b) => b.status === 409)?.body.code).toBe('profile_answered');
  });
  test('is then public, and the search finds it by its new name and spelling', async () => {
    expect(await shown()).toMatchObject({ name: '湖畔颐养院' });
    expect(await projection()).toMatchObject({ name: '湖畔颐养院' });
    const found = await product.ask('GET', '/api/v1/facilities/nearby?lng=113.1&lat=29.38&text=hpyyy');
    expect((found.body.facilities as Any[]).map((f) => f.id)).toEqual([home]);
    expect((await get('nurse', '/messages')).messages).toMatchObject([
      { kind: 'profile_answered', values: { what: 'profile_name' } },
    ]);
  });
  test('is refused only with words, which both sides read; the profile stays', async () => {
    const stars = { stars: 5, stars_source: '省民政厅', stars_year: 2025 };
    const asked = (await change('stars', stars)).body.change_id;
    expect((await send('officer', 'POST', `/profile-changes/${asked}/refuse`, { reason: ' ' })).status).toBe(422);
    const reason = '评定文件上是四星';
    expect((await send('officer', 'POST', `/profile-changes/${asked}/refuse`, { reason })).status).toBe(200);
    expect((await profile()).changes[0]).toMatchObject({ state: 'refused', answer_reason: reason, after: stars });
    expect((await get('inspector', '/profile-changes?waiting=false')).changes[0]).toMatchObject({
      answer_reason: reason,
    });
    expect(await shown()).toMatchObject({ stars: null });
  });
  test('may be taken back while it waits, and asked again', async () => {
    const stars = { stars: 4, stars_source: '省民政厅', stars_year: 2025 };
    const asked = (await change('stars', stars)).body.change_id;
    expect((await send('stranger', 'POST', `/profile-changes/${asked}/withdraw`, {})).status).toBe(404);
    expect((await send('nurse', 'POST', `/profile-changes/${asked}/withdraw`, {})).status).toBe(200);
    expect((await send('officer', 'POST', `/profile-changes/${asked}/approve`, {})).body.code).toBe('profile_answered');
    const again = (await change('stars', stars)).body.change_id;
    await send('officer', 'POST', `/profile-changes/${again}/approve`, {});
    expect(await projection()).toMatchObject({ stars: 4, stars_source: '省民政厅' });
  });
  test('a move takes the street from its community', async () => {
    const place = { address: '别处 2 号', community_code: COMMUNITY, lng: 29.38, lat: 80, accuracy_m: 30 };
    expect((await change('place', place)).body.code).toBe('profile_far');
    const asked = (await change('place', { ...place, lng: 113.11, lat: 29.39 })).body.change_id;
    await send('officer', 'POST', `/profile-changes/${asked}/approve`, {});
    expect(await projection()).toMatchObject({ lng: 113.11, lat: 29.39, street_code: COMMUNITY.slice(0, 9) });
  });
  test('cannot be rewritten by the application: neither what was asked nor what is on file', async () => {
    for (const text of [
      `update profile_changes set after = '{}'`,
      'delete from profile_changes',
      `update licences set number = 'x'`,
      'delete from facility_photos',
    ])
      await expect(database.sql.unsafe(text)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('prices', () => {
  test('a fall is in force at once, in the search too; a rise waits', async () => {
    expect((await change('fees', { ...fees, meal_fee_fen: 50_000 })).body.state).toBe('in_force');
    expect((await projection()).monthly_min_fen).toBe(120_000 + 60_000 + 50_000);
    expect((await change('fees', { ...fees, meal_fee_fen: 55_000 })).body.state).toBe('waiting');
    expect(await shown()).toMatchObject({ meal_fee_fen: 50_000 });
  });
  test('a rise for a day ahead holds from that day, through the clock, and may be taken back until then', async () => {
    const waiting = (await profile()).changes as Any[];
    await send('nurse', 'POST', `/profile-changes/${waiting[0]!.id}/withdraw`, {});
    const up = { ...fees, meal_fee_fen: 55_000, meal_fee_max_fen: 80_000 };
    const asked = (await change('fees', up, { holds_from_on: '2027-01-01' })).body.change_id;
    expect((await send('officer', 'POST', `/profile-changes/${asked}/approve`, {})).body.state).toBe('ahead');
    expect(await applyDue(w.system)).toEqual({ applied: 0 });
    expect(await shown()).toMatchObject({ meal_fee_fen: 50_000 });
    expect((await change('fees', { ...fees, meal_fee_fen: 10_000 })).body.code).toBe('profile_open');
    const then: Context = { ...w.system, clock: () => startOfDay('2027-01-01') };
    expect(await Promise.all([applyDue(then), applyDue(then)])).toHaveLength(2);
    expect(await shown()).toMatchObject({ meal_fee_fen: 55_000, meal_fee_max_fen: 80_000 });
    expect((await profile()).changes[0]).toMatchObject({ state: 'in_force', holds_from_on: '2027-01-01' });
  });
});

describe('licences', () => {
  const licence = async (kind: string, values: object) => {
    const asked = (await change('licence', values, { licence: kind })).body.change_id;
    await send('officer', 'POST', `/profile-changes/${asked}/approve`, {});
  };
  test('are seen by the bureau first; the public reads which and until when, never the number', async () => {
    await licence('food', { number: 'JY24306020001', issued_on: '2022-01-10', expires_on: '2026-12-20' });
    await licence('fire', { number: 'X-1', issued_on: '2020-01-10', expires_on: '2026-11-20' });
    await licence('filing', { number: 'B-1', issued_on: '2020-01-10', expires_on: null });
    expect((await shown()).licences).toEqual([
      { kind: 'filing', expires_on: null },
      { kind: 'fire', expires_on: '2026-11-20' },
      { kind: 'food', expires_on: '2026-12-20' },
    ]);
    const { licences } = await get('officer', '/licences/ending');
    expect(licences).toMatchObject([
      { kind: 'fire', state: 'expired' },
      { kind: 'food', state: 'soon' },
    ]);
  });
  test('near their end the institution is told, once at each step', async () => {
    expect(await tellLicences(w.system)).toEqual({ told: 2 });
    expect(await tellLicences(w.system)).toEqual({ told: 0 });
    const { messages } = await get('nurse', '/messages');
    expect(
      (messages as Any[])
        .slice(0, 2)
        .map((m) => m.kind)
        .sort(),
    ).toEqual(['licence_due', 'licence_over']);
    const later: Context = { ...w.system, clock: () => startOfDay('2026-12-20') };
    expect(await tellLicences(later)).toEqual({ told: 1 });
  });
  test('a renewal takes the place of the old one; a licence given up is gone', async () => {
    await licence('food', { number: 'JY24306020002', issued_on: '2026-11-20', expires_on: '2031-11-19' });
    await licence('fire', { number: null, issued_on: null, expires_on: null });
    expect((await get('officer', '/licences/ending')).licences).toEqual([]);
    const now = (await profile()).licences as Any[];
    expect(now.map((l) => [l.kind, l.number])).toEqual([
      ['filing', 'B-1'],
      ['food', 'JY24306020002'],
    ]);
  });
});

describe('photos', () => {
  const upload = async (bytes: Uint8Array, caption = '餐厅', name = 'a.jpg', who = 'nurse') => {
    const form = new FormData();
    form.set('caption', caption);
    form.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name));
    const answer = await product.app.request(`http://localhost/api/v1/facilities/${home}/photos`, {
      method: 'POST',
      headers: { cookie: cookie[who] as string },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as Any };
  };
  const canvas = (width: number, height: number, colour = '#7aa') =>
    sharp({ create: { width, height, channels: 3, background: colour } });
  const fetched = async (url: string) => {
    const answer = await product.app.request(`http://localhost${url}`);
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };

  test('are drawn anew upright in two sizes, without place, time or camera', async () => {
    const place = { IFD0: { Make: 'Phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '29/1 22/1 0/1' } };
    const taken = await canvas(2400, 1200).jpeg().withExif(place).withMetadata({ orientation: 6 }).toBuffer();
    expect((await sharp(taken).metadata()).exif).toBeDefined();
    expect((await upload(taken)).status).toBe(201);
    const [photo] = (await shown()).photos as Any[];
    expect(photo).toMatchObject({ caption: '餐厅', width: 800, height: 1600 });
    for (const [url, longest] of [
      [photo!.url, 1600],
      [photo!.thumb_url, 480],
    ] as const) {
      const { answer, bytes } = await fetched(url);
      const found = await sharp(bytes).metadata();
      expect([found.format, found.height, found.width]).toEqual(['jpeg', longest, longest / 2]);
      expect([found.exif, found.xmp, found.iptc, found.orientation]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    }
  });
  test('are taken as PNG and WebP, and never made larger', async () => {
    await upload(await canvas(300, 200, '#a77').png().toBuffer(), '大门', 'x');
    await upload(await canvas(301, 200, '#77a').webp().toBuffer(), '花园', 'x.txt');
    expect(((await shown()).photos as Any[]).map((p) => [p.caption, p.width])).toEqual([
      ['餐厅', 800],
      ['大门', 300],
      ['花园', 301],
    ]);
  });
  test('are judged by what is in them: no spreadsheet named .jpg, no drawing, no half a picture, no bomb', async () => {
    const file = (text: string) => Buffer.from(text);
    expect((await upload(file('PK\x03\x04 a list'))).body.code).toBe('picture_kind');
    expect((await upload(file('<svg xmlns="http://www.w3.org/2000/svg"/>'), '画', 'a.png')).body.code).toBe(
      'picture_kind',
    );
    const whole = await canvas(800, 800, '#123').jpeg().toBuffer();
    expect((await upload(whole.subarray(0, whole.length / 2))).body.code).toBe('picture_damaged');
    const bomb = png('a bomb', 0, [40_000, 30_000]);
    const refused = await upload(bomb);
    expect(refused).toMatchObject({ status: 415, body: { code: 'picture_pixels' } });
    expect(refused.body.detail_zh).toContain('百万像素');
  });
  test('need words, belong to the own home, and are at most twelve', async () => {
    const small = (i: number) =>
      canvas(20 + i, 20)
        .png()
        .toBuffer();
    expect((await upload(await small(0), ' ')).body.code).toBe('photo_caption');
    expect((await upload(await small(0), '餐厅', 'a', 'stranger')).status).toBe(403);
    for (let i = 3; i < 12; i += 1) expect((await upload(await small(i), `房间 ${i}`)).status).toBe(201);
    expect((await upload(await small(12))).body.code).toBe('photos_full');
  });
  test('are put in order and taken down; one taken down is not handed out any more, its row stays', async () => {
    const { photos, version } = await profile();
    const [first, second] = photos as Any[];
    const list = [
      { id: second!.id, caption: '南大门' },
      { id: first!.id, caption: '餐厅' },
    ];
    const path = `/facilities/${home}/photos`;
    expect((await send('nurse', 'PUT', path, { photos: list }, (version as number) - 1)).status).toBe(412);
    expect((await send('nurse', 'PUT', path, { photos: list }, version as number)).status).toBe(200);
    expect(((await shown()).photos as Any[]).map((p) => p.caption)).toEqual(['南大门', '餐厅']);
    const gone = (photos as Any[])[2]!;
    expect((await fetched(gone.url)).answer.status).toBe(404);
    expect((await fetched(first!.url)).answer.status).toBe(200);
    const [kept] = await database.ownerSql`select count(*)::int as n from facility_photos`;
    expect(kept!.n).toBe(12);
  });
});

test('the file of changes says who asked and who answered, to both sides', async () => {
  const own = (await profile()).changes as Any[];
  expect(own.every((c) => c.asked_by === 'institution')).toBe(true);
  expect(own.filter((c) => c.needs_approval && c.state === 'in_force').every((c) => c.answered_by === 'officer')).toBe(
    true,
  );
  expect(NOW).toEqual(w.time.now);
});
