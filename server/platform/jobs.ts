import { sql as raw } from 'drizzle-orm';
import { fromDrizzle, type JobResult, PgBoss } from 'pg-boss';
import type { Sql } from '../../db/client.ts';
import type { Context, Enqueue } from './context.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Work the clock starts: at every moment of `cron` (Chinese civil time), or once for each time an action put it into
 * the queue, with the data it was given. May run more than once for the same data: it looks at the facts first.
 */
export type Job = {
  name: string;
  cron?: string;
  run: (ctx: Context, data: Record<string, string>) => Promise<unknown>;
};
type Background = { stop(): Promise<void>; runNow(name: string): Promise<void>; enqueue: Enqueue };

/**
 * Background work on the same database, through the same pool: pg-boss keeps its own schema, made by the owner.
 * A job is an ordinary action with the clock as its actor, so it is audited like any other.
 */
export async function startJobs(
  sql: Sql,
  jobs: readonly Job[],
  context: () => Context,
  log: Logger,
  metrics: Metrics,
): Promise<Background> {
  const boss = new PgBoss({
    db: adapter(sql),
    schema: 'pgboss',
    migrate: false,
    createSchema: false,
    supervise: true,
    schedule: true,
  });
  boss.on('error', (error) =>
    log.error(
      { error: error.name, code: (error as { code?: string }).code, message: error.message },
      'background work',
    ),
  );
  await boss.start();
  const runOne = async (job: Job, id: string, data: Record<string, string>): Promise<JobResult> => {
    try {
      const result = await job.run(context(), data);
      metrics.jobs.inc({ name: job.name, outcome: 'done' });
      log.info({ job: job.name, result }, 'job done');
      return { id, status: 'completed' };
    } catch (error) {
      metrics.jobs.inc({ name: job.name, outcome: 'failed' });
      log.error({ job: job.name, error: (error as Error).name }, 'job failed');
      return { id, status: 'failed', output: { error: (error as Error).name } };
    }
  };
  for (const job of jobs) {
    if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'Asia/Shanghai' });
    // Many response periods end at the same midnight: full batches follow one another without waiting for the next poll.
    await boss.work<Record<string, string>>(
      job.name,
      { pollingIntervalSeconds: 5, batchSize: 20, burstWhenBatchFull: true, perJobResults: true },
      async (batch) => {
        const results: JobResult[] = [];
        for (const { id, data } of batch) results.push(await runOne(job, id, data ?? {}));
        return results;
      },
    );
  }
  return {
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
    runNow: async (name) => {
      await boss.send(name, {});
    },
    enqueue: async (tx, later) => {
      await boss.send(later.job, later.data, { startAfter: later.at, db: fromDrizzle(tx, raw) });
    },
  };
}

/** pg-boss speaks node-postgres; this lets it use our pool. */
function adapter(sql: Sql) {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const answer = await sql.unsafe(text, values as never[]);
      // Several statements in one text answer one after another; pg-boss reads the rows of all.
      const results = (Array.isArray(answer[0]) ? [...answer] : [answer]) as unknown as { count: number }[];
      return { rows: results.flatMap((r) => r as unknown as unknown[]), rowCount: results.at(-1)?.count ?? 0 };
    },
  };
}

/** Makes or updates the pg-boss schema as the owner and lets the application use it. */
export async function prepareJobs(ownerSql: Sql, names: readonly string[]): Promise<void> {
  const boss = new PgBoss({ db: adapter(ownerSql), schema: 'pgboss', supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  for (const name of names) await boss.createQueue(name);
  await boss.stop({ graceful: false });
  await ownerSql.unsafe(`
    grant usage, create on schema pgboss to yiwei_app;
    grant select, insert, update, delete on all tables in schema pgboss to yiwei_app;
    grant usage on all sequences in schema pgboss to yiwei_app;
    grant execute on all functions in schema pgboss to yiwei_app;
    alter default privileges in schema pgboss grant select, insert, update, delete on tables to yiwei_app`);
}
