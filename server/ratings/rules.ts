// Decides who may say what of a stay, what of it everybody reads, and when an officer hides it (《互联网信息服务管理办法》:
// only those who stayed, once a stay; PIPL art. 5–6: nothing in it names anybody, and few are not counted).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addMonths, type Day, daysBetween } from '../kernel/period.ts';

/** What is asked, each answered 1 (very bad) to 5 (very good). */
export const questions = ['care', 'respect', 'food', 'room', 'honesty'] as const;
export type Question = (typeof questions)[number];
export type Scores = Record<Question, number>;
export const hideReasons = ['personal_data', 'abuse', 'advertising', 'other_place'] as const;
export type HideReason = (typeof hideReasons)[number];

/** A week shows what a place is like; a year later it is another place. */
export const STAYED_DAYS = 7;
export const WITHIN_MONTHS = 12;
/** Fewer are not summed up: a mean of two tells each of them what the other said. */
export const FEWEST = 3;
export const TEXT_MAX = 500;

export type Stayed = {
  admittedOn: Day;
  dischargedOn: Day | null;
  /** how the stay ended; an entry in error never was, `regular` and `transfer` go on as another one */
  dischargeKind: string | null;
};
const neverEnded: readonly (string | null)[] = ['error', 'regular', 'transfer'];

/** 18 or 15 digits of an ID card, a mobile or a fixed phone, also with spaces and dashes between or in full width. */
const ID_NO = /(?<!\d)\d(?:[\s-]?\d){16}[\s-]?[\dXx](?!\d)|(?<!\d)\d{6}(?:[\s-]?\d){9}(?!\d)/;
const PHONE =
  /(?<!\d)1[\s-]?[3-9](?:[\s-]?\d){9}(?!\d)|(?<!\d)(?:0\d{2,3}[\s-]?\d{3,4}[\s-]?\d{4}|400[\s-]?\d{3}[\s-]?\d{4}|[2-8]\d{6,7})(?!\d)/;
/** 一三八〇七三〇… said in characters to get around the check. */
const SPELT = /[零〇一二三四五六七八九幺]{7,}/;

/** What a text that everybody will read may not have in it. */
export function textReasons(text: string | null, pointer = '/text'): Reason[] {
  if (text === null) return [];
  const plain = text.normalize('NFKC');
  const idNo = ID_NO.test(plain);
  return [
    ...(idNo ? [{ code: 'rating_id_no' as const, pointer }] : []),
    ...(!idNo && (PHONE.test(plain) || SPELT.test(plain)) ? [{ code: 'rating_phone' as const, pointer }] : []),
    ...([...text].length > TEXT_MAX ? [{ code: 'rating_long' as const, values: { limit: TEXT_MAX }, pointer }] : []),
  ];
}

/** May this stay be rated today? While it goes on after a week; when it is over, for a year. */
export function mayRate(stay: Stayed, facts: { today: Day; given: boolean }): Verdict {
  const { admittedOn, dischargedOn, dischargeKind } = stay;
  const over = dischargedOn !== null && dischargedOn <= facts.today;
  const until = over ? addMonths(dischargedOn, WITHIN_MONTHS) : null;
  const none = neverEnded.includes(dischargeKind) && dischargeKind !== null;
  return verdict(
    [
      none && { code: 'rating_no_stay' },
      !none &&
        !over &&
        daysBetween(admittedOn, facts.today) < STAYED_DAYS && {
          code: 'rating_early',
          values: { days: STAYED_DAYS },
        },
      until !== null && facts.today > until && { code: 'rating_late', values: { months: WITHIN_MONTHS } },
      facts.given && { code: 'rating_given' },
    ],
    {},
  );
}

type Standing = { withdrawn: boolean; hidden: HideReason | null; replied: boolean };

/** Taken back by the family: also one that is hidden, so that another can be given in other words. */
export const mayWithdraw = (r: Standing): Verdict => verdict([r.withdrawn && { code: 'rating_withdrawn' }], {});

/** The home answers once, what can be read; it hides nothing. */
export const mayReply = (r: Standing, text: string): Verdict =>
  verdict(
    [
      r.withdrawn && { code: 'rating_withdrawn' },
      r.hidden !== null && { code: 'rating_hidden' },
      r.replied && { code: 'rating_replied' },
      !text.trim() && { code: 'reason_needed', pointer: '/text' },
      ...textReasons(text),
    ],
    {},
  );

/** An officer hides the words with a reason everybody reads; nothing is deleted. */
export const mayHide = (r: Standing): Verdict =>
  verdict([r.withdrawn && { code: 'rating_withdrawn' }, r.hidden !== null && { code: 'rating_hidden' }], {});

/** What is about another place, or sells something, says nothing of this one; rude words do not undo what was answered. */
export const counts = (hidden: HideReason | null): boolean => hidden !== 'advertising' && hidden !== 'other_place';

export type Sum = {
  /** how many ratings stand, those that do not count left out */
  ratings: number;
  /** 1.0–5.0 to a tenth; null: too few */
  overall: number | null;
  by: Record<Question, number> | null;
};

/** The means of what stands, from three ratings on. */
export function sumUp(ratings: readonly (Scores & { hidden: HideReason | null })[]): Sum {
  const counted = ratings.filter((r) => counts(r.hidden));
  const n = counted.length;
  if (n < FEWEST) return { ratings: n, overall: null, by: null };
  const sum = (q: Question) => counted.reduce((s, r) => s + r[q], 0);
  const tenth = (total: number, of: number) => Math.round((total * 10) / of) / 10;
  const by = Object.fromEntries(questions.map((q) => [q, tenth(sum(q), n)])) as Record<Question, number>;
  return {
    ratings: n,
    overall: tenth(
      questions.reduce((s, q) => s + sum(q), 0),
      n * questions.length,
    ),
    by,
  };
}

export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
const seasons: Season[] = ['winter', 'spring', 'summer', 'autumn'];

/** When somebody moved in, as exactly as everybody may know: January belongs to the winter of the year before. */
export function seasonOf(day: Day): { year: number; season: Season } {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return { year: month <= 2 ? year - 1 : year, season: seasons[Math.floor((month % 12) / 3)] as Season };
}
