import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../db/client.ts';
import { makeOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { claimBed, endClaim } from '../../server/facilities/actions.ts';
import { type Asked, findNearby } from '../../server/facilities/queries.ts';
import { dayOf } from '../../server/kernel/period.ts';
import type { Actor, Tx } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  approve,
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  vault,
  type World,
  world,
} from '../support/district.ts';

const HERE = { lng: 113.1, lat: 29.38 };
const HOUR = 3_600_000;
let database: TestDatabase;
let w: World;
let officer: Actor;
type Home = Awaited<ReturnType<typeof openHome>>;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
});
afterAll(() => database.drop());

const scoped = <R>(work: (tx: Tx) => Promise<R>) =>
  transact(database.db, { settings: { 'yiwei.district': DISTRICT } }, (tx) => work(tx as Tx));

/** Takes a bed of a home for somebody of the register, without a queue. */
async function take(home: Home, bed: number, during: { start: string; end: string | null }, days?: number[]) {
  const someone = person({ sex: 'female' });
  await importApplicants(w.system, vault, [someone]);
  const { id, roomId } = home.beds[bed]!;
  return scoped((tx) =>
    claimBed(tx, DISTRICT, dayOf(w.time.now), {
      bed: { id, roomId, facilityId: home.facility, kind: home.beds[bed]!.kind },
      kind: 'stay',
      person: { id: someone.applicant.id, sex: 'female' },
      during,
      ...(days ? { days } : {}),
    }),
  );
}
const found = async (q: Partial<Asked>, actor: Actor | null = null) =>
  (await findNearby(w.as(actor), { ...HERE, radiusKm: 5, ...q })).rows.map((r) => [r.facility_id, r.free_for_person]);

