// Decides how a batch is written for the bank (CSV; ISO 20022 pain.001.001.09) and how the bank's answers in CSV are read.
import type { Reason, Verdict } from '../../kernel/errors.ts';
import { verdict } from '../../kernel/errors.ts';
import { type Fen, fromYuan, sum, toYuan } from '../../kernel/money.ts';
import { type Day, isDay } from '../../kernel/period.ts';
import { armed, disarmed, type RawCell, type RawRow } from '../../kernel/table.ts';

export type Account = { account_name: string; account_no: string; bank_name: string; bank_code: string };
export type FileRow = Account & { row: number; id: string; amountFen: Fen; purpose: string };
export type BatchFile = { batchNo: string; madeAt: Date; madeOn: Day; payer: Account; rows: readonly FileRow[] };
/** One answer as it stood in the bank's file. `pending`: the bank is still at it, nothing changes. */
export type AnswerRow = {
  row: number;
  id: string;
  result: 'paid' | 'returned' | 'pending';
  /** null where the format does not repeat it */
  amountFen: Fen | null;
  accountNo: string | null;
  bankOn: Day | null;
  reason: string | null;
};

const quoted = (text: string) => {
  const safe = disarmed(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const csv = (rows: readonly (readonly string[])[]) =>
  `\ufeff${rows.map((r) => r.map(quoted).join(',')).join('\r\n')}\r\n`;

/** RFC 4180 in UTF-8 with a mark; the last three columns are the bank's to fill in, and are what readAnswers() takes. */
export function batchCsv({ rows }: BatchFile): string {
  return csv([
    ['序号', '付款编号', '收款户名', '收款账号', '开户银行', '联行号', '金额', '用途', '结果', '日期', '原因'],
    ...rows.map((r) => [
      String(r.row),
      r.id,
      r.account_name,
      r.account_no,
      r.bank_name,
      r.bank_code,
      toYuan(r.amountFen),
      r.purpose,
      '',
      '',
      '',
    ]),
  ]);
}

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
// What XML 1.0 cannot hold is left out; the rest is written as text.
const text = (value: string, max: number) =>
  [...value]
    .filter((c) => !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(c))
    .slice(0, max)
    .join('')
    .replace(/[&<>"']/g, (c) => escaped[c] ?? '');
const element = (name: string, inner: string, attributes = '') => `<${name}${attributes}>${inner}</${name}>`;

/** An instant as China's clock shows it, with its offset. */
const shanghai = (at: Date) => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
const party = (name: string) => element('Nm', text(name, 140));
const account = (no: string) => element('Id', element('Othr', element('Id', text(no, 34))));
/** A bank of China is named by its number in CNAPS (ISO 20022 external clearing system code). */
const agent = (a: Account) =>
  element(
    'FinInstnId',
    element('ClrSysMmbId', element('ClrSysId', element('Cd', 'CNAPS')) + element('MmbId', text(a.bank_code, 35))) +
      element('Nm', text(a.bank_name, 140)),
  );

/** A customer credit transfer initiation: one order of payment with a transfer for each row, on the day it is made. */
export function pain001({ batchNo, madeAt, madeOn, payer, rows }: BatchFile): string {
  const count = element('NbOfTxs', String(rows.length));
  const total = element('CtrlSum', toYuan(sum(rows.map((r) => r.amountFen))));
  const transfers = rows.map((r) =>
    element(
      'CdtTrfTxInf',
      element('PmtId', element('InstrId', text(r.id, 35)) + element('EndToEndId', text(r.id, 35))) +
        element('Amt', element('InstdAmt', toYuan(r.amountFen), ' Ccy="CNY"')) +
        element('CdtrAgt', agent(r)) +
        element('Cdtr', party(r.account_name)) +
        element('CdtrAcct', account(r.account_no)) +
        element('RmtInf', element('Ustrd', text(r.purpose, 140))),
    ),
  );
  const head =
    element('MsgId', text(batchNo, 35)) +
    element('CreDtTm', shanghai(madeAt)) +
    count +
    total +
    element('InitgPty', party(payer.account_name));
  const order =
    element('PmtInfId', text(batchNo, 35)) +
    element('PmtMtd', 'TRF') +
    count +
    total +
    element('ReqdExctnDt', element('Dt', madeOn)) +
    element('Dbtr', party(payer.account_name)) +
    element('DbtrAcct', account(payer.account_no) + element('Ccy', 'CNY')) +
    element('DbtrAgt', agent(payer)) +
    transfers.join('\n');
  const body = element('CstmrCdtTrfInitn', `${element('GrpHdr', head)}\n${element('PmtInf', order)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Document', body, ' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"')}\n`;
}

const headings = {
  id: ['付款编号', '客户流水号', '业务编号', 'end_to_end_id', 'endtoendid'],
  result: ['结果', '状态', '交易状态', '处理结果', 'result', 'status'],
  amount: ['金额', '金额（元）', '金额(元)', '交易金额', 'amount'],
  day: ['日期', '交易日期', '入账日期', '处理日期', 'date'],
  reason: ['原因', '失败原因', '退回原因', '退票原因', 'reason'],
  account: ['收款账号', '账号', '对方账号', 'account_no'],
} as const;
type Field = keyof typeof headings;
/** Columns without which an answer says nothing, as people call them. */
const needed: Field[] = ['id', 'result', 'amount', 'day'];

const results: Record<AnswerRow['result'], readonly string[]> = {
  paid: ['成功', '交易成功', '已付', '已入账', '付款成功', 'paid', 'success', 'acsc', 'accc'],
  returned: ['失败', '交易失败', '退回', '已退回', '退票', '退汇', '付款失败', 'returned', 'failed', 'rjct'],
  pending: ['处理中', '已受理', '待处理', 'pending', 'acsp', 'pdng'],
};

/** '2026-11-26', '2026/11/26' or 20261126, with or without a time behind it; null when it is no day. */
export function dayFrom(cell: RawCell): Day | null {
  const found = /^(\d{4})[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})日?(?:[ T].*)?$/.exec(String(cell ?? '').trim());
  if (!found) return null;
  const day = `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

const plain = (cell: RawCell) => armed(String(cell ?? '').trim());

/** The bank's answers from a table with headings, whichever of the known names they have; every row that cannot be read is named. */
export function readAnswers(table: readonly RawRow[]): Verdict<{ rows: AnswerRow[] }> {
  const start = table.findIndex((r) => {
    const names = r.cells.map((c) => plain(c).toLowerCase());
    return names.some((n) => (headings.id as readonly string[]).includes(n));
  });
  const head = table[start]?.cells.map((c) => plain(c).toLowerCase()) ?? [];
  const column = (field: Field) => head.findIndex((name) => (headings[field] as readonly string[]).includes(name));
  const missing = needed.filter((field) => column(field) < 0);
  if (missing.length > 0)
    return { ok: false, reasons: [{ code: 'bank_columns', values: { columns: missing.map((f) => headings[f][0]) } }] };
  const reasons: Reason[] = [];
  const rows: AnswerRow[] = [];
  for (const { row, cells } of table.slice(start + 1)) {
    const cell = (field: Field) => cells[column(field)] ?? null;
    const id = plain(cell('id'));
    if (!id) continue;
    const said = plain(cell('result')).toLowerCase();
    const result = (['paid', 'returned', 'pending'] as const).find((r) => results[r].includes(said));
    const amountFen = fromYuan(plain(cell('amount')));
    const bankOn = dayFrom(cell('day'));
    if (!result) reasons.push({ code: 'bank_result', values: { row, text: said.slice(0, 20) } });
    if (amountFen === null)
      reasons.push({ code: 'bank_amount_unread', values: { row, text: plain(cell('amount')).slice(0, 20) } });
    if (result)
      rows.push({
        row,
        id,
        result,
        amountFen,
        accountNo: plain(cell('account')).replaceAll(' ', '') || null,
        bankOn,
        reason: plain(cell('reason')) || null,
      });
  }
  return verdict(reasons, { rows });
}
