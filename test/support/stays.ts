import type { PrivateAdmission } from '../../server/placements/actions.ts';
import { type RiskSheet, riskKinds } from '../../server/risks/rules.ts';
import { person } from './district.ts';

/** Nine risks, all of them low: nothing more to write. */
export const lowRisk: RiskSheet = {
  assessor: '周护士',
  items: riskKinds.map((risk) => ({ risk, degree: 'low' as const, measures: null })),
};

/** Somebody nobody knows, with a card of no real area, who comes to a bed and pays alone. */
export function comer(bed: string, on: string, extra: Partial<PrivateAdmission> & { sex?: 'male' | 'female' } = {}) {
  const { sex, ...rest } = extra;
  const { applicant } = person(sex ? { sex } : {});
  return {
    name: applicant.name,
    id_no: applicant.idNo,
    phone: null,
    bed_id: bed,
    admitted_on: on,
    care_level: 2,
    dementia: null,
    weekdays: [],
    risk: lowRisk,
    ...rest,
  } satisfies PrivateAdmission;
}
