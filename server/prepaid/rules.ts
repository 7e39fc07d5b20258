// Decides what a home may take ahead and hold (民发〔2024〕19号: filing, limits, custody), and what it owes back.
import type { Reason, Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import { type Fen, sum, toYuan } from '../kernel/money.ts';
import { type Day, daysBetween } from '../kernel/period.ts';

/** service_fee 养老服务费 · deposit 押金 · membership 会员费. */
export const kinds = ['service_fee', 'deposit', 'membership'] as const;
export type Kind = (typeof kinds)[number];
export const causes = ['received', 'used', 'refunded', 'reversal'] as const;
type Cause = (typeof causes)[number];
/** Where money went: the home's own account, the bank that keeps it, or a person's, which is refused. */
export const accounts = ['own', 'custody', 'personal'] as const;
type Nature = 'public' | 'private' | 'public_private' | null;

/** In force on a day. `membership_cap_fen`, `reserve_basis_points` null: no figure is known, nothing is compared. */
export type Limits = {
  service_months: number;
  deposit_times: number;
  membership_cap_fen: Fen | null;
  reserve_basis_points: number | null;
  notice_days: number;
};
export type Entry = {
  id: string;
  kind: Kind;
  cause: Cause;
  amountFen: Fen;
  enteredOn: Day;
  months: number | null;
  reverses: string | null;
};
export type Filing = { kinds: readonly Kind[]; netFixedAssetsFen: Fen; pledgedFen: Fen; riskReserveFen: Fen };

/** Deposits and memberships lie with a third-party bank. */
export const inCustody = (kind: Kind) => kind !== 'service_fee';
/** 可预收总额: net fixed assets without what is pledged. */
export const ceiling = (f: Filing): Fen => f.netFixedAssetsFen - f.pledgedFen;

/** The reserve that so much in custody asks for, rounded up to the fen. */
const reserveFor = (held: Fen, basisPoints: number): Fen =>
  Number((BigInt(held) * BigInt(basisPoints) + 9999n) / 10_000n);

/** What really happened: an entry taken back and the one that takes it back count for nothing. */
export function standing<E extends Pick<Entry, 'id' | 'reverses'>>(entries: readonly E[]): E[] {
  const gone = new Set(entries.flatMap((e) => (e.reverses ? [e.reverses, e.id] : [])));
  return entries.filter((e) => !gone.has(e.id));
}

export const balance = (entries: readonly Pick<Entry, 'amountFen'>[]): Fen => sum(entries.map((e) => e.amountFen));

/** The least that was held at the end of any day from `from` on; what comes in on a day may be used that day. */
export function lowest(entries: readonly Pick<Entry, 'amountFen' | 'enteredOn'>[], from: Day): Fen {
  const days = [...new Set([from, ...entries.map((e) => e.enteredOn).filter((d) => d > from)])];
  return Math.min(...days.map((day) => balance(entries.filter((e) => e.enteredOn <= day))));
}

/**
 * Months of service that are paid and not yet used, as an exact fraction. The oldest receipt is used first.
 * @returns numerator and denominator, so that "12 months" is compared to the fen
 */
export function monthsAhead(entries: readonly Entry[]): { num: bigint; den: bigint } {
  const real = standing(entries).filter((e) => e.kind === 'service_fee');
  let spent = -sum(real.filter((e) => e.amountFen < 0).map((e) => e.amountFen));
  let [num, den] = [0n, 1n];
  const receipts = real.filter((e) => e.amountFen > 0).sort((a, b) => (a.enteredOn < b.enteredOn ? -1 : 1));
  for (const { amountFen, months } of receipts) {
    const used = Math.min(spent, amountFen);
    spent -= used;
    if (used === amountFen || months === null) continue;
    const [a, m] = [BigInt(amountFen), BigInt(months)];
    [num, den] = [num * a + BigInt(amountFen - used) * m * den, den * a];
  }
  return { num, den };
}
/** In tenths of a month, rounded up: what is shown. */
export const tenths = ({ num, den }: { num: bigint; den: bigint }): number => Number((num * 10n + den - 1n) / den) / 10;

/** A month as the home has filed its prices, the highest of each; null as soon as one part is 未填报. */
export function monthPrice(parts: {
  bedFen: Fen | null;
  careMinFen: Fen | null;
  careMaxFen: Fen | null;
  mealFen: Fen | null;
  mealMaxFen: Fen | null;
}): Fen | null {
  const care = parts.careMaxFen ?? parts.careMinFen;
  const meal = parts.mealMaxFen ?? parts.mealFen;
  return parts.bedFen === null || care === null || meal === null ? null : parts.bedFen + care + meal;
}

export type Home = { name: string; nature: Nature; closedOn: Day | null; closesOn: Day | null };

/** 公办、公办民营 and homes built with the government may take no membership fee; one that has not said what it is, neither. */
function membership(asked: readonly Kind[], nature: Nature): Reason | null {
  if (!asked.includes('membership') || nature === 'private') return null;
  return { code: nature === null ? 'prepaid_nature_unknown' : 'prepaid_membership_public', pointer: '/kinds' };
}
const gone = (home: Home): (Reason | false)[] => [
  home.closedOn !== null && { code: 'facility_closed' },
  home.closedOn === null && home.closesOn !== null && { code: 'prepaid_closing', values: { on: home.closesOn } },
];

/** May the home file this? `sameParty`: the account bears the home's name, or that of its registered operator. */
export function mayFile(
  asked: Filing & { accountName: string; custodyBank: string | null; custodyAccountNo: string | null },
  home: Home,
  facts: { openSince: Day | null; sameParty: boolean },
): Verdict {
  const kept = asked.kinds.some(inCustody);
  return verdict(
    [
      ...gone(home),
      facts.openSince !== null && { code: 'prepaid_filing_open', values: { on: facts.openSince } },
      membership(asked.kinds, home.nature),
      asked.pledgedFen > asked.netFixedAssetsFen && { code: 'prepaid_pledged_over', pointer: '/pledged_fen' },
      !facts.sameParty && {
        code: 'prepaid_account_name',
        values: { name: home.name },
        pointer: '/account_name',
      },
      kept && !asked.custodyBank && { code: 'prepaid_custody_bank', pointer: '/custody_bank' },
      kept && !asked.custodyAccountNo && { code: 'prepaid_custody_account', pointer: '/custody_account_no' },
      kept && asked.riskReserveFen === 0 && { code: 'prepaid_reserve_needed', pointer: '/risk_reserve_fen' },
    ],
    {},
  );
}

/** The bureau answers once; a refusal says why. */
export const mayAnswer = (now: 'accepted' | 'refused' | null, answer: 'accepted' | 'refused', reason: string | null) =>
  verdict(
    [
      now !== null && { code: 'prepaid_filing_answered', values: { how: `prepaid_${now}` } },
      answer === 'refused' && !reason?.trim() && { code: 'reason_needed', pointer: '/reason' },
    ],
    {},
  );

export type Receipt = {
  kind: Kind;
  amountFen: Fen;
  enteredOn: Day;
  months: number | null;
  account: (typeof accounts)[number];
  voucherNo: string;
};
export type ReceiptFacts = {
  today: Day;
  home: Home;
  filing: Filing | null;
  limits: Limits | null;
  /** held for everybody before this receipt: of all kinds, and of it in custody */
  held: Fen;
  heldInCustody: Fen;
  person: { here: boolean; bedFen: Fen | null; monthFen: Fen | null; entries: readonly Entry[] };
  /** the day on which this voucher number was entered already */
  voucherOn: Day | null;
};

/** May this money be taken? All limits at once, each with what is left. */
export function mayReceive(r: Receipt, f: ReceiptFacts): Verdict {
  const { filing, limits, person } = f;
  const kept = inCustody(r.kind);
  const mine = balance(person.entries.filter((e) => e.kind === r.kind));
  const room = filing && ceiling(filing) - f.held;
  const reserve = limits?.reserve_basis_points ?? null;
  const needed = reserve === null || !kept ? 0 : reserveFor(f.heldInCustody + r.amountFen, reserve);
  return verdict(
    [
      ...gone(f.home),
      !filing && { code: 'prepaid_not_filed' },
      !limits && { code: 'prepaid_no_rules', values: { on: f.today } },
      filing && !filing.kinds.includes(r.kind) && { code: 'prepaid_kind_not_filed', values: { kind: r.kind } },
      r.kind === 'membership' && membership(['membership'], f.home.nature),
      !person.here && { code: 'prepaid_not_here', pointer: '/applicant_id' },
      r.enteredOn > f.today && { code: 'date_in_future', values: { date: r.enteredOn }, pointer: '/entered_on' },
      r.account === 'personal' && { code: 'prepaid_personal_account', pointer: '/account' },
      kept && r.account === 'own' && { code: 'prepaid_needs_custody', pointer: '/account' },
      (r.months !== null) !== (r.kind === 'service_fee') && { code: 'prepaid_months_say', pointer: '/months' },
      f.voucherOn !== null && voucherUsed(r.voucherNo, f.voucherOn),
      limits && r.kind === 'service_fee' && tooManyMonths(r, person, limits),
      limits && r.kind === 'deposit' && depositOver(r, mine, person.bedFen, limits),
      limits?.membership_cap_fen != null &&
        r.kind === 'membership' &&
        mine + r.amountFen > limits.membership_cap_fen && {
          code: 'prepaid_membership_over',
          values: { held: toYuan(mine), max: toYuan(limits.membership_cap_fen) },
          pointer: '/amount_fen',
        },
      r.kind === 'service_fee' &&
        r.months !== null &&
        person.monthFen !== null &&
        r.amountFen > r.months * person.monthFen && {
          code: 'prepaid_month_price',
          values: { months: r.months, most: toYuan(r.months * person.monthFen), month: toYuan(person.monthFen) },
          pointer: '/amount_fen',
        },
      room !== null &&
        r.amountFen > room && {
          code: 'prepaid_over_limit',
          values: { limit: toYuan(ceiling(filing!)), held: toYuan(f.held), left: toYuan(Math.max(0, room)) },
          pointer: '/amount_fen',
        },
      filing &&
        needed > filing.riskReserveFen && {
          code: 'prepaid_reserve_short',
          values: { needed: toYuan(needed), reserve: toYuan(filing.riskReserveFen) },
        },
    ],
    {},
  );
}

const voucherUsed = (voucher: string, on: Day): Reason => ({
  code: 'prepaid_voucher_used',
  values: { voucher, on },
  pointer: '/voucher_no',
});

function tooManyMonths(r: Receipt, person: ReceiptFacts['person'], limits: Limits): Reason | false {
  const ahead = monthsAhead(person.entries);
  const over = ahead.num + BigInt(r.months ?? 0) * ahead.den > BigInt(limits.service_months) * ahead.den;
  const values = { ahead: tenths(ahead), asked: r.months ?? 0, max: limits.service_months };
  return over && { code: 'prepaid_months_over', values, pointer: '/months' };
}

function depositOver(r: Receipt, held: Fen, bedFen: Fen | null, limits: Limits): Reason | false {
  if (bedFen === null) return { code: 'prepaid_bed_fee_unknown' };
  const most = bedFen * limits.deposit_times;
  const values = { held: toYuan(held), most: toYuan(most), times: limits.deposit_times, fee: toYuan(bedFen) };
  return held + r.amountFen > most && { code: 'prepaid_deposit_over', values, pointer: '/amount_fen' };
}

/** May this be used up, or given back? Never more than was held on that day and after it. `amountFen` is positive. */
export function mayDraw(
  d: { kind: Kind; cause: 'used' | 'refunded'; amountFen: Fen; enteredOn: Day; voucherNo: string; note: string | null },
  f: { today: Day; entries: readonly Entry[]; voucherOn: Day | null },
): Verdict {
  const held = lowest(standing(f.entries.filter((e) => e.kind === d.kind)), d.enteredOn);
  return verdict(
    [
      d.enteredOn > f.today && { code: 'date_in_future', values: { date: d.enteredOn }, pointer: '/entered_on' },
      d.amountFen > held && {
        code: 'prepaid_over_balance',
        values: { kind: d.kind, on: d.enteredOn, held: toYuan(Math.max(0, held)) },
        pointer: '/amount_fen',
      },
      d.cause === 'used' && inCustody(d.kind) && !d.note?.trim() && { code: 'prepaid_say_why', pointer: '/note' },
      d.cause === 'refunded' && f.voucherOn !== null && voucherUsed(d.voucherNo, f.voucherOn),
    ],
    {},
  );
}

/**
 * May an entry be taken back? What it brought must not have been spent since; and money that was used up or given back
 * does not come alive again under a receipt that was judged without it. `entries`: the person's; ids are in the order of
 * their entering.
 */
export function mayReverse(entry: Entry, entries: readonly Entry[]): Verdict {
  const done = entries.find((e) => e.reverses === entry.id);
  const without = standing(entries.filter((e) => e.kind === entry.kind)).filter((e) => e.id !== entry.id);
  const left = lowest(without, entry.enteredOn);
  const later = without.find((e) => e.cause === 'received' && e.id > entry.id);
  return verdict(
    [
      entry.cause === 'reversal' && { code: 'prepaid_reverse_reversal' },
      done && { code: 'prepaid_reversed', values: { on: done.enteredOn } },
      !done && entry.amountFen > 0 && left < 0 && { code: 'prepaid_reverse_spent', values: { short: toYuan(-left) } },
      !done && entry.amountFen < 0 && later && { code: 'prepaid_reverse_later', values: { on: later.enteredOn } },
    ],
    {},
  );
}

/** What a home holds for one person in one kind, with where that person is. */
export type Holding = {
  applicantId: string;
  kind: Kind;
  fen: Fen;
  here: boolean;
  leftOn: Day | null;
  bedFen: Fen | null;
};
export const flagCodes = [
  'over_limit',
  'near_limit',
  'not_filed',
  'kind_not_filed',
  'membership_public',
  'reserve_short',
  'left_with_balance',
  'deposit_over',
  'fee_unfiled',
  'closing_overdue',
] as const;
export type Flag = { code: (typeof flagCodes)[number]; grave: boolean; people: number; fen: Fen; days: number | null };
/** From this share of the ceiling on the home is told, in percent. */
const NEAR = 80;

export function totals(holdings: readonly Holding[]) {
  const of = (kind: Kind) => sum(holdings.filter((h) => h.kind === kind).map((h) => h.fen));
  const [service_fee, deposit, membership] = [of('service_fee'), of('deposit'), of('membership')];
  return { service_fee, deposit, membership, all: service_fee + deposit + membership, custody: deposit + membership };
}

/** What stands against a home, from what it holds, what it filed and what is allowed. Silent where nothing is wrong. */
export function flagsOf(
  holdings: readonly Holding[],
  f: { today: Day; home: Home; filing: Filing | null; limits: Limits | null },
): Flag[] {
  const held = totals(holdings);
  const { filing, limits, home } = f;
  const most = filing ? ceiling(filing) : 0;
  const over = (list: readonly Holding[], code: Flag['code'], grave: boolean): Flag[] => {
    const since = list.flatMap((h) => (h.leftOn === null ? [] : [h.leftOn])).sort()[0];
    const days = code === 'left_with_balance' && since ? daysBetween(since, f.today) : null;
    return list.length
      ? [{ code, grave, people: new Set(list.map((h) => h.applicantId)).size, fen: sum(list.map((h) => h.fen)), days }]
      : [];
  };
  const whole = (yes: boolean, code: Flag['code'], grave: boolean, fen: Fen): Flag[] =>
    yes ? [{ code, grave, people: 0, fen, days: null }] : [];
  const deposits = holdings.filter((h) => h.kind === 'deposit' && h.here);
  const times = limits?.deposit_times ?? null;
  const needed = limits?.reserve_basis_points == null ? 0 : reserveFor(held.custody, limits.reserve_basis_points);
  const closing = home.closesOn !== null && home.closedOn === null && home.closesOn < f.today;
  const flags = [
    ...whole(!filing && held.all > 0, 'not_filed', true, held.all),
    ...whole(!!filing && held.all > most, 'over_limit', true, held.all - most),
    ...whole(
      !!filing && held.all <= most && held.all > 0 && held.all * 100 >= most * NEAR,
      'near_limit',
      false,
      most - held.all,
    ),
    ...over(filing ? holdings.filter((h) => !filing.kinds.includes(h.kind)) : [], 'kind_not_filed', true),
    ...whole(home.nature !== 'private' && held.membership > 0, 'membership_public', true, held.membership),
    ...whole(!!filing && needed > filing.riskReserveFen, 'reserve_short', true, needed - (filing?.riskReserveFen ?? 0)),
    ...over(
      holdings.filter((h) => !h.here),
      'left_with_balance',
      true,
    ),
    ...over(
      deposits.filter((h) => times !== null && h.bedFen !== null && h.fen > h.bedFen * times),
      'deposit_over',
      true,
    ),
    ...over(
      deposits.filter((h) => h.bedFen === null),
      'fee_unfiled',
      false,
    ),
    ...whole(closing && held.all > 0, 'closing_overdue', true, held.all),
  ];
  return flags.sort((a, b) => Number(b.grave) - Number(a.grave));
}
