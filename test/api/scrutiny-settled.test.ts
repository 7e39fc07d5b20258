import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterMoney } from '../../server/funds/actions.ts';
import { makeBatch, setPayer, takeAnswers } from '../../server/payments/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { readChecks, readFlags, readQuestions } from '../../server/scrutiny/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { payTo } from '../support/payments.ts';
import { away, lieUnder, openContract, settle } from '../support/settlement.ts';

let database: TestDatabase;
let w: World;
let officer: Actor;
let leader: Actor;
let treasurer: Actor;
const MONTH = '2026-10-01';

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
  leader = await w.someone('leader');
  treasurer = await w.someone('treasurer');
});
afterAll(() => database.drop());

const raised = async () =>
  (await readChecks(w.as(officer), MONTH)).checks.flatMap((c) => c.rows.map((r) => [c.code, r.id, r.values] as const));

test('what is settled from the facts fits with them, whatever the service; facts corrected later do not', async () => {
  const home = await openHome(w, { rooms: 3, bought: 0 });
  const beds = await openContract(w, [home]);
  const whole = await lieUnder(w, home, beds.lot, { from: '2026-05-01', bed: 0 });
  await away(w, whole.placement, '[2026-10-04,2026-10-10)');
  const gone = await lieUnder(w, home, beds.lot, { from: '2026-05-01', to: '2026-10-11', bed: 1 });
  await lieUnder(w, home, beds.lot, { from: '2026-10-12', bed: 1 });
  const centre = await openHome(w, { name: '日间中心', kind: 'day', bought: 0 });
  const days = await openContract(w, [centre], { service: 'day' });
  const guest = await lieUnder(w, centre, days.lot, { from: '2026-05-01', weekdays: '{[1,2),[3,4)}' });
  for (const on of ['2026-10-05', '2026-10-07', '2026-10-12'])
    await database.ownerSql`insert into attendance_marks (district, id, facility_id, placement_id, "on", mark, at)
      values ('430602', gen_random_uuid(), ${centre.facility}, ${guest.placement}, ${on}, 'present', now())`;
  const round = await openHome(w, { name: '居家服务', kind: 'home', bought: 0 });
  const hours = await openContract(w, [round], { service: 'home', unit: 'hour', unitPriceFen: 6_000 });
  const visited = await lieUnder(w, round, hours.lot, { from: '2026-05-01' });
  await database.ownerSql`insert into care_visits (district, id, facility_id, placement_id, visited_at, minutes, services, carer, made_at)
    select '430602', gen_random_uuid(), ${round.facility}, ${visited.placement}, d, 50, '{bathing}', '张', d
    from unnest(array['2026-10-03T01:00:00Z', '2026-10-31T15:00:00Z']::timestamptz[]) d`;
  for (const made of [beds, days, hours]) await settle(w, leader, made.contract, '2026-10');
  expect(await raised()).toEqual([]);

  await away(w, whole.placement, '[2026-10-20,2026-10-22)');
  await database.ownerSql`update applicants set died_on = '2026-10-09' where id = ${gone.applicant}`;
  await database.ownerSql`insert into care_visits (district, id, facility_id, placement_id, services, made_at, corrects)
    select district, gen_random_uuid(), facility_id, placement_id, '{}', now(), id from care_visits limit 1`;
  expect(new Map((await raised()).map(([code, id, values]) => [`${code} ${id}`, values]))).toEqual(
    new Map<string, object>([
      [`days_beyond_presence ${whole.applicant}`, { facility: '测试敬老院', days: 25, present: 23 }],
      [`days_beyond_presence ${visited.applicant}`, { facility: '居家服务', minutes: 100, visited_minutes: 50 }],
      [`deceased ${gone.applicant}`, { facility: '测试敬老院', days: 2, month: MONTH }],
    ]),
  );
});

test('a month that was allocated, approved, paid and confirmed answers the first and third question, and waits for the second', async () => {
  const home = await openHome(w, { name: '二院', rooms: 2, bought: 0 });
  const { contract, lot, lines } = await openContract(w, [home]);
  await lieUnder(w, home, lot, { from: '2026-05-01' });
  const line = lines[0] as string;
  await database.ownerSql`update budget_lines set budget_doc = '预1', allocation_doc = '拨1' where id = ${line}`;
  const voucher = { no: '拨-1', name: '拨款单', note: null };
  await enterMoney(w.as(treasurer), line, {
    kind: 'allocation',
    amountFen: 9_000_000,
    enteredOn: '2026-11-03',
    voucher,
  });
  const { id } = await settle(w, leader, contract, '2026-10');
  const cell = async (month: string) => {
    const { lines: all, months } = await readQuestions(w.as(officer), 2026);
    expect(months.at(-1)).toBe('2026-11-01');
    const one = all.find((l) => l.id === line)?.months.find((m) => m.month_on === month);
    return { ledger: one?.ledger.state, disclosure: one?.disclosure.state, payment: one?.payment.state };
  };
  expect(await cell(MONTH)).toEqual({ ledger: 'none', disclosure: 'waiting', payment: 'waiting' });
  await setPayer(w.as(treasurer), { ...payTo, account_name: '岳阳楼区民政局' });
  const payments = await database.ownerSql`select id from payments where settlement_id = ${id}`;
  const batch = await makeBatch(
    w.as(treasurer),
    payments.map((p) => p.id as string),
  );
  const csv = `付款编号,结果,金额,日期,原因\r\n${batch.batch_no}-0001,成功,${(batch.total_fen / 100).toFixed(2)},2026-11-24,\r\n`;
  await takeAnswers(w.as(treasurer), batch.batch_id, { name: '回单.csv', bytes: Buffer.from(csv) });
  expect(await cell(MONTH)).toEqual({ ledger: 'none', disclosure: 'waiting', payment: 'passes' });
  expect(await cell('2026-11-01')).toMatchObject({ ledger: 'passes', payment: 'none' });
  const flags = await readFlags(w.as(officer), line, '2026-11-01');
  expect(flags.ledger.flags).toEqual([]);
});
