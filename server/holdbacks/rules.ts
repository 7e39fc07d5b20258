// Decides what of a payment's holdback is released: each home's part of it by that home's grade; the rest is forfeited.
import { splitOver } from '../approval/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, fen, sum } from '../kernel/money.ts';
import type { Quarter } from '../scorecards/rules.ts';

/** What was decided of a home for a period: its grade, or without one what somebody decided and why. */
export type Decided = { scorecardId: string; percent: number; grade: string | null; reason: string | null };
export type HeldPayment = {
  id: string;
  heldFen: Fen;
  /** what each home had of the month the payment is for, as the government pays it */
  homes: readonly { facilityId: string; governmentFen: Fen }[];
};
export type Part = Decided & { facilityId: string; heldFen: Fen; releasedFen: Fen };

/** Each home's part of what was held, to the fen, by what it had of the month; a home that only had money taken back has none. */
export function partsOf(payment: HeldPayment): { facilityId: string; heldFen: Fen }[] {
  const homes = payment.homes.filter((h) => h.governmentFen > 0);
  return splitOver(
    payment.heldFen,
    homes.map((h) => ({ lineId: h.facilityId, year: 0, amountFen: h.governmentFen })),
  ).map((p) => ({ facilityId: p.lineId, heldFen: p.fen }));
}

/** Per cent of a part, rounded half up to the fen; all of it at 100. */
export const releasedOf = (heldFen: Fen, percent: number): Fen =>
  Number((BigInt(fen(heldFen)) * BigInt(percent) + 50n) / 100n);

/** What is released of a payment once every home in it is decided of, and to the fen what is forfeited; null before. */
export function release(
  payment: HeldPayment,
  decided: ReadonlyMap<string, Decided>,
): { parts: Part[]; releasedFen: Fen; forfeitedFen: Fen } | null {
  const parts = partsOf(payment).map((p) => {
    const said = decided.get(p.facilityId);
    return said ? { ...said, ...p, releasedFen: releasedOf(p.heldFen, said.percent) } : null;
  });
  const known = parts.filter((p) => p !== null);
  if (known.length === 0 || known.length < parts.length) return null;
  const releasedFen = sum(known.map((p) => p.releasedFen));
  return { parts: known, releasedFen, forfeitedFen: payment.heldFen - releasedFen };
}

export type Decision = { facility_id: string; percent: number; reason: string };
/**
 * May what was held back of a quarter be released? Once its grades are public. A decision is only taken of homes that
 * have no grade for lack of data.
 * @param cards of the quarter's published homes, with their grade
 */
export function mayRelease(
  quarter: Quarter,
  facts: { published: boolean; cards: ReadonlyMap<string, { grade: string | null }>; open: number },
  decisions: readonly Decision[],
): Verdict {
  return verdict(
    [
      !facts.published && { code: 'score_not_published', values: { quarter } },
      ...decisions.flatMap((d, i): (Reason | false)[] => {
        const card = facts.cards.get(d.facility_id);
        const twice = decisions.findIndex((o) => o.facility_id === d.facility_id) < i;
        return [
          facts.published &&
            (!card || card.grade !== null || twice) && {
              code: 'release_not_to_decide',
              pointer: `/decisions/${i}/facility_id`,
            },
          !d.reason.trim() && { code: 'reason_needed', pointer: `/decisions/${i}/reason` },
        ];
      }),
      facts.published && facts.open === 0 && { code: 'release_nothing', values: { quarter } },
    ],
    {},
  );
}
