import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerLines, approveSettlement, upholdLine } from '../../server/approval/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { draftLastMonth, draftMonth, draftSettlement } from '../../server/settlement/actions.ts';
import { type Basis, replay } from '../../server/settlement/mechanism/lines.ts';
import { listSettlements, readLine, readSettlement } from '../../server/settlement/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { fundedLine } from '../support/payments.ts';
import { away, confirmAll, grant, lieUnder, openContract, settle, versionOf } from '../support/settlement.ts';

let database: TestDatabase;
let w: World;
let officer: Actor;
let leader: Actor;
beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
  leader = await w.someone('leader');
});
afterAll(() => database.drop());
beforeEach(() => {
  w.time.now = new Date('2026-12-02T02:00:00Z');
});

const start = async (options: Parameters<typeof openContract>[2] = {}, beds = 4) => {
  const home = await openHome(w, { rooms: 2, bedsPerRoom: beds / 2, kind: options.service, bought: 0 });
  const made = await openContract(w, [home], options);
  const nurse = await w.someone('institution', { facility: home.facility });
  return { home, nurse, ...made };
};
const draft = (contract: string, month = '2026-11') => draftSettlement(w.as(officer), { contract_id: contract, month });
const lines = (id: string | null) =>
  database.ownerSql`select l.*, a.name from settlement_lines l join applicants a on a.id = l.applicant_id
    where l.settlement_id = ${id} and l.replaced_at is null order by l.month_on, a.name`;
const approve = async (id: string, as = leader) =>
  approveSettlement(w.as(as, { ifMatch: await versionOf(w, id) }), id, { note: null });

