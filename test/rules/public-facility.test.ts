import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expected, expectedKinds, publicBeds, publicExpected } from '../../server/facilities/rules.ts';
import { type FindingCode, findingCodes, publicCodes, publicFinding, statuses } from '../../server/findings/rules.ts';
import { bedsFor } from '../../server/insight/rules.ts';
import { addDays, fromRange } from '../../server/kernel/period.ts';

const NOW = new Date('2026-11-24T02:00:00Z');

describe('what everybody reads of a finding', () => {
  const finding = (extra: Partial<Parameters<typeof publicFinding>[0]> = {}) => ({
    code: 'safety',
    source: 'visit',
    status: 'closed' as const,
    subjectType: 'facility',
    assignedTo: null,
    foundAt: new Date('2026-09-02T02:00:00Z'),
    dueAt: new Date('2026-09-10T16:00:00Z'),
    closedAt: new Date('2026-09-09T02:00:00Z'),
    ...extra,
  });
  const right = { code: 'safety', found: '2026-09', state: 'put_right', on: '2026-09-09' };
  const open = { status: 'assigned' as const, closedAt: null };
  const overdue = { code: 'safety', found: '2026-09', state: 'overdue', due: '2026-09-10' };
  test.each<[string, Partial<Parameters<typeof publicFinding>[0]>, object | null]>([
    ['what was put right, by month and with the day it was closed', {}, right],
    ['what the home has not put right in time', open, overdue],
    ['not while its time runs', { ...open, dueAt: new Date('2026-11-24T16:00:00Z') }, null],
    ['not when somebody of the bureau is to mend it', { ...open, assignedTo: 'somebody' }, null],
    ['not what is still looked at on site', { status: 'rectified', closedAt: null }, null],
    ['not before it is given to the home', { status: 'found', closedAt: null, dueAt: null }, null],
    ['not what turned out to be nothing', { status: 'dismissed' }, null],
    ['not what somebody reported', { source: 'report' }, null],
    ['not what is about a person', { subjectType: 'applicant' }, null],
    ['not what is about a case or an offer', { subjectType: 'offer' }, null],
    ['not longer than two years', { closedAt: new Date('2024-11-23T02:00:00Z') }, null],
    ['two years to the day', { closedAt: new Date('2024-11-24T02:00:00Z') }, { ...right, on: '2024-11-24' }],
  ])('%s', (_, extra, shown) => expect(publicFinding(finding(extra), NOW)).toEqual(shown));

  const personal: FindingCode[] = [
    'exclusive_schemes',
    'days_beyond_presence',
    'bed_days_beyond_beds',
    'two_places',
    'price_rise',
    'deceased',
    'unassessed',
    'overlapping_stays',
    'subsidy_after_death',
    'subsidy_while_away',
    'ghost_beds',
    'paid_after_closing',
    'out_of_turn',
    'override_unexplained',
    'overdue_clock',
    'same_person',
    'overdue_money',
    'sample_difference',
    'other',
  ];
  test('every kind of finding is either public or not, by a list somebody has read', () => {
    expect([...publicCodes, ...personal].sort()).toEqual([...findingCodes].sort());
    for (const code of personal) expect(publicFinding(finding({ code }), NOW)).toBeNull();
    for (const code of publicCodes) expect(publicFinding(finding({ code }), NOW)).toEqual({ ...right, code });
  });
  test('says nothing but its kind, its month and one day, whatever it was found in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), fc.constantFrom(...findingCodes), (status, code) => {
        const shown = publicFinding(
          { ...finding({ status, code }), note: '张三的药', facts: { person: 'x' } } as never,
          NOW,
        );
        if (shown) expect(Object.keys(shown).length).toBe(4);
        if (shown) expect(JSON.stringify(shown)).not.toMatch(/张三|person/);
      }),
    );
  });
});

