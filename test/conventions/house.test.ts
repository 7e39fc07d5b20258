import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messages } from '../../server/kernel/messages.ts';
import { permissions } from '../../server/kernel/permissions.ts';

const root = resolve(import.meta.dirname, '../..');
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.(ts|tsx|mjs)$/.test(e.name))
    .map((e) => relative(root, join(e.parentPath, e.name)))
    .filter((f) => !/node_modules|\/dist\/|test\/output/.test(f));
const source = (file: string) => readFileSync(join(root, file), 'utf8');
const slices = [
  'divisions',
  'mergers',
  'outlines',
  'landmarks',
  'facilities',
  'applicants',
  'documents',
  'consents',
  'uploads',
  'funds',
  'contracts',
  'notifications',
  'helpers',
  'invitations',
  'watches',
  'clocks',
  'procurement',
  'amendments',
  'assessments',
  'applications',
  'categories',
  'entitlements',
  'guide',
  'queue',
  'reviews',
  'acceptance',
  'deferrals',
  'exits',
  'allocation',
  'decisions',
  'publicity',
  'cases',
  'matching',
  'rounds',
  'wishes',
  'reasons',
  'refills',
  'risks',
  'placements',
  'emergencies',
  'stays',
  'ratings',
  'corrections',
  'board',
  'attendance',
  'freshness',
  'profiles',
  'rosters',
  'imports',
  'exports',
  'mirror',
  'reminders',
  'settlement',
  'approval',
  'payments',
  'ledger',
  'disclosures',
  'scrutiny',
  'prepaid',
  'closings',
  'supervision',
  'inspections',
  'findings',
  'spotchecks',
  'requests',
  'feedback',
  'escalations',
  'menu',
  'measures',
  'scorecards',
  'holdbacks',
  'coverage',
  'scenarios',
  'figures',
  'pace',
  'unmet',
  'burndown',
  'insight',
  'privacy',
  'opendata',
];
type Import = { from: string; to: string; typeOnly: boolean };

