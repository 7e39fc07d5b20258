import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOnBeds } from '../../server/board/actions.ts';
import { deliverMessages } from '../../server/notifications/actions.ts';
import { discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { createLog } from '../../server/platform/log.ts';
import { tellWatches } from '../../server/watches/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { NOW, openTestDistrict, vault, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';

const HOUR = 3_600_000;
let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openMarketHome>>;
let family: Actor;
let other: Actor;
const texts: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  home = await openMarketHome(w, { rooms: 1, bedsPerRoom: 1, name: '有床敬老院' });
  [family, other] = [await w.someone('family', { strength: 1 }), await w.someone('family', { strength: 1 })];
  await database.ownerSql`update accounts set phone_sealed = ${Buffer.from(vault.seal('13812345678'))} where id = ${family.account}`;
});
afterAll(() => database.drop());

const ask = async (who: Actor, method: string, path: string, body?: unknown) =>
  product.ask(method, `/api/v1${path}`, { cookie: await product.cookieOf(who), body });
const at = (hours: number) => {
  w.time.now = new Date(NOW.getTime() + hours * HOUR);
};
const tell = () => tellWatches(w.system);
const told = () =>
  database.ownerSql`select kind, values from messages where account_id = ${family.account} order by made_at`;
const confirm = () =>
  database.ownerSql`update vacancies set confirmed_at = ${w.time.now} where facility_id = ${home.facility}`;
const resident = async () =>
  (await home.take(comer(home.beds[0]!.id, w.time.now.toISOString().slice(0, 10)))).placement_id;
const leave = async (id: string) =>
  discharge(await home.now(id), id, {
    discharged_on: w.time.now.toISOString().slice(0, 10),
    kind: 'home',
  } as never);

let stay: string;
test('what is free already is answered at once and not told again; nobody else reads it', async () => {
  const made = await ask(family, 'POST', '/watches', { facility_id: home.facility, query: { level: 2 } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ until_on: '2027-02-22', free: [{ facility: '有床敬老院', free: 1 }] });
  expect((await ask(family, 'POST', '/watches', { facility_id: home.facility, query: { level: 2 } })).body.code).toBe(
    'watch_exists',
  );
  expect(await tell()).toEqual({ told: 0, ended: 0 });
  const list = (await ask(family, 'GET', '/watches')).body.watches as { id: string }[];
  expect(list).toMatchObject([{ id: made.body.watch_id, state: 'live', facility: '有床敬老院', free: [{ free: 1 }] }]);
  expect((await ask(other, 'GET', '/watches')).body.watches).toEqual([]);
  expect((await ask(other, 'POST', `/watches/${made.body.watch_id}/end`)).status).toBe(403);
});

test('a bed that is taken and given back is told once, by one of two sweeps at a time, in a text without a name', async () => {
  stay = await resident();
  expect(await tell()).toEqual({ told: 0, ended: 0 });
  at(26);
  await leave(stay);
  await actOnBeds(w.as(home.nurse), home.facility, { action: 'reopen', bed_ids: [home.beds[0]!.id] });
  await confirm();
  const sweeps = await Promise.all([tell(), tell(), tell()]);
  expect(sweeps.reduce((n, s) => n + s.told, 0)).toBe(1);
  expect(await told()).toMatchObject([{ kind: 'watch_free', values: { count: 1 } }]);
  await deliverMessages(w.system, {
    vault,
    sms: { send: async (_to, text) => void texts.push(text) },
    email: null,
    log: createLog('silent'),
  });
  expect(texts).toHaveLength(1);
  expect(texts[0]).not.toMatch(/敬老院|失能|等级/);
  at(60);
  await confirm();
  expect(await tell()).toEqual({ told: 0, ended: 0 });
});

test('a figure older than 72 hours tells nothing, and tells once it is confirmed again', async () => {
  await database.ownerSql`update watches set told = '{}'`;
  at(60 + 73);
  expect(await tell()).toEqual({ told: 0, ended: 0 });
  await confirm();
  expect(await tell()).toEqual({ told: 1, ended: 0 });
});

test('an eleventh is refused, one that has run out says so once and goes on by one tap, one ended stays silent', async () => {
  for (let i = 0; i < 9; i += 1)
    expect(
      (await ask(family, 'POST', '/watches', { lng: 113.1, lat: 29.38, place: '家', query: { radius_km: i + 1 } }))
        .status,
    ).toBe(201);
  const eleventh = await ask(family, 'POST', '/watches', { lng: 113.2, lat: 29.38, query: {} });
  expect([eleventh.status, eleventh.body.code]).toEqual([409, 'watch_too_many']);
  const nowhere = await ask(family, 'POST', '/watches', { query: {} });
  expect([nowhere.status, nowhere.text]).toEqual([422, expect.stringContaining('watch_where')]);
  at(91 * 24);
  // the first was begun five days before the others
  expect(await tell()).toEqual({ told: 0, ended: 1 });
  expect((await told()).at(-1)).toMatchObject({ kind: 'watch_over' });
  const first = ((await ask(family, 'GET', '/watches')).body.watches as { id: string; state: string }[]).find(
    (x) => x.state === 'over',
  );
  const renewed = await ask(family, 'POST', `/watches/${first!.id}/renew`);
  expect(renewed.body).toEqual({ until_on: '2027-05-24' });
  expect((await ask(family, 'POST', `/watches/${first!.id}/end`)).body).toEqual({ ended: true });
  expect((await ask(family, 'POST', `/watches/${first!.id}/renew`)).body.code).toBe('watch_ended');
  expect(((await ask(family, 'GET', '/watches')).body.watches as object[]).length).toBe(9);
});

test('a day place is told of to whom it could take in: not where it takes nobody of that level', async () => {
  const day = await openMarketHome(w, { rooms: 1, bedsPerRoom: 1, name: '日间照料中心' });
  await database.ownerSql`update beds set kind = 'day', level_min = 0, level_max = 1 where facility_id = ${day.facility}`;
  const free = async (query: object) => {
    await database.ownerSql`update vacancies set confirmed_at = ${w.time.now} where facility_id = ${day.facility}`;
    const made = await ask(other, 'POST', '/watches', { facility_id: day.facility, query });
    expect(made.status, made.text).toBe(201);
    return (made.body.free as { free: number }[]).map((f) => f.free);
  };
  expect(await free({ weekdays: [1, 3], level: 1 })).toEqual([1]);
  expect(await free({ weekdays: [1, 3], level: 4 })).toEqual([]);
});
