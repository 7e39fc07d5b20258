import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDb } from './client.ts';
import { readPostmaster, type Secrets } from './datadir.ts';

export const HOST = '127.0.0.1';
/** Advisory lock in database `postgres` held for as long as a Yiwei process runs the server; the kernel frees it. */
export const SUPERVISOR_LOCK = 1_953_982_826;

export const url = (user: string, password: string, port: number, database: string) =>
  `postgres://${user}:${password}@${HOST}:${port}/${database}`;

/**
 * Waits until no PostgreSQL runs on `dir`: one that is shutting down is waited for, one that nobody supervises (Node
 * and its watchdog were both killed) is asked to stop.
 *
 * @returns the live process that supervises the one running, when there is one
 */
export async function vacate(dir: string, secrets: Secrets, log: (line: string) => void) {
  let unheld = 0;
  for (let tries = 0; ; tries++) {
    const postmaster = readPostmaster(dir);
    if (!postmaster) return undefined;
    const holder = await holderOf(url('postgres', secrets.admin, postmaster.port, 'postgres'));
    if (holder) return { postmaster, holder };
    // a supervisor takes its lock moments after its server is ready, so one look is not enough
    if (holder === null && ++unheld === 8) {
      log(
        `PostgreSQL (process ${postmaster.pid}) was left running by a Yiwei process that is gone; stopping it first.`,
      );
      process.kill(postmaster.pid, 'SIGINT');
    }
    if (tries === 200)
      throw new Error(
        `${join(dir, 'postmaster.pid')} names process ${postmaster.pid}, which is running but does not answer as this PostgreSQL. ` +
          'If that process is something else, remove the file; otherwise stop it.',
      );
    await delay(150);
  }
}

/** @returns who supervises the server, null when nobody does, undefined when it does not answer (yet, or any more) */
async function holderOf(adminUrl: string): Promise<string | null | undefined> {
  const { sql, close } = openDb(adminUrl, { max: 1, applicationName: 'yiwei start' });
  try {
    const rows = await sql<{ name: string }[]>`
      SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND objid = ${SUPERVISOR_LOCK} AND granted`;
    return rows[0]?.name ?? null;
  } catch {
    return undefined;
  } finally {
    await close();
  }
}
