import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants, registerApplicant } from '../../server/applicants/actions.ts';
import { checkDigit } from '../../server/applicants/rules.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { adoptEntries } from '../../server/categories/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, openTestDistrict, person, STREET, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let officer: Actor;
let desk: Actor;
const cookies: Record<string, string> = {};
const people = [person({ name: '张建国' }), person({ name: '李秀英' }), person({ name: '王桂兰' })];
const [zhang, li, wang] = people.map((p) => p.applicant) as [
  (typeof people)[0]['applicant'],
  (typeof people)[0]['applicant'],
  (typeof people)[0]['applicant'],
];
const unknown = (() => {
  const first = '99999919380102002';
  return first + checkDigit(first);
})();

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  officer = await w.someone('officer');
  desk = await w.someone('desk', { street: STREET });
  const elsewhere = await w.someone('desk', { street: '430602002' });
  for (const [name, actor] of Object.entries({ officer, desk, elsewhere, leader: await w.someone('leader') }))
    cookies[name] = await product.cookieOf(actor);
  await importApplicants(w.system, vault, people);
});
afterAll(() => database.drop());

const HEAD = '姓名,身份证号,类别,起始日期,截止日期,文号/来源,社区';
const csv = (...rows: string[]) => Buffer.from([HEAD, ...rows].join('\r\n'), 'utf8');
const asked = (file: Buffer, extra: object = {}) => ({
  source: 'civil_affairs',
  file_name: '低保.csv',
  file: file.toString('base64'),
  ...extra,
});
const post = (path: string, body: unknown, who = 'officer') =>
  product.ask('POST', `/api/v1${path}`, { cookie: cookies[who], body });
const preview = async (file: Buffer) =>
  (await post('/category-lists/preview', asked(file))).body as {
    sha256: string;
    counts: Record<string, number>;
    errors: { row: number; column: string; message_zh: string }[];
    missing: { name: string }[];
  };
const take = async (file: Buffer, rows: 'all' | 'good_only' = 'all') =>
  post('/category-lists', asked(file, { sha256: (await preview(file)).sha256, rows }));
const worklist = async (query = '', who = 'officer') =>
  (await product.ask('GET', `/api/v1/entitled${query}`, { cookie: cookies[who] })).body as {
    total: number;
    people: {
      name: string;
      applicant_id: string | null;
      entry_id: string | null;
      kinds: string[];
      outcome: string | null;
    }[];
  };
const count = async (table: string) =>
  (await database.ownerSql.unsafe(`select count(*)::int as n from ${table}`))[0]!.n as number;

const list = csv(
  `张建国,${zhang.idNo},低保,2026-01-01,,岳楼民〔2026〕1号,`,
  `李秀英,${li.idNo},特困,2026-03-01,2026-12-31,岳楼民〔2026〕2号,郭亮社区`,
  `赵不在册,${unknown},孤寡,2026-01-01,,岳楼民〔2026〕3号,郭亮社区`,
);
const broken = csv(
  `张建国,${zhang.idNo},低保,2026-01-01,,岳楼民〔2026〕1号,`,
  `李秀英,${li.idNo.slice(0, 17)}?,特困,2026-02-30,,岳楼民〔2026〕2号,`,
);

test('a list with errors imports nothing until the good rows alone are asked for', async () => {
  const seen = await preview(broken);
  expect(seen.counts).toMatchObject({ added: 1, errors: 2 });
  expect(seen.errors.map((e) => [e.row, e.column])).toEqual([
    [3, 'id_no'],
    [3, 'start'],
  ]);
  const refused = await take(broken);
  expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 422, code: 'list_has_errors' });
  expect([await count('categories'), await count('category_imports')]).toEqual([0, 0]);
  expect((await take(broken, 'good_only')).body.counts).toMatchObject({ added: 1, errors: 2 });
  expect(await count('categories')).toBe(1);
});

