import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptOffer, declineOffer, makeOffer, receiveOffer, withdrawOffer } from '../../server/allocation/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';
import { away, lieUnder, openContract, settle } from '../support/settlement.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let family: Actor;
let stranger: Actor;
let officer: Actor;
let nurse: Actor;
let home: Awaited<ReturnType<typeof openHome>>;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  home = await openHome(w, { rooms: 4, bedsPerRoom: 1, name: '安居敬老院' });
  [family, stranger] = [await w.someone('family', { strength: 1 }), await w.someone('family', { strength: 1 })];
  officer = await w.someone('officer');
  nurse = await w.someone('institution', { facility: home.facility });
});
afterAll(() => database.drop());

const ask = async (who: Actor, path: string) =>
  product.ask('GET', `/api/v1${path}`, { cookie: await product.cookieOf(who) });
const helps = (applicant: string) =>
  database.ownerSql`insert into helpers (district, applicant_id, account_id, relation) values (${DISTRICT}, ${applicant}, ${family.account}, 'child')`;

describe('after moving in', () => {
  let stay: string;
  let applicant: string;
  beforeAll(async () => {
    w.time.now = new Date('2026-12-02T02:00:00Z');
    const bought = await openHome(w, { rooms: 1, bedsPerRoom: 2, bought: 0, name: '清风敬老院' });
    const { lot, contract } = await openContract(w, [bought]);
    const lies = await lieUnder(w, bought, lot, { from: '2026-05-01', bed: 0 });
    await lieUnder(w, bought, lot, { from: '2026-05-01', bed: 1 });
    [stay, applicant] = [lies.placement, lies.applicant];
    await away(w, stay, '[2026-11-04,2026-11-10)');
    await settle(w, await w.someone('leader'), contract, '2026-11');
    const entry = (kind: string, fen: number, on: string) => database.ownerSql`
      insert into prepaid_entries (district, id, facility_id, applicant_id, kind, cause, amount_fen, entered_on, months, account, voucher_no, made_at)
      values (${DISTRICT}, ${newId()}, ${bought.facility}, ${applicant}, ${kind}, 'received', ${fen}, ${on}, ${kind === 'service_fee' ? 1 : null}, 'custody', 'V1', now())`;
    await entry('deposit', 300_000, '2026-05-01');
    await helps(applicant);
  });

  test('the family reads the stay, its leave, what was settled for this one person and what is held ahead', async () => {
    expect((await ask(family, '/stays')).body.stays).toMatchObject([
      { id: stay, facility: '清风敬老院', discharged_on: null },
    ]);
    const { body } = await ask(family, `/stays/${stay}`);
    expect(body).toMatchObject({
      admitted_on: '2026-05-01',
      aways: [{ kind: 'hospital', from: '2026-11-04', back_on: '2026-11-10' }],
    });
    // a bed of the stay leads to it as well
    expect((await ask(family, `/stays/${body.claim_id}`)).body.id).toBe(stay);
    const { lines } = (await ask(family, `/stays/${stay}/statements`)).body as { lines: { approved_at: string }[] };
    expect(lines).toMatchObject([
      {
        month_on: '2026-11-01',
        days: 24,
        amount_fen: 160_000,
        government_fen: 64_000,
        family_fen: 96_000,
        schemes: { consumption_coupon: 64_000 },
        paid_on: null,
      },
    ]);
    expect(lines[0]!.approved_at).toBeTruthy();
    const held = (await ask(family, `/stays/${stay}/prepaid`)).body;
    expect(held).toMatchObject({
      deposit_fen: 300_000,
      service_fee_fen: 0,
      entries: [{ voucher_no: 'V1', made_by: null }],
    });
  });

  test('another family reads none of it, and every reading is in the audit log', async () => {
    for (const path of ['', '/statements', '/prepaid'])
      expect((await ask(stranger, `/stays/${stay}${path}`)).status, path).toBe(403);
    expect((await ask(stranger, '/stays')).body.stays).toEqual([]);
    expect((await ask(family, `/stays/${newId()}`)).status).toBe(404);
    const read = await database.ownerSql`
      select distinct action from audit where account_id = ${family.account} and subject_id = ${stay} order by 1`;
    expect(read.map((r) => r.action)).toEqual(['payments.own', 'prepaid.own', 'stays.own']);
  });
});

