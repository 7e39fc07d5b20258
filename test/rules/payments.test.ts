import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromYuan } from '../../server/kernel/money.ts';
import { batchCsv, dayFrom, pain001, readAnswers } from '../../server/payments/mechanism/files.ts';
import { readPain002 } from '../../server/payments/mechanism/pain002.ts';
import {
  type Attempt,
  dueState,
  endToEndOf,
  entryDay,
  MAX_BATCH,
  mayBatch,
  maySetAccount,
  maySetPayer,
  mayTake,
  type Payable,
  paidByLot,
} from '../../server/payments/rules.ts';

const codes = (verdict: { ok: boolean; reasons?: { code: string }[] }) => verdict.reasons?.map((r) => r.code) ?? [];
const account = { account_name: '甲', account_no: '12345678', bank_name: '银行', bank_code: '105557000001' };
const payable: Payable = {
  id: '1',
  payee: '甲',
  amountFen: 100,
  state: 'open',
  approvedBy: 'officer',
  account,
  accountBy: null,
  lineId: 'L',
};
const facts = {
  payer: 'treasurer',
  from: account,
  today: '2026-11-24',
  lines: new Map([['L', { code: '01', year: 2026, leftFen: 100 }]]),
};

describe('a batch', () => {
  test.each([
    ['pays what is open, to the last fen of the line', [payable], facts, []],
    ['pays what came back again', [{ ...payable, state: 'returned' as const }], facts, []],
    ['has something in it', [], facts, ['batch_empty']],
    [
      'has an end',
      Array.from({ length: MAX_BATCH + 1 }, () => ({ ...payable, amountFen: 0 })),
      facts,
      ['batch_too_long'],
    ],
    ['pays nothing twice', [{ ...payable, state: 'paid' as const }], facts, ['payment_not_open']],
    ['nor what the bank has already', [{ ...payable, state: 'in_bank' as const }], facts, ['payment_not_open']],
    ['is made by somebody other than who approved', [payable], { ...facts, payer: 'officer' }, ['payer_approved']],
    ['or who named the account', [{ ...payable, accountBy: 'treasurer' }], facts, ['payer_set_account']],
    ['needs an account to pay to', [{ ...payable, account: null }], facts, ['payee_no_account']],
    ['a complete one', [{ ...payable, account: { ...account, bank_code: '1' } }], facts, ['account_invalid']],
    ['and one to pay from', [payable], { ...facts, from: null }, ['payer_missing']],
    ['does not pay more than the line has', [payable, { ...payable, id: '2', amountFen: 1 }], facts, ['line_short']],
    [
      'does not pay from next year’s line',
      [payable],
      { ...facts, lines: new Map([['L', { code: '01', year: 2027, leftFen: 100 }]]) },
      ['line_ahead'],
    ],
    [
      'says everything at once',
      [
        { ...payable, account: null },
        { ...payable, state: 'paid' as const },
      ],
      { ...facts, from: null },
      ['payer_missing', 'payee_no_account', 'payment_not_open', 'line_short'],
    ],
  ])('%s', (_, chosen, given, expected) => expect(codes(mayBatch(chosen, given))).toEqual(expected));
});

describe('another account', () => {
  const returned = { payee: '甲', state: 'returned' as const, account };
  const other = { ...account, account_no: '87654321' };
  test.each([
    ['may be approved when the money came back', returned, other, []],
    ['or where there was none', { ...returned, state: 'open' as const, account: null }, other, []],
    ['not while the bank has it', { ...returned, state: 'in_bank' as const }, other, ['account_stands']],
    ['not for one that stands', { ...returned, state: 'open' as const }, other, ['account_stands']],
    ['not of somebody else', returned, { ...other, account_name: '乙' }, ['account_name_differs']],
    ['not the same once more', returned, account, ['account_same']],
    ['with digits only', returned, { ...other, account_no: '8765 4321' }, ['account_no_invalid']],
    ['with its bank', returned, { ...other, bank_name: ' ' }, ['bank_name_missing']],
    ['and the number of the bank', returned, { ...other, bank_code: '12345678901' }, ['bank_code_invalid']],
  ])('%s', (_, payment, to, expected) => expect(codes(maySetAccount(payment, to))).toEqual(expected));

  test('the bureau’s own is as complete', () => {
    expect([maySetPayer(account).ok, maySetPayer({ ...account, bank_code: '' }).ok]).toEqual([true, false]);
  });
});

