import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedFrom,
  endedOn,
  type Facts,
  holdsOn,
  type Turn,
  truthOn,
  type Version,
} from '../../server/divisions/mechanism/timeline.ts';
import { codeProblem, judgeChange, roughlyPlaced } from '../../server/divisions/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import { type Merge, nextCodes, planMerge, planSplit } from '../../server/mergers/rules.ts';

const facts: Facts = {
  kind: '网格',
  name: '第1网格',
  shortName: '第1网格',
  districtRun: true,
  runBy: '岳阳楼区直管',
  lng: null,
  lat: null,
  accuracyM: null,
  seniors: 100,
};
const always = (over: Partial<Facts> = {}): Version => ({
  id: 'v0',
  start: null,
  end: null,
  facts: { ...facts, ...over },
  successor: null,
});
const COMMUNITY = '430602001001';
const grid = (no: number, over: Partial<Facts> = {}, versions?: Version[]) => ({
  code: `${COMMUNITY}${String(no).padStart(3, '0')}`,
  versions: versions ?? [always({ name: `第${no}网格`, shortName: `第${no}网格`, ...over })],
});

let made = 0;
/** What the database does with a turn. */
function write(versions: Version[], turn: Turn): Version[] {
  const cut = new Map(turn.cut.map((c) => [c.id, c]));
  const kept = versions
    .filter((v) => !turn.replaced.includes(v.id))
    .map((v) => {
      const c = cut.get(v.id);
      return c ? { ...v, end: c.end, successor: c.successor } : v;
    });
  const added = turn.added.map((span) => {
    made += 1;
    return { ...span, id: `n${made}` };
  });
  return [...kept, ...added];
}

describe('what is on record of a division by day', () => {
  const day = (n: number) => addDays('2026-01-01', n);
  const edit = fc.record({
    from: fc.integer({ min: 0, max: 40 }),
    patch: fc.oneof(
      fc.record({ name: fc.constantFrom('甲', '乙', '丙') }),
      fc.record({ seniors: fc.constantFrom(1, 2, 3, null) }),
      fc.record({ name: fc.constantFrom('甲', '乙', '丙'), runBy: fc.constantFrom('区', '新区') }),
    ),
  });
  /** One value of each fact for each day, and on which days it was changed by itself: slow and plain. */
  const plainly = (edits: { from: number; patch: Partial<Facts> }[]) => {
    const days = Array.from({ length: 50 }, () => ({ ...facts }));
    for (const { from, patch } of edits)
      for (const [key, value] of Object.entries(patch) as [keyof Facts, never][]) {
        const before = days[from]![key];
        for (let d = from; d < 50 && days[d]![key] === before; d += 1) days[d]![key] = value;
      }
    return days;
  };
  test('any row of changes, in any order of their days, answers each day as a plain calendar of facts does', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        let versions: Version[] = [always()];
        for (const { from, patch } of edits)
          versions = write(versions, changedFrom(versions, day(from), patch as Partial<Facts>) as Turn);
        const plain = plainly(edits as { from: number; patch: Partial<Facts> }[]);
        for (let d = 0; d < 50; d += 1) {
          expect(versions.filter((v) => holdsOn(v, day(d)))).toHaveLength(1);
          expect(truthOn(versions, day(d))).toEqual({ facts: plain[d], endedOn: null, successor: null });
        }
        expect(truthOn(versions, '1990-01-01')?.facts).toEqual(facts);
      }),
      { numRuns: 150 },
    );
  });
  test('a change of the past goes on until the same fact was changed again, and leaves other facts alone', () => {
    let v = write([always()], changedFrom([always()], '2026-06-01', { name: '甲' }) as Turn);
    v = write(v, changedFrom(v, '2026-03-01', { seniors: 7 }) as Turn);
    v = write(v, changedFrom(v, '2026-02-01', { name: '乙' }) as Turn);
    const at = (d: string) => [truthOn(v, d)?.facts.name, truthOn(v, d)?.facts.seniors];
    expect(['2026-01-31', '2026-02-01', '2026-03-01', '2026-06-01'].map(at)).toEqual([
      ['第1网格', 100],
      ['乙', 100],
      ['乙', 7],
      ['甲', 7],
    ]);
  });
  test('one that has ended keeps what it was last called, its day and its successor; before it began it is not there', () => {
    const ended = write([always()], endedOn([always()], '2026-05-01', 'x'));
    expect(truthOn(ended, '2026-04-30')).toMatchObject({ endedOn: null });
    expect(truthOn(ended, '2026-05-01')).toEqual({ facts, endedOn: '2026-05-01', successor: 'x' });
    expect(truthOn([{ ...always(), start: '2026-05-01' }], '2026-04-30')).toBeNull();
    expect(changedFrom(ended, '2026-05-01', { name: '甲' })).toBeNull();
  });
  test('one changed on the very day it ends ends with what held the day before', () => {
    const changed = write([always()], changedFrom([always()], '2026-05-01', { name: '甲' }) as Turn);
    const ended = write(changed, endedOn(changed, '2026-05-01', 'x'));
    expect(truthOn(ended, '2026-05-02')).toMatchObject({ facts: { name: '第1网格' }, successor: 'x' });
    expect(() => endedOn([{ ...always(), start: '2026-05-01' }], '2026-05-01', 'x')).toThrow();
  });
});

