// Decides the three questions about every fund (一查台账是否完备, 二查使用是否公开, 三查资金是否拨付; domain §3d), and
// which of a month's settled lines are checked on site (1 %, 民办函〔2025〕49号).
import { hasNumber, NOTICE_DAYS, noticeDays, publishBy, unmaskedRows } from '../disclosures/rules.ts';
import { balanceOf } from '../funds/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, sum } from '../kernel/money.ts';
import { addMonths, type Day } from '../kernel/period.ts';
import type { Calendar } from '../kernel/workdays.ts';
import { afterDeath, type Died, type Flag as FlagOf, flagRow as row } from './mechanism/flags.ts';

export { type CheckCode as CrossCode, checkCodes, crossChecks, type Facts as CrossFacts } from './mechanism/cross.ts';
export const flagCodes = [
  'no_budget_doc',
  'no_allocation_doc',
  'missing_voucher',
  'unbalanced',
  'edited_after_close',
  'overdrawn',
  'not_entered',
  'entry_differs',
  'not_disclosed',
  'disclosed_late',
  'disclosed_short',
  'list_missing',
  'unmasked',
  'list_outdated',
  'overdue',
  'paid_late',
  'returned',
  'no_account',
  'payee_differs',
  'paid_after_death',
] as const;
export type FlagCode = (typeof flagCodes)[number];
type Flag = FlagOf<FlagCode>;
/** `none`: nothing moved · `waiting`: not there yet, and not late · `fails`: a red flag */
export const states = ['none', 'passes', 'waiting', 'fails'] as const;
export type State = (typeof states)[number];
export type Answer = { state: State; due_on: Day | null; flags: Flag[] };

/** Flags without rows are none; with any flag the question fails. */
function answer(flags: readonly Flag[], otherwise: Exclude<State, 'fails'>, due: Day | null = null): Answer {
  const raised = flags.filter((f) => f.rows.length > 0);
  return { state: raised.length > 0 ? 'fails' : otherwise, due_on: due, flags: raised };
}

export type FundLine = {
  id: string;
  code: string;
  name: string;
  budgetDoc: string | null;
  allocationDoc: string | null;
};
export type FundEntry = {
  id: string;
  on: Day;
  kind: string;
  amountFen: Fen;
  attemptId: string | null;
  voucherNo: string | null;
  voucher: string | null;
  reverses: string | null;
  madeOn: Day;
  madeAt: string;
};
export type FundMonth = { openingFen: Fen; inFen: Fen; outFen: Fen; closingFen: Fen; closedAt: string };
/** A payment as it stood in a batch, with the bank's answer. */
export type Attempt = {
  id: string;
  paymentId: string;
  accountName: string;
  accountNo: string;
  amountFen: Fen;
  answer: 'paid' | 'returned' | null;
  answerReason: string | null;
  bankOn: Day | null;
  /** when its batch was made */
  sentAt: string;
};
/** An account that was approved for a payment, and since when; null: none was known. */
export type Account = { name: string | null; no: string | null; since: string };

