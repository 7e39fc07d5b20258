import type { importEntitlements } from '../server/entitlements/actions.ts';
import type { NewRate } from '../server/entitlements/rules.ts';
import { addDays, addMonths, type Day, fromRange, toRange } from '../server/kernel/period.ts';
import { levelOn } from './assessments.ts';
import type { Ledger } from './ledger.ts';
import type { createPeople } from './people.ts';
import type { Random } from './random.ts';

type Grant = Parameters<typeof importEntitlements>[1][number];

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

/** The first day of the coupon, nationwide; what was granted before is not taken over. */
const FIRST: Day = '2026-01-01';
const later = (a: Day, b: Day) => (a > b ? a : b);

/**
 * What the people in beds that the district pays for have been granted: support of the destitute in the reserve;
 * concentrated care or the coupon from their admission; allowances by category, level and age. A few have not applied.
 */
export function makeGrants(
  r: Random,
  stays: Ledger['stays'],
  people: ReturnType<typeof createPeople>['list'],
  today: Day,
): Grant[] {
  const known = new Map(people.map((p) => [p.applicant.id, p]));
  const grants: Grant[] = [];
  const seen = new Set<string>();
  for (const stay of stays.toReversed()) {
    const person = known.get(stay.applicantId);
    if (!person || stay.funding === 'private' || seen.has(stay.applicantId)) continue;
    const left = stay.dischargedOn ?? null;
    if (left !== null && left <= FIRST) continue;
    seen.add(stay.applicantId);
    const last = left ?? addDays(today, 1);
    const start = later(FIRST, stay.admittedOn);
    if (start >= last) continue;
    const { id, bornOn, diedOn } = person.applicant;
    const level = levelOn(person, addDays(last, -1))?.level ?? null;
    const held = person.categories.filter((c) => fromRange(c.during).start <= start).map((c) => c.kind);
    const add = (scheme: Grant['scheme'], stack_group: string, from: Day, offsets: Grant['offsets'] = null) => {
      const day = addDays(from, -r.int(4, 12));
      const doc_no = `示例批〔${day.slice(0, 4)}〕${String(grants.length + 1).padStart(4, '0')}号`;
      // An allowance is the person's and goes on after the stay; what pays for the bed ends with it.
      const end = stack_group === 'care_fee' ? left : (diedOn ?? null);
      grants.push({ applicant_id: id, scheme, stack_group, during: toRange({ start: from, end }), offsets, doc_no });
    };
    if (held.includes('tekun')) {
      add('tekun_support', 'care_fee', start);
      continue;
    }
    const poor = held.includes('dibao');
    if (poor && level === 4 && r.chance(0.6))
      add('concentrated_care', 'care_fee', start, {
        dibao_fen: 65_000,
        disability_fen: r.chance(0.5) ? 20_000 : 0,
        other_fen: 0,
      });
    else if (level !== null && level >= 2 && r.chance(0.93)) add('consumption_coupon', 'care_fee', start);
    if (poor || held.includes('dibao_margin')) {
      if (r.chance(0.9)) add('service_allowance', 'old_age_service', start);
      if (level !== null && level >= 2 && r.chance(0.85)) add('nursing_allowance', 'old_age_nursing', start);
    }
    const eighty = later(FIRST, addMonths(bornOn, 80 * 12));
    if (eighty < (diedOn ?? today) && r.chance(0.96)) add('advanced_age_allowance', 'advanced_age', eighty);
  }
  return grants;
}
