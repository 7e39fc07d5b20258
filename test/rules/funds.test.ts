import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Books,
  balanceOf,
  type Entry,
  mayClose,
  mayKeepLine,
  mayPost,
  mayReverse,
  openFrom,
  withoutVoucher,
} from '../../server/funds/rules.ts';

const codes = (verdict: { ok: boolean; reasons?: { code: string }[] }) => verdict.reasons?.map((r) => r.code) ?? [];
const books: Books = {
  year: 2026,
  today: '2026-11-24',
  lastClosed: '2026-09-01',
  balanceFen: 100_000,
  inBankFen: 0,
  openedOn: null,
};

describe('a budget line', () => {
  const line = { year: 2026, code: '2081006-01', name: '养老服务', amountFen: 500 };
  test.each([
    ['may be as small as what contracts bear', line, 500, []],
    ['may not be less than contracts bear', line, 501, ['line_below_committed']],
    ['needs a code', { ...line, code: ' ' }, 0, ['line_name']],
    ['needs a real year', { ...line, year: 1999 }, 0, ['line_year']],
    ['cannot be negative', { ...line, amountFen: -1 }, 0, ['line_amount']],
    ['has a code of its own', { ...line, code: 'taken' }, 0, ['line_code_taken']],
  ])('%s', (_, terms, committedFen, expected) =>
    expect(codes(mayKeepLine(terms, { taken: new Set(['taken']), committedFen }))).toEqual(expected));
});

describe('an entry', () => {
  const entry = { kind: 'allocation' as const, amountFen: 1, enteredOn: '2026-10-01' };
  test.each([
    ['may be dated on the first open day', entry, books, []],
    ['may be dated today', { ...entry, enteredOn: '2026-11-24' }, books, []],
    ['not tomorrow', { ...entry, enteredOn: '2026-11-25' }, books, ['date_in_future']],
    ['not in a closed month', { ...entry, enteredOn: '2026-09-30' }, books, ['fund_month_closed']],
    ['not before the year of the line', { ...entry, enteredOn: '2025-12-31' }, books, ['fund_before_year']],
    ['is of some amount', { ...entry, amountFen: 0 }, books, ['fund_zero']],
    ['allocates money to the line, not away from it', { ...entry, amountFen: -1 }, books, ['fund_sign']],
    [
      'opens the line once',
      { ...entry, kind: 'opening' as const },
      { ...books, openedOn: '2026-01-01' },
      ['fund_opened'],
    ],
    ['may open a line', { ...entry, kind: 'opening' as const }, books, []],
    ['may spend all that is there', { ...entry, kind: 'other' as const, amountFen: -100_000 }, books, []],
    ['not a fen more', { ...entry, kind: 'other' as const, amountFen: -100_001 }, books, ['fund_overdrawn']],
    ['of the bank stands whatever the balance', { ...entry, kind: 'payment' as const, amountFen: -200_000 }, books, []],
    [
      'says everything that is wrong with it at once',
      { kind: 'allocation' as const, amountFen: -5, enteredOn: '2026-08-01' },
      books,
      ['fund_month_closed', 'fund_sign'],
    ],
  ])('%s', (_, posting, known, expected) => expect(codes(mayPost(posting, known))).toEqual(expected));
});

describe('a reversal', () => {
  const entry = { kind: 'allocation' as const, enteredOn: '2026-03-01', amountFen: 100_000, reversed: false };
  test.each([
    ['takes back an entry of a closed month by one of an open day', entry, '2026-11-01', []],
    ['is not dated into a closed month', entry, '2026-09-01', ['fund_month_closed']],
    ['is made once', { ...entry, reversed: true }, '2026-11-01', ['fund_reversed']],
    ['is not reversed itself', { ...entry, kind: 'reversal' as const }, '2026-11-01', ['fund_not_reversible']],
    ['leaves what the bank said', { ...entry, kind: 'payment' as const }, '2026-11-01', ['fund_bank_entry']],
    ['takes back no more than there is', { ...entry, amountFen: 100_001 }, '2026-11-01', ['fund_overdrawn']],
  ])('%s', (_, given, day, expected) => expect(codes(mayReverse(given, day, books))).toEqual(expected));
});

const dated = (voucherNo: string | null, reversed = false): Entry => ({
  enteredOn: '2026-10-05',
  kind: 'allocation',
  amountFen: 100,
  voucherNo,
  reversed,
});

describe('a month', () => {
  test.each([
    ['closes when it is over and every entry has its voucher', '2026-10-01', [dated('记-1')], []],
    ['closes without entries', '2026-10-01', [], []],
    ['does not close while it runs', '2026-11-01', [], ['fund_month_order', 'fund_month_running']],
    ['closes in its order', '2026-08-01', [], ['fund_month_order']],
    ['does not close without a voucher', '2026-10-01', [dated(null)], ['fund_no_voucher']],
    ['closes when what had no voucher was reversed', '2026-10-01', [dated(null, true)], []],
  ])('%s', (_, month, entries, expected) => expect(codes(mayClose(month, books, entries))).toEqual(expected));

  test('the first to close is January of the line’s year, the next the one after the last', () => {
    expect([openFrom(2026, null), openFrom(2026, '2026-12-01')]).toEqual(['2026-01-01', '2027-01-01']);
  });

  test('names every entry that lacks its voucher', () => {
    expect(withoutVoucher([dated(null), dated('1'), dated(null, true), dated(null)])).toHaveLength(2);
  });
});

test('opening + in − out is the closing balance to the fen, beyond 10⁹ fen and however the entries are cut', () => {
  const amount = fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }).map((amountFen) => ({ amountFen }));
  fc.assert(
    fc.property(fc.nat(9_000_000_000), fc.array(amount, { maxLength: 50 }), fc.nat(50), (opening, entries, cut) => {
      const whole = balanceOf(opening, entries);
      const first = balanceOf(opening, entries.slice(0, cut));
      const rest = balanceOf(first.closingFen, entries.slice(cut));
      const exact = entries.reduce((n, e) => n + BigInt(e.amountFen), BigInt(opening));
      expect(BigInt(whole.closingFen)).toBe(exact);
      expect(whole.openingFen + whole.inFen - whole.outFen).toBe(whole.closingFen);
      expect(rest.closingFen).toBe(whole.closingFen);
    }),
  );
});
