import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { openDb, type Sql } from '../db/client.ts';
import { startCluster } from '../db/cluster.ts';
import { migrate } from '../db/migrate.ts';
import { lapseOffers } from './allocation/actions.ts';
import { createApp } from './app.ts';
import { tellOverdue } from './cases/actions.ts';
import { adoptEntries } from './categories/actions.ts';
import { recountClocks } from './clocks/actions.ts';
import { endEmergencies } from './emergencies/actions.ts';
import { sendEscalations } from './escalations/actions.ts';
import { rollDay } from './facilities/actions.ts';
import { lapseRequests, tellLateRequests } from './feedback/actions.ts';
import { keepFigures } from './figures/actions.ts';
import { tellFindings } from './findings/actions.ts';
import { remindStale } from './freshness/actions.ts';
import { runChecks } from './inspections/actions.ts';
import { rollDivisions } from './mergers/actions.ts';
import { deliverMessages } from './notifications/actions.ts';
import { readConfig } from './platform/config.ts';
import { type Context, clockActor, type Enqueue } from './platform/context.ts';
import { emailOf } from './platform/email.ts';
import { createEvents } from './platform/events.ts';
import { outsideOf } from './platform/hooks.ts';
import { newId } from './platform/ids.ts';
import { type Job, prepareJobs, startJobs } from './platform/jobs.ts';
import { createLog } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { purgeSignins } from './platform/session.ts';
import { smsOf } from './platform/sms.ts';
import { storageOf } from './platform/storage.ts';
import { createVault } from './platform/vault.ts';
import { tellUnannounced } from './procurement/actions.ts';
import { applyDue, tellLicences } from './profiles/actions.ts';
import { endNotices, publishNotices } from './publicity/actions.ts';
import { tellPlaces } from './queue/actions.ts';
import { refillBeds } from './refills/actions.ts';
import { remindFamilies } from './reminders/actions.ts';
import { publishDue } from './rounds/actions.ts';
import { draftLastMonth } from './settlement/actions.ts';
import { keepChain } from './supervision/actions.ts';
import { judgeUnmet } from './unmet/actions.ts';
import { sweepUploads } from './uploads/actions.ts';
import { tellWatches } from './watches/actions.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const clockwork: Job[] = [
  { name: 'roll-day', cron: '*/5 * * * *', run: rollDay },
  { name: 'roll-divisions', cron: '*/5 * * * *', run: rollDivisions },
  { name: 'lapse-offer', run: lapseOffers },
  // The safety net below it: whatever no job was left for.
  { name: 'lapse-offers', cron: '*/5 * * * *', run: lapseOffers },
  // Cases found eligible go up at once; the sweep takes up what was left. Notices come down on the first run of their day.
  { name: 'publish-notices', cron: '*/5 * * * *', run: publishNotices },
  { name: 'end-notices', cron: '*/5 * * * *', run: endNotices },
  { name: 'recount-clocks', cron: '20 3 * * *', run: recountClocks },
  { name: 'tell-overdue', cron: '30 8 * * *', run: tellOverdue },
  { name: 'publish-due', cron: '*/5 * * * *', run: publishDue },
  // At once by the action that frees a bed; the sweep takes up what was too busy then.
  { name: 'refill-beds', cron: '*/5 * * * *', run: refillBeds },
  { name: 'end-emergency', run: endEmergencies },
  { name: 'end-emergencies', cron: '*/5 * * * *', run: endEmergencies },
  { name: 'remind-families', cron: '*/10 8-20 * * *', run: remindFamilies },
  { name: 'apply-profiles', cron: '*/5 * * * *', run: applyDue },
  { name: 'tell-licences', cron: '0 9 * * *', run: tellLicences },
  { name: 'tell-unannounced', cron: '0 9 * * *', run: tellUnannounced },
  { name: 'remind-stale', cron: '5 7-20 * * *', run: remindStale },
  // Before the working day, so that what a family reads is of today.
  { name: 'tell-places', cron: '30 6 * * *', run: tellPlaces },
  // After the clocks are counted again, so that what is overdue is known.
  { name: 'run-checks', cron: '0 4 * * *', run: runChecks },
  { name: 'tell-findings', cron: '25 7-20 * * *', run: tellFindings },
  { name: 'draft-settlements', cron: '10 4 1-3 * *', run: draftLastMonth },
  // Of the day that is over; what was kept once is left alone, so that a later run in the night makes up for a missed one.
  { name: 'keep-figures', cron: '10 0-5 * * *', run: (ctx) => keepFigures(ctx) },
  { name: 'judge-unmet', cron: '50 5 * * *', run: judgeUnmet },
  { name: 'tell-watches', cron: '*/5 * * * *', run: tellWatches },
  { name: 'lapse-requests', cron: '*/10 * * * *', run: lapseRequests },
  { name: 'tell-late-requests', cron: '*/30 7-20 * * *', run: tellLateRequests },
  { name: 'purge-signins', cron: '40 3 * * *', run: purgeSignins },
];

