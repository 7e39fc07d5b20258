import { expect, test } from 'vitest';
import type { Day } from '../../server/kernel/period.ts';
import { allPriced, isPassed, mayDraft, settledMonths } from '../../server/settlement/rules.ts';

const MONTH = '2026-11-01';
const codes = (v: { ok: true } | { ok: false; reasons: { code: string }[] }) =>
  v.ok ? [] : v.reasons.map((r) => r.code);

const contract = { announcedOn: '2025-12-20', start: '2026-01-01', end: '2027-01-01' };
test.each([
  ['a month that is over', contract, MONTH, false, '2026-12-01', []],
  ['a month with its last day to come', contract, MONTH, false, '2026-11-30', ['settlement_month_open']],
  [
    'a contract without an announcement',
    { ...contract, announcedOn: null },
    MONTH,
    false,
    '2026-12-01',
    ['settlement_not_announced'],
  ],
  [
    'an announcement still ahead',
    { ...contract, announcedOn: '2026-12-05' },
    MONTH,
    false,
    '2026-12-01',
    ['settlement_not_announced'],
  ],
  ['a month before the term', contract, '2025-12-01', false, '2026-12-01', ['settlement_before_contract']],
  ['a month after the term, for what is to be put right', contract, '2027-02-01', false, '2027-03-01', []],
  ['a frozen month', contract, MONTH, true, '2026-12-01', ['settlement_frozen']],
])('drafting: %s', (_, of, month, frozen, today, expected) => {
  expect(codes(mayDraft(of, month, { frozen, passed: false }, today))).toEqual(expected);
});

test.each([
  ['nothing frozen yet', [], [], false],
  ['every month frozen', ['2026-08 frozen', '2026-09 frozen', '2026-10 frozen'], ['08', '09', '10'], false],
  ['one passed over between two', ['2026-08 frozen', '2026-10 frozen'], ['08', '09', '10'], true],
  ['one passed over with none frozen after it', ['2026-08 frozen'], ['08', '09', '10'], false],
  ['a draft is settled by itself', ['2026-08 frozen', '2026-09 draft', '2026-10 frozen'], ['08', '10'], false],
  ['before the first that was settled', ['2026-10 frozen'], ['10'], false],
])('months to put right: %s', (_, own, months, passed) => {
  const list = own.map((t) => ({ month: `${t.slice(0, 7)}-01`, frozen: t.endsWith('frozen') }));
  expect(settledMonths(list, MONTH)).toEqual(months.map((m) => `2026-${m}-01`));
  expect(isPassed(list, '2026-09-01')).toBe(passed);
  expect(codes(mayDraft(contract, '2026-09-01', { frozen: false, passed }, '2026-12-01'))).toEqual(
    passed ? ['settlement_passed'] : [],
  );
});

test('a lot without a price is named once, with its first day', () => {
  const u = (lot: string, day: Day) => ({ lot, facility: '一院', day });
  expect(allPriced([])).toEqual({ ok: true });
  expect(allPriced([u('a', '2026-11-03'), u('a', '2026-11-02'), u('b', '2026-11-09')])).toMatchObject({
    reasons: [
      { code: 'settlement_no_price', values: { lot: 'a', day: '2026-11-02' } },
      { code: 'settlement_no_price', values: { lot: 'b', day: '2026-11-09' } },
    ],
  });
});
