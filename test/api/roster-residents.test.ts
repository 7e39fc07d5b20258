import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import type { ResidentLine } from '../../server/rosters/rules.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let token: string;
let from = 0;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
});
afterAll(() => database.drop());
beforeEach(async () => {
  home = await openHome(w, { rooms: 3, bedsPerRoom: 2, sex: 'mixed' });
  from += 20;
  const cookie = await product.cookieOf(await w.someone('institution', { facility: home.facility }));
  const made = await product.ask('POST', `/api/v1/facilities/${home.facility}/tokens`, {
    cookie,
    body: { name: '颐养管家', scopes: ['residents'] },
  });
  token = made.body.token as string;
});

const idNo = (n: number) => {
  const first = `99999919410506${String((from + n) * 2)}`.padEnd(17, '0');
  return first + checkDigit(first);
};
/** The n-th person in the n-th bed. */
const one = (n: number, extra: Partial<ResidentLine> = {}): Omit<ResidentLine, 'line'> => ({
  external_id: `P${n}`,
  name: `王㴩${n}`,
  id_no: idNo(n),
  room_no: String(101 + Math.floor(n / 2)),
  bed_no: String(1 + (n % 2)),
  admitted_on: '2026-03-01',
  level: 2,
  ...extra,
});
const put = (residents: object[], more: object = {}) =>
  product.ask('PUT', `/api/v1/facilities/${home.facility}/residents`, {
    headers: { authorization: `Bearer ${token}` },
    body: { mode: 'partial', residents, ...more },
  });
const living = () =>
  database.ownerSql`select x.external_id, r.room_no, b.bed_no, p.care_level, p.funding, p.admitted_on::text
    from placements p join beds b on b.id = p.bed_id join rooms r on r.id = b.room_id
    left join external_ids x on x.our_id = p.id where p.facility_id = ${home.facility} and p.discharged_on is null
    order by r.room_no, b.bed_no`;
const vacancy = async () => {
  const [v] = await database.ownerSql`select filed, occupied, free from vacancies where facility_id = ${home.facility}`;
  return v;
};
const gone = { discharged_on: '2026-11-20', discharge_kind: 'home' as const };

test('a home’s list takes over who lives there; the same list again changes nothing', async () => {
  const first = await put([one(0), one(1), one(2)]);
  expect([first.status, first.body.counts]).toEqual([200, { added: 3, changed: 0, unchanged: 0, removed: 0 }]);
  expect((await living()).map((r) => ({ ...r }))).toMatchObject([
    { external_id: 'P0', room_no: '101', bed_no: '1', care_level: 2, funding: 'private', admitted_on: '2026-03-01' },
    { external_id: 'P1', bed_no: '2' },
    { external_id: 'P2', room_no: '102' },
  ]);
  expect(await vacancy()).toEqual({ filed: 6, occupied: 3, free: 3 });
  const again = await put([one(0), one(1), one(2)], { mode: 'full' });
  expect(again.body.counts).toEqual({ added: 0, changed: 0, unchanged: 3, removed: 0 });
  const [confirmed] =
    await database.ownerSql`select kind from confirmations where facility_id = ${home.facility} order by id desc limit 1`;
  expect(confirmed).toEqual({ kind: 'no_change' });
});

test('who has left goes, another takes the bed in the same list, and a level that has changed is noted', async () => {
  await put([one(0), one(1)]);
  const day = { admitted_on: '2026-11-20', risk_assessed_on: '2026-11-19' };
  await database.ownerSql`update beds set pool = 'market' where facility_id = ${home.facility}`;
  const { status, body } = await put([
    one(0, gone),
    one(1, { level: 3 }),
    one(4, { room_no: '102', bed_no: '1', ...day }),
  ]);
  expect([status, body.counts]).toEqual([200, { added: 1, changed: 1, unchanged: 0, removed: 1 }]);
  expect((await living()).map((r) => `${r.external_id} ${r.care_level}`)).toEqual(['P1 3', 'P4 2']);
  expect((await put([one(0, gone), one(1, { level: 3 })])).body.counts).toMatchObject({ unchanged: 2 });
  const events =
    await database.ownerSql`select kind, count(*)::int as n from bed_events where facility_id = ${home.facility} group by 1 order by 1`;
  expect([...events]).toEqual([
    { kind: 'admitted', n: 3 },
    { kind: 'changed', n: 1 },
    { kind: 'discharged', n: 1 },
  ]);
});

test('a bed is taken over by whoever came after somebody left, and a resident moves with the reason', async () => {
  await put([one(0), one(1)]);
  const came = { admitted_on: '2026-09-01', room_no: '101', bed_no: '1' };
  const left = one(0, { discharged_on: '2026-08-20', discharge_kind: 'other_facility' });
  const { status, body } = await put([left, one(4, came), one(1, { room_no: '103', move_reason: 'room_mate' })]);
  expect([status, body.counts]).toEqual([200, { added: 1, changed: 1, unchanged: 0, removed: 1 }]);
  expect((await living()).map((r) => `${r.external_id} ${r.room_no}-${r.bed_no}`)).toEqual(['P4 101-1', 'P1 103-2']);
  // what was left to be cleaned is neither free nor taken
  expect(await vacancy()).toEqual({ filed: 6, occupied: 2, free: 3 });
  const again = await put([one(4, came), one(1, { room_no: '103' })], { mode: 'full' });
  expect(again.body.counts).toMatchObject({ unchanged: 2 });
});

