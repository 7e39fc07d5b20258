// `npm run dev`: the server restarts when its sources change, the pages reload in place at http://localhost:5173.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, runtime } from './start.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
install();
const node = runtime();
const port = process.env.PORT ?? '3000';
const run = (args, env = {}) => spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
const children = [
  run(['--watch-path=server', '--watch-path=db', join(root, 'server/main.ts')], { ORIGIN: 'http://localhost:5173' }),
  run([join(root, 'node_modules/vite/bin/vite.js'), '--config', 'web/vite.config.ts'], {
    API: `http://127.0.0.1:${port}`,
  }),
];
const stop = (signal) => {
  for (const child of children) child.kill(signal);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
for (const child of children) child.on('exit', () => stop('SIGTERM'));
