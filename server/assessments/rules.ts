// Decides ability levels by GB/T 42195-2022 (26 items, 90 points), the six-sign scale of 特困供养, and who may assess and sign.
import { type LevelReason, levelOf } from '../applicants/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addMonths, type Day, type Period } from '../kernel/period.ts';
import { type Choice, type Item, moving, selfCare } from './mechanism/body.ts';
import { mind, society } from './mechanism/mind.ts';

export { LEVEL_FLOORS, LEVEL_STANDARD, type LevelReason } from '../applicants/rules.ts';
export type { Choice, Item };

export type Section = { code: string; zh: string; en: string; items: readonly Item[] };
export const sections: readonly Section[] = [
  { code: 'B.1', zh: '自理能力', en: 'Self-care', items: selfCare },
  { code: 'B.2', zh: '基础运动能力', en: 'Moving', items: moving },
  { code: 'B.3', zh: '精神状态', en: 'Mind', items: mind },
  { code: 'B.4', zh: '感知觉与社会参与', en: 'Senses and society', items: society },
];
export const items: readonly Item[] = sections.flatMap((s) => s.items);
const byCode = new Map(items.map((i) => [i.code, i]));
export const maxOf = (of: Item) => of.choices.length - 1;
export const sectionMax = (s: Section) => s.items.reduce((sum, i) => sum + maxOf(i), 0);

/** Care-risk events of the last 30 days, each kind 0, 1, 2 or 3 for "three or more". */
export const riskKinds = ['fall', 'choking', 'suicide', 'self_harm', 'wandering', 'other'] as const;
export type RiskKind = (typeof riskKinds)[number];
export type Facts = {
  coma: boolean;
  /** dementia, ICD-10 F00–F03, confirmed */
  dementia: boolean;
  /** other mental and behavioural disorders, ICD-10 F04–F99, diagnosed by a psychiatrist */
  psychiatric: boolean;
  risk_events: Record<RiskKind, number>;
};
export const noFacts: Facts = {
  coma: false,
  dementia: false,
  psychiatric: false,
  risk_events: { fall: 0, choking: 0, suicide: 0, self_harm: 0, wandering: 0, other: 0 },
};
const RISK_MOST = 3;
const RISK_RAISES = 2;

/** Values a district sets by an effective-dated row. */
export type AssessmentRules = {
  /** a result is good for this long */
  valid_months: number;
  /** working days from the order to the result */
  result_working_days: number;
  /** the level a coma gives outright */
  coma_level: number;
};

/** Item code → score. */
export type Answers = Record<string, number>;
export type Score = {
  /** by section code */
  subtotals: Record<string, number>;
  total: number;
  initial: number;
  reasons: LevelReason[];
  level: number;
};

/** What raises the level, in the order of the standard. Event counts are summed across kinds. */
export function levelReasonsOf(facts: Facts): LevelReason[] {
  const events = riskKinds.reduce((sum, kind) => sum + facts.risk_events[kind], 0);
  const found: [LevelReason, boolean][] = [
    ['coma', facts.coma],
    ['dementia', facts.dementia],
    ['psychiatric', facts.psychiatric],
    ['risk_events', events >= RISK_RAISES],
  ];
  return found.filter(([, holds]) => holds).map(([reason]) => reason);
}

/**
 * The result of 26 answers and the facts that change a level. 25 answers give no result but the name of the missing one.
 * @param answers as they came: unknown items, missing ones and scores an item does not have are all told at once
 */
export function score(
  answers: Readonly<Record<string, unknown>>,
  facts: Facts,
  rules: Pick<AssessmentRules, 'coma_level'>,
): Verdict<Score> {
  const reasons: (Reason | false)[] = [
    ...Object.keys(answers).map(
      (code) => !byCode.has(code) && { code: 'item_unknown' as const, values: { item: code }, pointer: at(code) },
    ),
    ...items.map((i) => judge(i, answers[i.code])),
    ...riskKinds.map((kind) => {
      const n = facts.risk_events[kind];
      const known = Number.isInteger(n) && n >= 0 && n <= RISK_MOST;
      return (
        !known && { code: 'risk_count' as const, values: { max: RISK_MOST }, pointer: `/facts/risk_events/${kind}` }
      );
    }),
  ];
  const checked = verdict(reasons, {});
  if (!checked.ok) return checked;
  const subtotals = subtotalsOf(answers as Answers);
  const total = Object.values(subtotals).reduce((a, b) => a + b, 0);
  const why = levelReasonsOf(facts);
  const got = levelOf(total, why, rules.coma_level);
  return got.ok ? { ok: true, subtotals, total, initial: got.initial, reasons: why, level: got.level } : got;
}

const at = (code: string) => `/answers/${code.replaceAll('~', '~0').replaceAll('/', '~1')}`;
function judge(of: Item, given: unknown): Reason | false {
  const names = { item: of.code, title: of.en, title_zh: of.zh };
  if (given === undefined || given === null) return { code: 'item_missing', values: names, pointer: at(of.code) };
  if (typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= maxOf(of)) return false;
  return { code: 'item_score', values: { ...names, max: maxOf(of) }, pointer: at(of.code) };
}

