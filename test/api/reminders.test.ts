import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { listOffers } from '../../server/allocation/queries.ts';
import { deferApplication, readDeferral, resumeApplication } from '../../server/deferrals/actions.ts';
import { deliverMessages } from '../../server/notifications/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { createLog } from '../../server/platform/log.ts';
import { remindFamilies } from '../../server/reminders/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let officer: Actor;
let family: Actor;
let nurse: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
const sent: { phone: string; text: string; key: string }[] = [];
const sms = {
  async send(phone: string, text: string, key = '') {
    sent.push({ phone, text, key });
  },
};
const at = (day: string, hour = 10) => {
  w.time.now = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`);
};
const remind = () => remindFamilies(w.system);
const deliver = () => deliverMessages(w.system, { vault, sms, email: null, log: createLog('silent') });

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 6, bedsPerRoom: 1 });
  officer = await w.someone('officer');
  nurse = await w.someone('institution', { facility: home.facility });
  family = await w.someone('family');
  await database.ownerSql`update accounts set phone_sealed = ${Buffer.from(vault.seal('13812345678'))} where id = ${family.account}`;
});
afterAll(() => database.drop());

const mine = (name = '张建国') => ({
  ...person({ name }),
  helpers: [{ accountId: family.account as string, relation: 'child' as const }],
});

test('one working day before each deadline the helper gets one message that says nothing of health', async () => {
  const [application_id] = (await queueUp(w, officer, [mine()])) as [string];
  const { offer_id, respond_by } = await makeOffer(w.as(officer), { application_id, bed_id: home.beds[0]!.id });
  expect(respond_by).toBe('2026-11-27');
  await deliver();
  expect(sent.splice(0).at(-1)?.text).toMatch(/张\*\*的申请有一份通知，请在11月27日前答复/);
  at('2026-11-25');
  expect(await remind()).toEqual({ reminded: 0 });
  expect((await listOffers(w.as(family), { live: true, limit: 10 }))[0]?.due_soon).toBeNull();
  at('2026-11-26');
  expect((await listOffers(w.as(family), { live: true, limit: 10 }))[0]?.due_soon).toBe('2026-11-27');
  const both = await Promise.all([remind(), remind()]);
  expect(both.reduce((n, r) => n + r.reminded, 0)).toBe(1);
  expect(await remind()).toEqual({ reminded: 0 });
  await Promise.all([deliver(), deliver()]);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ phone: '13812345678', key: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(sent[0]!.text).toMatch(/张\*\*.*11月27日前答复/);
  expect(sent[0]!.text).not.toMatch(/建国|失能|评估|护理|敬老院|级/);

  await acceptOffer(w.as(family, { ifMatch: 1 }), offer_id);
  expect(await remind()).toEqual({ reminded: 0 });
  const { check_in_by } = await receiveOffer(w.as(nurse, { ifMatch: 2 }), offer_id);
  expect(check_in_by).toBe('2026-12-03');
  at('2026-12-02');
  expect(await remind()).toEqual({ reminded: 1 });
  await deliver();
  expect(sent[1]!.text).toMatch(/12月3日前到场办理/);
});

test('an offer answered meanwhile is not reminded of', async () => {
  at('2026-12-07');
  const [application_id] = (await queueUp(w, officer, [mine('李秀英')])) as [string];
  const { offer_id } = await makeOffer(w.as(officer), { application_id, bed_id: home.beds[1]!.id });
  at('2026-12-09');
  await acceptOffer(w.as(family, { ifMatch: 1 }), offer_id);
  expect(await remind()).toEqual({ reminded: 0 });
});

test('a family asks to be passed over and keeps the place: once a year, a hospital stay with a certificate apart', async () => {
  at('2026-12-14');
  await database.ownerSql`update applications set status = 'closed', ended_at = now() where status = 'queued'`;
  const p = mine('王桂兰');
  const [first] = (await queueUp(w, officer, [p])) as [string];
  const [second] = (await queueUp(w, officer, [person()])) as [string];
  const ask = (until: string, reason: 'family_matter' | 'hospital' | 'other', proof: string | null = null) =>
    deferApplication(w.as(family), first, { until, reason, proof, note: null });
  await expect(ask('2027-01-14', 'family_matter')).rejects.toMatchObject({ code: 'deferral_too_long' });
  await expect(ask('2026-12-14', 'family_matter')).rejects.toMatchObject({ code: 'deferral_past' });
  await expect(ask('2026-12-20', 'other')).rejects.toMatchObject({ code: 'reason_needed' });
  const stranger = await w.someone('family');
  await expect(
    deferApplication(w.as(stranger), first, { until: '2026-12-20', reason: 'family_matter', proof: null, note: null }),
  ).rejects.toMatchObject({ kind: 'forbidden' });
  expect(await ask('2026-12-28', 'family_matter')).toEqual({ until: '2026-12-28', counts: true });
  await expect(ask('2026-12-30', 'hospital', 'ZY-1')).rejects.toMatchObject({ code: 'deferral_running' });

  const bed = { application_id: first, bed_id: home.beds[2]!.id };
  await expect(makeOffer(w.as(officer), bed)).rejects.toMatchObject({ code: 'deferred' });
  const { offer_id } = await makeOffer(w.as(officer), { application_id: second, bed_id: home.beds[2]!.id });
  const [row] = await database.ownerSql`select snapshot from offers where id = ${offer_id}`;
  expect(row!.snapshot.ahead).toMatchObject([{ place: 1, why: 'deferred' }]);

  expect(await readDeferral(w.as(family), first)).toEqual({
    running: { since: '2026-12-14', until: '2026-12-28', reason: 'family_matter' },
    used: 1,
    per_year: 1,
    max_days: 30,
  });
  await resumeApplication(w.as(family), first);
  await expect(resumeApplication(w.as(family), first)).rejects.toMatchObject({ code: 'deferral_none' });
  await expect(ask('2026-12-20', 'family_matter')).rejects.toMatchObject({ code: 'deferral_used' });
  await expect(ask('2026-12-20', 'hospital')).rejects.toMatchObject({ code: 'deferral_used' });
  expect(await ask('2026-12-20', 'hospital', '住院证 2026-118')).toMatchObject({ counts: false });
  at('2026-12-20');
  const made = await makeOffer(w.as(officer), { application_id: first, bed_id: home.beds[3]!.id });
  expect(made.respond_by).toBe('2026-12-23');
  await expect(ask('2026-12-25', 'hospital', 'ZY-2')).rejects.toMatchObject({ code: 'offer_exists' });
});
