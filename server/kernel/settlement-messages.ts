/** Why a month of a contract may not be drafted, answered or approved; joined into the table of messages. */
export const settlementMessages = {
  settlement_month_open: [
    '{month} 还没有过完，{from}起才能结算。',
    '{month} is not over yet; it can be settled from {from}.',
  ],
  settlement_not_announced: [
    '合同还没有公告，没有可结算的内容。请先公告合同。',
    'The contract has not been announced: nothing can be settled. Announce it first.',
  ],
  settlement_before_contract: [
    '合同从 {start} 起生效，{month} 不在合同期内。',
    'The contract begins on {start}; {month} is before it.',
  ],
  settlement_frozen: [
    '{month} 的结算已审定封存，不能再改。有出入的，在下一个月的结算里更正。',
    'The settlement of {month} is approved and frozen. What it had wrong is corrected in the next month.',
  ],
  settlement_passed: [
    '{month} 在审定后面的月份时没有可结算的内容。之后补登的，会在下一个月的结算里更正，不用单独起草。',
    '{month} had nothing to settle when a later month was approved. What was recorded since comes as a correction of the next month; it needs no draft of its own.',
  ],
  settlement_no_price: [
    '{facility}的标的在 {day} 没有单价，无法计算。请先在合同里补上这一天的单价，再起草。',
    'A lot at {facility} has no price on {day}. Enter the price of that day in the contract, then draft again.',
  ],
  settlement_line_replaced: [
    '{person}这一行已经重新计算，请刷新后看新的一行。',
    'The line of {person} has been reckoned again; reload and look at the new one.',
  ],
  settlement_line_upheld: [
    '{person}这一行民政已核实维持，不能再次提出异议。如果登记有误，请更正登记，差额会在下一个月更正。',
    'The bureau has upheld the line of {person}. If a record is wrong, correct it: the difference comes with the next month.',
  ],
  settlement_not_disputed: ['{person}这一行没有待核实的异议。', 'Nobody disputes the line of {person}.'],
  settlement_outdated: [
    '{month} 起草之后登记又有变动，请先重新计算，再审定。',
    'Records have changed since {month} was drafted. Draft it again, then approve.',
  ],
  settlement_earlier_open: ['{month} 还是草稿，请先审定那个月。', '{month} is still a draft; approve it first.'],
  settlement_disputed: [
    '{facility}对{person}这一行有异议，请先核实：维持，或更正登记后重新计算。',
    '{facility} disputes the line of {person}: uphold it, or mend the record and draft again.',
  ],
  settlement_unanswered: [
    '还有 {lines} 行没有确认（{facilities}），确认期到 {until}，过了这一天视为无异议。',
    '{lines} lines are not confirmed yet ({facilities}). The homes have until {until}; after that silence counts as agreement.',
  ],
  settlement_over_lot: [
    '{facility}的标的只剩 {left} 元，本月要结 {asked} 元，超过合同金额。请先变更合同。',
    'The lot at {facility} has {left} yuan left and this month asks for {asked}: more than was bought. Amend the contract first.',
  ],
  settlement_no_budget: [
    '合同没有 {year} 年的预算项，没有可支付的来源。请先在合同里登记预算项。',
    'The contract has no budget line for {year} to be paid from. Enter it in the contract first.',
  ],
} as const;
