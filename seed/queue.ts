import type { Day } from '../server/kernel/period.ts';
import { firstTracks, keyParts, type QueueRules } from '../server/queue/rules.ts';

/** queue-rules v1 (domain §2a): tracks, order, points, day counts and the bar. */
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
    bar: { exits: 3, same_home: 2, window_months: 12, months: 12 },
    tracks: firstTracks,
    key: keyParts,
    points: [
      { fact: 'carer_absent', points: 30 },
      { fact: 'carer_hardships', each: 5, max: 25 },
      { fact: 'living_alone', points: 10 },
      { fact: 'waited', days: 365, points: 10 },
    ],
    trial_days: 30,
    deferral: { per_year: 1, max_days: 30 },
    emergency_days: 14,
    refill: 'automatic',
  },
};

/**
 * Until the day the district opens here a freed bed was the officer's to offer, as the history shows it; from that day on
 * it goes to the next person at once.
 */
export const queueRulesFrom = (opening: Day): (typeof queueRules)[] => [
  { ...queueRules, effective: `[2023-01-01,${opening})`, rules: { ...queueRules.rules, refill: 'officer' } },
  {
    ...queueRules,
    version: 'queue-rules v2',
    effective: `[${opening},)`,
    docNo: '示例：轮候规则 v2（空出床位即时通知下一位），待民政部门核定',
  },
];
