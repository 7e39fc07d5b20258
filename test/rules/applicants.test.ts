import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDigit,
  type LevelReason,
  levelOf,
  maskIdNo,
  maskName,
  maskPhone,
  maybeSame,
  mayDo,
  mayFind,
  mayRegister,
  readIdNo,
} from '../../server/applicants/rules.ts';
import { checkName } from '../../server/kernel/names.ts';
import { addDays } from '../../server/kernel/period.ts';

const TODAY = '2026-11-24';
const idNo = (born: string, order = '001') => {
  const first = `999999${born.replaceAll('-', '')}${order}`;
  return first + checkDigit(first);
};
const codes = (v: ReturnType<typeof mayRegister>) => (v.ok ? [] : v.reasons.map((r) => r.code));

describe('ID number (GB 11643)', () => {
  test('the published example has check character X', () => expect(checkDigit('11010519491231002')).toBe('X'));
  test.each([
    ['too short', '12345', ['id_no_form']],
    ['a letter inside', '99999919500A01001X', ['id_no_form']],
    ['a day that does not exist', idNo('1950-02-30'), ['id_no_birth_date']],
    ['born tomorrow', idNo(addDays(TODAY, 1)), ['id_no_birth_date']],
  ])('%s is refused', (_t, no, expected) => {
    const v = readIdNo(no, TODAY);
    expect(v.ok ? [] : v.reasons.map((r) => r.code)).toEqual(expected);
  });
  test('one wrong digit is always noticed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (n, order, at, by) => {
          const good = idNo(addDays('1940-01-01', n), String(order).padStart(3, '0'));
          const bad = good.slice(0, at) + String((Number(good[at]) + by) % 10) + good.slice(at + 1);
          expect(readIdNo(good, '2040-01-01').ok).toBe(true);
          expect(readIdNo(bad, '2040-01-01').ok).toBe(false);
        },
      ),
    );
  });
  test('an odd order number is a man, an even one a woman', () => {
    expect(readIdNo(idNo('1950-01-01', '001'), TODAY)).toMatchObject({ ok: true, sex: 'male', bornOn: '1950-01-01' });
    expect(readIdNo(idNo('1950-01-01', '002'), TODAY)).toMatchObject({ sex: 'female' });
  });
});

describe('who may be registered', () => {
  const ok = { name: '刘㴩', idNo: idNo('1950-01-01') };
  test.each([
    ['a good card', ok, []],
    ['a name of one character', { ...ok, name: '龘' }, []],
    ['a four-byte character', { ...ok, name: '张𬭎' }, []],
    ['a name of forty characters', { ...ok, name: '长'.repeat(40) }, []],
    ['a name of forty-one', { ...ok, name: '长'.repeat(41) }, ['name_invalid']],
    ['an empty name', { ...ok, name: '  ' }, ['name_invalid']],
    ['markup in the name', { ...ok, name: '<script>' }, ['name_invalid']],
    ['under sixty', { ...ok, idNo: idNo('1966-11-25') }, ['too_young']],
    ['sixty today', { ...ok, idNo: idNo('1966-11-24') }, []],
    ['the other sex', { ...ok, sex: 'female' as const }, ['id_no_sex']],
    ['a name of one character', { ...ok, name: '㴩' }, []],
    ['rare and four-byte characters', { ...ok, name: '硚𬭎·㴩' }, []],
    ['forty four-byte characters', { ...ok, name: '𬭎'.repeat(40) }, []],
    ['a form chosen by a variation selector', { ...ok, name: '葛\u{E0100}明' }, []],
    ['an emoji', { ...ok, name: '王😀' }, ['name_picture']],
    ['an emoji of several parts', { ...ok, name: '👨‍👩‍👧' }, ['name_picture']],
    ['a flag', { ...ok, name: '王🇨🇳' }, ['name_picture']],
    ['a character only one computer knows', { ...ok, name: '王\uE815' }, ['name_private']],
    ['a letter that shows as nothing', { ...ok, name: '\u3164' }, ['name_invalid']],
    ['dots alone', { ...ok, name: '··' }, ['name_invalid']],
    ['a hidden change of direction', { ...ok, name: '王\u202E明' }, ['name_invalid']],
    ['everything wrong at once', { name: '', idNo: '1' }, ['name_invalid', 'id_no_form']],
  ])('%s', (_t, p, expected) => expect(codes(mayRegister(p, TODAY, 60))).toEqual(expected));
  test('checkName names the field', () => expect(checkName('')).toEqual({ code: 'name_invalid', pointer: '/name' }));
});

