/** What the handling of a case can refuse, from the draft to the public notice. */
export const caseMessages = {
  draft_newer: [
    '这份申请在别处又改过，没有覆盖：请先看两边的内容，再决定用哪一份。',
    'This application has been changed elsewhere and was not overwritten: look at both and choose one.',
  ],
  rule_value: ['规则中的“{at}”不是有效的值。', 'The rule value “{at}” is not valid.'],
  rule_past: ['新规则只能从明天或以后起施行（{date}）。', 'New rules can only start tomorrow or later ({date}).'],
  rule_overlap: ['这段时间已有另一版规则。', 'Another version of the rules is in force then.'],
  rule_version_taken: ['这个版本名已用过，请换一个。', 'This version name has been used; choose another.'],
  same_person_decides: [
    '受理、审批、核查须由不同的人办理：您已办过这件申请的另一环节，请交给同事。',
    'Accepting, deciding and inspecting a case are done by different people: you have already handled another part of this one.',
  ],
  own_case: [
    '您是申请人的家属或代办人，须回避：请交给同事办理。',
    'You act for this applicant yourself: somebody else has to handle the case.',
  ],
  asked_already: [
    '这件申请已于 {on} 一次性告知补正，不能再次要求补正。',
    'The applicant was asked on {on} to complete the papers; that may be done only once.',
  ],
  opinion_asked: ['已向该部门征求过意见。', 'This department has already been asked.'],
  notice_open: ['这件申请正在公示。', 'This application is already on public notice.'],
  appeal_open: ['已有一件申诉正在处理。', 'An appeal is already being dealt with.'],
  papers_missing: [
    '还缺 {count} 份材料，先一次性告知补正，或请对方补齐。',
    'Papers missing: {count}. Ask for all of them once, or have them handed in.',
  ],
  nothing_missing: [
    '材料齐全，没有要补正的；如另有要求请写明。',
    'Nothing is missing; if there is something else, write it down.',
  ],
  not_in_review: ['这件申请现在不在审核中（{status}）。', 'This case is not in review now ({status}).'],
  opinion_given: ['意见已经给出，不能更改。', 'The opinion has been given and cannot be changed.'],
  opinion_too_late: ['这件申请已不在审核中，不再需要意见。', 'The case is no longer in review; no opinion is needed.'],
  opinion_reason: ['请从本部门的理由中选择一项。', 'Choose one of your department’s reasons.'],
  opinion_contradicts: ['理由与结论不一致。', 'The reason does not go with the outcome.'],
  opinions_outstanding: [
    '还有部门未答复且未逾期，不能决定。',
    'Departments have not answered and still have time: the case cannot be decided yet.',
  ],
  against_opinion: [
    '有部门不同意，同意须写明理由。',
    'A department disagrees; say why the case is found eligible all the same.',
  ],
  place_needed: ['请填写地点。', 'Say where it was.'],
  present_too_few: [
    '至少要有 {min} 人在场，请写明姓名和身份。',
    'At least {min} people must have been present; give names and offices.',
  ],
  finding_unknown: ['请选择结论。', 'Choose a finding.'],
  nothing_decided: ['这件申请还没有作出决定，不能核查。', 'Nothing has been decided in this case yet.'],
  photo_unknown: ['有照片不在这位老人的材料里。', 'A photo is not among the papers of this person.'],
  appeal_late: [
    '申诉期限已过（{until}）。可依法申请行政复议或提起诉讼。',
    'The time for an appeal ended on {until}. Administrative reconsideration or the courts remain.',
  ],
  appeal_spent: [
    '申诉已答复过一次。不服可依法申请行政复议或提起诉讼。',
    'The appeal has been answered once. Administrative reconsideration or the courts remain.',
  ],
  notice_over: ['公示已结束，不再接受异议。', 'The notice is over; objections are no longer taken.'],
  objection_short: ['请把情况写具体些（至少 10 个字）。', 'Please say what is wrong in at least ten characters.'],
  objection_answered: ['这条异议已经答复。', 'This objection has been answered.'],
  cursor_unreadable: [
    '翻页位置无效，请从第一页开始。',
    'This page position cannot be read; start from the first page.',
  ],
  officer_unknown: ['没有这位经办人。', 'There is no such officer.'],
  papers_unverified: [
    '有 {count} 份材料还没有与原件核对，先核验再同意。',
    'Papers not yet compared with the original: {count}. Verify them before finding the case eligible.',
  ],
  death_in_bed: [
    '老人正在机构居住，请由机构在办理离院时登记去世。',
    'The person lives in a home: the home records the death with the end of the stay.',
  ],
  death_before_birth: ['去世日期不能早于出生日期。', 'The day of death cannot be before the day of birth.'],
} as const;
