import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { readQueue } from '../../server/allocation/queries.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { admit, discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, person, queueUp, STREET, vault, type World, world } from '../support/district.ts';
import { comer, lowRisk, openMarketHome, recounted as recount } from '../support/stays.ts';

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
const open = (options: Parameters<typeof openMarketHome>[1] = {}) => openMarketHome(w, options);
const recounted = (facility: string) => recount(w, facility);

describe('somebody who pays alone', () => {
  test('is registered from the card and lies in the bed; the counts follow and the bed is on record', async () => {
    const home = await open();
    const who = comer(home.beds[0]!.id, '2026-11-20');
    const { placement_id, applicant_id, trial_until } = await home.take(who);
    expect(trial_until).toBe('2026-12-20');
    const [p] = await database.ownerSql`select * from placements where id = ${placement_id}`;
    expect(p).toMatchObject({ funding: 'private', care_level: 2, offer_id: null, lot_id: null });
    const [a] =
      await database.ownerSql`select name, sex, born_on::text, street_code from applicants where id = ${applicant_id}`;
    expect(a).toEqual({
      name: who.name,
      sex: 'female',
      born_on: `${who.id_no.slice(6, 10)}-05-06`,
      street_code: STREET,
    });
    expect(await recounted(home.facility)).toMatchObject({ occupied: 1, free: 3 });
    const events =
      await database.ownerSql`select kind, effective_on::text as day, recorded_by from bed_events where placement_id = ${placement_id}`;
    expect(events.map((e) => ({ ...e }))).toEqual([
      { kind: 'admitted', day: '2026-11-20', recorded_by: home.nurse.account },
    ]);
    const risks =
      await database.ownerSql`select assessed_on::text as on from risk_assessments where applicant_id = ${applicant_id}`;
    expect(risks.map((r) => r.on)).toEqual(['2026-11-20']);
    await discharge(w.as(home.nurse, { ifMatch: 1 }), placement_id, { discharged_on: TODAY, kind: 'home' });
    expect(await recounted(home.facility)).toMatchObject({ occupied: 0, cleaning: 1, free: 3 });
    // A year of this home is not over: no new sheet is asked for.
    const [other] = home.beds.slice(1);
    await home.take({ ...who, bed_id: other!.id, admitted_on: TODAY, risk: null });
  });

  test('is refused with every reason at once, and nothing is written', async () => {
    const home = await open({ sex: 'male', levelMax: 1 });
    const before = await recounted(home.facility);
    const input = { ...comer(home.beds[0]!.id, '2026-11-25'), weekdays: [1], risk: null };
    const refused = home.take(input);
    await expect(refused).rejects.toMatchObject({ kind: 'conflict' });
    const codes = await refused.catch((e) => e.reasons.map((r: { code: string }) => r.code));
    expect(codes).toEqual(['admission_future', 'weekdays_whole', 'sex_of_room', 'level_not_taken']);
    await expect(
      home.take({ ...comer(home.beds[0]!.id, TODAY, { sex: 'male', care_level: 1 }), risk: null }),
    ).rejects.toMatchObject({ code: 'risk_needed' });
    await expect(
      home.take(comer(home.beds[0]!.id, '2026-10-20', { sex: 'male', care_level: 1 })),
    ).rejects.toMatchObject({ code: 'too_long_ago' });
    expect(await recounted(home.facility)).toEqual(before);
  });

  test('takes neither a bed the contract bought nor one in reserve', async () => {
    for (const [pool, code] of [
      ['subsidised', 'bed_for_contract'],
      ['reserve', 'reserved_for_guaranteed'],
    ] as const) {
      const home = await open({ pool });
      await expect(home.take(comer(home.beds[0]!.id, TODAY))).rejects.toMatchObject({ code });
    }
  });

  test('of a number known under another name nothing is said but to compare the card', async () => {
    const home = await open();
    const known = person();
    await importApplicants(w.system, vault, [known]);
    const input = comer(home.beds[0]!.id, TODAY);
    const refused = home.take({ ...input, id_no: known.applicant.idNo });
    await expect(refused).rejects.toMatchObject({ kind: 'conflict', code: 'person_not_matched' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(known.applicant.name) });
    await home.take({ ...input, name: known.applicant.name, id_no: known.applicant.idNo });
    // In a second bed nobody lies, not of another home either.
    const other = await open();
    await expect(
      other.take({ ...input, bed_id: other.beds[0]!.id, name: known.applicant.name, id_no: known.applicant.idNo }),
    ).rejects.toMatchObject({ code: 'person_in_bed' });
  });

  test('a day place is taken for the weekdays that are free', async () => {
    const home = await open({ kind: 'day', sex: 'mixed' });
    const bed = home.beds[0]!.id;
    const first = comer(bed, TODAY, { weekdays: [1, 3] });
    await home.take(first);
    await expect(home.take(comer(bed, TODAY))).rejects.toMatchObject({ code: 'weekdays_needed' });
    await expect(home.take(comer(bed, TODAY, { weekdays: [3, 4] }))).rejects.toMatchObject({ code: 'bed_taken' });
    await home.take(comer(bed, TODAY, { weekdays: [2, 4] }));
    await expect(home.take({ ...first, bed_id: home.beds[1]!.id })).rejects.toMatchObject({ code: 'person_in_bed' });
    await home.take({ ...first, bed_id: home.beds[1]!.id, weekdays: [5] });
    await recounted(home.facility);
  });
});

describe('somebody in the queue who is taken in meanwhile', () => {
  test('keeps the place, is offered the bought bed of another home, and leaves the private one by moving in', async () => {
    const [from, to] = [await open(), await open({ pool: 'subsidised', name: '另一家' })];
    const who = person();
    const [application] = await queueUp(w, officer, [who], [to.facility]);
    const place = async () => (await readQueue(w.as(officer))).queue.find((q) => q.application.id === application);
    const before = await place();
    const { placement_id } = await from.take({
      ...comer(from.beds[0]!.id, TODAY),
      name: who.applicant.name,
      id_no: who.applicant.idNo,
    });
    expect(await place()).toMatchObject({ place: before!.place, hindrance: null, paysAlone: true });
    const { offer_id } = await makeOffer(w.as(officer), { application_id: application!, bed_id: to.beds[0]!.id });
    await acceptOffer(w.as(desk, { ifMatch: 1 }), offer_id);
    await receiveOffer(w.as(to.nurse, { ifMatch: 2 }), offer_id);
    await admit(w.as(to.nurse, { ifMatch: 3 }), offer_id, { admitted_on: TODAY, risk: lowRisk });
    const rows = await database.ownerSql`
      select id, facility_id, funding, lot_id, discharge_kind, discharged_on::text as left from placements
       where applicant_id = ${who.applicant.id} order by funding`;
    expect(rows).toMatchObject([
      { id: placement_id, facility_id: from.facility, funding: 'private', discharge_kind: 'transfer', left: TODAY },
      { facility_id: to.facility, funding: 'subsidised', lot_id: to.lot, left: null },
    ]);
    expect(await recounted(from.facility)).toMatchObject({ occupied: 0, cleaning: 1 });
    expect(await recounted(to.facility)).toMatchObject({ occupied: 1, held: 0 });
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${to.lot}`;
    expect(lot).toEqual({ committed: 0, in_use: 1 });
    const [row] = await database.ownerSql`select status from applications where id = ${application!}`;
    expect(row!.status).toBe('placed');
  });
});
