import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  acceptOffer,
  declineOffer,
  lapseOffers,
  makeOffer,
  receiveOffer,
  withdrawOffer,
} from '../../server/allocation/actions.ts';
import { listOffers, readQueue } from '../../server/allocation/queries.ts';
import { actOnBeds } from '../../server/board/actions.ts';
import { readBoard } from '../../server/board/queries.ts';
import { confirmVacancy, recountFacility } from '../../server/facilities/actions.ts';
import { findNearby } from '../../server/facilities/queries.ts';
import { readCapacity } from '../../server/insight/actions.ts';
import { facilityPage } from '../../server/insight/queries.ts';
import { matchApplication } from '../../server/matching/queries.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import { listPlacements } from '../../server/placements/queries.ts';
import type { Actor } from '../../server/platform/context.ts';
import { readPlace } from '../../server/queue/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';
import { lowRisk } from '../support/stays.ts';

let database: TestDatabase;
let w: World;
let officer: Actor;
let nurse: Actor;
let family: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
let queue: string[];
const elder = person({ name: '周桂英' });

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w);
  officer = await w.someone('officer');
  nurse = await w.someone('institution', { facility: home.facility });
  family = await w.someone('family', { strength: 1 });
  queue = await queueUp(w, officer, [
    { ...elder, helpers: [{ accountId: family.account as string, relation: 'child' }] },
    person(),
    person({ sex: 'male' }),
  ]);
});
afterAll(() => database.drop());

const vacancy = async () => (await facilityPage(w.as(null), home.facility)).vacancy;
const recounted = async () => {
  const before =
    await database.ownerSql`select filed, closed, occupied, held, free, free_for, has_vacancy, lot_left from vacancies where facility_id = ${home.facility}`;
  await database.db.transaction(async (tx) => {
    await tx.execute(`set local yiwei.district = '430602'`);
    await recountFacility(tx as never, '430602', home.facility, w.time.now.toISOString().slice(0, 10));
  });
  const after =
    await database.ownerSql`select filed, closed, occupied, held, free, free_for, has_vacancy, lot_left from vacancies where facility_id = ${home.facility}`;
  expect(after[0]).toEqual(before[0]);
};

