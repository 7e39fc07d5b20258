// Decides what a home and the bureau may say of the lines of a month, when it may be approved and frozen, and what is then to be
// paid (财政部令102号: paid for what was accepted; 中小企业款项支付条例: within 30 days; whoever approves does not pay).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, fen, sum, toYuan } from '../kernel/money.ts';
import type { Day } from '../kernel/period.ts';
import { answerBy } from '../settlement/rules.ts';

/** So many days after approval the money is due. */
export const PAY_DAYS = 30;
export const answers = ['confirmed', 'disputed', 'upheld'] as const;
export type Answer = (typeof answers)[number];

export type LineState = {
  id: string;
  person: string;
  facility: string;
  draftedAt: Date;
  answer: Answer | null;
  replaced: boolean;
};

/** May the home say this of a line? What the bureau upheld is not disputed again: the next month corrects what was wrong. */
export function mayAnswer(
  line: LineState,
  settlement: { month: Day; frozen: boolean },
  answer: 'confirmed' | 'disputed',
  reason: string | null,
): Verdict {
  return verdict(
    [
      settlement.frozen && { code: 'settlement_frozen', values: { month: settlement.month.slice(0, 7) } },
      line.replaced && { code: 'settlement_line_replaced', values: { person: line.person } },
      answer === 'disputed' &&
        line.answer === 'upheld' && { code: 'settlement_line_upheld', values: { person: line.person } },
      answer === 'disputed' && !reason?.trim() && { code: 'reason_needed', pointer: '/reason' },
    ],
    {},
  );
}

/** May the bureau let a line stand against what the home says? */
export function mayUphold(line: LineState, settlement: { month: Day; frozen: boolean }, reason: string): Verdict {
  return verdict(
    [
      settlement.frozen && { code: 'settlement_frozen', values: { month: settlement.month.slice(0, 7) } },
      line.replaced && { code: 'settlement_line_replaced', values: { person: line.person } },
      line.answer !== 'disputed' && { code: 'settlement_not_disputed', values: { person: line.person } },
      !reason.trim() && { code: 'reason_needed', pointer: '/reason' },
    ],
    {},
  );
}

/** Nobody has said anything of it, and the days to do so are not over. */
export const stillWaits = (line: Pick<LineState, 'answer' | 'draftedAt'>, today: Day): boolean =>
  line.answer === null && today <= answerBy(line.draftedAt);

export type LotMoney = { id: string; facility: string; amountFen: Fen; acceptedFen: Fen; nowFen: Fen };

/** May the month be approved, and frozen? Names every line and lot that stands in the way. */
export function mayApprove(
  s: {
    month: Day;
    frozen: boolean;
    /** the facts have changed since it was drafted */
    outdated: boolean;
    /** earlier months of the contract that are drafts */
    earlier: readonly Day[];
    lines: readonly LineState[];
    lots: readonly LotMoney[];
    /** is there a line of the budget to pay it from? */
    budget: boolean;
  },
  today: Day,
): Verdict {
  const month = s.month.slice(0, 7);
  if (s.frozen) return { ok: false, reasons: [{ code: 'settlement_frozen', values: { month } }] };
  const waiting = s.lines.filter((l) => stillWaits(l, today));
  const until =
    waiting
      .map((l) => answerBy(l.draftedAt))
      .sort()
      .at(-1) ?? today;
  const homes = [...new Set(waiting.map((l) => l.facility))];
  return verdict(
    [
      s.outdated && { code: 'settlement_outdated', values: { month } },
      ...s.earlier.map((m): Reason => ({ code: 'settlement_earlier_open', values: { month: m.slice(0, 7) } })),
      ...s.lines
        .filter((l) => l.answer === 'disputed')
        .map((l): Reason => ({ code: 'settlement_disputed', values: { person: l.person, facility: l.facility } })),
      waiting.length > 0 && {
        code: 'settlement_unanswered',
        values: { lines: waiting.length, facilities: homes.slice(0, 5), until },
      },
      ...s.lots
        .filter((l) => l.acceptedFen + l.nowFen > l.amountFen && l.nowFen > 0)
        .map(
          (l): Reason => ({
            code: 'settlement_over_lot',
            values: {
              facility: l.facility,
              lot: l.id,
              left: toYuan(l.amountFen - l.acceptedFen),
              asked: toYuan(l.nowFen),
            },
          }),
        ),
      !s.budget && { code: 'settlement_no_budget', values: { year: s.month.slice(0, 4) } },
    ],
    {},
  );
}

export type Share = { lineId: string; year: number; amountFen: Fen };
/** The budget lines a month is paid from: those of its year, or where there are none of the last year before. */
export function payingLines(month: Day, shares: readonly Share[]): Share[] {
  const year = Number(month.slice(0, 4));
  const years = shares.filter((s) => s.amountFen > 0 && s.year <= year).map((s) => s.year);
  const latest = Math.max(...years);
  return shares.filter((s) => s.amountFen > 0 && s.year === latest).sort((a, b) => (a.lineId < b.lineId ? -1 : 1));
}

/**
 * A sum over shares in proportion, to the fen: each rounded down, what is left goes fen by fen to those whose fraction
 * of a fen is largest, of equals to the first.
 */
export function splitOver(total: Fen, shares: readonly Share[]): { lineId: string; fen: Fen }[] {
  const whole = BigInt(sum(shares.map((s) => s.amountFen)));
  const parts = shares.map((s) => {
    const product = BigInt(fen(total)) * BigInt(s.amountFen);
    return { lineId: s.lineId, fen: Number(product / whole), rest: product % whole };
  });
  const left = total - sum(parts.map((p) => p.fen));
  const next = new Set([...parts].sort((a, b) => Number(b.rest > a.rest) - Number(b.rest < a.rest)).slice(0, left));
  return parts.map((p) => ({ lineId: p.lineId, fen: p.fen + (next.has(p) ? 1 : 0) }));
}

/** What is kept back of a payment: per cent of it, rounded half up to the fen. Less than all of it whatever the sum. */
export const heldBack = (amountFen: Fen, percent: number): Fen =>
  Number((BigInt(fen(amountFen)) * BigInt(percent) + 50n) / 100n);

export type Due = { payFen: Fen; takenOffFen: Fen; carriedOnFen: Fen };
/**
 * What is due when a month is approved: all that was ever accepted less all that was ever to be paid. What earlier months
 * were overpaid is taken off; while the sum is not positive nothing is paid and the rest is carried on.
 */
export function dueNow(acceptedBefore: Fen, paymentsBefore: Fen, now: Fen): Due {
  const overpaid = fen(paymentsBefore - acceptedBefore);
  const due = fen(now - overpaid);
  return due > 0
    ? { payFen: due, takenOffFen: overpaid, carriedOnFen: 0 }
    : { payFen: 0, takenOffFen: 0, carriedOnFen: due === 0 ? 0 : -due };
}
