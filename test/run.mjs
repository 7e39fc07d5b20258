// `npm test`: everything, from a fresh clone. `npm run check` (--fast): types, lint, unused code, rules, conventions.
// Ends with one plain line, "N passed, N failed"; the exit code is 0 only when nothing failed and nothing was skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install, runtime } from '../server/start.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const fast = process.argv.includes('--fast');
const only = process.argv.slice(2).filter((a) => !a.startsWith('--'));

install();
const node = runtime();
const bin = (path) => [join(root, 'node_modules', path)];
const report = join(root, 'test/output/results.json');
mkdirSync(dirname(report), { recursive: true });
rmSync(report, { force: true });

let passed = 0;
let failed = 0;
let skipped = 0;
const step = (name, args) => {
  const began = Date.now();
  const ran = spawnSync(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } });
  const ok = ran.status === 0;
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name}  (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  return ok;
};
const check = (name, args) => {
  if (step(name, args)) passed += 1;
  else failed += 1;
};

if (only.length === 0) {
  // One checker: several would each work out the type of the pages' client anew, and take twice the time.
  check('types', [...bin('typescript/bin/tsc'), '--noEmit', '--checkers', '1']);
  check('lint', [...bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']);
  check('unused code', [...bin('knip/bin/knip.js'), '--no-progress']);
}
if (!fast) build();

const folders = only.length > 0 ? only : fast ? ['test/rules', 'test/conventions'] : [];
const ran = step('tests', [
  ...bin('vitest/vitest.mjs'),
  'run',
  ...folders,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
try {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  skipped += results.numPendingTests + (results.numTodoTests ?? 0);
  if (results.numTotalTests === 0) failed += 1;
  // A file that did not even load has no failed test in it, but the run failed all the same.
  if (!ran && results.numFailedTests === 0) failed += 1;
} catch {
  failed += 1;
}
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && skipped === 0 && ran ? 0 : 1);
