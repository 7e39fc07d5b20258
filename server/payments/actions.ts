import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { lots } from '../../db/schema/contracts.ts';
import {
  bankFiles,
  payerAccounts,
  paymentAccounts,
  paymentAttempts,
  paymentBatches,
} from '../../db/schema/settlement.ts';
import { lockLine, openFromOf, postEntry } from '../funds/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import type { Fen } from '../kernel/money.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx, view } from '../platform/context.ts';
import { readDelimited } from '../platform/delimited.ts';
import { among, newId } from '../platform/ids.ts';
import { type Account, type AnswerRow, readAnswers } from './mechanism/files.ts';
import { readPain002 } from './mechanism/pain002.ts';
import { approvedOf, findBatch, lineMoney, type PaymentRow, payerOf, paymentsOf } from './queries.ts';
import {
  type Attempt,
  type BankAnswer,
  batchNoOf,
  endToEndOf,
  entryDay,
  mayBatch,
  maySetAccount,
  maySetPayer,
  mayTake,
  type News,
  paidByLot,
  type Settled,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const camel = (a: Account) => ({
  accountName: a.account_name.trim(),
  accountNo: a.account_no,
  bankName: a.bank_name.trim(),
  bankCode: a.bank_code,
});

/** The bureau's own account, from which the next batches are paid. */
export function setPayer(ctx: Context, account: Account, demonstration = false): Promise<{ payer_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'payments.set_payer',
    async () => ({ district, type: 'payer_account', id: null, row: null }),
    async (tx) => {
      required(maySetPayer(account), 'invalid');
      const id = newId();
      await tx.insert(payerAccounts).values({
        district,
        id,
        ...camel(account),
        demonstration,
        setBy: ctx.actor?.account ?? null,
        setAt: ctx.clock(),
      });
      return { result: { payer_id: id }, id, after: account, changed: ['funds'] };
    },
  );
}

/** Payments about to change hands, under the locks of their lines in one order: whoever else pays from a line waits. */
async function lockPayments(tx: Tx, district: string, ids: readonly string[]): Promise<PaymentRow[]> {
  const lines = new Set((await paymentsOf(tx, district, { ids })).map((p) => p.line_id));
  for (const line of [...lines].sort()) await lockLine(tx, district, line);
  const rows = await paymentsOf(tx, district, { ids });
  if (rows.length < ids.length) throw new Refusal('not_found', 'not_found');
  return rows;
}

/** The bureau approves another account of the same payee for a payment that came back, or that had none. */
export function setAccount(
  ctx: Context,
  paymentId: string,
  to: Account & { reason: string },
): Promise<{ payment_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'payments.set_account',
    async (tx): Promise<Subject<PaymentRow>> => {
      const [row] = await lockPayments(tx, district, [paymentId]);
      return { district, type: 'payment', id: paymentId, row: row as PaymentRow };
    },
    async (tx, { row }) => {
      required(maySetAccount(row, to));
      await tx.insert(paymentAccounts).values({
        district,
        id: newId(),
        paymentId,
        ...camel(to),
        reason: to.reason.trim(),
        approvedBy: ctx.actor?.account ?? null,
        approvedAt: ctx.clock(),
      });
      const { account: before } = row;
      return {
        result: { payment_id: paymentId },
        ...(before ? { before } : {}),
        after: to,
        reason: to.reason,
        changed: ['funds'],
      };
    },
  );
}

