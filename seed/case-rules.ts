import type { CaseRules } from '../server/clocks/rules.ts';
import { addDays, type Day } from '../server/kernel/period.ts';

const v1: CaseRules = {
  deadlines: {
    acceptance: { days: 5, unit: 'working', doc: '行政许可法第三十二条' },
    correction: { days: 10, unit: 'working', doc: '示例，待民政部门核定' },
    assessment: { days: 3, unit: 'working', doc: '示例，待民政部门核定' },
    opinion: { days: 5, unit: 'working', doc: '示例，待民政部门核定' },
    decision: { days: 20, unit: 'working', doc: '行政许可法第四十二条' },
    notice: { days: 7, unit: 'calendar', doc: '示例，待民政部门核定' },
    objection: { days: 10, unit: 'working', doc: '示例，待民政部门核定' },
    appeal_decision: { days: 20, unit: 'working', doc: '示例，待民政部门核定' },
  },
  appeal_days: 60,
  departments: [
    { department: 'street', when: { always: true } },
    { department: 'social_assistance', when: { categories: ['tekun', 'dibao', 'dibao_margin'] } },
    { department: 'disabled_federation', when: { categories: ['severe_disability'] } },
    { department: 'health', when: { services: ['residential', 'nursing'] } },
    { department: 'medical_insurance', when: { services: ['nursing', 'home'] } },
    {
      department: 'finance',
      when: {
        categories: ['tekun', 'dibao', 'dibao_margin', 'lost_only_child', 'veteran', 'severe_disability', 'no_family'],
      },
    },
  ],
  documents: [
    { type: 'id_card', when: { always: true } },
    { type: 'household_register', when: { always: true } },
    { type: 'hardship_proof', when: { categories: ['tekun', 'dibao', 'dibao_margin'] } },
    { type: 'disability_card', when: { categories: ['severe_disability'] } },
    { type: 'authorisation', when: { by_other: true } },
  ],
  notice_tracks: ['B', 'C'],
  assessment: { valid_months: 12, result_working_days: 3, coma_level: 4 },
};

/** How many days before the district opens here the joint approval began: what was decided earlier went to one desk. */
const JOINT_DAYS = 30;

export const jointSince = (opening: Day): Day => addDays(opening, -JOINT_DAYS);
export const noticeTracks = v1.notice_tracks;

/** case-rules v0, as it was done before departments approved together, and v1 since. */
export const caseRulesFrom = (opening: Day) => {
  const since = jointSince(opening);
  return [
    {
      version: 'case-rules v0',
      from: '2020-01-01',
      until: since,
      docNo: '启用联审前的做法',
      rules: { ...v1, departments: [], documents: [], notice_tracks: [] },
    },
    { version: 'case-rules v1', from: since, until: null, docNo: '示例：联审办事规则 v1，待民政部门核定', rules: v1 },
  ];
};
