import { describe, expect, test } from 'vitest';
import { mayAnnounce, mayCancel, mayClose, type Remaining } from '../../server/closings/rules.ts';
import type { Home } from '../../server/prepaid/rules.ts';

const TODAY = '2026-11-24';
const home: Home = { name: '湖滨养老院', nature: 'private', closedOn: null, closesOn: null };
const codes = (verdict: { ok: boolean; reasons?: { code: string }[] }) => verdict.reasons?.map((r) => r.code) ?? [];

describe('a closing', () => {
  const none: Remaining = { owed: { people: 0, fen: 0 }, residents: 0, held: 0 };
  test.each([
    ['30 days ahead', '2026-12-24', {}, []],
    ['29 days ahead', '2026-12-23', {}, ['closing_notice']],
    ['announced already', '2026-12-24', { closesOn: '2026-12-24' }, ['closing_announced']],
    ['of a closed home', '2026-12-24', { closedOn: '2026-01-01' }, ['facility_closed']],
  ] as [string, string, Partial<Home>, string[]][])('announced %s', (_t, on, place, expected) => {
    expect(codes(mayAnnounce(on, TODAY, { ...home, ...place }, 30))).toEqual(expected);
  });
  test.each([
    ['with nothing left on its day', 'announced', TODAY, {}, []],
    ['before its day', 'announced', '2026-11-25', {}, ['closing_too_early']],
    ['while a fen is owed', 'announced', TODAY, { owed: { people: 1, fen: 1 } }, ['closing_balances']],
    ['while somebody lives there', 'announced', TODAY, { residents: 1 }, ['closing_residents']],
    ['while a bed is kept', 'announced', TODAY, { held: 2 }, ['closing_held']],
    ['twice', 'done', TODAY, {}, ['closing_over']],
    ['after it was cancelled', 'cancelled', TODAY, {}, ['closing_over']],
  ] as const)('settled %s', (_t, state, closesOn, left, expected) => {
    expect(codes(mayClose(state, closesOn, TODAY, { ...none, ...left }))).toEqual(expected);
  });
  test('is cancelled while it is only announced', () => {
    expect([mayCancel('announced'), mayCancel('done'), mayCancel('cancelled')].map(codes)).toEqual([
      [],
      ['closing_over'],
      ['closing_over'],
    ]);
  });
});
