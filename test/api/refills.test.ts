import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { declineOffer, lapseOffers, makeOffer, refuseOffer, withdrawOffer } from '../../server/allocation/actions.ts';
import type { Actor, Later } from '../../server/platform/context.ts';
import { refillBeds } from '../../server/refills/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, STREET, type World, world } from '../support/district.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let w: World;
let officer: Actor;
let desk: Actor;
const jobs: Later[] = [];
const enqueue = async (_tx: unknown, later: Later) => void jobs.push(later);

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  await database.ownerSql`update queue_rules set rules = rules || '{"refill":"automatic"}'`;
  officer = await w.someone('officer');
  desk = await w.someone('desk', { street: STREET });
});
afterAll(() => database.drop());
beforeEach(async () => {
  jobs.length = 0;
  await database.ownerSql`update applications set status = 'closed', ended_at = now() where status = 'queued'`;
  await database.ownerSql`update facilities set closed_on = '2026-11-01'`;
});

const asDesk = (version = 1) => w.as(desk, { ifMatch: version, enqueue });
const asOfficer = () => w.as(officer, { enqueue });
const live = async (bed: string) =>
  (
    await database.ownerSql`select id, application_id, made_by, snapshot from offers where bed_id = ${bed} and ended_at is null`
  )[0];
const settled = async (bed: string) =>
  (await database.ownerSql`select result from freed_beds where bed_id = ${bed} order by freed_at, id`).map(
    (r) => r.result,
  );
const freeOne = async (
  bed: string,
  application: string,
  reason: 'changed_mind' | 'does_not_meet_need' = 'does_not_meet_need',
) => {
  const { offer_id } = await makeOffer(asOfficer(), { application_id: application, bed_id: bed });
  await declineOffer(asDesk(), offer_id, { reason, note: null });
  return offer_id;
};

test('a declined bed goes to the next at once, down the queue, and nobody is asked twice for it', async () => {
  const home = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
  const [first, second, third] = (await queueUp(w, officer, [person(), person(), person()])) as [
    string,
    string,
    string,
  ];
  const bed = home.beds[0]!.id;
  await freeOne(bed, first);
  expect(jobs.filter((j) => j.job === 'refill-beds')).toHaveLength(1);
  expect(await refillBeds(w.system)).toEqual({ offered: 1, left: 0 });
  const now = await live(bed);
  expect(now).toMatchObject({ application_id: second, made_by: null });
  expect(now!.snapshot.ahead.map((a: { why: string }) => a.why)).toEqual(['asked_before']);

  await declineOffer(asDesk(), now!.id, { reason: 'does_not_meet_need', note: null });
  await refillBeds(w.system);
  expect(await live(bed)).toMatchObject({ application_id: third });
  await declineOffer(asDesk(), (await live(bed))!.id, { reason: 'does_not_meet_need', note: null });
  expect(await refillBeds(w.system)).toEqual({ offered: 0, left: 0 });
  expect(await live(bed)).toBeUndefined();
  expect(await settled(bed)).toEqual([
    { offers: [expect.any(String)] },
    { offers: [expect.any(String)] },
    { reason: 'nobody' },
  ]);
  expect(await refillBeds(w.system)).toEqual({ offered: 0, left: 0 });
});

