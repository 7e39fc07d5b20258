import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeMonth } from '../../server/funds/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { NOW, openHome, openTestDistrict, world } from '../support/district.ts';
import { approvedMonth, fundedLine, payTo } from '../support/payments.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let w: ReturnType<typeof world>;
const actors: Record<string, Actor> = {};
const cookies: Record<string, string> = {};
let lot: string;
let line: string;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  for (const [name, role] of [
    ['officer', 'officer'],
    ['treasurer', 'treasurer'],
    ['second', 'treasurer'],
  ] as const) {
    actors[name] = await w.someone(role);
    cookies[name] = await product.cookieOf(actors[name]);
  }
  lot = (await openHome(w)).lot;
  line = await fundedLine(w, actors.treasurer!, '01', 100_000_000_000_000);
});
afterAll(() => database.drop());

const ask = (who: string, method: string, path: string, body?: object) =>
  product.ask(method, `/api/v1${path}`, { cookie: cookies[who]!, ...(body ? { body } : {}) });
const batch = async (ids: string[], who = 'treasurer') => ask(who, 'POST', '/payment-batches', { payment_ids: ids });
const answer = (id: string, rows: string[][], head = ['付款编号', '结果', '金额', '日期', '原因']) =>
  ask('treasurer', 'POST', `/payment-batches/${id}/answers`, {
    file_name: '回单.csv',
    content_base64: Buffer.from([head, ...rows].map((r) => r.join(',')).join('\r\n')).toString('base64'),
  });
const states = async () =>
  new Map(
    (
      (await ask('officer', 'GET', '/payments')).body as {
        payments: { id: string; state: string; account: typeof payTo }[];
      }
    ).payments.map((p) => [p.id, p]),
  );
const balance = async () =>
  ((await ask('officer', 'GET', `/budget-lines/${line}`)).body.line as { balance_fen: number }).balance_fen;
const paidOfLot = async () =>
  ((await database.ownerSql`select paid_fen from lots where id = ${lot}`)[0] as { paid_fen: number }).paid_fen;
