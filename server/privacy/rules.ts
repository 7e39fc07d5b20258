// Decides what of a person may be deleted on request and what the law keeps until when, and what taking a consent back brings with it (个人信息保护法 art. 15, 16, 47; 养老机构管理办法; 政府采购法 art. 42).
import { countsAsExit } from '../allocation/rules.ts';
import { ended, type Status } from '../applications/rules.ts';
import type { Pair, Purpose } from '../consents/rules.ts';
import { addMonths, type Day } from '../kernel/period.ts';

export { columnWords } from './mechanism/columns.ts';
export { type GroupKey, groups, type Part, parts } from './mechanism/parts.ts';

/** Rules by which something stays. `months` after what it is counted from; null: as long as what is said. */
export const keepRules = {
  open_case: {
    text: ['正在办理，办结前要用到', 'it is being dealt with and needed until it is done'],
    source: ['个人信息保护法第十三条', 'Personal Information Protection Law art. 13'],
    months: null,
  },
  stay: {
    text: ['服务协议终止后至少保管五年', 'kept for at least five years after the agreement ends'],
    source: ['养老机构管理办法（民政部令第66号）', 'Measures for elder-care institutions (order 66)'],
    months: 60,
  },
  running_stay: {
    text: ['正在入住，照护要用到', 'the stay goes on and needs it'],
    source: ['服务协议；养老机构管理办法', 'the agreement; Measures for elder-care institutions'],
    months: null,
  },
  case_file: {
    text: [
      '已受理的申请和评估是行政案卷，按定期十年保管',
      'an accepted application and its assessment are a file, kept for ten years',
    ],
    source: ['机关文件材料归档范围和文书档案保管期限规定', 'rules on keeping the files of public offices'],
    months: 120,
  },
  money: {
    text: ['政府采购和结算的资料保管十五年', 'papers of procurement and settlement are kept for fifteen years'],
    source: ['政府采购法第四十二条', 'Government Procurement Law art. 42'],
    months: 180,
  },
  register: {
    text: ['部门名册中的保障类别，在名册期间保留', 'a category on a department’s list stays while the list says so'],
    source: ['个人信息保护法第十三条第三项', 'Personal Information Protection Law art. 13(3)'],
    months: null,
  },
  log: {
    text: [
      '谁在什么时候办了什么，日志至少留六个月，谁也不能改，里面是编号；全部删除时，写下的理由一并抹去，只留校验码；工作人员查看完整号码的理由留着，由其负责',
      'who did what when is kept for six months at least and nobody can change it; the log knows people by number. When everything is deleted the reasons written into it go too and a checksum stays; why staff looked at full numbers stays, for them to answer for',
    ],
    source: ['网络安全法；审计要求', 'Cybersecurity Law; audit'],
    months: 6,
  },
} as const satisfies Record<string, { text: Pair; source: Pair; months: number | null }>;
export type KeepRule = keyof typeof keepRules;

/** Kinds of records as they are told of. */
export const recordKinds = {
  identity: ['姓名、证件号、住址', 'name, ID number, address'],
  phone: ['电话', 'phone number'],
  drafts: ['没有受理过的申请（含说明和理由）', 'applications never accepted, with their notes and reasons'],
  applications: ['已受理的申请', 'accepted applications'],
  images: ['没有用到的材料影像', 'images of papers not in use'],
  papers: ['办案用到的材料', 'papers used in a case'],
  assessments: ['能力评估', 'assessments'],
  stays: ['入住、到场和照护记录', 'stays, attendance and care'],
  money: ['补贴资格、结算和付款', 'entitlements, settlement and payment'],
  categories: ['保障类别', 'categories'],
  ratings: ['您写的评价文字和机构的回复', 'the text of your reviews and the answers to it'],
  requests: ['您提的诉求文字', 'the text of your requests'],
  watches: ['有床提醒', 'vacancy alerts'],
  helpers: ['代办关系', 'who may act for you'],
  messages: ['消息里的姓名', 'names in messages'],
  words: ['办理经过和诉求里写下的话', 'what was written down while your matters were dealt with'],
  reasons: ['操作日志里写下的理由', 'reasons written into the log'],
  log: ['操作日志', 'the log'],
} as const satisfies Record<string, Pair>;
export type RecordKind = keyof typeof recordKinds;

/** What there is of a person, as far as deleting is concerned. */
export type ErasureFacts = {
  applications: { status: Status; accepted: boolean; endedOn: Day | null }[];
  /** the last day of each stay or offer; null while it goes on */
  stays: (Day | null)[];
  /** the last day of each month settled or granted */
  money: Day[];
  assessedOn: Day[];
  /** the last day of each category; null: without end */
  categories: (Day | null)[];
  /** asked for and not yet answered */
  openRequests: number;
  loggedOn: Day | null;
};
export type Kept = { kind: RecordKind; rule: KeepRule; until: Day | null };
export type Erasable = { whole: boolean; removes: RecordKind[]; kept: Kept[] };

const after = (rule: KeepRule, from: Day): Day => addMonths(from, keepRules[rule].months ?? 0);
const latest = (days: readonly Day[]): Day | null => days.reduce<Day | null>((a, d) => (!a || d > a ? d : a), null);
const last = (days: readonly (Day | null)[]): Day | null => latest(days.filter((d) => d !== null));
/** Without an end comes after every day. */
const later = (a: Kept, b: Kept): Kept => (a.until === null || (b.until !== null && a.until >= b.until) ? a : b);

