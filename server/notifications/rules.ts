// Decides what people are told about a case, in which words, by which channel, and when a message that did not arrive is
// sent again. A text message is read by whoever holds the phone: nothing here speaks of health, of a home or of anybody's
// full name (个人信息保护法 art. 28).
import { forFacilities, type Text } from '../kernel/facility-tellings.ts';
import { type Day, isDay } from '../kernel/period.ts';
import { forResidents, forThoseAsked } from '../kernel/request-tellings.ts';
import type { Language } from '../kernel/say.ts';
import { forStaff } from '../kernel/staff-tellings.ts';
import { forWatchers } from '../kernel/watch-tellings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Told to everybody who may act for the person. `{who}` is the person as 张**, filled in by notify(). */
const forFamilies = {
  application_submitted: [
    '申请已提交',
    '{who}的申请已提交，社区前台受理后会再通知您。',
    'Application sent',
    'The application for {who} has been sent. The community desk will confirm when it is accepted.',
  ],
  application_accepted: [
    '申请已受理',
    '{who}的申请已受理，受理号 {receipt}。',
    'Application accepted',
    'The application for {who} has been accepted, receipt {receipt}.',
  ],
  more_info_asked: [
    '需要补充材料',
    '{who}的申请需要补充材料，请在{by}前补齐。缺什么，登录“颐位”或问社区前台。',
    'More papers needed',
    'The application for {who} needs more papers by {by}. Sign in or ask the community desk which.',
  ],
  more_info_due: [
    '补充材料快到期',
    '{who}的申请还缺材料，请在{by}前补齐，逾期按现有材料办理。',
    'Papers due soon',
    'The application for {who} still lacks papers. Hand them in by {by}; after that it is decided as it stands.',
  ],
  assessment_ordered: [
    '将有工作人员上门',
    '{who}的申请已安排工作人员上门了解情况，请在{by}前保持电话畅通。',
    'A visit is being arranged',
    'Staff will visit about the application for {who}. Please keep your phone at hand until {by}.',
  ],
  decided_eligible: [
    '审核通过',
    '{who}的申请已审核通过，接下来公示。',
    'Found eligible',
    'The application for {who} has been found eligible. A public notice comes next.',
  ],
  decided_ineligible: [
    '审核未通过',
    '{who}的申请审核未通过。理由和申诉办法见答复书，登录“颐位”或到社区前台领取。',
    'Not found eligible',
    'The application for {who} was not found eligible. The reply gives the reason and how to appeal: sign in or ask the community desk.',
  ],
  application_closed: [
    '申请已结案',
    '{who}的申请已结案。原因和申诉办法，登录“颐位”查看，或问社区前台。',
    'Application closed',
    'The application for {who} has been closed. Sign in or ask the community desk for the reason and how to appeal.',
  ],
  application_withdrawn: [
    '申请已撤回',
    '{who}的申请已撤回。如果不是您的意思，请尽快联系社区前台。',
    'Application withdrawn',
    'The application for {who} has been withdrawn. If that was not your wish, please tell the community desk soon.',
  ],
  notice_published: [
    '已开始公示',
    '{who}的申请已公示，到{until}为止。',
    'Public notice',
    'The application for {who} is on public notice until {until}.',
  ],
  consent_awaited: [
    '还差本人同意公示',
    '{who}的申请已审核通过，公示前还要老人本人（或监护人）同意。登录“颐位”在隐私页同意，或到社区前台办理。',
    'Consent to the notice is missing',
    'The application for {who} has been found eligible. Before the public notice the person (or a guardian) has to agree: sign in, or go to the community desk.',
  ],
  objection_received: [
    '收到异议',
    '{who}的公示收到一条异议，正在核实，有结果会通知您。',
    'An objection came in',
    'There is an objection to the notice for {who}. It is being looked into; you will hear the outcome.',
  ],
  objection_answered: [
    '异议已答复',
    '对{who}公示的异议已有答复，请登录“颐位”查看。',
    'The objection is answered',
    'The objection to the notice for {who} has been answered. Sign in to read it.',
  ],
  queued: [
    '已进入轮候',
    '{who}已进入轮候。排在第几位，登录“颐位”或问社区前台。',
    'In the queue',
    '{who} is in the queue now. Sign in or ask the community desk for the place.',
  ],
  wishes_changed: [
    '已改选机构',
    '{who}想住的机构已改，轮候位次不变。如果不是您的意思，请登录“颐位”查看，或告诉社区前台。',
    'Other homes were chosen',
    'The homes wished for by {who} have been changed; the place in the queue stays. If that was not your wish, please sign in to look, or tell the community desk.',
  ],
  place_moved: [
    '轮候位次变动',
    '{who}的轮候位次由第 {from} 位变为第 {to} 位：{why}。',
    'The place in the queue moved',
    'The place of {who} in the queue moved from {from} to {to}: {why}.',
  ],
  offer_made: [
    '有一份入住通知',
    '{who}的申请有一份通知，请在{by}前答复，逾期作放弃处理。登录“颐位”或到社区前台办理。',
    'An offer to answer',
    'There is an offer for {who}. Please answer by {by}; after that it counts as given up. Sign in or go to the community desk.',
  ],
  offer_due: [
    '通知快到期',
    '{who}的申请请在{by}前{step}，逾期作放弃处理。登录“颐位”或到社区前台办理。',
    'The offer is due soon',
    'For {who}, please {step} by {by}; after that the offer counts as given up. Sign in or go to the community desk.',
  ],
  appeal_received: [
    '申诉已收到',
    '{who}的申诉已收到，将在{by}前答复。',
    'Appeal received',
    'The appeal for {who} has been received and will be answered by {by}.',
  ],
  appeal_decided: [
    '申诉有结果',
    '{who}的申诉已有结果，请登录“颐位”或到社区前台查看。',
    'The appeal is decided',
    'The appeal for {who} is decided. Sign in or go to the community desk to read the outcome.',
  ],
  reply_ready: [
    '答复书可以领取',
    '{who}的答复书已出具，可登录“颐位”查看，或到社区前台领取。',
    'The reply is ready',
    'The reply for {who} is ready. Read it online or fetch it at the community desk.',
  ],
  service_ending: [
    '现在的服务将结束',
    '{who}现在的服务将在{on}结束。接下来的安排和退费办法，登录“颐位”或问社区前台。',
    'The present service will end',
    'The present service for {who} will end on {on}. Sign in or ask the community desk what comes next and how fees are given back.',
  ],
  consent_taken_back: [
    '代为撤回了一项同意',
    '工作人员按当面所说，替{who}撤回了一项同意。如果不是您的意思，请登录“颐位”查看，或告诉社区前台。',
    'A consent was taken back for you',
    'As said at the counter, a consent was taken back for {who}. If that was not your wish, please sign in to look, or tell the desk.',
  ],
  rating_answered: [
    '机构答复了评价',
    '机构答复了您对{who}入住的评价，登录“颐位”查看。',
    'The rating is answered',
    'The home has answered the rating of the stay of {who}. Sign in to read it.',
  ],
  rating_hidden: [
    '评价已隐藏',
    '您对{who}入住的评价文字已隐藏，原因登录“颐位”查看；可以撤回后重新评价。',
    'A rating is hidden',
    'The words of the rating of the stay of {who} are hidden. Sign in for the reason; it can be withdrawn and given anew.',
  ],
  document_expiring: [
    '材料快到期',
    '{who}有一份材料将于{on}到期，请及时更新。',
    'A paper expires soon',
    'A paper of {who} expires on {on}. Please renew it in time.',
  ],
  helper_added: [
    '新增代办人',
    '{who}新增了一位代办人。如果不是本人的意思，请登录“颐位”结束委托，或告诉社区前台。',
    'A helper was added',
    'Somebody new may act for {who}. If that was not wished, please sign in to end it, or tell the community desk.',
  ],
  helper_left: [
    '一位代办人退出',
    '为{who}代办的一位代办人已退出，不再代办。',
    'A helper has left',
    'One of those who acted for {who} has given it up.',
  ],
  helper_ended: [
    '代办委托已结束',
    '您为{who}代办的委托已结束，不能再查看和办理。有疑问请问老人本人或社区前台。',
    'You no longer act for this person',
    'Your authorisation to act for {who} has ended. Please ask the person or the community desk if this surprises you.',
  ],
} as const satisfies Record<string, Text>;

