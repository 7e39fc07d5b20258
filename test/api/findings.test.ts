import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellFindings } from '../../server/findings/actions.ts';
import { addCheck, runCheck, runChecks } from '../../server/inspections/actions.ts';
import { discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openMarketHome>>;
let other: Awaited<ReturnType<typeof openMarketHome>>;
let picture: Buffer;
const actor: Record<string, Actor> = {};
const cookie: Record<string, string> = {};
type Any = ReturnType<typeof JSON.parse>;
const START = new Date('2026-11-24T02:00:00Z');
/** Time passes; sessions end by this clock, so everybody signs in again. */
const hours = async (n: number) => {
  w.time.now = new Date(w.time.now.getTime() + n * 3_600_000);
  await signIn();
};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openMarketHome(w, { rooms: 3, bedsPerRoom: 2 });
  other = await openMarketHome(w, { rooms: 1, bedsPerRoom: 1 });
  product = appOf(w);
  for (const [name, role, facility] of [
    ['inspector', 'inspector'],
    ['second', 'inspector'],
    ['leader', 'leader'],
    ['officer', 'officer'],
    ['treasurer', 'treasurer'],
    ['administrator', 'administrator'],
    ['nurse', 'institution', home.facility],
    ['stranger', 'institution', other.facility],
  ] as const)
    actor[name] = await w.someone(role, facility ? { facility } : {});
  await signIn();
  for (const code of ['stale_vacancy', 'spot_difference', 'same_person'] as const)
    await addCheck(w.system, {
      ...{ code, from: '2026-01-01', on: true, term: '3d', doc_no: null, example: true },
      params:
        code === 'stale_vacancy'
          ? { hours: 72, working: 0 }
          : code === 'spot_difference'
            ? { tolerance: 0, working: 0 }
            : { window_days: 90, working: 0 },
    });
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#8a9' } })
    .jpeg()
    .withMetadata({ exif: { IFD0: { Model: 'PHONE-7' } } })
    .toBuffer();
});
afterAll(() => database.drop());

async function signIn() {
  for (const [name, who] of Object.entries(actor)) cookie[name] = await product.cookieOf(who);
}
const get = async (who: string, path: string) =>
  (await product.ask('GET', `/api/v1${path}`, { cookie: cookie[who] as string })) as { status: number; body: Any };
const post = async (who: string, path: string, body: unknown, version?: number) =>
  (await product.ask('POST', `/api/v1${path}`, {
    cookie: cookie[who] as string,
    body,
    headers: version === undefined ? {} : { 'if-match': `"${version}"` },
  })) as { status: number; body: Any };
async function send(who: string, path: string, fields: [string, string | Blob][], version?: number) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const answer = await product.app.request(`http://localhost/api/v1${path}`, {
    method: 'POST',
    body: form,
    headers: { cookie: cookie[who] as string, ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
  });
  return { status: answer.status, body: (await answer.json()) as Any };
}
const photo = (): [string, Blob] => ['photos', new File([new Uint8Array(picture)], 'a.jpg', { type: 'image/jpeg' })];
const visit = (over: [string, string][] = [], people = ['王督查', '李核查']): [string, string | Blob][] => [
  ['visited_at', w.time.now.toISOString()],
  ...people.map((p): [string, string] => ['people', p]),
  ...over,
];
const found = async (who = 'inspector', query = '') => (await get(who, `/findings${query}`)).body;

