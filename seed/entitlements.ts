import type { NewRate } from '../server/entitlements/rules.ts';

/**
 * Subsidy rates by effective date. Only the consumption coupon's figures come from a published notice (50 % at home,
 * 40 % in an institution, at most 800 yuan a month, levels 2–4, nationwide from 2026-01-01); the rest are examples.
 */
export function makeRates(): NewRate[] {
  const row = (scheme: string, level: number, start: string, rest: Partial<NewRate>): NewRate => ({
    scheme,
    level,
    amount_fen: null,
    basis_points: null,
    cap_fen: null,
    start,
    last_day: null,
    doc_no: '示例，待民政部门核定',
    example: true,
    ...rest,
  });
  const coupon = { cap_fen: 80_000, doc_no: '民办函〔2025〕49号' };
  return [
    ...[2, 3, 4].flatMap((level) => [
      row('consumption_coupon_institution', level, '2026-01-01', { ...coupon, basis_points: 4000 }),
      row('consumption_coupon_home', level, '2026-01-01', { ...coupon, basis_points: 5000 }),
    ]),
    row('tekun_support', -1, '2025-01-01', { basis_points: 10_000 }),
    row('concentrated_care', 4, '2025-01-01', { cap_fen: 240_000 }),
    row('service_allowance', -1, '2025-01-01', { amount_fen: 10_000 }),
    row('nursing_allowance', 2, '2025-01-01', { amount_fen: 10_000 }),
    row('nursing_allowance', 3, '2025-01-01', { amount_fen: 15_000 }),
    row('nursing_allowance', 4, '2025-01-01', { amount_fen: 20_000 }),
    row('advanced_age_allowance', -1, '2025-01-01', { amount_fen: 5_000 }),
  ];
}
