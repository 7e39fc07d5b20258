import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { setCoverageRules } from '../../server/coverage/actions.ts';
import { newId } from '../../server/platform/ids.ts';
import { importStays } from '../../server/stays/actions.ts';
import { type Answer, appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  COMMUNITY,
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  vault,
  type World,
  world,
} from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let officer: string;
let inspector: string;
let admin: string;
let near: Awaited<ReturnType<typeof openHome>>;
let far: Awaited<ReturnType<typeof openHome>>;
const residents = [person(), person({ sex: 'male' }), person()];
const GRID = `${COMMUNITY}001`;
const TODAY = '2026-11-24';

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  for (const table of ['divisions', 'division_versions'])
    await database.ownerSql`update ${database.ownerSql(table)} set accuracy_m = 50, lng = 113.1, lat = 29.37 where code like ${`${COMMUNITY}%`}`;
  product = appOf(w);
  officer = await product.cookieOf(await w.someone('officer'));
  inspector = await product.cookieOf(await w.someone('inspector'));
  admin = await product.cookieOf(await w.someone('administrator'));
  near = await openHome(w, { name: '近处养老院', lng: 113.101, lat: 29.37, rooms: 3, bedsPerRoom: 1 });
  far = await openHome(w, { name: '远处养老院', lng: 113.15, lat: 29.37, rooms: 2, bedsPerRoom: 1 });
  await importApplicants(w.system, vault, residents);
  await importStays(
    w.system,
    residents.map((p, i) => ({
      id: newId(),
      claim: {
        id: newId(),
        roomId: near.beds[i]!.roomId,
        sex: p.applicant.sex,
        weekdays: '{[1,8)}',
        residential: true,
      },
      facilityId: near.facility,
      applicantId: p.applicant.id as string,
      bedId: near.beds[i]!.id,
      lotId: null,
      funding: 'private' as const,
      admittedOn: '2026-11-01',
    })),
    [],
  );
});
afterAll(() => database.drop());

const get = (path: string, cookie = officer) => product.ask('GET', `/api/v1${path}`, { cookie });
const post = (path: string, body: unknown, cookie = officer, headers = {}) =>
  product.ask('POST', `/api/v1${path}`, { cookie, body, headers });
const send = (path: string, text: string, cookie = officer) =>
  product.ask('POST', `/api/v1${path}`, { cookie, raw: text, headers: { 'content-type': 'application/octet-stream' } });
const codes = (a: Answer) =>
  (a.body.reasons as { code: string; pointer?: string }[]).map((r) => `${r.code} ${r.pointer ?? ''}`.trim());
type Sums = Record<string, Record<string, number>>;
const homesOn = async (on: string) => ((await get(`/coverage?on=${on}`)).body.total as Sums).nursing_home;

describe('the circle', () => {
  test('without a rule nothing is worked out, and it is said who sets one', async () => {
    const answer = await get('/coverage');
    expect([answer.status, codes(answer)]).toEqual([404, ['coverage_no_rules']]);
  });

  test('the administrator sets the rule, another follows from a later day; the officer does not', async () => {
    const rule = { from: '2026-01-01', minutes: 15, metres_per_minute: 65, detour_hundredths: 130 };
    expect((await post('/coverage/rules', rule)).status).toBe(403);
    expect((await post('/coverage/rules', rule, admin)).status).toBe(201);
    expect(codes(await post('/coverage/rules', { ...rule, from: TODAY }, admin))).toEqual(['rule_past /from']);
    expect((await post('/coverage/rules', { ...rule, from: '2027-01-01', minutes: 10 }, admin)).status).toBe(201);
    const { rules } = (await get('/coverage/data')).body as { rules: { when: string; last_day: string | null }[] };
    expect(rules.map((r) => [r.when, r.last_day])).toEqual([
      ['future', null],
      ['in_force', '2026-12-31'],
    ]);
    await expect(
      setCoverageRules(w.system, {
        from: '2026-12-01',
        minutes: 9,
        metresPerMinute: 60,
        detourHundredths: 120,
        docNo: null,
        example: true,
      }),
    ).rejects.toMatchObject({ code: 'rule_overlap' });
  });

  test('the seniors of the grid have a home near, and no day-care centre; minutes are given with what they may be off', async () => {
    const { body } = await get('/coverage', inspector);
    const total = body.total as Sums;
    expect(total.nursing_home).toEqual({ certain: 163, likely: 0, possible: 0, no: 0, unknown: 0 });
    expect(total.day_care).toMatchObject({ no: 163 });
    const [community] = body.communities as {
      code: string;
      nearest: Record<string, { facility_id: string; minutes: number; least: number; most: number; by: string }>;
    }[];
    const way = community!.nearest.nursing_home!;
    expect([community!.code, way.facility_id, way.by]).toEqual([COMMUNITY, near.facility, 'line']);
    expect(way.minutes).toBeCloseTo((96.9 * 1.3) / 65, 1);
    expect(way.least < way.minutes && way.minutes < way.most).toBe(true);
  });

  test('a day in the past is answered by what stood and who lived there then', async () => {
    await database.ownerSql`update facilities set filed_on = '2026-06-01' where id = ${near.facility}`;
    expect(await homesOn('2026-05-31')).toMatchObject({ no: 163 });
    expect(await homesOn('2026-06-01')).toMatchObject({ certain: 163 });
    await database.ownerSql`delete from division_versions where code like ${`${COMMUNITY}%`}`;
    await database.ownerSql`
      insert into division_versions (district, id, code, during, parent_code, kind, name, short_name, district_run, run_by, lng, lat, accuracy_m, seniors, made_at)
      select district, gen_random_uuid(), code, p.during::daterange, parent_code, kind, name, short_name, district_run, run_by, lng, lat, accuracy_m, p.seniors, now()
        from divisions, (values ('[,2026-08-01)', 90), ('[2026-08-01,)', 163)) p (during, seniors) where code like ${`${COMMUNITY}%`}`;
    expect(await homesOn('2026-07-31')).toMatchObject({ certain: 90 });
    expect(await homesOn(TODAY)).toMatchObject({ certain: 163 });
    await database.ownerSql`update facilities set closed_on = '2026-11-20' where id = ${far.facility}`;
    const facilities = (await get('/coverage')).body.facilities as { id: string }[];
    expect(facilities.map((f) => f.id)).toEqual([near.facility]);
    await database.ownerSql`update facilities set closed_on = null where id = ${far.facility}`;
  });
});