/** Question one: is the ledger complete, and does it balance to the fen? `entries` and `attempts` are all of the line. */
export function ledgerAnswer(
  month: Day,
  of: { line: FundLine; entries: readonly FundEntry[]; closed: FundMonth | null; attempts: readonly Attempt[] },
): Answer {
  const { line, closed } = of;
  const next = addMonths(month, 1);
  const within = (day: Day | null) => day !== null && day >= month && day < next;
  const mine = of.entries.filter((e) => within(e.on));
  const answered = of.attempts.filter((a) => a.answer === 'paid' && within(a.bankOn));
  if (mine.length === 0 && answered.length === 0 && !closed) return answer([], 'none');
  const reversed = new Set(of.entries.flatMap((e) => e.reverses ?? []));
  const entryRow = (e: FundEntry, values = {}) =>
    row('entry', e.id, e.voucherNo ?? '', { on: e.on, amount_fen: e.amountFen, values: { kind: e.kind, ...values } });
  const opening = sum(of.entries.filter((e) => e.on < month).map((e) => e.amountFen));
  const books = balanceOf(opening, mine);
  const closing = books.closingFen;
  const attempts = new Map(of.attempts.map((a) => [a.id, a]));
  const entered = new Set(of.entries.filter((e) => e.kind === 'payment').map((e) => e.attemptId));
  const asClosed = (c: FundMonth) =>
    (['openingFen', 'inFen', 'outFen', 'closingFen'] as const).every((f) => c[f] === books[f]);
  return answer(
    [
      { code: 'no_budget_doc', rows: line.budgetDoc?.trim() ? [] : [row('line', line.id, line.name)] },
      { code: 'no_allocation_doc', rows: line.allocationDoc?.trim() ? [] : [row('line', line.id, line.name)] },
      {
        code: 'missing_voucher',
        rows: mine
          .filter((e) => !e.voucherNo?.trim() && !reversed.has(e.id) && e.kind !== 'reversal')
          .map((e) => entryRow(e)),
      },
      {
        code: 'unbalanced',
        rows:
          closed && !asClosed(closed)
            ? [
                row('month', line.id, line.name, {
                  on: month,
                  amount_fen: closing - closed.closingFen,
                  values: { closed_fen: closed.closingFen, reckoned_fen: closing },
                }),
              ]
            : [],
      },
      {
        code: 'edited_after_close',
        rows: closed
          ? mine.filter((e) => e.madeAt > closed.closedAt).map((e) => entryRow(e, { made_on: e.madeOn }))
          : [],
      },
      {
        code: 'overdrawn',
        rows: closing < 0 ? [row('month', line.id, line.name, { on: month, amount_fen: closing })] : [],
      },
      {
        code: 'not_entered',
        rows: answered
          .filter((a) => !entered.has(a.id))
          .map((a) => row('payment', a.paymentId, a.accountName, { on: a.bankOn, amount_fen: a.amountFen })),
      },
      {
        code: 'entry_differs',
        rows: mine
          .filter((e) => e.kind === 'payment' && e.amountFen !== -(attempts.get(e.attemptId ?? '')?.amountFen ?? NaN))
          .map((e) => entryRow(e, { confirmed_fen: attempts.get(e.attemptId ?? '')?.amountFen ?? null })),
      },
    ],
    'passes',
  );
}

export type Notice = {
  id: string;
  place: string;
  from: Day;
  to: Day;
  totalFen: Fen;
  rows: readonly { name_masked: string; community: string; facility: string; scheme: string; amount_fen: Fen }[];
};
/** What is approved of a line's month; null when nothing is. */
export type Approved = { totalFen: Fen; firstOn: Day; lastOn: Day } | null;

/** Question two: has its use been made public, in time, long enough, masked, and as it was approved? Notices in their order. */
export function disclosureAnswer(
  line: { id: string; name: string },
  of: { approved: Approved; notices: readonly Notice[] },
  given: { today: Day; calendar: Calendar },
): Answer {
  const { approved, notices } = of;
  const [first, last] = [notices[0], notices.at(-1)];
  if (!approved) return answer([], 'none');
  const due = publishBy(given.calendar, approved.firstOn);
  if (!first || !last)
    return answer(
      [{ code: 'not_disclosed', rows: given.today > due ? [row('line', line.id, line.name, { on: due })] : [] }],
      'waiting',
      due,
    );
  const noticeRow = (n: Notice, values = {}) =>
    row('disclosure', n.id, n.place, { on: n.from, amount_fen: n.totalFen, values: { to_on: n.to, ...values } });
  const differs = last.totalFen !== approved.totalFen;
  const again = differs ? publishBy(given.calendar, approved.lastOn) : due;
  const wrong = [...unmaskedRows(last.rows), ...(hasNumber(last.place) ? [0] : [])];
  return answer(
    [
      { code: 'disclosed_late', rows: first.from > due ? [noticeRow(first, { due_on: due })] : [] },
      {
        code: 'disclosed_short',
        rows: noticeDays(last) < NOTICE_DAYS ? [noticeRow(last, { days: noticeDays(last) })] : [],
      },
      { code: 'list_missing', rows: last.rows.length === 0 ? [noticeRow(last)] : [] },
      { code: 'unmasked', rows: wrong.length > 0 ? [noticeRow(last, { rows: wrong.join(' ') })] : [] },
      {
        code: 'list_outdated',
        rows: differs && given.today > again ? [noticeRow(last, { approved_fen: approved.totalFen })] : [],
      },
    ],
    differs ? 'waiting' : 'passes',
    again,
  );
}

