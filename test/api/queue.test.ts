import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQueue } from '../../server/allocation/queries.ts';
import { withdrawApplication } from '../../server/applications/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { importQueueRules, tellPlaces } from '../../server/queue/actions.ts';
import { readPlace, readWhy } from '../../server/queue/queries.ts';
import { firstTracks, type QueueRules } from '../../server/queue/rules.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, person, queueUp, rules, type World, world } from '../support/district.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let officer: Actor;
let family: Actor;
const actors: Record<string, Actor> = {};
/** level 4 · level 2 with a carer gone · level 2 · level 2, later · level 0 */
let ids: string[];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  officer = await w.someone('officer');
  family = await w.someone('family', { strength: 1 });
  Object.assign(actors, {
    officer,
    family,
    administrator: await w.someone('administrator'),
    leader: await w.someone('leader'),
    inspector: await w.someone('inspector'),
    desk: await w.someone('desk', { street: '430602001' }),
  });
  const mine = {
    ...person({ name: '周桂英' }, 50),
    helpers: [{ accountId: family.account!, relation: 'child' as const }],
  };
  ids = await queueUp(w, officer, [
    person({}, 5),
    person({ carerAbsent: true }, 50),
    mine,
    person({}, 50),
    person({ name: '欧阳锋' }, 89),
  ]);
});
afterAll(() => database.drop());

/** Signed in anew each time: the days of this file pass quickly. */
const ask = async (who: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  product.ask(method, `/api/v1${path}`, { cookie: await product.cookieOf(actors[who]!), body, headers });
const codes = (answer: { body: Record<string, unknown> }) =>
  ((answer.body.reasons ?? []) as { code: string }[]).map((r) => r.code);
const own = () => readPlace(w.as(family), ids[2]!);

describe('the own place', () => {
  test('comes with the key part by part, who is ahead by what, and no promise where the history is too short', async () => {
    const answer = await ask('family', 'GET', `/applications/${ids[2]}/place`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      track: 'C',
      track_zh: '失能或高龄',
      place: 3,
      place_in_track: 3,
      waiting: 5,
      rule_version: 'queue-rules v1',
      doc_no: 'test',
      key: { level: 2, points: 0 },
      key_parts: ['level', 'points', 'queued_at'],
      ahead: { track: 0, level: 1, points: 1, queued_at: 0, receipt_no: 0 },
      estimate: { weeks: null, ahead: 2, admissions: 0, days: 0 },
      move: null,
    });
    expect(answer.body.points).toContainEqual({ fact: 'carer_absent', points: 30, given: 0 });
    expect(answer.text).not.toContain(ids[0]!);
    expect((await ask('family', 'GET', `/applications/${ids[1]}/place`)).status).toBe(403);
  });

  test('what would move it is tried by the rules, and holds once the fact has changed; another family reads nothing', async () => {
    const path = `/applications/${ids[2]}/what-if`;
    const { body, text } = await ask('family', 'GET', path);
    expect(body).toMatchObject({ now: { place: 3, track: 'C' }, waiting: 5, rule_version: 'queue-rules v1' });
    const moves = body.moves as { code: string; level?: number; place: number; place_in_track: number }[];
    expect(text).not.toContain(ids[0]!);
    expect((await ask('family', 'GET', `/applications/${ids[1]}/what-if`)).status).toBe(403);
    const whose = database.ownerSql`(select applicant_id from applications where id = ${ids[2]!})`;
    const now = async () => {
      const { place, place_in_track } = (await own())!;
      return { place, place_in_track };
    };
    const said = (code: string, level?: number) => moves.find((m) => m.code === code && m.level === level);
    for (const level of [0, 3]) {
      await database.ownerSql`update assessments set level = ${level} where applicant_id = ${whose}`;
      expect(said('level', level)).toMatchObject(await now());
    }
    await database.ownerSql`update assessments set level = 2 where applicant_id = ${whose}`;
    for (const fact of ['carer_absent', 'living_alone'] as const) {
      await database.ownerSql`update applicants set ${database.ownerSql(fact)} = true where id = ${whose}`;
      const then = await now();
      expect(said(fact) ?? { place: 3, place_in_track: 3 }).toMatchObject(then);
      await database.ownerSql`update applicants set ${database.ownerSql(fact)} = null where id = ${whose}`;
    }
    expect(moves).toContainEqual({ code: 'category', kind: 'dibao', track: 'B', place: 1, place_in_track: 1 });
  });

  test('an officer sees why somebody is here: beside the neighbours, with the part that decides', async () => {
    const why = await ask('officer', 'GET', `/applications/${ids[2]}/why`);
    expect(why.body).toMatchObject({
      place: 3,
      doc_no: 'test',
      ahead: { application_id: ids[1], place: 2, decided_by: 'points', key: { points: 30 } },
      behind: { application_id: ids[3], place: 4, decided_by: 'queued_at' },
    });
    expect(await readWhy(w.as(officer), ids[0]!)).toMatchObject({ ahead: null });
    expect(await readWhy(w.as(officer), ids[4]!)).toMatchObject({ behind: null });
    for (const [who, status] of [
      ['leader', 200],
      ['inspector', 200],
      ['family', 403],
      ['desk', 403],
      ['administrator', 403],
    ] as const)
      expect((await ask(who, 'GET', `/applications/${ids[2]}/why`)).status).toBe(status);
  });
});

