import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellsOf,
  FEW,
  hasNumber,
  hiddenOf,
  type Line,
  maskedList,
  mayDisclose,
  noticeDays,
  publishBy,
  tablesOf,
  type Use,
  unmaskedRows,
} from '../../server/disclosures/rules.ts';

const use = (person: number, facility: string, contract = 'c', scheme = 'consumption_coupon', fen = 80_000): Use => ({
  person: `p${person}`,
  contract,
  facility,
  governmentFen: fen,
  schemes: { [scheme]: fen },
});
const people = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);
const cells = (...sizes: number[]) =>
  sizes.map((n, i) => ({ key: `k${i}`, people: new Set(people(n, i * 100).map(String)), amountFen: n * 100 }));

test.each([
  ['nothing small, nothing hidden', [5, 9, 30], []],
  ['one small part takes the next smallest with it: the whole less the rest would tell', [3, 9, 30], ['k0', 'k1']],
  ['two small parts with five people between them are enough', [2, 3, 30], ['k0', 'k1']],
  ['two small parts with fewer than five take a third', [1, 2, 30, 9], ['k0', 'k1', 'k3']],
  ['one part alone is the whole', [4], ['k0']],
  ['all small: all hidden', [1, 1, 2], ['k0', 'k1', 'k2']],
] as const)('%s', (_, sizes, hidden) => {
  expect([...hiddenOf(cells(...sizes))].sort()).toEqual([...hidden].sort());
});

test('a facility that is hidden within its contract does not come back as contract less other facilities', () => {
  const tables = tablesOf([
    ...people(20).map((n) => use(n, 'large')),
    ...people(6, 100).map((n) => use(n, 'middle')),
    ...people(2, 200).map((n) => use(n, 'small')),
  ]);
  expect(tables.total.people).toBe(28);
  expect(tables.contracts[0]?.facilities.map((f) => [f.key, f.people])).toEqual([
    ['large', 20],
    ['middle', null],
    ['small', null],
  ]);
});

test('a contract that is hidden hides all its facilities, and a month of four people says nothing', () => {
  const two = tablesOf([
    ...people(9).map((n) => use(n, 'a')),
    ...people(6, 100).map((n) => use(n, 'b', 'd')),
    use(200, 'x', 'e'),
  ]);
  expect(two.contracts.map((c) => [c.key, c.people, c.facilities[0]?.people])).toEqual([
    ['c', 9, 9],
    ['d', null, null],
    ['e', null, null],
  ]);
  const four = tablesOf(people(4).map((n) => use(n, 'a')));
  expect(JSON.stringify(four)).not.toMatch(/:[1-9]/);
});

const uses = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 40 }),
    facility: fc.integer({ min: 0, max: 5 }),
    contract: fc.integer({ min: 0, max: 2 }),
    scheme: fc.constantFrom('tekun_support', 'consumption_coupon', 'concentrated_care'),
    fen: fc.integer({ min: 1, max: 100_000 }),
  }),
  { maxLength: 80 },
);

test('whatever was used, what can be reckoned by subtraction is of five people at least, or is the sum of nothing', () => {
  fc.assert(
    fc.property(uses, (list) => {
      const all = list.map((u) => use(u.person, `f${u.facility}`, `c${u.contract}`, u.scheme, u.fen));
      const tables = tablesOf(all);
      const parts = (of: readonly Use[], keys: ReadonlySet<string>, keyOf: (u: Use) => string) =>
        new Set(of.filter((u) => keys.has(keyOf(u))).map((u) => u.person)).size;
      const groups = [
        { whole: tables.total, list: tables.contracts, of: all, keyOf: (u: Use) => u.contract },
        { whole: tables.total, list: tables.schemes, of: all, keyOf: (u: Use) => Object.keys(u.schemes)[0] as string },
        ...tables.contracts.map((c) => ({
          whole: c,
          list: c.facilities,
          of: all.filter((u) => u.contract === c.key),
          keyOf: (u: Use) => u.facility,
        })),
      ];
      for (const { whole, list: cells, of, keyOf } of groups) {
        for (const cell of cells) expect(cell.people === null || cell.people >= FEW).toBe(true);
        const hidden = cells.filter((c) => c.people === null);
        if (whole.people === null || hidden.length === 0) continue;
        expect(hidden.length).toBeGreaterThan(1);
        expect(parts(of, new Set(hidden.map((c) => c.key)), keyOf)).toBeGreaterThanOrEqual(FEW);
      }
      for (const c of tables.contracts)
        if (c.people === null) expect(c.facilities.every((f) => f.amountFen === null)).toBe(true);
    }),
  );
});

