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
  ent_how_monthly: ['按月发给本人 {amount} 元', '{amount} yuan a month, to the person'],
} as const;

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