const importsOf = (file: string): Import[] =>
  [
    ...source(file).matchAll(
      /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((m) => {
    const spec = (m[2] ?? m[3] ?? m[4]) as string;
    return {
      from: file,
      to: spec.startsWith('.') ? relative(root, resolve(root, dirname(file), spec)) : spec,
      typeOnly: m[1] !== undefined,
    };
  });

/** The import table of the design: may `from` use `to` at run time? */
function allowed({ from, to, typeOnly }: Import): boolean {
  if (to.startsWith('test/') && !from.startsWith('test/')) return false;
  if (to.startsWith('seed/')) return /^(seed|test)\//.test(from) || from === 'server/main.ts';
  const [, area, name] = from.split('/') as [string, string, string];
  if (from.startsWith('web/')) {
    if (to.startsWith('server/')) return typeOnly || to.startsWith('server/kernel/') || to.endsWith('/rules.ts');
    if (to.startsWith('db/')) return false;
    const page = to.startsWith('web/') && to.split('/').length > 2 ? to.split('/')[1] : null;
    return page === null || page === 'ui' || page === area || ['web/app.tsx', 'web/office.ts'].includes(from);
  }
  if (!from.startsWith('server/') || !slices.concat('kernel', 'platform').includes(area)) return true;
  const inKernel = to.startsWith('server/kernel/');
  if (area === 'kernel') return inKernel;
  if (area === 'platform')
    return inKernel || to.startsWith('db/') || to.startsWith('server/platform/') || !/^(server|web|seed)\//.test(to);
  const left = slices.slice(0, slices.indexOf(area));
  const other = to.match(/^server\/(\w+)\/(\w+)\.ts$/);
  // A mechanism of several parts is pure like the rules it belongs to.
  if (name === 'mechanism')
    return (
      inKernel ||
      to.startsWith(`server/${area}/mechanism/`) ||
      (other?.[2] === 'rules' && left.includes(other[1] as string))
    );
  if (name === 'rules.ts')
    return (
      inKernel ||
      [area, ...left].some((a) => to.startsWith(`server/${a}/mechanism/`)) ||
      (other?.[2] === 'rules' && left.includes(other[1] as string))
    );
  if (name === 'routes.ts') {
    if (to.startsWith('db/')) return false;
    return (
      inKernel ||
      to.startsWith('server/platform/') ||
      !!to.match(new RegExp(`^server/${area}/(actions|rules|queries)\\.ts$`)) ||
      !/^(server|web|seed|db)\//.test(to)
    );
  }
  if (!other) return true;
  return inKernel || other[1] === 'platform' || other[1] === area || left.includes(other[1] as string);
}

test('every import goes where the design lets it', () => {
  const wrong = ['server', 'web', 'db', 'seed']
    .flatMap(files)
    .flatMap(importsOf)
    .filter((i) => !allowed(i));
  expect(wrong.map((i) => `${i.from} → ${i.to}`)).toEqual([]);
});

test('a slice has rules, actions, routes and at most queries', () => {
  const odd = slices
    .flatMap((s) => files('server').filter((f) => f.startsWith(`server/${s}/`)))
    .filter((f) => !/\/(rules|actions|routes|queries)\.ts$|\/mechanism\/\w+\.ts$/.test(f));
  expect(odd).toEqual([]);
});

test('rules are pure: no clock, no chance, no environment, no packages', () => {
  const impure = files('server')
    .filter((f) => f.endsWith('/rules.ts') || f.includes('/mechanism/') || f.startsWith('server/kernel/'))
    .filter(
      (f) =>
        /Date\.now|new Date\(\)|Math\.random|crypto\.|process\.|performance\./.test(source(f)) ||
        importsOf(f).some((i) => !i.to.startsWith('server/')),
    );
  expect(impure).toEqual([]);
});

test('every rules file says in its first line what it decides', () => {
  const silent = files('server').filter(
    (f) => /\/rules\.ts$|\/mechanism\//.test(f) && !source(f).startsWith('// Decides '),
  );
  expect(silent).toEqual([]);
});

test('only act() opens a transaction that writes, and nobody writes around it', () => {
  const doors = ['server/platform/context.ts'];
  const transactions = files('server').filter((f) => !doors.includes(f) && /\.transaction\(/.test(source(f)));
  const raw = files('server').filter((f) =>
    /\bdb\.(insert|update|delete)\(|ctx\.db\.(insert|update|delete|execute)\(/.test(source(f)),
  );
  expect({ transactions, raw }).toEqual({ transactions: [], raw: [] });
});

describe('the permission table', () => {
  const used = files('server').map(source).join('\n');
  test.each(Object.keys(permissions))('%s is used', (action) =>
    expect(used.split(`'${action}'`).length).toBeGreaterThan(2));
});

test('every reason is given somewhere', () => {
  const text = ['server', 'web']
    .flatMap(files)
    .filter((f) => f !== 'server/kernel/messages.ts')
    .map(source)
    .join('\n');
  expect(Object.keys(messages).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

test('no file grows past 400 lines', () => {
  const long = ['server', 'web', 'db', 'seed', 'test'].flatMap(files).filter((f) => source(f).split('\n').length > 401);
  expect(long).toEqual([]);
});

test('nothing is left to do, skipped or focused, and nothing names a machine', () => {
  const marks = new RegExp(
    ['TO', 'DO\\b|FIX', 'ME\\b|\\b(?:it|test|describe)\\.(?:skip|only|to', 'do)\\b|/wo', 'rk/main'].join(''),
  );
  const found = ['server', 'web', 'db', 'seed', 'test']
    .flatMap(files)
    .filter((f) => f !== 'test/conventions/house.test.ts' && marks.test(source(f)));
  expect(found).toEqual([]);
});

test('the lock file names no host and every version is exact', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hosts = [...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map((m) => m[1]);
  const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const loose = ['dependencies', 'devDependencies', 'optionalDependencies']
    .flatMap((k) => Object.entries(pack[k] ?? {}))
    .filter(([, v]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(v));
  expect({ hosts, loose }).toEqual({ hosts: [], loose: [] });
});
