import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../server/kernel/period.ts';
import {
  balance,
  type Entry,
  type Filing,
  flagsOf,
  type Holding,
  type Home,
  type Limits,
  lowest,
  mayAnswer,
  mayDraw,
  mayFile,
  mayReceive,
  mayReverse,
  monthPrice,
  monthsAhead,
  type Receipt,
  type ReceiptFacts,
  standing,
  tenths,
} from '../../server/prepaid/rules.ts';

const TODAY = '2026-11-24';
const limits: Limits = {
  service_months: 12,
  deposit_times: 12,
  membership_cap_fen: 5_000_000,
  reserve_basis_points: 1000,
  notice_days: 30,
};
const home: Home = { name: '湖滨养老院', nature: 'private', closedOn: null, closesOn: null };
const filing: Filing = {
  kinds: ['service_fee', 'deposit', 'membership'],
  netFixedAssetsFen: 300_000_000,
  pledgedFen: 100_000_000,
  riskReserveFen: 2_000_000,
};
const codes = (verdict: { ok: boolean; reasons?: { code: string }[] }) => verdict.reasons?.map((r) => r.code) ?? [];
let made = 0;
const entry = (e: Partial<Entry>): Entry => {
  made += 1;
  return {
    id: `e${made}`,
    kind: 'service_fee',
    cause: (e.amountFen ?? 1) > 0 ? 'received' : 'used',
    amountFen: 300_000,
    enteredOn: '2026-10-01',
    months: null,
    reverses: null,
    ...e,
  };
};

describe('a filing', () => {
  const asked = { ...filing, accountName: '湖滨养老院', custodyBank: '岳阳农商行', custodyAccountNo: '6228' };
  const facts = { openSince: null, sameParty: true };
  test.each([
    ['is received', {}, {}, {}, []],
    ['of a closed home', {}, { closedOn: '2026-01-01' }, {}, ['facility_closed']],
    ['of a home that will close', {}, { closesOn: '2027-01-01' }, {}, ['prepaid_closing']],
    ['while another waits', {}, {}, { openSince: '2026-11-20' }, ['prepaid_filing_open']],
    ['for membership at a public home', {}, { nature: 'public' }, {}, ['prepaid_membership_public']],
    ['for membership at 公办民营', {}, { nature: 'public_private' }, {}, ['prepaid_membership_public']],
    ['for membership at a home of unknown nature', {}, { nature: null }, {}, ['prepaid_nature_unknown']],
    ['for service fees at a public home', { kinds: ['service_fee'] }, { nature: 'public' }, {}, []],
    ['with more pledged than there is', { pledgedFen: 300_000_001 }, {}, {}, ['prepaid_pledged_over']],
    ['with everything pledged', { pledgedFen: 300_000_000 }, {}, {}, []],
    ['with an account in another name', {}, {}, { sameParty: false }, ['prepaid_account_name']],
    ['without a custody bank', { custodyBank: null }, {}, {}, ['prepaid_custody_bank']],
    ['without a custody account', { custodyAccountNo: null }, {}, {}, ['prepaid_custody_account']],
    ['without a reserve', { riskReserveFen: 0 }, {}, {}, ['prepaid_reserve_needed']],
    [
      'for service fees alone needs no custody',
      { kinds: ['service_fee'], custodyBank: null, custodyAccountNo: null, riskReserveFen: 0 },
      {},
      {},
      [],
    ],
  ] as [string, object, Partial<Home>, object, string[]][])('%s', (_t, change, place, more, expected) => {
    expect(codes(mayFile({ ...asked, ...change }, { ...home, ...place }, { ...facts, ...more }))).toEqual(expected);
  });
  test.each([
    ['is accepted', null, 'accepted', null, []],
    ['is refused with a reason', null, 'refused', '缺评估报告', []],
    ['is refused without one', null, 'refused', ' ', ['reason_needed']],
    ['is answered twice', 'accepted', 'refused', '缺评估报告', ['prepaid_filing_answered']],
  ] as const)('%s', (_t, now, answer, reason, expected) => {
    expect(codes(mayAnswer(now, answer, reason))).toEqual(expected);
  });
});

