import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimBed, recountFacility } from '../../server/facilities/actions.ts';
import { act } from '../../server/platform/context.ts';
import { applyBeds } from '../../server/rosters/actions.ts';
import { previewBeds } from '../../server/rosters/queries.ts';
import type { BedLine } from '../../server/rosters/rules.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let cookie: string;
let as: () => ReturnType<World['as']>;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
});
afterAll(() => database.drop());
beforeEach(async () => {
  home = await openHome(w, { rooms: 2, bedsPerRoom: 2 });
  const nurse = await w.someone('institution', { facility: home.facility });
  cookie = await product.cookieOf(nurse);
  as = () => w.as(nurse);
});

const bed = (n: number, extra: Partial<BedLine> = {}): Omit<BedLine, 'line'> => ({
  external_id: `B${n}`,
  building: '二号楼',
  floor: 1 + Math.floor(n / 20),
  room_no: String(200 + Math.floor(n / 4)),
  room_sex: 'mixed',
  bed_no: String(1 + (n % 4)),
  kind: 'nursing',
  level_min: 0,
  level_max: 4,
  dementia: false,
  pool: 'market',
  fee_fen: 100_000 + n,
  ...extra,
});
const many = (n: number) => Array.from({ length: n }, (_, i) => bed(i));
const put = (body: object, headers: Record<string, string> = {}) =>
  product.ask('PUT', `/api/v1/facilities/${home.facility}/beds`, { cookie, body, headers });
const partial = (beds: object[], more: object = {}) => put({ mode: 'partial', beds, ...more });
const stored = () =>
  database.ownerSql`select r.building, r.room_no, b.bed_no, b.fee_fen, b.retired_on, x.external_id, b.id
    from beds b join rooms r on r.id = b.room_id left join external_ids x on x.our_id = b.id and x.kind = 'bed'
    where b.facility_id = ${home.facility} order by r.building, r.room_no, b.bed_no`;
const counts = async () => {
  const [v] = await database.ownerSql`select filed, free from vacancies where facility_id = ${home.facility}`;
  return v;
};
const take = (bedId: string, roomId: string) =>
  act(
    w.system,
    'facilities.recount',
    async () => ({ district: DISTRICT, type: 'district', id: null, row: null }),
    async (tx) => {
      await claimBed(tx, DISTRICT, '2026-11-24', {
        bed: { id: bedId, roomId, facilityId: home.facility, kind: 'nursing' },
        kind: 'closure',
        person: null,
        reason: 'repair',
        during: { start: '2026-11-24', end: null },
      });
      return { result: null };
    },
  );