describe('from a bed near home to admitted', () => {
  let offer = '';
  let placement = '';

  test('a family finds the vacant, contracted bed near home without signing in', async () => {
    const found = await findNearby(w.as(null), {
      lng: 113.093,
      lat: 29.384,
      hasBed: true,
      sex: 'female',
      level: 2,
      contract: true,
    });
    expect(found.rows).toMatchObject([{ facility_id: home.facility, free: 4, free_for_person: 4, lot_left: 10 }]);
    expect(found.rows[0]?.distance_km).toBeCloseTo(0.81, 1);
  });

  test('the officer sees which beds suit the person, what it costs whom, and in what order people wait', async () => {
    const { matches } = await matchApplication(w.as(officer), queue[0] as string);
    expect(matches[0]).toMatchObject({
      reasons: [],
      lot: { left: 10 },
      // a bed of the contract costs what the contract says
      quote: { fee_fen: 100_000, government_fen: 40_000, family_fen: 60_000 },
    });
    const { queue: order } = await readQueue(w.as(officer));
    expect(order.map((q) => q.application.id)).toEqual(queue);
    expect(await readPlace(w.as(family), queue[0] as string)).toMatchObject({
      place: 1,
      place_in_track: 1,
      waiting: 3,
    });
    await expect(readPlace(w.as(family), queue[1] as string)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('a bed is not offered past someone who is ahead and could use it', async () => {
    await expect(
      makeOffer(w.as(officer), { application_id: queue[1] as string, bed_id: home.beds[0]?.id as string }),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'out_of_order', reasons: [{ values: { count: 1, first: 1 } }] });
  });

  test('the officer makes the offer: the bed is held and the vacancy falls at once', async () => {
    const made = await makeOffer(w.as(officer), {
      application_id: queue[0] as string,
      bed_id: home.beds[0]?.id as string,
    });
    offer = made.offer_id;
    expect(made.respond_by).toBe('2026-11-27');
    expect(await vacancy()).toMatchObject({ filed: 4, held: 1, free: 3, free_male: 2, free_female: 3 });
    await recounted();
  });

  test('the same person gets no second offer and the same bed no second person', async () => {
    await expect(
      makeOffer(w.as(officer), { application_id: queue[0] as string, bed_id: home.beds[2]?.id as string }),
    ).rejects.toMatchObject({ code: 'offer_exists' });
    await expect(
      makeOffer(w.as(officer), { application_id: queue[1] as string, bed_id: home.beds[0]?.id as string }),
    ).rejects.toMatchObject({ code: 'bed_just_taken' });
  });

  test('the second bed of the room now takes only a woman', async () => {
    await expect(
      makeOffer(w.as(officer), { application_id: queue[2] as string, bed_id: home.beds[1]?.id as string }),
    ).rejects.toMatchObject({ code: 'sex_of_room' });
  });

  test('nobody admits before both sides have accepted', async () => {
    await expect(
      admit(w.as(nurse, { ifMatch: 1 }), offer, { admitted_on: '2026-11-24', risk: lowRisk }),
    ).rejects.toMatchObject({
      code: 'not_accepted',
    });
  });

  test('the institution accepts, then the family; the hold runs on to the check-in day', async () => {
    await expect(receiveOffer(w.as(nurse), offer)).rejects.toMatchObject({ kind: 'version_required' });
    await receiveOffer(w.as(nurse, { ifMatch: 1 }), offer);
    await expect(acceptOffer(w.as(family, { ifMatch: 1 }), offer)).rejects.toMatchObject({ kind: 'stale' });
    expect(await acceptOffer(w.as(family, { ifMatch: 2 }), offer)).toEqual({ check_in_by: '2026-12-01' });
    expect(await listOffers(w.as(family), { limit: 10 })).toMatchObject([
      { id: offer, state: 'accepted', facility: '测试敬老院', place: 1 },
    ]);
  });

  test('the person is admitted; the bed is occupied and the contract used', async () => {
    const done = await admit(w.as(nurse, { ifMatch: 3 }), offer, { admitted_on: '2026-11-24', risk: lowRisk });
    placement = done.placement_id;
    expect(await vacancy()).toMatchObject({ occupied: 1, held: 0, free: 3 });
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${home.lot}`;
    expect(lot).toEqual({ committed: 0, in_use: 1 });
    await recounted();
    expect(await listPlacements(w.as(nurse), { limit: 10 })).toMatchObject([
      { name: '周桂英', placement: { funding: 'subsidised' } },
    ]);
  });

  test('discharge ends the stay, sends the bed to cleaning and frees the place in the contract', async () => {
    await discharge(w.as(nurse, { ifMatch: 1 }), placement, { discharged_on: '2026-11-24', kind: 'other_facility' });
    expect(await vacancy()).toMatchObject({ occupied: 0, closed: 1, free: 3 });
    await recounted();
    await actOnBeds(w.as(nurse), home.facility, { action: 'reopen', bed_ids: [home.beds[0]?.id as string] });
    expect(await vacancy()).toMatchObject({ closed: 0, free: 4, free_male: 4 });
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${home.lot}`;
    expect(lot).toEqual({ committed: 0, in_use: 0 });
    await recounted();
  });

  test('every step left one audit row that the application cannot change or delete', async () => {
    const rows =
      await database.ownerSql`select action from audit where subject_type in ('offer', 'placement') order by at, id`;
    expect(rows.map((r) => r.action)).toEqual([
      'allocation.receive',
      'allocation.accept',
      'placements.admit',
      'placements.discharge',
    ]);
    for (const table of ['audit', 'application_events', 'confirmations', 'exits']) {
      await expect(database.sql.unsafe(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(database.sql.unsafe(`update ${table} set district = district`)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});

describe('what else an offer can become', () => {
  test('declined because it does not meet the need: not counted, the bed is free again', async () => {
    const { offer_id } = await makeOffer(w.as(officer), {
      application_id: queue[1] as string,
      bed_id: home.beds[0]?.id as string,
    });
    expect(
      await declineOffer(w.as(await w.someone('desk', { street: '430602001' }), { ifMatch: 1 }), offer_id, {
        reason: 'does_not_meet_need',
        note: null,
      }),
    ).toEqual({ counts: false });
    expect(await vacancy()).toMatchObject({ held: 0, free: 4 });
    await recounted();
  });

  test('withdrawn by the bureau with a reason', async () => {
    const { offer_id } = await makeOffer(w.as(officer), {
      application_id: queue[1] as string,
      bed_id: home.beds[0]?.id as string,
    });
    await withdrawOffer(w.as(officer, { ifMatch: 1 }), offer_id, '床位检修');
    await expect(withdrawOffer(w.as(officer, { ifMatch: 2 }), offer_id, 'again')).rejects.toMatchObject({
      code: 'offer_ended',
    });
  });

  test('lapsed by the clock three times: barred, and the case is closed', async () => {
    const before = w.time.now;
    for (let i = 0; i < 3; i += 1) {
      // Giving up a facility takes it off the list, so each time another one has to be offered.
      const next = i === 0 ? home : await openHome(w, { name: `第${i}敬老院` });
      const { offer_id } = await makeOffer(w.as(officer), {
        application_id: queue[1] as string,
        bed_id: next.beds[0]?.id as string,
      });
      w.time.now = new Date(w.time.now.getTime() + 7 * 86_400_000);
      expect(await lapseOffers(w.system)).toEqual({ lapsed: 1 });
      expect(await lapseOffers(w.system)).toEqual({ lapsed: 0 });
      const [row] = await database.ownerSql`select end_reason from offers where id = ${offer_id}`;
      expect(row?.end_reason).toBe('lapsed');
    }
    const [application] =
      await database.ownerSql`select status, end_reason from applications where id = ${queue[1] as string}`;
    expect(application).toMatchObject({
      status: 'closed',
      end_reason: expect.stringContaining('barred until 2027-12'),
    });
    w.time.now = before;
  });
});

describe('who cannot take a bed just now does not keep it from the next', () => {
  test('someone who has died, lives in a home already or whose assessment has run out is passed with the reason stored', async () => {
    const place = await openHome(w, { name: '越过', rooms: 6, bedsPerRoom: 1 });
    const [dead, housed, expired, next] = [person({}, 20), person({}, 20), person({}, 20), person({}, 28)];
    const list = [dead!, housed!, expired!, next!];
    const ids = await queueUp(w, officer, list, [place.facility]);
    await database.ownerSql`update applicants set died_on = '2026-11-23' where id = ${dead!.applicant.id}`;
    await database.ownerSql`update assessments set valid = '[2026-10-01,2026-11-01)' where applicant_id = ${expired!.applicant.id}`;
    const bed = place.beds[5]!;
    await database.ownerSql`insert into claims (district, id, bed_id, room_id, facility_id, applicant_id, sex, residential, kind, during)
      values ('430602', ${bed.id}, ${bed.id}, ${bed.roomId}, ${place.facility}, ${housed!.applicant.id}, 'female', true, 'stay', '[2026-01-01,)')`;
    for (const [i, code] of [
      [0, 'person_dead'],
      [1, 'person_in_bed'],
      [2, 'not_assessed'],
    ] as const)
      await expect(
        makeOffer(w.as(officer), { application_id: ids[i] as string, bed_id: place.beds[0]!.id }),
      ).rejects.toMatchObject({ code });
    const { offer_id } = await makeOffer(w.as(officer), {
      application_id: ids[3] as string,
      bed_id: place.beds[0]!.id,
    });
    const [row] = await database.ownerSql`select snapshot from offers where id = ${offer_id}`;
    const why = (row?.snapshot as { ahead: { why: string | null }[] }).ahead.map((a) => a.why);
    expect(why).toEqual(expect.arrayContaining(['person_dead', 'person_in_bed', 'not_assessed']));
    expect(why).not.toContain(null);
  });
});

describe('the institution keeps its beds true', () => {
  test('closing a bed takes it out of the vacancy; an occupied one cannot be closed', async () => {
    const bed = home.beds[3]?.id as string;
    const repair = { action: 'close', bed_ids: [bed], reason: 'repair' } as const;
    await actOnBeds(w.as(nurse), home.facility, repair);
    expect(await vacancy()).toMatchObject({ closed: 1, free: 3 });
    await expect(actOnBeds(w.as(nurse), home.facility, repair)).rejects.toMatchObject({ code: 'bed_closed_already' });
    expect((await readBoard(w.as(nurse), home.facility, undefined)).counts).toMatchObject({
      out_of_service: 1,
      filed: 4,
    });
    await recounted();
  });

  test('one tap confirms, and only for the own facility', async () => {
    const done = await confirmVacancy(w.as(nurse), home.facility);
    expect((await vacancy()).confirmed_at).toBe(done.confirmed_at);
    const other = await openHome(w, { name: '另一家' });
    await expect(confirmVacancy(w.as(nurse), other.facility)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'out_of_reach',
    });
  });

  test('figures older than 72 hours leave the "has a bed" filter', async () => {
    const asked = { lng: 113.093, lat: 29.384, hasBed: true, text: '测试敬老院' };
    expect((await findNearby(w.as(null), asked)).rows).toHaveLength(1);
    const before = w.time.now;
    w.time.now = new Date(before.getTime() + 73 * 3_600_000);
    expect((await findNearby(w.as(null), asked)).rows).toHaveLength(0);
    w.time.now = before;
  });
});

test('the headline is computed: facilities, beds, seniors, beds per 1,000', async () => {
  const c = await readCapacity(w.as(null));
  expect(c.total.usable).toBe(c.total.occupied + c.total.held + c.total.free);
  expect(c).toMatchObject({ seniors: 163, per_thousand: Math.round((c.total.filed / 163) * 10_000) / 10 });
});