describe('a receipt', () => {
  const fee: Receipt = {
    kind: 'service_fee',
    amountFen: 900_000,
    enteredOn: TODAY,
    months: 3,
    account: 'own',
    voucherNo: 'S-1',
  };
  const deposit: Receipt = { ...fee, kind: 'deposit', months: null, account: 'custody', amountFen: 1_440_000 };
  const member: Receipt = { ...deposit, kind: 'membership', amountFen: 5_000_000 };
  const facts: ReceiptFacts = {
    today: TODAY,
    home,
    filing,
    limits,
    held: 0,
    heldInCustody: 0,
    person: { here: true, bedFen: 120_000, monthFen: 300_000, entries: [] },
    voucherOn: null,
  };
  const person = (p: Partial<ReceiptFacts['person']>) => ({ person: { ...facts.person, ...p } });
  const paid = (months: number, amountFen = months * 300_000) => [entry({ months, amountFen })];
  test.each([
    ['of three months is taken', fee, {}, []],
    ['of twelve months is taken', { ...fee, months: 12, amountFen: 3_600_000 }, {}, []],
    ['of thirteen months', { ...fee, months: 13, amountFen: 3_900_000 }, {}, ['prepaid_months_over']],
    ['that makes twelve with nine unused', fee, person({ entries: paid(9) }), []],
    ['that makes thirteen with ten unused', fee, person({ entries: paid(10) }), ['prepaid_months_over']],
    ['after one of ten months was used', fee, person({ entries: [...paid(10), entry({ amountFen: -300_000 })] }), []],
    [
      'after one fen less than one of ten months was used',
      fee,
      person({ entries: [...paid(10), entry({ amountFen: -299_999 })] }),
      ['prepaid_months_over'],
    ],
    ['without months', { ...fee, months: null }, {}, ['prepaid_months_say']],
    ['above the filed price', { ...fee, amountFen: 900_001 }, {}, ['prepaid_month_price']],
    ['where prices are not filed', { ...fee, amountFen: 900_001 }, person({ monthFen: null }), []],
    ['before anything was filed', fee, { filing: null }, ['prepaid_not_filed']],
    ['before there are rules', fee, { limits: null }, ['prepaid_no_rules']],
    ['of a kind not filed', deposit, { filing: { ...filing, kinds: ['service_fee'] } }, ['prepaid_kind_not_filed']],
    ['from somebody who is not there', fee, person({ here: false }), ['prepaid_not_here']],
    ['of tomorrow', { ...fee, enteredOn: addDays(TODAY, 1) }, {}, ['date_in_future']],
    ['into a personal account', { ...fee, account: 'personal' }, {}, ['prepaid_personal_account']],
    ['of a deposit into the own account', { ...deposit, account: 'own' }, {}, ['prepaid_needs_custody']],
    ['of a deposit with months', { ...deposit, months: 2 }, {}, ['prepaid_months_say']],
    ['of a deposit of twelve bed fees is taken', deposit, {}, []],
    ['of a deposit a fen higher', { ...deposit, amountFen: 1_440_001 }, {}, ['prepaid_deposit_over']],
    [
      'of a second deposit beyond it',
      { ...deposit, amountFen: 1 },
      person({ entries: [entry({ kind: 'deposit', amountFen: 1_440_000 })] }),
      ['prepaid_deposit_over'],
    ],
    ['of a deposit for a bed without a fee', deposit, person({ bedFen: null }), ['prepaid_bed_fee_unknown']],
    ['of a membership fee is taken', member, {}, []],
    ['of a membership fee over the cap', { ...member, amountFen: 5_000_001 }, {}, ['prepaid_membership_over']],
    [
      'of a membership fee where no cap is known',
      { ...member, amountFen: 9_000_000 },
      { limits: { ...limits, membership_cap_fen: null } },
      [],
    ],
    [
      'of a membership fee at a home that has become public',
      member,
      { home: { ...home, nature: 'public' } },
      ['prepaid_membership_public'],
    ],
    ['up to the unpledged assets is taken', fee, { held: 199_100_000 }, []],
    ['a fen beyond the unpledged assets', fee, { held: 199_100_001 }, ['prepaid_over_limit']],
    ['whose reserve is just enough is taken', deposit, { heldInCustody: 18_560_000 }, []],
    ['whose reserve is short by a fen', deposit, { heldInCustody: 18_560_001 }, ['prepaid_reserve_short']],
    [
      'where no share for the reserve is known',
      deposit,
      { heldInCustody: 99_000_000, limits: { ...limits, reserve_basis_points: null } },
      [],
    ],
    ['with a voucher entered before', fee, { voucherOn: '2026-10-01' }, ['prepaid_voucher_used']],
    ['at a home that will close', fee, { home: { ...home, closesOn: '2027-01-01' } }, ['prepaid_closing']],
    ['at a closed home', fee, { home: { ...home, closedOn: '2026-11-01' } }, ['facility_closed']],
    [
      'that breaks several rules is told all of them',
      { ...deposit, account: 'personal', enteredOn: addDays(TODAY, 1), amountFen: 300_000_000 },
      { ...person({ here: false }), voucherOn: TODAY },
      [
        'prepaid_not_here',
        'date_in_future',
        'prepaid_personal_account',
        'prepaid_voucher_used',
        'prepaid_deposit_over',
        'prepaid_over_limit',
        'prepaid_reserve_short',
      ],
    ],
  ] as [string, Receipt, Partial<ReceiptFacts>, string[]][])('%s', (_t, receipt, more, expected) => {
    expect(codes(mayReceive(receipt, { ...facts, ...more }))).toEqual(expected);
  });
  test('says what is left under the limit', () => {
    const verdict = mayReceive(fee, { ...facts, held: 199_500_000 });
    expect(verdict).toMatchObject({
      reasons: [{ values: { limit: '2000000.00', held: '1995000.00', left: '5000.00' } }],
    });
  });
});

