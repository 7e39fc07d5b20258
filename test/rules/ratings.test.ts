import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  counts,
  FEWEST,
  hideReasons,
  mayHide,
  mayRate,
  mayReply,
  mayWithdraw,
  questions,
  type Scores,
  type Stayed,
  seasonOf,
  sumUp,
  textReasons,
} from '../../server/ratings/rules.ts';

const today = '2026-11-24';
const stay = (admittedOn: string, dischargedOn: string | null = null, dischargeKind: string | null = null): Stayed => ({
  admittedOn,
  dischargedOn,
  dischargeKind,
});
const codes = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.reasons ?? []).map((r) => r.code);

test.each<[string, Stayed, boolean, string[]]>([
  ['a week of a stay that goes on', stay('2026-11-17'), false, []],
  ['six days of it', stay('2026-11-18'), false, ['rating_early']],
  ['three days, but over', stay('2026-11-01', '2026-11-04', 'home'), false, []],
  ['over for a year to the day', stay('2025-01-01', '2025-11-24', 'home'), false, []],
  ['over for a year and a day', stay('2025-01-01', '2025-11-23', 'hospital'), false, ['rating_late']],
  ['entered in error', stay('2026-01-01', '2026-02-01', 'error'), false, ['rating_no_stay']],
  ['an emergency that became an ordinary stay', stay('2026-01-01', '2026-02-01', 'regular'), false, ['rating_no_stay']],
  ['rated already', stay('2026-01-01'), true, ['rating_given']],
  ['ends on a day ahead', stay('2026-11-20', '2026-12-01', 'over'), false, ['rating_early']],
])('may be rated? %s', (_, of, given, reasons) => expect(codes(mayRate(of, { today, given }))).toEqual(reasons));

test.each<[string, string, string[]]>([
  ['words', '护理员耐心，饭菜软烂。2026-2027 年费用 3000-4000 元，房间 302-2。', []],
  ['an ID number', '我妈 430602194801011234 住过', ['rating_id_no']],
  ['an ID number with blanks in full width', '４３０６０２ １９４８０１０１ １２３Ｘ', ['rating_id_no']],
  ['an old ID number', '号码 430602480101123', ['rating_id_no']],
  ['a mobile', '打我 138-0730-1234', ['rating_phone']],
  ['a fixed phone', '问 0730-8881234', ['rating_phone']],
  ['a phone in characters', '一三八零七三零一二三四', ['rating_phone']],
  ['too long', '好'.repeat(501), ['rating_long']],
  ['emoji and rare characters count once', '𠮷'.repeat(500), []],
])('a text with %s', (_, text, reasons) => expect(textReasons(text).map((r) => r.code)).toEqual(reasons));

const fresh = { withdrawn: false, hidden: null, replied: false } as const;
test('a home answers once what can be read; an officer hides once; a family takes back what still stands', () => {
  expect(codes(mayReply(fresh, '谢谢'))).toEqual([]);
  expect(codes(mayReply({ ...fresh, replied: true }, '谢谢'))).toEqual(['rating_replied']);
  expect(codes(mayReply({ ...fresh, hidden: 'abuse' }, '谢谢'))).toEqual(['rating_hidden']);
  expect(codes(mayReply({ ...fresh, withdrawn: true }, ' '))).toEqual(['rating_withdrawn', 'reason_needed']);
  expect(codes(mayReply(fresh, '请打 13807301234'))).toEqual(['rating_phone']);
  expect(codes(mayHide(fresh))).toEqual([]);
  expect(codes(mayHide({ ...fresh, hidden: 'abuse' }))).toEqual(['rating_hidden']);
  expect(codes(mayHide({ ...fresh, withdrawn: true }))).toEqual(['rating_withdrawn']);
  expect(codes(mayWithdraw({ ...fresh, hidden: 'abuse' }))).toEqual([]);
  expect(codes(mayWithdraw({ ...fresh, withdrawn: true }))).toEqual(['rating_withdrawn']);
});

describe('the sum of ratings', () => {
  const five = (n: number): Scores => ({ care: n, respect: n, food: n, room: n, honesty: n });
  test('is a mean from three on, and says nothing below', () => {
    expect(sumUp([five(5), five(4)].map((s) => ({ ...s, hidden: null })))).toEqual({
      ratings: 2,
      overall: null,
      by: null,
    });
    const three = [five(5), five(4), { ...five(4), food: 1 }].map((s) => ({ ...s, hidden: null }));
    expect(sumUp(three)).toMatchObject({ ratings: 3, overall: 4.1, by: { care: 4.3, food: 3.3 } });
  });
  test('leaves out what is about another place or sells something, and keeps what was only rude', () => {
    expect(hideReasons.filter(counts)).toEqual(['personal_data', 'abuse']);
    const some = [five(5), five(5), five(5), five(1)].map((s, i) => ({
      ...s,
      hidden: i > 2 ? ('abuse' as const) : null,
    }));
    expect(sumUp(some)).toMatchObject({ ratings: 4, overall: 4 });
    expect(sumUp(some.map((s) => ({ ...s, hidden: s.hidden && ('other_place' as const) })))).toMatchObject({
      ratings: 3,
      overall: 5,
    });
  });
  test('lies between the lowest and the highest answer, whatever the order, for any ratings', () => {
    const star = fc.integer({ min: 1, max: 5 });
    const one = fc.record({ care: star, respect: star, food: star, room: star, honesty: star });
    fc.assert(
      fc.property(fc.array(one, { minLength: FEWEST, maxLength: 30 }), (all) => {
        const given = all.map((s) => ({ ...s, hidden: null }));
        const { overall, by, ratings } = sumUp(given);
        expect(sumUp(given.toReversed())).toEqual({ overall, by, ratings });
        for (const q of questions) {
          const asked = all.map((s) => s[q]);
          expect(by![q]).toBeGreaterThanOrEqual(Math.min(...asked));
          expect(by![q]).toBeLessThanOrEqual(Math.max(...asked));
        }
        expect(overall).toBeGreaterThanOrEqual(Math.min(...Object.values(by!)));
        expect(overall).toBeLessThanOrEqual(Math.max(...Object.values(by!)));
      }),
    );
  });
});

test.each([
  ['2026-02-28', 2025, 'winter'],
  ['2026-03-01', 2026, 'spring'],
  ['2026-08-31', 2026, 'summer'],
  ['2026-09-01', 2026, 'autumn'],
  ['2026-12-31', 2026, 'winter'],
])('somebody who moved in on %s came in the %s %s', (day, year, season) =>
  expect(seasonOf(day)).toEqual({ year, season }));
