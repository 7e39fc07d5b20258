import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Figure, freeThere, isMeant, type Watch, watchState, whatToTell } from '../../server/watches/rules.ts';

const NOW = new Date('2026-11-24T02:00:00Z');
const HOUR = 3_600_000;
const cells = (n: number) => Array.from({ length: 20 }, () => n);
const figure = (extra: Partial<Figure> = {}): Figure => ({
  id: 'a',
  kind: 'nursing_home',
  lng: 113.1,
  lat: 29.38,
  searchText: '南湖养老院 nanhu',
  freeFor: cells(1),
  monthlyMinFen: 240_000,
  stars: 3,
  medicalInsurance: true,
  longTermCareInsurance: null,
  consumptionCoupon: false,
  confirmedAt: NOW,
  freeOnDays: null,
  ...extra,
});
const watch = (extra: Partial<Watch> = {}): Watch => ({
  facilityId: null,
  lng: 113.1,
  lat: 29.38,
  query: {},
  told: {},
  toldAt: null,
  ...extra,
});

describe('a home is meant', () => {
  test.each([
    [{ kinds: ['nursing_home'] }, { kinds: ['day_care'] }],
    [{ price_max_fen: 240_000 }, { price_max_fen: 239_999 }],
    [{ stars_min: 3 }, { stars_min: 4 }],
    [{ needs: ['medical_insurance'] }, { needs: ['long_term_care_insurance'] }],
    [{ text: 'NanHu' }, { text: '北湖' }],
    [{ radius_km: 1 }, { radius_km: 0.1 }],
  ] as const)('by %j and not by %j', (yes, no) => {
    const near = figure({ lng: 113.105 });
    expect(isMeant(watch({ query: yes as never }), near)).toBe(true);
    expect(isMeant(watch({ query: no as never }), near)).toBe(false);
  });
  test('by its own name alone, and never by a price it has not filed', () => {
    expect(isMeant(watch({ facilityId: 'a', query: { kinds: ['day_care'] } }), figure())).toBe(true);
    expect(isMeant(watch({ facilityId: 'b' }), figure())).toBe(false);
    expect(isMeant(watch({ query: { price_max_fen: 900_000 } }), figure({ monthlyMinFen: null }))).toBe(false);
  });
  test('free for such a person: the sex, level and dementia asked for, the most of what was not said', () => {
    const some = cells(0);
    some[10 + 2] = 3; // women at level 2
    const f = figure({ freeFor: some });
    expect(freeThere({ sex: 'female', level: 2 }, f)).toBe(3);
    expect(freeThere({ sex: 'male', level: 2 }, f)).toBe(0);
    expect(freeThere({ level: 2, dementia: true }, f)).toBe(0);
    expect(freeThere({}, f)).toBe(3);
    expect(freeThere({ weekdays: [1] }, { ...f, freeOnDays: 1 })).toBe(1);
  });
});

describe('telling', () => {
  const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
  test('one bed once; another one the next day; one that went and came again', () => {
    const first = whatToTell(watch(), [figure()], NOW);
    expect(first).toEqual({ tell: [{ facility: 'a', free: 1 }], told: { a: 1 } });
    const knows = watch({ told: first.told, toldAt: NOW });
    expect(whatToTell(knows, [figure()], later(30)).tell).toEqual([]);
    const two = figure({ freeFor: cells(2), confirmedAt: later(5) });
    // more on the same day waits, and is told the next
    expect(whatToTell(knows, [two], later(5))).toEqual({ tell: [], told: { a: 1 } });
    expect(whatToTell(knows, [two], later(30))).toEqual({ tell: [{ facility: 'a', free: 2 }], told: { a: 2 } });
    const gone = whatToTell(knows, [figure({ freeFor: cells(0) })], later(1));
    expect(gone).toEqual({ tell: [], told: {} });
    expect(whatToTell(watch({ told: gone.told, toldAt: NOW }), [figure()], later(30)).tell).toHaveLength(1);
  });
  test('a stale figure tells nothing and forgets nothing', () => {
    const stale = figure({ confirmedAt: later(-73), freeFor: cells(0) });
    expect(whatToTell(watch({ told: { a: 1 } }), [stale], NOW)).toEqual({ tell: [], told: { a: 1 } });
    expect(whatToTell(watch(), [figure({ confirmedAt: null })], NOW)).toEqual({ tell: [], told: {} });
  });
  test('whatever happens to the beds, what is told is free and fresh, and nothing is told twice on a day', () => {
    const step = fc.record({ hours: fc.integer({ min: 1, max: 40 }), free: fc.nat(3), confirm: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [now, confirmed, mine] = [NOW, NOW, watch()];
        const days: string[] = [];
        let last = 0;
        for (const s of steps) {
          now = new Date(now.getTime() + s.hours * HOUR);
          if (s.confirm) confirmed = now;
          const f = figure({ freeFor: cells(s.free), confirmedAt: confirmed });
          const { tell, told } = whatToTell(mine, [f], now);
          for (const one of tell) {
            expect(one.free).toBe(s.free);
            expect(one.free).toBeGreaterThan(last);
            expect(now.getTime() - confirmed.getTime()).toBeLessThanOrEqual(72 * HOUR);
            days.push(new Date(now.getTime() + 8 * HOUR).toISOString().slice(0, 10));
          }
          last = told.a ?? 0;
          mine = { ...mine, told, toldAt: tell.length ? now : mine.toldAt };
          // the same look again tells nothing
          expect(whatToTell(mine, [f], now).tell).toEqual([]);
        }
        expect(new Set(days).size).toBe(days.length);
      }),
    );
  });
  test('is live until its last day, over after it, ended when its reader says so', () => {
    const w = { untilOn: '2026-11-24', endedAt: null };
    expect(watchState(w, '2026-11-24')).toBe('live');
    expect(watchState(w, '2026-11-25')).toBe('over');
    expect(watchState({ ...w, endedAt: NOW }, '2026-11-30')).toBe('ended');
    expect(watchState({ ...w, endedAt: later(30) }, '2026-11-30')).toBe('over');
  });
});
