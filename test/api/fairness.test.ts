import { afterAll, beforeAll, expect, test } from 'vitest';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let app: ReturnType<typeof appOf>;
let cookie: string;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  await openHome(w, { name: '近处敬老院', rooms: 1, bedsPerRoom: 2, bought: 2 });
  const officer = await w.someone('officer');
  await queueUp(w, officer, [person({ name: '甲女', carerAbsent: true }), person({ name: '乙女' })]);
  app = appOf(w);
  cookie = await app.cookieOf(officer);
});
afterAll(() => database.drop());

const ok = async (method: string, path: string, body?: unknown, version?: number) => {
  const headers = version === undefined ? {} : { headers: { 'if-match': `"${version}"` } };
  const answer = await app.ask(method, `/api/v1${path}`, { cookie, ...(body ? { body } : {}), ...headers });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  // biome-ignore lint/suspicious/noExplicitAny: bodies are matched, not typed, here
  return answer.body as any;
};

test('the fairness report counts who waits, and says of offers that there is no data before the first', async () => {
  const told = await ok('GET', '/allocation/fairness');
  expect(told.total).toMatchObject({ waiting: { n: 2 }, offered: { n: 0, median: null }, km: { n: 0, median: null } });
  expect(told.months).toHaveLength(12);
  expect(told.months.at(-1)).toMatchObject({ offers: 0, overrides: 0, passed_over: 0, struck: 0, emergencies: 0 });
});

test('a proposal that is struck is counted in its month, and the round lists who took no part', async () => {
  const { id } = await ok('POST', '/rounds', { name: '一轮', services: ['nursing'] });
  await ok('POST', `/rounds/${id}/run`, undefined, 1);
  const { proposals, rule_versions } = await ok('GET', `/rounds/${id}`);
  expect(rule_versions).toContain('queue-rules v1');
  await ok('POST', `/rounds/${id}/decide`, { proposals: [proposals[0].id], decision: 'struck', reason: '家属出国' }, 2);
  expect((await ok('GET', '/allocation/fairness')).months.at(-1)).toMatchObject({ struck: 1 });
  expect(await ok('GET', `/rounds/${id}/apart`)).toEqual({ apart: [] });
});
