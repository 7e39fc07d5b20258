import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bedState } from '../../server/facilities/rules.ts';
import { addDays, contains, toRange } from '../../server/kernel/period.ts';
import { byMonth, type ClaimSpan, dailyFigures } from '../../server/mirror/rules.ts';

const from = '2026-10-05';
const week = [1, 2, 3, 4, 5, 6, 7];
const bed = { id: 'b', openedOn: '2020-01-01', retiredOn: null };
const claim = (extra: Partial<ClaimSpan>): ClaimSpan => ({
  bedId: 'b',
  kind: 'stay',
  start: '2026-10-06',
  end: null,
  releasedOn: null,
  weekdays: week,
  ...extra,
});
const said = (claims: ClaimSpan[], days = 4) =>
  dailyFigures([bed], claims, from, addDays(from, days - 1)).map(
    (d) => (['free', 'closed', 'held', 'occupied'] as const).find((s) => d[s] === 1) ?? 'not filed',
  );

describe('a bed at the end of each day', () => {
  test.each([
    [
      'a stay takes it from its first day to the day before its end',
      [claim({ end: '2026-10-08' })],
      ['free', 'occupied', 'occupied', 'free'],
    ],
    [
      'a hold counts until the day it was let go',
      [claim({ kind: 'hold', end: '2026-10-20', releasedOn: '2026-10-07' })],
      ['free', 'held', 'free', 'free'],
    ],
    [
      'a stay entered and taken back on one day never was',
      [claim({ releasedOn: '2026-10-06' })],
      ['free', 'free', 'free', 'free'],
    ],
    ['a closure without an end closes it', [claim({ kind: 'closure' })], ['free', 'closed', 'closed', 'closed']],
    [
      'an admission written a day late outweighs the hold before it',
      [claim({}), claim({ kind: 'hold', start: from, end: '2026-10-20', releasedOn: '2026-10-07' })],
      ['held', 'occupied', 'occupied', 'occupied'],
    ],
    [
      'a day place is taken on its weekdays only',
      [claim({ start: from, weekdays: [1, 3] })],
      ['occupied', 'free', 'occupied', 'free'],
    ],
  ])('%s', (_t, claims, expected) => expect(said(claims)).toEqual(expected));

  test('it is filed from the day it opened to the day before it was retired', () => {
    const some = { id: 'b', openedOn: '2026-10-06', retiredOn: '2026-10-08' };
    expect(dailyFigures([some], [claim({ start: from })], from, '2026-10-08').map((d) => d.filed)).toEqual([
      0, 1, 1, 0,
    ]);
  });

  test('agrees with the rule that says what a bed is today, for any beds and claims', () => {
    const day = fc.integer({ min: -5, max: 40 }).map((n) => addDays(from, n));
    const span = fc.record({
      kind: fc.constantFrom('hold', 'stay', 'closure'),
      start: day,
      length: fc.integer({ min: 1, max: 20 }),
      open: fc.boolean(),
      weekdays: fc.constantFrom(week, [1, 3], [6, 7]),
    });
    const beds = fc.array(fc.record({ openedOn: day, open: fc.boolean(), lasts: fc.nat(30), claim: span }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(beds, (list) => {
        const spans = list.map((b, i) => ({
          id: String(i),
          openedOn: b.openedOn,
          retiredOn: b.open ? null : addDays(b.openedOn, b.lasts),
        }));
        const claims = list.map(
          ({ claim: c }, i) =>
            ({
              bedId: String(i),
              kind: c.kind,
              start: c.start,
              end: c.open ? null : addDays(c.start, c.length),
              releasedOn: null,
              weekdays: c.weekdays,
            }) as ClaimSpan,
        );
        dailyFigures(spans, claims, from, addDays(from, 34)).forEach((d, n) => {
          const on = addDays(from, n);
          const states = spans.map((s, i) => {
            const c = claims[i]!;
            const stored = {
              bedId: s.id,
              kind: c.kind,
              sex: null,
              during: toRange(c),
              weekdays: `{${c.weekdays.map((x) => `[${x},${x + 1})`)}}`,
            };
            const rest = {
              roomId: 'r',
              kind: 'day',
              levelMin: 0,
              levelMax: 4,
              dementia: false,
              equipment: [],
              pool: 'market',
            } as const;
            return bedState({ ...s, ...rest }, contains(c, on) ? [stored] : [], on);
          });
          const n_ = (state: string) => states.filter((s) => s === state).length;
          expect(d).toEqual({
            filed: states.length - n_('not_filed'),
            closed: n_('closed'),
            occupied: n_('occupied'),
            held: n_('held'),
            free: n_('free'),
          });
        });
      }),
    );
  });
});

test('a month is the mean of its days, to a tenth; a month begun in its middle says so; the parts always sum', () => {
  const daily = dailyFigures([bed, { ...bed, id: 'c' }], [claim({ start: '2026-10-31' })], '2026-10-30', '2026-11-03');
  expect(byMonth(daily, '2026-10-30')).toEqual([
    { from: '2026-10-30', days: 2, filed: 2, closed: 0, occupied: 0.5, held: 0, free: 1.5 },
    { from: '2026-11-01', days: 3, filed: 2, closed: 0, occupied: 1, held: 0, free: 1 },
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 70 }),
      (rows) => {
        const days = rows.map(([closed, occupied, held, free]) => ({
          filed: closed + occupied + held + free,
          closed,
          occupied,
          held,
          free,
        }));
        for (const m of byMonth(days, from)) expect(m.closed + m.occupied + m.held + m.free).toBeCloseTo(m.filed, 9);
      },
    ),
  );
});