test('a list adds what is new, knows what is there, and keeps sealed whom nobody has registered', async () => {
  expect((await take(list)).body.counts).toEqual({
    added: 1,
    changed: 0,
    unchanged: 1,
    listed: 1,
    young: 0,
    errors: 0,
  });
  const [entry] = await database.ownerSql`select * from category_list_entries`;
  expect(Buffer.from(entry!.name_sealed).toString('utf8')).not.toContain('赵');
  expect(JSON.stringify(entry)).not.toContain(unknown);
  expect((await product.ask('GET', '/api/v1/category-lists', { cookie: cookies.leader })).body.imports).toMatchObject([
    { source: 'civil_affairs', file_name: '低保.csv', rows: 3, made_by: 'officer' },
    { rows: 2, counts: { errors: 2 } },
  ]);
});

test('the same list again is a difference, not a second copy: an end that moved is moved, who is missing is named', async () => {
  const before = await count('categories');
  expect((await take(list)).body.counts).toMatchObject({ added: 0, changed: 0, unchanged: 3, listed: 0 });
  const later = csv(
    `李秀英,${li.idNo},特困,2026-03-01,2027-12-31,岳楼民〔2026〕9号,`,
    `赵不在册,${unknown},孤寡,2026-01-01,2026-12-31,岳楼民〔2026〕3号,`,
  );
  const seen = await preview(later);
  expect(seen.counts).toMatchObject({ changed: 2 });
  expect(seen.missing.map((m) => m.name)).toEqual(['张建国']);
  await take(later);
  expect(await count('categories')).toBe(before);
  const [changed] = await database.ownerSql`select during::text from categories where kind = 'tekun'`;
  expect(changed!.during).toBe('[2026-03-01,2028-01-01)');
});

test('a file that is not the one previewed, no CSV, or in neither encoding is refused and says why', async () => {
  const other = await post('/category-lists', asked(list, { sha256: '0'.repeat(64), rows: 'all' }));
  expect({ status: other.status, code: other.body.code }).toEqual({ status: 409, code: 'list_changed' });
  for (const [file, code] of [
    [Buffer.from([0xff, 0xff, 0x80, 0xff]), 'list_unreadable'],
    [Buffer.from(`${HEAD}\n"张建国,1\n`), 'list_broken'],
    [Buffer.from(`${HEAD}\n`), 'list_empty'],
  ] as const) {
    const answer = await post('/category-lists/preview', asked(file));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code });
  }
});

test('the marks of UTF-8 and the GB18030 of Chinese spreadsheets are read alike', async () => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), list]);
  // 姓名,身份证号,类别,起始日期,文号 / 某, 1 …, 低保 in GB18030
  const gb = Buffer.concat([
    Buffer.from('d0d5c3fb2cc9edb7ddd6a4bac52cc0e0b1f02cc6f0cabcc8d5c6da2ccec4bac50d0a', 'hex'),
    Buffer.from('c4b32c', 'hex'),
    Buffer.from(`${unknown},`),
    Buffer.from('b5cdb1a32c', 'hex'),
    Buffer.from('2026-01-01,A1'),
  ]);
  expect((await preview(marked)).counts).toEqual((await preview(list)).counts);
  expect(await preview(gb)).toMatchObject({ counts: { listed: 1, errors: 0 } });
});

test('the worklist names the entitled who have not asked, each desk its own street', async () => {
  const all = await worklist();
  expect(all.people.map((p) => p.name).sort()).toEqual(['张建国', '李秀英', '赵不在册']);
  expect((await worklist('?kind=no_family')).people.map((p) => p.name)).toEqual(['赵不在册']);
  expect((await worklist('', 'desk')).total).toBe(3);
  expect((await worklist('', 'elsewhere')).total).toBe(0);
  expect((await worklist(`?street=${STREET}`)).total).toBe(3);
  expect((await worklist('?kind=very_old')).people.map((p) => p.name).sort()).toEqual(
    people
      .map((p) => p.applicant.name)
      .concat('赵不在册')
      .sort(),
  );
});

