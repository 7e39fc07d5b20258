import { dones } from './audit-done-words.ts';
import type { Language } from './messages.ts';

/**
 * An action of the permission table as the audit log is read: what it is about, then what was done. One word for each
 * part, so that a new action of a known slice reads right from the first day; a test asks that no part is without one.
 */
export type Pair = readonly [zh: string, en: string];

const abouts: Record<string, Pair> = {
  acceptance: ['受理', 'acceptance'],
  allocation: ['轮候分配', 'allocation'],
  amendments: ['合同变更', 'contract amendment'],
  applicants: ['老人档案', 'person'],
  applications: ['申请', 'application'],
  approval: ['结算审定', 'approval of settlements'],
  assessments: ['能力评估', 'assessment'],
  attendance: ['日托与上门', 'day care and visits'],
  board: ['床位看板', 'bed board'],
  cases: ['办件', 'case'],
  categories: ['保障类别', 'category'],
  clocks: ['办件时限', 'case clocks'],
  closings: ['机构停业', 'facility closing'],
  contracts: ['购买合同', 'contract'],
  corrections: ['入住更正', 'correction of a stay'],
  coverage: ['十五分钟圈', '15-minute circle'],
  decisions: ['决定与答复', 'decision and reply'],
  deferrals: ['暂缓', 'deferral'],
  disclosures: ['资金公开', 'disclosure of funds'],
  divisions: ['区划与网格', 'divisions and grids'],
  documents: ['证件材料', 'document'],
  emergencies: ['紧急安置', 'emergency place'],
  entitlements: ['补贴资格', 'entitlement'],
  exports: ['机构导出', 'facility export'],
  facilities: ['机构与床位', 'facility and beds'],
  freshness: ['床位时效', 'freshness of beds'],
  funds: ['资金台账', 'funds'],
  helpers: ['代办委托', 'helper'],
  invitations: ['代办邀请', 'invitation of a helper'],
  imports: ['文件导入', 'import of files'],
  insight: ['全区态势', 'the picture'],
  inspections: ['稽查', 'inspection'],
  ledger: ['合同台账', 'contract ledger'],
  mergers: ['区划合并与划分', 'mergers of divisions'],
  mirror: ['经营概览', 'facility overview'],
  notifications: ['消息', 'messages'],
  opendata: ['开放数据', 'open data'],
  outlines: ['区划边界', 'outlines of divisions'],
  payments: ['付款', 'payment'],
  placements: ['入住', 'stay'],
  platform: ['账号与系统', 'accounts and system'],
  prepaid: ['预收费', 'fees taken ahead'],
  procurement: ['合同签订', 'signing of contracts'],
  profiles: ['机构资料', 'facility profile'],
  publicity: ['公示', 'public notice'],
  queue: ['轮候', 'queue'],
  ratings: ['入住评价', 'rating of a stay'],
  refills: ['空床补位', 'refilling beds'],
  reminders: ['提醒', 'reminders'],
  requests: ['诉求', 'request'],
  reviews: ['部门意见', 'opinion'],
  risks: ['入住风险评估', 'risk assessment'],
  rosters: ['名单同步', 'sync of rosters'],
  rounds: ['分配轮次', 'round'],
  scorecards: ['考核', 'scorecard'],
  scrutiny: ['资金三查', 'scrutiny of funds'],
  settlement: ['月度结算', 'settlement'],
  stays: ['在住与离开', 'stays and leaves'],
  supervision: ['审计日志', 'audit log'],
  tokens: ['系统对接令牌', 'program token'],
  uploads: ['材料上传', 'upload'],
  holdbacks: ['考核留存款', 'holdback'],
  escalations: ['诉求转派', 'escalation'],
  menu: ['点单牌', 'menu of services'],
  figures: ['历史数字', 'figures kept'],
  pace: ['办理进度', 'pace of cases'],
  unmet: ['未满足需求', 'unmet need'],
  burndown: ['合同进度', 'contract burn-down'],
  scenarios: ['布点推演', 'what-if plan'],
  findings: ['核查问题', 'finding'],
  spotchecks: ['现场抽查', 'spot check'],
};