describe('ability level (GB/T 42195-2022)', () => {
  test.each<[number, LevelReason[], number, number]>([
    [90, [], 0, 0],
    [89, [], 1, 1],
    [66, [], 1, 1],
    [65, [], 2, 2],
    [46, [], 2, 2],
    [45, [], 3, 3],
    [30, [], 3, 3],
    [29, [], 4, 4],
    [0, [], 4, 4],
    [90, ['dementia'], 0, 1],
    [29, ['psychiatric'], 4, 4],
    [50, ['dementia', 'risk_events'], 2, 3],
    [70, ['coma'], 1, 4],
  ])('%i points with %j: level %i, then %i', (total, reasons, initial, level) =>
    expect(levelOf(total, reasons)).toEqual({ ok: true, initial, level }));
  test.each([-1, 91, 45.5, Number.NaN])('%d is no total', (total) => expect(levelOf(total, []).ok).toBe(false));
});

describe('what somebody who acts for a person may do', () => {
  const hands = {
    self: { relation: 'self', authorisedBy: null },
    child: { relation: 'child', authorisedBy: 'screen' },
    unwritten: { relation: 'child', authorisedBy: null },
    guardian: { relation: 'guardian', authorisedBy: 'paper' },
    stated: { relation: 'guardian', authorisedBy: null },
  } as const;
  test.each([
    'read',
    'papers',
    'offers',
    'apply',
    'share_with_home',
    'messages',
  ] as const)('%s: all of them', (deed) => {
    for (const hand of Object.values(hands)) expect(mayDo(hand, deed).ok).toBe(true);
  });
  test.each([
    'bank_account',
    'publicity',
    'helpers',
    'erase',
  ] as const)('%s: only the person and a proven guardian', (deed) => {
    expect(Object.entries(hands).flatMap(([who, hand]) => (mayDo(hand, deed).ok ? [who] : []))).toEqual([
      'self',
      'guardian',
    ]);
    expect(mayDo(hands.child, deed)).toMatchObject({ reasons: [{ code: 'helper_may_not', values: { deed } }] });
  });
});

test('masks keep no more than the law allows', () => {
  expect(maskIdNo('430602195001011234')).toBe('430602********1234');
  expect(maskPhone('13800005678')).toBe('138****5678');
  expect(maskName('欧阳明远')).toBe('欧*');
});

describe('a possible duplicate', () => {
  const born = '1941-03-09';
  test.each([
    ['欧阳·秀英', '欧阳秀英', born, true],
    ['欧阳 秀英', '欧阳•秀英', born, true],
    ['Ａisha', 'AISHA', born, true],
    ['欧阳秀英', '欧阳秀', born, false],
    ['欧阳秀英', '欧阳秀英', '1941-03-10', false],
  ])('%s and %s born on %s: %s', (one, other, bornOn, same) =>
    expect(maybeSame({ name: one, bornOn: born }, { name: other, bornOn })).toBe(same));
});

describe('looking somebody up', () => {
  const none = { idNo: null, name: null, bornOn: null };
  test.each([
    [{ ...none, idNo: idNo('1940-01-01') }, []],
    [{ ...none, idNo: '123' }, ['id_no_form']],
    [{ ...none, name: '张三', bornOn: '1940-01-01' }, []],
    [{ ...none, name: '张三' }, ['find_by']],
    [{ ...none, bornOn: '1940-01-01' }, ['find_by']],
    [{ ...none, name: '', bornOn: '2027-01-01' }, ['name_invalid', 'date_in_future']],
  ])('by %o: %o', (wanted, found) => {
    const v = mayFind(wanted, TODAY);
    expect(v.ok ? [] : v.reasons.map((r) => r.code)).toEqual(found);
  });
});