describe('the list of a home’s own system', () => {
  test('adds what is new, says what it did, and the same list again changes nothing', async () => {
    const first = await partial(many(10));
    expect([first.status, first.body.applied, first.body.counts]).toEqual([
      200,
      true,
      { added: 10, changed: 0, unchanged: 0, removed: 0 },
    ]);
    expect(await counts()).toEqual({ filed: 14, free: 14 });
    const before = await stored();
    const again = await partial(many(10));
    expect(again.body.counts).toEqual({ added: 0, changed: 0, unchanged: 10, removed: 0 });
    expect(await stored()).toEqual(before);
    const events = await database.ownerSql`select kind, count(*)::int as n, count(distinct batch_id)::int as taps
      from bed_events where facility_id = ${home.facility} group by 1`;
    expect([...events]).toEqual([{ kind: 'filed', n: 10, taps: 1 }]);
  });

  test('the answer names what changed from what to what, and one audit row counts it', async () => {
    await partial(many(2));
    const { body } = await partial([
      bed(0, { fee_fen: null, level_min: 2 }),
      { external_id: 'B1', room_no: '200', bed_no: '9' },
    ]);
    expect(body.changed).toMatchObject([
      {
        line: 1,
        external_id: 'B0',
        changes: [
          { field: 'level_min', from: 0, to: 2 },
          { field: 'fee_fen', from: 100_000, to: null },
        ],
      },
      { line: 2, bed_no: '9', changes: [{ field: 'bed_no', from: '2', to: '9' }] },
    ]);
    const audit =
      await database.ownerSql`select after from audit where action = 'rosters.sync_beds' and subject_id = ${home.facility} order by id`;
    expect(audit.map((r) => JSON.parse(r.after))).toMatchObject([{ added: 2 }, { changed: 2, added: 0 }]);
  });

  test('two beds may change their numbers and their rooms with each other', async () => {
    await partial(many(5));
    const [a, b] = [bed(0), bed(4)];
    const swap = [
      { ...a, room_no: b.room_no, bed_no: b.bed_no },
      { ...b, room_no: a.room_no, bed_no: a.bed_no },
    ];
    const { status, body } = await partial(swap);
    expect([status, body.counts]).toEqual([200, { added: 0, changed: 2, unchanged: 0, removed: 0 }]);
    const rows = await stored();
    expect(
      rows.filter((r) => ['B0', 'B4'].includes(r.external_id)).map((r) => `${r.external_id} ${r.room_no}-${r.bed_no}`),
    ).toEqual(['B4 200-1', 'B0 201-1']);
  });

  test('one bad row of 500 changes nothing, and every bad row is named in both languages', async () => {
    const list = many(500);
    list[123] = bed(123, { level_min: 4, level_max: 1 });
    list[400] = bed(123, { external_id: 'B400' });
    const before = await stored();
    const { status, body } = await partial(list);
    expect(status).toBe(422);
    expect(body.reasons).toMatchObject([
      { pointer: '/beds/123/level_max', code: 'roster_levels', values: { line: 124, column: 'level_max' } },
      { pointer: '/beds/400/bed_no', code: 'roster_twice', message_zh: '与第 124 行是同一张床或同一人。' },
    ]);
    expect(await stored()).toEqual(before);
    expect(await counts()).toEqual({ filed: 4, free: 4 });
  });

  test('a full list retires what it leaves out, unless somebody has it; named again it is back', async () => {
    await partial(many(3));
    const old = (await stored()).filter((r) => r.building === '一号楼');
    const full = await put({ mode: 'full', beds: many(2) });
    expect(full.body.counts).toEqual({ added: 0, changed: 0, unchanged: 2, removed: 5 });
    expect(await counts()).toEqual({ filed: 2, free: 2 });
    const back = await partial([bed(2), { building: '一号楼', room_no: old[0]!.room_no, bed_no: old[0]!.bed_no }]);
    expect(back.body.counts).toEqual({ added: 0, changed: 2, unchanged: 0, removed: 0 });
    expect(await counts()).toEqual({ filed: 4, free: 4 });
  });

  test('an empty full list is a program that could not read its beds, and retires none', async () => {
    const before = await stored();
    const { status, body } = await put({ mode: 'full', beds: [] });
    expect([status, body.reasons]).toMatchObject([422, [{ code: 'roster_empty', pointer: '/beds' }]]);
    expect(await stored()).toEqual(before);
  });

  test('spaces around what another system calls a bed do not make it a second one', async () => {
    await partial(many(2));
    const padded = { ...bed(0), external_id: 'B0   ', building: ' 二号楼', room_no: '200 ', bed_no: ' 1' };
    expect((await partial([padded, { building: '二号楼 ', room_no: '200', bed_no: '2 ' }])).body.counts).toEqual({
      added: 0,
      changed: 0,
      unchanged: 2,
      removed: 0,
    });
    expect((await partial([bed(3, { room_no: '  ' })])).status).toBe(422);
  });

  test('a dry run says the same and changes nothing', async () => {
    const before = await stored();
    const dry = await partial(many(3), { dry_run: true });
    expect([dry.status, dry.body.applied, dry.body.counts]).toEqual([
      200,
      false,
      { added: 3, changed: 0, unchanged: 0, removed: 0 },
    ]);
    expect((await partial([bed(0, { pool: undefined })], { dry_run: true })).status).toBe(422);
    expect(await stored()).toEqual(before);
    expect((await partial(many(3))).body.digest).toBe(dry.body.digest);
  });

  test('a repeated Idempotency-Key gives the first answer; with another list it is refused', async () => {
    const key = { 'idempotency-key': 'sync-2026-11-24-01' };
    const first = await put({ mode: 'partial', beds: many(2) }, key);
    const again = await put({ mode: 'partial', beds: many(2) }, key);
    expect(again.body).toEqual(first.body);
    expect((await put({ mode: 'partial', beds: many(3) }, key)).body.code).toBe('key_reused');
  });

  test('the same numbers in another home are other beds', async () => {
    await partial(many(2));
    const other = await openHome(w, { name: '另一家' });
    const nurse = await w.someone('institution', { facility: other.facility });
    const answer = await applyBeds(w.as(nurse), other.facility, {
      mode: 'partial',
      lines: many(2).map((b, i) => ({ ...b, line: i + 1 })),
    });
    expect(answer.counts.added).toBe(2);
  });
});

