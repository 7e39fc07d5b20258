// Decides what may be paid, by whom and into which account, and what the bank's answers change (中小企业款项支付条例: within 30 days; 三查: 资金是否拨付).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, sum, toYuan } from '../kernel/money.ts';
import { type Day, daysBetween } from '../kernel/period.ts';
import type { Account, AnswerRow } from './mechanism/files.ts';

export const payStates = ['open', 'in_bank', 'paid', 'returned'] as const;
export type PayState = (typeof payStates)[number];
export type BankAnswer = 'paid' | 'returned';

/** What has become of a payment, from its last attempt; a returned one is open again. */
export const stateOf = (last: { answer: BankAnswer | null } | null): PayState =>
  last === null ? 'open' : (last.answer ?? 'in_bank');
const isOpen = (state: PayState) => state === 'open' || state === 'returned';

export const WARN_DAYS = 5;
/** `late` from the day after the due day until the bank has confirmed it. */
export function dueState(state: PayState, dueOn: Day, today: Day): 'done' | 'in_time' | 'soon' | 'late' {
  if (state === 'paid') return 'done';
  if (dueOn < today) return 'late';
  return daysBetween(today, dueOn) <= WARN_DAYS ? 'soon' : 'in_time';
}

const ACCOUNT = /^\d{8,32}$/;
const BANK = /^\d{12}$/;
const complete = (a: Account) =>
  ACCOUNT.test(a.account_no) && BANK.test(a.bank_code) && a.account_name.trim() !== '' && a.bank_name.trim() !== '';

/** What is wrong with an account as it was written. */
function wrongWith(a: Account): (Reason | false)[] {
  return [
    !ACCOUNT.test(a.account_no) && { code: 'account_no_invalid', pointer: '/account_no' },
    a.bank_name.trim() === '' && { code: 'bank_name_missing', pointer: '/bank_name' },
    !BANK.test(a.bank_code) && { code: 'bank_code_invalid', pointer: '/bank_code' },
  ];
}
export const maySetPayer = (account: Account): Verdict => verdict(wrongWith(account), {});

/** Another account of the same payee, once the bank has given the money back or where there was none. */
export function maySetAccount(
  payment: { payee: string; state: PayState; account: Account | null },
  to: Account,
): Verdict {
  const had = payment.account;
  const stands = !isOpen(payment.state) || (payment.state === 'open' && had !== null && complete(had));
  const same = had !== null && had.account_no === to.account_no && had.bank_code === to.bank_code;
  return verdict(
    [
      stands && { code: 'account_stands', values: { state: `pay_${payment.state}` } },
      to.account_name.trim() !== payment.payee && {
        code: 'account_name_differs',
        values: { payee: payment.payee },
        pointer: '/account_name',
      },
      ...wrongWith(to),
      same && { code: 'account_same', pointer: '/account_no' },
    ],
    {},
  );
}

export const MAX_BATCH = 500;
export type Payable = {
  id: string;
  payee: string;
  amountFen: Fen;
  state: PayState;
  approvedBy: string | null;
  account: Account | null;
  /** who approved another account than the one that came with the approval */
  accountBy: string | null;
  lineId: string;
};
/** A line's money: what it holds less what the bank has been told to pay already. */
export type LineMoney = { code: string; year: number; leftFen: Fen };

/** One batch for the bank: open payments that somebody else approved, into complete accounts, with the money there. */
export function mayBatch(
  chosen: readonly Payable[],
  facts: { payer: string | null; from: Account | null; today: Day; lines: ReadonlyMap<string, LineMoney> },
): Verdict<{ totalFen: Fen }> {
  const values = (p: Payable) => ({ payee: p.payee, amount: toYuan(p.amountFen) });
  const needed = Map.groupBy(chosen, (p) => p.lineId);
  return verdict(
    [
      chosen.length === 0 && { code: 'batch_empty' },
      chosen.length > MAX_BATCH && { code: 'batch_too_long', values: { max: MAX_BATCH } },
      facts.from === null && { code: 'payer_missing' },
      ...chosen.flatMap((p): (Reason | false)[] => [
        !isOpen(p.state) && { code: 'payment_not_open', values: { ...values(p), state: `pay_${p.state}` } },
        p.approvedBy !== null && p.approvedBy === facts.payer && { code: 'payer_approved', values: values(p) },
        p.accountBy !== null && p.accountBy === facts.payer && { code: 'payer_set_account', values: values(p) },
        p.account === null && { code: 'payee_no_account', values: values(p) },
        p.account !== null && !complete(p.account) && { code: 'account_invalid', values: values(p) },
      ]),
      ...[...needed].flatMap(([id, payments]): (Reason | false)[] => {
        const line = facts.lines.get(id);
        const total = sum(payments.map((p) => p.amountFen));
        if (!line) return [];
        return [
          line.year > Number(facts.today.slice(0, 4)) && {
            code: 'line_ahead',
            values: { code: line.code, year: line.year },
          },
          total > line.leftFen && {
            code: 'line_short',
            values: { code: line.code, needed: toYuan(total), left: toYuan(line.leftFen) },
          },
        ];
      }),
    ],
    { totalFen: sum(chosen.map((p) => p.amountFen)) },
  );
}

