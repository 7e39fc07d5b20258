import { inspectionWords } from '../../server/kernel/inspection-messages.ts';
import type { Shape, Tone } from '../ui/badge.tsx';
import { age, date, left, money, month, number, stamp } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';
import { licenceWord } from '../ui/profile.ts';
import { word } from '../ui/words.ts';
import type { Finding, Listed } from './shapes.ts';

/** What a check or a visit turned up, and what usually puts it right. */
const codes: Record<string, { name: string; next: string }> = {
  exclusive_schemes: { name: key('同时享受互斥补贴'), next: key('核实资格，结束其中一项，多发的在下次结算扣回。') },
  days_beyond_presence: { name: key('结算天数多于在院天数'), next: key('核对入住、请假和到场记录，更正后扣回。') },
  bed_days_beyond_beds: { name: key('床日多于床位数 × 天数'), next: key('到现场清点床位和在住老人。') },
  two_places: { name: key('同一人同时在两处结算'), next: key('核实老人实际住在哪里，更正另一处。') },
  price_rise: { name: key('合同价在消费补贴开始当月上涨'), next: key('查合同变更的文号和理由，防止先涨价后抵扣。') },
  deceased: { name: key('去世以后仍在结算'), next: key('更正离院日期，多结的天数扣回。') },
  unassessed: { name: key('没有有效的能力评估'), next: key('安排评估；没有评估的月份核实后扣回。') },
  overlapping_stays: { name: key('一人同时占两处'), next: key('核实老人实际在哪里，办理另一处的离院。') },
  subsidy_after_death: { name: key('去世后补贴未停'), next: key('终止补贴资格，追回去世后发放的部分。') },
  subsidy_while_away: { name: key('长期离院仍享受补贴'), next: key('核实老人何时返回，按规定暂停补贴。') },
  ghost_beds: { name: key('虚报床位'), next: key('到现场逐床核对，更正登记，多结的扣回。') },
  stale_vacancy: { name: key('床位数据长期不更新'), next: key('电话核实后请机构当天确认。') },
  licence_expired: { name: key('证照过期'), next: key('请机构换证并在“机构资料”更新；消防类逾期应停止收住。') },
  over_capacity: { name: key('超床位收住'), next: key('立即分流超收的老人，核对床位登记。') },
  paid_after_closing: { name: key('停业后仍有结算'), next: key('核实停业日期，多结的扣回。') },
  price_jump: { name: key('收费突涨'), next: key('核对涨价是否报批、是否在补贴开始当月。') },
  out_of_turn: { name: key('未按轮候顺序通知入住'), next: key('查明为什么越过前面的人，补记理由或纠正。') },
  override_unexplained: { name: key('破格安排理由不充分'), next: key('请决定人补充书面理由和依据。') },
  overdue_clock: { name: key('办件逾期'), next: key('督促经办当天办理，并说明逾期原因。') },
  same_person: { name: key('一人办了须分开的两步'), next: key('换人复核这一步，查明权限为何没有拦住。') },
  overdue_money: { name: key('结算或付款逾期'), next: key('查明卡在哪一步，列入最近一批付款。') },
  sample_difference: { name: key('抽查与结算不符'), next: key('核实当月服务记录，多结的扣回。') },
  spot_difference: { name: key('现场清点与登记不符'), next: key('核对入住登记和床位，当天更正。') },
  premises: { name: key('场地设施'), next: key('按限期整改，附整改后的照片。') },
  safety: { name: key('消防和安全'), next: key('立即消除隐患，附整改后的照片。') },
  care: { name: key('照护服务'), next: key('按服务协议补足，附记录。') },
  records: { name: key('记录档案'), next: key('补齐记录并说明原因。') },
  fees: { name: key('收费'), next: key('退还多收的费用，附凭证。') },
  other: { name: key('其他问题'), next: key('按核查意见整改。') },
};
export const codeName = (code: string) => t(codes[code]?.name ?? code);
export const codeNext = (code: string) => t(codes[code]?.next ?? '');

const sources = {
  check: key('自动稽查'),
  sample: key('现场抽查'),
  visit: key('现场检查'),
  report: key('投诉举报'),
};
export const sourceName = (source: Listed['source']) => t(sources[source]);

