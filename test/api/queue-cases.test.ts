import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptOffer, declineOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { readQueue } from '../../server/allocation/queries.ts';
import { joinApplication, submitApplication } from '../../server/applications/actions.ts';
import { deferApplication } from '../../server/deferrals/actions.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import { type Actor, view } from '../../server/platform/context.ts';
import { tellPlaces } from '../../server/queue/actions.ts';
import { loadStandings, readPlace, readWhy } from '../../server/queue/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, STREET, type World, world } from '../support/district.ts';
import { lowRisk } from '../support/stays.ts';

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
/** Each has the queue to itself, and the contracts of the year. */
beforeEach(async () => {
  await database.ownerSql`update applications set status = 'closed', ended_at = now() where ended_at is null`;
  w.time.now = new Date('2026-10-05T02:00:00Z');
});

const later = (days: number) => {
  w.time.now = new Date(w.time.now.getTime() + days * DAY_MS);
};
const today = () => new Date(w.time.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const application = async (id: string) => (await database.ownerSql`select * from applications where id = ${id}`)[0]!;
/** The queue as the officer has it; the places people are told come from fewer facts and must be the same. */
const placeOf = async (id: string) => {
  const { queue } = await readQueue(w.as(officer));
  const told = await view(w.as(officer), 'queue.rules', (tx) => loadStandings(tx, w.as(officer)));
  expect(told.queue.map((q) => [q.id, q.key, q.standing])).toEqual(
    queue.map((q) => [q.application.id, q.key, q.standing]),
  );
  return queue.find((q) => q.application.id === id)?.place ?? null;
};
type Home = Awaited<ReturnType<typeof openHome>>;

/** From an offer to the stay, as the two sides and the home do it. */
async function moveIn(id: string, home: Home, bed: number) {
  const nurse = await w.someone('institution', { facility: home.facility });
  const { offer_id } = await makeOffer(w.as(officer), { application_id: id, bed_id: home.beds[bed]!.id });
  await acceptOffer(w.as(desk, { ifMatch: 1 }), offer_id);
  await receiveOffer(w.as(nurse, { ifMatch: 2 }), offer_id);
  const { placement_id } = await admit(w.as(nurse, { ifMatch: 3 }), offer_id, { admitted_on: today(), risk: lowRisk });
  const leave = (kind: 'home' | 'other_facility' | 'death') =>
    discharge(w.as(nurse, { ifMatch: 1 }), placement_id, { discharged_on: today(), kind });
  return { leave };
}

describe('leaving in the trial stay', () => {
  test('restores the old waiting time, once; the second time the case is closed', async () => {
    const home = await openHome(w, { rooms: 4, bedsPerRoom: 1 });
    const [first, second] = await queueUp(w, officer, [person(), person()], [home.facility]);
    const { queued_at } = await application(first!);
    const stay = await moveIn(first!, home, 0);
    expect(await placeOf(first!)).toBeNull();
    later(29);
    await stay.leave('home');
    expect(await application(first!)).toMatchObject({ status: 'queued', queued_at, ended_at: null });
    expect(await placeOf(first!)).toBe(1);
    expect(await placeOf(second!)).toBe(2);
    const [event] =
      await database.ownerSql`select event, before, after from application_events where application_id = ${first!} order by at desc limit 1`;
    expect(event).toEqual({ event: 'requeue', before: 'placed', after: 'queued' });
    const again = await moveIn(first!, home, 1);
    later(3);
    await again.leave('home');
    expect(await application(first!)).toMatchObject({ status: 'closed' });
  });

  test.each([
    ['on the day the trial is over', 30, 'home'],
    ['for another home', 3, 'other_facility'],
    ['by death', 3, 'death'],
  ] as const)('%s the case is closed', async (_t, days, kind) => {
    const home = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
    const [one] = await queueUp(w, officer, [person({}, 5)], [home.facility]);
    const stay = await moveIn(one!, home, 0);
    later(days);
    await stay.leave(kind);
    expect(await application(one!)).toMatchObject({ status: 'closed' });
  });
});

describe('who has a whole-day place', () => {
  test('waits no more in another application for one; day care is another matter', async () => {
    const home = await openHome(w, { rooms: 2, bedsPerRoom: 1 });
    const who = person({}, 5);
    const [nursing] = await queueUp(w, officer, [who], [home.facility]);
    const ask = (service: 'residential' | 'day') =>
      submitApplication(w.as(officer), {
        applicant_id: who.applicant.id,
        service,
        choices: [],
        accept_any: true,
        radius_km: 20,
        weekdays: service === 'day' ? [1, 3] : [],
        needs: [],
        note: null,
      });
    const [other, day] = [await ask('residential'), await ask('day')];
    await moveIn(nursing!, home, 0);
    expect(await application(other.application_id)).toMatchObject({
      status: 'closed',
      end_reason: expect.stringContaining('admitted'),
    });
    expect(await application(day.application_id)).toMatchObject({ status: 'submitted' });
  });
});

describe('a couple', () => {
  test('keeps each one’s own waiting time: joined, parted and when one dies', async () => {
    const home = await openHome(w, { rooms: 1, bedsPerRoom: 2 });
    const [husband, wife] = [person({ sex: 'male' }), person()];
    const ids = await queueUp(w, officer, [husband], [home.facility]);
    later(60);
    ids.push(...(await queueUp(w, officer, [wife], [home.facility])));
    await database.ownerSql`update applicants set spouse_id = ${wife.applicant.id!} where id = ${husband.applicant.id!}`;
    await database.ownerSql`update applicants set spouse_id = ${husband.applicant.id!} where id = ${wife.applicant.id!}`;
    const times = async () => Promise.all(ids.map(async (id) => (await application(id)).queued_at.getTime()));
    const [his, hers] = await times();
    expect(hers! - his!).toBeGreaterThan(59 * DAY_MS);
    const join = async (id: string, other: string | null) =>
      joinApplication(w.as(officer, { ifMatch: (await application(id)).version }), id, { joint_with: other });
    await join(ids[0]!, ids[1]!);
    expect(await join(ids[1]!, ids[0]!)).toMatchObject({ both: true });
    expect(await times()).toEqual([his, hers]);
    const [before, after] = [await placeOf(ids[0]!), await placeOf(ids[1]!)];
    expect(before!).toBeLessThan(after!);
    await join(ids[0]!, null);
    expect(await times()).toEqual([his, hers]);
    expect([await placeOf(ids[0]!), await placeOf(ids[1]!)]).toEqual([before, after]);
    await database.ownerSql`update applicants set died_on = ${today()} where id = ${wife.applicant.id!}`;
    expect((await times())[0]).toBe(his);
    expect(await placeOf(ids[0]!)).toBe(before);
  });
});

describe('what keeps a place and what does not', () => {
  test('a change of level or track ranks anew and keeps the waiting time; both places are told', async () => {
    const ids = await queueUp(w, officer, [person({ bornOn: '1960-01-01' }, 89), person({ bornOn: '1961-01-01' }, 89)]);
    await tellPlaces(w.system);
    const { queued_at, applicant_id } = await application(ids[1]!);
    const from = await placeOf(ids[1]!);
    await database.ownerSql`insert into categories (district, id, applicant_id, kind, during, source, created_at)
      values ('430602', ${ids[1]!}, ${applicant_id}, 'no_family', '[2026-01-01,)', 'test', now())`;
    later(1);
    await tellPlaces(w.system);
    const { history, ...why } = await readWhy(w.as(officer), ids[1]!);
    expect(why).toMatchObject({ track: 'B', track_zh: '困难与优抚' });
    expect(history.map((h) => h.place)).toEqual([why.place, from]);
    expect(history[0]!.reasons[0]).toMatchObject({ code: 'move_own_track', message_zh: '本人通道由 D 变为 B' });
    expect((await application(ids[1]!)).queued_at).toEqual(queued_at);
  });

  test('a deferral keeps the place; an offer that does not meet the need is no refusal; a refusal counts', async () => {
    const home = await openHome(w, { rooms: 3, bedsPerRoom: 1 });
    const [id] = await queueUp(w, officer, [person({}, 5)], [home.facility]);
    const place = await placeOf(id!);
    const until = new Date(w.time.now.getTime() + 10 * DAY_MS).toISOString().slice(0, 10);
    await deferApplication(w.as(desk), id!, { until, reason: 'family_matter', proof: null, note: null });
    expect(await placeOf(id!)).toBe(place);
    later(11);
    const decline = async (bed: number, reason: 'does_not_meet_need' | 'changed_mind') => {
      const { offer_id } = await makeOffer(w.as(officer), { application_id: id!, bed_id: home.beds[bed]!.id });
      return declineOffer(w.as(desk, { ifMatch: 1 }), offer_id, { reason, note: null });
    };
    expect(await decline(0, 'does_not_meet_need')).toEqual({ counts: false });
    expect(await placeOf(id!)).toBe(place);
    expect(await decline(0, 'changed_mind')).toEqual({ counts: true });
    const [count] =
      await database.ownerSql`select count(*)::int as n from exits where applicant_id = ${(await application(id!)).applicant_id}`;
    expect(count!.n).toBe(1);
    // Only the choice is given up: the person would take any other.
    expect(await application(id!)).toMatchObject({ status: 'queued' });
  });
});

describe('the estimate', () => {
  test('comes from the admissions of the own track and service; nine are too few, ten are not', async () => {
    const home = await openHome(w, { rooms: 12, bedsPerRoom: 1, bought: 40 });
    const people = Array.from({ length: 12 }, () => person({}, 5));
    const ids = await queueUp(w, officer, people, [home.facility]);
    const mine = ids.at(-1)!;
    const estimate = async () => (await readPlace(w.as(officer), mine))!.estimate;
    // Admissions of the tests before count too: they are of this track and service.
    for (let i = 0; (await estimate()).admissions < 10; i += 1) {
      expect((await estimate()).weeks).toBeNull();
      await moveIn(ids[i]!, home, i);
      later(7);
    }
    const { weeks, admissions, days, ahead } = await estimate();
    expect(admissions).toBe(10);
    expect(weeks!.about).toBe(Math.round(((days / 7) * (ahead + 1)) / 10));
    expect(weeks!.from).toBeLessThanOrEqual(weeks!.about);
    expect(weeks!.to).toBeGreaterThan(weeks!.about);
  });
});