const attempts = new Map<string, Attempt>(
  [
    { id: 'open', batchNo: 'A', answer: null, bankOn: null },
    { id: 'paid', batchNo: 'A', answer: 'paid' as const, bankOn: '2026-11-20' },
    { id: 'back', batchNo: 'A', answer: 'returned' as const, bankOn: '2026-11-20' },
    { id: 'other', batchNo: 'B', answer: null, bankOn: null },
  ].map((a) => [a.id, { ...a, amountFen: 100, accountNo: '12345678' }]),
);
const row = {
  row: 2,
  id: 'open',
  result: 'paid' as const,
  amountFen: 100,
  accountNo: null,
  bankOn: '2026-11-20',
  reason: null,
};

describe('a bank’s file', () => {
  const given = { batchNo: 'A', madeOn: '2026-11-18', today: '2026-11-24' };
  test.each([
    ['pays', [row], []],
    ['gives back with a reason', [{ ...row, result: 'returned' as const, reason: '账号不符' }], []],
    ['may still be at it', [{ ...row, result: 'pending' as const, bankOn: null }], []],
    ['may come twice', [{ ...row, id: 'paid' }], []],
    ['may give back what it paid', [{ ...row, id: 'paid', result: 'returned' as const, reason: '退汇' }], []],
    ['is not empty', [], ['bank_empty']],
    ['is of this batch', [{ ...row, id: 'other' }], ['bank_other_batch']],
    ['names what was in it', [{ ...row, id: 'nothing' }], ['bank_row_unknown']],
    ['names it once', [row, row], ['bank_row_twice']],
    ['pays what was asked for', [{ ...row, amountFen: 101 }], ['bank_amount']],
    ['to whom it was asked for', [{ ...row, accountNo: '1' }], ['bank_account']],
    ['says why something came back', [{ ...row, result: 'returned' as const }], ['bank_reason']],
    ['not before the batch', [{ ...row, bankOn: '2026-11-17' }], ['bank_day']],
    ['not tomorrow', [{ ...row, bankOn: '2026-11-25' }], ['bank_day']],
    ['not on no day', [{ ...row, bankOn: null }], ['bank_day']],
    ['does not pay what came back', [{ ...row, id: 'back' }], ['bank_answered']],
    ['nor pay on another day', [{ ...row, id: 'paid', bankOn: '2026-11-21' }], ['bank_answered']],
    [
      'does not give back before it paid',
      [{ ...row, id: 'paid', result: 'returned' as const, reason: '退汇', bankOn: '2026-11-19' }],
      ['bank_day'],
    ],
  ])('%s', (_, rows, expected) => expect(codes(mayTake(rows, attempts, given))).toEqual(expected));

  test('of a long file every wrong row is named, and what is new is told from what is known', () => {
    const bad = mayTake([{ ...row, id: 'other' }, { ...row, row: 3, amountFen: 1 }, row], attempts, given);
    expect(!bad.ok && bad.reasons.map((r) => r.values?.row)).toEqual([2, 3, 2]);
    const good = mayTake([row, { ...row, id: 'paid' }], attempts, given);
    expect(good).toMatchObject({ news: [{ attemptId: 'open', bankOn: '2026-11-20' }], known: 1, pending: 0 });
  });
});

test.each([
  ['in_bank', '2026-11-23', 'late'],
  ['returned', '2026-11-24', 'soon'],
  ['open', '2026-11-29', 'soon'],
  ['open', '2026-11-30', 'in_time'],
  ['paid', '2026-01-01', 'done'],
] as const)('a payment that is %s and due on %s is %s', (state, due, expected) =>
  expect(dueState(state, due, '2026-11-24')).toBe(expected));

test('an answer of a closed month is entered on the first open day', () => {
  expect([entryDay('2026-09-30', '2026-10-01'), entryDay('2026-10-05', '2026-10-01')]).toEqual([
    '2026-10-01',
    '2026-10-05',
  ]);
});