test('what is shown sums to what was used', () => {
  const all = [
    ...people(12).map((n) => use(n, 'a')),
    ...people(7, 50).map((n) => use(n, 'b', 'd', 'tekun_support', 168_000)),
  ];
  const t = tablesOf(all);
  const total = 12 * 80_000 + 7 * 168_000;
  expect(t.total).toEqual({ key: '', people: 19, amountFen: total });
  expect(t.schemes.reduce((n, s) => n + (s.amountFen ?? 0), 0)).toBe(total);
  expect(cellsOf(all, (u) => [[u.facility, u.governmentFen]])).toHaveLength(2);
});

test('the list masks names, sums a person’s lines, and leaves a facility of few people out of its rows', () => {
  const named = [
    ...people(6).map((n) => ({ ...use(n, '一院'), name: `张${n}明`, community: '郭亮社区' })),
    ...people(5, 10).map((n) => ({ ...use(n, '二院'), name: `李${n}`, community: '郭亮社区' })),
    { ...use(99, '小院'), name: '欧阳修', community: '岳阳楼社区' },
    { ...use(99, '小院', 'c', 'consumption_coupon', -10_000), name: '欧阳修', community: '岳阳楼社区' },
  ];
  const list = maskedList(named);
  expect(list).toHaveLength(12);
  expect(list.find((r) => r.name_masked === '欧*')).toEqual({
    name_masked: '欧*',
    community: '岳阳楼社区',
    facility: '',
    scheme: 'consumption_coupon',
    amount_fen: 70_000,
  });
  expect(new Set(list.map((r) => r.facility))).toEqual(new Set(['一院', '']));
  expect(JSON.stringify(list)).not.toMatch(/明|李\d/);
  expect(unmaskedRows(list)).toEqual([]);
});

test.each([
  ['430602194001011234', true],
  ['43060219400101123x', true],
  ['张 138 0730 1234', true],
  ['2026年公示栏第 12 号', false],
  ['0730-8880000', false],
])('whether %s holds an ID number or a mobile: %s', (text, found) => expect(hasNumber(text)).toBe(found));

const line: Line = {
  name_masked: '张*',
  community: '郭亮社区',
  facility: '一院',
  scheme: 'consumption_coupon',
  amount_fen: 1,
};
const good = { from: '2026-11-24', to: '2026-11-30', place: '颐位公示栏', url: null };
const facts = { today: '2026-11-24', rows: [line], digest: 'd', last: null };

test.each([
  ['disclosure_nothing', good, { ...facts, rows: [] }],
  ['disclosure_place', { ...good, place: ' ' }, facts],
  ['disclosure_backdated', { ...good, from: '2026-11-23' }, facts],
  ['disclosure_short', { ...good, to: '2026-11-29' }, facts],
  ['disclosure_short', { ...good, to: '2026-11-01' }, facts],
  ['disclosure_number', { ...good, place: '问张三 13807301234' }, facts],
  ['disclosure_number', { ...good, url: 'https://x.cn/430602194001011234' }, facts],
  ['disclosure_url', { ...good, url: 'x.cn' }, facts],
  ['disclosure_unmasked', good, { ...facts, rows: [line, { ...line, name_masked: '张明远' }] }],
  ['disclosure_known', good, { ...facts, last: { digest: 'd', from: '2026-11-01', to: '2026-11-07' } }],
] as const)('publishing is refused: %s', (code, notice, given) => {
  const verdict = mayDisclose(notice, given);
  expect(verdict.ok ? [] : verdict.reasons.map((r) => r.code)).toEqual([code]);
});

test.each([
  ['seven days, both counted', good, facts],
  ['another list than before', good, { ...facts, last: { digest: 'e', from: '2026-11-01', to: '2026-11-07' } }],
  [
    'the same list, which stood too short',
    good,
    { ...facts, last: { digest: 'd', from: '2026-11-01', to: '2026-11-03' } },
  ],
] as const)('publishing is allowed: %s', (_, notice, given) => {
  expect(mayDisclose(notice, given).ok).toBe(true);
});

test('twenty working days go around a holiday and a make-up working day', () => {
  const calendar = {
    off: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
    on: new Set(['2026-10-10']),
    published: new Set([2026]),
  };
  expect(publishBy(calendar, '2026-09-24')).toBe('2026-10-28');
  expect(noticeDays({ from: '2026-11-01', to: '2026-11-07' })).toBe(7);
});
