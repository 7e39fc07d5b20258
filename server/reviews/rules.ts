// Decides which departments a case goes to, what each of them sees of it, and what an opinion, a home visit or a review must say (domain §8; 个人信息保护法 art. 6, 34: no more than the duty needs).
import { type CaseRules, meets } from '../clocks/rules.ts';
import type { Department } from '../kernel/departments.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';

export const outcomes = ['agree', 'disagree', 'not_ours'] as const;
export type Outcome = (typeof outcomes)[number];

/** Coded reasons; the first of a department is its plain yes. `other` needs a note, and so does every "no". */
export const reasonsOf: Record<Department, readonly string[]> = {
  street: ['facts_confirmed', 'not_living_here', 'facts_differ', 'other'],
  social_assistance: ['entitlement_confirmed', 'entitlement_ended', 'not_on_list', 'other'],
  disabled_federation: ['card_confirmed', 'card_expired', 'no_card', 'other'],
  health: ['fit_for_group_living', 'infectious_active', 'needs_hospital', 'other'],
  medical_insurance: ['insured_here', 'insured_elsewhere', 'not_insured', 'other'],
  finance: ['within_budget', 'budget_used_up', 'other'],
};

/** What a department sees of a case beside number, name, age and service. */
export type Part = 'id_no' | 'address' | 'living' | 'categories' | 'disability_paper' | 'health' | 'level' | 'track';
export const partsOf: Record<Department, readonly Part[]> = {
  street: ['id_no', 'address', 'living', 'categories'],
  social_assistance: ['id_no', 'categories'],
  disabled_federation: ['id_no', 'disability_paper'],
  health: ['health', 'level'],
  medical_insurance: ['id_no', 'level'],
  finance: ['track'],
};

type Facts = { categories: readonly string[]; service: string; byOther: boolean };

/** The departments this case needs, by the rules in force; each once, in the rules' order. */
export const departmentsFor = (rules: Pick<CaseRules, 'departments'>, facts: Facts): Department[] => [
  ...new Set(rules.departments.filter((d) => meets(d.when, facts)).map((d) => d.department)),
];

/** May this opinion be given? Once, with one of the department's reasons, and in words where it is not a plain yes. */
export function mayGive(
  o: { department: Department; given: boolean; inReview: boolean },
  said: { outcome: Outcome; reason: string; note: string | null },
): Verdict {
  const [yes] = reasonsOf[o.department];
  return verdict(
    [
      o.given && { code: 'opinion_given' },
      !o.inReview && { code: 'opinion_too_late' },
      !reasonsOf[o.department].includes(said.reason) && { code: 'opinion_reason', pointer: '/reason' },
      said.outcome === 'agree' && said.reason !== yes && { code: 'opinion_contradicts', pointer: '/reason' },
      said.outcome === 'disagree' && said.reason === yes && { code: 'opinion_contradicts', pointer: '/reason' },
      (said.outcome !== 'agree' || said.reason === 'other') &&
        !said.note?.trim() && { code: 'reason_needed', pointer: '/note' },
    ],
    {},
  );
}

export const visitKinds = ['home_visit', 'democratic_review', 'inspection'] as const;
export type VisitKind = (typeof visitKinds)[number];
/** How many must have been there: two on a visit or inspection (行政处罚法 art. 42 by analogy), five at a review (示例). */
export const PRESENT_AT_LEAST: Record<VisitKind, number> = { home_visit: 2, democratic_review: 5, inspection: 2 };
export const findings: Record<VisitKind, readonly string[]> = {
  home_visit: ['as_stated', 'differs', 'not_met'],
  democratic_review: ['supported', 'not_supported'],
  inspection: ['in_order', 'irregular'],
};

export type Visit = {
  kind: VisitKind;
  heldAt: string;
  place: string;
  present: readonly { name: string; office: string }[];
  finding: string;
  notes: string;
};

/** Is this record of a visit or review whole? An inspection looks at what others decided, and is made by a third person. */
export function mayRecord(
  v: Visit,
  c: { acceptedBy: string | null; decidedBy: string | null; actor: string | null },
  now: string,
): Verdict {
  const inspecting = v.kind === 'inspection';
  const people = new Set(v.present.map((p) => p.name.trim()).filter(Boolean)).size;
  return verdict(
    [
      v.heldAt > now && { code: 'date_in_future', values: { date: v.heldAt.slice(0, 10) }, pointer: '/held_at' },
      !v.place.trim() && { code: 'place_needed', pointer: '/place' },
      people < PRESENT_AT_LEAST[v.kind] && {
        code: 'present_too_few',
        values: { min: PRESENT_AT_LEAST[v.kind] },
        pointer: '/present',
      },
      !findings[v.kind].includes(v.finding) && { code: 'finding_unknown', pointer: '/finding' },
      !v.notes.trim() && { code: 'reason_needed', pointer: '/notes' },
      inspecting && c.decidedBy === null && { code: 'nothing_decided' },
      inspecting &&
        c.actor !== null &&
        (c.actor === c.acceptedBy || c.actor === c.decidedBy) && { code: 'same_person_decides' },
    ],
    {},
  );
}
