import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { joinApplication, submitApplication } from '../../server/applications/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import {
  cancelRound,
  decideProposals,
  openRound,
  publishDue,
  publishRound,
  runRound,
} from '../../server/rounds/actions.ts';
import { readRound } from '../../server/rounds/queries.ts';
import { importStays } from '../../server/stays/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  approve as approveCase,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  vault,
  type World,
  world,
} from '../support/district.ts';

let database: TestDatabase;
let w: World;
let officer: Actor;
type Home = Awaited<ReturnType<typeof openHome>>;
let one: Home;
let two: Home;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
  one = await openHome(w, { name: '夫妻房', rooms: 1, bedsPerRoom: 2, sex: 'mixed' });
  two = await openHome(w, { name: '对岸', rooms: 1, bedsPerRoom: 1, lng: 113.15 });
});
afterAll(() => database.drop());

const ask = (applicant_id: string, choices: string[], more: object = {}) =>
  submitApplication(w.as(officer), {
    applicant_id,
    service: 'nursing',
    choices,
    accept_any: false,
    radius_km: 20,
    weekdays: [],
    needs: [],
    note: null,
    ...more,
  });
const approve = (id: string) => approveCase(w, officer, id);

/** Opens, runs and approves all of a round over nursing beds. */
async function ready(more: object = {}) {
  const { id } = await openRound(w.as(officer), vault, {
    name: '一轮',
    services: ['nursing'],
    horizon_days: 0,
    radius_km: null,
    reserve: 'kept',
    ...more,
  });
  const ran = await runRound(w.as(officer, { ifMatch: 1 }), vault, id);
  expect(ran.verdict).toMatchObject({ clean: true, findings: [] });
  const { proposals } = await readRound(w.as(officer), id);
  if (proposals.length > 0)
    await decideProposals(w.as(officer, { ifMatch: 2 }), id, {
      proposals: proposals.map((p) => p.id),
      decision: 'approved',
      reason: null,
    });
  return { id, proposals };
}
const publish = (id: string) => publishRound(w.as(officer, { ifMatch: 3 }), id);

describe('a couple', () => {
  const ids = [newId(), newId()] as const;
  const wife = person({ id: ids[0], name: '王妻', spouseId: ids[1] });
  const husband = person({ id: ids[1], name: '王夫', sex: 'male', spouseId: ids[0] });
  let hers = '';
  let his = '';

  test('says so in both applications; only the spouse can be named, with the same wish', async () => {
    const stranger = person({ sex: 'male' });
    await importApplicants(w.system, vault, [wife, husband, stranger]);
    hers = (await ask(ids[0], [one.facility])).application_id;
    await expect(ask(stranger.applicant.id, [one.facility], { joint_with: hers })).rejects.toMatchObject({
      code: 'joint_spouse',
    });
    await expect(ask(ids[1], [two.facility], { joint_with: hers })).rejects.toMatchObject({ code: 'joint_wishes' });
    await approve(hers);
    w.time.now = new Date(w.time.now.getTime() + 86_400_000);
    his = (await ask(ids[1], [one.facility], { joint_with: hers })).application_id;
    await approve(his);
    expect(await joinApplication(w.as(officer, { ifMatch: 4 }), hers, { joint_with: his })).toEqual({
      joint_with: his,
      both: true,
    });
  });

  test('is given one whole room, and both offers or none', async () => {
    const { id, proposals } = await ready();
    expect(proposals).toMatchObject([
      { turn: 1, couple: true, facility: '夫妻房' },
      { turn: 1, couple: true, facility: '夫妻房' },
    ]);
    expect(new Set(proposals.map((p) => p.bed_id)).size).toBe(2);
    await database.ownerSql`update lots set bought = 1 where id = ${one.lot}`;
    expect(await publish(id)).toMatchObject({ offers: 0, problems: [{ reasons: [{ code: 'lot_exhausted' }] }, {}] });
    expect(await database.ownerSql`select 1 from claims where kind = 'hold'`).toHaveLength(0);
    await database.ownerSql`update lots set bought = 10 where id = ${one.lot}`;
    expect(await publish((await ready()).id)).toMatchObject({ offers: 2, problems: [] });
    expect(await database.ownerSql`select 1 from claims where kind = 'hold' and released_at is null`).toHaveLength(2);
  });
});