describe('what is paid of each lot', () => {
  const lots = (...list: [string, number][]) => new Map(list);
  test('is its share while parts are paid, and all of it once all is', () => {
    const month = (first: boolean, second: boolean) => ({
      lots: lots(['a', 100], ['b', 51]),
      payments: [
        { amountFen: 100, ofFen: 100, paid: first },
        { amountFen: 51, ofFen: 51, paid: second },
      ],
    });
    expect(Object.fromEntries(paidByLot([month(true, false)]))).toEqual({ a: 66, b: 33 });
    expect(Object.fromEntries(paidByLot([month(true, true)]))).toEqual({ a: 100, b: 51 });
  });
  test('is short of it by what is held back, until the grade releases it, and by what is forfeited for ever', () => {
    const month = (released: number, paid: boolean) => ({
      lots: lots(['a', 600], ['b', 400]),
      payments: [
        { amountFen: 900, ofFen: 1000, paid: true },
        { amountFen: released, ofFen: 0, paid },
      ],
    });
    expect(Object.fromEntries(paidByLot([month(100, false)]))).toEqual({ a: 540, b: 360 });
    expect(Object.fromEntries(paidByLot([month(100, true)]))).toEqual({ a: 600, b: 400 });
    expect(Object.fromEntries(paidByLot([month(50, true)]))).toEqual({ a: 570, b: 380 });
  });
  test('of a month that was overpaid is settled with the next', () => {
    const months = [
      { lots: lots(['a', -30]), payments: [] },
      { lots: lots(['a', 100]), payments: [{ amountFen: 70, ofFen: 70, paid: true }] },
    ];
    expect(Object.fromEntries(paidByLot(months))).toEqual({ a: 70 });
  });
  test('adds up to what was paid, over any months, beyond 10⁹ fen, when all is paid', () => {
    const amount = fc.integer({ min: 1, max: 3_000_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 12 }), (months) => {
        const paid = paidByLot(
          months.map(([a, b]) => ({
            lots: lots(['a', a], ['b', b]),
            payments: [{ amountFen: a + b, ofFen: a + b, paid: true }],
          })),
        );
        expect((paid.get('a') ?? 0) + (paid.get('b') ?? 0)).toBe(months.reduce((n, [a, b]) => n + a + b, 0));
      }),
    );
  });
});

const file = {
  batchNo: 'P20261124-01',
  madeAt: new Date('2026-11-24T02:03:04Z'),
  madeOn: '2026-11-24',
  payer: { ...account, account_name: '岳阳楼区民政局' },
  rows: [1_000_000_000_001, 1_000_000_000_002].map((amountFen, i) => ({
    ...account,
    account_name: i ? '<乙> & "公司"' : '甲',
    row: i + 1,
    id: endToEndOf('P20261124-01', i + 1),
    amountFen,
    purpose: '2026-10 结算',
  })),
};

describe('pain.001', () => {
  const xml = pain001(file);
  const path = (name: string) => [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))];
  test('has every field the schema requires, each once, in the order it requires', () => {
    expect(xml).toContain('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>');
    const order = (inside: string, names: string[]) => {
      const text = path(inside)[0]?.[1] ?? '';
      expect(
        names.map((n) => text.indexOf(`<${n}>`)).every((at, i, all) => at >= 0 && (i === 0 || at > all[i - 1]!)),
      ).toBe(true);
    };
    order('GrpHdr', ['MsgId', 'CreDtTm', 'NbOfTxs', 'CtrlSum', 'InitgPty']);
    order('PmtInf', [
      'PmtInfId',
      'PmtMtd',
      'NbOfTxs',
      'CtrlSum',
      'ReqdExctnDt',
      'Dbtr',
      'DbtrAcct',
      'DbtrAgt',
      'CdtTrfTxInf',
    ]);
    order('CdtTrfTxInf', ['PmtId', 'Amt', 'CdtrAgt', 'Cdtr', 'CdtrAcct', 'RmtInf']);
    expect(path('CdtTrfTxInf')).toHaveLength(2);
    expect(path('EndToEndId').every((m) => m[1]!.length <= 35)).toBe(true);
    expect(path('CreDtTm')[0]?.[1]).toBe('2026-11-24T10:03:04+08:00');
  });
  test('its sums are exact beyond 10⁹ fen, and its amounts have two digits behind the point', () => {
    expect(path('CtrlSum').map((m) => m[1])).toEqual(['20000000000.03', '20000000000.03']);
    expect(path('InstdAmt').map((m) => m[1])).toEqual(['10000000000.01', '10000000000.02']);
    expect(path('NbOfTxs').map((m) => m[1])).toEqual(['2', '2']);
  });
  test('what would be a tag is text', () => expect(xml).toContain('&lt;乙&gt; &amp; &quot;公司&quot;'));
});