test('what came of a visit is kept with its day; whoever needs nothing leaves the list', async () => {
  const [at] = (await worklist('?kind=no_family')).people;
  const visit = (outcome: string, day: string, who = 'desk') =>
    post('/entitled/contacts', { entry_id: at!.entry_id, outcome, day, note: '本人在家' }, who);
  expect((await visit('contacted', '2026-11-25')).body.code).toBe('contact_day');
  expect((await visit('contacted', '2026-11-24', 'elsewhere')).status).toBe(403);
  expect((await visit('contacted', '2026-11-24')).status).toBe(201);
  expect((await worklist('?kind=no_family')).people).toMatchObject([{ outcome: 'contacted' }]);
  expect((await visit('not_needed', '2026-11-24')).status).toBe(201);
  expect((await worklist('?kind=no_family')).total).toBe(0);
  expect((await worklist('?outcome=not_needed')).people).toMatchObject([{ name: '赵不在册' }]);
  expect((await post('/entitled/contacts', { outcome: 'contacted', day: '2026-11-24' })).body.code).toBe(
    'contact_whom',
  );
});

test('whoever applies leaves the worklist at once', async () => {
  await submitApplication(w.as(officer), {
    applicant_id: li.id as string,
    service: 'nursing',
    choices: [],
    accept_any: true,
    radius_km: 20,
    weekdays: [],
    needs: [],
    note: null,
  });
  expect((await worklist()).people.map((p) => p.name)).toEqual(['张建国']);
});

test('somebody on a list who is registered gets what the list says', async () => {
  const { applicant_id } = await registerApplicant(w.as(desk), vault, {
    name: '赵不在册',
    id_no: unknown,
    phone: null,
    community: COMMUNITY,
    relation: null,
    living_alone: true,
  });
  expect(await adoptEntries(w.system, vault)).toEqual({ adopted: 1 });
  expect(await adoptEntries(w.system, vault)).toEqual({ adopted: 0 });
  const own = await product.ask('GET', `/api/v1/applicants/${applicant_id}/categories`, { cookie: cookies.desk });
  expect(own.body.categories).toMatchObject([{ kind: 'no_family', start: '2026-01-01', last_day: '2026-12-31' }]);
});

test('somebody of another name with that number gets nothing: staff look at it first', async () => {
  const listed = await database.ownerSql`
    insert into category_list_entries (district, id, import_id, id_digest, id_no_masked, name_sealed, born_on, street_code, community_code, kind, during, source, doc_no)
    select district, gen_random_uuid(), import_id, ${vault.digest(unknown)}, id_no_masked, ${vault.seal('钱另有其人')}, born_on, street_code, community_code, 'veteran', during, source, doc_no
      from category_list_entries limit 1 returning id`;
  expect(listed).toHaveLength(1);
  expect(await adoptEntries(w.system, vault)).toEqual({ adopted: 0 });
});

test('a desk records a category from a paper and ends it; nothing is deleted and nothing overlaps', async () => {
  const path = `/applicants/${wang.id}/categories`;
  const paper = { kind: 'veteran', start: '2026-01-01', last_day: null, source: '优抚证', doc_no: 'YF-12' };
  expect((await post(path, paper, 'elsewhere')).status).toBe(403);
  const made = await post(path, paper, 'desk');
  expect(made.status).toBe(201);
  expect((await post(path, { ...paper, start: '2026-06-01' }, 'desk')).body.code).toBe('category_unknown_end');
  expect((await post(path, { ...paper, start: '2026-12-01' }, 'desk')).body.code).toBe('date_in_future');
  const end = (last_day: string) =>
    post(`/categories/${made.body.category_id}/end`, { last_day, reason: '证件注销' }, 'desk');
  expect((await end('2025-01-01')).body.code).toBe('category_end_day');
  expect((await end('2026-11-20')).status).toBe(200);
  expect((await end('2026-11-20')).body.code).toBe('category_ended');
  expect((await worklist('?kind=veteran')).total).toBe(0);
});

test('two officers import one list at once: one adds, the other finds it there', async () => {
  const file = csv(...[zhang, wang].map((a) => `${a.name},${a.idNo},重度残疾,2026-02-01,,残联〔2026〕7号,`));
  const answers = await Promise.all([take(file), take(file), take(file)]);
  expect(answers.map((a) => a.status)).toEqual([201, 201, 201]);
  const added = answers.map((a) => (a.body.counts as { added: number }).added);
  expect(added.sort()).toEqual([0, 0, 2]);
  const [n] = await database.ownerSql`select count(*)::int as n from categories where kind = 'severe_disability'`;
  expect(n!.n).toBe(2);
});
