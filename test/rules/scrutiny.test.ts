import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysAfterDeath } from '../../server/scrutiny/mechanism/flags.ts';
import {
  type Answer,
  type Attempt,
  disclosureAnswer,
  drawnOf,
  drawSample,
  type FundEntry,
  ledgerAnswer,
  mayDraw,
  mayRecord,
  type Notice,
  type Payment,
  paymentAnswer,
} from '../../server/scrutiny/rules.ts';

const codes = (a: Answer) => a.flags.map((f) => f.code);
const month = '2026-10-01';
const fundLine = {
  id: 'l',
  code: '2081006',
  name: '养老服务',
  budgetDoc: '岳财预〔2026〕1号',
  allocationDoc: '岳财社〔2026〕2号',
};
const entry = (e: Partial<FundEntry> = {}): FundEntry => ({
  id: 'e1',
  on: '2026-10-10',
  kind: 'allocation',
  amountFen: 100_000,
  attemptId: null,
  voucherNo: 'V1',
  voucher: '拨款单',
  reverses: null,
  madeOn: '2026-10-10',
  madeAt: '2026-10-10T02:00:00.000',
  ...e,
});
const sent = (a: Partial<Attempt> = {}): Attempt => ({
  id: 't1',
  paymentId: 'p1',
  accountName: '颐位中心',
  accountNo: '6222',
  amountFen: 40_000,
  answer: 'paid',
  answerReason: null,
  bankOn: '2026-10-20',
  sentAt: '2026-10-19T02:00:00.000',
  ...a,
});
const payEntry = entry({ id: 'e2', on: '2026-10-20', kind: 'payment', amountFen: -40_000, attemptId: 't1' });
const shut = { openingFen: 0, inFen: 100_000, outFen: 40_000, closingFen: 60_000, closedAt: '2026-11-02T00:00:00.000' };
const books = { line: fundLine, entries: [entry(), payEntry], closed: shut, attempts: [sent()] };

test('a complete ledger passes; a month in which nothing moved is asked nothing', () => {
  expect(ledgerAnswer(month, books)).toEqual({ state: 'passes', due_on: null, flags: [] });
  expect(ledgerAnswer('2026-09-01', { ...books, closed: null }).state).toBe('none');
});

test.each([
  ['no_budget_doc', { ...books, line: { ...fundLine, budgetDoc: null } }],
  ['no_allocation_doc', { ...books, line: { ...fundLine, allocationDoc: ' ' } }],
  ['missing_voucher', { ...books, entries: [entry({ voucherNo: null }), payEntry] }],
  ['unbalanced', { ...books, closed: { ...shut, inFen: 100_001, closingFen: 60_001 } }],
  ['edited_after_close', { ...books, entries: [entry(), { ...payEntry, madeAt: '2026-11-02T00:00:00.001' }] }],
  ['overdrawn', { ...books, closed: null, entries: [entry({ amountFen: 39_999 }), payEntry] }],
  ['not_entered', { ...books, closed: null, entries: [entry()] }],
  ['entry_differs', { ...books, closed: null, entries: [entry(), { ...payEntry, amountFen: -39_999 }] }],
] as const)('question one raises %s, and nothing else', (code, given) => {
  const answer = ledgerAnswer(month, given);
  expect(answer.state).toBe('fails');
  expect(codes(answer)).toEqual([code]);
  expect(answer.flags[0]?.rows).toHaveLength(1);
});

test('an entry without a voucher that was reversed needs none any more', () => {
  const reversed = [
    entry({ voucherNo: null }),
    entry({ id: 'r', kind: 'reversal', amountFen: -100_000, reverses: 'e1', voucherNo: null }),
  ];
  expect(ledgerAnswer(month, { ...books, closed: null, attempts: [], entries: reversed }).state).toBe('passes');
});

test('the ledger stays exact beyond a thousand million fen', () => {
  const large = Array.from({ length: 50 }, (_, i) => entry({ id: `e${i}`, amountFen: 9_007_199_254_741 }));
  const total = 50 * 9_007_199_254_741;
  const closed = { openingFen: 0, inFen: total, outFen: 0, closingFen: total, closedAt: '2026-11-02' };
  expect(ledgerAnswer(month, { ...books, entries: large, closed, attempts: [] }).state).toBe('passes');
  expect(
    codes(ledgerAnswer(month, { ...books, entries: large, closed: { ...closed, inFen: total + 1 }, attempts: [] })),
  ).toEqual(['unbalanced']);
});

