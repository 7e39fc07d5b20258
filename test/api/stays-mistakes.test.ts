import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { actOnBeds, undoBatch } from '../../server/board/actions.ts';
import { readBoard } from '../../server/board/queries.ts';
import { correctStay, undo } from '../../server/corrections/actions.ts';
import { readHistory } from '../../server/insight/actions.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { comeBack, leave, move } from '../../server/stays/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, person, queueUp, STREET, type World, world } from '../support/district.ts';
import { comer, lowRisk, openMarketHome, recounted } from '../support/stays.ts';

const DAY_MS = 86_400_000;
const TODAY = '2026-11-24';
let database: TestDatabase;
let w: World;
let officer: Actor;
let desk: Actor;
beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
  desk = await w.someone('desk', { street: STREET });
});
afterAll(() => database.drop());
beforeEach(() => {
  w.time.now = new Date('2026-11-24T02:00:00Z');
});
const later = (days: number) => {
  w.time.now = new Date(w.time.now.getTime() + days * DAY_MS);
};
type Home = Awaited<ReturnType<typeof openMarketHome>>;
const counts = (home: Home) => recounted(w, home.facility);
const start = async (options = {}) => {
  const home = await openMarketHome(w, options);
  const { placement_id: id } = await home.take(comer(home.beds[0]!.id, '2026-11-10', { sex: 'male' }));
  return { home, id };
};
const takeBack = async (home: Home, id: string) => {
  const [last] =
    await database.ownerSql`select batch_id from bed_events where placement_id = ${id} order by id desc limit 1`;
  return undo(await home.now(id), id, { batch_id: last!.batch_id });
};
const away = async (home: Home, id: string, from: string, back: string | null) => {
  await leave(await home.now(id), id, { kind: 'home', from, keep_until: back ?? '2026-11-30', note: null });
  if (back) await comeBack(await home.now(id), id, { on: back });
};
const daysAway = async (id: string) =>
  (
    await database.ownerSql`
      select during::text from absences where placement_id = ${id} and voided_at is null order by during`
  ).map((a) => a.during);
const leaveFor = async (home: Home, id: string, discharged_on: string, kind: 'home' | 'death' = 'home') =>
  discharge(await home.now(id), id, { discharged_on, kind });
const occupied = async (home: Home, on: string) => {
  const { counts: found } = (await readBoard(w.as(home.nurse), home.facility, on)) as { counts: { occupied: number } };
  return found.occupied;
};

describe('a discharge on an earlier day', () => {
  test('ends what was known of being away after it; taken back, the person is away on the same days as before', async () => {
    const { home, id } = await start();
    await away(home, id, '2026-11-12', '2026-11-15');
    await away(home, id, '2026-11-18', '2026-11-20');
    const before = await daysAway(id);
    await leaveFor(home, id, '2026-11-14');
    expect(await daysAway(id)).toEqual(['[2026-11-12,2026-11-14)']);
    await takeBack(home, id);
    expect(await daysAway(id)).toEqual(before);
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 0, cleaning: 0 });
  });

  test('that was too early is corrected, and the days away until then are known again', async () => {
    const { home, id } = await start();
    await away(home, id, '2026-11-15', null);
    await leaveFor(home, id, '2026-11-15');
    expect(await daysAway(id)).toEqual([]);
    later(1);
    const to = async (discharged_on: string) =>
      correctStay(await home.now(id), id, { admitted_on: null, discharged_on, note: '记错日期' });
    await to('2026-11-20');
    expect(await daysAway(id)).toEqual(['[2026-11-15,2026-11-20)']);
    await to('2026-11-17');
    expect(await daysAway(id)).toEqual(['[2026-11-15,2026-11-17)']);
    await counts(home);
  });

  test('before the person moved to the present bed is refused: the bed before would stay taken', async () => {
    const { home, id } = await start();
    await move(await home.now(id), id, { bed_id: home.beds[3]!.id, on: '2026-11-20', reason: 'request', note: null });
    await expect(leaveFor(home, id, '2026-11-15')).rejects.toMatchObject({
      reasons: [{ code: 'before_stay', values: { since: '2026-11-20' } }],
    });
    await leaveFor(home, id, '2026-11-22');
    await counts(home);
  });
});

