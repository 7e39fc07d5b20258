// Decides which records are a person's own, how they are told of, and which of their columns a copy of them has (个人信息保护法 art. 17, 45).
import type { Pair } from '../../consents/rules.ts';

/** How a table's rows belong to the person: by themselves, or through what they hang on. */
export type Via = 'self' | 'applicant' | 'application' | 'placement' | 'reply';
/** What of a group of records is told: why it is there, on what ground, how long, and who gets it. */
export type Group = { title: Pair; why: Pair; ground: Pair; kept: Pair; receiver: Pair };
export type Part = { key: string; group: GroupKey; table: string; via: Via; title: Pair; columns: readonly string[] };

const consentGround: Pair = [
  '同意（第十三条第一项；敏感信息第二十九条）',
  'consent (art. 13(1); sensitive data art. 29)',
];
const dutyGround: Pair = ['履行法定职责（第十三条第三项）', 'statutory duty (art. 13(3))'];
const bureau: Pair = ['区民政局、街道社区前台', 'the district bureau and the street’s desk'];

export const groups = {
  identity: {
    title: ['身份和联系方式', 'Who you are and how to reach you'],
    why: ['认准是谁、住在哪、怎么联系', 'to know who it is, where you live and how to reach you'],
    ground: consentGround,
    kept: ['只有草稿的可以删除；已受理的随案卷', 'can be deleted while there are only drafts; then with the file'],
    receiver: bureau,
  },
  helpers: {
    title: ['谁能替您办事', 'Who may act for you'],
    why: ['代办要有授权', 'to act for somebody needs an authorisation'],
    ground: consentGround,
    kept: ['随时可以结束', 'until you end it'],
    receiver: bureau,
  },
  categories: {
    title: ['保障类别', 'Categories'],
    why: ['决定轮候通道和补贴', 'decides the track and the subsidy'],
    ground: dutyGround,
    kept: ['名册期间', 'while the list says so'],
    receiver: bureau,
  },
  assessments: {
    title: ['能力评估', 'Ability assessments'],
    why: ['决定照护等级和合适的床', 'decides the level of care and which bed fits'],
    ground: consentGround,
    kept: ['随案卷十年', 'ten years, with the file'],
    receiver: ['区民政局、评估员、您接受的机构', 'the bureau, the assessors, the home you accept'],
  },
  papers: {
    title: ['材料', 'Papers'],
    why: ['证明条件，交一次反复用', 'to show that you qualify; brought once, used again'],
    ground: consentGround,
    kept: [
      '影像在失效后按规则删除，用到的随案卷',
      'images go some months after they stop counting; those used stay with the file',
    ],
    receiver: bureau,
  },
  applications: {
    title: ['申请和办理经过', 'Applications and how they were handled'],
    why: ['办理您的申请', 'to handle your application'],
    ground: consentGround,
    kept: [
      '没受理过的可以删除，连同写下的理由；办结后十年，期满可删文字',
      'can be deleted if never accepted, with the reasons given; ten years after it ends, and then the words can go',
    ],
    receiver: [
      '区民政局、前台、被征求意见的部门（各看各的部分）',
      'the bureau, the desk, the departments asked (each its own part)',
    ],
  },
  offers: {
    title: ['入住通知和轮候', 'Offers and the queue'],
    why: ['按顺序分配床位', 'to give beds in order'],
    ground: dutyGround,
    kept: ['随案卷', 'with the file'],
    receiver: ['区民政局、通知里的机构', 'the bureau, the home of the offer'],
  },
  stays: {
    title: ['入住、到场和照护', 'Stays, attendance and care'],
    why: ['照护和安全', 'care and safety'],
    ground: ['服务协议（第十三条第二项）；履行法定职责', 'the agreement (art. 13(2)); statutory duty'],
    kept: ['协议终止后至少五年', 'at least five years after the agreement ends'],
    receiver: ['所住机构、区民政局', 'the home, the bureau'],
  },
  money: {
    title: ['补贴、结算和预收费', 'Subsidies, settlement and fees ahead'],
    why: ['算清谁付多少，接受审计', 'to settle who pays what, and to be audited'],
    ground: dutyGround,
    kept: ['十五年', 'fifteen years'],
    receiver: [
      '区民政局、财政、所住机构；以“姓＋社区”公开',
      'the bureau, the treasury, the home; disclosed by surname and community',
    ],
  },
  messages: {
    title: ['消息和诉求', 'Messages and requests'],
    why: ['告诉您办到哪一步；办您提的事', 'to tell you how things stand; to deal with what you asked'],
    ground: consentGround,
    kept: [
      '消息里只有姓；诉求办结后可删文字，连同办理经过和评价里写的话',
      'messages have the surname only; the text of a closed request can go, with what was written at each step and in its rating',
    ],
    receiver: ['您和替您办事的人；办诉求的网格和部门', 'you and your helpers; the grid and the department in charge'],
  },
  choices: {
    title: ['同意、评价和删除记录', 'Consents, reviews and deletions'],
    why: ['证明您同意过什么、撤回过什么', 'to prove what you agreed to and took back'],
    ground: dutyGround,
    kept: ['同意记录至少三年', 'consents for three years at least'],
    receiver: bureau,
  },
} as const satisfies Record<string, Group>;
export type GroupKey = keyof typeof groups;

const part = (group: GroupKey, table: string, via: Via, title: Pair, columns: string): Part => ({
  key: table,
  group,
  table,
  via,
  title,
  columns: columns.split(' '),
});

