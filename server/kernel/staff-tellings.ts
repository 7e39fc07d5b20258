import type { Text } from './facility-tellings.ts';

/** Told to those whose work it is; never by text message. */
export const forStaff = {
  application_arrived: [
    '新申请',
    '收到{who}的新申请，待受理。',
    'New application',
    'A new application for {who} waits.',
  ],
  opinion_asked: [
    '请出具意见',
    '请{department}在{by}前对{who}的申请出具意见。',
    'An opinion is asked',
    '{department}: please give an opinion on the application for {who} by {by}.',
  ],
  opinion_overdue: [
    '意见已逾期',
    '{department}对{who}的申请应于{by}前出具意见，已逾期。',
    'Opinion overdue',
    'The opinion of {department} on the application for {who} was due by {by}.',
  ],
  finding_case_assigned: [
    '核查问题待整改',
    '核查问题 {what}（涉及{who}）交您整改，请在{by}前办结并回复。',
    'A finding to put right',
    'Finding {what} (about {who}) is yours to put right by {by}.',
  ],
  finding_case_overdue: [
    '核查问题逾期',
    '核查问题 {what}（涉及{who}）应在{by}前整改，已逾期，请督办。',
    'A finding is overdue',
    'Finding {what} (about {who}) was to be put right by {by}. Please follow up.',
  ],
  case_overdue: [
    '办理已逾期',
    '{who}的申请应于{by}前办结，已逾期。',
    'Case overdue',
    'The application for {who} was due by {by}.',
  ],
  consent_to_take: [
    '待办：同意公示',
    '{who}的申请已审核通过，还没有本人对公示的同意。请当面告知并登记。',
    'Consent to take',
    'The case of {who} has been found eligible, but there is no consent to the public notice. Please explain it and record it.',
  ],
  objection_arrived: [
    '收到异议',
    '{who}的公示收到异议，请在{by}前核实答复。',
    'Objection to answer',
    'There is an objection to the notice for {who}. Please answer by {by}.',
  ],
  appeal_arrived: [
    '收到申诉',
    '{who}提出申诉，请在{by}前答复。',
    'Appeal to answer',
    'There is an appeal for {who}. Please answer by {by}.',
  ],
  assessment_due: [
    '上门任务待完成',
    '对{who}的上门任务应于{by}前完成。',
    'Visit due',
    'The visit to {who} is due by {by}.',
  ],
} as const satisfies Record<string, Text>;
