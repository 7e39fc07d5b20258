import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { correctStay, undo } from '../../server/corrections/actions.ts';
import { readTimeline } from '../../server/corrections/queries.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import { listPlacements } from '../../server/placements/queries.ts';
import type { Actor } from '../../server/platform/context.ts';
import { recordRisk } from '../../server/risks/actions.ts';
import { readRisks } from '../../server/risks/queries.ts';
import { comeBack, keepLonger, leave, move, planLeaving } from '../../server/stays/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, person, queueUp, STREET, type World, world } from '../support/district.ts';
import { comer, lowRisk, openMarketHome, recounted } from '../support/stays.ts';

const DAY_MS = 86_400_000;
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
const TODAY = '2026-11-24';
const later = (days: number) => {
  w.time.now = new Date(w.time.now.getTime() + days * DAY_MS);
};
type Home = Awaited<ReturnType<typeof openMarketHome>>;
const counts = (home: Home) => recounted(w, home.facility);
const latest = async (id: string) =>
  (await database.ownerSql`select batch_id from bed_events where placement_id = ${id} order by id desc limit 1`)[0]!
    .batch_id as string;
const takeBack = async (home: Home, id: string) => undo(await home.now(id), id, { batch_id: await latest(id) });
const start = async (options = {}) => {
  const home = await openMarketHome(w, options);
  const { placement_id: id } = await home.take(comer(home.beds[0]!.id, '2026-11-10'));
  return { home, id };
};

describe('going away', () => {
  test('keeps the bed until the day agreed, is overdue after it, may be kept longer, and ends with the return', async () => {
    const { home, id } = await start();
    await leave(await home.now(id), id, { kind: 'hospital', from: '2026-11-22', keep_until: '2026-11-25', note: null });
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 1 });
    const shown = async () => (await listPlacements(w.as(home.nurse), { limit: 10 }))[0]!;
    expect(await shown()).toMatchObject({ away: { kind: 'hospital', since: '2026-11-22', keep_until: '2026-11-25' } });
    await expect(
      leave(await home.now(id), id, { kind: 'home', from: TODAY, keep_until: TODAY, note: null }),
    ).rejects.toMatchObject({ code: 'away_already' });
    later(2);
    await keepLonger(await home.now(id), id, { keep_until: '2026-12-05' });
    expect(await shown()).toMatchObject({ away: { keep_until: '2026-12-05' } });
    await comeBack(await home.now(id), id, { on: '2026-11-26' });
    expect(await shown()).toMatchObject({ away: null });
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 0 });
    await expect(comeBack(await home.now(id), id, { on: '2026-11-26' })).rejects.toMatchObject({ code: 'not_away' });
  });

  test('and coming back are taken back one after the other, the latest first', async () => {
    const { home, id } = await start();
    await leave(await home.now(id), id, { kind: 'home', from: '2026-11-22', keep_until: '2026-11-30', note: null });
    const first = await latest(id);
    await comeBack(await home.now(id), id, { on: TODAY });
    await expect(undo(await home.now(id), id, { batch_id: first })).rejects.toMatchObject({ code: 'undo_later_first' });
    await takeBack(home, id);
    expect(await counts(home)).toMatchObject({ kept: 1 });
    await undo(await home.now(id), id, { batch_id: first });
    expect(await counts(home)).toMatchObject({ kept: 0, occupied: 1 });
    await expect(undo(await home.now(id), id, { batch_id: first })).rejects.toMatchObject({ code: 'undone_already' });
  });

  test('needs the version of the stay that was seen', async () => {
    const { home, id } = await start();
    const input = { kind: 'home' as const, from: TODAY, keep_until: TODAY, note: null };
    await expect(leave(w.as(home.nurse), id, input)).rejects.toMatchObject({ kind: 'version_required' });
    await expect(leave(w.as(home.nurse, { ifMatch: 9 }), id, input)).rejects.toMatchObject({ kind: 'stale' });
  });
});

