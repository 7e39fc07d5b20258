import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { weekdaysRange } from '../../server/facilities/rules.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { importStays } from '../../server/stays/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { NOW, openHome, openTestDistrict, person, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let centre: Awaited<ReturnType<typeof openHome>>;
let outreach: Awaited<ReturnType<typeof openHome>>;
const who: Record<string, Actor> = {};
const TODAY = '2026-11-24';

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  centre = await openHome(w, { kind: 'day', sex: 'mixed', rooms: 2, bedsPerRoom: 3, name: '日间照料中心' });
  outreach = await openHome(w, { kind: 'home', sex: 'mixed', rooms: 1, bedsPerRoom: 4, name: '居家养老示范点' });
  who.nurse = await w.someone('institution', { facility: centre.facility });
  who.carer = await w.someone('institution', { facility: outreach.facility });
  for (const role of ['officer', 'leader', 'inspector', 'family'] as const) who[role] = await w.someone(role);
});
afterAll(() => database.drop());

type Home = typeof centre;
/** Places somebody: in which bed, on which weekdays, from when to when. */
async function place(
  home: Home,
  bed: number,
  name: string,
  days?: number[],
  admittedOn = '2026-11-02',
  dischargedOn?: string,
) {
  const p = person({ name });
  await importApplicants(w.system, vault, [p]);
  const id = newId();
  const at = home.beds[bed]!;
  await importStays(
    w.system,
    [
      {
        id,
        applicantId: p.applicant.id as string,
        facilityId: home.facility,
        bedId: at.id,
        funding: 'private',
        admittedOn,
        ...(dischargedOn ? { dischargedOn, dischargeKind: 'home' as const } : {}),
        claim: { id: newId(), roomId: at.roomId, sex: 'female', residential: false, weekdays: weekdaysRange(days) },
      },
    ],
    [],
  );
  return id;
}
const get = async (actor: string, path: string) =>
  product.ask('GET', `/api/v1${path}`, { cookie: await product.cookieOf(who[actor]!) });
const post = async (actor: string, path: string, body: object, headers = {}) =>
  product.ask('POST', `/api/v1${path}`, { cookie: await product.cookieOf(who[actor]!), body, headers });
type Sheet = {
  people: {
    placement_id: string;
    name: string;
    due: boolean;
    here: boolean;
    mark: string | null;
    attended: number;
    week: object[];
  }[];
  places: { on: string; filed: number; free: number; occupied: number }[];
};
const sheet = async (on = TODAY) =>
  (await get('nurse', `/facilities/${centre.facility}/attendance?on=${on}`)).body as unknown as Sheet;
const mark = (on: string, marks: object[], extra = {}, headers = {}) =>
  post('nurse', `/facilities/${centre.facility}/attendance`, { on, marks, ...extra }, headers);
const one = (placement_id: string, m: string) => ({ placement_id, mark: m });

test('the sheet of a day has those whose weekdays it is; free places by weekday follow; the latest mark counts', async () => {
  const daily = await place(centre, 0, '丁一', [1, 2, 3, 4, 5]);
  const odd = await place(centre, 1, '王三', [1, 3, 5]);
  const even = await place(centre, 1, '李二', [2, 4]);
  await place(centre, 2, '旧人', [1, 2, 3, 4, 5], '2026-11-02', '2026-11-20');

  const before = await sheet();
  const byName = (s: Sheet) => Object.fromEntries(s.people.map((p) => [p.name, p]));
  expect(Object.entries(byName(before)).map(([name, p]) => [name, p.due])).toEqual(
    expect.arrayContaining([
      ['丁一', true],
      ['李二', true],
      ['王三', false],
    ]),
  );
  expect(before.people).toHaveLength(3);
  expect(before.places.map((p) => [p.filed, p.occupied, p.free])).toEqual([
    [6, 2, 4],
    [6, 2, 4],
    [6, 2, 4],
    [6, 2, 4],
    [6, 2, 4],
    [6, 0, 6],
    [6, 0, 6],
  ]);

  expect((await mark(TODAY, [one(daily, 'absent')])).body).toEqual({ marked: 1 });
  w.time.now = new Date(NOW.getTime() + 60_000);
  expect((await mark(TODAY, [one(daily, 'leave')])).body).toEqual({ marked: 1 });
  // 全部到: whoever has a mark keeps it
  expect((await mark(TODAY, [one(daily, 'present'), one(even, 'present')], { only_unmarked: true })).body).toEqual({
    marked: 1,
  });
  expect((await mark(TODAY, [one(odd, 'present')])).body).toEqual({ marked: 1 });
  const after = byName(await sheet());
  expect([after.丁一!.mark, after.李二!.mark, after.王三!.mark]).toEqual(['leave', 'present', 'present']);
  expect([after.丁一!.attended, after.李二!.attended]).toEqual([0, 1]);
  expect(after.王三).toMatchObject({ due: false, here: true });
  expect(await database.ownerSql`select count(*)::int as n from attendance_marks`).toEqual([{ n: 4 }]);
});