describe('a month of a contract', () => {
  test('counts the days present: not before admission, not the day of leaving, not the days in hospital', async () => {
    const { home, lot, contract } = await start();
    const whole = await lieUnder(w, home, lot, { from: '2026-05-01', bed: 0 });
    const came = await lieUnder(w, home, lot, { from: '2026-11-11', bed: 1 });
    const left = await lieUnder(w, home, lot, { from: '2026-05-01', to: '2026-11-11', bed: 2 });
    await away(w, whole.placement, '[2026-11-04,2026-11-10)');
    const { settlement_id } = await draft(contract);
    const found = await lines(settlement_id);
    const of = (id: string) => found.find((l) => l.applicant_id === id);
    // 200,000 fen × 24 / 30 = 160,000, of which the coupon pays 40 %
    expect(of(whole.applicant)).toMatchObject({ days: 24, units_num: 24, units_den: 30, amount_fen: 160_000 });
    expect(of(whole.applicant)).toMatchObject({ government_fen: 64_000, family_fen: 96_000 });
    expect(of(came.applicant)).toMatchObject({ days: 20, units_num: 20, amount_fen: 133_333, government_fen: 53_333 });
    expect(of(left.applicant)).toMatchObject({ days: 10, units_num: 10 });
    const [sums] = await database.ownerSql`select * from settlements where id = ${settlement_id}`;
    expect(sums).toMatchObject({ government_fen: found.reduce((n, l) => n + (l.government_fen as number), 0) });
  });

  test('drafted twice is the same draft, and of a changed one only the line that came out differently is replaced', async () => {
    const { home, lot, contract, nurse } = await start();
    const a = await lieUnder(w, home, lot, { from: '2026-05-01', bed: 0 });
    await lieUnder(w, home, lot, { from: '2026-05-01', bed: 1 });
    const first = await draft(contract);
    expect(first).toMatchObject({ lines: 2, added: 2, replaced: 0 });
    const before = await lines(first.settlement_id);
    expect(await draft(contract)).toEqual({ ...first, added: 0 });
    expect(await lines(first.settlement_id)).toEqual(before);
    const answer = { answer: 'confirmed' as const, lines: null, reason: null };
    await answerLines(w.as(nurse), home.facility, first.settlement_id!, answer);
    await away(w, a.placement, '[2026-11-20,)');
    expect(await draft(contract)).toMatchObject({ added: 1, replaced: 1 });
    const after = await lines(first.settlement_id);
    expect(after.filter((l) => before.some((b) => b.id === l.id))).toHaveLength(1);
    expect(await answerLines(w.as(nurse), home.facility, first.settlement_id!, answer)).toEqual({ answered: 1 });
  });

  test('is reckoned again from what its lines keep', async () => {
    const { home, lot, contract } = await start();
    await lieUnder(w, home, lot, { from: '2026-11-11', bed: 1 });
    const { settlement_id } = await draft(contract);
    const [line] = await lines(settlement_id);
    expect(replay(line!.basis as Basis, lot)).toMatchObject({
      days: line!.days,
      num: line!.units_num,
      den: line!.units_den,
      amount_fen: line!.amount_fen,
      government_fen: line!.government_fen,
      family_fen: line!.family_fen,
    });
    const shown = await readLine(w.as(officer), settlement_id!, line!.id as string);
    expect(shown).toMatchObject({ lot_id: lot, answers: [] });
  });

  test('takes each price for its own days', async () => {
    const { home, lot, contract } = await start({ unitPriceFen: 300_000 });
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    await database.ownerSql`update lot_prices set effective = '[2026-01-01,2026-11-16)' where lot_id = ${lot}`;
    await expect(draft(contract)).rejects.toMatchObject({
      reasons: [{ code: 'settlement_no_price', values: { lot, day: '2026-11-16' } }],
    });
    await database.ownerSql`insert into lot_prices (district, id, lot_id, unit_price_fen, effective)
      values ('430602', gen_random_uuid(), ${lot}, 150000, '[2026-11-16,)')`;
    const { settlement_id } = await draft(contract);
    expect((await lines(settlement_id))[0]).toMatchObject({ days: 30, units_num: 30, amount_fen: 150_000 + 75_000 });
  });

  test('ends where the contract was ended', async () => {
    const { home, lot, contract } = await start();
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    await database.ownerSql`update contracts set ended_on = '2026-11-10', end_reason = 'test' where id = ${contract}`;
    const { settlement_id } = await draft(contract);
    expect((await lines(settlement_id))[0]).toMatchObject({ days: 9 });
  });

  test('of day care counts the days marked present over the weekdays agreed', async () => {
    const { home, lot, contract } = await start({ service: 'day', unitPriceFen: 90_000 });
    // Mondays and Wednesdays: nine of them in November 2026
    const { placement } = await lieUnder(w, home, lot, { from: '2026-05-01', weekdays: '{[1,2),[3,4)}' });
    let marked = 0;
    const mark = (on: string, value: string) => {
      marked += 1;
      return database.ownerSql`
        insert into attendance_marks (district, id, facility_id, placement_id, "on", mark, at)
        values ('430602', gen_random_uuid(), ${home.facility}, ${placement}, ${on}, ${value}, ${new Date(w.time.now.getTime() + marked)})`;
    };
    for (const on of ['2026-11-02', '2026-11-04', '2026-11-09']) await mark(on, 'present');
    await mark('2026-11-11', 'present');
    await mark('2026-11-11', 'absent');
    const { settlement_id } = await draft(contract);
    expect((await lines(settlement_id))[0]).toMatchObject({ days: 3, units_num: 3, units_den: 9, amount_fen: 30_000 });
  });

  test('of a home bed by the hour counts the minutes of the visits that took place', async () => {
    const { home, lot, contract } = await start({ service: 'home', unit: 'hour', unitPriceFen: 6_000 });
    const { placement } = await lieUnder(w, home, lot, { from: '2026-05-01' });
    await database.ownerSql`
      insert into care_visits (district, id, facility_id, placement_id, visited_at, minutes, services, carer, made_at)
      select '430602', gen_random_uuid(), ${home.facility}, ${placement}, d, 50, '{bathing}', '张', d
        from unnest(array['2026-11-03T01:00:00Z', '2026-11-30T17:00:00Z', '2026-11-05T01:00:00Z']::timestamptz[]) d`;
    const { settlement_id } = await draft(contract);
    expect((await lines(settlement_id))[0]).toMatchObject({
      days: 2,
      units_num: 100,
      units_den: 60,
      amount_fen: 10_000,
    });
  });

  test.each([
    ['a month that is not over', '2026-12', 'settlement_month_open'],
    ['a month before the contract', '2025-12', 'settlement_before_contract'],
  ])('%s is refused', async (_, month, code) => {
    const { contract } = await start();
    await expect(draft(contract, month)).rejects.toMatchObject({ code });
  });

  test('a contract that was not announced is refused, and one with nobody in it has no settlement', async () => {
    const { contract } = await start();
    expect(await draft(contract)).toMatchObject({ settlement_id: null, lines: 0 });
    await database.ownerSql`update contracts set announced_on = null where id = ${contract}`;
    await expect(draft(contract)).rejects.toMatchObject({ code: 'settlement_not_announced' });
  });

  test('is drafted by itself on the first days of the next', async () => {
    const { home, lot, contract } = await start();
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    const own = () => database.ownerSql`select month_on from settlements where contract_id = ${contract}`;
    w.time.now = new Date('2026-12-04T02:00:00Z');
    await draftLastMonth(w.system);
    expect(await own()).toHaveLength(0);
    w.time.now = new Date('2026-12-03T02:00:00Z');
    await draftLastMonth(w.system);
    expect(await own()).toMatchObject([{ month_on: '2026-11-01' }]);
    expect(await draftMonth(w.as(officer), { month: '2026-11' })).toMatchObject({ problems: [] });
  });
});

