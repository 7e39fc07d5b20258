import { key, t } from './i18n.ts';

/** The house words (design.md "Words") as the screens show them: one table per word, the code is what the API says. */
const tables = {
  facility: {
    nursing_home: key('养老院'),
    community_point: key('社区居家养老点'),
    day_care: key('日间照料中心'),
    medical_point: key('医疗护理点'),
  },
  bed: { residential: key('全托'), nursing: key('护理型'), day: key('日托'), home: key('家庭养老床位') },
  level: {
    0: key('能力完好'),
    1: key('轻度失能'),
    2: key('中度失能'),
    3: key('重度失能'),
    4: key('完全失能'),
  },
  category: {
    tekun: key('特困供养'),
    dibao: key('低保'),
    dibao_margin: key('低保边缘'),
    lost_only_child: key('计生特殊家庭'),
    veteran: key('重点优抚'),
    severe_disability: key('重度残疾'),
    no_family: key('孤寡'),
  },
  scheme: {
    tekun_support: key('特困供养'),
    concentrated_care: key('集中照护'),
    consumption_coupon: key('养老服务消费补贴'),
    service_allowance: key('养老服务补贴'),
    nursing_allowance: key('护理补贴'),
    advanced_age_allowance: key('高龄津贴'),
  },
  source: {
    civil_affairs: key('民政'),
    disabled_federation: key('残联'),
    health: key('卫健'),
    veterans: key('退役军人事务'),
  },
  sex: { male: key('男'), female: key('女'), any: key('不限') },
  override: {
    couple_together: key('夫妻同住'),
    family_nearby: key('便于家人照料'),
    urgent_risk: key('居家风险紧迫'),
    court_or_protection_order: key('司法或保护决定'),
    correction_of_error: key('纠正工作差错'),
    other: key('其他'),
  },
  emergency: {
    carer_lost: key('照护人突然离世或失能'),
    abuse_or_neglect: key('遭受虐待或遗弃'),
    home_unsafe: key('住所不安全'),
    discharged_without_care: key('出院后无人照护'),
    disaster: key('灾害或事故'),
    other: key('其他'),
  },
  department: {
    street: key('街道'),
    social_assistance: key('社会救助'),
    disabled_federation: key('残联'),
    health: key('卫健'),
    medical_insurance: key('医保'),
    finance: key('财政'),
  },
  opinion: {
    agree: key('表示同意'),
    disagree: key('表示不同意'),
    not_ours: key('不属本部门职责'),
    no_answer: key('逾期未答复'),
  },
  opinion_reason: {
    facts_confirmed: key('情况属实'),
    not_living_here: key('不在本地居住'),
    facts_differ: key('情况与申请不符'),
    entitlement_confirmed: key('救助身份有效'),
    entitlement_ended: key('救助身份已终止'),
    not_on_list: key('不在救助名册'),
    card_confirmed: key('残疾人证有效'),
    card_expired: key('残疾人证已过期'),
    no_card: key('无残疾人证'),
    fit_for_group_living: key('适合集体生活'),
    infectious_active: key('传染病活动期'),
    needs_hospital: key('需住院治疗'),
    insured_here: key('在本地参保'),
    insured_elsewhere: key('在外地参保'),
    not_insured: key('未参保'),
    within_budget: key('在预算之内'),
    budget_used_up: key('预算已用完'),
    other: key('其他'),
  },
  status: {
    draft: key('草稿'),
    submitted: key('待受理'),
    more_info: key('待补正'),
    in_review: key('审核中'),
    eligible: key('拟同意'),
    ineligible: key('不符合条件'),
    public_notice: key('公示中'),
    queued: key('轮候中'),
    placed: key('已入住'),
    withdrawn: key('已撤回'),
    appealed: key('申诉中'),
    closed: key('已结案'),
  },
  event: {
    submit: key('提交申请'),
    accept: key('受理'),
    ask_more: key('要求补正'),
    supply: key('补正完成'),
    find_eligible: key('审核同意'),
    find_ineligible: key('审核不同意'),
    publish: key('开始公示'),
    enqueue: key('列入轮候'),
    uphold_objection: key('异议成立'),
    appeal: key('提出申诉'),
    allow_appeal: key('申诉成立'),
    dismiss_appeal: key('驳回申诉'),
    withdraw: key('撤回申请'),
    place: key('办理入住'),
    requeue: key('恢复轮候'),
    resume: key('恢复入住'),
    close: key('结案'),
    approve: key('列入轮候'),
    reject: key('不符合条件'),
  },
  clock: {
    acceptance: key('受理'),
    correction: key('补正'),
    assessment: key('能力评估'),
    opinion: key('部门意见'),
    decision: key('办结'),
    notice: key('公示'),
    objection: key('异议答复'),
    appeal_decision: key('申诉答复'),
  },
  role: {
    family: key('家属'),
    institution: key('养老机构'),
    desk: key('社区前台'),
    grid_worker: key('网格员'),
    officer: key('民政'),
    leader: key('分管领导'),
    treasurer: key('财务'),
    partner: key('联审部门'),
    assessor: key('评估员'),
    inspector: key('督查'),
    administrator: key('管理员'),
  },
} as const;

export type Word = keyof typeof tables;
export type FacilityKind = keyof (typeof tables)['facility'];
export type Role = keyof (typeof tables)['role'];

/** The shown word for a code; an unknown code is shown as it is rather than hidden. */
export function word(table: Word, code: string | number): string {
  const found = (tables[table] as Record<string | number, string>)[code];
  return found === undefined ? String(code) : t(found);
}

/** Codes of a table in their shown order, for selects and filters. */
export const codes = (table: Word): string[] => Object.keys(tables[table]);
