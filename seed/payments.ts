import { closeMonth, enterMoney, type Voucher } from '../server/funds/actions.ts';
import { listLines } from '../server/funds/queries.ts';
import { type Fen, toYuan } from '../server/kernel/money.ts';
import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { makeBatch, setPayer, takeAnswers } from '../server/payments/actions.ts';
import { listPayments, readBatch } from '../server/payments/queries.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { lastMonth } from '../server/settlement/rules.ts';
import type { Plan } from './plan.ts';

const MONTHS = 3;

/**
 * The money of the lines and what was paid of the approved months: every month's payments went to the bank on the 15th
 * and were answered on the 18th. Of the month before last one came back and is still to be paid again; of the last
 * the bank has not answered one. A second allocation came without its voucher, which the three questions show.
 */
export async function playPayments(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const today = plan.today as Day;
  const by = (day: Day, username: string, role: Role): Context => ({
    ...ctx,
    clock: () => new Date(startOfDay(day > today ? today : day).getTime() + 9 * 3_600_000),
    requestId: newId(),
    actor: {
      account: accounts.get(username) ?? null,
      name: username,
      strength: 2,
      memberships: [{ district: ctx.district, role, street: null, facility: null }],
    },
  });
  const treasurer = (day: Day) => by(day, 'demo-treasurer', 'treasurer');
  const year = Number(today.slice(0, 4));
  const last = lastMonth(today);
  await setPayer(
    treasurer(`${year - 1}-01-05`),
    {
      account_name: '岳阳楼区民政局（示例）',
      account_no: '9999000000000099',
      bank_name: '示例银行岳阳楼支行',
      bank_code: '999999999999',
    },
    true,
  );
  const late = await allot(treasurer, year, today);
  for (let back = MONTHS; back >= 1; back -= 1) {
    const month = addMonths(last, -back);
    const sent = addDays(addMonths(month, 1), 14);
    await close(treasurer, addDays(addMonths(month, 1), 4));
    const { payments } = await listPayments(treasurer(sent), 'open', 1000);
    const due = payments.filter((p) => p.month_on === month);
    if (due.length === 0) continue;
    const batch = await makeBatch(
      treasurer(sent),
      due.map((p) => p.id),
    );
    await answer(treasurer(addDays(sent, 3)), batch.batch_id, {
      on: addDays(sent, 2),
      returned: back === 2,
      waiting: back === 1,
    });
  }
  await close(treasurer, addDays(addMonths(last, 1), 4));
  await late();
}

type Treasurer = (day: Day) => Context;

/**
 * This year's money, most of it; what came and went in the year before this system began, as one sum.
 * @returns what enters the rest, which came a few days ago and whose paper is still on its way
 */
async function allot(treasurer: Treasurer, year: number, today: Day): Promise<() => Promise<unknown>> {
  const { payments } = await listPayments(treasurer(today), null, 1000);
  const used = new Set(payments.map((p) => p.line_id));
  const enter = (line: string, day: Day, amountFen: Fen, kind: 'allocation' | 'other', voucher: Voucher) =>
    enterMoney(treasurer(day), line, { kind, amountFen, enteredOn: day, voucher });
  const recent = [addDays(today, -6), `${today.slice(0, 7)}-01`].sort()[1] as Day;
  let late = async (): Promise<unknown> => null;
  for (const y of [year - 1, year]) {
    const { lines } = await listLines(treasurer(today), y);
    for (const [i, line] of lines.entries()) {
      const no = `${y}-${line.code}`;
      const first = y === year ? Math.floor((line.amount_fen * 8) / 10) : line.amount_fen;
      if (first === 0) continue;
      await enter(line.id, `${y}-01-01`, first, 'allocation', {
        no: `拨-${no}`,
        name: '财政拨款通知单（示例）',
        note: null,
      });
      if (y < year && line.committed_fen > 0 && !used.has(line.id))
        await enter(line.id, `${y}-12-20`, -line.committed_fen, 'other', {
          no: `汇-${no}`,
          name: '年度支出汇总（示例）',
          note: '系统启用前的支出，按年度汇总',
        });
      if (y === year && i === 0)
        late = () =>
          enter(line.id, recent, line.amount_fen - first, 'allocation', { no: null, name: null, note: null });
    }
  }
  return late;
}

/** Closes what is over on that day; last year's months all, this year's one after another. */
async function close(treasurer: Treasurer, day: Day): Promise<void> {
  for (const year of [Number(day.slice(0, 4)) - 1, Number(day.slice(0, 4))]) {
    const { lines } = await listLines(treasurer(day), year);
    for (const line of lines)
      for (let month = line.open_from; addMonths(month, 1) <= day; month = addMonths(month, 1))
        await closeMonth(treasurer(day), line.id, month);
  }
}

/** The bank's file as it would come: one row came back, or one is not in it yet. */
async function answer(
  ctx: Context,
  batch: string,
  how: { on: Day; returned: boolean; waiting: boolean },
): Promise<void> {
  const { batch: made, rows } = await readBatch(ctx, batch);
  // always the same contract's, whatever the ids are
  const [other] = rows
    .map((r) => ({ id: r.id, by: `${r.contract_no} ${r.line_code}` }))
    .sort((a, b) => (a.by < b.by ? 1 : -1));
  const told = rows.filter((r) => !how.waiting || r.id !== other?.id);
  if (told.length === 0) return;
  const lines = told.map((r) => {
    const back = how.returned && r.id === other?.id;
    return [r.end_to_end_id, back ? '退回' : '成功', toYuan(r.amount_fen), how.on, back ? '户名与账号不符' : ''];
  });
  const text = [['付款编号', '结果', '金额', '日期', '原因'], ...lines].map((l) => l.join(',')).join('\r\n');
  await takeAnswers(ctx, batch, { name: `回单-${made.batch_no}.csv`, bytes: Buffer.from(text) });
}
