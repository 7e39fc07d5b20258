import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { lapseOffers, makeOffer } from '../../server/allocation/actions.ts';
import { prepareJobs, startJobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, world } from '../support/district.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('the clock ends an unanswered offer in the background, as the application role, and says so in the audit', async () => {
  const w = world(database);
  await openTestDistrict(w);
  const home = await openHome(w);
  const officer = await w.someone('officer');
  const [id] = await queueUp(w, officer, [person()]);
  const { offer_id } = await makeOffer(w.as(officer), { application_id: id as string, bed_id: home.beds[0]!.id });
  w.time.now = new Date(w.time.now.getTime() + 7 * 86_400_000);

  const owner = openDb(database.ownerUrl, { max: 1 });
  await prepareJobs(owner.sql, ['lapse-offers']);
  await owner.close();
  const app = openDb(database.appUrl, { max: 1 });
  const metrics = createMetrics();
  const jobs = await startJobs(
    app.sql,
    [{ name: 'lapse-offers', cron: '*/5 * * * *', run: lapseOffers }],
    () => w.system,
    createLog('silent'),
    metrics,
  );
  try {
    await jobs.runNow('lapse-offers');
    await expect
      .poll(
        async () => (await database.ownerSql`select end_reason from offers where id = ${offer_id}`)[0]?.end_reason,
        { timeout: 15_000 },
      )
      .toBe('lapsed');
    await expect
      .poll(async () => metrics.registry.getSingleMetricAsString('yiwei_jobs_total'), { timeout: 5000 })
      .toContain('outcome="done"} 1');
    const rows = await database.ownerSql`select role from audit where action = 'allocation.lapse'`;
    expect(rows.map((r) => r.role)).toEqual(['system']);
  } finally {
    await jobs.stop();
    await app.close();
  }
}, 40_000);
