import type { Shape, Tone } from '../ui/badge.tsx';
import { date, dayMonth, money, month, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { FlagRow, State } from './shapes.ts';

export const questions = ['ledger', 'disclosure', 'payment'] as const;
export type Question = (typeof questions)[number];
const asked: Record<Question, { name: string; asks: string }> = {
  ledger: {
    name: key('一查台账'),
    asks: key('台账是否完备：有预算和拨款文件，每笔有凭证，收支平衡到分，关账后没有改动。'),
  },
  disclosure: {
    name: key('二查公示'),
    asks: key('使用是否公开：审定后 20 个工作日内公示，不少于 7 天，名单已遮盖，金额与审定一致。'),
  },
  payment: {
    name: key('三查拨付'),
    asks: key('资金是否到位：30 天内拨付，银行回执成功，收款人与审定一致，没有付给已去世的人。'),
  },
};
export const questionName = (q: Question) => t(asked[q].name);
export const questionAsks = (q: Question) => t(asked[q].asks);

const marks: Record<State, { shape: Shape; tone: Tone }> = {
  none: { shape: 'dash', tone: 'stale' },
  passes: { shape: 'check', tone: 'accent' },
  waiting: { shape: 'half', tone: 'amber' },
  fails: { shape: 'triangle', tone: 'red' },
};
export const markOf = (state: State) => marks[state];

const waits: Record<Question, { passes: string; waiting: string }> = {
  ledger: { passes: key('完备'), waiting: key('完备') },
  disclosure: { passes: key('已公示'), waiting: key('{day} 前公示') },
  payment: { passes: key('已到位'), waiting: key('{day} 前拨付') },
};
export function stateWord(q: Question, of: { state: State; due_on: string | null; flags: number }): string {
  if (of.state === 'none') return t('无变动');
  if (of.state === 'fails') return t('{n} 处问题', { n: of.flags });
  if (of.state === 'passes') return t(waits[q].passes);
  return t(waits[q].waiting, { day: of.due_on ? dayMonth(of.due_on) : '' });
}

/** What a flag says, and what to do about it. */
const flags: Record<string, { name: string; next: string }> = {
  no_budget_doc: { name: key('没有预算文件'), next: key('在资金科目里补上批准预算的文号。') },
  no_allocation_doc: { name: key('没有拨款文件'), next: key('在资金科目里补上拨款的文号。') },
  missing_voucher: { name: key('缺凭证'), next: key('找到凭证后冲销这笔，按凭证重新登记。') },
  unbalanced: { name: key('关账数与逐笔之和不符'), next: key('关账后的数不能改，请查明差额，用本月的分录更正。') },
  edited_after_close: { name: key('关账之后登记的分录'), next: key('查明是谁、为什么在关账后登记。') },
  overdrawn: { name: key('支出超过余额'), next: key('查明多付的款项，补齐拨款。') },
  not_entered: { name: key('银行已付，台账没有记'), next: key('请财务重新导入银行回执。') },
  entry_differs: { name: key('台账金额与银行回执不符'), next: key('查明差额，用冲销更正。') },
  not_disclosed: { name: key('逾期没有公示'), next: key('现在公示本月使用。') },
  disclosed_late: { name: key('公示晚了'), next: key('已经公示，记录在案。') },
  disclosed_short: { name: key('公示不足 7 天'), next: key('按原名单再公示至少 7 天。') },
  list_missing: { name: key('公示没有名单'), next: key('带名单重新公示。') },
  unmasked: { name: key('名单没有遮盖'), next: key('立即撤下张贴的名单，重新公示。') },
  list_outdated: { name: key('公示金额与审定不一致'), next: key('公示之后又有结算审定，请按新的名单再公示。') },
  overdue: { name: key('逾期没有拨付'), next: key('请财务列入最近一批付款。') },
  paid_late: { name: key('拨付晚了'), next: key('已经到账，记录在案。') },
  returned: { name: key('银行退回'), next: key('核对收款账户后重新付款。') },
  no_account: { name: key('没有收款账户'), next: key('请收款单位提供对公账户，登记后才能付款。') },
  payee_differs: { name: key('收款人或金额与审定不同'), next: key('立即停止付款，查明是谁改动。') },
  paid_after_death: { name: key('去世以后仍在结算'), next: key('更正离院日期，下次结算会自动扣回。') },
  exclusive_schemes: { name: key('同时享受两项互斥补贴'), next: key('核实资格，结束其中一项，下次结算扣回。') },
  days_beyond_presence: {
    name: key('结算天数多于在院天数'),
    next: key('核对入住、请假和到场记录，更正后下次结算扣回。'),
  },
  bed_days_beyond_beds: { name: key('床日多于床位数 × 天数'), next: key('现场清点床位和在住老人。') },
  two_places: { name: key('同一人同时在两处结算'), next: key('核实老人实际住在哪里，更正另一处。') },
  price_rise: { name: key('消费补贴开始当月涨价 10% 以上'), next: key('查合同变更的文号和理由，防止先涨价后抵扣。') },
  deceased: { name: key('去世以后仍在结算'), next: key('更正离院日期，下次结算会自动扣回。') },
  unassessed: { name: key('没有有效的能力评估'), next: key('安排评估；当月无评估的补贴核实后扣回。') },
};
export const flagName = (code: string) => t(flags[code]?.name ?? code);
export const flagNext = (code: string) => t(flags[code]?.next ?? '');

const entryKinds: Record<string, string> = {
  opening: key('期初'),
  allocation: key('拨入'),
  payment: key('付款'),
  return: key('退回'),
  other: key('其他收支'),
  reversal: key('冲销'),
};

/** The particulars of a row in words; null stays 未填报 through the formatters. */
const particulars: Record<string, { name: string; says: (value: string | number) => string }> = {
  kind: { name: key('分录'), says: (v) => t(entryKinds[v] ?? String(v)) },
  made_on: { name: key('登记于'), says: (v) => date(String(v)) },
  closed_fen: { name: key('关账余额'), says: (v) => money(Number(v)) },
  reckoned_fen: { name: key('逐笔之和'), says: (v) => money(Number(v)) },
  confirmed_fen: { name: key('银行回执'), says: (v) => money(Number(v)) },
  to_on: { name: key('公示到'), says: (v) => date(String(v)) },
  due_on: { name: key('应在此前'), says: (v) => date(String(v)) },
  days: { name: key('天数'), says: (v) => number(Number(v)) },
  rows: { name: key('名单行'), says: String },
  approved_fen: { name: key('审定金额'), says: (v) => money(Number(v)) },
  paid_on: { name: key('到账'), says: (v) => date(String(v)) },
  returned_on: { name: key('退回于'), says: (v) => date(String(v)) },
  why: { name: key('原因'), says: String },
  account: { name: key('实付账户'), says: String },
  account_no: { name: key('账号'), says: String },
  sent_fen: { name: key('实付'), says: (v) => money(Number(v)) },
  facility: { name: key('机构名称'), says: String },
  month: { name: key('月份'), says: (v) => month(String(v)) },
  schemes: {
    name: key('补贴项目'),
    says: (v) =>
      String(v)
        .split(' ')
        .map((s) => word('scheme', s))
        .join(t('、')),
  },
  present: { name: key('在院天数'), says: (v) => number(Number(v)) },
  minutes: { name: key('结算分钟'), says: (v) => number(Number(v)) },
  visited_minutes: { name: key('上门分钟'), says: (v) => number(Number(v)) },
  service: { name: key('服务'), says: (v) => word('bed', v) },
  bed_days: { name: key('床位数 × 天数'), says: (v) => number(Number(v)) },
  before_fen: { name: key('原价'), says: (v) => money(Number(v)) },
  people: { name: key('涉及人数'), says: (v) => number(Number(v)) },
};
const counted = new Set(['days', 'present', 'minutes', 'visited_minutes', 'bed_days', 'people']);
export const particular = (key: string) => ({
  head: t(particulars[key]?.name ?? key),
  end: counted.has(key) || key.endsWith('_fen'),
});
/** A dash where the record has it not. */
export const said = (key: string, value: string | number | null): string =>
  value === null ? '—' : (particulars[key]?.says(value) ?? String(value));

/** What the first column of a flag's rows is, by what they are about. */
const subjects: Record<FlagRow['about'], string> = {
  line: key('资金科目'),
  entry: key('凭证号'),
  month: key('资金科目'),
  payment: key('收款单位'),
  disclosure: key('公示地点'),
  person: key('姓名'),
  facility: key('机构名称'),
  lot: key('机构名称'),
};
export const subjectOf = (about: FlagRow['about']) => t(subjects[about]);

const found: Record<string, string> = {
  true: key('属实'),
  absent: key('人不在'),
  other_person: key('不是本人'),
  less_service: key('服务不足'),
  other: key('其他问题'),
};
export const foundWord = (code: string) => t(found[code] ?? code);