test.each([
  ['the highest of each part', { bedFen: 1, careMinFen: 2, careMaxFen: 3, mealFen: 4, mealMaxFen: 5 }, 9],
  [
    'the one price where there is no range',
    { bedFen: 1, careMinFen: 2, careMaxFen: null, mealFen: 4, mealMaxFen: null },
    7,
  ],
  ['unknown without the bed', { bedFen: null, careMinFen: 2, careMaxFen: 3, mealFen: 4, mealMaxFen: 5 }, null],
  ['unknown without care', { bedFen: 1, careMinFen: null, careMaxFen: null, mealFen: 4, mealMaxFen: 5 }, null],
])('a month costs %s', (_t, parts, expected) => {
  expect(monthPrice(parts)).toBe(expected);
});

describe('what is drawn', () => {
  const draw = {
    kind: 'service_fee' as const,
    cause: 'used' as const,
    amountFen: 300_000,
    enteredOn: TODAY,
    voucherNo: 'B-1',
    note: null,
  };
  const had = [entry({ amountFen: 300_000 })];
  test.each([
    ['all that is held', draw, had, null, []],
    ['a fen more', { ...draw, amountFen: 300_001 }, had, null, ['prepaid_over_balance']],
    ['of another kind', { ...draw, kind: 'deposit', note: '修门' }, had, null, ['prepaid_over_balance']],
    ['before it came in', { ...draw, enteredOn: '2026-09-30' }, had, null, ['prepaid_over_balance']],
    ['on the day it came in', { ...draw, enteredOn: '2026-10-01' }, had, null, []],
    [
      'earlier, where it was used up later',
      { ...draw, enteredOn: '2026-10-02', amountFen: 1 },
      [...had, entry({ amountFen: -300_000, enteredOn: '2026-11-01' })],
      null,
      ['prepaid_over_balance'],
    ],
    ['of tomorrow', { ...draw, enteredOn: addDays(TODAY, 1) }, had, null, ['date_in_future']],
    [
      'of a deposit without saying why',
      { ...draw, kind: 'deposit' },
      [entry({ kind: 'deposit' })],
      null,
      ['prepaid_say_why'],
    ],
    ['a refund with a used voucher', { ...draw, cause: 'refunded' }, had, '2026-10-01', ['prepaid_voucher_used']],
    ['a month with the voucher of another', draw, had, '2026-10-01', []],
  ] as [
    string,
    Parameters<typeof mayDraw>[0],
    Entry[],
    string | null,
    string[],
  ][])('%s', (_t, asked, entries, voucherOn, expected) => {
    expect(codes(mayDraw(asked, { today: TODAY, entries, voucherOn }))).toEqual(expected);
  });
});