/** Puts open payments into one batch for the bank; from now on each waits for the bank's answer. */
export function makeBatch(
  ctx: Context,
  ids: readonly string[],
): Promise<{ batch_id: string; batch_no: string; count: number; total_fen: Fen }> {
  const { district } = ctx;
  return act(
    ctx,
    'payments.batch',
    async () => ({ district, type: 'payment_batch', id: null, row: null }),
    async (tx) => {
      const chosen = ids.length === 0 ? [] : await lockPayments(tx, district, [...new Set(ids)]);
      const lines = await lineMoney(tx, district, [...new Set(chosen.map((p) => p.line_id))]);
      const payer = await payerOf(tx, district);
      const { totalFen } = required(
        mayBatch(
          chosen.map((p) => ({
            ...p,
            amountFen: p.amount_fen,
            approvedBy: p.approved_by,
            accountBy: p.account_by,
            lineId: p.line_id,
          })),
          {
            payer: ctx.actor?.account ?? null,
            from: payer?.account ?? null,
            today: today(ctx),
            lines: new Map(lines.map((l) => [l.id, { ...l, leftFen: l.balance_fen - l.in_bank_fen }])),
          },
        ),
      );
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`payment batches ${district}`}))`);
      const first = batchNoOf(today(ctx), 0).slice(0, -2);
      const [before] = await tx.execute<{ n: number }>(
        sql`select count(*)::int as n from payment_batches where district = ${district} and batch_no like ${`${first}%`}`,
      );
      const batch = { id: newId(), no: batchNoOf(today(ctx), before?.n ?? 0) };
      const madeBy = ctx.actor?.account ?? '';
      await tx.insert(paymentBatches).values({
        district,
        id: batch.id,
        batchNo: batch.no,
        count: chosen.length,
        totalFen,
        payerId: payer?.id ?? null,
        madeBy,
        madeAt: ctx.clock(),
      });
      await tx.insert(paymentAttempts).values(
        chosen.map((p, i) => ({
          district,
          id: newId(),
          batchId: batch.id,
          paymentId: p.id,
          rowNo: i + 1,
          endToEndId: endToEndOf(batch.no, i + 1),
          ...camel(p.account as Account),
          amountFen: p.amount_fen,
          approvedBy: p.approved_by,
          accountBy: p.account_by,
          madeBy,
        })),
      );
      const result = { batch_id: batch.id, batch_no: batch.no, count: chosen.length, total_fen: totalFen };
      return { result, id: batch.id, after: { ...result, payments: chosen.map((p) => p.id) }, changed: ['funds'] };
    },
  );
}

export type BankFile = { name: string; bytes: Buffer };

/** A bank's file as rows: pain.002 by its first sign, else a table. @throws Refusal naming every row that cannot be read */
async function readFile({ bytes }: BankFile): Promise<AnswerRow[]> {
  const start = bytes
    .subarray(0, 200)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (start.startsWith('<')) return required(readPain002(bytes.toString('utf8')), 'invalid').rows;
  const table = await readDelimited(bytes).catch((error: unknown) => {
    throw error instanceof Refusal && error.code === 'import_unreadable'
      ? new Refusal('invalid', [{ code: 'bank_unreadable', pointer: '/content_base64' }])
      : error;
  });
  return required(readAnswers(table.rows), 'invalid').rows;
}

type Known = Attempt & { lineId: string; contractId: string; payee: string };
async function compare(tx: ReadTx, ctx: Context, batchId: string, rows: readonly AnswerRow[]) {
  const { district } = ctx;
  const batch = await findBatch(tx, district, batchId);
  const ids = [...new Set(rows.map((r) => r.id))];
  const known = await tx.execute<Known & { endToEndId: string }>(sql`
    select t.id, t.end_to_end_id as "endToEndId", b.batch_no as "batchNo", t.amount_fen as "amountFen", t.account_no as "accountNo", t.account_name as payee,
           t.answer, t.bank_on::text as "bankOn", p.budget_line_id as "lineId", s.contract_id as "contractId"
      from payment_attempts t
      join payment_batches b on b.district = t.district and b.id = t.batch_id
      join payments p on p.district = t.district and p.id = t.payment_id
      join settlements s on s.district = p.district and s.id = p.settlement_id
     where t.district = ${district} and t.end_to_end_id = any(${sql.param(ids)}::text[])`);
  const attempts = new Map(known.map((k) => [k.endToEndId, k]));
  const verdict = mayTake(rows, attempts, {
    batchNo: batch.batch_no,
    madeOn: dayOf(new Date(batch.made_at)),
    today: today(ctx),
  });
  return { ...required(verdict), attempts };
}

export type Taken = { paid: number; returned: number; known: number; pending: number; waiting: number };
const count = (news: readonly { result: BankAnswer }[], result: BankAnswer) =>
  news.filter((n) => n.result === result).length;

/** What the bank's file would change; nothing is written. @throws Refusal as takeAnswers */
export async function previewAnswers(ctx: Context, batchId: string, file: BankFile) {
  const rows = await readFile(file);
  return view(ctx, 'payments.take_answers', async (tx) => {
    const { news, known, pending } = await compare(tx, ctx, batchId, rows);
    return {
      counts: { paid: count(news, 'paid'), returned: count(news, 'returned'), known, pending },
      rows: news.map((n) => ({ row: n.row, id: n.id, result: n.result, bank_on: n.bankOn, reason: n.reason })),
    };
  });
}

/**
 * Takes over the bank's answers to one batch, all of them or none: what is paid goes into the ledger of its line and of
 * its lots, what came back is open again. The same file again changes nothing.
 * @throws Refusal naming every row of another batch, of no batch, with another amount, or against an earlier answer
 */
export async function takeAnswers(
  ctx: Context,
  batchId: string,
  file: BankFile,
): Promise<{ counts: Omit<Taken, 'waiting'> }> {
  const { district } = ctx;
  const rows = await readFile(file);
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  return act(
    ctx,
    'payments.take_answers',
    async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`bank answers ${district}`}))`);
      return { district, type: 'payment_batch', id: batchId, row: await findBatch(tx, district, batchId) };
    },
    async (tx) => {
      const { news, known, pending, attempts } = await compare(tx, ctx, batchId, rows);
      const counts = { paid: count(news, 'paid'), returned: count(news, 'returned'), known, pending };
      const result = { counts };
      if (news.length === 0) return { result, after: { sha256, ...counts } };
      const fileId = newId();
      await tx.insert(bankFiles).values({
        district,
        id: fileId,
        batchId,
        fileName: file.name,
        sha256,
        contents: file.bytes,
        counts,
        takenBy: ctx.actor?.account ?? null,
        takenAt: ctx.clock(),
      });
      const told = news
        .map((n) => ({ ...n, was: attempts.get(n.id) as Known }))
        .sort((a, b) => (a.was.lineId === b.was.lineId ? a.row - b.row : a.was.lineId < b.was.lineId ? -1 : 1));
      for (const one of told) await takeOne(tx, ctx, one, { id: fileId, name: file.name });
      for (const contract of [...new Set(told.map((n) => n.was.contractId))].sort())
        await recountPaid(tx, district, contract);
      return { result, after: { file: fileId, sha256, ...counts }, changed: ['funds'] };
    },
  );
}

