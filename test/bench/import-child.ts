/** One reading in a process of its own, so that its peak memory is its own: `import-child.ts parse|read FILE`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { readTable } from '../../server/imports/queries.ts';
import { readRows } from '../../server/imports/rules.ts';
import { Refusal } from '../../server/kernel/errors.ts';

const [how, path = ''] = process.argv.slice(2);
const bytes = readFileSync(path);
const linux = existsSync('/proc/self/clear_refs');
// Loading the modules took more for a moment than many a reading does: the peak counts from here on.
if (linux) writeFileSync('/proc/self/clear_refs', '5');
const kilobytes = (what: 'VmHWM' | 'VmRSS') =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
const before = linux ? kilobytes('VmRSS') : process.memoryUsage.rss() / 1024;
const began = performance.now();
let outcome = '';
try {
  if (how === 'parse') outcome = `${parse(bytes, { bom: true }).length} rows`;
  else {
    const list = readRows(await readTable(bytes, 'beds'), 'beds', {}, '2026-11-24');
    outcome = `${list.lines.length} lines, ${list.errors.length} errors`;
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  outcome = error.code;
}
const seconds = (performance.now() - began) / 1000;
const peak = linux ? kilobytes('VmHWM') : process.resourceUsage().maxRSS;
process.stdout.write(JSON.stringify({ seconds, peak: peak / 1024, more: (peak - before) / 1024, outcome }));
