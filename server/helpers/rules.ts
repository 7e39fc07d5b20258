// Decides how somebody comes to act for a person: in which words it is put in writing, which code and which paper make it
// so, and until when it holds (民法典 art. 161, 165, 173: in writing, named, limited, taken back at any time; PIPL art. 29).
import { actsAsSelf, type Hand, mayDo, type Relation, sameName } from '../applicants/rules.ts';
import type { DocumentType, Paper } from '../documents/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf } from '../kernel/period.ts';
import type { Language } from '../kernel/say.ts';

/**
 * So many wrong codes void an invitation. One account is stopped after five, so that voiding it takes two hundred
 * telephones while the thousand tries stand against 24 million codes: no stranger's guesses shut out whom it is meant for.
 */
const CODE_TRIES = 1_000;
/** An authorisation that names its last day names one within so many years; without one it holds until taken back. */
const MOST_YEARS = 5;
/** How long after an ending the person may change their mind without a new code. */
export const RESTORE_DAYS = 30;

/** What an invitation is as far as its code is concerned. */
export type Invitation = { expiresAt: Date; usedAt: Date | null; revokedAt: Date | null; wrong: number };
export const isOpen = (i: Invitation, now: Date): boolean =>
  i.usedAt === null && i.revokedAt === null && i.expiresAt > now && i.wrong < CODE_TRIES;
/** Whom somebody can be to a person they act for; the person's own account is no helper. */
export const helperRelations = ['spouse', 'child', 'relative', 'neighbour', 'guardian'] as const;
export type HelperRelation = (typeof helperRelations)[number];

export const WORDING = '2026-11';
/** Every wording that was ever agreed to: title, and the paragraphs. A changed text is a new version beside the old one. */
const wordings: Record<string, Record<Language, readonly [title: string, ...paragraphs: string[]]>> = {
  '2026-11': {
    zh: [
      '委托代办授权书',
      '我委托代办人在“颐位”上代我办理养老服务的申请。',
      '可以代我：提出和补充申请；提交证件材料；答复入住通知；查看办理进度、评估结果和消息。为办理这些事，可以看到我的姓名、证件材料和健康评估结果。',
      '不可以代我：登记或更改银行账户；同意把我的信息用于公示；再委托他人或结束别人的委托；申请删除我的信息。',
      '代办人做的每一件事都有记录，我随时能看到。我可以随时结束委托，不用说明理由，立即生效；结束以前已经办的事仍然有效。',
    ],
    en: [
      'Authorisation to act on my behalf',
      'I authorise the helper to deal with my applications for elder care in Yiwei.',
      'They may: apply and complete an application; hand in papers; answer an offer; read how far it has come, the assessment and the messages. For this they can see my name, my papers and the result of my assessment.',
      'They may not: enter or change a bank account; agree to my details being published; bring in other helpers or end their authorisation; ask for my data to be deleted.',
      'Everything the helper does is recorded, and I can read it at any time. I can end this at any time without giving a reason, at once; what was done before stays valid.',
    ],
  },
};
/** The text of a version in one language; null for a version nobody knows. */
export const wordingOf = (version: string, language: Language) => wordings[version]?.[language] ?? null;

/** What stands against a last day. */
export const lastDay = (untilOn: Day | null, today: Day) => [
  untilOn !== null && untilOn < today && ({ code: 'helper_until_past', pointer: '/until_on' } as const),
  untilOn !== null &&
    untilOn > addMonths(today, MOST_YEARS * 12) &&
    ({ code: 'helper_until_far', values: { years: MOST_YEARS }, pointer: '/until_on' } as const),
];

export type Agreed = { wording: string; agreedName: string; personName: string };
/** Agreed to in the words of today, by writing one's own name below them. */
export const agreedTo = ({ wording, agreedName, personName }: Agreed) => [
  wording !== WORDING && ({ code: 'helper_wording_changed', pointer: '/wording' } as const),
  !sameName(agreedName, personName) && ({ code: 'helper_name_differs', pointer: '/agreed_name' } as const),
];

/** Every paper that can put it in writing. */
export const writingPapers = ['id_card', 'authorisation', 'guardianship', 'kinship_proof'] as const;

/** The papers that put it in writing, by what somebody is to the person; of the person's own account, the ID card. */
export const papersFor = (relation: Relation): readonly DocumentType[] =>
  relation === 'self'
    ? ['id_card']
    : relation === 'guardian'
      ? ['guardianship']
      : relation === 'neighbour'
        ? ['authorisation']
        : ['authorisation', 'kinship_proof'];