describe('an offer', () => {
  const queue = async (choices: string[], acceptAny: boolean) => {
    w.time.now = new Date('2026-11-24T02:00:00Z');
    // nobody stands before the next one
    await database.ownerSql`update applications set status = 'withdrawn', ended_at = now() where status = 'queued'`;
    const one = { ...person(), helpers: [{ accountId: family.account as string, relation: 'child' as const }] };
    const [id] = await queueUp(w, officer, [one], choices);
    await database.ownerSql`update applications set accept_any = ${acceptAny} where id = ${id!}`;
    return id!;
  };
  const offer = async (application_id: string) =>
    (await makeOffer(w.as(officer), { application_id, facility_id: home.facility })).offer_id;
  const version = async (id: string) =>
    (await database.ownerSql`select version from offers where id = ${id}`)[0]!.version as number;
  const as = async (who: Actor, id: string) => w.as(who, { ifMatch: await version(id) });

  test('says until when, how many working days that is, and what each answer comes to before it is given', async () => {
    const id = await offer(await queue([home.facility], true));
    const { body } = await ask(family, `/offers/${id}`);
    expect(body).toMatchObject({
      offer: { facility: '安居敬老院', respond_by: '2026-11-27', state: 'waiting' },
      working_days_left: 4,
      trial_days: 30,
      if_declined: { exits: 1, bar: null, left: [], any: true, closes: false },
      if_silent: { exits: 1, closes: false },
      counted: false,
      case_status: 'queued',
    });
    expect((await ask(stranger, `/offers/${id}`)).status).toBe(403);
    expect((await ask(nurse, `/offers/${id}`)).status).toBe(403);
    // and so it comes
    await declineOffer(await as(family, id), id, { reason: 'too_far', note: null });
    const after = (await ask(family, `/offers/${id}`)).body;
    expect(after).toMatchObject({
      offer: { state: 'family_declined' },
      if_declined: null,
      counted: true,
      family_reason: 'too_far',
      case_status: 'queued',
    });
  });

  test('the only home wished for: declining would close the case, and does; a bed that does not fit never counts', async () => {
    const only = await offer(await queue([home.facility], false));
    expect((await ask(family, `/offers/${only}`)).body).toMatchObject({
      if_declined: { left: [], any: false, closes: true },
    });
    await declineOffer(await as(family, only), only, { reason: 'does_not_meet_need', note: null });
    expect((await ask(family, `/offers/${only}`)).body).toMatchObject({ counted: false, case_status: 'queued' });
    const second = await offer(await queue([home.facility], false));
    await declineOffer(await as(family, second), second, { reason: 'too_expensive', note: null });
    expect((await ask(family, `/offers/${second}`)).body).toMatchObject({ counted: true, case_status: 'closed' });
  });

  test('one that ran out, was taken back or was not answered by the home says so, and whether it counts', async () => {
    const silent = await offer(await queue([], true));
    w.time.now = new Date('2026-11-28T02:00:00Z');
    expect((await ask(family, `/offers/${silent}`)).body).toMatchObject({
      offer: { state: 'lapsed', family_answer: null },
      working_days_left: null,
      if_silent: null,
    });
    const back = await offer(await queue([], true));
    await withdrawOffer(await as(officer, back), back, '床位故障');
    expect((await ask(family, `/offers/${back}`)).body).toMatchObject({
      offer: { state: 'withdrawn' },
      counted: false,
    });
    const both = await offer(await queue([], true));
    await acceptOffer(await as(family, both), both);
    await receiveOffer(await as(nurse, both), both);
    const { body } = await ask(family, `/offers/${both}`);
    expect(body).toMatchObject({ offer: { state: 'accepted' }, if_silent: null });
    // a second window answers from what it has read
    const late = await product.ask('POST', `/api/v1/offers/${both}/accept`, {
      cookie: await product.cookieOf(family),
      headers: { 'if-match': '"1"' },
    });
    expect([late.status, late.body.code]).toEqual([412, 'version_stale']);
  });
});
