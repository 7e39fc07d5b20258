import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries, RunAs } from './binaries.ts';
import { openDb } from './client.ts';
import { isAlive, readPostmaster, type Secrets } from './datadir.ts';
import { HOST, SUPERVISOR_LOCK, url, vacate } from './takeover.ts';
import { startWatchdog } from './watchdog.ts';

type Supervised = { port: number; pid(): number; stop(): Promise<void> };
type Setup = {
  bin: Binaries;
  dir: string;
  runAs: RunAs;
  secrets: Secrets;
  durable: boolean;
  log: (line: string) => void;
  logFile: string;
};

/** Keeps one PostgreSQL running until stop(). */
export async function supervise(setup: Setup): Promise<Supervised> {
  const { bin, dir, secrets, log } = setup;
  const watchdog = startWatchdog();
  let stopping = false;
  let port = await freePort();
  let postgres = launch(setup, port);
  watchdog.guard(postgres.pid!);
  for (let tries = 1; ; tries++) {
    const failure = await untilReady(postgres, setup);
    if (!failure) break;
    watchdog.guard(0);
    if (tries === 5 || !/could not bind|Address already in use|lock file|pre-existing shared memory/.test(failure)) {
      watchdog.end();
      throw new Error(`PostgreSQL did not start.\n${failure}`);
    }
    await delay(200 * tries);
    const other = await vacate(dir, secrets, log);
    if (other) {
      watchdog.end();
      throw new Error(`${dir} is in use by ${other.holder}. Stop that first, or set DATA_DIR to another folder.`);
    }
    port = await freePort();
    postgres = launch(setup, port);
    watchdog.guard(postgres.pid!);
  }

  const keeper = openDb(url('postgres', secrets.admin, port, 'postgres'), {
    max: 1,
    applicationName: `Yiwei process ${process.pid}`,
    onclose: () => void hold(),
  });
  // the lock lives as long as this connection: take it again after PostgreSQL restarted its sessions
  let holding = false;
  const hold = async (): Promise<void> => {
    if (holding) return;
    for (holding = true; holding && !stopping; ) {
      const rows = await keeper.sql<{ held: boolean }[]>`SELECT pg_try_advisory_lock(${SUPERVISOR_LOCK}) AS held`.catch(
        () => [],
      );
      if (rows[0]?.held) holding = false;
      else await delay(200, undefined, { ref: false });
    }
  };
  await hold();

  const revive = async (): Promise<void> => {
    watchdog.guard(0);
    log('PostgreSQL ended unexpectedly; starting it again.');
    for (let tries = 1; !stopping; tries++) {
      postgres = launch(setup, port);
      watchdog.guard(postgres.pid!);
      const failure = await untilReady(postgres, setup);
      if (!failure) {
        log('PostgreSQL is back.');
        postgres.once('exit', onExit);
        return;
      }
      watchdog.guard(0);
      if (tries === 30) return log(`PostgreSQL does not start again.\n${failure}`);
      await delay(Math.min(250 * tries, 5_000));
    }
  };
  let reviving: Promise<void> | undefined;
  const onExit = () => {
    if (!stopping) reviving = revive();
  };
  postgres.once('exit', onExit);
  if (postgres.exitCode !== null || postgres.signalCode !== null) onExit();

  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      stopping = true;
      await keeper.close();
      await shutDown(postgres, bin, dir);
      await reviving;
      await shutDown(postgres, bin, dir);
      watchdog.end();
    })());
  return { port, pid: () => postgres.pid!, stop };
}

/** Command-line settings are the ones that make it ours; the rest is in postgresql.conf for an administrator. */
function launch({ bin, dir, runAs, durable, logFile }: Setup, port: number): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > 10_000_000) truncateSync(logFile);
  const out = openSync(logFile, 'a', 0o600);
  const settings = [`listen_addresses=${HOST}`, 'unix_socket_directories=', 'logging_collector=off'];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const args = ['-D', dir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  try {
    // its own session: Ctrl-C in the terminal reaches Node alone, which then stops the server in order
    return spawn(join(bin.bindir, 'postgres'), args, {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', out, out],
      cwd: process.platform === 'win32' ? dir : '/',
      env: { ...bin.env, PATH: process.env.PATH, LC_ALL: 'C' },
      uid: runAs?.uid,
      gid: runAs?.gid,
    }).on('error', () => {});
  } finally {
    closeSync(out);
  }
}

/** @returns undefined once connections are taken, or the end of the log when the process ended instead */
async function untilReady(postgres: ChildProcess, { dir, log, logFile }: Setup): Promise<string | undefined> {
  const from = Date.now();
  let told = 0;
  for (;;) {
    if (postgres.pid === undefined || postgres.exitCode !== null || postgres.signalCode !== null)
      return readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n');
    const state = readPostmaster(dir);
    if (state?.pid === postgres.pid && state.ready) return undefined;
    const seconds = Math.floor((Date.now() - from) / 1000);
    if (seconds >= told + 2) {
      told = seconds;
      log(`PostgreSQL is starting, possibly recovering from an unclean end (${seconds} s).`);
    }
    await delay(15);
  }
}

/** Fast shutdown: open transactions are rolled back, a checkpoint is written. Harder only when that hangs. */
async function shutDown(postgres: ChildProcess, bin: Binaries, dir: string): Promise<void> {
  const gone = () =>
    postgres.pid === undefined || postgres.exitCode !== null || postgres.signalCode !== null || !isAlive(postgres.pid);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (gone()) return;
    if (process.platform === 'win32') spawnSync(join(bin.bindir, 'pg_ctl'), ['stop', '-D', dir, '-m', 'fast']);
    else postgres.kill(signal);
    for (let tries = 0; tries < 750 && !gone(); tries++) await delay(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port')),
      );
    });
  });
}
