/**
 * `npm run -s import -- facilities LIST.csv --mapping MAP.json [--dry-run]`: the bureau's first load, and every later one.
 * LIST is XLSX or CSV, MAP says which of its columns and words are which of ours (README). The report is JSON on standard
 * output. Exit code 0: taken over (or would be). Exit code 1: rows were refused, nothing was written. Exit code 2: the
 * list or the mapping cannot be used, and why.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openDb } from '../db/client.ts';
import { startCluster } from '../db/cluster.ts';
import { migrate } from '../db/migrate.ts';
import { importFacilities } from './imports/actions.ts';
import { previewFacilities } from './imports/queries.ts';
import { fieldsOf, systems } from './imports/rules.ts';
import { Refusal } from './kernel/errors.ts';
import { say } from './kernel/messages.ts';
import { readConfig } from './platform/config.ts';
import { type Context, clockActor } from './platform/context.ts';
import { createEvents } from './platform/events.ts';
import { newId } from './platform/ids.ts';

const keys = fieldsOf.facilities.map((f) => f.key);
const Field = z.string().refine((key) => keys.includes(key), `must be one of ${keys.join(', ')}`);
const Mapping = z.strictObject({
  columns: z.record(Field, z.string()).optional(),
  words: z.record(Field, z.record(z.string(), z.string())).optional(),
  dates: z.enum(['gregorian', 'roc']).optional(),
  sheet: z.string().optional(),
  coordinates: z.strictObject({
    system: z.enum(systems),
    accuracy_m: z.number().int().min(1).max(100_000),
    swapped: z.boolean().optional(),
  }),
});

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

class Unusable extends Error {}

function readMapping(path: string): z.infer<typeof Mapping> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Unusable(`${path}: ${(error as Error).message}`);
  }
  const read = Mapping.safeParse(value);
  if (read.success) return read.data;
  throw new Unusable(read.error.issues.map((i) => `${path} /${i.path.join('/')}: ${i.message}`).join('\n'));
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { mapping: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
  });
  const [what, list] = positionals;
  if (what !== 'facilities' || !list || !values.mapping)
    throw new Unusable('npm run -s import -- facilities LIST.csv --mapping MAP.json [--dry-run]');
  const file = { bytes: readFileSync(list), mapping: readMapping(values.mapping) };
  const config = readConfig();
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const cluster = config.DATABASE_URL ? null : await startCluster({ dataDir: config.dataDir, log, whenInUse: 'join' });
  const opened = openDb(cluster?.appUrl ?? config.DATABASE_URL ?? '', {
    max: 2,
    applicationName: 'yiwei import',
    timeouts: { statement: 0, idle: 0 },
  });
  try {
    await migrate(cluster?.ownerUrl ?? config.DATABASE_OWNER_URL ?? config.DATABASE_URL ?? '', log);
    const context: Context = {
      db: opened.db,
      clock: () => new Date(),
      events: createEvents(),
      actor: clockActor(config.DISTRICT),
      district: config.DISTRICT,
      language: 'zh',
      requestId: newId(),
    };
    const report = await (values['dry-run'] ? previewFacilities(context, file) : importFacilities(context, file));
    print(report);
    return report.refused.length > 0 ? 1 : 0;
  } finally {
    await opened.close();
    await cluster?.stop();
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof Refusal)
    print({
      applied: false,
      reasons: error.reasons.map((r) => ({
        ...r,
        message_zh: say('zh', r.code, r.values),
        message_en: say('en', r.code, r.values),
      })),
    });
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
