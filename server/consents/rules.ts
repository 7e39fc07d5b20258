// Decides what a person is asked to agree to before data is used, in which words, who may agree, and what only has to be told (个人信息保护法 art. 13–17, 23, 25, 29–31).
import { type Hand, mayDo } from '../applicants/rules.ts';
import type { DocumentType } from '../documents/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { addDays, type Day } from '../kernel/period.ts';

/** Chinese first, then English. */
export type Pair = readonly [zh: string, en: string];

export const purposes = ['apply', 'share_with_home', 'publicity', 'bank_account', 'messages'] as const;
export type Purpose = (typeof purposes)[number];

/** Kinds of data as the text names them. */
export const fields = {
  name: ['姓名、性别、年龄', 'name, sex and age'],
  id_no: ['身份证号', 'ID number'],
  phone: ['电话', 'phone number'],
  address: ['住址', 'address'],
  household: ['家庭和经济情况', 'household and income'],
  health: ['健康和能力评估', 'health and ability assessment'],
  papers: ['您交的材料', 'the papers you hand in'],
  needs: ['照护需要', 'care needs'],
  surname: ['姓（如“张*”）', 'surname only (as 张*)'],
  community: ['所在社区', 'community'],
  scheme: ['申请的项目和补贴上限', 'the scheme and its cap'],
  bank: ['银行账号', 'bank account number'],
} as const satisfies Record<string, Pair>;
export type Field = keyof typeof fields;
/** Sensitive by art. 28. */
export const sensitive: readonly Field[] = ['health', 'bank', 'household'];

/** Everything the law wants said before somebody agrees to a purpose. */
export type Terms = {
  title: Pair;
  fields: readonly Field[];
  why: Pair;
  effect: Pair;
  receiver: Pair;
  kept: Pair;
  without: Pair;
  ground: Pair;
};
/** What rests on a duty of the bureau: told, not asked (art. 13(3), 35). */
export type Told = { title: Pair; text: Pair; ground: Pair };
export type Wording = { version: string; since: Day; terms: Record<Purpose, Terms>; told: readonly Told[] };

const first: Wording = {
  version: '2026-11',
  since: '2026-11-01',
  terms: {
    apply: {
      title: ['办理申请和能力评估', 'Handling the application and the ability assessment'],
      fields: ['name', 'id_no', 'phone', 'address', 'household', 'health', 'papers', 'needs'],
      why: [
        '判断能不能享受、排在哪里、哪张床合适，都要用到这些信息，健康信息也在内。',
        'Whether you qualify, where you stand in the queue and which bed fits is decided on this, health included.',
      ],
      effect: [
        '工作人员和被征求意见的部门会看到与本案有关的部分；每次查看都有记录，您能看到。',
        'Staff and the departments asked see the part that concerns the case; every reading is recorded and shown to you.',
      ],
      receiver: [
        '区民政局、街道社区前台、评估员、被征求意见的部门',
        'the district bureau, the street’s desk, the assessors, the departments asked',
      ],
      kept: ['办结后按档案规定保管；没受理过的可以删除', 'as files are kept; what was never accepted can be deleted'],
      without: ['不能办理申请。仍可查床位、看费用。', 'No application can be handled. Searching and prices stay open.'],
      ground: [
        '同意；健康等敏感信息单独同意（第十三条、第二十九条）',
        'consent, separate for sensitive data (art. 13, 29)',
      ],
    },
    share_with_home: {
      title: ['提供给这家机构', 'Passing data on to this home'],
      fields: ['name', 'phone', 'health', 'needs'],
      why: [
        '机构要据此准备床位和照护，入住前评估风险。',
        'The home prepares the bed and the care with it, and assesses risks before you move in.',
      ],
      effect: ['只给您接受的这一家，不含身份证号和家庭经济情况。', 'Only this one home; no ID number, no income.'],
      receiver: ['这家养老机构', 'this home'],
      kept: [
        '没有入住的，入住通知结束后机构不再看到',
        'without a stay, the home no longer sees it once the offer ends',
      ],
      without: [
        '不能接受这家的入住通知，轮候不受影响。',
        'An offer of this home cannot be accepted; the queue is not touched.',
      ],
      ground: ['单独同意（第二十三条、第二十九条）', 'separate consent (art. 23, 29)'],
    },
    publicity: {
      title: ['公示', 'Public notice'],
      fields: ['surname', 'community', 'scheme'],
      why: [
        '享受政府补贴的床位，列入轮候前要公示，让大家监督。',
        'For a place paid with public money a notice comes before the queue, so that anybody can object.',
      ],
      effect: [
        '公示栏上任何人都能看到，期满即撤下。不公示健康、能力等级和证件号。',
        'Anybody can read it on the notice page until it comes down. Never health, level or numbers.',
      ],
      receiver: ['社会公众', 'the public'],
      kept: ['公示期满撤下', 'until the notice ends'],
      without: [
        '需要公示的申请停在“准备公示”，不列入轮候；自费入住不受影响。',
        'A case that needs a notice waits before it and does not join the queue; paying yourself is not touched.',
      ],
      ground: ['单独同意（第二十五条）', 'separate consent (art. 25)'],
    },
    bank_account: {
      title: ['用银行账户收补贴', 'Using a bank account for subsidies'],
      fields: ['name', 'bank'],
      why: ['发到个人的补贴要打到本人账户。', 'Subsidies paid to the person go to the own account.'],
      effect: ['只用于发放和核对补贴。', 'Only for paying and checking subsidies.'],
      receiver: ['区财政、代发银行', 'the district treasury and the paying bank'],
      kept: [
        '撤回后，银行卡影像随即删除；已付款的凭证按会计档案保管',
        'the image of the card goes at once when taken back; vouchers stay as accounts do',
      ],
      without: [
        '补贴改由前台登记领取方式，不影响申请。',
        'The desk notes another way of payment; the application is not touched.',
      ],
      ground: ['单独同意（第二十九条）', 'separate consent (art. 29)'],
    },
    messages: {
      title: ['短信通知', 'Text messages'],
      fields: ['phone'],
      why: [
        '办到哪一步、床位什么时候要答复，用短信告诉您。',
        'To tell you each step, and by when an offer wants an answer.',
      ],
      effect: ['短信里只写姓，不写健康和机构。', 'A text names the surname only, never health or a home.'],
      receiver: ['短信运营商', 'the operator that carries the text'],
      kept: ['随时可关', 'until you turn it off'],
      without: ['没有短信，请自己登录看，或问社区前台。', 'No texts: please sign in to look, or ask the desk.'],
      ground: ['同意（第十三条）', 'consent (art. 13)'],
    },
  },
  told: [
    {
      title: ['补贴资金的结算、公开和监督', 'Settling, disclosing and supervising public money'],
      text: [
        '入住后，用了多少补贴要按月结算、核查，并以“姓＋社区”公开。',
        'After admission the subsidy used is settled and checked each month, and disclosed by surname and community.',
      ],
      ground: ['履行法定职责（第十三条第三项）', 'statutory duty (art. 13(3))'],
    },
    {
      title: ['操作日志', 'The log'],
      text: [
        '谁看过、改过您的信息都会记下，至少留六个月，谁也不能改。',
        'Who read or changed your data is written down, for six months at least; nobody can change it.',
      ],
      ground: ['履行法定职责；网络安全法', 'statutory duty; Cybersecurity Law'],
    },
    {
      title: ['部门之间核对', 'Checking with other departments'],
      text: [
        '残疾、低保、户籍等已有的信息向主管部门核对，不再要您跑。',
        'Disability, minimum income and residence are checked with the department that has them, so that you need not bring them.',
      ],
      ground: ['履行法定职责（第三十四条）', 'statutory duty (art. 34)'],
    },
  ],
};
/** Newest first. A text once in force is never changed: what was agreed to stays readable. */
export const wordings: readonly Wording[] = [first];