describe('a file of ways on foot', () => {
  const source = encodeURIComponent('规划院步行网络 2026');
  test('with faults it is shown with its rows, and taken not at all', async () => {
    const bad = `from,facility,minutes\n${GRID},远处养老院,12\n999,远处养老院,0\n`;
    const seen = (await send('/coverage/imports/times/preview', bad)).body as {
      sha256: string;
      rows: number;
      faults: number;
      first: { row: number; code: string }[];
    };
    expect(seen.first.map((f) => `${f.row} ${f.code}`)).toEqual(['3 travel_from', '3 travel_minutes']);
    const taken = await send(`/coverage/imports/times?sha256=${seen.sha256}&source=${source}`, bad);
    expect([taken.status, codes(taken)]).toEqual([409, ['import_has_errors']]);
    expect(((await get('/coverage/data')).body.files as []).length).toBe(0);
  });
  test('a good one counts where it speaks, and the page is told so; the same again and other bytes are refused', async () => {
    const good = `起点,机构名称,分钟\n${GRID},近处养老院,40\n${GRID},远处养老院,12\n`;
    const { sha256 } = (await send('/coverage/imports/times/preview', good)).body as { sha256: string };
    const at = `/coverage/imports/times?sha256=${sha256}&source=${source}`;
    expect(codes(await send(at, good.replace('12', '13')))).toEqual(['import_file_changed']);
    expect((await send(at, good, inspector)).status).toBe(403);
    expect((await send(at, good)).status).toBe(201);
    expect(codes(await send(at, good))).toEqual(['travel_known']);
    const { body } = await get('/coverage');
    expect((body.files as { source: string }[]).map((f) => f.source)).toEqual(['规划院步行网络 2026']);
    const after = (await post('/scenarios/what-if', { service: 'nursing_home', close: [far.facility] })).body;
    // the table says 40 minutes to the one close by
    expect((after.after as Sums).nursing_home).toMatchObject({ certain: 0, no: 163 });
  });
  test('areas as GeoJSON are read by the same door', async () => {
    const seen = await send('/coverage/imports/areas/preview', '{"type":"FeatureCollection","features":[]}');
    expect((seen.body.first as { code: string }[]).map((f) => f.code)).toEqual(['travel_empty']);
    expect((await send('/coverage/imports/areas/preview', 'no')).body.first).toMatchObject([
      { code: 'travel_geojson' },
    ]);
  });
});

const added = { name: '新日间照料中心', kind: 'day_care', lng: 113.1, lat: 29.3705, accuracy_m: 0, places: 40 };

