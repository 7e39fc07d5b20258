import { importApplicants } from '../../server/applicants/actions.ts';
import { addBudgetLines, enterMoney } from '../../server/funds/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { DISTRICT, person, vault, type World } from './district.ts';

const account = {
  account_name: '测试养老服务中心',
  account_no: '6222000000000001',
  bank_name: '示例银行岳阳分行',
  bank_code: '105557000001',
};

/** A budget line of the year with so much money on it. */
export async function fundedLine(w: World, treasurer: Actor, code: string, fen: number): Promise<string> {
  const { ids } = await addBudgetLines(w.system, [
    { year: 2026, code, name: '养老服务', amountFen: Math.max(fen, 1), budgetDoc: null, allocationDoc: null },
  ]);
  const line = ids[0] as string;
  if (fen > 0)
    await enterMoney(w.as(treasurer), line, {
      kind: 'allocation',
      amountFen: fen,
      enteredOn: '2026-01-05',
      voucher: { no: `拨-${code}`, name: '拨款单', note: null },
    });
  return line;
}

type Approval = {
  lot: string;
  month: string;
  approver: Actor;
  parts: { line: string; fen: number }[];
  settled?: number;
};

/**
 * An approved month of the lot's contract with its payments, written as the settlement leaves them: one line of
 * `settled` fen (or the sum of the parts) and a payment for each part.
 */
export async function approvedMonth(w: World, given: Approval & { payTo?: Partial<typeof account> | null }) {
  const sql = w.database.ownerSql;
  const someone = person();
  await importApplicants(w.system, vault, [someone]);
  const [lot] = await sql`select contract_id, facility_id from lots where id = ${given.lot}`;
  const total = given.settled ?? given.parts.reduce((n, p) => n + p.fen, 0);
  const settlement = newId();
  const by = given.approver.account;
  const at = w.time.now;
  const to = given.payTo === null ? null : { ...account, ...given.payTo };
  await sql`insert into settlements (district, id, contract_id, month_on, digest, drafted_at, amount_fen, government_fen, family_fen, approved_at, approved_by)
    values (${DISTRICT}, ${settlement}, ${lot!.contract_id}, ${given.month}, 'x', ${at}, ${total}, ${total}, 0, ${at}, ${by})`;
  await sql`insert into settlement_lines (district, id, settlement_id, facility_id, lot_id, applicant_id, kind, month_on, days, units_num, units_den, amount_fen, government_fen, family_fen, schemes, basis, digest)
    values (${DISTRICT}, ${newId()}, ${settlement}, ${lot!.facility_id}, ${given.lot}, ${someone.applicant.id as string}, ${total < 0 ? 'correction' : 'regular'},
      ${given.month}, 30, 1, 1, ${total}, ${total}, 0, '{}', '{}', 'x')`;
  const payments: string[] = [];
  for (const part of given.parts) {
    const id = newId();
    payments.push(id);
    await sql`insert into payments (district, id, settlement_id, budget_line_id, payee_name, account_name, account_no, bank_name, bank_code, amount_fen, approved_by, approved_at, due_on)
      values (${DISTRICT}, ${id}, ${settlement}, ${part.line}, ${account.account_name}, ${to?.account_name ?? null}, ${to?.account_no ?? null},
        ${to?.bank_name ?? null}, ${to?.bank_code ?? null}, ${part.fen}, ${by}, ${at}, '2026-12-20')`;
  }
  return { settlement, payments };
}

export const payTo = account;
