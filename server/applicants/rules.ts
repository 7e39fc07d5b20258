// Decides whether a person's particulars hold together: ID number (GB 11643-1999), name, age, and the ability level (GB/T 42195-2022).
import { type Verdict, verdict } from '../kernel/errors.ts';
import { checkName } from '../kernel/names.ts';
import { ageOn, type Day, isDay } from '../kernel/period.ts';
import type { PersonCode } from '../kernel/person-messages.ts';

export type Sex = 'male' | 'female';
export const categoryKinds = [
  'tekun',
  'dibao',
  'dibao_margin',
  'lost_only_child',
  'veteran',
  'severe_disability',
  'no_family',
] as const;
export type CategoryKind = (typeof categoryKinds)[number];

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** The check character of the first 17 digits of an ID number (ISO 7064 MOD 11-2). */
export function checkDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, w, i) => total + w * Number(first17[i]), 0);
  return CHECK[sum % 11] as string;
}

/** Form, birth date and check character of an 18-character ID number; gives birth date and sex. All findings at once. */
export function readIdNo(idNo: string, today: Day): Verdict<{ bornOn: Day; sex: Sex }, PersonCode> {
  if (!/^\d{17}[\dX]$/.test(idNo)) return { ok: false, reasons: [{ code: 'id_no_form', pointer: '/id_no' }] };
  const bornOn = `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`;
  return verdict<{ bornOn: Day; sex: Sex }, PersonCode>(
    [
      (!isDay(bornOn) || bornOn > today) && { code: 'id_no_birth_date', values: { date: bornOn }, pointer: '/id_no' },
      checkDigit(idNo) !== idNo[17] && { code: 'id_no_check_digit', pointer: '/id_no' },
    ],
    { bornOn, sex: Number(idNo[16]) % 2 === 1 ? 'male' : 'female' },
  );
}

/** A name as it is compared: width, spaces and the many middle dots aside. */
const nameKey = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s·•・‧.]/gu, '')
    .toUpperCase();

export const sameName = (a: string, b: string): boolean => nameKey(a) === nameKey(b);

/** May these be one person under two ID numbers? Same name and same birth date: for people to look at, never merged by rule. */
export const maybeSame = (a: { name: string; bornOn: Day }, b: { name: string; bornOn: Day }): boolean =>
  a.bornOn === b.bornOn && sameName(a.name, b.name);

export type Wanted = { idNo: string | null; name: string | null; bornOn: Day | null };
/** What a counter may look somebody up by: the whole ID number, or name and birth date together; never one of them alone. */
export function mayFind(w: Wanted, today: Day): Verdict<object, PersonCode> {
  if (w.idNo !== null) {
    const id = readIdNo(w.idNo, today);
    return id.ok ? { ok: true } : id;
  }
  if (w.name === null || w.bornOn === null) return { ok: false, reasons: [{ code: 'find_by', pointer: '/id_no' }] };
  return verdict(
    [
      checkName(w.name),
      w.bornOn > today && { code: 'date_in_future', values: { date: w.bornOn }, pointer: '/born_on' },
    ],
    {},
  );
}

export type Particulars = { name: string; idNo: string; sex?: Sex };

/** May this person be registered? Name, ID number, sex and age (60, by queue-rules v1 and 老年人权益保障法 art. 2). */
export function mayRegister(
  p: Particulars,
  today: Day,
  minimumAge: number,
): Verdict<{ bornOn: Day; sex: Sex }, PersonCode> {
  const id = readIdNo(p.idNo, today);
  const age = id.ok ? ageOn(id.bornOn, today) : null;
  const reasons = [
    checkName(p.name),
    ...(id.ok ? [] : id.reasons),
    id.ok && p.sex !== undefined && p.sex !== id.sex && ({ code: 'id_no_sex', pointer: '/sex' } as const),
    age !== null && age < minimumAge && ({ code: 'too_young', values: { age }, pointer: '/id_no' } as const),
  ];
  return verdict(reasons, id.ok ? { bornOn: id.bornOn, sex: id.sex } : { bornOn: '', sex: 'male' as const });
}