describe('what if', () => {
  test('a new centre brings the grid in, and no fact has changed', async () => {
    const { body } = await post('/scenarios/what-if', { service: 'day_care', add: [added] });
    expect((body.before as Sums).day_care).toMatchObject({ certain: 0 });
    expect((body.after as Sums).day_care).toMatchObject({ certain: 163 });
    expect(body.communities).toEqual([
      { code: COMMUNITY, gained: 163, lost: 0, grids: [{ code: GRID, gained: true }] },
    ]);
    expect(((await get('/coverage')).body.total as Sums).day_care).toMatchObject({ certain: 0 });
  });
  test('everything that is wrong is said at once', async () =>
    expect(
      codes(await post('/scenarios/what-if', { service: 'meals', add: [{ ...added, lng: 1 }], close: [near.lot] })),
    ).toEqual(['outside_china /add/0/lng', 'change_not_open /close/0']));
  test('residents of a closing home are shown the nearest free beds that fit; two beds are not given to three, and reading it is on record', async () => {
    const { body } = await post('/scenarios/moves', { close: [near.facility] });
    const list = body.residents as {
      nearest: { name: string; free: number }[];
      place: string | null;
      assessed: boolean;
    }[];
    expect(list.map((r) => r.nearest.map((f) => [f.name, f.free]))).toEqual(Array(3).fill([['远处养老院', 2]]));
    expect(list.filter((r) => r.place === '远处养老院').length).toBe(2);
    const [row] =
      await database.ownerSql`select subject_type, subject_id from audit where action = 'scenarios.residents'`;
    expect(row).toEqual({ subject_type: 'facilities', subject_id: near.facility });
    expect((await post('/scenarios/moves', { close: [near.facility] }, inspector)).status).toBe(403);
  });
  test('residents of a home that has announced its closing are asked about, and nobody is sent to one', async () => {
    const announce = (home: typeof near) =>
      database.ownerSql`insert into facility_closings (district, id, facility_id, announced_on, closes_on, plan, announced_at)
        values (${DISTRICT}, ${newId()}, ${home.facility}, '2026-11-20', '2027-03-01', '逐人转出', now())`;
    await announce(near);
    const { body } = await post('/scenarios/moves', { close: [near.facility] });
    expect((body.residents as { place: string | null }[]).filter((r) => r.place === '远处养老院')).toHaveLength(2);
    await announce(far);
    const none = await post('/scenarios/moves', { close: [near.facility] });
    expect((none.body.residents as { homes: number }[]).map((r) => r.homes)).toEqual([0, 0, 0]);
    await database.ownerSql`delete from facility_closings`;
  });
  test('a scenario is kept, found by its link with its figures, and set aside once by whoever saw its last version', async () => {
    const saved = await post('/scenarios', { name: '加一减一', changes: { add: [added], close: [far.facility] } });
    const id = saved.body.scenario_id as string;
    const list = async () =>
      (await get('/scenarios?service=day_care', inspector)).body.scenarios as Record<string, unknown>[];
    expect(await list()).toMatchObject([
      { id, name: '加一减一', gone: [], after: { certain: 163 }, version: 1, ended_at: null },
    ]);
    await database.ownerSql`update facilities set closed_on = '2026-11-20' where id = ${far.facility}`;
    expect(await list()).toMatchObject([{ gone: [far.facility] }]);
    await database.ownerSql`update facilities set closed_on = null where id = ${far.facility}`;
    expect((await post(`/scenarios/${id}/end`, {}, officer)).status).toBe(428);
    expect((await post(`/scenarios/${id}/end`, {}, officer, { 'if-match': '"1"' })).body).toEqual({ version: 2 });
    expect(codes(await post(`/scenarios/${id}/end`, {}, officer, { 'if-match': '"2"' }))).toEqual([
      'set_aside_already',
    ]);
  });
});

describe('the planner', () => {
  const site = { name: '闲置校舍', lng: 113.1004, lat: 29.3702, accuracy_m: 20, community_code: COMMUNITY };
  const ask = { service: 'day_care', k: 1 };
  test('without a site there is nothing to search', async () =>
    expect(codes(await post('/scenarios/plan', ask))).toEqual(['plan_no_sites /candidates']));
  test('finds the site, proves that nothing is better, and says which grids it brings in', async () => {
    expect(codes(await post('/candidate-sites', { ...site, community_code: '430602009009' }))).toEqual([
      'community_unknown /community_code',
    ]);
    const { site_id } = (await post('/candidate-sites', site)).body as { site_id: string };
    await post('/candidate-sites', { ...site, name: '远处地块', lng: 113.3 });
    const { body } = await post('/scenarios/plan', ask);
    expect(body).toMatchObject({ reached: 163, uncovered: 163, at_most: 163, gap: 0, proven: true });
    expect(body.picks).toEqual([{ site: site_id, adds: 163, grids: [GRID] }]);
    expect((body.greedy as { share: number }).share).toBe(1);
    expect((await post('/scenarios/plan', ask, inspector)).status).toBe(403);
    expect(codes(await post('/scenarios/plan', { ...ask, k: 3 }))).toEqual(['plan_too_many /k']);
    expect((await post('/scenarios/plan', { ...ask, k: 3, communities: true })).status).toBe(200);
    await post(`/candidate-sites/${site_id}/end`, {}, officer, { 'if-match': '"1"' });
    expect((await post('/scenarios/plan', ask)).body.picks).toEqual([]);
    const { sites } = (await get('/candidate-sites')).body as {
      sites: { community: string; ended_at: string | null }[];
    };
    expect(sites.map((s) => [s.community, s.ended_at !== null])).toEqual([
      ['郭亮社区', true],
      ['郭亮社区', false],
    ]);
  });
});