/** What the bank gives back unchanged: batch number and row, 35 characters at most (ISO 20022 Max35Text). */
export const endToEndOf = (batchNo: string, row: number): string => `${batchNo}-${String(row).padStart(4, '0')}`;
/** 'P20261126-01': the day and the number of the batch in it. */
export const batchNoOf = (day: Day, before: number): string =>
  `P${day.replaceAll('-', '')}-${String(before + 1).padStart(2, '0')}`;

export type Attempt = {
  id: string;
  batchNo: string;
  amountFen: Fen;
  accountNo: string;
  answer: BankAnswer | null;
  bankOn: Day | null;
};
export type News = {
  attemptId: string;
  row: number;
  id: string;
  result: BankAnswer;
  bankOn: Day;
  reason: string | null;
};

function against(
  a: AnswerRow,
  found: Attempt | undefined,
  facts: { batchNo: string; madeOn: Day; today: Day },
): (Reason | false)[] {
  const named = { row: a.row, id: a.id };
  if (!found) return [{ code: 'bank_row_unknown', values: named }];
  if (found.batchNo !== facts.batchNo)
    return [{ code: 'bank_other_batch', values: { ...named, batch: found.batchNo } }];
  const known = found.answer === a.result && found.bankOn === a.bankOn;
  // What was paid may still come back; nothing else changes once the bank has spoken.
  const first = found.answer === 'paid' && a.result === 'returned' ? (found.bankOn ?? facts.madeOn) : facts.madeOn;
  const late = found.answer !== null && !known && a.result !== 'pending';
  return [
    a.amountFen !== null &&
      a.amountFen !== found.amountFen && {
        code: 'bank_amount',
        values: { ...named, found: toYuan(a.amountFen), expected: toYuan(found.amountFen) },
      },
    a.accountNo !== null && a.accountNo !== found.accountNo && { code: 'bank_account', values: named },
    a.result === 'returned' && !a.reason?.trim() && { code: 'bank_reason', values: named },
    a.result !== 'pending' &&
      (a.bankOn === null || a.bankOn < first || a.bankOn > facts.today) && {
        code: 'bank_day',
        values: { ...named, text: a.bankOn ?? '', first, last: facts.today },
      },
    late &&
      !(found.answer === 'paid' && a.result === 'returned') && {
        code: 'bank_answered',
        values: { ...named, how: `pay_${found.answer}` },
      },
  ];
}

/**
 * May the bank's file be taken over as it stands? All of it or nothing, with every row that is wrong. What was answered
 * the same before changes nothing, so that one file may come twice.
 * @param attempts every attempt of the district whose number the file names
 */
export function mayTake(
  rows: readonly AnswerRow[],
  attempts: ReadonlyMap<string, Attempt>,
  facts: { batchNo: string; madeOn: Day; today: Day },
): Verdict<{ news: News[]; known: number; pending: number }> {
  const seen = new Set<string>();
  const reasons = rows.flatMap((a): (Reason | false)[] => {
    const twice = seen.has(a.id);
    seen.add(a.id);
    return twice
      ? [{ code: 'bank_row_twice', values: { row: a.row, id: a.id } }]
      : against(a, attempts.get(a.id), facts);
  });
  const news = rows.flatMap((a): News[] => {
    const found = attempts.get(a.id);
    if (!found || a.result === 'pending' || a.bankOn === null || found.answer === a.result) return [];
    return [{ attemptId: found.id, row: a.row, id: a.id, result: a.result, bankOn: a.bankOn, reason: a.reason }];
  });
  const pending = rows.filter((a) => a.result === 'pending').length;
  return verdict([rows.length === 0 && { code: 'bank_empty' }, ...reasons], {
    news,
    known: rows.length - news.length - pending,
    pending,
  });
}

/** The day an answer is entered under: the bank's own, or the first open day when that month is closed already. */
export const entryDay = (bankOn: Day, openFrom: Day): Day => (bankOn < openFrom ? openFrom : bankOn);

/** `ofFen` is what a payment stands for of what was accepted: with what is held back of it; what releases that stands for nothing new. */
export type Paid = { amountFen: Fen; ofFen: Fen; paid: boolean };
/** An approved month of a contract: what each lot has in it, and what was to be paid for it and is. In the order of approval. */
export type Settled = { lots: ReadonlyMap<string, Fen>; payments: readonly Paid[] };

/**
 * What has been paid of each lot: of every month, or of several months where the first left nothing to pay, each lot has
 * its share of what is paid; all of it once all is paid, what was held back included. Reckoned from the beginning, so that
 * it cannot drift.
 */
export function paidByLot(months: readonly Settled[]): Map<string, Fen> {
  const paid = new Map<string, Fen>();
  let open = new Map<string, Fen>();
  for (const month of months) {
    for (const [lot, amount] of month.lots) open.set(lot, sum([open.get(lot) ?? 0, amount]));
    const total = sum(month.payments.map((p) => p.ofFen));
    if (total === 0) continue;
    const done = sum(month.payments.filter((p) => p.paid).map((p) => p.amountFen));
    for (const [lot, amount] of open) {
      const share = done === total ? amount : Number((BigInt(amount) * BigInt(done)) / BigInt(total));
      paid.set(lot, sum([paid.get(lot) ?? 0, share]));
    }
    open = new Map();
  }
  return paid;
}

/** An approved month of a contract: what each lot has in it, and what was to be paid for it and when the bank had. */
export type Approved = {
  approvedOn: Day;
  lots: ReadonlyMap<string, number>;
  payments: readonly { amountFen: number; ofFen: number; paidOn: Day | null }[];
};
