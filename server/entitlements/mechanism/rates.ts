// Decides whether a rate can stand: complete in the form its scheme takes, from a day on, with its document, beside the others.
import type { Reason, Verdict } from '../../kernel/errors.ts';
import type { Fen } from '../../kernel/money.ts';
import { addDays, type Day, fromRange, overlaps, type Period } from '../../kernel/period.ts';
import type { Rate } from './facts.ts';

type Form = 'share' | 'standard' | 'monthly';
const forms = { share: 'rate_share', standard: 'rate_standard', monthly: 'rate_monthly' } as const;
/** What each row of rates is called, in which form it pays, and with which others it is one benefit at most. */
export const rateKinds: Record<string, { form: Form; group: string; byLevel: boolean }> = {
  tekun_support: { form: 'share', group: 'care_fee', byLevel: false },
  tekun_support_full: { form: 'share', group: 'care_fee', byLevel: false },
  tekun_support_partial: { form: 'share', group: 'care_fee', byLevel: false },
  tekun_support_none: { form: 'share', group: 'care_fee', byLevel: false },
  concentrated_care: { form: 'standard', group: 'care_fee', byLevel: true },
  consumption_coupon_institution: { form: 'share', group: 'care_fee', byLevel: true },
  consumption_coupon_home: { form: 'share', group: 'care_fee', byLevel: true },
  service_allowance: { form: 'monthly', group: 'old_age_service', byLevel: true },
  nursing_allowance: { form: 'monthly', group: 'old_age_nursing', byLevel: true },
  advanced_age_allowance: { form: 'monthly', group: 'advanced_age', byLevel: false },
  advanced_age_allowance_100: { form: 'monthly', group: 'advanced_age', byLevel: false },
};

export type NewRate = {
  scheme: string;
  level: number;
  amount_fen: Fen | null;
  basis_points: number | null;
  cap_fen: Fen | null;
  start: Day | null;
  /** last day it holds; null: until another follows */
  last_day: Day | null;
  doc_no: string;
  example: boolean;
};
export type RateRow = Omit<Rate, 'effective'> & { during: Period };

const whole = (n: number | null, max: number) => n !== null && Number.isSafeInteger(n) && n >= 0 && n <= max;
const MOST = 100_000_000;

/** Each row by itself; `row` counts from 1 as people do. */
function wrongWith(rate: NewRate, row: number): Reason[] {
  const at = `/rates/${row - 1}`;
  const kind = Object.hasOwn(rateKinds, rate.scheme) ? rateKinds[rate.scheme] : undefined;
  if (!kind) return [{ code: 'rate_scheme', values: { row, scheme: rate.scheme }, pointer: `${at}/scheme` }];
  const { form } = kind;
  const only = (field: string, ok: boolean): Reason | false =>
    !ok && { code: forms[form], values: { row }, pointer: `${at}/${field}` };
  const found: (Reason | false)[] = [
    rate.start === null && { code: 'rate_without_date', values: { row }, pointer: `${at}/start` },
    rate.start !== null &&
      rate.last_day !== null &&
      rate.last_day < rate.start && {
        code: 'rate_ends_first',
        values: { row, start: rate.start, last: rate.last_day },
        pointer: `${at}/last_day`,
      },
    rate.doc_no.trim() === '' && { code: 'rate_without_doc', values: { row }, pointer: `${at}/doc_no` },
    !(rate.level === -1 || (kind.byLevel && whole(rate.level, 4))) && {
      code: 'rate_level',
      values: { row },
      pointer: `${at}/level`,
    },
    form === 'share' && only('basis_points', whole(rate.basis_points, 10_000) && rate.amount_fen === null),
    form === 'share' && rate.cap_fen !== null && only('cap_fen', whole(rate.cap_fen, MOST)),
    form === 'standard' &&
      only('cap_fen', whole(rate.cap_fen, MOST) && rate.basis_points === null && rate.amount_fen === null),
    form === 'monthly' &&
      only('amount_fen', whole(rate.amount_fen, MOST) && rate.basis_points === null && rate.cap_fen === null),
  ];
  return found.filter((r): r is Reason => !!r);
}

/** Rows to be added beside those that are known: all that is wrong, each with its row; two of one scheme and level never at once. */
export function checkRates(rows: readonly NewRate[], known: readonly RateRow[]): Verdict<{ rows: RateRow[] }> {
  const reasons = rows.flatMap((rate, i) => wrongWith(rate, i + 1));
  const made: RateRow[] = [];
  for (const [i, r] of rows.entries()) {
    if (r.start === null) continue;
    const during = { start: r.start, end: r.last_day && addDays(r.last_day, 1) };
    const same = (o: RateRow) => o.scheme === r.scheme && o.level === r.level && overlaps(o.during, during);
    const other = known.find(same) ?? made.find(same);
    if (other)
      reasons.push({
        code: 'rate_overlaps',
        values: { row: i + 1, doc: other.docNo, start: other.during.start, last: lastOf(other.during) },
        pointer: `/rates/${i}/start`,
      });
    made.push({
      scheme: r.scheme,
      level: r.level,
      amountFen: r.amount_fen,
      basisPoints: r.basis_points,
      capFen: r.cap_fen,
      stackGroup: rateKinds[r.scheme]?.group ?? '',
      docNo: r.doc_no.trim(),
      example: r.example,
      during,
    });
  }
  return reasons.length ? { ok: false, reasons } : { ok: true, rows: made };
}

/** The last day of a period as people say it; a word where it is open. */
export const lastOf = (p: Period) => (p.end === null ? 'open_end' : addDays(p.end, -1));

/** May a rate end on that day? From then on nothing is paid by it, unless another follows. */
export function mayEndRate(effective: string, last: Day): Reason | null {
  const during = fromRange(effective);
  if (during.end !== null) return { code: 'rate_ended', values: { last: lastOf(during) } };
  if (last < during.start) return { code: 'rate_ends_before', values: { start: during.start }, pointer: '/last_day' };
  return null;
}
