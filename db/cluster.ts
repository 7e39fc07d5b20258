import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findBinaries } from './binaries.ts';
import { chooseUser, createDataDir, madeBy, placeOf, readSecrets, saveSecrets } from './datadir.ts';
import { PROVISION, provision } from './provision.ts';
import { supervise } from './supervisor.ts';
import { url, vacate } from './takeover.ts';

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
    if (secrets.provisioned !== PROVISION) {
      await provision(url('postgres', secrets.admin, server.port, 'postgres'), secrets);
      saveSecrets(dir, { ...secrets, provisioned: PROVISION }, runAs);
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