describe('beds that everybody reads will be free', () => {
  const kinds = new Map(['a', 'b', 'c', 'd'].map((id) => [id, 'nursing' as const]));
  const leaving = (bedId: string, on: string, kind: Expected['kind'] = 'leaving'): Expected => ({
    bedId,
    on,
    kind,
    firm: true,
  });
  const many = { nursing: 40 };
  test('one who leaves is told by ten days, three in a week by the week', () => {
    expect(publicExpected([leaving('a', '2026-12-02')], kinds, many)).toEqual([
      { kind: 'nursing', from: '2026-12-01', to: '2026-12-11', span: 'ten_days', beds: 1 },
    ]);
    const three = [leaving('a', '2026-12-02'), leaving('b', '2026-12-03'), leaving('c', '2026-12-06')];
    expect(publicExpected(three, kinds, many)).toEqual([
      { kind: 'nursing', from: '2026-11-30', to: '2026-12-07', span: 'week', beds: 3 },
    ]);
    expect(publicExpected([...three, leaving('d', '2026-12-21')], kinds, many).map((e) => [e.from, e.beds])).toEqual([
      ['2026-12-01', 3],
      ['2026-12-21', 1],
    ]);
    expect(publicExpected([leaving('a', '2026-12-31')], kinds, many)[0]).toMatchObject({ to: '2027-01-01' });
  });
  test('a bed that is mended is told by the week, and nobody of a house of four is told of at all', () => {
    const mended = leaving('a', '2026-12-02', 'closure_ends');
    const four = { nursing: 4 };
    expect(publicExpected([mended, leaving('b', '2026-12-02')], kinds, four)).toEqual([
      { kind: 'nursing', from: '2026-11-30', to: '2026-12-07', span: 'week', beds: 1 },
    ]);
  });
  test('nothing that may also stay as it is, and no offer somebody still thinks over', () => {
    const quiet = expectedKinds.filter(
      (kind) => publicExpected([leaving('a', '2026-12-02', kind)], kinds, many).length === 0,
    );
    expect(quiet).toEqual(['hold_lapses', 'move_in_due', 'trial_ends']);
    expect(publicExpected([{ ...leaving('a', '2026-12-02'), firm: false }], kinds, many)).toEqual([]);
  });
  test('every span holds the days in it, no bed is lost, and reading it a day later cuts no span shorter', () => {
    const days = fc.integer({ min: 1, max: 60 }).map((n) => addDays('2026-11-24', n));
    fc.assert(
      fc.property(fc.array(days, { minLength: 1, maxLength: 12 }), (list) => {
        const beds = new Map(list.map((_, i) => [String(i), 'nursing' as const]));
        const shown = publicExpected(
          list.map((on, i) => leaving(String(i), on)),
          beds,
          many,
        );
        expect(shown.reduce((n, e) => n + e.beds, 0)).toBe(list.length);
        for (const on of list) expect(shown.some((e) => e.from <= on && on < e.to)).toBe(true);
        for (const e of shown) expect(e.span === 'week' ? e.beds >= 3 : ['01', '11', '21']).toBeTruthy();
      }),
    );
  });
});