const spoken = (code: keyof typeof inspectionWords) => inspectionWords[code][lang.value === 'zh' ? 0 : 1];
/** States and thresholds are called here as in the refusals that name them. */
export const statusName = (status: Listed['status']) => spoken(`finding_${status}`);
export function thresholdName(name: string): string {
  const code = `threshold_${name}`;
  return code in inspectionWords ? spoken(code as keyof typeof inspectionWords) : name;
}

const terms = { '24h': key('24 小时'), '3d': key('3 日'), '7d': key('7 日'), '15d': key('15 日') };
export const termName = (term: Listed['term']) => t(terms[term]);

const marks: Record<Listed['status'], { shape: Shape; tone: Tone }> = {
  found: { shape: 'ring', tone: 'amber' },
  assigned: { shape: 'half', tone: 'plain' },
  rectified: { shape: 'square', tone: 'accent' },
  checked: { shape: 'dot', tone: 'accent' },
  closed: { shape: 'check', tone: 'accent' },
  dismissed: { shape: 'dash', tone: 'stale' },
};
/** Shape, colour and words of where a finding stands; what is late says so in words. */
export function standOf(f: Pick<Listed, 'status' | 'colour'>): { shape: Shape; tone: Tone; says: string } {
  if (f.colour === 'red') return { shape: 'triangle', tone: 'red', says: t('整改逾期') };
  if (f.colour === 'amber') return { shape: 'triangle', tone: 'amber', says: t('整改快到期') };
  return { ...marks[f.status], says: statusName(f.status) };
}
/** Until when: the hour for 24 h, else the last day, which runs to its end. */
export function dueStamp(f: Pick<Listed, 'due_at' | 'term'>): string {
  if (!f.due_at) return '—';
  return f.term === '24h' ? stamp(f.due_at) : t('{day}止', { day: date(new Date(Date.parse(f.due_at) - 1)) });
}
export function dueWord(f: Pick<Listed, 'due_at' | 'status' | 'colour' | 'term'>): string {
  if (!f.due_at) return '—';
  if (f.status !== 'assigned') return dueStamp(f);
  return f.colour === 'red' ? t('逾期，{age}到期', { age: age(f.due_at) }) : left(f.due_at);
}

const hows: Record<string, string> = {
  two_beds: key('同时占两张床'),
  bed_and_day: key('住在机构又上日托'),
  two_day_centres: key('同一天在两处日托'),
  reported: key('占用的床没有入住记录'),
  paid: key('结算的人没有入住记录'),
  unapproved: key('没有审批'),
  coupon_month: key('当月有人开始享受消费补贴'),
  uncoded: key('理由不在规定之列'),
  too_short: key('理由太短'),
  empty_words: key('理由是重复的字'),
  open: key('没有付款'),
  in_bank: key('银行没有回执'),
  returned: key('银行退回'),
};
const hands: Record<string, string> = {
  accepted: key('受理'),
  decided: key('决定'),
  inspected: key('督查'),
  approved: key('审批'),
  paid: key('付款'),
  account: key('改账户'),
};
const found: Record<string, string> = {
  absent: key('人不在'),
  other_person: key('不是本人'),
  less_service: key('服务不足'),
  other: key('其他问题'),
};
const aways: Record<string, string> = { home: key('回家'), hospital: key('住院'), other: key('其他') };
const fees: Record<string, string> = {
  care_fee_min_fen: key('护理费'),
  care_fee_max_fen: key('护理费上限'),
  meal_fee_fen: key('膳食费'),
  meal_fee_max_fen: key('膳食费上限'),
  deposit_fen: key('押金'),
  deposit_max_fen: key('押金上限'),
};
const stages: Record<string, string> = {
  amber: key('超过 24 小时'),
  grey: key('超过 72 小时'),
  bureau: key('超过 7 天'),
};

