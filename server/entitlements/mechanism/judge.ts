// Decides which schemes pay for a person on a day and why the others do not: tri-state, because a fact that is not known decides nothing.
import { ageOn, type Day } from '../../kernel/period.ts';
import type { PersonFacts, Rate, Scheme, Spell, Why } from './facts.ts';

export type Judged = {
  scheme: Scheme;
  applies: 'yes' | 'no' | 'unknown';
  pays: 'provider' | 'person';
  rate: Rate | null;
  reasons: Why[];
};
type Case = { facts: PersonFacts; service: Spell['service']; on: Day; age: number | null; inForce: readonly Rate[] };
type Found = { rate: Rate } | { reason: Why };
type Rule = {
  scheme: Scheme;
  pays: Judged['pays'];
  against: (c: Case) => (Why | null | false)[];
  rate: (c: Case) => Found;
};

const unknown = (fact: string): Why => ({ code: 'ent_unknown', values: { fact: `fact_${fact}` } });
const institution = (service: Spell['service']) => service === 'residential' || service === 'nursing';

const needsAge = ({ age }: Case, from: number): Why | null =>
  age === null ? unknown('born_on') : age < from ? { code: 'ent_age', values: { from } } : null;
const needsCategory = ({ facts }: Case, ...kinds: string[]): Why | null =>
  facts.categories.some((c) => kinds.includes(c)) ? null : { code: 'ent_category', values: { categories: kinds } };
const guaranteed = ({ facts }: Case): Why | false =>
  facts.categories.includes('tekun') && { code: 'ent_excluded', values: { by: 'tekun_support' } };

/** The row that holds for this ability level, or for everybody (level -1). */
function rateOf({ inForce, facts, on }: Case, scheme: string): Found {
  const rows = inForce.filter((r) => r.scheme === scheme);
  if (rows.length === 0) return { reason: { code: 'ent_no_rate', values: { on } } };
  const whole = rows.find((r) => r.level === -1);
  if (whole) return { rate: whole };
  if (facts.level === null) return { reason: unknown('level') };
  const mine = rows.find((r) => r.level === facts.level);
  if (mine) return { rate: mine };
  return { reason: { code: 'ent_level', values: { levels: rows.map((r) => String(r.level)).sort() } } };
}

/** In the order in which they go before one another where only one may pay. */
const rules: readonly Rule[] = [
  {
    scheme: 'tekun_support',
    pays: 'provider',
    against: (c) => [needsCategory(c, 'tekun')],
    // A district may pay by 特困's own scale of self-care; then that has to be known.
    rate: (c) => {
      const scaled = c.inForce.some((r) => /^tekun_support_(full|partial|none)$/.test(r.scheme));
      if (!scaled) return rateOf(c, 'tekun_support');
      return c.facts.selfCare === null
        ? { reason: unknown('self_care') }
        : rateOf(c, `tekun_support_${c.facts.selfCare}`);
    },
  },
  {
    scheme: 'concentrated_care',
    pays: 'provider',
    against: (c) => [
      !institution(c.service) && { code: 'ent_institution_only' },
      guaranteed(c),
      needsCategory(c, 'dibao'),
      c.facts.longTermCareInsurance === null
        ? unknown('long_term_care_insurance')
        : c.facts.longTermCareInsurance && { code: 'ent_insured' },
      c.facts.offsets === null && unknown('offsets'),
    ],
    rate: (c) => rateOf(c, 'concentrated_care'),
  },
  {
    scheme: 'consumption_coupon',
    pays: 'provider',
    against: (c) => [guaranteed(c), needsAge(c, 60)],
    rate: (c) => rateOf(c, institution(c.service) ? 'consumption_coupon_institution' : 'consumption_coupon_home'),
  },
  {
    scheme: 'service_allowance',
    pays: 'person',
    against: (c) => [needsAge(c, 60), needsCategory(c, 'dibao', 'dibao_margin')],
    rate: (c) => rateOf(c, 'service_allowance'),
  },
  {
    scheme: 'nursing_allowance',
    pays: 'person',
    against: (c) => [needsAge(c, 60), needsCategory(c, 'dibao', 'dibao_margin')],
    rate: (c) => rateOf(c, 'nursing_allowance'),
  },
  {
    scheme: 'advanced_age_allowance',
    pays: 'person',
    against: (c) => [needsAge(c, 80)],
    rate: (c) => {
      const hundred = (c.age ?? 0) >= 100 && c.inForce.some((r) => r.scheme === 'advanced_age_allowance_100');
      return rateOf(c, hundred ? 'advanced_age_allowance_100' : 'advanced_age_allowance');
    },
  },
];

/**
 * Every scheme for one person, service and day. At most one of a stack group says yes, and at most one that pays the
 * provider; the one before goes first (特困供养, 集中照护, the coupon). `instead` gives 集中照护 up for the coupon.
 */
export function judge(
  facts: PersonFacts,
  service: Spell['service'],
  on: Day,
  inForce: readonly Rate[],
  instead: boolean,
): Judged[] {
  const c: Case = { facts, service, on, age: facts.bornOn === null ? null : ageOn(facts.bornOn, on), inForce };
  const taken: Judged[] = [];
  return rules.map(({ scheme, pays, against, rate }) => {
    const found = rate(c);
    const reasons = against(c).filter((r): r is Why => !!r);
    if ('reason' in found) reasons.push(found.reason);
    if (facts.granted !== null && !facts.granted.includes(scheme)) reasons.push({ code: 'ent_not_granted' });
    if (instead && scheme === 'concentrated_care' && reasons.length === 0)
      reasons.push({ code: 'ent_pays_less', values: { by: 'consumption_coupon' } });
    const mine = 'rate' in found ? found.rate : null;
    const before = taken.find(
      (t) => (pays === 'provider' && t.pays === pays) || t.rate?.stackGroup === mine?.stackGroup,
    );
    if (reasons.length === 0 && before) reasons.push({ code: 'ent_excluded', values: { by: before.scheme } });
    const applies = reasons.length === 0 ? 'yes' : reasons.every((r) => r.code === 'ent_unknown') ? 'unknown' : 'no';
    const judged: Judged = { scheme, pays, applies, reasons, rate: applies === 'yes' ? mine : null };
    if (applies === 'yes') taken.push(judged);
    return judged;
  });
}
