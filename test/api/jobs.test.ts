import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { acceptOffer, lapseOffers, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import type { Actor, Context } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { type Job, prepareJobs, startJobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { purgeSignins } from '../../server/platform/session.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, STREET, type World, world } from '../support/district.ts';

const DAY_MS = 86_400_000;
const known: Job[] = [
  { name: 'lapse-offer', run: lapseOffers },
  { name: 'lapse-offers', cron: '*/5 * * * *', run: lapseOffers },
  { name: 'purge-signins', cron: '40 3 * * *', run: purgeSignins },
];
let database: TestDatabase;
let w: World;
let officer: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
let app: ReturnType<typeof openDb>;
let jobs: Awaited<ReturnType<typeof startJobs>>;
const metrics = createMetrics();

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 8, bedsPerRoom: 1 });
  officer = await w.someone('officer');
  const owner = openDb(database.ownerUrl, { max: 1 });
  await prepareJobs(
    owner.sql,
    known.map((j) => j.name),
  );
  await owner.close();
  app = openDb(database.appUrl, { max: 1 });
  jobs = await startJobs(app.sql, known, () => w.system, createLog('silent'), metrics);
});
afterAll(async () => {
  await jobs.stop();
  await app.close();
  await database.drop();
});

const waiting = (offer: string) =>
  database.ownerSql`select start_after from pgboss.job where name = 'lapse-offer' and data->>'offer' = ${offer} order by start_after`;
const endOf = async (offer: string) =>
  (await database.ownerSql`select end_reason from offers where id = ${offer}`)[0]?.end_reason;
const asOfficer = (extra: Partial<Context> = {}) => w.as(officer, { enqueue: jobs.enqueue, ...extra });
let bed = 0;
const offerTo = async (ctx: Context) => {
  const [id] = await queueUp(w, officer, [person()]);
  const made = await makeOffer(ctx, { application_id: id as string, bed_id: home.beds[bed++]!.id });
  return { ...made, application_id: id as string };
};

test('the clock ends an unanswered offer in the background, as the application role, and says so in the audit', async () => {
  const { offer_id } = await offerTo(w.as(officer));
  expect(await waiting(offer_id)).toEqual([]);
  w.time.now = new Date(w.time.now.getTime() + 7 * DAY_MS);
  await jobs.runNow('lapse-offers');
  await expect.poll(() => endOf(offer_id), { timeout: 15_000 }).toBe('lapsed');
  await expect
    .poll(async () => metrics.registry.getSingleMetricAsString('yiwei_jobs_total'), { timeout: 5000 })
    .toMatch(/name="lapse-offers",outcome="done"\} [1-9]/);
  const rows = await database.ownerSql`select role from audit where action = 'allocation.lapse'`;
  expect(rows.map((r) => r.role)).toEqual(['system']);
}, 40_000);

test('an offer leaves its own job behind, for the Beijing midnight that ends its last day, and the job ends it', async () => {
  const { offer_id, respond_by } = await offerTo(asOfficer());
  const midnight = new Date(Date.parse(`${respond_by}T24:00:00+08:00`));
  expect(await waiting(offer_id)).toEqual([{ start_after: midnight }]);

  w.time.now = new Date(midnight.getTime() - 1000);
  expect(await lapseOffers(w.system, { offer: offer_id })).toEqual({ lapsed: 0 });
  w.time.now = midnight;
  await database.ownerSql`update pgboss.job set start_after = now() where name = 'lapse-offer' and data->>'offer' = ${offer_id}`;
  await expect.poll(() => endOf(offer_id), { timeout: 15_000 }).toBe('lapsed');
  expect(await lapseOffers(w.system, { offer: offer_id })).toEqual({ lapsed: 0 });
}, 40_000);

