/** A message in both languages; the rules of notifications say what may stand in one. */
export type Text = readonly [titleZh: string, zh: string, titleEn: string, en: string];

/** Told about a facility, `{place}`; no person is in it. */
export const forFacilities = {
  figures_ageing: [
    '床位数据待确认',
    '{place}的床位数据已超过 24 小时没有确认。没有变化请一键确认；有变化请登录“颐位”更新。',
    'Figures to confirm',
    'The figures of {place} have not been confirmed for 24 hours. No change? Confirm with one tap. Otherwise sign in and update them.',
  ],
  figures_stale: [
    '床位数据已过时',
    '{place}的床位数据已超过 72 小时没有确认，公众按“有空床”查找时已看不到。没有变化请一键确认。',
    'Figures out of date',
    'The figures of {place} have not been confirmed for 72 hours; families who look for a free bed no longer find it. No change? Confirm with one tap.',
  ],
  figures_overdue: [
    '机构床位数据逾期',
    '{place}的床位数据已超过 7 天没有确认，请电话核实。',
    'A facility keeps silent',
    'The figures of {place} have not been confirmed for 7 days. Please call.',
  ],
  licence_due: [
    '证照快到期',
    '{place}的{licence}有效期到{on}，请及时换证，并在“机构资料”更新。',
    'A licence ends soon',
    'The {licence} of {place} is valid until {on}. Please renew it and update the profile.',
  ],
  licence_over: [
    '证照已到期',
    '{place}的{licence}有效期到{on}，已是最后一天或已过期，请尽快换证并更新。',
    'A licence has ended',
    'The {licence} of {place} is valid until {on}: its last day has come or gone. Please renew it.',
  ],
  contract_due: [
    '合同今天应公告',
    '合同 {what}（含{place}）应于{by}前公告，公告前不能按它安排入住。',
    'A contract to announce',
    'Contract {what} (with {place}) is to be announced by {by}; nobody is placed on it before.',
  ],
  contract_overdue: [
    '合同公告已逾期',
    '合同 {what}（含{place}）应于{by}前公告，已逾期，请尽快办理。',
    'A contract not announced in time',
    'Contract {what} (with {place}) was to be announced by {by}. Please announce it soon.',
  ],
  profile_answered: [
    '资料变更有答复',
    '{place}提交的资料变更（{what}）已有答复，请到“机构资料”查看。',
    'The change of the profile is answered',
    'The change of the profile of {place} ({what}) has been answered. See the profile page.',
  ],
  prepaid_filed: [
    '预收费备案待答复',
    '{place}提交了预收费备案，请到“预收费监管”答复。',
    'A prepaid filing waits',
    '{place} has filed for fees taken ahead. Please answer under prepaid fees.',
  ],
  prepaid_answered: [
    '预收费备案有答复',
    '{place}的预收费备案已有答复，请到“预收费”查看。',
    'The prepaid filing is answered',
    'The filing of {place} for fees taken ahead has been answered. See the page on prepaid fees.',
  ],
  closing_announced: [
    '机构公告停业',
    '{place}公告于{on}停业，请跟进安置和退费。',
    'A facility announces its closing',
    '{place} has announced that it closes on {on}. Please follow resettlement and refunds.',
  ],
  closing_cancelled: [
    '停业公告已撤销',
    '{place}原定于{on}停业，公告已撤销。',
    'A closing is cancelled',
    'The closing of {place} on {on} has been cancelled.',
  ],
  settlement_drafted: [
    '月度结算待确认',
    '{place}的月度结算单已起草，请在{on}前到“月度结算”逐行确认，有出入的请提出。',
    'A settlement to confirm',
    'The monthly settlement of {place} is drafted. Please confirm it, or dispute what is wrong, by {on}.',
  ],
  settlement_disputed: [
    '结算有异议',
    '{place}对月度结算单提出了异议，请核实。',
    'A settlement is disputed',
    '{place} disputes its monthly settlement. Please look into it.',
  ],
  settlement_approved: [
    '月度结算已审定',
    '{place}的月度结算单已审定，款项在{on}前支付。',
    'A settlement is approved',
    'The monthly settlement of {place} is approved; it is paid by {on}.',
  ],
  rating_given: [
    '有新的入住评价',
    '{place}有一条新的家属评价，可到“家属评价”查看并答复一次。',
    'A new rating',
    'A family has rated its stay at {place}. Read it under ratings, and answer once if you wish.',
  ],
  finding_assigned: [
    '核查问题待整改',
    '{place}有核查问题 {what}，请在{by}前整改，并到“核查问题”回复做了什么。',
    'A finding to put right',
    'There is finding {what} at {place}. Please put it right by {by} and say under findings what was done.',
  ],
  finding_due: [
    '整改快到期',
    '{place}的核查问题 {what} 请在{by}前整改并回复，时间已过大半。',
    'A finding is nearly due',
    'Finding {what} at {place} is to be put right by {by}; most of the time has passed.',
  ],
  finding_overdue: [
    '核查问题逾期',
    '{place}的核查问题 {what} 应在{by}前整改，已逾期，请督办。',
    'A finding is overdue',
    'Finding {what} at {place} was to be put right by {by}. Please follow up.',
  ],
} as const satisfies Record<string, Text>;
