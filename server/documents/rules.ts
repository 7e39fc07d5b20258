// Decides which papers of a person hold, which are missing, and how long an image is kept (collected once; PIPL art. 19).
import type { DocumentCode } from '../kernel/document-messages.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, daysBetween } from '../kernel/period.ts';

/** The papers a bureau asks for. */
export const documentTypes = [
  'id_card',
  'household_register',
  'residence_permit',
  'photo',
  'hardship_proof',
  'income_proof',
  'disability_card',
  'veteran_card',
  'lost_only_child_proof',
  'medical_report',
  'health_check',
  'care_assessment',
  'social_security_card',
  'bank_card',
  'marriage_certificate',
  'kinship_proof',
  'guardianship',
  'authorisation',
  'consent',
  'other',
] as const;
export type DocumentType = (typeof documentTypes)[number];

/** One paper as far as its worth is concerned. `expiresOn` is the last day it holds; null for good. */
export type Paper = {
  id: string;
  type: DocumentType;
  issuedOn: Day;
  expiresOn: Day | null;
  verified: boolean;
  refused: boolean;
};

export type PaperState = 'valid' | 'expiring' | 'unverified' | 'expired' | 'superseded' | 'refused';

/** Of these a person has one at a time, and a new issue takes the place of the old; of the others several hold beside each other. */
export const many: readonly DocumentType[] = [
  'other',
  'authorisation',
  'consent',
  'kinship_proof',
  'income_proof',
  'medical_report',
];

const expired = (p: Paper, on: Day) => p.expiresOn !== null && p.expiresOn < on;
const newer = (a: Paper, b: Paper) => a.issuedOn > b.issuedOn || (a.issuedOn === b.issuedOn && a.id > b.id);

/**
 * The paper that has taken this one's place: a newer issue of the same type, not refused. One that nobody has looked at
 * does not put aside one that was verified: an upload by mistake costs nobody a valid paper.
 */
export function supersededBy<P extends Paper>(paper: P, all: readonly P[]): P | null {
  if (many.includes(paper.type) || paper.refused) return null;
  const later = all.filter(
    (p) => p.type === paper.type && !p.refused && newer(p, paper) && (p.verified || !paper.verified),
  );
  return later.reduce<P | null>((best, p) => (best === null || newer(p, best) ? p : best), null);
}

/** What a paper is worth on a day. @param expiringDays how long before the last day it is said to run out; null: never said */
export function stateOf(paper: Paper, all: readonly Paper[], on: Day, expiringDays: number | null): PaperState {
  if (paper.refused) return 'refused';
  if (supersededBy(paper, all)) return 'superseded';
  if (expired(paper, on)) return 'expired';
  if (!paper.verified) return 'unverified';
  const soon = expiringDays !== null && paper.expiresOn !== null && daysBetween(on, paper.expiresOn) < expiringDays;
  return soon ? 'expiring' : 'valid';
}

/** Why a paper is still to be brought. `since` is the first day the last issue did not hold any more. */
export type Gap =
  | { type: DocumentType; why: 'absent' | 'not_verified' }
  | { type: DocumentType; why: 'expired'; since: Day };
type Wish = { verified?: boolean };

/** The paper of a type that counts on a day, verified before not, then the newest issue; null when there is none. */
export function holding<P extends Paper>(
  type: DocumentType,
  papers: readonly P[],
  on: Day,
  { verified }: Wish = {},
): P | null {
  const good = papers.filter(
    (p) =>
      p.type === type &&
      !p.refused &&
      p.issuedOn <= on &&
      !expired(p, on) &&
      (p.verified || !verified) &&
      supersededBy(p, papers) === null,
  );
  const best = (a: P, b: P) => (a.verified === b.verified ? newer(a, b) : a.verified);
  return good.reduce<P | null>((found, p) => (found === null || best(p, found) ? p : found), null);
}

/**
 * Required papers less valid ones (domain §9 item 11): a valid one is never asked for again, an expired one is.
 * @param wish `verified`: only papers that somebody has compared with the original count
 */
export function missing(required: readonly DocumentType[], papers: readonly Paper[], on: Day, wish: Wish = {}): Gap[] {
  return [...new Set(required)].flatMap((type): Gap[] => {
    if (holding(type, papers, on, wish)) return [];
    if (wish.verified && holding(type, papers, on)) return [{ type, why: 'not_verified' }];
    const ended = papers
      .filter((p) => p.type === type && !p.refused && expired(p, on))
      .map((p) => addDays(p.expiresOn!, 1))
      .sort();
    const since = ended.at(-1);
    return [since ? { type, why: 'expired', since } : { type, why: 'absent' }];
  });
}

export type Claimed = { type: DocumentType; title: string | null; issuedOn: Day; expiresOn: Day | null };

/** May a paper with these dates be taken or verified today? One that has run out helps nobody. */
export function mayTake(
  { type, title, issuedOn, expiresOn }: Claimed,
  today: Day,
): Verdict<object, DocumentCode | 'date_in_future'> {
  return verdict(
    [
      type === 'other' && !title?.trim() && { code: 'document_title_needed', pointer: '/title' },
      issuedOn > today && { code: 'date_in_future', values: { date: issuedOn }, pointer: '/issued_on' },
      expiresOn !== null &&
        expiresOn < issuedOn && { code: 'document_ends_before', values: { date: issuedOn }, pointer: '/expires_on' },
      expiresOn !== null &&
        expiresOn >= issuedOn &&
        expiresOn < today && { code: 'document_expired', values: { date: expiresOn }, pointer: '/expires_on' },
    ],
    {},
  );
}

/** The day from which the image of a paper need not be kept: some months after it stopped counting. Null while it counts. */
export function keepUntil(
  paper: Paper & { refusedOn: Day | null },
  all: readonly (Paper & { refusedOn: Day | null })[],
  on: Day,
  keepMonths: number,
): Day | null {
  const next = supersededBy(paper, all);
  const ended = paper.refused ? paper.refusedOn : next ? next.issuedOn : expired(paper, on) ? paper.expiresOn : null;
  return ended && addMonths(ended, keepMonths);
}
