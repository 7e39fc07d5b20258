import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries, findBinaries, type RunAs } from './binaries.ts';
import { openDb } from './client.ts';
import {
  chooseUser,
  createDataDir,
  isAlive,
  madeBy,
  placeOf,
  readPostmaster,
  readSecrets,
  type Secrets,
  saveSecrets,
} from './datadir.ts';
import { provision } from './provision.ts';
import { startWatchdog } from './watchdog.ts';

export type Cluster = {
  /** migrations and test databases: owns the database, may create others, no superuser */
  ownerUrl: string;
  /** the application: no superuser, row-level security applies */
  appUrl: string;
  bindir: string;
  /** process id of PostgreSQL now; another one after it was restarted */
  readonly pid: number;
  /** true when another Yiwei process runs the server and this one only uses it */
  joined: boolean;
  stop(): Promise<void>;
};

export type ClusterOptions = {
  /** DATA_DIR; the cluster is its folder `postgres`, PostgreSQL's own log `postgres.log` beside it */
  dataDir: string;
  log?: (line: string) => void;
  /** false: no fsync, for tests that throw the data away */
  durable?: boolean;
  /** when a live Yiwei process runs this data directory: refuse to start (default), or use its server */
  whenInUse?: 'refuse' | 'join';
};

/** Advisory lock in database `postgres` held for as long as a Yiwei process runs the server; the kernel frees it. */
const SUPERVISOR_LOCK = 1_953_982_826;
const HOST = '127.0.0.1';

/**
 * Starts PostgreSQL on `dataDir`, on the loopback interface, on a free port, with generated passwords. It is stopped
 * by `stop()`, or by a watchdog when this process ends without it, however it ends. A server found running with no
 * Yiwei process behind it is stopped in order and started again; one that dies under us is restarted on its port.
 *
 * @throws Error when a live Yiwei process runs the directory, when no PostgreSQL of the right version is found, or
 *   when PostgreSQL does not start (with the end of its log)
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { durable = true, log = () => {}, whenInUse = 'refuse' } = options;
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const runAs = chooseUser(join(dataDir, 'postgres'));
  const dir = placeOf(join(dataDir, 'postgres'), runAs, log);
  const bin = findBinaries({ major: madeBy(dir), runAs, copyTo: dirname(dir), log });
  if (madeBy(dir) === undefined) {
    log(`Creating the database with PostgreSQL ${bin.major} (${bin.source}); this happens once.`);
    await createDataDir(bin, dir, runAs, durable);
  }
  const secrets = readSecrets(dir);
  const urls = (port: number) => ({
    ownerUrl: url('yiwei_owner', secrets.owner, port, 'yiwei'),
    appUrl: url('yiwei_app', secrets.app, port, 'yiwei'),
  });

  const other = await vacate(dir, secrets, log);
  if (other) {
    const { pid, port } = other.postmaster;
    if (whenInUse === 'join') return { ...urls(port), bindir: bin.bindir, pid, joined: true, stop: async () => {} };
    throw new Error(`${dir} is in use by ${other.holder}. Stop that first, or set DATA_DIR to another folder.`);
  }

  const server = await supervise({ bin, dir, runAs, secrets, durable, log, logFile: join(dataDir, 'postgres.log') });
  try {
    if (!secrets.provisioned) {
      await provision(url('postgres', secrets.admin, server.port, 'postgres'), secrets);
      saveSecrets(dir, { ...secrets, provisioned: true }, runAs);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...urls(server.port),
    bindir: bin.bindir,
    joined: false,
    stop: server.stop,
    get pid() {
      return server.pid();
    },
  };
}

const url = (user: string, password: string, port: number, database: string) =>
  `postgres://${user}:${password}@${HOST}:${port}/${database}`;

/**
 * Waits until no PostgreSQL runs on `dir`: one that is shutting down is waited for, one that nobody supervises (Node
 * and its watchdog were both killed) is asked to stop.
 *
 * @returns the live process that supervises the one running, when there is one
 */
async function vacate(dir: string, secrets: Secrets, log: (line: string) => void) {
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
async function supervise(setup: Setup): Promise<Supervised> {
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