/** One answer: the attempt has it, and the line's ledger what went out or came back. */
async function takeOne(
  tx: Tx,
  ctx: Context,
  { was, ...now }: News & { was: Known },
  file: { id: string; name: string },
) {
  const { district } = ctx;
  const changed = await tx.execute(sql`
    update payment_attempts set answer = ${now.result}, answer_reason = ${now.result === 'returned' ? now.reason : null},
           bank_on = ${now.bankOn}::date, bank_file_id = ${file.id}, answered_at = ${ctx.clock().toISOString()}
     where district = ${district} and id = ${now.attemptId} returning id`);
  if (changed.length !== 1) throw new Refusal('unavailable', 'busy');
  const kind = now.result === 'paid' ? 'payment' : was.answer === 'paid' ? 'return' : null;
  if (kind === null) return;
  const enteredOn = entryDay(now.bankOn, await openFromOf(tx, district, was.lineId));
  const moved = enteredOn === now.bankOn ? '' : `；银行日期 ${now.bankOn}，该月已结账`;
  await postEntry(tx, ctx, was.lineId, {
    kind,
    amountFen: kind === 'payment' ? -was.amountFen : was.amountFen,
    enteredOn,
    attemptId: now.attemptId,
    voucher: { no: now.id, name: `银行回单 ${file.name}`, note: `${was.payee}${moved}` },
  });
}

/** Writes what has been paid of each lot of a contract, from its approved months and their payments. */
async function recountPaid(tx: Tx, district: string, contract: string): Promise<void> {
  await tx.execute(
    sql`select 1 from lots where district = ${district} and contract_id = ${contract} order by id for update`,
  );
  const [months = []] = await approvedOf(tx, district, [contract]);
  const settled = months.map(
    (m): Settled => ({ lots: m.lots, payments: m.payments.map((p) => ({ ...p, paid: p.paidOn !== null })) }),
  );
  for (const [lot, paidFen] of paidByLot(settled))
    await tx
      .update(lots)
      .set({ paidFen })
      .where(sql`${eq(lots.district, district)} and ${among(sql`${lots.id}`, [lot])}`);
}