describe('a draft', () => {
  test('waits for its homes, and for five days only', async () => {
    const { home, lot, contract } = await start();
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    const { settlement_id: id } = await draft(contract);
    await expect(approve(id!)).rejects.toMatchObject({
      reasons: [{ code: 'settlement_unanswered', values: { lines: 1, until: '2026-12-07' } }],
    });
    w.time.now = new Date('2026-12-08T02:00:00Z');
    await approve(id!);
  });

  test('is not approved while a line is disputed: the bureau upholds it, or mends the record and drafts again', async () => {
    const { home, lot, contract, nurse } = await start();
    const a = await lieUnder(w, home, lot, { from: '2026-05-01', bed: 0 });
    const b = await lieUnder(w, home, lot, { from: '2026-05-01', bed: 1 });
    const { settlement_id: id } = await draft(contract);
    const of = async (who: string) => (await lines(id)).find((l) => l.applicant_id === who)!.id as string;
    const say = (input: Parameters<typeof answerLines>[3]) => answerLines(w.as(nurse), home.facility, id!, input);
    await expect(say({ answer: 'disputed', lines: [await of(a.applicant)], reason: ' ' })).rejects.toMatchObject({
      code: 'reason_needed',
    });
    const both = [await of(a.applicant), await of(b.applicant)];
    await say({ answer: 'disputed', lines: both, reason: '少算了两天' });
    await expect(approve(id!)).rejects.toMatchObject({
      reasons: [{ code: 'settlement_disputed' }, { code: 'settlement_disputed' }],
    });
    await upholdLine(w.as(leader), id!, { line_id: both[0]!, reason: '与打卡记录一致' });
    await expect(upholdLine(w.as(leader), id!, { line_id: both[0]!, reason: '再来' })).rejects.toMatchObject({
      code: 'settlement_not_disputed',
    });
    await expect(say({ answer: 'disputed', lines: [both[0]!], reason: '不服' })).rejects.toMatchObject({
      code: 'settlement_line_upheld',
    });
    await away(w, b.placement, '[2026-11-28,)');
    await expect(approve(id!)).rejects.toMatchObject({ code: 'settlement_outdated' });
    await draft(contract);
    await expect(say({ answer: 'confirmed', lines: [both[1]!], reason: null })).rejects.toMatchObject({
      code: 'settlement_line_replaced',
    });
    await say({ answer: 'confirmed', lines: null, reason: null });
    await approve(id!);
  });

  test('is read by a home with its own lines and sums only', async () => {
    const [one, two] = [await openHome(w), await openHome(w)];
    const { contract, lots } = await openContract(w, [one, two]);
    const mine = await lieUnder(w, one, lots[0]!, { from: '2026-05-01' });
    await lieUnder(w, two, lots[1]!, { from: '2026-05-01' });
    const { settlement_id: id } = await draft(contract);
    const nurse = await w.someone('institution', { facility: one.facility });
    const own = await readSettlement(w.as(nurse), id!);
    expect(own).toMatchObject({ whole: false, amount_fen: 200_000, lines: [{ applicant_id: mine.applicant }] });
    expect(await readSettlement(w.as(officer), id!)).toMatchObject({ whole: true, amount_fen: 400_000 });
    const listed = await listSettlements(w.as(nurse), {});
    expect(listed.map((s) => s.amount_fen)).toEqual([200_000]);
    const other = (await lines(id)).find((l) => l.facility_id === two.facility)!;
    await expect(readLine(w.as(nurse), id!, other.id as string)).rejects.toMatchObject({ kind: 'not_found' });
    const stranger = await w.someone('institution', { facility: (await openHome(w)).facility });
    await expect(readSettlement(w.as(stranger), id!)).rejects.toMatchObject({ code: 'out_of_reach' });
  });
});