describe('telling people that their place moved', () => {
  const tellings = async (id: string) =>
    (
      await database.ownerSql`select place, reasons from queue_tellings where application_id = ${id} order by told_at, id`
    ).map((r) => [r.place, ...(r.reasons as { code: string }[]).map((x) => x.code)]);
  const nextDay = () => {
    w.time.now = new Date(w.time.now.getTime() + DAY_MS);
  };
  const before = () => w.time.now;

  test('the first time everybody is told where they stand; a day on which nothing moves tells nobody', async () => {
    expect(await tellPlaces(w.system)).toEqual({ told: 5, moved: 0, left: 0 });
    nextDay();
    expect(await tellPlaces(w.system)).toEqual({ told: 0, moved: 0, left: 0 });
    expect(await tellings(ids[2]!)).toEqual([[3, 'move_first']]);
    expect((await own())!.move).toBeNull();
  });

  test('somebody ahead leaves: everybody behind is told once, with the reason, and the family is written to', async () => {
    const [row] = await database.ownerSql`select version from applications where id = ${ids[1]!}`;
    await withdrawApplication(w.as(officer, { ifMatch: row!.version }), ids[1]!, '家里自己照顾');
    nextDay();
    expect(await tellPlaces(w.system)).toEqual({ told: 3, moved: 3, left: 1 });
    expect(await tellings(ids[1]!)).toEqual([
      [2, 'move_first'],
      [null, 'move_own_left'],
    ]);
    expect((await own())!.move).toMatchObject({
      from: 3,
      to: 2,
      reasons: [{ code: 'move_left', message_zh: '前面 1 人退出轮候', message_en: '1 ahead left the queue' }],
    });
    const sent = await database.ownerSql`select kind, values from messages where kind = 'place_moved'`;
    expect([...sent]).toMatchObject([{ kind: 'place_moved', values: { from: 3, to: 2, why: 'left_ahead' } }]);
    nextDay();
    expect(await tellPlaces(w.system)).toEqual({ told: 0, moved: 0, left: 0 });
  });

  test('somebody joins with a higher level, and somebody’s own level rises', async () => {
    const [joined] = await queueUp(w, officer, [person({}, 20)]);
    await database.ownerSql`update assessments set level = 3 where applicant_id = (select applicant_id from applications where id = ${ids[3]!})`;
    nextDay();
    expect(await tellPlaces(w.system)).toEqual({ told: 4, moved: 2, left: 0 });
    expect(await tellings(joined!)).toEqual([[2, 'move_first']]);
    // The one whose level rose passes her; the newcomer stands above both.
    expect(await tellings(ids[3]!)).toContainEqual([3, 'move_own_level', 'move_joined_level', 'move_overtook']);
    expect((await own())!.move).toMatchObject({ from: 2, to: 4 });
    expect((await own())!.move!.reasons.map((r) => r.code)).toEqual(['move_joined_level', 'move_overtaken']);
    // The waiting time is never touched by a change of level.
    const [kept] = await database.ownerSql`select queued_at from applications where id = ${ids[3]!}`;
    expect(kept!.queued_at.getTime()).toBeLessThan(before().getTime() - 3 * DAY_MS);
  });

  test('what was told cannot be changed or deleted, and the history is shown to the officer', async () => {
    for (const verb of ['delete from queue_tellings', 'update queue_tellings set waiting = 1'])
      await expect(database.sql.unsafe(verb)).rejects.toMatchObject({ code: '42501' });
    const { history } = await readWhy(w.as(officer), ids[2]!);
    expect(history.map((h) => h.place)).toEqual([4, 2, 3]);
  });
});