describe('a run', () => {
  test('finds what does not fit once, and the same again adds nothing', async () => {
    await hours(80);
    const { status, body } = await post('inspector', '/checks/runs', { code: null });
    expect(status).toBe(201);
    expect(body.runs.map((r: Any) => [r.code, r.hits, r.fresh])).toEqual([
      ['stale_vacancy', 2, 2],
      ['same_person', 0, 0],
    ]);
    expect((await post('leader', '/checks/runs', { code: 'stale_vacancy' })).body.runs).toMatchObject([
      { hits: 2, fresh: 0 },
    ]);
    const { findings, counts } = await found();
    expect(findings.map((f: Any) => [f.finding_no, f.code, f.status])).toEqual([
      ['HC20261127001', 'stale_vacancy', 'found'],
      ['HC20261127002', 'stale_vacancy', 'found'],
    ]);
    expect(counts).toMatchObject({ found: 2, overdue: 0 });
  });

  test('is replayed from what it was given, whatever has happened since', async () => {
    const { checks } = (await get('officer', '/checks')).body;
    const [run] = checks.find((c: Any) => c.code === 'stale_vacancy').runs;
    expect((await get('officer', `/check-runs/${run.id}/replay`)).body).toMatchObject({
      ...{ code: 'stale_vacancy', unchanged: true, same: true, hits: 2, recorded: 2 },
    });
    await database.ownerSql`update check_runs set inputs = replace(inputs, '2026-11-24T02', '2026-11-27T02') where id = ${run.id}`;
    expect((await get('officer', `/check-runs/${run.id}/replay`)).body).toMatchObject({
      ...{ unchanged: false, same: false, hits: 0, recorded: 2 },
    });
  });

  test('keeps no name of anybody with its facts', async () => {
    const kept = await database.ownerSql`select string_agg(inputs, '') as text from check_runs`;
    expect(kept[0]?.text).not.toMatch(/[一-鿿]/);
  });

  test('by two at once makes one finding of each', async () => {
    await database.ownerSql`delete from finding_events`;
    await database.ownerSql`delete from findings`;
    const runs = await Promise.all([1, 2, 3].map(() => runCheck(w.as(actor.inspector!), 'stale_vacancy')));
    expect(runs.map((r) => r.hits)).toEqual([2, 2, 2]);
    expect(runs.reduce((sum, r) => sum + r.fresh, 0)).toBe(2);
    expect((await found()).findings).toHaveLength(2);
  });

  test('of all goes on after one that fails, and says that one did', async () => {
    const runs = () => database.ownerSql`select code from check_runs order by id desc limit 1`;
    await database.ownerSql`revoke select on facilities from yiwei_app`;
    await expect(runChecks(w.system)).rejects.toThrow();
    await database.ownerSql`grant select on facilities to yiwei_app`;
    expect(await runs()).toMatchObject([{ code: 'same_person' }]);
  });

  test('of a check that is switched off is refused, and of all leaves it out', async () => {
    const version = { code: 'same_person', from: '2026-11-28', on: false, params: { window_days: 90, working: 0 } };
    expect((await post('inspector', '/checks', { ...version, term: '7d' })).status).toBe(403);
    expect((await post('administrator', '/checks', { ...version, from: '2026-11-27', term: '7d' })).body.code).toBe(
      'check_past',
    );
    expect((await post('administrator', '/checks', { ...version, term: '7d' })).status).toBe(201);
    await hours(24);
    expect((await post('inspector', '/checks/runs', { code: 'same_person' })).body.code).toBe('check_off');
    expect((await runChecks(w.system)).runs.map((r) => r.code)).toEqual(['stale_vacancy']);
    const [own] = (await get('leader', '/checks')).body.checks.filter((c: Any) => c.code === 'same_person');
    expect(own.versions.map((v: Any) => [v.from, v.to, v.state, v.on])).toEqual([
      ['2026-11-28', null, 'in_force', false],
      ['2026-01-01', '2026-11-28', 'past', true],
    ]);
  });
});

