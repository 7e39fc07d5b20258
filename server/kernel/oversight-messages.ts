/** What is said of the use of funds made public and of samples checked on site. */
export const oversightMessages = {
  disclosure_nothing: [
    '这个资金科目本月没有已审定的结算，没有可公示的内容。请先审定结算。',
    'Nothing of this line has been approved for the month, so there is nothing to publish. Approve a settlement first.',
  ],
  disclosure_place: ['请写明在哪里公示。', 'Say where it is published.'],
  disclosure_backdated: [
    '公示开始日不能早于今天（{today}），请改为今天或以后。',
    'A notice cannot begin before today ({today}); choose today or later.',
  ],
  disclosure_short: [
    '公示只有 {days} 天，至少要 {least} 天，请推后截止日。',
    'The notice stands for {days} days; at least {least} are needed. Choose a later last day.',
  ],
  disclosure_number: [
    '这里有身份证号或手机号，不能公示，请删去。',
    'There is an ID number or a phone number in it; take it out before publishing.',
  ],
  disclosure_url: ['网址须以 http:// 或 https:// 开头。', 'A web address begins with http:// or https://.'],
  disclosure_unmasked: [
    '名单第 {row} 行没有遮盖，不能公示。请更正该人或机构的登记后再试。',
    'Row {row} of the list is not masked. Mend what is registered of the person or facility, then publish again.',
  ],
  disclosure_known: [
    '同样的名单已公示（{from} 至 {to}），不必再公示。',
    'The same list has been published already ({from} to {to}).',
  ],
  sample_nothing: [
    '{month} 没有已审定的结算，无从抽样。请先审定结算。',
    'Nothing has been settled for {month}, so there is nothing to draw from. Approve settlements first.',
  ],
  sample_month_open: [
    '{month} 还有结算未审定（{contracts}），样本会漏掉它们。请审定后再抽。',
    'Settlements of {month} are still to be approved ({contracts}) and would be missing from the sample. Draw when they are.',
  ],
  sample_drawn: [
    '{month} 已于 {day} 抽过样，一个月只抽一次，不能重抽。',
    'The sample of {month} was drawn on {day}; a month is drawn once and never again.',
  ],
  sample_share: ['抽样比例须在 1% 到 100% 之间。', 'The share is between 1 % and 100 %.'],
  check_not_sampled: [
    '此人不在本月样本里，请从样本清单选择。',
    'This person is not in the sample; choose from its list.',
  ],
  check_people: ['现场核查须两人，请写两个不同的姓名。', 'A check on site takes two people; give two different names.'],
  check_future: ['{date} 还没到，核查之后再登记。', '{date} is still to come; record the check once it has been made.'],
  check_too_early: ['核查日早于抽样日（{day}）。', 'The check is earlier than the day the sample was drawn ({day}).'],
  check_note: ['情况不属实时，请写明发现了什么。', 'When it is not as settled, say what was found.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