/** 430602********1234 */
export const maskIdNo = (idNo: string) => `${idNo.slice(0, 6)}********${idNo.slice(14)}`;
/** 138****5678 */
export const maskPhone = (phone: string) => `${phone.slice(0, 3)}****${phone.slice(-4)}`;
/** 张明远 → 张* (public notice form) */
export const maskName = (name: string) => `${[...name][0] ?? ''}*`;

/** The standard that gives the level; results of any other stay readable and order nobody. */
export const LEVEL_STANDARD = 'GB/T 42195-2022';
/** Lowest total of each level of GB/T 42195-2022: 90 → 0, 66–89 → 1, 46–65 → 2, 30–45 → 3, 0–29 → 4. */
export const LEVEL_FLOORS = [90, 66, 46, 30, 0] as const;

/** Level changes of GB/T 42195-2022: a coma gives its level outright; any of the others raises by one, once. */
export type LevelReason = 'coma' | 'dementia' | 'psychiatric' | 'risk_events';

/**
 * Ability level from the total of 26 items (0–90, higher is more able).
 * @param comaLevel 4 by the standard's body; a district's own rule may say otherwise
 * @returns initial level by score, and the final level after at most one step up, capped at 4
 */
export function levelOf(
  total: number,
  reasons: readonly LevelReason[],
  comaLevel = 4,
): Verdict<{ initial: number; level: number }> {
  if (!Number.isInteger(total) || total < 0 || total > 90)
    return { ok: false, reasons: [{ code: 'score_range', pointer: '/total' }] };
  const initial = LEVEL_FLOORS.findIndex((floor) => total >= floor);
  const raised = reasons.some((r) => r !== 'coma') ? Math.min(4, initial + 1) : initial;
  const level = reasons.includes('coma') ? Math.max(comaLevel, raised) : raised;
  return { ok: true, initial, level };
}

/** A result taken over from another system: by the standard in force the level is computed, by an older one it is as stated. */
export function levelTakenOver(
  standard: string,
  total: number,
  reasons: readonly LevelReason[],
  stated: number | undefined,
): Verdict<{ initial: number; level: number }> {
  if (standard === LEVEL_STANDARD) return levelOf(total, reasons);
  const level = stated ?? -1;
  return verdict(
    [!(Number.isInteger(level) && level >= 0 && level <= 4) && { code: 'level_not_stated', values: { standard } }],
    { initial: level, level },
  );
}

/** What somebody is to the person they act for. */
export type Relation = 'self' | 'spouse' | 'child' | 'relative' | 'neighbour' | 'guardian';
export type Hand = { relation: Relation; authorisedBy: 'screen' | 'paper' | null };
/** What may be done for a person; the middle five are also what may be consented to. */
export type Deed =
  | 'read'
  | 'papers'
  | 'offers'
  | 'apply'
  | 'share_with_home'
  | 'messages'
  | 'bank_account'
  | 'publicity'
  | 'helpers'
  | 'erase';
const ownOnly: readonly Deed[] = ['bank_account', 'publicity', 'helpers', 'erase'];

/** The person themselves, or a guardian whose paper somebody has seen (民法典 art. 23, 161): a stated relation is not proof. */
export const actsAsSelf = (hand: Hand): boolean =>
  hand.relation === 'self' || (hand.relation === 'guardian' && hand.authorisedBy === 'paper');

/**
 * May somebody who acts for a person do this? A helper may do what the authorisation names: apply, hand in papers, answer
 * offers, read. Money, publicity, other helpers and deletion stay with the person.
 */
export const mayDo = (hand: Hand, deed: Deed): Verdict =>
  verdict([ownOnly.includes(deed) && !actsAsSelf(hand) && { code: 'helper_may_not', values: { deed } }], {});

/** What stands where the name of a person was whose data is deleted. */
export const ERASED = '已删除';