describe('a corrected day', () => {
  const correct = async (home: Home, id: string, admitted_on: string | null, discharged_on: string | null = null) =>
    correctStay(await home.now(id), id, { admitted_on, discharged_on, note: '记错日期' });

  test('of admission of somebody who left at once gives nobody the bed back', async () => {
    const { home, id } = await start();
    await leaveFor(home, id, '2026-11-10');
    await actOnBeds(w.as(home.nurse), home.facility, { action: 'reopen', bed_ids: [home.beds[0]!.id] });
    await correct(home, id, '2026-11-08');
    expect(await counts(home)).toMatchObject({ occupied: 0, free: 4 });
    expect([await occupied(home, '2026-11-09'), await occupied(home, '2026-11-10')]).toEqual([1, 0]);
  });

  test('of admission is before the day of discharge', async () => {
    const { home, id } = await start();
    await leaveFor(home, id, '2026-11-12');
    await expect(correct(home, id, '2026-11-12')).rejects.toMatchObject({ code: 'dates_reversed' });
    await correct(home, id, '2026-11-11');
  });

  test('of a stay that is over does not ask who lies in the room since', async () => {
    const { home, id } = await start({ rooms: 1 });
    await leaveFor(home, id, '2026-11-20');
    later(1);
    await home.take(comer(home.beds[1]!.id, '2026-11-25', { sex: 'female' }));
    await correct(home, id, null, '2026-11-18');
    await expect(takeBack(home, id)).rejects.toMatchObject({ code: 'undo_not_this' });
    await counts(home);
  });
});

test('past days show nobody who was entered in error, nor in the bed somebody was moved back from', async () => {
  const error = await start();
  await takeBack(error.home, error.id);
  expect(await occupied(error.home, '2026-11-12')).toBe(0);
  const moved = await start();
  const { home, id } = moved;
  await move(await home.now(id), id, { bed_id: home.beds[3]!.id, on: '2026-11-15', reason: 'request', note: null });
  await takeBack(home, id);
  expect(await occupied(home, '2026-11-18')).toBe(1);
});

test('nor does the plot of past days count a stay that never was', async () => {
  const at = async () => (await readHistory(w.as(null), 'day')).points.find((p) => p.from === '2026-11-12')!.occupied;
  const before = await at();
  const { home, id } = await start();
  expect(await at()).toBe(before + 1);
  await takeBack(home, id);
  expect(await at()).toBe(before);
});

test('a discharge that was taken back does not use up the one return into the queue', async () => {
  const home = await openMarketHome(w, { pool: 'subsidised' });
  const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
  const { offer_id } = await makeOffer(w.as(officer), { application_id: application!, bed_id: home.beds[0]!.id });
  await acceptOffer(w.as(desk, { ifMatch: 1 }), offer_id);
  await receiveOffer(w.as(home.nurse, { ifMatch: 2 }), offer_id);
  const input = { admitted_on: TODAY, risk: lowRisk };
  const { placement_id: id } = await admit(w.as(home.nurse, { ifMatch: 3 }), offer_id, input);
  const status = async () =>
    (await database.ownerSql`select status from applications where id = ${application!}`)[0]!.status;
  await leaveFor(home, id, TODAY);
  await takeBack(home, id);
  expect(await status()).toBe('placed');
  later(3);
  await leaveFor(home, id, '2026-11-27');
  expect(await status()).toBe('queued');
  await counts(home);
});

test('the day of a death that is known already is not changed by another home that ends its own stay', async () => {
  const { home, id } = await start();
  const { applicant_id: applicant } = await home.row(id);
  await database.ownerSql`update applicants set died_on = '2026-11-20' where id = ${applicant}`;
  const died = async () =>
    (await database.ownerSql`select died_on::text as on from applicants where id = ${applicant}`)[0]!.on;
  await leaveFor(home, id, '2026-11-23', 'death');
  expect(await died()).toBe('2026-11-20');
  await correctStay(await home.now(id), id, { admitted_on: null, discharged_on: '2026-11-22', note: '记错日期' });
  expect(await died()).toBe('2026-11-20');
});

test('a bed closed by the bureau leaves the figures as old as the home last vouched for them', async () => {
  const { home } = await start();
  const confirmed = async () =>
    (await database.ownerSql`select confirmed_at from vacancies where facility_id = ${home.facility}`)[0]!.confirmed_at;
  const before = await confirmed();
  later(5);
  const ids = { bed_ids: [home.beds[1]!.id] };
  const { batch_id } = await actOnBeds(w.as(officer), home.facility, { action: 'close', reason: 'repair', ...ids });
  await undoBatch(w.as(officer), home.facility, batch_id);
  expect(await confirmed()).toEqual(before);
  await actOnBeds(w.as(home.nurse), home.facility, { action: 'close', reason: 'repair', ...ids });
  expect(await confirmed()).toEqual(w.time.now);
});