const calendar = { off: new Set<string>(), on: new Set<string>(), published: new Set([2026]) };
const masked = {
  name_masked: '张*',
  community: '郭亮社区',
  facility: '一院',
  scheme: 'consumption_coupon',
  amount_fen: 500,
};
const notice = (n: Partial<Notice> = {}): Notice => ({
  id: 'n1',
  place: '颐位公示栏',
  from: '2026-11-10',
  to: '2026-11-16',
  totalFen: 500,
  rows: [masked],
  ...n,
});
const approved = { totalFen: 500, firstOn: '2026-11-04', lastOn: '2026-11-04' };
const asked = (of: { approved: typeof approved | null; notices: Notice[] }, today = '2026-12-20') =>
  disclosureAnswer(fundLine, of, { today, calendar });

test('what is made public in time, long enough, masked and as approved passes', () => {
  expect(asked({ approved, notices: [notice()] }).state).toBe('passes');
  expect(asked({ approved: null, notices: [] }).state).toBe('none');
});

test('until its day has come what is not public yet waits, and says until when', () => {
  expect(asked({ approved, notices: [] }, '2026-12-02')).toEqual({ state: 'waiting', due_on: '2026-12-02', flags: [] });
  expect(codes(asked({ approved, notices: [] }, '2026-12-03'))).toEqual(['not_disclosed']);
});

test.each([
  ['disclosed_late', [notice({ from: '2026-12-03', to: '2026-12-10' })]],
  ['disclosed_short', [notice({ to: '2026-11-15' })]],
  ['list_missing', [notice({ rows: [] })]],
  ['unmasked', [notice({ rows: [{ ...masked, name_masked: '张明远' }] })]],
  ['unmasked', [notice({ rows: [{ ...masked, community: '430602194001011234' }] })]],
  ['list_outdated', [notice({ totalFen: 499 })]],
] as const)('question two raises %s, and nothing else', (code, notices) => {
  expect(codes(asked({ approved, notices: [...notices] }))).toEqual([code]);
});

test('what was approved after the notice has its own twenty days, and a new notice sets it right', () => {
  const later = { totalFen: 700, firstOn: '2026-11-04', lastOn: '2026-12-01' };
  expect(asked({ approved: later, notices: [notice()] }, '2026-12-20').state).toBe('waiting');
  expect(codes(asked({ approved: later, notices: [notice()] }, '2026-12-30'))).toEqual(['list_outdated']);
  expect(
    asked({
      approved: later,
      notices: [notice(), notice({ id: 'n2', from: '2026-12-20', to: '2026-12-27', totalFen: 700 })],
    }).state,
  ).toBe('passes');
});

const payment = (p: Partial<Payment> = {}): Payment => ({
  id: 'p1',
  payee: '颐位中心',
  accounts: [{ name: '颐位中心', no: '6222', since: '2026-10-01T02:00:00.000' }],
  amountFen: 40_000,
  dueOn: '2026-10-31',
  attempts: [sent()],
  ...p,
});
const paying = (payments: Payment[], today = '2026-11-24') => paymentAnswer({ payments, died: [] }, today);

test('money that has arrived in time with whom it was approved for passes; before its day it waits', () => {
  expect(paying([payment()]).state).toBe('passes');
  expect(paying([payment({ attempts: [] })], '2026-10-31')).toEqual({
    state: 'waiting',
    due_on: '2026-10-31',
    flags: [],
  });
  expect(paymentAnswer({ payments: [], died: [] }, month).state).toBe('none');
});

test.each([
  ['overdue', [payment({ attempts: [] })], '2026-11-01'],
  ['paid_late', [payment({ attempts: [sent({ bankOn: '2026-11-01' })] })], '2026-11-24'],
  ['returned', [payment({ attempts: [sent({ answer: 'returned', answerReason: '户名不符' })] })], '2026-10-25'],
  ['no_account', [payment({ accounts: [{ name: null, no: null, since: '2026-10-01' }], attempts: [] })], '2026-10-25'],
  ['payee_differs', [payment({ attempts: [sent({ accountNo: '6333' })] })], '2026-10-25'],
  ['payee_differs', [payment({ attempts: [sent({ amountFen: 1 })] })], '2026-10-25'],
] as const)('question three raises %s, and nothing else', (code, payments, today) => {
  expect(codes(paying([...payments], today))).toEqual([code]);
});