test('a tap that is sent again after a lost connection is written once', async () => {
  const id = await place(centre, 3, '赵四', [2]);
  const key = { 'idempotency-key': 'tap-number-one' };
  const first = await mark(TODAY, [one(id, 'present')], {}, key);
  const again = await mark(TODAY, [one(id, 'present')], {}, key);
  expect([first.body, again.body]).toEqual([{ marked: 1 }, { marked: 1 }]);
  expect(await database.ownerSql`select count(*)::int as n from attendance_marks where placement_id = ${id}`).toEqual([
    { n: 1 },
  ]);
});

test('two phones that say 全部到 at one moment write each person once', async () => {
  const ids = [await place(centre, 4, '同一', [2]), await place(centre, 5, '同二', [2])];
  const all = (order: string[]) =>
    mark(
      TODAY,
      order.map((id) => one(id, 'present')),
      { only_unmarked: true },
    );
  const both = await Promise.all([all(ids), all([...ids].reverse()), all(ids)]);
  expect(both.map((a) => a.status)).toEqual([200, 200, 200]);
  expect(both.reduce((n, a) => n + (a.body.marked as number), 0)).toBe(2);
});

test('what cannot be marked is refused with every reason, and nothing of the request is written', async () => {
  const here = await place(centre, 2, '周五', [5], '2026-11-20');
  const away = await place(outreach, 2, '家床', undefined, '2026-11-20');
  const count = async () => (await database.ownerSql`select count(*)::int as n from attendance_marks`)[0]!.n;
  const before = await count();
  const mixed = await mark(TODAY, [one(here, 'present'), one(here, 'leave')]);
  expect(mixed).toMatchObject({ status: 409, body: { code: 'attendance_not_due' } });
  expect((mixed.body.reasons as { pointer: string }[])[0]!.pointer).toBe('/marks/1');
  // 全部到 passes over who has a mark; what stands in the way is still named by its place in what was sent
  const marked = await place(centre, 0, '周日', [6, 7], '2026-11-20');
  await mark(TODAY, [one(marked, 'present')]);
  const rest = await mark(TODAY, [one(marked, 'present'), one(here, 'leave')], { only_unmarked: true });
  expect((rest.body.reasons as { pointer: string }[])[0]!.pointer).toBe('/marks/1');
  await database.ownerSql`delete from attendance_marks where placement_id = ${marked}`;
  expect((await mark('2026-11-25', [one(here, 'present')])).body.code).toBe('attendance_future');
  expect((await mark('2026-11-16', [one(here, 'present')])).body.reasons).toHaveLength(2);
  expect((await mark(TODAY, [one(away, 'present')])).status).toBe(404);
  expect(await count()).toBe(before);
});

test('bureau and inspector read the sheet and write nothing; another home sees neither', async () => {
  const path = `/facilities/${centre.facility}/attendance`;
  for (const actor of ['officer', 'leader', 'inspector']) expect((await get(actor, path)).status).toBe(200);
  expect((await get('carer', path)).status).toBe(403);
  expect((await post('officer', path, { on: TODAY, marks: [] })).status).toBe(403);
  const [seen] = await database.ownerSql`
    select role, subject_id from audit where action = 'attendance.read' and role = 'inspector'`;
  expect(seen).toEqual({ role: 'inspector', subject_id: centre.facility });
});