let months = 0;
const month = () => {
  months += 1;
  return `${2020 + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
};
const approve = (fen: number, extra: Partial<Parameters<typeof approvedMonth>[1]> = {}) =>
  approvedMonth(w, { lot, month: month(), approver: actors.officer!, parts: [{ line, fen }], ...extra });

test('nothing is paid before the bureau’s own account is known', async () => {
  const { payments } = await approve(100);
  expect((await batch(payments)).body).toMatchObject({ code: 'payer_missing' });
  const payer = { ...payTo, account_name: '岳阳楼区民政局' };
  expect((await ask('treasurer', 'PUT', '/payments/payer', { ...payer, bank_code: '1' })).status).toBe(422);
  expect((await ask('treasurer', 'PUT', '/payments/payer', payer)).status).toBe(200);
});

test('a batch is paid: exact sums, ledger and lot follow, and the same file again changes nothing', async () => {
  const before = { balance: await balance(), lot: await paidOfLot() };
  const sums = [1_000_000_000_001, 9_999_999_999];
  const payments = [(await approve(sums[0]!)).payments[0]!, (await approve(sums[1]!)).payments[0]!];
  const made = await batch(payments);
  expect(made).toMatchObject({ status: 200, body: { count: 2, total_fen: 1_010_000_000_000 } });
  const id = made.body.batch_id as string;
  const no = made.body.batch_no as string;
  const xml = await ask('treasurer', 'GET', `/payment-batches/${id}/file?format=xml`);
  expect(xml.text).toContain('<CtrlSum>10100000000.00</CtrlSum>');
  expect((await ask('officer', 'GET', `/payment-batches/${id}/file`)).status).toBe(403);
  const csv = await ask('treasurer', 'GET', `/payment-batches/${id}/file?format=csv`);
  expect(csv.text).toContain(`${no}-0002`);
  const rows = [
    [`${no}-0001`, '成功', '10000000000.01', '2026-11-24', ''],
    [`${no}-0002`, '成功', '99999999.99', '2026-11-24', ''],
  ];
  expect((await answer(id, rows)).body).toMatchObject({ counts: { paid: 2, returned: 0, known: 0 } });
  const after = { balance: await balance(), lot: await paidOfLot() };
  expect(before.balance - after.balance).toBe(1_010_000_000_000);
  expect(after.lot - before.lot).toBe(1_010_000_000_000);
  expect((await answer(id, rows)).body).toMatchObject({ counts: { paid: 0, known: 2 } });
  expect({ balance: await balance(), lot: await paidOfLot() }).toEqual(after);
});

test('a returned payment opens its own line only; another account is approved, and somebody else pays', async () => {
  const payments = [(await approve(500)).payments[0]!, (await approve(700)).payments[0]!];
  const { batch_id: id, batch_no: no } = (await batch(payments)).body as { batch_id: string; batch_no: string };
  const back = [
    [`${no}-0001`, '退回', '5.00', '2026-11-24', '账号不符'],
    [`${no}-0002`, '成功', '7.00', '2026-11-24', ''],
  ];
  expect((await answer(id, back)).body).toMatchObject({ counts: { paid: 1, returned: 1 } });
  const now = await states();
  expect(payments.map((p) => now.get(p)?.state)).toEqual(['returned', 'paid']);
  const other = { ...payTo, account_no: '6222000000000009', reason: '银行退回：账号不符' };
  const set = (to: object, p = payments[0]) => ask('officer', 'POST', `/payments/${p}/account`, to);
  expect((await set({ ...other, account_name: '张三' })).body).toMatchObject({ code: 'account_name_differs' });
  expect((await set(other, payments[1])).body).toMatchObject({ code: 'account_stands' });
  expect((await set(other)).status).toBe(200);
  expect((await states()).get(payments[0]!)?.account.account_no).toBe('6222000000000009');
  await database.ownerSql`insert into payment_accounts select district, gen_random_uuid(), payment_id, account_name, account_no, bank_name, bank_code, reason, ${actors.treasurer!.account}, approved_at
    from payment_accounts where payment_id = ${payments[0]!}`;
  await database.ownerSql`update payment_accounts set id = 'ffffffff-ffff-7fff-bfff-ffffffffffff' where approved_by = ${actors.treasurer!.account}`;
  expect((await batch([payments[0]!])).body).toMatchObject({ code: 'payer_set_account' });
  const again = await batch([payments[0]!], 'second');
  expect(again).toMatchObject({ status: 200, body: { count: 1, total_fen: 500 } });
});

test('what was paid may come back days later: the ledger has both, and the payment is open again', async () => {
  const before = { balance: await balance(), lot: await paidOfLot() };
  const [payment] = (await approve(900)).payments;
  const { batch_id: id, batch_no: no } = (await batch([payment!])).body as { batch_id: string; batch_no: string };
  await answer(id, [[`${no}-0001`, '成功', '9.00', '2026-11-24', '']]);
  expect(await balance()).toBe(before.balance - 900);
  w.time.now = new Date(NOW.getTime() + 2 * 86_400_000);
  for (const name of Object.keys(actors)) cookies[name] = await product.cookieOf(actors[name]!);
  expect((await answer(id, [[`${no}-0001`, '退汇', '9.00', '2026-11-26', '收款行退汇']])).status).toBe(200);
  expect({ balance: await balance(), lot: await paidOfLot() }).toEqual(before);
  expect((await states()).get(payment!)?.state).toBe('returned');
  const again = await answer(id, [[`${no}-0001`, '成功', '9.00', '2026-11-26', '']]);
  expect(again.body).toMatchObject({ code: 'bank_answered' });
});

test('a file of another batch, an unknown row or another amount is refused whole, each row named', async () => {
  const first = (await batch((await approve(100)).payments)).body as { batch_id: string; batch_no: string };
  const second = (await batch((await approve(200)).payments)).body as { batch_id: string; batch_no: string };
  const refused = await answer(first.batch_id, [
    [`${first.batch_no}-0001`, '成功', '1.01', '2026-11-26', ''],
    [`${second.batch_no}-0001`, '成功', '2.00', '2026-11-26', ''],
    ['X-1', '成功', '2.00', '2026-11-26', ''],
  ]);
  expect(refused.status).toBe(409);
  const reasons = refused.body.reasons as { code: string; message_zh: string; values: { row: number } }[];
  expect(reasons.map((r) => [r.code, r.values.row])).toEqual([
    ['bank_amount', 2],
    ['bank_other_batch', 3],
    ['bank_row_unknown', 4],
  ]);
  expect(reasons[1]?.message_zh).toContain(second.batch_no);
  const open = (await ask('officer', 'GET', `/payment-batches/${first.batch_id}`)).body as { batch: object };
  expect(open.batch).toMatchObject({ waiting: 1, paid: 0 });
  expect((await answer(first.batch_id, [['1']], ['编号'])).body).toMatchObject({ code: 'bank_columns' });
  const noise = { file_name: 'x.bin', content_base64: Buffer.from([0, 1, 2, 3, 0, 0]).toString('base64') };
  const path = `/payment-batches/${first.batch_id}/answers/preview`;
  expect((await ask('treasurer', 'POST', path, noise)).status).toBe(422);
});

test('two treasurers that pay the same at one moment pay it once; whoever approved does not pay', async () => {
  const { payments } = await approve(300);
  const both = await Promise.all([batch(payments, 'treasurer'), batch(payments, 'second')]);
  expect(both.map((a) => a.status).sort()).toEqual([200, 409]);
  expect(both.find((a) => a.status === 409)?.body).toMatchObject({ code: 'payment_not_open' });
  const apart = await Promise.all(
    ['treasurer', 'second'].map(async (who) => batch((await approve(300)).payments, who)),
  );
  expect(apart.map((a) => a.status)).toEqual([200, 200]);
  const own = await approve(300, { approver: actors.treasurer! });
  expect((await batch(own.payments)).body).toMatchObject({ code: 'payer_approved' });
  const cheat = database.ownerSql`insert into payment_attempts (district, id, batch_id, payment_id, row_no, end_to_end_id, account_name, account_no, bank_name, bank_code, amount_fen, approved_by, made_by)
    select district, gen_random_uuid(), batch_id, ${own.payments[0]!}, 9, 'x', account_name, account_no, bank_name, bank_code, 300, made_by, made_by from payment_attempts limit 1`;
  await expect(cheat).rejects.toMatchObject({ constraint_name: 'payment_attempts_two_check' });
});

test('the bank’s answer is entered once when two take it over at one moment', async () => {
  const before = { balance: await balance(), lot: await paidOfLot() };
  const made = (await batch((await approve(400)).payments)).body as { batch_id: string; batch_no: string };
  const rows = [[`${made.batch_no}-0001`, '成功', '4.00', '2026-11-26', '']];
  const both = await Promise.all([answer(made.batch_id, rows), answer(made.batch_id, rows)]);
  expect(both.map((a) => (a.body.counts as { paid: number }).paid).sort()).toEqual([0, 1]);
  expect([before.balance - (await balance()), (await paidOfLot()) - before.lot]).toEqual([400, 400]);
});

test('a batch asks for money that is there, and for an account', async () => {
  const poor = await fundedLine(w, actors.treasurer!, '02', 1000);
  const over = await approve(0, { parts: [{ line: poor, fen: 600 }] });
  const more = await approve(0, { parts: [{ line: poor, fen: 401 }] });
  expect((await batch([...over.payments, ...more.payments])).body).toMatchObject({ code: 'line_short' });
  expect((await batch(over.payments)).status).toBe(200);
  expect((await batch(more.payments)).body).toMatchObject({ code: 'line_short' });
  const none = await approve(5, { payTo: null });
  expect((await batch(none.payments)).body).toMatchObject({ code: 'payee_no_account' });
  const to = { ...payTo, reason: '补填账户' };
  expect((await ask('officer', 'POST', `/payments/${none.payments[0]}/account`, to)).status).toBe(200);
  expect((await batch(none.payments)).status).toBe(200);
});

test('an answer of a month that is closed is entered on the first open day, and says so', async () => {
  const made = (await batch((await approve(800)).payments)).body as { batch_id: string; batch_no: string };
  w.time.now = new Date('2026-12-02T02:00:00Z');
  for (const name of Object.keys(actors)) cookies[name] = await product.cookieOf(actors[name]!);
  for (let m = 1; m <= 11; m += 1)
    await closeMonth(w.as(actors.treasurer!), line, `2026-${String(m).padStart(2, '0')}-01`);
  await answer(made.batch_id, [[`${made.batch_no}-0001`, '成功', '8.00', '2026-11-28', '']]);
  const [entry] =
    await database.ownerSql`select entered_on::text, voucher_no, note from fund_entries order by id desc limit 1`;
  expect(entry).toMatchObject({ entered_on: '2026-12-01', voucher_no: `${made.batch_no}-0001` });
  expect(entry!.note).toContain('2026-11-28');
  const { body } = await ask('officer', 'GET', `/budget-lines/${line}`);
  const ledger = body as { line: { balance_fen: number }; entries: { amount_fen: number }[] };
  expect(ledger.line.balance_fen).toBe(ledger.entries.reduce((n, e) => n + e.amount_fen, 0));
});

test('money the bank was told to pay is not spent by hand, nor its allocation taken back', async () => {
  const own = await fundedLine(w, actors.treasurer!, '03', 1000);
  await batch((await approve(0, { parts: [{ line: own, fen: 600 }] })).payments);
  const spend = (fen: number) =>
    ask('treasurer', 'POST', `/budget-lines/${own}/entries`, {
      kind: 'other',
      amount_fen: -fen,
      entered_on: '2026-12-01',
      voucher_no: 'v',
      voucher: 'v',
      note: null,
    });
  expect((await spend(401)).body).toMatchObject({ code: 'fund_overdrawn' });
  const [first] = await database.ownerSql`select id from fund_entries where line_id = ${own}`;
  const back = { entered_on: '2026-12-01', voucher_no: 'v', voucher: 'v', reason: '拨错了' };
  expect((await ask('treasurer', 'POST', `/fund-entries/${first!.id}/reverse`, back)).body).toMatchObject({
    code: 'fund_overdrawn',
  });
  expect((await spend(400)).status).toBe(200);
});

test('the database itself lets nothing into a closed month, and nobody write anew how it was paid', async () => {
  const as = (statement: string) =>
    database.sql.begin(async (tx) => {
      await tx`select set_config('yiwei.district', '430602', true)`;
      return (await tx.unsafe(statement, [line])).count;
    });
  const entry = (on: string) =>
    as(`insert into fund_entries (district, id, line_id, entered_on, kind, amount_fen, made_at)
      values ('430602', gen_random_uuid(), $1, '${on}', 'other', 1, now())`);
  await expect(entry('2026-11-30')).rejects.toThrow(/row-level security/);
  expect(await entry('2026-12-01')).toBe(1);
  await expect(
    as(`update payment_attempts t set bank_on = '2026-11-27' from payments p
      where p.id = t.payment_id and p.budget_line_id = $1 and t.answer = 'paid'`),
  ).rejects.toThrow(/row-level security/);
});