describe('moving to another bed', () => {
  test('sends the old bed to cleaning and takes an absence along; taken back, all is as it was', async () => {
    const { home, id } = await start();
    await leave(await home.now(id), id, { kind: 'hospital', from: '2026-11-20', keep_until: '2026-12-01', note: null });
    const before = await home.row(id);
    await move(await home.now(id), id, { bed_id: home.beds[3]!.id, on: '2026-11-23', reason: 'care_need', note: null });
    expect(await home.row(id)).toMatchObject({ bed_id: home.beds[3]!.id });
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 1, cleaning: 1, free: 2 });
    const away = await database.ownerSql`
      select during::text from absences where placement_id = ${id} and voided_at is null order by during`;
    expect(away.map((a) => a.during)).toEqual(['[2026-11-20,2026-11-23)', '[2026-11-23,)']);
    await takeBack(home, id);
    const { bed_id, claim_id } = before;
    expect(await home.row(id)).toMatchObject({ bed_id, claim_id });
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 1, cleaning: 0, free: 3 });
    await comeBack(await home.now(id), id, { on: TODAY });
    expect(await counts(home)).toMatchObject({ kept: 0 });
  });

  test('is refused into a taken bed, a room of the other sex, a level not taken, and without a reason', async () => {
    const { home, id } = await start({ rooms: 3 });
    await home.take(comer(home.beds[2]!.id, TODAY, { sex: 'male' }));
    const go = async (bed: number, extra: object = {}) =>
      move(await home.now(id), id, { bed_id: home.beds[bed]!.id, on: TODAY, reason: 'request', note: null, ...extra });
    await expect(go(2)).rejects.toMatchObject({ reasons: [{ code: 'sex_of_room' }, { code: 'bed_taken' }] });
    await expect(go(3)).rejects.toMatchObject({ code: 'sex_of_room' });
    await expect(go(0)).rejects.toMatchObject({
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'same_bed' })]),
    });
    await expect(go(4, { reason: 'other', note: ' ' })).rejects.toMatchObject({ code: 'reason_needed' });
    await expect(go(4, { on: '2026-11-09' })).rejects.toMatchObject({ code: 'before_stay' });
    await go(1);
    await counts(home);
  });

  test('of somebody the contract pays for stays within its kind and pool', async () => {
    const home = await openMarketHome(w, { pool: 'subsidised', rooms: 2, bedsPerRoom: 1 });
    const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
    const id = await moveIn(home, application!, 0);
    await database.ownerSql`update beds set pool = 'market' where id = ${home.beds[1]!.id}`;
    const go = async () =>
      move(await home.now(id), id, { bed_id: home.beds[1]!.id, on: TODAY, reason: 'repair', note: null });
    await expect(go()).rejects.toMatchObject({ code: 'move_pool' });
    await database.ownerSql`update beds set pool = 'subsidised' where id = ${home.beds[1]!.id}`;
    await go();
    const [lot] = await database.ownerSql`select in_use from lots where id = ${home.lot}`;
    expect(lot!.in_use).toBe(1);
    await counts(home);
  });
});