type Visits = {
  people: { name: string; visits: number; minutes: number }[];
  visits: { id: string; counts: boolean; corrects: string | null; visited_at: string | null; minutes: number | null }[];
};
const visits = async (month = '2026-11') =>
  (await get('carer', `/facilities/${outreach.facility}/visits?month=${month}`)).body as unknown as Visits;
const visit = (at: string, minutes = 60) => ({
  visited_at: `${at}:00+08:00`,
  minutes,
  services: ['meals', 'bathing'],
  carer: '孙护理',
  note: null,
});
const record = (placement_id: string, at: string, minutes?: number) =>
  post('carer', `/facilities/${outreach.facility}/visits`, { placement_id, ...visit(at, minutes) });
const correct = (id: unknown, body: object) => post('carer', `/care-visits/${id}/correct`, body);

test('visits at home are recorded and corrected by new records; what counts is the last, by person and month', async () => {
  const id = await place(outreach, 0, '陈奶奶');
  const first = await record(id, '2026-11-10T09:00');
  expect(first.status).toBe(201);
  await record(id, '2026-11-12T09:00', 30);
  expect((await visits()).people.find((p) => p.name === '陈奶奶')).toMatchObject({ visits: 2, minutes: 90 });

  const second = await correct(first.body.visit_id, { visit: visit('2026-11-10T09:00', 45) });
  expect(second.status).toBe(201);
  expect((await correct(first.body.visit_id, { visit: visit('2026-11-10T09:00') })).body.code).toBe('visit_corrected');
  const moved = await correct(second.body.visit_id, { visit: visit('2026-11-11T14:00', 45) });
  expect((await visits()).people.find((p) => p.name === '陈奶奶')).toMatchObject({ visits: 2, minutes: 75 });

  const none = await correct(moved.body.visit_id, { visit: null, note: '老人住院，未上门' });
  expect(none.status).toBe(201);
  expect((await correct(none.body.visit_id, { visit: visit('2026-11-11T14:00') })).body.code).toBe('visit_cancelled');
  const all = await visits();
  expect(all.people.find((p) => p.name === '陈奶奶')).toMatchObject({ visits: 1, minutes: 30 });
  expect(all.visits.filter((v) => v.counts)).toHaveLength(1);
  expect(all.visits).toHaveLength(5);
});

test('a visit that a correction moves into another month counts there', async () => {
  const id = await place(outreach, 1, '刘爷爷', undefined, '2026-10-01');
  const made = await record(id, '2026-11-01T09:00');
  await correct(made.body.visit_id, { visit: visit('2026-10-31T09:00') });
  const of = async (month: string) => (await visits(month)).people.find((p) => p.name === '刘爷爷')?.visits;
  expect([await of('2026-10'), await of('2026-11')]).toEqual([1, 0]);
});

test('two visits to one person at one time: of many recorded at one moment exactly one is kept', async () => {
  const id = await place(outreach, 3, '双份', undefined, '2026-11-21');
  const tries = await Promise.all(
    Array.from({ length: 6 }, (_, i) => record(id, `2026-11-23T09:${String(5 * i).padStart(2, '0')}`)),
  );
  expect(tries.filter((a) => a.status === 201)).toHaveLength(1);
  expect(tries.filter((a) => a.status !== 201).map((a) => a.body.code)).toEqual(new Array(5).fill('visit_overlaps'));
});

test('a visit before the service began, after now, or by another home is refused', async () => {
  const [row] = await database.ownerSql`
    select p.id from placements p join applicants a on a.id = p.applicant_id where a.name = '陈奶奶'`;
  const placement = row!.id as string;
  expect((await record(placement, '2026-11-01T09:00')).body.code).toBe('visit_too_early');
  expect((await record(placement, '2026-11-30T09:00')).body.code).toBe('visit_future');
  const elsewhere = await post('nurse', `/facilities/${centre.facility}/visits`, {
    placement_id: placement,
    ...visit('2026-11-20T09:00'),
  });
  expect([403, 404]).toContain(elsewhere.status);
});
