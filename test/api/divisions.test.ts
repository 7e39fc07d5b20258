import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { type Change, changeDivision, findDivision, openDistrict } from '../../server/divisions/actions.ts';
import { divisionsOn, readHistory } from '../../server/divisions/queries.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { mergeDivisions, rollDivisions, splitGrid } from '../../server/mergers/actions.ts';
import { previewMerge } from '../../server/mergers/queries.ts';
import { type Actor, view } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  COMMUNITY,
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';

let database: TestDatabase;
let w: World;
let administrator: Actor;
let product: ReturnType<typeof appOf>;

const TODAY = '2026-11-24';
const on = (day: string) => view(w.system, 'divisions.read', (tx) => divisionsOn(tx, DISTRICT, day));
const named = async (code: string, day: string) => (await on(day)).find((d) => d.code === code)?.name ?? null;
const row = async (code: string) =>
  (
    await database.ownerSql`select name, seniors, ended_on::text, version, pinyin from divisions where code = ${code}`
  )[0]!;
const sum = (rows: { level: string; seniors: number | null }[]) =>
  rows.filter((d) => d.level === 'grid').reduce((n, d) => n + (d.seniors ?? 0), 0);
const grounds = { doc_no: '岳楼民〔2026〕9号', note: null };
const change = async (code: string, of: Omit<Change, 'doc_no' | 'note'>) =>
  changeDivision(w.as(administrator, { ifMatch: (await row(code)).version }), code, { ...of, ...grounds });
const merge = (codes: string[], into: string, from = TODAY, name: string | null = null) => ({
  codes,
  into,
  from,
  name,
  ...grounds,
});
const divisions = (
  list: [code: string, name: string, seniors: number | null][],
): Parameters<typeof openDistrict>[1]['divisions'] =>
  list.map(([code, name, seniors]) => ({
    code,
    parentCode: code.length === 9 ? null : code.slice(0, -3),
    level: code.length === 9 ? ('street' as const) : code.length === 12 ? ('community' as const) : ('grid' as const),
    kind: code.length === 15 ? '网格' : '社区',
    name,
    shortName: name,
    pinyin: 'x',
    initials: 'x',
    districtRun: true,
    runBy: '岳阳楼区直管',
    lng: 113.09,
    lat: 29.38,
    accuracyM: 1200,
    seniors,
  }));
const OTHER = '430602002';

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  const [home] =
    await database.ownerSql`select district, name, city, province, hotline from districts where district = ${DISTRICT}`;
  await openDistrict(w.system, {
    district: home as never,
    calendar: [{ day: '2026-10-02', working: false, name: '国庆', published: true }],
    divisions: divisions([
      [`${COMMUNITY}002`, '二网格', 80],
      [`${COMMUNITY}003`, '三网格', 70],
      [`${COMMUNITY}004`, '四网格', 60],
      [`${STREET}002`, '汴河社区', null],
      [`${STREET}002001`, '汴河一网格', 50],
      [`${OTHER}001`, '桃花山社区', null],
      [`${OTHER}001001`, '桃花山一网格', 40],
      [`${OTHER}009`, '洞庭社区', null],
      [`${OTHER}009001`, '洞庭一网格', 30],
    ]),
  });
  administrator = await w.someone('administrator');
  product = appOf(w);
});
afterAll(() => database.drop());

test('what is on record when a district opens holds for every day, before it and after', async () => {
  const rows = await on(TODAY);
  expect(rows.map((d) => [d.code.slice(6), d.level, d.seniors])).toEqual([
    ['001', 'street', null],
    ['001001', 'community', null],
    ['001001001', 'grid', 163],
    ['001001002', 'grid', 80],
    ['001001003', 'grid', 70],
    ['001001004', 'grid', 60],
    ['001002', 'community', null],
    ['001002001', 'grid', 50],
    ['002', 'street', null],
    ['002001', 'community', null],
    ['002001001', 'grid', 40],
    ['002009', 'community', null],
    ['002009001', 'grid', 30],
  ]);
  expect(await on('1999-01-01')).toEqual(rows);
  expect(await on('2099-01-01')).toEqual(rows);
});