test('one bad line changes nothing, and every bad line is named', async () => {
  const before = await vacancy();
  const { status, body } = await put([one(0), one(1, { level: null }), one(2, { room_no: '999' })]);
  expect(status).toBe(422);
  expect((body.reasons as { pointer: string; code: string }[]).map((r) => `${r.pointer} ${r.code}`)).toEqual([
    '/residents/1/level roster_level_needed',
    '/residents/2/bed_no roster_no_bed',
  ]);
  expect([await living(), await vacancy()]).toEqual([[], before]);
});

test('somebody who lies in another home is not taken in here, and the line is named', async () => {
  await put([one(0)]);
  const here = home;
  home = await openHome(w, { name: '另一家', sex: 'mixed' });
  const nurse = await product.cookieOf(await w.someone('institution', { facility: home.facility }));
  const answer = await product.ask('PUT', `/api/v1/facilities/${home.facility}/residents`, {
    cookie: nurse,
    body: { mode: 'partial', residents: [one(3), one(0)] },
  });
  expect([answer.status, answer.body.reasons]).toMatchObject([
    409,
    [{ code: 'person_in_bed', pointer: '/residents/1', values: { line: 2 } }],
  ]);
  expect(await living()).toEqual([]);
  home = here;
  expect(await living()).toHaveLength(1);
});

test('nobody has left a bed before moving into it, and who comes after somebody comes after that one has left', async () => {
  await put([one(0)]);
  expect((await put([one(0, { room_no: '103', move_reason: 'repair' })])).status).toBe(200);
  const early = await put([one(0, { room_no: '103', ...gone })]);
  expect([early.status, early.body.reasons]).toMatchObject([
    422,
    [{ code: 'before_stay', pointer: '/residents/0/discharged_on', values: { since: '2026-11-24' } }],
  ]);
  const left = one(0, { room_no: '103', discharged_on: '2026-11-24', discharge_kind: 'home' });
  const list = [left, one(4, { admitted_on: '2026-08-01', room_no: '103', bed_no: '1' })];
  for (const dry_run of [true, false])
    expect((await put(list, { dry_run })).body.reasons).toMatchObject([
      { code: 'roster_left_later', values: { line: 2 } },
    ]);
  expect((await living()).map((r) => `${r.external_id} ${r.room_no}-${r.bed_no}`)).toEqual(['P0 103-1']);
});

test('nobody is let go by being left out of a full list', async () => {
  await put([one(0), one(1)]);
  const { status, body } = await put([one(1)], { mode: 'full' });
  expect([status, (body.reasons as { code: string }[]).map((r) => r.code)]).toEqual([422, ['roster_resident_missing']]);
  expect(await living()).toHaveLength(2);
});

test('somebody who comes back keeps the number that the home knows them by', async () => {
  await put([one(0)]);
  await put([one(0, gone)]);
  await database.ownerSql`update claims set released_at = now() where facility_id = ${home.facility} and kind = 'closure'`;
  await database.ownerSql`update beds set pool = 'market' where facility_id = ${home.facility}`;
  const back = await put([one(0, { admitted_on: '2026-11-22', risk_assessed_on: '2026-11-22', room_no: '103' })]);
  expect(back.body.counts).toMatchObject({ added: 1 });
  expect((await living()).map((r) => r.external_id)).toEqual(['P0']);
});

test('ID numbers are in no answer, no log of the acts and no stored answer', async () => {
  const answers = [
    await put([one(0)]),
    await put([one(0), one(0, { bed_no: '2' })]),
    await put([one(1, { id_no: `${idNo(1).slice(0, 17)}x` })]),
    await put([one(0, { id_no: `${idNo(0)}9` })]),
    await put([one(1)], { dry_run: true }),
  ];
  for (const a of answers) for (const n of [0, 1]) expect(a.text).not.toContain(idNo(n).slice(6, 17));
  const stored = await database.ownerSql`select to_jsonb(a)::text as t from audit a union all
    select to_jsonb(k)::text from idempotency_keys k union all select to_jsonb(e)::text from bed_events e`;
  expect(stored.filter((r) => r.t.includes(idNo(0).slice(6, 17)))).toEqual([]);
});

test('a token for residents does not open the beds', async () => {
  const answer = await product.ask('PUT', `/api/v1/facilities/${home.facility}/beds`, {
    headers: { authorization: `Bearer ${token}` },
    body: { mode: 'full', beds: [] },
  });
  expect([answer.status, answer.body.code]).toEqual([403, 'token_scope']);
});

test('what one list entered for several people is offered to nobody to take back for one of them', async () => {
  const who = [{ id_no: idNo(13) }, { id_no: idNo(14) }];
  await put(who.map((w, n) => one(n, w)));
  await put(who.map((w, n) => one(n, { ...w, ...gone })));
  const cookie = await product.cookieOf(await w.someone('institution', { facility: home.facility }));
  const [stay] =
    await database.ownerSql`select id, bed_id from placements where facility_id = ${home.facility} limit 1`;
  const timeline = await product.ask('GET', `/api/v1/placements/${stay!.id}/timeline`, { cookie });
  expect((timeline.body.items as { kind: string; undoable: boolean }[]).map((i) => [i.kind, i.undoable])).toEqual([
    ['discharged', false],
    ['admitted', false],
  ]);
  const path = `/api/v1/facilities/${home.facility}/bed-events?bed=${stay!.bed_id}`;
  const log = await product.ask('GET', path, { cookie });
  expect((log.body.events as { kind: string; last: boolean }[]).map((e) => [e.kind, e.last])).toContainEqual([
    'discharged',
    false,
  ]);
});
