import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptOffer, declineOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { endEmergencies, placeInEmergency } from '../../server/emergencies/actions.ts';
import { previewOffer } from '../../server/matching/queries.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  approve,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';
import { lowRisk } from '../support/stays.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let nurse: Actor;
let officer: Actor;
let leader: Actor;
let desk: Actor;
const cookie = new Map<Actor, string>();

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 12, bedsPerRoom: 1 });
  officer = await w.someone('officer');
  leader = await w.someone('leader');
  desk = await w.someone('desk', { street: STREET });
  nurse = await w.someone('institution', { facility: home.facility });
  product = appOf(w);
  for (const who of [officer, leader, desk, nurse]) cookie.set(who, await product.cookieOf(who));
});
afterAll(() => database.drop());

const post = (who: Actor, path: string, body: unknown) =>
  product.ask('POST', `/api/v1${path}`, { cookie: cookie.get(who) as string, body });
type Who = { applicant: string; application: string };
const newPeople = async (n: number, choices: string[] = []): Promise<Who[]> => {
  const list = Array.from({ length: n }, () => person());
  const ids = await queueUp(w, officer, list, choices);
  return list.map((p, i) => ({ applicant: p.applicant.id, application: ids[i] as string }));
};
let bed = 0;
const nextBed = () => home.beds[bed++]!.id;
const versionOf = async (offer: string) =>
  (await database.ownerSql`select version from offers where id = ${offer}`)[0]!.version as number;
const inHouse = async (id: string) =>
  (await database.ownerSql`select * from placements where applicant_id = ${id} and discharged_on is null`)[0];