/** What a row is about, where the slice's own word does not say it. */
const subjects: Record<string, Pair> = {
  check: ['稽查规则', 'check'],
  day_figures: ['每日数字', 'figures of a day'],
  escalations: ['转办', 'escalations'],
  facilities: ['机构', 'facilities'],
  findings: ['核查问题', 'findings'],
  holdback: ['考核留款', 'holdback'],
  inspection_photo: ['核查照片', 'photo of an inspection'],
  menu_item: ['点单项目', 'line of the menu'],
  request_rules: ['诉求规则', 'rules of requests'],
  rating: ['入住评价', 'rating of a stay'],
  ratings: ['入住评价', 'ratings of stays'],
  requests: ['诉求', 'requests'],
  score_weights: ['考核权重', 'weights'],
  spot_sample: ['抽查样本', 'sample'],
  unmet_needs: ['未能安置', 'unmet needs'],
  account: ['账号', 'account'],
  accounts: ['账号', 'accounts'],
  applicant: ['老人', 'person'],
  applicants: ['老人名册', 'people'],
  application: ['申请', 'application'],
  applications: ['申请', 'applications'],
  assessment: ['评估', 'assessment'],
  assessments: ['评估', 'assessments'],
  audit_chain: ['审计链', 'audit chain'],
  audit_export: ['日志导出', 'export of the log'],
  audit_log: ['审计日志', 'audit log'],
  audit_row: ['日志记录', 'row of the log'],
  helper: ['代办人', 'helper'],
  helpers: ['代办人', 'helpers'],
  helper_invitation: ['代办邀请', 'invitation of a helper'],
  bed: ['床位', 'bed'],
  budget_line: ['资金条目', 'budget line'],
  budget_lines: ['资金条目', 'budget lines'],
  case_rules: ['办件规则', 'case rules'],
  cases: ['办件', 'cases'],
  catalogue: ['购买目录', 'catalogue'],
  category: ['保障类别', 'category'],
  category_list: ['类别名单', 'category list'],
  clocks: ['办件时限', 'case clocks'],
  closing: ['停业', 'closing'],
  contract: ['合同', 'contract'],
  cross_checks: ['交叉核对', 'cross-checks'],
  deliveries: ['消息投递', 'deliveries'],
  district: ['全区', 'district'],
  division: ['区划', 'division'],
  document: ['材料', 'document'],
  document_rules: ['材料规则', 'document rules'],
  entitled: ['应享人员', 'entitled people'],
  entitlement: ['补贴资格', 'entitlement'],
  exceptions: ['例外', 'exceptions'],
  facility: ['机构', 'facility'],
  facility_list: ['机构名单', 'list of facilities'],
  finding: ['核查问题', 'finding'],
  freed_beds: ['腾出的床位', 'freed beds'],
  list: ['名单', 'list'],
  list_entry: ['名单条目', 'list entry'],
  lot: ['标的', 'lot'],
  messages: ['消息', 'messages'],
  objection: ['异议', 'objection'],
  objections: ['异议', 'objections'],
  offer: ['入住通知', 'offer'],
  offers: ['入住通知', 'offers'],
  opinion: ['部门意见', 'opinion'],
  opinions: ['部门意见', 'opinions'],
  payer_account: ['付款账户', 'payer account'],
  payment: ['付款', 'payment'],
  payment_batch: ['付款批次', 'payment batch'],
  phone_code: ['短信验证码', 'phone code'],
  placement: ['入住', 'stay'],
  placements: ['入住', 'stays'],
  prepaid_entry: ['预收费记录', 'prepaid entry'],
  prepaid_filing: ['预收费备案', 'prepaid filing'],
  prepaid_rules: ['预收费规则', 'prepaid rules'],
  profile_change: ['资料变更', 'profile change'],
  profile_changes: ['资料变更', 'profile changes'],
  proposal: ['拟分配', 'proposal'],
  provider: ['服务方', 'provider'],
  public_notice: ['公示', 'public notice'],
  queue: ['轮候队列', 'queue'],
  queue_rules: ['轮候规则', 'queue rules'],
  rate: ['补贴标准', 'rate'],
  replies: ['答复', 'replies'],
  reply: ['答复', 'reply'],
  request: ['诉求', 'request'],
  round: ['轮次', 'round'],
  sample: ['样本', 'sample'],
  scorecard: ['考核表', 'scorecard'],
  settlement: ['结算', 'settlement'],
  settlement_line: ['结算明细', 'settlement line'],
  token: ['令牌', 'token'],
  upload: ['上传', 'upload'],
};
const roles: Record<string, Pair> = { system: ['系统', 'the system'], public: ['公众', 'the public'] };

const said = (pair: Pair | undefined, language: Language) => pair?.[language === 'zh' ? 0 : 1];

/** '老人档案 · 查看' / 'person · read'; a part without a word stands as its code. */
export function sayAction(language: Language, action: string): string {
  const [about = '', done = ''] = action.split('.');
  return `${sayAbout(language, about)} · ${said(dones[done], language) ?? done.replaceAll('_', ' ')}`;
}

/** What a slice's actions are about. */
export const sayAbout = (language: Language, about: string): string => said(abouts[about], language) ?? about;

/** What a row was done to; null where the action alone says it. */
export const saySubject = (language: Language, type: string): string | null => said(subjects[type], language) ?? null;
/** Roles nobody is given. */
export const sayRole = (language: Language, role: string): string | null => said(roles[role], language) ?? null;

/** Parts of these actions that have no word yet. */
export const unworded = (actions: readonly string[]): string[] => [
  ...new Set(
    actions.flatMap((action) => {
      const [about = '', done = ''] = action.split('.');
      return [...(abouts[about] ? [] : [about]), ...(dones[done] ? [] : [done])];
    }),
  ),
];
