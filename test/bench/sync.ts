import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { storageOf } from '../../server/platform/storage.ts';
import { createToken } from '../../server/platform/tokens.ts';
import { DISTRICT, openHome, openTestDistrict, vault, world } from '../support/district.ts';

const BEDS = 5000;
const CHANGED = 500;

/** The seconds a job takes and the most memory the process held meanwhile, over what it held before, in MB. */
async function measured<T>(job: () => Promise<T>): Promise<{ seconds: number; mb: number; result: T }> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const began = performance.now();
  const result = await job();
  const seconds = (performance.now() - began) / 1000;
  clearInterval(look);
  return { seconds, mb: (Math.max(most, process.memoryUsage.rss()) - before) / 2 ** 20, result };
}

const list = (fee: (i: number) => number) =>
  Array.from({ length: BEDS }, (_, i) => ({
    external_id: `B-${i}`,
    building: `${1 + Math.floor(i / 1000)} 号楼`,
    floor: 1 + (Math.floor(i / 100) % 10),
    room_no: String(1000 + Math.floor(i / 4)),
    room_sex: 'mixed',
    bed_no: String(1 + (i % 4)),
    kind: 'nursing',
    level_min: 0,
    level_max: 4,
    dementia: i % 10 === 0,
    equipment: ['call_bell'],
    pool: 'market',
    fee_fen: fee(i),
  }));

/**
 * A home's whole list of 5,000 beds through the machine door, HTTP and JSON included: new, again, and with a tenth
 * changed; beside the least that could store it, one INSERT … ON CONFLICT of the same rows and columns.
 */
export default async function sync(print: (line: string) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-bench-'));
  const cluster = await startCluster({ dataDir });
  await migrate(cluster.ownerUrl);
  const app = openDb(cluster.appUrl, { max: 4 });
  const owner = openDb(cluster.ownerUrl, { max: 2 });
  try {
    const w = world({
      sql: app.sql,
      db: app.db,
      ownerSql: owner.sql,
      appUrl: cluster.appUrl,
      ownerUrl: cluster.ownerUrl,
      drop: async () => {},
    });
    await openTestDistrict(w);
    const { facility } = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
    const config = readConfig({ DATA_KEY: '07'.repeat(32), LOG_LEVEL: 'silent', DEMO: '0', DATA_DIR: dataDir });
    const log = createLog('silent');
    const services = { db: app.db, clock: () => w.time.now, events: w.events, vault, config, log };
    const { app: product } = createApp(
      { ...services, storage: storageOf(config, vault) },
      createMetrics(),
      '/nonexistent',
    );
    const nurse = await w.someone('institution', { facility });
    const { token } = await createToken(w.as(nurse), facility, { name: 'bench', scopes: ['beds'], expires: null });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const put = async (beds: object[]) => {
      const body = JSON.stringify({ mode: 'full', beds });
      const answer = await product.request(`http://localhost/api/v1/facilities/${facility}/beds`, {
        method: 'PUT',
        headers,
        body,
      });
      if (answer.status !== 200) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 400)}`);
      return ((await answer.json()) as { counts: Record<string, number> }).counts;
    };
    await owner.sql`create table peer_bed (district char(6), id text, building text, floor int, room_no text, room_sex text,
      bed_no text, kind text, level_min int, level_max int, dementia boolean, equipment text[], pool text, fee_fen bigint,
      primary key (district, id))`;
    const least = (beds: ReturnType<typeof list>) => owner.sql`
      insert into peer_bed select ${DISTRICT}, external_id, building, floor, room_no, room_sex, bed_no, kind, level_min,
        level_max, dementia, equipment, pool, fee_fen
      from jsonb_to_recordset(${JSON.stringify(beds)}::text::jsonb) as x(external_id text, building text, floor int, room_no text,
        room_sex text, bed_no text, kind text, level_min int, level_max int, dementia boolean, equipment text[], pool text, fee_fen bigint)
      on conflict (district, id) do update set fee_fen = excluded.fee_fen, bed_no = excluded.bed_no`;
    const first = list((i) => 100_000 + i);
    const then = list((i) => (i % (BEDS / CHANGED) === 0 ? 90_000 + i : 100_000 + i));
    await put(first.slice(0, 1));
    await least(list(() => 1).slice(0, 1));
    await owner.sql`truncate peer_bed`;
    for (const [name, beds] of [
      ['new', first],
      ['the same again', first],
      [`${CHANGED} changed`, then],
    ] as const) {
      const peer = await measured(() => least(beds));
      const ours = await measured(() => put(beds));
      print(
        `sync of ${BEDS} beds, ${name}: ${ours.seconds.toFixed(2)} s, +${ours.mb.toFixed(0)} MB at most; bare upsert ${peer.seconds.toFixed(2)} s, ratio ${(ours.seconds / peer.seconds).toFixed(1)} (aim ≤ 12) ${JSON.stringify(ours.result)}`,
      );
    }
  } finally {
    await Promise.all([app.close(), owner.close()]);
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
