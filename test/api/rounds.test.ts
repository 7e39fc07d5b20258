import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../server/platform/context.ts';
import { runMarket } from '../../server/rounds/mechanism/outcome.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
type Home = Awaited<ReturnType<typeof openHome>>;

let database: TestDatabase;
let w: World;
let officer: Actor;
let app: ReturnType<typeof appOf>;
let cookie: string;
let near: Home;
let far: Home;
let queue: string[];
const people = [
  person({ name: '甲女', carerAbsent: true }),
  person({ name: '乙女' }),
  person({ name: '丙男', sex: 'male' }),
  person({ name: '丁女' }),
  person({ name: '戊女', diedOn: '2026-11-20' }),
];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  near = await openHome(w, { name: '近处敬老院', rooms: 1, bedsPerRoom: 2, bought: 2 });
  far = await openHome(w, { name: '远处敬老院', rooms: 1, bedsPerRoom: 1, lng: 113.2, bought: 1, sex: 'mixed' });
  officer = await w.someone('officer');
  queue = await queueUp(w, officer, people.slice(0, 4));
  app = appOf(w);
  cookie = await app.cookieOf(officer);
});
afterAll(() => database.drop());

const api = (method: string, path: string, body?: unknown, version?: number) =>
  app.ask(method, `/api/v1${path}`, {
    cookie,
    ...(body === undefined ? {} : { body }),
    ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
  });
const ok = async (...args: Parameters<typeof api>) => {
  const answer = await api(...args);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  // biome-ignore lint/suspicious/noExplicitAny: bodies are matched, not typed, here
  return answer.body as any;
};

describe('a round', () => {
  let id = '';
  let digest = '';

  test('is opened with the digest of a seed nobody has seen', async () => {
    const made = await ok('POST', '/rounds', { name: '十一月', services: ['nursing'] });
    expect(made).toMatchObject({ round_no: 'R2026-001', seed_digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    [id, digest] = [made.id, made.seed_digest];
    const { rounds } = await ok('GET', '/rounds');
    expect(rounds).toMatchObject([{ id, state: 'draft', seed: null, seed_digest: digest, version: 1 }]);
  });

  test('keeps another one over the same beds from being opened, by any of the services that share them', async () => {
    for (const service of ['nursing', 'residential'])
      expect(await api('POST', '/rounds', { name: '又一轮', services: [service] })).toMatchObject({
        status: 409,
        body: { code: 'round_open' },
      });
  });

  test('gives each bed by the order of the queue, reveals its seed and says what it read', async () => {
    const ran = await ok('POST', `/rounds/${id}/run`, undefined, 1);
    expect(ran.summary).toMatchObject({ people: 4, placed: 3, beds: 3, used: 3 });
    const { round, proposals } = await ok('GET', `/rounds/${id}`);
    expect(round).toMatchObject({ state: 'run', version: 2, snapshot_digest: ran.snapshot_digest });
    expect(sha256(round.seed)).toBe(digest);
    expect(proposals).toMatchObject([
      { turn: 1, name: '甲女', facility: '近处敬老院', choice: 1, key: { track: 'C', points: 30 }, distance_km: 0.81 },
      { turn: 2, name: '乙女', facility: '近处敬老院' },
      { turn: 3, name: '丙男', facility: '远处敬老院', choice: 2 },
    ]);
  });

  test('can be replayed from what was stored, byte for byte', async () => {
    const [run] = await database.ownerSql`select * from round_runs where round_id = ${id}`;
    expect(sha256(run!.snapshot)).toBe(run!.snapshot_digest);
    expect(JSON.stringify(runMarket(JSON.parse(run!.snapshot)))).toBe(run!.outcome);
    expect(sha256(run!.outcome)).toBe(run!.outcome_digest);
    for (const p of people) expect(run!.snapshot).not.toContain(p.applicant.name);
  });

  test('is run once', async () => {
    expect(await api('POST', `/rounds/${id}/run`, undefined, 2)).toMatchObject({
      status: 409,
      body: { code: 'round_move' },
    });
    expect(queue).toHaveLength(4);
    expect(far.beds).toHaveLength(1);
    expect(near.beds).toHaveLength(2);
  });
});