describe('taking an entry back', () => {
  const received = entry({ id: 'r', amountFen: 300_000 });
  const used = entry({ id: 'u', amountFen: -100_000, enteredOn: '2026-11-01' });
  const again = entry({ id: 'a', amountFen: 300_000, enteredOn: '2026-11-02' });
  const back = entry({ id: 'b', cause: 'reversal', amountFen: 100_000, enteredOn: TODAY, reverses: 'u' });
  test.each([
    ['a receipt nobody has drawn on', received, [received], []],
    ['a receipt that was drawn on', received, [received, used], ['prepaid_reverse_spent']],
    ['a receipt whose use was taken back', received, [received, used, back], []],
    ['a use', used, [received, used], []],
    ['a use before a later receipt', used, [received, used, { ...again, id: 'v' }], ['prepaid_reverse_later']],
    ['a use after the last receipt', used, [received, again, used], []],
    ['a use taken back already', used, [received, used, back], ['prepaid_reversed']],
    ['a reversal', back, [received, used, back], ['prepaid_reverse_reversal']],
  ] as [string, Entry, Entry[], string[]][])('%s', (_t, which, entries, expected) => {
    expect(codes(mayReverse(which, entries))).toEqual(expected);
  });
});

describe('a flag', () => {
  const held = (h: Partial<Holding>): Holding => ({
    applicantId: 'a',
    kind: 'service_fee',
    fen: 100_000,
    here: true,
    leftOn: null,
    bedFen: 120_000,
    ...h,
  });
  const facts = { today: TODAY, home, filing, limits };
  test.each([
    ['is silent over what is in order', [held({}), held({ kind: 'deposit', fen: 1_440_000 })], {}, []],
    ['fires over the limit', [held({ fen: 200_000_001 })], {}, ['over_limit']],
    ['fires near the limit', [held({ fen: 160_000_000 })], {}, ['near_limit']],
    ['is silent a fen below', [held({ fen: 159_999_999 })], {}, []],
    ['fires where nothing was filed', [held({})], { filing: null }, ['not_filed']],
    ['is silent where nothing was filed and nothing is held', [], { filing: null }, []],
    [
      'fires for a kind that is filed no more',
      [held({ kind: 'deposit' })],
      { filing: { ...filing, kinds: ['service_fee'] } },
      ['kind_not_filed'],
    ],
    [
      'fires for membership fees where none may be',
      [held({ kind: 'membership' })],
      { home: { ...home, nature: 'public' } },
      ['membership_public'],
    ],
    ['fires for a reserve that is too small', [held({ kind: 'membership', fen: 20_000_001 })], {}, ['reserve_short']],
    ['is silent for one just large enough', [held({ kind: 'membership', fen: 20_000_000 })], {}, []],
    ['fires for money of somebody gone', [held({ here: false, leftOn: '2026-11-04' })], {}, ['left_with_balance']],
    ['fires for a deposit over its limit', [held({ kind: 'deposit', fen: 1_440_001 })], {}, ['deposit_over']],
    ['fires for a bed without a fee', [held({ kind: 'deposit', bedFen: null })], {}, ['fee_unfiled']],
    [
      'fires for balances after the day of closing',
      [held({})],
      { home: { ...home, closesOn: '2026-11-23' } },
      ['closing_overdue'],
    ],
    ['is silent on that day', [held({})], { home: { ...home, closesOn: TODAY } }, []],
  ] as [string, Holding[], Partial<typeof facts>, string[]][])('%s', (_t, holdings, more, expected) => {
    expect(flagsOf(holdings, { ...facts, ...more }).map((f) => f.code)).toEqual(expected);
  });
  test('says how many people cause it, how much it is, and since when', () => {
    const gone = [
      held({ here: false, leftOn: '2026-11-04' }),
      held({ applicantId: 'b', here: false, leftOn: '2026-10-25' }),
    ];
    expect(flagsOf(gone, facts)).toEqual([
      { code: 'left_with_balance', grave: true, people: 2, fen: 200_000, days: 30 },
    ]);
    const two = [held({ here: false }), held({ kind: 'deposit', here: false })];
    expect(flagsOf(two, facts)).toMatchObject([{ people: 1, fen: 200_000, days: null }]);
  });
});

