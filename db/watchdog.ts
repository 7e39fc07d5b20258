import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A process that outlives this one by moments: it holds the reading end of a pipe, and when this process ends, however
 * it ends, it stops the guarded PostgreSQL (fast, then immediately after 10 s). If it is killed itself, it is replaced;
 * if both are killed at once, the next start finds the server and stops it.
 */
export type Watchdog = { guard(pid: number): void; end(): void };

const SHELL = `trap '' INT TERM HUP QUIT
pid=0
while read -r line; do pid=$line; done
[ "$pid" -gt 1 ] || exit 0
kill -INT "$pid" 2>/dev/null || exit 0
i=0
while kill -0 "$pid" 2>/dev/null && [ $i -lt 200 ]; do
  i=$((i + 1))
  [ $i -eq 100 ] && kill -QUIT "$pid"
  sleep 0.1
done`;

// Windows has no signals to ask with; ending PostgreSQL there is a crash it recovers from, without losing a commit
const WINDOWS = `let pid = 0
process.stdin.on('data', (text) => { pid = Number(String(text).trim().split('\\n').pop()) })
process.stdin.on('close', () => { try { if (pid) process.kill(pid) } catch {} })`;

export function startWatchdog(): Watchdog {
  let guarded = 0;
  let ended = false;
  let child: ChildProcess;
  const start = () => {
    const [program, args] =
      process.platform === 'win32' ? [process.execPath, ['-e', WINDOWS]] : ['/bin/sh', ['-c', SHELL]];
    child = spawn(program, args, { detached: true, windowsHide: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    child.unref();
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    child.once('exit', () => {
      if (!ended) start();
    });
    tell();
  };
  const tell = () => child.stdin?.write(`${guarded}\n`);
  start();
  return {
    guard(pid) {
      guarded = pid;
      tell();
    },
    end() {
      ended = true;
      guarded = 0;
      tell();
      child.stdin?.end();
    },
  };
}