describe('someone who asks to leave the present bed', () => {
  const mover = person({ name: '赵转' });
  const heir = person({ name: '钱接' });
  let third: Home;

  test('must lie in one; the stay is then no hindrance', async () => {
    third = await openHome(w, { name: '旧居', rooms: 1, bedsPerRoom: 1, lng: 113.3 });
    await importApplicants(w.system, vault, [mover]);
    await expect(ask(mover.applicant.id, [two.facility], { transfer: true })).rejects.toMatchObject({
      code: 'transfer_no_stay',
    });
    const bed = third.beds[0]!;
    const claim = { id: newId(), roomId: bed.roomId, sex: 'female' as const, residential: true };
    await importStays(
      w.system,
      [
        {
          id: newId(),
          applicantId: mover.applicant.id,
          facilityId: third.facility,
          bedId: bed.id,
          funding: 'private',
          admittedOn: '2026-03-01',
          claim,
        },
      ],
      [],
    );
    await approve((await ask(mover.applicant.id, [two.facility], { transfer: true })).application_id);
    w.time.now = new Date(w.time.now.getTime() + 60_000);
  });

  test('is offered the better bed while keeping the old one, which goes on to the next and is reported as not free yet', async () => {
    await queueUp(w, officer, [heir], [third.facility]);
    const { id, proposals } = await ready();
    expect(proposals).toMatchObject([
      { name: '赵转', facility: '对岸', choice: 1 },
      { name: '钱接', facility: '旧居', bed_id: third.beds[0]!.id },
    ]);
    const done = await publish(id);
    expect(done).toMatchObject({ offers: 1, problems: [{ reasons: [{ code: 'bed_just_taken' }] }] });
    const held = await database.ownerSql`
      select kind, residential from claims where applicant_id = ${mover.applicant.id} and released_at is null order by kind`;
    expect([...held]).toEqual([
      { kind: 'hold', residential: false },
      { kind: 'stay', residential: true },
    ]);
  });
});

test('the reserve is kept for guaranteed persons, or goes to everybody by the round’s own decision', async () => {
  const kept = await openHome(w, { name: '预留', rooms: 1, bedsPerRoom: 1, lng: 113.05 });
  await database.ownerSql`update beds set pool = 'reserve' where id = ${kept.beds[0]!.id}`;
  await queueUp(w, officer, [person({ name: '孙候' })], [kept.facility]);
  const before = await ready();
  expect(before.proposals).toEqual([]);
  await cancelRound(w.as(officer, { ifMatch: 2 }), before.id, '放开预留床位后重开');
  const { id, proposals } = await ready({ reserve: 'released' });
  expect(proposals).toMatchObject([{ facility: '预留', pool: 'reserve' }]);
  expect(await publish(id)).toMatchObject({ offers: 1, problems: [] });
  const [offer] =
    await database.ownerSql`select lot_id from offers where application_id = ${proposals[0]!.application_id}`;
  expect(offer).toEqual({ lot_id: kept.lot });
});

test('a publishing that was cut off after its first step is finished by the clock', async () => {
  const home = await openHome(w, { name: '续发', rooms: 1, bedsPerRoom: 1, lng: 113.02 });
  await queueUp(w, officer, [person()], [home.facility]);
  const { id, proposals } = await ready();
  expect(proposals).toHaveLength(1);
  await database.ownerSql`update rounds set published_at = now() where id = ${id}`;
  expect(await publishDue(w.system)).toEqual({ rounds: 1 });
  expect(await publishDue(w.system)).toEqual({ rounds: 0 });
  const open =
    await database.ownerSql`select 1 from proposals where round_id = ${id} and offer_id is null and problem is null`;
  expect(open).toHaveLength(0);
});
test('no round is published whose run was not found clean, not even by the database', async () => {
  const home = await openHome(w, { name: '未核验', rooms: 1, bedsPerRoom: 1, lng: 113.01 });
  await queueUp(w, officer, [person()], [home.facility]);
  const { id } = await ready();
  await database.ownerSql`update rounds set clean = false where id = ${id}`;
  await expect(publish(id)).rejects.toMatchObject({ code: 'round_not_clean' });
  await expect(database.ownerSql`update rounds set published_at = now() where id = ${id}`).rejects.toMatchObject({
    constraint_name: 'rounds_published_clean_check',
  });
});
