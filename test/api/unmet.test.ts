import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOffer } from '../../server/allocation/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { judgeUnmet } from '../../server/unmet/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let app: ReturnType<typeof appOf>;
let officer: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
let ids: string[];
// biome-ignore lint/suspicious/noExplicitAny: bodies are matched, not typed, here
const get = async (path: string, who = officer): Promise<any> => {
  const answer = await app.ask('GET', `/api/v1/insight/${path}`, { cookie: await app.cookieOf(who) });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const nextDay = () => {
  w.time.now = new Date(w.time.now.getTime() + 86_400_000);
};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 1, bedsPerRoom: 1, bought: 5 });
  officer = await w.someone('officer');
  ids = await queueUp(w, officer, [person({ name: '甲女' }), person({ name: '乙女' })]);
  app = appOf(w);
});
afterAll(() => database.drop());

test('of two who wait for one bed the second is in the register, by the order; the first is not', async () => {
  expect(await judgeUnmet(w.system)).toEqual({ unmet: 1, begun: 1, ended: 0 });
  expect(await get('unmet')).toMatchObject({
    total: 1,
    first: '2026-11-24',
    reasons: [{ reason: 'out_of_order', n: 1 }],
  });
});

test('judged again nothing changes; two at once leave one open row', async () => {
  await Promise.all([judgeUnmet(w.system), judgeUnmet(w.system)]);
  expect(await database.ownerSql`select 1 from unmet_needs where upper_inf(during)`).toHaveLength(1);
});

test('when the reason changes the row ends that day and another begins; the day before is answered as it was', async () => {
  nextDay();
  await makeOffer(w.as(officer), { application_id: ids[0] as string, bed_id: home.beds[0]!.id });
  expect(await judgeUnmet(w.system)).toEqual({ unmet: 1, begun: 1, ended: 1 });
  expect((await get('unmet')).reasons).toMatchObject([{ reason: 'no_free_bed', n: 1 }]);
  expect((await get('unmet?on=2026-11-24')).reasons).toMatchObject([{ reason: 'out_of_order', n: 1 }]);
  expect(await get('unmet?on=2026-11-23')).toMatchObject({ total: 0, first: '2026-11-24' });
});

test('the list of names is written to the log of readings; the figures name nobody', async () => {
  const inspector = await w.someone('inspector');
  const { cases } = await get('unmet/cases?reason=no_free_bed', inspector);
  expect(cases).toMatchObject([{ name: '乙女', reason: 'no_free_bed', since: '2026-11-25', days: 0, waited: 1 }]);
  const read = await database.ownerSql`select action from audit where account_id = ${inspector.account}`;
  expect(read).toEqual([{ action: 'unmet.cases' }]);
  expect(JSON.stringify(await get('unmet', inspector))).not.toContain('乙女');
});

test('who gets the bed and who takes it back: days between the steps and the desk it lies on are counted', async () => {
  const { legs } = await get('steps');
  expect(legs.find((l: { leg: string }) => l.leg === 'offer')).toMatchObject({ n: 1, median: 1, p90: 1 });
  const { stalls } = await get('stalls');
  expect(stalls.map((s: { desk: string; n: number }) => [s.desk, s.n]).sort()).toEqual([
    ['facility', 1],
    ['family', 1],
    ['queue', 1],
  ]);
  expect((await get('stalls?on=2026-11-24')).stalls).toMatchObject([{ desk: 'queue', n: 2 }]);
});

test('every contract that runs is told against the time, one of them with its lots', async () => {
  const { contracts, total } = await get('contracts');
  expect(contracts).toMatchObject([{ lots: 1, used_fen: 0, outlook: 'under' }]);
  expect(total.elapsed).toBeCloseTo(329 / 365, 6);
  expect((await get(`contracts?contract=${contracts[0].id}`)).lots).toMatchObject([{ facility: '测试敬老院' }]);
});
