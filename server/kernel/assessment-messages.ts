/** The reasons of ability assessments; part of `messages`. */
export const assessmentMessages = {
  // answers
  item_missing: ['{item} {title}：还没有评。', '{item} {title}: not answered yet.'],
  item_unknown: ['没有「{item}」这一项；标准有 26 项。', 'There is no item “{item}”; the standard has 26.'],
  item_score: ['{item} {title}：只能是 0–{max} 的整数。', '{item} {title}: only a whole number from 0 to {max}.'],
  risk_count: [
    '风险事件次数为 0–{max}（{max} 表示该次数及以上）。',
    'Counts of events run from 0 to {max}, {max} meaning that many or more.',
  ],
  level_not_stated: [
    '按「{standard}」评的结果不能折算，须写明当时的等级。',
    'A result by {standard} is not converted: state the level it gave.',
  ],

  // signing
  facts_missing: [
    '请逐一确认等级变更情形（昏迷、痴呆、精神障碍、风险事件）。',
    'Go through what changes the level: coma, dementia, mental disorder, risk events.',
  ],
  signs_missing: ['特困自理能力 6 项请评全，或全部清空。', 'Answer all six signs of self-care, or none.'],
  informant_missing: ['请填写信息提供者。', 'Say who gave the information.'],
  relation_missing: ['请填写信息提供者与老人的关系。', 'Say how the informant is related to the person.'],
  place_missing: ['请填写评估地点。', 'Say where the assessment took place.'],
  second_assessor_needed: [
    '您已签字；须由另一位评估员用自己的账号确认签字。',
    'You have signed; the other assessor confirms and signs on their own sign-in.',
  ],
  assessment_signed_once: [
    '已有一位评估员签字，内容不能再改；要改请先退回。',
    'One assessor has signed, so nothing can be changed; return the form first.',
  ],
  assessment_unsigned: ['还没有人签字，可以直接修改。', 'Nobody has signed yet; the form can simply be changed.'],
  assessment_closed: ['这次评估已经完成或取消。', 'This assessment is finished or was called off.'],

  // ordering
  assessment_ordered: [
    '这位老人已有一次评估在办，请等它完成或先取消。',
    'An assessment of this person is under way; wait for it or call it off first.',
  ],
  assessors_two: ['两位评估员不能是同一人。', 'The two assessors must be two people.'],
  assessor_unable: ['所选的人现在不是评估员。', 'The person chosen is not an assessor now.'],
  assessor_reviews_own: [
    '复评须换人：此人是上一次结果的评估员。',
    'A review needs other people: this person signed the result in doubt.',
  ],
  application_of_other: ['该申请不是这位老人的。', 'That application is of somebody else.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