/** As owner or superuser neither row-level security nor the append-only grants would hold: better not to start. */
async function refuseOwner(sql: Sql) {
  const [role] = await sql`
    select rolsuper or rolbypassrls or (select relowner = r.oid from pg_class where oid = 'audit'::regclass) as unfit
    from pg_roles r where rolname = current_user`;
  if (role?.unfit)
    throw new Error(
      'DATABASE_URL must log in as yiwei_app (or a member of it), not as the owner of the tables or a superuser; the owner goes into DATABASE_OWNER_URL.',
    );
}

/** Starts the product and resolves when it answers. The embedded PostgreSQL runs only when DATABASE_URL is unset. */
async function start() {
  const began = performance.now();
  const config = readConfig();
  const log = createLog(config.LOG_LEVEL);
  const cluster = config.DATABASE_URL ? null : await startCluster({ dataDir: config.dataDir, log: say });
  const ownerUrl = cluster?.ownerUrl ?? config.DATABASE_OWNER_URL ?? config.DATABASE_URL ?? '';
  await migrate(ownerUrl, say);
  const vault = createVault(config.dataKey);
  const carriers = { vault, sms: smsOf(config), email: emailOf(config), log, origin: config.ORIGIN };
  const storage = storageOf(config, vault);
  const sweep: Job = { name: 'sweep-uploads', cron: '20 * * * *', run: (ctx) => sweepUploads(ctx, storage) };
  // At once by the action that told somebody something; every minute whatever is due again.
  const deliver: Job = { name: 'deliver-messages', cron: '* * * * *', run: (ctx) => deliverMessages(ctx, carriers) };
  const adopt: Job = { name: 'adopt-list-entries', cron: '*/5 * * * *', run: (ctx) => adoptEntries(ctx, vault) };
  const chain: Job = { name: 'keep-audit-chain', cron: '* * * * *', run: (ctx) => keepChain(ctx, storage) };
  // At once by the action that hands something over; every minute whatever is due again.
  const escalate: Job = {
    name: 'send-escalations',
    cron: '* * * * *',
    run: (ctx) => sendEscalations(ctx, vault, outsideOf(config)),
  };
  const jobs = [...clockwork, deliver, sweep, adopt, chain, escalate];
  const owner = openDb(ownerUrl, { max: 1 });
  await prepareJobs(
    owner.sql,
    jobs.map((j) => j.name),
  );
  await owner.close();

  const appUrl = cluster?.appUrl ?? config.DATABASE_URL ?? '';
  const { db, sql, close } = openDb(appUrl, { max: config.DATABASE_POOL });
  await refuseOwner(sql);
  const events = createEvents();
  const clock = () => new Date();
  let enqueue: Enqueue | undefined;
  const context = (): Context => ({
    db,
    clock,
    events,
    enqueue,
    actor: clockActor(config.DISTRICT),
    district: config.DISTRICT,
    language: 'zh',
    requestId: newId(),
  });
  if (config.demo) {
    const { seedOnce } = await import('../seed/main.ts');
    const filling = openDb(appUrl, { max: 2, relaxed: true, applicationName: 'yiwei seed' });
    await seedOnce({ context: { ...context(), db: filling.db }, ownerUrl, vault, storage, log: say });
    await filling.close();
  }
  await rollDivisions(context());
  await rollDay(context());
  await lapseOffers(context());
  await endNotices(context());
  await publishNotices(context());

  const metrics = createMetrics();
  const stopListening = await events.listen(db);
  // pg-boss sends BEGIN and COMMIT as text, which only a pool of one connection keeps together.
  const queue = openDb(appUrl, { max: 1, applicationName: 'yiwei-jobs' });
  const background = await startJobs(queue.sql, jobs, context, log, metrics);
  enqueue = background.enqueue;
  const { app, state, closeStreams } = createApp(
    { db, clock, events, vault, storage, config, log, enqueue },
    metrics,
    join(import.meta.dirname, '../web/dist'),
  );
  const server = serve({ fetch: app.fetch, port: config.PORT, hostname: config.HOST });
  await new Promise<void>((done, fail) => {
    server.once('listening', done);
    server.once('error', fail);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`\n颐位 Yiwei is ready at http://localhost:${port}  (${seconds} s)`);
  if (config.demo) await (await import('../seed/welcome.ts')).printWelcome(say, port);

  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    state.draining = true;
    log.info({ why }, 'stopping');
    const hard = setTimeout(() => process.exit(1), 15_000).unref();
    closeStreams();
    await new Promise<void>((done) => server.close(() => done()));
    await background.stop();
    await queue.close();
    await stopListening().catch(() => {});
    await close();
    await cluster?.stop();
    clearTimeout(hard);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
}

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}