const texts = { ...forFamilies, ...forStaff, ...forFacilities, ...forResidents, ...forThoseAsked, ...forWatchers };
type Texts = typeof texts;
export type FamilyKind = keyof typeof forFamilies;
export type StaffKind = keyof typeof forStaff;
export type FacilityKind = keyof typeof forFacilities;
export type RequestKind = keyof typeof forResidents | keyof typeof forThoseAsked;
export type WatchKind = keyof typeof forWatchers;
export type Kind = FamilyKind | StaffKind | FacilityKind | RequestKind | WatchKind;
export const familyKinds = Object.keys(forFamilies) as [FamilyKind, ...FamilyKind[]];
export const staffKinds = Object.keys(forStaff) as [StaffKind, ...StaffKind[]];
export const facilityKinds = Object.keys(forFacilities) as [FacilityKind, ...FacilityKind[]];
export const requestKinds = Object.keys({ ...forResidents, ...forThoseAsked }) as [RequestKind, ...RequestKind[]];
export const watchKinds = Object.keys(forWatchers) as [WatchKind, ...WatchKind[]];

type Holes<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
/** What a message of this kind has to say, by name; a day is 'YYYY-MM-DD', `why`, `step`, `department`, `licence` and `what` are words of the lists below. */
export type Values<K extends Kind> = {
  [Name in Exclude<Holes<Texts[K][1]>, 'who' | 'place'>]: Name extends 'why'
    ? Why
    : Name extends 'step'
      ? Step
      : Name extends 'department' | 'licence' | 'what'
        ? string
        : Name extends 'from' | 'to' | 'count'
          ? number
          : Name extends 'receipt'
            ? string
            : Day;
};