test('another account is right from when it was approved, and not before', () => {
  const accounts = [...payment().accounts, { name: '颐位中心', no: '6333', since: '2026-10-18T02:00:00.000' }];
  const to = (accountNo: string) => paying([payment({ accounts, attempts: [sent({ accountNo })] })]);
  expect(to('6333').state).toBe('passes');
  expect(codes(to('6222'))).toEqual(['payee_differs']);
  const later = accounts.map((a, i) => (i === 1 ? { ...a, since: '2026-10-19T02:00:00.001' } : a));
  expect(codes(paying([payment({ accounts: later, attempts: [sent({ accountNo: '6333' })] })]))).toEqual([
    'payee_differs',
  ]);
});

test('a payment that came back and was sent again is right once it is paid', () => {
  const attempts = [sent({ id: 't0', answer: 'returned', answerReason: '户名不符', accountNo: '6333' }), sent()];
  expect(paying([payment({ attempts })]).state).toBe('passes');
});

test.each([
  ['lived to the month’s end', 31, '2026-11-01', 0],
  ['died on the 11th: ten days are right', 10, '2026-10-11', 0],
  ['the day of death itself is not a day of care', 11, '2026-10-11', 1],
  ['died before the month', 31, '2026-09-20', 31],
  ['corrected to nothing', 0, '2026-09-20', 0],
] as const)('days after death: %s', (_, days, diedOn, after) => {
  expect(daysAfterDeath({ month, days, diedOn, present: null })).toBe(after);
  const died = [{ person: 'a', name: '王*', facility: '一院', month, days, diedOn, present: null, amountFen: 1 }];
  expect(codes(paymentAnswer({ payments: [], died }, month))).toEqual(after > 0 ? ['paid_after_death'] : []);
});

const numberOf = (seed: string) => (id: string) => createHash('sha256').update(`${seed}:${id}`).digest('hex');

test('one in a hundred, rounded up, so that never nobody; the same seed draws the same', () => {
  expect([0, 1, 100, 101, 10_000].map((n) => drawnOf(n, 100))).toEqual([0, 1, 1, 2, 100]);
  const ids = Array.from({ length: 300 }, (_, i) => `line-${i}`);
  const sample = drawSample(ids, 100, numberOf('s'));
  expect(sample).toHaveLength(3);
  expect(drawSample(ids.toReversed(), 100, numberOf('s'))).toEqual(sample);
  expect(drawSample(ids, 100, numberOf('t'))).not.toEqual(sample);
});

test('everybody is as likely to be drawn as anybody else', () => {
  const ids = Array.from({ length: 20 }, (_, i) => String(i));
  const times = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed += 1)
    for (const id of drawSample(ids, 1000, numberOf(String(seed)))) times.set(id, (times.get(id) ?? 0) + 1);
  for (const id of ids) expect(Math.abs((times.get(id) ?? 0) - 200)).toBeLessThan(70);
});

test('a sample never holds anybody twice nor anybody from outside', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.uuid(), { maxLength: 60 }),
      fc.integer({ min: 100, max: 10_000 }),
      fc.string(),
      (ids, share, seed) => {
        const sample = drawSample(ids, share, numberOf(seed));
        expect(new Set(sample).size).toBe(drawnOf(ids.length, share));
        expect(sample.every((id) => ids.includes(id))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

const drawing = { month, population: 300, open: [], drawnOn: null };
test.each([
  ['sample_share', 99, drawing],
  ['sample_share', 10_001, drawing],
  ['sample_drawn', 100, { ...drawing, drawnOn: '2026-11-05' }],
  ['sample_month_open', 100, { ...drawing, open: ['YL-01'] }],
  ['sample_nothing', 100, { ...drawing, population: 0 }],
] as const)('drawing is refused: %s', (code, share, facts) => {
  const verdict = mayDraw(share, facts);
  expect(verdict.ok ? [] : verdict.reasons.map((r) => r.code)).toEqual([code]);
  expect(mayDraw(100, drawing).ok).toBe(true);
});

const check = { lineId: 'a', on: '2026-11-20', people: ['甲', '乙'], found: 'true', note: null } as const;
const round = { today: '2026-11-24', drawnOn: '2026-11-05', sampled: ['a', 'b'] };
test.each([
  ['check_not_sampled', { ...check, lineId: 'c' }],
  ['check_people', { ...check, people: ['甲'] }],
  ['check_people', { ...check, people: ['甲', '甲 '] }],
  ['check_future', { ...check, on: '2026-11-25' }],
  ['check_too_early', { ...check, on: '2026-11-04' }],
  ['check_note', { ...check, found: 'absent' as const, note: ' ' }],
] as const)('recording a check is refused: %s', (code, given) => {
  const verdict = mayRecord(given, round);
  expect(verdict.ok ? [] : verdict.reasons.map((r) => r.code)).toEqual([code]);
  expect(mayRecord(check, round).ok).toBe(true);
});