export type Payment = {
  id: string;
  payee: string;
  amountFen: Fen;
  dueOn: Day;
  /** in their order: as approved with the payment, and whatever was approved instead */
  accounts: readonly Account[];
  /** in their order */
  attempts: readonly Attempt[];
};
/** Question three: has the money arrived, in time, with whom it was approved for, for people who were alive? */
export function paymentAnswer(of: { payments: readonly Payment[]; died: readonly Died[] }, today: Day): Answer {
  const { payments } = of;
  const last = (p: Payment) => p.attempts.at(-1);
  const paid = (p: Payment) => p.attempts.find((a) => a.answer === 'paid');
  const paymentRow = (p: Payment, values = {}) =>
    row('payment', p.id, p.payee, { on: p.dueOn, amount_fen: p.amountFen, values });
  const approved = (p: Payment, a: Attempt) => p.accounts.findLast((one) => one.since <= a.sentAt);
  const differs = (p: Payment, a: Attempt) =>
    a.accountNo !== approved(p, a)?.no || a.accountName !== approved(p, a)?.name || a.amountFen !== p.amountFen;
  const dues = payments.filter((p) => !paid(p)).map((p) => p.dueOn);
  const flags: Flag[] = [
    { code: 'overdue', rows: payments.filter((p) => !paid(p) && today > p.dueOn).map((p) => paymentRow(p)) },
    {
      code: 'paid_late',
      rows: payments.flatMap((p) => {
        const on = paid(p)?.bankOn ?? null;
        return on !== null && on > p.dueOn ? [paymentRow(p, { paid_on: on })] : [];
      }),
    },
    {
      code: 'returned',
      rows: payments
        .filter((p) => last(p)?.answer === 'returned')
        .map((p) => paymentRow(p, { why: last(p)?.answerReason ?? null, returned_on: last(p)?.bankOn ?? null })),
    },
    {
      code: 'no_account',
      rows: payments.filter((p) => !paid(p) && !p.accounts.at(-1)?.no).map((p) => paymentRow(p)),
    },
    {
      code: 'payee_differs',
      rows: payments.flatMap((p) =>
        p.attempts
          .filter((a) => a.answer !== 'returned' && differs(p, a))
          .map((a) => paymentRow(p, { account: a.accountName, account_no: a.accountNo, sent_fen: a.amountFen })),
      ),
    },
    { code: 'paid_after_death', rows: afterDeath(of.died) },
  ];
  if (payments.length === 0) return answer(flags, 'none');
  const due = dues.reduce<Day | null>((least, d) => (least === null || d < least ? d : least), null);
  return answer(flags, dues.length > 0 ? 'waiting' : 'passes', due);
}

/** At least one in a hundred. */
export const LEAST_SHARE = 100;
/** How many are drawn from so many, at a share in basis points: rounded up, so that never none. */
export const drawnOf = (population: number, basisPoints: number): number =>
  Math.ceil((population * basisPoints) / 10_000);

/**
 * The sample: those whose number comes first. `numberOf` is SHA-256 of the seed, a colon and the line's id, in hex;
 * anybody with seed and list draws the same.
 */
export function drawSample(ids: readonly string[], basisPoints: number, numberOf: (id: string) => string): string[] {
  const numbered = ids.map((id) => ({ id, number: numberOf(id) }));
  numbered.sort((a, b) => (a.number < b.number ? -1 : 1));
  return numbered.slice(0, drawnOf(ids.length, basisPoints)).map((n) => n.id);
}

export function mayDraw(
  basisPoints: number,
  facts: { month: Day; population: number; open: readonly string[]; drawnOn: Day | null },
): Verdict {
  const month = facts.month.slice(0, 7);
  return verdict(
    [
      (basisPoints < LEAST_SHARE || basisPoints > 10_000) && { code: 'sample_share', pointer: '/basis_points' },
      facts.drawnOn !== null && { code: 'sample_drawn', values: { month, day: facts.drawnOn } },
      facts.open.length > 0 && { code: 'sample_month_open', values: { month, contracts: [...facts.open] } },
      facts.population === 0 && facts.open.length === 0 && { code: 'sample_nothing', values: { month } },
    ],
    {},
  );
}

export const findings = ['true', 'absent', 'other_person', 'less_service', 'other'] as const;
export type Found = (typeof findings)[number];

/** What two people on site found of a sampled person. */
export function mayRecord(
  check: { lineId: string; on: Day; people: readonly string[]; found: Found; note: string | null },
  facts: { today: Day; drawnOn: Day; sampled: readonly string[] },
): Verdict {
  const names = new Set(check.people.map((p) => p.trim()).filter(Boolean));
  return verdict(
    [
      !facts.sampled.includes(check.lineId) && { code: 'check_not_sampled' },
      names.size < 2 && { code: 'check_people', pointer: '/people' },
      check.on > facts.today && { code: 'check_future', values: { date: check.on }, pointer: '/checked_on' },
      check.on < facts.drawnOn && { code: 'check_too_early', values: { day: facts.drawnOn }, pointer: '/checked_on' },
      check.found !== 'true' && !check.note?.trim() && { code: 'check_note', pointer: '/note' },
    ],
    {},
  );
}
