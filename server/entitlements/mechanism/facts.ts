// Decides in which words a quote is asked and answered: the person's facts of a day, what was used, and who pays for it.
import type { EntitlementCode } from '../../kernel/entitlement-messages.ts';
import type { Reason } from '../../kernel/errors.ts';
import type { Fen } from '../../kernel/money.ts';
import type { Day } from '../../kernel/period.ts';

export type Rate = {
  scheme: string;
  level: number;
  amountFen: Fen | null;
  basisPoints: number | null;
  capFen: Fen | null;
  /** one benefit of a group at most for a person on a day */
  stackGroup: string;
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
  /** long-term care insurance pays for the care */
  longTermCareInsurance: boolean | null;
  /** what the person gets otherwise each month; 集中照护 takes it off */
  offsets: { dibao_fen: Fen; disability_fen: Fen; other_fen: Fen } | null;
  /** schemes granted that day; null: asking what would be, as if everything had been applied for */
  granted: readonly Scheme[] | null;
};

/** Of somebody nothing is known of. */
export const nothingKnown: PersonFacts = {
  bornOn: null,
  level: null,
  selfCare: null,
  categories: [],
  longTermCareInsurance: null,
  offsets: null,
  granted: null,
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

/** Why a scheme applies or not, or how its amount came about. */
export type Why = Reason<EntitlementCode>;

export type QuoteLine = {
  scheme: Scheme;
  /** 'unknown': a fact is missing, named in the reasons */
  applies: 'yes' | 'no' | 'unknown';
  /** to the provider, off the price · to the person, in cash besides */
  pays: 'provider' | 'person';
  /** null: would apply, but the fee is not known */
  amount_fen: Fen | null;
  /** days of the month on which it applied */
  days: number;
  /** how the amount came about; null when it does not apply */
  how: Why | null;
  /** why it does not apply, on the days it does not */
  reasons: Why[];
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