describe('whatever is entered and taken back', () => {
  const step = fc.record({
    amount: fc.integer({ min: 1, max: 500_000 }),
    day: fc.integer({ min: 0, max: 90 }),
    months: fc.integer({ min: 1, max: 12 }),
    what: fc.constantFrom('receive', 'draw', 'reverse'),
    pick: fc.nat(),
  });
  /** Plays the steps the rules allow. */
  const play = (steps: { amount: number; day: number; months: number; what: string; pick: number }[]) => {
    const entries: Entry[] = [];
    for (const s of steps) {
      const on = addDays('2026-08-01', s.day);
      if (s.what === 'receive') entries.push(entry({ amountFen: s.amount, months: s.months, enteredOn: on }));
      else if (s.what === 'draw') {
        const asked = { kind: 'service_fee', cause: 'used', amountFen: s.amount, enteredOn: on } as const;
        if (mayDraw({ ...asked, voucherNo: '', note: null }, { today: TODAY, entries, voucherOn: null }).ok)
          entries.push(entry({ amountFen: -s.amount, enteredOn: on }));
      } else {
        const which = entries[s.pick % Math.max(1, entries.length)];
        if (which && mayReverse(which, entries).ok)
          entries.push(entry({ cause: 'reversal', amountFen: -which.amountFen, enteredOn: TODAY, reverses: which.id }));
      }
    }
    return entries;
  };
  test('no day ever ends below nothing, and pairs count for nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const entries = play(steps);
        expect(lowest(standing(entries), '2026-08-01')).toBeGreaterThanOrEqual(0);
        expect(balance(standing(entries))).toBe(balance(entries));
      }),
    );
  });
  test('months ahead are nil exactly when nothing is held, and never more than what was paid for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const entries = play(steps);
        const ahead = monthsAhead(entries);
        expect(ahead.num === 0n).toBe(balance(entries) === 0);
        const paid = standing(entries).reduce((n, e) => n + (e.months ?? 0), 0);
        expect(ahead.num <= BigInt(paid) * ahead.den).toBe(true);
      }),
    );
  });
  test.each([
    ['a whole month used', [entry({ months: 3, amountFen: 900_000 }), entry({ amountFen: -300_000 })], 2],
    ['a fen unused', [entry({ months: 3, amountFen: 900_000 }), entry({ amountFen: -899_999 })], 0.1],
    ['nothing paid', [], 0],
  ])('in tenths of a month, rounded up: %s', (_t, entries, expected) => {
    expect(tenths(monthsAhead(entries))).toBe(expected);
  });
});