describe('an offer out of turn', () => {
  test('is the leader’s alone, names whom it passes over before and after, and is kept with the offer', async () => {
    const [, second] = (await newPeople(2)) as [Who, Who];
    const id = nextBed();
    const plain = await post(officer, '/offers', { application_id: second.application, bed_id: id });
    expect(plain).toMatchObject({ status: 409, body: { code: 'out_of_order' } });
    const override = { reason: 'urgent_risk', note: '夜间独居跌倒三次' };
    const body = { application_id: second.application, bed_id: id, override };
    expect(await post(officer, '/offers', body)).toMatchObject({ status: 403, body: { code: 'role_forbidden' } });

    const preview = await post(leader, '/offers/preview', { application_id: second.application, bed_id: id });
    expect(preview.status).toBe(200);
    const passed = preview.body.passed_over as { receipt_no: string; place: number; name: string }[];
    expect(passed).toHaveLength(1);
    expect(preview.body).toMatchObject({ place: 2, reasons: [], bed: { id } });

    const made = await post(leader, '/offers', body);
    expect(made.status).toBe(201);
    const [row] = await database.ownerSql`select * from offers where id = ${made.body.offer_id as string}`;
    expect(row).toMatchObject({
      override_reason: 'urgent_risk',
      override_note: '夜间独居跌倒三次',
      made_by: leader.account,
    });
    expect(row!.snapshot.override.passed_over).toEqual([{ receipt_no: passed[0]!.receipt_no, place: 1 }]);
    const [audit] = await database.ownerSql`select * from audit where action = 'allocation.override'`;
    expect(audit).toMatchObject({ role: 'leader', reason: '夜间独居跌倒三次', subject_id: made.body.offer_id });
    expect(audit!.after).toContain(passed[0]!.receipt_no);
  });

  test('never skips a hard requirement, and is refused where nobody would be passed over', async () => {
    const wing = await openHome(w, { rooms: 1, sex: 'male', name: '男寝' });
    const [one] = (await newPeople(1)) as [Who];
    const override = { reason: 'family_nearby' as const, note: null };
    const unfit = { application_id: one.application, bed_id: wing.beds[0]!.id, override };
    await expect(makeOffer(w.as(leader), unfit)).rejects.toMatchObject({ code: 'sex_of_room' });
    await expect(makeOffer(w.as(leader), { ...unfit, override: { reason: 'other', note: ' ' } })).rejects.toMatchObject(
      {
        kind: 'invalid',
        code: 'reason_needed',
      },
    );
    const first = (
      await database.ownerSql`select id from applications where status = 'queued' order by queued_at limit 1`
    )[0]!;
    const needless = { application_id: first.id as string, bed_id: nextBed(), override };
    await expect(makeOffer(w.as(leader), needless)).rejects.toMatchObject({ code: 'override_not_needed' });
    await expect(
      previewOffer(w.as(desk), { application_id: one.application, bed_id: wing.beds[0]!.id }),
    ).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  test('is in the monthly disclosure without people, and case by case for those who answer for it', async () => {
    const open = await product.ask('GET', '/api/v1/allocation/overrides');
    expect(open.body.months).toContainEqual({
      month: '2026-11',
      kind: 'override',
      reason: 'urgent_risk',
      cases: 1,
      affected: 1,
    });
    expect(open.text).not.toMatch(/刘|夜间|YW2026/);
    const closed = await product.ask('GET', '/api/v1/allocation/overrides/cases', {
      cookie: cookie.get(officer) as string,
    });
    expect(closed.body.cases).toMatchObject([
      { kind: 'override', by: 'leader', note: '夜间独居跌倒三次', passed_over: [{ place: 1 }] },
    ]);
    const nosy = await product.ask('GET', '/api/v1/allocation/overrides/cases', { cookie: cookie.get(desk) as string });
    expect(nosy.status).toBe(403);
  });
});

describe('an emergency placement', () => {
  const emergency = (applicant: string, id: string, extra: object = {}) => ({
    applicant_id: applicant,
    bed_id: id,
    reason: 'carer_lost' as const,
    note: null,
    days: 10,
    ...extra,
  });

  test('takes the bed at once for some days, keeps the place in the queue, and ends by the clock', async () => {
    const [, , who] = (await newPeople(3)) as [Who, Who, Who];
    const id = nextBed();
    expect(await post(officer, '/placements/emergency', emergency(who.applicant, id))).toMatchObject({ status: 403 });
    const long = await post(leader, '/placements/emergency', emergency(who.applicant, id, { days: 15 }));
    expect(long).toMatchObject({ status: 409, body: { code: 'emergency_days' } });
    const [lotBefore] = await database.ownerSql`select in_use from lots where id = ${home.lot}`;
    const done = await post(leader, '/placements/emergency', emergency(who.applicant, id));
    expect(done).toMatchObject({ status: 201, body: { until: '2026-12-04' } });
    expect(await inHouse(who.applicant)).toMatchObject({
      bed_id: id,
      funding: 'subsidised',
      emergency_reason: 'carer_lost',
    });
    const [claim] =
      await database.ownerSql`select kind, reason, during::text from claims where applicant_id = ${who.applicant}`;
    expect(claim).toEqual({ kind: 'stay', reason: 'emergency', during: '[2026-11-24,2026-12-04)' });
    const [application] = await database.ownerSql`select status from applications where id = ${who.application}`;
    expect(application!.status).toBe('queued');
    // The same bed for another, and another bed for the same person: the database refuses both.
    const other = (await newPeople(1))[0]!;
    await expect(placeInEmergency(w.as(leader), emergency(other.applicant, id))).rejects.toMatchObject({
      code: 'emergency_taken',
    });
    await expect(placeInEmergency(w.as(leader), emergency(who.applicant, nextBed()))).rejects.toMatchObject({
      code: 'person_in_bed',
    });
    expect(await endEmergencies(w.system)).toEqual({ ended: 0 });
    w.time.now = new Date(w.time.now.getTime() + 10 * DAY_MS);
    expect(await endEmergencies(w.system)).toEqual({ ended: 1 });
    expect(await endEmergencies(w.system)).toEqual({ ended: 0 });
    const [gone] =
      await database.ownerSql`select discharged_on::text, discharge_kind from placements where bed_id = ${id}`;
    expect(gone).toEqual({ discharged_on: '2026-12-04', discharge_kind: 'over' });
    expect((await database.ownerSql`select in_use from lots where id = ${home.lot}`)[0]).toEqual(lotBefore);
  });

  test('needs no contract lot, but every hard requirement', async () => {
    const bare = await openHome(w, { rooms: 2, bedsPerRoom: 1, bought: 0, levelMax: 2, name: '无合同' });
    const [well] = await newPeople(1);
    const frail = person({}, 10);
    await queueUp(w, officer, [frail]);
    const stranger = { ...person(), assessments: [] };
    await placeInEmergency(w.as(leader), emergency(well!.applicant, bare.beds[0]!.id));
    expect(await inHouse(well!.applicant)).toMatchObject({ funding: 'emergency', lot_id: null });
    await expect(placeInEmergency(w.as(leader), emergency(frail.applicant.id, bare.beds[1]!.id))).rejects.toMatchObject(
      {
        code: 'level_not_taken',
      },
    );
    await importApplicants(w.system, vault, [stranger]);
    await expect(
      placeInEmergency(w.as(leader), emergency(stranger.applicant.id, bare.beds[1]!.id)),
    ).rejects.toMatchObject({
      code: 'not_assessed',
    });
  });

  test('becomes an ordinary stay in the same bed by a normal offer, in the order of the queue', async () => {
    const place = await openHome(w, { rooms: 2, bedsPerRoom: 1, name: '近处', lng: 113.093, lat: 29.384 });
    const staff = await w.someone('institution', { facility: place.facility });
    await database.ownerSql`update applications set status = 'closed', ended_at = now() where status = 'queued'`;
    const [ahead, who] = (await newPeople(2)) as [Who, Who];
    const id = place.beds[0]!.id;
    await placeInEmergency(w.as(leader), emergency(who.applicant, id));
    const wish = { application_id: who.application, bed_id: id };
    await expect(makeOffer(w.as(officer), wish)).rejects.toMatchObject({ code: 'out_of_order' });
    await makeOffer(w.as(officer), { application_id: ahead.application, bed_id: place.beds[1]!.id });
    const { offer_id } = await makeOffer(w.as(officer), wish);
    await acceptOffer(w.as(desk, { ifMatch: await versionOf(offer_id) }), offer_id);
    await receiveOffer(w.as(staff, { ifMatch: await versionOf(offer_id) }), offer_id);
    const today = new Date(w.time.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await admit(w.as(staff, { ifMatch: await versionOf(offer_id) }), offer_id, { admitted_on: today, risk: lowRisk });
    const rows = await database.ownerSql`
      select emergency_reason, discharge_kind, discharged_on is null as there from placements where applicant_id = ${who.applicant} order by created_at`;
    expect(rows.map((r) => ({ ...r }))).toEqual(
      expect.arrayContaining([
        { emergency_reason: 'carer_lost', discharge_kind: 'regular', there: false },
        { emergency_reason: null, discharge_kind: null, there: true },
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  test('may be ended by the home before its day', async () => {
    const [who] = (await newPeople(1)) as [Who];
    const { placement_id } = await placeInEmergency(w.as(leader), emergency(who.applicant, nextBed()));
    const today = new Date(w.time.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await discharge(w.as(nurse, { ifMatch: 1 }), placement_id, { discharged_on: today, kind: 'home' });
    expect(await inHouse(who.applicant)).toBeUndefined();
  });
});

test('who gives the same home up twice by choice is barred; a new application asks for it anew', async () => {
  const place = await openHome(w, { rooms: 2, bedsPerRoom: 1, name: '两次' });
  await database.ownerSql`update applications set status = 'closed', ended_at = now() where status = 'queued'`;
  const p = person();
  const [first] = await queueUp(w, officer, [p], [place.facility]);
  const refuse = async (application: string) => {
    const { offer_id } = await makeOffer(w.as(officer), { application_id: application, facility_id: place.facility });
    await declineOffer(w.as(desk, { ifMatch: 1 }), offer_id, { reason: 'changed_mind', note: null });
  };
  await refuse(first as string);
  await expect(
    makeOffer(w.as(officer), { application_id: first as string, facility_id: place.facility }),
  ).rejects.toMatchObject({ code: 'given_up' });
  await database.ownerSql`update applications set status = 'withdrawn', ended_at = now() where id = ${first as string}`;
  const wish = { service: 'nursing' as const, choices: [place.facility], accept_any: true, radius_km: 20 };
  const rest = { weekdays: [], needs: [], note: null };
  const again = await submitApplication(w.as(officer), { applicant_id: p.applicant.id, ...wish, ...rest });
  await approve(w, officer, again.application_id);
  await refuse(again.application_id);
  const [row] = await database.ownerSql`select status, end_reason from applications where id = ${again.application_id}`;
  expect(row).toMatchObject({ status: 'closed', end_reason: expect.stringMatching(/^barred until/) });
  const third = await submitApplication(w.as(officer), { applicant_id: p.applicant.id, ...wish, ...rest });
  await expect(approve(w, officer, third.application_id)).rejects.toMatchObject({
    code: 'barred_home',
  });
});
