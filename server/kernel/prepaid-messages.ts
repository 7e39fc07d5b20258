/** The reasons about fees taken ahead, and about a facility that closes; part of `messages`. */
export const prepaidMessages = {
  prepaid_nature_unknown: [
    '机构性质未填报，不能判断可否收会员费，请先在“机构资料”填写。',
    'The nature of the institution is not filed, so membership fees cannot be judged. Fill it in under the profile first.',
  ],
  prepaid_membership_public: [
    '公办、公办民营或政府参与建设的机构不得收取会员费，请去掉这一项。',
    'Public and publicly built homes may take no membership fee. Leave this kind out.',
  ],
  prepaid_closing: [
    '机构已公告 {on} 停业，不再预收，也不受理新的备案。',
    'The closing of this home on {on} is announced: nothing is taken ahead and no filing is received any more.',
  ],
  prepaid_filing_open: [
    '{on} 提交的备案还没有答复，请等民政答复后再提交。',
    'The filing of {on} is not answered yet. Wait for the answer first.',
  ],
  prepaid_pledged_over: ['已抵押的部分不能多于固定资产净额。', 'What is pledged cannot exceed the net fixed assets.'],
  prepaid_account_name: [
    '收款账户须是机构账户，户名与“{name}”或登记的经营单位一致；个人账户不得收取。',
    'The account must be the institution’s own, in the name of “{name}” or of its registered operator. A personal account may take nothing.',
  ],
  prepaid_custody_bank: [
    '押金和会员费须由第三方银行存管，请填写存管银行。',
    'Deposits and membership fees lie with a third-party bank. Name it.',
  ],
  prepaid_custody_account: ['请填写存管账号。', 'Give the number of the custody account.'],
  prepaid_reserve_needed: [
    '收押金或会员费须留风险保证金，请填写金额。',
    'Taking deposits or membership fees needs a risk reserve. Give its amount.',
  ],
  prepaid_filing_answered: ['这份备案已答复（{how}），不用再办。', 'This filing is answered already ({how}).'],
  prepaid_not_filed: [
    '机构还没有通过预收费备案，不得预收。请先在“备案”提交，民政接受后再收。',
    'This home has no accepted filing and may take nothing ahead. File first and wait until the bureau accepts.',
  ],
  prepaid_no_rules: [
    '{on} 没有生效的预收费规定，请联系管理员录入后再收。',
    'No rules on prepaid fees are in force on {on}. Ask the administrator to enter them first.',
  ],
  prepaid_kind_not_filed: [
    '备案里没有{kind}，请重新备案后再收。',
    'The filing does not cover this kind ({kind}). File anew first.',
  ],
  prepaid_not_here: [
    '此人在这一天到今天之间没有住在本机构，也没有待入住的床位，不得预收。',
    'Between that day and today this person neither stays here nor has a bed kept, so nothing may be taken ahead.',
  ],
  prepaid_personal_account: [
    '不得用个人账户收款，请存入机构账户或存管账户。',
    'No money may go to a personal account. Use the institution’s own, or the custody account.',
  ],
  prepaid_needs_custody: [
    '押金和会员费须存入存管账户。',
    'Deposits and membership fees have to go to the custody account.',
  ],
  prepaid_months_say: [
    '预收服务费要写明几个月；押金和会员费不写月数。',
    'Say how many months a service fee covers; deposits and membership fees have none.',
  ],
  prepaid_voucher_used: [
    '票据号 {voucher} 已在 {on} 登记过，请核对票据。',
    'Voucher {voucher} was entered on {on} already. Compare the papers.',
  ],
  prepaid_months_over: [
    '已预收还没用完的约 {ahead} 个月，再收 {asked} 个月超过 {max} 个月的上限。',
    'About {ahead} months are paid and unused; {asked} more would exceed the {max} months allowed.',
  ],
  prepaid_bed_fee_unknown: [
    '这张床没有登记月床位费，押金上限算不出来，请先在床位里填写。',
    'The bed has no monthly fee on record, so the most a deposit may be is unknown. Enter the fee of the bed first.',
  ],
  prepaid_deposit_over: [
    '押金最多为月床位费 {fee} 元的 {times} 倍，即 {most} 元；已收 {held} 元。',
    'A deposit is at most {times} times the monthly bed fee of {fee} yuan, that is {most} yuan; {held} yuan are held already.',
  ],
  prepaid_membership_over: [
    '每人会员费最多 {max} 元，已收 {held} 元。',
    'Membership is at most {max} yuan a person; {held} yuan are held already.',
  ],
  prepaid_month_price: [
    '按登记的收费每月最多 {month} 元，{months} 个月最多 {most} 元，请核对金额或月数。',
    'By the filed prices a month is at most {month} yuan, so {months} months are at most {most} yuan. Check amount and months.',
  ],
  prepaid_over_limit: [
    '预收总额不得超过未抵押的固定资产净额 {limit} 元：现有 {held} 元，最多还能收 {left} 元。',
    'All that is held may not exceed the unpledged net fixed assets of {limit} yuan: {held} yuan are held, {left} yuan more may be taken.',
  ],
  prepaid_reserve_short: [
    '收下后需要风险保证金 {needed} 元，备案为 {reserve} 元，请先补足并重新备案。',
    'This would ask for a risk reserve of {needed} yuan; {reserve} yuan are filed. Raise it and file anew first.',
  ],
  prepaid_over_balance: [
    '{on} 起能动用的{kind}最多 {held} 元，请核对金额和日期。',
    'From {on} on no more than {held} yuan can be drawn ({kind}). Check amount and day.',
  ],
  prepaid_say_why: ['扣押金或会员费须写明事由。', 'Say why a deposit or membership fee is drawn on.'],
  prepaid_reverse_reversal: [
    '冲正分录不能再冲正，请重新登记正确的一笔。',
    'A reversal cannot be reversed. Enter the right figure anew.',
  ],
  prepaid_reversed: ['这一笔已在 {on} 冲正过。', 'This entry was reversed on {on} already.'],
  prepaid_reverse_spent: [
    '这笔钱已被动用，冲正后会差 {short} 元，请先冲正后面的支出。',
    'This money has been drawn on since; without it {short} yuan are missing. Reverse the later entries first.',
  ],
  prepaid_reverse_later: [
    '{on} 又收过同类的钱，当时是按这一笔已支出核定的；请先冲正后收的那一笔。',
    'More was received on {on}, judged with this entry in place; reverse that receipt first.',
  ],
  closing_announced: [
    '已公告 {on} 停业，请先撤销再改期。',
    'Closing on {on} is announced. Cancel it to change the day.',
  ],
  closing_notice: [
    '停业须提前公告，最早可定在 {first}。',
    'Closing has to be announced ahead: {first} is the earliest day.',
  ],
  closing_over: ['这次停业已办结（{how}）。', 'This closing is settled already ({how}).'],
  closing_too_early: [
    '公告的停业日是 {on}，到那天才能办结。',
    'The announced day is {on}; it cannot be settled before.',
  ],
  closing_balances: [
    '还有 {people} 位老人的预收费 {yuan} 元没有退清，请先退清再停业。',
    'Fees of {people} people, {yuan} yuan, are not given back yet. Refund them first.',
  ],
  closing_residents: [
    '还有 {people} 位老人住在这里，请先安置并办理退住。',
    'People who still live here: {people}. Find them another place and discharge them first.',
  ],
  closing_held: [
    '还有 {people} 张床为待入住的老人保留，请先撤回通知。',
    'Beds kept for people about to move in: {people}. Withdraw those offers first.',
  ],
} as const;

/** Values of these reasons, in the words people use. */
export const prepaidWords = {
  service_fee: ['养老服务费', 'service fees'],
  deposit: ['押金', 'deposits'],
  membership: ['会员费', 'membership fees'],
  prepaid_accepted: ['已接受', 'accepted'],
  prepaid_refused: ['已退回', 'refused'],
  closing_cancelled: ['已撤销', 'cancelled'],
  closing_done: ['已停业', 'closed'],
} as const;
