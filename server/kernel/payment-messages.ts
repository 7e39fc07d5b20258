/** The reasons about paying and the bank's answers; part of `messages`. A row of a file is named by its number. */
export const paymentMessages = {
  batch_empty: ['请至少勾选一笔付款。', 'Choose at least one payment.'],
  batch_too_long: ['一个批次最多 {max} 笔，请分批。', 'A batch has at most {max} payments; make several.'],
  payer_missing: [
    '还没有填写付款账户，请先填写民政局自己的账户。',
    'The account to pay from has not been set. Set the bureau’s own account first.',
  ],
  payment_not_open: [
    '{payee} {amount} 元{state}，不能再付一次。请刷新后重选。',
    '{payee}, {amount} yuan: {state}. It is not paid twice; reload and choose again.',
  ],
  payer_approved: [
    '{payee} {amount} 元是您审批的，要由另一位财务付款。',
    'You approved {payee}, {amount} yuan. Somebody else has to pay it.',
  ],
  second_payer_needed: [
    '付款人不能是审批人或核定账户的人，请由另一位财务付款。',
    'Whoever approved the payment or its account does not pay it; somebody else has to.',
  ],
  payer_set_account: [
    '{payee} 的收款账户是您核定的，要由另一位财务付款。',
    'You approved the account of {payee}. Somebody else has to pay it.',
  ],
  payee_no_account: [
    '{payee} 没有收款账户（未填报），请经办先核定账户。',
    '{payee} has no account on record. The bureau has to approve one first.',
  ],
  account_invalid: [
    '{payee} 的账号或联行号不完整：账号 8–32 位数字，联行号 12 位数字。请经办核定账户。',
    'The account of {payee} is incomplete: 8 to 32 digits, and a bank code of 12 digits. The bureau has to approve another.',
  ],
  line_short: [
    '资金科目 {code} 账上只有 {left} 元可付，这一批要付 {needed} 元。请少选几笔，或先拨入资金。',
    'The line {code} has {left} yuan left to pay; this batch needs {needed}. Choose fewer, or have money allocated first.',
  ],
  line_ahead: [
    '资金科目 {code} 属于 {year} 年，年度开始后才能付款。',
    'The line {code} is of {year}; it can be paid from when that year begins.',
  ],
  account_stands: [
    '这笔付款的账户没有问题（{state}），不用改。',
    'The account of this payment stands ({state}); there is nothing to change.',
  ],
  account_name_differs: [
    '户名必须和收款单位一致（{payee}），不能付给个人或其他单位。',
    'The name of the account has to be the payee’s ({payee}); nobody else can be paid.',
  ],
  account_no_invalid: ['账号应为 8–32 位数字。', 'The account number has 8 to 32 digits.'],
  bank_name_missing: ['请写明开户银行。', 'Name the bank.'],
  bank_code_invalid: ['联行号应为 12 位数字。', 'The bank code has 12 digits.'],
  account_same: ['和现在的账户一样，没有要改的。', 'This is the account on record already.'],

  bank_unreadable: [
    '文件读不懂。请上传银行回单的 CSV 或 pain.002（XML）文件。',
    'The file cannot be read. Upload the bank’s answers as CSV or pain.002 (XML).',
  ],
  bank_columns: [
    '文件缺少这些列：{columns}。请用银行回单原文件，或按批次文件的格式补上。',
    'Columns are missing: {columns}. Use the bank’s own file, or add them as in the file of the batch.',
  ],
  bank_empty: ['文件里没有一行回单。', 'There is no answer in the file.'],
  bank_other_batch: [
    '第 {row} 行（{id}）属于另一个批次 {batch}，整份文件未导入。请到该批次导入。',
    'Row {row} ({id}) is of another batch, {batch}. Nothing was taken over; take the file to that batch.',
  ],
  bank_row_unknown: [
    '第 {row} 行（{id}）不在任何批次里，整份文件未导入。请核对文件。',
    'Row {row} ({id}) is of no batch. Nothing was taken over; check the file.',
  ],
  bank_row_twice: [
    '第 {row} 行（{id}）和前面的行重复，请只留一行。',
    'Row {row} ({id}) is there twice. Keep one of them.',
  ],
  bank_amount: [
    '第 {row} 行（{id}）金额是 {found} 元，批次里是 {expected} 元。请与银行核对。',
    'Row {row} ({id}) says {found} yuan; the batch says {expected}. Ask the bank.',
  ],
  bank_amount_unread: [
    '第 {row} 行金额“{text}”读不懂，应如 1234.50。',
    'Row {row}: the amount “{text}” cannot be read; write it like 1234.50.',
  ],
  bank_account: [
    '第 {row} 行（{id}）的账号和批次里的不同。请与银行核对。',
    'Row {row} ({id}) has another account than the batch. Ask the bank.',
  ],
  bank_result: [
    '第 {row} 行的结果“{text}”读不懂，应为成功、失败或处理中。',
    'Row {row}: the result “{text}” is neither paid, returned nor pending.',
  ],
  bank_reason: ['第 {row} 行（{id}）退回，但没有写原因。', 'Row {row} ({id}) came back without a reason.'],
  bank_day: [
    '第 {row} 行（{id}）的日期“{text}”不对：应在 {first} 到 {last} 之间。',
    'Row {row} ({id}): the day “{text}” should be from {first} to {last}.',
  ],
  bank_answered: [
    '第 {row} 行（{id}）银行此前的回单是{how}，与这一行不同。请与银行核对。',
    'Row {row} ({id}): the bank has answered before ({how}), and this row says otherwise. Ask the bank.',
  ],
} as const;

export const paymentWords: Record<string, readonly [zh: string, en: string]> = {
  pay_open: ['待付款', 'to be paid'],
  pay_in_bank: ['已交银行', 'with the bank'],
  pay_paid: ['已付', 'paid'],
  pay_returned: ['被退回', 'returned'],
};