/** Why a place in the queue moved, and what an offer waits for. */
const spoken = {
  placed_ahead: ['前面有人入住', 'somebody ahead moved in'],
  left_ahead: ['前面有人退出轮候', 'somebody ahead left the queue'],
  others_changed: ['其他人的情况有变化', 'the facts of others changed'],
  own_facts: ['本人情况有变化', "the person's own facts changed"],
  ahead_priority: ['有优先对象排在前面', 'somebody with priority comes first'],
  rules_changed: ['轮候规则有调整', 'the rules of the queue changed'],
  returned: ['恢复轮候', 'back in the queue'],
  answer: ['答复', 'answer'],
  check_in: ['到场办理', 'come and check in'],
  street: ['街道', 'The street office'],
  social_assistance: ['社会救助', 'Social assistance'],
  disabled_federation: ['残联', 'The disabled persons’ federation'],
  health: ['卫健', 'Health'],
  medical_insurance: ['医保', 'Medical insurance'],
  finance: ['财政', 'Finance'],
  licence_filing: ['养老机构备案', 'filing as an elder-care institution'],
  licence_registration: ['登记证书', 'certificate of registration'],
  licence_fire: ['消防验收或备案', 'fire safety acceptance'],
  licence_food: ['食品经营许可证', 'food licence'],
  licence_medical: ['医疗机构执业许可证', 'medical practice licence'],
  licence_liability: ['责任保险', 'liability insurance'],
  licence_lift: ['电梯使用登记', 'lift registration'],
  profile_name: ['机构名称', 'name'],
  profile_place: ['地址和位置', 'address and position'],
  profile_nature: ['机构性质', 'nature'],
  profile_stars: ['星级', 'star grade'],
  profile_designation: ['医保和补贴定点', 'insurance and coupon designations'],
  profile_filing: ['备案日期', 'day of filing'],
  profile_fees: ['收费', 'fees'],
} as const;
export type Why =
  | 'placed_ahead'
  | 'left_ahead'
  | 'others_changed'
  | 'own_facts'
  | 'ahead_priority'
  | 'rules_changed'
  | 'returned';
export type Step = 'answer' | 'check_in';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string);
/** What must be in no message: an ID number, a phone number, or anything as long as a sentence somebody wrote. */
const secret = /\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)|.{41}/;

/** The values that are missing, unknown to this kind, or must not be told; a message with one of them is not made. */
export function wrongValues(kind: Kind, values: Record<string, unknown>): string[] {
  const wanted = new Set(holes(texts[kind][1]));
  const said = Object.entries(values).filter(([, v]) => v !== undefined);
  return [
    ...[...wanted].filter((name) => values[name] === undefined),
    ...said.filter(([name, v]) => !wanted.has(name) || secret.test(String(v))).map(([name]) => name),
  ];
}