test('what is shown is what is done: when beds moved after the preview, nothing is', async () => {
  const lines = many(2).map((b, i) => ({ ...b, line: i + 1 }));
  const { digest } = await previewBeds(as(), home.facility, { mode: 'full', lines });
  await partial([bed(7)]);
  await expect(applyBeds(as(), home.facility, { mode: 'full', lines, digest })).rejects.toMatchObject({
    code: 'roster_moved',
  });
  const now = await previewBeds(as(), home.facility, { mode: 'full', lines });
  expect((await applyBeds(as(), home.facility, { mode: 'full', lines, digest: now.digest })).counts.added).toBe(2);
});

test('a bed under repair may change its kind and go; the counts are those of a recount', async () => {
  const { id, roomId } = home.beds[0]!;
  await take(id, roomId);
  const place = { building: '一号楼', room_no: '101' };
  expect((await partial([{ ...place, bed_no: '1', kind: 'residential' }])).status).toBe(200);
  expect((await put({ mode: 'full', beds: [{ ...place, bed_no: '2' }] })).body.counts).toMatchObject({ removed: 3 });
  const shown = await counts();
  await act(
    w.system,
    'facilities.recount',
    async () => ({ district: DISTRICT, type: 'district', id: null, row: null }),
    async (tx) => {
      await recountFacility(tx, DISTRICT, home.facility, '2026-11-24');
      return { result: null };
    },
  );
  expect([shown, await counts()]).toEqual([
    { filed: 1, free: 1 },
    { filed: 1, free: 1 },
  ]);
});

test('a bed that is moved while it is repaired is put back into service in its new room', async () => {
  const { id } = home.beds[0]!;
  const acting = (body: object) =>
    product.ask('POST', `/api/v1/facilities/${home.facility}/beds/actions`, {
      cookie,
      body: { ...body, bed_ids: [id] },
    });
  expect((await acting({ action: 'close', reason: 'repair' })).status).toBe(200);
  await partial([{ external_id: 'X', room_no: '101', bed_no: '1' }]);
  expect((await partial([{ external_id: 'X', room_no: '102', bed_no: '9' }])).status).toBe(200);
  expect(await counts()).toEqual({ filed: 4, free: 3 });
  expect((await acting({ action: 'reopen' })).status).toBe(200);
  expect(await counts()).toEqual({ filed: 4, free: 4 });
});

test('two systems that send the same list at once make no bed twice', async () => {
  const lines = many(40).map((b, i) => ({ ...b, line: i + 1 }));
  const answers = await Promise.all([1, 2, 3].map(() => applyBeds(as(), home.facility, { mode: 'partial', lines })));
  expect(answers.map((a) => a.counts.added).sort((a, b) => a - b)).toEqual([0, 0, 40]);
  const rows = await stored();
  expect(rows).toHaveLength(44);
  expect(new Set(rows.flatMap((r) => r.external_id ?? [])).size).toBe(40);
});

test('the worked examples of the reference do what they say they do', async () => {
  const document = (await product.ask('GET', '/openapi.json')).body;
  // biome-ignore lint/suspicious/noExplicitAny: a document as it came
  const operation = (list: string) => (document.paths as any)[`/api/v1/facilities/{id}/${list}`].put;
  const example = (list: string) => ({
    asked: operation(list).requestBody.content['application/json'].example,
    told: operation(list).responses[200].content['application/json'].example,
  });
  const beds = example('beds');
  await partial([{ ...beds.asked.beds[0], ...beds.asked.beds[1], fee_fen: 150_000 }]);
  const done = await put(beds.asked);
  expect(done.body.counts).toEqual(beds.told.counts);
  expect(done.body.changed).toMatchObject([{ changes: beds.told.changed[0].changes }]);
  const residents = example('residents');
  const taken = await product.ask('PUT', `/api/v1/facilities/${home.facility}/residents`, {
    cookie,
    body: residents.asked,
  });
  expect(taken.body.counts).toEqual(residents.told.counts);
});