test('a new name holds from its day: today at once, in the past at once and backwards, to come on its morning', async () => {
  const code = `${STREET}002`;
  await change(code, { from: TODAY, patch: { name: '汴河街社区' } });
  expect(await row(code)).toMatchObject({ name: '汴河街社区', pinyin: 'bianhejieshequ' });
  await change(code, { from: '2026-03-01', patch: { name: '老汴河社区' } });
  expect((await row(code)).name).toBe('汴河街社区');
  await change(code, { from: '2026-11-26', patch: { name: '新汴河社区' } });
  expect((await row(code)).name).toBe('汴河街社区');
  expect(await Promise.all(['2026-02-28', '2026-03-01', TODAY, '2026-11-26'].map((d) => named(code, d)))).toEqual([
    '汴河社区',
    '老汴河社区',
    '汴河街社区',
    '新汴河社区',
  ]);
  const before = w.time.now;
  w.time.now = new Date('2026-11-25T17:00:00Z');
  expect(await rollDivisions(w.system)).toEqual({ divisions: 1 });
  expect(await rollDivisions(w.system)).toEqual({ divisions: 0 });
  expect((await row(code)).name).toBe('新汴河社区');
  w.time.now = before;
  await rollDivisions(w.system);
  const { entries } = await readHistory(w.as(administrator), code);
  expect(entries.map((e) => [e.name, e.start, e.replaced, e.doc_no])).toEqual([
    ['汴河社区', null, false, null],
    ['老汴河社区', '2026-03-01', false, grounds.doc_no],
    ['汴河街社区', TODAY, false, grounds.doc_no],
    ['新汴河社区', '2026-11-26', false, grounds.doc_no],
  ]);
});

test('what a correction replaces stays on record with the days it was made for', async () => {
  const code = `${OTHER}009`;
  await change(code, { from: '2026-10-01', patch: { name: '洞庭湖社区' } });
  await change(code, { from: '2026-10-01', patch: { name: '洞庭滨社区' } });
  const history = await product.ask('GET', `/api/v1/divisions/${code}`, {
    cookie: await product.cookieOf(administrator),
  });
  const { versions } = history.body as { versions: { name: string; from: string; replaced: boolean }[] };
  expect(versions.map((v) => [v.name, v.from, v.replaced])).toEqual([
    ['洞庭社区', null, false],
    ['洞庭湖社区', '2026-10-01', true],
    ['洞庭滨社区', '2026-10-01', false],
  ]);
});

test('grids become one: who lives there and their open matters go along, the old code still says its name, seniors are conserved', async () => {
  const [one, two] = [`${COMMUNITY}001`, `${COMMUNITY}002`];
  const people = [person({ gridCode: one }), person({ gridCode: two }), person({ gridCode: `${COMMUNITY}003` })];
  await importApplicants(w.system, vault, people);
  const before = sum(await on(TODAY));
  const asked = merge([one, two], one);
  const preview = await previewMerge(w.as(administrator), asked);
  expect(preview).toEqual({
    into: one,
    seniors: 243,
    ended: [{ code: two, successor: one }],
    begun: [],
    moved: { grid_applicants: 1 },
  });
  expect(await mergeDivisions(w.as(administrator), asked)).toEqual({ into: one, moved: preview.moved });
  expect(await row(one)).toMatchObject({ seniors: 243, ended_on: null });
  expect(await row(two)).toMatchObject({ name: '二网格', seniors: 80, ended_on: TODAY });
  const rows = await on(TODAY);
  expect([sum(rows), rows.some((d) => d.code === two)]).toEqual([before, false]);
  expect((await on('2026-11-23')).find((d) => d.code === two)?.seniors).toBe(80);
  const where =
    await database.ownerSql`select grid_code from applicants where id = any(${people.map((p) => p.applicant.id as string)}) order by id`;
  expect(where.map((r) => r.grid_code).sort()).toEqual([one, one, `${COMMUNITY}003`]);
  const [audit] =
    await database.ownerSql`select after::jsonb->'moved' as moved from audit where action = 'mergers.merge' order by id desc limit 1`;
  expect(audit?.moved).toEqual({ grid_applicants: 1 });
  const capacity = await product.ask('GET', '/api/v1/capacity');
  expect(capacity.body).toMatchObject({ seniors: before, grids: 6 });
  await expect(mergeDivisions(w.as(administrator), merge([one, two], one))).rejects.toMatchObject({
    code: 'division_ended',
  });
});