describe('what is asked of a day to come, by somebody who asks of all days', () => {
  const TODAY = '2026-11-24';
  const home = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      id: String(i),
      kind: 'nursing' as const,
      openedOn: '2020-01-01',
      retiredOn: null,
    }));
  const claim = (bedId: string, end: string | null, kind: 'stay' | 'hold' | 'closure' = 'stay') => ({
    ...{ bedId, kind, sex: null, weekdays: '{[1,8)}', leavingOn: null },
    during: `[2026-01-01,${end ?? ''})`,
  });
  const freeFrom = (beds: ReturnType<typeof home>, claims: ReturnType<typeof claim>[]) =>
    publicBeds(beds, claims, TODAY).claims.map((c) => fromRange(c.during).end);
  test('a stay with a last day counts until the end of what is said of it', () => {
    const beds = home(5);
    const four = beds.slice(1).map((b) => claim(b.id, null));
    expect(freeFrom(beds, [claim('0', '2026-12-02'), ...four])[0]).toBe('2026-12-11');
    const three = ['2026-12-02', '2026-12-03', '2026-12-06'].map((on, i) => claim(String(i), on));
    expect(freeFrom(beds, [...three, claim('3', null), claim('4', null)]).slice(0, 3)).toEqual(
      Array(3).fill('2026-12-07'),
    );
  });
  test('for good where nothing is said: of a house of four, of what is too far off, of a bed held for somebody', () => {
    expect(freeFrom(home(4), [claim('0', '2026-12-02'), ...['1', '2', '3'].map((b) => claim(b, null))])[0]).toBeNull();
    const five = ['1', '2', '3', '4', '5'].map((b) => claim(b, null));
    expect(freeFrom(home(6), [claim('0', '2027-06-02'), ...five])[0]).toBeNull();
    expect(freeFrom(home(6), [claim('0', '2026-12-02', 'hold'), ...five])[0]).toBeNull();
    expect(freeFrom(home(6), [claim('0', '2026-12-02', 'closure'), ...five])[0]).toBe('2026-12-02');
  });
  test('a room is that of whoever comes last: no bed is promised to a man beside a woman who has been given one', () => {
    const bed = { roomId: 'r', levelMin: 0, levelMax: 4, dementia: false, equipment: [], pool: 'market' as const };
    const beds = home(7).map((b) => ({ ...b, ...bed, roomId: Number(b.id) < 3 ? 'r' : 'elsewhere' }));
    const rooms = [
      { id: 'r', sex: 'single_sex' as const },
      { id: 'elsewhere', sex: 'mixed' as const },
    ];
    // He leaves on 2 December, which is said by the 11th; she moves in beside or after him on the 4th.
    const him = { ...claim('0', '2026-12-02'), sex: 'male' as const };
    const her = (id: string) => ({ ...claim(id, null), sex: 'female' as const, during: '[2026-12-04,)' });
    const four = beds.slice(3).map((b) => claim(b.id, null));
    const free = (id: string, sex: 'male' | 'female', from: string) =>
      bedsFor({ sex, level: 1, from }, { rooms, beds, ...publicBeds(beds, [him, her(id), ...four], TODAY) }, TODAY)
        .beds;
    for (const id of ['0', '1'])
      expect([free(id, 'male', '2026-12-05'), free(id, 'female', '2026-12-05') > 0], `bed ${id}`).toEqual([0, true]);
  });
  test('whatever day it ends within what is said, the answer is the same', () => {
    const one = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(one, ([a, b]) => {
        const [beds, others] = [home(6), ['1', '2', '3', '4', '5'].map((id) => claim(id, null))];
        const on = (n: number) => `2026-12-${String(n).padStart(2, '0')}`;
        const told = (n: number) => publicBeds(beds, [claim('0', on(n)), ...others], TODAY);
        expect(told(a)).toEqual(told(b));
      }),
    );
  });
});

describe('beds for whom the page is read', () => {
  const bed = { roomId: 'r', levelMin: 0, levelMax: 2, dementia: false, equipment: [], openedOn: '2020-01-01' };
  const beds = [{ ...bed, id: 'b', kind: 'nursing' as const, pool: 'market' as const, retiredOn: null }];
  const room = (sex: 'male' | 'single_sex') => [{ id: 'r', sex }];
  test.each([
    ['somebody it fits', { sex: 'female' as const, level: 2 }, 'single_sex' as const, 1, []],
    ['a woman where men live', { sex: 'female' as const, level: 2 }, 'male' as const, 0, ['sex_of_room']],
    ['a level it does not take', { sex: 'male' as const, level: 3 }, 'male' as const, 0, ['level_not_taken']],
    ['nobody in particular: without a reason', { level: 3 }, 'male' as const, 0, []],
    [
      'a weekday it has no place for',
      { sex: 'male' as const, level: 1, weekdays: [1] },
      'male' as const,
      0,
      ['no_bed_of_kind'],
    ],
  ])('%s', (_, whom, sex, n, reasons) => {
    const found = bedsFor(whom, { rooms: room(sex), beds, claims: [] }, '2026-11-24');
    expect([found.beds, found.reasons.map((r) => r.code)]).toEqual([n, reasons]);
  });
});