describe('the rules as data', () => {
  const byTime: QueueRules = { ...rules, key: ['queued_at'] };
  const add = (who: string, input: object) => ask(who, 'POST', '/queue-rules', input);

  test('are read by staff and changed by the administrator alone', async () => {
    for (const who of ['officer', 'leader', 'inspector', 'administrator']) {
      const answer = await ask(who, 'GET', '/queue-rules');
      expect(answer.body).toMatchObject({
        rule_sets: [{ version: 'queue-rules v1', doc_no: 'test', from: '2024-01-01', until: null, state: 'in_force' }],
      });
    }
    const draft = { version: 'v2', doc_no: 'x', from: '2027-01-01', rules };
    for (const who of ['officer', 'leader', 'inspector', 'family', 'desk'])
      expect((await add(who, draft)).status).toBe(403);
    expect((await ask('officer', 'POST', '/queue-rules/preview', { rules })).status).toBe(403);
  });

  test('a preview shows who would move and why, names masked, and keeps nothing', async () => {
    const answer = await ask('administrator', 'POST', '/queue-rules/preview', { rules: byTime });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ waiting: 5, against: 'queue-rules v1', changed_track: 0 });
    const down = answer.body.down as {
      name: string;
      place: { from: number; to: number };
      reasons: { code: string }[];
    }[];
    expect(down[0]).toMatchObject({ name: expect.stringMatching(/^.\*$/), place: { from: 2, to: 5 } });
    expect(down[0]!.reasons.map((r) => r.code)).toEqual(['move_rules_overtaken']);
    const wider: QueueRules = {
      ...rules,
      tracks: firstTracks.map((t) => (t.track === 'C' ? { ...t, any: [{ level_from: 3 as const }] } : t)),
    };
    const narrower = await ask('administrator', 'POST', '/queue-rules/preview', { rules: wider });
    expect(narrower.body).toMatchObject({ changed_track: 2 });
    const same = await ask('administrator', 'POST', '/queue-rules/preview', { rules });
    expect(same.body).toMatchObject({ changed_track: 0, changed_place: 0, up: [], down: [] });
    const [count] = await database.ownerSql`select count(*)::int as n from queue_rules`;
    expect(count!.n).toBe(1);
  });

  test('a rule set that does not hold together is refused with everything that is wrong', async () => {
    const bad = { ...rules, tracks: rules.tracks.slice(0, 3), key: ['level', 'level'], min_age: 3 };
    const answer = await add('administrator', { version: 'v2', doc_no: 'x', from: '2027-01-01', rules: bad });
    expect(answer.status).toBe(422);
    expect(codes(answer).sort()).toEqual(['rules_key', 'rules_last_track', 'rules_number']);
  });

  test('a new one begins on a day to come; the last one ends the day before; both days decide by their own', async () => {
    const today = w.time.now.toISOString().slice(0, 10);
    const draft = { version: 'v2', doc_no: '岳民〔2026〕8 号', rules: byTime };
    expect(codes(await add('administrator', { ...draft, from: today }))).toEqual(['rules_from_past']);
    expect((await add('administrator', { ...draft, from: '2026-12-10' })).status).toBe(201);
    expect(codes(await add('administrator', { ...draft, from: '2026-12-20' }))).toEqual(['rules_version_taken']);
    expect(codes(await add('administrator', { ...draft, version: 'v3', from: '2026-12-10' }))).toEqual([
      'rules_from_before',
    ]);
    const sets = (await ask('officer', 'GET', '/queue-rules')).body.rule_sets as Record<string, unknown>[];
    expect(sets.map((s) => [s.version, s.from, s.until, s.state])).toEqual([
      ['v2', '2026-12-10', null, 'future'],
      ['queue-rules v1', '2024-01-01', '2026-12-10', 'in_force'],
    ]);
    const [audit] =
      await database.ownerSql`select * from audit where action = 'queue.add_rules' and after is not null order by at desc limit 1`;
    expect(audit).toMatchObject({ role: 'administrator' });
    expect(audit!.after).toContain('岳民');
    const order = (await readQueue(w.as(officer))).queue.map((q) => q.application.id);
    w.time.now = new Date('2026-12-10T02:00:00Z');
    const { queue, version } = await readQueue(w.as(officer));
    expect(version).toBe('v2');
    expect(queue.map((q) => q.application.id)).not.toEqual(order);
    expect(queue.filter((q) => q.key.track === 'C').map((q) => q.key.queued_at)).toEqual(
      queue
        .filter((q) => q.key.track === 'C')
        .map((q) => q.key.queued_at)
        .sort(),
    );
    await tellPlaces(w.system);
    expect((await readWhy(w.as(officer), ids[2]!)).history[0]!.reasons[0]).toMatchObject({ code: 'move_rules' });
  });

  test('one in force cannot be changed; one to come can, by whoever saw its last form', async () => {
    const change = { doc_no: '岳民〔2026〕8 号（修订）', from: '2027-02-01', rules };
    const put = (version: string, revision?: number) =>
      ask('administrator', 'PUT', `/queue-rules/${version}`, change, revision ? { 'if-match': `"${revision}"` } : {});
    expect(codes(await put('v2', 1))).toEqual(['rules_in_force']);
    expect((await add('administrator', { ...change, version: 'v3', from: '2027-01-01' })).status).toBe(201);
    expect((await put('v3')).status).toBe(428);
    expect((await put('v3', 7)).status).toBe(412);
    expect((await put('v3', 1)).body).toEqual({ revision: 2 });
    expect((await put('v3', 1)).status).toBe(412);
    const sets = (await ask('officer', 'GET', '/queue-rules')).body.rule_sets as Record<string, unknown>[];
    expect(sets.map((s) => [s.version, s.from, s.until]).slice(0, 2)).toEqual([
      ['v3', '2027-02-01', null],
      ['v2', '2026-12-10', '2027-02-01'],
    ]);
    expect((await put('v9', 1)).status).toBe(404);
  });

  test('the database itself refuses two in force at once, and says so in words', async () => {
    await expect(
      importQueueRules(w.system, { version: 'v0', effective: '[2026-12-01,2026-12-31)', rules, docNo: 'x' }),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'rules_overlap' });
  });

  test('a rule set stored in the first form is brought up to the form of today', async () => {
    const [file] = globSync('db/migrations/*_queue_rules_as_data_tellings.sql');
    const update = readFileSync(file!, 'utf8').split('--> statement-breakpoint').at(-1)!;
    const { tracks: _t, key: _k, points: _p, ...kept } = rules;
    const points = { carer_absent: 30, hardship_each: 5, hardship_max: 25, living_alone: 10, waited_one_year: 10 };
    await database.ownerSql`insert into queue_rules (district, version, effective, rules, doc_no)
      values ('430602', 'old', '[2020-01-01,2021-01-01)', ${database.ownerSql.json({ ...kept, points })}, 'x')`;
    await database.ownerSql.unsafe(update);
    const [row] = await database.ownerSql`select rules from queue_rules where version = 'old'`;
    expect(row!.rules).toEqual(JSON.parse(JSON.stringify(rules)));
  });
});
