import { afterAll, beforeAll, expect, test } from 'vitest';
import { announceClosing, closeFacility } from '../../server/closings/actions.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import {
  answerFiling,
  filePrepaid,
  receivePrepaid,
  refundPrepaid,
  reversePrepaid,
  setPrepaidRules,
} from '../../server/prepaid/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';

let database: TestDatabase;
let w: World;
const LIMIT = 1_000_000;
const today = () => dayOf(w.time.now);

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  await setPrepaidRules(w.system, {
    from: '2026-01-01',
    service_months: 12,
    deposit_times: 12,
    membership_cap_fen: null,
    reserve_basis_points: null,
    notice_days: 30,
    docNo: 'test',
    example: true,
  });
});
afterAll(() => database.drop());

let homes = 0;
/** A home with residents that may hold 10,000 yuan in all. */
async function openHome(people = 4) {
  homes += 1;
  const home = await openMarketHome(w, { name: `养老院 ${homes}` });
  const [place] = await database.ownerSql`select name from facilities where id = ${home.facility}`;
  const officer = await w.someone('officer');
  const filing = await filePrepaid(w.as(home.nurse), home.facility, {
    kinds: ['service_fee', 'deposit'],
    net_fixed_assets_fen: LIMIT,
    pledged_fen: 0,
    account_name: place!.name as string,
    custody_bank: '银行',
    custody_account_no: '1',
    risk_reserve_fen: 1,
  });
  await answerFiling(w.as(officer), filing.filing_id, 'accepted', null);
  const residents: string[] = [];
  for (const bed of home.beds.slice(0, people)) {
    const { placement_id } = await home.take(comer(bed.id, '2026-11-01'));
    residents.push((await home.row(placement_id)).applicant_id as string);
  }
  const receive = (person: string, amountFen: number, voucherNo: string) =>
    receivePrepaid(w.as(home.nurse), home.facility, {
      applicantId: person,
      kind: 'deposit',
      amountFen,
      enteredOn: today(),
      months: null,
      account: 'custody',
      voucherNo,
      note: null,
    });
  const held = async () => {
    const [row] = await database.ownerSql`
      select coalesce(sum(amount_fen), 0)::int as fen from prepaid_entries where facility_id = ${home.facility}`;
    return row!.fen as number;
  };
  return { ...home, officer, residents, receive, held };
}
const fates = async (tries: Promise<unknown>[]) => {
  const all = await Promise.allSettled(tries);
  const lost = all.filter((a) => a.status === 'rejected').map((a) => (a.reason as { code: string }).code);
  return { won: all.length - lost.length, lost: [...new Set(lost)] };
};

test('of many receipts at once, exactly as many are taken as the limit holds', async () => {
  const home = await openHome();
  const tries = Array.from({ length: 12 }, (_, i) => home.receive(home.residents[i % 4]!, 240_000, `V-${i}`));
  expect(await fates(tries)).toEqual({ won: 4, lost: ['prepaid_over_limit'] });
  expect(await home.held()).toBe(960_000);
});

test('one voucher entered twice at once is entered once', async () => {
  const home = await openHome(2);
  const tries = [0, 1, 0, 1].map((i) => home.receive(home.residents[i]!, 100_000, 'V-same'));
  expect(await fates(tries)).toEqual({ won: 1, lost: ['prepaid_voucher_used'] });
});

test('a balance given back twice at once is given back once, and a receipt is not taken back after it', async () => {
  const home = await openHome(1);
  const { entry_id } = await home.receive(home.residents[0]!, 300_000, 'V-1');
  const refund = (voucherNo: string) =>
    refundPrepaid(w.as(home.nurse), home.facility, {
      applicantId: home.residents[0]!,
      kind: 'deposit',
      amountFen: 300_000,
      enteredOn: today(),
      voucherNo,
      note: null,
    });
  const { won } = await fates([refund('R-1'), refund('R-2'), reversePrepaid(w.as(home.nurse), entry_id, '记错')]);
  expect(won).toBe(1);
  expect(await home.held()).toBe(0);
});

test('a receipt and the announcement of a closing at once: the receipt is before it or refused', async () => {
  for (let i = 0; i < 4; i += 1) {
    const home = await openHome(1);
    const [took] = await Promise.allSettled([
      home.receive(home.residents[0]!, 100_000, `V-${i}`),
      announceClosing(w.as(home.officer), home.facility, { closes_on: addDays(today(), 30), plan: '转院' }),
    ]);
    if (took.status === 'rejected') expect(took.reason).toMatchObject({ code: 'prepaid_closing' });
    expect(await home.held()).toBe(took.status === 'fulfilled' ? 100_000 : 0);
    await expect(home.receive(home.residents[0]!, 1, `W-${i}`)).rejects.toMatchObject({ code: 'prepaid_closing' });
  }
});

test('two officers close at once: it is closed once; somebody who moves in meanwhile stands in the way', async () => {
  const home = await openHome(0);
  const { closing_id } = await announceClosing(w.as(home.officer), home.facility, {
    closes_on: addDays(today(), 30),
    plan: '转院',
  });
  const began = w.time.now;
  w.time.now = new Date(began.getTime() + 30 * 86_400_000);
  try {
    const other = await w.someone('officer');
    const { won, lost } = await fates([
      closeFacility(w.as(home.officer), closing_id),
      closeFacility(w.as(other), closing_id),
    ]);
    expect({ won, lost }).toEqual({ won: 1, lost: ['closing_over'] });
    const late = await fates([home.take(comer(home.beds[0]!.id, today()))]);
    expect(late.won).toBe(0);
  } finally {
    w.time.now = began;
  }
});