type Value = unknown;
const list = (v: Value) => (Array.isArray(v) ? v : [v]).map(String);
const n = (v: Value) => number(Number(v));
const of = (table: Record<string, string>) => (v: Value) => t(table[String(v)] ?? String(v));
/** The values of a finding in words, in the order they are read in. Ids are named by the page. */
export const particulars: Record<string, { name: string; says: (v: Value) => string }> = {
  how: { name: key('情况'), says: of(hows) },
  month: { name: key('月份'), says: (v) => month(String(v)) },
  first: { name: key('一步'), says: of(hands) },
  second: { name: key('另一步'), says: of(hands) },
  account: { name: key('经手人'), says: String },
  application: { name: key('办件'), says: String },
  first_facility: { name: key('先在'), says: String },
  second_facility: { name: key('后在'), says: String },
  facilities: { name: key('涉及机构'), says: (v) => list(v).join(t('、')) },
  since: { name: key('自'), says: (v) => (String(v).length > 10 ? stamp(String(v)) : date(String(v))) },
  from: { name: key('自'), says: (v) => date(String(v)) },
  to: { name: key('到'), says: (v) => date(String(v)) },
  on: { name: key('日期'), says: (v) => date(String(v)) },
  made_on: { name: key('通知日期'), says: (v) => date(String(v)) },
  drafted_on: { name: key('起草日期'), says: (v) => date(String(v)) },
  checked_on: { name: key('核查日期'), says: (v) => date(String(v)) },
  visited_at: { name: key('到场时间'), says: (v) => stamp(String(v)) },
  expires_on: { name: key('有效期到'), says: (v) => date(String(v)) },
  closed_on: { name: key('停业日期'), says: (v) => date(String(v)) },
  died_on: { name: key('去世日期'), says: (v) => date(String(v)) },
  until: { name: key('补贴到'), says: (v) => date(String(v)) },
  due_on: { name: key('应在此前'), says: (v) => date(String(v)) },
  step: { name: key('环节'), says: (v) => word('clock', String(v)) },
  department: { name: key('部门'), says: (v) => word('department', String(v)) },
  scheme: { name: key('补贴项目'), says: (v) => word('scheme', String(v)) },
  schemes: {
    name: key('补贴项目'),
    says: (v) =>
      list(v)
        .map((s) => word('scheme', s))
        .join(t('、')),
  },
  service: { name: key('服务'), says: (v) => word('bed', String(v)) },
  found: { name: key('核查结果'), says: of(found) },
  field: { name: key('收费项目'), says: of(fees) },
  reason: { name: key('所填理由'), says: (v) => word('override', String(v)) },
  length: { name: key('说明字数'), says: n },
  passed: { name: key('被越过的办件'), says: (v) => list(v).join(t('、')) },
  place: { name: key('当时名次'), says: n },
  stage: { name: key('时效'), says: of(stages) },
  hours: { name: key('小时'), says: n },
  days: { name: key('天数'), says: n },
  present: { name: key('在院天数'), says: n },
  bed_days: { name: key('床位数 × 天数'), says: n },
  minutes: { name: key('结算分钟'), says: n },
  visited_minutes: { name: key('上门分钟'), says: n },
  reported: { name: key('显示占用'), says: n },
  stays: { name: key('有入住记录'), says: n },
  paid: { name: key('结算人数'), says: n },
  lived: { name: key('其中住过'), says: n },
  beds: { name: key('登记床位'), says: n },
  people: { name: key('人数'), says: n },
  record_free: { name: key('登记空床'), says: n },
  counted_free: { name: key('清点空床'), says: n },
  record_present: { name: key('登记在院'), says: n },
  counted_present: { name: key('清点在院'), says: n },
  before_fen: { name: key('原价'), says: (v) => money(Number(v)) },
  after_fen: { name: key('新价'), says: (v) => money(Number(v)) },
  amount_fen: { name: key('涉及金额'), says: (v) => money(Number(v)) },
  kind: {
    name: key('类别'),
    says: (v) => (String(v) in aways ? t(aways[String(v)] as string) : licenceWord(String(v))),
  },
};

const eventNames: Record<string, string> = {
  found: key('发现'),
  assigned: key('交办'),
  visited: key('到场'),
  rectified: key('回复整改'),
  returned: key('退回重改'),
  checked: key('现场复核'),
  closed: key('销号'),
  dismissed: key('认定不成立'),
};
export const eventName = (kind: string) => t(eventNames[kind] ?? kind);

/** Where the record behind an id of a finding is kept; null where no page shows it to this reader. */
export function recordOf(name: Finding['names'][number], bureau: boolean): string | null {
  if (name.kind === 'facility') return `/facilities/${name.id}`;
  if (name.kind === 'application') return bureau ? `/officer/cases/${name.id}` : null;
  return null;
}