/**
 * What may go on that day. A person of whom only drafts, applications taken back before they were accepted and papers are
 * there goes whole: nothing readable stays. Else what no rule keeps goes, and of the rest it is said by which rule and until when.
 */
export function erasable(f: ErasureFacts, on: Day): Erasable {
  const kept: Kept[] = [];
  const keep = (kind: RecordKind, rule: KeepRule, until: Day | null) => {
    if (until === null || until > on) kept.push({ kind, rule, until });
  };
  const counted = (kind: RecordKind, rule: KeepRule, from: Day | null) => {
    if (from) keep(kind, rule, after(rule, from));
  };
  const cases = f.applications.filter((a) => a.status !== 'draft');
  if (cases.some((a) => !ended(a.status))) keep('applications', 'open_case', null);
  const closed = last(cases.map((a) => (a.accepted ? a.endedOn : null)));
  counted('applications', 'case_file', closed);
  counted('papers', 'case_file', closed);
  if (f.stays.includes(null)) keep('stays', 'running_stay', null);
  counted('stays', 'stay', last(f.stays));
  counted('money', 'money', latest(f.money));
  counted('assessments', 'case_file', latest(f.assessedOn));
  if (f.categories.includes(null)) keep('categories', 'register', null);
  else if (f.categories.length > 0) keep('categories', 'register', last(f.categories));
  if (f.openRequests > 0) keep('requests', 'open_case', null);
  const whole = kept.length === 0;
  // Whoever is named in what stays stays named, as long as the longest of it.
  if (!whole) kept.unshift({ ...kept.reduce(later), kind: 'identity' });
  // While a case or a stay runs somebody has to be reached.
  const reached = kept.some((k) => k.rule === 'open_case' || k.rule === 'running_stay');
  counted('log', 'log', f.loggedOn);
  const always: RecordKind[] = ['drafts', 'images', 'ratings', 'watches'];
  const removes: RecordKind[] = whole
    ? ['identity', 'phone', ...always, 'requests', 'helpers', 'messages', 'words', 'reasons']
    : [...(reached ? [] : (['phone'] as const)), ...always];
  return { whole, removes, kept };
}

/** What is typed before anything is deleted: it cannot be taken back. */
export const ERASE_WORDS = { zh: '确认删除', en: 'DELETE' } as const;
export const typedRight = (words: string): boolean => Object.values<string>(ERASE_WORDS).includes(words.trim());

/** What hangs on a consent today. */
export type ConsentFacts = {
  applications: { id: string; receipt: string; status: Status }[];
  offers: { id: string; facilityId: string; facility: string }[];
  /** homes the person lies in, or goes to by day */
  staysAt: { facilityId: string; facility: string }[];
  bankPapers: number;
};
export type Consequence = {
  does:
    | 'offer_given_back'
    | 'application_withdrawn'
    | 'stay_goes_on'
    | 'notice_over'
    | 'card_removed'
    | 'texts_off'
    | 'nothing_open';
  /** of the offer or the application it happens to */
  id: string | null;
  /** how that is called: the home, the receipt, a number of papers */
  name: string;
};
const beforeQueue: readonly Status[] = ['submitted', 'more_info', 'in_review', 'eligible', 'public_notice', 'appealed'];
/** An offer given back so is one given up by choice. */
export const givenBackCounts = countsAsExit('changed_mind');

/** What taking a consent back brings with it, in the order it is done. What was done before stays right (art. 15). */
export function consequencesOf(purpose: Purpose, home: string | null, f: ConsentFacts): Consequence[] {
  const open = f.applications.filter((a) => !ended(a.status));
  const back = (offers: ConsentFacts['offers']) =>
    offers.map((o) => ({ does: 'offer_given_back' as const, id: o.id, name: o.facility }));
  const withdraw = (list: ConsentFacts['applications']) =>
    list.map((a) => ({ does: 'application_withdrawn' as const, id: a.id, name: a.receipt }));
  const goesOn = (stays: ConsentFacts['staysAt']) =>
    stays.map((s) => ({ does: 'stay_goes_on' as const, id: null, name: s.facility }));
  const of: Record<Purpose, () => Consequence[]> = {
    apply: () => [...back(f.offers), ...withdraw(open), ...goesOn(f.staysAt)],
    share_with_home: () => [
      ...back(f.offers.filter((o) => o.facilityId === home)),
      ...goesOn(f.staysAt.filter((s) => s.facilityId === home)),
    ],
    publicity: () => [
      ...withdraw(open.filter((a) => beforeQueue.includes(a.status))),
      ...open
        .filter((a) => a.status === 'queued')
        .map((a) => ({ does: 'notice_over' as const, id: null, name: a.receipt })),
    ],
    bank_account: () => [{ does: 'card_removed', id: null, name: String(f.bankPapers) }],
    messages: () => [{ does: 'texts_off', id: null, name: '' }],
  };
  const found = of[purpose]();
  return found.length > 0 ? found : [{ does: 'nothing_open', id: null, name: '' }];
}

/** The consequences as one text, so that what is confirmed is what was read. */
export const sealOf = (list: readonly Consequence[]): string =>
  list.map((c) => `${c.does} ${c.id ?? ''} ${c.name}`).join('\n');

/** May this account be closed by its owner? Not while it acts for somebody, and never one that works for an office. */
export const mayClose = (f: { actsFor: number; staff: boolean }): 'account_acts' | 'account_staff' | null =>
  f.staff ? 'account_staff' : f.actsFor > 0 ? 'account_acts' : null;
