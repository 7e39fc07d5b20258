import { describe, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import {
  judgeRow,
  type Known,
  type ListRow,
  mayEnd,
  readDay,
  readHeadings,
  readList,
  veryOldFrom,
} from '../../server/categories/rules.ts';
import { say } from '../../server/kernel/messages.ts';

const TODAY = '2026-11-24';
const idNo = (order: number, born = '19400506') => {
  const first = `999999${born}${String(order).padStart(3, '0')}`;
  return first + checkDigit(first);
};
const HEAD = ['姓名', '身份证号', '类别', '起始日期', '截止日期', '文号/来源', '社区'];
const good = ['张建国', idNo(2), '低保', '2026-01-01', '2026-12-31', '岳楼民〔2026〕1号', '郭亮社区'];
const communities = new Map([
  ['郭亮社区', '430602001001'],
  ['430602001001', '430602001001'],
]);
const read = (...rows: string[][]) => readList([HEAD, ...rows], communities, TODAY);
const change = (at: number, cell: string) => good.map((c, i) => (i === at ? cell : c));

test('a good row is read as it stands; the last day on paper is the day before the end', () => {
  const { rows, errors, total } = read(good, ['', '', '', '', '', '', '']);
  expect({ errors, total }).toEqual({ errors: [], total: 1 });
  expect(rows).toEqual([
    {
      row: 2,
      name: '张建国',
      idNo: idNo(2),
      bornOn: '1940-05-06',
      kind: 'dibao',
      during: { start: '2026-01-01', end: '2027-01-01' },
      docNo: '岳楼民〔2026〕1号',
      community: '430602001001',
    },
  ]);
});

test.each([
  ['the name is missing', 0, '', 'name', 'name_invalid'],
  [
    'the check digit is wrong',
    1,
    `${idNo(2).slice(0, 17)}${idNo(2)[17] === '0' ? '1' : '0'}`,
    'id_no',
    'id_no_check_digit',
  ],
  ['the number is too short', 1, '12345', 'id_no', 'id_no_form'],
  ['the spreadsheet has rounded the number', 1, '9.99999E+17', 'id_no', 'id_no_form'],
  ['the birth date is impossible', 1, '999999194013060020', 'id_no', 'id_no_birth_date'],
  ['the category is unknown', 2, '五保二代', 'kind', 'list_kind_unknown'],
  ['高龄 is computed, not listed', 2, '高龄', 'kind', 'list_kind_unknown'],
  ['the start is no day', 3, '2026-02-30', 'start', 'list_day'],
  ['the start is missing', 3, '', 'start', 'list_day'],
  ['the start is in the future', 3, '2026-11-25', 'start', 'list_in_future'],
  ['the end is no day', 4, '长期', 'end', 'list_day'],
  ['the end is before the start', 4, '2025-12-31', 'end', 'list_end_first'],
  ['the document is not named', 5, ' ', 'doc_no', 'list_doc_no'],
  ['the community is not of this district', 6, '某某社区', 'community', 'list_community'],
] as const)('an error names row and column in both languages: %s', (_, at, cell, column, code) => {
  const { rows, errors } = read(
    good.map((c, i) => (i === 1 ? idNo(4) : c)),
    change(at, cell),
  );
  expect(rows).toHaveLength(1);
  expect(errors).toContainEqual(expect.objectContaining({ row: 3, column, code }));
  for (const e of errors) {
    expect(say('zh', e.code, e.values)).not.toMatch(/[{}]|[a-z]{4}/);
    expect(say('en', e.code, e.values)).not.toMatch(/[{}]/);
  }
});

test('all that is wrong with a row is said at once', () => {
  const { errors } = read(['', 'x', '?', 'y', 'z', '', '?']);
  expect(errors.map((e) => e.column)).toEqual(['name', 'id_no', 'kind', 'start', 'end', 'doc_no', 'community']);
});

test.each([
  ['2026-01-05', '2026-01-05'],
  ['2026/1/5', '2026-01-05'],
  ['2026.1.5', '2026-01-05'],
  ['2026年1月5日', '2026-01-05'],
  ['20260105', '2026-01-05'],
  ['2026-01-05 00:00:00', '2026-01-05'],
  ['2025-02-29', null],
  ['5/1/2026', null],
  ['46027', null],
])('a day may be written as %s', (text, day) => expect(readDay(text)).toBe(day));

test.each([
  ['特困', 'tekun'],
  ['低保边缘家庭', 'dibao_margin'],
  ['失独', 'lost_only_child'],
  ['优抚对象', 'veteran'],
  ['一级残疾', 'severe_disability'],
  [' 孤寡老人 ', 'no_family'],
])('the departments’ word %s is understood', (word, kind) => {
  expect(read(change(2, word)).rows[0]?.kind).toBe(kind);
});

test('numbers may come with an apostrophe, spaces or a small x, and in full-width digits', () => {
  const x = Array.from({ length: 400 }, (_, i) => idNo(i)).find((id) => id.endsWith('X'))!;
  for (const typed of [`'${x}`, x.toLowerCase(), `${x.slice(0, 6)} ${x.slice(6)}`, x.replace('9', '９')])
    expect(read(change(1, typed)).rows[0]?.idNo).toBe(x);
});

test('headings are found wherever they stand; one that is missing or twice there stops the list', () => {
  expect(readHeadings(['序号', '证件号码', '姓名', '人员类别', '开始日期', '来源'])).toMatchObject({
    at: { id_no: 1, name: 2, kind: 3, start: 4, doc_no: 5 },
    errors: [],
  });
  const { errors } = readHeadings(['姓名', '姓名', '类别', '文号']);
  expect(errors.map((e) => [e.code, e.column])).toEqual([
    ['list_column_missing', 'id_no'],
    ['list_column_missing', 'start'],
    ['list_column_twice', 'name'],
  ]);
  expect(say('zh', 'list_column_missing', errors[0]!.values)).toBe('缺少“身份证号”一列。');
});

test('the same person and category twice in a list is an error of the later row; another category is none', () => {
  const { errors } = read(good, good, change(4, ''), change(2, '孤寡'));
  expect(errors.map((e) => [e.row, e.code, e.values?.other])).toEqual([
    [3, 'list_row_twice', 2],
    [4, 'list_row_overlaps', 2],
  ]);
});

describe('what a row changes', () => {
  const row = read(good).rows[0] as ListRow;
  const period = (start: string, end: string | null, kind: 'dibao' | 'tekun' = 'dibao') => ({
    id: 'p',
    kind,
    during: { start, end },
  });
  const known = (periods: Known['periods'] = [], name = '张建国'): Known => ({ applicant: { id: 'a', name }, periods });
  test.each([
    ['a registered person gets the category', known(), 'added'],
    ['another category does not matter', known([period('2026-01-01', null, 'tekun')]), 'added'],
    ['the same again changes nothing', known([period('2026-01-01', '2027-01-01')]), 'unchanged'],
    ['an end that has moved is moved', known([period('2026-01-01', null)]), 'changed'],
    ['a period that ended before is another one', known([period('2024-01-01', '2026-01-01')]), 'added'],
    ['nobody registered: kept for the worklist', undefined, 'listed'],
    ['on an earlier list already', { applicant: null, periods: [period('2026-01-01', '2027-01-01')] }, 'unchanged'],
  ] as const)('%s', (_, before, how) => {
    expect(judgeRow(row, before, 60, TODAY)).toMatchObject({ how });
  });
  test.each([
    ['a period that overlaps and began another day', known([period('2025-06-01', null)]), 'list_overlaps_known'],
    ['another name under this number', known([], '李建国'), 'list_other_name'],
  ] as const)('%s is an error', (_, before, code) => {
    expect(judgeRow(row, before, 60, TODAY)).toMatchObject({ row: 2, code });
  });
  test('whoever is too young for elder care is not kept', () => {
    const young = { ...row, bornOn: '1966-11-25' };
    expect(judgeRow(young, undefined, 60, TODAY)).toMatchObject({ how: 'young' });
    expect(judgeRow({ ...young, bornOn: '1966-11-24' }, undefined, 60, TODAY)).toMatchObject({ how: 'listed' });
  });
});

test('a category is ended once, within its time', () => {
  expect(mayEnd({ start: '2026-01-01', end: null }, TODAY, TODAY)).toBeNull();
  expect(mayEnd({ start: '2026-01-01', end: null }, '2025-12-31', TODAY)).toMatchObject({ code: 'category_end_day' });
  expect(mayEnd({ start: '2026-01-01', end: '2026-11-01' }, TODAY, TODAY)).toMatchObject({ code: 'category_ended' });
});

test('very old is whom the rules in force give priority for age', () => {
  expect(veryOldFrom([{ any: [{}] }, { any: [{ age_from: 85 }, { age_from: 80 }] }])).toBe(80);
  expect(veryOldFrom(undefined)).toBeNull();
});
