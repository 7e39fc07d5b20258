/** The reasons about budget lines and their money; part of `messages`. */
export const fundMessages = {
  line_code_taken: [
    '{year} 年已有编号为“{code}”的资金科目，请换一个编号，或修改原有科目。',
    'There is a line “{code}” in {year} already. Choose another code, or edit that line.',
  ],
  line_name: ['请写明资金科目的编号和名称。', 'A line needs a code and a name.'],
  line_year: ['年度应在 2000 到 2100 之间。', 'The year should be from 2000 to 2100.'],
  line_amount: ['预算金额不能是负数。', 'A budget cannot be negative.'],
  line_below_committed: [
    '合同已占用 {committed} 元，预算不能低于这个数。请先变更合同。',
    'Contracts bear {committed} yuan of this line; its budget cannot be less. Amend the contracts first.',
  ],
  budget_exceeded: [
    '超过了资金科目的预算余额。请减少合同金额，或先调整预算。',
    'This is more than the budget line has left. Reduce the contract, or change the budget first.',
  ],
  fund_zero: ['金额不能为零。', 'The amount cannot be zero.'],
  fund_sign: [
    '期初和拨入应为正数；要冲正请用“冲正”。',
    'Opening and allocated money is positive. To take an entry back, reverse it.',
  ],
  fund_opened: [
    '这个科目已在 {day} 记过期初余额。要改请先冲正那一笔。',
    'The opening balance of this line was entered for {day}. Reverse that entry first.',
  ],
  fund_before_year: [
    '日期早于本科目的年度（{year} 年），请核对日期。',
    'This day is before the year of the line ({year}). Check the day.',
  ],
  fund_month_closed: [
    '{month} 已结账，不能再记 {day} 的账。请用 {open} 起的日期，更正用冲正。',
    '{month} is closed; nothing can be entered for {day}. Use a day from {open} on, and reverse what was wrong.',
  ],
  fund_overdrawn: [
    '账上可用的只有 {balance} 元（已交银行支付的不算），不能支出 {amount} 元。',
    '{balance} yuan of the line are free (what the bank was told to pay is not); {amount} yuan cannot go out of it.',
  ],
  fund_reversed: ['{day} 的这一笔已经冲正过。', 'The entry of {day} has been reversed already.'],
  fund_not_reversible: [
    '冲正分录不能再冲正；要恢复请重新记一笔。',
    'A reversal cannot be reversed. Enter the amount again instead.',
  ],
  fund_bank_entry: [
    '这一笔由银行回单记入，不能手工冲正。银行退回时会自动记退款。',
    'This entry comes from the bank’s answer and cannot be reversed by hand. A return by the bank is entered by itself.',
  ],
  fund_month_order: [
    '请按月份顺序结账：下一个是 {month}。',
    'Months are closed in their order: the next one is {month}.',
  ],
  fund_month_running: ['{month} 还没有结束，月末之后才能结账。', '{month} is not over; close it after its last day.'],
  fund_no_voucher: [
    '{day} 的 {amount} 元没有凭证号。请先冲正并带凭证重记，再结账。',
    'The {amount} yuan of {day} have no voucher. Reverse the entry and make it again with its voucher, then close.',
  ],
} as const;