test('a community goes into one of another street on a day to come: its grids get codes there, its people and homes another desk', async () => {
  const [from, into] = [`${STREET}002`, `${OTHER}001`];
  const home = await openHome(w, { name: '汴河护理点' });
  await database.ownerSql`update facilities set community_code = ${from} where id = ${home.facility}`;
  const who = person({ communityCode: from, gridCode: `${from}001` });
  await importApplicants(w.system, vault, [who]);
  const desk = await w.someone('desk', { street: OTHER });
  const reach = async () => {
    const cookie = await product.cookieOf(desk);
    return (await product.ask('GET', `/api/v1/applicants/${who.applicant.id}/documents`, { cookie })).status;
  };
  expect(await reach()).toBe(403);
  const before = sum(await on(TODAY));
  const asked = merge([from, into], into, '2026-11-30', '桃花山大社区');
  const preview = await previewMerge(w.as(administrator), asked);
  expect(preview).toMatchObject({
    ended: [
      { code: `${from}001`, successor: `${into}002` },
      { code: from, successor: into },
    ],
    moved: { applicants: 1, facilities: 1, vacancies: 1, grid_applicants: 1 },
  });
  expect(await mergeDivisions(w.as(administrator), asked)).toEqual({ into, moved: {} });
  expect(await row(from)).toMatchObject({ ended_on: null });
  expect(await reach()).toBe(403);
  const now = w.time.now;
  w.time.now = new Date('2026-11-30T00:30:00Z');
  await rollDivisions(w.system);
  expect(await row(from)).toMatchObject({ ended_on: '2026-11-30' });
  expect(await row(into)).toMatchObject({ name: '桃花山大社区' });
  const told = await product.ask('GET', '/api/v1/divisions/changes', {
    cookie: await product.cookieOf(administrator),
  });
  const ended = (told.body.changes as { code: string; doc_no: string | null }[]).filter((c) => c.code.startsWith(from));
  expect(new Set(ended.map((c) => c.doc_no))).toEqual(new Set([grounds.doc_no]));
  expect(await row(`${into}002`)).toMatchObject({ name: '汴河一网格', seniors: 50 });
  expect(
    (
      await database.ownerSql`select street_code, community_code, grid_code from applicants where id = ${who.applicant.id as string}`
    )[0],
  ).toEqual({ street_code: OTHER, community_code: into, grid_code: `${into}002` });
  expect(
    (
      await database.ownerSql`select f.street_code, f.community_code, v.street_code as seen from facilities f join vacancies v on v.facility_id = f.id where f.id = ${home.facility}`
    )[0],
  ).toEqual({ street_code: OTHER, community_code: into, seen: OTHER });
  expect(await reach()).toBe(200);
  // A change of the home's place, judged while the old community was there, is applied after it has gone.
  await database.ownerSql`update facilities set community_code = ${from}, street_code = ${STREET} where id = ${home.facility}`;
  await rollDivisions(w.system);
  const [moved] =
    await database.ownerSql`select street_code, community_code from facilities where id = ${home.facility}`;
  expect(moved).toEqual({ street_code: OTHER, community_code: into });
  const { n: rolls } = (
    await database.ownerSql`select count(*)::int as n from audit where action = 'mergers.roll'`
  )[0]!;
  await rollDivisions(w.system);
  expect((await database.ownerSql`select count(*)::int as n from audit where action = 'mergers.roll'`)[0]!.n).toBe(
    rolls,
  );
  expect(sum(await on('2026-11-30'))).toBe(before);
  const list = (await product.ask('GET', '/api/v1/divisions')).body as { divisions: { code: string }[] };
  expect(list.divisions.some((d) => d.code === from)).toBe(false);
  const find = (code: string) => view(w.system, 'divisions.read', (tx) => findDivision(tx, DISTRICT, code));
  await expect(find(from)).rejects.toMatchObject({ code: 'community_ended' });
  expect(await find(into)).toMatchObject({ name: '桃花山大社区' });
  w.time.now = now;
});