const table = (text: string) =>
  text
    .replace('\ufeff', '')
    .trim()
    .split('\r\n')
    .map((line, i) => ({ row: i + 1, cells: line.split(',').map((c) => c || null) }));

describe('answers in CSV', () => {
  test('are read from the file that was handed out, once the bank has filled it in', () => {
    const filled = table(batchCsv({ ...file, rows: file.rows.slice(0, 1) }));
    filled[1]!.cells.splice(8, 3, '成功', '20261124', null);
    expect(readAnswers(filled)).toEqual({
      ok: true,
      rows: [
        {
          row: 2,
          id: 'P20261124-01-0001',
          result: 'paid',
          amountFen: 1_000_000_000_001,
          accountNo: '12345678',
          bankOn: '2026-11-24',
          reason: null,
        },
      ],
    });
  });
  test.each([
    ['say which columns are missing', '付款编号,金额\r\n1,2.00', ['bank_columns']],
    ['say which result is none', '付款编号,结果,金额,日期\r\n1,也许,2.00,2026-11-24', ['bank_result']],
    ['say which amount is none', '付款编号,结果,金额,日期\r\n1,成功,2.005,2026-11-24', ['bank_amount_unread']],
  ])('%s', (_, text, expected) => expect(codes(readAnswers(table(text)))).toEqual(expected));

  test.each([
    ['1,234.5', 123_450],
    ['¥10000000000.01', 1_000_000_000_001],
    ['12.3', 1230],
    ['99999999999999999', null],
    ['-5', -500],
    ['1,23', null],
    ['1e5', null],
    ['', null],
  ])('%s yuan are %s fen', (text, fen) => expect(fromYuan(text)).toBe(fen));
  test.each([
    ['2026/1/5 10:00', '2026-01-05'],
    ['20260105', '2026-01-05'],
    [20260105, '2026-01-05'],
    ['2026-02-30', null],
  ])('%s is the day %s', (text, day) => expect(dayFrom(text)).toBe(day));
});

describe('pain.002', () => {
  const report = (inner: string) =>
    `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R</MsgId><CreDtTm>2026-11-24T09:00:00+08:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts>${inner}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
  test('says what was paid, and of what came back why', () => {
    const answer = readPain002(
      report(
        `<TxInfAndSts><OrgnlEndToEndId>A-0001</OrgnlEndToEndId><TxSts>ACSC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">12.30</InstdAmt></Amt><CdtrAcct><Id><Othr><Id>12345678</Id></Othr></Id></CdtrAcct></OrgnlTxRef></TxInfAndSts>
         <ns:TxInfAndSts><OrgnlEndToEndId>A-0002</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>账号&#x4E0D;符 &amp; 退</AddtlInf></StsRsnInf><AccptncDtTm>2026-11-23T08:00:00</AccptncDtTm></ns:TxInfAndSts>`,
      ),
    );
    expect(answer).toMatchObject({
      ok: true,
      rows: [
        { row: 1, id: 'A-0001', result: 'paid', amountFen: 1230, bankOn: '2026-11-24' },
        {
          row: 2,
          id: 'A-0002',
          result: 'returned',
          amountFen: null,
          bankOn: '2026-11-23',
          reason: 'AC01 账号不符 & 退',
        },
      ],
    });
  });
  test.each([
    ['is no report', '<a/>', ['bank_unreadable']],
    ['is cut short', report('').slice(0, -20), ['bank_unreadable']],
    ['has entities of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${report('')}`, ['bank_unreadable']],
    ['nests without end', '<a>'.repeat(100_000), ['bank_unreadable']],
    ['has a status nobody knows', report('<TxInfAndSts><TxSts>XX</TxSts></TxInfAndSts>'), ['bank_result']],
  ])('that %s is refused', (_, xml, expected) => expect(codes(readPain002(xml))).toEqual(expected));
});
