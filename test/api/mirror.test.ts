import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOffer, receiveOffer, refuseOffer } from '../../server/allocation/actions.ts';
import { confirmVacancy } from '../../server/facilities/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let officer: Actor;
let nurse: Actor;
let home: string;
let other: string;
const cookie: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = (await openHome(w, { rooms: 6 })).facility;
  other = (await openHome(w, { name: '另一家' })).facility;
  product = appOf(w);
  officer = await w.someone('officer');
  nurse = await w.someone('institution', { facility: home });
  const people = Array.from({ length: 7 }, () => person());
  const queued = await queueUp(w, officer, people, [home]);
  const start = w.time.now.getTime();
  const made: string[] = [];
  for (const application of queued)
    made.push((await makeOffer(w.as(officer), { application_id: application as string, facility_id: home })).offer_id);
  for (const [i, offer] of made.slice(0, 6).entries()) {
    w.time.now = new Date(start + (i + 1) * 3_600_000);
    const by = w.as(nurse, { ifMatch: 1 });
    if (i < 4) await receiveOffer(by, offer);
    else await refuseOffer(by, offer, { reason: 'bed_not_ready', note: null });
  }
  cookie.nurse = await product.cookieOf(nurse);
  cookie.officer = await product.cookieOf(officer);
});
afterAll(() => database.drop());

type Any = Record<string, ReturnType<typeof JSON.parse>>;
const get = async (who: string, path: string) => {
  const answer = await product.ask('GET', `/api/v1${path}`, { cookie: cookie[who] as string });
  return { status: answer.status, body: answer.body as Any };
};

test('a home sees how it answered as the offers themselves say, and no persons', async () => {
  const { body } = await get('nurse', `/facilities/${home}/mirror`);
  expect(body.answers).toMatchObject({
    asked: 7,
    accepted: 4,
    declined: 2,
    waiting: 1,
    decline_rate: 2 / 6,
    median_hours: 3.5,
  });
  const [recount] = await database.ownerSql`
    select count(*)::int as asked, count(*) filter (where facility_answer = 'declined')::int as declined from offers`;
  expect(recount).toEqual({ asked: body.answers.asked, declined: body.answers.declined });
  expect(body.referrals).toHaveLength(7);
  expect(body.answers.reasons).toEqual([{ reason: 'bed_not_ready', n: 2 }]);
  expect(body.district).toEqual({ facilities: 1, decline_rate: null, median_hours: null });
  const [someone] = await database.ownerSql`select name from applicants limit 1`;
  expect(JSON.stringify(body)).not.toContain(someone!.name);
});

test('the bureau sees the same of any home, and all of them as rates; another home sees nothing', async () => {
  const own = (await get('nurse', `/facilities/${home}/mirror`)).body;
  expect((await get('officer', `/facilities/${home}/mirror`)).body).toEqual(own);
  const { facilities } = (await get('officer', '/answers')).body;
  expect(facilities).toMatchObject([{ facility_id: home, accepted: 4, declined: 2, decline_rate: 2 / 6 }]);
  expect((await get('nurse', `/facilities/${other}/mirror`)).status).toBe(403);
  expect((await get('nurse', `/facilities/${other}/history`)).status).toBe(403);
  expect((await get('nurse', '/answers')).status).toBe(403);
});

test('confirmations are counted from the record of them, changes of beds included', async () => {
  const before = (await get('nurse', `/facilities/${home}/mirror`)).body.confirming;
  await confirmVacancy(w.as(nurse), home);
  const after = (await get('nurse', `/facilities/${home}/mirror`)).body.confirming;
  expect(after.times).toBe(before.times + 1);
  const [recount] = await database.ownerSql`select count(*)::int as n from confirmations where facility_id = ${home}`;
  expect(after.times).toBe(recount!.n);
});

test("a home's history of beds ends with its figures of now, and the homes' sum is the district's", async () => {
  const day = async (path: string) =>
    (await product.ask('GET', `/api/v1${path}`, { cookie: cookie.officer as string })).body as Any;
  const [a, b, all] = [
    (await day(`/facilities/${home}/history?by=day`)).points.at(-1),
    (await day(`/facilities/${other}/history?by=day`)).points.at(-1),
    (await day('/capacity/history?by=day')).points.at(-1),
  ];
  const [now] = await database.ownerSql`
    select filed, closed, occupied, held, free from vacancies where facility_id = ${home}`;
  expect(a).toMatchObject(now as object);
  for (const name of ['filed', 'closed', 'occupied', 'held', 'free']) expect(a[name] + b[name]).toBe(all[name]);
});
