/**
 * `npm run bench [-- name …]`: what the product costs beside the least that could answer, as ratios within one run, because
 * machines differ. BENCH_DATABASE_URL and BENCH_DATABASE_APP_URL name a server already there; otherwise one is started in
 * .data/bench, where the 404,000 facilities stay for the next run.
 */
import { join, resolve } from 'node:path';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { chooseUser, placeOf, readSecrets } from '../../db/datadir.ts';
import { migrate } from '../../db/migrate.ts';
import type { Bench } from './compare.ts';
import { fillNation } from './data.ts';

type Case = { name: string; nation: boolean; run(bench: Bench): Promise<void> };

const all: Case[] = [
  { name: 'nearby', nation: true, run: async (b) => (await import('./nearby.ts')).nearbyBench(b) },
  { name: 'http', nation: true, run: async (b) => (await import('./http.ts')).httpBench(b) },
  {
    name: 'bookings',
    nation: false,
    run: async () => (await import('./bookings.ts')).default((line) => console.log(line)),
  },
  { name: 'sync', nation: false, run: async () => (await import('./sync.ts')).default((line) => console.log(line)) },
  {
    name: 'import',
    nation: false,
    run: async () => (await import('./import.ts')).default((line) => console.log(line)),
  },
  { name: 'clusters', nation: true, run: async (b) => (await import('./clusters.ts')).clustersBench(b) },
  { name: 'rounds', nation: false, run: async (b) => (await import('./rounds.ts')).roundsBench(b) },
  { name: 'publish', nation: false, run: async (b) => (await import('./publish.ts')).publishBench(b) },
  { name: 'queue', nation: false, run: async (b) => (await import('./queue.ts')).queueBench(b) },
  { name: 'cases', nation: false, run: async (b) => (await import('./cases.ts')).casesBench(b) },
  { name: 'board', nation: false, run: async (b) => (await import('./board.ts')).boardBench(b) },
  { name: 'settlement', nation: false, run: async (b) => (await import('./settlement.ts')).settlementBench(b) },
  { name: 'audit', nation: false, run: async () => (await import('./audit.ts')).default((line) => console.log(line)) },
  { name: 'coverage', nation: false, run: async (b) => (await import('./coverage.ts')).coverageBench(b) },
  { name: 'insight', nation: false, run: async (b) => (await import('./insight.ts')).insightBench(b) },
  { name: 'first-page', nation: false, run: async (b) => (await import('./first-page.ts')).firstPageBench(b) },
  { name: 'family', nation: false, run: async (b) => (await import('./family.ts')).familyBench(b) },
];

/** The superuser of the bench's own server, who alone may add PostGIS to it. */
function adminUrl(dataDir: string, ownerUrl: string): string {
  const home = join(dataDir, 'postgres');
  const { admin } = readSecrets(placeOf(home, chooseUser(home), () => {}));
  return Object.assign(new URL(ownerUrl), { username: 'postgres', password: admin }).href;
}

async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !all.some((c) => c.name === name));
  if (unknown.length)
    throw new Error(`no such bench: ${unknown.join(', ')}; there are ${all.map((c) => c.name).join(', ')}`);
  const chosen = all.filter((c) => names.length === 0 || names.includes(c.name));
  const { BENCH_DATABASE_URL: given, BENCH_DATABASE_APP_URL: givenApp } = process.env;
  const needed = chosen.some((c) => c.nation);
  const own = needed && !(given && givenApp);
  const dataDir = resolve(process.env.DATA_DIR ?? '.data', 'bench');
  const cluster = own
    ? await startCluster({ dataDir, log: console.log })
    : { ownerUrl: given ?? '', appUrl: givenApp ?? '', stop: async () => {} };
  const extensionUrl = own ? adminUrl(dataDir, cluster.ownerUrl) : cluster.ownerUrl;
  const pools: { close(): Promise<void> }[] = [];
  const open = (url: string, max: number) => {
    const pool = openDb(url, { max, applicationName: 'yiwei bench', timeouts: { statement: 0 } });
    pools.push(pool);
    return pool.sql;
  };
  try {
    if (needed) {
      await migrate(cluster.ownerUrl);
      await fillNation(open(cluster.ownerUrl, 1), console.log);
    }
    for (const { run } of chosen) {
      let seed = 20260101;
      const random = () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      const print = (what: string, figure: string) => console.log(`${what.padEnd(44)} ${figure}`);
      await run({ ownerUrl: cluster.ownerUrl, appUrl: cluster.appUrl, extensionUrl, open, print, random });
    }
  } finally {
    await Promise.all(pools.map((p) => p.close()));
    await cluster.stop();
  }
}

if (import.meta.main) await main(process.argv.slice(2));