const because = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.ok ? 'ok' : v.reasons!.map((r) => r.code));

describe('a change', () => {
  const change = (patch: Partial<Facts>, over: object = {}, of = grid(1)) =>
    because(
      judgeChange(
        of,
        { from: '2026-05-01', patch, doc_no: '岳楼民〔2026〕1号', note: null, ...over },
        new Set(['第2网格']),
      ),
    );
  const begun = grid(1, {}, [{ ...always(), start: '2026-06-01' }]);
  const over = grid(1, {}, [{ ...always(), end: '2026-05-01', successor: `${COMMUNITY}002` }]);
  const community = { code: COMMUNITY, versions: [always({ name: '郭亮社区', seniors: null })] };
  test.each([
    ['a new name', { name: '湖滨网格' }, {}, grid(1), 'ok'],
    ['the name of its neighbour', { name: '第2网格' }, {}, grid(1), ['division_name_taken']],
    ['its own name', { name: '第1网格' }, {}, grid(1), ['division_unchanged']],
    ['an empty name', { name: ' ' }, {}, grid(1), ['division_field_empty']],
    ['a count of a grid', { seniors: 120 }, {}, grid(1), 'ok'],
    ['a count of a community', { seniors: 120 }, {}, community, ['division_seniors_summed']],
    ['a whole point', { lng: 113.1, lat: 29.3, accuracyM: 50 }, {}, grid(1), 'ok'],
    ['a point without accuracy', { lng: 113.1, lat: 29.3, accuracyM: null }, {}, grid(1), ['division_point_whole']],
    ['a point swapped', { lng: 29.3, lat: 113.1, accuracyM: 50 }, {}, grid(1), ['coordinates_swapped']],
    ['a note for a document', { name: '甲' }, { doc_no: null, note: '口头通知' }, grid(1), 'ok'],
    ['no grounds', { name: '甲' }, { doc_no: ' ' }, grid(1), ['division_grounds_needed']],
    ['a day before it began', { name: '甲' }, {}, begun, ['division_not_begun']],
    ['a day after it began', { name: '甲' }, { from: '2026-06-02' }, begun, 'ok'],
    ['a day after its end', { name: '甲' }, {}, over, ['division_ended']],
    ['a day before its end', { name: '甲' }, { from: '2026-04-30' }, over, 'ok'],
    [
      'two things wrong',
      { name: '', seniors: 1 },
      { doc_no: null },
      community,
      ['division_field_empty', 'division_seniors_summed', 'division_grounds_needed'],
    ],
  ])('to %s is answered at once with everything against it', (_, patch, extra, of, expected) => {
    expect(change(patch, extra, of)).toEqual(expected);
  });
  test('a new code has three digits more than its parent, begins with it and was never used', () => {
    const used = new Set([`${COMMUNITY}001`]);
    const code = (text: string) => codeProblem(text, COMMUNITY, used, '/into')?.code ?? null;
    expect(
      [`${COMMUNITY}002`, `${COMMUNITY}02`, '43060200100a002', '430602001002002', `${COMMUNITY}001`].map(code),
    ).toEqual([null, 'division_code_shape', 'division_code_shape', 'division_code_prefix', 'division_code_taken']);
    expect(nextCodes(COMMUNITY, used, 2)).toEqual([`${COMMUNITY}002`, `${COMMUNITY}003`]);
  });
  test('a point of a kilometre and more is known to the street only', () => {
    expect([999, 1000].map(roughlyPlaced)).toEqual([false, true]);
  });
});

