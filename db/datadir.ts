import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries, RunAs } from './binaries.ts';

const run = promisify(execFile);
const SECRETS = 'yiwei.json';

/**
 * Passwords of the three logins, kept in the data directory readable only by the user PostgreSQL runs as, and how far it
 * is provisioned (`true`: by the first release).
 */
export type Secrets = { admin: string; owner: string; app: string; provisioned: boolean | number };

/**
 * @returns the user PostgreSQL must run as: nobody special unless Node is root; then whoever owns the data, else
 *   `postgres` when the system has such a user, else `nobody`
 * @throws Error when the data belongs to root, or to a user that is not us
 */
export function chooseUser(dir: string): RunAs {
  const me = process.getuid?.();
  if (me === undefined) return undefined;
  const owner = existsSync(dir) ? statSync(dir) : undefined;
  if (me !== 0) {
    if (owner && owner.uid !== me)
      throw new Error(
        `${dir} belongs to user ${nameOf(owner.uid)}: start Yiwei as that user or as root, or set DATA_DIR to another folder.`,
      );
    return undefined;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: nameOf(owner.uid) };
  const user = accounts().find(({ name }) => name === 'postgres') ?? accounts().find(({ name }) => name === 'nobody');
  const chosen = user ?? { uid: 65534, gid: 65534, name: 'nobody' };
  if (owner && readdirSync(dir).length > 0)
    throw new Error(`${dir} belongs to root, and PostgreSQL does not run as root: chown -R ${chosen.name} ${dir}`);
  return chosen;
}

function accounts(): { name: string; uid: number; gid: number }[] {
  if (!existsSync('/etc/passwd')) return [];
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

const nameOf = (uid: number): string => accounts().find((user) => user.uid === uid)?.name ?? String(uid);

/**
 * The place of the data. A root user's home is closed to the user PostgreSQL runs as; then new data goes under
 * /var/lib/yiwei and `dir` becomes a link to it. Data that is already there is never left behind: that is an error.
 */
export function placeOf(dir: string, runAs: RunAs, log: (line: string) => void): string {
  const link = linkAt(dir);
  if (link && !existsSync(link)) {
    // made by a start that was killed before there was data; if its folder is gone too, something is not mounted
    if (!existsSync(dirname(link))) throw new Error(`${dir} is a link to ${link}, which is missing.`);
    return link;
  }
  const exists = existsSync(dir);
  const real = exists ? realpathSync(dir) : join(realpathSync(dirname(dir)), basename(dir));
  const closed = runAs && closedAncestor(real, runAs);
  if (!closed) return real;
  if (exists && readdirSync(real).length > 0)
    throw new Error(
      `${real} cannot be reached by user ${runAs.name}, whom PostgreSQL runs as: ${closed} is closed to it (chmod o+x ${closed}).`,
    );
  const place = join('/var/lib/yiwei', randomBytes(6).toString('hex'), 'postgres');
  mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
  if (exists) rmdirSync(dir);
  symlinkSync(place, dir);
  log(
    `${closed} is closed to user ${runAs.name}, whom PostgreSQL runs as: the data is kept in ${place}, linked from ${dir}.`,
  );
  return place;
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function closedAncestor(path: string, { uid, gid }: NonNullable<RunAs>): string | undefined {
  const parent = dirname(path);
  const { mode, uid: owner, gid: group } = statSync(parent);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  if (parent !== dirname(parent)) {
    const above = closedAncestor(parent, { uid, gid, name: '' });
    if (above) return above;
  }
  return (mode & bit) === 0 ? parent : undefined;
}

/** @returns the major version that made the data directory, or undefined when there is none yet */
export function madeBy(dir: string): number | undefined {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return undefined;
  const file = join(dir, 'PG_VERSION');
  if (!existsSync(file))
    throw new Error(`${dir} is not empty and not a PostgreSQL data directory: move it away, or set DATA_DIR.`);
  return Number.parseInt(readFileSync(file, 'utf8'), 10);
}

/**
 * Makes the data directory under another name and renames it when complete: a start that is killed half-way leaves
 * nothing that looks finished. Text is UTF-8 with plain byte order (names are ordered by ICU in queries); the
 * character type must be UTF-8 too, or pg_trgm would not see Chinese.
 */
export async function createDataDir(bin: Binaries, dir: string, runAs: RunAs, durable: boolean): Promise<void> {
  const draftOf = (pid: number | string) => `${basename(dir)}.new-${pid}`;
  for (const left of readdirSync(dirname(dir)).filter((name) => name.startsWith(draftOf('')))) {
    if (!isAlive(Number(left.slice(draftOf('').length))))
      rmSync(join(dirname(dir), left), { recursive: true, force: true, maxRetries: 20 });
  }
  const draft = join(dirname(dir), draftOf(process.pid));
  const pgdata = join(draft, 'data');
  const secret = () => randomBytes(24).toString('hex');
  const secrets: Secrets = { admin: secret(), owner: secret(), app: secret(), provisioned: false };
  for (const folder of [draft, pgdata]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    give(folder, runAs);
  }
  const pwfile = join(draft, 'password');
  writeFileSync(pwfile, `${secrets.admin}\n`, { mode: 0o600 });
  give(pwfile, runAs);
  const args = ['-D', pgdata, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${pwfile}`, '--encoding=UTF8'];
  args.push('--locale=C', '--data-checksums', ...(durable ? [] : ['--no-sync']));
  const initdb = (ctype: string) =>
    run(join(bin.bindir, 'initdb'), [...args, `--lc-ctype=${ctype}`], {
      env: { ...bin.env, LC_ALL: 'C' },
      cwd: pgdata,
      uid: runAs?.uid,
      gid: runAs?.gid,
    });
  try {
    // macOS has no C.UTF-8 before version 15
    await initdb('C.UTF-8').catch(() => initdb('en_US.UTF-8'));
    appendFileSync(join(pgdata, 'postgresql.conf'), SETTINGS);
    saveSecrets(pgdata, secrets, runAs);
    if (existsSync(dir)) rmdirSync(dir);
    renameSync(pgdata, dir);
  } catch (error) {
    // another start finished first: its directory is as good as ours
    if (madeBy(dir) === undefined) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What an administrator may change afterwards. Statements and details stay out of the log: they hold personal data. */
const SETTINGS = `
# Yiwei
max_connections = 120
shared_buffers = 256MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
`;

export function readSecrets(dir: string): Secrets {
  const file = join(dir, SECRETS);
  if (!existsSync(file))
    throw new Error(
      `${dir} was not made by Yiwei (no ${SECRETS}): set DATABASE_URL to use that server, or DATA_DIR to another folder.`,
    );
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

export function saveSecrets(dir: string, secrets: Secrets, runAs: RunAs): void {
  const draft = join(dir, `${SECRETS}.new`);
  writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600 });
  give(draft, runAs);
  renameSync(draft, join(dir, SECRETS));
}

function give(path: string, runAs: RunAs): void {
  if (runAs) chownSync(path, runAs.uid, runAs.gid);
}

/** What PostgreSQL says about itself in its data directory; undefined when nothing runs there. */
export function readPostmaster(dir: string): { pid: number; port: number; ready: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(join(dir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!isAlive(pid)) return undefined;
  return { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** A process that ended but was not collected by its parent (a container without init) counts as gone. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    return !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