describe('a search for certain weekdays, a later first day or equipment looks at the beds themselves', () => {
  test('a day-care centre full on this weekday is found for the weekdays on which it has a place', async () => {
    const centre = await openHome(w, { ...HERE, kind: 'day', rooms: 1, bedsPerRoom: 2, sex: 'mixed' });
    // today is a Tuesday
    await take(centre, 0, { start: '2026-11-24', end: null }, [1, 2, 3]);
    await take(centre, 1, { start: '2026-11-24', end: null }, [2]);
    expect(await found({ hasBed: true })).toEqual([]);
    expect(await found({ hasBed: true, weekdays: [4, 5] })).toEqual([[centre.facility, 2]]);
    expect(await found({ hasBed: true, weekdays: [1, 4] })).toEqual([[centre.facility, 1]]);
    expect(await found({ hasBed: true, weekdays: [2] })).toEqual([]);
    expect(await found({ weekdays: [1], sex: 'male', level: 3 })).toEqual([[centre.facility, 1]]);
  });

  test('a bed whose stay is known to end is found from the end of the ten days in which that is said, and not before', async () => {
    const at = { lng: 113.3, lat: 29.5 };
    const home = await openHome(w, { ...at, rooms: 5, bedsPerRoom: 1 });
    for (const bed of [1, 2, 3, 4]) await take(home, bed, { start: '2026-11-24', end: null });
    const stay = await take(home, 0, { start: '2026-11-24', end: '2026-12-15' });
    expect(await found({ ...at, hasBed: true, sex: 'male' })).toEqual([]);
    expect(await found({ ...at, hasBed: true, sex: 'male', from: '2026-12-21' })).toEqual([[home.facility, 1]]);
    expect(await found({ ...at, hasBed: true, from: '2026-12-20' })).toEqual([]);
    // a first day that has passed means today
    expect(await found({ ...at, from: '2026-01-01' })).toEqual([]);
    await scoped((tx) => endClaim(tx, DISTRICT, '2026-11-24', stay, { releasedAt: w.time.now }));
    expect(await found({ ...at, from: '2026-01-01' })).toEqual([[home.facility, 1]]);
  });

  test('"has a bed" leaves out figures older than 72 hours there too; without it they are shown', async () => {
    const at = { lng: 112.9, lat: 29.2 };
    w.time.now = new Date(w.time.now.getTime() - 73 * HOUR);
    const home = await openHome(w, { ...at, rooms: 1, bedsPerRoom: 1 });
    w.time.now = new Date(w.time.now.getTime() + 73 * HOUR);
    expect(await found({ ...at, needs: ['call_bell'] })).toEqual([[home.facility, 1]]);
    expect(await found({ ...at, needs: ['call_bell'], hasBed: true })).toEqual([]);
    expect(await found({ ...at, needs: ['oxygen'] })).toEqual([]);
  });

  test('someone of one home, signed in, is told the same as everybody', async () => {
    const nurse = await w.someone('institution', { facility: '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b' });
    const asked = { lng: 112.9, lat: 29.2, needs: ['call_bell'] };
    const [one] = await found(asked);
    expect(one).toBeDefined();
    expect(await found(asked, nurse)).toEqual([one]);
  });

  test('every page is full until the last, however many facilities without such a bed lie between', async () => {
    const at = { lng: 113.6, lat: 29.8 };
    const good: string[] = [];
    const step = 0.0002;
    for (let i = 0; i < 130; i += 1) {
      const home = await openHome(w, { lng: at.lng + i * step, lat: at.lat, rooms: 1, bedsPerRoom: 1 });
      if (i % 18 === 17) good.push(home.facility);
      else await take(home, 0, { start: '2026-11-24', end: null });
    }
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await findNearby(w.as(null), { ...at, radiusKm: 5, from: '2026-11-25', limit: 3, cursor });
      pages.push(page.rows.map((r) => r.facility_id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(pages.map((p) => p.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(good);
    const all = await findNearby(w.as(null), { ...at, radiusKm: 5, from: '2026-11-25', limit: 100 });
    expect(all.rows.map((r) => r.facility_id)).toEqual(good);
    expect(all.next).toBeNull();
  });
});

describe('which beds for this person, before there is an application', () => {
  const elder = person({ name: '邓国秀', lng: 113.9, lat: 29.9 });
  let family: Actor;
  let home: Home;
  let product: ReturnType<typeof appOf>;
  const ask = async (actor: Actor, body: object) =>
    product.ask('POST', '/api/v1/match', { cookie: await product.cookieOf(actor), body });

  beforeAll(async () => {
    family = await w.someone('family', { strength: 1 });
    product = appOf(w);
    home = await openHome(w, { lng: 113.92, lat: 29.9, rooms: 1, bedsPerRoom: 2 });
  });

  test('a family asks, then applies, and is told the same by the application', async () => {
    const [application] = await queueUp(w, officer, [
      { ...elder, helpers: [{ accountId: family.account as string, relation: 'child' }] },
    ]);
    const before = await ask(family, { applicant_id: elder.applicant.id, service: 'nursing', radius_km: 20 });
    const after = await ask(family, { application_id: application });
    expect(before.status).toBe(200);
    expect(before.body).toMatchObject({ application_id: null, applicant_id: elder.applicant.id });
    expect(after.body).toMatchObject({ application_id: application, applicant_id: elder.applicant.id });
    expect(before.body.matches).toEqual(after.body.matches);
    expect((before.body.matches as { facility: { id: string }; possible: boolean }[])[0]).toMatchObject({
      facility: { id: home.facility },
      free_for_person: 2,
      possible: true,
    });
  });

  test.each([
    ['a place further than the radius', { radius_km: 1 }, 'too_far'],
    ['a place not named, when no other will do', { accept_any: false, choices: 'other' }, 'not_wished'],
    ['equipment no free bed has', { needs: ['oxygen'] }, 'equipment_missing'],
    ['a kind of bed the home lacks', { service: 'day', weekdays: [1, 3] }, 'no_bed_of_kind'],
  ])('%s is told with its reason', async (_what, wish, code) => {
    const other = 'choices' in wish ? { choices: [(await openHome(w, { lng: 114.5, lat: 30.5 })).facility] } : {};
    const answer = await ask(officer, { applicant_id: elder.applicant.id, service: 'nursing', ...wish, ...other });
    const matches = answer.body.matches as { facility: { id: string }; reasons: { code: string }[] }[];
    expect(matches.find((m) => m.facility.id === home.facility)?.reasons.map((r) => r.code)).toContain(code);
  });

  const ID = '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b';
  test.each([
    ['neither form', {}, 'match_one_of_two', '/applicant_id'],
    ['both forms', { application_id: ID, applicant_id: ID, service: 'nursing' }, 'match_one_of_two', '/applicant_id'],
    [
      'an application and a wish beside it',
      { application_id: ID, radius_km: 5 },
      'match_application_says',
      '/application_id',
    ],
    ['a person without a service', { applicant_id: ID }, 'match_service_needed', '/service'],
    ['nothing that would do', { applicant_id: ID, service: 'nursing', accept_any: false }, 'no_choice', '/choices'],
    ['a facility nobody knows', { applicant_id: ID, service: 'nursing', choices: [ID] }, 'facility_closed', '/choices'],
  ])('%s is a 422 that says so', async (_what, body, code, pointer) => {
    const answer = await ask(officer, body);
    expect(answer.status).toBe(422);
    expect(answer.body.reasons).toMatchObject([{ code, pointer }]);
  });

  test('another family is not told', async () => {
    const stranger = await w.someone('family', { strength: 1 });
    const answer = await ask(stranger, { applicant_id: elder.applicant.id, service: 'nursing' });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'out_of_reach' });
  });
});

test('one day-care bed is offered to one person for Mondays and to another for Tuesdays at once, and to no third for both', async () => {
  const centre = await openHome(w, { ...HERE, kind: 'day', rooms: 1, bedsPerRoom: 1, sex: 'mixed' });
  const people = [person(), person(), person()];
  await importApplicants(w.system, vault, people);
  const ask = async (i: number, weekdays: number[]) => {
    const { application_id } = await submitApplication(w.as(officer), {
      applicant_id: people[i]!.applicant.id,
      service: 'day',
      choices: [centre.facility],
      accept_any: false,
      radius_km: 5,
      weekdays,
      needs: [],
      note: null,
    });
    await approve(w, officer, application_id);
    return makeOffer(w.as(officer), { application_id, bed_id: centre.beds[0]!.id });
  };
  await ask(0, [1, 3]);
  await ask(1, [2]);
  await expect(ask(2, [2, 4])).rejects.toMatchObject({ code: 'weekday_taken' });
});
