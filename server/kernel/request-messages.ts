export const requestMessages = {
  request_step: [
    '这件诉求现在{status}（{level}），不能{step}。请刷新后再看。',
    'The request is {status} now ({level}); {step} is not possible. Reload and look again.',
  ],
  request_no_grid: [
    '登记时没有写明网格，不能退回网格。请在社区办理，或转到街道。',
    'No grid was named when it was taken down, so it cannot go back to one. Deal with it in the community, or hand it to the street.',
  ],
  request_elsewhere: [
    '这件诉求现在在{level}，由那里办理。',
    'The request lies with {level} now; it is dealt with there.',
  ],
  request_term: ['{level}的时限应为不小于 1 的整数。', 'The term of {level} should be a whole number from 1.'],
  request_no_kinds: ['至少要有一个诉求类别。', 'There must be at least one kind of request.'],
  request_kind_twice: ['诉求类别“{kind}”写了两次。', 'The kind "{kind}" is named twice.'],
  request_kind_unknown: [
    '没有“{kind}”这个诉求类别，请从清单中选择。',
    'There is no kind "{kind}"; please choose from the list.',
  ],
  request_text_short: ['请至少用 {n} 个字写明是什么事。', 'Please say in at least {n} characters what it is about.'],
  request_phone_needed: [
    '同意转告电话的，请填写联系电话。',
    'To let your phone number be passed on, please give the number.',
  ],
  request_place: [
    '请选择社区，或在地图上指出位置。',
    'Please choose the community, or point out the place on the map.',
  ],
  request_grid_unknown: ['没有这个网格：{grid}', 'No such grid: {grid}'],
  request_department: ['转到部门时请写明是哪个部门。', 'Please name the department it is handed to.'],
  request_not_closed: ['办结以后才能评价。', 'It can be rated once it is closed.'],
  request_unanswered: [
    '这件诉求撤回时还没有答复，不作评价。',
    'It was withdrawn before there was an answer; there is nothing to rate.',
  ],
  request_rated: ['已经评价过了，谢谢。', 'It has been rated already, thank you.'],
  request_rules_missing: [
    '还没有设置诉求办理规则，请联系管理员。',
    'There are no rules for requests yet; please tell the administrator.',
  ],

  // 12345 and 110
  escalation_open: ['这件诉求已经转办，正等对方答复。', 'It has been handed over already and waits for the answer.'],
  escalation_none: ['这件诉求没有转办过。', 'This request was not handed over.'],
  escalation_answered: [
    '{number} 已有答复，与这次送来的不同，没有改动。',
    '{number} has an answer already, which differs from this one; nothing was changed.',
  ],
  escalation_by_hand: [
    '没有设置 {receiver} 的接口地址，不能自动发送。请打印转办单，用电话或窗口转办，再登记对方的工单号。',
    'No address is set for {receiver}, so nothing can be sent. Print the sheet, hand it over by phone or in person and record the number it gets there.',
  ],
  outside_failed: ['没有送到对方。', 'It did not reach the receiver.'],
  hook_unsigned: ['签名不正确，没有接受。', 'The signature is wrong; nothing was taken.'],
  hook_stale: [
    '签名的时间与现在相差超过 {minutes} 分钟，没有接受。',
    'The signature was made more than {minutes} minutes from now; nothing was taken.',
  ],
  hook_unknown: ['没有转办过编号为 {number} 的诉求。', 'No request with the number {number} was handed over.'],

  // the menu of services
  menu_overlap: [
    '“{code}”已有从这天起或更晚的内容，请先看清楚。',
    '"{code}" already has contents from that day or later; please look at those first.',
  ],
  menu_past: ['新内容从明天起或更晚生效：{date}', 'New contents begin tomorrow or later: {date}'],
  menu_ended: ['“{name}”已经结束。', '"{name}" has ended already.'],
  menu_fee_unit: [
    '收费的项目请写明单位，如“次”“小时”。',
    'For a fee please name its unit, such as a visit or an hour.',
  ],
  menu_href: ['办理链接只能是本平台的页面，以 / 开头。', 'The link must be a page of this platform and begin with /.'],
} as const;

/** Levels, states and steps inside a reason. */
export const requestWords: Record<string, readonly [zh: string, en: string]> = {
  level_grid: ['网格', 'the grid'],
  level_community: ['社区', 'the community'],
  level_street: ['街道', 'the street'],
  level_department: ['部门', 'the department'],
  level_outside: ['12345 或 110', '12345 or 110'],
  level_answered: ['居民确认', 'the resident'],
  request_open: ['办理中', 'being dealt with'],
  request_outside: ['已转办', 'handed over'],
  request_answered: ['已答复', 'answered'],
  request_closed: ['已办结', 'closed'],
  step_note: ['记录', 'adding a note'],
  step_pass_up: ['上报', 'handing it up'],
  step_pass_back: ['退回', 'handing it back'],
  step_escalate_12345: ['转 12345', 'handing it to 12345'],
  step_escalate_110: ['转 110', 'handing it to 110'],
  step_solve: ['答复', 'answering'],
  step_answer_outside: ['登记答复', 'taking an answer'],
  step_accept: ['认可', 'accepting'],
  step_lapse: ['到期办结', 'closing it'],
  step_withdraw: ['撤回', 'withdrawing it'],
  step_reopen: ['退回重办', 'reopening'],
};