describe('a finding', () => {
  let id = '';
  let version = 1;
  test('is given to the home, which is told, and sees its own and no other', async () => {
    const { findings } = await found();
    const own = findings.find((f: Any) => f.facility_id === home.facility);
    id = own.id;
    const no = own.finding_no;
    expect((await found('nurse')).findings).toEqual([]);
    expect((await get('nurse', `/findings/${id}`)).status).toBe(403);
    expect((await get('stranger', `/findings/${id}`)).status).toBe(404);
    expect((await found('treasurer')).findings).toEqual([]);
    expect((await post('officer', `/findings/${id}/assign`, {}, 1)).status).toBe(403);
    expect((await post('inspector', `/findings/${id}/assign`, {})).status).toBe(428);
    const { body } = await post('inspector', `/findings/${id}/assign`, { note: '请核对床位' }, 1);
    // Assigned on a Saturday: the third day is a Tuesday.
    expect(body).toEqual({ status: 'assigned', version: 2, due_at: '2026-12-01T16:00:00.000Z' });
    version = body.version;
    expect((await found('nurse')).findings.map((f: Any) => f.id)).toEqual([id]);
    expect((await get('nurse', `/findings/${id}`)).status).toBe(200);
    const told =
      await database.ownerSql`select m.kind, m.values from messages m where m.account_id = ${actor.nurse!.account}`;
    expect(told).toMatchObject([{ kind: 'finding_assigned', values: { what: no, by: '2026-12-01' } }]);
    expect((await post('leader', `/findings/${id}/assign`, {}, 1)).status).toBe(412);
  });

  test('is not answered by another home, without words, or with a file that is no photo', async () => {
    expect((await send('stranger', `/findings/${id}/rectify`, [['note', '好了']], version)).status).toBe(404);
    expect((await send('nurse', `/findings/${id}/rectify`, [['note', ' ']], version)).body.code).toBe('reason_needed');
    const bad: [string, Blob] = ['photos', new File(['<svg/>'], 'a.jpg', { type: 'image/jpeg' })];
    expect((await send('nurse', `/findings/${id}/rectify`, [['note', '好了'], bad], version)).body.code).toBe(
      'picture_kind',
    );
  });

  test('goes back and keeps its time, is checked by two on site with a photo, and is closed', async () => {
    const answer = [['note', '已核对'], photo(), photo()] as [string, string | Blob][];
    expect((await send('nurse', `/findings/${id}/rectify`, answer, 2)).body).toEqual({
      status: 'rectified',
      version: 3,
    });
    expect((await post('inspector', `/findings/${id}/close`, {}, 3)).body.code).toBe('finding_state');
    expect((await post('inspector', `/findings/${id}/return`, { note: '照片不清' }, 3)).body.status).toBe('assigned');
    await hours(2);
    expect((await send('nurse', `/findings/${id}/rectify`, answer, 4)).body.status).toBe('rectified');
    await hours(1);
    expect(
      (await send('inspector', `/findings/${id}/check`, visit([], ['王督查']), 5)).body.reasons.map((r: Any) => r.code),
    ).toEqual(['check_people', 'visit_photo']);
    expect((await send('leader', `/findings/${id}/check`, [...visit(), photo()], 5)).status).toBe(403);
    const place: [string, string][] = [
      ['lng', '113.1'],
      ['lat', '29.38'],
    ];
    expect((await send('second', `/findings/${id}/check`, [...visit(place), photo()], 5)).body.status).toBe('checked');
    expect((await post('inspector', `/findings/${id}/close`, {}, 6)).body.status).toBe('closed');
    const { body } = await get('nurse', `/findings/${id}`);
    expect(body.events.map((e: Any) => [e.kind, e.photos.length])).toEqual([
      ['found', 0],
      ['assigned', 0],
      ['rectified', 2],
      ['returned', 0],
      ['rectified', 2],
      ['checked', 1],
      ['closed', 0],
    ]);
    expect(body.events[5]).toMatchObject({ people: ['王督查', '李核查'], lng: 113.1, lat: 29.38 });
    expect(body.due_at).toBe('2026-12-01T16:00:00.000Z');
  });

  test('shows its photos to its home and the bureau only, without the camera', async () => {
    const { body } = await get('inspector', `/findings/${id}`);
    const path = `/api/v1/inspection-photos/${body.events[5].photos[0]}`;
    const answer = await product.app.request(`http://localhost${path}?edge=480`, {
      headers: { cookie: cookie.nurse! },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.includes('PHONE-7') || (await sharp(bytes).metadata()).exif !== undefined).toBe(false);
    expect((await product.ask('GET', path, { cookie: cookie.stranger! })).status).toBe(404);
    expect((await product.ask('GET', path)).status).toBe(401);
  });

  test('is told to the leader once when its time is over, after the home at four fifths', async () => {
    const open = (await found()).findings.find((f: Any) => f.facility_id === other.facility);
    await post('inspector', `/findings/${open.id}/assign`, { term: '24h' }, open.version);
    expect(await tellFindings(w.system)).toEqual({ told: 0 });
    await hours(20);
    expect(await tellFindings(w.system)).toEqual({ told: 1 });
    await hours(5);
    expect([await tellFindings(w.system), await tellFindings(w.system)]).toEqual([{ told: 1 }, { told: 0 }]);
    expect((await found('leader', '?overdue=true')).findings).toMatchObject([
      { id: open.id, colour: 'red', term: '24h' },
    ]);
    const told = await database.ownerSql`select kind, account_id from messages
      where account_id in (${actor.stranger!.account}, ${actor.leader!.account}) and kind like 'finding%' and kind <> 'finding_assigned' order by made_at`;
    expect(told).toMatchObject([
      { kind: 'finding_due', account_id: actor.stranger!.account },
      { kind: 'finding_overdue', account_id: actor.leader!.account },
    ]);
  });

  test('that a visit turned up is given to an officer, who puts it right, and to nobody unknown', async () => {
    const input = { facility_id: home.facility, code: 'safety', source: 'visit', term: '3d', note: '通道堆物' };
    const { body } = await post('inspector', '/findings', input);
    const path = `/findings/${body.id}`;
    const unknown = await post('inspector', `${path}/assign`, { assigned_to: actor.nurse!.account }, 1);
    expect(unknown.body.code).toBe('officer_unknown');
    await post('inspector', `${path}/assign`, { assigned_to: actor.officer!.account }, 1);
    const list = (await get('inspector', '/findings/staff')).body.staff.map((s: Any) => s.id);
    expect(list).toContain(actor.officer!.account);
    expect((await found('officer', '?mine=true')).findings.map((f: Any) => f.id)).toEqual([body.id]);
    expect((await found('nurse')).findings.map((f: Any) => f.id)).not.toContain(body.id);
    expect((await send('nurse', `${path}/rectify`, [['note', '我院已清理']], 2)).body.code).toBe('out_of_reach');
    expect((await send('officer', `${path}/rectify`, [['note', '已督促清理']], 2)).body.status).toBe('rectified');
  });

  test('that is none is dismissed with its reason, and stays', async () => {
    const input = { facility_id: home.facility, code: 'other', source: 'report', term: '7d', note: '来电反映' };
    const { body } = await post('leader', '/findings', input);
    expect((await post('leader', `/findings/${body.id}/dismiss`, { note: ' ' }, 1)).status).toBe(422);
    expect((await post('leader', `/findings/${body.id}/dismiss`, { note: '查无此事' }, 1)).body.status).toBe(
      'dismissed',
    );
    await expect(
      database.sql.begin(async (tx) => {
        await tx`select set_config('yiwei.district', ${DISTRICT}, true)`;
        await tx`delete from finding_events`;
      }),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('a sample on site', () => {
  let sample = '';
  test('is drawn by chance that anybody can draw again', async () => {
    expect((await post('officer', '/spot-samples', { kind: 'facility', size: 1 })).status).toBe(403);
    expect((await post('inspector', '/spot-samples', { kind: 'facility', size: 3 })).body.code).toBe('sample_size');
    sample = (await post('inspector', '/spot-samples', { kind: 'facility', size: 2 })).body.id;
    const { samples } = (await get('officer', '/spot-samples')).body;
    expect(samples).toMatchObject([
      { id: sample, population: 2, same: true, places: [{ check: null }, { check: null }] },
    ]);
    const list = await product.ask('GET', `/api/v1/spot-samples/${sample}/population`, { cookie: cookie.officer! });
    expect(list.text.split('\n').sort()).toEqual([home.facility, other.facility].sort());
  });

  test('holds what two people counted against what was on record then, whatever is typed in after', async () => {
    const day = '2026-11-29';
    const stays = [await home.take(comer(home.beds[0]!.id, day)), await home.take(comer(home.beds[2]!.id, day))];
    await hours(1);
    const seen = new Date(w.time.now);
    await hours(1);
    // Entered after the inspectors had left: one came "yesterday", one had left "this morning".
    await home.take(comer(home.beds[4]!.id, day));
    const at = await home.now(stays[0]!.placement_id);
    await discharge(at, stays[0]!.placement_id, { discharged_on: day, kind: 'home' });
    const fields = (free: number, present: number): [string, string | Blob][] => [
      ['facility_id', home.facility],
      ['sample_id', sample],
      ['counted_free', String(free)],
      ['counted_present', String(present)],
      ['visited_at', seen.toISOString()],
      ['people', '王督查'],
      ['people', '李核查'],
      photo(),
    ];
    expect((await send('inspector', '/spot-checks', fields(4, 2))).body).toMatchObject({
      ...{ record_free: 4, record_present: 2, finding_id: null },
    });
    const { body } = await send('inspector', '/spot-checks', fields(3, 3));
    expect(body).toMatchObject({ record_free: 4, record_present: 2 });
    expect((await get('nurse', `/findings/${body.finding_id}`)).status).toBe(403);
    const finding = (await get('inspector', `/findings/${body.finding_id}`)).body;
    expect(finding).toMatchObject({
      ...{ code: 'spot_difference', source: 'sample', status: 'found' },
      facts: { record_free: 4, counted_free: 3, record_present: 2, counted_present: 3 },
    });
    expect(finding.spot_photos).toHaveLength(1);
    const { samples, others } = (await get('inspector', '/spot-samples')).body;
    const place = samples[0].places.find((p: Any) => p.facility_id === home.facility);
    expect([place.check.counted_free, others.map((k: Any) => k.counted_free)]).toEqual([4, [3]]);
    const missing = await send('inspector', '/spot-checks', fields(3, 3).slice(0, -2));
    expect(missing.body.reasons.map((r: Any) => r.code)).toEqual(['check_people', 'visit_photo']);
    expect(seen.getTime()).toBeGreaterThan(START.getTime());
  });
});
