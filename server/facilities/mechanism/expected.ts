// Decides when beds are expected to be empty, and what of it everybody may read (domain §4: an expectation frees nothing;
// 个人信息保护法 art. 28: where somebody is, and until when, is theirs).
import { addDays, addMonths, contains, type Day, fromRange, weekdayOf } from '../../kernel/period.ts';
import { type BedKind, type Claim, taken } from './claims.ts';

type Span = { id: string; openedOn: Day; retiredOn: Day | null };
/** A claim with what is known of its end. */
export type Reckoned = Claim & {
  /** the day it was let go before its end */
  releasedOn?: Day | null;
  /** of a hold: the day on which the second of both sides accepted */
  acceptedOn?: Day | null;
  /** of a stay: the day somebody means to leave, and the last of a trial */
  leavingOn: Day | null;
  trialUntil?: Day | null;
};

export const expectedKinds = [
  'closure_ends',
  'stay_ends',
  'leaving',
  'hold_lapses',
  'move_in_due',
  'trial_ends',
] as const;
export type Expected = {
  on: Day;
  bedId: string;
  kind: (typeof expectedKinds)[number];
  /** false: it may also stay as it is (a trial that goes well, somebody who does move in) */
  firm: boolean;
};
const EXPECTED_DAYS = 60;

/**
 * Beds expected to be empty, from the day after today on. `leaving` frees nothing: the stay ends when it is recorded. A
 * bed that somebody else takes on that day is not expected to be empty.
 */
export function expectedVacancies(beds: readonly Span[], claims: readonly Reckoned[], today: Day): Expected[] {
  const last = addDays(today, EXPECTED_DAYS);
  const claimsOf = Map.groupBy(
    claims.filter((c) => !c.releasedOn),
    (c) => c.bedId,
  );
  const found: Expected[] = [];
  for (const bed of beds) {
    const own = claimsOf.get(bed.id) ?? [];
    for (const claim of own) {
      const { start, end } = fromRange(claim.during);
      const expect = ((): Pick<Expected, 'on' | 'kind' | 'firm'> | null => {
        if (start > today) return null;
        if (end !== null && claim.kind === 'closure') return { on: end, kind: 'closure_ends', firm: true };
        if (end !== null && claim.kind === 'hold')
          return !claim.acceptedOn
            ? { on: end, kind: 'hold_lapses', firm: true }
            : { on: end, kind: 'move_in_due', firm: false };
        if (end !== null) return { on: end, kind: 'stay_ends', firm: true };
        if (claim.leavingOn !== null) return { on: claim.leavingOn, kind: 'leaving', firm: true };
        if (claim.trialUntil) return { on: claim.trialUntil, kind: 'trial_ends', firm: false };
        return null;
      })();
      if (!expect || expect.on <= today || expect.on > last) continue;
      if (bed.retiredOn !== null && bed.retiredOn <= expect.on) continue;
      const others = own.filter((c) => c !== claim);
      if (taken(bed.id, others, { start: expect.on, end: addDays(expect.on, 1) }, claim.weekdays)) continue;
      // A day place is one bed, however many people leave it on one day.
      if (found.some((f) => f.bedId === bed.id && f.on === expect.on && f.firm === expect.firm)) continue;
      found.push({ ...expect, bedId: bed.id });
    }
  }
  return found.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** Ten days 上旬, 中旬, 下旬 or a week from Monday; `to` is the first day after it. */
export type PublicExpected = { kind: BedKind; from: Day; to: Day; span: 'week' | 'ten_days'; beds: number };
/** With fewer living there, or leaving in one week, a week tells whom it is about. */
const FEW_LIVING = 5;
const FEW_LEAVING = 3;

const weekOf = (on: Day) => {
  const from = addDays(on, 1 - weekdayOf(on));
  return { from, to: addDays(from, 7), span: 'week' as const };
};
const tenDaysOf = (on: Day) => {
  const part = Math.min(2, Math.floor((Number(on.slice(8)) - 1) / 10));
  const month = `${on.slice(0, 7)}-01`;
  const to = part === 2 ? addMonths(month, 1) : addDays(month, 10 * (part + 1));
  return { from: addDays(month, 10 * part), to, span: 'ten_days' as const };
};

type Said = { of: Expected; kind: BedKind } & Pick<PublicExpected, 'from' | 'to' | 'span'>;
/**
 * What of it everybody may read, each with the span it is said in: only what is firm, and no offer that may lapse (whoever
 * was offered the bed is to decide in peace). Where people leave and fewer than three of a kind in one week, it is said by
 * ten days; where fewer than five live in beds of that kind, not at all. The spans are those of the calendar, so that
 * reading it again tomorrow tells no more.
 * @param living people in beds of each kind today
 */
function saidOf(
  expected: readonly Expected[],
  kindOf: ReadonlyMap<string, BedKind>,
  living: Partial<Record<BedKind, number>>,
): Said[] {
  const said = expected.flatMap((of) => {
    const kind = kindOf.get(of.bedId);
    const person = of.kind === 'stay_ends' || of.kind === 'leaving';
    if (!kind || !of.firm || !(person || of.kind === 'closure_ends')) return [];
    return person && (living[kind] ?? 0) < FEW_LIVING ? [] : [{ of, kind, person }];
  });
  return [...Map.groupBy(said, (s) => s.kind).values()].flatMap((list) => {
    const leaving = Map.groupBy(
      list.filter((s) => s.person),
      (s) => weekOf(s.of.on).from,
    );
    const few = [...leaving.values()].some((week) => week.length < FEW_LEAVING);
    const spanOf = few ? tenDaysOf : weekOf;
    return list.map(({ of, kind }) => ({ of, kind, ...spanOf(of.on) }));
  });
}

/** How many beds of which kind become free in which week, without why and whose. */
export function publicExpected(...of: Parameters<typeof saidOf>): PublicExpected[] {
  return [...Map.groupBy(saidOf(...of), (s) => `${s.kind} ${s.from}`).values()]
    .map((own) => {
      const { kind, from, to, span } = own[0]!;
      return { kind, from, to, span, beds: own.length };
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.kind < b.kind ? -1 : 1));
}

/**
 * The beds of a home as everybody may reckon with them on a day to come: whoever asks about all days, one after another,
 * learns no more than is said. A stay with a last day counts until the end of the span in which its bed is said to become
 * free, and for good where that is not said; so does a bed held for somebody. When a repair ends is nobody's secret.
 */
export function publicBeds<C extends Reckoned>(
  beds: readonly (Span & { kind: BedKind })[],
  claims: readonly C[],
  today: Day,
): { claims: C[]; expected: PublicExpected[] } {
  const kindOf = new Map(beds.map((b) => [b.id, b.kind]));
  const living: Partial<Record<BedKind, number>> = {};
  for (const c of claims) {
    const kind = c.kind === 'stay' && contains(fromRange(c.during), today) ? kindOf.get(c.bedId) : undefined;
    if (kind) living[kind] = (living[kind] ?? 0) + 1;
  }
  const expected = expectedVacancies(beds, claims, today);
  const ends = new Map(
    saidOf(expected, kindOf, living).flatMap(({ of, to }) =>
      of.kind === 'stay_ends' ? [[`${of.bedId} ${of.on}`, to] as const] : [],
    ),
  );
  return {
    claims: claims.map((c) => {
      const { start, end } = fromRange(c.during);
      if (c.kind === 'closure' || end === null || end <= today) return c;
      return { ...c, during: `[${start},${(c.kind === 'stay' && ends.get(`${c.bedId} ${end}`)) || ''})` };
    }),
    expected: publicExpected(expected, kindOf, living),
  };
}