describe('an approved month', () => {
  test('puts what was accepted on the lot and one payment on each budget line, to the account as it is', async () => {
    const {
      home,
      lot,
      contract,
      lines: budget,
    } = await start({
      budgets: [
        { year: 2026, amountFen: 90_000_000 },
        { year: 2026, amountFen: 10_000_000 },
        { year: 2025, amountFen: 10_000_000 },
      ],
    });
    await lieUnder(w, home, lot, { from: '2026-11-11' });
    const { id, payments } = await settle(w, leader, contract, '2026-11');
    expect(payments).toHaveLength(2);
    const rows = await database.ownerSql`select * from payments where settlement_id = ${id} order by amount_fen desc`;
    // 53,333 fen nine to one: 47,999.7 and 5,333.3
    expect(rows).toMatchObject([
      {
        budget_line_id: budget[0],
        amount_fen: 48_000,
        carried_fen: 0,
        due_on: '2027-01-01',
        account_no: '6200000000000001',
      },
      { budget_line_id: budget[1], amount_fen: 5_333, approved_by: leader.account },
    ]);
    const [row] = await database.ownerSql`select accepted_fen from lots where id = ${lot}`;
    expect(row).toEqual({ accepted_fen: 53_333 });
    await expect(draft(contract)).rejects.toMatchObject({ code: 'settlement_frozen' });
    await expect(approve(id)).rejects.toMatchObject({ code: 'settlement_frozen' });
  });

  test('cannot be changed by the application, whatever it tries', async () => {
    const { home, lot, contract } = await start();
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    const { id } = await settle(w, leader, contract, '2026-11');
    const as = (statement: string) =>
      database.sql.begin(async (tx) => {
        await tx`select set_config('yiwei.district', '430602', true)`;
        return (await tx.unsafe(statement, [id])).count;
      });
    expect(await as('update settlements set amount_fen = 0, government_fen = 0, family_fen = 0 where id = $1')).toBe(0);
    expect(await as('update settlement_lines set replaced_at = now() where settlement_id = $1')).toBe(0);
    await expect(as('delete from settlements where id = $1')).rejects.toThrow(/permission denied/);
    await expect(as('delete from payments where settlement_id = $1')).rejects.toThrow(/permission denied/);
    await expect(
      as(`insert into settlement_answers (district, id, settlement_id, line_id, facility_id, answer, reason, at)
        select district, gen_random_uuid(), settlement_id, id, facility_id, 'disputed', 'late', now() from settlement_lines where settlement_id = $1`),
    ).rejects.toThrow(/row-level security/);
    // Another payment of the same month would be a second one.
    const line = await fundedLine(w, await w.someone('treasurer'), 'second', 0);
    await expect(
      as(`insert into payments (district, id, settlement_id, budget_line_id, payee_name, amount_fen, approved_at, due_on)
        select district, gen_random_uuid(), settlement_id, '${line}', payee_name, amount_fen, approved_at, due_on from payments where settlement_id = $1`),
    ).rejects.toThrow(/row-level security/);
  });

  test('a month passed over because nobody was known to be there is made good by the next once somebody was', async () => {
    const { home, lot, contract } = await start();
    w.time.now = new Date('2026-10-02T02:00:00Z');
    await lieUnder(w, home, lot, { from: '2026-09-10', to: '2026-09-20' });
    await settle(w, leader, contract, '2026-09');
    w.time.now = new Date('2026-11-02T02:00:00Z');
    // Nothing but an empty draft: October has nobody.
    expect(await draft(contract, '2026-10')).toMatchObject({ settlement_id: null });
    w.time.now = new Date('2026-12-02T02:00:00Z');
    await lieUnder(w, home, lot, { from: '2026-11-11', bed: 1 });
    await settle(w, leader, contract, '2026-11');
    // The home had forgotten somebody who was there all October.
    await lieUnder(w, home, lot, { from: '2026-10-01', to: '2026-11-01', bed: 2 });
    await expect(draft(contract, '2026-10')).rejects.toMatchObject({ code: 'settlement_passed' });
    w.time.now = new Date('2027-01-02T02:00:00Z');
    const { id } = await settle(w, leader, contract, '2026-12');
    expect(await lines(id)).toMatchObject([
      { kind: 'correction', month_on: '2026-10-01', days: 31, government_fen: 80_000 },
      { kind: 'regular', month_on: '2026-12-01' },
    ]);
  });

  test('is put right by the next: less for days that were not stayed, and what was overpaid is carried on', async () => {
    const { home, lot, contract } = await start();
    w.time.now = new Date('2026-11-02T02:00:00Z');
    const a = await lieUnder(w, home, lot, { from: '2026-05-01' });
    await settle(w, leader, contract, '2026-10');
    // She had left on 1 October; the home says so late.
    await database.ownerSql`update placements set discharged_on = '2026-10-02', discharge_kind = 'home' where id = ${a.placement}`;
    w.time.now = new Date('2026-12-02T02:00:00Z');
    await lieUnder(w, home, lot, { from: '2026-11-30', bed: 1 });
    const { settlement_id } = await draft(contract);
    const found = await lines(settlement_id);
    expect(found[0]).toMatchObject({
      kind: 'correction',
      month_on: '2026-10-01',
      days: -30,
      units_num: -30,
      units_den: 31,
    });
    const november = await settle(w, leader, contract, '2026-11');
    expect(november.payments).toEqual([]);
    const [{ sum }] = (await database.ownerSql`
      select sum(l.government_fen)::bigint as sum from settlement_lines l join settlements s on s.id = l.settlement_id
       where s.contract_id = ${contract} and l.replaced_at is null and l.month_on = '2026-10-01'`) as unknown as [
      { sum: number },
    ];
    // one day of 31 at 200,000: 6,452, of which 40 %
    expect(sum).toBe(2_580);
    expect(november.carried_on_fen).toBe(80_000 - 2_580 - 2_666);
    w.time.now = new Date('2027-01-02T02:00:00Z');
    const december = await settle(w, leader, contract, '2026-12');
    expect(december.payments.map((p) => p.amount_fen)).toEqual([80_000 - (80_000 - 2_580 - 2_666)]);
  });

  test('with an entitlement granted afterwards the government pays the difference in the next', async () => {
    const { home, lot, contract } = await start();
    w.time.now = new Date('2026-11-02T02:00:00Z');
    const a = await lieUnder(w, home, lot, { from: '2026-05-01', granted: [] });
    expect((await settle(w, leader, contract, '2026-10')).payments).toEqual([]);
    await grant(w, a.applicant, 'consumption_coupon', '2026-10-01');
    w.time.now = new Date('2026-12-02T02:00:00Z');
    const { id } = await settle(w, leader, contract, '2026-11');
    expect(await lines(id)).toMatchObject([
      { kind: 'correction', days: 0, amount_fen: 0, government_fen: 80_000, family_fen: -80_000 },
      { kind: 'regular', government_fen: 80_000 },
    ]);
  });

  test('never goes beyond what was bought, and never without a budget; months come in their order', async () => {
    const { home, lot, contract } = await start({ bought: 1, quantity: 0, budgets: [{ year: 2027, amountFen: 1 }] });
    await lieUnder(w, home, lot, { from: '2026-05-01' });
    const { settlement_id: october } = await draft(contract, '2026-10');
    const { settlement_id: id } = await draft(contract);
    await confirmAll(w, october!);
    await confirmAll(w, id!);
    await expect(approve(id!)).rejects.toMatchObject({
      reasons: [
        { code: 'settlement_earlier_open', values: { month: '2026-10' } },
        { code: 'settlement_over_lot', values: { left: '0.00', asked: '800.00' } },
        { code: 'settlement_no_budget', values: { year: '2026' } },
      ],
    });
  });
});