/** What has been answered so far, by section; for the form while it is being filled in. */
export const subtotalsOf = (answers: Answers): Record<string, number> =>
  Object.fromEntries(sections.map((s) => [s.code, s.items.reduce((sum, i) => sum + (answers[i.code] ?? 0), 0)]));
export const answered = (list: readonly Item[], answers: Answers) =>
  list.filter((i) => answers[i.code] !== undefined).length;

/** 特困人员自理能力: six signs, each met or not (民发〔2021〕43号). A scale of its own, kept beside the other. */
export const signs = ['eating', 'dressing', 'bed', 'toilet', 'walking', 'bathing'] as const;
export type Sign = (typeof signs)[number];
export type SelfCare = 'full' | 'partial' | 'none';
/** All six met: 具备; one to three not met: 部分丧失; four and more: 完全丧失. Null while one is unanswered. */
export function selfCareOf(met: Partial<Record<Sign, boolean>>): SelfCare | null {
  if (signs.some((s) => met[s] === undefined)) return null;
  const lost = signs.filter((s) => met[s] === false).length;
  return lost === 0 ? 'full' : lost <= 3 ? 'partial' : 'none';
}

export const orderReasons = ['first', 'regular', 'immediate', 'review', 'other'] as const;
export type OrderReason = (typeof orderReasons)[number];

/**
 * May these two assess this person? A review asked for in doubt is done by two who did not sign the doubted result.
 * @param able accounts that may assess here
 * @param signers of the latest result
 */
export function mayOrder(
  asked: { reason: OrderReason; note: string | null; assessors: readonly [string, string] },
  able: ReadonlySet<string>,
  signers: readonly string[],
  person: { diedOn: Day | null },
): Verdict {
  const [first, second] = asked.assessors;
  return verdict(
    [
      person.diedOn !== null && { code: 'person_dead', values: { on: person.diedOn } },
      asked.reason === 'other' && !asked.note?.trim() && { code: 'reason_needed', pointer: '/note' },
      first === second && { code: 'assessors_two', pointer: '/assessors/1' },
      ...asked.assessors.map(
        (a, i) => !able.has(a) && ({ code: 'assessor_unable', pointer: `/assessors/${i}` } as const),
      ),
      ...asked.assessors.map(
        (a, i) =>
          asked.reason === 'review' &&
          signers.includes(a) &&
          ({ code: 'assessor_reviews_own', pointer: `/assessors/${i}` } as const),
      ),
    ],
    {},
  );
}

/** The form as it is filled in; everything may still be missing. */
export type Draft = {
  answers: Answers;
  facts: Facts;
  /** the four questions on changes of level have been asked */
  facts_asked: boolean;
  signs: Partial<Record<Sign, boolean>>;
  /** needs a place for people with dementia, diagnosed or not */
  dementia_care: boolean;
  informant: string;
  relation: string;
  place: string;
  notes: string;
  started_at: string | null;
};
export const emptyDraft: Draft = {
  answers: {},
  facts: noFacts,
  facts_asked: false,
  signs: {},
  dementia_care: false,
  informant: '',
  relation: '',
  place: '',
  notes: '',
  started_at: null,
};

/** May this form be signed? Complete in every part; a second signature only by the other of the two. */
export function maySign(
  draft: Draft,
  signer: string,
  firstSignedBy: string | null,
  rules: Pick<AssessmentRules, 'coma_level'>,
): Verdict<Score & { selfCare: SelfCare | null }> {
  const scored = score(draft.answers, draft.facts, rules);
  const begun = Object.keys(draft.signs).length > 0;
  const selfCare = selfCareOf(draft.signs);
  const reasons = [
    firstSignedBy === signer && ({ code: 'second_assessor_needed' } as const),
    ...(scored.ok ? [] : scored.reasons),
    !draft.facts_asked && ({ code: 'facts_missing', pointer: '/facts' } as const),
    begun && selfCare === null && ({ code: 'signs_missing', pointer: '/signs' } as const),
    !draft.informant.trim() && ({ code: 'informant_missing', pointer: '/informant' } as const),
    !draft.relation.trim() && ({ code: 'relation_missing', pointer: '/relation' } as const),
    !draft.place.trim() && ({ code: 'place_missing', pointer: '/place' } as const),
  ];
  const empty: Score = { subtotals: {}, total: 0, initial: 0, reasons: [], level: 0 };
  return verdict(reasons, { ...(scored.ok ? scored : empty), selfCare });
}

/** In force from the day the second assessor signed. */
export const validFrom = (signedOn: Day, rules: Pick<AssessmentRules, 'valid_months'>): Period => ({
  start: signedOn,
  end: addMonths(signedOn, rules.valid_months),
});