describe('a merger', () => {
  const ask = (over: Partial<Merge> = {}): Merge => ({
    codes: [grid(1).code, grid(2).code],
    into: grid(1).code,
    name: null,
    from: '2026-05-01',
    doc_no: '文',
    note: null,
    ...over,
  });
  const plan = (over: Partial<Merge>, parts = [grid(1), grid(2)], grids: typeof parts = []) =>
    planMerge(ask(over), parts, grids, new Set([grid(1).code, grid(2).code, COMMUNITY]), new Set(['湖滨网格']));
  const late: Version[] = [
    { ...always(), end: '2026-06-01' },
    { ...always({ name: '甲' }), id: 'v1', start: '2026-06-01' },
  ];
  const other = { code: '430602001002001', versions: [always({ name: '另一网格' })] };
  const community = (no: number) => ({
    code: `43060200100${no}`,
    versions: [always({ name: `社区${no}`, kind: '社区', seniors: null })],
  });
  test.each([
    ['into one of them', {}, undefined, 'ok'],
    ['into a new code', { into: grid(3).code, name: '新网格' }, undefined, 'ok'],
    ['of one', { codes: [grid(1).code] }, [grid(1)], ['merge_two_needed']],
    [
      'of streets',
      { codes: ['430602001', '430602002'], into: '430602001' },
      [
        { code: '430602001', versions: [always()] },
        { code: '430602002', versions: [always()] },
      ],
      ['merge_levels'],
    ],
    ['of a grid and a community', {}, [grid(1), community(2)], ['merge_levels']],
    ['of two communities’ grids', {}, [grid(1), other], ['merge_one_community']],
    ['into a new code without a name', { into: grid(3).code }, undefined, ['merge_name_needed']],
    ['into a code of elsewhere', { into: '430602001009001', name: '新' }, undefined, ['division_code_prefix']],
    ['under the name of a neighbour', { name: '湖滨网格' }, undefined, ['division_name_taken']],
    ['of one that changes later', {}, [grid(1), grid(2, {}, late)], ['merge_later_change']],
    [
      'of one that begins that day',
      {},
      [grid(1), grid(2, {}, [{ ...always(), start: '2026-05-01' }])],
      ['merge_begins_that_day'],
    ],
    ['of one that began the day before', {}, [grid(1), grid(2, {}, [{ ...always(), start: '2026-04-30' }])], 'ok'],
    ['of one never counted', {}, [grid(1), grid(2, { seniors: null })], ['merge_seniors_unknown']],
    ['without grounds', { doc_no: null }, undefined, ['division_grounds_needed']],
  ] as [
    string,
    Partial<Merge>,
    ReturnType<typeof grid>[] | undefined,
    'ok' | string[],
  ][])('%s', (_, over, parts, expected) => {
    expect(because(plan(over, parts))).toEqual(expected);
  });
  test('of communities takes 999 grids and not one more', () => {
    const grids = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        code: `430602001002${String(i + 1).padStart(3, '0')}`,
        versions: [always()],
      }));
    const merge = (count: number) =>
      because(
        plan(
          { codes: ['430602001001', '430602001002'], into: '430602001001' },
          [community(1), community(2)],
          grids(count),
        ),
      );
    expect(merge(997)).toBe('ok');
    expect(merge(998)).toEqual(['merge_codes_used_up']);
  });
  test('of any grids leaves as many seniors as there were, in one grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 9 }),
        fc.boolean(),
        (counts, fresh) => {
          const parts = counts.map((seniors, i) => grid(i + 1, { seniors }));
          const into = fresh ? grid(99).code : parts[0]!.code;
          const all = new Map(parts.map((p) => [p.code, p.versions]));
          const p = planMerge(
            ask({ codes: parts.map((x) => x.code), into, name: fresh ? '新网格' : null }),
            parts,
            [],
            new Set(all.keys()),
            new Set(),
          );
          if (!p.ok) throw new Error(because(p) as string);
          for (const { code, successor } of p.ended)
            all.set(code, write(all.get(code)!, endedOn(all.get(code)!, '2026-05-01', successor)));
          for (const b of p.begun) all.set(b.code, [{ ...always(), id: 'b', start: '2026-05-01', facts: b.facts }]);
          for (const c of p.changed)
            all.set(c.code, write(all.get(c.code)!, changedFrom(all.get(c.code)!, '2026-05-01', c.patch) as Turn));
          const on = (d: string) => [...all.values()].map((v) => truthOn(v, d)).filter((t) => t && t.endedOn === null);
          const sum = (d: string) => on(d).reduce((n, t) => n + (t!.facts.seniors ?? 0), 0);
          expect([sum('2026-04-30'), on('2026-04-30').length]).toEqual([sum('2026-05-01'), counts.length]);
          expect(on('2026-05-01')).toHaveLength(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a split', () => {
  const split = (part: object, of = grid(1), over: object = {}) =>
    because(
      planSplit(
        of,
        {
          part: { code: grid(2).code, name: '南片网格', seniors: 40, ...part },
          from: '2026-05-01',
          doc_no: '文',
          note: null,
          ...over,
        },
        new Set([grid(1).code, grid(7).code]),
        new Set(['第9网格']),
      ),
    );
  test.each([
    ['with its share', {}, grid(1), {}, 'ok'],
    ['with all of them', { seniors: 100 }, grid(1), {}, 'ok'],
    ['with more than there are', { seniors: 101 }, grid(1), {}, ['split_seniors']],
    ['of a community', { code: '430602001002' }, { code: COMMUNITY, versions: [always()] }, {}, ['split_grids_only']],
    ['of one never counted', {}, grid(1, { seniors: null }), {}, ['merge_seniors_unknown']],
    ['under a used code', { code: grid(7).code }, grid(1), {}, ['division_code_taken']],
    ['under a taken name', { name: '第9网格' }, grid(1), {}, ['division_name_taken']],
    ['without a name', { name: ' ' }, grid(1), {}, ['merge_name_needed']],
    ['without grounds', {}, grid(1), { doc_no: null }, ['division_grounds_needed']],
  ])('%s', (_, part, of, over, expected) => {
    expect(split(part, of, over)).toEqual(expected);
  });
});