/** In the order they are read. A file's own seals and digests, and what staff note about each other, are no part of it. */
export const parts: readonly Part[] = [
  part(
    'identity',
    'applicants',
    'self',
    ['本人', 'The person'],
    'name sex born_on id_no_masked phone_masked street_code community_code grid_code lng lat hukou_district resident_since living_alone carer_absent carer_hardships infectious_disease endangers_others died_on created_at',
  ),
  part(
    'helpers',
    'helpers',
    'applicant',
    ['代办人', 'Helpers'],
    'relation authorised_by authorised_at until_on created_at ended_at',
  ),
  part('categories', 'categories', 'applicant', ['保障类别', 'Categories'], 'kind during source doc_no'),
  part(
    'assessments',
    'assessments',
    'applicant',
    ['能力评估', 'Assessments'],
    'assessed_on standard_code source reason total initial_level level level_reasons answers subtotals dementia needs self_care informant relation place notes valid',
  ),
  part(
    'assessments',
    'assessment_orders',
    'applicant',
    ['评估派单', 'Orders of assessments'],
    'reason note ordered_at due_on draft done_at cancelled_at cancel_reason',
  ),
  part(
    'assessments',
    'risk_assessments',
    'applicant',
    ['入住风险评估', 'Risk assessments'],
    'assessed_on facility items',
  ),
  part(
    'papers',
    'documents',
    'applicant',
    ['材料', 'Papers'],
    'id type title issued_on expires_on source created_at verified_at refused_at refused_reason content_type size file_removed_at',
  ),
  part(
    'applications',
    'applications',
    'applicant',
    ['申请', 'Applications'],
    'receipt_no service status channel choices accept_any radius_km weekdays stay_length needs note transfer by_other submitted_at accepted_at decided_at queued_at ended_at end_reason',
  ),
  part(
    'applications',
    'application_events',
    'application',
    ['办理经过', 'What happened'],
    'at event before after reason',
  ),
  part(
    'applications',
    'wish_changes',
    'application',
    ['改选机构', 'Other homes chosen'],
    'at was_choices was_accept_any was_radius_km choices accept_any radius_km',
  ),
  part('applications', 'corrections', 'application', ['补正', 'Papers asked for'], 'asked_at gaps note supplied_at'),
  part(
    'applications',
    'opinions',
    'application',
    ['部门意见', 'Opinions'],
    'department asked_at given_at outcome reason note',
  ),
  part('applications', 'visits', 'application', ['入户走访', 'Visits'], 'kind held_at place finding notes'),
  part(
    'applications',
    'public_notices',
    'application',
    ['公示', 'Public notices'],
    'published_at name_masked community scheme amount_fen withdrawn_at result',
  ),
  part('applications', 'replies', 'application', ['答复', 'Replies'], 'reply_no outcome items made_at appeal_by'),
  part('applications', 'handovers', 'reply', ['答复送达', 'Replies handed over'], 'handed_at handed_to'),
  part('applications', 'appeals', 'application', ['申诉', 'Appeals'], 'filed_at grounds outcome answer decided_at'),
  part('offers', 'deferrals', 'application', ['暂缓', 'Deferrals'], 'since_on until_on reason proof note ended_at'),
  part(
    'offers',
    'proposals',
    'applicant',
    ['拟分配', 'Proposals of rounds'],
    'facility choice free_on decision decided_at strike_reason',
  ),
  part(
    'offers',
    'offers',
    'applicant',
    ['入住通知', 'Offers'],
    'facility made_at respond_by check_in_by family_answer family_reason facility_answer facility_reason ended_at end_reason',
  ),
  part('offers', 'exits', 'applicant', ['放弃记录', 'Offers given up'], 'on reason'),
  part(
    'stays',
    'placements',
    'applicant',
    ['入住', 'Stays'],
    'facility funding admitted_on trial_until care_level leaving_on emergency_reason emergency_note discharged_on discharge_kind',
  ),
  part(
    'stays',
    'claims',
    'applicant',
    ['占用的床位', 'Beds taken'],
    'facility kind reason during weekdays released_at',
  ),
  part('stays', 'absences', 'placement', ['请假和住院', 'Leaves'], 'kind during keep_until note'),
  part('stays', 'attendance_marks', 'placement', ['到场', 'Attendance'], 'on mark note'),
  part('stays', 'care_visits', 'placement', ['上门服务', 'Care visits'], 'visited_at minutes services carer note'),
  part(
    'money',
    'entitlements',
    'applicant',
    ['补贴资格', 'Entitlements'],
    'scheme during doc_no granted_at ended_at end_reason',
  ),
  part(
    'money',
    'settlement_lines',
    'applicant',
    ['结算明细', 'Settlement'],
    'month_on facility kind days amount_fen government_fen family_fen schemes replaced_at',
  ),
  part(
    'money',
    'prepaid_entries',
    'applicant',
    ['预收费', 'Fees taken ahead'],
    'entered_on facility kind cause amount_fen months voucher_no note',
  ),
  part('messages', 'messages', 'applicant', ['消息', 'Messages'], 'made_at kind values read_at'),
  part(
    'messages',
    'requests',
    'applicant',
    ['诉求', 'Requests'],
    'request_no kind text raised_at status answer closed_at',
  ),
  part(
    'choices',
    'consents',
    'applicant',
    ['同意', 'Consents'],
    'purpose facility fields wording_version channel relation given_at withdrawn_at',
  ),
  part(
    'choices',
    'ratings',
    'applicant',
    ['评价', 'Reviews'],
    'facility care respect food room honesty text given_at reply withdrawn_at',
  ),
  part('choices', 'erasures', 'applicant', ['删除记录', 'Deletions'], 'asked_at done_at removed kept'),
];
