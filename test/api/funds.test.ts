import { afterAll, beforeAll, expect, test } from 'vitest';
import { addBudgetLines, postEntry } from '../../server/funds/actions.ts';
import { act } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let w: ReturnType<typeof world>;
const cookies: Record<string, string> = {};
let line: string;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  for (const role of ['officer', 'treasurer'] as const) cookies[role] = await product.cookieOf(await w.someone(role));
  const { ids } = await addBudgetLines(w.system, [
    {
      year: 2026,
      code: '2081006',
      name: '养老服务',
      amountFen: 30_000_000_000,
      budgetDoc: null,
      allocationDoc: null,
    },
  ]);
  line = ids[0]!;
});
afterAll(() => database.drop());

const ask = (who: string, method: string, path: string, body?: object, headers = {}) =>
  product.ask(method, `/api/v1${path}`, { cookie: cookies[who]!, headers, ...(body ? { body } : {}) });
const enter = (amount_fen: number, entered_on: string, rest: object = {}) =>
  ask('treasurer', 'POST', `/budget-lines/${line}/entries`, {
    kind: 'allocation',
    amount_fen,
    entered_on,
    voucher_no: `记-${entered_on}`,
    voucher: '拨款单',
    note: null,
    ...rest,
  });
const close = (month_on: string) => ask('treasurer', 'POST', `/budget-lines/${line}/close`, { month_on });
const standing = async () => (await ask('officer', 'GET', `/budget-lines/${line}`)).body as never as Ledger;
type Ledger = {
  line: { balance_fen: number; in_fen: number; out_fen: number; open_from: string; version: number };
  entries: { id: string; amount_fen: number; reversed_by: string | null }[];
  months: { month_on: string; opening_fen: number; closing_fen: number }[];
};

test('money over 10⁹ fen goes in and out and the balance is exact to the fen', async () => {
  await enter(9_999_999_999, '2026-01-05', { kind: 'opening' });
  await enter(10_000_000_001, '2026-02-05');
  await enter(-1, '2026-02-06', { kind: 'other' });
  expect((await standing()).line).toMatchObject({
    in_fen: 20_000_000_000,
    out_fen: 1,
    balance_fen: 19_999_999_999,
    open_from: '2026-01-01',
  });
  expect(await ask('officer', 'GET', '/budget-lines?year=2026')).toMatchObject({
    status: 200,
    body: { years: [2026], lines: [{ balance_fen: 19_999_999_999 }] },
  });
});

test('months close one after another; what was wrong in a closed month is reversed in an open one', async () => {
  expect((await close('2026-02-01')).body).toMatchObject({ code: 'fund_month_order' });
  expect((await close('2026-01-01')).body).toMatchObject({ opening_fen: 0, closing_fen: 9_999_999_999 });
  expect((await close('2026-02-01')).body).toMatchObject({ opening_fen: 9_999_999_999, closing_fen: 19_999_999_999 });
  expect(await enter(500, '2026-01-31')).toMatchObject({ status: 409, body: { code: 'fund_month_closed' } });
  const wrong = (await standing()).entries.find((e) => e.amount_fen === 10_000_000_001)!;
  const reverse = () =>
    ask('treasurer', 'POST', `/fund-entries/${wrong.id}/reverse`, {
      entered_on: '2026-03-02',
      voucher_no: '记-冲-1',
      voucher: '更正单',
      reason: '拨到了别的科目',
    });
  expect((await reverse()).status).toBe(200);
  expect((await reverse()).body).toMatchObject({ code: 'fund_reversed' });
  expect((await close('2026-03-01')).body).toMatchObject({ out_fen: 10_000_000_001, closing_fen: 9_999_999_998 });
  const after = await standing();
  expect(after.line.balance_fen).toBe(after.entries.reduce((n, e) => n + e.amount_fen, 0));
});

test('a month with an entry that has no voucher does not close, and the entry is named', async () => {
  await enter(700, '2026-04-03', { voucher_no: '', voucher: null });
  const answer = await close('2026-04-01');
  expect(answer.body).toMatchObject({ code: 'fund_no_voucher', detail_en: expect.stringContaining('2026-04-03') });
});

test('a budget is edited with its version, never below what contracts bear, and its code is its own', async () => {
  await database.ownerSql`update budget_lines set committed_fen = 5000 where id = ${line}`;
  const edit = (amount_fen: number, version?: number) =>
    ask(
      'officer',
      'PUT',
      `/budget-lines/${line}`,
      { name: '养老服务', amount_fen, budget_doc: '岳楼财预〔2026〕1号', allocation_doc: null },
      version ? { 'if-match': `"${version}"` } : {},
    );
  expect((await edit(5000)).status).toBe(428);
  expect((await edit(4999, 1)).body).toMatchObject({ code: 'line_below_committed' });
  expect((await edit(5000, 1)).body).toMatchObject({ version: 2 });
  expect((await edit(6000, 1)).status).toBe(412);
  const again = { year: 2026, code: '2081006', name: 'x', amount_fen: 1, budget_doc: null, allocation_doc: null };
  expect((await ask('officer', 'POST', '/budget-lines', again)).body).toMatchObject({ code: 'line_code_taken' });
  expect((await ask('officer', 'POST', '/budget-lines', { ...again, year: 2027 })).status).toBe(200);
});

test('what the bank paid is entered beside its payment, and never into a closed month', async () => {
  const post = (enteredOn: string) =>
    act(
      w.system,
      'funds.add_lines',
      async () => ({ district: w.system.district, type: 'test', id: null, row: null }),
      async (tx) => ({
        result: await postEntry(tx, w.system, line, {
          kind: 'payment',
          amountFen: -300,
          enteredOn,
          attemptId: newId(),
          voucher: { no: 'P1', name: '银行回单', note: null },
        }),
      }),
    );
  await expect(post('2026-03-31')).rejects.toMatchObject({ code: 'fund_month_closed' });
  const before = (await standing()).line.balance_fen;
  const { entry_id } = await post('2026-04-20');
  expect((await standing()).line.balance_fen).toBe(before - 300);
  const undo = { entered_on: '2026-04-21', voucher_no: '1', voucher: null, reason: 'x' };
  expect((await ask('officer', 'POST', `/fund-entries/${entry_id}/reverse`, undo)).body).toMatchObject({
    code: 'fund_bank_entry',
  });
});

test('of two that close a month at one moment one does, and its entries add up to what was written down', async () => {
  await database.ownerSql`update fund_entries set voucher_no = '补' where voucher_no is null`;
  const answers = await Promise.all([close('2026-04-01'), close('2026-04-01'), enter(11, '2026-04-30')]);
  expect(
    answers
      .slice(0, 2)
      .map((a) => a.status)
      .sort(),
  ).toEqual([200, 409]);
  const { months, entries } = await standing();
  const counted = entries.filter((e) => (e as never as { entered_on: string }).entered_on < '2026-05-01');
  expect(months.at(-1)!.closing_fen).toBe(counted.reduce((n, e) => n + e.amount_fen, 0));
});
