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
  away_already: [
    '老人已请假（{since} 起），请先登记返回。',
    'The person is away since {since}; record the return first.',
  ],
  not_away: ['老人没有请假。', 'The person is not away.'],
  before_admission: ['早于入住日期（{admitted}）。', 'Before the admission ({admitted}).'],
  before_stay: ['老人 {since} 才住到现在的床位。', 'The person has been in the present bed since {since}.'],
  day_past: ['日期应在今天或以后：{date}', 'The day should be today or later: {date}'],
  same_bed: ['老人已在这张床。', 'The person has this bed.'],
  move_pool: [
    '政府付费的老人只能换到同类型、同一来源的床位；要换到这张床，请由家属提出调换申请，或退住后自费入住。',
    'Who is paid for by government moves within beds of the same kind and pool; for this bed the family asks for a transfer, or the stay ends and begins again privately.',
  ],
  one_day: ['一次只更正一个日期。', 'Correct one day at a time.'],
  moved_since: ['入住后已换过床，请先撤销换床再更正。', 'The person has moved since; take the move back first.'],
  not_discharged: ['没有可更正的退住登记。', 'There is no discharge to correct.'],
  entered_in_error: ['这次入住已作为登记错误撤销。', 'This admission was taken back as an error.'],
  correct_emergency: [
    '应急安置的日期由民政更正，请联系民政。',
    'The days of an emergency placement are for the bureau to correct.',
  ],
  correct_case: [
    '更正后试住期的结论会改变（是否恢复轮候），请联系民政更正。',
    'This would change whether the person comes back into the queue; ask the bureau.',
  ],
  undo_not_this: ['这一步不能撤销，请再更正一次。', 'This cannot be taken back; correct it instead.'],
  undone_already: ['这一步已经撤销。', 'This has been taken back already.'],
  undo_later_first: [
    '之后还有别的登记，请从最近的一步开始撤销。',
    'Something came after it; take back the latest first.',
  ],
  undo_decided: [
    '这一步由入住通知或应急安置而来，不能在这里撤销，请联系民政。',
    'This came from an offer or an emergency placement and cannot be taken back here; ask the bureau.',
  ],
  undo_death: [
    '离世登记不能撤销；登记错误请立即联系民政更正。',
    'A recorded death cannot be taken back; if it is wrong, ask the bureau at once.',
  ],
  undo_case: ['退住后申请已有新进展，不能撤销，请联系民政。', 'The case has gone on since; ask the bureau.'],
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