/** The words in force on a day; null before the first: then nobody was asked. */
export const wordingOn = (day: Day): Wording | null => wordings.find((w) => w.since <= day) ?? null;
export const wordingOf = (version: string): Wording | null => wordings.find((w) => w.version === version) ?? null;

/** Without which an application is not taken from the family's own page: of what is theirs to give. */
export const neededToApply = (hand: Hand): Purpose[] =>
  (['apply', 'publicity'] as const).filter((purpose) => mayDo(hand, purpose).ok);

export type Asked = { purpose: Purpose; facility_id: string | null };
export type Channel = 'online' | 'desk' | 'paper';

/** What stands against writing these down: other words than those in force, a purpose that is not theirs to give, a home not named. */
export function checkConsents(
  given: { wording: string; list: readonly Asked[] },
  by: { hand: Hand; on: Day },
  at = '/consents',
): Reason[] {
  const found: Reason[] = [];
  const words = wordingOn(by.on);
  if (given.wording !== words?.version)
    found.push({ code: 'consent_words_old', values: { version: words?.version ?? '' }, pointer: `${at}/wording` });
  for (const [i, { purpose, facility_id }] of given.list.entries()) {
    const pointer = `${at}/list/${i}`;
    const may = mayDo(by.hand, purpose);
    if (!may.ok) found.push(...may.reasons.map((reason) => ({ ...reason, pointer })));
    if ((purpose === 'share_with_home') !== (facility_id !== null))
      found.push({ code: 'consent_which_home', pointer: `${pointer}/facility_id` });
  }
  return found;
}

/** Which of the needed consents are neither there nor given now. Asked only online and since there are words for it. */
export function missingConsents(
  held: readonly Purpose[],
  given: readonly Asked[],
  by: { hand: Hand; channel: Channel; on: Day },
): Reason[] {
  if (by.channel !== 'online' || !wordingOn(by.on)) return [];
  const there = new Set<Purpose>([...held, ...given.map((g) => g.purpose)]);
  return neededToApply(by.hand)
    .filter((purpose) => !there.has(purpose))
    .map((purpose) => ({ code: 'consent_needed', values: { purpose }, pointer: '/consents' }));
}

/** May text messages about this person go out? As before where nobody was ever asked; else only while agreed to. */
export const mayText = (c: { asked: boolean; agreed: boolean }): boolean => !c.asked || c.agreed;

/** May the notice be put up? A case from before there were words, or from the counter, goes by the paper it came with. */
export const mayPublish = (c: { channel: Channel; on: Day; agreed: boolean; takenBack: boolean }): boolean =>
  c.agreed || (!c.takenBack && (c.channel !== 'online' || !wordingOn(c.on)));

/**
 * Does the counter need it in writing that a consent is taken back? As easily as it was given (个人信息保护法 art. 15): what was
 * given by word or online is taken back by word.
 */
export const takenBackOnPaper = (given: Channel): boolean => given === 'paper';

/** Papers on which somebody says what they want, in their own hand. */
const signedPapers: readonly DocumentType[] = ['consent', 'other'];
/** How old a signature may be that takes something back: the paper of an old application says nothing of it. */
const SIGNED_DAYS = 30;
/** Is this a paper on which the counter may take back or delete for somebody: signed lately, compared with the original? */
export const signedLately = (
  p: { type: DocumentType; issuedOn: Day; verified: boolean; refused: boolean },
  today: Day,
): boolean =>
  signedPapers.includes(p.type) &&
  p.verified &&
  !p.refused &&
  p.issuedOn <= today &&
  p.issuedOn >= addDays(today, -SIGNED_DAYS);
