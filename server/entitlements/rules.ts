// Decides who pays what of a month's care: which schemes apply and why, what the government and what the family pays
// (中度以上失能老年人养老服务消费补贴, 民办函〔2025〕49号; 集中照护, 民发〔2023〕53号; 特困供养; local allowances).
import type { Reason } from '../kernel/errors.ts';
import { type Fen, share, sum } from '../kernel/money.ts';
import { contains, type Day, fromRange } from '../kernel/period.ts';

export type Rate = {
  scheme: string;
  level: number;
  amountFen: Fen | null;
  basisPoints: number | null;
  capFen: Fen | null;
  effective: string;
  docNo: string;
  example: boolean;
};

/** What a person may have been granted; two of one group never at one time. */
export const schemes = [
  'tekun_support',
  'concentrated_care',
  'consumption_coupon',
  'service_allowance',
  'nursing_allowance',
  'advanced_age_allowance',
] as const;
export type Scheme = (typeof schemes)[number];

/** What is known of the person on a day; null: not known, so that nothing is reckoned from it. */
export type PersonFacts = {
  bornOn: Day | null;
  /** ability level 0–4 (GB/T 42195-2022) */
  level: number | null;
  /** 特困's own scale: able, partly able, unable to care for oneself */
  selfCare: 'full' | 'partial' | 'none' | null;
  /** categories in force that day */
  categories: readonly string[];
  longTermCareInsurance: boolean;
  /** what the person gets otherwise each month; 集中照护 takes it off */
  offsets: { dibao_fen: Fen; disability_fen: Fen; other_fen: Fen } | null;
  /** schemes granted that day; null: asking what would be, as if everything had been applied for */
  granted: readonly Scheme[] | null;
};

/**
 * Days of one service at one price. A unit of price buys `den` parts: a bed month as many as the month has days, a
 * place month as many as the person's agreed days in that month, an hour 60. `n` is how many parts a day used.
 */
export type Spell = {
  /** whose money it is: the lot, or any name the caller knows it by */
  key: string;
  service: 'residential' | 'nursing' | 'day' | 'home';
  unitPriceFen: Fen;
  den: number;
  days: readonly { day: Day; n: number; facts: PersonFacts }[];
};

export type QuoteLine = {
  scheme: Scheme;
  /** 'unknown': a fact is missing, named in the reasons */
  applies: 'yes' | 'no' | 'unknown';
  /** to the provider, off the price · to the person, in cash besides */
  pays: 'provider' | 'person';
  amount_fen: Fen;
  reasons: Reason[];
  doc_no: string | null;
  example: boolean;
};
export type Quote = {
  fee_fen: Fen | null;
  government_fen: Fen | null;
  family_fen: Fen | null;
  /** what the person gets in cash besides; not part of the price */
  cash_fen: Fen;
  lines: QuoteLine[];
};
/** A key's part of the month: quantity `num / den` units, and the government's part by scheme. */
export type Part = {
  key: string;
  days: number;
  num: number;
  den: number;
  amount_fen: Fen;
  government_fen: Fen;
  family_fen: Fen;
  schemes: Partial<Record<Scheme, Fen>>;
};

/**
 * A month's fee between government and family. The consumption coupon is min(cap, floor(rate × fee)) for levels 2–4
 * (domain §3b); 特困 persons are paid for by 特困供养 in full and never get a coupon on top. An unknown fee stays
 * unknown (未填报): nothing is invented.
 */
export function quote(
  fee: Fen | null,
  person: { level: number; tekun: boolean },
  setting: 'institution' | 'home',
  rates: readonly Rate[],
  on: Day,
): Quote {
  if (fee === null) return { fee_fen: null, government_fen: null, family_fen: null, cash_fen: 0, lines: [] };
  const inForce = rates.filter((r) => contains(fromRange(r.effective), on));
  const line = (scheme: Scheme, r: Rate, amount: Fen): QuoteLine => ({
    scheme,
    applies: 'yes',
    pays: 'provider',
    amount_fen: Math.min(amount, fee),
    reasons: [],
    doc_no: r.docNo,
    example: r.example,
  });
  const lines: QuoteLine[] = [];
  if (person.tekun) {
    const full = inForce.find((r) => r.scheme === 'tekun_support');
    if (full) lines.push(line('tekun_support', full, fee));
  } else {
    const coupon = inForce.find((r) => r.scheme === `consumption_coupon_${setting}` && r.level === person.level);
    if (coupon?.basisPoints)
      lines.push(line('consumption_coupon', coupon, Math.min(coupon.capFen ?? fee, share(fee, coupon.basisPoints))));
  }
  const government = sum(lines.map((l) => l.amount_fen));
  return { fee_fen: fee, government_fen: government, family_fen: fee - government, cash_fen: 0, lines };
}