async function moveIn(home: Home, application: string, bed: number) {
  const { offer_id } = await makeOffer(w.as(officer), { application_id: application, bed_id: home.beds[bed]!.id });
  await acceptOffer(w.as(desk, { ifMatch: 1 }), offer_id);
  await receiveOffer(w.as(home.nurse, { ifMatch: 2 }), offer_id);
  const today = new Date(w.time.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  return (await admit(w.as(home.nurse, { ifMatch: 3 }), offer_id, { admitted_on: today, risk: lowRisk })).placement_id;
}

describe('a discharge', () => {
  test('is taken back while the bed is free: the stay, the lot, the absence and the case are as before', async () => {
    const home = await openMarketHome(w, { pool: 'subsidised' });
    const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
    const id = await moveIn(home, application!, 0);
    later(40);
    await leave(await home.now(id), id, { kind: 'hospital', from: '2027-01-01', keep_until: '2027-01-20', note: null });
    await discharge(await home.now(id), id, { discharged_on: '2027-01-02', kind: 'hospital' });
    const status = async () =>
      (await database.ownerSql`select status from applications where id = ${application!}`)[0]!.status;
    expect(await status()).toBe('closed');
    expect(await counts(home)).toMatchObject({ occupied: 0, cleaning: 1 });
    await takeBack(home, id);
    expect(await status()).toBe('placed');
    expect(await home.row(id)).toMatchObject({ discharged_on: null, discharge_kind: null });
    expect(await counts(home)).toMatchObject({ occupied: 1, kept: 1, cleaning: 0 });
    const [lot] = await database.ownerSql`select in_use from lots where id = ${home.lot}`;
    expect(lot!.in_use).toBe(1);
    const moves =
      await database.ownerSql`select event from application_events where application_id = ${application!} order by at desc, id desc limit 1`;
    expect(moves[0]!.event).toBe('resume');
  });

  test('inside the trial brought the case back into the queue; taken back, it is placed again', async () => {
    const home = await openMarketHome(w, { pool: 'subsidised' });
    const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
    const id = await moveIn(home, application!, 0);
    await discharge(await home.now(id), id, { discharged_on: TODAY, kind: 'home' });
    const status = async () =>
      (await database.ownerSql`select status from applications where id = ${application!}`)[0]!.status;
    expect(await status()).toBe('queued');
    await takeBack(home, id);
    expect(await status()).toBe('placed');
    await counts(home);
  });

  test('is not taken back once somebody has the bed, nor when it was a death', async () => {
    const { home, id } = await start({ rooms: 1, bedsPerRoom: 1 });
    await discharge(await home.now(id), id, { discharged_on: '2026-11-20', kind: 'home' });
    later(1);
    await home.take(comer(home.beds[0]!.id, '2026-11-25'));
    await expect(takeBack(home, id)).rejects.toMatchObject({ code: 'bed_taken' });
    await counts(home);
    const other = await start();
    await discharge(await other.home.now(other.id), other.id, { discharged_on: '2026-11-25', kind: 'death' });
    await expect(takeBack(other.home, other.id)).rejects.toMatchObject({ code: 'undo_death' });
  });
});

describe('a mistake', () => {
  test('in a private admission is taken back: the person never lay there', async () => {
    const { home, id } = await start();
    await takeBack(home, id);
    expect(await home.row(id)).toMatchObject({ discharge_kind: 'error' });
    expect(await counts(home)).toMatchObject({ occupied: 0, free: 4, cleaning: 0 });
    await home.take(comer(home.beds[0]!.id, '2026-11-10'));
  });

  test('in an admission from an offer is for the bureau', async () => {
    const home = await openMarketHome(w, { pool: 'subsidised' });
    const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
    const id = await moveIn(home, application!, 0);
    await expect(takeBack(home, id)).rejects.toMatchObject({ code: 'undo_decided' });
  });

  test('in a day is corrected by another entry, as far as bed and person were free', async () => {
    const { home, id } = await start();
    const correct = async (admitted_on: string | null, discharged_on: string | null = null) =>
      correctStay(await home.now(id), id, { admitted_on, discharged_on, note: '记错日期' });
    await correct('2026-11-12');
    expect((await home.row(id)).trial_until).toEqual('2026-12-12');
    await expect(correct('2026-10-01')).rejects.toMatchObject({ code: 'too_long_ago' });
    await expect(correct('2026-11-25')).rejects.toMatchObject({ code: 'date_in_future' });
    await expect(correct(null, TODAY)).rejects.toMatchObject({ code: 'not_discharged' });
    await expect(correct(null)).rejects.toMatchObject({ kind: 'invalid', code: 'one_day' });
    await discharge(await home.now(id), id, { discharged_on: '2026-11-20', kind: 'home' });
    await correct(null, '2026-11-18');
    const next = await home.take(comer(home.beds[0]!.id, '2026-11-19', {})).catch((e) => e.code);
    // The cleaning of today stands in the way of nobody who came before it only where it is not open-ended.
    expect(next).toBe('bed_taken');
    await correct(null, TODAY);
    await counts(home);
    const [claim] =
      await database.ownerSql`select during::text from claims where id = ${(await home.row(id)).claim_id}`;
    expect(claim!.during).toBe('[2026-11-12,2026-11-24)');
    const events =
      await database.ownerSql`select details, note from bed_events where placement_id = ${id} and kind = 'corrected' order by id`;
    expect(events[0]).toMatchObject({ details: { field: 'admitted_on', before: '2026-11-10' }, note: '记错日期' });
    expect(events).toHaveLength(3);
  });

  test('that would change whether the person comes back into the queue is for the bureau', async () => {
    const home = await openMarketHome(w, { pool: 'subsidised' });
    const [application] = await queueUp(w, officer, [person({}, 10)], [home.facility]);
    const id = await moveIn(home, application!, 0);
    later(31);
    await discharge(await home.now(id), id, { discharged_on: '2026-12-23', kind: 'home' });
    await expect(
      correctStay(await home.now(id), id, { admitted_on: null, discharged_on: '2026-12-25', note: '迟了两天' }),
    ).rejects.toMatchObject({ code: 'correct_case' });
  });
});

test('the timeline tells everything in order, with what was taken back and what may be', async () => {
  const { home, id } = await start();
  await planLeaving(await home.now(id), id, { leaving_on: '2026-12-24' });
  await leave(await home.now(id), id, { kind: 'home', from: '2026-11-20', keep_until: '2026-11-28', note: '中秋' });
  await takeBack(home, id);
  await move(await home.now(id), id, { bed_id: home.beds[1]!.id, on: TODAY, reason: 'room_mate', note: null });
  await recordRisk(w.as(home.nurse), id, { ...lowRisk, assessed_on: TODAY });
  const items = await readTimeline(w.as(home.nurse), id);
  expect(items.map((i) => [i.kind, i.day, i.undone, i.undoable])).toEqual([
    ['leaving', '2026-12-24', false, false],
    ...expectedToday(items),
    ['away', '2026-11-20', true, false],
    ...items.filter((i) => i.day === '2026-11-10').map((i) => [i.kind, i.day, false, false]),
  ]);
  expect(items.find((i) => i.kind === 'moved_in')).toMatchObject({
    from_bed: '101-1',
    bed: '101-2',
    reason: 'room_mate',
    undoable: true,
  });
  expect(items.filter((i) => i.kind === 'assessed')).toHaveLength(2);
  const stranger = await w.someone('institution', { facility: (await openMarketHome(w)).facility });
  await expect(readTimeline(w.as(stranger), id)).rejects.toMatchObject({ kind: 'not_found' });
  expect(await readRisks(w.as(officer), id)).toHaveLength(2);
});

test('the log says what was done; what was said of somebody stands in its reason alone, from where it can be taken', async () => {
  const noted = await database.ownerSql`select distinct action from audit
    where action in ('stays.leave', 'stays.move', 'corrections.correct') and reason is not null order by action`;
  expect(noted.map((r) => r.action)).toEqual(['corrections.correct', 'stays.leave', 'stays.move']);
  const twice = await database.ownerSql`select action, after from audit
    where action in ('stays.leave', 'stays.move', 'corrections.correct') and after::jsonb ? 'note'`;
  expect(twice).toEqual([]);
});

const expectedToday = (items: { kind: string; day: string; undone: boolean; undoable: boolean }[]) =>
  items.filter((i) => i.day === TODAY).map((i) => [i.kind, i.day, i.undone, i.undoable]);
