import type { QueueRules } from '../server/applications/actions.ts';

/** queue-rules v1 (domain §2a): day counts, points and the bar. The tracks themselves are the rule's own. */
export const queueRules: { version: string; effective: string; rules: QueueRules; docNo: string } = {
  version: 'queue-rules v1',
  effective: '[2023-01-01,)',
  docNo: '示例：轮候规则 v1，待民政部门核定',
  rules: {
    min_age: 60,
    min_residence_months: 6,
    max_choices: 2,
    response_working_days: 3,
    check_in_working_days: 5,
    initial_check_working_days: 5,
    bar: { exits: 3, window_months: 12, months: 12 },
    points: { carer_absent: 30, hardship_each: 5, hardship_max: 25, living_alone: 10, waited_one_year: 10 },
    trial_days: 30,
  },
};
