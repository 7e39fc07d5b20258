// Decides whether a case can be accepted, and what is still missing: every gap at once, asked for once (行政许可法 art. 32; domain §7 Document, §8).
import { type CaseRules, meets } from '../clocks/rules.ts';
import type { DocumentType } from '../documents/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

export { statuses } from '../applications/rules.ts';

type Facts = { categories: readonly string[]; service: string; byOther: boolean };

/** The papers this case needs by the rules in force, each once. */
export const requiredDocuments = (rules: Pick<CaseRules, 'documents'>, facts: Facts): DocumentType[] => [
  ...new Set(rules.documents.filter((d) => meets(d.when, facts)).map((d) => d.type)),
];

/** One paper that is not there: never handed in, or run out since. */
export type Gap = { type: string; why: 'absent' | 'expired'; since: Day | null };

const named = (gaps: readonly Gap[]): Reason => ({
  code: 'papers_missing',
  values: { count: gaps.length, types: gaps.map((g) => g.type) },
});

/** May the case be accepted? Only whole; and nobody accepts a case they have decided before. */
export const mayAccept = (c: { gaps: readonly Gap[]; actor: string | null; decidedBy: string | null }): Verdict =>
  verdict(
    [
      c.gaps.length > 0 && named(c.gaps),
      c.actor !== null && c.actor === c.decidedBy && { code: 'same_person_decides' },
    ],
    {},
  );

/**
 * May the applicant be asked to complete the papers? With something to ask for, and once: a second time only for papers
 * that have run out since.
 */
export function mayAsk(c: {
  gaps: readonly Gap[];
  note: string | null;
  earlier: readonly { askedOn: Day }[];
}): Verdict {
  const last = c.earlier.at(-1);
  const onlyExpiredSince =
    last !== undefined &&
    c.gaps.length > 0 &&
    !c.note?.trim() &&
    c.gaps.every((g) => g.why === 'expired' && g.since !== null && g.since >= last.askedOn);
  return verdict(
    [
      c.gaps.length === 0 && !c.note?.trim() && { code: 'nothing_missing' },
      last !== undefined && !onlyExpiredSince && { code: 'asked_already', values: { on: last.askedOn } },
    ],
    {},
  );
}

/** Have the papers been completed? */
export const maySupply = (gaps: readonly Gap[]): Verdict => verdict([gaps.length > 0 && named(gaps)], {});
