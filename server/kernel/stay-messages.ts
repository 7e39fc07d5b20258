/** What is said of moving in, being away, moving and leaving, and of the safety risk assessment. */
export const stayMessages = {
  person_not_matched: [
    '姓名与身份证号核对不上，请对照证件；仍不行请联系民政。',
    'Name and ID number could not be matched; compare with the card, or ask the bureau.',
  ],
  too_long_ago: [
    '只能补记最近 {max} 天内的事；更早的请联系民政。',
    'Only what happened in the last {max} days can be entered; for earlier days ask the bureau.',
  ],
  weekdays_whole: ['全天床位不分星期。', 'A whole-day bed has no weekdays.'],
  weekdays_needed: ['请选择每周哪几天来。', 'Say on which days of the week.'],
  bed_not_open: ['这张床 {on} 才启用。', 'This bed is in service from {on} only.'],
  bed_for_contract: [
    '这张床由政府购买服务，留给轮候的老人；自费老人请选市场床位。',
    'This bed is bought by the contract and kept for the queue; who pays alone takes a market bed.',
  ],
  bed_taken: ['这张床在那之后已有安排，请另选床位。', 'The bed is taken from then on; choose another.'],
  risk_needed: [
    '入住前须做安全风险评估（GB 38600）。',
    'A safety risk assessment is needed before admission (GB 38600).',
  ],
  risk_old: [
    '上次安全风险评估是 {on}，已满一年，请重新评估。',
    'The last safety risk assessment, of {on}, is over a year old; assess again.',
  ],
  risk_assessor: ['请填写评估人。', 'Say who assessed.'],
  risk_incomplete: ['九项风险每项评一次，还缺：{missing}', 'Each of the nine risks once; missing: {missing}'],
  risk_measures: ['“{risk}”为中或高风险，请写明防范措施。', '“{risk}” is medium or high: say what is done about it.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

/** The nine risks as people call them. */
export const stayWords: Record<string, readonly [zh: string, en: string]> = {
  choking: ['噎食', 'choking'],
  ingestion: ['食品药品误食', 'eating what is not to be eaten'],
  pressure_sore: ['压疮', 'pressure sores'],
  scald: ['烫伤', 'scalds'],
  bed_fall: ['坠床', 'falling out of bed'],
  fall: ['跌倒', 'falls'],
  harm: ['他伤和自伤', 'harm to self or others'],
  wandering: ['走失', 'wandering off'],
  activity: ['文娱活动意外', 'accidents in activities'],
};
