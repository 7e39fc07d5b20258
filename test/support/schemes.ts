import { nothingKnown, type PersonFacts, type Rate } from '../../server/entitlements/rules.ts';

/** Rates of all schemes with round figures, and somebody they are reckoned for. */
export const rate = (scheme: string, level: number, stackGroup: string, rest: Partial<Rate>): Rate => ({
  scheme,
  level,
  amountFen: null,
  basisPoints: null,
  capFen: null,
  stackGroup,
  effective: '[2026-01-01,)',
  docNo: `${scheme} 1号`,
  example: false,
  ...rest,
});
export const rates: Rate[] = [
  rate('tekun_support', -1, 'care_fee', { basisPoints: 10_000 }),
  rate('concentrated_care', 4, 'care_fee', { capFen: 240_000, example: true }),
  ...[2, 3, 4].flatMap((level) => [
    rate('consumption_coupon_institution', level, 'care_fee', { basisPoints: 4000, capFen: 80_000 }),
    rate('consumption_coupon_home', level, 'care_fee', { basisPoints: 5000, capFen: 80_000 }),
    rate('nursing_allowance', level, 'nursing', { amountFen: 5_000 * level }),
  ]),
  rate('service_allowance', -1, 'service', { amountFen: 10_000 }),
  rate('advanced_age_allowance', -1, 'age', { amountFen: 5_000 }),
  rate('advanced_age_allowance_100', -1, 'age', { amountFen: 50_000 }),
];
export const MONTH = '2026-11-01';
export const elder = (rest: Partial<PersonFacts> = {}): PersonFacts => ({
  ...nothingKnown,
  bornOn: '1950-05-01',
  level: 3,
  longTermCareInsurance: false,
  ...rest,
});