test('a part of a grid becomes a grid of its own with its seniors', async () => {
  const [of, part] = [`${COMMUNITY}003`, `${COMMUNITY}009`];
  const before = sum(await on(TODAY));
  await splitGrid(w.as(administrator), of, {
    part: { code: part, name: '三网格南片', seniors: 20 },
    from: '2026-06-01',
    ...grounds,
  });
  expect([(await row(of)).seniors, (await row(part)).seniors]).toEqual([50, 20]);
  expect(sum(await on('2026-05-31'))).toBe(sum(await on('2026-06-01')));
  expect(sum(await on(TODAY))).toBe(before);
  expect((await on('2026-05-31')).some((d) => d.code === part)).toBe(false);
});

test('the register answers any day with the sums of that day', async () => {
  const cookie = await product.cookieOf(await w.someone('leader'));
  const ask = async (query: string) =>
    (await product.ask('GET', `/api/v1/divisions/register${query}`, { cookie })).body as {
      grids: number;
      seniors: number;
      divisions: { code: string; name: string; seniors: number | null; grids: number }[];
    };
  const past = await ask('?on=2026-05-31');
  expect(past).toMatchObject({ grids: 7, seniors: 493 });
  expect(past.divisions.find((d) => d.code === COMMUNITY)).toMatchObject({ grids: 4, seniors: 373 });
  const now = await ask(`?under=${COMMUNITY}&on=${TODAY}`);
  expect(now.divisions.map((d) => [d.code.slice(-3), d.seniors])).toEqual([
    ['001', 243],
    ['003', 50],
    ['004', 60],
    ['009', 20],
  ]);
});

test('of two who change one division at once the second is told that it has changed', async () => {
  const code = `${COMMUNITY}004`;
  const { version } = await row(code);
  const both = await Promise.allSettled(
    ['甲网格', '乙网格'].map((name) =>
      changeDivision(w.as(administrator, { ifMatch: version }), code, { from: TODAY, patch: { name }, ...grounds }),
    ),
  );
  expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((both.find((r) => r.status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({
    code: 'version_stale',
  });
});

test('of two mergers of the same grids at once one is made', async () => {
  const codes = [`${COMMUNITY}004`, `${COMMUNITY}009`];
  const both = await Promise.allSettled(codes.map((into) => mergeDivisions(w.as(administrator), merge(codes, into))));
  expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('divisions say what their records say of today after any row of changes', async () => {
  const code = `${COMMUNITY}001`;
  w.time.now = new Date('2026-12-01T02:00:00Z');
  await rollDivisions(w.system);
  const edits = fc.sample(
    fc.record({
      days: fc.integer({ min: -20, max: 6 }),
      patch: fc.oneof(
        fc.record({ seniors: fc.integer({ min: 0, max: 400 }) }),
        fc.record({ name: fc.constantFrom('东片', '西片', '南片', '北片') }),
      ),
      wait: fc.boolean(),
    }),
    { numRuns: 14, seed: 7 },
  );
  for (const { days, patch, wait } of edits) {
    await change(code, { from: addDays(dayOf(w.time.now), days), patch }).catch((error: { code: string }) => {
      if (error.code !== 'division_unchanged') throw error;
    });
    if (wait) {
      w.time.now = new Date(w.time.now.getTime() + 86_400_000);
      await rollDivisions(w.system);
    }
    const today = dayOf(w.time.now);
    const truth = await on(today);
    const stored =
      await database.ownerSql`select code, name, seniors, pinyin, version from divisions where district = ${DISTRICT} and ended_on is null order by code`;
    expect(truth.map((d) => [d.code, d.name, d.seniors, d.pinyin, d.version])).toEqual(
      stored.map((d) => [d.code, d.name, d.seniors, d.pinyin, d.version]),
    );
  }
});
