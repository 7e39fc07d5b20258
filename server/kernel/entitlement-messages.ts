/** What is said of subsidies: which applies and why not, how an amount came about, and what a rate or a grant lacks. */
export const entitlementMessages = {
  ent_unknown: [
    '还不知道{fact}，暂不计算；请补充后再算。',
    'Not reckoned: {fact} is not known. Add it and reckon again.',
  ],
  ent_not_granted: [
    '这些日子没有核定这项待遇；符合条件的，请向民政部门申请。',
    'Not granted for these days; whoever meets the conditions may apply to the bureau.',
  ],
  ent_category: ['只给：{categories}。', 'Only for: {categories}.'],
  ent_age: ['满 {from} 岁才有。', 'From the age of {from}.'],
  ent_level: ['只给能力等级 {levels} 级。', 'Only for ability levels {levels}.'],
  ent_institution_only: ['只用于住在机构。', 'Only for living in an institution.'],
  ent_insured: ['长期护理保险已支付护理费，不再叠加。', 'Long-term care insurance already pays; not on top of it.'],
  ent_excluded: ['已有“{by}”，同类只享受一项。', 'Already covered by {by}; one of the kind only.'],
  ent_pays_less: ['与“{by}”只能选一项，后者更多。', 'One of the two only, and {by} comes to more.'],
  ent_no_rate: [
    '{on} 没有施行中的标准；请管理员在“补贴标准”登记。',
    'No rate in force on {on}; an administrator enters it under Rates.',
  ],
  ent_how_share: ['费用 {fee} 元的 {percent}%', '{percent}% of {fee} yuan'],
  ent_how_share_capped: [
    '费用 {fee} 元的 {percent}%，每月最多 {cap} 元',
    '{percent}% of {fee} yuan, at most {cap} yuan a month',
  ],
  ent_how_whole: ['政府全额供养：费用 {fee} 元', 'Paid for in full: {fee} yuan'],
  ent_how_concentrated: [
    '费用 {fee} 元与照护标准 {cap} 元取低，减去已领的 {offsets} 元（低保金、残疾人补贴等）',
    'The lower of the fee, {fee} yuan, and the standard of care, {cap} yuan, less {offsets} yuan received otherwise (subsistence, disability …)',
  ],
  ent_start: [
    '起始日应在 {first} 至 {last} 之间；更早的请走更正。',
    'It starts between {first} and {last}; for earlier days ask for a correction.',
  ],
  ent_ends_first: [
    '最后一天 {last} 早于起始日 {start}，请改正。',
    'The last day, {last}, is before the first, {start}; mend one of them.',
  ],
  ent_no_facts: [
    '{start} 已无此人的登记（已故或未登记），不能核定。',
    'There is nobody to grant it to on {start}: not registered, or died before.',
  ],
  ent_overlaps: [
    '与已核定的“{scheme}”（{start} 至 {last}）重叠；同类只能一项，请先终止那一项。',
    'Overlaps {scheme}, granted from {start} to {last}; one of the kind only, end that one first.',
  ],
  ent_overlaps_other: [
    '另一位同事刚核定了同类待遇，请刷新后再看。',
    'Somebody else has just granted one of the kind; reload and look again.',
  ],
  ent_ended: ['这项待遇已于 {last} 终止。', 'It has ended on {last}.'],
  ent_end_day: [
    '最后一天应在 {first} 至 {last} 之间；{first} 表示整项撤销。',
    'The last day is between {first} and {last}; {first} takes it back whole.',
  ],
  ent_day_outside: ['使用日期须在 {month} 之内。', 'The days used are within {month}.'],
  rate_scheme: [
    '第 {row} 行：不认识的补贴“{scheme}”，请从清单里选。',
    'Row {row}: no such scheme, {scheme}; choose one of the list.',
  ],
  rate_without_date: [
    '第 {row} 行没有施行日期，请填写从哪天起施行。',
    'Row {row} has no day from which it holds; give it.',
  ],
  rate_ends_first: [
    '第 {row} 行：最后一天 {last} 早于施行日 {start}。',
    'Row {row}: the last day, {last}, is before the first, {start}.',
  ],
  rate_without_doc: [
    '第 {row} 行没有文号，请填写依据的文件。',
    'Row {row} has no document number; name the document it rests on.',
  ],
  rate_level: [
    '第 {row} 行：能力等级应为 0–4，或“不分等级”；供养和高龄津贴不分等级。',
    'Row {row}: a level is 0 to 4, or none; support of the destitute and the advanced-age allowance have none.',
  ],
  rate_share: [
    '第 {row} 行：按比例支付，请填 0–100% 的比例，封顶可不填，定额留空。',
    'Row {row} pays a share: give 0 to 100 %, a cap if there is one, and no fixed amount.',
  ],
  rate_standard: [
    '第 {row} 行：按标准补差，请只填每月标准。',
    'Row {row} pays up to a standard: give the standard a month and nothing else.',
  ],
  rate_monthly: [
    '第 {row} 行：按月定额，请只填每月金额。',
    'Row {row} pays a fixed amount: give the amount a month and nothing else.',
  ],
  rate_overlaps: [
    '第 {row} 行与已有的一行重叠：{doc}，{start} 至 {last}。请先给那一行定最后一天。',
    'Row {row} overlaps the row of {doc}, {start} to {last}; give that one a last day first.',
  ],
  rate_overlaps_other: [
    '另一位管理员刚登记了同期的标准，请刷新后再看。',
    'Somebody else has just entered a rate for these days; reload and look again.',
  ],
  rate_ended: ['这一行到 {last} 为止，已经定了。', 'This row has its last day, {last}, already.'],
  rate_ends_before: ['最后一天不能早于施行日 {start}。', 'The last day cannot be before the first, {start}.'],
  ent_how_monthly: ['按月发给本人 {amount} 元', '{amount} yuan a month, to the person'],
} as const;
export type EntitlementCode = keyof typeof entitlementMessages;

export const entitlementWords: Record<string, readonly [zh: string, en: string]> = {
  fact_born_on: ['出生日期', 'the date of birth'],
  fact_level: ['能力等级（须有有效的能力评估）', 'the ability level (a valid assessment is needed)'],
  fact_self_care: ['特困人员生活自理能力', 'the self-care ability of 特困 persons'],
  fact_long_term_care_insurance: ['是否由长期护理保险支付', 'whether long-term care insurance pays'],
  fact_offsets: ['每月已领的低保金、残疾人补贴等', 'what the person receives otherwise each month'],
  tekun: ['特困人员', 'destitute persons (特困)'],
  dibao: ['低保', 'subsistence allowance (低保)'],
  dibao_margin: ['低保边缘', 'near the subsistence line'],
  tekun_support: ['特困供养', 'support of the destitute (特困供养)'],
  concentrated_care: ['集中照护', 'concentrated care (集中照护)'],
  consumption_coupon: ['养老服务消费补贴', 'the care consumption subsidy'],
  service_allowance: ['养老服务补贴', 'the service allowance'],
  nursing_allowance: ['护理补贴', 'the nursing allowance'],
  advanced_age_allowance: ['高龄津贴', 'the advanced-age allowance'],
};