/** 张建国 → 张** */
export const maskedName = (name: string) => `${[...name][0] ?? ''}**`;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function spokenDay(language: Language, day: Day): string {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  return language === 'zh' ? `${month}月${date}日` : `${date} ${months[month - 1]}`;
}

export const isKind = (kind: string): kind is Kind => kind in texts;

/** The message in one language: what it is about, and the sentence. */
export function textOf(
  language: Language,
  kind: Kind,
  values: Record<string, unknown>,
): { title: string; text: string } {
  const [titleZh, zh, titleEn, en] = texts[kind];
  const word = (value: unknown) => {
    const text = String(value);
    if (isDay(text)) return spokenDay(language, text);
    return spoken[text as keyof typeof spoken]?.[language === 'zh' ? 0 : 1] ?? text;
  };
  return {
    title: language === 'zh' ? titleZh : titleEn,
    text: (language === 'zh' ? zh : en).replace(/\{(\w+)\}/g, (all, name: string) =>
      values[name] === undefined ? all : word(values[name]),
    ),
  };
}

export const channels = ['in_app', 'sms', 'email'] as const;
export type Channel = (typeof channels)[number];
/** What an account has and wants. */
export type Reachable = { phone: boolean; email: boolean; smsOn: boolean; emailOn: boolean };

/** The link of these messages confirms the figures of the facility without signing in. */
const confirming: readonly Kind[] = ['figures_ageing', 'figures_stale'];
export const CONFIRM_LINK = 'confirm figures';
/** So long a link is good: then the next message has come, with one of its own. */
const LINK_HOURS = 72;

/** Until when the link in a message of this kind is good; null when it has none. */
export const linkUntil = (kind: string, madeAt: Date): Date | null =>
  (confirming as readonly string[]).includes(kind) ? new Date(madeAt.getTime() + LINK_HOURS * HOUR) : null;

/** In the product always; by text and e-mail where there is an address and it is wanted. Staff get texts only where one tap answers. */
export function channelsFor(kind: Kind, to: Reachable): Channel[] {
  const texted =
    (kind in forFamilies || kind in forResidents || kind in forWatchers || confirming.includes(kind)) &&
    to.phone &&
    to.smsOn;
  return ['in_app', ...(texted ? (['sms'] as const) : []), ...(to.email && to.emailOn ? (['email'] as const) : [])];
}

/** A failed try is followed by another after 2, 4, 8 … minutes, never more than 4 hours, each up to a fifth longer or shorter. */
export const FIRST_WAIT_MS = 2 * MINUTE;
export const LONGEST_WAIT_MS = 4 * HOUR;
const SPREAD = 0.2;
/** After so many tries (about four hours) a person looks at it: the dead-letter list. */
export const MAX_TRIES = 8;
/** Text messages leave by day only, Chinese time: nobody is woken by a deadline. */
const DAY_HOURS = { from: 8, until: 21 };

/**
 * How long after try number `tries` the next one comes.
 * @param chance 0–1, so that many that failed together do not come back together
 */
export function waitMs(tries: number, chance: number): number {
  const plain = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  return Math.round(plain * (1 - SPREAD + 2 * SPREAD * chance));
}

/** What follows a failed try: another one, or the end. A number or address the gateway calls wrong is not tried again. */
export function afterFailure(tries: number, error: string): 'again' | 'dead' {
  return tries >= MAX_TRIES || ['http_400', 'http_410', 'http_422', 'no_address'].includes(error) ? 'dead' : 'again';
}

/** The first moment at or after `at` at which this channel may be used. */
export function openFrom(channel: Channel, at: Date): Date {
  if (channel !== 'sms') return at;
  const local = at.getTime() + 8 * HOUR;
  const dayStart = Math.floor(local / (24 * HOUR)) * 24 * HOUR;
  const hour = (local - dayStart) / HOUR;
  if (hour >= DAY_HOURS.from && hour < DAY_HOURS.until) return at;
  const morning = dayStart + (hour < DAY_HOURS.from ? 0 : 24 * HOUR) + DAY_HOURS.from * HOUR;
  return new Date(morning - 8 * HOUR);
}