test('once both sides have accepted there is a second job, for the end of the day of check-in', async () => {
  const { offer_id } = await offerTo(asOfficer());
  const desk = await w.someone('desk', { street: STREET });
  const nurse = await w.someone('institution', { facility: home.facility });
  await acceptOffer(w.as(desk, { ifMatch: 1, enqueue: jobs.enqueue }), offer_id);
  expect(await waiting(offer_id)).toHaveLength(1);
  const { check_in_by } = await receiveOffer(w.as(nurse, { ifMatch: 2, enqueue: jobs.enqueue }), offer_id);
  const after = await waiting(offer_id);
  expect(after).toHaveLength(2);
  expect(after[1]).toEqual({ start_after: new Date(Date.parse(`${check_in_by}T24:00:00+08:00`)) });
});

test('an offer that is rolled back leaves no job', async () => {
  const before = await database.ownerSql`select count(*)::int as n from pgboss.job where name = 'lapse-offer'`;
  const seen: string[] = [];
  const failing = asOfficer({
    enqueue: async (tx, later) => {
      await jobs.enqueue(tx, later);
      seen.push(later.data.offer as string);
      throw new Error('the line went dead just before the commit');
    },
  });
  await expect(offerTo(failing)).rejects.toThrow('line went dead');
  expect(seen).toHaveLength(1);
  expect(await endOf(seen[0] as string)).toBeUndefined();
  expect(await waiting(seen[0] as string)).toEqual([]);
  expect(await database.ownerSql`select count(*)::int as n from pgboss.job where name = 'lapse-offer'`).toEqual(before);
});

test('the product puts the job in through its own door: POST /api/v1/offers', async () => {
  const product = appOf(w, jobs.enqueue);
  const [application_id] = await queueUp(w, officer, [person({ carerAbsent: true }, 20)]);
  const cookie = await product.cookieOf(officer);
  const answer = await product.ask('POST', '/api/v1/offers', {
    cookie,
    body: { application_id, bed_id: home.beds[bed++]!.id },
  });
  expect(answer.status).toBe(201);
  expect(await waiting(answer.body.offer_id as string)).toHaveLength(1);
});

test('sign-ins of long ago are forgotten every day; live and lately ended ones stay, and the audit counts them', async () => {
  const at = (days: number) => new Date(w.time.now.getTime() + days * DAY_MS);
  const session = async (ended: Date | null, idle: Date, absolute: Date) => {
    const id = newId();
    await database.ownerSql`insert into sessions (token_hash, id, account_id, strength, agent, created_at, seen_at, idle_until, absolute_until, ended_at)
      values (${randomBytes(32)}, ${id}, ${officer.account}, 2, 'test', ${at(-200)}, ${at(-200)}, ${idle}, ${absolute}, ${ended})`;
    return id;
  };
  const code = async (used: Date | null, expires: Date) => {
    const id = newId();
    await database.ownerSql`insert into phone_codes (id, phone_hash, code_hash, expires_at, used_at)
      values (${id}, ${randomBytes(32)}, ${randomBytes(32)}, ${expires}, ${used})`;
    return id;
  };
  await database.ownerSql`delete from sessions`;
  const [live, lately] = [await session(null, at(1), at(1)), await session(at(-29), at(1), at(1))];
  await session(at(-31), at(1), at(1));
  await session(null, at(-31), at(40));
  await session(null, at(-40), at(-31));
  const fresh = await code(null, at(0.005));
  await code(at(-0.001), at(0.005));
  await code(null, at(-0.001));
  await jobs.runNow('purge-signins');
  await expect
    .poll(async () => (await database.ownerSql`select id from phone_codes`).map((r) => r.id), { timeout: 15_000 })
    .toEqual([fresh]);
  const left = await database.ownerSql`select id from sessions`;
  expect(left.map((r) => r.id).sort()).toEqual([live, lately].sort());
  const [row] = await database.ownerSql`select role, after from audit where action = 'platform.purge'`;
  expect({ role: row?.role, after: JSON.parse(row?.after as string) }).toEqual({
    role: 'system',
    after: { sessions: 3, codes: 2 },
  });
}, 40_000);
