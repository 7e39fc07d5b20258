// Decides what a bank's payment status report (ISO 20022 pain.002.001.10) says of each transfer of a batch.
import { type Verdict, verdict } from '../../kernel/errors.ts';
import { fromYuan } from '../../kernel/money.ts';
import { type Day, isDay } from '../../kernel/period.ts';
import type { AnswerRow } from './files.ts';

type Node = { name: string; text: string; children: Node[] };

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, dec, hex, name: string) =>
    name
      ? (entities[name] ?? all)
      : String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(dec ?? hex, dec ? 10 : 16))),
  );

const PIECE = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w.:-]+)((?:\s[^<>]*?)?)(\/?)>|[^<]+/gy;
const MAX_DEPTH = 24;

/** Elements and their text; no document type, no entities of its own, no more depth than the format has. Null: not well-formed. */
function parse(xml: string): Node | null {
  const root: Node = { name: '', text: '', children: [] };
  const open = [root];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < xml.length) {
    const found = PIECE.exec(xml);
    if (!found) return null;
    const [piece, close, name, , empty] = found;
    const here = open.at(-1) as Node;
    if (name === undefined) {
      if (!piece.startsWith('<')) here.text += unescaped(piece);
      continue;
    }
    const local = name.replace(/^.*:/, '');
    if (close) {
      if (open.length === 1 || here.name !== local) return null;
      open.pop();
      continue;
    }
    const node: Node = { name: local, text: '', children: [] };
    here.children.push(node);
    if (!empty) open.push(node);
    if (open.length > MAX_DEPTH) return null;
  }
  return open.length === 1 ? root : null;
}

const all = (node: Node, name: string): Node[] => node.children.flatMap((c) => (c.name === name ? [c] : all(c, name)));
const textOf = (node: Node, name: string): string | null => all(node, name)[0]?.text.trim() || null;

/** Settled, refused, or on its way still (ISO 20022 external payment transaction status). */
const statuses: Record<string, AnswerRow['result']> = {
  ACSC: 'paid',
  ACCC: 'paid',
  RJCT: 'returned',
  ACSP: 'pending',
  ACTC: 'pending',
  ACCP: 'pending',
  ACWC: 'pending',
  PDNG: 'pending',
  RCVD: 'pending',
};

/** The answers of a report; `row` counts its transfers from 1. The day is the settlement’s, or the day of the report. */
export function readPain002(xml: string): Verdict<{ rows: AnswerRow[] }> {
  const document = parse(xml.replace(/^\ufeff/, '').trim());
  const report = document && all(document, 'CstmrPmtStsRpt')[0];
  if (!report) return { ok: false, reasons: [{ code: 'bank_unreadable' }] };
  const made = (textOf(report, 'CreDtTm') ?? '').slice(0, 10);
  const day = (text: string | null): Day | null => {
    const found = (text ?? made).slice(0, 10);
    return isDay(found) ? found : null;
  };
  const read = all(report, 'TxInfAndSts').map((tx, i) => {
    const status = textOf(tx, 'TxSts') ?? '';
    const result = statuses[status];
    const amount = textOf(tx, 'InstdAmt');
    const accepted = textOf(tx, 'FctvIntrBkSttlmDt') ?? textOf(tx, 'AccptncDtTm');
    const code = all(tx, 'Rsn').flatMap((r) => textOf(r, 'Cd') ?? textOf(r, 'Prtry') ?? [])[0];
    const said = all(tx, 'AddtlInf').map((a) => a.text.trim());
    const creditor = all(tx, 'CdtrAcct')[0];
    return {
      status,
      result,
      row: i + 1,
      id: textOf(tx, 'OrgnlEndToEndId') ?? '',
      amountFen: amount === null ? null : fromYuan(amount),
      unread: amount !== null && fromYuan(amount) === null ? amount : null,
      accountNo: creditor ? textOf(creditor, 'Id') : null,
      bankOn: day(accepted),
      reason: [code, ...said].filter(Boolean).join(' ') || null,
    };
  });
  return verdict(
    read.flatMap((r) => [
      !r.result && { code: 'bank_result' as const, values: { row: r.row, text: r.status.slice(0, 20) } },
      r.unread !== null && { code: 'bank_amount_unread' as const, values: { row: r.row, text: r.unread.slice(0, 20) } },
    ]),
    {
      rows: read.flatMap(({ status: _, unread: __, result, ...r }): AnswerRow[] => (result ? [{ ...r, result }] : [])),
    },
  );
}