/** May the counter link this account on this paper? The paper is in the library, compared with the original, and holds. */
export function mayLink(
  ask: {
    relation: Relation;
    paper: Paper | null;
    untilOn: Day | null;
    diedOn: Day | null;
    ownAccount: boolean;
  },
  today: Day,
): Verdict {
  const { relation, paper } = ask;
  const wanted = papersFor(relation);
  const holds = paper?.verified && !paper.refused && (paper.expiresOn === null || paper.expiresOn >= today);
  return verdict(
    [
      ask.ownAccount && { code: 'own_case' },
      ask.diedOn !== null && { code: 'person_dead', values: { on: ask.diedOn } },
      paper === null && { code: 'helper_paper_needed', pointer: '/document_id' },
      paper !== null && !wanted.includes(paper.type) && { code: 'helper_paper_other', pointer: '/document_id' },
      paper !== null &&
        wanted.includes(paper.type) &&
        !holds && { code: 'helper_paper_unseen', pointer: '/document_id' },
      ...lastDay(ask.untilOn, today),
    ],
    {},
  );
}

/** The last day of an authorisation on paper: what was said, but never longer than the paper. */
export const untilOf = (untilOn: Day | null, paper: Pick<Paper, 'expiresOn'>): Day | null =>
  untilOn === null || (paper.expiresOn !== null && paper.expiresOn < untilOn) ? paper.expiresOn : untilOn;

/** May the person agree on the screen, by a code to their own telephone, to a helper who registered them? */
export function mayConfirm(
  ask: Agreed & { hand: Hand | null; phone: 'none' | 'helpers' | 'own'; diedOn: Day | null; untilOn: Day | null },
  today: Day,
): Verdict {
  return verdict(
    [
      !ask.hand && { code: 'out_of_reach' },
      ask.hand &&
        (ask.hand.relation === 'self' || ask.hand.authorisedBy !== null) && { code: 'helper_written_already' },
      ask.hand?.relation === 'guardian' && { code: 'helper_guardian_paper' },
      ask.phone === 'none' && { code: 'helper_no_phone' },
      ask.phone === 'helpers' && { code: 'helper_phone_own' },
      ask.diedOn !== null && { code: 'person_dead', values: { on: ask.diedOn } },
      ...agreedTo(ask),
      ...lastDay(ask.untilOn, today),
    ],
    {},
  );
}

export type HelperRow = Hand & { untilOn: Day | null; endedAt: Date | null };
export type HelperState = 'acts' | 'unwritten' | 'ends_soon' | 'expired' | 'ended';
const SOON_DAYS = 30;
/** How it stands with somebody who acts for a person. Unwritten: acts, but nobody has put it in writing yet. */
export function stateOf(h: HelperRow, today: Day): HelperState {
  if (h.endedAt) return 'ended';
  if (h.untilOn !== null && h.untilOn < today) return 'expired';
  if (h.relation !== 'self' && h.authorisedBy === null) return 'unwritten';
  return h.untilOn !== null && h.untilOn < addDays(today, SOON_DAYS) ? 'ends_soon' : 'acts';
}

/** May whoever asks end this helper? The person anybody but themselves, a helper only themselves, the counter anybody. */
export const mayEnd = (ask: { by: Hand | null; own: boolean; whom: Relation; endedAt: Date | null }): Verdict =>
  verdict(
    [
      ask.endedAt !== null && { code: 'helper_ended' },
      ask.by !== null && ask.whom === 'self' && { code: 'helper_self_stays' },
      ask.by !== null &&
        ask.whom !== 'self' &&
        !ask.own &&
        !actsAsSelf(ask.by) && { code: 'helper_may_not', values: { deed: 'helpers' } },
    ],
    {},
  );

/** May the person change their mind? Not about somebody who left of their own accord, nor what has run out. */
export const mayRestore = (ask: { by: Hand | null; row: HelperRow; leftThemselves: boolean; today: Day }): Verdict => {
  const { row, today } = ask;
  const over =
    row.endedAt === null ||
    dayOf(row.endedAt) < addDays(today, -RESTORE_DAYS) ||
    row.authorisedBy === null ||
    (row.untilOn !== null && row.untilOn < today);
  const own = ask.by ? mayDo(ask.by, 'helpers') : null;
  return verdict(
    [...(own && !own.ok ? own.reasons : []), (over || ask.leftThemselves) && { code: 'helper_invite_again' }],
    {},
  );
};