test('several freed beds are settled in one run: each to the one who can use it, in order', async () => {
  const home = await openHome(w, { rooms: 2, bedsPerRoom: 1, levelMax: 2 });
  const heavy = await openHome(w, { rooms: 1, bedsPerRoom: 1, levelMax: 4, name: '重度' });
  const [a, b] = (await queueUp(w, officer, [person(), person()])) as [string, string];
  const [x, y] = [home.beds[0]!.id, heavy.beds[0]!.id];
  const first = await makeOffer(asOfficer(), { application_id: a, bed_id: x });
  const second = await makeOffer(asOfficer(), { application_id: b, bed_id: y });
  // Level 3 first in the queue: only the second bed will do; level 2 behind gets the other.
  const [severe, mild] = (await queueUp(w, officer, [person({}, 40), person({}, 50)])) as [string, string];
  await declineOffer(asDesk(), first.offer_id, { reason: 'does_not_meet_need', note: null });
  await declineOffer(asDesk(), second.offer_id, { reason: 'does_not_meet_need', note: null });
  await database.ownerSql`update applications set status = 'closed', ended_at = now() where id in ${database.ownerSql([a, b])}`;
  expect(await refillBeds(w.system)).toEqual({ offered: 2, left: 0 });
  expect(await live(y)).toMatchObject({ application_id: severe });
  expect(await live(x)).toMatchObject({ application_id: mild });
});

test('a bed the clock or the bureau takes back goes on; one the home calls not ready does not', async () => {
  const home = await openHome(w, { rooms: 3, bedsPerRoom: 1 });
  const nurse = await w.someone('institution', { facility: home.facility });
  const [a, b, c, d] = (await queueUp(w, officer, [person(), person(), person(), person()])) as string[];
  const [lapses, taken, refused] = home.beds.map((x) => x.id) as [string, string, string];
  const offers = [];
  for (const [bed, who] of [
    [lapses, a],
    [taken, b],
    [refused, c],
  ] as [string, string][])
    offers.push((await makeOffer(asOfficer(), { application_id: who, bed_id: bed })).offer_id);
  await refuseOffer(w.as(nurse, { ifMatch: 1, enqueue }), offers[2]!, { reason: 'bed_not_ready', note: null });
  await withdrawOffer(w.as(officer, { ifMatch: 1, enqueue }), offers[1]!, '材料有误');
  expect(await refillBeds(w.system)).toEqual({ offered: 1, left: 0 });
  expect(await live(taken)).toMatchObject({ application_id: c });
  expect(await live(refused)).toBeUndefined();
  w.time.now = new Date(w.time.now.getTime() + 4 * DAY_MS);
  await lapseOffers({ ...w.system, enqueue: enqueue as never });
  await refillBeds(w.system);
  expect(await live(lapses)).toMatchObject({ application_id: b });
  expect(await live(taken)).toMatchObject({ application_id: d });
});

test('two runs for one bed make one offer; against an officer one of the two wins', async () => {
  for (let round = 0; round < 4; round += 1) {
    const home = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
    const bed = home.beds[0]!.id;
    const [first, second] = (await queueUp(w, officer, [person(), person()])) as [string, string];
    await freeOne(bed, first);
    const rival = () => makeOffer(asOfficer(), { application_id: first, bed_id: bed });
    await Promise.allSettled([refillBeds(w.system), refillBeds(w.system), ...(round % 2 ? [rival()] : [])]);
    await refillBeds(w.system);
    const offers =
      await database.ownerSql`select application_id from offers where bed_id = ${bed} and ended_at is null`;
    expect(offers).toHaveLength(1);
    expect(round % 2 ? [first, second] : [second]).toContain(offers[0]!.application_id);
    const [held] =
      await database.ownerSql`select count(*)::int as n from claims where bed_id = ${bed} and released_at is null`;
    expect(held!.n).toBe(1);
    await database.ownerSql`update applications set status = 'closed', ended_at = now() where status = 'queued'`;
  }
});

test('where the rules leave it to the officer nothing is noted and nothing is offered', async () => {
  await database.ownerSql`update queue_rules set rules = rules || '{"refill":"officer"}'`;
  const home = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
  const [first] = (await queueUp(w, officer, [person(), person()])) as [string, string];
  await freeOne(home.beds[0]!.id, first);
  expect(jobs.filter((j) => j.job === 'refill-beds')).toEqual([]);
  expect(await refillBeds(w.system)).toEqual({ offered: 0, left: 0 });
  expect(await live(home.beds[0]!.id)).toBeUndefined();
});
